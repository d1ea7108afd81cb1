#include "survei/survei_fill_web.h"

#include "base/embed.h"
#include "survei/survei_fill.h"
#include "survei/survei_blind_fixture_test.h"
#include "survei/survei_blind_web.h"
#include "test/ask.h"
#include "web/html.h"

static const Room *const rooms[] = {&survei_fill_room, &survei_blind_room};

typedef struct {
    SurveiWorld w;
    Web         web;
    Req        *page;           /* the last one */
    Instant     now;            /* none: that of all tests */
} Walk;

static Walk *walk_in(Arena *a, SurveiMode mode)
{
    Walk *k = new(a, Walk, 1);

    k->w   = survei_world(a, mode);
    k->web = (Web){.rooms = rooms, .rooms_count = countof(rooms), .survei = test_instruments()};
    CHECK_OK(survei_dress(&k->w.c, k->web.survei));
    return k;
}

static Req *ask(Walk *k, Str method, Str path, Str form)
{
    k->page = test_ask(k->w.a, &k->web, k->w.db, &(TestAsk){.method = method, .path = path, .form = form, .now = k->now,
                                                            .header = S("Cookie: sesi=x\nCookie: bahasa=en")});
    CHECK(!test_header(k->page, "Set-Cookie").len);
    return k->page;
}

static Str html(const Walk *k)
{
    return buf_str(&k->page->out);
}

/* Moves *rest behind `mark` and gives what stands up to `end`. */
static bool between(Str *rest, Str mark, Str end, Str *out)
{
    isize at = str_find(*rest, mark);
    if (at < 0)
        return false;
    *rest = str_sub(*rest, at + mark.len, -1);
    isize n = str_find(*rest, end);
    *out  = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, -1);
    return true;
}

/* What the page's form would send: its hidden fields, and what is typed. */
static Str sent_with(Walk *k, Str typed)
{
    Str all = html(k), form = {0}, name, value;
    Buf b    = {.arena = k->w.a};

    CHECK(between(&all, S("<form class=\"fill\""), S("</form>"), &form));
    while (between(&form, S("<input type=\"hidden\" name=\""), S("\""), &name)
           && between(&form, S("value=\""), S("\""), &value)) {
        Str part = url_part(k->w.a, value);
        buf_addf(&b, "%.*s=%.*s&", STRF(name), STRF(part));
    }
    buf_add(&b, typed);
    return buf_str(&b);
}

static Req *post(Walk *k, const char *path, Str typed)
{
    return ask(k, S("POST"), str_of(path), sent_with(k, typed));
}

/* A request before it may have left the connection reading. */
#define CHANGE(sql, ...) do {                   \
    CHECK_OK(db_begin(k->w.db, true));          \
    SURVEI_DO(k->w.db, sql, __VA_ARGS__);       \
    CHECK_OK(db_end(k->w.db, true));            \
} while (0)

#define FMT(...) str_fmt(k->w.a, __VA_ARGS__)

static void fill_start(Walk *k, const char *path, int service)
{
    post(k, path, FMT("finished=1&service=%lld&served_on=2026-08-18", (long long)k->w.services[service]));
}

/* From the first screen to the last, all good. */
static void fill_all(Walk *k, const char *path)
{
    fill_start(k, path, 0);
    post(k, path, S("m0=4&m1=3&m2=4&m3=4&m4=3"));
    post(k, path, S("m5=4&m6=4&m7=2&m8=3"));
    post(k, path, S("m9=4&m10=4&m11=4&m12=4&m13=4"));
    post(k, path, S("a0=1&a1=2"));
    post(k, path, S("m14=2&t1=Kursi%20tunggu&said=Terima%20kasih%20%22banyak%22"));
}

TEST(a_respondent_walks_from_start_to_thanks_without_a_cookie)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    CHECK(k->page->status == 200 && test_shows(k->page, "Triwulan III") && test_shows(k->page, "lang=\"id\""));
    fill_start(k, "/s/loket-x11", 0);
    CHECK(test_shows(k->page, "Pertanyaan 1–5 dari 16"));
    post(k, "/s/loket-x11", S("m0=4&m1=3&m2=4&m3=4&m4=3"));
    CHECK(test_shows(k->page, "Pertanyaan 6–9 dari 16") && test_shows(k->page, "name=\"m0\" value=\"4\""));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer") == 0);
    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_all(k, "/s/loket-x11");
    CHECK(test_shows(k->page, "Periksa jawaban Anda") && test_shows(k->page, "Kursi tunggu"));
    CHECK(test_shows(k->page, "Terima kasih &quot;banyak&quot;") && test_shows(k->page, "18 Agustus 2026"));
    post(k, "/s/loket-x11/kirim", S(""));
    CHECK(k->page->status == 303 && str_starts(k->page->location, S("/s/loket-x11/terima-kasih")));
    ask(k, S("GET"), k->page->location, S(""));
    CHECK(test_shows(k->page, "Terima kasih"));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer "
                      "WHERE channel = 'web' AND marks = '434434423444442'") == 1);
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer "
                      "WHERE about LIKE '12%' AND answered_on = '2026-08-21'") == 1);
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_said") == 2);
}

