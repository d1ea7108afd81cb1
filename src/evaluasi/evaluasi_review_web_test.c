#include "evaluasi/evaluasi_fixture_test.h"
#include "evaluasi/evaluasi_review_web.h"
#include "evaluasi/evaluasi_seat.h"
#include "evaluasi/evaluasi_web.h"
#include "lke/lke_web.h"

static const Room *const rooms[] = {&evaluasi_room, &evaluasi_review_room, &lke_room};

#define WORLD(look, blind) eval_world(&a, look, blind, rooms, countof(rooms))

/* `path` with % is about the worksheet. */
static Req *ask_as(EvalWorld *w, const User *u, const char *path, const char *form, const char *header)
{
    Str  head = str_of(path), id = str_fmt(w->lke.a, "%lld", (long long)w->lke.id);
    isize at  = str_find(head, S("%"));

    w->lke.web.regulasi    = &w->lke.packs;
    w->lke.web.beside_item = evaluasi_beside;
    if (at >= 0)
        head = str_fmt(w->lke.a, "%.*s%.*s%.*s", STRF(str_sub(head, 0, at)), STRF(id), STRF(str_sub(head, at + 1, -1)));
    return test_ask(w->lke.a, &w->lke.web, w->lke.db,
                    &(TestAsk){.method = form ? S("POST") : S("GET"), .path = head, .form = str_of(form ? form : ""),
                               .user = u, .now = akun_now, .header = str_of(header ? header : "")});
}

static Req *get(EvalWorld *w, int person, const char *path)
{
    return ask_as(w, &w->users[person], path, NULL, NULL);
}

static Req *post(EvalWorld *w, int person, const char *path, const char *form)
{
    return ask_as(w, &w->users[person], path, form, NULL);
}

static Str value_in(EvalWorld *w, int layer, const char *code, Str *out_note)
{
    Worksheet s;
    LkeItem   item = {0};
    LkeKey    key  = {w->lke.people.x.top.id, w->lke.id, layer};
    if (!lke_get(w->lke.a, w->lke.db, &w->lke.packs, key, &s).kind)
        CHECK_OK(lke_item(w->lke.a, w->lke.db, &s, pack_find(w->lke.pack, str_of(code)), &item));
    if (out_note)
        *out_note = item.note;
    return item.value;
}

/* The one number of a page's address that follows `before`. */
static i64 number_after(const Req *r, const char *before)
{
    Str   out = buf_str(&r->out);
    isize at  = str_find(out, str_of(before));
    Str   n   = str_sub(out, at + str_of(before).len, -1);
    i64   id  = 0;
    isize len = 0;
    while (len < n.len && n.at[len] >= '0' && n.at[len] <= '9')
        len++;
    CHECK(at >= 0 && str_i64(str_sub(n, 0, len), &id));
    return id;
}

static const char *const pages[] = {
    "/evaluasi/%/butir", "/evaluasi/%/butir?tampil=belum", "/evaluasi/%/butir?tampil=beda&area=A",
    "/evaluasi/%/butir?tampil=tanya", "/evaluasi/%/butir?area=hasil", "/evaluasi/%/butir/A.I.1.i.a",
    "/evaluasi/%/butir/A.II.1.i.a", "/evaluasi/%/butir/B.I.a", "/evaluasi/%/rekomendasi", "/rekomendasi",
};

LONG_TEST(every_page_of_judging_is_drawn_at_every_stage_for_everybody_in_both_languages)
{
    static const int people[] = {EVAL_ANI, EVAL_HEAD, EVAL_ONE, EVAL_KETUA, EVAL_DALNIS, EVAL_INSPEKTUR, EVAL_PIMPINAN};
    static const struct { int person; const char *move; } moves[] = {
        {EVAL_HEAD, "ajukan"}, {EVAL_ONE, "serahkan"}, {EVAL_KETUA, "serahkan"}, {EVAL_DALNIS, "belum"},
        {EVAL_INSPEKTUR, "belum"}};
    EvalWorld w = WORLD(false, false);

    for (isize m = 0; m <= countof(moves); m++) {
        for (isize p = 0; p < countof(people); p++) {
            for (isize i = 0; i < countof(pages); i++) {
                User u = w.users[people[p]];
                u.lang = (Lang)((m + p) % LANG_COUNT);
                Req *r = ask_as(&w, &u, pages[i], NULL, NULL);
                if (r->status != 200 || !test_shows(r, "</html>"))
                    test_fail(__FILE__, __LINE__, pages[i], str_fmt(&a, "%d after %td: %d", people[p], m, r->status));
            }
        }
        if (m == countof(moves))
            break;
        if (m > 0 && m < countof(moves) - 1)
            eval_world_judge(&w, moves[m].person);
        CHECK(!eval_world_move(&w, moves[m].person, moves[m].move, "belum cukup"));
    }
}

