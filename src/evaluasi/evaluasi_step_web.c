/* Making a step: reasons, signature, the second person's yes or no; and what was done so far. */
#include "akun/akun_prove_web.h"
#include "evaluasi/evaluasi_inside.h"
#include "evaluasi/evaluasi_page_web.h"

typedef struct { Str alasan, versi; AkunProve prove; } Typed;

static const Field why_fields[] = {
    FIELD(Typed, alasan, F_LONG, .label = MSG_evaluasi_why, .hint = MSG_evaluasi_why_hint, .max = EVALUASI_WHY_MAX),
    FIELD(Typed, versi, F_HIDDEN, .label = MSG_NONE),
};
static const Field sign_fields[] = {
    FIELD(Typed, alasan, F_LONG, .label = MSG_evaluasi_why, .hint = MSG_evaluasi_why_hint, .max = EVALUASI_WHY_MAX),
    FIELD(Typed, versi, F_HIDDEN, .label = MSG_NONE),
    AKUN_PROVE_FIELDS(Typed, prove),
};

/* Both forms may stand on one page, so each name is there once. */
static const Field refusal_fields[] = {
    {.name = "alasan-tolak", .offset = offsetof(Typed, alasan), .kind = F_LONG, .label = MSG_evaluasi_why,
     .hint = MSG_evaluasi_why_hint, .required = true, .max = EVALUASI_WHY_MAX},
    FIELD(Typed, versi, F_HIDDEN, .label = MSG_NONE),
};

typedef struct {
    Summary  what;
    Notice   first, bars, late;
    bool     has_first, barred, may_late;
    FormView form;
    bool     may_refuse;
    Confirm  refuse;
    FormView refusal;
} StepView;
#include "evaluasi_step.html.h"

/* Which of the moves of that name this person could make now; ERR_NOT_FOUND if none. */
static Err chance_of(Req *r, const Evaluasi *e, EvalChance *out)
{
    EvalChances c = {0};

    TRY(evaluasi_chances(r->arena, r->db, r->web->regulasi, e, r->lang, &c));
    for (isize i = 0; i < c.count; i++) {
        if (str_is(r->args[0], c.at[i].move->name)) {
            *out = c.at[i];
            return NO_ERR;
        }
    }
    if (e->pending && e->pending_by == e->asker_id && str_is(r->args[0], e->pending->name)) {
        *out = (EvalChance){.move = e->pending};        /* one's own first signature can be taken back */
        return NO_ERR;
    }
    r->refused = say(r->lang, MSG_evaluasi_no_such_step);
    return FAIL(ERR_NOT_FOUND, "no such move for this person now");
}

static bool is_own_pending(const Evaluasi *e, const EvalChance *c)
{
    return e->pending == c->move && !c->second;
}

static Summary what_of(Req *r, const Evaluasi *e, const EvalMove *m)
{
    Summary s = {0};
    *list_add(r->arena, &s.lines) = (SummaryLine){.key = say(r->lang, MSG_evaluasi_col_from),
                                                  .tag = eval_stage_tag(r, m->from)};
    *list_add(r->arena, &s.lines) = (SummaryLine){.key = say(r->lang, MSG_evaluasi_col_to),
                                                  .tag = eval_stage_tag(r, m->to)};
    if (m->second)
        *list_add(r->arena, &s.lines) = (SummaryLine){.key   = say(r->lang, MSG_evaluasi_signatures),
                                                      .value = say(r->lang, MSG_evaluasi_two_signatures)};
    (void)e;
    return s;
}

static Err put_form(Req *r, const EvalChance *c, const Typed *typed, const Issues *issues, StepView *v)
{
    const EvalMove *m = c->move;
    bool            why = (m->guards & GUARD_WHY) && !c->second;

    v->form = m->signs ? form_view(r, sign_fields, countof(sign_fields), typed, issues)
                       : form_view(r, why_fields, countof(why_fields), typed, issues);
    v->form.submit = say(r->lang, m->msg);
    FieldView *f = form_field(&v->form, "alasan");
    f->required  = why;
    if (!why && !(m->guards & GUARD_WHY))
        f->label = say(r->lang, MSG_evaluasi_remark);
    return m->signs ? akun_prove_draw(r, &v->form) : NO_ERR;
}

