/* tables.h - every table of the schema, in the order of its making, with the statements that copy it.
 *
 * Made from the migrations by tools/tablepack, so a new table is in every backup without a line of code.
 */
#ifndef APP_TABLES_H
#define APP_TABLES_H

#include "db/db.h"

enum { TABLE_COLS = 48, TABLE_KEYS = 6 };

typedef struct {
    const char *name;
    int         ncols;
    const char *kinds;                  /* a letter a column: i whole number, t text, b bytes */
    const char *cols[TABLE_COLS];
    int         nkeys, key[TABLE_KEYS]; /* the columns of the primary key */
    Sql         first, next, load;      /* a page of rows, the page after a key, the insert */
} TableDef;

extern const TableDef tables[];
extern const isize    tables_count;

/* All rows of a table, one JSON list a line: numbers, texts, bytes as {"hex": "..."}; to `put` piece by piece. */
Err table_out(Arena scratch, Db *db, const TableDef *t, Err (*put)(void *to, Str piece), void *to,
              i64 *out_rows) MUST_USE;

/* One such line in.  ERR_INVALID if it is none of this table's. */
Err table_in(Arena scratch, Db *db, const TableDef *t, Str line) MUST_USE;

const TableDef *table_named(Str name);  /* NULL if there is none */

#endif
