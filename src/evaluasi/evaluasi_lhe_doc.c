/* What a report says, taken from the frozen worksheet and from nothing else. */
#include "evaluasi/evaluasi_lhe.h"

#include <string.h>

#include "format/json.h"
#include "regulasi/words.h"

#include "evaluasi_lhe.sql.h"

/* One layer of the frozen worksheet; a zero one is not there. */
typedef struct {
    const Json *at;
    Str        *values, *notes; /* one for each node */
    Ratio      *points;
} Frozen;

typedef struct {
    Arena           *a;
    const Pack      *pack;
    const PackWords *words;
    const Json      *root;
    LheDoc          *doc;
    Frozen           layers[LAYERS];
    int              final;     /* whose answers were decided upon */
} Reading;

/* --- the frozen worksheet --- */

static Err body_of(Arena *a, Db *db, const Lhe *l, const Json **out)
{
    DbRows rows  = db_query(a, db, &SQL_lhe_snapshot, db_i64(l->instansi_id), db_i64(l->snapshot_id));
    bool   there = db_next(&rows);
    Str    hash  = there ? db_get_text(&rows) : (Str){0}, body = there ? db_get_text(&rows) : (Str){0};

    TRY(db_done(&rows));
    if (!there || !str_eq(hash, l->content_hash))
        return FAIL(ERR_NOT_FOUND, "the frozen worksheet is not there");
    return json_read(a, body, (JsonMost){0}, out);
}

static Ratio exact(const Json *j)
{
    Ratio r = {0};
    Str   s = json_text(j);
    return s.len && lke_exact(s, &r) ? r : (Ratio){0};
}

static void read_layer(Reading *k, int layer)
{
    const Json *at = json_get(json_get(k->root, "layers"), lke_layers[layer]);
    Frozen     *f  = &k->layers[layer];

    if (at->kind != JSON_MAP)
        return;
    f->at     = at;
    f->values = new(k->a, Str, k->pack->nnodes);
    f->notes  = new(k->a, Str, k->pack->nnodes);
    f->points = new(k->a, Ratio, k->pack->nnodes);
    const Json *items = json_get(at, "items"), *points = json_get(at, "points");
    for (int i = 0; i < k->pack->nnodes; i++) {
        const Json *item = json_find(items, k->pack->nodes[i].code);
        f->values[i] = json_text(json_get(item, "value"));
        f->notes[i]  = json_text(json_get(item, "note"));
        f->points[i] = exact(json_find(points, evaluasi_point_key(k->pack, i)));
    }
}

/* The TPI's layer is a copy of the last judge's, so it is shown only where there is no such judge. */
static void read_layers(Reading *k)
{
    static const int order[] = {LAYER_UNIT,      LAYER_PENDAHULUAN, LAYER_ANGGOTA,
                                LAYER_ANGGOTA_2, LAYER_KETUA,       LAYER_DALNIS};
    LheDoc *d = k->doc;

    for (int i = 0; i < LAYERS; i++)
        read_layer(k, i);
    for (int i = 0; i < countof(order); i++)
        if (k->layers[order[i]].at)
            d->shown[d->nshown++] = order[i];
    if (!k->layers[LAYER_DALNIS].at && k->layers[LAYER_TPI].at)
        d->shown[d->nshown++] = LAYER_TPI;
    k->final = d->nshown ? d->shown[d->nshown - 1] : LAYER_UNIT;
}

/* --- words --- */

static Str topic(const Reading *k, int node)
{
    return k->words->nodes[node].topic[k->doc->lang];
}

static int area_node(const Pack *p, int area)
{
    for (int i = 0; i < p->nnodes; i++)
        if (p->nodes[i].kind == PACK_AREA && p->nodes[i].area == area)
            return i;
    return 0;
}

static Str area_name(const Reading *k, int area)
{
    Str name = topic(k, area_node(k->pack, area));
    return str_fmt(k->a, "%.*s. %.*s", STRF(k->pack->areas[area].code), STRF(name));
}

