/* How it is found: doc/decisions/0011-the-way-to-pass.md. */
#include "nilai/plan.h"

#include <stdlib.h>
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
    i64               limit;                    /* nothing dearer is looked for */
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

/* --- prices: what a point is worth at each gate, from the problem with parts of steps allowed --- */

/* There the cheapest points first, gate by gate from the smallest up, is the optimum, because gates are nested;
 * what the last point of a gate cost is its price.  With these prices every plan costs at least `least` plus
 * what its choices waste, so a choice that wastes more than the limit leaves room for need not be looked at. */
typedef struct { int item; double cost, points, ratio; } Step;

typedef struct {
    double *price;              /* of a point counting for the gate and all above it */
    double  least;
    bool    possible;
} Prices;

/* The corners of an item's levels: steps of rising price. */
static int corners(const Item *it, int most, int *at)
{
    int n = 0;
    at[n++] = 0;
    for (int k = 1; k <= most; k++) {
        while (n > 1) {
            const Level *x = &it->level[at[n - 2]], *y = &it->level[at[n - 1]], *z = &it->level[k];
            if ((double)(y->cost - x->cost) * (double)(z->points - y->points)
                < (double)(z->cost - y->cost) * (double)(y->points - x->points))
                break;
            n--;
        }
        at[n++] = k;
    }
    return n;
}

static int by_ratio(const void *a, const void *b)
{
    const Step *x = a, *y = b;
    return (x->ratio > y->ratio) - (x->ratio < y->ratio);
}

static Step *list_steps(Search *q, Arena *a, const int *limit, int *out_n)
{
    Step *steps = new(a, Step, q->nitems * LEVELS);
    int   n     = 0;
    for (int i = 0; i < q->nitems; i++) {
        const Item *it = &q->items[i];
        int         at[LEVELS], count = corners(it, limit[i], at);
        for (int k = 1; k < count; k++) {
            const Level *x = &it->level[at[k - 1]], *y = &it->level[at[k]];
            double       c = (double)(y->cost - x->cost), p = (double)(y->points - x->points);
            steps[n++] = (Step){i, c, p, p > 0 ? c / p : 1e300};
        }
    }
    qsort(steps, (size_t)n, sizeof *steps, by_ratio);
    *out_n = n;
    return steps;
}

/* Buy what gate `k` still lacks; `have` of every gate around it grows with it. */
static bool buy(const Search *q, int k, Step *steps, int n, double *have, double *price)
{
    double lack = (double)q->knots[k].need - have[k];
    for (int i = 0; i < n && lack > 0; i++) {
        double take = steps[i].points < lack ? steps[i].points : lack;
        if (take <= 0 || !q->knots[k].covers[q->items[steps[i].item].node])
            continue;
        steps[i].points -= take;
        lack -= take;
        *price = steps[i].ratio;
        for (int up = k; up >= 0; up = q->knots[up].parent)
            have[up] += take;
    }
    return lack <= 1e-9 * (double)q->knots[k].need;
}

static Prices find_prices(Search *q, Arena *a, const int *limit)
{
    Prices  out  = {.price = new(a, double, q->nknots), .possible = true};
    double *have = new(a, double, q->nknots);
    int     n;
    Step   *steps = list_steps(q, a, limit, &n);
    for (int i = 0; i < q->nitems; i++)
        for (int k = q->items[i].gate; k >= 0; k = q->knots[k].parent)
            have[k] += (double)q->items[i].level[0].points;
    for (int k = 0; k < q->nknots && out.possible; k++)
        out.possible = buy(q, k, steps, n, have, &out.price[k]);
    for (int k = q->nknots - 2; k >= 0; k--) {
        int up = q->knots[k].parent;
        if (up >= 0 && out.price[k] < out.price[up])
            out.price[k] = out.price[up];
    }
    return out;
}

/* The least an item can add to the waste-free cost. */
static double item_base(const Item *it, int most, double price)
{
    double base = 0;
    for (int k = 0; k <= most; k++) {
        double c = (double)it->level[k].cost - price * (double)it->level[k].points;
        if (!k || c < base)
            base = c;
    }
    return base;
}

/* Of every gate: its items', its children's, and the worth of what it needs. */
static double *find_bases(Search *q, Arena *a, const int *limit, Prices *p)
{
    double *base = new(a, double, q->nknots);
    for (int i = 0; i < q->nitems; i++)
        base[q->items[i].gate] += item_base(&q->items[i], limit[i], p->price[q->items[i].gate]);
    for (int k = 0; k < q->nknots; k++) {
        int up = q->knots[k].parent;
        base[k] += (p->price[k] - (up >= 0 ? p->price[up] : 0)) * (double)q->knots[k].need;
        if (up >= 0)
            base[up] += base[k];
    }
    p->least = base[q->nknots - 1];
    return base;
}

