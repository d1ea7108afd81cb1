/* db_engine.h - what an engine does for db.c.  Nothing outside db/ includes this. */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H

#include "db/db.h"

typedef struct {
    DbEngine engine;
    void (*close)(Db *db);
    Err  (*ping)(Db *db);
    Err  (*integrity)(Arena *a, Db *db, bool *out_good, Str *out_say);      /* NULL: it has none */
    const char *(*message)(Db *db);
    Err  (*script)(Db *db, const char *sql);
    Err  (*check)(Db *db, const Sql *sql);
    Err  (*begin)(Db *db, bool writes);
    Err  (*end)(Db *db, bool keep);
    Err  (*mark)(Db *db);
    Err  (*unmark)(Db *db, bool keep);
    Err  (*state)(Arena scratch, Db *db, i64 *out);

    /* rows has arena, name and db; the statement is carried out, up to its first row at least. */
    void (*run)(DbRows *rows, const Sql *sql, isize n, const DbVal *vals);
    bool (*next)(DbRows *rows);
    bool (*is_null)(DbRows *rows);
    i64  (*get_i64)(DbRows *rows);
    Str  (*get_text)(DbRows *rows);     /* good until the next row */
    Str  (*get_blob)(DbRows *rows);
    void (*done)(DbRows *rows);         /* also after an error, and twice */
} DbOps;

struct Db {                     /* each engine's own struct begins with it */
    const DbOps *ops;
    DbMode       mode;
    bool         clashed;       /* the failure was another transaction's doing: run it all again */
    bool         writing;       /* what the last db_begin() was for */
    i64          undone;        /* db_undone() */
    void        *pockets[DB_POCKETS];
    i64          via;           /* db_via() */
};

enum { DB_PARAMS_MAX = 64 };

bool db_is_pgsql(Str uri);
Err db_open_sqlite(Arena *life, Str path, DbMode mode, Db **out) MUST_USE;
Err db_open_pgsql(Arena *life, Str uri, DbMode mode, Db **out) MUST_USE;

/* The text or the bytes of a value; days and instants are written inside the value itself. */
Str db_val_str(const DbVal *v);

#endif
