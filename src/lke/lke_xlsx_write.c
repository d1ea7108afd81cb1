#include "lke/lke_xlsx.h"

/* The words in quotes here are those of the official form: whoever reads it, people and lke_xlsx_read.c alike,
 * finds its columns and rows by them. */

enum {
    TITLE_END = 6, COL_WEIGHT, COL_CRITERIA, COL_KIND, COL_BLOCKS,
    IN_ANSWER = 0, IN_SCORE, IN_PERCENT, IN_NOTE, IN_EVIDENCE, BLOCK_WIDTH,
    ROW_HOLDS = 3, ROW_HEAD = 5,
    OPTIONS_MOST = 12,
};

typedef struct {
    Arena      *arena;
    XlsxOut    *book;
    const LkeXlsxPlan *plan;
    const Pack *pack;
    int        *rows;                   /* where each node's score stands */
    int         totals[4], ntotals;     /* the nodes of the rows "TOTAL ...", */
    int         total_rows[4];          /* and where they stand */
    int         shown[LKE_XLSX_LAYERS], nshown;         /* the layers that get columns */
    NilaiScore *scores[LKE_XLSX_LAYERS];                /* of the shown ones */
} Writer;

static const char *const layer_names[LKE_XLSX_LAYERS] = {"", " Pendahuluan", " TPI", " TPN"};

/* --- small things --- */

static const PackNode *node(const Writer *w, int i)
{
    return &w->pack->nodes[i];
}

static const LkeXlsxLayer *layer(const Writer *w, int block)
{
    return &w->plan->layers[w->shown[block]];
}

static int column(int block, int what)
{
    return COL_BLOCKS + block * BLOCK_WIDTH + what;
}

static Str cell(Writer *w, int row, int col)
{
    return xlsx_address(w->arena, row, col);
}

static bool is_index(const PackNode *n)
{
    return n->kind == PACK_NUMBERS && n->formula.kind == FORMULA_INDEX;
}

static bool is_counts(const PackNode *n)
{
    return n->kind == PACK_NUMBERS && n->formula.kind != FORMULA_INDEX;
}

/* The whole is made of several inputs: the form has a heading and a row with their total, too. */
static bool has_total(const PackNode *n)
{
    return is_counts(n) && (n->formula.whole & (n->formula.whole - 1)) != 0;
}

/* Under an indicator a question shows its share, elsewhere its points, as the forms do. */
static bool shows_points(const Writer *w, const PackNode *n)
{
    return node(w, n->parent)->kind != PACK_INDICATOR;
}

static int input_row(const Writer *w, int i, int input)
{
    return w->rows[i] + 1 + has_total(node(w, i)) + input;
}

static Str last_part(Str code)
{
    isize dot = code.len;
    while (dot && code.at[dot - 1] != '.')
        dot--;
    return str_sub(code, dot, -1);
}

static int level_of(const Writer *w, int i)
{
    int level = -1;
    while ((i = node(w, i)->parent) > 0)
        level++;
    return level + 1;
}

static Str upper(Arena *a, Str s)
{
    char *p = str_c(a, s);
    for (isize i = 0; i < s.len; i++)
        if (p[i] >= 'a' && p[i] <= 'z')
            p[i] = (char)(p[i] - 32);
    return (Str){p, s.len};
}

/* --- which row is whose --- */

static void lay_out(Writer *w)
{
    int row = ROW_HEAD + 1, open = -1;
    for (int i = 1; i < w->pack->nnodes; i++) {
        const PackNode *n = node(w, i);
        if (n->kind == PACK_COMPONENT) {
            if (open >= 0)
                w->total_rows[w->ntotals] = row++, w->totals[w->ntotals++] = open;
            open = i;
        }
        row       += has_total(n);              /* the heading of its own */
        w->rows[i] = row++;
        row       += has_total(n) + (is_counts(n) ? n->ninputs : 0);
    }
    w->total_rows[w->ntotals] = row++, w->totals[w->ntotals++] = open;
    w->rows[0] = row;
}

/* --- formulas --- */

