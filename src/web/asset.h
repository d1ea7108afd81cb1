/* asset.h - style sheet, script, letters and picture: embedded, compressed at build time, kept by browsers for ever.
 *
 * GET /aset/<first 8 of its SHA-256>/<name>.  A new content has a new address.
 */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include "web/web.h"

extern const Room asset_room;

Url asset_url(Req *r, const char *name);        /* a name that is not embedded is a bug */

/* Answer with that one under an address of one's own: a service worker, whose address may not change. */
Err asset_give(Req *r, const char *name) MUST_USE;

#endif
