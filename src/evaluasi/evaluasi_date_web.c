/* The calendar of a cycle: a month at a time, a list, and a file that other calendars read. */
#include "evaluasi/evaluasi_cycle_web.h"

#include "base/secret.h"
#include "format/ics.h"

typedef struct { Str name, span; Tag state; } DateRow;
typedef struct {
    Calendar month;
    LIST(DateRow) rows;
    bool     none, runs;
    Url      ics, action;
    Exports  exports;
    Str      feed, version;     /* feed: the address to subscribe to; empty: there is none */
} DatesView;
#include "evaluasi_dates.html.h"

static const Tone tones[WINDOWS] = {TONE_NONE, TONE_INFO, TONE_GOOD, TONE_WARN, TONE_INFO, TONE_GOOD};

static bool has_days(const Siklus *c, int window)
{
    return c->windows[window].opens_on.days && (window != WINDOW_PENDAHULUAN || c->is.pendahuluan);
}

/* --- which month --- */

static Date month_start(Date d)
{
    Ymd x = date_split(d);
    return date_ymd(x.year, x.month, 1);
}

static Date months_on(Date d, int n)
{
    Ymd x = date_split(d);
    int m = x.year * 12 + x.month - 1 + n;
    return date_ymd(m / 12, m % 12 + 1, 1);
}

static void edges(const Siklus *c, Date *out_first, Date *out_last)
{
    *out_first = *out_last = (Date){0};
    for (int i = 0; i < WINDOWS; i++) {
        if (!has_days(c, i))
            continue;
        if (!out_first->days || c->windows[i].opens_on.days < out_first->days)
            *out_first = c->windows[i].opens_on;
        if (c->windows[i].closes_on.days > out_last->days)
            *out_last = c->windows[i].closes_on;
    }
    *out_first = month_start(*out_first);
    *out_last  = month_start(*out_last);
}

/* As asked ("2026-08"), otherwise that of today; never outside the cycle's own months. */
static Date month_asked(Req *r, Date first, Date last)
{
    Date d;
    if (!date_parse(str_fmt(r->arena, "%.*s-01", STRF(query_get(r, "bulan"))), &d))
        d = month_start(r->today);
    return d.days < first.days ? first : d.days > last.days ? last : d;
}

static Link month_link(Req *r, const Siklus *c, Date month)
{
    Ymd x = date_split(month);
    return (Link){say_month(r->arena, r->lang, month),
                  url_for(r, "/siklus/%lld/jadwal?bulan=%04d-%02d", (long long)c->is.id, x.year, x.month)};
}

static Calendar month_of(Req *r, const Siklus *c)
{
    Calendar cal = {.today = r->today};
    Date     first, last;

    edges(c, &first, &last);
    cal.month = month_asked(r, first, last);
    if (cal.month.days > first.days)
        cal.before = month_link(r, c, months_on(cal.month, -1));
    if (cal.month.days < last.days)
        cal.after = month_link(r, c, months_on(cal.month, 1));
    for (int i = 0; i < WINDOWS; i++)
        if (has_days(c, i))
            *list_add(r->arena, &cal.spans) = (Span){say(r->lang, evaluasi_window_msg(i)), tones[i],
                                                     c->windows[i].opens_on, c->windows[i].closes_on};
    return cal;
}

static const Col cols[] = {
    {"tahap",   MSG_cycle_col_stage,  COL_TEXT,  false},
    {"mulai",   MSG_cycle_col_opens,  COL_DATE,  false},
    {"selesai", MSG_cycle_col_closes, COL_DATE,  false},
    {"keadaan", MSG_cycle_col_state,  COL_STATE, false},
};

static bool is_listed(const Siklus *c, int window)
{
    return window != WINDOW_PENDAHULUAN || c->is.pendahuluan;
}

static Err dates_file(Req *r, const Siklus *c)
{
    Table t = {.name = "jadwal", .caption = r->page.title, .cols = cols, .cols_count = countof(cols)};

    for (int i = 0; i < WINDOWS; i++) {
        if (!is_listed(c, i))
            continue;
        const EvalWindow *w = &c->windows[i];
        Cell             *x = table_row(r, &t);
        x[0].text = say(r->lang, evaluasi_window_msg(i));
        x[1].date = w->opens_on;
        x[1].none = !w->opens_on.days;
        x[2].date = w->closes_on;
        x[2].none = !w->closes_on.days;
        x[3].text = cycle_window_tag(r, w).text;
    }
    return table_show(r, &t);
}

