/* Recommendations: of one worksheet, one alone with what was said about it, and all that one reaches. */
#include "berkas/berkas_web.h"
#include "evaluasi/evaluasi_review_web.h"

typedef struct { Str title, hint; FormView form; bool folded, open; } AdviceForm;
typedef struct {
    Str      text;
    Summary  facts;
    Timeline history;
    LIST(AdviceForm) forms;
    Url      drop;
    i64      version;
} AdviceView;
#include "evaluasi_advice.html.h"

typedef struct { AdviceTable advice; Empty none; Exports exports; } AdviceSheetView;
#include "evaluasi_advice_sheet.html.h"

typedef struct { Timeline asked; AdviceTable advice; Url all; } BesideView;
#include "evaluasi_beside.html.h"

const Field advice_fields[ADVICE_FIELDS] = {
    {.name = "rekomendasi", .offset = offsetof(AdviceTyped, text), .kind = F_LONG, .label = MSG_evaluasi_advice_text,
     .hint = MSG_evaluasi_advice_text_hint, .required = true, .max = EVALUASI_TEXT_MAX},
    {.name = "tenggat", .offset = offsetof(AdviceTyped, due), .kind = F_DATE, .label = MSG_evaluasi_advice_due,
     .required = true},
};

enum { DUE_YEARS = 5 };

static void check_due(Req *r, const char *field, Date due, Issues *issues)
{
    if (due.days && due.days < r->today.days)
        issue_say(issues, r->lang, str_of(field), MSG_evaluasi_advice_due_past);
    if (due.days > r->today.days + DUE_YEARS * 366)
        issue_say(issues, r->lang, str_of(field), MSG_evaluasi_advice_due_far);
}

void advice_check(Req *r, const AdviceTyped *typed, Issues *issues)
{
    check_due(r, "tenggat", typed->due, issues);
}

/* --- as other pages draw them --- */

static Tag state_tag(const Req *r, const EvalAdvice *d)
{
    static const struct { Tone tone; Msg text; } tags[ADVICE_STATES] = {
        [ADVICE_OPEN]     = {TONE_WARN, MSG_evaluasi_advice_open},
        [ADVICE_ANSWERED] = {TONE_INFO, MSG_evaluasi_advice_answered},
        [ADVICE_DONE]     = {TONE_GOOD, MSG_evaluasi_advice_done},
    };
    if (!d->shown_at.s)
        return (Tag){TONE_NONE, say(r->lang, MSG_evaluasi_advice_draft)};
    return (Tag){tags[d->state].tone, say(r->lang, tags[d->state].text)};
}

static bool is_late(const Req *r, const EvalAdvice *d)
{
    return d->state == ADVICE_OPEN && d->due_on.days < r->today.days;
}

static Str maker(Req *r, const EvalAdvice *d)
{
    return str_fmt(r->arena, "%.*s, %.*s", STRF(d->by_name), STRF(eval_layer_name(r, d->layer)));
}

static Link proof_of(Req *r, const EvalFollow *f)
{
    if (!f->use_id)
        return (Link){0};
    return (Link){f->use_name, url_for(r, "/berkas/%lld", (long long)f->use_id)};
}

static Msg did(FollowKind kind)
{
    static const Msg msgs[FOLLOW_KINDS] = {MSG_evaluasi_advice_did_follow, MSG_evaluasi_advice_did_again,
                                           MSG_evaluasi_advice_did_done, MSG_evaluasi_advice_did_change};
    return msgs[kind];
}

static void put_follows(Req *r, const EvalFollows *all, i64 advice_id, AdviceLine *l)
{
    for (isize i = 0; i < all->count; i++) {
        const EvalFollow *f = &all->at[i];
        if (f->advice_id != advice_id)
            continue;
        Str text = f->text;
        if (f->kind != FOLLOW_FOLLOW)
            text = str_fmt(r->arena, "%.*s%s%.*s", STRF(say(r->lang, did(f->kind))), text.len ? ": " : "", STRF(text));
        *list_add(r->arena, &l->follows) = (FollowLine){.who = f->by_name, .text = text, .at = f->at,
                                                        .proof = proof_of(r, f)};
    }
}

