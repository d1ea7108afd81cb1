/* survei_public_web.h - public results: GET /survei/publik and /s/:slug/hasil. */
#ifndef SURVEI_PUBLIC_WEB_H
#define SURVEI_PUBLIC_WEB_H

#include "web/web.h"

extern const Room survei_public_room;

#endif
