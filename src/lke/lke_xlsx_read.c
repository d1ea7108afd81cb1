#include "lke/lke.h"
#include "lke/lke_grid.h"
#include "lke/lke_xlsx.h"

#include <string.h>

enum { PARTS = 6, COUNT_ROWS = 8 };
_Static_assert((int)LKE_XLSX_LAYERS == (int)LAYER_TPN + 1, "a workbook has the layers of a worksheet");

/* What the column "Pilihan Jawaban" says about a row. */
typedef enum { ASKS_NOTHING, ASKS_YES_NO, ASKS_LETTER, ASKS_SHARE, ASKS_COUNT, ASKS_INDEX } Asks;

typedef struct {
    isize at;                   /* index among the grid's rows */
    Str   parts[PARTS];         /* its numbering: "1", "i", "a" */
    int   nparts;
    bool  dash;
    Str   title;
    Asks  asks;
    int   letters;              /* of ASKS_LETTER: A/B/C is 3 */
} Line;

typedef struct {
    Arena      *arena;
    LkeXlsx    *out;
    const Pack *pack;
    Lang        lang;
    const Grid *grid;
    Columns     columns;
    int         at;             /* the node whose row was met last */
    int         announced;      /* a question that was named, and whose row comes next; or -1 */
    int         guessed;        /* a question read from its indicator's row; its own row would count more; or -1 */
    int         numbers;        /* the number question whose "Jumlah" rows come now; or -1 */
    isize       counts[COUNT_ROWS];
    int         ncounts;
    bool       *seen;           /* on this sheet, one a node */
} Walk;

/* --- small things --- */

static Str place_of(Walk *w, isize at, int col)
{
    Str cell = xlsx_address(w->arena, w->grid->rows.at[at].number, col);
    return str_fmt(w->arena, "%.*s!%.*s", STRF(w->grid->name), STRF(cell));
}

#define doubt(w, where, msg, ...) issue_sayf(&(w)->out->doubts, (w)->lang, where, msg, __VA_ARGS__)

static const PackNode *node(const Walk *w, int i)
{
    return &w->pack->nodes[i];
}

static bool is_index(const PackNode *n)
{
    return n->kind == PACK_NUMBERS && n->formula.kind == FORMULA_INDEX;
}

/* --- numbering --- */

static bool is_part(Str s)
{
    int digits = 0, roman = 0;
    for (isize i = 0; i < s.len; i++) {
        digits += s.at[i] >= '0' && s.at[i] <= '9';
        roman  += memchr("ivxIVX", s.at[i], 6) != NULL;
    }
    bool letter = s.len == 1 && ((s.at[0] | 32) >= 'a' && (s.at[0] | 32) <= 'z');
    return letter || (s.len && s.len <= 2 && digits == s.len) || (s.len && s.len <= 5 && roman == s.len);
}

/* "A.", "ii", "1.i.a", " b) ": adds its parts; "-" is the only question of an indicator. */
static bool add_numbering(Line *l, Str text)
{
    Str parts[PARTS];
    int n = 0;

    if (str_is(text, "-") || str_is(text, "\xE2\x80\x93")) {
        l->dash = true;
        return true;
    }
    if (!text.len || text.len > 24)
        return false;
    while (text.len) {
        isize len = 0;
        while (len < text.len && !memchr(".) ", text.at[len], 3))
            len++;
        Str part = str_sub(text, 0, len);
        text = str_sub(text, len < text.len ? len + 1 : len, -1);
        if (!part.len)
            continue;
        if (n == PARTS || !is_part(part))
            return false;
        parts[n++] = part;
    }
    for (int i = 0; i < n && l->nparts < PARTS; i++)
        l->parts[l->nparts++] = parts[i];
    return n > 0;
}

/* "a. Apakah ..." in one cell. */
static bool add_leading_number(Line *l, Str text)
{
    Str rest = text, head = str_cut(&rest, ' ');
    if (!rest.len || head.len < 2 || !memchr(".)", head.at[head.len - 1], 2) || !add_numbering(l, head))
        return false;
    l->title = str_trim(rest);
    return true;
}

static void read_numbering(const Walk *w, const GridRow *row, Line *l)
{
    for (isize i = 0; i < row->count && row->cells[i].col < w->columns.left && !l->title.len; i++) {
        Str text = row->cells[i].text;
        if (row->cells[i].col == w->columns.running || add_numbering(l, text))
            continue;
        if (l->nparts || l->dash || !add_leading_number(l, text))
            l->title = text;
    }
}

