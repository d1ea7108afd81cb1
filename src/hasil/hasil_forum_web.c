/* Forums with stakeholders: all that one reaches, one with what was asked there, making and changing. */
#include "hasil/hasil_follow_web.h"

#include "hasil_follow.sql.h"
#include "unit/unit_web.h"

typedef struct { Str asked, by_whom, answer, done, topic; Date due; Tag state; Url edit, finding; } AskedLine;
typedef struct { Summary facts; Str summary; LIST(AskedLine) of; Empty none; } ForumView;
#include "hasil_forum.html.h"

/* --- all of them --- */

static const Col cols[] = {
    {"forum",   MSG_follow_forum,     COL_TEXT},
    {"jenis",   MSG_follow_kind,      COL_TEXT},
    {"unit",    MSG_follow_unit,      COL_TEXT},
    {"tanggal", MSG_follow_held,      COL_DATE},
    {"diundang", MSG_follow_invited,  COL_NUMBER, .only_export = true},
    {"hadir",   MSG_follow_attended,  COL_NUMBER},
    {"tanya",   MSG_follow_asked_n,   COL_NUMBER},
    {"tuntas",  MSG_follow_done_n,    COL_NUMBER},
    {"survei",  MSG_follow_survey,    COL_TEXT, .only_export = true},
    {"butir",   MSG_follow_item,      COL_TEXT},
};

/* GET /survei/forum */
Err forum_page_all(Req *r)
{
    UnitAsker    by = follow_asker(r);
    HasilForums all;
    Table        t = {.name = "forum", .caption = say(r->lang, MSG_follow_forums), .cols = cols,
                      .cols_count = countof(cols), .empty = say(r->lang, MSG_follow_no_forums), .search = true};

    TRY(hasil_forums(r->arena, r->db, &by, &all));
    for (isize i = 0; i < all.count; i++) {
        const HasilForum *x = &all.at[i];
        Cell              *c = table_row(r, &t);
        c[0]        = (Cell){.text = x->title, .url = url_for(r, "/survei/forum/%lld", (long long)x->id)};
        c[1].text   = say(r->lang, hasil_forum_msg(x->kind));
        c[2].text   = x->unit_name;
        c[3].date   = x->held_on;
        c[4].number = x->invited;
        c[5].number = x->attended;
        c[6].number = x->asked;
        c[7].number = x->done;
        c[8].text   = x->campaign_title;
        c[9].text   = x->lke_item;
    }
    follow_head(r, say(r->lang, MSG_follow_forums));
    r->page.lead = say(r->lang, MSG_follow_forums_lead);
    page_quiet(r, say(r->lang, MSG_follow_all_actions), (Url){S("/survei/tindak")});
    if (may(r, SURVEI_RUNS)) {
        r->page.action      = (Url){S("/survei/forum/baru")};
        r->page.action_text = say(r->lang, MSG_follow_forum_new);
    }
    return table_show(r, &t);
}

/* --- making and changing one --- */

typedef struct {
    Str  kind, title, place, groups, item, summary;
    Date held;
    i64  campaign, invited, attended, version;
} Typed;

enum { SUMMARY_MOST = 4000 };

static const Choice kinds[] = {
    {"forum", MSG_follow_kind_forum}, {"webinar", MSG_follow_kind_webinar}, {"meeting", MSG_follow_kind_meeting}, {0}};

