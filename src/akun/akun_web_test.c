#include "akun/akun_oidc.h"
#include "akun/akun_test.h"
#include "akun/akun_web.h"
#include "test/ask.h"
#include "unit/unit_web.h"
#include "web/html.h"
#include "web/job.h"
#include "web/mail.h"

#include <string.h>

/* The rooms as they run, with real sessions: no test says who somebody is, it signs in. */

static Err home(Req *r)
{
    buf_add(&r->out, S("beranda"));
    return NO_ERR;
}

static Err fill(Req *r)
{
    buf_add(&r->out, S("isian"));
    return NO_ERR;
}

static const Route test_rows[] = {
    {GET, "/", SIGNED_IN, READS, home, "open"},
    {GET, "/isi", WHO(TIM_KERJA), READS, fill, "open"},
};
static const Room        test_room  = {"test", test_rows, countof(test_rows)};
static const Room *const rooms[]    = {&unit_room, &akun_room, &test_room};
static const MailConfig  mail       = {.url = {"smtp://127.0.0.1:1", 18}, .from = {"pulau@contoh.go.id", 18}};
static const Web         plain      = {.rooms = rooms, .rooms_count = countof(rooms), .whois = akun_whois,
                                       .origin = {"https://zi.contoh.go.id", 23}};

/* A person at a browser: the cookie, and what the last page said. */
typedef struct {
    AkunWorld *w;
    const Web *web;
    Str        token, csrf;
    Instant    now;
} Visitor;

static Visitor visitor(AkunWorld *w)
{
    return (Visitor){w, &plain, {0}, {0}, akun_now};
}

static Str cookie_of(const Req *r, Str otherwise)
{
    for (isize i = 0; i < r->headers.count; i++) {
        Str v = r->headers.at[i].value;
        if (str_is(r->headers.at[i].name, "Set-Cookie") && str_starts(v, S("sesi="))) {
            str_cut(&v, '=');
            return str_cut(&v, ';');
        }
    }
    return otherwise;
}

static Str csrf_of(Visitor *v)
{
    AkunSession s = {0};
    if (!v->token.len || akun_session_find(v->w->a, v->w->db, v->token, v->now, &s).kind)
        return (Str){0};
    return s.csrf;
}

static Req *get(Visitor *v, Str path)
{
    TestAsk ask = {.method = S("GET"), .path = path, .now = v->now};
    if (v->token.len)
        ask.cookie = str_fmt(v->w->a, "sesi=%.*s", STRF(v->token));
    return test_ask(v->w->a, v->web, v->w->db, &ask);
}

static Req *post(Visitor *v, Str path, Str form)
{
    TestAsk ask = {.method = S("POST"), .path = path, .form = form, .now = v->now, .csrf = csrf_of(v)};
    if (v->token.len)
        ask.cookie = str_fmt(v->w->a, "sesi=%.*s", STRF(v->token));
    Req *r = test_ask(v->w->a, v->web, v->w->db, &ask);
    v->token = cookie_of(r, v->token);
    return r;
}

#define PATH(fmt, ...) str_fmt(v.w->a, fmt, __VA_ARGS__)
#define ID(x) ((long long)(x).id)

static Str sandi = {"empat kuda lumping biru", 23};

static Req *sign_in(Visitor *v, const AkunUser *u, Str password)
{
    Str form = str_fmt(v->w->a, "name=%.*s&password=%.*s", STRF(u->facts.nip),
                       STRF(url_part(v->w->a, password)));
    return post(v, S("/masuk"), form);
}

/* Signed in, with the lightest password there is. */
static Visitor signed_in(AkunWorld *w, const AkunUser *u)
{
    Visitor v = visitor(w);
    Str     token;
    AkunSession from = {.address = S("127.0.0.1"), .agent = S("Mozilla/5.0 (X11; Linux) Firefox/140")};
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(akun_session_start(w->a, w->db, u->id, false, &from, akun_now, &token));
    CHECK_OK(db_end(w->db, true));
    v.token = token;
    return v;
}

/* What differs between two drawings of one page whoever looks: the random keys of its forms. */
static Str without_keys(Arena *a, const Req *r)
{
    Str  s = str_copy(a, buf_str(&r->out));
    for (isize at, from = 0; (at = str_find(str_sub(s, from, -1), S("name=\"_key\" value=\""))) >= 0;) {
        from += at + 19;
        for (char *p = (char *)s.at + from; *p != '"'; p++)
            *p = '.';
    }
    return s;
}

/* --- the door --- */

TEST(a_good_password_opens_the_door_and_leads_where_one_wanted_to_go)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = visitor(&w);
    akun_world_password(&w, &w.x.ani, sandi);

    Req *r = get(&v, S("/isi"));
    CHECK_STR(r->location, S("/masuk?lanjut=%2Fisi"));
    CHECK(test_shows(get(&v, S("/masuk?lanjut=%2Fisi")), "/masuk?lanjut=%2Fisi"));
    r = post(&v, S("/masuk?lanjut=%2Fisi"), S("name=10003&password=empat+kuda+lumping+biru"));
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/isi"));
    CHECK(v.token.len > 40);
    CHECK(get(&v, S("/"))->status == 200);
    CHECK(get(&v, S("/isi"))->status == 403);
    CHECK(get(&v, S("/masuk"))->status == 303);
}

