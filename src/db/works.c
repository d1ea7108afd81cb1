#include "db/works.h"

#include "base/log.h"
#include "db/db_engine.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

enum { BATCH_MAX = 1024, TRIES = 40, ALONE = 4, ARENA_BYTES = 1 << 20 };

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    Job            *first, **last;
    isize           waiting, max;
    i64             refused;
    bool            stopping;
} Queue;

typedef struct {
    Works    *works;
    Db       *db;
    Arena     arena;
    pthread_t thread;
    bool      started;
} Worker;

struct Works {
    WorksConfig config;
    Queue       writes, reads;
    Worker     *workers;
    int         count;
    _Atomic i64 done_writes, done_batches, done_reads;
    pthread_mutex_t alone;      /* PostgreSQL: who clashed often runs again one at a time */
};

/* --- the queues --- */

static void queue_start(Queue *q, isize max)
{
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->wake, NULL);
    q->last = &q->first;
    q->max  = max;
}

static bool queue_put(Queue *q, Job *job)
{
    pthread_mutex_lock(&q->lock);
    bool taken = !q->stopping && q->waiting < q->max;
    if (taken) {
        job->next = NULL;
        *q->last  = job;
        q->last   = &job->next;
        q->waiting++;
        pthread_cond_signal(&q->wake);
    } else {
        q->refused++;
    }
    pthread_mutex_unlock(&q->lock);
    return taken;
}

enum { SECOND_NS = 1000000000 };

static struct timespec later(struct timespec t, i64 ns)
{
    ns += t.tv_nsec;
    return (struct timespec){t.tv_sec + ns / SECOND_NS, ns % SECOND_NS};
}

static i64 since(struct timespec t)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (i64)(now.tv_sec - t.tv_sec) * SECOND_NS + now.tv_nsec - t.tv_nsec;
}

/* Once there is one, those who come back soon are waited for: until `n` are there, or this moment. */
typedef struct { isize n; struct timespec until; } Company;
static const Company nobody;

/* At most `max` jobs, linked; waits for the first.  NULL: the queue is empty and stopping. */
static Job *queue_take(Queue *q, isize max, const Company *with, isize *out_n)
{
    pthread_mutex_lock(&q->lock);
    while (!q->first && !q->stopping)
        pthread_cond_wait(&q->wake, &q->lock);
    while (q->waiting < with->n && q->waiting < max && !q->stopping
           && !pthread_cond_clockwait(&q->wake, &q->lock, CLOCK_MONOTONIC, &with->until))
        ;

    Job  *taken = q->first, **end = &q->first;
    isize n = 0;
    for (; *end && n < max; n++)
        end = &(*end)->next;
    q->first = *end;
    *end     = NULL;
    if (!q->first)
        q->last = &q->first;
    q->waiting -= n;
    pthread_mutex_unlock(&q->lock);
    *out_n = n;
    return taken;
}

static void queue_stop(Queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->stopping = true;
    pthread_cond_broadcast(&q->wake);
    pthread_mutex_unlock(&q->lock);
}

/* --- SQLite: one thread, one transaction for all who wait --- */

static void log_slow(const Works *w, const Job *job, i64 ms)
{
    if (!w->config.budget_ms || ms <= w->config.budget_ms)
        return;
    LogLine l = log_line(LOG_WARN, "works_slow");
    log_text(&l, "job", str_of(job->name));
    log_i64(&l, "ms", ms);
    log_write(&l);
}

/* The job's own failure is in *out_result; what is returned has ended the transaction for everybody. */
static Err run_marked(Worker *k, Job *job, Err *out_result)
{
    i64 from = clock_ms();
    TRY(db_mark(k->db));
    *out_result = job->run(job, k->db);
    Err e = db_unmark(k->db, !out_result->kind);
    log_slow(k->works, job, clock_ms() - from);
    return e;
}

static Err run_all(Worker *k, Job *jobs, Err *results)
{
    for (Job *job = jobs; job; job = job->next)
        TRY(run_marked(k, job, results++));
    return NO_ERR;
}

/* *out_ns: how long the commit took. */
static Err run_batch(Worker *k, Job *jobs, Err *results, i64 *out_ns)
{
    struct timespec from;

    TRY(db_begin(k->db, true));
    Err e = run_all(k, jobs, results);
    clock_gettime(CLOCK_MONOTONIC, &from);
    Err ended = db_end(k->db, !e.kind);
    *out_ns = since(from);
    e = e.kind ? e : ended;
    /* A conflict here is not the conflict of any one of those who wait. */
    if (e.kind == ERR_CONFLICT)
        e.kind = ERR_DB;
    return e;
}

/* A job may be gone as soon as it is told. */
static void tell(Job *jobs, const Err *results, Err batch)
{
    for (Job *next; jobs; jobs = next, results++) {
        next = jobs->next;
        jobs->done(jobs, results->kind ? *results : batch);
    }
}

/* Whoever was told just now will soon ask again.  Without them the next commit would be for the few who are there
 * already, and everybody would wait for two; so they have half as long to come as the last commit took. */
static Company company(Queue *q, isize told, i64 commit_ns)
{
    Company with = {.n = told};

    clock_gettime(CLOCK_MONOTONIC, &with.until);
    with.until = later(with.until, commit_ns / 2);
    pthread_mutex_lock(&q->lock);
    with.n += q->waiting;
    pthread_mutex_unlock(&q->lock);
    return with;
}

