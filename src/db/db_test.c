#include "test/test.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static const Sql make_thing = {"make_thing", "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL,"
                               " bytes BLOB, made_on TEXT, seen_at TEXT)",
                               "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL, bytes BYTEA,"
                               " made_on TEXT, seen_at TEXT)"};
static const Sql add_thing  = {"add_thing", "INSERT INTO thing (id, name, bytes, made_on, seen_at)"
                               " VALUES ($1, $2, $3, $4, $5)", NULL};
static const Sql list_things = {"list_things", "SELECT id, name, bytes, made_on, seen_at FROM thing ORDER BY id", NULL};
static const Sql count_things = {"count_things", "SELECT count(*) FROM thing", NULL};
static const Sql crossed    = {"crossed", "SELECT CAST($2 AS BIGINT), CAST($1 AS BIGINT), CAST($2 AS BIGINT)", NULL};

static Err add(Db *db, i64 id)
{
    return db_do(db, &add_thing, db_i64(id), db_text(S("a")), db_null(), db_null(), db_null());
}

static i64 how_many(Arena scratch, Db *db)
{
    DbRows rows = db_query0(&scratch, db, &count_things);
    i64    n    = db_next(&rows) ? db_get_i64(&rows) : -1;
    CHECK_OK(db_done(&rows));
    return n;
}

static Db *with_things(Arena *a)
{
    Db *db = test_db(a);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(db_do0(db, &make_thing));
    CHECK_OK(db_end(db, true));
    return db;
}

TEST(every_statement_of_every_room_fits_the_schema)
{
    Db *db = test_db(&a);
    CHECK(all_statements_count > 0);
    for (isize i = 0; i < all_statements_count; i++)
        if (db_check(db, &all_statements[i]).kind)
            test_fail(all_statements[i].name, 0, "does not prepare", str_of(db_message(db)));
}

TEST(a_row_comes_back_as_it_was_stored)
{
    Db *db = with_things(&a);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(db_do(db, &add_thing, db_i64(INT64_MAX), db_text(S("na\xc3\xafve '; --")), db_blob(S("\0\x01\xff")),
                   db_date(date_ymd(2026, 8, 21)), db_at((Instant){1787281445})));
    CHECK_OK(db_do(db, &add_thing, db_i64(-1), db_text((Str){0}), db_null(), db_date((Date){0}), db_at((Instant){0})));

    DbRows rows = db_query0(&a, db, &list_things);
    CHECK(db_next(&rows));
    CHECK(db_get_i64(&rows) == -1);
    CHECK(db_get_text(&rows).len == 0);
    CHECK(db_get_blob(&rows).len == 0);
    CHECK(db_get_date(&rows).days == 0);
    CHECK(db_get_at(&rows).s == 0);
    CHECK(db_next(&rows));
    CHECK(db_get_i64(&rows) == INT64_MAX);
    CHECK_STR(db_get_text(&rows), S("na\xc3\xafve '; --"));
    CHECK_STR(db_get_blob(&rows), S("\0\x01\xff"));
    CHECK(db_get_date(&rows).days == date_ymd(2026, 8, 21).days);
    CHECK(db_get_at(&rows).s == 1787281445);
    CHECK(!db_next(&rows));
    CHECK_OK(db_done(&rows));
    CHECK_OK(db_end(db, true));
}

TEST(days_and_instants_are_written_as_auditors_read_them)
{
    DbVal day = db_date(date_ymd(2026, 8, 21)), at = db_at((Instant){1787281445});
    CHECK_STR(((Str){day.iso, day.s.len}), S("2026-08-21"));
    CHECK_STR(((Str){at.iso, at.s.len}), instant_iso(&a, (Instant){1787281445}));
}

