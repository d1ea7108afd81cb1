-- The statements of boards.  A board of all units is read from papan, in the order of one of its indexes.

-- Reached: the whole instansi at once, or unit by unit; never what is hidden from the asker.
-- $1 instansi, $2 year, $3 user, $4 roles, $5 day
-- part: board_reached
 WHERE b.instansi_id = $1 AND b.year = $2
   AND (EXISTS (SELECT 1 FROM akun_reach x
                 WHERE x.user_id = $3 AND (x.role_bits & $4) <> 0 AND x.unit_id = $1
                   AND x.from_on <= $5 AND x.until_on >= $5)
        OR b.unit_id IN (SELECT x.unit_id FROM akun_reach x
                          WHERE x.user_id = $3 AND (x.role_bits & $4) <> 0
                            AND x.from_on <= $5 AND x.until_on >= $5))
   AND b.worksheet_id NOT IN (SELECT h.worksheet_id FROM lke_blind h WHERE h.user_id = $3)
-- $6 1: who sees the TPI at work, $7 stages, $8 unit above or 0, $9 target, $10 1: meets it, 2: does not,
-- $11 gap of at least, $12 "unit" or "tpi" points, $13 from, $14 below, $15 to $18 words as LIKE has them
-- part: board_wanted
   AND (b.stage & $7) <> 0
   AND (CAST($8 AS BIGINT) = 0 OR b.unit_id IN (SELECT c.unit_id FROM unit_closure c WHERE c.ancestor_id = $8))
   AND ($9 = '' OR b.target = $9)
   AND (CAST($10 AS BIGINT) = 0
        OR CASE WHEN COALESCE(CASE WHEN CAST($6 AS BIGINT) = 1 OR b.stage >= 64 THEN b.tpi_gates END, b.gates)
                     & CASE WHEN b.target = 'WBBM' THEN 2 ELSE 1 END <> 0 THEN 1 ELSE 2 END = $10)
   AND (CAST($11 AS BIGINT) = 0 OR CASE WHEN CAST($6 AS BIGINT) = 1 OR b.stage >= 64 THEN ABS(b.gap) END >= $11)
   AND ($12 = ''
        OR CASE WHEN $12 = 'unit' THEN b.points WHEN CAST($6 AS BIGINT) = 1 OR b.stage >= 64 THEN b.tpi END >= $13
           AND CASE WHEN $12 = 'unit' THEN b.points WHEN CAST($6 AS BIGINT) = 1 OR b.stage >= 64 THEN b.tpi END < $14)
   AND ($15 = '' OR EXISTS (SELECT 1 FROM unit n
                             WHERE n.id = b.unit_id
                               AND LOWER(n.code || ' ' || n.name || ' ' || n.short_name) LIKE $15 ESCAPE '!'
                               AND LOWER(n.code || ' ' || n.name || ' ' || n.short_name) LIKE $16 ESCAPE '!'
                               AND LOWER(n.code || ' ' || n.name || ' ' || n.short_name) LIKE $17 ESCAPE '!'
                               AND LOWER(n.code || ' ' || n.name || ' ' || n.short_name) LIKE $18 ESCAPE '!'))

-- A page of rows.  k is what they are sorted by; behind is how many of the same whole point are better.
-- part: board_head
SELECT p.worksheet_id, u.code, u.name,
       COALESCE((SELECT e.name FROM unit_closure c JOIN unit e ON e.id = c.ancestor_id
                  WHERE c.unit_id = p.unit_id AND e.kind = 'eselon1' ORDER BY c.depth LIMIT 1), ''),
       p.target, p.stage, p.since, p.points, p.gates, p.trend, p.tpi, p.gap,
       (SELECT COUNT(*) FROM papan y
         WHERE y.instansi_id = $1 AND y.year = $2 AND y.tpi > p.tpi AND y.tpi < (p.tpi / 1000000 + 1) * 1000000
           AND (CAST($6 AS BIGINT) = 1 OR y.stage >= 64)) AS behind
  FROM (SELECT b.worksheet_id, b.unit_id, b.target, b.stage, b.since, b.points, b.trend,
               COALESCE(CASE WHEN CAST($6 AS BIGINT) = 1 OR b.stage >= 64 THEN b.tpi_gates END, b.gates) AS gates,
               CASE WHEN CAST($6 AS BIGINT) = 1 OR b.stage >= 64 THEN b.tpi END AS tpi,
               CASE WHEN CAST($6 AS BIGINT) = 1 OR b.stage >= 64 THEN b.gap END AS gap,
-- part: board_from
          FROM papan b
@board_reached
@board_wanted
-- part: board_from_name
          FROM unit o CROSS JOIN papan b
@board_reached
   AND o.instansi_id = $1 AND b.unit_id = o.id
@board_wanted
-- $19 how many, $20 after how many
-- part: board_cut
 LIMIT $19 OFFSET $20) p
  JOIN unit u ON u.id = p.unit_id

