/* evaluasi_advice.h - recommendations: what a unit should do about an item, until when, and what it did.
 *
 * An assessor recommends while it is its turn; the unit reads it when the worksheet comes back or is decided.  The
 * unit follows up, as often as it likes; an assessor accepts, or asks again.  What was said is never changed.
 */
#ifndef EVALUASI_ADVICE_H
#define EVALUASI_ADVICE_H

#include "evaluasi/evaluasi_review.h"
#include "kabar/kabar.h"

typedef enum { ADVICE_OPEN, ADVICE_ANSWERED, ADVICE_DONE, ADVICE_STATES } AdviceState;
extern const char *const evaluasi_advice_states[ADVICE_STATES];         /* "open", "answered", "done" */
bool evaluasi_advice_state_parse(Str text, AdviceState *out);

typedef struct {
    i64         id, worksheet_id, by_id, version;
    int         layer;
    Str         item, text, by_name;
    Date        due_on;
    AdviceState state;
    Instant     made_at, shown_at;      /* shown_at: to the unit; none: a draft */
} EvalAdvice;
typedef LIST(EvalAdvice) EvalAdvices;

typedef enum { FOLLOW_FOLLOW, FOLLOW_AGAIN, FOLLOW_DONE, FOLLOW_CHANGE, FOLLOW_KINDS } FollowKind;

typedef struct {
    i64        id, advice_id, by_id, use_id;
    FollowKind kind;
    Str        text, use_name, by_name; /* use_name: of the evidence; empty where there is none */
    Instant    at;
} EvalFollow;
typedef LIST(EvalFollow) EvalFollows;

/* Those that the asker may read, of one item or (empty) of all; oldest first. */
Err evaluasi_advices(Arena *a, Db *db, const Evaluasi *e, Str item, EvalAdvices *out) MUST_USE;
Err evaluasi_advice(Arena *a, Db *db, const Evaluasi *e, i64 id, EvalAdvice *out) MUST_USE;     /* ERR_NOT_FOUND */
Err evaluasi_advice_home(Arena scratch, Db *db, i64 instansi_id, i64 id, i64 *out_worksheet) MUST_USE;

/* What was said about one, or (0) about all of the worksheet; oldest first. */
Err evaluasi_follows(Arena *a, Db *db, const Evaluasi *e, i64 advice_id, EvalFollows *out) MUST_USE;

/* --- who may do what; ERR_FORBIDDEN if one does it all the same --- */

bool evaluasi_may_advise(const Evaluasi *e);                            /* make a new one */
bool evaluasi_may_follow(const Evaluasi *e, const EvalAdvice *d);       /* the unit's team */
bool evaluasi_may_judge(const Evaluasi *e, const EvalAdvice *d);        /* accept, ask again, another day */

/* --- doing it; ERR_CONFLICT if somebody was quicker: .version is what the person looked at --- */

typedef struct { Str item, text; Date due_on; Instant at; } EvalAdviceNew;
Err evaluasi_advice_add(Arena scratch, Db *db, const Evaluasi *e, const EvalAdviceNew *n, i64 *out_id) MUST_USE;

/* FOLLOW_CHANGE takes another day in due_on and the reason in text, of a draft its new words; FOLLOW_FOLLOW may name
 * evidence. */
typedef struct { FollowKind kind; Str text; i64 use_id; Date due_on; Instant at; } EvalFollowNew;
Err evaluasi_advice_follow(Arena scratch, Db *db, const Evaluasi *e, const EvalAdvice *d, const EvalFollowNew *n)
    MUST_USE;
/* Of a draft. */
Err evaluasi_advice_drop(Arena scratch, Db *db, const Evaluasi *e, const EvalAdvice *d, Instant at) MUST_USE;

/* --- over many worksheets --- */

typedef struct {
    AdviceState state;
    bool        any_state;
    Date        before;         /* due before this day; none: any */
    i64         limit;
} EvalAdviceFilter;

typedef struct {
    EvalAdvice d;
    int        year;
    i64        unit_id;
    Str        unit_code, unit_name, pack_id;
    Instant    followed_at;     /* by the unit, the last time */
} EvalAdviceRow;
typedef LIST(EvalAdviceRow) EvalAdviceRows;

/* Those that units read, where the asker reaches; none of a worksheet that the asker scores blind. */
Err evaluasi_advice_list(Arena *a, Db *db, const EvalAsker *by, const EvalAdviceFilter *f, EvalAdviceRows *out)
    MUST_USE;

/* --- notices, reminders, what is frozen --- */

enum { ADVICE_NOTICES = 5 };
extern const KabarKind evaluasi_advice_kinds[ADVICE_NOTICES];
extern const EvalPart  evaluasi_advice_part;
Err evaluasi_advice_remind(Arena scratch, Db *db, const KabarDay *day) MUST_USE;

#endif
