-- Surveys: campaigns as they are found, answers as they come, and their running sums.

-- --- campaigns ---

-- part: campaign_is
SELECT c.id, c.instansi_id, c.unit_id, c.version, u.code, u.name, c.title, c.slug, c.embed, c.kiosk, c.mode, c.plain_too,
       c.state, c.opens_on, c.closes_on, c.served_from, c.published_at, c.made_at, c.blind_public, c.answers,
       c.closed_on, u.utc_minutes

-- name: survei_by_slug
@campaign_is
  FROM survei_campaign c JOIN unit u ON u.id = c.unit_id
 WHERE c.slug = $1;

-- name: survei_by_kiosk
@campaign_is
  FROM survei_campaign c JOIN unit u ON u.id = c.unit_id
 WHERE c.kiosk = $1;

-- $1 campaign, $2 instansi, $3 user, $4 roles, $5 day, $6 roles that may change it
-- name: survei_find
@campaign_is
     , CASE WHEN EXISTS (SELECT 1 FROM akun_reach x
                          WHERE x.user_id = $3 AND (x.role_bits & $6) <> 0 AND x.unit_id = c.unit_id
                            AND x.from_on <= $5 AND x.until_on >= $5) THEN 1 ELSE 0 END
  FROM survei_campaign c JOIN unit u ON u.id = c.unit_id
 WHERE c.id = $1 AND c.instansi_id = $2
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $3 AND (x.role_bits & $4) <> 0 AND x.unit_id = c.unit_id
                  AND x.from_on <= $5 AND x.until_on >= $5);

-- name: survei_forms
SELECT pack_id, scale, elements FROM survei_form WHERE campaign_id = $1 ORDER BY place;

-- name: survei_questions
SELECT id, kind, required, ask, ask_en, options, options_en FROM survei_question WHERE campaign_id = $1 ORDER BY place;

-- name: survei_targets
SELECT t.service_id, t.population, t.quota, s.name, s.name_en, s.online
  FROM survei_target t JOIN survei_service s ON s.id = t.service_id
 WHERE t.campaign_id = $1
 ORDER BY s.name, s.id;

-- --- answers ---

-- name: survei_answer_add
INSERT INTO survei_answer (instansi_id, campaign_id, answered_on, key, service_id, served_on, about, marks, seconds, channel,
                           flags, alike)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (campaign_id, answered_on, key) DO NOTHING
RETURNING campaign_id;

-- Before anything else was stored of it.
-- name: survei_answer_drop
DELETE FROM survei_answer WHERE campaign_id = $1 AND answered_on = $2 AND key = $3;

-- name: survei_answer_find
SELECT service_id, served_on, about, marks FROM survei_answer WHERE campaign_id = $1 AND answered_on = $2 AND key = $3;

-- name: survei_said_add
INSERT INTO survei_said (instansi_id, campaign_id, answered_on, key, question_id, say) VALUES ($1, $2, $3, $4, $5, $6);

-- name: survei_fresh_add
INSERT INTO survei_fresh (campaign_id, answered_on, key) VALUES ($1, $2, $3);

-- An invitation is used once: for an answer, or for the blinded message whose hash is $3.  The rows of some hundred others
-- are written as well, with what they hold already, so that neither the place nor the age of a row says which was used
-- when: decision 0174.
-- name: survei_invite_use
UPDATE survei_invite
   SET used = CASE WHEN code_hash = $2 THEN 1 ELSE used END,
       blinded = CASE WHEN code_hash = $2 THEN $3 ELSE COALESCE(blinded, code_hash) END
 WHERE campaign_id = $1
   AND id % (SELECT COUNT(*) / 256 + 1 FROM survei_invite WHERE campaign_id = $1)
     = (SELECT o.id % (SELECT COUNT(*) / 256 + 1 FROM survei_invite WHERE campaign_id = $1)
          FROM survei_invite o WHERE o.campaign_id = $1 AND o.code_hash = $2 AND o.used = 0)
RETURNING id;

-- What was it given for, and was it used?
-- name: survei_invite_find
SELECT service_id, used FROM survei_invite WHERE campaign_id = $1 AND code_hash = $2;

-- name: survei_spend
INSERT INTO survei_spent (instansi_id, campaign_id, token_hash) VALUES ($1, $2, $3)
ON CONFLICT (campaign_id, token_hash) DO NOTHING
RETURNING campaign_id;

-- --- running sums ---

-- name: survei_fresh_take
DELETE FROM survei_fresh
 WHERE (campaign_id, answered_on, key) IN (SELECT campaign_id, answered_on, key FROM survei_fresh LIMIT $1)
RETURNING campaign_id, answered_on, key;

-- Two processes take different ones; what they say comes with them, since asking for each would take a round trip.
-- name: survei_fresh_take engine=pgsql
WITH taken AS (
    DELETE FROM survei_fresh
     WHERE (campaign_id, answered_on, key) IN (SELECT campaign_id, answered_on, key FROM survei_fresh LIMIT $1
                                                 FOR UPDATE SKIP LOCKED)
    RETURNING campaign_id, answered_on, key)
