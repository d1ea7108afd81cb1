/* The table of addresses of units' surveys; the page of one campaign, and what is done with it. */
#include "survei/survei_campaign_web.h"

#include "web/qr.h"

#include "survei_campaign_add.html.h"

/* --- what every page begins with --- */

void campaign_draw_add(Req *r, const SurveiAddView *v)
{
    view_survei_campaign_add(r, v);
}

Url campaign_url(Req *r, const SurveiCampaign *c, const char *rest)
{
    return url_for(r, "/survei/%lld%s", (long long)c->id, rest);
}

Str campaign_address(Req *r, const SurveiCampaign *c)
{
    return str_fmt(r->arena, "%.*s/s/%.*s", STRF(r->web->origin), STRF(c->slug));
}

bool campaign_seen(Req *r, i64 *out_version)
{
    return str_i64(form_value(r, "versi"), out_version);
}

Msg campaign_mode_msg(SurveiMode mode)
{
    static const Msg msgs[SURVEI_MODES] = {MSG_campaign_mode_open, MSG_campaign_mode_token, MSG_campaign_mode_strict};
    return msgs[mode];
}

Msg campaign_mode_why_msg(SurveiMode mode)
{
    static const Msg msgs[SURVEI_MODES] = {MSG_campaign_why_open, MSG_campaign_why_token, MSG_campaign_why_strict};
    return msgs[mode];
}

Str campaign_forms(Req *r, const SurveiCampaign *c)
{
    Str out = {0};
    for (int i = 0; i < c->nforms; i++)
        out = str_fmt(r->arena, "%.*s%s%.*s", STRF(out), i ? ", " : "", STRF(c->forms[i].pack->name));
    return out;
}

Tag campaign_tag(Req *r, Date today, SurveiState state, Date opens, Date closes, Instant published)
{
    if (state == SURVEI_DRAFT)
        return (Tag){TONE_NONE, say(r->lang, MSG_campaign_state_draft)};
    if (state == SURVEI_CLOSED)
        return published.s ? (Tag){TONE_INFO, say(r->lang, MSG_campaign_state_published)}
                           : (Tag){TONE_NONE, say(r->lang, MSG_campaign_state_closed)};
    if (today.days < opens.days)
        return (Tag){TONE_INFO, say(r->lang, MSG_campaign_state_waits)};
    if (today.days > closes.days)
        return (Tag){TONE_WARN, say(r->lang, MSG_campaign_state_over)};
    return (Tag){TONE_GOOD, say(r->lang, MSG_campaign_state_open)};
}

Err campaign_page(Req *r, Msg title, bool runs, SurveiCampaign *c)
{
    UnitAsker by = unit_asker(r, runs ? SURVEI_RUNS : SURVEI_READS);

    TRY(survei_find(r->arena, r->db, &by, r->id, c));
    TRY(survei_dress(c, r->web->survei));
    r->page.section = S("survei");
    r->page.title   = title ? say(r->lang, title) : c->title;
    crumb_add(r, say(r->lang, MSG_campaign_title), url_for(r, "/survei"));
    if (title)
        crumb_add(r, c->title, campaign_url(r, c, ""));
    return NO_ERR;
}

/* --- one campaign --- */

typedef struct { Str title, text, value; Url url; } Share;      /* value: what is copied */

typedef struct {
    Figures figures;
    Notice  notice;
    Tasks   tasks;
    Bars    progress;
    Str     progress_note;
    Url     live;               /* while it is open: where counts are asked for again */
    bool    shares, has_notice;
    Html    qr;
    LIST(Share) share;
    Summary facts;
    LIST(Link) links;
} CampaignShow;
#include "survei_campaign_show.html.h"

static Str count(Req *r, i64 n)
{
    return say_i64(r->arena, r->lang, n);
}

static i64 quota_of(const SurveiCampaign *c)
{
    i64 all = 0;
    for (int i = 0; i < c->ntargets; i++)
        all += c->targets[i].quota;
    return all;
}

