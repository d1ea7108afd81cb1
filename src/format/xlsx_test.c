#include "format/xlsx.h"
#include "format/xlsx_read.h"
#include "format/zip.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "test/test.h"

/* --- seeing what is in one --- */

static void show_cell(Buf *b, Arena *a, const XlsxCell *c)
{
    static const char marks[] = "_tnpdhbe";
    buf_addf(b, "%.*s%c%s:%.*s ", STRF(xlsx_address(a, c->row, c->col)), marks[c->kind], c->has_formula ? "=" : "",
             STRF(c->text));
}

static Str shown_book(Arena *a, const XlsxIn *in)
{
    Buf     b = {.arena = a};
    Xlsx   *x = NULL;
    XlsxRow row;
    Err     e = xlsx_open(a, in, &x);

    for (isize i = 0; !e.kind && i < xlsx_sheets(x); i++) {
        buf_addf(&b, "<%.*s%s> ", STRF(xlsx_sheet(x, i).name), xlsx_sheet(x, i).hidden ? " hidden" : "");
        e = xlsx_start(x, i);
        while (!e.kind && xlsx_next(x, &row)) {
            if (row.hidden)
                buf_add(&b, S("(hidden) "));
            for (isize c = 0; c < row.count; c++)
                show_cell(&b, a, &row.cells[c]);
        }
        if (!e.kind)
            e = xlsx_done(x);
    }
    xlsx_close(x);
    for (isize i = 0; in->issues && i < in->issues->count; i++)
        buf_addf(&b, "!%.*s", STRF(in->issues->at[i].text));
    CHECK((e.kind != OK) == (in->issues->count > 0));
    return str_trim(buf_str(&b));
}

static Str shown_bytes(Arena *a, Str bytes)
{
    Issues issues = {.arena = a};
    return shown_book(a, &(XlsxIn){.bytes = bytes, .lang = LANG_EN, .issues = &issues});
}

static Str shown_path(Arena *a, Str path)
{
    Issues issues = {.arena = a};
    return shown_book(a, &(XlsxIn){.path = path, .lang = LANG_ID, .issues = &issues});
}

/* --- workbooks from their parts --- */

#define REL_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define ROOT_RELS "<Relationships><Relationship Id='r1' Type='" REL_TYPE "officeDocument' Target='xl/workbook.xml'/>" \
    "</Relationships>"
#define BOOK_RELS "<Relationships>" \
    "<Relationship Id='s1' Type='" REL_TYPE "worksheet' Target='worksheets/sheet1.xml'/>" \
    "<Relationship Id='s2' Type='" REL_TYPE "styles' Target='/xl/styles.xml'/>" \
    "<Relationship Id='s3' Type='" REL_TYPE "sharedStrings' Target='sharedStrings.xml'/></Relationships>"
#define BOOK "<workbook><sheets><sheet name='LKE' sheetId='1' r:id='s1' xmlns:r='r'/></sheets></workbook>"
#define STYLES "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[$-421]dd\\ mmmm\\ yyyy;@'/>" \
    "<numFmt numFmtId='165' formatCode='0.0&quot;d%&quot;'/></numFmts>" \
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>" \
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='10'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='22'/>" \
    "<xf numFmtId='20'/><xf numFmtId='1'/></cellXfs></styleSheet>"
#define STRINGS "<sst><si><t>Ya</t></si><si><r><rPr><b/></rPr><t>Ti</t></r><r><t xml:space='preserve'>dak </t></r>" \
    "<rPh><t>x</t></rPh></si><si><t>a_x000D_\nb_x005F_x</t></si></sst>"

typedef struct { const char *name; Str content; } PartOf;

static Str packed(Arena *a, const PartOf *parts, isize n)
{
    ZipEntry *entries = new(a, ZipEntry, n);
    isize     count   = 0;
    for (isize i = 0; i < n; i++)
        if (parts[i].content.at)
            entries[count++] = (ZipEntry){.name = str_of(parts[i].name), .content = parts[i].content};
    Zip z;
    zip_start(a, &z, &(ZipPlan){.entries = entries, .count = count});
    char *p = new(a, char, z.bytes);
    isize got = zip_read(&z, p, z.bytes);
    zip_stop(&z);
    return (Str){p, got};
}

