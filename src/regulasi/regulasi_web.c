#include "regulasi/regulasi_web.h"

#include "regulasi/words.h"
#include "unit/unit_web.h"
#include "web/parts.h"

typedef struct { const Pack *pack; const PackWords *words; } Shown;     /* words: NULL for a pack without any */

/* --- words --- */

static Str sure_text(Req *r, const PackSource *s)
{
    bool high = str_is(s->confidence, "high"), low = str_is(s->confidence, "low");
    return say(r->lang, high ? MSG_regulasi_sure_high : low ? MSG_regulasi_sure_low : MSG_regulasi_sure_medium);
}

static Tag sure(Req *r, const PackSource *s)
{
    return (Tag){str_is(s->confidence, "high") ? TONE_GOOD : TONE_WARN, sure_text(r, s)};
}

static Str topic(Req *r, const Shown *s, int node)
{
    Str words = s->words ? s->words->nodes[node].topic[r->lang] : (Str){0};
    return words.len ? words : s->pack->nodes[node].code;
}

static Str points(Req *r, Ratio x)
{
    return say_ratio(r->arena, r->lang, x, 2);
}

/* As short as it is exact: 0,67 and not 0,6700. */
static Str value(Req *r, Ratio x)
{
    return html_text_ratio(r, x);
}

/* The regulation is named only where it is another than the pack's own. */
static Str source_text(Req *r, const Shown *s, const PackSource *from)
{
    return str_eq(from->regulation, s->pack->regulation)
               ? from->place : str_fmt(r->arena, "%.*s, %.*s", STRF(from->regulation), STRF(from->place));
}

static Msg kind_msg(PackKind kind)
{
    switch (kind) {
    case PACK_ROOT:         return MSG_regulasi_kind_root;
    case PACK_COMPONENT:    return MSG_regulasi_kind_component;
    case PACK_SUBCOMPONENT: return MSG_regulasi_kind_subcomponent;
    case PACK_AREA:         return MSG_regulasi_kind_area;
    case PACK_INDICATOR:    return MSG_regulasi_kind_indicator;
    case PACK_CHOICE:       return MSG_regulasi_kind_choice;
    case PACK_NUMBERS:
    case PACK_KINDS:        break;
    }
    return MSG_regulasi_kind_numbers;
}

static Str input_text(Req *r, const Shown *s, int node, int input)
{
    Str words = s->words ? s->words->nodes[node].inputs[input][r->lang] : (Str){0};
    return words.len ? words : s->pack->nodes[node].inputs[input].key;
}

/* The inputs of these bits: “a”, (“a” + “b”). */
static Str added(Req *r, const Shown *s, int node, u8 bits)
{
    Buf b    = {.arena = r->arena};
    int many = 0;
    for (int i = 0; i < s->pack->nodes[node].ninputs; i++)
        if (bits >> i & 1)
            buf_addf(&b, "%s“%.*s”", many++ ? " + " : "", STRF(input_text(r, s, node, i)));
    return many > 1 ? str_fmt(r->arena, "(%.*s)", STRF(buf_str(&b))) : buf_str(&b);
}

static Str formula_text(Req *r, const Shown *s, int node)
{
    const Formula *f = &s->pack->nodes[node].formula;
    Str part = added(r, s, node, f->part), whole = added(r, s, node, f->whole);

    switch (f->kind) {
    case FORMULA_SHARE:
        return say_args(r->arena, r->lang, MSG_regulasi_how_share, part, whole, value(r, f->most));
    case FORMULA_DECREASE:
        return say_args(r->arena, r->lang, MSG_regulasi_how_decrease, part, whole, value(r, f->least),
                        value(r, f->most));
    case FORMULA_INDEX: break;
    }
    return say_args(r->arena, r->lang, MSG_regulasi_how_index, part, value(r, f->top));
}

static Str options_text(Req *r, const PackNode *n)
{
    Buf b = {.arena = r->arena};
    for (int i = 0; i < n->noptions; i++)
        buf_addf(&b, "%s%.*s = %.*s", i ? "; " : "", STRF(n->options[i].letter), STRF(value(r, n->options[i].value)));
    return buf_str(&b);
}

