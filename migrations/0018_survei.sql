-- Surveys: services, campaigns, answers, and running sums of what was answered.
--
-- Nothing here tells who answered: an answer knows no address, no time finer than a day, no invitation and no token.

-- A kind of service that a unit gives.  Answers name it, so a service that is no longer given is closed, not dropped.
CREATE TABLE survei_service (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    unit_id     @id   NOT NULL,
    name        @text NOT NULL CHECK (name <> ''),      -- as the unit's users know it
    name_en     @text NOT NULL,         -- empty: the same
    online      @int  NOT NULL,         -- 1: given without meeting anybody; questions are worded for that
    closed_on   @text,                  -- its last day; NULL: it is given
    version     @int  NOT NULL,         -- rises with every change
    UNIQUE (instansi_id, id),
    UNIQUE (unit_id, name),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;

-- Asking the users of a unit's services, in a period, with one or more instruments.
CREATE TABLE survei_campaign (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    unit_id      @id   NOT NULL,
    title        @text NOT NULL CHECK (title <> ''),
    slug         @text NOT NULL UNIQUE, -- in the address that respondents type or scan: /s/samsat-laut
    mode         @text NOT NULL CHECK (mode IN ('open', 'token', 'strict')),    -- how one person answers once
    plain_too    @int  NOT NULL,        -- 1: in strict mode a one-time code may be used without the browser's help
    state        @text NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    opens_on     @text NOT NULL,        -- first day of answering
    closes_on    @text NOT NULL,        -- last day of answering
    served_from  @text NOT NULL,        -- the services that are asked about ended on this day or later
    embed        @text NOT NULL,        -- the site that may show it in a frame: "https://x.go.id"; empty: none
    kiosk        @text NOT NULL UNIQUE, -- secret part of the address that a tablet at the counter opens
    published_at @text,                 -- the result is public since then; NULL: it is not
    made_by      @id   NOT NULL,
    made_at      @text NOT NULL,
    version      @int  NOT NULL,        -- rises with every change
    blind_public @blob,                 -- strict mode: the key that proves a token, DER; NULL before it opens
    blind_secret @blob,                 -- strict mode: the key that signs; dropped when the campaign closes
    UNIQUE (instansi_id, id),
    CHECK (closes_on >= opens_on),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;
CREATE INDEX survei_campaign_unit ON survei_campaign (unit_id, opens_on);

-- The services a campaign asks about.
CREATE TABLE survei_target (
    instansi_id @id  NOT NULL,          -- the wall
    campaign_id @id  NOT NULL,
    service_id  @id  NOT NULL,
    population  @int NOT NULL CHECK (population >= 0),  -- how many were served in the period; 0: not known
    quota       @int NOT NULL CHECK (quota >= 0),       -- answers that are wanted: a goal, nobody is turned away by it
    PRIMARY KEY (campaign_id, service_id),
    FOREIGN KEY (instansi_id, campaign_id) REFERENCES survei_campaign (instansi_id, id),
    FOREIGN KEY (instansi_id, service_id) REFERENCES survei_service (instansi_id, id)
) @strict;

-- The instruments of a campaign, in the order they are asked.
CREATE TABLE survei_form (
    instansi_id @id   NOT NULL,         -- the wall
    campaign_id @id   NOT NULL,
    place       @int  NOT NULL,         -- 0, 1, 2: where its marks stand in survei_answer.marks
    pack_id     @text NOT NULL,         -- "skm-14-2017"
    scale       @int  NOT NULL CHECK (scale BETWEEN 2 AND 9),   -- the highest mark
    elements    @int  NOT NULL CHECK (elements BETWEEN 1 AND 16),       -- how many marks it asks for
    PRIMARY KEY (campaign_id, place),
    UNIQUE (campaign_id, pack_id),
    FOREIGN KEY (instansi_id, campaign_id) REFERENCES survei_campaign (instansi_id, id)
) @strict;

-- A unit's own questions, asked after the instruments; they count for no index.
CREATE TABLE survei_question (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    campaign_id @id   NOT NULL,
    place       @int  NOT NULL,         -- 0, 1, 2 among the own ones
    kind        @text NOT NULL CHECK (kind IN ('choice', 'text')),
    ask         @text NOT NULL CHECK (ask <> ''),       -- in Indonesian
    ask_en      @text NOT NULL,         -- empty: the same
    options     @text NOT NULL,         -- of a choice: one a line, 2 to 9
    options_en  @text NOT NULL,         -- the same lines in English; empty: the same
    required    @int  NOT NULL,
    UNIQUE (campaign_id, place),
    FOREIGN KEY (instansi_id, campaign_id) REFERENCES survei_campaign (instansi_id, id)
) @strict;

-- One finished service, one answer.  Says that it was used; not when, and not by which answer.
CREATE TABLE survei_invite (
    id          @id   NOT NULL PRIMARY KEY,     -- random
    instansi_id @id   NOT NULL,         -- the wall
    campaign_id @id   NOT NULL,
    code_hash   @blob NOT NULL UNIQUE,  -- BLAKE2b of the one-time code; the code itself is kept nowhere
    service_id  @id   NOT NULL,
    label       @text NOT NULL,         -- what the unit calls it: a ticket number, a batch; may be empty
    email       @text NOT NULL,         -- where the letter goes; emptied once it has been handed to the mail server
    used        @int  NOT NULL,         -- 1: answered with it, or a token was signed for it
    blinded     @blob,                  -- strict mode: BLAKE2b of what was signed, so that a lost reply can be sent again
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, campaign_id) REFERENCES survei_campaign (instansi_id, id),
    FOREIGN KEY (instansi_id, service_id) REFERENCES survei_service (instansi_id, id)
) @strict;
CREATE INDEX survei_invite_campaign ON survei_invite (campaign_id, id);

-- Tokens of strict mode that an answer was given with.  By hash, so in no order of time.
CREATE TABLE survei_spent (
    campaign_id @id   NOT NULL,
    token_hash  @blob NOT NULL,         -- BLAKE2b of the token
    instansi_id @id   NOT NULL,         -- the wall; last, as SQLite lays it: 3.40 otherwise takes the whole for damaged
    PRIMARY KEY (campaign_id, token_hash)
) @clustered;

-- One respondent.  Kept by a random key of the sender's, so that what is sent twice arrives once, and so that rows
-- of a day stand in no order of time.
CREATE TABLE survei_answer (
    instansi_id @id   NOT NULL,         -- the wall
    campaign_id @id   NOT NULL,
    answered_on @text NOT NULL,         -- day
    key         @blob NOT NULL CHECK (LENGTH(key) = 16),        -- made by the sender
    service_id  @id   NOT NULL,
    served_on   @text NOT NULL,         -- day the service ended, as the respondent says
    about       @text NOT NULL,         -- a digit for each attribute of the first form: its option, 0 not said
    marks       @text NOT NULL,         -- a digit for each element of each form, then for each own choice; 0 none
    seconds     @int  NOT NULL,         -- from the first screen to sending; 0: not known
    channel     @text NOT NULL CHECK (channel IN ('web', 'kiosk', 'offline')),
    flags       @int  NOT NULL,         -- what is odd about it, a bit each
    alike       @int,                   -- a number of all it says, to find the same again; NULL: too plain for that
    PRIMARY KEY (campaign_id, answered_on, key)
) @clustered;
CREATE INDEX survei_answer_alike ON survei_answer (campaign_id, alike) WHERE alike IS NOT NULL;

-- What respondents wrote in words.
CREATE TABLE survei_said (
    instansi_id @id   NOT NULL,         -- the wall
    campaign_id @id   NOT NULL,
    answered_on @text NOT NULL,
    key         @blob NOT NULL,
    question_id @id   NOT NULL,         -- 0: what they would like to say besides
    say         @text NOT NULL CHECK (say <> ''),
    PRIMARY KEY (campaign_id, answered_on, key, question_id)
) @clustered;

-- Answers that are not in the running sums yet.
CREATE TABLE survei_fresh (
    campaign_id @id   NOT NULL,
    answered_on @text NOT NULL,
    key         @blob NOT NULL,
    PRIMARY KEY (campaign_id, answered_on, key)
) @clustered;

-- Running sums: of all answers to a form, and of each group of them.
CREATE TABLE survei_sum (
    instansi_id @id  NOT NULL,          -- the wall
    campaign_id @id  NOT NULL,
    form        @int NOT NULL,          -- survei_form.place; after the last: the own questions
    cut         @int NOT NULL,          -- by what: 0 all, 1 service, 2 month, 3 to 8 an attribute, 9 flag
    cell        @int NOT NULL,          -- which: service, 202611, an option's number, a flag; 0 for all
    n           @int NOT NULL,          -- answers
    total       @int NOT NULL,          -- their marks, added up
    total_sq    @int NOT NULL,          -- the square of each answer's added marks, added up
    PRIMARY KEY (campaign_id, form, cut, cell)
) @clustered;

-- How many gave which mark to which element; the same groups.
CREATE TABLE survei_mark (
    instansi_id @id  NOT NULL,          -- the wall
    campaign_id @id  NOT NULL,
    form        @int NOT NULL,
    cut         @int NOT NULL,
    cell        @int NOT NULL,
    element     @int NOT NULL,          -- 0, 1, 2
    mark        @int NOT NULL,
    n           @int NOT NULL,
    PRIMARY KEY (campaign_id, form, cut, cell, element, mark)
) @clustered;
