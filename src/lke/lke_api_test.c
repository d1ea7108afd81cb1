#include "lke/lke_fixture_test.h"

#include "audit/audit.h"

static const Room *const rooms[] = {&lke_room};

#define WORLD lke_world(&a, rooms, countof(rooms))

static const User *bearer;      /* whoever the test says */

static Err whose(Req *r, Str token, const User **out)
{
    (void)r, (void)token;
    *out = bearer;
    return NO_ERR;
}

/* By a token of this person; `rest` is what stands after the worksheet's address. */
static Req *ask(LkeWorld *w, const User *u, const char *rest, const char *json)
{
    User   *t = new(w->a, User, 1);
    TestAsk q = {.method = *json ? S("POST") : S("GET"), .header = S("Authorization: Bearer x"), .now = akun_now,
                 .path = str_fmt(w->a, "/api/v1/lke/%lld%s", (long long)w->id, rest), .body = str_of(json)};
    *t = *u;
    t->token_id     = 77;
    t->scope        = S("lke:write");
    bearer          = t;
    w->web.regulasi = &w->packs;
    w->web.whose    = whose;
    return test_ask(w->a, &w->web, w->db, &q);
}

#define ITEM    "/butir/A.I.1.i.a"
#define NUMBERS "/butir/A.II.1.i.a"

TEST(a_worksheet_is_given_with_its_score_gates_and_margins)
{
    LkeWorld w = WORLD;
    lke_world_save(&w, "B.I.a", "3.6", "");
    Req *r = ask(&w, &w.ani, "", "");
    CHECK(r->status == 200 && test_shows(r, "\"total\":\"15.75\",\"total_exact\":\"63/4\",\"answered\":1"));
    CHECK(test_shows(r, "\"predicate\":\"WBK\",\"code\":\"total\"") && test_shows(r, "\"lacks\":\"59.25\""));
    CHECK(test_shows(r, "\"may_fill\":true"));
    CHECK(test_shows(ask(&w, &w.tpi, "", ""), "\"may_fill\":false"));
}

TEST(an_item_is_answered_by_json_and_gives_itself_back)
{
    LkeWorld w = WORLD;
    Req *r = ask(&w, &w.ani, ITEM, "{\"answer\":\"Ya\",\"note\":\"SK 1\",\"version\":0}");
    CHECK(r->status == 200 && test_shows(r, "\"answer\":\"Ya\"") && test_shows(r, "\"points_exact\":\"1/4\""));
    CHECK(test_shows(r, "\"note\":\"SK 1\"") && test_shows(r, "\"version\":1"));
    r = ask(&w, &w.ani, NUMBERS, "{\"answer\":{\"agen\":4,\"perubahan\":3},\"version\":0}");
    CHECK(r->status == 200 && test_shows(r, "\"answer\":{\"agen\":4,\"perubahan\":3}"));
    r = ask(&w, &w.ani, "/butir/B.I.a", "{\"answer\":3.6,\"version\":0}");
    CHECK(r->status == 200 && test_shows(r, "\"answer\":\"3.6\"") && test_shows(r, "\"points\":\"15.75\""));
    CHECK(lke_world_get(&w).answered == 3);
}

TEST(what_is_not_sent_stays_and_what_is_sent_empty_goes)
{
    LkeWorld w = WORLD;
    lke_world_save(&w, "A.I.1.i.a", "Ya", "tetap");
    Req *r = ask(&w, &w.ani, ITEM, "{\"answer\":\"Tidak\",\"version\":1}");
    CHECK(r->status == 200 && test_shows(r, "\"note\":\"tetap\"") && test_shows(r, "\"answer\":\"Tidak\""));
    r = ask(&w, &w.ani, ITEM, "{\"note\":\"baru\",\"version\":2}");
    CHECK(r->status == 200 && test_shows(r, "\"note\":\"baru\"") && test_shows(r, "\"answer\":\"Tidak\""));
    r = ask(&w, &w.ani, ITEM, "{\"answer\":null,\"note\":\"\",\"version\":3}");
    CHECK(r->status == 200 && test_shows(r, "\"note\":null") && test_shows(r, "\"answer\":null"));
    CHECK(ask(&w, &w.ani, ITEM, "{\"version\":4}")->status == 422);
}

