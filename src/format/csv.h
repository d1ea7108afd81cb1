/* csv.h - RFC 4180, as spreadsheets really write it.
 *
 * In: a text with or without BOM, split by ; or , or tab (found out from its first line, or told by a line
 * "sep=;"), rows pulled one by one.  Out: CRLF, and no cell that a spreadsheet would take for a formula.
 */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "base/say.h"

/* --- in --- */

typedef struct {
    isize bytes;                /* of the whole text; 0: 64 MB */
    isize rows;                 /* 0: 200,000 */
    isize columns;              /* 0: 500 */
    isize cell;                 /* bytes in one cell; 0: 128 KB */
} CsvMost;

typedef struct {
    Str     rest;               /* what is still to be read; must stay as long as its rows are used */
    char    separator;
    i64     line;               /* where the next row begins, from 1 */
    isize   rows;
    CsvMost most;
    Lang    lang;
    Issues *issues;
    Err     err;
} Csv;

typedef struct {
    Str  *cells;                /* in the text itself, or in the arena where quotes were doubled */
    isize count;
    i64   line;
} CsvRow;

/* Checks size and encoding; ERR_LIMIT or ERR_INVALID, with an issue that says what to do about it. */
Err  csv_open(Csv *c, Str text, CsvMost most, Lang lang, Issues *issues) MUST_USE;
bool csv_next(Arena *a, Csv *c, CsvRow *row);   /* empty lines are skipped; false at the end */
Err  csv_done(const Csv *c) MUST_USE;           /* what ended it; every issue's field is a line number */

/* --- out --- */

typedef struct {
    Buf *to;
    char separator;             /* 0 is ',' */
    bool more;
} CsvOut;

void csv_bom(CsvOut *o);                        /* first of all: then Excel reads UTF-8 */
void csv_put_text(CsvOut *o, Str s);            /* = + - @ at its start get an apostrophe before them */
void csv_put_i64(CsvOut *o, i64 n);
void csv_put_ratio(CsvOut *o, Ratio r, int decimals, char point);
void csv_put_date(CsvOut *o, Date d);           /* 2026-08-21; an empty cell for none */
void csv_end_row(CsvOut *o);

#endif
