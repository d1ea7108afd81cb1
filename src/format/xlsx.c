#include "format/xlsx.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>
#include <xlsxwriter.h>

enum { TEXT_MOST = 32767, NAME_MOST = 31, SHEETS_MOST = 100, WORK = 256 << 10 };

struct XlsxOut {
    Arena         *arena, work; /* work: for texts on their way to the library; the caller's may lie anywhere */
    lxw_workbook  *book;
    lxw_worksheet *sheet;
    lxw_format    *formats[XS_COUNT];
    char          *path, *part; /* written beside its place, then moved there */
    LIST(Str)      names;       /* of sheets, in lower case */
    bool           failed;
};

static void note(XlsxOut *x, lxw_error e)
{
    x->failed |= e != LXW_NO_ERROR;
}

/* --- how cells look --- */

enum { SEA = 0x0B5D5E, SEA_PALE = 0xDCEFEE, SAND = 0xF4EFE6, LINE = 0xB8B2A7, GREEN = 0x1B5E20, GREEN_PALE = 0xDFF0E0,
       RED = 0x9B1C1C, RED_PALE = 0xFBE3E3, GREY = 0x6B6B6B, WHITE = 0xFFFFFF };

typedef struct {
    bool        bold, wrap, border, middle;
    double      size;
    int         ink, paper;     /* 0: none */
    const char *number;
} Dress;

static const Dress dresses[XS_COUNT] = {
    [XS_PLAIN]   = {0},
    [XS_WRAP]    = {.wrap = true, .border = true},
    [XS_TITLE]   = {.bold = true, .size = 14},
    [XS_HEAD]    = {.bold = true, .wrap = true, .border = true, .middle = true, .ink = WHITE, .paper = SEA},
    [XS_GROUP]   = {.bold = true, .wrap = true, .border = true, .paper = SAND},
    [XS_INPUT]   = {.wrap = true, .border = true, .paper = SEA_PALE},
    [XS_INPUT2]  = {.border = true, .paper = SEA_PALE, .number = "0.00"},
    [XS_WHOLE]   = {.border = true, .number = "#,##0"},
    [XS_NUMBER2] = {.border = true, .number = "0.00"},
    [XS_PERCENT] = {.border = true, .number = "0.00%"},
    [XS_DATE]    = {.border = true, .number = "dd/mm/yyyy"},
    [XS_TOTAL]   = {.bold = true, .border = true, .paper = SAND, .number = "0.00"},
    [XS_GOOD]    = {.bold = true, .border = true, .ink = GREEN, .paper = GREEN_PALE},
    [XS_BAD]     = {.bold = true, .border = true, .ink = RED, .paper = RED_PALE},
    [XS_MUTED]   = {.wrap = true, .ink = GREY},
};

static lxw_format *dressed(lxw_workbook *book, const Dress *d)
{
    lxw_format *f = workbook_add_format(book);
    format_set_align(f, d->middle ? LXW_ALIGN_VERTICAL_CENTER : LXW_ALIGN_VERTICAL_TOP);
    if (d->bold)
        format_set_bold(f);
    if (d->wrap)
        format_set_text_wrap(f);
    if (d->size > 0)
        format_set_font_size(f, d->size);
    if (d->ink)
        format_set_font_color(f, (lxw_color_t)d->ink);
    if (d->paper)
        format_set_bg_color(f, (lxw_color_t)d->paper);
    if (d->number)
        format_set_num_format(f, d->number);
    if (d->border) {
        format_set_border(f, LXW_BORDER_HAIR);
        format_set_border_color(f, LINE);
    }
    return f;
}

/* --- the file --- */

