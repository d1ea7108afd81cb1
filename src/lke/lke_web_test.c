#include "lke/lke_fixture_test.h"

static const Room *const rooms[] = {&lke_room};

#define WORLD lke_world(&a, rooms, countof(rooms))
#define ASK(...) lke_ask(&w, (TestAsk){__VA_ARGS__})

/* A path with %s is about the worksheet. */
static Req *lke_ask(LkeWorld *w, TestAsk ask)
{
    Str  head = ask.path, id = str_fmt(w->a, "%lld", (long long)w->id);
    isize at  = str_find(head, S("%"));

    w->web.regulasi = &w->packs;
    ask.now         = akun_now;
    if (at >= 0)
        ask.path = str_fmt(w->a, "%.*s%.*s%.*s", STRF(str_sub(head, 0, at)), STRF(id), STRF(str_sub(head, at + 1, -1)));
    return test_ask(w->a, &w->web, w->db, &ask);
}

static const char *const pages[] = {
    "/lke", "/lke/%", "/lke/%/area/A", "/lke/%/area/hasil", "/lke/%/butir", "/lke/%/butir/A.I.1.i.a",
    "/lke/%/butir/A.II.1.i.a", "/lke/%/gerbang", "/lke/%/jalan", "/lke/%/jalan?target=WBBM", "/lke/%/cetak",
    "/lke/%/riwayat", "/lke/%/atur", "/lke/baru",
};

TEST(every_page_of_a_worksheet_is_drawn_empty_and_begun_in_both_languages)
{
    LkeWorld w = WORLD;
    for (int begun = 0; begun < 2; begun++) {
        for (isize i = 0; i < countof(pages); i++) {
            for (int l = 0; l < LANG_COUNT; l++) {
                w.ani.lang = (Lang)l;
                Req *r     = ASK(S("GET"), str_of(pages[i]), .user = &w.ani);
                if (r->status != 200)
                    test_fail(__FILE__, __LINE__, pages[i], str_fmt(&a, "%d", r->status));
                CHECK(test_shows(r, "</html>"));
            }
        }
        lke_world_save(&w, "A.I.1.i.a", "Ya", "Sesuai <SK>");
        lke_world_save(&w, "A.II.1.i.a", "4;3", "");
    }
}

TEST(nobody_outside_the_unit_sees_any_page_of_a_worksheet)
{
    LkeWorld    w          = WORLD;
    const User *strangers[] = {&w.budi, &w.other, &w.admin};
    for (isize i = 1; i < countof(pages) - 1; i++) {
        for (isize k = 0; k < countof(strangers); k++) {
            int status = ASK(S("GET"), str_of(pages[i]), .user = strangers[k])->status;
            CHECK(status == 404 || (strangers[k] == &w.admin && status == 403));
        }
        CHECK(ASK(S("GET"), str_of(pages[i]))->status == 303);
    }
    CHECK(ASK(S("POST"), S("/lke/%/butir/A.I.1.i.a"), S("jawaban=Ya&versi=0"), .user = &w.budi)->status == 404);
    CHECK(ASK(S("POST"), S("/lke/%/butir/A.I.1.i.a"), S("jawaban=Ya&versi=0"), .user = &w.other)->status == 404);
    CHECK(lke_world_get(&w).answered == 0);
}

TEST(an_assessor_reads_and_does_not_fill)
{
    LkeWorld w = WORLD;
    Req     *r = ASK(S("GET"), S("/lke/%/butir/A.I.1.i.a"), .user = &w.tpi);
    CHECK(r->status == 200 && !test_shows(r, "name=\"jawaban\""));
    CHECK(ASK(S("POST"), S("/lke/%/butir/A.I.1.i.a"), S("jawaban=Ya&versi=0"), .user = &w.tpi)->status == 403);
    CHECK(ASK(S("GET"), S("/lke/%/atur"), .user = &w.tpi)->status == 403);
}

TEST(the_admin_sees_that_a_worksheet_is_there_and_no_score)
{
    LkeWorld w = WORLD;
    lke_world_save(&w, "B.I.a", "3.6", "");
    Req *r = ASK(S("GET"), S("/lke"), .user = &w.admin);
    CHECK(r->status == 200 && test_shows(r, "Nama X11") && !test_shows(r, "15,75"));
    CHECK(test_shows(ASK(S("GET"), S("/lke"), .user = &w.ani), "15,75"));
    CHECK(!test_shows(ASK(S("GET"), S("/lke?format=csv"), .user = &w.admin), "15"));
}

