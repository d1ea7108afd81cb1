/* What stands below each other: titles, text, facts, panels, numbers, signatures. */
#include "format/pdf_page.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>

static double wide(const Pen *pen) { return pen->right - pen->left; }

static void used(Pen *pen, double points)
{
    pen->y    += points;
    pen->fresh = false;
}

/* A text that may run over pages, each piece with its own tag. */
static void flow(Pen *pen, Type type, const char *tag, Str text)
{
    PangoLayout *l     = pen_set(pen, type, text);
    int          lines = pango_layout_get_line_count(l), from = 0;

    while (from < lines && !pen->full) {
        pen_tag(pen, tag);
        double h = pen_put_lines(pen, l, type.ink, pen->left, &from, pen->bottom);
        pen_untag(pen, tag);
        if (h > 0)
            used(pen, h);
        if (from < lines)
            pen_turn(pen);
    }
    pen_done(l);
}

/* --- title and headings --- */

typedef struct { Str over, title, under; } Title;

static void draw_title(Pen *pen, const void *what)
{
    const Title *t = what;

    if (t->over.len) {
        flow(pen, (Type){L_OVER, LAUT, .width = wide(pen)}, "P", t->over);
        pen->y += 10;
    }
    flow(pen, (Type){L_TITLE, INK, .width = wide(pen)}, "H1", t->title);
    if (t->under.len) {
        pen->y += 6;
        flow(pen, (Type){L_LEAD, INK_2, .width = wide(pen)}, "P", t->under);
    }
    pen->y += 20;
}

void pdf_title(Pdf *p, Str over, Str title, Str under)
{
    Title t = {pdf_clean(p, over), pdf_clean(p, title), pdf_clean(p, under)};
    pdf_add(p, draw_title, pdf_kept(p, Title, &t, 1));
}

typedef struct { int level; Str text; const char *mark; } Heading;

