#include "format/xlsx_read.h"

#include "format/xlsx_part.h"
#include "format/xlsx_style.h"

#include <string.h>

enum {
    UNPACKED_MOST = 256 << 20, STRINGS_MOST = 16 << 20, ROWS_MOST = 100000,
    SHEETS_MOST = 256, LOOKS_MOST = 65536, SPANS_MOST = 65536,
    ROW_LAST = 1048575, COL_LAST = 16383,
    ROW_BYTES = 1 << 20,        /* cells and texts of one row */
};

typedef struct { i64 id; Look look; } OwnLook;
typedef struct { Str name, id, part; bool hidden; } Sheet;
typedef struct { Str id, target; } Rel;
typedef struct { int from, to; } Span;

typedef enum { IN_NOTHING, IN_TEXT, IN_FORMULA } Inside;

struct Xlsx {
    Arena   *arena;
    XlsxIn   in;
    Package  package;
    Part     part;              /* the only one open at any time */

    Str      book_part, strings_part, styles_part;
    bool     from_1904;
    LIST(Sheet)   sheets;
    LIST(Rel)     rels;         /* of the part being looked at */
    LIST(Str)     strings;
    LIST(OwnLook) own_looks;
    LIST(Look)    looks;

    LIST(Span)      hidden;     /* of the sheet being read, from here on */
    LIST(XlsxRange) merged;
    LIST(XlsxLink)  links;
    Arena     work_whole, work; /* a row with its cells and texts, or one shared text */
    XlsxRow   row;
    LIST(XlsxCell) cells;
    XlsxCell  cell;
    Buf       text, formula;    /* of the cell being read */
    Str       type;             /* its t="" */
    isize     look, rows, string_bytes;
    Inside    inside;
    bool      in_formats, in_phonetic, in_cell, row_ready, said;
};

/* --- small things --- */

static bool fail(Xlsx *x, ErrKind kind, Msg fault)
{
    return package_fail(&x->package, kind, fault);
}

/* Leaving by a full arena would strand the parser: so it is asked before. */
static bool has_room(Xlsx *x, isize bytes)
{
    return x->arena->end - x->arena->beg > bytes + 65536
        || fail(x, ERR_LIMIT, MSG_format_xlsx_large);
}

#define add_one(x, list) \
    (has_room(x, ((list)->cap * 2 + 8) * (isize)sizeof *(list)->at) ? list_add((x)->arena, list) : NULL)

static Err outcome(const Xlsx *x)
{
    if (!x->package.fault)
        return NO_ERR;
    return (Err){x->package.kind, "xlsx", "the workbook cannot be read; its issue says why"};
}

static bool is_true(Str s)
{
    return str_eq(s, S("1")) || str_eq(s, S("true"));
}

static i64 number_attr(const char **attrs, const char *name, i64 otherwise)
{
    i64 n;
    return str_i64(xml_attr(attrs, name), &n) && n >= 0 ? n : otherwise;
}

/* The work space lasts a row; a row that does not fit is no row of a form. */
static bool has_work(Xlsx *x, isize bytes)
{
    return x->work.end - x->work.beg > bytes + 4096 || fail(x, ERR_LIMIT, MSG_format_xlsx_large);
}

static void add_text(Xlsx *x, Buf *to, Str text)
{
    if (has_work(x, to->cap * 2 + 1024 + text.len))
        buf_add(to, text);
}

static bool keep(Xlsx *x, Str s, Str *out)
{
    if (!has_room(x, s.len))
        return false;
    *out = str_copy(x->arena, s);
    return true;
}

/* --- relations: which part is which --- */