TEST(one_signs_in_by_email_too_and_with_spaces_in_the_nip)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = visitor(&w), o = visitor(&w);
    akun_world_password(&w, &w.x.ani, sandi);
    CHECK(post(&v, S("/masuk"), S("name=U10003%40Contoh.go.id&password=empat+kuda+lumping+biru"))->status == 303);
    CHECK(post(&o, S("/masuk"), S("name=1+00+03&password=empat+kuda+lumping+biru"))->status == 303);
}

LONG_TEST(a_redirect_after_signing_in_never_leaves_the_site)
{
    AkunWorld w = akun_world(&a);
    static const char *const outside[] = {"https%3A%2F%2Fjahat.example", "%2F%2Fjahat.example", "%2F%5Cjahat.example",
                                          "%2F%09%2Fjahat.example", "jahat", "%2Fmasuk", "%2Fx%0D%0AA%3A+b"};
    akun_world_password(&w, &w.x.ani, sandi);
    for (isize i = 0; i < countof(outside); i++) {
        Visitor v = visitor(&w);
        Req    *r = post(&v, PATH("/masuk?lanjut=%s", outside[i]), S("name=10003&password=empat+kuda+lumping+biru"));
        CHECK(r->status == 303);
        CHECK_STR(r->location, S("/"));
    }
}

LONG_TEST(a_wrong_password_and_an_account_that_is_not_there_answer_with_the_same_bytes)
{
    AkunWorld w = akun_world(&a);
    akun_world_password(&w, &w.x.ani, sandi);
    UnitAsker by = akun_by(w.x.top.id, 0);
    AkunUser  budi = w.x.budi;
    akun_world_password(&w, &budi, sandi);
    CHECK_OK(akun_user_active(a, w.db, &by, &budi, false));
    /* there; not there; suspended with the right password; invited but never in */
    static const char *const names[] = {"10003", "19999", "10004", "10002"};
    for (int round = 0; round < 2; round++) {   /* as it is, and when it has to wait */
        Str first = {0};
        for (isize i = 0; i < countof(names); i++) {
            Visitor v    = visitor(&w);
            Str     word = i == 2 ? S("empat+kuda+lumping+biru") : S("salah");
            Req    *r    = post(&v, S("/masuk"), PATH("name=%s&password=%.*s", names[i], STRF(word)));
            Str     page = without_keys(&a, r);
            isize at = str_find(page, str_of(names[i]));
            CHECK(at > 0 && r->status == 422 && !v.token.len);
            memcpy((char *)page.at + at, "00000", 5);
            if (i)
                CHECK_STR(page, first);
            else
                first = page;
        }
        CHECK_OK(db_begin(w.db, true));
        for (isize i = 0; i < 7 * countof(names); i++)
            CHECK_OK(akun_try_failed(a, w.db, str_of(names[i % countof(names)]), S("10.9.9.9"), akun_now));
        CHECK_OK(db_end(w.db, true));
    }
}

TEST(an_old_hash_is_made_anew_when_its_password_passes)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = visitor(&w);
    AkunTry   t;
    akun_world_password(&w, &w.x.ani, sandi);
    CHECK(sign_in(&v, &w.x.ani, sandi)->status == 303);
    CHECK_OK(akun_try_look(&a, w.db, w.x.ani.facts.nip, S("x"), akun_now, &t));
    CHECK(str_has(t.hash, S("$m=65536,t=2,p=1$")));
    CHECK(sign_in(&v, &w.x.ani, sandi)->status == 303);
}

TEST(after_some_failures_even_the_right_password_has_to_wait)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = visitor(&w);
    akun_world_password(&w, &w.x.ani, sandi);
    for (int i = 0; i < 8; i++)
        CHECK_OK(akun_try_failed(a, w.db, w.x.ani.facts.nip, S("10.9.9.9"), akun_now));
    Req *r = sign_in(&v, &w.x.ani, sandi);
    CHECK(r->status == 422 && test_shows(r, "Tunggu 4 detik"));
    v.now.s += 4;
    CHECK(sign_in(&v, &w.x.ani, sandi)->status == 303);
}

LONG_TEST(a_session_from_before_signing_in_is_worth_nothing_afterwards)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.ani), planted = v;
    akun_world_password(&w, &w.x.budi, sandi);
    v = visitor(&w);
    v.token = S("dipilih-penyerang");           /* never one of ours: it does not become one */
    CHECK(sign_in(&v, &w.x.budi, sandi)->status == 303);
    CHECK(!str_eq(v.token, S("dipilih-penyerang")));
    Visitor again = v;
    CHECK(sign_in(&again, &w.x.budi, sandi)->status == 303);
    CHECK(!str_eq(again.token, v.token));
    CHECK(get(&v, S("/"))->status == 303);      /* the older of the two is over */
    CHECK(get(&again, S("/"))->status == 200);
    CHECK(get(&planted, S("/"))->status == 200);
}

static bool sets_cookie(const Req *r, Str cookie)
{
    for (isize i = 0; i < r->headers.count; i++)
        if (str_is(r->headers.at[i].name, "Set-Cookie") && str_starts(r->headers.at[i].value, cookie))
            return true;
    return false;
}

static Req *get_in(Visitor *v, Str path, Str lang)
{
    TestAsk ask = {.method = S("GET"), .path = path, .now = v->now,
                   .cookie = str_fmt(v->w->a, "sesi=%.*s; bahasa=%.*s", STRF(v->token), STRF(lang))};
    return test_ask(v->w->a, v->web, v->w->db, &ask);
}

