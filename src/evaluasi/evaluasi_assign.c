/* Units are placed one by one, each along the cheapest chain of moves: somebody takes it and hands another unit on,
 * until somebody with room is reached.  Successive shortest paths of a flow with minimum cost; Dijkstra's search with
 * potentials finds each, and stops as soon as the end is known.  Nodes are slots, teams and the end; a unit that sits
 * in a slot is an arc to every other slot that may have it. */
#include "evaluasi/evaluasi_assign.h"

#define FAR ((i64)1 << 60)

enum { EVEN = 64000000 };       /* one slot's unevenness: rounding does not show, and teams only break ties */
#define MOVE_DEAR  ((i64)10000000000000)       /* more than all unevenness there can be */
#define MOVE_CHEAP ((i64)1)

typedef struct {
    const AssignTask *t;
    int  *slot_of;              /* the result so far */
    int  *next, *prev, *first;  /* the units in each slot that may be handed on */
    i64  *load, *team_load;     /* with those that may not */
    int  *movable;              /* how many of them may */
    i64  *potential, *away;     /* of each node; how far it is */
    int  *from, *by;            /* the node before it, and the unit handed on to it */
    bool *done, *dead;          /* dead: no room can be reached from here, ever */
    int   nnodes, end;
    int   unit;                 /* the one that is being placed */
} Search;

/* --- costs --- */

static i64 slot_step(const AssignSlot *s, i64 load)     /* from load to one more */
{
    return (2 * load + 1) * EVEN / s->weight;
}

static i64 team_step(i64 load)
{
    return 2 * load + 1;
}

static i64 move_cost(const AssignTask *t, int unit, int slot)
{
    if (t->home[unit] == ASSIGN_NONE || t->home[unit] == slot)
        return 0;
    return t->keep ? MOVE_DEAR : MOVE_CHEAP;
}

static bool may_have(const AssignTask *t, int slot, int unit)
{
    return t->may[(isize)slot * t->nunits + unit];
}

i64 assign_cost(const AssignTask *t, const int *slot_of)
{
    i64 cost = 0;

    for (int u = 0; u < t->nunits; u++)
        if (slot_of[u] != ASSIGN_NONE)
            cost += move_cost(t, u, slot_of[u]);
    for (int s = 0; s < t->nslots; s++)
        for (i64 u = 0, load = 0; u < t->nunits; u++)
            if (slot_of[u] == s)
                cost += slot_step(&t->slots[s], load++);
    for (int k = 0; k < t->nteams; k++)
        for (i64 u = 0, load = 0; u < t->nunits; u++)
            if (slot_of[u] != ASSIGN_NONE && t->slots[slot_of[u]].team == k)
                cost += team_step(load++);
    return cost;
}

/* --- who has what --- */

static void take_in(Search *x, int slot, int unit)
{
    x->next[unit] = x->first[slot];
    x->prev[unit] = -1;
    if (x->first[slot] >= 0)
        x->prev[x->first[slot]] = unit;
    x->first[slot] = unit;
    x->movable[slot]++;
    x->load[slot]++;
    x->team_load[x->t->slots[slot].team]++;
    x->slot_of[unit] = slot;
}

static void hand_on(Search *x, int slot, int unit)
{
    if (x->prev[unit] >= 0)
        x->next[x->prev[unit]] = x->next[unit];
    else
        x->first[slot] = x->next[unit];
    if (x->next[unit] >= 0)
        x->prev[x->next[unit]] = x->prev[unit];
    x->movable[slot]--;
    x->load[slot]--;
    x->team_load[x->t->slots[slot].team]--;
}

/* --- the search --- */

static int team_node(const Search *x, int slot)
{
    return x->t->nslots + x->t->slots[slot].team;
}

/* `away` is measured in reduced costs: arcs are never negative there, see the decision. */
static void reach(Search *x, int node, i64 away, int from, int by)
{
    if (x->done[node] || x->dead[node] || away >= x->away[node])
        return;
    x->away[node] = away;
    x->from[node] = from;
    x->by[node]   = by;
}

static void arc(Search *x, int from, int to, i64 cost, int by)
{
    if (!x->dead[to])
        reach(x, to, x->away[from] + cost + x->potential[from] - x->potential[to], from, by);
}

static void look_from_team(Search *x, int node)
{
    int team = node - x->t->nslots;

    if (x->team_load[team] < x->t->team_room[team])
        arc(x, node, x->end, team_step(x->team_load[team]), -1);
    for (int s = 0; s < x->t->nslots; s++)
        if (x->t->slots[s].team == team && x->movable[s])
            arc(x, node, s, -slot_step(&x->t->slots[s], x->load[s] - 1), -1);
}