static i64 population_of(const SurveiCampaign *c)
{
    i64 all = 0;
    for (int i = 0; i < c->ntargets; i++)
        all += c->targets[i].population;
    return all;
}

static Str days_left(Req *r, const SurveiCampaign *c)
{
    i32 today = survei_today(c, r->now).days, left = c->closes_on.days - today;

    if (today < c->opens_on.days)
        return say_args(r->arena, r->lang, MSG_campaign_days_to, count(r, c->opens_on.days - today));
    if (left < 0)
        return say(r->lang, MSG_campaign_days_over);
    return left ? say_args(r->arena, r->lang, MSG_campaign_days_left, count(r, left))
                : say(r->lang, MSG_campaign_days_last);
}

static void put_figures(Req *r, const SurveiCampaign *c, i64 waiting, CampaignShow *v)
{
    i64 quota = quota_of(c);
    Str note  = waiting ? say_args(r->arena, r->lang, MSG_campaign_waiting_n, count(r, waiting)) : (Str){0};

    *list_add(r->arena, &v->figures.of) = (Figure){say(r->lang, MSG_campaign_col_n), count(r, c->n), note, {{0}}};
    *list_add(r->arena, &v->figures.of) =
        (Figure){say(r->lang, MSG_campaign_col_quota), quota ? count(r, quota) : S("–"), {0}, {{0}}};
    if (c->state != SURVEI_CLOSED)
        *list_add(r->arena, &v->figures.of) =
            (Figure){say(r->lang, MSG_campaign_col_closes), say_date(r->arena, r->lang, c->closes_on),
                     c->state == SURVEI_OPEN ? days_left(r, c) : (Str){0}, {{0}}};
}

/* The rule's least number; of fewer people, the sample. */
static void put_notice(Req *r, const SurveiCampaign *c, i64 waiting, CampaignShow *v)
{
    if (c->state == SURVEI_DRAFT || !c->nforms)
        return;
    i64 least = survei_set(c->forms[0].pack, SURVEI_RESPONDENTS_LEAST), all = population_of(c);
    if (all && all < least)
        least = survei_target(c->forms[0].pack, all);
    i64 missing = least - c->n - waiting;
    if (missing <= 0)
        return;
    v->has_notice   = true;
    v->notice.tone  = c->state == SURVEI_CLOSED ? TONE_BAD : TONE_WARN;
    Msg title       = c->state == SURVEI_CLOSED ? MSG_campaign_few_closed : MSG_campaign_few;
    v->notice.title = say_args(r->arena, r->lang, title, count(r, missing));
    v->notice.text  = say_args(r->arena, r->lang, MSG_campaign_few_text, count(r, least),
                               c->forms[0].pack->set[SURVEI_RESPONDENTS_LEAST].source->regulation);
}

static Err put_progress(Req *r, const SurveiCampaign *c, i64 waiting, CampaignShow *v)
{
    SurveiCells cells = {0};

    TRY(survei_cells(r->arena, r->db, c, 0, CUT_SERVICE, &cells));
    v->progress = (Bars){say(r->lang, MSG_campaign_progress), say(r->lang, MSG_campaign_service),
                         say(r->lang, MSG_campaign_progress_of), {0}};
    for (int i = 0; i < c->ntargets; i++) {
        const SurveiTarget *t = &c->targets[i];
        i64                 n = 0;
        for (isize k = 0; k < cells.count; k++)
            n = cells.at[k].cell == t->service_id ? cells.at[k].n : n;
        i64 part = t->quota && n > t->quota ? t->quota : n;
        *list_add(r->arena, &v->progress.of) =
            (Bar){.label = t->name, .share = ratio(part, t->quota ? t->quota : 1), .strong = t->quota && n >= t->quota,
                  .text = say_args(r->arena, r->lang, MSG_lke_of_all, count(r, n), count(r, t->quota))};
    }
    if (waiting)
        v->progress_note = say_args(r->arena, r->lang, MSG_campaign_waiting_text, count(r, waiting));
    return NO_ERR;
}

