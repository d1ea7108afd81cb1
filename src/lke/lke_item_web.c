/* One item: read, answered, noted, proven; and what happens when two people answer it at once. */
#include "audit/audit.h"
#include "format/json.h"
#include "lke/lke_page_web.h"
#include "lke/lke_import.h"

typedef struct { Margins margins; Tag tag; Str sentence; } Totals;

typedef struct {
    Answer    answer;
    Totals    totals;
    FactsView facts;            /* what the program itself knows about it */
    Url      rule;              /* what the regulation says about this item */
    bool     may_effort, effort_open;
    i64      effort;
    FormView form;
} ItemView;
#include "lke_item.html.h"

#define CARD S("butir")

/* --- the pieces that change while one types --- */

static Str working(Req *r, const SheetItem *i)
{
    if (i->s->pack->nodes[i->node].kind == PACK_CHOICE)
        return (Str){0};
    return nilai_working(r->arena, &i->s->sheet, i->s->score, i->node, r->lang);
}

static Str words_of_value(Req *r, const SheetItem *i, Str value)
{
    NilaiAnswer x;
    return lke_value_parse(&i->s->pack->nodes[i->node], value, &x) ? sheet_answer_text(r, i->s, i->node, &x) : value;
}

static Conflict conflict_of(Req *r, const SheetItem *i)
{
    Conflict c = {.mine_head   = say(r->lang, MSG_lke_item_mine),
                  .theirs_head = say_args(r->arena, r->lang, MSG_lke_item_theirs, i->theirs->by_name,
                                          html_text_at(r, i->theirs->at))};

    *list_add(r->arena, &c.lines) = (DiffLine){say(r->lang, MSG_lke_col_answer), words_of_value(r, i, i->mine),
                                               words_of_value(r, i, i->theirs->value)};
    *list_add(r->arena, &c.lines) = (DiffLine){say(r->lang, MSG_lke_col_note), i->note, i->theirs->note};
    return c;
}

AnswerState sheet_item_state(Req *r, const SheetItem *i)
{
    const NilaiAnswer *x  = &i->s->sheet.at[i->node];
    AnswerState        st = {.id       = CARD,
                             .version  = i->seen,
                             .answered = x->answered,
                             .points   = {i->s->score->points[i->node]},
                             .weight   = {i->s->pack->nodes[i->node].weight},
                             .working  = x->answered ? working(r, i) : (Str){0},
                             .saved_at = i->stored.at,
                             .saved_by = i->stored.by_name};

    if (i->issues && i->issues->count)
        st.error = i->issues->at[0].text;
    if (i->theirs)
        st.conflict = conflict_of(r, i);
    return st;
}

static Totals totals_of(Req *r, const Sheet *s, int node)
{
    Totals              t    = {0};
    const NilaiVerdict *v    = sheet_verdict(s, s->w.target);
    int                 area = sheet_area_of(s, node);

    *list_add(r->arena, &t.margins.of) = sheet_margin(r, s, S("total"));
    if (area != PLACE_RESULT)
        *list_add(r->arena, &t.margins.of) =
            sheet_margin(r, s, str_fmt(r->arena, "area.%.*s", STRF(s->pack->areas[area].code)));
    t.tag      = (Tag){v->failed ? TONE_WARN : TONE_GOOD,
                       say_args(r->arena, r->lang, v->failed ? MSG_lke_not_yet : MSG_lke_is, s->w.target)};
    t.sentence = s->score->unanswered
                     ? say_args(r->arena, r->lang, MSG_lke_item_left, say_i64(r->arena, r->lang, s->score->unanswered))
                     : say(r->lang, MSG_lke_item_none_left);
    return t;
}

/* --- the card --- */

static void put_options(Req *r, const SheetItem *i, Answer *c)
{
    const PackNode    *n = &i->s->pack->nodes[i->node];
    const NodeWords   *w = &i->s->words->nodes[i->node];
    const NilaiAnswer *x = &i->s->sheet.at[i->node];

    for (int k = 0; k < n->noptions; k++) {
        bool chosen = i->typed ? str_eq_nocase(i->texts[0], n->options[k].letter) : x->answered && x->option == k;
        *list_add(r->arena, &c->options) = (Option){n->options[k].letter, n->options[k].letter, w->options[k][r->lang],
                                                    {ratio_mul(n->weight, n->options[k].value)}, chosen};
    }
}

static Str number_value(Req *r, const SheetItem *i, int k)
{
    const NilaiAnswer *x = &i->s->sheet.at[i->node];
    if (i->typed)
        return i->texts[k];
    if (!x->answered || x->in[k] == NILAI_LEFT_OUT)
        return (Str){0};
    return i->s->pack->nodes[i->node].inputs[k].decimal ? html_text_ratio(r, ratio(x->in[k], x->per ? x->per : 1))
                                                        : html_bare_i64(r, x->in[k]);
}

