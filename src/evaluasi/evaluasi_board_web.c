/* What waits for me: the unit's next step, my queue, my team; GET /evaluasi and the lists behind it. */
#include "evaluasi/evaluasi_board_web.h"
#include "evaluasi/evaluasi_page_web.h"

enum { SHOWN = 10, OLDEST = 5, OWN = 3 };

/* --- days --- */

static Str days_left(Req *r, Date closes)
{
    int left = closes.days - r->today.days;
    Msg text = left > 0 ? MSG_board_days_left : left < 0 ? MSG_board_days_over : MSG_board_last_day;
    return say_args(r->arena, r->lang, text, say_i64(r->arena, r->lang, left < 0 ? -left : left));
}

static int days_since(const Req *r, Instant t)
{
    return r->today.days - instant_date(t, r->utc_minutes).days;
}

static Str day_of(Req *r, Instant t)
{
    return say_date(r->arena, r->lang, instant_date(t, r->utc_minutes));
}

/* Closing days of the years of a list, each asked once. */
typedef struct { int year; BoardCloses closes; } YearCloses;
typedef LIST(YearCloses) Closings;

static Err closes_in(Req *r, Closings *all, int year, EvalStage stage, Date *out)
{
    for (isize i = 0; i < all->count; i++) {
        if (all->at[i].year == year) {
            *out = all->at[i].closes.of[stage];
            return NO_ERR;
        }
    }
    YearCloses *y = list_add(r->arena, all);
    y->year       = year;
    TRY(evaluasi_board_closes(*r->arena, r->db, r->user->instansi_id, year, &y->closes));
    *out = y->closes.of[stage];
    return NO_ERR;
}

/* --- my unit --- */

typedef struct {
    Str     title;
    Url     url;
    Tag     state;
    Stages  stages;
    bool    has_back;
    Notice  back;
    Figures figures;
    Tasks   tasks;
    Str     waits;
} OwnView;

/* The last time it came back, and why; only while it is with the unit. */
static Err put_back(Req *r, const Evaluasi *e, OwnView *o)
{
    EvalDones all = {0};

    if (e->stage != STAGE_ISI || !e->version)
        return NO_ERR;
    TRY(evaluasi_steps(r->arena, r->db, e, &all));
    const EvalDone *last = all.count ? &all.at[all.count - 1] : NULL;
    if (!last || last->to != STAGE_ISI || !last->why.len)
        return NO_ERR;
    o->has_back = true;
    o->back     = (Notice){.tone = TONE_WARN, .text = last->why,
                           .link = {say(r->lang, MSG_board_read_why), eval_url(r, e, "")}};
    o->back.title = say_args(r->arena, r->lang, MSG_board_sent_back, last->by_name, day_of(r, last->at));
    return NO_ERR;
}

static void put_figures(Req *r, const Evaluasi *e, Date closes, OwnView *o)
{
    Ratio total = {0};
    i64   asked = e->w.pack->nquestions;

    lke_exact(e->w.total, &total);
    *list_add(r->arena, &o->figures.of) = (Figure){
        .label = say(r->lang, MSG_board_points_now), .value = say_ratio(r->arena, r->lang, total, 2),
        .url   = url_for(r, "/lke/%lld", (long long)e->w.id)};
    *list_add(r->arena, &o->figures.of) = (Figure){
        .label = say(r->lang, MSG_board_answered),
        .value = say_args(r->arena, r->lang, MSG_lke_of_all, say_i64(r->arena, r->lang, e->w.answered),
                          say_i64(r->arena, r->lang, asked)),
        .url   = url_for(r, "/lke/%lld/butir?tampil=belum", (long long)e->w.id)};
    *list_add(r->arena, &o->figures.of) = (Figure){
        .label = say(r->lang, MSG_board_closes),
        .value = closes.days ? say_date(r->arena, r->lang, closes) : say(r->lang, MSG_board_no_closing),
        .note  = closes.days ? days_left(r, closes) : (Str){0}};
}

