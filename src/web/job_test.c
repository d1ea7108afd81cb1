#include "test/test.h"

#include "web/job.h"

static const Instant noon = {1787313600};

static Err claim(Arena *a, Db *db, Instant now, JobClaim *out)
{
    CHECK_OK(db_begin(db, true));
    Err e = job_claim(a, db, S("sweep"), now, out);
    CHECK_OK(db_end(db, !e.kind));
    return e;
}

TEST(a_job_is_claimed_once_and_not_before_it_is_due)
{
    Db      *db = test_db(&a);
    JobClaim j;

    CHECK_OK(job_add(db, S("sweep"), S("attic"), noon));
    CHECK_OK(claim(&a, db, (Instant){noon.s - 1}, &j));
    CHECK(!j.id);
    CHECK_OK(claim(&a, db, noon, &j));
    CHECK_STR(j.payload, S("attic"));
    JobClaim second;
    CHECK_OK(claim(&a, db, noon, &second));
    CHECK(!second.id);
    CHECK_OK(job_done(db, &j));
    JobCount n;
    CHECK_OK(job_count(a, db, noon, &n));
    CHECK(n.waiting == 0 && n.given_up == 0);
}

TEST(a_job_whose_worker_died_is_taken_over_and_the_late_worker_changes_nothing)
{
    Db      *db = test_db(&a);
    JobClaim dead, heir;

    CHECK_OK(job_add(db, S("sweep"), S("attic"), noon));
    CHECK_OK(claim(&a, db, noon, &dead));
    CHECK_OK(claim(&a, db, (Instant){noon.s + JOB_LEASE_S}, &heir));
    CHECK(heir.id == dead.id && heir.tries == 2);
    CHECK_OK(job_done(db, &dead));
    JobCount n;
    CHECK_OK(job_count(a, db, noon, &n));
    CHECK(n.waiting == 1);
}

TEST(a_failing_job_waits_longer_each_time_and_is_given_up_without_its_secret)
{
    Db      *db = test_db(&a);
    JobClaim j;
    Instant  now = noon;
    i64      waited = 0, before = 0;

    CHECK_OK(job_add(db, S("sweep"), S("secret"), now));
    for (int i = 0; i < JOB_TRIES_MAX; i++) {
        i64 from = now.s;
        for (j.id = 0; !j.id; now.s += 60)
            CHECK_OK(claim(&a, db, now, &j));
        waited = now.s - from;
        CHECK(waited >= before);
        before = waited;
        CHECK_OK(job_failed(db, &j, S("no answer"), now));
    }
    CHECK_OK(claim(&a, db, (Instant){now.s + 864000}, &j));
    CHECK(!j.id);
    JobCount n;
    CHECK_OK(job_count(a, db, now, &n));
    CHECK(n.waiting == 0 && n.given_up == 1);
    DbRows rows = db_query0(&a, db, (&(Sql){"peek", "SELECT payload, last_error FROM web_job", 0}));
    CHECK(db_next(&rows));
    CHECK_STR(db_get_text(&rows), S(""));
    CHECK_STR(db_get_text(&rows), S("no answer"));
    CHECK_OK(db_done(&rows));
}

/* Commit, and keep what was claimed; a clash has claimed nothing. */
static void keep(Db *db, Err e, const JobClaim *j, i64 *kept, int *n)
{
    Err done = db_end(db, !e.kind);
    CHECK(!e.kind || e.kind == ERR_CONFLICT);
    CHECK(!done.kind || done.kind == ERR_CONFLICT);
    if (!e.kind && !done.kind && j->id)
        kept[(*n)++] = j->id;
}

/* PostgreSQL: both claim while the other's transaction is open.  SQLite: the second waits for its turn. */
TEST(two_connections_that_claim_at_once_never_get_the_same_job)
{
    enum { JOBS = 8 };
    Str  uri = test_db_uri(&a);
    Db  *one, *two;
    i64  kept[4 * JOBS];
    int  n = 0;

    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &one));
    CHECK_OK(db_open(&a, uri, DB_READ_WRITE, &two));
    for (int i = 0; i < JOBS; i++)
        CHECK_OK(job_add(one, S("sweep"), str_fmt(&a, "%d", i), (Instant){noon.s + i}));
    for (int i = 0; i < 2 * JOBS && n < JOBS; i++) {
        JobClaim j = {0}, k = {0};
        bool     together = db_engine(one) == DB_PGSQL;
        CHECK_OK(db_begin(one, true));
        Err e = job_claim(&a, one, S("sweep"), (Instant){noon.s + 9}, &j);
        if (!together)
            keep(one, e, &j, kept, &n);
        CHECK_OK(db_begin(two, true));
        Err f = job_claim(&a, two, S("sweep"), (Instant){noon.s + 9}, &k);
        if (together)
            keep(one, e, &j, kept, &n);
        keep(two, f, &k, kept, &n);
    }
    CHECK(n == JOBS);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
            CHECK(kept[i] != kept[k]);
    db_close(one);
    db_close(two);
}
