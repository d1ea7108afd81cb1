/* The overview of one worksheet, its areas, its items as a list, its gates, and all of it on paper. */
#include "lke/lke_page_web.h"

/* --- the overview --- */

typedef struct {
    Notice  verdict;
    Margin  total;
    Figures figures;
    Tasks   tasks;
    Str     target;
    bool    complete;           /* nothing is left to answer: what is missing comes first */
    Summary missing, odd;
    Url     plan;
    Margins parts, areas;
    Radar   radar;
    bool    has_trend;
    Trend   trend;
    LIST(Link) links;
} ShowView;
#include "lke_show.html.h"

static bool is_area_gate(const Sheet *s, const PackGate *g)
{
    return g->nof && s->pack->nodes[g->of[0]].kind == PACK_AREA;
}

static bool is_total_gate(const PackGate *g)
{
    return g->nof == 1 && g->of[0] == 0;
}

static Notice verdict_notice(Req *r, const Sheet *s, const NilaiVerdict *v)
{
    Notice n = {.tone = v->failed ? TONE_INFO : TONE_GOOD, .link = {.url = sheet_url(r, s, "/gerbang")}};
    Str    total = sheet_points(r, s->score->points[0]);

    n.link.text = say(r->lang, MSG_lke_show_to_gates);
    if (v->failed)
        n.title = say_args(r->arena, r->lang, MSG_lke_show_failed, say_i64(r->arena, r->lang, v->failed), total,
                           s->w.target, say_i64(r->arena, r->lang, v->ngates));
    else
        n.title = say_args(r->arena, r->lang, MSG_lke_show_passed, total, s->w.target);
    if (s->w.closed)
        n.text = sheet_locked_why(r, s);
    return n;
}

static Summary missing_of(Req *r, const Sheet *s, const NilaiVerdict *v)
{
    Summary out = {0};
    for (int i = 0; i < v->ngates; i++) {
        const NilaiGate *g = &v->gates[i];
        if (g->pass || !g->judged)
            continue;
        SummaryLine *l = list_add(r->arena, &out.lines);
        *l     = (SummaryLine){.key = sheet_gate_name(r, s, g->gate), .url = sheet_gate_url(r, s, g->gate)};
        if (g->gate->prior) {
            l->value = say(r->lang, MSG_lke_gate_not_held);
            continue;
        }
        l->tag   = (Tag){TONE_BAD, say_args(r->arena, r->lang, MSG_lke_gate_short, sheet_points(r, nilai_short(g)))};
        l->value = say_args(r->arena, r->lang, MSG_lke_gate_have, sheet_points(r, g->have),
                            sheet_points(r, g->gate->need));
    }
    return out;
}

static Summary odd_of(Req *r, const Sheet *s)
{
    Issues  issues = {.arena = r->arena};
    Summary out    = {0};

    nilai_warnings(&s->sheet, r->lang, &issues);
    for (isize i = 0; i < issues.count; i++) {
        int node = pack_find(s->pack, issues.at[i].field);
        *list_add(r->arena, &out.lines) = (SummaryLine){
            .key   = node < 0 ? issues.at[i].field : sheet_topic(r, s, node),
            .url   = node < 0 ? (Url){{0}} : sheet_item_url(r, s, node),
            .value = issues.at[i].text};
    }
    return out;
}

typedef struct { int items, answered, next; i64 files; } Progress;

static Progress progress_of(const Sheet *s, int area)
{
    Progress p = {.next = -1};
    for (int i = 0; i < s->pack->nnodes; i++) {
        if (!sheet_in_area(s, i, area))
            continue;
        p.items++;
        p.answered += s->sheet.at[i].answered;
        p.files    += s->files[i];
        if (p.next < 0 && !s->sheet.at[i].answered)
            p.next = i;
    }
    return p;
}

static Task area_task(Req *r, const Sheet *s, int area)
{
    Progress p = progress_of(s, area);
    Str      name = sheet_area_name(r, s, area), letter = sheet_area_letter(s, area);
    Task     t = {.done = p.answered == p.items};

    t.text = area == PLACE_RESULT ? name : str_fmt(r->arena, "%.*s. %.*s", STRF(letter), STRF(name));
    t.url  = url_for(r, "/lke/%lld/area/%.*s", (long long)s->w.id, STRF(letter));
    t.hint = say_args(r->arena, r->lang, MSG_lke_show_progress, say_i64(r->arena, r->lang, p.answered),
                      say_i64(r->arena, r->lang, p.items), say_i64(r->arena, r->lang, p.files));
    if (t.done)
        t.state = (Tag){TONE_GOOD, say(r->lang, MSG_lke_state_done)};
    else
        t.state = p.answered ? (Tag){TONE_INFO, say(r->lang, MSG_lke_state_begun)}
                             : (Tag){TONE_NONE, say(r->lang, MSG_lke_state_empty)};
    return t;
}

