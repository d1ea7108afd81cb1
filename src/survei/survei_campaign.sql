-- Campaigns: services, drafts, the way to a published result, invitations, and the list of them.

-- Who changes something holds a role today that reaches its unit.
-- $1 user, $2 roles, $3 day, $4 instansi
-- part: campaign_mine
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $1 AND (x.role_bits & $2) <> 0 AND x.unit_id = survei_campaign.unit_id
                  AND x.from_on <= $3 AND x.until_on >= $3)
RETURNING id;

-- --- services ---

-- name: campaign_services
SELECT s.id, s.instansi_id, s.unit_id, s.version, s.name, s.name_en, s.online, s.closed_on,
       (SELECT COUNT(*) FROM survei_target t WHERE t.service_id = s.id)
  FROM survei_service s
 WHERE s.unit_id = $1
 ORDER BY CASE WHEN s.closed_on IS NULL THEN 0 ELSE 1 END, s.name, s.id;

-- name: campaign_service_find
SELECT s.id, s.instansi_id, s.unit_id, s.version, s.name, s.name_en, s.online, s.closed_on,
       (SELECT COUNT(*) FROM survei_target t WHERE t.service_id = s.id)
  FROM survei_service s
 WHERE s.instansi_id = $4 AND s.id = $5
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $1 AND (x.role_bits & $2) <> 0 AND x.unit_id = s.unit_id
                  AND x.from_on <= $3 AND x.until_on >= $3);

-- name: campaign_service_named
SELECT id FROM survei_service WHERE unit_id = $1 AND name = $2 AND id <> $3;

-- name: campaign_service_add
INSERT INTO survei_service (id, instansi_id, unit_id, name, name_en, online, version) VALUES ($1, $2, $3, $4, $5, $6, 1);

-- name: campaign_service_set
UPDATE survei_service SET name = $7, name_en = $8, online = $9, closed_on = $10, version = version + 1
 WHERE instansi_id = $4 AND id = $5 AND version = $6
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $1 AND (x.role_bits & $2) <> 0 AND x.unit_id = survei_service.unit_id
                  AND x.from_on <= $3 AND x.until_on >= $3)
RETURNING id;

-- What campaigns show of it has changed: survei_known.c.
-- name: campaign_service_named_anew
UPDATE survei_campaign SET version = version + 1
 WHERE state <> 'draft' AND id IN (SELECT t.campaign_id FROM survei_target t WHERE t.service_id = $1);

-- --- drafts ---

-- name: campaign_slug
SELECT id FROM survei_campaign WHERE slug = $1 AND id <> $2;

-- name: campaign_add
INSERT INTO survei_campaign (id, instansi_id, unit_id, title, slug, mode, plain_too, state, opens_on, closes_on, served_from,
                             embed, kiosk, made_by, made_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9, $10, $11, $12, $13, $14, 1);

-- name: campaign_set
UPDATE survei_campaign
   SET title = $7, slug = $8, mode = $9, plain_too = $10, opens_on = $11, closes_on = $12, served_from = $13, embed = $14,
       version = version + 1
 WHERE instansi_id = $4 AND id = $5 AND version = $6 AND state = 'draft'
@campaign_mine

-- name: campaign_forms_drop
DELETE FROM survei_form WHERE campaign_id = $1;
-- name: campaign_form_add
INSERT INTO survei_form (instansi_id, campaign_id, place, pack_id, scale, elements) VALUES ($1, $2, $3, $4, $5, $6);
-- name: campaign_targets_drop
DELETE FROM survei_target WHERE campaign_id = $1;
-- name: campaign_target_add
INSERT INTO survei_target (instansi_id, campaign_id, service_id, population, quota)
SELECT s.instansi_id, CAST($2 AS BIGINT), s.id, CAST($4 AS BIGINT), CAST($5 AS BIGINT)
  FROM survei_service s JOIN survei_campaign c ON c.id = $2 AND c.unit_id = s.unit_id
 WHERE s.instansi_id = $1 AND s.id = $3
RETURNING service_id;
-- name: campaign_questions_drop
DELETE FROM survei_question WHERE campaign_id = $1;
-- name: campaign_question_add
INSERT INTO survei_question (id, instansi_id, campaign_id, place, kind, ask, ask_en, options, options_en, required)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: campaign_touch
UPDATE survei_campaign SET version = version + 1
 WHERE instansi_id = $4 AND id = $5 AND version = $6 AND state = 'draft'
@campaign_mine

-- name: campaign_extend
UPDATE survei_campaign SET closes_on = $7, embed = $8, version = version + 1
 WHERE instansi_id = $4 AND id = $5 AND version = $6 AND state = 'open'
@campaign_mine

-- --- its way ---

-- name: campaign_move
UPDATE survei_campaign SET state = $8, closed_on = $9, version = version + 1
 WHERE instansi_id = $4 AND id = $5 AND version = $6 AND state = $7