/* A workbook of one sheet, with one more part or one part replaced. */
static Str book_with(Arena *a, Str sheet, PartOf other)
{
    PartOf parts[] = {
        {"[Content_Types].xml", S("<Types/>")}, {"_rels/.rels", S(ROOT_RELS)},
        {"xl/workbook.xml", S(BOOK)}, {"xl/_rels/workbook.xml.rels", S(BOOK_RELS)},
        {"xl/styles.xml", S(STYLES)}, {"xl/sharedStrings.xml", S(STRINGS)},
        {"xl/worksheets/sheet1.xml", sheet}, {"", {0}},
    };
    for (isize i = 0; i < countof(parts); i++) {
        if (other.name && (!*parts[i].name || !strcmp(parts[i].name, other.name))) {
            parts[i] = other;
            break;
        }
    }
    return packed(a, parts, countof(parts));
}

static Str book_of(Arena *a, Str sheet)
{
    return book_with(a, sheet, (PartOf){0});
}

#define SHEET(rows) S("<worksheet><sheetData>" rows "</sheetData></worksheet>")

/* --- what is read --- */

TEST(every_way_of_storing_a_text_is_read)
{
    CHECK_STR(shown_bytes(&a, book_of(&a, SHEET(
        "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2' t='s'><v>1</v></c><c t='s'><v>2</v></c></row>"
        "<row><c t='inlineStr'><is><r><t>in</t></r><r><t>line</t></r><rPh><t>x</t></rPh></is></c>"
        "<c t='str'><f>UPPER(\"ya\")</f><v>YA</v></c><c t='e'><v>#REF!</v></c><c t='b'><v>1</v></c>"
        "<c><f>A1</f></c><c t='s'/></row>"))),
        S("<LKE> A2t:Ya C2t:Tidak  D2t:a\nb_x A3t:inline B3t=:YA C3e:#REF! D3b:TRUE E3_=:"));
}

TEST(numbers_are_read_as_a_person_sees_them_and_in_full)
{
    Str sheet = SHEET(
        "<row><c s='1'><v>0.92349999999999999</v></c><c s='2'><v>45890</v></c><c s='3'><v>2.25</v></c>"
        "<c s='4'><v>45890.5</v></c><c s='5'><v>0.75</v></c><c s='6'><v>3.6</v></c>"
        "<c><v>3.6000000000000001</v></c><c><v>1E-3</v></c><c s='99'><v>-5</v></c><c><v>abc</v></c>"
        "<c t='d'><v>2026-08-21T00:00:00</v></c><c s='2'><v>-4</v></c><c s='2'><v>59</v></c><c s='2'><v>61</v></c>"
        "<c><v>0.66666666666666663</v></c></row>");
    CHECK_STR(shown_bytes(&a, book_of(&a, sheet)),
              S("<LKE> A1p:92.35% B1d:2025-08-21 C1n:2.3 D1d:2025-08-21 12:00 E1h:18:00 F1n:4 G1n:3.6 H1n:0.001 I1n:-5 "
                "J1t:abc K1d:2026-08-21 L1n:-4 M1d:1900-02-28 N1d:1900-03-01 O1n:0.666666667"));

    Xlsx   *x;
    XlsxRow row;
    Ratio   r;
    Issues  issues = {.arena = &a};
    XlsxIn  in     = {.bytes = book_of(&a, sheet), .lang = LANG_ID, .issues = &issues};
    CHECK_OK(xlsx_open(&a, &in, &x));
    CHECK_OK(xlsx_start(x, 0));
    CHECK(xlsx_next(x, &row) && row.count == 15);
    CHECK_STR(row.cells[0].text, S("92,35%"));
    CHECK_STR(row.cells[0].number, S("0.9235"));
    CHECK_STR(row.cells[5].number, S("3.6"));
    CHECK(xlsx_ratio(&row.cells[0], &r) && !ratio_cmp(r, ratio(9235, 10000)));
    CHECK(xlsx_ratio(&row.cells[14], &r) && !ratio_cmp(r, ratio(666666667, 1000000000)));
    CHECK(!xlsx_ratio(&row.cells[9], &r));
    CHECK(!xlsx_next(x, &row));
    CHECK_OK(xlsx_done(x));
    xlsx_close(x);
}

