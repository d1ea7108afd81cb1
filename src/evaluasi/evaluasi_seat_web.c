/* Who assesses whom: the list, a proposal, one unit by hand, everything of one person to another. */
#include "evaluasi/evaluasi_cycle_web.h"
#include "evaluasi/evaluasi_page_web.h"

Err cycle_bench(Req *r, Msg title, bool runs, Bench *b)
{
    UnitAsker  by = unit_asker(r, CYCLE_RUNS);
    Siklus     c;
    EvalLimits law;

    TRY(cycle_page(r, title, runs, &c, &law));
    if (title != MSG_cycle_seats)
        crumb_add(r, say(r->lang, MSG_cycle_seats), cycle_url(r, &c, "/penugasan"));
    return evaluasi_bench(r->arena, r->db, &by, &c, b);
}

static Str name_of(const Bench *b, i64 user_id)
{
    int p = bench_person(b, user_id);
    return p < 0 ? (Str){0} : b->people.at[p].name;
}

/* --- the list --- */

enum { COLS_MOST = 4 + SEAT_COUNT };

static const Col unit_cols[3] = {
    {"unit",  MSG_cycle_col_unit,  COL_TEXT},
    {"kode",  MSG_cycle_col_code,  COL_TEXT, .only_export = true},
    {"tahap", MSG_cycle_col_stage, COL_STATE},
};

/* The unit, its stage if that is asked for, a column for each seat, and their state likewise. */
static isize seat_cols(const Bench *b, bool whole, Col *cols)
{
    isize n = 0;
    for (; n < countof(unit_cols) - !whole; n++)
        cols[n] = unit_cols[n];
    for (int s = 0; s < SEAT_COUNT; s++)
        if (bench_uses(b, (EvalSeat)s))
            cols[n++] = (Col){evaluasi_seats[s].name, evaluasi_seats[s].msg, COL_TEXT};
    if (whole)
        cols[n++] = (Col){"keadaan", MSG_cycle_col_state, COL_STATE};
    return n;
}

typedef enum { SEATS_FULL, SEATS_EMPTY, SEATS_UNFIT } SeatsState;

/* What is worst about the seats of a unit.  A decided unit has nothing wrong with it any more. */
static SeatsState state_of(const Bench *b, int unit)
{
    const BenchUnit *u   = &b->units.at[unit];
    SeatsState       out = SEATS_FULL;

    for (int s = 0; s < SEAT_COUNT && bench_is_open(u); s++) {
        int p = bench_person(b, u->seats[s].user_id);
        if (!bench_uses(b, (EvalSeat)s))
            continue;
        if (!u->seats[s].user_id)
            out = out == SEATS_FULL ? SEATS_EMPTY : out;
        else if (p < 0 || bench_may_sit(b, p, unit, (EvalSeat)s, NULL) != SIT_OK)
            out = SEATS_UNFIT;
    }
    return out;
}

static const char *const state_names[] = {"lengkap", "kosong", "tak-sah"};
static const Msg         state_msgs[]  = {MSG_cycle_seats_full, MSG_cycle_seats_empty, MSG_cycle_seats_unfit};

static bool wanted(Req *r, const Bench *b, int unit, SeatsState state)
{
    const BenchUnit *u     = &b->units.at[unit];
    Str              stage = query_get(r, "tahap"), seats = query_get(r, "kursi"), team = query_get(r, "tim");
    int              ketua = bench_person(b, u->seats[SEAT_KETUA].user_id);
    int              of    = ketua < 0 ? -1 : b->people.at[ketua].team;
    i64              id    = 0;

    if (stage.len && !str_is(stage, evaluasi_stages[u->stage]))
        return false;
    if (seats.len && !str_is(seats, state_names[state]))
        return false;
    if (str_i64(team, &id) && (of < 0 || b->teams.at[of].id != id))
        return false;
    return (b->c.runs && !query_get(r, "saya").len) || bench_sits(u, r->user->id);
}

