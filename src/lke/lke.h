/* lke.h - worksheets: a unit's answers to the questionnaire of one year, in layers, and what they score.
 *
 * An answer is kept as people write it: "Ya", "A", or numbers in the pack's order, "4;15".  Every change writes
 * the answer, its note, the layer's score and the audit log in one transaction.  What a worksheet scores is read
 * from the stored line of answers, so a page needs one row and not a hundred; lke_verify() proves that line.
 */
#ifndef LKE_H
#define LKE_H

#include "base/say.h"
#include "db/db.h"
#include "kabar/kabar.h"
#include "nilai/nilai.h"
#include "regulasi/regulasi.h"

/* The first four are what offices exchange in a workbook; the others are made inside the TPI (see evaluasi.h). */
enum {
    LAYER_UNIT, LAYER_PENDAHULUAN, LAYER_TPI, LAYER_TPN,
    LAYER_ANGGOTA, LAYER_ANGGOTA_2, LAYER_KETUA, LAYER_DALNIS, LAYERS
};
enum { LKE_NOTE_MAX = 4000, LKE_EFFORT_MAX = 100 };

extern const char *const lke_layers[LAYERS];            /* "unit", "pendahuluan", "tpi", "tpn", "anggota", ... */
bool lke_layer_parse(Str name, int *out);               /* of the first four: for the command line */

/* Who asks: the roles (bits of web/who.h) that read a worksheet, that fill it, and that may know of it. */
typedef struct {
    i64     user_id, instansi_id;
    i64     reads, fills, knows;
    Date    today;
} LkeAsker;

/* --- a worksheet --- */

typedef struct {
    i64         id, instansi_id, unit_id, version;
    int         year, layer;
    const Pack *pack;
    Str         target, holds;          /* "WBK", "WBBM"; holds also "none" */
    Str         unit_code, unit_name;
    bool        closed, may_fill;
    bool        held;                   /* in assessment: only evaluasi opens it again */
    Instant     created_at;
    Str         line;                   /* all answers of the layer, see lke_answers() */
    int         answered;
    Str         total, parts;           /* as stored: see lke_part() */
    i64         passes;                 /* one bit a predicate of the pack */
    i64         before_id;              /* last year's worksheet of the same unit; 0: none */
    Str         before_total, before_parts;     /* empty unless it was scored by the same pack */
} Worksheet;

/* ERR_NOT_FOUND for another instansi's, and for one the asker does not reach. */
Err lke_find(Arena *a, Db *db, const LkeAsker *by, const Regulasi *packs, i64 id, Worksheet *out) MUST_USE;

/* That alone, where the rest is not needed: NO_ERR, or ERR_NOT_FOUND as above. */
Err lke_reached(Arena scratch, Db *db, const LkeAsker *by, i64 id) MUST_USE;

/* Nobody asks: the command line, the demo, other rooms that have asked already. */
typedef struct { i64 instansi_id, id; int layer; } LkeKey;
Err lke_get(Arena *a, Db *db, const Regulasi *packs, LkeKey key, Worksheet *out) MUST_USE;
Err lke_of_unit(Arena scratch, Db *db, i64 instansi_id, i64 unit_id, int year, i64 *out_id) MUST_USE; /* 0: none */

/* A layer that nobody has answered yet, ready for lke_get(); nothing if it is there already. */
Err lke_begin_layer(Arena scratch, Db *db, const Regulasi *packs, LkeKey key) MUST_USE;

/* A layer that is not shown goes into no workbook: its assessors are still at it. */
Err lke_layer_shown(Db *db, LkeKey key, bool shown) MUST_USE;

/* Units that have this code, in one instansi (its code) or, if that is empty, in any: for the command line. */
typedef struct { i64 id, instansi_id; Str name; } LkeUnit;
typedef LIST(LkeUnit) LkeUnits;
Err lke_units(Arena *a, Db *db, Str instansi, Str code, LkeUnits *out) MUST_USE;

typedef struct {
    i64         instansi_id, unit_id, fills;            /* fills: as in LkeAsker, for the evidence */
    int         year;
    const Pack *pack;
    Str         target, holds;
    i64         copy_id;                /* the worksheet whose answers and notes are taken over; 0: none */
    i64         by_id;
    Instant     at;
} LkeNew;

/* A worksheet may be begun for the years from the first that a pack knows to the next year. */
enum { LKE_YEARS_AHEAD = 1 };
typedef struct { int first, last; } LkeYears;
LkeYears lke_years(const Regulasi *packs, Date today);

/* *out_id is 0 if the unit has a worksheet of that year already. */
Err lke_create(Arena scratch, Db *db, const LkeNew *n, i64 *out_id) MUST_USE;

enum { LKE_TOLD_OPENED, LKE_KINDS };
extern const KabarKind lke_kinds[LKE_KINDS];            /* the notices of this room */

/* Target, predicate held, open or closed.  ERR_CONFLICT if somebody changed it meanwhile. */
typedef struct { Str target, holds; i64 by_id; Instant at; } LkeAim;
Err lke_set_aim(Arena scratch, Db *db, const Worksheet *w, const LkeAim *aim) MUST_USE;
Err lke_set_closed(Arena scratch, Db *db, const Worksheet *w, bool closed, const LkeAim *by) MUST_USE;

