/* The people an admin looks after: list, one person, making and changing an account, its way in, its roles. */
#include "akun/akun_oidc.h"
#include "akun/akun_pages_web.h"

#include "akun_person.html.h"

static UnitAsker asker(const Req *r)
{
    return unit_asker(r, WHO(ADMIN));
}

static void head(Req *r, Str title)
{
    r->page.section = S("orang");
    r->page.title   = title;
    if (!str_eq(r->path, S("/orang")))
        crumb_add(r, say(r->lang, MSG_akun_people), (Url){S("/orang")});
}

/* --- the list --- */

static const Col cols[] = {
    {"nama",    MSG_akun_name,     COL_TEXT},
    {"nip",     MSG_akun_nip,      COL_TEXT},
    {"surel",   MSG_akun_email,    COL_TEXT, .only_export = true},
    {"jabatan", MSG_akun_position, COL_TEXT, .only_export = true},
    {"kode_unit", MSG_akun_unit_code, COL_TEXT, .only_export = true},
    {"unit",    MSG_akun_unit,     COL_TEXT},
    {"peran",   MSG_akun_roles,    COL_TEXT},
    {"masuk",   MSG_akun_last_in,  COL_AT},
    {"keadaan", MSG_akun_state,    COL_STATE},
};

Str akun_roles_text(Req *r, i64 bits)
{
    Buf b = {.arena = r->arena};
    for (int i = 0; i < ROLE_COUNT; i++)
        if (bits & (i64)1 << i)
            buf_addf(&b, "%s%.*s", b.len ? ", " : "", STRF(say(r->lang, role_msg((Role)i))));
    return buf_str(&b);
}

static Tag state_of(const Req *r, const AkunUser *u)
{
    if (!u->active)
        return (Tag){TONE_BAD, say(r->lang, MSG_akun_state_off)};
    return u->has_password || u->signed_in_at.s ? (Tag){TONE_GOOD, say(r->lang, MSG_akun_state_on)}
                           : (Tag){TONE_WARN, say(r->lang, MSG_akun_state_invited)};
}

static void add_row(Req *r, Table *t, const AkunUser *u)
{
    Cell *c     = table_row(r, t);
    Tag   state = state_of(r, u);

    c[0].text = u->facts.name;
    c[0].url  = url_for(r, "/orang/%lld", (long long)u->id);
    c[1].text = u->facts.nip;
    c[2].text = u->facts.email;
    c[3].text = u->facts.position;
    c[4].text = u->unit_code;
    c[5].text = u->unit_name;
    c[6].text = akun_roles_text(r, u->role_bits);
    c[7].at   = u->signed_in_at;
    c[7].none = !u->signed_in_at.s;
    c[8].text = state.text;
    c[8].tone = state.tone;
}

static void add_role_filter(Req *r, Table *t, Str chosen)
{
    Filter f = {.name = S("peran"), .label = say(r->lang, MSG_akun_role)};
    *list_add(r->arena, &f.choices) = (ChoiceView){.label = say(r->lang, MSG_akun_all_roles), .chosen = !chosen.len};
    for (int i = 1; i < ROLE_COUNT; i++) {
        Str name = str_of(role_names[i]);
        *list_add(r->arena, &f.choices) =
            (ChoiceView){name, say(r->lang, role_msg((Role)i)), .chosen = str_eq(name, chosen)};
    }
    *list_add(r->arena, &t->filters) = f;
}

