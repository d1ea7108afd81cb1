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
