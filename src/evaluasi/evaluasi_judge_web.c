/* One item as it is judged: every layer that may be seen, the own answer, what the unit is asked and recommended. */
#include "evaluasi/evaluasi_review_web.h"
#include "lke/lke_import.h"

typedef struct { Str sentence; } Progress;
typedef struct { Str key, value; } KeyLine;

typedef struct {
    Progress    progress;
    Timeline    asked;
    Answer      answer;
    bool        may_mark, mark_open, may_advise, advise_open;
    FormView    mark, advise;
    AdviceTable advice;
    Url         rule;           /* what the regulation says about this item */
    LIST(KeyLine) keys;
} JudgeView;
#include "evaluasi_judge.html.h"

typedef struct { Str tanya; } MarkTyped;

static const Field mark_fields[] = {
    FIELD(MarkTyped, tanya, F_LONG, .label = MSG_evaluasi_mark_text, .hint = MSG_evaluasi_mark_hint,
          .max = EVALUASI_TEXT_MAX),
};

/* What was typed into one of the two small forms, if it has to be shown again. */
typedef struct {
    const MarkTyped   *mark;
    const AdviceTyped *advice;
    const Issues      *issues;
} Again;

/* --- the layers --- */

static Str value_words(Req *r, const Judging *j, int node, Str value)
{
    NilaiAnswer x;
    return lke_value_parse(&j->s.pack->nodes[node], value, &x) ? sheet_answer_text(r, &j->s, node, &x) : value;
}

static Err put_layer(Req *r, const Judging *j, int node, int layer, Timeline *t)
{
    Worksheet w;
    LkeItem   item;

    TRY(evaluasi_layer(r->arena, r->db, r->web->regulasi, &j->e, layer, &w));
    TRY(lke_item(r->arena, r->db, &w, node, &item));
    if (!item.version && layer != LAYER_UNIT)
        return NO_ERR;
    Str  words = item.value.len ? value_words(r, j, node, item.value) : say(r->lang, MSG_lke_not_answered);
    bool other = j->v.sheet.at[node].answered && item.value.len
              && !str_eq(lke_value(r->arena, &j->s.pack->nodes[node], &j->v.sheet.at[node]), item.value);
    *list_add(r->arena, &t->of) = (Event){
        .at = item.at, .who = item.by_name, .detail = item.note, .tone = other ? TONE_WARN : TONE_GOOD,
        .what = str_fmt(r->arena, "%.*s: %.*s", STRF(eval_layer_name(r, layer)), STRF(words))};
    return NO_ERR;
}

static Err put_layers(Req *r, const Judging *j, int node, Timeline *t)
{
    static const int order[] = {LAYER_UNIT,    LAYER_PENDAHULUAN, LAYER_ANGGOTA, LAYER_ANGGOTA_2,
                                LAYER_KETUA,   LAYER_DALNIS,      LAYER_TPN};
    for (isize i = 0; i < countof(order); i++)
        if (evaluasi_sees(&j->e, order[i]) && !(j->v.mine && order[i] == j->v.layer))
            TRY(put_layer(r, j, node, order[i], t));
    return NO_ERR;
}

static Err put_below(Req *r, const Judging *j, int node, AnswerBelow *b)
{
    int from = j->v.below.from[node];

    *b = (AnswerBelow){.title = say(r->lang, MSG_evaluasi_review_layers)};
    TRY(put_layers(r, j, node, &b->of));
    if (!j->v.mine || from < 0 || j->v.state[node] == REVIEW_AGREES)
        return NO_ERR;
    const NilaiAnswer *x = &j->v.below.sheets[from].at[node];
    b->agree = say_args(r->arena, r->lang, MSG_evaluasi_review_agree, eval_layer_name(r, from),
                        sheet_answer_short(r, &j->s, node, x));
    b->value = lke_value(r->arena, &j->s.pack->nodes[node], x);
    return NO_ERR;
}

