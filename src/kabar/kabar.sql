-- Notices.  Every statement that reads or changes one names whose it is.

-- name: kabar_hears
SELECT u.id, COALESCE(c.way, ''), COALESCE(u.utc_minutes, n.utc_minutes), COALESCE(p.digest_hour, 7),
       COALESCE(p.weekends, 0), COALESCE(p.letters, 1)
  FROM akun_user u
  JOIN unit n ON n.id = u.unit_id
  LEFT JOIN kabar_choice c ON c.user_id = u.id AND c.kind = $3
  LEFT JOIN kabar_person p ON p.user_id = u.id
 WHERE u.instansi_id = $1 AND u.id = $2 AND u.active = 1;

-- name: kabar_holders
SELECT u.id, COALESCE(c.way, ''), COALESCE(u.utc_minutes, n.utc_minutes), COALESCE(p.digest_hour, 7),
       COALESCE(p.weekends, 0), COALESCE(p.letters, 1)
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

-- Each page asks.
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

-- name: kabar_find
SELECT id, kind, url, args, at, read_at FROM kabar_notice WHERE user_id = $1 AND id = $2;

-- What was read needs no letter any more.
-- name: kabar_read
UPDATE kabar_notice SET read_at = COALESCE(read_at, $3), letter_at = NULL WHERE user_id = $1 AND id = $2
RETURNING id;

-- name: kabar_read_all
UPDATE kabar_notice SET read_at = $3, letter_at = NULL WHERE user_id = $1 AND read_at IS NULL AND at <= $2;

-- name: kabar_choices
SELECT kind, way FROM kabar_choice WHERE user_id = $1 ORDER BY kind;

-- name: kabar_choose
INSERT INTO kabar_choice (user_id, kind, way) VALUES ($1, $2, $3)
ON CONFLICT (user_id, kind) DO UPDATE SET way = excluded.way;

-- name: kabar_habits
SELECT digest_hour, weekends, letters FROM kabar_person WHERE user_id = $1;

-- name: kabar_set_habits
INSERT INTO kabar_person (user_id, digest_hour, weekends, letters, stop_token) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id) DO UPDATE SET digest_hour = excluded.digest_hour, weekends = excluded.weekends,
                                    letters = excluded.letters;

-- name: kabar_stop_find
SELECT user_id FROM kabar_person WHERE stop_token = $1;

-- name: kabar_stop
UPDATE kabar_person SET letters = 0 WHERE stop_token = $1 RETURNING user_id;

-- name: kabar_no_letters
UPDATE kabar_notice SET letter_at = NULL WHERE user_id = $1 AND letter_at IS NOT NULL;

-- name: kabar_zone
SELECT COALESCE(u.utc_minutes, n.utc_minutes) FROM akun_user u JOIN unit n ON n.id = u.unit_id WHERE u.id = $1;

-- name: kabar_move_digest
UPDATE kabar_notice SET letter_at = $2 WHERE user_id = $1 AND letter = 'daily' AND letter_at IS NOT NULL;

-- name: kabar_sweep_read
DELETE FROM kabar_notice WHERE read_at < $1;

-- name: kabar_sweep_old
DELETE FROM kabar_notice WHERE read_at IS NULL AND at < $1;

-- Letters: who is to be written to, what of, and never the same twice.

-- name: kabar_due
SELECT user_id, letter
  FROM (SELECT user_id, letter, letter_at FROM kabar_notice WHERE letter_at <= $1 ORDER BY letter_at LIMIT $2) t
 GROUP BY user_id, letter
 ORDER BY MIN(letter_at), user_id;

-- name: kabar_take
UPDATE kabar_notice SET letter_at = NULL WHERE user_id = $1 AND letter = $2 AND letter_at <= $3
RETURNING id, kind, at;

-- One digest a day: of two that come for the same day, one gets no row.
-- name: kabar_digest_day
INSERT INTO kabar_person (user_id, digest_hour, weekends, digest_on, stop_token) VALUES ($1, $2, 0, $3, $4)
ON CONFLICT (user_id) DO UPDATE SET digest_on = excluded.digest_on
 WHERE kabar_person.digest_on IS NULL OR kabar_person.digest_on < excluded.digest_on
RETURNING user_id;

-- name: kabar_stop_make
INSERT INTO kabar_person (user_id, digest_hour, weekends, stop_token) VALUES ($1, $2, 0, $3)
ON CONFLICT (user_id) DO NOTHING;

-- name: kabar_stop_token
SELECT stop_token FROM kabar_person WHERE user_id = $1;

-- Letters that did not arrive, to people who work at or below a unit for which the asker is ADMIN today.

-- name: kabar_lost
SELECT l.id, u.id, u.name, l.address, l.subject, l.why, l.tries, l.gave_up_at, CASE WHEN l.body = '' THEN 0 ELSE 1 END
  FROM web_letter l
  JOIN akun_user u ON u.email = l.address
 WHERE u.instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY l.gave_up_at DESC, l.id DESC
 LIMIT $5;

-- name: kabar_lost_find
SELECT l.id
  FROM web_letter l
  JOIN akun_user u ON u.email = l.address
 WHERE l.id = $5 AND u.instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = u.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4);

-- name: kabar_lost_units
SELECT DISTINCT u.instansi_id, u.unit_id
  FROM web_letter l
  JOIN akun_user u ON u.email = l.address
 WHERE l.gave_up_at >= $1
 ORDER BY u.instansi_id, u.unit_id;
