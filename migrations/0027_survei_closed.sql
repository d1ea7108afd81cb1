-- The day a survey was really closed: results say until when it was answered, and a survey may end before its last day.
ALTER TABLE survei_campaign ADD COLUMN closed_on @text;        -- NULL: it is not closed

-- Of those that are closed already the log knows it; the earlier of it and the last day counts.
UPDATE survei_campaign
   SET closed_on = COALESCE((SELECT MIN(SUBSTR(l.done_at, 1, 10)) FROM audit_entry l
                              WHERE l.instansi_id = survei_campaign.instansi_id AND l.entity_id = survei_campaign.id
                                AND l.entity = 'survei_campaign' AND l.action = 'survei_close'),
                            closes_on)
 WHERE state = 'closed';
