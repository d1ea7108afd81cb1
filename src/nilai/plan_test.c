#include "test/test.h"

#include "nilai/plan.h"

#include <string.h>

static u64 seed = 4711;

static i64 dice(i64 sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (i64)((seed >> 33) % (u64)sides);
}

static const Pack *law(Arena *a, Regulasi *r)
{
    CHECK_OK(regulasi_start(a, r));
    return r->packs.at[0];
}

/* Choices `low` of ten times below the best, numbers not always full, indices that pass WBBM. */
static NilaiSheet some_sheet(Arena *a, const Pack *p, int low)
{
    NilaiSheet s = nilai_sheet(a, p);
    for (int i = 0; i < p->nnodes; i++) {
        const PackNode *n = &p->nodes[i];
        NilaiAnswer     x = {.answered = true, .per = 1};
        if (n->kind == PACK_CHOICE && dice(10) < low)
            x.option = (int)dice(n->noptions);
        for (int k = 0; k < n->ninputs; k++)
            x.in[k] = n->formula.part >> k & 1 ? dice(8) : 1 + dice(9);
        if (n->kind == PACK_NUMBERS && n->formula.kind == FORMULA_INDEX)
            x = (NilaiAnswer){.answered = true, .in = {38}, .per = 10};
        if (pack_is_question(n) && dice(20))
            s.at[i] = x;
    }
    s.at[pack_find(p, S("B.I.a"))] = s.at[pack_find(p, S("B.II.a"))] =
        (NilaiAnswer){.answered = true, .in = {19}, .per = 5};
    return s;
}

static NilaiSheet copy(Arena *a, const NilaiSheet *s)
{
    NilaiSheet out = *s;
    out.at         = new(a, NilaiAnswer, s->pack->nnodes);
    memcpy(out.at, s->at, (size_t)s->pack->nnodes * sizeof *s->at);
    return out;
}

/* Does the sheet pass, with what is assumed and a plan's changes but the one left out? */
static bool passes(Arena scratch, const NilaiSheet *s, const PlanResult *r, int plan, int but)
{
    NilaiSheet  t     = copy(&scratch, s);
    NilaiScore *score = nilai_score_new(&scratch, s->pack);
    for (int i = 0; i < r->nassumed; i++)
        t.at[r->assumed[i].node] = r->assumed[i].to;
    for (int i = 0; i < r->plans[plan].nchanges; i++)
        if (i != but)
            t.at[r->plans[plan].changes[i].node] = r->plans[plan].changes[i].to;
    nilai_score(&t, score);

    const NilaiVerdict *v = &score->verdicts[pack_predicate(s->pack, r->target->code)];
    for (int i = 0; i < v->ngates; i++) {
        bool blocked = false;
        for (int k = 0; k < r->nblocked; k++)
            blocked = blocked || (r->blocked[k].even_then && r->blocked[k].gate->gate == v->gates[i].gate);
        if (!blocked && !v->gates[i].pass)
            return false;
    }
    return true;
}

static void check_plans(Arena scratch, const NilaiSheet *s, const PlanResult *r)
{
    CHECK(r->nplans >= 1);
    for (int k = 0; k < r->nplans; k++) {
        Ratio       sum = {0};
        const Plan *p   = &r->plans[k];
        CHECK(passes(scratch, s, r, k, -1));
        CHECK(!k || ratio_cmp(r->plans[k - 1].effort, p->effort) <= 0);
        for (int i = 0; i < p->nchanges; i++) {
            const PlanChange *c = &p->changes[i];
            const PackNode   *n = &s->pack->nodes[c->node];
            sum = ratio_add(sum, c->effort);
            CHECK(!passes(scratch, s, r, k, i));
            CHECK(n->changeable && nilai_same(n, &c->from, &s->at[c->node]) && !nilai_same(n, &c->to, &c->from));
        }
        CHECK(ratio_cmp(sum, p->effort) == 0);
        for (int m = 0; m < k; m++) {
            bool same = r->plans[m].nchanges == p->nchanges;
            for (int i = 0; same && i < p->nchanges; i++) {
                const PlanChange *x = &r->plans[m].changes[i], *y = &p->changes[i];
                same = x->node == y->node && nilai_same(&s->pack->nodes[x->node], &x->to, &y->to);
            }
            CHECK(!same);
        }
    }
}