TEST(an_assessor_agrees_with_one_click_and_goes_on_to_the_next_open_item)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    Req *r = get(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b");
    CHECK(test_shows(r, "Setuju dengan Unit: A") && test_shows(r, "data-keys") && test_shows(r, "Unit: A."));
    r = post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b", "setuju=A&versi=0");
    CHECK(r->status == 303 && str_ends(r->location, S("/butir/A.I.1.ii.a")));
    CHECK_STR(value_in(&w, LAYER_ANGGOTA, "A.I.1.i.b", NULL), S("A"));
    CHECK(test_shows(get(&w, EVAL_ONE, "/evaluasi/%/butir"), "1 dari 113"));
    r = post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.ii.a", "setuju=C&versi=0");     /* not what is below */
    CHECK(r->status == 409 && test_shows(r, "sudah lain"));
    CHECK_STR(value_in(&w, LAYER_ANGGOTA, "A.I.1.ii.a", NULL), (Str){0});
}

TEST(an_assessor_judges_differently_with_a_note_and_the_units_layer_stays)
{
    EvalWorld w = WORLD(false, false);
    Str       note;

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b", "jawaban=C&catatan=SK+belum+ada&versi=0")->status == 303);
    CHECK_STR(value_in(&w, LAYER_ANGGOTA, "A.I.1.i.b", &note), S("C"));
    CHECK_STR(note, S("SK belum ada"));
    CHECK_STR(value_in(&w, LAYER_UNIT, "A.I.1.i.b", NULL), S("A"));
    Req *r = get(&w, EVAL_ONE, "/evaluasi/%/butir?tampil=beda");
    CHECK(test_shows(r, "A.I.1.i.b") && !test_shows(r, "A.I.1.ii.a ") && test_shows(r, "Anda: C"));
    r = get(&w, EVAL_KETUA, "/evaluasi/%/butir/A.I.1.i.b");
    CHECK(test_shows(r, "SK belum ada") && !test_shows(r, "name=\"jawaban\""));
}

TEST(judging_while_typing_answers_with_the_state_and_the_progress)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    Req *r = ask_as(&w, &w.users[EVAL_ONE], "/evaluasi/%/butir/A.II.1.i.a", "agen=4&perubahan=3&catatan=&versi=0",
                    "HX-Request: true");
    CHECK(r->status == 200 && test_shows(r, "id=\"butir-state\"") && test_shows(r, "name=\"versi\" value=\"1\""));
    CHECK(test_shows(r, "id=\"review-progress\"") && test_shows(r, "1 dari 113") && !test_shows(r, "<html"));
    r = ask_as(&w, &w.users[EVAL_ONE], "/evaluasi/%/butir/A.II.1.i.a", "agen=5&perubahan=3&catatan=&versi=0",
               "HX-Request: true");
    CHECK(r->status == 409 && test_shows(r, "class=\"conflict\""));
    r = post(&w, EVAL_ONE, "/evaluasi/%/butir/A.II.1.i.a", "agen=empat&perubahan=3&catatan=baru&versi=1");
    CHECK(r->status == 422 && test_shows(r, "value=\"empat\"") && test_shows(r, "baru"));
    r = post(&w, EVAL_ONE, "/evaluasi/%/butir/A.II.1.i.a", "agen=5&perubahan=3&catatan=&versi=1&pilih=saya");
    CHECK(r->status == 303);
    CHECK_STR(value_in(&w, LAYER_ANGGOTA, "A.II.1.i.a", NULL), S("5;3"));
}

