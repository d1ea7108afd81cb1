#include "evaluasi/evaluasi_cycle_tell.h"
#include "evaluasi/evaluasi_fixture_test.h"

static UnitAsker asker(EvalWorld *w, int person)
{
    return (UnitAsker){w->people[person].id, w->lke.people.x.top.id, CYCLE_RUNS, akun_today, akun_now, LANG_ID};
}

static Siklus cycle(EvalWorld *w)
{
    UnitAsker  by = asker(w, EVAL_INSPEKTUR);
    Siklus     c  = {0};
    EvalLimits law;
    CHECK_OK(evaluasi_cycle_run(w->lke.a, w->lke.db, &by, w->cycle_id, &c));
    CHECK_OK(evaluasi_cycle_limits(w->lke.a, &w->lke.packs, &c, &law));
    return c;
}

static Bench bench(EvalWorld *w)
{
    UnitAsker by = asker(w, EVAL_INSPEKTUR);
    Siklus    c  = cycle(w);
    Bench     b  = {0};
    CHECK_OK(evaluasi_bench(w->lke.a, w->lke.db, &by, &c, &b));
    return b;
}

static i64 team(EvalWorld *w, const char *name, i64 ketua, i64 dalnis, i64 one, i64 two)
{
    UnitAsker by = asker(w, EVAL_INSPEKTUR);
    Siklus    c  = cycle(w);
    Team      t  = {.name = str_of(name), .ketua_id = ketua, .dalnis_id = dalnis, .count = two ? 2 : 1,
                    .members = {{one, 5460, {0}}, {two, 5460, {0}}}};
    i64       id = 0;
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(evaluasi_team_save(*w->lke.a, w->lke.db, &by, &c, &t, &id));
    CHECK_OK(db_end(w->lke.db, true));
    return id;
}

static void usual_team(EvalWorld *w)
{
    team(w, "Tim 1", w->people[EVAL_KETUA].id, w->people[EVAL_DALNIS].id, w->people[EVAL_ONE].id,
         w->people[EVAL_TWO].id);
}

static void empty_seats(EvalWorld *w)
{
    static const Sql all = {"test_empty", "DELETE FROM evaluasi_seat", NULL};
    CHECK_OK(db_do0(w->lke.db, &all));
}

static Err put(EvalWorld *w, const Bench *b, const SeatChanges *all, const char *why)
{
    UnitAsker by = asker(w, EVAL_INSPEKTUR);
    CHECK_OK(db_begin(w->lke.db, true));
    Err e = evaluasi_seats_put(*w->lke.a, w->lke.db, &by, b, all, str_of(why));
    CHECK_OK(db_end(w->lke.db, !e.kind));
    return e;
}

static i64 seat_of(const Bench *b, i64 unit_id, EvalSeat seat)
{
    int u = bench_unit(b, unit_id);
    CHECK(u >= 0);
    return b->units.at[u].seats[seat].user_id;
}

static i64 number(EvalWorld *w, const char *sql, i64 of)
{
    Sql    s    = {"test_number", sql, NULL};
    DbRows rows = db_query(w->lke.a, w->lke.db, &s, db_i64(of));
    i64    n    = db_next(&rows) ? db_get_i64(&rows) : -1;
    CHECK_OK(db_done(&rows));
    return n;
}

static Sit may_sit(EvalWorld *w, int person, EvalSeat seat, const Tie **tie)
{
    Bench b = bench(w);
    int   p = bench_person(&b, w->people[person].id);
    CHECK(p >= 0);
    return bench_may_sit(&b, p, bench_unit(&b, w->lke.people.x.left.id), seat, tie);
}

