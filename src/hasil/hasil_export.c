#include "hasil/hasil_export.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "format/csv.h"
#include "format/sav.h"
#include "format/xlsx.h"
#include "hasil/hasil.h"
#include "hasil/hasil_export_rows.h"

#include "hasil_export.sql.h"

enum { MONTH_WIDTH = 7, XLSX_ROWS = 1000000, FLUSH = 1 << 20, ROW_MOST = 2 << 20 };

const char *const hasil_formats[HASIL_FORMATS] = {"csv", "xlsx", "sav"};

static i64 month_of(Date d)
{
    Ymd at = date_split(d);
    return at.year * 100 + at.month;
}

/* --- columns --- */

typedef enum { FROM_MONTH, FROM_SERVICE, FROM_ABOUT, FROM_MARK, FROM_CHOICE, FROM_SAID, FROM_SECONDS, FROM_CHANNEL,
               FROM_FLAG } Origin;

typedef struct {
    Origin     from;
    int        at;              /* which attribute, mark, question or flag */
    i64        question_id;
    Str        name, label;
    SavMeasure measure;
    bool       words;           /* csv and xlsx say the label instead of the number */
    LIST(SavValue) values;
    int        width;           /* FROM_SAID: the longest there is */
} Column;

typedef struct { i64 number; Str text; bool none; } Value;      /* .none: not asked, or not known */

typedef struct {
    Arena              *a;
    Db                 *db;
    const HasilExport  *x;
    Hasil               result;         /* says which groups may be named */
    bool                channels[SURVEI_CHANNELS], flags[SURVEI_FLAGS];     /* these as well */
    LIST(Column)        columns;
    SurveiSaid          said[SURVEI_QUESTIONS + 1];     /* of the row at hand */
    int                 nsaid;
} Export;

static Str word(const Export *e, Msg msg) { return say(e->x->lang, msg); }

static void add_value(Export *e, Column *c, i64 number, Str label)
{
    *list_add(e->a, &c->values) = (SavValue){.number = number, .label = label};
}

static Column *add_column(Export *e, Origin from, int at, Str name, Str label)
{
    Column *c = list_add(e->a, &e->columns);
    *c = (Column){.from = from, .at = at, .name = name, .label = label, .measure = SAV_NOMINAL};
    return c;
}

static Str in_language(const Export *e, Str id, Str en) { return e->x->lang == LANG_EN && en.len ? en : id; }

/* "Jenis kelamin" is the column jenis_kelamin, whatever the reader's language. */
static Str column_name(Arena *a, Str label)
{
    Str   low = str_lower(a, label);
    char *at  = str_c(a, low);
    for (isize i = 0; i < low.len; i++)
        at[i] = at[i] == ' ' ? '_' : at[i];
    return (Str){at, low.len};
}

static const SurveiTongue *tongue(const SurveiPack *p, Lang lang)
{
    return survei_tongue(p, str_of(lang_code(lang)));
}

static void add_about(Export *e, const SurveiPack *p, int i)
{
    const SurveiAttribute *x = &p->attributes[i];
    const SurveiTongue    *t = tongue(p, e->x->lang);
    Column *c = add_column(e, FROM_ABOUT, i, column_name(e->a, tongue(p, LANG_ID)->attributes[i]), t->attributes[i]);

    c->words   = true;
    c->measure = str_is(x->code, "age") || str_is(x->code, "education") ? SAV_ORDINAL : SAV_NOMINAL;
    for (int k = 0; k < x->noptions; k++)
        add_value(e, c, k + 1, t->options[i][k]);
    add_value(e, c, 0, word(e, MSG_hasil_export_hidden));
}

static void add_who(Export *e)
{
    const SurveiCampaign *c    = e->x->c;
    const SurveiPack     *pack = c->forms[0].pack;

    add_column(e, FROM_MONTH, 0, S("bulan"), word(e, MSG_hasil_export_month));
    Column *s = add_column(e, FROM_SERVICE, 0, S("layanan"), word(e, MSG_hasil_export_service));
    s->words  = true;
    for (int i = 0; i < c->ntargets; i++)
        add_value(e, s, i + 1, in_language(e, c->targets[i].name, c->targets[i].name_en));
    add_value(e, s, 0, word(e, MSG_hasil_export_hidden));
    for (int i = 0; i < pack->nattributes; i++)
        add_about(e, pack, i);
}

