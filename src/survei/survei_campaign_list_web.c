/* GET /survei: what the asker reaches; and the same for programs. */
#include "survei/survei_campaign_web.h"
#include "web/api.h"

static const Col cols[] = {
    {"judul",    MSG_campaign_col_title,  COL_TEXT},   {"unit",    MSG_campaign_col_unit,   COL_TEXT},
    {"kode",     MSG_campaign_col_code,   COL_TEXT, .only_export = true},
    {"alamat",   MSG_campaign_col_slug,   COL_TEXT, .only_export = true},
    {"alat",     MSG_campaign_col_forms,  COL_TEXT},   {"mulai",   MSG_campaign_col_opens,  COL_DATE},
    {"selesai",  MSG_campaign_col_closes, COL_DATE},
    {"cara",     MSG_campaign_col_mode,   COL_TEXT, .only_export = true},
    {"keadaan",  MSG_campaign_col_state,  COL_STATE},  {"jawaban", MSG_campaign_col_n,      COL_NUMBER},
    {"sasaran",  MSG_campaign_col_quota,  COL_NUMBER}, {"indeks",  MSG_campaign_col_index,  COL_TEXT},
};

enum { C_TITLE, C_UNIT, C_CODE, C_SLUG, C_FORMS, C_OPENS, C_CLOSES, C_MODE, C_STATE, C_N, C_QUOTA, C_INDEX };
enum { UNITS_MOST = 300 };

/* --- one row --- */

/* "IPAK 3,71 · IPKP 3,60"; nothing of so few that one might be known by it. */
static Str index_of(Req *r, const SurveiListRow *c)
{
    Str out = {0};

    for (int i = 0; i < c->nforms; i++) {
        const SurveiListForm *f = &c->forms[i];
        const SurveiPack     *p = survei_pack(r->web->survei, f->pack_id);
        const SurveiScale    *s = p ? survei_scale(p, f->points) : NULL;
        if (!s || !f->total || f->n < survei_set(p, SURVEI_GROUP_LEAST))
            continue;
        Str index = survei_index(r->arena, p, survei_index_of(p, s, f->n, f->total), r->lang == LANG_ID ? ',' : '.');
        out = str_fmt(r->arena, "%.*s%s%.*s\u00a0%.*s", STRF(out), out.len ? " · " : "", STRF(p->index),
                      STRF(index));
    }
    return out;
}

static Str forms_of(Req *r, const SurveiListRow *c)
{
    Str out = {0};
    for (int i = 0; i < c->nforms; i++) {
        const SurveiPack *p = survei_pack(r->web->survei, c->forms[i].pack_id);
        out = str_fmt(r->arena, "%.*s%s%.*s", STRF(out), i ? ", " : "", STRF(p ? p->name : c->forms[i].pack_id));
    }
    return out;
}

static void add_row(Req *r, Table *t, const SurveiListRow *c)
{
    Cell *x   = table_row(r, t);
    Date  day = instant_date(r->now, c->utc_minutes);
    Tag   tag = campaign_tag(r, day, c->state, c->opens_on, c->closes_on, c->published_at);

    x[C_TITLE]  = (Cell){.text = c->title, .url = url_for(r, "/survei/%lld", (long long)c->id)};
    x[C_UNIT]   = (Cell){.text = c->unit_name};
    x[C_CODE]   = (Cell){.text = c->unit_code};
    x[C_SLUG]   = (Cell){.text = c->slug};
    x[C_FORMS]  = (Cell){.text = forms_of(r, c)};
    x[C_OPENS]  = (Cell){.date = c->opens_on};
    x[C_CLOSES] = (Cell){.date = c->closes_on};
    x[C_MODE]   = (Cell){.text = say(r->lang, campaign_mode_msg(c->mode))};
    x[C_STATE]  = (Cell){.text = tag.text, .tone = tag.tone};
    x[C_N]      = (Cell){.number = c->n};
    x[C_QUOTA]  = (Cell){.number = c->quota, .none = !c->quota};
    x[C_INDEX]  = (Cell){.text = index_of(r, c)};
    x[C_INDEX].none = !x[C_INDEX].text.len;
}

/* --- what the address asks --- */

static const struct { const char *code; Msg msg; } states[] = {
    {"draft", MSG_campaign_state_draft},   {"open", MSG_campaign_state_open},
    {"closed", MSG_campaign_state_closed}, {"published", MSG_campaign_state_published},
};

