/* db.h - one door to storage, whichever engine is behind it.
 *
 * A statement is named and lives in a .sql file; no SQL is built at run time.  Parameters are $1 $2 ...
 * in both engines.  A Db is one connection and belongs to one thread at a time.
 */
#ifndef DB_H
#define DB_H

#include "base/base.h"
#include "base/date.h"
#include "base/secret.h"

typedef struct Db Db;
typedef enum { DB_SQLITE, DB_PGSQL } DbEngine;

/* Made by tools/sqlpack.  pgsql is NULL where one text serves both engines. */
typedef struct { const char *name, *text, *pgsql; } Sql;

extern const Sql   all_statements[];            /* of every room, for the tests and the doctor */
extern const isize all_statements_count;

typedef struct {
    enum { DB_NULL, DB_I64, DB_TEXT, DB_BLOB } type;
    i64  i;
    Str  s;
    char iso[24];               /* where a day or an instant is written out */
} DbVal;

DbVal db_i64(i64 i);
DbVal db_id(i64 id);            /* 0 is stored as NULL */
DbVal db_bool(bool b);          /* stored as 0 or 1 */
DbVal db_text(Str s);           /* an empty text is an empty text */
DbVal db_blob(Str bytes);
DbVal db_digest(const Digest *d);
DbVal db_date(Date d);          /* stored as 2026-08-21; none is NULL */
DbVal db_at(Instant t);         /* stored as 2026-08-21T03:04:05Z; none is NULL */
DbVal db_null(void);

/* What somebody looks for, for n parameters of a statement that asks LOWER(...) LIKE $x ESCAPE '!' of each: every word
 * stands somewhere, in any order, and the last takes all words that are left.  All are empty if nothing is asked. */
void db_words(Arena *a, Str asked, int n, DbVal *out);

/* The answer to one statement.  An error sticks in .err and ends db_next(). */
typedef struct {
    Err         err;
    Arena      *arena;          /* text columns are copied here */
    const char *name;           /* of the statement, for the log */
    Db         *db;
    void       *stmt;
    u32         run;            /* which use of the statement this is */
    int         row, col;       /* next column to read */
} DbRows;

/* --- connections --- */

typedef enum { DB_READ_ONLY, DB_READ_WRITE } DbMode;

/* uri: "postgresql://..." or the path of a SQLite file (":memory:" for tests).  The Db lives in `life`.
 * ERR_AWAY if the server does not answer, ERR_IO if the file cannot be opened. */
Err      db_open(Arena *life, Str uri, DbMode mode, Db **out) MUST_USE;
void     db_close(Db *db);
DbEngine db_engine(const Db *db);
Err      db_ping(Db *db) MUST_USE;              /* does the database answer? */

/* The engine's own words on its last failure, for whoever develops or mends; gone at the next call. */
const char *db_message(Db *db);

/* The engine's own opinion of what it stores, in a reading transaction: *out_good and what is wrong.  SQLite looks
 * at its file and at every reference; PostgreSQL keeps references itself and has checksums of its own. */
Err db_integrity(Arena *a, Db *db, bool *out_good, Str *out_say) MUST_USE;

Err db_script(Db *db, const char *sql) MUST_USE;        /* migrations and pragmas only */
Err db_check(Db *db, const Sql *sql) MUST_USE;          /* does it prepare? for tests */

/* --- transactions --- */

Err db_begin(Db *db, bool writes) MUST_USE;     /* reading: the engine refuses any write */
Err db_end(Db *db, bool keep) MUST_USE;         /* open statements are reset first */
Err db_mark(Db *db) MUST_USE;                   /* a savepoint, one level deep */
Err db_unmark(Db *db, bool keep) MUST_USE;

/* The state of the whole database that a reading transaction sees, as a number of this connection: while it stays the
 * same, every statement answers as it did before, whoever writes and by whatever program.  0: not known just now. */
Err db_state(Arena scratch, Db *db, i64 *out) MUST_USE;

/* Room for a pointer each of those who keep something beside the connection; it lives as long.  NULL at first.
 * web/kept.c has the first, survei/survei_known.c the second. */
enum { DB_POCKETS = 2 };
void **db_pocket(Db *db, int which);

/* How often something this connection wrote was undone: what was read in between may never have been so. */
i64 db_undone(const Db *db);

/* By which token whoever writes now has come: set at the door of a request, written into the log of its changes.
 * 0: by none. */
void db_set_via(Db *db, i64 token_id);
i64  db_via(const Db *db);

/* --- statements --- */

/* Statements are prepared once per connection.  A broken constraint is ERR_CONFLICT; on PostgreSQL the
 * transaction is lost then, so a handler must return the error: use ON CONFLICT where it is expected. */
DbRows db_run(Arena *a, Db *db, const Sql *sql, isize n, const DbVal *vals);
bool   db_next(DbRows *rows);
bool   db_is_null(DbRows *rows);                /* the next column; it is not passed over */
i64    db_get_i64(DbRows *rows);                /* NULL reads as 0 */
bool   db_get_bool(DbRows *rows);
Str    db_get_text(DbRows *rows);               /* NULL reads as empty */
Str    db_get_blob(DbRows *rows);
int    db_get_name(DbRows *rows, const char *const *names, isize n);    /* its place among them; 0 if it is none */
Date   db_get_date(DbRows *rows);               /* NULL reads as none */
Instant db_get_at(DbRows *rows);
Err    db_done(DbRows *rows) MUST_USE;          /* always call it; reports what stopped db_next() */

/* For an answer of one row or none: each takes it and ends the rows. */
Err db_any(DbRows rows, bool *out) MUST_USE;            /* did one come? */
Err db_one_or(DbRows rows, Err none) MUST_USE;          /* `none` if it did not */
Err db_one_i64(DbRows rows, i64 *out) MUST_USE;         /* its first column; 0 if there is none */
Err db_one_bool(DbRows rows, bool *out) MUST_USE;       /* the same, and not 0 */
Err db_one_text(DbRows rows, Str *out) MUST_USE;        /* the same as text, or empty */

/* db_query(a, db, &SQL_x, db_i64(1), db_text(name)): rows to walk through.
 * db_do(db, &SQL_x, ...): no rows wanted.  Those with a 0 take no parameters. */
#define db_query(a, db, sql, ...) \
    db_run(a, db, sql, countof(((DbVal[]){__VA_ARGS__})), (DbVal[]){__VA_ARGS__})
#define db_do(db, sql, ...) \
    db_run_to_end(db, sql, countof(((DbVal[]){__VA_ARGS__})), (DbVal[]){__VA_ARGS__})
#define db_query0(a, db, sql) db_run(a, db, sql, 0, NULL)
#define db_do0(db, sql)       db_run_to_end(db, sql, 0, NULL)
Err db_run_to_end(Db *db, const Sql *sql, isize n, const DbVal *vals) MUST_USE;

#endif
