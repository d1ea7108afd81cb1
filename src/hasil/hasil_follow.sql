-- Follow-up: $1 instansi, $2 user, $3 roles, $4 day, wherever somebody asks; $5 the roles that may change.

-- name: follow_actions
SELECT a.id, a.instansi_id, a.unit_id, a.campaign_id, a.version, a.pack_id, a.element, a.lke_item, a.what, a.who, a.outcome,
       a.due_on, a.ended_on, a.state, u.code, u.name, c.title,
       CASE WHEN EXISTS (SELECT 1 FROM akun_reach x
                          WHERE x.user_id = $2 AND (x.role_bits & $5) <> 0 AND x.unit_id = a.unit_id
                            AND x.from_on <= $4 AND x.until_on >= $4) THEN 1 ELSE 0 END
  FROM survei_action a
  JOIN unit u ON u.id = a.unit_id
  JOIN survei_campaign c ON c.id = a.campaign_id
 WHERE a.instansi_id = $1 AND (CAST($6 AS BIGINT) = 0 OR a.campaign_id = $6) AND (CAST($7 AS BIGINT) = 0 OR a.id = $7)
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = a.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY CASE a.state WHEN 'open' THEN 0 ELSE 1 END, a.due_on, a.id;

-- name: follow_actions_of
SELECT id, version, pack_id, element, lke_item, what, who, outcome, due_on, ended_on, state
  FROM survei_action
 WHERE instansi_id = $1 AND campaign_id = $2 AND state <> 'dropped'
 ORDER BY due_on, id;

-- name: follow_action_add
INSERT INTO survei_action (id, instansi_id, unit_id, campaign_id, pack_id, element, lke_item, what, who, due_on, state,
                           outcome, made_by, made_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', '', $11, $12, 1);

-- name: follow_action_edit
UPDATE survei_action
   SET pack_id = $8, element = $9, lke_item = $10, what = $11, who = $12, due_on = $13, state = $14, outcome = $15,
       ended_on = $16, version = version + 1
 WHERE id = $6 AND instansi_id = $1 AND version = $7
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND (x.role_bits & $5) <> 0
                  AND x.unit_id = survei_action.unit_id AND x.from_on <= $4 AND x.until_on >= $4)
RETURNING id;

-- name: follow_forums
SELECT f.id, f.instansi_id, f.unit_id, f.campaign_id, f.version, f.kind, f.title, f.place, f.groups, f.lke_item, f.summary,
       f.held_on, f.invited, f.attended,
       (SELECT COUNT(*) FROM survei_asked q WHERE q.forum_id = f.id),
       (SELECT COUNT(*) FROM survei_asked q WHERE q.forum_id = f.id AND q.done_on IS NOT NULL),
       u.code, u.name, COALESCE(c.title, ''),
       CASE WHEN EXISTS (SELECT 1 FROM akun_reach x
                          WHERE x.user_id = $2 AND (x.role_bits & $5) <> 0 AND x.unit_id = f.unit_id
                            AND x.from_on <= $4 AND x.until_on >= $4) THEN 1 ELSE 0 END
  FROM survei_forum f
  JOIN unit u ON u.id = f.unit_id
  LEFT JOIN survei_campaign c ON c.id = f.campaign_id
 WHERE f.instansi_id = $1 AND (CAST($6 AS BIGINT) = 0 OR f.id = $6)
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = f.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY f.held_on DESC, f.id DESC;

-- The campaign, if one is named, is one of that unit.
-- name: follow_forum_add
INSERT INTO survei_forum (id, instansi_id, unit_id, campaign_id, kind, title, held_on, place, invited, attended, groups,
                          lke_item, summary, made_by, made_at, version)
SELECT $6, $1, u.id, CAST($8 AS BIGINT), $9, $10, $11, $12, $13, $14, $15, $16, $17, $2, $18, 1
  FROM unit u
 WHERE u.id = $7 AND u.instansi_id = $1
   AND (CAST($8 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM survei_campaign c WHERE c.id = $8 AND c.unit_id = u.id))
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND (x.role_bits & $5) <> 0 AND x.unit_id = u.id
                  AND x.from_on <= $4 AND x.until_on >= $4)
