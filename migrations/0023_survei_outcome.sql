-- What lists and comparisons of thousands of campaigns read, in one place and in the order they read it.

-- What came of each form of a closed campaign: the sum over all its answers (survei_sum, cut 0) with what campaign and
-- form say.  Made anew where one of them changes; `pulau verify` makes it again.
CREATE TABLE survei_outcome (
    instansi_id @id   NOT NULL,         -- the wall
    campaign_id @id   NOT NULL,
    form        @int  NOT NULL,         -- survei_form.place
    unit_id     @id   NOT NULL,         -- whose campaign
    opens_on    @text NOT NULL,         -- the campaign's first day
    pack_id     @text NOT NULL,         -- as in survei_form, and the next two
    scale       @int  NOT NULL,
    elements    @int  NOT NULL,
    n           @int  NOT NULL,         -- as in survei_sum, and the next two
    total       @int  NOT NULL,
    total_sq    @int  NOT NULL,
    PRIMARY KEY (campaign_id, form)
) @clustered;
CREATE INDEX survei_outcome_compare
    ON survei_outcome (instansi_id, pack_id, unit_id, scale, elements, opens_on, campaign_id, n, total, total_sq);

INSERT INTO survei_outcome (instansi_id, campaign_id, form, unit_id, opens_on, pack_id, scale, elements, n, total, total_sq)
SELECT c.instansi_id, c.id, f.place, c.unit_id, c.opens_on, f.pack_id, f.scale, f.elements, s.n, s.total, s.total_sq
  FROM survei_campaign c
  JOIN survei_form f ON f.campaign_id = c.id
  JOIN survei_sum s ON s.campaign_id = c.id AND s.form = f.place AND s.cut = 0 AND s.cell = 0
 WHERE c.state = 'closed';

CREATE INDEX survei_campaign_title ON survei_campaign (instansi_id, LOWER(title), id);
CREATE INDEX survei_campaign_count ON survei_campaign (instansi_id, opens_on, state, published_at, unit_id);
