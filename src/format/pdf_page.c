#include "format/pdf_page.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>

enum { HEAD_AT = 30, FOOT_UP = 40 };

/* --- colours --- */

static const u32 inks[] = {
    [INK] = 0x13252a,   [INK_2] = 0x4c5b60, [LAUT] = 0x006567, [LAUT_2] = 0x00484c,    [LAUT_SOFT] = 0xe2f5f4,
    [SAND] = 0xf7f6f1,  [SAND_2] = 0xebe8e0, [LINE] = 0xdcd9d0, [EDGE] = 0x6d7e81,     [GOOD] = 0x1f6538,
    [WARN] = 0x7f4e15,  [WARN_MARK] = 0xd58d25, [BAD] = 0xa92227, [PAPER] = 0xffffff,
};

void pen_ink(Pen *pen, Ink ink)
{
    u32 c = inks[ink];
    if (pen->cr)
        cairo_set_source_rgb(pen->cr, (c >> 16) / 255.0, (c >> 8 & 255) / 255.0, (c & 255) / 255.0);
}

Ink ink_of(PdfTone tone)
{
    switch (tone) {
    case PDF_PLAIN: return INK;
    case PDF_MUTED: return INK_2;
    case PDF_GOOD:  return GOOD;
    case PDF_WARN:  return WARN;
    case PDF_BAD:   return BAD;
    }
    return INK;
}

/* --- letters --- */

typedef struct { double points; int weight; double spacing; } Face;     /* spacing of lines, against their own */

static const Face faces[L_COUNT] = {
    [L_BODY] = {9.5, 400, 1.16},  [L_LEAD] = {11.5, 400, 1.16},       [L_SMALL] = {7.5, 400, 1.12},
    [L_STRONG] = {9.5, 600, 1.16}, [L_POSTER] = {40, 700, 0.95},      [L_OVER] = {8, 600, 1.1},
    [L_TITLE] = {25, 700, 0.96},  [L_H1] = {14.5, 700, 1.0},          [L_H2] = {10.5, 700, 1.05},
    [L_H3] = {9.5, 600, 1.1},     [L_NUMBER] = {21, 700, 1.0},        [L_CELL] = {8.5, 400, 1.1},
    [L_CELL_STRONG] = {8.5, 600, 1.1}, [L_HEAD] = {7.5, 600, 1.08},   [L_MARK] = {6, 600, 1.0},
    [L_ASK] = {35, 700, 0.96},    [L_ASK_LESS] = {29, 700, 0.94},     [L_SECOND] = {15, 400, 1.05},
    [L_NAME] = {19, 700, 1.0},    [L_NAME_LESS] = {14, 700, 1.02},    [L_LARGE] = {12.5, 600, 1.05},
    [L_ADDRESS] = {25, 700, 1.0}, [L_ADDRESS_LESS] = {20, 700, 1.0},  [L_ADDRESS_LEAST] = {14, 700, 1.0},
};

PangoLayout *pen_set(Pen *pen, Type type, Str text)
{
    const Face           *face = &faces[type.letters];
    PangoLayout          *l    = pango_layout_new(pen->letters);
    PangoAttrList        *all  = pango_attr_list_new();
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, "Plus Jakarta Sans,DejaVu Sans");
    pango_font_description_set_weight(font, (PangoWeight)face->weight);
    pango_font_description_set_size(font, (int)(face->points * PANGO_SCALE));
    pango_layout_set_font_description(l, font);
    pango_font_description_free(font);
    /* figures of one width; no ligatures, since hashes are compared letter by letter */
    pango_attr_list_insert(all, pango_attr_font_features_new("tnum=1, liga=0"));
    pango_attr_list_insert(all, pango_attr_insert_hyphens_new(FALSE));     /* a code has no hyphen of its own */
    if (face->points > 14)              /* large letters stand a little closer */
        pango_attr_list_insert(all, pango_attr_letter_spacing_new((int)(-0.015 * face->points * PANGO_SCALE)));
    pango_layout_set_attributes(l, all);
    pango_attr_list_unref(all);
    pango_layout_set_auto_dir(l, FALSE);
    pango_layout_set_line_spacing(l, (float)face->spacing);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l, type.right ? PANGO_ALIGN_RIGHT : type.middle ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    if (type.width > 0)
        pango_layout_set_width(l, (int)(type.width * PANGO_SCALE));
    pango_layout_set_text(l, text.at ? text.at : "", (int)text.len);
    return l;
}

void pen_done(PangoLayout *l)
{
    g_object_unref(l);
}

double set_height(PangoLayout *l)
{
    int w, h;
    pango_layout_get_size(l, &w, &h);
    return (double)h / PANGO_SCALE;
}