/* --- what to do next --- */

static void task(Req *r, CampaignShow *v, Task t)
{
    t.next = !t.done;
    for (isize i = 0; i < v->tasks.of.count; i++)
        t.next = t.next && !v->tasks.of.at[i].next;
    *list_add(r->arena, &v->tasks.of) = t;
}

static void put_draft_tasks(Req *r, const SurveiCampaign *c, i64 invited, CampaignShow *v)
{
    v->tasks.title = say(r->lang, MSG_campaign_prepare);
    task(r, v, (Task){.text = say(r->lang, MSG_campaign_task_form), .hint = say(r->lang, MSG_campaign_task_form_hint),
                      .url = campaign_url(r, c, "/atur"), .done = c->nforms && c->ntargets && quota_of(c)});
    if (c->mode != SURVEI_OPEN_LINK)
        task(r, v, (Task){.text = say(r->lang, MSG_campaign_task_invite), .done = invited > 0,
                          .hint = say(r->lang, c->mode == SURVEI_STRICT ? MSG_campaign_task_invite_hint_strict
                                                                        : MSG_campaign_task_invite_hint),
                          .url = campaign_url(r, c, "/undangan")});
    task(r, v, (Task){.text = say(r->lang, MSG_campaign_do_open), .hint = say(r->lang, MSG_campaign_task_open_hint),
                      .url = campaign_url(r, c, "/langkah/buka")});
}

static void put_closed_tasks(Req *r, const SurveiCampaign *c, CampaignShow *v)
{
    if (!c->n)
        return;
    v->tasks.title = say(r->lang, MSG_campaign_next);
    task(r, v, (Task){.text = say(r->lang, MSG_campaign_task_publish),
                      .hint = say(r->lang, MSG_campaign_task_publish_hint), .done = c->published_at.s != 0,
                      .whose = say(r->lang, role_msg(ROLE_KEPALA_UNIT)),
                      .url  = may(r, WHO(KEPALA_UNIT)) && !c->published_at.s ? campaign_url(r, c, "/langkah/terbit")
                                                                             : (Url){{0}}});
    task(r, v, (Task){.text = say(r->lang, MSG_campaign_task_again), .hint = say(r->lang, MSG_campaign_task_again_hint),
                      .url = url_for(r, "/survei/baru?salin=%lld", (long long)c->id)});
}

/* --- how it reaches people --- */

static void put_shares(Req *r, const SurveiCampaign *c, CampaignShow *v)
{
    Str link = campaign_address(r, c);

    v->shares = true;
    v->qr     = qr_svg(r, link, say(r->lang, MSG_campaign_qr));
    *list_add(r->arena, &v->share) =
        (Share){say(r->lang, MSG_campaign_link), say(r->lang, MSG_campaign_link_text), link,
                url_for(r, "/s/%.*s", STRF(c->slug))};
    if (c->mode != SURVEI_STRICT)
        *list_add(r->arena, &v->share) =
            (Share){say(r->lang, MSG_campaign_kiosk), say(r->lang, MSG_campaign_kiosk_text),
                    str_fmt(r->arena, "%.*s/kios/%.*s", STRF(link), STRF(c->kiosk)), {{0}}};
    if (c->embed.len)
        *list_add(r->arena, &v->share) =
            (Share){say(r->lang, MSG_campaign_embed), say_args(r->arena, r->lang, MSG_campaign_embed_text, c->embed),
                    str_fmt(r->arena, "<iframe src=\"%.*s\" title=\"%.*s\" width=\"100%%\" height=\"720\"></iframe>",
                            STRF(link), STRF(say(r->lang, MSG_campaign_embed_title))), {{0}}};
}