/* Does the code end in these parts? "A.I.1.i.a" ends in "1", "i", "a". */
static bool ends_in(Str code, const Line *l)
{
    for (int i = l->nparts - 1; i >= 0; i--) {
        isize dot = code.len;
        while (dot && code.at[dot - 1] != '.')
            dot--;
        if (!code.len || !str_eq_nocase(str_sub(code, dot, -1), l->parts[i]))
            return false;
        code = str_sub(code, 0, dot ? dot - 1 : 0);
    }
    return l->nparts > 0;
}

/* --- what a row asks --- */

static void read_asks(Arena scratch, Str text, Line *l)
{
    Str words = grid_words(&scratch, text);
    int letters = 0;

    while (letters < 6 && has_word(words, (char[]){(char)('a' + letters), 0}))
        letters++;
    if (!words.len)
        l->asks = ASKS_NOTHING;
    else if (has_word(words, "ya") && has_word(words, "tidak"))
        l->asks = ASKS_YES_NO;
    else if (has_word(words, "%") || str_starts(words, S("persen")))
        l->asks = ASKS_SHARE;
    else if (str_starts(words, S("jumlah")))
        l->asks = ASKS_COUNT;
    else if (str_starts(words, S("nilai")) || str_starts(words, S("indeks")) || has_word(words, "0 4"))
        l->asks = ASKS_INDEX;
    else if (letters >= 2)
        l->asks = ASKS_LETTER;
    l->letters = letters;
}

typedef enum { FITS_NOT, FITS_NEARLY, FITS } Fit;

static Fit fit(const PackNode *n, const Line *l)
{
    bool yes_no = n->noptions && str_eq_nocase(n->options[0].letter, S("ya"));
    switch (l->asks) {
    case ASKS_NOTHING: return FITS_NEARLY;
    case ASKS_YES_NO:  return n->kind == PACK_CHOICE && yes_no ? FITS : FITS_NOT;
    case ASKS_LETTER:
        if (n->kind != PACK_CHOICE || yes_no)
            return FITS_NOT;
        return n->noptions == l->letters ? FITS : FITS_NEARLY;
    case ASKS_COUNT:
    case ASKS_SHARE:   return n->kind == PACK_NUMBERS && !is_index(n) ? FITS : FITS_NOT;
    case ASKS_INDEX:   return is_index(n) ? FITS : FITS_NOT;
    }
    return FITS_NOT;
}

/* --- which node a row is --- */

static int group_of(const Walk *w)
{
    return pack_is_question(node(w, w->at)) ? node(w, w->at)->parent : w->at;
}

static bool is_free(const Walk *w, int i)
{
    return pack_is_question(node(w, i)) && (!w->seen[i] || i == w->guessed);
}

/* The first free question of the group that fits at least so well, and, if asked, has the row's letter. */
static int question_in_group(const Walk *w, const Line *l, Fit least, bool by_letter)
{
    int group = group_of(w);
    for (int i = group + 1; i < node(w, group)->end; i++)
        if (node(w, i)->parent == group && is_free(w, i) && fit(node(w, i), l) >= least
            && (!by_letter || ends_in(node(w, i)->code, l)))
            return i;
    return -1;
}

static bool is_open(const Walk *w, int i)               /* the node we are at, or one above it */
{
    return i <= w->at && w->at < node(w, i)->end;
}

/* The next heading with this number below what is open; "II." after "A." is A.II and not the nearer A.I.1.ii.
 * Where rows are missing in between, the nearest of all. */
static int heading_after(const Walk *w, const Line *l)
{
    int nearest = -1;
    for (int i = w->at + 1; i < w->pack->nnodes; i++) {
        if (pack_is_question(node(w, i)) || !ends_in(node(w, i)->code, l))
            continue;
        if (is_open(w, node(w, i)->parent))
            return i;
        if (nearest < 0)
            nearest = i;
    }
    return nearest;
}

/* The only question of an indicator: its row may carry what belongs to the question. */
static int only_question(const Walk *w, int heading)
{
    int child = heading + 1;
    bool only = heading >= 0 && node(w, heading)->children == 1 && pack_is_question(node(w, child));
    return only ? child : -1;
}

