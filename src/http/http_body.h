/* http_body.h - a request's body as it arrives: forms into memory, files into the quarantine.
 *
 * Bounded before it begins: what a body may use of the arena is HttpLimits.body_max, whatever the peer sends.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "http/http_head.h"

typedef struct HttpBody HttpBody;

/* All three return 0 or the status to refuse with: 400, 413, 415, 507 (the disk is full). */
int  http_body_start(HttpReq *req, const HttpHead *head, HttpLimits limits, Str quarantine, HttpBody **out);
int  http_body_add(HttpBody *b, Str piece);
int  http_body_end(HttpBody *b);        /* fills in the request's form, files or body */

void http_body_drop(HttpBody *b);       /* closes the files, and removes those that were not moved away */

#endif