static void link_to(Req *r, CampaignShow *v, Msg text, Url url)
{
    *list_add(r->arena, &v->links) = (Link){say(r->lang, text), url};
}

static void put_links(Req *r, const SurveiCampaign *c, CampaignShow *v)
{
    bool open = c->state == SURVEI_OPEN, draft = c->state == SURVEI_DRAFT;

    if (!draft) {
        link_to(r, v, MSG_campaign_result, campaign_url(r, c, "/hasil"));
        link_to(r, v, MSG_follow_title, campaign_url(r, c, "/tindak"));
    }
    if (c->published_at.s)
        link_to(r, v, MSG_campaign_result_public, url_for(r, "/s/%.*s/hasil", STRF(c->slug)));
    if (!c->runs)
        return;
    if (c->mode != SURVEI_OPEN_LINK)
        link_to(r, v, MSG_campaign_invites, campaign_url(r, c, "/undangan"));
    link_to(r, v, MSG_campaign_questions, campaign_url(r, c, "/pertanyaan"));
    if (draft || open)
        link_to(r, v, draft ? MSG_campaign_edit : MSG_campaign_extend, campaign_url(r, c, "/atur"));
    if (c->mode != SURVEI_STRICT && survei_may_do(c, SURVEI_DO_KIOSK))
        link_to(r, v, MSG_campaign_do_kiosk, campaign_url(r, c, "/langkah/kios"));
    link_to(r, v, MSG_campaign_copy, url_for(r, "/survei/baru?salin=%lld", (long long)c->id));
    if (open)
        link_to(r, v, MSG_campaign_do_close, campaign_url(r, c, "/langkah/tutup"));
    if (may(r, WHO(KEPALA_UNIT)) && survei_may_do(c, SURVEI_DO_WITHDRAW))
        link_to(r, v, MSG_campaign_do_withdraw, campaign_url(r, c, "/langkah/tarik"));
    if (draft)
        link_to(r, v, MSG_campaign_do_drop, campaign_url(r, c, "/langkah/hapus"));
}

/* --- what it is --- */

static SummaryLine *line(Req *r, Summary *s, Msg key, Str value)
{
    SummaryLine *l = list_add(r->arena, &s->lines);
    *l = (SummaryLine){.key = say(r->lang, key), .value = value};
    return l;
}

static void put_facts(Req *r, const SurveiCampaign *c, i64 invited, i64 used, CampaignShow *v)
{
    Summary *s = &v->facts;

    line(r, s, MSG_campaign_period,
         say_args(r->arena, r->lang, MSG_cycle_from_until, say_date(r->arena, r->lang, c->opens_on),
                  say_date(r->arena, r->lang, c->closes_on)))->note =
        say_args(r->arena, r->lang, MSG_campaign_served_since, say_date(r->arena, r->lang, c->served_from));
    for (int i = 0; i < c->nforms; i++)
        line(r, s, i ? MSG_campaign_also : MSG_campaign_col_forms, c->forms[i].pack->title[r->lang])->note =
            say_args(r->arena, r->lang, MSG_campaign_form_of, count(r, c->forms[i].elements),
                     count(r, c->forms[i].points));
    line(r, s, MSG_campaign_col_mode, say(r->lang, campaign_mode_msg(c->mode)))->note =
        say(r->lang, campaign_mode_why_msg(c->mode));
    if (c->mode != SURVEI_OPEN_LINK)
        line(r, s, MSG_campaign_invites, say_args(r->arena, r->lang, MSG_campaign_invites_used, count(r, used),
                                                  count(r, invited)));
    line(r, s, MSG_campaign_questions, count(r, c->nquestions));
    if (c->published_at.s)
        line(r, s, MSG_campaign_state_published, say_instant(r->arena, r->lang, c->published_at, r->utc_minutes));
}

