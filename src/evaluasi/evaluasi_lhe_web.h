/* evaluasi_lhe_web.h - the report as a page and as a file, and the public page that says whether one is genuine. */
#ifndef EVALUASI_LHE_WEB_H
#define EVALUASI_LHE_WEB_H

#include "web/web.h"

extern const Room lhe_room;

#endif
