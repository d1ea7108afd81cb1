#include "http/http_inside.h"

#include "http/http_parse.h"

#include <string.h>

/* --- phases and their deadlines --- */

void phase_set(HttpConn *c, Phase phase)
{
    const HttpConfig *config = &c->loop->server->config;
    i64               now    = c->loop->now;

    c->phase = phase;
    c->since = now;
    c->moved = 0;
    switch (phase) {
    case FRESH:
    case HEAD:     c->until = now + config->head_ms; break;
    case IDLE:     c->until = now + config->idle_ms; break;
    case BODY:
    case SENDING:  c->until = now + config->body_ms; break;
    case HANDLING:
    case CUT:      c->until = INT64_MAX; break;
    }
}

/* --- the head --- */

/* The library has read a request line.  This is the one moment when the target is to be had as it was sent. */
void *on_target(void *loop, const char *uri, struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    HttpConn                       *c    = info->socket_context;
    (void)loop;

    c->target_at  = uri;
    c->target_len = uri ? (isize)strlen(uri) : 0;
    if (c->target_len && c->target_len <= HTTP_TARGET_MAX)
        memcpy(c->target, uri, (size_t)c->target_len);
    if (c->phase == FRESH)
        c->phase = HEAD;                /* and its deadline stays */
    else if (c->phase != CUT)
        phase_set(c, HEAD);
    return c;
}

static enum MHD_Result add_header(void *head, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                  const char *value, size_t value_len)
{
    HttpHead *h = head;
    (void)kind;

    h->too_many = h->too_many || h->count == HTTP_HEADERS_MAX;
    if (!h->too_many)
        h->at[h->count++] = (HttpPair){{name, (isize)name_len}, {value, (isize)value_len}};
    return h->too_many ? MHD_NO : MHD_YES;
}

/* What the library shows of the head, checked against the bytes it had. */
static int head_read(HttpConn *c, HttpHead *h, const char *method, const char *version)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    h->method    = str_of(method);
    h->version   = str_of(version);
    h->target    = (Str){c->target, c->target_len};
    h->target_at = c->target_at;
    h->bytes     = info ? (isize)info->header_size : 0;
    h->count     = 0;
    h->too_many  = false;
    if (c->target_len > HTTP_TARGET_MAX)
        return 414;
    if (h->bytes > c->loop->server->config.head_max)
        return 431;
    MHD_get_connection_values_n(c->mhd, MHD_HEADER_KIND, add_header, h);
    return http_head_check(h);
}

/* --- from a head to a request --- */

/* Behind the proxy that we trust: the last address it added, since everything before that is hearsay. */
static void peer_read(const HttpConfig *config, HttpConn *c, HttpReq *req)
{
    u8  at[16];
    Str from = http_header(req, "X-Forwarded-For"), last = {0};

    req->remote = str_copy(req->arena, str_of(c->remote));
    req->secure = c->loop->server->tls;
    if (!str_is(config->trusted_proxy, c->remote))
        return;
    while (from.len)
        last = str_trim(str_cut(&from, ','));
    if (http_address(last, at))
        req->remote = str_copy(req->arena, last);
    req->secure = req->secure || str_eq_nocase(http_header(req, "X-Forwarded-Proto"), S("https"));
}

static HttpReq *req_make(HttpConn *c, const HttpHead *h)
{
    Arena   *a   = &c->arena;
    HttpReq *req = new(a, HttpReq, 1);

    req->arena         = a;
    req->conn          = c;
    req->method        = str_copy(a, h->method);
    req->headers       = new(a, HttpPair, h->count);
    req->headers_count = h->count;
    for (isize i = 0; i < h->count; i++) {
        req->headers[i].name  = str_copy(a, h->at[i].name);
        req->headers[i].value = str_copy(a, h->at[i].value);
    }
    peer_read(&c->loop->server->config, c, req);
    return req;
}

/* The limits of a body must leave the arena room for what is made of it. */
static HttpLimits limits_for(const HttpConfig *config, const HttpReq *req)
{
    HttpLimits l   = config->head ? config->head(config->app, req) : (HttpLimits){0};
    i64        cap = config->arena_bytes / 4;

    if (l.body_max > cap)
        l.body_max = cap;
    return l;
}

static int req_open(HttpConn *c, const HttpHead *h)
{
    HttpServer *s = c->loop->server;

    if (!arena_take(s, &c->whole))
        return 503;
    c->arena = c->whole;
    c->req   = req_make(c, h);

    Str query  = h->target, path = str_cut(&query, '?');
    int status = http_path(&c->arena, path, &c->req->path);
    if (!status)
        status = http_query_check(c->arena, query);
    if (status)
        return status;
    c->req->query = str_copy(&c->arena, query);

    HttpLimits limits = limits_for(&s->config, c->req);
    return limits.refuse ? limits.refuse : http_body_start(c->req, h, limits, s->config.quarantine, &c->body);
}

/* The head is here.  An answer queued now makes the library close the connection: right where a body is on
 * its way or the framing is in doubt, wasteful otherwise, so then the refusal waits for the second call. */
