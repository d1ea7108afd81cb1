#include "db/db.h"

#include "db/db_engine.h"

#include <string.h>

/* --- values --- */

DbVal db_i64(i64 i)
{
    return (DbVal){.type = DB_I64, .i = i};
}

DbVal db_id(i64 id)
{
    return id ? db_i64(id) : db_null();
}

DbVal db_bool(bool b)
{
    return db_i64(b);
}

DbVal db_text(Str s)
{
    return (DbVal){.type = DB_TEXT, .s = {s.at ? s.at : "", s.len}};
}

DbVal db_blob(Str bytes)
{
    return (DbVal){.type = DB_BLOB, .s = {bytes.at ? bytes.at : "", bytes.len}};
}

DbVal db_digest(const Digest *d)
{
    return db_blob((Str){(const char *)d->at, sizeof d->at});
}

DbVal db_null(void)
{
    return (DbVal){.type = DB_NULL};
}

static Str word_anywhere(Arena *a, Str word)
{
    Buf b = {.arena = a};
    buf_char(&b, '%');
    for (isize i = 0; i < word.len; i++) {
        if (word.at[i] == '%' || word.at[i] == '_' || word.at[i] == '!')
            buf_char(&b, '!');
        buf_char(&b, word.at[i]);
    }
    buf_add(&b, word.len ? S("%") : (Str){0});
    return buf_str(&b);
}

void db_words(Arena *a, Str asked, int n, DbVal *out)
{
    Str  rest = str_trim(str_lower(a, asked));
    bool any  = rest.len > 0;

    for (int i = 0; i < n; i++) {
        Str word = i < n - 1 ? str_cut(&rest, ' ') : rest;
        rest     = str_trim(rest);
        out[i]   = db_text(any ? word_anywhere(a, word) : (Str){0});
    }
}

static void put_digits(char *at, int n, int value)
{
    for (; n > 0; value /= 10)
        at[--n] = (char)('0' + value % 10);
}

/* A value is copied about, so it cannot point into itself: s.at stays NULL and db_val_str() finds iso. */
static DbVal written_day(Date date)
{
    Ymd   d = date_split(date);
    DbVal v = {.type = DB_TEXT, .s = {NULL, 10}, .iso = "yyyy-mm-dd"};
    put_digits(v.iso, 4, d.year);
    put_digits(v.iso + 5, 2, d.month);
    put_digits(v.iso + 8, 2, d.day);
    return v;
}

DbVal db_date(Date d)
{
    return d.days ? written_day(d) : db_null();
}

DbVal db_at(Instant t)
{
    if (!t.s)
        return db_null();
    DbVal v = written_day(instant_date(t, 0));
    int   s = (int)(t.s % 86400);
    memcpy(v.iso + 10, "Thh:mm:ssZ", 11);
    put_digits(v.iso + 11, 2, s / 3600);
    put_digits(v.iso + 14, 2, s / 60 % 60);
    put_digits(v.iso + 17, 2, s % 60);
    v.s.len = 20;
    return v;
}

Str db_val_str(const DbVal *v)
{
    return (Str){v->s.at ? v->s.at : v->iso, v->s.len};
}

/* --- connections and transactions: the engine's business --- */

bool db_is_pgsql(Str uri)
{
    return str_starts(uri, S("postgresql://")) || str_starts(uri, S("postgres://"));
}

Err db_open(Arena *life, Str uri, DbMode mode, Db **out)
{
    return db_is_pgsql(uri) ? db_open_pgsql(life, uri, mode, out) : db_open_sqlite(life, uri, mode, out);
}

void db_close(Db *db)
{
    db->ops->close(db);
}

DbEngine db_engine(const Db *db)
{
    return db->ops->engine;
}

Err db_ping(Db *db)
{
    return db->ops->ping(db);
}

Err db_integrity(Arena *a, Db *db, bool *out_good, Str *out_say)
{
    return db->ops->integrity ? db->ops->integrity(a, db, out_good, out_say) : NO_ERR;
}

const char *db_message(Db *db)
{
    return db->ops->message(db);
}

Err db_script(Db *db, const char *sql)
{
    return db->ops->script(db, sql);
}

Err db_check(Db *db, const Sql *sql)
{
    return db->ops->check(db, sql);
}

