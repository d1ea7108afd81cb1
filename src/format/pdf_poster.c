/* For the counter: a poster, and cards to cut out.  Both stand on pages of their own and print in black alone. */
#include <math.h>

#include "format/pdf_page.h"

enum { MARGIN = 48, PANEL_PAD = 22, ADDRESS = 58, CODE_MOST = 236, QUIET = 22, RADIUS = 12, FOOT = 44,
       CARDS_ACROSS = 2, CARDS_DOWN = 4 };

typedef struct { double x, y, w, h; } Box;

/* A frame of `edge` round paper. */
static void framed(Pen *pen, Ink edge, const Box *b, double thick, double radius)
{
    pen_box(pen, edge, b->x, b->y, b->w, b->h, radius);
    pen_box(pen, PAPER, b->x + thick, b->y + thick, b->w - 2 * thick, b->h - 2 * thick, radius - thick);
}

/* Said in at most `lines` lines; what is longer ends in three points.  Its height. */
static double said(Pen *pen, Type type, int lines, Str text, double x, double y)
{
    PangoLayout *l = pen_set(pen, type, text);
    double       h;

    pango_layout_set_height(l, -lines);
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    h = text.len ? set_height(l) : 0;
    if (text.len) {
        pen_tag(pen, "P");
        pen_put(pen, l, type.ink, x, y);
        pen_untag(pen, "P");
    }
    pen_done(l);
    return h;
}

/* The largest of these letters in which a text has no more lines than that; the last if none. */
static Letters fitting(Pen *pen, const Letters *from, isize count, Str text, double width, int lines)
{
    for (isize i = 0; i < count - 1; i++) {
        PangoLayout *l   = pen_set(pen, (Type){from[i], INK, .width = width}, text);
        bool         fit = pango_layout_get_line_count(l) <= lines;
        pen_done(l);
        if (fit)
            return from[i];
    }
    return from[count - 1];
}

static const Letters asks[]      = {L_ASK, L_ASK_LESS};
static const Letters names[]     = {L_NAME, L_NAME_LESS};
static const Letters addresses[] = {L_ADDRESS, L_ADDRESS_LESS, L_ADDRESS_LEAST};

/* --- the poster --- */

typedef struct { PdfPoster poster; PdfCode code; } Poster;

static double draw_asked(Pen *pen, const PdfPoster *o, double y)
{
    double  x = MARGIN, w = pen->width - 2 * MARGIN;
    Letters name = fitting(pen, names, countof(names), o->name, w, 2);
    Letters ask  = fitting(pen, asks, countof(asks), o->ask.text, w, 2);

    y += said(pen, (Type){L_LARGE, INK_2, .width = w}, 1, o->over, x, y) + 2;
    y += said(pen, (Type){name, LAUT_2, .width = w}, 2, o->name, x, y) + 22;
    pen_box(pen, LAUT, x, y, 56, 5, 2.5);
    y += 20;
    y += said(pen, (Type){ask, INK, .width = w}, 4, o->ask.text, x, y);
    y += said(pen, (Type){L_SECOND, INK_2, .width = w}, 2, o->ask.second, x, y + 6) + 6;
    return y;
}

/* A number in a ring, then what to do. */
static double draw_step(Pen *pen, const PdfPair *step, int number, const Box *b)
{
    const double ring = 24;
    char         n    = (char)('0' + number);
    double       x    = b->x + ring + 12, w = b->w - ring - 12, y = b->y + 3;

    pen_box(pen, LAUT, b->x, b->y, ring, ring, ring / 2);
    pen_box(pen, PAPER, b->x + 1.6, b->y + 1.6, ring - 3.2, ring - 3.2, ring / 2);
    pen_say(pen, (Type){L_LARGE, LAUT_2, .width = ring, .middle = true}, (Str){&n, 1}, b->x, b->y + 3.6);
    y += said(pen, (Type){L_LARGE, INK, .width = w}, 3, step->text, x, y);
    y += said(pen, (Type){L_BODY, INK_2, .width = w}, 3, step->second, x, y + 2) + 2;
    return fmax(y, b->y + ring) - b->y;
}

/* Who has it as a file may press it. */
static void draw_address(Pen *pen, const Poster *p, const Box *b)
{
    const PdfPoster *o       = &p->poster;
    Letters          letters = fitting(pen, addresses, countof(addresses), o->address, b->w, 1);
    double           y       = b->y + said(pen, (Type){L_BODY, INK_2, .width = b->w}, 1, o->typed, b->x, b->y) + 3;

    if (p->code.link && pen->cr)
        cairo_tag_begin(pen->cr, CAIRO_TAG_LINK, p->code.link);
    said(pen, (Type){letters, LAUT_2, .width = b->w}, 2, o->address, b->x, y);
    if (p->code.link && pen->cr)
        cairo_tag_end(pen->cr, CAIRO_TAG_LINK);
}