static void add_filters(Req *r, Table *t, const Bench *b)
{
    Filter *f = list_add(r->arena, &t->filters);

    *f = (Filter){.name = S("tahap"), .label = say(r->lang, MSG_cycle_col_stage)};
    cycle_cell(r, f, "tahap", (Str){0}, say(r->lang, MSG_lke_filter_all));
    for (int i = 0; i < STAGE_COUNT; i++)
        if (i != STAGE_PENDAHULUAN || b->c.is.pendahuluan)
            cycle_cell(r, f, "tahap", str_of(evaluasi_stages[i]), say(r->lang, evaluasi_stage_msg((EvalStage)i)));
    if (!b->c.runs)
        return;
    f  = list_add(r->arena, &t->filters);
    *f = (Filter){.name = S("kursi"), .label = say(r->lang, MSG_cycle_col_state)};
    cycle_cell(r, f, "kursi", (Str){0}, say(r->lang, MSG_lke_filter_all));
    for (int i = 0; i < 3; i++)
        cycle_cell(r, f, "kursi", str_of(state_names[i]), say(r->lang, state_msgs[i]));
    f  = list_add(r->arena, &t->filters);
    *f = (Filter){.name = S("tim"), .label = say(r->lang, MSG_cycle_col_team)};
    cycle_cell(r, f, "tim", (Str){0}, say(r->lang, MSG_lke_filter_all));
    for (isize i = 0; i < b->teams.count; i++)
        cycle_cell(r, f, "tim", html_bare_i64(r, b->teams.at[i].id), b->teams.at[i].name);
}

static void add_unit(Req *r, Table *t, const Bench *b, int unit, SeatsState state)
{
    const BenchUnit *u     = &b->units.at[unit];
    Tag              stage = eval_stage_tag(r, u->stage);
    Cell            *c     = table_row(r, t);
    isize            n     = 3;

    c[0].text = u->name;
    c[0].url  = b->c.runs ? url_for(r, "/siklus/%lld/penugasan/%lld", (long long)b->c.is.id, (long long)u->id)
                          : url_for(r, "/evaluasi/%lld", (long long)u->worksheet_id);
    c[1].text = u->code;
    c[2]      = (Cell){.text = stage.text, .tone = stage.tone};
    for (int s = 0; s < SEAT_COUNT; s++)
        if (bench_uses(b, (EvalSeat)s)) {
            c[n].text   = name_of(b, u->seats[s].user_id);
            c[n++].none = !u->seats[s].user_id;
        }
    c[n] = (Cell){.text = say(r->lang, state_msgs[state]),
                  .tone = state == SEATS_FULL ? TONE_GOOD : state == SEATS_EMPTY ? TONE_WARN : TONE_BAD};
}

Err cycle_page_seats(Req *r)
{
    Bench b;
    Col   cols[COLS_MOST];
    Table t = {.name = "penugasan", .cols = cols, .search = true};

    TRY(cycle_bench(r, MSG_cycle_seats, false, &b));
    r->page.lead = say(r->lang, b.c.runs ? MSG_cycle_seats_lead : MSG_cycle_seats_lead_own);
    if (b.c.runs) {
        r->page.action      = cycle_url(r, &b.c, "/penugasan/usul");
        r->page.action_text = say(r->lang, MSG_cycle_propose);
        page_quiet(r, say(r->lang, MSG_cycle_hand_over), cycle_url(r, &b.c, "/penugasan/ganti"));
    }
    t.cols_count = seat_cols(&b, true, cols);
    t.caption    = say(r->lang, MSG_cycle_seats);
    t.empty      = say(r->lang, b.c.runs ? MSG_cycle_seats_none : MSG_cycle_seats_none_own);
    add_filters(r, &t, &b);
    for (int u = 0; u < b.units.count; u++) {
        SeatsState state = state_of(&b, u);
        if (wanted(r, &b, u, state))
            add_unit(r, &t, &b, u, state);
    }
    return table_show(r, &t);
}