/* GET /orang?unit=ID&peran=NAME */
Err people_page(Req *r)
{
    UnitAsker by    = asker(r);
    i64       below = r->user->instansi_id;
    Role      role;
    Str       asked = query_get(r, "peran");
    bool      one   = role_parse(asked, &role);
    Unit      unit;
    AkunUsers all   = {0};
    Table     t     = {.name = "orang", .caption = say(r->lang, MSG_akun_people), .cols = cols,
                       .cols_count = countof(cols), .empty = say(r->lang, MSG_akun_people_none), .search = true};

    head(r, say(r->lang, MSG_akun_people));
    if (str_i64(query_get(r, "unit"), &below)) {
        TRY(unit_find_reached(r->arena, r->db, &by, below, &unit));
        r->page.lead = unit.facts.name;
    }
    TRY(akun_users_reached(r->arena, r->db, &by, below, &all));
    for (isize i = 0; i < all.count; i++)
        if (!one || (all.at[i].role_bits & (i64)1 << role))
            add_row(r, &t, &all.at[i]);
    add_role_filter(r, &t, asked);
    r->page.action      = (Url){S("/orang/baru")};
    r->page.action_text = say(r->lang, MSG_akun_person_new);
    page_quiet(r, say(r->lang, MSG_akun_import), (Url){S("/orang/impor")});
    return table_show(r, &t);
}

/* --- one person --- */

static Summary facts_of(Req *r, const AkunUser *u)
{
    Summary s = {0};
    summary_add(r, &s, MSG_akun_nip, u->facts.nip);
    summary_add(r, &s, MSG_akun_email, u->facts.email);
    summary_add(r, &s, MSG_akun_position, u->facts.position);
    summary_add(r, &s, MSG_akun_unit, u->unit_name);
    summary_add(r, &s, MSG_akun_second, say(r->lang, u->has_second ? MSG_akun_second_is_on : MSG_akun_second_is_off));
    summary_add(r, &s, MSG_akun_last_in, u->signed_in_at.s
                ? say_instant(r->arena, r->lang, u->signed_in_at, r->utc_minutes) : say(r->lang, MSG_akun_never));
    return s;
}

static Str period_of(Req *r, const AkunRole *x)
{
    Str from = say_date(r->arena, r->lang, x->from_on);
    return x->until_on.days
        ? say_args(r->arena, r->lang, MSG_akun_from_until, from, say_date(r->arena, r->lang, x->until_on))
        : say_args(r->arena, r->lang, MSG_akun_from, from);
}

static Err roles_of(Req *r, const UnitAsker *by, i64 user_id, AkunPersonView *v)
{
    AkunRoles all = {0};
    TRY(akun_roles(r->arena, r->db, user_id, r->today, &all));
    for (isize i = 0; i < all.count; i++) {
        const AkunRole *x = &all.at[i];
        bool stands = !x->revoked_at.s && (!x->until_on.days || x->until_on.days >= r->today.days), mine = false;
        AkunRoleLine *l = list_add(r->arena, &v->roles);
        l->role   = akun_roles_text(r, x->role_bits);
        l->unit   = x->unit_name;
        l->period = period_of(r, x);
        l->why    = x->why;
        if (x->revoked_why.len)
            l->why = str_fmt(r->arena, "%.*s → %.*s", STRF(x->why), STRF(x->revoked_why));
        l->state  = x->holds ? (Tag){TONE_GOOD, say(r->lang, MSG_akun_role_holds)}
                  : stands ? (Tag){TONE_INFO, say(r->lang, MSG_akun_role_later)}
                  : x->revoked_at.s ? (Tag){TONE_NONE, say(r->lang, MSG_akun_role_revoked)}
                  : (Tag){TONE_NONE, say(r->lang, MSG_akun_role_ended)};
        if (stands)
            TRY(unit_reaches(*r->arena, r->db, by, x->unit_id, &mine));
        if (mine)
            l->url = url_for(r, "/orang/%lld/peran/%lld/cabut", (long long)user_id, (long long)x->id);
    }
    return NO_ERR;
}

static void button(Req *r, AkunPersonView *v, Msg text, Msg hint, const char *what)
{
    *list_add(r->arena, &v->buttons) = (AkunButton){say(r->lang, text), say(r->lang, hint),
                                                    url_for(r, "/orang/%lld/%s", (long long)v->id, what)};
}

