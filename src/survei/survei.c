#include "survei/survei_inside.h"

#include "survei.sql.h"

const char *const survei_modes[SURVEI_MODES]       = {"open", "token", "strict"};
const char *const survei_states[SURVEI_STATES]     = {"draft", "open", "closed"};
const char *const survei_channels[SURVEI_CHANNELS] = {"web", "kiosk", "offline"};

/* --- finding a campaign --- */

static void read_campaign(DbRows *rows, SurveiCampaign *c)
{
    c->id           = db_get_i64(rows);
    c->instansi_id  = db_get_i64(rows);
    c->unit_id      = db_get_i64(rows);
    c->version      = db_get_i64(rows);
    c->unit_code    = db_get_text(rows);
    c->unit_name    = db_get_text(rows);
    c->title        = db_get_text(rows);
    c->slug         = db_get_text(rows);
    c->embed        = db_get_text(rows);
    c->kiosk        = db_get_text(rows);
    c->mode         = (SurveiMode)db_get_name(rows, survei_modes, SURVEI_MODES);
    c->plain_too    = db_get_bool(rows);
    c->state        = (SurveiState)db_get_name(rows, survei_states, SURVEI_STATES);
    c->opens_on     = db_get_date(rows);
    c->closes_on    = db_get_date(rows);
    c->served_from  = db_get_date(rows);
    c->published_at = db_get_at(rows);
    c->made_at      = db_get_at(rows);
    c->blind_public = db_get_blob(rows);
    c->n            = db_get_i64(rows);
    c->closed_on    = db_get_date(rows);
    c->utc_minutes  = (int)db_get_i64(rows);
}

static Err read_forms(Arena *a, Db *db, SurveiCampaign *c)
{
    DbRows rows = db_query(a, db, &SQL_survei_forms, db_i64(c->id));
    while (c->nforms < SURVEI_FORMS && db_next(&rows)) {
        SurveiForm *f = &c->forms[c->nforms++];
        f->pack_id    = db_get_text(&rows);
        f->points     = (int)db_get_i64(&rows);
        f->elements   = (int)db_get_i64(&rows);
    }
    return db_done(&rows);
}

static Err read_questions(Arena *a, Db *db, SurveiCampaign *c)
{
    DbRows rows = db_query(a, db, &SQL_survei_questions, db_i64(c->id));
    while (c->nquestions < SURVEI_QUESTIONS && db_next(&rows)) {
        SurveiQuestion *q = &c->questions[c->nquestions++];
        q->id         = db_get_i64(&rows);
        q->text       = str_is(db_get_text(&rows), "text");
        q->required   = db_get_bool(&rows);
        q->ask        = db_get_text(&rows);
        q->ask_en     = db_get_text(&rows);
        q->options    = db_get_text(&rows);
        q->options_en = db_get_text(&rows);
    }
    return db_done(&rows);
}

static Err read_targets(Arena *a, Db *db, SurveiCampaign *c)
{
    DbRows rows = db_query(a, db, &SQL_survei_targets, db_i64(c->id));
    while (c->ntargets < SURVEI_SERVICES && db_next(&rows)) {
        SurveiTarget *t = &c->targets[c->ntargets++];
        t->service_id = db_get_i64(&rows);
        t->population = db_get_i64(&rows);
        t->quota      = db_get_i64(&rows);
        t->name       = db_get_text(&rows);
        t->name_en    = db_get_text(&rows);
        t->online     = db_get_bool(&rows);
    }
    return db_done(&rows);
}

static Err found(Arena *a, Db *db, DbRows rows, bool asked, SurveiCampaign *out)
{
    bool there;

    *out = (SurveiCampaign){0};
    if ((there = db_next(&rows))) {
        read_campaign(&rows, out);
        out->runs = asked && db_get_bool(&rows);
    }
    TRY(db_done(&rows));
    if (!there)
        return FAIL(ERR_NOT_FOUND, "no such campaign within reach");
    if (survei_known(a, db, out))
        return NO_ERR;
    TRY(read_forms(a, db, out));
    TRY(read_questions(a, db, out));
    TRY(read_targets(a, db, out));
    survei_know(db, out);
    return NO_ERR;
}

Err survei_by_slug(Arena *a, Db *db, Str slug, SurveiCampaign *out)
{
    return found(a, db, db_query(a, db, &SQL_survei_by_slug, db_text(slug)), false, out);
}

Err survei_by_kiosk(Arena *a, Db *db, Str secret, SurveiCampaign *out)
{
    return found(a, db, db_query(a, db, &SQL_survei_by_kiosk, db_text(secret)), false, out);
}

Err survei_find(Arena *a, Db *db, const UnitAsker *by, i64 id, SurveiCampaign *out)
{
    return found(a, db, db_query(a, db, &SQL_survei_find, db_i64(id), db_i64(by->instansi_id), db_i64(by->user_id),
                                 db_i64(by->role_bits), db_date(by->today), db_i64(SURVEI_RUNS)), true, out);
}

Err survei_raw(Arena *a, Db *db, i64 id, SurveiCampaign *out)
{
    return found(a, db, db_query(a, db, &SQL_survei_campaign_raw, db_i64(id)), false, out);
}

/* --- what a campaign asks --- */

Err survei_dress(SurveiCampaign *c, const SurveiPacks *packs)
{
    for (int i = 0; i < c->nforms; i++) {
        SurveiForm *f = &c->forms[i];
        f->pack  = survei_pack(packs, f->pack_id);
        f->scale = f->pack ? survei_scale(f->pack, f->points) : NULL;
        if (!f->scale || f->pack->nelements != f->elements)
            return FAIL(ERR_NOT_FOUND, "an instrument of the campaign is not here any more");
    }
    return NO_ERR;
}

Date survei_today(const SurveiCampaign *c, Instant now)
{
    return instant_date(now, c->utc_minutes);
}

bool survei_answerable(const SurveiCampaign *c, Date today)
{
    return c->state == SURVEI_OPEN && c->opens_on.days <= today.days && today.days <= c->closes_on.days;
}

Date survei_until(const SurveiCampaign *c)
{
    return c->closed_on.days && c->closed_on.days < c->closes_on.days ? c->closed_on : c->closes_on;
}

int survei_marks_from(const SurveiCampaign *c, int form)
{
    int n = 0;
    for (int i = 0; i < form; i++)
        n += c->forms[i].elements;
    return n;
}

int survei_marks(const SurveiCampaign *c)
{
    int n = survei_marks_from(c, c->nforms);
    for (int i = 0; i < c->nquestions; i++)
        n += !c->questions[i].text;
    return n;
}

int survei_options(const SurveiQuestion *q)
{
    int n = 0;
    for (Str rest = q->options; rest.len;)
        n += str_trim(str_cut(&rest, '\n')).len > 0;
    return n;
}

Msg survei_flag_msg(int flag)
{
    static const Msg msgs[SURVEI_FLAGS] = {MSG_survei_flag_straight, MSG_survei_flag_quick, MSG_survei_flag_burst,
                                           MSG_survei_flag_alike, MSG_survei_flag_early};
    return msgs[flag];
}

Msg survei_flag_why_msg(int flag)
{
    static const Msg msgs[SURVEI_FLAGS] = {MSG_survei_why_straight, MSG_survei_why_quick, MSG_survei_why_burst,
                                           MSG_survei_why_alike, MSG_survei_why_early};
    return msgs[flag];
}
