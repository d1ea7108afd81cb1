#include "db/db_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUCKETS = 256, STATEMENTS = 768, BUSY_MS = 10000 };

/* A prepared statement, found by the address of its text; the same text may be open twice. */
typedef struct Stmt Stmt;
struct Stmt {
    const char   *text;
    sqlite3_stmt *stmt;
    Stmt         *next;                         /* in its bucket, or free */
    Stmt         *open_before, *open_after;     /* among those that are being read */
    u32           run;                          /* which use this is; older DbRows find nothing */
    bool          is_open, on_row;
    int           params;
    u8            index[DB_PARAMS_MAX];         /* SQLite's number of $1, $2 ... */
};

typedef struct {
    Db       base;
    sqlite3 *conn;
    bool     query_only;
    Stmt    *bucket[BUCKETS];
    Stmt    *open, *idle;
    Stmt     pool[STATEMENTS];
} DbSqlite;

/* --- failure: static text, since sqlite3_errmsg() would be gone by the time it is logged --- */

static ErrKind kind_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_CONSTRAINT: return ERR_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:     return ERR_BUSY;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:     return ERR_IO;
    default:                return ERR_DB;
    }
}

static const char *why_of(int rc)
{
    switch (rc) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY: return "a row with this key is there already";
    case SQLITE_CONSTRAINT_FOREIGNKEY: return "a row that is referred to is not there";
    case SQLITE_CONSTRAINT_CHECK:      return "a CHECK constraint failed";
    case SQLITE_CONSTRAINT_NOTNULL:    return "a value is missing";
    case SQLITE_CONSTRAINT_DATATYPE:   return "a value has the wrong type";
    default:                           return sqlite3_errstr(rc);
    }
}

static Err check(int rc, const char *where)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return NO_ERR;
    return (Err){kind_of(rc), where, why_of(rc)};
}

/* --- prepared statements --- */

static Stmt **bucket_of(DbSqlite *db, const char *text)
{
    u64 h = (u64)(uintptr_t)text * 0x9e3779b97f4a7c15u;
    return &db->bucket[h >> 56];
}

_Static_assert(BUCKETS == 256, "bucket_of takes the top eight bits");

static void close_stmt(DbSqlite *db, Stmt *s)
{
    if (!s->is_open)
        return;
    sqlite3_reset(s->stmt);             /* repeats the error of the step, which is known */
    sqlite3_clear_bindings(s->stmt);
    *(s->open_before ? &s->open_before->open_after : &db->open) = s->open_after;
    if (s->open_after)
        s->open_after->open_before = s->open_before;
    s->is_open = s->on_row = false;
    s->run++;
}

static void close_open(DbSqlite *db)
{
    while (db->open)
        close_stmt(db, db->open);
}

/* Every statement that is not being read goes back to the pool. */
static void forget_idle(DbSqlite *db)
{
    for (int i = 0; i < BUCKETS; i++) {
        for (Stmt **at = &db->bucket[i]; *at;) {
            Stmt *s = *at;
            if (s->is_open) {
                at = &s->next;
                continue;
            }
            *at = s->next;
            sqlite3_finalize(s->stmt);
            s->next  = db->idle;
            db->idle = s;
        }
    }
}

/* SQLite numbers $n by first sight, so each is looked up by its name, once. */
static Err map_params(Stmt *s, const char *name)
{
    s->params = sqlite3_bind_parameter_count(s->stmt);
    if (s->params > DB_PARAMS_MAX)
        return (Err){ERR_DB, name, "statement has too many parameters"};
    for (int i = 0; i < s->params; i++) {
        char param[24];
        snprintf(param, sizeof param, "$%d", i + 1);
        s->index[i] = (u8)sqlite3_bind_parameter_index(s->stmt, param);
        if (!s->index[i])
            return (Err){ERR_DB, name, "statement skips a parameter"};
    }
    return NO_ERR;
}

