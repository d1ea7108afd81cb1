/* A campaign's form: new, a copy, a draft; and the little that can be changed while it is open. */
#include "survei/survei_campaign_web.h"

typedef struct {
    Str  title, slug, mode, embed, version, unit, copy;
    Date opens_on, closes_on, served_from;
    bool plain_too;
} Typed;

static const Choice modes[] = {{"open", MSG_campaign_mode_open}, {"token", MSG_campaign_mode_token},
                               {"strict", MSG_campaign_mode_strict}, {0}};

#define PART(name_, member, kind_, ...) {.name = name_, .offset = offsetof(Typed, member), .kind = kind_, __VA_ARGS__}

static const Field fields[] = {
    PART("judul", title, F_TEXT, .label = MSG_campaign_col_title, .hint = MSG_campaign_title_hint, .required = true,
         .max = 160),
    PART("mulai", opens_on, F_DATE, .label = MSG_campaign_col_opens, .required = true),
    PART("selesai", closes_on, F_DATE, .label = MSG_campaign_col_closes, .required = true),
    PART("sejak", served_from, F_DATE, .label = MSG_campaign_served_from, .hint = MSG_campaign_served_hint,
         .required = true),
    PART("cara", mode, F_CHOICE, .label = MSG_campaign_col_mode, .required = true, .choices = modes, .radio = true),
    PART("polos", plain_too, F_BOOL, .label = MSG_campaign_plain_too, .hint = MSG_campaign_plain_hint),
    PART("alamat", slug, F_TEXT, .label = MSG_campaign_col_slug, .hint = MSG_campaign_slug_hint,
         .max = SURVEI_SLUG_MOST),
    PART("sematan", embed, F_TEXT, .label = MSG_campaign_embed_site, .hint = MSG_campaign_embed_hint, .max = 200),
    PART("versi", version, F_HIDDEN, .label = MSG_NONE),
    PART("unit", unit, F_HIDDEN, .label = MSG_NONE),
    PART("salin", copy, F_HIDDEN, .label = MSG_NONE),
};

/* --- the page --- */

typedef struct { Str name, note; FieldView ask, population, quota; } ServiceRow;
typedef struct {
    Issues issues;
    Url    action, services;
    FieldView version, unit, copy, title, opens, closes, served, mode, plain, slug, embed;
    LIST(FieldView) forms;
    LIST(ServiceRow) rows;
    Str    working, services_error, submit;
} CampaignFormView;
#include "survei_campaign_form.html.h"

/* What the form is drawn from: the campaign as it stands or was typed, and the unit's services. */
typedef struct {
    SurveiCampaign    c;
    Unit              unit;
    i64               copy_id;
    SurveiServiceRows services;
    Issues            issues;
    i64               sample;           /* what was shared out among the services; 0: nothing was */
    bool              reckoned;         /* quotas are as proposed, whatever was typed */
} Form;

static Str named(Req *r, const char *what, i64 id)
{
    return str_fmt(r->arena, "%s_%lld", what, (long long)id);
}

static Str typed(Req *r, const char *what, i64 id)
{
    return form_value(r, str_c(r->arena, named(r, what, id)));
}

static FieldView number(Req *r, const Form *f, const char *what, i64 id, i64 value)
{
    FieldView v = {.name = named(r, what, id), .is_input = true, .input_type = S("text"), .input_mode = S("numeric"),
                   .max = 9, .label = say(r->lang, *what == 'p' ? MSG_campaign_population : MSG_campaign_quota)};

    v.value = value ? html_bare_i64(r, value) : (Str){0};
    v.error = issue_find(&f->issues, v.name);
    if (v.error.len)
        v.value = typed(r, what, id);           /* "abc" as it was typed */
    return v;
}

