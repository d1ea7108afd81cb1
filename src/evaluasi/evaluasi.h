/* evaluasi.h - the assessment of a worksheet: where it stands, who may do what with it, and how it stood before.
 *
 * A worksheet goes from the unit through its assessors to a decision.  Every step is a row of evaluasi_moves:
 * from where, by whom, what must be true, where to, what is frozen, who is told.  Assessors write into layers of
 * their own; what is below them never changes.  At a hand-over the worksheet is frozen as canonical JSON whose
 * SHA-256 stands in the audit log.
 */
#ifndef EVALUASI_H
#define EVALUASI_H

#include "lke/lke.h"
#include "web/who.h"

/* name, stored as, what it is called.  In the order in which a worksheet goes. */
#define STAGES(X)                                                                                       \
    X(ISI,         "isi",         evaluasi_stage_isi)           /* the unit fills it in */              \
    X(KONFIRMASI,  "konfirmasi",  evaluasi_stage_konfirmasi)    /* its head looks before it leaves */   \
    X(PENDAHULUAN, "pendahuluan", evaluasi_stage_pendahuluan)   /* eselon I or province */              \
    X(ANGGOTA,     "anggota",     evaluasi_stage_anggota)                                               \
    X(KETUA,       "ketua",       evaluasi_stage_ketua)                                                 \
    X(DALNIS,      "dalnis",      evaluasi_stage_dalnis)                                                \
    X(MEMENUHI,    "memenuhi",    evaluasi_stage_memenuhi)      /* decided */                           \
    X(BELUM,       "belum",       evaluasi_stage_belum)         /* decided */

typedef enum {
#define X(name, text, msg) STAGE_##name,
    STAGES(X)
#undef X
    STAGE_COUNT
} EvalStage;

extern const char *const evaluasi_stages[STAGE_COUNT];
bool evaluasi_stage_parse(Str text, EvalStage *out);
Msg  evaluasi_stage_msg(EvalStage s);

/* A seat is who assesses a unit in a cycle; each writes into its own layer and needs its role for the unit. */
typedef enum { SEAT_PENDAHULUAN, SEAT_ANGGOTA, SEAT_ANGGOTA_2, SEAT_KETUA, SEAT_DALNIS, SEAT_COUNT } EvalSeat;

typedef struct {
    const char *name;           /* stored: "anggota-2" */
    int         layer;          /* LAYER_... */
    EvalStage   stage;          /* when it works */
    Who         who;            /* the role that its holder must have */
    Msg         msg;
} EvalSeatKind;

extern const EvalSeatKind evaluasi_seats[SEAT_COUNT];
bool evaluasi_seat_parse(Str text, EvalSeat *out);

/* --- moves --- */

enum {                          /* what must be true: bits */
    GUARD_COMPLETE = 1,         /* every question of the unit's layer is answered */
    GUARD_JUDGED   = 2,         /* every question of the mover's layer is judged */
    GUARD_WHY      = 4,         /* a reason is given */
    GUARD_WINDOW   = 8,         /* today is within the window of the stage it leaves; what came back may be late */
    GUARD_PASSES   = 16,        /* every gate of the target is met in the mover's layer */
    GUARD_CYCLE    = 32,        /* the instansi has a cycle for this year */
    GUARD_SEATED   = 64,        /* somebody sits where it goes */
    GUARD_LOOK     = 128,       /* only in cycles with a preliminary assessment */
    GUARD_NO_LOOK  = 256,       /* only in cycles without */
    GUARD_BLIND    = 512,       /* only in cycles with blind double scoring */
    GUARD_OPEN     = 1024,      /* only in cycles without */
};
enum {                          /* who is told: bits */
    TELL_TEAM = 1, TELL_HEAD = 2, TELL_NEXT = 4, TELL_BEFORE = 8, TELL_LEADERS = 16,
};

typedef struct {
    const char *name;           /* stored, in the address: "ajukan" */
    EvalStage   from, to;
    Who         who;            /* a role that reaches the unit; 0: the seat's holder */
    int         seat;           /* EvalSeat, or -1 */
    int         guards;
    bool        signs;          /* with password or code */
    Who         second;         /* another person must sign too; 0: none */
    bool        freezes;        /* the worksheet, with every layer */
    int         tells;
    Msg         msg, done, text;    /* on the button; what was done; what it means */
} EvalMove;

extern const EvalMove evaluasi_moves[];
extern const isize    evaluasi_moves_count;
const EvalMove *evaluasi_move_named(Str name, EvalStage from);   /* the first of that name; NULL: none */

/* --- one assessment --- */

typedef struct { i64 user_id; Str name; Instant final_at; } EvalSeatHolder;      /* user_id 0: nobody yet */
typedef struct { i64 id, version; int year; bool pendahuluan, blind; } EvalCycle;

typedef struct {
    Worksheet       w;          /* the unit's layer */
    EvalCycle       cycle;      /* id 0: the instansi has none for this year */
    EvalStage       stage;
    Instant         since;
    i64             version;
    const EvalMove *pending;    /* signed once, waiting for the second signature; NULL: none */
    i64             pending_by;
    Str             pending_name, pending_why;
    Instant         pending_at;
    EvalSeatHolder  seats[SEAT_COUNT];
    Who             roles;      /* the asker's, that reach this unit today */
    int             mine;       /* one bit for each seat the asker holds and has the role for */
    i64             asker_id;
    const struct Tie *tie;      /* the asker's to this unit: may read, not act (evaluasi_seat.h); NULL: none */
    bool            hidden;     /* from the asker: scores blind (the view lke_blind) */
    bool            again;      /* came back after two had seen each other: what they say is not blind now */
    Date            today;
} Evaluasi;