/* --- one search: the cheapest choice of levels under the limits --- */

typedef struct { Front *stage; int *what; int count; } Folded;          /* what: an item, or -1 - a knot */

typedef struct {
    Search    *q;
    Arena     *a;
    const int *limit;           /* of every item's level */
    Prices     prices;
    double    *base;            /* of whole gates */
    double     waste;           /* what may be lost against the prices */
    Folded    *all;
} Dive;

static Front unwasted(const Dive *d, Front f, double price, double base)
{
    int n = 0;
    for (int i = 0; i < f.count; i++)
        if ((double)f.at[i].cost - price * (double)f.at[i].points - base <= d->waste)
            f.at[n++] = f.at[i];
    f.count = n;
    return f;
}

static void stage(Folded *f, Front front, int what)
{
    f->stage[f->count]  = front;
    f->what[f->count++] = what;
}

/* Those that pass the gate, numbered as they stood before. */
static Front rich_enough(const Dive *d, Front f, i64 need)
{
    int poor = 0;
    while (poor < f.count && f.at[poor].points < need)
        poor++;
    Front out = {.at = new(d->a, State, f.count - poor), .count = f.count - poor};
    for (int i = 0; i < out.count; i++)
        out.at[i] = (State){f.at[poor + i].cost, f.at[poor + i].points, poor + i, 0};
    return out;
}

