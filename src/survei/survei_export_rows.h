/* survei_export_rows.h - answers in the order of their keys, however many: for survei_export.c alone.
 *
 * They are stored by day and key.  One page of each day is held and the smallest key of all days comes next, so
 * nothing is sorted and the order tells nothing of the day.
 */
#ifndef SURVEI_EXPORT_ROWS_H
#define SURVEI_EXPORT_ROWS_H

#include "survei/survei.h"

enum { SURVEI_MARKS = SURVEI_FORMS * SURVEI_ELEMENTS + SURVEI_QUESTIONS };

typedef struct {
    u8   key[SURVEI_KEY], about[ABOUTS], marks[SURVEI_MARKS];
    Date day;
    i64  service_id;
    int  seconds, flags;
    SurveiChannel channel;
    bool said;                  /* something in words: survei_rows_said() */
} SurveiRow;

typedef struct SurveiDay SurveiDay;
typedef struct {
    Db                   *db;
    Arena                 work;         /* for what a statement returns */
    const SurveiCampaign *c;
    SurveiDay           **heap;         /* days with rows left, the one with the smallest key first */
    isize                 count, page;
    Err                   err;
} SurveiRows;

/* From the first day of the campaign to `until`. */
void survei_rows_open(Arena *a, Db *db, const SurveiCampaign *c, Date until, SurveiRows *out);
bool survei_rows_next(SurveiRows *rows, SurveiRow *out);        /* false at the end; .err says whether all was well */

/* What it says in words, by question (0: besides); in `a`. */
Err survei_rows_said(Arena *a, const SurveiRows *rows, const SurveiRow *row, SurveiSaid out[SURVEI_QUESTIONS + 1],
                     int *out_count) MUST_USE;

#endif