/* --- what a proposal is shown as: three lists, one at a time --- */

static const Col load_cols[] = {
    {"orang",    MSG_cycle_col_person,    COL_TEXT},
    {"tim",      MSG_cycle_col_team,      COL_TEXT},
    {"kini",     MSG_cycle_col_units_now, COL_NUMBER},
    {"nanti",    MSG_cycle_col_units_then, COL_NUMBER},
    {"menit",    MSG_cycle_col_minutes_then, COL_NUMBER},
    {"tersedia", MSG_cycle_col_minutes,   COL_NUMBER},
    {"terpakai", MSG_cycle_col_used,      COL_PERCENT},
};
static const Col gap_cols[] = {
    {"unit",   MSG_cycle_col_unit,  COL_TEXT},
    {"kode",   MSG_cycle_col_code,  COL_TEXT, .only_export = true},
    {"kursi",  MSG_cycle_col_seat,  COL_TEXT},
    {"alasan", MSG_cycle_col_why,   COL_TEXT},
};

/* Units of a person in whatever seat, and as anggota, now and after the changes. */
typedef struct { i64 now, then, anggota; } Load;

static bool is_anggota(EvalSeat seat) { return seat == SEAT_ANGGOTA || seat == SEAT_ANGGOTA_2; }

static Load *loads_of(Req *r, const Bench *b, const Proposal *p)
{
    Load *l = new(r->arena, Load, b->people.count);

    for (isize u = 0; u < b->units.count; u++)
        for (int s = 0; s < SEAT_COUNT; s++) {
            int who = bench_person(b, b->units.at[u].seats[s].user_id);
            if (who < 0)
                continue;
            l[who].now++;
            l[who].then++;
            l[who].anggota += is_anggota((EvalSeat)s);
        }
    for (isize i = 0; i < p->changes.count; i++) {
        const SeatChange *c  = &p->changes.at[i];
        int               to = bench_person(b, c->user_id), from = bench_person(b, c->before_id);
        if (to >= 0) {
            l[to].then++;
            l[to].anggota += is_anggota(c->seat);
        }
        if (from >= 0) {
            l[from].then--;
            l[from].anggota -= is_anggota(c->seat);
        }
    }
    return l;
}

static void add_loads(Req *r, Table *t, const Bench *b, const Proposal *p)
{
    const Load *l = loads_of(r, b, p);

    for (isize i = 0; i < b->people.count; i++) {
        const BenchPerson *x = &b->people.at[i];
        if (x->team < 0 && !l[i].now && !l[i].then)
            continue;
        Cell *c   = table_row(r, t);
        i64   use = l[i].anggota * b->c.limit[LIMIT_UNIT_MINUTES];
        c[0].text   = x->name;
        c[1].text   = x->team < 0 ? (Str){0} : b->teams.at[x->team].name;
        c[2].number = l[i].now;
        c[3].number = l[i].then;
        c[4]        = (Cell){.number = use, .none = !x->minutes && !use};
        c[5]        = (Cell){.number = x->minutes, .none = !x->minutes};
        c[6].none   = !x->minutes;
        if (x->minutes)
            c[6].ratio = ratio(use, x->minutes);
    }
}

static Str seat_name(Req *r, EvalSeat seat)
{
    return say(r->lang, evaluasi_seats[seat].msg);
}

static Url unit_url(Req *r, const Bench *b, int unit)
{
    return url_for(r, "/siklus/%lld/penugasan/%lld", (long long)b->c.is.id, (long long)b->units.at[unit].id);
}

static Str change_say(Req *r, const Bench *b, const SeatChange *x)
{
    Str now = name_of(b, x->user_id);
    return x->before_id ? say_args(r->arena, r->lang, MSG_cycle_from_to, name_of(b, x->before_id), now) : now;
}