static int question_by_whole_code(const Walk *w, const Line *l)
{
    for (int i = 0; l->nparts >= 2 && i < w->pack->nnodes; i++)
        if (is_free(w, i) && fit(node(w, i), l) != FITS_NOT && ends_in(node(w, i)->code, l))
            return i;
    return -1;
}

static int find_question(Walk *w, const Line *l)
{
    int i = w->announced;
    if (i >= 0 && !l->nparts && fit(node(w, i), l) != FITS_NOT)
        return i;
    if (l->nparts && (i = question_in_group(w, l, FITS_NEARLY, true)) >= 0)
        return i;
    int heading = l->nparts ? heading_after(w, l) : -1, only = only_question(w, heading);
    if (only >= 0 && fit(node(w, only), l) != FITS_NOT) {
        w->at = heading;
        return w->guessed = only;
    }
    if ((i = question_by_whole_code(w, l)) >= 0)
        return i;
    /* The print of area 6 has its letters in the order a, c, b: then the kind of answer decides. */
    if ((i = question_in_group(w, l, FITS, false)) >= 0)
        return i;
    return l->nparts ? question_in_group(w, l, FITS_NOT, true) : question_in_group(w, l, FITS_NEARLY, false);
}

/* --- answers --- */

static Str yes_or_no(const XlsxCell *c, Str words)
{
    static const char *const yes[] = {"ya", "y", "yes", "iya"};
    static const char *const no[]  = {"tidak", "tdk", "t", "no", "n"};
    if (c->kind == XLSX_BOOL)
        return c->truth ? S("Ya") : S("Tidak");
    if (str_among(words, yes, countof(yes)) >= 0)
        return S("Ya");
    return str_among(words, no, countof(no)) >= 0 ? S("Tidak") : c->text;
}

/* "a", "A.", "a. Seluruhnya ..." */
static Str letter_of(Str text)
{
    bool first = text.len && (text.at[0] | 32) >= 'a' && (text.at[0] | 32) <= 'z';
    bool alone = text.len == 1 || (text.len > 1 && memchr(".):", text.at[1], 3));
    return first && alone ? str_sub(text, 0, 1) : text;
}

static Str choice_text(Walk *w, const PackNode *n, const XlsxCell *c)
{
    Str words = grid_words(w->arena, c->text);
    if (!words.len)
        return (Str){0};                        /* "-" */
    return fit(n, &(Line){.asks = ASKS_YES_NO}) == FITS ? yes_or_no(c, words) : letter_of(c->text);
}

static Str trimmed_ratio(Arena *a, Ratio r)
{
    Str s = ratio_round(a, r, 9, '.');
    while (s.len && s.at[s.len - 1] == '0')
        s.len--;
    if (s.len && s.at[s.len - 1] == '.')
        s.len--;
    return s;
}

/* 3.6, "3,60"; "92,35%" is so much of the highest index. */
static Str index_text(Walk *w, const PackNode *n, const XlsxCell *c)
{
    Ratio r;
    bool  share = c->kind == XLSX_PERCENT;
    if (!xlsx_ratio(c, &r)) {
        share = str_ends(c->text, S("%"));
        Str s = str_trim(share ? str_sub(c->text, 0, c->text.len - 1) : c->text);
        if (!ratio_parse(s, &r))
            return c->text;
        r = share ? ratio_div(r, ratio(100, 1)) : r;
    }
    return trimmed_ratio(w->arena, share ? ratio_mul(r, n->formula.top) : r);
}

/* 4, "1.250", "15 orang" */
static Str count_text(Walk *w, const XlsxCell *c)
{
    Ratio r;
    if (!c || str_is(c->text, "-"))
        return (Str){0};
    if (xlsx_ratio(c, &r))
        return trimmed_ratio(w->arena, r);
    Str  rest = c->text, number = str_cut(&rest, ' ');
    bool thousands = number.len > 4 && number.at[number.len - 4] == '.';
    Buf  b = {.arena = w->arena};
    for (isize i = 0; i < number.len; i++)
        if (!thousands || number.at[i] != '.')
            buf_char(&b, number.at[i]);
    return buf_str(&b);
}

