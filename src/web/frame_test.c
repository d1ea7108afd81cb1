#include "web/frame.h"

#include "base/embed.h"
#include "test/ask.h"
#include "web/asset.h"
#include "web/parts.h"

#include <stdlib.h>
#include <zlib.h>

static Err hello(Req *r)
{
    r->page.title = S("Halo <dunia>");
    crumb_add(r, S("Rumah & kebun"), (Url){S("/")});
    page_state(r, TONE_WARN, S("Kurang"));
    page_quiet(r, S("Unduh"), (Url){S("/unduh")});
    buf_add(&r->out, S("<p>isi halaman</p>"));
    return NO_ERR;
}

static Err piecewise(Req *r)
{
    buf_add(&r->out, S("<div hx-get=\"/halo\"></div>"));
    return NO_ERR;
}

static Err lengthy(Req *r)
{
    for (int i = 0; i < 3000; i++)
        buf_addf(&r->out, "<p>catatan %d</p>", i);
    return NO_ERR;
}

static Err disk(Req *r) { (void)r; return FAIL(ERR_IO, "/var/lib/secret is read-only"); }

static const Route rows[] = {
    {GET, "/halo",    ANYONE,       READS, hello, "open"},
    {GET, "/potong",  ANYONE,       READS, piecewise, "open"},
    {GET, "/panjang", ANYONE,       READS, lengthy, "open"},
    {GET, "/rusak",   ANYONE,       READS, disk,  "open"},
    {GET, "/tertutup", WHO(ADMIN),  READS, hello, "open"},
};
static const Room room = {"coba", rows, countof(rows)}, *const all[] = {&room, &asset_room};

static void menu(Req *r)
{
    view_menu(r, &(Menu){.place = S("Unit Satu"), .year = S("2026"), .place_url = {S("/unit")}});
}

static Req *ask(Arena *a, TestAsk t)
{
    Db *db = NULL;
    if (db_open(a, S(":memory:"), DB_READ_WRITE, &db).kind)
        abort();
    Web web = {.rooms = all, .rooms_count = countof(all), .menu = menu};
    t.method = S("GET");
    Req *r = test_ask(a, &web, db, &t);
    db_close(db);
    return r;
}

#define ASK(...) ask(&a, (TestAsk){__VA_ARGS__})

static const User siti = {.id = 1, .name = {"Siti <S>", 8}, .csrf = {"rahasia", 7}, .roles = SIGNED_IN};

TEST(a_page_has_one_title_a_trail_a_state_and_its_actions)
{
    Req *r = ASK(.path = S("/halo"), .user = &siti);
    CHECK(test_shows(r, "<title>Halo &lt;dunia&gt; – pulau</title>"));
    CHECK(test_shows(r, "<h1>Halo &lt;dunia&gt;</h1>"));
    CHECK(test_shows(r, "Rumah &amp; kebun"));
    CHECK(test_shows(r, "<span class=\"tag warn\">Kurang</span>"));
    CHECK(test_shows(r, "<a class=\"button plain\" href=\"/unduh\">Unduh</a>"));
    CHECK(test_shows(r, "<p>isi halaman</p>"));
    CHECK(test_shows(r, "Siti &lt;S&gt;"));
    CHECK(test_shows(r, "Unit Satu"));
}

TEST(nobody_signed_in_sees_the_public_frame_without_a_menu)
{
    Req *r = ASK(.path = S("/halo"));
    CHECK(test_shows(r, "class=\"public\""));
    CHECK(!test_shows(r, "Unit Satu"));
    
}

TEST(htmx_comes_only_with_pages_that_use_it)
{
    CHECK(!test_shows(ASK(.path = S("/halo"), .user = &siti), "htmx"));
    CHECK(test_shows(ASK(.path = S("/potong"), .user = &siti), "htmx.min.js"));
}

TEST(a_page_offers_itself_in_the_other_language)
{
    CHECK(test_shows(ASK(.path = S("/halo?x=1")), "href=\"/halo?x=1&amp;bahasa=en\""));
    CHECK(test_shows(ASK(.path = S("/halo?bahasa=en")), "<html lang=\"en\""));
    CHECK(test_shows(ASK(.path = S("/halo?bahasa=en")), "href=\"/halo?bahasa=id\""));
}

TEST(no_page_has_a_style_or_a_script_of_its_own)
{
    Req *r = ASK(.path = S("/halo"), .user = &siti);
    CHECK(!test_shows(r, "style=") && !test_shows(r, "<style"));
    CHECK(!test_shows(r, "onclick") && !test_shows(r, "<script>"));
    CHECK(!test_shows(r, "http://") && !test_shows(r, "https://"));
}

TEST(a_failure_says_what_to_do_and_a_number_but_never_why)
{
    Req *r = ASK(.path = S("/rusak"), .user = &siti);
    CHECK(r->status == 500);
    CHECK(test_shows(r, "sebutkan nomor"));
    CHECK(!test_shows(r, "secret"));
    CHECK(!test_shows(r, "Unit Satu"));         /* the menu may need what has failed */
}

