-- What was changed, by whom, and how it stood before and after.  Rows are only ever added.

CREATE TABLE audit_entry (
    instansi_id @int  NOT NULL,     -- whose chain; 0: the whole installation
    seq         @int  NOT NULL,     -- place in the chain: 1, 2, 3 ... without a gap
    done_at     @text NOT NULL,     -- when
    actor_id    @int,               -- who; none: the program itself, or someone not signed in
    action      @text NOT NULL,     -- what was done: lke_answer, akun_grant
    entity      @text NOT NULL,     -- the table, or the kind of thing
    entity_id   @int,               -- which row of it
    before_text @text,              -- how it stood, as JSON; a hash where the content is secret
    after_text  @text,              -- how it stands
    hash        @text NOT NULL,     -- BLAKE2b, in hex, of all of this and of the hash before
    PRIMARY KEY (instansi_id, seq)
) @clustered;

CREATE INDEX audit_entry_entity ON audit_entry (entity_id, instansi_id, seq);

-- How long each chain is, so that it is noticed when its end is cut off.
CREATE TABLE audit_chain (
    instansi_id @id PRIMARY KEY,    -- whose chain
    seq         @int NOT NULL       -- of its last row
) @strict;

-- PostgreSQL only: written but not chained yet.  Writers there would queue for the end of the chain.
CREATE TABLE audit_waiting (
    id          @id PRIMARY KEY,    -- rising with time: the order in which rows are chained
    instansi_id @int  NOT NULL,     -- the rest is as in audit_entry
    done_at     @text NOT NULL,     -- when
    actor_id    @int,               -- who
    action      @text NOT NULL,     -- what was done
    entity      @text NOT NULL,     -- the kind of thing
    entity_id   @int,               -- which one
    before_text @text,              -- how it stood
    after_text  @text               -- how it stands
) @strict;
