/* lke_xlsx.h - the questionnaire as the workbook that offices fill, in and out.
 *
 * In: no cell address is relied on.  Columns are found by their heads, rows by their numbering, layers by what
 * their columns or sheets are called.  Scores in the file are never believed: they are computed again, and
 * what differs is reported.  Out: the same layout, with formulas that come to our figures.
 */
#ifndef LKE_XLSX_H
#define LKE_XLSX_H

#include "format/xlsx.h"
#include "format/xlsx_read.h"
#include "nilai/nilai.h"
#include "regulasi/words.h"

enum { LKE_XLSX_LAYERS = 4 };   /* in the order of LAYER_UNIT and its brothers in lke.h */

typedef LIST(Str) LkeTexts;

/* One layer of answers; every array has one place for each node of the pack. */
typedef struct {
    bool       there;           /* does the workbook have it? */
    NilaiSheet sheet;           /* the answers that were understood */
    Str       *where;           /* "Jawaban!J17", the cell of the answer; empty if the row is not there */
    Str       *read;            /* what stands in it, also where it was not understood */
    Str       *notes;
    LkeTexts  *evidence;        /* file names and links, each once */
} LkeXlsxLayer;

typedef struct { int node, layer; Str where; Ratio printed, ours; } LkeXlsxDiff;

typedef struct {
    const Pack  *pack;
    LkeXlsxLayer layers[LKE_XLSX_LAYERS];
    LkeTexts     heading;       /* what stands above the table: unit, year, predicate aimed at */
    Str         *titles;        /* official wording, one for each node; may be empty */
    Str         *criteria;      /* the cell that explains the options, as it stands there */
    LIST(LkeXlsxDiff) differs;  /* printed scores that are not what the answers come to */
    Issues       doubts;        /* field: a cell or an item; what was not understood, or was read by a guess */
} LkeXlsx;

/* ERR_INVALID with an issue if no sheet of the book is a questionnaire; whatever else is odd is a doubt. */
Err lke_xlsx_read(Arena *a, Xlsx *book, const Pack *pack, Lang lang, Issues *issues, LkeXlsx *out) MUST_USE;

/* The wording of the book as a layer for words_over(): titles and options, JSON; empty if there is none. */
Str lke_xlsx_words(Arena *a, const LkeXlsx *x);

/* What the workbook says of an item in pulau's own words: its title, and the cell that explains its options. */
Str lke_xlsx_title(const Pack *pack, const PackWords *words, int node, Lang lang);
Str lke_xlsx_criteria(Arena *a, const Pack *pack, const PackWords *words, int node, Lang lang);

/* The meaning of each option from one cell, "a. ...\nb. ..."; false if the letters are not those of the node. */
bool lke_xlsx_options(Arena *a, const PackNode *n, Str criteria, Str *out);

typedef struct {
    const Pack         *pack;
    const PackWords    *words;
    Lang                lang;
    Str                 unit;   /* its name, for the head */
    int                 year;
    const LkeXlsxLayer *layers; /* LKE_XLSX_LAYERS of them; those not there get no columns, but the first does */
} LkeXlsxPlan;

LkeXlsxLayer lke_xlsx_layer(Arena *a, const Pack *pack);        /* an empty one, to be filled */
Err lke_xlsx_write(Arena *a, Str path, const LkeXlsxPlan *plan) MUST_USE;

#endif
