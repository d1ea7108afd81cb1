-- Results read sums, never answers.

-- How a unit's campaigns came out with the instruments of a family, the newest first.
-- $1 unit, $2 instansi, $3 ",pack,pack,", $4 1: only what is public, $5 first day, $6 last day they may begin on,
-- $7 $8 the sum over answers without a flag, $9 how many
-- name: hasil_trend
SELECT c.id, c.slug, c.title,
       CASE WHEN c.state = 'closed' AND EXISTS (SELECT 1 FROM survei_fresh w WHERE w.campaign_id = c.id) THEN 'open'
            ELSE c.state END,
       c.opens_on, f.place, f.pack_id, f.scale, f.elements, s.n, s.total, s.total_sq,
       COALESCE((SELECT p.n FROM survei_sum p
                  WHERE p.campaign_id = c.id AND p.form = f.place AND p.cut = $7 AND p.cell = $8), 0)
  FROM survei_campaign c
  JOIN survei_form f ON f.campaign_id = c.id
  JOIN survei_sum s ON s.campaign_id = c.id AND s.form = f.place AND s.cut = 0 AND s.cell = 0
 WHERE c.unit_id = $1 AND c.instansi_id = $2 AND $3 LIKE '%,' || f.pack_id || ',%'
   AND (CAST($4 AS BIGINT) = 0 OR (c.published_at IS NOT NULL AND c.state = 'closed'))
   AND c.opens_on >= $5 AND c.opens_on <= $6
 ORDER BY c.opens_on DESC, c.id DESC, f.place
 LIMIT $9;

-- What respondents wrote, without anything else about them, in the order of keys, which is none of time.
-- $1 campaign, $2 how many, $3 after how many
-- name: hasil_said
SELECT question_id, say
  FROM survei_said
 WHERE campaign_id = $1
 ORDER BY key, question_id
 LIMIT $2 OFFSET $3;

-- Closed, and every answer counted.
-- part: settled
 AND c.state = 'closed' AND NOT EXISTS (SELECT 1 FROM survei_fresh w WHERE w.campaign_id = c.id)

-- Each unit that is reached, over its closed campaigns of a period, by instrument and scale.
-- $1 instansi, $2 user, $3 roles, $4 day, $5 least answers, $6 $7 first and last day they may begin on, $8 instrument
-- name: hasil_compare
SELECT u.id, u.code, u.name, g.pack_id, g.scale, g.elements, g.campaigns, g.newest_id, g.n, g.total, g.total_sq
  FROM (SELECT o.unit_id, o.pack_id, o.scale, o.elements, COUNT(*) AS campaigns, MAX(o.campaign_id) AS newest_id,
               CAST(SUM(o.n) AS BIGINT) AS n, CAST(SUM(o.total) AS BIGINT) AS total,
               CAST(SUM(o.total_sq) AS BIGINT) AS total_sq
          FROM survei_outcome o
         WHERE o.instansi_id = $1 AND o.pack_id = $8 AND o.opens_on >= $6 AND o.opens_on <= $7 AND o.n >= $5
           AND NOT EXISTS (SELECT 1 FROM survei_fresh w WHERE w.campaign_id = o.campaign_id)
           AND o.unit_id IN (SELECT x.unit_id FROM akun_reach x
                              WHERE x.user_id = $2 AND (x.role_bits & $3) <> 0 AND x.from_on <= $4 AND x.until_on >= $4)
         GROUP BY o.pack_id, o.unit_id, o.scale, o.elements) g
  JOIN unit u ON u.id = g.unit_id;

-- How often each mark was given, over the same campaigns of one unit.
-- $1 unit, $2 instrument, $3 scale, $4 $5 first and last day, $6 least answers
-- name: hasil_compare_marks
SELECT m.element, m.mark, CAST(SUM(m.n) AS BIGINT)
  FROM survei_campaign c
  JOIN survei_form f ON f.campaign_id = c.id AND f.pack_id = $2 AND f.scale = $3
  JOIN survei_sum s ON s.campaign_id = c.id AND s.form = f.place AND s.cut = 0 AND s.cell = 0
  JOIN survei_mark m ON m.campaign_id = c.id AND m.form = f.place AND m.cut = 0 AND m.cell = 0
 WHERE c.unit_id = $1 AND c.opens_on >= $4 AND c.opens_on <= $5 AND s.n >= $6
@settled
 GROUP BY m.element, m.mark;
