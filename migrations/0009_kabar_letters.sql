-- Whoever ends the letters ends them for kinds to come as well.
ALTER TABLE kabar_person ADD COLUMN letters @int NOT NULL DEFAULT 1 CHECK (letters IN (0, 1));  -- 0: pages only
