/* Reading a rule pack: as strict as a compiler, and as complete in its complaints. */
#include "regulasi/strict.h"

enum { NODES_MOST = 2000, UNITS_MOST = 1000000000 };

typedef struct {
    Strict      *is;
    Pack        *p;
    PackNode    *nodes;         /* of p, while they can still be written */
    const Json  *scales;        /* as they stand in the file */
} Reader;

/* --- the head --- */

static void read_head(Reader *r)
{
    const Json *d = r->is->doc;
    Pack       *p = r->p;

    strict_only(r->is, (Str){0}, d,
                "id kind sha256 regulation title valid_from valid_until sources scales areas nodes predicates");
    p->id         = strict_text(r->is, (Str){0}, d, "id");
    p->regulation = strict_text(r->is, (Str){0}, d, "regulation");
    strict_both(r->is, S("title"), json_get(d, "title"), p->title);
    strict_dates(r->is, d, &p->from, &p->until);
    strict_sources(r->is);
}

static void read_areas(Reader *r)
{
    const Json *l  = strict_list(r->is, (Str){0}, r->is->doc, "areas");
    PackArea   *at = new(r->is->a, PackArea, l->count);
    for (isize i = 0; i < l->count; i++) {
        Str where = str_fmt(r->is->a, "areas.%lld", (long long)i + 1);
        strict_only(r->is, where, &l->at[i], "code weight source");
        at[i] = (PackArea){
            .code   = strict_text(r->is, where, &l->at[i], "code"),
            .weight = strict_ratio(r->is, where, &l->at[i], "weight"),
            .source = strict_source(r->is, where, &l->at[i]),
        };
        for (isize k = 0; k < i; k++)
            if (str_eq(at[k].code, at[i].code))
                strict_wrong(r->is, where, MSG_regulasi_pack_twice, at[i].code);
    }
    r->p->areas  = at;
    r->p->nareas = (int)l->count;
}

static int area_find(const Pack *p, Str code)
{
    for (int i = 0; i < p->nareas; i++)
        if (str_eq(p->areas[i].code, code))
            return i;
    return -1;
}

/* --- questions --- */

static void read_options(Reader *r, const Json *node, PackNode *n)
{
    Str         scale = strict_text(r->is, n->code, node, "scale");
    const Json *s     = json_find(r->scales, scale);
    if (s->kind != JSON_MAP) {
        strict_wrong(r->is, strict_in(r->is, n->code, "scale"), MSG_regulasi_pack_scale, scale);
        return;
    }
    const Json *l  = json_get(s, "options");
    PackOption *at = new(r->is->a, PackOption, l->count);
    for (isize i = 0; i < l->count; i++) {
        at[i].letter = json_text(json_get(&l->at[i], "letter"));
        if (!ratio_parse(json_text(json_get(&l->at[i], "value")), &at[i].value))
            at[i].value = (Ratio){0};           /* said once, where the scale is read */
    }
    n->options  = at;
    n->noptions = (int)l->count;
}

static void read_scales(Reader *r)
{
    const Json *all = json_get(r->is->doc, "scales");
    r->scales       = all;
    if (all->kind != JSON_MAP)
        strict_wrong(r->is, S("scales"), MSG_regulasi_pack_map, S("scales"));
    for (isize i = 0; all->kind == JSON_MAP && i < all->count; i++) {
        Str where = strict_in(r->is, S("scales"), str_c(r->is->a, all->at[i].key));
        strict_only(r->is, where, &all->at[i], "options source");
        strict_source(r->is, where, &all->at[i]);
        const Json *l    = strict_list(r->is, where, &all->at[i], "options");
        Ratio       last = ratio(1, 1);
        for (isize k = 0; k < l->count; k++) {
            strict_only(r->is, where, &l->at[k], "letter value");
            Str   letter = strict_text(r->is, where, &l->at[k], "letter");
            Ratio value  = strict_ratio(r->is, where, &l->at[k], "value");
            if (k ? ratio_cmp(value, last) >= 0 : ratio_cmp(value, last) > 0)
                strict_wrong(r->is, where, MSG_regulasi_pack_scale_order, letter);
            for (isize m = 0; m < k; m++)
                if (str_eq_nocase(letter, json_text(json_get(&l->at[m], "letter"))))
                    strict_wrong(r->is, where, MSG_regulasi_pack_twice, letter);
            last = value;
        }
    }
}

