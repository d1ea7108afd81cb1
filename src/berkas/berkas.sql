-- The statements of evidence.  "Reached" is asked of the view akun_reach: user, roles, day.

-- name: berkas_file_find
SELECT id, bytes, mime, found FROM berkas_file WHERE instansi_id = $1 AND sha256 = $2;

-- name: berkas_file_add
INSERT INTO berkas_file (id, instansi_id, sha256, bytes, crc32, mime, kind, found, pages, width, height, print, thumb,
                         found_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (instansi_id, sha256) DO NOTHING;

-- name: berkas_band_add
INSERT INTO berkas_band (instansi_id, band, file_id, print)
VALUES ($1, $4, $2, $3), ($1, $5, $2, $3), ($1, $6, $2, $3), ($1, $7, $2, $3);

-- Every picture that shares one band with the one looked for, give or take one bit of it.
-- name: berkas_band_find
SELECT file_id, print
  FROM berkas_band
 WHERE instansi_id = $1 AND file_id <> $2
   AND band IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
 LIMIT 10000;

-- name: berkas_thumb
SELECT thumb FROM berkas_file WHERE instansi_id = $1 AND id = $2;

-- name: berkas_near_add
INSERT INTO berkas_near (instansi_id, file_id, other_id) VALUES ($1, $2, $3), ($1, $3, $2)
ON CONFLICT (instansi_id, file_id, other_id) DO NOTHING;

-- name: berkas_owner_set
INSERT INTO berkas_owner (id, instansi_id, unit_id, kind, title, item_url, window_from, window_until, fill_bits, locked)
VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE
   SET title = $5, item_url = $6, window_from = $7, window_until = $8, fill_bits = $9, locked = $10
 WHERE berkas_owner.instansi_id = $1;

-- name: berkas_owner_find
SELECT o.id, o.instansi_id, o.unit_id, o.kind, o.title, o.item_url, o.window_from, o.window_until, o.fill_bits, o.locked,
       n.name
  FROM berkas_owner o JOIN unit n ON n.id = o.unit_id
 WHERE o.instansi_id = $1 AND o.id = $2;

-- name: berkas_owner_reached
SELECT o.id, o.instansi_id, o.unit_id, o.kind, o.title, o.item_url, o.window_from, o.window_until, o.fill_bits, o.locked,
       n.name
  FROM berkas_owner o JOIN unit n ON n.id = o.unit_id
 WHERE o.instansi_id = $1 AND o.id = $5
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = o.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4);

-- name: berkas_quota
SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT), COUNT(*)
  FROM (SELECT DISTINCT f.id, f.bytes FROM berkas_use u JOIN berkas_file f ON f.id = u.file_id
         WHERE u.instansi_id = $1 AND u.unit_id = $2 AND u.removed_at IS NULL) AS held;

-- name: berkas_unit_has
SELECT COUNT(*) FROM berkas_use
 WHERE instansi_id = $1 AND unit_id = $2 AND file_id = $3 AND removed_at IS NULL;

-- name: berkas_use_again
SELECT id FROM berkas_use
 WHERE instansi_id = $1 AND owner_id = $2 AND item = $3 AND file_id = $4 AND removed_at IS NULL;

-- name: berkas_use_add
INSERT INTO berkas_use (id, instansi_id, unit_id, file_id, owner_id, item, name, period_from, period_until, note, sort,
                        added_by, added_at, version)
SELECT CAST($1 AS BIGINT), o.instansi_id, o.unit_id, CAST($4 AS BIGINT), o.id, CAST($5 AS TEXT), CAST($6 AS TEXT),
       CAST($7 AS TEXT), CAST($8 AS TEXT), CAST($9 AS TEXT),
       COALESCE((SELECT MAX(sort) FROM berkas_use s
                  WHERE s.instansi_id = $2 AND s.owner_id = $3 AND s.item = $5), 0) + 1,
       CAST($10 AS BIGINT), CAST($11 AS TEXT), 1
  FROM berkas_owner o
 WHERE o.instansi_id = $2 AND o.id = $3
RETURNING id;

-- name: berkas_use_edit
UPDATE berkas_use
   SET name = $4, period_from = $5, period_until = $6, note = $7, sort = $8, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3 AND removed_at IS NULL
RETURNING id;

-- name: berkas_use_remove
UPDATE berkas_use SET removed_by = $3, removed_at = $4, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND removed_at IS NULL
RETURNING id;

