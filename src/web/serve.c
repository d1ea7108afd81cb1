#include "web/serve.h"

#include "base/log.h"
#include "web/api.h"
#include "web/frame.h"

#include <stdatomic.h>

struct Serve {
    Web         web;
    Works      *works;
    HttpServer *http;
    Str         db_uri;
    bool        inline_reads;   /* SQLite answers in microseconds: no hand-over for a read */
    _Atomic i64 answered[6], ms_total;
};

/* A request on its way through the threads; lies in the request's own arena. */
typedef struct {
    Job    job;
    Req    r;
    Req    fresh;               /* r before the writer first ran it: a run that clashed begins again from here */
    Serve *serve;
    i64    started_ms;
    bool   admitted;
} Ask;

static Ask *ask_of(Job *job)
{
    return (Ask *)(void *)job;  /* job is its first member */
}

/* --- the end of every way --- */

static void log_request(const Ask *k)
{
    LogLine l = log_line(LOG_INFO, k->r.route ? k->r.route->path : "no-route");
    log_text(&l, "method", k->r.http->method);
    log_i64(&l, "status", k->r.status);
    log_i64(&l, "ms", clock_ms() - k->started_ms);
    log_i64(&l, "user", k->r.user ? k->r.user->id : 0);
    if (k->r.noted.len)
        log_text(&l, "noted", k->r.noted);
    log_write(&l);
}

static void finish(Ask *k, Err e)
{
    Serve *s = k->serve;

    web_finish(&s->web, &k->r, e);
    if (e.kind == ERR_BUSY)
        header_add(&k->r, "Retry-After", S("2"));
    atomic_fetch_add(&s->answered[k->r.status / 100 % 6], 1);
    atomic_fetch_add(&s->ms_total, clock_ms() - k->started_ms);
    log_request(k);
    HttpAnswer a = web_http_answer(&s->web, &k->r);
    http_answer(k->r.http, &a);
}

/* --- stages; each runs inside a transaction that its thread has opened --- */

static bool runs_apart(const Route *row)
{
    return row->before || (row->flags & ROUTE_SLOW);
}

static Err before(const Web *w, Req *r)
{
    (void)w;
    r->db = NULL;
    return r->route->before ? r->route->before(r) : NO_ERR;
}

static Err read_stage(Job *job, Db *db)
{
    Ask       *k = ask_of(job);
    const Web *w = &k->serve->web;

    k->r.db = db;
    if (!k->admitted)
        TRY(web_guard(w, &k->r, web_admit));
    k->admitted = true;
    TRY(web_guard(w, &k->r, before));
    k->r.db = db;
    return k->r.route->touch == READS ? web_guard(w, &k->r, web_run) : NO_ERR;
}

static Err write_stage(Job *job, Db *db)
{
    Ask             *k        = ask_of(job);
    struct Deferred *deferred = k->r.deferred;

    k->r          = k->fresh;
    k->r.deferred = deferred;           /* what an earlier run opened is closed all the same */
    k->r.db       = db;
    return web_guard(&k->serve->web, &k->r, web_run);
}

/* Once in a while the last-seen mark of a session or a token is moved; the answer waits for it, so nothing outlives
 * the request. */
static Err seen_stage(Job *job, Db *db)
{
    Ask *k = ask_of(job);
    return k->serve->web.seen(db, k->r.user, k->r.now);
}

static void write_done(Job *job, Err e)
{
    finish(ask_of(job), e);
}

static void to_writer(Ask *k)
{
    k->fresh = k->r;
    k->job   = (Job){.run = write_stage, .done = write_done, .name = k->r.route->path};
    if (!works_write(k->serve->works, &k->job))
        finish(k, FAIL(ERR_BUSY, "the queue of writes is full"));
}

/* A read is done: answer, unless the session wants its mark moved first.  A write goes on to the writer. */
static void read_ends(Ask *k, Err e)
{
    bool idle = k->r.user && k->r.user->idle && k->serve->web.seen;

    if (e.kind || (k->r.route->touch == READS && !idle)) {
        finish(k, e);
    } else if (k->r.route->touch == WRITES) {
        to_writer(k);
    } else {
        k->job = (Job){.run = seen_stage, .done = write_done};
        if (!works_write(k->serve->works, &k->job))
            finish(k, NO_ERR);
    }
}

