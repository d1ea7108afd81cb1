-- People and roles.

-- name: akun_user_find
SELECT * FROM akun_card WHERE id = $1;

-- name: akun_user_find_nip
SELECT * FROM akun_card WHERE nip = $1;

-- name: akun_user_find_email
SELECT * FROM akun_card WHERE email = $1;

-- name: akun_users_all
SELECT * FROM akun_card ORDER BY name, nip;

-- name: akun_user_reached
SELECT * FROM akun_card u
 WHERE id = $5 AND instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4);

-- name: akun_users_reached
SELECT u.* FROM unit_closure c JOIN akun_card u ON u.unit_id = c.unit_id
 WHERE c.ancestor_id = $5 AND u.instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY u.name, u.nip;

-- What everybody in the instansi holds on a day; the bits are put together in C.
-- name: akun_bits_all
SELECT user_id, role_bits FROM akun_role
 WHERE instansi_id = $1 AND revoked_at IS NULL AND from_on <= $2 AND (until_on IS NULL OR until_on >= $2);

-- Roles of this person, now or to come, that the asker does not reach.
-- name: akun_beyond
SELECT COUNT(*) FROM akun_role t
 WHERE t.user_id = $5 AND t.revoked_at IS NULL AND (t.until_on IS NULL OR t.until_on >= $4)
   AND (t.instansi_id <> $1 OR NOT EXISTS (
        SELECT 1 FROM akun_reach x
         WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = t.unit_id
           AND x.from_on <= $4 AND x.until_on >= $4));

-- name: akun_taken
SELECT COALESCE(SUM(CASE WHEN nip = $1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN email = $2 THEN 1 ELSE 0 END), 0)
  FROM akun_user
 WHERE id <> $3 AND (nip = $1 OR email = $2);

-- name: akun_user_insert
INSERT INTO akun_user (id, instansi_id, unit_id, nip, email, name, position, active, lang, made_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, 1);

-- name: akun_secret_insert
INSERT INTO akun_secret (user_id, totp_last_step) VALUES ($1, 0);

-- name: akun_user_update
UPDATE akun_user
   SET unit_id = $4, nip = $5, email = $6, name = $7, position = $8, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING id;

-- name: akun_user_active
UPDATE akun_user SET active = $4, version = version + 1
 WHERE instansi_id = $1 AND id = $2 AND version = $3
RETURNING id;

-- name: akun_user_settings
UPDATE akun_user SET lang = $2, utc_minutes = $3 WHERE id = $1;

-- name: akun_role_held
SELECT role_bits FROM akun_role
 WHERE user_id = $1 AND revoked_at IS NULL AND from_on <= $2 AND (until_on IS NULL OR until_on >= $2);

-- name: akun_roles
SELECT r.id, r.user_id, r.role_bits, r.unit_id, n.code, n.name, r.why, COALESCE(g.name, ''), r.revoked_why,
       r.from_on, r.until_on, r.granted_at, r.revoked_at
  FROM akun_role r
  JOIN unit n ON n.id = r.unit_id
  LEFT JOIN akun_user g ON g.id = r.granted_by
 WHERE r.user_id = $1
 ORDER BY r.granted_at DESC, r.id DESC;

-- The same role for the same unit, standing in a time that touches this one.
-- name: akun_role_overlaps
SELECT COUNT(*) FROM akun_role
 WHERE user_id = $1 AND role_bits = $2 AND unit_id = $3 AND revoked_at IS NULL
   AND from_on <= $5 AND COALESCE(until_on, '9999-12-31') >= $4;

-- name: akun_role_insert
INSERT INTO akun_role (id, instansi_id, user_id, role_bits, unit_id, from_on, until_on, granted_by, granted_at, why,
                       revoked_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '');

-- name: akun_role_revoke
UPDATE akun_role
   SET revoked_at = $6, revoked_by = $2, revoked_why = $7
 WHERE id = $5 AND instansi_id = $1 AND revoked_at IS NULL
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = akun_role.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
RETURNING user_id, role_bits, unit_id;

-- name: akun_role_revoke_here
UPDATE akun_role
   SET revoked_at = $2, revoked_why = $3
 WHERE id = $1 AND revoked_at IS NULL
RETURNING user_id, role_bits, unit_id;
