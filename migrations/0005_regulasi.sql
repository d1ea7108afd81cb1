-- Rule packs and wording files added at run time.  Rows are only ever added: a case stays judged by its pack.

CREATE TABLE rule_pack (
    id          @text PRIMARY KEY,      -- permenpanrb-90-2021; of wording, that and ".words"
    kind        @text NOT NULL CHECK (kind IN ('instrument', 'words')),
    valid_from  @text,                  -- the first day it is in force; of wording, none
    valid_until @text,                  -- the last day; none while it is in force
    json        @text NOT NULL,         -- the file as it was added
    sha256      @text NOT NULL,         -- of json, in hex
    added_at    @text NOT NULL,         -- 2026-08-21T03:04:05Z
    added_by_id @int,                   -- the account that added it
    CHECK (kind = 'words' OR valid_from IS NOT NULL)
) @strict;
