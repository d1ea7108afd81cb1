#include "format/pdf.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/test.h"

/* What other programs say of a document: the status of `tool option... path`, its words in `to`. */
static int ask(Arena scratch, const char *const *words, Str to)
{
    int   status;
    pid_t child = fork();
    if (!child) {
        if (!freopen(str_c(&scratch, to), "w", stdout))
            _exit(126);
        execvp(words[0], (char *const *)words);
        _exit(127);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static Str told(Arena *a, Str pdf, const char *tool, const char *option)
{
    Str         dir    = test_dir(a), path = str_fmt(a, "%.*s/a.pdf", STRF(dir));
    Str         out    = str_fmt(a, "%.*s/out", STRF(dir));
    bool        to_out = !strcmp(tool, "pdftotext");
    const char *text[] = {tool, str_c(a, path), to_out ? "-" : option, to_out ? option : NULL, NULL};

    test_write(*a, path, pdf);
    CHECK(ask(*a, text, out) == 0);
    return test_read(a, str_c(a, out));
}

static bool is_sound(Arena a, Str pdf)
{
    return str_has(told(&a, pdf, "qpdf", "--check"), S("No syntax or stream encoding errors"));
}

static Str closed(Pdf *p)
{
    Str bytes = {0};
    CHECK_OK(pdf_close(p, &bytes));
    return bytes;
}

static Pdf *opened(Arena *a)
{
    return pdf_open(a, &(PdfOpen){.title = S("Laporan – uji"), .author = S("Inspektorat"), .head = S("Kepala lari"),
                                  .foot = S("LHE-1"), .made_at = {1790000000}});
}

static void add_all(Pdf *p)
{
    PdfColumn columns[] = {{S("Butir"), 1, false}, {S("Temuan"), 4, false}, {S("Nilai"), 1, true}};
    PdfCell   group[] = {{S("A. Manajemen perubahan")}};
    PdfCell   cells[] = {{S("A.1.a")}, {S("Belum ada")}, {S("0,33"), PDF_BAD}};
    PdfRow    rows[]  = {{.group = true, .cells = group}, {.cells = cells}, {.total = true, .cells = cells}};
    PdfAxis   axes[]  = {{S("A"), S("Satu"), S("50 %"), S("60 %"), ratio(1, 2), ratio(3, 5)},
                         {S("B"), S("Dua"), S("50 %"), S("60 %"), ratio(1, 2), ratio(3, 5)},
                         {S("C"), S("Tiga"), S("50 %"), S("60 %"), ratio(1, 2), ratio(3, 5)}};
    Str       items[] = {S("Pertama"), S("Kedua")};

    pdf_title(p, S("INSTANSI"), S("Laporan Hasil Evaluasi"), S("KPPN Tanjung"));
    pdf_panel(p, &(PdfPanel){PDF_GOOD, S("KEPUTUSAN"), S("Memenuhi"), S("Semua ambang terpenuhi.")});
    pdf_figures(p, (PdfFigure[]){{S("Nilai"), S("78,42"), S("dari 100")}}, 1);
    pdf_facts(p, (PdfFact[]){{S("Nomor"), S("LHE-1")}}, 1);
    pdf_heading(p, 1, S("Bab satu"));
    pdf_text(p, PDF_BODY, S("Sebuah alinea.\nBaris kedua."));
    pdf_items(p, items, 2);
    pdf_table(p, &(PdfTable){S("Tabel"), columns, 3, rows, countof(rows)});
    pdf_margins(p, (PdfMargin[]){{.label = S("Nilai total"), .value = S("78,42 dari 100"), .gap = S("lebih 3,42"),
                                  .points = ratio(7842, 100), .weight = ratio(100, 1), .wbk = ratio(75, 1),
                                  .wbbm = ratio(85, 1), .strong = true}}, 1);
    pdf_heading(p, 2, S("Bagian"));
    pdf_radar(p, &(PdfRadar){.title = S("Radar tiga area"), .now_label = S("TPI"), .before_label = S("Unit"),
                             .wbk = ratio(3, 5), .wbbm = ratio(3, 4), .axes = axes, .count = 3});
    pdf_signs(p, (PdfSign[]){{S("Ketua tim"), S("Ratna"), S("NIP 1985"), S("Menyetujui")}}, 1);
    pdf_qr(p, &(PdfQr){.text = S("https://pulau.example/lhe/abc"), .title = S("Periksa")});
}

TEST(a_document_is_sound_tagged_and_its_text_can_be_taken_out)
{
    Pdf *p = opened(&a);
    add_all(p);
    Str pdf = closed(p), info = told(&a, pdf, "pdfinfo", "-isodates"), tree = told(&a, pdf, "pdfinfo", "-struct");
    Str text = told(&a, pdf, "pdftotext", "-layout");

    CHECK(is_sound(a, pdf));
    CHECK(str_has(info, S("Laporan – uji")) && str_has(info, S("Tagged:          yes")));
    CHECK(str_has(info, S("2026-09-21")));
    CHECK(str_has(tree, S("H1")) && str_has(tree, S("Table")) && str_has(tree, S("TH")) && str_has(tree, S("Figure")));
    CHECK(str_has(text, S("Laporan Hasil Evaluasi")) && str_has(text, S("78,42")));
    CHECK(str_has(text, S("Halaman 1 dari ")));
    CHECK(str_has(pdf, S("/Lang (id)")));
    CHECK(str_has(pdf, S("/Alt <FEFF0052006100640061007200")));
    CHECK(str_has(pdf, S("/URI (https://pulau.example/lhe/abc)")));
    CHECK(str_has(pdf, S("/Title (Bab satu)")));
}

TEST(letters_travel_inside_and_all_of_them_have_a_meaning)
{
    Pdf *p = opened(&a);
    add_all(p);
    pdf_text(p, PDF_BODY, S("Жanna Łukasz ≥ ✓"));
    Str  fonts = told(&a, closed(p), "pdffonts", NULL);
    bool first = true;

    CHECK(str_has(fonts, S("PlusJakartaSans")) && str_has(fonts, S("DejaVuSans")));
    for (Str line; fonts.len; first = false)            /* columns: embedded, subset, to Unicode */
        if ((line = str_cut(&fonts, '\n')).len && !first && !str_starts(line, S("-")))
            CHECK(str_has(line, S("yes yes yes")));
}

TEST(the_same_document_makes_the_same_bytes)
{
    Pdf *one = opened(&a), *two = opened(&a);
    add_all(one);
    add_all(two);
    Str first = closed(one);
    CHECK_STR(hex_of(&a, hash_blake2b(closed(two)).at, 32), hex_of(&a, hash_blake2b(first).at, 32));
    CHECK(!str_has(first, S("/tmp/")) && !str_has(first, S("/proc/")));
}

static Str many(Arena *a, const char *part, int times)
{
    Buf b = {.arena = a};
    for (int i = 0; i < times; i++)
        buf_add(&b, str_of(part));
    return buf_str(&b);
}

LONG_TEST(a_long_table_repeats_its_heads_and_a_row_higher_than_a_page_goes_on)
{
    enum { ROWS = 400 };
    Pdf      *p         = opened(&a);
    PdfColumn columns[] = {{S("Butir"), 1, false}, {S("Kepala temuan"), 3, false}};
    PdfRow   *rows      = new(&a, PdfRow, ROWS);
    PdfCell  *cells     = new(&a, PdfCell, 2 * ROWS);

    for (int i = 0; i < ROWS; i++) {
        cells[2 * i]     = (PdfCell){.text = str_fmt(&a, "B.%d", i)};
        cells[2 * i + 1] = (PdfCell){.text = i == 7 ? many(&a, "catatan panjang ", 900) : S("pendek")};
        rows[i]          = (PdfRow){.cells = cells + 2 * i};
    }
    pdf_table(p, &(PdfTable){.columns = columns, .column_count = 2, .rows = rows, .row_count = ROWS});
    Str pdf = closed(p), text = told(&a, pdf, "pdftotext", "-layout");
    int pages = 0, heads = 0, notes = 0;

    for (Str rest = text; rest.len;) {
        Str line = str_cut(&rest, '\n');
        pages += str_has(line, S("Halaman "));
        heads += str_has(line, S("Kepala temuan"));
        for (isize at; (at = str_find(line, S("catatan panjang"))) >= 0; notes++)
            line = str_sub(line, at + 1, -1);
    }
    CHECK(pages > 8 && heads == pages);
    CHECK(notes > 700);                 /* the others are broken between their words */
    CHECK(str_has(text, S("B.399")) && is_sound(a, pdf));
}

/* So many lines, then what begins with "Pangkal" and has "Pucuk" in the first of its body. */
static void add_near_the_foot(Arena *a, Pdf *p, int lines, int body)
{
    PdfColumn columns[] = {{S("Butir"), 1, false}, {S("Catatan"), 1, false}};
    Str       tall      = str_fmt(a, "%.*sPucuk", STRF(many(a, "baris\n", 5)));
    PdfCell   cells[]   = {{S("A")}, {tall}};
    PdfRow    rows[]    = {{.cells = cells}, {.cells = cells}};
    PdfMargin margin    = {.label = tall, .value = S("1"), .points = ratio(1, 2), .weight = ratio(1, 1)};

    pdf_new_page(p);
    for (int i = 0; i < lines; i++)
        pdf_text(p, PDF_SMALL, S("pengisi"));
    pdf_heading(p, 1, S("Pangkal bab"));
    if (body & 1)
        pdf_heading(p, 2, S("Bagian"));
    pdf_text(p, PDF_BODY, many(a, "Pengantar yang tidak pendek. ", 9));
    switch (body / 2) {
    case 0: pdf_table(p, &(PdfTable){.columns = columns, .column_count = 2, .rows = rows, .row_count = 2}); break;
    case 1: pdf_facts(p, (PdfFact[]){{S("Nama"), tall}}, 1); break;
    case 2: pdf_margins(p, &margin, 1); break;
    case 3: pdf_gap(p, 40); pdf_signs(p, (PdfSign[]){{S("Ketua"), S("Ratna"), S("NIP 1985"), S("Pucuk")}}, 1); break;
    }
}

LONG_TEST(a_heading_its_words_and_the_beginning_of_its_body_stand_on_one_page)
{
    enum { BODIES = 8, FROM = 18, TO = 44 };
    Pdf *p    = opened(&a);
    int  seen = 0;

    for (int body = 0; body < BODIES; body++)
        for (int lines = FROM; lines < TO; lines++)
            add_near_the_foot(&a, p, lines, body);
    Str text = told(&a, closed(p), "pdftotext", "-layout");
    for (isize from, to; (from = str_find(text, S("Pangkal"))) >= 0; text = str_sub(text, to, -1), seen++) {
        text = str_sub(text, from, -1);
        to   = str_find(text, S("Pucuk"));
        CHECK(to > 0 && !str_has(str_sub(text, 0, to), S("Halaman ")));
    }
    CHECK(seen == BODIES * (TO - FROM));
}

LONG_TEST(hostile_text_is_text)
{
    Pdf *p    = opened(&a);
    Str  word = many(&a, "m", 10000);
    Str  evil = S("<b>&amp;</b> \x01\x1b[31m \xe2\x80\xae" "lru\xe2\x80\xac \\(tj\\) %%EOF");
    pdf_title(p, evil, word, evil);
    pdf_heading(p, 1, evil);
    pdf_heading(p, 3, word);
    pdf_text(p, PDF_BODY, word);
    pdf_text(p, PDF_BODY, S("rusak \xff\xfe"));
    pdf_facts(p, (PdfFact[]){{word, word}}, 1);
    pdf_signs(p, (PdfSign[]){{evil, word, evil, evil}}, 1);
    pdf_qr(p, &(PdfQr){.text = S("https://x/') uri='evil"), .title = evil});
    Str pdf = closed(p), text = told(&a, pdf, "pdftotext", "-raw");

    CHECK(is_sound(a, pdf));
    CHECK(str_has(text, S("<b>&amp;</b>")) && str_has(text, S("rusak ??")));
    CHECK(!str_has(text, S("\x1b")) && !str_has(text, S("\xe2\x80\xae")));
    CHECK(!str_has(pdf, S("/URI")));
}

TEST(a_document_beyond_its_limits_is_refused)
{
    Pdf *p   = pdf_open(&a, &(PdfOpen){.title = S("x"), .pages_max = 2});
    Str  out = {0};
    for (int i = 0; i < 3; i++) {
        pdf_text(p, PDF_BODY, S("halaman"));
        pdf_new_page(p);
        pdf_text(p, PDF_BODY, S("halaman"));
    }
    CHECK(pdf_close(p, &out).kind == ERR_LIMIT);
    p = pdf_open(&a, &(PdfOpen){.title = S("x"), .bytes_max = 4000});
    add_all(p);
    CHECK(pdf_close(p, &out).kind == ERR_LIMIT && !out.len);
}

TEST(an_empty_document_is_one_page_and_landscape_lies)
{
    Pdf *p    = pdf_open(&a, &(PdfOpen){.title = S("x"), .across = true, .lang = LANG_EN});
    Str  info = told(&a, closed(p), "pdfinfo", "-box");
    CHECK(str_has(info, S("Pages:           1")) && str_has(info, S("841.89 x 595.28")));
}

/* --- for the counter --- */

static PdfPoster poster(void)
{
    static const PdfFact facts[] = {
        {{"Survei", 6}, {"Persepsi Kualitas Pelayanan (8 pertanyaan) dan Persepsi Anti Korupsi (5 pertanyaan)", 83}},
        {{"Periode", 7}, {"1 Oktober – 31 Desember 2026", 30}},
    };
    return (PdfPoster){
        .over = S("Direktorat Jenderal Perbendaharaan"), .name = S("KPPN Tanjung Selor"),
        .ask = {S("Sudah selesai dilayani?\nCeritakan pengalaman Anda."),
                S("Finished here today? Tell us how it went.")},
        .steps = {{S("Arahkan kamera ponsel ke kode ini"), S("Point your phone's camera here")},
                  {S("Pilih jawaban Anda"), S("Choose your answers")},
                  {S("Kirim"), S("Send")}},
        .promises = {{S("Sekitar 3 menit"), S("About 3 minutes")}, {S("Tanpa nama"), S("No name asked")},
                     {S("Hasilnya terbuka"), S("Results are public")}},
        .url = S("https://survei.contoh.go.id/s/kppn-tanjung-selor"), .typed = S("atau ketik di peramban / or type"),
        .address = S("survei.contoh.go.id/s/kppn-tanjung-selor"), .facts = facts, .facts_count = countof(facts),
        .foot = S("Bagi penerima layanan yang layanannya sudah selesai. For those whose service is finished."),
    };
}

TEST(a_poster_stands_alone_on_its_page_and_says_its_address)
{
    Pdf      *p = pdf_open(&a, &(PdfOpen){.title = S("Poster"), .bare = true, .made_at = {1790000000}});
    PdfPoster o = poster();

    pdf_poster(p, &o);
    Str pdf = closed(p), text = told(&a, pdf, "pdftotext", NULL);
    CHECK(is_sound(a, pdf));
    CHECK(str_has(text, S("survei.contoh.go.id/s/kppn-tanjung-selor")) && str_has(text, S("KPPN Tanjung Selor")));
    CHECK(!str_has(text, S("Halaman")));
    CHECK(str_has(told(&a, pdf, "pdfinfo", "-isodates"), S("Pages:           1")));
}

TEST(nothing_on_a_poster_runs_out_of_it)
{
    Pdf      *p = pdf_open(&a, &(PdfOpen){.title = S("Poster"), .bare = true, .made_at = {1790000000}});
    PdfPoster o = poster();
    Buf       b = {.arena = &a};

    for (int i = 0; i < 40; i++)
        buf_add(&b, S("Kantor Pelayanan Perbendaharaan "));
    o.over = o.name = o.ask.text = o.ask.second = o.address = o.foot = buf_str(&b);
    o.steps[0].text = o.steps[1].second = o.promises[2].text = buf_str(&b);
    pdf_poster(p, &o);
    pdf_poster(p, &(PdfPoster){0});
    Str pdf = closed(p);
    CHECK(is_sound(a, pdf));
    CHECK(str_has(told(&a, pdf, "pdfinfo", "-isodates"), S("Pages:           2")));
}

LONG_TEST(cards_are_eight_a_sheet_with_a_code_each)
{
    Pdf    *p = pdf_open(&a, &(PdfOpen){.title = S("Undangan"), .bare = true, .made_at = {1790000000}});
    PdfCard cards[17];

    for (int i = 0; i < countof(cards); i++)
        cards[i] = (PdfCard){
            .over = S("KPPN Tanjung Selor"), .ask = poster().ask, .address = S("survei.contoh.go.id/s/kppn-tanjung"),
            .url  = str_fmt(&a, "https://survei.contoh.go.id/s/kppn-tanjung?kode=K%dMF-9QWX-77AB", i),
            .code = str_fmt(&a, "K%dMF-9QWX-77AB", i), .foot = S("Berlaku satu kali, sampai 31 Desember 2026."),
        };
    pdf_cards(p, cards, countof(cards));
    Str pdf = closed(p), text = told(&a, pdf, "pdftotext", NULL);
    CHECK(is_sound(a, pdf));
    CHECK(str_has(text, S("K0MF-9QWX-77AB")) && str_has(text, S("K16MF-9QWX-77AB")));
    CHECK(str_has(told(&a, pdf, "pdfinfo", "-isodates"), S("Pages:           3")));
}