@campaign_mine

-- name: campaign_publish
UPDATE survei_campaign SET published_at = $7, version = version + 1
 WHERE instansi_id = $4 AND id = $5 AND version = $6 AND state = 'closed'
@campaign_mine

-- name: campaign_kiosk
UPDATE survei_campaign SET kiosk = $7, version = version + 1
 WHERE instansi_id = $4 AND id = $5 AND version = $6 AND state <> 'closed'
@campaign_mine

-- name: campaign_invites_drop
DELETE FROM survei_invite WHERE campaign_id = $1;
-- name: campaign_drop
DELETE FROM survei_campaign
 WHERE instansi_id = $4 AND id = $5 AND version = $6 AND state = 'draft'
@campaign_mine

-- --- invitations ---

-- name: campaign_invite_add
INSERT INTO survei_invite (id, instansi_id, campaign_id, code_hash, service_id, label, email, used)
VALUES ($1, $2, $3, $4, $5, $6, '', 0);

-- name: campaign_invites
SELECT i.label, s.name, i.used
  FROM survei_invite i JOIN survei_service s ON s.id = i.service_id
 WHERE i.campaign_id = $1
 ORDER BY i.label, s.name, i.id
 LIMIT 20000;

-- name: campaign_invite_count
SELECT COUNT(*), COALESCE(SUM(used), 0) FROM survei_invite WHERE campaign_id = $1;

-- --- the list ---

-- $1 user, $2 roles, $3 day, $4 instansi, $5 state, $6 and $7 first days between, $8 unit or 0, $9 to $11 words as LIKE has
-- them, '' for none, in campaign or unit: units are looked through once, not for each campaign.  Reached: the whole
-- instansi at once, or unit by unit.  The day is wrapped so that SQLite walks the index of the order, not that of days.
-- part: campaign_seen
 WHERE c.instansi_id = $4
   AND (EXISTS (SELECT 1 FROM akun_reach x
                 WHERE x.user_id = $1 AND (x.role_bits & $2) <> 0 AND x.unit_id = $4
                   AND x.from_on <= $3 AND x.until_on >= $3)
        OR c.unit_id IN (SELECT x.unit_id FROM akun_reach x
                          WHERE x.user_id = $1 AND (x.role_bits & $2) <> 0
                            AND x.from_on <= $3 AND x.until_on >= $3))
   AND ($5 = '' OR c.state = $5 AND c.published_at IS NULL OR $5 = 'published' AND c.published_at IS NOT NULL)
   AND COALESCE(c.opens_on, '') >= $6 AND COALESCE(c.opens_on, '') <= $7
   AND (CAST($8 AS BIGINT) = 0 OR c.unit_id = $8)
-- part: campaign_wanted
@campaign_seen
   AND ($9 IN ('', '%') OR c.unit_id IN (SELECT n.id FROM unit n WHERE n.instansi_id = $4
                                    AND LOWER(n.code || ' ' || n.name) LIKE $9 ESCAPE '!')
                OR LOWER(c.title || ' ' || c.slug) LIKE $9 ESCAPE '!')
   AND ($10 IN ('', '%') OR c.unit_id IN (SELECT n.id FROM unit n WHERE n.instansi_id = $4
                                     AND LOWER(n.code || ' ' || n.name) LIKE $10 ESCAPE '!')
                 OR LOWER(c.title || ' ' || c.slug) LIKE $10 ESCAPE '!')
   AND ($11 IN ('', '%') OR c.unit_id IN (SELECT n.id FROM unit n WHERE n.instansi_id = $4
                                     AND LOWER(n.code || ' ' || n.name) LIKE $11 ESCAPE '!')
                 OR LOWER(c.title || ' ' || c.slug) LIKE $11 ESCAPE '!')

-- Of which no words are asked: an index alone can say it.
-- name: campaign_list_count_all
SELECT COUNT(*) FROM survei_campaign c
@campaign_seen
;

-- name: campaign_list_count
SELECT COUNT(*) FROM survei_campaign c
@campaign_wanted
;

-- name: campaign_list_opens
SELECT c.id FROM survei_campaign c
@campaign_wanted
 ORDER BY c.opens_on, c.id LIMIT $12 OFFSET $13;

-- name: campaign_list_opens_down
SELECT c.id FROM survei_campaign c
@campaign_wanted
 ORDER BY c.opens_on DESC, c.id DESC LIMIT $12 OFFSET $13;

-- name: campaign_list_closes
SELECT c.id FROM survei_campaign c
@campaign_wanted
 ORDER BY c.closes_on, c.id LIMIT $12 OFFSET $13;

-- name: campaign_list_closes_down
SELECT c.id FROM survei_campaign c
@campaign_wanted
 ORDER BY c.closes_on DESC, c.id DESC LIMIT $12 OFFSET $13;

