-- name: once_find
SELECT location FROM web_once WHERE user_id = $1 AND key = $2;

-- name: once_add
INSERT INTO web_once (user_id, key, made_at, location) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id, key) DO NOTHING;

-- name: once_sweep
DELETE FROM web_once WHERE made_at < $1;

-- name: job_add
INSERT INTO web_job (id, kind, payload, due_at, tries) VALUES ($1, $2, $3, $4, 0);

-- SQLite has one writer at a time, so the claim is safe as it stands; PostgreSQL steps over locked rows.
-- name: job_claim
UPDATE web_job SET tries = tries + 1, claimed_until = $3
 WHERE id = (SELECT id FROM web_job
              WHERE kind = $1 AND gave_up_at IS NULL AND due_at <= $2
                AND (claimed_until IS NULL OR claimed_until <= $2)
              ORDER BY due_at, id
              LIMIT 1)
RETURNING id, payload, tries;
-- name: job_claim engine=pgsql
WITH due AS MATERIALIZED (
    SELECT id FROM web_job
     WHERE kind = $1 AND gave_up_at IS NULL AND due_at <= $2
       AND (claimed_until IS NULL OR claimed_until <= $2)
     ORDER BY due_at, id
     LIMIT 1
       FOR UPDATE SKIP LOCKED)
UPDATE web_job SET tries = tries + 1, claimed_until = $3
  FROM due
 WHERE web_job.id = due.id
RETURNING web_job.id, payload, tries;

-- name: job_done
DELETE FROM web_job WHERE id = $1 AND tries = $2;

-- name: job_again
UPDATE web_job SET due_at = $3, claimed_until = NULL, last_error = $4 WHERE id = $1 AND tries = $2;

-- name: job_give_up
UPDATE web_job SET gave_up_at = $3, claimed_until = NULL, last_error = $4, payload = ''
 WHERE id = $1 AND tries = $2;

-- name: job_take
DELETE FROM web_job WHERE id = $1 AND tries = $2 RETURNING id;

-- name: letter_keep
INSERT INTO web_letter (id, address, subject, body, stop_url, why, tries, gave_up_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: letter_take
DELETE FROM web_letter WHERE id = $1 AND body <> '' RETURNING address, subject, body, stop_url;

-- name: letter_count
SELECT COUNT(*) FROM web_letter;

-- name: letter_sweep
DELETE FROM web_letter WHERE gave_up_at < $1;

-- name: job_count
SELECT COALESCE(SUM(CASE WHEN gave_up_at IS NULL THEN 1 ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN gave_up_at IS NULL AND due_at <= $1 THEN 1 ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN gave_up_at IS NULL THEN 0 ELSE 1 END), 0)
  FROM web_job;

-- name: import_insert
INSERT INTO web_import (id, user_id, kind, file_name, sheet, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: import_find
SELECT file_name, sheet FROM web_import WHERE id = $1 AND user_id = $2 AND kind = $3 AND ends_at > $4;

-- name: import_drop
DELETE FROM web_import WHERE id = $1 AND user_id = $2;

-- name: import_sweep
DELETE FROM web_import WHERE ends_at < $1;