/* Keeps an answer; a second sheet that says something else does not count. */
static void keep_answer(Walk *w, int i, LkeXlsxLayer *layer, const Str *texts, Str where)
{
    Issues      wrong = {.arena = w->arena};
    NilaiAnswer x;
    bool good = nilai_answer(node(w, i), texts, w->lang, &wrong, &x);
    for (isize k = 0; k < wrong.count; k++)
        doubt(w, where, MSG_lke_xlsx_not_read, node(w, i)->code, wrong.at[k].text);
    if (!good || !x.answered)
        return;
    if (layer->sheet.at[i].answered && i != w->guessed) {
        if (!nilai_same(node(w, i), &layer->sheet.at[i], &x))
            doubt(w, where, MSG_lke_xlsx_twice, node(w, i)->code, layer->where[i]);
        return;
    }
    layer->there       = true;
    layer->sheet.at[i] = x;
    layer->where[i]    = where;
}

static void add_text(LkeXlsxLayer *layer, Arena *a, int i, Str text)
{
    LkeTexts *list = &layer->evidence[i];
    for (isize k = 0; k < list->count; k++)
        if (str_eq(list->at[k], text))
            return;
    *list_add(a, list) = text;
}

/* File names and links, one a line, without the marks of a list. */
static void read_evidence(Walk *w, int i, LkeXlsxLayer *layer, const GridRow *row, int col)
{
    Str rest = grid_text(row, col), link = grid_link(w->grid, row->number, col);
    while (rest.len) {
        Str line = str_trim(str_cut(&rest, '\n'));
        if (str_starts(line, S("- ")) || str_starts(line, S("* ")))
            line = str_trim(str_sub(line, 2, -1));
        else if (str_starts(line, S("\xE2\x80\xA2")))
            line = str_trim(str_sub(line, 3, -1));
        if (line.len && !str_is(line, "-"))
            add_text(layer, w->arena, i, line);
    }
    if (link.len)
        add_text(layer, w->arena, i, link);
}

static void read_note(Walk *w, int i, LkeXlsxLayer *layer, Str note)
{
    Str *at = &layer->notes[i];
    if (!note.len || str_is(note, "-") || str_has(*at, note))
        return;
    *at = at->len ? str_fmt(w->arena, "%.*s\n%.*s", STRF(*at), STRF(note)) : note;
}

static void read_around(Walk *w, int i, const GridRow *row, const Block *b)
{
    LkeXlsxLayer *layer = &w->out->layers[b->layer];
    read_note(w, i, layer, grid_text(row, b->note));
    for (int k = 0; k < b->nevidence; k++)
        read_evidence(w, i, layer, row, b->evidence[k]);
}

static void read_printed(Walk *w, int i, isize at, const Block *b)
{
    const XlsxCell *c = b->score < 0 ? NULL : grid_cell(&w->grid->rows.at[at], b->score);
    Ratio r;
    if (c && xlsx_ratio(c, &r))
        *list_add(w->arena, &w->out->differs) =
            (LkeXlsxDiff){.node = i, .layer = b->layer, .where = place_of(w, at, b->score), .printed = r};
}

static void read_block(Walk *w, int i, const Line *l, const Block *b)
{
    const GridRow  *row   = &w->grid->rows.at[l->at];
    const PackNode *n     = node(w, i);
    LkeXlsxLayer   *layer = &w->out->layers[b->layer];
    const XlsxCell *c     = grid_cell(row, b->answer);
    Str             where = place_of(w, l->at, b->answer);

    layer->there = true;
    if (!layer->where[i].len)
        layer->where[i] = where;
    if (c && !layer->read[i].len)
        layer->read[i] = c->text;
    if (c && (n->kind == PACK_CHOICE || is_index(n))) {
        Str texts[PACK_INPUTS] = {n->kind == PACK_CHOICE ? choice_text(w, n, c) : index_text(w, n, c)};
        keep_answer(w, i, layer, texts, where);
    }
    read_around(w, i, row, b);
    read_printed(w, i, l->at, b);
}

/* --- number questions --- */

/* The rows of counts, in order, are the inputs, after a row with the total where there is one more. */
static int total_rows(const PackNode *n, int rows)
{
    bool sums = (n->formula.whole & (n->formula.whole - 1)) != 0;
    return sums && rows == n->ninputs + 1 ? 1 : 0;
}

static void input_texts(Walk *w, const PackNode *n, const Block *b, Str *texts)
{
    int skip = total_rows(n, w->ncounts), rows = w->ncounts - skip, k = 0;
    for (int i = 0; i < n->ninputs; i++) {
        bool leave_out = rows < n->ninputs && n->inputs[i].optional;
        if (!leave_out && k < rows)
            texts[i] = count_text(w, grid_cell(&w->grid->rows.at[w->counts[skip + k++]], b->answer));
    }
}

