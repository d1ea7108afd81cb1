#include "nilai/nilai.h"

#include <string.h>

NilaiSheet nilai_sheet(Arena *a, const Pack *pack)
{
    return (NilaiSheet){.pack = pack, .at = new(a, NilaiAnswer, pack->nnodes)};
}

NilaiScore *nilai_score_new(Arena *a, const Pack *pack)
{
    NilaiScore *s = new(a, NilaiScore, 1);
    s->points     = new(a, Ratio, pack->nnodes);
    s->units      = new(a, i64, pack->nnodes);
    s->fraction   = new(a, bool, pack->nnodes);
    s->nverdicts  = pack->npredicates;
    for (int i = 0; i < pack->npredicates; i++) {
        const PackPredicate *p = &pack->predicates[i];
        s->verdicts[i] = (NilaiVerdict){.predicate = p, .gates = new(a, NilaiGate, p->ngates), .ngates = p->ngates};
        for (int k = 0; k < p->ngates; k++)
            s->verdicts[i].gates[k].gate = &p->gates[k];
    }
    return s;
}

/* --- formulas --- */

static i64 sum_of(const NilaiAnswer *x, u8 mask)
{
    i64 sum = 0;
    for (int i = 0; i < PACK_INPUTS; i++)
        if (mask >> i & 1)
            sum += x->in[i];
    return sum;
}

static Ratio without_whole(const Formula *f, i64 part)
{
    switch (f->when_zero) {
    case ZERO_IS_ZERO:             return f->least;
    case ZERO_IS_FULL:             return f->most;
    case ZERO_IS_FULL_IF_NONE_NOW: return part ? f->least : f->most;
    }
    return f->least;
}

/* The formula before it is cut to what it may give. */
static Ratio raw_share(const Formula *f, const NilaiAnswer *x)
{
    i64 part = sum_of(x, f->part), whole = sum_of(x, f->whole);
    if (f->kind == FORMULA_INDEX)
        return ratio_div(ratio(part, x->per ? x->per : 1), f->top);
    if (!whole)
        return without_whole(f, part);
    return ratio(f->kind == FORMULA_SHARE ? part : whole - part, whole);
}

Ratio nilai_share(const PackNode *n, const NilaiAnswer *x)
{
    if (!x->answered)
        return (Ratio){0};
    if (n->kind == PACK_CHOICE)
        return n->options[x->option].value;
    return ratio_max(n->formula.least, ratio_min(n->formula.most, raw_share(&n->formula, x)));
}

/* --- points --- */

static void score_question(const PackNode *n, const NilaiAnswer *x, int i, NilaiScore *out)
{
    if (!x->answered) {
        out->unanswered++;
        return;
    }
    if (n->kind == PACK_CHOICE) {
        out->units[i] = n->options[x->option].units;
        return;
    }
    Ratio share = nilai_share(n, x);
    i64   num, den;
    if (ratio_split(share, &num, &den) && den == 1 && num <= 1) {
        out->units[i] = num * n->units;         /* none or all of it is a whole number of units, too */
        return;
    }
    out->points[i]   = ratio_mul(n->weight, share);
    out->fraction[i] = true;
}

/* Upwards: units are added as whole numbers, and fractions only where number items make some. */
static void add_up(const Pack *p, NilaiScore *out)
{
    for (int i = p->nnodes - 1; i >= 0; i--) {
        int up = p->nodes[i].parent;
        if (up >= 0) {
            out->units[up] += out->units[i];
            if (out->fraction[i])
                out->points[up] = out->fraction[up] ? ratio_add(out->points[up], out->points[i]) : out->points[i];
            out->fraction[up] = out->fraction[up] || out->fraction[i];
        }
        Ratio whole    = ratio(out->units[i], p->per_point);
        out->points[i] = out->fraction[i] ? ratio_add(whole, out->points[i]) : whole;
    }
}

static void judge(const NilaiSheet *s, NilaiScore *out, NilaiVerdict *v)
{
    v->failed = 0;
    for (int i = 0; i < v->ngates; i++) {
        NilaiGate      *g    = &v->gates[i];
        const PackGate *gate = g->gate;
        g->judged            = !gate->prior || s->holds_said;
        if (gate->prior) {
            g->pass = !s->holds_said || (s->holds & gate->holds);
        } else {
            g->have = out->points[gate->of[0]];
            for (int k = 1; k < gate->nof; k++)
                g->have = ratio_add(g->have, out->points[gate->of[k]]);
            g->pass = ratio_cmp(g->have, gate->need) >= 0;
        }
        v->failed += !g->pass;
    }
}

void nilai_score(const NilaiSheet *s, NilaiScore *out)
{
    const Pack *p = s->pack;
    memset(out->units, 0, (size_t)p->nnodes * sizeof *out->units);
    memset(out->fraction, 0, (size_t)p->nnodes * sizeof *out->fraction);
    out->unanswered = 0;
    for (int i = 0; i < p->nnodes; i++)
        if (pack_is_question(&p->nodes[i]))
            score_question(&p->nodes[i], &s->at[i], i, out);
    add_up(p, out);
    for (int i = 0; i < out->nverdicts; i++)
        judge(s, out, &out->verdicts[i]);
}

