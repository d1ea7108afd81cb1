/* evaluasi_review.h - judging a worksheet item by item: how one's own layer stands against what is below, what the
 * unit changed since it had it back, and what one asks it.
 */
#ifndef EVALUASI_REVIEW_H
#define EVALUASI_REVIEW_H

#include "evaluasi/evaluasi.h"

/* --- how each item stands --- */

typedef enum {
    REVIEW_OPEN,                /* not judged in this layer yet */
    REVIEW_JUDGED,              /* judged, and nothing is below that may be compared */
    REVIEW_AGREES,
    REVIEW_DIFFERS,
} ReviewState;

typedef struct {
    int          layer;         /* whose states these are */
    bool         mine;          /* and the asker may write into it now */
    Worksheet    w;             /* this layer */
    NilaiSheet   sheet;
    EvalBelow    below;
    ReviewState *state;         /* one for each node; of questions */
    bool        *split;         /* two anggota differ, and this layer has to choose */
    i64          count[4], splits, questions;
} Review;

/* The asker's own layer while it is its turn, otherwise the topmost one that may be seen and has been begun. */
Err evaluasi_review(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, Review *out) MUST_USE;

/* May this item be agreed with?  It is open, something is below, and no two anggota differ. */
bool evaluasi_may_agree(const Review *v, int node);

/* Agree with these nodes, as they are below; items that are judged already, or split, are passed over. */
Err evaluasi_agree(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const Review *v, const bool *nodes,
                   Instant at, i64 *out_count) MUST_USE;

/* Which items the unit changed after it had the worksheet back for the last time: answer, note or evidence; one for
 * each node.  *out_since: when it was sent back; none if it never was, or is not the asker's to know. */
Err evaluasi_changed(Arena *a, Db *db, const Evaluasi *e, bool **out, Instant *out_since) MUST_USE;

/* --- marks: what the unit is asked about an item --- */

enum { EVALUASI_TEXT_MAX = 4000 };      /* characters of a mark, a recommendation, a follow-up */

typedef struct {
    i64     id, by_id;
    int     layer;
    Str     item, text, by_name;
    Instant at, sent_at, back_at;
} EvalMark;
typedef LIST(EvalMark) EvalMarks;

/* Those that the asker may read, of one item or (empty) of all; newest last. */
Err evaluasi_marks(Arena *a, Db *db, const Evaluasi *e, Str item, EvalMarks *out) MUST_USE;

/* The asker's own about an item, until it is sent; an empty text takes it away.  ERR_FORBIDDEN: not the
 * asker's turn. */
Err evaluasi_mark(Arena scratch, Db *db, const Evaluasi *e, Str item, Str text, Instant at) MUST_USE;

extern const EvalPart evaluasi_mark_part;

#endif
