/* Actions: all that one reaches, those of one survey beside its lowest elements, and one alone. */
#include "hasil/hasil_follow_web.h"

#include "unit/unit_web.h"

typedef struct { Str name, mean; Url plan; Tasks actions; } FollowPart;
typedef struct { Str name, index; Link result; LIST(FollowPart) parts; } FollowForm;
typedef struct { LIST(FollowForm) forms; Tasks others; Notice none; } FollowView;
#include "hasil_follow.html.h"

/* --- what several pages say --- */

UnitAsker follow_asker(const Req *r)
{
    return unit_asker(r, SURVEI_READS);
}

Str follow_topic(Req *r, Str pack_id, Str element, bool whole)
{
    const SurveiPack *p = survei_pack(r->web->survei, pack_id);
    int               e = p ? survei_element(p, element) : -1;

    if (e < 0)
        return say(r->lang, MSG_follow_general);
    Str topic = survei_tongue(p, str_of(lang_code(r->lang)))->at[e].topic;
    return whole ? str_fmt(r->arena, "%.*s: %.*s", STRF(p->name), STRF(topic)) : topic;
}

Tag follow_action_tag(Req *r, const HasilAction *x)
{
    static const Tone tones[ACTION_STATES] = {TONE_INFO, TONE_GOOD, TONE_NONE};
    bool late = x->state == ACTION_OPEN && x->due_on.days < r->today.days;
    return (Tag){late ? TONE_BAD : tones[x->state], say(r->lang, late ? MSG_follow_late : hasil_action_msg(x->state))};
}

/* Found whatever the case it was typed in; in the writing of the regulation. */
Str follow_item(Req *r, const char *field, Str typed, Issues *issues)
{
    const Pack *pack;

    if (!typed.len)
        return typed;
    if (!regulasi_pack_for(r->web->regulasi, r->today, &pack).kind)
        for (int i = 0; i < pack->nnodes; i++)
            if (pack_is_question(&pack->nodes[i]) && str_eq_nocase(pack->nodes[i].code, typed))
                return pack->nodes[i].code;
    issue_say(issues, r->lang, str_of(field), MSG_follow_no_item);
    return typed;
}

Err follow_conflict(Req *r, Err e, Issues *issues)
{
    if (e.kind != ERR_CONFLICT)
        return e;
    issue_say(issues, r->lang, (Str){0}, MSG_follow_changed);
    return NO_ERR;
}

Err follow_item_url(Req *r, const FactAsk *ask, Url *out)
{
    *out = (Url){{0}};
    return ask->item.len && r->web->item_url ? r->web->item_url(r, ask, out) : NO_ERR;
}

void follow_head(Req *r, Str title)
{
    r->page.section = S("survei");
    r->page.title   = title;
    crumb_add(r, say(r->lang, MSG_follow_surveys), (Url){S("/survei")});
}

/* --- all of them --- */

static const Col cols[] = {
    {"tindakan", MSG_follow_what,     COL_TEXT},
    {"temuan",   MSG_follow_finding,  COL_TEXT},
    {"unit",     MSG_follow_unit,     COL_TEXT},
    {"survei",   MSG_follow_survey,   COL_TEXT, .only_export = true},
    {"siapa",    MSG_follow_who,      COL_TEXT},
    {"tenggat",  MSG_follow_due,      COL_DATE},
    {"keadaan",  MSG_follow_state,    COL_STATE},
    {"hasil",    MSG_follow_outcome,  COL_TEXT, .only_export = true},
    {"selesai",  MSG_follow_ended,    COL_DATE, .only_export = true},
    {"butir",    MSG_follow_item,     COL_TEXT},
};

static void add_row(Req *r, Table *t, const HasilAction *x)
{
    Cell *c   = table_row(r, t);
    Tag   tag = follow_action_tag(r, x);

    c[0] = (Cell){.text = x->what, .url = url_for(r, "/survei/tindak/%lld", (long long)x->id)};
    c[1] = (Cell){.text = follow_topic(r, x->pack_id, x->element, true),
                  .url = url_for(r, "/survei/%lld/tindak", (long long)x->campaign_id)};
    c[2].text = x->unit_name;
    c[3].text = x->campaign_title;
    c[4].text = x->who;
    c[5].date = x->due_on;
    c[6]      = (Cell){.text = tag.text, .tone = tag.tone};
    c[7].text = x->outcome;
    c[8]      = (Cell){.date = x->ended_on, .none = !x->ended_on.days};
    c[9].text = x->lke_item;
}

