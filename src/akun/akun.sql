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

-- Where this person worked until today.
-- name: akun_worked_add
INSERT INTO akun_worked (instansi_id, user_id, unit_id, until_on) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, unit_id, until_on) DO NOTHING;

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

-- Passwords, sessions, codes, links, failures.  The only statements that touch akun_secret.

-- name: akun_try
SELECT u.id, COALESCE(s.password_hash, ''), CASE WHEN s.totp_on_at IS NULL THEN 0 ELSE 1 END
  FROM akun_user u JOIN akun_secret s ON s.user_id = u.id
 WHERE (u.nip = $1 OR u.email = $1) AND u.active = 1;

-- name: akun_slow_find
SELECT fails, last_at, wait_until FROM akun_slow WHERE key_hash = $1;

-- name: akun_slow_set
INSERT INTO akun_slow (key_hash, fails, last_at, wait_until) VALUES ($1, $2, $3, $4)
ON CONFLICT (key_hash) DO UPDATE SET fails = $2, last_at = $3, wait_until = $4;

-- name: akun_slow_clear
DELETE FROM akun_slow WHERE key_hash = $1;

-- name: akun_signed_in
UPDATE akun_user SET signed_in_at = $2 WHERE id = $1;

-- name: akun_password_set
UPDATE akun_secret SET password_hash = $2, password_at = $3 WHERE user_id = $1;

-- name: akun_password_upgrade
UPDATE akun_secret SET password_hash = $2 WHERE user_id = $1;

-- name: akun_session_insert
INSERT INTO akun_session (token_hash, id, user_id, csrf, half, made_at, seen_at, idle_until, ends_at, address, agent,
                          way, sso_sid)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12);

-- name: akun_session_find
SELECT s.id, s.user_id, u.instansi_id, COALESCE(n.merged_into_id, n.id), s.csrf, u.name, u.nip, u.lang,
       COALESCE(u.utc_minutes, n.utc_minutes), s.half, s.made_at, s.seen_at, s.address, s.agent
  FROM akun_session s
  JOIN akun_user u ON u.id = s.user_id
  JOIN unit n ON n.id = u.unit_id
 WHERE s.token_hash = $1 AND s.idle_until > $2 AND s.ends_at > $2 AND u.active = 1;

-- name: akun_session_seen
UPDATE akun_session SET seen_at = $2, idle_until = $3 WHERE id = $1 AND half = 0;

-- name: akun_sessions
SELECT id, made_at, seen_at, address, agent, way FROM akun_session
 WHERE user_id = $1 AND half = 0 AND idle_until > $2 AND ends_at > $2
 ORDER BY seen_at DESC, id DESC;

-- name: akun_session_end
DELETE FROM akun_session WHERE user_id = $1 AND id = $2;

-- name: akun_session_end_others
DELETE FROM akun_session WHERE user_id = $1 AND id <> $2;

-- name: akun_second
SELECT s.totp_secret, CASE WHEN s.totp_on_at IS NULL THEN 0 ELSE 1 END, s.totp_last_step,
       (SELECT COUNT(*) FROM akun_recovery c WHERE c.user_id = s.user_id)
  FROM akun_secret s
 WHERE s.user_id = $1;

-- name: akun_second_begin
UPDATE akun_secret SET totp_secret = $2, totp_last_step = 0 WHERE user_id = $1 AND totp_on_at IS NULL
RETURNING user_id;

-- The step moves on only forward, so of two who send the same code one is too late.
-- name: akun_second_step
UPDATE akun_secret SET totp_last_step = $2 WHERE user_id = $1 AND totp_last_step < $2
RETURNING user_id;

-- name: akun_second_on
UPDATE akun_secret SET totp_on_at = $2 WHERE user_id = $1 AND totp_secret IS NOT NULL AND totp_on_at IS NULL
RETURNING user_id;

-- name: akun_second_off
UPDATE akun_secret SET totp_secret = NULL, totp_on_at = NULL, totp_last_step = 0 WHERE user_id = $1;

-- name: akun_recovery_add
INSERT INTO akun_recovery (user_id, code_hash) VALUES ($1, $2);

-- name: akun_recovery_take
DELETE FROM akun_recovery WHERE user_id = $1 AND code_hash = $2
RETURNING user_id;

-- name: akun_recovery_clear
DELETE FROM akun_recovery WHERE user_id = $1;