static void *write_batches(void *arg)
{
    Worker *k     = arg;
    Queue  *q     = &k->works->writes;
    Arena   whole = k->arena;
    Company with  = {0};
    isize   n;
    Job    *jobs;

    while ((jobs = queue_take(q, BATCH_MAX, &with, &n))) {
        Err *results = new(&k->arena, Err, n);
        i64  ns      = 0;
        Err  e       = run_batch(k, jobs, results, &ns);
        k->works->done_writes += n;
        k->works->done_batches++;
        with = company(q, n, ns);
        tell(jobs, results, e);
        k->arena = whole;
    }
    return NULL;
}

/* --- PostgreSQL: each write its own transaction --- */

/* Those who clashed must not meet again at once: each worker waits another while, and longer each time, so
 * that one of them gets through; a tenth of a second at most. */
static void wait_a_little(const Worker *k, int tries)
{
    i64 place = k - k->works->workers + 1;
    i64 ns    = place * 50000 << (tries < 9 ? tries : 9);
    nanosleep(&(struct timespec){0, ns < 100000000 ? ns : 100000000 - place * 1000000}, NULL);
}

static Err run_once(Db *db, Job *job, bool writes)
{
    TRY(db_begin(db, writes));
    Err e     = job->run(job, db);
    Err ended = db_end(db, writes && !e.kind);
    return e.kind ? e : ended;
}

/* Those who clashed often take turns: in a crowd at one thing each would otherwise be in another's way for ever. */
static Err run_again(Worker *k, Job *job, bool alone)
{
    if (alone)
        pthread_mutex_lock(&k->works->alone);
    Err e = run_once(k->db, job, true);
    if (alone)
        pthread_mutex_unlock(&k->works->alone);
    return e;
}

static void *write_one_by_one(void *arg)
{
    Worker *k = arg;
    isize   n;
    Job    *job;

    while ((job = queue_take(&k->works->writes, 1, &nobody, &n))) {
        i64 from = clock_ms();
        Err e    = run_once(k->db, job, true);
        for (int tries = 1; e.kind && k->db->clashed && tries < TRIES; tries++) {
            wait_a_little(k, tries);
            e = run_again(k, job, tries > ALONE);
        }
        if (e.kind && k->db->clashed)
            e = FAIL(ERR_BUSY, "it clashed with others again and again");
        log_slow(k->works, job, clock_ms() - from);
        k->works->done_writes++;
        k->works->done_batches++;
        job->done(job, e);
    }
    return NULL;
}

static void *read_one_by_one(void *arg)
{
    Worker *k = arg;
    isize   n;
    Job    *job;

    while ((job = queue_take(&k->works->reads, 1, &nobody, &n))) {
        Err e = run_once(k->db, job, false);
        k->works->done_reads++;
        job->done(job, e);
    }
    return NULL;
}

/* --- starting and stopping --- */

static Err start_worker(Arena *life, Works *w, DbMode mode, void *(*work)(void *))
{
    Worker *k = &w->workers[w->count++];

    k->works = w;
    TRY(db_open(life, w->config.uri, mode, &k->db));
    if (work == write_batches)
        k->arena = arena_reserve(ARENA_BYTES);
    if (pthread_create(&k->thread, NULL, work, k))
        return FAIL(ERR_BUSY, "the system has no thread left");
    k->started = true;
    return NO_ERR;
}

static Err start_workers(Arena *life, Works *w, int writers, int readers)
{
    TRY(start_worker(life, w, DB_READ_WRITE, writers ? write_one_by_one : write_batches));
    for (int i = 1; i < writers; i++)
        TRY(start_worker(life, w, DB_READ_WRITE, write_one_by_one));
    for (int i = 0; i < readers; i++)
        TRY(start_worker(life, w, DB_READ_ONLY, read_one_by_one));
    return NO_ERR;
}

Err works_start(Arena *life, const WorksConfig *config, Works **out)
{
    Works *w       = new(life, Works, 1);
    int    writers = !db_is_pgsql(config->uri) ? 0 : config->writers > 0 ? config->writers : 1;
    int    readers = config->readers > 0 ? config->readers : 1;
    sigset_t all, before;

    w->config     = *config;
    w->config.uri = str_copy(life, config->uri);
    w->workers    = new(life, Worker, writers + readers + 1);
    pthread_mutex_init(&w->alone, NULL);
    queue_start(&w->writes, config->queue_max);
    queue_start(&w->reads, config->queue_max);

    sigfillset(&all);                   /* signals are for the main thread */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    Err e = start_workers(life, w, writers, readers);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (e.kind)
        works_stop(w);
    else
        *out = w;
    return e;
}

void works_stop(Works *w)
{
    queue_stop(&w->writes);
    queue_stop(&w->reads);
    for (int i = 0; i < w->count; i++) {
        if (w->workers[i].started)
            pthread_join(w->workers[i].thread, NULL);
        if (w->workers[i].db)
            db_close(w->workers[i].db);
    }
}

bool works_write(Works *w, Job *job)
{
    return queue_put(&w->writes, job);
}

bool works_read(Works *w, Job *job)
{
    return queue_put(&w->reads, job);
}

static i64 count_queue(Queue *q, i64 *out_refused)
{
    pthread_mutex_lock(&q->lock);
    i64 waiting = q->waiting;
    *out_refused += q->refused;
    pthread_mutex_unlock(&q->lock);
    return waiting;
}

WorksCount works_count(Works *w)
{
    WorksCount c = {.writes = w->done_writes, .batches = w->done_batches, .reads = w->done_reads};
    c.waiting_writes = count_queue(&w->writes, &c.refused);
    c.waiting_reads  = count_queue(&w->reads, &c.refused);
    return c;
}
