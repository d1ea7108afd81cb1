-- What anybody may see: results of campaigns that are closed and published.

-- $1 to $4 words as LIKE has them, '' for none, in campaign or unit.  The state is wrapped so that SQLite walks the index of
-- what is public, in its order.
-- part: public_wanted
 WHERE c.published_at IS NOT NULL AND COALESCE(c.state, '') = 'closed'
   AND ($1 IN ('', '%') OR c.unit_id IN (SELECT n.id FROM unit n WHERE LOWER(n.code || ' ' || n.name) LIKE $1 ESCAPE '!')
                OR LOWER(c.title) LIKE $1 ESCAPE '!')
   AND ($2 IN ('', '%') OR c.unit_id IN (SELECT n.id FROM unit n WHERE LOWER(n.code || ' ' || n.name) LIKE $2 ESCAPE '!')
                OR LOWER(c.title) LIKE $2 ESCAPE '!')
   AND ($3 IN ('', '%') OR c.unit_id IN (SELECT n.id FROM unit n WHERE LOWER(n.code || ' ' || n.name) LIKE $3 ESCAPE '!')
                OR LOWER(c.title) LIKE $3 ESCAPE '!')
   AND ($4 IN ('', '%') OR c.unit_id IN (SELECT n.id FROM unit n WHERE LOWER(n.code || ' ' || n.name) LIKE $4 ESCAPE '!')
                OR LOWER(c.title) LIKE $4 ESCAPE '!')

-- name: hasil_public_count
SELECT COUNT(*) FROM survei_campaign c
@public_wanted
;

-- name: hasil_public_all
SELECT COUNT(*) FROM survei_campaign WHERE published_at IS NOT NULL AND COALESCE(state, '') = 'closed';

-- $5 how many, $6 after how many
-- name: hasil_public_list
SELECT c.id, c.slug, c.title, u.name, c.opens_on,
       CASE WHEN c.closed_on < c.closes_on THEN c.closed_on ELSE c.closes_on END
  FROM survei_campaign c JOIN unit u ON u.id = c.unit_id
@public_wanted
 ORDER BY c.published_at DESC, c.id DESC
 LIMIT $5 OFFSET $6;

-- name: hasil_public_indexes
SELECT f.pack_id, f.scale, f.elements, s.n, s.total, s.total_sq
  FROM survei_form f
  JOIN survei_sum s ON s.campaign_id = f.campaign_id AND s.form = f.place AND s.cut = 0 AND s.cell = 0
 WHERE f.campaign_id = $1 AND NOT EXISTS (SELECT 1 FROM survei_fresh w WHERE w.campaign_id = $1)
 ORDER BY f.place;
