#include "db/db_engine.h"

#include "db.sql.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

enum { SLOTS = 1024, OPEN_MAX = 32 };

/* An answer that is being read. */
typedef struct {
    PGresult *res;
    u32       run;              /* which use this is; older DbRows find nothing */
} Answer;

typedef struct {
    Db          base;
    char       *uri;
    PGconn     *conn;
    bool        stale;          /* connect again before the next transaction */
    bool        writes;         /* the transaction may write */
    bool        warned;         /* a WARNING came since this was cleared */
    u64         times_made;
    int         prepared;
    const char *text[SLOTS];    /* prepared on this connection, by the address of its text */
    Answer      open[OPEN_MAX];
} DbPgsql;

/* --- failure: by the first letters of the SQLSTATE, the longest that fits --- */

static const struct { const char *state; ErrKind kind; const char *why; } failures[] = {
    {"23505", ERR_CONFLICT, "a row with this key is there already"},
    {"23503", ERR_CONFLICT, "a row that is referred to is not there"},
    {"23514", ERR_CONFLICT, "a CHECK constraint failed"},
    {"23502", ERR_CONFLICT, "a value is missing"},
    {"23",    ERR_CONFLICT, "a constraint failed"},
    {"40",    ERR_CONFLICT, "the transaction clashed with another one"},
    {"08P01", ERR_DB,       "statement takes another number of parameters"},
    {"08",    ERR_AWAY,     "the connection was lost"},
    {"57P",   ERR_AWAY,     "the server is shutting down or starting"},
    {"57014", ERR_BUSY,     "the statement was cancelled"},
    {"55P03", ERR_BUSY,     "a lock was not to be had in time"},
    {"53100", ERR_IO,       "the server's disk is full"},
    {"53",    ERR_BUSY,     "the server is out of something it needs"},
    {"58",    ERR_IO,       "the server's system or disk failed"},
    {"XX",    ERR_IO,       "the server found its data damaged"},
    {"25006", ERR_IO,       "a write in a transaction that only reads"},
    {"25P02", ERR_DB,       "an earlier statement of the transaction failed"},
    {"22",    ERR_DB,       "a value does not fit its type"},
    {"42P18", ERR_DB,       "the type of a parameter cannot be told"},
    {"42",    ERR_DB,       "the statement does not fit the schema"},
};

static Err failure(DbPgsql *db, const PGresult *res, const char *where)
{
    const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;

    if (PQstatus(db->conn) != CONNECTION_OK)
        return (Err){ERR_AWAY, where, "the connection was lost"};
    if (!state)
        return (Err){ERR_DB, where, "the server's answer was not understood"};
    if (!strcmp(state, "40001") || !strcmp(state, "40P01"))
        db->base.clashed = true;
    for (int i = 0; i < countof(failures); i++)
        if (!strncmp(state, failures[i].state, strlen(failures[i].state))) {
            bool stand_by = db->writes && !strcmp(state, "25006");
            return (Err){stand_by ? ERR_AWAY : failures[i].kind, where, failures[i].why};
        }
    return (Err){ERR_DB, where, "the statement failed"};
}

static bool is_good(const PGresult *res)
{
    ExecStatusType s = PQresultStatus(res);
    return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK || s == PGRES_EMPTY_QUERY;
}

/* One or many statements without parameters, in the simple protocol. */
static Err exec(DbPgsql *db, const char *sql, const char *where)
{
    PGresult *res = PQexec(db->conn, sql);
    Err       e   = is_good(res) ? NO_ERR : failure(db, res, where);
    PQclear(res);
    return e;
}

static const char *message(Db *base)
{
    return PQerrorMessage(((DbPgsql *)base)->conn);
}

/* --- connections --- */

static void on_notice(void *arg, const PGresult *res)
{
    const char *severity = PQresultErrorField(res, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && !strcmp(severity, "WARNING"))
        ((DbPgsql *)arg)->warned = true;
}

static Err configure(DbPgsql *db)
{
    PQsetNoticeReceiver(db->conn, on_notice, db);
    memset(db->text, 0, sizeof db->text);
    db->prepared = 0;
    db->stale    = false;
    db->times_made++;
    TRY(exec(db, "SET statement_timeout = 0; SET lock_timeout = '10s'; SET bytea_output = hex;"
                 " SET client_min_messages = warning", __func__));
    if (db->base.mode == DB_READ_ONLY)
        TRY(exec(db, "SET default_transaction_read_only = on", __func__));
    return NO_ERR;
}

static Err connect_now(DbPgsql *db)
{
    const char *names[]  = {"client_encoding", "fallback_application_name", "connect_timeout", "tcp_user_timeout",
                            "dbname", NULL};
    const char *values[] = {"UTF8", "pulau", "3", "15000", db->uri, NULL};

    PQfinish(db->conn);
    db->conn = PQconnectdbParams(names, values, 1);
    if (PQstatus(db->conn) != CONNECTION_OK)
        return FAIL(ERR_AWAY, "the database server does not answer");
    return configure(db);
}

