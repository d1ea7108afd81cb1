#include "test/ask.h"
#include "web/form.h"

#include "web.sql.h"

/* A small room of the tests' own: one path of each sort. */

static const User ani  = {.id = 1, .instansi_id = 9, .roles = SIGNED_IN | WHO(PEGAWAI), .csrf = {"good", 4}};
static const User budi = {.id = 2, .instansi_id = 9, .roles = SIGNED_IN | WHO(ADMIN), .csrf = {"fine", 4}};

static Err hello(Req *r)
{
    r->page.frame = FRAME_NONE;
    buf_addf(&r->out, "hello %lld %.*s", (long long)r->id, STRF(r->args[0]));
    return NO_ERR;
}

static Err write_once(Req *r)
{
    TRY(db_do(r->db, &SQL_once_add, db_i64(77), db_text(form_value(r, "x")), db_at(r->now), db_text(S("/"))));
    if (str_is(form_value(r, "then"), "fail"))
        return FAIL(ERR_CONFLICT, "someone else was first");
    return redirect(r, "/x/%lld", 5LL);
}

static Err sneaky(Req *r)
{
    return write_once(r);
}

static Err greedy(Req *r)
{
    for (i64 i = 0; i < INT64_MAX; i++)
        buf_add(&r->out, S("more and more and more"));
    return NO_ERR;
}

static const Route rows[] = {
    {GET,  "/x",            ANYONE,         READS,  hello, "open"},
    {GET,  "/x/:id",        SIGNED_IN,      READS,  hello, "open"},
    {GET,  "/x/:id/:code",  WHO(PEGAWAI),   READS,  hello, "open"},
    {GET,  "/closed",       NO_ONE,         READS,  hello, "open"},
    {POST, "/x",            WHO(PEGAWAI),   WRITES, write_once, "open"},
    {POST, "/tamu",         ANYONE,         WRITES, write_once, "open"},
    {GET,  "/sneaky",       ANYONE,         READS,  sneaky, "open"},
    {GET,  "/greedy",       ANYONE,         READS,  greedy, "open"},
};
static const Room room = {"x", rows, countof(rows)};
static const Web  web  = {.rooms = (const Room *[]){&room}, .rooms_count = 1};

#define ASK(...) test_ask(&a, &web, db, &(TestAsk){__VA_ARGS__})

static i64 stored(Arena *a, Db *db)
{
    i64    n    = 0;
    DbRows rows_ = db_query(a, db, &SQL_once_find, db_i64(77), db_text(S("v")));
    while (db_next(&rows_))
        n++;
    CHECK_OK(db_done(&rows_));
    return n;
}

TEST(a_route_is_closed_unless_it_says_who)
{
    Db *db = test_db(&a);
    CHECK(ASK(S("GET"), S("/closed"), .user = &budi)->status == 403);
    CHECK(ASK(S("GET"), S("/x"))->status == 200);
    CHECK(ASK(S("GET"), S("/x/1/a"), .user = &budi)->status == 403);
    Req *r = ASK(S("GET"), S("/x/12/A.I"), .user = &ani);
    CHECK(r->status == 200);
    CHECK_STR(buf_str(&r->out), S("hello 12 A.I"));
}

TEST(who_is_not_signed_in_is_led_to_the_door_and_back)
{
    Db  *db = test_db(&a);
    Req *r  = ASK(S("GET"), S("/x/3?a=b"));
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/masuk?lanjut=%2Fx%2F3%3Fa%3Db"));
    CHECK(ASK(S("POST"), S("/x"), S("x=1"))->status == 401);
}

TEST(paths_that_do_not_exist_are_404_and_other_methods_405)
{
    Db *db = test_db(&a);
    CHECK(ASK(S("GET"), S("/x/abc"), .user = &ani)->status == 404);
    CHECK(ASK(S("GET"), S("/nowhere"))->status == 404);
    CHECK(ASK(S("POST"), S("/x/3"), .user = &ani)->status == 405);
}

TEST(a_writing_route_needs_the_token_of_the_session)
{
    Db *db = test_db(&a);
    CHECK(ASK(S("POST"), S("/x"), S("x=v"), .user = &ani, .csrf = S("fine"))->status == 401);
    CHECK(ASK(S("POST"), S("/x"), S("x=v"), .user = &ani, .header = S("Sec-Fetch-Site: cross-site"))->status == 403);
    CHECK(stored(&a, db) == 0);
    CHECK(ASK(S("POST"), S("/x"), S("x=v"), .user = &ani)->status == 303);
    CHECK(stored(&a, db) == 1);
    CHECK(ASK(S("POST"), S("/tamu"), S("x=w"), .csrf = S("guess"))->status == 401);
    CHECK(ASK(S("POST"), S("/tamu"), S("x=w"))->status == 303);
}