/* A bookmark hangs on the last one of a higher level. */
static void bookmark(Pen *pen, const Heading *h)
{
    char where[80];
    int  over = 0;

    if (!pen->cr)
        return;
    for (int i = 1; i < h->level; i++)
        if (pen->outline[i])
            over = pen->outline[i];
    snprintf(where, sizeof where, "page=%d pos=[%d %d]", pen->page, (int)pen->left, (int)fmax(0, pen->y - 12));
    pen->outline[h->level] = cairo_pdf_surface_add_outline(pen->surface, over, h->mark, where,
                                                           h->level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
    for (int i = h->level + 1; i < countof(pen->outline); i++)
        pen->outline[i] = 0;
}

static void draw_heading(Pen *pen, const void *what)
{
    static const Type        types[] = {{L_H1, INK}, {L_H1, INK}, {L_H2, INK}, {L_H3, INK_2}};
    static const char *const tags[]  = {"H2", "H2", "H3", "H4"};
    static const int above[] = {26, 26, 16, 10}, below[] = {9, 9, 6, 4};
    const Heading *h = what;
    Type type = types[h->level];

    type.width = wide(pen);
    if (!pen->fresh)
        pen->y += above[h->level];
    bookmark(pen, h);
    flow(pen, type, tags[h->level], h->text);
    pen->y += below[h->level];
}

void pdf_heading(Pdf *p, int level, Str text)
{
    Heading h = {level < 1 ? 1 : level > 3 ? 3 : level, pdf_clean(p, text), NULL};
    h.mark    = str_c(p->arena, h.text);
    pdf_add(p, draw_heading, pdf_kept(p, Heading, &h, 1));
    pdf_place(p, BLOCK_HEADING);
}

/* --- running text --- */

typedef struct { PdfLetters letters; Str text; } Text;

static void draw_text(Pen *pen, const void *what)
{
    static const Type types[] = {
        [PDF_BODY] = {L_BODY, INK},     [PDF_LEAD] = {L_LEAD, INK}, [PDF_SMALL] = {L_SMALL, INK_2},
        [PDF_STRONG] = {L_STRONG, INK}, [PDF_POSTER] = {L_POSTER, INK},
    };
    const Text *t = what;
    Type type = types[t->letters];

    type.width = wide(pen);
    pen_need(pen, 28);                  /* not one line alone at the foot */
    flow(pen, type, "P", t->text);
    pen->y += 7;
}

void pdf_text(Pdf *p, PdfLetters letters, Str text)
{
    Text t = {letters, pdf_clean(p, text)};
    pdf_add(p, draw_text, pdf_kept(p, Text, &t, 1));
    pdf_place(p, BLOCK_LEADS);
}

typedef struct { Str *at; isize count; } Items;

static void draw_items(Pen *pen, const void *what)
{
    const Items *all = what;
    const double in = 12;

    pen_tag(pen, "L");
    for (isize i = 0; i < all->count && !pen->full; i++) {
        pen_need(pen, 26);
        pen_box(pen, LAUT, pen->left + 1, pen->y + 5, 3, 3, 1.5);
        pen->left += in;
        pen_tag(pen, "LI");
        flow(pen, (Type){L_BODY, INK, .width = wide(pen)}, "LBody", all->at[i]);
        pen_untag(pen, "LI");
        pen->left -= in;
        pen->y    += 3;
    }
    pen_untag(pen, "L");
    pen->y += 5;
}

void pdf_items(Pdf *p, const Str *items, isize count)
{
    Items all = {new(p->arena, Str, count), count};
    for (isize i = 0; i < count; i++)
        all.at[i] = pdf_clean(p, items[i]);
    pdf_add(p, draw_items, pdf_kept(p, Items, &all, 1));
    pdf_first(p, pdf_kept(p, Items, &((Items){all.at, count > 0}), 1));
}

static void draw_gap(Pen *pen, const void *what)
{
    if (!pen->fresh)
        pen->y += *(const int *)what;
}

void pdf_gap(Pdf *p, int points)
{
    pdf_add(p, draw_gap, pdf_kept(p, int, &points, 1));
    pdf_place(p, BLOCK_LEADS);
}

static void draw_new_page(Pen *pen, const void *what)
{
    (void)what;
    pen_turn(pen);
}

void pdf_new_page(Pdf *p)
{
    pdf_add(p, draw_new_page, NULL);
}

/* --- facts --- */

typedef struct { PdfFact *at; isize count; } Facts;

/* Both sides run on together until both are done. */
static void draw_fact(Pen *pen, const PdfFact *f)
{
    double       name_wide = fmin(150, wide(pen) * 0.32), x = pen->left + name_wide + 12;
    PangoLayout *name  = pen_set(pen, (Type){L_BODY, .width = name_wide}, f->name);
    PangoLayout *value = pen_set(pen, (Type){L_BODY, .width = pen->right - x}, f->value);
    int          n = 0, v = 0, names = pango_layout_get_line_count(name), values = pango_layout_get_line_count(value);

    pen_need(pen, fmin(fmax(set_height(name), set_height(value)), 60));
    while ((n < names || v < values) && !pen->full) {
        pen_tag(pen, "TR");
        pen_tag(pen, "TH");
        double h = pen_put_lines(pen, name, INK_2, pen->left, &n, pen->bottom);
        pen_untag(pen, "TH");
        pen_tag(pen, "TD");
        h = fmax(h, pen_put_lines(pen, value, INK, x, &v, pen->bottom));
        pen_untag(pen, "TD");
        pen_untag(pen, "TR");
        if (h > 0)
            used(pen, h);
        if (n < names || v < values)
            pen_turn(pen);
    }
    pen_done(name);
    pen_done(value);
    pen->y += 4;
}

static void draw_facts(Pen *pen, const void *what)
{
    const Facts *all = what;

    pen_tag(pen, "Table");
    for (isize i = 0; i < all->count && !pen->full; i++)
        draw_fact(pen, &all->at[i]);
    pen_untag(pen, "Table");
    pen->y += 6;
}

void pdf_facts(Pdf *p, const PdfFact *facts, isize count)
{
    Facts all = {new(p->arena, PdfFact, count), count};
    for (isize i = 0; i < count; i++)
        all.at[i] = (PdfFact){pdf_clean(p, facts[i].name), pdf_clean(p, facts[i].value)};
    if (!count)
        return;
    pdf_add(p, draw_facts, pdf_kept(p, Facts, &all, 1));
    pdf_first(p, pdf_kept(p, Facts, &((Facts){all.at, 1}), 1));
}

/* --- panel --- */

/* Larger than a page: it ends below the foot, which no real one comes near. */
static void draw_panel(Pen *pen, const void *what)
{
    const PdfPanel *n = what;
    Ink          ink  = n->tone == PDF_PLAIN ? LAUT : ink_of(n->tone);
    double       pad  = 14, x = pen->left + pad + 4, w = pen->right - pad - x;
    PangoLayout *over = pen_set(pen, (Type){L_OVER, .width = w}, n->over);
    PangoLayout *text = pen_set(pen, (Type){L_H1, .width = w}, n->text);
    PangoLayout *under = pen_set(pen, (Type){L_BODY, .width = w}, n->under);
    double ho = n->over.len ? set_height(over) + 3 : 0, ht = set_height(text);
    double hu = n->under.len ? set_height(under) + 4 : 0, h = ho + ht + hu + 2 * pad;

    pen_need(pen, h);
    pen_box(pen, SAND, pen->left, pen->y, wide(pen), h, 4);
    pen_box(pen, ink, pen->left, pen->y, 4, h, 2);
    pen_tag(pen, "Sect");
    double y = pen->y + pad;
    struct { PangoLayout *l; Ink ink; double h; } part[] = {{over, INK_2, ho}, {text, ink, ht}, {under, INK, hu}};
    for (int i = 0; i < 3; i++) {
        if (part[i].h > 0) {
            pen_tag(pen, "P");
            pen_put(pen, part[i].l, part[i].ink, x, i == 2 ? y + 4 : y);
            pen_untag(pen, "P");
        }
        y += part[i].h;
        pen_done(part[i].l);
    }
    pen_untag(pen, "Sect");
    used(pen, h + 16);
}

void pdf_panel(Pdf *p, const PdfPanel *panel)
{
    PdfPanel n = {panel->tone, pdf_clean(p, panel->over), pdf_clean(p, panel->text), pdf_clean(p, panel->under)};
    pdf_add(p, draw_panel, pdf_kept(p, PdfPanel, &n, 1));
}

/* --- large numbers --- */

typedef struct { PdfFigure *at; isize count; } Figures;

static double draw_figure(Pen *pen, const PdfFigure *f, double x, double w)
{
    const struct { Letters letters; Ink ink; Str text; double gap; } part[] = {
        {L_HEAD, INK_2, f->label, 2}, {L_NUMBER, INK, f->number, 1}, {L_SMALL, INK_2, f->under, 0},
    };
    double h = 0;
    for (int i = 0; i < countof(part); i++) {
        if (!part[i].text.len)
            continue;
        pen_tag(pen, "P");
        h += pen_say(pen, (Type){part[i].letters, part[i].ink, .width = w}, part[i].text, x, pen->y + h) + part[i].gap;
        pen_untag(pen, "P");
    }
    return h;
}

static void draw_figures(Pen *pen, const void *what)
{
    const Figures *all = what;
    double step = wide(pen) / (double)all->count, h = 0;

    pen_need(pen, 60);
    for (isize i = 0; i < all->count; i++)
        h = fmax(h, draw_figure(pen, &all->at[i], pen->left + step * (double)i, step - 16));
    used(pen, h + 16);
}

void pdf_figures(Pdf *p, const PdfFigure *figures, isize count)
{
    Figures all = {new(p->arena, PdfFigure, count), count};
    for (isize i = 0; i < count; i++)
        all.at[i] = (PdfFigure){pdf_clean(p, figures[i].label), pdf_clean(p, figures[i].number),
                                pdf_clean(p, figures[i].under)};
    if (count)
        pdf_add(p, draw_figures, pdf_kept(p, Figures, &all, 1));
}

/* --- signatures --- */

typedef struct { PdfSign *at; isize count; } Signs;

static double draw_sign(Pen *pen, const PdfSign *s, double x, double w)
{
    const struct { Letters letters; Ink ink; Str text; double gap; } part[] = {
        {L_HEAD, INK_2, s->role, 8}, {L_STRONG, INK, s->name, 1}, {L_SMALL, INK_2, s->number, 4},
        {L_SMALL, LAUT, s->what, 0},
    };
    double h = 8;
    pen_line(pen, EDGE, x, x + w, pen->y);
    for (int i = 0; i < countof(part); i++) {
        if (!part[i].text.len)
            continue;
        pen_tag(pen, "P");
        h += pen_say(pen, (Type){part[i].letters, part[i].ink, .width = w}, part[i].text, x, pen->y + h) + part[i].gap;
        pen_untag(pen, "P");
    }
    return h;
}

/* How high it will be: set without a page. */
static double sign_height(const Pen *pen, const PdfSign *s, double w)
{
    Pen measured = *pen;
    measured.cr  = NULL;
    return draw_sign(&measured, s, 0, w);
}

static void draw_signs(Pen *pen, const void *what)
{
    const Signs *all = what;
    double step = wide(pen) / 2, w = step - 20;

    for (isize i = 0; i < all->count && !pen->full; i += 2) {
        isize  pair = all->count - i < 2 ? 1 : 2;
        double h    = 0;
        for (isize k = 0; k < pair; k++)
            h = fmax(h, sign_height(pen, &all->at[i + k], w));
        pen_need(pen, h);
        for (isize k = 0; k < pair; k++) {
            pen_tag(pen, "Sect");
            draw_sign(pen, &all->at[i + k], pen->left + step * (double)k, w);
            pen_untag(pen, "Sect");
        }
        used(pen, h + 20);
    }
}

void pdf_signs(Pdf *p, const PdfSign *signs, isize count)
{
    Signs all = {new(p->arena, PdfSign, count), count};
    for (isize i = 0; i < count; i++)
        all.at[i] = (PdfSign){pdf_clean(p, signs[i].role), pdf_clean(p, signs[i].name), pdf_clean(p, signs[i].number),
                              pdf_clean(p, signs[i].what)};
    pdf_add(p, draw_signs, pdf_kept(p, Signs, &all, 1));
    pdf_first(p, pdf_kept(p, Signs, &((Signs){all.at, count < 2 ? count : 2}), 1));
}