/* A line for each unit: what does not change is left out. */
static void add_changes(Req *r, Table *t, const Bench *b, const Proposal *p)
{
    for (isize i = 0; i < p->changes.count;) {
        int   unit = p->changes.at[i].unit;
        Cell *c    = table_row(r, t);
        isize n    = 2;
        c[0].text = b->units.at[unit].name;
        c[0].url  = unit_url(r, b, unit);
        c[1].text = b->units.at[unit].code;
        for (int s = 0; s < SEAT_COUNT; s++) {
            const SeatChange *x = &p->changes.at[i < p->changes.count ? i : 0];
            bool here = i < p->changes.count && x->unit == unit && x->seat == (EvalSeat)s;
            if (bench_uses(b, (EvalSeat)s))
                c[n++] = here ? (Cell){.text = change_say(r, b, x)} : (Cell){.none = true};
            i += here;
        }
    }
}

static Str lack_say(Req *r, const Bench *b, const SeatGap *g)
{
    switch (g->lack) {
    case LACK_TEAM:   return say(r->lang, b->c.is.blind ? MSG_cycle_lack_pair : MSG_cycle_lack_team);
    case LACK_ROLE:   return say(r->lang, MSG_cycle_lack_role);
    case LACK_TIE:    return g->tie ? say_args(r->arena, r->lang, MSG_cycle_lack_tie, name_of(b, g->tie->user_id),
                                               evaluasi_tie_say(r->arena, r->lang, g->tie))
                                    : say(r->lang, MSG_cycle_lack_role);
    case LACK_OFFICE: return say(r->lang, MSG_cycle_lack_office);
    case LACK_ROOM:   return say(r->lang, MSG_cycle_lack_room);
    case LACK_HAND:   return say(r->lang, MSG_cycle_lack_hand);
    case LACK_UNFIT:  return bench_sit_say(r->arena, r->lang, b, bench_person(b, g->user_id), g->sit, g->tie);
    }
    return (Str){0};
}

static void add_gaps(Req *r, Table *t, const Bench *b, const Proposal *p)
{
    for (isize i = 0; i < p->gaps.count; i++) {
        const SeatGap *g = &p->gaps.at[i];
        Cell          *c = table_row(r, t);
        c[0].text = b->units.at[g->unit].name;
        c[0].url  = unit_url(r, b, g->unit);
        c[1].text = b->units.at[g->unit].code;
        c[2].text = seat_name(r, g->seat);
        c[3].text = lack_say(r, b, g);
    }
}

typedef struct { Url url; Str text; bool now; } Choosing;
typedef struct {
    Figures figures;
    LIST(Choosing) lists;
    LIST(Str) left;             /* what is not changed, and why */
    Confirm confirm;
    bool    changes;
    Link    again;
} Shown;
#include "evaluasi_proposal.html.h"

static void choose_list(Req *r, Shown *v, const char *name, Msg text, isize n)
{
    Str asked = query_get(r, "lihat");
    *list_add(r->arena, &v->lists) =
        (Choosing){url_with(r, "lihat", str_of(name)),
                   str_fmt(r->arena, "%.*s (%.*s)", STRF(say(r->lang, text)), STRF(say_i64(r->arena, r->lang, n))),
                   asked.len ? str_is(asked, name) : str_is(S("beban"), name)};
}

static void add_figure(Req *r, Shown *v, Msg label, i64 n)
{
    *list_add(r->arena, &v->figures.of) =
        (Figure){.label = say(r->lang, label), .value = say_i64(r->arena, r->lang, n)};
}

static isize people_shown(const Bench *b, const Load *l)
{
    isize n = 0;
    for (isize i = 0; i < b->people.count; i++)
        n += b->people.at[i].team >= 0 || l[i].now || l[i].then;
    return n;
}