static void put_head(Req *r, const SurveiCampaign *c)
{
    static const struct { SurveiDoing what; Msg text; } mains[] = {{SURVEI_DO_OPEN, MSG_campaign_do_open},
                                                                   {SURVEI_DO_PUBLISH, MSG_campaign_do_publish}};
    Tag tag = campaign_tag(r, survei_today(c, r->now), c->state, c->opens_on, c->closes_on, c->published_at);

    page_state(r, tag.tone, tag.text);
    r->page.lead = str_fmt(r->arena, "%.*s · %.*s", STRF(c->unit_name), STRF(campaign_forms(r, c)));
    if (!c->nforms)
        r->page.lead = c->unit_name;
    for (isize i = 0; i < countof(mains); i++)
        if (c->runs && survei_may_do(c, mains[i].what) && may(r, survei_who_does(mains[i].what))) {
            r->page.action      = url_for(r, "/survei/%lld/langkah/%s", (long long)c->id, survei_doings[mains[i].what]);
            r->page.action_text = say(r->lang, mains[i].text);
        }
    if (c->state != SURVEI_DRAFT)
        page_quiet(r, say(r->lang, MSG_hasil_export), campaign_url(r, c, "/unduh"));
    if (c->state == SURVEI_OPEN && c->runs) {
        r->page.action      = campaign_url(r, c, "/poster");
        r->page.action_text = say(r->lang, MSG_campaign_poster);
    }
}

Err campaign_show(Req *r)
{
    SurveiCampaign c;
    CampaignShow   v       = {0};
    i64            waiting = 0, invited = 0, used = 0;

    TRY(campaign_page(r, MSG_NONE, false, &c));
    TRY(survei_waiting(*r->arena, r->db, c.id, &waiting));
    TRY(survei_invite_count(*r->arena, r->db, c.id, &invited, &used));
    put_head(r, &c);
    if (c.state != SURVEI_DRAFT)
        put_figures(r, &c, waiting, &v);
    put_notice(r, &c, waiting, &v);
    if (c.runs && c.state == SURVEI_DRAFT)
        put_draft_tasks(r, &c, invited, &v);
    if (c.runs && c.state == SURVEI_CLOSED)
        put_closed_tasks(r, &c, &v);
    if (c.ntargets && c.state != SURVEI_DRAFT)          /* before that nobody can have answered */
        TRY(put_progress(r, &c, waiting, &v));
    if (c.runs && c.state == SURVEI_OPEN)
        put_shares(r, &c, &v);
    if (c.state == SURVEI_OPEN)
        v.live = campaign_url(r, &c, "");
    put_facts(r, &c, invited, used, &v);
    put_links(r, &c, &v);
    view_survei_campaign_show(r, &v);
    return NO_ERR;
}

/* --- doing something with it --- */

typedef struct { bool bad; Issues issues; Link mend; Confirm confirm; } StepView;
#include "survei_campaign_step.html.h"

static const struct { Msg title, text, submit, done; bool danger; } steps[SURVEI_DOINGS] = {
#define STEP(x, danger) {MSG_campaign_do_##x, MSG_campaign_text_##x, MSG_campaign_do_##x, MSG_campaign_done_##x, danger}
    [SURVEI_DO_OPEN]     = STEP(open, false),     [SURVEI_DO_CLOSE]   = STEP(close, true),
    [SURVEI_DO_PUBLISH]  = STEP(publish, false),  [SURVEI_DO_WITHDRAW] = STEP(withdraw, false),
    [SURVEI_DO_KIOSK]    = STEP(kiosk, false),    [SURVEI_DO_DROP]    = STEP(drop, true),
#undef STEP
};

/* What the address names, if the person may do it and the campaign is in a state for it. */
static Err step_of(Req *r, SurveiCampaign *c, SurveiDoing *out)
{
    int i = str_among(r->args[0], survei_doings, SURVEI_DOINGS);

    if (i < 0)
        return FAIL(ERR_NOT_FOUND, "no such step");
    *out = (SurveiDoing)i;
    TRY(campaign_page(r, steps[i].title, true, c));
    UnitAsker by = unit_asker(r, survei_who_does(*out));
    SurveiCampaign again;
    TRY(survei_find(r->arena, r->db, &by, r->id, &again));
    if (survei_may_do(c, *out))
        return NO_ERR;
    r->refused = say(r->lang, MSG_campaign_no_state);
    return FAIL(ERR_CONFLICT, "the campaign is in no state for that");
}

