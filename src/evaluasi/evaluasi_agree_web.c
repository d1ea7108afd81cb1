/* How far two who scored blind agree: the map of one worksheet, and weighted kappa over all of a cycle. */
#include "evaluasi/evaluasi_kappa.h"
#include "evaluasi/evaluasi_review_web.h"
#include "lke/lke_api_web.h"

#include "evaluasi_review.sql.h"

typedef struct { Str name, pairs, alike, kappa, state; } KappaLine;

typedef struct {
    Notice  again;
    bool    is_again;
    Figures figures;
    HeatMap map;
    LIST(KappaLine) areas;
} MapView;
#include "evaluasi_map.html.h"

/* --- what is compared --- */

/* Where an answer stands on the scale: options by their order, which is what "one step apart" means; numbers by the
 * share of the weight that they earn. */
static int place_of(const PackNode *n, const NilaiAnswer *x)
{
    i64 num, den;

    if (n->kind == PACK_CHOICE)
        return n->noptions < 2 ? KAPPA_SCALE : (n->noptions - 1 - x->option) * KAPPA_SCALE / (n->noptions - 1);
    Ratio share = nilai_share(n, x);
    if (!ratio_split(share, &num, &den) || den > (i64)1 << 40)
        return (int)(ratio_double(share) * KAPPA_SCALE + 0.5);
    return (int)((num * 2 * KAPPA_SCALE + den) / (2 * den));
}

/* A pair, if both judged the item. */
static bool pair_of(const NilaiSheet *x, const NilaiSheet *y, int node, int *out_x, int *out_y)
{
    const PackNode *n = &x->pack->nodes[node];

    if (!pack_is_question(n) || !x->at || !y->at || !x->at[node].answered || !y->at[node].answered)
        return false;
    *out_x = place_of(n, &x->at[node]);
    *out_y = place_of(n, &y->at[node]);
    return true;
}

/* --- numbers in words --- */

static Str state_of(Req *r, const KappaTally *t, const Kappa *k)
{
    if (k->state == KAPPA_NO_PAIRS)
        return say(r->lang, MSG_evaluasi_kappa_no_pairs);
    if (k->state == KAPPA_ONE_ANSWER)
        return say(r->lang, MSG_evaluasi_kappa_one_answer);
    return t->pairs < KAPPA_FEW ? say(r->lang, MSG_evaluasi_kappa_few) : (Str){0};
}

static KappaLine line_of(Req *r, Str name, const KappaTally *t)
{
    Kappa     k = kappa_of(t, KAPPA_LINEAR);
    KappaLine l = {name, say_i64(r->arena, r->lang, t->pairs), S("–"), S("–"), state_of(r, t, &k)};
    Str percent = say_ratio(r->arena, r->lang, ratio_mul(k.alike, ratio(100, 1)), 0);

    if (t->pairs)
        l.alike = str_fmt(r->arena, "%.*s %%", STRF(percent));
    if (k.state == KAPPA_KNOWN)
        l.kappa = say_ratio(r->arena, r->lang, k.kappa, 2);
    return l;
}

/* --- one worksheet --- */

typedef struct {
    Judging     j;
    NilaiSheet  one, two, unit;
    KappaTally *areas, *all;    /* one for each area and one for what is in none */
} Agreed;