static Str gate_name(const Reading *k, const PackGate *g)
{
    if (g->prior)
        return say(k->doc->lang, MSG_lke_gate_prior);
    if (g->nof == 1 && g->of[0] == 0)
        return say(k->doc->lang, MSG_lke_gate_total);
    const PackNode *n = &k->pack->nodes[g->of[0]];
    return n->kind == PACK_AREA ? area_name(k, n->area) : topic(k, g->of[0]);
}

/* "4;15" as people read it. */
static Str value_text(const Reading *k, int node, Str value)
{
    Buf b = {.arena = k->a};
    if (k->pack->nodes[node].kind != PACK_NUMBERS)
        return value;
    for (isize i = 0; i < value.len; i++)
        if (value.at[i] == ';')
            buf_add(&b, S("; "));
        else
            buf_char(&b, value.at[i] == '.' && k->doc->lang == LANG_ID ? ',' : value.at[i]);
    return buf_str(&b);
}

Str lhe_layer_name(Lang lang, int layer)
{
    for (int i = 0; i < SEAT_COUNT; i++)
        if (evaluasi_seats[i].layer == layer)
            return say(lang, evaluasi_seats[i].msg);
    return say(lang, layer == LAYER_UNIT ? MSG_lhe_unit : MSG_lhe_tpi);
}

Str lhe_spaced(Arena *a, Str hash)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < hash.len; i += 4) {
        if (i)
            buf_char(&b, ' ');
        buf_add(&b, str_sub(hash, i, 4));
    }
    return buf_str(&b);
}

Str lhe_gap(Arena *a, Lang lang, const LheGate *g)
{
    int   cmp = ratio_cmp(g->have, g->need);
    Ratio gap = cmp < 0 ? ratio_sub(g->need, g->have) : ratio_sub(g->have, g->need);
    int   decimals = 2;
    i64   half     = 200;       /* never "0,00" for something that is not nothing */

    if (g->prior)
        return say(lang, g->pass ? MSG_lhe_prior_held : MSG_lhe_prior_open);
    if (!cmp)
        return say(lang, MSG_lhe_gap_none);
    for (; decimals < 8 && ratio_cmp(gap, ratio(1, half)) < 0; half *= 100)
        decimals += 2;
    return say_args(a, lang, cmp < 0 ? MSG_lhe_gap_short : MSG_lhe_gap_over, say_ratio(a, lang, gap, decimals));
}

/* --- gates --- */

static Ratio need_of(const Pack *p, const char *predicate, Str code)
{
    int             at = pack_predicate(p, str_of(predicate));
    const PackGate *g  = at < 0 ? NULL : pack_gate(&p->predicates[at], code);
    return g ? g->need : (Ratio){0};
}

static void read_verdict(Reading *k, int predicate)
{
    const PackPredicate *p     = &k->pack->predicates[predicate];
    const Json          *gates = json_find(json_get(k->layers[k->final].at, "gates"), p->code);
    LheVerdict          *v     = list_add(k->a, &k->doc->verdicts);

    *v = (LheVerdict){.predicate = p->code};
    for (int i = 0; i < p->ngates; i++) {
        const PackGate *g    = &p->gates[i];
        const Json     *have = json_find(gates, g->code);
        LheGate        *out  = list_add(k->a, &v->gates);
        *out = (LheGate){.name = gate_name(k, g), .have = exact(json_get(have, "have")),
                         .need = exact(json_get(have, "need")), .pass = json_get(have, "pass")->truth,
                         .prior = g->prior};
        for (int n = 0; n < g->nof; n++)
            out->weight = ratio_add(out->weight, k->pack->nodes[g->of[n]].weight);
        v->failed += !out->pass;
    }
}

static bool passes(const Json *gates)
{
    for (isize i = 0; i < gates->count; i++)
        if (!json_get(&gates->at[i], "pass")->truth)
            return false;
    return gates->count > 0;
}

