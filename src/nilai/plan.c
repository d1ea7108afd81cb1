/* How it is found: doc/decisions/0011-the-way-to-pass.md. */
#include "nilai/plan.h"

#include <string.h>

__extension__ typedef __int128 i128;

enum { STAGES = 4, LEVELS = 16, BRANCHES = 4000 };

/* --- what can be changed --- */

typedef struct { i64 cost, points; NilaiAnswer to; } Level;

typedef struct {
    int   node, gate;           /* the smallest gate it counts for */
    Level level[LEVELS];        /* the first is how it stands */
    int   nlevels;
} Item;

/* A gate with its place in the tree of gates; children stand before their parents. */
typedef struct {
    const NilaiGate *gate;
    bool            *covers;    /* which nodes */
    int              size, parent;
    i64              need;
} Knot;

typedef struct { i64 cost, points; int before, choice; } State;         /* choice: a level, or a state below */
typedef struct { State *at; int count; } Front;         /* cost and points both rise: nothing is beaten */

typedef struct {
    Arena            *a;
    const NilaiSheet *sheet;
    int               predicate;
    Item             *items;
    int               nitems;
    Knot             *knots;
    int               nknots;
    i64               grid, per_effort;         /* points and efforts as whole numbers of these */
    NilaiSheet        trial;
    NilaiScore       *score;
    bool             *blocked;                  /* by gate of the predicate */
} Search;

static i64 gcd(i64 a, i64 b)
{
    while (b) {
        i64 t = a % b;
        a     = b;
        b     = t;
    }
    return a;
}

/* What stands below the line of a number question's share. */
static i64 below_line(const PackNode *n, const NilaiAnswer *x)
{
    i64 num, den, whole = 0;
    for (int i = 0; i < n->ninputs; i++)
        whole += n->formula.whole >> i & 1 ? x->in[i] : 0;
    if (n->formula.kind != FORMULA_INDEX)
        return whole;
    return ratio_split(n->formula.top, &num, &den) && num <= PACK_NUMBER_MOST ? (x->per ? x->per : 1) * num : 0;
}

/* Points become whole numbers on a grid that holds every option and, as far as 64 bits go, every share;
 * what does not fit is rounded down, so that a plan can only be too careful, never too hopeful. */
static i64 find_grid(const NilaiSheet *s)
{
    i64 grid = s->pack->per_point, most = ((i64)1 << 62) / 100, wider;
    for (int i = 0; i < s->pack->nnodes; i++) {
        const PackNode *n = &s->pack->nodes[i];
        if (n->kind != PACK_NUMBERS || !s->at[i].answered)
            continue;
        i64 den = below_line(n, &s->at[i]);
        if (den > 0 && !__builtin_mul_overflow(grid, den / gcd(grid, den), &wider) && wider <= most)
            grid = wider;
    }
    return grid;
}

static i64 on_grid(const Search *q, const PackNode *n, const NilaiAnswer *x)
{
    i64   num, den;
    Ratio share = nilai_share(n, x);
    if (!ratio_split(share, &num, &den))
        return 0;
    return (i64)((i128)n->units * (q->grid / q->sheet->pack->per_point) * num / den);
}

static i64 need_on_grid(const Search *q, Ratio need)
{
    i64 num, den;
    if (!ratio_split(need, &num, &den))
        return INT64_MAX;
    return (i64)(((i128)num * q->grid + den - 1) / den);
}

static void add_level(const Search *q, Item *it, NilaiAnswer to, i64 step)
{
    const PackNode *n   = &q->sheet->pack->nodes[it->node];
    const Level    *top = &it->level[it->nlevels - 1];
    if (it->nlevels == LEVELS || ratio_cmp(nilai_share(n, &to), nilai_share(n, &top->to)) <= 0)
        return;
    it->level[it->nlevels] = (Level){top->cost + step, on_grid(q, n, &to), to};
    it->nlevels++;
}

/* Nobody answered: it stands with the lowest letter. */
static void choice_levels(const Search *q, Item *it, i64 step)
{
    const PackNode *n  = &q->sheet->pack->nodes[it->node];
    int             at = it->level[0].to.answered ? it->level[0].to.option : n->noptions - 1;
    for (int k = at - 1; k >= 0; k--)
        add_level(q, it, (NilaiAnswer){.answered = true, .option = k}, step);
}