static void put_services(Req *r, const Form *f, CampaignFormView *v)
{
    static const SurveiTarget none = {0};

    for (isize i = 0; i < f->services.count; i++) {
        const SurveiService *s = &f->services.at[i].is;
        const SurveiTarget  *t = survei_target_of(&f->c, s->id);
        if (s->closed_on.days && !t)
            continue;
        ServiceRow *row = list_add(r->arena, &v->rows);
        row->name = s->name;
        if (s->online)
            row->name = str_fmt(r->arena, "%.*s · %.*s", STRF(s->name), STRF(say(r->lang, MSG_campaign_online)));
        row->ask  = (FieldView){.name = named(r, "layanan", s->id), .label = say(r->lang, MSG_campaign_asked),
                                .is_bool = true, .required = true, .checked = t != NULL};
        t               = t ? t : &none;
        row->population = number(r, f, "populasi", s->id, t->population);
        row->quota      = number(r, f, "kuota", s->id, t->quota);
        if (f->sample && t->population)
            row->note = say_args(r->arena, r->lang, MSG_campaign_form_share, say_i64(r->arena, r->lang, t->population),
                                 say_i64(r->arena, r->lang, f->sample), say_i64(r->arena, r->lang, t->quota));
    }
    v->services_error = issue_find(&f->issues, S("layanan"));
    v->services       = url_for(r, "/survei/layanan?unit=%.*s", STRF(url_part(r->arena, f->unit.facts.code)));
}

/* One list to choose from for each kind of instrument that is in force on the first day, or that is chosen. */
static void put_forms(Req *r, const Form *f, CampaignFormView *v)
{
    const SurveiPacks *all = r->web->survei;

    for (isize i = 0; i < all->packs.count; i++) {
        const SurveiPack *p = all->packs.at[i];
        int               chosen = 0;
        if (f->c.opens_on.days < p->from.days || (p->until.days && f->c.opens_on.days > p->until.days))
            continue;
        for (int k = 0; k < f->c.nforms; k++)
            chosen = str_eq(f->c.forms[k].pack_id, p->id) ? f->c.forms[k].points : chosen;
        FieldView *x = list_add(r->arena, &v->forms);
        *x = (FieldView){.name = str_fmt(r->arena, "alat_%.*s", STRF(p->family)), .is_select = true, .required = true,
                         .label = str_fmt(r->arena, "%.*s · %.*s", STRF(p->name), STRF(p->title[r->lang]))};
        x->error = issue_find(&f->issues, x->name);
        *list_add(r->arena, &x->choices) = (ChoiceView){{0}, say(r->lang, MSG_campaign_form_no), {0}, !chosen};
        for (int k = 0; k < p->nscales; k++)
            *list_add(r->arena, &x->choices) = (ChoiceView){
                html_bare_i64(r, p->scales[k].points),
                say_args(r->arena, r->lang, MSG_campaign_form_yes, say_i64(r->arena, r->lang, p->nelements),
                         say_i64(r->arena, r->lang, p->scales[k].points)), {0}, chosen == p->scales[k].points};
    }
}

static Typed typed_of(Req *r, const Form *f)
{
    const SurveiCampaign *c = &f->c;
    return (Typed){.title = c->title, .slug = c->slug, .mode = str_of(survei_modes[c->mode]), .embed = c->embed,
                   .version = c->id ? html_bare_i64(r, c->version) : (Str){0}, .unit = f->unit.facts.code,
                   .copy = f->copy_id ? html_bare_i64(r, f->copy_id) : (Str){0}, .opens_on = c->opens_on,
                   .closes_on = c->closes_on, .served_from = c->served_from, .plain_too = c->plain_too};
}

static i64 all_populations(const SurveiCampaign *c)
{
    i64 n = 0;
    for (int i = 0; i < c->ntargets; i++)
        n += c->targets[i].population;
    return n;
}

