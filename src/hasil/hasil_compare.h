/* hasil_compare.h - the units one reaches, side by side: what their campaigns of a period come to together. */
#ifndef HASIL_COMPARE_H
#define HASIL_COMPARE_H

#include "hasil/hasil.h"

typedef struct {
    Str  family;                /* "skm" */
    Date from, until;           /* campaigns begin inside */
} CompareSpan;

/* One unit with one instrument on one scale; what is measured on two scales is not added up. */
typedef struct {
    i64  unit_id, campaigns, newest_id;
    Str  unit_code, unit_name;
    const SurveiPack  *pack;
    const SurveiScale *scale;
    i64 n, total, total_sq;     /* as in SurveiSums */
} CompareRow;
typedef LIST(CompareRow) CompareRows;

/* In no order.  Campaigns under the instrument's group_least are not there. */
Err hasil_compare(Arena *a, Db *db, const UnitAsker *by, const SurveiPacks *packs, const CompareSpan *span,
                   CompareRows *out) MUST_USE;

/* All sums of a row that is shown, with how often each mark was given. */
typedef struct { const CompareSpan *span; const CompareRow *row; } CompareOne;
Err hasil_compare_sums(Arena scratch, Db *db, const SurveiPacks *packs, const CompareOne *one,
                        SurveiSums *out) MUST_USE;

/* The index of a row, and its band: exact as survei_measure() has them, quick for thousands of rows. */
typedef struct {
    const SurveiPack  *pack;
    const SurveiScale *scale;
    Ratio each;                 /* what one mark adds to the index */
    i64   num[SURVEI_BANDS], den[SURVEI_BANDS];         /* a band is reached where total / n is num / den or more */
} CompareRule;
void  hasil_compare_rule(const CompareRow *row, CompareRule *rule);    /* made anew if it is another's */
Ratio hasil_compare_index(const CompareRule *rule, const CompareRow *row);
const SurveiBand *hasil_compare_band(const CompareRule *rule, const CompareRow *row);

#endif
