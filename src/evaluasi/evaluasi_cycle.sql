-- Cycles: dates, limits, teams; ties and seats.  Who may run one holds the role for the whole instansi.

-- $1 instansi, $2 user, $3 roles that may run it, $4 day
-- name: cycle_list
SELECT c.*, CASE WHEN EXISTS (SELECT 1 FROM akun_reach x
                               WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = c.instansi_id
                                 AND x.from_on <= $4 AND x.until_on >= $4) THEN 1 ELSE 0 END
  FROM evaluasi_cycle_card c
 WHERE c.instansi_id = $1
 ORDER BY c.year DESC;

-- name: cycle_find
SELECT c.*, CASE WHEN EXISTS (SELECT 1 FROM akun_reach x
                               WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = c.instansi_id
                                 AND x.from_on <= $4 AND x.until_on >= $4) THEN 1 ELSE 0 END
  FROM evaluasi_cycle_card c
 WHERE c.instansi_id = $1 AND c.id = $5;

-- name: cycle_run
SELECT c.*, 1
  FROM evaluasi_cycle_card c
 WHERE c.instansi_id = $1 AND c.id = $5
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = c.instansi_id
                  AND x.from_on <= $4 AND x.until_on >= $4);

-- name: cycle_may_run
SELECT COUNT(*) FROM akun_reach x
 WHERE x.unit_id = $1 AND x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.from_on <= $4 AND x.until_on >= $4;

-- name: cycle_by_feed
SELECT c.*, 0, u.name FROM evaluasi_cycle_card c JOIN unit u ON u.id = c.instansi_id WHERE c.feed = $1;

-- name: cycle_windows
SELECT stage, opens_on, closes_on FROM evaluasi_window WHERE instansi_id = $1 AND cycle_id = $2;

-- name: cycle_add
INSERT INTO evaluasi_cycle (id, instansi_id, year, pendahuluan, blind, apart, dalnis_teams, ketua_members, team_units,
                            unit_minutes, tie_years, made_by, made_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)
ON CONFLICT (instansi_id, year) DO NOTHING
RETURNING id;

-- Once a unit has handed in, who assesses in which order stands fast.
-- name: cycle_set
UPDATE evaluasi_cycle
   SET pendahuluan = $4, blind = $5, apart = $6, dalnis_teams = $7, ketua_members = $8, team_units = $9,
       unit_minutes = $10, tie_years = $11, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
   AND ((pendahuluan = $4 AND blind = $5)
        OR NOT EXISTS (SELECT 1 FROM evaluasi_state s
                        WHERE s.instansi_id = evaluasi_cycle.instansi_id AND s.year = evaluasi_cycle.year))
RETURNING id;

-- name: cycle_set_feed
UPDATE evaluasi_cycle SET feed = $4 WHERE instansi_id = $1 AND id = $2 AND version = $3 RETURNING id;

-- name: cycle_windows_drop
DELETE FROM evaluasi_window WHERE instansi_id = $1 AND cycle_id = $2;

-- name: cycle_window_add
INSERT INTO evaluasi_window (instansi_id, cycle_id, stage, opens_on, closes_on) VALUES ($1, $2, $3, $4, $5);

-- name: cycle_seats_drop
DELETE FROM evaluasi_seat WHERE instansi_id = $1 AND cycle_id = $2 AND seat = $3;

-- name: cycle_stages
SELECT COALESCE(s.stage, 'isi'), COUNT(*)
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id AND u.closed_on IS NULL
  LEFT JOIN evaluasi_state s ON s.worksheet_id = w.id
 WHERE w.instansi_id = $1 AND w.year = $2
 GROUP BY COALESCE(s.stage, 'isi');

-- --- teams ---

-- name: cycle_teams
SELECT t.id, t.version, t.ketua_id, t.dalnis_id, t.name, k.name, d.name
  FROM evaluasi_team t
  JOIN akun_user k ON k.id = t.ketua_id
  JOIN akun_user d ON d.id = t.dalnis_id
 WHERE t.instansi_id = $1 AND t.cycle_id = $2
 ORDER BY t.name, t.id;

-- name: cycle_members
SELECT m.team_id, m.user_id, m.minutes, u.name
  FROM evaluasi_member m
  JOIN akun_user u ON u.id = m.user_id
 WHERE m.instansi_id = $1 AND m.cycle_id = $2
 ORDER BY m.team_id, m.place;