static void close_answers(DbPgsql *db)
{
    for (int i = 0; i < OPEN_MAX; i++) {
        if (!db->open[i].res)
            continue;
        PQclear(db->open[i].res);
        db->open[i].res = NULL;
        db->open[i].run++;
    }
}

static void close_db(Db *base)
{
    DbPgsql *db = (DbPgsql *)base;
    close_answers(db);
    PQfinish(db->conn);
    db->conn = NULL;
}

static Err script(Db *base, const char *sql)
{
    return exec((DbPgsql *)base, sql, __func__);
}

/* --- transactions --- */

/* Writers see each other as if they had come in turn, as they do on SQLite; a clash is run again. */
static Err begin_now(DbPgsql *db)
{
    return exec(db, db->writes ? "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
                               : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "begin");
}

/* A connection that died while it was idle is made again once: nothing has been asked of it yet.  A server
 * that refuses to begin (a standby, after a fail-over) is left for the one the address leads to now. */
static Err begin(Db *base, bool writes)
{
    DbPgsql *db = (DbPgsql *)base;
    bool     is_new = db->stale || PQstatus(db->conn) != CONNECTION_OK;

    db->base.clashed = false;
    db->writes       = writes;
    if (is_new)
        TRY(connect_now(db));
    Err e = begin_now(db);
    if (e.kind && !is_new) {
        TRY(connect_now(db));
        e = begin_now(db);
    }
    if (e.kind) {
        db->stale = true;
        e.kind    = ERR_AWAY;
    }
    return e;
}

/* Success is the word COMMIT and no warning: a cancelled wait for the synchronous standby warns, and the
 * transaction is then on this server alone and may be lost with it. */
static Err commit(DbPgsql *db)
{
    db->warned = false;
    PGresult *res  = PQexec(db->conn, "COMMIT");
    bool      good = PQresultStatus(res) == PGRES_COMMAND_OK;
    bool      kept = good && !strcmp(PQcmdStatus(res), "COMMIT");
    Err       e    = good ? NO_ERR : failure(db, res, __func__);
    PQclear(res);
    if (good && !kept)
        return FAIL(ERR_DB, "an earlier statement of the transaction failed");
    if (good && db->warned)
        return FAIL(ERR_AWAY, "the commit may or may not last: the server gave a warning");
    return e;
}

static Err end(Db *base, bool keep)
{
    DbPgsql *db = (DbPgsql *)base;

    close_answers(db);
    Err e = keep ? commit(db) : exec(db, "ROLLBACK", __func__);
    if (PQtransactionStatus(db->conn) != PQTRANS_IDLE)
        db->stale = true;
    return keep || PQstatus(db->conn) == CONNECTION_OK ? e : NO_ERR;   /* a lost connection rolls back too */
}

static Err mark(Db *base)
{
    return exec((DbPgsql *)base, "SAVEPOINT one", __func__);
}

static Err unmark(Db *base, bool keep)
{
    DbPgsql *db = (DbPgsql *)base;
    close_answers(db);
    return exec(db, keep ? "RELEASE one" : "ROLLBACK TO one; RELEASE one", __func__);
}

static Err ping(Db *base)
{
    TRY(begin(base, false));
    return end(base, false);
}

/* --- prepared statements --- */

static const char *text_of(const Sql *sql)
{
    return sql->pgsql ? sql->pgsql : sql->text;
}

static Err prepare(DbPgsql *db, const Sql *sql, const char *name)
{
    PGresult *res = PQprepare(db->conn, name, text_of(sql), 0, NULL);
    Err       e   = is_good(res) ? NO_ERR : failure(db, res, sql->name);
    PQclear(res);
    return e;
}

static Err check_stmt(Db *base, const Sql *sql)
{
    return prepare((DbPgsql *)base, sql, "");
}

/* The statement's name on this connection is the number of its slot. */
static Err stmt_for(DbPgsql *db, const Sql *sql, char name[24])
{
    const char *text = text_of(sql);
    u64         slot = ((u64)(uintptr_t)text * 0x9e3779b97f4a7c15u) >> 54;

    if (db->prepared > SLOTS * 3 / 4) {
        TRY(exec(db, "DEALLOCATE ALL", __func__));
        memset(db->text, 0, sizeof db->text);
        db->prepared = 0;
    }
    while (db->text[slot] && db->text[slot] != text)
        slot = (slot + 1) % SLOTS;
    snprintf(name, 24, "s%u", (unsigned)slot);
    if (db->text[slot])
        return NO_ERR;
    TRY(prepare(db, sql, name));
    db->text[slot] = text;
    db->prepared++;
    return NO_ERR;
}

_Static_assert(SLOTS == 1 << (64 - 54), "stmt_for takes the top ten bits");

/* --- running --- */

/* Texts and bytes go over as they are, with their length; numbers as text, which fits every width. */
typedef struct {
    const char *at[DB_PARAMS_MAX];
    int         len[DB_PARAMS_MAX], binary[DB_PARAMS_MAX];
    char        number[DB_PARAMS_MAX][24];
} Params;