static Err draw(Req *r, Form *f)
{
    Typed            t    = typed_of(r, f);
    FormView         form = form_view(r, fields, countof(fields), &t, &f->issues);
    CampaignFormView v    = {.issues = f->issues, .action = {r->path}, .submit = say(r->lang, MSG_form_save)};
    FieldView       *mode = form_field(&form, "cara");

    for (int i = 0; i < SURVEI_MODES; i++)
        mode->choices.at[i].hint = say(r->lang, campaign_mode_why_msg((SurveiMode)i));
    v.version = *form_field(&form, "versi");
    v.unit    = *form_field(&form, "unit");
    v.copy    = *form_field(&form, "salin");
    v.title   = *form_field(&form, "judul");
    v.opens   = *form_field(&form, "mulai");
    v.closes  = *form_field(&form, "selesai");
    v.served  = *form_field(&form, "sejak");
    v.mode    = *mode;
    v.plain   = *form_field(&form, "polos");
    v.slug    = *form_field(&form, "alamat");
    v.embed   = *form_field(&form, "sematan");
    put_forms(r, f, &v);
    put_services(r, f, &v);
    if (f->sample)
        v.working = say_args(r->arena, r->lang, MSG_campaign_form_working,
                             say_i64(r->arena, r->lang, all_populations(&f->c)),
                             say_i64(r->arena, r->lang, f->sample),
                             say_i64(r->arena, r->lang, survei_set(f->c.forms[0].pack, SURVEI_RESPONDENTS_LEAST)));
    r->status = f->issues.count ? 422 : 200;
    view_survei_campaign_form(r, &v);
    return NO_ERR;
}

/* --- reading what was typed --- */

static void read_forms(Req *r, Form *f)
{
    const SurveiPacks *all = r->web->survei;

    f->c.nforms = 0;
    for (isize i = 0; i < all->packs.count && f->c.nforms < SURVEI_FORMS; i++) {
        const SurveiPack *p    = all->packs.at[i], *force;
        Str               name = str_fmt(r->arena, "alat_%.*s", STRF(p->family));
        i64               points;
        if (!str_i64(form_value(r, str_c(r->arena, name)), &points))
            continue;
        Err e = survei_pack_for(all, p->family, f->c.opens_on, &force);
        const SurveiPack *use = e.kind ? p : force;
        bool              had = false;
        for (int k = 0; k < f->c.nforms; k++)
            had = had || str_eq(f->c.forms[k].pack_id, use->id);
        if (had)
            continue;
        SurveiForm x = {.pack_id = use->id, .points = (int)points, .elements = use->nelements, .pack = use,
                        .scale = survei_scale(use, points)};
        if (x.scale)
            f->c.forms[f->c.nforms++] = x;
        else
            issue_say(&f->issues, r->lang, name, MSG_form_not_a_choice);
    }
}

static i64 read_number(Req *r, Form *f, const char *what, i64 id)
{
    Str text = typed(r, what, id);
    i64 n    = 0;

    if (text.len && (!str_i64(text, &n) || n < 0 || n > 99999999)) {
        issue_say(&f->issues, r->lang, named(r, what, id), MSG_form_not_number);
        n = 0;
    }
    return n;
}

/* Quotas that were left empty are proposed; all of them, if the person asked for it. */
static void read_services(Req *r, Form *f)
{
    SurveiTarget proposed[SURVEI_SERVICES];
    bool         empty = f->reckoned;

    f->c.ntargets = 0;
    for (isize i = 0; i < f->services.count && f->c.ntargets < SURVEI_SERVICES; i++) {
        const SurveiService *s = &f->services.at[i].is;
        if (!typed(r, "layanan", s->id).len)
            continue;
        SurveiTarget *t = &f->c.targets[f->c.ntargets++];
        *t = (SurveiTarget){s->id, read_number(r, f, "populasi", s->id), read_number(r, f, "kuota", s->id), s->name,
                            s->name_en, s->online};
        empty = empty || !t->quota;
    }
    if (!empty || !f->c.nforms)
        return;
    for (int i = 0; i < f->c.ntargets; i++)
        proposed[i] = f->c.targets[i];
    f->sample = survei_share(f->c.forms[0].pack, proposed, f->c.ntargets);
    for (int i = 0; i < f->c.ntargets; i++)
        if (f->reckoned || !f->c.targets[i].quota)
            f->c.targets[i].quota = proposed[i].quota;
}

