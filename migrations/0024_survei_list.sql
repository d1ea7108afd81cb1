-- Lists of thousands of campaigns are sorted, counted and searched in an index, without looking into the rows themselves.

DROP INDEX survei_campaign_count;
CREATE INDEX survei_campaign_count
    ON survei_campaign (instansi_id, opens_on, state, published_at, unit_id, mode, title, slug);
CREATE INDEX survei_campaign_of ON survei_campaign (instansi_id, unit_id, opens_on, id);
CREATE INDEX survei_target_quota ON survei_target (campaign_id, quota);
DROP INDEX survei_campaign_public;
CREATE INDEX survei_campaign_public ON survei_campaign (published_at, id, state, unit_id, title) WHERE published_at IS NOT NULL;
