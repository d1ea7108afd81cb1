#include "evaluasi/evaluasi_assign.h"
#include "test/test.h"

enum { UNITS_MOST = 6, SLOTS_MOST = 4, TEAMS_MOST = 2 };

/* Numbers that look random and are the same every time. */
static int dice(uint64_t *state, int sides)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (int)((*state >> 33) % (uint64_t)sides);
}

static AssignTask small_task(Arena *a, uint64_t *seed)
{
    AssignTask  t     = {.nslots = 1 + dice(seed, SLOTS_MOST), .nteams = 1 + dice(seed, TEAMS_MOST),
                         .nunits = 1 + dice(seed, UNITS_MOST), .keep = dice(seed, 2)};
    AssignSlot *slots = new(a, AssignSlot, t.nslots);
    i64        *room  = new(a, i64, t.nteams);
    bool       *may   = new(a, bool, t.nslots * t.nunits), *pinned = new(a, bool, t.nunits);
    int        *home  = new(a, int, t.nunits), ties = dice(seed, 5);
    bool        even  = dice(seed, 2);

    for (int s = 0; s < t.nslots; s++)
        slots[s] = (AssignSlot){dice(seed, t.nteams), dice(seed, 5), even ? 1000 : 390 * (1 + dice(seed, 4))};
    for (int k = 0; k < t.nteams; k++)
        room[k] = dice(seed, 7);
    for (int i = 0; i < t.nslots * t.nunits; i++)
        may[i] = dice(seed, 5) >= ties;
    for (int u = 0; u < t.nunits; u++) {
        int s   = dice(seed, t.nslots);
        home[u] = dice(seed, 2) && may[s * t.nunits + u] ? s : ASSIGN_NONE;
        pinned[u] = home[u] != ASSIGN_NONE && !dice(seed, 4);
    }
    t.slots = slots, t.team_room = room, t.may = may, t.home = home, t.pinned = pinned;
    return t;
}

/* Is this way allowed?  What is pinned may be over the limits; nothing else may be put on top of it then. */
static bool allowed(const AssignTask *t, const int *slot_of)
{
    i64 load[SLOTS_MOST] = {0}, held[SLOTS_MOST] = {0}, team[TEAMS_MOST] = {0}, team_held[TEAMS_MOST] = {0};

    for (int u = 0; u < t->nunits; u++) {
        int s = slot_of[u];
        if (t->pinned[u] && s != t->home[u])
            return false;
        if (s == ASSIGN_NONE)
            continue;
        if (!t->pinned[u] && !t->may[s * t->nunits + u])
            return false;
        load[s]++, team[t->slots[s].team]++;
        held[s] += t->pinned[u], team_held[t->slots[s].team] += t->pinned[u];
    }
    for (int s = 0; s < t->nslots; s++)
        if (load[s] > t->slots[s].room && load[s] > held[s])
            return false;
    for (int k = 0; k < t->nteams; k++)
        if (team[k] > t->team_room[k] && team[k] > team_held[k])
            return false;
    return true;
}

/* Which units have a slot, those that come first as the highest bits: more are more, and among as many, these. */
static i64 worth(const AssignTask *t, const int *slot_of)
{
    i64 count = 0, first = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int u = 0; u < t->nunits; u++)
            if ((t->home[u] == ASSIGN_NONE) == pass) {
                first = first * 2 + (slot_of[u] != ASSIGN_NONE);
                count += slot_of[u] != ASSIGN_NONE;
            }
    return count * 1000 + first;
}

static void best_of_all(const AssignTask *t, i64 *out_worth, i64 *out_cost)
{
    int way[UNITS_MOST], u;

    *out_worth = -1;
    *out_cost  = 0;
    for (u = 0; u < t->nunits; u++)
        way[u] = ASSIGN_NONE;
    do {
        if (allowed(t, way)) {
            i64 w = worth(t, way), c = assign_cost(t, way);
            if (w > *out_worth || (w == *out_worth && c < *out_cost))
                *out_worth = w, *out_cost = c;
        }
        for (u = 0; u < t->nunits && ++way[u] == t->nslots; u++)
            way[u] = ASSIGN_NONE;
    } while (u < t->nunits);
}