static Filter state_filter(Req *r, Str chosen)
{
    Filter f = {.name = S("keadaan"), .label = say(r->lang, MSG_follow_state)};

    *list_add(r->arena, &f.choices) = (ChoiceView){.label = say(r->lang, MSG_follow_all), .chosen = !chosen.len};
    *list_add(r->arena, &f.choices) =
        (ChoiceView){S("late"), say(r->lang, MSG_follow_late), .chosen = str_is(chosen, "late")};
    for (int i = 0; i < ACTION_STATES; i++)
        *list_add(r->arena, &f.choices) =
            (ChoiceView){str_of(hasil_action_states[i]), say(r->lang, hasil_action_msg((HasilActionState)i)),
                         .chosen = str_is(chosen, hasil_action_states[i])};
    return f;
}

static bool wanted(const Req *r, const HasilAction *x, Str state)
{
    if (str_is(state, "late"))
        return x->state == ACTION_OPEN && x->due_on.days < r->today.days;
    return !state.len || str_is(state, hasil_action_states[x->state]);
}

/* GET /survei/tindak */
static Err page_all(Req *r)
{
    UnitAsker     by    = follow_asker(r);
    Str           state = query_get(r, "keadaan");
    HasilActions all;
    Table         t = {.name = "tindak-lanjut", .caption = say(r->lang, MSG_follow_title), .cols = cols,
                       .cols_count = countof(cols), .empty = say(r->lang, MSG_follow_none), .search = true};

    TRY(hasil_actions(r->arena, r->db, &by, 0, &all));
    for (isize i = 0; i < all.count; i++)
        if (wanted(r, &all.at[i], state))
            add_row(r, &t, &all.at[i]);
    *list_add(r->arena, &t.filters) = state_filter(r, state);
    follow_head(r, say(r->lang, MSG_follow_title));
    r->page.lead = say(r->lang, MSG_follow_lead);
    page_quiet(r, say(r->lang, MSG_follow_forums), (Url){S("/survei/forum")});
    return table_show(r, &t);
}

/* --- of one survey --- */

static Task task_of(Req *r, const HasilAction *x)
{
    return (Task){.text = x->what, .whose = x->who, .hint = x->state == ACTION_OPEN ? (Str){0} : x->outcome,
                  .url = url_for(r, "/survei/tindak/%lld", (long long)x->id), .state = follow_action_tag(r, x),
                  .due = x->state == ACTION_OPEN ? x->due_on : (Date){0}, .done = x->state == ACTION_DONE,
                  .late = x->state == ACTION_OPEN && x->due_on.days < r->today.days};
}

/* Asked in a forum, and what came of it. */
static Task task_asked(Req *r, const HasilAsked *x)
{
    return (Task){.text = x->asked, .whose = x->by_whom, .hint = x->done.len ? x->done : x->answer,
                  .url = url_for(r, "/survei/forum/%lld", (long long)x->forum_id), .state = follow_asked_tag(r, x),
                  .due = x->done_on.days ? (Date){0} : x->due_on, .done = x->done_on.days != 0,
                  .late = !x->done_on.days && x->due_on.days && x->due_on.days < r->today.days};
}

/* What is done about a survey's findings, and what was asked about them. */
typedef struct { HasilActions actions; HasilAskeds asked; } Doing;

static bool about(Str pack_id, Str element, const SurveiForm *f, int e)
{
    return str_eq(pack_id, f->pack_id) && str_eq(element, f->pack->elements[e].code);
}

