/* lke_grid.h - a sheet of a workbook held in memory, and where the columns of a questionnaire are in it.
 *
 * For lke_xlsx_read.c alone.
 */
#ifndef LKE_GRID_H
#define LKE_GRID_H

#include "format/xlsx_read.h"

typedef struct { int number; const XlsxCell *cells; isize count; } GridRow;

typedef struct {
    Str              name;
    bool             hidden;
    LIST(GridRow)    rows;      /* from the top; those that hold something */
    const XlsxRange *merged;
    const XlsxLink  *links;
    isize            nmerged, nlinks;
} Grid;

typedef LIST(Grid) Grids;

/* All sheets, as far as a questionnaire could reach: 5,000 rows and 100 columns each.  ERR_LIMIT if the arena is
 * too small for them. */
Err grid_load(Arena *a, Xlsx *book, Grids *out) MUST_USE;

const XlsxCell *grid_cell(const GridRow *row, int col);         /* NULL if it holds nothing */
Str grid_text(const GridRow *row, int col);                     /* trimmed; empty for col -1 */
Str grid_link(const Grid *g, int row, int col);

/* Lower case, words apart by one space, of signs only '%': "Catatan / Keterangan" is "catatan keterangan". */
Str grid_words(Arena *a, Str text);
bool has_word(Str words, const char *word);

enum { BLOCKS = 4, EVIDENCE_COLUMNS = 4 };

/* The columns of one layer: everything from its answers up to the next layer's. */
typedef struct {
    int layer;                  /* -1: it does not say */
    int answer, score, note;    /* -1: it has none */
    int evidence[EVIDENCE_COLUMNS], nevidence;
} Block;

typedef struct {
    isize first;                /* index of the first row below the heads */
    isize head;                 /* and of the row of heads */
    int   criteria, kind;       /* -1: none */
    int   left;                 /* numbers and titles stand left of this column */
    int   running;              /* a column that only counts rows; -1: none */
    Block blocks[BLOCKS];
    int   nblocks;
} Columns;

bool grid_columns(Arena scratch, const Grid *g, Columns *out);  /* false: this is no questionnaire */
int  grid_layer(Str words);                                     /* what a head or a sheet's name says; -1 */

#endif