/* Into assessment and back to the unit: closed with its evidence, and not to be opened by lke_set_closed(). */
Err lke_hold(Arena scratch, Db *db, const Worksheet *w, bool held, const LkeAim *by) MUST_USE;

/* A line of the list of all worksheets; .reads is false for who may only know that it exists. */
typedef struct {
    i64         id;
    int         year, answered;
    const Pack *pack;
    Str         target, holds, unit_code, unit_name;
    bool        closed, reads;
    Ratio       total;
    Str         parts;
    i64         passes;
} LkeRow;
typedef LIST(LkeRow) LkeRows;
Err lke_list(Arena *a, Db *db, const LkeAsker *by, const Regulasi *packs, i64 limit, LkeRows *out) MUST_USE;

/* --- answers --- */

/* What can be scored: the answers of a worksheet's line, and the predicate the unit holds. */
NilaiSheet lke_sheet(Arena *a, const Worksheet *w);

/* An answer as it is kept, and back; false if it is none of this item's. */
Str  lke_value(Arena *a, const PackNode *n, const NilaiAnswer *answer);
bool lke_value_parse(const PackNode *n, Str value, NilaiAnswer *out);

typedef struct {
    Str     value, note;
    i64     version;                    /* 0: never touched */
    i64     by_id;
    Str     by_name;
    Instant at;
} LkeItem;
Err lke_item(Arena *a, Db *db, const Worksheet *w, int node, LkeItem *out) MUST_USE;
Err lke_items(Arena *a, Db *db, const Worksheet *w, LkeItem **out) MUST_USE;    /* one for each node of the pack */

/* Which items have a note, and the notes themselves: one for each node of the pack. */
Err lke_noted(Arena *a, Db *db, const Worksheet *w, bool **out) MUST_USE;
Err lke_notes(Arena *a, Db *db, const Worksheet *w, Str **out) MUST_USE;

typedef struct {
    int     node;
    Str     value, note;                /* value: canonical, from lke_value() */
    i64     seen;                       /* the version the person looked at; LKE_ANY_VERSION overwrites */
    i64     by_id;
    Instant at;
    bool    blind;                      /* the log says that something was answered, and neither what nor where */
} LkeEdit;
enum { LKE_ANY_VERSION = -1 };

typedef struct {
    bool    clash;                      /* somebody saved since: nothing was changed, .now is theirs */
    LkeItem now;
} LkeSaved;

/* One item.  w->line, .answered, .total, .parts and .passes are brought up to date.  ERR_FORBIDDEN if it is the unit's
 * layer and closed; who may write into the others is asked by the room that does. */
Err lke_save(Arena *a, Db *db, Worksheet *w, const LkeEdit *e, LkeSaved *out) MUST_USE;

/* Many at once, scored once: an import, the demo.  Versions are not asked. */
Err lke_save_all(Arena *a, Db *db, Worksheet *w, const LkeEdit *edits, isize n) MUST_USE;

/* Who that was; empty if the program itself did it, or the person is not of this instansi. */
Err lke_name(Arena *a, Db *db, i64 instansi_id, i64 user_id, Str *out) MUST_USE;

/* --- what it scores --- */

bool lke_exact(Str text, Ratio *out);           /* a stored total, however many digits it has */
bool lke_part(Str parts, Str code, Ratio *out); /* a stored part: "A", "area.A", "B.I.a"; false: not there */
int  lke_gates(const Pack *p, i64 passes);      /* as boards have it: see papan.h */

/* Score these answers, one for each node, and store the result for the worksheet's layer; w follows.  For lke.c. */
Err lke_score_store(Arena *a, Db *db, Worksheet *w, NilaiAnswer *answers) MUST_USE;

/* Read all answers of a layer again and store what they score. */
Err lke_rescore(Arena scratch, Db *db, Worksheet *w) MUST_USE;

/* Every layer of every worksheet: what is stored against what its answers score.  Each difference is an issue
 * whose field is "unit year layer". */
Err lke_verify(Arena scratch, Db *db, const Regulasi *packs, Issues *out, i64 *out_layers) MUST_USE;

/* All answers of a year, layer by layer, in one pass; the arena is used anew for each. */
typedef struct {
    i64        id, instansi_id;
    int        layer;
    NilaiSheet sheet;
} LkeLayer;
typedef Err LkeEach(void *ctx, Arena scratch, const LkeLayer *layer);
Err lke_year(Arena scratch, Db *db, const Regulasi *packs, int year, LkeEach *each, void *ctx) MUST_USE;

/* --- what a step costs the team, for the way to pass: 1 unless said, one for each node of the pack --- */

Err lke_efforts(Arena *a, Db *db, const Worksheet *w, int **out) MUST_USE;
typedef struct { int node, effort; i64 by_id; Instant at; } LkeEffort;
Err lke_set_effort(Arena scratch, Db *db, const Worksheet *w, const LkeEffort *e) MUST_USE;

#endif
