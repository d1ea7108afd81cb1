#include "web/job.h"

#include "base/secret.h"

#include "web.sql.h"

enum { FIRST_WAIT_S = 60, LONGEST_WAIT_S = 6 * 3600 };

Err job_add(Db *db, Str kind, Str payload, Instant due)
{
    return db_do(db, &SQL_job_add, db_i64(id_new()), db_text(kind), db_text(payload), db_at(due));
}

Err job_claim(Arena *a, Db *db, Str kind, Instant now, JobClaim *out)
{
    DbRows rows = db_query(a, db, &SQL_job_claim, db_text(kind), db_at(now), db_at((Instant){now.s + JOB_LEASE_S}));

    *out = (JobClaim){0};
    if (db_next(&rows)) {
        out->id      = db_get_i64(&rows);
        out->payload = db_get_text(&rows);
        out->tries   = db_get_i64(&rows);
    }
    return db_done(&rows);
}

Err job_done(Db *db, const JobClaim *j)
{
    return db_do(db, &SQL_job_done, db_i64(j->id), db_i64(j->tries));
}

static i64 wait_after(i64 tries)
{
    i64 wait = FIRST_WAIT_S;
    while (--tries > 0 && wait < LONGEST_WAIT_S)
        wait *= 2;
    return wait < LONGEST_WAIT_S ? wait : LONGEST_WAIT_S;
}

Err job_failed(Db *db, const JobClaim *j, Str why, Instant now)
{
    if (j->tries >= JOB_TRIES_MAX)
        return db_do(db, &SQL_job_give_up, db_i64(j->id), db_i64(j->tries), db_at(now), db_text(why));
    return db_do(db, &SQL_job_again, db_i64(j->id), db_i64(j->tries), db_at((Instant){now.s + wait_after(j->tries)}),
                 db_text(why));
}

Err job_count(Arena scratch, Db *db, Instant now, JobCount *out)
{
    DbRows rows = db_query(&scratch, db, &SQL_job_count, db_at(now));
    if (db_next(&rows)) {
        out->waiting  = db_get_i64(&rows);
        out->overdue  = db_get_i64(&rows);
        out->given_up = db_get_i64(&rows);
    }
    return db_done(&rows);
}