-- name: berkas_find
SELECT * FROM berkas_card u
 WHERE instansi_id = $1 AND id = $5
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4);

-- name: berkas_of_unit
SELECT * FROM berkas_card u
 WHERE instansi_id = $1 AND unit_id = $5 AND removed_at IS NULL
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY added_at DESC, id DESC
 LIMIT 20000;

-- name: berkas_units
SELECT n.id, n.code, n.name,
       (SELECT COUNT(*) FROM berkas_use u
         WHERE u.instansi_id = n.instansi_id AND u.unit_id = n.id AND u.removed_at IS NULL),
       (SELECT CAST(COALESCE(SUM(h.bytes), 0) AS BIGINT)
          FROM (SELECT DISTINCT f.id, f.bytes FROM berkas_use u JOIN berkas_file f ON f.id = u.file_id
                 WHERE u.instansi_id = n.instansi_id AND u.unit_id = n.id AND u.removed_at IS NULL) AS h)
  FROM unit n
 WHERE n.instansi_id = $1 AND n.closed_on IS NULL
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = n.id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY n.code;

-- The newest use of each content of a unit, for whoever looks for something to use again.
-- name: berkas_to_reuse
SELECT * FROM berkas_card u
 WHERE instansi_id = $1 AND unit_id = $5 AND removed_at IS NULL
   AND (CAST($6 AS TEXT) = '' OR LOWER(name) LIKE $6 OR LOWER(note) LIKE $6)
   AND NOT EXISTS (SELECT 1 FROM berkas_use n
                    WHERE n.instansi_id = u.instansi_id AND n.file_id = u.file_id AND n.unit_id = u.unit_id
                      AND n.removed_at IS NULL AND n.id > u.id)
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY added_at DESC, id DESC
 LIMIT 200;

-- name: berkas_of_item
SELECT * FROM berkas_card
 WHERE instansi_id = $1 AND owner_id = $2 AND item = $3 AND removed_at IS NULL
 ORDER BY sort, id;

-- name: berkas_of_owner
SELECT * FROM berkas_card
 WHERE instansi_id = $1 AND owner_id = $2 AND removed_at IS NULL
 ORDER BY item, sort, id;

-- Flagged: all but "used for another item" (2), which is no reason to look again.
-- name: berkas_counts
SELECT item, COUNT(*), CAST(SUM(CASE WHEN (flags & 13) <> 0 OR found <> 0 THEN 1 ELSE 0 END) AS BIGINT)
  FROM berkas_card
 WHERE instansi_id = $1 AND owner_id = $2 AND removed_at IS NULL
 GROUP BY item
 ORDER BY item;

-- All uses of the same content that the asker may see, removed ones too.
-- name: berkas_uses_seen
SELECT * FROM berkas_card u
 WHERE instansi_id = $1 AND file_id = $5 AND id <> $6
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY added_at DESC, id DESC
 LIMIT 200;

-- name: berkas_near_seen
SELECT u.* FROM berkas_near m CROSS JOIN berkas_card u
 WHERE m.instansi_id = $1 AND m.file_id = $5 AND u.instansi_id = $1 AND u.file_id = m.other_id AND u.removed_at IS NULL
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY u.added_at DESC, u.id DESC
 LIMIT 200;

-- In how many other units there is more, whoever asks: identical, and nearly identical.
-- name: berkas_elsewhere
SELECT (SELECT COUNT(DISTINCT u.unit_id) FROM berkas_use u
         WHERE u.instansi_id = $1 AND u.file_id = $2 AND u.unit_id <> $3 AND u.removed_at IS NULL),
       (SELECT COUNT(DISTINCT u.unit_id)
          FROM berkas_near m CROSS JOIN berkas_use u
         WHERE m.instansi_id = $1 AND m.file_id = $2 AND u.instansi_id = $1 AND u.file_id = m.other_id
           AND u.unit_id <> $3 AND u.removed_at IS NULL);

-- Every content that some row names, for `pulau verify`, in portions.
-- name: berkas_contents
SELECT DISTINCT sha256 FROM berkas_file WHERE sha256 > $1 ORDER BY sha256 LIMIT 1000;

-- name: berkas_holes
SELECT COUNT(*) FROM berkas_use u
 WHERE NOT EXISTS (SELECT 1 FROM berkas_file f WHERE f.id = u.file_id AND f.instansi_id = u.instansi_id);
