#include "survei/survei_score.h"

#include <math.h>

#include "test/packs.h"
#include "test/test.h"

/* A hundred respondents whose means are these hundredths: 358 is fifty-eight times 4 and forty-two times 3. */
static SurveiSums hundred(const SurveiPack *p, const int *hundredths)
{
    SurveiSums s = {0};
    for (int i = 0; i < 100; i++) {
        u8 marks[SURVEI_ELEMENTS];
        for (int e = 0; e < p->nelements; e++)
            marks[e] = (u8)(hundredths[e] / 100 + (i < hundredths[e] % 100));
        CHECK(survei_marks_good(p, &p->scales[0], marks));
        survei_sums_add(p, &s, marks);
    }
    return s;
}

static SurveiMeasure measured(const SurveiPack *p, const SurveiSums *s)
{
    SurveiMeasure m;
    survei_measure(p, &p->scales[0], s, &m);
    return m;
}

static SurveiSums alike(const SurveiPack *p, u8 mark, int times)
{
    SurveiSums s = {0};
    u8         marks[SURVEI_ELEMENTS];
    for (int e = 0; e < SURVEI_ELEMENTS; e++)
        marks[e] = mark;
    for (int i = 0; i < times; i++)
        survei_sums_add(p, &s, marks);
    return s;
}

/* Pengadilan Negeri Payakumbuh, first half of 2020, as it was published. */
TEST(the_published_skm_of_payakumbuh_is_87_56_band_b)
{
    static const int  means[] = {358, 354, 329, 324, 357, 342, 378, 372, 338};
    const SurveiPack *p = test_instrument("skm-14-2017");
    SurveiSums        s = hundred(p, means);
    SurveiMeasure     m = measured(p, &s);
    CHECK(m.n == 100);
    CHECK_STR(survei_index(&a, p, m.index, '.'), S("87.56"));
    CHECK_STR(ratio_exact(&a, m.index), S("788/9"));
    CHECK_STR(m.band->code, S("B"));
    CHECK(m.nlowest == 3);
    CHECK_STR(p->elements[m.lowest[0]].code, S("U4"));
    CHECK_STR(p->elements[m.lowest[1]].code, S("U3"));
    CHECK_STR(p->elements[m.lowest[2]].code, S("U9"));
    for (int e = 0; e < p->nelements; e++)
        CHECK(!ratio_cmp(m.at[e].mean, ratio(means[e], 100)));
}

TEST(the_published_ipk_of_payakumbuh_is_3_87)
{
    static const int  means[] = {396, 398, 394, 359, 384, 386, 372, 397, 393, 392};
    const SurveiPack *p = test_instrument("ipk-ma-2020");
    SurveiSums        s = hundred(p, means);
    SurveiMeasure     m = measured(p, &s);
    CHECK_STR(survei_index(&a, p, m.index, '.'), S("3.87"));
    CHECK(!ratio_cmp(m.index, ratio(3871, 1000)));
}

TEST(a_perfect_form_gives_100_and_the_worst_25)
{
    const SurveiPack *p = test_instrument("skm-14-2017");
    SurveiSums        best = alike(p, 4, 3), worst = alike(p, 1, 3);
    SurveiMeasure     m = measured(p, &best);
    CHECK_STR(survei_index(&a, p, m.index, '.'), S("100.00"));
    CHECK(!ratio_cmp(m.index, ratio(100, 1)));
    CHECK_STR(m.band->code, S("A"));
    CHECK(m.has_interval && m.low == 100 && m.high == 100 && !m.has_alpha);
    m = measured(p, &worst);
    CHECK_STR(survei_index(&a, p, m.index, '.'), S("25.00"));
    CHECK_STR(m.band->code, S("D"));
}

