#include "hasil/hasil_export.h"

#include <string.h>
#include <sys/stat.h>

#include "format/json.h"
#include "format/xlsx_read.h"
#include "hasil/hasil.h"
#include "hasil/hasil_export_rows.h"
#include "hasil/hasil_public.h"
#include "hasil/hasil_report.h"
#include "survei/survei_world_test.h"
#include "test/packs.h"
#include "test/paper.h"
#include "test/pspp.h"

/* --- a campaign with answers in it --- */

static void state(SurveiWorld *w, SurveiState s)
{
    SURVEI_DO(w->db, "UPDATE survei_campaign SET state = $2 WHERE id = $1", db_i64(w->campaign_id),
              db_text(str_of(survei_states[s])));
    CHECK_OK(survei_by_slug(w->a, w->db, S("loket-x11"), &w->c));
    CHECK_OK(survei_dress(&w->c, test_instruments()));
}

static SurveiAnswer answer(const SurveiWorld *w, int number, Str digits, Date day)
{
    SurveiAnswer x = survei_world_answer(w, number, digits);
    x.answered_on  = day;
    x.served_on    = (Date){day.days - 1};
    for (int i = 0; i < 8; i++)         /* keys as they come from a respondent: in no order */
        x.key[i] = (u8)((u32)(number + 1) * 2654435761u >> (8 * (i % 4)));
    return x;
}

static SurveiWorld answered(Arena *a, int count)
{
    SurveiWorld w = survei_world(a, SURVEI_OPEN_LINK);
    for (int i = 0; i < count; i++) {
        SurveiAnswer x = answer(&w, i, i % 3 ? S("4343") : S("12"), date_ymd(2026, i % 2 ? 7 : 8, 1 + i % 20));
        survei_world_take(&w, &x);
    }
    survei_world_fold(&w);
    state(&w, SURVEI_CLOSED);
    return w;
}

static Str exported(const SurveiWorld *w, HasilFormat format, i64 *out_rows)
{
    Arena       *a    = w->a;
    Str          path = str_fmt(a, "%.*s/a.%s", STRF(test_dir(a)), hasil_formats[format]);
    HasilExport x    = {.c = &w->c, .now = akun_now};

    CHECK_OK(hasil_export(*a, w->db, &x, format, path, out_rows));
    return path;
}

static Str exported_csv(const SurveiWorld *w)
{
    i64 rows;
    return test_read(w->a, str_c(w->a, exported(w, HASIL_CSV, &rows)));
}

static isize count_of(Str in, const char *what)
{
    isize n = 0, at;
    for (; (at = str_find(in, str_of(what))) >= 0; n++)
        in = str_sub(in, at + 1, -1);
    return n;
}

/* --- */

TEST(answers_come_in_the_order_of_their_keys_whatever_the_day)
{
    SurveiWorld w = answered(&a, 300);
    HasilRows  rows;
    HasilRow   row, before = {0};
    isize       n = 0, days_back = 0;

    hasil_rows_open(&a, w.db, &w.c, &rows);
    for (; hasil_rows_next(&rows, &row); n++) {
        CHECK(!n || memcmp(before.key, row.key, SURVEI_KEY) < 0);
        days_back += row.day.days < before.day.days;
        before = row;
    }
    CHECK_OK(rows.err);
    CHECK(n == 300 && days_back > 50);
}

TEST(pspp_counts_the_answers_of_a_campaign)
{
    SurveiWorld w = answered(&a, 90);
    i64         rows;
    Str         path = exported(&w, HASIL_SAV, &rows), dir = str_sub(path, 0, path.len - 6);
    Str         said = pspp_says(&a, dir, "FREQUENCIES SKM_U1 jenis_kelamin layanan tanya_1.\nDISPLAY DICTIONARY.");

    CHECK(rows == 90);
    CHECK(str_has(said, S("Tidak sesuai,30,33.3%")) && str_has(said, S("Sangat sesuai,60,66.7%")));
    CHECK(str_has(said, S("Laki-laki,45,50.0%")) && str_has(said, S("Perempuan,45,50.0%")));
    CHECK(str_has(said, S("Loket,45,50.0%")) && str_has(said, S("Surat izin,45,50.0%")));
    CHECK(str_has(said, S("Teman,90,100.0%")));
    CHECK(str_has(said, S("Tidak disebut, atau kelompok terlalu kecil")));
    CHECK(str_has(said, S("SPAK_")) && str_has(said, S("Ordinal")));
}

