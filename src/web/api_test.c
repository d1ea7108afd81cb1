#include "test/ask.h"
#include "web/api.h"

/* A small room of the tests' own: things that are kept in memory. */

typedef struct { Str name; i64 n; } Small;
typedef struct {
    i64     id, number, version;
    Str     name, kind, tree;
    bool    good;
    Ratio   exact, points;
    Date    on;
    Instant at;
    Small   one;
    LIST(Small) many;
    LIST(Str)   texts;
} Thing;

static const Give small_gives[] = {
    GIVE(Small, name, G_TEXT, MSG_api_col_name), GIVE(Small, n, G_I64, MSG_api_col_name),
};
static const Gives gives_small  = GIVES(Small, "Small", MSG_api_col_name, small_gives);

static const char *const kinds[] = {"x", "y", NULL};
static const Give thing_gives[] = {
    GIVE(Thing, id, G_ID, MSG_api_col_name), GIVE(Thing, number, G_I64, MSG_api_col_name, .maybe = true),
    GIVE(Thing, name, G_TEXT, MSG_api_col_name), GIVE(Thing, kind, G_ENUM, MSG_api_col_name, .choices = kinds),
    GIVE(Thing, tree, G_TREE, MSG_api_col_name), GIVE(Thing, good, G_BOOL, MSG_api_col_name),
    GIVE(Thing, exact, G_EXACT, MSG_api_col_name), GIVE(Thing, points, G_POINTS, MSG_api_col_name),
    GIVE(Thing, on, G_DATE, MSG_api_col_name), GIVE(Thing, at, G_AT, MSG_api_col_name),
    GIVE(Thing, one, G_MAP, MSG_api_col_name, .of = &gives_small),
    GIVE(Thing, many, G_LIST, MSG_api_col_name, .of = &gives_small), GIVE(Thing, texts, G_TEXTS, MSG_api_col_name),
};
static const Gives gives_thing = GIVES(Thing, "Thing", MSG_api_col_name, thing_gives);

static Err full(Req *r)
{
    Thing t = {.id = 7, .name = S("a \"b\""), .kind = S("x"), .tree = S("{\"k\":[1]}"), .good = true,
               .exact = ratio(2, 3), .points = ratio(2, 3), .on = {20686}, .at = r->now, .one = {S("in"), 1}};
    *list_add(r->arena, &t.many)  = (Small){S("p"), 1};
    *list_add(r->arena, &t.many)  = (Small){S("q"), 2};
    *list_add(r->arena, &t.texts) = S("t");
    api_version(r, 3);
    return api_give(r, &t);
}

static Err hollow(Req *r)
{
    return api_give(r, &(Thing){.kind = S("y")});
}

static Err listed(Req *r)
{
    static const char *const names[] = {"Banyu Biru", "Alas Purwo", "Candi Sukuh"};
    LIST(Small) rows = {0};
    for (i64 i = 0; i < 3; i++)
        *list_add(r->arena, &rows) = (Small){str_of(names[i]), 10 - i};
    return api_give_all(r, &rows);
}

typedef struct { Str name; i64 version; } Saved;
static const Field saved_fields[] = {
    FIELD(Saved, name, F_TEXT, .label = MSG_api_col_name, .required = true, .max = 5),
    FIELD(Saved, version, F_I64, .label = MSG_api_col_name),
    {.name = "parts", .kind = F_TREE, .label = MSG_api_col_name},
};

/* What is stored is version 4, of "budi". */
static Err save(Req *r)
{
    Saved  s      = {0};
    Issues issues = {.arena = r->arena};
    i64    seen   = 0;

    form_read(r, saved_fields, countof(saved_fields), &s, &issues);
    api_seen(r, &issues, &seen);
    if (issues.count)
        return api_refuse(r, &issues);
    if (seen != 4)
        return api_conflict(r, &gives_small, &(Small){S("budi"), 4});
    return api_give(r, &(Small){str_fmt(r->arena, "%.*s%.*s", STRF(s.name), STRF(form_value(r, "parts.a"))), 5});
}

static Err paper(Req *r)
{
    r->page.title = S("Halaman");
    return NO_ERR;
}