const Field forum_fields[FORUM_FIELDS] = {
    {.name = "survei", .kind = F_ID, .offset = offsetof(Typed, campaign), .label = MSG_follow_survey,
     .hint = MSG_follow_survey_hint, .required = true},
    {.name = "jenis", .kind = F_CHOICE, .offset = offsetof(Typed, kind), .label = MSG_follow_kind, .required = true,
     .choices = kinds, .radio = true},
    {.name = "judul", .kind = F_TEXT, .offset = offsetof(Typed, title), .label = MSG_follow_forum, .required = true,
     .max = 200},
    {.name = "tanggal", .kind = F_DATE, .offset = offsetof(Typed, held), .label = MSG_follow_held, .required = true},
    {.name = "tempat", .kind = F_TEXT, .offset = offsetof(Typed, place), .label = MSG_follow_place,
     .hint = MSG_follow_place_hint, .max = 300},
    {.name = "peserta", .kind = F_TEXT, .offset = offsetof(Typed, groups), .label = MSG_follow_groups,
     .hint = MSG_follow_groups_hint, .max = 300},
    {.name = "diundang", .kind = F_I64, .offset = offsetof(Typed, invited), .label = MSG_follow_invited,
     .max = 1000000},
    {.name = "hadir", .kind = F_I64, .offset = offsetof(Typed, attended), .label = MSG_follow_attended,
     .required = true, .max = 1000000},
    {.name = "butir", .kind = F_TEXT, .offset = offsetof(Typed, item), .label = MSG_follow_item,
     .hint = MSG_follow_item_hint, .max = 40},
    {.name = "ringkasan", .kind = F_LONG, .offset = offsetof(Typed, summary), .label = MSG_follow_summary,
     .hint = MSG_follow_summary_hint, .max = SUMMARY_MOST},
};

typedef struct { i64 id, unit_id; Str title, unit_name; } Offer;
typedef LIST(Offer) Offers;

static Err offers(Req *r, Offers *out)
{
    DbRows rows = db_query(r->arena, r->db, &SQL_follow_campaigns, db_i64(r->user->instansi_id), db_i64(r->user->id),
                           db_i64(SURVEI_RUNS), db_date(r->today), db_i64(SURVEI_RUNS));
    *out = (Offers){0};
    while (db_next(&rows)) {
        Offer *o     = list_add(r->arena, out);
        o->id        = db_get_i64(&rows);
        o->title     = db_get_text(&rows);
        o->unit_id   = db_get_i64(&rows);
        o->unit_name = db_get_text(&rows);
    }
    return db_done(&rows);
}