/* IF(UPPER(TRIM(K9))="A",1,IF(...,67/100,0)) */
static void add_choice(Writer *w, Buf *b, const PackNode *n, Str answer)
{
    for (int i = 0; i < n->noptions; i++)
        buf_addf(b, "IF(UPPER(TRIM(%.*s))=\"%.*s\",%.*s,", STRF(answer), STRF(upper(w->arena, n->options[i].letter)),
                 STRF(ratio_exact(w->arena, n->options[i].value)));
    buf_char(b, '0');
    for (int i = 0; i < n->noptions; i++)
        buf_char(b, ')');
}

/* (K10+K11), the inputs of a mask. */
static Str sum_of(Writer *w, int i, u8 mask, int col)
{
    Buf b = {.arena = w->arena};
    for (int k = 0; k < node(w, i)->ninputs; k++)
        if (mask >> k & 1)
            buf_addf(&b, "%s%.*s", b.len ? "+" : "(", STRF(cell(w, input_row(w, i, k), col)));
    buf_char(&b, ')');
    return buf_str(&b);
}

/* How many of the inputs that must be given are numbers, and how many there are. */
static int needed(Writer *w, int i, int col, Buf *count)
{
    int n = 0;
    for (int k = 0; k < node(w, i)->ninputs; k++) {
        if (node(w, i)->inputs[k].optional)
            continue;
        buf_addf(count, "%s%.*s", n ? "," : "COUNT(", STRF(cell(w, input_row(w, i, k), col)));
        n++;
    }
    buf_char(count, ')');
    return n;
}

static Str when_zero(Writer *w, const Formula *f, Str part)
{
    Str least = ratio_exact(w->arena, f->least), most = ratio_exact(w->arena, f->most);
    switch (f->when_zero) {
    case ZERO_IS_ZERO: return least;
    case ZERO_IS_FULL: return most;
    case ZERO_IS_FULL_IF_NONE_NOW:
        return str_fmt(w->arena, "IF(%.*s=0,%.*s,%.*s)", STRF(part), STRF(most), STRF(least));
    }
    return least;
}

static Str cut(Writer *w, const Formula *f, Str raw)
{
    return str_fmt(w->arena, "MAX(%.*s,MIN(%.*s,%.*s))", STRF(ratio_exact(w->arena, f->least)),
                   STRF(ratio_exact(w->arena, f->most)), STRF(raw));
}

static void add_counts(Writer *w, Buf *b, int i, int col)
{
    const Formula *f = &node(w, i)->formula;
    Buf  count = {.arena = w->arena};
    int  n     = needed(w, i, col, &count);
    Str  part  = sum_of(w, i, f->part, col), whole = sum_of(w, i, f->whole, col);
    Str  raw   = f->kind == FORMULA_SHARE
                   ? str_fmt(w->arena, "%.*s/%.*s", STRF(part), STRF(whole))
                   : str_fmt(w->arena, "(%.*s-%.*s)/%.*s", STRF(whole), STRF(part), STRF(whole));
    buf_addf(b, "IF(%.*s=%d,IF(%.*s=0,%.*s,%.*s),0)", STRF(buf_str(&count)), n, STRF(whole),
             STRF(when_zero(w, f, part)), STRF(cut(w, f, raw)));
}

/* A question's share of its weight. */
static void add_share(Writer *w, Buf *b, int i, int col)
{
    const PackNode *n      = node(w, i);
    Str             answer = cell(w, w->rows[i], col);
    if (n->kind == PACK_CHOICE) {
        add_choice(w, b, n, answer);
    } else if (is_index(n)) {
        Str raw = str_fmt(w->arena, "%.*s/%.*s", STRF(answer), STRF(ratio_exact(w->arena, n->formula.top)));
        buf_addf(b, "IF(ISNUMBER(%.*s),%.*s,0)", STRF(answer), STRF(cut(w, &n->formula, raw)));
    } else {
        add_counts(w, b, i, col);
    }
}

