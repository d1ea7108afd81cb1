#include "akun/akun_test.h"
#include "papan/papan.h"

TEST(points_are_cut_after_the_sixth_digit_whatever_their_sign)
{
    CHECK(papan_cut(a, ratio(0, 1)) == 0);
    CHECK(papan_cut(a, ratio(3, 1)) == 3000000);
    CHECK(papan_cut(a, ratio(2, 3)) == 666666);
    CHECK(papan_cut(a, ratio(-2, 3)) == -666666);
    CHECK(papan_cut(a, ratio(1, 3000000)) == 0);
    CHECK(papan_cut(a, ratio(1, 1000000)) == 1);
    CHECK(papan_cut(a, ratio(75000000 - 1, 1000000)) == 74999999);
    CHECK(papan_cut(a, ratio_sub(ratio(75, 1), ratio(1, 1000000000))) == 74999999);     /* short stays short */
}

typedef struct { AkunWorld w; PapanScore s; } Board;

static Board board(Arena *a)
{
    Board b = {.w = akun_world(a)};
    b.s = (PapanScore){id_new(), b.w.x.top.id, b.w.x.left.id, 2026, PAPAN_WBK, S("pack"), S("WBK"), 76500000, akun_now};
    CHECK_OK(papan_score(*a, b.w.db, &b.s));
    return b;
}

static i64 miscounted(Arena a, Db *db)
{
    i64 n = -1;
    CHECK_OK(papan_miscounted(a, db, &n));
    return n;
}

TEST(tallies_follow_every_change_of_a_row)
{
    Board      b  = board(&a);
    PapanStage to = {b.s.worksheet_id, b.s.instansi_id, 16, akun_now, true, 74250000, 0};

    CHECK(!miscounted(a, b.w.db));
    CHECK_OK(papan_stage(a, b.w.db, &to));
    CHECK(!miscounted(a, b.w.db));
    to.stage = PAPAN_DECIDED;
    CHECK_OK(papan_stage(a, b.w.db, &to));
    b.s.points = 12000000, b.s.gates = 0, b.s.target = S("WBBM");
    CHECK_OK(papan_score(a, b.w.db, &b.s));
    CHECK(!miscounted(a, b.w.db));
    to = (PapanStage){b.s.worksheet_id, b.s.instansi_id, 1, akun_now, false, 0, 0};
    CHECK_OK(papan_stage(a, b.w.db, &to));
    CHECK(!miscounted(a, b.w.db));
}

TEST(a_tally_that_is_wrong_is_found)
{
    static const Sql forge = {"test_forge", "UPDATE papan_tally SET n = n + 1", NULL};
    Board b = board(&a);
    CHECK_OK(db_do0(b.w.db, &forge));
    CHECK(miscounted(a, b.w.db) == 2);          /* what is said is not so, and what is so is not said */
}

TEST(the_gap_follows_the_units_points_and_the_trend_those_of_the_year_before)
{
    Board      b    = board(&a);
    PapanScore next = b.s;
    PapanStage to   = {b.s.worksheet_id, b.s.instansi_id, 16, akun_now, true, 74000000, 0};

    next.worksheet_id = id_new(), next.year = 2027, next.points = 80000000;
    CHECK_OK(papan_stage(a, b.w.db, &to));
    CHECK(test_number(a, b.w.db, "SELECT gap FROM papan WHERE year = 2026") == -2500000);
    CHECK_OK(papan_score(a, b.w.db, &next));
    CHECK(test_number(a, b.w.db, "SELECT trend FROM papan WHERE year = 2027") == 3500000);
    b.s.points = 70000000;
    CHECK_OK(papan_score(a, b.w.db, &b.s));
    CHECK(test_number(a, b.w.db, "SELECT gap FROM papan WHERE year = 2026") == 4000000);
    CHECK(test_number(a, b.w.db, "SELECT trend FROM papan WHERE year = 2027") == 10000000);
    CHECK(!miscounted(a, b.w.db));
}

TEST(a_year_by_another_rule_pack_has_no_trend)
{
    Board      b    = board(&a);
    PapanScore next = b.s;

    next.worksheet_id = id_new(), next.year = 2027, next.pack_id = S("another");
    CHECK_OK(papan_score(a, b.w.db, &next));
    b.s.points = 70000000;
    CHECK_OK(papan_score(a, b.w.db, &b.s));
    CHECK(test_number(a, b.w.db, "SELECT COUNT(*) FROM papan WHERE trend IS NULL") == 2);
}
