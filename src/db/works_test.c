#include "test/test.h"

#include "db/works.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static const char script[] =
    "CREATE TABLE thing (id BIGINT PRIMARY KEY);"
    "CREATE TABLE part (id BIGINT PRIMARY KEY, thing_id BIGINT NOT NULL"
    "    REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED);"
    "CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT);"
    "CREATE TABLE counter (n BIGINT NOT NULL);"
    "INSERT INTO counter (n) VALUES (0)";
static const Sql add_thing   = {"add_thing", "INSERT INTO thing (id) VALUES ($1)", NULL};
static const Sql add_text    = {"add_text", "INSERT INTO note (id, text) VALUES ($1, $2)", NULL};
static const Sql add_orphan  = {"add_orphan", "INSERT INTO part (id, thing_id) VALUES ($1, -1)", NULL};
static const Sql count_things = {"count_things", "SELECT count(*) FROM thing", NULL};
static const Sql get_counter = {"get_counter", "SELECT n FROM counter", NULL};
static const Sql set_counter = {"set_counter", "UPDATE counter SET n = $1", NULL};

/* One who waits: what a suspended request is to the server. */
typedef struct {
    Job             job;                /* first, so that a Job is a Waiter */
    i64             id;
    Err             result;
    bool            told;
    pthread_mutex_t lock;
    pthread_cond_t  wake;
} Waiter;

static void tell(Job *job, Err e)
{
    Waiter *w = (Waiter *)job;
    pthread_mutex_lock(&w->lock);
    w->result = e;
    w->told   = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
}

static Waiter *waiter(Arena *a, Err (*run)(Job *, Db *), i64 id)
{
    Waiter *w = new(a, Waiter, 1);
    w->job = (Job){.run = run, .done = tell, .name = "test"};
    w->id  = id;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    return w;
}

static Err wait_for(Waiter *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->told)
        pthread_cond_wait(&w->wake, &w->lock);
    w->told = false;
    pthread_mutex_unlock(&w->lock);
    return w->result;
}

static Err run_insert(Job *job, Db *db)
{
    return db_do(db, &add_thing, db_i64(((Waiter *)job)->id));
}

static Err run_insert_and_fail(Job *job, Db *db)
{
    TRY(run_insert(job, db));
    return FAIL(ERR_FORBIDDEN, "on purpose");
}

static Err run_orphan(Job *job, Db *db)
{
    return db_do(db, &add_orphan, db_i64(((Waiter *)job)->id));
}

static Err run_increment(Job *job, Db *db)
{
    Arena  none = {0};
    (void)job;
    DbRows rows = db_query0(&none, db, &get_counter);
    i64    n    = db_next(&rows) ? db_get_i64(&rows) : 0;
    TRY(db_done(&rows));
    return db_do(db, &set_counter, db_i64(n + 1));
}

/* A gate in the writing thread: while it is shut, jobs pile up behind it. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static _Atomic bool    at_gate;

static Err run_gate(Job *job, Db *db)
{
    (void)job, (void)db;
    at_gate = true;
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return NO_ERR;
}

static void shut_gate(Works *w, Waiter *keeper)
{
    at_gate = false;
    pthread_mutex_lock(&gate);
    CHECK(works_write(w, &keeper->job));
    while (!at_gate)
        ;
}

static Works *start(Arena *a, WorksConfig config, Str *out_uri)
{
    Works *w = NULL;
    Db    *db = NULL;

    config.uri = test_db_uri(a);
    CHECK_OK(db_open(a, config.uri, DB_READ_WRITE, &db));
    CHECK_OK(db_script(db, script));
    db_close(db);
    CHECK_OK(works_start(a, &config, &w));
    *out_uri = config.uri;
    return w;
}

static i64 number(Arena a, Str uri, const Sql *sql)
{
    Db *db = NULL;
    CHECK_OK(db_open(&a, uri, DB_READ_ONLY, &db));
    DbRows rows = db_query0(&a, db, sql);
    i64    n    = db_next(&rows) ? db_get_i64(&rows) : -1;
    CHECK_OK(db_done(&rows));
    db_close(db);
    return n;
}

/* --- many at once --- */

typedef struct { Works *works; Waiter *waiter; int times; int bad; } Client;

static void *keep_asking(void *arg)
{
    Client *c = arg;
    for (int i = 0; i < c->times; i++) {
        c->waiter->id++;
        if (!works_write(c->works, &c->waiter->job) || wait_for(c->waiter).kind)
            c->bad++;
    }
    return NULL;
}