static void read_inputs(Reader *r, const Json *node, PackNode *n)
{
    const Json *l = strict_list(r->is, n->code, node, "inputs");
    if (l->count > PACK_INPUTS) {
        strict_wrong(r->is, strict_in(r->is, n->code, "inputs"), MSG_regulasi_pack_many,
                     str_fmt(r->is->a, "%d", PACK_INPUTS));
        return;
    }
    for (isize i = 0; i < l->count; i++) {
        const Json *j     = &l->at[i];
        Str         where = str_fmt(r->is->a, "%.*s.inputs.%lld", STRF(n->code), (long long)i + 1);
        Str         type  = strict_text(r->is, where, j, "type");
        PackInput  *in    = &n->inputs[n->ninputs++];
        strict_only(r->is, where, j, "key type min max optional");
        *in = (PackInput){.key      = strict_text(r->is, where, j, "key"),
                          .decimal  = str_is(type, "decimal"),
                          .optional = json_get(j, "optional")->truth};
        if (!in->decimal && !str_is(type, "integer"))
            strict_wrong(r->is, strict_in(r->is, where, "type"), MSG_regulasi_pack_value, type);
        if (!str_i64(json_text(json_get(j, "min")), &in->least) || !str_i64(json_text(json_get(j, "max")), &in->most)
            || in->least < 0 || in->least >= in->most || in->most > PACK_NUMBER_MOST)
            strict_wrong(r->is, where, MSG_regulasi_pack_limits, str_fmt(r->is->a, "%d", PACK_NUMBER_MOST));
        for (isize k = 0; k < i; k++)
            if (str_eq(n->inputs[k].key, in->key))
                strict_wrong(r->is, where, MSG_regulasi_pack_twice, in->key);
    }
}

static u8 mask_at(Reader *r, const PackNode *n, const Json *map, const char *key)
{
    const Json *l    = strict_list(r->is, n->code, map, key);
    u8          mask = 0;
    for (isize i = 0; i < l->count; i++) {
        int hit = -1;
        for (int k = 0; k < n->ninputs; k++)
            if (str_eq(n->inputs[k].key, json_text(&l->at[i])))
                hit = k;
        if (hit < 0)
            strict_wrong(r->is, strict_in(r->is, n->code, key), MSG_regulasi_pack_input, json_text(&l->at[i]));
        else
            mask = (u8)(mask | 1u << hit);
    }
    return mask;
}

static void read_zero(Reader *r, const PackNode *n, const Json *formula, Formula *f)
{
    static const char *const rules[] = {"zero", "full", "full_if_none_now"};
    const Json *z     = json_get(formula, "when_zero");
    Str         where = strict_in(r->is, n->code, "when_zero");
    strict_only(r->is, where, z, "is doubt source");
    int rule = str_among(json_text(json_get(z, "is")), rules, countof(rules));
    if (rule < 0)
        strict_wrong(r->is, where, MSG_regulasi_pack_value, json_text(json_get(z, "is")));
    f->when_zero    = rule < 0 ? ZERO_IS_ZERO : (ZeroRule)rule;
    f->doubt        = strict_text(r->is, where, z, "doubt");
    f->doubt_source = strict_source(r->is, where, z);
}

static void read_formula(Reader *r, const Json *node, PackNode *n)
{
    static const char *const kinds[] = {"share", "decrease", "index"};
    static const char *const keys[]  = {"kind part whole taken_from cap when_zero",
                                        "kind before now floor cap when_zero", "kind value top"};
    const Json *j    = json_get(node, "formula");
    Formula    *f    = &n->formula;
    int         kind = str_among(json_text(json_get(j, "kind")), kinds, countof(kinds));
    f->taken_from    = -1;
    if (kind < 0) {
        strict_wrong(r->is, strict_in(r->is, n->code, "formula"), MSG_regulasi_pack_formula,
                     json_text(json_get(j, "kind")));
        return;
    }
    f->kind = (FormulaKind)kind;
    strict_only(r->is, strict_in(r->is, n->code, "formula"), j, keys[kind]);
    if (f->kind == FORMULA_INDEX) {
        f->part = mask_at(r, n, j, "value");
        f->top  = strict_ratio(r->is, n->code, j, "top");
        f->most = ratio(1, 1);
        if (!f->top.n || f->part & (f->part - 1))
            strict_wrong(r->is, strict_in(r->is, n->code, "formula"), MSG_regulasi_pack_value, S("top"));
        return;
    }
    f->part  = mask_at(r, n, j, f->kind == FORMULA_SHARE ? "part" : "now");
    f->whole = mask_at(r, n, j, f->kind == FORMULA_SHARE ? "whole" : "before");
    f->most  = strict_ratio(r->is, n->code, j, "cap");
    f->least = f->kind == FORMULA_DECREASE ? strict_ratio(r->is, n->code, j, "floor") : (Ratio){0};
    for (int i = 0; i < n->ninputs; i++)
        if (str_eq(n->inputs[i].key, json_text(json_get(j, "taken_from"))))
            f->taken_from = i;
    if (json_get(j, "taken_from")->kind != JSON_ABSENT && f->taken_from < 0)
        strict_wrong(r->is, strict_in(r->is, n->code, "taken_from"), MSG_regulasi_pack_input,
                     json_text(json_get(j, "taken_from")));
    read_zero(r, n, j, f);
}

