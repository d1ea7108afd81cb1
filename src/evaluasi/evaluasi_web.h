/* evaluasi_web.h - the pages of assessments, and which roles they are for. */
#ifndef EVALUASI_WEB_H
#define EVALUASI_WEB_H

#include "evaluasi/evaluasi.h"
#include "web/web.h"

extern const Room evaluasi_room;

#endif