-- Who could sit in a seat: holds a role today, anywhere in the instansi, and may sign in.
-- name: cycle_assessors
SELECT u.id, u.name, u.nip, n.name, r.role_bits
  FROM akun_role r
  JOIN akun_user u ON u.id = r.user_id AND u.active = 1
  JOIN unit n ON n.id = u.unit_id
 WHERE r.instansi_id = $1 AND u.instansi_id = $1 AND (r.role_bits & $2) <> 0 AND r.revoked_at IS NULL
   AND r.from_on <= $3 AND COALESCE(r.until_on, '9999-12-31') >= $3
 ORDER BY u.name, u.id;

-- name: cycle_team_add
INSERT INTO evaluasi_team (id, instansi_id, cycle_id, name, ketua_id, dalnis_id, version)
VALUES ($1, $2, $3, $4, $5, $6, 1);

-- name: cycle_team_set
UPDATE evaluasi_team SET name = $5, ketua_id = $6, dalnis_id = $7, version = version + 1
 WHERE instansi_id = $1 AND cycle_id = $2 AND id = $3 AND version = $4
RETURNING id;

-- name: cycle_members_drop
DELETE FROM evaluasi_member WHERE instansi_id = $1 AND cycle_id = $2 AND team_id = $3;

-- name: cycle_member_add
INSERT INTO evaluasi_member (instansi_id, cycle_id, user_id, team_id, minutes, place) VALUES ($1, $2, $3, $4, $5, $6);

-- name: cycle_team_drop
DELETE FROM evaluasi_team WHERE instansi_id = $1 AND cycle_id = $2 AND id = $3 AND version = $4 RETURNING id;

-- --- the bench: everything that says who may sit where ---

-- name: bench_tree
SELECT id, COALESCE(parent_id, 0), COALESCE(merged_into_id, 0) FROM unit WHERE instansi_id = $1 ORDER BY id;

-- name: bench_units
SELECT u.id, w.id, u.code, u.name, COALESCE(s.stage, 'isi'),
       CASE WHEN EXISTS (SELECT 1 FROM evaluasi_step p
                          WHERE p.worksheet_id = w.id AND p.to_stage NOT IN ('isi', 'konfirmasi')) THEN 1 ELSE 0 END
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id AND u.closed_on IS NULL
  LEFT JOIN evaluasi_state s ON s.worksheet_id = w.id
 WHERE w.instansi_id = $1 AND w.year = $2
 ORDER BY u.code;

-- name: bench_seats
SELECT s.unit_id, s.seat, s.user_id, s.why, s.final_at
  FROM evaluasi_seat s
  JOIN unit u ON u.id = s.unit_id
 WHERE s.instansi_id = $1 AND s.cycle_id = $2
 ORDER BY u.code;

-- Who holds a role that assesses, sits in a seat, or is in a team.  $1 instansi, $2 cycle, $3 roles, $4 day
-- name: bench_people
SELECT u.id, u.name, u.nip, u.unit_id, n.name, u.active
  FROM akun_user u
  JOIN unit n ON n.id = u.unit_id
 WHERE u.instansi_id = $1
   AND u.id IN (SELECT r.user_id FROM akun_role r
                 WHERE r.instansi_id = $1 AND (r.role_bits & $3) <> 0 AND r.revoked_at IS NULL
                   AND r.from_on <= $4 AND COALESCE(r.until_on, '9999-12-31') >= $4
                UNION SELECT s.user_id FROM evaluasi_seat s WHERE s.instansi_id = $1 AND s.cycle_id = $2
                UNION SELECT t.ketua_id FROM evaluasi_team t WHERE t.instansi_id = $1 AND t.cycle_id = $2
                UNION SELECT t.dalnis_id FROM evaluasi_team t WHERE t.instansi_id = $1 AND t.cycle_id = $2
                UNION SELECT m.user_id FROM evaluasi_member m WHERE m.instansi_id = $1 AND m.cycle_id = $2)
 ORDER BY u.id;

-- name: bench_roles
SELECT r.user_id, r.role_bits, r.unit_id FROM akun_role r
 WHERE r.instansi_id = $1 AND (r.role_bits & $2) <> 0 AND r.revoked_at IS NULL
   AND r.from_on <= $3 AND COALESCE(r.until_on, '9999-12-31') >= $3
 ORDER BY r.user_id, r.id;

