/* Whoever reads a result knows every number of it, and may know besides who belongs to which group.  All that is told
 * is a set of sums over sets of answers.  Here they are put into one system, and each combination of them is looked for
 * that is about fewer answers than a group must have: a person's marks, or those of a few.
 *
 * Each test is run once more with a weaker rule, and then has to find something: an attack that finds nothing anywhere
 * proves nothing.
 */
#include "hasil/hasil.h"

#include <string.h>

#include "test/test.h"

enum { CELLS = 32, SUMS = 40, PRIME = 2147483629 };     /* below 2^31: products fit */

static u32 dice(u32 *seed, u32 sides)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % sides;
}

/* --- what can be reckoned from sums over sets --- */

/* Answers that no sum tells apart are one cell; a sum takes each cell or leaves it. */
typedef struct {
    int  ncells, nsums;
    i64  n[CELLS];
    bool takes[SUMS][CELLS];
} Told;

static bool *sum_add(Told *t)
{
    memset(t->takes[t->nsums], 0, sizeof t->takes[0]);
    return t->takes[t->nsums++];
}

static i64 power(i64 x, i64 to)
{
    i64 y = 1;
    for (; to; to >>= 1, x = x * x % PRIME)
        y = to & 1 ? y * x % PRIME : y;
    return y;
}

/* How many of the sums say something of their own about the cells that are not left out. */
static int rank_without(const Told *t, u32 left_out)
{
    i64 m[SUMS][CELLS];
    int rank = 0;

    for (int s = 0; s < t->nsums; s++)
        for (int c = 0; c < t->ncells; c++)
            m[s][c] = t->takes[s][c];
    for (int c = 0; c < t->ncells; c++) {
        int at = rank;
        while (at < t->nsums && !m[at][c])
            at++;
        if (left_out >> c & 1 || !t->n[c] || at == t->nsums)
            continue;
        for (int k = 0; k < t->ncells; k++) {
            i64 x      = m[at][k];
            m[at][k]   = m[rank][k];
            m[rank][k] = x;
        }
        i64 one = power(m[rank][c], PRIME - 2);
        for (int s = rank + 1; s < t->nsums; s++) {
            i64 by = m[s][c] * one % PRIME;
            for (int k = 0; by && k < t->ncells; k++)
                m[s][k] = (m[s][k] + (PRIME - by) * m[rank][k]) % PRIME;
        }
        rank++;
    }
    return rank;
}

/* Is there a combination of the sums about fewer than `least` answers?  It stands in cells `in` alone if the others,
 * looked at by themselves, leave one sum less to know. */
static bool told_of_few(const Told *t, int rank, int from, u32 in, i64 left)
{
    for (int c = from; c < t->ncells; c++) {
        if (!t->n[c] || t->n[c] > left)
            continue;
        u32 more = in | 1u << c;
        if (rank_without(t, more) < rank || told_of_few(t, rank, c + 1, more, left - t->n[c]))
            return true;
    }
    return false;
}

static bool tells(const Told *t, i64 least)
{
    return told_of_few(t, rank_without(t, 0), 0, 0, least - 1);
}

/* --- groups of one cut --- */

typedef bool (*Rule)(const i64 *n, int count, i64 least, bool *out_shown);

static bool only_small_ones(const i64 *n, int count, i64 least, bool *out_shown)
{
    for (int i = 0; i < count; i++)
        out_shown[i] = n[i] >= least || !n[i];
    return true;
}

static Told told_of_groups(Rule rule, const i64 *n, int count, i64 least)
{
    Told t = {.ncells = count};
    bool shown[CELLS], any = rule(n, count, least, shown), *all = sum_add(&t);

    for (int i = 0; i < count; i++) {
        t.n[i] = n[i];
        all[i] = true;
        if (any && shown[i])
            sum_add(&t)[i] = true;
    }
    return t;
}

static int found_in_groups(Rule rule)
{
    u32 seed = 11;
    int found = 0;

    for (int round = 0; round < 4000; round++) {
        int count = 1 + (int)dice(&seed, 8);
        i64 least = 3 + (i64)dice(&seed, 8), all = 0, n[CELLS];
        for (int i = 0; i < count; i++)
            all += n[i] = (i64)dice(&seed, dice(&seed, 2) ? 30 : 7);
        if (all < least)
            continue;
        Told t = told_of_groups(rule, n, count, least);
        found += tells(&t, least);
    }
    return found;
}