static Tasks area_tasks(Req *r, const Sheet *s)
{
    Tasks out  = {.title = say(r->lang, MSG_lke_show_tasks)};
    bool  next = false;

    for (int area = 0; area <= s->pack->nareas; area++) {
        Task *t = list_add(r->arena, &out.of);
        *t      = area_task(r, s, area < s->pack->nareas ? area : PLACE_RESULT);
        t->next = !t->done && !next;
        next    = next || t->next;
    }
    return out;
}

static Figures figures_of(Req *r, const Sheet *s)
{
    Figures f      = {0};
    i64     asked  = s->pack->nquestions, open = s->score->unanswered, flagged = s->flagged[0];
    Figure  answered = {say(r->lang, MSG_lke_show_answered),
                        say_args(r->arena, r->lang, MSG_lke_of_all, say_i64(r->arena, r->lang, asked - open),
                                 say_i64(r->arena, r->lang, asked)),
                        {0}, sheet_url(r, s, "/butir?tampil=belum")};
    Figure  files = {say(r->lang, MSG_lke_show_files), say_i64(r->arena, r->lang, s->files[0]), {0}, {{0}}};

    if (flagged)
        files.note = say_args(r->arena, r->lang, MSG_lke_show_flagged, say_i64(r->arena, r->lang, flagged));
    *list_add(r->arena, &f.of) = answered;
    *list_add(r->arena, &f.of) = files;
    for (int i = 0; i < s->score->nverdicts; i++) {
        const NilaiVerdict *v = &s->score->verdicts[i];
        *list_add(r->arena, &f.of) = (Figure){
            v->predicate->code, say(r->lang, v->failed ? MSG_lke_fails : MSG_lke_passes),
            v->failed ? say_args(r->arena, r->lang, MSG_lke_show_gates_short, say_i64(r->arena, r->lang, v->failed))
                      : (Str){0},
            url_for(r, "/lke/%lld/gerbang?predikat=%.*s", (long long)s->w.id, STRF(v->predicate->code))};
    }
    return f;
}

/* Every gate of every predicate once: the areas in one list, the rest in the other; the total stands alone. */
static void margins_of(Req *r, const Sheet *s, ShowView *v)
{
    const PackPredicate *p = &s->pack->predicates[0];
    for (int i = 0; i < p->ngates; i++) {
        const PackGate *g = &p->gates[i];
        if (g->prior)
            continue;
        Margin m = sheet_margin(r, s, g->code);
        if (is_total_gate(g))
            v->total = m;
        else if (is_area_gate(s, g))
            *list_add(r->arena, &v->areas.of) = m;
        else
            *list_add(r->arena, &v->parts.of) = m;
    }
}

static Ratio share(Ratio part, const Margin *m)
{
    return ratio_cmp(m->weight, ratio(0, 1)) ? ratio_div(part, m->weight) : ratio(0, 1);
}

static Radar radar_of(Req *r, const Sheet *s, const Margins *areas)
{
    Radar c = {.title = say(r->lang, MSG_lke_show_radar), .now_label = html_bare_i64(r, s->w.year)};

    for (isize i = 0; i < areas->of.count; i++) {
        const Margin *m = &areas->of.at[i];
        Str           label = m->label;
        (void)str_cut(&label, ' ');
        *list_add(r->arena, &c.axes) = (RadarAxis){
            .letter = s->pack->areas[i].code, .label = label, .url = m->url, .now = share(m->points, m),
            .before = m->has_before ? share(m->before, m) : ratio(0, 1)};
        c.wbk  = share(m->wbk, m);
        c.wbbm = share(m->wbbm, m);
        if (m->has_before)
            c.before_label = html_bare_i64(r, s->w.year - 1);
    }
    return c;
}

