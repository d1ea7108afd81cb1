/* evaluasi_cycle.h - one assessment year of an agency: from when to when, by which teams, within which limits.
 *
 * A cycle is run by whoever holds INSPEKTUR for the whole instansi; its dates may be read by everybody whom it
 * concerns.  Who sits where is in evaluasi_seat.h.
 */
#ifndef EVALUASI_CYCLE_H
#define EVALUASI_CYCLE_H

#include "evaluasi/evaluasi.h"
#include "unit/unit.h"

#define CYCLE_RUNS  WHO(INSPEKTUR)
#define CYCLE_READS (WHO_FILLS | WHO(AGEN) | WHO_ASSESSES | WHO(PIMPINAN))
#define CYCLE_TPI   (WHO(TPI_ANGGOTA) | WHO(TPI_KETUA) | WHO(TPI_DALNIS))

/* --- limits: of the pack of the cycle's year, unless the cycle says otherwise --- */

typedef enum { LIMIT_DALNIS_TEAMS, LIMIT_KETUA_MEMBERS, LIMIT_TEAM_UNITS, LIMIT_UNIT_MINUTES, LIMIT_TIE_YEARS,
               LIMIT_COUNT } EvalLimit;
typedef struct { i64 value; PackSource source; Str doubt[LANG_COUNT]; } EvalLimitLaw;
typedef struct { Str id, title[LANG_COUNT]; Date from, until; EvalLimitLaw at[LIMIT_COUNT]; } EvalLimits;

extern const char *const evaluasi_limits[LIMIT_COUNT];          /* "dalnis_teams": in the pack, in forms */

/* The latest limits in force on a day.  ERR_NOT_FOUND, never a guess; ERR_INVALID if a pack is not as it should be. */
Err evaluasi_limits_for(Arena *a, const Regulasi *packs, Date day, EvalLimits *out) MUST_USE;

/* --- windows --- */

enum { WINDOW_ISI, WINDOW_PENDAHULUAN, WINDOW_ANGGOTA, WINDOW_KETUA, WINDOW_DALNIS, WINDOW_PUTUSAN, WINDOWS };
extern const char *const evaluasi_windows[WINDOWS];             /* "isi": stored, in forms */
Msg evaluasi_window_msg(int window);

typedef struct { Date opens_on, closes_on; } EvalWindow;        /* none: always open */

/* --- a cycle --- */

typedef struct {
    EvalCycle  is;              /* id, version, year, pendahuluan, blind */
    i64        instansi_id;
    bool       apart;           /* the two of a blind pair work in different units */
    bool       begun;           /* a unit has handed in: what it is made of stands fast */
    bool       runs;            /* the asker may run it */
    i64        own[LIMIT_COUNT];        /* the cycle's own limits; 0: as the pack says */
    i64        limit[LIMIT_COUNT];      /* what holds; after evaluasi_cycle_limits() */
    EvalWindow windows[WINDOWS];
    Str        feed;            /* in the address of the public calendar; empty: none */
} Siklus;
typedef LIST(Siklus) Sikluses;

/* by->role_bits is not asked: who may read is the wall's, who may run is in .runs. */
Err evaluasi_cycles(Arena *a, Db *db, const UnitAsker *by, Sikluses *out) MUST_USE;            /* newest first */
Err evaluasi_cycle_find(Arena *a, Db *db, const UnitAsker *by, i64 id, Siklus *out) MUST_USE;
Err evaluasi_cycle_run(Arena *a, Db *db, const UnitAsker *by, i64 id, Siklus *out) MUST_USE;   /* only who may */
Err evaluasi_cycle_by_feed(Arena *a, Db *db, Str feed, Siklus *out, Str *out_instansi) MUST_USE;
Err evaluasi_cycle_limits(Arena *a, const Regulasi *packs, Siklus *c, EvalLimits *out_law) MUST_USE;
Err evaluasi_cycle_may_run(Arena scratch, Db *db, const UnitAsker *by, bool *out) MUST_USE;

/* Every problem at once: days, order, overlaps (unless `overlaps`), a change of what stands fast. */
typedef struct { Siklus c; bool overlaps; } CycleDraft;
void evaluasi_cycle_check(const CycleDraft *d, const Siklus *before, Lang lang, Issues *issues);
bool evaluasi_cycle_overlaps(const Siklus *c);

/* c->is.id 0: a new one, and *out_id is 0 if the year has one already.  ERR_CONFLICT: changed meanwhile.  Seats that
 * there are no more are given up. */
Err evaluasi_cycle_save(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, i64 *out_id) MUST_USE;
Err evaluasi_cycle_feed(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, Str feed) MUST_USE;

/* How many units are at each stage. */
Err evaluasi_cycle_stages(Arena scratch, Db *db, const Siklus *c, i64 out[STAGE_COUNT]) MUST_USE;

/* --- teams --- */

enum { TEAM_MEMBERS = 8 };      /* fields on the form; the limit is the cycle's */
typedef struct { i64 user_id, minutes; Str name; } TeamMember;
typedef struct {
    i64        id, version, ketua_id, dalnis_id;
    Str        name, ketua, dalnis;
    TeamMember members[TEAM_MEMBERS];
    int        count;
} Team;
typedef LIST(Team) Teams;

Err evaluasi_teams(Arena *a, Db *db, const Siklus *c, Teams *out) MUST_USE;                     /* by name */
Err evaluasi_team_find(Arena *a, Db *db, const Siklus *c, i64 id, Team *out) MUST_USE;

/* People who hold one of these roles today and may sign in: who can be put into a team. */
typedef struct { i64 id, role_bits; Str name, nip, unit_name; } Assessor;
typedef LIST(Assessor) Assessors;
Err evaluasi_assessors(Arena *a, Db *db, const UnitAsker *by, Who roles, Assessors *out) MUST_USE;

Err evaluasi_team_check(Arena *a, Db *db, const UnitAsker *by, const Siklus *c, const Team *t, Issues *issues)
    MUST_USE;
Err evaluasi_team_save(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, const Team *t, i64 *out_id)
    MUST_USE;
Err evaluasi_team_drop(Arena scratch, Db *db, const UnitAsker *by, const Siklus *c, const Team *t) MUST_USE;

#endif