typedef struct { i64 user_id, instansi_id; Date today; Instant now; Lang lang; } EvalAsker;

/* ERR_NOT_FOUND unless the asker holds a seat, or a role of EVALUASI_READS that reaches the unit. */
#define EVALUASI_READS (WHO_FILLS | WHO(AGEN) | WHO_ASSESSES | WHO(PIMPINAN))
Err evaluasi_open(Arena *a, Db *db, const EvalAsker *by, const Regulasi *packs, i64 worksheet_id, Evaluasi *out)
    MUST_USE;

/* May the asker see this layer?  The unit sees those of its assessors once they are shown; assessors see what is
 * below them; who scores blind sees only the own one, from being seated until both are final, and nobody sees those
 * two before. */
bool evaluasi_sees(const Evaluasi *e, int layer);
int  evaluasi_my_layer(const Evaluasi *e);      /* into which the asker may write now; -1: none */

/* A layer with its answers; one that nobody has begun is empty. */
Err evaluasi_layer(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, int layer, Worksheet *out) MUST_USE;

/* What a judge of `layer` agrees with: for each node the layer that judged it last below; -1: none, or two
 * anggota who differ. */
typedef struct { NilaiSheet sheets[LAYERS]; int *from; } EvalBelow;
Err evaluasi_below(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, int layer, EvalBelow *out) MUST_USE;

/* Write into the asker's own layer.  ERR_FORBIDDEN if there is none now.  n edits; versions as in LkeEdit. */
Err evaluasi_judge(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const LkeEdit *edits, isize n,
                   LkeSaved *out) MUST_USE;

/* --- moving --- */

typedef struct {
    const EvalMove *move;
    bool            second;     /* this would be the second signature */
    Date            closed_on;  /* the stage's dates are over, and do not bind since it came back; none: they bind */
    Issues          issues;     /* what still stands in the way, each in a sentence; field: where to mend it */
} EvalChance;
typedef LIST(EvalChance) EvalChances;

/* Every move the asker could make from here, with what is in its way. */
Err evaluasi_chances(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, Lang lang, EvalChances *out) MUST_USE;

typedef struct {
    const EvalMove *move;
    Str             why;
    i64             seen;       /* the version of Evaluasi the person looked at */
    bool            proven;     /* password or code was given and good */
    bool            refuse;     /* of a second signature: no, for the reason in `why` */
    Instant         at;
    Lang            lang;
} EvalStep;

/* Guards are asked again: what is wrong goes to `issues` and nothing is done.  ERR_CONFLICT if somebody was
 * quicker.  *out_snapshot is 0 where nothing was frozen.  Of two who score blind the first to hand in only makes
 * the own scoring final; the worksheet goes on with the second. */
Err evaluasi_move(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const EvalStep *step, Issues *issues,
                  i64 *out_snapshot) MUST_USE;

typedef struct {
    i64             id, by_id, snapshot_id;
    const EvalMove *move;       /* NULL: of an older program */
    Str             move_name, by_name, why;
    EvalStage       from, to;
    bool            with_proof;
    Instant         at;
} EvalDone;
typedef LIST(EvalDone) EvalDones;
Err evaluasi_steps(Arena *a, Db *db, const Evaluasi *e, EvalDones *out) MUST_USE;       /* oldest first */

/* --- snapshots --- */

typedef struct { i64 id, made_by; Str move, by_name, hash, body; Instant at; } EvalSnapshot;
typedef LIST(EvalSnapshot) EvalSnapshots;
Err evaluasi_snapshots(Arena *a, Db *db, const Evaluasi *e, EvalSnapshots *out) MUST_USE;       /* without bodies */
Err evaluasi_snapshot(Arena *a, Db *db, i64 instansi_id, i64 worksheet_id, i64 id, EvalSnapshot *out) MUST_USE;

/* Under which name the points of a node stand in a layer's "points". */
Str evaluasi_point_key(const Pack *p, int node);

/* Hashes against bodies, and against the audit log.  Each difference is an issue. */
Err evaluasi_verify(Arena scratch, Db *db, Issues *out, i64 *out_snapshots) MUST_USE;

/* What other parts of the room add to a frozen worksheet, and hear of a step: the list is in evaluasi_parts.c. */
typedef enum { EVAL_WENT, EVAL_AWAITS, EVAL_REFUSED, EVAL_FINAL } EvalHow;      /* EVAL_FINAL: one of two blind */
typedef struct { const EvalStep *step; EvalHow how; i64 snapshot_id; } EvalMoved;
typedef struct {
    Err (*freeze)(Arena *a, Db *db, const Evaluasi *e, JsonOut *o);     /* puts one key of its own; NULL: nothing */
    Err (*moved)(Arena *a, Db *db, const Evaluasi *e, const EvalMoved *what);   /* in the transaction; e as it was */
} EvalPart;
extern const EvalPart *const evaluasi_parts[];
extern const isize           evaluasi_parts_count;

#endif
