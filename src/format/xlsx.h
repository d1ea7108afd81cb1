/* xlsx.h - workbooks out.
 *
 * Text is always stored as text, so nothing that a person typed can become a formula.  Rows of a long list
 * are written from the top down and take no memory; any other sheet may be filled in any order.
 */
#ifndef FORMAT_XLSX_H
#define FORMAT_XLSX_H

#include "base/base.h"
#include "base/date.h"
#include "base/ratio.h"

typedef struct XlsxOut XlsxOut;

typedef enum {
    XS_PLAIN, XS_WRAP,
    XS_TITLE, XS_HEAD,          /* the sheet's name on top; the head of a table */
    XS_GROUP,                   /* a heading between rows */
    XS_INPUT, XS_INPUT2,        /* to be filled in; the same for a number with two decimals */
    XS_WHOLE, XS_NUMBER2, XS_PERCENT, XS_DATE,
    XS_TOTAL, XS_GOOD, XS_BAD, XS_MUTED,
    XS_COUNT
} XlsxStyle;

typedef struct { int row, col; } XlsxAt;        /* from 0 */

/* The file appears under `path` when xlsx_finish() says OK.  A long list keeps one row in memory. */
Err  xlsx_create(Arena *a, Str path, bool long_list, XlsxOut **out) MUST_USE;
Err  xlsx_finish(XlsxOut *x) MUST_USE;
void xlsx_abandon(XlsxOut *x);                  /* instead of finishing; after it, and for NULL: nothing */

void xlsx_made_on(XlsxOut *x, Date d);          /* what the file says of itself; else this moment */

/* What was wrong with a name is mended: length, marks that sheets may not have, one that is there. */
void xlsx_sheet_add(XlsxOut *x, Str name);      /* the cells that follow go there */
void xlsx_freeze(XlsxOut *x, int rows, int cols);
void xlsx_width(XlsxOut *x, int col, double letters);
void xlsx_height(XlsxOut *x, int row, double points);
void xlsx_print(XlsxOut *x, int head_row);      /* A4 across, as wide as a page, this row on top of each */
void xlsx_filter(XlsxOut *x, XlsxAt from, XlsxAt to);

void xlsx_text(XlsxOut *x, XlsxAt at, Str text, XlsxStyle style);       /* cut after 32,767 letters */
void xlsx_i64(XlsxOut *x, XlsxAt at, i64 n, XlsxStyle style);
void xlsx_put_ratio(XlsxOut *x, XlsxAt at, Ratio r, XlsxStyle style);
void xlsx_date(XlsxOut *x, XlsxAt at, Date d, XlsxStyle style);         /* an empty cell for none */
void xlsx_blank(XlsxOut *x, XlsxAt at, XlsxStyle style);
void xlsx_merge(XlsxOut *x, XlsxAt at, XlsxAt to, Str text, XlsxStyle style);

/* "=A1*2" with the value it has: what programs show that do not compute. */
void xlsx_formula(XlsxOut *x, XlsxAt at, Str formula, Ratio value, XlsxStyle style);
void xlsx_formula_text(XlsxOut *x, XlsxAt at, Str formula, Str value, XlsxStyle style);

/* Only these may be typed there, offered as a list; ends with NULL, 255 letters in all. */
void xlsx_choices(XlsxOut *x, XlsxAt from, XlsxAt to, const char *const *choices);
/* Cells of a range are good or bad by the text in them. */
void xlsx_colour_text(XlsxOut *x, XlsxAt from, XlsxAt to, const char *text, XlsxStyle style);

#endif
