/* The services of a unit: what its users may be asked about. */
#include "survei/survei_campaign_web.h"

typedef struct { Str name, name_en, version, unit; bool online; } Typed;

static const Field fields[] = {
    {.name = "nama", .offset = offsetof(Typed, name), .kind = F_TEXT, .label = MSG_campaign_service_name,
     .hint = MSG_campaign_service_hint, .required = true, .max = 120},
    {.name = "nama_en", .offset = offsetof(Typed, name_en), .kind = F_TEXT, .label = MSG_campaign_service_en,
     .max = 120},
    {.name = "daring", .offset = offsetof(Typed, online), .kind = F_BOOL, .label = MSG_campaign_online,
     .hint = MSG_campaign_online_hint},
    {.name = "versi", .offset = offsetof(Typed, version), .kind = F_HIDDEN, .label = MSG_NONE},
    {.name = "unit", .offset = offsetof(Typed, unit), .kind = F_HIDDEN, .label = MSG_NONE},
};

static void head(Req *r, Msg title)
{
    r->page.section = S("survei");
    r->page.title   = say(r->lang, title);
    crumb_add(r, say(r->lang, MSG_campaign_title), url_for(r, "/survei"));
}

static Url services_url(Req *r, Str code)
{
    return url_for(r, "/survei/layanan?unit=%.*s", STRF(url_part(r->arena, code)));
}

/* --- the list, and a form for one more below it --- */

static const Col cols[] = {
    {"nama",    MSG_campaign_service_name, COL_TEXT},  {"nama_en", MSG_campaign_service_en, COL_TEXT},
    {"cara",    MSG_campaign_service_how,  COL_TEXT},  {"dipakai", MSG_campaign_service_used, COL_NUMBER},
    {"keadaan", MSG_campaign_col_state,    COL_STATE},
};

static Err show(Req *r, const Unit *u, const Typed *t, const Issues *issues)
{
    SurveiServiceRows all;
    Table             list = {.name = "layanan", .cols = cols, .cols_count = countof(cols), .search = true};

    TRY(survei_services(r->arena, r->db, u->id, &all));
    list.caption = say(r->lang, MSG_campaign_services);
    list.empty   = say(r->lang, MSG_campaign_services_empty);
    for (isize i = 0; i < all.count; i++) {
        const SurveiService *s = &all.at[i].is;
        Cell                *c = table_row(r, &list);
        c[0] = (Cell){.text = s->name, .url = url_for(r, "/survei/layanan/%lld", (long long)s->id)};
        c[1] = (Cell){.text = s->name_en, .none = !s->name_en.len};
        c[2].text   = say(r->lang, s->online ? MSG_campaign_online : MSG_campaign_counter);
        c[3].number = all.at[i].used;
        c[4] = s->closed_on.days ? (Cell){.text = say(r->lang, MSG_campaign_service_closed), .tone = TONE_NONE}
                                 : (Cell){.text = say(r->lang, MSG_campaign_service_given), .tone = TONE_GOOD};
    }
    TRY(table_show(r, &list));
    if (table_is_asked(r))
        return NO_ERR;
    SurveiAddView v = {say(r->lang, MSG_campaign_service_new), form_view(r, fields, countof(fields), t, issues)};
    v.form.action = (Url){S("/survei/layanan")};
    v.form.submit = say(r->lang, MSG_campaign_service_add);
    campaign_draw_add(r, &v);
    return NO_ERR;
}

static Err open_list(Req *r, Str code, Unit *u)
{
    head(r, MSG_campaign_services);
    TRY(campaign_unit(r, code, u));
    r->page.lead = u->id ? u->facts.name : say(r->lang, MSG_campaign_services_lead);
    return NO_ERR;
}

Err service_list(Req *r)
{
    Issues issues = {.arena = r->arena};
    Unit   u;

    TRY(open_list(r, query_get(r, "unit"), &u));
    return u.id ? show(r, &u, &(Typed){.unit = u.facts.code}, &issues) : NO_ERR;
}

static Err room_left(Req *r, const Unit *u, Issues *issues)
{
    SurveiServiceRows all;

    TRY(survei_services(r->arena, r->db, u->id, &all));
    isize given = 0;
    for (isize i = 0; i < all.count; i++)
        given += !all.at[i].is.closed_on.days;
    if (given >= SURVEI_SERVICES)
        issue_sayf(issues, r->lang, S("nama"), MSG_campaign_services_most, say_i64(r->arena, r->lang, SURVEI_SERVICES));
    return NO_ERR;
}

