-- What a unit does about what its users said: actions on findings of a survey, and forums in which it hears them.

CREATE TABLE survei_action (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    unit_id     @id   NOT NULL,
    campaign_id @id   NOT NULL,         -- whose result shows it
    pack_id     @text NOT NULL,         -- the instrument; empty: about no single element
    element     @text NOT NULL,         -- "U3"; empty with pack_id
    lke_item    @text NOT NULL,         -- the question of the LKE that this is evidence for: "A.VI.3.i.b"; may be empty
    what        @text NOT NULL CHECK (what <> ''),
    who         @text NOT NULL,         -- who sees to it, in words
    due_on      @text NOT NULL,         -- day it should be done
    state       @text NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    outcome     @text NOT NULL,         -- what was done, or why not; empty while open
    ended_on    @text,                  -- day it was done or dropped; NULL while open
    made_by     @id   NOT NULL,
    made_at     @text NOT NULL,
    version     @int  NOT NULL,         -- rises with every change
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id),
    FOREIGN KEY (instansi_id, campaign_id) REFERENCES survei_campaign (instansi_id, id)
) @strict;
CREATE INDEX survei_action_campaign ON survei_action (campaign_id);
CREATE INDEX survei_action_unit ON survei_action (unit_id, due_on);

-- A meeting with stakeholders: a public forum, a webinar, a talk.
CREATE TABLE survei_forum (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    unit_id     @id   NOT NULL,
    campaign_id @id,                    -- the survey whose result was talked about; NULL: none
    kind        @text NOT NULL CHECK (kind IN ('forum', 'webinar', 'meeting')),
    title       @text NOT NULL CHECK (title <> ''),
    held_on     @text NOT NULL,         -- day
    place       @text NOT NULL,         -- where, or the address of the webinar
    invited     @int  NOT NULL CHECK (invited >= 0),
    attended    @int  NOT NULL CHECK (attended >= 0),
    groups      @text NOT NULL,         -- who came: users, businesses, press, in words
    lke_item    @text NOT NULL,         -- as in survei_action
    summary     @text NOT NULL,         -- what came of it
    made_by     @id   NOT NULL,
    made_at     @text NOT NULL,
    version     @int  NOT NULL,         -- rises with every change
    UNIQUE (instansi_id, id),
    FOREIGN KEY (instansi_id, unit_id) REFERENCES unit (instansi_id, id),
    FOREIGN KEY (instansi_id, campaign_id) REFERENCES survei_campaign (instansi_id, id)
) @strict;
CREATE INDEX survei_forum_unit ON survei_forum (unit_id, held_on);

-- What was asked or proposed there, and what was done about it.
CREATE TABLE survei_asked (
    id          @id   NOT NULL PRIMARY KEY,
    instansi_id @id   NOT NULL,         -- the wall
    forum_id    @id   NOT NULL,
    asked       @text NOT NULL CHECK (asked <> ''),
    by_whom     @text NOT NULL,         -- which group asked; no names
    answer      @text NOT NULL,         -- what was said or promised
    done        @text NOT NULL,         -- what was done; empty: nothing yet
    due_on      @text,                  -- until when; NULL: nothing was promised
    done_on     @text,                  -- NULL: not yet
    version     @int  NOT NULL,         -- rises with every change
    FOREIGN KEY (instansi_id, forum_id) REFERENCES survei_forum (instansi_id, id)
) @strict;
CREATE INDEX survei_asked_forum ON survei_asked (forum_id, id);
