#include "evaluasi/evaluasi_kappa.h"

#include "test/test.h"

/* k ordered options, how often each pair of them was given: row by row. */
static KappaTally tally(int k, const int *counts)
{
    KappaTally t = {0};
    for (int i = 0; i < k; i++)
        for (int j = 0; j < k; j++)
            for (int n = 0; n < counts[i * k + j]; n++)
                kappa_add(&t, i * KAPPA_SCALE / (k - 1), j * KAPPA_SCALE / (k - 1));
    return t;
}

static Str rounded(Arena *a, const KappaTally *t, KappaWeights w)
{
    Kappa k = kappa_of(t, w);
    CHECK(k.state == KAPPA_KNOWN);
    return ratio_round(a, k.kappa, 4, '.');
}

/* SAS/STAT, PROC FREQ, "Cohen's kappa coefficient": two dermatologists, 88 patients, four grades.  Weighted 0.5082. */
TEST(two_dermatologists_agree_as_the_sas_manual_says)
{
    static const int skin[] = {10, 4, 1, 0, 5, 10, 12, 2, 2, 4, 12, 5, 0, 2, 6, 13};
    KappaTally       t      = tally(4, skin);

    CHECK_STR(rounded(&a, &t, KAPPA_LINEAR), S("0.5082"));
    CHECK_STR(ratio_exact(&a, kappa_of(&t, KAPPA_LINEAR).kappa), S("2273/4473"));
    CHECK_STR(ratio_exact(&a, kappa_of(&t, KAPPA_LINEAR).alike), S("45/88"));
}

/* Stata, [R] kappa: two radiologists, 85 mammograms, four grades.  wgt(w) 0.5684, wgt(w2) 0.6714. */
TEST(two_radiologists_agree_as_the_stata_manual_says)
{
    static const int breast[] = {21, 12, 0, 0, 4, 17, 1, 0, 3, 9, 15, 2, 0, 0, 0, 1};
    KappaTally       t        = tally(4, breast);

    CHECK_STR(rounded(&a, &t, KAPPA_LINEAR), S("0.5684"));
    CHECK_STR(rounded(&a, &t, KAPPA_QUADRATIC), S("0.6714"));
    CHECK_STR(ratio_exact(&a, kappa_of(&t, KAPPA_QUADRATIC).kappa), S("3473/5173"));
}

/* By hand, the 200 cases of the table that Cohen uses in 1968, as if its three kinds were in order.  Steps apart: 80,
 * by chance 30400/200, so 1 - 200 x 80 / 30400 = 9/19.  Squared: 120 and 44000/200, so 5/11. */
TEST(three_ordered_kinds_agree_as_reckoned_by_hand)
{
    static const int kinds[] = {88, 14, 18, 10, 40, 10, 2, 6, 12};
    KappaTally       t       = tally(3, kinds);

    CHECK_STR(ratio_exact(&a, kappa_of(&t, KAPPA_LINEAR).kappa), S("9/19"));
    CHECK_STR(ratio_exact(&a, kappa_of(&t, KAPPA_QUADRATIC).kappa), S("5/11"));
}

/* Of yes and no there is one distance: both weights are Cohen's kappa of 1960.  20 5 / 10 15: (0.7 - 0.5) / 0.5. */
TEST(of_yes_and_no_both_weights_are_the_plain_kappa)
{
    static const int grants[] = {20, 5, 10, 15};
    KappaTally       t        = tally(2, grants);

    CHECK_STR(ratio_exact(&a, kappa_of(&t, KAPPA_LINEAR).kappa), S("2/5"));
    CHECK_STR(ratio_exact(&a, kappa_of(&t, KAPPA_QUADRATIC).kappa), S("2/5"));
}

TEST(agreement_is_the_same_whoever_of_two_stands_first)
{
    static const int one[] = {5, 3, 1, 0, 2, 2, 4, 1, 1}, other[] = {5, 0, 4, 3, 2, 1, 1, 2, 1};
    KappaTally       x = tally(3, one), y = tally(3, other);

    for (int w = KAPPA_LINEAR; w <= KAPPA_QUADRATIC; w++)
        CHECK(!ratio_cmp(kappa_of(&x, (KappaWeights)w).kappa, kappa_of(&y, (KappaWeights)w).kappa));
}

TEST(always_alike_is_one_and_always_opposite_is_less_than_chance)
{
    static const int alike[] = {4, 0, 0, 6}, opposite[] = {0, 5, 5, 0};
    KappaTally       x = tally(2, alike), y = tally(2, opposite);

    CHECK_STR(ratio_exact(&a, kappa_of(&x, KAPPA_LINEAR).kappa), S("1"));
    CHECK_STR(ratio_exact(&a, kappa_of(&y, KAPPA_LINEAR).kappa), S("-1"));
}

TEST(where_there_is_nothing_to_measure_kappa_says_so)
{
    KappaTally none = {0}, same = {0}, one_varies = {0};

    CHECK(kappa_of(&none, KAPPA_LINEAR).state == KAPPA_NO_PAIRS);
    for (int i = 0; i < 5; i++)
        kappa_add(&same, 600, 600);
    CHECK(kappa_of(&same, KAPPA_LINEAR).state == KAPPA_ONE_ANSWER);
    CHECK(kappa_of(&same, KAPPA_QUADRATIC).state == KAPPA_ONE_ANSWER);
    CHECK_STR(ratio_exact(&a, kappa_of(&same, KAPPA_LINEAR).alike), S("1"));
    kappa_add(&one_varies, 600, 600);           /* one of the two never wavers: no better than chance, and known */
    kappa_add(&one_varies, 600, 0);
    CHECK(kappa_of(&one_varies, KAPPA_LINEAR).state == KAPPA_KNOWN);
    CHECK_STR(ratio_exact(&a, kappa_of(&one_varies, KAPPA_LINEAR).kappa), S("0"));
}

/* Half a million pairs, as a ministry's cycle has: nothing overflows, and twice the same pairs agree as once. */
TEST(a_whole_ministry_agrees_as_one_of_its_units_does)
{
    static const int skin[] = {10, 4, 1, 0, 5, 10, 12, 2, 2, 4, 12, 5, 0, 2, 6, 13};
    KappaTally       once = tally(4, skin), often = {0};

    for (int i = 0; i < 16; i++)
        for (int n = 0; n < skin[i] * 6000; n++)
            kappa_add(&often, i / 4 * 200, i % 4 * 200);
    CHECK(often.pairs == 528000);
    for (int w = KAPPA_LINEAR; w <= KAPPA_QUADRATIC; w++)
        CHECK(!ratio_cmp(kappa_of(&once, (KappaWeights)w).kappa, kappa_of(&often, (KappaWeights)w).kappa));
}
