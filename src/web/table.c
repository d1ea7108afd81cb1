#include "web/table.h"

#include "format/csv.h"
#include "format/json.h"
#include "format/xlsx.h"
#include "web/parts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of a list whose length is known, room for all of it at once. */
static void make_room(Req *r, Table *t)
{
    i64 rows = t->of < TABLE_PAGE || table_is_asked(r) ? t->of : TABLE_PAGE;

    t->cells.cap = rows * t->cols_count;
    t->cells.at  = new(r->arena, Cell, t->cells.cap);
}

Cell *table_row(Req *r, Table *t)
{
    Cell *first = NULL;

    if (t->part && !t->cells.cap)
        make_room(r, t);
    for (isize i = 0; i < t->cols_count; i++) {
        Cell *c = list_add(r->arena, &t->cells);
        *c      = (Cell){0};
        if (!i)
            first = c;
    }
    return first ? &t->cells.at[t->cells.count - t->cols_count] : NULL;
}

/* --- which rows, and in which order --- */

typedef struct {
    const Table *t;
    Cell       **rows;          /* those that are kept */
    isize        count;
    isize        col;           /* sorted by; -1: as they came */
    bool         down;
} Rows;

static bool row_has(Arena scratch, const Table *t, const Cell *row, Str word)
{
    for (isize i = 0; i < t->cols_count; i++)
        if (str_has(str_lower(&scratch, row[i].text), word))
            return true;
    return false;
}

static bool row_wanted(Arena scratch, const Table *t, const Cell *row, Str asked)
{
    while (asked.len) {
        Str word = str_cut(&asked, ' ');
        if (word.len && !row_has(scratch, t, row, word))
            return false;
    }
    return true;
}

static int compare_cells(ColKind kind, const Cell *x, const Cell *y)
{
    switch (kind) {
    case COL_TEXT:
    case COL_STATE:   return str_cmp(x->text, y->text);
    case COL_NUMBER:
    case COL_BYTES:   return (x->number > y->number) - (x->number < y->number);
    case COL_POINTS:
    case COL_CHANGE:
    case COL_PERCENT: return ratio_cmp(x->ratio, y->ratio);
    case COL_DATE:    return (x->date.days > y->date.days) - (x->date.days < y->date.days);
    case COL_AT:      return (x->at.s > y->at.s) - (x->at.s < y->at.s);
    case COL_MARGIN:  return x->margin && y->margin ? ratio_cmp(x->margin->points, y->margin->points)
                                                    : !!x->margin - !!y->margin;
    }
    return 0;
}

/* What has no value stands last either way; equal rows stay as they came. */
static int compare_rows(const void *a, const void *b, void *ctx)
{
    const Rows *by = ctx;
    const Cell *x = *(Cell *const *)a, *y = *(Cell *const *)b, *cx = x + by->col, *cy = y + by->col;
    int order = cx->none || cy->none ? 0 : compare_cells(by->t->cols[by->col].kind, cx, cy);

    if (cx->none != cy->none)
        return cx->none - cy->none;
    if (order)
        return by->down ? -order : order;
    return (x > y) - (x < y);
}

static isize rows_of(const Table *t)
{
    return t->cols_count ? t->cells.count / t->cols_count : 0;
}

static Str search_of(Req *r, const Table *t)
{
    return t->search ? str_lower(r->arena, query_get(r, "cari")) : (Str){0};
}

static void sort_of(Req *r, Rows *rows)
{
    Str by     = query_get(r, "urut");
    rows->down = str_starts(by, S("-"));
    rows->col  = -1;
    for (isize i = 0; i < rows->t->cols_count; i++)
        if (str_is(str_sub(by, rows->down, -1), rows->t->cols[i].key))
            rows->col = i;
}

/* The page of the address, or the last one. */
static i64 page_of(Req *r, i64 all)
{
    i64 page, last = all ? (all - 1) / TABLE_PAGE + 1 : 1;

    if (!str_i64(query_get(r, "hal"), &page) || page < 1)
        page = 1;
    return page > last ? last : page;
}