TEST(parameters_go_by_their_number_and_not_by_first_sight)
{
    Db    *db   = test_db(&a);
    DbRows rows = db_query(&a, db, &crossed, db_i64(1), db_i64(2));
    CHECK(db_next(&rows));
    CHECK(db_get_i64(&rows) == 2);
    CHECK(db_get_i64(&rows) == 1);
    CHECK(db_get_i64(&rows) == 2);
    CHECK_OK(db_done(&rows));
    CHECK(db_do(db, &crossed, db_i64(1)).kind == ERR_DB);
    CHECK(db_do(db, &crossed, db_i64(1), db_i64(1), db_i64(1)).kind == ERR_DB);
}

TEST(a_reading_transaction_cannot_write)
{
    Db *db = with_things(&a);
    CHECK_OK(db_begin(db, false));
    CHECK(add(db, 1).kind != OK);
    CHECK_OK(db_end(db, false));
    CHECK_OK(db_begin(db, true));
    CHECK(how_many(a, db) == 0);
    CHECK_OK(add(db, 1));
    CHECK_OK(db_end(db, true));
    CHECK_OK(db_begin(db, false));
    CHECK(how_many(a, db) == 1);
    CHECK_OK(db_end(db, true));
}

TEST(a_connection_for_reading_never_writes)
{
    Str uri = test_db_uri(&a);
    Db *db  = NULL;
    CHECK_OK(db_open(&a, uri, DB_READ_ONLY, &db));
    CHECK(db_begin(db, true).kind != OK);
    CHECK(db_script(db, "CREATE TABLE thing (id BIGINT)").kind != OK);
    CHECK_OK(db_begin(db, false));
    CHECK_OK(db_ping(db));
    CHECK_OK(db_end(db, false));
    db_close(db);
}

TEST(a_broken_constraint_is_a_conflict)
{
    Db *db = with_things(&a);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(add(db, 1));
    Err e = add(db, 1);
    CHECK(e.kind == ERR_CONFLICT);
    CHECK_STR(str_of(e.where), S("add_thing"));
    CHECK_OK(db_end(db, false));
    CHECK_OK(db_begin(db, false));
    CHECK(how_many(a, db) == 0);
    CHECK_OK(db_end(db, false));
}

TEST(a_savepoint_takes_back_only_what_came_after_it)
{
    Db *db = with_things(&a);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(add(db, 1));
    CHECK_OK(db_mark(db));
    CHECK_OK(add(db, 2));
    CHECK(add(db, 2).kind == ERR_CONFLICT);
    CHECK_OK(db_unmark(db, false));
    CHECK_OK(db_mark(db));
    CHECK_OK(add(db, 3));
    CHECK_OK(db_unmark(db, true));
    CHECK_OK(db_end(db, true));
    CHECK_OK(db_begin(db, false));
    CHECK(how_many(a, db) == 2);
    CHECK_OK(db_end(db, false));
}

TEST(rows_end_with_their_transaction)
{
    Db *db = with_things(&a);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(add(db, 1));
    CHECK_OK(add(db, 2));
    DbRows left = db_query0(&a, db, &list_things);
    CHECK(db_next(&left));
    CHECK_OK(db_end(db, true));
    CHECK(!db_next(&left));
    CHECK(db_get_i64(&left) == 0);
    CHECK(db_done(&left).kind == ERR_DB);
}

TEST(a_statement_may_be_open_twice)
{
    Db *db = with_things(&a);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(add(db, 1));
    CHECK_OK(add(db, 2));
    DbRows outer = db_query0(&a, db, &list_things);
    i64    pairs = 0;
    while (db_next(&outer)) {
        DbRows inner = db_query0(&a, db, &list_things);
        while (db_next(&inner))
            pairs++;
        CHECK_OK(db_done(&inner));
    }
    CHECK_OK(db_done(&outer));
    CHECK(pairs == 4);
    CHECK_OK(db_end(db, false));
}

TEST(a_statement_that_does_not_prepare_is_an_error_and_not_a_crash)
{
    Db       *db    = test_db(&a);
    const Sql wrong = {"wrong", "SELECT nothing FROM nowhere", NULL};
    const Sql two   = {"two", "SELECT 1; SELECT 2", NULL};
    CHECK(db_check(db, &wrong).kind == ERR_DB);
    CHECK(db_check(db, &two).kind == ERR_DB);
    DbRows rows = db_query0(&a, db, &wrong);
    CHECK(!db_next(&rows));
    CHECK(db_get_i64(&rows) == 0);
    CHECK(db_get_text(&rows).len == 0);
    CHECK(db_done(&rows).kind == ERR_DB);
}

