-- Sign-in through the agency's own provider (OpenID Connect).

-- A visit to the provider that has begun and not come back.  Nothing here opens a door: nonce and proof are made
-- from the state in the address and the cookie of the browser, of which only hashes are kept.
CREATE TABLE akun_oidc_try (
    state_hash   @blob NOT NULL PRIMARY KEY,    -- BLAKE2b of the state
    browser_hash @blob NOT NULL,                -- BLAKE2b of the cookie of the browser that began
    next         @text NOT NULL,                -- where the person wanted to go: a path on this site
    ends_at      @text NOT NULL                 -- not taken back after this
) @clustered;

-- Which identity at the provider first came with a person's NIP: another one with the same NIP is refused.
CREATE TABLE akun_oidc_who (
    user_id @id   NOT NULL PRIMARY KEY REFERENCES akun_user (id),
    issuer  @text NOT NULL,                     -- the provider, as it calls itself
    subject @text NOT NULL,                     -- the identity, as the provider calls it
    made_at @text NOT NULL,                     -- of the first sign-in
    UNIQUE (issuer, subject)
) @clustered;

-- How a session was begun, and what the provider calls its own.
ALTER TABLE akun_session ADD COLUMN way @text NOT NULL DEFAULT 'sandi';      -- sandi: password; sso: the provider
ALTER TABLE akun_session ADD COLUMN sso_sid @text NOT NULL DEFAULT '';       -- the provider's session; may be empty