TEST(who_works_in_the_unit_above_it_or_below_it_may_not_assess_it)
{
    EvalWorld  w = eval_world(&a, true, false, NULL, 0);
    AkunSide  *x = &w.lke.people.x;
    UnitAsker  by = akun_by(x->top.id, 0);
    const Tie *tie = NULL;

    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, NULL) == SIT_OK);
    akun_world_role(&w.lke.people, &w.people[EVAL_ANI], WHO(TPI_ANGGOTA), &x->top);
    CHECK(may_sit(&w, EVAL_ANI, SEAT_ANGGOTA, &tie) == SIT_TIED && tie->how == TIE_WORKS);
    CHECK_OK(akun_user_edit(a, w.lke.db, &by, &w.people[EVAL_ONE], &x->one, &w.people[EVAL_ONE].facts));
    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, &tie) == SIT_TIED && tie->how == TIE_WORKS);
    CHECK_OK(akun_user_edit(a, w.lke.db, &by, &w.people[EVAL_LOOK], &x->one, &w.people[EVAL_LOOK].facts));
    CHECK(may_sit(&w, EVAL_LOOK, SEAT_PENDAHULUAN, NULL) == SIT_OK);      /* the office above is who looks first */
    CHECK_OK(akun_user_edit(a, w.lke.db, &by, &w.people[EVAL_TWO], &x->right, &w.people[EVAL_TWO].facts));
    CHECK(may_sit(&w, EVAL_TWO, SEAT_ANGGOTA_2, NULL) == SIT_OK);         /* beside it is no tie */
}

TEST(who_worked_in_the_unit_is_tied_for_as_many_years_as_the_limit_says)
{
    EvalWorld  w = eval_world(&a, false, false, NULL, 0);
    AkunSide  *x = &w.lke.people.x;
    UnitAsker  by = akun_by(x->top.id, 0);
    AkunUser   u;
    const Tie *tie = NULL;

    CHECK_OK(akun_user_edit(a, w.lke.db, &by, &w.people[EVAL_ONE], &x->left, &w.people[EVAL_ONE].facts));
    CHECK_OK(akun_user_find(&a, w.lke.db, w.people[EVAL_ONE].id, &u));
    by.today = date_ymd(2024, 8, 21);
    CHECK_OK(akun_user_edit(a, w.lke.db, &by, &u, &x->top, &u.facts));
    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, &tie) == SIT_TIED && tie->how == TIE_WORKED);
    CHECK(tie->until_on.days == by.today.days);
    static const Sql day_before = {"test_before", "UPDATE akun_worked SET until_on = '2024-08-20'", NULL};
    CHECK_OK(db_do0(w.lke.db, &day_before));
    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, NULL) == SIT_OK);
}

TEST(a_role_of_the_unit_ties_while_it_is_held_and_after_it_was_taken_away)
{
    EvalWorld  w  = eval_world(&a, false, false, NULL, 0);
    AkunSide  *x  = &w.lke.people.x;
    UnitAsker  by = akun_by(x->top.id, x->admin.id);
    i64        id = akun_world_role(&w.lke.people, &w.people[EVAL_ONE], WHO(AGEN), &x->left);
    const Tie *tie = NULL;

    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, &tie) == SIT_TIED && tie->how == TIE_ROLE && !tie->until_on.days);
    CHECK_OK(akun_role_revoke(a, w.lke.db, &by, id, S("Selesai")));
    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, &tie) == SIT_TIED && tie->until_on.days == akun_today.days);
    akun_world_role(&w.lke.people, &w.people[EVAL_TWO], WHO(AGEN), &x->right);
    CHECK(may_sit(&w, EVAL_TWO, SEAT_ANGGOTA_2, NULL) == SIT_OK);
}

TEST(a_declared_tie_holds_for_the_unit_and_below_until_it_is_taken_back)
{
    EvalWorld w  = eval_world(&a, false, false, NULL, 0);
    UnitAsker by = asker(&w, EVAL_INSPEKTUR), other = asker(&w, EVAL_KETUA);
    i64       id = 0;
    TieDraft  d  = {w.people[EVAL_ONE].id, w.lke.people.x.one.id, S("keluarga"), S("Saudara kandung"), akun_today, {0}};

    CHECK_OK(evaluasi_tie_add(a, w.lke.db, &by, &d, &id));
    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, NULL) == SIT_TIED);
    CHECK(evaluasi_tie_end(a, w.lke.db, &other, id, S("Bukan lagi")).kind == ERR_NOT_FOUND);
    other = asker(&w, EVAL_INSPEKTUR);
    other.instansi_id = w.lke.people.y.top.id;
    CHECK(evaluasi_tie_end(a, w.lke.db, &other, id, S("Bukan lagi")).kind == ERR_NOT_FOUND);
    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, NULL) == SIT_TIED);
    CHECK_OK(evaluasi_tie_end(a, w.lke.db, &by, id, S("Pindah")));
    CHECK(may_sit(&w, EVAL_ONE, SEAT_ANGGOTA, NULL) == SIT_OK);
}