static void put_open(Req *r, const Evaluasi *e, Date closes, OwnView *o)
{
    i64 open = e->w.pack->nquestions - e->w.answered;
    *list_add(r->arena, &o->tasks.of) = (Task){
        .text = open ? say_args(r->arena, r->lang, MSG_board_open_items, say_i64(r->arena, r->lang, open))
                     : say(r->lang, MSG_board_all_answered),
        .url  = url_for(r, "/lke/%lld/butir?tampil=belum", (long long)e->w.id),
        .done = !open, .due = open ? closes : (Date){0}, .late = open && closes.days && closes.days < r->today.days};
}

static Err put_chances(Req *r, const Evaluasi *e, OwnView *o)
{
    EvalChances c = {0};

    TRY(evaluasi_chances(r->arena, r->db, r->web->regulasi, e, r->lang, &c));
    for (isize i = 0; i < c.count; i++) {
        const EvalMove *m    = c.at[i].move;
        Issues         *bars = &c.at[i].issues;
        *list_add(r->arena, &o->tasks.of) = (Task){
            .text = say(r->lang, m->msg), .hint = bars->count ? bars->at[0].text : say(r->lang, m->text),
            .url  = url_for(r, "/evaluasi/%lld/langkah/%s", (long long)e->w.id, m->name),
            .state = bars->count ? (Tag){TONE_WARN, say(r->lang, MSG_board_barred)} : (Tag){0}};
    }
    return NO_ERR;
}

/* The first that can be done now. */
static void mark_next(Tasks *t)
{
    for (isize i = 0; i < t->of.count; i++) {
        Task *x = &t->of.at[i];
        if (x->done || x->state.text.len)
            continue;
        x->next = true;
        return;
    }
}

static Err put_unit(Req *r, i64 id, Closings *calendar, OwnView *o)
{
    EvalAsker by = eval_asker(r);
    Evaluasi  e;
    Date      closes;

    TRY(evaluasi_open(r->arena, r->db, &by, r->web->regulasi, id, &e));
    TRY(closes_in(r, calendar, e.w.year, e.stage, &closes));
    *o = (OwnView){.title  = say_args(r->arena, r->lang, MSG_board_own_head, e.w.unit_name, html_bare_i64(r, e.w.year)),
                   .url    = eval_url(r, &e, ""), .state = eval_stage_tag(r, e.stage), .stages = eval_stages(r, &e)};
    TRY(put_back(r, &e, o));
    put_figures(r, &e, closes, o);
    if (e.stage == STAGE_ISI && (e.roles & WHO_FILLS))
        put_open(r, &e, closes, o);
    TRY(put_chances(r, &e, o));
    mark_next(&o->tasks);
    if (!o->tasks.of.count)
        o->waits = say_args(r->arena, r->lang, MSG_board_waits_for, say(r->lang, evaluasi_stage_msg(e.stage)));
    return NO_ERR;
}

/* --- my queue --- */

static Task queue_task(Req *r, const BoardTask *t, Date closes)
{
    i64  left = t->pack->nquestions - t->judged;
    Task out  = {.text  = say_args(r->arena, r->lang, MSG_board_own_head, t->unit_name, html_bare_i64(r, t->year)),
                 .whose = say(r->lang, evaluasi_seats[t->seat].msg), .due = closes,
                 .url   = url_for(r, "/evaluasi/%lld", (long long)t->id),
                 .late  = closes.days && closes.days < r->today.days};

    out.hint = left ? say_args(r->arena, r->lang, MSG_board_items_left, say_i64(r->arena, r->lang, left),
                               day_of(r, t->since))
                    : say_args(r->arena, r->lang, MSG_board_none_left, day_of(r, t->since));
    return out;
}

typedef struct { BoardTasks all; i64 count[TURN_DONE + 1]; } Queue;

static Err read_queue(Req *r, Queue *q)
{
    EvalAsker by = eval_asker(r);

    *q = (Queue){0};
    TRY(evaluasi_board_queue(r->arena, r->db, &by, r->user->roles, r->web->regulasi, &q->all));
    for (isize i = 0; i < q->all.count; i++)
        q->count[q->all.at[i].turn]++;
    return NO_ERR;
}

static Err put_queue(Req *r, const Queue *q, Closings *calendar, Tasks *out)
{
    for (isize i = 0; i < q->all.count && out->of.count < SHOWN; i++) {
        const BoardTask *t = &q->all.at[i];
        Date             closes;
        if (t->turn != TURN_NOW)
            continue;
        TRY(closes_in(r, calendar, t->year, t->stage, &closes));
        *list_add(r->arena, &out->of) = queue_task(r, t, closes);
    }
    mark_next(out);
    return NO_ERR;
}

