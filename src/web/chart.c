#include "web/chart.h"

#include "web/parts.h"

#include <math.h>

/* Widths and positions are percentages of the picture: it fills its place without stretching its letters. */

static double percent(Ratio part, Ratio whole)
{
    double w = ratio_double(whole), p = w > 0 ? 100 * ratio_double(part) / w : 0;
    return p < 0 ? 0 : p > 100 ? 100 : p;
}

typedef struct { double x, y; } Point;

/* A line whose x runs from 0 to 100 over the width of the picture. */
static void put_stroke(Req *r, const char *cls, Point from, Point to)
{
    buf_addf(&r->out, "<line class=\"%s\" x1=\"%.2f%%\" y1=\"%.1f\" x2=\"%.2f%%\" y2=\"%.1f\"/>", cls, from.x, from.y,
             to.x, to.y);
}

static bool is_set(Ratio x) { return ratio_cmp(x, (Ratio){0}) > 0; }

static Str percent_text(Req *r, Ratio share)
{
    Str number = say_ratio(r->arena, r->lang, ratio_mul(share, ratio(100, 1)), 1);
    return str_fmt(r->arena, "%.*s %%", STRF(number));
}

/* Begin writing aside; html_taken() gives what was written and puts the page back. */
static Buf html_aside(Req *r)
{
    Buf page = r->out;
    r->out   = (Buf){.arena = r->arena};
    return page;
}

static Html html_taken(Req *r, Buf page)
{
    Html made = {buf_str(&r->out)};
    r->out    = page;
    return made;
}

static void put_title(Req *r, Str title, Str desc)
{
    buf_add(&r->out, S("<title>"));
    html_put(r, title);
    buf_add(&r->out, S("</title><desc>"));
    html_put(r, desc);
    buf_add(&r->out, S("</desc>"));
}

/* --- the margin bar --- */

typedef struct {
    Margin    m;
    Str       points, weight, before;
    LIST(Tag) gaps;             /* one for each gate */
    Tag       nearest;          /* the first gate that is missed, otherwise the last that is met */
    Html      svg;
} MarginView;

/* What is missing or left over; never "0,00" for something that is not nothing. */
static Str gap_text(Req *r, Ratio gap)
{
    Ratio less = ratio_cmp(gap, (Ratio){0}) < 0 ? ratio_sub((Ratio){0}, gap) : gap;
    i64   half = 200;           /* what is smaller than half of the last decimal would be shown as nothing */
    int   decimals = 2;
    for (; decimals < 8 && ratio_cmp(less, ratio(1, half)) < 0; half *= 100)
        decimals += 2;
    return say_ratio(r->arena, r->lang, less, decimals);
}

static void add_gap(Req *r, MarginView *v, Ratio gate, Msg name)
{
    Ratio gap = ratio_sub(v->m.points, gate);
    int   cmp = ratio_cmp(gap, (Ratio){0});
    Tag   tag = {.tone = cmp < 0 ? TONE_WARN : TONE_GOOD};

    if (!is_set(gate))
        return;
    Msg words = cmp == 0 ? MSG_chart_exact : cmp < 0 ? MSG_chart_short : MSG_chart_over;
    tag.text  = say_args(r->arena, r->lang, words, say(r->lang, name), gap_text(r, gap));
    if (!v->nearest.text.len || v->nearest.tone == TONE_GOOD)
        v->nearest = tag;
    *list_add(r->arena, &v->gaps) = tag;
}

/* The gate's name stands left of its mark, or right of it where the left has no room. */
static void put_gate(Req *r, const Margin *m, Ratio gate, bool wbbm, bool labels)
{
    double      at   = percent(gate, m->weight);
    bool        left = at > 30;
    double      y1 = !labels ? 0 : wbbm ? 17 : 3, y2 = !labels ? 18 : wbbm ? 43 : 29;

    put_stroke(r, wbbm ? "gate wbbm" : "gate wbk", (Point){at, y1}, (Point){at, y2});
    if (!labels)
        return;
    buf_addf(&r->out, "<text x=\"%.2f%%\" dx=\"%s\" y=\"%s\" text-anchor=\"%s\">", at, left ? "-5" : "5",
             wbbm ? "43" : "11", left ? "end" : "start");
    html_put(r, say(r->lang, wbbm ? MSG_chart_wbbm : MSG_chart_wbk));
    buf_addf(&r->out, " %.*s</text>", STRF(html_text_ratio(r, gate)));
}

