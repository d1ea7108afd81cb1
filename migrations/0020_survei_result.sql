-- Ways to campaigns: all of an instansi that began in a period, and those whose result is public.

CREATE INDEX survei_campaign_begun ON survei_campaign (instansi_id, opens_on);
CREATE INDEX survei_campaign_public ON survei_campaign (published_at, id) WHERE published_at IS NOT NULL;
