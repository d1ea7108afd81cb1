-- The keys of strict campaigns, and the invitations that may be used for a token.

-- Open, and without a key.
-- name: survei_blind_bare
SELECT id, instansi_id FROM survei_campaign
 WHERE mode = 'strict' AND state = 'open' AND blind_public IS NULL
 ORDER BY id LIMIT 1;

-- Closed, and still able to sign.
-- name: survei_blind_closed
SELECT id, instansi_id FROM survei_campaign WHERE state = 'closed' AND blind_secret IS NOT NULL ORDER BY id LIMIT 1;

-- name: survei_blind_key_set
UPDATE survei_campaign SET blind_public = $2, blind_secret = $3 WHERE id = $1 AND blind_public IS NULL RETURNING id;

-- name: survei_blind_key_drop
UPDATE survei_campaign SET blind_secret = NULL WHERE id = $1;

-- Was the code used, and for this very message?
-- name: survei_blind_look
SELECT i.used, CASE WHEN i.blinded = $3 THEN 1 ELSE 0 END, c.blind_secret
  FROM survei_invite i JOIN survei_campaign c ON c.id = i.campaign_id
 WHERE i.campaign_id = $1 AND i.code_hash = $2;

-- SQLite keeps no age of a row, and these lie by hash: nothing is ever due.
-- name: survei_blind_mix_due
SELECT campaign_id FROM survei_spent WHERE campaign_id IS NULL LIMIT 1;

-- PostgreSQL keeps with each row the number of the transaction that wrote it, which also wrote the answer.
-- name: survei_blind_mix_due engine=pgsql
SELECT campaign_id FROM survei_spent
 GROUP BY campaign_id HAVING COUNT(DISTINCT CAST(xmin AS text)) > 1
 ORDER BY campaign_id LIMIT 1;

-- name: survei_blind_mix
UPDATE survei_spent SET token_hash = token_hash WHERE campaign_id = $1;

-- Taken out and laid down anew by hash: all of one age, and in no order of time.
-- name: survei_blind_mix engine=pgsql
WITH taken AS (DELETE FROM survei_spent WHERE campaign_id = $1 RETURNING instansi_id, campaign_id, token_hash)
INSERT INTO survei_spent (instansi_id, campaign_id, token_hash)
SELECT instansi_id, campaign_id, token_hash FROM taken ORDER BY token_hash;