/* A file asks for one of the lists alone. */
static Err show_lists(Req *r, const Bench *b, const Proposal *p, Shown *v)
{
    Col   seats[COLS_MOST];
    Str   asked = query_get(r, "lihat");
    bool  changes = str_is(asked, "perubahan"), gaps = str_is(asked, "kurang");
    Table t = {.name = changes ? "perubahan" : gaps ? "tidak-terisi" : "beban", .search = true};

    t.cols       = changes ? seats : gaps ? gap_cols : load_cols;
    t.cols_count = changes ? seat_cols(b, false, seats) : gaps ? countof(gap_cols) : countof(load_cols);
    t.caption    = say(r->lang, changes ? MSG_cycle_list_changes : gaps ? MSG_cycle_list_gaps : MSG_cycle_list_loads);
    t.empty      = say(r->lang, changes ? MSG_cycle_changes_none : gaps ? MSG_cycle_gaps_none : MSG_cycle_loads_none);
    if (changes)
        add_changes(r, &t, b, p);
    else if (gaps)
        add_gaps(r, &t, b, p);
    else
        add_loads(r, &t, b, p);
    if (!table_is_asked(r)) {
        choose_list(r, v, "beban", MSG_cycle_list_loads, people_shown(b, loads_of(r, b, p)));
        choose_list(r, v, "perubahan", MSG_cycle_list_changes, p->changes.count);
        choose_list(r, v, "kurang", MSG_cycle_list_gaps, p->gaps.count);
        view_evaluasi_proposal(r, v);
    }
    return table_show(r, &t);
}

/* --- a proposal --- */

static Err show_proposal(Req *r, const Bench *b, bool anew)
{
    Proposal p;
    Shown    v = {0};

    TRY(evaluasi_propose(r->arena, b, anew, &p));
    r->page.lead = say(r->lang, anew ? MSG_cycle_proposal_lead_anew : MSG_cycle_proposal_lead);
    add_figure(r, &v, MSG_cycle_figure_changes, p.changes.count);
    add_figure(r, &v, MSG_cycle_figure_gaps, p.gaps.count);
    v.changes    = p.changes.count > 0;
    v.again      = (Link){say(r->lang, anew ? MSG_cycle_propose_keep : MSG_cycle_propose_anew),
                          cycle_url(r, &b->c, anew ? "/penugasan/usul" : "/penugasan/usul?ulang=1")};
    v.confirm    = (Confirm){.text   = say(r->lang, MSG_cycle_accept_text),
                             .action = cycle_url(r, &b->c, "/penugasan/usul"),
                             .submit = say(r->lang, MSG_cycle_accept),
                             .back   = {say(r->lang, MSG_cycle_back), cycle_url(r, &b->c, "/penugasan")}};
    *list_add(r->arena, &v.confirm.hidden) = (Hidden){S("cetak"), p.print};
    *list_add(r->arena, &v.confirm.hidden) = (Hidden){S("ulang"), anew ? S("1") : S("0")};
    return show_lists(r, b, &p, &v);
}

Err cycle_page_proposal(Req *r)
{
    Bench b;
    TRY(cycle_bench(r, MSG_cycle_propose, true, &b));
    return show_proposal(r, &b, str_is(query_get(r, "ulang"), "1"));
}

/* Computed again: what is accepted is what was shown, or it is shown anew. */
Err cycle_accept(Req *r)
{
    UnitAsker by   = unit_asker(r, CYCLE_RUNS);
    bool      anew = str_is(form_value(r, "ulang"), "1");
    Bench     b;
    Proposal  p;

    TRY(cycle_bench(r, MSG_cycle_propose, true, &b));
    TRY(evaluasi_propose(r->arena, &b, anew, &p));
    if (!str_eq(form_value(r, "cetak"), p.print)) {
        Notice n = {TONE_WARN, .title = say(r->lang, MSG_cycle_other_now),
                    .text = say(r->lang, MSG_cycle_other_now_text)};
        r->status = 409;
        view_notice(r, &n);
        return show_proposal(r, &b, anew);
    }
    TRY(evaluasi_seats_put(*r->arena, r->db, &by, &b, &p.changes, (Str){0}));
    notice_set(r, MSG_cycle_accepted);
    return redirect(r, "/siklus/%lld/penugasan", (long long)b.c.is.id);
}

