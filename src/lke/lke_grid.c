#include "lke/lke_grid.h"

#include "lke/lke.h"

#include <string.h>

enum { ROWS_MOST = 5000, COLS_MOST = 100, HEADS_WITHIN = 60, HEAD_TEXT = 60, ROOM_LEFT = 8 << 20 };

/* --- loading --- */

/* False if the arena would not last: leaving by it would strand the open book. */
static bool keep_row(Arena *a, Grid *g, const XlsxRow *row)
{
    isize n = 0, bytes = 0;
    for (isize i = 0; i < row->count; i++) {
        n     += row->cells[i].col < COLS_MOST;
        bytes += (isize)sizeof(XlsxCell) + row->cells[i].text.len + row->cells[i].number.len;
    }
    if (!n || g->rows.count >= ROWS_MOST)
        return true;
    if (a->end - a->beg < bytes + ROOM_LEFT)
        return false;

    XlsxCell *cells = new(a, XlsxCell, n);
    isize     k     = 0;
    for (isize i = 0; i < row->count; i++) {
        if (row->cells[i].col >= COLS_MOST)
            continue;
        cells[k]          = row->cells[i];
        cells[k].text     = str_copy(a, str_trim(row->cells[i].text));
        cells[k++].number = str_copy(a, row->cells[i].number);
    }
    *list_add(a, &g->rows) = (GridRow){row->number, cells, n};
    return true;
}

Err grid_load(Arena *a, Xlsx *book, Grids *out)
{
    for (isize i = 0; i < xlsx_sheets(book); i++) {
        XlsxSheet sheet = xlsx_sheet(book, i);
        Grid      g     = {.name = sheet.name, .hidden = sheet.hidden};
        XlsxRow   row;
        TRY(xlsx_start(book, i));
        while (xlsx_next(book, &row))
            if (!keep_row(a, &g, &row))
                return FAIL(ERR_LIMIT, "the workbook is too large to be held");
        TRY(xlsx_done(book));

        const XlsxRange *merged = xlsx_merged(book, &g.nmerged);
        const XlsxLink  *links  = xlsx_links(book, &g.nlinks);
        XlsxRange       *m      = new(a, XlsxRange, g.nmerged);
        XlsxLink        *l      = new(a, XlsxLink, g.nlinks);
        for (isize k = 0; k < g.nmerged; k++)
            m[k] = merged[k];
        for (isize k = 0; k < g.nlinks; k++)
            l[k] = links[k];
        g.merged = m;
        g.links  = l;
        *list_add(a, out) = g;
    }
    return NO_ERR;
}

const XlsxCell *grid_cell(const GridRow *row, int col)
{
    for (isize i = 0; i < row->count; i++)
        if (row->cells[i].col == col)
            return &row->cells[i];
    return NULL;
}

Str grid_text(const GridRow *row, int col)
{
    const XlsxCell *c = col < 0 ? NULL : grid_cell(row, col);
    return c ? c->text : (Str){0};
}

Str grid_link(const Grid *g, int row, int col)
{
    for (isize i = 0; i < g->nlinks; i++)
        if (g->links[i].row == row && g->links[i].col == col)
            return g->links[i].url;
    return (Str){0};
}

/* --- words --- */

