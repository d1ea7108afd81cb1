#include "lke/lke_fixture_test.h"
#include "lke/lke_import.h"

static const Room *const rooms[] = {&lke_room};

/* The worksheet of X11 with three answers, as a workbook. */
static Str a_workbook(LkeWorld *w)
{
    Str path = str_fmt(w->a, "%.*s/lke.xlsx", STRF(test_dir(w->a)));

    lke_world_save(w, "A.I.1.i.a", "Ya", "SK nomor 7");
    lke_world_save(w, "A.II.1.i.a", "4;3", "");
    lke_world_save(w, "B.I.a", "3.6", "");
    Worksheet s = lke_world_get(w);
    CHECK_OK(lke_export(w->a, w->db, &s, words_of(&w->packs, w->pack), LANG_ID, path));
    return path;
}

static Err read_book(LkeWorld *w, Str path, Issues *issues, LkeImport *out)
{
    return lke_import_read(w->a, &(LkeBook){.path = path, .name = S("lke.xlsx"), .pack = w->pack, .layer = LAYER_UNIT,
                                            .issues = issues}, out);
}

static Worksheet sheet_of(LkeWorld *w, i64 id)
{
    Worksheet s = {0};
    CHECK_OK(lke_get(w->a, w->db, &w->packs, (LkeKey){w->people.x.top.id, id, LAYER_UNIT}, &s));
    return s;
}

TEST(a_workbook_of_the_same_worksheet_changes_nothing)
{
    LkeWorld  w      = lke_world(&a, NULL, 0);
    Issues    issues = {.arena = &a};
    LkeImport x;

    CHECK_OK(read_book(&w, a_workbook(&w), &issues, &x));
    Worksheet s = lke_world_get(&w);
    CHECK_OK(lke_import_compare(&a, w.db, &s, &x));
    CHECK(x.found.count == 3 && !x.misprints.count);
    for (isize i = 0; i < x.found.count; i++)
        CHECK(x.found.at[i].state == FOUND_SAME);
}

TEST(answers_of_a_workbook_go_into_another_worksheet_and_score_the_same)
{
    LkeWorld  w      = lke_world(&a, NULL, 0);
    Issues    issues = {.arena = &a};
    LkeImport x;
    i64       changed = 0, layers, id = lke_world_sheet(&w, &w.people.x.right, 2026);

    CHECK_OK(read_book(&w, a_workbook(&w), &issues, &x));
    Worksheet s = sheet_of(&w, id);
    CHECK_OK(lke_import_compare(&a, w.db, &s, &x));
    CHECK_OK(lke_import_apply(&a, w.db, &s, &x, &(LkeChoice){.by_id = w.budi.id, .at = akun_now},
                              &changed));
    CHECK(changed == 3);
    CHECK_STR(sheet_of(&w, id).line, lke_world_get(&w).line);
    CHECK_STR(sheet_of(&w, id).total, lke_world_get(&w).total);
    CHECK_OK(lke_verify(a, w.db, &w.packs, &issues, &layers));
    CHECK(!issues.count && layers == 2);
}

TEST(what_was_found_waits_for_its_reader_alone_and_for_a_day)
{
    LkeWorld  w      = lke_world(&a, NULL, 0);
    Issues    issues = {.arena = &a};
    LkeImport x, back;

    CHECK_OK(read_book(&w, a_workbook(&w), &issues, &x));
    Worksheet s = lke_world_get(&w);
    CHECK_OK(lke_import_keep(a, w.db, &s, w.ani.id, akun_now, &x));
    back = (LkeImport){.id = x.id};
    CHECK_OK(lke_import_find(&a, w.db, &s, w.ani.id, akun_now, &back));
    CHECK(back.found.count == x.found.count);
    for (isize i = 0; i < back.found.count && i < x.found.count; i++) {
        CHECK(back.found.at[i].node == x.found.at[i].node);
        CHECK_STR(back.found.at[i].value, x.found.at[i].value);
        CHECK_STR(back.found.at[i].where, x.found.at[i].where);
    }
    CHECK(lke_import_find(&a, w.db, &s, w.budi.id, akun_now, &back).kind == ERR_NOT_FOUND);
    back.id = x.id;
    CHECK(lke_import_find(&a, w.db, &s, w.ani.id, (Instant){akun_now.s + 86400}, &back).kind == ERR_NOT_FOUND);
}