static Tasks tasks_about(Req *r, const Doing *all, const SurveiForm *f, int e)
{
    Tasks t = {0};

    for (isize k = 0; k < all->actions.count; k++)
        if (about(all->actions.at[k].pack_id, all->actions.at[k].element, f, e))
            *list_add(r->arena, &t.of) = task_of(r, &all->actions.at[k]);
    for (isize k = 0; k < all->asked.count; k++)
        if (about(all->asked.at[k].pack_id, all->asked.at[k].element, f, e))
            *list_add(r->arena, &t.of) = task_asked(r, &all->asked.at[k]);
    return t;
}

/* The elements that stand lowest, and those that something is done about. */
static FollowForm form_part(Req *r, const SurveiCampaign *c, const SurveiForm *f, const SurveiMeasure *m,
                            const Doing *all)
{
    FollowForm v = {.name = f->pack->title[r->lang], .index = survei_index(r->arena, f->pack, m->index, ',')};
    bool       shown[SURVEI_ELEMENTS] = {0};

    for (int i = 0; i < m->nlowest + f->pack->nelements; i++) {
        int        e = i < m->nlowest ? m->lowest[i] : i - m->nlowest;
        FollowPart p = {.name    = follow_topic(r, f->pack_id, f->pack->elements[e].code, false),
                        .actions = tasks_about(r, all, f, e)};
        if (shown[e] || (i >= m->nlowest && !p.actions.of.count))
            continue;
        shown[e] = true;
        p.mean   = say_ratio(r->arena, r->lang, m->at[e].given, 2);
        if (c->runs)
            p.plan = url_for(r, "/survei/%lld/tindak/baru?unsur=%.*s.%.*s", (long long)c->id, STRF(f->pack_id),
                             STRF(f->pack->elements[e].code));
        *list_add(r->arena, &v.parts) = p;
    }
    return v;
}

static Err form_of(Req *r, const SurveiCampaign *c, int form, const Doing *all, FollowView *v)
{
    const SurveiForm *f = &c->forms[form];
    Hasil             x;

    TRY(hasil_of(r->arena, r->db, c, form, r->lang, &x));
    if (x.shown)
        *list_add(r->arena, &v->forms) = form_part(r, c, f, &x.all, all);
    return NO_ERR;
}

static Err campaign(Req *r, bool runs, SurveiCampaign *c)
{
    UnitAsker by = follow_asker(r);

    TRY(survei_find(r->arena, r->db, &by, r->id, c));
    if (runs && !c->runs)
        return FAIL(ERR_NOT_FOUND, "somebody else's campaign");
    TRY(survei_dress(c, r->web->survei));
    follow_head(r, say(r->lang, MSG_follow_title));
    crumb_add(r, c->title, url_for(r, "/survei/%lld", (long long)c->id));
    return NO_ERR;
}

/* GET /survei/:id/tindak */
static Err page_campaign(Req *r)
{
    UnitAsker      by = follow_asker(r);
    SurveiCampaign c;
    Doing          all;
    FollowView     v = {0};

    TRY(campaign(r, false, &c));
    TRY(hasil_actions(r->arena, r->db, &by, c.id, &all.actions));
    TRY(hasil_asked_of(r->arena, r->db, &c, &all.asked));
    for (int i = 0; i < c.nforms; i++)
        TRY(form_of(r, &c, i, &all, &v));
    for (isize i = 0; i < all.actions.count; i++)
        if (!all.actions.at[i].pack_id.len || !v.forms.count)
            *list_add(r->arena, &v.others.of) = task_of(r, &all.actions.at[i]);
    for (isize i = 0; i < all.asked.count && !v.forms.count; i++)
        *list_add(r->arena, &v.others.of) = task_asked(r, &all.asked.at[i]);
    v.others.title = v.others.of.count ? say(r->lang, MSG_follow_others) : (Str){0};
    if (!v.forms.count)
        v.none = (Notice){TONE_INFO, say(r->lang, MSG_follow_few), say(r->lang, MSG_follow_few_text), {{0}, {{0}}}};
    r->page.lead = say_args(r->arena, r->lang, MSG_follow_campaign_lead, c.title, c.unit_name);
    if (c.runs) {
        r->page.action      = url_for(r, "/survei/%lld/tindak/baru", (long long)c.id);
        r->page.action_text = say(r->lang, MSG_follow_new);
    }
    page_quiet(r, say(r->lang, MSG_follow_all_actions), (Url){S("/survei/tindak")});
    view_hasil_follow(r, &v);
    return NO_ERR;
}