-- Where people worked until that day or later.
-- name: bench_worked
SELECT w.user_id, w.unit_id, n.name, w.until_on FROM akun_worked w
  JOIN unit n ON n.id = w.unit_id
 WHERE w.instansi_id = $1 AND w.until_on >= $2
 ORDER BY w.user_id, w.until_on;

-- Roles of a unit's own people, held on that day or later by somebody who now assesses.
-- $1 instansi, $2 roles of a unit, $3 that day, $4 roles that assess, $5 today
-- name: bench_held
SELECT h.user_id, h.unit_id, n.name, h.role_bits, h.from_on, h.end_on
  FROM (SELECT r.user_id, r.unit_id, r.role_bits, r.from_on,
               CASE WHEN r.revoked_at IS NOT NULL
                     AND (r.until_on IS NULL OR substr(r.revoked_at, 1, 10) < r.until_on)
                    THEN substr(r.revoked_at, 1, 10) ELSE r.until_on END AS end_on
          FROM akun_role r
         WHERE r.instansi_id = $1 AND (r.role_bits & $2) <> 0) h
  JOIN unit n ON n.id = h.unit_id
 WHERE (h.end_on IS NULL OR (h.end_on >= $3 AND h.end_on >= h.from_on)) AND h.from_on <= $5
   AND EXISTS (SELECT 1 FROM akun_role t WHERE t.user_id = h.user_id AND (t.role_bits & $4) <> 0)
 ORDER BY h.user_id, h.from_on, h.unit_id;

-- name: bench_declared
SELECT t.user_id, t.id, t.unit_id, n.name, t.kind, t.why, t.from_on, t.until_on
  FROM evaluasi_tie t
  JOIN unit n ON n.id = t.unit_id
 WHERE t.instansi_id = $1 AND t.gone_at IS NULL AND COALESCE(t.until_on, '9999-12-31') >= $2
 ORDER BY t.user_id, t.id;

-- What one person declared of a unit or what is above it, and for how many years that counts in this cycle (0: as the
-- pack says).  $1 instansi, $2 user, $3 unit, $4 cycle
-- name: cycle_tied
SELECT t.id, t.unit_id, n.name, t.kind, t.why, t.from_on, t.until_on,
       COALESCE((SELECT y.tie_years FROM evaluasi_cycle y WHERE y.id = $4), 0)
  FROM evaluasi_tie t
  JOIN unit n ON n.id = t.unit_id
  JOIN unit_closure x ON x.ancestor_id = COALESCE(n.merged_into_id, n.id) AND x.unit_id = $3
 WHERE t.instansi_id = $1 AND t.user_id = $2 AND t.gone_at IS NULL
 ORDER BY t.id;

-- Who has sat at a unit since it handed in: may have seen its answers, or those of others.
-- name: bench_seen
SELECT DISTINCT unit_id, user_id, seat FROM evaluasi_seat_past WHERE instansi_id = $1 AND cycle_id = $2 AND begun = 1;

-- --- ties ---

-- name: cycle_tie_add
INSERT INTO evaluasi_tie (id, instansi_id, user_id, unit_id, kind, from_on, until_on, why, by_id, at, gone_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '');

-- $1 instansi, $2 user, $3 roles, $4 day
-- name: cycle_tie_end
UPDATE evaluasi_tie SET gone_by = $2, gone_at = $6, gone_why = $7
 WHERE id = $5 AND instansi_id = $1 AND gone_at IS NULL
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = evaluasi_tie.instansi_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
RETURNING id;

-- --- seats ---