TableAsk table_ask(Req *r, const Table *t)
{
    Rows rows = {.t = t};

    sort_of(r, &rows);
    if (table_is_asked(r))
        return (TableAsk){search_of(r, t), (int)rows.col, rows.down, TABLE_MAX, 0};
    return (TableAsk){search_of(r, t), (int)rows.col, rows.down, TABLE_PAGE, (page_of(r, t->of) - 1) * TABLE_PAGE};
}

static Rows rows_wanted(Req *r, const Table *t)
{
    Rows rows  = {.t = t};
    Str  asked = t->part ? (Str){0} : search_of(r, t);

    sort_of(r, &rows);
    rows.rows = new(r->arena, Cell *, rows_of(t));
    for (isize i = 0; i < rows_of(t); i++)
        if (row_wanted(*r->arena, t, t->cells.at + i * t->cols_count, asked))
            rows.rows[rows.count++] = t->cells.at + i * t->cols_count;
    if (rows.col >= 0 && rows.count && !t->part)
        qsort_r(rows.rows, (size_t)rows.count, sizeof *rows.rows, compare_rows, &rows);
    return rows;
}

/* --- files --- */

static void csv_cell(Req *r, CsvOut *o, ColKind kind, const Cell *c)
{
    if (c->none) {
        csv_put_text(o, (Str){0});
        return;
    }
    switch (kind) {
    case COL_TEXT:
    case COL_STATE:   csv_put_text(o, c->text); break;
    case COL_NUMBER:
    case COL_BYTES:   csv_put_i64(o, c->number); break;
    case COL_POINTS:
    case COL_CHANGE:  csv_put_ratio(o, c->ratio, 2, '.'); break;
    case COL_PERCENT: csv_put_ratio(o, c->ratio, 4, '.'); break;
    case COL_DATE:    csv_put_date(o, c->date); break;
    case COL_AT:      csv_put_text(o, instant_iso(r->arena, c->at)); break;
    case COL_MARGIN:  csv_put_ratio(o, c->margin ? c->margin->points : (Ratio){0}, 2, '.'); break;
    }
}

static void csv_export(Req *r, const Rows *rows)
{
    const Table *t = rows->t;
    CsvOut       o = {.to = &r->out};

    csv_bom(&o);
    for (isize i = 0; i < t->cols_count; i++)
        csv_put_text(&o, say(r->lang, t->cols[i].head));
    csv_end_row(&o);
    for (isize n = 0; n < rows->count; n++) {
        for (isize i = 0; i < t->cols_count; i++)
            csv_cell(r, &o, t->cols[i].kind, rows->rows[n] + i);
        csv_end_row(&o);
    }
}

static void json_cell(Req *r, JsonOut *o, const Col *col, const Cell *c)
{
    Str key = str_of(col->key);

    if (c->none) {
        json_put_null(o, key);
        return;
    }
    switch (col->kind) {
    case COL_TEXT:
    case COL_STATE:   json_put_text(o, key, c->text); break;
    case COL_NUMBER:
    case COL_BYTES:   json_put_i64(o, key, c->number); break;
    case COL_POINTS:
    case COL_CHANGE:  json_put_points(o, key, c->ratio); break;
    case COL_PERCENT: json_put_text(o, key, ratio_round(r->arena, c->ratio, 4, '.')); break;
    case COL_DATE:    json_put_date(o, key, c->date); break;
    case COL_AT:      json_put_text(o, key, instant_iso(r->arena, c->at)); break;
    case COL_MARGIN:  json_put_points(o, key, c->margin ? c->margin->points : (Ratio){0}); break;
    }
}

static void json_export(Req *r, const Rows *rows)
{
    const Table *t = rows->t;
    JsonOut      o = {.to = &r->out};

    json_open_list(&o, NO_KEY);
    for (isize n = 0; n < rows->count; n++) {
        json_open_map(&o, NO_KEY);
        for (isize i = 0; i < t->cols_count; i++)
            json_cell(r, &o, &t->cols[i], rows->rows[n] + i);
        json_close(&o);
    }
    json_close(&o);
}

