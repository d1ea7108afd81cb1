#include "format/sheet.h"

#include "format/csv.h"
#include "format/json.h"
#include "format/xlsx.h"
#include "format/xlsx_read.h"

/* What csv and xlsx have in common while they are read. */
typedef struct {
    Arena          *a;
    const SheetCol *cols;
    isize           n;
    Lang            lang;
    Issues         *issues;
    Sheet          *out;
    bool            headed, full;
    isize           width;              /* up to the last head */
} Reading;

/* --- heads --- */

/* "Kode Induk *" and "kode_induk" are one head. */
static Str plain_head(Arena *a, Str s)
{
    char *p = new(a, char, s.len);
    isize n = 0;
    s = str_lower(a, str_trim(s));
    for (isize i = 0; i < s.len; i++)
        if (s.at[i] != '*' && s.at[i] != ' ' && s.at[i] != '_' && s.at[i] != '-' && s.at[i] != '.')
            p[n++] = s.at[i];
    return (Str){p, n};
}

static bool means(Arena scratch, const SheetCol *c, Str head)
{
    Str also = str_of(c->also);
    if (str_eq(plain_head(&scratch, str_of(c->key)), head))
        return true;
    while (also.len)
        if (str_eq(plain_head(&scratch, str_cut(&also, '|')), head))
            return true;
    return false;
}

static void read_heads(Reading *d, const Str *cells, isize count)
{
    Str missing = {0};

    d->headed   = true;
    d->out->at  = new(d->a, int, d->n);
    d->out->cols_count = d->n;
    for (isize i = 0; i < count; i++)
        if (str_trim(cells[i]).len)
            d->width = i + 1;
    for (isize c = 0; c < d->n; c++) {
        d->out->at[c] = -1;
        for (isize i = 0; i < count && d->out->at[c] < 0; i++)
            if (cells[i].len && means(*d->a, &d->cols[c], plain_head(d->a, cells[i])))
                d->out->at[c] = (int)i;
        if (d->out->at[c] < 0 && d->cols[c].required)
            missing = str_fmt(d->a, "%.*s%s%s", STRF(missing), missing.len ? ", " : "", d->cols[c].key);
    }
    if (missing.len)
        issue_sayf(d->issues, d->lang, (Str){0}, MSG_format_sheet_heads, missing);
}

/* --- rows --- */

static void read_row(Reading *d, i64 line, const Str *cells, isize count)
{
    bool any = false;

    for (isize i = 0; i < count; i++)
        any = any || str_trim(cells[i]).len;
    if (!any || d->full)
        return;
    if (!d->headed) {
        read_heads(d, cells, count);
        return;
    }
    d->full = d->out->rows.count == SHEET_ROWS_MAX;
    if (d->full) {
        issue_sayf(d->issues, d->lang, (Str){0}, MSG_format_sheet_rows, say_i64(d->a, d->lang, SHEET_ROWS_MAX));
        return;
    }
    SheetRow *row = list_add(d->a, &d->out->rows);
    row->line  = line;
    row->cells = new(d->a, Str, d->n);
    for (isize i = d->width; i < count && !row->surplus; i++)
        if (str_trim(cells[i]).len)
            row->surplus = i + 1;
    for (isize c = 0; c < d->n; c++) {
        int at = d->out->at[c];
        row->cells[c] = at >= 0 && at < count ? str_copy(d->a, str_trim(cells[at])) : (Str){0};
    }
}

static Err read_csv(Reading *d, Str bytes)
{
    Csv    csv = {0};
    CsvRow row;

    TRY(csv_open(&csv, bytes, (CsvMost){.rows = SHEET_ROWS_MAX + 2, .columns = 200, .cell = 4000}, d->lang, d->issues));
    while (csv_next(d->a, &csv, &row))
        read_row(d, row.line, row.cells, row.count);
    return csv_done(&csv);
}

enum { COLUMNS = 200 };

static Err read_xlsx(Reading *d, Str bytes)
{
    Xlsx   *x  = NULL;
    XlsxIn  in = {.bytes = bytes, .unpacked = 64 << 20, .rows = SHEET_ROWS_MAX + 2, .lang = d->lang,
                  .issues = d->issues};
    XlsxRow row;
    Err     e = xlsx_open(d->a, &in, &x);

    if (!e.kind)
        e = xlsx_start(x, 0);
    while (!e.kind && xlsx_next(x, &row)) {
        Str  *cells   = new(d->a, Str, COLUMNS);
        for (isize i = 0; i < row.count; i++)
            if (row.cells[i].col < COLUMNS)
                cells[row.cells[i].col] = row.cells[i].text;
        read_row(d, row.number + 1, cells, COLUMNS);
    }
    if (!e.kind)
        e = xlsx_done(x);
    xlsx_close(x);
    return e;
}