static enum MHD_Result begins(HttpConn *c, const char *method, const char *version)
{
    HttpHead h;
    int      status = head_read(c, &h, method, version);

    atomic_fetch_add(&c->loop->requests, 1);
    phase_set(c, BODY);
    c->close = c->refuse != 0;
    if (status) {
        c->linger = true;
        return refusal_send(c, status) ? MHD_YES : MHD_NO;
    }
    atomic_fetch_add(&c->loop->bytes_in, h.bytes);
    c->close = c->close || h.chunked;
    status   = c->refuse ? c->refuse : req_open(c, &h);
    if (status && h.has_body) {
        c->linger = true;
        return refusal_send(c, status) ? MHD_YES : MHD_NO;
    }
    c->refuse = status;
    return MHD_YES;
}

/* --- the body --- */

static enum MHD_Result more(HttpConn *c, Str piece)
{
    const HttpConfig *config = &c->loop->server->config;
    int               status = c->body ? http_body_add(c->body, piece) : 400;

    c->moved += piece.len;
    c->until = c->since + config->body_ms + c->moved * 1000 / config->body_min_rate;
    atomic_fetch_add(&c->loop->bytes_in, piece.len);
    if (!status)
        return MHD_YES;
    refusal_cut(c, status);
    return MHD_NO;
}

/* The request is complete.  Answered before handle() returns: sent at once; otherwise the connection sleeps
 * until http_answer() has put it on the loop's list.  It is put to sleep after the library's turn, when it no
 * longer means to read: else a peer that has shut its side down would be dropped on waking. */
static enum MHD_Result ends(HttpConn *c)
{
    HttpServer *s      = c->loop->server;
    int         status = c->refuse ? c->refuse : c->body ? http_body_end(c->body) : 0;
    int         stage  = RUNNING;

    if (status)
        return refusal_send(c, status) ? MHD_YES : MHD_NO;
    phase_set(c, HANDLING);
    atomic_store(&c->stage, RUNNING);
    c->handled = true;
    c->awake   = false;
    s->config.handle(s->config.app, c->req);
    if (!atomic_compare_exchange_strong(&c->stage, &stage, WAITING))
        return answer_send(c) ? MHD_YES : MHD_NO;
    c->next_drowsy  = c->loop->drowsy;
    c->loop->drowsy = c;
    return MHD_YES;
}

enum MHD_Result on_request(void *loop, struct MHD_Connection *mhd, const char *url, const char *method,
                           const char *version, const char *data, size_t *size, void **conn)
{
    HttpConn *c = *conn;
    (void)loop, (void)mhd, (void)url;

    switch (c->phase) {
    case HEAD:
        return begins(c, method, version);
    case BODY:
        if (!*size)
            return ends(c);
        enum MHD_Result result = more(c, (Str){data, (isize)*size});
        *size = 0;
        return result;
    case HANDLING:
        if (!c->awake)
            return MHD_YES;
        if (atomic_load(&c->stage) == ABANDONED)
            return refusal_send(c, 503) ? MHD_YES : MHD_NO;
        return answer_send(c) ? MHD_YES : MHD_NO;
    case FRESH:
    case IDLE:
    case SENDING:
    case CUT:
        break;
    }
    return MHD_NO;
}

/* --- the end --- */

bool request_abandon(HttpConn *c)
{
    int stage = WAITING;

    if (!c->handled || !atomic_compare_exchange_strong(&c->stage, &stage, ABANDONED))
        return false;
    c->req     = NULL;
    c->body    = NULL;
    c->handled = false;
    c->lost    = true;
    return true;
}

static void stays_awake(HttpConn *c)
{
    for (HttpConn **at = &c->loop->drowsy; *at; at = &(*at)->next_drowsy)
        if (*at == c) {
            *at = c->next_drowsy;
            return;
        }
}

void request_ends(HttpConn *c)
{
    HttpServer *s    = c->loop->server;
    HttpReq    *req  = c->req;
    bool        told = c->handled;

    stays_awake(c);
    if (request_abandon(c))
        return;
    if (c->streaming && c->answer.stream_end)
        c->answer.stream_end(c->answer.stream_ctx);
    c->streaming = c->handled = false;
    if (told && s->config.end)
        s->config.end(s->config.app, req, c->status);
    http_body_drop(c->body);
    c->body = NULL;
    c->req  = NULL;
    if (req)
        arena_give(s, c->whole, c->arena.beg);
}

/* --- what a request says of itself --- */

Str http_header(const HttpReq *req, const char *name)
{
    return http_head_get(req->headers, req->headers_count, str_of(name));
}

Str http_cookie(const HttpReq *req, const char *name)
{
    for (isize i = 0; i < req->headers_count; i++) {
        Str found = {0};
        if (str_eq_nocase(req->headers[i].name, S("Cookie")))
            found = http_cookie_in(req->headers[i].value, str_of(name));
        if (found.len)
            return found;
    }
    return (Str){0};
}
