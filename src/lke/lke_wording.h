/* lke_wording.h - the official words of items, from an agency's own workbook, shown beside ours to all its units.
 *
 * They are the agency's and nobody's worksheet: ADMIN or INSPEKTUR of the whole agency supplies them, the log of
 * changes has it, and they can be taken back.  What pulau itself wrote into a workbook is no official wording.
 */
#ifndef LKE_WORDING_H
#define LKE_WORDING_H

#include "lke/lke_import.h"

typedef struct { int node; Str text; } LkeOfficial;     /* the question and what each option means, as printed */
typedef LIST(LkeOfficial) LkeOfficials;

/* What a workbook says in words that are not ours (`ours` may be NULL), by item; it needs no answers.  ERR_INVALID with
 * issues if it is none.  The layer of `book` does not matter. */
Err lke_wording_read(Arena *a, const LkeBook *book, const PackWords *ours, LkeOfficials *out) MUST_USE;

/* All at once, in place of what there was; none: ours alone are shown again. */
typedef struct { i64 instansi_id; const Pack *pack; Str file_name; i64 by_id; Instant at; } LkeWordingBy;
Err lke_wording_set(Arena scratch, Db *db, const LkeWordingBy *by, const LkeOfficials *texts) MUST_USE;

Err lke_wording_all(Arena *a, Db *db, i64 instansi_id, const Pack *pack, LkeOfficials *out) MUST_USE;  /* in its order */
Err lke_wording(Arena *a, Db *db, const Worksheet *w, int node, Str *out) MUST_USE;     /* empty if there is none */

#endif