/* Both are final once the worksheet has gone on, and not before: evaluasi_sees() says the same of each layer. */
static Err open_agreed(Req *r, Agreed *g)
{
    Worksheet x, y;

    *g = (Agreed){0};
    TRY(judging_open(r, &g->j));
    const Evaluasi *e = &g->j.e;
    if (!e->cycle.blind || e->stage <= STAGE_ANGGOTA || e->hidden || !evaluasi_sees(e, LAYER_ANGGOTA)
        || !evaluasi_sees(e, LAYER_ANGGOTA_2)) {
        r->refused = say(r->lang, MSG_evaluasi_kappa_not_yet);
        return FAIL(ERR_NOT_FOUND, "two have not scored this blind, or not both to the end");
    }
    TRY(evaluasi_layer(r->arena, r->db, r->web->regulasi, e, LAYER_ANGGOTA, &x));
    TRY(evaluasi_layer(r->arena, r->db, r->web->regulasi, e, LAYER_ANGGOTA_2, &y));
    g->one   = lke_sheet(r->arena, &x);
    g->two   = lke_sheet(r->arena, &y);
    g->unit  = lke_sheet(r->arena, &e->w);
    g->areas = new(r->arena, KappaTally, e->w.pack->nareas + 1);
    g->all   = new(r->arena, KappaTally, 1);
    for (int i = 0; i < e->w.pack->nnodes; i++) {
        int px, py, area = sheet_area_of(&g->j.s, i);
        if (!pair_of(&g->one, &g->two, i, &px, &py))
            continue;
        kappa_add(&g->areas[area == PLACE_RESULT ? e->w.pack->nareas : area], px, py);
        kappa_add(g->all, px, py);
    }
    return NO_ERR;
}

enum { FAR = KAPPA_SCALE / 2 };         /* half the scale or more is far apart */

static HeatCell cell_of(Req *r, const Agreed *g, int node)
{
    const PackNode *n = &g->j.s.pack->nodes[node];
    HeatCell        c = {.sign = S("–"), .url = sheet_item_url(r, &g->j.s, node)};
    int             x, y;

    if (!pair_of(&g->one, &g->two, node, &x, &y)) {
        c.text = say_args(r->arena, r->lang, MSG_evaluasi_kappa_cell_open, n->code);
        return c;
    }
    bool same = nilai_same(n, &g->one.at[node], &g->two.at[node]);
    int  apart = x > y ? x - y : y - x;
    c.same = same;
    c.far  = !same && apart >= FAR;
    c.near = !same && apart < FAR;
    c.sign = same ? S("=") : n->kind == PACK_CHOICE ? str_fmt(r->arena, "%d", (apart * (n->noptions - 1) + FAR)
                                                                               / KAPPA_SCALE)
                                                    : S("≠");
    c.text = say_args(r->arena, r->lang, same ? MSG_evaluasi_kappa_cell_same : MSG_evaluasi_kappa_cell_differs, n->code,
                      sheet_answer_short(r, &g->j.s, node, &g->one.at[node]),
                      sheet_answer_short(r, &g->j.s, node, &g->two.at[node]));
    return c;
}

static Str area_name(Req *r, const Agreed *g, int area)
{
    Str name = sheet_area_name(r, &g->j.s, area);
    if (area == PLACE_RESULT)
        return name;
    return str_fmt(r->arena, "%.*s. %.*s", STRF(sheet_area_letter(&g->j.s, area)), STRF(name));
}

static void put_map(Req *r, const Agreed *g, MapView *v)
{
    int nareas = g->j.s.pack->nareas;

    v->map.title = say(r->lang, MSG_evaluasi_kappa_map);
    for (int a = 0; a <= nareas; a++) {
        int               area = a < nareas ? a : PLACE_RESULT;
        const KappaTally *t    = &g->areas[a];
        HeatRow          *row  = list_add(r->arena, &v->map.rows);
        *row = (HeatRow){.label = area_name(r, g, area),
                         .note  = say_args(r->arena, r->lang, MSG_evaluasi_kappa_of,
                                           say_i64(r->arena, r->lang, t->same), say_i64(r->arena, r->lang, t->pairs))};
        for (int i = 0; i < g->j.s.pack->nnodes; i++)
            if (sheet_in_area(&g->j.s, i, area))
                *list_add(r->arena, &row->of) = cell_of(r, g, i);
        *list_add(r->arena, &v->areas) = line_of(r, area_name(r, g, area), t);
    }
    *list_add(r->arena, &v->areas)    = line_of(r, say(r->lang, MSG_evaluasi_kappa_all), g->all);
    *list_add(r->arena, &v->map.keys) = (HeatCell){.sign = S("="), .text = say(r->lang, MSG_evaluasi_kappa_key_same),
                                                   .same = true};
    *list_add(r->arena, &v->map.keys) = (HeatCell){.sign = S("1"), .text = say(r->lang, MSG_evaluasi_kappa_key_near),
                                                   .near = true};
    *list_add(r->arena, &v->map.keys) = (HeatCell){.sign = S("3"), .text = say(r->lang, MSG_evaluasi_kappa_key_far),
                                                   .far = true};
    *list_add(r->arena, &v->map.keys) = (HeatCell){.sign = S("–"), .text = say(r->lang, MSG_evaluasi_kappa_key_open)};
}

