/* works.h - the threads that touch the database, and the commit they share.
 *
 * SQLite: one writing thread.  It runs every waiting job in turn inside one open transaction, each in its
 * own savepoint, commits once, and only then are all told.  A few reading threads take what is slow.
 * PostgreSQL: a pool of threads, each with its connection; every job is its own transaction.
 *
 * Queues are bounded.  Jobs are told on the thread that ran them; telling must be quick.
 */
#ifndef DB_WORKS_H
#define DB_WORKS_H

#include "db/db.h"

typedef struct Works Works;

typedef struct Job Job;
struct Job {
    /* Inside the transaction; an Err takes back this job alone.  On PostgreSQL it is run again from the
     * beginning when it clashed with another writer, so it must not keep what an earlier run left behind. */
    Err  (*run)(Job *job, Db *db);
    void (*done)(Job *job, Err e);      /* after the commit: e of the run, or why the commit failed */
    Job   *next;                        /* belongs to the queue while the job waits */
    const char *name;                   /* for the log, when it takes long; may be NULL */
};

typedef struct {
    Str   uri;
    int   readers;              /* threads for slow reads (SQLite) or for all reads (PostgreSQL) */
    int   writers;              /* PostgreSQL only; SQLite always has one */
    isize queue_max;            /* jobs that may wait in each queue */
    i64   budget_ms;            /* a job on the SQLite writer that takes longer is logged */
} WorksConfig;

/* Threads live until works_stop(), which finishes what waits.  The config is copied; memory is in `life`. */
Err  works_start(Arena *life, const WorksConfig *config, Works **out) MUST_USE;
void works_stop(Works *w);

/* false: the queue is full (answer 503) or stopping; the job was not taken and done() is not called. */
bool works_write(Works *w, Job *job) MUST_USE;
bool works_read(Works *w, Job *job) MUST_USE;   /* in a read-only transaction */

typedef struct { i64 writes, batches, reads, refused, waiting_writes, waiting_reads; } WorksCount;
WorksCount works_count(Works *w);               /* for /metrics */

#endif
