-- Assessment: where a worksheet stands, who assesses it, what was done with it, and how it stood at each hand-over.

-- In assessment: answers, evidence and aim stand still until the assessors hand the worksheet back.
ALTER TABLE lke_worksheet ADD COLUMN held @int NOT NULL DEFAULT 0;

-- 0: a layer that is still being worked on, and is nobody's to see but its assessors'.
ALTER TABLE lke_score ADD COLUMN shown @int NOT NULL DEFAULT 1;

-- People from whom a worksheet is hidden for a while: who scores it blind must not see what others answered.
CREATE TABLE lke_blind (
    user_id      @id   NOT NULL,        -- from whom
    worksheet_id @id   NOT NULL,        -- which
    instansi_id  @id   NOT NULL,        -- the wall
    PRIMARY KEY (user_id, worksheet_id),
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @clustered;
CREATE INDEX lke_blind_worksheet ON lke_blind (worksheet_id);

-- One assessment year of an instansi.
CREATE TABLE evaluasi_cycle (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    year        @int  NOT NULL CHECK (year BETWEEN 2000 AND 2199),      -- of the worksheets it assesses
    pendahuluan @int  NOT NULL CHECK (pendahuluan IN (0, 1)),   -- eselon I or province looks first
    blind       @int  NOT NULL CHECK (blind IN (0, 1)),         -- two anggota score without seeing each other
    made_by     @id,                    -- NULL: the command line
    made_at     @text NOT NULL,
    version     @int  NOT NULL,         -- rises with every change
    UNIQUE (instansi_id, year),
    UNIQUE (instansi_id, id)
) @strict;

-- From when to when a stage may be worked on; both days included.
CREATE TABLE evaluasi_window (
    instansi_id @id   NOT NULL,         -- the wall
    cycle_id    @id   NOT NULL,
    stage       @text NOT NULL CHECK (stage IN ('isi', 'pendahuluan', 'anggota', 'ketua', 'dalnis', 'putusan')),
    opens_on    @text NOT NULL,         -- first day
    closes_on   @text NOT NULL,         -- last day
    PRIMARY KEY (cycle_id, stage),
    FOREIGN KEY (instansi_id, cycle_id) REFERENCES evaluasi_cycle (instansi_id, id),
    CHECK (closes_on >= opens_on)
) @strict;

-- Who assesses a unit in a cycle.  A change overwrites the row; the audit log has what was before.
CREATE TABLE evaluasi_seat (
    instansi_id @id   NOT NULL,         -- the wall
    cycle_id    @id   NOT NULL,
    unit_id     @id   NOT NULL,         -- who is assessed
    seat        @text NOT NULL CHECK (seat IN ('pendahuluan', 'anggota', 'anggota-2', 'ketua', 'dalnis')),
    user_id     @id   NOT NULL,         -- who assesses
    why         @text NOT NULL,         -- the reason of a change by hand; empty as proposed
    by_id       @id,                    -- who put this person there; NULL: the command line
    at          @text NOT NULL,
    final_at    @text,                  -- this person's own scoring is done; NULL: not yet
    PRIMARY KEY (cycle_id, unit_id, seat),
    FOREIGN KEY (instansi_id, cycle_id) REFERENCES evaluasi_cycle (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id),
    FOREIGN KEY (instansi_id, user_id) REFERENCES akun_user (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_seat_user ON evaluasi_seat (user_id, cycle_id, unit_id, seat);

-- Where a worksheet stands.  No row: the unit has never handed it in.
CREATE TABLE evaluasi_state (
    worksheet_id @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    unit_id      @id   NOT NULL,        -- as the worksheet
    year         @int  NOT NULL,        -- as the worksheet
    stage        @text NOT NULL CHECK (stage IN ('isi', 'konfirmasi', 'pendahuluan', 'anggota', 'ketua', 'dalnis',
                                                 'memenuhi', 'belum')),
    since        @text NOT NULL,        -- when it came to this stage
    pending      @text NOT NULL,        -- a move that one person has signed and a second must sign; empty: none
    pending_by   @id,                   -- who signed first
    pending_at   @text,
    pending_why  @text NOT NULL,        -- the first person's reasons; may be empty
    version      @int  NOT NULL,        -- rises with every step
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_state_stage ON evaluasi_state (instansi_id, year, stage, since);

-- What was done, in order.  Rows are only ever added.
CREATE TABLE evaluasi_step (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    move         @text NOT NULL,        -- 'ajukan', 'kembalikan', ...
    from_stage   @text NOT NULL,
    to_stage     @text NOT NULL,        -- the same where a second signature is awaited or refused
    by_id        @id   NOT NULL,        -- who did it
    signed       @int  NOT NULL CHECK (signed IN (0, 1)),       -- with password or code
    at           @text NOT NULL,
    why          @text NOT NULL,        -- may be empty where no reason is asked
    snapshot_id  @id,                   -- how the worksheet stood; NULL: not frozen
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_step_worksheet ON evaluasi_step (worksheet_id, id);

-- A worksheet as it stood at a hand-over, never changed afterwards; its hash stands in the audit log too.
CREATE TABLE evaluasi_snapshot (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    move         @text NOT NULL,        -- the hand-over
    made_by      @id   NOT NULL,
    made_at      @text NOT NULL,
    hash         @text NOT NULL,        -- SHA-256 of body, in hex
    body         @text NOT NULL,        -- canonical JSON: keys in order, no spaces
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_snapshot_worksheet ON evaluasi_snapshot (worksheet_id, id);