static void put_numbers(Req *r, const SheetItem *i, Answer *c)
{
    const PackNode *n = &i->s->pack->nodes[i->node];
    for (int k = 0; k < n->ninputs; k++)
        *list_add(r->arena, &c->numbers) = (NumberField){n->inputs[k].key,
                                                         i->s->words->nodes[i->node].inputs[k][r->lang],
                                                         number_value(r, i, k), (Str){0}};
}

static void put_kinds(Req *r, const SheetItem *i, Answer *c)
{
    const NodeWords *w = &i->s->words->nodes[i->node];
    for (int k = 0; k < w->nevidence; k++)
        *list_add(r->arena, &c->kinds) =
            w->evidence[k].text[r->lang].len ? w->evidence[k].text[r->lang]
                                             : words_class(i->s->words, w->evidence[k].class_code, r->lang);
}

static int neighbour(const Sheet *s, int node, int step)
{
    for (node += step; node >= 0 && node < s->pack->nnodes; node += step)
        if (pack_is_question(&s->pack->nodes[node]))
            return node;
    return -1;
}

static Link item_link(Req *r, const Sheet *s, int node)
{
    if (node < 0)
        return (Link){0};
    return (Link){str_fmt(r->arena, "%.*s %.*s", STRF(s->pack->nodes[node].code), STRF(sheet_topic(r, s, node))),
                  sheet_item_url(r, s, node)};
}

/* --- what was changed before --- */

static Str value_words(Req *r, const SheetItem *i, const Json *j)
{
    Str value = json_text(json_get(j, "value"));
    return value.len ? words_of_value(r, i, value) : say(r->lang, MSG_lke_not_answered);
}

static Event event_of(Req *r, const SheetItem *i, const AuditRow *row)
{
    const Json *was = NULL, *is = NULL;
    Event       e   = {.at = row->at};

    if (json_read(r->arena, row->after, (JsonMost){0}, &is).kind)
        return e;
    if (row->before.len && json_read(r->arena, row->before, (JsonMost){0}, &was).kind)
        return e;
    if (str_is(row->action, "lke_effort")) {
        i64 effort = 0;
        (void)json_i64(json_get(is, "effort"), &effort);
        e.what = say_args(r->arena, r->lang, MSG_lke_item_effort, say_i64(r->arena, r->lang, effort));
        return e;
    }
    e.what = value_words(r, i, is);
    if (was && !str_eq(json_text(json_get(was, "value")), json_text(json_get(is, "value"))))
        e.detail = say_args(r->arena, r->lang, MSG_lke_item_was, value_words(r, i, was));
    else if (was)
        e.detail = say(r->lang, MSG_lke_item_note_changed);
    return e;
}

static Err put_history(Req *r, const SheetItem *i, Answer *c)
{
    AuditRows rows = {0};
    Str       code = i->s->pack->nodes[i->node].code;

    TRY(audit_list(r->arena, r->db, &(AuditFilter){.instansi_id = i->s->w.instansi_id, .limit = 10,
                                                   .entity = str_fmt(r->arena, "lke_answer %.*s", STRF(code)),
                                                   .entity_id = i->s->w.id}, &rows));
    for (isize k = 0; k < rows.count; k++) {
        Event *e = list_add(r->arena, &c->history.of);
        *e       = event_of(r, i, &rows.at[k]);
        TRY(lke_name(r->arena, r->db, i->s->w.instansi_id, rows.at[k].actor_id, &e->who));
    }
    c->history.more = rows.count == 10 ? (Link){say(r->lang, MSG_lke_link_history), sheet_url(r, i->s, "/riwayat")}
                                       : (Link){0};
    return NO_ERR;
}

/* --- the page --- */

Err sheet_item(Req *r, Sheet *s, Str code, SheetItem *i)
{
    *i = (SheetItem){.s = s};
    TRY(sheet_node(r, s, code, &i->node));
    TRY(lke_item(r->arena, r->db, &s->w, i->node, &i->stored));
    i->note = i->stored.note;
    i->seen = i->stored.version;
    return NO_ERR;
}

static Err load(Req *r, Sheet *s, SheetItem *i)
{
    TRY(sheet_open(r, s));
    return sheet_item(r, s, r->args[0], i);
}

static void trail(Req *r, const SheetItem *i)
{
    const Sheet *s      = i->s;
    int          area   = sheet_area_of(s, i->node);
    Str          letter = sheet_area_letter(s, area), name = sheet_area_name(r, s, area);
    int          next   = sheet_next_open(s, i->node), parent = s->pack->nodes[i->node].parent;

    crumb_add(r, area == PLACE_RESULT ? name : str_fmt(r->arena, "%.*s. %.*s", STRF(letter), STRF(name)),
              url_for(r, "/lke/%lld/area/%.*s", (long long)s->w.id, STRF(letter)));
    r->page.title = sheet_topic(r, s, parent);
    if (s->w.may_fill && next >= 0 && next != i->node) {
        r->page.action      = sheet_item_url(r, s, next);
        r->page.action_text = say(r->lang, MSG_lke_item_next_open);
    }
}

