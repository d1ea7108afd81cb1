/* What a layer scores, how that is stored, and the proof that what is stored is right. */
#include "lke/lke.h"

#include "papan/papan.h"

#include "lke.sql.h"

/* --- answers as text --- */

static Str decimal(Arena *a, i64 num, i64 den)
{
    Str s = ratio_round(a, ratio(num, den ? den : 1), 9, '.');
    while (s.len && s.at[s.len - 1] == '0')
        s.len--;
    if (s.len && s.at[s.len - 1] == '.')
        s.len--;
    return s;
}

Str lke_value(Arena *a, const PackNode *n, const NilaiAnswer *x)
{
    Buf b = {.arena = a};

    if (!x->answered)
        return (Str){0};
    if (n->kind == PACK_CHOICE)
        return n->options[x->option].letter;
    for (int i = 0; i < n->ninputs; i++) {
        if (i)
            buf_char(&b, ';');
        if (n->inputs[i].decimal)
            buf_add(&b, decimal(a, x->in[i], x->per));
        else if (x->in[i] != NILAI_LEFT_OUT)
            buf_addf(&b, "%lld", (long long)x->in[i]);
    }
    return buf_str(&b);
}

static bool parse_input(const PackInput *in, Str s, i64 *out, i64 *out_per)
{
    Ratio r;

    *out_per = 1;
    *out     = NILAI_LEFT_OUT;
    if (!s.len)
        return in->optional;
    if (!in->decimal)
        return str_i64(s, out) && *out >= in->least && *out <= in->most;
    return ratio_parse(s, &r) && ratio_split(r, out, out_per) && ratio_cmp(r, ratio(in->least, 1)) >= 0
        && ratio_cmp(r, ratio(in->most, 1)) <= 0;
}

bool lke_value_parse(const PackNode *n, Str value, NilaiAnswer *out)
{
    NilaiAnswer x = {.answered = true, .per = 1};

    if (!value.len) {
        *out = (NilaiAnswer){0};
        return true;
    }
    if (n->kind == PACK_CHOICE) {
        x.option = pack_option(n, value);
        *out     = x;
        return x.option >= 0;
    }
    for (int i = 0; i < n->ninputs; i++)
        if (!parse_input(&n->inputs[i], str_cut(&value, ';'), &x.in[i], &x.per))
            return false;
    *out = x;
    return !value.len;
}

static u32 holds_bits(const Pack *p, Str holds)
{
    int i = pack_predicate(p, holds);
    return i < 0 ? 0 : 1u << i;
}

static NilaiSheet sheet_of(Arena *a, const Pack *pack, Str holds)
{
    NilaiSheet s = nilai_sheet(a, pack);
    s.holds_said = true;
    s.holds      = holds_bits(pack, holds);
    return s;
}

NilaiSheet lke_sheet(Arena *a, const Worksheet *w)
{
    NilaiSheet s    = sheet_of(a, w->pack, w->holds);
    Str        rest = w->line;

    for (int i = 0; rest.len && i < w->pack->nnodes; i++) {
        const PackNode *n = &w->pack->nodes[i];
        if (pack_is_question(n) && !lke_value_parse(n, str_cut(&rest, '|'), &s.at[i]))
            s.at[i] = (NilaiAnswer){0};
    }
    return s;
}

static Str line_of(Arena *a, const Pack *p, const NilaiAnswer *answers)
{
    Buf  b     = {.arena = a};
    bool first = true;

    for (int i = 0; i < p->nnodes; i++) {
        if (!pack_is_question(&p->nodes[i]))
            continue;
        if (!first)
            buf_char(&b, '|');
        buf_add(&b, lke_value(a, &p->nodes[i], &answers[i]));
        first = false;
    }
    return buf_str(&b);
}

/* --- the stored score --- */

typedef struct {
    Str line, total, parts;
    int answered;
    i64 passes;
} Stored;

static bool gate_is_there(const NilaiVerdict *before, const NilaiVerdict *end, const PackGate *gate)
{
    for (; before < end; before++)
        for (int i = 0; i < before->ngates; i++)
            if (str_eq(before->gates[i].gate->code, gate->code))
                return true;
    return false;
}