static void put_figures(Req *r, const Agreed *g, MapView *v)
{
    KappaLine l = line_of(r, (Str){0}, g->all);

    *list_add(r->arena, &v->figures.of) = (Figure){say(r->lang, MSG_evaluasi_kappa_alike), l.alike,
        say_args(r->arena, r->lang, MSG_evaluasi_kappa_of, say_i64(r->arena, r->lang, g->all->same), l.pairs), {{0}}};
    *list_add(r->arena, &v->figures.of) = (Figure){say(r->lang, MSG_evaluasi_kappa_linear), l.kappa, l.state, {{0}}};
}

static const Col item_cols[] = {
    {"kode",   MSG_lke_col_code,             COL_TEXT,   false},
    {"butir",  MSG_lke_col_item,             COL_TEXT,   false},
    {"bagian", MSG_lke_col_area,             COL_TEXT,   true},
    {"satu",   MSG_evaluasi_seat_anggota,    COL_TEXT,   false},
    {"dua",    MSG_evaluasi_seat_anggota_2,  COL_TEXT,   false},
    {"unit",   MSG_evaluasi_layer_unit, COL_TEXT, false},
    {"selisih", MSG_evaluasi_kappa_apart,    COL_PERCENT, false},
};

static void item_row(Req *r, const Agreed *g, Table *t, int node)
{
    int   x = 0, y = 0;
    bool  both = pair_of(&g->one, &g->two, node, &x, &y);
    Cell *c    = table_row(r, t);

    c[0].text  = g->j.s.pack->nodes[node].code;
    c[1].text  = sheet_topic(r, &g->j.s, node);
    c[1].url   = sheet_item_url(r, &g->j.s, node);
    c[2].text  = area_name(r, g, sheet_area_of(&g->j.s, node));
    c[3].text  = sheet_answer_short(r, &g->j.s, node, &g->one.at[node]);
    c[4].text  = sheet_answer_short(r, &g->j.s, node, &g->two.at[node]);
    c[5].text  = sheet_answer_short(r, &g->j.s, node, &g->unit.at[node]);
    c[6].ratio = ratio(x > y ? x - y : y - x, KAPPA_SCALE);
    c[6].none  = !both;
}