static Str how(Req *r, const Shown *s, int node)
{
    const PackNode *n = &s->pack->nodes[node];
    if (n->kind == PACK_CHOICE)
        return options_text(r, n);
    if (n->kind == PACK_NUMBERS)
        return formula_text(r, s, node);
    return say(r->lang, n->kind == PACK_INDICATOR ? MSG_regulasi_how_equal : MSG_regulasi_how_sum);
}

static bool divides(const PackNode *n)
{
    return n->kind == PACK_NUMBERS && n->formula.kind != FORMULA_INDEX;
}

static Str zero_text(Req *r, const PackNode *n)
{
    if (!divides(n))
        return (Str){0};
    switch (n->formula.when_zero) {
    case ZERO_IS_ZERO:            return say(r->lang, MSG_regulasi_zero_zero);
    case ZERO_IS_FULL:            return say(r->lang, MSG_regulasi_zero_full);
    case ZERO_IS_FULL_IF_NONE_NOW: break;
    }
    return say(r->lang, MSG_regulasi_zero_full_if_none);
}

/* --- where one is --- */

static Url pack_url(Req *r, const Pack *p, const char *rest)
{
    return url_for(r, "/regulasi/%.*s%s", STRF(url_part(r->arena, p->id)), rest);
}

static Url item_url(Req *r, const Pack *p, int node)
{
    return url_for(r, "/regulasi/%.*s/butir/%.*s", STRF(url_part(r->arena, p->id)),
                   STRF(url_part(r->arena, p->nodes[node].code)));
}

static Err pack_asked(Req *r, Shown *out)
{
    *out = (Shown){.pack = r->web->regulasi ? regulasi_pack(r->web->regulasi, r->args[0]) : NULL};
    if (!out->pack)
        return FAIL(ERR_NOT_FOUND, "no rule pack of this name");
    out->words      = words_of(r->web->regulasi, out->pack);
    r->page.section = S("regulasi");
    crumb_add(r, say(r->lang, MSG_regulasi_title), (Url){S("/regulasi")});
    return NO_ERR;
}

static bool in_force(Req *r, const Pack *p)
{
    const Pack *now;
    return !regulasi_pack_for(r->web->regulasi, r->today, &now).kind && now == p;
}

/* --- GET /regulasi --- */

static const Col pack_cols[] = {
    {"judul",     MSG_regulasi_col_title,      COL_TEXT},
    {"peraturan", MSG_regulasi_col_regulation, COL_TEXT},
    {"sejak",     MSG_regulasi_col_from,       COL_DATE},
    {"sampai",    MSG_regulasi_col_until,      COL_DATE},
    {"hari_ini",  MSG_regulasi_col_state,      COL_STATE},
    {"pertanyaan", MSG_regulasi_col_items,     COL_NUMBER},
    {"sidik_awal", MSG_regulasi_sha_short,     COL_TEXT},
    {"sidik",     MSG_regulasi_sha,            COL_TEXT, .only_export = true},
    {"id",        MSG_regulasi_col_code,       COL_TEXT, .only_export = true},
};

static void add_pack(Req *r, Table *t, const Pack *p)
{
    bool  now = in_force(r, p);
    Cell *c   = table_row(r, t);

    c[0].text   = p->title[r->lang];
    c[0].url    = pack_url(r, p, "");
    c[1].text   = p->regulation;
    c[2].date   = p->from;
    c[3].date   = p->until;
    c[3].none   = !p->until.days;
    c[4].text   = say(r->lang, now ? MSG_regulasi_in_force : MSG_regulasi_not_in_force);
    c[4].tone   = now ? TONE_GOOD : TONE_NONE;
    c[5].number = p->nquestions;
    c[6].text   = str_sub(p->sha256, 0, 12);
    c[7].text   = p->sha256;
    c[8].text   = p->id;
}

static Err list_page(Req *r)
{
    const Regulasi *all = r->web->regulasi;
    Table t = {.name = "regulasi", .caption = say(r->lang, MSG_regulasi_title), .cols = pack_cols,
               .cols_count = countof(pack_cols), .empty = say(r->lang, MSG_regulasi_none)};

    for (isize i = 0; all && i < all->packs.count; i++)
        add_pack(r, &t, all->packs.at[i]);
    r->page.section = S("regulasi");
    r->page.title   = say(r->lang, MSG_regulasi_title);
    r->page.lead    = say(r->lang, MSG_regulasi_lead);
    page_quiet(r, say(r->lang, MSG_regulasi_compare), (Url){S("/regulasi/beda")});
    page_quiet(r, say(r->lang, MSG_regulasi_surveys), (Url){S("/survei/instrumen")});
    return table_show(r, &t);
}