static void look_from_slot(Search *x, int slot)
{
    const AssignTask *t = x->t;

    if (x->load[slot] < t->slots[slot].room)
        arc(x, slot, team_node(x, slot), slot_step(&t->slots[slot], x->load[slot]), -1);
    for (int v = x->first[slot]; v >= 0; v = x->next[v]) {
        i64 here = move_cost(t, v, slot);
        for (int s = 0; s < t->nslots; s++)
            if (s != slot && !x->done[s] && may_have(t, s, v))
                arc(x, slot, s, move_cost(t, v, s) - here, v);
    }
}

/* Most units can go straight to where there is room: then this knows the end before anything is looked at. */
static void begin(Search *x)
{
    const AssignTask *t = x->t;

    for (int n = 0; n < x->nnodes; n++) {
        x->away[n] = FAR;
        x->done[n] = false;
    }
    for (int s = 0; s < t->nslots; s++) {
        if (x->dead[s] || !may_have(t, s, x->unit))
            continue;
        int team = team_node(x, s), k = t->slots[s].team;
        reach(x, s, move_cost(t, x->unit, s) - x->potential[s], -1, x->unit);
        if (x->load[s] >= t->slots[s].room)
            continue;
        i64 before = x->away[team];
        arc(x, s, team, slot_step(&t->slots[s], x->load[s]), -1);
        if (x->away[team] < before && x->team_load[k] < t->team_room[k])
            arc(x, team, x->end, team_step(x->team_load[k]), -1);
    }
}

static int nearest(const Search *x)
{
    int best = -1;
    for (int n = 0; n < x->nnodes; n++)
        if (!x->done[n] && x->away[n] < FAR && (best < 0 || x->away[n] < x->away[best]))
            best = n;
    return best;
}

/* What was reached while the end was not: nothing there will ever have room again. */
static void bury(Search *x)
{
    for (int n = 0; n < x->nnodes; n++)
        x->dead[n] = x->dead[n] || x->done[n];
}

static bool find_path(Search *x)
{
    begin(x);
    for (;;) {
        int n = nearest(x);
        if (n < 0) {
            bury(x);
            return false;
        }
        if (x->away[n] >= x->away[x->end])
            break;
        x->done[n] = true;
        if (n < x->t->nslots)
            look_from_slot(x, n);
        else
            look_from_team(x, n);
    }
    for (int n = 0; n < x->nnodes; n++)
        if (x->away[n] < x->away[x->end])
            x->potential[n] += x->away[n] - x->away[x->end];
    return true;
}

static void walk_back(Search *x)
{
    for (int n = x->end; n >= 0; n = x->from[n]) {
        if (n >= x->t->nslots || x->by[n] < 0)
            continue;
        if (x->from[n] >= 0)
            hand_on(x, x->from[n], x->by[n]);
        take_in(x, n, x->by[n]);
    }
}

static Search start(Arena *a, const AssignTask *t, int *out)
{
    int    n = t->nslots + t->nteams + 1;
    Search x = {.t = t, .slot_of = out, .nnodes = n, .end = n - 1};

    x.next      = new(a, int, t->nunits);
    x.prev      = new(a, int, t->nunits);
    x.first     = new(a, int, t->nslots);
    x.movable   = new(a, int, t->nslots);
    x.load      = new(a, i64, t->nslots);
    x.team_load = new(a, i64, t->nteams);
    x.potential = new(a, i64, n);
    x.away      = new(a, i64, n);
    x.from      = new(a, int, n);
    x.by        = new(a, int, n);
    x.done      = new(a, bool, n);
    x.dead      = new(a, bool, n);
    for (int s = 0; s < t->nslots; s++)
        x.first[s] = -1;
    for (int u = 0; u < t->nunits; u++) {
        out[u] = t->pinned[u] ? t->home[u] : ASSIGN_NONE;
        if (out[u] == ASSIGN_NONE)
            continue;
        x.load[out[u]]++;
        x.team_load[t->slots[out[u]].team]++;
    }
    return x;
}

static void place(Search *x, int unit)
{
    x->unit = unit;
    if (find_path(x))
        walk_back(x);
}

void assign_units(Arena scratch, const AssignTask *t, int *out)
{
    Search x = start(&scratch, t, out);

    for (int u = 0; u < t->nunits; u++)
        if (!t->pinned[u] && t->home[u] != ASSIGN_NONE)
            place(&x, u);
    for (int u = 0; u < t->nunits; u++)
        if (!t->pinned[u] && t->home[u] == ASSIGN_NONE)
            place(&x, u);
}