TEST(six_points_become_four_by_the_pack)
{
    const SurveiPack  *p   = test_instrument("spak-90-2021");
    const SurveiScale *six = survei_scale(p, 6);
    SurveiSums         top = alike(p, 6, 2), low = alike(p, 1, 2), five = alike(p, 5, 1);
    SurveiMeasure      m;
    survei_measure(p, six, &top, &m);
    CHECK(!ratio_cmp(m.index, ratio(4, 1)) && !ratio_cmp(m.top, ratio(4, 1)));
    survei_measure(p, six, &low, &m);
    CHECK(!ratio_cmp(m.index, ratio(2, 3)) && !ratio_cmp(m.least, ratio(2, 3)));
    survei_measure(p, six, &five, &m);
    CHECK_STR(survei_index(&a, p, m.index, '.'), S("3.33"));
    CHECK(!ratio_cmp(m.at[0].given, ratio(5, 1)) && !ratio_cmp(m.at[0].mean, ratio(10, 3)));
    CHECK(!survei_scale(p, 5) && !survei_scale(test_instrument("skm-14-2017"), 6));
}

TEST(nobody_answered_is_said_and_divides_nothing)
{
    const SurveiPack *p    = test_instrument("skm-14-2017");
    SurveiSums        none = {0}, one = alike(p, 3, 1);
    SurveiMeasure     m    = measured(p, &none);
    CHECK(!m.n && !m.band && !m.has_interval && !m.has_alpha && !m.nlowest);
    m = measured(p, &one);
    CHECK(m.n == 1 && m.band && !m.has_interval && !m.has_alpha && m.nlowest == 3);
    CHECK(m.lowest[0] == 0 && m.lowest[1] == 1 && m.lowest[2] == 2);
}

static Str band_at(Arena *a, const SurveiPack *p, const char *index)
{
    Ratio r = {0};
    CHECK(ratio_parse(str_of(index), &r));
    return str_fmt(a, "%.*s", STRF(survei_band(p, r)->code));
}

TEST(the_index_is_rounded_once_and_then_meets_its_band)
{
    static const struct { const char *index, *band; } skm[] = {
        {"100", "A"}, {"88.32", "A"}, {"88.31", "A"}, {"88.305", "A"}, {"88.304999999", "B"}, {"88.30", "B"},
        {"76.62", "B"}, {"76.61", "B"}, {"76.605", "B"}, {"76.604", "C"}, {"76.60", "C"},
        {"65.01", "C"}, {"65", "C"}, {"64.995", "C"}, {"64.994", "D"}, {"64.99", "D"}, {"25", "D"},
    }, spak[] = {
        {"4", "A"}, {"3.51", "A"}, {"3.5", "A"}, {"3.495", "A"}, {"3.4949", "B"}, {"2.5", "B"}, {"2.49", "C"},
        {"1.5", "C"}, {"1.49", "D"}, {"0.67", "D"},
    };
    const SurveiPack *p = test_instrument("skm-14-2017"), *q = test_instrument("spak-90-2021");
    for (int i = 0; i < countof(skm); i++)
        CHECK_STR(band_at(&a, p, skm[i].index), str_of(skm[i].band));
    for (int i = 0; i < countof(spak); i++)
        CHECK_STR(band_at(&a, q, spak[i].index), str_of(spak[i].band));
    CHECK(!ratio_cmp(survei_band(p, ratio(531, 6))->from.is, p->bands[0].from.is));    /* 3.54 x 25: 88.50, not 87.62 */
}

