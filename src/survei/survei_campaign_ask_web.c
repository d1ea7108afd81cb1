/* A unit's own questions, asked after the instruments: written, put in order, taken out, as long as it is a draft. */
#include "survei/survei_campaign_web.h"

enum { OPTIONS_LEAST = 2, ASK_MOST = 300, OPTIONS_TEXT = 1200 };

typedef struct { Str ask, ask_en, kind, options, options_en, version; bool required; } Typed;

static const Choice kinds[] = {{"choice", MSG_campaign_kind_choice}, {"text", MSG_campaign_kind_text}, {0}};

static const Field fields[] = {
    {.name = "tanya", .offset = offsetof(Typed, ask), .kind = F_TEXT, .label = MSG_campaign_ask,
     .hint = MSG_campaign_ask_hint, .required = true, .max = ASK_MOST},
    {.name = "tanya_en", .offset = offsetof(Typed, ask_en), .kind = F_TEXT, .label = MSG_campaign_ask_en,
     .max = ASK_MOST},
    {.name = "jenis", .offset = offsetof(Typed, kind), .kind = F_CHOICE, .label = MSG_campaign_kind, .required = true,
     .choices = kinds, .radio = true},
    {.name = "pilihan", .offset = offsetof(Typed, options), .kind = F_LONG, .label = MSG_campaign_options,
     .hint = MSG_campaign_options_hint, .max = OPTIONS_TEXT},
    {.name = "pilihan_en", .offset = offsetof(Typed, options_en), .kind = F_LONG, .label = MSG_campaign_options_en,
     .hint = MSG_campaign_options_en_hint, .max = OPTIONS_TEXT},
    {.name = "wajib", .offset = offsetof(Typed, required), .kind = F_BOOL, .label = MSG_campaign_required},
    {.name = "versi", .offset = offsetof(Typed, version), .kind = F_HIDDEN, .label = MSG_NONE},
};

/* --- the page --- */

typedef struct { Str ask, note, version; LIST(Str) options; Url edit, up, down, drop; } AskRow;
typedef struct {
    bool     changes, adds;
    Str      none;
    LIST(AskRow) rows;
    FormView form;
} AskView;
#include "survei_campaign_ask.html.h"

static Url ask_url(Req *r, const SurveiCampaign *c, i64 id, const char *rest)
{
    return url_for(r, "/survei/%lld/pertanyaan/%lld%s", (long long)c->id, (long long)id, rest);
}

static void put_row(Req *r, const SurveiCampaign *c, int i, AskView *v)
{
    const SurveiQuestion *q    = &c->questions[i];
    AskRow               *row  = list_add(r->arena, &v->rows);
    Str                   rest = q->options;
    Str                   kind = say(r->lang, q->text ? MSG_campaign_kind_text : MSG_campaign_kind_choice);

    *row = (AskRow){.ask = q->ask, .edit = ask_url(r, c, q->id, ""), .drop = ask_url(r, c, q->id, "/hapus"),
                    .version = html_bare_i64(r, c->version)};
    row->note = q->required ? str_fmt(r->arena, "%.*s · %.*s", STRF(kind), STRF(say(r->lang, MSG_campaign_required)))
                            : kind;
    if (i > 0)
        row->up = ask_url(r, c, q->id, "/naik");
    if (i + 1 < c->nquestions)
        row->down = ask_url(r, c, q->id, "/turun");
    while (rest.len)
        *list_add(r->arena, &row->options) = str_cut(&rest, '\n');
}

static Err draw(Req *r, const SurveiCampaign *c, const Typed *t, const Issues *issues)
{
    AskView v = {.changes = c->runs && c->state == SURVEI_DRAFT};

    r->page.lead = say(r->lang, v.changes ? MSG_campaign_questions_lead : MSG_campaign_questions_fixed);
    if (!c->nquestions)
        v.none = say(r->lang, MSG_campaign_questions_none);
    for (int i = 0; i < c->nquestions; i++)
        put_row(r, c, i, &v);
    v.adds = v.changes && c->nquestions < SURVEI_QUESTIONS;
    if (v.adds) {
        v.form        = form_view(r, fields, countof(fields), t, issues);
        v.form.submit = say(r->lang, MSG_campaign_question_add);
    }
    r->status = issues->count ? 422 : 200;
    view_survei_campaign_ask(r, &v);
    return NO_ERR;
}

Err campaign_questions(Req *r)
{
    Issues         issues = {.arena = r->arena};
    SurveiCampaign c;

    TRY(campaign_page(r, MSG_campaign_questions, false, &c));
    return draw(r, &c, &(Typed){.kind = S("choice"), .version = html_bare_i64(r, c.version)}, &issues);
}

/* --- reading one --- */

/* One a line, without empty ones. */
static Str lines(Arena *a, Str text, int *out_count)
{
    Buf b = {.arena = a};

    *out_count = 0;
    while (text.len) {
        Str one = str_trim(str_cut(&text, '\n'));
        if (!one.len)
            continue;
        if (b.len)
            buf_char(&b, '\n');
        buf_add(&b, one);
        ++*out_count;
    }
    return buf_str(&b);
}