static Err broken(Req *r)
{
    (void)r;
    return FAIL(ERR_IO, "the disk is gone");
}

static const Route rows[] = {
    {GET,  "/api/v1/penuh",  SIGNED_IN,    READS,  full,   "own", .gives = &gives_thing, .about = MSG_api_col_name},
    {GET,  "/api/v1/hampa",  SIGNED_IN,    READS,  hollow, "own", .gives = &gives_thing, .about = MSG_api_col_name},
    {GET,  "/api/v1/daftar", SIGNED_IN,    READS,  listed, "own", .gives = &gives_small, .flags = ROUTE_MANY,
     .about = MSG_api_col_name},
    {POST, "/api/v1/penuh",  SIGNED_IN,    WRITES, save,   "own", .gives = &gives_small, .form = saved_fields,
     .form_count = countof(saved_fields), .about = MSG_api_col_name},
    {GET,  "/api/v1/rusak",  SIGNED_IN,    READS,  broken, "own", .gives = &gives_small, .about = MSG_api_col_name},
    {GET,  "/api/v1/admin",  WHO(ADMIN),   READS,  hollow, "own", .gives = &gives_thing, .about = MSG_api_col_name},
    {GET,  "/halaman",       SIGNED_IN,    READS,  paper,  "own"},
};
static const Room        room    = {"coba", rows, countof(rows), .about = MSG_api_col_name};
static const Room *const rooms[] = {&room, &api_room};

static const User ani   = {.id = 1, .roles = SIGNED_IN | WHO(PEGAWAI), .csrf = {"good", 4}};
static const User reads = {.id = 2, .roles = SIGNED_IN, .token_id = 9, .scope = {"lain:write coba:read", 20}};
static const User fills = {.id = 2, .roles = SIGNED_IN, .token_id = 8, .scope = {"coba:write", 10}};

static Err whose(Req *r, Str token, const User **out)
{
    (void)r;
    if (str_is(token, "baca"))
        *out = &reads;
    if (str_is(token, "isi"))
        *out = &fills;
    return NO_ERR;
}

static const Web web = {.rooms = rooms, .rooms_count = countof(rooms), .whose = whose};

#define ASK(method_, path_, ...) \
    test_ask(&a, &web, test_db(&a), &(TestAsk){.method = S(method_), .path = S(path_), __VA_ARGS__})
#define BEARER(token) .header = S("Authorization: Bearer " token)

TEST(a_struct_becomes_json_by_its_table)
{
    Req *r = ASK("GET", "/api/v1/penuh", .user = &ani);
    CHECK_STR(buf_str(&r->out),
              S("{\"id\":\"7\",\"number\":null,\"name\":\"a \\\"b\\\"\",\"kind\":\"x\",\"tree\":{\"k\":[1]},"
                "\"good\":true,\"exact\":\"2/3\",\"points\":\"0.67\",\"on\":\"2026-08-21\","
                "\"at\":\"2026-08-21T03:04:05Z\",\"one\":{\"name\":\"in\",\"n\":1},"
                "\"many\":[{\"name\":\"p\",\"n\":1},{\"name\":\"q\",\"n\":2}],\"texts\":[\"t\"]}"));
    CHECK(str_is(r->type, "application/json"));
    r = ASK("GET", "/api/v1/hampa", .user = &ani);
    CHECK(test_shows(r, "\"tree\":null") && test_shows(r, "\"on\":null,\"at\":null") && test_shows(r, "\"many\":[]"));
}

