/* words.h - what people read about a pack's questions: topic, question, options, evidence, in both languages.
 *
 * Wording is no law: a pack works without it, and then the code stands where a sentence would.  Files are
 * layered, an official workbook's wording over our own: a later text covers an earlier one.
 */
#ifndef REGULASI_WORDS_H
#define REGULASI_WORDS_H

#include "regulasi/regulasi.h"

typedef struct { Str class_code, text[LANG_COUNT]; } EvidenceWords;

typedef struct {
    Str  topic[LANG_COUNT];                     /* the code, if nothing better is known */
    Str  ask[LANG_COUNT], about[LANG_COUNT];    /* may be empty */
    Str (*options)[LANG_COUNT];                 /* one for each option of the node; may be empty */
    Str  inputs[PACK_INPUTS][LANG_COUNT];       /* the key, if nothing better is known */
    const EvidenceWords *evidence;
    int  nevidence;
} NodeWords;

typedef struct { Str code, text[LANG_COUNT]; } ClassWords;

typedef struct PackWords {
    NodeWords        *nodes;                    /* one for each node of the pack */
    const ClassWords *classes;
    int               nclasses;
} PackWords;

/* All layers known for this pack, laid over one another. */
Err words_for(Arena *life, const Regulasi *r, const Pack *p, const PackWords **out) MUST_USE;

/* The same for every pack, once, at the start: pages ask words_of(), which is NULL for a pack added since. */
Err words_start(Arena *life, Regulasi *r) MUST_USE;
const PackWords *words_of(const Regulasi *r, const Pack *p);

/* One more file over `w`; what is wrong with it is an issue, then ERR_INVALID and `w` as it was. */
Err words_over(Arena *life, Str json, Lang lang, Issues *issues, const Pack *p, PackWords *w) MUST_USE;

Str words_class(const PackWords *w, Str code, Lang lang);       /* the code itself if unknown */

#endif
