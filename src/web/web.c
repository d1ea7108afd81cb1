#include "web/web.h"

#include "base/log.h"
#include "web/api.h"
#include "web/frame.h"
#include "web/kept.h"
#include "web/pack.h"
#include "web/table.h"
#include "web.sql.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct Deferred {
    void (*fn)(void *);
    void  *x;
    struct Deferred *next;
};

/* --- small things handlers do --- */

void defer(Req *r, void (*fn)(void *), void *x)
{
    struct Deferred *d = new(r->arena, struct Deferred, 1);
    *d = (struct Deferred){fn, x, r->deferred};
    r->deferred = d;
}

Err redirect(Req *r, const char *fmt, ...)
{
    char    small[1024];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    assert(n < countof(small) && small[0] == '/');
    r->status   = 303;
    r->location = str_copy(r->arena, (Str){small, n});
    return NO_ERR;
}

void header_add(Req *r, const char *name, Str value)
{
    *list_add(r->arena, &r->headers) = (HttpPair){str_of(name), value};
}

static bool is_secure(const Req *r)
{
    return r->http->secure;
}

/* The __Host- prefix ties a cookie to this host and to TLS; plain loopback cannot have it. */
static Str cookie_name(Req *r, const char *name)
{
    return str_fmt(r->arena, "%s%s", is_secure(r) ? "__Host-" : "", name);
}

void cookie_set(Req *r, const char *name, Str value, i64 seconds)
{
    Str key = cookie_name(r, name);
    header_add(r, "Set-Cookie",
               str_fmt(r->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s", STRF(key), STRF(value),
                       (long long)seconds, is_secure(r) ? "; Secure" : ""));
}

Str cookie_get(Req *r, const char *name)
{
    return http_cookie(r->http, str_c(r->arena, cookie_name(r, name)));
}

void crumb_add(Req *r, Str text, Url url)
{
    *list_add(r->arena, &r->page.trail) = (Crumb){text, url};
}