-- name: cycle_seat_add
INSERT INTO evaluasi_seat (instansi_id, cycle_id, unit_id, seat, user_id, why, by_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (cycle_id, unit_id, seat) DO NOTHING
RETURNING user_id;

-- name: cycle_seat_set
UPDATE evaluasi_seat SET user_id = $6, why = $7, by_id = $8, at = $9, final_at = NULL
 WHERE instansi_id = $1 AND cycle_id = $2 AND unit_id = $3 AND seat = $4 AND user_id = $5
RETURNING user_id;

-- name: cycle_seat_empty
DELETE FROM evaluasi_seat
 WHERE instansi_id = $1 AND cycle_id = $2 AND unit_id = $3 AND seat = $4 AND user_id = $5
RETURNING user_id;

-- name: cycle_seat_past_add
INSERT INTO evaluasi_seat_past (id, instansi_id, cycle_id, unit_id, seat, user_id, next_id, begun, why, by_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: cycle_seat_pasts
SELECT p.seat, u.name, COALESCE(x.name, ''), COALESCE(b.name, ''), p.why, p.at
  FROM evaluasi_seat_past p
  JOIN akun_user u ON u.id = p.user_id
  LEFT JOIN akun_user x ON x.id = p.next_id
  LEFT JOIN akun_user b ON b.id = p.by_id
 WHERE p.instansi_id = $1 AND p.cycle_id = $2 AND p.unit_id = $3
 ORDER BY p.at DESC, p.id DESC;

-- --- reminders ---

-- Windows that are open and close between two days, of every instansi.
-- name: cycle_closing
SELECT w.instansi_id, w.cycle_id, c.year, w.stage, w.closes_on
  FROM evaluasi_window w
  JOIN evaluasi_cycle c ON c.id = w.cycle_id
 WHERE w.opens_on <= $1 AND w.closes_on >= $1 AND w.closes_on <= $2
 ORDER BY w.cycle_id, w.closes_on;

-- Who sits in the seats of a stage, and how many units are at it.  Of a blind pair who is done is not waited for, and
-- who has signed waits for another.
-- $1 instansi, $2 cycle, $3 year, $4 stage
-- name: cycle_waiting_seats
SELECT s.user_id, COUNT(*), ''
  FROM evaluasi_seat s
  JOIN evaluasi_state t ON t.instansi_id = s.instansi_id AND t.unit_id = s.unit_id AND t.year = $3 AND t.stage = $4
 WHERE s.instansi_id = $1 AND s.cycle_id = $2 AND s.final_at IS NULL AND t.pending = ''
   AND (s.seat = $4 OR (s.seat = 'anggota-2' AND $4 = 'anggota'))
 GROUP BY s.user_id
 ORDER BY s.user_id;

-- Decisions that wait for a second signature, of those who may give it.
-- $1 instansi, $2 year, $3 roles, $4 day
-- name: cycle_waiting_signatures
SELECT x.user_id, COUNT(DISTINCT t.worksheet_id), ''
  FROM evaluasi_state t
  JOIN akun_reach x ON x.unit_id = t.unit_id AND (x.role_bits & $3) <> 0 AND x.from_on <= $4 AND x.until_on >= $4
 WHERE t.instansi_id = $1 AND t.year = $2 AND t.stage = 'dalnis' AND t.pending <> '' AND t.pending_by <> x.user_id
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = x.user_id AND h.worksheet_id = t.worksheet_id)
 GROUP BY x.user_id
 ORDER BY x.user_id;

-- Who fills the worksheets that have not been handed in, and was not told: $5, the worksheet and $6 are the once-key.
-- $1 instansi, $2 year, $3 roles, $4 day
-- name: cycle_waiting_units
SELECT DISTINCT x.user_id, w.id, u.name
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id AND u.closed_on IS NULL
  LEFT JOIN evaluasi_state t ON t.worksheet_id = w.id
  JOIN akun_reach x ON x.unit_id = w.unit_id AND (x.role_bits & $3) <> 0 AND x.from_on <= $4 AND x.until_on >= $4
 WHERE w.instansi_id = $1 AND w.year = $2 AND COALESCE(t.stage, 'isi') IN ('isi', 'konfirmasi')
   AND NOT EXISTS (SELECT 1 FROM kabar_notice n
                    WHERE n.user_id = x.user_id
                      AND n.once_key = CAST($5 AS TEXT) || CAST(w.id AS TEXT) || CAST($6 AS TEXT))
 ORDER BY w.id, x.user_id;

-- --- pages ---

-- Units of the year, those of them without all seats, teams, and the units where the asker sits.
-- $1 instansi, $2 year, $3 cycle, $4 how many seats a unit has, $5 user
-- name: cycle_counts
SELECT COUNT(*),
       COALESCE(SUM(CASE WHEN (SELECT COUNT(*) FROM evaluasi_seat s
                                WHERE s.instansi_id = $1 AND s.cycle_id = $3 AND s.unit_id = w.unit_id) < $4
                         THEN 1 ELSE 0 END), 0),
       (SELECT COUNT(*) FROM evaluasi_team t WHERE t.instansi_id = $1 AND t.cycle_id = $3),
       (SELECT COUNT(DISTINCT s.unit_id) FROM evaluasi_seat s
         WHERE s.instansi_id = $1 AND s.cycle_id = $3 AND s.user_id = $5)
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id AND u.closed_on IS NULL
 WHERE w.instansi_id = $1 AND w.year = $2;
