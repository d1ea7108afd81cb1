/* Drawings: margin bars, radar, QR code. */
#include "format/pdf_page.h"

#include <math.h>
#include <qrencode.h>

static double share(Ratio part, Ratio whole)
{
    double w = ratio_double(whole), s = w > 0 ? ratio_double(part) / w : 0;
    return fmin(1, fmax(0, s));
}

/* --- margin bars: the words beside say all of it, so the bar itself is decoration --- */

typedef struct { PdfMargin *at; isize count; } Margins;
typedef struct { double x, y, w, h; } Box;

static void gate(Pen *pen, const PdfMargin *m, Ratio at, const Box *b, const char *name)
{
    if (!pen->cr || ratio_cmp(at, (Ratio){0}) <= 0)
        return;
    double x = b->x + b->w * share(at, m->weight);
    bool   low = name[2] == 'B';        /* WBBM below, WBK above */

    cairo_move_to(pen->cr, x, b->y - (low ? 1 : 3));
    cairo_line_to(pen->cr, x, b->y + b->h + (low ? 3 : 1));
    pen_ink(pen, PAPER);                /* light round the mark: it is seen on the dark bar too */
    cairo_set_line_width(pen->cr, 2.4);
    cairo_stroke_preserve(pen->cr);
    pen_ink(pen, INK);
    cairo_set_line_width(pen->cr, 0.9);
    cairo_stroke(pen->cr);
    if (m->strong)
        pen_say(pen, (Type){L_MARK, INK_2, .width = 40, .middle = true}, str_of(name), x - 20,
                low ? b->y + b->h + 4 : b->y - 11);
}

/* What the next gate lacks is hatched. */
static void hatch(Pen *pen, double x1, double x2, const Box *b)
{
    if (!pen->cr || x2 <= x1)
        return;
    cairo_save(pen->cr);
    cairo_rectangle(pen->cr, x1, b->y, x2 - x1, b->h);
    cairo_clip(pen->cr);
    pen_ink(pen, WARN_MARK);
    cairo_set_line_width(pen->cr, 0.8);
    for (double x = x1 - b->h; x < x2; x += 3) {
        cairo_move_to(pen->cr, x, b->y + b->h);
        cairo_line_to(pen->cr, x + b->h, b->y);
    }
    cairo_stroke(pen->cr);
    cairo_restore(pen->cr);
}

static void bar(Pen *pen, const PdfMargin *m, Box b)
{
    double at  = b.w * share(m->points, m->weight), wbk = b.w * share(m->wbk, m->weight);
    double wbbm = b.w * share(m->wbbm, m->weight), next = wbk > at ? wbk : wbbm > at ? wbbm : 0;

    pen_box(pen, SAND_2, b.x, b.y, b.w, b.h, 2);
    hatch(pen, b.x + at, b.x + next, &b);
    pen_box(pen, LAUT, b.x, b.y, at, b.h, 2);
    gate(pen, m, m->wbk, &b, "WBK");
    gate(pen, m, m->wbbm, &b, "WBBM");
}

static void draw_margin(Pen *pen, const PdfMargin *m)
{
    double whole = pen->right - pen->left, label_w = whole * 0.31, bar_x = pen->left + label_w + 12;
    double bar_w = whole / 3, words_x = bar_x + bar_w + 14, words_w = pen->right - words_x;
    double high  = m->strong ? 10 : 7, room = m->strong ? 11 : 0;      /* for the names of the gates */
    Letters      letters = m->strong ? L_STRONG : L_CELL;
    PangoLayout *label = pen_set(pen, (Type){letters, .width = label_w}, m->label);
    PangoLayout *value = pen_set(pen, (Type){m->strong ? L_STRONG : L_CELL_STRONG, .width = words_w}, m->value);
    PangoLayout *gap   = pen_set(pen, (Type){L_SMALL, .width = words_w}, m->gap);
    double       hv = set_height(value), words = hv + (m->gap.len ? set_height(gap) + 1 : 0);
    double       h  = fmax(fmax(set_height(label), words), high + 2 * room) + 8;

    pen_need(pen, h);
    pen_tag(pen, "TR");
    pen_tag(pen, "TH");
    pen_put(pen, label, INK, pen->left, pen->y + room / 2);
    pen_untag(pen, "TH");
    bar(pen, m, (Box){bar_x, pen->y + 2 + room / 2, bar_w, high});
    pen_tag(pen, "TD");
    pen_put(pen, value, INK, words_x, pen->y + room / 2);
    pen_untag(pen, "TD");
    if (m->gap.len) {
        pen_tag(pen, "TD");
        pen_put(pen, gap, ink_of(m->tone), words_x, pen->y + hv + 1 + room / 2);
        pen_untag(pen, "TD");
    }
    pen_untag(pen, "TR");
    pen_done(label);
    pen_done(value);
    pen_done(gap);
    pen->y    += h + (m->strong ? 5 : 0);
    pen->fresh = false;
}

