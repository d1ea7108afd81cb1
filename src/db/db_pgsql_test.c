#include "test/test.h"

#include <pthread.h>
#include <stdatomic.h>

static const Sql one      = {"one", "SELECT 1", NULL};
static const Sql add      = {"add", "INSERT INTO thing (id) VALUES (1)", NULL};
static const Sql count    = {"count", "SELECT count(*) FROM thing", NULL};
static const Sql cut_off  = {"cut_off", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                             " WHERE datname = current_database() AND pid <> pg_backend_pid()", NULL};
static const Sql cancel   = {"cancel", "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
                             " WHERE datname = current_database() AND wait_event = 'SyncRep'", NULL};

typedef struct { Db *db, *other; } Two;

static Two two_connections(Arena *a)
{
    Str uri = test_db_uri(a);
    Two t   = {0};
    CHECK_OK(db_open(a, uri, DB_READ_WRITE, &t.db));
    CHECK_OK(db_open(a, uri, DB_READ_WRITE, &t.other));
    CHECK_OK(db_script(t.db, "CREATE TABLE thing (id BIGINT PRIMARY KEY)"));
    return t;
}

static void close_both(Two t)
{
    db_close(t.db);
    db_close(t.other);
}

TEST(a_connection_that_was_cut_while_idle_is_made_again)
{
    if (!test_only(DB_PGSQL))
        return;
    Two t = two_connections(&a);
    CHECK_OK(db_do0(t.db, &one));
    CHECK_OK(db_do0(t.other, &cut_off));
    CHECK_OK(db_begin(t.db, true));
    CHECK_OK(db_do0(t.db, &one));
    CHECK_OK(db_do0(t.db, &add));
    CHECK_OK(db_end(t.db, true));
    close_both(t);
}

TEST(a_transaction_whose_connection_was_cut_is_never_a_success)
{
    if (!test_only(DB_PGSQL))
        return;
    Two t = two_connections(&a);
    CHECK_OK(db_begin(t.db, true));
    CHECK_OK(db_do0(t.db, &add));
    CHECK_OK(db_do0(t.other, &cut_off));
    CHECK(db_end(t.db, true).kind == ERR_AWAY);

    CHECK_OK(db_begin(t.db, true));
    CHECK_OK(db_do0(t.other, &cut_off));
    CHECK(db_do0(t.db, &add).kind == ERR_AWAY);
    CHECK(db_do0(t.db, &add).kind == ERR_AWAY);
    CHECK_OK(db_end(t.db, false));

    CHECK_OK(db_ping(t.db));
    CHECK_OK(db_begin(t.db, true));
    DbRows rows = db_query0(&a, t.db, &count);
    CHECK(db_next(&rows) && db_get_i64(&rows) == 0);
    CHECK_OK(db_done(&rows));
    CHECK_OK(db_end(t.db, true));
    close_both(t);
}

typedef struct { Db *db; Err result; _Atomic bool done; } Commit;

static void *commit_now(void *arg)
{
    Commit *c = arg;
    c->result = db_end(c->db, true);
    c->done   = true;
    return NULL;
}

/* The server waits for a standby that is not there; cancelling the wait makes it say COMMIT, with a warning. */
TEST(a_commit_that_only_warns_is_not_a_success)
{
    if (!test_only(DB_PGSQL))
        return;
    Two       t = two_connections(&a);
    Commit    c = {.db = t.db};
    pthread_t thread;

    CHECK_OK(db_script(t.other, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'"));
    CHECK_OK(db_script(t.other, "SELECT pg_reload_conf()"));
    CHECK_OK(db_script(t.other, "SELECT pg_sleep(0.2)"));
    CHECK_OK(db_begin(t.db, true));
    CHECK_OK(db_do0(t.db, &add));
    CHECK(!pthread_create(&thread, NULL, commit_now, &c));
    while (!c.done)
        CHECK_OK(db_do0(t.other, &cancel));
    pthread_join(thread, NULL);
    CHECK(c.result.kind == ERR_AWAY);
    CHECK_OK(db_script(t.other, "ALTER SYSTEM RESET synchronous_standby_names"));
    CHECK_OK(db_script(t.other, "SELECT pg_reload_conf()"));
    close_both(t);
}