TEST(only_whose_turn_it_is_writes_and_only_into_the_own_layer)
{
    static const char *const forms[][2] = {
        {"/evaluasi/%/butir/A.I.1.i.b", "jawaban=C&versi=0"}, {"/evaluasi/%/butir/A.I.1.i.b", "setuju=A&versi=0"},
        {"/evaluasi/%/setuju", ""}, {"/evaluasi/%/butir/A.I.1.i.b/tanya", "tanya=mana"},
        {"/evaluasi/%/butir/A.I.1.i.b/rekomendasi", "rekomendasi=buat&tenggat=2026-12-31"}};
    static const int others[] = {EVAL_ANI, EVAL_HEAD, EVAL_LOOK, EVAL_TWO, EVAL_KETUA, EVAL_DALNIS, EVAL_INSPEKTUR,
                                 EVAL_PIMPINAN};
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    for (isize i = 0; i < countof(forms); i++) {
        for (isize p = 0; p < countof(others); p++) {
            Req *r = post(&w, others[p], forms[i][0], forms[i][1]);
            if (r->status != 403 && r->status != 404)
                test_fail(__FILE__, __LINE__, forms[i][0], str_fmt(&a, "person %d: %d", others[p], r->status));
        }
        CHECK(ask_as(&w, &w.lke.other, forms[i][0], forms[i][1], NULL)->status == 403);        /* no assessor at all */
        CHECK(post(&w, EVAL_ONE, forms[i][0], forms[i][1])->status == (i == 1 ? 409 : 303));
    }
    for (isize i = 0; i < countof(pages) - 1; i++)
        CHECK(ask_as(&w, &w.lke.other, pages[i], NULL, NULL)->status == 404);
    CHECK(!test_shows(ask_as(&w, &w.lke.other, "/rekomendasi", NULL, NULL), "A.I.1.i.b"));
}

TEST(agreeing_with_all_says_how_many_and_keeps_what_is_judged_already)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b", "jawaban=C&catatan=kurang&versi=0")->status == 303);
    Req *r = get(&w, EVAL_ONE, "/evaluasi/%/setuju?area=B");
    i64  n = number_after(r, "<button class=\"button\">Setujui ");
    CHECK(r->status == 200 && n > 0 && n < 112);
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/setuju", "area=B")->status == 303);
    const char *done = str_c(&a, str_fmt(&a, "%lld dari 113", (long long)n + 1));
    CHECK(test_shows(get(&w, EVAL_ONE, "/evaluasi/%/butir"), done));
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/setuju", "area=Z")->status == 404);
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/setuju", "")->status == 303);
    CHECK(test_shows(get(&w, EVAL_ONE, "/evaluasi/%/butir"), "113 dari 113"));
    CHECK_STR(value_in(&w, LAYER_ANGGOTA, "A.I.1.i.b", NULL), S("C"));
    CHECK(test_shows(get(&w, EVAL_ONE, "/evaluasi/%/setuju"), "Tidak ada butir"));
}

TEST(the_keys_of_a_page_are_those_that_do_something_there)
{
    static const char page[] = "/evaluasi/%/butir/A.I.1.i.b";
    EvalWorld sees = WORLD(false, false), blind = WORLD(false, true);

    CHECK(!eval_world_move(&sees, EVAL_HEAD, "ajukan", "") && !eval_world_move(&blind, EVAL_HEAD, "ajukan", ""));
    Req *all = get(&sees, EVAL_ONE, page), *less = get(&blind, EVAL_ONE, page);
    CHECK(test_shows(all, "<kbd>s</kbd>") && test_shows(all, "name=\"setuju\""));
    CHECK(test_shows(less, "<kbd>c</kbd>") && !test_shows(less, "<kbd>s</kbd>"));
    CHECK(!test_shows(less, "name=\"setuju\""));
}