/* GET /evaluasi/:id/kesepakatan */
Err agree_of_sheet(Req *r)
{
    Agreed  g;
    MapView v = {0};
    Table   t = {.name = "kesepakatan", .cols = item_cols, .cols_count = countof(item_cols)};
    bool    differ = !str_is(query_get(r, "tampil"), "semua");
    Filter  f = {.name = S("tampil"), .label = say(r->lang, MSG_lke_filter)};

    TRY(open_agreed(r, &g));
    r->page.title = say(r->lang, MSG_evaluasi_kappa_title);
    r->page.lead  = say_args(r->arena, r->lang,
                             g.j.e.again ? MSG_evaluasi_kappa_lead_again : MSG_evaluasi_kappa_lead,
                             g.j.e.seats[SEAT_ANGGOTA].name, g.j.e.seats[SEAT_ANGGOTA_2].name);
    v.is_again    = g.j.e.again;
    v.again       = (Notice){.tone = TONE_WARN, .title = say(r->lang, MSG_evaluasi_kappa_again),
                             .text = say(r->lang, MSG_evaluasi_kappa_again_text),
                             .link = {say(r->lang, MSG_evaluasi_link_history), eval_url(r, &g.j.e, "/riwayat")}};
    page_quiet(r, say(r->lang, MSG_evaluasi_review_title), eval_url(r, &g.j.e, "/butir"));
    put_map(r, &g, &v);
    put_figures(r, &g, &v);
    t.caption = say(r->lang, differ ? MSG_evaluasi_kappa_differing : MSG_evaluasi_kappa_every);
    t.empty   = say(r->lang, MSG_evaluasi_kappa_none_differ);
    *list_add(r->arena, &f.choices) = (ChoiceView){{0}, say(r->lang, MSG_evaluasi_kappa_show_differing), {0}, differ};
    *list_add(r->arena, &f.choices) = (ChoiceView){S("semua"), say(r->lang, MSG_evaluasi_review_show_all), {0},
                                                   !differ};
    *list_add(r->arena, &t.filters) = f;
    for (int i = 0; i < g.j.s.pack->nnodes; i++)
        if (pack_is_question(&g.j.s.pack->nodes[i])
            && (!differ || !nilai_same(&g.j.s.pack->nodes[i], &g.one.at[i], &g.two.at[i])))
            item_row(r, &g, &t, i);
    if (!table_is_asked(r))
        view_evaluasi_map(r, &v);
    return table_show(r, &t);
}

/* --- a whole cycle --- */

typedef enum { BY_INDICATOR, BY_AREA, BY_PAIR } CycleBy;

typedef struct { Str code, name; KappaTally tally; } CycleGroup;

typedef struct {
    CycleBy by;
    LIST(CycleGroup *) groups;
    const Pack        *pack;    /* of the worksheet before, ... */
    const PackWords   *words;
    CycleGroup       **at;      /* ... and the group of each of its nodes, once known */
} Cycle;

static CycleGroup *group_of(Req *r, Cycle *c, Str code, Str name)
{
    for (isize i = 0; i < c->groups.count; i++)
        if (str_eq(c->groups.at[i]->code, code))
            return c->groups.at[i];
    CycleGroup *g = new(r->arena, CycleGroup, 1);
    g->code = str_copy(r->arena, code);
    g->name = str_copy(r->arena, name);
    *list_add(r->arena, &c->groups) = g;
    return g;
}

/* The indicator above an item, or its area. */
static CycleGroup *place_group(Req *r, Cycle *c, int node)
{
    const Pack *p  = c->pack;
    int         up = p->nodes[node].parent;

    while (c->by == BY_AREA && up > 0 && p->nodes[up].kind != PACK_AREA)
        up = p->nodes[up].parent;
    if (c->by == BY_INDICATOR)
        return group_of(r, c, p->nodes[up].code, c->words->nodes[up].topic[r->lang]);
    if (p->nodes[up].kind == PACK_AREA)
        return group_of(r, c, p->areas[p->nodes[up].area].code, c->words->nodes[up].topic[r->lang]);
    return group_of(r, c, S("hasil"), say(r->lang, MSG_lke_result));
}

static Err use_pack(Req *r, Cycle *c, const Pack *p)
{
    if (c->pack == p)
        return NO_ERR;
    TRY(lke_words(r, p, &c->words));
    c->pack = p;
    c->at   = new(r->arena, CycleGroup *, p->nnodes);
    return NO_ERR;
}

typedef struct { Worksheet w; Str one, two, one_name, two_name; i64 one_id, two_id; } CyclePair;

