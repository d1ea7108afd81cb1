#include "nilai/nilai.h"
#include "test/fuzz/fuzz.h"

/* Whatever is refused says why; whatever is accepted can be scored, empty and with every first option, in bounds. */
FUZZ(pack)
{
    Issues      issues = {.arena = &a};
    const Pack *p      = NULL;
    Str         sealed;
    if (!regulasi_seal(&a, in, &sealed).kind)
        in = sealed;                            /* otherwise nothing gets past the digest */
    if (regulasi_read(&a, in, LANG_ID, &issues, &p).kind) {
        MUST(issues.count && !p);
        return;
    }
    MUST(!issues.count && p->nnodes > 0);
    NilaiSheet  s     = nilai_sheet(&a, p);
    NilaiScore *score = nilai_score_new(&a, p);
    nilai_score(&s, score);
    MUST(!score->points[0].n && score->unanswered == p->nquestions);
    for (int i = 0; i < p->nnodes; i++)
        s.at[i] = (NilaiAnswer){.answered = pack_is_question(&p->nodes[i]), .in = {1, 1, 1, 1}, .per = 1};
    nilai_score(&s, score);
    for (int i = 0; i < p->nnodes; i++)
        MUST(ratio_cmp(score->points[i], p->nodes[i].weight) <= 0 && !score->points[i].minus);
}
