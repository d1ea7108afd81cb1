-- Answers as they go out: a page of one day, in the order of keys.

-- name: hasil_export_page
SELECT a.key, a.service_id, a.about, a.marks, a.seconds, a.channel, a.flags,
       CASE WHEN EXISTS (SELECT 1 FROM survei_said s
                          WHERE s.campaign_id = a.campaign_id AND s.answered_on = a.answered_on AND s.key = a.key)
            THEN 1 ELSE 0 END
  FROM survei_answer a
 WHERE a.campaign_id = $1 AND a.answered_on = $2 AND a.key > $3
 ORDER BY a.key
 LIMIT $4;

-- name: hasil_export_channels
SELECT channel, COUNT(*) FROM survei_answer WHERE campaign_id = $1 GROUP BY channel;

-- name: hasil_export_said
SELECT question_id, say FROM survei_said WHERE campaign_id = $1 AND answered_on = $2 AND key = $3 ORDER BY question_id;

-- The longest that was written to each question, in bytes.
-- name: hasil_export_widths
SELECT question_id, MAX(LENGTH(CAST(say AS BLOB))) FROM survei_said
 WHERE campaign_id = $1
 GROUP BY question_id ORDER BY question_id;

-- name: hasil_export_widths engine=pgsql
SELECT question_id, MAX(OCTET_LENGTH(say)) FROM survei_said
 WHERE campaign_id = $1
 GROUP BY question_id ORDER BY question_id;