static void many(Arena a, Works *w, Err (*run)(Job *, Db *), int times)
{
    pthread_t thread[16];
    Client   *c = new(&a, Client, countof(thread));
    for (int i = 0; i < countof(thread); i++) {
        c[i] = (Client){w, waiter(&a, run, (i64)i * 1000000), times, 0};
        CHECK(!pthread_create(&thread[i], NULL, keep_asking, &c[i]));
    }
    for (int i = 0; i < countof(thread); i++) {
        pthread_join(thread[i], NULL);
        CHECK(!c[i].bad);
    }
}

TEST(a_write_that_was_told_of_is_in_the_database)
{
    Str    uri;
    Works *w = start(&a, (WorksConfig){.readers = 1, .writers = 4, .queue_max = 100}, &uri);
    many(a, w, run_insert, 20);
    WorksCount c = works_count(w);
    CHECK(c.writes == 16 * 20);
    CHECK(c.batches <= c.writes);
    works_stop(w);
    CHECK(number(a, uri, &count_things) == 16 * 20);
}

TEST(writers_at_once_lose_nothing_of_each_other)
{
    Str    uri;
    Works *w = start(&a, (WorksConfig){.readers = 1, .writers = 4, .queue_max = 100}, &uri);
    many(a, w, run_increment, 5);
    works_stop(w);
    CHECK(number(a, uri, &get_counter) == 16 * 5);
}

TEST(those_who_wait_share_one_commit)
{
    Str     uri;
    Works  *w      = start(&a, (WorksConfig){.readers = 1, .writers = 1, .queue_max = 100}, &uri);
    Waiter *keeper = waiter(&a, run_gate, 0), *all[20];
    shut_gate(w, keeper);
    for (int i = 0; i < countof(all); i++) {
        all[i] = waiter(&a, run_insert, i + 1);
        CHECK(works_write(w, &all[i]->job));
    }
    pthread_mutex_unlock(&gate);
    CHECK_OK(wait_for(keeper));
    for (int i = 0; i < countof(all); i++)
        CHECK_OK(wait_for(all[i]));
    if (!str_starts(uri, S("postgres")))
        CHECK(works_count(w).batches == 2);
    works_stop(w);
}

TEST(a_job_that_fails_takes_back_itself_alone)
{
    Str     uri;
    Works  *w      = start(&a, (WorksConfig){.readers = 1, .writers = 1, .queue_max = 100}, &uri);
    Waiter *keeper = waiter(&a, run_gate, 0);
    Waiter *good   = waiter(&a, run_insert, 1), *bad = waiter(&a, run_insert_and_fail, 2);
    Waiter *twice  = waiter(&a, run_insert, 1), *late = waiter(&a, run_insert, 3);
    Waiter *all[]  = {good, bad, twice, late};
    shut_gate(w, keeper);
    for (int i = 0; i < countof(all); i++)
        CHECK(works_write(w, &all[i]->job));
    pthread_mutex_unlock(&gate);
    CHECK_OK(wait_for(keeper));
    CHECK_OK(wait_for(good));
    CHECK(wait_for(bad).kind == ERR_FORBIDDEN);
    CHECK(wait_for(twice).kind == ERR_CONFLICT);
    CHECK_OK(wait_for(late));
    works_stop(w);
    CHECK(number(a, uri, &count_things) == 2);
}

/* A reference that is only looked at when the transaction ends makes the commit itself fail. */
TEST(when_the_commit_fails_nobody_is_told_that_it_was_done)
{
    Str     uri;
    Works  *w      = start(&a, (WorksConfig){.readers = 1, .writers = 1, .queue_max = 100}, &uri);
    bool    shared = !str_starts(uri, S("postgres"));
    Waiter *keeper = waiter(&a, run_gate, 0);
    Waiter *good   = waiter(&a, run_insert, 1), *bad = waiter(&a, run_orphan, 2), *failed =
        waiter(&a, run_insert_and_fail, 3);
    shut_gate(w, keeper);
    CHECK(works_write(w, &good->job) && works_write(w, &bad->job) && works_write(w, &failed->job));
    pthread_mutex_unlock(&gate);
    CHECK_OK(wait_for(keeper));
    CHECK(wait_for(good).kind == (shared ? ERR_DB : OK));
    CHECK(wait_for(bad).kind == (shared ? ERR_DB : ERR_CONFLICT));
    CHECK(wait_for(failed).kind == ERR_FORBIDDEN);
    good->id = 4;
    CHECK(works_write(w, &good->job));
    CHECK_OK(wait_for(good));
    works_stop(w);
    CHECK(number(a, uri, &count_things) == (shared ? 1 : 2));
}

