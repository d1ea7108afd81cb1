/* The API beside the pages: it says what they show, to whom they show it, and nothing else to anybody. */
#include "berkas/berkas_web.h"
#include "evaluasi/evaluasi_fixture_test.h"
#include "evaluasi/evaluasi_review_web.h"
#include "evaluasi/evaluasi_web.h"
#include "lke/lke_web.h"
#include "test/berkas_fixture.h"

static const Room *const rooms[] = {&evaluasi_room, &evaluasi_review_room, &lke_room, &berkas_room};

#define WORLD(look, blind) eval_world(&a, look, blind, rooms, countof(rooms))

/* `path` with % is about the worksheet. */
static Req *ask(EvalWorld *w, const User *u, const char *path, const char *form)
{
    Str   head = str_of(path);
    isize at   = str_find(head, S("%"));

    w->lke.web.regulasi = &w->lke.packs;
    if (at >= 0)
        head = str_fmt(w->lke.a, "%.*s%lld%.*s", STRF(str_sub(head, 0, at)), (long long)w->lke.id,
                       STRF(str_sub(head, at + 1, -1)));
    return test_ask(w->lke.a, &w->lke.web, w->lke.db,
                    &(TestAsk){.method = form ? S("POST") : S("GET"), .path = head, .form = str_of(form ? form : ""),
                               .user = u, .now = akun_now});
}

static Req *get(EvalWorld *w, int person, const char *path)
{
    return ask(w, &w->users[person], path, NULL);
}

/* The part of an answer that begins with this, up to the end of that map. */
static Str map_from(const Req *r, const char *begin)
{
    Str out = buf_str(&r->out), rest = str_sub(out, str_find(out, str_of(begin)), -1);
    return str_has(out, str_of(begin)) ? str_cut(&rest, '}') : (Str){0};
}

/* --- items --- */

#define ITEM "A.I.1.i.b"

static void write_into(EvalWorld *w, int person, const char *words)
{
    static const struct { const char *path, *form; } forms[] = {
        {"/evaluasi/%/butir/" ITEM, "jawaban=C&versi=1&catatan=CATATAN-"},
        {"/evaluasi/%/butir/" ITEM "/tanya", "tanya=TANYA-"},
        {"/evaluasi/%/butir/" ITEM "/rekomendasi", "tenggat=2026-12-31&rekomendasi=SARAN-"},
    };
    for (isize i = 0; i < countof(forms); i++) {
        Str form = str_fmt(w->lke.a, "%s%s.", forms[i].form, words);
        CHECK(ask(w, &w->users[person], forms[i].path, str_c(w->lke.a, form))->status == 303);
    }
}

static const char *const written[] = {"look", "one", "two", "ketua", "dalnis"};

/* Whoever asks: of all that assessors wrote the API says what the page shows, and not one word more. */
static isize same_as_the_page(EvalWorld *w, const User *u, const char *who)
{
    static const char *const kinds[] = {"CATATAN", "TANYA", "SARAN"};
    Req  *page = ask(w, u, "/evaluasi/%/butir/" ITEM, NULL), *one = ask(w, u, "/api/v1/evaluasi/%/butir/" ITEM, NULL);
    Req  *all  = ask(w, u, "/api/v1/evaluasi/%/butir", NULL);
    isize seen = 0;

    CHECK(page->status == one->status && page->status == all->status);
    for (isize k = 0; k < countof(kinds); k++) {
        for (isize i = 0; i < countof(written); i++) {
            const char *words = str_c(w->lke.a, str_fmt(w->lke.a, "%s-%s.", kinds[k], written[i]));
            bool        shown = test_shows(page, words);
            if (test_shows(one, words) != shown || test_shows(all, words) != (shown && k == 0))
                test_fail(__FILE__, __LINE__, words, str_fmt(w->lke.a, "%s at %.*s", who, STRF(all->path)));
            seen += shown;
        }
    }
    return seen;
}