Err advice_table(Req *r, const Evaluasi *e, const Sheet *s, Str item, AdviceTable *out)
{
    EvalAdvices advices = {0};
    EvalFollows follows = {0};

    *out = (AdviceTable){0};
    TRY(evaluasi_advices(r->arena, r->db, e, item, &advices));
    if (advices.count)
        TRY(evaluasi_follows(r->arena, r->db, e, 0, &follows));
    for (isize i = 0; i < advices.count; i++) {
        const EvalAdvice *d = &advices.at[i];
        int               node = pack_find(s->pack, d->item);
        AdviceLine       *l = list_add(r->arena, &out->of);
        *l = (AdviceLine){.item = d->item, .topic = node < 0 ? (Str){0} : sheet_topic(r, s, node), .text = d->text,
                          .by = maker(r, d), .url = url_for(r, "/rekomendasi/%lld", (long long)d->id), .due = d->due_on,
                          .late = is_late(r, d), .state = state_tag(r, d)};
        put_follows(r, &follows, d->id, l);
    }
    return NO_ERR;
}

/* On the unit's own item page: only what it may read, and nothing where there is nothing. */
Err evaluasi_beside(Req *r, i64 worksheet_id, Str item)
{
    EvalAsker  by = eval_asker(r);
    BesideView v  = {0};
    Evaluasi   e;
    Sheet      s;
    EvalMarks  marks = {0};

    Err none = evaluasi_open(r->arena, r->db, &by, r->web->regulasi, worksheet_id, &e);
    if (none.kind == ERR_NOT_FOUND)
        return NO_ERR;
    TRY(none);
    TRY(sheet_of(r, &e.w, "evaluasi", &s));
    TRY(evaluasi_marks(r->arena, r->db, &e, item, &marks));
    for (isize i = 0; i < marks.count; i++)
        if (!marks.at[i].back_at.s && marks.at[i].sent_at.s)
            *list_add(r->arena, &v.asked.of) = (Event){.at = marks.at[i].sent_at, .who = marks.at[i].by_name,
                                                       .what = marks.at[i].text, .tone = TONE_WARN};
    TRY(advice_table(r, &e, &s, item, &v.advice));
    v.all = url_for(r, "/evaluasi/%lld/butir/%.*s", (long long)worksheet_id, STRF(url_part(r->arena, item)));
    if (v.asked.of.count || v.advice.of.count)
        view_evaluasi_beside(r, &v);
    return NO_ERR;
}

static const Col sheet_cols[] = {
    {"butir",         MSG_lke_col_code,               COL_TEXT,  false},
    {"topik",         MSG_lke_col_item,               COL_TEXT,  false},
    {"isi",           MSG_evaluasi_advice_col_text,   COL_TEXT,  false},
    {"oleh",          MSG_evaluasi_advice_by,         COL_TEXT,  false},
    {"tenggat",       MSG_evaluasi_advice_due,        COL_DATE,  false},
    {"keadaan",       MSG_evaluasi_advice_col_state,  COL_STATE, false},
    {"tindak_lanjut", MSG_evaluasi_advice_col_follow, COL_TEXT,  false},
};

/* One line for each thing that was said. */
static Str follows_text(Req *r, const AdviceLine *l)
{
    Buf b = {.arena = r->arena};
    for (isize i = 0; i < l->follows.count; i++) {
        const FollowLine *f = &l->follows.at[i];
        buf_addf(&b, "%s%.*s, %.*s: %.*s", i ? "\n" : "", STRF(say_instant(r->arena, r->lang, f->at, r->utc_minutes)),
                 STRF(f->who), STRF(f->text));
        if (f->proof.text.len)
            buf_addf(&b, " (%.*s)", STRF(f->proof.text));
    }
    return buf_str(&b);
}

static Err sheet_file(Req *r, const AdviceTable *advice)
{
    Table t = {.name = "rekomendasi", .caption = r->page.title, .cols = sheet_cols, .cols_count = countof(sheet_cols)};

    for (isize i = 0; i < advice->of.count; i++) {
        const AdviceLine *l = &advice->of.at[i];
        Cell             *c = table_row(r, &t);
        c[0].text = l->item;
        c[1].text = l->topic;
        c[2].text = l->text;
        c[3].text = l->by;
        c[4].date = l->due;
        c[5].text = l->late ? say(r->lang, MSG_evaluasi_advice_late) : l->state.text;
        c[6].text = follows_text(r, l);
    }
    return table_show(r, &t);
}