/* What stands below adds up; an indicator is its weight times the plain mean of its questions. */
static void add_children(Writer *w, Buf *b, int i, int block)
{
    bool mean = node(w, i)->kind == PACK_INDICATOR, first = true;
    if (mean)
        buf_addf(b, "%.*s*(", STRF(cell(w, w->rows[i], COL_WEIGHT)));
    for (int k = i + 1; k < node(w, i)->end; k++) {
        if (node(w, k)->parent != i)
            continue;
        buf_addf(b, "%s%.*s", first ? "" : "+", STRF(cell(w, w->rows[k], column(block, IN_SCORE))));
        first = false;
    }
    if (mean)
        buf_addf(b, ")/%d", node(w, i)->children);
}

static void put_score(Writer *w, int i, int block)
{
    const PackNode *n     = node(w, i);
    Ratio           value = w->scores[block]->points[i];
    Buf             b     = {.arena = w->arena};
    bool            question = pack_is_question(n);

    buf_char(&b, '=');
    if (!question) {
        add_children(w, &b, i, block);
    } else {
        if (shows_points(w, n))
            buf_addf(&b, "%.*s*", STRF(cell(w, w->rows[i], COL_WEIGHT)));
        else
            value = nilai_share(n, &layer(w, block)->sheet.at[i]);
        add_share(w, &b, i, column(block, IN_ANSWER));
    }
    xlsx_formula(w->book, (XlsxAt){w->rows[i], column(block, IN_SCORE)}, buf_str(&b), value,
                 question ? XS_NUMBER2 : XS_TOTAL);
}

static void put_percent(Writer *w, int i, int block)
{
    const PackNode *n     = node(w, i);
    Str             score = cell(w, w->rows[i], column(block, IN_SCORE));
    Ratio           share = ratio_div(w->scores[block]->points[i], n->weight);
    bool            plain = pack_is_question(n) && !shows_points(w, n);
    Str formula = plain ? str_fmt(w->arena, "=%.*s", STRF(score))
                        : str_fmt(w->arena, "=%.*s/%.*s", STRF(score), STRF(cell(w, w->rows[i], COL_WEIGHT)));
    xlsx_formula(w->book, (XlsxAt){w->rows[i], column(block, IN_PERCENT)}, formula, share, XS_PERCENT);
}

/* --- the words of a row --- */

Str lke_xlsx_title(const Pack *p, const PackWords *words, int i, Lang lang)
{
    Str ask = words && pack_is_question(&p->nodes[i]) ? words->nodes[i].ask[lang] : (Str){0};
    return ask.len ? ask : words ? words->nodes[i].topic[lang] : p->nodes[i].code;
}

Str lke_xlsx_criteria(Arena *a, const Pack *p, const PackWords *all, int i, Lang lang)
{
    const NodeWords *words = all ? &all->nodes[i] : NULL;
    Buf              b     = {.arena = a};
    for (int k = 0; words && words->options && k < p->nodes[i].noptions; k++)
        if (words->options[k][lang].len)
            buf_addf(&b, "%s%.*s. %.*s", b.len ? "\n" : "", STRF(p->nodes[i].options[k].letter),
                     STRF(words->options[k][lang]));
    return buf_str(&b);
}

static Str topic_of(Writer *w, int i)
{
    return w->plan->words ? w->plan->words->nodes[i].topic[w->plan->lang] : node(w, i)->code;
}

static Str title_of(Writer *w, int i)
{
    return lke_xlsx_title(w->pack, w->plan->words, i, w->plan->lang);
}

/* "Ya/Tidak", "A/B/C", "%", "Nilai (0-4)" */
static Str kind_of(Writer *w, const PackNode *n)
{
    Buf b = {.arena = w->arena};
    if (is_counts(n))
        return S("%");
    if (is_index(n))
        return str_fmt(w->arena, "Nilai (0-%.*s)", STRF(ratio_exact(w->arena, n->formula.top)));
    for (int k = 0; k < n->noptions; k++)
        buf_addf(&b, "%s%.*s", k ? "/" : "", STRF(n->options[k].letter));
    return buf_str(&b);
}

