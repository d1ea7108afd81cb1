/* ics.h - a calendar as other programs read it (RFC 5545): whole days, nothing that repeats.
 *
 * Lines end in CRLF and are folded at 75 bytes, never inside a letter; texts are escaped.
 */
#ifndef FORMAT_ICS_H
#define FORMAT_ICS_H

#include "base/base.h"
#include "base/date.h"

typedef struct {
    Str     uid;                /* the same for the same thing for ever: "siklus-12-isi@zi.instansi.go.id" */
    Str     title, text, url;   /* text and url may be empty */
    Date    from, until;        /* both days included */
    i64     version;            /* rises with every change */
    Instant at;                 /* when this was written */
} IcsEvent;

void ics_open(Buf *to, Str name);
void ics_put(Buf *to, const IcsEvent *e);
void ics_close(Buf *to);

#endif
