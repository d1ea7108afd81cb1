/* GET /evaluasi/semua: all units of an instansi, for those who lead it. */
#include "evaluasi/evaluasi_board_web.h"
#include "evaluasi/evaluasi_page_web.h"

enum { LARGEST = 4, STEP = 5, TOP = 100 };

static const Col cols[] = {
    {"unit",      MSG_lke_col_unit,    COL_TEXT},   {"kode",   MSG_board_col_code,  COL_TEXT, .only_export = true},
    {"eselon1",   MSG_board_col_above, COL_TEXT, .only_export = true},
    {"target",    MSG_lke_col_target,  COL_TEXT, .only_export = true},
    {"tahap",     MSG_board_stage,     COL_STATE},  {"sejak",  MSG_board_col_since, COL_DATE},
    {"mandiri",   MSG_board_col_self,  COL_POINTS}, {"tpi",    MSG_board_col_tpi,   COL_POINTS},
    {"selisih",   MSG_board_col_gap,   COL_CHANGE}, {"gerbang", MSG_board_col_gates, COL_STATE},
    {"peringkat", MSG_board_col_rank,  COL_NUMBER}, {"tren",   MSG_board_col_trend, COL_CHANGE},
};

enum { C_UNIT, C_CODE, C_ABOVE, C_TARGET, C_STAGE, C_SINCE, C_SELF, C_TPI, C_GAP, C_GATES, C_RANK, C_TREND };

/* What a column is sorted by; the first rank is that of the most points. */
static const struct { BoardSort by; bool turned; } sorts[countof(cols)] = {
    [C_STAGE] = {BOARD_BY_STAGE}, [C_SINCE] = {BOARD_BY_SINCE}, [C_SELF] = {BOARD_BY_POINTS}, [C_TPI] = {BOARD_BY_TPI},
    [C_GAP]   = {BOARD_BY_GAP},   [C_GATES] = {BOARD_BY_GATES}, [C_RANK] = {BOARD_BY_TPI, true},
    [C_TREND] = {BOARD_BY_TREND},
};

typedef struct {
    Req         *r;
    BoardAsker   by;
    BoardFilter  f;
    BoardTallies t;
    BoardCloses  closes;
    BoardYears   years;
    BoardAboves  above;
    int          late;          /* stages that are over */
    bool         judged;        /* the TPI's points of some unit may be seen */
} All;

/* --- what the address asks: of the page, of its files and of the API --- */

typedef struct { i64 year, above_id, gap; Str stage, target, meets, late, band, as; } Asked;

#define STAGE_CHOICE(name, text, msg) {text, MSG_##msg},
const Choice board_stages[STAGE_COUNT + 1] = {STAGES(STAGE_CHOICE){0}};

static const Choice targets[]  = {{"WBK", MSG_lke_target_wbk}, {"WBBM", MSG_lke_target_wbbm}, {0}};
static const Choice verdicts[] = {{"ya", MSG_board_filter_yes}, {"belum", MSG_board_filter_no}, {0}};
static const Choice overdue[]  = {{"ya", MSG_board_filter_late_yes}, {0}};
static const Choice roles[]    = {{"pimpinan", MSG_board_as_pimpinan}, {0}};

enum { A_YEAR, A_STAGE, A_ABOVE, A_TARGET, A_MEETS, A_GAP, A_LATE, A_BAND, A_AS };

