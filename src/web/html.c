#include "web/html.h"

#include <stdarg.h>
#include <stdio.h>

static Str entity(char c)
{
    switch (c) {
    case '&':  return S("&amp;");
    case '<':  return S("&lt;");
    case '>':  return S("&gt;");
    case '"':  return S("&quot;");
    case '\'': return S("&#39;");
    }
    return (Str){0};
}

/* Runs of harmless bytes go out in one piece. */
void html_put_text(Req *r, Str s)
{
    isize from = 0;
    for (isize i = 0; i < s.len; i++) {
        Str e = entity(s.at[i]);
        if (!e.len)
            continue;
        buf_add(&r->out, str_sub(s, from, i - from));
        buf_add(&r->out, e);
        from = i + 1;
    }
    buf_add(&r->out, str_sub(s, from, -1));
}

void html_put_raw(Req *r, Html h)            { buf_add(&r->out, h.s); }
void html_put_i64(Req *r, i64 n)             { buf_add(&r->out, html_text_i64(r, n)); }
void html_put_int(Req *r, int n)             { buf_add(&r->out, html_text_i64(r, n)); }
void html_put_plain(Req *r, Plain n)         { buf_add(&r->out, html_text_plain(r, n)); }
void html_put_date(Req *r, Date d)           { buf_add(&r->out, html_text_date(r, d)); }
void html_put_at(Req *r, Instant t)          { buf_add(&r->out, html_text_at(r, t)); }
void html_put_ratio(Req *r, Ratio x)         { buf_add(&r->out, html_text_ratio(r, x)); }
void html_put_points(Req *r, Points p)       { buf_add(&r->out, html_text_points(r, p)); }
void html_put_rupiah(Req *r, Rupiah v)       { buf_add(&r->out, html_text_rupiah(r, v)); }
void html_put_url(Req *r, Url u)             { html_put_text(r, u.s); }

void html_put_bare(Req *r, i64 n)            { buf_add(&r->out, html_bare_i64(r, n)); }
void html_put_bare_int(Req *r, int n)        { buf_add(&r->out, html_bare_i64(r, n)); }
void html_put_bare_date(Req *r, Date d)      { buf_add(&r->out, date_iso(r->arena, d)); }
void html_put_bare_at(Req *r, Instant t)     { buf_add(&r->out, instant_iso(r->arena, t)); }

Str html_text_str(Req *r, Str s)             { (void)r; return s; }
Str html_text_i64(Req *r, i64 n)             { return say_i64(r->arena, r->lang, n); }
Str html_text_int(Req *r, int n)             { return say_i64(r->arena, r->lang, n); }
Str html_text_plain(Req *r, Plain n)         { return html_bare_i64(r, n.n); }
Str html_text_date(Req *r, Date d)           { return say_date(r->arena, r->lang, d); }
Str html_text_at(Req *r, Instant t)          { return say_instant(r->arena, r->lang, t, r->utc_minutes); }
Str html_text_points(Req *r, Points p)       { return say_ratio(r->arena, r->lang, p.r, 2); }
Str html_text_rupiah(Req *r, Rupiah v)       { return say_rupiah(r->arena, r->lang, v.idr); }
Str html_bare_i64(Req *r, i64 n)             { return str_fmt(r->arena, "%lld", (long long)n); }
Str html_bare_int(Req *r, int n)             { return html_bare_i64(r, n); }

Str html_text_ratio(Req *r, Ratio x)
{
    Str s = say_ratio(r->arena, r->lang, x, 4);
    while (s.len && s.at[s.len - 1] == '0')
        s.len--;
    if (s.len && (s.at[s.len - 1] == ',' || s.at[s.len - 1] == '.'))
        s.len--;
    return s;
}

/* --- addresses --- */

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
        || c == '_' || c == '~';
}

static void put_encoded(Buf *b, Str s)
{
    for (isize i = 0; i < s.len; i++) {
        if (is_unreserved(s.at[i]))
            buf_char(b, s.at[i]);
        else
            buf_addf(b, "%%%02X", (u8)s.at[i]);
    }
}

Str url_part(Arena *a, Str s)
{
    Buf b = {.arena = a};
    put_encoded(&b, s);
    return buf_str(&b);
}

void html_put_part(Req *r, Str s)
{
    put_encoded(&r->out, s);
}

Url url_for(Req *r, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int   n    = vsnprintf(NULL, 0, fmt, ap);
    char *text = new(r->arena, char, n + 1);
    (void)vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    va_end(ap);
    assert(text[0] == '/' && text[1] != '/');
    return (Url){{text, n}};
}

/* The pair with this name is dropped and, unless the value is empty, set anew at the end. */
Url url_with(Req *r, const char *name, Str value)
{
    Buf  b     = {.arena = r->arena};
    Str  rest  = r->query;
    char mark  = '?';

    buf_add(&b, r->path);
    while (rest.len) {
        Str pair = str_cut(&rest, '&'), tail = pair;
        if (!pair.len || str_is(str_cut(&tail, '='), name))
            continue;
        buf_char(&b, mark);
        buf_add(&b, pair);
        mark = '&';
    }
    if (value.len) {
        buf_addf(&b, "%c%s=", mark, name);
        put_encoded(&b, value);
    }
    return (Url){buf_str(&b)};
}

/* "//host", "/\host" and anything with a control byte would leave this site. */
Url url_local(Str s, Url otherwise)
{
    if (s.len < 1 || s.at[0] != '/' || (s.len > 1 && (s.at[1] == '/' || s.at[1] == '\\')))
        return otherwise;
    for (isize i = 0; i < s.len; i++)
        if ((u8)s.at[i] <= ' ' || s.at[i] == 127 || s.at[i] == '\\')
            return otherwise;
    return (Url){s};
}