bool may(const Req *r, Who who)
{
    return (who & ANYONE) || (r->user && (r->user->roles & who));
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static Str url_decode(Arena *a, Str s)
{
    char *p = new(a, char, s.len);
    isize n = 0;
    for (isize i = 0; i < s.len; i++) {
        if (s.at[i] == '%' && i + 2 < s.len && hex(s.at[i + 1]) >= 0 && hex(s.at[i + 2]) >= 0) {
            p[n++] = (char)(hex(s.at[i + 1]) * 16 + hex(s.at[i + 2]));
            i += 2;
        } else {
            p[n++] = s.at[i] == '+' ? ' ' : s.at[i];
        }
    }
    return (Str){p, n};
}

Str query_get(const Req *r, const char *name)
{
    Str rest = r->query;
    while (rest.len) {
        Str value = str_cut(&rest, '&'), key = str_cut(&value, '=');
        Str text;
        if (str_is(key, name) && str_is_utf8(text = url_decode(r->arena, value)))
            return str_trim(text);
    }
    return (Str){0};
}

/* The notice travels as the number of its text, so nothing foreign can be written into a page. */
void notice_set(Req *r, Msg msg)
{
    cookie_set(r, "pesan", str_fmt(r->arena, "%d", (int)msg), 60);
}

Str notice_take(Req *r)
{
    i64 n;
    if (!str_i64(cookie_get(r, "pesan"), &n) || n <= MSG_NONE || n >= MSG_COUNT)
        return (Str){0};
    cookie_set(r, "pesan", S(""), 0);
    return say(r->lang, (Msg)n);
}

/* --- the token of forms --- */

/* A visitor has no session: the token is a cookie that the form must repeat. */
static Str visitor_token(Req *r, bool make)
{
    if (!r->visitor_token.len)
        r->visitor_token = cookie_get(r, "formulir");
    if (!r->visitor_token.len && make) {
        r->visitor_token = token_new(r->arena, 20);
        cookie_set(r, "formulir", r->visitor_token, 86400);
    }
    return r->visitor_token;
}

void html_csrf(Req *r)
{
    Str token = r->user ? r->user->csrf : visitor_token(r, true);
    Str key   = form_value(r, "_key");          /* the form is shown again: the key stays */

    if (!key.len || key.len > 40)
        key = token_new(r->arena, 10);
    buf_add(&r->out, S("<input type=\"hidden\" name=\"_csrf\" value=\""));
    html_put_text(r, token);
    buf_add(&r->out, S("\"><input type=\"hidden\" name=\"_key\" value=\""));
    html_put_text(r, key);
    buf_add(&r->out, S("\">"));
}

static bool is_foreign(Req *r)
{
    Str site = http_header(r->http, "Sec-Fetch-Site");
    return site.len && !str_is(site, "same-origin") && !str_is(site, "none");
}

static bool token_matches(Req *r)
{
    Str want = r->user ? r->user->csrf : visitor_token(r, false);
    Str sent = form_value(r, "_csrf");

    if (!sent.len)
        sent = http_header(r->http, "X-CSRF-Token");
    return !is_foreign(r) && want.len && str_same_secret(want, sent);
}

/* --- routes --- */

/* Most rows differ in a letter before the first ":", and need no closer look: there are hundreds for every request. */
static bool begins_alike(const char *pattern, Str path)
{
    for (isize n = 0; pattern[n] && pattern[n] != ':'; n++)
        if (n == path.len || pattern[n] != path.at[n])
            return false;
    return true;
}

static bool path_match(Str pattern, Str path, Req *r)
{
    int ids = 0, args = 0;
    while (pattern.len || path.len) {
        Str want = str_cut(&pattern, '/'), have = str_cut(&path, '/');
        if (str_is(want, ":id")) {
            if (ids == 4 || !str_i64(have, &r->ids[ids]) || r->ids[ids++] < 0)
                return false;
        } else if (want.len && want.at[0] == ':') {
            if (args == 4 || !have.len)
                return false;
            r->args[args++] = have;
        } else if (!str_eq(want, have)) {
            return false;
        }
    }
    r->id = r->ids[0];
    return true;
}

const Route *web_route(const Web *w, Req *r, bool *out_method_wrong)
{
    *out_method_wrong = false;
    for (isize i = 0; i < w->rooms_count; i++) {
        const Room *room = w->rooms[i];
        for (const Route *row = room->routes; row < room->routes + room->count; row++) {
            if (!begins_alike(row->path, r->path) || !path_match(str_of(row->path), r->path, r))
                continue;
            if (row->method == r->method) {
                r->room = room;
                return row;
            }
            *out_method_wrong = true;
        }
    }
    return NULL;
}

/* --- one request, piece by piece --- */

static bool is_nameless(const Req *r)
{
    return r->route && (r->route->flags & ROUTE_NAMELESS);
}

static void choose_language(Req *r)
{
    if (is_nameless(r)) {
        r->lang = LANG_ID;
        return;
    }
    Str asked = query_get(r, "bahasa"), kept = cookie_get(r, "bahasa");
    r->lang = lang_of(asked, lang_of(kept, LANG_ID));
    if (asked.len && !str_eq(asked, kept) && str_is(asked, lang_code(r->lang)))
        cookie_set(r, "bahasa", asked, 365 * 86400);
}

enum { PAGE_ROOM = 32 << 10 };         /* most pages fit and never move; most changes draw none */

void web_prepare(const Web *w, Req *r, HttpReq *http)
{
    bool method_wrong;

    r->http        = http;
    r->arena       = http->arena;
    r->app         = w->app;
    r->web         = w;
    r->path        = http->path;
    r->query       = http->query;
    r->method      = str_is(http->method, "POST") ? POST : GET;
    r->out         = (Buf){.arena = r->arena};
    if (r->method == GET)
        r->out = (Buf){.arena = r->arena, .at = new(r->arena, char, PAGE_ROOM), .cap = PAGE_ROOM};
    r->now         = r->now.s ? r->now : clock_now();
    r->utc_minutes = 420;
    r->today       = instant_date(r->now, r->utc_minutes);
    r->partial     = str_is(http_header(http, "HX-Request"), "true");
    r->route = web_route(w, r, &method_wrong);
    if (!r->route)
        r->status = method_wrong ? 405 : 404;
    choose_language(r);
}

/* Sent by a page of this site, as far as the browser says so: only then is it safe to offer it to be sent again. */
static bool from_own_page(Req *r)
{
    return r->method == POST && str_is(http_header(r->http, "Sec-Fetch-Site"), "same-origin");
}

static Err session_ended(Req *r)
{
    r->again         = from_own_page(r);
    r->refused_title = say(r->lang, MSG_form_ended_title);
    r->refused       = say(r->lang, r->again ? MSG_form_ended_again : MSG_form_ended);
    return FAIL(ERR_SIGN_IN, "the session of the form is over");
}

static Err who_may(Req *r)
{
    const User *u = r->user;

    if (r->route->who & ANYONE)
        return NO_ERR;
    if (!u && r->method == POST && !api_is(r->path) && form_value(r, "_csrf").len)
        return session_ended(r);
    if (!u || (u->half && !(r->route->flags & ROUTE_HALF)))
        return FAIL(ERR_SIGN_IN, "nobody is signed in");
    if (!(u->roles & r->route->who))
        return FAIL(ERR_FORBIDDEN, "holds none of the roles");
    if (u->token_id && !api_scope_allows(u->scope, r->room->name, r->route->touch)) {
        r->refused = say_args(r->arena, r->lang, MSG_api_no_scope, str_of(r->room->name),
                              r->route->touch == WRITES ? S("write") : S("read"));
        return FAIL(ERR_FORBIDDEN, "the token's scope does not reach so far");
    }
    return NO_ERR;
}

/* --- how often --- */

static Err too_often(Req *r, i64 wait_s)
{
    header_add(r, "Retry-After", str_fmt(r->arena, "%lld", (long long)wait_s));
    return FAIL(ERR_OFTEN, "asked too often");
}

/* As draft-ietf-httpapi-ratelimit-headers has it: what is allowed, and what of it is left. */
static Err count_one(const Web *w, Req *r, const char *kind, i64 id, Rate limit)
{
    Str who = id ? str_fmt(r->arena, "%lld", (long long)id) : r->http->remote;

    if (!limit.per_minute)
        return NO_ERR;
    RateLeft left = rate_take(w->rates, rate_key(kind, who), limit, clock_ms());
    if (api_is(r->path)) {
        header_add(r, "RateLimit-Policy", str_fmt(r->arena, "\"%s\";q=%lld;w=%lld", kind, (long long)limit.burst,
                                                  (long long)(limit.burst * 60 / limit.per_minute)));
        header_add(r, "RateLimit", str_fmt(r->arena, "\"%s\";r=%lld;t=%lld", kind, (long long)left.left,
                                           (long long)left.wait_s));
    }
    return left.ok ? NO_ERR : too_often(r, left.wait_s);
}

static Err count_request(const Web *w, Req *r)
{
    if (!w->rates)
        return NO_ERR;
    if (!api_is(r->path))
        return r->user ? count_one(w, r, "page", r->user->id, w->page_rate) : NO_ERR;
    if (r->user && r->user->token_id)
        TRY(count_one(w, r, "token", r->user->token_id, w->api_rate));
    return count_one(w, r, "person", r->user ? r->user->id : 0, w->api_rate);
}

/* --- who asks --- */

static const Rate bad_tokens = {6, 20};         /* from one address; nobody guesses 160 bits, but some keep asking */

/* A token that was good a moment ago is asked for even where others of the same office are wrong. */
static Err token_asks(const Web *w, Req *r, Str token)
{
    u64      good = rate_key("good", token), from = rate_key("bad", r->http->remote);
    RateLeft left = rate_look(w->rates, from, bad_tokens, clock_ms());

    if (!left.ok && !rate_known(w->rates, good))
        return too_often(r, left.wait_s);
    if (token.len && w->whose)
        TRY(w->whose(r, token, &r->user));
    if (r->user) {
        (void)rate_take(w->rates, good, bad_tokens, clock_ms());
        return NO_ERR;
    }
    left       = rate_take(w->rates, from, bad_tokens, clock_ms());
    r->refused = say(r->lang, MSG_api_bad_token);
    return FAIL(ERR_SIGN_IN, "no such token, or its time is over");
}

static Err who_asks(const Web *w, Req *r)
{
    Str auth = http_header(r->http, "Authorization"), token = auth, cookie = cookie_get(r, "sesi");

    if (auth.len && api_is(r->path))
        return token_asks(w, r, str_eq_nocase(str_cut(&token, ' '), S("Bearer")) ? str_trim(token) : (Str){0});
    if (is_nameless(r))
        return NO_ERR;
    return cookie.len && w->whois ? w->whois(r, cookie, &r->user) : NO_ERR;
}

/* 401 as for a session that is over: the form belongs to one. */
static Err stale_form(Req *r)
{
    if (is_foreign(r)) {
        r->refused_title = say(r->lang, MSG_form_foreign_title);
        r->refused       = say(r->lang, MSG_form_foreign);
        return FAIL(ERR_FORBIDDEN, "the form was sent by another site");
    }
    r->again         = from_own_page(r);
    r->refused_title = say(r->lang, MSG_form_stale_title);
    r->refused       = say(r->lang, r->again ? MSG_form_stale_again : MSG_form_stale);
    if (api_is(r->path))
        return FAIL(ERR_FORBIDDEN, "the token of the session is missing");
    return FAIL(ERR_SIGN_IN, "the form is of another session");
}

Err web_admit(const Web *w, Req *r)
{
    bool api = api_is(r->path);
    TRY(who_asks(w, r));
    if (r->user) {
        r->lang        = lang_of(query_get(r, "bahasa"), lang_of(cookie_get(r, "bahasa"), r->user->lang));
        r->utc_minutes = r->user->utc_minutes;
        r->today       = instant_date(r->now, r->utc_minutes);
        if (w->waits && !r->user->half && !r->partial && !api)
            TRY(w->waits(r, &r->waits));
    }
    TRY(count_request(w, r));
    TRY(who_may(r));
    if (api)
        TRY(api_read(r));
    bool by_token = r->user && r->user->token_id;
    if (r->method == POST && !by_token && !(r->route->flags & ROUTE_NO_CSRF) && !token_matches(r))
        return stale_form(r);
    return r->route->look ? r->route->look(r) : NO_ERR;
}

static Err once_before(Req *r, Str key, bool *out_again)
{
    DbRows rows = db_query(r->arena, r->db, &SQL_once_find, db_i64(r->user ? r->user->id : 0), db_text(key));
    *out_again = db_next(&rows);
    if (*out_again) {
        r->status   = 303;
        r->location = db_get_text(&rows);
    }
    return db_done(&rows);
}

Err web_run(const Web *w, Req *r)
{
    Str  key   = r->method == POST ? form_value(r, "_key") : (Str){0};
    bool again = false, writes = r->route->touch == WRITES;

    if (r->db)
        db_set_via(r->db, r->user ? r->user->token_id : 0);
    if (writes && r->user && r->user->idle && w->seen)
        TRY(w->seen(r->db, r->user, r->now));
    if (r->route->flags & ROUTE_KEPT)
        return kept_run(r);
    if (r->route->touch != WRITES || !key.len || key.len > 40)
        return r->route->run(r);
    TRY(once_before(r, key, &again));
    if (again)
        return NO_ERR;
    TRY(r->route->run(r));
    if (r->status != 303)
        return NO_ERR;
    return db_do(r->db, &SQL_once_add, db_i64(r->user ? r->user->id : 0), db_text(key), db_at(r->now),
                 db_text(r->location));
}

static int status_of(ErrKind kind)
{
    switch (kind) {
    case OK:            return 200;
    case ERR_NOT_FOUND: return 404;
    case ERR_SIGN_IN:   return 401;
    case ERR_FORBIDDEN: return 403;
    case ERR_INVALID:   return 400;
    case ERR_CONFLICT:  return 409;
    case ERR_LIMIT:     return 413;
    case ERR_TYPE:      return 415;
    case ERR_OFTEN:     return 429;
    case ERR_BUSY:
    case ERR_AWAY:      return 503;
    case ERR_DB:
    case ERR_IO:        return 500;
    }
    return 500;
}

static void fail(const Web *w, Req *r, Err e)
{
    Str number = token_new(r->arena, 5);

    if (e.kind == ERR_DB || e.kind == ERR_IO || e.kind == ERR_AWAY || e.kind == ERR_BUSY) {
        LogLine l = log_line(LOG_ERROR, r->route ? r->route->path : "no-route");
        log_text(&l, "where", str_of(e.where));
        log_text(&l, "why", str_of(e.why));
        log_text(&l, "number", number);
        log_write(&l);
    }
    if (e.kind == ERR_SIGN_IN && r->method == GET && !r->partial && !api_is(r->path)) {
        Str back = r->query.len ? str_fmt(r->arena, "%.*s?%.*s", STRF(r->path), STRF(r->query)) : r->path;
        r->status   = 303;
        r->location = str_fmt(r->arena, "/masuk?lanjut=%.*s", STRF(url_part(r->arena, back)));
        return;
    }
    if (e.kind != ERR_NOT_FOUND || r->status != 405)
        r->status = status_of(e.kind);
    r->out.len  = 0;
    r->location = (Str){0};
    r->type     = (Str){0};
    if (r->status == 405)
        header_add(r, "Allow", r->method == GET ? S("POST") : S("GET, HEAD"));
    if (api_is(r->path))
        api_problem(r, r->status, number);
    else
        frame_error(w, r, r->status, number);
}

static void run_deferred(Req *r)
{
    for (struct Deferred *d = r->deferred; d; d = d->next)
        d->fn(d->x);
    r->deferred = NULL;
}

static bool is_file(const Req *r)
{
    return r->file.fd > 0 || r->file.stream;
}

/* A program that asks for a list as csv must not be given a page for it. */
static Err as_asked(Req *r)
{
    if (r->method != GET || r->status != 200 || is_file(r) || r->type.len || !table_is_asked(r))
        return NO_ERR;
    r->refused = say(r->lang, MSG_table_no_file);
    return FAIL(ERR_NOT_FOUND, "no list, and asked for as a file");
}

void web_finish(const Web *w, Req *r, Err e)
{
    run_deferred(r);
    if (!r->status)
        r->status = 200;
    if (!e.kind)
        e = as_asked(r);
    if (e.kind) {
        fail(w, r, e);
        return;
    }
    if (api_is(r->path) && r->status == 200 && !is_file(r))
        api_tag(r);
    if (!r->location.len && !r->type.len && !r->partial && !is_file(r) && r->page.frame != FRAME_NONE) {
        frame_draw(w, r);
        page_pack(r);
    }
}

static bool is_private(const Req *r)
{
    return r->user || !r->route || !(r->route->who & ANYONE) || r->method == POST;
}

static bool has_header(const Req *r, const char *name)
{
    for (isize i = 0; i < r->headers.count; i++)
        if (str_is(r->headers.at[i].name, name))
            return true;
    return false;
}

HttpAnswer web_http_answer(const Web *w, Req *r)
{
    HttpAnswer a = r->file;

    if (!has_header(r, "Content-Security-Policy"))     /* a file that is shown brings its own, stricter one */
        header_add(r, "Content-Security-Policy", S("default-src 'self'; base-uri 'none'; object-src 'none'; "
                                                   "form-action 'self'; frame-ancestors 'none'"));
    header_add(r, "X-Content-Type-Options", S("nosniff"));
    header_add(r, "Referrer-Policy", S("no-referrer"));
    header_add(r, "Cross-Origin-Opener-Policy", S("same-origin"));
    header_add(r, "Cross-Origin-Resource-Policy", S("same-origin"));
    if (w->secure)
        header_add(r, "Strict-Transport-Security", S("max-age=31536000"));
    if (r->location.len)
        header_add(r, "Location", r->location);
    if (is_private(r) && !has_header(r, "Cache-Control"))
        header_add(r, "Cache-Control", S("no-store"));
    a.status        = r->status;
    a.type          = r->type.len ? r->type : S("text/html; charset=utf-8");
    a.body          = buf_str(&r->out);
    a.headers       = r->headers.at;
    a.headers_count = r->headers.count;
    return a;
}

enum { ARENA_RESERVE = 256 << 10 };

Err web_guard(const Web *w, Req *r, Err (*piece)(const Web *w, Req *r))
{
    jmp_buf full;
    Err     e = FAIL(ERR_LIMIT, "the request outgrew its memory");
    Arena  *a = r->arena;

    a->end -= ARENA_RESERVE;
    a->on_full = &full;
    if (!setjmp(full))
        e = piece(w, r);
    if (r->db)
        db_set_via(r->db, 0);
    a->on_full = NULL;
    a->end += ARENA_RESERVE;
    return e;
}

static Err before(const Web *w, Req *r)
{
    (void)w;
    return r->route->before(r);
}

static Err in_transaction(const Web *w, Req *r, bool writes, Err (*piece)(const Web *w, Req *r))
{
    TRY(db_begin(r->db, writes));
    Err e    = web_guard(w, r, piece);
    Err done = db_end(r->db, !e.kind && writes);
    return e.kind ? e : done;
}

static Err answer(const Web *w, Req *r, Db *db)
{
    if (!r->route)
        return FAIL(ERR_NOT_FOUND, "no such route");
    r->db = db;
    if (!(r->route->flags & ROUTE_PLAIN))
        TRY(in_transaction(w, r, false, web_admit));
    r->db = NULL;
    if (r->route->before)
        TRY(web_guard(w, r, before));
    r->db = db;
    return in_transaction(w, r, r->route->touch == WRITES, web_run);
}

void web_answer(const Web *w, Req *r, Db *db)
{
    web_finish(w, r, answer(w, r, db));
}
