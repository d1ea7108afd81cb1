/* app_web.h - pages of no room in particular: the front door, health, figures for monitoring, assets. */
#ifndef APP_WEB_H
#define APP_WEB_H

#include "app/app.h"

typedef struct { bool first; } HomeView;

extern const Room app_room;

#endif