TEST(where_two_anggota_differ_the_ketua_has_to_choose)
{
    EvalWorld w = WORLD(false, true);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    eval_world_judge(&w, EVAL_TWO);
    CHECK(post(&w, EVAL_TWO, "/evaluasi/%/butir/A.I.1.i.b", "jawaban=C&versi=1")->status == 303);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
    Req *r = get(&w, EVAL_KETUA, "/evaluasi/%/butir/A.I.1.i.b");
    CHECK(r->status == 200 && !test_shows(r, "name=\"setuju\"") && test_shows(r, "Anggota TPI kedua: C."));
    CHECK(post(&w, EVAL_KETUA, "/evaluasi/%/butir/A.I.1.i.b", "setuju=A&versi=0")->status == 409);
    CHECK(test_shows(get(&w, EVAL_KETUA, "/evaluasi/%/setuju"), "Tidak ikut, karena dua anggota berbeda"));
    CHECK(post(&w, EVAL_KETUA, "/evaluasi/%/setuju", "")->status == 303);
    CHECK_STR(value_in(&w, LAYER_KETUA, "A.I.1.i.b", NULL), (Str){0});
    CHECK_STR(value_in(&w, LAYER_KETUA, "A.I.1.ii.a", NULL), value_in(&w, LAYER_UNIT, "A.I.1.ii.a", NULL));
    CHECK(test_shows(get(&w, EVAL_KETUA, "/evaluasi/%/butir?tampil=beda"), "Dua anggota berbeda"));
}

TEST(what_the_unit_is_asked_reaches_it_when_the_worksheet_comes_back_and_what_it_changed_is_listed)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.a/tanya", "tanya=Mana+SK-nya")->status == 303);
    CHECK(test_shows(get(&w, EVAL_ONE, "/evaluasi/%/butir?tampil=tanya"), "A.I.1.i.a"));
    CHECK(test_shows(get(&w, EVAL_KETUA, "/evaluasi/%/butir/A.I.1.i.a"), "Mana SK-nya"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/evaluasi/%/butir/A.I.1.i.a"), "Mana SK-nya"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/lke/%/butir/A.I.1.i.a"), "Mana SK-nya"));
    CHECK(!eval_world_move(&w, EVAL_ONE, "kembalikan", "lengkapi"));
    CHECK(test_shows(get(&w, EVAL_ANI, "/lke/%/butir/A.I.1.i.a"), "Mana SK-nya"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/lke/%/butir/A.I.1.i.b"), "Mana SK-nya"));
    CHECK(lke_world_save(&w.lke, "A.I.1.i.b", "B", "diperbaiki").now.version);
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    Req *r = get(&w, EVAL_ONE, "/evaluasi/%/butir?tampil=berubah");
    CHECK(test_shows(r, "A.I.1.i.b") && !test_shows(r, "A.I.1.ii.a") && test_shows(r, "Dikembalikan kepada unit"));
    CHECK(test_shows(get(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.a"), "Unit sudah mengajukan lagi"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/lke/%/butir/A.I.1.i.a"), "Mana SK-nya"));
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.a/tanya", "tanya=Lagi")->status == 303);
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.a/tanya", "tanya=")->status == 303);
    r = get(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.a");
    CHECK(!test_shows(r, "Lagi") && test_shows(r, "Mana SK-nya"));      /* what was sent stays */
}

/* --- recommendations --- */

/* One about A.I.1.i.b, given to the unit by sending the worksheet back. */
static i64 advised(EvalWorld *w)
{
    CHECK(!eval_world_move(w, EVAL_HEAD, "ajukan", ""));
    Req *r = post(w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b/rekomendasi",
                  "rekomendasi=Tetapkan+SK+tim&tenggat=2026-12-31");
    CHECK(r->status == 303);
    i64 id = number_after(get(w, EVAL_ONE, "/evaluasi/%/rekomendasi"), "href=\"/rekomendasi/");
    CHECK(!eval_world_move(w, EVAL_ONE, "kembalikan", "lengkapi"));
    return id;
}

static const char *path_of(EvalWorld *w, i64 id, const char *rest)
{
    return str_c(w->lke.a, str_fmt(w->lke.a, "/rekomendasi/%lld%s", (long long)id, rest));
}

static const char *form_of(EvalWorld *w, int version, const char *rest)
{
    return str_c(w->lke.a, str_fmt(w->lke.a, "versi=%d&%s", version, rest));
}

TEST(a_recommendation_is_followed_up_asked_again_and_accepted)
{
    EvalWorld w  = WORLD(false, false);
    i64       id = advised(&w);

    CHECK(test_shows(get(&w, EVAL_ANI, "/lke/%/butir/A.I.1.i.b"), "Tetapkan SK tim"));
    Req *r = get(&w, EVAL_ANI, path_of(&w, id, ""));
    CHECK(test_shows(r, "Tetapkan SK tim") && test_shows(r, "31 Desember 2026") && test_shows(r, "tindak-lanjut"));
    CHECK(post(&w, EVAL_ANI, path_of(&w, id, "/tindak-lanjut"), form_of(&w, 2, "uraian="))->status == 422);
    CHECK(post(&w, EVAL_ANI, path_of(&w, id, "/tindak-lanjut"), form_of(&w, 2, "uraian=x&bukti=77"))->status == 422);
    CHECK(post(&w, EVAL_ANI, path_of(&w, id, "/tindak-lanjut"), form_of(&w, 2, "uraian=SK+terbit"))->status == 303);
    CHECK(test_shows(get(&w, EVAL_ONE, path_of(&w, id, "")), "SK terbit"));
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/ulangi"), form_of(&w, 2, "kurang=mana"))->status == 409);
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/ulangi"), form_of(&w, 3, "kurang=Belum+ditandatangani"))->status == 303);
    CHECK(test_shows(get(&w, EVAL_ANI, "/rekomendasi?keadaan=open"), "Tetapkan SK tim"));
    CHECK(post(&w, EVAL_ANI, path_of(&w, id, "/tindak-lanjut"), form_of(&w, 4, "uraian=Sudah"))->status == 303);
    CHECK(post(&w, EVAL_KETUA, path_of(&w, id, "/terima"), form_of(&w, 5, "uraian="))->status == 303);
    r = get(&w, EVAL_ANI, path_of(&w, id, ""));
    CHECK(test_shows(r, "Selesai") && test_shows(r, "Belum ditandatangani") && !test_shows(r, "name=\"uraian\""));
    CHECK(post(&w, EVAL_ANI, path_of(&w, id, "/tindak-lanjut"), form_of(&w, 6, "uraian=lagi"))->status == 403);
}

TEST(a_draft_is_the_assessors_own_until_the_unit_has_it)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    const char *path = "/evaluasi/%/butir/A.I.1.i.b/rekomendasi";
    CHECK(post(&w, EVAL_ONE, path, "rekomendasi=x&tenggat=2020-01-01")->status == 422);
    CHECK(post(&w, EVAL_ONE, path, "rekomendasi=Konsep+satu&tenggat=2026-12-31")->status == 303);
    i64 id = number_after(get(&w, EVAL_ONE, "/evaluasi/%/rekomendasi"), "href=\"/rekomendasi/");
    CHECK(get(&w, EVAL_ANI, path_of(&w, id, ""))->status == 404);
    CHECK(get(&w, EVAL_PIMPINAN, path_of(&w, id, ""))->status == 404);
    CHECK(post(&w, EVAL_KETUA, path_of(&w, id, "/hapus"), "versi=1")->status == 403);
    CHECK(!test_shows(get(&w, EVAL_ANI, "/evaluasi/%/rekomendasi"), "Konsep satu"));
    CHECK(!test_shows(get(&w, EVAL_ONE, "/rekomendasi"), "Konsep satu"));
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/ubah"), form_of(&w, 1, "uraian=Konsep+dua&tenggat=2026-11-30"))
              ->status == 303);
    CHECK(test_shows(get(&w, EVAL_ONE, path_of(&w, id, "")), "Konsep dua"));
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/hapus"), "versi=1")->status == 409);
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/hapus"), "versi=2")->status == 303);
    CHECK(get(&w, EVAL_ONE, path_of(&w, id, ""))->status == 404);
}