static Err prepare(DbSqlite *db, const Sql *sql, Stmt *s)
{
    const char *rest;
    TRY(check(sqlite3_prepare_v3(db->conn, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, &rest), sql->name));
    if (!s->stmt || rest[strspn(rest, " \n\t;")])
        return (Err){ERR_DB, sql->name, "not exactly one statement"};
    return map_params(s, sql->name);
}

static Err stmt_for(DbSqlite *db, const Sql *sql, Stmt **out)
{
    Stmt **bucket = bucket_of(db, sql->text);

    for (Stmt *s = *bucket; s; s = s->next)
        if (s->text == sql->text && !s->is_open) {
            *out = s;
            return NO_ERR;
        }
    if (!db->idle)
        forget_idle(db);
    if (!db->idle)
        return (Err){ERR_DB, sql->name, "too many statements are open"};
    Stmt *s = db->idle;
    Err   e = prepare(db, sql, s);
    if (e.kind) {
        sqlite3_finalize(s->stmt);
        return e;
    }
    db->idle = s->next;
    s->text  = sql->text;
    s->next  = *bucket;
    *bucket  = *out = s;
    return NO_ERR;
}

static Err check_stmt(Db *base, const Sql *sql)
{
    Stmt s = {0};
    Err  e = prepare((DbSqlite *)base, sql, &s);
    sqlite3_finalize(s.stmt);
    return e;
}

/* --- running --- */

