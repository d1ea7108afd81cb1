/* audit_web.h - the pages of the log: what was changed, and, for inspectors, how it stood before and after. */
#ifndef AUDIT_WEB_H
#define AUDIT_WEB_H

#include "web/web.h"

#define AUDIT_READS (WHO(INSPEKTUR) | WHO(ADMIN))

extern const Room audit_room;

#endif