/* --- GET /regulasi/:pack --- */

typedef struct { Str name, need, most, source; Tag sure; Url url; } GateLine;
typedef struct { Str code; LIST(GateLine) gates; } GateTable;
typedef struct { Str name, text, source; Tag sure; Url url; } Doubt;

typedef struct {
    Summary facts;
    LIST(GateTable) predicates;
    LIST(GateLine)  areas;
    LIST(Doubt)     doubts;
    bool foreign;               /* the reasons are in another language than the page */
    Url  items;
} RegulasiPackView;
#include "regulasi_pack.html.h"

static int area_node(const Pack *p, int area)
{
    for (int i = 0; i < p->nnodes; i++)
        if (p->nodes[i].kind == PACK_AREA && p->nodes[i].area == area)
            return i;
    return -1;
}

static Str area_name(Req *r, const Shown *s, int area)
{
    int node = area_node(s->pack, area);
    Str code = s->pack->areas[area].code;
    return node < 0 ? code : str_fmt(r->arena, "%.*s. %.*s", STRF(code), STRF(topic(r, s, node)));
}

static Str held_names(Req *r, const Shown *s, u32 bits)
{
    Buf b = {.arena = r->arena};
    for (int i = 0; i < s->pack->npredicates; i++)
        if (bits >> i & 1)
            buf_addf(&b, "%s%.*s", b.len ? " / " : "", STRF(s->pack->predicates[i].code));
    return buf_str(&b);
}

static GateLine gate_line(Req *r, const Shown *s, const PackGate *g)
{
    GateLine l = {.source = source_text(r, s, g->source), .sure = sure(r, g->source)};
    Ratio    most = {0};

    if (g->prior) {
        l.name = say(r->lang, MSG_regulasi_gate_prior);
        l.need = held_names(r, s, g->holds);
        return l;
    }
    for (int i = 0; i < g->nof; i++)
        most = ratio_add(most, s->pack->nodes[g->of[i]].weight);
    const PackNode *first = &s->pack->nodes[g->of[0]];
    l.name = first->kind == PACK_ROOT   ? say(r->lang, MSG_regulasi_gate_total)
             : first->kind == PACK_AREA ? area_name(r, s, first->area) : topic(r, s, g->of[0]);
    l.need = points(r, g->need);
    l.most = points(r, most);
    l.url  = item_url(r, s->pack, g->of[0]);
    return l;
}

static GateLine area_line(Req *r, const Shown *s, int area)
{
    const PackArea *a = &s->pack->areas[area];
    Buf             b = {.arena = r->arena};

    for (int i = 0; i < s->pack->nnodes; i++) {
        const PackNode *n = &s->pack->nodes[i];
        if (n->kind == PACK_AREA && n->area == area)
            buf_addf(&b, "%s%.*s %.*s", b.len ? "; " : "", STRF(topic(r, s, n->parent)), STRF(points(r, n->weight)));
    }
    return (GateLine){.name = area_name(r, s, area), .most = points(r, a->weight), .need = buf_str(&b),
                      .source = source_text(r, s, a->source), .sure = sure(r, a->source),
                      .url = item_url(r, s->pack, area_node(s->pack, area))};
}

/* Gates that were read in one of several ways, once for each source of theirs. */
static void add_gate_doubt(Req *r, const Shown *s, const PackSource *from, RegulasiPackView *v)
{
    Str text  = source_text(r, s, from);
    i64 count = 0;

    for (isize i = 0; i < v->doubts.count; i++)
        if (str_eq(v->doubts.at[i].text, text))
            return;
    for (int i = 0; i < s->pack->npredicates; i++)
        for (int k = 0; k < s->pack->predicates[i].ngates; k++)
            count += s->pack->predicates[i].gates[k].source == from;
    *list_add(r->arena, &v->doubts) =
        (Doubt){say_args(r->arena, r->lang, MSG_regulasi_doubt_gates, say_i64(r->arena, r->lang, count)), text, {0},
                sure(r, from), {str_fmt(r->arena, "%.*s#syarat-%.*s", STRF(pack_url(r, s->pack, "").s),
                                        STRF(s->pack->predicates[0].code))}};
}