static void read_numbers(Reader *r, const Json *node, PackNode *n)
{
    static const char *const kinds[] = {"adds_up", "within"};
    read_inputs(r, node, n);
    read_formula(r, node, n);
    for (int i = 0; i < n->ninputs; i++) {
        bool counted = (n->formula.part | n->formula.whole) >> i & 1;
        if (counted == n->inputs[i].optional)
            strict_wrong(r->is, n->code, MSG_regulasi_pack_optional, n->inputs[i].key);
        if (n->inputs[i].decimal != (n->formula.kind == FORMULA_INDEX))
            strict_wrong(r->is, n->code, MSG_regulasi_pack_value, n->inputs[i].key);
    }
    if (json_get(node, "checks")->kind == JSON_ABSENT)
        return;
    const Json *l      = strict_list(r->is, n->code, node, "checks");
    PackCheck  *checks = new(r->is->a, PackCheck, l->count);
    for (isize i = 0; i < l->count; i++) {
        strict_only(r->is, strict_in(r->is, n->code, "checks"), &l->at[i], "kind part whole");
        int kind = str_among(json_text(json_get(&l->at[i], "kind")), kinds, countof(kinds));
        if (kind < 0)
            strict_wrong(r->is, strict_in(r->is, n->code, "checks"), MSG_regulasi_pack_value,
                         json_text(json_get(&l->at[i], "kind")));
        checks[i] = (PackCheck){kind < 0 ? CHECK_WITHIN : (PackCheckKind)kind, mask_at(r, n, &l->at[i], "part"),
                                mask_at(r, n, &l->at[i], "whole")};
    }
    n->checks  = checks;
    n->nchecks = (int)l->count;
}

/* --- the tree --- */

static const char *const kind_names[PACK_KINDS] = {"root",      "component", "subcomponent", "area",
                                                   "indicator", "choice",    "numbers"};

/* Nodes come in the regulation's order: the parent of each is the one before it, or stands above that. */
static void place(Reader *r, int i, const Json *node)
{
    PackNode *n      = &r->nodes[i];
    Str       parent = json_text(json_get(node, "parent"));
    n->parent        = -1;
    for (int k = 0; k < i; k++)
        if (str_eq(r->nodes[k].code, n->code))
            strict_wrong(r->is, n->code, MSG_regulasi_pack_twice, n->code);
    if ((i == 0) != (n->kind == PACK_ROOT) || (i == 0) != (json_get(node, "parent")->kind == JSON_ABSENT)) {
        strict_wrong(r->is, n->code, MSG_regulasi_pack_root, parent);
        return;
    }
    for (int k = i - 1; k >= 0; k = r->nodes[k].parent)
        if (str_eq(r->nodes[k].code, parent))
            n->parent = k;
    if (i && n->parent < 0)
        strict_wrong(r->is, n->code, MSG_regulasi_pack_parent, parent);
    if (n->parent < 0)
        return;
    if (pack_is_question(&r->nodes[n->parent]))
        strict_wrong(r->is, n->code, MSG_regulasi_pack_parent, parent);
    r->nodes[n->parent].children++;
    for (int k = n->parent; k >= 0; k = r->nodes[k].parent)
        r->nodes[k].end = i + 1;
}