TEST(units_are_given_out_as_well_as_trying_every_way_can)
{
    uint64_t seed = 7;
    for (int round = 0; round < 1500; round++) {
        Arena      b = a;
        AssignTask t = small_task(&b, &seed);
        int        found[UNITS_MOST];
        i64        best, cost;

        assign_units(b, &t, found);
        best_of_all(&t, &best, &cost);
        CHECK(allowed(&t, found));
        CHECK(worth(&t, found) == best);
        CHECK(assign_cost(&t, found) == cost);
    }
}

typedef struct { AssignTask t; int *out; } Large;

/* An agency of 4,042 units: two who assess in a team, some tied to units here and there. */
static Large large(Arena *a, int nunits, i64 team_room)
{
    uint64_t    seed  = 11;
    Large       l     = {.t = {.nslots = 580, .nteams = 290, .nunits = nunits}};
    AssignSlot *slots = new(a, AssignSlot, l.t.nslots);
    i64        *room  = new(a, i64, l.t.nteams);
    bool       *may   = new(a, bool, (isize)l.t.nslots * nunits);
    int        *home  = new(a, int, nunits);

    for (int s = 0; s < l.t.nslots; s++)
        slots[s] = (AssignSlot){s / 2, 14, 5460};
    for (int k = 0; k < l.t.nteams; k++)
        room[k] = team_room;
    for (isize i = 0; i < (isize)l.t.nslots * nunits; i++)
        may[i] = dice(&seed, 100) != 0;
    for (int u = 0; u < nunits; u++)
        home[u] = ASSIGN_NONE;
    l.t.slots = slots, l.t.team_room = room, l.t.may = may, l.t.home = home;
    l.t.pinned = new(a, bool, nunits);
    l.out      = new(a, int, nunits);
    return l;
}

static void loads(const Large *l, i64 *out_low, i64 *out_high, i64 *out_none)
{
    i64 load[580] = {0};
    *out_none = 0;
    for (int u = 0; u < l->t.nunits; u++)
        *(l->out[u] == ASSIGN_NONE ? out_none : &load[l->out[u]]) += 1;
    *out_low = *out_high = load[0];
    for (int s = 0; s < l->t.nslots; s++) {
        *out_low  = load[s] < *out_low ? load[s] : *out_low;
        *out_high = load[s] > *out_high ? load[s] : *out_high;
    }
}

LONG_TEST(four_thousand_units_are_spread_to_the_last_one)
{
    Large l = large(&a, 4042, 14);
    i64   low, high, none;

    assign_units(a, &l.t, l.out);
    loads(&l, &low, &high, &none);
    CHECK(none == 0 && low == 6 && high == 7);          /* 4042 / 580 = 6.97 */
    for (int u = 0; u < l.t.nunits; u++)
        CHECK(l.t.may[(isize)l.out[u] * l.t.nunits + u]);
}

LONG_TEST(where_teams_are_full_what_is_left_over_is_left_over)
{
    Large l = large(&a, 4042, 10);
    i64   low, high, none;

    assign_units(a, &l.t, l.out);
    loads(&l, &low, &high, &none);
    CHECK(none == 4042 - 2900 && high - low <= 10);
}

LONG_TEST(asking_again_with_what_was_found_changes_nothing)
{
    Large l = large(&a, 1200, 14);
    int  *again = new(&a, int, l.t.nunits), *home = new(&a, int, l.t.nunits);

    assign_units(a, &l.t, l.out);
    for (int keep = 0; keep < 2; keep++) {
        for (int u = 0; u < l.t.nunits; u++)
            home[u] = l.out[u];
        l.t.home = home;
        l.t.keep = keep;
        assign_units(a, &l.t, again);
        for (int u = 0; u < l.t.nunits; u++)
            CHECK(again[u] == l.out[u]);
    }
}