static void read_form(Req *r, Form *f)
{
    Typed t = {0};

    form_read(r, fields, countof(fields), &t, &f->issues);
    int mode         = str_among(t.mode, survei_modes, SURVEI_MODES);
    f->c.title       = t.title;
    f->c.opens_on    = t.opens_on;
    f->c.closes_on   = t.closes_on;
    f->c.served_from = t.served_from;
    f->c.embed       = t.embed;
    f->c.slug        = str_lower(r->arena, t.slug);
    f->c.plain_too   = t.plain_too && str_is(t.mode, "strict");
    f->c.mode        = mode < 0 ? f->c.mode : (SurveiMode)mode;
    f->reckoned      = form_value(r, "hitung").len > 0;
    read_forms(r, f);
    read_services(r, f);
}

/* Stored, or drawn again with everything that is wrong. */
static Err keep(Req *r, Form *f)
{
    UnitAsker by = unit_asker(r, SURVEI_RUNS);
    i64       id = 0;
    Str       free;

    if (f->reckoned) {
        f->issues.count = 0;
        return draw(r, f);
    }
    if (!f->c.slug.len && f->c.title.len)
        TRY(survei_slug_free(r->arena, r->db, survei_slug(r->arena, f->c.title, f->unit.facts.code), f->c.id,
                             &f->c.slug));
    if (!f->issues.count)
        survei_campaign_check(&f->c, r->web->survei, r->lang, &f->issues);
    if (!f->issues.count) {
        r->refused = say(r->lang, MSG_campaign_changed_meanwhile);
        TRY(survei_campaign_save(*r->arena, r->db, &by, &f->c, &id));
        if (!id) {
            TRY(survei_slug_free(r->arena, r->db, f->c.slug, f->c.id, &free));
            issue_sayf(&f->issues, r->lang, S("alamat"), MSG_campaign_slug_taken, free);
        }
    }
    if (f->issues.count)
        return draw(r, f);
    notice_set(r, MSG_campaign_saved);
    return redirect(r, "/survei/%lld", (long long)id);
}

/* --- choosing the unit --- */

typedef struct { Str code; } UnitTyped;
static const Field unit_fields[] = {
    {.name = "unit", .offset = offsetof(UnitTyped, code), .kind = F_TEXT, .label = MSG_campaign_col_unit,
     .required = true},
};
typedef struct { Url action; FieldView unit; } UnitPick;
#include "survei_campaign_unit.html.h"

Err campaign_unit(Req *r, Str code, Unit *out)
{
    UnitAsker by  = unit_asker(r, SURVEI_RUNS);
    Units     all = {0};

    *out = (Unit){0};
    if (code.len)
        return unit_find_code_reached(r->arena, r->db, &by, code, out);
    TRY(unit_reached(r->arena, r->db, &by, &all));
    if (!all.count)
        return FAIL(ERR_NOT_FOUND, "runs the surveys of no unit");
    if (all.count == 1) {
        *out = all.at[0];
        return NO_ERR;
    }
    FormView form = form_view(r, unit_fields, countof(unit_fields), &(UnitTyped){0}, NULL);
    unit_offer(r, &form, "unit", &all);
    view_survei_campaign_unit(r, &(UnitPick){{r->path}, form.fields.at[0]});
    return NO_ERR;
}

/* --- a new one --- */

static Date month_start(Date d, int months)
{
    Ymd y = date_split(d);
    int m = y.year * 12 + y.month - 1 + months;
    return date_ymd(m / 12, m % 12 + 1, 1);
}

static Date quarter_end(Date d)
{
    return (Date){month_start(d, 3 - (date_split(d).month - 1) % 3).days - 1};
}