static void read_change(Reader *r, const Json *node, PackNode *n)
{
    const Json *c = json_get(node, "changeable");
    n->changeable = c->kind == JSON_ABSENT || c->truth;
    if (c->kind != JSON_ABSENT)
        strict_both(r->is, strict_in(r->is, n->code, "because"), json_get(node, "because"), n->because);
}

static void read_node(Reader *r, int i, const Json *node)
{
    PackNode *n    = &r->nodes[i];
    int       kind = str_among(json_text(json_get(node, "kind")), kind_names, PACK_KINDS);

    n->end  = i + 1;
    n->area = -1;
    n->code = strict_text(r->is, str_fmt(r->is->a, "nodes.%d", i + 1), node, "code");
    if (kind < 0)
        strict_wrong(r->is, n->code, MSG_regulasi_pack_kind, json_text(json_get(node, "kind")));
    n->kind   = kind < 0 ? PACK_INDICATOR : (PackKind)kind;
    n->source = strict_source(r->is, n->code, node);
    strict_only(r->is, n->code, node,
                n->kind == PACK_CHOICE    ? "code parent kind weight scale changeable because source"
                : n->kind == PACK_NUMBERS ? "code parent kind weight inputs formula checks changeable because source"
                : n->kind == PACK_AREA    ? "code parent kind weight area source"
                                          : "code parent kind weight source");
    place(r, i, node);
    if (n->kind == PACK_AREA && (n->area = area_find(r->p, json_text(json_get(node, "area")))) < 0)
        strict_wrong(r->is, n->code, MSG_regulasi_pack_area, json_text(json_get(node, "area")));

    bool shares = n->parent >= 0 && r->nodes[n->parent].kind == PACK_INDICATOR;
    if (shares && (!pack_is_question(n) || json_get(node, "weight")->kind != JSON_ABSENT))
        strict_wrong(r->is, n->code, MSG_regulasi_pack_equal_parts, n->code);
    if (!shares)
        n->weight = strict_ratio(r->is, n->code, node, "weight");
    if (pack_is_question(n)) {
        r->p->nquestions++;
        read_change(r, node, n);
    }
    if (n->kind == PACK_CHOICE)
        read_options(r, node, n);
    if (n->kind == PACK_NUMBERS)
        read_numbers(r, node, n);
}

static void read_nodes(Reader *r)
{
    const Json *l = strict_list(r->is, (Str){0}, r->is->doc, "nodes");
    if (l->count > NODES_MOST) {
        strict_wrong(r->is, S("nodes"), MSG_regulasi_pack_many, str_fmt(r->is->a, "%d", NODES_MOST));
        return;
    }
    r->nodes     = new(r->is->a, PackNode, l->count);
    r->p->nodes  = r->nodes;
    r->p->nnodes = (int)l->count;
    for (int i = 0; i < l->count; i++)
        read_node(r, i, &l->at[i]);
}

/* --- sums --- */

/* Every weight is the sum of those below it; questions share their indicator's in equal parts. */
static void check_sums(Reader *r)
{
    Ratio *below = new(r->is->a, Ratio, r->p->nnodes), *areas = new(r->is->a, Ratio, r->p->nareas);
    for (int i = 0; i < r->p->nnodes; i++) {
        PackNode *n  = &r->nodes[i];
        PackNode *up = n->parent >= 0 ? &r->nodes[n->parent] : NULL;
        if (up && up->kind == PACK_INDICATOR)
            n->weight = ratio_div(up->weight, ratio(up->children, 1));
        if (up)
            below[n->parent] = ratio_add(below[n->parent], n->weight);
        if (n->area >= 0)
            areas[n->area] = ratio_add(areas[n->area], n->weight);
        if (!n->weight.n)
            strict_wrong(r->is, n->code, MSG_regulasi_pack_number, S("0"));
    }
    for (int i = 0; i < r->p->nnodes; i++)
        if (!pack_is_question(&r->nodes[i]) && ratio_cmp(below[i], r->nodes[i].weight))
            strict_wrong(r->is, r->nodes[i].code, MSG_regulasi_pack_sum, ratio_exact(r->is->a, below[i]));
    for (int i = 0; i < r->p->nareas; i++)
        if (ratio_cmp(areas[i], r->p->areas[i].weight))
            strict_wrong(r->is, strict_in(r->is, S("areas"), str_c(r->is->a, r->p->areas[i].code)),
                         MSG_regulasi_pack_sum,
                  ratio_exact(r->is->a, areas[i]));
}