void sheet_item_card(Req *r, const SheetItem *i, Answer *c)
{
    const Sheet    *s = i->s;
    const PackNode *n = &s->pack->nodes[i->node];

    *c = (Answer){.code      = n->code,
                  .topic     = sheet_topic(r, s, i->node),
                  .question  = s->words->nodes[i->node].ask[r->lang],
                  .note      = i->note,
                  .note_max  = LKE_NOTE_MAX};
    if (n->kind == PACK_CHOICE)
        put_options(r, i, c);
    else
        put_numbers(r, i, c);
    put_kinds(r, i, c);
    c->state  = sheet_item_state(r, i);
    c->before = item_link(r, s, neighbour(s, i->node, -1));
    c->after  = item_link(r, s, neighbour(s, i->node, 1));
}

static Err card_of(Req *r, const SheetItem *i, Answer *c)
{
    const Sheet *s = i->s;

    sheet_item_card(r, i, c);
    c->action     = sheet_item_url(r, s, i->node);
    c->note_hint  = say(r->lang, MSG_lke_item_note_hint);
    c->locked     = !s->w.may_fill;
    c->locked_why = sheet_locked_why(r, s);
    TRY(lke_wording(r->arena, r->db, &s->w, i->node, &c->help));
    return put_history(r, i, c);
}

typedef struct { i64 effort; } EffortTyped;
static const Field effort_fields[] = {
    {.name = "usaha", .offset = offsetof(EffortTyped, effort), .kind = F_I64, .label = MSG_lke_item_effort_label,
     .hint = MSG_lke_item_effort_hint, .required = true, .max = LKE_EFFORT_MAX},
};

static Err put_effort(Req *r, const SheetItem *i, ItemView *v, const EffortTyped *typed, const Issues *issues)
{
    int *efforts;

    TRY(lke_efforts(r->arena, r->db, &i->s->w, &efforts));
    v->effort      = efforts[i->node];
    v->may_effort  = i->s->w.may_fill && i->s->pack->nodes[i->node].changeable;
    v->effort_open = issues->count > 0;
    v->form        = form_view(r, effort_fields, countof(effort_fields),
                               typed ? typed : &(EffortTyped){efforts[i->node]}, issues);
    v->form.action = url_for(r, "/lke/%lld/butir/%.*s/usaha", (long long)i->s->w.id,
                             STRF(i->s->pack->nodes[i->node].code));
    v->form.submit = say(r->lang, MSG_form_save);
    return NO_ERR;
}

static Err draw(Req *r, const SheetItem *i, const EffortTyped *typed, const Issues *effort_issues)
{
    ItemView v    = {0};
    Issues   none = {.arena = r->arena};

    trail(r, i);
    TRY(card_of(r, i, &v.answer));
    TRY(lke_evidence(r, i->s, i->node, &v.answer));
    TRY(put_effort(r, i, &v, typed, effort_issues ? effort_issues : &none));
    TRY(lke_facts_view(r, i, &v.facts));
    v.totals = totals_of(r, i->s, i->node);
    v.rule   = url_for(r, "/regulasi/%.*s/butir/%.*s", STRF(url_part(r->arena, i->s->pack->id)),
                       STRF(url_part(r->arena, i->s->pack->nodes[i->node].code)));
    if (r->web->beside_item)
        TRY(r->web->beside_item(r, i->s->w.id, i->s->pack->nodes[i->node].code));
    view_lke_item(r, &v);
    return NO_ERR;
}

Err lke_page_item(Req *r)
{
    Sheet s;
    SheetItem i;
    TRY(load(r, &s, &i));
    return draw(r, &i, NULL, NULL);
}

/* --- answering --- */

static void read_typed(Req *r, SheetItem *i)
{
    const PackNode *n = &i->s->pack->nodes[i->node];

    i->typed = true;
    i->note  = form_value(r, "catatan");
    i->seen  = 0;
    (void)str_i64(form_value(r, "versi"), &i->seen);
    if (n->kind == PACK_CHOICE)
        i->texts[0] = form_value(r, "jawaban");
    for (int k = 0; k < n->ninputs; k++)
        i->texts[k] = form_value(r, str_c(r->arena, n->inputs[k].key));
}

