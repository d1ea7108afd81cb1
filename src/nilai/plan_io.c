/* Efforts in, plans out. */
#include "nilai/plan.h"

static bool read_one(const Json *j, Ratio *out)
{
    i64   num, den, scale = 1;
    Ratio r;
    for (int i = 0; i < PLAN_EFFORT_DECIMALS; i++)
        scale *= 10;
    if (!json_ratio(j, &r) || r.minus || ratio_cmp(r, ratio(PLAN_EFFORT_MOST, 1)) > 0)
        return false;
    if (!ratio_split(ratio_mul(r, ratio(scale, 1)), &num, &den) || den != 1)
        return false;
    *out = r;
    return true;
}

Err plan_read_effort(Arena *a, const Pack *pack, Str json, NilaiSaid *said, Ratio **out)
{
    const Json *doc;
    Ratio      *effort = new(a, Ratio, pack->nnodes);
    Err         e      = json_read(a, json, (JsonMost){.bytes = 1 << 20, .depth = 8}, &doc);
    for (int i = 0; i < pack->nnodes; i++)
        effort[i] = ratio(1, 1);
    if (e.kind) {
        issue_sayf(&said->problems, said->lang, S("effort"), MSG_nilai_wrong_json, str_of(e.why));
        return FAIL(ERR_INVALID, "the efforts are not JSON");
    }
    const Json *map = json_get(doc, "effort");
    if (map->kind != JSON_MAP)
        issue_say(&said->problems, said->lang, S("effort"), MSG_nilai_wrong_effort_map);
    for (isize i = 0; map->kind == JSON_MAP && i < map->count; i++) {
        const Json *j    = &map->at[i];
        int         node = pack_find(pack, j->key);
        if (node < 0 || !pack_is_question(&pack->nodes[node]))
            issue_sayf(&said->problems, said->lang, j->key, MSG_nilai_wrong_code, pack->id);
        else if (!read_one(j, &effort[node]))
            issue_sayf(&said->problems, said->lang, j->key, MSG_nilai_wrong_effort,
                       say_i64(a, said->lang, PLAN_EFFORT_MOST), say_i64(a, said->lang, PLAN_EFFORT_DECIMALS));
    }
    *out = effort;
    return said->problems.count ? FAIL(ERR_INVALID, "the efforts have mistakes") : NO_ERR;
}

/* The question of a gate that its unit cannot change, if that is all the gate is made of. */
static const PackNode *only_fixed(const Pack *p, const PackGate *g)
{
    const PackNode *fixed = NULL;
    for (int k = 0; k < g->nof; k++)
        for (int i = g->of[k]; i < p->nodes[g->of[k]].end; i++) {
            if (!pack_is_question(&p->nodes[i]))
                continue;
            if (p->nodes[i].changeable)
                return NULL;
            fixed = &p->nodes[i];
        }
    return fixed;
}

static Str named(const Pack *p, u32 mask, Str none)
{
    for (int i = 0; i < p->npredicates; i++)
        if (mask >> i & 1)
            return p->predicates[i].code;
    return none;
}

Str plan_say_blocked(Arena *a, const NilaiSheet *s, const PlanBlocked *b, Lang lang)
{
    const PackGate *g = b->gate->gate;
    if (g->prior)
        return say_args(a, lang, MSG_nilai_blocked_prior, named(s->pack, g->holds, (Str){0}),
                        named(s->pack, s->holds, say(lang, MSG_nilai_blocked_holds_none)));
    Str             need = say_ratio(a, lang, g->need, 2), have = say_ratio(a, lang, b->gate->have, 2);
    const PackNode *n    = only_fixed(s->pack, g);
    if (n)
        return say_args(a, lang, MSG_nilai_blocked_fixed, need, have, n->because[lang]);
    return say_args(a, lang, MSG_nilai_blocked_reach, need, have, say_ratio(a, lang, b->best, 2));
}

/* As a JSON number: whole, or with the decimals it has. */
static void put_effort(JsonOut *o, Str key, Ratio r)
{
    Json number = {.kind = JSON_NUMBER};
    i64  num, den;
    for (int places = 0; places <= PLAN_EFFORT_DECIMALS && !number.text.len; places++) {
        number.text = ratio_round(o->to->arena, r, places, '.');
        Ratio back;
        if (!ratio_parse(number.text, &back) || ratio_cmp(back, r))
            number.text = (Str){0};
    }
    if (number.text.len)
        json_put_tree(o, key, &number);
    else if (ratio_split(r, &num, &den))
        json_put_i64(o, key, num / den);
}

static void put_change(JsonOut *o, const Pack *p, const PlanChange *c, bool effort)
{
    json_open_map(o, NO_KEY);
    json_put_text(o, S("item"), p->nodes[c->node].code);
    nilai_put_answer(o, S("from"), &p->nodes[c->node], &c->from);
    nilai_put_answer(o, S("to"), &p->nodes[c->node], &c->to);
    if (effort)
        put_effort(o, S("effort"), c->effort);
    json_close(o);
}

static void put_plan(JsonOut *o, const Pack *p, const Plan *plan)
{
    json_open_map(o, NO_KEY);
    put_effort(o, S("effort"), plan->effort);
    json_open_list(o, S("changes"));
    for (int i = 0; i < plan->nchanges; i++)
        put_change(o, p, &plan->changes[i], true);
    json_close(o);
    json_close(o);
}

static void put_plans(JsonOut *o, Str key, const Pack *p, const PlanResult *r, bool any)
{
    json_open_list(o, key);
    for (int i = 0; any && i < r->nplans; i++)
        put_plan(o, p, &r->plans[i]);
    json_close(o);
}

/* A plan passes everything; where a gate is blocked there is none.  "rest" then says how to pass the others, should
 * the surveys come out as in "assumed". */
void plan_put(JsonOut *o, const NilaiSheet *s, const PlanResult *r, Lang lang)
{
    json_open_map(o, NO_KEY);
    json_put_text(o, S("target"), r->target->code);
    put_plans(o, S("plans"), s->pack, r, !r->nblocked);
    json_open_list(o, S("blocked"));
    for (int i = 0; i < r->nblocked; i++) {
        json_open_map(o, NO_KEY);
        json_put_text(o, S("gate"), r->blocked[i].gate->gate->code);
        json_put_text(o, S("say"), plan_say_blocked(o->to->arena, s, &r->blocked[i], lang));
        json_close(o);
    }
    json_close(o);
    if (r->nblocked) {
        json_open_list(o, S("assumed"));
        for (int i = 0; i < r->nassumed; i++)
            put_change(o, s->pack, &r->assumed[i], false);
        json_close(o);
        put_plans(o, S("rest"), s->pack, r, true);
    }
    json_close(o);
}