TEST(an_import_that_fails_half_way_leaves_nothing_behind)
{
    LkeWorld  w = lke_world(&a, NULL, 0);
    Worksheet s = lke_world_get(&w);
    LkeImport x = {0};
    i64       changed;

    *list_add(&a, &x.found) = (LkeFound){.node = pack_find(w.pack, S("A.I.1.i.a")), .value = S("Ya"),
                                         .understood = true, .state = FOUND_NEW};
    *list_add(&a, &x.found) = (LkeFound){.node = pack_find(w.pack, S("A.I.1.i.b")), .value = S("Z"),
                                         .understood = true, .state = FOUND_NEW};
    CHECK_OK(db_begin(w.db, true));
    CHECK(lke_import_apply(&a, w.db, &s, &x, &(LkeChoice){.by_id = w.ani.id, .at = akun_now}, &changed).kind
          == ERR_INVALID);
    CHECK_OK(db_end(w.db, false));
    CHECK(lke_world_get(&w).answered == 0);
    LkeItem item;
    s = lke_world_get(&w);
    CHECK_OK(lke_item(&a, w.db, &s, pack_find(w.pack, S("A.I.1.i.a")), &item));
    CHECK(item.version == 0);
}

TEST(what_is_no_workbook_is_refused_with_a_reason)
{
    LkeWorld  w      = lke_world(&a, NULL, 0);
    Issues    issues = {.arena = &a};
    LkeImport x;
    LkeBook   book = {.bytes = S("jawaban;nilai\nYa;1\n"), .name = S("x.csv"), .pack = w.pack, .issues = &issues};

    CHECK(lke_import_read(&a, &book, &x).kind != OK);
    CHECK(issues.count == 1);
}

TEST(the_command_line_imports_into_a_worksheet_it_begins_and_into_any_layer)
{
    LkeWorld w     = lke_world(&a, NULL, 0);
    LkeOrder order = {.packs = &w.packs, .file = a_workbook(&w), .unit = S("X12"), .year = S("2026"), .now = akun_now};
    i64      id    = 0;

    CHECK(lke_import_run(a, w.db, &order) == 0);
    CHECK_OK(lke_of_unit(a, w.db, w.people.x.top.id, w.people.x.right.id, 2026, &id));
    CHECK(id && sheet_of(&w, id).answered == 3);
    CHECK(lke_import_run(a, w.db, &order) == 0);
    order.year = S("2199");
    CHECK(lke_import_run(a, w.db, &order) == 65);
    order.year  = S("2026");
    order.unit  = S("X13");
    CHECK(lke_import_run(a, w.db, &order) == 65);
    order.unit  = S("X12");
    order.layer = S("tpi");                     /* the workbook has no such layer */
    CHECK(lke_import_run(a, w.db, &order) == 65);
    order.layer = S("tpii");
    CHECK(lke_import_run(a, w.db, &order) == 64);
    order.layer = S("");
    order.file  = S("there-is-no-such-file.xlsx");
    CHECK(lke_import_run(a, w.db, &order) == 66);
}

TEST(a_layer_of_the_assessors_has_its_own_answers_and_score)
{
    LkeWorld  w   = lke_world(&a, NULL, 0);
    LkeKey    tpi = {w.people.x.top.id, w.id, LAYER_TPI};
    Worksheet s;
    LkeSaved  done;

    lke_world_save(&w, "A.I.1.i.b", "A", "");
    CHECK(lke_get(&a, w.db, &w.packs, tpi, &s).kind == ERR_NOT_FOUND);
    CHECK_OK(lke_begin_layer(a, w.db, &w.packs, tpi));
    CHECK_OK(lke_get(&a, w.db, &w.packs, tpi, &s));
    CHECK(s.answered == 0);
    CHECK_OK(lke_save(&a, w.db, &s, &(LkeEdit){pack_find(w.pack, S("A.I.1.i.b")), S("B"), S("kurang bukti"), 0,
                                               w.tpi.id, akun_now}, &done));
    CHECK_STR(s.total, S("1/8"));
    CHECK_STR(lke_world_get(&w).total, S("1/4"));
    Str path = str_fmt(&a, "%.*s/both.xlsx", STRF(test_dir(&a)));
    s        = lke_world_get(&w);
    CHECK_OK(lke_export(&a, w.db, &s, words_of(&w.packs, w.pack), LANG_ID, path));
    LkeImport x;
    Issues    issues = {.arena = &a};
    CHECK_OK(lke_import_read(&a, &(LkeBook){.path = path, .pack = w.pack, .layer = LAYER_TPI, .issues = &issues}, &x));
    CHECK(x.found.count == 1);
    CHECK_STR(x.found.at[0].value, S("B"));
}

/* --- by the pages --- */