TEST(who_lacks_the_role_for_the_unit_may_not_sit)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);
    UnitAsker by = akun_by(w.lke.people.x.top.id, 0);

    CHECK(may_sit(&w, EVAL_ONE, SEAT_KETUA, NULL) == SIT_NO_ROLE);
    akun_world_role(&w.lke.people, &w.people[EVAL_ONE], WHO(TPI_KETUA), &w.lke.people.x.right);
    CHECK(may_sit(&w, EVAL_ONE, SEAT_KETUA, NULL) == SIT_NO_ROLE);
    akun_world_role(&w.lke.people, &w.people[EVAL_ONE], WHO(TPI_KETUA), &w.lke.people.x.one);
    CHECK(may_sit(&w, EVAL_ONE, SEAT_KETUA, NULL) == SIT_TWICE);
    CHECK_OK(akun_user_active(a, w.lke.db, &by, &w.people[EVAL_TWO], false));
    CHECK(may_sit(&w, EVAL_TWO, SEAT_ANGGOTA_2, NULL) == SIT_NO_ACCOUNT);
}

TEST(a_proposal_fills_every_seat_from_the_teams_and_asked_again_changes_nothing)
{
    EvalWorld w = eval_world(&a, true, false, NULL, 0);
    Proposal  p, again;
    i64       left = w.lke.people.x.left.id, right = w.lke.people.x.right.id;

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    empty_seats(&w);
    usual_team(&w);
    Bench b = bench(&w);
    CHECK(b.units.count == 2);
    CHECK_OK(evaluasi_propose(&a, &b, false, &p));
    CHECK(p.changes.count == 8 && !p.gaps.count);
    CHECK_OK(put(&w, &b, &p.changes, ""));
    b = bench(&w);
    CHECK(seat_of(&b, left, SEAT_ANGGOTA) != seat_of(&b, right, SEAT_ANGGOTA));
    CHECK(seat_of(&b, left, SEAT_PENDAHULUAN) == w.people[EVAL_LOOK].id);
    CHECK(seat_of(&b, left, SEAT_KETUA) == w.people[EVAL_KETUA].id && !seat_of(&b, left, SEAT_ANGGOTA_2));
    CHECK_OK(evaluasi_propose(&a, &b, true, &again));
    CHECK(!again.changes.count && !again.gaps.count && !str_eq(again.print, p.print));
}

TEST(a_proposal_says_why_a_unit_got_nobody)
{
    EvalWorld w  = eval_world(&a, false, true, NULL, 0);
    Proposal  p;
    Bench     b;

    empty_seats(&w);
    b = bench(&w);
    CHECK_OK(evaluasi_propose(&a, &b, false, &p));
    CHECK(!p.changes.count && p.gaps.count == 4 && p.gaps.at[0].lack == LACK_TEAM);
    usual_team(&w);
    b = bench(&w);
    CHECK_OK(evaluasi_propose(&a, &b, false, &p));
    CHECK(p.gaps.count == 4 && p.gaps.at[0].lack == LACK_OFFICE);     /* both work at the top */
    b.c.apart = false;
    CHECK_OK(evaluasi_propose(&a, &b, false, &p));
    CHECK(p.changes.count == 4 && !p.gaps.count);
    b.c.limit[LIMIT_UNIT_MINUTES] = 5461;
    CHECK_OK(evaluasi_propose(&a, &b, false, &p));
    CHECK(!p.changes.count && p.gaps.count == 4 && p.gaps.at[0].lack == LACK_ROOM);
    akun_world_role(&w.lke.people, &w.people[EVAL_KETUA], WHO(AGEN), &w.lke.people.x.left);
    b = bench(&w);
    b.c.apart = false;
    CHECK_OK(evaluasi_propose(&a, &b, false, &p));
    CHECK(p.gaps.count == 4 && p.gaps.at[0].lack == LACK_TIE && p.gaps.at[0].tie);
}