TEST(a_form_that_is_sent_many_times_is_one_answer)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);
    Str   form;

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_all(k, "/s/loket-x11");
    form = sent_with(k, S(""));
    for (int i = 0; i < 3; i++)
        CHECK(ask(k, S("POST"), S("/s/loket-x11/kirim"), form)->status == 303);
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer") == 1);
    form = str_fmt(&a, "m14=3&%.*s", STRF(form));               /* gone back, changed, sent again */
    CHECK(ask(k, S("POST"), S("/s/loket-x11/kirim"), form)->status == 303);
    CHECK(str_has(k->page->location, S("dulu=1")));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer WHERE marks LIKE '%2'") == 1);
}

TEST(every_mistake_of_a_screen_is_said_at_once_and_what_was_typed_stays)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    post(k, "/s/loket-x11", S("served_on=2026-12-31"));
    CHECK(k->page->status == 422 && test_shows(k->page, "href=\"#finished\""));
    CHECK(test_shows(k->page, "href=\"#service\""));
    CHECK(test_shows(k->page, "href=\"#served_on\"") && test_shows(k->page, "value=\"2026-12-31\""));
    fill_start(k, "/s/loket-x11", 1);
    post(k, "/s/loket-x11", S("m0=4&m2=9&m3=2"));
    CHECK(k->page->status == 422 && test_shows(k->page, "href=\"#m1\"") && test_shows(k->page, "href=\"#m2\""));
    CHECK(test_shows(k->page, "href=\"#m4\"") && !test_shows(k->page, "href=\"#m5\""));
    CHECK(test_shows(k->page, "name=\"m3\" value=\"2\" checked"));
}

TEST(going_back_and_changing_keeps_everything)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_all(k, "/s/loket-x11");
    ask(k, S("POST"), S("/s/loket-x11"), sent_with(k, S("ke=1")));
    CHECK(test_shows(k->page, "Pertanyaan 1–5 dari 16") && test_shows(k->page, "name=\"m1\" value=\"3\" checked"));
    post(k, "/s/loket-x11", S("m0=1&m1=1&m2=1&m3=1&m4=1"));     /* and it goes on where one came from */
    CHECK(test_shows(k->page, "Periksa jawaban Anda") && test_shows(k->page, "Kursi tunggu"));
    ask(k, S("POST"), S("/s/loket-x11"), sent_with(k, S("ke=kembali")));
    CHECK(test_shows(k->page, "Kursi tunggu</textarea>"));
}

TEST(a_page_is_whole_in_the_chosen_tongue)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11?b=en"), S(""));
    CHECK(test_shows(k->page, "<html lang=\"en\">") && !test_shows(k->page, "Mulai"));
    fill_start(k, "/s/loket-x11", 0);
    CHECK(test_shows(k->page, "Question 1–5 of 16") && test_shows(k->page, "name=\"b\" value=\"en\""));
    ask(k, S("POST"), S("/s/loket-x11"), sent_with(k, S("ke=0")));
    CHECK(test_shows(k->page, "value=\"2026-08-18\""));
}

TEST(an_answer_that_comes_quickly_is_marked_and_taken)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_all(k, "/s/loket-x11");
    post(k, "/s/loket-x11/kirim", S(""));
    CHECK(test_number(a, k->w.db, "SELECT flags FROM survei_answer") == 1 << FLAG_QUICK);
    CHECK(test_number(a, k->w.db, "SELECT seconds FROM survei_answer") == 1);
}

TEST(a_form_that_was_not_begun_here_is_shown_again_before_it_counts)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_all(k, "/s/loket-x11");
    Str form = sent_with(k, S("")), at = form, seal = {0};
    CHECK(between(&at, S("mulai="), S("&"), &seal));
    char other  = seal.at[seal.len - 1] == '0' ? '1' : '0';
    Str  forged = str_fmt(&a, "mulai=%.*s%c&%.*s", STRF(str_sub(seal, 0, seal.len - 1)), other, STRF(form));
    ask(k, S("POST"), S("/s/loket-x11/kirim"), forged);
    CHECK(k->page->status == 422 && test_shows(k->page, "terlalu lama terbuka") && test_shows(k->page, "Kursi tunggu"));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer") == 0);
    post(k, "/s/loket-x11/kirim", S(""));
    CHECK(k->page->status == 303);
}

TEST(a_seal_is_good_for_one_campaign_and_some_hours)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);
    SurveiCampaign other = k->w.c;
    FillBegin      b     = survei_fill_begin(akun_now, 18, SURVEI_WEB), out;
    Str            s     = survei_fill_seal(&a, &k->w.c, &b);
    Instant        late  = {akun_now.s + FILL_HOURS * 3600};

    CHECK(survei_fill_open(a, &k->w.c, s, akun_now, &out) && out.bits == 18 && out.began.s == akun_now.s);
    CHECK(!survei_fill_open(a, &k->w.c, s, late, &out));
    other.id++;
    CHECK(!survei_fill_open(a, &other, s, akun_now, &out));
    CHECK(survei_fill_proven(a, S("x"), S(""), 0) && !survei_fill_proven(a, s, S(""), 1));
    int n = 0;
    while (!survei_fill_proven(a, s, str_fmt(&a, "%d", n), 8))
        n++;
    CHECK(!survei_fill_proven(a, s, str_fmt(&a, "%d", n), 64));
}