static Err add_pair(Req *r, Arena scratch, Cycle *c, const CyclePair *p)
{
    Worksheet   x = p->w, y = p->w;
    CycleGroup *people = NULL;
    int         px, py;

    TRY(use_pack(r, c, p->w.pack));
    x.line = p->one;
    y.line = p->two;
    NilaiSheet one = lke_sheet(&scratch, &x), two = lke_sheet(&scratch, &y);
    if (c->by == BY_PAIR) {
        bool first = p->one_id < p->two_id;     /* the same two, whoever sat first */
        people = group_of(r, c, str_fmt(r->arena, "%lld-%lld", (long long)(first ? p->one_id : p->two_id),
                                        (long long)(first ? p->two_id : p->one_id)),
                          str_fmt(r->arena, "%.*s – %.*s", STRF(first ? p->one_name : p->two_name),
                                  STRF(first ? p->two_name : p->one_name)));
    }
    for (int i = 0; i < p->w.pack->nnodes; i++) {
        bool swap = people && p->one_id > p->two_id;
        if (!pair_of(&one, &two, i, &px, &py))
            continue;
        if (!people && !c->at[i])
            c->at[i] = place_group(r, c, i);
        kappa_add(people ? &people->tally : &c->at[i]->tally, swap ? py : px, swap ? px : py);
    }
    return NO_ERR;
}

typedef struct { i64 counted, again; } CycleUnits;
enum { SHEETS_BYTES = 1 << 20 };        /* of two sheets, used anew for each worksheet */

/* Of those that came back after the two had seen each other nothing is counted but that there are some. */
static Err read_cycle(Req *r, int year, Cycle *c, CycleUnits *out)
{
    DbRows rows = db_query(r->arena, r->db, &SQL_evaluasi_pairs, db_i64(r->user->instansi_id), db_i64(r->user->id),
                           db_i64(r->route->who), db_date(r->today), db_i64(year), db_i64(LAYER_ANGGOTA),
                           db_i64(LAYER_ANGGOTA_2));
    Arena room = arena_reserve(SHEETS_BYTES);
    Err   e    = NO_ERR;

    for (*out = (CycleUnits){0}; !e.kind && db_next(&rows);) {
        CyclePair p = {.w = {.id = db_get_i64(&rows)}};
        p.w.pack  = regulasi_pack(r->web->regulasi, db_get_text(&rows));
        p.w.holds = db_get_text(&rows);
        (void)db_get_text(&rows);
        (void)db_get_text(&rows);
        p.one      = db_get_text(&rows);
        p.two      = db_get_text(&rows);
        p.one_id   = db_get_i64(&rows);
        p.one_name = db_get_text(&rows);
        p.two_id   = db_get_i64(&rows);
        p.two_name = db_get_text(&rows);
        bool again = db_get_bool(&rows);
        out->counted += !again;
        out->again   += again;
        if (again)
            continue;
        e = p.w.pack ? add_pair(r, room, c, &p) : FAIL(ERR_DB, "the worksheet's rule pack is not in this program");
    }
    arena_release(room);
    TRY(db_done(&rows));
    return e;
}

static const Col cycle_cols[] = {
    {"kode",    MSG_lke_col_code,            COL_TEXT,    true},
    {"kelompok", MSG_evaluasi_kappa_group,   COL_TEXT,    false},
    {"pasang",  MSG_evaluasi_kappa_pairs,    COL_NUMBER,  false},
    {"sama",    MSG_evaluasi_kappa_alike,    COL_PERCENT, false},
    {"kappa",   MSG_evaluasi_kappa_linear,   COL_POINTS,  false},
    {"kuadrat", MSG_evaluasi_kappa_quadratic, COL_POINTS, true},
    {"catatan", MSG_evaluasi_kappa_state,    COL_TEXT,    false},
};