Str grid_words(Arena *a, Str text)
{
    char *p = new(a, char, text.len);
    isize n = 0;
    for (isize i = 0; i < text.len; i++) {
        char c    = text.at[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '%';
        if (c >= 'A' && c <= 'Z') {
            c    = (char)(c + 32);
            word = true;
        }
        if (word)
            p[n++] = c;
        else if (n && p[n - 1] != ' ')
            p[n++] = ' ';
    }
    return str_trim((Str){p, n});
}

bool has_word(Str words, const char *word)
{
    Str want = str_of(word);
    for (isize i = 0; i + want.len <= words.len; i++) {
        bool begins = !i || words.at[i - 1] == ' ';
        bool ends   = i + want.len == words.len || words.at[i + want.len] == ' ';
        if (begins && ends && str_eq(str_sub(words, i, want.len), want))
            return true;
    }
    return false;
}

/* --- heads --- */

typedef enum { NO_ROLE, BOBOT, CRITERIA, KIND, ANSWER, SCORE, PERCENT, NOTE, EVIDENCE } Role;

static bool has_any(Str words, const char *const *list, isize n)
{
    for (isize i = 0; i < n; i++)
        if (has_word(words, list[i]))
            return true;
    return false;
}

static Role role_of(Str words)
{
    static const char *const proof[] = {"bukti", "eviden", "evidence", "evidens", "data dukung", "tautan", "link",
                                        "dokumen"};
    if (!words.len || words.len > HEAD_TEXT)
        return NO_ROLE;
    if (str_starts(words, S("bobot")))
        return BOBOT;
    if (str_starts(words, S("pilihan")))
        return KIND;
    if (str_starts(words, S("jawaban")))
        return ANSWER;
    if (str_starts(words, S("catatan")) || str_starts(words, S("keterangan")))
        return NOTE;
    if (str_starts(words, S("penjelasan")) || str_starts(words, S("kriteria")))
        return CRITERIA;
    if (has_any(words, proof, countof(proof)))
        return EVIDENCE;
    if (str_is(words, "nilai") || str_starts(words, S("nilai ")) || str_is(words, "skor"))
        return SCORE;
    if (str_is(words, "%") || str_starts(words, S("persen")))
        return PERCENT;
    return NO_ROLE;
}

int grid_layer(Str words)
{
    static const struct { const char *word; int layer; } said[] = {
        {"tpn", LAYER_TPN}, {"penilai nasional", LAYER_TPN},
        {"tpi", LAYER_TPI}, {"penilai internal", LAYER_TPI}, {"inspektorat", LAYER_TPI}, {"itjen", LAYER_TPI},
        {"pendahuluan", LAYER_PENDAHULUAN}, {"kanwil", LAYER_PENDAHULUAN}, {"kantor wilayah", LAYER_PENDAHULUAN},
        {"eselon i", LAYER_PENDAHULUAN}, {"eselon 1", LAYER_PENDAHULUAN},
        {"unit", LAYER_UNIT}, {"satker", LAYER_UNIT}, {"mandiri", LAYER_UNIT},
    };
    for (isize i = 0; i < countof(said); i++)
        if (has_word(words, said[i].word))
            return said[i].layer;
    return -1;
}

typedef struct { Role roles[COLS_MOST]; int answers; bool other, context; } Heads;

static Role role_in(Arena scratch, const GridRow *row, isize i)
{
    return role_of(grid_words(&scratch, row->cells[i].text));
}

/* A row of heads has at least two: "Jawaban diisi sebelum ..." alone is a sentence above the table. */
static bool is_head_row(Arena scratch, const GridRow *row)
{
    int n = 0;
    for (isize i = 0; i < row->count; i++)
        n += role_in(scratch, row, i) != NO_ROLE;
    return n >= 2;
}

static void add_roles(Arena scratch, const GridRow *row, Heads *h)
{
    for (isize i = 0; i < row->count && is_head_row(scratch, row); i++) {
        Role  role = role_in(scratch, row, i);
        Role *at   = &h->roles[row->cells[i].col];
        if (role == NO_ROLE || *at != NO_ROLE)
            continue;
        *at = role;
        h->answers += role == ANSWER;
        h->context |= role == BOBOT || role == KIND || role == CRITERIA;
    }
}

static int answers_in(Arena scratch, const GridRow *row)
{
    Heads h = {0};
    add_roles(scratch, row, &h);
    return h.answers;
}

/* The row with "Jawaban", and the rows around it that belong to it: two above, one below. */
static bool find_heads(Arena scratch, const Grid *g, isize row, Heads *h, isize *last)
{
    *h = (Heads){0};
    *last = row;
    if (!answers_in(scratch, &g->rows.at[row]))
        return false;
    if (row + 1 < g->rows.count && answers_in(scratch, &g->rows.at[row + 1])) {
        add_roles(scratch, &g->rows.at[row + 1], h);
        *last = row + 1;
    }
    for (isize up = 0; up <= 2 && up <= row; up++)
        add_roles(scratch, &g->rows.at[row - up], h);
    return h->context;
}

/* What stands over a column, in the head or in a merged cell above it: "TPI".  A cell that begins left of the
 * answers is no head but the name of the unit. */
static int layer_over(Arena scratch, const Grid *g, isize last, int col, int left)
{
    for (isize up = 0; up <= 3 && up <= last; up++) {
        const GridRow *row = &g->rows.at[last - up];
        for (isize i = 0; i < row->count; i++) {
            int from = row->cells[i].col, to = from;
            if (from < left)
                continue;
            for (isize m = 0; m < g->nmerged; m++)
                if (g->merged[m].row == row->number && g->merged[m].col == from)
                    to = g->merged[m].col_end;
            Arena again = scratch;
            int   layer = from <= col && col <= to ? grid_layer(grid_words(&again, row->cells[i].text)) : -1;
            if (layer >= 0)
                return layer;
        }
    }
    return -1;
}

static void put_role(Columns *c, Role role, int col)
{
    Block *b = c->nblocks ? &c->blocks[c->nblocks - 1] : &c->blocks[0];
    switch (role) {
    case CRITERIA:
        if (c->nblocks && b->note < 0)
            b->note = col;                      /* right of the answers, "Penjelasan" is a note */
        else if (!c->nblocks)
            c->criteria = col;
        return;
    case KIND:
        if (c->kind < 0)
            c->kind = col;
        return;
    case SCORE:
        if (c->nblocks && b->score < 0)
            b->score = col;
        return;
    case NOTE:
        if (b->note < 0)
            b->note = col;
        return;
    case EVIDENCE:
        if (b->nevidence < EVIDENCE_COLUMNS)
            b->evidence[b->nevidence++] = col;
        return;
    case NO_ROLE: case BOBOT: case ANSWER: case PERCENT:
        return;
    }
}

static void place(Arena scratch, const Grid *g, const Heads *h, isize last, Columns *out)
{
    *out = (Columns){.first = last + 1, .head = last, .criteria = -1, .kind = -1, .left = COLS_MOST, .running = -1};
    for (int i = 0; i < BLOCKS; i++)
        out->blocks[i] = (Block){.layer = -1, .answer = -1, .score = -1, .note = -1};
    for (int col = 0; col < COLS_MOST; col++) {
        Role role = h->roles[col];
        bool mark = role == BOBOT || role == KIND || role == ANSWER || (role == CRITERIA && !out->nblocks);
        if (mark && col < out->left)
            out->left = col;
        if (role == ANSWER && out->nblocks < BLOCKS) {
            Block *b  = &out->blocks[out->nblocks++];
            b->answer = col;
            b->layer  = layer_over(scratch, g, last, col, out->left);
        }
        put_role(out, role, col);
    }
}

/* A column of 1, 2, 3 ... 204 is no numbering of the regulation. */
static int running_column(const Grid *g, const Columns *c)
{
    for (int col = 0; col < c->left; col++) {
        int high = 0;
        for (isize i = c->first; i < g->rows.count; i++) {
            i64 n;
            high += str_i64(grid_text(&g->rows.at[i], col), &n) && n > 8;
        }
        if (high > 10)
            return col;
    }
    return -1;
}

bool grid_columns(Arena scratch, const Grid *g, Columns *out)
{
    for (isize row = 0; row < g->rows.count && row < HEADS_WITHIN; row++) {
        Heads h;
        isize last;
        if (!find_heads(scratch, g, row, &h, &last))
            continue;
        place(scratch, g, &h, last, out);
        out->running = running_column(g, out);
        if (out->left > 0)
            return true;
    }
    return false;
}