static void add_form(Export *e, int form)
{
    const SurveiForm   *f    = &e->x->c->forms[form];
    const SurveiPack   *p    = f->pack;
    const SurveiTongue *t    = tongue(p, e->x->lang);
    int                 from = survei_marks_from(e->x->c, form);

    for (int i = 0; i < f->elements && i < p->nelements; i++) {
        Str     name = str_fmt(e->a, "%.*s_%.*s", STRF(p->name), STRF(p->elements[i].code));
        Column *c    = add_column(e, FROM_MARK, from + i, name,
                                  str_fmt(e->a, "%.*s: %.*s", STRF(t->at[i].topic), STRF(t->at[i].ask[0])));
        c->measure = SAV_ORDINAL;
        for (int k = 0; k < f->points; k++)
            add_value(e, c, k + 1, t->at[i].answers[0][f->scale - p->scales][k]);
        add_value(e, c, 0, word(e, MSG_hasil_export_unanswered));
    }
}

static void add_choice(Export *e, const SurveiQuestion *q, int mark, int number)
{
    Str     name = str_fmt(e->a, "tanya_%d", number), options = in_language(e, q->options, q->options_en);
    Column *c    = add_column(e, FROM_CHOICE, mark, name, in_language(e, q->ask, q->ask_en));

    c->words       = true;
    c->question_id = q->id;
    for (int k = 1; options.len;) {
        Str option = str_trim(str_cut(&options, '\n'));
        if (option.len)
            add_value(e, c, k++, option);
    }
    add_value(e, c, 0, word(e, MSG_hasil_export_unchosen));
}

static void add_said(Export *e, i64 question_id, Str name, Str label)
{
    Column *c = add_column(e, FROM_SAID, 0, name, label);
    c->question_id = question_id;
    c->width       = 1;
}

static void add_own(Export *e)
{
    const SurveiCampaign *c    = e->x->c;
    int                   mark = survei_marks_from(c, c->nforms);

    for (int i = 0; i < c->nquestions; i++) {
        const SurveiQuestion *q = &c->questions[i];
        if (q->text)
            add_said(e, q->id, str_fmt(e->a, "tanya_%d", i + 1), in_language(e, q->ask, q->ask_en));
        else
            add_choice(e, q, mark++, i + 1);
    }
    add_said(e, 0, S("komentar"), word(e, MSG_hasil_export_comment));
}

static void add_how(Export *e)
{
    static const Str names[SURVEI_FLAGS] = {
        {"tanda_sama_semua", 16}, {"tanda_terlalu_cepat", 19}, {"tanda_beruntun", 14}, {"tanda_kembar", 12},
        {"tanda_di_luar_masa", 18},
    };
    static const Msg channels[SURVEI_CHANNELS] = {
        MSG_hasil_export_web, MSG_hasil_export_kiosk, MSG_hasil_export_offline,
    };

    add_column(e, FROM_SECONDS, 0, S("detik"), word(e, MSG_hasil_export_seconds))->measure = SAV_SCALE;
    Column *c = add_column(e, FROM_CHANNEL, 0, S("saluran"), word(e, MSG_hasil_export_channel));
    c->words  = true;
    for (int i = 0; i < SURVEI_CHANNELS; i++)
        add_value(e, c, i + 1, word(e, channels[i]));
    for (int i = 0; i < SURVEI_FLAGS; i++) {
        Column *f = add_column(e, FROM_FLAG, i, names[i], word(e, survei_flag_msg(i)));
        add_value(e, f, 0, word(e, MSG_hasil_export_no));
        add_value(e, f, 1, word(e, MSG_hasil_export_yes));
    }
}

/* --- one value --- */

static int place_of(const SurveiCampaign *c, i64 service_id)
{
    for (int i = 0; i < c->ntargets; i++)
        if (c->targets[i].service_id == service_id)
            return i + 1;
    return 0;
}

static Str said_to(const Export *e, i64 question_id)
{
    for (int i = 0; i < e->nsaid; i++)
        if (e->said[i].question_id == question_id)
            return e->said[i].say;
    return (Str){0};
}

static Str month_words(Arena *a, i64 month)
{
    return str_fmt(a, "%04d-%02d", (int)(month / 100), (int)(month % 100));
}

/* The same groups that results show, so that rows tell no more than they. */
static bool is_shown(const Export *e, int cut, i64 cell)
{
    for (int i = 0; i < e->result.ncuts; i++) {
        const ResultCut *k = &e->result.cuts[i];
        for (isize g = 0; k->cut == cut && !str_is(k->code, "quarter") && g < k->groups.count; g++)
            if (k->groups.at[g].cell == cell)
                return k->groups.at[g].shown;
    }
    return false;
}