SELECT a.campaign_id, a.answered_on, a.key, a.service_id, a.served_on, a.about, a.marks, a.seconds, a.channel, a.flags,
       a.alike, (SELECT COUNT(*) FROM (SELECT 1 FROM survei_answer b
                                        WHERE b.campaign_id = a.campaign_id AND b.alike = a.alike LIMIT 2) x)
  FROM taken t
  JOIN survei_answer a ON a.campaign_id = t.campaign_id AND a.answered_on = t.answered_on AND a.key = t.key;

-- The last: does another answer say the very same?
-- name: survei_answer_full
SELECT a.service_id, a.served_on, a.about, a.marks, a.seconds, a.channel, a.flags, a.alike,
       (SELECT COUNT(*) FROM (SELECT 1 FROM survei_answer b
                               WHERE b.campaign_id = a.campaign_id AND b.alike = a.alike LIMIT 2) x)
  FROM survei_answer a
 WHERE a.campaign_id = $1 AND a.answered_on = $2 AND a.key = $3;

-- name: survei_campaign_raw
@campaign_is
  FROM survei_campaign c JOIN unit u ON u.id = c.unit_id
 WHERE c.id = $1;

-- name: survei_flag
UPDATE survei_answer SET flags = $4 WHERE campaign_id = $1 AND answered_on = $2 AND key = $3;

-- name: survei_sum_add
INSERT INTO survei_sum (instansi_id, campaign_id, form, cut, cell, n, total, total_sq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (campaign_id, form, cut, cell)
DO UPDATE SET n = survei_sum.n + excluded.n, total = survei_sum.total + excluded.total,
              total_sq = survei_sum.total_sq + excluded.total_sq;

-- name: survei_answers_add
UPDATE survei_campaign SET answers = answers + $2 WHERE id = $1;

-- name: survei_mark_add
INSERT INTO survei_mark (instansi_id, campaign_id, form, cut, cell, element, mark, n)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (campaign_id, form, cut, cell, element, mark) DO UPDATE SET n = survei_mark.n + excluded.n;

-- name: survei_sums
SELECT cut, cell, n, total, total_sq FROM survei_sum
 WHERE campaign_id = $1 AND form = $2 AND cut BETWEEN $3 AND $4
 ORDER BY cut, cell;

-- name: survei_mark_list
SELECT cut, cell, element, mark, n FROM survei_mark
 WHERE campaign_id = $1 AND form = $2 AND cut BETWEEN $3 AND $4
 ORDER BY cut, cell, element, mark;

-- --- what came of closed campaigns ---

-- part: outcome_is
SELECT c.instansi_id, c.id, f.place, c.unit_id, c.opens_on, f.pack_id, f.scale, f.elements, s.n, s.total, s.total_sq
  FROM survei_campaign c
  JOIN survei_form f ON f.campaign_id = c.id
  JOIN survei_sum s ON s.campaign_id = c.id AND s.form = f.place AND s.cut = 0 AND s.cell = 0
 WHERE c.state = 'closed'

-- part: outcome_kept
SELECT instansi_id, campaign_id, form, unit_id, opens_on, pack_id, scale, elements, n, total, total_sq FROM survei_outcome

-- name: survei_outcome_drop
DELETE FROM survei_outcome WHERE campaign_id = $1;

-- name: survei_outcome_add
INSERT INTO survei_outcome (instansi_id, campaign_id, form, unit_id, opens_on, pack_id, scale, elements, n, total, total_sq)
@outcome_is
   AND c.id = $1;

-- name: survei_outcome_wrong
SELECT (SELECT COUNT(*) FROM (
@outcome_is
 EXCEPT
@outcome_kept
) x) + (SELECT COUNT(*) FROM (
@outcome_kept
 EXCEPT
@outcome_is
) y);

-- name: survei_answers_wrong
SELECT COUNT(*) FROM survei_campaign c
 WHERE c.answers <> COALESCE((SELECT s.n FROM survei_sum s
                               WHERE s.campaign_id = c.id AND s.form = 0 AND s.cut = 0 AND s.cell = 0), 0);

-- name: survei_waiting
SELECT COUNT(*) FROM survei_fresh WHERE campaign_id = $1;

-- name: survei_waiting_keys
SELECT answered_on, key FROM survei_fresh WHERE campaign_id = $1;

-- name: survei_campaign_ids
SELECT id FROM survei_campaign ORDER BY id;

-- name: survei_page
SELECT answered_on, key, service_id, served_on, about, marks, seconds, channel, flags, alike, 0
  FROM survei_answer
 WHERE campaign_id = $1 AND (answered_on, key) > ($2, $3)
 ORDER BY answered_on, key
 LIMIT $4;

-- name: survei_page_said
SELECT answered_on, key, question_id, say
  FROM survei_said
 WHERE campaign_id = $1 AND (answered_on, key) > ($2, $3) AND (answered_on, key) <= ($4, $5)
 ORDER BY answered_on, key, question_id;
