/* regulasi_web.h - the pages that say where the numbers come from: packs, their items, what differs between two. */
#ifndef REGULASI_WEB_H
#define REGULASI_WEB_H

#include "web/web.h"

extern const Room regulasi_room;

#endif
