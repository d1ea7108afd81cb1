/* Making a unit, and changing what is said about it. */
#include "unit/unit_pages_web.h"

const Choice unit_zones[] = {{"420", MSG_unit_zone_wib}, {"480", MSG_unit_zone_wita}, {"540", MSG_unit_zone_wit}, {0}};

/* What is typed; UnitFacts with its numbers and codes still as text. */
typedef struct {
    Str  parent, kind, code, name, short_name, address, city, province, zone, why, version;
    bool serves_public, core_service, high_risk;
    Date opened_on, on_day;
} UnitForm;

static const Choice kinds[] = {
    {"eselon1", MSG_unit_kind_eselon1}, {"unit", MSG_unit_kind_unit}, {"satker", MSG_unit_kind_satker},
    {"kawasan", MSG_unit_kind_kawasan}, {0},
};

#define WHERE_IT_IS                                                                                         \
    FIELD(UnitForm, address, F_TEXT, .label = MSG_unit_address, .max = 300),                                \
    FIELD(UnitForm, city, F_TEXT, .label = MSG_unit_city, .max = 100),                                      \
    FIELD(UnitForm, province, F_TEXT, .label = MSG_unit_province, .max = 100),                              \
    FIELD(UnitForm, zone, F_CHOICE, .label = MSG_unit_zone, .required = true, .choices = unit_zones,        \
          .radio = true),                                                                                   \
    FIELD(UnitForm, serves_public, F_BOOL, .label = MSG_unit_serves_public),                                \
    FIELD(UnitForm, core_service, F_BOOL, .label = MSG_unit_core_service),                                  \
    FIELD(UnitForm, high_risk, F_BOOL, .label = MSG_unit_high_risk),                                        \
    FIELD(UnitForm, opened_on, F_DATE, .label = MSG_unit_opened)

static const Field new_form[] = {
    FIELD(UnitForm, parent, F_TEXT, .label = MSG_unit_parent, .hint = MSG_unit_parent_hint, .required = true,
          .max = 40),
    FIELD(UnitForm, kind, F_CHOICE, .label = MSG_unit_kind, .required = true, .choices = kinds, .radio = true),
    FIELD(UnitForm, code, F_TEXT, .label = MSG_unit_code, .hint = MSG_unit_code_hint, .required = true, .max = 40),
    FIELD(UnitForm, name, F_TEXT, .label = MSG_unit_name, .required = true, .max = 400),
    FIELD(UnitForm, short_name, F_TEXT, .label = MSG_unit_short, .max = 80),
    WHERE_IT_IS,
    FIELD(UnitForm, why, F_TEXT, .label = MSG_unit_why, .hint = MSG_unit_why_hint, .max = 300),
};

static const Field edit_form[] = {
    FIELD(UnitForm, version, F_HIDDEN),
    FIELD(UnitForm, code, F_TEXT, .label = MSG_unit_code, .hint = MSG_unit_code_hint, .required = true, .max = 40),
    WHERE_IT_IS,
    FIELD(UnitForm, why, F_TEXT, .label = MSG_unit_why, .hint = MSG_unit_why_hint, .max = 300),
};

static const Field name_form[] = {
    FIELD(UnitForm, version, F_HIDDEN),
    FIELD(UnitForm, name, F_TEXT, .label = MSG_unit_name, .required = true, .max = 400),
    FIELD(UnitForm, short_name, F_TEXT, .label = MSG_unit_short, .max = 80),
    FIELD(UnitForm, on_day, F_DATE, .label = MSG_unit_on_day, .required = true),
    FIELD(UnitForm, why, F_TEXT, .label = MSG_unit_why, .hint = MSG_unit_why_hint, .required = true, .max = 300),
};

static UnitFacts facts_of(const UnitForm *in)
{
    UnitFacts f = {.code = in->code, .name = in->name, .short_name = in->short_name, .address = in->address,
                   .city = in->city, .province = in->province, .serves_public = in->serves_public,
                   .core_service = in->core_service, .high_risk = in->high_risk, .opened_on = in->opened_on};
    (void)str_i64(in->zone, &f.utc_minutes);
    return f;
}

static UnitForm form_of(Req *r, const Unit *u)
{
    const UnitFacts *f = &u->facts;
    return (UnitForm){.code = f->code, .name = f->name, .short_name = f->short_name, .address = f->address,
                      .city = f->city, .province = f->province, .serves_public = f->serves_public,
                      .core_service = f->core_service, .high_risk = f->high_risk, .opened_on = f->opened_on,
                      .zone = str_fmt(r->arena, "%lld", (long long)f->utc_minutes), .on_day = r->today,
                      .version = str_fmt(r->arena, "%lld", (long long)u->version)};
}

static Err code_is_free(Req *r, i64 unit_id, Str code, Issues *issues)
{
    Unit other;
    Err  e = unit_find_code(r->arena, r->db, r->user->instansi_id, code, &other);

    if (e.kind == ERR_NOT_FOUND || (!e.kind && other.id == unit_id))
        return NO_ERR;
    if (!e.kind)
        issue_sayf(issues, r->lang, S("code"), MSG_unit_code_taken, code);
    return e;
}

/* --- a new one --- */

