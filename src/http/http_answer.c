#include "http/http_inside.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- from the layer above, on any thread --- */

void answer_drop(const HttpAnswer *a)
{
    if (a->fd > 0)
        close(a->fd);
    if (a->stream && a->stream_end)
        a->stream_end(a->stream_ctx);
}

void http_answer(HttpReq *req, const HttpAnswer *answer)
{
    HttpConn *c = req->conn;

    if (!c) {
        req->reply(req, answer);
        return;
    }
    Loop *l = c->loop;
    atomic_fetch_add(&l->waking, 1);
    c->answer = *answer;
    int was = atomic_load(&c->stage);
    while (was != ABANDONED && !atomic_compare_exchange_weak(&c->stage, &was, ANSWERED))
        ;
    assert(was != ANSWERED);
    if (was == ABANDONED) {
        answer_drop(answer);
    } else if (was == WAITING) {
        HttpConn *first = atomic_load(&l->done);
        do
            c->next_done = first;
        while (!atomic_compare_exchange_weak(&l->done, &first, c));
        if (!first)
            loop_wake(l);
    }
    atomic_fetch_sub(&l->waking, 1);
}

/* --- to the library --- */

/* NUL-terminated copies of a header's two sides, in the loop's own room: the arena may be full. */
static bool header_add(Loop *l, struct MHD_Response *r, Str name, Str value)
{
    if (name.len + value.len + 2 > countof(l->text))
        return false;
    char *v = l->text + name.len + 1;
    memcpy(l->text, name.at, (size_t)name.len);
    l->text[name.len] = 0;
    if (value.len)
        memcpy(v, value.at, (size_t)value.len);
    v[value.len] = 0;
    return MHD_add_response_header(r, l->text, v) == MHD_YES;
}

static ssize_t on_stream(void *conn, u64 pos, char *into, size_t max)
{
    HttpConn *c = conn;
    (void)pos;
    isize n = c->answer.stream(c->answer.stream_ctx, into, (isize)max);
    if (n > 0)
        atomic_fetch_add(&c->loop->bytes_out, n);
    return n > 0 ? n : n < 0 ? MHD_CONTENT_READER_END_WITH_ERROR : MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *response_of(HttpConn *c)
{
    const HttpAnswer *a = &c->answer;

    if (a->stream) {
        u64 bytes    = a->stream_bytes < 0 ? MHD_SIZE_UNKNOWN : (u64)a->stream_bytes;
        c->streaming = true;
        return MHD_create_response_from_callback(bytes, 32 << 10, on_stream, c, NULL);
    }
    if (a->fd > 0) {
        atomic_fetch_add(&c->loop->bytes_out, a->fd_bytes);
        struct MHD_Response *r = MHD_create_response_from_fd_at_offset64((u64)a->fd_bytes, a->fd, (u64)a->fd_from);
        if (!r)
            close(a->fd);
        return r;
    }
    atomic_fetch_add(&c->loop->bytes_out, a->body.len);
    return MHD_create_response_from_buffer((size_t)a->body.len, (void *)(uintptr_t)a->body.at, MHD_RESPMEM_PERSISTENT);
}

static bool queue(HttpConn *c, int status, struct MHD_Response *r)
{
    bool stays = !c->close && !atomic_load(&c->loop->server->stop_by);
    bool ok    = stays || MHD_add_response_header(r, "Connection", "close") == MHD_YES;

    c->status = status;
    phase_set(c, SENDING);
    ok = ok && MHD_queue_response(c->mhd, (unsigned)status, r) == MHD_YES;
    MHD_destroy_response(r);
    return ok;
}

bool answer_send(HttpConn *c)
{
    const HttpAnswer    *a = &c->answer;
    struct MHD_Response *r = response_of(c);
    bool                 ok = r && a->status >= 200 && a->status < 600;

    if (ok && a->type.len)
        ok = header_add(c->loop, r, S("Content-Type"), a->type);
    for (isize i = 0; ok && i < a->headers_count; i++)
        ok = header_add(c->loop, r, a->headers[i].name, a->headers[i].value);
    if (ok)
        return queue(c, a->status, r);
    log_err("http_answer", FAIL(ERR_INVALID, "an answer that cannot be sent: its status, or a header"));
    if (r)
        MHD_destroy_response(r);
    return refusal_send(c, 500);
}

/* --- refusals made here --- */

typedef struct { const char *name, *value; } Line;

static const Line always[] = {
    {"Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

static bool comes_again(int status)
{
    return status == 429 || status == 503;
}

static HttpRefusal page_of(const HttpConn *c, int status)
{
    const HttpConfig *config = &c->loop->server->config;
    Str  sent = {c->target, c->target_len < HTTP_TARGET_MAX ? c->target_len : HTTP_TARGET_MAX};
    Str  path = c->req && c->req->path.len ? c->req->path : sent;
    HttpRefusal page = config->refusal ? config->refusal(config->app, status, path) : (HttpRefusal){0};
    return page.body.len ? page : (HttpRefusal){S("text/html"), S("<!doctype html><title>!</title>")};
}

bool refusal_send(HttpConn *c, int status)
{
    HttpRefusal          page = page_of(c, status);
    struct MHD_Response *r    = MHD_create_response_from_buffer(
        (size_t)page.body.len, (void *)(uintptr_t)page.body.at, MHD_RESPMEM_PERSISTENT);
    bool ok = r != NULL;

    atomic_fetch_add(&c->loop->refused, 1);
    ok = ok && header_add(c->loop, r, S("Content-Type"), page.type);
    for (isize i = 0; ok && i < countof(always); i++)
        ok = MHD_add_response_header(r, always[i].name, always[i].value) == MHD_YES;
    if (ok && comes_again(status))
        ok = MHD_add_response_header(r, "Retry-After", "2") == MHD_YES;
    if (ok && status == 405)
        ok = MHD_add_response_header(r, "Allow", "GET, HEAD, POST") == MHD_YES;
    if (ok)
        return queue(c, status, r);
    if (r)
        MHD_destroy_response(r);
    return false;
}

bool is_answering(HttpConn *c)
{
    return MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_HTTP_STATUS) != NULL;
}

void refusal_cut(HttpConn *c, int status)
{
    Loop *l      = c->loop;
    HttpRefusal p = page_of(c, status);
    Str   page   = p.body;
    isize room   = countof(l->text);
    bool  silent = l->server->tls || is_answering(c);   /* nothing may be written past a TLS session */

    atomic_fetch_add(&l->refused, 1);
    phase_set(c, CUT);
    c->status = status;
    c->linger = true;
    isize n = snprintf(l->text, sizeof l->text,
                       "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Length: %td\r\n"
                       "Content-Type: %.*s\r\n", status, MHD_get_reason_phrase_for((unsigned)status), page.len,
                       STRF(p.type));
    for (isize i = 0; i < countof(always) && n < room; i++)
        n += snprintf(l->text + n, (size_t)(room - n), "%s: %s\r\n", always[i].name, always[i].value);
    if (n + 2 + page.len > room || silent)
        return;
    memcpy(l->text + n, "\r\n", 2);
    memcpy(l->text + n + 2, page.at, (size_t)page.len);
    ssize_t sent = send(c->fd, l->text, (size_t)(n + 2 + page.len), MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)sent;                         /* a peer that takes nothing is told nothing */
}
