#include "evaluasi/evaluasi_board.h"
#include "evaluasi/evaluasi_fixture_test.h"

static BoardAsker asker(const EvalWorld *w, int person, Who role)
{
    return (BoardAsker){w->people[person].id, w->lke.people.x.top.id, role, akun_today, 2026};
}

static BoardRows rows_for(EvalWorld *w, int person, Who role, const BoardFilter *f)
{
    BoardRows  rows = {0};
    BoardAsker by   = asker(w, person, role);
    CHECK_OK(evaluasi_board_rows(w->lke.a, w->lke.db, &by, f, (BoardCut){BOARD_BY_TPI, true, 50, 0}, &rows));
    return rows;
}

static BoardRow only_row(EvalWorld *w, int person, Who role)
{
    BoardRows rows = rows_for(w, person, role, &(BoardFilter){0});
    CHECK(rows.count == 1);
    return rows.count ? rows.at[0] : (BoardRow){0};
}

static isize faults(EvalWorld *w)
{
    Arena  all    = arena_reserve((isize)1 << 20), said = all;
    Issues issues = {.arena = &said};
    i64    n;

    CHECK_OK(evaluasi_board_verify(*w->lke.a, w->lke.db, &w->lke.packs, &issues, &n));
    isize found = issues.count;
    arena_release(all);
    return found;
}

TEST(the_board_of_the_inspektur_follows_every_step_and_that_of_the_pimpinan_decisions_alone)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);

    CHECK(only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR)).stage == STAGE_ISI && !faults(&w));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    BoardRow row = only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR));
    CHECK(row.stage == STAGE_ANGGOTA && !row.judged && !faults(&w));
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    row = only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR));
    CHECK(row.stage == STAGE_KETUA && row.judged && row.rank == 1 && !row.gap && !faults(&w));
    CHECK(!only_row(&w, EVAL_PIMPINAN, WHO(PIMPINAN)).judged);
    eval_world_judge(&w, EVAL_KETUA);
    CHECK(!eval_world_move(&w, EVAL_KETUA, "serahkan", ""));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "memenuhi", ""));
    CHECK(!only_row(&w, EVAL_PIMPINAN, WHO(PIMPINAN)).judged);
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "memenuhi", ""));
    row = only_row(&w, EVAL_PIMPINAN, WHO(PIMPINAN));
    CHECK(row.stage == STAGE_MEMENUHI && row.judged && row.rank == 1 && row.gates == PAPAN_WBK);
    CHECK(row.tpi == 100 * PAPAN_POINT && row.points == row.tpi && !faults(&w));
}

TEST(of_what_two_score_blind_no_board_says_anything_until_the_ketua_has_settled_it)
{
    EvalWorld w = eval_world(&a, false, true, NULL, 0);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK(!only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR)).judged);
    eval_world_judge(&w, EVAL_TWO);
    CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
    CHECK(!only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR)).judged && !faults(&w));
    eval_world_judge(&w, EVAL_KETUA);
    CHECK(!eval_world_move(&w, EVAL_KETUA, "serahkan", ""));
    CHECK(only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR)).judged && !faults(&w));
}

TEST(a_layer_that_was_taken_over_before_it_was_finished_does_not_count)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ambil", "anggota sakit"));
    BoardRow row = only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR));
    CHECK(row.stage == STAGE_KETUA && !row.judged && !faults(&w));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ke-unit", "bukti belum ada"));
    CHECK(only_row(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR)).stage == STAGE_ISI && !faults(&w));
}

TEST(a_board_has_the_units_that_the_role_reaches_and_no_others)
{
    EvalWorld  w    = eval_world(&a, false, false, NULL, 0);
    BoardAsker by   = asker(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR));
    BoardTallies t  = {0};
    i64        n    = 0;

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    lke_world_sheet(&w.lke, &w.lke.people.y.left, 2026);
    CHECK(rows_for(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR), &(BoardFilter){0}).count == 2);
    CHECK(rows_for(&w, EVAL_INSPEKTUR, WHO(PIMPINAN), &(BoardFilter){0}).count == 0);   /* not a role of this person */
    CHECK(rows_for(&w, EVAL_ANI, WHO(INSPEKTUR), &(BoardFilter){0}).count == 0);
    by.instansi_id = w.lke.people.y.top.id;                                             /* across the wall */
    CHECK_OK(evaluasi_board_tallies(&a, w.lke.db, &by, &t));
    CHECK_OK(evaluasi_board_count(a, w.lke.db, &by, &(BoardFilter){0}, &t, &n));
    CHECK(!n && !t.bands.count);
    akun_world_role(&w.lke.people, &w.lke.people.x.budi, WHO(INSPEKTUR), &w.lke.people.x.right);
    by = (BoardAsker){w.lke.people.x.budi.id, w.lke.people.x.top.id, WHO(INSPEKTUR), akun_today, 2026};
    CHECK_OK(evaluasi_board_tallies(&a, w.lke.db, &by, &t));
    CHECK_OK(evaluasi_board_count(a, w.lke.db, &by, &(BoardFilter){0}, &t, &n));
    CHECK(n == 1);                                                                      /* a part of it is counted */
}