void db_set_via(Db *db, i64 token_id)
{
    db->via = token_id;
}

i64 db_via(const Db *db)
{
    return db->via;
}

Err db_begin(Db *db, bool writes)
{
    if (writes && db->mode == DB_READ_ONLY)
        return FAIL(ERR_DB, "this connection is for reading");
    db->writing = writes;
    return db->ops->begin(db, writes);
}

Err db_end(Db *db, bool keep)
{
    Err e = db->ops->end(db, keep);
    db->undone += db->writing && (!keep || e.kind);
    return e;
}

Err db_mark(Db *db)
{
    return db->ops->mark(db);
}

Err db_unmark(Db *db, bool keep)
{
    db->undone += !keep;
    return db->ops->unmark(db, keep);
}

Err db_state(Arena scratch, Db *db, i64 *out)
{
    return db->ops->state(scratch, db, out);
}

void **db_pocket(Db *db, int which)
{
    assert(which >= 0 && which < DB_POCKETS);
    return &db->pockets[which];
}

i64 db_undone(const Db *db)
{
    return db->undone;
}

/* --- statements --- */

DbRows db_run(Arena *a, Db *db, const Sql *sql, isize n, const DbVal *vals)
{
    DbRows rows = {.arena = a, .name = sql->name, .db = db};
    db->ops->run(&rows, sql, n, vals);
    return rows;
}

bool db_next(DbRows *rows)
{
    rows->col = 0;
    return !rows->err.kind && rows->stmt && rows->db->ops->next(rows);
}

bool db_is_null(DbRows *rows)
{
    return !rows->stmt || rows->db->ops->is_null(rows);
}

i64 db_get_i64(DbRows *rows)
{
    i64 i = rows->stmt ? rows->db->ops->get_i64(rows) : 0;
    rows->col++;
    return i;
}

bool db_get_bool(DbRows *rows)
{
    return db_get_i64(rows) != 0;
}

static Str borrow_text(DbRows *rows)
{
    Str s = rows->stmt ? rows->db->ops->get_text(rows) : (Str){0};
    rows->col++;
    return s;
}

Str db_get_text(DbRows *rows)
{
    return str_copy(rows->arena, borrow_text(rows));
}

Str db_get_blob(DbRows *rows)
{
    Str s = rows->stmt ? rows->db->ops->get_blob(rows) : (Str){0};
    rows->col++;
    return str_copy(rows->arena, s);
}

int db_get_name(DbRows *rows, const char *const *names, isize n)
{
    int i = str_among(borrow_text(rows), names, n);
    return i < 0 ? 0 : i;
}

Date db_get_date(DbRows *rows)
{
    Str  s = borrow_text(rows);
    Date d = {0};
    if (s.len && !date_parse(s, &d) && !rows->err.kind)
        rows->err = (Err){ERR_DB, rows->name, "a stored date is not a date"};
    return d;
}

Instant db_get_at(DbRows *rows)
{
    Str     s = borrow_text(rows);
    Instant t = {0};
    if (s.len && !instant_parse(s, &t) && !rows->err.kind)
        rows->err = (Err){ERR_DB, rows->name, "a stored time is not a time"};
    return t;
}

Err db_done(DbRows *rows)
{
    rows->db->ops->done(rows);
    return rows->err;
}

Err db_any(DbRows rows, bool *out)
{
    *out = db_next(&rows);
    return db_done(&rows);
}

Err db_one_or(DbRows rows, Err none)
{
    bool came;
    TRY(db_any(rows, &came));
    return came ? NO_ERR : none;
}

Err db_one_i64(DbRows rows, i64 *out)
{
    *out = db_next(&rows) ? db_get_i64(&rows) : 0;
    return db_done(&rows);
}

Err db_one_bool(DbRows rows, bool *out)
{
    *out = db_next(&rows) && db_get_bool(&rows);
    return db_done(&rows);
}

Err db_one_text(DbRows rows, Str *out)
{
    *out = db_next(&rows) ? db_get_text(&rows) : (Str){0};
    return db_done(&rows);
}

Err db_run_to_end(Db *db, const Sql *sql, isize n, const DbVal *vals)
{
    DbRows rows = db_run(NULL, db, sql, n, vals);
    while (db_next(&rows))
        ;
    return db_done(&rows);
}