RETURNING id;

-- name: follow_forum_edit
UPDATE survei_forum
   SET campaign_id = CAST($8 AS BIGINT), kind = $9, title = $10, held_on = $11, place = $12, invited = $13, attended = $14,
       groups = $15, lke_item = $16, summary = $17, version = version + 1
 WHERE id = $6 AND instansi_id = $1 AND version = $7
   AND (CAST($8 AS BIGINT) IS NULL
        OR EXISTS (SELECT 1 FROM survei_campaign c WHERE c.id = $8 AND c.unit_id = survei_forum.unit_id))
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND (x.role_bits & $5) <> 0
                  AND x.unit_id = survei_forum.unit_id AND x.from_on <= $4 AND x.until_on >= $4)
RETURNING id;

-- name: follow_asked
SELECT id, forum_id, version, asked, by_whom, answer, done, due_on, done_on, pack_id, element
  FROM survei_asked
 WHERE instansi_id = $1 AND forum_id = $2 AND (CAST($3 AS BIGINT) = 0 OR id = $3)
 ORDER BY id;

-- name: follow_asked_add
INSERT INTO survei_asked (id, instansi_id, forum_id, asked, by_whom, answer, done, due_on, done_on, pack_id, element, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1);

-- name: follow_asked_edit
UPDATE survei_asked
   SET asked = $5, by_whom = $6, answer = $7, done = $8, due_on = $9, done_on = $10, pack_id = $11, element = $12,
       version = version + 1
 WHERE instansi_id = $1 AND forum_id = $2 AND id = $3 AND version = $4
RETURNING id;

-- About elements of one campaign.
-- name: follow_asked_of
SELECT q.id, q.forum_id, q.version, q.asked, q.by_whom, q.answer, q.done, q.due_on, q.done_on, q.pack_id, q.element
  FROM survei_asked q JOIN survei_forum f ON f.id = q.forum_id
 WHERE q.instansi_id = $1 AND f.campaign_id = $2 AND q.pack_id <> ''
 ORDER BY q.id;

-- Beside an item of a worksheet: $5 unit, $6 item, $7 $8 first and last day of its year.
-- name: follow_item_actions
SELECT a.id, a.version, a.pack_id, a.element, a.lke_item, a.what, a.who, a.outcome, a.due_on, a.ended_on, a.state
  FROM survei_action a JOIN survei_campaign c ON c.id = a.campaign_id
 WHERE a.instansi_id = $1 AND a.unit_id = $5 AND a.lke_item = $6 AND a.state <> 'dropped'
   AND (a.due_on BETWEEN $7 AND $8 OR a.ended_on BETWEEN $7 AND $8 OR c.opens_on BETWEEN $7 AND $8)
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = a.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY a.due_on DESC, a.id DESC;

-- name: follow_item_forums
SELECT f.id, f.kind, f.title, f.held_on, f.attended,
       (SELECT COUNT(*) FROM survei_asked q WHERE q.forum_id = f.id),
       (SELECT COUNT(*) FROM survei_asked q WHERE q.forum_id = f.id AND q.done_on IS NOT NULL)
  FROM survei_forum f
 WHERE f.instansi_id = $1 AND f.unit_id = $5 AND f.lke_item = $6 AND f.held_on BETWEEN $7 AND $8
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.unit_id = f.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY f.held_on DESC, f.id DESC;

-- The campaigns of units that somebody runs, for a list to choose from; newest first.
-- name: follow_campaigns
SELECT c.id, c.title, u.id, u.name
  FROM survei_campaign c JOIN unit u ON u.id = c.unit_id
 WHERE c.instansi_id = $1
   AND EXISTS (SELECT 1 FROM akun_reach x
                WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND (x.role_bits & $5) <> 0 AND x.unit_id = c.unit_id
                  AND x.from_on <= $4 AND x.until_on >= $4)
 ORDER BY c.opens_on DESC, c.id DESC
 LIMIT 100;
