-- Who assesses whom: teams and their time, ties between people and units, and who sat where before.

-- What a cycle decides for itself.  Limits that are NULL are as the rule pack says.
ALTER TABLE evaluasi_cycle ADD COLUMN apart @int NOT NULL DEFAULT 1;    -- two who score blind work in different units
ALTER TABLE evaluasi_cycle ADD COLUMN dalnis_teams @int;        -- teams of one dalnis, at most
ALTER TABLE evaluasi_cycle ADD COLUMN ketua_members @int;       -- anggota of one ketua, at most
ALTER TABLE evaluasi_cycle ADD COLUMN team_units @int;          -- units of one team, at most
ALTER TABLE evaluasi_cycle ADD COLUMN unit_minutes @int;        -- minutes that one unit takes an anggota
ALTER TABLE evaluasi_cycle ADD COLUMN tie_years @int;           -- years for which a former tie still counts
ALTER TABLE evaluasi_cycle ADD COLUMN feed @text;               -- in the address of the calendar that others read; NULL: none
CREATE UNIQUE INDEX evaluasi_cycle_feed ON evaluasi_cycle (feed);

CREATE TABLE evaluasi_team (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    cycle_id    @id   NOT NULL,
    name        @text NOT NULL CHECK (name <> ''),      -- "Tim 1"
    ketua_id    @id   NOT NULL,         -- leads it
    dalnis_id   @id   NOT NULL,         -- controls it
    version     @int  NOT NULL,         -- rises with every change
    UNIQUE (cycle_id, name),
    UNIQUE (cycle_id, ketua_id),
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, cycle_id) REFERENCES evaluasi_cycle (instansi_id, id),
    FOREIGN KEY (instansi_id, ketua_id) REFERENCES akun_user (instansi_id, id),
    FOREIGN KEY (instansi_id, dalnis_id) REFERENCES akun_user (instansi_id, id)
) @strict;

-- The anggota of a team, each in one team of a cycle.
CREATE TABLE evaluasi_member (
    instansi_id @id   NOT NULL,         -- the wall
    cycle_id    @id   NOT NULL,
    user_id     @id   NOT NULL,         -- who assesses
    team_id     @id   NOT NULL,
    minutes     @int  NOT NULL CHECK (minutes >= 0),    -- of work, in the whole cycle
    place       @int  NOT NULL,         -- in the team: in a blind cycle the first and the second are a pair
    PRIMARY KEY (cycle_id, user_id),
    FOREIGN KEY (instansi_id, team_id) REFERENCES evaluasi_team (instansi_id, id),
    FOREIGN KEY (instansi_id, user_id) REFERENCES akun_user (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_member_team ON evaluasi_member (team_id, place);

-- A tie that somebody declared.  Those that the program knows of itself are worked out, not stored.
CREATE TABLE evaluasi_tie (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    user_id     @id   NOT NULL,         -- who is tied
    unit_id     @id   NOT NULL,         -- to this unit and those below
    kind        @text NOT NULL CHECK (kind IN ('keluarga', 'usaha', 'pembinaan', 'sengketa', 'lain')),
    from_on     @text NOT NULL,         -- first day
    until_on    @text,                  -- last day; NULL: no end known
    why         @text NOT NULL,         -- what ties them
    by_id       @id   NOT NULL,         -- who declared it
    at          @text NOT NULL,
    gone_by     @id,                    -- who took it back
    gone_at     @text,                  -- taken back; NULL: it stands
    gone_why    @text NOT NULL,         -- empty while it stands
    FOREIGN KEY (instansi_id, user_id) REFERENCES akun_user (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id),
    CHECK (until_on IS NULL OR until_on >= from_on)
) @strict;
CREATE INDEX evaluasi_tie_user ON evaluasi_tie (instansi_id, user_id);

-- Who sat in a seat before somebody else took it.  Rows are only ever added.
CREATE TABLE evaluasi_seat_past (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    cycle_id    @id   NOT NULL,
    unit_id     @id   NOT NULL,
    seat        @text NOT NULL,         -- as in evaluasi_seat
    user_id     @id   NOT NULL,         -- who left it
    next_id     @id,                    -- who took it; NULL: nobody
    begun       @int  NOT NULL CHECK (begun IN (0, 1)),         -- the unit had handed in: this person may have seen
    why         @text NOT NULL,         -- empty as proposed
    by_id       @id,                    -- who changed it; NULL: the command line
    at          @text NOT NULL,
    FOREIGN KEY (instansi_id, cycle_id) REFERENCES evaluasi_cycle (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_seat_past_unit ON evaluasi_seat_past (cycle_id, unit_id, at);

-- Where people worked before: their first day there is not known.
CREATE TABLE akun_worked (
    instansi_id @id   NOT NULL,         -- the wall
    user_id     @id   NOT NULL,
    unit_id     @id   NOT NULL,         -- worked there ...
    until_on    @text NOT NULL,         -- ... until this day
    PRIMARY KEY (user_id, unit_id, until_on),
    FOREIGN KEY (instansi_id, user_id) REFERENCES akun_user (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @clustered;

-- A cycle with whether it has begun: a unit has handed something in.
CREATE VIEW evaluasi_cycle_card AS
SELECT c.id, c.instansi_id, c.version, c.year, c.pendahuluan, c.blind, c.apart,
       COALESCE(c.dalnis_teams, 0) AS dalnis_teams, COALESCE(c.ketua_members, 0) AS ketua_members,
       COALESCE(c.team_units, 0) AS team_units, COALESCE(c.unit_minutes, 0) AS unit_minutes,
       COALESCE(c.tie_years, 0) AS tie_years, COALESCE(c.feed, '') AS feed,
       CASE WHEN EXISTS (SELECT 1 FROM evaluasi_state s WHERE s.instansi_id = c.instansi_id AND s.year = c.year)
            THEN 1 ELSE 0 END AS begun
  FROM evaluasi_cycle c;