static void xlsx_cell(Req *r, XlsxOut *x, XlsxAt at, ColKind kind, const Cell *c)
{
    if (c->none)
        return;
    switch (kind) {
    case COL_TEXT:
    case COL_STATE:   xlsx_text(x, at, c->text, XS_PLAIN); break;
    case COL_NUMBER:
    case COL_BYTES:   xlsx_i64(x, at, c->number, XS_WHOLE); break;
    case COL_POINTS:
    case COL_CHANGE:  xlsx_put_ratio(x, at, c->ratio, XS_NUMBER2); break;
    case COL_PERCENT: xlsx_put_ratio(x, at, c->ratio, XS_PERCENT); break;
    case COL_DATE:    xlsx_date(x, at, c->date, XS_DATE); break;
    case COL_AT:      xlsx_text(x, at, say_instant(r->arena, r->lang, c->at, r->utc_minutes), XS_PLAIN); break;
    case COL_MARGIN:  xlsx_put_ratio(x, at, c->margin ? c->margin->points : (Ratio){0}, XS_NUMBER2); break;
    }
}

static Err xlsx_export(Req *r, const Rows *rows, Str path)
{
    const Table *t = rows->t;
    XlsxOut     *x;

    TRY(xlsx_create(r->arena, path, true, &x));
    xlsx_sheet_add(x, t->caption);
    for (isize i = 0; i < t->cols_count; i++) {
        xlsx_width(x, (int)i, t->cols[i].kind == COL_TEXT ? 32 : 16);
        xlsx_text(x, (XlsxAt){0, (int)i}, say(r->lang, t->cols[i].head), XS_HEAD);
    }
    for (isize n = 0; n < rows->count; n++)
        for (isize i = 0; i < t->cols_count; i++)
            xlsx_cell(r, x, (XlsxAt){(int)n + 1, (int)i}, t->cols[i].kind, rows->rows[n] + i);
    xlsx_freeze(x, 1, 0);
    xlsx_filter(x, (XlsxAt){0, 0}, (XlsxAt){(int)rows->count, (int)t->cols_count - 1});
    return xlsx_finish(x);
}

/* The workbook is written beside, opened, and forgotten by its name before it is sent. */
static Err xlsx_answer(Req *r, const Rows *rows)
{
    char        dir[] = "/tmp/pulau-XXXXXX";
    struct stat st;

    if (!mkdtemp(dir))
        return FAIL(ERR_IO, "no temporary folder");
    Str path = str_fmt(r->arena, "%s/list.xlsx", dir);
    Err e    = xlsx_export(r, rows, path);
    int fd   = e.kind ? -1 : open(str_c(r->arena, path), O_RDONLY | O_CLOEXEC);
    unlink(str_c(r->arena, path));
    rmdir(dir);
    TRY(e);
    if (fd < 0 || fstat(fd, &st))
        return FAIL(ERR_IO, "the workbook cannot be read");
    r->type          = S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    r->file.fd       = fd;
    r->file.fd_bytes = st.st_size;
    return NO_ERR;
}

static Err export_as(Req *r, const Rows *rows, Str format)
{
    r->out = (Buf){.arena = r->arena};
    if (str_is(format, "xlsx")) {
        TRY(xlsx_answer(r, rows));
    } else if (str_is(format, "csv")) {
        r->type = S("text/csv; charset=utf-8");
        csv_export(r, rows);
    } else if (str_is(format, "json")) {
        r->type = S("application/json");
        json_export(r, rows);
    } else {
        return FAIL(ERR_NOT_FOUND, "a format that lists do not have");
    }
    header_add(r, "Content-Disposition",
               str_fmt(r->arena, "attachment; filename=\"%s.%.*s\"", rows->t->name, STRF(format)));
    return NO_ERR;
}

/* --- the page --- */

