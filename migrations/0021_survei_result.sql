-- Campaigns whose result is public.

CREATE INDEX survei_campaign_public ON survei_campaign (published_at, id) WHERE published_at IS NOT NULL;
