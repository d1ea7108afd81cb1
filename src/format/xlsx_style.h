/* xlsx_style.h - what a number in a workbook looks like: its format decides whether it is a date.
 *
 * For xlsx_read.c alone.
 */
#ifndef FORMAT_XLSX_STYLE_H
#define FORMAT_XLSX_STYLE_H

#include "format/xlsx_read.h"

typedef enum { LOOK_GENERAL, LOOK_FIXED, LOOK_PERCENT, LOOK_DATE, LOOK_TIME, LOOK_BOTH } LookKind;

typedef struct {
    LookKind kind;
    int      decimals;
} Look;

Look look_builtin(i64 id);                      /* the formats every workbook has without saying so */
Look look_of(Str code);                         /* "0.00%", "dd/mm/yyyy;@", "[$-421]d mmmm yyyy" */

typedef struct {
    Look look;
    bool from_1904;             /* the day that old Macintosh workbooks count from */
    char point;
} LookHow;

/* Kind, text, number and date of a cell that holds the number written as `raw`; false if it is none. */
bool look_put(Arena *a, LookHow how, Str raw, XlsxCell *cell);

#endif