static Err show_new(Req *r, const UnitForm *in, const Issues *issues)
{
    UnitAsker by = unit_asker(r, WHO(ADMIN));
    Units     offered = {0};
    FormView  v       = form_view(r, new_form, countof(new_form), in, issues);

    TRY(unit_reached(r->arena, r->db, &by, &offered));
    unit_offer(r, &v, "parent", &offered);
    v.submit        = say(r->lang, MSG_unit_make);
    r->status       = issues && issues->count ? 422 : 200;
    r->page.section = S("unit");
    r->page.title   = say(r->lang, MSG_unit_new);
    crumb_add(r, say(r->lang, MSG_unit_units), (Url){S("/unit")});
    view_form(r, &v);
    return NO_ERR;
}

/* GET /unit/baru?induk=ID */
Err unit_new_page(Req *r)
{
    UnitForm  in = {.zone = S("420")};
    UnitAsker by = unit_asker(r, WHO(ADMIN));
    Unit      parent;
    i64       id;

    if (str_i64(query_get(r, "induk"), &id)) {
        TRY(unit_find_reached(r->arena, r->db, &by, id, &parent));
        in.parent   = parent.facts.code;
        in.province = parent.facts.province;
        in.zone     = str_fmt(r->arena, "%lld", (long long)parent.facts.utc_minutes);
    }
    return show_new(r, &in, NULL);
}

static void check_place(Req *r, UnitKind kind, const Unit *parent, Issues *issues)
{
    if (parent->closed_on.days)
        issue_say(issues, r->lang, S("parent"), MSG_unit_is_closed);
    else if (!unit_fits_below(kind, parent->kind))
        issue_sayf(issues, r->lang, S("kind"), MSG_unit_wrong_place, say(r->lang, unit_kind_msg(kind)),
                   say(r->lang, unit_kind_msg(parent->kind)));
}

/* POST /unit/baru */
Err unit_new(Req *r)
{
    UnitForm  in     = {0};
    Issues    issues = {0};
    UnitAsker by     = unit_asker(r, WHO(ADMIN));
    Unit      parent = {0};
    UnitKind  kind   = UNIT_KERJA;
    i64       id;

    form_read(r, new_form, countof(new_form), &in, &issues);
    UnitFacts f = facts_of(&in);
    TRY(unit_typed(r, &by, "parent", in.parent, &parent, &issues));
    TRY(code_is_free(r, 0, in.code, &issues));
    if (!issues.count)
        unit_check(&f, &by, &issues);
    if (parent.id && unit_kind_parse(in.kind, &kind))
        check_place(r, kind, &parent, &issues);
    if (issues.count)
        return show_new(r, &in, &issues);
    UnitAct act = {&by, &parent, f.opened_on.days ? f.opened_on : r->today, in.why};
    TRY(unit_add(*r->arena, r->db, &act, kind, &f, &id));
    notice_set(r, MSG_unit_made);
    return redirect(r, "/unit/%lld", (long long)id);
}

/* --- what is said about it --- */

static Err show(Req *r, const Field *fields, isize n, const UnitForm *in, const Issues *issues)
{
    FormView v = form_view(r, fields, n, in, issues);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* The form shows one version; if another is stored by now, the statement finds nothing to change. */
static Err saved(Req *r, Err e, Msg done)
{
    if (e.kind == ERR_CONFLICT)
        r->refused = say(r->lang, MSG_unit_changed_meanwhile);
    TRY(e);
    notice_set(r, done);
    return redirect(r, "/unit/%lld", (long long)r->id);
}

/* GET /unit/:id/ubah */
Err unit_edit_page(Req *r)
{
    UnitAsker by;
    Unit      u;
    TRY(unit_for_change(r, MSG_unit_edit, &by, &u));
    UnitForm in = form_of(r, &u);
    return show(r, edit_form, countof(edit_form), &in, NULL);
}

/* POST /unit/:id/ubah */
Err unit_edit_save(Req *r)
{
    UnitForm  in     = {0};
    Issues    issues = {0};
    UnitAsker by;
    Unit      u;

    TRY(unit_for_change(r, MSG_unit_edit, &by, &u));
    form_read(r, edit_form, countof(edit_form), &in, &issues);
    in.name       = u.facts.name;
    in.short_name = u.facts.short_name;
    UnitFacts f   = facts_of(&in);
    TRY(code_is_free(r, u.id, in.code, &issues));
    if (!issues.count)
        unit_check(&f, &by, &issues);
    if (issues.count)
        return show(r, edit_form, countof(edit_form), &in, &issues);
    (void)str_i64(in.version, &u.version);
    UnitAct act = {&by, &u, r->today, in.why};
    return saved(r, unit_edit(*r->arena, r->db, &act, &f), MSG_unit_saved);
}

/* GET /unit/:id/nama */
Err unit_name_page(Req *r)
{
    UnitAsker by;
    Unit      u;
    TRY(unit_for_change(r, MSG_unit_rename, &by, &u));
    UnitForm in = form_of(r, &u);
    return show(r, name_form, countof(name_form), &in, NULL);
}

/* POST /unit/:id/nama */
Err unit_name_save(Req *r)
{
    UnitForm  in     = {0};
    Issues    issues = {0};
    UnitAsker by;
    Unit      u;

    TRY(unit_for_change(r, MSG_unit_rename, &by, &u));
    form_read(r, name_form, countof(name_form), &in, &issues);
    UnitAct act = {&by, &u, in.on_day, in.why};
    if (!issues.count)
        unit_check_act(&act, &issues);
    if (issues.count)
        return show(r, name_form, countof(name_form), &in, &issues);
    (void)str_i64(in.version, &u.version);
    return saved(r, unit_rename(*r->arena, r->db, &act, in.name, in.short_name), MSG_unit_renamed);
}