static Err draw_step(Req *r, const SurveiCampaign *c, SurveiDoing what, const Issues *issues)
{
    StepView v = {.bad = issues->count > 0, .issues = *issues,
                  .mend = {say(r->lang, MSG_campaign_edit), campaign_url(r, c, "/atur")}};

    for (isize i = 0; i < v.issues.count; i++)
        v.issues.at[i].field = (Str){0};        /* the fields are on another page */
    v.confirm = (Confirm){.text = say(r->lang, steps[what].text), .action = {r->path},
                          .submit = say(r->lang, steps[what].submit), .danger = steps[what].danger,
                          .back = {say(r->lang, MSG_campaign_back), campaign_url(r, c, "")}};
    *list_add(r->arena, &v.confirm.hidden) = (Hidden){S("versi"), html_bare_i64(r, c->version)};
    line(r, &v.confirm.what, MSG_campaign_period,
         say_args(r->arena, r->lang, MSG_cycle_from_until, say_date(r->arena, r->lang, c->opens_on),
                  say_date(r->arena, r->lang, c->closes_on)));
    if (c->nforms)
        line(r, &v.confirm.what, MSG_campaign_col_forms, campaign_forms(r, c));
    line(r, &v.confirm.what, MSG_campaign_col_mode, say(r->lang, campaign_mode_msg(c->mode)));
    line(r, &v.confirm.what, MSG_campaign_col_n, count(r, c->n));
    line(r, &v.confirm.what, MSG_campaign_col_quota, count(r, quota_of(c)));
    r->status = v.bad ? 422 : 200;
    view_survei_campaign_step(r, &v);
    return NO_ERR;
}

static Err ready(Req *r, const SurveiCampaign *c, SurveiDoing what, Issues *issues)
{
    UnitAsker by = unit_asker(r, SURVEI_RUNS);
    issues->arena = r->arena;
    return what == SURVEI_DO_OPEN ? survei_campaign_ready(r->db, c, &by, r->web->survei, issues) : NO_ERR;
}

Err campaign_ask_step(Req *r)
{
    SurveiCampaign c;
    SurveiDoing    what;
    Issues         issues = {0};

    TRY(step_of(r, &c, &what));
    TRY(ready(r, &c, what, &issues));
    TRY(draw_step(r, &c, what, &issues));
    r->status = 200;
    return NO_ERR;
}

Err campaign_step(Req *r)
{
    SurveiCampaign c;
    SurveiDoing    what;
    Issues         issues = {0};

    TRY(step_of(r, &c, &what));
    TRY(ready(r, &c, what, &issues));
    if (issues.count)
        return draw_step(r, &c, what, &issues);
    r->refused = say(r->lang, MSG_campaign_changed_meanwhile);
    if (!campaign_seen(r, &c.version))
        return FAIL(ERR_INVALID, "the form has no version");
    UnitAsker by = unit_asker(r, survei_who_does(what));
    TRY(survei_campaign_do(*r->arena, r->db, &by, &c, what));
    notice_set(r, steps[what].done);
    return what == SURVEI_DO_DROP ? redirect(r, "/survei") : redirect(r, "/survei/%lld", (long long)c.id);
}

/* --- the table --- */

static const char REACH[] = "units for which the person holds such a role today";
static const char RUNS[]  = "units for which the person is TIM_KERJA or KEPALA_UNIT today";
static const char FORM[]  = "an empty form; no data";

#define MAKES SURVEI_RUNS