/* Between `top` and `bottom`, with a code as large as there is room for. */
static void draw_panel(Pen *pen, const Poster *p, double top, double bottom)
{
    double room = bottom - top - 2 * PANEL_PAD - 2 * QUIET - ADDRESS;
    double code = fmin(CODE_MOST, room), side = code + 2 * QUIET;
    Box    whole = {MARGIN, top, pen->width - 2 * MARGIN, side + 2 * PANEL_PAD + ADDRESS};
    whole.y += (bottom - top - whole.h) / 2;
    Box    frame = {whole.x + PANEL_PAD, whole.y + PANEL_PAD, side, side};
    double right = frame.x + side + 24;
    Box    step  = {right, frame.y + 8, whole.x + whole.w - PANEL_PAD - right, 0};

    pen_box(pen, LAUT_SOFT, whole.x, whole.y, whole.w, whole.h, RADIUS);
    framed(pen, LAUT, &frame, 2.4, RADIUS - 2);
    pen_code(pen, &p->code, frame.x + QUIET, frame.y + QUIET, code);
    for (int i = 0; i < countof(p->poster.steps); i++)
        if (p->poster.steps[i].text.len)
            step.y += draw_step(pen, &p->poster.steps[i], i + 1, &step) + 22;
    draw_address(pen, p, &(Box){frame.x, frame.y + side + 16, whole.w - 2 * PANEL_PAD, 0});
}

static double draw_promises(Pen *pen, const PdfPoster *o, double y)
{
    double step = (pen->width - 2 * MARGIN) / countof(o->promises), high = 0;

    for (int i = 0; i < countof(o->promises); i++) {
        double x = MARGIN + step * i, w = step - 18, h = 0;
        pen_box(pen, LAUT, x, y + 2, 2.4, 28, 1.2);
        h += said(pen, (Type){L_LARGE, INK, .width = w - 12}, 2, o->promises[i].text, x + 12, y);
        h += said(pen, (Type){L_BODY, INK_2, .width = w - 12}, 2, o->promises[i].second, x + 12, y + h + 1);
        high = fmax(high, h);
    }
    return high;
}

static double draw_facts(Pen *pen, const PdfPoster *o, double y)
{
    double w = pen->width - 2 * MARGIN, from = y;

    pen_line(pen, LINE, MARGIN, MARGIN + w, y);
    y += 12;
    for (isize i = 0; i < o->facts_count; i++) {
        said(pen, (Type){L_BODY, INK_2, .width = 76}, 1, o->facts[i].name, MARGIN, y);
        y += said(pen, (Type){L_BODY, INK, .width = w - 88}, 2, o->facts[i].value, MARGIN + 88, y) + 4;
    }
    return y - from;
}

/* What stands below is measured first; the panel has what is left. */
static void draw_poster(Pen *pen, const void *what)
{
    const Poster *p    = what;
    Pen           bare = *pen;
    double        w    = pen->width - 2 * MARGIN;

    bare.cr = NULL;
    double promises = draw_promises(&bare, &p->poster, 0), facts = draw_facts(&bare, &p->poster, 0);
    double below    = pen->height - FOOT - 10 - facts - 16 - promises;

    pen_turn(pen);
    pen_tag(pen, "Sect");
    draw_panel(pen, p, draw_asked(pen, &p->poster, MARGIN) + 20, below - 20);
    draw_promises(pen, &p->poster, below);
    draw_facts(pen, &p->poster, below + promises + 16);
    said(pen, (Type){L_CELL, INK_2, .width = w}, 1, p->poster.foot, MARGIN, pen->height - FOOT);
    pen_untag(pen, "Sect");
    pen->y     = pen->bottom;
    pen->fresh = false;
}

static PdfPair clean_pair(Pdf *p, PdfPair s)
{
    return (PdfPair){pdf_clean(p, s.text), pdf_clean(p, s.second)};
}

void pdf_poster(Pdf *p, const PdfPoster *o)
{
    Poster   kept  = {.poster = *o, .code = pdf_code(p, o->url)};
    PdfFact *facts = new(p->arena, PdfFact, o->facts_count);

    kept.poster.over    = pdf_clean(p, o->over);
    kept.poster.name    = pdf_clean(p, o->name);
    kept.poster.address = pdf_clean(p, o->address);
    kept.poster.foot    = pdf_clean(p, o->foot);
    kept.poster.ask     = clean_pair(p, o->ask);
    kept.poster.typed   = pdf_clean(p, o->typed);
    for (int i = 0; i < countof(o->steps); i++)
        kept.poster.steps[i] = clean_pair(p, o->steps[i]);
    for (int i = 0; i < countof(o->promises); i++)
        kept.poster.promises[i] = clean_pair(p, o->promises[i]);
    for (isize i = 0; i < o->facts_count; i++)
        facts[i] = (PdfFact){pdf_clean(p, o->facts[i].name), pdf_clean(p, o->facts[i].value)};
    kept.poster.facts = facts;
    pdf_add(p, draw_poster, pdf_kept(p, Poster, &kept, 1));
}

