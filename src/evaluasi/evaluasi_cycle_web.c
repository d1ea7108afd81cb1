/* The table of addresses of cycles, the list of them, and the page that says how one stands. */
#include "evaluasi/evaluasi_cycle_web.h"

#include "evaluasi/evaluasi_cycle_tell.h"

#include "evaluasi_cycle.sql.h"

/* --- what every page begins with --- */

Url cycle_url(Req *r, const Siklus *c, const char *rest)
{
    return url_for(r, "/siklus/%lld%s", (long long)c->is.id, rest);
}

Str cycle_name(Req *r, const Siklus *c)
{
    return say_args(r->arena, r->lang, MSG_cycle_of, html_bare_i64(r, c->is.year));
}

Err cycle_page(Req *r, Msg title, bool runs, Siklus *c, EvalLimits *law)
{
    UnitAsker by = unit_asker(r, CYCLE_RUNS);

    TRY(runs ? evaluasi_cycle_run(r->arena, r->db, &by, r->id, c)
             : evaluasi_cycle_find(r->arena, r->db, &by, r->id, c));
    TRY(evaluasi_cycle_limits(r->arena, r->web->regulasi, c, law));
    r->page.section = S("siklus");
    r->page.title   = title ? say(r->lang, title) : cycle_name(r, c);
    crumb_add(r, say(r->lang, MSG_cycle_title), url_for(r, "/siklus"));
    if (title)
        crumb_add(r, cycle_name(r, c), cycle_url(r, c, ""));
    return NO_ERR;
}

Str cycle_span(Req *r, const EvalWindow *w)
{
    if (!w->opens_on.days)
        return say(r->lang, MSG_cycle_always_open);
    return say_args(r->arena, r->lang, MSG_cycle_from_until, say_date(r->arena, r->lang, w->opens_on),
                    say_date(r->arena, r->lang, w->closes_on));
}

Tag cycle_window_tag(Req *r, const EvalWindow *w)
{
    if (!w->opens_on.days)
        return (Tag){TONE_NONE, say(r->lang, MSG_cycle_no_days)};
    if (r->today.days < w->opens_on.days)
        return (Tag){TONE_NONE, say(r->lang, MSG_cycle_to_come)};
    if (r->today.days > w->closes_on.days)
        return (Tag){TONE_NONE, say(r->lang, MSG_cycle_over)};
    return (Tag){w->closes_on.days - r->today.days < 7 ? TONE_WARN : TONE_GOOD, say(r->lang, MSG_cycle_open_now)};
}

void cycle_cell(Req *r, Filter *f, const char *name, Str value, Str label)
{
    *list_add(r->arena, &f->choices) = (ChoiceView){value, label, {0}, str_eq(query_get(r, name), value)};
}

/* --- the list --- */

static const Col cols[] = {
    {"tahun",    MSG_cycle_col_year,   COL_TEXT},
    {"mulai",    MSG_cycle_col_opens,  COL_DATE},
    {"selesai",  MSG_cycle_col_closes, COL_DATE},
    {"sekarang", MSG_cycle_col_now,    COL_TEXT},
    {"cara",     MSG_cycle_col_how,    COL_TEXT},
};

static bool uses_window(const Siklus *c, int window)
{
    return window != WINDOW_PENDAHULUAN || c->is.pendahuluan;
}

static void joined(Req *r, Str *to, Str more)
{
    *to = to->len ? str_fmt(r->arena, "%.*s, %.*s", STRF(*to), STRF(more)) : more;
}

static Str open_now(Req *r, const Siklus *c)
{
    Str out = {0};
    for (int i = 0; i < WINDOWS; i++) {
        const EvalWindow *w = &c->windows[i];
        if (w->opens_on.days && w->opens_on.days <= r->today.days && r->today.days <= w->closes_on.days)
            joined(r, &out, say(r->lang, evaluasi_window_msg(i)));
    }
    return out;
}

static Str how(Req *r, const Siklus *c)
{
    Str out = {0};
    if (c->is.pendahuluan)
        joined(r, &out, say(r->lang, MSG_evaluasi_stage_pendahuluan));
    joined(r, &out, say(r->lang, c->is.blind ? MSG_cycle_how_blind : MSG_cycle_how_single));
    return out;
}

static EvalWindow whole(const Siklus *c)
{
    EvalWindow all = {0};
    for (int i = 0; i < WINDOWS; i++) {
        const EvalWindow *w = &c->windows[i];
        if (!w->opens_on.days)
            continue;
        if (!all.opens_on.days || w->opens_on.days < all.opens_on.days)
            all.opens_on = w->opens_on;
        if (w->closes_on.days > all.closes_on.days)
            all.closes_on = w->closes_on;
    }
    return all;
}

