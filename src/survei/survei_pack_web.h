/* survei_pack_web.h - the pages that show instruments to people: every number with its source, every sentence. */
#ifndef SURVEI_PACK_WEB_H
#define SURVEI_PACK_WEB_H

#include "web/web.h"

extern const Room survei_pack_room;

#endif
