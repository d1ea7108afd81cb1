#include "hasil/hasil.h"
#include "survei/survei_world_test.h"

/* --- the rule alone: an attacker who knows it, the total and every shown size, and tries all that may be --- */

enum { MOST = 5, SIZES = 40 };

typedef struct {
    int  count;
    i64  least, total, n[MOST];
    bool shown[MOST], any;
    bool can[MOST][SIZES];              /* group i may have so many answers */
} Attack;

static bool looks_the_same(const Attack *x, const i64 *n)
{
    bool shown[MOST], any = hasil_suppress(n, x->count, x->least, shown);

    for (int i = 0; i < x->count; i++)
        if (any != x->any || (any && shown[i] != x->shown[i]) || (any && shown[i] && n[i] != x->n[i]))
            return false;
    return true;
}

static void try_all(Attack *x, i64 *n, int at, i64 left)
{
    if (at == x->count - 1) {
        n[at] = left;
        for (int i = 0; looks_the_same(x, n) && i < x->count; i++)
            x->can[i][n[i]] = true;
        return;
    }
    i64 from = x->any && x->shown[at] ? x->n[at] : 0, until = x->any && x->shown[at] ? x->n[at] : left;
    for (n[at] = from; n[at] <= until && n[at] <= left; n[at]++)
        try_all(x, n, at + 1, left - n[at]);
}

static int ways(const Attack *x, int group)
{
    int n = 0;
    for (int i = 0; i < SIZES; i++)
        n += x->can[group][i];
    return n;
}

static u32 dice(u32 *seed, u32 sides)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % sides;
}

TEST(nobody_can_reckon_the_size_of_a_group_that_is_not_shown)
{
    u32 seed = 7;
    int hidden = 0, whole = 0;

    for (int round = 0; round < 3000; round++) {
        Attack x = {.count = 2 + (int)dice(&seed, MOST - 1), .least = 3 + (i64)dice(&seed, 3)};
        i64    n[MOST];
        for (int i = 0; i < x.count; i++) {
            x.n[i] = dice(&seed, 4) ? (i64)dice(&seed, 8) : (i64)dice(&seed, 3);
            x.total += x.n[i];
        }
        if (x.total < x.least)
            continue;
        x.any = hasil_suppress(x.n, x.count, x.least, x.shown);
        try_all(&x, n, 0, x.total);
        for (int i = 0; i < x.count; i++) {
            if (x.any && x.shown[i])
                CHECK(x.n[i] >= x.least || !x.n[i]);
            else
                CHECK(ways(&x, i) > 1);
            hidden += x.any && !x.shown[i];
            whole += x.any && x.shown[i];
        }
    }
    CHECK(hidden > 500 && whole > 500);
}

TEST(groups_that_are_large_enough_are_all_shown)
{
    bool shown[4];
    CHECK(hasil_suppress((i64[]){5, 9, 0, 40}, 4, 5, shown) && shown[0] && shown[1] && shown[2] && shown[3]);
    CHECK(hasil_suppress((i64[]){4, 9, 12, 40}, 4, 5, shown) && !shown[0] && !shown[1] && shown[2] && shown[3]);
    CHECK(hasil_suppress((i64[]){2, 3, 12, 40}, 4, 5, shown) && !shown[0] && !shown[1] && shown[2] && shown[3]);
    CHECK(hasil_suppress((i64[]){4, 9, 9, 40}, 4, 5, shown) && !shown[0] && !shown[1] && !shown[2] && shown[3]);
    CHECK(!hasil_suppress((i64[]){4, 9}, 2, 5, shown) && !hasil_suppress((i64[]){1, 2}, 2, 5, shown));
}

/* --- a whole result --- */

static Hasil result_of(SurveiWorld *w, int form)
{
    Hasil x;
    CHECK_OK(survei_dress(&w->c, test_instruments()));
    w->c.state = SURVEI_CLOSED;
    CHECK_OK(hasil_of(w->a, w->db, &w->c, form, LANG_ID, &x));
    return x;
}

static const ResultCut *cut_of(const Hasil *x, const char *code)
{
    for (int i = 0; i < x->ncuts; i++)
        if (str_is(x->cuts[i].code, code))
            return &x->cuts[i];
    CHECK(!"no such cut");
    return &x->cuts[0];
}

static void take_some(SurveiWorld *w, int from, int until, Str digits)
{
    for (int i = from; i < until; i++) {
        SurveiAnswer x = survei_world_answer(w, i, digits);
        x.served_on.days -= i;
        CHECK(survei_world_take(w, &x) == TAKEN);
    }
    survei_world_fold(w);
}