enum { WEEKS_TWO = 14 };

/* SPAK and SPKP, until the end of the quarter. */
static void fresh(Req *r, Form *f)
{
    static const char *const usual[] = {"spak", "spkp"};
    Date end = quarter_end(r->today);

    if (end.days - r->today.days < WEEKS_TWO)
        end = quarter_end((Date){end.days + 1});
    f->c.opens_on    = r->today;
    f->c.closes_on   = end;
    f->c.served_from = month_start(r->today, -3);
    for (isize i = 0; i < countof(usual); i++) {
        const SurveiPack *p;
        if (!survei_pack_for(r->web->survei, str_of(usual[i]), r->today, &p).kind)
            f->c.forms[f->c.nforms++] = (SurveiForm){p->id, p->scales[0].points, p->nelements, p, &p->scales[0]};
    }
}

static Date later(Date a, Date b)
{
    return a.days > b.days ? a : b;
}

/* The same once more, as long as before and from the day after it; instruments as they are then. */
static Err copied(Req *r, Form *f)
{
    UnitAsker      by = unit_asker(r, SURVEI_RUNS);
    SurveiCampaign c;

    TRY(survei_find(r->arena, r->db, &by, f->copy_id, &c));
    TRY(survei_dress(&c, r->web->survei));
    i32 length = c.closes_on.days - c.opens_on.days, before = c.opens_on.days - c.served_from.days;
    f->c           = c;
    f->c.id        = f->c.version = f->c.n = 0;
    f->c.slug      = (Str){0};
    f->c.state     = SURVEI_DRAFT;
    f->c.opens_on  = later((Date){c.closes_on.days + 1}, r->today);
    f->c.closes_on = (Date){f->c.opens_on.days + length};
    f->c.served_from  = (Date){f->c.opens_on.days - before};
    f->c.published_at = (Instant){0};
    for (int i = 0; i < f->c.nquestions; i++)
        f->c.questions[i].id = 0;
    for (int i = 0; i < f->c.nforms; i++) {
        const SurveiPack *p;
        if (survei_pack_for(r->web->survei, c.forms[i].pack->family, f->c.opens_on, &p).kind
            || !survei_scale(p, c.forms[i].points))
            continue;
        f->c.forms[i].pack_id  = p->id;
        f->c.forms[i].pack     = p;
        f->c.forms[i].elements = p->nelements;
    }
    return NO_ERR;
}

/* The usual: every service that is given is asked about. */
static void ask_all(Form *f)
{
    for (isize i = 0; i < f->services.count && f->c.ntargets < SURVEI_SERVICES; i++) {
        const SurveiService *s = &f->services.at[i].is;
        if (!s->closed_on.days)
            f->c.targets[f->c.ntargets++] = (SurveiTarget){.service_id = s->id, .name = s->name, .online = s->online};
    }
}

static Err start(Req *r, Form *f, Str code, Str copy)
{
    UnitAsker by = unit_asker(r, SURVEI_RUNS);

    *f = (Form){.issues.arena = r->arena};
    r->page.section = S("survei");
    r->page.title   = say(r->lang, MSG_campaign_new);
    crumb_add(r, say(r->lang, MSG_campaign_title), url_for(r, "/survei"));
    if (copy.len && (!str_i64(copy, &f->copy_id) || f->copy_id < 1))
        return FAIL(ERR_NOT_FOUND, "no such campaign");
    if (f->copy_id) {
        TRY(copied(r, f));
        TRY(unit_find_reached(r->arena, r->db, &by, f->c.unit_id, &f->unit));
    } else {
        TRY(campaign_unit(r, code, &f->unit));
        fresh(r, f);
    }
    f->c.unit_id = f->unit.id;
    if (!f->unit.id)
        return NO_ERR;
    r->page.lead = f->unit.facts.name;
    TRY(survei_services(r->arena, r->db, f->unit.id, &f->services));
    if (!f->copy_id)
        ask_all(f);
    return NO_ERR;
}

