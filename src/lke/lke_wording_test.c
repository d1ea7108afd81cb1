#include "lke/lke_fixture_test.h"
#include "lke/lke_import.h"
#include "regulasi/regulasi_web.h"

static const Room *const rooms[] = {&lke_room, &regulasi_room};

#define PAGE "/lke/bunyi/permenpanrb-90-2021"

/* The agency's own form, blank: of A.I.1.i.a it words the question, of A.I.1.i.b what the options mean. */
static Str a_form(LkeWorld *w)
{
    PackWords    words  = *words_of(&w->packs, w->pack);
    Str          path   = str_fmt(w->a, "%.*s/formulir.xlsx", STRF(test_dir(w->a)));
    Issues       issues = {.arena = w->a};
    LkeXlsxLayer layers[LKE_XLSX_LAYERS] = {lke_xlsx_layer(w->a, w->pack)};

    CHECK_OK(words_over(w->a, S("{\"for\":\"permenpanrb-90-2021\",\"kind\":\"words\",\"nodes\":{"
                                "\"A.I.1.i.a\":{\"id\":{\"ask\":\"Apakah unit kerja telah membentuk tim?\"}},"
                                "\"A.I.1.i.b\":{\"id\":{\"options\":{\"A\":\"Dengan prosedur tertulis.\"}}}}}"),
                        LANG_EN, &issues, w->pack, &words));
    LkeXlsxPlan plan = {w->pack, &words, LANG_ID, S("Unit"), 2026, layers};
    CHECK_OK(lke_xlsx_write(w->a, path, &plan));
    return path;
}

static Req *ask(LkeWorld *w, const User *u, const char *method, Str path)
{
    w->web.regulasi = &w->packs;
    return test_ask(w->a, &w->web, w->db, &(TestAsk){str_of(method), path, .user = u, .now = akun_now});
}

static Req *send_form(LkeWorld *w, const User *u, Str to, Str path)
{
    Str      bytes = test_read(w->a, str_c(w->a, path));
    HttpFile f     = {.field = S("berkas"), .name = S("formulir.xlsx"), .path = path, .bytes = bytes.len};
    w->web.regulasi = &w->packs;
    return test_ask(w->a, &w->web, w->db, &(TestAsk){S("POST"), to, .user = u, .now = akun_now, .files = &f,
                                                     .files_count = 1});
}

static Req *item_page(LkeWorld *w)
{
    return ask(w, &w->ani, "GET", str_fmt(w->a, "/lke/%lld/butir/A.I.1.i.a", (long long)w->id));
}

static i64 in_log(LkeWorld *w, const char *action)
{
    test_seal(*w->a, w->db);
    return test_number(*w->a, w->db, str_c(w->a, str_fmt(w->a, "SELECT COUNT(*) FROM audit_entry WHERE action = '%s'",
                                                         action)));
}

TEST(what_pulau_wrote_itself_is_no_official_wording_in_either_language)
{
    LkeWorld         w     = lke_world(&a, rooms, countof(rooms));
    const PackWords *words = words_of(&w.packs, w.pack);
    Str              path  = str_fmt(&a, "%.*s/ours.xlsx", STRF(test_dir(&a)));
    Issues           issues = {.arena = &a};
    LkeOfficials     found;

    for (int l = 0; l < LANG_COUNT; l++) {
        Worksheet s = lke_world_get(&w);
        LkeBook   b = {.path = path, .name = S("ours.xlsx"), .pack = w.pack, .issues = &issues};
        CHECK_OK(lke_export(&a, w.db, &s, words, (Lang)l, path));
        CHECK_OK(lke_wording_read(&a, &b, words, &found));
        CHECK(found.count == 0);
    }
    Req *r = send_form(&w, &w.admin, S(PAGE), path);
    CHECK(r->status == 422 && test_shows(r, "tidak memuat bunyi resmi"));
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM lke_wording") == 0);
}

TEST(a_blank_form_words_the_items_of_the_whole_agency_until_it_is_taken_back)
{
    LkeWorld w = lke_world(&a, rooms, countof(rooms));

    CHECK(test_shows(ask(&w, &w.admin, "GET", S(PAGE)), "bunyi pulau saja"));
    CHECK(!test_shows(item_page(&w), "telah membentuk tim?"));
    CHECK(send_form(&w, &w.admin, S(PAGE), a_form(&w))->status == 303);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM lke_wording") == 2);
    CHECK(test_shows(item_page(&w), "telah membentuk tim?"));
    Req *r = ask(&w, &w.admin, "GET", S(PAGE));
    CHECK(test_shows(r, "bunyi resmi untuk 2 dari 113 butir") && test_shows(r, "Dengan prosedur tertulis."));
    CHECK(in_log(&w, "lke_wording_set") == 1);

    CHECK(ask(&w, &w.admin, "POST", S(PAGE "/lepas"))->status == 303);
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM lke_wording") == 0);
    CHECK(!test_shows(item_page(&w), "telah membentuk tim?"));
    CHECK(in_log(&w, "lke_wording_drop") == 1);
}

TEST(the_wording_of_an_agency_is_not_for_a_unit_to_change)
{
    LkeWorld w    = lke_world(&a, rooms, countof(rooms));
    Str      form = a_form(&w);
    User     part = akun_test_user(&w.people.x.budi, WHO(ADMIN));
    Str      to   = str_fmt(&a, "/lke/%lld/impor", (long long)w.id);

    akun_world_role(&w.people, &w.people.x.budi, WHO(ADMIN), &w.people.x.right);
    CHECK(send_form(&w, &w.ani, S(PAGE), form)->status == 403);
    CHECK(send_form(&w, &w.tpi, S(PAGE), form)->status == 403);
    Req *r = send_form(&w, &part, S(PAGE), form);
    CHECK(r->status == 403 && test_shows(r, "untuk seluruh instansi"));
    CHECK(ask(&w, &part, "POST", S(PAGE "/lepas"))->status == 403);

    r = send_form(&w, &w.ani, to, form);
    CHECK(r->status == 303 && !test_shows(ask(&w, &w.ani, "GET", r->location), "bunyi"));
    w.web.regulasi = &w.packs;
    test_ask(&a, &w.web, w.db, &(TestAsk){S("POST"), r->location, S("bunyi=1"), .user = &w.ani, .now = akun_now});
    CHECK(test_number(a, w.db, "SELECT COUNT(*) FROM lke_wording") == 0);
}

TEST(the_page_of_a_pack_offers_its_wording_to_who_may_set_it)
{
    LkeWorld w    = lke_world(&a, rooms, countof(rooms));
    User     part = akun_test_user(&w.people.x.budi, WHO(ADMIN));
    Str      page = S("/regulasi/permenpanrb-90-2021");

    akun_world_role(&w.people, &w.people.x.budi, WHO(ADMIN), &w.people.x.right);
    CHECK(test_shows(ask(&w, &w.admin, "GET", page), "href=\"" PAGE "\""));
    CHECK(!test_shows(ask(&w, &part, "GET", page), PAGE));
    CHECK(!test_shows(ask(&w, &w.ani, "GET", page), PAGE));
}