TEST(what_was_put_by_hand_is_not_proposed_otherwise)
{
    EvalWorld   w = eval_world(&a, false, false, NULL, 0);
    i64         left = w.lke.people.x.left.id, wanted[SEAT_COUNT] = {0};
    Bench       b;
    SeatChanges by_hand;
    Issues      issues = {.arena = &a};
    Proposal    p;

    akun_world_role(&w.lke.people, &w.people[EVAL_INSPEKTUR], WHO(TPI_KETUA), &w.lke.people.x.top);
    usual_team(&w);
    b = bench(&w);
    for (int s = 0; s < SEAT_COUNT; s++)
        wanted[s] = seat_of(&b, left, (EvalSeat)s);
    wanted[SEAT_KETUA] = w.people[EVAL_INSPEKTUR].id;
    evaluasi_seat_check(&a, &b, bench_unit(&b, left), wanted, LANG_ID, &issues, &by_hand);
    CHECK(!issues.count && by_hand.count == 1);
    CHECK_OK(put(&w, &b, &by_hand, "Ketua sakit"));
    CHECK(put(&w, &b, &by_hand, "Ketua sakit").kind == ERR_CONFLICT);
    b = bench(&w);
    CHECK_OK(evaluasi_propose(&a, &b, true, &p));
    CHECK(!p.changes.count && seat_of(&b, left, SEAT_KETUA) == w.people[EVAL_INSPEKTUR].id);
    SeatPasts past;
    CHECK_OK(evaluasi_seat_past(&a, w.lke.db, &b.c, left, &past));
    CHECK(past.count == 1 && str_is(past.at[0].why, "Ketua sakit") && str_is(past.at[0].name, "Ketua"));
}

TEST(a_seat_that_may_not_be_held_any_more_is_proposed_anew_unless_it_has_begun)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);
    Proposal  p;
    Bench     b;

    usual_team(&w);
    akun_world_role(&w.lke.people, &w.people[EVAL_ONE], WHO(AGEN), &w.lke.people.x.left);
    b = bench(&w);
    CHECK_OK(evaluasi_propose(&a, &b, false, &p));
    CHECK(p.changes.count == 1 && p.changes.at[0].user_id == w.people[EVAL_TWO].id);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    b = bench(&w);
    CHECK_OK(evaluasi_propose(&a, &b, true, &p));
    CHECK(!p.changes.count && p.gaps.count == 1 && p.gaps.at[0].lack == LACK_UNFIT && p.gaps.at[0].sit == SIT_TIED);
}

TEST(who_takes_a_blind_seat_sees_nothing_and_who_leaves_it_sees_again)
{
    EvalWorld   w = eval_world(&a, false, true, NULL, 0);
    i64         left = w.lke.people.x.left.id, wanted[SEAT_COUNT] = {0};
    Issues      issues = {.arena = &a};
    SeatChanges all;
    static const char hidden[] = "SELECT COUNT(*) FROM lke_blind WHERE user_id = $1";

    akun_world_role(&w.lke.people, &w.people[EVAL_PIMPINAN], WHO(TPI_ANGGOTA), &w.lke.people.x.top);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    Bench b = bench(&w);
    b.c.apart = false;
    for (int s = 0; s < SEAT_COUNT; s++)
        wanted[s] = seat_of(&b, left, (EvalSeat)s);
    wanted[SEAT_ANGGOTA] = w.people[EVAL_PIMPINAN].id;
    CHECK(number(&w, hidden, w.people[EVAL_ONE].id) == 1);
    evaluasi_seat_check(&a, &b, bench_unit(&b, left), wanted, LANG_ID, &issues, &all);
    CHECK(!issues.count && all.count == 1);
    CHECK_OK(put(&w, &b, &all, "Diganti"));
    CHECK(number(&w, hidden, w.people[EVAL_ONE].id) == 0 && number(&w, hidden, w.people[EVAL_PIMPINAN].id) == 1);

    b = bench(&w);              /* who has left may not come back on the other side, nor may they swap */
    b.c.apart = false;
    wanted[SEAT_ANGGOTA_2] = w.people[EVAL_ONE].id;
    evaluasi_seat_check(&a, &b, bench_unit(&b, left), wanted, LANG_ID, &issues, &all);
    CHECK(issues.count == 1);
    wanted[SEAT_ANGGOTA]   = w.people[EVAL_TWO].id;
    wanted[SEAT_ANGGOTA_2] = w.people[EVAL_PIMPINAN].id;
    evaluasi_seat_check(&a, &b, bench_unit(&b, left), wanted, LANG_ID, &issues, &all);
    CHECK(issues.count == 3);
}

