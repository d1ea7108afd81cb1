#include "format/csv.h"

#include "test/test.h"

/* Cells in brackets, a bar at the end of each row, then what was wrong. */
static Str shown(Arena *a, Str text, CsvMost most)
{
    Csv    c;
    CsvRow row;
    Issues issues = {.arena = a};
    Buf    b      = {.arena = a};

    if (!csv_open(&c, text, most, LANG_EN, &issues).kind) {
        while (csv_next(a, &c, &row)) {
            for (isize i = 0; i < row.count; i++)
                buf_addf(&b, "[%.*s]", STRF(row.cells[i]));
            buf_addf(&b, "%lld|", (long long)row.line);
        }
    }
    CHECK((csv_done(&c).kind != OK) == (issues.count > 0));
    for (isize i = 0; i < issues.count; i++)
        buf_addf(&b, "!%.*s", STRF(issues.at[i].text));
    return buf_str(&b);
}

#define SHOWS(text, want) CHECK_STR(shown(&a, S(text), (CsvMost){0}), S(want))

TEST(csv_is_read_as_spreadsheets_write_it)
{
    SHOWS("a,b\r\n1,2\r\n", "[a][b]1|[1][2]2|");
    SHOWS("\xEF\xBB\xBF" "a;b\n\"x;\"\"y\"\"\nz\";2", "[a][b]1|[x;\"y\"\nz][2]2|");
    SHOWS("a\tb,c\td\n", "[a][b,c][d]1|");
    SHOWS("sep=|\r\na|b,c,d", "[a][b,c,d]2|");
    SHOWS("\"a;b;c\",d,e\n", "[a;b;c][d][e]1|");
    SHOWS("a\rb\r\n\n\nc", "[a]1|[b]2|[c]5|");
    SHOWS("a,,\n,\n", "[a][][]1|[][]2|");
    SHOWS("say \"hi\",\"\"\n", "[say \"hi\"][]1|");
    SHOWS("", "");
    SHOWS("\xEF\xBB\xBF", "");
}

TEST(a_broken_csv_is_refused_with_its_line)
{
    SHOWS("a,b\n1,\"x\n2,3\n", "[a][b]1|!Line 2: a quotation mark is opened and never closed.");
    SHOWS("a\n\"x\"y\n", "[a]1|!Line 2: there is text after a closing quotation mark. A quotation mark inside a cell "
                         "is written twice.");
    SHOWS("a\n\xE9t\xE9\n", "!Line 2: its letters are saved in Windows-1252, not in UTF-8. Save the file again as "
                            "\"CSV UTF-8\".");
    SHOWS("\xFF\xFE" "a\0b\0", "!This file is saved as \"Unicode Text\" (UTF-16). Save it again as \"CSV UTF-8\".");
    SHOWS("PK\3\4\0\0", "!This is not a CSV file. Save the sheet as \"CSV UTF-8\".");
}

TEST(csv_is_limited_in_every_direction)
{
    CHECK_STR(shown(&a, S("abcdef"), (CsvMost){.bytes = 5}), S("!The file is larger than 5 B. Split it into several."));
    CHECK_STR(shown(&a, S("a\nb\nc"), (CsvMost){.rows = 2}),
              S("[a]1|[b]2|!Line 3: more than 2 rows. Split it into several files."));
    CHECK_STR(shown(&a, S("a,b,c"), (CsvMost){.columns = 2}), S("!Line 1: more than 2 columns."));
    CHECK_STR(shown(&a, S("abc"), (CsvMost){.cell = 2}), S("!Line 1: one cell is larger than 2 B."));
}

TEST(no_text_becomes_a_formula_and_our_own_numbers_stay_numbers)
{
    Buf    b = {.arena = &a};
    CsvOut o = {.to = &b};
    csv_bom(&o);
    csv_put_text(&o, S("=cmd|' /C calc'!A0"));
    csv_put_text(&o, S("-1"));
    csv_put_i64(&o, -1);
    csv_put_ratio(&o, ratio(-2, 3), 2, ',');
    csv_put_ratio(&o, ratio(-2, 3), 2, '.');
    csv_end_row(&o);
    csv_put_text(&o, S("\tx"));
    csv_put_text(&o, S("a\"b\r\nc"));
    csv_put_date(&o, date_ymd(2026, 8, 21));
    csv_put_date(&o, (Date){0});
    csv_end_row(&o);
    CHECK_STR(buf_str(&b), S("\xEF\xBB\xBF'=cmd|' /C calc'!A0,'-1,-1,\"-0,67\",-0.67\r\n"
                             "'\tx,\"a\"\"b\r\nc\",2026-08-21,\r\n"));
}

TEST(what_csv_writes_it_reads)
{
    Buf    b = {.arena = &a};
    CsvOut o = {.to = &b, .separator = ';'};
    csv_put_text(&o, S("x;\"y\"\n"));
    csv_put_text(&o, S(" z "));
    csv_put_text(&o, S("a,b"));
    csv_end_row(&o);
    CHECK_STR(shown(&a, buf_str(&b), (CsvMost){0}), S("[x;\"y\"\n][ z ][a,b]1|"));
}