TEST(a_page_that_is_asked_for_as_a_file_is_refused)
{
    Db *db = test_db(&a);
    Req *r = ASK(S("GET"), S("/x?format=csv"));
    CHECK(r->status == 404 && test_shows(r, "bukan daftar"));
}

#define OWN_PAGE .header = S("Sec-Fetch-Site: same-origin")

TEST(a_form_of_another_session_is_shown_again_to_be_sent_from_there)
{
    Db  *db = test_db(&a);
    Req *r  = ASK(S("POST"), S("/x?y=1"), S("x=v&catatan=satu+%3Cdua%3E&sandi=rahasia&_key=k9"), .user = &ani,
                  .csrf = S("fine"), OWN_PAGE);
    CHECK(r->status == 401 && stored(&a, db) == 0);
    CHECK(test_shows(r, "<h1>Halaman ini terlalu lama terbuka</h1>") && !test_shows(r, "peran Anda"));
    CHECK(test_shows(r, "action=\"/x?y=1\"") && test_shows(r, "value=\"good\"") && test_shows(r, "value=\"k9\""));
    CHECK(test_shows(r, "name=\"x\" value=\"v\"") && test_shows(r, "<span>satu &lt;dua&gt;</span>"));
    CHECK(!test_shows(r, "rahasia") && test_shows(r, "kata sandi, dan kode tidak disimpan"));
    CHECK(!test_shows(r, "value=\"fine\"") && !test_shows(r, "href=\"/masuk\" target"));
    r = ASK(S("POST"), S("/tamu"), S("x=w"), .csrf = S("guess"), OWN_PAGE);
    CHECK(test_shows(r, "Halaman ini terlalu lama terbuka"));
    CHECK(test_shows(r, "name=\"x\" value=\"w\""));
}

TEST(a_form_whose_session_is_over_says_so_and_keeps_what_was_typed)
{
    Db  *db = test_db(&a);
    Req *r  = ASK(S("POST"), S("/x"), S("x=v&catatan=satu+dua"), OWN_PAGE);
    CHECK(r->status == 401 && test_shows(r, "<h1>Sesi Anda sudah berakhir</h1>"));
    CHECK(test_shows(r, "satu dua") && test_shows(r, "href=\"/masuk\" target=\"_blank\""));
    r = ASK(S("POST"), S("/x"), S("x=v"), OWN_PAGE, .csrf = S("old"));
    CHECK(test_shows(r, "Sesi Anda sudah berakhir"));
    CHECK(ASK(S("POST"), S("/x"), S("x=v"), .user = &ani)->status == 303);
}

TEST(what_another_site_sends_is_not_offered_again)
{
    Db  *db = test_db(&a);
    Req *r  = ASK(S("POST"), S("/x"), S("x=jahat+sekali"), .user = &ani, .header = S("Sec-Fetch-Site: cross-site"));
    CHECK(r->status == 403 && test_shows(r, "datang dari situs lain") && !test_shows(r, "jahat"));
    r = ASK(S("POST"), S("/x"), S("x=jahat+sekali"), .user = &ani, .csrf = S("fine"));
    CHECK(r->status == 401 && test_shows(r, "terlalu lama terbuka") && !test_shows(r, "jahat"));
    r = ASK(S("POST"), S("/x"), S("x=jahat+sekali"), .header = S("Sec-Fetch-Site: cross-site"));
    CHECK(r->status == 401 && !test_shows(r, "jahat"));
}

TEST(a_failure_takes_back_what_was_written)
{
    Db *db = test_db(&a);
    CHECK(ASK(S("POST"), S("/x"), S("x=v&then=fail"), .user = &ani)->status == 409);
    CHECK(stored(&a, db) == 0);
}

TEST(a_form_sent_twice_is_done_once_and_answered_the_same)
{
    Db  *db = test_db(&a);
    Req *r  = ASK(S("POST"), S("/x"), S("x=v&_key=k1"), .user = &ani);
    CHECK(r->status == 303);
    r = ASK(S("POST"), S("/x"), S("x=v&_key=k1&then=fail"), .user = &ani);
    CHECK(r->status == 303);
    CHECK_STR(r->location, S("/x/5"));
}

