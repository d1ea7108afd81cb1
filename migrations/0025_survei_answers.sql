-- How many answers of a campaign are in the sums: lists of thousands of campaigns are sorted by it.  Rises with the sums, and
-- `pulau verify` compares it with them.
ALTER TABLE survei_campaign ADD COLUMN answers @int NOT NULL DEFAULT 0;

UPDATE survei_campaign
   SET answers = (SELECT s.n FROM survei_sum s
                   WHERE s.campaign_id = survei_campaign.id AND s.form = 0 AND s.cut = 0 AND s.cell = 0)
 WHERE id IN (SELECT s.campaign_id FROM survei_sum s WHERE s.form = 0 AND s.cut = 0 AND s.cell = 0);

DROP INDEX survei_campaign_count;
CREATE INDEX survei_campaign_count
    ON survei_campaign (instansi_id, opens_on, state, published_at, unit_id, mode, answers, title, slug);
