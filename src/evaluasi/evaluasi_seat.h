/* evaluasi_seat.h - who assesses whom in a cycle: who may sit in which seat, a proposal for all, changes by hand.
 *
 * Nobody sits without an account that works, the seat's role for that unit, and freedom from ties to it.  A tie is
 * declared, or known to the program: works there or did, above it or below; holds a role of the unit itself or did.
 * Who looks first comes from the office above, so to work above is no tie for that seat; the whole instansi is none.
 *
 * A bench is read once and then asked; units are by code, people by id.  Seats that are empty are filled, and what the
 * program proposed may be proposed otherwise; what somebody put there by hand, and what has begun, is left alone.
 */
#ifndef EVALUASI_SEAT_H
#define EVALUASI_SEAT_H

#include "evaluasi/evaluasi_cycle.h"

/* --- ties --- */

#define TIE_ROLES (WHO(TIM_KERJA) | WHO(KEPALA_UNIT) | WHO(AGEN))

typedef enum { TIE_WORKS, TIE_WORKED, TIE_ROLE, TIE_DECLARED } TieHow;

typedef struct Tie {
    TieHow how;
    i64    id, user_id, unit_id;        /* id: of a declared one */
    Str    unit_name, kind, why;        /* kind: of a declared one, "keluarga" */
    i64    role_bits;
    Date   from_on, until_on;           /* none: not known, no end */
    int    node;                        /* of the unit in the tree; for evaluasi_bench.c */
} Tie;

/* Nobody who is tied to a unit assesses it or signs its decision, though seated before the tie was known:
 * evaluasi_open() asks this of whoever sits there or may sign.  What is declared counts, as for seats, and a role of
 * the unit's own people that is held today.  *out NULL: none. */
Err evaluasi_tied(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const Tie **out) MUST_USE;

extern const char *const evaluasi_tie_kinds[];          /* ends with NULL */
Msg evaluasi_tie_kind_msg(Str kind);
Str evaluasi_tie_say(Arena *a, Lang lang, const Tie *t);                /* "bekerja di Kantor X" */

typedef struct { i64 user_id, unit_id; Str kind, why; Date from_on, until_on; } TieDraft;
Err evaluasi_tie_add(Arena scratch, Db *db, const UnitAsker *by, const TieDraft *d, i64 *out_id) MUST_USE;
Err evaluasi_tie_end(Arena scratch, Db *db, const UnitAsker *by, i64 id, Str why) MUST_USE;    /* only who runs */

/* --- the bench --- */

typedef struct {
    i64  id, unit_id;
    Str  name, nip, unit_name;
    bool active;
    i64  minutes;               /* as anggota of a team */
    int  team;                  /* as anggota or ketua: an index of .teams; -1: in none */
    int  ties, nties, roles, nroles;
} BenchPerson;

typedef struct { i64 user_id; Str why; Instant final_at; } BenchSeat;          /* user_id 0: nobody */

typedef struct {
    i64       id, worksheet_id;
    Str       code, name;
    EvalStage stage;
    bool      begun;            /* it has handed in at least once */
    int       node;
    BenchSeat seats[SEAT_COUNT];
} BenchUnit;

typedef struct { i64 role_bits; int node; } BenchRole;
typedef struct { int unit; i64 user_id; EvalSeat seat; } BenchSeen;     /* sat there since the unit handed in */
typedef struct { i64 id; int parent, into, low, high; } BenchNode;      /* below it: low <= x.low && x.low < high */

typedef struct {
    Siklus            c;        /* with limits */
    Teams             teams;
    LIST(BenchUnit)   units;
    LIST(BenchPerson) people;
    LIST(Tie)         ties;     /* by person */
    LIST(BenchRole)   roles;
    LIST(BenchSeen)   seen;
    LIST(BenchNode)   tree;
} Bench;

Err evaluasi_bench(Arena *a, Db *db, const UnitAsker *by, const Siklus *c, Bench *out) MUST_USE;

int  bench_person(const Bench *b, i64 user_id);         /* an index, or -1 */
int  bench_unit(const Bench *b, i64 unit_id);
bool bench_uses(const Bench *b, EvalSeat seat);         /* has the cycle this seat? */
bool bench_sits(const BenchUnit *u, i64 user_id);       /* in one of its seats */
bool bench_is_open(const BenchUnit *u);                 /* not decided: seats may still change */
i64  bench_load(const Bench *b, int person, EvalSeat seat);     /* how many units; SEAT_COUNT: in whatever seat */

/* Why somebody may not sit there; SIT_OK: may.  *out_tie, if it is not NULL, of SIT_TIED. */
typedef enum { SIT_OK, SIT_NO_ACCOUNT, SIT_NO_ROLE, SIT_TIED, SIT_TWICE, SIT_SAME_OFFICE, SIT_HAS_SEEN } Sit;
Sit bench_may_sit(const Bench *b, int person, int unit, EvalSeat seat, const Tie **out_tie);
Str bench_sit_say(Arena *a, Lang lang, const Bench *b, int person, Sit why, const Tie *tie);

/* --- changes --- */

typedef struct { int unit; EvalSeat seat; i64 before_id, user_id; } SeatChange;
typedef LIST(SeatChange) SeatChanges;

typedef enum { LACK_TEAM, LACK_ROLE, LACK_TIE, LACK_OFFICE, LACK_ROOM, LACK_HAND, LACK_UNFIT } Lack;
typedef struct { int unit; EvalSeat seat; Lack lack; Sit sit; i64 user_id; const Tie *tie; } SeatGap;
typedef LIST(SeatGap) SeatGaps;

typedef struct {
    SeatChanges changes;
    SeatGaps    gaps;           /* what could not be filled, and why */
    Str         print;          /* the same text means the same proposal for the same state */
} Proposal;

/* `anew`: what is proposed and has not begun may be proposed otherwise, for the sake of evenness; without it only
 * where there is no other way. */
Err evaluasi_propose(Arena *a, const Bench *b, bool anew, Proposal *out) MUST_USE;

/* Every seat of one person that another may take; what may not is a gap. */
void evaluasi_hand_over(Arena *a, const Bench *b, i64 from_id, i64 to_id, Proposal *out);

/* What is asked for one unit: wanted[seat] is who shall sit there, 0 nobody.  Everything wrong is an issue. */
void evaluasi_seat_check(Arena *a, const Bench *b, int unit, const i64 wanted[SEAT_COUNT], Lang lang, Issues *issues,
                         SeatChanges *out);

/* Store them, with who sat there before, and tell both.  In a blind cycle a seat of an anggota hides the worksheet from
 * its holder, whatever other roles that person has, until both are done.  why empty: proposed.  ERR_CONFLICT: somebody
 * sits there whom the bench did not see. */
Err evaluasi_seats_put(Arena scratch, Db *db, const UnitAsker *by, const Bench *b, const SeatChanges *all, Str why)
    MUST_USE;

typedef struct { EvalSeat seat; Str name, next, by, why; Instant at; } SeatPast;
typedef LIST(SeatPast) SeatPasts;
Err evaluasi_seat_past(Arena *a, Db *db, const Siklus *c, i64 unit_id, SeatPasts *out) MUST_USE;     /* newest first */

#endif
