/* audit_web.h - the pages of the log: what was changed, and, for inspectors, how it stood before and after. */
#ifndef AUDIT_WEB_H
#define AUDIT_WEB_H

#include "web/form.h"

#define AUDIT_READS (WHO(INSPEKTUR) | WHO(ADMIN))

extern const Room audit_room;

/* audit_api_web.c */
extern const struct Gives gives_audit;
enum { API_AUDIT_FIELDS = 3 };
extern const struct Field api_audit_fields[API_AUDIT_FIELDS];
Err audit_api_list(Req *r);

#endif