TEST(a_worksheet_that_is_hidden_from_somebody_is_on_no_board_of_that_person)
{
    EvalWorld w = eval_world(&a, false, true, NULL, 0);
    BoardTallies t = {0};
    BoardAsker by  = asker(&w, EVAL_ONE, WHO(INSPEKTUR));
    i64 n = -1;

    akun_world_role(&w.lke.people, &w.people[EVAL_ONE], WHO(INSPEKTUR), &w.lke.people.x.top);
    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    CHECK(rows_for(&w, EVAL_ONE, WHO(INSPEKTUR), &(BoardFilter){0}).count == 1);      /* from being seated on */
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(rows_for(&w, EVAL_ONE, WHO(INSPEKTUR), &(BoardFilter){0}).count == 1);
    CHECK_OK(evaluasi_board_tallies(&a, w.lke.db, &by, &t));
    CHECK_OK(evaluasi_board_count(a, w.lke.db, &by, &(BoardFilter){0}, &t, &n));
    CHECK(n == 1 && t.alike.count == 1 && t.alike.at[0].stage == STAGE_ISI);
    CHECK(rows_for(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR), &(BoardFilter){0}).count == 2);
}

/* X11 has been judged, X12 is empty: what each filter leaves, and that counting says the same. */
TEST(every_filter_leaves_what_it_says_and_is_counted_alike)
{
    static const struct { BoardFilter f; i64 n; } cases[] = {
        {{0}, 2},
        {{.stages = 1 << STAGE_KETUA}, 1},        {{.stages = 1 << STAGE_DALNIS}, 0},
        {{.target = {"WBK", 3}}, 2},              {{.target = {"WBBM", 4}}, 0},
        {{.meets = MEETS_YES}, 1},                {{.meets = MEETS_NO}, 1},
        {{.gap = 1}, 0},                          {{.of = {"tpi", 3}, .from = 100, .below = 101}, 1},
        {{.of = {"unit", 4}, .from = 0, .below = 5}, 1},  {{.of = {"tpi", 3}, .from = 0, .below = 5}, 0},
        {{.search = {"x11", 3}}, 1},              {{.search = {"NAMA x12", 8}}, 1},
        {{.search = {"nama x 1 nama x", 15}}, 2},   {{.search = {"%", 1}}, 0},
        {{.search = {"_", 1}}, 0},                {{.search = {"  ", 2}}, 2},
        {{.search = {"!", 1}}, 0},                {{.search = {"x11", 3}, .meets = MEETS_NO}, 0},
    };
    EvalWorld    w  = eval_world(&a, false, false, NULL, 0);
    BoardAsker   by = asker(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR));
    BoardTallies t  = {0};

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK_OK(evaluasi_board_tallies(&a, w.lke.db, &by, &t));
    for (isize i = 0; i < countof(cases); i++) {
        i64 n = -1;
        CHECK_OK(evaluasi_board_count(a, w.lke.db, &by, &cases[i].f, &t, &n));
        CHECK(n == cases[i].n);
        CHECK(rows_for(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR), &cases[i].f).count == cases[i].n);
    }
    CHECK(rows_for(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR), &(BoardFilter){.above_id = w.lke.people.x.one.id}).count == 2);
    CHECK(rows_for(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR), &(BoardFilter){.above_id = w.lke.people.x.right.id}).count == 1);
}

