#include "nilai/plan.h"
#include "test/fuzz/fuzz.h"

/* A sheet that is read can be scored, written, and planned for; its plans pass and are never negative. */
FUZZ(sheet)
{
    static Regulasi rules;
    static Arena    life;
    NilaiSaid       said = {{.arena = &a}, {.arena = &a}, LANG_ID};
    NilaiSheet      s;
    if (!life.beg) {
        life = arena_reserve((isize)16 << 20);
        MUST(!regulasi_start(&life, &rules).kind);
    }
    if (nilai_read(&a, &rules, in, &said, &s).kind) {
        MUST(said.problems.count);
        return;
    }
    Buf         b     = {.arena = &a};
    NilaiScore *score = nilai_score_new(&a, s.pack);
    PlanResult  r;
    nilai_score(&s, score);
    nilai_warnings(&s, LANG_EN, &said.warnings);
    nilai_put_score(&(JsonOut){.to = &b}, &s, score, &said.warnings);
    for (int i = 0; i < s.pack->nnodes; i++) {
        MUST(ratio_cmp(score->points[i], s.pack->nodes[i].weight) <= 0 && !score->points[i].minus);
        MUST(nilai_working(&a, &s, score, i, LANG_ID).len);
    }
    for (int target = 0; target < s.pack->npredicates; target++) {
        plan_find(&a, &s, target, NULL, &r);
        plan_put(&(JsonOut){.to = &b}, &s, &r, LANG_ID);
        MUST(r.nplans > 0);
        for (int i = 0; i < r.nplans; i++) {
            NilaiSheet t = s;
            t.at         = new(&a, NilaiAnswer, s.pack->nnodes);
            for (int k = 0; k < s.pack->nnodes; k++)
                t.at[k] = s.at[k];
            for (int k = 0; k < r.plans[i].nchanges; k++)
                t.at[r.plans[i].changes[k].node] = r.plans[i].changes[k].to;
            nilai_score(&t, score);
            MUST(r.nblocked || !score->verdicts[target].failed);
        }
    }
}
