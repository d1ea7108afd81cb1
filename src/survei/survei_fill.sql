-- Answering: what the thank-you page shows.

-- name: survei_fill_result
SELECT slug FROM survei_campaign
 WHERE unit_id = $1 AND published_at IS NOT NULL AND state <> 'draft'
 ORDER BY published_at DESC, id DESC
 LIMIT 1;
