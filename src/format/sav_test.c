#include "format/sav.h"

#include <unistd.h>

#include "test/pspp.h"
#include "test/test.h"

static SavOut *opened(Arena *a, Str dir, const SavVar *vars, isize count)
{
    static const Str notes[] = {{"Satu baris adalah satu jawaban.", 31}, {"Urutan baris tidak bermakna.", 28}};
    SavOut *x = NULL;
    CHECK_OK(sav_create(a, str_fmt(a, "%.*s/a.sav", STRF(dir)),
                        &(SavOpen){.label = S("SKM Triwulan IV 2026 – KPPN Tanjung"), .notes = notes,
                                   .notes_count = countof(notes), .vars = vars, .count = count,
                                   .made_at = {1790000000}}, &x));
    return x;
}

static bool line_has(Str said, const char *start, const char *part)
{
    while (said.len) {
        Str line = str_cut(&said, '\n');
        if (str_starts(line, str_of(start)) && str_has(line, str_of(part)))
            return true;
    }
    return false;
}

/* --- what an export of answers needs --- */

static const SavValue scale[]   = {{1, .label = {"Tidak sesuai", 12}}, {2, .label = {"Kurang sesuai", 13}},
                                   {3, .label = {"Sesuai", 6}}, {4, .label = {"Sangat sesuai", 13}},
                                   {9, .label = {"Tidak menjawab", 14}}};
static const SavValue none[]    = {{.number = 9}};
static const SavValue service[] = {{.text = {"paspor", 6}, .label = {"Penerbitan paspor", 17}},
                                   {.text = {"surat-keterangan", 16}, .label = {"Surat keterangan 📄", 21}}};
static const SavValue unsaid[]  = {{.text = {"-", 1}}};
static const SavValue sex[]     = {{.text = {"P", 1}, .label = {"Perempuan", 9}},
                                   {.text = {"L", 1}, .label = {"Laki-laki", 9}}};

enum { VARS = 6 };
static const SavVar vars[VARS] = {
    {.name = {"U1", 2}, .label = {"Kesesuaian persyaratan", 22}, .measure = SAV_ORDINAL, .values = scale,
     .values_count = countof(scale), .missing = none, .missing_count = 1},
    {.name = {"indeks", 6}, .label = {"Nilai konversi", 14}, .measure = SAV_SCALE, .decimals = 2},
    {.name = {"tanggal", 7}, .kind = SAV_DATE, .measure = SAV_SCALE},
    {.name = {"layanan", 7}, .label = {"Layanan", 7}, .kind = SAV_TEXT, .width = 16, .values = service,
     .values_count = 2, .missing = unsaid, .missing_count = 1},
    {.name = {"kelamin", 7}, .kind = SAV_TEXT, .width = 1, .values = sex, .values_count = 2},
    {.name = {"komentar", 8}, .label = {"Komentar — apa adanya", 23}, .kind = SAV_TEXT, .width = 10000},
};

static void put_row(SavOut *x, int answer, Ratio index, Date day, const char *words[3])
{
    sav_put_i64(x, answer);
    sav_put_ratio(x, index);
    sav_put_date(x, day);
    for (int i = 0; i < 3; i++)
        sav_put_text(x, str_of(words[i]));
    sav_end_row(x);
}

static Str filled(Arena *a, const char *long_comment)
{
    Str     dir = test_dir(a);
    SavOut *x   = opened(a, dir, vars, VARS);

    put_row(x, 4, ratio(100, 1), date_ymd(2026, 11, 21), (const char *[]){"paspor", "P", "Ramah 😊, \"cepat\""});
    put_row(x, 4, ratio(355, 4), date_ymd(1970, 1, 2), (const char *[]){"surat-keterangan", "L", ""});
    put_row(x, 9, ratio(-1, 3), (Date){0}, (const char *[]){"-", "", long_comment});
    sav_put_none(x);
    sav_end_row(x);
    for (int i = 0; i < 3; i++)
        put_row(x, 2, ratio(152, 1), date_ymd(2026, 2, 28), (const char *[]){"paspor", "P", "baris satu"});
    CHECK(sav_rows(x) == 7 && sav_cuts(x) == 0);
    CHECK_OK(sav_finish(x));
    return dir;
}

static char *letters(Arena *a, const char *one, isize count)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < count; i++)
        buf_add(&b, str_of(one));
    return str_c(a, buf_str(&b));
}