/* The points of every gate of every predicate, each code once: components, areas, indices. */
static Str parts_of(Arena *a, const NilaiScore *score)
{
    Buf b = {.arena = a};

    for (int v = 0; v < score->nverdicts; v++) {
        for (int i = 0; i < score->verdicts[v].ngates; i++) {
            const NilaiGate *g = &score->verdicts[v].gates[i];
            if (g->gate->prior || gate_is_there(score->verdicts, score->verdicts + v, g->gate))
                continue;
            Str exact = ratio_exact(a, g->have);
            buf_addf(&b, "%s%.*s=%.*s", b.len ? " " : "", STRF(g->gate->code), STRF(exact));
        }
    }
    return buf_str(&b);
}

static Stored stored_of(Arena *a, const NilaiSheet *s)
{
    NilaiScore *score = nilai_score_new(a, s->pack);
    Stored      out   = {0};

    nilai_score(s, score);
    out.line     = line_of(a, s->pack, s->at);
    out.total    = ratio_exact(a, score->points[0]);
    out.parts    = parts_of(a, score);
    out.answered = s->pack->nquestions - score->unanswered;
    for (int v = 0; v < score->nverdicts; v++)
        if (!score->verdicts[v].failed)
            out.passes |= (i64)1 << v;
    return out;
}

static bool passes(const Pack *p, i64 passed, const char *predicate)
{
    int i = pack_predicate(p, str_of(predicate));
    return i >= 0 && (passed >> i & 1);
}

int lke_gates(const Pack *p, i64 passed)
{
    return (passes(p, passed, "WBK") ? PAPAN_WBK : 0) | (passes(p, passed, "WBBM") ? PAPAN_WBBM : 0);
}

static Err onto_board(Arena scratch, Db *db, const Worksheet *w)
{
    Ratio total;

    if (!lke_exact(w->total, &total))
        return FAIL(ERR_DB, "a total that is no fraction");
    return papan_score(scratch, db, &(PapanScore){w->id, w->instansi_id, w->unit_id, w->year,
                                                  lke_gates(w->pack, w->passes), w->pack->id, w->target,
                                                  papan_cut(scratch, total), w->created_at});
}

Err lke_score_store(Arena *a, Db *db, Worksheet *w, NilaiAnswer *answers)
{
    NilaiSheet sheet = {w->pack, answers, true, holds_bits(w->pack, w->holds)};
    Stored     s     = stored_of(a, &sheet);

    w->line     = s.line;
    w->answered = s.answered;
    w->total    = s.total;
    w->parts    = s.parts;
    w->passes   = s.passes;
    TRY(db_do(db, &SQL_lke_score_keep, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer), db_text(s.line),
              db_i64(s.answered), db_text(s.total), db_text(s.parts), db_i64(s.passes)));
    return w->layer == LAYER_UNIT ? onto_board(*a, db, w) : NO_ERR;
}

/* Digits in portions that fit, so that no number of them is too long. */
static bool whole(Str s, Ratio *out)
{
    Ratio r = {0};
    while (s.len) {
        i64   piece, scale = 1;
        isize n = s.len < 17 ? s.len : 17;
        if (s.at[0] == '-' || !str_i64(str_sub(s, 0, n), &piece))
            return false;
        for (isize i = 0; i < n; i++)
            scale *= 10;
        r = ratio_add(ratio_mul(r, ratio(scale, 1)), ratio(piece, 1));
        s = str_sub(s, n, -1);
    }
    *out = r;
    return true;
}

bool lke_exact(Str text, Ratio *out)
{
    Ratio num, den;
    Str   below = text, above = str_cut(&below, '/');

    if (!above.len || above.len > 200 || below.len > 200)
        return false;
    if (!below.len && ratio_parse(above, out))
        return true;
    if (!whole(above, &num) || !whole(below, &den) || ratio_cmp(den, ratio(0, 1)) == 0)
        return false;
    *out = ratio_div(num, den);
    return true;
}