static double lines_of(Str s, int letters)
{
    double n = 0;
    while (s.len)
        n += 1 + (double)(str_cut(&s, '\n').len / letters);
    return n;
}

/* Merged cells do not grow by themselves. */
static void set_height(Writer *w, int row, Str title, Str criteria)
{
    double n = lines_of(title, 46), m = lines_of(criteria, 52);
    n = n > m ? n : m;
    if (n > 1)
        xlsx_height(w->book, row, n * 15 + 3);
}

static void put_title(Writer *w, int row, int from, Str title, XlsxStyle style)
{
    if (from < TITLE_END)
        xlsx_merge(w->book, (XlsxAt){row, from}, (XlsxAt){row, TITLE_END}, title, style);
    else
        xlsx_text(w->book, (XlsxAt){row, from}, title, style);
}

/* --- rows --- */

/* All of a row in one dress; what stands in it is written over it. */
static void put_band(Writer *w, int row, XlsxStyle style)
{
    for (int col = 0; col < column(w->nshown, 0); col++)
        xlsx_blank(w->book, (XlsxAt){row, col}, style);
}

static void put_number(Writer *w, int row, int level, Str part, XlsxStyle style)
{
    Str text = str_is(part, "-") ? part : str_fmt(w->arena, "%.*s.", STRF(part));
    put_band(w, row, style);
    xlsx_text(w->book, (XlsxAt){row, level}, text, style);
}

static void put_weight(Writer *w, int row, int i, XlsxStyle style)
{
    xlsx_put_ratio(w->book, (XlsxAt){row, COL_WEIGHT}, node(w, i)->weight, style);
}

static void put_around(Writer *w, int i, int block)
{
    const LkeXlsxLayer *l   = layer(w, block);
    int                 row = w->rows[i];
    Buf                 b   = {.arena = w->arena};
    for (isize k = 0; k < l->evidence[i].count; k++)
        buf_addf(&b, "%s%.*s", k ? "\n" : "", STRF(l->evidence[i].at[k]));
    xlsx_text(w->book, (XlsxAt){row, column(block, IN_NOTE)}, l->notes[i], XS_INPUT);
    xlsx_text(w->book, (XlsxAt){row, column(block, IN_EVIDENCE)}, buf_str(&b), XS_INPUT);
}

static void put_letters(Writer *w, const PackNode *n, XlsxAt at)
{
    const char *letters[OPTIONS_MOST + 1] = {0};
    for (int k = 0; k < n->noptions && k < OPTIONS_MOST; k++)
        letters[k] = str_c(w->arena, n->options[k].letter);
    xlsx_choices(w->book, at, at, letters);
}

static void put_answer(Writer *w, int i, int block)
{
    const PackNode    *n  = node(w, i);
    const NilaiAnswer *x  = &layer(w, block)->sheet.at[i];
    XlsxAt             at = {w->rows[i], column(block, IN_ANSWER)};

    if (n->kind == PACK_CHOICE) {
        xlsx_text(w->book, at, x->answered ? n->options[x->option].letter : (Str){0}, XS_INPUT);
        put_letters(w, n, at);
    } else if (is_index(n) && x->answered) {
        xlsx_put_ratio(w->book, at, ratio(x->in[0], x->per ? x->per : 1), XS_INPUT2);
    } else if (is_index(n)) {
        xlsx_blank(w->book, at, XS_INPUT2);
    } else {
        Str score = cell(w, w->rows[i], column(block, IN_SCORE));
        xlsx_formula(w->book, at, str_fmt(w->arena, "=%.*s", STRF(score)), nilai_share(n, x), XS_PERCENT);
    }
}

static void put_count(Writer *w, int i, int input, int block)
{
    const NilaiAnswer *x  = &layer(w, block)->sheet.at[i];
    XlsxAt             at = {input_row(w, i, input), column(block, IN_ANSWER)};
    if (x->answered && x->in[input] != NILAI_LEFT_OUT)
        xlsx_i64(w->book, at, x->in[input], XS_INPUT);
    else
        xlsx_blank(w->book, at, XS_INPUT);
}