TEST(pspp_counts_what_was_put_in)
{
    Str dir  = filled(&a, letters(&a, "x", 10000));
    Str said = pspp_says(&a, dir, "FREQUENCIES U1 kelamin layanan.");

    CHECK(str_has(said, S("Valid,Kurang sesuai,3,42.9%,60.0%,60.0%")));
    CHECK(str_has(said, S(",Sangat sesuai,2,28.6%,40.0%,100.0%")));
    CHECK(str_has(said, S(",Tidak menjawab,1,14.3%")));
    CHECK(str_has(said, S("Missing,.,1,14.3%")));
    CHECK(str_has(said, S("Perempuan,4,57.1%")) && str_has(said, S("Laki-laki,1,14.3%")));
    CHECK(str_has(said, S("Penerbitan paspor,4,57.1%")) && str_has(said, S("Surat keterangan 📄,1,14.3%")));
    CHECK(str_has(said, S("Missing,-,1,14.3%")));
}

TEST(pspp_knows_labels_missing_values_and_measures)
{
    Str dir  = filled(&a, "");
    Str said = pspp_says(&a, dir, "DISPLAY DICTIONARY.\nDISPLAY DOCUMENTS.\nSYSFILE INFO FILE='a.sav'.");

    CHECK(line_has(said, "U1,", "Kesesuaian persyaratan,Ordinal,Input,10,Right,F8.0,F8.0,9"));
    CHECK(line_has(said, "indeks,", "Nilai konversi,Scale,Input,10,Right,F10.2,F10.2"));
    CHECK(line_has(said, "tanggal,", ",Scale,Input,10,Right,SDATE10,SDATE10"));
    CHECK(line_has(said, "layanan,", "Layanan,Nominal,Input,16,Left,A16,A16,\"\"\"-       \"\"\""));
    CHECK(line_has(said, "kelamin,", ",Nominal,Input,1,Left,A1,A1"));
    CHECK(line_has(said, "komentar,", "Komentar — apa adanya,Nominal,Input,40,Left,A10000,A10000"));
    CHECK(str_has(said, S("Kesesuaian persyaratan,1,Tidak sesuai")) && str_has(said, S("9[a],Tidak menjawab")));
    CHECK(str_has(said, S("Surat keterangan 📄")) && str_has(said, S("UTF-8")));
    CHECK(str_has(said, S("Satu baris adalah satu jawaban.")));
    CHECK(str_has(said, S("SKM Triwulan IV 2026 – KPPN Tanjung")));
    CHECK(str_has(said, S("Cases,7")));
}

TEST(every_value_comes_back_as_it_was)
{
    char *comment = letters(&a, "panjang 🌊 ", 10000 / 13);
    Str   rows    = pspp_rows(&a, filled(&a, comment));

    CHECK_STR(str_cut(&rows, '\n'), S("U1,indeks,tanggal,layanan,kelamin,komentar"));
    CHECK_STR(str_cut(&rows, '\n'), S("4,100,11/21/2026,paspor,P,\"Ramah 😊, \"\"cepat\"\"\""));
    CHECK_STR(str_cut(&rows, '\n'), S("4,88.75,01/02/1970,surat-keterangan,L,"));
    CHECK_STR(str_cut(&rows, '\n'), str_fmt(&a, "9,-0.3333333333333333, ,-,,%.*s", STRF(str_trim(str_of(comment)))));
    CHECK_STR(str_cut(&rows, '\n'), S(" , , ,,,"));
    CHECK_STR(str_cut(&rows, '\n'), S("2,152,02/28/2026,paspor,P,baris satu"));
}

TEST(a_text_that_is_too_long_is_cut_at_a_letter_and_counted)
{
    static const SavVar text[] = {{.name = {"teks", 4}, .kind = SAV_TEXT, .width = 10}};
    Str     dir = test_dir(&a);
    SavOut *x   = opened(&a, dir, text, 1);

    sav_put_text(x, S("12345678é"));
    sav_end_row(x);
    sav_put_text(x, S("1234567😊"));
    sav_end_row(x);
    CHECK(sav_cuts(x) == 1);
    CHECK_OK(sav_finish(x));
    CHECK_STR(pspp_rows(&a, dir), S("teks\n12345678é\n1234567\n"));
}