static Progress progress_of(Req *r, const Judging *j)
{
    i64 open = j->v.count[REVIEW_OPEN];
    return (Progress){say_args(r->arena, r->lang,
                               j->v.mine ? MSG_evaluasi_review_progress_mine : MSG_evaluasi_review_progress,
                               eval_layer_name(r, j->v.layer), say_i64(r->arena, r->lang, j->v.questions - open),
                               say_i64(r->arena, r->lang, j->v.questions))};
}

static Err put_asked(Req *r, const Judging *j, Str item, Timeline *t)
{
    EvalMarks marks = {0};

    TRY(evaluasi_marks(r->arena, r->db, &j->e, item, &marks));
    for (isize i = 0; i < marks.count; i++) {
        const EvalMark *m = &marks.at[i];
        Msg state = m->back_at.s ? MSG_evaluasi_mark_back
                  : m->sent_at.s ? MSG_evaluasi_mark_sent : MSG_evaluasi_mark_own;
        *list_add(r->arena, &t->of) = (Event){.at = m->at, .who = m->by_name, .what = m->text,
                                              .detail = say(r->lang, state),
                                              .tone = m->back_at.s ? TONE_GOOD : TONE_WARN};
    }
    return NO_ERR;
}

/* --- the forms --- */

static Err own_mark(Req *r, const Judging *j, Str item, Str *out)
{
    EvalMarks marks = {0};

    *out = (Str){0};
    TRY(evaluasi_marks(r->arena, r->db, &j->e, item, &marks));
    for (isize i = 0; i < marks.count; i++)
        if (marks.at[i].layer == j->v.layer && !marks.at[i].sent_at.s)
            *out = marks.at[i].text;
    return NO_ERR;
}

static Err put_forms(Req *r, const Judging *j, Str item, const Again *again, JudgeView *v)
{
    Issues      none = {.arena = r->arena};
    MarkTyped   mark = {0};
    AdviceTyped empty = {0};

    v->may_mark   = j->v.mine;
    v->may_advise = evaluasi_may_advise(&j->e);
    if (!j->v.mine)
        return NO_ERR;
    TRY(own_mark(r, j, item, &mark.tanya));
    v->mark_open     = again->mark != NULL;
    v->mark          = form_view(r, mark_fields, countof(mark_fields), again->mark ? again->mark : &mark,
                                 again->mark ? again->issues : &none);
    v->mark.action   = url_for(r, "/evaluasi/%lld/butir/%.*s/tanya", (long long)j->e.w.id, STRF(item));
    v->mark.submit   = say(r->lang, MSG_evaluasi_mark_save);
    v->advise_open   = again->advice != NULL;
    v->advise        = form_view(r, advice_fields, ADVICE_FIELDS, again->advice ? again->advice : &empty,
                                 again->advice ? again->issues : &none);
    v->advise.action = url_for(r, "/evaluasi/%lld/butir/%.*s/rekomendasi", (long long)j->e.w.id, STRF(item));
    v->advise.submit = say(r->lang, MSG_evaluasi_advice_save);
    return NO_ERR;
}

/* Who scores blind, or where two below differ, has nothing to agree with. */
static void put_keys(Req *r, const Judging *j, int node, JudgeView *v)
{
    bool write = j->v.mine, agree = write && j->v.below.from[node] >= 0;
    const struct { const char *key; Msg text; bool works; } keys[] = {
        {"n", MSG_evaluasi_keys_n, write}, {"j", MSG_evaluasi_keys_j, true},       {"k", MSG_evaluasi_keys_k, true},
        {"s", MSG_evaluasi_keys_s, agree}, {"1 2 3 4", MSG_evaluasi_keys_1, write}, {"c", MSG_evaluasi_keys_c, write},
        {"Ctrl Enter", MSG_evaluasi_keys_send, write},
    };
    for (isize i = 0; i < countof(keys); i++)
        if (keys[i].works)
            *list_add(r->arena, &v->keys) = (KeyLine){str_of(keys[i].key), say(r->lang, keys[i].text)};
}

/* --- the page --- */

