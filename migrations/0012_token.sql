-- Personal tokens of the API, and in the log of changes by which of them a change came.

-- Rows stay when a token is revoked or over, so that the log can name it.
CREATE TABLE akun_token (
    id         @id   NOT NULL PRIMARY KEY,
    token_hash @blob NOT NULL UNIQUE,           -- BLAKE2b of the token; the token itself is kept nowhere
    user_id    @id   NOT NULL REFERENCES akun_user (id),
    name       @text NOT NULL,                  -- what it is for, in its owner's words
    scope      @text NOT NULL,                  -- "lke:read unit:write": rooms, and how far
    made_at    @text NOT NULL,
    ends_at    @text NOT NULL,                  -- a year later at most
    used_at    @text,                           -- the last use, in steps of some minutes; NULL: never
    revoked_at @text,                           -- NULL: it stands until it ends
    revoked_by @id                              -- its owner or an admin
) @strict;
CREATE INDEX akun_token_user ON akun_token (user_id);

ALTER TABLE audit_entry ADD COLUMN via_id @int;         -- akun_token.id, if the change came through the API
ALTER TABLE audit_waiting ADD COLUMN via_id @int;       -- as in audit_entry