/* Those, and formulas whose zero the regulation leaves open. */
static void add_doubts(Req *r, const Shown *s, RegulasiPackView *v)
{
    for (int i = 0; i < s->pack->npredicates; i++)
        for (int k = 0; k < s->pack->predicates[i].ngates; k++)
            if (!str_is(s->pack->predicates[i].gates[k].source->confidence, "high"))
                add_gate_doubt(r, s, s->pack->predicates[i].gates[k].source, v);
    for (int i = 0; i < s->pack->nnodes; i++) {
        const PackNode *n = &s->pack->nodes[i];
        if (n->kind == PACK_NUMBERS && n->formula.doubt.len)
            *list_add(r->arena, &v->doubts) =
                (Doubt){str_fmt(r->arena, "%.*s %.*s", STRF(n->code), STRF(topic(r, s, i))), n->formula.doubt,
                        n->formula.doubt_source->place, sure(r, n->formula.doubt_source), item_url(r, s->pack, i)};
    }
}

static Summary pack_facts(Req *r, const Pack *p)
{
    Summary s = {0};
    summary_add(r, &s, MSG_regulasi_col_regulation, p->regulation);
    summary_add(r, &s, MSG_regulasi_col_from, say_date(r->arena, r->lang, p->from));
    summary_add(r, &s, MSG_regulasi_col_until,
                p->until.days ? say_date(r->arena, r->lang, p->until) : say(r->lang, MSG_regulasi_open_end));
    summary_add(r, &s, MSG_regulasi_col_items,
                say_args(r->arena, r->lang, MSG_regulasi_counts, say_i64(r->arena, r->lang, p->nquestions),
                         say_i64(r->arena, r->lang, p->nareas)));
    Buf b = {.arena = r->arena};
    for (isize i = 0; i < p->sha256.len; i += 8)
        buf_addf(&b, "%s%.*s", i ? " " : "", STRF(str_sub(p->sha256, i, 8)));
    summary_add(r, &s, MSG_regulasi_sha, buf_str(&b));
    return s;
}

Err regulasi_may_word(const Req *r, bool *out)
{
    UnitAsker by = unit_asker(r, REGULASI_WORDS);
    *out = false;
    return r->user->roles & REGULASI_WORDS ? unit_reaches(*r->arena, r->db, &by, r->user->instansi_id, out) : NO_ERR;
}

static Err pack_page(Req *r)
{
    Shown            s;
    RegulasiPackView v = {.foreign = r->lang != LANG_ID};
    bool             may;

    TRY(pack_asked(r, &s));
    TRY(regulasi_may_word(r, &may));
    v.facts = pack_facts(r, s.pack);
    v.items = pack_url(r, s.pack, "/butir");
    for (int i = 0; i < s.pack->npredicates; i++) {
        const PackPredicate *p = &s.pack->predicates[i];
        GateTable           *t = list_add(r->arena, &v.predicates);
        *t = (GateTable){.code = p->code};
        for (int k = 0; k < p->ngates; k++)
            *list_add(r->arena, &t->gates) = gate_line(r, &s, &p->gates[k]);
    }
    for (int i = 0; i < s.pack->nareas; i++)
        *list_add(r->arena, &v.areas) = area_line(r, &s, i);
    add_doubts(r, &s, &v);
    r->page.title = s.pack->title[r->lang];
    r->page.lead  = say(r->lang, MSG_regulasi_pack_lead);
    page_state(r, in_force(r, s.pack) ? TONE_GOOD : TONE_NONE,
               say(r->lang, in_force(r, s.pack) ? MSG_regulasi_in_force : MSG_regulasi_not_in_force));
    page_quiet(r, say(r->lang, MSG_regulasi_all_items), v.items);
    if (may)
        page_quiet(r, say(r->lang, MSG_regulasi_official), url_for(r, "/lke/bunyi/%.*s",
                                                                  STRF(url_part(r->arena, s.pack->id))));
    view_regulasi_pack(r, &v);
    return NO_ERR;
}

/* --- GET /regulasi/:pack/butir --- */