-- name: evaluasi_board_unit_up
@board_head
o.name AS k
@board_from_name
ORDER BY k, b.worksheet_id
@board_cut
ORDER BY k, p.worksheet_id;

-- name: evaluasi_board_unit_down
@board_head
o.name AS k
@board_from_name
ORDER BY k DESC, b.worksheet_id DESC
@board_cut
ORDER BY k DESC, p.worksheet_id DESC;

-- name: evaluasi_board_stage_up
@board_head
b.stage AS k
@board_from
ORDER BY b.stage, b.since, b.worksheet_id
@board_cut
ORDER BY p.stage, p.since, p.worksheet_id;

-- name: evaluasi_board_stage_down
@board_head
b.stage AS k
@board_from
ORDER BY b.stage DESC, b.since DESC, b.worksheet_id DESC
@board_cut
ORDER BY p.stage DESC, p.since DESC, p.worksheet_id DESC;

-- name: evaluasi_board_since_up
@board_head
b.since AS k
@board_from
ORDER BY k, b.worksheet_id
@board_cut
ORDER BY k, p.worksheet_id;

-- name: evaluasi_board_since_down
@board_head
b.since AS k
@board_from
ORDER BY k DESC, b.worksheet_id DESC
@board_cut
ORDER BY k DESC, p.worksheet_id DESC;

-- name: evaluasi_board_points_up
@board_head
b.points AS k
@board_from
ORDER BY k, b.worksheet_id
@board_cut
ORDER BY k, p.worksheet_id;

-- name: evaluasi_board_points_down
@board_head
b.points AS k
@board_from
ORDER BY k DESC, b.worksheet_id DESC
@board_cut
ORDER BY k DESC, p.worksheet_id DESC;

-- name: evaluasi_board_trend_up
@board_head
b.trend AS k
@board_from
ORDER BY k NULLS LAST, b.worksheet_id
@board_cut
ORDER BY k NULLS LAST, p.worksheet_id;

-- name: evaluasi_board_trend_down
@board_head
b.trend AS k
@board_from
ORDER BY k DESC NULLS LAST, b.worksheet_id DESC
@board_cut
ORDER BY k DESC NULLS LAST, p.worksheet_id DESC;

-- name: evaluasi_board_tpi_up
@board_head
b.tpi AS k
@board_from
ORDER BY k NULLS LAST, b.worksheet_id
@board_cut
ORDER BY k NULLS LAST, p.worksheet_id;

-- name: evaluasi_board_tpi_down
@board_head
b.tpi AS k
@board_from
ORDER BY k DESC NULLS LAST, b.worksheet_id DESC
@board_cut
ORDER BY k DESC NULLS LAST, p.worksheet_id DESC;

-- name: evaluasi_board_gap_up
@board_head
ABS(b.gap) AS k
@board_from
ORDER BY k NULLS LAST, b.worksheet_id
@board_cut
ORDER BY k NULLS LAST, p.worksheet_id;

-- name: evaluasi_board_gap_down
@board_head
ABS(b.gap) AS k
@board_from
ORDER BY k DESC NULLS LAST, b.worksheet_id DESC
@board_cut
ORDER BY k DESC NULLS LAST, p.worksheet_id DESC;

-- name: evaluasi_board_gates_up
@board_head
COALESCE(b.tpi_gates, b.gates) AS k
@board_from
ORDER BY k, b.worksheet_id
@board_cut
ORDER BY k, p.worksheet_id;

-- name: evaluasi_board_gates_down
@board_head
COALESCE(b.tpi_gates, b.gates) AS k
@board_from
ORDER BY k DESC, b.worksheet_id DESC
@board_cut
ORDER BY k DESC, p.worksheet_id DESC;

-- name: evaluasi_board_decided_up
@board_head
CASE WHEN b.stage >= 64 THEN b.tpi END AS k
@board_from
ORDER BY k NULLS LAST, b.worksheet_id
@board_cut
ORDER BY k NULLS LAST, p.worksheet_id;

-- name: evaluasi_board_decided_down
@board_head
CASE WHEN b.stage >= 64 THEN b.tpi END AS k
@board_from
ORDER BY k DESC NULLS LAST, b.worksheet_id DESC
@board_cut
ORDER BY k DESC NULLS LAST, p.worksheet_id DESC;

-- name: evaluasi_board_decided_gap_up
@board_head
CASE WHEN b.stage >= 64 THEN ABS(b.gap) END AS k
@board_from
ORDER BY k NULLS LAST, b.worksheet_id
@board_cut
ORDER BY k NULLS LAST, p.worksheet_id;