typedef struct { Str text, sorted; Url url; bool num; } HeadView;
typedef struct { Str head, cls, text; Url url; Tag tag; Html html; bool first; } CellView;
typedef struct { LIST(CellView) cells; } RowView;
typedef struct {
    Str  caption, asked, empty;
    Url  here;
    bool tools, search, narrowed;
    i64  cut;                   /* the list was longer than this */
    LIST(Hidden)   kept;
    LIST(Filter)   filters;
    LIST(HeadView) heads;
    LIST(RowView)  rows;
    Exports exports;
    Pager   pager;
} TableView;
#include "table.html.h"

static bool is_number(ColKind kind)
{
    return kind == COL_NUMBER || kind == COL_POINTS || kind == COL_CHANGE || kind == COL_PERCENT || kind == COL_BYTES;
}

static bool is_when(ColKind kind)
{
    return kind == COL_DATE || kind == COL_AT;
}

/* This page's address with one value changed, from the first page of the list. */
static Url first_page_with(Req *r, const char *name, Str value)
{
    Req at   = *r;
    Str rest = url_with(r, "hal", (Str){0}).s;
    str_cut(&rest, '?');
    at.query = rest;
    return url_with(&at, name, value);
}

bool table_is_asked(const Req *r)
{
    return query_get(r, "format").len;
}

Exports table_exports(Req *r, const char *without)
{
    static const struct { const char *text, *format; } files[] = {{"xlsx", "xlsx"}, {"csv", "csv"}, {"JSON", "json"}};
    Exports x  = {0};
    Req     at = *r;
    Str     rest = without ? url_with(r, without, (Str){0}).s : (Str){0};

    str_cut(&rest, '?');
    if (without)
        at.query = rest;
    for (isize i = 0; i < countof(files); i++)
        *list_add(r->arena, &x.of) = (Link){str_of(files[i].text), url_with(&at, "format", str_of(files[i].format))};
    return x;
}

static void add_heads(Req *r, TableView *v, const Rows *rows)
{
    for (isize i = 0; i < rows->t->cols_count; i++) {
        const Col *col = &rows->t->cols[i];
        bool       up  = rows->col == i && !rows->down;
        if (col->only_export)
            continue;
        *list_add(r->arena, &v->heads) = (HeadView){
            .text   = say(r->lang, col->head),
            .sorted = rows->col != i ? (Str){0} : rows->down ? S("descending") : S("ascending"),
            .url    = first_page_with(r, "urut", str_fmt(r->arena, "%s%s", up ? "-" : "", col->key)),
            .num    = is_number(col->kind),
        };
    }
}

static Str cell_text(Req *r, ColKind kind, const Cell *c)
{
    switch (kind) {
    case COL_TEXT:
    case COL_STATE:   return c->text;
    case COL_NUMBER:  return say_i64(r->arena, r->lang, c->number);
    case COL_BYTES:   return say_bytes(r->arena, r->lang, c->number);
    case COL_POINTS:  return say_ratio(r->arena, r->lang, c->ratio, 2);
    case COL_CHANGE:  return str_fmt(r->arena, "%s%.*s", ratio_cmp(c->ratio, ratio(0, 1)) > 0 ? "+" : "",
                                     STRF(say_ratio(r->arena, r->lang, c->ratio, 2)));
    case COL_PERCENT: return str_fmt(r->arena, "%.*s %%",
                                     STRF(say_ratio(r->arena, r->lang, ratio_mul(c->ratio, ratio(100, 1)), 2)));
    case COL_DATE:    return say_date(r->arena, r->lang, c->date);
    case COL_AT:      return say_instant(r->arena, r->lang, c->at, r->utc_minutes);
    case COL_MARGIN:  break;
    }
    return (Str){0};
}

static Html margin_html(Req *r, const Margin *m)
{
    Buf page = r->out;

    r->out = (Buf){.arena = r->arena};
    view_margin_cell(r, m);
    Html made = {buf_str(&r->out)};
    r->out = page;
    return made;
}

