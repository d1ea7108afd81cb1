/* ask.h - one request through the whole web layer, no socket. */
#ifndef TEST_ASK_H
#define TEST_ASK_H

#include "test/test.h"
#include "web/web.h"

typedef struct {
    Str  method, path;          /* "GET"; "/lke/1?cari=x" */
    Str  form;                  /* "a=1&b=2", for a POST; the right _csrf is added unless .csrf is set */
    Str  body;                  /* instead of a form: JSON, without any _csrf */
    Str  cookie, csrf, header;  /* header: "HX-Request: true" */
    const User *user;           /* signed in as; NULL: by cookie, or nobody */
    Instant now;                /* none: 2026-08-21T03:04:05Z */
    HttpFile *files;
    isize files_count;
} TestAsk;

/* The finished Req: .status, .location, .out.  db must not be in a transaction. */
Req *test_ask(Arena *a, const Web *w, Db *db, const TestAsk *ask);
Str  test_header(const Req *r, const char *name);        /* empty if there is none */
bool test_shows(const Req *r, const char *text);        /* is the text in the page? */

#endif