static Str margin_words(Req *r, const MarginView *v)
{
    Buf b = {.arena = r->arena};
    buf_add(&b, say_args(r->arena, r->lang, MSG_chart_of, v->points, v->weight));
    for (isize i = 0; i < v->gaps.count; i++)
        buf_addf(&b, " %.*s.", STRF(v->gaps.at[i].text));
    return buf_str(&b);
}

/* Points fill the track; beyond the last gate met they are darker, and what the next gate lacks is hatched. */
static Html margin_svg(Req *r, const MarginView *v, bool labels)
{
    const Margin *m = &v->m;
    Buf    page = html_aside(r);
    double at = percent(m->points, m->weight);
    double wbk = percent(m->wbk, m->weight), wbbm = percent(m->wbbm, m->weight);
    double met = wbbm > 0 && ratio_cmp(m->points, m->wbbm) >= 0 ? wbbm
               : wbk > 0 && ratio_cmp(m->points, m->wbk) >= 0 ? wbk : 0;
    double next = wbk > at ? wbk : wbbm > at ? wbbm : 0;
    int    y = labels ? 17 : 3;

    buf_addf(&r->out, "<svg class=\"margin-bar\" %s width=\"100%%\" height=\"%d\">",
             labels ? "role=\"img\"" : "aria-hidden=\"true\"", labels ? 46 : 18);
    if (labels)                         /* the small one stands beside all of its words */
        put_title(r, m->label, margin_words(r, v));
    buf_addf(&r->out, "<rect class=\"track\" y=\"%d\" width=\"100%%\" height=\"12\" rx=\"3\"/>", y);
    if (next > 0)
        put_stroke(r, "lack", (Point){at, y + 6}, (Point){next, y + 6});
    buf_addf(&r->out, "<rect class=\"fill\" y=\"%d\" width=\"%.2f%%\" height=\"12\" rx=\"3\"/>", y, at);
    if (met > 0 && at > met)
        buf_addf(&r->out, "<rect class=\"over\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"12\"/>", met, y,
                 at - met);
    if (m->has_before)
        buf_addf(&r->out, "<circle class=\"before\" cx=\"%.2f%%\" cy=\"%d\" r=\"3\"/>",
                 percent(m->before, m->weight), y + 6);
    if (wbk > 0)
        put_gate(r, m, m->wbk, false, labels);
    if (wbbm > 0)
        put_gate(r, m, m->wbbm, true, labels);
    buf_add(&r->out, S("</svg>"));
    return html_taken(r, page);
}

static MarginView margin_of(Req *r, const Margin *m, bool labels)
{
    MarginView v = {
        .m      = *m,
        .points = say_ratio(r->arena, r->lang, m->points, 2),
        .weight = html_text_ratio(r, m->weight),
        .before = say_ratio(r->arena, r->lang, m->before, 2),
    };
    add_gap(r, &v, m->wbk, MSG_chart_wbk);
    add_gap(r, &v, m->wbbm, MSG_chart_wbbm);
    v.svg = margin_svg(r, &v, labels);
    return v;
}

#include "margin_big.html.h"
#include "margin_line.html.h"

void view_margin(Req *r, const Margin *m)
{
    MarginView v = margin_of(r, m, true);
    view_margin_big(r, &v);
}

void view_margin_cell(Req *r, const Margin *m)
{
    MarginView v = margin_of(r, m, false);

    buf_add(&r->out, S("<span class=\"margin-cell\">"));
    html_put(r, v.svg);
    buf_add(&r->out, S("<span class=\"num\">"));
    html_put(r, v.points);
    buf_add(&r->out, S("</span> "));
    if (v.nearest.text.len)
        view_tag(r, &v.nearest);
    buf_add(&r->out, S("</span>"));
}

