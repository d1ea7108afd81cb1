/* evaluasi_inside.h - between the files of this room: freezing a worksheet. */
#ifndef EVALUASI_INSIDE_H
#define EVALUASI_INSIDE_H

#include "evaluasi/evaluasi.h"

enum { EVALUASI_WHY_MAX = 4000 };       /* bytes of a reason */

typedef struct {
    const Regulasi *packs;
    const Evaluasi *e;
    const EvalMove *move;
    Instant         at;
} EvalFreeze;

/* Writes the snapshot and its hash into the audit log. */
Err evaluasi_freeze(Arena *a, Db *db, const EvalFreeze *f, i64 *out_id) MUST_USE;

#endif
