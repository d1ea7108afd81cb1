/* table.h - one list, four dresses: a page with search, sort and paging in its address; csv; xlsx; JSON.
 *
 * The handler fills all rows that match (up to TABLE_MAX); sorting, paging and export happen here.  Of a list too
 * long for that it counts the rows, asks table_ask() which of them are wanted, and fills those alone.
 */
#ifndef WEB_TABLE_H
#define WEB_TABLE_H

#include "web/form.h"

enum { TABLE_MAX = 20000, TABLE_PAGE = 50 };

typedef enum {
    COL_TEXT, COL_NUMBER, COL_POINTS, COL_PERCENT, COL_DATE, COL_AT, COL_BYTES, COL_STATE,
    COL_MARGIN,                 /* a margin bar; its points in an export and for sorting */
    COL_CHANGE,                 /* points more or less: with its sign on the page */
} ColKind;
typedef enum { TONE_NONE, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_INFO } Tone;

typedef struct {
    const char *key;            /* in the address and in JSON */
    Msg         head;
    ColKind     kind;
    bool        only_export;    /* not on the page */
} Col;

typedef struct {
    Str     text;               /* COL_TEXT and COL_STATE */
    i64     number;             /* COL_NUMBER, COL_BYTES */
    Ratio   ratio;              /* COL_POINTS, COL_CHANGE, COL_PERCENT (1 is 100 %) */
    Date    date;
    Instant at;
    bool    none;               /* there is no value */
    Url     url;                /* where it leads, if anywhere */
    Tone    tone;               /* COL_STATE */
    const struct Margin *margin;        /* COL_MARGIN; see chart.h */
} Cell;

typedef struct {
    Str name, label;            /* in the address; on the page */
    LIST(ChoiceView) choices;   /* an empty value means "all" */
} Filter;

typedef struct {
    const char  *name;          /* file name of an export */
    Str          caption;
    const Col   *cols;
    isize        cols_count;
    LIST(Cell)   cells;         /* row by row */
    Str          empty;         /* said when there is nothing at all: how to begin */
    bool         search;        /* a search box, for the query "cari" */
    LIST(Filter) filters;       /* the handler applies them; they are only drawn here */
    bool         part;          /* the rows are those of table_ask(): searched, sorted and cut by the handler */
    i64          of;            /* with .part: how many rows match in all */
} Table;

Cell *table_row(Req *r, Table *t);              /* room for one more row: cols_count zeroed cells */

/* What the address asks of a list with .part, whose .of is known: most rows, after so many, by a column. */
typedef struct {
    Str  search;                /* lower case; every word of it should be in some text of the row */
    int  col;                   /* -1: not said */
    bool down;
    i64  most, after;
} TableAsk;
TableAsk table_ask(Req *r, const Table *t);

/* Draws into the page, or, when the address says ?format=csv|xlsx|json, answers with the file.  With .search,
 * rows are kept in which some text has all words of "cari", case aside.  Sort: ?urut=key or -key. */
Err table_show(Req *r, Table *t) MUST_USE;

/* For a list that its page draws in a dress of its own: where the address asks for a file, the handler fills a Table
 * and answers with table_show(); where it does not, the page shows table_exports() as {{> exports x}}. */
bool table_is_asked(const Req *r);

#endif
