/* Reading a rule pack: as strict as a compiler, and as complete in its complaints. */
#include "regulasi/regulasi.h"

#include "format/json.h"

#include <string.h>

enum { NODES_MOST = 2000, UNITS_MOST = 1000000000, SHA_HEX = 64 };

typedef struct {
    Arena       *a;
    Issues      *issues;
    Lang         lang;
    const Json  *doc;
    Pack        *p;
    PackNode    *nodes;         /* of p, while they can still be written */
    PackSource  *sources;
    const Json  *scales;        /* as they stand in the file */
} Reader;

/* --- asking for what should be there --- */

static void wrong(Reader *r, Str where, Msg msg, Str what)
{
    issue_sayf(r->issues, r->lang, where, msg, what);
}

static Str inside(Reader *r, Str where, const char *key)
{
    return where.len ? str_fmt(r->a, "%.*s.%s", STRF(where), key) : str_of(key);
}

/* `names` is "id kind weight": whatever else is in the map is a problem. */
static void only(Reader *r, Str where, const Json *map, const char *names)
{
    if (map->kind != JSON_MAP)
        wrong(r, where, MSG_regulasi_pack_map, where);
    for (isize i = 0; map->kind == JSON_MAP && i < map->count; i++) {
        Str  rest = str_of(names), key = map->at[i].key;
        bool known = false;
        while (rest.len && !known)
            known = str_eq(str_cut(&rest, ' '), key);
        if (!known)
            wrong(r, where, MSG_regulasi_pack_unknown_key, key);
    }
}

static Str text_at(Reader *r, Str where, const Json *map, const char *key)
{
    Str s = json_text(json_get(map, key));
    if (!s.len)
        wrong(r, inside(r, where, key), MSG_regulasi_pack_text, str_of(key));
    return s;
}

static void both_at(Reader *r, Str where, const Json *map, Str *out)
{
    only(r, where, map, "id en");
    out[LANG_ID] = text_at(r, where, map, "id");
    out[LANG_EN] = text_at(r, where, map, "en");
}

/* Numbers of law are written as text, so that no reader on the way can round them. */
static Ratio ratio_at(Reader *r, Str where, const Json *map, const char *key)
{
    Ratio out = {0};
    Str   s   = json_text(json_get(map, key));
    if (!ratio_parse(s, &out) || out.minus || str_has(s, S(",")))
        wrong(r, inside(r, where, key), MSG_regulasi_pack_number, s);
    return out;
}

static const Json *list_at(Reader *r, Str where, const Json *map, const char *key)
{
    static const Json none = {.kind = JSON_LIST};
    const Json       *l    = json_get(map, key);
    if (l->kind == JSON_LIST && l->count)
        return l;
    wrong(r, inside(r, where, key), MSG_regulasi_pack_list, str_of(key));
    return &none;
}

static const PackSource *source_at(Reader *r, Str where, const Json *map)
{
    const Json *all  = json_get(r->doc, "sources");
    Str         name = json_text(json_get(map, "source"));
    for (isize i = 0; name.len && all->kind == JSON_MAP && i < all->count; i++)
        if (str_eq(all->at[i].key, name))
            return &r->sources[i];
    wrong(r, inside(r, where, "source"), MSG_regulasi_pack_source, name);
    return NULL;
}

static int named(Str s, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (str_is(s, names[i]))
            return i;
    return -1;
}

/* --- the head --- */

static void read_sources(Reader *r)
{
    static const char *const trust[] = {"high", "medium", "low"};
    const Json *all = json_get(r->doc, "sources");
    if (all->kind != JSON_MAP || !all->count) {
        wrong(r, S("sources"), MSG_regulasi_pack_map, S("sources"));
        return;
    }
    r->sources = new(r->a, PackSource, all->count);
    for (isize i = 0; i < all->count; i++) {
        const Json *s     = &all->at[i];
        Str         where = inside(r, S("sources"), str_c(r->a, s->key));
        only(r, where, s, "regulation place confidence");
        r->sources[i].regulation = text_at(r, where, s, "regulation");
        r->sources[i].place      = text_at(r, where, s, "place");
        r->sources[i].confidence = text_at(r, where, s, "confidence");
        if (named(r->sources[i].confidence, trust, countof(trust)) < 0)
            wrong(r, inside(r, where, "confidence"), MSG_regulasi_pack_value, r->sources[i].confidence);
    }
}