TEST(the_language_of_the_footer_stays_until_somebody_signs_in_anew_and_is_not_stored)
{
    AkunWorld w = akun_world(&a);
    akun_world_password(&w, &w.x.ani, sandi);
    Visitor   v = signed_in(&w, &w.x.ani);
    AkunUser  u;

    Req *r = get(&v, S("/akun?bahasa=en"));
    CHECK(test_shows(r, "<html lang=\"en\"") && sets_cookie(r, S("bahasa=en;")));
    CHECK(test_shows(get_in(&v, S("/akun"), S("en")), "<html lang=\"en\""));
    CHECK(test_shows(get_in(&v, S("/akun/bahasa"), S("en")), "value=\"id\" checked"));
    CHECK(test_shows(get(&v, S("/akun")), "<html lang=\"id\""));
    CHECK_OK(akun_user_find(&a, w.db, w.x.ani.id, &u));
    CHECK(u.facts.lang == LANG_ID);

    Visitor next = visitor(&w);
    CHECK(sets_cookie(sign_in(&next, &w.x.ani, sandi), S("bahasa=; ")));
}

TEST(signing_out_ends_the_session_itself_not_only_the_cookie)
{
    AkunWorld w    = akun_world(&a);
    Visitor   v    = signed_in(&w, &w.x.ani), copy = v;
    CHECK(get(&v, S("/keluar"))->status == 200);
    CHECK(post(&v, S("/keluar"), S(""))->status == 303);
    CHECK(get(&copy, S("/"))->status == 303);
}

TEST(a_form_without_the_token_of_its_own_session_changes_nothing)
{
    AkunWorld w     = akun_world(&a);
    Visitor   v     = signed_in(&w, &w.x.ani), o = signed_in(&w, &w.x.budi);
    TestAsk   ask   = {.method = S("POST"), .path = S("/keluar"), .now = akun_now, .csrf = csrf_of(&o),
                       .cookie = PATH("sesi=%.*s", STRF(v.token))};
    CHECK(test_ask(&a, &plain, w.db, &ask)->status == 401);
    ask.csrf = S("visitor");
    CHECK(test_ask(&a, &plain, w.db, &ask)->status == 401);
    CHECK(get(&v, S("/"))->status == 200);
}

/* --- the second factor --- */

static Str switch_on(Visitor *v)
{
    AkunSecond s;
    CHECK(test_shows(get(v, S("/akun/kode")), "/akun/kode/mulai"));
    CHECK(post(v, S("/akun/kode/mulai"), S(""))->status == 303);
    CHECK_OK(akun_second(v->w->a, v->w->db, v->w->x.ani.id, &s));
    Req *r = get(v, S("/akun/kode"));
    CHECK(test_shows(r, "<svg class=\"qr\"") && str_has(buf_str(&r->out), akun_base32(v->w->a, s.secret)));
    CHECK(post(v, S("/akun/kode/pasang"), S("code=000000"))->status == 422);
    r = post(v, S("/akun/kode/pasang"),
             str_fmt(v->w->a, "code=%.*s", STRF(akun_totp_code(v->w->a, s.secret, v->now.s / 30, 6))));
    CHECK(r->status == 200 && test_shows(r, "Kode cadangan"));
    isize at = str_find(buf_str(&r->out), S("<dd>\n<span>"));
    CHECK(at > 0);
    return str_sub(buf_str(&r->out), at + 11, 19);
}

TEST(with_a_second_factor_the_password_alone_opens_nothing)
{
    AkunWorld  w = akun_world(&a);
    Visitor    v = signed_in(&w, &w.x.ani), n = visitor(&w);
    AkunSecond s;
    akun_world_role(&w, &w.x.ani, WHO(TIM_KERJA), &w.x.left);
    akun_world_password(&w, &w.x.ani, sandi);
    v = signed_in(&w, &w.x.ani);
    Str spare = switch_on(&v);
    CHECK_OK(akun_second(&a, w.db, w.x.ani.id, &s));

    Req *r = post(&n, S("/masuk?lanjut=%2Fisi"), S("name=10003&password=empat+kuda+lumping+biru"));
    CHECK_STR(r->location, S("/masuk/kode?lanjut=%2Fisi"));
    Str half = n.token;
    CHECK(get(&n, S("/isi"))->status == 303);
    CHECK(get(&n, S("/akun"))->status == 303);
    CHECK(get(&n, S("/masuk/kode"))->status == 200);
    CHECK(post(&n, S("/masuk/kode"), S("code=123456"))->status == 422);
    n.now.s += 30;
    r = post(&n, S("/masuk/kode?lanjut=%2Fisi"),
             PATH("code=%.*s", STRF(akun_totp_code(&a, s.secret, n.now.s / 30, 6))));
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/isi"));
    CHECK(!str_eq(n.token, half));              /* a new token at each step through the door */
    CHECK(get(&n, S("/isi"))->status == 200);
    n.token = half;
    CHECK(get(&n, S("/masuk/kode"))->status == 303);

    n = visitor(&w);
    CHECK(sign_in(&n, &w.x.ani, sandi)->status == 303);
    CHECK(post(&n, S("/masuk/kode"), PATH("code=%.*s", STRF(spare)))->status == 303);
    CHECK(get(&n, S("/"))->status == 200);
}