TEST(groups_too_small_to_hide_in_count_as_not_said)
{
    SurveiWorld w = answered(&a, 60);
    for (int i = 0; i < 2; i++) {
        SurveiAnswer x = answer(&w, 1000 + i, S("1"), date_ymd(2026, 7, 9));
        x.about[2] = 6;
        state(&w, SURVEI_OPEN);
        survei_world_take(&w, &x);
    }
    survei_world_fold(&w);
    state(&w, SURVEI_CLOSED);
    Str csv = exported_csv(&w);
    CHECK(count_of(csv, "Pascasarjana") == 0);
    CHECK(count_of(csv, "SMA atau SMK") == 0);          /* else whoever is hidden would be known by what is left */
    CHECK(count_of(csv, "\n") == 63);
}

TEST(while_a_campaign_is_open_nothing_goes_out)
{
    SurveiWorld w = answered(&a, 80);
    HasilExport x = {.c = &w.c, .now = akun_now};
    i64         rows;

    state(&w, SURVEI_OPEN);
    Err e = hasil_export(a, w.db, &x, HASIL_CSV, str_fmt(&a, "%.*s/b.csv", STRF(test_dir(&a))), &rows);
    CHECK(e.kind == ERR_CONFLICT);
    state(&w, SURVEI_CLOSED);
    Str csv = exported_csv(&w);
    CHECK(count_of(csv, "2026-07") == 40 && count_of(csv, "2026-08") == 40);
}

TEST(few_answers_do_not_go_out_at_all)
{
    SurveiWorld  w = answered(&a, 3);
    HasilExport x = {.c = &w.c, .now = akun_now};
    i64          rows;
    Err          e = hasil_export(a, w.db, &x, HASIL_SAV, str_fmt(&a, "%.*s/a.sav", STRF(test_dir(&a))), &rows);

    CHECK(e.kind == ERR_CONFLICT);
}

TEST(what_was_written_comes_out_whole_and_harmless)
{
    SurveiWorld  w = answered(&a, 40);
    SurveiAnswer x = answer(&w, 5000, S("3"), date_ymd(2026, 8, 3));
    Buf          b = {.arena = &a};
    i64          rows;

    buf_add(&b, S("=cmd|' /C calc'!A0 "));
    while (b.len < 1900)
        buf_add(&b, S("terima kasih 🙏 "));
    x.said[x.nsaid++] = (SurveiSaid){.say = str_trim(buf_str(&b))};
    state(&w, SURVEI_OPEN);
    survei_world_take(&w, &x);
    survei_world_fold(&w);
    state(&w, SURVEI_CLOSED);

    Str said = str_trim(buf_str(&b)), path = exported(&w, HASIL_SAV, &rows);
    CHECK(str_has(pspp_rows(&a, str_sub(path, 0, path.len - 6)), said));
    CHECK(str_has(exported_csv(&w), str_fmt(&a, "'%.*s", STRF(said))));
}

TEST(a_workbook_of_answers_explains_itself)
{
    SurveiWorld w      = answered(&a, 40);
    Issues      issues = {.arena = &a};
    Xlsx       *x;
    XlsxRow     row;
    i64         rows, lines = 0;
    Str         path = exported(&w, HASIL_XLSX, &rows);

    CHECK(rows == 40);
    CHECK_OK(xlsx_open(&a, &(XlsxIn){.path = path, .issues = &issues}, &x));
    CHECK(xlsx_sheets(x) == 2);
    CHECK_OK(xlsx_start(x, 0));
    for (; xlsx_next(x, &row); lines++)
        CHECK(lines || str_is(row.cells[0].text, "bulan"));
    CHECK(lines == 41);
    CHECK_STR(xlsx_sheet(x, 1).name, S("Arti kolom"));
    xlsx_close(x);
}

TEST(a_way_of_filling_in_and_a_flag_of_few_are_left_empty)
{
    SurveiWorld w = answered(&a, 60);
    state(&w, SURVEI_OPEN);
    for (int i = 0; i < 9; i++) {
        SurveiAnswer x = answer(&w, 2000 + i, i % 2 ? S("1234") : S("4321"), date_ymd(2026, 7, 2 + i));
        x.channel = i < 2 ? SURVEI_KIOSK : SURVEI_WEB;
        x.flags   = i < 6 ? 1 << FLAG_BURST : 1 << FLAG_QUICK;
        survei_world_take(&w, &x);
    }
    survei_world_fold(&w);
    state(&w, SURVEI_CLOSED);
    i64 rows;
    Str path = exported(&w, HASIL_SAV, &rows), dir = str_sub(path, 0, path.len - 6);
    Str said = pspp_says(&a, dir, "FREQUENCIES saluran tanda_beruntun tanda_terlalu_cepat.");
    CHECK(rows == 69 && count_of(exported_csv(&w), "ablet") == 0);
    CHECK(str_has(said, S("Ya,6,8.7%")) && !str_has(said, S("Ya,3,")));
}

/* --- rows, results and open data of worlds that are thrown --- */

