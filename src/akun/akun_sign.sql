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
INSERT INTO akun_session (token_hash, id, user_id, csrf, half, made_at, seen_at, idle_until, ends_at, address, agent)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10);

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
SELECT id, made_at, seen_at, address, agent FROM akun_session
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

-- name: akun_link_use
UPDATE akun_link SET used_at = $3 WHERE token_hash = $1 AND purpose = $2 AND ends_at > $3 AND used_at IS NULL
RETURNING user_id;

-- name: akun_sweep_sessions
DELETE FROM akun_session WHERE ends_at < $1 OR idle_until < $1;

-- name: akun_sweep_links
DELETE FROM akun_link WHERE ends_at < $1;

-- name: akun_sweep_slow
DELETE FROM akun_slow WHERE last_at < $1;