static void put_total_of_counts(Writer *w, int i)
{
    const PackNode *n   = node(w, i);
    int             row = w->rows[i] + 1;
    put_band(w, row, XS_WRAP);
    put_title(w, row, level_of(w, i) + 1, S("- Jumlah seluruhnya"), XS_WRAP);
    xlsx_text(w->book, (XlsxAt){row, COL_KIND}, S("Jumlah"), XS_WRAP);
    for (int block = 0; block < w->nshown; block++) {
        const NilaiAnswer *x   = &layer(w, block)->sheet.at[i];
        i64                sum = 0;
        for (int k = 0; k < n->ninputs; k++)
            if ((n->formula.whole >> k & 1) && x->answered)
                sum += x->in[k];
        int col = column(block, IN_ANSWER);
        Str sum_text = str_fmt(w->arena, "=%.*s", STRF(sum_of(w, i, n->formula.whole, col)));
        xlsx_formula(w->book, (XlsxAt){row, col}, sum_text, ratio(sum, 1), XS_WHOLE);
    }
}

static void put_inputs(Writer *w, int i)
{
    const PackNode *n = node(w, i);
    if (has_total(n))
        put_total_of_counts(w, i);
    for (int k = 0; k < n->ninputs; k++) {
        int row  = input_row(w, i, k);
        Str text = w->plan->words ? w->plan->words->nodes[i].inputs[k][w->plan->lang] : n->inputs[k].key;
        Str title = str_fmt(w->arena, "- Jumlah: %.*s", STRF(text));
        put_band(w, row, XS_WRAP);
        put_title(w, row, level_of(w, i) + 1, title, XS_WRAP);
        set_height(w, row, title, (Str){0});
        xlsx_text(w->book, (XlsxAt){row, COL_KIND}, S("Jumlah"), XS_WRAP);
        for (int block = 0; block < w->nshown; block++)
            put_count(w, i, k, block);
    }
}

static void put_question(Writer *w, int i)
{
    const PackNode *n    = node(w, i);
    bool            only = node(w, n->parent)->children == 1;
    int             row  = w->rows[i], level = level_of(w, i);
    Str             title = title_of(w, i);
    Str             criteria = lke_xlsx_criteria(w->arena, w->pack, w->plan->words, i, w->plan->lang);

    if (has_total(n)) {                 /* LHKPN: printed as a heading in the column of indicators */
        put_number(w, row - 1, level - 1, last_part(n->code), XS_GROUP);
        put_title(w, row - 1, level, title, XS_GROUP);
        put_weight(w, row - 1, i, XS_TOTAL);
        set_height(w, row - 1, title, (Str){0});
        put_band(w, row, XS_WRAP);
        title = S("Persentase pelaporan");
    } else {
        put_number(w, row, level, only && !shows_points(w, n) ? S("-") : last_part(n->code), XS_WRAP);
    }
    put_title(w, row, level + 1, title, XS_WRAP);
    if (only || shows_points(w, n))
        put_weight(w, row, i, XS_NUMBER2);
    xlsx_text(w->book, (XlsxAt){row, COL_CRITERIA}, criteria, XS_WRAP);
    xlsx_text(w->book, (XlsxAt){row, COL_KIND}, kind_of(w, n), XS_WRAP);
    set_height(w, row, title, criteria);
    for (int block = 0; block < w->nshown; block++) {
        put_answer(w, i, block);
        put_score(w, i, block);
        put_percent(w, i, block);
        put_around(w, i, block);
    }
    if (is_counts(n))
        put_inputs(w, i);
}

static void put_heading(Writer *w, int i)
{
    int row = w->rows[i], level = level_of(w, i);
    put_number(w, row, level, last_part(node(w, i)->code), XS_GROUP);
    put_title(w, row, level + 1, title_of(w, i), XS_GROUP);
    put_weight(w, row, i, XS_TOTAL);
    for (int block = 0; block < w->nshown; block++) {
        put_score(w, i, block);
        put_percent(w, i, block);
    }
}

