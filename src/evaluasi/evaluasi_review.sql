-- The statements of judging item by item, and of recommendations.  "Reached" is asked of the view akun_reach.

-- name: evaluasi_marks
SELECT m.id, m.layer, m.item, m.text, m.by_id, COALESCE(u.name, ''), m.at, m.sent_at, m.back_at
  FROM evaluasi_mark m
  LEFT JOIN akun_user u ON u.id = m.by_id
 WHERE m.instansi_id = $1 AND m.worksheet_id = $2 AND ($3 = '' OR m.item = $3)
 ORDER BY m.id;

-- name: evaluasi_mark_own
SELECT id, text FROM evaluasi_mark
 WHERE instansi_id = $1 AND worksheet_id = $2 AND layer = $3 AND item = $4 AND sent_at IS NULL;

-- name: evaluasi_mark_add
INSERT INTO evaluasi_mark (id, instansi_id, worksheet_id, layer, item, text, by_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: evaluasi_mark_change
UPDATE evaluasi_mark SET text = $3, by_id = $4, at = $5 WHERE instansi_id = $1 AND id = $2 AND sent_at IS NULL;

-- name: evaluasi_mark_drop
DELETE FROM evaluasi_mark WHERE instansi_id = $1 AND id = $2 AND sent_at IS NULL;

-- name: evaluasi_marks_send
UPDATE evaluasi_mark SET sent_at = $3 WHERE instansi_id = $1 AND worksheet_id = $2 AND sent_at IS NULL;

-- name: evaluasi_marks_back
UPDATE evaluasi_mark SET back_at = $3
 WHERE instansi_id = $1 AND worksheet_id = $2 AND sent_at IS NOT NULL AND back_at IS NULL;

-- name: evaluasi_advices
SELECT d.id, d.worksheet_id, d.layer, d.item, d.text, d.due_on, d.state, d.by_id, COALESCE(u.name, ''), d.made_at,
       d.shown_at, d.version
  FROM evaluasi_advice d
  LEFT JOIN akun_user u ON u.id = d.by_id
 WHERE d.instansi_id = $1 AND d.worksheet_id = $2 AND ($3 = '' OR d.item = $3)
 ORDER BY d.id;

-- name: evaluasi_advice_worksheet
SELECT worksheet_id FROM evaluasi_advice WHERE instansi_id = $1 AND id = $2;

-- name: evaluasi_follows
SELECT f.id, f.advice_id, f.kind, f.text, f.use_id, COALESCE(b.name, ''), f.by_id, COALESCE(u.name, ''), f.at
  FROM evaluasi_advice d
  JOIN evaluasi_follow f ON f.instansi_id = d.instansi_id AND f.advice_id = d.id
  LEFT JOIN berkas_use b ON b.id = f.use_id
  LEFT JOIN akun_user u ON u.id = f.by_id
 WHERE d.instansi_id = $1 AND d.worksheet_id = $2 AND (CAST($3 AS BIGINT) = 0 OR d.id = $3)
 ORDER BY f.id;

-- name: evaluasi_advice_add
INSERT INTO evaluasi_advice (id, instansi_id, worksheet_id, layer, item, text, due_on, state, by_id, made_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, 1);

-- name: evaluasi_advice_change
UPDATE evaluasi_advice SET text = $4, due_on = $5, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING version;

-- name: evaluasi_advice_drop
DELETE FROM evaluasi_advice WHERE instansi_id = $1 AND id = $2 AND version = $3 AND shown_at IS NULL
RETURNING id;

-- name: evaluasi_advice_state
UPDATE evaluasi_advice SET state = $4, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING version;

-- name: evaluasi_follow_add
INSERT INTO evaluasi_follow (id, instansi_id, advice_id, kind, text, use_id, by_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- $4: of this layer alone, or -1: of all
-- name: evaluasi_advice_show
UPDATE evaluasi_advice SET shown_at = $3, version = version + 1
 WHERE instansi_id = $1 AND worksheet_id = $2 AND shown_at IS NULL AND (CAST($4 AS BIGINT) = -1 OR layer = $4)
RETURNING id;

-- What units were recommended, of every worksheet that the asker reaches and does not score blind.
-- $1 instansi, $2 user, $3 roles, $4 day, $5 state or '', $6 due before this day or ''
-- name: evaluasi_advice_list
SELECT d.id, d.worksheet_id, d.item, d.text, d.due_on, d.state, COALESCE(p.name, ''), d.shown_at, w.year, u.id, u.code,
       u.name, w.pack_id, COALESCE((SELECT MAX(f.at) FROM evaluasi_follow f
                                     WHERE f.instansi_id = d.instansi_id AND f.advice_id = d.id AND f.kind = 'follow'), '')
  FROM evaluasi_advice d
  JOIN lke_worksheet w ON w.instansi_id = d.instansi_id AND w.id = d.worksheet_id
  JOIN unit u ON u.id = w.unit_id
  LEFT JOIN akun_user p ON p.id = d.by_id
 WHERE d.instansi_id = $1 AND d.shown_at IS NOT NULL
   AND ($5 = '' OR d.state = $5) AND ($6 = '' OR d.due_on < $6)
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = w.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $2 AND h.worksheet_id = w.id)
 ORDER BY d.due_on, d.id
 LIMIT $7;

-- Of every instansi: what is open and due from $1 to $2.
-- name: evaluasi_advice_due
SELECT d.id, d.instansi_id, d.worksheet_id, d.item, d.due_on, w.unit_id, u.name
  FROM evaluasi_advice d
  JOIN lke_worksheet w ON w.instansi_id = d.instansi_id AND w.id = d.worksheet_id
  JOIN unit u ON u.id = w.unit_id
 WHERE d.state = 'open' AND d.shown_at IS NOT NULL AND d.due_on >= $1 AND d.due_on <= $2
 ORDER BY d.id;

-- Worksheets of a year that two anggota have scored blind, both done, with both lines of answers; and whether it was
-- sent back after that, so that the lines are not of a blind scoring any more.
-- $1 instansi, $2 user, $3 roles, $4 day, $5 year
-- name: evaluasi_pairs
SELECT w.id, w.pack_id, w.holds, u.code, u.name, x.answers, y.answers, ux.id, ux.name, uy.id, uy.name,
       CASE WHEN EXISTS (SELECT 1 FROM evaluasi_step p
                          WHERE p.worksheet_id = w.id AND p.from_stage IN ('ketua', 'dalnis', 'memenuhi', 'belum')
                            AND p.to_stage IN ('isi', 'anggota')) THEN 1 ELSE 0 END
  FROM evaluasi_cycle c
  JOIN evaluasi_state s ON s.instansi_id = c.instansi_id AND s.year = c.year
                       AND s.stage IN ('ketua', 'dalnis', 'memenuhi', 'belum')
  JOIN lke_worksheet w ON w.instansi_id = s.instansi_id AND w.id = s.worksheet_id
  JOIN unit u ON u.id = w.unit_id
  JOIN lke_score x ON x.instansi_id = w.instansi_id AND x.worksheet_id = w.id AND x.layer = $6
  JOIN lke_score y ON y.instansi_id = w.instansi_id AND y.worksheet_id = w.id AND y.layer = $7
  JOIN evaluasi_seat a ON a.cycle_id = c.id AND a.unit_id = w.unit_id AND a.seat = 'anggota'
  JOIN evaluasi_seat b ON b.cycle_id = c.id AND b.unit_id = w.unit_id AND b.seat = 'anggota-2'
  JOIN akun_user ux ON ux.id = a.user_id
  JOIN akun_user uy ON uy.id = b.user_id
 WHERE c.instansi_id = $1 AND c.year = $5 AND c.blind = 1
   AND EXISTS (SELECT 1 FROM akun_reach r
                WHERE r.user_id = $2 AND (r.role_bits & $3) <> 0 AND r.unit_id = w.unit_id
                  AND r.from_on <= $4 AND r.until_on >= $4)
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $2 AND h.worksheet_id = w.id)
 ORDER BY u.code;

-- name: evaluasi_blind_years
SELECT year FROM evaluasi_cycle WHERE instansi_id = $1 AND blind = 1 ORDER BY year DESC;
