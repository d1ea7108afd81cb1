#include "evaluasi/evaluasi_fixture_test.h"
#include "evaluasi/evaluasi_web.h"
#include "lke/lke_web.h"

static const Room *const rooms[] = {&evaluasi_room, &lke_room};

static Req *ask(EvalWorld *w, int person, const char *method, const char *rest, Str form)
{
    w->lke.web.regulasi = &w->lke.packs;
    Str path = str_fmt(w->lke.a, "/evaluasi/%lld%s", (long long)w->lke.id, rest);
    return test_ask(w->lke.a, &w->lke.web, w->lke.db,
                    &(TestAsk){.method = str_of(method), .path = path, .form = form, .user = &w->users[person],
                               .now = akun_now});
}

static i64 version(EvalWorld *w)
{
    return eval_world_open(w, EVAL_HEAD).version;
}

static void password(EvalWorld *w, int person)
{
    akun_world_password(&w->lke.people, &w->people[person], S("laut yang tenang"));
}

TEST(a_worksheet_is_submitted_with_the_password_of_the_head_and_not_without)
{
    EvalWorld w    = eval_world(&a, false, false, rooms, countof(rooms));
    Str       bare = str_fmt(&a, "versi=%lld", (long long)version(&w));
    Str       good = str_fmt(&a, "%.*s&sandi=laut+yang+tenang", STRF(bare));

    password(&w, EVAL_HEAD);
    CHECK(test_shows(ask(&w, EVAL_HEAD, "GET", "/langkah/ajukan", (Str){0}), ">Sandi Anda</label>"));
    CHECK(!test_shows(ask(&w, EVAL_HEAD, "GET", "/langkah/ajukan", (Str){0}), "name=\"kode\""));
    Req *unsigned_ = ask(&w, EVAL_HEAD, "POST", "/langkah/ajukan", bare);
    CHECK(unsigned_->status == 422 && test_shows(unsigned_, "id=\"sandi-error\""));
    CHECK(ask(&w, EVAL_HEAD, "POST", "/langkah/ajukan", str_fmt(&a, "%.*s&sandi=laut", STRF(bare)))->status == 422);
    CHECK(eval_world_open(&w, EVAL_HEAD).stage == STAGE_ISI);
    CHECK(ask(&w, EVAL_HEAD, "POST", "/langkah/ajukan", good)->status == 303);
    CHECK(eval_world_open(&w, EVAL_HEAD).stage == STAGE_ANGGOTA);
    CHECK(ask(&w, EVAL_HEAD, "POST", "/langkah/ajukan", good)->status == 404);      /* it is no longer theirs to make */
}

/* What this person can sign with. */
static void signs_with(EvalWorld *w, int person, bool password, bool second)
{
    static const Sql put = {"test_signs",
                            "UPDATE akun_secret SET password_hash = CASE WHEN $1 = 1 THEN password_hash ELSE NULL END, "
                            "totp_on_at = CASE WHEN $2 = 1 THEN '2026-01-01T00:00:00Z' ELSE NULL END "
                            "WHERE user_id = $3", NULL};
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(db_do(w->lke.db, &put, db_bool(password), db_bool(second), db_i64(w->people[person].id)));
    CHECK_OK(db_end(w->lke.db, true));
}

TEST(who_has_a_password_and_a_code_is_asked_for_one_of_them_and_told_so)
{
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    password(&w, EVAL_HEAD);
    signs_with(&w, EVAL_HEAD, true, true);
    Req *both = ask(&w, EVAL_HEAD, "GET", "/langkah/ajukan", (Str){0});
    CHECK(test_shows(both, "Sandi Anda <span class=\"optional\">(salah satu wajib diisi)"));
    CHECK(test_shows(both, "Atau kode <span class=\"optional\">(salah satu wajib diisi)"));
    signs_with(&w, EVAL_HEAD, false, true);
    Str  bare = str_fmt(&a, "versi=%lld", (long long)version(&w));
    Req *code = ask(&w, EVAL_HEAD, "POST", "/langkah/ajukan", bare);
    CHECK(code->status == 422 && test_shows(code, ">Kode Anda</label>") && test_shows(code, "id=\"kode-error\""));
    CHECK(!test_shows(code, "Sandi Anda"));
}

TEST(the_unit_does_not_learn_of_a_decision_before_it_is_signed_twice)
{
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ambil", "satu orang saja tahun ini"));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "ambil", "satu orang saja tahun ini"));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "belum", "rahasia putusan"));
    CHECK(test_shows(ask(&w, EVAL_INSPEKTUR, "GET", "", (Str){0}), "rahasia putusan"));
    CHECK(!test_shows(ask(&w, EVAL_ANI, "GET", "", (Str){0}), "rahasia putusan"));
    CHECK(!test_shows(ask(&w, EVAL_ANI, "GET", "/riwayat", (Str){0}), "satu orang saja"));
    CHECK(test_shows(ask(&w, EVAL_KETUA, "GET", "/riwayat", (Str){0}), "satu orang saja"));
    Str seen = str_fmt(&a, "versi=%lld", (long long)version(&w));
    CHECK(ask(&w, EVAL_DALNIS, "POST", "/langkah/belum", seen)->status == 403);
    CHECK(!eval_world_move(&w, EVAL_INSPEKTUR, "belum", ""));
    CHECK(test_shows(ask(&w, EVAL_ANI, "GET", "/riwayat", (Str){0}), "rahasia putusan"));
}

TEST(two_snapshots_compare_side_by_side_and_show_only_layers_one_may_see)
{
    EvalWorld     w   = eval_world(&a, false, false, rooms, countof(rooms));
    EvalSnapshots all = {0};

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "kembalikan", "perbaiki A.I.1.i.a"));
    CHECK(lke_world_save(&w.lke, "A.I.1.i.a", "Tidak", "ternyata belum ada").now.version);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    Evaluasi e = eval_world_open(&w, EVAL_ANI);
    CHECK_OK(evaluasi_snapshots(&a, w.lke.db, &e, &all));
    CHECK(all.count == 3);
    Str query = str_fmt(&a, "/banding?a=%lld&b=%lld", (long long)all.at[0].id, (long long)all.at[2].id);
    const char *pair = str_c(&a, query);
    CHECK(test_shows(ask(&w, EVAL_ANI, "GET", pair, (Str){0}), "ternyata"));
    CHECK(!test_shows(ask(&w, EVAL_ANI, "GET", pair, (Str){0}), "<h2>Anggota TPI</h2>"));
    CHECK(test_shows(ask(&w, EVAL_ONE, "GET", pair, (Str){0}), "<h2>Anggota TPI</h2>"));
    const char *first = str_c(&a, str_fmt(&a, "/potret/%lld", (long long)all.at[0].id));
    CHECK(test_shows(ask(&w, EVAL_ANI, "GET", first, (Str){0}), ">100,00<"));
    CHECK(test_shows(ask(&w, EVAL_ANI, "GET", pair, (Str){0}), "Nilai total"));
    const char *raw = str_c(&a, str_fmt(&a, "/potret/%lld?format=json", (long long)all.at[2].id));
    CHECK(ask(&w, EVAL_ANI, "GET", raw, (Str){0})->status == 403);
    CHECK(ask(&w, EVAL_ONE, "GET", raw, (Str){0})->status == 200);
}