/* Only the total is filled in, not who it is made of: all of it goes to the first of them. */
static void spread_total(Walk *w, const PackNode *n, const Block *b, Str *texts, Str where)
{
    bool parts = false;
    if (!total_rows(n, w->ncounts))
        return;
    for (int i = 0; i < n->ninputs; i++)
        parts = parts || ((n->formula.whole >> i & 1) && texts[i].len);
    Str total = count_text(w, grid_cell(&w->grid->rows.at[w->counts[0]], b->answer));
    if (parts || !total.len || str_is(total, "0"))              /* 0: a formula over empty cells */
        return;
    int first = 0;
    for (int i = n->ninputs - 1; i >= 0; i--) {
        if (n->formula.whole >> i & 1) {
            texts[i] = S("0");
            first    = i;
        }
    }
    texts[first] = total;
    doubt(w, where, MSG_lke_xlsx_total_only, n->code, n->inputs[first].key);
}

static void fill_parts(const PackNode *n, Str *texts)           /* an empty part of a filled sum is none */
{
    bool some = false;
    bool sums = (n->formula.whole & (n->formula.whole - 1)) != 0;
    for (int i = 0; i < n->ninputs; i++)
        some = some || texts[i].len;
    for (int i = 0; sums && some && i < n->ninputs; i++)
        if ((n->formula.whole >> i & 1) && !texts[i].len)
            texts[i] = S("0");
}

static int needed_inputs(const PackNode *n)
{
    int needed = 0;
    for (int k = 0; k < n->ninputs; k++)
        needed += !n->inputs[k].optional;
    return needed;
}

static void read_counts(Walk *w, int i, const Block *b)
{
    const PackNode *n     = node(w, i);
    Str             where = place_of(w, w->counts[0], b->answer);
    Str             texts[PACK_INPUTS] = {{0}};

    input_texts(w, n, b, texts);
    spread_total(w, n, b, texts, where);
    fill_parts(n, texts);
    keep_answer(w, i, &w->out->layers[b->layer], texts, where);
    for (int r = 0; r < w->ncounts; r++)
        read_around(w, i, &w->grid->rows.at[w->counts[r]], b);
}

/* The number question that was being read is complete. */
static void finish_numbers(Walk *w)
{
    int i = w->numbers;
    if (i >= 0 && w->ncounts >= needed_inputs(node(w, i)) && w->ncounts <= node(w, i)->ninputs + 1) {
        for (int k = 0; k < w->columns.nblocks; k++)
            read_counts(w, i, &w->columns.blocks[k]);
    } else if (i >= 0 && i != w->guessed) {
        doubt(w, node(w, i)->code, MSG_lke_xlsx_rows, node(w, i)->code, say_i64(w->arena, w->lang, w->ncounts));
    }
    w->numbers = -1;
    w->ncounts = 0;
}

static void add_count_row(Walk *w, const Line *l)
{
    if (w->numbers < 0) {
        int i = w->announced >= 0 ? w->announced : question_in_group(w, l, FITS, false);
        if (i < 0) {
            doubt(w, place_of(w, l->at, w->columns.blocks[0].answer), MSG_lke_xlsx_lost, l->title, (Str){0});
            return;
        }
        w->seen[i] = true;
        w->numbers = w->at = i;
        w->announced = -1;
    }
    if (w->ncounts < COUNT_ROWS)
        w->counts[w->ncounts++] = l->at;
}

/* --- the walk down a sheet --- */

static void take_wording(Walk *w, int i, const Line *l)
{
    if (l->title.len && !w->out->titles[i].len)
        w->out->titles[i] = l->title;
    Str criteria = grid_text(&w->grid->rows.at[l->at], w->columns.criteria);
    if (criteria.len && !w->out->criteria[i].len)
        w->out->criteria[i] = criteria;
}

static void take_question(Walk *w, int i, const Line *l)
{
    const PackNode *n     = node(w, i);
    bool            guess = i == w->guessed && !w->seen[i];
    w->seen[i]   = true;
    w->announced = -1;
    w->at        = i;
    if (n->kind == PACK_NUMBERS && !is_index(n))
        w->numbers = i;
    if (fit(n, l) == FITS_NOT || (l->nparts && !ends_in(n->code, l) && !guess))
        doubt(w, place_of(w, l->at, w->columns.blocks[0].answer), MSG_lke_xlsx_by_place, n->code, l->title);
    take_wording(w, i, l);
    for (int k = 0; k < w->columns.nblocks; k++)
        read_block(w, i, l, &w->columns.blocks[k]);
    if (!guess)
        w->guessed = -1;
}