TEST(a_refusal_keeps_the_menu_and_needs_no_number)
{
    Req *r = ASK(.path = S("/tertutup"), .user = &siti);
    CHECK(r->status == 403);
    CHECK(test_shows(r, "Unit Satu"));
    CHECK(!test_shows(r, "sebutkan nomor"));
    CHECK(ASK(.path = S("/tidak/ada"))->status == 404);
}

TEST(a_piece_of_a_page_has_no_frame_even_when_it_fails)
{
    Req *r = ASK(.path = S("/halo"), .user = &siti, .header = S("HX-Request: true"));
    CHECK_STR(buf_str(&r->out), S("<p>isi halaman</p>"));
    r = ASK(.path = S("/rusak"), .user = &siti, .header = S("HX-Request: true"));
    CHECK(!test_shows(r, "<html"));
    CHECK(test_shows(r, "role=\"alert\""));
}

TEST(every_refusal_of_the_http_layer_is_a_page_in_both_languages)
{
    static const int statuses[] = {400, 404, 405, 408, 413, 415, 429, 431, 503, 999};
    for (int i = 0; i < countof(statuses); i++) {
        Str page = frame_refusal(statuses[i]);
        CHECK(str_has(page, S("<h1>")) && str_has(page, S("lang=\"en\"")) && str_has(page, S("</html>")));
    }
}

static Str asset_path(Arena *a, const char *name)
{
    return asset_url(&(Req){.arena = a}, name).s;
}

TEST(an_asset_is_kept_for_ever_under_the_address_of_its_content)
{
    Req *r = ASK(.path = asset_path(&a, "pulau.css"));
    CHECK(r->status == 200);
    CHECK_STR(test_header(r, "Cache-Control"), S("public, max-age=31536000, immutable"));
    CHECK(str_starts(r->type, S("text/css")));
    CHECK(test_shows(r, "/aset/"));              /* it knows the address of the letters */
    CHECK(!test_shows(r, "LETTERS"));
    CHECK_STR(test_header(ASK(.path = S("/aset/00000000/pulau.css")), "Cache-Control"), S("no-cache"));
    CHECK(ASK(.path = S("/aset/00000000/passwd"))->status == 404);
}

TEST(an_asset_travels_compressed_to_who_takes_it_and_not_twice)
{
    Req *plain = ASK(.path = asset_path(&a, "htmx.min.js"));
    Req *small = ASK(.path = asset_path(&a, "htmx.min.js"), .header = S("Accept-Encoding: gzip, br"));
    CHECK_STR(test_header(small, "Content-Encoding"), S("gzip"));
    CHECK(!test_header(plain, "Content-Encoding").len);
    CHECK(small->out.len * 2 < plain->out.len);
    Req *again = ASK(.path = asset_path(&a, "htmx.min.js"),
                     .header = str_fmt(&a, "If-None-Match: %.*s", STRF(test_header(plain, "ETag"))));
    CHECK(again->status == 304 && !again->out.len);
}

/* What arrives, opened again. */
static Str opened(Arena *a, const Req *r)
{
    isize    most = 1 << 20;
    char    *to   = new(a, char, most);
    z_stream z    = {.next_in = (Bytef *)r->out.at, .avail_in = (uInt)r->out.len, .next_out = (Bytef *)to,
                     .avail_out = (uInt)most};

    CHECK(inflateInit2(&z, 15 + 16) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END);
    inflateEnd(&z);
    return (Str){to, most - (isize)z.avail_out};
}

TEST(a_long_page_travels_compressed_to_who_takes_it)
{
    Str  takes = S("Accept-Encoding: br, gzip");
    Req *plain = ASK(.path = S("/panjang")), *small = ASK(.path = S("/panjang"), .header = takes);

    CHECK(!test_header(plain, "Content-Encoding").len && plain->out.len > 40000);
    CHECK_STR(test_header(plain, "Vary"), S("Accept-Encoding"));
    CHECK_STR(test_header(small, "Content-Encoding"), S("gzip"));
    CHECK_STR(test_header(small, "Vary"), S("Accept-Encoding"));
    CHECK(small->out.len * 4 < plain->out.len);
    CHECK_STR(opened(&a, small), buf_str(&plain->out));
    CHECK(!test_header(ASK(.path = S("/halo"), .header = takes), "Content-Encoding").len);
    CHECK(!test_header(ASK(.path = S("/panjang?cari=x"), .header = takes), "Content-Encoding").len);
    CHECK(!test_header(ASK(.path = S("/panjang"), .header = S("Accept-Encoding: gzip;q=0")), "Content-Encoding").len);
}

TEST(the_first_view_of_any_page_stays_under_its_budget)
{
    isize sum = 0;
    for (const Embedded *e = assets_embedded; e->name; e++)     /* those of public surveys: survei_fill_test.c */
        sum += str_starts(str_of(e->name), S("survei")) ? 0 : e->gzip.len ? e->gzip.len : e->bytes.len;
    CHECK(sum < 60000);                         /* leaves 40 kB for the page itself */
}