TEST(a_code_that_was_used_does_not_open_the_door_again)
{
    AkunWorld  w = akun_world(&a);
    Visitor    v, n = visitor(&w), o = visitor(&w);
    AkunSecond s;
    akun_world_password(&w, &w.x.ani, sandi);
    v = signed_in(&w, &w.x.ani);
    switch_on(&v);
    CHECK_OK(akun_second(&a, w.db, w.x.ani.id, &s));
    n.now.s = o.now.s = akun_now.s + 60;
    Str form = PATH("code=%.*s", STRF(akun_totp_code(&a, s.secret, n.now.s / 30, 6)));
    CHECK(sign_in(&n, &w.x.ani, sandi)->status == 303);
    CHECK(post(&n, S("/masuk/kode"), form)->status == 303);
    CHECK(sign_in(&o, &w.x.ani, sandi)->status == 303);
    CHECK(post(&o, S("/masuk/kode"), form)->status == 422);
}

TEST(guessing_codes_is_slowed_down)
{
    AkunWorld w = akun_world(&a);
    Visitor   v, n = visitor(&w);
    akun_world_password(&w, &w.x.ani, sandi);
    v = signed_in(&w, &w.x.ani);
    switch_on(&v);                              /* one wrong code in there */
    CHECK(sign_in(&n, &w.x.ani, sandi)->status == 303);
    for (int i = 0; i < 5; i++)
        CHECK(test_shows(post(&n, S("/masuk/kode"), S("code=111111")), "Kode ini salah"));
    CHECK(test_shows(post(&n, S("/masuk/kode"), S("code=111111")), "Terlalu banyak percobaan"));
}

TEST(the_second_factor_comes_off_with_a_code_only)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.ani);
    Str   spare = switch_on(&v);
    CHECK(test_shows(get(&v, S("/akun/kode")), "tersisa 10"));
    CHECK(post(&v, S("/akun/kode/lepas"), S("code=000000"))->status == 422);
    CHECK(post(&v, S("/akun/kode/lepas"), PATH("code=%.*s", STRF(spare)))->status == 303);
    CHECK(test_shows(get(&v, S("/akun")), "Belum terpasang"));
}

/* --- links --- */

static Str link_in(Arena *a, Str text, const char *path)
{
    Str   start = str_fmt(a, "https://zi.contoh.go.id/%s/", path);
    isize at    = str_find(text, start);
    CHECK(at >= 0);
    return str_sub(text, at + 23, start.len - 23 + 32);
}

TEST(without_a_mail_server_the_admin_sees_the_link_once_and_hands_it_over)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.admin), n = visitor(&w);
    Req      *r = post(&v, S("/orang/baru"),
                       S("name=Cici&nip=19900101+201501+1+009&email=cici%40contoh.go.id&unit=X11"));
    CHECK(r->status == 200);
    Str link = link_in(&a, buf_str(&r->out), "undangan");

    r = get(&n, link);
    CHECK(r->status == 200 && test_shows(r, "Cici"));
    CHECK(post(&n, link, S("password=pendek&again=pendek"))->status == 422);
    CHECK(post(&n, link, S("password=empat+kuda+lumping+biru&again=lain"))->status == 422);
    CHECK(post(&n, link, S("password=empat+kuda+lumping+biru&again=empat+kuda+lumping+biru"))->status == 303);
    CHECK(get(&n, link)->status == 404);
    CHECK(post(&n, link, S("password=lima+kuda+lumping+biru&again=lima+kuda+lumping+biru"))->status == 404);
    CHECK(post(&n, S("/masuk"), S("name=199001012015011009&password=empat+kuda+lumping+biru"))->status == 303);
}

TEST(with_a_mail_server_the_link_goes_by_letter_and_the_admin_does_not_see_it)
{
    AkunWorld w   = akun_world(&a);
    Web       web = plain;
    Visitor   v   = signed_in(&w, &w.x.admin);
    JobClaim  j;
    web.mail = &mail;
    v.web    = &web;
    Req *r = post(&v, PATH("/orang/%lld/tautan", ID(w.x.ani)), S(""));
    CHECK(r->status == 200 && !test_shows(r, "/undangan/"));
    CHECK_OK(db_begin(w.db, true));
    CHECK_OK(job_claim(&a, w.db, S("mail"), akun_now, &j));
    CHECK_OK(db_end(w.db, true));
    CHECK(str_starts(j.payload, S("u10003@contoh.go.id\t")));
    CHECK(get(&v, link_in(&a, j.payload, "undangan"))->status == 200);
}

static bool letter_to(AkunWorld *w, Str *out_text)
{
    JobClaim j = {0};
    CHECK_OK(db_begin(w->db, true));
    CHECK_OK(job_claim(w->a, w->db, S("mail"), akun_now, &j));
    CHECK_OK(db_end(w->db, true));
    *out_text = j.payload;
    return j.id;
}

