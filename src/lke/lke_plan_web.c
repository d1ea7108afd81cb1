/* The way to pass: what a unit would have to change, cheapest first, and what it cannot change at all. */
#include "lke/lke_page_web.h"
#include "nilai/plan.h"
#include "web/api.h"

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

/* To the predicate of the address, or else to the worksheet's own target. */
static Err find_plans(Req *r, const Sheet *s, PlanResult *out)
{
    Ratio *cost      = new(r->arena, Ratio, s->pack->nnodes);
    int    predicate = pack_predicate(s->pack, query_get(r, "target"));
    int   *efforts;

    TRY(lke_efforts(r->arena, r->db, &s->w, &efforts));
    if (predicate < 0)
        predicate = pack_predicate(s->pack, s->w.target);
    for (int i = 0; i < s->pack->nnodes; i++)
        cost[i] = ratio(efforts[i], 1);
    plan_find(r->arena, &s->sheet, predicate < 0 ? 0 : predicate, cost, out);
    return NO_ERR;
}

Err lke_page_plan(Req *r)
{
    Sheet      s;
    PlanView   v = {0};
    PlanResult p = {0};

    TRY(sheet_open(r, &s));
    TRY(find_plans(r, &s, &p));
    r->page.title = say(r->lang, MSG_lke_link_plan);
    r->page.lead  = say(r->lang, MSG_lke_plan_lead);
    targets_of(r, &s, pack_predicate(s.pack, p.target->code), &v);
    v.verdict = notice_of(r, &p, sheet_verdict(&s, p.target->code));
    v.blocked = blocked_of(r, &s, &p);
    for (int i = 0; i < plans_that_change(&p); i++)
        *list_add(r->arena, &v.plans) = card_of(r, &s, &p.plans[i], i + 1);
    view_lke_plan(r, &v);
    return NO_ERR;
}

/* --- the same for the API --- */

typedef struct { Str gate, name, why; Ratio best; } BlockedOut;
static const Give blocked_gives[] = {
    GIVE(BlockedOut, gate, G_TEXT, MSG_lke_api_gate_code),
    GIVE(BlockedOut, name, G_TEXT, MSG_lke_col_gate),
    GIVE(BlockedOut, best, G_POINTS, MSG_lke_api_best),
    GIVE(BlockedOut, why, G_TEXT, MSG_lke_api_blocked),
};
static const Gives gives_blocked = GIVES(BlockedOut, "PlanBlocked", MSG_lke_api_blocked, blocked_gives);

typedef struct { Str code, topic, from, to, from_text, to_text; Ratio gain, effort; } ChangeOut;
static const Give change_gives[] = {
    GIVE(ChangeOut, code, G_TEXT, MSG_lke_col_code),
    GIVE(ChangeOut, topic, G_TEXT, MSG_lke_col_item),
    GIVE(ChangeOut, from, G_TREE, MSG_lke_api_from),
    GIVE(ChangeOut, from_text, G_TEXT, MSG_lke_api_from),
    GIVE(ChangeOut, to, G_TREE, MSG_lke_api_to),
    GIVE(ChangeOut, to_text, G_TEXT, MSG_lke_api_to),
    GIVE(ChangeOut, gain, G_EXACT, MSG_lke_api_gain),
    GIVE(ChangeOut, effort, G_EXACT, MSG_lke_item_effort_label),
};
static const Gives gives_change = GIVES(ChangeOut, "PlanChange", MSG_lke_api_change, change_gives);

typedef struct { Ratio effort; LIST(ChangeOut) changes; } WayOut;
static const Give way_gives[] = {
    GIVE(WayOut, effort, G_EXACT, MSG_lke_item_effort_label),
    GIVE(WayOut, changes, G_LIST, MSG_lke_api_change, .of = &gives_change),
};
static const Gives gives_way = GIVES(WayOut, "Plan", MSG_lke_api_way, way_gives);

typedef struct {
    Str  target;
    bool passes;
    LIST(BlockedOut) blocked;
    LIST(WayOut)     plans;
} PlanOut;

static const Give plan_gives[] = {
    GIVE(PlanOut, target, G_TEXT, MSG_lke_col_target),
    GIVE(PlanOut, passes, G_BOOL, MSG_lke_passes),
    GIVE(PlanOut, blocked, G_LIST, MSG_lke_api_blocked, .of = &gives_blocked),
    GIVE(PlanOut, plans, G_LIST, MSG_lke_api_ways, .of = &gives_way),
};
const Gives gives_lke_plan = GIVES(PlanOut, "WayToPass", MSG_lke_link_plan, plan_gives);

const Field lke_api_plan_fields[LKE_API_PLAN_FIELDS] = {
    {.name = "target", .kind = F_TEXT, .label = MSG_lke_api_plan_target},
};

static Str answer_json(Req *r, const PackNode *n, const NilaiAnswer *x)
{
    Buf     b = {.arena = r->arena};
    JsonOut o = {.to = &b};
    nilai_put_answer(&o, NO_KEY, n, x);
    return buf_str(&b);
}

static WayOut way_of(Req *r, const Sheet *s, const Plan *p)
{
    WayOut w = {.effort = p->effort};
    for (int i = 0; i < p->nchanges; i++) {
        const PlanChange *c    = &p->changes[i];
        const PackNode   *n    = &s->pack->nodes[c->node];
        Ratio             then = ratio_mul(n->weight, nilai_share(n, &c->to));
        *list_add(r->arena, &w.changes) = (ChangeOut){
            .code = n->code, .topic = sheet_topic(r, s, c->node), .from = answer_json(r, n, &c->from),
            .to = answer_json(r, n, &c->to), .from_text = sheet_answer_text(r, s, c->node, &c->from),
            .to_text = sheet_answer_text(r, s, c->node, &c->to), .effort = c->effort,
            .gain = ratio_sub(then, s->score->points[c->node])};
    }
    return w;
}

/* GET /api/v1/lke/:id/jalan */
Err lke_api_plan(Req *r)
{
    Sheet      s;
    PlanResult p = {0};
    PlanOut    v = {0};

    TRY(sheet_open(r, &s));
    if (query_get(r, "target").len && pack_predicate(s.pack, query_get(r, "target")) < 0) {
        Issues issues = {.arena = r->arena};
        issue_say(&issues, r->lang, S("target"), MSG_form_not_a_choice);
        return api_refuse(r, &issues);
    }
    TRY(find_plans(r, &s, &p));
    v.target = p.target->code;
    v.passes = !sheet_verdict(&s, p.target->code)->failed;
    for (int i = 0; i < p.nblocked; i++) {
        const PlanBlocked *b = &p.blocked[i];
        *list_add(r->arena, &v.blocked) =
            (BlockedOut){b->gate->gate->code, sheet_gate_name(r, &s, b->gate->gate),
                         plan_say_blocked(r->arena, &s.sheet, b, r->lang), b->best};
    }
    for (int i = 0; i < plans_that_change(&p); i++)
        *list_add(r->arena, &v.plans) = way_of(r, &s, &p.plans[i]);
    return api_give(r, &v);
}