static void rel_open(void *ctx, Str name, const char **attrs)
{
    Xlsx *x = ctx;
    if (!str_eq(name, S("Relationship")) || x->rels.count >= SPANS_MOST)
        return;
    Rel *rel = add_one(x, &x->rels);
    if (!rel || !keep(x, xml_attr(attrs, "Id"), &rel->id) || !keep(x, xml_attr(attrs, "Target"), &rel->target))
        return;

    Str type = xml_attr(attrs, "Type");
    if (str_ends(type, S("/officeDocument")))
        x->book_part = rel->target;
    else if (str_ends(type, S("/sharedStrings")))
        x->strings_part = rel->target;
    else if (str_ends(type, S("/styles")))
        x->styles_part = rel->target;
    else if (str_ends(type, S("/externalLink")))
        fail(x, ERR_TYPE, MSG_format_xlsx_links);
    else if (str_ends(type, S("/vbaProject")) || str_ends(type, S("Macrosheet")))
        fail(x, ERR_TYPE, MSG_format_xlsx_macro);
    else if (str_ends(type, S("/chartsheet")) || str_ends(type, S("/dialogsheet")))
        rel->target = (Str){0};
}

static isize last_slash(Str s)
{
    while (s.len && s.at[s.len - 1] != '/')
        s.len--;
    return s.len;
}

/* "xl/" and "../worksheets/./sheet1.xml" are "worksheets/sheet1.xml"; what leaves the archive is empty. */
static Str resolved(Arena *a, Str folder, Str target)
{
    char *p = new(a, char, folder.len + target.len + 1);
    isize n = 0;

    if (str_starts(target, S("/")))
        target = str_sub(target, 1, -1);
    else if (folder.len)
        memcpy(p, folder.at, (size_t)(n = folder.len));
    while (target.len) {
        Str step = str_cut(&target, '/');
        if (str_is(step, "..")) {
            n = n ? last_slash((Str){p, n - 1}) : 0;
        } else if (!str_is(step, ".")) {
            memcpy(p + n, step.at, (size_t)step.len);
            n += step.len;
            if (target.at)
                p[n++] = '/';
        }
    }
    return (Str){p, n};
}

static bool read_rels(Xlsx *x, Str part)
{
    isize folder = last_slash(part);
    Str   name   = str_fmt(x->arena, "%.*s_rels/%.*s.rels", (int)folder, part.at, (int)(part.len - folder),
                           part.at + folder);
    x->rels.count = 0;
    if (!package_has(&x->package, name))
        return true;
    return part_read(&x->part, &x->package, name, (XmlTo){.open = rel_open}, x);
}

static Str rel_target(const Xlsx *x, Str id)
{
    for (isize i = 0; i < x->rels.count; i++)
        if (str_eq(x->rels.at[i].id, id))
            return x->rels.at[i].target;
    return (Str){0};
}

/* --- the book: its sheets, its formats, its texts --- */

static void book_open(void *ctx, Str name, const char **attrs)
{
    Xlsx *x = ctx;
    if (str_eq(name, S("workbookPr")))
        x->from_1904 = is_true(xml_attr(attrs, "date1904"));
    if (!str_eq(name, S("sheet")) || x->sheets.count >= SHEETS_MOST)
        return;
    Sheet *sheet = add_one(x, &x->sheets);
    if (!sheet || !keep(x, xml_attr(attrs, "name"), &sheet->name) || !keep(x, xml_attr(attrs, "id"), &sheet->id))
        return;
    Str state     = xml_attr(attrs, "state");
    sheet->hidden = state.len && !str_is(state, "visible");
}

static void style_open(void *ctx, Str name, const char **attrs)
{
    Xlsx *x = ctx;
    if (str_eq(name, S("cellXfs"))) {
        x->in_formats = true;
    } else if (str_eq(name, S("numFmt")) && x->own_looks.count < LOOKS_MOST) {
        OwnLook *own = add_one(x, &x->own_looks);
        if (own)
            *own = (OwnLook){number_attr(attrs, "numFmtId", -1), look_of(xml_attr(attrs, "formatCode"))};
    } else if (x->in_formats && str_eq(name, S("xf")) && x->looks.count < LOOKS_MOST) {
        i64   id   = number_attr(attrs, "numFmtId", 0);
        Look *look = add_one(x, &x->looks);
        if (!look)
            return;
        *look = look_builtin(id);
        for (isize i = 0; i < x->own_looks.count; i++)
            if (x->own_looks.at[i].id == id)
                *look = x->own_looks.at[i].look;
    }
}

static void style_close(void *ctx, Str name)
{
    Xlsx *x = ctx;
    if (str_eq(name, S("cellXfs")))
        x->in_formats = false;
}

