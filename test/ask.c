#include "test/ask.h"



static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c - 'A' + 10;
}

static Str decode(Arena *a, Str s)
{
    char *p = new(a, char, s.len);
    isize n = 0;
    for (isize i = 0; i < s.len; i++) {
        bool coded = s.at[i] == '%' && i + 2 < s.len;
        p[n++] = coded ? (char)(hex(s.at[i + 1]) * 16 + hex(s.at[i + 2])) : s.at[i] == '+' ? ' ' : s.at[i];
        i += coded ? 2 : 0;
    }
    return (Str){p, n};
}

typedef LIST(HttpPair) Pairs;

static void read_form(Arena *a, Str rest, Pairs *form)
{
    while (rest.len) {
        Str value = str_cut(&rest, '&'), name = str_cut(&value, '=');
        *list_add(a, form) = (HttpPair){decode(a, name), decode(a, value)};
    }
}

static void read_headers(Arena *a, const TestAsk *ask, Pairs *headers)
{
    Str rest = ask->header;
    if (ask->cookie.len)
        *list_add(a, headers) = (HttpPair){S("Cookie"), ask->cookie};
    while (rest.len) {
        Str value = str_cut(&rest, '\n'), name = str_cut(&value, ':');
        *list_add(a, headers) = (HttpPair){name, str_trim(value)};
    }
}

/* Signed in as the person the test names, or as the room's own whois says. */
static const User *named;
static Err (*asked)(Req *r, Str token, const User **out);

static Err whois(Req *r, Str token, const User **out)
{
    if (named) {
        *out = named;
        return NO_ERR;
    }
    return asked ? asked(r, token, out) : NO_ERR;
}

Req *test_ask(Arena *a, const Web *w, Db *db, const TestAsk *ask)
{
    HttpReq *http = new(a, HttpReq, 1);
    Req     *r    = new(a, Req, 1);
    Web      web  = *w;
    Pairs    form = {0}, headers = {0};
    TestAsk  t    = *ask;
    Str      path = t.path;

    if (t.user && !t.cookie.len)
        t.cookie = S("sesi=x");
    read_form(a, t.form, &form);
    read_headers(a, &t, &headers);
    if (t.body.len)
        *list_add(a, &headers) = (HttpPair){S("Content-Type"), S("application/json")};
    else if (str_is(t.method, "POST"))
        *list_add(a, &form) = (HttpPair){S("_csrf"), t.csrf.len ? t.csrf : t.user ? t.user->csrf : S("visitor")};
    if (!t.user && !t.csrf.len)
        *list_add(a, &headers) = (HttpPair){S("Cookie"), S("formulir=visitor")};
    *http = (HttpReq){.arena = a, .method = t.method, .path = str_cut(&path, '?'), .form = form.at,
                      .form_count = form.count, .headers = headers.at, .headers_count = headers.count,
                      .files = t.files, .files_count = t.files_count, .remote = S("127.0.0.1")};
    http->query = path;
    http->body  = t.body;
    r->now      = t.now.s ? t.now : (Instant){1787281445};      /* 2026-08-21T03:04:05Z */
    named       = t.user;
    asked       = w->whois;
    web.whois   = whois;
    web_prepare(&web, r, http);
    web_answer(&web, r, db);
    return r;
}

Str test_header(const Req *r, const char *name)
{
    for (isize i = 0; i < r->headers.count; i++)
        if (str_is(r->headers.at[i].name, name))
            return r->headers.at[i].value;
    return (Str){0};
}

bool test_shows(const Req *r, const char *text)
{
    return str_has(buf_str(&r->out), str_of(text));
}