static int first_bit(u8 mask)
{
    return mask ? __builtin_ctz(mask) : 0;
}

/* The smallest count that reaches so many quarters; what is finished is taken from what was in process. */
static NilaiAnswer at_stage(const PackNode *n, NilaiAnswer x, i64 whole, int stage)
{
    const Formula *f  = &n->formula;
    int            in = first_bit(f->part);
    i64            others = 0, want, was = x.in[in];
    for (int i = 0; i < n->ninputs; i++)
        others += i != in && f->part >> i & 1 ? x.in[i] : 0;
    if (f->kind == FORMULA_DECREASE)
        want = whole * (STAGES - stage) / STAGES;
    else
        want = (whole * stage + STAGES - 1) / STAGES - others;
    x.in[in] = want < 0 ? 0 : want > n->inputs[in].most ? n->inputs[in].most : want;
    if (f->taken_from >= 0 && x.in[f->taken_from] != NILAI_LEFT_OUT) {
        i64 left = x.in[f->taken_from] - (x.in[in] - was);
        x.in[f->taken_from] = left > 0 ? left : 0;
    }
    return x;
}

/* Where nothing was counted yet, the smallest thing that can be: one of one. */
static NilaiAnswer one_of_one(const PackNode *n)
{
    NilaiAnswer x = {.answered = true, .per = 1};
    for (int i = 0; i < n->ninputs; i++)
        if (n->inputs[i].optional)
            x.in[i] = NILAI_LEFT_OUT;
    if (n->formula.kind == FORMULA_SHARE) {
        x.in[first_bit(n->formula.part)]  = 1;
        x.in[first_bit(n->formula.whole)] = 1;
    }
    return x;
}

static void number_levels(const Search *q, Item *it, i64 step)
{
    const PackNode   *n     = &q->sheet->pack->nodes[it->node];
    const NilaiAnswer x     = it->level[0].to;
    i64               whole = x.answered ? below_line(n, &x) : 0;
    if (n->formula.kind == FORMULA_INDEX)
        return;
    if (!whole) {
        add_level(q, it, one_of_one(n), step);
        return;
    }
    for (int stage = 1; stage <= STAGES; stage++)
        add_level(q, it, at_stage(n, x, whole, stage), step);
}

static i64 scaled_effort(const Search *q, const Ratio *effort, int node)
{
    i64 num, den;
    if (!effort)
        return q->per_effort;
    if (!ratio_split(ratio_mul(effort[node], ratio(q->per_effort, 1)), &num, &den) || den != 1)
        assert(!"an effort with more decimals than allowed");
    return num;
}

static void list_items(Search *q, const Ratio *effort)
{
    const Pack *p = q->sheet->pack;
    q->items      = new(q->a, Item, p->nquestions);
    for (int i = 0; i < p->nnodes; i++) {
        const PackNode *n  = &p->nodes[i];
        Item           *it = &q->items[q->nitems];
        if (!pack_is_question(n))
            continue;
        it->node     = i;
        it->nlevels  = 1;
        it->level[0] = (Level){0, on_grid(q, n, &q->sheet->at[i]), q->sheet->at[i]};
        if (n->changeable && n->kind == PACK_CHOICE)
            choice_levels(q, it, scaled_effort(q, effort, i));
        if (n->changeable && n->kind == PACK_NUMBERS)
            number_levels(q, it, scaled_effort(q, effort, i));
        q->nitems++;
    }
}

/* --- the gates as a tree --- */

static bool *covered(Arena *a, const Pack *p, const PackGate *g, int *size)
{
    bool *c = new(a, bool, p->nnodes);
    for (int k = 0; k < g->nof; k++)
        for (int i = g->of[k]; i < p->nodes[g->of[k]].end; i++)
            c[i] = true;
    for (int i = 0; i < p->nnodes; i++)
        *size += c[i] && pack_is_question(&p->nodes[i]);
    return c;
}

static void add_knot(Search *q, Knot k)
{
    int at = q->nknots++;
    while (at > 0 && q->knots[at - 1].size > k.size) {
        q->knots[at] = q->knots[at - 1];
        at--;
    }
    q->knots[at] = k;
}