bool sheet_item_read(Req *r, SheetItem *i, Issues *issues, NilaiAnswer *out)
{
    read_typed(r, i);
    bool good = nilai_answer(&i->s->pack->nodes[i->node], i->texts, r->lang, issues, out);
    if (str_letters(i->note) > LKE_NOTE_MAX)
        issue_sayf(issues, r->lang, S("catatan"), MSG_form_too_long, say_i64(r->arena, r->lang, LKE_NOTE_MAX));
    return good && !issues->count;
}

/* The whole page, or with JavaScript the pieces that have changed. */
static Err answer_with(Req *r, const SheetItem *i)
{
    if (!r->partial)
        return draw(r, i, NULL, NULL);
    AnswerState state  = sheet_item_state(r, i);
    Totals      totals = totals_of(r, i->s, i->node);
    view_answer_state(r, &state);
    view_lke_totals(r, &totals);
    return NO_ERR;
}

static Err saved(Req *r, SheetItem *i)
{
    if (!r->partial) {
        notice_set(r, MSG_lke_saved);
        return redirect(r, "/lke/%lld/butir/%.*s", (long long)i->s->w.id, STRF(i->s->pack->nodes[i->node].code));
    }
    i->seen = i->stored.version;
    sheet_score(r, i->s);
    return answer_with(r, i);
}

/* Theirs is kept: the form is drawn anew from what is stored. */
static Err keep_theirs(Req *r, const SheetItem *i)
{
    return redirect(r, "/lke/%lld/butir/%.*s", (long long)i->s->w.id, STRF(i->s->pack->nodes[i->node].code));
}

static Err save(Req *r, SheetItem *i, const NilaiAnswer *x)
{
    Str      value = lke_value(r->arena, &i->s->pack->nodes[i->node], x);
    LkeEdit  e     = {i->node, value, i->note, i->seen, r->user->id, r->now};
    LkeSaved done;

    TRY(lke_save(r->arena, r->db, &i->s->w, &e, &done));
    if (done.clash) {
        i->theirs = &done.now;
        i->mine   = value;
        i->seen   = done.now.version;           /* choosing one's own is a save that has seen theirs */
        r->status = 409;
        return answer_with(r, i);
    }
    if (!done.now.by_name.len)
        done.now.by_name = r->user->name;
    i->stored = done.now;
    return saved(r, i);
}

Err lke_answer(Req *r)
{
    Sheet       s;
    SheetItem   i;
    NilaiAnswer x;
    Issues      issues = {.arena = r->arena};

    TRY(load(r, &s, &i));
    TRY(sheet_may_fill(r, &s));
    if (str_is(form_value(r, "pilih"), "tersimpan"))
        return keep_theirs(r, &i);
    if (sheet_item_read(r, &i, &issues, &x))
        return save(r, &i, &x);
    i.issues  = &issues;
    r->status = 422;
    return answer_with(r, &i);
}

/* What was in the note stays, and where the number comes from is said once. */
static Str note_with(Req *r, Str note, Str more)
{
    if (!note.len || str_has(note, more))
        return note.len ? note : more;
    Str both = str_fmt(r->arena, "%.*s\n%.*s", STRF(note), STRF(more));
    return str_letters(both) > LKE_NOTE_MAX ? note : both;
}

Err lke_take_fact(Req *r)
{
    Sheet       s;
    SheetItem   i;
    Facts       facts;
    i64         which  = -1;
    NilaiAnswer x;
    Issues      issues = {.arena = r->arena};

    TRY(load(r, &s, &i));
    TRY(sheet_may_fill(r, &s));
    TRY(lke_facts(r, &s, i.node, &facts));
    if (!str_i64(form_value(r, "fakta"), &which) || which < 0 || which >= facts.of.count)
        return FAIL(ERR_INVALID, "no such fact");
    const Fact *f = &facts.of.at[which];
    i.seen        = 0;
    (void)str_i64(form_value(r, "versi"), &i.seen);
    i.note = note_with(r, i.note, f->note);
    if (!f->answers || !nilai_answer(&s.pack->nodes[i.node], f->texts, r->lang, &issues, &x))
        return FAIL(ERR_INVALID, "the fact is no answer to this item");
    return save(r, &i, &x);
}

Err lke_effort(Req *r)
{
    Sheet       s;
    SheetItem   i;
    EffortTyped typed  = {0};
    Issues      issues = {.arena = r->arena};

    TRY(load(r, &s, &i));
    TRY(sheet_may_fill(r, &s));
    form_read(r, effort_fields, countof(effort_fields), &typed, &issues);
    if (issues.count) {
        r->status = 422;
        return draw(r, &i, &typed, &issues);
    }
    LkeEffort e = {i.node, (int)typed.effort, r->user->id, r->now};
    TRY(lke_set_effort(*r->arena, r->db, &s.w, &e));
    notice_set(r, MSG_lke_saved);
    return redirect(r, "/lke/%lld/butir/%.*s", (long long)s.w.id, STRF(s.pack->nodes[i.node].code));
}