TEST(an_item_is_answered_by_button_and_the_page_comes_back)
{
    LkeWorld w = WORLD;
    Req     *r = ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b"), S("jawaban=B&catatan=Lihat+SK&versi=0"), .user = &w.ani);
    CHECK(r->status == 303 && str_ends(r->location, S("/butir/A.I.1.i.b")));
    r = ASK(S("GET"), S("/lke/%/butir/A.I.1.i.b"), .user = &w.ani);
    CHECK(test_shows(r, "value=\"B\" checked") && test_shows(r, "Lihat SK") && test_shows(r, "Ani X"));
    CHECK(lke_world_get(&w).answered == 1);
}

TEST(an_item_saved_while_typing_answers_with_its_state_and_the_totals)
{
    LkeWorld w = WORLD;
    Req     *r = ASK(S("POST"), S("/lke/%/butir/A.II.1.i.a"), S("agen=4&perubahan=3&catatan=&versi=0"), .user = &w.ani,
                     .header = S("HX-Request: true"));
    CHECK(r->status == 200);
    CHECK(test_shows(r, "id=\"butir-state\"") && test_shows(r, "name=\"versi\" value=\"1\""));
    CHECK(test_shows(r, "id=\"lke-totals\"") && test_shows(r, "0,75"));
    CHECK(!test_shows(r, "<html"));
}

TEST(what_is_wrong_with_a_number_is_said_and_what_was_typed_stays)
{
    LkeWorld w = WORLD;
    Req     *r = ASK(S("POST"), S("/lke/%/butir/A.II.1.i.a"), S("agen=empat&perubahan=3&catatan=baru&versi=0"),
                     .user = &w.ani);
    CHECK(r->status == 422);
    CHECK(test_shows(r, "value=\"empat\"") && test_shows(r, "baru") && test_shows(r, "class=\"error\""));
    CHECK(lke_world_get(&w).answered == 0);
}

TEST(of_two_people_on_one_item_the_second_sees_both_versions_and_chooses)
{
    LkeWorld w = WORLD;
    Req *r = ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b"), S("jawaban=A&catatan=pertama&versi=0"), .user = &w.ani);
    CHECK(r->status == 303);
    r = ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b"), S("jawaban=C&catatan=kedua&versi=0"), .user = &w.ani);
    CHECK(r->status == 409);
    CHECK(test_shows(r, "pertama") && test_shows(r, "kedua") && test_shows(r, "name=\"pilih\" value=\"saya\""));
    CHECK(test_shows(r, "value=\"C\" checked") && test_shows(r, "name=\"versi\" value=\"1\""));
    CHECK_STR(lke_world_get(&w).total, S("1/4"));
    r = ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b"), S("jawaban=C&catatan=kedua&versi=1&pilih=saya"), .user = &w.ani);
    CHECK(r->status == 303);
    CHECK_STR(lke_world_get(&w).total, S("0"));
}

TEST(who_keeps_the_other_version_changes_nothing)
{
    LkeWorld w = WORLD;
    lke_world_save(&w, "A.I.1.i.b", "A", "pertama");
    Req *r = ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b"), S("jawaban=C&catatan=kedua&versi=1&pilih=tersimpan"),
                 .user = &w.ani);
    CHECK(r->status == 303);
    CHECK_STR(lke_world_get(&w).total, S("1/4"));
}

TEST(a_conflict_while_typing_is_a_piece_with_409)
{
    LkeWorld w = WORLD;
    lke_world_save(&w, "A.I.1.i.b", "A", "pertama");
    Req *r = ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b"), S("jawaban=C&catatan=kedua&versi=0"), .user = &w.ani,
                 .header = S("HX-Request: true"));
    CHECK(r->status == 409 && test_shows(r, "id=\"butir-state\"") && test_shows(r, "class=\"conflict\""));
}

TEST(an_item_the_pack_does_not_have_is_not_found)
{
    LkeWorld w = WORLD;
    CHECK(ASK(S("GET"), S("/lke/%/butir/A.I.1.i.z"), .user = &w.ani)->status == 404);
    CHECK(ASK(S("GET"), S("/lke/%/butir/A.I.1"), .user = &w.ani)->status == 404);
    CHECK(ASK(S("GET"), S("/lke/%/area/Z"), .user = &w.ani)->status == 404);
    CHECK(ASK(S("GET"), S("/lke/999/butir/A.I.1.i.a"), .user = &w.ani)->status == 404);
}