TEST(who_forgot_the_password_gets_a_letter_and_nobody_learns_who_has_an_account)
{
    AkunWorld w   = akun_world(&a);
    Web       web = plain;
    Visitor   v   = visitor(&w);
    Str       text;
    web.mail = &mail;
    v.web    = &web;
    CHECK(get(&v, S("/lupa-sandi"))->status == 200);
    Req *there = post(&v, S("/lupa-sandi"), S("name=10003")), *not = post(&v, S("/lupa-sandi"), S("name=19999"));
    CHECK(there->status == 303 && not->status == 303);
    CHECK_STR(there->location, not->location);
    CHECK_STR(without_keys(&a, there), without_keys(&a, not));
    CHECK(there->headers.count == not->headers.count);
    CHECK(!letter_to(&w, &text));               /* nothing is looked up while somebody waits */

    CHECK_OK(akun_reset_due(a, w.db, &web, akun_now));
    CHECK(letter_to(&w, &text) && str_starts(text, S("u10003@")));
    Str link = link_in(&a, text, "atur-sandi");
    CHECK(!letter_to(&w, &text));
    Visitor old = signed_in(&w, &w.x.ani);
    CHECK(post(&v, link, S("password=empat+kuda+lumping+biru&again=empat+kuda+lumping+biru"))->status == 303);
    CHECK(get(&old, S("/"))->status == 303);    /* whoever was in is out */

    CHECK(post(&v, S("/lupa-sandi"), S("name=10003"))->status == 303);
    CHECK(post(&v, S("/lupa-sandi"), S("name=10003"))->status == 303);
    CHECK_OK(akun_reset_due(a, w.db, &web, akun_now));
    CHECK(letter_to(&w, &text) && !letter_to(&w, &text));       /* not a flood of them */
}

TEST(without_a_mail_server_the_page_says_whom_to_ask)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = visitor(&w);
    CHECK(test_shows(get(&v, S("/lupa-sandi")), "Hubungi admin unit Anda"));
    CHECK(test_shows(post(&v, S("/lupa-sandi"), S("name=10003")), "Hubungi admin unit Anda"));
}

/* --- one's own account --- */

TEST(ones_own_account_shows_its_sessions_and_ends_them)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.ani), o = signed_in(&w, &w.x.ani), b = signed_in(&w, &w.x.budi);
    Req      *r = get(&v, S("/akun"));
    AkunSession s;
    CHECK(r->status == 200 && test_shows(r, "Firefox, Linux") && test_shows(r, "sesi ini"));
    CHECK(test_shows(r, "Nama X11"));
    CHECK_OK(akun_session_find(&a, w.db, o.token, akun_now, &s));
    CHECK(post(&b, PATH("/akun/sesi/%lld/akhiri", (long long)s.id), S(""))->status == 404);
    CHECK(get(&o, S("/"))->status == 200);      /* another's session is not budi's to end */
    CHECK(post(&v, PATH("/akun/sesi/%lld/akhiri", (long long)s.id), S(""))->status == 303);
    CHECK(get(&o, S("/"))->status == 303);
    o = signed_in(&w, &w.x.ani);
    CHECK(post(&v, S("/akun/sesi/akhiri-lain"), S(""))->status == 303);
    CHECK(get(&o, S("/"))->status == 303);
    CHECK(get(&v, S("/"))->status == 200);
}

TEST(a_password_is_changed_with_the_present_one_and_ends_the_other_sessions)
{
    AkunWorld w = akun_world(&a);
    Visitor   v, o;
    akun_world_password(&w, &w.x.ani, sandi);
    v = signed_in(&w, &w.x.ani);
    o = signed_in(&w, &w.x.ani);
    CHECK(get(&v, S("/akun/sandi"))->status == 200);
    Req *r = post(&v, S("/akun/sandi"), S("now=salah&password=lima+sapi+makan+rumput&again=lima+sapi+makan+rumput"));
    CHECK(r->status == 422 && test_shows(r, "tidak cocok"));
    r = post(&v, S("/akun/sandi"),
             S("now=empat+kuda+lumping+biru&password=lima+sapi+makan+rumput&again=lima+sapi+makan+rumput"));
    CHECK(r->status == 303);
    CHECK(get(&v, S("/"))->status == 200);
    CHECK(get(&o, S("/"))->status == 303);
    CHECK(sign_in(&o, &w.x.ani, S("lima sapi makan rumput"))->status == 303);
}

TEST(language_and_time_zone_are_ones_own)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.ani);
    CHECK(get(&v, S("/akun/bahasa"))->status == 200);
    CHECK(post(&v, S("/akun/bahasa"), S("lang=en&zone=540"))->status == 303);
    Req *r = get(&v, S("/akun"));
    CHECK(test_shows(r, "My account") && test_shows(r, "WIT"));
    CHECK(post(&v, S("/akun/bahasa"), S("lang=xx&zone=1"))->status == 422);
}

/* --- people and roles --- */

TEST(a_role_taken_away_is_gone_at_the_next_request)
{
    AkunWorld w  = akun_world(&a);
    Visitor   v  = signed_in(&w, &w.x.admin), n = signed_in(&w, &w.x.ani);
    CHECK(get(&n, S("/isi"))->status == 403);
    Req *r = post(&v, PATH("/orang/%lld/peran", ID(w.x.ani)),
                  S("role=TIM_KERJA&unit=X11&from_on=2026-08-21&why=SK+7"));
    CHECK(r->status == 303);
    CHECK(get(&n, S("/isi"))->status == 200);

    AkunRoles roles = {0};
    CHECK_OK(akun_roles(&a, w.db, w.x.ani.id, akun_today, &roles));
    Str away = PATH("/orang/%lld/peran/%lld/cabut", ID(w.x.ani), (long long)roles.at[0].id);
    CHECK(test_shows(get(&v, PATH("/orang/%lld", ID(w.x.ani))), "Tim kerja ZI"));
    CHECK(test_shows(get(&v, away), "Tim kerja ZI, Nama X11"));
    CHECK(post(&v, away, S("why="))->status == 422);
    CHECK(post(&v, away, S("why=pindah"))->status == 303);
    CHECK(get(&n, S("/isi"))->status == 403);
    CHECK(get(&v, away)->status == 404);
}

