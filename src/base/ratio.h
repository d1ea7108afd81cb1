/* ratio.h - exact fractions, from a single answer to the total score.
 *
 * Always reduced, denominator positive; a zero Ratio is 0.  A plain value without memory of its own, wide
 * enough for anything a worksheet of bounded numbers can make, and for the difference of two of them.
 * What is wider still is a bug and ends the program.  Small numbers, the usual case, take a quick path.
 */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include "base/base.h"

enum { RATIO_LIMBS = 8 };                       /* 512 bits above and below the line */

typedef struct {
    u64  num[RATIO_LIMBS], den[RATIO_LIMBS];    /* least significant first */
    u8   n, d;                                  /* limbs in use; d is 0 where the denominator is 1 */
    bool minus;
} Ratio;

Ratio ratio(i64 num, i64 den);                  /* den != 0 */

Ratio ratio_add(Ratio a, Ratio b);
Ratio ratio_sub(Ratio a, Ratio b);
Ratio ratio_mul(Ratio a, Ratio b);
Ratio ratio_div(Ratio a, Ratio b);              /* b != 0 */
int   ratio_cmp(Ratio a, Ratio b);              /* <0, 0, >0; exact */
Ratio ratio_min(Ratio a, Ratio b);
Ratio ratio_max(Ratio a, Ratio b);

/* Above and below the line, where both fit; false otherwise. */
bool  ratio_split(Ratio r, i64 *out_num, i64 *out_den);

/* "2/3", "15.75", "0,67", "-3": exact, at most 9 decimals and 12 digits in all. */
bool  ratio_parse(Str s, Ratio *out);
Str   ratio_exact(Arena *a, Ratio r);           /* "2/3", "15" */

/* The one rounding rule: half away from zero, to `decimals` places; "72.10".  For people only. */
Str   ratio_round(Arena *a, Ratio r, int decimals, char point);    /* at most 18 */
double ratio_double(Ratio r);                   /* for charts */

#endif
