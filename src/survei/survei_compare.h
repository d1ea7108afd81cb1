/* survei_compare.h - the units one reaches, side by side: what their campaigns of a period come to together. */
#ifndef SURVEI_COMPARE_H
#define SURVEI_COMPARE_H

#include "survei/survei_result.h"

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
    SurveiSums         sums;    /* without .marks until survei_compare_marks() */
} CompareRow;
typedef LIST(CompareRow) CompareRows;

/* In no order.  Campaigns under the instrument's group_least are not there. */
Err survei_compare(Arena *a, Db *db, const UnitAsker *by, const SurveiPacks *packs, const CompareSpan *span,
                   CompareRows *out) MUST_USE;

/* How often each mark was given: for the lowest element of a row that is shown. */
Err survei_compare_marks(Arena scratch, Db *db, const SurveiPacks *packs, const CompareSpan *span,
                         CompareRow *row) MUST_USE;

#endif
