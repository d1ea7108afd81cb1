#include "hasil/hasil_web.h"

#include "unit/unit_web.h"

/* --- GET /survei/:id/hasil --- */

static Err open_campaign(Req *r, Who who, SurveiCampaign *c)
{
    UnitAsker by = unit_asker(r, who);

    TRY(survei_find(r->arena, r->db, &by, r->id, c));
    TRY(survei_dress(c, r->web->survei));
    r->page.section = S("survei");
    crumb_add(r, say(r->lang, MSG_hasil_home), url_for(r, "/survei"));
    crumb_add(r, c->title, url_for(r, "/survei/%lld", (long long)c->id));
    return NO_ERR;
}

static void link_add(Req *r, ResultShow *show, Msg text, Url url)
{
    *list_add(r->arena, &show->links) = (Link){say(r->lang, text), url};
}

Err result_page(Req *r)
{
    SurveiCampaign c;

    TRY(open_campaign(r, SURVEI_READS, &c));
    long long  id   = (long long)c.id;
    ResultShow show = {.campaign = &c, .form = result_form(r, &c), .self = url_for(r, "/survei/%lld/hasil", id)};
    r->page.title   = say(r->lang, MSG_hasil_title);
    r->page.lead    = say_args(r->arena, r->lang, MSG_hasil_lead, c.unit_name, result_period(r, &c));
    if (c.runs)
        link_add(r, &show, MSG_hasil_said_title, url_for(r, "/survei/%lld/saran", id));
    link_add(r, &show, MSG_follow_title, url_for(r, "/survei/%lld/tindak", id));
    link_add(r, &show, MSG_hasil_compare_title,
             url_for(r, "/survei/banding?keluarga=%.*s", STRF(c.forms[show.form].pack->family)));
    if (c.published_at.s && c.state == SURVEI_CLOSED)
        link_add(r, &show, MSG_hasil_public_open, url_for(r, "/s/%.*s/hasil", STRF(url_part(r->arena, c.slug))));
    return result_show(r, &show);
}

/* --- GET /survei/:id/saran - what they wrote, for the unit's own people alone --- */

typedef struct { Str say, ask; } SaidLine;
typedef struct { Empty none; LIST(SaidLine) of; Url next; } SaidView;
#include "hasil_said.html.h"

static Str ask_of(const Req *r, const SurveiCampaign *c, i64 question_id)
{
    for (int i = 0; i < c->nquestions; i++)
        if (c->questions[i].id == question_id)
            return r->lang == LANG_EN && c->questions[i].ask_en.len ? c->questions[i].ask_en : c->questions[i].ask;
    return say(r->lang, MSG_hasil_said_besides);
}

enum { SAID_PAGES = 1000000 };

static int page_of(const Req *r)
{
    i64 page = 0;
    return str_i64(query_get(r, "hal"), &page) && page > 1 && page <= SAID_PAGES ? (int)page - 1 : 0;
}

Err result_said(Req *r)
{
    SurveiCampaign c;
    ResultSaids    said = {0};
    SaidView       v    = {0};
    int            page = page_of(r);

    TRY(open_campaign(r, SURVEI_RUNS, &c));
    crumb_add(r, say(r->lang, MSG_hasil_title), url_for(r, "/survei/%lld/hasil", (long long)c.id));
    r->page.title = say(r->lang, MSG_hasil_said_title);
    r->page.lead  = say(r->lang, MSG_hasil_said_lead);
    bool over   = c.state == SURVEI_CLOSED;
    bool enough = over && c.n >= survei_set(c.forms[0].pack, SURVEI_GROUP_LEAST);
    Msg  why    = enough ? MSG_hasil_said_none_yet : over ? MSG_hasil_said_few : MSG_hasil_said_sealed;
    if (enough)
        TRY(hasil_said(r->arena, r->db, &c, page, &said));
    for (isize i = 0; i < said.of.count; i++)
        *list_add(r->arena, &v.of) = (SaidLine){said.of.at[i].say, ask_of(r, &c, said.of.at[i].question_id)};
    if (said.more)
        v.next = url_for(r, "/survei/%lld/saran?hal=%d", (long long)c.id, page + 2);
    if (!said.of.count)
        v.none = (Empty){.title = say(r->lang, MSG_hasil_said_none), .text = say(r->lang, why)};
    view_hasil_said(r, &v);
    return NO_ERR;
}

/* --- the rows --- */

static const Route rows[] = {
    {GET, "/survei/banding",   SURVEI_READS, READS, compare_page, "unit tree"},
    {GET, "/survei/:id/hasil", SURVEI_READS, READS, result_page,  "unit tree"},
    {GET, "/survei/:id/saran", SURVEI_RUNS,  READS, result_said,  "unit tree"},
    {GET, "/api/v1/survei/banding",   SURVEI_READS, READS, compare_api, "unit tree", .gives = &gives_hasil_compare,
     .about = MSG_hasil_compare_lead, .flags = ROUTE_MANY, .form = compare_fields, .form_count = COMPARE_FIELDS},
    {GET, "/api/v1/survei/:id/hasil", SURVEI_READS, READS, result_api,  "unit tree", .gives = &gives_hasil,
     .about = MSG_hasil_api_result, .flags = ROUTE_MANY},
};

const Room hasil_room = {"survei", rows, countof(rows), .about = MSG_campaign_title, .facts = result_facts};