/* GET /evaluasi/:id/rekomendasi */
Err advice_of_sheet(Req *r)
{
    Judging         j;
    AdviceSheetView v = {0};

    TRY(judging_open(r, &j));
    r->page.title = say(r->lang, MSG_evaluasi_advice_title);
    r->page.lead  = say(r->lang, MSG_evaluasi_advice_sheet_lead);
    page_quiet(r, say(r->lang, MSG_evaluasi_review_title), eval_url(r, &j.e, "/butir"));
    page_quiet(r, say(r->lang, MSG_evaluasi_advice_all), url_for(r, "/rekomendasi"));
    TRY(advice_table(r, &j.e, &j.s, (Str){0}, &v.advice));
    if (table_is_asked(r))
        return sheet_file(r, &v.advice);
    v.exports = table_exports(r, NULL);
    v.none = (Empty){say(r->lang, MSG_evaluasi_advice_none), say(r->lang, MSG_evaluasi_advice_none_text), {{0}, {{0}}}};
    view_evaluasi_advice_sheet(r, &v);
    return NO_ERR;
}

/* --- one alone --- */

typedef struct { Str text; i64 proof, version; Date due; } FollowTyped;

typedef struct {
    FollowKind  kind;
    const char *path;
    Msg         title, hint, submit;
    Field       fields[3];
    int         nfields;
} FollowForm;

/* Several of these forms stand on one page: each name is there once. */
#define TEXT(name_, label_, needed) \
    {.name = name_, .offset = offsetof(FollowTyped, text), .kind = F_LONG, .label = label_, .required = needed, \
     .max = EVALUASI_TEXT_MAX}
#define DUE(name_, label_, needed) \
    {.name = name_, .offset = offsetof(FollowTyped, due), .kind = F_DATE, .label = label_, .required = needed}

static const FollowForm follow_forms[FOLLOW_KINDS] = {
    [FOLLOW_FOLLOW] = {FOLLOW_FOLLOW, "tindak-lanjut", MSG_evaluasi_advice_follow, MSG_evaluasi_advice_follow_hint,
                       MSG_evaluasi_advice_follow_save,
                       {TEXT("uraian", MSG_evaluasi_advice_follow_text, true),
                        {.name = "bukti", .offset = offsetof(FollowTyped, proof), .kind = F_ID,
                         .label = MSG_evaluasi_advice_proof, .hint = MSG_evaluasi_advice_proof_hint}}, 2},
    [FOLLOW_DONE]   = {FOLLOW_DONE, "terima", MSG_evaluasi_advice_accept, MSG_NONE, MSG_evaluasi_advice_accept,
                       {TEXT("catatan", MSG_evaluasi_advice_remark, false)}, 1},
    [FOLLOW_AGAIN]  = {FOLLOW_AGAIN, "ulangi", MSG_evaluasi_advice_again, MSG_NONE, MSG_evaluasi_advice_again,
                       {TEXT("kurang", MSG_evaluasi_advice_again_text, true),
                        DUE("tenggat-lagi", MSG_evaluasi_advice_due_new, false)}, 2},
    [FOLLOW_CHANGE] = {FOLLOW_CHANGE, "ubah", MSG_evaluasi_advice_change, MSG_NONE, MSG_evaluasi_advice_change,
                       {DUE("tenggat", MSG_evaluasi_advice_due_new, true),
                        TEXT("alasan", MSG_evaluasi_advice_change_why, true)}, 2},
};

static const FollowForm draft_form = {
    FOLLOW_CHANGE, "ubah", MSG_evaluasi_advice_edit, MSG_NONE, MSG_evaluasi_advice_save,
    {TEXT("uraian", MSG_evaluasi_advice_text, true), DUE("tenggat", MSG_evaluasi_advice_due, true)}, 2};

typedef struct {
    Evaluasi   e;
    EvalAdvice d;
    Sheet      s;
    BerkasUses proofs;          /* that the unit may name */
} Opened;

