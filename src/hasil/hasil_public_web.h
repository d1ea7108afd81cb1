/* hasil_public_web.h - public results: GET /survei/publik and /s/:slug/hasil. */
#ifndef HASIL_PUBLIC_WEB_H
#define HASIL_PUBLIC_WEB_H

#include "web/web.h"

extern const Room hasil_public_room;

#endif
