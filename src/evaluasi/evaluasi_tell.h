/* evaluasi_tell.h - who hears of a step: the notices of this room. */
#ifndef EVALUASI_TELL_H
#define EVALUASI_TELL_H

#include "evaluasi/evaluasi.h"
#include "kabar/kabar.h"

extern const KabarKind evaluasi_kinds[];
extern const isize     evaluasi_kinds_count;
extern const EvalPart  evaluasi_tell_part;

#endif
