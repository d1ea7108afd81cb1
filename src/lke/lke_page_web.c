#include "lke/lke_page_web.h"

LkeAsker lke_asker(const Req *r)
{
    return (LkeAsker){r->user->id, r->user->instansi_id, LKE_READS, LKE_FILLS, LKE_KNOWS, r->today};
}

UnitAsker lke_unit_asker(const Req *r, i64 roles)
{
    return (UnitAsker){r->user->id, r->user->instansi_id, roles, r->today, r->now, r->lang};
}

Err lke_words(const Req *r, const Pack *pack, const PackWords **out)
{
    *out = words_of(r->web->regulasi, pack);
    return *out ? NO_ERR : words_for(r->arena, r->web->regulasi, pack, out);
}

void sheet_score(Req *r, Sheet *s)
{
    s->sheet = lke_sheet(r->arena, &s->w);
    if (!s->score)
        s->score = nilai_score_new(r->arena, s->pack);
    nilai_score(&s->sheet, s->score);
}

Err lke_look(Req *r)
{
    LkeAsker by = lke_asker(r);
    return lke_reached(*r->arena, r->db, &by, r->id);
}

static Err begin(Req *r, Sheet *s)
{
    s->pack = s->w.pack;
    TRY(lke_words(r, s->pack, &s->words));
    sheet_score(r, s);
    return NO_ERR;
}

Err sheet_of(Req *r, const Worksheet *w, const char *room, Sheet *s)
{
    *s = (Sheet){.w = *w, .room = room};
    s->w.may_fill = false;
    return begin(r, s);
}

Err sheet_open(Req *r, Sheet *s)
{
    LkeAsker by = lke_asker(r);

    *s = (Sheet){.room = "lke"};
    TRY(lke_find(r->arena, r->db, &by, r->web->regulasi, r->id, &s->w));
    TRY(begin(r, s));
    r->page.section = S("lke");
    crumb_add(r, say(r->lang, MSG_lke_all), url_for(r, "/lke"));
    crumb_add(r, say_args(r->arena, r->lang, MSG_lke_of, s->w.unit_name, html_bare_i64(r, s->w.year)),
              url_for(r, "/lke/%lld", (long long)s->w.id));
    return NO_ERR;
}

Err sheet_evidence(Req *r, Sheet *s)
{
    BerkasOwner  owner  = {.id = s->w.id, .instansi_id = s->w.instansi_id};
    BerkasCounts counts = {0};

    TRY(berkas_counts(r->arena, r->db, &owner, &counts));
    s->files   = new(r->arena, i64, s->pack->nnodes);
    s->flagged = new(r->arena, i64, s->pack->nnodes);
    for (isize i = 0; i < counts.count; i++) {
        int node = pack_find(s->pack, counts.at[i].item);
        for (; node >= 0; node = s->pack->nodes[node].parent) {
            s->files[node]   += counts.at[i].files;
            s->flagged[node] += counts.at[i].flagged;
        }
    }
    return NO_ERR;
}

Err sheet_node(Req *r, const Sheet *s, Str code, int *out)
{
    *out = pack_find(s->pack, code);
    if (*out >= 0 && pack_is_question(&s->pack->nodes[*out]))
        return NO_ERR;
    r->refused = say(r->lang, MSG_lke_no_such_item);
    return FAIL(ERR_NOT_FOUND, "the pack has no such item");
}

Str sheet_locked_why(const Req *r, const Sheet *s)
{
    if (s->w.held)
        return say(r->lang, MSG_lke_held_why);
    return say(r->lang, s->w.closed ? MSG_lke_closed_why : MSG_lke_item_only_read);
}

Err sheet_may_fill(Req *r, const Sheet *s)
{
    if (s->w.may_fill)
        return NO_ERR;
    r->refused = sheet_locked_why(r, s);
    return FAIL(ERR_FORBIDDEN, "may not fill this worksheet");
}

/* --- places --- */

int sheet_area_of(const Sheet *s, int node)
{
    for (; node >= 0; node = s->pack->nodes[node].parent)
        if (s->pack->nodes[node].kind == PACK_AREA)
            return s->pack->nodes[node].area;
    return PLACE_RESULT;
}

bool sheet_in_area(const Sheet *s, int node, int area)
{
    return pack_is_question(&s->pack->nodes[node]) && sheet_area_of(s, node) == area;
}

Str sheet_area_name(Req *r, const Sheet *s, int area)
{
    for (int i = 0; area != PLACE_RESULT && i < s->pack->nnodes; i++)
        if (s->pack->nodes[i].kind == PACK_AREA && s->pack->nodes[i].area == area)
            return sheet_topic(r, s, i);
    return say(r->lang, MSG_lke_result);
}

Str sheet_area_letter(const Sheet *s, int area)
{
    return area == PLACE_RESULT ? S("hasil") : s->pack->areas[area].code;
}

bool sheet_open_item(const Sheet *s, int node)
{
    return pack_is_question(&s->pack->nodes[node]) && !s->sheet.at[node].answered;
}

/* From the one after, round the end to the beginning. */
int sheet_next_open(const Sheet *s, int after)
{
    for (int n = 1; n <= s->pack->nnodes; n++) {
        int node = (after + n) % s->pack->nnodes;
        if (sheet_open_item(s, node))
            return node;
    }
    return -1;
}

/* --- words and numbers --- */

Str sheet_topic(const Req *r, const Sheet *s, int node)
{
    return s->words->nodes[node].topic[r->lang];
}

Str sheet_points(Req *r, Ratio x)
{
    return say_ratio(r->arena, r->lang, x, 2);
}