static void draw_margins(Pen *pen, const void *what)
{
    const Margins *all = what;

    pen_tag(pen, "Table");
    for (isize i = 0; i < all->count && !pen->full; i++)
        draw_margin(pen, &all->at[i]);
    pen_untag(pen, "Table");
    pen->y += 10;
}

void pdf_margins(Pdf *p, const PdfMargin *margins, isize count)
{
    Margins all = {pdf_kept(p, PdfMargin, margins, count), count};
    for (isize i = 0; i < count; i++) {
        all.at[i].label = pdf_clean(p, margins[i].label);
        all.at[i].value = pdf_clean(p, margins[i].value);
        all.at[i].gap   = pdf_clean(p, margins[i].gap);
    }
    if (!count)
        return;
    pdf_add(p, draw_margins, pdf_kept(p, Margins, &all, 1));
    pdf_first(p, pdf_kept(p, Margins, &((Margins){all.at, 1}), 1));
}

/* --- radar --- */

enum { RADIUS = 82 };

typedef struct { double x, y; } Point;

static Point spoke(Point mid, isize i, isize n, double r)
{
    double turn = 2 * M_PI * (double)i / (double)n;
    return (Point){mid.x + r * sin(turn), mid.y - r * cos(turn)};
}

static void path(Pen *pen, Point mid, const PdfRadar *r, const double *shares)
{
    for (isize i = 0; i < r->count; i++) {
        Point p = spoke(mid, i, r->count, RADIUS * shares[i]);
        if (i)
            cairo_line_to(pen->cr, p.x, p.y);
        else
            cairo_move_to(pen->cr, p.x, p.y);
    }
    cairo_close_path(pen->cr);
}

static void ring(Pen *pen, Point mid, const PdfRadar *r, double at)
{
    double same[12];
    for (isize i = 0; i < r->count; i++)
        same[i] = at;
    path(pen, mid, r, same);
    cairo_stroke(pen->cr);
}

static void web(Pen *pen, Point mid, const PdfRadar *r)
{
    cairo_set_line_width(pen->cr, 0.5);
    pen_ink(pen, LINE);
    for (int i = 1; i <= 4; i++)
        ring(pen, mid, r, i / 4.0);
    for (isize i = 0; i < r->count; i++) {
        Point rim = spoke(mid, i, r->count, RADIUS);
        cairo_move_to(pen->cr, mid.x, mid.y);
        cairo_line_to(pen->cr, rim.x, rim.y);
        cairo_stroke(pen->cr);
    }
    const double dash[] = {2.5, 2};
    pen_ink(pen, EDGE);
    cairo_set_line_width(pen->cr, 0.8);
    cairo_set_dash(pen->cr, dash, 2, 0);
    if (ratio_cmp(r->wbk, (Ratio){0}) > 0)
        ring(pen, mid, r, share(r->wbk, ratio(1, 1)));
    cairo_set_dash(pen->cr, NULL, 0, 0);
    if (ratio_cmp(r->wbbm, (Ratio){0}) > 0)
        ring(pen, mid, r, share(r->wbbm, ratio(1, 1)));
}

static void shapes(Pen *pen, Point mid, const PdfRadar *r)
{
    double now[12], before[12];
    for (isize i = 0; i < r->count; i++) {
        now[i]    = share(r->axes[i].now, ratio(1, 1));
        before[i] = share(r->axes[i].before, ratio(1, 1));
    }
    path(pen, mid, r, now);
    cairo_set_source_rgba(pen->cr, 0, 0x65 / 255.0, 0x67 / 255.0, 0.14);
    cairo_fill_preserve(pen->cr);
    pen_ink(pen, LAUT);
    cairo_set_line_width(pen->cr, 1.6);
    cairo_stroke(pen->cr);
    if (r->before_label.len) {
        path(pen, mid, r, before);
        pen_ink(pen, WARN_MARK);
        cairo_set_line_width(pen->cr, 1.1);
        cairo_stroke(pen->cr);
    }
    for (isize i = 0; i < r->count; i++) {
        Point p = spoke(mid, i, r->count, RADIUS * now[i]);
        pen_box(pen, LAUT, p.x - 2, p.y - 2, 4, 4, 2);
    }
}