Err sheet_read(Arena *a, Str bytes, const SheetCol *cols, isize n, Lang lang, Issues *issues, Sheet *out)
{
    Reading d = {.a = a, .cols = cols, .n = n, .lang = lang, .issues = issues, .out = out};
    isize   before = issues->count;

    *out = (Sheet){0};
    Err e = str_starts(bytes, S("PK")) ? read_xlsx(&d, bytes) : read_csv(&d, bytes);
    if (e.kind && issues->count == before)
        return e;                               /* not the file's fault */
    if (issues->count == before && !out->rows.count)
        issue_say(issues, lang, (Str){0}, MSG_format_sheet_empty);
    return NO_ERR;
}

void sheet_surplus(Arena *a, const Sheet *s, Lang lang, Issues *issues)
{
    for (isize i = 0; i < s->rows.count; i++) {
        const SheetRow *row = &s->rows.at[i];
        if (row->surplus)
            issue_say(issues, lang, xlsx_address(a, (int)row->line - 1, (int)row->surplus - 1),
                      MSG_format_sheet_surplus);
    }
}

Str sheet_cell(Arena *a, const Sheet *s, const SheetRow *row, isize col)
{
    int at = s->at[col] >= 0 ? s->at[col] : 0;
    return xlsx_address(a, (int)row->line - 1, at);
}

/* --- kept for a while --- */

Str sheet_json(Arena *a, const Sheet *s)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_open_list(&o, S("at"));
    for (isize c = 0; c < s->cols_count; c++)
        json_put_i64(&o, NO_KEY, s->at[c]);
    json_close(&o);
    json_open_list(&o, S("rows"));
    for (isize i = 0; i < s->rows.count; i++) {
        json_open_list(&o, NO_KEY);
        json_put_i64(&o, NO_KEY, s->rows.at[i].line);
        for (isize c = 0; c < s->cols_count; c++)
            json_put_text(&o, NO_KEY, s->rows.at[i].cells[c]);
        json_put_i64(&o, NO_KEY, s->rows.at[i].surplus);
        json_close(&o);
    }
    json_close(&o);
    json_close(&o);
    return buf_str(&b);
}

Err sheet_from_json(Arena *a, Str json, Sheet *out)
{
    const Json *j;

    TRY(json_read(a, json, (JsonMost){0}, &j));
    const Json *at = json_get(j, "at"), *rows = json_get(j, "rows");
    *out = (Sheet){.cols_count = at->count, .at = new(a, int, at->count)};
    for (isize c = 0; c < at->count; c++) {
        i64 n = -1;
        (void)json_i64(&at->at[c], &n);
        out->at[c] = (int)n;
    }
    for (isize i = 0; i < rows->count; i++) {
        const Json *cells = &rows->at[i];
        SheetRow   *row   = list_add(a, &out->rows);
        if (cells->count != at->count + 2 || !json_i64(&cells->at[0], &row->line)
            || !json_i64(&cells->at[at->count + 1], &row->surplus))
            return FAIL(ERR_INVALID, "a kept sheet is damaged");
        row->cells = new(a, Str, at->count);
        for (isize c = 0; c < at->count; c++)
            row->cells[c] = json_text(&cells->at[c + 1]);
    }
    return NO_ERR;
}

/* --- an empty form --- */

Str sheet_template_csv(Arena *a, const SheetCol *cols, isize n)
{
    Buf    b = {.arena = a};
    CsvOut o = {.to = &b, .separator = ';'};

    csv_bom(&o);
    for (isize c = 0; c < n; c++)
        csv_put_text(&o, str_of(cols[c].key));
    csv_end_row(&o);
    return buf_str(&b);
}

Err sheet_template_xlsx(Arena *a, Str path, Str name, const SheetCol *cols, isize n)
{
    XlsxOut *x;

    TRY(xlsx_create(a, path, false, &x));
    xlsx_sheet_add(x, name);
    xlsx_freeze(x, 1, 0);
    for (isize c = 0; c < n; c++) {
        xlsx_text(x, (XlsxAt){0, (int)c}, str_of(cols[c].key), XS_HEAD);
        xlsx_width(x, (int)c, 22);
    }
    xlsx_sheet_add(x, S("Contoh"));
    for (isize c = 0; c < n; c++) {
        xlsx_text(x, (XlsxAt){0, (int)c}, str_of(cols[c].key), XS_HEAD);
        xlsx_text(x, (XlsxAt){1, (int)c}, str_of(cols[c].example), XS_PLAIN);
        xlsx_width(x, (int)c, 22);
    }
    return xlsx_finish(x);
}
