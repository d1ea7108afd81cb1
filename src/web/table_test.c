#include "format/xlsx_read.h"
#include "test/ask.h"
#include "web/parts.h"

#include <stdlib.h>
#include <unistd.h>

static const Col cols[] = {
    {"nama", MSG_part_diff_what, COL_TEXT},
    {"nilai", MSG_answer_note, COL_POINTS},
    {"banyak", MSG_chart_when, COL_NUMBER},
    {"rahasia", MSG_chart_area, COL_TEXT, .only_export = true},
};


/* Three that can be told apart, and as many more as ?n= asks for. */
static Err list(Req *r)
{
    Table t = {.name = "daftar", .caption = S("Daftar"), .cols = cols, .cols_count = countof(cols), .search = true,
               .empty = S("Belum ada apa-apa.")};
    i64   n = 0;

    if (query_get(r, "n").len && !str_i64(query_get(r, "n"), &n))
        return FAIL(ERR_INVALID, "n");
    static const char *const names[] = {"Cemara Satu", "=SUM(A1)", "anggrek <b>"};
    for (i64 i = 0; i < n; i++) {
        Cell *c = table_row(r, &t);
        c[0].text = i < 3 ? str_of(names[i]) : str_fmt(r->arena, "Baris %lld", (long long)i);
        c[1]      = i == 1 ? (Cell){.none = true} : (Cell){.ratio = ratio(i + 1, 3)};
        c[2]      = (Cell){.number = 1000 * i};
        c[3].text = S("hanya berkas");
    }
    return table_show(r, &t);
}

static const Col part_cols[] = {
    {"nama", MSG_part_diff_what, COL_TEXT},
    {"beda", MSG_answer_note, COL_CHANGE},
    {"banyak", MSG_chart_when, COL_NUMBER},
};

/* A thousand rows that are never all there: sorted and cut here, downwards by number unless asked otherwise. */
static Err part(Req *r)
{
    Table    t   = {.name = "daftar", .caption = S("Daftar"), .cols = part_cols, .cols_count = countof(part_cols),
                    .search = true, .part = true, .of = 1000};
    TableAsk ask = table_ask(r, &t);

    CHECK(ask.col == -1 || ask.col == 2);
    for (i64 i = ask.after; i < ask.after + ask.most && i < t.of; i++) {
        Cell *c   = table_row(r, &t);
        i64   n   = ask.col == 2 && !ask.down ? i : t.of - 1 - i;
        c[0].text = str_fmt(r->arena, "Baris %lld %.*s", (long long)n, STRF(ask.search));
        c[1].ratio = ratio(n - 500, 4);
        c[2].number = n;
    }
    return table_show(r, &t);
}

static const Route rows[] = {
    {GET, "/daftar", ANYONE, READS, list, "open"},
    {GET, "/bagian", ANYONE, READS, part, "open"},
};
static const Room  room = {"daftar", rows, countof(rows)}, *const all[] = {&room};

static Req *get(Arena *a, const char *path)
{
    Db *db = NULL;
    if (db_open(a, S(":memory:"), DB_READ_WRITE, &db).kind)
        abort();
    Web  web = {.rooms = all, .rooms_count = 1};
    Req *r   = test_ask(a, &web, db, &(TestAsk){.method = S("GET"), .path = str_of(path)});
    db_close(db);
    return r;
}

static isize place_of(const Req *r, const char *text)
{
    return str_find(buf_str(&r->out), str_of(text));
}

TEST(a_list_is_searched_by_all_words_in_any_case)
{
    Req *r = get(&a, "/daftar?n=60&cari=SATU+cemara");
    CHECK(test_shows(r, "Cemara Satu"));
    CHECK(!test_shows(r, "Baris"));
    CHECK(test_shows(r, "value=\"SATU cemara\""));
    CHECK(test_shows(get(&a, "/daftar?n=9&cari=tidakada"), "Tidak ada yang cocok"));
}

TEST(a_list_is_sorted_by_its_address_and_what_has_no_value_stands_last)
{
    Req *up = get(&a, "/daftar?n=4&urut=nilai"), *down = get(&a, "/daftar?n=4&urut=-nilai");
    CHECK(place_of(up, "Cemara") < place_of(up, "anggrek"));
    CHECK(place_of(up, "Baris 3") < place_of(up, "=SUM"));
    CHECK(place_of(down, "Baris 3") < place_of(down, "Cemara"));
    CHECK(place_of(down, "Cemara") < place_of(down, "=SUM"));
    CHECK(test_shows(up, "aria-sort=\"ascending\""));
    CHECK(test_shows(up, "urut=-nilai"));
    CHECK(!test_shows(get(&a, "/daftar?n=4&urut=rahasia%27"), "aria-sort"));
}