TEST(a_worksheet_is_begun_for_a_unit_that_one_reaches_and_once_a_year)
{
    LkeWorld w    = WORLD;
    Str      left = str_fmt(&a, "unit=%lld&tahun=2027&target=WBK&predikat=none", (long long)w.people.x.left.id);
    Str      right = str_fmt(&a, "unit=%lld&tahun=2027&target=WBK&predikat=none", (long long)w.people.x.right.id);
    Str      again = str_fmt(&a, "unit=%lld&tahun=2026&target=WBK&predikat=none", (long long)w.people.x.left.id);
    Str      copy  = str_fmt(&a, "%.*s&salin=1", STRF(left));

    lke_world_save(&w, "A.I.1.i.a", "Ya", "");
    CHECK(ASK(S("POST"), S("/lke/baru"), right, .user = &w.ani)->status == 422);
    CHECK(ASK(S("POST"), S("/lke/baru"), again, .user = &w.ani)->status == 422);
    CHECK(ASK(S("POST"), S("/lke/baru"), left, .user = &w.tpi)->status == 403);
    Req *r = ASK(S("POST"), S("/lke/baru"), copy, .user = &w.ani);
    CHECK(r->status == 303 && str_starts(r->location, S("/lke/")));
    r = test_ask(&a, &w.web, w.db, &(TestAsk){S("GET"), r->location, .user = &w.ani, .now = akun_now});
    CHECK(test_shows(r, "1 dari 113"));
    CHECK(ASK(S("POST"), S("/lke/baru"), right, .user = &w.admin)->status == 303);
}

TEST(a_worksheet_is_for_a_year_from_the_packs_first_to_the_next_one)
{
    static const struct { int year; bool good; } tried[] = {
        {2020, false}, {2021, true}, {2025, true}, {2027, true}, {2028, false}, {2030, false}, {2199, false},
    };
    LkeWorld w = WORLD;

    for (isize i = 0; i < countof(tried); i++) {
        Str form = str_fmt(&a, "unit=%lld&tahun=%d&target=WBK&predikat=none", (long long)w.people.x.left.id,
                           tried[i].year);
        Req *r = ASK(S("POST"), S("/lke/baru"), form, .user = &w.ani);
        CHECK(r->status == (tried[i].good ? 303 : 422));
        CHECK(tried[i].good || test_shows(r, "tahun 2021 sampai 2027"));
    }
}

TEST(a_worksheet_is_closed_and_opened_again_by_its_team)
{
    LkeWorld w = WORLD;
    CHECK(ASK(S("POST"), S("/lke/%/tutup"), S("versi=1&tutup=1"), .user = &w.tpi)->status == 403);
    CHECK(ASK(S("POST"), S("/lke/%/tutup"), S("versi=1&tutup=1"), .user = &w.ani)->status == 303);
    CHECK(ASK(S("POST"), S("/lke/%/butir/A.I.1.i.a"), S("jawaban=Ya&versi=0"), .user = &w.ani)->status == 403);
    CHECK(ASK(S("POST"), S("/lke/%/tutup"), S("versi=1&tutup=0"), .user = &w.ani)->status == 409);
    CHECK(ASK(S("POST"), S("/lke/%/tutup"), S("versi=2&tutup=0"), .user = &w.ani)->status == 303);
    CHECK(ASK(S("POST"), S("/lke/%/butir/A.I.1.i.a"), S("jawaban=Ya&versi=0"), .user = &w.ani)->status == 303);
}

TEST(the_way_to_pass_names_what_a_unit_cannot_change)
{
    LkeWorld w = WORLD;
    Req     *r = ASK(S("GET"), S("/lke/%/jalan"), .user = &w.ani);
    CHECK(test_shows(r, "Indeks persepsi antikorupsi"));
    lke_world_save(&w, "B.I.a", "3.8", "");
    lke_world_save(&w, "B.II.a", "3.8", "");
    r = ASK(S("GET"), S("/lke/%/jalan"), .user = &w.ani);
    CHECK(test_shows(r, "Cara 1") && test_shows(r, "/butir/A.I."));
}

TEST(the_effort_of_an_item_is_set_on_its_page)
{
    LkeWorld w = WORLD;
    CHECK(ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b/usaha"), S("usaha=101"), .user = &w.ani)->status == 422);
    CHECK(ASK(S("POST"), S("/lke/%/butir/A.I.1.i.b/usaha"), S("usaha=7"), .user = &w.ani)->status == 303);
    CHECK(test_shows(ASK(S("GET"), S("/lke/%/butir/A.I.1.i.b"), .user = &w.ani), "satu tingkat: 7"));
}

TEST(lists_are_given_as_csv_and_json_too)
{
    LkeWorld w = WORLD;
    lke_world_save(&w, "A.I.1.i.b", "B", "=1+1");
    Req *r = ASK(S("GET"), S("/lke/%/butir?format=csv"), .user = &w.ani);
    CHECK(r->status == 200 && test_shows(r, "A.I.1.i.b") && test_shows(r, "'=1+1"));
    r = ASK(S("GET"), S("/lke/%/gerbang?format=json"), .user = &w.ani);
    CHECK(r->status == 200 && str_has(r->type, S("json")));
}
