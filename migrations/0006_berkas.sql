-- Evidence files: one row per content in an instansi, one row per use of it.  The bytes lie in files named by their
-- SHA-256 below the data folder, where instansi that hold the same content share one copy without knowing it.

CREATE TABLE berkas_file (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    sha256      @text NOT NULL,         -- of the content, hex; the name of the file on disk
    bytes       @int  NOT NULL CHECK (bytes > 0),
    crc32       @int  NOT NULL,         -- for zip archives
    mime        @text NOT NULL,         -- found from the content, never from the name
    kind        @text NOT NULL CHECK (kind IN ('pdf', 'picture', 'office', 'video', 'other')),
    found       @int  NOT NULL CHECK (found BETWEEN 0 AND 7),   -- bits: 1 empty, 2 encrypted, 4 damaged
    pages       @int  NOT NULL,         -- of a PDF; 0: not known
    width       @int  NOT NULL,         -- of a picture, in pixels; else 0
    height      @int  NOT NULL,
    print       @int,                   -- a picture's perceptual hash; NULL: it has none
    thumb       @blob,                  -- its 32 x 32 brightnesses, to be sure; NULL: it has none
    found_at    @text NOT NULL,         -- when it was looked at
    UNIQUE (instansi_id, sha256),
    UNIQUE (instansi_id, id)
) @strict;

-- Where pictures that look alike meet: the hash of each in four bands of 16 bits.
CREATE TABLE berkas_band (
    instansi_id @id  NOT NULL,
    band        @int NOT NULL,          -- number of the band * 65536 + its bits
    file_id     @id  NOT NULL,
    print       @int NOT NULL,          -- the whole hash, so that most candidates are dropped without another look
    PRIMARY KEY (instansi_id, band, file_id)
) @clustered;

-- Pictures found to be nearly identical; each pair stands here both ways.
CREATE TABLE berkas_near (
    instansi_id @id  NOT NULL,
    file_id     @id  NOT NULL,
    other_id    @id  NOT NULL,
    PRIMARY KEY (instansi_id, file_id, other_id)
) @clustered;

-- What evidence may be attached to: a worksheet, a unit's own shelf.  The room that owns the thing keeps the row.
CREATE TABLE berkas_owner (
    id          @id   NOT NULL PRIMARY KEY,     -- the id of the thing itself; a unit's shelf has the unit's id
    instansi_id @id   NOT NULL,
    unit_id     @id   NOT NULL,         -- whose evidence it is
    kind        @text NOT NULL,         -- 'lke', 'unit', ...
    title       @text NOT NULL,         -- as people call it: LKE 2026
    item_url    @text NOT NULL,         -- address of an item's page, to which its code is added; may be empty
    window_from @text,                  -- evidence should be about days from here ...
    window_until @text,                 -- ... to here; NULL: no such window
    fill_bits   @int  NOT NULL,         -- roles that may add and remove
    locked      @int  NOT NULL CHECK (locked IN (0, 1)),        -- 1: submitted, nothing changes any more
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;

CREATE TABLE berkas_use (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    unit_id      @id   NOT NULL,        -- whose evidence it is
    file_id      @id   NOT NULL,        -- the content
    owner_id     @id   NOT NULL,        -- what it proves something for
    item         @text NOT NULL,        -- which item of that, by its code; empty on a unit's shelf
    name         @text NOT NULL CHECK (name <> ''),     -- as sent: data, never a path
    period_from  @text NOT NULL,        -- the days that the document is about
    period_until @text NOT NULL,
    note         @text NOT NULL,        -- what it proves; may be empty
    sort         @int  NOT NULL,        -- place in the list of its item
    added_by     @id,                   -- NULL: the command line
    added_at     @text NOT NULL,
    removed_by   @id,                   -- NULL: not removed, or by the command line
    removed_at   @text,                 -- NULL: it stands; a removed use stays in the history
    version      @int  NOT NULL,        -- rises with every edit
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id),
    FOREIGN KEY (instansi_id, file_id) REFERENCES berkas_file (instansi_id, id),
    FOREIGN KEY (instansi_id, owner_id) REFERENCES berkas_owner (instansi_id, id),
    CHECK (period_from <= period_until)
) @strict;
CREATE INDEX berkas_use_file ON berkas_use (instansi_id, file_id, unit_id) WHERE removed_at IS NULL;
CREATE INDEX berkas_use_unit ON berkas_use (instansi_id, unit_id, added_at);
CREATE INDEX berkas_use_owner ON berkas_use (instansi_id, owner_id, item);

-- A use with its content, its owner and what there is to know about it.  flags: 1 outside the window, 2 also used
-- for another item of this unit, 4 identical in another unit, 8 nearly identical in another unit.
CREATE VIEW berkas_card AS
SELECT u.id, u.instansi_id, u.unit_id, u.file_id, u.owner_id, u.item, u.name, u.period_from, u.period_until, u.note,
       u.sort, u.added_by, u.added_at, u.removed_by, u.removed_at, u.version,
       f.sha256, f.bytes, f.crc32, f.mime, f.found, f.pages, f.width, f.height,
       o.kind AS owner_kind, o.title AS owner_title, o.item_url, o.fill_bits, o.locked,
       n.code AS unit_code, n.name AS unit_name,
       CASE WHEN u.period_until < o.window_from OR u.period_from > o.window_until THEN 1 ELSE 0 END
       + CASE WHEN EXISTS (SELECT 1 FROM berkas_use x JOIN berkas_owner xo ON xo.id = x.owner_id
                            WHERE x.instansi_id = u.instansi_id AND x.file_id = u.file_id AND x.unit_id = u.unit_id
                              AND x.removed_at IS NULL AND x.id <> u.id AND xo.kind <> 'unit' AND o.kind <> 'unit'
                              AND (x.owner_id <> u.owner_id OR x.item <> u.item)) THEN 2 ELSE 0 END
       + CASE WHEN EXISTS (SELECT 1 FROM berkas_use x
                            WHERE x.instansi_id = u.instansi_id AND x.file_id = u.file_id AND x.removed_at IS NULL
                              AND x.unit_id <> u.unit_id) THEN 4 ELSE 0 END
       + CASE WHEN EXISTS (SELECT 1 FROM berkas_near m
                            WHERE m.instansi_id = u.instansi_id AND m.file_id = u.file_id
                              AND EXISTS (SELECT 1 FROM berkas_use x
                                           WHERE x.instansi_id = m.instansi_id AND x.file_id = m.other_id
                                             AND x.removed_at IS NULL AND x.unit_id <> u.unit_id))
              THEN 8 ELSE 0 END AS flags
  FROM berkas_use u
  JOIN berkas_file f ON f.id = u.file_id
  JOIN berkas_owner o ON o.id = u.owner_id
  JOIN unit n ON n.id = u.unit_id;
