-- The statements of worksheets.  "Reached" is asked of the view akun_reach: user, roles, day; from whom a worksheet is
-- hidden, because that person scores it blind, of the view lke_blind.

-- What every page of a worksheet begins with: the sheet, its unit, its score, whether this person may fill it,
-- and last year's.  $1 instansi, $2 worksheet, $3 user, $4 roles that read, $5 roles that fill, $6 day, $7 layer
-- name: lke_find
SELECT w.id, w.instansi_id, w.unit_id, w.year, w.pack_id, w.target, w.holds, w.state, w.version, w.created_at,
       u.code, u.name, s.answers, s.answered, s.total, s.parts, s.passes,
       CASE WHEN w.state = 'open' AND EXISTS (
           SELECT 1 FROM akun_reach x
            WHERE x.user_id = $3 AND (x.role_bits & $5) <> 0 AND x.unit_id = w.unit_id
              AND x.from_on <= $6 AND x.until_on >= $6) THEN 1 ELSE 0 END, w.held,
       COALESCE(b.id, 0), COALESCE(b.pack_id, ''), COALESCE(bs.total, ''), COALESCE(bs.parts, '')
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id
  JOIN lke_score s ON s.instansi_id = w.instansi_id AND s.worksheet_id = w.id AND s.layer = $7
  LEFT JOIN lke_worksheet b ON b.unit_id = w.unit_id AND b.year = w.year - 1
  LEFT JOIN lke_score bs ON bs.instansi_id = b.instansi_id AND bs.worksheet_id = b.id AND bs.layer = 0
 WHERE w.id = $2 AND w.instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $3 AND (x.role_bits & $4) <> 0 AND x.unit_id = w.unit_id
                  AND x.from_on <= $6 AND x.until_on >= $6)
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $3 AND h.worksheet_id = w.id);

-- name: lke_reached
SELECT 1
  FROM lke_worksheet w
 WHERE w.id = $2 AND w.instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $3 AND (x.role_bits & $4) <> 0 AND x.unit_id = w.unit_id
                  AND x.from_on <= $5 AND x.until_on >= $5)
   AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $3 AND h.worksheet_id = w.id);

-- The same for the command line, the demo and tests, which ask nobody.
-- name: lke_get
SELECT w.id, w.instansi_id, w.unit_id, w.year, w.pack_id, w.target, w.holds, w.state, w.version, w.created_at,
       u.code, u.name, s.answers, s.answered, s.total, s.parts, s.passes,
       CASE WHEN w.state = 'open' THEN 1 ELSE 0 END, w.held,
       COALESCE(b.id, 0), COALESCE(b.pack_id, ''), COALESCE(bs.total, ''), COALESCE(bs.parts, '')
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id
  JOIN lke_score s ON s.instansi_id = w.instansi_id AND s.worksheet_id = w.id AND s.layer = $3
  LEFT JOIN lke_worksheet b ON b.unit_id = w.unit_id AND b.year = w.year - 1
  LEFT JOIN lke_score bs ON bs.instansi_id = b.instansi_id AND bs.worksheet_id = b.id AND bs.layer = 0
 WHERE w.id = $2 AND w.instansi_id = $1;

-- name: lke_of_unit
SELECT id FROM lke_worksheet WHERE instansi_id = $1 AND unit_id = $2 AND year = $3;

-- name: lke_units
SELECT u.id, u.instansi_id, u.name
  FROM unit u
  JOIN unit i ON i.id = u.instansi_id
 WHERE u.code = $1 AND u.closed_on IS NULL AND ($2 = '' OR i.code = $2)
 ORDER BY u.id;