TEST(a_database_that_cannot_be_opened_says_so)
{
    Db *db;
    CHECK(db_open(&a, S("/nonexistent/pulau.db"), DB_READ_WRITE, &db).kind == ERR_IO);
    CHECK(db_open(&a, S("postgresql://x@127.0.0.1:1/x"), DB_READ_WRITE, &db).kind == ERR_AWAY);
}

static bool is_sound(Arena a, Db *db)
{
    bool good = true;
    Str  say  = {0};
    CHECK_OK(db_integrity(&a, db, &good, &say));
    CHECK(good || say.len);
    return good;
}

/* Another process: begun before this one opens the database, it comes when it is told to. */
static pid_t visitor(const char *path, int *out_tell)
{
    sqlite3 *db;
    char     go;
    int      ends[2];
    CHECK(pipe(ends) == 0);
    pid_t    pid = fork();

    *out_tell = ends[1];
    if (pid)
        return close(ends[0]), pid;
    bool good = read(ends[0], &go, 1) == 1 && sqlite3_open(path, &db) == SQLITE_OK
             && sqlite3_exec(db, "SELECT count(*) FROM thing", NULL, NULL, NULL) == SQLITE_OK
             && sqlite3_close(db) == SQLITE_OK;
    _exit(!good);
}

TEST(another_process_that_comes_and_goes_leaves_the_log_alone)
{
    Str   path = str_fmt(&a, "%.*s/shared.db", STRF(test_dir(&a)));
    Db   *one, *two;
    int   tell, status = 1;
    pid_t other = visitor(str_c(&a, path), &tell);

    CHECK_OK(db_open(&a, path, DB_READ_WRITE, &one));
    CHECK_OK(db_begin(one, true));
    CHECK_OK(db_do0(one, &make_thing));
    CHECK_OK(db_end(one, true));
    CHECK_OK(db_open(&a, path, DB_READ_ONLY, &two));    /* as each thread opens its own */

    CHECK(write(tell, "1", 1) == 1);
    CHECK(waitpid(other, &status, 0) == other && status == 0);
    CHECK(access(str_c(&a, str_fmt(&a, "%.*s-wal", STRF(path))), F_OK) == 0);
    CHECK_OK(db_begin(one, true));
    CHECK_OK(add(one, 7));
    CHECK_OK(db_end(one, true));
    CHECK_OK(db_begin(two, false));
    CHECK(how_many(a, two) == 1);
    CHECK_OK(db_end(two, false));
    db_close(one);
    db_close(two);
    close(tell);
}

TEST(damage_to_a_page_or_a_reference_is_found)
{
    if (!test_only(DB_SQLITE))
        return;
    Db  *db;
    Str  uri = test_db_uri(&a);
    char wrong[2048] = "damage";

    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &db));
    CHECK_OK(db_script(db, "CREATE TABLE whole (id BIGINT PRIMARY KEY);"
                           "CREATE TABLE part (whole_id BIGINT REFERENCES whole (id));"
                           "INSERT INTO whole VALUES (1); INSERT INTO part VALUES (1)"));
    CHECK(is_sound(a, db));
    CHECK_OK(db_script(db, "PRAGMA foreign_keys = OFF; DELETE FROM whole; PRAGMA foreign_keys = ON"));
    CHECK(!is_sound(a, db));
    CHECK_OK(db_script(db, "DELETE FROM part; PRAGMA wal_checkpoint(TRUNCATE)"));
    CHECK(is_sound(a, db));
    db_close(db);

    int fd = open(str_c(&a, uri), O_WRONLY);
    CHECK(pwrite(fd, wrong, sizeof wrong, 3 * 4096) == sizeof wrong);
    close(fd);
    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &db));
    CHECK(!is_sound(a, db));
    db_close(db);
}

