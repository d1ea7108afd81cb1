-- What lists of campaigns are sorted by, and how campaigns that close are found.
CREATE INDEX survei_campaign_opens  ON survei_campaign (instansi_id, opens_on, id);
CREATE INDEX survei_campaign_closes ON survei_campaign (instansi_id, closes_on, id);
CREATE INDEX survei_campaign_state  ON survei_campaign (state, closes_on);
CREATE INDEX survei_target_service  ON survei_target (service_id);