Err xlsx_create(Arena *a, Str path, bool long_list, XlsxOut **out)
{
    XlsxOut *x = new(a, XlsxOut, 1);
    isize folder = path.len;
    while (folder && path.at[folder - 1] != '/')
        folder--;

    char *work = new(a, char, WORK);
    x->work  = (Arena){.beg = work, .end = work + WORK};
    x->arena = a;
    x->path  = str_c(a, path);
    x->part  = str_c(a, str_fmt(a, "%.*s.part", STRF(path)));
    lxw_workbook_options options = {
        .constant_memory = long_list,
        .tmpdir = folder ? str_c(a, str_sub(path, 0, folder)) : NULL,
    };
    int fd = open(x->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return FAIL(ERR_IO, "the workbook's file cannot be made");
    close(fd);
    x->book = workbook_new_opt(x->part, &options);
    if (!x->book)
        return FAIL(ERR_IO, "no memory for a workbook");
    for (int i = 0; i < XS_COUNT; i++)
        x->formats[i] = dressed(x->book, &dresses[i]);
    *out = x;
    return NO_ERR;
}

void xlsx_made_on(XlsxOut *x, Date d)
{
    lxw_doc_properties says = {.created = (time_t)d.days * 86400};
    if (workbook_set_properties(x->book, &says))
        x->failed = true;
}

Err xlsx_finish(XlsxOut *x)
{
    if (!x->sheet)
        xlsx_sheet_add(x, S("Lembar1"));
    lxw_error e = workbook_close(x->book);
    x->book = NULL;
    if (e || x->failed) {
        unlink(x->part);
        return FAIL(e ? ERR_IO : ERR_LIMIT, e ? "the workbook could not be written" : "a cell did not fit");
    }
    if (rename(x->part, x->path))
        return FAIL(ERR_IO, "the workbook could not be moved to its place");
    return NO_ERR;
}

void xlsx_abandon(XlsxOut *x)
{
    if (!x || !x->book)
        return;
    lxw_workbook_free(x->book);
    x->book = NULL;
    unlink(x->part);
}

/* --- text --- */

/* NUL-terminated, at most `letters` of it, without what XML cannot hold. */
static char *clean(Arena *a, Str s, isize letters)
{
    char *p = new(a, char, (s.len < 4 * letters ? s.len : 4 * letters) + 1);
    isize n = 0;
    for (; s.len && letters > 0; letters--) {
        utf8proc_int32_t c;
        isize one = utf8proc_iterate((const u8 *)s.at, s.len, &c);
        if (one <= 0 || (c & 0xFFFE) == 0xFFFE) {
            p[n++] = '?';
            one    = one > 0 ? one : 1;
        } else if (c >= 0x20 || c == '\n' || c == '\t') {
            memcpy(p + n, s.at, (size_t)one);
            n += one;
            letters -= one == 4;                /* counted in UTF-16, as Excel does */
        }
        s = str_sub(s, one, -1);
    }
    p[n] = 0;
    return p;
}

static bool name_taken(const XlsxOut *x, Str lower)
{
    for (isize i = 0; i < x->names.count; i++)
        if (str_eq(x->names.at[i], lower))
            return true;
    return false;
}

void xlsx_sheet_add(XlsxOut *x, Str name)
{
    char *mended = clean(x->arena, str_trim(name), NAME_MOST - 4);
    for (char *p = mended; *p; p++)
        if (strchr("[]:*?/\\'", *p) || (u8)*p < 0x20)
            *p = '-';
    Str tried = *mended ? str_of(mended) : S("Lembar");
    for (int i = 2; name_taken(x, str_lower(x->arena, tried)); i++)
        tried = str_fmt(x->arena, "%s (%d)", *mended ? mended : "Lembar", i);

    *list_add(x->arena, &x->names) = str_lower(x->arena, tried);
    lxw_worksheet *sheet = x->names.count > SHEETS_MOST ? NULL
                                                        : workbook_add_worksheet(x->book, str_c(x->arena, tried));
    if (sheet)
        x->sheet = sheet;
    else
        x->failed = true;
}

/* --- around the cells --- */

void xlsx_freeze(XlsxOut *x, int rows, int cols)
{
    worksheet_freeze_panes(x->sheet, (lxw_row_t)rows, (lxw_col_t)cols);
}

void xlsx_width(XlsxOut *x, int col, double letters)
{
    note(x, worksheet_set_column(x->sheet, (lxw_col_t)col, (lxw_col_t)col, letters, NULL));
}

void xlsx_height(XlsxOut *x, int row, double points)
{
    note(x, worksheet_set_row(x->sheet, (lxw_row_t)row, points, NULL));
}

void xlsx_print(XlsxOut *x, int head_row)
{
    enum { A4 = 9 };
    worksheet_set_paper(x->sheet, A4);
    worksheet_set_landscape(x->sheet);
    worksheet_fit_to_pages(x->sheet, 1, 0);
    worksheet_set_margins(x->sheet, 0.4, 0.4, 0.5, 0.6);
    note(x, worksheet_repeat_rows(x->sheet, (lxw_row_t)head_row, (lxw_row_t)head_row));
    note(x, worksheet_set_footer(x->sheet, "&L&A&R&P/&N"));
}

void xlsx_filter(XlsxOut *x, XlsxAt from, XlsxAt to)
{
    note(x, worksheet_autofilter(x->sheet, (lxw_row_t)from.row, (lxw_col_t)from.col, (lxw_row_t)to.row,
                                 (lxw_col_t)to.col));
}

/* --- cells --- */

#define AT(at) (lxw_row_t)(at).row, (lxw_col_t)(at).col

void xlsx_text(XlsxOut *x, XlsxAt at, Str text, XlsxStyle style)
{
    Arena scratch = x->work;
    if (text.len)
        note(x, worksheet_write_string(x->sheet, AT(at), clean(&scratch, text, TEXT_MOST), x->formats[style]));
    else
        xlsx_blank(x, at, style);
}

void xlsx_i64(XlsxOut *x, XlsxAt at, i64 n, XlsxStyle style)
{
    note(x, worksheet_write_number(x->sheet, AT(at), (double)n, x->formats[style]));
}

void xlsx_put_ratio(XlsxOut *x, XlsxAt at, Ratio r, XlsxStyle style)
{
    note(x, worksheet_write_number(x->sheet, AT(at), ratio_double(r), x->formats[style]));
}

void xlsx_date(XlsxOut *x, XlsxAt at, Date d, XlsxStyle style)
{
    Ymd          ymd  = date_split(d);
    lxw_datetime when = {.year = ymd.year, .month = ymd.month, .day = ymd.day};
    if (d.days)
        note(x, worksheet_write_datetime(x->sheet, AT(at), &when, x->formats[style]));
    else
        xlsx_blank(x, at, style);
}

void xlsx_blank(XlsxOut *x, XlsxAt at, XlsxStyle style)
{
    note(x, worksheet_write_blank(x->sheet, AT(at), x->formats[style]));
}

void xlsx_merge(XlsxOut *x, XlsxAt at, XlsxAt to, Str text, XlsxStyle style)
{
    Arena scratch = x->work;
    note(x, worksheet_merge_range(x->sheet, AT(at), AT(to), clean(&scratch, text, TEXT_MOST), x->formats[style]));
}

void xlsx_formula(XlsxOut *x, XlsxAt at, Str formula, Ratio value, XlsxStyle style)
{
    Arena scratch = x->work;
    note(x, worksheet_write_formula_num(x->sheet, AT(at), str_c(&scratch, formula), x->formats[style],
                                        ratio_double(value)));
}

void xlsx_formula_text(XlsxOut *x, XlsxAt at, Str formula, Str value, XlsxStyle style)
{
    Arena scratch = x->work;
    note(x, worksheet_write_formula_str(x->sheet, AT(at), str_c(&scratch, formula), x->formats[style],
                                        clean(&scratch, value, TEXT_MOST)));
}

void xlsx_choices(XlsxOut *x, XlsxAt from, XlsxAt to, const char *const *choices)
{
    Arena scratch = x->work;
    isize n       = 0;
    while (choices[n])
        n++;
    char **list = new(&scratch, char *, n + 1);         /* the library wants them writable, and copies them */
    for (isize i = 0; i < n; i++)
        list[i] = str_c(&scratch, str_of(choices[i]));

    lxw_data_validation v = {
        .validate     = LXW_VALIDATION_TYPE_LIST,
        .ignore_blank = LXW_VALIDATION_ON,
        .value_list   = list,
    };
    note(x, worksheet_data_validation_range(x->sheet, AT(from), AT(to), &v));
}

void xlsx_colour_text(XlsxOut *x, XlsxAt from, XlsxAt to, const char *text, XlsxStyle style)
{
    Arena scratch = x->work;
    lxw_conditional_format f = {
        .type     = LXW_CONDITIONAL_TYPE_TEXT,
        .criteria = LXW_CONDITIONAL_CRITERIA_TEXT_BEGINS_WITH,
        .value_string = str_c(&scratch, str_of(text)),
        .format       = x->formats[style],
    };
    note(x, worksheet_conditional_format_range(x->sheet, AT(from), AT(to), &f));
}