static SurveiWanted asked(Req *r)
{
    SurveiWanted ask   = {.search = query_get(r, "cari")};
    Str       state = query_get(r, "keadaan");
    i64       year  = 0;

    for (isize i = 0; i < r->web->survei->packs.count; i++) {
        i64 least = survei_set(r->web->survei->packs.at[i], SURVEI_GROUP_LEAST);
        ask.least = least > ask.least ? least : ask.least;
    }
    for (isize i = 0; i < countof(states); i++)
        if (str_is(state, states[i].code))
            ask.state = state;
    if (str_i64(query_get(r, "tahun"), &year) && year >= 2000 && year < 2200)
        ask.year = (int)year;
    if (!str_i64(query_get(r, "unit"), &ask.unit_id) || ask.unit_id < 0)
        ask.unit_id = 0;
    return ask;
}

static void cut(SurveiWanted *ask, const TableAsk *t)
{
    ask->most  = t->most;
    ask->after = t->after;
    switch (t->col) {
    case -1:       break;
    case C_OPENS:  ask->sort = t->down ? SORT_OPENS_DOWN : SORT_OPENS; break;
    case C_CLOSES: ask->sort = t->down ? SORT_CLOSES_DOWN : SORT_CLOSES; break;
    case C_UNIT:   ask->sort = t->down ? SORT_UNIT_DOWN : SORT_UNIT; break;
    case C_TITLE:  ask->sort = t->down ? SORT_TITLE_DOWN : SORT_TITLE; break;
    default:
        ask->sort = t->down ? SORT_KEY_DOWN : SORT_KEY;
        ask->key  = str_of(cols[t->col].key);
    }
}

/* --- its filters --- */

static void choice(Req *r, Filter *f, Str value, Str label)
{
    *list_add(r->arena, &f->choices) =
        (ChoiceView){value, label, {0}, str_eq(query_get(r, str_c(r->arena, f->name)), value)};
}

static Filter *filter(Req *r, Table *t, const char *name, Msg label)
{
    Filter *f = list_add(r->arena, &t->filters);
    *f = (Filter){.name = str_of(name), .label = say(r->lang, label)};
    choice(r, f, (Str){0}, say(r->lang, MSG_campaign_all));
    return f;
}

/* Who sees one unit alone needs no column that says so. */
static void hide_unit(Req *r, Table *t)
{
    Col *own = new(r->arena, Col, t->cols_count);
    for (isize i = 0; i < t->cols_count; i++)
        own[i] = t->cols[i];
    own[C_UNIT].only_export = true;
    t->cols = own;
}

static Err add_filters(Req *r, Table *t)
{
    UnitAsker by    = unit_asker(r, SURVEI_READS);
    Units     units = {0};
    int       first, last;
    Filter   *f = filter(r, t, "keadaan", MSG_campaign_col_state);

    for (isize i = 0; i < countof(states); i++)
        choice(r, f, str_of(states[i].code), say(r->lang, states[i].msg));
    TRY(survei_list_years(*r->arena, r->db, r->user->instansi_id, &first, &last));
    if (first) {
        f = filter(r, t, "tahun", MSG_campaign_year);
        for (int y = last; y >= first; y--)
            choice(r, f, html_bare_i64(r, y), html_bare_i64(r, y));
    }
    TRY(unit_reached(r->arena, r->db, &by, &units));
    if (units.count < 2)
        hide_unit(r, t);
    if (units.count < 2 || units.count > UNITS_MOST)
        return NO_ERR;                          /* of more, one searches */
    f = filter(r, t, "unit", MSG_campaign_col_unit);
    for (isize i = 0; i < units.count; i++)
        choice(r, f, html_bare_i64(r, units.at[i].id), units.at[i].facts.name);
    return NO_ERR;
}

Err campaign_list(Req *r)
{
    UnitAsker  by  = unit_asker(r, SURVEI_READS);
    SurveiWanted  ask = asked(r);
    SurveiList all;
    Table      t = {.name = "survei", .caption = say(r->lang, MSG_campaign_title), .cols = cols,
                    .cols_count = countof(cols), .search = true, .part = true};

    r->page.title   = say(r->lang, MSG_campaign_title);
    r->page.lead    = say(r->lang, MSG_campaign_lead);
    r->page.section = S("survei");
    t.empty         = say(r->lang, may(r, SURVEI_RUNS) ? MSG_campaign_none_begin : MSG_campaign_none);
    if (may(r, SURVEI_RUNS)) {
        r->page.action      = url_for(r, "/survei/baru");
        r->page.action_text = say(r->lang, MSG_campaign_new);
        page_quiet(r, say(r->lang, MSG_campaign_services), url_for(r, "/survei/layanan"));
    }
    page_quiet(r, say(r->lang, MSG_follow_title), url_for(r, "/survei/tindak"));
    t.of = INT32_MAX;
    TableAsk page = table_ask(r, &t);
    cut(&ask, &page);
    TRY(survei_list(r->arena, r->db, &by, &ask, &all, &t.of));
    if (!all.count && t.of) {                   /* a page beyond the last */
        page      = table_ask(r, &t);
        ask.after = page.after;
        TRY(survei_list(r->arena, r->db, &by, &ask, &all, &t.of));
    }
    for (isize i = 0; i < all.count; i++)
        add_row(r, &t, &all.at[i]);
    TRY(add_filters(r, &t));
    return table_show(r, &t);
}

