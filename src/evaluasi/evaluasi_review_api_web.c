/* What assessors answer item by item, and what they recommend, as the API gives it. */
#include "evaluasi/evaluasi_review_web.h"
#include "lke/lke_api_web.h"

/* --- the items of an assessment: each layer that the asker may see --- */

typedef struct { Str layer, answer, answer_text, note, by; Instant at; } SaidOut;
static const Give said_gives[] = {
    GIVE(SaidOut, layer, G_TEXT, MSG_evaluasi_api_layer),
    GIVE(SaidOut, answer, G_TREE, MSG_lke_api_answer),
    GIVE(SaidOut, answer_text, G_TEXT, MSG_lke_col_answer, .maybe = true),
    GIVE(SaidOut, note, G_TEXT, MSG_lke_col_note, .maybe = true),
    GIVE(SaidOut, by, G_TEXT, MSG_evaluasi_col_who, .maybe = true),
    GIVE(SaidOut, at, G_AT, MSG_evaluasi_api_at),
};
static const Gives gives_said = GIVES(SaidOut, "LayerAnswer", MSG_evaluasi_api_said, said_gives);

typedef struct {
    Str  code, topic, state;
    bool split, changed;
    LIST(SaidOut) layers;
} JudgedOut;

static const char *const states[] = {[REVIEW_OPEN] = "open", [REVIEW_JUDGED] = "judged", [REVIEW_AGREES] = "agrees",
                                     [REVIEW_DIFFERS] = "differs", NULL};
static const Give judged_gives[] = {
    GIVE(JudgedOut, code, G_TEXT, MSG_lke_col_code),
    GIVE(JudgedOut, topic, G_TEXT, MSG_lke_col_item),
    GIVE(JudgedOut, state, G_ENUM, MSG_evaluasi_api_state, .choices = states),
    GIVE(JudgedOut, split, G_BOOL, MSG_evaluasi_api_split),
    GIVE(JudgedOut, changed, G_BOOL, MSG_evaluasi_api_changed),
    GIVE(JudgedOut, layers, G_LIST, MSG_evaluasi_api_said, .of = &gives_said),
};
const Gives gives_eval_item = GIVES(JudgedOut, "JudgedItem", MSG_evaluasi_api_item, judged_gives);

typedef struct { int layer; Sheet s; LkeItem *items; } Seen;
typedef LIST(Seen) SeenAll;

/* Those that the asker sees on the page of an item; `tpn`: the TPN's too, which stands there alone. */
static Err layers_seen(Req *r, const Evaluasi *e, bool tpn, SeenAll *out)
{
    for (int l = 0; l < LAYERS; l++) {
        if ((l == LAYER_TPN && !tpn) || !evaluasi_sees(e, l))
            continue;
        Seen *x  = list_add(r->arena, out);
        x->layer = l;
        TRY(eval_sheet(r, e, l, &x->s));
        TRY(lke_items(r->arena, r->db, &x->s.w, &x->items));
    }
    return NO_ERR;
}

static SaidOut said_by(Req *r, const Seen *x, int node)
{
    const NilaiAnswer *a = &x->s.sheet.at[node];
    const LkeItem     *i = &x->items[node];
    SaidOut            v = {.layer = str_of(lke_layers[x->layer]), .note = i->note, .by = i->by_name, .at = i->at};

    v.answer = lke_api_json(r, &x->s.pack->nodes[node], a);
    if (a->answered)
        v.answer_text = sheet_answer_text(r, &x->s, node, a);
    return v;
}

static JudgedOut judged_of(Req *r, const Judging *j, const SeenAll *seen, int node)
{
    JudgedOut v = {.code = j->s.pack->nodes[node].code, .topic = sheet_topic(r, &j->s, node),
                   .state = str_of(states[j->v.state[node]]), .split = j->v.split[node], .changed = j->changed[node]};
    for (isize k = 0; k < seen->count; k++)
        *list_add(r->arena, &v.layers) = said_by(r, &seen->at[k], node);
    return v;
}

/* GET /api/v1/evaluasi/:id/butir */
Err eval_api_items(Req *r)
{
    Judging j;
    SeenAll seen = {0};
    LIST(JudgedOut) rows = {0};

    TRY(judging_open(r, &j));
    TRY(layers_seen(r, &j.e, false, &seen));
    for (int i = 0; i < j.s.pack->nnodes; i++)
        if (pack_is_question(&j.s.pack->nodes[i]))
            *list_add(r->arena, &rows) = judged_of(r, &j, &seen, i);
    return api_give_all(r, &rows);
}

/* --- recommendations --- */

typedef struct { Str kind, text, by, evidence; Instant at; } FollowOut;
static const char *const kinds[] = {[FOLLOW_FOLLOW] = "follow", [FOLLOW_AGAIN] = "again", [FOLLOW_DONE] = "done",
                                    [FOLLOW_CHANGE] = "change", NULL};