TEST(changed_seats_are_told_to_both_and_written_down_once)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);
    Proposal  p;
    Bench     b = bench(&w);
    static const char told[] = "SELECT COUNT(*) FROM kabar_notice WHERE user_id = $1 AND kind LIKE 'evaluasi_%seated'";
    static const char log[]  = "SELECT COUNT(*) FROM audit_entry WHERE entity_id = $1 AND action = 'cycle_seat'";

    evaluasi_hand_over(&a, &b, w.people[EVAL_ONE].id, w.people[EVAL_TWO].id, &p);
    CHECK(!p.changes.count && p.gaps.count == 1 && p.gaps.at[0].sit == SIT_TWICE);      /* sits in the second seat */
    static const Sql second = {"test_second", "DELETE FROM evaluasi_seat WHERE seat = 'anggota-2'", NULL};
    CHECK_OK(db_do0(w.lke.db, &second));
    b = bench(&w);
    evaluasi_hand_over(&a, &b, w.people[EVAL_ONE].id, w.people[EVAL_TWO].id, &p);
    CHECK(p.changes.count == 1 && !p.gaps.count);
    CHECK_OK(put(&w, &b, &p.changes, "Cuti"));
    CHECK(number(&w, told, w.people[EVAL_ONE].id) == 1 && number(&w, told, w.people[EVAL_TWO].id) == 1);
    test_seal(a, w.lke.db);
    CHECK(number(&w, log, w.lke.people.x.left.id) == 1);
}

static const Sql closing_window = {"test_window", "INSERT INTO evaluasi_window (instansi_id, cycle_id, stage, "
                                   "opens_on, closes_on) VALUES ($1, $2, $3, '2026-08-01', '2026-08-24')", NULL};

static i64 told_closing(EvalWorld *w, int person)
{
    return number(w, "SELECT COUNT(*) FROM kabar_notice WHERE user_id = $1 AND kind LIKE 'evaluasi_%closing'",
                  w->people[person].id);
}

static void remind_on(EvalWorld *w, Date today)
{
    KabarDay day = {.today = today, .now = akun_now, .before = {7, 3, 1}, .count = 3};
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(evaluasi_cycle_remind(*w->lke.a, w->lke.db, &day));
    CHECK_OK(db_end(w->lke.db, true));
}

TEST(whose_turn_it_is_hears_once_that_a_stage_closes)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);
    const char *const stages[] = {"isi", "anggota", "ketua"};

    for (isize i = 0; i < countof(stages); i++)
        CHECK_OK(db_do(w.lke.db, &closing_window, db_i64(w.lke.people.x.top.id), db_i64(w.cycle_id),
                       db_text(str_of(stages[i]))));
    for (int turn = 0; turn < 2; turn++)
        remind_on(&w, akun_today);
    CHECK(told_closing(&w, EVAL_HEAD) == 1 && told_closing(&w, EVAL_ANI) == 1);
    CHECK(told_closing(&w, EVAL_ONE) == 0 && told_closing(&w, EVAL_KETUA) == 0);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    remind_on(&w, akun_today);
    CHECK(told_closing(&w, EVAL_ONE) == 1 && told_closing(&w, EVAL_KETUA) == 0);
    CHECK(told_closing(&w, EVAL_HEAD) == 1);
}

TEST(before_decisions_close_first_the_dalnis_hears_and_once_signed_whoever_signs_second)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);

    CHECK_OK(db_do(w.lke.db, &closing_window, db_i64(w.lke.people.x.top.id), db_i64(w.cycle_id),
                   db_text(S("putusan"))));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    remind_on(&w, akun_today);
    CHECK(told_closing(&w, EVAL_DALNIS) == 0);
    eval_world_judge(&w, EVAL_KETUA);
    CHECK(!eval_world_move(&w, EVAL_KETUA, "serahkan", ""));
    for (int turn = 0; turn < 2; turn++)
        remind_on(&w, akun_today);
    CHECK(told_closing(&w, EVAL_DALNIS) == 1 && told_closing(&w, EVAL_INSPEKTUR) == 0);
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "memenuhi", ""));
    remind_on(&w, date_ymd(2026, 8, 23));               /* one day before: the dalnis has done it */
    CHECK(told_closing(&w, EVAL_DALNIS) == 1 && told_closing(&w, EVAL_INSPEKTUR) == 1);
    CHECK(told_closing(&w, EVAL_PIMPINAN) == 0);
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "memenuhi", ""));
    remind_on(&w, date_ymd(2026, 8, 24));
    CHECK(told_closing(&w, EVAL_INSPEKTUR) == 1);
}