/* --- for programs --- */

static const char *const state_names[] = {"draft", "open", "closed", NULL};
static const char *const mode_names[]  = {"open", "token", "strict", NULL};

typedef struct { Str instrument; i64 scale; Str index; i64 n; } FormOut;

static const Give form_gives[] = {
    GIVE(FormOut, instrument, G_TEXT, MSG_campaign_api_instrument),
    GIVE(FormOut, scale, G_I64, MSG_campaign_api_scale),
    GIVE(FormOut, n, G_I64, MSG_campaign_col_n),
    GIVE(FormOut, index, G_TEXT, MSG_campaign_api_index, .maybe = true),
};
static const Gives gives_form = GIVES(FormOut, "SurveyInstrument", MSG_campaign_api_form, form_gives);

typedef struct {
    i64  id, answers, target;
    Str  unit_code, unit_name, title, slug, mode, state;
    Date opens_on, closes_on;
    Instant published_at;
    LIST(FormOut) instruments;
} RowOut;

#define ROW_GIVES(T)                                                            \
    GIVE(T, id, G_ID, MSG_campaign_api_id),                                     \
    GIVE(T, unit_code, G_TEXT, MSG_campaign_col_code),                          \
    GIVE(T, unit_name, G_TEXT, MSG_campaign_col_unit),                          \
    GIVE(T, title, G_TEXT, MSG_campaign_col_title),                             \
    GIVE(T, slug, G_TEXT, MSG_campaign_col_slug),                               \
    GIVE(T, mode, G_ENUM, MSG_campaign_col_mode, .choices = mode_names),        \
    GIVE(T, state, G_ENUM, MSG_campaign_col_state, .choices = state_names),     \
    GIVE(T, opens_on, G_DATE, MSG_campaign_col_opens),                          \
    GIVE(T, closes_on, G_DATE, MSG_campaign_col_closes),                        \
    GIVE(T, published_at, G_AT, MSG_campaign_api_published),                    \
    GIVE(T, answers, G_I64, MSG_campaign_col_n),                                \
    GIVE(T, target, G_I64, MSG_campaign_col_quota),                             \
    GIVE(T, instruments, G_LIST, MSG_campaign_col_forms, .of = &gives_form)

static const Give row_gives[] = {ROW_GIVES(RowOut)};
const Gives gives_survei = GIVES(RowOut, "Survey", MSG_campaign_api_one, row_gives);

typedef struct { i64 id, population, quota, answers; Str name; bool online; } TargetOut;

static const Give target_gives[] = {
    GIVE(TargetOut, id, G_ID, MSG_campaign_api_service_id),
    GIVE(TargetOut, name, G_TEXT, MSG_campaign_service),
    GIVE(TargetOut, online, G_BOOL, MSG_campaign_online),
    GIVE(TargetOut, population, G_I64, MSG_campaign_population),
    GIVE(TargetOut, quota, G_I64, MSG_campaign_quota),
    GIVE(TargetOut, answers, G_I64, MSG_campaign_col_n),
};
static const Gives gives_target = GIVES(TargetOut, "SurveyService", MSG_campaign_api_service, target_gives);

typedef struct {
    i64  id, answers, target, waiting;
    Str  unit_code, unit_name, title, slug, mode, state;
    Date opens_on, closes_on, served_from;
    Instant published_at;
    LIST(FormOut) instruments;
    LIST(TargetOut) services;
} WholeOut;

static const Give whole_gives[] = {
    ROW_GIVES(WholeOut),
    GIVE(WholeOut, served_from, G_DATE, MSG_campaign_served_from),
    GIVE(WholeOut, waiting, G_I64, MSG_campaign_waiting),
    GIVE(WholeOut, services, G_LIST, MSG_campaign_services, .of = &gives_target),
};
const Gives gives_survei_whole = GIVES(WholeOut, "SurveyWhole", MSG_campaign_api_whole, whole_gives);