static void trend_of(Req *r, const Sheet *s, ShowView *v)
{
    Ratio before;
    if (!lke_exact(s->w.before_total, &before))
        return;
    v->has_trend = true;
    v->trend     = (Trend){.title = say(r->lang, MSG_lke_show_trend), .value_head = say(r->lang, MSG_lke_col_total),
                           .high = s->pack->nodes[0].weight, .wbk = v->total.wbk, .wbbm = v->total.wbbm};
    *list_add(r->arena, &v->trend.points) = (TrendPoint){.label = html_bare_i64(r, s->w.year - 1), .value = before};
    *list_add(r->arena, &v->trend.points) = (TrendPoint){.label = html_bare_i64(r, s->w.year),
                                                         .value = s->score->points[0]};
}

static void links_of(Req *r, const Sheet *s, ShowView *v)
{
    static const struct { const char *to; Msg text; bool fills, sets; } rows[] = {
        {"/gerbang",     MSG_lke_link_gates,   0, 0}, {"/butir",       MSG_lke_link_items,    0, 0},
        {"/impor",       MSG_lke_link_import,  1, 0}, {"/ekspor.xlsx", MSG_lke_link_export,   0, 0},
        {"/bukti.zip",   MSG_lke_link_zip,     0, 0}, {"/riwayat",     MSG_lke_link_history,  0, 0},
        {"/cetak",       MSG_lke_link_print,   0, 0}, {"/atur",        MSG_lke_link_settings, 1, 1},
    };
    *list_add(r->arena, &v->links) = (Link){say(r->lang, MSG_lke_link_assessment),
                                            url_for(r, "/evaluasi/%lld", (long long)s->w.id)};
    for (isize i = 0; i < countof(rows); i++)       /* a closed worksheet can only be opened again */
        if (!rows[i].fills || s->w.may_fill || (rows[i].sets && s->w.closed && may(r, LKE_FILLS)))
            *list_add(r->arena, &v->links) = (Link){say(r->lang, rows[i].text), sheet_url(r, s, rows[i].to)};
}

static void head_of(Req *r, const Sheet *s, const NilaiVerdict *v)
{
    int next = sheet_next_open(s, s->pack->nnodes - 1);

    r->page.title = s->w.unit_name;
    r->page.lead  = say_args(r->arena, r->lang, MSG_lke_show_lead, html_bare_i64(r, s->w.year), s->w.target);
    r->page.trail.count--;                      /* the last step is this page */
    page_state(r, v->failed ? TONE_WARN : TONE_GOOD,
               say_args(r->arena, r->lang, v->failed ? MSG_lke_not_yet : MSG_lke_is, s->w.target));
    if (s->w.may_fill && next >= 0) {
        r->page.action      = sheet_item_url(r, s, next);
        r->page.action_text = say(r->lang, MSG_lke_show_go_on);
        page_quiet(r, say(r->lang, MSG_lke_link_plan), sheet_url(r, s, "/jalan"));
    } else {
        r->page.action      = sheet_url(r, s, "/jalan");
        r->page.action_text = say(r->lang, MSG_lke_link_plan);
    }
    page_quiet(r, say(r->lang, MSG_lke_link_print), sheet_url(r, s, "/cetak"));
}

Err lke_page_show(Req *r)
{
    Sheet    s;
    ShowView v = {0};

    TRY(sheet_open(r, &s));
    TRY(sheet_evidence(r, &s));
    const NilaiVerdict *verdict = sheet_verdict(&s, s.w.target);
    head_of(r, &s, verdict);
    v.target   = s.w.target;
    v.complete = !s.score->unanswered;
    v.verdict = verdict_notice(r, &s, verdict);
    v.figures = figures_of(r, &s);
    v.tasks   = area_tasks(r, &s);
    v.missing = missing_of(r, &s, verdict);
    v.odd     = odd_of(r, &s);
    v.plan    = sheet_url(r, &s, "/jalan");
    margins_of(r, &s, &v);
    v.radar = radar_of(r, &s, &v.areas);
    trend_of(r, &s, &v);
    links_of(r, &s, &v);
    view_lke_show(r, &v);
    return NO_ERR;
}

/* --- one area: both halves, indicator by indicator --- */

typedef struct { Str text; Url url; bool now; } FilterLink;
typedef struct { Str title; Points points, weight; Tasks tasks; } Group;
typedef struct { Str title; Points points, weight; LIST(Group) groups; } Half;
typedef struct {
    Margin margin;
    bool   has_margin;
    LIST(FilterLink) filters;
    LIST(Half) halves;
    Link   before, after;
} AreaView;
#include "lke_area.html.h"

