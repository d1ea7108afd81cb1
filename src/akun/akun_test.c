#include "akun/akun_test.h"

static isize reached(AkunWorld *w, const AkunUser *by, const Unit *below)
{
    UnitAsker who = akun_by(by->instansi_id, by->id);
    AkunUsers all = {0};
    CHECK_OK(akun_users_reached(w->a, w->db, &who, below->id, &all));
    return all.count;
}

TEST(an_admin_sees_the_people_of_the_units_below_and_no_others)
{
    AkunWorld w = akun_world(&a);
    AkunUser  u;
    CHECK(reached(&w, &w.x.admin, &w.x.top) == 4);
    CHECK(reached(&w, &w.x.deputy, &w.x.top) == 4);
    CHECK(reached(&w, &w.x.deputy, &w.x.left) == 2);
    CHECK(reached(&w, &w.x.ani, &w.x.top) == 0);
    CHECK(reached(&w, &w.x.admin, &w.y.top) == 0);
    UnitAsker by = akun_by(w.x.top.id, w.x.admin.id);
    CHECK_OK(akun_user_reached(&a, w.db, &by, w.x.ani.id, &u));
    CHECK(akun_user_reached(&a, w.db, &by, w.y.ani.id, &u).kind == ERR_NOT_FOUND);
    by.instansi_id = w.y.top.id;                /* a lie about the instansi does not help */
    CHECK(akun_user_reached(&a, w.db, &by, w.y.ani.id, &u).kind == ERR_NOT_FOUND);
}

TEST(who_holds_more_than_the_asker_reaches_is_not_managed_by_the_asker)
{
    AkunWorld w      = akun_world(&a);
    UnitAsker deputy = akun_by(w.x.top.id, w.x.deputy.id), admin = akun_by(w.x.top.id, w.x.admin.id);
    bool      may;
    CHECK_OK(akun_may_manage(a, w.db, &deputy, w.x.ani.id, &may));
    CHECK(may);
    CHECK_OK(akun_may_manage(a, w.db, &deputy, w.x.admin.id, &may));
    CHECK(!may);                                /* works below, but holds ADMIN for the whole */
    CHECK_OK(akun_may_manage(a, w.db, &admin, w.x.deputy.id, &may));
    CHECK(may);
    CHECK_OK(akun_may_manage(a, w.db, &admin, w.y.ani.id, &may));
    CHECK(!may);
}

TEST(every_problem_with_a_person_is_said_at_once)
{
    AkunWorld w  = akun_world(&a);
    UnitAsker by = akun_by(w.x.top.id, w.x.admin.id);
    Issues    l  = {.arena = &a};
    AkunFacts f  = {.nip = S("12A"), .email = S("ani@"), .name = {0}};
    CHECK_OK(akun_user_check(a, w.db, &by, 0, &f, &l));
    CHECK(l.count == 3);

    l = (Issues){.arena = &a};
    f = (AkunFacts){.nip = w.y.ani.facts.nip, .email = w.x.budi.facts.email, .name = S("Cici")};
    CHECK_OK(akun_user_check(a, w.db, &by, 0, &f, &l));
    CHECK(issue_find(&l, S("nip")).len && issue_find(&l, S("email")).len);

    l = (Issues){.arena = &a};
    CHECK_OK(akun_user_check(a, w.db, &by, w.x.ani.id, &w.x.ani.facts, &l));
    CHECK(!l.count);                            /* one's own is not taken */
    static const char *const wrong[] = {"1990", "19900101201501100", "1990010120150110011", "19900101201501100A", ""};
    for (isize i = 0; i < countof(wrong); i++) {
        l = (Issues){.arena = &a};
        f = (AkunFacts){.nip = str_of(wrong[i]), .name = S("Cici")};
        CHECK_OK(akun_user_check(a, w.db, &by, 0, &f, &l));
        CHECK(l.count == 1 && issue_find(&l, S("nip")).len);
    }
    CHECK_STR(akun_nip(&a, S(" 19800101 200501 1 001")), S("198001012005011001"));
    CHECK_STR(akun_email(&a, S(" Ani@Contoh.GO.ID ")), S("ani@contoh.go.id"));
}

static i64 held(AkunWorld *w, const AkunUser *u, Date on)
{
    i64 bits;
    CHECK_OK(akun_role_held(*w->a, w->db, u->id, on, &bits));
    return bits;
}