/* The character that "_x000D_" at the start of `s` stands for, or -1. */
static int coded(Str s)
{
    int c = 0;
    if (s.len < 7 || s.at[0] != '_' || s.at[1] != 'x' || s.at[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        char h = s.at[i];
        int  v = h >= '0' && h <= '9' ? h - '0' : (h | 32) >= 'a' && (h | 32) <= 'f' ? (h | 32) - 'a' + 10 : -1;
        if (v < 0)
            return -1;
        c = c * 16 + v;
    }
    return c;
}

/* "_x000D_" is how a workbook spells what XML cannot hold.  Of the control characters newline and tab stay. */
static Str unescaped(Arena *a, Str s)
{
    char *p = new(a, char, s.len);
    isize n = 0;
    for (isize i = 0; i < s.len; i++) {
        int  code = coded(str_sub(s, i, -1));
        bool told = code >= 0 && (code < 0x20 || code == '_');
        char c    = told ? (char)code : s.at[i];
        if ((u8)c >= 0x20 || c == '\n' || c == '\t')
            p[n++] = c;
        i += told ? 6 : 0;
    }
    return (Str){p, n};
}

static void string_open(void *ctx, Str name, const char **attrs)
{
    Xlsx *x = ctx;
    (void)attrs;
    if (str_eq(name, S("rPh"))) {
        x->in_phonetic = true;
    } else if (str_eq(name, S("si"))) {
        x->work = x->work_whole;
        x->text = (Buf){.arena = &x->work};
    } else if (str_eq(name, S("t")) && !x->in_phonetic) {
        x->inside = IN_TEXT;
    }
}

static void string_close(void *ctx, Str name)
{
    Xlsx *x = ctx;
    x->inside = IN_NOTHING;
    if (str_eq(name, S("rPh")))
        x->in_phonetic = false;
    if (!str_eq(name, S("si")) || !has_room(x, x->text.len))
        return;
    Str *string = add_one(x, &x->strings);
    if (string)
        *string = unescaped(x->arena, buf_str(&x->text));
}

static void string_text(void *ctx, Str text)
{
    Xlsx *x = ctx;
    if (x->inside != IN_TEXT || !x->text.arena)
        return;
    if ((x->string_bytes += text.len) > x->in.strings)
        fail(x, ERR_LIMIT, MSG_format_xlsx_large);
    else
        add_text(x, &x->text, text);
}

static bool read_book(Xlsx *x)
{
    Arena *a = x->arena;
    if (!read_rels(x, (Str){0}) || !x->book_part.len)
        return fail(x, ERR_TYPE, MSG_format_xlsx_other);
    x->book_part = resolved(a, (Str){0}, x->book_part);
    Str folder   = str_sub(x->book_part, 0, last_slash(x->book_part));

    if (!part_read(&x->part, &x->package, x->book_part, (XmlTo){.open = book_open}, x) || !read_rels(x, x->book_part))
        return false;
    for (isize i = 0; i < x->sheets.count; i++) {
        Str target = rel_target(x, x->sheets.at[i].id);
        x->sheets.at[i].part = target.len ? resolved(a, folder, target) : (Str){0};
    }
    Str styles = resolved(a, folder, x->styles_part), strings = resolved(a, folder, x->strings_part);
    if (x->styles_part.len && !part_read(&x->part, &x->package, styles, (XmlTo){style_open, style_close, NULL}, x))
        return false;
    return !x->strings_part.len
        || part_read(&x->part, &x->package, strings, (XmlTo){string_open, string_close, string_text}, x);
}

/* Charts on sheets of their own have no cells. */
static void drop_sheets_without_cells(Xlsx *x)
{
    isize n = 0;
    for (isize i = 0; i < x->sheets.count; i++)
        if (x->sheets.at[i].part.len)
            x->sheets.at[n++] = x->sheets.at[i];
    x->sheets.count = n;
    if (!n)
        fail(x, ERR_TYPE, MSG_format_xlsx_other);
}

static void say_fault(Xlsx *x)
{
    if (x->package.fault && x->in.issues && !x->said)
        issue_say(x->in.issues, x->in.lang, (Str){0}, x->package.fault);
    x->said = x->package.fault != MSG_NONE;
}

Err xlsx_open(Arena *a, const XlsxIn *in, Xlsx **out)
{
    Xlsx *x = new(a, Xlsx, 1);
    *out = x;
    x->arena = a;
    x->in    = *in;
    x->in.unpacked = in->unpacked ? in->unpacked : UNPACKED_MOST;
    x->in.strings  = in->strings ? in->strings : STRINGS_MOST;
    x->in.rows     = in->rows ? in->rows : ROWS_MOST;

    char *work    = new(a, char, ROW_BYTES);
    x->work_whole = (Arena){.beg = work, .end = work + ROW_BYTES};
    if (package_open(&x->package, in->path, in->bytes, x->in.unpacked) && read_book(x))
        drop_sheets_without_cells(x);
    say_fault(x);
    return outcome(x);
}

void xlsx_close(Xlsx *x)
{
    if (!x)
        return;
    part_close(&x->part);
    package_close(&x->package);
}

isize xlsx_sheets(const Xlsx *x)
{
    return x->sheets.count;
}

XlsxSheet xlsx_sheet(const Xlsx *x, isize i)
{
    return (XlsxSheet){x->sheets.at[i].name, x->sheets.at[i].hidden};
}

/* --- addresses --- */

/* "BC12": both from 0; false if it is none or lies outside a sheet. */
static bool parse_address(Str s, int *row, int *col)
{
    isize i = 0;
    i64   c = 0, r = 0;
    for (; i < s.len && s.at[i] >= 'A' && s.at[i] <= 'Z' && c <= COL_LAST; i++)
        c = c * 26 + (s.at[i] - 'A' + 1);
    if (!i || !str_i64(str_sub(s, i, -1), &r) || r < 1 || r - 1 > ROW_LAST || c - 1 > COL_LAST)
        return false;
    *row = (int)r - 1;
    *col = (int)c - 1;
    return true;
}

static bool parse_range(Str s, XlsxRange *out)
{
    Str rest = s, first = str_cut(&rest, ':');
    if (!parse_address(first, &out->row, &out->col))
        return false;
    if (!rest.at) {
        out->row_end = out->row;
        out->col_end = out->col;
        return true;
    }
    return parse_address(rest, &out->row_end, &out->col_end) && out->row_end >= out->row && out->col_end >= out->col;
}

Str xlsx_address(Arena *a, int row, int col)
{
    char letters[8];
    int  n = 0;
    for (int c = col + 1; c > 0 && n < 7; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    for (int i = 0; i < n / 2; i++) {
        char t = letters[i];
        letters[i] = letters[n - 1 - i];
        letters[n - 1 - i] = t;
    }
    return str_fmt(a, "%.*s%d", n, letters, row + 1);
}

/* --- a sheet: rows, cells, and what stands around them --- */

static void start_row(Xlsx *x, const char **attrs)
{
    int number   = (int)number_attr(attrs, "r", x->row.number + 2) - 1;
    x->work      = x->work_whole;
    x->row       = (XlsxRow){.number = number, .hidden = is_true(xml_attr(attrs, "hidden"))};
    x->cells.at  = NULL;
    x->cells.cap = x->cells.count = 0;
    x->text      = (Buf){.arena = &x->work};
    x->formula   = (Buf){.arena = &x->work, .max = 4096};
    x->cell      = (XlsxCell){.col = -1};
    if (number < 0 || number > ROW_LAST)
        fail(x, ERR_INVALID, MSG_format_xlsx_cut);
}

static void start_cell(Xlsx *x, const char **attrs)
{
    int row = x->row.number, col = x->cell.col + 1;
    Str ref = xml_attr(attrs, "r");
    if ((ref.len && !parse_address(ref, &row, &col)) || col > COL_LAST || !x->text.arena) {
        fail(x, ERR_INVALID, MSG_format_xlsx_cut);
        return;
    }
    static const char *const types[] = {"s", "str", "inlineStr", "b", "e", "d"};
    int type   = str_among(xml_attr(attrs, "t"), types, countof(types));
    x->type    = type < 0 ? (Str){0} : str_of(types[type]);
    x->cell    = (XlsxCell){.row = x->row.number, .col = col};
    x->look    = (isize)number_attr(attrs, "s", 0);
    x->in_cell = true;
    x->text.len = x->formula.len = 0;
}

static void put_number(Xlsx *x, Str raw)
{
    LookHow how = {x->look < x->looks.count ? x->looks.at[x->look] : (Look){0}, x->from_1904,
                   x->in.lang == LANG_ID ? ',' : '.'};
    if (!look_put(&x->work, how, raw, &x->cell) && raw.len) {
        x->cell.kind = XLSX_TEXT;
        x->cell.text = str_copy(&x->work, raw);
    }
}

static void put_iso_date(Xlsx *x, Str raw)
{
    Date d;
    x->cell.text = str_copy(&x->work, raw);
    x->cell.kind = XLSX_TEXT;
    if (!date_parse(str_sub(raw, 0, 10), &d))
        return;
    x->cell.kind = XLSX_DATE;
    x->cell.date = d;
    x->cell.text = str_sub(x->cell.text, 0, 10);
}

static void put_shared(Xlsx *x, Str raw)
{
    i64 i;
    if (!str_i64(str_trim(raw), &i) || i < 0 || i >= x->strings.count) {
        fail(x, ERR_INVALID, MSG_format_xlsx_cut);
        return;
    }
    x->cell.kind = XLSX_TEXT;
    x->cell.text = x->strings.at[i];
}

static void put_value(Xlsx *x, Str raw)
{
    if (str_is(x->type, "s")) {
        put_shared(x, raw);
    } else if (str_is(x->type, "str") || str_is(x->type, "inlineStr")) {
        x->cell.kind = XLSX_TEXT;
        x->cell.text = unescaped(&x->work, raw);
    } else if (str_is(x->type, "b")) {
        x->cell.kind  = XLSX_BOOL;
        x->cell.truth = is_true(str_trim(raw));
        x->cell.text  = x->cell.truth ? S("TRUE") : S("FALSE");
    } else if (str_is(x->type, "e")) {
        x->cell.kind = XLSX_ERROR;
        x->cell.text = str_copy(&x->work, raw);
    } else if (str_is(x->type, "d")) {
        put_iso_date(x, raw);
    } else {
        put_number(x, raw);
    }
}

static void add_link(Xlsx *x, int row, int col, Str url)
{
    if (!url.len || x->links.count >= SPANS_MOST)
        return;
    XlsxLink *link = add_one(x, &x->links);
    if (link && keep(x, url, &url))
        *link = (XlsxLink){row, col, url};
}

/* =HYPERLINK("https://...","Bukti") carries its address in the formula alone. */
static void link_of_formula(Xlsx *x)
{
    Str f = str_trim(buf_str(&x->formula));
    if (!str_starts(f, S("HYPERLINK(\"")))
        return;
    f = str_sub(f, 11, -1);
    add_link(x, x->cell.row, x->cell.col, str_cut(&f, '"'));
}

static void end_cell(Xlsx *x)
{
    Str raw = buf_str(&x->text);
    x->in_cell = false;
    if (x->package.fault || !has_work(x, raw.len * 2 + (x->cells.cap * 2 + 8) * (isize)sizeof(XlsxCell)))
        return;
    if (raw.len)
        put_value(x, raw);
    if (x->cell.has_formula)
        link_of_formula(x);
    bool holds = x->cell.kind != XLSX_EMPTY && (x->cell.kind != XLSX_TEXT || x->cell.text.len);
    if (holds || x->cell.has_formula)
        *list_add(&x->work, &x->cells) = x->cell;
}

static void end_row(Xlsx *x)
{
    if (!x->cells.count)
        return;
    if (++x->rows > x->in.rows) {
        fail(x, ERR_LIMIT, MSG_format_xlsx_large);
        return;
    }
    x->row.cells = x->cells.at;
    x->row.count = x->cells.count;
    x->row_ready = true;
    part_pause(&x->part);
}

static void add_hidden(Xlsx *x, const char **attrs)
{
    if (!is_true(xml_attr(attrs, "hidden")) || x->hidden.count >= SPANS_MOST)
        return;
    Span *span = add_one(x, &x->hidden);
    if (span)
        *span = (Span){(int)number_attr(attrs, "min", 1) - 1, (int)number_attr(attrs, "max", COL_LAST + 1) - 1};
}

static void add_merged(Xlsx *x, const char **attrs)
{
    XlsxRange range;
    if (x->merged.count >= SPANS_MOST || !parse_range(xml_attr(attrs, "ref"), &range))
        return;
    XlsxRange *merged = add_one(x, &x->merged);
    if (merged)
        *merged = range;
}

static void add_hyperlink(Xlsx *x, const char **attrs)
{
    XlsxRange at;
    if (parse_range(xml_attr(attrs, "ref"), &at))
        add_link(x, at.row, at.col, rel_target(x, xml_attr(attrs, "id")));
}

static void sheet_open(void *ctx, Str name, const char **attrs)
{
    Xlsx *x = ctx;
    if (x->in_cell) {
        bool text  = str_eq(name, S("v")) || (str_eq(name, S("t")) && !x->in_phonetic);
        x->inside  = text ? IN_TEXT : IN_NOTHING;
        if (str_eq(name, S("f"))) {
            x->inside = IN_FORMULA;
            x->cell.has_formula = true;
        }
        x->in_phonetic |= str_eq(name, S("rPh"));
    } else if (str_eq(name, S("c"))) {
        start_cell(x, attrs);
    } else if (str_eq(name, S("row"))) {
        start_row(x, attrs);
    } else if (str_eq(name, S("col"))) {
        add_hidden(x, attrs);
    } else if (str_eq(name, S("mergeCell"))) {
        add_merged(x, attrs);
    } else if (str_eq(name, S("hyperlink"))) {
        add_hyperlink(x, attrs);
    }
}

static void sheet_close(void *ctx, Str name)
{
    Xlsx *x = ctx;
    x->inside = IN_NOTHING;
    if (str_eq(name, S("rPh")))
        x->in_phonetic = false;
    else if (x->in_cell && str_eq(name, S("c")))
        end_cell(x);
    else if (!x->in_cell && str_eq(name, S("row")))
        end_row(x);
}

static void sheet_text(void *ctx, Str text)
{
    Xlsx *x = ctx;
    if (x->in_cell && x->inside == IN_TEXT)
        add_text(x, &x->text, text);
    else if (x->in_cell && x->inside == IN_FORMULA && !x->formula.cut)
        add_text(x, &x->formula, text);
}

Err xlsx_start(Xlsx *x, isize sheet)
{
    assert(sheet >= 0 && sheet < x->sheets.count);
    Str part = x->sheets.at[sheet].part;

    part_close(&x->part);
    x->hidden.count = x->merged.count = x->links.count = 0;
    x->row     = (XlsxRow){.number = -1};
    x->text    = (Buf){0};
    x->rows    = 0;
    x->in_cell = x->in_phonetic = x->row_ready = false;
    if (read_rels(x, part))
        part_open(&x->part, &x->package, part, (XmlTo){sheet_open, sheet_close, sheet_text}, x);
    say_fault(x);
    return outcome(x);
}

bool xlsx_next(Xlsx *x, XlsxRow *row)
{
    x->row_ready = false;
    while (!x->row_ready && part_more(&x->part))
        ;
    say_fault(x);
    if (!x->row_ready || x->package.fault)
        return false;
    *row = x->row;
    return true;
}

Err xlsx_done(const Xlsx *x)
{
    return outcome(x);
}

bool xlsx_column_hidden(const Xlsx *x, int col)
{
    for (isize i = 0; i < x->hidden.count; i++)
        if (col >= x->hidden.at[i].from && col <= x->hidden.at[i].to)
            return true;
    return false;
}

const XlsxRange *xlsx_merged(const Xlsx *x, isize *count)
{
    *count = x->merged.count;
    return x->merged.at;
}

const XlsxLink *xlsx_links(const Xlsx *x, isize *count)
{
    *count = x->links.count;
    return x->links.at;
}