Err campaign_new(Req *r)
{
    Form f;

    TRY(start(r, &f, query_get(r, "unit"), query_get(r, "salin")));
    return f.unit.id ? draw(r, &f) : NO_ERR;
}

Err campaign_make(Req *r)
{
    Form f;
    Str  unit = form_value(r, "unit"), copy = form_value(r, "salin");

    if (!unit.len && !copy.len)
        return FAIL(ERR_INVALID, "the form names no unit");
    TRY(start(r, &f, unit, copy));
    read_form(r, &f);
    return keep(r, &f);
}

/* --- a draft --- */

static Err open_draft(Req *r, Form *f)
{
    UnitAsker by = unit_asker(r, SURVEI_RUNS);

    *f = (Form){.issues.arena = r->arena};
    TRY(campaign_page(r, MSG_campaign_edit, true, &f->c));
    TRY(unit_find_reached(r->arena, r->db, &by, f->c.unit_id, &f->unit));
    return survei_services(r->arena, r->db, f->c.unit_id, &f->services);
}

/* --- one that is open: its last day, and where it is shown --- */

static const Field open_fields[] = {
    PART("selesai", closes_on, F_DATE, .label = MSG_campaign_col_closes, .hint = MSG_campaign_extend_hint,
         .required = true),
    PART("sematan", embed, F_TEXT, .label = MSG_campaign_embed_site, .hint = MSG_campaign_embed_hint, .max = 200),
    PART("versi", version, F_HIDDEN, .label = MSG_NONE),
};

static Err draw_open(Req *r, Form *f)
{
    Typed    t = typed_of(r, f);
    FormView v = form_view(r, open_fields, countof(open_fields), &t, &f->issues);

    r->page.title = say(r->lang, MSG_campaign_extend);
    r->page.lead  = say(r->lang, MSG_campaign_extend_lead);
    r->status     = f->issues.count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

static Err extend(Req *r, Form *f)
{
    UnitAsker by     = unit_asker(r, SURVEI_RUNS);
    Typed     t      = {0};
    Date      before = f->c.closes_on;

    form_read(r, open_fields, countof(open_fields), &t, &f->issues);
    f->c.closes_on = t.closes_on;
    f->c.embed     = t.embed;
    if (!f->issues.count)
        survei_campaign_check(&f->c, r->web->survei, r->lang, &f->issues);
    if (!f->issues.count && t.closes_on.days < before.days && t.closes_on.days < r->today.days)
        issue_say(&f->issues, r->lang, S("selesai"), MSG_campaign_must_future);
    if (f->issues.count)
        return draw_open(r, f);
    TRY(survei_campaign_extend(*r->arena, r->db, &by, &f->c));
    notice_set(r, MSG_campaign_saved);
    return redirect(r, "/survei/%lld", (long long)f->c.id);
}

/* --- either --- */

static Err closed(Req *r)
{
    r->refused = say(r->lang, MSG_campaign_no_state);
    return FAIL(ERR_CONFLICT, "the campaign is closed");
}

Err campaign_edit(Req *r)
{
    Form f;

    TRY(open_draft(r, &f));
    if (f.c.state == SURVEI_CLOSED)
        return closed(r);
    return f.c.state == SURVEI_OPEN ? draw_open(r, &f) : draw(r, &f);
}

Err campaign_save(Req *r)
{
    Form f;

    TRY(open_draft(r, &f));
    if (f.c.state == SURVEI_CLOSED)
        return closed(r);
    r->refused = say(r->lang, MSG_campaign_changed_meanwhile);
    if (!campaign_seen(r, &f.c.version))
        return FAIL(ERR_INVALID, "the form has no version");
    if (f.c.state == SURVEI_OPEN)
        return extend(r, &f);
    read_form(r, &f);
    return keep(r, &f);
}
