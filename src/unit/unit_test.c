#include "test/test.h"

#include "unit/unit_rows.h"

/* Two instansi with a small tree each:
 *     X  -  X1 (eselon I)  -  X11 (satker), X12 (satker)
 *        -  X2 (unit kerja)
 *     Y  -  Y1 (unit kerja) */
typedef struct {
    Db       *db;
    Arena    *a;
    UnitAsker by;
    Unit      x, x1, x11, x12, x2, y, y1;
} World;

static const Date today = {20686};              /* 2026-08-21 */

static Unit make(World *w, const Unit *below, UnitKind kind, const char *code)
{
    UnitFacts f   = {.code = str_of(code), .name = str_fmt(w->a, "Nama %s", code), .utc_minutes = 420};
    UnitAct   act = {&w->by, below, today, S("SK 1/2026")};
    Unit      u   = {0};
    i64       id  = 0;

    CHECK_OK(unit_add(*w->a, w->db, &act, kind, &f, &id));
    CHECK_OK(unit_find(w->a, w->db, below ? below->instansi_id : id, id, &u));
    return u;
}

static World world(Arena *a)
{
    World w = {.a = a, .db = test_db(a), .by = {.today = today, .now = {1787281445}}};
    w.x   = make(&w, NULL, UNIT_INSTANSI, "X");
    w.x1  = make(&w, &w.x, UNIT_ESELON1, "X1");
    w.x11 = make(&w, &w.x1, UNIT_SATKER, "X11");
    w.x12 = make(&w, &w.x1, UNIT_SATKER, "X12");
    w.x2  = make(&w, &w.x, UNIT_KERJA, "X2");
    w.y   = make(&w, NULL, UNIT_INSTANSI, "Y");
    w.y1  = make(&w, &w.y, UNIT_KERJA, "Y1");
    w.by.instansi_id = w.x.id;
    return w;
}

static UnitAct act_on(World *w, const Unit *u)
{
    return (UnitAct){&w->by, u, today, S("SK 2/2026")};
}

static Unit again(World *w, const Unit *u)
{
    Unit fresh = {0};
    CHECK_OK(unit_find(w->a, w->db, u->instansi_id, u->id, &fresh));
    return fresh;
}

/* "X0 X1.1 X11.2": codes with their depth, in the order of the tree. */
static Str tree_of(World *w, const Unit *top)
{
    Units rows = {0};
    Buf   b    = {.arena = w->a};
    CHECK_OK(unit_tree(w->a, w->db, top->instansi_id, top->id, &rows));
    for (isize i = 0; i < rows.count; i++)
        buf_addf(&b, "%s%.*s.%d", i ? " " : "", STRF(rows.at[i].facts.code), rows.at[i].depth);
    return buf_str(&b);
}

/* The closure as it should be, worked out from the parents alone. */
static void check_closure(World *w)
{
    static const Sql twisted = {"twisted",
        "WITH RECURSIVE up(unit_id, ancestor_id, depth) AS ("
        " SELECT id, id, 0 FROM unit UNION ALL"
        " SELECT up.unit_id, u.parent_id, up.depth + 1 FROM up JOIN unit u ON u.id = up.ancestor_id"
        "  WHERE u.parent_id IS NOT NULL)"
        "SELECT (SELECT COUNT(*) FROM up), (SELECT COUNT(*) FROM unit_closure),"
        " (SELECT COUNT(*) FROM up JOIN unit_closure c ON c.unit_id = up.unit_id"
        "   AND c.ancestor_id = up.ancestor_id AND c.depth = up.depth)", 0};
    DbRows rows = db_query0(w->a, w->db, &twisted);
    CHECK(db_next(&rows));
    i64 want = db_get_i64(&rows), have = db_get_i64(&rows), same = db_get_i64(&rows);
    CHECK(want == have && want == same);
    CHECK_OK(db_done(&rows));
}