/* --- everything of one person to another --- */

typedef struct { i64 from, to; Str why; } HandForm;

static const Field hand_fields[] = {
    {.name = "dari", .offset = offsetof(HandForm, from), .kind = F_ID, .label = MSG_cycle_hand_from, .required = true},
    {.name = "ke", .offset = offsetof(HandForm, to), .kind = F_ID, .label = MSG_cycle_hand_to, .required = true},
    {.name = "alasan", .offset = offsetof(HandForm, why), .kind = F_TEXT, .label = MSG_cycle_why,
     .hint = MSG_cycle_why_hint, .required = true, .max = 300},
};

static Err draw_hand(Req *r, const Bench *b, const HandForm *in, const Issues *issues)
{
    UnitAsker by = unit_asker(r, CYCLE_RUNS);
    FormView  f  = form_view(r, hand_fields, countof(hand_fields), in, issues);
    Proposal  none = {0};
    Load     *l  = loads_of(r, b, &none);
    Assessors people;

    TRY(evaluasi_assessors(r->arena, r->db, &by, CYCLE_TPI | WHO(PENDAHULUAN), &people));
    form_choice(r, &f, "dari", (Str){0}, say(r->lang, MSG_cycle_choose));
    form_choice(r, &f, "ke", (Str){0}, say(r->lang, MSG_cycle_choose));
    for (isize i = 0; i < b->people.count; i++)
        if (l[i].now)
            form_choice(r, &f, "dari", html_bare_i64(r, b->people.at[i].id),
                        say_args(r->arena, r->lang, MSG_cycle_person_units, b->people.at[i].name,
                                 say_i64(r->arena, r->lang, l[i].now)));
    for (isize i = 0; i < people.count; i++)
        form_choice(r, &f, "ke", html_bare_i64(r, people.at[i].id),
                    str_fmt(r->arena, "%.*s · %.*s", STRF(people.at[i].name), STRF(people.at[i].unit_name)));
    f.submit     = say(r->lang, MSG_cycle_hand_look);
    r->page.lead = say(r->lang, MSG_cycle_hand_lead);
    r->status    = issues->count ? 422 : 200;
    view_form(r, &f);
    return NO_ERR;
}

Err cycle_page_hand_over(Req *r)
{
    Issues issues = {.arena = r->arena};
    Bench  b;
    TRY(cycle_bench(r, MSG_cycle_hand_over, true, &b));
    return draw_hand(r, &b, &(HandForm){0}, &issues);
}

static Err look_first(Req *r, const Bench *b, const HandForm *in, const Proposal *p)
{
    Shown v = {.changes = p->changes.count > 0};

    add_figure(r, &v, MSG_cycle_figure_changes, p->changes.count);
    add_figure(r, &v, MSG_cycle_figure_gaps, p->gaps.count);
    r->page.lead = say_args(r->arena, r->lang, MSG_cycle_hand_shown, name_of(b, in->from), name_of(b, in->to));
    v.confirm = (Confirm){.text   = say(r->lang, MSG_cycle_hand_text),
                          .action = cycle_url(r, &b->c, "/penugasan/ganti"),
                          .submit = say(r->lang, MSG_cycle_hand_over),
                          .back   = {say(r->lang, MSG_cycle_back), cycle_url(r, &b->c, "/penugasan/ganti")}};
    *list_add(r->arena, &v.confirm.hidden) = (Hidden){S("dari"), html_bare_i64(r, in->from)};
    *list_add(r->arena, &v.confirm.hidden) = (Hidden){S("ke"), html_bare_i64(r, in->to)};
    *list_add(r->arena, &v.confirm.hidden) = (Hidden){S("alasan"), in->why};
    *list_add(r->arena, &v.confirm.hidden) = (Hidden){S("cetak"), p->print};
    for (isize i = 0; i < p->gaps.count; i++)
        *list_add(r->arena, &v.left) = str_fmt(r->arena, "%.*s: %.*s", STRF(b->units.at[p->gaps.at[i].unit].name),
                                               STRF(lack_say(r, b, &p->gaps.at[i])));
    view_evaluasi_proposal(r, &v);
    return NO_ERR;
}