-- $3 roles that read a worksheet, $4 roles that may know that there is one
-- name: lke_list
SELECT w.id, w.year, w.pack_id, w.target, w.holds, w.state, u.code, u.name,
       CASE WHEN EXISTS (
           SELECT 1 FROM akun_reach x
            WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = w.unit_id
              AND x.from_on <= $5 AND x.until_on >= $5)
            AND NOT EXISTS (SELECT 1 FROM lke_blind h WHERE h.user_id = $2 AND h.worksheet_id = w.id)
            THEN 1 ELSE 0 END,
       s.answered, s.total, s.parts, s.passes
  FROM lke_worksheet w
  JOIN unit u ON u.id = w.unit_id
  JOIN lke_score s ON s.instansi_id = w.instansi_id AND s.worksheet_id = w.id AND s.layer = 0
 WHERE w.instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $4) <> 0 AND x.unit_id = w.unit_id
                  AND x.from_on <= $5 AND x.until_on >= $5)
 ORDER BY w.year DESC, u.code
 LIMIT $6;

-- name: lke_insert
INSERT INTO lke_worksheet (id, instansi_id, unit_id, year, pack_id, target, holds, state, created_by, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, 1)
ON CONFLICT (unit_id, year) DO NOTHING
RETURNING id;

-- name: lke_set_aim
UPDATE lke_worksheet SET target = $4, holds = $5, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3 AND state = 'open'
RETURNING version;

-- name: lke_set_state
UPDATE lke_worksheet SET state = $4, held = $5, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING version;

-- name: lke_answers
SELECT a.item, a.value, a.version, a.by_id, a.at
  FROM lke_answer a
 WHERE a.instansi_id = $1 AND a.worksheet_id = $2 AND a.layer = $3
 ORDER BY a.item;

-- name: lke_notes
SELECT item, note FROM lke_note
 WHERE instansi_id = $1 AND worksheet_id = $2 AND layer = $3
 ORDER BY item;

-- name: lke_noted
SELECT item FROM lke_note
 WHERE instansi_id = $1 AND worksheet_id = $2 AND layer = $3 AND note <> ''
 ORDER BY item;

-- name: lke_item
SELECT a.value, a.version, a.by_id, a.at, COALESCE(n.note, ''), COALESCE(u.name, '')
  FROM lke_answer a
  LEFT JOIN lke_note n ON n.instansi_id = a.instansi_id AND n.worksheet_id = a.worksheet_id AND n.layer = a.layer
                      AND n.item = a.item
  LEFT JOIN akun_user u ON u.id = a.by_id
 WHERE a.instansi_id = $1 AND a.worksheet_id = $2 AND a.layer = $3 AND a.item = $4;

-- name: lke_items
SELECT a.value, a.version, a.by_id, a.at, COALESCE(n.note, ''), COALESCE(u.name, ''), a.item
  FROM lke_answer a
  LEFT JOIN lke_note n ON n.instansi_id = a.instansi_id AND n.worksheet_id = a.worksheet_id AND n.layer = a.layer
                      AND n.item = a.item
  LEFT JOIN akun_user u ON u.id = a.by_id
 WHERE a.instansi_id = $1 AND a.worksheet_id = $2 AND a.layer = $3;

