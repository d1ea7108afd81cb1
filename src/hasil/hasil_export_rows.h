/* hasil_export_rows.h - answers in the order of their keys, however many: for hasil_export.c alone.
 *
 * They are stored by day and key.  One page of each day is held and the smallest key of all days comes next, so
 * nothing is sorted and the order tells nothing of the day.
 */
#ifndef HASIL_EXPORT_ROWS_H
#define HASIL_EXPORT_ROWS_H

#include "survei/survei.h"

enum { HASIL_MARKS = SURVEI_FORMS * SURVEI_ELEMENTS + SURVEI_QUESTIONS };

typedef struct {
    u8   key[SURVEI_KEY], about[ABOUTS], marks[HASIL_MARKS];
    Date day;
    i64  service_id;
    int  seconds, flags;
    SurveiChannel channel;
    bool said;                  /* something in words: hasil_rows_said() */
} HasilRow;

typedef struct HasilDay HasilDay;
typedef struct {
    Db                   *db;
    Arena                 work;         /* for what a statement returns */
    const SurveiCampaign *c;
    HasilDay           **heap;         /* days with rows left, the one with the smallest key first */
    isize                 count, page;
    Err                   err;
} HasilRows;

void hasil_rows_open(Arena *a, Db *db, const SurveiCampaign *c, HasilRows *out);
bool hasil_rows_next(HasilRows *rows, HasilRow *out);        /* false at the end; .err says whether all was well */

/* What it says in words, by question (0: besides); in `a`. */
Err hasil_rows_said(Arena *a, const HasilRows *rows, const HasilRow *row, SurveiSaid out[SURVEI_QUESTIONS + 1],
                     int *out_count) MUST_USE;

#endif
