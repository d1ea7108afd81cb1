-- name: once_find
SELECT location FROM web_once WHERE user_id = $1 AND key = $2;

-- name: once_add
INSERT INTO web_once (user_id, key, made_at, location) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, key) DO NOTHING;

-- name: once_sweep
DELETE FROM web_once WHERE made_at < $1;
