/* plan.h - the way to pass: the cheapest sets of answer changes that reach a predicate.
 *
 * An effort is what one step up costs the unit: one letter, or one of at most four stages of a number item.
 * A plan passes every gate, and fails one as soon as any change is left out.  Where a survey stands in the
 * way there is no plan; what is found then is the rest of the way, should the survey come out well enough.
 */
#ifndef NILAI_PLAN_H
#define NILAI_PLAN_H

#include "nilai/nilai.h"

enum { PLAN_MOST = 5, PLAN_EFFORT_MOST = 1000000, PLAN_EFFORT_DECIMALS = 3 };

typedef struct {
    int         node;
    NilaiAnswer from, to;
    Ratio       effort;
} PlanChange;

typedef struct {
    Ratio       effort;
    PlanChange *changes;                /* in the order of the pack */
    int         nchanges;
} Plan;

typedef struct {
    const NilaiGate *gate;              /* as the sheet stands */
    Ratio            best;              /* with everything the unit can change at its best */
    bool             even_then;         /* blocked still, once what is assumed has come true */
} PlanBlocked;

typedef struct {
    const PackPredicate *target;
    Plan                 plans[PLAN_MOST];      /* cheapest first */
    int                  nplans;
    PlanBlocked         *blocked;               /* gates the unit cannot reach by its own work */
    int                  nblocked;
    PlanChange          *assumed;               /* with gates blocked by an index, that it reaches its gate: */
    int                  nassumed;              /* the plans then pass every gate that is not blocked even then */
    NilaiScore          *now;
} PlanResult;

/* `effort` has one Ratio for each node of the pack, from 0 to PLAN_EFFORT_MOST with at most
 * PLAN_EFFORT_DECIMALS decimals; NULL is 1 everywhere. */
void plan_find(Arena *a, const NilaiSheet *s, int predicate, const Ratio *effort, PlanResult *out);

/* {"effort": {"A.I.1.i.b": 2.5}}: what --effort reads, over the usual 1. */
Err plan_read_effort(Arena *a, const Pack *pack, Str json, NilaiSaid *said, Ratio **out) MUST_USE;

/* Why a gate is blocked, in one plain sentence. */
Str plan_say_blocked(Arena *a, const NilaiSheet *s, const PlanBlocked *b, Lang lang);

/* The result as `pulau lke plan` writes it. */
void plan_put(JsonOut *o, const NilaiSheet *s, const PlanResult *r, Lang lang);

#endif