TEST(a_role_is_granted_only_within_reach_and_never_to_oneself)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.deputy);
    Str       to_ani = PATH("/orang/%lld/peran", ID(w.x.ani));
    CHECK(post(&v, to_ani, S("role=ADMIN&unit=X&from_on=2026-08-21&why=SK"))->status == 422);
    CHECK(post(&v, to_ani, S("role=TPN&unit=Y11&from_on=2026-08-21&why=SK"))->status == 422);
    CHECK(post(&v, to_ani, S("role=PEGAWAI&unit=X11&from_on=2026-08-21&why=SK"))->status == 422);
    CHECK(post(&v, to_ani, S("role=SUPER&unit=X11&from_on=2026-08-21&why=SK"))->status == 422);
    CHECK(post(&v, PATH("/orang/%lld/peran", ID(w.x.deputy)),
               S("role=KUSTODIAN&unit=X11&from_on=2026-08-21&why=SK"))->status == 422);
    CHECK(post(&v, PATH("/orang/%lld/peran", ID(w.y.ani)),
               S("role=TPN&unit=X11&from_on=2026-08-21&why=SK"))->status == 404);
    CHECK(post(&v, to_ani, S("role=TIM_KERJA&unit=X12&from_on=2026-08-21&why=SK"))->status == 303);
}

TEST(a_lower_admin_gets_no_way_into_a_higher_ones_account)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.deputy);
    CHECK(test_shows(get(&v, PATH("/orang/%lld", ID(w.x.admin))), "di luar wewenang"));
    CHECK(post(&v, PATH("/orang/%lld/tautan", ID(w.x.admin)), S(""))->status == 403);
    CHECK(post(&v, PATH("/orang/%lld/lepas-kode", ID(w.x.admin)), S(""))->status == 403);
    CHECK(post(&v, PATH("/orang/%lld/nonaktifkan", ID(w.x.admin)), S(""))->status == 403);
    CHECK(get(&v, PATH("/orang/%lld/ubah", ID(w.x.admin)))->status == 403);
    CHECK(post(&v, PATH("/orang/%lld/ubah", ID(w.x.admin)),
               S("name=A&nip=10001&email=saya%40contoh.go.id&unit=X11"))->status == 403);
}

TEST(a_suspended_person_is_out_at_once_and_comes_back_when_resumed)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.admin), n = signed_in(&w, &w.x.ani);
    CHECK(get(&n, S("/"))->status == 200);
    CHECK(post(&v, PATH("/orang/%lld/nonaktifkan", ID(w.x.ani)), S(""))->status == 303);
    CHECK(get(&n, S("/"))->status == 303);
    CHECK(test_shows(get(&v, PATH("/orang/%lld", ID(w.x.ani))), "Dinonaktifkan"));
    CHECK(post(&v, PATH("/orang/%lld/aktifkan", ID(w.x.ani)), S(""))->status == 303);
    CHECK(get(&n, S("/"))->status == 303);      /* by the front door, not by an old session */
}

TEST(an_account_is_edited_and_every_mistake_keeps_what_was_typed)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.admin);
    Str       path = PATH("/orang/%lld/ubah", ID(w.x.ani));
    CHECK(test_shows(get(&v, path), "10003"));
    Req *r = post(&v, path, S("name=Ani+%3Cb%3E&nip=10004&email=u20003%40contoh.go.id&unit=X12&version=1"));
    CHECK(r->status == 422 && test_shows(r, "Ani &lt;b&gt;"));
    CHECK(test_shows(r, "NIP ini sudah dipakai") && test_shows(r, "surel ini sudah dipakai"));
    CHECK(post(&v, path, S("name=Ani+B&nip=10003&unit=X12&position=Analis&version=1"))->status == 303);
    CHECK(post(&v, path, S("name=Ani+C&nip=10003&unit=X12&version=1"))->status == 409);
    CHECK(test_shows(get(&v, S("/orang")), "Ani B"));
}

/* --- the wall between tenants --- */

TEST(no_page_shows_a_byte_of_the_other_instansi)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.admin);
    static const char *const lists[] = {"/unit", "/unit/pohon", "/orang", "/orang?format=csv", "/orang?format=json",
                                        "/unit?format=csv", "/unit?format=json&keadaan=semua", "/orang?cari=Y",
                                        "/unit?cari=Y", "/unit/baru", "/orang/baru", "/akun"};
    for (isize i = 0; i < countof(lists); i++) {
        Req *r = get(&v, str_of(lists[i]));
        CHECK(r->status == 200);
        CHECK(!test_shows(r, "Nama Y") && !test_shows(r, "Ani Y") && !test_shows(r, "20003") && !test_shows(r, "Y11"));
    }
    static const char *const of_unit[] = {"", "/ubah", "/nama", "/pindah", "/gabung", "/tutup", "/buka", "/anggota"};
    for (isize i = 0; i < countof(of_unit); i++)
        CHECK(get(&v, PATH("/unit/%lld%s", ID(w.y.left), of_unit[i]))->status == 404);
    CHECK(get(&v, PATH("/orang?unit=%lld", ID(w.y.one)))->status == 404);
    CHECK(get(&v, PATH("/unit/baru?induk=%lld", ID(w.y.one)))->status == 404);
    static const char *const of_person[] = {"", "/ubah", "/peran"};
    for (isize i = 0; i < countof(of_person); i++)
        CHECK(get(&v, PATH("/orang/%lld%s", ID(w.y.ani), of_person[i]))->status == 404);
    CHECK(post(&v, PATH("/orang/%lld/tautan", ID(w.y.ani)), S(""))->status == 404);
    CHECK(post(&v, PATH("/unit/%lld/tutup", ID(w.y.left)), S("on_day=2026-08-21&why=SK"))->status == 404);
    i64       role  = akun_world_role(&w, &w.y.ani, WHO(TIM_KERJA), &w.y.left);
    CHECK(post(&v, PATH("/orang/%lld/peran/%lld/cabut", ID(w.y.ani), (long long)role), S("why=x"))->status == 404);
    CHECK(post(&v, PATH("/orang/%lld/peran/%lld/cabut", ID(w.x.ani), (long long)role), S("why=x"))->status == 404);
}