/* The key of the picture: a line a axis, its numbers under what they belong to. */
static void axis_line(Pen *pen, const PdfRadar *r, const PdfAxis *x, double left)
{
    double num = 52, right = pen->right, label_w = right - left - 2 * num - 18;

    pen_tag(pen, "TR");
    pen_tag(pen, "TH");
    pen_say(pen, (Type){L_CELL_STRONG, LAUT, .width = 14}, x->letter, left, pen->y);
    double h = pen_say(pen, (Type){L_CELL, INK, .width = label_w}, x->label, left + 16, pen->y);
    pen_untag(pen, "TH");
    pen_tag(pen, "TD");
    pen_say(pen, (Type){L_CELL_STRONG, INK, .width = num, .right = true}, x->now_text,
            right - (r->before_label.len ? 2 : 1) * num, pen->y);
    pen_untag(pen, "TD");
    if (r->before_label.len) {
        pen_tag(pen, "TD");
        pen_say(pen, (Type){L_CELL, INK_2, .width = num, .right = true}, x->before_text, right - num, pen->y);
        pen_untag(pen, "TD");
    }
    pen_untag(pen, "TR");
    pen->y += h + 4;
    pen_line(pen, LINE, left, right, pen->y);
    pen->y += 4;
}

static void radar_key(Pen *pen, const PdfRadar *r, double left)
{
    double num = 52, now_x = pen->right - (r->before_label.len ? 2 : 1) * num;

    pen_tag(pen, "Table");
    pen_tag(pen, "TR");
    pen_tag(pen, "TH");
    double h = pen_say(pen, (Type){L_HEAD, LAUT, .width = num - 6, .right = true}, r->now_label, now_x + 6, pen->y);
    pen_untag(pen, "TH");
    if (r->before_label.len) {
        pen_tag(pen, "TH");
        h = fmax(h, pen_say(pen, (Type){L_HEAD, WARN, .width = num - 6, .right = true}, r->before_label,
                            pen->right - num + 6, pen->y));
        pen_untag(pen, "TH");
    }
    pen_untag(pen, "TR");
    pen->y += h + 4;
    pen_line(pen, INK, left, pen->right, pen->y);
    pen->y += 5;
    for (isize i = 0; i < r->count; i++)
        axis_line(pen, r, &r->axes[i], left);
    pen_untag(pen, "Table");
    if (r->note.len) {
        pen_tag(pen, "P");
        pen->y += pen_say(pen, (Type){L_SMALL, INK_2, .width = pen->right - left}, r->note, left, pen->y + 2) + 2;
        pen_untag(pen, "P");
    }
}

static double radar_height(const PdfRadar *r)
{
    return fmax(2 * RADIUS + 36, 40 + (double)r->count * 22);
}

static void draw_radar(Pen *pen, const void *what)
{
    const PdfRadar *r    = what;
    double          high = radar_height(r), top;
    Point           mid;

    pen_need(pen, high);
    top = pen->y;
    mid = (Point){pen->left + RADIUS + 16, top + RADIUS + 16};
    pen_tag(pen, "Figure");
    if (pen->cr) {
        web(pen, mid, r);
        shapes(pen, mid, r);
    }
    for (isize i = 0; i < r->count; i++) {
        Point p = spoke(mid, i, r->count, RADIUS + 11);
        pen_say(pen, (Type){L_CELL_STRONG, LAUT, .width = 20, .middle = true}, r->axes[i].letter, p.x - 10, p.y - 5.5);
    }
    pen_untag(pen, "Figure");
    pen->y += 12;
    radar_key(pen, r, mid.x + RADIUS + 38);
    pen->y     = fmax(pen->y, top + high) + 8;
    pen->fresh = false;
}