/* An own question's options count as groups do: who chose one that results do not show, chose none here. */
static bool option_shown(const Export *e, i64 question_id, int option)
{
    for (isize i = 0; i < e->result.choices.count; i++) {
        const ResultChoice *x = &e->result.choices.at[i];
        if (x->question_id == question_id && option >= 1 && option <= x->options.count)
            return x->options.at[option - 1].shown;
    }
    return false;
}

/* Whoever stands at the counter sees who takes the tablet, and when many came at once: ways and flags of few are left
 * empty, though results have no such groups. */
static Err judge_ways(Export *e)
{
    i64    n[SURVEI_CHANNELS] = {0};
    DbRows rows = db_query(e->a, e->db, &SQL_hasil_export_channels, db_i64(e->x->c->id));

    while (db_next(&rows)) {
        Str name = db_get_text(&rows);
        i64 many = db_get_i64(&rows);
        for (int i = 0; i < SURVEI_CHANNELS; i++)
            n[i] += str_is(name, survei_channels[i]) ? many : 0;
    }
    TRY(db_done(&rows));
    (void)hasil_suppress(n, SURVEI_CHANNELS, e->result.least, e->channels);
    for (int i = 0; i < SURVEI_FLAGS; i++) {
        bool both[2];
        i64  has = e->result.flags[i].n;
        e->flags[i] = hasil_suppress((i64[]){has, e->result.n - has}, 2, e->result.least, both);
    }
    return NO_ERR;
}

static Value value_of(Arena *a, const Export *e, const Column *c, const HasilRow *row)
{
    switch (c->from) {
    case FROM_MONTH: {
        i64 month = month_of(row->day);
        return is_shown(e, CUT_MONTH, month) ? (Value){.text = month_words(a, month)} : (Value){.none = true};
    }
    case FROM_SERVICE:
        return (Value){.number = is_shown(e, CUT_SERVICE, row->service_id) ? place_of(e->x->c, row->service_id) : 0};
    case FROM_ABOUT: {
        int digit = row->about[c->at];
        return (Value){.number = digit && is_shown(e, CUT_ABOUT + c->at, digit) ? digit : 0};
    }
    case FROM_MARK:    return (Value){.number = row->marks[c->at]};
    case FROM_CHOICE: {
        int option = row->marks[c->at];
        return (Value){.number = option_shown(e, c->question_id, option) ? option : 0};
    }
    case FROM_SAID:    return (Value){.text = said_to(e, c->question_id)};
    case FROM_SECONDS: return (Value){.number = row->seconds, .none = !row->seconds};
    case FROM_CHANNEL: return (Value){.number = row->channel + 1, .none = !e->channels[row->channel]};
    case FROM_FLAG:    return (Value){.number = row->flags >> c->at & 1, .none = !e->flags[c->at]};
    }
    return (Value){.none = true};
}

static bool is_text(const Column *c) { return c->from == FROM_MONTH || c->from == FROM_SAID; }

static Str label_of(const Column *c, i64 number)
{
    for (isize i = 0; i < c->values.count; i++)
        if (c->values.at[i].number == number)
            return c->values.at[i].label;
    return (Str){0};
}

/* --- csv --- */

typedef struct { int fd; Buf b; CsvOut o; bool failed; } CsvFile;

static void csv_flush(CsvFile *f)
{
    for (isize done = 0; done < f->b.len && !f->failed;) {
        ssize_t n = write(f->fd, f->b.at + done, (size_t)(f->b.len - done));
        f->failed = n <= 0;
        done += n > 0 ? n : 0;
    }
    f->b.len = 0;
}

static void csv_value(CsvFile *f, const Column *c, Value v)
{
    if (v.none)
        csv_put_text(&f->o, (Str){0});
    else if (is_text(c) || c->words)
        csv_put_text(&f->o, is_text(c) ? v.text : label_of(c, v.number));
    else
        csv_put_i64(&f->o, v.number);
}

static Err csv_rows(Arena *a, Export *e, HasilRows *rows, CsvFile *f, i64 *out_rows)
{
    HasilRow row;

    csv_bom(&f->o);
    for (isize i = 0; i < e->columns.count; i++)
        csv_put_text(&f->o, e->columns.at[i].name);
    csv_end_row(&f->o);
    while (hasil_rows_next(rows, &row) && !f->failed) {
        Arena one = *a;
        e->nsaid  = 0;
        if (row.said)
            TRY(hasil_rows_said(&one, rows, &row, e->said, &e->nsaid));
        for (isize i = 0; i < e->columns.count; i++)
            csv_value(f, &e->columns.at[i], value_of(&one, e, &e->columns.at[i], &row));
        csv_end_row(&f->o);
        ++*out_rows;
        if (f->b.len >= FLUSH)
            csv_flush(f);
    }
    csv_flush(f);
    TRY(rows->err);
    return f->failed ? FAIL(ERR_IO, "the file could not be written") : NO_ERR;
}

