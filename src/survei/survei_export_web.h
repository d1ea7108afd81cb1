/* survei_export_web.h - what goes out of a campaign as a file: answers, poster, report. */
#ifndef SURVEI_EXPORT_WEB_H
#define SURVEI_EXPORT_WEB_H

#include "web/web.h"

extern const Room survei_export_room;

#endif