Err cycle_page_dates(Req *r)
{
    Siklus     c;
    EvalLimits law;
    DatesView  v = {0};

    TRY(cycle_page(r, MSG_cycle_dates, false, &c, &law));
    if (table_is_asked(r))
        return dates_file(r, &c);
    v.exports = table_exports(r, "bulan");
    r->page.lead = say(r->lang, MSG_cycle_dates_lead);
    v.month   = month_of(r, &c);
    v.none    = !v.month.spans.count;
    v.runs    = c.runs;
    v.ics     = cycle_url(r, &c, "/jadwal.ics");
    v.action  = cycle_url(r, &c, "/langganan");
    v.version = html_bare_i64(r, c.is.version);
    if (c.feed.len)
        v.feed = str_fmt(r->arena, "%.*s/kalender/%.*s.ics", STRF(r->web->origin), STRF(c.feed));
    for (int i = 0; i < WINDOWS; i++)
        if (is_listed(&c, i))
            *list_add(r->arena, &v.rows) = (DateRow){say(r->lang, evaluasi_window_msg(i)), cycle_span(r, &c.windows[i]),
                                                     cycle_window_tag(r, &c.windows[i])};
    if (c.runs) {
        r->page.action      = cycle_url(r, &c, "/atur");
        r->page.action_text = say(r->lang, MSG_cycle_edit);
    }
    view_evaluasi_dates(r, &v);
    return NO_ERR;
}

/* --- the file --- */

static Err write_ics(Req *r, const Siklus *c, Str instansi)
{
    Str name = str_fmt(r->arena, "%.*s %d%s%.*s", STRF(say(r->lang, MSG_cycle_ics_name)), c->is.year,
                       instansi.len ? ", " : "", STRF(instansi));

    ics_open(&r->out, name);
    for (int i = 0; i < WINDOWS; i++) {
        if (!has_days(c, i))
            continue;
        ics_put(&r->out, &(IcsEvent){
            .uid     = str_fmt(r->arena, "siklus-%lld-%s@pulau", (long long)c->is.id, evaluasi_windows[i]),
            .title   = str_fmt(r->arena, "ZI %d: %.*s", c->is.year, STRF(say(r->lang, evaluasi_window_msg(i)))),
            .url     = str_fmt(r->arena, "%.*s/siklus/%lld/jadwal", STRF(r->web->origin), (long long)c->is.id),
            .from    = c->windows[i].opens_on,
            .until   = c->windows[i].closes_on,
            .version = c->is.version,
            .at      = r->now});
    }
    ics_close(&r->out);
    r->type       = S("text/calendar; charset=utf-8");
    r->page.frame = FRAME_NONE;
    header_add(r, "Content-Disposition", str_fmt(r->arena, "attachment; filename=\"siklus-%d.ics\"", c->is.year));
    return NO_ERR;
}

Err cycle_ics(Req *r)
{
    Siklus     c;
    EvalLimits law;
    TRY(cycle_page(r, MSG_cycle_dates, false, &c, &law));
    return write_ics(r, &c, (Str){0});
}

/* Whoever has the address reads the days, and nothing else of the cycle. */
Err cycle_feed(Req *r)
{
    Str    token = r->args[0], instansi;
    Siklus c;
    if (str_ends(token, S(".ics")))
        token = str_sub(token, 0, token.len - 4);
    TRY(evaluasi_cycle_by_feed(r->arena, r->db, token, &c, &instansi));
    return write_ics(r, &c, instansi);
}

enum { FEED_BYTES = 20 };

Err cycle_set_feed(Req *r)
{
    UnitAsker  by  = unit_asker(r, CYCLE_RUNS);
    bool       off = str_is(form_value(r, "hapus"), "1");
    Siklus     c;
    EvalLimits law;

    TRY(cycle_page(r, MSG_cycle_dates, true, &c, &law));
    r->refused = say(r->lang, MSG_cycle_changed_meanwhile);
    if (!str_i64(form_value(r, "versi"), &c.is.version))
        return FAIL(ERR_INVALID, "the form has no version");
    TRY(evaluasi_cycle_feed(*r->arena, r->db, &by, &c, off ? (Str){0} : token_new(r->arena, FEED_BYTES)));
    notice_set(r, off ? MSG_cycle_feed_gone : MSG_cycle_feed_made);
    return redirect(r, "/siklus/%lld/jadwal", (long long)c.is.id);
}
