#include "http/http_head.h"

#include <string.h>

/* --- is every byte accounted for? --- */

typedef struct {
    uintptr_t at;               /* where the next part must begin */
    bool      ok;
} Ruler;

static void part(Ruler *r, Str s, isize separators)
{
    r->ok = r->ok && (uintptr_t)s.at == r->at;
    r->at = (uintptr_t)s.at + (uintptr_t)(s.len + separators);
}

/* Blanks may stand between the colon and the value. */
static void blanks(Ruler *r, Str value)
{
    uintptr_t at = (uintptr_t)value.at;
    if (at < r->at || at - r->at > 100) {
        r->ok = false;
        return;
    }
    for (const char *p = value.at - (at - r->at); p < value.at; p++)
        r->ok = r->ok && (*p == ' ' || *p == '\t');
    r->at = at;
}

static bool is_whole(const HttpHead *h)
{
    Ruler r = {(uintptr_t)h->method.at, true};

    part(&r, h->method, 1);
    part(&r, (Str){h->target_at, h->target.len}, 1);
    part(&r, h->version, 2);
    for (isize i = 0; i < h->count && r.ok; i++) {
        part(&r, h->at[i].name, 1);
        blanks(&r, h->at[i].value);
        part(&r, h->at[i].value, 2);
    }
    return r.ok && r.at + 2 == (uintptr_t)h->method.at + (uintptr_t)h->bytes;
}

/* --- letters --- */

static bool is_token(Str s)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (isize i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')
            && !memchr(others, c, sizeof others - 1))
            return false;
    }
    return s.len > 0;
}

static bool is_value(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if (((u8)s.at[i] < ' ' && s.at[i] != '\t') || s.at[i] == 127)
            return false;
    return true;
}

static bool is_host(Str s)
{
    static const char others[] = "-._~:[]%";
    for (isize i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')
            && !memchr(others, c, sizeof others - 1))
            return false;
    }
    return s.len > 0;
}

static bool is_known(Str method)
{
    static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    return str_among(method, known, countof(known)) >= 0;
}

/* --- what it says --- */

static int line_check(const HttpHead *h)
{
    bool http_1 = str_is(h->version, "HTTP/1.1") || str_is(h->version, "HTTP/1.0");

    if (!is_token(h->method) || h->target.len < 1 || h->target.at[0] != '/')
        return 400;
    for (isize i = 0; i < h->target.len; i++)
        if ((u8)h->target.at[i] <= ' ' || h->target.at[i] == 127 || h->target.at[i] == '#')
            return 400;
    if (!http_1)
        return str_starts(h->version, S("HTTP/")) ? 505 : 400;
    return is_known(h->method) ? 0 : 501;
}

typedef struct {
    Str   value;
    isize count;
} Seen;

static Seen seen(const HttpHead *h, Str name)
{
    Seen s = {0};
    for (isize i = 0; i < h->count; i++)
        if (str_eq_nocase(h->at[i].name, name)) {
            s.value = h->at[i].value;
            s.count++;
        }
    return s;
}

static int framing_check(HttpHead *h)
{
    Seen length = seen(h, S("Content-Length")), coding = seen(h, S("Transfer-Encoding"));

    if (length.count + coding.count > 1)
        return 400;
    h->length  = -1;
    h->chunked = coding.count > 0;
    if (coding.count && (!str_eq_nocase(coding.value, S("chunked")) || str_is(h->version, "HTTP/1.0")))
        return 400;
    if (length.count && (!str_i64(length.value, &h->length) || length.value.at[0] == '-'))
        return 400;
    h->has_body = h->chunked || h->length > 0;
    return h->has_body && (str_is(h->method, "GET") || str_is(h->method, "HEAD")) ? 400 : 0;
}

int http_head_check(HttpHead *h)
{
    if (h->too_many)
        return 431;
    if (!is_whole(h))
        return 400;
    for (isize i = 0; i < h->count; i++)
        if (!is_token(h->at[i].name) || !is_value(h->at[i].value))
            return 400;

    Seen host   = seen(h, S("Host")), expect = seen(h, S("Expect"));
    int  status = line_check(h);
    if (!status)
        status = framing_check(h);
    if (status)
        return status;
    if (host.count > 1 || (!host.count && str_is(h->version, "HTTP/1.1")) || (host.count && !is_host(host.value)))
        return 400;
    if (seen(h, S("Content-Type")).count > 1)
        return 400;
    return expect.count && !str_eq_nocase(expect.value, S("100-continue")) ? 417 : 0;
}

Str http_head_get(const HttpPair *at, isize count, Str name)
{
    for (isize i = 0; i < count; i++)
        if (str_eq_nocase(at[i].name, name))
            return at[i].value;
    return (Str){0};
}