-- name: campaign_list_unit
SELECT c.id FROM unit u CROSS JOIN survei_campaign c
@campaign_wanted
   AND u.instansi_id = $4 AND c.unit_id = u.id
 ORDER BY u.code, c.opens_on, c.id LIMIT $12 OFFSET $13;

-- name: campaign_list_unit_down
SELECT c.id FROM unit u CROSS JOIN survei_campaign c
@campaign_wanted
   AND u.instansi_id = $4 AND c.unit_id = u.id
 ORDER BY u.code DESC, c.opens_on DESC, c.id DESC LIMIT $12 OFFSET $13;

-- name: campaign_list_title
SELECT c.id FROM survei_campaign c
@campaign_wanted
 ORDER BY LOWER(c.title), c.id LIMIT $12 OFFSET $13;

-- name: campaign_list_title_down
SELECT c.id FROM survei_campaign c
@campaign_wanted
 ORDER BY LOWER(c.title) DESC, c.id DESC LIMIT $12 OFFSET $13;

-- By what has no index of its own: $14 says what.
-- part: campaign_texts
 ORDER BY CASE CAST($14 AS TEXT) WHEN 'cara' THEN c.mode
                                 WHEN 'keadaan' THEN c.state || CASE WHEN c.published_at IS NULL THEN '' ELSE 'p' END
                                 ELSE '' END
-- part: campaign_numbers
         CASE CAST($14 AS TEXT)
              WHEN 'jawaban' THEN c.answers
              WHEN 'sasaran' THEN (SELECT CAST(SUM(t.quota) AS BIGINT) FROM survei_target t WHERE t.campaign_id = c.id)
              WHEN 'indeks' THEN (SELECT o.total * 10000 / o.n / o.elements / o.scale FROM survei_outcome o
                                   WHERE o.campaign_id = c.id AND o.form = 0 AND o.n >= $15)
              ELSE 0 END

-- name: campaign_list_key
SELECT c.id FROM survei_campaign c
@campaign_wanted
@campaign_texts
,
@campaign_numbers
, c.id LIMIT $12 OFFSET $13;

-- name: campaign_list_key_down
SELECT c.id FROM survei_campaign c
@campaign_wanted
@campaign_texts
DESC,
@campaign_numbers
DESC, c.id DESC LIMIT $12 OFFSET $13;

-- name: campaign_list_row
SELECT c.id, c.unit_id, c.version, u.code, u.name, c.title, c.slug, c.mode, c.state, c.opens_on, c.closes_on, c.published_at,
       (SELECT COALESCE(SUM(t.quota), 0) FROM survei_target t WHERE t.campaign_id = c.id), u.utc_minutes
  FROM survei_campaign c JOIN unit u ON u.id = c.unit_id
 WHERE c.id = $1;

-- name: campaign_list_forms
SELECT f.pack_id, f.scale, COALESCE(s.n, 0),
       CASE WHEN c.state = 'closed' AND NOT EXISTS (SELECT 1 FROM survei_fresh w WHERE w.campaign_id = c.id)
            THEN COALESCE(s.total, 0) ELSE 0 END
  FROM survei_form f
  JOIN survei_campaign c ON c.id = f.campaign_id
  LEFT JOIN survei_sum s ON s.campaign_id = f.campaign_id AND s.form = f.place AND s.cut = 0 AND s.cell = 0
 WHERE f.campaign_id = $1
 ORDER BY f.place;

-- name: campaign_years
SELECT MIN(opens_on), MAX(opens_on) FROM survei_campaign WHERE instansi_id = $1;

-- --- background ---

-- Open ones whose last day is between two days, and how many answers are missing to their quotas.
-- name: campaign_closing
SELECT c.id, c.instansi_id, c.unit_id, c.title, c.closes_on,
       SUM(CASE WHEN COALESCE(s.n, 0) < t.quota THEN t.quota - COALESCE(s.n, 0) ELSE 0 END)
  FROM survei_campaign c
  JOIN survei_target t ON t.campaign_id = c.id
  LEFT JOIN survei_sum s ON s.campaign_id = c.id AND s.form = 0 AND s.cut = 1 AND s.cell = t.service_id
 WHERE c.state = 'open' AND c.opens_on <= $1 AND c.closes_on >= $1 AND c.closes_on <= $2
 GROUP BY c.id, c.instansi_id, c.unit_id, c.title, c.closes_on
 ORDER BY c.id;

-- name: campaign_over
SELECT id, instansi_id FROM survei_campaign WHERE state = 'open' AND closes_on < $1 ORDER BY id LIMIT 500;

-- name: campaign_end
UPDATE survei_campaign SET state = 'closed', closed_on = $2, version = version + 1 WHERE id = $1 AND state = 'open' RETURNING id;
