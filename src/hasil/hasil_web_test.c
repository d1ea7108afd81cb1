#include "hasil/hasil_compare.h"
#include "hasil/hasil_public.h"
#include "hasil/hasil_public_web.h"
#include "hasil/hasil_web.h"
#include "survei/survei_world_test.h"

#include "format/json.h"
#include "test/ask.h"

static const Room *const rooms[] = {&hasil_room, &hasil_public_room};

typedef struct {
    SurveiWorld w;
    Web         web;
    User        ani, budi, lead;
} Seen;

static Seen seen(Arena *a)
{
    Seen s = {.w = survei_world(a, SURVEI_OPEN_LINK)};
    akun_world_role(&s.w.people, &s.w.people.x.deputy, WHO(PIMPINAN), &s.w.people.x.top);
    s.ani  = akun_test_user(&s.w.people.x.ani, WHO(TIM_KERJA));
    s.budi = akun_test_user(&s.w.people.x.budi, WHO(TIM_KERJA));
    s.lead = akun_test_user(&s.w.people.x.deputy, WHO(PIMPINAN));
    s.web  = (Web){.rooms = rooms, .rooms_count = countof(rooms), .survei = test_instruments()};
    return s;
}

static Req *get(Seen *s, const User *u, const char *path)
{
    Str id = str_fmt(s->w.a, "%lld", (long long)s->w.campaign_id), text = str_of(path);
    isize at = str_find(text, S("%"));
    if (at >= 0)
        text = str_fmt(s->w.a, "%.*s%.*s%.*s", STRF(str_sub(text, 0, at)), STRF(id), STRF(str_sub(text, at + 1, -1)));
    return test_ask(s->w.a, &s->web, s->w.db, &(TestAsk){S("GET"), text, .user = u, .now = akun_now});
}

/* Answers to one service and to the other, so that the second is a group of so many. */
static void answers(Seen *s, int one, int two)
{
    for (int i = 0; i < one + two; i++) {
        SurveiAnswer x = survei_world_answer(&s->w, 2 * i + (i >= one), i % 3 ? S("434343434") : S("444434343"));
        x.served_on.days -= i % 60;
        x.said[0] = (SurveiSaid){0, str_fmt(s->w.a, "Antrean <panjang> %d", i)};
        x.nsaid   = i % 10 == 0;
        CHECK(survei_world_take(&s->w, &x) == TAKEN);
    }
    survei_world_fold(&s->w);
}

static void set_state(Seen *s, const char *state)
{
    CHECK_OK(db_begin(s->w.db, true));
    SURVEI_DO(s->w.db, "UPDATE survei_campaign SET state = $1, published_at = $2", db_text(str_of(state)),
              db_at(akun_now));
    CHECK_OK(survei_outcome(s->w.db, s->w.campaign_id));
    CHECK_OK(db_end(s->w.db, true));
}

static void publish(Seen *s)
{
    set_state(s, "closed");
}

/* Answered, and over. */
static void answered(Seen *s, int one, int two)
{
    answers(s, one, two);
    survei_world_close(&s->w);
}

TEST(the_units_people_and_who_leads_them_see_its_result)
{
    Seen s = seen(&a);

    CHECK(test_shows(get(&s, &s.ani, "/survei/%/hasil"), "Hasil terbuka setelah"));
    answered(&s, 40, 20);
    for (int l = 0; l < LANG_COUNT; l++) {
        s.ani.lang = (Lang)l;
        Req *r = get(&s, &s.ani, "/survei/%/hasil");
        CHECK(r->status == 200 && test_shows(r, "</html>") && test_shows(r, "IKM"));
        CHECK(get(&s, &s.ani, "/survei/%/hasil?form=1")->status == 200);
        CHECK(get(&s, &s.ani, "/survei/banding?keluarga=spak")->status == 200);
    }
    CHECK(test_shows(get(&s, &s.lead, "/survei/%/hasil?form=1"), "IPAK"));
    CHECK(get(&s, &s.budi, "/survei/%/hasil")->status == 404);
    CHECK(get(&s, NULL, "/survei/%/hasil")->status == 303);
}

TEST(the_page_says_what_the_arithmetic_says)
{
    Seen         s = seen(&a);
    Hasil x;

    answered(&s, 40, 20);
    CHECK_OK(survei_dress(&s.w.c, s.web.survei));
    CHECK_OK(hasil_of(&a, s.w.db, &s.w.c, 0, LANG_ID, &x));
    Req *r = get(&s, &s.ani, "/survei/%/hasil");
    CHECK(test_shows(r, str_c(&a, survei_index(&a, x.asked->pack, x.all.index, ','))));
    CHECK(test_shows(r, "Tiga unsur terendah") && test_shows(r, "Alfa Cronbach") && test_shows(r, "Teman"));
    CHECK(test_shows(r, "/tindak/baru?unsur=U2"));
    CHECK(!test_shows(get(&s, &s.lead, "/survei/%/hasil"), "/tindak/baru"));
}

