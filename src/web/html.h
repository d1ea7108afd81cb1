/* html.h - writing into a page.  The type escapes; what has no rule here does not compile. */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "web/web.h"

typedef struct { Str s; } Html;                 /* already HTML: made by parts, charts and Markdown only */
typedef struct { i64 idr; } Rupiah;
typedef struct { Ratio r; } Points;             /* a score: two decimals */
typedef struct { i64 n; } Plain;                /* a number without thousands marks: a year, an id */

void html_put_text(Req *r, Str s);
void html_put_raw(Req *r, Html h);
void html_put_i64(Req *r, i64 n);
void html_put_int(Req *r, int n);
void html_put_plain(Req *r, Plain n);
void html_put_date(Req *r, Date d);
void html_put_at(Req *r, Instant t);
void html_put_ratio(Req *r, Ratio x);           /* as short as it is exact, at most four decimals */
void html_put_points(Req *r, Points p);
void html_put_rupiah(Req *r, Rupiah v);
void html_put_url(Req *r, Url u);               /* the only value that href, src and action take */

#define html_put(r, x) _Generic((x), Str: html_put_text, Html: html_put_raw, i64: html_put_i64,            \
    int: html_put_int, Plain: html_put_plain, Date: html_put_date, Instant: html_put_at,                   \
    Ratio: html_put_ratio, Points: html_put_points, Rupiah: html_put_rupiah, Url: html_put_url)(r, x)

/* In attributes: numbers without thousands marks, days and instants as machines read them. */
void html_put_bare(Req *r, i64 n);
void html_put_bare_int(Req *r, int n);
void html_put_bare_date(Req *r, Date d);
void html_put_bare_at(Req *r, Instant t);
#define html_put_quoted(r, x) _Generic((x), Str: html_put_text, i64: html_put_bare, int: html_put_bare_int, \
    Plain: html_put_plain, Date: html_put_bare_date, Instant: html_put_bare_at, Ratio: html_put_ratio,       \
    Points: html_put_points, Rupiah: html_put_rupiah, Url: html_put_url)(r, x)

/* The same as text: for {{say key arg}}, for labels built in C. */
Str html_text_str(Req *r, Str s);
Str html_text_i64(Req *r, i64 n);
Str html_text_int(Req *r, int n);
Str html_text_plain(Req *r, Plain n);
Str html_text_date(Req *r, Date d);
Str html_text_at(Req *r, Instant t);
Str html_text_ratio(Req *r, Ratio x);
Str html_text_points(Req *r, Points p);
Str html_text_rupiah(Req *r, Rupiah v);
#define html_arg(r, x) _Generic((x), Str: html_text_str, i64: html_text_i64, int: html_text_int,           \
    Plain: html_text_plain, Date: html_text_date, Instant: html_text_at, Ratio: html_text_ratio,           \
    Points: html_text_points, Rupiah: html_text_rupiah)(r, x)

/* Values of {{url}}: numbers plain, texts percent-encoded as one segment. */
Str html_bare_i64(Req *r, i64 n);
Str html_bare_int(Req *r, int n);
#define html_arg_plain(r, x) \
    _Generic((x), Str: html_text_str, i64: html_bare_i64, int: html_bare_int, Plain: html_text_plain)(r, x)
void html_put_part(Req *r, Str s);

void html_csrf(Req *r);         /* hidden: the token, and a key that makes a second sending harmless */

/* Addresses for views.  fmt starts with one '/'; texts in it go through url_part(). */
Url url_for(Req *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
Str url_part(Arena *a, Str s);
Url url_with(Req *r, const char *name, Str value);      /* this page's address with one query value changed */
Url url_local(Str s, Url otherwise);            /* a `next` from outside: a path on this site, or the other */

#endif