static void put_total(Writer *w, int row, int i, Str title)
{
    put_band(w, row, XS_GROUP);
    put_title(w, row, 0, title, XS_GROUP);
    put_weight(w, row, i, XS_TOTAL);
    for (int block = 0; block < w->nshown; block++) {
        XlsxAt at  = {row, column(block, IN_SCORE)};
        Buf    b   = {.arena = w->arena};
        buf_char(&b, '=');
        if (i)
            buf_add(&b, cell(w, w->rows[i], at.col));
        else
            add_children(w, &b, 0, block);
        xlsx_formula(w->book, at, buf_str(&b), w->scores[block]->points[i], XS_TOTAL);
    }
}

/* --- the sheet "Jawaban" --- */

static void put_heads(Writer *w)
{
    static const char *const heads[BLOCK_WIDTH] = {"Jawaban", "Nilai", "%", "Catatan", "Bukti dukung"};
    static const int widths[BLOCK_WIDTH] = {11, 9, 10, 40, 40};

    xlsx_merge(w->book, (XlsxAt){ROW_HEAD, 0}, (XlsxAt){ROW_HEAD, TITLE_END}, S("Penilaian"), XS_HEAD);
    xlsx_text(w->book, (XlsxAt){ROW_HEAD, COL_WEIGHT}, S("Bobot"), XS_HEAD);
    xlsx_text(w->book, (XlsxAt){ROW_HEAD, COL_CRITERIA}, S("Penjelasan"), XS_HEAD);
    xlsx_text(w->book, (XlsxAt){ROW_HEAD, COL_KIND}, S("Pilihan Jawaban"), XS_HEAD);
    for (int col = 0; col < TITLE_END; col++)
        xlsx_width(w->book, col, 4);
    xlsx_width(w->book, TITLE_END, 38);
    xlsx_width(w->book, COL_WEIGHT, 11);
    xlsx_width(w->book, COL_CRITERIA, 46);
    xlsx_width(w->book, COL_KIND, 13);
    for (int block = 0; block < w->nshown; block++) {
        for (int k = 0; k < BLOCK_WIDTH; k++) {
            const char *name = layer_names[w->shown[block]];
            Str         head = str_fmt(w->arena, "%s%s", heads[k], name);
            xlsx_text(w->book, (XlsxAt){ROW_HEAD, column(block, k)}, head, XS_HEAD);
            xlsx_width(w->book, column(block, k), widths[k]);
        }
    }
    xlsx_height(w->book, ROW_HEAD, 32);
    xlsx_freeze(w->book, ROW_HEAD + 1, 0);
    xlsx_print(w->book, ROW_HEAD);
}

static Str holds_of(const Writer *w)
{
    const NilaiSheet *s = &layer(w, 0)->sheet;
    for (int i = w->pack->npredicates - 1; i >= 0; i--)
        if (s->holds >> i & 1)
            return w->pack->predicates[i].code;
    return s->holds_said ? S("Belum ada") : (Str){0};
}

static void put_head_block(Writer *w)
{
    const char *choices[PACK_PREDICATES + 2] = {0};
    int         n = 0;
    XlsxAt      at = {ROW_HOLDS, COL_WEIGHT};

    xlsx_text(w->book, (XlsxAt){0, 0}, S("LEMBAR KERJA EVALUASI ZONA INTEGRITAS"), XS_TITLE);
    xlsx_text(w->book, (XlsxAt){1, 0}, str_fmt(w->arena, "%.*s, %d", STRF(w->plan->unit), w->plan->year), XS_PLAIN);
    xlsx_text(w->book, (XlsxAt){2, 0}, w->pack->title[w->plan->lang], XS_PLAIN);
    xlsx_text(w->book, (XlsxAt){ROW_HOLDS, 0}, S("Predikat yang dimiliki"), XS_PLAIN);
    xlsx_text(w->book, at, holds_of(w), XS_INPUT);
    for (int i = 0; i < w->pack->npredicates; i++)
        choices[n++] = str_c(w->arena, w->pack->predicates[i].code);
    choices[n] = "Belum ada";
    xlsx_choices(w->book, at, at, choices);
}