TEST(every_plan_passes_and_fails_as_soon_as_one_change_is_left_out)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int turn = 0; turn < 24; turn++) {
        Arena      scratch = a;
        NilaiSheet s       = some_sheet(&scratch, p, 3 + turn % 8);
        PlanResult out;
        plan_find(&scratch, &s, turn % 2, NULL, &out);
        CHECK(!out.nblocked);
        check_plans(scratch, &s, &out);
    }
}

LONG_TEST(plans_hold_with_efforts_of_every_kind)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    for (int turn = 0; turn < 8; turn++) {
        Arena      scratch = a;
        NilaiSheet s       = some_sheet(&scratch, p, 9);
        Ratio     *effort  = new(&scratch, Ratio, p->nnodes);
        PlanResult out;
        for (int i = 0; i < p->nnodes; i++)     /* whole, halves, hundredths; in some turns a few are free */
            effort[i] = turn % 4 == 3 && !dice(6) ? (Ratio){0}
                        : turn % 4 == 0           ? ratio(1 + dice(9), 1)
                        : turn % 4 == 1           ? ratio(1 + dice(19), 2)
                                                  : ratio(1 + dice(500), 100);
        plan_find(&scratch, &s, turn % 2, effort, &out);
        check_plans(scratch, &s, &out);
    }
}

/* --- against brute force: all that is open is a handful of questions --- */

typedef struct {
    const NilaiSheet *sheet;
    NilaiSheet        trial;
    NilaiScore       *score;
    int               open[8], nopen, predicate;
    const Ratio      *effort;
    bool              found;
    Ratio             best;
} Brute;

static void try_all(Brute *b, int at, Ratio spent)
{
    if (at == b->nopen) {
        nilai_score(&b->trial, b->score);
        if (!b->score->verdicts[b->predicate].failed && (!b->found || ratio_cmp(spent, b->best) < 0)) {
            b->best  = spent;
            b->found = true;
        }
        return;
    }
    int node = b->open[at], from = b->sheet->at[node].option;
    for (int k = from; k >= 0; k--) {
        b->trial.at[node].option = k;
        try_all(b, at + 1, ratio_add(spent, ratio_mul(b->effort[node], ratio(from - k, 1))));
    }
    b->trial.at[node].option = from;
}

LONG_TEST(brute_force_finds_nothing_cheaper_and_agrees_where_there_is_no_way)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    int         none = 0, some = 0;
    for (int turn = 0; turn < 50; turn++) {
        Arena      scratch = a;
        NilaiSheet s       = some_sheet(&scratch, p, 0);
        Ratio     *effort  = new(&scratch, Ratio, p->nnodes);
        Brute      b       = {.sheet = &s, .predicate = turn % 2, .effort = effort};
        for (int i = 0; i < p->nnodes; i++) {
            effort[i] = turn % 3 ? ratio(1 + dice(7), turn % 3) : ratio(1, 1);
            if (p->nodes[i].kind == PACK_NUMBERS && p->nodes[i].changeable)     /* full: nothing to change */
                s.at[i] = (NilaiAnswer){.answered = true, .in = {3, 3, 3, 9}, .per = 1};
            if (p->nodes[i].kind == PACK_CHOICE)
                s.at[i] = (NilaiAnswer){.answered = true};
        }
        s.at[pack_find(p, S("A.II.3.iii.a"))] = (NilaiAnswer){.answered = true, .in = {7, dice(9)}, .per = 1};
        while (b.nopen < 5) {           /* down to the last letter, mostly where few questions carry an area */
            int node = dice(3) ? pack_find(p, S("A.II")) + (int)dice(50) : (int)dice(p->nnodes);
            if (p->nodes[node].kind == PACK_CHOICE && !s.at[node].option) {
                s.at[node].option  = p->nodes[node].noptions - 1;
                b.open[b.nopen++] = node;
            }
        }
        PlanResult out;
        b.trial = copy(&scratch, &s);
        b.score = nilai_score_new(&scratch, p);
        if (turn % 5 == 4)              /* some indices so low that only a high total, or nothing, is left */
            s.at[pack_find(p, S("B.II.a"))].in[0] = b.trial.at[pack_find(p, S("B.II.a"))].in[0] = 15 + dice(2);
        try_all(&b, 0, (Ratio){0});
        plan_find(&scratch, &s, b.predicate, effort, &out);
        CHECK(b.found == (out.nblocked == 0));
        if (b.found)
            CHECK(ratio_cmp(out.plans[0].effort, b.best) == 0);
        check_plans(scratch, &s, &out);
        b.found ? some++ : none++;
    }
    CHECK(none > 3 && some > 20);
}