TEST(without_work_one_may_send_less_often_and_is_told_how_long_to_wait)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);
    int   limited = 0;

    k->web.rates = rates_new(&a);
    k->web.survei_bits = 8;
    k->web.survei_rate = 20;
    for (int i = 0; i < 4; i++) {
        ask(k, S("GET"), S("/s/loket-x11"), S(""));
        fill_all(k, "/s/loket-x11");
        post(k, "/s/loket-x11/kirim", S(""));
        limited += k->page->status == 429;
    }
    CHECK(limited == 2 && test_shows(k->page, "Tunggu") && test_shows(k->page, "Kursi tunggu"));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer") == 2);
    Str at = html(k), seal = {0};
    CHECK(between(&at, S("data-work=\""), S("\""), &seal));
    for (int n = 0; k->page->status == 429; n++)
        if (survei_fill_proven(a, seal, FMT("%d", n), 8))
            ask(k, S("POST"), S("/s/loket-x11/kirim"), FMT("usaha=%d&%.*s", n, STRF(sent_with(k, S("")))));
    CHECK(k->page->status == 303);
}

/* --- handed in by a tablet --- */

static Req *hand_in(Walk *k, Str secret, Str answers)
{
    Str body = FMT("{\"kios\":\"%.*s\",\"answers\":[%.*s]}", STRF(secret), STRF(answers));
    k->page  = test_ask(k->w.a, &k->web, k->w.db, &(TestAsk){.method = S("POST"), .path = S("/s/loket-x11/antrean"),
                                                             .body = body});
    return k->page;
}

static Str waiting(Walk *k, int number_, const char *marks)
{
    return FMT("{\"key\":\"%032d\",\"day\":\"2026-08-20\",\"service\":\"%lld\",\"served_on\":\"2026-08-19\","
               "\"about\":\"12\",\"marks\":\"%s\",\"said\":[[\"0\",\"Baik\"]],\"seconds\":70}",
               number_, (long long)k->w.services[0], marks);
}

/* --- codes --- */

static void invited(Walk *k, const char *code, int service)
{
    Digest d = hash_blake2b(str_of(code));

    CHANGE("INSERT INTO survei_invite (id, instansi_id, campaign_id, code_hash, service_id, label, email, used) "
           "VALUES ($1, $2, $3, $4, $5, '', '', 0)", db_i64(id_new()), db_i64(k->w.people.x.top.id),
           db_i64(k->w.campaign_id), db_digest(&d), db_i64(k->w.services[service]));
}

/* From the second screen to the last. */
static void fill_rest(Walk *k)
{
    static const char *const screens[] = {"m0=4&m1=3&m2=4&m3=4&m4=3", "m5=4&m6=4&m7=2&m8=3",
                                          "m9=4&m10=4&m11=4&m12=4&m13=4", "", "m14=2"};
    for (int i = 0; i < countof(screens); i++)
        post(k, "/s/loket-x11", str_of(screens[i]));
}

TEST(a_code_in_the_address_fills_the_form_and_is_good_for_one_answer)
{
    Walk *k = walk_in(&a, SURVEI_TOKEN);

    invited(k, "abcd2345", 0);
    ask(k, S("GET"), S("/s/loket-x11/u/abcd2345"), S(""));
    CHECK(k->page->status == 200 && test_shows(k->page, "value=\"abcd2345\""));
    post(k, "/s/loket-x11", S("finished=1&served_on=2026-08-18&code=ABCD-2345"));
    fill_rest(k);
    Str form = sent_with(k, S(""));
    for (int i = 0; i < 2; i++)                 /* the same once more is the same answer */
        CHECK(ask(k, S("POST"), S("/s/loket-x11/kirim"), form)->status == 303);
    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    post(k, "/s/loket-x11", S("finished=1&served_on=2026-08-18&code=abcd2345"));
    CHECK(k->page->status == 422 && test_shows(k->page, "Satu kode untuk satu jawaban"));
    CHECK(test_shows(k->page, "href=\"#code\"") && test_shows(k->page, "name=\"finished\""));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer") == 1);
    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_start(k, "/s/loket-x11", 0);
    CHECK(k->page->status == 422 && test_shows(k->page, "href=\"#code\""));
}

TEST(a_code_that_is_used_or_unknown_is_told_before_anything_is_asked)
{
    Walk *k = walk_in(&a, SURVEI_TOKEN);

    CHECK(ask(k, S("GET"), S("/s/loket-x11/u/aaaaaaaaaaaaaaaa"), S(""))->status == 422);
    CHECK(test_shows(k->page, "sudah dipakai atau tidak dikenal"));
    invited(k, "abcd2345", 0);
    CHANGE("UPDATE survei_invite SET used = $1", db_i64(1));
    CHECK(ask(k, S("GET"), S("/s/loket-x11/u/abcd2345"), S(""))->status == 422);
    CHECK(test_shows(k->page, "sudah dipakai atau tidak dikenal"));
}