Err cycle_page_all(Req *r)
{
    UnitAsker by   = unit_asker(r, CYCLE_RUNS);
    Table     t    = {.name = "siklus", .cols = cols, .cols_count = countof(cols)};
    bool      runs = false;
    Sikluses  all;

    TRY(evaluasi_cycle_may_run(*r->arena, r->db, &by, &runs));
    TRY(evaluasi_cycles(r->arena, r->db, &by, &all));
    r->page.title   = say(r->lang, MSG_cycle_title);
    r->page.lead    = say(r->lang, MSG_cycle_lead);
    r->page.section = S("siklus");
    if (runs) {
        r->page.action      = url_for(r, "/siklus/baru");
        r->page.action_text = say(r->lang, MSG_cycle_new);
    }
    t.caption = say(r->lang, MSG_cycle_title);
    t.empty   = say(r->lang, runs ? MSG_cycle_none_begin : MSG_cycle_none);
    for (isize i = 0; i < all.count; i++) {
        const Siklus *c    = &all.at[i];
        EvalWindow    span = whole(c);
        Cell         *cell = table_row(r, &t);
        cell[0].text = html_bare_i64(r, c->is.year);
        cell[0].url  = cycle_url(r, c, "");
        cell[1]      = (Cell){.date = span.opens_on, .none = !span.opens_on.days};
        cell[2]      = (Cell){.date = span.closes_on, .none = !span.opens_on.days};
        cell[3].text = open_now(r, c);
        cell[4].text = how(r, c);
    }
    return table_show(r, &t);
}

/* --- one cycle --- */

typedef struct { i64 units, missing, teams, mine; } Counts;
typedef struct { Figures figures; Tasks tasks; Stages stages; Bars bars; LIST(Link) links; bool leads; } CycleShow;
#include "evaluasi_cycle_show.html.h"

static Err count(Req *r, const Siklus *c, Counts *out)
{
    i64    seats = SEAT_COUNT - 2 + c->is.pendahuluan + c->is.blind;
    DbRows rows  = db_query(r->arena, r->db, &SQL_cycle_counts, db_i64(c->instansi_id), db_i64(c->is.year),
                            db_i64(c->is.id), db_i64(seats), db_i64(r->user->id));
    if (db_next(&rows)) {
        out->units   = db_get_i64(&rows);
        out->missing = db_get_i64(&rows);
        out->teams   = db_get_i64(&rows);
        out->mine    = db_get_i64(&rows);
    }
    return db_done(&rows);
}

static void figure(Req *r, CycleShow *v, Msg label, i64 n, Url url)
{
    *list_add(r->arena, &v->figures.of) =
        (Figure){.label = say(r->lang, label), .value = say_i64(r->arena, r->lang, n), .url = url};
}

static void task(Req *r, CycleShow *v, Msg text, Msg hint, Url url, bool done)
{
    bool next = !done;
    for (isize i = 0; i < v->tasks.of.count; i++)
        next = next && v->tasks.of.at[i].done;
    *list_add(r->arena, &v->tasks.of) = (Task){.text = say(r->lang, text), .hint = say(r->lang, hint), .url = url,
                                               .done = done, .next = next};
}

static void add_stages(Req *r, const Siklus *c, CycleShow *v)
{
    v->stages.label = say(r->lang, MSG_cycle_dates);
    for (int i = 0; i < WINDOWS; i++) {
        const EvalWindow *w     = &c->windows[i];
        bool              begun = w->opens_on.days && r->today.days >= w->opens_on.days;
        if (!uses_window(c, i))
            continue;
        *list_add(r->arena, &v->stages.of) =
            (Stage){.text = say(r->lang, evaluasi_window_msg(i)), .when = cycle_span(r, w),
                    .done = begun && r->today.days > w->closes_on.days,
                    .now  = begun && r->today.days <= w->closes_on.days};
    }
}