TEST(another_day_for_a_recommendation_needs_a_reason_and_the_unit_is_told)
{
    EvalWorld w  = WORLD(false, false);
    i64       id = advised(&w), n = 0, before = 0;

    CHECK_OK(kabar_unread(a, w.lke.db, w.people[EVAL_ANI].id, &before));
    CHECK(before > 0);
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/ubah"), form_of(&w, 2, "tenggat=2027-01-31"))->status == 422);
    const char *form = form_of(&w, 2, "tenggat=2027-01-31&alasan=libur");
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/ubah"), form)->status == 303);
    CHECK(test_shows(get(&w, EVAL_ANI, path_of(&w, id, "")), "31 Januari 2027"));
    CHECK_OK(kabar_unread(a, w.lke.db, w.people[EVAL_ANI].id, &n));
    CHECK(n == before + 1);
}

TEST(nobody_beyond_reach_reads_or_answers_a_recommendation)
{
    static const char *const posts[] = {"/tindak-lanjut", "/terima", "/ulangi", "/ubah", "/hapus"};
    EvalWorld w  = WORLD(false, false);
    i64       id = advised(&w);
    const User *strangers[] = {&w.lke.budi, &w.lke.other};

    for (isize s = 0; s < countof(strangers); s++) {
        CHECK(ask_as(&w, strangers[s], path_of(&w, id, ""), NULL, NULL)->status == 404);
        CHECK(!test_shows(ask_as(&w, strangers[s], "/rekomendasi", NULL, NULL), "Tetapkan SK tim"));
        CHECK(!test_shows(ask_as(&w, strangers[s], "/rekomendasi?format=csv", NULL, NULL), "Tetapkan SK tim"));
        for (isize i = 0; i < countof(posts); i++) {
            int status = ask_as(&w, strangers[s], path_of(&w, id, posts[i]), form_of(&w, 2, "uraian=x"), NULL)->status;
            CHECK(status == 404 || status == 403);
        }
    }
    CHECK(post(&w, EVAL_ANI, path_of(&w, id, "/terima"), form_of(&w, 2, "uraian=x"))->status == 403);
    CHECK(post(&w, EVAL_PIMPINAN, path_of(&w, id, "/terima"), form_of(&w, 2, "uraian=x"))->status == 403);
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/tindak-lanjut"), form_of(&w, 2, "uraian=x"))->status == 403);
    CHECK(post(&w, EVAL_ONE, path_of(&w, id, "/hapus"), "versi=2")->status == 403);
    CHECK(test_shows(get(&w, EVAL_PIMPINAN, "/rekomendasi"), "Tetapkan SK tim"));
}