TEST(a_tree_comes_parents_first_and_siblings_by_code)
{
    World w = world(&a);
    CHECK_STR(tree_of(&w, &w.x), S("X.0 X1.1 X11.2 X12.2 X2.1"));
    CHECK_STR(tree_of(&w, &w.x1), S("X1.0 X11.1 X12.1"));
    CHECK_STR(tree_of(&w, &w.y), S("Y.0 Y1.1"));
    check_closure(&w);
}

TEST(another_instansi_finds_nothing_of_it)
{
    World w = world(&a);
    Unit  u;
    Units rows = {0};
    CHECK(unit_find(&a, w.db, w.y.id, w.x1.id, &u).kind == ERR_NOT_FOUND);
    CHECK(unit_find_code(&a, w.db, w.y.id, S("X1"), &u).kind == ERR_NOT_FOUND);
    CHECK_OK(unit_tree(&a, w.db, w.y.id, w.x.id, &rows));
    CHECK(!rows.count);
}

TEST(the_schema_itself_refuses_a_parent_from_another_instansi)
{
    World   w   = world(&a);
    UnitAct act = act_on(&w, &w.x2);
    CHECK_OK(db_begin(w.db, true));
    CHECK(unit_move(a, w.db, &act, &w.y1).kind == ERR_CONFLICT);
    CHECK_OK(db_end(w.db, false));
}

TEST(a_moved_unit_takes_all_below_it_along)
{
    World   w   = world(&a);
    Unit    x3  = make(&w, &w.x, UNIT_ESELON1, "X3");
    UnitAct act = act_on(&w, &w.x11);
    Issues  bad = {.arena = &a};

    CHECK_OK(unit_check_move(a, w.db, &act, &x3, &bad));
    CHECK(!bad.count);
    CHECK_OK(unit_move(a, w.db, &act, &x3));
    CHECK_STR(tree_of(&w, &w.x), S("X.0 X1.1 X12.2 X2.1 X3.1 X11.2"));
    check_closure(&w);

    UnitEvents log = {0};
    CHECK_OK(unit_events(&a, w.db, w.x.id, w.x11.id, &log));
    CHECK(log.count == 2);
    CHECK_STR(log.at[0].action, S("moved"));
    CHECK_STR(log.at[0].before, S("X1 Nama X1"));
    CHECK_STR(log.at[0].after, S("X3 Nama X3"));
    CHECK_STR(log.at[0].why, S("SK 2/2026"));
}

TEST(a_unit_never_moves_below_itself_nor_to_a_place_that_does_not_fit)
{
    World   w   = world(&a);
    UnitAct act = act_on(&w, &w.x1);
    Issues  bad = {.arena = &a};
    CHECK_OK(unit_check_move(a, w.db, &act, &w.x11, &bad));
    CHECK(issue_find(&bad, S("below")).len);
    bad = (Issues){.arena = &a};
    CHECK_OK(unit_check_move(a, w.db, &act, &w.x2, &bad));
    CHECK(issue_find(&bad, S("below")).len);
    bad     = (Issues){.arena = &a};
    act.why = (Str){0};
    act.on_day.days++;
    CHECK_OK(unit_check_move(a, w.db, &act, &w.x, &bad));
    CHECK(issue_find(&bad, S("below")).len && issue_find(&bad, S("why")).len && issue_find(&bad, S("on_day")).len);
}

TEST(a_merged_unit_closes_points_on_and_hands_over_its_children)
{
    World   w   = world(&a);
    Unit    x3  = make(&w, &w.x, UNIT_ESELON1, "X3"), x4 = make(&w, &w.x, UNIT_ESELON1, "X4");
    UnitAct act = act_on(&w, &w.x1);
    Issues  bad = {.arena = &a};

    CHECK_OK(unit_check_merge(a, w.db, &act, &x3, &bad));
    CHECK(!bad.count);
    CHECK_OK(unit_merge(a, w.db, &act, &x3));
    CHECK_STR(tree_of(&w, &w.x), S("X.0 X1.1 X2.1 X3.1 X11.2 X12.2 X4.1"));
    check_closure(&w);
    Unit x1 = again(&w, &w.x1);
    CHECK(x1.closed_on.days == today.days && x1.merged_into_id == x3.id);

    x3  = again(&w, &x3);
    act = act_on(&w, &x3);
    CHECK_OK(unit_merge(a, w.db, &act, &x4));
    CHECK(again(&w, &x1).merged_into_id == x4.id);
    CHECK(again(&w, &x3).merged_into_id == x4.id);

    UnitEvents log = {0};
    CHECK_OK(unit_events(&a, w.db, w.x.id, x3.id, &log));
    CHECK(log.count == 3);                      /* merged, took in, made */
}