static void put_refusal(Req *r, const Evaluasi *e, const EvalChance *c, StepView *v)
{
    Typed  typed = {.versi = html_bare_i64(r, e->version)};
    Issues none  = {.arena = r->arena};

    v->may_refuse      = true;
    v->refusal         = form_view(r, refusal_fields, countof(refusal_fields), &typed, &none);
    v->refusal.action  = url_for(r, "/evaluasi/%lld/langkah/%s?tolak=1", (long long)e->w.id, c->move->name);
    v->refusal.submit  = say(r->lang, c->second ? MSG_evaluasi_refuse : MSG_evaluasi_take_back);
}

static Notice bars_of(Req *r, const Issues *issues)
{
    Buf b = {.arena = r->arena};
    for (isize i = 0; i < issues->count; i++)
        buf_addf(&b, "%s%.*s", i ? " " : "", STRF(issues->at[i].text));
    return (Notice){.tone = TONE_WARN, .title = say(r->lang, MSG_evaluasi_barred_title), .text = buf_str(&b)};
}

static Err draw(Req *r, const Evaluasi *e, const EvalChance *c, const Typed *typed, const Issues *issues)
{
    StepView v     = {0};
    bool     typed_wrong = issues->count > 0;

    r->page.title = say(r->lang, c->move->msg);
    r->page.lead  = say(r->lang, c->second ? MSG_evaluasi_second_text : c->move->text);
    v.what   = what_of(r, e, c->move);
    v.bars   = bars_of(r, &c->issues);
    v.barred = c->issues.count && !typed_wrong;
    v.may_late = c->closed_on.days && !v.barred;
    v.late     = (Notice){.tone = TONE_INFO, .title = say_args(r->arena, r->lang, MSG_evaluasi_late_may,
                                                               say_date(r->arena, r->lang, c->closed_on))};
    if (c->second || is_own_pending(e, c)) {
        v.has_first = true;
        v.first     = (Notice){.tone = TONE_INFO, .text = e->pending_why,
                               .title = say_args(r->arena, r->lang, MSG_evaluasi_pending, say(r->lang, c->move->msg),
                                                 e->pending_name)};
        if (!e->tie || !c->second)
            put_refusal(r, e, c, &v);
    }
    if (!is_own_pending(e, c) && !v.barred) {
        TRY(put_form(r, c, typed, issues, &v));
        v.form.action = url_for(r, "/evaluasi/%lld/langkah/%s", (long long)e->w.id, c->move->name);
    }
    view_evaluasi_step(r, &v);
    return NO_ERR;
}

Err eval_page_step(Req *r)
{
    Evaluasi   e;
    EvalChance c;
    Issues     none = {.arena = r->arena};

    TRY(eval_page(r, &e));
    TRY(chance_of(r, &e, &c));
    Typed typed = {.versi = html_bare_i64(r, e.version)};
    return draw(r, &e, &c, &typed, &none);
}

Err eval_step(Req *r)
{
    Evaluasi   e;
    EvalChance c;
    Typed      typed  = {0};
    Issues     issues = {.arena = r->arena};
    EvalStep   step   = {.at = r->now, .lang = r->lang, .refuse = str_is(query_get(r, "tolak"), "1")};
    i64        snapshot;

    TRY(eval_page(r, &e));
    TRY(chance_of(r, &e, &c));
    if (step.refuse)
        form_read(r, refusal_fields, countof(refusal_fields), &typed, &issues);
    else
        form_read(r, why_fields, countof(why_fields), &typed, &issues);
    step.move = c.move;
    step.why  = typed.alasan;
    if (!str_i64(typed.versi, &step.seen))
        return FAIL(ERR_INVALID, "the form has no version");
    if (is_own_pending(&e, &c) && !step.refuse)
        return FAIL(ERR_FORBIDDEN, "a second person must sign");
    TRY(akun_prove_take(r, &issues, &step.proven));
    if (!issues.count) {
        r->refused = say(r->lang, MSG_evaluasi_meanwhile);
        TRY(evaluasi_move(r->arena, r->db, r->web->regulasi, &e, &step, &issues, &snapshot));
    }
    if (issues.count) {
        r->status = 422;
        return draw(r, &e, &c, &typed, &issues);
    }
    notice_set(r, step.refuse ? MSG_evaluasi_refused : c.move->second && !c.second ? MSG_evaluasi_signed_once
                                                                                  : MSG_evaluasi_moved);
    return redirect(r, "/evaluasi/%lld", (long long)e.w.id);
}