void view_margins(Req *r, const Margins *m)
{
    buf_add(&r->out, S("<ul class=\"margins\">"));
    for (isize i = 0; i < m->of.count; i++) {
        MarginView v = margin_of(r, &m->of.at[i], false);
        view_margin_line(r, &v);
    }
    buf_add(&r->out, S("</ul>"));
}

/* --- the radar --- */

typedef struct { RadarAxis axis; Str now, before; } RadarLine;
typedef struct { Radar c; LIST(RadarLine) axes; Str wbk, wbbm; Html svg, keys; } RadarView;
#include "radar_figure.html.h"

enum { RADAR_WIDE = 340, RADAR_HIGH = 300, RADAR_RIM = 112 };

static Point radar_point(isize i, isize n, double share)
{
    double turn = 2 * 3.14159265358979 * (double)i / (double)n;
    double far  = share * RADAR_RIM;
    return (Point){RADAR_WIDE / 2 + sin(turn) * far, RADAR_HIGH / 2 + 4 - cos(turn) * far};
}

/* A ring at one share all round (values NULL), or the shape of the values. */
static void put_ring(Req *r, const char *cls, const Radar *c, double share, bool before)
{
    buf_addf(&r->out, "<polygon class=\"%s\" points=\"", cls);
    for (isize i = 0; i < c->axes.count; i++) {
        const RadarAxis *a = &c->axes.at[i];
        double value = share > 0 ? share : percent(before ? a->before : a->now, ratio(1, 1)) / 100;
        Point  p     = radar_point(i, c->axes.count, value);
        buf_addf(&r->out, "%.1f,%.1f ", p.x, p.y);
    }
    buf_add(&r->out, S("\"/>"));
}