static Front fold_knot(Dive *d, int knot)
{
    Search *q     = d->q;
    Folded *out   = &d->all[knot];
    double  price = d->prices.price[knot], base = 0;
    Front   f     = {.at = new(d->a, State, 1), .count = 1};
    out->stage    = new(d->a, Front, q->nitems + q->nknots + 1);
    out->what     = new(d->a, int, q->nitems + q->nknots + 1);
    for (int i = 0; i < q->nitems && f.count; i++)
        if (q->items[i].gate == knot) {
            base += item_base(&q->items[i], d->limit[i], price);
            f = unwasted(d, with_item(d->a, f, &q->items[i], d->limit[i]), price, base);
            stage(out, f, i);
        }
    for (int k = 0; k < knot && f.count; k++)
        if (q->knots[k].parent == knot) {
            Front below = d->all[k].stage[d->all[k].count - 1];
            base += d->base[k];
            f = below.count ? unwasted(d, with_front(d->a, f, below, 0, below.count), price, base) : (Front){0};
            stage(out, f, -1 - k);
        }
    Front rich = rich_enough(d, f, q->knots[knot].need);
    stage(out, rich, INT32_MAX);
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

/* A little more than the limit leaves, so that no rounding of a price can lose a plan. */
static Dive dive(Search *q, Arena *a, const int *limit)
{
    Dive d  = {.q = q, .a = a, .limit = limit};
    d.prices = find_prices(q, a, limit);
    d.base   = find_bases(q, a, limit, &d.prices);
    d.waste  = ((double)q->limit - d.prices.least) + 1e-6 * (1 + (double)q->limit);
    return d;
}

static bool cheapest(Search *q, Arena scratch, const int *limit, int *levels, i64 *cost)
{
    Dive  d   = dive(q, &scratch, limit);
    Front top = {0};
    if (!d.prices.possible || d.waste < 0)
        return false;
    d.all = new(&scratch, Folded, q->nknots);
    for (int k = 0; k < q->nknots; k++)
        top = fold_knot(&d, k);
    if (!top.count)
        return false;
    *cost = top.at[0].cost;
    trace(d.all, q->nknots - 1, 0, levels);
    return true;
}

/* No plan under these limits costs less; -1 if there is none. */
static i64 at_least(Search *q, Arena scratch, const int *limit)
{
    Dive d = dive(q, &scratch, limit);
    if (!d.prices.possible || d.waste < 0)
        return -1;
    i64 least = (i64)(d.prices.least - 1e-6 * (1 + (double)q->limit));
    return least > 0 ? least : 0;
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

typedef enum { FRESH, BOUNDED, SOLVED } Ripe;          /* cost: of the plan it came from; at least; of its own plan */
typedef struct { int *limit, *levels; i64 cost; Ripe ripe; } Branch;

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
        if (!c || b->cost < c->cost || (b->cost == c->cost && b->ripe > c->ripe))
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
            t->at[t->count++] = (Branch){limit, NULL, b.cost, FRESH};
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

/* One step riper; false if nothing grows there under the limit. */
static bool ripen(Search *q, Branch *b)
{
    if (b->ripe == FRESH) {
        i64 least = at_least(q, *q->a, b->limit);
        b->ripe   = BOUNDED;
        b->cost   = least > b->cost ? least : b->cost;
        return least >= 0;
    }
    b->ripe   = SOLVED;
    b->levels = new(q->a, int, q->nitems);
    return cheapest(q, *q->a, b->limit, b->levels, &b->cost) && b->cost <= q->limit && passes(q, b->levels);
}

static void grow(Search *q, Tree *t)
{
    int i;
    while (t->nfound < PLAN_MOST && (i = next_branch(t)) >= 0) {
        Branch b = t->at[i];
        if (b.ripe == SOLVED) {
            t->at[i] = t->at[--t->count];
            take_plan(q, t, b);
        } else if (ripen(q, &b)) {
            t->at[i] = b;
        } else {
            t->at[i] = t->at[--t->count];
        }
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
            out->blocked[out->nblocked++] = (PlanBlocked){&now->gates[i], best->gates[i].have, true};
        }
}

/* The question a gate is made of, if it is one alone and an index nobody in the unit can change; or -1. */
static int lone_index(const Pack *p, const PackGate *g)
{
    int found = -1;
    for (int k = 0; k < g->nof; k++)
        for (int i = g->of[k]; i < p->nodes[g->of[k]].end; i++) {
            if (!pack_is_question(&p->nodes[i]))
                continue;
            if (found >= 0 || p->nodes[i].changeable || p->nodes[i].formula.kind != FORMULA_INDEX)
                return -1;
            found = i;
        }
    return found;
}

/* What blocks is a survey: suppose that it reaches its gate, and see what is left to do. */
static void assume(Search *q, PlanResult *out)
{
    const Pack *p = q->sheet->pack;
    for (int i = 0; i < out->nblocked; i++) {
        const PackGate *g    = out->blocked[i].gate->gate;
        int             node = lone_index(p, g);
        NilaiAnswer     to   = {.answered = true};
        if (node < 0)
            continue;
        Ratio index = ratio_mul(ratio_div(g->need, p->nodes[node].weight), p->nodes[node].formula.top);
        if (!ratio_split(index, &to.in[first_bit(p->nodes[node].formula.part)], &to.per))
            continue;
        out->assumed[out->nassumed++] = (PlanChange){.node = node, .from = q->sheet->at[node], .to = to};
        for (int k = 0; k < q->nitems; k++)
            if (q->items[k].node == node)
                q->items[k].level[0] = (Level){0, on_grid(q, &p->nodes[node], &to), to};
    }
    const NilaiVerdict *best = &q->score->verdicts[q->predicate];
    (void)passes(q, best_levels(q));
    for (int i = 0; i < best->ngates; i++) {
        q->blocked[i] = !best->gates[i].pass;
        for (int k = 0; k < out->nblocked; k++)
            if (out->blocked[k].gate->gate == best->gates[i].gate)
                out->blocked[k].even_then = q->blocked[i];
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

static i64 cost_of(const Search *q, const int *levels)
{
    i64 sum = 0;
    for (int i = 0; i < q->nitems; i++)
        sum += q->items[i].level[levels[i]].cost;
    return sum;
}

/* Look near the least possible cost first, and farther only as long as plans are wanting. */
static Tree search(Search *q)
{
    int *all  = best_levels(q), *some = best_levels(q);
    i64  most = cost_of(q, all), least;
    drop_needless(q, some);
    q->limit = most;
    least    = at_least(q, *q->a, all);
    for (i64 room = (cost_of(q, some) - least) / 8 + 1;; room *= 2) {
        Tree t   = {.at = new(q->a, Branch, BRANCHES)};
        q->limit = least + room < most ? least + room : most;
        t.at[t.count++] = (Branch){.limit = all};
        grow(q, &t);
        if (t.nfound == PLAN_MOST || q->limit == most)
            return t;
    }
}

void plan_find(Arena *a, const NilaiSheet *s, int predicate, const Ratio *effort, PlanResult *out)
{
    const PackPredicate *target = &s->pack->predicates[predicate];
    *out = (PlanResult){.target = target, .now = nilai_score_new(a, s->pack)};
    out->blocked = new(a, PlanBlocked, target->ngates);
    out->assumed = new(a, PlanChange, target->ngates);
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
    if (out->nblocked)
        assume(&q, out);
    plant(&q, &out->now->verdicts[predicate]);

    Tree t = search(&q);
    if (!t.nfound) {            /* numbers finer than the grid decide: all that can be done, less what is needless */
        t.found[t.nfound++] = best_levels(&q);
        drop_needless(&q, t.found[0]);
    }
    for (int i = 0; i < t.nfound; i++)
        write_plan(&q, t.found[i], &out->plans[out->nplans++]);
}