static Err show_form(Req *r, const Typed *in, const Issues *issues, const HasilForum *old)
{
    FormView v = form_view(r, forum_fields, countof(forum_fields), in, issues);
    Offers   all;

    TRY(offers(r, &all));
    form_choice(r, &v, "survei", (Str){0}, say(r->lang, MSG_follow_choose_survey));
    for (isize i = 0; i < all.count; i++)
        if (!old || all.at[i].unit_id == old->unit_id)
            form_choice(r, &v, "survei", str_fmt(r->arena, "%lld", (long long)all.at[i].id),
                        str_fmt(r->arena, "%.*s · %.*s", STRF(all.at[i].title), STRF(all.at[i].unit_name)));
    if (old)
        *list_add(r->arena, &v.fields) = (FieldView){
            .name = S("versi"), .value = str_fmt(r->arena, "%lld", (long long)in->version), .is_hidden = true};
    v.submit  = say(r->lang, MSG_follow_save);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

static Err judge(Req *r, const Typed *in, HasilForum *x, Issues *issues)
{
    Offers all;
    i64    unit_id = 0;

    TRY(offers(r, &all));
    for (isize i = 0; i < all.count; i++)
        if (all.at[i].id == in->campaign)
            unit_id = all.at[i].unit_id;
    if (in->campaign && (!unit_id || (x->id && unit_id != x->unit_id)))
        issue_say(issues, r->lang, S("survei"), MSG_follow_no_survey);
    (void)hasil_forum_parse(in->kind, &x->kind);
    x->unit_id     = x->id ? x->unit_id : unit_id;
    x->campaign_id = in->campaign;
    x->title       = in->title;
    x->held_on     = in->held;
    x->place       = in->place;
    x->groups      = in->groups;
    x->invited     = in->invited;
    x->attended    = in->attended;
    x->summary     = in->summary;
    x->version     = in->version;
    x->lke_item    = follow_item(r, "butir", in->item, issues);
    return NO_ERR;
}

/* GET /survei/forum/baru */
Err forum_page_new(Req *r)
{
    i64 campaign = 0;

    (void)str_i64(query_get(r, "survei"), &campaign);
    follow_head(r, say(r->lang, MSG_follow_forum_new));
    crumb_add(r, say(r->lang, MSG_follow_forums), (Url){S("/survei/forum")});
    return show_form(r, &(Typed){.campaign = campaign, .kind = S("forum"), .held = r->today}, NULL, NULL);
}

/* POST /survei/forum/baru */
Err forum_make(Req *r)
{
    UnitAsker   by     = follow_asker(r);
    HasilForum x      = {0};
    Typed       in     = {0};
    Issues      issues = {0};
    i64         id;

    form_read(r, forum_fields, countof(forum_fields), &in, &issues);
    TRY(judge(r, &in, &x, &issues));
    if (issues.count) {
        follow_head(r, say(r->lang, MSG_follow_forum_new));
        crumb_add(r, say(r->lang, MSG_follow_forums), (Url){S("/survei/forum")});
        return show_form(r, &in, &issues, NULL);
    }
    TRY(hasil_forum_add(*r->arena, r->db, &by, &x, &id));
    notice_set(r, MSG_follow_forum_made);
    return redirect(r, "/survei/forum/%lld", (long long)id);
}

/* The forum of the address; `runs`: only for who may change it. */
static Err one(Req *r, bool runs, HasilForum *f)
{
    UnitAsker by = follow_asker(r);

    TRY(hasil_forum(r->arena, r->db, &by, r->ids[0], f));
    if (runs && !f->runs)
        return FAIL(ERR_NOT_FOUND, "somebody else's forum");
    follow_head(r, f->title);
    crumb_add(r, say(r->lang, MSG_follow_forums), (Url){S("/survei/forum")});
    return NO_ERR;
}

static Typed typed_of(const HasilForum *f)
{
    return (Typed){.kind = str_of(hasil_forum_kinds[f->kind]), .title = f->title, .place = f->place,
                   .groups = f->groups, .item = f->lke_item, .summary = f->summary, .held = f->held_on,
                   .campaign = f->campaign_id, .invited = f->invited, .attended = f->attended,
                   .version = f->version};
}

/* GET /survei/forum/:id/ubah */
Err forum_page_edit(Req *r)
{
    HasilForum f;

    TRY(one(r, true, &f));
    crumb_add(r, f.title, url_for(r, "/survei/forum/%lld", (long long)f.id));
    r->page.title = say(r->lang, MSG_follow_forum_edit);
    Typed in = typed_of(&f);
    return show_form(r, &in, NULL, &f);
}

/* POST /survei/forum/:id/ubah */
Err forum_edit(Req *r)
{
    UnitAsker   by = follow_asker(r);
    HasilForum f;
    Typed       in     = {0};
    Issues      issues = {0};

    TRY(one(r, true, &f));
    form_read(r, forum_fields, countof(forum_fields), &in, &issues);
    (void)str_i64(form_value(r, "versi"), &in.version);
    TRY(judge(r, &in, &f, &issues));
    if (!issues.count)
        TRY(follow_conflict(r, hasil_forum_edit(*r->arena, r->db, &by, &f), &issues));
    if (issues.count) {
        r->page.title = say(r->lang, MSG_follow_forum_edit);
        return show_form(r, &in, &issues, &f);
    }
    notice_set(r, MSG_follow_saved);
    return redirect(r, "/survei/forum/%lld", (long long)f.id);
}

/* --- one, and what was asked there --- */

Tag follow_asked_tag(Req *r, const HasilAsked *q)
{
    if (q->done_on.days)
        return (Tag){TONE_GOOD, say(r->lang, MSG_follow_done)};
    if (q->due_on.days && q->due_on.days < r->today.days)
        return (Tag){TONE_BAD, say(r->lang, MSG_follow_late)};
    return (Tag){TONE_INFO, say(r->lang, MSG_follow_open)};
}

static Err facts_of(Req *r, const HasilForum *f, Summary *out)
{
    FactAsk ask = {f->instansi_id, f->unit_id, date_split(f->held_on).year, {0}, f->lke_item};
    Summary s   = {0};
    Url     item;

    summary_add(r, &s, MSG_follow_kind, say(r->lang, hasil_forum_msg(f->kind)));
    summary_add(r, &s, MSG_follow_unit, f->unit_name);
    summary_add(r, &s, MSG_follow_held, say_date(r->arena, r->lang, f->held_on));
    summary_add(r, &s, MSG_follow_place, f->place);
    if (f->invited)
        summary_add(r, &s, MSG_follow_invited, say_i64(r->arena, r->lang, f->invited));
    summary_add(r, &s, MSG_follow_attended, say_i64(r->arena, r->lang, f->attended));
    summary_add(r, &s, MSG_follow_groups, f->groups);
    summary_add(r, &s, MSG_follow_survey, f->campaign_title);
    if (f->campaign_id)
        s.lines.at[s.lines.count - 1].url = url_for(r, "/survei/%lld/tindak", (long long)f->campaign_id);
    TRY(follow_item_url(r, &ask, &item));
    summary_add(r, &s, MSG_follow_item, f->lke_item);
    if (f->lke_item.len)
        s.lines.at[s.lines.count - 1].url = item;
    *out = s;
    return NO_ERR;
}

/* GET /survei/forum/:id */
Err forum_page(Req *r)
{
    HasilForum  f;
    HasilAskeds all;
    ForumView    v = {0};

    TRY(one(r, false, &f));
    TRY(hasil_asked(r->arena, r->db, &f, &all));
    TRY(facts_of(r, &f, &v.facts));
    v.summary = f.summary;
    for (isize i = 0; i < all.count; i++) {
        const HasilAsked *q = &all.at[i];
        AskedLine        *l = list_add(r->arena, &v.of);
        *l = (AskedLine){.asked = q->asked, .by_whom = q->by_whom, .answer = q->answer, .done = q->done,
                         .due = q->due_on, .state = follow_asked_tag(r, q)};
        if (q->pack_id.len) {
            l->topic   = follow_topic(r, q->pack_id, q->element, true);
            l->finding = url_for(r, "/survei/%lld/tindak", (long long)f.campaign_id);
        }
        if (f.runs)
            l->edit = url_for(r, "/survei/forum/%lld/tanya/%lld", (long long)f.id, (long long)q->id);
    }
    v.none.title = say(r->lang, MSG_follow_nothing_asked);
    v.none.text  = say(r->lang, MSG_follow_nothing_asked_text);
    if (f.runs) {
        r->page.action      = url_for(r, "/survei/forum/%lld/tanya", (long long)f.id);
        r->page.action_text = say(r->lang, MSG_follow_ask_new);
        page_quiet(r, say(r->lang, MSG_follow_forum_edit), url_for(r, "/survei/forum/%lld/ubah", (long long)f.id));
    }
    view_hasil_forum(r, &v);
    return NO_ERR;
}

typedef struct {
    Str  asked, by_whom, answer, done, finding;
    Date due, ended;
    i64  version;
} Question;

const Field asked_fields[ASKED_FIELDS] = {
    {.name = "tanya", .kind = F_LONG, .offset = offsetof(Question, asked), .label = MSG_follow_asked, .required = true,
     .max = 2000},
    {.name = "temuan", .kind = F_CHOICE, .offset = offsetof(Question, finding), .label = MSG_follow_finding,
     .hint = MSG_follow_finding_hint},
    {.name = "dari", .kind = F_TEXT, .offset = offsetof(Question, by_whom), .label = MSG_follow_by_whom,
     .hint = MSG_follow_by_whom_hint, .max = 160},
    {.name = "jawab", .kind = F_LONG, .offset = offsetof(Question, answer), .label = MSG_follow_answer, .max = 2000},
    {.name = "tenggat", .kind = F_DATE, .offset = offsetof(Question, due), .label = MSG_follow_promised},
    {.name = "tindakan", .kind = F_LONG, .offset = offsetof(Question, done), .label = MSG_follow_did, .max = 2000},
    {.name = "selesai", .kind = F_DATE, .offset = offsetof(Question, ended), .label = MSG_follow_did_on,
     .hint = MSG_follow_did_on_hint},
    {.name = "versi", .kind = F_I64, .offset = offsetof(Question, version)},
};

static Err show_question(Req *r, const SurveiCampaign *c, const Question *in, const Issues *issues)
{
    FormView v = form_view(r, asked_fields, countof(asked_fields), in, issues);

    follow_findings(r, c, &v);
    form_field(&v, "versi")->is_hidden = true;
    v.submit  = say(r->lang, MSG_follow_save);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* Its forum, and the survey that was talked about: one without questions if there was none. */
static Err question_of(Req *r, HasilForum *f, HasilAsked *q, SurveiCampaign *c)
{
    UnitAsker by = follow_asker(r);

    TRY(one(r, true, f));
    *c = (SurveiCampaign){0};
    if (f->campaign_id) {
        TRY(survei_find(r->arena, r->db, &by, f->campaign_id, c));
        TRY(survei_dress(c, r->web->survei));
    }
    *q = (HasilAsked){0};
    if (r->ids[1])
        TRY(hasil_asked_find(r->arena, r->db, f, r->ids[1], q));
    crumb_add(r, f->title, url_for(r, "/survei/forum/%lld", (long long)f->id));
    r->page.title = say(r->lang, r->ids[1] ? MSG_follow_ask_edit : MSG_follow_ask_new);
    return NO_ERR;
}

/* GET /survei/forum/:id/tanya, /survei/forum/:id/tanya/:id */
Err forum_page_ask(Req *r)
{
    SurveiCampaign c;
    HasilForum     f;
    HasilAsked     q;

    TRY(question_of(r, &f, &q, &c));
    Question in = {.asked = q.asked, .by_whom = q.by_whom, .answer = q.answer, .done = q.done, .due = q.due_on,
                   .ended = q.done_on, .version = q.version,
                   .finding = follow_finding(r->arena, q.pack_id, q.element)};
    return show_question(r, &c, &in, NULL);
}

/* POST the same */
Err forum_ask(Req *r)
{
    UnitAsker   by = follow_asker(r);
    SurveiCampaign c;
    HasilForum     f;
    HasilAsked     q;
    Question       in     = {0};
    Issues         issues = {0};

    TRY(question_of(r, &f, &q, &c));
    form_read(r, asked_fields, countof(asked_fields), &in, &issues);
    if (in.ended.days && !in.done.len)
        issue_say(&issues, r->lang, S("tindakan"), MSG_follow_must_did);
    if (in.ended.days > r->today.days)
        issue_say(&issues, r->lang, S("selesai"), MSG_follow_not_yet);
    HasilAsked x = {.id = q.id, .forum_id = f.id, .version = in.version, .asked = in.asked, .by_whom = in.by_whom,
                    .answer = in.answer, .done = in.done, .due_on = in.due, .done_on = in.ended};
    if (!follow_finding_read(&c, in.finding, &x.pack_id, &x.element))
        issue_say(&issues, r->lang, S("temuan"), MSG_follow_no_finding);
    if (!issues.count)
        TRY(follow_conflict(r, hasil_asked_put(*r->arena, r->db, &by, &f, &x), &issues));
    if (issues.count)
        return show_question(r, &c, &in, &issues);
    notice_set(r, MSG_follow_saved);
    return redirect(r, "/survei/forum/%lld", (long long)f.id);
}