static Err add_bars(Req *r, const Siklus *c, CycleShow *v)
{
    i64 at[STAGE_COUNT], most = 1;

    TRY(evaluasi_cycle_stages(*r->arena, r->db, c, at));
    for (int i = 0; i < STAGE_COUNT; i++)
        most = at[i] > most ? at[i] : most;
    v->bars.title      = say(r->lang, MSG_cycle_units_by_stage);
    v->bars.label_head = say(r->lang, MSG_cycle_col_stage);
    v->bars.value_head = say(r->lang, MSG_cycle_units);
    for (int i = 0; i < STAGE_COUNT; i++)
        if (i != STAGE_PENDAHULUAN || c->is.pendahuluan)
            *list_add(r->arena, &v->bars.of) =
                (Bar){.label = say(r->lang, evaluasi_stage_msg((EvalStage)i)),
                      .text  = say_i64(r->arena, r->lang, at[i]), .share = ratio(at[i], most),
                      .url   = c->runs ? url_for(r, "/siklus/%lld/penugasan?tahap=%s", (long long)c->is.id,
                                                 evaluasi_stages[i]) : (Url){{0}}};
    return NO_ERR;
}

static void link_to(Req *r, CycleShow *v, Msg text, Url url)
{
    *list_add(r->arena, &v->links) = (Link){say(r->lang, text), url};
}

static void add_tasks(Req *r, const Siklus *c, const Counts *n, CycleShow *v)
{
    EvalWindow all = whole(c);

    if (all.opens_on.days && n->teams && n->units && !n->missing)
        return;
    v->tasks.title = say(r->lang, MSG_cycle_prepare);
    task(r, v, MSG_cycle_task_dates, MSG_cycle_task_dates_hint, cycle_url(r, c, "/atur"), all.opens_on.days);
    task(r, v, MSG_cycle_task_teams, MSG_cycle_task_teams_hint, cycle_url(r, c, "/tim"), n->teams);
    task(r, v, MSG_cycle_task_ties, MSG_cycle_task_ties_hint, cycle_url(r, c, "/ikatan"), n->units && !n->missing);
    task(r, v, MSG_cycle_task_seats, MSG_cycle_task_seats_hint, cycle_url(r, c, "/penugasan/usul"),
         n->units && !n->missing);
}

Err cycle_page_show(Req *r)
{
    Siklus     c;
    EvalLimits law;
    Counts     n = {0};
    CycleShow  v = {0};

    TRY(cycle_page(r, MSG_NONE, false, &c, &law));
    TRY(count(r, &c, &n));
    v.leads      = c.runs || may(r, WHO(PIMPINAN));
    r->page.lead = how(r, &c);
    add_stages(r, &c, &v);
    if (v.leads) {
        figure(r, &v, MSG_cycle_units, n.units, c.runs ? cycle_url(r, &c, "/penugasan") : (Url){{0}});
        figure(r, &v, MSG_cycle_units_open, n.missing,
               c.runs ? cycle_url(r, &c, "/penugasan?kursi=kosong") : (Url){{0}});
        figure(r, &v, MSG_cycle_teams, n.teams, c.runs ? cycle_url(r, &c, "/tim") : (Url){{0}});
        TRY(add_bars(r, &c, &v));
    }
    if (n.mine)
        figure(r, &v, MSG_cycle_units_mine, n.mine, cycle_url(r, &c, "/penugasan?saya=1"));
    if (c.runs)
        add_tasks(r, &c, &n, &v);
    link_to(r, &v, MSG_cycle_dates, cycle_url(r, &c, "/jadwal"));
    if (may(r, WHO_ASSESSES))
        link_to(r, &v, MSG_cycle_seats, cycle_url(r, &c, "/penugasan"));
    if (c.runs)
        link_to(r, &v, MSG_cycle_teams, cycle_url(r, &c, "/tim"));
    if (may(r, WHO_ASSESSES))
        link_to(r, &v, MSG_cycle_ties, cycle_url(r, &c, "/ikatan"));
    if (c.runs) {
        r->page.action      = cycle_url(r, &c, "/atur");
        r->page.action_text = say(r->lang, MSG_cycle_edit);
    }
    view_evaluasi_cycle_show(r, &v);
    return NO_ERR;
}

/* --- the table --- */

static const char WALL[] = "one's own instansi";
static const char RUNS[] = "INSPEKTUR for the whole instansi";
static const char SELF[] = "one's own; all with INSPEKTUR for the whole instansi";

#define ASSESSES WHO_ASSESSES