typedef enum { SHOW_ALL, SHOW_OPEN, SHOW_LOSING } ShowWhich;

static ShowWhich which_of(const Req *r)
{
    Str q = query_get(r, "tampil");
    return str_is(q, "belum") ? SHOW_OPEN : str_is(q, "hilang") ? SHOW_LOSING : SHOW_ALL;
}

static Ratio lost(const Sheet *s, int node)
{
    return ratio_sub(s->pack->nodes[node].weight, s->score->points[node]);
}

static bool shown(const Sheet *s, int node, ShowWhich which)
{
    switch (which) {
    case SHOW_ALL:    return true;
    case SHOW_OPEN:   return !s->sheet.at[node].answered;
    case SHOW_LOSING: return s->sheet.at[node].answered && ratio_cmp(lost(s, node), ratio(0, 1)) > 0;
    }
    return true;
}

static Tag item_tag(Req *r, const Sheet *s, int node)
{
    const PackNode *n = &s->pack->nodes[node];
    Ratio           p = s->score->points[node];

    if (!s->sheet.at[node].answered)
        return (Tag){TONE_NONE, say(r->lang, MSG_lke_not_answered)};
    Str text = say_args(r->arena, r->lang, MSG_lke_points, sheet_points(r, p), sheet_points(r, n->weight));
    return (Tag){ratio_cmp(p, n->weight) >= 0 ? TONE_GOOD : TONE_WARN, text};
}

static Str item_hint(Req *r, const Sheet *s, int node, const bool *noted)
{
    Buf b = {.arena = r->arena};

    buf_add(&b, s->pack->nodes[node].code);
    if (s->sheet.at[node].answered)
        buf_addf(&b, " · %.*s", STRF(sheet_answer_text(r, s, node, &s->sheet.at[node])));
    if (s->files[node])
        buf_addf(&b, " · %.*s",
                 STRF(say_args(r->arena, r->lang, MSG_lke_n_files, say_i64(r->arena, r->lang, s->files[node]))));
    if (noted[node])
        buf_addf(&b, " · %.*s", STRF(say(r->lang, MSG_lke_has_note)));
    return buf_str(&b);
}

/* "iv. Pola pikir dan budaya kerja": the last step of the code, and the topic. */
static Str numbered(Req *r, const Sheet *s, int node)
{
    Str  code = s->pack->nodes[node].code, topic = sheet_topic(r, s, node);
    isize dot = code.len;
    while (dot > 0 && code.at[dot - 1] != '.')
        dot--;
    return str_fmt(r->arena, "%.*s. %.*s", STRF(str_sub(code, dot, -1)), STRF(topic));
}

static int half_of(const Sheet *s, int node)
{
    while (node > 0 && s->pack->nodes[node].kind != PACK_SUBCOMPONENT)
        node = s->pack->nodes[node].parent;
    return node;
}

/* The half counts what it gives this area; a half without areas counts itself. */
static Half half_new(Req *r, const Sheet *s, int half, int item)
{
    int of = item;
    while (of > half && s->pack->nodes[of].kind != PACK_AREA)
        of = s->pack->nodes[of].parent;
    return (Half){.title = sheet_topic(r, s, half), .points = {s->score->points[of]},
                  .weight = {s->pack->nodes[of].weight}};
}

static Group group_new(Req *r, const Sheet *s, int node)
{
    Group g = {.points = {s->score->points[node]}, .weight = {s->pack->nodes[node].weight}};
    if (s->pack->nodes[node].kind == PACK_INDICATOR)
        g.title = numbered(r, s, node);
    return g;
}

static void area_items(Req *r, const Sheet *s, AreaView *v, const bool *noted, int area)
{
    ShowWhich which = which_of(r);
    int       half = -1, group = -1, next = sheet_next_open(s, s->pack->nnodes - 1);

    for (int i = 0; i < s->pack->nnodes; i++) {
        if (!sheet_in_area(s, i, area) || !shown(s, i, which))
            continue;
        if (half_of(s, i) != half)
            *list_add(r->arena, &v->halves) = half_new(r, s, half = half_of(s, i), i);
        Half *h = &v->halves.at[v->halves.count - 1];
        if (s->pack->nodes[i].parent != group || !h->groups.count)
            *list_add(r->arena, &h->groups) = group_new(r, s, group = s->pack->nodes[i].parent);
        *list_add(r->arena, &h->groups.at[h->groups.count - 1].tasks.of) = (Task){
            .text = numbered(r, s, i), .hint = item_hint(r, s, i, noted), .url = sheet_item_url(r, s, i),
            .state = item_tag(r, s, i), .next = i == next};
    }
}