/* "TOTAL PENGUNGKIT", "NILAI EVALUASI ...": no numbers of their own. */
static int node_of_total(const Walk *w, Str words)
{
    if (!str_starts(words, S("total")) && !str_starts(words, S("nilai")) && !str_starts(words, S("jumlah")))
        return -1;
    if (has_word(words, "pengungkit"))
        return pack_find(w->pack, S("A"));
    if (has_word(words, "hasil"))
        return pack_find(w->pack, S("B"));
    static const char *const all[] = {"evaluasi", "zi", "zona", "akhir", "keseluruhan", "total"};
    for (isize i = 0; i < countof(all); i++)
        if (has_word(words, all[i]))
            return 0;
    return -1;
}

/* "PEMENUHAN" without its "I." */
static int node_of_name(const Walk *w, Str words)
{
    static const char *const names[][2] = {
        {"pengungkit", "A"}, {"pemenuhan", "A.I"}, {"reform", "A.II"}, {"hasil", "B"},
    };
    for (isize i = 0; i < countof(names); i++) {
        int n = str_is(words, names[i][0]) ? pack_find(w->pack, str_of(names[i][1])) : -1;
        if (n > w->at)
            return n;
    }
    return -1;
}

static void take_heading(Walk *w, const Line *l)
{
    Str words = grid_words(w->arena, l->title);
    int total = l->nparts ? -1 : node_of_total(w, words), i = total;
    if (total < 0)
        i = l->nparts ? heading_after(w, l) : node_of_name(w, words);
    int named = l->nparts ? question_in_group(w, l, FITS_NEARLY, true) : -1;
    if (named >= 0) {
        finish_numbers(w);
        w->announced = named;
        take_wording(w, named, l);
        return;
    }
    if (i < 0)
        return;
    if (total < 0) {
        finish_numbers(w);
        w->at        = i;
        w->announced = w->guessed = -1;
        take_wording(w, i, l);
    }
    for (int k = 0; k < w->columns.nblocks; k++)
        read_printed(w, i, l->at, &w->columns.blocks[k]);
}

static bool repeats_heads(const Walk *w, const GridRow *row)
{
    Arena scratch = *w->arena;
    return str_starts(grid_words(&scratch, grid_text(row, w->columns.blocks[0].answer)), S("jawaban"));
}

static bool has_answer(const Walk *w, const GridRow *row)
{
    for (int k = 0; k < w->columns.nblocks; k++)
        if (grid_text(row, w->columns.blocks[k].answer).len)
            return true;
    return false;
}

static void take_row(Walk *w, isize at)
{
    const GridRow *row = &w->grid->rows.at[at];
    Line           l   = {.at = at};

    if (repeats_heads(w, row))
        return;
    read_numbering(w, row, &l);
    read_asks(*w->arena, grid_text(row, w->columns.kind), &l);
    bool says_nothing = !l.nparts && !l.dash;
    if (l.asks == ASKS_COUNT && (w->numbers >= 0 || says_nothing || l.dash)) {
        add_count_row(w, &l);
        return;
    }
    bool asks = l.asks != ASKS_NOTHING || ((l.dash || l.nparts) && has_answer(w, row));
    if (!asks) {
        take_heading(w, &l);
        return;
    }
    finish_numbers(w);
    int i = find_question(w, &l);
    if (i >= 0)
        take_question(w, i, &l);
    else if (l.asks == ASKS_NOTHING)
        take_heading(w, &l);
    else
        doubt(w, place_of(w, at, w->columns.blocks[0].answer), MSG_lke_xlsx_lost, l.title, (Str){0});
}

/* --- layers and sheets --- */

/* By what the columns say, else by the sheet's name, else in the order of the procedure. */
static void name_layers(Arena scratch, const Grid *g, Columns *c)
{
    static const int usual[] = {LAYER_UNIT, LAYER_TPI, LAYER_TPN, LAYER_PENDAHULUAN};
    unsigned used = 0;
    int      hint = grid_layer(grid_words(&scratch, g->name));

    for (int k = 0; k < c->nblocks; k++) {
        Block *b = &c->blocks[k];
        if (b->layer < 0 && k == 0 && hint >= 0)
            b->layer = hint;
        if (b->layer < 0 || (used >> b->layer & 1))
            for (isize i = countof(usual) - 1; i >= 0; i--)
                if (!(used >> usual[i] & 1))
                    b->layer = usual[i];
        used |= 1u << b->layer;
    }
}

