/* nilai.h - pure exact arithmetic: answers and a rule pack in; points, gates and verdicts out.
 *
 * No storage, no clock, no rounding.  A sheet has one answer for each node of its pack (only those of
 * questions are looked at); {0} is "not answered" and gives nothing.  plan.h has the way to pass.
 */
#ifndef NILAI_H
#define NILAI_H

#include "base/base.h"
#include "base/ratio.h"
#include "base/say.h"
#include "format/json.h"
#include "regulasi/regulasi.h"

enum { NILAI_LEFT_OUT = -1 };           /* an optional input nobody gave */

typedef struct {
    bool answered;
    int  option;                        /* of a choice */
    i64  in[PACK_INPUTS];               /* of a number question: in[i] / per */
    i64  per;                           /* 0 is 1; of counts always 1 */
} NilaiAnswer;

typedef struct {
    const Pack  *pack;
    NilaiAnswer *at;                    /* pack->nnodes of them */
    bool         holds_said;            /* do we know what predicate the unit holds? */
    u32          holds;                 /* one bit for each predicate of the pack it holds */
} NilaiSheet;

/* --- scoring: a walk without memory of its own --- */

typedef struct {
    const PackGate *gate;
    Ratio           have;               /* points; of `prior` nothing */
    bool            judged;             /* `prior` is not, where nobody said what the unit holds */
    bool            pass;
} NilaiGate;

typedef struct {
    const PackPredicate *predicate;
    NilaiGate           *gates;
    int                  ngates, failed;
} NilaiVerdict;

typedef struct {
    Ratio       *points;                /* of every node, unrounded */
    NilaiVerdict verdicts[PACK_PREDICATES];
    int          nverdicts;
    int          unanswered;
    i64         *units;                 /* inside: what options give, in the pack's units */
    bool        *fraction;              /* inside: is there a number item below? */
} NilaiScore;

NilaiSheet  nilai_sheet(Arena *a, const Pack *pack);            /* nothing answered */
NilaiScore *nilai_score_new(Arena *a, const Pack *pack);        /* may be used again for other sheets */
void        nilai_score(const NilaiSheet *s, NilaiScore *out);

Ratio nilai_short(const NilaiGate *g);                          /* what is missing; 0 if it passes */
Ratio nilai_share(const PackNode *n, const NilaiAnswer *x);     /* 0 to 1 of the question's weight */

/* --- answers in and out --- */

/* One answer as people write it.  A choice: texts[0] is its letter.  A number question: a text for each
 * input.  All empty: not answered.  What is wrong goes to `issues` under the item's code; then false. */
bool nilai_answer(const PackNode *n, const Str *texts, Lang lang, Issues *issues, NilaiAnswer *out);
bool nilai_answer_json(const PackNode *n, const Json *j, Lang lang, Issues *issues, NilaiAnswer *out);

/* "A"; {"agen":4,"perubahan":15}; "3.6"; null where there is none.  nilai_answer_json() reads it back. */
void nilai_put_answer(JsonOut *o, Str key, const PackNode *n, const NilaiAnswer *x);
bool nilai_same(const PackNode *n, const NilaiAnswer *x, const NilaiAnswer *y);

/* {"instrument": ..., "answers": {...}, "holds": ...}: what `pulau lke score` reads.  Every problem is an
 * issue, then ERR_INVALID.  Keys that mean nothing here are warnings. */
typedef struct { Issues problems, warnings; Lang lang; } NilaiSaid;
Err nilai_read(Arena *a, const Regulasi *r, Str json, NilaiSaid *said, NilaiSheet *out) MUST_USE;

/* What is odd without being wrong: sums that do not add up, parts larger than their whole. */
void nilai_warnings(const NilaiSheet *s, Lang lang, Issues *out);

/* The result as `pulau lke score` writes it. */
void nilai_put_score(JsonOut *o, const NilaiSheet *s, const NilaiScore *score, const Issues *warnings);

/* How a node's points came about, in one line: "15 / 4 = 3,75, paling banyak 1; 1 × 1 = 1,00". */
Str nilai_working(Arena *a, const NilaiSheet *s, const NilaiScore *score, int node, Lang lang);

#endif