Err service_add(Req *r)
{
    UnitAsker by     = unit_asker(r, SURVEI_RUNS);
    Issues    issues = {.arena = r->arena};
    Typed     t      = {0};
    Unit      u;
    i64       id     = 0;

    form_read(r, fields, countof(fields), &t, &issues);
    if (!t.unit.len)
        return FAIL(ERR_INVALID, "the form names no unit");
    TRY(open_list(r, t.unit, &u));
    TRY(room_left(r, &u, &issues));
    if (!issues.count) {
        TRY(survei_service_save(*r->arena, r->db, &by,
                                &(SurveiService){.unit_id = u.id, .name = t.name, .name_en = t.name_en,
                                                 .online = t.online}, &id));
        if (!id)
            issue_say(&issues, r->lang, S("nama"), MSG_campaign_service_taken);
    }
    if (issues.count) {
        r->status = 422;
        return show(r, &u, &t, &issues);
    }
    notice_set(r, MSG_campaign_service_added);
    return redirect(r, "%s", str_c(r->arena, services_url(r, u.facts.code).s));
}

/* --- one --- */

typedef struct { FormView form; Confirm close; Str used; } ServiceView;
#include "survei_service.html.h"

static Err open_one(Req *r, SurveiServiceRow *s, Unit *u)
{
    UnitAsker by = unit_asker(r, SURVEI_RUNS);

    TRY(survei_service_find(r->arena, r->db, &by, r->id, s));
    TRY(unit_find_reached(r->arena, r->db, &by, s->is.unit_id, u));
    head(r, MSG_campaign_service_edit);
    r->page.lead = s->is.name;
    crumb_add(r, say(r->lang, MSG_campaign_services), services_url(r, u->facts.code));
    return NO_ERR;
}

static Err draw_one(Req *r, const SurveiServiceRow *s, const Unit *u, const Typed *t, const Issues *issues)
{
    ServiceView v = {.form = form_view(r, fields, countof(fields), t, issues)};
    bool        closed = s->is.closed_on.days != 0;

    v.used  = say_args(r->arena, r->lang, MSG_campaign_service_used_n, say_i64(r->arena, r->lang, s->used));
    Msg text = closed ? MSG_campaign_service_reopen_text : MSG_campaign_service_close_text;
    v.close = (Confirm){.text   = say(r->lang, text),
                        .action = url_for(r, "/survei/layanan/%lld/tutup", (long long)s->is.id),
                        .submit = say(r->lang, closed ? MSG_campaign_service_reopen : MSG_campaign_service_close),
                        .back   = {say(r->lang, MSG_campaign_back_services), services_url(r, u->facts.code)}};
    *list_add(r->arena, &v.close.hidden) = (Hidden){S("versi"), html_bare_i64(r, s->is.version)};
    *list_add(r->arena, &v.close.hidden) = (Hidden){S("tutup"), closed ? S("0") : S("1")};
    r->status = issues->count ? 422 : 200;
    view_survei_service(r, &v);
    return NO_ERR;
}

Err service_edit(Req *r)
{
    Issues           issues = {.arena = r->arena};
    SurveiServiceRow s;
    Unit             u;

    TRY(open_one(r, &s, &u));
    Typed t = {s.is.name, s.is.name_en, html_bare_i64(r, s.is.version), {0}, s.is.online};
    return draw_one(r, &s, &u, &t, &issues);
}

Err service_save(Req *r)
{
    UnitAsker        by     = unit_asker(r, SURVEI_RUNS);
    Issues           issues = {.arena = r->arena};
    Typed            t      = {0};
    SurveiServiceRow s;
    Unit             u;
    i64              id;

    TRY(open_one(r, &s, &u));
    form_read(r, fields, countof(fields), &t, &issues);
    r->refused = say(r->lang, MSG_campaign_changed_meanwhile);
    if (!campaign_seen(r, &s.is.version))
        return FAIL(ERR_INVALID, "the form has no version");
    if (!issues.count) {
        s.is.name    = t.name;
        s.is.name_en = t.name_en;
        s.is.online  = t.online;
        TRY(survei_service_save(*r->arena, r->db, &by, &s.is, &id));
        if (!id)
            issue_say(&issues, r->lang, S("nama"), MSG_campaign_service_taken);
    }
    if (issues.count)
        return draw_one(r, &s, &u, &t, &issues);
    notice_set(r, MSG_campaign_service_saved);
    return redirect(r, "%s", str_c(r->arena, services_url(r, u.facts.code).s));
}

Err service_close(Req *r)
{
    UnitAsker        by = unit_asker(r, SURVEI_RUNS);
    SurveiServiceRow s;
    Unit             u;

    TRY(open_one(r, &s, &u));
    r->refused = say(r->lang, MSG_campaign_changed_meanwhile);
    if (!campaign_seen(r, &s.is.version))
        return FAIL(ERR_INVALID, "the form has no version");
    TRY(survei_service_close(*r->arena, r->db, &by, &s.is, str_is(form_value(r, "tutup"), "1")));
    notice_set(r, MSG_campaign_service_saved);
    return redirect(r, "%s", str_c(r->arena, services_url(r, u.facts.code).s));
}