TEST(every_width_of_text_is_read_again)
{
    static const int widths[] = {
        1, 7, 8, 9, 16, 247, 248, 254, 255, 256, 257, 504, 505, 510, 511, 756, 757, 2000, SAV_WIDTH_MAX,
    };
    SavVar  many[countof(widths)] = {0};
    Str     dir  = test_dir(&a);
    Buf     want = {.arena = &a};

    for (isize i = 0; i < countof(widths); i++)
        many[i] = (SavVar){.name = str_fmt(&a, "jawaban_terbuka_%td", i), .kind = SAV_TEXT, .width = widths[i]};
    SavOut *x = opened(&a, dir, many, countof(widths));
    for (isize i = 0; i < countof(widths); i++) {
        Str full = str_fmt(&a, "%0*d", widths[i], (int)i % 10);
        sav_put_text(x, full);
        buf_addf(&want, "%s%.*s", i ? "," : "", STRF(full));
    }
    sav_end_row(x);
    CHECK_OK(sav_finish(x));
    Str rows = pspp_rows(&a, dir);
    str_cut(&rows, '\n');
    CHECK_STR(str_cut(&rows, '\n'), buf_str(&want));
}

TEST(names_that_no_file_may_have_are_mended_and_stay_apart)
{
    static const char *const wanted[] = {
        "pelayanan_online", "pelayanan_loket", "PELAYANAN_ONLINE", "ALL", "and", "By", "9unsur", "_x", "",
        "biaya/tarif",
        "é", "pelayana",
        "pelayanan_dan_pengaduan_masyarakat_yang_namanya_panjang_sekali_satu",
        "pelayanan_dan_pengaduan_masyarakat_yang_namanya_panjang_sekali_dua",
    };
    static const char *const got[] = {
        "pelayanan_online", "pelayanan_loket", "PELAYANAN_ONLINE_2", "v_ALL", "v_and", "v_By", "v_9unsur", "v__x", "v_",
        "biaya_tarif", "v___", "pelayana", "pelayanan_dan_pengaduan_masyarakat_yang_namanya_panjang_sekali_s",
        "pelayanan_dan_pengaduan_masyarakat_yang_namanya_panjang_sekali_d",
    };
    SavVar  many[countof(wanted)] = {0};
    Str     dir = test_dir(&a);

    for (isize i = 0; i < countof(wanted); i++)
        many[i] = (SavVar){.name = str_of(wanted[i])};
    SavOut *x = opened(&a, dir, many, countof(wanted));
    for (isize i = 0; i < countof(wanted); i++) {
        CHECK_STR(sav_name(x, i), str_of(got[i]));
        sav_put_i64(x, i);
    }
    sav_end_row(x);
    CHECK_OK(sav_finish(x));
    Str rows = pspp_rows(&a, dir), names = str_cut(&rows, '\n');
    for (isize i = 0; i < countof(wanted); i++)
        CHECK_STR(str_cut(&names, ','), str_of(got[i]));
    CHECK_STR(rows, S("0,1,2,3,4,5,6,7,8,9,10,11,12,13\n"));
}

TEST(a_file_of_no_rows_and_one_of_many_have_their_number_in_the_head)
{
    static const SavVar one[] = {{.name = {"U1", 2}}};
    Str     dir = test_dir(&a);
    SavOut *x   = opened(&a, dir, one, 1);

    CHECK_OK(sav_finish(x));
    CHECK(str_has(pspp_says(&a, dir, "SYSFILE INFO FILE='a.sav'."), S("Cases,0")));
    x = opened(&a, dir, one, 1);
    char *before = a.beg;
    for (int i = 0; i < 100000; i++) {
        sav_put_i64(x, i % 4 + 1);
        sav_end_row(x);
    }
    CHECK(a.beg == before);
    CHECK_OK(sav_finish(x));
    CHECK(test_read(&a, str_c(&a, str_fmt(&a, "%.*s/a.sav", STRF(dir)))).len < 101000);
    Str said = pspp_says(&a, dir, "SYSFILE INFO FILE='a.sav'.\nFREQUENCIES U1.");
    CHECK(str_has(said, S("Cases,100000")) && str_has(said, S("Valid,1,25000,25.0%")));
}

TEST(what_is_abandoned_or_cannot_be_written_leaves_nothing)
{
    static const SavVar one[] = {{.name = {"U1", 2}}};
    Str     dir  = test_dir(&a);
    Str     path = str_fmt(&a, "%.*s/a.sav", STRF(dir));
    SavOut *x    = opened(&a, dir, one, 1);

    sav_put_i64(x, 1);
    sav_end_row(x);
    sav_abandon(x);
    sav_abandon(x);
    sav_abandon(NULL);
    CHECK(access(str_c(&a, path), F_OK) && access(str_c(&a, str_fmt(&a, "%.*s.part", STRF(path))), F_OK));
    CHECK(sav_create(&a, S("/nowhere/at/all.sav"), &(SavOpen){.vars = one, .count = 1}, &x).kind == ERR_IO);
    CHECK(sav_create(&a, path, &(SavOpen){.vars = one}, &x).kind == ERR_INVALID);
}