TEST(a_board_is_sorted_by_every_column_either_way_and_what_has_no_value_stands_last)
{
    EvalWorld  w = eval_world(&a, false, false, NULL, 0);
    BoardAsker by[] = {asker(&w, EVAL_INSPEKTUR, WHO(INSPEKTUR)), asker(&w, EVAL_PIMPINAN, WHO(PIMPINAN))};

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    for (int who = 0; who < 2; who++) {
        for (int sort = 0; sort < BOARD_SORTS; sort++) {
            BoardRows up = {0}, down = {0}, second = {0};
            CHECK_OK(evaluasi_board_rows(&a, w.lke.db, &by[who], &(BoardFilter){0},
                                         (BoardCut){(BoardSort)sort, false, 50, 0}, &up));
            CHECK_OK(evaluasi_board_rows(&a, w.lke.db, &by[who], &(BoardFilter){0},
                                         (BoardCut){(BoardSort)sort, true, 50, 0}, &down));
            CHECK_OK(evaluasi_board_rows(&a, w.lke.db, &by[who], &(BoardFilter){0},
                                         (BoardCut){(BoardSort)sort, true, 50, 1}, &second));
            CHECK(up.count == 2 && down.count == 2 && second.count == 1);
            CHECK(second.at[0].id == down.at[1].id);
            bool none_last = !who && (sort == BOARD_BY_TPI || sort == BOARD_BY_GAP);
            CHECK((up.at[0].id == down.at[0].id) == none_last);
        }
    }
}

TEST(a_queue_says_whose_turn_it_is_and_counts_only_what_is_ones_own)
{
    EvalWorld  w   = eval_world(&a, false, true, NULL, 0);
    EvalAsker  one = {w.people[EVAL_ONE].id, w.lke.people.x.top.id, akun_today, akun_now, LANG_ID}, two = one;
    BoardTasks t   = {0};

    two.user_id = w.people[EVAL_TWO].id;
    CHECK_OK(evaluasi_board_queue(&a, w.lke.db, &one, WHO(TPI_ANGGOTA), &w.lke.packs, &t));
    CHECK(t.count == 1 && t.at[0].turn == TURN_LATER);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK_OK(evaluasi_board_queue(&a, w.lke.db, &one, WHO(TPI_ANGGOTA), &w.lke.packs, &t));
    CHECK(t.at[0].turn == TURN_NOW && t.at[0].judged == w.lke.pack->nquestions && t.at[0].hidden);
    CHECK_OK(evaluasi_board_queue(&a, w.lke.db, &two, WHO(TPI_ANGGOTA), &w.lke.packs, &t));
    CHECK(t.at[0].turn == TURN_NOW && t.at[0].judged == 0);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK_OK(evaluasi_board_queue(&a, w.lke.db, &one, WHO(TPI_ANGGOTA), &w.lke.packs, &t));
    CHECK(t.at[0].turn == TURN_DONE);
    CHECK_OK(evaluasi_board_queue(&a, w.lke.db, &one, WHO(TPI_KETUA), &w.lke.packs, &t));
    CHECK(!t.count);                            /* a seat without its role is nobody's */
}

static isize queued(EvalWorld *w, int year)
{
    EvalAsker  by = {w->people[EVAL_KETUA].id, w->lke.people.x.top.id, date_ymd(year, 11, 1), akun_now, LANG_ID};
    BoardTasks t  = {0};
    BoardTeam  m  = {0};

    CHECK_OK(evaluasi_board_queue(w->lke.a, w->lke.db, &by, WHO(TPI_KETUA), &w->lke.packs, &t));
    CHECK_OK(evaluasi_board_team(w->lke.a, w->lke.db, &by, WHO(TPI_KETUA), &w->lke.packs, &m));
    CHECK(m.count == t.count && (!m.count || m.at[0].mates[SEAT_DALNIS].name.len));
    return t.count;
}

TEST(a_year_is_on_the_boards_until_the_next_has_begun_and_what_is_still_on_its_way_for_longer)
{
    static const Sql next = {"next", "INSERT INTO evaluasi_cycle (id, instansi_id, year, pendahuluan, blind, feed, "
                                     "made_at, version) "
                                     "VALUES ($1, $2, 2027, 0, 0, 'n', '2026-12-01T00:00:00Z', 1)", 0},
                     last = {"last", "UPDATE evaluasi_state SET stage = 'belum' WHERE instansi_id = $1", 0};
    EvalWorld w = eval_world(&a, false, false, NULL, 0);
    i64 instansi = w.lke.people.x.top.id;

    CHECK(queued(&w, 2027) == 1);               /* there is nothing newer */
    CHECK_OK(db_do(w.lke.db, &next, db_i64(id_new()), db_i64(instansi)));
    CHECK(queued(&w, 2026) == 1);               /* that of 2027 has not begun */
    CHECK(queued(&w, 2027) == 0);               /* never handed in */
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(queued(&w, 2027) == 1 && queued(&w, 2029) == 1);
    CHECK_OK(db_do(w.lke.db, &last, db_i64(instansi)));
    CHECK(queued(&w, 2027) == 0 && queued(&w, 2026) == 1);
}