static void put_axis_label(Req *r, const RadarLine *line, isize i, isize n)
{
    Point p    = radar_point(i, n, 1.13);
    Point edge = radar_point(i, n, 1), middle = radar_point(0, n, 0);
    const char *side = p.x > RADAR_WIDE / 2 + 8 ? "start" : p.x < RADAR_WIDE / 2 - 8 ? "end" : "middle";

    buf_addf(&r->out, "<line class=\"spoke\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", middle.x, middle.y,
             edge.x, edge.y);
    buf_addf(&r->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", p.x, p.y + 4, side);
    buf_add(&r->out, S("<tspan class=\"letter\">"));
    html_put(r, line->axis.letter);
    buf_add(&r->out, S("</tspan> "));
    html_put(r, line->now);
    buf_add(&r->out, S("</text>"));
}

static Str radar_words(Req *r, const RadarView *v)
{
    Buf b = {.arena = r->arena};
    for (isize i = 0; i < v->axes.count; i++)
        buf_addf(&b, "%s%.*s: %.*s", i ? "; " : "", STRF(v->axes.at[i].axis.label), STRF(v->axes.at[i].now));
    return buf_str(&b);
}

static Html radar_svg(Req *r, const RadarView *v)
{
    const Radar *c    = &v->c;
    Buf          page = html_aside(r);

    buf_addf(&r->out, "<svg class=\"radar-plot\" role=\"img\" viewBox=\"0 0 %d %d\">", RADAR_WIDE, RADAR_HIGH);
    put_title(r, c->title, radar_words(r, v));
    put_ring(r, "rim", c, 1, false);
    put_ring(r, "ring", c, 0.5, false);
    for (isize i = 0; i < v->axes.count; i++)
        put_axis_label(r, &v->axes.at[i], i, v->axes.count);
    if (c->before_label.len)
        put_ring(r, "before", c, 0, true);
    put_ring(r, "now", c, 0, false);
    if (is_set(c->wbk))
        put_ring(r, "gate wbk", c, ratio_double(c->wbk), false);
    if (is_set(c->wbbm))
        put_ring(r, "gate wbbm", c, ratio_double(c->wbbm), false);
    for (isize i = 0; i < c->axes.count; i++) {
        Point p = radar_point(i, c->axes.count, percent(c->axes.at[i].now, ratio(1, 1)) / 100);
        buf_addf(&r->out, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>", p.x, p.y);
    }
    buf_add(&r->out, S("</svg>"));
    return html_taken(r, page);
}

static void put_key(Req *r, const char *cls, Str text, Str more)
{
    buf_addf(&r->out, "<li><svg class=\"key\" width=\"24\" height=\"12\" aria-hidden=\"true\">"
                      "<line class=\"%s\" x1=\"0\" y1=\"6\" x2=\"24\" y2=\"6\"/></svg> ", cls);
    html_put(r, text);
    buf_addf(&r->out, " %.*s</li>", STRF(more));
}

static Html radar_keys(Req *r, const RadarView *v)
{
    Buf page = html_aside(r);
    buf_add(&r->out, S("<ul class=\"keys\">"));
    put_key(r, "now", v->c.now_label, (Str){0});
    if (v->c.before_label.len)
        put_key(r, "before", v->c.before_label, (Str){0});
    if (v->wbk.len)
        put_key(r, "gate wbk", say(r->lang, MSG_chart_wbk), v->wbk);
    if (v->wbbm.len)
        put_key(r, "gate wbbm", say(r->lang, MSG_chart_wbbm), v->wbbm);
    buf_add(&r->out, S("</ul>"));
    return html_taken(r, page);
}

void view_radar(Req *r, const Radar *c)
{
    RadarView v = {.c = *c};

    assert(c->axes.count >= 3);
    for (isize i = 0; i < c->axes.count; i++) {
        const RadarAxis *a = &c->axes.at[i];
        *list_add(r->arena, &v.axes) = (RadarLine){*a, percent_text(r, a->now), percent_text(r, a->before)};
    }
    if (is_set(c->wbk))
        v.wbk = percent_text(r, c->wbk);
    if (is_set(c->wbbm))
        v.wbbm = percent_text(r, c->wbbm);
    v.svg  = radar_svg(r, &v);
    v.keys = radar_keys(r, &v);
    view_radar_figure(r, &v);
}

/* --- the trend line --- */

typedef struct { Str label, value; } TrendLine;
typedef struct { Trend c; LIST(TrendLine) points; Html svg; } TrendView;
#include "trend_figure.html.h"

enum { TREND_TOP = 28, TREND_FOOT = 168, TREND_HIGH = 196 };

static Ratio trend_high(const Trend *c)
{
    Ratio high = c->high;
    for (isize i = 0; !is_set(c->high) && i < c->points.count; i++)
        high = c->points.at[i].none ? high : ratio_max(high, c->points.at[i].value);
    return is_set(high) ? high : ratio(1, 1);
}

static double trend_x(const Trend *c, isize i)
{
    return c->points.count > 1 ? 14 + 82.0 * (double)i / (double)(c->points.count - 1) : 50;
}

static double trend_y(const Trend *c, Ratio value)
{
    double low = ratio_double(c->low), high = ratio_double(trend_high(c));
    return TREND_FOOT - (ratio_double(value) - low) / (high - low) * (TREND_FOOT - TREND_TOP);
}

static void put_level(Req *r, const Trend *c, Ratio value, const char *cls, Str name)
{
    double y = trend_y(c, value);
    put_stroke(r, cls, (Point){0, y}, (Point){100, y});
    buf_addf(&r->out, "<text class=\"level\" x=\"0\" y=\"%.1f\">", y - 4);
    html_put(r, name);
    buf_addf(&r->out, "%s%.*s</text>", name.len ? " " : "", STRF(html_text_ratio(r, value)));
}

static void put_line(Req *r, const Trend *c)
{
    for (isize i = 1; i < c->points.count; i++) {
        const TrendPoint *p = &c->points.at[i - 1], *q = &c->points.at[i];
        if (!p->none && !q->none)
            put_stroke(r, "now", (Point){trend_x(c, i - 1), trend_y(c, p->value)},
                       (Point){trend_x(c, i), trend_y(c, q->value)});
    }
}

/* Every point has its dot; labels thin out so that they never meet. */
static void put_point(Req *r, const TrendView *v, isize i)
{
    const Trend *c    = &v->c;
    isize        n    = c->points.count, every = (n + 5) / 6;
    double       x    = trend_x(c, i);
    const char  *side = n > 1 && i == n - 1 ? "end" : "middle";
    bool         told = (n - 1 - i) % every == 0;

    if (told) {
        buf_addf(&r->out, "<text x=\"%.2f%%\" y=\"%d\" text-anchor=\"%s\">", x, TREND_HIGH - 8, side);
        html_put(r, c->points.at[i].label);
        buf_add(&r->out, S("</text>"));
    }
    if (c->points.at[i].none)
        return;
    double y = trend_y(c, c->points.at[i].value);
    buf_addf(&r->out, "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"3.5\"/>", x, y);
    if (told)
        buf_addf(&r->out, "<text class=\"value\" x=\"%.2f%%\" y=\"%.1f\" text-anchor=\"%s\">%.*s</text>", x, y - 10,
                 side, STRF(v->points.at[i].value));
}

static Html trend_svg(Req *r, const TrendView *v)
{
    const Trend *c    = &v->c;
    Buf          page = html_aside(r), words = {.arena = r->arena};

    for (const TrendLine *p = v->points.at; p < v->points.at + v->points.count; p++)
        buf_addf(&words, "%s%.*s: %.*s", p == v->points.at ? "" : "; ", STRF(p->label), STRF(p->value));
    buf_addf(&r->out, "<svg class=\"trend-plot\" role=\"img\" width=\"100%%\" height=\"%d\">", TREND_HIGH);
    put_title(r, c->title, buf_str(&words));
    put_level(r, c, c->low, "base", (Str){0});
    if (!is_set(c->wbk) && !is_set(c->wbbm))
        put_level(r, c, trend_high(c), "grid", (Str){0});
    if (is_set(c->wbk))
        put_level(r, c, c->wbk, "gate wbk", say(r->lang, MSG_chart_wbk));
    if (is_set(c->wbbm))
        put_level(r, c, c->wbbm, "gate wbbm", say(r->lang, MSG_chart_wbbm));
    put_line(r, c);
    for (isize i = 0; i < c->points.count; i++)
        put_point(r, v, i);
    buf_add(&r->out, S("</svg>"));
    return html_taken(r, page);
}

void view_trend(Req *r, const Trend *c)
{
    TrendView v = {.c = *c};
    for (isize i = 0; i < c->points.count; i++) {
        const TrendPoint *p = &c->points.at[i];
        *list_add(r->arena, &v.points) = (TrendLine){
            p->label, p->none ? say(r->lang, MSG_chart_unknown) : say_ratio(r->arena, r->lang, p->value, 2)};
    }
    v.svg = trend_svg(r, &v);
    view_trend_figure(r, &v);
}

/* --- bars --- */

typedef struct { Bar bar; Html svg; } BarLine;
typedef struct { Str title, label_head, value_head; LIST(BarLine) of; } BarsView;
#include "bars_table.html.h"

void view_bars(Req *r, const Bars *c)
{
    BarsView v = {.title = c->title, .label_head = c->label_head, .value_head = c->value_head};
    for (isize i = 0; i < c->of.count; i++) {
        Str svg = str_fmt(r->arena, "<svg width=\"100%%\" height=\"12\" aria-hidden=\"true\"><rect class=\"fill\" "
                                    "width=\"%.2f%%\" height=\"12\" rx=\"2\"/></svg>",
                          percent(c->of.at[i].share, ratio(1, 1)));
        *list_add(r->arena, &v.of) = (BarLine){c->of.at[i], {svg}};
    }
    view_bars_table(r, &v);
}