TEST(whoever_tries_codes_out_has_to_wait_and_is_told_nothing_more)
{
    Walk *k = walk_in(&a, SURVEI_TOKEN);

    invited(k, "abcd2345", 0);
    k->web.rates       = rates_new(&a);
    k->web.survei_rate = 5;
    for (int i = 0; i < 5; i++)
        CHECK(ask(k, S("GET"), FMT("/s/loket-x11/u/aaaaaaaaaaaaaaa%d", i), S(""))->status == 422);
    CHECK(ask(k, S("GET"), S("/s/loket-x11/u/aaaaaaaaaaaaaaaa"), S(""))->status == 429);
    CHECK(test_header(k->page, "Retry-After").len && !test_shows(k->page, "tidak dikenal"));
    CHECK(ask(k, S("GET"), S("/s/loket-x11/u/abcd2345"), S(""))->status == 429);
    CHECK(ask(k, S("GET"), S("/s/loket-x11"), S(""))->status == 200);
}

TEST(a_code_is_for_the_service_it_was_given_for)
{
    Walk *k = walk_in(&a, SURVEI_TOKEN);

    invited(k, "abcd2345", 1);
    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    CHECK(!test_shows(k->page, "name=\"service\"") && !test_shows(k->page, "Kode ini untuk"));
    ask(k, S("GET"), S("/s/loket-x11/u/abcd2345"), S(""));
    CHECK(!test_shows(k->page, "<legend>Layanan apa") && test_shows(k->page, "Kode ini untuk layanan Surat izin."));
    post(k, "/s/loket-x11", FMT("finished=1&served_on=2026-08-18&code=abcd2345&service=%lld",
                                (long long)k->w.services[0]));
    CHECK(test_shows(k->page, "Kode ini untuk layanan Surat izin.") && test_shows(k->page, "aplikasi atau situs"));
    fill_rest(k);
    CHECK(test_shows(k->page, "Surat izin"));
    ask(k, S("POST"), S("/s/loket-x11/kirim"),
        FMT("service=%lld&%.*s", (long long)k->w.services[0], STRF(sent_with(k, S("")))));
    CHECK(k->page->status == 303);
    Sql one = {"test_service", "SELECT service_id FROM survei_answer", NULL};
    i64 got = 0;
    CHECK_OK(db_one_i64(db_query0(&a, k->w.db, &one), &got));
    CHECK(got == k->w.services[1]);
}

TEST(a_tablets_answer_with_a_code_is_about_the_codes_service)
{
    Walk *k = walk_in(&a, SURVEI_TOKEN);
    Str   one = waiting(k, 1, "434434423444442"), head = str_sub(one, 0, one.len - 1);

    invited(k, "abcd2345", 1);
    CHECK(test_shows(hand_in(k, S("kios-rahasia"), FMT("%.*s,\"code\":\"abcd2345\"}", STRF(head))), "\"taken\""));
    Sql one_of = {"test_service", "SELECT service_id FROM survei_answer", NULL};
    i64 got    = 0;
    CHECK_OK(db_one_i64(db_query0(&a, k->w.db, &one_of), &got));
    CHECK(got == k->w.services[1]);
}

TEST(the_code_of_a_strict_campaign_is_handed_on_to_where_it_becomes_a_right)
{
    Walk *k = walk_in(&a, SURVEI_STRICT);

    invited(k, "abcd2345", 0);
    ask(k, S("GET"), S("/s/loket-x11/u/abcd2345"), S(""));
    CHECK(k->page->status == 303);
    CHECK_STR(k->page->location, S("/s/loket-x11/token?b=id#kode=abcd2345"));
    ask(k, S("GET"), S("/s/loket-x11/u/aaaaaaaaaaaaaaaa"), S(""));
    CHECK_STR(k->page->location, S("/s/loket-x11/token?b=id&kode=salah#kode=aaaaaaaaaaaaaaaa"));
    CHECK(test_shows(ask(k, S("GET"), S("/s/loket-x11/token?b=id&kode=salah"), S("")), "tidak mengenal kode"));
    CHECK(test_shows(ask(k, S("GET"), S("/s/loket-x11/token?b=id&kode=dipakai"), S("")), "Kode ini sudah dipakai"));
}

TEST(a_strict_campaign_says_that_a_right_is_needed_before_it_asks_anything)
{
    Walk *k = walk_in(&a, SURVEI_STRICT);

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    CHECK(test_shows(k->page, "name=\"token\" value=\"\"") && test_shows(k->page, "memerlukan kode undangan"));
    fill_start(k, "/s/loket-x11", 0);
    CHECK(k->page->status == 422 && test_shows(k->page, "Hak menjawab tidak ada"));
    CHECK(test_shows(k->page, "name=\"finished\"") && !test_shows(k->page, "name=\"m0\""));
    fill_rest(k);
    post(k, "/s/loket-x11/kirim", S(""));
    CHECK(k->page->status == 422 && test_shows(k->page, "Hak menjawab tidak ada"));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer") == 0);
}

