/* evaluasi_kappa.h - how far two people who judged the same things agree, chance apart: weighted kappa, exactly.
 *
 * J. Cohen, "Weighted kappa", Psychological Bulletin 70 (1968) 213-220:  kappa = 1 - observed / expected disagreement,
 * where what is expected is what the two would make if each kept the own habits and judged at random.  Linear weights
 * (Cicchetti and Allison, 1971) count a disagreement by how far apart the two are, as points do; quadratic weights
 * (Fleiss and Cohen, 1973) by its square.  Decision 0150 says which is shown and why.
 */
#ifndef EVALUASI_KAPPA_H
#define EVALUASI_KAPPA_H

#include "base/base.h"
#include "base/ratio.h"

enum { KAPPA_SCALE = 600 };     /* a place is 0 to 600: two to seven ordered options fall on whole numbers */

typedef enum { KAPPA_LINEAR, KAPPA_QUADRATIC } KappaWeights;

/* Running sums over any number of pairs; {0} is none yet. */
typedef struct {
    i64 pairs, same;            /* judged by both; alike */
    i64 apart, apart_squared;   /* sums of how far apart they are */
    i64 x[KAPPA_SCALE + 1], y[KAPPA_SCALE + 1];         /* how often each gave each place */
} KappaTally;

void kappa_add(KappaTally *t, int x, int y);            /* 0 to KAPPA_SCALE; callers have checked */

typedef enum {
    KAPPA_KNOWN,
    KAPPA_NO_PAIRS,             /* nothing was judged by both */
    KAPPA_ONE_ANSWER,           /* both gave everything the same one answer: there is nothing to measure */
} KappaState;

typedef struct {
    KappaState state;
    Ratio      kappa;           /* 1 is always alike, 0 is as by chance, below 0 is less than that */
    Ratio      alike;           /* the share of pairs that are alike; 0 if there are none */
} Kappa;

Kappa kappa_of(const KappaTally *t, KappaWeights weights);

/* How much the agreement is worth in words: too few pairs say little. */
enum { KAPPA_FEW = 10 };

#endif
