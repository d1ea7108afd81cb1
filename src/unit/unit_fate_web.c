/* What may become of a unit: it moves, merges, closes, opens again; a kawasan gains and loses members. */
#include "unit/unit_pages_web.h"

/* One form for all: where to, from which day, and why. */
typedef struct {
    Str  other, why, version;
    Date on_day;
} FateForm;

#define DAY_AND_REASON                                                                                      \
    FIELD(FateForm, on_day, F_DATE, .label = MSG_unit_on_day, .required = true),                            \
    FIELD(FateForm, why, F_TEXT, .label = MSG_unit_why, .hint = MSG_unit_why_hint, .required = true, .max = 300)

static const Field move_form[] = {
    {.name = "below", .offset = offsetof(FateForm, other), .kind = F_TEXT, .label = MSG_unit_move_to,
     .hint = MSG_unit_parent_hint, .required = true, .max = 40},
    DAY_AND_REASON,
};
static const Field merge_form[] = {
    {.name = "into", .offset = offsetof(FateForm, other), .kind = F_TEXT, .label = MSG_unit_merge_into,
     .hint = MSG_unit_parent_hint, .required = true, .max = 40},
    DAY_AND_REASON,
    FIELD(FateForm, version, F_HIDDEN),
};
static const Field member_form[] = {
    {.name = "member", .offset = offsetof(FateForm, other), .kind = F_TEXT, .label = MSG_unit_member,
     .hint = MSG_unit_parent_hint, .required = true, .max = 40},
    DAY_AND_REASON,
};
static const Field day_form[] = {DAY_AND_REASON};