bool lke_part(Str parts, Str code, Ratio *out)
{
    while (parts.len) {
        Str value = str_cut(&parts, ' '), key = str_cut(&value, '=');
        if (str_eq(key, code))
            return lke_exact(value, out);
    }
    return false;
}

/* --- all answers, layer by layer --- */

/* Rows come in the order of their codes, the pack has them in the regulation's: the questions, sorted by code. */
typedef struct {
    const Pack *pack;
    int        *at;
    int         count, next;
} Order;

static Order order_of(Arena *a, const Pack *p)
{
    Order o = {p, new(a, int, p->nquestions), 0, 0};

    for (int i = 0; i < p->nnodes; i++) {
        if (!pack_is_question(&p->nodes[i]))
            continue;
        int k = o.count++;
        for (; k && str_cmp(p->nodes[o.at[k - 1]].code, p->nodes[i].code) > 0; k--)
            o.at[k] = o.at[k - 1];
        o.at[k] = i;
    }
    return o;
}

/* The node of the next row's item; -1 if the pack has no such question. */
static int find_next(Order *o, Str item)
{
    for (; o->next < o->count; o->next++) {
        int node = o->at[o->next], c = str_cmp(o->pack->nodes[node].code, item);
        if (c == 0)
            return node;
        if (c > 0)
            break;
    }
    return -1;
}

typedef struct {
    const Regulasi *packs;
    LkeEach        *each;
    void           *ctx;
    LkeLayer        layer;
    Order           order;
    Arena           life, scratch, rest;        /* of one pack; of one layer; what that leaves */
} Walk;

static Err begin_layer(Walk *k, DbRows *rows, i64 id, int layer)
{
    i64         instansi = db_get_i64(rows);
    const Pack *pack     = regulasi_pack(k->packs, db_get_text(rows));
    Str         holds    = db_get_text(rows);

    if (!pack)
        return FAIL(ERR_DB, "a worksheet's rule pack is not in this program");
    if (pack != k->order.pack) {
        Arena life = k->life;
        k->order   = order_of(&life, pack);
        k->scratch = life;
    }
    k->rest       = k->scratch;
    k->layer      = (LkeLayer){id, instansi, layer, sheet_of(&k->rest, pack, holds)};
    k->order.next = 0;
    return NO_ERR;
}

static Err end_layer(Walk *k)
{
    return k->layer.id ? k->each(k->ctx, k->rest, &k->layer) : NO_ERR;
}

static Err take_row(Walk *k, DbRows *rows)
{
    i64 id    = db_get_i64(rows);
    int layer = (int)db_get_i64(rows);
    Str item  = db_get_text(rows), value = db_get_text(rows);

    if (id != k->layer.id || layer != k->layer.layer) {
        TRY(end_layer(k));
        TRY(begin_layer(k, rows, id, layer));
    }
    int node = find_next(&k->order, item);
    if (node >= 0 && !lke_value_parse(&k->order.pack->nodes[node], value, &k->layer.sheet.at[node]))
        return FAIL(ERR_DB, "a stored answer is none of its item's");
    return NO_ERR;
}

Err lke_year(Arena scratch, Db *db, const Regulasi *packs, int year, LkeEach *each, void *ctx)
{
    enum { TEXTS = 4096 };
    char  *texts = new(&scratch, char, TEXTS);
    Arena  row   = {.beg = texts, .end = texts + TEXTS};
    Walk   k     = {.packs = packs, .each = each, .ctx = ctx, .life = scratch, .scratch = scratch};
    DbRows rows  = db_query(&row, db, &SQL_lke_year, db_i64(year));
    Err    e     = NO_ERR;

    while (!e.kind && db_next(&rows)) {
        row.beg = texts;                        /* the texts of a row are not needed after it */
        e       = take_row(&k, &rows);
    }
    if (!e.kind && !rows.err.kind)
        e = end_layer(&k);
    TRY(db_done(&rows));
    return e;
}

/* --- again from the answers, and proof --- */

