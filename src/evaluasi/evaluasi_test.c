#include "evaluasi/evaluasi_fixture_test.h"

TEST(a_worksheet_goes_from_the_unit_to_a_decision_that_two_people_sign)
{
    EvalWorld w = eval_world(&a, true, false, NULL, 0);
    Evaluasi  e;
    EvalSnapshots frozen = {0};

    CHECK(!eval_world_move(&w, EVAL_ANI, "konfirmasi", ""));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(lke_world_get(&w.lke).held);
    CHECK(eval_world_move(&w, EVAL_LOOK, "teruskan", "") == 1);        /* nothing is judged yet */
    eval_world_judge(&w, EVAL_LOOK);
    CHECK(!eval_world_move(&w, EVAL_LOOK, "teruskan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    eval_world_judge(&w, EVAL_KETUA);
    CHECK(!eval_world_move(&w, EVAL_KETUA, "serahkan", ""));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "memenuhi", ""));
    e = eval_world_open(&w, EVAL_INSPEKTUR);
    CHECK(e.stage == STAGE_DALNIS && e.pending);
    CHECK(!evaluasi_sees(&e, LAYER_TPI));
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "memenuhi", ""));
    e = eval_world_open(&w, EVAL_ANI);
    CHECK(e.stage == STAGE_MEMENUHI && !e.pending);
    CHECK(evaluasi_sees(&e, LAYER_TPI) && evaluasi_sees(&e, LAYER_KETUA));
    CHECK_OK(evaluasi_snapshots(&a, w.lke.db, &e, &frozen));
    CHECK(frozen.count == 5);
}

TEST(who_scores_blind_sees_nothing_of_others_until_both_are_done)
{
    EvalWorld w = eval_world(&a, false, true, NULL, 0);
    Worksheet s;
    LkeAsker  one = {w.people[EVAL_ONE].id, w.lke.people.x.top.id, LKE_READS, LKE_FILLS, LKE_KNOWS, akun_today};

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(lke_find(&a, w.lke.db, &one, &w.lke.packs, w.lke.id, &s).kind == ERR_NOT_FOUND);
    CHECK(lke_reached(a, w.lke.db, &one, w.lke.id).kind == ERR_NOT_FOUND);      /* what stands before a kept page */
    Evaluasi e = eval_world_open(&w, EVAL_ONE);
    CHECK(!evaluasi_sees(&e, LAYER_UNIT) && !evaluasi_sees(&e, LAYER_ANGGOTA_2) && evaluasi_sees(&e, LAYER_ANGGOTA));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    e = eval_world_open(&w, EVAL_ONE);
    CHECK(e.stage == STAGE_ANGGOTA && evaluasi_my_layer(&e) < 0 && !evaluasi_sees(&e, LAYER_UNIT));
    e = eval_world_open(&w, EVAL_KETUA);
    CHECK(!evaluasi_sees(&e, LAYER_ANGGOTA) && evaluasi_sees(&e, LAYER_UNIT));
    eval_world_judge(&w, EVAL_TWO);
    CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
    e = eval_world_open(&w, EVAL_ONE);
    CHECK(e.stage == STAGE_KETUA && evaluasi_sees(&e, LAYER_UNIT) && evaluasi_sees(&e, LAYER_ANGGOTA_2));
    CHECK_OK(lke_find(&a, w.lke.db, &one, &w.lke.packs, w.lke.id, &s));
}

TEST(one_person_is_never_both_signatures)
{
    EvalWorld   w = eval_world(&a, false, false, NULL, 0);
    EvalChances c = {0};

    akun_world_role(&w.lke.people, &w.people[EVAL_DALNIS], WHO(INSPEKTUR), &w.lke.people.x.top);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ambil", "anggota sakit"));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "ambil", "ketua sakit"));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "belum", "bukti belum cukup"));
    Evaluasi e = eval_world_open(&w, EVAL_DALNIS);
    CHECK_OK(evaluasi_chances(&a, w.lke.db, &w.lke.packs, &e, LANG_ID, &c));
    CHECK(!c.count);
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "belum", ""));
    CHECK(eval_world_open(&w, EVAL_ANI).stage == STAGE_BELUM);
}

TEST(a_worksheet_that_is_sent_back_is_the_units_again_and_what_was_judged_is_kept)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);
    Worksheet judged;

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(eval_world_move(&w, EVAL_ONE, "kembalikan", "") == 1);        /* a reason is asked */
    CHECK(!eval_world_move(&w, EVAL_ONE, "kembalikan", "bukti A.I.1.i.a belum ada"));
    CHECK(!lke_world_get(&w.lke).held);
    Evaluasi e = eval_world_open(&w, EVAL_ANI);
    CHECK(e.stage == STAGE_ISI && !evaluasi_sees(&e, LAYER_ANGGOTA));
    CHECK_OK(lke_get(&a, w.lke.db, &w.lke.packs, (LkeKey){e.w.instansi_id, e.w.id, LAYER_ANGGOTA}, &judged));
    CHECK(judged.answered == w.lke.pack->nquestions);
}

TEST(a_frozen_worksheet_that_somebody_changed_is_found)
{
    static const Sql forge = {"test_forge", "UPDATE evaluasi_snapshot SET body = body || ' '", NULL};
    EvalWorld w      = eval_world(&a, false, false, NULL, 0);
    Arena     all    = arena_reserve((isize)1 << 20), said = all;
    Issues    issues = {.arena = &said};
    i64       n      = 0;

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK_OK(evaluasi_verify(a, w.lke.db, &issues, &n));
    CHECK(n == 1 && !issues.count);
    CHECK_OK(db_do0(w.lke.db, &forge));
    CHECK_OK(evaluasi_verify(a, w.lke.db, &issues, &n));
    CHECK(issues.count == 1);
    arena_release(all);
}