/* Evidence of the item, and what waits on the unit's shelf. */
static Err proofs_of(Req *r, Opened *o)
{
    UnitAsker  by   = berkas_asker(r);
    BerkasUses uses = {0};

    by.role_bits = WHO_FILLS;
    TRY(berkas_of_unit(r->arena, r->db, &by, o->e.w.unit_id, &uses));
    for (isize i = 0; i < uses.count; i++) {
        const BerkasUse *u    = &uses.at[i];
        bool             item = u->owner_id == o->e.w.id && str_eq(u->item, o->d.item);
        if (!u->removed_at.s && (item || str_is(u->owner_kind, "unit")))
            *list_add(r->arena, &o->proofs) = *u;
    }
    return NO_ERR;
}

static Err open_one(Req *r, Opened *o)
{
    EvalAsker by = eval_asker(r);
    i64       worksheet;

    *o = (Opened){0};
    TRY(evaluasi_advice_home(*r->arena, r->db, r->user->instansi_id, r->id, &worksheet));
    TRY(evaluasi_open(r->arena, r->db, &by, r->web->regulasi, worksheet, &o->e));
    TRY(evaluasi_advice(r->arena, r->db, &o->e, r->id, &o->d));
    TRY(sheet_of(r, &o->e.w, "evaluasi", &o->s));
    return evaluasi_may_follow(&o->e, &o->d) ? proofs_of(r, o) : NO_ERR;
}

static void fact(Req *r, AdviceView *v, Msg key, Str value, Url url)
{
    *list_add(r->arena, &v->facts.lines) = (SummaryLine){.key = say(r->lang, key), .value = value, .url = url};
}

static void put_facts(Req *r, const Opened *o, AdviceView *v)
{
    const EvalAdvice *d    = &o->d;
    int               node = pack_find(o->s.pack, d->item);
    Url               item = node < 0 ? (Url){{0}} : sheet_item_url(r, &o->s, node);
    Str               due  = say_date(r->arena, r->lang, d->due_on);

    fact(r, v, MSG_evaluasi_advice_unit,
         say_args(r->arena, r->lang, MSG_lke_of, o->e.w.unit_name, html_bare_i64(r, o->e.w.year)),
         url_for(r, "/evaluasi/%lld/rekomendasi", (long long)o->e.w.id));
    fact(r, v, MSG_lke_col_item, node < 0 ? d->item : str_fmt(r->arena, "%.*s %.*s", STRF(d->item),
                                                              STRF(sheet_topic(r, &o->s, node))), item);
    fact(r, v, MSG_evaluasi_advice_due, due, (Url){{0}});
    if (is_late(r, d))
        v->facts.lines.at[v->facts.lines.count - 1].tag = (Tag){TONE_BAD, say(r->lang, MSG_evaluasi_advice_late)};
    fact(r, v, MSG_evaluasi_advice_by, maker(r, d), (Url){{0}});
    if (d->shown_at.s)
        fact(r, v, MSG_evaluasi_advice_given, say_instant(r->arena, r->lang, d->shown_at, r->utc_minutes), (Url){{0}});
}

static Err put_history(Req *r, const Opened *o, AdviceView *v)
{
    EvalFollows all = {0};

    TRY(evaluasi_follows(r->arena, r->db, &o->e, o->d.id, &all));
    for (isize i = 0; i < all.count; i++) {
        const EvalFollow *f = &all.at[i];
        Tone tone = f->kind == FOLLOW_DONE ? TONE_GOOD : f->kind == FOLLOW_FOLLOW ? TONE_INFO : TONE_WARN;
        Str  what = say(r->lang, did(f->kind));
        if (f->use_id)
            what = str_fmt(r->arena, "%.*s (%.*s)", STRF(what), STRF(f->use_name));
        *list_add(r->arena, &v->history.of) = (Event){.at = f->at, .who = f->by_name, .what = what, .detail = f->text,
                                                      .tone = tone, .url = proof_of(r, f).url};
    }
    return NO_ERR;
}

