-- The statements of assessments.  "Reached" is asked of the view akun_reach: user, roles, day.

-- Where a worksheet stands, in which cycle, whether it is hidden from the asker, and whether it was sent back after two
-- who scored it had seen each other.  $1 instansi, $2 worksheet, $3 user
-- name: evaluasi_find
SELECT COALESCE(s.stage, 'isi'), s.since, COALESCE(s.version, 0), COALESCE(s.pending, ''), s.pending_by,
       COALESCE(p.name, ''), COALESCE(s.pending_why, ''), s.pending_at,
       c.id, COALESCE(c.version, 0), w.year, COALESCE(c.pendahuluan, 0), COALESCE(c.blind, 0),
       CASE WHEN EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $3 AND h.worksheet_id = w.id) THEN 1 ELSE 0 END,
       CASE WHEN EXISTS (SELECT 1 FROM evaluasi_step p
                          WHERE p.worksheet_id = w.id AND p.from_stage IN ('ketua', 'dalnis', 'memenuhi', 'belum')
                            AND p.to_stage IN ('isi', 'anggota')) THEN 1 ELSE 0 END
  FROM lke_worksheet w
  LEFT JOIN evaluasi_state s ON s.worksheet_id = w.id
  LEFT JOIN evaluasi_cycle c ON c.instansi_id = w.instansi_id AND c.year = w.year
  LEFT JOIN akun_user p ON p.id = s.pending_by
 WHERE w.instansi_id = $1 AND w.id = $2;

-- name: evaluasi_seats
SELECT s.seat, s.user_id, u.name, s.final_at
  FROM evaluasi_seat s
  JOIN akun_user u ON u.id = s.user_id
 WHERE s.instansi_id = $1 AND s.cycle_id = $2 AND s.unit_id = $3;

-- name: evaluasi_roles
SELECT DISTINCT x.role_bits FROM akun_reach x
 WHERE x.user_id = $1 AND x.unit_id = $2 AND x.from_on <= $3 AND x.until_on >= $3;

-- name: evaluasi_window
SELECT opens_on, closes_on FROM evaluasi_window WHERE instansi_id = $1 AND cycle_id = $2 AND stage = $3;

-- name: evaluasi_begin
INSERT INTO evaluasi_state (worksheet_id, instansi_id, unit_id, year, stage, since, pending, pending_why, version)
VALUES ($1, $2, $3, $4, 'isi', $5, '', '', 0)
ON CONFLICT (worksheet_id) DO NOTHING;

-- name: evaluasi_go
UPDATE evaluasi_state
   SET stage = $4, since = $5, pending = '', pending_by = NULL, pending_at = NULL, pending_why = '', version = version + 1
 WHERE instansi_id = $1 AND worksheet_id = $2 AND version = $3
RETURNING version;

-- name: evaluasi_await
UPDATE evaluasi_state
   SET pending = $4, pending_by = $5, pending_at = $6, pending_why = $7, version = version + 1
 WHERE instansi_id = $1 AND worksheet_id = $2 AND version = $3
RETURNING version;

-- name: evaluasi_final
UPDATE evaluasi_seat SET final_at = $5 WHERE instansi_id = $1 AND cycle_id = $2 AND unit_id = $3 AND seat = $4;

-- name: evaluasi_unfinal
UPDATE evaluasi_seat SET final_at = NULL WHERE instansi_id = $1 AND cycle_id = $2 AND unit_id = $3;

-- name: evaluasi_step_add
INSERT INTO evaluasi_step (id, instansi_id, worksheet_id, move, from_stage, to_stage, by_id, signed, at, why, snapshot_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: evaluasi_steps
SELECT s.id, s.move, s.from_stage, s.to_stage, s.by_id, COALESCE(u.name, ''), s.signed, s.at, s.why, s.snapshot_id
  FROM evaluasi_step s
  LEFT JOIN akun_user u ON u.id = s.by_id
 WHERE s.instansi_id = $1 AND s.worksheet_id = $2
 ORDER BY s.id;

-- name: evaluasi_snapshot_add
INSERT INTO evaluasi_snapshot (id, instansi_id, worksheet_id, move, made_by, made_at, hash, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: evaluasi_snapshots
SELECT s.id, s.move, s.made_by, COALESCE(u.name, ''), s.made_at, s.hash
  FROM evaluasi_snapshot s
  LEFT JOIN akun_user u ON u.id = s.made_by
 WHERE s.instansi_id = $1 AND s.worksheet_id = $2
 ORDER BY s.id;

-- name: evaluasi_snapshot
SELECT s.id, s.move, s.made_by, COALESCE(u.name, ''), s.made_at, s.hash, s.body
  FROM evaluasi_snapshot s
  LEFT JOIN akun_user u ON u.id = s.made_by
 WHERE s.instansi_id = $1 AND s.worksheet_id = $2 AND s.id = $3;

-- Some at a time, for who proves them.
-- name: evaluasi_snapshots_all
SELECT id, instansi_id, hash, body FROM evaluasi_snapshot WHERE id > $1 ORDER BY id LIMIT 20;

-- name: evaluasi_place
SELECT i.code, i.name, u.kind FROM unit u JOIN unit i ON i.id = u.instansi_id WHERE u.instansi_id = $1 AND u.id = $2;
