/* pdf_page.h - inside format/pdf*.c: the pen that runs over the pages.
 *
 * The whole document runs twice: once without a page to draw on, to count the pages, and once for good.  While
 * it runs nothing is taken from the arena: the libraries below could not be cleaned up after a full one.
 */
#ifndef FORMAT_PDF_PAGE_H
#define FORMAT_PDF_PAGE_H

#include <pango/pangocairo.h>

#include "format/pdf.h"

typedef struct Pen Pen;

typedef enum { BLOCK_BODY, BLOCK_LEADS, BLOCK_HEADING } BlockPlace;     /* leads: from a heading to its body */

typedef struct {
    void (*draw)(Pen *pen, const void *what);
    const void *what;
    const void *first;          /* as `what`: so much of it is never torn, nor from its heading; NULL: see pdf_add() */
    BlockPlace  place;
} PdfBlock;

struct Pdf {
    Arena  *arena;
    PdfOpen open;
    Str     page_words;         /* "Halaman {1} dari {2}" */
    LIST(PdfBlock) blocks;
    LIST(Str)      figures;     /* what is said instead of each, in order */
    i64     text_bytes;
};

struct Pen {
    const Pdf    *pdf;
    cairo_surface_t *surface;
    cairo_t      *cr;           /* NULL: only measured */
    PangoContext *letters;
    double width, height;       /* of the page */
    double left, right, top, bottom, y;
    int    page, pages;         /* pages: 0 while they are counted */
    int    level;               /* of the bookmark that is open, and its number in the outline */
    int    outline[4];
    bool   fresh;               /* nothing on this page yet */
    bool   full;                /* more pages than may be */
};

/* --- what is added --- */

/* Clean: well formed, no marks that steer; counted. */
Str  pdf_clean(Pdf *p, Str s);
void pdf_add(Pdf *p, void (*draw)(Pen *, const void *), const void *what);     /* below a heading whole, if it can be */
void pdf_first(Pdf *p, const void *first);      /* of the one added last */
void pdf_place(Pdf *p, BlockPlace place);
#define pdf_kept(p, T, from, n) ((T *)pdf_copy((p)->arena, from, sizeof(T), n))
void *pdf_copy(Arena *a, const void *from, isize size, isize count);

/* --- colours: the light page of assets/pulau.css --- */

typedef enum {
    INK, INK_2, LAUT, LAUT_2, LAUT_SOFT, SAND, SAND_2, LINE, EDGE, GOOD, WARN, WARN_MARK, BAD, PAPER,
} Ink;
void pen_ink(Pen *pen, Ink ink);
Ink  ink_of(PdfTone tone);

/* --- letters --- */

typedef enum {
    L_BODY, L_LEAD, L_SMALL, L_STRONG, L_POSTER, L_OVER, L_TITLE, L_H1, L_H2, L_H3, L_NUMBER, L_CELL, L_CELL_STRONG,
    L_HEAD, L_MARK,
    L_ASK, L_ASK_LESS, L_SECOND, L_NAME, L_NAME_LESS, L_ADDRESS, L_ADDRESS_LESS, L_ADDRESS_LEAST,   /* posters */
    L_LARGE,
    L_COUNT
} Letters;

typedef struct {
    Letters letters;
    Ink     ink;
    double  width;              /* 0: as long as it is */
    bool    right, middle;
} Type;

/* A text set in lines; pen_done() lets it go. */
PangoLayout *pen_set(Pen *pen, Type type, Str text);
void   pen_done(PangoLayout *l);
double set_height(PangoLayout *l);
void   pen_put(Pen *pen, PangoLayout *l, Ink ink, double x, double y);
/* The lines from `from` on that fit above `limit`; how high they are, and which is the next. */
double pen_put_lines(Pen *pen, PangoLayout *l, Ink ink, double x, int *from, double limit);
/* Set, put and let go; its height. */
double pen_say(Pen *pen, Type type, Str text, double x, double y);

/* --- pages and tags --- */

void pen_begin_page(Pen *pen);
void pen_end_page(Pen *pen);
void pen_turn(Pen *pen);                        /* to the next page, unless this one is fresh */
bool pen_need(Pen *pen, double points);         /* turns if that much is not left; true if it turned */
void pen_tag(Pen *pen, const char *tag);
void pen_untag(Pen *pen, const char *tag);
void pen_line(Pen *pen, Ink ink, double x1, double x2, double y);      /* a hairline */
void pen_box(Pen *pen, Ink ink, double x, double y, double w, double h, double radius);

/* --- QR codes --- */

typedef struct {
    const char *link;           /* as cairo reads it, or NULL */
    const u8   *dark;           /* side times side modules; NULL: the text is too long */
    int         side;
} PdfCode;

/* Counted among the figures, in the order in which they are drawn. */
PdfCode pdf_code(Pdf *p, Str text);
void pen_code(Pen *pen, const PdfCode *code, double x, double y, double side);  /* dark on what is there */

/* --- afterwards: what cairo has no words for --- */

typedef struct {
    Str        title, author, lang;
    Instant    made_at;
    const Str *figures;
    isize      count;
} PdfMend;

/* Adds language, alternatives of figures, scopes of heads, marks of what is decoration, an identifier. */
Err pdf_mend(Arena *a, Str made, const PdfMend *m, Str *out) MUST_USE;

#endif