TEST(a_small_group_is_shown_nowhere)
{
    Seen s = seen(&a);

    answers(&s, 40, 3);
    publish(&s);
    Req *page = get(&s, &s.ani, "/survei/%/hasil");
    CHECK(test_shows(page, "kelompok-kelompoknya terlalu kecil"));
    CHECK(!test_shows(page, "Surat izin"));
    CHECK(!test_shows(get(&s, NULL, "/s/loket-x11/hasil"), "Surat izin"));
    CHECK(!test_shows(get(&s, NULL, "/s/loket-x11/hasil.csv"), "Surat izin"));
    CHECK(!test_shows(get(&s, NULL, "/s/loket-x11/hasil.json"), "Surat izin"));
}

/* Of so many the own question's three options were chosen. */
static void chosen(Seen *s, const int *n)
{
    int own = survei_marks_from(&s->w.c, s->w.c.nforms), i = 0;

    for (int k = 0; k < 3; k++)
        for (int j = 0; j < n[k]; j++, i++) {
            SurveiAnswer x = survei_world_answer(&s->w, i, i % 3 ? S("434343434") : S("444434343"));
            x.marks[own] = (u8)(k + 1);
            x.served_on.days -= i % 60;
            CHECK(survei_world_take(&s->w, &x) == TAKEN);
        }
    survei_world_fold(&s->w);
}

TEST(an_option_that_few_chose_is_counted_nowhere)
{
    Seen s = seen(&a);

    chosen(&s, (int[]){37, 4, 21});
    publish(&s);
    const char *pages[] = {"/survei/%/hasil", "/s/loket-x11/hasil"};
    for (isize i = 0; i < countof(pages); i++) {
        Req *r = get(&s, i ? NULL : &s.ani, pages[i]);
        CHECK(test_shows(r, "Media sosial") && test_shows(r, "37"));
        Str own = str_sub(buf_str(&r->out), str_find(buf_str(&r->out), S("Pertanyaan tambahan")), 3000);
        own     = str_sub(own, 0, str_find(own, S("id=\"tanda\"")));
        CHECK(str_has(own, S("tidak ditampilkan")) && !str_has(own, S(">4<")) && !str_has(own, S(">21<")));
    }
    Req *csv = get(&s, NULL, "/s/loket-x11/hasil.csv"), *json = get(&s, NULL, "/s/loket-x11/hasil.json");
    CHECK(test_shows(csv, "Teman,37") && test_shows(csv, "Media sosial,\r") && test_shows(csv, "Papan pengumuman,\r"));
    CHECK(test_shows(json, "\"Teman\":37") && test_shows(json, "\"Media sosial\":null"));
    CHECK(test_shows(json, "\"Papan pengumuman\":null"));
}

TEST(an_own_question_whose_options_are_all_small_is_told_of_by_name_alone)
{
    Seen s = seen(&a);

    chosen(&s, (int[]){3, 4, 1});
    publish(&s);
    Req *r = get(&s, NULL, "/s/loket-x11/hasil");
    CHECK(test_shows(r, "jumlahnya tidak ditampilkan") && !test_shows(r, "Media sosial"));
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil.json"), "\"Teman\":null"));
}

static void closed_on(Seen *s, const char *day)
{
    CHECK_OK(db_begin(s->w.db, true));
    SURVEI_DO(s->w.db, "UPDATE survei_campaign SET closed_on = $1", db_text(str_of(day)));
    CHECK_OK(db_end(s->w.db, true));
}

TEST(a_survey_closed_early_says_the_day_it_was_closed)
{
    Seen s = seen(&a);

    answers(&s, 40, 20);
    publish(&s);
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil"), "30 September 2026"));
    closed_on(&s, "2026-08-22");
    const char *pages[] = {"/survei/%/hasil", "/s/loket-x11/hasil"};
    for (isize i = 0; i < countof(pages); i++) {
        Req *r = get(&s, i ? NULL : &s.ani, pages[i]);
        CHECK(test_shows(r, "22 Agustus 2026") && !test_shows(r, "30 September 2026"));
        CHECK(!test_shows(r, "September 2026"));        /* nor is there a month nobody could answer in */
    }
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil.json"), "\"until\":\"2026-08-22\""));
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil.csv"), "until,2026-08-22"));
    CHECK(!test_shows(get(&s, NULL, "/survei/publik"), "30 Sep"));
    closed_on(&s, "2026-10-03");
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil"), "30 September 2026"));
}

