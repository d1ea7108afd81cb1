/* http.h - requests in, answers out: libmicrohttpd behind our own interface.
 *
 * Own epoll loop per core on a SO_REUSEPORT socket; absolute deadlines; a check of the request's head that
 * refuses what could smuggle a second request; limits on everything.  Knows nothing of routes or sessions.
 */
#ifndef HTTP_H
#define HTTP_H

#include "base/base.h"
#include "base/secret.h"

typedef struct HttpServer HttpServer;
typedef struct HttpAnswer HttpAnswer;

/* A file of a multipart form, complete in the quarantine; gone after the answer unless moved.  It is not
 * synced yet, since that would hold up the loop: whoever moves it away does that (blob_keep()). */
typedef struct {
    Str    field, name;         /* the input's name; the file name as sent (data, never a path) */
    Str    path;                /* where it lies: <quarantine>/<random> */
    int    fd;                  /* open for reading and writing; closed with the request */
    i64    bytes;
    Digest sha256;
    u32    crc32;               /* for zip archives later on */
} HttpFile;

typedef struct {
    Str name, value;
} HttpPair;

typedef struct HttpReq HttpReq;
struct HttpReq {
    Arena    *arena;            /* lives until the answer has been sent */
    Str       method;           /* as sent, upper case */
    Str       path;             /* percent-decoded, starts with '/', checked UTF-8 */
    Str       query;            /* as sent, without '?'; every name and value decodes to UTF-8 */
    HttpPair *headers;          /* as sent, in order; http_header() and http_cookie() look here */
    isize     headers_count;
    HttpPair *form;             /* fields of a urlencoded or multipart body, decoded, checked UTF-8 */
    isize     form_count;
    Str       body;             /* any other body (JSON) as sent */
    HttpFile *files;
    isize     files_count;
    Str       remote;           /* the peer's address; behind a trusted proxy, what it forwarded */
    bool      secure;           /* it came by TLS, here or at the trusted proxy */
    void     *user;             /* belongs to the layer above */
    struct HttpConn *conn;      /* NULL: made in memory (a test); http_answer() then goes to reply() */
    void    (*reply)(HttpReq *req, const HttpAnswer *answer);
};

Str http_header(const HttpReq *req, const char *name);          /* empty if it was not sent; any case */
Str http_cookie(const HttpReq *req, const char *name);

/* What the layer above decides when the head has arrived and the body has not. */
typedef struct {
    i64  body_max;              /* bytes kept in memory; over it: 413 */
    i64  upload_max;            /* bytes of all files together; 0: multipart files are refused (415) */
    int  refuse;                /* not 0: answer with this status at once (404, 405, ...); handle() is not called */
} HttpLimits;

struct HttpAnswer {
    int       status;
    Str       type;             /* Content-Type */
    Str       body;             /* in the request's arena, or static */
    HttpPair *headers;
    isize     headers_count;
    int       fd;               /* > 0: send this file instead of body, then close it */
    i64       fd_from, fd_bytes;                /* where in the file, and how much of it */
    /* not NULL: a body made piece by piece on the loop thread; returns bytes written, 0 at the end */
    isize   (*stream)(void *ctx, char *into, isize max);
    void    (*stream_end)(void *ctx);   /* always called once */
    void     *stream_ctx;
    i64       stream_bytes;     /* its length if known, -1 if not */
};

/* What a refusal says: static, and of this type. */
typedef struct { Str type, body; } HttpRefusal;

typedef struct {
    Str   listen;               /* "127.0.0.1:8080", "[::1]:8080"; port 0 picks one */
    Str   quarantine;           /* folder for uploads under way */
    Str   tls_cert, tls_key;    /* paths of PEM files; empty: plain HTTP, the proxy in front does TLS */
    Str   trusted_proxy;        /* address whose X-Forwarded-For and -Proto are believed; empty: none */
    int   threads;
    int   head_ms;              /* the whole head must be there by then (absolute) */
    int   body_ms;              /* and the whole body, plus what body_min_rate allows for its size */
    int   idle_ms;              /* a kept-alive connection may rest so long */
    int   body_min_rate;        /* bytes a second */
    isize head_max;             /* bytes of request line and headers: 431 */
    int   conn_max, conn_per_address;           /* 503, 429 */
    isize arena_bytes;          /* address space of one request */
    int   inflight_max;         /* requests being answered at one time: 503 */

    HttpLimits (*head)(void *app, const HttpReq *req);
    /* Called on the loop thread when the request is complete.  Call http_answer() now, or later from any
     * thread: the connection waits meanwhile. */
    void     (*handle)(void *app, HttpReq *req);
    /* Called on the loop thread after the answer left (or the peer went away); req dies afterwards.
     * Once for each handle(). */
    void     (*end)(void *app, HttpReq *req, int status);
    /* The page for a refusal made down here (400, 408, 413, 415, 417, 429, 431, 501, 503, 505, 507) or asked
     * for by head().  path: decoded; as it was sent, if there is no more; empty if it never came. */
    HttpRefusal (*refusal)(void *app, int status, Str path);
    void      *app;
} HttpConfig;

Err  http_start(Arena *life, const HttpConfig *config, HttpServer **out) MUST_USE;
int  http_port(const HttpServer *s);

/* No new requests; waits for those under way, but not longer than the grace: then they are told 503, and an
 * http_answer() that comes even later goes nowhere. */
void http_stop(HttpServer *s, int grace_ms);

/* Exactly once a request, from any thread.  What the answer points to must stay until it was sent; the
 * request itself may be gone when this returns, unless called from handle(). */
void http_answer(HttpReq *req, const HttpAnswer *answer);

/* Connections and in_flight are now, the others since the start; bytes are of bodies (in: and of heads). */
typedef struct { i64 connections, requests, refused, in_flight, bytes_in, bytes_out; } HttpCount;
HttpCount http_count(const HttpServer *s);

#endif