TEST(what_is_hidden_merged_or_linked_is_known)
{
    Str sheet = S("<x:worksheet xmlns:x='x' xmlns:r='r'>"
                  "<x:cols><x:col min='2' max='3' hidden='1'/></x:cols><x:sheetData>"
                  "<x:row r='1' hidden='true'><x:c r='A1' t='s'><x:v>0</x:v></x:c></x:row>"
                  "<x:row r='2'><x:c r='B2'><x:f>HYPERLINK(\"https://a.example/1\",\"Bukti\")</x:f>"
                  "<x:v>1</x:v></x:c></x:row>"
                  "</x:sheetData><x:mergeCells><x:mergeCell ref='A1:B3'/><x:mergeCell ref='nonsense'/></x:mergeCells>"
                  "<x:hyperlinks><x:hyperlink ref='A1' r:id='h1'/></x:hyperlinks></x:worksheet>");
    PartOf rels = {"xl/worksheets/_rels/sheet1.xml.rels",
                   S("<Relationships><Relationship Id='h1' Type='" REL_TYPE "hyperlink' TargetMode='External' "
                     "Target='https://b.example/2'/></Relationships>")};
    Issues  issues = {.arena = &a};
    XlsxIn  in     = {.bytes = book_with(&a, sheet, rels), .issues = &issues};
    Xlsx   *x;
    XlsxRow row;
    isize   merged, links;
    CHECK_OK(xlsx_open(&a, &in, &x));
    CHECK_OK(xlsx_start(x, 0));
    CHECK(xlsx_next(x, &row) && row.hidden && row.number == 0);
    CHECK(xlsx_next(x, &row) && !row.hidden && row.number == 1);
    CHECK(!xlsx_next(x, &row));
    CHECK_OK(xlsx_done(x));
    for (int col = 0; col < 4; col++)
        CHECK(xlsx_column_hidden(x, col) == (col == 1 || col == 2));
    const XlsxRange *m = xlsx_merged(x, &merged);
    CHECK(merged == 1 && m[0].row_end == 2 && m[0].col_end == 1);
    const XlsxLink *l = xlsx_links(x, &links);
    CHECK(links == 2);
    CHECK_STR(l[0].url, S("https://a.example/1"));
    CHECK_STR(l[1].url, S("https://b.example/2"));
    xlsx_close(x);
}

TEST(sheets_are_listed_with_their_names_and_charts_are_not)
{
    PartOf book = {"xl/workbook.xml",
                   S("<workbook><workbookPr date1904='1'/><sheets><sheet name='A &amp; B' r:id='s1' xmlns:r='r'/>"
                     "<sheet name='C' state='veryHidden' r:id='s1' xmlns:r='r'/>"
                     "<sheet name='Chart' r:id='none' xmlns:r='r'/></sheets></workbook>")};
    CHECK_STR(shown_bytes(&a, book_with(&a, SHEET("<row><c s='2'><v>44428</v></c></row>"), book)),
              S("<A & B> A1d:2025-08-21 <C hidden> A1d:2025-08-21"));
}

/* --- what is refused, each in its own words --- */

#define REFUSED(bytes, words) CHECK(str_starts(shown_bytes(&a, bytes), S("!" words)))