static void read_done(Job *job, Err e)
{
    read_ends(ask_of(job), e);
}

static void to_reader(Ask *k)
{
    k->job = (Job){.run = read_stage, .done = read_done};
    if (!works_read(k->serve->works, &k->job))
        finish(k, FAIL(ERR_BUSY, "the queue of reads is full"));
}

/* --- on the loop thread --- */

/* One read-only connection a loop thread, opened at its first request. */
static Err loop_db(const Serve *s, Db **out)
{
    static _Thread_local Db   *db;
    static _Thread_local Arena life;

    if (!db) {
        life = arena_reserve((isize)4 << 20);
        TRY(db_open(&life, s->db_uri, DB_READ_ONLY, &db));
    }
    *out = db;
    return NO_ERR;
}

static Err admit_and_read(const Web *w, Req *r)
{
    TRY(web_admit(w, r));
    return r->route->touch == READS && !runs_apart(r->route) ? web_run(w, r) : NO_ERR;
}

static Err on_loop(Ask *k)
{
    const Web *w = &k->serve->web;

    TRY(loop_db(k->serve, &k->r.db));
    TRY(db_begin(k->r.db, false));
    Err e       = web_guard(w, &k->r, admit_and_read);
    Err done    = db_end(k->r.db, false);
    k->admitted = true;
    return e.kind ? e : done;
}

static void go(Ask *k)
{
    const Route *row = k->r.route;

    if (!row)
        finish(k, FAIL(ERR_NOT_FOUND, "no such route"));
    else if (row->flags & ROUTE_PLAIN)
        finish(k, web_guard(&k->serve->web, &k->r, web_run));
    else if (!k->serve->inline_reads)
        to_reader(k);
    else {
        Err e = on_loop(k);
        if (!e.kind && runs_apart(row))
            to_reader(k);
        else
            read_ends(k, e);
    }
}

static void handle(void *app, HttpReq *http)
{
    Ask *k = new(http->arena, Ask, 1);

    k->serve      = app;
    k->started_ms = clock_ms();
    http->user    = k;
    web_prepare(&k->serve->web, &k->r, http);
    go(k);
}

static HttpLimits head(void *app, const HttpReq *http)
{
    const Serve *s = app;
    Req          r = {.path = http->path, .method = str_is(http->method, "POST") ? POST : GET};
    bool         method_wrong;
    const Route *row = web_route(&s->web, &r, &method_wrong);

    if (!str_is(http->method, "GET") && !str_is(http->method, "HEAD") && !str_is(http->method, "POST"))
        return (HttpLimits){.refuse = 405};
    i64 files = row && (row->flags & ROUTE_UPLOAD) ? s->web.upload_max : 0;
    if (row && row->upload_max && row->upload_max < files)
        files = row->upload_max;
    return (HttpLimits){.body_max = 256 << 10, .upload_max = files};
}

static HttpRefusal refusal(void *app, int status, Str path)
{
    (void)app;
    if (api_is(path))
        return (HttpRefusal){S("application/problem+json"), api_refusal(status)};
    return (HttpRefusal){S("text/html; charset=utf-8"), frame_refusal(status)};
}

Err serve_start(Arena *life, const Web *w, Works *works, Str db_uri, const HttpConfig *http, Serve **out)
{
    Serve     *s      = new(life, Serve, 1);
    HttpConfig config = *http;

    s->web          = *w;
    s->works        = works;
    s->db_uri       = str_copy(life, db_uri);
    s->inline_reads = !str_starts(db_uri, S("postgres"));
    config.head     = head;
    config.handle   = handle;
    config.refusal  = refusal;
    config.app      = s;
    TRY(http_start(life, &config, &s->http));
    *out = s;
    return NO_ERR;
}

int serve_port(const Serve *s)
{
    return http_port(s->http);
}

void serve_stop(Serve *s, int grace_ms)
{
    http_stop(s->http, grace_ms);
}

ServeCount serve_count(const Serve *s)
{
    ServeCount c = {.ms_total = atomic_load(&s->ms_total), .http = http_count(s->http)};
    for (int i = 0; i < 6; i++)
        c.answered[i] = atomic_load(&s->answered[i]);
    return c;
}
