/* survei_blind_web.h - /s/:slug/token: where a strict campaign hands out the right to answer. */
#ifndef SURVEI_BLIND_WEB_H
#define SURVEI_BLIND_WEB_H

#include "web/web.h"

extern const Room survei_blind_room;

#endif