TEST(a_reading_route_cannot_write)
{
    Db *db = test_db(&a);
    CHECK(ASK(S("GET"), S("/sneaky"))->status == 500);
}

TEST(a_request_that_outgrows_its_memory_is_refused_and_the_next_one_served)
{
    Db   *db   = test_db(&a);
    Arena tiny = arena_reserve((isize)2 << 20);
    CHECK(test_ask(&tiny, &web, db, &(TestAsk){S("GET"), S("/greedy")})->status == 413);
    CHECK(ASK(S("GET"), S("/x"))->status == 200);
}

typedef struct { Str name; i64 count, value_idr; Ratio index; Date day; bool yes; Str kind; } Draft;

static const Choice kinds[]  = {{"a", MSG_role_admin}, {"b", MSG_role_tpn}, {0}};
static const Field  fields[] = {
    FIELD(Draft, name,      F_TEXT,    .required = true, .max = 5),
    FIELD(Draft, count,     F_I64,     .max = 10),
    FIELD(Draft, value_idr, F_MONEY),
    FIELD(Draft, index,     F_DECIMAL, .max = 4),
    FIELD(Draft, day,       F_DATE),
    FIELD(Draft, yes,       F_BOOL),
    FIELD(Draft, kind,      F_CHOICE,  .choices = kinds),
};

static Draft  draft;
static Issues issues;
static FormView form;

static Err read_draft(Req *r)
{
    draft  = (Draft){0};
    issues = (Issues){0};
    form_read(r, fields, countof(fields), &draft, &issues);
    form          = form_view(r, fields, countof(fields), &draft, &issues);
    r->page.frame = FRAME_NONE;
    return NO_ERR;
}

static const Route form_rows[] = {{POST, "/form", ANYONE, WRITES, read_draft, "open"}};
static const Room  form_room   = {"form", form_rows, 1};
static const Web   form_web    = {.rooms = (const Room *[]){&form_room}, .rooms_count = 1};

TEST(a_good_form_fills_the_struct)
{
    Db *db = test_db(&a);
    test_ask(&a, &form_web, db, &(TestAsk){S("POST"), S("/form"),
        S("name=%C3%A9t%C3%A9&count=7&value_idr=1.250.000&index=3%2C60&day=21/08/2026&yes=1&kind=b")});
    CHECK(!issues.count);
    CHECK_STR(draft.name, S("\xc3\xa9t\xc3\xa9"));
    CHECK(draft.count == 7 && draft.value_idr == 1250000 && draft.yes);
    CHECK(ratio_cmp(draft.index, ratio(18, 5)) == 0 && draft.day.days == date_ymd(2026, 8, 21).days);
    CHECK_STR(form_field(&form, "value_idr")->value, S("1.250.000"));
}

TEST(every_problem_is_told_and_what_was_typed_is_kept)
{
    Db *db = test_db(&a);
    test_ask(&a, &form_web, db, &(TestAsk){S("POST"), S("/form"),
        S("name=toolong&count=11&value_idr=-5&index=4.01&day=2026-02-30&kind=c")});
    CHECK(issues.count == 6);
    CHECK(issue_find(&issues, S("day")).len && issue_find(&issues, S("kind")).len);
    for (isize i = 0; i < issues.count; i++)            /* above the form, each says whose it is */
        CHECK_STR(form.issues.at[i].label, form_field(&form, str_c(&a, issues.at[i].field))->label);
    CHECK_STR(form_field(&form, "day")->value, S("2026-02-30"));
    CHECK_STR(form_field(&form, "value_idr")->value, S("-5"));
    test_ask(&a, &form_web, db, &(TestAsk){S("POST"), S("/form"), S("")});
    CHECK(issues.count == 1);
}

TEST(an_address_from_outside_stays_on_this_site)
{
    Url home = {{"/", 1}};
    CHECK_STR(url_local(S("/lke/1?x=y"), home).s, S("/lke/1?x=y"));
    CHECK_STR(url_local(S("//evil.example"), home).s, S("/"));
    CHECK_STR(url_local(S("/\\evil.example"), home).s, S("/"));
    CHECK_STR(url_local(S("https://evil.example"), home).s, S("/"));
    CHECK_STR(url_local(S("/a\r\nb"), home).s, S("/"));
    CHECK_STR(url_local(S(""), home).s, S("/"));
}
