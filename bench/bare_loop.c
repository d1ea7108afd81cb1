/* bare_loop - what SQLite alone does with durable inserts; the measure for everything built on top of it.
 *
 *     bare_loop each|shared THREADS SECONDS FILE         prints: mode, threads, rows a second
 *
 * each:   every thread has its own connection and commits each row; they take turns at a mutex, because SQLite's
 *         own waiting for the write lock sleeps and would make the measure too easy to beat.
 * shared: the threads hand their row to one writing thread, which commits what has gathered and wakes them.
 * Both: WAL, synchronous=FULL, prepared statements, a row of 100 bytes of text and an index on two columns.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct Client Client;
struct Client {
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    Client         *next;               /* in the queue */
    long            rows;
    int             number;
    bool            done;
};

static const char      *path;
static _Atomic bool     stop;
static _Atomic long     ids;
static pthread_mutex_t  queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t   queue_wake = PTHREAD_COND_INITIALIZER;
static Client          *queue;
static pthread_mutex_t  turn = PTHREAD_MUTEX_INITIALIZER;

static void must(int rc, const char *what)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE)
        return;
    fprintf(stderr, "bare_loop: %s: %s\n", what, sqlite3_errstr(rc));
    exit(1);
}

static sqlite3 *open_db(void)
{
    sqlite3 *db;
    must(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL), "open");
    sqlite3_busy_timeout(db, 60000);
    must(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384", NULL, NULL,
                      NULL), "pragma");
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL), sql);
    return s;
}

static void step(sqlite3_stmt *s)
{
    must(sqlite3_step(s), sqlite3_sql(s));
    sqlite3_reset(s);
}

static void insert(sqlite3_stmt *s, int number)
{
    static const char text[] = "a note of one hundred bytes, as long as people write when they say why an answer"
                               " was chosen ......";
    long id = ++ids;
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_int64(s, 2, number);
    sqlite3_bind_int64(s, 3, id % 1000);
    sqlite3_bind_text(s, 4, text, 100, SQLITE_STATIC);
    step(s);
}

static const char insert_sql[] = "INSERT INTO answer VALUES (?1, ?2, ?3, ?4)";

static void *commit_each(void *arg)
{
    Client       *c  = arg;
    sqlite3      *db = open_db();
    sqlite3_stmt *begin = prepare(db, "BEGIN IMMEDIATE"), *commit = prepare(db, "COMMIT");
    sqlite3_stmt *add = prepare(db, insert_sql);

    for (; !stop; c->rows++) {
        pthread_mutex_lock(&turn);
        step(begin);
        insert(add, c->number);
        step(commit);
        pthread_mutex_unlock(&turn);
    }
    return NULL;
}

static void *hand_over(void *arg)
{
    Client *c = arg;
    for (; !stop; c->rows++) {
        pthread_mutex_lock(&queue_lock);
        c->next = queue;
        queue   = c;
        if (!c->next)
            pthread_cond_signal(&queue_wake);
        pthread_mutex_unlock(&queue_lock);

        pthread_mutex_lock(&c->lock);
        while (!c->done)
            pthread_cond_wait(&c->wake, &c->lock);
        c->done = false;
        pthread_mutex_unlock(&c->lock);
    }
    return NULL;
}

static Client *take_all(void)
{
    pthread_mutex_lock(&queue_lock);
    while (!queue && !stop)
        pthread_cond_wait(&queue_wake, &queue_lock);
    Client *all = queue;
    queue = NULL;
    pthread_mutex_unlock(&queue_lock);
    return all;
}

static void *write_shared(void *arg)
{
    sqlite3      *db = open_db();
    sqlite3_stmt *begin = prepare(db, "BEGIN IMMEDIATE"), *commit = prepare(db, "COMMIT");
    sqlite3_stmt *add = prepare(db, insert_sql);
    Client       *all;

    while ((all = take_all())) {
        step(begin);
        for (Client *c = all; c; c = c->next)
            insert(add, c->number);
        step(commit);
        for (Client *next; all; all = next) {
            next = all->next;
            pthread_mutex_lock(&all->lock);
            all->done = true;
            pthread_cond_signal(&all->wake);
            pthread_mutex_unlock(&all->lock);
        }
    }
    return arg;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 5 || (strcmp(argv[1], "each") && strcmp(argv[1], "shared"))) {
        fprintf(stderr, "usage: bare_loop each|shared THREADS SECONDS FILE\n");
        return 64;
    }
    bool      shared = !strcmp(argv[1], "shared");
    int       n      = (int)strtol(argv[2], NULL, 10);
    Client   *all    = calloc((size_t)n, sizeof *all);
    pthread_t writer;
    long      rows = 0;

    path = argv[4];
    must(sqlite3_exec(open_db(), "CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, client_id INTEGER,"
                                 " item_id INTEGER, note TEXT) STRICT;"
                                 "CREATE INDEX IF NOT EXISTS answer_item ON answer (client_id, item_id);"
                                 "DELETE FROM answer", NULL, NULL, NULL), "schema");
    if (shared)
        pthread_create(&writer, NULL, write_shared, NULL);
    double from = now();
    for (int i = 0; i < n; i++) {
        all[i].number = i;
        pthread_mutex_init(&all[i].lock, NULL);
        pthread_cond_init(&all[i].wake, NULL);
        pthread_create(&all[i].thread, NULL, shared ? hand_over : commit_each, &all[i]);
    }
    usleep((useconds_t)(strtod(argv[3], NULL) * 1e6));
    stop = true;
    for (int i = 0; i < n; i++) {
        pthread_join(all[i].thread, NULL);
        rows += all[i].rows;
    }
    printf("%s %d %.0f\n", argv[1], n, (double)rows / (now() - from));
    return 0;
}