static bool offered(const Opened *o, FollowKind kind)
{
    const EvalAdvice *d = &o->d;

    if (kind == FOLLOW_FOLLOW)
        return evaluasi_may_follow(&o->e, d);
    if (!evaluasi_may_judge(&o->e, d) || (kind != FOLLOW_CHANGE && !d->shown_at.s))
        return false;
    return kind == FOLLOW_AGAIN ? d->state != ADVICE_OPEN : d->state != ADVICE_DONE;
}

/* What was typed and was wrong, if it is shown again. */
typedef struct { const FollowForm *form; const FollowTyped *typed; const Issues *issues; } FollowAgain;

static const FollowForm *form_for(const Opened *o, FollowKind kind)
{
    return kind == FOLLOW_CHANGE && !o->d.shown_at.s ? &draft_form : &follow_forms[kind];
}

static void put_form(Req *r, const Opened *o, const FollowForm *f, const FollowAgain *again, AdviceView *v)
{
    Issues      none  = {.arena = r->arena};
    FollowTyped typed = {0};
    bool        same  = again->form == f;

    if (f == &draft_form)
        typed.text = o->d.text;
    if (f->kind == FOLLOW_CHANGE)
        typed.due = o->d.due_on;
    AdviceForm *out = list_add(r->arena, &v->forms);
    *out = (AdviceForm){.title = say(r->lang, f->title), .hint = f->hint ? say(r->lang, f->hint) : (Str){0},
                        .folded = v->forms.count > 1, .open = same};
    out->form = form_view(r, f->fields, f->nfields, same ? again->typed : &typed, same ? again->issues : &none);
    out->form.action = url_for(r, "/rekomendasi/%lld/%s", (long long)o->d.id, f->path);
    out->form.submit = say(r->lang, f->submit);
    *list_add(r->arena, &out->form.fields) =
        (FieldView){.name = S("versi"), .value = html_bare_i64(r, o->d.version), .is_hidden = true};
    for (isize i = 0; f->kind == FOLLOW_FOLLOW && i < o->proofs.count; i++)
        form_choice(r, &out->form, "bukti", html_bare_i64(r, o->proofs.at[i].id), o->proofs.at[i].name);
}

static Err draw(Req *r, const Opened *o, const FollowAgain *again)
{
    static const FollowKind order[] = {FOLLOW_FOLLOW, FOLLOW_DONE, FOLLOW_AGAIN, FOLLOW_CHANGE};
    AdviceView v   = {.text = o->d.text, .version = o->d.version};
    Tag        tag = state_tag(r, &o->d);

    r->page.section = S("rekomendasi");
    r->page.title   = say_args(r->arena, r->lang, MSG_evaluasi_advice_one, o->d.item);
    crumb_add(r, say(r->lang, MSG_evaluasi_advice_all), url_for(r, "/rekomendasi"));
    page_state(r, tag.tone, tag.text);
    put_facts(r, o, &v);
    TRY(put_history(r, o, &v));
    for (isize i = 0; i < countof(order); i++)
        if (offered(o, order[i]))
            put_form(r, o, form_for(o, order[i]), again, &v);
    if (!o->d.shown_at.s && evaluasi_may_judge(&o->e, &o->d))
        v.drop = url_for(r, "/rekomendasi/%lld/hapus", (long long)o->d.id);
    view_evaluasi_advice(r, &v);
    return NO_ERR;
}

/* GET /rekomendasi/:id */
Err advice_page(Req *r)
{
    Opened o;
    TRY(open_one(r, &o));
    return draw(r, &o, &(FollowAgain){0});
}

/* --- doing something about it --- */

static void check_typed(Req *r, const Opened *o, const FollowForm *f, const FollowTyped *typed, Issues *issues)
{
    bool known = !typed->proof;

    check_due(r, f->kind == FOLLOW_AGAIN ? "tenggat-lagi" : "tenggat", typed->due, issues);
    for (isize i = 0; i < o->proofs.count; i++)
        known = known || o->proofs.at[i].id == typed->proof;
    if (!known)
        issue_say(issues, r->lang, S("bukti"), MSG_evaluasi_advice_proof_gone);
}

