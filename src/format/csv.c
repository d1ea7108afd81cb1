#include "format/csv.h"

#include <string.h>

enum { BYTES_MOST = 64 << 20, ROWS_MOST = 200000, COLUMNS_MOST = 500, CELL_MOST = 128 << 10 };

/* --- in --- */

static Err complain(Csv *c, ErrKind kind, i64 line, Msg msg, Str what)
{
    Arena *a     = c->issues->arena;
    Str    field = line ? str_fmt(a, "%lld", (long long)line) : (Str){0};
    issue_sayf(c->issues, c->lang, field, msg, line ? field : what, what);
    return c->err = (Err){kind, "csv", "the table cannot be read; its issues say why"};
}

static bool is_utf16(Str s)
{
    return str_starts(s, S("\xFF\xFE")) || str_starts(s, S("\xFE\xFF"));
}

/* The line of the first byte that is not UTF-8. */
static i64 bad_line(Str s)
{
    i64 line = 1;
    while (s.len) {
        Str one = s;
        Str row = str_cut(&one, '\n');
        if (!str_is_utf8(row))
            return line;
        s = one;
        line++;
    }
    return line;
}

static Err check_encoding(Csv *c, Str text)
{
    if (is_utf16(text))
        return complain(c, ERR_INVALID, 0, MSG_format_csv_utf16, (Str){0});
    if (str_is_utf8(text))
        return NO_ERR;
    bool binary = text.len && memchr(text.at, 0, (size_t)text.len);
    return complain(c, ERR_INVALID, bad_line(text), binary ? MSG_format_csv_binary : MSG_format_csv_windows, (Str){0});
}

/* The separator that stands most often outside quotes in the first line. */
static char sniff(Str text)
{
    static const char marks[] = ",;\t";
    int  count[3] = {0}, best = 0;
    bool quoted = false;

    for (isize i = 0; i < text.len && (quoted || (text.at[i] != '\n' && text.at[i] != '\r')); i++) {
        quoted ^= text.at[i] == '"';
        for (int m = 0; m < 3 && !quoted; m++)
            count[m] += text.at[i] == marks[m];
    }
    for (int m = 1; m < 3; m++)
        if (count[m] > count[best])
            best = m;
    return marks[best];
}

static isize newline(Str s)             /* the length of the line end that s starts with, or 0 */
{
    if (!s.len || (s.at[0] != '\r' && s.at[0] != '\n'))
        return 0;
    return s.at[0] == '\r' && s.len > 1 && s.at[1] == '\n' ? 2 : 1;
}

Err csv_open(Csv *c, Str text, CsvMost most, Lang lang, Issues *issues)
{
    *c = (Csv){.line = 1, .lang = lang, .issues = issues};
    c->most.bytes   = most.bytes ? most.bytes : BYTES_MOST;
    c->most.rows    = most.rows ? most.rows : ROWS_MOST;
    c->most.columns = most.columns ? most.columns : COLUMNS_MOST;
    c->most.cell    = most.cell ? most.cell : CELL_MOST;

    if (text.len > c->most.bytes)
        return complain(c, ERR_LIMIT, 0, MSG_format_csv_long, say_bytes(issues->arena, lang, c->most.bytes));
    TRY(check_encoding(c, text));
    if (str_starts(text, S("\xEF\xBB\xBF")))
        text = str_sub(text, 3, -1);
    if (str_starts(text, S("sep=")) && text.len > 4 && memchr(",;\t|", text.at[4], 4)
        && newline(str_sub(text, 5, -1))) {
        c->separator = text.at[4];
        text = str_sub(text, 5 + newline(str_sub(text, 5, -1)), -1);
        c->line++;
    } else {
        c->separator = sniff(text);
    }
    c->rest = text;
    return NO_ERR;
}

/* Pairs of quotes become one; the line ends inside are counted by the caller. */
static Str undouble(Arena *a, Str s)
{
    char *p = new(a, char, s.len);
    isize n = 0;
    for (isize i = 0; i < s.len; i++) {
        p[n++] = s.at[i];
        if (s.at[i] == '"')
            i++;
    }
    return (Str){p, n};
}

static bool at_cell_end(const Csv *c, Str s)
{
    return !s.len || s.at[0] == c->separator || newline(s);
}

/* A cell in quotes, after the first of them; false if it never ends. */
static bool quoted_cell(Arena *a, Csv *c, Str *out)
{
    Str   s       = c->rest;
    isize n       = 0;
    bool  doubled = false;

    for (; n < s.len; n++) {
        isize end = newline(str_sub(s, n, -1));
        if (end) {
            c->line++;
            n += end - 1;
        } else if (s.at[n] == '"' && n + 1 < s.len && s.at[n + 1] == '"') {
            doubled = true;
            n++;
        } else if (s.at[n] == '"') {
            break;
        }
    }
    if (n == s.len)
        return false;
    *out    = doubled ? undouble(a, str_sub(s, 0, n)) : str_sub(s, 0, n);
    c->rest = str_sub(s, n + 1, -1);
    return true;
}