TEST(a_list_is_searched_sorted_and_cut_as_its_address_says)
{
    Req *r = ASK("GET", "/api/v1/daftar", .user = &ani);
    CHECK(test_shows(r, "Banyu Biru") && test_shows(r, "\"total\":3,\"next\":null"));
    r = ASK("GET", "/api/v1/daftar?cari=biru+BANYU", .user = &ani);
    CHECK(test_shows(r, "Banyu") && !test_shows(r, "Alas") && test_shows(r, "\"total\":1"));
    r = ASK("GET", "/api/v1/daftar?urut=n&banyak=2", .user = &ani);
    CHECK_STR(buf_str(&r->out), S("{\"items\":[{\"name\":\"Candi Sukuh\",\"n\":8},{\"name\":\"Alas Purwo\",\"n\":9}],"
                                  "\"total\":3,\"next\":\"/api/v1/daftar?urut=n&banyak=2&hal=2\"}"));
    r = ASK("GET", "/api/v1/daftar?urut=-name&banyak=2&hal=2", .user = &ani);
    CHECK(test_shows(r, "Alas") && !test_shows(r, "Banyu") && test_shows(r, "\"next\":null"));
    r = ASK("GET", "/api/v1/daftar?hal=99", .user = &ani);
    CHECK(r->status == 200 && test_shows(r, "\"items\":[]"));
    r = ASK("GET", "/api/v1/daftar?urut=besar", .user = &ani);
    CHECK(r->status == 400 && test_shows(r, "\"field\":\"urut\""));
}

TEST(a_name_that_means_nothing_is_refused_wherever_it_stands)
{
    CHECK(ASK("GET", "/api/v1/daftar?carii=x", .user = &ani)->status == 400);
    CHECK(ASK("GET", "/api/v1/penuh?cari=x", .user = &ani)->status == 400);
    CHECK(ASK("GET", "/api/v1/penuh?bahasa=en", .user = &ani)->status == 200);
    Req *r = ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("{\"name\":\"a\",\"nama\":\"b\",\"version\":4}"));
    CHECK(r->status == 400 && test_shows(r, "\"field\":\"nama\""));
}

TEST(json_and_forms_are_read_by_one_table)
{
    Req *r = ASK("POST", "/api/v1/penuh", BEARER("isi"),
                 .body = S("{\"name\":\"ya\",\"version\":4,\"parts\":{\"a\":2}}"));
    CHECK_STR(buf_str(&r->out), S("{\"name\":\"ya2\",\"n\":5}"));
    r = ASK("POST", "/api/v1/penuh", .user = &ani, .form = S("name=ya&version=4&parts.a=2"));
    CHECK_STR(buf_str(&r->out), S("{\"name\":\"ya2\",\"n\":5}"));
    CHECK(ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("{\"name\":"))->status == 400);
    CHECK(ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("[1]"))->status == 400);
    CHECK(ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("{\"name\":\"a\",\"name\":\"b\"}"))->status == 400);
    r = ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("{\"name\":\"terlalu panjang\",\"version\":4}"));
    CHECK(r->status == 422 && test_shows(r, "\"issues\":[{\"field\":\"name\"") && test_shows(r, "\"status\":422"));
}

TEST(who_saw_an_older_version_is_told_what_is_stored)
{
    Req *r = ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("{\"name\":\"ya\",\"version\":3}"));
    CHECK(r->status == 409 && test_shows(r, "\"now\":{\"name\":\"budi\",\"n\":4}"));
    r = ASK("POST", "/api/v1/penuh", .header = S("Authorization: Bearer isi\nIf-Match: \"3-00\""),
            .body = S("{\"name\":\"ya\"}"));
    CHECK(r->status == 412 && test_shows(r, "budi"));
    r = ASK("POST", "/api/v1/penuh", .header = S("Authorization: Bearer isi\nIf-Match: \"4-77\""),
            .body = S("{\"name\":\"ya\"}"));
    CHECK(r->status == 200);
    CHECK(ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("{\"name\":\"ya\"}"))->status == 422);
}

TEST(an_answer_that_is_there_already_is_not_sent_again)
{
    Req *r   = ASK("GET", "/api/v1/penuh", .user = &ani);
    Str  tag = test_header(r, "ETag");
    CHECK(str_starts(tag, S("\"3-")));
    r = ASK("GET", "/api/v1/penuh", .user = &ani, .header = str_fmt(&a, "If-None-Match: %.*s", STRF(tag)));
    CHECK(r->status == 304 && !r->out.len);
    r = ASK("GET", "/api/v1/penuh", .user = &ani, .header = S("If-None-Match: \"3-0\""));
    CHECK(r->status == 200);
}