TEST(no_sum_of_groups_is_about_fewer_than_a_group_must_have)
{
    CHECK(found_in_groups(hasil_suppress) == 0);
    CHECK(found_in_groups(only_small_ones) > 500);
}

/* --- months inside quarters --- */

enum { MONTHS = 9 };

/* As hasil_of() does it, whatever the rule. */
static Told told_of_months(Rule rule, const i64 *n, int count, i64 least)
{
    Told t = {.ncells = count};
    i64  quarters[MONTHS] = {0};
    int  nq = (count + 2) / 3;
    bool q_shown[MONTHS], shown[MONTHS], *all = sum_add(&t);

    for (int i = 0; i < count; i++) {
        t.n[i] = n[i];
        all[i] = true;
        quarters[i / 3] += n[i];
    }
    if (!rule(quarters, nq, least, q_shown))
        return t;
    for (int q = 0; q < nq; q++) {
        int many = count - 3 * q < 3 ? count - 3 * q : 3;
        if (!q_shown[q])
            continue;
        bool *whole = sum_add(&t);
        for (int i = 0; i < many; i++)
            whole[3 * q + i] = true;
        if (rule(n + 3 * q, many, least, shown))
            for (int i = 0; i < many; i++)
                if (shown[i])
                    sum_add(&t)[3 * q + i] = true;
    }
    return t;
}

static int found_in_months(Rule rule)
{
    u32 seed = 5;
    int found = 0;

    for (int round = 0; round < 4000; round++) {
        int count = 2 + (int)dice(&seed, MONTHS - 1);
        i64 least = 3 + (i64)dice(&seed, 6), all = 0, n[MONTHS];
        for (int i = 0; i < count; i++)
            all += n[i] = (i64)dice(&seed, dice(&seed, 2) ? 20 : 6);
        if (all < least)
            continue;
        Told t = told_of_months(rule, n, count, least);
        found += tells(&t, least);
    }
    return found;
}

TEST(no_sum_of_months_and_quarters_is_about_fewer_than_a_group_must_have)
{
    CHECK(found_in_months(hasil_suppress) == 0);
    CHECK(found_in_months(only_small_ones) > 500);
}

/* --- how many there are: every other world that would look the same, to who knows the rule --- */

enum { FEW_MONTHS = 5, MOST = 18, HIDDEN = -1 };

typedef struct {
    Rule rule;
    int  count;
    i64  least, sees[FEW_MONTHS + 2];           /* each month and each quarter; HIDDEN */
    bool can[FEW_MONTHS][MOST];
} Reader;

static void sees(const Reader *x, const i64 *n, i64 *out)
{
    i64  quarters[2] = {0};
    bool q_shown[2], shown[3];

    for (int i = 0; i < FEW_MONTHS + 2; i++)
        out[i] = HIDDEN;
    for (int i = 0; i < x->count; i++)
        quarters[i / 3] += n[i];
    if (!x->rule(quarters, (x->count + 2) / 3, x->least, q_shown))
        return;
    for (int q = 0; 3 * q < x->count; q++) {
        int many = x->count - 3 * q < 3 ? x->count - 3 * q : 3;
        if (!q_shown[q])
            continue;
        out[FEW_MONTHS + q] = quarters[q];
        if (x->rule(n + 3 * q, many, x->least, shown))
            for (int i = 0; i < many; i++)
                out[3 * q + i] = shown[i] ? n[3 * q + i] : HIDDEN;
    }
}

static void try_worlds(Reader *x, i64 *n, int at, i64 left)
{
    i64 looks[FEW_MONTHS + 2];

    if (at < x->count - 1) {
        for (n[at] = 0; n[at] <= left; n[at]++)
            try_worlds(x, n, at + 1, left - n[at]);
        return;
    }
    n[at] = left;
    sees(x, n, looks);
    for (int i = 0; !memcmp(looks, x->sees, sizeof looks) && i < x->count; i++)
        x->can[i][n[i]] = true;
}