/* How many gates of the aim are open, and what was said with the decision. */
static Str verdict_text(const Reading *k)
{
    const LheDoc *d    = k->doc;
    Str           text = {0};

    for (isize i = 0; i < d->verdicts.count; i++) {
        const LheVerdict *v = &d->verdicts.at[i];
        Str               n = say_i64(k->a, d->lang, v->gates.count);
        Str               open = say_i64(k->a, d->lang, v->failed);
        if (str_eq(v->predicate, d->target))
            text = v->failed ? say_args(k->a, d->lang, MSG_lhe_gates_open, open, n, d->target)
                             : say_args(k->a, d->lang, MSG_lhe_gates_met, n, d->target);
    }
    return d->why.len ? str_fmt(k->a, "%.*s%s%.*s", STRF(text), text.len ? "\n" : "", STRF(d->why)) : text;
}

/* --- totals, layers, areas --- */

/* The components: the lever is the one with areas, the rest are results. */
static bool has_areas(const Pack *p, int component)
{
    for (int i = component; i < p->nodes[component].end; i++)
        if (p->nodes[i].kind == PACK_AREA)
            return true;
    return false;
}

static void sum_parts(const Reading *k, const Frozen *f, Ratio *lever, Ratio *result)
{
    for (int i = 0; i < k->pack->nnodes; i++)
        if (k->pack->nodes[i].kind == PACK_COMPONENT) {
            Ratio *to = has_areas(k->pack, i) ? lever : result;
            *to = ratio_add(*to, f->points[i]);
        }
}

static void read_totals(Reading *k)
{
    LheDoc *d = k->doc;

    d->weight   = k->pack->nodes[0].weight;
    d->total    = k->layers[k->final].points[0];
    d->total_wbk  = need_of(k->pack, "WBK", S("total"));
    d->total_wbbm = need_of(k->pack, "WBBM", S("total"));
    if (k->layers[LAYER_UNIT].at)
        d->unit_total = k->layers[LAYER_UNIT].points[0];
    sum_parts(k, &k->layers[k->final], &d->lever, &d->result);
    for (int i = 0; i < k->pack->nnodes; i++)
        if (k->pack->nodes[i].kind == PACK_COMPONENT) {
            Ratio *to = has_areas(k->pack, i) ? &d->lever_weight : &d->result_weight;
            *to = ratio_add(*to, k->pack->nodes[i].weight);
        }
    for (int i = 0; i < d->nshown; i++) {
        const Frozen *f = &k->layers[d->shown[i]];
        const Json   *gates = json_get(f->at, "gates");
        LheLayer     *l = list_add(k->a, &d->layers);
        Buf           b = {.arena = k->a};
        *l = (LheLayer){.name = lhe_layer_name(d->lang, d->shown[i]), .total = f->points[0]};
        sum_parts(k, f, &l->lever, &l->result);
        for (isize g = 0; g < gates->count; g++)
            if (passes(&gates->at[g]))
                buf_addf(&b, "%s%.*s", b.len ? ", " : "", STRF(gates->at[g].key));
        l->verdicts = b.len ? buf_str(&b) : S("–");
    }
}

/* Which area a question belongs to; the number of areas: the results. */
static int area_of(const Pack *p, int node)
{
    for (; node > 0; node = p->nodes[node].parent)
        if (p->nodes[node].kind == PACK_AREA)
            return p->nodes[node].area;
    return p->nareas;
}

static Ratio area_points(const Reading *k, const Frozen *f, int area)
{
    Ratio sum = {0}, lever = {0};
    if (!f->at)
        return sum;
    if (area == k->pack->nareas) {
        sum_parts(k, f, &lever, &sum);
        return sum;
    }
    for (int i = 0; i < k->pack->nnodes; i++)
        if (k->pack->nodes[i].kind == PACK_AREA && k->pack->nodes[i].area == area)
            sum = ratio_add(sum, f->points[i]);
    return sum;
}

