-- The statements of the tree.  "Reached" is asked of the view akun_reach: user, roles, day.

-- name: unit_find
SELECT * FROM unit_card WHERE id = $2 AND instansi_id = $1;

-- name: unit_find_code
SELECT * FROM unit_card WHERE instansi_id = $1 AND code = $2;

-- name: unit_instansi
SELECT * FROM unit_card WHERE kind = 'instansi' ORDER BY code, id;

-- name: unit_find_reached
SELECT * FROM unit_card u
 WHERE id = $5 AND instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.id
                  AND x.from_on <= $4 AND x.until_on >= $4);

-- name: unit_find_code_reached
SELECT * FROM unit_card u
 WHERE code = $5 AND instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.id
                  AND x.from_on <= $4 AND x.until_on >= $4);

-- name: unit_reached
SELECT * FROM unit_card u
 WHERE instansi_id = $1 AND closed_on IS NULL
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY code;

-- name: unit_tree
SELECT u.* FROM unit_closure c JOIN unit_card u ON u.id = c.unit_id
 WHERE c.ancestor_id = $2 AND u.instansi_id = $1
 ORDER BY u.code;

-- name: unit_below
SELECT COUNT(*) FROM unit_closure WHERE ancestor_id = $1 AND unit_id = $2;

-- name: unit_open_children
SELECT COUNT(*) FROM unit WHERE instansi_id = $1 AND parent_id = $2 AND closed_on IS NULL;

-- name: unit_children
SELECT * FROM unit_card WHERE instansi_id = $1 AND parent_id = $2 ORDER BY code;

-- name: unit_insert
INSERT INTO unit (id, instansi_id, parent_id, kind, code, name, short_name, address, city, province, utc_minutes,
                  serves_public, core_service, high_risk, opened_on, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1);

-- name: unit_closure_insert
INSERT INTO unit_closure (ancestor_id, unit_id, depth)
SELECT ancestor_id, CAST($1 AS BIGINT), depth + 1 FROM unit_closure WHERE unit_id = $2
UNION ALL
SELECT CAST($1 AS BIGINT), CAST($1 AS BIGINT), 0;

-- name: unit_update
UPDATE unit
   SET code = $4, address = $5, city = $6, province = $7, utc_minutes = $8, serves_public = $9, core_service = $10,
       high_risk = $11, opened_on = $12, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING id;

-- name: unit_rename
UPDATE unit SET name = $4, short_name = $5, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING id;

-- name: unit_set_parent
UPDATE unit SET parent_id = $4, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING id;

-- The subtree leaves everything that was above it ...
-- name: unit_closure_cut
DELETE FROM unit_closure
 WHERE unit_id IN (SELECT unit_id FROM unit_closure WHERE ancestor_id = $1)
   AND ancestor_id IN (SELECT ancestor_id FROM unit_closure WHERE unit_id = $1 AND depth > 0);

-- ... and hangs below its new place.
-- name: unit_closure_hang
INSERT INTO unit_closure (ancestor_id, unit_id, depth)
SELECT high.ancestor_id, low.unit_id, high.depth + low.depth + 1
  FROM unit_closure high CROSS JOIN unit_closure low
 WHERE high.unit_id = $2 AND low.ancestor_id = $1;

-- name: unit_set_closed
UPDATE unit SET closed_on = $4, merged_into_id = $5, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING id;

-- What was merged into a unit that is now merged itself points to the last one.
-- name: unit_follow_merge
UPDATE unit SET merged_into_id = $3 WHERE instansi_id = $1 AND merged_into_id = $2;

-- name: unit_join
INSERT INTO unit_kawasan (instansi_id, kawasan_id, unit_id, joined_on) VALUES ($1, $2, $3, $4);

-- name: unit_leave
UPDATE unit_kawasan SET left_on = $4
 WHERE instansi_id = $1 AND kawasan_id = $2 AND unit_id = $3 AND left_on IS NULL AND joined_on <= $4
RETURNING unit_id;

-- name: unit_is_member
SELECT COUNT(*) FROM unit_kawasan WHERE kawasan_id = $1 AND unit_id = $2 AND (left_on IS NULL OR joined_on = $3);

-- name: unit_members
SELECT u.* FROM unit_kawasan k JOIN unit_card u ON u.id = k.unit_id
 WHERE k.instansi_id = $1 AND k.kawasan_id = $2 AND k.left_on IS NULL
 ORDER BY u.code;

-- name: unit_event_add
INSERT INTO unit_history (id, instansi_id, unit_id, at, on_day, user_id, action, before, after, why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: unit_events
SELECT at, on_day, user_id, action, before, after, why FROM unit_history
 WHERE instansi_id = $1 AND unit_id = $2
 ORDER BY at DESC, id DESC;