static u32 dice(u32 *seed, u32 sides)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % sides;
}

/* Small groups are common in it: some options are rare, one service and one month as well. */
static SurveiWorld thrown(Arena *a, u32 seed)
{
    SurveiWorld w = survei_world(a, SURVEI_OPEN_LINK);
    int         n = 12 + (int)dice(&seed, 40), rare = 2 + (int)dice(&seed, 12);

    for (int i = 0; i < n; i++) {
        int          month = dice(&seed, (u32)rare) ? 7 + (int)dice(&seed, 2) : 9;
        SurveiAnswer x     = answer(&w, i, S("4"), date_ymd(2026, month, 1 + (int)dice(&seed, 20)));
        x.service_id = w.services[!dice(&seed, (u32)rare)];
        for (int k = 0; k < 4; k++)
            x.about[k] = (u8)(dice(&seed, (u32)rare) ? dice(&seed, 3) : 2);
        for (int k = 0; k < 14; k++)
            x.marks[k] = (u8)(1 + dice(&seed, 4));
        x.marks[survei_marks_from(&w.c, w.c.nforms)] = (u8)(dice(&seed, (u32)rare) ? 1 + dice(&seed, 2) : 3);
        survei_world_take(&w, &x);
    }
    survei_world_fold(&w);
    state(&w, SURVEI_CLOSED);
    return w;
}

static Str cell_of(Str line, int column)
{
    Str cell = {0};
    for (int i = 0; i <= column; i++)
        cell = str_cut(&line, ';');
    return cell;
}

static i64 named(Str csv, int column, Str name)
{
    i64 n = 0;
    (void)str_cut(&csv, '\n');
    while (csv.len)
        n += str_eq(str_trim(cell_of(str_cut(&csv, '\n'), column)), name);
    return n;
}

/* How many groups the rows name otherwise than the result. */
static int rows_differ(Arena *a, const Hasil *x, Str csv)
{
    int differ = 0;

    for (int i = 0; i < x->ncuts; i++) {
        const ResultCut *k      = &x->cuts[i];
        int              column = k->cut == CUT_MONTH ? 0 : k->cut == CUT_SERVICE ? 1 : 2 + k->cut - CUT_ABOUT;
        for (isize g = 0; g < k->groups.count; g++) {
            const ResultGroup *of = &k->groups.at[g];
            Str name = k->cut != CUT_MONTH ? of->name
                     : str_fmt(a, "%04d-%02d", (int)(of->cell / 100), (int)(of->cell % 100));
            if (str_is(k->code, "quarter") || (k->cut >= CUT_ABOUT && !of->cell))
                continue;
            differ += named(csv, column, name) != (of->shown ? of->n : 0);
        }
    }
    return differ;
}

/* How many groups open data tell otherwise than the result. */
static int open_data_differ(Arena *a, const Hasil *x, const Json *form)
{
    int differ = 0;

    for (int i = 0; i < x->ncuts; i++) {
        const ResultCut *k   = &x->cuts[i];
        const Json      *all = json_get(form, str_c(a, k->code));
        differ += all->count != (k->shown ? k->groups.count : 0);
        for (isize g = 0; g < all->count && g < k->groups.count; g++) {
            const ResultGroup *of = &k->groups.at[g];
            const Json *n = json_get(&all->at[g], "n"), *index = json_get(&all->at[g], "index");
            differ += of->shown ? !str_eq(n->text, str_fmt(a, "%lld", (long long)of->n))
                                : n->kind != JSON_ABSENT || index->kind != JSON_ABSENT;
        }
    }
    return differ;
}

/* The same of the csv, line by line. */
static int csv_differs(Arena *a, const Hasil *x, Str csv)
{
    int differ = 0;

    for (int i = 0; i < x->ncuts; i++)
        for (isize g = 0; g < x->cuts[i].groups.count; g++) {
            const ResultGroup *of = &x->cuts[i].groups.at[g];
            Str line = str_fmt(a, "%.*s,%.*s,%.*s,", STRF(x->asked->pack->id), STRF(x->cuts[i].code), STRF(of->name));
            Str size = of->shown ? str_fmt(a, "%.*sn,%lld\r\n", STRF(line), (long long)of->n)
                                 : str_fmt(a, "%.*sn,\r\n", STRF(line));
            if (str_has(of->name, S(",")))
                continue;
            differ += x->cuts[i].shown ? count_of(csv, str_c(a, size)) != 1 : count_of(csv, str_c(a, line)) != 0;
            differ += !of->shown && count_of(csv, str_c(a, str_fmt(a, "%.*sindex,", STRF(line)))) != 0;
        }
    return differ;
}