TEST(a_tablet_at_the_counter_goes_back_to_its_start)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);
    const char *at = "/s/loket-x11/kios/kios-rahasia";

    CHECK(ask(k, S("GET"), S("/s/loket-x11/kios/falsch"), S(""))->status == 404);
    ask(k, S("GET"), str_of(at), S(""));
    CHECK(test_shows(k->page, "href=\"/s/loket-x11/kios/kios-rahasia/lepas\""));
    CHECK(test_shows(k->page, "data-idle=\"60\"") && test_shows(k->page, "http-equiv=\"refresh\""));
    fill_all(k, at);
    post(k, "/s/loket-x11/kios/kios-rahasia/kirim", S(""));
    CHECK(k->page->status == 303 && str_starts(k->page->location, str_of(at)));
    ask(k, S("GET"), k->page->location, S(""));
    CHECK(test_header(k->page, "Refresh").len);
    CHECK( test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer WHERE channel = 'kiosk'") == 1);
}

TEST(only_the_named_site_may_frame_a_survey_and_never_a_tablets_page)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    for (int i = 0; i < 3; i++) {
        ask(k, S("GET"), i == 2 ? S("/s/loket-x11/kios/kios-rahasia") : S("/s/loket-x11"), S(""));
        Str policy = test_header(k->page, "Content-Security-Policy");
        CHECK(str_ends(policy, i == 1 ? S("frame-ancestors https://laut.go.id") : S("frame-ancestors 'none'")));
        CHANGE( "UPDATE survei_campaign SET embed = $1", db_text(S("https://laut.go.id")));
    }
}

TEST(a_survey_that_is_closed_or_unknown_says_so)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    CHECK(ask(k, S("GET"), S("/s/lain"), S(""))->status == 404 && test_shows(k->page, "Survei ini tidak ada"));
    CHANGE( "UPDATE survei_campaign SET opens_on = $1", db_text(S("2026-09-01")));
    CHECK(test_shows(ask(k, S("GET"), S("/s/loket-x11"), S("")), "1 September 2026"));
    CHANGE( "UPDATE survei_campaign SET state = $1", db_text(S("closed")));
    CHECK(test_shows(ask(k, S("GET"), S("/s/loket-x11"), S("")), "sudah ditutup"));
    CHANGE( "UPDATE survei_campaign SET state = $1", db_text(S("draft")));
    CHECK(ask(k, S("GET"), S("/s/loket-x11"), S(""))->status == 404);
}

/* Two days of a unit in Jayapura begin and end at 15:00 UTC, while it is 22:00 of the day before in Jakarta. */
TEST(a_survey_opens_and_closes_by_the_clock_of_its_unit)
{
    static const struct { i64 h; const char *shows; } at[] = {{-1, "22 Agustus 2026"}, {0, "name=\"finished\""},
                                                              {23, "name=\"finished\""}, {24, "sudah ditutup"}};
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    CHANGE("UPDATE survei_campaign SET opens_on = $1, closes_on = $1", db_date(date_ymd(2026, 8, 22)));
    CHANGE("UPDATE unit SET utc_minutes = 540 WHERE id = $1", db_i64(k->w.people.x.left.id));
    for (isize i = 0; i < countof(at); i++) {
        k->now.s = 1787324400 + at[i].h * 3600;         /* 2026-08-21T15:00:00Z */
        CHECK(test_shows(ask(k, S("GET"), S("/s/loket-x11"), S("")), at[i].shows));
    }
}

TEST(an_online_service_is_asked_about_in_its_own_words)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_start(k, "/s/loket-x11", 0);
    CHECK(!test_shows(k->page, "aplikasi atau situs"));
    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    fill_start(k, "/s/loket-x11", 1);
    CHECK(test_shows(k->page, "aplikasi atau situs"));
}

TEST(thanks_show_the_units_last_published_result)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    for (int i = 0; i < 6; i++) {
        SurveiAnswer x = survei_world_answer(&k->w, i, S("4"));
        CHECK(survei_world_take(&k->w, &x) == TAKEN);
    }
    survei_world_fold(&k->w);
    ask(k, S("GET"), S("/s/loket-x11/terima-kasih"), S(""));
    CHECK(!test_shows(k->page, "/hasil"));
    CHANGE( "UPDATE survei_campaign SET published_at = $1", db_at(akun_now));
    ask(k, S("GET"), S("/s/loket-x11/terima-kasih"), S(""));
    CHECK(test_shows(k->page, "/s/loket-x11/hasil") && test_shows(k->page, "100,00"));
}

static isize asset_bytes(const char *name)
{
    for (const Embedded *e = assets_embedded; e->name; e++)
        if (str_is(str_of(name), e->name))
            return e->bytes.len;
    CHECK(!"no such asset");
    return 0;
}

TEST(the_first_view_of_a_survey_weighs_less_than_25_kilobytes_before_any_compression)
{
    Walk *k   = walk_in(&a, SURVEI_OPEN_LINK);
    isize all = asset_bytes("survei.css") + asset_bytes("survei.js") + asset_bytes("survei-kerja.js")
              + asset_bytes("pulau.svg");

    k->web.survei_bits = 18;
    ask(k, S("GET"), S("/s/loket-x11"), S(""));
    CHECK(all + html(k).len < 25000);
    fill_start(k, "/s/loket-x11", 0);
    CHECK(all + html(k).len < 25000);
    CHECK(!test_shows(k->page, "pulau.css") && !test_shows(k->page, "woff2") && !test_shows(k->page, "htmx"));
}