static int sizes_found(Rule rule, int *out_hidden)
{
    u32 seed = 9;
    int found = 0;

    *out_hidden = 0;
    for (int round = 0; round < 250; round++) {
        Reader x = {.rule = rule, .count = 2 + (int)dice(&seed, FEW_MONTHS - 1), .least = 3 + (i64)dice(&seed, 3)};
        i64    n[FEW_MONTHS], world[FEW_MONTHS], all = 0;
        for (int i = 0; i < x.count; i++)
            all += n[i] = (i64)dice(&seed, dice(&seed, 2) ? 8 : 4);
        if (all < x.least || all >= MOST)
            continue;
        sees(&x, n, x.sees);
        try_worlds(&x, world, 0, all);
        for (int i = 0; i < x.count; i++) {
            int ways = 0;
            for (int k = 0; k < MOST; k++)
                ways += x.can[i][k];
            bool hidden = x.sees[i] == HIDDEN && x.sees[FEW_MONTHS + i / 3];    /* a quarter of none has empty months */
            *out_hidden += hidden;
            found += hidden && ways < 2;
        }
    }
    return found;
}

TEST(the_size_of_a_hidden_month_cannot_be_reckoned_from_months_and_quarters)
{
    int hidden;

    CHECK(sizes_found(hasil_suppress, &hidden) == 0);
    CHECK(hidden > 200);
    CHECK(sizes_found(only_small_ones, &hidden) > 50);
}

/* --- flags: sets that overlap --- */

typedef void (*FlagRule)(const i64 *n, i64 least, bool *out_shown);

static void flags_by_their_size(const i64 *n, i64 least, bool *out_shown)
{
    for (int i = 0; i < FLAG_SETS; i++)
        out_shown[i] = n[i] >= least && (!i || n[0] - n[i] >= least);
}

/* What comes to nothing is taken for nothing. */
static bool none_or_many(const i64 *n, int count, i64 so_far, i64 least)
{
    if (!count)
        return !so_far || so_far >= least || so_far <= -least;
    return none_or_many(n + 1, count - 1, so_far, least) && none_or_many(n + 1, count - 1, so_far + n[0], least)
        && none_or_many(n + 1, count - 1, so_far - n[0], least);
}

static void flags_that_cancel(const i64 *n, i64 least, bool *out_shown)
{
    i64 told[FLAG_SETS] = {n[0]};
    int ntold = 1;

    out_shown[0] = true;
    for (int i = 1; i < FLAG_SETS; i++) {
        told[ntold]  = n[i];
        out_shown[i] = n[i] && none_or_many(told, ntold + 1, 0, least);
        ntold += out_shown[i];
    }
}

/* A cell for each combination of flags. */
static Told told_of_flags(FlagRule rule, const i64 *cells, i64 least)
{
    Told t = {.ncells = 1 << SURVEI_FLAGS};
    i64  n[FLAG_SETS] = {0};
    bool shown[FLAG_SETS];

    for (int c = 0; c < t.ncells; c++) {
        t.n[c] = cells[c];
        n[0] += cells[c];
        n[1] += c ? 0 : cells[c];
        for (int i = 0; i < SURVEI_FLAGS; i++)
            n[2 + i] += c >> i & 1 ? cells[c] : 0;
    }
    rule(n, least, shown);
    for (int s = 0; s < FLAG_SETS; s++) {
        bool *takes = shown[s] ? sum_add(&t) : NULL;
        for (int c = 0; takes && c < t.ncells; c++)
            takes[c] = !s || (s == 1 ? !c : !(c >> (s - 2) & 1));
    }
    return t;
}

static int found_in_flags(FlagRule rule, int *out_told)
{
    u32 seed = 3;
    int found = 0;

    *out_told = 0;
    for (int round = 0; round < 4000; round++) {
        i64 cells[CELLS] = {20 + (i64)dice(&seed, 60)}, least = 3 + (i64)dice(&seed, 6);
        for (int k = 1 + (int)dice(&seed, 6), few = 2 << dice(&seed, SURVEI_FLAGS); k > 0; k--)
            cells[1 + dice(&seed, (u32)few - 1)] += (i64)dice(&seed, dice(&seed, 2) ? 40 : 5);
        Told t = told_of_flags(rule, cells, least);
        found += tells(&t, least);
        *out_told += t.nsums > 2;
    }
    return found;
}

TEST(no_sum_of_flagged_answers_is_about_fewer_than_a_group_must_have)
{
    int told;

    CHECK(found_in_flags(hasil_suppress_flags, &told) == 0);
    CHECK(told > 500);                          /* and it is not silent */
    CHECK(found_in_flags(flags_by_their_size, &told) > 500);
    CHECK(found_in_flags(flags_that_cancel, &told) > 5);
}

/* --- the unit's own questions: what is told of one is how many chose each option --- */