TEST(below_api_every_failure_is_a_problem_and_never_a_page)
{
    const struct { Req *r; int status; } all[] = {
        {ASK("GET", "/api/v1/penuh", .user = NULL), 401},
        {ASK("GET", "/api/v1/penuh", BEARER("salah")), 401},
        {ASK("GET", "/api/v1/admin", .user = &ani), 403},
        {ASK("GET", "/api/v1/tidak-ada", .user = &ani), 404},
        {ASK("GET", "/api/v2", .user = &ani), 404},
        {ASK("POST", "/api/v1/daftar", .user = &ani), 405},
        {ASK("POST", "/api/v1/penuh", .user = &ani, .form = S("name=a&version=4"), .csrf = S("wrong")), 403},
        {ASK("GET", "/api/v1/rusak", .user = &ani), 500},
    };
    for (isize i = 0; i < countof(all); i++) {
        CHECK_STR(str_fmt(&a, "%td: %d", i, all[i].r->status), str_fmt(&a, "%td: %d", i, all[i].status));
        CHECK(str_is(all[i].r->type, "application/problem+json"));
        CHECK(test_shows(all[i].r, str_c(&a, str_fmt(&a, "\"status\":%d", all[i].status))));
        CHECK(!test_shows(all[i].r, "<"));
    }
    CHECK(str_starts(test_header(all[0].r, "WWW-Authenticate"), S("Bearer")));
    CHECK_STR(test_header(all[5].r, "Allow"), S("GET, HEAD"));
    CHECK(test_shows(all[7].r, "\"number\":") && !test_shows(all[7].r, "disk"));
}

TEST(a_token_goes_as_far_as_its_scope_and_opens_no_page)
{
    CHECK(ASK("GET", "/api/v1/penuh", BEARER("baca"))->status == 200);
    Req *r = ASK("POST", "/api/v1/penuh", BEARER("baca"), .body = S("{\"name\":\"a\",\"version\":4}"));
    CHECK(r->status == 403 && test_shows(r, "coba:write"));
    CHECK(ASK("POST", "/api/v1/penuh", BEARER("isi"), .body = S("{\"name\":\"a\",\"version\":4}"))->status == 200);
    CHECK(ASK("GET", "/api/v1/penuh", BEARER("isi"))->status == 200);
    CHECK(ASK("GET", "/halaman", BEARER("isi"))->status == 303);
    CHECK(ASK("GET", "/api/v1/penuh", .header = S("Authorization: Basic isi"))->status == 401);
    /* whoever sends a bad token is not let in by the cookie instead */
    CHECK(ASK("GET", "/api/v1/penuh", .user = &ani, .header = S("Authorization: Bearer salah"))->status == 401);
}

TEST(scopes_follow_from_the_rooms_that_have_addresses_in_the_api)
{
    Req by_ani = {.user = &ani}, by_none = {.user = &(User){.roles = NO_ONE}};
    CHECK(api_scope_open(&by_ani, &room, READS) && api_scope_open(&by_ani, &room, WRITES));
    CHECK(!api_scope_open(&by_none, &room, READS) && !api_scope_open(&by_ani, &api_room, READS));
    CHECK(api_scope_allows(S("x:read coba:read"), "coba", READS));
    CHECK(!api_scope_allows(S("x:write coba:read"), "coba", WRITES));
    CHECK(!api_scope_allows(S("cobaan:read"), "coba", READS));
}

TEST(every_part_of_the_api_has_a_page_and_the_first_page_names_them)
{
    Req *r = ASK("GET", "/api", .user = NULL);
    CHECK(r->status == 200 && test_shows(r, "href=\"/api/coba\"") && test_shows(r, "coba:write"));
    CHECK(!test_shows(r, "/api/v1/penuh"));
    r = ASK("GET", "/api/coba", .user = NULL);
    CHECK(r->status == 200 && test_shows(r, "POST /api/v1/penuh") && test_shows(r, "id=\"Thing\""));
    r = ASK("GET", "/api/entah", .user = NULL);
    CHECK(r->status == 404 && test_shows(r, "<h1>"));
}

