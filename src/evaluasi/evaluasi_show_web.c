/* The overview of one assessment: where it stands, what to do next, who assesses, what each layer scores. */
#include "evaluasi/evaluasi_page_web.h"

typedef struct { Str name, answered, verdict; Points total; Url url; bool scored; Tag tag; } LayerLine;

typedef struct {
    Stages  stages;
    Notice  pending;
    bool    has_pending;
    Tasks   moves;
    Str     no_moves;
    Summary people;
    LIST(LayerLine) layers;
    Str     target;
    LIST(Link) links;
} ShowView;
#include "evaluasi_show.html.h"

/* --- where it stands --- */

static bool in_cycle(const Evaluasi *e, EvalStage s)
{
    if (s == STAGE_PENDAHULUAN)
        return e->cycle.pendahuluan || e->stage == STAGE_PENDAHULUAN;
    if (s == STAGE_MEMENUHI)
        return e->stage != STAGE_BELUM;
    return s != STAGE_BELUM || e->stage == STAGE_BELUM;
}

Stages eval_stages(Req *r, const Evaluasi *e)
{
    Stages out = {.label = say(r->lang, MSG_evaluasi_stages)};

    for (int i = 0; i < STAGE_COUNT; i++) {
        EvalStage s = (EvalStage)i;
        if (!in_cycle(e, s))
            continue;
        Stage *x = list_add(r->arena, &out.of);
        *x = (Stage){.text = say(r->lang, s == STAGE_MEMENUHI && e->stage != s ? MSG_evaluasi_decision
                                                                               : evaluasi_stage_msg(s)),
                     .done = s < e->stage, .now = s == e->stage};
        if (x->now && e->since.s)
            x->when = say_args(r->arena, r->lang, MSG_evaluasi_since,
                               say_date(r->arena, r->lang, instant_date(e->since, r->utc_minutes)));
    }
    return out;
}

static Notice pending_notice(Req *r, const Evaluasi *e)
{
    Notice n = {.tone  = TONE_INFO,
                .title = say_args(r->arena, r->lang, MSG_evaluasi_pending, say(r->lang, e->pending->msg),
                                  e->pending_name),
                .text  = e->pending_why};
    if ((e->roles & e->pending->second) || e->pending_by == e->asker_id)
        n.link = (Link){say(r->lang, MSG_evaluasi_pending_open), url_for(r, "/evaluasi/%lld/langkah/%s",
                                                                         (long long)e->w.id, e->pending->name)};
    return n;
}

/* --- what to do next --- */

static Err put_moves(Req *r, const Evaluasi *e, ShowView *v)
{
    EvalChances c = {0};
    int         layer = evaluasi_my_layer(e);

    TRY(evaluasi_chances(r->arena, r->db, r->web->regulasi, e, r->lang, &c));
    for (isize i = 0; i < c.count; i++) {
        const EvalMove *m = c.at[i].move;
        Buf             hint = {.arena = r->arena};
        buf_add(&hint, say(r->lang, c.at[i].second ? MSG_evaluasi_second_text : m->text));
        if (c.at[i].closed_on.days)
            buf_addf(&hint, " %.*s", STRF(say_args(r->arena, r->lang, MSG_evaluasi_late_may,
                                                   say_date(r->arena, r->lang, c.at[i].closed_on))));
        for (isize k = 0; k < c.at[i].issues.count; k++)
            buf_addf(&hint, " %.*s", STRF(c.at[i].issues.at[k].text));
        *list_add(r->arena, &v->moves.of) = (Task){
            .text = say(r->lang, m->msg), .hint = buf_str(&hint),
            .url  = url_for(r, "/evaluasi/%lld/langkah/%s", (long long)e->w.id, m->name),
            .state = c.at[i].issues.count ? (Tag){TONE_WARN, say(r->lang, MSG_evaluasi_barred)} : (Tag){0}};
    }
    if (layer >= 0) {
        r->page.action      = eval_url(r, e, "/butir?tampil=belum");
        r->page.action_text = say(r->lang, MSG_evaluasi_judge);
    } else if (e->stage == STAGE_ISI && e->w.may_fill && (e->roles & WHO_FILLS)) {
        r->page.action      = url_for(r, "/lke/%lld", (long long)e->w.id);
        r->page.action_text = say(r->lang, MSG_evaluasi_fill);
    }
    if (!c.count)
        v->no_moves = say_args(r->arena, r->lang, MSG_evaluasi_no_moves, say(r->lang, evaluasi_stage_msg(e->stage)));
    return NO_ERR;
}