TEST(a_role_is_held_from_its_first_day_to_its_last)
{
    AkunWorld w  = akun_world(&a);
    UnitAsker by = akun_by(w.x.top.id, w.x.admin.id);
    AkunGrant g  = {w.x.ani.id, WHO(TIM_KERJA), date_ymd(2026, 8, 20), date_ymd(2026, 8, 22), S("SK 9")};
    i64       id;
    CHECK_OK(akun_role_grant(a, w.db, &by, &w.x.left, &g, &id));
    CHECK(held(&w, &w.x.ani, date_ymd(2026, 8, 19)) == 0);
    CHECK(held(&w, &w.x.ani, date_ymd(2026, 8, 20)) == WHO(TIM_KERJA));
    CHECK(held(&w, &w.x.ani, date_ymd(2026, 8, 22)) == WHO(TIM_KERJA));
    CHECK(held(&w, &w.x.ani, date_ymd(2026, 8, 23)) == 0);
}

TEST(a_role_that_is_taken_away_is_gone_and_its_record_stays)
{
    AkunWorld w  = akun_world(&a);
    UnitAsker by = akun_by(w.x.top.id, w.x.deputy.id);
    i64       id = akun_world_role(&w, &w.x.ani, WHO(TIM_KERJA), &w.x.left);
    AkunRoles all = {0};

    CHECK(held(&w, &w.x.ani, akun_today) == WHO(TIM_KERJA));
    CHECK_OK(akun_role_revoke(a, w.db, &by, id, S("pindah tugas")));
    CHECK(held(&w, &w.x.ani, akun_today) == 0);
    CHECK(akun_role_revoke(a, w.db, &by, id, S("lagi")).kind == ERR_NOT_FOUND);
    CHECK_OK(akun_roles(&a, w.db, w.x.ani.id, akun_today, &all));
    CHECK(all.count == 1 && !all.at[0].holds);
    CHECK_STR(all.at[0].revoked_why, S("pindah tugas"));
}

TEST(nobody_takes_away_a_role_beyond_their_reach)
{
    AkunWorld w      = akun_world(&a);
    UnitAsker deputy = akun_by(w.x.top.id, w.x.deputy.id), other = akun_by(w.y.top.id, w.y.admin.id);
    i64       high   = akun_world_role(&w, &w.x.ani, WHO(PIMPINAN), &w.x.top);
    CHECK(akun_role_revoke(a, w.db, &deputy, high, S("x")).kind == ERR_NOT_FOUND);
    CHECK(akun_role_revoke(a, w.db, &other, high, S("x")).kind == ERR_NOT_FOUND);
    CHECK(held(&w, &w.x.ani, akun_today) == WHO(PIMPINAN));
}

TEST(a_role_for_oneself_or_twice_the_same_is_refused)
{
    AkunWorld w  = akun_world(&a);
    UnitAsker by = akun_by(w.x.top.id, w.x.admin.id);
    AkunGrant g  = {w.x.admin.id, WHO(KUSTODIAN), akun_today, {0}, S("SK")};
    Issues    l  = {.arena = &a};
    CHECK_OK(akun_role_check(a, w.db, &by, &w.x.left, &g, &l));
    CHECK(l.count == 1);

    akun_world_role(&w, &w.x.ani, WHO(TIM_KERJA), &w.x.left);
    g = (AkunGrant){w.x.ani.id, WHO(TIM_KERJA), {akun_today.days + 3}, {akun_today.days + 5}, S("SK")};
    l = (Issues){.arena = &a};
    CHECK_OK(akun_role_check(a, w.db, &by, &w.x.left, &g, &l));
    CHECK(issue_find(&l, S("role")).len);
    l = (Issues){.arena = &a};
    CHECK_OK(akun_role_check(a, w.db, &by, &w.x.right, &g, &l));
    CHECK(!l.count);
}

TEST(the_reach_of_a_role_follows_a_unit_that_moves)
{
    AkunWorld w    = akun_world(&a);
    Unit      two  = akun_world_unit(&w, &w.x.top, UNIT_ESELON1, S("X2"));
    UnitAsker by   = akun_by(w.x.top.id, w.x.deputy.id), all = akun_by(w.x.top.id, 0);
    UnitAct   act  = {&all, &w.x.right, akun_today, S("SK")};
    bool      yes;
    CHECK_OK(unit_reaches(a, w.db, &by, w.x.right.id, &yes));
    CHECK(yes);
    CHECK_OK(unit_move(a, w.db, &act, &two));
    CHECK_OK(unit_reaches(a, w.db, &by, w.x.right.id, &yes));
    CHECK(!yes);
}

TEST(of_two_who_edit_one_account_the_second_is_told)
{
    AkunWorld w  = akun_world(&a);
    UnitAsker by = akun_by(w.x.top.id, w.x.admin.id);
    AkunFacts f  = w.x.ani.facts;
    f.name = S("Ani Baru");
    CHECK_OK(akun_user_edit(a, w.db, &by, &w.x.ani, &w.x.right, &f));
    CHECK(akun_user_edit(a, w.db, &by, &w.x.ani, &w.x.left, &f).kind == ERR_CONFLICT);
}
