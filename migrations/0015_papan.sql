-- What boards of worksheets are sorted, filtered and counted by, so that none of them reads the answers of a country.

-- One short row a worksheet, kept in the transaction of every change; `pulau verify` makes it again.
CREATE TABLE papan (
    worksheet_id @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    unit_id      @id   NOT NULL,        -- whose worksheet
    year         @int  NOT NULL,
    pack_id      @text NOT NULL,        -- the rule pack it is scored by
    target       @text NOT NULL,        -- what the unit aims at: 'WBK', 'WBBM'
    points       @int  NOT NULL,        -- of the unit's own layer in millionths, cut: 72.10 points are 72100000
    gates        @int  NOT NULL,        -- predicates whose every gate that meets: 1 WBK, 2 WBBM, 3 both
    trend        @int,                  -- points less last year's by the same rule pack; NULL: nothing before
    stage        @int  NOT NULL,        -- of the assessment, a bit each in the order of going: 1 is with the unit
    since        @text NOT NULL,        -- when it came to that stage
    tpi          @int,                  -- points of the highest layer of the TPI that is done; NULL: none yet
    tpi_gates    @int,                  -- as gates
    gap          @int,                  -- tpi less points
    UNIQUE (unit_id, year),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;
CREATE INDEX papan_stage  ON papan (instansi_id, year, stage, since);
CREATE INDEX papan_since  ON papan (instansi_id, year, since);
CREATE INDEX papan_points ON papan (instansi_id, year, points);
CREATE INDEX papan_gates  ON papan (instansi_id, year, (COALESCE(tpi_gates, gates)));
CREATE INDEX papan_trend  ON papan (instansi_id, year, trend);
CREATE INDEX papan_tpi    ON papan (instansi_id, year, tpi, stage);
CREATE INDEX papan_gap    ON papan (instansi_id, year, (ABS(gap)));
-- The same of what is decided, for those who do not see the TPI at work.  Stages from 64 on are decisions.
CREATE INDEX papan_decided       ON papan (instansi_id, year, (CASE WHEN stage >= 64 THEN tpi END));
CREATE INDEX papan_decided_gap   ON papan (instansi_id, year, (CASE WHEN stage >= 64 THEN ABS(gap) END));
CREATE INDEX papan_decided_gates
    ON papan (instansi_id, year, (COALESCE(CASE WHEN stage >= 64 THEN tpi_gates END, gates)));

-- How many rows of papan are alike.
CREATE TABLE papan_tally (
    instansi_id @id   NOT NULL,         -- the wall
    year        @int  NOT NULL,
    stage       @int  NOT NULL,         -- as in papan
    target      @text NOT NULL,
    gates       @int  NOT NULL,
    tpi_gates   @int  NOT NULL,         -- -1: none
    n           @int  NOT NULL,         -- how many; may be 0
    PRIMARY KEY (instansi_id, year, stage, target, gates, tpi_gates)
) @clustered;

-- How many rows of papan have so many points.
CREATE TABLE papan_band (
    instansi_id @id   NOT NULL,         -- the wall
    year        @int  NOT NULL,
    kind        @text NOT NULL CHECK (kind IN ('decided', 'tpi', 'unit')),      -- whose points
    band        @int  NOT NULL,         -- in whole points, what is behind the comma cut off; of 'unit' in steps of five
    n           @int  NOT NULL,         -- how many; may be 0
    PRIMARY KEY (instansi_id, year, kind, band)
) @clustered;

CREATE INDEX unit_name ON unit (instansi_id, name);
CREATE INDEX unit_eselon1 ON unit (instansi_id, name) WHERE kind = 'eselon1';
CREATE INDEX evaluasi_state_pending ON evaluasi_state (instansi_id, pending_at) WHERE pending <> '';