static Str queue_count(Req *r, const Queue *q)
{
    return say_args(r->arena, r->lang, MSG_board_queue_count, say_i64(r->arena, r->lang, q->count[TURN_NOW]),
                    say_i64(r->arena, r->lang, q->count[TURN_LATER]), say_i64(r->arena, r->lang, q->count[TURN_DONE]));
}

static const Col queue_cols[] = {
    {"unit",   MSG_lke_col_unit,    COL_TEXT},  {"tahun",   MSG_lke_col_year,    COL_TEXT},
    {"sebagai", MSG_board_col_seat, COL_TEXT},  {"giliran", MSG_board_col_turn,  COL_STATE},
    {"tahap",  MSG_board_stage,     COL_TEXT},  {"sejak",   MSG_board_col_since, COL_DATE},
    {"belum",  MSG_board_col_left,  COL_NUMBER}, {"tenggat", MSG_board_col_closes, COL_DATE},
    {"sisa",   MSG_board_col_days,  COL_NUMBER},
};

static void queue_row(Req *r, Table *t, const BoardTask *q, Date closes)
{
    static const struct { Tone tone; Msg text; } turns[] = {
        [TURN_NOW]   = {TONE_INFO, MSG_board_turn_now},
        [TURN_LATER] = {TONE_NONE, MSG_board_turn_later},
        [TURN_DONE]  = {TONE_GOOD, MSG_board_turn_done},
    };
    bool  now = q->turn == TURN_NOW;
    Cell *c   = table_row(r, t);

    c[0] = (Cell){.text = q->unit_name, .url = url_for(r, "/evaluasi/%lld", (long long)q->id)};
    c[1].text = html_bare_i64(r, q->year);
    c[2].text = say(r->lang, evaluasi_seats[q->seat].msg);
    c[3] = (Cell){.text = say(r->lang, turns[q->turn].text), .tone = turns[q->turn].tone};
    c[4].text = say(r->lang, evaluasi_stage_msg(q->stage));
    c[5].date = instant_date(q->since, r->utc_minutes);
    c[6] = (Cell){.number = q->pack->nquestions - q->judged, .none = !now};
    c[7] = (Cell){.date = closes, .none = !closes.days};
    c[8] = (Cell){.number = closes.days - r->today.days, .none = !closes.days || !now};
}

/* GET /evaluasi/antrean */
static Err page_queue(Req *r)
{
    Queue    q;
    Closings calendar = {0};
    Table    t        = {.name = "antrean", .caption = say(r->lang, MSG_board_queue), .cols = queue_cols,
                         .cols_count = countof(queue_cols), .search = true,
                         .empty = say(r->lang, MSG_board_queue_empty)};

    r->page.section = S("evaluasi");
    crumb_add(r, say(r->lang, MSG_board_title), url_for(r, "/evaluasi"));
    r->page.title = say(r->lang, MSG_board_queue);
    r->page.lead  = say(r->lang, MSG_board_queue_lead);
    TRY(read_queue(r, &q));
    for (isize i = 0; i < q.all.count; i++) {
        Date closes;
        TRY(closes_in(r, &calendar, q.all.at[i].year, evaluasi_seats[q.all.at[i].seat].stage, &closes));
        queue_row(r, &t, &q.all.at[i], closes);
    }
    return table_show(r, &t);
}

/* --- my team --- */

static Err read_team(Req *r, BoardTeam *out)
{
    EvalAsker by = eval_asker(r);
    return evaluasi_board_team(r->arena, r->db, &by, r->user->roles, r->web->regulasi, out);
}

static bool works_now(const BoardTeamRow *row, int seat)
{
    return evaluasi_seats[seat].stage == row->t.stage && (seat != SEAT_ANGGOTA_2 || row->t.blind);
}