TEST(a_merge_that_would_not_fit_is_said_before_it_is_done)
{
    World   w   = world(&a);
    Unit    k   = make(&w, &w.x, UNIT_KAWASAN, "XK");
    UnitAct act = act_on(&w, &w.x1);
    Issues  bad = {.arena = &a};
    CHECK_OK(unit_check_merge(a, w.db, &act, &w.x11, &bad));
    CHECK(bad.count);
    bad = (Issues){.arena = &a};
    CHECK_OK(unit_check_merge(a, w.db, &act, &k, &bad));
    CHECK(bad.count == 3);                      /* a kawasan, and neither child fits there */
    act = act_on(&w, &w.x);
    bad = (Issues){.arena = &a};
    CHECK_OK(unit_check_merge(a, w.db, &act, &w.y, &bad));
    CHECK(bad.count);
}

TEST(a_unit_with_working_units_below_it_does_not_close)
{
    World   w   = world(&a);
    UnitAct act = act_on(&w, &w.x1);
    Issues  bad = {.arena = &a};
    CHECK_OK(unit_check_close(a, w.db, &act, &bad));
    CHECK(bad.count == 1);

    act = act_on(&w, &w.x2);
    bad = (Issues){.arena = &a};
    CHECK_OK(unit_check_close(a, w.db, &act, &bad));
    CHECK(!bad.count);
    CHECK_OK(unit_close(a, w.db, &act));
    Unit closed = again(&w, &w.x2);
    CHECK(closed.closed_on.days == today.days);
    act = act_on(&w, &closed);
    CHECK_OK(unit_reopen(a, w.db, &act));
    CHECK(!again(&w, &w.x2).closed_on.days);
}

TEST(of_two_who_change_one_unit_the_second_is_told)
{
    World   w   = world(&a);
    UnitAct act = act_on(&w, &w.x2);
    CHECK_OK(unit_rename(a, w.db, &act, S("Nama baru"), S("NB")));
    CHECK(unit_rename(a, w.db, &act, S("Nama lain"), S("NL")).kind == ERR_CONFLICT);
    CHECK_STR(again(&w, &w.x2).facts.name, S("Nama baru"));
}

TEST(a_kawasan_has_members_that_keep_their_place_in_the_tree)
{
    World   w   = world(&a);
    Unit    k   = make(&w, &w.x, UNIT_KAWASAN, "XK");
    UnitAct act = act_on(&w, &k);
    Units   all = {0};
    Issues  bad = {.arena = &a};

    CHECK_OK(unit_check_join(a, w.db, &act, &w.x11, &bad));
    CHECK(!bad.count);
    CHECK_OK(unit_join(a, w.db, &act, &w.x11));
    CHECK_OK(unit_check_join(a, w.db, &act, &w.x11, &bad));
    CHECK(bad.count == 1);
    CHECK_OK(unit_members(&a, w.db, w.x.id, k.id, &all));
    CHECK(all.count == 1 && all.at[0].parent_id == w.x1.id);
    CHECK_OK(unit_leave(a, w.db, &act, &w.x11));
    CHECK(unit_leave(a, w.db, &act, &w.x11).kind == ERR_CONFLICT);
    all = (Units){0};
    CHECK_OK(unit_members(&a, w.db, w.x.id, k.id, &all));
    CHECK(!all.count);
}

TEST(kinds_are_read_as_people_write_them)
{
    UnitKind k;
    CHECK(unit_kind_parse(S("Eselon I"), &k) && k == UNIT_ESELON1);
    CHECK(unit_kind_parse(S("unit"), &k) && k == UNIT_KERJA);
    CHECK(!unit_kind_parse(S("eselon 9"), &k));
}