/* --- how often --- */

TEST(a_bucket_empties_and_fills_again_with_time)
{
    Arena  life = arena_reserve(2 << 20);
    Rates *r    = rates_new(&life);
    Rate   two  = {60, 2};
    u64    key  = rate_key("token", S("1")), other = rate_key("token", S("2"));

    CHECK(rate_take(r, key, two, 1000).left == 1);
    CHECK(rate_take(r, key, two, 1000).ok);
    RateLeft no = rate_take(r, key, two, 1400);
    CHECK(!no.ok && no.wait_s == 1 && no.left == 0);
    CHECK(rate_take(r, other, two, 1400).ok);
    CHECK(rate_take(r, key, two, 2100).ok);
    CHECK(!rate_take(r, key, two, 2200).ok);
    CHECK(rate_look(r, key, two, 900000).ok && rate_look(r, key, two, 900000).left == 2);
    CHECK(rate_known(r, key) && !rate_known(r, rate_key("token", S("3"))));
    CHECK(rate_take(r, key, (Rate){0, 1}, 2200).ok);
}

TEST(a_table_that_is_full_of_strangers_still_counts_each)
{
    Arena  life = arena_reserve(2 << 20);
    Rates *r    = rates_new(&life);
    Rate   one  = {1, 1};

    for (int i = 0; i < 100000; i++)
        CHECK(rate_take(r, rate_key("address", str_fmt(&(Arena){life.beg, life.end, NULL}, "%d", i)), one, i).ok);
    u64 last = rate_key("address", S("99999"));
    CHECK(!rate_take(r, last, one, 100000).ok);
}

TEST(after_too_many_requests_the_answer_is_429_and_says_when)
{
    Web      few  = web;
    Db      *db   = test_db(&a);
    Arena    life = arena_reserve(2 << 20);
    TestAsk  ask  = {.method = S("GET"), .path = S("/api/v1/hampa"), BEARER("baca")};

    few.rates    = rates_new(&life);
    few.api_rate = (Rate){60, 3};
    for (int i = 0; i < 3; i++) {
        Req *r = test_ask(&a, &few, db, &ask);
        CHECK(r->status == 200);
        CHECK_STR(test_header(r, "RateLimit-Policy"), S("\"token\";q=3;w=3"));
    }
    Req *r = test_ask(&a, &few, db, &ask);
    CHECK(r->status == 429 && str_is(r->type, "application/problem+json"));
    CHECK_STR(test_header(r, "Retry-After"), S("1"));
    /* another token of the same person has the same purse */
    CHECK(test_ask(&a, &few, db, &(TestAsk){.method = S("GET"), .path = S("/api/v1/hampa"), BEARER("isi")})->status
          == 429);
    few.page_rate = (Rate){60, 1};
    ask = (TestAsk){.method = S("GET"), .path = S("/halaman"), .user = &ani};
    CHECK(test_ask(&a, &few, db, &ask)->status == 200);
    r = test_ask(&a, &few, db, &ask);
    CHECK(r->status == 429 && test_shows(r, "<h1>"));
}

TEST(an_address_that_sends_bad_tokens_waits_and_its_good_ones_go_on)
{
    Web     few  = web;
    Db     *db   = test_db(&a);
    Arena   life = arena_reserve(2 << 20);
    TestAsk good = {.method = S("GET"), .path = S("/api/v1/hampa"), BEARER("baca")};
    TestAsk bad  = {.method = S("GET"), .path = S("/api/v1/hampa"), BEARER("salah")};
    TestAsk fresh = {.method = S("GET"), .path = S("/api/v1/hampa"), BEARER("isi")};
    int     n    = 0;

    few.rates = rates_new(&life);
    CHECK(test_ask(&a, &few, db, &good)->status == 200);
    while (n < 100 && test_ask(&a, &few, db, &bad)->status == 401)
        n++;
    CHECK(n == 20);
    CHECK(test_ask(&a, &few, db, &bad)->status == 429);
    CHECK(test_ask(&a, &few, db, &good)->status == 200);
    CHECK(test_ask(&a, &few, db, &fresh)->status == 429);
}
