/* pspp.h - what GNU PSPP says of a system file: a second reader, which knows nothing of ours. */
#ifndef PSPP_H
#define PSPP_H

#include "base/base.h"

/* Its answer, as csv, to commands about a.sav in `dir`; a failed check if it cannot read it or has to warn. */
Str pspp_says(Arena *a, Str dir, const char *commands);

/* Its rows as it reads them, one line each, the names first. */
Str pspp_rows(Arena *a, Str dir);

#endif
