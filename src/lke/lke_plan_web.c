/* The way to pass: what a unit would have to change, cheapest first, and what it cannot change at all. */
#include "lke/lke_page_web.h"
#include "nilai/plan.h"

typedef struct { Str text; Url url; bool now; } Target;
typedef struct { Str code, topic, from, to, gain, effort; Url url; } Change;
typedef struct { i64 number; Url see; Str cost; LIST(Change) changes; Margins after; } PlanCard;
typedef struct {
    LIST(Target) targets;
    Notice  verdict;
    Summary blocked;
    LIST(PlanCard) plans;
} PlanView;
#include "lke_plan.html.h"

static void targets_of(Req *r, const Sheet *s, int predicate, PlanView *v)
{
    for (int i = 0; i < s->pack->npredicates; i++) {
        Str code = s->pack->predicates[i].code;
        *list_add(r->arena, &v->targets) = (Target){code, url_with(r, "target", code), i == predicate};
    }
}

static Summary blocked_of(Req *r, const Sheet *s, const PlanResult *p)
{
    Summary out = {0};
    for (int i = 0; i < p->nblocked; i++) {
        const PlanBlocked *b = &p->blocked[i];
        *list_add(r->arena, &out.lines) = (SummaryLine){
            .key = sheet_gate_name(r, s, b->gate->gate), .url = sheet_gate_url(r, s, b->gate->gate),
            .value = plan_say_blocked(r->arena, &s->sheet, b, r->lang)};
    }
    return out;
}

/* The same bars as on the overview, as they would stand. */
static void after_of(Req *r, const Sheet *s, const Plan *p, PlanCard *card)
{
    Sheet then = *s;

    then.sheet.at = new(r->arena, NilaiAnswer, s->pack->nnodes);
    for (int i = 0; i < s->pack->nnodes; i++)
        then.sheet.at[i] = s->sheet.at[i];
    for (int i = 0; i < p->nchanges; i++)
        then.sheet.at[p->changes[i].node] = p->changes[i].to;
    then.score = nilai_score_new(r->arena, s->pack);
    nilai_score(&then.sheet, then.score);
    Margin total = sheet_margin(r, &then, S("total")), levers = sheet_margin(r, &then, S("A"));
    total.label  = say(r->lang, MSG_lke_plan_after);
    *list_add(r->arena, &card->after.of) = total;
    if (ratio_cmp(levers.weight, ratio(0, 1)))
        *list_add(r->arena, &card->after.of) = levers;
}

/* Only the one that is asked for has its changes: five with sixty each would be a heavy page. */
static PlanCard card_of(Req *r, const Sheet *s, const Plan *p, int number)
{
    PlanCard card  = {.number = number};
    i64      shown = 1;

    card.cost = say_args(r->arena, r->lang, MSG_lke_plan_cost, html_text_ratio(r, p->effort),
                         say_i64(r->arena, r->lang, p->nchanges));
    after_of(r, s, p, &card);
    if (str_i64(query_get(r, "cara"), &shown) ? shown != number : number > 1) {
        card.see = url_with(r, "cara", html_bare_i64(r, number));
        return card;
    }
    for (int i = 0; i < p->nchanges; i++) {
        const PlanChange *c    = &p->changes[i];
        const PackNode   *n    = &s->pack->nodes[c->node];
        Ratio             gain = ratio_mul(n->weight, nilai_share(n, &c->to));
        *list_add(r->arena, &card.changes) = (Change){
            .code = n->code, .topic = sheet_topic(r, s, c->node), .from = sheet_answer_text(r, s, c->node, &c->from),
            .to = sheet_answer_text(r, s, c->node, &c->to), .url = sheet_item_url(r, s, c->node),
            .gain = sheet_points(r, ratio_sub(gain, s->score->points[c->node])),
            .effort = html_text_ratio(r, c->effort)};
    }
    return card;
}

static int plans_that_change(const PlanResult *p)
{
    int n = 0;
    while (n < p->nplans && p->plans[n].nchanges)
        n++;
    return n;
}

static Notice notice_of(Req *r, const PlanResult *p, const NilaiVerdict *v)
{
    Str target = p->target->code;

    if (!v->failed)
        return (Notice){TONE_GOOD, say_args(r->arena, r->lang, MSG_lke_plan_passes, target), {0}, {{0}, {{0}}}};
    if (p->nblocked)
        return (Notice){TONE_WARN, say_args(r->arena, r->lang, MSG_lke_plan_is_blocked, target),
                        say(r->lang, plans_that_change(p) ? MSG_lke_plan_others : MSG_lke_plan_no_others),
                        {{0}, {{0}}}};
    return (Notice){TONE_INFO, say_args(r->arena, r->lang, MSG_lke_plan_ways, target,
                                        say_i64(r->arena, r->lang, plans_that_change(p))),
                    say(r->lang, MSG_lke_plan_sorted), {{0}, {{0}}}};
}

Err lke_page_plan(Req *r)
{
    Sheet      s;
    PlanView   v = {0};
    PlanResult p = {0};
    int       *efforts;

    TRY(sheet_open(r, &s));
    TRY(lke_efforts(r->arena, r->db, &s.w, &efforts));
    int predicate = pack_predicate(s.pack, query_get(r, "target"));
    if (predicate < 0)
        predicate = pack_predicate(s.pack, s.w.target);
    predicate   = predicate < 0 ? 0 : predicate;
    Ratio *cost = new(r->arena, Ratio, s.pack->nnodes);
    for (int i = 0; i < s.pack->nnodes; i++)
        cost[i] = ratio(efforts[i], 1);
    plan_find(r->arena, &s.sheet, predicate, cost, &p);
    r->page.title = say(r->lang, MSG_lke_link_plan);
    r->page.lead  = say(r->lang, MSG_lke_plan_lead);
    targets_of(r, &s, predicate, &v);
    v.verdict = notice_of(r, &p, sheet_verdict(&s, p.target->code));
    v.blocked = blocked_of(r, &s, &p);
    for (int i = 0; i < plans_that_change(&p); i++)
        *list_add(r->arena, &v.plans) = card_of(r, &s, &p.plans[i], i + 1);
    view_lke_plan(r, &v);
    return NO_ERR;
}
