-- Each page counts what is not read, each second asks who is due: both from an index alone.
DROP INDEX kabar_notice_unread;
DROP INDEX kabar_notice_letter;
DROP INDEX kabar_notice_swept;
CREATE INDEX kabar_notice_unread ON kabar_notice (user_id, read_at);
CREATE INDEX kabar_notice_letter ON kabar_notice (letter_at, user_id, letter) WHERE letter_at IS NOT NULL;
CREATE INDEX kabar_notice_swept ON kabar_notice (read_at, at);
