#include "survei/survei_score.h"
#include "test/fuzz/fuzz.h"

/* The lowest and the highest answers, and a few between: an index stays on its scale, and has a band. */
static void measure(const SurveiPack *p, const SurveiScale *scale)
{
    SurveiSums    s = {0};
    SurveiMeasure m;
    survei_measure(p, scale, &s, &m);
    MUST(!m.n && !m.band);
    for (int i = 0; i < scale->points * 2; i++) {
        u8 marks[SURVEI_ELEMENTS];
        for (int e = 0; e < p->nelements; e++)
            marks[e] = (u8)(1 + (i + (e & i)) % scale->points);
        MUST(survei_marks_good(p, scale, marks));
        survei_sums_add(p, &s, marks);
        survei_measure(p, scale, &s, &m);
        MUST(m.n == i + 1 && m.band && m.nlowest > 0);
        MUST(ratio_cmp(m.index, m.least) >= 0 && ratio_cmp(m.index, m.top) <= 0);
        MUST(!m.has_interval || m.low <= m.high);
    }
}

/* Whatever is refused says why; whatever is accepted can be measured with.  After a line of "%" come words for it. */
FUZZ(instrument)
{
    Issues      issues = {.arena = &a}, wordy = {.arena = &a};
    SurveiPack *p      = NULL;
    SurveiPacks all    = {0};
    isize       at     = str_find(in, S("\n%\n"));
    Str         words  = at < 0 ? (Str){0} : str_sub(in, at + 3, -1), pack = at < 0 ? in : str_sub(in, 0, at), sealed;

    if (!regulasi_seal(&a, pack, &sealed).kind)
        pack = sealed;                          /* otherwise nothing gets past the digest */
    if (survei_pack_read(&a, pack, LANG_ID, &issues, &p).kind) {
        MUST(issues.count && !p);
        return;
    }
    MUST(!issues.count && p->nelements > 0 && p->nbands > 0 && p->nscales > 0);
    for (int i = 0; i < p->nscales; i++)
        measure(p, &p->scales[i]);
    for (i64 n = 1; n < 1000000000000; n *= 7)
        MUST(survei_sample(p, n) >= 0 && survei_target(p, n) >= survei_sample(p, n));
    *list_add(&a, &all.packs) = p;
    Err e = survei_words_read(&a, words, LANG_EN, &wordy, &all);
    MUST(e.kind ? wordy.count && !p->tongues.count : !wordy.count && p->tongues.count == 1);
    if (!e.kind)
        for (int i = 0; i < TONGUE_WORDS; i++)
            MUST(survei_tell(&a, p->tongues.at[0], (SurveiWord)i, S("1"), S("2")).len > 0);
}
