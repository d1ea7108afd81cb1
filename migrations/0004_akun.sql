-- People, how they sign in, and the roles they hold.

CREATE TABLE akun_user (
    id           @id   NOT NULL PRIMARY KEY,
    instansi_id  @id   NOT NULL,        -- the wall
    unit_id      @id   NOT NULL,        -- where this person works
    nip          @text NOT NULL UNIQUE CHECK (nip <> ''),   -- employee number: one person, one account in an install
    email        @text UNIQUE,          -- lower case; NULL: none
    name         @text NOT NULL CHECK (name <> ''),
    position     @text NOT NULL,        -- jabatan; may be empty
    active       @int  NOT NULL CHECK (active IN (0, 1)),   -- 0: may not sign in, and a session ends at once
    lang         @text NOT NULL CHECK (lang IN ('id', 'en')),
    utc_minutes  @int  CHECK (utc_minutes IN (420, 480, 540)),      -- NULL: as the unit's
    made_at      @text NOT NULL,
    signed_in_at @text,                 -- the last time; NULL: never
    version      @int  NOT NULL,        -- rises with every edit
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id)
) @strict;
CREATE INDEX akun_user_unit ON akun_user (unit_id);

-- What proves that it is this person.  Apart from akun_user, so that no list of people can show it.
CREATE TABLE akun_secret (
    user_id        @id   NOT NULL PRIMARY KEY REFERENCES akun_user (id),
    password_hash  @text,               -- argon2id, with its parameters; NULL: none chosen yet
    password_at    @text,               -- when it was chosen
    totp_secret    @blob,               -- 20 bytes; NULL: no second factor
    totp_on_at     @text,               -- when it was confirmed by a first code; NULL: begun and not in use
    totp_last_step @int  NOT NULL       -- of the newest code taken; this and older ones are refused
) @strict;

-- One-time codes for the day the telephone is lost.
CREATE TABLE akun_recovery (
    user_id   @id   NOT NULL REFERENCES akun_user (id),
    code_hash @blob NOT NULL,           -- BLAKE2b of 80 random bits
    PRIMARY KEY (user_id, code_hash)
) @clustered;

CREATE TABLE akun_session (
    token_hash @blob NOT NULL PRIMARY KEY,      -- BLAKE2b of the cookie; the cookie itself is kept nowhere
    id         @id   NOT NULL UNIQUE,           -- to name it on the list of one's own sessions
    user_id    @id   NOT NULL REFERENCES akun_user (id),
    csrf       @text NOT NULL,                  -- the token of this session's forms
    half       @int  NOT NULL CHECK (half IN (0, 1)),       -- 1: password given, code still to come
    made_at    @text NOT NULL,
    seen_at    @text NOT NULL,                  -- the last use, in steps of some minutes
    idle_until @text NOT NULL,                  -- unused till then: over
    ends_at    @text NOT NULL,                  -- over in any case
    address    @text NOT NULL,                  -- from where it was begun
    agent      @text NOT NULL                   -- the browser, as it called itself, cut
) @clustered;
CREATE INDEX akun_session_user ON akun_session (user_id);

-- One-time links: an invitation, or a new password.
CREATE TABLE akun_link (
    token_hash @blob NOT NULL PRIMARY KEY,      -- BLAKE2b of the link's secret part
    user_id    @id   NOT NULL REFERENCES akun_user (id),
    purpose    @text NOT NULL CHECK (purpose IN ('undangan', 'sandi')),
    made_at    @text NOT NULL,
    made_by    @id,                             -- NULL: the person asked, or the command line
    ends_at    @text NOT NULL,
    used_at    @text                            -- used, or overtaken by a newer one; NULL: still good
) @clustered;
CREATE INDEX akun_link_user ON akun_link (user_id);

-- How often it went wrong lately, by account as typed and by address: the next try must wait.
CREATE TABLE akun_slow (
    key_hash   @blob NOT NULL PRIMARY KEY,      -- BLAKE2b of what was typed, or of the address
    fails      @int  NOT NULL,
    last_at    @text NOT NULL,                  -- of the last failure; forgotten an hour later
    wait_until @text NOT NULL                   -- no try is looked at before
) @clustered;

-- Who holds which role, for a unit and all below it, and for how long.  Rows are never deleted.
CREATE TABLE akun_role (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    user_id     @id   NOT NULL,         -- who holds it
    role_bits   @int  NOT NULL CHECK (role_bits > 0),       -- one bit: 1 << the role's number in web/who.h
    unit_id     @id   NOT NULL,         -- for this unit and those below
    from_on     @text NOT NULL,         -- first day
    until_on    @text,                  -- last day; NULL: no end set
    granted_by  @id,                    -- NULL: the command line
    granted_at  @text NOT NULL,
    why         @text NOT NULL,         -- the decree or the reason
    revoked_by  @id,                    -- NULL: not taken away, or by the command line
    revoked_at  @text,                  -- taken away, from this moment; NULL: it stands
    revoked_why @text NOT NULL,         -- empty while it stands
    FOREIGN KEY (instansi_id, user_id) REFERENCES akun_user (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id),
    CHECK (until_on IS NULL OR until_on >= from_on)
) @strict;
CREATE INDEX akun_role_held ON akun_role (user_id, role_bits, from_on, until_on, unit_id) WHERE revoked_at IS NULL;
CREATE INDEX akun_role_user ON akun_role (user_id);
CREATE INDEX akun_role_unit ON akun_role (unit_id);

-- Which units each person reaches by which role: what every statement about a unit's things asks (see akun.h).
CREATE VIEW akun_reach AS
SELECT r.user_id, r.role_bits, c.unit_id, r.unit_id AS held_for_id, r.from_on,
       COALESCE(r.until_on, '9999-12-31') AS until_on
  FROM akun_role r
  JOIN unit_closure c ON c.ancestor_id = r.unit_id
 WHERE r.revoked_at IS NULL;

-- A person with the unit; whether there is a password and a second factor, but neither of them.
CREATE VIEW akun_card AS
SELECT u.id, u.instansi_id, u.unit_id, u.version, u.nip, COALESCE(u.email, '') AS email, u.name, u.position, u.lang,
       COALESCE(u.utc_minutes, 0) AS utc_minutes, n.code AS unit_code, n.name AS unit_name, u.active,
       CASE WHEN s.password_hash IS NULL THEN 0 ELSE 1 END AS has_password,
       CASE WHEN s.totp_on_at IS NULL THEN 0 ELSE 1 END AS has_second,
       u.made_at, u.signed_in_at
  FROM akun_user u
  JOIN unit n ON n.id = u.unit_id
  JOIN akun_secret s ON s.user_id = u.id;