TEST(what_was_written_is_for_the_units_own_people)
{
    Seen s = seen(&a);

    answered(&s, 40, 20);
    Req *r = get(&s, &s.ani, "/survei/%/saran");
    CHECK(r->status == 200);
    CHECK(test_shows(r, "Antrean &lt;panjang&gt; 0") && test_shows(r, "Antrean &lt;panjang&gt; 50"));
    CHECK(get(&s, &s.lead, "/survei/%/saran")->status == 403);
    CHECK(get(&s, &s.budi, "/survei/%/saran")->status == 404);
}

/* The n-th of so many, on one of the days before. */
static void write_one(Seen *s, int i, int days)
{
    SurveiAnswer x = survei_world_answer(&s->w, i, S("4344"));

    for (int k = 0; k < 8; k++)         /* keys as they come from a respondent: in no order */
        x.key[k] = (u8)((u32)(i + 1) * 2654435761u >> (8 * (k % 4)));
    x.answered_on = x.served_on = (Date){akun_today.days - i % days};
    x.said[0] = (SurveiSaid){0, str_fmt(s->w.a, "%d", i)};
    x.nsaid   = 1;
    CHECK(survei_world_take(&s->w, &x) == TAKEN);
}

TEST(what_was_written_comes_page_by_page_each_once_and_in_no_order_of_time)
{
    enum { ALL = 120, DAYS = 12 };
    Seen        s = seen(&a);
    ResultSaids said = {.more = true};
    bool        came[ALL] = {0};
    int         back = 0, before = 0;
    isize       n = 0;

    for (int i = 0; i < ALL; i++)
        write_one(&s, i, DAYS);
    survei_world_fold(&s.w);
    CHECK_OK(hasil_said(&a, s.w.db, &s.w.c, 0, &said));
    CHECK(!said.of.count);                      /* it is open */
    survei_world_close(&s.w);
    said.more = true;
    for (int page = 0; said.more && page < 9; page++) {
        CHECK_OK(hasil_said(&a, s.w.db, &s.w.c, page, &said));
        for (isize i = 0; i < said.of.count; i++, n++) {
            i64 is = 0;
            CHECK(str_i64(said.of.at[i].say, &is) && !came[is]);
            came[is] = true;
            back += is % DAYS > before;
            before = (int)(is % DAYS);
        }
    }
    CHECK(n == ALL && !said.more && back > 30);
    CHECK(test_shows(get(&s, &s.ani, "/survei/%/saran"), "/saran?hal=2\""));
    CHECK(!test_shows(get(&s, &s.ani, "/survei/%/saran?hal=3"), "rel=\"next\""));
}

TEST(while_a_survey_is_open_its_answers_are_a_number_everywhere)
{
    Seen s = seen(&a);

    answers(&s, 40, 20);
    Req *r = get(&s, &s.ani, "/survei/%/hasil");
    CHECK(test_shows(r, "Hasil terbuka setelah survei ditutup") && test_shows(r, "Sudah 60 jawaban"));
    CHECK(!test_shows(r, "Alfa Cronbach") && !test_shows(r, "Surat izin"));
    r = get(&s, &s.ani, "/api/v1/survei/%/hasil");
    CHECK(r->status == 200 && test_shows(r, "\"skm-14-2017\""));
    CHECK(!test_shows(r, "Loket") && !test_shows(r, "\"n\":60"));
    CHECK(!test_shows(get(&s, &s.ani, "/survei/%/saran"), "Antrean"));
    CHECK(!test_shows(get(&s, &s.lead, "/survei/banding"), "Nama X11"));
    CHECK(!test_shows(get(&s, &s.lead, "/api/v1/survei/banding?keluarga=spak&tahun=2026"), "X11"));
    survei_world_close(&s.w);
    CHECK(test_shows(get(&s, &s.ani, "/survei/%/hasil"), "Alfa Cronbach"));
    CHECK(test_shows(get(&s, &s.ani, "/survei/%/saran"), "Antrean"));
    CHECK(test_shows(get(&s, &s.lead, "/survei/banding"), "Nama X11"));
}

