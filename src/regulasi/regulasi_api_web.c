/* Rule packs, as the API gives them: each number exact, with its source. */
#include "regulasi/regulasi_web.h"

#include "regulasi/words.h"
#include "web/api.h"

typedef struct { Str regulation, place, confidence; } SourceOut;

static const char *const sure[] = {"high", "medium", "low", NULL};
static const Give source_gives[] = {
    GIVE(SourceOut, regulation, G_TEXT, MSG_regulasi_col_regulation),
    GIVE(SourceOut, place, G_TEXT, MSG_regulasi_col_source),
    GIVE(SourceOut, confidence, G_ENUM, MSG_regulasi_col_sure, .choices = sure),
};
static const Gives gives_source = GIVES(SourceOut, "Source", MSG_regulasi_col_source, source_gives);

static SourceOut source_of(const PackSource *s)
{
    return (SourceOut){s->regulation, s->place, s->confidence};
}

/* --- packs --- */

typedef struct {
    Str  id, regulation, title, sha256;
    Date from, until;
    bool in_force;
    i64  questions;
    LIST(Str) predicates;
} PackOut;

static const Give pack_gives[] = {
    GIVE(PackOut, id, G_TEXT, MSG_regulasi_col_code),
    GIVE(PackOut, regulation, G_TEXT, MSG_regulasi_col_regulation),
    GIVE(PackOut, title, G_TEXT, MSG_regulasi_col_title),
    GIVE(PackOut, from, G_DATE, MSG_regulasi_col_from),
    GIVE(PackOut, until, G_DATE, MSG_regulasi_col_until),
    GIVE(PackOut, in_force, G_BOOL, MSG_regulasi_in_force),
    GIVE(PackOut, questions, G_I64, MSG_regulasi_col_items),
    GIVE(PackOut, predicates, G_TEXTS, MSG_regulasi_api_predicates),
    GIVE(PackOut, sha256, G_TEXT, MSG_regulasi_sha),
};
const Gives gives_pack = GIVES(PackOut, "RulePack", MSG_regulasi_api_pack, pack_gives);

static PackOut pack_out(Req *r, const Pack *p)
{
    const Pack *now;
    PackOut     v = {.id = p->id, .regulation = p->regulation, .title = p->title[r->lang], .sha256 = p->sha256,
                     .from = p->from, .until = p->until, .questions = p->nquestions};

    v.in_force = !regulasi_pack_for(r->web->regulasi, r->today, &now).kind && now == p;
    for (int i = 0; i < p->npredicates; i++)
        *list_add(r->arena, &v.predicates) = p->predicates[i].code;
    return v;
}

/* GET /api/v1/regulasi */
Err regulasi_api_packs(Req *r)
{
    const Regulasi *all = r->web->regulasi;
    LIST(PackOut) rows = {0};
    for (isize i = 0; all && i < all->packs.count; i++)
        *list_add(r->arena, &rows) = pack_out(r, all->packs.at[i]);
    return api_give_all(r, &rows);
}

static Err pack_asked(Req *r, const Pack **out, const PackWords **out_words)
{
    *out = r->web->regulasi ? regulasi_pack(r->web->regulasi, r->args[0]) : NULL;
    if (!*out)
        return FAIL(ERR_NOT_FOUND, "no rule pack of this name");
    *out_words = words_of(r->web->regulasi, *out);
    return NO_ERR;
}

/* --- one pack: what a predicate asks for --- */

typedef struct {
    Str   predicate, code;
    Ratio need, need_exact;
    bool  prior;
    LIST(Str) of;
    SourceOut source;
} GateOut;

static const Give gate_gives[] = {
    GIVE(GateOut, predicate, G_TEXT, MSG_regulasi_api_predicate),
    GIVE(GateOut, code, G_TEXT, MSG_regulasi_col_gate),
    GIVE(GateOut, of, G_TEXTS, MSG_regulasi_api_of),
    GIVE(GateOut, need, G_POINTS, MSG_regulasi_col_need),
    GIVE(GateOut, need_exact, G_EXACT, MSG_regulasi_col_need),
    GIVE(GateOut, prior, G_BOOL, MSG_regulasi_gate_prior),
    GIVE(GateOut, source, G_MAP, MSG_regulasi_col_source, .of = &gives_source),
};
static const Gives gives_gate = GIVES(GateOut, "RuleGate", MSG_regulasi_api_gate, gate_gives);

typedef struct {
    PackOut pack;
    LIST(GateOut) gates;
} PackWhole;

static const Give whole_gives[] = {
    GIVE(PackWhole, pack, G_MAP, MSG_regulasi_api_pack, .of = &gives_pack),
    GIVE(PackWhole, gates, G_LIST, MSG_regulasi_api_gate, .of = &gives_gate),
};
const Gives gives_pack_whole = GIVES(PackWhole, "RulePackWhole", MSG_regulasi_api_whole, whole_gives);

/* GET /api/v1/regulasi/:pack */
Err regulasi_api_pack(Req *r)
{
    const Pack      *p;
    const PackWords *words;
    PackWhole        v = {0};

    TRY(pack_asked(r, &p, &words));
    v.pack = pack_out(r, p);
    for (int i = 0; i < p->npredicates; i++) {
        for (int k = 0; k < p->predicates[i].ngates; k++) {
            const PackGate *g = &p->predicates[i].gates[k];
            GateOut        *o = list_add(r->arena, &v.gates);
            *o = (GateOut){.predicate = p->predicates[i].code, .code = g->code, .need = g->need,
                           .need_exact = g->need, .prior = g->prior, .source = source_of(g->source)};
            for (int n = 0; n < g->nof; n++)
                *list_add(r->arena, &o->of) = p->nodes[g->of[n]].code;
        }
    }
    return api_give(r, &v);
}