-- name: akun_link_insert
INSERT INTO akun_link (token_hash, user_id, purpose, made_at, made_by, ends_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: akun_link_overtake
UPDATE akun_link SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL;

-- name: akun_link_find
SELECT l.user_id FROM akun_link l JOIN akun_user u ON u.id = l.user_id
 WHERE l.token_hash = $1 AND l.purpose = $2 AND l.ends_at > $3 AND l.used_at IS NULL AND u.active = 1;

-- name: akun_link_lately
SELECT COUNT(*) FROM akun_link WHERE user_id = $1 AND purpose = 'sandi' AND made_at > $2 AND used_at IS NULL;

-- name: akun_link_use
UPDATE akun_link SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND ends_at > $3 AND used_at IS NULL
RETURNING user_id;

-- name: akun_sweep_sessions
DELETE FROM akun_session WHERE ends_at < $1 OR idle_until < $1;

-- name: akun_sweep_links
DELETE FROM akun_link WHERE ends_at < $1;

-- name: akun_sweep_slow
DELETE FROM akun_slow WHERE last_at < $1;

-- Sign-in through the agency's own provider.

-- name: akun_oidc_try_add
INSERT INTO akun_oidc_try (state_hash, browser_hash, next, ends_at) VALUES ($1, $2, $3, $4);

-- name: akun_oidc_try_find
SELECT next FROM akun_oidc_try WHERE state_hash = $1 AND browser_hash = $2 AND ends_at > $3;

-- name: akun_oidc_try_take
DELETE FROM akun_oidc_try WHERE state_hash = $1 AND browser_hash = $2 AND ends_at > $3
RETURNING next;

-- name: akun_oidc_try_sweep
DELETE FROM akun_oidc_try WHERE ends_at < $1;

-- name: akun_oidc_bound
SELECT user_id, subject FROM akun_oidc_who WHERE issuer = $1 AND (user_id = $2 OR subject = $3);

-- A provider that is called otherwise now is another provider: the old tie means nothing.
-- name: akun_oidc_bind
INSERT INTO akun_oidc_who (user_id, issuer, subject, made_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id) DO UPDATE SET issuer = $2, subject = $3, made_at = $4;

-- name: akun_oidc_release
DELETE FROM akun_oidc_who WHERE user_id = $1
RETURNING user_id;

-- name: akun_oidc_is_bound
SELECT COUNT(*) FROM akun_oidc_who WHERE user_id = $1;

-- name: akun_oidc_subject
SELECT w.user_id, u.instansi_id FROM akun_oidc_who w JOIN akun_user u ON u.id = w.user_id
 WHERE w.issuer = $1 AND w.subject = $2;

-- name: akun_oidc_sid
SELECT s.user_id, u.instansi_id FROM akun_session s JOIN akun_user u ON u.id = s.user_id
 WHERE s.way = 'sso' AND s.sso_sid = $1;

-- Only sessions that were there when the provider spoke: said again later, it ends nothing new.
-- name: akun_oidc_end
DELETE FROM akun_session
 WHERE user_id = $1 AND way = 'sso' AND made_at <= $2 AND (CAST($3 AS TEXT) = '' OR sso_sid = $3)
RETURNING id;

-- name: akun_session_way
SELECT way, sso_sid FROM akun_session WHERE id = $1;

-- Personal tokens.

-- name: akun_token_insert
INSERT INTO akun_token (id, token_hash, user_id, name, scope, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: akun_token_find
SELECT t.id, t.user_id, u.instansi_id, COALESCE(n.merged_into_id, n.id), u.name, u.nip, u.lang,
       COALESCE(u.utc_minutes, n.utc_minutes), t.name, t.scope, t.ends_at, t.used_at
  FROM akun_token t
  JOIN akun_user u ON u.id = t.user_id
  JOIN unit n ON n.id = u.unit_id
 WHERE t.token_hash = $1 AND t.ends_at > $2 AND t.revoked_at IS NULL AND u.active = 1;

-- name: akun_tokens
SELECT id, name, scope, made_at, ends_at, used_at, revoked_at FROM akun_token
 WHERE user_id = $1
 ORDER BY made_at DESC, id DESC;

-- name: akun_token_named
SELECT t.name FROM akun_token t JOIN akun_user u ON u.id = t.user_id WHERE t.id = $1 AND u.instansi_id = $2;

-- name: akun_token_seen
UPDATE akun_token SET used_at = $2 WHERE id = $1;

-- name: akun_token_revoke
UPDATE akun_token SET revoked_at = $3, revoked_by = $4 WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL
RETURNING name;

-- name: akun_token_revoke_all
UPDATE akun_token SET revoked_at = $2, revoked_by = $3 WHERE user_id = $1 AND revoked_at IS NULL;
