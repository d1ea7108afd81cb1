/* From answers of a survey to an answer of the worksheet: offered beside its item, taken over by the unit, and told
 * apart from what the unit says itself. */
#include "lke/lke_fixture_test.h"
#include "hasil/hasil_follow_web.h"
#include "hasil/hasil_web.h"
#include "survei/survei_world_test.h"

static const Room *const rooms[] = {&lke_room, &hasil_room};

typedef struct { LkeWorld w; SurveiWorld s; } FactWorld;

static FactWorld fact_world(Arena *a, int answers)
{
    FactWorld x = {.w = lke_world(a, rooms, countof(rooms))};

    x.w.web.survei = test_instruments();
    x.s = (SurveiWorld){.people = x.w.people, .a = a, .db = x.w.db};
    survei_world_rows(&x.s, SURVEI_OPEN_LINK);
    CHECK_OK(survei_by_slug(a, x.w.db, S("loket-x11"), &x.s.c));
    for (int i = 0; i < answers; i++) {
        SurveiAnswer y = survei_world_answer(&x.s, i, i % 2 ? S("4") : S("43"));
        CHECK(survei_world_take(&x.s, &y) == TAKEN);
    }
    survei_world_fold(&x.s);
    survei_world_close(&x.s);
    return x;
}

static Req *ask(FactWorld *x, const User *u, const char *method, const char *item, const char *form)
{
    Str path = str_fmt(x->w.a, "/lke/%lld/butir/%s", (long long)x->w.id, item);
    x->w.web.regulasi = &x->w.packs;
    return test_ask(x->w.a, &x->w.web, x->w.db,
                    &(TestAsk){str_of(method), path, str_of(form), .user = u, .now = akun_now});
}

TEST(an_index_of_a_survey_is_offered_and_taken_over_with_where_it_comes_from)
{
    FactWorld x = fact_world(&a, 40);
    Req      *r = ask(&x, &x.w.ani, "GET", "B.I.a", "");
    Worksheet s;
    LkeItem   item;

    CHECK(test_shows(r, "IPAK 3,50 dari 40 jawaban, 1 survei tahun 2026."));
    CHECK(test_shows(r, "Pakai 3,50 sebagai jawaban"));
    CHECK(test_shows(r, str_c(&a, str_fmt(&a, "/survei/%lld/hasil?form=1", (long long)x.s.campaign_id))));
    CHECK(ask(&x, &x.w.ani, "POST", "B.I.a/fakta", "versi=0&fakta=0")->status == 303);
    s = lke_world_get(&x.w);
    CHECK_OK(lke_item(&a, x.w.db, &s, pack_find(x.w.pack, S("B.I.a")), &item));
    CHECK_STR(item.value, S("3.5"));
    CHECK(str_has(item.note, S("40 jawaban")) && str_eq(item.by_name, x.w.ani.name));
    r = ask(&x, &x.w.ani, "GET", "B.I.a", "");
    CHECK(test_shows(r, "Sama dengan jawaban Anda") && !test_shows(r, "sebagai jawaban"));
}

TEST(an_answer_that_differs_from_the_survey_is_told_apart)
{
    FactWorld x = fact_world(&a, 40);
    Req      *r;

    lke_world_save(&x.w, "B.I.a", "3.9", "Survei pihak ketiga");
    r = ask(&x, &x.w.tpi, "GET", "B.I.a", "");
    CHECK(test_shows(r, "Jawaban Anda 3,9, menurut sistem 3,50") && !test_shows(r, "sebagai jawaban"));
    CHECK(ask(&x, &x.w.tpi, "POST", "B.I.a/fakta", "versi=1&fakta=0")->status == 403);
    CHECK(ask(&x, &x.w.ani, "POST", "B.I.a/fakta", "versi=0&fakta=0")->status == 409);
    CHECK(ask(&x, &x.w.ani, "POST", "B.I.a/fakta", "versi=1&fakta=0")->status == 303);
    r = ask(&x, &x.w.ani, "GET", "B.I.a", "");
    CHECK(test_shows(r, "Survei pihak ketiga") && test_shows(r, "Diambil dari survei di sistem"));
}

TEST(too_few_respondents_are_said_before_the_number_is_used)
{
    FactWorld x = fact_world(&a, 20);
    CHECK(test_shows(ask(&x, &x.w.ani, "GET", "B.I.a", ""), "Baru 20 jawaban"));
    FactWorld few = fact_world(&a, 4);
    CHECK(!test_shows(ask(&few, &few.w.ani, "GET", "B.I.a", ""), "Menurut sistem"));
}

/* After pages were read. */
static void change(FactWorld *x, const char *sql, DbVal val)
{
    CHECK_OK(db_begin(x->w.db, true));
    survei_world_do(x->w.db, sql, 1, &val);
    CHECK_OK(db_end(x->w.db, true));
}

TEST(a_number_from_several_surveys_leads_to_all_of_them_and_says_which_is_weak)
{
    FactWorld x = fact_world(&a, 40);

    i64 few = survei_world_another(&x.s, (SurveiAnother){"Survei kecil", "kecil", "closed", "2026-02-01", 8});
    (void)survei_world_another(&x.s, (SurveiAnother){"Survei sedang", "sedang", "closed", "2026-05-01", 45});
    Req *r = ask(&x, &x.w.ani, "GET", "B.I.a", "");
    CHECK(test_shows(r, "3 survei tahun 2026"));
    CHECK(test_shows(r, str_c(&a, str_fmt(&a, "/survei?unit=%lld&amp;tahun=2026", (long long)x.s.c.unit_id))));
    CHECK(test_shows(r, "1 dari 3 survei punya kurang dari 30 jawaban: Survei kecil."));
    CHECK(test_shows(r, "Lebih dari separuh jawabannya bertanda"));    /* no sum of those without was copied */
    CHECK(!test_shows(r, "Masih ada survei"));
    change(&x, "UPDATE survei_campaign SET state = 'open' WHERE id = $1", db_i64(few));
    CHECK(test_shows(ask(&x, &x.w.ani, "GET", "B.I.a", ""), "Masih ada survei yang berjalan"));
}