/* "Predikat yang dimiliki: WBK", in one cell or in two. */
static void read_holds(Walk *w, Str label, Str value)
{
    Arena scratch = *w->arena;
    Str   words   = grid_words(&scratch, label);
    if (!str_starts(words, S("predikat yang dimiliki")))
        return;
    for (int layer = 0; layer < LKE_XLSX_LAYERS; layer++) {
        NilaiSheet *sheet = &w->out->layers[layer].sheet;
        int         i     = pack_predicate(w->pack, value);
        sheet->holds_said = i >= 0 || str_eq_nocase(value, S("belum ada")) || str_eq_nocase(value, S("none"));
        sheet->holds      = i >= 0 ? 1u << i : 0;
    }
}

static void read_heading(Walk *w)
{
    for (isize i = 0; i < w->columns.head && w->out->heading.count < 40; i++) {
        const GridRow *row = &w->grid->rows.at[i];
        for (isize k = 0; k < row->count; k++) {
            if (row->cells[k].text.len)
                *list_add(w->arena, &w->out->heading) = row->cells[k].text;
            read_holds(w, row->cells[k].text, k + 1 < row->count ? row->cells[k + 1].text : (Str){0});
        }
    }
}

static bool read_sheet(Walk *w, const Grid *g)
{
    w->grid = g;
    if (!grid_columns(*w->arena, g, &w->columns))
        return false;
    name_layers(*w->arena, g, &w->columns);
    if (!w->out->heading.count)
        read_heading(w);
    w->at      = 0;
    w->ncounts = 0;
    w->announced = w->guessed = w->numbers = -1;
    w->seen    = new(w->arena, bool, w->pack->nnodes);
    for (isize i = w->columns.first; i < g->rows.count; i++)
        take_row(w, i);
    finish_numbers(w);
    return true;
}

/* --- what the scores should be --- */

static bool is_as_printed(Ratio printed, Ratio ours)
{
    Ratio d = ratio_sub(printed, ours);
    return ratio_cmp(d, ratio(5, 1000)) <= 0 && ratio_cmp(d, ratio(-5, 1000)) >= 0;
}

/* Printed scores were collected on the way; those that are right are dropped now. */
static void judge_scores(Arena *a, LkeXlsx *x)
{
    isize       n     = 0;
    NilaiScore *score = nilai_score_new(a, x->pack);
    for (int layer = 0; layer < LKE_XLSX_LAYERS; layer++) {
        nilai_score(&x->layers[layer].sheet, score);
        for (isize i = 0; i < x->differs.count; i++) {
            LkeXlsxDiff    *d    = &x->differs.at[i];
            const PackNode *node = &x->pack->nodes[d->node];
            Ratio           ours = score->points[d->node];
            if (d->layer != layer)
                continue;
            d->ours = ours;
            if (pack_is_question(node)) {       /* forms print the option's value there, or its points */
                Ratio share = nilai_share(node, &x->layers[layer].sheet.at[d->node]);
                if (is_as_printed(d->printed, share))
                    d->ours = d->printed;
            }
        }
    }
    for (isize i = 0; i < x->differs.count; i++)
        if (!is_as_printed(x->differs.at[i].printed, x->differs.at[i].ours))
            x->differs.at[n++] = x->differs.at[i];
    x->differs.count = n;
}

static void list_missing(Walk *w)
{
    for (int i = 0; i < w->pack->nnodes; i++) {
        bool there = false;
        for (int k = 0; k < LKE_XLSX_LAYERS; k++)
            there = there || w->out->layers[k].where[i].len;
        if (pack_is_question(node(w, i)) && !there)
            doubt(w, node(w, i)->code, MSG_lke_xlsx_missing, node(w, i)->code, (Str){0});
    }
}

static int read_sheets(Walk *w, const Grids *grids, bool hidden)
{
    int n = 0;
    for (isize i = 0; i < grids->count; i++)
        if (grids->at[i].hidden == hidden)
            n += read_sheet(w, &grids->at[i]);
    return n;
}

