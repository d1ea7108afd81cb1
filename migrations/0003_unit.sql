-- The tree of units.  Small beside everything else: where rows are spread over machines, this stays whole on each.

CREATE TABLE unit (
    id             @id   NOT NULL PRIMARY KEY,
    instansi_id    @id   NOT NULL,      -- the wall between tenants: the unit at the top; an instansi's own id
    parent_id      @id,                 -- the unit above; NULL for an instansi only
    kind           @text NOT NULL CHECK (kind IN ('instansi', 'eselon1', 'unit', 'satker', 'kawasan')),
    code           @text NOT NULL CHECK (code <> ''),   -- as the instansi numbers its units
    name           @text NOT NULL CHECK (name <> ''),   -- official, in full
    short_name     @text NOT NULL,      -- as people say it; may be empty
    address        @text NOT NULL,      -- street; may be empty
    city           @text NOT NULL,      -- kabupaten or kota; may be empty
    province       @text NOT NULL,      -- may be empty
    utc_minutes    @int  NOT NULL CHECK (utc_minutes IN (420, 480, 540)),       -- WIB, WITA, WIT
    serves_public  @int  NOT NULL CHECK (serves_public IN (0, 1)),      -- gives a service to the public directly
    core_service   @int  NOT NULL CHECK (core_service IN (0, 1)),       -- it is a core service of the instansi
    high_risk      @int  NOT NULL CHECK (high_risk IN (0, 1)),          -- its work is prone to corruption
    opened_on      @text,               -- the day it began; NULL: not known
    closed_on      @text,               -- the last day it worked; NULL: it works
    merged_into_id @id,                 -- the unit that took it in, followed to its end; else NULL
    version        @int  NOT NULL,      -- rises with every change, so that two editors do not overwrite each other
    UNIQUE (instansi_id, code),
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, parent_id) REFERENCES unit (instansi_id, id),
    FOREIGN KEY (instansi_id, merged_into_id) REFERENCES unit (instansi_id, id),
    CHECK ((kind = 'instansi') = (parent_id IS NULL)),
    CHECK ((kind = 'instansi') = (instansi_id = id)),
    CHECK (merged_into_id IS NULL OR closed_on IS NOT NULL)
) @strict;
CREATE INDEX unit_parent ON unit (instansi_id, parent_id);

-- Every unit below every other, itself with depth 0: "this unit and what is under it" is one look-up.
CREATE TABLE unit_closure (
    ancestor_id @id  NOT NULL REFERENCES unit (id),     -- the higher one
    unit_id     @id  NOT NULL REFERENCES unit (id),     -- the lower one
    depth       @int NOT NULL,                          -- steps between them
    PRIMARY KEY (ancestor_id, unit_id)
) @clustered;
CREATE INDEX unit_closure_up ON unit_closure (unit_id, ancestor_id);

-- Which units belong to a kawasan; they keep their own place in the tree.
CREATE TABLE unit_kawasan (
    instansi_id @id   NOT NULL,         -- the wall
    kawasan_id  @id   NOT NULL,         -- a unit of kind 'kawasan'
    unit_id     @id   NOT NULL,         -- the member
    joined_on   @text NOT NULL,         -- first day
    left_on     @text,                  -- last day; NULL: still a member
    PRIMARY KEY (kawasan_id, unit_id, joined_on),
    FOREIGN KEY (instansi_id, kawasan_id) REFERENCES unit (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;
CREATE INDEX unit_kawasan_member ON unit_kawasan (unit_id);

-- What became of a unit.  Rows are only ever added.
CREATE TABLE unit_history (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    unit_id     @id   NOT NULL,         -- whose history
    at          @text NOT NULL,         -- when it was written down
    on_day      @text NOT NULL,         -- the day from which it holds
    user_id     @id,                    -- who wrote it; NULL: the command line
    action      @text NOT NULL CHECK (action IN ('made', 'edited', 'renamed', 'moved', 'merged', 'took_in', 'closed',
                                                 'reopened', 'joined', 'left')),
    before      @text NOT NULL,         -- as people read it; may be empty
    after       @text NOT NULL,         -- as people read it; may be empty
    why         @text NOT NULL,         -- the decree or the reason
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;
CREATE INDEX unit_history_unit ON unit_history (unit_id, at);

-- A unit with the names of those it points to.
CREATE VIEW unit_card AS
SELECT u.id, u.instansi_id, u.parent_id, u.merged_into_id, u.version,
       u.kind, u.code, u.name, u.short_name, u.address, u.city, u.province, u.utc_minutes,
       u.serves_public, u.core_service, u.high_risk, u.opened_on, u.closed_on,
       COALESCE(p.kind, '') AS parent_kind, COALESCE(p.code, '') AS parent_code, COALESCE(p.name, '') AS parent_name,
       COALESCE(m.name, '') AS merged_into_name
  FROM unit u
  LEFT JOIN unit p ON p.id = u.parent_id
  LEFT JOIN unit m ON m.id = u.merged_into_id;
