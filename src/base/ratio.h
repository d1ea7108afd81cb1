/* ratio.h - exact fractions, from a single answer to the total score.
 *
 * Always reduced, denominator positive.  An overflow of 64 bits is a bug and ends the program: the
 * readers of questionnaires bound their numbers so that it cannot be reached.  A zero Ratio is 0.
 */
#ifndef BASE_RATIO_H
#define BASE_RATIO_H

#include "base/base.h"

typedef struct {
    i64 num;
    i64 den_less_1;     /* denominator minus one, so that {0} is the number zero */
} Ratio;

Ratio ratio(i64 num, i64 den);                  /* den != 0 */
i64   ratio_num(Ratio r);
i64   ratio_den(Ratio r);

Ratio ratio_add(Ratio a, Ratio b);
Ratio ratio_sub(Ratio a, Ratio b);
Ratio ratio_mul(Ratio a, Ratio b);
Ratio ratio_div(Ratio a, Ratio b);              /* b != 0 */
int   ratio_cmp(Ratio a, Ratio b);              /* <0, 0, >0; exact */
Ratio ratio_min(Ratio a, Ratio b);
Ratio ratio_max(Ratio a, Ratio b);

/* "2/3", "15.75", "0,67", "-3": exact, at most 9 decimals and 12 digits in all. */
bool  ratio_parse(Str s, Ratio *out);
Str   ratio_exact(Arena *a, Ratio r);           /* "2/3", "15" */

/* The one rounding rule: half away from zero, to `decimals` places; "72.10".  For people only. */
Str   ratio_round(Arena *a, Ratio r, int decimals, char point);
double ratio_double(Ratio r);                   /* for charts */

#endif