static void area_filters(Req *r, AreaView *v)
{
    static const struct { const char *value; Msg text; } rows[] = {
        {"", MSG_lke_filter_all}, {"belum", MSG_lke_filter_open}, {"hilang", MSG_lke_filter_losing}};
    for (isize i = 0; i < countof(rows); i++)
        *list_add(r->arena, &v->filters) = (FilterLink){
            say(r->lang, rows[i].text), url_with(r, "tampil", str_of(rows[i].value)), i == (isize)which_of(r)};
}

static Link area_link(Req *r, const Sheet *s, int area)
{
    if (area < 0 || area > s->pack->nareas)
        return (Link){0};
    if (area == s->pack->nareas)
        area = PLACE_RESULT;
    return (Link){sheet_area_name(r, s, area), url_for(r, "/lke/%lld/area/%.*s", (long long)s->w.id,
                                                       STRF(sheet_area_letter(s, area)))};
}

static Err area_of_address(Req *r, const Sheet *s, int *out)
{
    for (int i = 0; i < s->pack->nareas; i++) {
        if (str_eq_nocase(s->pack->areas[i].code, r->args[0])) {
            *out = i;
            return NO_ERR;
        }
    }
    *out = PLACE_RESULT;
    return str_is(r->args[0], "hasil") ? NO_ERR : FAIL(ERR_NOT_FOUND, "the pack has no such area");
}

Err lke_page_area(Req *r)
{
    Sheet    s;
    AreaView v = {0};
    bool    *noted;
    int      area;

    TRY(sheet_open(r, &s));
    TRY(area_of_address(r, &s, &area));
    TRY(sheet_evidence(r, &s));
    TRY(lke_noted(r->arena, r->db, &s.w, &noted));
    Str letter    = sheet_area_letter(&s, area), name = sheet_area_name(r, &s, area);
    r->page.title = area == PLACE_RESULT ? name : str_fmt(r->arena, "%.*s. %.*s", STRF(letter), STRF(name));
    v.has_margin  = area != PLACE_RESULT;
    if (v.has_margin) {
        v.margin       = sheet_margin(r, &s, str_fmt(r->arena, "area.%.*s", STRF(letter)));
        v.margin.label = say(r->lang, MSG_lke_area_points);
        v.margin.url   = (Url){{0}};
    }
    area_filters(r, &v);
    area_items(r, &s, &v, noted, area);
    v.before = area_link(r, &s, area == PLACE_RESULT ? s.pack->nareas - 1 : area - 1);
    v.after  = area == PLACE_RESULT ? (Link){0} : area_link(r, &s, area + 1);
    view_lke_area(r, &v);
    return NO_ERR;
}

/* --- all items as a list --- */

static const Col item_cols[] = {
    {"kode",   MSG_lke_col_code,   COL_TEXT,   false},
    {"butir",  MSG_lke_col_item,   COL_TEXT,   false},
    {"bagian", MSG_lke_col_area,   COL_TEXT,   true},
    {"jawaban", MSG_lke_col_answer, COL_TEXT,  false},
    {"nilai",  MSG_lke_col_points, COL_POINTS, false},
    {"bobot",  MSG_lke_col_weight, COL_POINTS, false},
    {"hilang", MSG_lke_col_lost,   COL_POINTS, false},
    {"bukti",  MSG_lke_col_files,  COL_NUMBER, false},
    {"catatan", MSG_lke_col_note,  COL_TEXT,   true},
};

static void item_row(Req *r, const Sheet *s, Table *t, int node, Str note)
{
    const NilaiAnswer *x = &s->sheet.at[node];
    Cell              *c = table_row(r, t);

    c[0].text   = s->pack->nodes[node].code;
    c[1].text   = sheet_topic(r, s, node);
    c[1].url    = sheet_item_url(r, s, node);
    c[2].text   = sheet_area_name(r, s, sheet_area_of(s, node));
    c[3].text   = sheet_answer_short(r, s, node, x);
    c[4].ratio  = s->score->points[node];
    c[4].none   = !x->answered;
    c[5].ratio  = s->pack->nodes[node].weight;
    c[6].ratio  = lost(s, node);
    c[7].number = s->files[node];
    c[8].text   = note;
}

