/* frame.h - what stands round every page: head, menu, trail, title, foot; and the pages of failure. */
#ifndef WEB_FRAME_H
#define WEB_FRAME_H

#include "web/web.h"

/* r->page.head and .pieces, from the rest of r->page and from the body in r->out. */
void frame_prepare(Req *r);

/* r->out is the body a handler drew; afterwards it is the whole document. */
void frame_draw(const Web *w, Req *r);

/* r->out becomes the page for a failure: what happened, what to do, and the number to quote. */
void frame_error(const Web *w, Req *r, int status, Str number);

/* For refusals made in http/, before there is a request: a whole static page. */
Str  frame_refusal(int status);

/* What a status is called, in an answer of any kind. */
Msg  frame_error_title(int status);

/* The notice that a redirect left for this page; empty if none. */
Str  notice_take(Req *r);

#endif
