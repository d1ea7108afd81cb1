/* kabar_web.h - the pages of notices, and the letters that are written of them. */
#ifndef KABAR_WEB_H
#define KABAR_WEB_H

#include "kabar/kabar.h"
#include "web/web.h"

extern const Room kabar_room;

/* For struct Web: how much this person has not read yet, at the bell of each page. */
Err kabar_waits(Req *r, i64 *out);

/* The kind of that name in any room; NULL if no room of this program has it. */
const KabarKind *kabar_kind(const Web *w, Str name);

/* Background: write the letters and digests that are due, into the queue of letters.  Needs a Db that is in no
 * transaction; several processes may do it at once. */
Err kabar_letters(Arena scratch, Db *db, const Web *w, Instant now) MUST_USE;

#endif