/* Krejcie and Morgan, Educational and Psychological Measurement 30 (1970), table 1: all of it. */
TEST(the_table_of_krejcie_and_morgan_is_reckoned_whole)
{
    static const int table[][2] = {
        {10, 10}, {15, 14}, {20, 19}, {25, 24}, {30, 28}, {35, 32}, {40, 36}, {45, 40}, {50, 44}, {55, 48}, {60, 52},
        {65, 56}, {70, 59}, {75, 63}, {80, 66}, {85, 70}, {90, 73}, {95, 76}, {100, 80}, {110, 86}, {120, 92},
        {130, 97}, {140, 103}, {150, 108}, {160, 113}, {170, 118}, {180, 123}, {190, 127}, {200, 132}, {210, 136},
        {220, 140}, {230, 144}, {240, 148}, {250, 152}, {260, 155}, {270, 159}, {280, 162}, {290, 165}, {300, 169},
        {320, 175}, {340, 181}, {360, 186}, {380, 191}, {400, 196}, {420, 201}, {440, 205}, {460, 210}, {480, 214},
        {500, 217}, {550, 226}, {600, 234}, {650, 242}, {700, 248}, {750, 254}, {800, 260}, {850, 265}, {900, 269},
        {950, 274}, {1000, 278}, {1100, 285}, {1200, 291}, {1300, 297}, {1400, 302}, {1500, 306}, {1600, 310},
        {1700, 313}, {1800, 317}, {1900, 320}, {2000, 322}, {2200, 327}, {2400, 331}, {2600, 335}, {2800, 338},
        {3000, 341}, {3500, 346}, {4000, 351}, {4500, 354}, {5000, 357}, {6000, 361}, {7000, 364}, {8000, 367},
        {9000, 368}, {10000, 370}, {15000, 375}, {20000, 377}, {30000, 379}, {40000, 380}, {50000, 381}, {75000, 382},
        {1000000, 384},
    };
    const SurveiPack *p = test_instrument("skm-14-2017");
    for (int i = 0; i < countof(table); i++)
        if (survei_sample(p, table[i][0]) != table[i][1])
            test_fail(__FILE__, __LINE__, "the sample", str_fmt(&a, "%d: %lld and not %d", table[i][0],
                                                                (long long)survei_sample(p, table[i][0]), table[i][1]));
    CHECK(survei_sample(p, 0) == 0 && survei_sample(p, -3) == 0 && survei_sample(p, 1) == 1);
    CHECK(survei_sample(p, 100000) == 383 && survei_sample(p, INT64_MAX) == 384);
}

TEST(at_least_thirty_are_asked_unless_there_are_fewer)
{
    const SurveiPack *p = test_instrument("spak-90-2021");
    CHECK(survei_target(p, 0) == 0 && survei_target(p, 10) == 10 && survei_target(p, 29) == survei_sample(p, 29));
    CHECK(survei_sample(p, 30) == 28 && survei_target(p, 30) == 30);
    CHECK(survei_target(p, 1000) == 278);
}

/* Sums of parts, put together in any order, are the sums of the whole. */
TEST(sums_add_up)
{
    const SurveiPack *p = test_instrument("spkp-90-2021");
    SurveiSums        whole = {0}, part[3] = {{0}}, merged = {0};
    u64               state = 90;
    for (int i = 0; i < 300; i++) {
        u8 marks[SURVEI_ELEMENTS];
        for (int e = 0; e < p->nelements; e++)
            marks[e] = (u8)(1 + (state = state * 6364136223846793005u + 1442695040888963407u, state >> 62));
        survei_sums_add(p, &whole, marks);
        survei_sums_add(p, &part[i % 3], marks);
    }
    for (int i = 2; i >= 0; i--)
        survei_sums_merge(&merged, &part[i]);
    SurveiMeasure m = measured(p, &whole), k = measured(p, &merged);
    CHECK(m.n == 300 && k.n == 300 && !ratio_cmp(m.index, k.index) && !ratio_cmp(m.alpha, k.alpha));
    CHECK(m.low == k.low && m.high == k.high && m.at[7].sd == k.at[7].sd);
    CHECK(whole.total == merged.total && whole.total_sq == merged.total_sq);
}

/* Two who answer 3 throughout and one who answers 4: alpha is 1, the index 10/3, and t of two degrees 4.302652730. */
TEST(interval_and_alpha_of_a_case_reckoned_by_hand)
{
    const SurveiPack *p = test_instrument("spak-90-2021");
    SurveiSums        s = alike(p, 3, 2), four = alike(p, 4, 1);
    survei_sums_merge(&s, &four);
    SurveiMeasure m = measured(p, &s);
    CHECK(m.has_alpha && !ratio_cmp(m.alpha, ratio(1, 1)));
    CHECK(fabs(m.sd - sqrt(1. / 3)) < 1e-12 && fabs(m.at[0].sd - m.sd) < 1e-12);
    CHECK(m.has_interval && fabs(m.low - (10. / 3 - 4.302652729911275 / 3)) < 1e-9);
    CHECK(m.high == 4);                                 /* no further than the scale goes */
}