static bool lcm_into(i64 *into, Ratio r)
{
    i64 num, den, a = *into, b;
    if (!ratio_split(r, &num, &den))
        return false;
    for (b = den; b;) {
        i64 t = a % b;
        a     = b;
        b     = t;
    }
    return !__builtin_mul_overflow(*into / a, den, into) && *into <= UNITS_MOST;
}

static i64 units(Ratio r, i64 per_point)
{
    i64 num = 0, den = 1;
    (void)ratio_split(ratio_mul(r, ratio(per_point, 1)), &num, &den);
    return num;
}

/* One small unit in which every option and weight is a whole number: scoring then adds integers. */
static void find_units(Reader *r)
{
    i64  per = 1;
    bool ok  = true;
    for (int i = 0; i < r->p->nnodes && ok; i++) {
        const PackNode *n = &r->nodes[i];
        ok = lcm_into(&per, n->weight) && ratio_cmp(n->weight, ratio(UNITS_MOST, 1)) < 0;
        for (int k = 0; k < n->noptions && ok; k++)
            ok = lcm_into(&per, ratio_mul(n->weight, n->options[k].value));
    }
    if (!ok) {
        strict_wrong(r->is, S("nodes"), MSG_regulasi_pack_units, (Str){0});
        return;
    }
    r->p->per_point = per;
    for (int i = 0; i < r->p->nnodes; i++) {
        PackNode   *n  = &r->nodes[i];
        PackOption *at = new(r->is->a, PackOption, n->noptions);
        for (int k = 0; k < n->noptions; k++) {
            at[k]       = n->options[k];
            at[k].units = units(ratio_mul(n->weight, at[k].value), per);
        }
        n->options = at;
        n->units   = units(n->weight, per);
    }
}

/* --- gates --- */

static void gate_nodes(Reader *r, Str where, const Json *j, PackGate *g)
{
    const Json *of = json_get(j, "of");
    if (of->kind != JSON_ABSENT) {
        of = strict_list(r->is, where, j, "of");
        for (isize i = 0; i < of->count && g->nof < countof(g->of); i++) {
            int node = pack_find(r->p, json_text(&of->at[i]));
            if (node < 0)
                strict_wrong(r->is, where, MSG_regulasi_pack_node, json_text(&of->at[i]));
            else
                g->of[g->nof++] = node;
        }
        if (of->count > countof(g->of))
            strict_wrong(r->is, where, MSG_regulasi_pack_many, S("4"));
        g->need = strict_ratio(r->is, where, j, "need");
        return;
    }
    int area = area_find(r->p, json_text(json_get(j, "area")));
    if (area < 0) {
        strict_wrong(r->is, where, MSG_regulasi_pack_area, json_text(json_get(j, "area")));
        return;
    }
    for (int i = 0; i < r->p->nnodes && g->nof < countof(g->of); i++)
        if (r->nodes[i].area == area)
            g->of[g->nof++] = i;
    g->need = ratio_mul(r->p->areas[area].weight, strict_ratio(r->is, where, j, "share"));
}

static void gate_holds(Reader *r, Str where, const Json *j, PackGate *g)
{
    const Json *l = strict_list(r->is, where, j, "holds");
    g->prior      = true;
    for (isize i = 0; i < l->count; i++) {
        int hit = pack_predicate(r->p, json_text(&l->at[i]));
        if (hit < 0)
            strict_wrong(r->is, where, MSG_regulasi_pack_predicate, json_text(&l->at[i]));
        else
            g->holds |= 1u << hit;
    }
}

static bool gate_covers(const Pack *p, const PackGate *g, int node)
{
    for (int i = 0; i < g->nof; i++)
        if (node >= g->of[i] && node < p->nodes[g->of[i]].end)
            return true;
    return false;
}

/* Two gates are nested or apart; a half-and-half overlap would make "the way to pass" another problem. */
static void check_nested(Reader *r, Str where, const PackGate *a, const PackGate *b)
{
    int both = 0, only_a = 0, only_b = 0;
    for (int i = 0; i < r->p->nnodes; i++) {
        if (!pack_is_question(&r->nodes[i]))
            continue;
        bool x = gate_covers(r->p, a, i), y = gate_covers(r->p, b, i);
        both += x && y;
        only_a += x && !y;
        only_b += !x && y;
    }
    if (both && only_a && only_b)
        strict_wrong(r->is, where, MSG_regulasi_pack_overlap, b->code);
}