static const Col item_cols[] = {
    {"kode",    MSG_regulasi_col_code,   COL_TEXT},
    {"pokok",   MSG_regulasi_col_topic,  COL_TEXT},
    {"jenis",   MSG_regulasi_col_kind,   COL_TEXT, .only_export = true},
    {"bobot",   MSG_regulasi_col_weight, COL_POINTS},
    {"tepat",   MSG_regulasi_col_exact,  COL_TEXT, .only_export = true},
    {"cara",    MSG_regulasi_col_how,    COL_TEXT},
    {"nol",     MSG_regulasi_col_zero,   COL_TEXT, .only_export = true},
    {"yakin",   MSG_regulasi_col_sure,   COL_STATE},
    {"sumber",  MSG_regulasi_col_source, COL_TEXT},
    {"ragu",    MSG_regulasi_col_doubt,  COL_TEXT, .only_export = true},
};

/* An item is as certain as the least certain of what its points rest on. */
static const PackSource *weakest(const PackNode *n)
{
    return n->kind == PACK_NUMBERS && n->formula.doubt_source ? n->formula.doubt_source : n->source;
}

static void add_item(Req *r, Table *t, const Shown *s, int node)
{
    const PackNode *n = &s->pack->nodes[node];
    Cell           *c = table_row(r, t);
    Tag          mark = sure(r, weakest(n));

    c[0].text  = n->code;
    c[0].url   = item_url(r, s->pack, node);
    c[1].text  = topic(r, s, node);
    c[2].text  = say(r->lang, kind_msg(n->kind));
    c[3].ratio = n->weight;
    c[4].text  = ratio_exact(r->arena, n->weight);
    c[5].text  = how(r, s, node);
    c[6].text  = zero_text(r, n);
    if (divides(n) && !table_is_asked(r))      /* on the page, in one column */
        c[5].text = say_args(r->arena, r->lang, MSG_regulasi_how_zero, c[5].text, c[6].text);
    c[6].none  = !divides(n);
    c[7].text  = mark.text;
    c[7].tone  = mark.tone;
    c[8].text  = n->source->place;
    c[9].text  = n->kind == PACK_NUMBERS ? n->formula.doubt : (Str){0};
}

static Err items_page(Req *r)
{
    Shown s;
    Table t = {.name = "butir", .caption = say(r->lang, MSG_regulasi_all_items), .cols = item_cols,
               .cols_count = countof(item_cols), .empty = say(r->lang, MSG_regulasi_none), .search = true};

    TRY(pack_asked(r, &s));
    for (int i = 0; i < s.pack->nnodes; i++)
        add_item(r, &t, &s, i);
    r->page.title = say(r->lang, MSG_regulasi_all_items);
    r->page.lead  = say(r->lang, MSG_regulasi_items_lead);
    crumb_add(r, s.pack->regulation, pack_url(r, s.pack, ""));
    return table_show(r, &t);
}

/* --- GET /regulasi/:pack/butir/:code --- */

typedef struct {
    Summary facts, options, below;
    Str     doubt, doubt_source;
    Tag     doubt_sure;
} RegulasiItemView;
#include "regulasi_item.html.h"

static Str weight_text(Req *r, Ratio weight)
{
    i64 num, den;
    if (ratio_split(weight, &num, &den) && 100 % den == 0)
        return say_args(r->arena, r->lang, MSG_regulasi_weight_of, points(r, weight));
    return say_args(r->arena, r->lang, MSG_regulasi_weight_exact, points(r, weight), ratio_exact(r->arena, weight));
}

static void add_inputs(Req *r, const Shown *s, int node, Summary *to)
{
    const PackNode *n = &s->pack->nodes[node];
    for (int i = 0; i < n->ninputs; i++) {
        summary_add(r, to, MSG_regulasi_input, input_text(r, s, node, i));
        if (n->inputs[i].optional)
            to->lines.at[to->lines.count - 1].note = say(r->lang, MSG_regulasi_optional_input);
    }
}