-- Kept only if nobody else saved since version $9 was read; no row: somebody did.
-- name: lke_keep
INSERT INTO lke_answer (instansi_id, worksheet_id, layer, item, value, version, by_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (instansi_id, worksheet_id, layer, item)
DO UPDATE SET value = excluded.value, version = excluded.version, by_id = excluded.by_id, at = excluded.at
        WHERE lke_answer.version = $9
RETURNING version;

-- name: lke_keep_note
INSERT INTO lke_note (instansi_id, worksheet_id, layer, item, note) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (instansi_id, worksheet_id, layer, item) DO UPDATE SET note = excluded.note;

-- name: lke_answers_line
SELECT answers FROM lke_score WHERE instansi_id = $1 AND worksheet_id = $2 AND layer = $3;

-- name: lke_score_keep
INSERT INTO lke_score (instansi_id, worksheet_id, layer, answers, answered, total, parts, passes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (instansi_id, worksheet_id, layer)
DO UPDATE SET answers = excluded.answers, answered = excluded.answered, total = excluded.total, parts = excluded.parts,
              passes = excluded.passes;

-- name: lke_efforts
SELECT item, effort FROM lke_effort WHERE instansi_id = $1 AND worksheet_id = $2 ORDER BY item;

-- name: lke_effort_keep
INSERT INTO lke_effort (instansi_id, worksheet_id, item, effort) VALUES ($1, $2, $3, $4)
ON CONFLICT (instansi_id, worksheet_id, item) DO UPDATE SET effort = excluded.effort;

-- Every answer of a year, a layer of a worksheet after the other, in the order in which they lie.
-- name: lke_year
SELECT w.id, a.layer, a.item, a.value, w.instansi_id, w.pack_id, w.holds
  FROM lke_worksheet w
  JOIN lke_answer a ON a.instansi_id = w.instansi_id AND a.worksheet_id = w.id
 WHERE w.year = $1
 ORDER BY w.instansi_id, w.id, a.layer, a.item;

-- Every layer with its stored score, for who proves them.
-- name: lke_scores
SELECT w.id, w.instansi_id, w.pack_id, w.holds, w.year, u.code, s.layer, s.answers, s.answered, s.total, s.parts,
       s.passes
  FROM lke_score s
  JOIN lke_worksheet w ON w.instansi_id = s.instansi_id AND w.id = s.worksheet_id
  JOIN unit u ON u.id = w.unit_id
 ORDER BY s.instansi_id, s.worksheet_id, s.layer;

-- Layers that have answers and no score, which no way through the program leaves behind.
-- name: lke_unscored
SELECT DISTINCT a.instansi_id, a.worksheet_id, a.layer
  FROM lke_answer a
  LEFT JOIN lke_score s ON s.instansi_id = a.instansi_id AND s.worksheet_id = a.worksheet_id AND s.layer = a.layer
 WHERE s.layer IS NULL;

-- name: lke_layers
SELECT layer FROM lke_score WHERE instansi_id = $1 AND worksheet_id = $2 AND shown = 1 ORDER BY layer;

-- name: lke_layer_shown
UPDATE lke_score SET shown = $4 WHERE instansi_id = $1 AND worksheet_id = $2 AND layer = $3;

-- name: lke_copy
SELECT a.item, a.value, COALESCE(n.note, '')
  FROM lke_answer a
  LEFT JOIN lke_note n ON n.instansi_id = a.instansi_id AND n.worksheet_id = a.worksheet_id AND n.layer = a.layer
                      AND n.item = a.item
 WHERE a.instansi_id = $1 AND a.worksheet_id = $2 AND a.layer = 0
 ORDER BY a.item;

-- name: lke_name
SELECT name FROM akun_user WHERE instansi_id = $1 AND id = $2;

-- name: lke_import_add
INSERT INTO lke_import (id, instansi_id, worksheet_id, layer, made_by, made_at, ends_at, file_name, content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: lke_import_find
SELECT layer, made_at, file_name, content FROM lke_import
 WHERE instansi_id = $1 AND worksheet_id = $2 AND id = $3 AND made_by = $4 AND ends_at > $5;

-- name: lke_import_drop
DELETE FROM lke_import WHERE instansi_id = $1 AND id = $2;

-- name: lke_import_sweep
DELETE FROM lke_import WHERE ends_at <= $1;

-- name: lke_wording_keep
INSERT INTO lke_wording (instansi_id, pack_id, item, text) VALUES ($1, $2, $3, $4);

-- name: lke_wording_drop
DELETE FROM lke_wording WHERE instansi_id = $1 AND pack_id = $2;

-- name: lke_wording_all
SELECT item, text FROM lke_wording WHERE instansi_id = $1 AND pack_id = $2;

-- name: lke_wording
SELECT text FROM lke_wording WHERE instansi_id = $1 AND pack_id = $2 AND item = $3;
