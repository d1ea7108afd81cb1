/* xlsx_read.h - workbooks in, from Excel, LibreOffice, WPS and Google Sheets.
 *
 * A stranger's file: opened by libzip, parsed by expat, bounded in entries, unpacked bytes, cells and
 * nesting.  Rows are pulled one by one, so a long sheet takes no more memory than a short one.  Formulas
 * are never computed: the value they were saved with is what counts.
 */
#ifndef FORMAT_XLSX_READ_H
#define FORMAT_XLSX_READ_H

#include "base/say.h"

typedef struct Xlsx Xlsx;

typedef enum {
    XLSX_EMPTY,                 /* only where a formula was saved without its value */
    XLSX_TEXT, XLSX_NUMBER, XLSX_PERCENT, XLSX_DATE, XLSX_TIME, XLSX_BOOL,
    XLSX_ERROR,                 /* #REF! and its brothers */
} XlsxKind;

typedef struct {
    int      row, col;          /* both from 0 */
    XlsxKind kind;
    bool     has_formula, truth;
    Str      text;              /* as a person sees it: "92,35%", "2026-08-21", "Ya" */
    Str      number;            /* of numbers, percents, dates: in full, with a point: "0.9235" */
    Date     date;              /* of an XLSX_DATE */
} XlsxCell;

typedef struct {
    int             number;     /* from 0 */
    bool            hidden;
    const XlsxCell *cells;      /* those that hold something, from left to right */
    isize           count;
} XlsxRow;

typedef struct { Str name; bool hidden; } XlsxSheet;
typedef struct { int row, col, row_end, col_end; } XlsxRange;      /* its last row and column belong to it */
typedef struct { int row, col; Str url; } XlsxLink;

typedef struct {
    Str    path, bytes;         /* one of them: a file, or the file's contents */
    i64    unpacked;            /* bytes of XML in all; 0: 256 MB */
    i64    strings;             /* bytes of shared text; 0: 16 MB */
    isize  rows;                /* that hold something, in one sheet; 0: 100,000 */
    Lang   lang;                /* of issues, and of the decimal mark in XlsxCell.text */
    Issues *issues;
} XlsxIn;

/* Opens it, or says in one issue what it is instead: no workbook, an old .xls, locked by a password, with
 * macros, drawing on other files, cut off, or made to exhaust memory.  *out must be closed either way. */
Err  xlsx_open(Arena *a, const XlsxIn *in, Xlsx **out) MUST_USE;
void xlsx_close(Xlsx *x);                       /* NULL is fine */

isize     xlsx_sheets(const Xlsx *x);
XlsxSheet xlsx_sheet(const Xlsx *x, isize i);

/* One sheet at a time, from its top.  A row and its texts last until the next call. */
Err  xlsx_start(Xlsx *x, isize sheet) MUST_USE;
bool xlsx_next(Xlsx *x, XlsxRow *row);
Err  xlsx_done(const Xlsx *x) MUST_USE;         /* why xlsx_next() ended */

bool xlsx_column_hidden(const Xlsx *x, int col);            /* from the first row on */
const XlsxRange *xlsx_merged(const Xlsx *x, isize *count);  /* these two: after the last row */
const XlsxLink  *xlsx_links(const Xlsx *x, isize *count);

/* A number of a cell as a fraction: at most 12 digits, at most 9 decimals; a percent as 0.9235. */
bool xlsx_ratio(const XlsxCell *cell, Ratio *out);

/* "A1" for 0, 0. */
Str xlsx_address(Arena *a, int row, int col);

#endif