static bool below(const Sheet *s, int node, int top)
{
    return top < 0 || (node >= top && node < s->pack->nodes[top].end);
}

static void item_filters(Req *r, const Sheet *s, Table *t)
{
    Str     part = query_get(r, "bagian"), which = query_get(r, "tampil");
    Filter *f = list_add(r->arena, &t->filters);

    *f = (Filter){.name = S("bagian"), .label = say(r->lang, MSG_lke_col_part)};
    *list_add(r->arena, &f->choices) = (ChoiceView){.label = say(r->lang, MSG_lke_filter_all)};
    for (int i = 1; i < s->pack->nnodes; i++) {
        const PackNode *n = &s->pack->nodes[i];
        if (n->kind != PACK_COMPONENT && n->kind != PACK_SUBCOMPONENT && n->kind != PACK_AREA)
            continue;
        Str label = str_fmt(r->arena, "%.*s %.*s", STRF(n->code), STRF(sheet_topic(r, s, i)));
        *list_add(r->arena, &f->choices) = (ChoiceView){n->code, label, {0}, str_eq(part, n->code)};
    }
    f  = list_add(r->arena, &t->filters);
    *f = (Filter){.name = S("tampil"), .label = say(r->lang, MSG_lke_filter)};
    *list_add(r->arena, &f->choices) = (ChoiceView){.label = say(r->lang, MSG_lke_filter_all)};
    *list_add(r->arena, &f->choices) = (ChoiceView){S("belum"), say(r->lang, MSG_lke_filter_open), {0},
                                                    str_is(which, "belum")};
    *list_add(r->arena, &f->choices) = (ChoiceView){S("hilang"), say(r->lang, MSG_lke_filter_losing), {0},
                                                    str_is(which, "hilang")};
}

Err lke_page_items(Req *r)
{
    Sheet s;
    Str  *notes;
    Table t = {.name = "butir-lke", .cols = item_cols, .cols_count = countof(item_cols), .search = true};

    TRY(sheet_open(r, &s));
    TRY(sheet_evidence(r, &s));
    TRY(lke_notes(r->arena, r->db, &s.w, &notes));
    r->page.title = say(r->lang, MSG_lke_link_items);
    t.caption     = say(r->lang, MSG_lke_items_caption);
    t.empty       = say(r->lang, MSG_lke_area_none);
    item_filters(r, &s, &t);
    int top = pack_find(s.pack, query_get(r, "bagian"));
    for (int i = 0; i < s.pack->nnodes; i++)
        if (pack_is_question(&s.pack->nodes[i]) && below(&s, i, top) && shown(&s, i, which_of(r)))
            item_row(r, &s, &t, i, notes[i]);
    return table_show(r, &t);
}

/* --- every gate of every predicate --- */

static const Col gate_cols[] = {
    {"predikat", MSG_lke_col_predicate, COL_TEXT,   false},
    {"syarat",   MSG_lke_col_gate,      COL_TEXT,   false},
    {"nilai",    MSG_lke_col_have,      COL_POINTS, false},
    {"minimal",  MSG_lke_col_need,      COL_POINTS, false},
    {"selisih",  MSG_lke_col_margin,    COL_POINTS, false},
    {"lulus",    MSG_lke_col_state,     COL_STATE,  false},
    {"sumber",   MSG_lke_col_source,    COL_TEXT,   true},
};

static void gate_row(Req *r, const Sheet *s, Table *t, const NilaiVerdict *v, const NilaiGate *g)
{
    Cell *c = table_row(r, t);

    c[0].text  = v->predicate->code;
    c[1].text  = sheet_gate_name(r, s, g->gate);
    c[1].url   = sheet_gate_url(r, s, g->gate);
    c[2].ratio = g->have;
    c[3].ratio = g->gate->need;
    c[4].ratio = ratio_sub(g->have, g->gate->need);
    c[2].none  = c[3].none = c[4].none = g->gate->prior;
    c[5].text  = say(r->lang, g->pass ? MSG_lke_passes : MSG_lke_fails);
    c[5].tone  = g->pass ? TONE_GOOD : TONE_BAD;
    if (g->gate->source)
        c[6].text = str_fmt(r->arena, "%.*s, %.*s", STRF(g->gate->source->regulation), STRF(g->gate->source->place));
}