static void put_answers(Writer *w)
{
    xlsx_sheet_add(w->book, S("Jawaban"));
    put_head_block(w);
    put_heads(w);
    for (int i = 1; i < w->pack->nnodes; i++) {
        if (pack_is_question(node(w, i)))
            put_question(w, i);
        else
            put_heading(w, i);
    }
    for (int k = 0; k < w->ntotals; k++) {
        Str topic = upper(w->arena, topic_of(w, w->totals[k]));
        put_total(w, w->total_rows[k], w->totals[k], str_fmt(w->arena, "TOTAL %.*s", STRF(topic)));
    }
    put_total(w, w->rows[0], 0, S("NILAI EVALUASI ZONA INTEGRITAS"));
}

/* --- the sheet "Ringkasan" --- */

static Str on_answers(Writer *w, int i, int block)
{
    return str_fmt(w->arena, "Jawaban!%.*s", STRF(cell(w, w->rows[i], column(block, IN_SCORE))));
}

/* What a gate is about: an area's name, or the node's. */
static Str gate_title(Writer *w, const PackGate *g)
{
    if (g->prior)
        return say(w->plan->lang, MSG_lke_xlsx_gate_prior);
    return topic_of(w, g->of[0]);
}

static void put_gate_points(Writer *w, int row, const NilaiGate *g, int block)
{
    XlsxAt have = {row, 3 + block * 2}, verdict = {row, 4 + block * 2};
    Buf    b    = {.arena = w->arena};
    buf_char(&b, '=');
    for (int k = 0; k < g->gate->nof; k++)
        buf_addf(&b, "%s%.*s", k ? "+" : "", STRF(on_answers(w, g->gate->of[k], block)));
    xlsx_formula(w->book, have, buf_str(&b), g->have, XS_NUMBER2);

    /* Not rounded as points are: only the last bits of binary sums are wiped off. */
    Str judge = str_fmt(w->arena, "=IF(ROUND(%.*s,10)>=%.*s,\"Lulus\",\"Tidak Lulus\")", STRF(cell(w, row, have.col)),
                        STRF(cell(w, row, 2)));
    xlsx_formula_text(w->book, verdict, judge, g->pass ? S("Lulus") : S("Tidak Lulus"), XS_PLAIN);
}

static void put_gate_prior(Writer *w, int row, const NilaiGate *g, int block)
{
    Str  holds = str_fmt(w->arena, "Jawaban!%.*s", STRF(cell(w, ROW_HOLDS, COL_WEIGHT)));
    Buf  b     = {.arena = w->arena};
    buf_addf(&b, "=IF(%.*s=\"\",\"%.*s\",IF(OR(FALSE", STRF(holds), STRF(say(w->plan->lang, MSG_lke_xlsx_unsaid)));
    for (int i = 0; i < w->pack->npredicates; i++)
        if (g->gate->holds >> i & 1)
            buf_addf(&b, ",%.*s=\"%.*s\"", STRF(holds), STRF(w->pack->predicates[i].code));
    buf_add(&b, S("),\"Lulus\",\"Tidak Lulus\"))"));
    Str value = !g->judged ? say(w->plan->lang, MSG_lke_xlsx_unsaid) : g->pass ? S("Lulus") : S("Tidak Lulus");
    xlsx_formula_text(w->book, (XlsxAt){row, 4 + block * 2}, buf_str(&b), value, XS_PLAIN);
}

static void put_verdict(Writer *w, int row, int first, int block, bool pass)
{
    int col = 4 + block * 2;
    Str f   = str_fmt(w->arena, "=IF(COUNTIF(%.*s:%.*s,\"Tidak Lulus\")=0,\"Lulus\",\"Tidak Lulus\")",
                      STRF(cell(w, first, col)), STRF(cell(w, row - 1, col)));
    xlsx_formula_text(w->book, (XlsxAt){row, col}, f, pass ? S("Lulus") : S("Tidak Lulus"), XS_TOTAL);
    xlsx_colour_text(w->book, (XlsxAt){first, col}, (XlsxAt){row, col}, "Tidak", XS_BAD);
    xlsx_colour_text(w->book, (XlsxAt){first, col}, (XlsxAt){row, col}, "Lulus", XS_GOOD);
}

