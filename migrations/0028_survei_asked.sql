-- Which finding of the survey something that was asked in a forum is about.
ALTER TABLE survei_asked ADD COLUMN pack_id @text NOT NULL DEFAULT '';      -- the instrument; empty: about no element
ALTER TABLE survei_asked ADD COLUMN element @text NOT NULL DEFAULT '';      -- "U3"; empty with pack_id
