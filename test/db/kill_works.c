/* kill_works - one half writes until it is killed, the other looks whether what was told is there.
 *
 *     kill_works write URI         64 threads write through db/works, each row with its audit entry; the number
 *                                  of every row that was told of goes to standard output
 *     kill_works check URI < told  every number is in the database, its audit entry too, and the chain is whole
 */
#include "audit/audit.h"
#include "db/migrate.h"
#include "db/works.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { THREADS = 64 };

typedef struct {
    Job             job;                /* first, so that a Job is a Client */
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    i64             id;
    bool            told;
} Client;

static const Sql make = {"make", "CREATE TABLE IF NOT EXISTS killed (id BIGINT PRIMARY KEY)", NULL};
static const Sql add  = {"add", "INSERT INTO killed (id) VALUES ($1)", NULL};
static const Sql find = {"find", "SELECT (SELECT count(*) FROM killed WHERE id = $1),"
                         " (SELECT count(*) FROM audit_entry WHERE entity_id = $1)", NULL};
/* A session of the killed may end its last transaction while we look: what it wrote waits, and counts. */
static const Sql both = {"both", "SELECT (SELECT count(*) FROM killed),"
                         " (SELECT count(*) FROM audit_entry) + (SELECT count(*) FROM audit_waiting)", NULL};

static void must(Err e)
{
    if (!e.kind)
        return;
    fprintf(stderr, "kill_works: %s: %s\n", e.where, e.why);
    exit(1);
}

static Err run(Job *job, Db *db)
{
    i64 id = ((Client *)job)->id;
    TRY(db_do(db, &add, db_i64(id)));
    return audit_add(db, &(AuditEntry){.instansi_id = id % 3, .action = "add", .entity = "killed", .entity_id = id},
                     (Instant){1787281445});
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

static Works *works;

static void *keep_writing(void *arg)
{
    Client *c = arg;
    for (;;) {
        char line[32];
        c->id = id_new();
        if (!works_write(works, &c->job))
            abort();
        pthread_mutex_lock(&c->lock);
        while (!c->told)
            pthread_cond_wait(&c->wake, &c->lock);
        c->told = false;
        pthread_mutex_unlock(&c->lock);
        int n = snprintf(line, sizeof line, "%lld\n", (long long)c->id);
        if (write(STDOUT_FILENO, line, (size_t)n) != n)
            abort();
    }
    return NULL;
}

static void write_until_killed(Arena *a, Str uri)
{
    must(works_start(a, &(WorksConfig){.uri = uri, .readers = 1, .writers = 8, .queue_max = 1000}, &works));
    for (int i = 0; i < THREADS; i++) {
        Client   *c = new(a, Client, 1);
        pthread_t thread;
        c->job = (Job){.run = run, .done = tell};
        pthread_mutex_init(&c->lock, NULL);
        pthread_cond_init(&c->wake, NULL);
        if (pthread_create(&thread, NULL, keep_writing, c))
            abort();
    }
    for (;;)
        pause();
}

static void look(Arena a, Db *db, const Sql *sql, i64 id, i64 out[2])
{
    DbRows rows = id ? db_query(&a, db, sql, db_i64(id)) : db_query0(&a, db, sql);
    if (db_next(&rows)) {
        out[0] = db_get_i64(&rows);
        out[1] = db_get_i64(&rows);
    }
    must(db_done(&rows));
}

static bool is_sound(Arena a, Db *db)
{
    AuditProof proof;
    bool       good = true;
    Str        say  = {0};

    must(audit_verify(a, db, NULL, &proof));
    must(db_integrity(&a, db, &good, &say));
    if (proof.fault || !good)
        fprintf(stderr, "the chain has fault %d at %lld; %.*s\n", (int)proof.fault, (long long)proof.seq, STRF(say));
    return !proof.fault && good;
}

static void seal_all(Arena a, Db *db)   /* one call takes some thousand rows, a quick machine writes more */
{
    i64 waiting = 1;
    while (waiting) {
        must(db_begin(db, true));
        must(audit_seal(a, db));
        must(audit_waiting(a, db, &waiting));
        must(db_end(db, true));
    }
}

static int check(Arena a, Db *db)
{
    char line[64];
    i64  told = 0, lost = 0, id = 0, n[2] = {0};

    seal_all(a, db);
    must(db_begin(db, false));
    while (fgets(line, sizeof line, stdin)) {
        if (!str_i64(str_trim(str_of(line)), &id))
            continue;                   /* the last line may have been cut by the kill */
        look(a, db, &find, id, n);
        told++;
        lost += n[0] != 1 || n[1] != 1;
    }
    look(a, db, &both, 0, n);
    bool sound = is_sound(a, db);
    must(db_end(db, false));
    printf("%lld told, %lld lost, %lld rows, %lld in the log, %s\n", (long long)told, (long long)lost, (long long)n[0],
           (long long)n[1], sound ? "sound" : "NOT SOUND");
    return lost || n[0] != n[1] || !sound || !told;
}

int main(int argc, char **argv)
{
    Arena a = arena_reserve((isize)1 << 30);
    Db   *db;

    if (!base_start() || argc != 3) {
        fprintf(stderr, "usage: kill_works write|check URI\n");
        return 64;
    }
    must(db_open(&a, str_of(argv[2]), DB_READ_WRITE, &db));
    must(schema_migrate(a, db, (Instant){1}));
    must(db_do0(db, &make));
    if (argv[1][0] == 'c')
        return check(a, db);
    write_until_killed(&a, str_of(argv[2]));
}
