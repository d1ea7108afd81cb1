/* akun_web.h - the pages of signing in, of one's own account, and of the people an admin looks after. */
#ifndef AKUN_WEB_H
#define AKUN_WEB_H

#include "akun/akun_sign.h"
#include "web/web.h"

extern const Room akun_room, orang_room;        /* orang_room: people, in the API */

/* For struct Web: who sits behind this cookie, and that the session was used.  Two quick statements. */
Err akun_whois(Req *r, Str token, const User **out);
Err akun_whose(Req *r, Str token, const User **out);     /* the same for a personal token */
Err akun_seen(Db *db, const User *u, Instant now);

/* Background: answer those who forgot their password.  Needs a Db that is in no transaction. */
Err akun_reset_due(Arena scratch, Db *db, const Web *w, Instant now) MUST_USE;
Err akun_tidy(Db *db, Instant now) MUST_USE;    /* in a writing transaction; now and then */

#endif