/* Who holds it: the people of the stage, or the unit. */
static Str holder_of(Req *r, const BoardTeamRow *row)
{
    Buf b = {.arena = r->arena};

    if (row->t.stage < STAGE_PENDAHULUAN)
        return say(r->lang, MSG_board_with_unit);
    if (row->t.stage >= STAGE_MEMENUHI)
        return (Str){0};
    for (int i = 0; i < SEAT_COUNT; i++)
        if (works_now(row, i) && row->mates[i].name.len)
            buf_addf(&b, "%s%.*s", b.len ? ", " : "", STRF(row->mates[i].name));
    return b.len ? buf_str(&b) : say(r->lang, MSG_board_with_nobody);
}

/* Of two who score blind only whether each is done; of anybody else how far. */
static Str progress_of(Req *r, const BoardTeamRow *row)
{
    Buf b = {.arena = r->arena};

    for (int i = 0; i < SEAT_COUNT; i++) {
        const BoardMate *m = &row->mates[i];
        if (!works_now(row, i) || !m->name.len)
            continue;
        Str far = row->scoring ? say(r->lang, m->final ? MSG_board_mate_final : MSG_board_mate_open)
                               : say_args(r->arena, r->lang, MSG_lke_of_all, say_i64(r->arena, r->lang, m->judged),
                                          say_i64(r->arena, r->lang, row->t.pack->nquestions));
        buf_addf(&b, "%s%.*s", b.len ? ", " : "",
                 STRF(say_args(r->arena, r->lang, MSG_board_mate, say(r->lang, evaluasi_seats[i].msg), far)));
    }
    return buf_str(&b);
}

static const Col team_cols[] = {
    {"unit",  MSG_lke_col_unit,     COL_TEXT},   {"tahun",    MSG_lke_col_year,       COL_TEXT},
    {"tahap", MSG_board_stage,      COL_STATE},  {"sejak",    MSG_board_col_since,    COL_DATE},
    {"lama",  MSG_board_col_waited, COL_NUMBER}, {"pada",     MSG_board_col_holder,   COL_TEXT},
    {"maju",  MSG_board_col_progress, COL_TEXT}, {"tenggat",  MSG_board_col_closes,   COL_DATE},
};

static void team_row(Req *r, Table *t, const BoardTeamRow *row, Date closes)
{
    bool  late = closes.days && closes.days < r->today.days, over = row->t.stage >= STAGE_MEMENUHI;
    Tag   tag  = eval_stage_tag(r, row->t.stage);
    Str   far  = progress_of(r, row), who = holder_of(r, row);
    Cell *c    = table_row(r, t);

    c[0] = (Cell){.text = row->t.unit_name, .url = url_for(r, "/evaluasi/%lld", (long long)row->t.id)};
    c[1].text = html_bare_i64(r, row->t.year);
    c[2] = late ? (Cell){.text = say_args(r->arena, r->lang, MSG_board_late, tag.text), .tone = TONE_BAD}
                : (Cell){.text = tag.text, .tone = tag.tone};
    c[3].date = instant_date(row->t.since, r->utc_minutes);
    c[4] = (Cell){.number = days_since(r, row->t.since), .none = over};
    c[5] = (Cell){.text = who, .none = !who.len};
    c[6] = (Cell){.text = far, .none = !far.len};
    c[7] = (Cell){.date = closes, .none = !closes.days};
}

static void add_stage_filter(Req *r, Table *t)
{
    Filter *f = list_add(r->arena, &t->filters);
    *f        = (Filter){.name = S("tahap"), .label = say(r->lang, MSG_board_stage)};
    *list_add(r->arena, &f->choices) = (ChoiceView){.label = say(r->lang, MSG_board_filter_all)};
    for (const Choice *c = board_stages; c->value; c++)
        *list_add(r->arena, &f->choices) = (ChoiceView){.value = str_of(c->value), .label = say(r->lang, c->label)};
}

/* How many are at each stage, each number leading to those. */
static Figures team_figures(Req *r, const BoardTeam *team)
{
    Figures f                = {0};
    i64     n[STAGE_COUNT]   = {0};

    for (isize i = 0; i < team->count; i++)
        n[team->at[i].t.stage]++;
    for (int i = 0; i < STAGE_COUNT; i++)
        if (n[i])
            *list_add(r->arena, &f.of) = (Figure){.label = say(r->lang, evaluasi_stage_msg((EvalStage)i)),
                                                  .value = say_i64(r->arena, r->lang, n[i]),
                                                  .url   = url_for(r, "/evaluasi/tim?tahap=%s", evaluasi_stages[i])};
    return f;
}

