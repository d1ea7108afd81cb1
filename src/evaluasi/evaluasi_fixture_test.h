/* evaluasi_fixture_test.h - for the tests of this room: X11's worksheet, complete, in a cycle with every seat taken.
 *
 * ani fills X11, head leads it; look (eselon I), one and two (anggota), ketua, dalnis, inspektur work at the top of X.
 */
#ifndef EVALUASI_FIXTURE_TEST_H
#define EVALUASI_FIXTURE_TEST_H

#include "evaluasi/evaluasi.h"
#include "lke/lke_fixture_test.h"

enum {
    EVAL_ANI, EVAL_HEAD, EVAL_LOOK, EVAL_ONE, EVAL_TWO, EVAL_KETUA, EVAL_DALNIS, EVAL_INSPEKTUR, EVAL_PIMPINAN,
    EVAL_PEOPLE
};

typedef struct {
    LkeWorld lke;
    i64      cycle_id;
    AkunUser people[EVAL_PEOPLE];
    User     users[EVAL_PEOPLE];
} EvalWorld;

static const struct { const char *name; Who who; bool at_unit; } eval_world_people[EVAL_PEOPLE] = {
    {"Ani", WHO(TIM_KERJA), true},      {"Kepala", WHO(KEPALA_UNIT), true},   {"Pendahuluan", WHO(PENDAHULUAN), false},
    {"Satu", WHO(TPI_ANGGOTA), false},  {"Dua", WHO(TPI_ANGGOTA), false},     {"Ketua", WHO(TPI_KETUA), false},
    {"Dalnis", WHO(TPI_DALNIS), false}, {"Inspektur", WHO(INSPEKTUR), false}, {"Pimpinan", WHO(PIMPINAN), false},
};

static inline void eval_world_seat(EvalWorld *w, EvalSeat seat, i64 user_id)
{
    static const Sql put = {"test_seat",
                            "INSERT INTO evaluasi_seat (instansi_id, cycle_id, unit_id, seat, user_id, why, at) "
                            "VALUES ($1, $2, $3, $4, $5, '', $6)", NULL};
    const AkunSide  *x   = &w->lke.people.x;
    CHECK_OK(db_do(w->lke.db, &put, db_i64(x->top.id), db_i64(w->cycle_id), db_i64(x->left.id),
                   db_text(str_of(evaluasi_seats[seat].name)), db_i64(user_id), db_at(akun_now)));
}

static inline void eval_world_fill(EvalWorld *w)
{
    Worksheet     s     = lke_world_get(&w->lke);
    LIST(LkeEdit) edits = {0};

    for (int i = 0; i < w->lke.pack->nnodes; i++)
        if (pack_is_question(&w->lke.pack->nodes[i]))
            *list_add(w->lke.a, &edits) = (LkeEdit){i, lke_world_best(w->lke.a, &w->lke.pack->nodes[i]), {0},
                                                    LKE_ANY_VERSION, w->people[EVAL_ANI].id, akun_now};
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(lke_save_all(w->lke.a, w->lke.db, &s, edits.at, edits.count));
    CHECK_OK(db_end(w->lke.db, true));
}

static inline EvalWorld eval_world(Arena *a, bool look, bool blind, const Room *const *rooms, isize nrooms)
{
    static const Sql make = {"test_cycle",
                             "INSERT INTO evaluasi_cycle (id, instansi_id, year, pendahuluan, blind, made_at, version) "
                             "VALUES ($1, $2, 2026, $3, $4, $5, 1)", NULL};
    EvalWorld w = {.lke = lke_world(a, rooms, nrooms), .cycle_id = id_new()};
    AkunSide *x = &w.lke.people.x;

    for (int i = 0; i < EVAL_PEOPLE; i++) {
        const Unit *unit = eval_world_people[i].at_unit ? &x->left : &x->top;
        w.people[i] = akun_world_user(&w.lke.people, unit, str_fmt(a, "19%d", i), str_of(eval_world_people[i].name));
        akun_world_role(&w.lke.people, &w.people[i], eval_world_people[i].who, unit);
        w.users[i] = akun_test_user(&w.people[i], eval_world_people[i].who);
    }
    CHECK_OK(db_do(w.lke.db, &make, db_i64(w.cycle_id), db_i64(x->top.id), db_bool(look), db_bool(blind),
                   db_at(akun_now)));
    eval_world_seat(&w, SEAT_PENDAHULUAN, w.people[EVAL_LOOK].id);
    eval_world_seat(&w, SEAT_ANGGOTA, w.people[EVAL_ONE].id);
    eval_world_seat(&w, SEAT_ANGGOTA_2, w.people[EVAL_TWO].id);
    eval_world_seat(&w, SEAT_KETUA, w.people[EVAL_KETUA].id);
    eval_world_seat(&w, SEAT_DALNIS, w.people[EVAL_DALNIS].id);
    eval_world_fill(&w);
    return w;
}

static inline Evaluasi eval_world_open(EvalWorld *w, int person)
{
    Evaluasi  e  = {0};
    EvalAsker by = {w->people[person].id, w->lke.people.x.top.id, akun_today, akun_now, LANG_ID};
    CHECK_OK(evaluasi_open(w->lke.a, w->lke.db, &by, &w->lke.packs, w->lke.id, &e));
    return e;
}

/* Make a move, signed; how many things stood in its way. */
static inline isize eval_world_move(EvalWorld *w, int person, const char *move, const char *why)
{
    Evaluasi e      = eval_world_open(w, person);
    Issues   issues = {.arena = w->lke.a};
    EvalStep step   = {.why = str_of(why), .seen = e.version, .proven = true, .at = akun_now};
    EvalChances c   = {0};
    i64      snapshot;

    CHECK_OK(evaluasi_chances(w->lke.a, w->lke.db, &w->lke.packs, &e, LANG_ID, &c));
    for (isize i = 0; i < c.count; i++)
        if (str_is(str_of(c.at[i].move->name), move))
            step.move = c.at[i].move;
    CHECK(step.move);
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(evaluasi_move(w->lke.a, w->lke.db, &w->lke.packs, &e, &step, &issues, &snapshot));
    CHECK_OK(db_end(w->lke.db, true));
    return issues.count;
}

/* Every item as what is below says, or the best where nothing is. */
static inline void eval_world_judge(EvalWorld *w, int person)
{
    Evaluasi      e     = eval_world_open(w, person);
    EvalBelow     below = {0};
    LIST(LkeEdit) edits = {0};
    LkeSaved      saved;

    CHECK_OK(evaluasi_below(w->lke.a, w->lke.db, &w->lke.packs, &e, evaluasi_my_layer(&e), &below));
    for (int i = 0; i < w->lke.pack->nnodes; i++) {
        const PackNode *n = &w->lke.pack->nodes[i];
        if (!pack_is_question(n))
            continue;
        Str value = below.from[i] < 0 ? lke_world_best(w->lke.a, n)
                                      : lke_value(w->lke.a, n, &below.sheets[below.from[i]].at[i]);
        *list_add(w->lke.a, &edits) = (LkeEdit){i, value, {0}, LKE_ANY_VERSION, w->people[person].id, akun_now};
    }
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(evaluasi_judge(w->lke.a, w->lke.db, &w->lke.packs, &e, edits.at, edits.count, &saved));
    CHECK_OK(db_end(w->lke.db, true));
}

#endif