static Err write_csv(Export *e, HasilRows *rows, Str path, i64 *out_rows)
{
    CsvFile f = {.fd = open(str_c(e->a, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};

    if (f.fd < 0)
        return FAIL(ERR_IO, "the file cannot be made");
    char *room = new(e->a, char, FLUSH + ROW_MOST);
    f.b = (Buf){.arena = e->a, .at = room, .cap = FLUSH + ROW_MOST};
    f.o = (CsvOut){.to = &f.b, .separator = ';'};
    Err err = csv_rows(e->a, e, rows, &f, out_rows);
    if (close(f.fd) && !err.kind)
        err = FAIL(ERR_IO, "the file could not be written");
    if (err.kind)
        unlink(str_c(e->a, path));
    return err;
}

/* --- xlsx --- */

static void book_head(const Export *e, XlsxOut *x, int sheet)
{
    Arena one = *e->a;
    xlsx_sheet_add(x, sheet == 1 ? word(e, MSG_hasil_export_answers)
                                 : str_fmt(&one, "%.*s %d", STRF(word(e, MSG_hasil_export_answers)), sheet));
    for (isize i = 0; i < e->columns.count; i++) {
        const Column *c = &e->columns.at[i];
        xlsx_width(x, (int)i, c->from == FROM_SAID ? 48 : c->words ? 22 : 11);
    }
    for (isize i = 0; i < e->columns.count; i++)
        xlsx_text(x, (XlsxAt){0, (int)i}, e->columns.at[i].name, XS_HEAD);
    xlsx_freeze(x, 1, 0);
}

static void book_value(XlsxOut *x, XlsxAt at, const Column *c, Value v)
{
    if (v.none)
        return;
    if (is_text(c) || c->words)
        xlsx_text(x, at, is_text(c) ? v.text : label_of(c, v.number), XS_PLAIN);
    else
        xlsx_i64(x, at, v.number, XS_PLAIN);
}

/* What the columns mean, on a sheet of its own. */
static void book_key(const Export *e, XlsxOut *x)
{
    int line = 1;

    xlsx_sheet_add(x, word(e, MSG_hasil_export_key));
    xlsx_width(x, 0, 24);
    xlsx_width(x, 1, 60);
    xlsx_width(x, 2, 8);
    xlsx_width(x, 3, 48);
    const Msg heads[] = {MSG_hasil_export_column, MSG_hasil_export_meaning, MSG_hasil_export_value,
                         MSG_hasil_export_value_meaning};
    for (int i = 0; i < countof(heads); i++)
        xlsx_text(x, (XlsxAt){0, i}, word(e, heads[i]), XS_HEAD);
    for (isize i = 0; i < e->columns.count; i++) {
        const Column *c = &e->columns.at[i];
        xlsx_text(x, (XlsxAt){line, 0}, c->name, XS_WRAP);
        xlsx_text(x, (XlsxAt){line, 1}, c->label, XS_WRAP);
        for (isize k = 0; k < c->values.count; k++) {
            xlsx_i64(x, (XlsxAt){line, 2}, c->values.at[k].number, XS_PLAIN);
            xlsx_text(x, (XlsxAt){line++, 3}, c->values.at[k].label, XS_WRAP);
        }
        line += !c->values.count;
    }
    xlsx_freeze(x, 1, 0);
}

static Err book_rows(Export *e, HasilRows *rows, XlsxOut *x, i64 *out_rows)
{
    HasilRow row;
    int       sheet = 1, line = 1;

    book_head(e, x, sheet);
    while (hasil_rows_next(rows, &row)) {
        Arena one = *e->a;
        e->nsaid  = 0;
        if (line > XLSX_ROWS) {
            book_head(e, x, ++sheet);
            line = 1;
        }
        if (row.said)
            TRY(hasil_rows_said(&one, rows, &row, e->said, &e->nsaid));
        for (isize i = 0; i < e->columns.count; i++)
            book_value(x, (XlsxAt){line, (int)i}, &e->columns.at[i], value_of(&one, e, &e->columns.at[i], &row));
        line++;
        ++*out_rows;
    }
    book_key(e, x);
    return rows->err;
}

static Err write_xlsx(Export *e, HasilRows *rows, Str path, i64 *out_rows)
{
    XlsxOut *x;

    TRY(xlsx_create(e->a, path, true, &x));
    Err err = book_rows(e, rows, x, out_rows);
    if (err.kind) {
        xlsx_abandon(x);
        return err;
    }
    return xlsx_finish(x);
}

/* --- sav --- */

static Err measure_said(Export *e)
{
    DbRows rows = db_query(e->a, e->db, &SQL_hasil_export_widths, db_i64(e->x->c->id));
    while (db_next(&rows)) {
        i64 id = db_get_i64(&rows), bytes = db_get_i64(&rows);
        for (isize i = 0; i < e->columns.count; i++) {
            Column *c = &e->columns.at[i];
            if (c->from == FROM_SAID && c->question_id == id)
                c->width = bytes > SAV_WIDTH_MAX ? SAV_WIDTH_MAX : (int)bytes;
        }
    }
    return db_done(&rows);
}

/* 0 is what was not said, not answered, or is hidden. */
static SavVar sav_var(const Column *c)
{
    static const SavValue none[] = {{.number = 0}};
    bool                  misses = c->from == FROM_SERVICE || c->from == FROM_ABOUT || c->from == FROM_MARK
                                   || c->from == FROM_CHOICE;
    return (SavVar){
        .name = c->name, .label = c->label, .measure = c->measure, .kind = is_text(c) ? SAV_TEXT : SAV_NUMBER,
        .width = c->from == FROM_MONTH ? MONTH_WIDTH : c->width, .values = c->values.at,
        .values_count = c->values.count, .missing = none, .missing_count = misses,
    };
}

static void sav_value(SavOut *x, const Column *c, Value v)
{
    if (v.none)
        sav_put_none(x);
    else if (is_text(c))
        sav_put_text(x, v.text);
    else
        sav_put_i64(x, v.number);
}

static Err sav_rows_put(Export *e, HasilRows *rows, SavOut *x)
{
    HasilRow row;

    while (hasil_rows_next(rows, &row)) {
        Arena one = *e->a;
        e->nsaid  = 0;
        if (row.said)
            TRY(hasil_rows_said(&one, rows, &row, e->said, &e->nsaid));
        for (isize i = 0; i < e->columns.count; i++)
            sav_value(x, &e->columns.at[i], value_of(&one, e, &e->columns.at[i], &row));
        sav_end_row(x);
    }
    return rows->err;
}

static Err write_sav(Export *e, HasilRows *rows, Str path, i64 *out_rows)
{
    Str     notes[] = {word(e, MSG_hasil_export_note_rows), word(e, MSG_hasil_export_note_groups),
                       word(e, MSG_hasil_export_note_flags)};
    SavVar *vars    = new(e->a, SavVar, e->columns.count);
    SavOut *x;

    TRY(measure_said(e));
    for (isize i = 0; i < e->columns.count; i++)
        vars[i] = sav_var(&e->columns.at[i]);
    TRY(sav_create(e->a, path, &(SavOpen){.label = e->x->c->title, .notes = notes, .notes_count = countof(notes),
                                          .vars = vars, .count = e->columns.count, .made_at = e->x->now}, &x));
    Err err = sav_rows_put(e, rows, x);
    if (err.kind) {
        sav_abandon(x);
        return err;
    }
    *out_rows = sav_rows(x);
    return sav_finish(x);
}

/* --- all of it --- */

static void add_columns(Export *e)
{
    const SurveiCampaign *c = e->x->c;

    add_who(e);
    for (int i = 0; i < c->nforms; i++)
        add_form(e, i);
    add_own(e);
    add_how(e);
}

Err hasil_export(Arena scratch, Db *db, const HasilExport *x, HasilFormat format, Str path, i64 *out_rows)
{
    Export     e = {.a = &scratch, .db = db, .x = x};
    HasilRows rows;

    *out_rows = 0;
    TRY(hasil_of(e.a, db, x->c, 0, x->lang, &e.result));
    if (!e.result.shown)
        return FAIL(ERR_CONFLICT, "no answers that may go out yet");
    TRY(judge_ways(&e));
    add_columns(&e);
    hasil_rows_open(&scratch, db, x->c, &rows);
    switch (format) {
    case HASIL_CSV:  return write_csv(&e, &rows, path, out_rows);
    case HASIL_XLSX: return write_xlsx(&e, &rows, path, out_rows);
    case HASIL_SAV:  return write_sav(&e, &rows, path, out_rows);
    case HASIL_FORMATS: break;
    }
    return FAIL(ERR_NOT_FOUND, "a format that answers do not have");
}