/* --- what a unit did about its surveys --- */

static FactWorld followed(Arena *a, i64 *out_action, i64 *out_forum)
{
    static const Room *const all[] = {&lke_room, &hasil_room, &hasil_follow_room};
    FactWorld   x  = fact_world(a, 10);
    UnitAsker   by = survei_world_by(&x.w.people.x.ani);
    HasilAction act  = {.pack_id = S("skm-14-2017"), .element = S("U4"), .lke_item = S("A.I.6.iv.c"),
                        .what = S("Tarif dipasang"), .who = S("Sekretaris"), .due_on = date_ymd(2026, 10, 1)};
    HasilForum  meet = {.unit_id = x.s.c.unit_id, .campaign_id = x.s.campaign_id, .kind = FORUM_WEBINAR,
                        .title = S("Bicara biaya"), .held_on = date_ymd(2026, 8, 20), .attended = 41,
                        .lke_item = S("A.I.6.iv.c")};

    x.w.web.rooms       = all;
    x.w.web.rooms_count = countof(all);
    x.w.web.item_url    = lke_item_url;
    x.s.c.runs          = true;
    CHECK_OK(hasil_action_add(*a, x.w.db, &by, &x.s.c, &act, out_action));
    CHECK_OK(hasil_forum_add(*a, x.w.db, &by, &meet, out_forum));
    return x;
}

static Req *at(FactWorld *x, Str path)
{
    return test_ask(x->w.a, &x->w.web, x->w.db,
                    &(TestAsk){S("GET"), path, .user = &x->w.ani, .now = akun_now});
}

TEST(an_action_and_a_forum_stand_beside_the_item_they_are_evidence_for)
{
    i64       action, forum;
    FactWorld x = followed(&a, &action, &forum);
    Req      *r = ask(&x, &x.w.ani, "GET", "A.I.6.iv.c", "");

    CHECK(test_shows(r, "Tarif dipasang (SKM: ") && test_shows(r, "Sekretaris, sampai 1 Oktober 2026)"));
    CHECK(test_shows(r, str_c(&a, str_fmt(&a, "/survei/tindak/%lld", (long long)action))));
    CHECK(test_shows(r, "Bicara biaya") && test_shows(r, "41 hadir"));
    CHECK(test_shows(r, str_c(&a, str_fmt(&a, "/survei/forum/%lld", (long long)forum))));
    CHECK(!test_shows(ask(&x, &x.w.ani, "GET", "A.I.6.iv.b", ""), "Tarif dipasang"));
}

TEST(an_action_and_a_forum_lead_to_their_item_where_the_asker_reads_it)
{
    i64         action, forum;
    FactWorld   x    = followed(&a, &action, &forum);
    const char *item = str_c(&a, str_fmt(&a, "/lke/%lld/butir/A.I.6.iv.c", (long long)x.w.id));
    Str         of[] = {str_fmt(&a, "/survei/tindak/%lld", (long long)action),
                        str_fmt(&a, "/survei/forum/%lld", (long long)forum)};

    for (int year = 2026; year >= 2020; year -= 6) {                /* where there is no such worksheet, no link */
        change(&x, "UPDATE lke_worksheet SET year = $1", db_i64(year));
        for (isize i = 0; i < countof(of); i++) {
            Req *r = at(&x, of[i]);
            CHECK(r->status == 200 && test_shows(r, "A.I.6.iv.c") && test_shows(r, item) == (year == 2026));
        }
    }
    CHECK(test_shows(at(&x, S("/survei/tindak")), "A.I.6.iv.c"));
    CHECK(test_shows(at(&x, S("/survei/forum")), "A.I.6.iv.c"));
}

TEST(a_survey_that_is_still_open_says_nothing_to_the_worksheet)
{
    FactWorld x = fact_world(&a, 40);

    SURVEI_DO(x.w.db, "UPDATE survei_campaign SET state = 'open' WHERE id = $1", db_i64(x.s.campaign_id));
    CHECK(!test_shows(ask(&x, &x.w.ani, "GET", "B.I.a", ""), "IPAK 3,50"));
    CHECK(test_shows(ask(&x, &x.w.ani, "GET", "A.I.6.iv.a", ""), "0 survei SKM selesai pada tahun 2026"));
}

TEST(how_often_it_was_asked_is_a_hint_and_no_answer)
{
    FactWorld x = fact_world(&a, 40);
    Req      *r = ask(&x, &x.w.ani, "GET", "A.I.6.iv.a", "");

    CHECK(test_shows(r, "1 survei SKM selesai pada tahun 2026; nilai penuh mulai 4."));
    CHECK(!test_shows(r, "sebagai jawaban"));
    CHECK(ask(&x, &x.w.ani, "POST", "A.I.6.iv.a/fakta", "versi=0&fakta=0")->status == 400);
    CHECK(ask(&x, &x.w.ani, "POST", "A.I.6.iv.b/fakta", "versi=0&fakta=0")->status == 400);
    CHECK(!test_shows(ask(&x, &x.w.ani, "GET", "A.I.6.iv.b", ""), "Menurut sistem"));
}
