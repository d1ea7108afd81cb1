-- The statements of reports on assessments.

-- name: lhe_next
SELECT COALESCE(MAX(seq), 0) + 1 FROM evaluasi_lhe WHERE instansi_id = $1 AND year = $2;

-- name: lhe_add
INSERT INTO evaluasi_lhe (id, instansi_id, worksheet_id, snapshot_id, year, seq, number, token, token_hash, verdict,
                          content_hash, decided_at, tries, due_at, trouble, sha256, bytes, withdrawn_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $12, '', '', 0, '');

-- name: lhe_withdraw
UPDATE evaluasi_lhe SET withdrawn_at = $3, withdrawn_by = $4, withdrawn_why = $5
 WHERE instansi_id = $1 AND worksheet_id = $2 AND withdrawn_at IS NULL
RETURNING id;

-- Newest first.
-- name: lhe_of_worksheet
SELECT l.id, l.instansi_id, l.worksheet_id, l.snapshot_id, l.year, l.number, l.token, l.verdict, l.content_hash, l.sha256,
       l.bytes, l.tries, l.trouble, l.decided_at, l.issued_at, l.withdrawn_at, l.withdrawn_why, i.name, i.code
  FROM evaluasi_lhe l JOIN unit i ON i.id = l.instansi_id
 WHERE l.instansi_id = $1 AND l.worksheet_id = $2
 ORDER BY l.id DESC;

-- Anybody may ask: the token is the secret.
-- name: lhe_of_token
SELECT l.id, l.instansi_id, l.worksheet_id, l.snapshot_id, l.year, l.number, l.token, l.verdict, l.content_hash, l.sha256,
       l.bytes, l.tries, l.trouble, l.decided_at, l.issued_at, l.withdrawn_at, l.withdrawn_why, i.name, i.code
  FROM evaluasi_lhe l JOIN unit i ON i.id = l.instansi_id
 WHERE l.token_hash = $1;

-- name: lhe_newer
SELECT id FROM evaluasi_lhe WHERE worksheet_id = $1 AND id > $2 LIMIT 1;

-- Some at a time, for who proves them.
-- name: lhe_all
SELECT l.id, l.instansi_id, l.worksheet_id, l.snapshot_id, l.year, l.number, l.token, l.verdict, l.content_hash, l.sha256,
       l.bytes, l.tries, l.trouble, l.decided_at, l.issued_at, l.withdrawn_at, l.withdrawn_why, i.name, i.code
  FROM evaluasi_lhe l JOIN unit i ON i.id = l.instansi_id
 WHERE l.id > $1 AND l.sha256 <> ''
 ORDER BY l.id LIMIT 100;

-- name: lhe_due
SELECT id FROM evaluasi_lhe WHERE sha256 = '' AND due_at <= $1 ORDER BY due_at, id LIMIT 1;

-- Who comes first has it until $3; whoever comes later finds it not due.
-- name: lhe_claim
UPDATE evaluasi_lhe SET tries = tries + 1, due_at = $3 WHERE id = $1 AND sha256 = '' AND due_at <= $2
RETURNING token_hash;

-- name: lhe_issue
UPDATE evaluasi_lhe SET sha256 = $2, bytes = $3, issued_at = $4, trouble = '' WHERE id = $1 AND sha256 = ''
RETURNING id;

-- name: lhe_trouble
UPDATE evaluasi_lhe SET trouble = $2, due_at = $3 WHERE id = $1 AND sha256 = '';

-- name: lhe_waiting
SELECT COUNT(*), COALESCE(SUM(CASE WHEN trouble <> '' THEN 1 ELSE 0 END), 0) FROM evaluasi_lhe WHERE sha256 = '';

-- name: lhe_snapshot
SELECT hash, body FROM evaluasi_snapshot WHERE instansi_id = $1 AND id = $2;

-- name: lhe_key
SELECT seed FROM evaluasi_key ORDER BY id DESC LIMIT 1;

-- name: lhe_key_add
INSERT INTO evaluasi_key (id, public, seed, made_at) VALUES ($1, $2, $3, $4);

-- name: lhe_keys
SELECT public FROM evaluasi_key ORDER BY id DESC LIMIT 50;
