/* paper.h - what poppler reads in a document: its words, page by page. */
#ifndef PAPER_H
#define PAPER_H

#include "base/base.h"

Str paper_text(Arena *a, Str pdf);      /* a failed check if it is none */

#endif
