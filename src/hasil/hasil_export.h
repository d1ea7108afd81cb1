/* hasil_export.h - a campaign's answers out, row by row: for its unit and its assessors, never for the public.
 *
 * NOBODY IS FOUND IN THEM.  Rows stand in the order of their random keys and name the month, not the day.  They go out
 * with the result, once the campaign is closed, so that there are no two exports whose difference is who came in
 * between.  Who belongs to a group (service, month, each attribute) that results do not show counts there as not said;
 * ways of filling in and flags that few have are empty.
 */
#ifndef HASIL_EXPORT_H
#define HASIL_EXPORT_H

#include "survei/survei.h"

typedef enum { HASIL_CSV, HASIL_XLSX, HASIL_SAV, HASIL_FORMATS } HasilFormat;
extern const char *const hasil_formats[HASIL_FORMATS];        /* "csv", "xlsx", "sav": the ending and the address */

typedef struct {
    const SurveiCampaign *c;            /* found by who asks, and dressed */
    Lang                  lang;         /* of labels and words */
    Instant               now;
} HasilExport;

/* Writes what may go out to `path`, however much it is, in memory that does not grow with it.  ERR_CONFLICT: there is
 * nothing that may go out yet; no file then. */
Err hasil_export(Arena scratch, Db *db, const HasilExport *x, HasilFormat format, Str path,
                  i64 *out_rows) MUST_USE;

#endif