static void read_gates(Reader *r, const Json *j, PackPredicate *pred)
{
    const Json *l  = strict_list(r->is, pred->code, j, "gates");
    PackGate   *at = new(r->is->a, PackGate, l->count);
    for (isize i = 0; i < l->count; i++) {
        const Json *g     = &l->at[i];
        PackGate   *out   = &at[i];
        bool        prior = json_get(g, "holds")->kind != JSON_ABSENT;
        out->code         = strict_text(r->is, pred->code, g, "code");
        Str where         = str_fmt(r->is->a, "%.*s.%.*s", STRF(pred->code), STRF(out->code));
        out->source       = strict_source(r->is, where, g);
        strict_only(r->is, where, g,
                    prior                                         ? "code holds source"
                    : json_get(g, "area")->kind != JSON_ABSENT    ? "code area share source"
                                                                  : "code of need source");
        if (prior)
            gate_holds(r, where, g, out);
        else
            gate_nodes(r, where, g, out);
        for (isize k = 0; k < i; k++) {
            if (str_eq(at[k].code, out->code))
                strict_wrong(r->is, where, MSG_regulasi_pack_twice, out->code);
            check_nested(r, where, out, &at[k]);
        }
    }
    pred->gates  = at;
    pred->ngates = (int)l->count;
}

static void read_predicates(Reader *r)
{
    const Json *l = strict_list(r->is, (Str){0}, r->is->doc, "predicates");
    if (l->count > PACK_PREDICATES) {
        strict_wrong(r->is, S("predicates"), MSG_regulasi_pack_many, str_fmt(r->is->a, "%d", PACK_PREDICATES));
        return;
    }
    for (isize i = 0; i < l->count; i++) {          /* all codes first: one may ask for another */
        Str code = strict_text(r->is, S("predicates"), &l->at[i], "code");
        if (pack_predicate(r->p, code) >= 0)
            strict_wrong(r->is, S("predicates"), MSG_regulasi_pack_twice, code);
        r->p->predicates[r->p->npredicates++] = (PackPredicate){.code = code};
    }
    for (isize i = 0; i < l->count; i++) {
        PackPredicate *pred = &r->p->predicates[i];
        strict_only(r->is, pred->code, &l->at[i], "code source gates");
        pred->source = strict_source(r->is, pred->code, &l->at[i]);
        read_gates(r, &l->at[i], pred);
    }
}

/* --- the door --- */

Err regulasi_read(Arena *life, Str json, Lang lang, Issues *issues, const Pack **out)
{
    isize  before = issues->count;
    Pack  *p      = new(life, Pack, 1);
    Strict is     = {.a = life, .issues = issues, .lang = lang};
    Reader r      = {.is = &is, .p = p};

    p->json = str_copy(life, json);
    TRY(strict_open(&is, p->json));
    p->sha256 = strict_seal(&is, p->json);
    if (!str_is(json_text(json_get(is.doc, "kind")), "instrument"))
        strict_wrong(&is, S("kind"), MSG_regulasi_pack_value, json_text(json_get(is.doc, "kind")));
    read_head(&r);
    read_scales(&r);
    read_areas(&r);
    read_nodes(&r);
    if (issues->count == before) {
        check_sums(&r);
        read_predicates(&r);
    }
    if (issues->count == before)
        find_units(&r);
    if (issues->count > before)
        return FAIL(ERR_INVALID, "the rule pack has mistakes");
    *out = p;
    return NO_ERR;
}

int pack_find(const Pack *p, Str code)
{
    for (int i = 0; i < p->nnodes; i++)
        if (str_eq(p->nodes[i].code, code))
            return i;
    return -1;
}

int pack_option(const PackNode *n, Str letter)
{
    for (int i = 0; i < n->noptions; i++)
        if (str_eq_nocase(n->options[i].letter, letter))
            return i;
    return -1;
}

int pack_predicate(const Pack *p, Str code)
{
    for (int i = 0; i < p->npredicates; i++)
        if (str_eq_nocase(p->predicates[i].code, code))
            return i;
    return -1;
}

const PackGate *pack_gate(const PackPredicate *p, Str code)
{
    for (int i = 0; p && i < p->ngates; i++)
        if (str_eq(p->gates[i].code, code))
            return &p->gates[i];
    return NULL;
}