TEST(a_published_result_waits_for_every_answer_on_the_page_too)
{
    Seen s = seen(&a);

    answers(&s, 40, 20);
    SurveiAnswer late = survei_world_answer(&s.w, 901, S("1"));
    CHECK(survei_world_take(&s.w, &late) == TAKEN);
    publish(&s);
    CHECK(!test_shows(get(&s, NULL, "/s/loket-x11/hasil"), "Alfa Cronbach"));
    CHECK(!test_shows(get(&s, NULL, "/survei/publik"), "IKM 8"));
    CHECK(!test_shows(get(&s, &s.lead, "/survei/banding"), "Nama X11"));
    survei_world_fold(&s.w);
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil"), "Alfa Cronbach"));
    CHECK(test_shows(get(&s, NULL, "/survei/publik"), "IKM 8"));
}

TEST(anybody_sees_a_published_result_and_no_other)
{
    Seen s = seen(&a);

    answers(&s, 40, 20);
    CHECK(get(&s, NULL, "/s/loket-x11/hasil")->status == 404);
    CHECK(get(&s, NULL, "/s/loket-x11/hasil.json")->status == 404);
    CHECK(test_shows(get(&s, NULL, "/survei/publik"), "Belum ada hasil"));
    publish(&s);
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil"), "Nama X11"));
    CHECK(test_shows(get(&s, NULL, "/survei/publik?cari=nama+x11"), "/s/loket-x11/hasil"));
    CHECK(!test_shows(get(&s, NULL, "/survei/publik?cari=nama+x12"), "/s/loket-x11/hasil"));
    set_state(&s, "open");
    CHECK(get(&s, NULL, "/s/loket-x11/hasil.csv")->status == 404);
}

TEST(open_data_says_what_it_is_and_what_may_be_done_with_it)
{
    Seen        s = seen(&a);
    const Json *j;

    answers(&s, 40, 20);
    publish(&s);
    Req *r = get(&s, NULL, "/s/loket-x11/hasil.json");
    CHECK_OK(json_read(&a, buf_str(&r->out), (JsonMost){0}, &j));
    CHECK_STR(json_text(json_get(json_get(j, "meta"), "licence")), S("CC-BY-4.0"));
    const Json *forms = json_get(j, "forms"), *all = json_get(&forms->at[0], "all");
    CHECK(forms->count == 2 && json_get(all, "n")->kind == JSON_NUMBER);
    CHECK(test_shows(r, str_c(&a, json_text(json_get(all, "index")))));
    r = get(&s, NULL, "/s/loket-x11/hasil.csv");
    CHECK(test_shows(r, "meta,,licence,CC-BY-4.0") && test_shows(r, "skm-14-2017,all,,n,60"));
    CHECK(test_shows(r, "skm-14-2017,service,Loket,n,40"));
}

TEST(open_data_waits_until_every_answer_is_counted)
{
    Seen s = seen(&a);

    answers(&s, 40, 20);
    SurveiAnswer late = survei_world_answer(&s.w, 901, S("1"));
    CHECK(survei_world_take(&s.w, &late) == TAKEN);
    publish(&s);
    CHECK(!test_shows(get(&s, NULL, "/s/loket-x11/hasil.csv"), "skm-14-2017"));
    survei_world_fold(&s.w);
    CHECK(test_shows(get(&s, NULL, "/s/loket-x11/hasil.csv"), "skm-14-2017,all,,n,61"));
}

/* Of a page: what stands beside a quarter in the table. */
static Str line_of(Req *r, const char *quarter)
{
    Str page = buf_str(&r->out), rest = str_sub(page, str_find(page, S("id=\"tren\"")), -1);
    rest = str_sub(rest, str_find(rest, S("<table")), -1);
    return str_sub(rest, str_find(rest, str_of(quarter)), str_find(rest, S("</section>")));
}

TEST(the_surveys_of_a_quarter_are_one_point_and_open_or_small_ones_none)
{
    Seen s = seen(&a);

    answers(&s, 40, 20);
    publish(&s);
    (void)survei_world_another(&s.w, (SurveiAnother){"Survei kedua", "kedua", "closed", "2026-08-03", 50});
    (void)survei_world_another(&s.w, (SurveiAnother){"Survei kecil", "kecil", "closed", "2026-08-04", 4});
    (void)survei_world_another(&s.w, (SurveiAnother){"Masih buka", "buka", "open", "2026-08-10", 70});
    (void)survei_world_another(&s.w, (SurveiAnother){"Musim hujan", "hujan", "closed", "2026-01-05", 30});
    Req *r    = get(&s, &s.ani, "/survei/%/hasil");
    Str  line = line_of(r, "Triwulan III 2026");
    CHECK(str_has(line, S(">110<")) && str_has(line, S("Survei kedua")) && str_has(line, S("Triwulan III<")));
    CHECK(str_has(line_of(r, "Triwulan I 2026"), S("Musim hujan")));
    CHECK(!test_shows(r, "Masih buka") && !test_shows(r, "Survei kecil"));
    Str page = buf_str(&r->out), first = str_sub(page, str_find(page, S("3/2026")) + 6, -1);
    CHECK(str_has(page, S("3/2026")) && str_has(page, S("1/2026")));
    CHECK(str_find(first, S("Survei kedua")) > 0);
    r = get(&s, &s.ani, "/api/v1/survei/%/hasil");
    CHECK(test_shows(r, "\"quarter\":\"2026-3\"") && test_shows(r, "\"surveys\":2") && test_shows(r, "\"n\":110"));
    CHECK(!test_shows(r, "\"n\":114") && !test_shows(r, "\"n\":180"));
    CHECK(!test_shows(get(&s, NULL, "/s/loket-x11/hasil"), "id=\"tren\""));      /* the others are not public */
}