TEST(a_list_has_pages_and_says_what_is_shown)
{
    Req *first = get(&a, "/daftar?n=120"), *last = get(&a, "/daftar?n=120&hal=3");
    Req *beyond = get(&a, "/daftar?n=120&hal=99"), *sorted = get(&a, "/daftar?n=120&hal=2&urut=nama");
    CHECK(test_shows(first, "Menampilkan 1–50 dari 120"));
    CHECK(test_shows(first, "hal=2"));
    CHECK(!test_shows(first, "rel=\"prev\""));
    CHECK(test_shows(last, "Menampilkan 101–120 dari 120"));
    CHECK(!test_shows(last, "rel=\"next\""));
    CHECK(test_shows(beyond, "Menampilkan 101–120 dari 120"));
    CHECK(test_shows(sorted, "/daftar?n=120&amp;urut=-nama\""));          /* sorted anew: from page 1 */
}

TEST(of_a_long_list_the_handler_gives_the_rows_of_one_page_alone)
{
    Req *first = get(&a, "/bagian"), *second = get(&a, "/bagian?hal=2&urut=banyak&cari=ADA");
    CHECK(test_shows(first, "Menampilkan 1–50 dari 1.000"));
    CHECK(test_shows(first, "Baris 999") && test_shows(first, "Baris 950") && !test_shows(first, "Baris 949"));
    CHECK(test_shows(second, "Menampilkan 51–100 dari 1.000"));
    CHECK(test_shows(second, "Baris 50 ada") && test_shows(second, "Baris 99 ada") && !test_shows(second, "Baris 49 "));
    CHECK(place_of(second, "Baris 50 ") < place_of(second, "Baris 51 "));
    CHECK(test_shows(second, "aria-sort=\"ascending\"") && test_shows(second, "hal=3"));
    CHECK(test_shows(get(&a, "/bagian?hal=99"), "Menampilkan 951–1.000 dari 1.000"));
    Req *file = get(&a, "/bagian?format=csv&hal=2");
    CHECK(test_shows(file, "Baris 999") && test_shows(file, "Baris 0 "));
}

TEST(a_change_of_points_has_its_sign)
{
    Req *more = get(&a, "/bagian"), *less = get(&a, "/bagian?urut=banyak"), *same = get(&a, "/bagian?hal=10");
    CHECK(test_shows(more, ">+124,75<") && test_shows(less, ">-125,00<") && test_shows(same, ">0,00<"));
    CHECK(test_shows(get(&a, "/bagian?format=json"), "\"beda\":\"124.75\""));
}

TEST(an_empty_list_says_how_to_begin)
{
    CHECK(test_shows(get(&a, "/daftar"), "Belum ada apa-apa."));
}

TEST(a_list_in_a_page_is_escaped_and_hides_what_is_for_files_alone)
{
    Req *r = get(&a, "/daftar?n=3");
    CHECK(test_shows(r, "anggrek &lt;b&gt;"));
    CHECK(!test_shows(r, "hanya berkas"));
    CHECK(test_shows(r, "<th scope=\"row\">Cemara Satu</th>"));
}

TEST(a_list_goes_out_as_csv_with_all_rows_and_harmless_cells)
{
    Req *r = get(&a, "/daftar?n=120&format=csv");
    CHECK(str_starts(r->type, S("text/csv")));
    CHECK(test_shows(r, "Baris 119"));
    CHECK(test_shows(r, "'=SUM(A1)"));
    CHECK(test_shows(r, "Cemara Satu,0.33,0,hanya berkas"));
}

TEST(a_list_goes_out_as_json_under_the_names_of_its_columns)
{
    Req *r = get(&a, "/daftar?n=2&format=json");
    CHECK_STR(r->type, S("application/json"));
    CHECK_STR(buf_str(&r->out),
              S("[{\"nama\":\"Cemara Satu\",\"nilai\":\"0.33\",\"banyak\":0,\"rahasia\":\"hanya berkas\"},"
                "{\"nama\":\"=SUM(A1)\",\"nilai\":null,\"banyak\":1000,\"rahasia\":\"hanya berkas\"}]"));
}

TEST(a_list_goes_out_as_a_workbook_that_reads_back)
{
    Req    *r = get(&a, "/daftar?n=3&format=xlsx");
    Xlsx   *x = NULL;
    XlsxRow row;
    Issues  issues = {.arena = &a};

    CHECK(r->file.fd > 0);
    char *bytes = new(&a, char, r->file.fd_bytes);
    CHECK(read(r->file.fd, bytes, (size_t)r->file.fd_bytes) == r->file.fd_bytes);
    close(r->file.fd);
    CHECK_OK(xlsx_open(&a, &(XlsxIn){.bytes = {bytes, r->file.fd_bytes}, .issues = &issues}, &x));
    CHECK_OK(xlsx_start(x, 0));
    CHECK(xlsx_next(x, &row) && row.count == 4);
    CHECK(xlsx_next(x, &row));
    CHECK_STR(row.cells[0].text, S("Cemara Satu"));
    CHECK(xlsx_next(x, &row) && row.cells[0].kind == XLSX_TEXT && !row.cells[0].has_formula);
    CHECK_STR(row.cells[0].text, S("=SUM(A1)"));
    CHECK(row.cells[1].col == 2);               /* no value: no cell */
    xlsx_close(x);
}

TEST(a_list_refuses_a_format_it_does_not_have)
{
    CHECK(get(&a, "/daftar?n=2&format=exe")->status == 404);
}