typedef bool (*OwnRule)(const i64 *n, int count, bool must, i64 least, bool *out_shown);

static bool own_as_they_are(const i64 *n, int count, bool must, i64 least, bool *out_shown)
{
    (void)n, (void)must, (void)least;
    for (int i = 0; i < count; i++)
        out_shown[i] = true;
    return true;
}

static bool own_small_ones(const i64 *n, int count, bool must, i64 least, bool *out_shown)
{
    (void)must;
    return only_small_ones(n, count, least, out_shown);
}

/* As if those who could not leave it out might have. */
static bool own_as_a_group(const i64 *n, int count, bool must, i64 least, bool *out_shown)
{
    (void)must;
    return hasil_suppress(n, count, least, out_shown);
}

enum { OPTIONS_MOST = 5 };

typedef struct {
    OwnRule rule;
    int     count;                              /* options, and those who did not answer */
    bool    must, any;
    i64     least, n[OPTIONS_MOST];
    bool    shown[OPTIONS_MOST], can[OPTIONS_MOST][MOST];
} Own;

static Own own_asked(OwnRule rule, u32 *seed, i64 *all)
{
    Own x = {.rule = rule, .count = 3 + (int)dice(seed, OPTIONS_MOST - 2), .must = dice(seed, 2),
             .least = 3 + (i64)dice(seed, 3)};

    *all = 0;
    for (int i = x.must; i < x.count; i++)
        *all += x.n[i] = (i64)dice(seed, dice(seed, 2) ? 8 : 4);
    x.any = rule(x.n, x.count, x.must, x.least, x.shown);
    return x;
}

static int found_in_own(OwnRule rule)
{
    u32 seed = 23;
    int found = 0;

    for (int round = 0; round < 4000; round++) {
        i64  all;
        Own  x = own_asked(rule, &seed, &all);
        Told t = {.ncells = x.count};
        if (all < x.least)
            continue;
        bool *whole = sum_add(&t);
        for (int i = 0; i < x.count; i++) {
            t.n[i]   = x.n[i];
            whole[i] = true;
            if (x.any && x.shown[i])
                sum_add(&t)[i] = true;
        }
        found += tells(&t, x.least);
    }
    return found;
}

static void own_worlds(Own *x, i64 *n, int at, i64 left)
{
    bool shown[OPTIONS_MOST];

    if (at < x->count - 1) {
        i64 most = x->must && !at ? 0 : left;   /* everybody had to choose, and the reader knows it */
        for (n[at] = 0; n[at] <= most; n[at]++)
            own_worlds(x, n, at + 1, left - n[at]);
        return;
    }
    n[at]     = left;
    bool same = x->rule(n, x->count, x->must, x->least, shown) == x->any;
    for (int i = 0; same && x->any && i < x->count; i++)
        same = shown[i] == x->shown[i] && (!shown[i] || n[i] == x->n[i]);
    for (int i = 0; same && i < x->count; i++)
        x->can[i][n[i]] = true;
}

static int own_sizes_found(OwnRule rule, int *out_hidden)
{
    u32 seed = 31;
    int found = 0;

    *out_hidden = 0;
    for (int round = 0; round < 1500; round++) {
        i64 all, n[OPTIONS_MOST];
        Own x = own_asked(rule, &seed, &all);
        if (all < x.least || all >= MOST)
            continue;
        own_worlds(&x, n, 0, all);
        for (int i = x.must; i < x.count; i++) {
            int ways = 0;
            for (int k = 0; k < MOST; k++)
                ways += x.can[i][k];
            bool hidden = !x.any || !x.shown[i];
            *out_hidden += hidden;
            found += hidden && ways < 2;
        }
    }
    return found;
}

TEST(no_sum_of_an_own_question_is_about_fewer_than_a_group_must_have)
{
    CHECK(found_in_own(hasil_suppress_own) == 0);
    CHECK(found_in_own(own_small_ones) > 500);
    CHECK(found_in_own(own_as_they_are) > 1000);
}

TEST(how_many_chose_a_hidden_option_cannot_be_reckoned)
{
    int hidden;

    CHECK(own_sizes_found(hasil_suppress_own, &hidden) == 0);
    CHECK(hidden > 500);
    CHECK(own_sizes_found(own_small_ones, &hidden) > 50);
    CHECK(own_sizes_found(own_as_a_group, &hidden) > 5);
}