/* --- people and layers --- */

static Summary people_of(Req *r, const Evaluasi *e)
{
    Summary s = {0};
    for (int i = 0; i < SEAT_COUNT; i++) {
        const EvalSeatHolder *h = &e->seats[i];
        if ((i == SEAT_PENDAHULUAN && !e->cycle.pendahuluan) || (i == SEAT_ANGGOTA_2 && !e->cycle.blind))
            continue;
        *list_add(r->arena, &s.lines) = (SummaryLine){
            .key   = say(r->lang, evaluasi_seats[i].msg),
            .value = h->user_id ? h->name : say(r->lang, MSG_evaluasi_nobody),
            .tag   = evaluasi_seats[i].stage == e->stage ? (Tag){TONE_INFO, say(r->lang, MSG_evaluasi_turn)}
                                                         : (Tag){0}};
    }
    return s;
}

static Err put_layer(Req *r, const Evaluasi *e, int layer, ShowView *v)
{
    Sheet s;

    TRY(eval_sheet(r, e, layer, &s));
    i64        asked = s.pack->nquestions, done = asked - s.score->unanswered;
    LayerLine *l = list_add(r->arena, &v->layers);
    *l = (LayerLine){.name = eval_layer_name(r, layer), .scored = done > 0, .total = {s.score->points[0]},
                     .answered = say_args(r->arena, r->lang, MSG_lke_of_all, say_i64(r->arena, r->lang, done),
                                          say_i64(r->arena, r->lang, asked))};
    if (layer == LAYER_UNIT)
        l->url = url_for(r, "/lke/%lld", (long long)e->w.id);
    const NilaiVerdict *x = sheet_verdict(&s, e->w.target);
    if (done == asked)
        l->tag = (Tag){x->failed ? TONE_WARN : TONE_GOOD,
                       say_args(r->arena, r->lang, x->failed ? MSG_lke_not_yet : MSG_lke_is, e->w.target)};
    return NO_ERR;
}

static Err put_layers(Req *r, const Evaluasi *e, ShowView *v)
{
    static const int order[] = {LAYER_UNIT,  LAYER_PENDAHULUAN, LAYER_ANGGOTA, LAYER_ANGGOTA_2,
                                LAYER_KETUA, LAYER_DALNIS,      LAYER_TPI,     LAYER_TPN};
    for (isize i = 0; i < countof(order); i++)
        if (evaluasi_sees(e, order[i]) && order[i] != LAYER_TPN)
            TRY(put_layer(r, e, order[i], v));
    return NO_ERR;
}

static void put_links(Req *r, const Evaluasi *e, ShowView *v)
{
    static const struct { const char *to; Msg text; } links[] = {
        {"/butir", MSG_evaluasi_link_items}, {"/rekomendasi", MSG_evaluasi_link_advice},
        {"/riwayat", MSG_evaluasi_link_history},
    };
    for (isize i = 0; i < countof(links); i++)
        *list_add(r->arena, &v->links) = (Link){say(r->lang, links[i].text), eval_url(r, e, links[i].to)};
    if (e->stage == STAGE_MEMENUHI || e->stage == STAGE_BELUM)
        *list_add(r->arena, &v->links) = (Link){say(r->lang, MSG_evaluasi_link_lhe), eval_url(r, e, "/lhe")};
    if (e->cycle.blind && e->stage > STAGE_ANGGOTA && (e->roles & (WHO_ASSESSES)))
        *list_add(r->arena, &v->links) = (Link){say(r->lang, MSG_evaluasi_link_agreement),
                                                eval_url(r, e, "/kesepakatan")};
    *list_add(r->arena, &v->links) = (Link){say(r->lang, MSG_evaluasi_flow), url_for(r, "/evaluasi/alur")};
}