/* --- cards --- */

typedef struct { PdfCard card; PdfCode code; } Card;
typedef struct { Card *at; isize count; } Cards;

static void draw_card(Pen *pen, const Card *k, const Box *b)
{
    const double pad = 18, code = 96, small = 10;
    double       x = b->x + pad, y = b->y + pad, w = b->w - 2 * pad, words = w - code - 14;
    double       below = b->y + b->h - pad - 66;

    pen_tag(pen, "Sect");
    y += said(pen, (Type){L_HEAD, LAUT_2, .width = words}, 2, k->card.over, x, y) + 6;
    y += said(pen, (Type){L_LARGE, INK, .width = words}, 4, k->card.ask.text, x, y) + 2;
    if (y + small <= below)             /* a unit with a long name has no room for it */
        said(pen, (Type){L_SMALL, INK_2, .width = words}, (int)((below - y) / small), k->card.ask.second, x, y);
    pen_code(pen, &k->code, b->x + b->w - pad - code, b->y + pad, code);
    y = below + said(pen, (Type){L_CELL, INK, .width = w}, 1, k->card.what, x, below) + 1;
    y += said(pen, (Type){L_CELL, INK_2, .width = w}, 1, k->card.address, x, y) + 1;
    y += said(pen, (Type){L_ADDRESS_LESS, INK, .width = w}, 1, k->card.code, x, y) + 4;
    said(pen, (Type){L_SMALL, INK_2, .width = w}, 2, k->card.foot, x, y);
    pen_untag(pen, "Sect");
}

/* Where the scissors go. */
static void draw_cuts(Pen *pen, const Box *sheet)
{
    const double dashes[] = {3, 4};
    double       x = sheet->x, y = sheet->y;

    if (!pen->cr)
        return;
    cairo_save(pen->cr);
    pen_ink(pen, EDGE);
    cairo_set_line_width(pen->cr, 0.5);
    cairo_set_dash(pen->cr, dashes, countof(dashes), 0);
    for (int i = 0; i <= CARDS_ACROSS; i++, x += sheet->w / CARDS_ACROSS) {
        cairo_move_to(pen->cr, x, y);
        cairo_line_to(pen->cr, x, y + sheet->h);
    }
    for (int i = 0; i <= CARDS_DOWN; i++) {
        cairo_move_to(pen->cr, sheet->x, y + sheet->h / CARDS_DOWN * i);
        cairo_line_to(pen->cr, sheet->x + sheet->w, y + sheet->h / CARDS_DOWN * i);
    }
    cairo_stroke(pen->cr);
    cairo_restore(pen->cr);
}

static void draw_cards(Pen *pen, const void *what)
{
    const Cards *all   = what;
    const Box    sheet = {28, 28, pen->width - 56, pen->height - 56};
    const Box    one   = {0, 0, sheet.w / CARDS_ACROSS, sheet.h / CARDS_DOWN};

    for (isize i = 0; i < all->count && !pen->full; i++) {
        int place = (int)(i % (CARDS_ACROSS * CARDS_DOWN));
        if (!place) {
            pen_turn(pen);
            draw_cuts(pen, &sheet);
        }
        draw_card(pen, &all->at[i], &(Box){sheet.x + one.w * (place % CARDS_ACROSS),
                                           sheet.y + one.h * (place / CARDS_ACROSS), one.w, one.h});
        pen->fresh = false;
    }
    pen->y = pen->bottom;
}

void pdf_cards(Pdf *p, const PdfCard *cards, isize count)
{
    Cards all = {new(p->arena, Card, count), count};

    for (isize i = 0; i < count; i++) {
        const PdfCard *k = &cards[i];
        all.at[i].code = pdf_code(p, k->url);
        all.at[i].card = (PdfCard){
            .over = pdf_clean(p, k->over), .ask = clean_pair(p, k->ask), .what = pdf_clean(p, k->what),
            .address = pdf_clean(p, k->address),
            .code = pdf_clean(p, k->code), .foot = pdf_clean(p, k->foot),
        };
    }
    pdf_add(p, draw_cards, pdf_kept(p, Cards, &all, 1));
}
