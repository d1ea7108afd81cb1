/* pdf.h - documents out: A4 pages for reports, pledges and posters.
 *
 * Add what the document says from the top down, then pdf_close() sets it: pages, heads and feet with
 * "Halaman 2 dari 7", bookmarks, tables over several pages, tags for screen readers, letters inside.  The same
 * document makes the same bytes.  All that is added is copied.  Any text may be hostile: there is no markup, marks
 * that steer are dropped, and what does not fit a line is broken.
 */
#ifndef FORMAT_PDF_H
#define FORMAT_PDF_H

#include "base/date.h"
#include "base/say.h"

enum { PDF_PAGES_MAX = 1000 };

typedef struct Pdf Pdf;

typedef struct {
    Str     title, subject, author;
    Str     head;               /* runs on top of each page but the first */
    Str     foot;               /* runs below, left of the number of the page */
    Instant made_at;
    Lang    lang;
    bool    across;             /* A4 landscape */
    bool    bare;               /* nothing on top and nothing below: a poster, cards */
    int     pages_max;          /* 0: PDF_PAGES_MAX */
    i64     bytes_max;          /* 0: 64 MB */
} PdfOpen;

/* Makes the document from what was added.  ERR_LIMIT: too many pages or bytes; ERR_IO: the library failed. */
Pdf *pdf_open(Arena *a, const PdfOpen *o);
Err  pdf_close(Pdf *p, Str *out_bytes) MUST_USE;

/* --- text --- */

typedef enum { PDF_PLAIN, PDF_MUTED, PDF_GOOD, PDF_WARN, PDF_BAD } PdfTone;     /* always beside its word */
typedef enum { PDF_BODY, PDF_LEAD, PDF_SMALL, PDF_STRONG, PDF_POSTER } PdfLetters;

/* The head of the first page: whose document, what it is called, what it is about. */
void pdf_title(Pdf *p, Str over, Str title, Str under);
void pdf_heading(Pdf *p, int level, Str text);          /* 1..3; a bookmark; stays with what follows */
void pdf_text(Pdf *p, PdfLetters letters, Str text);    /* line ends are kept */
void pdf_items(Pdf *p, const Str *items, isize count);  /* a list with bullets */
void pdf_gap(Pdf *p, int points);
void pdf_new_page(Pdf *p);                              /* nothing on a page that is still empty */

typedef struct { Str name, value; } PdfFact;
void pdf_facts(Pdf *p, const PdfFact *facts, isize count);

/* The one thing to know first, with a bar in its colour. */
typedef struct { PdfTone tone; Str over, text, under; } PdfPanel;
void pdf_panel(Pdf *p, const PdfPanel *panel);

typedef struct { Str label, number, under; } PdfFigure;
void pdf_figures(Pdf *p, const PdfFigure *figures, isize count);        /* one to four, side by side */

/* --- tables --- */

typedef struct {
    Str    head;
    double share;               /* of the width, against the other columns */
    bool   number;              /* right aligned */
} PdfColumn;

typedef struct { Str text; PdfTone tone; bool strong; } PdfCell;

typedef struct {
    bool           group;       /* a heading between rows: the first cell alone */
    bool           total;
    const PdfCell *cells;       /* as many as there are columns */
} PdfRow;

typedef struct {
    Str              caption;
    const PdfColumn *columns;
    isize            column_count;      /* at most 12 */
    const PdfRow    *rows;
    isize            row_count;
} PdfTable;
void pdf_table(Pdf *p, const PdfTable *t);

/* --- drawings --- */

/* The margin bar: points against a weight, marks where the gates are. */
typedef struct {
    Str     label, value, gap;  /* "72,10 dari 100", "kurang 2,90 untuk WBK" */
    PdfTone tone;               /* of the gap */
    Ratio   points, weight;
    Ratio   wbk, wbbm;          /* 0: no such gate */
    bool    strong;
} PdfMargin;
void pdf_margins(Pdf *p, const PdfMargin *margins, isize count);

typedef struct { Str letter, label, now_text, before_text; Ratio now, before; } PdfAxis;       /* shares, 0 to 1 */

typedef struct {
    Str            title;       /* said instead of the picture: what it shows; the numbers stand beside it */
    Str            now_label, before_label;     /* no second: nothing before */
    Ratio          wbk, wbbm;   /* rings, the first dashed; 0: none */
    Str            note;        /* below the numbers: what the rings are */
    const PdfAxis *axes;
    isize          count;       /* 3 to 12 */
} PdfRadar;
void pdf_radar(Pdf *p, const PdfRadar *r);

typedef struct { Str text, title, under; int side; } PdfQr;     /* side in points; 0: 84 */
void pdf_qr(Pdf *p, const PdfQr *q);                            /* a text that begins with http is a link as well */

/* --- for the counter: in two languages, the first larger --- */

typedef struct { Str text, second; } PdfPair;

/* A page of its own, to be read from two metres away. */
typedef struct {
    Str     over, name;         /* whose it is */
    PdfPair ask;                /* the one sentence */
    PdfPair steps[3];           /* beside the code */
    PdfPair promises[3];        /* below it, side by side */
    Str     url;                /* in the code */
    Str     typed;              /* above the address: "atau ketik" */
    Str     address;            /* the same to be typed: in letters as large as fit one line */
    const PdfFact *facts;
    isize   facts_count;        /* at most 3 */
    Str     foot;
} PdfPoster;
void pdf_poster(Pdf *p, const PdfPoster *poster);

/* To be cut out along the lines: eight a sheet. */
typedef struct { Str over; PdfPair ask; Str what, url, address, code, foot; } PdfCard;  /* what: tells it from others */
void pdf_cards(Pdf *p, const PdfCard *cards, isize count);

typedef struct { Str role, name, number, what; } PdfSign;       /* what: "Ditandatangani 21 November 2026 14.05 WIB" */
void pdf_signs(Pdf *p, const PdfSign *signs, isize count);      /* two beside each other */

#endif
