/* survei_fill_web.h - the public pages below /s/: answering, at a counter, and on a tablet without network.
 *
 * No page of this room sets or reads a cookie, and none of its lines in the log says who came: ROUTE_NAMELESS.
 */
#ifndef SURVEI_FILL_WEB_H
#define SURVEI_FILL_WEB_H

#include "web/web.h"

extern const Room survei_fill_room;

#endif