/* "Lengkapi SK tim. Tenggat 31 Januari 2027.", a line for each recommendation about the item. */
static Str advice_of(const Reading *k, int node)
{
    const Json *all = json_get(k->root, "advice");
    Buf         b   = {.arena = k->a};

    for (isize i = 0; i < all->count; i++) {
        const Json *x = &all->at[i];
        Date        due = {0};
        if (!str_eq(json_text(json_get(x, "item")), k->pack->nodes[node].code))
            continue;
        buf_addf(&b, "%s%.*s", b.len ? "\n" : "", STRF(json_text(json_get(x, "text"))));
        if (str_is(json_text(json_get(x, "state")), "done"))
            buf_addf(&b, " (%.*s)", STRF(say(k->doc->lang, MSG_lhe_advice_done)));
        else if (date_parse(json_text(json_get(x, "due_on")), &due))
            buf_addf(&b, " (%.*s)", STRF(say_args(k->a, k->doc->lang, MSG_lhe_advice_due,
                                                  say_date(k->a, k->doc->lang, due))));
    }
    return buf_str(&b);
}

/* What the assessors wrote: the last one's words stand for those before. */
static Str note_of(const Reading *k, int node)
{
    for (int i = k->doc->nshown - 1; i >= 0; i--)
        if (k->doc->shown[i] != LAYER_UNIT && k->layers[k->doc->shown[i]].notes[node].len)
            return k->layers[k->doc->shown[i]].notes[node];
    return (Str){0};
}

static Str value_in(const Reading *k, int layer, int node)
{
    return k->layers[layer].at ? k->layers[layer].values[node] : (Str){0};
}

static void read_findings(Reading *k, int area, LheArea *out)
{
    for (int i = 0; i < k->pack->nnodes; i++) {
        if (!pack_is_question(&k->pack->nodes[i]) || area_of(k->pack, i) != area)
            continue;
        Str note = note_of(k, i), advice = advice_of(k, i);
        Str unit = value_in(k, LAYER_UNIT, i), final = value_in(k, k->final, i);
        if (!note.len && !advice.len && str_eq(unit, final))
            continue;
        *list_add(k->a, &out->findings) = (LheFinding){
            .code = k->pack->nodes[i].code, .topic = topic(k, i), .unit = value_text(k, i, unit),
            .final = value_text(k, i, final), .note = note, .advice = advice};
    }
}

static void read_areas(Reading *k)
{
    for (int i = 0; i <= k->pack->nareas; i++) {
        LheArea *area = list_add(k->a, &k->doc->areas);
        bool     last = i == k->pack->nareas;
        Str      gate = last ? (Str){0} : str_fmt(k->a, "area.%.*s", STRF(k->pack->areas[i].code));
        *area = (LheArea){
            .letter = last ? (Str){0} : k->pack->areas[i].code,
            .name   = last ? say(k->doc->lang, MSG_lke_result) : topic(k, area_node(k->pack, i)),
            .weight = last ? k->doc->result_weight : k->pack->areas[i].weight,
            .points = area_points(k, &k->layers[k->final], i),
            .unit_points = area_points(k, &k->layers[LAYER_UNIT], i),
            .wbk = need_of(k->pack, "WBK", gate), .wbbm = need_of(k->pack, "WBBM", gate)};
        read_findings(k, i, area);
    }
}

/* --- what changed from one layer to the next --- */

static void read_changes(Reading *k)
{
    LheDoc *d = k->doc;

    for (int i = 0; i < k->pack->nnodes; i++) {
        Str  first   = {0};
        bool differs = false;
        if (!pack_is_question(&k->pack->nodes[i]))
            continue;
        LheChange c = {.code = k->pack->nodes[i].code, .topic = topic(k, i)};
        for (int n = 0; n < d->nshown; n++) {
            Str value = value_in(k, d->shown[n], i);
            differs   = differs || (first.len && value.len && !str_eq(first, value));
            first     = first.len ? first : value;
            c.values[n] = value.len ? value_text(k, i, value) : S("–");
        }
        if (!differs)
            continue;
        c.effect = ratio_sub(k->layers[k->final].points[i],
                             k->layers[LAYER_UNIT].at ? k->layers[LAYER_UNIT].points[i] : (Ratio){0});
        *list_add(k->a, &d->changes) = c;
    }
}