TEST(of_two_who_move_a_worksheet_at_once_the_second_is_told)
{
    EvalWorld w      = eval_world(&a, false, false, NULL, 0);
    Evaluasi  e      = eval_world_open(&w, EVAL_HEAD);
    Issues    issues = {.arena = &a};
    EvalStep  step   = {.move = evaluasi_move_named(S("ajukan"), STAGE_ISI) + 1, .seen = e.version, .proven = true,
                        .at = akun_now};
    i64       snapshot;

    CHECK(!eval_world_move(&w, EVAL_ANI, "konfirmasi", ""));
    CHECK_OK(db_begin(w.lke.db, true));
    CHECK(evaluasi_move(&a, w.lke.db, &w.lke.packs, &e, &step, &issues, &snapshot).kind == ERR_CONFLICT);
    CHECK_OK(db_end(w.lke.db, false));
}

static void close_stage(EvalWorld *w, const char *stage)
{
    static const Sql put = {"test_closed", "INSERT INTO evaluasi_window (instansi_id, cycle_id, stage, opens_on, "
                            "closes_on) VALUES ($1, $2, $3, '2026-01-02', '2026-01-03')", NULL};
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(db_do(w->lke.db, &put, db_i64(w->lke.people.x.top.id), db_i64(w->cycle_id), db_text(str_of(stage))));
    CHECK_OK(db_end(w->lke.db, true));
}

TEST(what_was_sent_back_may_be_handed_over_after_its_stage_has_closed)
{
    EvalWorld   w = eval_world(&a, false, false, NULL, 0);
    EvalChances c = {0};

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    close_stage(&w, "isi");
    close_stage(&w, "anggota");
    eval_world_judge(&w, EVAL_ONE);
    CHECK(eval_world_move(&w, EVAL_ONE, "serahkan", "") == 1);          /* simply late */
    CHECK(!eval_world_move(&w, EVAL_ONE, "kembalikan", "bukti kurang"));
    Evaluasi e = eval_world_open(&w, EVAL_HEAD);
    CHECK_OK(evaluasi_chances(&a, w.lke.db, &w.lke.packs, &e, LANG_ID, &c));
    CHECK(c.count == 1 && c.at[0].closed_on.days == date_ymd(2026, 1, 3).days && !c.at[0].issues.count);
    CHECK(!eval_world_move(&w, EVAL_ANI, "konfirmasi", ""));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK(eval_world_open(&w, EVAL_KETUA).stage == STAGE_KETUA);
}

TEST(what_the_unit_takes_back_itself_is_not_exempt_from_the_dates)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);

    CHECK(!eval_world_move(&w, EVAL_ANI, "konfirmasi", ""));
    CHECK(!eval_world_move(&w, EVAL_ANI, "tarik", ""));
    CHECK(!eval_world_move(&w, EVAL_ANI, "konfirmasi", ""));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "perbaiki", "kurang"));
    close_stage(&w, "isi");
    CHECK(eval_world_move(&w, EVAL_HEAD, "ajukan", "") == 1);
}

TEST(a_decision_that_was_opened_again_can_be_made_after_the_dates)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ambil", "anggota sakit"));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "ambil", "ketua sakit"));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "memenuhi", ""));
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "memenuhi", ""));
    close_stage(&w, "putusan");
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "buka", "ada laporan"));
    CHECK(!eval_world_move(&w, EVAL_PIMPINAN, "buka", ""));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "belum", "laporan benar"));
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "belum", ""));
    CHECK(eval_world_open(&w, EVAL_ANI).stage == STAGE_BELUM);
}

static i64 told(EvalWorld *w, int person, const char *kind)
{
    return test_number(*w->lke.a, w->lke.db, str_c(w->lke.a, str_fmt(w->lke.a,
                       "SELECT COUNT(*) FROM kabar_notice WHERE user_id = %lld AND kind = '%s'",
                       (long long)w->people[person].id, kind)));
}

TEST(when_a_decision_is_opened_again_the_unit_hears_just_that_and_the_dalnis_has_work)
{
    EvalWorld w = eval_world(&a, false, false, NULL, 0);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ambil", "anggota sakit"));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "ambil", "ketua sakit"));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "memenuhi", ""));
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "memenuhi", ""));
    i64 turns = told(&w, EVAL_DALNIS, "evaluasi_turn");
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "buka", "ada laporan"));
    CHECK(!told(&w, EVAL_HEAD, "evaluasi_reopened"));                   /* signed once: nothing has happened yet */
    CHECK(!eval_world_move(&w, EVAL_PIMPINAN, "buka", ""));
    CHECK(told(&w, EVAL_HEAD, "evaluasi_reopened") == 1 && told(&w, EVAL_ANI, "evaluasi_reopened") == 1);
    CHECK(!told(&w, EVAL_HEAD, "evaluasi_back") && !told(&w, EVAL_ANI, "evaluasi_back"));
    CHECK(told(&w, EVAL_INSPEKTUR, "evaluasi_reopened") == 1 && told(&w, EVAL_DALNIS, "evaluasi_turn") == turns + 1);
    CHECK(str_has(say(LANG_ID, MSG_evaluasi_tell_reopened), S("unit tidak perlu melakukan apa pun")));
}