Err lke_page_gates(Req *r)
{
    Sheet   s;
    Str     want = query_get(r, "predikat");
    Table   t    = {.name = "syarat-lke", .cols = gate_cols, .cols_count = countof(gate_cols)};
    Filter *f    = list_add(r->arena, &t.filters);

    TRY(sheet_open(r, &s));
    r->page.title = say(r->lang, MSG_lke_link_gates);
    r->page.lead  = say(r->lang, MSG_lke_gates_lead);
    t.caption     = say(r->lang, MSG_lke_gates_caption);
    *f = (Filter){.name = S("predikat"), .label = say(r->lang, MSG_lke_col_predicate)};
    *list_add(r->arena, &f->choices) = (ChoiceView){.label = say(r->lang, MSG_lke_filter_all)};
    for (int i = 0; i < s.score->nverdicts; i++) {
        const NilaiVerdict *v = &s.score->verdicts[i];
        Str                 p = v->predicate->code;
        *list_add(r->arena, &f->choices) = (ChoiceView){p, p, {0}, str_eq(want, p)};
        for (int g = 0; g < v->ngates && (!want.len || str_eq(want, p)); g++)
            gate_row(r, &s, &t, v, &v->gates[g]);
    }
    return table_show(r, &t);
}

/* --- on paper --- */

typedef struct { Str code, topic, answer, note, points; i64 files; } PrintItem;
typedef struct { Str title; Points points, weight; LIST(PrintItem) items; } PrintPart;
typedef struct { Summary head; LIST(PrintPart) parts; } PrintView;
#include "lke_print.html.h"

static Summary print_head(Req *r, const Sheet *s)
{
    Summary h = {0};
    *list_add(r->arena, &h.lines) = (SummaryLine){.key = say(r->lang, MSG_lke_col_total),
                                                  .value = sheet_points(r, s->score->points[0])};
    for (int i = 0; i < s->score->nverdicts; i++) {
        const NilaiVerdict *v = &s->score->verdicts[i];
        *list_add(r->arena, &h.lines) = (SummaryLine){
            .key = v->predicate->code, .value = say(r->lang, v->failed ? MSG_lke_fails : MSG_lke_passes)};
    }
    *list_add(r->arena, &h.lines) = (SummaryLine){
        .key   = say(r->lang, MSG_lke_show_answered),
        .value = say_args(r->arena, r->lang, MSG_lke_of_all, say_i64(r->arena, r->lang, s->w.answered),
                          say_i64(r->arena, r->lang, s->pack->nquestions))};
    *list_add(r->arena, &h.lines) = (SummaryLine){.key = say(r->lang, MSG_lke_printed),
                                                  .value = say_instant(r->arena, r->lang, r->now, r->utc_minutes)};
    return h;
}

Err lke_page_print(Req *r)
{
    Sheet     s;
    PrintView v = {0};
    Str      *notes;
    int       group = -1;

    TRY(sheet_open(r, &s));
    TRY(sheet_evidence(r, &s));
    TRY(lke_notes(r->arena, r->db, &s.w, &notes));
    r->page.title = say_args(r->arena, r->lang, MSG_lke_of, s.w.unit_name, html_bare_i64(r, s.w.year));
    r->page.lead  = s.pack->title[r->lang];
    v.head        = print_head(r, &s);
    for (int i = 0; i < s.pack->nnodes; i++) {
        const PackNode *n = &s.pack->nodes[i];
        if (!pack_is_question(n))
            continue;
        if (n->parent != group) {
            group = n->parent;
            Str title = sheet_topic(r, &s, group);
            *list_add(r->arena, &v.parts) = (PrintPart){
                .title = str_fmt(r->arena, "%.*s %.*s", STRF(s.pack->nodes[group].code), STRF(title)),
                .points = {s.score->points[group]}, .weight = {s.pack->nodes[group].weight}};
        }
        *list_add(r->arena, &v.parts.at[v.parts.count - 1].items) = (PrintItem){
            n->code, sheet_topic(r, &s, i), sheet_answer_text(r, &s, i, &s.sheet.at[i]), notes[i],
            s.sheet.at[i].answered ? sheet_points(r, s.score->points[i]) : S("–"), s.files[i]};
    }
    view_lke_print(r, &v);
    return NO_ERR;
}
