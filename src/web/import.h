/* import.h - a list that is read in: sent, judged, shown with every problem, and written only when its sender
 * says yes.  What was read is kept for a day between the two.  The rooms judge and write; see format/sheet.h.
 */
#ifndef WEB_IMPORT_H
#define WEB_IMPORT_H

#include "format/sheet.h"
#include "web/parts.h"

typedef struct {
    i64   id;
    Str   file_name;
    Sheet sheet;
} Import;

typedef struct {
    const char     *kind;               /* "unit": nobody else's pages find it */
    const SheetCol *cols;
    isize           cols_count;
    Str             template_name;      /* of the file: "unit" */
} ImportKind;

/* Route.before of the POST that takes the file (form field "berkas"): reads it into r->carry. */
Err import_before(Req *r, const ImportKind *kind) MUST_USE;

/* Route.run of the same: keeps it and leads to <base>/<id>, or shows the form again with what is wrong. */
Err import_keep(Req *r, const ImportKind *kind, const char *base) MUST_USE;
void import_form(Req *r, const ImportKind *kind, const Issues *issues);         /* with links to the templates */

/* One's own, if it has not expired; ERR_NOT_FOUND otherwise. */
Err import_find(Req *r, const ImportKind *kind, i64 id, Import *out) MUST_USE;
Err import_drop(Req *r, i64 id) MUST_USE;
Err import_sweep(Db *db, Instant now) MUST_USE;

/* The problems as a table, in the order of the sheet: cell, what is wrong. */
void import_problems(Req *r, const Issues *issues);

Err import_template_csv(Req *r, const ImportKind *kind) MUST_USE;
Err import_template_xlsx(Req *r, const ImportKind *kind) MUST_USE;

#endif