TEST(pages_of_admins_are_closed_to_everybody_else)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.ani);
    CHECK(get(&v, S("/orang"))->status == 403);
    CHECK(get(&v, PATH("/orang/%lld", ID(w.x.ani)))->status == 403);
    CHECK(get(&v, S("/unit/baru"))->status == 403);
    CHECK(get(&v, S("/unit"))->status == 200);
    CHECK(get(&v, PATH("/unit/%lld", ID(w.x.left)))->status == 200);
    v = signed_in(&w, &w.x.deputy);             /* an admin, but not of this unit */
    CHECK(get(&v, PATH("/unit/%lld/nama", ID(w.x.top)))->status == 404);
    CHECK(get(&v, PATH("/unit/%lld/nama", ID(w.x.left)))->status == 200);
}

/* --- people from a file --- */

static Req *send_file(Visitor *v, Str path, const char *name, Str bytes)
{
    Arena    *a    = v->w->a;
    Str       at   = str_fmt(a, "%.*s/%s", STRF(test_dir(a)), name);
    HttpFile  file = {.field = S("berkas"), .name = str_of(name), .path = at, .bytes = bytes.len};
    TestAsk   ask  = {.method = S("POST"), .path = path, .now = v->now, .csrf = csrf_of(v), .files = &file,
                      .files_count = 1, .cookie = str_fmt(a, "sesi=%.*s", STRF(v->token))};
    test_write(*a, at, bytes);
    return test_ask(a, v->web, v->w->db, &ask);
}

TEST(people_come_from_a_file_after_every_problem_was_shown)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.admin);
    Req *r = send_file(&v, S("/orang/impor"), "orang.csv",
                       S("NIP;Nama;Surel;Kode unit;Jabatan;Peran\n"
                         "199001012015011011;Dedi;dedi@contoh.go.id;X11;Analis;TIM_KERJA; agen\n"
                         "199001012015011012;;dedi@contoh.go.id;Y11;;Raja\n"
                         "20003;Eka;;X11;;\n"
                         "199001012015011011;Fani;;X99;;\n"));
    CHECK(r->status == 303 && str_starts(r->location, S("/orang/impor/")));
    Str page = r->location;
    r = get(&v, page);
    CHECK(test_shows(r, "Ada 8 masalah"));
    static const char *const cells[] = {"B3", "C3", "D3", "F3", "A4", "A5", "D5", "G2"};
    for (isize i = 0; i < countof(cells); i++)
        CHECK(str_has(buf_str(&r->out), PATH("<th scope=\"row\">%s</th>", cells[i])));
    CHECK(post(&v, page, S(""))->status == 422);
    AkunUser u;
    CHECK(akun_user_find_nip(&a, w.db, S("199001012015011011"), &u).kind == ERR_NOT_FOUND);
    Visitor other = signed_in(&w, &w.y.admin);
    CHECK(get(&other, page)->status == 404);
}

TEST(a_clean_file_of_people_is_written_when_its_sender_says_yes)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.admin);
    Req *r = send_file(&v, S("/orang/impor"), "orang.csv",
                       S("nip,nama,surel,kode_unit,jabatan,peran\n"
                         "199001012015011011,Dedi,dedi@contoh.go.id,X11,Analis,\"TIM_KERJA; Agen perubahan\"\n"
                         "10003,Ani X,u10003@contoh.go.id,X12,,\n"
                         "10004,Budi X,u10004@contoh.go.id,X12,,\n"));
    Str page = r->location;
    r = get(&v, page);
    CHECK(test_shows(r, "1 akun baru, 1 berubah, 1 tetap sama"));
    CHECK(post(&v, page, S(""))->status == 303);
    AkunUser u;
    i64      bits;
    CHECK_OK(akun_user_find_nip(&a, w.db, S("199001012015011011"), &u));
    CHECK_OK(akun_role_held(a, w.db, u.id, akun_today, &bits));
    CHECK(bits == (WHO(TIM_KERJA) | WHO(AGEN)));
    CHECK_OK(akun_user_find(&a, w.db, w.x.ani.id, &u));
    CHECK(u.unit_id == w.x.right.id);
    CHECK(get(&v, page)->status == 404);        /* used up */
    r = send_file(&v, S("/orang/impor"), "orang.txt", S("tanpa judul kolom"));
    CHECK(r->status == 422 && test_shows(r, "Kolom yang belum ada"));
}