Ratio nilai_short(const NilaiGate *g)
{
    return g->pass ? (Ratio){0} : ratio_sub(g->gate->need, g->have);
}

/* --- how it came about --- */

/* With as many decimals as it has, if they are few; otherwise rounded to two. */
static Str number(Arena *a, Lang lang, Ratio r)
{
    static const i64 tens[] = {1, 10, 100, 1000, 10000};
    for (int places = 0; places < countof(tens); places++) {
        i64 num, den;
        if (ratio_split(ratio_mul(r, ratio(tens[places], 1)), &num, &den) && den == 1)
            return places ? say_ratio(a, lang, r, places) : say_i64(a, lang, num);
    }
    return say_ratio(a, lang, r, 2);
}

static void put_sum(Buf *b, const PackNode *n, const NilaiAnswer *x, u8 mask)
{
    bool many = mask & (mask - 1), more = false;
    buf_add(b, many ? S("(") : S(""));
    for (int i = 0; i < n->ninputs; i++) {
        if (!(mask >> i & 1))
            continue;
        buf_addf(b, more ? " + %lld" : "%lld", (long long)x->in[i]);
        more = true;
    }
    buf_add(b, many ? S(")") : S(""));
}

static void put_fraction(Buf *b, const PackNode *n, const NilaiAnswer *x, Lang lang)
{
    const Formula *f = &n->formula;
    switch (f->kind) {
    case FORMULA_INDEX:
        buf_add(b, number(b->arena, lang, ratio(x->in[0], x->per ? x->per : 1)));
        buf_addf(b, " / %.*s", STRF(number(b->arena, lang, f->top)));
        return;
    case FORMULA_DECREASE:
        buf_char(b, '(');
        put_sum(b, n, x, f->whole);
        buf_add(b, S(" - "));
        put_sum(b, n, x, f->part);
        buf_char(b, ')');
        break;
    case FORMULA_SHARE:
        put_sum(b, n, x, f->part);
        break;
    }
    buf_add(b, S(" / "));
    put_sum(b, n, x, f->whole);
}

static void put_formula(Buf *b, const PackNode *n, const NilaiAnswer *x, Lang lang)
{
    Ratio share = nilai_share(n, x), raw = raw_share(&n->formula, x);
    Str   cut   = number(b->arena, lang, share);

    if (n->formula.kind != FORMULA_INDEX && !sum_of(x, n->formula.whole)) {
        buf_add(b, say_args(b->arena, lang, MSG_nilai_working_zero, cut));
        return;
    }
    put_fraction(b, n, x, lang);
    buf_addf(b, " = %.*s", STRF(number(b->arena, lang, raw)));
    if (ratio_cmp(raw, share))
        buf_add(b, say_args(b->arena, lang,
                            ratio_cmp(raw, share) > 0 ? MSG_nilai_working_most : MSG_nilai_working_least, cut));
}

static Str working_of_question(Arena *a, const PackNode *n, const NilaiAnswer *x, Lang lang)
{
    Buf b = {.arena = a};
    if (!x->answered)
        return say(lang, MSG_nilai_working_none);
    Ratio share = nilai_share(n, x);
    if (n->kind == PACK_NUMBERS)
        put_formula(&b, n, x, lang);
    else
        buf_addf(&b, "%.*s = %.*s", STRF(n->options[x->option].letter), STRF(number(a, lang, share)));
    buf_addf(&b, "; %.*s × %.*s = %.*s", STRF(number(a, lang, share)), STRF(number(a, lang, n->weight)),
             STRF(say_ratio(a, lang, ratio_mul(share, n->weight), 2)));
    return buf_str(&b);
}

Str nilai_working(Arena *a, const NilaiSheet *s, const NilaiScore *score, int node, Lang lang)
{
    const Pack     *p    = s->pack;
    const PackNode *n    = &p->nodes[node];
    Buf             b    = {.arena = a};
    bool            mean = n->kind == PACK_INDICATOR;

    if (pack_is_question(n))
        return working_of_question(a, n, &s->at[node], lang);
    if (mean)
        buf_addf(&b, "%.*s × (", STRF(number(a, lang, n->weight)));
    for (int i = node + 1; i < n->end; i = p->nodes[i].end) {
        Str part = mean ? number(a, lang, nilai_share(&p->nodes[i], &s->at[i]))
                        : say_ratio(a, lang, score->points[i], 2);
        buf_addf(&b, i > node + 1 ? " + %.*s" : "%.*s", STRF(part));
    }
    if (mean)
        buf_addf(&b, ") / %d", n->children);
    buf_addf(&b, " = %.*s", STRF(say_ratio(a, lang, score->points[node], 2)));
    return buf_str(&b);
}
