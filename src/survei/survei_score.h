/* survei_score.h - from answers to an index: running sums, and what follows from them.  No storage, no clock.
 *
 * Sums are small and can be added up, so that a result costs the same after ten answers and after ten million.
 * Everything that can be is an exact fraction; it is rounded once, for people.
 */
#ifndef SURVEI_SCORE_H
#define SURVEI_SCORE_H

#include "survei/survei_pack.h"

enum { SURVEI_LOWEST = 3 };

/* Of answers given on one scale of one pack; zero is "no answers". */
typedef struct {
    i64 n;
    i64 total, total_sq;        /* a respondent's added marks: their sum, and the sum of their squares */
    i64 marks[SURVEI_ELEMENTS][SURVEI_POINTS];          /* how many gave element e the mark m + 1 */
} SurveiSums;

bool survei_marks_good(const SurveiPack *p, const SurveiScale *scale, const u8 *marks);     /* each 1 to points */

/* One respondent's marks, one for each element of the pack; they are good. */
void survei_sums_add(const SurveiPack *p, SurveiSums *s, const u8 *marks);
void survei_sums_merge(SurveiSums *into, const SurveiSums *from);       /* of the same pack and scale */

typedef struct {
    Ratio  mean, given;         /* of the marks: as the index takes them, and on the scale they were given on */
    double sd;                  /* of the same as .mean; only of two or more answers */
} SurveiPart;

typedef struct {
    i64    n;                   /* 0: nothing below means anything */
    Ratio  index, least, top;   /* and how low and high it can be */
    const SurveiBand *band;
    double sd;                  /* of the respondents' own indices */
    bool   has_interval;        /* two or more answers */
    double low, high;           /* of the index, by Student's t; inside the scale */
    bool   has_alpha;           /* two or more elements and answers, and not all totals alike */
    Ratio  alpha;               /* Cronbach's */
    int    lowest[SURVEI_LOWEST], nlowest;      /* elements, the lowest first; ties in the instrument's order */
    SurveiPart at[SURVEI_ELEMENTS];
} SurveiMeasure;

void survei_measure(const SurveiPack *p, const SurveiScale *scale, const SurveiSums *s, SurveiMeasure *out);

/* The index is rounded to the pack's decimals, once, and then meets the bands. */
const SurveiBand *survei_band(const SurveiPack *p, Ratio index);
Str survei_index(Arena *a, const SurveiPack *p, Ratio index, char point);       /* "87.56" */

/* How many of so many to ask (Krejcie and Morgan 1970), and how many the rules want: never under the least there must
 * be, nor more than there are. */
i64 survei_sample(const SurveiPack *p, i64 population);
i64 survei_target(const SurveiPack *p, i64 population);

#endif