/* --- people --- */

static Msg seat_msg(Str seat)
{
    EvalSeat s;
    return evaluasi_seat_parse(seat, &s) ? evaluasi_seats[s].msg : MSG_role_kepala_unit;
}

static LheHand hand_of(const Json *j)
{
    return (LheHand){.name = json_text(json_get(j, "name")), .nip = json_text(json_get(j, "nip")),
                     .position = json_text(json_get(j, "position"))};
}

static Str hand_words(const Reading *k, Msg msg, Instant at)
{
    return say_args(k->a, k->doc->lang, msg, say_instant(k->a, k->doc->lang, at, k->doc->utc_minutes));
}

static void read_hands(Reading *k)
{
    LheDoc     *d   = k->doc;
    const Json *lhe = json_get(k->root, "lhe"), *all = json_get(lhe, "hands");

    for (isize i = 0; i < all->count; i++) {
        LheHand h    = hand_of(&all->at[i]);
        Str     seat = json_text(json_get(&all->at[i], "seat"));
        bool    sure = json_get(&all->at[i], "signed")->truth;
        (void)instant_parse(json_text(json_get(&all->at[i], "at")), &h.at);
        h.role = say(d->lang, seat_msg(seat));
        h.what = hand_words(k, sure ? MSG_lhe_signed : MSG_lhe_handed, h.at);
        *list_add(k->a, &d->hands) = h;
    }
    LheHand last = hand_of(json_get(lhe, "by"));
    last.at      = d->lhe->decided_at;
    last.role    = say(d->lang, MSG_role_inspektur);
    last.what    = hand_words(k, MSG_lhe_signed, last.at);
    if (last.name.len)
        *list_add(k->a, &d->hands) = last;
}

/* --- all of it --- */

static void read_head(Reading *k, const Lhe *l, const LheWith *with)
{
    LheDoc     *d   = k->doc;
    const Json *lhe = json_get(k->root, "lhe");
    i64         zone = 0;

    d->url       = str_fmt(k->a, "%.*s/lhe/%.*s", STRF(with->origin), STRF(l->token));
    d->unit      = json_text(json_get(json_get(k->root, "unit"), "name"));
    d->unit_code = json_text(json_get(json_get(k->root, "unit"), "code"));
    d->target    = json_text(json_get(k->root, "target"));
    d->rules     = k->pack->regulation;
    d->why       = json_text(json_get(lhe, "why"));
    d->meets     = str_is(l->verdict, "memenuhi");
    d->utc_minutes = json_i64(json_get(lhe, "zone"), &zone) && zone ? (int)zone : 7 * 60;
}

Err lhe_read(Arena *a, Db *db, const Lhe *l, const LheWith *with, LheDoc *out)
{
    Reading k = {.a = a, .doc = out};

    *out = (LheDoc){.lang = with->lang, .lhe = l};
    TRY(body_of(a, db, l, &k.root));
    k.pack = regulasi_pack(with->packs, json_text(json_get(k.root, "instrument")));
    if (!k.pack)
        return FAIL(ERR_NOT_FOUND, "the rules of this worksheet are not known here");
    k.words = words_of(with->packs, k.pack);
    if (!k.words)
        TRY(words_for(a, with->packs, k.pack, &k.words));
    read_head(&k, l, with);
    read_layers(&k);
    if (!k.layers[k.final].at)
        return FAIL(ERR_INVALID, "the frozen worksheet has no answers");
    read_totals(&k);
    for (int i = 0; i < k.pack->npredicates; i++)
        read_verdict(&k, i);
    out->verdict = verdict_text(&k);
    read_areas(&k);
    read_changes(&k);
    read_hands(&k);
    return NO_ERR;
}