/* --- making one, changing one --- */

typedef struct {
    Str  finding, what, who, item, state, outcome;
    Date due;
    i64  version;
} Typed;

enum { TEXT_MOST = 1000, NEW_FIELDS = 5 };

static const Choice state_choices[] = {
    {"open", MSG_follow_open}, {"done", MSG_follow_done}, {"dropped", MSG_follow_dropped}, {0}};

static const Field fields[] = {
    {.name = "temuan", .kind = F_CHOICE, .offset = offsetof(Typed, finding), .label = MSG_follow_finding,
     .hint = MSG_follow_finding_hint},
    {.name = "tindakan", .kind = F_LONG, .offset = offsetof(Typed, what), .label = MSG_follow_what,
     .hint = MSG_follow_what_hint, .required = true, .max = TEXT_MOST},
    {.name = "siapa", .kind = F_TEXT, .offset = offsetof(Typed, who), .label = MSG_follow_who,
     .hint = MSG_follow_who_hint, .required = true, .max = 160},
    {.name = "tenggat", .kind = F_DATE, .offset = offsetof(Typed, due), .label = MSG_follow_due, .required = true},
    {.name = "butir", .kind = F_TEXT, .offset = offsetof(Typed, item), .label = MSG_follow_item,
     .hint = MSG_follow_item_hint, .max = 40},
    {.name = "keadaan", .kind = F_CHOICE, .offset = offsetof(Typed, state), .label = MSG_follow_state, .required = true,
     .choices = state_choices, .radio = true},
    {.name = "hasil", .kind = F_LONG, .offset = offsetof(Typed, outcome), .label = MSG_follow_outcome,
     .hint = MSG_follow_outcome_hint, .max = TEXT_MOST},
    {.name = "versi", .kind = F_I64, .offset = offsetof(Typed, version)},
};

Str follow_finding(Arena *a, Str pack_id, Str element)
{
    return pack_id.len ? str_fmt(a, "%.*s.%.*s", STRF(pack_id), STRF(element)) : (Str){0};
}

bool follow_finding_read(const SurveiCampaign *c, Str text, Str *out_pack_id, Str *out_element)
{
    *out_pack_id = *out_element = (Str){0};
    if (!text.len)
        return true;
    for (int i = 0; i < c->nforms; i++) {
        const SurveiForm *f = &c->forms[i];
        for (int e = 0; e < f->elements; e++) {
            Str code = f->pack->elements[e].code;
            if (text.len == f->pack_id.len + 1 + code.len && str_starts(text, f->pack_id) && str_ends(text, code)) {
                *out_pack_id = f->pack_id;
                *out_element = code;
                return true;
            }
        }
    }
    return false;
}

void follow_findings(Req *r, const SurveiCampaign *c, FormView *v)
{
    form_choice(r, v, "temuan", (Str){0}, say(r->lang, MSG_follow_general));
    for (int i = 0; i < c->nforms; i++)
        for (int e = 0; e < c->forms[i].elements; e++) {
            Str code = c->forms[i].pack->elements[e].code;
            form_choice(r, v, "temuan", follow_finding(r->arena, c->forms[i].pack_id, code),
                        follow_topic(r, c->forms[i].pack_id, code, true));
        }
}

static void judge(Req *r, const SurveiCampaign *c, Typed *in, HasilAction *x, Issues *issues)
{
    bool fresh = !x->id;

    if (!follow_finding_read(c, in->finding, &x->pack_id, &x->element))
        issue_say(issues, r->lang, S("temuan"), MSG_follow_no_finding);
    x->lke_item = follow_item(r, "butir", in->item, issues);
    x->what     = in->what;
    x->who      = in->who;
    x->due_on   = in->due;
    if (fresh && in->due.days && in->due.days < r->today.days)
        issue_say(issues, r->lang, S("tenggat"), MSG_follow_due_past);
    if (fresh)
        return;
    (void)hasil_action_parse(in->state, &x->state);
    x->outcome = in->outcome;
    x->version = in->version;
    if (x->state != ACTION_OPEN && !in->outcome.len)
        issue_say(issues, r->lang, S("hasil"), MSG_follow_must_outcome);
    x->ended_on = x->state == ACTION_OPEN ? (Date){0} : x->ended_on.days ? x->ended_on : r->today;
}