static void cycle_row(Req *r, Table *t, const Cycle *c, const CycleGroup *g)
{
    Kappa linear = kappa_of(&g->tally, KAPPA_LINEAR), quadratic = kappa_of(&g->tally, KAPPA_QUADRATIC);
    Cell *cell   = table_row(r, t);

    cell[0].text   = c->by == BY_PAIR ? (Str){0} : g->code;
    cell[1].text   = c->by == BY_PAIR ? g->name : str_fmt(r->arena, "%.*s %.*s", STRF(g->code), STRF(g->name));
    cell[2].number = g->tally.pairs;
    cell[3].ratio  = linear.alike;
    cell[4].ratio  = linear.kappa;
    cell[5].ratio  = quadratic.kappa;
    cell[4].none   = linear.state != KAPPA_KNOWN;
    cell[5].none   = quadratic.state != KAPPA_KNOWN;
    cell[6].text   = state_of(r, &g->tally, &linear);
}

typedef struct { i64 year; Str by; } CycleAsked;

static const Choice groupings[] = {{"area", MSG_evaluasi_kappa_by_area}, {"pasangan", MSG_evaluasi_kappa_by_pair}, {0}};

const Field agree_fields[AGREE_FIELDS] = {
    {.name = "tahun", .offset = offsetof(CycleAsked, year), .kind = F_I64, .label = MSG_lke_col_year, .min = 2000,
     .max = 2199},
    {.name = "menurut", .offset = offsetof(CycleAsked, by), .kind = F_CHOICE, .label = MSG_evaluasi_kappa_by,
     .hint = MSG_evaluasi_api_kappa_by, .choices = groupings},
};

static CycleBy by_asked(const CycleAsked *asked)
{
    return str_is(asked->by, "pasangan") ? BY_PAIR : str_is(asked->by, "area") ? BY_AREA : BY_INDICATOR;
}

typedef LIST(i64) Years;

/* The years of blind cycles; the newest is meant where none is asked for. */
static Err years_of(Req *r, CycleAsked *asked, Years *out)
{
    DbRows rows = db_query(r->arena, r->db, &SQL_evaluasi_blind_years, db_i64(r->user->instansi_id));

    while (db_next(&rows))
        *list_add(r->arena, out) = db_get_i64(&rows);
    if (!asked->year && out->count)
        asked->year = out->at[0];
    return db_done(&rows);
}

static Filter year_filter(Req *r, const Years *years, i64 chosen)
{
    Filter f = {.name = str_of(agree_fields[0].name), .label = say(r->lang, agree_fields[0].label)};
    for (isize i = 0; i < years->count; i++) {
        Str text = html_bare_i64(r, years->at[i]);
        *list_add(r->arena, &f.choices) = (ChoiceView){text, text, {0}, years->at[i] == chosen};
    }
    return f;
}

static Filter by_filter(Req *r, const CycleAsked *asked)
{
    Filter f = {.name = str_of(agree_fields[1].name), .label = say(r->lang, agree_fields[1].label)};
    *list_add(r->arena, &f.choices) = (ChoiceView){{0}, say(r->lang, MSG_evaluasi_kappa_by_indicator), {0},
                                                   by_asked(asked) == BY_INDICATOR};
    for (const Choice *c = groupings; c->value; c++)
        *list_add(r->arena, &f.choices) = (ChoiceView){str_of(c->value), say(r->lang, c->label), {0},
                                                       str_is(asked->by, c->value)};
    return f;
}