TEST(answers_that_waited_on_a_tablet_are_each_acknowledged_once)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);
    Str one = waiting(k, 1, "434434423444442"), two = waiting(k, 2, "4344344234444"), three = waiting(k, 3,
                                                                                                     "111111111111111");

    hand_in(k, S("kios-rahasia"), FMT("%.*s,%.*s", STRF(one), STRF(two)));
    CHECK(k->page->status == 200 && test_shows(k->page, "\"taken\"") && test_shows(k->page, "\"refused\""));
    hand_in(k, S("kios-rahasia"), FMT("%.*s,%.*s,{\"day\":1}", STRF(one), STRF(three)));
    CHECK(test_shows(k->page, "\"before\"") && test_shows(k->page, "\"taken\"") && test_shows(k->page, "tanpa kunci"));
    hand_in(k, S("kios-rahasia"), waiting(k, 3, "222222222222222"));
    CHECK(test_shows(k->page, "kunci yang sama"));
    CHECK(test_number(a, k->w.db, "SELECT COUNT(*) FROM survei_answer WHERE channel = 'offline'") == 2);
    CHECK(hand_in(k, S("falsch"), one)->status == 404 && hand_in(k, S("kios-rahasia"), S("nein"))->status == 400);
    CHANGE( "UPDATE survei_campaign SET state = $1", db_text(S("closed")));
    CHECK(test_shows(hand_in(k, S("kios-rahasia"), waiting(k, 9, "222222222222222")), "sudah ditutup oleh unitnya"));
}

TEST(a_tablet_takes_every_language_and_question_along)
{
    Walk *k = walk_in(&a, SURVEI_OPEN_LINK);

    ask(k, S("GET"), S("/s/loket-x11/kios/kios-rahasia/soal"), S(""));
    CHECK(test_shows(k->page, "\"code\":\"en\"") && test_shows(k->page, "Papan pengumuman"));
    const Json *all;
    CHECK_OK(json_read(&a, html(k), (JsonMost){0}, &all));
    CHECK(json_get(all, "groups")->count == 3 && json_get(all, "services")->count == 2);
    ask(k, S("GET"), S("/s/loket-x11/kios/kios-rahasia/manifes"), S(""));
    CHECK(test_shows(k->page, "/s/loket-x11/kios/kios-rahasia/lepas"));
    CHECK(ask(k, S("GET"), S("/s/loket-x11/kios/kios-rahasia/lepas"), S(""))->status == 200);
}

/* --- every sentence in the respondent's own language --- */

/* Between « and »; of the months, each. */
static Str marked(Arena *a, Str s)
{
    return s.len ? str_fmt(a, "«%.*s»", STRF(s)) : s;
}

static Str marked_months(Arena *a, Str months)
{
    Buf b = {.arena = a};
    while (months.len) {
        Str one = str_cut(&months, ' ');
        buf_addf(&b, "%s«%.*s»", b.len ? " " : "", STRF(one));
    }
    return buf_str(&b);
}

static void mark_asks(Arena *a, const SurveiPack *p, SurveiTongue *t)
{
    for (int e = 0; e < p->nelements; e++)
        for (int online = 0; online < 2; online++) {
            t->at[e].ask[online] = marked(a, t->at[e].ask[online]);
            for (int s = 0; s < p->nscales; s++)
                for (int i = 0; i < p->scales[s].points; i++)
                    t->at[e].answers[online][s][i] = marked(a, t->at[e].answers[online][s][i]);
        }
    for (int i = 0; i < p->nattributes; i++) {
        t->attributes[i] = marked(a, t->attributes[i]);
        for (int o = 0; o < p->attributes[i].noptions; o++)
            t->options[i][o] = marked(a, t->options[i][o]);
    }
}

/* Everything that the words of a language say is put between marks: what stands outside of them is from elsewhere. */
static void mark_tongue(Walk *k, Str code)
{
    Arena *a = k->w.a;

    k->web.survei = test_own_instruments(a);
    for (isize i = 0; i < k->web.survei->packs.count; i++) {
        SurveiPack *p = k->web.survei->packs.at[i];
        for (isize l = 0; l < p->tongues.count; l++) {
            SurveiTongue *t = new(a, SurveiTongue, 1);
            *t = *p->tongues.at[l];
            if (!str_eq(t->code, code))
                continue;
            for (int w = 0; w < TONGUE_WORDS; w++)
                t->words[w] = w == TONGUE_MONTHS ? marked_months(a, t->words[w]) : marked(a, t->words[w]);
            for (int b = 0; b < p->nbands; b++)
                t->bands[b] = marked(a, t->bands[b]);
            mark_asks(a, p, t);
            p->tongues.at[l] = t;
        }
    }
}