TEST(what_is_no_plain_workbook_is_refused_in_its_own_words)
{
    REFUSED(S(""), "This file is empty.");
    REFUSED(S("<html><table>"), "This is not an Excel workbook.");
    REFUSED(S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Workbook"), "This is an old .xls file");

    Buf locked = {.arena = &a};
    buf_add(&locked, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    for (int i = 0; i < 16375; i++)             /* so that the mark stands across two pieces */
        buf_char(&locked, 'x');
    buf_add(&locked, S("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"));
    REFUSED(buf_str(&locked), "This workbook is locked with a password.");

    Str good = book_of(&a, SHEET("<row/>"));
    CHECK_STR(shown_bytes(&a, good), S("<LKE>"));
    for (isize cut = 4; cut < good.len; cut += good.len / 50)
        REFUSED(str_sub(good, 0, cut), "This workbook is damaged or cut off.");

    PartOf document[] = {{"[Content_Types].xml", S("<Types/>")}, {"word/document.xml", S("<x/>")}};
    REFUSED(packed(&a, document, 2), "This is not an Excel workbook.");
    REFUSED(book_with(&a, SHEET(""), ((PartOf){"xl/vbaProject.bin", S("x")})), "This workbook contains macros.");
    REFUSED(book_with(&a, SHEET(""), ((PartOf){"xl/macrosheets/sheet1.xml", S("x")})),
            "This workbook contains macros.");
    REFUSED(book_with(&a, SHEET(""), ((PartOf){"xl/externalLinks/externalLink1.xml", S("x")})),
            "This workbook takes figures from another file.");
    REFUSED(book_with(&a, SHEET(""), ((PartOf){"xl/workbook.xml", S("<workbook/>")})),
            "This is not an Excel workbook.");
    CHECK_STR(shown_path(&a, S("/nowhere/x.xlsx")), S("!Berkasnya tidak ditemukan."));
}

TEST(xml_that_attacks_the_reader_is_refused)
{
    Str entity = S("<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>");
    CHECK(str_has(shown_bytes(&a, book_of(&a, entity)), S("damaged")));
    CHECK(str_has(shown_bytes(&a, book_of(&a, S("<worksheet><sheetData><row></sheetData>"))), S("damaged")));
    CHECK(str_has(shown_bytes(&a, book_of(&a, SHEET("<row><c t='s'><v>7</v></c></row>"))), S("damaged")));
    CHECK(str_has(shown_bytes(&a, book_of(&a, SHEET("<row r='9999999'><c r='A1'><v>7</v></c></row>"))), S("damaged")));
    CHECK(str_has(shown_bytes(&a, book_of(&a, SHEET("<row><c r='ZZZZ1'><v>7</v></c></row>"))), S("damaged")));

    Buf deep = {.arena = &a}, wide = {.arena = &a};
    for (int i = 0; i < 1000; i++)
        buf_add(&deep, S("<a>"));
    CHECK(str_has(shown_bytes(&a, book_of(&a, buf_str(&deep))), S("damaged")));
    buf_add(&wide, S("<worksheet a='"));
    for (int i = 0; i < 3 << 20; i++)
        buf_char(&wide, 'x');
    buf_add(&wide, S("'/>"));
    CHECK(str_has(shown_bytes(&a, book_of(&a, buf_str(&wide))), S("damaged")));
}

TEST(a_workbook_is_bounded_in_rows_texts_and_unpacked_bytes)
{
    Buf rows = {.arena = &a}, row = {.arena = &a};
    buf_add(&rows, S("<worksheet><sheetData>"));
    for (int i = 0; i < 50; i++)
        buf_add(&rows, S("<row><c><v>1</v></c></row>"));
    buf_add(&rows, S("</sheetData></worksheet>"));
    Issues issues = {.arena = &a};
    XlsxIn in     = {.bytes = book_of(&a, buf_str(&rows)), .rows = 49, .lang = LANG_EN, .issues = &issues};
    CHECK(str_has(shown_book(&a, &in), S("too large")));

    issues = (Issues){.arena = &a};
    in = (XlsxIn){.bytes = book_of(&a, buf_str(&rows)), .unpacked = 1000, .lang = LANG_EN, .issues = &issues};
    CHECK(str_has(shown_book(&a, &in), S("unpacks to far more")));

    issues = (Issues){.arena = &a};
    in = (XlsxIn){.bytes = book_of(&a, buf_str(&rows)), .strings = 5, .lang = LANG_EN, .issues = &issues};
    CHECK(str_has(shown_book(&a, &in), S("too large")));

    buf_add(&row, S("<worksheet><sheetData><row>"));
    for (int i = 0; i < 16000; i++)
        buf_addf(&row, "<c t='str'><v>a text that is long enough to fill the row %d</v></c>", i);
    buf_add(&row, S("</row></sheetData></worksheet>"));
    CHECK(str_has(shown_bytes(&a, book_of(&a, buf_str(&row))), S("too large")));
}

TEST(an_arena_that_is_too_small_is_a_limit_not_a_jump)
{
    Buf sst = {.arena = &a};
    buf_add(&sst, S("<sst>"));
    for (int i = 0; i < 60000; i++)
        buf_addf(&sst, "<si><t>text %d</t></si>", i);
    buf_add(&sst, S("</sst>"));
    Str    book   = book_with(&a, SHEET(""), (PartOf){"xl/sharedStrings.xml", buf_str(&sst)});
    Issues issues = {.arena = &a};
    Arena  small  = {.beg = new(&a, char, 3 << 20)};
    small.end     = small.beg + (3 << 20);
    Xlsx  *x;
    XlsxIn in = {.bytes = book, .issues = &issues};
    CHECK(xlsx_open(&small, &in, &x).kind == ERR_LIMIT);
    xlsx_close(x);
}

/* --- what is written --- */

TEST(what_is_written_is_read_and_no_text_becomes_a_formula)
{
    Str      path = str_fmt(&a, "%.*s/out.xlsx", STRF(test_dir(&a)));
    XlsxOut *x;
    for (int long_list = 0; long_list < 2; long_list++) {
        CHECK_OK(xlsx_create(&a, path, long_list, &x));
        xlsx_sheet_add(x, S("Jawaban: TPI/1"));
        xlsx_freeze(x, 1, 0);
        xlsx_width(x, 0, 40);
        xlsx_text(x, (XlsxAt){0, 0}, S("=1+1"), XS_HEAD);
        xlsx_text(x, (XlsxAt){0, 1}, S("a\x01\n_x0041_ <&>\xFF\xEF\xBF\xBF"), XS_WRAP);
        xlsx_i64(x, (XlsxAt){1, 0}, -1250000, XS_WHOLE);
        xlsx_put_ratio(x, (XlsxAt){1, 1}, ratio(2, 3), XS_NUMBER2);
        xlsx_put_ratio(x, (XlsxAt){1, 2}, ratio(9235, 10000), XS_PERCENT);
        xlsx_date(x, (XlsxAt){2, 0}, date_ymd(2026, 8, 21), XS_DATE);
        xlsx_date(x, (XlsxAt){2, 1}, (Date){0}, XS_DATE);
        xlsx_formula(x, (XlsxAt){3, 0}, S("=B2*3"), ratio(2, 1), XS_NUMBER2);
        xlsx_formula_text(x, (XlsxAt){3, 1}, S("=IF(A4>1,\"Lulus\",\"Tidak Lulus\")"), S("Lulus"), XS_GOOD);
        xlsx_sheet_add(x, S("jawaban- tpi-1"));
        CHECK_OK(xlsx_finish(x));
        xlsx_abandon(x);
        CHECK_STR(shown_path(&a, path),
                  S("<Jawaban- TPI-1> A1t:=1+1 B1t:a\n_x0041_ <&>?? A2n:-1250000 B2n:0,67 C2p:92,35% "
                    "A3d:2026-08-21 A4n=:2,00 B4t=:Lulus <jawaban- tpi-1 (2)>"));
    }
}

TEST(an_abandoned_workbook_leaves_nothing_behind)
{
    Str      path = str_fmt(&a, "%.*s/left.xlsx", STRF(test_dir(&a)));
    XlsxOut *x;
    CHECK_OK(xlsx_create(&a, path, true, &x));
    xlsx_sheet_add(x, S("x"));
    xlsx_text(x, (XlsxAt){0, 0}, S("x"), XS_PLAIN);
    xlsx_abandon(x);
    CHECK(access(str_c(&a, path), F_OK) && access(str_c(&a, str_fmt(&a, "%.*s.part", STRF(path))), F_OK));
    CHECK(xlsx_create(&a, S("/nowhere/x.xlsx"), false, &x).kind == ERR_IO);
}

LONG_TEST(a_long_list_goes_out_and_comes_back_in_little_memory)
{
    enum { ROWS = 20000, COLS = 8 };
    Str      path = str_fmt(&a, "%.*s/long.xlsx", STRF(test_dir(&a)));
    XlsxOut *x;
    CHECK_OK(xlsx_create(&a, path, true, &x));
    xlsx_sheet_add(x, S("Pegawai"));
    char *before = a.beg;
    for (int r = 0; r < ROWS; r++) {
        for (int c = 0; c < COLS; c++) {
            Arena scratch = a;
            xlsx_text(x, (XlsxAt){r, c}, str_fmt(&scratch, "cell %d of row %d", c, r), XS_PLAIN);
        }
    }
    CHECK(a.beg == before);
    CHECK_OK(xlsx_finish(x));

    Issues  issues = {.arena = &a};
    XlsxIn  in     = {.path = path, .issues = &issues};
    Xlsx   *book;
    XlsxRow row;
    i64     cells = 0;
    CHECK_OK(xlsx_open(&a, &in, &book));
    CHECK_OK(xlsx_start(book, 0));
    before = a.beg;
    while (xlsx_next(book, &row))
        cells += row.count;
    CHECK_OK(xlsx_done(book));
    CHECK(cells == (i64)ROWS * COLS);
    CHECK(a.beg == before);
    xlsx_close(book);
}
