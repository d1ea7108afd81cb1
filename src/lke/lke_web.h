/* lke_web.h - the pages of worksheets, and which roles they are for. */
#ifndef LKE_WEB_H
#define LKE_WEB_H

#include "web/web.h"

/* The unit's team fills; whoever assesses or leads reads; the admin may begin a worksheet for a unit and sees that
 * it is there, and never what stands in it.  Which units: always those reached by the role (akun_reach). */
#define LKE_FILLS  WHO_FILLS
#define LKE_READS  (LKE_FILLS | WHO(AGEN) | WHO_ASSESSES | WHO(PIMPINAN))
#define LKE_BEGINS (LKE_FILLS | WHO(ADMIN))
#define LKE_KNOWS  (LKE_READS | WHO(ADMIN))

extern const Room lke_room;

/* Where the asker reads an item of a unit's worksheet; empty if there is none, or not for them: Web.item_url. */
Err lke_item_url(Req *r, const struct FactAsk *ask, Url *out) MUST_USE;

#endif