static void read_head(Reader *r)
{
    const Json *d = r->doc, *until = json_get(d, "valid_until");
    Pack       *p = r->p;

    only(r, (Str){0}, d,
         "id kind sha256 regulation title valid_from valid_until sources scales areas nodes predicates");
    p->id         = text_at(r, (Str){0}, d, "id");
    p->regulation = text_at(r, (Str){0}, d, "regulation");
    both_at(r, S("title"), json_get(d, "title"), p->title);
    if (!date_parse(json_text(json_get(d, "valid_from")), &p->from))
        wrong(r, S("valid_from"), MSG_regulasi_pack_date, json_text(json_get(d, "valid_from")));
    if (until->kind != JSON_NONE && !date_parse(json_text(until), &p->until))
        wrong(r, S("valid_until"), MSG_regulasi_pack_date, json_text(until));
    if (p->until.days && p->until.days < p->from.days)
        wrong(r, S("valid_until"), MSG_regulasi_pack_date_order, json_text(until));
    read_sources(r);
}

static void read_areas(Reader *r)
{
    const Json *l  = list_at(r, (Str){0}, r->doc, "areas");
    PackArea   *at = new(r->a, PackArea, l->count);
    for (isize i = 0; i < l->count; i++) {
        Str where = str_fmt(r->a, "areas.%lld", (long long)i + 1);
        only(r, where, &l->at[i], "code weight source");
        at[i] = (PackArea){
            .code   = text_at(r, where, &l->at[i], "code"),
            .weight = ratio_at(r, where, &l->at[i], "weight"),
            .source = source_at(r, where, &l->at[i]),
        };
        for (isize k = 0; k < i; k++)
            if (str_eq(at[k].code, at[i].code))
                wrong(r, where, MSG_regulasi_pack_twice, at[i].code);
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
    Str         scale = text_at(r, n->code, node, "scale");
    const Json *s     = json_find(r->scales, scale);
    if (s->kind != JSON_MAP) {
        wrong(r, inside(r, n->code, "scale"), MSG_regulasi_pack_scale, scale);
        return;
    }
    const Json *l  = json_get(s, "options");
    PackOption *at = new(r->a, PackOption, l->count);
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
    const Json *all = json_get(r->doc, "scales");
    r->scales       = all;
    if (all->kind != JSON_MAP)
        wrong(r, S("scales"), MSG_regulasi_pack_map, S("scales"));
    for (isize i = 0; all->kind == JSON_MAP && i < all->count; i++) {
        Str where = inside(r, S("scales"), str_c(r->a, all->at[i].key));
        only(r, where, &all->at[i], "options source");
        source_at(r, where, &all->at[i]);
        const Json *l    = list_at(r, where, &all->at[i], "options");
        Ratio       last = ratio(1, 1);
        for (isize k = 0; k < l->count; k++) {
            only(r, where, &l->at[k], "letter value");
            Str   letter = text_at(r, where, &l->at[k], "letter");
            Ratio value  = ratio_at(r, where, &l->at[k], "value");
            if (k ? ratio_cmp(value, last) >= 0 : ratio_cmp(value, last) > 0)
                wrong(r, where, MSG_regulasi_pack_scale_order, letter);
            for (isize m = 0; m < k; m++)
                if (str_eq_nocase(letter, json_text(json_get(&l->at[m], "letter"))))
                    wrong(r, where, MSG_regulasi_pack_twice, letter);
            last = value;
        }
    }
}

static void read_inputs(Reader *r, const Json *node, PackNode *n)
{
    const Json *l = list_at(r, n->code, node, "inputs");
    if (l->count > PACK_INPUTS) {
        wrong(r, inside(r, n->code, "inputs"), MSG_regulasi_pack_many, str_fmt(r->a, "%d", PACK_INPUTS));
        return;
    }
    for (isize i = 0; i < l->count; i++) {
        const Json *j     = &l->at[i];
        Str         where = str_fmt(r->a, "%.*s.inputs.%lld", STRF(n->code), (long long)i + 1);
        Str         type  = text_at(r, where, j, "type");
        PackInput  *in    = &n->inputs[n->ninputs++];
        only(r, where, j, "key type min max optional");
        *in = (PackInput){.key      = text_at(r, where, j, "key"),
                          .decimal  = str_is(type, "decimal"),
                          .optional = json_get(j, "optional")->truth};
        if (!in->decimal && !str_is(type, "integer"))
            wrong(r, inside(r, where, "type"), MSG_regulasi_pack_value, type);
        if (!str_i64(json_text(json_get(j, "min")), &in->least) || !str_i64(json_text(json_get(j, "max")), &in->most)
            || in->least < 0 || in->least >= in->most || in->most > PACK_NUMBER_MOST)
            wrong(r, where, MSG_regulasi_pack_limits, str_fmt(r->a, "%d", PACK_NUMBER_MOST));
        for (isize k = 0; k < i; k++)
            if (str_eq(n->inputs[k].key, in->key))
                wrong(r, where, MSG_regulasi_pack_twice, in->key);
    }
}

static u8 mask_at(Reader *r, const PackNode *n, const Json *map, const char *key)
{
    const Json *l    = list_at(r, n->code, map, key);
    u8          mask = 0;
    for (isize i = 0; i < l->count; i++) {
        int hit = -1;
        for (int k = 0; k < n->ninputs; k++)
            if (str_eq(n->inputs[k].key, json_text(&l->at[i])))
                hit = k;
        if (hit < 0)
            wrong(r, inside(r, n->code, key), MSG_regulasi_pack_input, json_text(&l->at[i]));
        else
            mask = (u8)(mask | 1u << hit);
    }
    return mask;
}

static void read_zero(Reader *r, const PackNode *n, const Json *formula, Formula *f)
{
    static const char *const rules[] = {"zero", "full", "full_if_none_now"};
    const Json *z     = json_get(formula, "when_zero");
    Str         where = inside(r, n->code, "when_zero");
    only(r, where, z, "is doubt source");
    int rule = named(json_text(json_get(z, "is")), rules, countof(rules));
    if (rule < 0)
        wrong(r, where, MSG_regulasi_pack_value, json_text(json_get(z, "is")));
    f->when_zero    = rule < 0 ? ZERO_IS_ZERO : (ZeroRule)rule;
    f->doubt        = text_at(r, where, z, "doubt");
    f->doubt_source = source_at(r, where, z);
}

static void read_formula(Reader *r, const Json *node, PackNode *n)
{
    static const char *const kinds[] = {"share", "decrease", "index"};
    static const char *const keys[]  = {"kind part whole taken_from cap when_zero",
                                        "kind before now floor cap when_zero", "kind value top"};
    const Json *j    = json_get(node, "formula");
    Formula    *f    = &n->formula;
    int         kind = named(json_text(json_get(j, "kind")), kinds, countof(kinds));
    f->taken_from    = -1;
    if (kind < 0) {
        wrong(r, inside(r, n->code, "formula"), MSG_regulasi_pack_formula, json_text(json_get(j, "kind")));
        return;
    }
    f->kind = (FormulaKind)kind;
    only(r, inside(r, n->code, "formula"), j, keys[kind]);
    if (f->kind == FORMULA_INDEX) {
        f->part = mask_at(r, n, j, "value");
        f->top  = ratio_at(r, n->code, j, "top");
        f->most = ratio(1, 1);
        if (!f->top.n || f->part & (f->part - 1))
            wrong(r, inside(r, n->code, "formula"), MSG_regulasi_pack_value, S("top"));
        return;
    }
    f->part  = mask_at(r, n, j, f->kind == FORMULA_SHARE ? "part" : "now");
    f->whole = mask_at(r, n, j, f->kind == FORMULA_SHARE ? "whole" : "before");
    f->most  = ratio_at(r, n->code, j, "cap");
    f->least = f->kind == FORMULA_DECREASE ? ratio_at(r, n->code, j, "floor") : (Ratio){0};
    for (int i = 0; i < n->ninputs; i++)
        if (str_eq(n->inputs[i].key, json_text(json_get(j, "taken_from"))))
            f->taken_from = i;
    if (json_get(j, "taken_from")->kind != JSON_ABSENT && f->taken_from < 0)
        wrong(r, inside(r, n->code, "taken_from"), MSG_regulasi_pack_input, json_text(json_get(j, "taken_from")));
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
            wrong(r, n->code, MSG_regulasi_pack_optional, n->inputs[i].key);
        if (n->inputs[i].decimal != (n->formula.kind == FORMULA_INDEX))
            wrong(r, n->code, MSG_regulasi_pack_value, n->inputs[i].key);
    }
    if (json_get(node, "checks")->kind == JSON_ABSENT)
        return;
    const Json *l      = list_at(r, n->code, node, "checks");
    PackCheck  *checks = new(r->a, PackCheck, l->count);
    for (isize i = 0; i < l->count; i++) {
        only(r, inside(r, n->code, "checks"), &l->at[i], "kind part whole");
        int kind = named(json_text(json_get(&l->at[i], "kind")), kinds, countof(kinds));
        if (kind < 0)
            wrong(r, inside(r, n->code, "checks"), MSG_regulasi_pack_value, json_text(json_get(&l->at[i], "kind")));
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
            wrong(r, n->code, MSG_regulasi_pack_twice, n->code);
    if ((i == 0) != (n->kind == PACK_ROOT) || (i == 0) != (json_get(node, "parent")->kind == JSON_ABSENT)) {
        wrong(r, n->code, MSG_regulasi_pack_root, parent);
        return;
    }
    for (int k = i - 1; k >= 0; k = r->nodes[k].parent)
        if (str_eq(r->nodes[k].code, parent))
            n->parent = k;
    if (i && n->parent < 0)
        wrong(r, n->code, MSG_regulasi_pack_parent, parent);
    if (n->parent < 0)
        return;
    if (pack_is_question(&r->nodes[n->parent]))
        wrong(r, n->code, MSG_regulasi_pack_parent, parent);
    r->nodes[n->parent].children++;
    for (int k = n->parent; k >= 0; k = r->nodes[k].parent)
        r->nodes[k].end = i + 1;
}

static void read_change(Reader *r, const Json *node, PackNode *n)
{
    const Json *c = json_get(node, "changeable");
    n->changeable = c->kind == JSON_ABSENT || c->truth;
    if (c->kind != JSON_ABSENT)
        both_at(r, inside(r, n->code, "because"), json_get(node, "because"), n->because);
}

static void read_node(Reader *r, int i, const Json *node)
{
    PackNode *n    = &r->nodes[i];
    int       kind = named(json_text(json_get(node, "kind")), kind_names, PACK_KINDS);

    n->end  = i + 1;
    n->area = -1;
    n->code = text_at(r, str_fmt(r->a, "nodes.%d", i + 1), node, "code");
    if (kind < 0)
        wrong(r, n->code, MSG_regulasi_pack_kind, json_text(json_get(node, "kind")));
    n->kind   = kind < 0 ? PACK_INDICATOR : (PackKind)kind;
    n->source = source_at(r, n->code, node);
    only(r, n->code, node,
         n->kind == PACK_CHOICE    ? "code parent kind weight scale changeable because source"
         : n->kind == PACK_NUMBERS ? "code parent kind weight inputs formula checks changeable because source"
         : n->kind == PACK_AREA    ? "code parent kind weight area source"
                                   : "code parent kind weight source");
    place(r, i, node);
    if (n->kind == PACK_AREA && (n->area = area_find(r->p, json_text(json_get(node, "area")))) < 0)
        wrong(r, n->code, MSG_regulasi_pack_area, json_text(json_get(node, "area")));

    bool shares = n->parent >= 0 && r->nodes[n->parent].kind == PACK_INDICATOR;
    if (shares && (!pack_is_question(n) || json_get(node, "weight")->kind != JSON_ABSENT))
        wrong(r, n->code, MSG_regulasi_pack_equal_parts, n->code);
    if (!shares)
        n->weight = ratio_at(r, n->code, node, "weight");
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
    const Json *l = list_at(r, (Str){0}, r->doc, "nodes");
    if (l->count > NODES_MOST) {
        wrong(r, S("nodes"), MSG_regulasi_pack_many, str_fmt(r->a, "%d", NODES_MOST));
        return;
    }
    r->nodes     = new(r->a, PackNode, l->count);
    r->p->nodes  = r->nodes;
    r->p->nnodes = (int)l->count;
    for (int i = 0; i < l->count; i++)
        read_node(r, i, &l->at[i]);
}

/* --- sums --- */

/* Every weight is the sum of those below it; questions share their indicator's in equal parts. */
static void check_sums(Reader *r)
{
    Ratio *below = new(r->a, Ratio, r->p->nnodes), *areas = new(r->a, Ratio, r->p->nareas);
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
            wrong(r, n->code, MSG_regulasi_pack_number, S("0"));
    }
    for (int i = 0; i < r->p->nnodes; i++)
        if (!pack_is_question(&r->nodes[i]) && ratio_cmp(below[i], r->nodes[i].weight))
            wrong(r, r->nodes[i].code, MSG_regulasi_pack_sum, ratio_exact(r->a, below[i]));
    for (int i = 0; i < r->p->nareas; i++)
        if (ratio_cmp(areas[i], r->p->areas[i].weight))
            wrong(r, inside(r, S("areas"), str_c(r->a, r->p->areas[i].code)), MSG_regulasi_pack_sum,
                  ratio_exact(r->a, areas[i]));
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
        wrong(r, S("nodes"), MSG_regulasi_pack_units, (Str){0});
        return;
    }
    r->p->per_point = per;
    for (int i = 0; i < r->p->nnodes; i++) {
        PackNode   *n  = &r->nodes[i];
        PackOption *at = new(r->a, PackOption, n->noptions);
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
        of = list_at(r, where, j, "of");
        for (isize i = 0; i < of->count && g->nof < countof(g->of); i++) {
            int node = pack_find(r->p, json_text(&of->at[i]));
            if (node < 0)
                wrong(r, where, MSG_regulasi_pack_node, json_text(&of->at[i]));
            else
                g->of[g->nof++] = node;
        }
        if (of->count > countof(g->of))
            wrong(r, where, MSG_regulasi_pack_many, S("4"));
        g->need = ratio_at(r, where, j, "need");
        return;
    }
    int area = area_find(r->p, json_text(json_get(j, "area")));
    if (area < 0) {
        wrong(r, where, MSG_regulasi_pack_area, json_text(json_get(j, "area")));
        return;
    }
    for (int i = 0; i < r->p->nnodes && g->nof < countof(g->of); i++)
        if (r->nodes[i].area == area)
            g->of[g->nof++] = i;
    g->need = ratio_mul(r->p->areas[area].weight, ratio_at(r, where, j, "share"));
}