/* Text, a link, a tag or a drawing. */
static void put_cell(Req *r, const Col *col, const Cell *c, CellView *v)
{
    if (c->none)
        v->text = S("–");
    else if (col->kind == COL_STATE)
        v->tag = (Tag){c->tone, c->text};
    else if (col->kind == COL_MARGIN && c->margin)
        v->html = margin_html(r, c->margin);
    else
        v->text = cell_text(r, col->kind, c);
    v->url = c->none || !v->text.len ? (Url){{0}} : c->url;
}

static RowView row_view(Req *r, const Table *t, const Cell *cells)
{
    RowView row   = {.cells = {new(r->arena, CellView, t->cols_count), 0, t->cols_count}};
    bool    first = true;
    for (isize i = 0; i < t->cols_count; i++) {
        const Col *col = &t->cols[i];
        if (col->only_export)
            continue;
        CellView *v = list_add(r->arena, &row.cells);
        *v = (CellView){.head  = say(r->lang, col->head),
                        .cls   = is_number(col->kind) ? S("num") : is_when(col->kind) ? S("when") : (Str){0},
                        .first = first};
        put_cell(r, col, cells + i, v);
        first = false;
    }
    return row;
}

static void add_page(Req *r, TableView *v, const Rows *rows)
{
    i64 all  = rows->t->part ? rows->t->of : rows->count, last = all ? (all - 1) / TABLE_PAGE + 1 : 1;
    i64 page = page_of(r, all), from = (page - 1) * TABLE_PAGE, to = from + TABLE_PAGE < all ? from + TABLE_PAGE : all;
    i64 skip = rows->t->part ? from : 0;

    for (i64 i = from; i < to && i - skip < rows->count; i++)
        *list_add(r->arena, &v->rows) = row_view(r, rows->t, rows->rows[i - skip]);
    v->pager = (Pager){.from = from + 1, .to = to, .of = all};
    if (page > 1)
        v->pager.before = url_with(r, "hal", page > 2 ? html_bare_i64(r, page - 1) : (Str){0});
    if (page < last)
        v->pager.after = url_with(r, "hal", html_bare_i64(r, page + 1));
}

static void add_filters(Req *r, TableView *v, const Table *t)
{
    for (isize i = 0; i < t->filters.count; i++) {
        Filter *f = list_add(r->arena, &v->filters);
        *f        = t->filters.at[i];
        Str value = query_get(r, str_c(r->arena, f->name));
        for (isize k = 0; k < f->choices.count; k++)
            f->choices.at[k].chosen = str_eq(f->choices.at[k].value, value);
        v->narrowed = v->narrowed || value.len;
    }
}

/* What the search form must not lose: everything in the address that it does not ask for itself. */
static void add_kept(Req *r, TableView *v)
{
    for (Str rest = r->query; rest.len;) {
        Str  name = str_cut(&rest, '&');
        name      = str_cut(&name, '=');
        bool own  = str_is(name, "cari") || str_is(name, "hal") || str_is(name, "format");
        for (isize i = 0; i < v->filters.count; i++)
            own = own || str_eq(v->filters.at[i].name, name);
        if (!own && name.len)
            *list_add(r->arena, &v->kept) = (Hidden){name, query_get(r, str_c(r->arena, name))};
    }
}

Err table_show(Req *r, Table *t)
{
    Rows rows   = rows_wanted(r, t);
    Str  format = query_get(r, "format");

    if (table_is_asked(r))
        return export_as(r, &rows, format);
    TableView v = {
        .caption = t->caption,
        .empty   = t->empty,
        .here    = {r->path},
        .search  = t->search,
        .asked   = query_get(r, "cari"),
        .tools   = t->search || t->filters.count,
        .cut     = t->cols_count && t->cells.count / t->cols_count >= TABLE_MAX ? TABLE_MAX : 0,
    };
    v.narrowed = v.search && v.asked.len;
    add_filters(r, &v, t);
    add_kept(r, &v);
    add_heads(r, &v, &rows);
    add_page(r, &v, &rows);
    v.exports = table_exports(r, NULL);
    view_table(r, &v);
    return NO_ERR;
}
