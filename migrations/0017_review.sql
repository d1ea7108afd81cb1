-- What assessors ask of a unit and recommend to it, and what the unit did about it.

-- A question about one item, for the unit to read when the worksheet is sent back to it.
CREATE TABLE evaluasi_mark (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    layer        @int  NOT NULL,        -- whose: of lke_layers
    item         @text NOT NULL,        -- the item's code
    text         @text NOT NULL,        -- what the unit is asked
    by_id        @id   NOT NULL,
    at           @text NOT NULL,
    sent_at      @text,                 -- the unit reads it from then on; NULL: the assessor's own so far
    back_at      @text,                 -- the unit has submitted again; NULL: it is still to be answered
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_mark_worksheet ON evaluasi_mark (worksheet_id, item, id);
CREATE UNIQUE INDEX evaluasi_mark_own ON evaluasi_mark (worksheet_id, layer, item) WHERE sent_at IS NULL;

-- What a unit should do about an item, and until when.
CREATE TABLE evaluasi_advice (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    worksheet_id @id   NOT NULL,
    layer        @int  NOT NULL,        -- of which assessor: of lke_layers
    item         @text NOT NULL,        -- the item's code
    text         @text NOT NULL,
    due_on       @text NOT NULL,        -- the last day
    state        @text NOT NULL CHECK (state IN ('open', 'answered', 'done')),
    by_id        @id   NOT NULL,        -- who recommends it
    made_at      @text NOT NULL,
    shown_at     @text,                 -- the unit reads it from then on; NULL: a draft
    version      @int  NOT NULL,        -- rises with every change
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, worksheet_id) REFERENCES lke_worksheet (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_advice_worksheet ON evaluasi_advice (worksheet_id, item, id);
CREATE INDEX evaluasi_advice_due ON evaluasi_advice (instansi_id, state, due_on);

-- What was said and done about a recommendation, in order.  Rows are only ever added.
CREATE TABLE evaluasi_follow (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    advice_id   @id   NOT NULL,
    kind        @text NOT NULL CHECK (kind IN ('follow', 'again', 'done', 'change')),   -- follow: the unit's
    text        @text NOT NULL,         -- may be empty where it is done
    use_id      @id,                    -- the evidence that proves it (berkas_use); NULL: none
    by_id       @id   NOT NULL,
    at          @text NOT NULL,
    FOREIGN KEY (instansi_id, advice_id) REFERENCES evaluasi_advice (instansi_id, id)
) @strict;
CREATE INDEX evaluasi_follow_advice ON evaluasi_follow (advice_id, id);