TEST(the_list_of_recommendations_is_narrowed_by_state_and_due_date)
{
    EvalWorld w  = WORLD(false, false);
    i64       id = advised(&w);

    CHECK(test_shows(get(&w, EVAL_ANI, "/rekomendasi?cari=sk+tim"), "Tetapkan SK tim"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/rekomendasi?cari=lain"), "Tetapkan SK tim"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/rekomendasi?keadaan=done"), "Tetapkan SK tim"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/rekomendasi?tempo=lewat"), "Tetapkan SK tim"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/rekomendasi?tempo=30"), "Tetapkan SK tim"));
    CHECK(!test_shows(get(&w, EVAL_ANI, "/rekomendasi?unit=7"), "Tetapkan SK tim"));
    for (int i = 0; i < 3; i++) {
        static const char *const formats[] = {"csv", "json", "xlsx"};
        Req *r = get(&w, EVAL_ANI, str_c(&a, str_fmt(&a, "/rekomendasi?format=%s", formats[i])));
        CHECK(r->status == 200 && (i == 2 || test_shows(r, "Tetapkan SK tim")));
    }
    Instant later = {akun_now.s + (i64)200 * 86400};
    Str     due   = S("/rekomendasi?tempo=lewat");
    Req    *r     = test_ask(&a, &w.lke.web, w.lke.db,
                             &(TestAsk){S("GET"), due, .user = &w.users[EVAL_ANI], .now = later});
    CHECK(test_shows(r, "Tetapkan SK tim") && test_shows(r, "Lewat tenggat") && id);
}

TEST(the_team_is_reminded_of_a_due_date_once_for_each_step_before_it)
{
    EvalWorld w   = WORLD(false, false);
    i64       id  = advised(&w), before, n;
    KabarDay  day = {.today = {date_ymd(2026, 12, 31).days - 7}, .now = akun_now, .before = {7, 3, 1}, .count = 3};

    CHECK_OK(kabar_unread(a, w.lke.db, w.people[EVAL_ANI].id, &before));
    for (int i = 0; i < 2; i++) {
        CHECK_OK(db_begin(w.lke.db, true));
        CHECK_OK(evaluasi_review_room.remind(a, w.lke.db, &day));
        CHECK_OK(db_end(w.lke.db, true));
    }
    CHECK_OK(kabar_unread(a, w.lke.db, w.people[EVAL_ANI].id, &n));
    CHECK(n == before + 1);
    day.today.days += 6;
    CHECK_OK(db_begin(w.lke.db, true));
    CHECK_OK(evaluasi_review_room.remind(a, w.lke.db, &day));
    CHECK_OK(db_end(w.lke.db, true));
    CHECK_OK(kabar_unread(a, w.lke.db, w.people[EVAL_ANI].id, &n));
    CHECK(n == before + 2 && id);
}