/* --- what was done --- */

typedef struct { Str text; Url url; } Frozen;
typedef struct { Timeline steps; bool none; LIST(Frozen) pairs; Exports exports; } HistoryView;
#include "evaluasi_history.html.h"

static Event event_of(Req *r, const Evaluasi *e, const EvalDone *d)
{
    Event x = {.at = d->at, .who = d->by_name, .detail = d->why};
    Msg   what = d->move ? d->move->done
               : str_is(d->move_name, "tolak") ? MSG_evaluasi_did_refuse : MSG_evaluasi_did_other;

    x.what = say(r->lang, what);
    if (d->from == d->to && d->move && d->move->second)
        x.what = say_args(r->arena, r->lang, MSG_evaluasi_first_signature, x.what);
    else if (d->from != d->to)
        x.what = say_args(r->arena, r->lang, MSG_evaluasi_step_to, x.what, say(r->lang, evaluasi_stage_msg(d->to)));
    x.tone = d->to == STAGE_MEMENUHI ? TONE_GOOD : d->to < d->from ? TONE_WARN : TONE_NONE;
    if (d->snapshot_id)
        x.url = url_for(r, "/evaluasi/%lld/potret/%lld", (long long)e->w.id, (long long)d->snapshot_id);
    return x;
}

bool eval_step_shown(const Evaluasi *e, const EvalDone *d)
{
    bool inside = d->from > STAGE_PENDAHULUAN && d->to > STAGE_PENDAHULUAN;
    if (inside && !eval_is_inside(e))
        return false;
    bool final = d->from == STAGE_ANGGOTA && d->to == STAGE_ANGGOTA && str_is(d->move_name, "serahkan");
    return !final || e->stage != STAGE_ANGGOTA || d->by_id == e->asker_id;
}

Err eval_page_history(Req *r)
{
    Evaluasi    e;
    EvalDones   steps = {0};
    HistoryView v     = {0};
    i64         last  = 0;

    TRY(eval_page(r, &e));
    TRY(evaluasi_steps(r->arena, r->db, &e, &steps));
    r->page.title = say(r->lang, MSG_evaluasi_link_history);
    for (isize i = steps.count - 1; i >= 0; i--)
        if (eval_step_shown(&e, &steps.at[i]))
            *list_add(r->arena, &v.steps.of) = event_of(r, &e, &steps.at[i]);
    if (table_is_asked(r))
        return timeline_file(r, "riwayat-evaluasi", &v.steps);
    for (isize i = 0; i < steps.count; i++) {
        i64 id = steps.at[i].snapshot_id;
        if (!id)
            continue;
        if (last)
            *list_add(r->arena, &v.pairs) = (Frozen){
                say_args(r->arena, r->lang, MSG_evaluasi_compare_to, say_instant(r->arena, r->lang, steps.at[i].at,
                                                                                 r->utc_minutes)),
                url_for(r, "/evaluasi/%lld/banding?a=%lld&b=%lld", (long long)e.w.id, (long long)last, (long long)id)};
        last = id;
    }
    v.none = !v.steps.of.count;
    if (!v.none)
        v.exports = table_exports(r, NULL);
    view_evaluasi_history(r, &v);
    return NO_ERR;
}