static void add_buttons(Req *r, const AkunUser *u, AkunPersonView *v)
{
    if (!u->active) {
        button(r, v, MSG_akun_resume, MSG_akun_resume_hint, "aktifkan");
        return;
    }
    if (!r->web->no_passwords && u->has_password)
        button(r, v, MSG_akun_send_reset, MSG_akun_send_reset_hint, "tautan");
    else if (!r->web->no_passwords)
        button(r, v, MSG_akun_send_invite, MSG_akun_send_invite_hint, "tautan");
    if (v->sso)
        button(r, v, MSG_akun_sso_release, MSG_akun_sso_release_hint, "lepas-sso");
    if (u->has_second)
        button(r, v, MSG_akun_drop_second, MSG_akun_drop_second_hint, "lepas-kode");
    if (u->id != r->user->id)
        button(r, v, MSG_akun_suspend, MSG_akun_suspend_hint, "nonaktifkan");
}

/* That a token stands, and what for; only a manager may end it. */
static Err tokens_of(Req *r, AkunPersonView *v)
{
    AkunTokens all = {0};

    TRY(akun_tokens(r->arena, r->db, v->id, &all));
    akun_token_lines(r, &all, &v->tokens);
    for (isize i = 0; v->manage && i < v->tokens.of.count; i++)
        v->tokens.of.at[i].revoke =
            url_for(r, "/orang/%lld/token/%lld/cabut", (long long)v->id, (long long)v->tokens.of.at[i].id);
    return NO_ERR;
}

/* GET /orang/:id */
Err person_page(Req *r)
{
    UnitAsker      by = asker(r);
    AkunUser       u;
    AkunPersonView v  = {.id = r->id};

    TRY(akun_user_reached(r->arena, r->db, &by, r->id, &u));
    TRY(akun_may_manage(*r->arena, r->db, &by, u.id, &v.manage));
    TRY(roles_of(r, &by, u.id, &v));
    TRY(akun_oidc_bound(*r->arena, r->db, u.id, &v.sso));
    TRY(tokens_of(r, &v));
    v.facts = facts_of(r, &u);
    add_buttons(r, &u, &v);
    head(r, u.facts.name);
    Tag state = state_of(r, &u);
    page_state(r, state.tone, state.text);
    r->page.action      = url_for(r, "/orang/%lld/peran", (long long)u.id);
    r->page.action_text = say(r->lang, MSG_akun_role_grant);
    if (v.manage)
        page_quiet(r, say(r->lang, MSG_akun_change), url_for(r, "/orang/%lld/ubah", (long long)u.id));
    view_akun_person(r, &v);
    return NO_ERR;
}

/* --- making and changing --- */

typedef struct { Str nip, name, email, position, unit, version; } PersonForm;

static const Field person_form[] = {
    FIELD(PersonForm, name, F_TEXT, .label = MSG_akun_name, .required = true, .max = 200, .autocomplete = "off"),
    FIELD(PersonForm, nip, F_TEXT, .label = MSG_akun_nip, .hint = MSG_akun_nip_hint, .required = true, .max = 30),
    FIELD(PersonForm, email, F_EMAIL, .label = MSG_akun_email, .hint = MSG_akun_email_hint, .max = 254,
          .autocomplete = "off"),
    FIELD(PersonForm, position, F_TEXT, .label = MSG_akun_position, .max = 200),
    FIELD(PersonForm, unit, F_TEXT, .label = MSG_akun_unit, .hint = MSG_unit_parent_hint, .required = true, .max = 40),
    FIELD(PersonForm, version, F_HIDDEN),
};