static Err follow(Req *r, FollowKind kind, Msg said)
{
    Opened      o;
    FollowTyped typed  = {0};
    Issues      issues = {.arena = r->arena};

    TRY(open_one(r, &o));
    if (!offered(&o, kind)) {
        r->refused = say(r->lang, MSG_evaluasi_advice_not_now);
        return FAIL(ERR_FORBIDDEN, "not this person's to do now");
    }
    const FollowForm *f = form_for(&o, kind);
    form_read(r, f->fields, f->nfields, &typed, &issues);
    (void)str_i64(form_value(r, "versi"), &typed.version);
    check_typed(r, &o, f, &typed, &issues);
    if (typed.version != o.d.version)
        issue_say(&issues, r->lang, str_of(f->fields[0].name), MSG_evaluasi_advice_changed);
    if (issues.count) {
        r->status = typed.version != o.d.version ? 409 : 422;
        return draw(r, &o, &(FollowAgain){f, &typed, &issues});
    }
    EvalFollowNew n = {kind, typed.text, typed.proof, typed.due, r->now};
    TRY(evaluasi_advice_follow(*r->arena, r->db, &o.e, &o.d, &n));
    notice_set(r, said);
    return redirect(r, "/rekomendasi/%lld", (long long)o.d.id);
}

Err advice_follow(Req *r)
{
    return follow(r, FOLLOW_FOLLOW, MSG_evaluasi_advice_followed);
}

Err advice_accept(Req *r)
{
    return follow(r, FOLLOW_DONE, MSG_evaluasi_advice_accepted);
}

Err advice_again(Req *r)
{
    return follow(r, FOLLOW_AGAIN, MSG_evaluasi_advice_asked_again);
}

Err advice_change(Req *r)
{
    return follow(r, FOLLOW_CHANGE, MSG_lke_saved);
}

/* POST /rekomendasi/:id/hapus - of a draft */
Err advice_drop(Req *r)
{
    Opened o;
    i64    version = 0;

    TRY(open_one(r, &o));
    if (o.d.shown_at.s || !evaluasi_may_judge(&o.e, &o.d))
        return FAIL(ERR_FORBIDDEN, "not a draft of this person");
    (void)str_i64(form_value(r, "versi"), &version);
    if (version != o.d.version)
        return FAIL(ERR_CONFLICT, "the draft was changed meanwhile");
    TRY(evaluasi_advice_drop(*r->arena, r->db, &o.e, &o.d, r->now));
    notice_set(r, MSG_evaluasi_advice_dropped);
    return redirect(r, "/evaluasi/%lld/rekomendasi", (long long)o.e.w.id);
}

/* --- all that one reaches --- */

enum { SOON_DAYS = 30, UNITS_MOST = 100 };

static const Col cols[] = {
    {"isi",      MSG_evaluasi_advice_col_text, COL_TEXT,   false},
    {"butir",    MSG_lke_col_code,             COL_TEXT,   false},
    {"unit",     MSG_lke_col_unit,             COL_TEXT,   false},
    {"kode",     MSG_lke_col_unit_code,        COL_TEXT,   true},
    {"tahun",    MSG_lke_col_year,             COL_NUMBER, true},
    {"tenggat",  MSG_evaluasi_advice_due,      COL_DATE,   false},
    {"keadaan",  MSG_evaluasi_advice_col_state, COL_STATE, false},
    {"ditindaklanjuti", MSG_evaluasi_advice_followed_at, COL_DATE, false},
    {"oleh",     MSG_evaluasi_advice_by,       COL_TEXT,   true},
};

static void list_row(Req *r, Table *t, const EvalAdviceRow *l)
{
    Cell *c    = table_row(r, t);
    Tag   tag  = state_tag(r, &l->d);
    bool  late = is_late(r, &l->d);

    c[0].text   = l->d.text;
    c[0].url    = url_for(r, "/rekomendasi/%lld", (long long)l->d.id);
    c[1].text   = l->d.item;
    c[2].text   = l->unit_name;
    c[3].text   = l->unit_code;
    c[4].number = l->year;
    c[5].date   = l->d.due_on;
    c[6].text   = late ? say(r->lang, MSG_evaluasi_advice_late) : tag.text;
    c[6].tone   = late ? TONE_BAD : tag.tone;
    c[7].date   = instant_date(l->followed_at, r->utc_minutes);
    c[7].none   = !l->followed_at.s;
    c[8].text   = l->d.by_name;
}

