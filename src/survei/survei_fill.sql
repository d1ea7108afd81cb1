-- Answering: what the thank-you page shows.

-- name: survei_fill_result
SELECT slug FROM survei_campaign
 WHERE unit_id = $1 AND published_at IS NOT NULL AND state <> 'draft'
   AND NOT EXISTS (SELECT 1 FROM survei_fresh w WHERE w.campaign_id = survei_campaign.id)
 ORDER BY published_at DESC, id DESC
 LIMIT 1;
