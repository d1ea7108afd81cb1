-- Worksheets: the answers of a unit for a year, in layers, with what they score.

CREATE TABLE lke_worksheet (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    unit_id     @id   NOT NULL,         -- whose worksheet
    year        @int  NOT NULL CHECK (year BETWEEN 2000 AND 2199),
    pack_id     @text NOT NULL,         -- the rule pack that was in force: 'permenpanrb-90-2021'
    target      @text NOT NULL CHECK (target IN ('WBK', 'WBBM')),          -- what the unit aims at
    holds       @text NOT NULL CHECK (holds IN ('none', 'WBK', 'WBBM')),   -- the predicate it has already
    state       @text NOT NULL CHECK (state IN ('open', 'closed')),        -- closed: nothing may be changed
    created_by  @id,                    -- who began it; NULL: the command line
    created_at  @text NOT NULL,
    version     @int  NOT NULL,         -- rises when target, holds or state change
    UNIQUE (unit_id, year),
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;
CREATE INDEX lke_worksheet_year ON lke_worksheet (year, instansi_id);

-- One answer of one layer.  The row stays when an answer is taken back, so that its version goes on.
CREATE TABLE lke_answer (
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    layer        @int  NOT NULL,        -- 0 the unit, 1 preliminary assessor, 2 TPI, 3 TPN
    item         @text NOT NULL,        -- the item's code in the pack: 'A.I.1.i.a'
    value        @text NOT NULL,        -- 'Ya', 'A'; numbers in the pack's order: '4;15'; empty: not answered
    version      @int  NOT NULL,        -- rises with every change of answer or note: the second of two sees it
    by_id        @id,                   -- who changed it last; NULL: the command line
    at           @text NOT NULL,        -- when
    PRIMARY KEY (instansi_id, worksheet_id, layer, item),
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @clustered;

-- Notes stand apart: they are long, and scoring never reads them.
CREATE TABLE lke_note (
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    layer        @int  NOT NULL,        -- as in lke_answer, which has a row for every note
    item         @text NOT NULL,
    note         @text NOT NULL,        -- as typed
    PRIMARY KEY (instansi_id, worksheet_id, layer, item),
    FOREIGN KEY (instansi_id, worksheet_id, layer, item)
        REFERENCES lke_answer (instansi_id, worksheet_id, layer, item)
) @clustered;

-- What one step up costs the team, where it is not 1.
CREATE TABLE lke_effort (
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    item         @text NOT NULL,        -- the item's code
    effort       @int  NOT NULL CHECK (effort BETWEEN 0 AND 100),
    PRIMARY KEY (instansi_id, worksheet_id, item),
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @clustered;

-- What a layer scores.  Made from lke_answer in the transaction of every change; `pulau verify` makes it again.
CREATE TABLE lke_score (
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    layer        @int  NOT NULL,        -- as in lke_answer
    answers      @text NOT NULL,        -- the layer's answers on one line, in the pack's order: 'Ya|A||4;15'
    answered     @int  NOT NULL,        -- how many items have an answer
    total        @text NOT NULL,        -- exact points: '7210/100'
    parts        @text NOT NULL,        -- exact points of components and areas: 'A=40 area.A=24/5 ...'
    passes       @int  NOT NULL,        -- predicates whose every gate is met, one bit each in the pack's order
    PRIMARY KEY (instansi_id, worksheet_id, layer),
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @clustered;

-- What was read from a workbook, waiting for somebody to look at it and say yes.
CREATE TABLE lke_import (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    layer        @int  NOT NULL,        -- where the answers would go
    made_by      @id   NOT NULL,        -- only this person sees it
    made_at      @text NOT NULL,
    ends_at      @text NOT NULL,        -- swept afterwards
    file_name    @text NOT NULL,        -- as sent
    content      @text NOT NULL,        -- what was found, as JSON
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @strict;
CREATE INDEX lke_import_ends ON lke_import (ends_at);

-- The official words of an item, as an instansi's own workbook has them; shown beside ours.
CREATE TABLE lke_wording (
    instansi_id @id   NOT NULL,         -- the wall
    pack_id     @text NOT NULL,
    item        @text NOT NULL,         -- the item's code
    text        @text NOT NULL,         -- the question and what each option means, as printed
    PRIMARY KEY (instansi_id, pack_id, item)
) @clustered;