typedef struct { i64 year; Str state; } ApiAsked;
static const Choice api_states[] = {
    {"draft", MSG_campaign_state_draft},   {"open", MSG_campaign_state_open},
    {"closed", MSG_campaign_state_closed}, {"published", MSG_campaign_state_published}, {0}};

const Field survei_api_fields[SURVEI_API_FIELDS] = {
    {.name = "tahun", .offset = offsetof(ApiAsked, year), .kind = F_I64, .label = MSG_campaign_year},
    {.name = "keadaan", .offset = offsetof(ApiAsked, state), .kind = F_CHOICE, .label = MSG_campaign_col_state,
     .choices = api_states},
};

static FormOut form_out(Req *r, Str pack_id, int points, i64 n, i64 total)
{
    const SurveiPack  *p = survei_pack(r->web->survei, pack_id);
    const SurveiScale *s = p ? survei_scale(p, points) : NULL;
    FormOut            o = {.instrument = pack_id, .scale = points, .n = n};

    if (s && total && n >= survei_set(p, SURVEI_GROUP_LEAST))
        o.index = survei_index(r->arena, p, survei_index_of(p, s, n, total), '.');
    return o;
}

Err campaign_api_list(Req *r)
{
    UnitAsker    by     = unit_asker(r, SURVEI_READS);
    Issues       issues = {.arena = r->arena};
    ApiAsked     in     = {0};
    SurveiList   all;
    LIST(RowOut) out = {0};
    i64          of;

    form_read(r, survei_api_fields, SURVEI_API_FIELDS, &in, &issues);
    if (issues.count)
        return api_refuse(r, &issues);
    SurveiWanted ask = {.state = in.state, .most = TABLE_MAX};
    if (in.year >= 2000 && in.year < 2200)
        ask.year = (int)in.year;
    TRY(survei_list(r->arena, r->db, &by, &ask, &all, &of));
    for (isize i = 0; i < all.count; i++) {
        const SurveiListRow *c = &all.at[i];
        RowOut              *o = list_add(r->arena, &out);
        *o = (RowOut){.id = c->id, .answers = c->n, .target = c->quota, .unit_code = c->unit_code,
                      .unit_name = c->unit_name, .title = c->title, .slug = c->slug,
                      .mode = str_of(mode_names[c->mode]), .state = str_of(state_names[c->state]),
                      .opens_on = c->opens_on, .closes_on = c->closes_on, .published_at = c->published_at};
        for (int f = 0; f < c->nforms; f++)
            *list_add(r->arena, &o->instruments) =
                form_out(r, c->forms[f].pack_id, c->forms[f].points, c->forms[f].n, c->forms[f].total);
    }
    return api_give_all(r, &out);
}

static Err put_forms(Req *r, const SurveiCampaign *c, WholeOut *o)
{
    bool told = c->state == SURVEI_CLOSED && !o->waiting;

    for (int f = 0; f < c->nforms; f++) {
        SurveiCells all = {0};
        TRY(survei_cells(r->arena, r->db, c, f, CUT_ALL, &all));
        *list_add(r->arena, &o->instruments) = form_out(r, c->forms[f].pack_id, c->forms[f].points,
                                                        all.count ? all.at[0].n : 0,
                                                        told && all.count ? all.at[0].total : 0);
    }
    return NO_ERR;
}

Err campaign_api_one(Req *r)
{
    UnitAsker      by = unit_asker(r, SURVEI_READS);
    SurveiCampaign c;
    SurveiCells    cells = {0};

    TRY(survei_find(r->arena, r->db, &by, r->id, &c));
    TRY(survei_cells(r->arena, r->db, &c, 0, CUT_SERVICE, &cells));
    WholeOut o = {.id = c.id, .answers = c.n, .unit_code = c.unit_code, .unit_name = c.unit_name, .title = c.title,
                  .slug = c.slug, .mode = str_of(mode_names[c.mode]), .state = str_of(state_names[c.state]),
                  .opens_on = c.opens_on, .closes_on = c.closes_on, .served_from = c.served_from,
                  .published_at = c.published_at};
    TRY(survei_waiting(*r->arena, r->db, c.id, &o.waiting));
    TRY(put_forms(r, &c, &o));
    for (int i = 0; i < c.ntargets; i++) {
        const SurveiTarget *t = &c.targets[i];
        TargetOut          *x = list_add(r->arena, &o.services);
        *x = (TargetOut){t->service_id, t->population, t->quota, 0, t->name, t->online};
        for (isize k = 0; k < cells.count; k++)
            if (cells.at[k].cell == t->service_id)
                x->answers = cells.at[k].n;
        o.target += t->quota;
    }
    api_version(r, c.version);
    return api_give(r, &o);
}
