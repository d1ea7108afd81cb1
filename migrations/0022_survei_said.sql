-- What respondents wrote is read in the order of keys, not of days.

CREATE INDEX survei_said_key ON survei_said (campaign_id, key, question_id);