Err cycle_hand_over(Req *r)
{
    UnitAsker by     = unit_asker(r, CYCLE_RUNS);
    Issues    issues = {.arena = r->arena};
    HandForm  in     = {0};
    Bench     b;
    Proposal  p;

    TRY(cycle_bench(r, MSG_cycle_hand_over, true, &b));
    form_read(r, hand_fields, countof(hand_fields), &in, &issues);
    if (in.from && in.from == in.to)
        issue_say(&issues, r->lang, S("ke"), MSG_cycle_hand_same);
    else if (in.to && bench_person(&b, in.to) < 0)
        issue_say(&issues, r->lang, S("ke"), MSG_form_not_a_choice);
    if (issues.count)
        return draw_hand(r, &b, &in, &issues);
    evaluasi_hand_over(r->arena, &b, in.from, in.to, &p);
    if (!p.changes.count || !str_eq(form_value(r, "cetak"), p.print))
        return look_first(r, &b, &in, &p);
    TRY(evaluasi_seats_put(*r->arena, r->db, &by, &b, &p.changes, in.why));
    notice_set(r, MSG_cycle_handed);
    return redirect(r, "/siklus/%lld/penugasan", (long long)b.c.is.id);
}

/* --- one unit --- */

typedef struct { i64 seats[SEAT_COUNT]; Str why; } UnitForm;

#define SEAT(i, name_, msg) {.name = name_, .offset = offsetof(UnitForm, seats[i]), .kind = F_ID, .label = msg}

static const Field unit_fields[] = {
    SEAT(SEAT_PENDAHULUAN, "pendahuluan", MSG_evaluasi_seat_pendahuluan),
    SEAT(SEAT_ANGGOTA, "anggota", MSG_evaluasi_seat_anggota),
    SEAT(SEAT_ANGGOTA_2, "anggota-2", MSG_evaluasi_seat_anggota_2),
    SEAT(SEAT_KETUA, "ketua", MSG_evaluasi_seat_ketua),
    SEAT(SEAT_DALNIS, "dalnis", MSG_evaluasi_seat_dalnis),
    {.name = "alasan", .offset = offsetof(UnitForm, why), .kind = F_TEXT, .label = MSG_cycle_why,
     .hint = MSG_cycle_why_hint, .required = true, .max = 300},
};

typedef struct { FormView form; LIST(Str) kept_out; Timeline history; bool open; } UnitView;
#include "evaluasi_unit_seats.html.h"

/* Who may sit there as such; who holds it is always among them, so that leaving it alone is no change. */
static void offer_seat(Req *r, const Bench *b, int unit, EvalSeat seat, const Load *l, UnitView *v)
{
    const char *name = evaluasi_seats[seat].name;

    form_choice(r, &v->form, name, (Str){0}, say(r->lang, MSG_cycle_nobody));
    for (int i = 0; i < b->people.count; i++) {
        const BenchPerson *p   = &b->people.at[i];
        const Tie         *tie = NULL;
        Sit                why = bench_may_sit(b, i, unit, seat, &tie);
        bool               has = b->units.at[unit].seats[seat].user_id == p->id;
        if (why == SIT_TIED)
            *list_add(r->arena, &v->kept_out) = str_fmt(r->arena, "%.*s: %.*s", STRF(seat_name(r, seat)),
                                                        STRF(bench_sit_say(r->arena, r->lang, b, i, why, tie)));
        if (has || why == SIT_OK || why == SIT_TWICE || why == SIT_SAME_OFFICE)
            form_choice(r, &v->form, name, html_bare_i64(r, p->id),
                        say_args(r->arena, r->lang, MSG_cycle_person_units, p->name,
                                 say_i64(r->arena, r->lang, l[i].now)));
    }
}

