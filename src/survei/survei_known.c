/* What campaigns ask, kept beside each connection: the same for thousands of respondents, and four statements to read.
 *
 * The campaign's own row is read anew each time, so state, days and version are never old.  What an open campaign asks
 * does not change but by the name of a service, and that raises the version of every campaign that asks about it
 * (campaign_service_named_anew).  A draft's is not kept: its version rises before the last of a change is written. */
#include "survei/survei_inside.h"

enum { POCKET = 1, KNOWN = 256, ROOM = 8 << 20, LARGEST = 1 << 20 };

typedef struct {
    Arena           whole, rest;
    i64             undone;             /* db_undone() at the time */
    SurveiCampaign *at[KNOWN];          /* whole but for what the row says */
    int             n;
} Shelf;

static Shelf *shelf_of(Db *db)
{
    void **at = db_pocket(db, POCKET);
    if (!*at) {
        Arena whole = arena_reserve(ROOM);
        if (!whole.beg)
            return NULL;
        Shelf *s = new(&whole, Shelf, 1);
        s->whole = s->rest = whole;
        *at      = s;
    }
    Shelf *s = *at;
    if (s->undone != db_undone(db))
        *s = (Shelf){.whole = s->whole, .rest = s->whole, .undone = db_undone(db)};
    return s;
}

/* Copied both ways, so that what one request holds stays whole when the shelf is emptied. */
static void copy(Arena *a, const SurveiCampaign *from, SurveiCampaign *to)
{
    to->nforms     = from->nforms;
    to->nquestions = from->nquestions;
    to->ntargets   = from->ntargets;
    for (int i = 0; i < from->nforms; i++) {
        to->forms[i]         = from->forms[i];
        to->forms[i].pack_id = str_copy(a, from->forms[i].pack_id);
        to->forms[i].pack    = NULL;
        to->forms[i].scale   = NULL;
    }
    for (int i = 0; i < from->nquestions; i++) {
        SurveiQuestion *q = &to->questions[i];
        *q            = from->questions[i];
        q->ask        = str_copy(a, q->ask);
        q->ask_en     = str_copy(a, q->ask_en);
        q->options    = str_copy(a, q->options);
        q->options_en = str_copy(a, q->options_en);
    }
    for (int i = 0; i < from->ntargets; i++) {
        SurveiTarget *t = &to->targets[i];
        *t         = from->targets[i];
        t->name    = str_copy(a, t->name);
        t->name_en = str_copy(a, t->name_en);
    }
}

bool survei_known(Arena *a, Db *db, SurveiCampaign *c)
{
    Shelf *s = c->state == SURVEI_DRAFT ? NULL : shelf_of(db);

    for (int i = 0; s && i < s->n; i++)
        if (s->at[i]->id == c->id && s->at[i]->version == c->version) {
            copy(a, s->at[i], c);
            return true;
        }
    return false;
}

void survei_know(Db *db, const SurveiCampaign *c)
{
    Shelf *s = c->state == SURVEI_DRAFT ? NULL : shelf_of(db);

    if (!s)
        return;
    if (s->n == KNOWN || s->rest.end - s->rest.beg < LARGEST)
        *s = (Shelf){.whole = s->whole, .rest = s->whole, .undone = s->undone};
    SurveiCampaign *to = s->at[s->n++] = new(&s->rest, SurveiCampaign, 1);
    to->id      = c->id;
    to->version = c->version;
    copy(&s->rest, c, to);
}