/* Gates are nested or apart (the pack's reader saw to it), so the smallest that covers is the parent. */
static void plant(Search *q, const NilaiVerdict *v)
{
    const Pack *p = q->sheet->pack;
    q->knots      = new(q->a, Knot, v->ngates + 1);
    for (int i = 0; i < v->ngates; i++) {
        Knot k = {.gate = &v->gates[i]};
        if (v->gates[i].gate->prior)
            continue;
        k.covers = covered(q->a, p, v->gates[i].gate, &k.size);
        k.need   = q->blocked[i] ? 0 : need_on_grid(q, v->gates[i].gate->need);
        add_knot(q, k);
    }
    Knot all = {.covers = new(q->a, bool, p->nnodes), .size = p->nquestions + 1};
    memset(all.covers, true, (size_t)p->nnodes);
    add_knot(q, all);

    for (int i = 0; i < q->nknots; i++) {
        int any = 0;
        while (any < p->nnodes - 1 && !(q->knots[i].covers[any] && pack_is_question(&p->nodes[any])))
            any++;
        q->knots[i].parent = -1;
        for (int k = q->nknots - 1; k > i; k--)
            if (q->knots[k].covers[any])
                q->knots[i].parent = k;
    }
    for (int i = 0; i < q->nitems; i++)
        for (int k = q->nknots - 1; k >= 0; k--)
            if (q->knots[k].covers[q->items[i].node])
                q->items[i].gate = k;
}

/* --- fronts: of all ways to spend so much, the one with the most points --- */

static void keep(Front *f, State s)
{
    if (!f->count || s.points > f->at[f->count - 1].points)
        f->at[f->count++] = s;
}

/* The better of two fronts, state by state. */
static Front merge(Arena *a, Front x, Front y)
{
    Front out = {.at = new(a, State, x.count + y.count)};
    int   i = 0, k = 0;
    while (i < x.count || k < y.count) {
        bool first = k == y.count
                     || (i < x.count && (x.at[i].cost < y.at[k].cost
                                         || (x.at[i].cost == y.at[k].cost && x.at[i].points >= y.at[k].points)));
        keep(&out, first ? x.at[i++] : y.at[k++]);
    }
    return out;
}

/* Everything of `f` with one more choice made: the levels of an item, or the states of a gate below. */
static Front shifted(Arena *a, Front f, i64 cost, i64 points, int choice)
{
    Front out = {.at = new(a, State, f.count), .count = f.count};
    for (int i = 0; i < f.count; i++)
        out.at[i] = (State){f.at[i].cost + cost, f.at[i].points + points, i, choice};
    return out;
}

static Front with_item(Arena *a, Front f, const Item *it, int most)
{
    Front out = shifted(a, f, 0, it->level[0].points, 0);
    for (int k = 1; k <= most; k++)
        out = merge(a, out, shifted(a, f, it->level[k].cost, it->level[k].points, k));
    return out;
}

static Front with_front(Arena *a, Front f, Front below, int from, int to)
{
    if (to - from == 1)
        return shifted(a, f, below.at[from].cost, below.at[from].points, from);
    int middle = (from + to) / 2;
    return merge(a, with_front(a, f, below, from, middle), with_front(a, f, below, middle, to));
}

/* --- one search: the cheapest choice of levels under the limits --- */

typedef struct { Front *stage; int *what; int count; } Folded;          /* what: an item, or -1 - a knot */

