/* serve.h - requests spread over threads: quick reads on the loop, the rest on the threads of db/works. */
#ifndef WEB_SERVE_H
#define WEB_SERVE_H

#include "db/works.h"
#include "web/web.h"

typedef struct Serve Serve;

/* Starts listening.  http: everything but the four functions and .app.  db_uri: read inline on the loop threads
 * when it is a SQLite file.  Everything lives in `life`. */
Err  serve_start(Arena *life, const Web *w, Works *works, Str db_uri, const HttpConfig *http, Serve **out) MUST_USE;
int  serve_port(const Serve *s);
void serve_stop(Serve *s, int grace_ms);

typedef struct { i64 answered[6]; i64 ms_total; HttpCount http; } ServeCount;   /* answered[2] is 2xx */
ServeCount serve_count(const Serve *s);

#endif