static int column_of(Str csv, const char *name)
{
    Str head = str_cut(&csv, '\n');
    for (int i = 0; head.len; i++)
        if (str_is(str_trim(str_cut(&head, ';')), name))
            return i;
    return -1;
}

/* How many options of the own question rows or open data tell otherwise than the result. */
static int own_differs(Arena *a, const Hasil *x, Str csv, const Json *form, Str lines)
{
    const ResultChoice *c      = &x->choices.at[0];
    const Json         *told   = json_get(&json_get(form, "questions")->at[0], "options");
    int                 differ = x->choices.count != 1 || c->options.count != 3, column = column_of(csv, "tanya_1");

    for (isize i = 0; i < c->options.count; i++) {
        const ResultOption *o    = &c->options.at[i];
        Str                 n    = o->shown ? str_fmt(a, "%lld", (long long)o->n) : (Str){0};
        const Json         *json = json_get(told, str_c(a, o->text));
        differ += named(csv, column, o->text) != (o->shown ? o->n : 0);
        differ += o->shown ? !str_eq(json->text, n) : json->kind != JSON_NONE;
        differ += !str_has(lines, str_fmt(a, ",%.*s,%.*s\r\n", STRF(o->text), STRF(n)));
    }
    return differ;
}

/* How many groups a report has to say of that they are too small. */
static isize hidden_on_paper(const Hasil *x)
{
    isize n = 0;

    for (int i = 0; i < x->ncuts; i++)
        for (isize g = 0; g < x->cuts[i].groups.count; g++)
            n += x->cuts[i].shown && x->cuts[i].groups.count > 1 && !str_is(x->cuts[i].code, "month")
                 && !x->cuts[i].groups.at[g].shown;
    for (isize i = 0; i < x->choices.count; i++)
        for (isize k = 0; k < x->choices.at[i].options.count; k++)
            n += x->choices.at[i].shown && !x->choices.at[i].options.at[k].shown;
    return n;
}

static Str paper_of(const SurveiWorld *w)
{
    HasilReport x = {.c = &w->c, .packs = test_instruments(), .agency = S("Kementerian Uji"),
                     .origin = S("https://zi.contoh.go.id"), .lang = LANG_ID, .now = akun_now};
    Str         pdf;

    CHECK_OK(hasil_report(w->a, w->db, &x, &pdf));
    return paper_text(w->a, pdf);
}

/* One that was shown is hidden: what leaves of it now tells too much. */
static bool hide_one(Hasil *x)
{
    for (int i = 0; i < x->ncuts; i++)
        for (isize g = 0; g < x->cuts[i].groups.count; g++) {
            ResultGroup *of = &x->cuts[i].groups.at[g];
            if (of->shown && of->n && of->cell && !str_is(x->cuts[i].code, "quarter")) {
                of->shown = false;
                return true;
            }
        }
    return false;
}

LONG_TEST(rows_and_open_data_tell_the_groups_that_results_tell_and_no_other)
{
    int hidden = 0, own_hidden = 0;

    for (u32 seed = 1; seed <= 8; seed++) {
        SurveiWorld w = thrown(&a, seed * 77);
        Buf         b = {.arena = &a}, lines = {.arena = &a};
        Str         paper = paper_of(&w);
        const Json *j;
        Str         csv = exported_csv(&w);
        CHECK_OK(hasil_public_json(&a, w.db, &w.c, LANG_ID, &b));
        CHECK_OK(json_read(&a, buf_str(&b), (JsonMost){0}, &j));
        CHECK_OK(hasil_public_csv(&a, w.db, &w.c, LANG_ID, &lines));
        for (int f = 0; f < w.c.nforms; f++) {
            const Json *form = &json_get(j, "forms")->at[f];
            Hasil       x;
            CHECK_OK(hasil_of(&a, w.db, &w.c, f, LANG_ID, &x));
            CHECK(rows_differ(&a, &x, csv) == 0 && open_data_differ(&a, &x, form) == 0);
            CHECK(csv_differs(&a, &x, buf_str(&lines)) == 0);
            CHECK(f || own_differs(&a, &x, csv, form, buf_str(&lines)) == 0);
            for (isize i = 0; i < x.choices.at[0].options.count; i++)
                own_hidden += !x.choices.at[0].options.at[i].shown;
            CHECK(count_of(paper, "disembunyikan") == 1 + hidden_on_paper(&x));       /* and once below */
            for (int i = 0; i < x.ncuts; i++)
                hidden += x.cuts[i].hidden;
            if (hide_one(&x))
                CHECK(rows_differ(&a, &x, csv) == 1 && open_data_differ(&a, &x, form) == 1
                      && csv_differs(&a, &x, buf_str(&lines)) > 0);
        }
    }
    CHECK(hidden > 50 && own_hidden > 3);
}
