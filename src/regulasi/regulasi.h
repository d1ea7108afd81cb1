/* regulasi.h - the law as data: dated rule packs, each number with its source.
 *
 * A pack is read once, strictly, and is constant from then on: any thread may use it.  It belongs to the
 * arena it was read into.  What people read about its questions (wording) is a layer apart: words.h.
 */
#ifndef REGULASI_H
#define REGULASI_H

#include "base/base.h"
#include "base/date.h"
#include "base/ratio.h"
#include "base/say.h"
#include "base/secret.h"
#include "db/db.h"

typedef enum {
    PACK_ROOT, PACK_COMPONENT, PACK_SUBCOMPONENT, PACK_AREA, PACK_INDICATOR,
    PACK_CHOICE, PACK_NUMBERS,          /* questions: one option, or numbers in a formula */
    PACK_KINDS
} PackKind;

typedef struct { Str regulation, place, confidence; } PackSource;       /* high, medium, low */

typedef struct {
    Str   letter;               /* "Ya", "A" */
    Ratio value;                /* of the question's weight */
    i64   units;                /* points it gives, in units of the pack */
} PackOption;

enum { PACK_INPUTS = 4, PACK_NUMBER_MOST = 9999999 };

typedef struct {
    Str  key;                   /* "agen" */
    bool decimal;               /* otherwise a count */
    bool optional;              /* the points do not depend on it */
    i64  least, most;
} PackInput;

typedef enum { FORMULA_SHARE, FORMULA_DECREASE, FORMULA_INDEX } FormulaKind;
typedef enum { ZERO_IS_ZERO, ZERO_IS_FULL, ZERO_IS_FULL_IF_NONE_NOW } ZeroRule;

typedef struct {
    FormulaKind kind;
    u8          part, whole;    /* inputs that are summed, one bit each: (before, now) is (whole, part) */
    int         taken_from;     /* the input that falls when the part rises; -1 if none */
    Ratio       least, most;    /* where the result is cut */
    Ratio       top;            /* of an index */
    ZeroRule    when_zero;      /* the whole is 0 */
    Str         doubt;          /* what the regulation leaves open, and why it was decided so */
    const PackSource *doubt_source;
} Formula;

typedef enum { CHECK_ADDS_UP, CHECK_WITHIN } PackCheckKind;
typedef struct { PackCheckKind kind; u8 part, whole; } PackCheck;       /* broken: a warning, no more */

typedef struct {
    Str      code;              /* "A.I.1.i.a" */
    PackKind kind;
    int      parent;            /* -1 for the root */
    int      end;               /* one past the last node below; a node's first child is the one after it */
    int      children;
    int      area;              /* of PACK_AREA, otherwise -1 */
    Ratio    weight;            /* of a question: its equal part of the indicator */
    i64      units;             /* the same, in units of the pack */

    const PackOption *options;  /* best first */
    int               noptions;
    PackInput         inputs[PACK_INPUTS];
    int               ninputs;
    Formula           formula;
    const PackCheck  *checks;
    int               nchecks;

    bool changeable;            /* can a unit change the answer by its own work? */
    Str  because[LANG_COUNT];
    const PackSource *source;
} PackNode;

typedef struct { Str code; Ratio weight; const PackSource *source; } PackArea;

typedef struct {
    Str   code;                 /* "total", "area.A", "B.I.a", "prior" */
    int   of[4], nof;           /* the nodes whose points are added */
    Ratio need;
    bool  prior;                /* asks for a predicate already held, not for points */
    u32   holds;                /* any of these predicates, one bit each */
    const PackSource *source;
} PackGate;

enum { PACK_PREDICATES = 4 };

typedef struct {
    Str             code;       /* "WBK" */
    const PackGate *gates;
    int             ngates;
    const PackSource *source;
} PackPredicate;

typedef struct {
    Str             id, regulation, title[LANG_COUNT];
    Date            from, until;        /* both inside; until is none while it is in force */
    Str             sha256;
    Str             json;               /* as it was read */
    i64             per_point;          /* units in one point: every option's points are whole units */
    const PackArea *areas;
    int             nareas;
    const PackNode *nodes;              /* each before those below it, in the regulation's order */
    int             nnodes, nquestions;
    PackPredicate   predicates[PACK_PREDICATES];
    int             npredicates;
} Pack;

/* Strict: every problem is an issue (field: the place, text: in `lang`), and then ERR_INVALID. */
Err regulasi_read(Arena *life, Str json, Lang lang, Issues *issues, const Pack **out) MUST_USE;

/* The text with the right digest in it, for who edits a pack.  ERR_INVALID if it has no place for one. */
Err regulasi_seal(Arena *a, Str json, Str *out) MUST_USE;

int pack_find(const Pack *p, Str code);                 /* a node's index, or -1 */
int pack_option(const PackNode *n, Str letter);         /* an option's index, or -1; case does not matter */
int pack_predicate(const Pack *p, Str code);            /* an index, or -1 */
const PackGate *pack_gate(const PackPredicate *p, Str code);           /* NULL if it has none of the name */
static inline bool pack_is_question(const PackNode *n) { return n->kind >= PACK_CHOICE; }

/* --- all packs this program knows: those inside it and those added at run time --- */

typedef LIST(Str) RegulasiTexts;

typedef struct Regulasi {
    LIST(const Pack *) packs;
    RegulasiTexts      words;           /* wording files as JSON; the later covers the earlier */
    RegulasiTexts      limits;          /* limits of the assessors' work as JSON: evaluasi_cycle.h reads them */
    RegulasiTexts      surveys;         /* instruments of surveys as JSON: survei_pack.h reads them */
    RegulasiTexts      survey_words;    /* and what they ask and say, one file a language */
    LIST(const struct PackWords *) worded;      /* one for each pack, after words_start() */
} Regulasi;

Err regulasi_start(Arena *life, Regulasi *out) MUST_USE;                /* the embedded ones */
Err regulasi_stored(Arena *life, Db *db, Regulasi *r) MUST_USE;         /* and those of the database */

const Pack *regulasi_pack(const Regulasi *r, Str id);   /* by id, or by "PermenPANRB 90/2021"; NULL if unknown */

/* The pack in force on a day: a case is judged by the pack of its own date.  ERR_NOT_FOUND, never a guess. */
Err regulasi_pack_for(const Regulasi *r, Date day, const Pack **out) MUST_USE;

/* Keep a pack or a wording file.  Seen from the next start on; the caller writes the audit log.
 * ERR_INVALID with issues, ERR_CONFLICT if the id is there already.  In a transaction of the caller's. */
typedef struct { Str json; Instant at; i64 by_id; Lang lang; } RegulasiNew;
Err regulasi_add(Arena *a, Db *db, const RegulasiNew *n, Issues *issues, Str *out_id) MUST_USE;

bool regulasi_is_words(Arena scratch, Str json);        /* of whichever kind: words come after what they are for */

/* The same for a file of a kind that another room has judged; ERR_CONFLICT as above. */
typedef struct { Str id; bool words; Date from, until; } RegulasiFile;
Err regulasi_keep(Arena *a, Db *db, const RegulasiNew *n, const RegulasiFile *file) MUST_USE;

/* What is different between two packs, line by line, for people: "A.I.1", "bobot 4 -> 5". */
void regulasi_diff(const Pack *a, const Pack *b, Lang lang, Issues *out);

#endif
