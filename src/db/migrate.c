#include "db/migrate.h"

#include "db.sql.h"

static Err table_is_there(Arena scratch, Db *db, bool *out)
{
    return db_one_bool(db_query0(&scratch, db, &SQL_schema_is_there), out);
}

/* Applied files must be the first ones of ours, unchanged; more than ours is a newer program's schema. */
static Err compare(Arena scratch, Db *db, SchemaState *out, int *out_have)
{
    bool   altered = false;
    int    have    = 0;
    DbRows rows    = db_query0(&scratch, db, &SQL_schema_list);

    while (db_next(&rows)) {
        i64 number = db_get_i64(&rows);
        Str sha256 = db_get_text(&rows);
        if (number != have + 1 || (have < migrations_count && !str_is(sha256, migrations[have].sha256)))
            altered = true;
        have++;
    }
    TRY(db_done(&rows));
    *out_have = have;
    *out = altered                   ? SCHEMA_ALTERED
         : have == 0                 ? SCHEMA_EMPTY
         : have < migrations_count   ? SCHEMA_OLDER
         : have == migrations_count  ? SCHEMA_SAME
                                     : SCHEMA_NEWER;
    return NO_ERR;
}

static Err state_now(Arena scratch, Db *db, SchemaState *out, int *out_have)
{
    bool there = false;

    TRY(table_is_there(scratch, db, &there));
    if (there)
        return compare(scratch, db, out, out_have);
    *out      = SCHEMA_EMPTY;
    *out_have = 0;
    return NO_ERR;
}

Err schema_state(Arena scratch, Db *db, SchemaState *out, int *out_have)
{
    TRY(db_begin(db, false));
    Err e     = state_now(scratch, db, out, out_have);
    Err ended = db_end(db, false);
    return e.kind ? e : ended;
}

static Err apply(Db *db, const Migration *m, Instant now)
{
    TRY(db_script(db, db_engine(db) == DB_SQLITE ? m->sqlite : m->pgsql));
    return db_do(db, &SQL_schema_add, db_i64(m->number), db_text(str_of(m->name)), db_text(str_of(m->sha256)),
                 db_at(now));
}

/* One file at most.  Two programs that start together take turns at the lock, and each looks again. */
static Err step(Arena scratch, Db *db, Instant now, bool *out_more)
{
    SchemaState state;
    int         have;

    TRY(db_do0(db, &SQL_schema_lock));
    TRY(db_do0(db, &SQL_schema_create));
    TRY(compare(scratch, db, &state, &have));
    if (state == SCHEMA_NEWER)
        return FAIL(ERR_CONFLICT, "the database belongs to a newer program");
    if (state == SCHEMA_ALTERED)
        return FAIL(ERR_CONFLICT, "a migration was applied in another wording");
    if (have < migrations_count)
        TRY(apply(db, &migrations[have], now));
    *out_more = have + 1 < migrations_count;
    return NO_ERR;
}

Err schema_migrate(Arena scratch, Db *db, Instant now)
{
    bool more = true;

    while (more) {
        TRY(db_begin(db, true));
        Err e     = step(scratch, db, now, &more);
        Err ended = db_end(db, !e.kind);
        if (e.kind || ended.kind)
            return e.kind ? e : ended;
    }
    return NO_ERR;
}
