/* job.h - work for later, in the database, taken safely by one of several processes.
 *
 * A job is claimed for JOB_LEASE_S seconds in a short transaction, done outside of any, and then reported.
 * Who dies on the way loses its claim; who comes back too late changes nothing.  So a job may run twice.
 */
#ifndef WEB_JOB_H
#define WEB_JOB_H

#include "db/db.h"

enum { JOB_LEASE_S = 300, JOB_TRIES_MAX = 10 };

typedef struct {
    i64 id;                     /* 0: nothing is due */
    Str payload;
    i64 tries;                  /* this one counted */
} JobClaim;

/* All four need a writing transaction.  On PostgreSQL two that claim at once may clash: the loser's statement or
 * commit is ERR_CONFLICT, and it has claimed nothing. */
Err job_add(Db *db, Str kind, Str payload, Instant due) MUST_USE;
Err job_claim(Arena *a, Db *db, Str kind, Instant now, JobClaim *out) MUST_USE;
Err job_done(Db *db, const JobClaim *j) MUST_USE;

/* Once more later: after a minute, two, four ... six hours at most; given up after JOB_TRIES_MAX. */
Err job_failed(Db *db, const JobClaim *j, Str why, Instant now) MUST_USE;

typedef struct { i64 waiting, overdue, given_up; } JobCount;
Err job_count(Arena scratch, Db *db, Instant now, JobCount *out) MUST_USE;      /* for doctor and /metrics */

#endif
