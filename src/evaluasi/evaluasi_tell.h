/* evaluasi_tell.h - who hears of a step: the notices of this room. */
#ifndef EVALUASI_TELL_H
#define EVALUASI_TELL_H

#include "evaluasi/evaluasi.h"
#include "kabar/kabar.h"

enum { EVALUASI_KINDS = 6 };
extern const KabarKind evaluasi_kinds[EVALUASI_KINDS];
extern const EvalPart  evaluasi_tell_part;

#endif