static Err answers_stored(Arena *a, Db *db, const Worksheet *w, NilaiSheet *out)
{
    Order  order = order_of(a, w->pack);
    DbRows rows  = db_query(a, db, &SQL_lke_answers, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer));
    bool   good  = true;

    *out = sheet_of(a, w->pack, w->holds);
    while (db_next(&rows)) {
        int node = find_next(&order, db_get_text(&rows));
        good     = good && node >= 0 && lke_value_parse(&w->pack->nodes[node], db_get_text(&rows), &out->at[node]);
    }
    TRY(db_done(&rows));
    return good ? NO_ERR : FAIL(ERR_INVALID, "a stored answer is none of its item's");
}

Err lke_rescore(Arena scratch, Db *db, Worksheet *w)
{
    NilaiSheet sheet;
    TRY(answers_stored(&scratch, db, w, &sheet));
    Worksheet now = *w;
    return lke_score_store(&scratch, db, &now, sheet.at);
}

typedef struct { Worksheet w; Str code; Stored have; } Proven;

static bool same(const Stored *x, const Stored *y)
{
    return str_eq(x->line, y->line) && str_eq(x->total, y->total) && str_eq(x->parts, y->parts)
        && x->answered == y->answered && x->passes == y->passes;
}

static Err prove(Arena scratch, Db *db, const Proven *p, Issues *out)
{
    NilaiSheet sheet;
    Err        e     = p->w.pack ? answers_stored(&scratch, db, &p->w, &sheet)
                                 : FAIL(ERR_INVALID, "the rule pack is not in this program");
    Stored     fresh = {0};

    if (e.kind && e.kind != ERR_INVALID)
        return e;
    if (!e.kind) {
        fresh = stored_of(&scratch, &sheet);
        if (same(&fresh, &p->have))
            return NO_ERR;
    }
    Str field = str_fmt(out->arena, "%.*s %d %s", STRF(p->code), p->w.year, lke_layers[p->w.layer]);
    issue_add(out, field, e.kind ? str_of(e.why)
                                 : str_fmt(out->arena, "stored %.*s, the answers score %.*s", STRF(p->have.total),
                                           STRF(fresh.total)));
    return NO_ERR;
}

static void read_proven(DbRows *rows, const Regulasi *packs, Proven *p)
{
    *p               = (Proven){0};
    p->w.id          = db_get_i64(rows);
    p->w.instansi_id = db_get_i64(rows);
    p->w.pack        = regulasi_pack(packs, db_get_text(rows));
    p->w.holds       = db_get_text(rows);
    p->w.year        = (int)db_get_i64(rows);
    p->code          = db_get_text(rows);
    p->w.layer       = (int)db_get_i64(rows);
    p->have.line     = db_get_text(rows);
    p->have.answered = (int)db_get_i64(rows);
    p->have.total    = db_get_text(rows);
    p->have.parts    = db_get_text(rows);
    p->have.passes   = db_get_i64(rows);
}

static Err find_unscored(Arena scratch, Db *db, Issues *out)
{
    DbRows rows = db_query0(&scratch, db, &SQL_lke_unscored);
    while (db_next(&rows)) {
        i64 id = db_get_i64(&rows);
        id     = db_get_i64(&rows);
        issue_add(out, str_fmt(out->arena, "%lld", (long long)id), S("answers without a stored score"));
    }
    return db_done(&rows);
}

Err lke_verify(Arena scratch, Db *db, const Regulasi *packs, Issues *out, i64 *out_layers)
{
    enum { TEXTS = 64 << 10 };
    char  *texts = new(&scratch, char, TEXTS);
    Arena  row   = {.beg = texts, .end = texts + TEXTS};
    DbRows rows  = db_query0(&row, db, &SQL_lke_scores);
    Err    e     = NO_ERR;

    *out_layers = 0;
    while (!e.kind && db_next(&rows)) {
        Proven p;
        row.beg = texts;
        read_proven(&rows, packs, &p);
        e = prove(scratch, db, &p, out);
        ++*out_layers;
    }
    TRY(db_done(&rows));
    TRY(e);
    return find_unscored(scratch, db, out);
}