static void gate_holds(Reader *r, Str where, const Json *j, PackGate *g)
{
    const Json *l = list_at(r, where, j, "holds");
    g->prior      = true;
    for (isize i = 0; i < l->count; i++) {
        int hit = pack_predicate(r->p, json_text(&l->at[i]));
        if (hit < 0)
            wrong(r, where, MSG_regulasi_pack_predicate, json_text(&l->at[i]));
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
        wrong(r, where, MSG_regulasi_pack_overlap, b->code);
}

static void read_gates(Reader *r, const Json *j, PackPredicate *pred)
{
    const Json *l  = list_at(r, pred->code, j, "gates");
    PackGate   *at = new(r->a, PackGate, l->count);
    for (isize i = 0; i < l->count; i++) {
        const Json *g     = &l->at[i];
        PackGate   *out   = &at[i];
        bool        prior = json_get(g, "holds")->kind != JSON_ABSENT;
        out->code         = text_at(r, pred->code, g, "code");
        Str where         = str_fmt(r->a, "%.*s.%.*s", STRF(pred->code), STRF(out->code));
        out->source       = source_at(r, where, g);
        only(r, where, g,
             prior                                         ? "code holds source"
             : json_get(g, "area")->kind != JSON_ABSENT    ? "code area share source"
                                                           : "code of need source");
        if (prior)
            gate_holds(r, where, g, out);
        else
            gate_nodes(r, where, g, out);
        for (isize k = 0; k < i; k++) {
            if (str_eq(at[k].code, out->code))
                wrong(r, where, MSG_regulasi_pack_twice, out->code);
            check_nested(r, where, out, &at[k]);
        }
    }
    pred->gates  = at;
    pred->ngates = (int)l->count;
}

static void read_predicates(Reader *r)
{
    const Json *l = list_at(r, (Str){0}, r->doc, "predicates");
    if (l->count > PACK_PREDICATES) {
        wrong(r, S("predicates"), MSG_regulasi_pack_many, str_fmt(r->a, "%d", PACK_PREDICATES));
        return;
    }
    for (isize i = 0; i < l->count; i++) {          /* all codes first: one may ask for another */
        Str code = text_at(r, S("predicates"), &l->at[i], "code");
        if (pack_predicate(r->p, code) >= 0)
            wrong(r, S("predicates"), MSG_regulasi_pack_twice, code);
        r->p->predicates[r->p->npredicates++] = (PackPredicate){.code = code};
    }
    for (isize i = 0; i < l->count; i++) {
        PackPredicate *pred = &r->p->predicates[i];
        only(r, pred->code, &l->at[i], "code source gates");
        pred->source = source_at(r, pred->code, &l->at[i]);
        read_gates(r, &l->at[i], pred);
    }
}

/* --- the seal: SHA-256 of the text with zeros where the digest stands --- */

static bool find_seal(Str json, Str *out)
{
    isize at = str_find(json, S("\"sha256\""));
    if (at < 0)
        return false;
    Str rest = str_sub(json, at + 8, -1);
    while (rest.len && (rest.at[0] == ' ' || rest.at[0] == ':'))
        rest = str_sub(rest, 1, -1);
    *out = str_sub(rest, 1, SHA_HEX);
    return rest.len > SHA_HEX + 1 && rest.at[0] == '"' && rest.at[SHA_HEX + 1] == '"';
}

static Str seal_of(Arena *a, Str json, Str seal)
{
    char zeros[SHA_HEX];
    memset(zeros, '0', sizeof zeros);

    Sha256 h;
    isize  before = seal.at - json.at;
    sha256_start(&h);
    sha256_add(&h, str_sub(json, 0, before));
    sha256_add(&h, (Str){zeros, SHA_HEX});
    sha256_add(&h, str_sub(json, before + SHA_HEX, -1));
    Digest d = sha256_end(&h);
    return hex_of(a, d.at, countof(d.at));
}

Err regulasi_seal(Arena *a, Str json, Str *out)
{
    Str seal;
    if (!find_seal(json, &seal))
        return FAIL(ERR_INVALID, "the text has no \"sha256\" of 64 digits");
    isize before = seal.at - json.at;
    *out = str_fmt(a, "%.*s%.*s%.*s", (int)before, json.at, STRF(seal_of(a, json, seal)),
                   STRF(str_sub(json, before + SHA_HEX, -1)));
    return NO_ERR;
}

static void check_seal(Reader *r)
{
    Str seal = {0}, right;
    if (!find_seal(r->p->json, &seal)) {
        wrong(r, S("sha256"), MSG_regulasi_pack_text, S("sha256"));
        return;
    }
    right = seal_of(r->a, r->p->json, seal);
    if (!str_eq(right, seal))
        wrong(r, S("sha256"), MSG_regulasi_pack_seal, right);
    r->p->sha256 = right;
}

/* --- the door --- */

Err regulasi_read(Arena *life, Str json, Lang lang, Issues *issues, const Pack **out)
{
    isize  before = issues->count;
    Pack  *p      = new(life, Pack, 1);
    Reader r      = {.a = life, .issues = issues, .lang = lang, .p = p};

    p->json = str_copy(life, json);
    Err e   = json_read(life, p->json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &r.doc);
    if (e.kind) {
        wrong(&r, (Str){0}, MSG_regulasi_pack_json, str_of(e.why));
        return FAIL(ERR_INVALID, "the rule pack is not JSON");
    }
    check_seal(&r);
    if (!str_is(json_text(json_get(r.doc, "kind")), "instrument"))
        wrong(&r, S("kind"), MSG_regulasi_pack_value, json_text(json_get(r.doc, "kind")));
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
