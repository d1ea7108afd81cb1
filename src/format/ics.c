#include "format/ics.h"

enum { FOLD = 75 };

/* A line of content while it is written: how wide it is so far. */
typedef struct { Buf *to; isize width; } Line;

/* A letter of several bytes stays whole. */
static void put(Line *l, Str s)
{
    for (isize i = 0; i < s.len;) {
        isize n = 1;
        while (i + n < s.len && ((u8)s.at[i + n] & 0xc0) == 0x80)
            n++;
        if (l->width + n > FOLD) {
            buf_add(l->to, S("\r\n "));
            l->width = 1;
        }
        buf_add(l->to, str_sub(s, i, n));
        l->width += n;
        i += n;
    }
}

/* Commas, semicolons, backslashes and line breaks are marked; other control characters have no place there. */
static void put_escaped(Line *l, Str s)
{
    for (isize i = 0; i < s.len; i++) {
        isize plain = i;
        while (plain < s.len && (u8)s.at[plain] >= ' ' && !str_has(S(",;\\"), str_sub(s, plain, 1)))
            plain++;
        put(l, str_sub(s, i, plain - i));
        i = plain;
        if (i == s.len)
            return;
        if (s.at[i] == '\n')
            put(l, S("\\n"));
        else if ((u8)s.at[i] >= ' ') {
            put(l, S("\\"));
            put(l, str_sub(s, i, 1));
        }
    }
}

static void end(Line *l)
{
    buf_add(l->to, S("\r\n"));
    l->width = 0;
}

static void text(Buf *to, const char *name, Str value)
{
    Line l = {.to = to};
    if (!value.len)
        return;
    put(&l, str_of(name));
    put_escaped(&l, value);
    end(&l);
}

static void day(Buf *to, const char *name, Date d)
{
    Ymd x = date_split(d);
    buf_addf(to, "%s%04d%02d%02d\r\n", name, x.year, x.month, x.day);
}

static void moment(Buf *to, const char *name, Instant t)
{
    Ymd x = date_split(instant_date(t, 0));
    i64 s = t.s - (i64)instant_date(t, 0).days * 86400;
    buf_addf(to, "%s%04d%02d%02dT%02d%02d%02dZ\r\n", name, x.year, x.month, x.day, (int)(s / 3600), (int)(s / 60 % 60),
             (int)(s % 60));
}

void ics_open(Buf *to, Str name)
{
    buf_add(to, S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//pulau//siklus//ID\r\nCALSCALE:GREGORIAN\r\n"
                  "METHOD:PUBLISH\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n"));
    text(to, "X-WR-CALNAME:", name);
}

void ics_put(Buf *to, const IcsEvent *e)
{
    Line url = {.to = to};

    buf_add(to, S("BEGIN:VEVENT\r\n"));
    text(to, "UID:", e->uid);
    moment(to, "DTSTAMP:", e->at);
    day(to, "DTSTART;VALUE=DATE:", e->from);
    day(to, "DTEND;VALUE=DATE:", (Date){e->until.days + 1});    /* the first day that is outside */
    text(to, "SUMMARY:", e->title);
    text(to, "DESCRIPTION:", e->text);
    if (e->url.len) {
        put(&url, S("URL:"));
        put(&url, e->url);
        end(&url);
    }
    buf_addf(to, "SEQUENCE:%lld\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n", (long long)e->version);
}

void ics_close(Buf *to)
{
    buf_add(to, S("END:VCALENDAR\r\n"));
}
