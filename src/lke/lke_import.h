/* lke_import.h - answers from a filled workbook: found, looked at by a person, and then taken over as a whole.
 *
 * What was found waits in lke_import until it is confirmed or a day has passed.  Only answers are taken over:
 * scores are computed again, and evidence that the workbook names is kept as words in the note.
 */
#ifndef LKE_IMPORT_H
#define LKE_IMPORT_H

#include "lke/lke.h"
#include "lke/lke_xlsx.h"

/* One item of the workbook, with what is stored for it now. */
typedef enum {
    FOUND_SAME,                 /* nothing would change */
    FOUND_NEW,                  /* it has no answer yet */
    FOUND_OTHER,                /* it has another answer or note */
    FOUND_UNREAD,               /* something stands there that is no answer */
} FoundState;

typedef struct {
    int        node;
    Str        where, read;     /* "Jawaban!J17", and what stands there */
    Str        value, note;     /* the answer as it is kept; the note with the evidence it names */
    bool       understood;
    FoundState state;           /* after lke_import_compare() */
    Str        stored_value, stored_note;
} LkeFound;

typedef struct { int node; Str where, printed, ours; } LkeMisprint;
typedef struct {
    i64     id;
    int     layer;
    Str     file_name;
    Instant at;
    LkeTexts           heading;         /* what stands above the table: whose workbook it says it is */
    LIST(LkeFound)     found;
    LIST(LkeMisprint)  misprints;       /* printed scores that are not what its answers come to */
    Issues             doubts;          /* field: a cell or an item */
} LkeImport;

/* Reads a workbook.  ERR_INVALID with issues if it is none, or has no answers of that layer. */
typedef struct { Str path, bytes, name; const Pack *pack; int layer; Lang lang; Issues *issues; } LkeBook;
Err lke_import_read(Arena *a, const LkeBook *book, LkeImport *out) MUST_USE;
Err lke_import_open(Arena *a, const LkeBook *book, LkeXlsx *out) MUST_USE;      /* the workbook alone; of any layer */

/* Against what is stored now. */
Err lke_import_compare(Arena *a, Db *db, const Worksheet *w, LkeImport *x) MUST_USE;

/* Keep it for a day, for the person who sent it; find it again.  What has outlived its day goes. */
Err lke_import_keep(Arena scratch, Db *db, const Worksheet *w, i64 by_id, Instant at, LkeImport *x) MUST_USE;
Err lke_import_find(Arena *a, Db *db, const Worksheet *w, i64 by_id, Instant now, LkeImport *x) MUST_USE; /* x->id */

/* All that is chosen (one for each node; NULL: all that was understood) or, after a failure, nothing. */
typedef struct { const bool *chosen; i64 by_id; Instant at; } LkeChoice;
Err lke_import_apply(Arena *a, Db *db, Worksheet *w, const LkeImport *x, const LkeChoice *c, i64 *out_changed)
    MUST_USE;

/* The worksheet as a workbook, all its layers, with formulas; evidence names beside the items. */
Err lke_export(Arena *a, Db *db, const Worksheet *w, const PackWords *words, Lang lang, Str path) MUST_USE;

/* --- the official words of items, from an agency's own form (lke_wording.c): beside ours, for all its units ---
 *
 * They are the agency's and nobody's worksheet: ADMIN or INSPEKTUR of the whole agency supplies them, the log of
 * changes has it, and they can be taken back.  What pulau itself wrote into a workbook is no official wording. */

typedef struct { int node; Str text; } LkeOfficial;     /* the question and what each option means, as printed */
typedef LIST(LkeOfficial) LkeOfficials;

/* What a workbook says in words that are not ours (`ours` may be NULL), by item; it needs no answers.  ERR_INVALID with
 * issues if it is none.  The layer of `book` does not matter. */
Err lke_wording_read(Arena *a, const LkeBook *book, const PackWords *ours, LkeOfficials *out) MUST_USE;

/* All at once, in place of what there was; none: ours alone are shown again. */
typedef struct { i64 instansi_id; const Pack *pack; Str file_name; i64 by_id; Instant at; } LkeWordingBy;
Err lke_wording_set(Arena scratch, Db *db, const LkeWordingBy *by, const LkeOfficials *texts) MUST_USE;

Err lke_wording_all(Arena *a, Db *db, i64 instansi_id, const Pack *pack, LkeOfficials *out) MUST_USE;
Err lke_wording(Arena *a, Db *db, const Worksheet *w, int node, Str *out) MUST_USE;     /* empty if there is none */

/* --- pulau lke import, pulau lke export (lke_cli.c): what they do once app/ has a database --- */

typedef struct {
    const Regulasi *packs;
    Str  file;                  /* the workbook: read by import, written by export */
    Str  unit, instansi;        /* codes; no instansi: the unit's code must be the only one */
    Str  year, layer;           /* as typed */
    bool partial;               /* import what was understood, though something was not */
    bool json;
    Lang lang;
    Instant now;
} LkeOrder;

/* In a writing transaction (import) or a reading one (export): the exit status.  Not 0: nothing may be kept. */
int lke_import_run(Arena a, Db *db, const LkeOrder *order);
int lke_export_run(Arena a, Db *db, const LkeOrder *order);

#endif