Err eval_page_show(Req *r)
{
    Evaluasi e;
    ShowView v = {0};

    TRY(eval_page(r, &e));
    Tag tag = eval_stage_tag(r, e.stage);
    r->page.title = e.w.unit_name;
    r->page.lead  = say_args(r->arena, r->lang, MSG_evaluasi_lead, html_bare_i64(r, e.w.year), e.w.target);
    r->page.trail.count--;
    page_state(r, tag.tone, tag.text);
    v.target = e.w.target;
    v.stages = eval_stages(r, &e);
    if (e.pending && eval_is_inside(&e)) {
        v.has_pending = true;
        v.pending     = pending_notice(r, &e);
    }
    TRY(put_moves(r, &e, &v));
    if (e.cycle.id)
        v.people = people_of(r, &e);
    TRY(put_layers(r, &e, &v));
    put_links(r, &e, &v);
    view_evaluasi_show(r, &v);
    return NO_ERR;
}

/* --- the table of moves, for everybody to read --- */

typedef struct { Str from, move, who, to, needs; } FlowLine;
typedef struct { LIST(FlowLine) lines; } FlowView;
#include "evaluasi_flow.html.h"

static Str who_of(Req *r, Who who)
{
    Buf b = {.arena = r->arena};
    for (int i = 0; i < ROLE_COUNT; i++)
        if (who >> i & 1)
            buf_addf(&b, "%s%.*s", b.len ? ", " : "", STRF(say(r->lang, role_msg((Role)i))));
    return buf_str(&b);
}

static Str needs_of(Req *r, const EvalMove *m)
{
    static const struct { int guard; Msg text; } words[] = {
        {GUARD_COMPLETE, MSG_evaluasi_need_complete}, {GUARD_JUDGED, MSG_evaluasi_need_judged},
        {GUARD_PASSES, MSG_evaluasi_need_passes},     {GUARD_WHY, MSG_evaluasi_need_why},
        {GUARD_WINDOW, MSG_evaluasi_need_window},     {GUARD_SEATED, MSG_evaluasi_need_seat},
        {GUARD_LOOK, MSG_evaluasi_need_look},         {GUARD_NO_LOOK, MSG_evaluasi_need_no_look},
        {GUARD_BLIND, MSG_evaluasi_need_blind},       {GUARD_OPEN, MSG_evaluasi_need_open},
    };
    Buf b = {.arena = r->arena};

    for (isize i = 0; i < countof(words); i++)
        if (m->guards & words[i].guard)
            buf_addf(&b, "%s%.*s", b.len ? "; " : "", STRF(say(r->lang, words[i].text)));
    if (m->signs)
        buf_addf(&b, "%s%.*s", b.len ? "; " : "", STRF(say(r->lang, MSG_evaluasi_need_sign)));
    if (m->second)
        buf_addf(&b, "%s%.*s", b.len ? "; " : "",
                 STRF(say_args(r->arena, r->lang, MSG_evaluasi_need_second, who_of(r, m->second))));
    return buf_str(&b);
}

Err eval_page_flow(Req *r)
{
    FlowView v = {0};

    r->page.section = S("evaluasi");
    crumb_add(r, say(r->lang, MSG_evaluasi_title), url_for(r, "/evaluasi"));
    r->page.title = say(r->lang, MSG_evaluasi_flow);
    r->page.lead  = say(r->lang, MSG_evaluasi_flow_lead);
    for (isize i = 0; i < evaluasi_moves_count; i++) {
        const EvalMove *m = &evaluasi_moves[i];
        *list_add(r->arena, &v.lines) = (FlowLine){
            say(r->lang, evaluasi_stage_msg(m->from)), say(r->lang, m->msg),
            m->seat >= 0 ? say(r->lang, evaluasi_seats[m->seat].msg) : who_of(r, m->who),
            say(r->lang, evaluasi_stage_msg(m->to)), needs_of(r, m)};
    }
    view_evaluasi_flow(r, &v);
    return NO_ERR;
}
