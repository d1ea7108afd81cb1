/* evaluasi_lhe_fixture_test.h - for the tests of reports: an assessed worksheet, and a desk to make its file. */
#ifndef EVALUASI_LHE_FIXTURE_TEST_H
#define EVALUASI_LHE_FIXTURE_TEST_H

#include <sys/stat.h>

#include "evaluasi/evaluasi_fixture_test.h"
#include "evaluasi/evaluasi_lhe.h"

/* One item of the person's own layer, with a note. */
static inline void lhe_world_judge(EvalWorld *w, int person, const char *code, const char *value, const char *note)
{
    Evaluasi e    = eval_world_open(w, person);
    LkeEdit  edit = {pack_find(w->lke.pack, str_of(code)), str_of(value), str_of(note), LKE_ANY_VERSION,
                     w->people[person].id, akun_now};
    LkeSaved saved;
    CHECK_OK(db_begin(w->lke.db, true));
    CHECK_OK(evaluasi_judge(w->lke.a, w->lke.db, &w->lke.packs, &e, &edit, 1, &saved));
    CHECK_OK(db_end(w->lke.db, true));
}

static inline void lhe_world_decide(EvalWorld *w, const char *verdict, const char *why)
{
    CHECK(!eval_world_move(w, EVAL_DALNIS, verdict, why));
    CHECK(!eval_world_move(w, EVAL_INSPEKTUR, verdict, ""));
}

/* To the controller's desk, with two answers changed on the way. */
static inline EvalWorld lhe_world(Arena *a, const Room *const *rooms, isize nrooms)
{
    EvalWorld w = eval_world(a, false, false, rooms, nrooms);

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(&w, EVAL_ONE);
    lhe_world_judge(&w, EVAL_ONE, "A.I.1.i.a", "Tidak", "SK tim <kerja> belum ada & belum ditandatangani.");
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    eval_world_judge(&w, EVAL_KETUA);
    lhe_world_judge(&w, EVAL_KETUA, "A.I.1.i.b", "B", "");
    CHECK(!eval_world_move(&w, EVAL_KETUA, "serahkan", ""));
    eval_world_judge(&w, EVAL_DALNIS);
    return w;
}

typedef struct { Blobs blobs; LheMaker with; } LheDesk;

static inline LheDesk lhe_world_desk(Arena *a, const EvalWorld *w)
{
    Str  dir = test_dir(a);
    LheDesk d   = {.blobs = {str_fmt(a, "%.*s/berkas", STRF(dir))}};
    d.with   = (LheMaker){&w->lke.packs, NULL, S("https://pulau.example"), dir, {akun_now.s + 60}};
    CHECK(!mkdir(str_c(a, d.blobs.dir), 0700));
    return d;
}

static inline int lhe_world_make(Arena *a, EvalWorld *w, LheDesk *d)
{
    int n = 0;
    d->with.blobs = &d->blobs;
    CHECK_OK(lhe_make_due(*a, w->lke.db, &d->with, &n));
    return n;
}

static inline Lhe lhe_world_newest(Arena *a, EvalWorld *w)
{
    Evaluasi e   = eval_world_open(w, EVAL_INSPEKTUR);
    Lhes     all = {0};
    CHECK_OK(lhe_list(a, w->lke.db, &e, &all));
    CHECK(all.count > 0);
    return all.count ? all.at[0] : (Lhe){0};
}

#endif