static void head_of(Req *r, const Judging *j, int node)
{
    int area = sheet_area_of(&j->s, node), next = judging_next(j, node);
    Str name = sheet_area_name(r, &j->s, area), letter = sheet_area_letter(&j->s, area);

    crumb_add(r, say(r->lang, MSG_evaluasi_review_title), eval_url(r, &j->e, "/butir"));
    crumb_add(r, area == PLACE_RESULT ? name : str_fmt(r->arena, "%.*s. %.*s", STRF(letter), STRF(name)),
              url_for(r, "/evaluasi/%lld/butir?area=%.*s", (long long)j->e.w.id, STRF(letter)));
    r->page.title = sheet_topic(r, &j->s, j->s.pack->nodes[node].parent);
    if (j->changed[node])
        page_state(r, TONE_INFO, say(r->lang, MSG_evaluasi_review_changed));
    if (next >= 0 && next != node) {
        r->page.action      = sheet_item_url(r, &j->s, next);
        r->page.action_text = say(r->lang, MSG_evaluasi_review_next);
    }
}

/* Who only reads sees every layer above, and the card with nothing chosen. */
static Err card_of(Req *r, Judging *j, SheetItem *i, Answer *c)
{
    if (!j->v.mine)
        j->s.sheet = nilai_sheet(r->arena, j->s.pack);
    sheet_item_card(r, i, c);
    c->action     = sheet_item_url(r, &j->s, i->node);
    c->note       = j->v.mine ? i->note : (Str){0};
    c->note_hint  = say(r->lang, MSG_evaluasi_review_note_hint);
    c->locked     = !j->v.mine;
    c->locked_why = judging_closed_why(r, j);
    if (!j->v.mine)
        c->numbers.count = 0;
    TRY(put_below(r, j, i->node, &c->below));
    TRY(lke_wording(r->arena, r->db, &j->s.w, i->node, &c->help));
    return lke_evidence(r, &j->s, i->node, c);
}

static Err draw(Req *r, Judging *j, SheetItem *i, const Again *again)
{
    JudgeView v    = {0};
    Str       code = j->s.pack->nodes[i->node].code;

    head_of(r, j, i->node);
    v.progress = progress_of(r, j);
    TRY(put_asked(r, j, code, &v.asked));
    TRY(put_forms(r, j, code, again, &v));
    TRY(advice_table(r, &j->e, &j->s, code, &v.advice));
    TRY(card_of(r, j, i, &v.answer));
    put_keys(r, j, i->node, &v);
    v.rule = url_for(r, "/regulasi/%.*s/butir/%.*s", STRF(url_part(r->arena, j->s.pack->id)),
                     STRF(url_part(r->arena, code)));
    view_evaluasi_judge(r, &v);
    return NO_ERR;
}

static Err load(Req *r, Judging *j, SheetItem *i)
{
    TRY(judging_open(r, j));
    return sheet_item(r, &j->s, r->args[0], i);
}

/* GET /evaluasi/:id/butir/:code */
Err judge_page(Req *r)
{
    Judging   j;
    SheetItem i;
    TRY(load(r, &j, &i));
    return draw(r, &j, &i, &(Again){0});
}

/* --- answering --- */

static Err answer_with(Req *r, Judging *j, SheetItem *i)
{
    if (!r->partial)
        return draw(r, j, i, &(Again){0});
    AnswerState state    = sheet_item_state(r, i);
    Progress    progress = progress_of(r, j);
    view_answer_state(r, &state);
    view_evaluasi_progress(r, &progress);
    return NO_ERR;
}

/* The item once more, or after agreeing the next that is open. */
static Err go_on(Req *r, const Judging *j, int node, bool next)
{
    int to = next ? judging_next(j, node) : node;

    notice_set(r, next ? MSG_evaluasi_review_agreed : MSG_lke_saved);
    if (to < 0 || (next && to == node))
        return redirect(r, "/evaluasi/%lld/butir", (long long)j->e.w.id);
    return redirect(r, "/evaluasi/%lld/butir/%.*s", (long long)j->e.w.id, STRF(j->s.pack->nodes[to].code));
}

