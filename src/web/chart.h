/* chart.h - what numbers look like: drawn as SVG by the server, each with its words and its table.
 *
 * Fill a struct, then {{> margin m}} in a template or view_margin(r, &m) in C.
 */
#ifndef WEB_CHART_H
#define WEB_CHART_H

#include "web/html.h"

/* The margin bar: points against weight, a mark for each gate, and what is short or over in words. */
typedef struct Margin {
    Str   label;
    Url   url;                  /* where the label leads; may be empty */
    Ratio points, weight;
    Ratio wbk, wbbm;            /* points the gates ask for; 0: no such gate here */
    Ratio before;               /* last year's points */
    bool  has_before;
} Margin;

typedef struct { LIST(Margin) of; } Margins;

void view_margin(Req *r, const Margin *m);              /* large: for a total, a component, one area */
void view_margin_cell(Req *r, const Margin *m);         /* bar and words on one line: for a table or list */
void view_margins(Req *r, const Margins *m);            /* a list of lines whose bars stand under each other */

/* The radar: one axis an area, 0 in the middle and 1 at the rim. */
typedef struct {
    Str   letter, label;        /* "A", "Manajemen perubahan" */
    Url   url;
    Ratio now, before;          /* shares of the weight */
} RadarAxis;

typedef struct {
    Str   title;
    Str   now_label, before_label;      /* "2026", "2025"; no second: nothing before */
    Ratio wbk, wbbm;                    /* rings; 0: none */
    LIST(RadarAxis) axes;               /* three or more */
} Radar;

void view_radar(Req *r, const Radar *c);

/* The trend line: values in the order of time. */
typedef struct {
    Str   label;                /* "2024" */
    Ratio value;
    bool  none;                 /* not known: the line has a gap */
} TrendPoint;

typedef struct {
    Str   title, value_head;    /* the head of the value's column in the table */
    Ratio low, high;            /* of the axis; both 0: from 0 to the highest */
    Ratio wbk, wbbm;            /* lines across; 0: none */
    LIST(TrendPoint) points;
} Trend;

void view_trend(Req *r, const Trend *c);

/* Horizontal bars: a table with a bar beside each number. */
typedef struct {
    Str   label, text;          /* text: the number as people write it */
    Ratio share;                /* length of the bar, 0 to 1 */
    Url   url;
    bool  strong;               /* the one that is meant */
} Bar;

typedef struct {
    Str title, label_head, value_head;
    LIST(Bar) of;
} Bars;

void view_bars(Req *r, const Bars *c);

#endif
