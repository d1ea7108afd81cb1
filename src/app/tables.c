#include "app/tables.h"

#include "base/secret.h"
#include "format/json.h"

#include <string.h>

/* --- out --- */

static DbVal put_column(JsonOut *o, DbRows *rows, char kind, bool null)
{
    if (null) {
        json_put_null(o, NO_KEY);
        return db_null();
    }
    if (kind == 'i') {
        DbVal v = db_i64(db_get_i64(rows));
        json_put_i64(o, NO_KEY, v.i);
        return v;
    }
    if (kind == 't') {
        DbVal v = db_text(db_get_text(rows));
        json_put_text(o, NO_KEY, v.s);
        return v;
    }
    DbVal v = db_blob(db_get_blob(rows));
    json_open_map(o, NO_KEY);
    json_put_text(o, S("hex"), hex_of(o->to->arena, (const u8 *)v.s.at, v.s.len));
    json_close(o);
    return v;
}

/* One row as a line; its key goes to `last`, copied into `keep`. */
static Str row_line(Arena *a, DbRows *rows, const TableDef *t, DbVal *last)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    DbVal   vals[TABLE_COLS];

    json_open_list(&o, NO_KEY);
    for (int i = 0; i < t->ncols; i++) {
        bool null = db_is_null(rows);
        if (null)
            (void)db_get_i64(rows);
        vals[i] = put_column(&o, rows, t->kinds[i], null);
    }
    json_close(&o);
    buf_char(&b, '\n');
    for (int i = 0; i < t->nkeys; i++)
        last[i] = vals[t->key[i]];
    return buf_str(&b);
}

/* A page of rows; each is formed in memory that the next one uses again, but for the key of the last. */
static Err page_out(Arena *keep, DbRows *rows, const TableDef *t, Err (*put)(void *to, Str piece), void *to,
                    DbVal *last, i64 *n)
{
    Arena room = arena_reserve((isize)64 << 20), all = room;
    Err   e    = NO_ERR;

    rows->arena = &room;
    while (!e.kind && db_next(rows)) {
        room = all;
        e    = put(to, row_line(&room, rows, t, last));
        ++*n;
    }
    for (int i = 0; i < t->nkeys; i++)
        last[i].s = str_copy(keep, last[i].s);
    Err done = db_done(rows);
    arena_release(all);
    return e.kind ? e : done;
}

Err table_out(Arena scratch, Db *db, const TableDef *t, Err (*put)(void *to, Str piece), void *to, i64 *out_rows)
{
    DbVal last[TABLE_KEYS] = {0};
    Arena page = scratch;
    i64   n    = 0;
    DbRows rows = db_run(&page, db, &t->first, 0, NULL);
    TRY(page_out(&page, &rows, t, put, to, last, &n));
    *out_rows = n;
    while (n) {
        Arena next = scratch;
        next.beg   = page.beg;
        rows       = db_run(&next, db, &t->next, t->nkeys, last);
        n          = 0;
        TRY(page_out(&next, &rows, t, put, to, last, &n));
        *out_rows += n;
        page = next;
    }
    return NO_ERR;
}

/* --- in --- */

static bool column_in(Arena *a, const Json *j, char kind, DbVal *out)
{
    i64 n;
    Str hex = json_text(json_get(j, "hex"));

    if (j->kind == JSON_NONE)
        *out = db_null();
    else if (kind == 'i' && json_i64(j, &n))
        *out = db_i64(n);
    else if (kind == 't' && j->kind == JSON_TEXT)
        *out = db_text(j->text);
    else if (kind == 'b' && j->kind == JSON_MAP && hex.len % 2 == 0) {
        Str bytes;
        if (!hex_bytes(a, hex, &bytes))
            return false;
        *out = db_blob(bytes);
    } else
        return false;
    return true;
}

Err table_in(Arena scratch, Db *db, const TableDef *t, Str line)
{
    const Json *row;
    DbVal       vals[TABLE_COLS];

    TRY(json_read(&scratch, line, (JsonMost){.bytes = (isize)64 << 20}, &row));
    if (row->kind != JSON_LIST || row->count != t->ncols)
        return FAIL(ERR_INVALID, "a row has another number of columns than its table");
    for (int i = 0; i < t->ncols; i++)
        if (!column_in(&scratch, &row->at[i], t->kinds[i], &vals[i]))
            return FAIL(ERR_INVALID, "a row has a value of another kind than its column");
    return db_run_to_end(db, &t->load, t->ncols, vals);
}

const TableDef *table_named(Str name)
{
    for (isize i = 0; i < tables_count; i++)
        if (str_is(name, tables[i].name))
            return &tables[i];
    return NULL;
}