static isize everybody_reads_what_the_page_shows(EvalWorld *w)
{
    isize seen = 0;
    for (int p = 0; p < EVAL_PEOPLE; p++)
        seen += same_as_the_page(w, &w->users[p], eval_world_people[p].name);
    CHECK(!same_as_the_page(w, &w->lke.budi, "another unit"));
    CHECK(!same_as_the_page(w, &w->lke.other, "another instansi"));
    return seen;
}

static void through_all_stages(EvalWorld *w, bool blind)
{
    static const struct { int person; const char *words, *move; } steps[] = {
        {EVAL_LOOK, "look", "teruskan"}, {EVAL_ONE, "one", "serahkan"}, {EVAL_TWO, "two", "serahkan"},
        {EVAL_KETUA, "ketua", "serahkan"}, {EVAL_DALNIS, "dalnis", "belum"}, {EVAL_INSPEKTUR, NULL, "belum"},
    };
    isize before = everybody_reads_what_the_page_shows(w), after;

    CHECK(!before && !eval_world_move(w, EVAL_HEAD, "ajukan", ""));
    for (isize i = 0; i < countof(steps); i++) {
        if (steps[i].person == EVAL_TWO && !blind)
            continue;
        if (steps[i].words) {
            eval_world_judge(w, steps[i].person);
            write_into(w, steps[i].person, steps[i].words);
            CHECK((after = everybody_reads_what_the_page_shows(w)) > before);
        }
        CHECK(!eval_world_move(w, steps[i].person, steps[i].move, "belum cukup"));
        before = everybody_reads_what_the_page_shows(w);
    }
    CHECK(before > EVAL_PEOPLE);
}

LONG_TEST(the_items_of_the_api_say_to_each_what_the_page_shows_at_every_stage)
{
    EvalWorld w = WORLD(true, false);
    through_all_stages(&w, false);
}

LONG_TEST(the_items_of_the_api_say_to_each_what_the_page_shows_while_two_score_blind)
{
    EvalWorld w = WORLD(true, true);
    through_all_stages(&w, true);
}

TEST(each_layer_of_an_item_has_its_note_and_who_answered_when)
{
    EvalWorld w    = WORLD(false, false);
    Str       when = str_fmt(&a, "\"at\":\"%.*s\"", STRF(instant_iso(&a, akun_now)));

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    write_into(&w, EVAL_ONE, "one");
    static const char *const paths[] = {"/api/v1/evaluasi/%/butir?cari=" ITEM, "/api/v1/evaluasi/%/butir/" ITEM};
    for (isize i = 0; i < countof(paths); i++) {
        Req *r    = get(&w, EVAL_ONE, paths[i]);
        Str  unit = map_from(r, "{\"layer\":\"unit\""), own = map_from(r, "{\"layer\":\"anggota\"");
        CHECK(r->status == 200 && str_has(unit, S("\"answer\":\"A\"")) && str_has(unit, S("\"by\":\"Ani\"")));
        CHECK(str_has(own, S("\"answer\":\"C\"")) && str_has(own, S("\"note\":\"CATATAN-one.\"")));
        CHECK(str_has(own, S("\"by\":\"Satu\"")) && str_has(own, when));
    }
    Str none = map_from(get(&w, EVAL_KETUA, "/api/v1/evaluasi/%/butir/" ITEM), "{\"layer\":\"ketua\"");
    CHECK(str_has(none, S("\"answer\":null")) && str_has(none, S("\"by\":null")) && str_has(none, S("\"at\":null")));
}

