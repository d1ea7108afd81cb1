#include "test/ask.h"
#include "web/html.h"

#include "web.sql.h"

/* A room of the tests' own, which counts how often it draws. */

static const User ani  = {.id = 1, .instansi_id = 9, .roles = SIGNED_IN | WHO(PEGAWAI), .csrf = {"of-ani", 6}};
static const User budi = {.id = 2, .instansi_id = 9, .roles = SIGNED_IN | WHO(PEGAWAI), .csrf = {"of-budi", 7}};
static const User head = {.id = 1, .instansi_id = 9, .roles = SIGNED_IN | WHO(PEGAWAI) | WHO(ADMIN), .csrf = {"x", 1}};

static struct { int drawn; bool shut; } now;

static Err draw(Req *r)
{
    now.drawn++;
    r->page.title   = S("Pulau & laut");
    r->page.section = S("x");
    crumb_add(r, S("Semua"), url_for(r, "/x"));
    buf_addf(&r->out, "<p>for %lld, %.*s</p>", (long long)r->user->id, STRF(query_get(r, "q")));
    return NO_ERR;
}

static Err draw_long(Req *r)
{
    TRY(draw(r));
    for (int i = 0; i < 400; i++)
        buf_addf(&r->out, "<p>line %d of a page that is rather long</p>", i);
    return NO_ERR;
}

static Err draw_form(Req *r)
{
    TRY(draw(r));
    html_csrf(r);
    return NO_ERR;
}

static Err list(Req *r)
{
    TRY(draw(r));
    r->type = S("text/csv");
    return NO_ERR;
}

static Err look(Req *r)
{
    (void)r;
    return now.shut ? FAIL(ERR_NOT_FOUND, "not reached") : NO_ERR;
}

static Err change(Req *r)
{
    TRY(db_do(r->db, &SQL_once_add, db_i64(77), db_text(token_new(r->arena, 8)), db_at(r->now), db_text(S("/"))));
    notice_set(r, MSG_frame_menu);
    return redirect(r, "/x");
}

static const Route rows[] = {
    {GET,  "/x",       WHO(PEGAWAI), READS,  draw,      "open", .look = look, .flags = ROUTE_KEPT},
    {GET,  "/panjang", WHO(PEGAWAI), READS,  draw_long, "open", .look = look, .flags = ROUTE_KEPT},
    {GET,  "/isian",   WHO(PEGAWAI), READS,  draw_form, "open", .look = look, .flags = ROUTE_KEPT},
    {GET,  "/daftar",  WHO(PEGAWAI), READS,  list,      "open", .look = look, .flags = ROUTE_KEPT},
    {POST, "/x",       WHO(PEGAWAI), WRITES, change,    "open"},
};
static const Room room = {"x", rows, countof(rows)};
static const Web  web  = {.rooms = (const Room *[]){&room}, .rooms_count = 1, .kept_bytes = 64 << 10};

#define GETS(...) test_ask(&a, &web, db, &(TestAsk){.method = S("GET"), __VA_ARGS__})
#define POSTS     test_ask(&a, &web, db, &(TestAsk){.method = S("POST"), .path = S("/x"), .user = &ani})

static Db *begin(Arena *a)
{
    now.drawn = 0;
    now.shut  = false;
    return test_db(a);
}

/* On a server that writes of its own accord a page may be drawn anew without need, but not again and again. */
static bool is_kept(Arena *a, Db *db, Str path, const User *user)
{
    for (int i = 0; i < 10; i++) {
        int before = now.drawn;
        test_ask(a, &web, db, &(TestAsk){.method = S("GET"), .path = path, .user = user});
        if (now.drawn == before)
            return true;
    }
    return false;
}

TEST(a_page_is_drawn_once_until_something_changes)
{
    Db  *db    = begin(&a);
    Req *first = GETS(.path = S("/x"), .user = &ani);
    CHECK(now.drawn == 1 && test_shows(first, "for 1,") && test_shows(first, "<h1>Pulau &amp; laut</h1>"));
    CHECK(is_kept(&a, db, S("/x"), &ani));
    CHECK(POSTS->status == 303);
    int before = now.drawn;
    GETS(.path = S("/x"), .user = &ani);
    CHECK(now.drawn == before + 1);
}

