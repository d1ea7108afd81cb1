-- What every page needs: idempotency keys, background jobs, mail.

-- A form that was sent and answered with a redirect; sending it again gives the same answer.
CREATE TABLE web_once (
    user_id  @id   NOT NULL,        -- akun_user.id; 0 for a visitor, whose key is random all the same
    key      @text NOT NULL,        -- the hidden field _key of the form
    made_at  @text NOT NULL,        -- when it was answered; old rows are swept
    location @text NOT NULL,        -- where the answer led
    PRIMARY KEY (user_id, key)
) @strict;
CREATE INDEX web_once_made ON web_once (made_at);

-- What is done later, by whichever process takes it first: letters, reminders, sweeping.
CREATE TABLE web_job (
    id            @id   NOT NULL PRIMARY KEY,
    kind          @text NOT NULL,       -- who knows how to do it: 'mail'
    payload       @text NOT NULL,       -- what it needs; may hold a secret link, so it goes when the job is over
    due_at        @text NOT NULL,       -- not before
    tries         @int  NOT NULL,       -- how often it was claimed; also the fence against a late finisher
    claimed_until @text,                -- somebody is at it; after this moment another may take it over
    gave_up_at    @text,                -- it failed too often
    last_error    @text                 -- why it failed the last time; never holds the payload
) @strict;
CREATE INDEX web_job_due ON web_job (kind, due_at) WHERE gave_up_at IS NULL;

-- A file that was read and judged, and waits for its sender to say yes.
CREATE TABLE web_import (
    id        @id   NOT NULL PRIMARY KEY,
    user_id   @id   NOT NULL,           -- akun_user.id: nobody else sees it
    kind      @text NOT NULL,           -- 'unit', 'akun': who understands its rows
    file_name @text NOT NULL,           -- as it was sent
    sheet     @text NOT NULL,           -- the rows as JSON; see web/import.h
    made_at   @text NOT NULL,
    ends_at   @text NOT NULL            -- not confirmed by then: gone
) @strict;
CREATE INDEX web_import_ends ON web_import (ends_at);