/* GET /evaluasi/tim */
static Err page_team(Req *r)
{
    BoardTeam team;
    Closings  calendar = {0};
    Str       stage    = query_get(r, "tahap");
    Table     t        = {.name = "tim", .caption = say(r->lang, MSG_board_team), .cols = team_cols,
                          .cols_count = countof(team_cols), .search = true,
                          .empty = say(r->lang, MSG_board_team_empty)};

    r->page.section = S("evaluasi");
    crumb_add(r, say(r->lang, MSG_board_title), url_for(r, "/evaluasi"));
    r->page.title = say(r->lang, MSG_board_team);
    r->page.lead  = say(r->lang, MSG_board_team_lead);
    TRY(read_team(r, &team));
    Figures figures = team_figures(r, &team);
    if (figures.of.count && !table_is_asked(r))
        view_figures(r, &figures);
    for (isize i = 0; i < team.count; i++) {
        Date closes;
        if (stage.len && !str_is(stage, evaluasi_stages[team.at[i].t.stage]))
            continue;
        TRY(closes_in(r, &calendar, team.at[i].t.year, team.at[i].t.stage, &closes));
        team_row(r, &t, &team.at[i], closes);
    }
    add_stage_filter(r, &t);
    return table_show(r, &t);
}

static Err put_oldest(Req *r, const BoardTeam *team, Closings *calendar, Tasks *out)
{
    out->title = say(r->lang, MSG_board_team_oldest);
    for (isize i = 0; i < team->count && out->of.count < OLDEST; i++) {
        const BoardTeamRow *row = &team->at[i];
        Date                closes;
        if (row->t.stage >= STAGE_MEMENUHI)
            continue;
        TRY(closes_in(r, calendar, row->t.year, row->t.stage, &closes));
        *list_add(r->arena, &out->of) = (Task){
            .text = say_args(r->arena, r->lang, MSG_board_own_head, row->t.unit_name, html_bare_i64(r, row->t.year)),
            .hint = say_args(r->arena, r->lang, MSG_board_at_holder, say(r->lang, evaluasi_stage_msg(row->t.stage)),
                             holder_of(r, row), say_i64(r->arena, r->lang, days_since(r, row->t.since))),
            .url  = url_for(r, "/evaluasi/%lld", (long long)row->t.id), .due = closes,
            .late = closes.days && closes.days < r->today.days};
    }
    return NO_ERR;
}

/* --- all of it on one page --- */

typedef struct {
    Tasks   signing;
    bool    fills, seated, leads, chief;
    LIST(OwnView) own;
    Str     own_none;
    Link    own_more, own_begin;
    Tasks   queue;
    Str     queue_none, queue_count;
    Link    queue_all;
    Figures team;
    Tasks   oldest;
    Str     team_none;
    Link    team_all;
    Figures all;
    Link    all_open;
} HomeView;
#include "evaluasi_board.html.h"

static Err put_signing(Req *r, HomeView *v)
{
    EvalAsker     by  = eval_asker(r);
    BoardSignings all = {0};

    TRY(evaluasi_board_signing(r->arena, r->db, &by, r->user->roles & BOARD_ALL, &all));
    v->signing.title = say(r->lang, MSG_board_signing);
    for (isize i = 0; i < all.count; i++) {
        const BoardSigning *s = &all.at[i];
        *list_add(r->arena, &v->signing.of) = (Task){
            .text = s->unit_name, .next = !i,
            .hint = say_args(r->arena, r->lang, MSG_board_signed_by, say(r->lang, s->move->msg), s->by_name,
                             day_of(r, s->at)),
            .url  = url_for(r, "/evaluasi/%lld/langkah/%s", (long long)s->id, s->move->name)};
    }
    return NO_ERR;
}