TEST(recommendations_and_questions_are_frozen_with_the_worksheet)
{
    EvalWorld     w   = WORLD(false, false);
    i64           id  = advised(&w);
    Evaluasi      e   = eval_world_open(&w, EVAL_INSPEKTUR);
    EvalSnapshots all = {0};
    EvalSnapshot  last;

    CHECK_OK(evaluasi_snapshots(&a, w.lke.db, &e, &all));
    CHECK_OK(evaluasi_snapshot(&a, w.lke.db, e.w.instansi_id, e.w.id, all.at[all.count - 1].id, &last));
    CHECK(str_has(last.body, S("\"advice\":[{")) && str_has(last.body, S("Tetapkan SK tim")) && id);
    CHECK(str_has(last.body, S("\"marks\":[")));
}

/* --- ties that come to be known after somebody was seated --- */

static i64 declare_tie(EvalWorld *w, int person)
{
    UnitAsker by = {w->people[person].id, w->lke.people.x.top.id, EVALUASI_READS, akun_today, akun_now};
    TieDraft  d  = {w->people[person].id, w->lke.people.x.left.id, S("keluarga"), S("ipar"), akun_today, {0}};
    i64       id = 0;

    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(evaluasi_tie_add(*w->lke.a, w->lke.db, &by, &d, &id));
    CHECK_OK(db_end(w->lke.db, true));
    return id;
}

static void end_tie(EvalWorld *w, i64 id)
{
    static const Sql gone = {"test_gone", "UPDATE evaluasi_tie SET gone_at = at WHERE id = $1", NULL};
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(db_do(w->lke.db, &gone, db_i64(id)));
    CHECK_OK(db_end(w->lke.db, true));
}

TEST(who_turns_out_to_be_tied_to_the_unit_reads_but_judges_and_hands_over_nothing)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    i64  tie = declare_tie(&w, EVAL_ONE);
    Req *r   = post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b", "jawaban=C&versi=1");
    CHECK(r->status == 403 && test_shows(r, "Anda terikat dengan unit ini"));
    CHECK(test_shows(r, "menempatkan orang lain di kursi Anda"));
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/setuju", "area=")->status == 403);
    CHECK(post(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b/tanya", "tanya=apa")->status == 403);
    CHECK(eval_world_move(&w, EVAL_ONE, "serahkan", "") == 1);
    CHECK(eval_world_move(&w, EVAL_ONE, "kembalikan", "kurang bukti") == 1);
    CHECK(get(&w, EVAL_ONE, "/evaluasi/%/butir/A.I.1.i.b")->status == 200);
    r = get(&w, EVAL_ONE, "/evaluasi/%");
    CHECK(r->status == 200 && test_shows(r, "Anda terikat dengan unit ini"));
    CHECK(eval_world_open(&w, EVAL_ONE).stage == STAGE_ANGGOTA);
    end_tie(&w, tie);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
}

TEST(a_decision_is_signed_by_nobody_who_is_tied_to_the_unit)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(!eval_world_move(&w, EVAL_KETUA, "ambil", "anggota sakit"));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "ambil", "ketua sakit"));
    eval_world_judge(&w, EVAL_DALNIS);
    akun_world_role(&w.lke.people, &w.people[EVAL_ONE], WHO(INSPEKTUR), &w.lke.people.x.top);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "memenuhi", ""));
    (void)declare_tie(&w, EVAL_INSPEKTUR);
    CHECK(eval_world_move(&w, EVAL_INSPEKTUR, "memenuhi", "") == 1);
    Req *r = get(&w, EVAL_INSPEKTUR, "/evaluasi/%/langkah/memenuhi");
    CHECK(r->status == 200 && test_shows(r, "Anda terikat dengan unit ini") && !test_shows(r, "alasan-tolak"));
    CHECK(!eval_world_move(&w, EVAL_ONE, "memenuhi", ""));                      /* another who holds the role */
    CHECK(eval_world_open(&w, EVAL_ANI).stage == STAGE_MEMENUHI);
    CHECK(eval_world_move(&w, EVAL_INSPEKTUR, "buka", "ada laporan") == 1);
    CHECK(!eval_world_move(&w, EVAL_ONE, "buka", "ada laporan"));
    (void)declare_tie(&w, EVAL_PIMPINAN);
    CHECK(eval_world_move(&w, EVAL_PIMPINAN, "buka", "") == 1);
    CHECK(eval_world_open(&w, EVAL_ANI).stage == STAGE_MEMENUHI);
}