-- name: evaluasi_board_decided_gap_down
@board_head
CASE WHEN b.stage >= 64 THEN ABS(b.gap) END AS k
@board_from
ORDER BY k DESC NULLS LAST, b.worksheet_id DESC
@board_cut
ORDER BY k DESC NULLS LAST, p.worksheet_id DESC;

-- name: evaluasi_board_decided_gates_up
@board_head
COALESCE(CASE WHEN b.stage >= 64 THEN b.tpi_gates END, b.gates) AS k
@board_from
ORDER BY k, b.worksheet_id
@board_cut
ORDER BY k, p.worksheet_id;

-- name: evaluasi_board_decided_gates_down
@board_head
COALESCE(CASE WHEN b.stage >= 64 THEN b.tpi_gates END, b.gates) AS k
@board_from
ORDER BY k DESC, b.worksheet_id DESC
@board_cut
ORDER BY k DESC, p.worksheet_id DESC;

-- name: evaluasi_board_count
SELECT COUNT(*) FROM papan b
@board_reached
@board_wanted
;

-- How many units are alike, for who reaches the whole instansi and from whom nothing is hidden; others count.
-- name: evaluasi_board_tally
SELECT t.stage, t.target, t.gates, t.tpi_gates, t.n FROM papan_tally t
 WHERE t.instansi_id = $1 AND t.year = $2 AND t.n > 0
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $3 AND (x.role_bits & $4) <> 0 AND x.unit_id = $1
                  AND x.from_on <= $5 AND x.until_on >= $5)
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $3);

-- name: evaluasi_board_counted
SELECT b.stage, b.target, b.gates, COALESCE(b.tpi_gates, -1), COUNT(*) FROM papan b
@board_reached
 GROUP BY 1, 2, 3, 4;

-- How many of all units of the instansi have so many whole points: for the rank of each among them.
-- name: evaluasi_board_bands
SELECT kind, band, n FROM papan_band WHERE instansi_id = $1 AND year = $2 AND n > 0 ORDER BY kind, band;

-- The same of those that the asker reaches.
-- name: evaluasi_board_bands_counted
SELECT 'unit', b.points / 5000000 * 5, COUNT(*) FROM papan b
@board_reached
 GROUP BY 1, 2
UNION ALL
SELECT 'tpi', b.tpi / 1000000, COUNT(*) FROM papan b
@board_reached
   AND b.tpi IS NOT NULL
 GROUP BY 1, 2
UNION ALL
SELECT 'decided', b.tpi / 1000000, COUNT(*) FROM papan b
@board_reached
   AND b.tpi IS NOT NULL AND b.stage >= 64
 GROUP BY 1, 2
 ORDER BY 1, 2;

-- Years that have worksheets, and whether some are with assessors.
-- name: evaluasi_board_years
SELECT year, MAX(CASE WHEN stage BETWEEN 4 AND 63 THEN 1 ELSE 0 END)
  FROM papan_tally WHERE instansi_id = $1 AND n > 0 GROUP BY year ORDER BY year DESC;

-- name: evaluasi_board_above
SELECT u.id, u.name FROM unit u
 WHERE u.instansi_id = $1 AND u.kind = 'eselon1' AND u.closed_on IS NULL
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY u.name
 LIMIT 200;

-- name: evaluasi_board_windows
SELECT w.stage, w.closes_on
  FROM evaluasi_cycle c
  JOIN evaluasi_window w ON w.cycle_id = c.id
 WHERE c.instansi_id = $1 AND c.year = $2;

-- Of the newest year for which a cycle has begun, or handed in before that and still without a decision: an older one
-- that was never handed in, or is decided, is history.  $1 instansi, $4 this year
-- part: board_current
   AND (c.year >= COALESCE((SELECT MAX(y.year) FROM evaluasi_cycle y
                             WHERE y.instansi_id = $1 AND y.year <= CAST($4 AS BIGINT)), CAST($4 AS BIGINT))
        OR (t.version > 0 AND t.stage NOT IN ('memenuhi', 'belum')))

-- Worksheets that a person assesses from one seat: $3 the seat, $5 the layer it writes, $6 the role it needs, $7 day.
-- What is hidden from that person, or from no one, is here as well: only the own layer is counted.
-- name: evaluasi_board_seat
SELECT w.id, w.unit_id, u.name, w.year, w.pack_id, c.blind, COALESCE(t.stage, 'isi'), COALESCE(t.since, w.created_at),
       COALESCE(t.pending, ''), s.final_at, COALESCE(l.answered, 0),
       CASE WHEN EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $2 AND h.worksheet_id = w.id) THEN 1 ELSE 0 END
  FROM evaluasi_seat s
  JOIN evaluasi_cycle c ON c.id = s.cycle_id
  JOIN lke_worksheet w ON w.unit_id = s.unit_id AND w.year = c.year
  JOIN unit u ON u.id = s.unit_id
  LEFT JOIN evaluasi_state t ON t.worksheet_id = w.id
  LEFT JOIN lke_score l ON l.instansi_id = w.instansi_id AND l.worksheet_id = w.id AND l.layer = $5
 WHERE s.instansi_id = $1 AND s.user_id = $2 AND s.seat = $3