/* --- its nodes --- */

typedef struct { Str letter, text; Ratio value; } OptionOut;
static const Give option_gives[] = {
    GIVE(OptionOut, letter, G_TEXT, MSG_regulasi_api_letter),
    GIVE(OptionOut, text, G_TEXT, MSG_regulasi_api_text, .maybe = true),
    GIVE(OptionOut, value, G_EXACT, MSG_regulasi_api_value),
};
const Gives gives_rule_option = GIVES(OptionOut, "RuleOption", MSG_regulasi_api_option, option_gives);

typedef struct { Str key, text; bool decimal, optional; i64 least, most; } InputOut;
static const Give input_gives[] = {
    GIVE(InputOut, key, G_TEXT, MSG_regulasi_api_key),
    GIVE(InputOut, text, G_TEXT, MSG_regulasi_api_text, .maybe = true),
    GIVE(InputOut, decimal, G_BOOL, MSG_regulasi_api_decimal),
    GIVE(InputOut, optional, G_BOOL, MSG_regulasi_optional_input),
    GIVE(InputOut, least, G_I64, MSG_regulasi_api_least),
    GIVE(InputOut, most, G_I64, MSG_regulasi_api_most),
};
const Gives gives_rule_input = GIVES(InputOut, "RuleInput", MSG_regulasi_input, input_gives);

typedef struct {
    Str   code, kind, parent, area, topic, ask;
    Ratio weight;
    bool  changeable;
    LIST(OptionOut) options;
    LIST(InputOut)  inputs;
    SourceOut source;
} NodeOut;

static const char *const kinds[] = {"root", "component", "subcomponent", "area", "indicator", "choice", "numbers",
                                    NULL};

static const Give node_gives[] = {
    GIVE(NodeOut, code, G_TEXT, MSG_regulasi_col_code),
    GIVE(NodeOut, kind, G_ENUM, MSG_regulasi_col_kind, .choices = kinds),
    GIVE(NodeOut, parent, G_TEXT, MSG_regulasi_belongs, .maybe = true),
    GIVE(NodeOut, area, G_TEXT, MSG_regulasi_col_area, .maybe = true),
    GIVE(NodeOut, topic, G_TEXT, MSG_regulasi_col_topic),
    GIVE(NodeOut, ask, G_TEXT, MSG_regulasi_ask, .maybe = true),
    GIVE(NodeOut, weight, G_EXACT, MSG_regulasi_col_weight),
    GIVE(NodeOut, changeable, G_BOOL, MSG_regulasi_api_changeable),
    GIVE(NodeOut, options, G_LIST, MSG_regulasi_api_option, .of = &gives_rule_option),
    GIVE(NodeOut, inputs, G_LIST, MSG_regulasi_input, .of = &gives_rule_input),
    GIVE(NodeOut, source, G_MAP, MSG_regulasi_col_source, .of = &gives_source),
};
const Gives gives_rule_node = GIVES(NodeOut, "RuleItem", MSG_regulasi_api_node, node_gives);

static Str area_of(const Pack *p, int node)
{
    for (; node >= 0; node = p->nodes[node].parent)
        if (p->nodes[node].kind == PACK_AREA)
            return p->areas[p->nodes[node].area].code;
    return (Str){0};
}

static NodeOut node_out(Req *r, const Pack *p, const PackWords *words, int node)
{
    const PackNode  *n = &p->nodes[node];
    const NodeWords *w = words ? &words->nodes[node] : NULL;
    NodeOut          v = {.code = n->code, .kind = str_of(kinds[n->kind]), .area = area_of(p, node),
                          .topic = w ? w->topic[r->lang] : n->code, .weight = n->weight, .changeable = n->changeable,
                          .source = source_of(n->source)};

    if (n->parent >= 0)
        v.parent = p->nodes[n->parent].code;
    if (w)
        v.ask = w->ask[r->lang];
    for (int i = 0; i < n->noptions; i++)
        *list_add(r->arena, &v.options) =
            (OptionOut){n->options[i].letter, w ? w->options[i][r->lang] : (Str){0}, n->options[i].value};
    for (int i = 0; i < n->ninputs; i++)
        *list_add(r->arena, &v.inputs) =
            (InputOut){n->inputs[i].key, w ? w->inputs[i][r->lang] : (Str){0}, n->inputs[i].decimal,
                       n->inputs[i].optional, n->inputs[i].least, n->inputs[i].most};
    return v;
}

/* GET /api/v1/regulasi/:pack/butir */
Err regulasi_api_nodes(Req *r)
{
    const Pack      *p;
    const PackWords *words;
    LIST(NodeOut)    rows = {0};

    TRY(pack_asked(r, &p, &words));
    for (int i = 0; i < p->nnodes; i++)
        *list_add(r->arena, &rows) = node_out(r, p, words, i);
    return api_give_all(r, &rows);
}

/* GET /api/v1/regulasi/:pack/butir/:code */
Err regulasi_api_node(Req *r)
{
    const Pack      *p;
    const PackWords *words;

    TRY(pack_asked(r, &p, &words));
    int node = pack_find(p, r->args[1]);
    if (node < 0)
        return FAIL(ERR_NOT_FOUND, "no such item in the pack");
    NodeOut v = node_out(r, p, words, node);
    return api_give(r, &v);
}