Err lke_xlsx_read(Arena *a, Xlsx *book, const Pack *pack, Lang lang, Issues *issues, LkeXlsx *out)
{
    Grids grids = {0};
    Walk  w     = {.arena = a, .out = out, .pack = pack, .lang = lang};

    Err e = grid_load(a, book, &grids);
    if (e.kind == ERR_LIMIT && !issues->count)
        issue_say(issues, lang, (Str){0}, MSG_format_xlsx_large);
    TRY(e);
    *out = (LkeXlsx){.pack = pack, .doubts = {.arena = a}};
    out->titles   = new(a, Str, pack->nnodes);
    out->criteria = new(a, Str, pack->nnodes);
    for (int k = 0; k < LKE_XLSX_LAYERS; k++)
        out->layers[k] = lke_xlsx_layer(a, pack);

    if (!read_sheets(&w, &grids, false) && !read_sheets(&w, &grids, true)) {
        issue_say(issues, lang, (Str){0}, MSG_lke_xlsx_no_sheet);
        return FAIL(ERR_INVALID, "no sheet of the workbook is a questionnaire");
    }
    list_missing(&w);
    judge_scores(a, out);
    return NO_ERR;
}

/* --- wording --- */

/* Where the meaning of an option begins: its letter at the start of a line, then '.', ')' or ':'. */
static isize option_at(Str text, Str letter, isize *after)
{
    for (isize i = 0; i < text.len; i++) {
        bool starts = !i || text.at[i - 1] == '\n';
        Str  line   = str_trim(str_sub(text, i, -1));
        isize skip  = text.len - i - line.len > 0 && starts ? line.at - text.at - i : 0;
        Str  rest   = str_sub(text, i + skip + letter.len, -1);
        if (starts && str_eq_nocase(str_sub(text, i + skip, letter.len), letter) && rest.len
            && memchr(".):,", rest.at[0], 4)) {
            *after = i + skip + letter.len + 1;
            return i;
        }
    }
    return -1;
}

bool lke_xlsx_options(Arena *a, const PackNode *n, Str criteria, Str *out)
{
    isize from[16], after[16];
    if (n->kind != PACK_CHOICE || n->noptions > 16)
        return false;
    for (int i = 0; i < n->noptions; i++)
        if ((from[i] = option_at(criteria, n->options[i].letter, &after[i])) < 0 || (i && from[i] < from[i - 1]))
            return false;
    for (int i = 0; i < n->noptions; i++) {
        isize end = i + 1 < n->noptions ? from[i + 1] : criteria.len;
        out[i]    = str_copy(a, str_trim(str_sub(criteria, after[i], end - after[i])));
    }
    return true;
}

static void put_wording(JsonOut *o, Arena *a, const PackNode *n, Str title, Str criteria)
{
    Str options[16];
    json_open_map(o, n->code);
    json_open_map(o, S("id"));
    if (title.len)
        json_put_text(o, pack_is_question(n) ? S("ask") : S("topic"), title);
    if (criteria.len && lke_xlsx_options(a, n, criteria, options)) {
        json_open_map(o, S("options"));
        for (int i = 0; i < n->noptions; i++)
            json_put_text(o, n->options[i].letter, options[i]);
        json_close(o);
    }
    json_close(o);
    json_close(o);
}

Str lke_xlsx_words(Arena *a, const LkeXlsx *x)
{
    Buf     b     = {.arena = a};
    JsonOut o     = {.to = &b};
    bool    empty = true;

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("for"), x->pack->id);
    json_put_text(&o, S("kind"), S("words"));
    json_open_map(&o, S("nodes"));
    for (int i = 0; i < x->pack->nnodes; i++) {
        if (!x->titles[i].len && !x->criteria[i].len)
            continue;
        put_wording(&o, a, &x->pack->nodes[i], x->titles[i], x->criteria[i]);
        empty = false;
    }
    json_close(&o);
    json_close(&o);
    return empty ? (Str){0} : buf_str(&b);
}

LkeXlsxLayer lke_xlsx_layer(Arena *a, const Pack *pack)
{
    return (LkeXlsxLayer){
        .sheet    = nilai_sheet(a, pack),
        .where    = new(a, Str, pack->nnodes),
        .read     = new(a, Str, pack->nnodes),
        .notes    = new(a, Str, pack->nnodes),
        .evidence = new(a, LkeTexts, pack->nnodes),
    };
}
