-- Notices.  Every statement that reads or changes one names whose it is.

-- name: kabar_hears
SELECT u.id, COALESCE(c.way, ''), COALESCE(u.utc_minutes, n.utc_minutes), COALESCE(p.digest_hour, 7),
       COALESCE(p.weekends, 0)
  FROM akun_user u
  JOIN unit n ON n.id = u.unit_id
  LEFT JOIN kabar_choice c ON c.user_id = u.id AND c.kind = $3
  LEFT JOIN kabar_person p ON p.user_id = u.id
 WHERE u.instansi_id = $1 AND u.id = $2 AND u.active = 1;

-- name: kabar_holders
SELECT u.id, COALESCE(c.way, ''), COALESCE(u.utc_minutes, n.utc_minutes), COALESCE(p.digest_hour, 7),
       COALESCE(p.weekends, 0)
  FROM akun_user u
  JOIN unit n ON n.id = u.unit_id
  LEFT JOIN kabar_choice c ON c.user_id = u.id AND c.kind = $3
  LEFT JOIN kabar_person p ON p.user_id = u.id
 WHERE u.instansi_id = $1 AND u.id <> $2 AND u.active = 1
   AND u.id IN (SELECT x.user_id FROM akun_reach x
                 WHERE x.unit_id = $4 AND (x.role_bits & $5) <> 0 AND x.from_on <= $6 AND x.until_on >= $6)
 ORDER BY u.id;

-- name: kabar_add
INSERT INTO kabar_notice (user_id, id, instansi_id, kind, args, url, entity, entity_id, at, letter, letter_at, once_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (user_id, once_key) DO NOTHING;

-- name: kabar_unread
SELECT COUNT(*) FROM (SELECT 1 AS one FROM kabar_notice WHERE user_id = $1 AND read_at IS NULL LIMIT $2) t;

-- name: kabar_count
SELECT COUNT(*) FROM kabar_notice
 WHERE user_id = $1 AND (CAST($2 AS TEXT) = '' OR kind = $2) AND (CAST($3 AS BIGINT) = 0 OR read_at IS NULL);

-- name: kabar_list
SELECT id, kind, url, args, at, read_at FROM kabar_notice
 WHERE user_id = $1 AND (CAST($2 AS TEXT) = '' OR kind = $2) AND (CAST($3 AS BIGINT) = 0 OR read_at IS NULL)
 ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, id DESC
 LIMIT $5 OFFSET $4;

-- name: kabar_url
SELECT url FROM kabar_notice WHERE user_id = $1 AND id = $2;

-- What was read needs no letter any more.
-- name: kabar_read
UPDATE kabar_notice SET read_at = COALESCE(read_at, $3), letter_at = NULL WHERE user_id = $1 AND id = $2
RETURNING id;

-- name: kabar_read_all
UPDATE kabar_notice SET read_at = $2, letter_at = NULL WHERE user_id = $1 AND read_at IS NULL;

-- name: kabar_choices
SELECT kind, way FROM kabar_choice WHERE user_id = $1 ORDER BY kind;

-- name: kabar_choose
INSERT INTO kabar_choice (user_id, kind, way) VALUES ($1, $2, $3)
ON CONFLICT (user_id, kind) DO UPDATE SET way = excluded.way;

-- name: kabar_habits
SELECT digest_hour, weekends FROM kabar_person WHERE user_id = $1;

-- name: kabar_set_habits
INSERT INTO kabar_person (user_id, digest_hour, weekends, stop_token) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id) DO UPDATE SET digest_hour = excluded.digest_hour, weekends = excluded.weekends;

-- name: kabar_zone
SELECT COALESCE(u.utc_minutes, n.utc_minutes) FROM akun_user u JOIN unit n ON n.id = u.unit_id WHERE u.id = $1;

-- name: kabar_move_digest
UPDATE kabar_notice SET letter_at = $2 WHERE user_id = $1 AND letter = 'daily' AND letter_at IS NOT NULL;

-- name: kabar_sweep_read
DELETE FROM kabar_notice WHERE read_at < $1;

-- name: kabar_sweep_old
DELETE FROM kabar_notice WHERE read_at IS NULL AND at < $1;