TEST(templates_are_handed_out_empty)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = signed_in(&w, &w.x.admin);
    CHECK(test_shows(get(&v, S("/orang/impor/templat.csv")), "nip;nama;surel;kode_unit;jabatan;peran"));
    CHECK(test_shows(get(&v, S("/unit/impor/templat.csv")), "kode;nama;jenis;kode_induk"));
    CHECK(get(&v, S("/orang/impor"))->status == 200);
}

/* --- through the agency's own provider; the whole way is in test/akun/oidc_test.js --- */

static AkunOidc *provider_that_is_away(Arena *a)
{
    AkunOidc *o = NULL;
    CHECK_OK(akun_oidc_open(a, &(AkunOidcConfig){.issuer = S("http://127.0.0.1:1"), .client_id = S("pulau"),
                                                 .client_secret = S("rahasia"), .scope = S("openid"), .at_once = 1,
                                                 .nip_claim = S("nip"), .name = S("SSO Contoh"),
                                                 .origin = S("https://zi.contoh.go.id")}, &o));
    return o;
}

TEST(without_a_provider_there_is_no_such_door)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = visitor(&w);
    CHECK(get(&v, S("/masuk/sso"))->status == 404);
    CHECK(get(&v, S("/masuk/sso/kembali?state=x&code=y"))->status == 404);
    CHECK(get(&v, S("/keluar/sso"))->status == 404);
    CHECK(!test_shows(get(&v, S("/masuk")), "/masuk/sso"));
}

TEST(the_door_shows_the_provider_and_what_happens_when_it_is_away)
{
    AkunWorld w   = akun_world(&a);
    Visitor   v   = visitor(&w);
    Web       web = plain;

    web.oidc = provider_that_is_away(&a);
    v.web    = &web;
    Req *r   = get(&v, S("/masuk?lanjut=%2Fisi"));
    CHECK(test_shows(r, "/masuk/sso?lanjut=%2Fisi") && test_shows(r, "SSO Contoh") && test_shows(r, "password"));
    r = get(&v, S("/masuk/sso"));
    CHECK(r->status == 503 && test_shows(r, "SSO Contoh tidak menjawab") && test_shows(r, "/masuk"));
    r = get(&v, S("/masuk/sso/kembali?state=x&code=y"));
    CHECK(r->status == 400 && test_shows(r, "sudah tidak berlaku"));
    CHECK(post(&v, S("/masuk/sso/keluar"), S("logout_token=x"))->status == 503);
}

TEST(where_passwords_are_off_no_password_opens_sets_or_changes_anything)
{
    AkunWorld w   = akun_world(&a);
    Visitor   v   = visitor(&w), ani = signed_in(&w, &w.x.ani), admin = signed_in(&w, &w.x.admin);
    Web       web = plain;
    Str       link;

    akun_world_password(&w, &w.x.ani, sandi);
    ani = signed_in(&w, &w.x.ani);
    web.oidc         = provider_that_is_away(&a);
    web.no_passwords = true;
    v.web = ani.web = admin.web = &web;
    CHECK_OK(akun_link_make(&a, w.db, &w.x.ani, AKUN_RESET, 0, akun_now, &link));
    CHECK(!test_shows(get(&v, S("/masuk")), "name=\"password\""));
    CHECK(sign_in(&v, &w.x.ani, sandi)->status == 403 && !v.token.len);
    CHECK(get(&v, S("/lupa-sandi"))->status == 403);
    CHECK(get(&v, PATH("/atur-sandi/%.*s", STRF(link)))->status == 403);
    CHECK(get(&ani, S("/akun/sandi"))->status == 403);
    CHECK(!test_shows(get(&ani, S("/akun")), "/akun/sandi"));
    CHECK(!test_shows(get(&admin, PATH("/orang/%lld", ID(w.x.ani))), "/tautan"));
}

TEST(a_long_way_back_is_forgotten_and_breaks_nothing)
{
    AkunWorld w = akun_world(&a);
    Visitor   v = visitor(&w);
    Buf       b = {.arena = &a};

    buf_add(&b, S("/masuk?lanjut="));
    for (int i = 0; i < 300; i++)
        buf_add(&b, S("%2F%3D"));
    CHECK(get(&v, buf_str(&b))->status == 200);
    CHECK(get(&v, str_sub(buf_str(&b), 0, 14 + 6 * 149))->status == 200);
}

TEST(an_admin_releases_an_identity_only_for_people_within_reach)
{
    AkunWorld    w     = akun_world(&a);
    Visitor      v     = signed_in(&w, &w.x.admin), other = signed_in(&w, &w.y.admin);
    AkunOidcWho  who   = {.subject = S("s"), .nip = w.x.ani.facts.nip};
    AkunOidcMatch match;
    AkunUser     u;
    bool         bound;

    CHECK_OK(akun_oidc_account(&a, w.db, S("https://i"), &who, akun_now, &match, &u));
    CHECK(test_shows(get(&v, PATH("/orang/%lld", ID(u))), "/lepas-sso"));
    CHECK(post(&other, PATH("/orang/%lld/lepas-sso", ID(u)), S(""))->status == 404);
    CHECK_OK(akun_oidc_bound(a, w.db, u.id, &bound));
    CHECK(bound);
    CHECK(post(&v, PATH("/orang/%lld/lepas-sso", ID(u)), S(""))->status == 303);
    CHECK(!test_shows(get(&v, PATH("/orang/%lld", ID(u))), "/lepas-sso"));
}
