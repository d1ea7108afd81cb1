/* Tables: they break between rows, a row higher than a page within; heads stand on every page. */
#include "format/pdf_page.h"

#include <math.h>

enum { COLUMNS_MAX = 12, PAD_X = 5, PAD_Y = 4 };

typedef struct {
    PdfTable t;
    double   x[COLUMNS_MAX], w[COLUMNS_MAX];    /* within the column's padding */
} Table;

static void place(Table *t, const Pen *pen)
{
    double whole = 0, x = pen->left, per;

    for (isize i = 0; i < t->t.column_count; i++)
        whole += t->t.columns[i].share;
    per = (pen->right - pen->left) / (whole > 0 ? whole : 1);
    for (isize i = 0; i < t->t.column_count; i++) {
        double w  = t->t.columns[i].share * per;
        bool first = i == 0, last = i == t->t.column_count - 1;        /* the outer edges stand in line with the text */
        bool turns = !first && t->t.columns[i - 1].number && !t->t.columns[i].number;   /* right beside left aligned */
        double pad = first ? 0 : turns ? 3 * PAD_X : PAD_X;
        t->x[i]   = x + pad;
        t->w[i]   = fmax(4, w - pad - (last ? 0 : PAD_X));
        x        += w;
    }
}

/* `repeated` heads are decoration: a reader of tags has met them. */
static void heads(Pen *pen, const Table *t, bool repeated)
{
    PangoLayout *l[COLUMNS_MAX];
    double high = 0;

    for (isize i = 0; i < t->t.column_count; i++) {
        l[i] = pen_set(pen, (Type){L_HEAD, .width = t->w[i], .right = t->t.columns[i].number}, t->t.columns[i].head);
        pango_layout_set_single_paragraph_mode(l[i], TRUE);
        pango_layout_set_ellipsize(l[i], PANGO_ELLIPSIZE_END);
        pango_layout_set_height(l[i], -4);      /* lines: a head that fills a page would leave no room for rows */
        high = fmax(high, set_height(l[i]));
    }
    if (!repeated)
        pen_tag(pen, "TR");
    for (isize i = 0; i < t->t.column_count; i++) {
        if (!repeated)
            pen_tag(pen, "TH");
        pen_put(pen, l[i], INK_2, t->x[i], pen->y + high - set_height(l[i]));
        if (!repeated)
            pen_untag(pen, "TH");
        pen_done(l[i]);
    }
    if (!repeated)
        pen_untag(pen, "TR");
    pen->y += high + PAD_Y;
    pen_line(pen, INK, pen->left, pen->right, pen->y);
    pen->y += 1;
}

static void next_page(Pen *pen, const Table *t)
{
    pen_turn(pen);
    heads(pen, t, true);
}

/* One row, in as many pieces as it takes. */
static void draw_row(Pen *pen, const Table *t, const PdfRow *row)
{
    PangoLayout *l[COLUMNS_MAX];
    int    from[COLUMNS_MAX] = {0};
    isize  n    = row->group ? 1 : t->t.column_count;
    double high = 0, body = pen->bottom - pen->top;
    bool   more = true;

    for (isize i = 0; i < n; i++) {
        const PdfCell *c = &row->cells[i];
        bool   strong = c->strong || row->total || row->group;
        double w      = row->group ? pen->right - pen->left : t->w[i];
        l[i] = pen_set(pen, (Type){strong ? L_CELL_STRONG : L_CELL, .width = w,
                                   .right = !row->group && t->t.columns[i].number}, c->text);
        high = fmax(high, set_height(l[i]));
    }
    double want = high + 2 * PAD_Y + (row->group ? 34 : 0);     /* a heading stays with its first row */
    if (pen->y + want > pen->bottom && (want < body / 3 || pen->y + 60 > pen->bottom))
        next_page(pen, t);
    if (row->total)
        pen_line(pen, INK, pen->left, pen->right, pen->y);
    while (more && !pen->full) {
        double h = 0;
        more     = false;
        pen->y  += row->group ? PAD_Y + 4 : PAD_Y;
        pen_tag(pen, "TR");
        for (isize i = 0; i < n; i++) {
            Ink ink = row->group ? LAUT : row->cells[i].tone ? ink_of(row->cells[i].tone) : INK;
            pen_tag(pen, "TD");
            h = fmax(h, pen_put_lines(pen, l[i], ink, t->x[i], &from[i], pen->bottom - PAD_Y));
            pen_untag(pen, "TD");
            more |= from[i] < pango_layout_get_line_count(l[i]);
        }
        pen_untag(pen, "TR");
        pen->y    += h + PAD_Y;
        pen->fresh = false;
        if (more)
            next_page(pen, t);
    }
    for (isize i = 0; i < n; i++)
        pen_done(l[i]);
    pen_line(pen, row->group ? EDGE : LINE, pen->left, pen->right, pen->y);
}

static void draw_table(Pen *pen, const void *what)
{
    Table t = {.t = *(const PdfTable *)what};

    place(&t, pen);
    if (!pen->fresh)
        pen->y += 5;
    pen_tag(pen, "Table");
    if (t.t.caption.len) {
        pen_tag(pen, "Caption");
        pen->y += pen_say(pen, (Type){L_H3, INK, .width = pen->right - pen->left}, t.t.caption, pen->left, pen->y) + 6;
        pen_untag(pen, "Caption");
    }
    heads(pen, &t, false);
    pen->fresh = false;
    for (isize i = 0; i < t.t.row_count && !pen->full; i++)
        draw_row(pen, &t, &t.t.rows[i]);
    pen_untag(pen, "Table");
    pen->y += 14;
}

void pdf_table(Pdf *p, const PdfTable *t)
{
    PdfTable   kept    = *t;
    PdfColumn *columns = pdf_kept(p, PdfColumn, t->columns, t->column_count);
    PdfRow    *rows    = pdf_kept(p, PdfRow, t->rows, t->row_count);

    assert(t->column_count > 0 && t->column_count <= COLUMNS_MAX);
    for (isize i = 0; i < t->column_count; i++)
        columns[i].head = pdf_clean(p, columns[i].head);
    for (isize i = 0; i < t->row_count; i++) {
        isize    n     = rows[i].group ? 1 : t->column_count;
        PdfCell *cells = pdf_kept(p, PdfCell, rows[i].cells, n);
        for (isize k = 0; k < n; k++)
            cells[k].text = pdf_clean(p, cells[k].text);
        rows[i].cells = cells;
    }
    kept.caption = pdf_clean(p, t->caption);
    kept.columns = columns;
    kept.rows    = rows;
    pdf_add(p, draw_table, pdf_kept(p, PdfTable, &kept, 1));
    kept.row_count = t->row_count && rows[0].group && t->row_count > 1 ? 2 : t->row_count > 0;
    pdf_first(p, pdf_kept(p, PdfTable, &kept, 1));
}