double pen_put_lines(Pen *pen, PangoLayout *l, Ink ink, double x, int *from, double limit)
{
    PangoLayoutIter *it = pango_layout_get_iter(l);
    double first = -1, high = 0;
    int    line  = 0;

    pen_ink(pen, ink);
    do {
        int top, bottom, base = pango_layout_iter_get_baseline(it);
        PangoRectangle box;
        if (line++ < *from)
            continue;
        pango_layout_iter_get_line_yrange(it, &top, &bottom);
        pango_layout_iter_get_line_extents(it, NULL, &box);
        if (first < 0)
            first = (double)top / PANGO_SCALE;
        double end = (double)bottom / PANGO_SCALE - first;
        if (pen->y + end > limit)
            break;
        if (pen->cr) {
            cairo_move_to(pen->cr, x + (double)box.x / PANGO_SCALE, pen->y + (double)base / PANGO_SCALE - first);
            pango_cairo_show_layout_line(pen->cr, pango_layout_iter_get_line_readonly(it));
        }
        high  = end;
        *from = line;
    } while (pango_layout_iter_next_line(it));
    pango_layout_iter_free(it);
    return high;
}

void pen_put(Pen *pen, PangoLayout *l, Ink ink, double x, double y)
{
    double was = pen->y;
    int    from = 0;

    pen->y = y;
    pen_put_lines(pen, l, ink, x, &from, INFINITY);
    pen->y = was;
}

double pen_say(Pen *pen, Type type, Str text, double x, double y)
{
    PangoLayout *l = pen_set(pen, type, text);
    double       h = set_height(l);

    pen_put(pen, l, type.ink, x, y);
    pen_done(l);
    return h;
}

/* --- pages --- */

/* "Halaman 2 dari 7", put together without the arena. */
static Str page_words(const Pen *pen, char *at, isize size)
{
    Str   words = pen->pdf->page_words;
    isize n     = 0;
    for (isize i = 0; i < words.len && n < size - 12; i++) {
        bool mark = i + 2 < words.len && words.at[i] == '{' && words.at[i + 2] == '}';
        if (!mark) {
            at[n++] = words.at[i];
            continue;
        }
        n += snprintf(at + n, 12, "%d", words.at[i + 1] == '1' ? pen->page : pen->pages);
        i += 2;
    }
    return (Str){at, n};
}

static void head_and_foot(Pen *pen)
{
    const PdfOpen *o = &pen->pdf->open;
    double wide = pen->right - pen->left, foot = pen->height - FOOT_UP;
    char   words[80];

    if (o->bare)
        return;
    if (pen->page > 1 && o->head.len) {
        PangoLayout *l = pen_set(pen, (Type){L_SMALL, INK_2, .width = wide}, o->head);
        pango_layout_set_height(l, -1);
        pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
        pen_put(pen, l, INK_2, pen->left, HEAD_AT);
        pen_done(l);
    }
    pen_line(pen, LINE, pen->left, pen->right, foot - 8);
    PangoLayout *l = pen_set(pen, (Type){L_SMALL, INK_2, .width = wide - 110}, o->foot);
    pango_layout_set_height(l, -1);
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    pen_put(pen, l, INK_2, pen->left, foot);
    pen_done(l);
    pen_say(pen, (Type){L_SMALL, INK_2, .width = 100, .right = true}, page_words(pen, words, sizeof words),
            pen->right - 100, foot);
}

void pen_begin_page(Pen *pen)
{
    pen->page++;
    pen->y     = pen->top;
    pen->fresh = true;
    head_and_foot(pen);
}

void pen_end_page(Pen *pen)
{
    if (pen->cr)
        cairo_show_page(pen->cr);
}

void pen_turn(Pen *pen)
{
    int most = pen->pdf->open.pages_max ? pen->pdf->open.pages_max : PDF_PAGES_MAX;

    if (pen->fresh)
        return;
    if (pen->page >= most) {            /* what follows is drawn nowhere; pdf_close() says so */
        pen->full = true;
        pen->y    = pen->top;
        return;
    }
    pen_end_page(pen);
    pen_begin_page(pen);
}

bool pen_need(Pen *pen, double points)
{
    if (pen->y + points <= pen->bottom || pen->fresh)
        return false;
    pen_turn(pen);
    return true;
}

void pen_tag(Pen *pen, const char *tag)
{
    if (pen->cr)
        cairo_tag_begin(pen->cr, tag, NULL);
}

void pen_untag(Pen *pen, const char *tag)
{
    if (pen->cr)
        cairo_tag_end(pen->cr, tag);
}

void pen_line(Pen *pen, Ink ink, double x1, double x2, double y)
{
    if (!pen->cr)
        return;
    pen_ink(pen, ink);
    cairo_set_line_width(pen->cr, 0.6);
    cairo_move_to(pen->cr, x1, y);
    cairo_line_to(pen->cr, x2, y);
    cairo_stroke(pen->cr);
}

void pen_box(Pen *pen, Ink ink, double x, double y, double w, double h, double radius)
{
    cairo_t *cr = pen->cr;
    double   r  = fmin(radius, fmin(w, h) / 2);

    if (!cr || w <= 0 || h <= 0)
        return;
    pen_ink(pen, ink);
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
    cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
    cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
    cairo_close_path(cr);
    cairo_fill(cr);
}