static Req *send_book(LkeWorld *w, const User *u, Str to, Str path)
{
    Str      bytes = path.len ? test_read(w->a, str_c(w->a, path)) : (Str){0};
    HttpFile f     = {.field = S("berkas"), .name = S("lke-unit.xlsx"), .path = path, .bytes = bytes.len};
    w->web.regulasi = &w->packs;
    return test_ask(w->a, &w->web, w->db, &(TestAsk){S("POST"), to, .user = u, .now = akun_now, .files = &f,
                                                     .files_count = path.len ? 1 : 0});
}

static Req *ask(LkeWorld *w, const User *u, Str method, Str path, Str form)
{
    w->web.regulasi = &w->packs;
    return test_ask(w->a, &w->web, w->db, &(TestAsk){method, path, form, .user = u, .now = akun_now});
}

TEST(a_workbook_is_sent_looked_at_and_taken_over_item_by_item)
{
    LkeWorld w    = lke_world(&a, rooms, countof(rooms));
    i64      id   = lke_world_sheet(&w, &w.people.x.right, 2026);
    Str      to   = str_fmt(&a, "/lke/%lld/impor", (long long)id);
    Str      path = a_workbook(&w);

    CHECK(ask(&w, &w.budi, S("GET"), to, S(""))->status == 200);
    CHECK(send_book(&w, &w.ani, to, path)->status == 404);
    CHECK(send_book(&w, &w.tpi, to, path)->status == 403);
    Req *r = send_book(&w, &w.budi, to, path);
    CHECK(r->status == 303);
    Str preview = r->location;
    CHECK(sheet_of(&w, id).answered == 0);
    r = ask(&w, &w.budi, S("GET"), preview, S(""));
    CHECK(r->status == 200);
    CHECK(test_shows(r, "lke-unit.xlsx") && test_shows(r, "SK nomor 7"));
    CHECK(test_shows(r, "value=\"A.I.1.i.a\" checked"));
    CHECK(ask(&w, &w.tpi, S("GET"), preview, S(""))->status == 403);
    CHECK(ask(&w, &w.budi, S("POST"), preview, S("ambil=A.I.1.i.a&ambil=B.I.a"))->status == 303);
    CHECK(sheet_of(&w, id).answered == 2);
    CHECK(ask(&w, &w.budi, S("POST"), preview, S("ambil=A.II.1.i.a"))->status == 404);
}

TEST(a_blank_form_is_said_to_hold_no_answers_and_a_known_one_to_say_the_same)
{
    LkeWorld     w     = lke_world(&a, rooms, countof(rooms));
    Str          to    = str_fmt(&a, "/lke/%lld/impor", (long long)w.id);
    Str          known = a_workbook(&w), blank = str_fmt(&a, "%.*s/blank.xlsx", STRF(test_dir(&a)));
    LkeXlsxLayer layers[LKE_XLSX_LAYERS] = {lke_xlsx_layer(&a, w.pack)};
    LkeXlsxPlan  plan  = {w.pack, words_of(&w.packs, w.pack), LANG_ID, S("Unit"), 2026, layers};

    CHECK_OK(lke_xlsx_write(&a, blank, &plan));
    Req *r = ask(&w, &w.ani, S("GET"), send_book(&w, &w.ani, to, blank)->location, S(""));
    CHECK(test_shows(r, "tidak memuat jawaban") && !test_shows(r, "sudah tersimpan"));
    r = ask(&w, &w.ani, S("GET"), send_book(&w, &w.ani, to, known)->location, S(""));
    CHECK(!test_shows(r, "tidak memuat jawaban") && test_shows(r, "sudah tersimpan"));
}

TEST(a_file_that_is_no_workbook_is_explained_on_the_page)
{
    LkeWorld w    = lke_world(&a, rooms, countof(rooms));
    Str      to   = str_fmt(&a, "/lke/%lld/impor", (long long)w.id);
    Req     *r    = send_book(&w, &w.ani, to, S("test/golden/lke_cases.json"));
    CHECK(r->status == 422 && test_shows(r, "class=\"error\""));
    CHECK(send_book(&w, &w.ani, to, S(""))->status == 422);
}

TEST(a_worksheet_goes_out_as_a_workbook_to_those_who_may_read_it)
{
    LkeWorld w    = lke_world(&a, rooms, countof(rooms));
    Str      from = str_fmt(&a, "/lke/%lld/ekspor.xlsx", (long long)w.id);
    Req     *r    = ask(&w, &w.tpi, S("GET"), from, S(""));
    CHECK(r->status == 200 && r->file.fd > 0 && r->file.fd_bytes > 5000);
    CHECK(ask(&w, &w.budi, S("GET"), from, S(""))->status == 404);
}