static Err again(Req *r, Judging *j, SheetItem *i)
{
    Str code = j->s.pack->nodes[i->node].code;
    r->page.trail.count = 0;
    TRY(judging_open(r, j));
    TRY(sheet_item(r, &j->s, code, i));
    return answer_with(r, j, i);
}

static Err save(Req *r, Judging *j, SheetItem *i, Str value, bool agrees)
{
    LkeEdit  e = {.node = i->node, .value = value, .note = i->note, .seen = i->seen, .by_id = r->user->id,
                  .at = r->now};
    LkeSaved done;

    TRY(evaluasi_judge(r->arena, r->db, r->web->regulasi, &j->e, &e, 1, &done));
    if (done.clash) {
        i->theirs = &done.now;
        i->mine   = value;
        i->seen   = done.now.version;           /* choosing one's own is a save that has seen theirs */
        r->status = 409;
        return answer_with(r, j, i);
    }
    return r->partial ? again(r, j, i) : go_on(r, j, i->node, agrees);
}

/* One click: as it is below, if it still is what the page said. */
static Err agree(Req *r, Judging *j, SheetItem *i)
{
    Issues issues = {.arena = r->arena};
    int    from   = j->v.below.from[i->node];
    Str    want   = form_value(r, "setuju"), have = {0};

    (void)str_i64(form_value(r, "versi"), &i->seen);
    if (from >= 0)
        have = lke_value(r->arena, &j->s.pack->nodes[i->node], &j->v.below.sheets[from].at[i->node]);
    if (have.len && str_eq(want, have))
        return save(r, j, i, have, true);
    issue_say(&issues, r->lang, S("jawaban"), MSG_evaluasi_review_below_changed);
    i->issues = &issues;
    r->status = 409;
    return answer_with(r, j, i);
}

/* POST /evaluasi/:id/butir/:code */
Err judge_answer(Req *r)
{
    Judging     j;
    SheetItem   i;
    NilaiAnswer x;
    Issues      issues = {.arena = r->arena};

    TRY(load(r, &j, &i));
    TRY(judging_turn(r, &j));
    if (str_is(form_value(r, "pilih"), "tersimpan"))
        return go_on(r, &j, i.node, false);
    if (form_value(r, "setuju").len)
        return agree(r, &j, &i);
    if (sheet_item_read(r, &i, &issues, &x))
        return save(r, &j, &i, lke_value(r->arena, &j.s.pack->nodes[i.node], &x), false);
    i.issues  = &issues;
    r->status = 422;
    return answer_with(r, &j, &i);
}

/* --- asking and recommending --- */

/* POST /evaluasi/:id/butir/:code/tanya */
Err judge_mark(Req *r)
{
    Judging   j;
    SheetItem i;
    MarkTyped typed  = {0};
    Issues    issues = {.arena = r->arena};

    TRY(load(r, &j, &i));
    TRY(judging_turn(r, &j));
    form_read(r, mark_fields, countof(mark_fields), &typed, &issues);
    if (issues.count) {
        r->status = 422;
        return draw(r, &j, &i, &(Again){.mark = &typed, .issues = &issues});
    }
    TRY(evaluasi_mark(*r->arena, r->db, &j.e, j.s.pack->nodes[i.node].code, typed.tanya, r->now));
    return go_on(r, &j, i.node, false);
}

/* POST /evaluasi/:id/butir/:code/rekomendasi */
Err judge_advise(Req *r)
{
    Judging     j;
    SheetItem   i;
    AdviceTyped typed  = {0};
    Issues      issues = {.arena = r->arena};
    i64         id;

    TRY(load(r, &j, &i));
    TRY(judging_turn(r, &j));
    form_read(r, advice_fields, ADVICE_FIELDS, &typed, &issues);
    advice_check(r, &typed, &issues);
    if (issues.count) {
        r->status = 422;
        return draw(r, &j, &i, &(Again){.advice = &typed, .issues = &issues});
    }
    EvalAdviceNew n = {j.s.pack->nodes[i.node].code, typed.text, typed.due, r->now};
    TRY(evaluasi_advice_add(*r->arena, r->db, &j.e, &n, &id));
    return go_on(r, &j, i.node, false);
}