TEST(the_leader_of_a_team_sees_of_two_who_score_blind_only_whether_each_is_done)
{
    EvalWorld w     = eval_world(&a, false, true, NULL, 0);
    EvalAsker ketua = {w.people[EVAL_KETUA].id, w.lke.people.x.top.id, akun_today, akun_now, LANG_ID};
    BoardTeam team  = {0};

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK_OK(evaluasi_board_team(&a, w.lke.db, &ketua, WHO(TPI_KETUA), &w.lke.packs, &team));
    CHECK(team.count == 1 && team.at[0].scoring);
    CHECK(team.at[0].mates[SEAT_ANGGOTA].final && !team.at[0].mates[SEAT_ANGGOTA].judged);
    CHECK(!team.at[0].mates[SEAT_ANGGOTA_2].final && !team.at[0].mates[SEAT_ANGGOTA_2].judged);
    eval_world_judge(&w, EVAL_TWO);
    CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
    CHECK_OK(evaluasi_board_team(&a, w.lke.db, &ketua, WHO(TPI_KETUA), &w.lke.packs, &team));
    CHECK(!team.at[0].scoring && team.at[0].mates[SEAT_ANGGOTA_2].judged == w.lke.pack->nquestions);
    ketua.user_id = w.people[EVAL_ONE].id;
    CHECK_OK(evaluasi_board_team(&a, w.lke.db, &ketua, WHO(TPI_KETUA) | WHO(TPI_DALNIS), &w.lke.packs, &team));
    CHECK(!team.count);
}

TEST(what_waits_for_a_second_signature_waits_for_another_person)
{
    EvalWorld     w  = eval_world(&a, false, false, NULL, 0);
    EvalAsker     by = {w.people[EVAL_INSPEKTUR].id, w.lke.people.x.top.id, akun_today, akun_now, LANG_ID};
    BoardSignings s  = {0};

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ambil", "anggota sakit"));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "ambil", "ketua sakit"));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "belum", "bukti belum cukup"));
    CHECK_OK(evaluasi_board_signing(&a, w.lke.db, &by, WHO(INSPEKTUR), &s));
    CHECK(s.count == 1 && str_is(str_of(s.at[0].move->name), "belum") && str_is(s.at[0].by_name, "Dalnis"));
    CHECK_OK(evaluasi_board_signing(&a, w.lke.db, &by, WHO(PIMPINAN), &s));
    CHECK(!s.count);
    akun_world_role(&w.lke.people, &w.people[EVAL_DALNIS], WHO(INSPEKTUR), &w.lke.people.x.top);
    by.user_id = w.people[EVAL_DALNIS].id;
    CHECK_OK(evaluasi_board_signing(&a, w.lke.db, &by, WHO(INSPEKTUR), &s));
    CHECK(!s.count);                            /* one's own signature is no second one */
}

TEST(a_row_of_the_board_that_is_wrong_is_found_and_one_that_is_missing_is_made_again)
{
    static const Sql forge = {"test_forge", "UPDATE papan SET points = points - 1", NULL},
                     drop  = {"test_drop", "DELETE FROM papan", NULL},
                     drop2 = {"test_drop2", "DELETE FROM papan_tally", NULL},
                     drop3 = {"test_drop3", "DELETE FROM papan_band", NULL};
    EvalWorld w = eval_world(&a, false, false, NULL, 0);
    i64       n = 0;

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!faults(&w));
    CHECK_OK(db_do0(w.lke.db, &forge));
    CHECK(faults(&w) == 2);                     /* the row, and the band it is counted in */
    CHECK_OK(db_do0(w.lke.db, &drop));
    CHECK_OK(db_do0(w.lke.db, &drop2));
    CHECK_OK(db_do0(w.lke.db, &drop3));
    CHECK(faults(&w) == 1);
    CHECK_OK(db_begin(w.lke.db, true));
    CHECK_OK(evaluasi_board_mend(a, w.lke.db, &w.lke.packs, &n));
    CHECK_OK(db_end(w.lke.db, true));
    CHECK(n == 1 && !faults(&w));
}