/* Six Ya/Tidak of area C are open, and what else is missing there cannot be changed: 64 ways to count. */
enum { OPEN = 6, WAYS = 1 << OPEN };

static int lean_ways(const bool *good, const i64 *cost, i64 *out)
{
    int n = 0;
    for (int way = 0; way < WAYS; way++) {
        bool lean = good[way];
        for (int i = 0; i < OPEN; i++)
            lean = lean && !(way >> i & 1 && good[way & ~(1 << i)]);
        int at = n;
        if (!lean)
            continue;
        for (n++; at && out[at - 1] > cost[way]; at--)
            out[at] = out[at - 1];
        out[at] = cost[way];
    }
    return n;
}

TEST(the_five_cheapest_minimal_plans_are_those_that_counting_all_ways_finds)
{
    static const char *const open[OPEN] = {"A.I.3.i.a",  "A.I.3.i.c",   "A.I.3.ii.a",
                                           "A.I.3.ii.c", "A.I.3.iii.a", "A.I.3.iv.d"};
    Regulasi    r;
    const Pack *p    = law(&a, &r);
    int         many = 0;
    for (int turn = 0; turn < 20; turn++) {
        Arena       scratch = a;
        NilaiSheet  s       = nilai_sheet(&scratch, p), t;
        NilaiScore *score   = nilai_score_new(&scratch, p);
        Ratio      *effort  = new(&scratch, Ratio, p->nnodes);
        i64         cost[WAYS] = {0}, lean[WAYS];
        bool        good[WAYS];
        for (int i = 0; i < p->nnodes; i++)
            s.at[i] = (NilaiAnswer){.answered = pack_is_question(&p->nodes[i]), .in = {4, 4, 4, 12}, .per = 1};
        s.at[pack_find(p, S("A.II.3.iii.a"))] = (NilaiAnswer){.answered = true, .in = {16, 10 + turn % 7}, .per = 1};
        for (int i = 0; i < OPEN; i++) {
            int node          = pack_find(p, str_of(open[i]));
            s.at[node].option = 1;
            effort[node]      = ratio(1 + dice(9), 1 + turn % 2);
        }
        t = copy(&scratch, &s);
        for (int way = 0; way < WAYS; way++) {
            for (int i = 0; i < OPEN; i++) {
                int node = pack_find(p, str_of(open[i]));
                i64 num, den;
                CHECK(ratio_split(ratio_mul(effort[node], ratio(2, 1)), &num, &den) && den == 1);
                t.at[node].option = !(way >> i & 1);
                cost[way] += way >> i & 1 ? num : 0;
            }
            nilai_score(&t, score);
            good[way] = !score->verdicts[1].failed;
        }
        int        n = lean_ways(good, cost, lean);
        PlanResult out;
        plan_find(&scratch, &s, 1, effort, &out);
        check_plans(scratch, &s, &out);
        CHECK(out.nplans == (n < PLAN_MOST ? n : PLAN_MOST));
        for (int k = 0; k < out.nplans; k++)
            CHECK(ratio_cmp(out.plans[k].effort, ratio(lean[k], 2)) == 0);
        many += n >= PLAN_MOST;
    }
    CHECK(many > 3);
}