static Front fold_knot(Search *q, Arena *a, int knot, Folded *all, const int *limit)
{
    Folded *out = &all[knot];
    Front   f   = {.at = new(a, State, 1), .count = 1};
    out->stage  = new(a, Front, q->nitems + q->nknots + 1);
    out->what   = new(a, int, q->nitems + q->nknots + 1);
    for (int k = 0; k < knot && f.count; k++)
        if (q->knots[k].parent == knot) {
            Front below = all[k].stage[all[k].count - 1];
            f = below.count ? with_front(a, f, below, 0, below.count) : (Front){0};
            out->stage[out->count]  = f;
            out->what[out->count++] = -1 - k;
        }
    for (int i = 0; i < q->nitems && f.count; i++)
        if (q->items[i].gate == knot) {
            f = with_item(a, f, &q->items[i], limit[i]);
            out->stage[out->count]  = f;
            out->what[out->count++] = i;
        }
    int poor = 0;
    while (poor < f.count && f.at[poor].points < q->knots[knot].need)
        poor++;
    Front rich = {.at = new(a, State, f.count - poor), .count = f.count - poor};
    for (int i = 0; i < rich.count; i++)
        rich.at[i] = (State){f.at[poor + i].cost, f.at[poor + i].points, poor + i, 0};
    out->stage[out->count]  = rich;
    out->what[out->count++] = INT32_MAX;
    return rich;
}

static void trace(const Folded *all, int knot, int state, int *levels)
{
    const Folded *f = &all[knot];
    for (int i = f->count; i-- > 0;) {
        State s = f->stage[i].at[state];
        if (f->what[i] != INT32_MAX && f->what[i] >= 0)
            levels[f->what[i]] = s.choice;
        if (f->what[i] < 0)
            trace(all, -1 - f->what[i], s.choice, levels);
        state = s.before;
    }
}

static bool cheapest(Search *q, Arena scratch, const int *limit, int *levels, i64 *cost)
{
    Folded *all = new(&scratch, Folded, q->nknots);
    Front   top = {0};
    for (int k = 0; k < q->nknots; k++)
        top = fold_knot(q, &scratch, k, all, limit);
    if (!top.count)
        return false;
    *cost = top.at[0].cost;
    trace(all, q->nknots - 1, 0, levels);
    return true;
}

/* --- exact judgement --- */

static bool passes(Search *q, const int *levels)
{
    for (int i = 0; i < q->nitems; i++)
        q->trial.at[q->items[i].node] = q->items[i].level[levels[i]].to;
    nilai_score(&q->trial, q->score);
    const NilaiVerdict *v = &q->score->verdicts[q->predicate];
    for (int i = 0; i < v->ngates; i++)
        if (!v->gates[i].pass && !q->blocked[i])
            return false;
    return true;
}

/* Leave out what is not needed, the dearest first: with efforts of nothing the search may have taken too much. */
static void drop_needless(Search *q, int *levels)
{
    bool *tried = new(q->a, bool, q->nitems);
    for (;;) {
        int pick = -1;
        for (int i = 0; i < q->nitems; i++)
            if (levels[i] && !tried[i]
                && (pick < 0 || q->items[i].level[levels[i]].cost > q->items[pick].level[levels[pick]].cost))
                pick = i;
        if (pick < 0)
            return;
        int was      = levels[pick];
        tried[pick]  = true;
        levels[pick] = 0;
        if (!passes(q, levels))
            levels[pick] = was;
    }
}

/* --- several plans: each next one lacks something of every one before it --- */

typedef struct { int *limit, *levels; i64 cost; bool solved; } Branch;

typedef struct {
    Branch *at;
    int     count;
    int    *found[PLAN_MOST];
    int     nfound;
} Tree;

static int next_branch(const Tree *t)
{
    int best = -1;
    for (int i = 0; i < t->count; i++) {
        const Branch *b = &t->at[i], *c = best < 0 ? NULL : &t->at[best];
        if (!c || b->cost < c->cost || (b->cost == c->cost && b->solved && !c->solved))
            best = i;
    }
    return best;
}

static bool covers(const Search *q, const int *more, const int *less)
{
    for (int i = 0; i < q->nitems; i++)
        if (more[i] < less[i])
            return false;
    return true;
}

static bool known(const Search *q, const Tree *t, const int *limit)
{
    for (int i = 0; i < t->count; i++)
        if (!memcmp(t->at[i].limit, limit, (size_t)q->nitems * sizeof *limit))
            return true;
    return false;
}

/* Everything under `b` that is not all of `plan`: one branch for each change it could lack. */
static void split(Search *q, Tree *t, Branch b, const int *plan)
{
    for (int i = 0; i < q->nitems && t->count < BRANCHES; i++) {
        if (!plan[i])
            continue;
        int *limit = new(q->a, int, q->nitems);
        memcpy(limit, b.limit, (size_t)q->nitems * sizeof *limit);
        limit[i] = plan[i] - 1;
        if (!known(q, t, limit))
            t->at[t->count++] = (Branch){limit, NULL, b.cost, false};
    }
}