static Summary item_facts(Req *r, const Shown *s, int node)
{
    const PackNode  *n = &s->pack->nodes[node];
    const NodeWords *w = s->words ? &s->words->nodes[node] : NULL;
    Summary          f = {0};

    summary_add(r, &f, MSG_regulasi_col_kind, say(r->lang, kind_msg(n->kind)));
    if (n->parent >= 0) {
        summary_add(r, &f, MSG_regulasi_belongs, topic(r, s, n->parent));
        f.lines.at[f.lines.count - 1].url = item_url(r, s->pack, n->parent);
    }
    if (w)
        summary_add(r, &f, MSG_regulasi_ask, w->ask[r->lang]);
    summary_add(r, &f, MSG_regulasi_col_weight, weight_text(r, n->weight));
    add_inputs(r, s, node, &f);
    summary_add(r, &f, MSG_regulasi_col_how, how(r, s, node));
    summary_add(r, &f, MSG_regulasi_col_zero, zero_text(r, n));
    if (pack_is_question(n) && !n->changeable)
        summary_add(r, &f, MSG_regulasi_no_work, n->because[r->lang]);
    summary_add(r, &f, MSG_regulasi_col_source, source_text(r, s, n->source));
    f.lines.at[f.lines.count - 1].tag = sure(r, n->source);
    return f;
}

static Summary item_options(Req *r, const Shown *s, int node)
{
    const PackNode *n = &s->pack->nodes[node];
    Summary         o = {0};
    for (int i = 0; i < n->noptions; i++) {
        const PackOption *x    = &n->options[i];
        Str               text = s->words ? s->words->nodes[node].options[i][r->lang] : (Str){0};
        Str worth = say_args(r->arena, r->lang, MSG_regulasi_option_line, value(r, x->value),
                             value(r, ratio_mul(x->value, n->weight)));
        *list_add(r->arena, &o.lines) = (SummaryLine){.key = x->letter, .value = text.len ? text : worth,
                                                      .note = text.len ? worth : (Str){0}};
    }
    return o;
}

static Summary item_below(Req *r, const Shown *s, int node)
{
    Summary b = {0};
    for (int i = node + 1; i < s->pack->nodes[node].end; i = s->pack->nodes[i].end)
        *list_add(r->arena, &b.lines) = (SummaryLine){
            .key = s->pack->nodes[i].code, .value = topic(r, s, i), .url = item_url(r, s->pack, i),
            .note = weight_text(r, s->pack->nodes[i].weight)};
    return b;
}

static Err item_page(Req *r)
{
    Shown            s;
    RegulasiItemView v = {0};

    TRY(pack_asked(r, &s));
    int node = pack_find(s.pack, r->args[1]);
    if (node < 0)
        return FAIL(ERR_NOT_FOUND, "no such item in the pack");
    const PackNode *n = &s.pack->nodes[node];
    v.facts   = item_facts(r, &s, node);
    v.options = item_options(r, &s, node);
    v.below   = item_below(r, &s, node);
    if (n->kind == PACK_NUMBERS && n->formula.doubt.len) {
        v.doubt        = n->formula.doubt;
        v.doubt_source = n->formula.doubt_source->place;
        v.doubt_sure   = sure(r, n->formula.doubt_source);
    }
    r->page.title = str_fmt(r->arena, "%.*s %.*s", STRF(n->code), STRF(topic(r, &s, node)));
    if (s.words)
        r->page.lead = s.words->nodes[node].about[r->lang];
    crumb_add(r, s.pack->regulation, pack_url(r, s.pack, ""));
    crumb_add(r, say(r->lang, MSG_regulasi_all_items), pack_url(r, s.pack, "/butir"));
    view_regulasi_item(r, &v);
    return NO_ERR;
}

/* --- GET /regulasi/beda --- */

static const Col diff_cols[] = {
    {"kode",  MSG_regulasi_beda_where, COL_TEXT},
    {"pokok", MSG_regulasi_col_topic,  COL_TEXT},
    {"beda",  MSG_regulasi_beda_what,  COL_TEXT},
};

static const Pack *pack_chosen(Req *r, const char *name, const Pack *otherwise)
{
    const Pack *p = regulasi_pack(r->web->regulasi, query_get(r, name));
    return p ? p : otherwise;
}

static void offer(Req *r, Table *t, const char *name, Msg label, const Pack *chosen)
{
    Filter f = {.name = str_of(name), .label = say(r->lang, label)};
    for (isize i = 0; i < r->web->regulasi->packs.count; i++) {
        const Pack *p = r->web->regulasi->packs.at[i];
        *list_add(r->arena, &f.choices) = (ChoiceView){p->id, p->regulation, .chosen = p == chosen};
    }
    *list_add(r->arena, &t->filters) = f;
}