/* GET /evaluasi/kesepakatan?tahun=&menurut= */
Err agree_of_cycle(Req *r)
{
    Table      t     = {.name = "kesepakatan", .cols = cycle_cols, .cols_count = countof(cycle_cols), .search = true};
    CycleAsked asked = {0};
    Years      years = {0};
    Cycle      c     = {0};
    CycleUnits units;

    form_read_query(r, agree_fields, AGREE_FIELDS, &asked);
    TRY(years_of(r, &asked, &years));
    c.by = by_asked(&asked);
    TRY(read_cycle(r, (int)asked.year, &c, &units));
    r->page.section = S("evaluasi");
    r->page.title   = say(r->lang, MSG_evaluasi_kappa_title);
    r->page.lead    = say_args(r->arena, r->lang, MSG_evaluasi_kappa_cycle_lead,
                               say_i64(r->arena, r->lang, units.counted), html_bare_i64(r, asked.year));
    if (units.again)
        r->page.lead = str_fmt(r->arena, "%.*s %.*s", STRF(r->page.lead),
                               STRF(say_args(r->arena, r->lang, MSG_evaluasi_kappa_cycle_again,
                                             say_i64(r->arena, r->lang, units.again))));
    t.caption = say(r->lang, MSG_evaluasi_kappa_about);
    t.empty   = say(r->lang, MSG_evaluasi_kappa_none);
    if (years.count)
        *list_add(r->arena, &t.filters) = year_filter(r, &years, asked.year);
    *list_add(r->arena, &t.filters) = by_filter(r, &asked);
    for (isize i = 0; i < c.groups.count; i++)
        cycle_row(r, &t, &c, c.groups.at[i]);
    return table_show(r, &t);
}

/* --- the same for the API --- */

typedef struct { Ratio linear, quadratic; } WeightedOut;
static const Give weighted_gives[] = {
    GIVE(WeightedOut, linear, G_POINTS, MSG_evaluasi_kappa_linear),
    GIVE(WeightedOut, quadratic, G_POINTS, MSG_evaluasi_kappa_quadratic),
};
static const Gives gives_weighted = GIVES(WeightedOut, "WeightedKappa", MSG_evaluasi_kappa_about, weighted_gives);

typedef struct { Str code, name, remark; i64 pairs, same; const WeightedOut *kappa; } AlikeOut;
static const Give alike_gives[] = {
    GIVE(AlikeOut, code, G_TEXT, MSG_lke_col_code, .maybe = true),
    GIVE(AlikeOut, name, G_TEXT, MSG_evaluasi_kappa_group),
    GIVE(AlikeOut, pairs, G_I64, MSG_evaluasi_kappa_pairs),
    GIVE(AlikeOut, same, G_I64, MSG_evaluasi_api_kappa_same),
    GIVE(AlikeOut, kappa, G_REF, MSG_evaluasi_api_kappa, .of = &gives_weighted),
    GIVE(AlikeOut, remark, G_TEXT, MSG_evaluasi_kappa_state, .maybe = true),
};
const Gives gives_agree_row = GIVES(AlikeOut, "Agreement", MSG_evaluasi_api_kappa_row, alike_gives);

static AlikeOut alike_of(Req *r, Str code, Str name, const KappaTally *t)
{
    Kappa    k = kappa_of(t, KAPPA_LINEAR);
    AlikeOut v = {.code = code, .name = name, .remark = state_of(r, t, &k), .pairs = t->pairs, .same = t->same};

    if (k.state == KAPPA_KNOWN) {
        WeightedOut *both = new(r->arena, WeightedOut, 1);
        *both   = (WeightedOut){k.kappa, kappa_of(t, KAPPA_QUADRATIC).kappa};
        v.kappa = both;
    }
    return v;
}

/* GET /api/v1/evaluasi/kesepakatan */
Err agree_api_cycle(Req *r)
{
    CycleAsked asked  = {0};
    Issues     issues = {0};
    Years      years  = {0};
    Cycle      c      = {0};
    CycleUnits units;
    LIST(AlikeOut) rows = {0};

    form_read(r, agree_fields, AGREE_FIELDS, &asked, &issues);
    if (issues.count)
        return api_refuse(r, &issues);
    TRY(years_of(r, &asked, &years));
    c.by = by_asked(&asked);
    TRY(read_cycle(r, (int)asked.year, &c, &units));
    for (isize i = 0; i < c.groups.count; i++) {
        const CycleGroup *g = c.groups.at[i];
        *list_add(r->arena, &rows) = alike_of(r, c.by == BY_PAIR ? (Str){0} : g->code, g->name, &g->tally);
    }
    return api_give_all(r, &rows);
}