static void fill(Params *p, isize n, const DbVal *vals)
{
    for (isize i = 0; i < n; i++) {
        Str s = db_val_str(&vals[i]);
        p->at[i]     = NULL;
        p->len[i]    = (int)s.len;
        p->binary[i] = vals[i].type == DB_TEXT || vals[i].type == DB_BLOB;
        if (p->binary[i])
            p->at[i] = s.at;
        if (vals[i].type == DB_I64) {
            snprintf(p->number[i], sizeof p->number[i], "%lld", (long long)vals[i].i);
            p->at[i] = p->number[i];
        }
    }
}

static Answer *free_answer(DbPgsql *db)
{
    for (int i = 0; i < OPEN_MAX; i++)
        if (!db->open[i].res)
            return &db->open[i];
    return NULL;
}

static void run(DbRows *rows, const Sql *sql, isize n, const DbVal *vals)
{
    DbPgsql *db     = (DbPgsql *)rows->db;
    Answer  *answer = free_answer(db);
    char     name[24];
    Params   params;

    if (n > DB_PARAMS_MAX || !answer) {
        rows->err = (Err){ERR_DB, sql->name, answer ? "too many parameters" : "too many statements are open"};
        return;
    }
    rows->err = stmt_for(db, sql, name);
    if (rows->err.kind)
        return;
    fill(&params, n, vals);
    PGresult *res = PQexecPrepared(db->conn, name, (int)n, params.at, params.len, params.binary, 0);
    if (!is_good(res))
        rows->err = failure(db, res, sql->name);
    if (rows->err.kind || !PQntuples(res)) {
        PQclear(res);
        return;
    }
    answer->res = res;
    rows->stmt  = answer;
    rows->run   = answer->run;
}

/* The answer, if these rows are still its own: the end of a transaction takes it away. */
static PGresult *res_of(DbRows *rows)
{
    Answer *a = rows->stmt;
    if (a->run == rows->run)
        return a->res;
    rows->stmt = NULL;
    if (!rows->err.kind)
        rows->err = (Err){ERR_DB, rows->name, "the transaction of these rows is over"};
    return NULL;
}

static void done(DbRows *rows)
{
    Answer *a = rows->stmt;
    if (a && a->run == rows->run) {
        PQclear(a->res);
        a->res = NULL;
        a->run++;
    }
    rows->stmt = NULL;
}

static bool next(DbRows *rows)
{
    PGresult *res = res_of(rows);
    if (res && rows->row == PQntuples(res))
        done(rows);
    rows->row++;
    return rows->stmt != NULL;
}

static Str get_text(DbRows *rows)
{
    PGresult *res = res_of(rows);
    int       row = rows->row - 1;
    if (!res || row < 0 || rows->col >= PQnfields(res))
        return (Str){0};
    return (Str){PQgetvalue(res, row, rows->col), PQgetlength(res, row, rows->col)};
}

static bool is_null(DbRows *rows)
{
    PGresult *res = res_of(rows);
    int       row = rows->row - 1;
    return !res || row < 0 || rows->col >= PQnfields(res) || PQgetisnull(res, row, rows->col);
}

static i64 get_i64(DbRows *rows)
{
    Str s = get_text(rows);
    i64 i = 0;
    if (str_is(s, "t"))
        return 1;
    if (s.len && !str_is(s, "f") && !str_i64(s, &i) && !rows->err.kind)
        rows->err = (Err){ERR_DB, rows->name, "a stored number is not a whole number"};
    return i;
}

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* bytea comes as \x and lower-case hex: bytea_output was set so. */
static Str get_blob(DbRows *rows)
{
    Str s = get_text(rows);
    if (s.len < 2)
        return (Str){0};
    isize n = (s.len - 2) / 2;
    char *p = new(rows->arena, char, n);
    for (isize i = 0; i < n; i++)
        p[i] = (char)(hex_digit(s.at[2 + 2 * i]) << 4 | hex_digit(s.at[3 + 2 * i]));
    return (Str){p, n};
}

/* Another server may count otherwise, so a connection that was made again knows no state of the one before. */
static Err state(Arena scratch, Db *base, i64 *out)
{
    DbPgsql *db   = (DbPgsql *)base;
    DbRows   rows = db_query0(&scratch, base, &SQL_state_seen);
    i64      next = db_next(&rows) ? db_get_i64(&rows) : 0;

    *out = next && !db->writes ? (i64)((u64)next ^ db->times_made << 48) : 0;
    return db_done(&rows);
}

static const DbOps ops = {
    DB_PGSQL, close_db, ping, NULL, message, script, check_stmt, begin, end, mark, unmark, state,
    run, next, is_null, get_i64, get_text, get_blob, done,
};

Err db_open_pgsql(Arena *life, Str uri, DbMode mode, Db **out)
{
    DbPgsql *db = new(life, DbPgsql, 1);

    db->base = (Db){.ops = &ops, .mode = mode};
    db->uri  = str_c(life, uri);
    Err e = connect_now(db);
    if (e.kind)
        close_db(&db->base);
    else
        *out = &db->base;
    return e;
}