TEST(who_comes_to_fill_in_for_the_unit_does_not_assess_it_any_more)
{
    EvalWorld w = WORLD(false, false);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    akun_world_role(&w.lke.people, &w.people[EVAL_ONE], WHO(TIM_KERJA), &w.lke.people.x.left);
    Evaluasi e = eval_world_open(&w, EVAL_ONE);
    CHECK(e.tie && evaluasi_my_layer(&e) < 0);
    CHECK(eval_world_move(&w, EVAL_ONE, "kembalikan", "kurang bukti") == 1);
    e = eval_world_open(&w, EVAL_ANI);
    CHECK(!e.tie);                                                              /* the unit's own people act for it */
}

/* --- agreement --- */

TEST(agreement_appears_when_both_are_final_and_not_before)
{
    EvalWorld w = WORLD(false, true);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    eval_world_judge(&w, EVAL_TWO);
    CHECK(post(&w, EVAL_TWO, "/evaluasi/%/butir/A.I.1.i.b", "jawaban=C&versi=1")->status == 303);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    for (int p = EVAL_ONE; p <= EVAL_INSPEKTUR; p++)
        CHECK(get(&w, p, "/evaluasi/%/kesepakatan")->status == 404);
    CHECK(test_shows(get(&w, EVAL_KETUA, "/evaluasi/kesepakatan"), "Belum ada lembar kerja"));
    CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
    Req *r = get(&w, EVAL_KETUA, "/evaluasi/%/kesepakatan");
    CHECK(r->status == 200 && test_shows(r, "sama 112 dari 113") && test_shows(r, "A.I.1.i.b: A dan C"));
    CHECK(get(&w, EVAL_ONE, "/evaluasi/%/kesepakatan")->status == 200);
    CHECK(get(&w, EVAL_LOOK, "/evaluasi/%/kesepakatan")->status == 404);
    CHECK(get(&w, EVAL_ANI, "/evaluasi/%/kesepakatan")->status == 403);
    r = get(&w, EVAL_KETUA, "/evaluasi/kesepakatan?menurut=pasangan");
    CHECK(test_shows(r, "Dua") && test_shows(r, "Satu") && test_shows(r, "113"));
    CHECK(test_shows(get(&w, EVAL_KETUA, "/evaluasi/kesepakatan?tahun=2026"), "A.I.1.i "));
    CHECK(test_shows(get(&w, EVAL_KETUA, "/evaluasi/kesepakatan?menurut=area&format=csv"), "kappa"));
    CHECK(get(&w, EVAL_ONE, "/evaluasi/kesepakatan")->status == 403);
    CHECK(!test_shows(get(&w, EVAL_KETUA, "/evaluasi/kesepakatan?tahun=2020"), "A.I.1.i "));
}

TEST(what_two_say_after_they_saw_each_other_is_not_called_blind)
{
    EvalWorld w = WORLD(false, true);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    for (int round = 0; round < 2; round++) {
        eval_world_judge(&w, EVAL_ONE);
        eval_world_judge(&w, EVAL_TWO);
        CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
        CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
        Req *one = get(&w, EVAL_KETUA, "/evaluasi/%/kesepakatan"), *year = get(&w, EVAL_KETUA, "/evaluasi/kesepakatan");
        CHECK(one->status == 200 && test_shows(one, "bukan lagi penilaian buta") == (round > 0));
        CHECK(test_shows(one, "tanpa saling melihat") == (round == 0));
        CHECK(test_shows(year, "A.I.1.i ") == (round == 0) && test_shows(year, "1 lembar kerja lain") == (round > 0));
        if (!round)
            CHECK(!eval_world_move(&w, EVAL_KETUA, "kembalikan", "B.I.a belum sepakat"));
    }
}