#define ASKED(name_, member, kind_, label_, ...) \
    {.name = name_, .offset = offsetof(Asked, member), .kind = kind_, .label = MSG_##label_, __VA_ARGS__}

const Field board_fields[BOARD_FIELDS] = {
    [A_YEAR]   = ASKED("tahun",   year,     F_I64,    lke_col_year,         .min = 2000, .max = 2199),
    [A_STAGE]  = ASKED("tahap",   stage,    F_CHOICE, board_stage,          .choices = board_stages),
    [A_ABOVE]  = ASKED("eselon1", above_id, F_ID,     board_col_above,      .hint = MSG_lke_api_unit_id),
    [A_TARGET] = ASKED("target",  target,   F_CHOICE, lke_col_target,       .choices = targets),
    [A_MEETS]  = ASKED("hasil",   meets,    F_CHOICE, board_filter_verdict, .choices = verdicts),
    [A_GAP]    = ASKED("selisih", gap,      F_I64,    board_filter_gap,     .max = TOP,
                       .hint = MSG_board_api_gap_least),
    [A_LATE]   = ASKED("lewat",   late,     F_CHOICE, board_filter_late,    .choices = overdue),
    [A_BAND]   = ASKED("nilai",   band,     F_TEXT,   board_filter_points,  .hint = MSG_board_api_band, .max = 8),
    [A_AS]     = ASKED("sebagai", as,       F_CHOICE, board_api_as,         .choices = roles),
};

static Who role_of(const Req *r, const Asked *asked)
{
    bool both = may(r, WHO(INSPEKTUR)) && may(r, WHO(PIMPINAN));
    if (both && asked->as.len)
        return WHO(PIMPINAN);
    return may(r, WHO(INSPEKTUR)) ? WHO(INSPEKTUR) : WHO(PIMPINAN);
}

/* "tpi-70": from 70 points of the TPI to below 75. */
static bool band_of(Str rest, BoardFilter *f)
{
    Str of = str_cut(&rest, '-');
    i64 from;

    if ((!str_is(of, "tpi") && !str_is(of, "unit")) || !str_i64(rest, &from) || from < 0 || from > TOP)
        return false;
    f->of    = of;
    f->from  = from;
    f->below = from + STEP;
    return true;
}

static void filter_of(All *v, const Asked *asked)
{
    EvalStage stage;

    if (evaluasi_stage_parse(asked->stage, &stage))
        v->f.stages = 1 << stage;
    if (asked->late.len)
        v->f.stages = (v->f.stages ? v->f.stages : BOARD_ALL_STAGES) & v->late;
    if (asked->late.len && !v->f.stages)
        v->f.stages = BOARD_ALL_STAGES + 1;             /* nothing is late: no row is */
    v->f.above_id = asked->above_id > 0 ? asked->above_id : 0;
    v->f.target   = asked->target;
    v->f.meets    = str_is(asked->meets, "ya") ? MEETS_YES : asked->meets.len ? MEETS_NO : MEETS_ALL;
    v->f.gap      = asked->gap;
    v->f.search   = query_get(v->r, "cari");
    (void)band_of(asked->band, &v->f);
}

static Err read_all(All *v, const Asked *asked)
{
    Req *r = v->r;

    TRY(evaluasi_board_years(r->arena, r->db, r->user->instansi_id, &v->years));
    v->by = (BoardAsker){r->user->id, r->user->instansi_id, role_of(r, asked), r->today,
                         asked->year ? (int)asked->year : evaluasi_board_newest(&v->years, r->today)};
    TRY(evaluasi_board_closes(*r->arena, r->db, v->by.instansi_id, v->by.year, &v->closes));
    TRY(evaluasi_board_tallies(r->arena, r->db, &v->by, &v->t));
    v->late = evaluasi_board_late(&v->closes, r->today);
    for (isize i = 0; i < v->t.alike.count; i++)
        v->judged = v->judged || v->t.alike.at[i].judged;
    filter_of(v, asked);
    return NO_ERR;
}

/* --- the summary --- */

typedef LIST(Link) Links;
typedef struct {
    Figures figures;
    Links   earlier;
    Bars    stages, spread;
    Figures largest;
} AllView;
#include "evaluasi_board_all.html.h"

/* This board with one thing asked, and nothing else but the year and the role. */
static Url board_url(const All *v, const char *name, Str value)
{
    Req at  = *v->r;
    at.query = str_fmt(v->r->arena, "tahun=%d", v->by.year);
    if (query_get(v->r, "sebagai").len)
        at.query = str_fmt(v->r->arena, "%.*s&sebagai=%.*s", STRF(at.query),
                           STRF(url_part(v->r->arena, query_get(v->r, "sebagai"))));
    return name ? url_with(&at, name, value) : url_with(&at, "hal", (Str){0});
}

static i64 count_if(const All *v, int stages, BoardMeets meets)
{
    i64 n = 0;
    for (isize i = 0; i < v->t.alike.count; i++) {
        const BoardTally *t = &v->t.alike.at[i];
        if ((stages >> t->stage & 1) && (meets == MEETS_ALL || evaluasi_board_meets(t)))
            n += t->n;
    }
    return n;
}

static void put_figure(const All *v, Figures *f, Figure x, i64 n)
{
    x.value = say_i64(v->r->arena, v->r->lang, n);
    *list_add(v->r->arena, &f->of) = x;
}

static Figures figures_of(const All *v)
{
    Lang    l       = v->r->lang;
    int     decided = 1 << STAGE_MEMENUHI | 1 << STAGE_BELUM;
    Figures f       = {0};

    put_figure(v, &f, (Figure){.label = say(l, MSG_board_units), .url = board_url(v, NULL, (Str){0})},
               count_if(v, BOARD_ALL_STAGES, MEETS_ALL));
    put_figure(v, &f, (Figure){.label = say(l, MSG_board_decided)}, count_if(v, decided, MEETS_ALL));
    put_figure(v, &f, (Figure){.label = say(l, MSG_board_meeting), .note = say(l, MSG_board_meeting_note),
                               .url = board_url(v, "hasil", S("ya"))}, count_if(v, BOARD_ALL_STAGES, MEETS_YES));
    i64 late = count_if(v, v->late, MEETS_ALL);
    put_figure(v, &f, (Figure){.label = say(l, MSG_board_overdue),
                               .url   = late ? board_url(v, "lewat", S("ya")) : (Url){{0}}}, late);
    return f;
}

static Bars stages_of(const All *v)
{
    Req *r   = v->r;
    i64  all = count_if(v, BOARD_ALL_STAGES, MEETS_ALL);
    Bars b   = {say(r->lang, MSG_board_stages), say(r->lang, MSG_board_stage), say(r->lang, MSG_board_units), {0}};

    for (int i = 0; i < STAGE_COUNT; i++) {
        i64  n = count_if(v, 1 << i, MEETS_ALL);
        Bar *x = list_add(r->arena, &b.of);
        *x = (Bar){.label = say(r->lang, evaluasi_stage_msg((EvalStage)i)), .text = say_i64(r->arena, r->lang, n),
                   .share = ratio(n, all ? all : 1)};
        if (n)
            x->url = board_url(v, "tahap", str_of(evaluasi_stages[i]));
    }
    return b;
}

/* In steps of five points, from the lowest that there is to the highest. */
static Bars spread_of(const All *v)
{
    Req        *r     = v->r;
    const char *of    = v->judged ? "tpi" : "unit";
    Msg         title = v->judged ? MSG_board_spread_tpi : MSG_board_spread_unit;
    i64         n[TOP / STEP + 1] = {0}, most = 1, first = -1, last = -1;
    Bars        b = {say(r->lang, title), say(r->lang, MSG_board_band), say(r->lang, MSG_board_units), {0}};

    for (isize i = 0; i < v->t.bands.count; i++) {
        i64 at = v->t.bands.at[i].from / STEP;
        if (str_is(v->t.bands.at[i].of, of) && at >= 0 && at < countof(n))
            n[at] += v->t.bands.at[i].n;
    }
    for (isize i = 0; i < countof(n); i++) {
        most  = n[i] > most ? n[i] : most;
        first = first < 0 && n[i] ? i : first;
        last  = n[i] ? i : last;
    }
    for (i64 i = first; first >= 0 && i <= last; i++) {
        Bar *x = list_add(r->arena, &b.of);
        *x = (Bar){.label = say_args(r->arena, r->lang, MSG_board_band_of, say_i64(r->arena, r->lang, i * STEP),
                                     say_i64(r->arena, r->lang, (i + 1) * STEP)),
                   .text = say_i64(r->arena, r->lang, n[i]), .share = ratio(n[i], most)};
        if (n[i])
            x->url = board_url(v, "nilai", str_fmt(r->arena, "%s-%lld", of, (long long)(i * STEP)));
    }
    return b;
}

static Str signed_points(Req *r, Ratio x)
{
    return str_fmt(r->arena, "%s%.*s", ratio_cmp(x, ratio(0, 1)) > 0 ? "+" : "",
                   STRF(say_ratio(r->arena, r->lang, x, 2)));
}

static Err largest_of(const All *v, Figures *out)
{
    Req      *r    = v->r;
    BoardRows rows = {0};

    if (v->judged)
        TRY(evaluasi_board_rows(r->arena, r->db, &v->by, &(BoardFilter){0},
                                (BoardCut){BOARD_BY_GAP, true, LARGEST, 0}, &rows));
    for (isize i = 0; i < rows.count; i++)
        if (rows.at[i].judged && rows.at[i].gap)
            *list_add(r->arena, &out->of) = (Figure){
                .label = rows.at[i].unit_name, .value = signed_points(r, papan_exact(rows.at[i].gap)),
                .url   = url_for(r, "/evaluasi/%lld", (long long)rows.at[i].id)};
    return NO_ERR;
}

/* --- the list --- */

static Cell stage_cell(const All *v, const BoardRow *row)
{
    Req *r    = v->r;
    bool late = v->late >> row->stage & 1;
    Tag  tag  = eval_stage_tag(r, row->stage);
    if (late)
        tag = (Tag){TONE_BAD, say_args(r->arena, r->lang, MSG_board_late, tag.text)};
    return (Cell){.text = tag.text, .tone = tag.tone};
}

/* Good where the gates of the unit's own target are met, and the TPI says so. */
static Cell gates_cell(Req *r, const BoardRow *row)
{
    Str  name = row->gates & PAPAN_WBBM ? S("WBBM") : row->gates & PAPAN_WBK ? S("WBK") : (Str){0};
    bool met  = row->gates & (str_is(row->target, "WBBM") ? PAPAN_WBBM : PAPAN_WBK);
    Msg  text = name.len ? (row->judged ? MSG_board_gates_tpi : MSG_board_gates_unit)
                         : (row->judged ? MSG_board_gates_none_tpi : MSG_board_gates_none_unit);
    return (Cell){.text = say_args(r->arena, r->lang, text, name),
                  .tone = !met ? TONE_NONE : row->judged ? TONE_GOOD : TONE_INFO};
}

static void add_row(const All *v, Table *t, const BoardRow *row)
{
    Req  *r = v->r;
    Cell *c = table_row(r, t);

    c[C_UNIT].text   = row->unit_name;
    c[C_UNIT].url    = url_for(r, "/evaluasi/%lld", (long long)row->id);
    c[C_CODE].text   = row->unit_code;
    c[C_ABOVE].text  = row->above_name;
    c[C_TARGET].text = row->target;
    c[C_STAGE]       = stage_cell(v, row);
    c[C_SINCE].date  = instant_date(row->since, r->utc_minutes);
    c[C_SELF].ratio  = papan_exact(row->points);
    c[C_TPI]         = (Cell){.ratio = papan_exact(row->tpi), .none = !row->judged};
    c[C_GAP]         = (Cell){.ratio = papan_exact(row->gap), .none = !row->judged};
    c[C_GATES]       = gates_cell(r, row);
    c[C_RANK]        = (Cell){.number = row->rank, .none = !row->judged};
    c[C_TREND]       = (Cell){.ratio = papan_exact(row->trend), .none = !row->has_trend};
}

static Filter *add_filter(const All *v, Table *t, const Field *of)
{
    Filter *f = list_add(v->r->arena, &t->filters);
    *f        = (Filter){.name = str_of(of->name), .label = say(v->r->lang, of->label)};
    return f;
}

static void choice(const All *v, Filter *f, Str value, Str label)
{
    *list_add(v->r->arena, &f->choices) = (ChoiceView){value, label, {0}, false};
}

/* The first choice is all; the others are those of the field, if it has any. */
static Filter *add_choices(const All *v, Table *t, const Field *of)
{
    Filter *f = add_filter(v, t, of);

    choice(v, f, (Str){0}, say(v->r->lang, MSG_board_filter_all));
    for (const Choice *c = of->choices; c && c->value; c++)
        choice(v, f, str_of(c->value), say(v->r->lang, c->label));
    return f;
}

static void add_year(const All *v, Table *t)
{
    Req    *r     = v->r;
    Filter *f     = add_filter(v, t, &board_fields[A_YEAR]);
    Str     shown = html_bare_i64(r, v->by.year);

    choice(v, f, shown, shown);                         /* first: nothing asked means this one */
    for (isize i = 0; i < v->years.count; i++) {
        Str year = html_bare_i64(r, v->years.at[i].year);
        if (v->years.at[i].year != v->by.year)
            choice(v, f, year, v->years.at[i].open ? say_args(r->arena, r->lang, MSG_board_year_open, year) : year);
    }
}

/* Earlier years that assessors still have: none, as a rule. */
static Links earlier(const All *v)
{
    Req  *r   = v->r;
    Links out = {0};
    for (isize i = 0; i < v->years.count; i++)
        if (v->years.at[i].open && v->years.at[i].year < v->by.year)
            *list_add(r->arena, &out) =
                (Link){say_args(r->arena, r->lang, MSG_board_year_left, html_bare_i64(r, v->years.at[i].year)),
                       url_for(r, "/evaluasi/semua?tahun=%d", v->years.at[i].year)};
    return out;
}

static void add_above(const All *v, Table *t)
{
    Filter *f = add_choices(v, t, &board_fields[A_ABOVE]);
    for (isize i = 0; i < v->above.count; i++)
        choice(v, f, html_bare_i64(v->r, v->above.at[i].id), v->above.at[i].name);
}

static void add_gaps(const All *v, Table *t)
{
    static const i64 gaps[] = {1, 2, 5, 10};
    Req             *r = v->r;
    Filter          *f = add_choices(v, t, &board_fields[A_GAP]);

    for (isize i = 0; i < countof(gaps); i++)
        choice(v, f, html_bare_i64(r, gaps[i]),
               say_args(r->arena, r->lang, MSG_board_filter_gap_of, say_i64(r->arena, r->lang, gaps[i])));
}

static void add_bands(const All *v, Table *t)
{
    static const struct { const char *of; Msg text; } kinds[] = {{"tpi", MSG_board_filter_band_tpi},
                                                                 {"unit", MSG_board_filter_band_unit}};
    Req    *r = v->r;
    Filter *f = add_choices(v, t, &board_fields[A_BAND]);

    for (isize k = 0; k < countof(kinds); k++) {
        i64 last = -1;
        for (isize i = 0; i < v->t.bands.count; i++) {
            const BoardBand *b    = &v->t.bands.at[i];
            i64              from = b->from / STEP * STEP;
            if (!str_is(b->of, kinds[k].of) || from == last)
                continue;
            last = from;
            choice(v, f, str_fmt(r->arena, "%s-%lld", kinds[k].of, (long long)from),
                   say_args(r->arena, r->lang, kinds[k].text, say_i64(r->arena, r->lang, from),
                            say_i64(r->arena, r->lang, from + STEP)));
        }
    }
}

static BoardCut cut_of(const All *v, const TableAsk *ask)
{
    BoardCut cut = {v->judged ? BOARD_BY_TPI : BOARD_BY_POINTS, true, ask->most, ask->after};
    if (ask->col >= 0) {
        cut.by   = sorts[ask->col].by;
        cut.down = ask->down != sorts[ask->col].turned;
    }
    return cut;
}

static Err show_list(All *v)
{
    Req      *r    = v->r;
    BoardRows rows = {0};
    Table     t    = {.name = "evaluasi", .caption = say(r->lang, MSG_board_all), .cols = cols,
                      .cols_count = countof(cols), .empty = say(r->lang, MSG_board_all_empty), .search = true,
                      .part = true};

    TRY(evaluasi_board_count(*r->arena, r->db, &v->by, &v->f, &v->t, &t.of));
    TableAsk ask = table_ask(r, &t);
    TRY(evaluasi_board_rows(r->arena, r->db, &v->by, &v->f, cut_of(v, &ask), &rows));
    for (isize i = 0; i < rows.count; i++)
        add_row(v, &t, &rows.at[i]);
    add_year(v, &t);
    (void)add_choices(v, &t, &board_fields[A_STAGE]);
    add_above(v, &t);
    (void)add_choices(v, &t, &board_fields[A_TARGET]);
    (void)add_choices(v, &t, &board_fields[A_MEETS]);
    add_gaps(v, &t);
    (void)add_choices(v, &t, &board_fields[A_LATE]);
    add_bands(v, &t);
    return table_show(r, &t);
}

static void head_of(const All *v)
{
    Req *r     = v->r;
    bool chief = v->by.role == WHO(INSPEKTUR);

    r->page.title   = str_fmt(r->arena, "%.*s, %d", STRF(say(r->lang, MSG_board_all)), v->by.year);
    r->page.lead    = say(r->lang, chief ? MSG_board_all_lead : MSG_board_all_lead_decided);
    r->page.section = S("evaluasi");
    if (may(r, BOARD_OWN | BOARD_SEATS))
        crumb_add(r, say(r->lang, MSG_board_title), url_for(r, "/evaluasi"));
    if (may(r, WHO(INSPEKTUR)) && may(r, WHO(PIMPINAN)))
        page_quiet(r, say(r->lang, chief ? MSG_board_as_pimpinan : MSG_board_as_inspektur),
                   chief ? url_for(r, "/evaluasi/semua?sebagai=pimpinan") : url_for(r, "/evaluasi/semua"));
    page_quiet(r, say(r->lang, MSG_board_cycles), url_for(r, "/siklus"));
}

Err board_page_all(Req *r)
{
    All   v     = {.r = r};
    Asked asked = {0};

    form_read_query(r, board_fields, countof(board_fields), &asked);
    TRY(read_all(&v, &asked));
    TRY(evaluasi_board_above(r->arena, r->db, &v.by, &v.above));
    head_of(&v);
    if (!table_is_asked(r)) {
        AllView page = {.figures = figures_of(&v), .earlier = earlier(&v), .stages = stages_of(&v),
                        .spread  = spread_of(&v)};
        TRY(largest_of(&v, &page.largest));
        view_evaluasi_board_all(r, &page);
    }
    return show_list(&v);
}

/* --- for others --- */

Err board_all_figures(Req *r, Figures *out)
{
    All v = {.r = r};

    TRY(read_all(&v, &(Asked){0}));
    Req at  = *r;
    at.path = S("/evaluasi/semua");
    v.r     = &at;
    *out    = figures_of(&v);
    return NO_ERR;
}

Err board_all_rows(Req *r, Issues *issues, BoardRows *out, int *out_late, bool *out_sorted)
{
    All      v     = {.r = r};
    Asked    asked = {0};
    Table    t     = {.cols = cols, .cols_count = countof(cols)};
    TableAsk ask   = table_ask(r, &t);

    form_read(r, board_fields, countof(board_fields), &asked, issues);
    if (asked.band.len && !band_of(asked.band, &v.f))
        issue_say(issues, r->lang, S("nilai"), MSG_form_not_a_choice);
    if (issues->count)
        return NO_ERR;
    if (ask.col >= 0 && cols[ask.col].only_export)      /* the page has none to click on */
        ask.col = -1;
    TRY(read_all(&v, &asked));
    BoardCut cut = cut_of(&v, &ask);
    cut.most     = TABLE_MAX;
    cut.after    = 0;
    *out_late    = v.late;
    *out_sorted  = ask.col >= 0;
    return evaluasi_board_rows(r->arena, r->db, &v.by, &v.f, cut, out);
}