static Err put_own(Req *r, Closings *calendar, HomeView *v)
{
    EvalAsker by = eval_asker(r);
    BoardOwn  ids;

    v->fills = true;
    TRY(evaluasi_board_own(r->arena, r->db, &by, OWN + 1, &ids));
    for (isize i = 0; i < ids.count && i < OWN; i++)
        TRY(put_unit(r, ids.at[i], calendar, list_add(r->arena, &v->own)));
    if (ids.count > OWN)
        v->own_more = (Link){say(r->lang, MSG_board_own_more), url_for(r, "/lke")};
    if (!ids.count)
        v->own_none = say(r->lang, MSG_board_own_none);
    if (!ids.count && may(r, WHO_FILLS))
        v->own_begin = (Link){say(r->lang, MSG_board_own_begin), url_for(r, "/lke/baru")};
    return NO_ERR;
}

static Err put_seats(Req *r, Closings *calendar, HomeView *v)
{
    Queue q;

    v->seated = true;
    TRY(read_queue(r, &q));
    TRY(put_queue(r, &q, calendar, &v->queue));
    v->queue_count = queue_count(r, &q);
    v->queue_none  = say(r->lang, q.all.count ? MSG_board_queue_none : MSG_board_queue_empty);
    if (q.all.count)
        v->queue_all = (Link){say(r->lang, MSG_board_queue_all), url_for(r, "/evaluasi/antrean")};
    return NO_ERR;
}

static Err put_team(Req *r, Closings *calendar, HomeView *v)
{
    BoardTeam team;

    v->leads = true;
    TRY(read_team(r, &team));
    v->team = team_figures(r, &team);
    TRY(put_oldest(r, &team, calendar, &v->oldest));
    if (team.count)
        v->team_all = (Link){say(r->lang, MSG_board_team_all), url_for(r, "/evaluasi/tim")};
    else
        v->team_none = say(r->lang, MSG_board_team_empty);
    return NO_ERR;
}

static Err put_all(Req *r, HomeView *v)
{
    v->chief = true;
    TRY(put_signing(r, v));
    TRY(board_all_figures(r, &v->all));
    v->all_open = (Link){say(r->lang, MSG_board_all_open), url_for(r, "/evaluasi/semua")};
    return NO_ERR;
}

/* GET /evaluasi - each person's own boards, one below the other */
static Err page_home(Req *r)
{
    HomeView v        = {0};
    Closings calendar = {0};

    r->page.title   = say(r->lang, MSG_board_title);
    r->page.lead    = say(r->lang, MSG_board_lead);
    r->page.section = S("evaluasi");
    page_quiet(r, say(r->lang, MSG_board_cycles), url_for(r, "/siklus"));
    if (may(r, BOARD_OWN))
        TRY(put_own(r, &calendar, &v));
    if (may(r, BOARD_SEATS))
        TRY(put_seats(r, &calendar, &v));
    if (may(r, BOARD_LEADS))
        TRY(put_team(r, &calendar, &v));
    if (may(r, BOARD_ALL))
        TRY(put_all(r, &v));
    view_evaluasi_board(r, &v);
    return NO_ERR;
}

static const Route routes[] = {
    {GET, "/evaluasi",         BOARD_SEES,  READS, page_home,      "unit tree, or a seat"},
    {GET, "/evaluasi/antrean", BOARD_SEATS, READS, page_queue,     "own seats"},
    {GET, "/evaluasi/tim",     BOARD_LEADS, READS, page_team,      "own seats"},
    {GET, "/evaluasi/semua",   BOARD_ALL,   READS, board_page_all, "unit tree", .flags = ROUTE_SLOW},

    {GET, "/api/v1/evaluasi/antrean", BOARD_SEATS, READS, board_api_queue, "own seats", .gives = &gives_board_queue,
     .about = MSG_board_api_queue, .flags = ROUTE_MANY},
    {GET, "/api/v1/evaluasi/tim",     BOARD_LEADS, READS, board_api_team,  "own seats", .gives = &gives_board_team,
     .about = MSG_board_api_team, .flags = ROUTE_MANY, .form = board_team_fields, .form_count = BOARD_TEAM_FIELDS},
    {GET, "/api/v1/evaluasi/semua",   BOARD_ALL,   READS, board_api_all,   "unit tree", .gives = &gives_board_all,
     .about = MSG_board_api_all, .flags = ROUTE_MANY | ROUTE_SLOW, .form = board_fields,
     .form_count = BOARD_FIELDS},
};
const Room evaluasi_board_room = {"evaluasi", routes, countof(routes), .about = MSG_evaluasi_title};