/* What a page says: its text, and the attributes that are read out or shown by a script. */
static Str texts_of(Arena *a, Str page)
{
    static const char *const told[] = {" aria-label=\"", " title=\"", " alt=\"", " placeholder=\"", " data-say=\"",
        " data-working=\"", " data-lost=\"", " data-failed=\"", " data-have=\"", " data-on=\""};
    Buf b = {.arena = a};

    while (page.len) {
        Str said = str_cut(&page, '<');
        buf_addf(&b, "%.*s ", STRF(said));
        if (str_starts(page, S("code>")))
            (void)str_cut(&page, '<');          /* a fingerprint */
        Str tag = str_cut(&page, '>'), value;
        for (isize i = 0; i < countof(told); i++) {
            Str rest = tag;
            if (between(&rest, str_of(told[i]), S("\""), &value))
                buf_addf(&b, "%.*s ", STRF(value));
        }
    }
    return buf_str(&b);
}

/* Without what is between marks, and without what the unit and the respondent wrote. */
static Str not_of_the_language(Walk *k, Str text)
{
    const Str written[] = {k->w.c.unit_name, k->w.c.title, S("Surat izin"), S("Loket"),
        S("Dari mana Anda tahu layanan ini?"), S("Media sosial"), S("Papan pengumuman"), S("Teman"),
        S("Apa yang perlu diperbaiki?"), S("Kursi tunggu"),
        S("Terima kasih &quot;banyak&quot;"), S("Terima kasih &amp;quot;banyak&amp;quot;"),
        S("Bahasa Indonesia"), S("English"), S("Basa Jawa"), S("Basa Sunda"),
        S("IKM"), S("IPAK"), S("&quot;"), S("abcd"), S("efgh")};
    Buf b     = {.arena = k->w.a};
    int depth = 0;

    for (isize i = 0; i < text.len; i++) {
        bool in  = str_starts(str_sub(text, i, -1), S("«")), out = str_starts(str_sub(text, i, -1), S("»"));
        depth   += in - out;
        if (in || out)
            i++;
        else if (!depth)
            buf_add(&b, str_sub(text, i, 1));
    }
    Str left = buf_str(&b);
    for (isize i = 0; i < countof(written); i++)
        for (isize at; (at = str_find(left, written[i])) >= 0;)
            left = FMT("%.*s%.*s", STRF(str_sub(left, 0, at)), STRF(str_sub(left, at + written[i].len, -1)));
    for (isize i = 0; i < left.len; i++)
        if ((left.at[i] | 32) >= 'a' && (left.at[i] | 32) <= 'z')
            return str_trim(str_sub(left, i, 80));
    return (Str){0};
}

/* The page that was just drawn, whose sentences are all of its language. */
static void whole(Walk *k, int status, const char *with)
{
    CHECK(k->page->status == status);
    CHECK(test_shows(k->page, with));
    CHECK_STR(not_of_the_language(k, texts_of(k->w.a, html(k))), S(""));
}