static Err show_form(Req *r, const PersonForm *in, const Issues *issues)
{
    UnitAsker by      = asker(r);
    Units     offered = {0};
    FormView  v       = form_view(r, person_form, countof(person_form), in, issues);

    TRY(unit_reached(r->arena, r->db, &by, &offered));
    unit_offer(r, &v, "unit", &offered);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

static Err read_person(Req *r, i64 user_id, PersonForm *in, AkunFacts *f, Unit *unit, Issues *issues)
{
    UnitAsker by = asker(r);

    form_read(r, person_form, countof(person_form), in, issues);
    *f = (AkunFacts){.nip = akun_nip(r->arena, in->nip), .email = akun_email(r->arena, in->email), .name = in->name,
                     .position = in->position, .lang = LANG_ID};
    TRY(unit_typed(r, &by, "unit", in->unit, unit, issues));
    if (unit->closed_on.days)
        issue_say(issues, r->lang, S("unit"), MSG_unit_is_closed);
    return issues->count ? NO_ERR : akun_user_check(*r->arena, r->db, &by, user_id, f, issues);
}

/* GET /orang/baru */
Err person_new_page(Req *r)
{
    head(r, say(r->lang, MSG_akun_person_new));
    r->page.lead = say(r->lang, MSG_akun_person_new_lead);
    return show_form(r, &(PersonForm){0}, NULL);
}

/* The link is told once: to the person by letter, or to the admin on this very page. */
static Err show_link(Req *r, const AkunUser *u)
{
    bool    reset = u->has_password;
    Link    back  = {say(r->lang, MSG_akun_link_back), url_for(r, "/orang/%lld", (long long)u->id)};
    Notice  n     = {TONE_GOOD, .link = back};
    Instant until = {r->now.s + (reset ? AKUN_RESET_S : AKUN_INVITATION_S)};
    Summary s     = {0};
    Str     link;

    TRY(akun_send_link(r, u, reset ? AKUN_RESET : AKUN_INVITATION, &link));
    head(r, say(r->lang, reset ? MSG_akun_send_reset : MSG_akun_send_invite));
    n.title = say_args(r->arena, r->lang, link.len ? MSG_akun_link_hand_over : MSG_akun_link_sent, u->facts.name);
    n.text  = link.len ? say(r->lang, MSG_akun_link_once) : (Str){0};
    summary_add(r, &s, MSG_akun_link, link);
    summary_add(r, &s, MSG_akun_link_until, say_instant(r->arena, r->lang, until, r->utc_minutes));
    view_notice(r, &n);
    view_summary(r, &s);
    return NO_ERR;
}

/* POST /orang/baru - and the way in is handed out at once */
Err person_add(Req *r)
{
    PersonForm in     = {0};
    Issues     issues = {0};
    UnitAsker  by     = asker(r);
    AkunFacts  f;
    Unit       unit;
    AkunUser   u;
    i64        id;

    TRY(read_person(r, 0, &in, &f, &unit, &issues));
    if (issues.count) {
        head(r, say(r->lang, MSG_akun_person_new));
        return show_form(r, &in, &issues);
    }
    TRY(akun_user_add(*r->arena, r->db, &by, &unit, &f, &id));
    TRY(akun_user_find(r->arena, r->db, id, &u));
    return show_link(r, &u);
}

Err akun_managed(Req *r, AkunUser *out)
{
    UnitAsker by = asker(r);
    bool      may_manage;
    TRY(akun_user_reached(r->arena, r->db, &by, r->id, out));
    TRY(akun_may_manage(*r->arena, r->db, &by, r->id, &may_manage));
    if (may_manage)
        return NO_ERR;
    r->refused = say(r->lang, MSG_akun_not_yours);
    return FAIL(ERR_FORBIDDEN, "the person holds a role beyond the asker's reach");
}

/* GET /orang/:id/ubah */
Err person_edit_page(Req *r)
{
    AkunUser u;
    TRY(akun_managed(r, &u));
    PersonForm in = {u.facts.nip, u.facts.name, u.facts.email, u.facts.position, u.unit_code,
                     str_fmt(r->arena, "%lld", (long long)u.version)};
    head(r, say(r->lang, MSG_akun_change));
    crumb_add(r, u.facts.name, url_for(r, "/orang/%lld", (long long)u.id));
    return show_form(r, &in, NULL);
}

/* POST /orang/:id/ubah */
Err person_edit(Req *r)
{
    PersonForm in     = {0};
    Issues     issues = {0};
    UnitAsker  by     = asker(r);
    AkunFacts  f;
    Unit       unit;
    AkunUser   u;

    TRY(akun_managed(r, &u));
    TRY(read_person(r, u.id, &in, &f, &unit, &issues));
    if (issues.count) {
        head(r, say(r->lang, MSG_akun_change));
        return show_form(r, &in, &issues);
    }
    (void)str_i64(in.version, &u.version);
    Err e = akun_user_edit(*r->arena, r->db, &by, &u, &unit, &f);
    if (e.kind == ERR_CONFLICT)
        r->refused = say(r->lang, MSG_akun_changed_meanwhile);
    TRY(e);
    notice_set(r, MSG_akun_saved);
    return redirect(r, "/orang/%lld", (long long)u.id);
}

/* --- the way in --- */

/* POST /orang/:id/tautan */
Err person_link(Req *r)
{
    AkunUser u;
    TRY(akun_managed(r, &u));
    return u.active ? show_link(r, &u) : FAIL(ERR_CONFLICT, "the account is suspended");
}

/* POST /orang/:id/lepas-kode */
Err person_second_off(Req *r)
{
    AkunUser u;
    TRY(akun_managed(r, &u));
    TRY(akun_second_off(*r->arena, r->db, &u, r->user->id, r->now));
    notice_set(r, MSG_akun_second_gone);
    return redirect(r, "/orang/%lld", (long long)u.id);
}

/* POST /orang/:id/lepas-sso - the next identity with this NIP is taken for this person */
Err person_sso_off(Req *r)
{
    AkunUser u;
    TRY(akun_managed(r, &u));
    TRY(akun_oidc_release(*r->arena, r->db, &u, r->user->id, r->now));
    notice_set(r, MSG_akun_sso_released);
    return redirect(r, "/orang/%lld", (long long)u.id);
}

/* POST /orang/:id/nonaktifkan, POST /orang/:id/aktifkan */
Err person_active(Req *r)
{
    UnitAsker by     = asker(r);
    bool      active = str_ends(r->path, S("/aktifkan"));
    AkunUser  u;

    TRY(akun_managed(r, &u));
    if (u.id == r->user->id)
        return FAIL(ERR_CONFLICT, "one's own account");
    TRY(akun_user_active(*r->arena, r->db, &by, &u, active));
    TRY(akun_session_end_others(r->db, u.id, 0));
    TRY(akun_token_revoke_all(r->db, &(AkunTokenAct){u.id, u.instansi_id, r->user->id, r->now}));
    notice_set(r, active ? MSG_akun_resumed : MSG_akun_suspended);
    return redirect(r, "/orang/%lld", (long long)u.id);
}

/* --- roles: granted for a unit and a time, and taken away --- */

typedef struct {
    Str  role, unit, why;
    Date from_on, until_on;
} RoleForm;

static const Field role_form[] = {
    FIELD(RoleForm, role, F_CHOICE, .label = MSG_akun_role, .required = true),
    FIELD(RoleForm, unit, F_TEXT, .label = MSG_akun_role_unit, .hint = MSG_akun_role_unit_hint, .required = true,
          .max = 40),
    FIELD(RoleForm, from_on, F_DATE, .label = MSG_akun_role_from_on, .required = true),
    FIELD(RoleForm, until_on, F_DATE, .label = MSG_akun_role_until_on, .hint = MSG_akun_role_until_hint),
    FIELD(RoleForm, why, F_TEXT, .label = MSG_akun_why, .hint = MSG_unit_why_hint, .required = true, .max = 300),
};

typedef struct { Str why; } WhyForm;

static const Field why_form[] = {
    FIELD(WhyForm, why, F_TEXT, .label = MSG_akun_why_revoked, .hint = MSG_unit_why_hint, .required = true, .max = 300),
};

static Err person_of(Req *r, Msg title, UnitAsker *by, AkunUser *u)
{
    *by = unit_asker(r, WHO(ADMIN));
    TRY(akun_user_reached(r->arena, r->db, by, r->id, u));
    r->page.section = S("orang");
    r->page.title   = say(r->lang, title);
    crumb_add(r, say(r->lang, MSG_akun_people), (Url){S("/orang")});
    crumb_add(r, u->facts.name, url_for(r, "/orang/%lld", (long long)u->id));
    return NO_ERR;
}

static Err show_grant(Req *r, const UnitAsker *by, const RoleForm *in, const Issues *issues)
{
    Units    offered = {0};
    FormView v       = form_view(r, role_form, countof(role_form), in, issues);

    form_choice(r, &v, "role", (Str){0}, say(r->lang, MSG_akun_role_choose));
    for (int i = 1; i < ROLE_COUNT; i++)        /* PEGAWAI is everybody's */
        form_choice(r, &v, "role", str_of(role_names[i]), say(r->lang, role_msg((Role)i)));
    TRY(unit_reached(r->arena, r->db, by, &offered));
    unit_offer(r, &v, "unit", &offered);
    v.submit  = say(r->lang, MSG_akun_role_grant);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /orang/:id/peran */
Err role_new_page(Req *r)
{
    UnitAsker by;
    AkunUser  u;
    TRY(person_of(r, MSG_akun_role_grant, &by, &u));
    return show_grant(r, &by, &(RoleForm){.unit = u.unit_code, .from_on = r->today}, NULL);
}

/* POST /orang/:id/peran */
Err role_grant(Req *r)
{
    RoleForm  in     = {0};
    Issues    issues = {0};
    UnitAsker by;
    AkunUser  u;
    Unit      unit;
    Role      role   = ROLE_PEGAWAI;
    i64       id;

    TRY(person_of(r, MSG_akun_role_grant, &by, &u));
    form_read(r, role_form, countof(role_form), &in, &issues);
    if (in.role.len && (!role_parse(in.role, &role) || role == ROLE_PEGAWAI))
        issue_say(&issues, r->lang, S("role"), MSG_form_not_a_choice);
    TRY(unit_typed(r, &by, "unit", in.unit, &unit, &issues));
    AkunGrant g = {u.id, (i64)1 << role, in.from_on, in.until_on, in.why};
    if (!issues.count)
        TRY(akun_role_check(*r->arena, r->db, &by, &unit, &g, &issues));
    if (issues.count)
        return show_grant(r, &by, &in, &issues);
    TRY(akun_role_grant(*r->arena, r->db, &by, &unit, &g, &id));
    notice_set(r, MSG_akun_role_granted);
    return redirect(r, "/orang/%lld", (long long)u.id);
}

static Err show_revoke(Req *r, const WhyForm *in, const Issues *issues)
{
    FormView v = form_view(r, why_form, countof(why_form), in, issues);
    v.submit  = say(r->lang, MSG_akun_role_revoke);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* The role must be this person's, and say on the page what it is. */
static Err role_of(Req *r, const AkunUser *u)
{
    AkunRoles all = {0};
    TRY(akun_roles(r->arena, r->db, u->id, r->today, &all));
    for (isize i = 0; i < all.count; i++) {
        const AkunRole *x = &all.at[i];
        if (x->id != r->ids[1] || x->revoked_at.s)
            continue;
        for (int b = 0; b < ROLE_COUNT; b++)
            if (x->role_bits == (i64)1 << b)
                r->page.lead = str_fmt(r->arena, "%.*s, %.*s", STRF(say(r->lang, role_msg((Role)b))),
                                       STRF(x->unit_name));
        return NO_ERR;
    }
    return FAIL(ERR_NOT_FOUND, "no such role of this person");
}

/* GET /orang/:id/peran/:id/cabut */
Err role_revoke_page(Req *r)
{
    UnitAsker by;
    AkunUser  u;
    TRY(person_of(r, MSG_akun_role_revoke, &by, &u));
    TRY(role_of(r, &u));
    return show_revoke(r, &(WhyForm){0}, NULL);
}

/* POST /orang/:id/peran/:id/cabut */
Err role_revoke(Req *r)
{
    WhyForm   in     = {0};
    Issues    issues = {0};
    UnitAsker by;
    AkunUser  u;

    TRY(person_of(r, MSG_akun_role_revoke, &by, &u));
    TRY(role_of(r, &u));
    form_read(r, why_form, countof(why_form), &in, &issues);
    if (issues.count)
        return show_revoke(r, &in, &issues);
    TRY(akun_role_revoke(*r->arena, r->db, &by, r->ids[1], in.why));
    notice_set(r, MSG_akun_role_taken);
    return redirect(r, "/orang/%lld", (long long)u.id);
}
