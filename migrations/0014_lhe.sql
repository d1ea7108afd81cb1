-- Reports on assessments (laporan hasil evaluasi) and the key that signs them.

-- The installation's own key; the newest one signs, and what older ones signed stays good.
CREATE TABLE evaluasi_key (
    id      @id   NOT NULL PRIMARY KEY,
    public  @text NOT NULL,             -- Ed25519, hex: anybody may have it
    seed    @text NOT NULL,             -- secret, hex: whoever has it can sign reports
    made_at @text NOT NULL
) @strict;

-- One report for each decision.  The file follows: it is made beside the requests, from the frozen worksheet alone.
CREATE TABLE evaluasi_lhe (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    snapshot_id  @id   NOT NULL REFERENCES evaluasi_snapshot (id),      -- all that the report says
    year         @int  NOT NULL,        -- of the worksheet
    seq          @int  NOT NULL,        -- running number in the instansi's year
    number       @text NOT NULL,        -- as printed: "LHE-0012/ITJEN/2026"
    token        @text NOT NULL,        -- in the QR code: 100 random bits
    token_hash   @text NOT NULL UNIQUE, -- what is looked up, so that time says nothing about a token
    verdict      @text NOT NULL CHECK (verdict IN ('memenuhi', 'belum')),
    content_hash @text NOT NULL,        -- SHA-256 of the frozen worksheet, as printed
    decided_at   @text NOT NULL,
    tries        @int  NOT NULL,        -- how often its file was begun
    due_at       @text NOT NULL,        -- not to be begun before
    trouble      @text NOT NULL,        -- why it could not be made; empty: nothing is wrong
    sha256       @text NOT NULL,        -- of the file, hex; empty while it is being made
    bytes        @int  NOT NULL,
    issued_at    @text,                 -- the file was ready
    withdrawn_at @text,                 -- the decision was opened again
    withdrawn_by @id,
    withdrawn_why @text NOT NULL,
    UNIQUE (instansi_id, year, seq),
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_lhe_worksheet ON evaluasi_lhe (worksheet_id, id);
CREATE INDEX evaluasi_lhe_due ON evaluasi_lhe (sha256, due_at);