static Str plain_cell(Csv *c)
{
    isize n = 0;
    while (!at_cell_end(c, str_sub(c->rest, n, -1)))
        n++;
    Str out = str_sub(c->rest, 0, n);
    c->rest = str_sub(c->rest, n, -1);
    return out;
}

static Err read_cell(Arena *a, Csv *c, Str *out)
{
    i64 line = c->line;
    if (c->rest.len && c->rest.at[0] == '"') {
        c->rest = str_sub(c->rest, 1, -1);
        if (!quoted_cell(a, c, out))
            return complain(c, ERR_INVALID, line, MSG_format_csv_unclosed, (Str){0});
        if (!at_cell_end(c, c->rest))
            return complain(c, ERR_INVALID, c->line, MSG_format_csv_after_quote, (Str){0});
    } else {
        *out = plain_cell(c);
    }
    if (out->len > c->most.cell)
        return complain(c, ERR_LIMIT, line, MSG_format_csv_cell, say_bytes(c->issues->arena, c->lang, c->most.cell));
    return NO_ERR;
}

static Err read_row(Arena *a, Csv *c, CsvRow *row)
{
    LIST(Str) cells = {0};
    bool more = true;

    row->line = c->line;
    while (more) {
        Str cell;
        TRY(read_cell(a, c, &cell));
        if (cells.count == c->most.columns)
            return complain(c, ERR_LIMIT, row->line, MSG_format_csv_columns,
                            say_i64(c->issues->arena, c->lang, c->most.columns));
        *list_add(a, &cells) = cell;
        more = c->rest.len && c->rest.at[0] == c->separator;
        if (more)
            c->rest = str_sub(c->rest, 1, -1);
    }
    row->cells = cells.at;
    row->count = cells.count;
    return NO_ERR;
}

static void skip_newline(Csv *c)
{
    isize n = newline(c->rest);
    c->rest = str_sub(c->rest, n, -1);
    c->line += n > 0;
}

bool csv_next(Arena *a, Csv *c, CsvRow *row)
{
    while (!c->err.kind && newline(c->rest))
        skip_newline(c);
    if (c->err.kind || !c->rest.len)
        return false;
    if (++c->rows > c->most.rows) {
        complain(c, ERR_LIMIT, c->line, MSG_format_csv_rows, say_i64(c->issues->arena, c->lang, c->most.rows));
        return false;
    }
    if (read_row(a, c, row).kind)
        return false;
    skip_newline(c);
    return true;
}

Err csv_done(const Csv *c)
{
    return c->err;
}

/* --- out --- */

static void next_cell(CsvOut *o)
{
    if (o->more)
        buf_char(o->to, o->separator ? o->separator : ',');
    o->more = true;
}

static bool needs_quotes(const CsvOut *o, Str s)
{
    for (isize i = 0; i < s.len; i++)
        if (s.at[i] == '"' || s.at[i] == '\r' || s.at[i] == '\n' || s.at[i] == (o->separator ? o->separator : ','))
            return true;
    return s.len && (s.at[0] == ' ' || s.at[s.len - 1] == ' ');
}

static bool starts_a_formula(Str s)
{
    return s.len && memchr("=+-@\t\r\n", s.at[0], 7);
}

void csv_bom(CsvOut *o)
{
    buf_add(o->to, S("\xEF\xBB\xBF"));
}

void csv_put_text(CsvOut *o, Str s)
{
    bool quotes = needs_quotes(o, s);

    next_cell(o);
    if (quotes)
        buf_char(o->to, '"');
    if (starts_a_formula(s))
        buf_char(o->to, '\'');
    for (isize i = 0; i < s.len; i++) {
        if (s.at[i] == '"')
            buf_char(o->to, '"');
        buf_char(o->to, s.at[i]);
    }
    if (quotes)
        buf_char(o->to, '"');
}

void csv_put_i64(CsvOut *o, i64 n)
{
    next_cell(o);
    buf_addf(o->to, "%lld", (long long)n);
}

void csv_put_ratio(CsvOut *o, Ratio r, int decimals, char point)
{
    Str  text   = ratio_round(o->to->arena, r, decimals, point);
    bool quotes = needs_quotes(o, text);

    next_cell(o);
    buf_addf(o->to, quotes ? "\"%.*s\"" : "%.*s", STRF(text));
}

void csv_put_date(CsvOut *o, Date d)
{
    next_cell(o);
    if (d.days)
        buf_add(o->to, date_iso(o->to->arena, d));
}

void csv_end_row(CsvOut *o)
{
    buf_add(o->to, S("\r\n"));
    o->more = false;
}