/* The page without the key of its form, which is another one each time. */
static Str keyless(Arena *a, const Req *r, Str *out_key)
{
    Str   page = buf_str(&r->out), mark = S("name=\"_key\" value=\"");
    isize at   = str_find(page, mark) + mark.len;
    Str   rest = str_sub(page, at, -1);
    *out_key   = str_cut(&rest, '"');
    CHECK(at > mark.len && out_key->len > 8);
    return str_fmt(a, "%.*s%.*s", STRF(str_sub(page, 0, at)), STRF(rest));
}

TEST(a_kept_page_is_the_same_to_the_byte_but_for_what_belongs_to_one_answer)
{
    Db  *db = begin(&a);
    Str  one_key, two_key;
    Req *one = GETS(.path = S("/x"), .user = &ani);
    CHECK(is_kept(&a, db, S("/x"), &ani));
    Req *two = GETS(.path = S("/x"), .user = &ani);
    CHECK_STR(keyless(&a, two, &two_key), keyless(&a, one, &one_key));
    CHECK(!str_eq(one_key, two_key));
    CHECK(test_shows(two, "value=\"of-ani\"") && test_shows(two, "<title>Pulau &amp; laut"));

    User again = ani;
    again.csrf = S("newer!");                                        /* signed in anew */
    CHECK(test_shows(GETS(.path = S("/x"), .user = &again), "value=\"newer!\""));
    CHECK(!test_shows(two, "class=\"notice"));
    Req *told = GETS(.path = S("/x"), .user = &ani, .cookie = str_fmt(&a, "sesi=x; pesan=%d", MSG_frame_menu));
    CHECK(test_shows(told, "class=\"notice"));
    CHECK(!test_shows(GETS(.path = S("/x"), .user = &ani), "class=\"notice"));
}

TEST(each_person_address_language_role_and_day_has_a_page_of_its_own)
{
    Db  *db  = begin(&a);
    User eng = ani;
    eng.lang = LANG_EN;
    eng.name = S("Ani");
    CHECK(is_kept(&a, db, S("/x"), &ani));
    const TestAsk others[] = {
        {.path = S("/x"), .user = &budi}, {.path = S("/x?q=lain"), .user = &ani}, {.path = S("/x"), .user = &eng},
        {.path = S("/x"), .user = &head}, {.path = S("/x"), .user = &ani, .now = {1787281445 + 86400}},
    };
    for (isize i = 0; i < countof(others); i++) {
        TestAsk t      = others[i];
        int     before = now.drawn;
        t.method       = S("GET");
        CHECK(test_ask(&a, &web, db, &t)->status == 200);
        CHECK(now.drawn == before + 1);
    }
    Req *r = GETS(.path = S("/x"), .user = &budi);
    CHECK(test_shows(r, "for 2,") && !test_shows(r, "for 1,"));
}

TEST(who_may_see_a_kept_page_is_asked_each_time)
{
    Db *db = begin(&a);
    CHECK(is_kept(&a, db, S("/x"), &ani));
    now.shut = true;
    CHECK(GETS(.path = S("/x"), .user = &ani)->status == 404);
    now.shut = false;
    CHECK(GETS(.path = S("/x"))->status == 303);
    User gone  = ani;
    gone.roles = SIGNED_IN;
    CHECK(GETS(.path = S("/x"), .user = &gone)->status == 403);
    CHECK(is_kept(&a, db, S("/x"), &ani));
}

TEST(forms_lists_and_pieces_are_not_kept)
{
    Db        *db      = begin(&a);
    const char *paths[] = {"/isian", "/daftar", "/x"};
    for (isize i = 0; i < countof(paths); i++) {
        for (int n = 1; n <= 2; n++) {
            int before = now.drawn;
            Req *r     = GETS(.path = str_of(paths[i]), .user = &ani, .header = i == 2 ? S("HX-Request: true") : S(""));
            CHECK(r->status == 200 && now.drawn == before + 1);
        }
    }
}

TEST(what_is_kept_never_outgrows_its_memory)
{
    Db *db = begin(&a);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++) {
            Arena all  = a;
            Str   path = str_fmt(&a, "/panjang?q=%d-%d", round, i);
            CHECK(test_shows(GETS(.path = path, .user = &ani), "line 399"));
            CHECK(is_kept(&a, db, path, &ani));
            a = all;
        }
    }
    Web none = web;
    none.kept_bytes = 4 << 10;                      /* less than one page needs */
    db = test_db(&a);
    for (int n = 1; n <= 2; n++) {
        int before = now.drawn;
        Req *r     = test_ask(&a, &none, db, &(TestAsk){.method = S("GET"), .path = S("/panjang"), .user = &ani});
        CHECK(r->status == 200 && now.drawn == before + 1);
    }
}
