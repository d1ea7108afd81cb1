/* strict.h - reading a file of law: whatever is not as it should be is an issue, and reading goes on.
 *
 * Shared by all kinds of packs, here and in rooms that have a kind of their own.  The field of an issue is the place
 * in the file ("bands.A.value"); what these return for what is wrong is empty, never NULL but for a source.
 */
#ifndef REGULASI_STRICT_H
#define REGULASI_STRICT_H

#include "format/json.h"
#include "regulasi/regulasi.h"

typedef struct {
    Arena      *a;
    Issues     *issues;
    Lang        lang;
    const Json *doc;
    PackSource *sources;        /* one for each member of "sources", once strict_sources() has read them */
} Strict;

/* The text as a document.  ERR_INVALID and an issue if it is no JSON. */
Err  strict_open(Strict *s, Str json) MUST_USE;

void strict_wrong(Strict *s, Str where, Msg msg, Str what);
Str  strict_in(Strict *s, Str where, const char *key);                          /* "bands.A" and "value" */

void strict_only(Strict *s, Str where, const Json *map, const char *names);     /* a map, with no key but "id kind" */
Str  strict_text(Strict *s, Str where, const Json *map, const char *key);
void strict_both(Strict *s, Str where, const Json *map, Str *out);              /* {"id": ..., "en": ...} */
void strict_dates(Strict *s, const Json *map, Date *from, Date *until);         /* "valid_from", "valid_until" */
const Json *strict_list(Strict *s, Str where, const Json *map, const char *key);        /* not empty */

/* Numbers of law are written as text, so that no reader on the way can round them.  None is below zero. */
Ratio strict_ratio(Strict *s, Str where, const Json *map, const char *key);

void strict_sources(Strict *s);
const PackSource *strict_source(Strict *s, Str where, const Json *map);         /* NULL if there is none of the name */

/* The digest in the text, if it is the right one; otherwise an issue. */
Str  strict_seal(Strict *s, Str json);

#endif
