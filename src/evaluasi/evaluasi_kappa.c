#include "evaluasi/evaluasi_kappa.h"

void kappa_add(KappaTally *t, int x, int y)
{
    i64 d = x > y ? x - y : y - x;

    assert(x >= 0 && x <= KAPPA_SCALE && y >= 0 && y <= KAPPA_SCALE);
    t->pairs++;
    t->same          += d == 0;
    t->apart         += d;
    t->apart_squared += d * d;
    t->x[x]++;
    t->y[y]++;
}

/* The sum of |x - y| over every x of the one with every y of the other: between two places lie those pairs of which
 * one is below and one above. */
static Ratio linear_by_chance(const KappaTally *t)
{
    i64   below_x = 0, below_y = 0;
    Ratio sum     = {0};

    for (int i = 0; i < KAPPA_SCALE; i++) {
        below_x += t->x[i];
        below_y += t->y[i];
        i64 across = below_x * (t->pairs - below_y) + below_y * (t->pairs - below_x);
        if (across)
            sum = ratio_add(sum, ratio(across, 1));
    }
    return sum;
}

/* The same of (x - y) squared: n sum x2 + n sum y2 - 2 sum x sum y. */
static Ratio quadratic_by_chance(const KappaTally *t)
{
    i64 x = 0, y = 0, squares = 0;

    for (i64 i = 0; i <= KAPPA_SCALE; i++) {
        x       += i * t->x[i];
        y       += i * t->y[i];
        squares += i * i * (t->x[i] + t->y[i]);
    }
    Ratio both = ratio_mul(ratio(2, 1), ratio_mul(ratio(x, 1), ratio(y, 1)));
    return ratio_sub(ratio_mul(ratio(t->pairs, 1), ratio(squares, 1)), both);
}

Kappa kappa_of(const KappaTally *t, KappaWeights weights)
{
    Kappa k = {.state = KAPPA_NO_PAIRS};

    if (!t->pairs)
        return k;
    Ratio chance = weights == KAPPA_LINEAR ? linear_by_chance(t) : quadratic_by_chance(t);
    Ratio seen   = ratio_mul(ratio(t->pairs, 1), ratio(weights == KAPPA_LINEAR ? t->apart : t->apart_squared, 1));

    k.alike = ratio(t->same, t->pairs);
    k.state = ratio_cmp(chance, ratio(0, 1)) ? KAPPA_KNOWN : KAPPA_ONE_ANSWER;
    if (k.state == KAPPA_KNOWN)
        k.kappa = ratio_sub(ratio(1, 1), ratio_div(seen, chance));
    return k;
}