@board_current
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $6) <> 0 AND x.unit_id = s.unit_id
                  AND x.from_on <= $7 AND x.until_on >= $7)
 ORDER BY COALESCE(t.since, w.created_at), w.id;

-- Who sits where in the units of whoever leads their team, and how far each is: layers as in lke.h.
-- $1 instansi, $2 user, $3 the leader's seat, $4 this year
-- name: evaluasi_board_team
SELECT w.id, o.seat, n.name, o.final_at, COALESCE(l.answered, 0)
  FROM evaluasi_seat s
  JOIN evaluasi_cycle c ON c.id = s.cycle_id
  JOIN lke_worksheet w ON w.unit_id = s.unit_id AND w.year = c.year
  JOIN evaluasi_seat o ON o.cycle_id = s.cycle_id AND o.unit_id = s.unit_id
  JOIN akun_user n ON n.id = o.user_id
  LEFT JOIN evaluasi_state t ON t.worksheet_id = w.id
  LEFT JOIN lke_score l ON l.instansi_id = w.instansi_id AND l.worksheet_id = w.id
                       AND l.layer = CASE o.seat WHEN 'pendahuluan' THEN 1 WHEN 'anggota' THEN 4 WHEN 'anggota-2' THEN 5
                                                 WHEN 'ketua' THEN 6 ELSE 7 END
 WHERE s.instansi_id = $1 AND s.user_id = $2 AND s.seat = $3
@board_current
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $2 AND h.worksheet_id = w.id)
 ORDER BY w.id;

-- The newest worksheet of each unit that the asker fills or works for, and older ones that are still being assessed.
-- name: evaluasi_board_own
SELECT w.id
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id
 WHERE w.instansi_id = $1
   AND w.unit_id IN (SELECT x.unit_id FROM akun_reach x
                      WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.from_on <= $4 AND x.until_on >= $4)
   AND (NOT EXISTS (SELECT 1 FROM lke_worksheet z WHERE z.unit_id = w.unit_id AND z.year > w.year)
        OR EXISTS (SELECT 1 FROM evaluasi_state t
                    WHERE t.worksheet_id = w.id AND t.version > 0 AND t.stage NOT IN ('memenuhi', 'belum')))
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $2 AND h.worksheet_id = w.id)
 ORDER BY u.code, w.year DESC
 LIMIT $5;

-- name: evaluasi_board_layer
SELECT answered, total, passes FROM lke_score WHERE instansi_id = $1 AND worksheet_id = $2 AND layer = $3;

-- What one person has signed and waits for a second: $3 the role that signs second, $4 day.
-- name: evaluasi_board_signing
SELECT t.worksheet_id, u.name, t.stage, t.pending, t.pending_at, p.name
  FROM evaluasi_state t
  JOIN unit u ON u.id = t.unit_id
  JOIN akun_user p ON p.id = t.pending_by
 WHERE t.instansi_id = $1 AND t.pending <> '' AND t.pending_by <> $2
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = t.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $2 AND h.worksheet_id = t.worksheet_id)
 ORDER BY t.pending_at, t.worksheet_id
 LIMIT 50;

-- Every worksheet with what its row on the board should follow from, some at a time, for who proves or mends them.
-- name: evaluasi_board_proof
SELECT w.id, w.instansi_id, u.code, w.year, w.pack_id, w.target, s.total, s.passes,
       COALESCE(t.stage, 'isi'), COALESCE(CASE WHEN t.version > 0 THEN t.since END, w.created_at), COALESCE(c.blind, 0),
       COALESCE(b.stage, 0), b.target, b.points, b.gates, b.since, b.trend, b.tpi, b.tpi_gates, b.gap, q.points
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id
  JOIN lke_score s ON s.instansi_id = w.instansi_id AND s.worksheet_id = w.id AND s.layer = 0
  LEFT JOIN evaluasi_state t ON t.worksheet_id = w.id
  LEFT JOIN evaluasi_cycle c ON c.instansi_id = w.instansi_id AND c.year = w.year
  LEFT JOIN papan b ON b.worksheet_id = w.id
  LEFT JOIN papan q ON q.unit_id = w.unit_id AND q.year = w.year - 1 AND q.pack_id = w.pack_id
 WHERE w.id > $1
 ORDER BY w.id
 LIMIT 200;