static Err show_form(Req *r, const SurveiCampaign *c, const Typed *in, const Issues *issues, bool fresh)
{
    FormView v = form_view(r, fields, fresh ? NEW_FIELDS : countof(fields), in, issues);

    follow_findings(r, c, &v);
    if (!fresh)
        form_field(&v, "versi")->is_hidden = true;
    v.submit  = say(r->lang, fresh ? MSG_follow_make : MSG_follow_save);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /survei/:id/tindak/baru */
static Err page_new(Req *r)
{
    SurveiCampaign c;

    TRY(campaign(r, true, &c));
    crumb_add(r, say(r->lang, MSG_follow_title), url_for(r, "/survei/%lld/tindak", (long long)c.id));
    r->page.title = say(r->lang, MSG_follow_new);
    return show_form(r, &c, &(Typed){.finding = query_get(r, "unsur")}, NULL, true);
}

/* POST /survei/:id/tindak/baru */
static Err make(Req *r)
{
    UnitAsker      by = follow_asker(r);
    SurveiCampaign c;
    HasilAction   x      = {0};
    Typed          in     = {0};
    Issues         issues = {0};
    i64            id;

    TRY(campaign(r, true, &c));
    form_read(r, fields, NEW_FIELDS, &in, &issues);
    judge(r, &c, &in, &x, &issues);
    r->page.title = say(r->lang, MSG_follow_new);
    if (issues.count)
        return show_form(r, &c, &in, &issues, true);
    TRY(hasil_action_add(*r->arena, r->db, &by, &c, &x, &id));
    notice_set(r, MSG_follow_made);
    return redirect(r, "/survei/%lld/tindak", (long long)c.id);
}

/* The action of the address, and its campaign. */
static Err one(Req *r, HasilAction *x, SurveiCampaign *c)
{
    UnitAsker by = follow_asker(r);

    TRY(hasil_action(r->arena, r->db, &by, r->id, x));
    TRY(survei_find(r->arena, r->db, &by, x->campaign_id, c));
    TRY(survei_dress(c, r->web->survei));
    follow_head(r, follow_topic(r, x->pack_id, x->element, true));
    crumb_add(r, c->title, url_for(r, "/survei/%lld", (long long)c->id));
    crumb_add(r, say(r->lang, MSG_follow_title), url_for(r, "/survei/%lld/tindak", (long long)c->id));
    Tag tag = follow_action_tag(r, x);
    page_state(r, tag.tone, tag.text);
    return NO_ERR;
}

/* In the worksheet of the year it is due or ended in, or of its survey's. */
static Err item_of(Req *r, const HasilAction *x, const SurveiCampaign *c, Url *out)
{
    Date    on  = x->ended_on.days ? x->ended_on : x->due_on;
    FactAsk ask = {x->instansi_id, x->unit_id, date_split(on).year, {0}, x->lke_item};

    TRY(follow_item_url(r, &ask, out));
    ask.year = date_split(c->opens_on).year;
    return out->s.len ? NO_ERR : follow_item_url(r, &ask, out);
}

/* For who may read and not change. */
static Err show_facts(Req *r, const HasilAction *x, Url item)
{
    Summary s = {0};

    summary_add(r, &s, MSG_follow_what, x->what);
    summary_add(r, &s, MSG_follow_unit, x->unit_name);
    summary_add(r, &s, MSG_follow_who, x->who);
    summary_add(r, &s, MSG_follow_due, say_date(r->arena, r->lang, x->due_on));
    summary_add(r, &s, MSG_follow_outcome, x->outcome);
    if (x->ended_on.days)
        summary_add(r, &s, MSG_follow_ended, say_date(r->arena, r->lang, x->ended_on));
    summary_add(r, &s, MSG_follow_item, x->lke_item);
    if (x->lke_item.len)
        s.lines.at[s.lines.count - 1].url = item;
    view_summary(r, &s);
    return NO_ERR;
}

/* GET /survei/tindak/:id */
static Err page_one(Req *r)
{
    HasilAction   x;
    SurveiCampaign c;
    Url            item;

    TRY(one(r, &x, &c));
    TRY(item_of(r, &x, &c, &item));
    if (!x.runs)
        return show_facts(r, &x, item);
    if (item.s.len)
        page_quiet(r, say_args(r->arena, r->lang, MSG_follow_item_open, x.lke_item), item);
    Typed in = {.finding = follow_finding(r->arena, x.pack_id, x.element), .what = x.what, .who = x.who,
                .item = x.lke_item, .state = str_of(hasil_action_states[x.state]), .outcome = x.outcome,
                .due = x.due_on, .version = x.version};
    return show_form(r, &c, &in, NULL, false);
}

/* POST /survei/tindak/:id */
static Err edit(Req *r)
{
    UnitAsker      by = follow_asker(r);
    HasilAction   x;
    SurveiCampaign c;
    Typed          in     = {0};
    Issues         issues = {0};

    TRY(one(r, &x, &c));
    if (!x.runs)
        return FAIL(ERR_NOT_FOUND, "somebody else's action");
    form_read(r, fields, countof(fields), &in, &issues);
    judge(r, &c, &in, &x, &issues);
    if (!issues.count)
        TRY(follow_conflict(r, hasil_action_edit(*r->arena, r->db, &by, &x), &issues));
    if (issues.count)
        return show_form(r, &c, &in, &issues, false);
    notice_set(r, MSG_follow_saved);
    return redirect(r, "/survei/%lld/tindak", (long long)c.id);
}

#define FORM(fields_, n) "unit tree", .form = fields_, .form_count = n

static const Route rows[] = {
    {GET,  "/survei/tindak",              SURVEI_READS, READS,  page_all,        "unit tree"},
    {GET,  "/survei/tindak/:id",          SURVEI_READS, READS,  page_one,        "unit tree"},
    {POST, "/survei/tindak/:id",          SURVEI_RUNS,  WRITES, edit,            FORM(fields, countof(fields))},
    {GET,  "/survei/:id/tindak",          SURVEI_READS, READS,  page_campaign,   "unit tree"},
    {GET,  "/survei/:id/tindak/baru",     SURVEI_RUNS,  READS,  page_new,        "unit tree"},
    {POST, "/survei/:id/tindak/baru",     SURVEI_RUNS,  WRITES, make,            FORM(fields, NEW_FIELDS)},
    {GET,  "/survei/forum",               SURVEI_READS, READS,  forum_page_all,  "unit tree"},
    {GET,  "/survei/forum/baru",          SURVEI_RUNS,  READS,  forum_page_new,  "unit tree"},
    {POST, "/survei/forum/baru",          SURVEI_RUNS,  WRITES, forum_make,      FORM(forum_fields, FORUM_FIELDS)},
    {GET,  "/survei/forum/:id",           SURVEI_READS, READS,  forum_page,      "unit tree"},
    {GET,  "/survei/forum/:id/ubah",      SURVEI_RUNS,  READS,  forum_page_edit, "unit tree"},
    {POST, "/survei/forum/:id/ubah",      SURVEI_RUNS,  WRITES, forum_edit,      FORM(forum_fields, FORUM_FIELDS)},
    {GET,  "/survei/forum/:id/tanya",     SURVEI_RUNS,  READS,  forum_page_ask,  "unit tree"},
    {POST, "/survei/forum/:id/tanya",     SURVEI_RUNS,  WRITES, forum_ask,       FORM(asked_fields, ASKED_FIELDS)},
    {GET,  "/survei/forum/:id/tanya/:id", SURVEI_RUNS,  READS,  forum_page_ask,  "unit tree"},
    {POST, "/survei/forum/:id/tanya/:id", SURVEI_RUNS,  WRITES, forum_ask,       FORM(asked_fields, ASKED_FIELDS)},
};

const Room hasil_follow_room = {"survei_follow", rows, countof(rows), .facts = follow_facts};
