/* hasil_export_web.h - what goes out of a campaign as a file: answers, poster, report. */
#ifndef HASIL_EXPORT_WEB_H
#define HASIL_EXPORT_WEB_H

#include "web/web.h"

extern const Room hasil_export_room;

#endif