TEST(a_result_says_how_many_how_good_and_by_which_group)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    take_some(&w, 0, 60, S("434343434"));
    Hasil x = result_of(&w, 0);
    CHECK(x.shown && x.n == 60 && x.population == 400 && x.quota == 132 && x.wanted == 196 && x.least == 5);
    CHECK_STR(survei_index(&a, x.asked->pack, x.all.index, '.'), S("88.89"));
    const ResultCut *k = cut_of(&x, "service");
    CHECK(k->shown && !k->hidden && k->groups.count == 2 && k->groups.at[0].n == 30);
    CHECK_STR(k->groups.at[0].name, S("Loket"));
    CHECK(!ratio_cmp(k->groups.at[0].is.index, x.all.index));
    k = cut_of(&x, "quarter");
    CHECK(k->groups.count == 1 && k->groups.at[0].n == 60 && k->groups.at[0].cell == 20263);
    CHECK_STR(k->groups.at[0].name, S("Triwulan III 2026"));
    k = cut_of(&x, "month");
    CHECK(k->groups.count == 3 && k->groups.at[1].n == 60 && k->groups.at[0].shown && !k->groups.at[0].n);
    CHECK(x.choices.count == 1 && x.choices.at[0].options.count == 3 && x.choices.at[0].options.at[0].n == 60);
    CHECK(result_of(&w, 1).n == 60 && result_of(&w, 1).asked->pack->nelements == 5);
    CHECK(hasil_of(&a, w.db, &w.c, 2, LANG_ID, &x).kind == ERR_NOT_FOUND);
}

TEST(four_answers_are_no_result)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);

    CHECK(!result_of(&w, 0).shown);
    take_some(&w, 0, 4, S("4344"));
    Hasil x = result_of(&w, 0);
    CHECK(!x.shown && x.n == 4 && !x.ncuts && !x.all.n);
    take_some(&w, 4, 5, S("4344"));
    CHECK(result_of(&w, 0).shown);
}

TEST(an_open_survey_tells_how_many_answered_and_nothing_else)
{
    SurveiWorld w = survei_world(&a, SURVEI_OPEN_LINK);
    Hasil       x;

    take_some(&w, 0, 60, S("4344"));
    CHECK_OK(survei_dress(&w.c, test_instruments()));
    CHECK_OK(hasil_of(&a, w.db, &w.c, 0, LANG_ID, &x));
    CHECK(x.open && !x.shown && x.n == 60 && !x.all.n && !x.ncuts && !x.flagged && !x.sums.n && !x.choices.count);
    CHECK(result_of(&w, 0).shown);
}

TEST(a_result_waits_until_every_answer_is_counted)
{
    SurveiWorld  w = survei_world(&a, SURVEI_OPEN_LINK);
    SurveiAnswer late;

    take_some(&w, 0, 60, S("4344"));
    late = survei_world_answer(&w, 900, S("1"));
    CHECK(survei_world_take(&w, &late) == TAKEN);
    CHECK(!result_of(&w, 0).shown && result_of(&w, 0).waiting == 1);
    survei_world_fold(&w);
    CHECK(result_of(&w, 0).shown && result_of(&w, 0).n == 61);
}

LONG_TEST(what_is_odd_is_counted_and_what_it_changes_is_told_when_enough_of_it_is_there)
{
    SurveiWorld  w = survei_world(&a, SURVEI_OPEN_LINK);
    Hasil x;

    take_some(&w, 0, 30, S("343434343"));
    CHECK(!result_of(&w, 0).flagged);
    for (int i = 0; i < 10; i++) {
        SurveiAnswer y = survei_world_answer(&w, 100 + i, S("444444443"));
        y.flags = 1 << FLAG_QUICK;
        y.served_on.days -= i;
        CHECK(survei_world_take(&w, &y) == TAKEN);
        survei_world_fold(&w);
        x = result_of(&w, 0);
        CHECK(x.flags[FLAG_QUICK].n == i + 1 && x.flagged == i + 1);
        CHECK(x.flags[FLAG_QUICK].shown == (i + 1 >= 5) && x.plain_shown == (i + 1 >= 5));
    }
    CHECK(x.flags[FLAG_QUICK].without.n == 30 && x.plain.n == 30);
    CHECK(ratio_cmp(x.plain.index, x.all.index) < 0 && !ratio_cmp(x.plain.index, x.flags[FLAG_QUICK].without.index));
}