static const Give follow_gives[] = {
    GIVE(FollowOut, at, G_AT, MSG_evaluasi_api_at),
    GIVE(FollowOut, kind, G_ENUM, MSG_evaluasi_api_follow_kind, .choices = kinds),
    GIVE(FollowOut, by, G_TEXT, MSG_evaluasi_col_who, .maybe = true),
    GIVE(FollowOut, text, G_TEXT, MSG_evaluasi_api_text, .maybe = true),
    GIVE(FollowOut, evidence, G_TEXT, MSG_evaluasi_evidence, .maybe = true),
};
static const Gives gives_follow = GIVES(FollowOut, "FollowUp", MSG_evaluasi_api_follow, follow_gives);

typedef struct {
    i64     id, worksheet_id, year, version;
    Str     unit_code, unit_name, item, text, by, state;
    Date    due_on;
    bool    late;
    Instant made_at, shown_at, followed_at;
    LIST(FollowOut) follows;
} AdviceOut;

static const char *const advice_states[] = {"open", "answered", "done", NULL};
static const Give advice_gives[] = {
    GIVE(AdviceOut, id, G_ID, MSG_evaluasi_api_advice_id),
    GIVE(AdviceOut, worksheet_id, G_ID, MSG_lke_api_id),
    GIVE(AdviceOut, year, G_I64, MSG_lke_col_year),
    GIVE(AdviceOut, unit_code, G_TEXT, MSG_lke_col_unit_code),
    GIVE(AdviceOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(AdviceOut, item, G_TEXT, MSG_lke_col_code),
    GIVE(AdviceOut, text, G_TEXT, MSG_evaluasi_api_text),
    GIVE(AdviceOut, by, G_TEXT, MSG_evaluasi_col_who, .maybe = true),
    GIVE(AdviceOut, due_on, G_DATE, MSG_evaluasi_api_due),
    GIVE(AdviceOut, late, G_BOOL, MSG_evaluasi_api_late),
    GIVE(AdviceOut, state, G_ENUM, MSG_evaluasi_api_advice_state, .choices = advice_states),
    GIVE(AdviceOut, made_at, G_AT, MSG_evaluasi_api_at),
    GIVE(AdviceOut, shown_at, G_AT, MSG_evaluasi_api_shown),
    GIVE(AdviceOut, followed_at, G_AT, MSG_evaluasi_api_followed),
    GIVE(AdviceOut, follows, G_LIST, MSG_evaluasi_api_follow, .of = &gives_follow),
    GIVE(AdviceOut, version, G_I64, MSG_lke_api_version),
};
const Gives gives_advice = GIVES(AdviceOut, "Recommendation", MSG_evaluasi_api_advice, advice_gives);

static AdviceOut advice_out(const Req *r, const EvalAdvice *d)
{
    return (AdviceOut){.id = d->id, .worksheet_id = d->worksheet_id, .version = d->version, .item = d->item,
                       .text = d->text, .by = d->by_name, .state = str_of(evaluasi_advice_states[d->state]),
                       .due_on = d->due_on, .late = d->state == ADVICE_OPEN && d->due_on.days < r->today.days,
                       .made_at = d->made_at, .shown_at = d->shown_at};
}

typedef LIST(AdviceOut) AdviceOuts;

/* Of one item or (empty) of all, with what was said about each. */
static Err advices_of(Req *r, const Evaluasi *e, Str item, AdviceOuts *out)
{
    EvalAdvices all     = {0};
    EvalFollows follows = {0};

    TRY(evaluasi_advices(r->arena, r->db, e, item, &all));
    TRY(evaluasi_follows(r->arena, r->db, e, 0, &follows));
    for (isize i = 0; i < all.count; i++) {
        AdviceOut *v = list_add(r->arena, out);
        *v = advice_out(r, &all.at[i]);
        v->year      = e->w.year;
        v->unit_code = e->w.unit_code;
        v->unit_name = e->w.unit_name;
        for (isize k = 0; k < follows.count; k++) {
            const EvalFollow *f = &follows.at[k];
            if (f->advice_id != v->id)
                continue;
            *list_add(r->arena, &v->follows) = (FollowOut){str_of(kinds[f->kind]), f->text, f->by_name, f->use_name,
                                                           f->at};
            if (f->kind == FOLLOW_FOLLOW)
                v->followed_at = f->at;
        }
    }
    return NO_ERR;
}

/* GET /api/v1/evaluasi/:id/rekomendasi */
Err eval_api_advices(Req *r)
{
    Evaluasi   e;
    AdviceOuts rows = {0};

    TRY(eval_page(r, &e));
    TRY(advices_of(r, &e, (Str){0}, &rows));
    return api_give_all(r, &rows);
}

typedef struct { Str state; i64 unit_id; } AdvicesAsked;

static const Choice asked_states[] = {{"open", MSG_evaluasi_api_is_open}, {"answered", MSG_evaluasi_api_is_answered},
                                      {"done", MSG_evaluasi_api_is_done}, {0}};

const Field eval_api_advice_fields[EVAL_API_ADVICE_FIELDS] = {
    {.name = "keadaan", .offset = offsetof(AdvicesAsked, state), .kind = F_CHOICE, .choices = asked_states,
     .label = MSG_evaluasi_api_advice_state},
    {.name = "unit", .offset = offsetof(AdvicesAsked, unit_id), .kind = F_ID, .label = MSG_lke_api_unit_id},
};

/* GET /api/v1/rekomendasi - over all worksheets, those that units read */
Err eval_api_advice_all(Req *r)
{
    EvalAsker        by     = eval_asker(r);
    EvalAdviceFilter f      = {.limit = TABLE_MAX};
    AdvicesAsked     asked  = {0};
    Issues           issues = {0};
    EvalAdviceRows   all    = {0};
    LIST(AdviceOut)  rows   = {0};

    form_read(r, eval_api_advice_fields, countof(eval_api_advice_fields), &asked, &issues);
    if (issues.count)
        return api_refuse(r, &issues);
    f.any_state = !evaluasi_advice_state_parse(asked.state, &f.state);
    TRY(evaluasi_advice_list(r->arena, r->db, &by, &f, &all));
    for (isize i = 0; i < all.count; i++) {
        const EvalAdviceRow *x = &all.at[i];
        if (asked.unit_id && asked.unit_id != x->unit_id)
            continue;
        AdviceOut *v = list_add(r->arena, &rows);
        *v = advice_out(r, &x->d);
        v->year        = x->year;
        v->unit_code   = x->unit_code;
        v->unit_name   = x->unit_name;
        v->followed_at = x->followed_at;
    }
    return api_give_all(r, &rows);
}

/* --- one item --- */

typedef struct { Str text, by; Instant at, sent_at, back_at; } MarkOut;
static const Give mark_gives[] = {
    GIVE(MarkOut, at, G_AT, MSG_evaluasi_api_at),
    GIVE(MarkOut, by, G_TEXT, MSG_evaluasi_col_who, .maybe = true),
    GIVE(MarkOut, text, G_TEXT, MSG_evaluasi_api_text),
    GIVE(MarkOut, sent_at, G_AT, MSG_evaluasi_api_mark_sent),
    GIVE(MarkOut, back_at, G_AT, MSG_evaluasi_api_mark_back),
};
static const Gives gives_mark = GIVES(MarkOut, "Mark", MSG_evaluasi_api_mark, mark_gives);

typedef struct {
    JudgedOut     line;
    LkeAskOut     ask;
    Str           layer, below, locked_why;
    bool          may_judge;
    LIST(MarkOut) asked;
    AdviceOuts    recommendations;
} JudgementOut;

static const Give judgement_gives[] = {
    GIVE(JudgementOut, line, G_MAP, MSG_evaluasi_api_item, .of = &gives_eval_item),
    LKE_GIVES_ASK(JudgementOut, ask),
    GIVE(JudgementOut, layer, G_TEXT, MSG_evaluasi_api_whose),
    GIVE(JudgementOut, below, G_TEXT, MSG_evaluasi_api_below, .maybe = true),
    GIVE(JudgementOut, may_judge, G_BOOL, MSG_evaluasi_api_may_judge),
    GIVE(JudgementOut, locked_why, G_TEXT, MSG_lke_api_locked, .maybe = true),
    GIVE(JudgementOut, asked, G_LIST, MSG_evaluasi_api_mark, .of = &gives_mark),
    GIVE(JudgementOut, recommendations, G_LIST, MSG_evaluasi_api_advice, .of = &gives_advice),
};
const Gives gives_eval_judgement = GIVES(JudgementOut, "Judgement", MSG_evaluasi_api_judgement, judgement_gives);

static Err add_marks(Req *r, const Judging *j, Str item, JudgementOut *v)
{
    EvalMarks marks = {0};

    TRY(evaluasi_marks(r->arena, r->db, &j->e, item, &marks));
    for (isize i = 0; i < marks.count; i++) {
        const EvalMark *m = &marks.at[i];
        *list_add(r->arena, &v->asked) = (MarkOut){m->text, m->by_name, m->at, m->sent_at, m->back_at};
    }
    return NO_ERR;
}

/* GET /api/v1/evaluasi/:id/butir/:code - what its page shows */
Err eval_api_item(Req *r)
{
    Judging      j;
    SeenAll      seen = {0};
    JudgementOut v    = {0};
    int          node;

    TRY(judging_open(r, &j));
    TRY(sheet_node(r, &j.s, r->args[0], &node));
    TRY(layers_seen(r, &j.e, true, &seen));
    v.line      = judged_of(r, &j, &seen, node);
    v.layer     = str_of(lke_layers[j.v.layer]);
    v.may_judge = j.v.mine;
    if (!j.v.mine)
        v.locked_why = judging_closed_why(r, &j);
    else if (j.v.below.from[node] >= 0)
        v.below = str_of(lke_layers[j.v.below.from[node]]);
    TRY(lke_api_ask(r, &j.s, node, &v.ask));
    TRY(add_marks(r, &j, v.line.code, &v));
    TRY(advices_of(r, &j.e, v.line.code, &v.recommendations));
    return api_give(r, &v);
}
