/* http_head.h - the check of a request's head that refuses what could smuggle a second request.
 *
 * libmicrohttpd cuts a value at NUL, joins folded lines and takes a bare LF for a line's end before we see
 * anything.  But it does so in place, and tells how many bytes the head had.  So the check lays the parts
 * that we are shown end to end, with the separators that must stand between them: if they do not fill the
 * head to the last byte, something was hidden, and the request is refused.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/http.h"

enum { HTTP_HEADERS_MAX = 100 };

/* Every Str but the target points into the library's buffer, where the head lay when it arrived. */
typedef struct {
    Str      method, version;
    Str      target;            /* our copy, since the library takes its own to pieces */
    const char *target_at;      /* where it lay */
    HttpPair at[HTTP_HEADERS_MAX];
    isize    count;
    bool     too_many;          /* more than fit in .at */
    isize    bytes;             /* of the whole head, to the empty line */

    i64      length;            /* out: Content-Length; -1 if there is none */
    bool     chunked;           /* out */
    bool     has_body;          /* out */
} HttpHead;

/* 0, or the status to refuse with; then the connection must be closed.  Fills the out fields of `h`. */
int http_head_check(HttpHead *h);
Str http_head_get(const HttpPair *at, isize count, Str name);   /* empty if it is not there */

#endif
