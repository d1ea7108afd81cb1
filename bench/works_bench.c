/* works_bench - durable inserts through db/works, in ratios to each row in its own transaction.
 *
 *     works_bench THREADS SECONDS URI        URI: a new SQLite file, or an empty PostgreSQL database
 *
 * own:    the threads take turns at one connection; each row is a transaction (PostgreSQL: one writer)
 * works:  the threads wait at works_write()
 * audit:  the same, and each row has its entry in the audit log
 */
#include "audit/audit.h"
#include "db/migrate.h"
#include "db/works.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    Job             job;                /* first, so that a Job is a Client */
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    i64             rows, number;
    bool            told;
} Client;

typedef enum { OWN, WORKS, AUDIT } Mode;

static const char *const names[] = {"own", "works", "audit"};
static const Sql make = {"make", "CREATE TABLE bench_answer (id BIGINT PRIMARY KEY, client_id BIGINT, item_id BIGINT,"
                         " note TEXT)", NULL};
static const Sql index_ = {"index", "CREATE INDEX bench_answer_item ON bench_answer (client_id, item_id)", NULL};
static const Sql insert = {"insert", "INSERT INTO bench_answer (id, client_id, item_id, note) VALUES ($1, $2, $3, $4)",
                           NULL};

static _Atomic bool    stop;
static Mode            mode;
static Works          *works;
static Db             *one;
static pthread_mutex_t one_lock = PTHREAD_MUTEX_INITIALIZER;

static void must(Err e)
{
    if (!e.kind)
        return;
    fprintf(stderr, "works_bench: %s: %s\n", e.where, e.why);
    exit(1);
}

static Err run(Job *job, Db *db)
{
    Client *c  = (Client *)job;
    i64     id = id_new();
    Str     note = S("a note of one hundred bytes, as long as people write when they say why an answer"
                     " was chosen ......");
    TRY(db_do(db, &insert, db_i64(id), db_i64(c->number), db_i64(id % 1000), db_text(str_sub(note, 0, 100))));
    if (mode != AUDIT)
        return NO_ERR;
    AuditEntry e = {.instansi_id = 1, .actor_id = c->number + 1, .action = "lke_answer", .entity = "lke_answer",
                    .entity_id = id, .before = S("{\"answer\":\"B\"}"), .after = S("{\"answer\":\"A\"}")};
    return audit_add(db, &e, (Instant){1787281445});
}

static void tell(Job *job, Err e)
{
    Client *c = (Client *)job;
    must(e);
    pthread_mutex_lock(&c->lock);
    c->told = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
}

static void ask_works(Client *c)
{
    if (!works_write(works, &c->job))
        abort();
    pthread_mutex_lock(&c->lock);
    while (!c->told)
        pthread_cond_wait(&c->wake, &c->lock);
    c->told = false;
    pthread_mutex_unlock(&c->lock);
}

static void *keep_asking(void *arg)
{
    Client *c = arg;
    for (; !stop; c->rows++) {
        if (mode != OWN) {
            ask_works(c);
            continue;
        }
        pthread_mutex_lock(&one_lock);
        must(db_begin(one, true));
        must(run(&c->job, one));
        must(db_end(one, true));
        pthread_mutex_unlock(&one_lock);
    }
    return NULL;
}

static double rows_a_second(Arena a, isize n, double seconds)
{
    Client *all = new(&a, Client, n);
    i64     rows = 0, from = clock_ms();

    stop = false;
    for (isize i = 0; i < n; i++) {
        all[i].job    = (Job){.run = run, .done = tell};
        all[i].number = i;
        pthread_mutex_init(&all[i].lock, NULL);
        pthread_cond_init(&all[i].wake, NULL);
        pthread_create(&all[i].thread, NULL, keep_asking, &all[i]);
    }
    nanosleep(&(struct timespec){(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)}, NULL);
    stop = true;
    for (isize i = 0; i < n; i++) {
        pthread_join(all[i].thread, NULL);
        rows += all[i].rows;
    }
    return (double)rows * 1000 / (double)(clock_ms() - from);
}

/* Rounds in turn, so that a noisy neighbour spoils each a little and none alone. */
int main(int argc, char **argv)
{
    Arena  a = arena_reserve((isize)1 << 30);
    double best[3] = {0};
    i64    n = 0;

    if (!base_start() || argc != 4 || !str_i64(str_of(argv[1]), &n)) {
        fprintf(stderr, "usage: works_bench THREADS SECONDS URI\n");
        return 64;
    }
    double seconds = strtod(argv[2], NULL);
    must(db_open(&a, str_of(argv[3]), DB_READ_WRITE, &one));
    must(schema_migrate(a, one, (Instant){1}));
    must(db_do0(one, &make));
    must(db_do0(one, &index_));
    must(works_start(&a, &(WorksConfig){.uri = str_of(argv[3]), .readers = 1, .writers = 8, .queue_max = 4096},
                     &works));
    for (int round = 0; round < 3; round++)
        for (mode = OWN; mode <= AUDIT; mode++) {
            double rate = rows_a_second(a, n, seconds);
            best[mode] = rate > best[mode] ? rate : best[mode];
        }
    WorksCount c = works_count(works);
    works_stop(works);
    for (int i = OWN; i <= AUDIT; i++)
        printf("%-6s %8.0f rows/s  ratio %.2f\n", names[i], best[i], best[i] / best[OWN]);
    printf("rows a commit %.1f\n", (double)c.writes / (double)c.batches);
    db_close(one);
    return 0;
}