static void read_question(Req *r, Typed *t, SurveiQuestion *q, Issues *issues)
{
    int n = 0, n_en = 0;

    form_read(r, fields, countof(fields), t, issues);
    q->ask      = t->ask;
    q->ask_en   = t->ask_en;
    q->required = t->required;
    q->text     = str_is(t->kind, "text");
    q->options = q->options_en = (Str){0};
    if (q->text)
        return;
    q->options    = lines(r->arena, t->options, &n);
    q->options_en = lines(r->arena, t->options_en, &n_en);
    if (n < OPTIONS_LEAST || n > SURVEI_CHOICES)
        issue_sayf(issues, r->lang, S("pilihan"), MSG_campaign_must_options, say_i64(r->arena, r->lang, OPTIONS_LEAST),
                   say_i64(r->arena, r->lang, SURVEI_CHOICES));
    if (n_en && n_en != n)
        issue_sayf(issues, r->lang, S("pilihan_en"), MSG_campaign_must_options_en, say_i64(r->arena, r->lang, n));
}

/* Only a draft's; with the version that the person has seen. */
static Err open_draft(Req *r, Msg title, SurveiCampaign *c)
{
    TRY(campaign_page(r, title, true, c));
    if (c->state != SURVEI_DRAFT) {
        r->refused = say(r->lang, MSG_campaign_questions_fixed);
        return FAIL(ERR_CONFLICT, "it is no draft any more");
    }
    r->refused = say(r->lang, MSG_campaign_changed_meanwhile);
    if (r->method == POST && !campaign_seen(r, &c->version))
        return FAIL(ERR_INVALID, "the form has no version");
    return NO_ERR;
}

static Err keep(Req *r, const SurveiCampaign *c)
{
    UnitAsker by = unit_asker(r, SURVEI_RUNS);

    TRY(survei_campaign_ask(*r->arena, r->db, &by, c));
    notice_set(r, MSG_campaign_questions_saved);
    return redirect(r, "/survei/%lld/pertanyaan", (long long)c->id);
}

Err campaign_question_add(Req *r)
{
    Issues         issues = {.arena = r->arena};
    Typed          t      = {0};
    SurveiCampaign c;

    TRY(open_draft(r, MSG_campaign_questions, &c));
    if (c.nquestions == SURVEI_QUESTIONS)
        return FAIL(ERR_LIMIT, "so many own questions are allowed, no more");
    SurveiQuestion *q = &c.questions[c.nquestions];
    read_question(r, &t, q, &issues);
    if (issues.count)
        return draw(r, &c, &t, &issues);
    c.nquestions++;
    return keep(r, &c);
}

/* --- one that is there --- */

static Err find(Req *r, SurveiCampaign *c, int *out)
{
    TRY(open_draft(r, MSG_campaign_question_edit, c));
    crumb_add(r, say(r->lang, MSG_campaign_questions), campaign_url(r, c, "/pertanyaan"));
    for (*out = 0; *out < c->nquestions; ++*out)
        if (c->questions[*out].id == r->ids[1])
            return NO_ERR;
    return FAIL(ERR_NOT_FOUND, "the campaign has no such question");
}

static Err draw_one(Req *r, const Typed *t, const Issues *issues)
{
    FormView v = form_view(r, fields, countof(fields), t, issues);
    r->status = issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

Err campaign_question(Req *r)
{
    Issues         issues = {.arena = r->arena};
    SurveiCampaign c;
    int            i;

    TRY(find(r, &c, &i));
    const SurveiQuestion *q = &c.questions[i];
    Typed t = {q->ask, q->ask_en, q->text ? S("text") : S("choice"), q->options, q->options_en,
               html_bare_i64(r, c.version), q->required};
    return draw_one(r, &t, &issues);
}

Err campaign_question_set(Req *r)
{
    Issues         issues = {.arena = r->arena};
    Typed          t      = {0};
    SurveiCampaign c;
    int            i;

    TRY(find(r, &c, &i));
    read_question(r, &t, &c.questions[i], &issues);
    return issues.count ? draw_one(r, &t, &issues) : keep(r, &c);
}

static void swap(SurveiCampaign *c, int i, int k)
{
    SurveiQuestion q = c->questions[i];
    c->questions[i]  = c->questions[k];
    c->questions[k]  = q;
}

Err campaign_question_do(Req *r)
{
    SurveiCampaign c;
    int            i;

    TRY(find(r, &c, &i));
    if (str_is(r->args[0], "naik") && i > 0) {
        swap(&c, i, i - 1);
    } else if (str_is(r->args[0], "turun") && i + 1 < c.nquestions) {
        swap(&c, i, i + 1);
    } else if (str_is(r->args[0], "hapus")) {
        for (; i + 1 < c.nquestions; i++)
            swap(&c, i, i + 1);
        c.nquestions--;
    } else {
        return FAIL(ERR_NOT_FOUND, "nothing of that name can be done with a question");
    }
    return keep(r, &c);
}
