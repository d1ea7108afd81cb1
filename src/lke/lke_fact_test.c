/* From answers of a survey to an answer of the worksheet: offered beside its item, taken over by the unit, and told
 * apart from what the unit says itself. */
#include "lke/lke_fixture_test.h"
#include "hasil/hasil_web.h"
#include "survei/survei_world_test.h"

static const Room *const rooms[] = {&lke_room, &hasil_room};

typedef struct { LkeWorld w; SurveiWorld s; } FactWorld;

static FactWorld fact_world(Arena *a, int answers)
{
    FactWorld x = {.w = lke_world(a, rooms, countof(rooms))};

    x.w.web.survei = test_instruments(a);
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
