/* kabar_pages_web.h - the handlers of this room, one a row of the table in kabar_web.c. */
#ifndef KABAR_PAGES_WEB_H
#define KABAR_PAGES_WEB_H

#include "kabar/kabar_web.h"
#include "web/parts.h"

/* kabar_web.c */
Err kabar_list_page(Req *r);
Err kabar_open(Req *r);
Err kabar_mark(Req *r);
Err kabar_mark_all(Req *r);

/* kabar_set_web.c */
Err kabar_set_page(Req *r);
Err kabar_set(Req *r);
Err kabar_stop_page(Req *r);
Err kabar_stop_do(Req *r);

/* kabar_api_web.c */
Err kabar_api_list(Req *r);
Err kabar_api_read(Req *r);
enum { KABAR_API_FIELDS = 2 };
extern const Field kabar_api_fields[KABAR_API_FIELDS];
extern const struct Gives gives_notice;

/* kabar_lost_web.c */
Err kabar_lost_page(Req *r);
Err kabar_lost_again(Req *r);
enum { KABAR_KINDS = 1 };
extern const KabarKind kabar_kinds[KABAR_KINDS];
Err kabar_remind(Arena scratch, Db *db, const KabarDay *day);

#endif