TEST(an_item_of_the_api_has_questions_recommendations_and_evidence)
{
    EvalWorld      w  = WORLD(false, false);
    AkunSide      *x  = &w.lke.people.x;
    UnitAsker      by = {.user_id = w.people[EVAL_ANI].id, .instansi_id = x->top.id, .role_bits = WHO_FILLS,
                         .today = akun_today, .now = akun_now};
    BerkasOwner    o  = {0};
    BerkasUseFacts f  = {.owner = &o, .item = S(ITEM), .from = date_ymd(2026, 1, 1), .until = date_ymd(2026, 6, 30)};
    BerkasSent     s  = fix_sent(&a, "SK tim.pdf", fix_write(&a, "sk.pdf", fix_pdf(&a, 1, PDF_PLAIN, "SK")));

    CHECK_OK(berkas_owner_find(&a, w.lke.db, x->top.id, w.lke.id, &o));
    CHECK_OK(berkas_take(a, w.lke.db, &by, &f, &berkas_limits, &s));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    write_into(&w, EVAL_ONE, "one");
    Req *r = get(&w, EVAL_ONE, "/api/v1/evaluasi/%/butir/" ITEM);
    CHECK(test_shows(r, "\"name\":\"SK tim.pdf\"") && test_shows(r, "\"content\":\"/api/v1/berkas/"));
    CHECK(test_shows(r, "\"options\":[{\"letter\":\"A\"") && test_shows(r, "\"layer\":\"anggota\",\"below\":\"unit\""));
    CHECK(test_shows(r, "\"may_judge\":true,\"locked_why\":null") && test_shows(r, "\"due_on\":\"2026-12-31\""));
    CHECK(test_shows(r, "\"text\":\"TANYA-one.\",\"sent_at\":null"));
    r = get(&w, EVAL_ANI, "/api/v1/evaluasi/%/butir/" ITEM);
    CHECK(test_shows(r, "SK tim.pdf") && test_shows(r, "\"may_judge\":false") && test_shows(r, "\"asked\":[]"));
    CHECK(get(&w, EVAL_ONE, "/api/v1/evaluasi/%/butir/A.I.1")->status == 404);          /* no question */
    CHECK(ask(&w, &w.lke.other, "/api/v1/evaluasi/%/butir/" ITEM, NULL)->status == 404);
}

/* --- agreement --- */