static Str number_of(Req *r, const PackInput *in, const NilaiAnswer *x, int k)
{
    if (x->in[k] == NILAI_LEFT_OUT)
        return S("–");
    return in->decimal ? html_text_ratio(r, ratio(x->in[k], x->per ? x->per : 1))
                       : say_i64(r->arena, r->lang, x->in[k]);
}

Str sheet_answer_text(Req *r, const Sheet *s, int node, const NilaiAnswer *x)
{
    const PackNode  *n = &s->pack->nodes[node];
    const NodeWords *w = &s->words->nodes[node];
    Buf              b = {.arena = r->arena};

    if (!x->answered)
        return say(r->lang, MSG_lke_not_answered);
    if (n->kind == PACK_CHOICE) {
        Str means = w->options[x->option][r->lang];
        return means.len ? str_fmt(r->arena, "%.*s. %.*s", STRF(n->options[x->option].letter), STRF(means))
                         : n->options[x->option].letter;
    }
    for (int i = 0; i < n->ninputs; i++) {
        Str v = number_of(r, &n->inputs[i], x, i);
        buf_addf(&b, "%s%.*s: %.*s", i ? "; " : "", STRF(w->inputs[i][r->lang]), STRF(v));
    }
    return buf_str(&b);
}

Str sheet_answer_short(Req *r, const Sheet *s, int node, const NilaiAnswer *x)
{
    const PackNode *n = &s->pack->nodes[node];
    Buf             b = {.arena = r->arena};

    if (!x->answered)
        return (Str){0};
    if (n->kind == PACK_CHOICE)
        return n->options[x->option].letter;
    for (int i = 0; i < n->ninputs; i++) {
        buf_add(&b, i ? S(" / ") : S(""));
        buf_add(&b, number_of(r, &n->inputs[i], x, i));
    }
    return buf_str(&b);
}

static const PackGate *gate_any(const Pack *p, Str code)
{
    const PackGate *g = NULL;
    for (int i = 0; !g && i < p->npredicates; i++)
        g = pack_gate(&p->predicates[i], code);
    return g;
}

static Ratio weight_of(const Sheet *s, const PackGate *g)
{
    Ratio sum = {0};
    for (int i = 0; g && i < g->nof; i++)
        sum = ratio_add(sum, s->pack->nodes[g->of[i]].weight);
    return sum;
}

Ratio sheet_weight(const Sheet *s, Str gate)
{
    return weight_of(s, gate_any(s->pack, gate));
}

static int gate_area(const Sheet *s, const PackGate *g)
{
    return g->nof ? s->pack->nodes[g->of[0]].kind == PACK_AREA ? s->pack->nodes[g->of[0]].area : PLACE_RESULT
                  : PLACE_RESULT;
}

Str sheet_gate_name(Req *r, const Sheet *s, const PackGate *g)
{
    if (g->prior)
        return say(r->lang, MSG_lke_gate_prior);
    if (g->nof == 1 && g->of[0] == 0)
        return say(r->lang, MSG_lke_gate_total);
    int area = gate_area(s, g);
    if (area != PLACE_RESULT)
        return str_fmt(r->arena, "%.*s. %.*s", STRF(s->pack->areas[area].code), STRF(sheet_area_name(r, s, area)));
    return sheet_topic(r, s, g->of[0]);
}

Url sheet_gate_url(Req *r, const Sheet *s, const PackGate *g)
{
    if (g->prior)
        return s->w.may_fill ? sheet_url(r, s, "/atur") : (Url){{0}};
    const PackNode *n    = &s->pack->nodes[g->of[0]];
    int             area = gate_area(s, g);
    if (area != PLACE_RESULT)
        return url_for(r, "/lke/%lld/area/%.*s", (long long)s->w.id, STRF(s->pack->areas[area].code));
    if (pack_is_question(n))
        return sheet_item_url(r, s, g->of[0]);
    if (n->kind == PACK_SUBCOMPONENT || n->kind == PACK_COMPONENT)
        return url_for(r, "/lke/%lld/butir?bagian=%.*s", (long long)s->w.id, STRF(n->code));
    return sheet_url(r, s, "/butir");
}

Margin sheet_margin(Req *r, const Sheet *s, Str code)
{
    const PackGate *any = gate_any(s->pack, code);
    Margin          m   = {.weight = weight_of(s, any)};

    if (!any)
        return m;
    m.label = sheet_gate_name(r, s, any);
    m.url   = sheet_gate_url(r, s, any);
    for (int i = 0; i < any->nof; i++)
        m.points = ratio_add(m.points, s->score->points[any->of[i]]);
    for (int i = 0; i < s->pack->npredicates; i++) {
        const PackGate *g = pack_gate(&s->pack->predicates[i], code);
        if (g && str_is(s->pack->predicates[i].code, "WBK"))
            m.wbk = g->need;
        if (g && str_is(s->pack->predicates[i].code, "WBBM"))
            m.wbbm = g->need;
    }
    m.has_before = lke_part(s->w.before_parts, code, &m.before);
    return m;
}

const NilaiVerdict *sheet_verdict(const Sheet *s, Str predicate)
{
    for (int i = 0; i < s->score->nverdicts; i++)
        if (str_eq(s->score->verdicts[i].predicate->code, predicate))
            return &s->score->verdicts[i];
    return &s->score->verdicts[0];
}

Url sheet_url(Req *r, const Sheet *s, const char *rest)
{
    return url_for(r, "/lke/%lld%s", (long long)s->w.id, rest);
}

Url sheet_item_url(Req *r, const Sheet *s, int node)
{
    return url_for(r, "/%s/%lld/butir/%.*s", s->room, (long long)s->w.id, STRF(s->pack->nodes[node].code));
}
