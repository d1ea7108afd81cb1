/* evaluasi_lhe.h - the report on an assessment (laporan hasil evaluasi, LHE): made once from the frozen worksheet of a
 * decision, signed, kept as a file, and withdrawn when the decision is opened again.
 *
 * The decision's transaction writes the row, with number and token.  The file is made afterwards, beside the requests;
 * the same row makes the same bytes, so two who make it at once do no harm.
 */
#ifndef EVALUASI_LHE_H
#define EVALUASI_LHE_H

#include "base/seal.h"
#include "db/blob.h"
#include "evaluasi/evaluasi.h"

extern const EvalPart evaluasi_lhe_part;

/* --- rows --- */

typedef struct {
    i64     id, instansi_id, worksheet_id, snapshot_id, bytes, tries;
    int     year;
    Str     number, token, verdict, content_hash, trouble;
    Str     sha256;             /* of the file; empty while it is being made */
    Str     withdrawn_why, instansi, instansi_code;
    Instant decided_at, issued_at, withdrawn_at;
} Lhe;
typedef LIST(Lhe) Lhes;

/* Of one worksheet, newest first; whoever may open the worksheet may ask. */
Err lhe_list(Arena *a, Db *db, const Evaluasi *e, Lhes *out) MUST_USE;
Err lhe_of_token(Arena *a, Db *db, Str token, Lhe *out) MUST_USE;       /* anybody may ask; ERR_NOT_FOUND */
Err lhe_has_newer(Arena scratch, Db *db, const Lhe *l, bool *out) MUST_USE;      /* of the same worksheet */
Err lhe_keys(Arena *a, Db *db, SealKeys *out) MUST_USE;                 /* every key that ever signed, newest first */

/* Is this file byte for byte the one that was issued? */
static inline bool lhe_is_file(Arena *a, const Lhe *l, Digest sha256)
{
    return l->sha256.len && str_eq(l->sha256, hex_of(a, sha256.at, sizeof sha256.at));
}

/* --- what it says: everything from the snapshot, nothing from rows that live on --- */

typedef struct { Str name; Ratio total, lever, result; Str verdicts; } LheLayer;  /* of each who scored, in order */
typedef struct { Str name; Ratio have, need, weight; bool pass, prior; } LheGate;
typedef struct { Str predicate; int failed; LIST(LheGate) gates; } LheVerdict;
typedef struct { Str code, topic, unit, final, note, advice; } LheFinding;
typedef struct {
    Str   letter, name;         /* no letter: the results */
    Ratio points, unit_points, weight, wbk, wbbm;
    LIST(LheFinding) findings;
} LheArea;
typedef struct { Str code, topic, values[LAYERS]; Ratio effect; } LheChange;
typedef struct { Str role, name, nip, position, what; Instant at; } LheHand;

typedef struct {
    Lang    lang;
    const Lhe *lhe;
    Str     url;                /* of the page that says whether it is genuine */
    Str     unit, unit_code, target, rules, why;
    Str     verdict;            /* in words, with the reasons */
    bool    meets;
    int     utc_minutes;
    Ratio   total, unit_total, weight, total_wbk, total_wbbm, lever, result, lever_weight, result_weight;
    LIST(LheLayer)   layers;
    LIST(LheVerdict) verdicts;
    LIST(LheArea)    areas;
    LIST(LheChange)  changes;
    int              shown[LAYERS], nshown;     /* whose answers the changes are about */
    LIST(LheHand)    hands;
} LheDoc;

typedef struct { const Regulasi *packs; Str origin; Lang lang; } LheWith;
Err lhe_read(Arena *a, Db *db, const Lhe *l, const LheWith *with, LheDoc *out) MUST_USE;
Err lhe_pdf(Arena *a, const LheDoc *d, Str *out_bytes) MUST_USE;        /* without its signature */

Str lhe_spaced(Arena *a, Str hash);             /* a hash as people compare it: groups of four */
Str lhe_gap(Arena *a, Lang lang, const LheGate *g);     /* "kurang 0,20", "lebih 1,30", "tepat" */
Str lhe_layer_name(Lang lang, int layer);

/* --- making what is due, in the background --- */

typedef struct {
    const Regulasi *packs;
    const Blobs    *blobs;
    Str             origin, quarantine;
    Instant         now;
} LheMaker;
Err lhe_make_due(Arena scratch, Db *db, const LheMaker *m, int *out_made) MUST_USE;     /* one, if there is one */

/* Whose file is still to be made, and with how many of them something is wrong: for doctor. */
Err lhe_waiting(Arena scratch, Db *db, i64 *out_waiting, i64 *out_troubled) MUST_USE;

/* --- proof --- */

/* Every report: its file is there, is the one that was issued, carries a good signature, and its worksheet is the
 * frozen one.  Each difference is an issue. */
Err lhe_verify(Arena scratch, Db *db, const Blobs *blobs, Issues *out, i64 *out_reports) MUST_USE;

#endif