static void words_of_the_walk(Walk *k, Str code)
{
    static const char *const screens[] = {"m0=4&m1=3&m2=4&m3=4&m4=3", "m5=4&m6=4&m7=2&m8=3",
                                          "m9=4&m10=4&m11=4&m12=4&m13=4", "a0=1&a1=2",
                                          "m14=2&t1=Kursi%20tunggu&said=Terima%20kasih%20%22banyak%22"};
    const char *path = "/s/loket-x11";

    ask(k, S("GET"), FMT("/s/loket-x11?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "«");
    CHECK(test_shows(k->page, str_c(k->w.a, FMT("<html lang=\"%.*s\"", STRF(code)))));
    post(k, path, S(""));
    whole(k, 422, "class=\"why\"");
    fill_start(k, path, 1);
    for (int i = 0; i < countof(screens); i++) {
        whole(k, 200, "«");
        if (i != 3)                             /* what is said about oneself may be left empty */
            post(k, path, S("m14=0"));
        whole(k, i == 3 ? 200 : 422, "«");
        post(k, path, str_of(screens[i]));
    }
    whole(k, 200, "Kursi tunggu");
    Str form = sent_with(k, S(""));
    CHECK(test_shows(k->page, "«Agustus»"));
    ask(k, S("POST"), S("/s/loket-x11/kirim"), FMT("said=%0*d&%.*s", SURVEI_SAID_MOST + 1, 7, STRF(form)));
    whole(k, 422, "2000");
    ask(k, S("POST"), S("/s/loket-x11/kirim"), FMT("mulai=alt&%.*s", STRF(form)));
    whole(k, 422, "role=\"alert\"");
    k->web.rates = rates_new(k->w.a);
    k->web.survei_rate = 1;
    CHECK(ask(k, S("POST"), S("/s/loket-x11/kirim"), form)->status == 303);
    Str thanks = str_copy(k->w.a, k->page->location);
    ask(k, S("POST"), S("/s/loket-x11/kirim"), form);
    whole(k, 429, "role=\"alert\"");
    k->web.survei_rate = 0;
    survei_world_fold(&k->w);
    ask(k, S("GET"), thanks, S(""));
    whole(k, 200, "IKM");
    ask(k, S("GET"), FMT("%.*s&dulu=1", STRF(thanks)), S(""));
    whole(k, 200, "IKM");
}

static void words_of_the_counter(Walk *k, Str code)
{
    Str one = waiting(k, 1, "434434423444442");

    ask(k, S("GET"), FMT("/s/loket-x11/kios/kios-rahasia?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "{1}");
    ask(k, S("GET"), FMT("/s/loket-x11/kios/kios-rahasia/lepas?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "<noscript>");
    ask(k, S("GET"), FMT("/s/lain?b=%.*s", STRF(code)), S(""));
    whole(k, 404, "«");
    for (int i = 0; i < 4; i++) {               /* no key, no marks, not its day, another with its key */
        Str json = i == 0 ? S("{\"day\":1}") : i == 1 ? waiting(k, 20, "4") : i == 2 ? waiting(k, 21, "434434423444442")
                                                                              : waiting(k, 1, "111111111111111");
        isize at = str_find(json, S("2026-08-20"));
        if (i == 2)
            json = FMT("%.*s2020-01-01%.*s", STRF(str_sub(json, 0, at)), STRF(str_sub(json, at + 10, -1)));
        hand_in(k, FMT("kios-rahasia\",\"lang\":\"%.*s", STRF(code)), FMT("%.*s,%.*s", STRF(one), STRF(json)));
        Str said = html(k), why = {0};
        CHECK(between(&said, S("\"why\":\""), S("\""), &why) && why.len);
        CHECK_STR(not_of_the_language(k, why), S(""));
    }
}

static void words_of_codes(Walk *k, Str code)
{
    CHANGE("UPDATE survei_campaign SET mode = $1", db_text(S("token")));
    ask(k, S("GET"), FMT("/s/loket-x11?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "id=\"code\"");
    ask(k, S("GET"), FMT("/s/loket-x11/u/aaaaaaaaaaaaaaaa?b=%.*s", STRF(code)), S(""));
    whole(k, 422, "role=\"alert\"");
    invited(k, "efgh", 0);
    ask(k, S("GET"), FMT("/s/loket-x11/u/efgh?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "class=\"known\"");
    post(k, "/s/loket-x11", S("finished=1&served_on=2026-08-18&code=efgh"));
    whole(k, 200, "class=\"known\"");
    fill_rest(k);
    Str form = sent_with(k, S(""));
    CHANGE("UPDATE survei_invite SET used = $1", db_i64(1));
    ask(k, S("POST"), S("/s/loket-x11/kirim"), form);
    whole(k, 409, "role=\"alert\"");

    CHANGE("UPDATE survei_campaign SET mode = $1", db_text(S("strict")));
    ask(k, S("GET"), FMT("/s/loket-x11/token?b=%.*s&kode=salah", STRF(code)), S(""));
    whole(k, 200, "class=\"trouble\"");
    ask(k, S("GET"), FMT("/s/loket-x11/token?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "class=\"known\"");           /* its key is not made yet */
    ask(k, S("GET"), FMT("/s/loket-x11?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "data-token-none");
    fill_all(k, "/s/loket-x11");
    post(k, "/s/loket-x11/kirim", S(""));
    whole(k, 422, "role=\"alert\"");
    blind_world_key(&k->w);
    CHANGE("UPDATE survei_campaign SET plain_too = $1", db_i64(1));
    ask(k, S("GET"), FMT("/s/loket-x11/token?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "data-blind");
    ask(k, S("POST"), S("/s/loket-x11/token"), FMT("b=%.*s&kode=abcd", STRF(code)));
    whole(k, 422, "class=\"known\"");
    for (int i = 0; i < 2; i++) {
        ask(k, S("POST"), S("/s/loket-x11/token"), FMT("b=%.*s&kode=abcd&blinded=%s", STRF(code), i ? "AAAA" : "%25"));
        CHECK(k->page->status == 422 && test_shows(k->page, "\"wrong\":\"«"));
    }
}

static void words_of_the_end(Walk *k, Str code)
{
    CHANGE("UPDATE survei_campaign SET opens_on = $1", db_text(S("2026-09-01")));
    ask(k, S("GET"), FMT("/s/loket-x11?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "1 «S");
    ask(k, S("GET"), FMT("/s/loket-x11/token?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "class=\"known\"");
    CHANGE("UPDATE survei_campaign SET state = $1", db_text(S("closed")));
    ask(k, S("GET"), FMT("/s/loket-x11?b=%.*s", STRF(code)), S(""));
    whole(k, 200, "<h1>«");
}

static void all_words(Arena *a, Str code)
{
    Walk *k = walk_in(a, SURVEI_OPEN_LINK);

    mark_tongue(k, code);
    for (int i = 0; i < 6; i++) {
        SurveiAnswer x = survei_world_answer(&k->w, i, S("4"));
        CHECK(survei_world_take(&k->w, &x) == TAKEN);
    }
    survei_world_fold(&k->w);
    CHANGE("UPDATE survei_campaign SET published_at = $1", db_at(akun_now));
    words_of_the_walk(k, code);
    words_of_the_counter(k, code);
    words_of_codes(k, code);
    words_of_the_end(k, code);
}

LONG_TEST(in_javanese_no_sentence_comes_from_anywhere_but_its_words)
{
    all_words(&a, S("jv"));
}

LONG_TEST(in_sundanese_no_sentence_comes_from_anywhere_but_its_words)
{
    all_words(&a, S("su"));
}