/* Returns the row below. */
static int put_predicate(Writer *w, int row, int p)
{
    const PackPredicate *predicate = &w->pack->predicates[p];
    xlsx_text(w->book, (XlsxAt){row, 0}, predicate->code, XS_HEAD);
    xlsx_text(w->book, (XlsxAt){row, 1}, say(w->plan->lang, MSG_lke_xlsx_gate), XS_HEAD);
    xlsx_text(w->book, (XlsxAt){row, 2}, say(w->plan->lang, MSG_lke_xlsx_need), XS_HEAD);
    for (int block = 0; block < w->nshown; block++) {
        const char *name = layer_names[w->shown[block]];
        xlsx_text(w->book, (XlsxAt){row, 3 + block * 2}, str_fmt(w->arena, "Nilai%s", name), XS_HEAD);
        xlsx_text(w->book, (XlsxAt){row, 4 + block * 2}, str_fmt(w->arena, "Hasil%s", name), XS_HEAD);
    }
    int first = ++row;
    for (int k = 0; k < predicate->ngates; k++, row++) {
        const PackGate *g = &predicate->gates[k];
        xlsx_text(w->book, (XlsxAt){row, 0}, g->code, XS_WRAP);
        xlsx_text(w->book, (XlsxAt){row, 1}, gate_title(w, g), XS_WRAP);
        if (!g->prior)
            xlsx_put_ratio(w->book, (XlsxAt){row, 2}, g->need, XS_NUMBER2);
        for (int block = 0; block < w->nshown; block++) {
            const NilaiGate *have = &w->scores[block]->verdicts[p].gates[k];
            if (g->prior)
                put_gate_prior(w, row, have, block);
            else
                put_gate_points(w, row, have, block);
        }
    }
    xlsx_text(w->book, (XlsxAt){row, 0}, predicate->code, XS_TOTAL);
    for (int col = 1; col < 3 + 2 * w->nshown; col++)
        xlsx_blank(w->book, (XlsxAt){row, col}, XS_TOTAL);
    for (int block = 0; block < w->nshown; block++)
        put_verdict(w, row, first, block, w->scores[block]->verdicts[p].failed == 0);
    return row + 2;
}

static void put_summary(Writer *w)
{
    int row = 2;
    xlsx_sheet_add(w->book, S("Ringkasan"));
    xlsx_print(w->book, 0);
    xlsx_width(w->book, 0, 12);
    xlsx_width(w->book, 1, 48);
    for (int col = 2; col < 4 + 2 * w->nshown; col++)
        xlsx_width(w->book, col, 14);
    xlsx_text(w->book, (XlsxAt){0, 0}, str_fmt(w->arena, "%.*s, %d", STRF(w->plan->unit), w->plan->year), XS_TITLE);
    for (int p = 0; p < w->pack->npredicates; p++)
        row = put_predicate(w, row, p);
}

/* --- the door --- */

Err lke_xlsx_write(Arena *a, Str path, const LkeXlsxPlan *plan)
{
    Writer w = {.arena = a, .plan = plan, .pack = plan->pack, .rows = new(a, int, plan->pack->nnodes)};

    for (int k = 0; k < LKE_XLSX_LAYERS; k++)
        if (k == 0 || plan->layers[k].there)
            w.shown[w.nshown++] = k;
    for (int block = 0; block < w.nshown; block++) {
        w.scores[block] = nilai_score_new(a, plan->pack);
        nilai_score(&layer(&w, block)->sheet, w.scores[block]);
    }
    lay_out(&w);
    TRY(xlsx_create(a, path, false, &w.book));
    put_answers(&w);
    put_summary(&w);
    return xlsx_finish(w.book);
}