TEST(a_quarter_with_two_scales_is_two_points)
{
    Seen           s = seen(&a);
    ResultPoints   points;
    ResultQuarters all;

    answered(&s, 40, 20);
    i64 other = survei_world_another(&s.w, (SurveiAnother){"Survei kedua", "kedua", "closed", "2026-08-03", 50});
    CHECK_OK(db_begin(s.w.db, true));
    SURVEI_DO(s.w.db, "UPDATE survei_form SET scale = 6 WHERE campaign_id = $1", db_i64(other));
    CHECK_OK(db_end(s.w.db, true));
    ResultSpan span = {s.w.c.instansi_id, s.w.c.unit_id, S("spak"), false, {0}, {0}};
    CHECK_OK(hasil_points(&a, s.w.db, s.web.survei, &span, &points));
    hasil_quarters(&a, &points, &all);
    CHECK(points.count == 2 && all.count == 2 && !all.at[0].alone && !all.at[1].alone);
    CHECK(all.at[0].is.n == 60 && all.at[1].is.n == 50);
    CHECK_STR(hasil_quarter_title(&a, LANG_ID, &all.at[1]), S("Triwulan III 2026 (spak-90-2021, 1–6)"));
}

TEST(units_are_compared_by_who_reaches_them)
{
    Seen s = seen(&a);

    answered(&s, 40, 20);
    Req *r = get(&s, &s.lead, "/survei/banding");
    CHECK(test_shows(r, "Nama X11") && test_shows(r, "/hasil") && test_shows(r, "U2"));
    CHECK(!test_shows(get(&s, &s.lead, "/survei/banding?triwulan=1"), "/hasil\">Nama X11"));
    CHECK(test_shows(get(&s, &s.lead, "/survei/banding?triwulan=3"), "Nama X11"));
    CHECK(!test_shows(get(&s, &s.budi, "/survei/banding"), "Nama X11"));
    CHECK(test_shows(get(&s, &s.lead, "/survei/banding?format=csv"), "Nama X11"));
    CHECK(test_shows(get(&s, &s.lead, "/survei/banding?cari=x12"), "Nama X11") == false);
}

TEST(programs_get_what_the_page_shows)
{
    Seen        s = seen(&a);
    const Json *j;

    answered(&s, 40, 20);
    Req *r = get(&s, &s.ani, "/api/v1/survei/%/hasil");
    CHECK(r->status == 200);
    CHECK_OK(json_read(&a, buf_str(&r->out), (JsonMost){0}, &j));
    CHECK(test_shows(r, "\"skm-14-2017\"") && test_shows(r, "\"IPAK\"") && test_shows(r, "\"Loket\""));
    CHECK(get(&s, &s.budi, "/api/v1/survei/%/hasil")->status == 404);
    r = get(&s, &s.lead, "/api/v1/survei/banding?keluarga=spak&tahun=2026");
    CHECK(r->status == 200 && test_shows(r, "spak-90-2021") && test_shows(r, "\"X11\""));
    CHECK(!test_shows(get(&s, &s.budi, "/api/v1/survei/banding"), "X11"));
}

TEST(thousands_of_rows_get_the_band_that_one_gets)
{
    const SurveiPacks *all = test_instruments();

    for (isize i = 0; i < all->packs.count; i++) {
        const SurveiPack *p    = all->packs.at[i];
        CompareRule       rule = {0};
        for (i64 total = 200 * p->nelements; total <= 200 * p->nelements * p->scales[0].points; total += 7) {
            CompareRow row = {.pack = p, .scale = &p->scales[0], .n = 200, .total = total};
            hasil_compare_rule(&row, &rule);
            CHECK(hasil_compare_band(&rule, &row) == survei_band(p, hasil_compare_index(&rule, &row)));
        }
    }
}