/* The size of the file is limited on the writer's own connection: what a full disk is to the engine. */
static Err run_fill_up(Job *job, Db *db)
{
    static char page[1 << 20];
    TRY(db_script(db, "PRAGMA max_page_count = 1"));    /* as many as there are now */
    memset(page, 'x', sizeof page);
    return db_do(db, &add_text, db_i64(((Waiter *)job)->id), db_text((Str){page, countof(page)}));
}

static Err run_room_again(Job *job, Db *db)
{
    (void)job;
    return db_script(db, "PRAGMA max_page_count = 1000000");
}

TEST(when_the_disk_is_full_nobody_is_told_what_is_not_so)
{
    if (!test_only(DB_SQLITE))
        return;
    Str     uri;
    Works  *w      = start(&a, (WorksConfig){.readers = 1, .queue_max = 100}, &uri);
    Waiter *keeper = waiter(&a, run_gate, 0);
    Waiter *good   = waiter(&a, run_insert, 1), *full = waiter(&a, run_fill_up, 2), *next = waiter(&a, run_insert, 3);
    shut_gate(w, keeper);
    CHECK(works_write(w, &good->job) && works_write(w, &full->job) && works_write(w, &next->job));
    pthread_mutex_unlock(&gate);
    CHECK_OK(wait_for(keeper));
    CHECK(wait_for(full).kind == ERR_IO);
    i64 told = !wait_for(good).kind;
    told += !wait_for(next).kind;
    CHECK(number(a, uri, &count_things) == told);

    Waiter *again = waiter(&a, run_room_again, 0), *late = waiter(&a, run_insert, 4);
    CHECK(works_write(w, &again->job));
    CHECK_OK(wait_for(again));
    CHECK(works_write(w, &late->job));
    CHECK_OK(wait_for(late));
    works_stop(w);
    CHECK(number(a, uri, &count_things) == told + 1);
}

TEST(a_full_queue_refuses_and_what_waits_is_done_before_the_stop)
{
    Str     uri;
    Works  *w      = start(&a, (WorksConfig){.readers = 1, .writers = 1, .queue_max = 2}, &uri);
    Waiter *keeper = waiter(&a, run_gate, 0);
    Waiter *x = waiter(&a, run_insert, 1), *y = waiter(&a, run_insert, 2), *z = waiter(&a, run_insert, 3);
    shut_gate(w, keeper);
    CHECK(works_write(w, &x->job) && works_write(w, &y->job));
    CHECK(!works_write(w, &z->job));
    CHECK(works_count(w).refused == 1);
    CHECK(works_count(w).waiting_writes == 2);
    pthread_mutex_unlock(&gate);
    works_stop(w);
    CHECK(x->told && y->told && !z->told);
    CHECK(!works_write(w, &z->job));
    CHECK(number(a, uri, &count_things) == 2);
}

static Err run_count(Job *job, Db *db)
{
    Arena  none = {0};
    DbRows rows = db_query0(&none, db, &count_things);
    ((Waiter *)job)->id = db_next(&rows) ? db_get_i64(&rows) : -1;
    return db_done(&rows);
}

TEST(a_reading_thread_reads_and_never_writes)
{
    Str     uri;
    Works  *w = start(&a, (WorksConfig){.readers = 2, .writers = 1, .queue_max = 10}, &uri);
    Waiter *x = waiter(&a, run_insert, 1), *y = waiter(&a, run_insert, 2), *z = waiter(&a, run_count, 0);
    CHECK(works_write(w, &x->job));
    CHECK_OK(wait_for(x));
    CHECK(works_read(w, &y->job));
    CHECK(wait_for(y).kind != OK);
    CHECK(works_read(w, &z->job));
    CHECK_OK(wait_for(z));
    CHECK(z->id == 1);
    works_stop(w);
}

TEST(works_do_not_start_without_their_database)
{
    Works *w = NULL;
    CHECK(works_start(&a, &(WorksConfig){.uri = S("/nonexistent/x.db"), .queue_max = 1}, &w).kind == ERR_IO);
    CHECK(!w);
}