static i64 state_of(Arena scratch, Db *db)
{
    i64 state = -1;
    CHECK_OK(db_begin(db, false));
    CHECK_OK(db_state(scratch, db, &state));
    CHECK_OK(db_end(db, false));
    return state;
}

/* The same one twice: a server of its own accord counts on now and then, for its own housekeeping. */
static i64 settled(Arena scratch, Db *db)
{
    i64 state = 0, before = 0;
    for (int i = 0; i < 1000 && (!state || state != before); i++) {
        before = state;
        state  = state_of(scratch, db);
    }
    CHECK(state && state == before);
    return state;
}

static void add_kept(Db *db, i64 id, bool keep)
{
    CHECK_OK(db_begin(db, true));
    CHECK_OK(add(db, id));
    CHECK_OK(db_end(db, keep));
}

TEST(the_state_stays_the_same_until_somebody_commits_whoever_it_is)
{
    Str uri = test_db_uri(&a);
    Db *reader, *writer;
    int status = 1;
    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &writer));
    CHECK_OK(db_script(writer, db_engine(writer) == DB_PGSQL ? make_thing.pgsql : make_thing.text));
    CHECK_OK(db_open(&a, uri, DB_READ_ONLY, &reader));

    i64 empty = settled(a, reader);
    add_kept(writer, 1, true);
    i64 other = settled(a, reader);
    CHECK(other != empty);

    i64 own = settled(a, writer);
    add_kept(writer, 2, true);
    CHECK(settled(a, writer) != own);

    i64   before = settled(a, reader);
    pid_t child  = fork();
    if (!child) {
        Db  *db;
        bool good = !db_open(&a, uri, DB_READ_WRITE, &db).kind && !db_begin(db, true).kind && !add(db, 3).kind
                 && !db_end(db, true).kind;
        _exit(!good);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(settled(a, reader) != before);
    db_close(reader);
    db_close(writer);
}

TEST(it_is_counted_how_often_something_written_was_undone)
{
    Str uri = test_db_uri(&a);
    Db *db;
    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &db));
    CHECK_OK(db_script(db, db_engine(db) == DB_PGSQL ? make_thing.pgsql : make_thing.text));
    add_kept(db, 1, true);
    CHECK_OK(db_begin(db, false));
    CHECK_OK(db_end(db, false));
    CHECK(db_undone(db) == 0);
    add_kept(db, 2, false);
    CHECK(db_undone(db) == 1);
    CHECK_OK(db_begin(db, true));
    CHECK_OK(db_mark(db));
    CHECK_OK(db_unmark(db, false));
    CHECK(db_undone(db) == 2);
    CHECK_OK(db_end(db, true));
    CHECK(db_undone(db) == 2);
    db_close(db);
}

TEST(a_state_is_never_that_of_a_change_under_way)
{
    Str uri = test_db_uri(&a);
    i64 state = -1;
    Db *reader, *writer;
    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &writer));
    CHECK_OK(db_script(writer, db_engine(writer) == DB_PGSQL ? make_thing.pgsql : make_thing.text));
    CHECK_OK(db_open(&a, uri, DB_READ_ONLY, &reader));

    i64 before = settled(a, reader);
    CHECK_OK(db_begin(writer, true));
    CHECK_OK(add(writer, 1));
    CHECK_OK(db_state(a, writer, &state));
    CHECK(state == 0);
    i64 during = state_of(a, reader);
    CHECK(during == before || !during);         /* not seen yet */
    CHECK_OK(db_end(writer, true));
    CHECK(settled(a, reader) != before);

    /* What a transaction sees was settled when it began to look. */
    CHECK_OK(db_begin(reader, false));
    CHECK_OK(db_state(a, reader, &before));
    add_kept(writer, 2, true);
    CHECK_OK(db_state(a, reader, &state));
    CHECK(state == before && how_many(a, reader) == 1);
    CHECK_OK(db_end(reader, false));
    CHECK(settled(a, reader) != before);
    db_close(reader);
    db_close(writer);
}
