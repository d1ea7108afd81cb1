-- Notices: what a person should know of, how each wants to hear of it, and the letters that did not arrive.

-- One thing told to one person.  The sentence is the kind's; only what fills it is kept.
CREATE TABLE kabar_notice (
    user_id     @id   NOT NULL,         -- whose
    id          @id   NOT NULL,         -- rising with time
    instansi_id @id   NOT NULL,         -- the wall
    kind        @text NOT NULL CHECK (kind <> ''),      -- whose sentence: 'lke_opened'
    args        @text NOT NULL,         -- what fills the sentence, a JSON list; a letter never has it
    url         @text NOT NULL,         -- where it leads, on this site
    entity      @text NOT NULL,         -- the kind of thing it is about; may be empty
    entity_id   @int,                   -- which one
    at          @text NOT NULL,         -- when it was told
    read_at     @text,                  -- NULL: not read yet
    letter      @text NOT NULL CHECK (letter IN ('none', 'now', 'daily')),      -- how it is written of
    letter_at   @text,                  -- not before this moment; NULL: no letter is to come, or it was written
    once_key    @text,                  -- told to nobody twice; NULL: told each time
    PRIMARY KEY (user_id, id),
    UNIQUE (user_id, once_key),
    FOREIGN KEY (instansi_id, user_id) REFERENCES akun_user (instansi_id, id)
) @clustered;
CREATE INDEX kabar_notice_unread ON kabar_notice (user_id) WHERE read_at IS NULL;
CREATE INDEX kabar_notice_letter ON kabar_notice (letter_at) WHERE letter_at IS NOT NULL;
CREATE INDEX kabar_notice_swept ON kabar_notice (read_at) WHERE read_at IS NOT NULL;

-- What a person chose for a kind; no row: as the kind has it.
CREATE TABLE kabar_choice (
    user_id @id   NOT NULL REFERENCES akun_user (id),
    kind    @text NOT NULL,             -- as in kabar_notice
    way     @text NOT NULL CHECK (way IN ('now', 'daily', 'app', 'none')),      -- letter at once, digest, page only
    PRIMARY KEY (user_id, kind)
) @clustered;

-- When a person's digest comes, and when the last one was written.
CREATE TABLE kabar_person (
    user_id     @id   NOT NULL PRIMARY KEY REFERENCES akun_user (id),
    digest_hour @int  NOT NULL CHECK (digest_hour BETWEEN 0 AND 23),    -- in the person's own zone
    weekends    @int  NOT NULL CHECK (weekends IN (0, 1)),      -- 1: also on Saturday and Sunday
    digest_on   @text,                  -- the day of the last digest, in that zone: one a day
    stop_token  @text NOT NULL UNIQUE   -- in the foot of each letter; all it can do is end the letters
) @strict;

-- A letter that was tried too often.  What may hold a secret link has lost its text.
CREATE TABLE web_letter (
    id         @id   NOT NULL PRIMARY KEY,
    address    @text NOT NULL,          -- to whom
    subject    @text NOT NULL,
    body       @text NOT NULL,          -- to send it once more; empty: it held a link that opens an account
    stop_url   @text NOT NULL,          -- where the reader ends such letters; may be empty
    why        @text NOT NULL,          -- what the server said last; nothing of the letter
    tries      @int  NOT NULL,
    gave_up_at @text NOT NULL           -- swept a month later
) @strict;
CREATE INDEX web_letter_address ON web_letter (address);