static int bind(const Stmt *s, int i, const DbVal *v)
{
    int at    = s->index[i];
    Str bytes = db_val_str(v);

    switch (v->type) {
    case DB_NULL: return sqlite3_bind_null(s->stmt, at);
    case DB_I64:  return sqlite3_bind_int64(s->stmt, at, v->i);
    case DB_TEXT: return sqlite3_bind_text64(s->stmt, at, bytes.at, (u64)bytes.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    case DB_BLOB: return sqlite3_bind_blob64(s->stmt, at, bytes.at, (u64)bytes.len, SQLITE_TRANSIENT);
    }
    return SQLITE_MISUSE;
}

/* A statement that has given its last row is closed at once. */
static void step(DbRows *rows, Stmt *s)
{
    int rc = sqlite3_step(s->stmt);

    s->on_row = rc == SQLITE_ROW;
    if (s->on_row)
        return;
    if (rc != SQLITE_DONE)
        rows->err = check(rc, rows->name);
    close_stmt((DbSqlite *)rows->db, s);
    rows->stmt = NULL;
}

static void run(DbRows *rows, const Sql *sql, isize n, const DbVal *vals)
{
    DbSqlite *db = (DbSqlite *)rows->db;
    Stmt     *s  = NULL;

    rows->err = stmt_for(db, sql, &s);
    if (!rows->err.kind && s->params != n)
        rows->err = (Err){ERR_DB, sql->name, "statement takes another number of parameters"};
    for (int i = 0; !rows->err.kind && i < n; i++)
        rows->err = check(bind(s, i, &vals[i]), sql->name);
    if (rows->err.kind)
        return;
    s->is_open     = true;
    s->open_before = NULL;
    s->open_after  = db->open;
    if (db->open)
        db->open->open_before = s;
    db->open   = s;
    rows->stmt = s;
    rows->run  = s->run;
    step(rows, s);
}

/* The statement, if these rows are still its own: the end of a transaction takes it away. */
static Stmt *stmt_of(DbRows *rows)
{
    Stmt *s = rows->stmt;
    if (s && s->run == rows->run)
        return s;
    rows->stmt = NULL;
    if (!rows->err.kind)
        rows->err = (Err){ERR_DB, rows->name, "the transaction of these rows is over"};
    return NULL;
}

static bool next(DbRows *rows)
{
    Stmt *s = stmt_of(rows);
    if (s && rows->row++)               /* the first row came with the run */
        step(rows, s);
    return rows->stmt != NULL;
}

static bool is_null(DbRows *rows)
{
    Stmt *s = stmt_of(rows);
    return !s || sqlite3_column_type(s->stmt, rows->col) == SQLITE_NULL;
}

static i64 get_i64(DbRows *rows)
{
    Stmt *s = stmt_of(rows);
    return s ? sqlite3_column_int64(s->stmt, rows->col) : 0;
}

static Str get_text(DbRows *rows)
{
    Stmt *s = stmt_of(rows);
    if (!s)
        return (Str){0};
    const char *p = (const char *)sqlite3_column_text(s->stmt, rows->col);
    return (Str){p, sqlite3_column_bytes(s->stmt, rows->col)};
}

static Str get_blob(DbRows *rows)
{
    Stmt *s = stmt_of(rows);
    if (!s)
        return (Str){0};
    const char *p = sqlite3_column_blob(s->stmt, rows->col);
    return (Str){p, sqlite3_column_bytes(s->stmt, rows->col)};
}

static void done(DbRows *rows)
{
    Stmt *s = rows->stmt;
    if (s && s->run == rows->run)
        close_stmt((DbSqlite *)rows->db, s);
    rows->stmt = NULL;
}

/* --- transactions --- */

static const Sql begin_read    = {"begin_read", "BEGIN", NULL};
static const Sql begin_write   = {"begin_write", "BEGIN IMMEDIATE", NULL};
static const Sql commit        = {"commit", "COMMIT", NULL};
static const Sql rollback      = {"rollback", "ROLLBACK", NULL};
static const Sql savepoint     = {"savepoint", "SAVEPOINT one", NULL};
static const Sql release       = {"release", "RELEASE one", NULL};
static const Sql rollback_to   = {"rollback_to", "ROLLBACK TO one", NULL};
static const Sql reads_only    = {"reads_only", "PRAGMA query_only = ON", NULL};
static const Sql reads_writes  = {"reads_writes", "PRAGMA query_only = OFF", NULL};

static Err allow_writes(DbSqlite *db, bool writes)
{
    if (db->query_only == writes)
        TRY(db_do0(&db->base, writes ? &reads_writes : &reads_only));
    db->query_only = !writes;
    return NO_ERR;
}

static Err begin(Db *base, bool writes)
{
    TRY(allow_writes((DbSqlite *)base, writes));
    return db_do0(base, writes ? &begin_write : &begin_read);
}

/* A full disk may have ended the transaction already; then there is nothing to keep, and COMMIT says so. */
static Err end(Db *base, bool keep)
{
    DbSqlite *db = (DbSqlite *)base;
    Err       e  = NO_ERR;

    close_open(db);
    if (keep)
        e = db_do0(base, &commit);
    if (!sqlite3_get_autocommit(db->conn)) {
        Err undone = db_do0(base, &rollback);
        e = e.kind ? e : undone;
    }
    return e;
}

static Err mark(Db *base)
{
    return db_do0(base, &savepoint);
}

static Err unmark(Db *base, bool keep)
{
    close_open((DbSqlite *)base);
    if (!keep)
        TRY(db_do0(base, &rollback_to));
    return db_do0(base, &release);
}

static const Sql first_page = {"first_page", "PRAGMA schema_version", NULL};

/* SQLite counts for each connection what it and others commit, to know whether its cached pages still hold.  What the
 * count says is settled by the transaction's first statement; with changes of its own under way it says nothing. */
static Err state(Arena scratch, Db *base, i64 *out)
{
    sqlite3 *conn    = ((DbSqlite *)base)->conn;
    u32      version = 0;

    (void)scratch;
    if (sqlite3_txn_state(conn, NULL) == SQLITE_TXN_NONE)
        TRY(db_do0(base, &first_page));
    TRY(check(sqlite3_file_control(conn, "main", SQLITE_FCNTL_DATA_VERSION, &version), __func__));
    *out = sqlite3_txn_state(conn, NULL) == SQLITE_TXN_READ ? (i64)version + 1 : 0;
    return NO_ERR;
}

/* --- connections --- */

static Err script(Db *base, const char *sql)
{
    DbSqlite *db = (DbSqlite *)base;
    if (sqlite3_get_autocommit(db->conn))
        TRY(allow_writes(db, base->mode == DB_READ_WRITE));
    return check(sqlite3_exec(db->conn, sql, NULL, NULL, NULL), __func__);
}

static Err ping(Db *base)
{
    return db_do0(base, &first_page);
}

/* "ok", or what is wrong; then references that lead nowhere.  A pragma is no statement of a room. */
static Err integrity(Arena *a, Db *base, bool *out_good, Str *out_say)
{
    static const Sql check      = {"integrity_check", "PRAGMA integrity_check(3)", 0};
    static const Sql references = {"foreign_key_check", "PRAGMA foreign_key_check", 0};

    DbRows rows = db_query0(a, base, &check);
    Str    said = db_next(&rows) ? db_get_text(&rows) : (Str){0};
    TRY(db_done(&rows));
    if (!str_is(said, "ok")) {
        *out_good = false;
        *out_say  = said;
        return NO_ERR;
    }
    rows = db_query0(a, base, &references);
    if (db_next(&rows)) {
        *out_good = false;
        *out_say  = str_fmt(a, "a row of %.*s refers to something that is not there", STRF(db_get_text(&rows)));
    }
    return db_done(&rows);
}

static const char *message(Db *base)
{
    return sqlite3_errmsg(((DbSqlite *)base)->conn);
}

static void close_db(Db *base)
{
    DbSqlite *db = (DbSqlite *)base;
    close_open(db);
    forget_idle(db);
    sqlite3_close(db->conn);
    db->conn = NULL;
}

static const DbOps ops = {
    DB_SQLITE, close_db, ping, integrity, message, script, check_stmt, begin, end, mark, unmark, state,
    run, next, is_null, get_i64, get_text, get_blob, done,
};

/* The file is made by us, so that nobody else on the machine can read it; -wal and -shm follow its mode.
 * One that is there is not even opened: closing it would drop every POSIX lock this process holds on it, and then
 * the next process to leave the database believes it was the last and takes the log away. */
static bool make_private(const char *path)
{
    if (!strcmp(path, ":memory:"))
        return true;
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd < 0 ? errno == EEXIST : close(fd) == 0;
}

static Err configure(DbSqlite *db)
{
    sqlite3_busy_timeout(db->conn, BUSY_MS);
    sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->conn, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);  /* or LIKE $1 is prepared anew each time */
    return script(&db->base, "PRAGMA journal_mode = WAL;"
                             "PRAGMA synchronous = FULL;"
                             "PRAGMA foreign_keys = ON;"
                             "PRAGMA cell_size_check = ON;"
                             "PRAGMA trusted_schema = OFF;"
                             "PRAGMA temp_store = MEMORY;"
                             "PRAGMA cache_size = -16384;"
                             "PRAGMA journal_size_limit = 67108864");
}

Err db_open_sqlite(Arena *life, Str path, DbMode mode, Db **out)
{
    DbSqlite *db    = new(life, DbSqlite, 1);
    char     *cpath = str_c(life, path);
    int       flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (!make_private(cpath))
        return FAIL(ERR_IO, "the database file cannot be opened");
    db->base = (Db){.ops = &ops, .mode = mode};
    for (int i = 0; i < STATEMENTS; i++) {
        db->pool[i].next = db->idle;
        db->idle         = &db->pool[i];
    }
    Err e = check(sqlite3_open_v2(cpath, &db->conn, flags, NULL), __func__);
    if (!e.kind)
        e = configure(db);
    if (!e.kind)
        e = allow_writes(db, mode == DB_READ_WRITE);
    if (e.kind)
        close_db(&db->base);
    else
        *out = &db->base;
    return e;
}