static const Route rows[] = {
    {GET,  "/survei",                               SURVEI_READS, READS,  campaign_list,         REACH,
     .flags = ROUTE_SLOW},
    {GET,  "/survei/layanan",                       MAKES,        READS,  service_list,          RUNS},
    {POST, "/survei/layanan",                       MAKES,        WRITES, service_add,           RUNS},
    {GET,  "/survei/layanan/:id",                   MAKES,        READS,  service_edit,          RUNS},
    {POST, "/survei/layanan/:id",                   MAKES,        WRITES, service_save,          RUNS},
    {POST, "/survei/layanan/:id/tutup",             MAKES,        WRITES, service_close,         RUNS},
    {GET,  "/survei/baru",                          MAKES,        READS,  campaign_new,          RUNS},
    {POST, "/survei/baru",                          MAKES,        WRITES, campaign_make,         RUNS},
    {GET,  "/survei/impor/templat.csv",             MAKES,        READS,  campaign_template_csv, FORM},
    {GET,  "/survei/impor/templat.xlsx",            MAKES,        READS,  campaign_template_xlsx, FORM},
    {GET,  "/survei/:id",                           SURVEI_READS, READS,  campaign_show,         REACH},
    {GET,  "/survei/:id/atur",                      MAKES,        READS,  campaign_edit,         RUNS},
    {POST, "/survei/:id/atur",                      MAKES,        WRITES, campaign_save,         RUNS},
    {GET,  "/survei/:id/langkah/:step",             MAKES,        READS,  campaign_ask_step,     RUNS},
    {POST, "/survei/:id/langkah/:step",             MAKES,        WRITES, campaign_step,         RUNS},
    {GET,  "/survei/:id/pertanyaan",                SURVEI_READS, READS,  campaign_questions,    REACH},
    {POST, "/survei/:id/pertanyaan",                MAKES,        WRITES, campaign_question_add, RUNS},
    {GET,  "/survei/:id/pertanyaan/:id",            MAKES,        READS,  campaign_question,     RUNS},
    {POST, "/survei/:id/pertanyaan/:id",            MAKES,        WRITES, campaign_question_set, RUNS},
    {POST, "/survei/:id/pertanyaan/:id/:what",      MAKES,        WRITES, campaign_question_do,  RUNS},
    {GET,  "/survei/:id/undangan",                  MAKES,        READS,  campaign_invites,      RUNS},
    {POST, "/survei/:id/undangan",                  MAKES,        WRITES, campaign_invite,       RUNS},
    {POST, "/survei/:id/undangan/kode",             MAKES,        READS,  campaign_codes,        RUNS},
    {GET,  "/survei/:id/undangan/impor",            MAKES,        READS,  campaign_import,       RUNS},
    {POST, "/survei/:id/undangan/impor",            MAKES,        WRITES, campaign_import_read,  RUNS,
     .before = campaign_import_before, .flags = ROUTE_UPLOAD},
    {GET,  "/survei/:id/undangan/impor/:id",        MAKES,        READS,  campaign_import_show,  RUNS},
    {POST, "/survei/:id/undangan/impor/:id",        MAKES,        WRITES, campaign_import_write, RUNS},
    {GET,  "/api/v1/survei",                        SURVEI_READS, READS,  campaign_api_list,     REACH,
     .form = survei_api_fields, .form_count = SURVEI_API_FIELDS, .gives = &gives_survei, .about = MSG_campaign_api_all,
     .flags = ROUTE_MANY | ROUTE_SLOW},
    {GET,  "/api/v1/survei/:id",                    SURVEI_READS, READS,  campaign_api_one,      REACH,
     .gives = &gives_survei_whole, .about = MSG_campaign_api_whole},
};

const Room survei_room = {.name = "survei", .routes = rows, .count = countof(rows), .kinds = survei_campaign_kinds,
                          .kinds_count = SURVEI_CAMPAIGN_KINDS, .remind = survei_campaign_remind,
                          .about = MSG_campaign_title};