TEST(an_answer_that_is_none_of_the_items_is_refused_field_by_field)
{
    LkeWorld w = WORLD;
    static const struct { const char *rest, *json, *field; int status; } wrong[] = {
        {ITEM, "{\"answer\":\"Z\",\"version\":0}", "answer", 422},
        {ITEM, "{\"answer\":\"Ya\"}", "version", 422},
        {ITEM, "{\"answer\":{\"agen\":1},\"version\":0}", "answer.agen", 422},
        {ITEM, "{\"jawaban\":\"Ya\",\"version\":0}", "jawaban", 400},
        {NUMBERS, "{\"answer\":\"4;3\",\"version\":0}", "answer", 422},
        {NUMBERS, "{\"answer\":{\"agen\":4},\"version\":0}", "answer", 422},
        {NUMBERS, "{\"answer\":{\"agen\":4,\"perubahan\":-1},\"version\":0}", "answer", 422},
        {NUMBERS, "{\"answer\":{\"agen\":4,\"perubahan\":3,\"lain\":1},\"version\":0}", "answer.lain", 422},
        {NUMBERS, "{\"answer\":{\"agen\":4,\"perubahan\":1.5},\"version\":0}", "answer", 422},
        {"/butir/B.I.a", "{\"answer\":5.1,\"version\":0}", "answer", 422},
    };
    for (isize i = 0; i < countof(wrong); i++) {
        Req *r = ask(&w, &w.ani, wrong[i].rest, wrong[i].json);
        Str  f = str_fmt(&a, "\"issues\":[{\"field\":\"%s\"", wrong[i].field);
        if (r->status != wrong[i].status || !test_shows(r, str_c(&a, f)))
            test_fail(__FILE__, __LINE__, wrong[i].json, buf_str(&r->out));
    }
    CHECK(lke_world_get(&w).answered == 0);
    CHECK(ask(&w, &w.ani, "/butir/A.I.1", "{\"answer\":\"Ya\",\"version\":0}")->status == 404);
}

TEST(of_two_programs_the_later_is_told_what_the_first_has_stored)
{
    LkeWorld w = WORLD;
    CHECK(ask(&w, &w.ani, ITEM, "{\"answer\":\"Ya\",\"version\":0}")->status == 200);
    Req *r = ask(&w, &w.ani, ITEM, "{\"answer\":\"Tidak\",\"version\":0}");
    CHECK(r->status == 409 && test_shows(r, "\"now\":{") && test_shows(r, "\"answer\":\"Ya\""));
    CHECK(test_shows(r, "\"version\":1"));
    /* the same answer once more is no quarrel */
    CHECK(ask(&w, &w.ani, ITEM, "{\"answer\":\"Ya\",\"version\":0}")->status == 200);
}

TEST(through_the_api_too_only_who_fills_a_worksheet_changes_it)
{
    LkeWorld    w   = WORLD;
    const char *yes = "{\"answer\":\"Ya\",\"version\":0}";
    CHECK(ask(&w, &w.tpi, ITEM, yes)->status == 403);
    CHECK(ask(&w, &w.admin, ITEM, yes)->status == 403);
    CHECK(ask(&w, &w.budi, ITEM, yes)->status == 404);
    CHECK(ask(&w, &w.other, ITEM, yes)->status == 404);
    CHECK(ask(&w, &w.other, "", "")->status == 404);
    Worksheet s = lke_world_get(&w);
    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(lke_set_closed(a, w.db, &s, true, &(LkeAim){.by_id = w.ani.id, .at = akun_now}));
    CHECK_OK(db_end(w.db, true));
    CHECK(ask(&w, &w.ani, ITEM, yes)->status == 403);
    CHECK(lke_world_get(&w).answered == 0);
}

TEST(a_change_through_the_api_names_its_token_in_the_log)
{
    LkeWorld  w    = WORLD;
    AuditRows rows = {0};
    CHECK(ask(&w, &w.ani, ITEM, "{\"answer\":\"Ya\",\"version\":0}")->status == 200);
    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(audit_seal(a, w.db));
    CHECK_OK(audit_list(&a, w.db, &(AuditFilter){.instansi_id = w.ani.instansi_id, .limit = 1}, &rows));
    CHECK_OK(db_end(w.db, true));
    CHECK(str_is(rows.at[0].action, "lke_answer") && rows.at[0].via_id == 77 && rows.at[0].actor_id == w.ani.id);
}

TEST(items_are_narrowed_and_sorted_and_the_way_to_pass_is_given)
{
    LkeWorld w = WORLD;
    lke_world_save(&w, "A.I.1.i.a", "Ya", "");
    CHECK(test_shows(ask(&w, &w.ani, "/butir?tampil=belum", ""), "\"total\":112"));
    CHECK(test_shows(ask(&w, &w.ani, "/butir?tampil=hilang", ""), "\"total\":0"));
    CHECK(test_shows(ask(&w, &w.ani, "/butir?bagian=A.I.1.i", ""), "\"total\":2"));
    CHECK(test_shows(ask(&w, &w.ani, "/butir?urut=-points&banyak=1", ""), "{\"items\":[{\"code\":\"A.I.1.i.a\""));
    CHECK(ask(&w, &w.ani, "/butir?bagian=Z", "")->status == 422);
    CHECK(ask(&w, &w.ani, "/butir?tampil=semua", "")->status == 422);
    Req *r = ask(&w, &w.ani, "/jalan?target=WBBM", "");
    CHECK(r->status == 200 && test_shows(r, "\"target\":\"WBBM\",\"passes\":false") && test_shows(r, "\"blocked\":[{"));
    CHECK(ask(&w, &w.ani, "/jalan?target=X", "")->status == 422);
}