/* --- what a unit cannot do --- */

TEST(what_the_unit_cannot_change_is_told_and_never_planned)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    NilaiSheet  s = some_sheet(&a, p, 9);
    PlanResult  out;
    s.at[pack_find(p, S("B.I.a"))] = (NilaiAnswer){.answered = true, .in = {35}, .per = 10};
    s.holds_said = true;
    plan_find(&a, &s, 1, NULL, &out);
    CHECK(out.nblocked == 2);
    CHECK_STR(out.blocked[0].gate->gate->code, S("B.I.a"));
    CHECK_STR(out.blocked[1].gate->gate->code, S("prior"));
    CHECK_STR(plan_say_blocked(&a, &s, &out.blocked[1], LANG_ID),
              S("Perlu memegang predikat WBK lebih dahulu; sekarang: belum ada."));
    CHECK(str_starts(plan_say_blocked(&a, &s, &out.blocked[0], LANG_ID), S("Perlu 15,75, sekarang 15,31. ")));
    CHECK(out.nassumed == 1 && !out.blocked[0].even_then && out.blocked[1].even_then);
    CHECK_STR(ratio_exact(&a, ratio(out.assumed[0].to.in[0], out.assumed[0].to.per)), S("18/5"));
    check_plans(a, &s, &out);           /* with an IPAK of 3.60 they pass everything but "prior" */

    Buf b = {.arena = &a};
    plan_put(&(JsonOut){.to = &b}, &s, &out, LANG_EN);
    CHECK(str_has(buf_str(&b), S("\"plans\":[]")) && str_has(buf_str(&b), S("\"rest\":[{")));
    CHECK(str_has(buf_str(&b), S("\"assumed\":[{\"item\":\"B.I.a\",\"from\":\"3.5\",\"to\":\"3.6\"}]")));
    Str rest = str_sub(buf_str(&b), str_find(buf_str(&b), S("\"rest\"")), -1);
    CHECK(!str_has(rest, S("\"item\":\"B.I.a\"")));
}

TEST(an_empty_sheet_has_a_way_to_everything_but_the_surveys)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    NilaiSheet  s = nilai_sheet(&a, p);
    PlanResult  out;
    plan_find(&a, &s, 1, NULL, &out);
    CHECK(out.nblocked == 4 && out.nplans == PLAN_MOST);
    check_plans(a, &s, &out);
    s.at[pack_find(p, S("B.I.a"))] = s.at[pack_find(p, S("B.II.a"))] =
        (NilaiAnswer){.answered = true, .in = {4}, .per = 1};
    plan_find(&a, &s, 1, NULL, &out);
    CHECK(!out.nblocked && out.nplans == PLAN_MOST);
    check_plans(a, &s, &out);
}

TEST(a_sheet_that_passes_needs_nothing)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    NilaiSheet  s = nilai_sheet(&a, p);
    PlanResult  out;
    Buf         b = {.arena = &a};
    for (int i = 0; i < p->nnodes; i++)
        s.at[i] = (NilaiAnswer){.answered = pack_is_question(&p->nodes[i]), .in = {4, 4, 4, 12}, .per = 1};
    plan_find(&a, &s, 0, NULL, &out);
    plan_put(&(JsonOut){.to = &b}, &s, &out, LANG_ID);
    CHECK_STR(buf_str(&b), S("{\"target\":\"WBK\",\"plans\":[{\"effort\":0,\"changes\":[]}],\"blocked\":[]}"));
}

