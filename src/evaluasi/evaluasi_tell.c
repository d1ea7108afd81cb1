#include "evaluasi/evaluasi_tell.h"

enum { KIND_TURN, KIND_BACK, KIND_MOVED, KIND_SIGN, KIND_DECIDED, KIND_REOPENED };

#define WORDS(x) MSG_evaluasi_kind_##x, MSG_evaluasi_tell_##x, MSG_evaluasi_mail_##x

const KabarKind evaluasi_kinds[EVALUASI_KINDS] = {
    [KIND_TURN]     = {"evaluasi_turn",     WORDS(turn),     KABAR_NOW,   true},
    [KIND_BACK]     = {"evaluasi_back",     WORDS(back),     KABAR_NOW,   true},
    [KIND_MOVED]    = {"evaluasi_moved",    WORDS(moved),    KABAR_DAILY, false},
    [KIND_SIGN]     = {"evaluasi_sign",     WORDS(sign),     KABAR_NOW,   true},
    [KIND_DECIDED]  = {"evaluasi_decided",  WORDS(decided),  KABAR_NOW,   false},
    [KIND_REOPENED] = {"evaluasi_reopened", WORDS(reopened), KABAR_NOW,   true},
};

typedef struct { Arena *a; Db *db; const Evaluasi *e; Kabar k; } Telling;

static Err tell_role(const Telling *t, int kind, Who who)
{
    Kabar k = t->k;
    k.kind  = &evaluasi_kinds[kind];
    return kabar_tell_role(*t->a, t->db, &k, who, t->e->w.unit_id, t->e->today);
}

static Err tell_seats(const Telling *t, int kind, EvalStage stage)
{
    Kabar k = t->k;
    k.kind  = &evaluasi_kinds[kind];
    for (int i = 0; i < SEAT_COUNT; i++) {
        k.user_id = t->e->seats[i].user_id;
        if (k.user_id && evaluasi_seats[i].stage == stage && (i != SEAT_ANGGOTA_2 || t->e->cycle.blind))
            TRY(kabar_tell(*t->a, t->db, &k));
    }
    return NO_ERR;
}

static bool is_decision(EvalStage s)
{
    return s == STAGE_MEMENUHI || s == STAGE_BELUM;
}

/* A decision that is opened again goes back as well, but not to the unit, which has nothing to do. */
static Err tell_all(const Telling *t, const EvalMove *m)
{
    bool back = m->to < m->from;
    int  kind = is_decision(m->to) ? KIND_DECIDED : is_decision(m->from) ? KIND_REOPENED
              : back ? KIND_BACK : KIND_MOVED;

    if (m->tells & TELL_TEAM)
        TRY(tell_role(t, kind, WHO(TIM_KERJA)));
    if (m->tells & TELL_HEAD)
        TRY(tell_role(t, m->to == STAGE_KONFIRMASI ? KIND_SIGN : kind, WHO(KEPALA_UNIT)));
    if (m->tells & TELL_LEADERS)
        TRY(tell_role(t, kind, WHO(INSPEKTUR) | WHO(PIMPINAN)));
    if (m->tells & TELL_NEXT)
        TRY(tell_seats(t, KIND_TURN, m->to));
    if (m->tells & TELL_BEFORE)
        TRY(tell_seats(t, kind, back ? m->to : m->from > STAGE_ANGGOTA ? STAGE_KETUA : STAGE_ANGGOTA));
    return NO_ERR;
}

/* Nothing is told of a first blind scoring: even that it is done would say something. */
static Err moved(Arena *a, Db *db, const Evaluasi *e, const EvalMoved *what)
{
    Telling t = {a, db, e, {.instansi_id = e->w.instansi_id, .from_id = e->asker_id,
                            .url = str_fmt(a, "/evaluasi/%lld", (long long)e->w.id), .entity = "lke_worksheet",
                            .entity_id = e->w.id, .at = what->step->at}};

    t.k.args[0] = (KabarArg){.text = e->w.unit_name};
    t.k.args[1] = (KabarArg){.say = evaluasi_stage_msg(what->step->move->to)};
    if (what->how == EVAL_AWAITS)
        return tell_role(&t, KIND_SIGN, what->step->move->second);
    if (what->how == EVAL_REFUSED) {
        Kabar k   = t.k;
        k.kind    = &evaluasi_kinds[KIND_BACK];
        k.user_id = e->pending_by;
        return kabar_tell(*a, db, &k);
    }
    return what->how == EVAL_WENT ? tell_all(&t, what->step->move) : NO_ERR;
}

const EvalPart evaluasi_tell_part = {.moved = moved};