static void take_plan(Search *q, Tree *t, Branch b)
{
    for (int i = 0; i < t->nfound; i++)
        if (covers(q, b.levels, t->found[i])) {
            split(q, t, b, t->found[i]);
            return;
        }
    drop_needless(q, b.levels);
    t->found[t->nfound++] = b.levels;
    split(q, t, b, b.levels);
}

static void grow(Search *q, Tree *t)
{
    int i;
    while (t->nfound < PLAN_MOST && (i = next_branch(t)) >= 0) {
        Branch b = t->at[i];
        if (b.solved) {
            t->at[i] = t->at[--t->count];
            take_plan(q, t, b);
            continue;
        }
        b.levels = new(q->a, int, q->nitems);
        b.solved = cheapest(q, *q->a, b.limit, b.levels, &b.cost);
        if (b.solved && passes(q, b.levels))
            t->at[i] = b;
        else
            t->at[i] = t->at[--t->count];
    }
}

static int *best_levels(Search *q)
{
    int *levels = new(q->a, int, q->nitems);
    for (int i = 0; i < q->nitems; i++)
        levels[i] = q->items[i].nlevels - 1;
    return levels;
}

/* --- the door --- */

static void note_blocked(Search *q, PlanResult *out)
{
    const NilaiVerdict *now = &out->now->verdicts[q->predicate], *best = &q->score->verdicts[q->predicate];
    (void)passes(q, best_levels(q));
    for (int i = 0; i < now->ngates; i++)
        if (!best->gates[i].pass) {
            q->blocked[i]                = true;
            out->blocked[out->nblocked++] = (PlanBlocked){&now->gates[i], best->gates[i].have};
        }
}

static void write_plan(const Search *q, const int *levels, Plan *out)
{
    i64 sum = 0;
    for (int i = 0; i < q->nitems; i++) {
        const Item  *it = &q->items[i];
        const Level *l  = &it->level[levels[i]];
        if (!levels[i])
            continue;
        sum += l->cost;
        out->changes[out->nchanges++] =
            (PlanChange){it->node, it->level[0].to, l->to, ratio(l->cost, q->per_effort)};
    }
    out->effort = ratio(sum, q->per_effort);
}

void plan_find(Arena *a, const NilaiSheet *s, int predicate, const Ratio *effort, PlanResult *out)
{
    const PackPredicate *target = &s->pack->predicates[predicate];
    *out = (PlanResult){.target = target, .now = nilai_score_new(a, s->pack)};
    out->blocked = new(a, PlanBlocked, target->ngates);
    for (int i = 0; i < PLAN_MOST; i++)
        out->plans[i].changes = new(a, PlanChange, s->pack->nquestions);
    nilai_score(s, out->now);

    Arena  scratch = *a;
    Search q       = {.a = &scratch, .sheet = s, .predicate = predicate, .per_effort = 1};
    for (int i = 0; i < PLAN_EFFORT_DECIMALS; i++)
        q.per_effort *= 10;
    q.grid             = find_grid(s);
    q.trial            = nilai_sheet(&scratch, s->pack);
    q.trial.holds      = s->holds;
    q.trial.holds_said = s->holds_said;
    q.score            = nilai_score_new(&scratch, s->pack);
    q.blocked          = new(&scratch, bool, target->ngates);
    list_items(&q, effort);
    note_blocked(&q, out);
    plant(&q, &out->now->verdicts[predicate]);

    Tree t = {.at = new(&scratch, Branch, BRANCHES)};
    t.at[t.count++] = (Branch){.limit = best_levels(&q)};
    grow(&q, &t);
    if (!t.nfound) {            /* numbers finer than the grid decide: all that can be done, less what is needless */
        t.found[t.nfound++] = best_levels(&q);
        drop_needless(&q, t.found[0]);
    }
    for (int i = 0; i < t.nfound; i++)
        write_plan(&q, t.found[i], &out->plans[out->nplans++]);
}