TEST(number_items_are_raised_in_at_most_four_stages_and_stay_consistent)
{
    Regulasi    r;
    const Pack *p    = law(&a, &r);
    int         node = pack_find(p, S("A.II.5.ii.a")), other = pack_find(p, S("A.II.5.i.a"));
    NilaiSheet  s    = nilai_sheet(&a, p);
    PlanResult  out;
    for (int i = 0; i < p->nnodes; i++)
        s.at[i] = (NilaiAnswer){.answered = pack_is_question(&p->nodes[i]), .in = {4, 4, 4, 12}, .per = 1};
    s.at[node]         = (NilaiAnswer){.answered = true, .in = {170, 100, 10}, .per = 1};
    s.at[other].option = 4;             /* area E stands at 9.68 of 15; WBBM asks for 11.25 */
    plan_find(&a, &s, 1, NULL, &out);
    check_plans(a, &s, &out);
    CHECK_STR(ratio_exact(&a, out.plans[0].effort), S("3"));
    for (int k = 0; k < out.nplans; k++)
        for (int i = 0; i < out.plans[k].nchanges; i++) {
            const NilaiAnswer *to = &out.plans[k].changes[i].to;
            if (out.plans[k].changes[i].node != node)
                continue;
            CHECK(to->in[0] == 170 && to->in[1] == (to->in[2] < 110 ? 110 - to->in[2] : 0));
            CHECK(to->in[2] == 43 || to->in[2] == 85 || to->in[2] == 128 || to->in[2] == 170);
        }
}

TEST(numbers_too_fine_for_the_grid_still_give_plans_that_hold_exactly)
{
    static const i64 primes[] = {9999991, 9999973, 9999971, 9999943, 9999937, 9999931, 9999929, 9999907};
    Regulasi    r;
    const Pack *p = law(&a, &r);
    int         k = 0;
    NilaiSheet  s = some_sheet(&a, p, 6);
    for (int i = 0; i < p->nnodes; i++)
        if (p->nodes[i].kind == PACK_NUMBERS && p->nodes[i].formula.kind != FORMULA_INDEX) {
            i64 n   = primes[k++];
            s.at[i] = (NilaiAnswer){.answered = true, .in = {n, n / 3, n / 2, n / 5}, .per = 1};
        }
    for (int target = 0; target < 2; target++) {
        Arena      scratch = a;
        PlanResult out;
        plan_find(&scratch, &s, target, NULL, &out);
        check_plans(scratch, &s, &out);
    }
}

TEST(efforts_are_read_strictly)
{
    Regulasi    r;
    const Pack *p = law(&a, &r);
    Ratio      *effort;
    NilaiSaid   said = {{.arena = &a}, {.arena = &a}, LANG_ID};
    CHECK_OK(plan_read_effort(&a, p, S("{\"effort\": {\"A.I.1.i.b\": 2.5, \"A.I.1.i.a\": \"0,25\"}}"), &said, &effort));
    CHECK_STR(ratio_exact(&a, effort[pack_find(p, S("A.I.1.i.b"))]), S("5/2"));
    CHECK_STR(ratio_exact(&a, effort[pack_find(p, S("A.I.1.i.a"))]), S("1/4"));
    CHECK_STR(ratio_exact(&a, effort[pack_find(p, S("A.I.1.ii.a"))]), S("1"));
    CHECK(plan_read_effort(&a, p, S("{\"effort\": {\"A.I.1\": 1, \"A.I.1.i.b\": -1, \"A.I.1.i.a\": 0.0001, "
                                    "\"A.I.1.ii.a\": 1000001, \"A.I.1.ii.b\": \"x\"}}"),
                           &said, &effort).kind == ERR_INVALID);
    CHECK(said.problems.count == 5);
    CHECK(plan_read_effort(&a, p, S("{}"), &said, &effort).kind == ERR_INVALID);
}