void pdf_radar(Pdf *p, const PdfRadar *r)
{
    PdfRadar kept = *r;
    PdfAxis *axes = pdf_kept(p, PdfAxis, r->axes, r->count);

    assert(r->count >= 3 && r->count <= 12);
    for (isize i = 0; i < r->count; i++) {
        axes[i].letter      = pdf_clean(p, axes[i].letter);
        axes[i].label       = pdf_clean(p, axes[i].label);
        axes[i].now_text    = pdf_clean(p, axes[i].now_text);
        axes[i].before_text = pdf_clean(p, axes[i].before_text);
    }
    kept.axes         = axes;
    kept.title        = pdf_clean(p, r->title);
    kept.note         = pdf_clean(p, r->note);
    kept.now_label    = pdf_clean(p, r->now_label);
    kept.before_label = pdf_clean(p, r->before_label);
    *list_add(p->arena, &p->figures) = kept.title;
    pdf_add(p, draw_radar, pdf_kept(p, PdfRadar, &kept, 1));
}

/* --- QR code --- */

typedef struct { PdfQr qr; PdfCode code; } Qr;

/* Dark modules run by run, as one shape. */
void pen_code(Pen *pen, const PdfCode *c, double x, double y, double side)
{
    pen_tag(pen, "Figure");
    pen_ink(pen, INK);
    for (int row = 0; pen->cr && row < c->side; row++)
        for (int col = 0; col < c->side; col++) {
            int    n    = 0;
            double step = side / c->side;
            while (col + n < c->side && c->dark[row * c->side + col + n] & 1)
                n++;
            if (n)
                cairo_rectangle(pen->cr, x + step * col, y + step * row, step * n, step);
            col += n;
        }
    if (pen->cr)
        cairo_fill(pen->cr);
    pen_untag(pen, "Figure");
}

static void draw_qr(Pen *pen, const void *what)
{
    const Qr *q    = what;
    double    side = q->qr.side ? q->qr.side : 84, x = pen->left + side + 18, w = pen->right - x;
    double    y;

    pen_need(pen, side + 18);
    if (!pen->fresh)
        pen->y += 10;
    y = pen->y;
    pen_code(pen, &q->code, pen->left, y, side);
    y += fmax(0, side / 2 - 34);
    pen_tag(pen, "P");
    y += pen_say(pen, (Type){L_STRONG, INK, .width = w}, q->qr.title, x, y) + 3;
    pen_untag(pen, "P");
    if (q->code.link && pen->cr)
        cairo_tag_begin(pen->cr, CAIRO_TAG_LINK, q->code.link);
    y += pen_say(pen, (Type){L_CELL, LAUT, .width = w}, q->qr.text, x, y) + 4;
    if (q->code.link && pen->cr)
        cairo_tag_end(pen->cr, CAIRO_TAG_LINK);
    pen_tag(pen, "P");
    y += pen_say(pen, (Type){L_SMALL, INK_2, .width = w}, q->qr.under, x, y);
    pen_untag(pen, "P");
    pen->y     = fmax(pen->y + side, y) + 12;
    pen->fresh = false;
}

/* Only an address that needs no quoting becomes a link. */
static const char *link_of(Pdf *p, Str url)
{
    if (!str_starts(url, S("https://")) && !str_starts(url, S("http://")))
        return NULL;
    for (isize i = 0; i < url.len; i++)
        if (url.at[i] <= ' ' || url.at[i] >= 0x7f || url.at[i] == '\'' || url.at[i] == '\\' || url.at[i] == '('
            || url.at[i] == ')')
            return NULL;
    return str_c(p->arena, str_fmt(p->arena, "uri='%.*s'", STRF(url)));
}

PdfCode pdf_code(Pdf *p, Str text)
{
    PdfCode c     = {.link = link_of(p, text)};
    char   *plain = str_c(p->arena, text);
    QRcode *made  = QRcode_encodeString8bit(plain, 0, QR_ECLEVEL_M);

    if (made) {
        isize n = (isize)made->width * made->width;
        if (p->arena->end - p->arena->beg > n + 64) {   /* otherwise the arena would leave with the library's memory */
            c.dark = pdf_copy(p->arena, made->data, 1, n);
            c.side = made->width;
        }
        QRcode_free(made);
    }
    *list_add(p->arena, &p->figures) = str_fmt(p->arena, "QR: %.*s", STRF(pdf_clean(p, text)));
    return c;
}

void pdf_qr(Pdf *p, const PdfQr *qr)
{
    Qr kept = {.qr = *qr, .code = pdf_code(p, qr->text)};

    kept.qr.text  = pdf_clean(p, qr->text);
    kept.qr.title = pdf_clean(p, qr->title);
    kept.qr.under = pdf_clean(p, qr->under);
    pdf_add(p, draw_qr, pdf_kept(p, Qr, &kept, 1));
}
