/* embed.h - files that travel inside the program: style sheet, script, letters, rule packs. */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include "base/base.h"

typedef struct {
    const char *name;           /* base name; NULL ends the list */
    Str         bytes;
    Str         gzip;           /* the same compressed; empty where that is not smaller by a tenth */
    const char *sha256;         /* hex */
} Embedded;

extern const Embedded assets_embedded[];
extern const Embedded regulasi_embedded[];
extern const Embedded letters_embedded[];      /* the letters of documents */

#endif
