/* sheet.h - a list that somebody keeps in a spreadsheet: named columns found by their heads, from csv or xlsx.
 *
 * Every row becomes as many texts as there are columns asked for, whatever their order in the file; columns that
 * nobody asked for are passed over.  What is wrong is said with the address of its cell: "C7".
 */
#ifndef FORMAT_SHEET_H
#define FORMAT_SHEET_H

#include "base/say.h"

typedef struct {
    const char *key;            /* the head as the template writes it: "kode_induk" */
    const char *also;           /* other heads that mean it, split by |: "induk|kode induk|parent" */
    bool        required;       /* the column must be there */
    const char *example;        /* for the second sheet of the template; may be NULL */
} SheetCol;

typedef struct {
    i64  line;                  /* in the file, from 1 */
    Str *cells;                 /* one a column asked for; trimmed; empty if there is none */
    i64  surplus;               /* column, from 1, of a cell to the right of all heads: the row has slipped; 0: none */
} SheetRow;

typedef struct {
    isize cols_count;
    int  *at;                   /* where each column stands in the file, from 0; -1: it is not there */
    LIST(SheetRow) rows;
} Sheet;

enum { SHEET_ROWS_MAX = 5000 };

/* What it is, is found out from its content.  Problems of the file as a whole are issues, not an Err. */
Err sheet_read(Arena *a, Str bytes, const SheetCol *cols, isize n, Lang lang, Issues *issues, Sheet *out) MUST_USE;
void sheet_surplus(Arena *a, const Sheet *s, Lang lang, Issues *issues);        /* each row that has slipped */
Str sheet_cell(Arena *a, const Sheet *s, const SheetRow *row, isize col);       /* "C7" */

/* As text, to be kept for a while, and back. */
Str sheet_json(Arena *a, const Sheet *s);
Err sheet_from_json(Arena *a, Str json, Sheet *out) MUST_USE;

/* An empty form to fill in: the heads; the workbook has an example on a second sheet. */
Str sheet_template_csv(Arena *a, const SheetCol *cols, isize n);
Err sheet_template_xlsx(Arena *a, Str path, Str name, const SheetCol *cols, isize n) MUST_USE;

#endif