static const Route rows[] = {
    {GET,  "/siklus",                    CYCLE_READS, READS,  cycle_page_all,       WALL},
    {GET,  "/siklus/baru",               CYCLE_RUNS,  READS,  cycle_page_new,       RUNS},
    {POST, "/siklus/baru",               CYCLE_RUNS,  WRITES, cycle_make,           RUNS},
    {GET,  "/siklus/:id",                CYCLE_READS, READS,  cycle_page_show,      WALL},
    {GET,  "/siklus/:id/atur",           CYCLE_RUNS,  READS,  cycle_page_settings,  RUNS},
    {POST, "/siklus/:id/atur",           CYCLE_RUNS,  WRITES, cycle_settings,       RUNS},
    {GET,  "/siklus/:id/jadwal",         CYCLE_READS, READS,  cycle_page_dates,     WALL},
    {GET,  "/siklus/:id/jadwal.ics",     CYCLE_READS, READS,  cycle_ics,            WALL},
    {POST, "/siklus/:id/langganan",      CYCLE_RUNS,  WRITES, cycle_set_feed,       RUNS},
    {GET,  "/kalender/:token",           ANYONE,      READS,  cycle_feed,           "dates alone, by a secret address"},
    {GET,  "/siklus/:id/tim",            CYCLE_RUNS,  READS,  cycle_page_teams,     RUNS},
    {GET,  "/siklus/:id/tim/baru",       CYCLE_RUNS,  READS,  cycle_page_team_new,  RUNS},
    {POST, "/siklus/:id/tim/baru",       CYCLE_RUNS,  WRITES, cycle_team,           RUNS},
    {GET,  "/siklus/:id/tim/:id",        CYCLE_RUNS,  READS,  cycle_page_team,      RUNS},
    {POST, "/siklus/:id/tim/:id",        CYCLE_RUNS,  WRITES, cycle_team,           RUNS},
    {POST, "/siklus/:id/tim/:id/hapus",  CYCLE_RUNS,  WRITES, cycle_team_drop,      RUNS},
    {GET,  "/siklus/:id/ikatan",         ASSESSES,    READS,  cycle_page_ties,      SELF, .flags = ROUTE_SLOW},
    {POST, "/siklus/:id/ikatan",         ASSESSES,    WRITES, cycle_tie,            SELF},
    {GET,  "/siklus/:id/ikatan/:id",     CYCLE_RUNS,  READS,  cycle_page_tie_end,   RUNS},
    {POST, "/siklus/:id/ikatan/:id",     CYCLE_RUNS,  WRITES, cycle_tie_end,        RUNS},
    {GET,  "/siklus/:id/penugasan",      ASSESSES,    READS,  cycle_page_seats,     SELF, .flags = ROUTE_SLOW},
    {GET,  "/siklus/:id/penugasan/usul", CYCLE_RUNS,  READS,  cycle_page_proposal,  RUNS, .flags = ROUTE_SLOW},
    {POST, "/siklus/:id/penugasan/usul", CYCLE_RUNS,  WRITES, cycle_accept,         RUNS},
    {GET,  "/siklus/:id/penugasan/ganti", CYCLE_RUNS, READS,  cycle_page_hand_over, RUNS, .flags = ROUTE_SLOW},
    {POST, "/siklus/:id/penugasan/ganti", CYCLE_RUNS, WRITES, cycle_hand_over,      RUNS},
    {GET,  "/siklus/:id/penugasan/:id",  CYCLE_RUNS,  READS,  cycle_page_unit,      RUNS, .flags = ROUTE_SLOW},
    {POST, "/siklus/:id/penugasan/:id",  CYCLE_RUNS,  WRITES, cycle_unit,           RUNS},

    {GET,  "/api/v1/siklus",               CYCLE_READS, READS, cycle_api_all,       WALL, .gives = &gives_cycle,
     .about = MSG_cycle_api_all, .flags = ROUTE_MANY},
    {GET,  "/api/v1/siklus/:id/penugasan", ASSESSES,    READS, cycle_api_seats,     SELF, .gives = &gives_cycle_seats,
     .about = MSG_cycle_api_seats_all, .flags = ROUTE_MANY | ROUTE_SLOW},
    {GET,  "/api/v1/siklus/:id/tim",       CYCLE_RUNS,  READS, cycle_api_teams,     RUNS, .gives = &gives_cycle_team,
     .about = MSG_cycle_api_teams, .flags = ROUTE_MANY | ROUTE_SLOW},
    {GET,  "/api/v1/siklus/:id/ikatan",    ASSESSES,    READS, cycle_api_ties,      SELF, .gives = &gives_cycle_tie,
     .about = MSG_cycle_api_ties, .flags = ROUTE_MANY | ROUTE_SLOW},
};

const Room evaluasi_cycle_room = {.name = "evaluasi", .routes = rows, .count = countof(rows),
                                  .kinds = evaluasi_cycle_kinds, .kinds_count = CYCLE_KINDS,
                                  .remind = evaluasi_cycle_remind, .about = MSG_evaluasi_title};
