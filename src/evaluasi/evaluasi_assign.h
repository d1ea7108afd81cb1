/* evaluasi_assign.h - which unit goes to whom: a pure computation, no storage, no clock, no chance.
 *
 * Units go to slots.  A slot is somebody who assesses, or two in a blind cycle, with the team they belong to; it has
 * room for so many units, and so has its team.  What is found breaks no limit and gives no unit to a slot it may not
 * have.  Of all such ways it is one that, in this order:
 *
 *   1. leaves the fewest units without a slot; those that have one come first, then those that stand first;
 *   2. moves the fewest units away from where they are (.keep), otherwise as few as point 3 allows;
 *   3. is the most even: the sum of load * load / weight over all slots is the least, so that with equal weights no
 *      other way has a lower highest load; among equals the same sum over teams.
 *
 * Why that is so, and how it is found: decision 0153.
 */
#ifndef EVALUASI_ASSIGN_H
#define EVALUASI_ASSIGN_H

#include "base/base.h"

enum { ASSIGN_NONE = -1 };

typedef struct {
    int team;
    i64 room;                   /* units at most */
    i64 weight;                 /* what it can carry: twice as much, twice the load.  At least 1 */
} AssignSlot;

typedef struct {
    const AssignSlot *slots;
    int         nslots, nteams, nunits;
    const i64  *team_room;      /* units at most, one for each team */
    const bool *may;            /* [slot * nunits + unit]: may this slot have this unit? */
    const int  *home;           /* where each unit is now; ASSIGN_NONE: nowhere */
    const bool *pinned;         /* it stays there, whatever the limits */
    bool        keep;           /* a move is worse than any unevenness */
} AssignTask;

/* For each unit its slot, or ASSIGN_NONE.  `out` has room for all units. */
void assign_units(Arena scratch, const AssignTask *t, int *out);

/* What points 2 and 3 add up to; less is better.  For comparing two ways that give slots to the same units. */
i64 assign_cost(const AssignTask *t, const int *slot_of);

#endif