static Filter filter(Req *r, const char *name, Msg label)
{
    Filter f = {.name = str_of(name), .label = say(r->lang, label)};
    *list_add(r->arena, &f.choices) = (ChoiceView){.label = say(r->lang, MSG_lke_filter_all)};
    return f;
}

static void offer(Req *r, Filter *f, Str value, Str label)
{
    *list_add(r->arena, &f->choices) =
        (ChoiceView){value, label, {0}, str_eq(value, query_get(r, str_c(r->arena, f->name)))};
}

/* Every unit once, if they are few enough to choose from; the search finds a unit's name among any number. */
static void unit_filter(Req *r, Table *t, const EvalAdviceRows *rows)
{
    Filter f = filter(r, "unit", MSG_lke_col_unit);

    for (isize i = 0; i < rows->count; i++) {
        Str  id    = html_bare_i64(r, rows->at[i].unit_id);
        bool known = false;
        for (isize k = 0; k < f.choices.count && !known; k++)
            known = str_eq(f.choices.at[k].value, id);
        if (!known)
            offer(r, &f, id, rows->at[i].unit_name);
        if (f.choices.count > UNITS_MOST)
            return;
    }
    if (f.choices.count > 2)
        *list_add(r->arena, &t->filters) = f;
}

static void list_filters(Req *r, Table *t, const EvalAdviceRows *rows)
{
    Filter state = filter(r, "keadaan", MSG_evaluasi_advice_col_state);
    Filter due   = filter(r, "tempo", MSG_evaluasi_advice_due);

    offer(r, &state, S("open"), say(r->lang, MSG_evaluasi_advice_open));
    offer(r, &state, S("answered"), say(r->lang, MSG_evaluasi_advice_answered));
    offer(r, &state, S("done"), say(r->lang, MSG_evaluasi_advice_done));
    offer(r, &due, S("lewat"), say(r->lang, MSG_evaluasi_advice_late));
    offer(r, &due, S("30"), say(r->lang, MSG_evaluasi_advice_soon));
    *list_add(r->arena, &t->filters) = state;
    *list_add(r->arena, &t->filters) = due;
    unit_filter(r, t, rows);
}

/* Overdue is what is open and whose day is over; soon is what is open and due within the month. */
static EvalAdviceFilter asked(const Req *r, bool *out_open)
{
    EvalAdviceFilter f   = {.limit = TABLE_MAX + 1};
    Str              due = query_get(r, "tempo");

    f.any_state = !evaluasi_advice_state_parse(query_get(r, "keadaan"), &f.state);
    if (str_is(due, "lewat"))
        f.before = r->today;
    if (str_is(due, "30"))
        f.before = (Date){r->today.days + SOON_DAYS + 1};
    *out_open = f.before.days > 0;
    return f;
}

/* GET /rekomendasi */
Err advice_all(Req *r)
{
    EvalAsker        by    = eval_asker(r);
    EvalAdviceRows   rows  = {0};
    bool             open  = false;
    EvalAdviceFilter f     = asked(r, &open);
    Str              soon  = query_get(r, "tempo"), unit = query_get(r, "unit");
    Table            t     = {.name = "rekomendasi", .cols = cols, .cols_count = countof(cols), .search = true};
    i64              only  = 0;

    TRY(evaluasi_advice_list(r->arena, r->db, &by, &f, &rows));
    r->page.section = S("rekomendasi");
    r->page.title   = say(r->lang, MSG_evaluasi_advice_all);
    r->page.lead    = say(r->lang, MSG_evaluasi_advice_all_lead);
    t.caption       = say(r->lang, MSG_evaluasi_advice_caption);
    t.empty         = say(r->lang, MSG_evaluasi_advice_none_all);
    list_filters(r, &t, &rows);
    (void)str_i64(unit, &only);
    for (isize i = 0; i < rows.count; i++) {
        const EvalAdviceRow *l = &rows.at[i];
        bool over = l->d.due_on.days < r->today.days;
        if ((open && (l->d.state != ADVICE_OPEN || over != str_is(soon, "lewat"))) || (unit.len && l->unit_id != only))
            continue;
        list_row(r, &t, l);
    }
    return table_show(r, &t);
}