static void add_difference(Req *r, Table *t, const Shown *s, Issue d)
{
    Cell *c    = table_row(r, t);
    int   node = pack_find(s->pack, d.field);

    c[0].text = d.field;
    c[2].text = d.text;
    if (node >= 0) {
        c[0].url  = item_url(r, s->pack, node);
        c[1].text = topic(r, s, node);
    }
}

static Err differences(Req *r)
{
    const Regulasi *all = r->web->regulasi;
    const Pack *a = all->packs.at[0], *b = all->packs.at[0];
    Issues      found = {.arena = r->arena};
    Table t = {.name = "beda", .caption = say(r->lang, MSG_regulasi_compare), .cols = diff_cols,
               .cols_count = countof(diff_cols), .empty = say(r->lang, MSG_regulasi_beda_none)};

    for (isize i = 0; i < all->packs.count; i++) {      /* unless asked for others: the first and the last */
        a = all->packs.at[i]->from.days < a->from.days ? all->packs.at[i] : a;
        b = all->packs.at[i]->from.days > b->from.days ? all->packs.at[i] : b;
    }
    a = pack_chosen(r, "a", a);
    b = pack_chosen(r, "b", b);
    regulasi_diff(a, b, r->lang, &found);
    if (!found.count)
        r->page.lead = say(r->lang, MSG_regulasi_beda_none);
    offer(r, &t, "a", MSG_regulasi_beda_old, a);
    offer(r, &t, "b", MSG_regulasi_beda_new, b);
    for (isize i = 0; i < found.count; i++) {
        bool there = pack_find(b, found.at[i].field) >= 0;
        add_difference(r, &t, &(Shown){there ? b : a, words_of(all, there ? b : a)}, found.at[i]);
    }
    return table_show(r, &t);
}

static Err diff_page(Req *r)
{
    r->page.section = S("regulasi");
    r->page.title   = say(r->lang, MSG_regulasi_compare);
    r->page.lead    = say(r->lang, MSG_regulasi_beda_lead);
    crumb_add(r, say(r->lang, MSG_regulasi_title), (Url){S("/regulasi")});
    if (r->web->regulasi && r->web->regulasi->packs.count > 1)
        return differences(r);
    view_empty(r, &(Empty){.title = say(r->lang, MSG_regulasi_beda_one),
                           .text  = say(r->lang, MSG_regulasi_beda_one_text)});
    return NO_ERR;
}

static const char LAW[] = "the law as data; nobody's in particular";

static const Route rows[] = {
    {GET, "/regulasi",                   SIGNED_IN, READS, list_page,  LAW, .flags = ROUTE_SLOW},
    {GET, "/regulasi/beda",              SIGNED_IN, READS, diff_page,  LAW, .flags = ROUTE_SLOW},
    {GET, "/regulasi/:pack",             SIGNED_IN, READS, pack_page,  LAW},
    {GET, "/regulasi/:pack/butir",       SIGNED_IN, READS, items_page, LAW, .flags = ROUTE_SLOW},
    {GET, "/regulasi/:pack/butir/:code", SIGNED_IN, READS, item_page,  LAW},
    {GET, "/api/v1/regulasi",             SIGNED_IN, READS, regulasi_api_packs, LAW, .gives = &gives_pack,
     .about = MSG_regulasi_api_packs, .flags = ROUTE_MANY},
    {GET, "/api/v1/regulasi/:pack",       SIGNED_IN, READS, regulasi_api_pack,  LAW, .gives = &gives_pack_whole,
     .about = MSG_regulasi_api_whole},
    {GET, "/api/v1/regulasi/:pack/butir", SIGNED_IN, READS, regulasi_api_nodes, LAW, .gives = &gives_rule_node,
     .about = MSG_regulasi_api_nodes, .flags = ROUTE_MANY},
    {GET, "/api/v1/regulasi/:pack/butir/:code", SIGNED_IN, READS, regulasi_api_node, LAW, .gives = &gives_rule_node,
     .about = MSG_regulasi_api_node},
};
const Room regulasi_room = {"regulasi", rows, countof(rows), .about = MSG_regulasi_title};