static void two_score(EvalWorld *w)
{
    CHECK(!eval_world_move(w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(w, EVAL_ONE);
    eval_world_judge(w, EVAL_TWO);
    CHECK(ask(w, &w->users[EVAL_TWO], "/evaluasi/%/butir/" ITEM, "jawaban=C&versi=1")->status == 303);
}

TEST(the_api_tells_of_agreement_when_both_are_final_and_to_whom_the_page_does)
{
    static const char *const both[][2] = {{"/evaluasi/%/kesepakatan", "/api/v1/evaluasi/%/kesepakatan"},
                                          {"/evaluasi/kesepakatan", "/api/v1/evaluasi/kesepakatan"}};
    EvalWorld w = WORLD(false, true);

    two_score(&w);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    for (int p = 0; p < EVAL_PEOPLE; p++) {
        CHECK(get(&w, p, both[0][1])->status >= 403);
        Req *r = get(&w, p, both[1][1]);
        CHECK(r->status == 403 || test_shows(r, "\"items\":[],\"total\":0"));
    }
    CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
    for (int p = 0; p < EVAL_PEOPLE; p++)
        for (isize i = 0; i < countof(both); i++)
            CHECK(get(&w, p, both[i][1])->status == get(&w, p, both[i][0])->status);
    for (isize i = 0; i < countof(both); i++) {
        CHECK(ask(&w, &w.lke.budi, both[i][1], NULL)->status == 403);
        CHECK(ask(&w, &w.lke.other, both[i][1], NULL)->status == 403);
    }
    Req *r = get(&w, EVAL_KETUA, "/api/v1/evaluasi/%/kesepakatan");
    CHECK(test_shows(r, "\"one\":\"Satu\",\"two\":\"Dua\",\"again\":false"));
    CHECK(test_shows(r, "\"pairs\":113,\"same\":112,\"kappa\":{\"linear\":\"0."));
    CHECK(test_shows(r, "\"one\":\"A\",\"two\":\"C\",\"unit\":\"A\",\"same\":false"));
    CHECK(test_shows(r, "\"code\":\"hasil\"") && test_shows(r, "\"kappa\":null"));
}

TEST(the_api_has_agreement_by_indicator_area_and_pair_and_names_no_numbers_of_people)
{
    EvalWorld w = WORLD(false, true);

    two_score(&w);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK(!eval_world_move(&w, EVAL_TWO, "serahkan", ""));
    Req *r = get(&w, EVAL_KETUA, "/api/v1/evaluasi/kesepakatan");
    CHECK(str_has(map_from(r, "{\"code\":\"A.I.1.i\""), S("\"same\":1")) && !test_shows(r, "Satu"));
    r = get(&w, EVAL_KETUA, "/api/v1/evaluasi/kesepakatan?menurut=pasangan&tahun=2026");
    CHECK(test_shows(r, "{\"code\":null,\"name\":\"Satu – Dua\",\"pairs\":113,\"same\":112")
          || test_shows(r, "{\"code\":null,\"name\":\"Dua – Satu\",\"pairs\":113,\"same\":112"));
    CHECK(test_shows(get(&w, EVAL_INSPEKTUR, "/api/v1/evaluasi/kesepakatan?menurut=area"), "\"code\":\"A\""));
    CHECK(test_shows(get(&w, EVAL_KETUA, "/api/v1/evaluasi/kesepakatan?tahun=2020"), "\"total\":0"));
    CHECK(get(&w, EVAL_KETUA, "/api/v1/evaluasi/kesepakatan?menurut=unit")->status == 422);
}

/* --- two snapshots --- */

static const char *pair_path(EvalWorld *w, const char *before, i64 x, i64 y)
{
    return str_c(w->lke.a, str_fmt(w->lke.a, "%s/evaluasi/%lld/banding?a=%lld&b=%lld", before, (long long)w->lke.id,
                                   (long long)x, (long long)y));
}

TEST(two_snapshots_compare_in_the_api_as_on_the_page_and_in_the_layers_one_sees)
{
    static const int people[] = {EVAL_ANI, EVAL_HEAD, EVAL_LOOK, EVAL_ONE, EVAL_KETUA, EVAL_DALNIS, EVAL_INSPEKTUR,
                                 EVAL_PIMPINAN};
    EvalWorld     w   = WORLD(false, false);
    EvalSnapshots all = {0};

    CHECK(test_shows(get(&w, EVAL_ANI, "/api/v1/evaluasi/%/banding"), "{\"a\":null,"));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    write_into(&w, EVAL_ONE, "one");
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    Evaluasi e = eval_world_open(&w, EVAL_INSPEKTUR);
    CHECK_OK(evaluasi_snapshots(&a, w.lke.db, &e, &all));
    const char *page = pair_path(&w, "", all.at[0].id, all.at[1].id);
    const char *path = pair_path(&w, "/api/v1", all.at[0].id, all.at[1].id);
    for (isize i = 0; i < countof(people); i++) {
        bool shown = test_shows(get(&w, people[i], page), "CATATAN-one.");
        CHECK(test_shows(get(&w, people[i], path), "CATATAN-one.") == shown);
        CHECK(shown == (people[i] == EVAL_ONE || people[i] == EVAL_KETUA || people[i] == EVAL_DALNIS
                        || people[i] == EVAL_INSPEKTUR));
    }
    Req *r = get(&w, EVAL_KETUA, path);
    CHECK(test_shows(r, "{\"item\":\"" ITEM "\",\"what\":\"" ITEM " "));
    CHECK(test_shows(r, "\"after\":\"C\\nCATATAN-one.\""));
    CHECK(test_shows(get(&w, EVAL_KETUA, "/api/v1/evaluasi/%/banding"), "CATATAN-one."));
    CHECK(ask(&w, &w.lke.budi, path, NULL)->status == 404 && ask(&w, &w.lke.other, path, NULL)->status == 404);
    CHECK(get(&w, EVAL_KETUA, pair_path(&w, "/api/v1", all.at[0].id, 77))->status == 404);
    CHECK(get(&w, EVAL_KETUA, "/api/v1/evaluasi/%/banding?a=1")->status == 422);
}