typedef struct { Str code, topic, area, one, two, unit; bool same; } PairOut;
static const Give pair_gives[] = {
    GIVE(PairOut, code, G_TEXT, MSG_lke_col_code),
    GIVE(PairOut, topic, G_TEXT, MSG_lke_col_item),
    GIVE(PairOut, area, G_TEXT, MSG_lke_api_area),
    GIVE(PairOut, one, G_TREE, MSG_evaluasi_seat_anggota),
    GIVE(PairOut, two, G_TREE, MSG_evaluasi_seat_anggota_2),
    GIVE(PairOut, unit, G_TREE, MSG_evaluasi_layer_unit),
    GIVE(PairOut, same, G_BOOL, MSG_evaluasi_kappa_alike),
};
static const Gives gives_pair = GIVES(PairOut, "JudgedTwice", MSG_evaluasi_api_kappa_item, pair_gives);

typedef struct {
    Str      one, two;
    bool     again;
    AlikeOut all;
    LIST(AlikeOut) areas;
    LIST(PairOut)  items;
} AgreedOut;
static const Give agreed_gives[] = {
    GIVE(AgreedOut, one, G_TEXT, MSG_evaluasi_seat_anggota),
    GIVE(AgreedOut, two, G_TEXT, MSG_evaluasi_seat_anggota_2),
    GIVE(AgreedOut, again, G_BOOL, MSG_evaluasi_kappa_again),
    GIVE(AgreedOut, all, G_MAP, MSG_evaluasi_kappa_all, .of = &gives_agree_row),
    GIVE(AgreedOut, areas, G_LIST, MSG_evaluasi_kappa_areas, .of = &gives_agree_row),
    GIVE(AgreedOut, items, G_LIST, MSG_evaluasi_kappa_items, .of = &gives_pair),
};
const Gives gives_agree_sheet = GIVES(AgreedOut, "AgreementOfTwo", MSG_evaluasi_api_kappa_sheet, agreed_gives);

static PairOut pair_out(Req *r, const Agreed *g, int node)
{
    const PackNode *n = &g->j.s.pack->nodes[node];
    return (PairOut){.code = n->code, .topic = sheet_topic(r, &g->j.s, node),
                     .area = sheet_area_letter(&g->j.s, sheet_area_of(&g->j.s, node)),
                     .one  = lke_api_json(r, n, &g->one.at[node]), .two = lke_api_json(r, n, &g->two.at[node]),
                     .unit = lke_api_json(r, n, &g->unit.at[node]),
                     .same = nilai_same(n, &g->one.at[node], &g->two.at[node])};
}

/* GET /api/v1/evaluasi/:id/kesepakatan */
Err agree_api_sheet(Req *r)
{
    Agreed    g;
    AgreedOut v = {0};

    TRY(open_agreed(r, &g));
    v.one   = g.j.e.seats[SEAT_ANGGOTA].name;
    v.two   = g.j.e.seats[SEAT_ANGGOTA_2].name;
    v.again = g.j.e.again;
    v.all   = alike_of(r, (Str){0}, say(r->lang, MSG_evaluasi_kappa_all), g.all);
    for (int a = 0; a <= g.j.s.pack->nareas; a++) {
        int area = a < g.j.s.pack->nareas ? a : PLACE_RESULT;
        *list_add(r->arena, &v.areas) = alike_of(r, sheet_area_letter(&g.j.s, area),
                                                 sheet_area_name(r, &g.j.s, area), &g.areas[a]);
    }
    for (int i = 0; i < g.j.s.pack->nnodes; i++)
        if (pack_is_question(&g.j.s.pack->nodes[i]))
            *list_add(r->arena, &v.items) = pair_out(r, &g, i);
    return api_give(r, &v);
}