static Err add_history(Req *r, const Bench *b, i64 unit_id, UnitView *v)
{
    SeatPasts past;
    TRY(evaluasi_seat_past(r->arena, r->db, &b->c, unit_id, &past));
    for (isize i = 0; i < past.count; i++) {
        const SeatPast *p = &past.at[i];
        *list_add(r->arena, &v->history.of) =
            (Event){.at = p->at, .who = p->by, .detail = p->why,
                    .what = say_args(r->arena, r->lang, MSG_cycle_seat_changed, seat_name(r, p->seat), p->name,
                                     p->next.len ? p->next : say(r->lang, MSG_cycle_nobody))};
    }
    return NO_ERR;
}

static Err draw_unit(Req *r, const Bench *b, int unit, const UnitForm *in, const Issues *issues)
{
    const BenchUnit *u    = &b->units.at[unit];
    Proposal         none = {0};
    const Load      *l    = loads_of(r, b, &none);
    UnitView         v    = {.open = bench_is_open(u)};
    FormView         all  = form_view(r, unit_fields, countof(unit_fields), in, issues);

    v.form = (FormView){.issues = all.issues, .action = all.action, .submit = say(r->lang, MSG_form_save)};
    for (int i = 0; i < all.fields.count; i++)
        if (i >= SEAT_COUNT || bench_uses(b, (EvalSeat)i))
            *list_add(r->arena, &v.form.fields) = all.fields.at[i];
    for (int s = 0; s < SEAT_COUNT; s++)
        if (bench_uses(b, (EvalSeat)s))
            offer_seat(r, b, unit, (EvalSeat)s, l, &v);
    TRY(add_history(r, b, u->id, &v));
    r->page.title = u->name;
    r->page.lead  = say(r->lang, v.open ? MSG_cycle_unit_lead : MSG_cycle_sit_decided);
    Tag stage = eval_stage_tag(r, u->stage);
    page_state(r, stage.tone, stage.text);
    r->status = issues->count ? 422 : 200;
    view_evaluasi_unit_seats(r, &v);
    return NO_ERR;
}

static Err unit_page(Req *r, Bench *b, int *out_unit)
{
    TRY(cycle_bench(r, MSG_cycle_seat_change, true, b));
    *out_unit = bench_unit(b, r->ids[1]);
    return *out_unit < 0 ? FAIL(ERR_NOT_FOUND, "no unit of this cycle") : NO_ERR;
}

Err cycle_page_unit(Req *r)
{
    Issues   issues = {.arena = r->arena};
    UnitForm in     = {0};
    Bench    b;
    int      unit;

    TRY(unit_page(r, &b, &unit));
    for (int s = 0; s < SEAT_COUNT; s++)
        in.seats[s] = b.units.at[unit].seats[s].user_id;
    return draw_unit(r, &b, unit, &in, &issues);
}

Err cycle_unit(Req *r)
{
    UnitAsker   by     = unit_asker(r, CYCLE_RUNS);
    Issues      issues = {.arena = r->arena};
    UnitForm    in     = {0};
    Bench       b;
    SeatChanges changes;
    int         unit;

    TRY(unit_page(r, &b, &unit));
    form_read(r, unit_fields, countof(unit_fields), &in, &issues);
    evaluasi_seat_check(r->arena, &b, unit, in.seats, r->lang, &issues, &changes);
    if (issues.count)
        return draw_unit(r, &b, unit, &in, &issues);
    if (changes.count)
        TRY(evaluasi_seats_put(*r->arena, r->db, &by, &b, &changes, in.why));
    notice_set(r, changes.count ? MSG_cycle_seat_saved : MSG_cycle_seat_same);
    return redirect(r, "/siklus/%lld/penugasan/%lld", (long long)b.c.is.id, (long long)b.units.at[unit].id);
}