static Err show(Req *r, const Field *fields, isize n, const FateForm *in, const Issues *issues)
{
    UnitAsker   by      = unit_asker(r, WHO(ADMIN));
    Units       offered = {0};
    FormView    v       = form_view(r, fields, n, in, issues);
    const char *first   = fields[0].name;

    if (fields[0].kind == F_TEXT && !str_is(str_of(first), "why")) {
        TRY(unit_reached(r->arena, r->db, &by, &offered));
        unit_offer(r, &v, first, &offered);
    }
    v.submit  = r->page.title;
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

#define SHOW(form, in, issues) show(r, form, countof(form), in, issues)

static FateForm fresh(const Req *r)
{
    return (FateForm){.on_day = r->today};
}

static Err back(Req *r, Msg done)
{
    notice_set(r, done);
    return redirect(r, "/unit/%lld", (long long)r->id);
}

/* --- moving --- */

/* GET /unit/:id/pindah */
Err unit_move_page(Req *r)
{
    UnitAsker by;
    Unit      u;
    FateForm  in = fresh(r);
    TRY(unit_for_change(r, MSG_unit_move, &by, &u));
    return SHOW(move_form, &in, NULL);
}

/* POST /unit/:id/pindah */
Err unit_move_save(Req *r)
{
    UnitAsker by;
    Unit      u, below;
    FateForm  in     = {0};
    Issues    issues = {0};

    TRY(unit_for_change(r, MSG_unit_move, &by, &u));
    form_read(r, move_form, countof(move_form), &in, &issues);
    TRY(unit_typed(r, &by, "below", in.other, &below, &issues));
    UnitAct act = {&by, &u, in.on_day, in.why};
    if (!issues.count)
        TRY(unit_check_move(*r->arena, r->db, &act, &below, &issues));
    if (issues.count)
        return SHOW(move_form, &in, &issues);
    TRY(unit_move(*r->arena, r->db, &act, &below));
    return back(r, MSG_unit_moved);
}

/* --- merging: asked twice, since it cannot be taken back --- */

/* GET /unit/:id/gabung */
Err unit_merge_page(Req *r)
{
    UnitAsker by;
    Unit      u;
    FateForm  in = fresh(r);
    TRY(unit_for_change(r, MSG_unit_merge, &by, &u));
    in.version = str_fmt(r->arena, "%lld", (long long)u.version);
    return SHOW(merge_form, &in, NULL);
}

static Err read_merge(Req *r, UnitAsker *by, Unit *u, Unit *into, FateForm *in, Issues *issues)
{
    TRY(unit_for_change(r, MSG_unit_merge, by, u));
    form_read(r, merge_form, countof(merge_form), in, issues);
    TRY(unit_typed(r, by, "into", in->other, into, issues));
    UnitAct act = {by, u, in->on_day, in->why};
    return issues->count ? NO_ERR : unit_check_merge(*r->arena, r->db, &act, into, issues);
}

static void hide(Req *r, Confirm *c, const char *name, Str value)
{
    *list_add(r->arena, &c->hidden) = (Hidden){str_of(name), value};
}

/* POST /unit/:id/gabung - nothing is written yet: what would happen */
Err unit_merge_ask(Req *r)
{
    UnitAsker by;
    Unit      u, into;
    FateForm  in       = {0};
    Issues    issues   = {0};
    Units     children = {0};

    TRY(read_merge(r, &by, &u, &into, &in, &issues));
    if (issues.count)
        return SHOW(merge_form, &in, &issues);
    TRY(unit_children(r->arena, r->db, u.instansi_id, u.id, &children));
    Confirm c = {.text = say(r->lang, MSG_unit_merge_sure), .submit = say(r->lang, MSG_unit_merge_do), .danger = true,
                 .action = url_for(r, "/unit/%lld/gabung/pasti", (long long)u.id),
                 .back = {say(r->lang, MSG_unit_back), url_for(r, "/unit/%lld", (long long)u.id)}};
    summary_add(r, &c.what, MSG_unit_merge_from, u.facts.name);
    summary_add(r, &c.what, MSG_unit_merge_into, into.facts.name);
    summary_add(r, &c.what, MSG_unit_merge_children, say_i64(r->arena, r->lang, children.count));
    summary_add(r, &c.what, MSG_unit_on_day, say_date(r->arena, r->lang, in.on_day));
    summary_add(r, &c.what, MSG_unit_why, in.why);
    hide(r, &c, "into", into.facts.code);
    hide(r, &c, "on_day", date_iso(r->arena, in.on_day));
    hide(r, &c, "why", in.why);
    hide(r, &c, "version", in.version);
    view_confirm(r, &c);
    return NO_ERR;
}

/* POST /unit/:id/gabung/pasti */
Err unit_merge_save(Req *r)
{
    UnitAsker by;
    Unit      u, into;
    FateForm  in     = {0};
    Issues    issues = {0};

    TRY(read_merge(r, &by, &u, &into, &in, &issues));
    if (issues.count)
        return SHOW(merge_form, &in, &issues);
    (void)str_i64(in.version, &u.version);
    UnitAct act = {&by, &u, in.on_day, in.why};
    Err     e   = unit_merge(*r->arena, r->db, &act, &into);
    if (e.kind == ERR_CONFLICT)
        r->refused = say(r->lang, MSG_unit_changed_meanwhile);
    TRY(e);
    return back(r, MSG_unit_merged_done);
}

/* --- closing and opening --- */

/* GET /unit/:id/tutup */
Err unit_close_page(Req *r)
{
    UnitAsker by;
    Unit      u;
    FateForm  in = fresh(r);
    TRY(unit_for_change(r, MSG_unit_close, &by, &u));
    r->page.lead = say(r->lang, MSG_unit_close_lead);
    return SHOW(day_form, &in, NULL);
}

/* POST /unit/:id/tutup */
Err unit_close_save(Req *r)
{
    UnitAsker by;
    Unit      u;
    FateForm  in     = {0};
    Issues    issues = {0};

    TRY(unit_for_change(r, MSG_unit_close, &by, &u));
    form_read(r, day_form, countof(day_form), &in, &issues);
    UnitAct act = {&by, &u, in.on_day, in.why};
    if (!issues.count)
        TRY(unit_check_close(*r->arena, r->db, &act, &issues));
    if (issues.count)
        return SHOW(day_form, &in, &issues);
    TRY(unit_close(*r->arena, r->db, &act));
    return back(r, MSG_unit_closed_done);
}

/* A unit that was merged lives on in another: it does not open again. */
static Err may_open(Req *r, UnitAsker *by, Unit *u)
{
    TRY(unit_for_change(r, MSG_unit_reopen, by, u));
    return u->closed_on.days && !u->merged_into_id ? NO_ERR : FAIL(ERR_NOT_FOUND, "not a closed unit");
}

/* GET /unit/:id/buka */
Err unit_open_page(Req *r)
{
    UnitAsker by;
    Unit      u;
    FateForm  in = fresh(r);
    TRY(may_open(r, &by, &u));
    return SHOW(day_form, &in, NULL);
}

/* POST /unit/:id/buka */
Err unit_open_save(Req *r)
{
    UnitAsker by;
    Unit      u;
    FateForm  in     = {0};
    Issues    issues = {0};

    TRY(may_open(r, &by, &u));
    form_read(r, day_form, countof(day_form), &in, &issues);
    UnitAct act = {&by, &u, in.on_day, in.why};
    if (!issues.count)
        unit_check_act(&act, &issues);
    if (issues.count)
        return SHOW(day_form, &in, &issues);
    TRY(unit_reopen(*r->arena, r->db, &act));
    return back(r, MSG_unit_reopened);
}

/* --- members of a kawasan --- */

static Err kawasan(Req *r, Msg title, UnitAsker *by, Unit *u)
{
    TRY(unit_for_change(r, title, by, u));
    return u->kind == UNIT_KAWASAN ? NO_ERR : FAIL(ERR_NOT_FOUND, "not a kawasan");
}

/* GET /unit/:id/anggota */
Err unit_member_page(Req *r)
{
    UnitAsker by;
    Unit      u;
    FateForm  in = fresh(r);
    TRY(kawasan(r, MSG_unit_member_add, &by, &u));
    return SHOW(member_form, &in, NULL);
}

/* POST /unit/:id/anggota */
Err unit_member_save(Req *r)
{
    UnitAsker by;
    Unit      u, member;
    FateForm  in     = {0};
    Issues    issues = {0};

    TRY(kawasan(r, MSG_unit_member_add, &by, &u));
    form_read(r, member_form, countof(member_form), &in, &issues);
    TRY(unit_typed(r, &by, "member", in.other, &member, &issues));
    UnitAct act = {&by, &u, in.on_day, in.why};
    if (!issues.count)
        TRY(unit_check_join(*r->arena, r->db, &act, &member, &issues));
    if (issues.count)
        return SHOW(member_form, &in, &issues);
    TRY(unit_join(*r->arena, r->db, &act, &member));
    return back(r, MSG_unit_member_joined);
}

/* GET /unit/:id/anggota/:id/keluar */
Err unit_leave_page(Req *r)
{
    UnitAsker by;
    Unit      u, member;
    FateForm  in = fresh(r);
    TRY(kawasan(r, MSG_unit_member_remove, &by, &u));
    TRY(unit_find(r->arena, r->db, u.instansi_id, r->ids[1], &member));
    r->page.lead = member.facts.name;
    return SHOW(day_form, &in, NULL);
}

/* POST /unit/:id/anggota/:id/keluar */
Err unit_leave_save(Req *r)
{
    UnitAsker by;
    Unit      u, member;
    FateForm  in     = {0};
    Issues    issues = {0};

    TRY(kawasan(r, MSG_unit_member_remove, &by, &u));
    TRY(unit_find(r->arena, r->db, u.instansi_id, r->ids[1], &member));
    form_read(r, day_form, countof(day_form), &in, &issues);
    UnitAct act = {&by, &u, in.on_day, in.why};
    if (!issues.count)
        unit_check_act(&act, &issues);
    if (issues.count)
        return SHOW(day_form, &in, &issues);
    TRY(unit_leave(*r->arena, r->db, &act, &member));
    return back(r, MSG_unit_member_left);
}
