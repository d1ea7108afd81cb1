/* One's own account: facts, sessions, password, second factor, language. */
#include "akun/akun_oidc.h"
#include "akun/akun_pages_web.h"
#include "web/qr.h"

#include "akun_second.html.h"
#include "akun_self.html.h"

static void line(Req *r, Summary *s, Msg key, Str value)
{
    *list_add(r->arena, &s->lines) = (SummaryLine){.key = say(r->lang, key),
                                                   .value = value.len ? value : say(r->lang, MSG_akun_none)};
}

static void line_change(Req *r, Summary *s, Msg key, Str value, Url change)
{
    line(r, s, key, value);
    s->lines.at[s->lines.count - 1].change = (Link){say(r->lang, MSG_akun_change), change};
}

static Str zone_name(Req *r, i64 utc_minutes)
{
    return utc_minutes == 540 ? S("WIT") : utc_minutes == 480 ? S("WITA") : utc_minutes == 420 ? S("WIB")
         : say(r->lang, MSG_akun_zone_unit);
}

static Summary facts_of(Req *r, const AkunUser *u)
{
    Summary s = {0};
    line(r, &s, MSG_akun_name, u->facts.name);
    line(r, &s, MSG_akun_nip, u->facts.nip);
    line(r, &s, MSG_akun_email, u->facts.email);
    line(r, &s, MSG_akun_unit, u->unit_name);
    line(r, &s, MSG_akun_position, u->facts.position);
    line_change(r, &s, MSG_akun_language, say(r->lang, u->facts.lang == LANG_EN ? MSG_akun_lang_en : MSG_akun_lang_id),
                (Url){S("/akun/bahasa")});
    line_change(r, &s, MSG_akun_zone, zone_name(r, u->utc_minutes), (Url){S("/akun/bahasa")});
    if (u->has_password && !r->web->no_passwords)
        line_change(r, &s, MSG_akun_in_password, say(r->lang, MSG_akun_password_set), (Url){S("/akun/sandi")});
    line_change(r, &s, MSG_akun_second, say(r->lang, u->has_second ? MSG_akun_second_is_on : MSG_akun_second_is_off),
                (Url){S("/akun/kode")});
    line_change(r, &s, MSG_akun_tokens, say(r->lang, MSG_akun_tokens_hint), (Url){S("/akun/token")});
    return s;
}

static Str role_text(const Req *r, i64 bits)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (bits == (i64)1 << i)
            return say(r->lang, role_msg((Role)i));
    return (Str){0};
}

static Err own_roles(Req *r, Summary *s)
{
    AkunRoles all = {0};
    TRY(akun_roles(r->arena, r->db, r->user->id, r->today, &all));
    for (isize i = 0; i < all.count; i++) {
        const AkunRole *x = &all.at[i];
        if (!x->holds)
            continue;
        Str until = x->until_on.days
            ? say_args(r->arena, r->lang, MSG_akun_until, say_date(r->arena, r->lang, x->until_on)) : (Str){0};
        *list_add(r->arena, &s->lines) = (SummaryLine){.key = role_text(r, x->role_bits), .value = x->unit_name,
                                                       .note = until};
    }
    return NO_ERR;
}

/* "Firefox, Windows" is what people know their machines by; the rest of the text is noise. */
static Str device_of(Req *r, Str agent)
{
    static const char *const browsers[] = {"Edg", "OPR", "Firefox", "Chrome", "Safari"};
    static const char *const systems[]  = {"Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"};
    Str browser = {0}, system = {0};
    for (isize i = 0; i < countof(browsers) && !browser.len; i++)
        if (str_has(agent, str_of(browsers[i])))
            browser = i == 0 ? S("Edge") : i == 1 ? S("Opera") : str_of(browsers[i]);
    for (isize i = 0; i < countof(systems) && !system.len; i++)
        if (str_has(agent, str_of(systems[i])))
            system = str_of(systems[i]);
    if (!browser.len)
        return agent.len ? str_sub(agent, 0, 40) : say(r->lang, MSG_akun_device);
    return system.len ? str_fmt(r->arena, "%.*s, %.*s", STRF(browser), STRF(system)) : browser;
}

static Str way_of(Req *r, const AkunSession *s)
{
    if (!s->sso)
        return say(r->lang, MSG_akun_way_password);
    return r->web->oidc ? akun_oidc_config(r->web->oidc)->name : say(r->lang, MSG_akun_way_sso);
}

static Err own_sessions(Req *r, AkunSelfView *v)
{
    AkunSessions all = {0};
    TRY(akun_sessions(r->arena, r->db, r->user->id, r->now, &all));
    for (isize i = 0; i < all.count; i++) {
        const AkunSession *s = &all.at[i];
        *list_add(r->arena, &v->sessions) =
            (AkunSessionLine){s->id, device_of(r, s->agent), s->address, way_of(r, s), s->seen_at, s->made_at,
                              .mine = s->id == r->user->session_id};
    }
    v->others = all.count > 1;
    return NO_ERR;
}

static const Col session_cols[] = {
    {"perangkat", MSG_akun_session_device,  COL_TEXT, false}, {"alamat", MSG_akun_session_address, COL_TEXT, false},
    {"cara",      MSG_akun_way_in,          COL_TEXT, false}, {"sejak",  MSG_akun_session_made_at, COL_AT,   false},
    {"terakhir",  MSG_akun_session_used,    COL_AT,   false}, {"sesi",   MSG_akun_session_which,   COL_TEXT, false},
};

static Err sessions_file(Req *r)
{
    AkunSelfView v = {0};
    Table        t = {.name = "sesi", .caption = say(r->lang, MSG_akun_sessions), .cols = session_cols,
                      .cols_count = countof(session_cols)};

    TRY(own_sessions(r, &v));
    for (isize i = 0; i < v.sessions.count; i++) {
        const AkunSessionLine *s = &v.sessions.at[i];
        Cell                  *c = table_row(r, &t);
        c[0].text = s->device;
        c[1].text = s->address;
        c[2].text = s->way;
        c[3].at   = s->made_at;
        c[4].at   = s->seen_at;
        c[5].text = s->mine ? say(r->lang, MSG_akun_session_this) : (Str){0};
    }
    return table_show(r, &t);
}

static void head(Req *r, Msg title)
{
    r->page.title   = say(r->lang, title);
    r->page.section = S("akun");
    if (title != MSG_akun_self)
        crumb_add(r, say(r->lang, MSG_akun_self), (Url){S("/akun")});
}

/* GET /akun */
Err self_page(Req *r)
{
    AkunSelfView v = {0};
    AkunUser     u;

    if (table_is_asked(r))
        return sessions_file(r);
    v.exports = table_exports(r, NULL);
    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    v.facts = facts_of(r, &u);
    TRY(own_roles(r, &v.roles));
    TRY(own_sessions(r, &v));
    head(r, MSG_akun_self);
    page_quiet(r, say(r->lang, MSG_akun_out), (Url){S("/keluar")});
    view_akun_self(r, &v);
    return NO_ERR;
}

/* --- sessions --- */

/* POST /akun/sesi/:id/akhiri */
Err session_end(Req *r)
{
    AkunSessions all  = {0};
    bool         mine = false;

    TRY(akun_sessions(r->arena, r->db, r->user->id, r->now, &all));
    for (isize i = 0; i < all.count; i++)
        mine = mine || all.at[i].id == r->id;
    if (!mine)
        return FAIL(ERR_NOT_FOUND, "no such session of this person");
    TRY(akun_session_end(r->db, r->user->id, r->id));
    notice_set(r, MSG_akun_session_ended);
    return redirect(r, "/akun");
}

/* POST /akun/sesi/akhiri-lain */
Err session_end_others(Req *r)
{
    TRY(akun_session_end_others(r->db, r->user->id, r->user->session_id));
    notice_set(r, MSG_akun_sessions_ended);
    return redirect(r, "/akun");
}

/* --- language and time --- */

typedef struct { Str lang, zone; } Settings;

static const Choice langs[] = {{"id", MSG_akun_lang_id}, {"en", MSG_akun_lang_en}, {0}};
static const Choice zones[] = {{"0", MSG_akun_zone_unit}, {"420", MSG_unit_zone_wib}, {"480", MSG_unit_zone_wita},
                               {"540", MSG_unit_zone_wit}, {0}};

static const Field settings_form[] = {
    FIELD(Settings, lang, F_CHOICE, .label = MSG_akun_language, .required = true, .choices = langs, .radio = true),
    FIELD(Settings, zone, F_CHOICE, .label = MSG_akun_zone, .required = true, .choices = zones, .radio = true),
};

static Err show_settings(Req *r, const Settings *in, const Issues *issues)
{
    FormView v = form_view(r, settings_form, countof(settings_form), in, issues);
    head(r, MSG_akun_settings);
    r->status = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /akun/bahasa */
Err settings_page(Req *r)
{
    AkunUser u;
    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    Settings in = {str_of(lang_code(u.facts.lang)), str_fmt(r->arena, "%lld", (long long)u.utc_minutes)};
    return show_settings(r, &in, NULL);
}

/* POST /akun/bahasa */
Err settings_save(Req *r)
{
    Settings in     = {0};
    Issues   issues = {0};
    i64      zone   = 0;

    form_read(r, settings_form, countof(settings_form), &in, &issues);
    if (issues.count)
        return show_settings(r, &in, &issues);
    (void)str_i64(in.zone, &zone);
    TRY(akun_user_settings(r->db, r->user->id, lang_of(in.lang, LANG_ID), zone));
    cookie_set(r, "bahasa", in.lang, 365 * 86400);
    notice_set(r, MSG_akun_saved);
    return redirect(r, "/akun");
}

/* --- password --- */

typedef struct { Str now, password, again; } OwnPassword;

static const Field own_form[] = {
    FIELD(OwnPassword, now, F_PASSWORD, .label = MSG_akun_password_now, .required = true,
          .autocomplete = "current-password"),
    FIELD(OwnPassword, password, F_PASSWORD, .label = MSG_akun_new_password, .hint = MSG_akun_new_password_hint,
          .required = true, .autocomplete = "new-password"),
    FIELD(OwnPassword, again, F_PASSWORD, .label = MSG_akun_new_again, .required = true,
          .autocomplete = "new-password"),
};

typedef struct {
    AkunUser u;
    Str      old_hash, hash;
    i64      wait_s;
    bool     wrong;
    Issues   issues;
} Change;

/* POST /akun/sandi, at the loop */
Err own_password_look(Req *r)
{
    Change *c = new(r->arena, Change, 1);
    AkunTry t;

    r->carry = c;
    TRY(akun_passwords_only(r));
    TRY(akun_user_find(r->arena, r->db, r->user->id, &c->u));
    TRY(akun_try_look(r->arena, r->db, c->u.facts.nip, S("own"), r->now, &t));
    c->old_hash = t.hash;
    return akun_code_wait(*r->arena, r->db, r->user->id, r->now, &c->wait_s);
}

/* ... off the loop: compare the old one, judge and hash the new one */
Err own_password_before(Req *r)
{
    Change     *c  = r->carry;
    OwnPassword in = {0};
    bool        old;

    form_read(r, own_form, countof(own_form), &in, &c->issues);
    if (!c->issues.count)
        akun_password_check(in.password, &c->u, r->lang, &c->issues);
    if (!c->issues.count && !str_eq(in.password, in.again))
        issue_say(&c->issues, r->lang, S("again"), MSG_akun_new_differs);
    if (c->wait_s)
        issue_sayf(&c->issues, r->lang, (Str){0}, MSG_akun_in_wait, say_i64(r->arena, r->lang, c->wait_s));
    if (c->issues.count)
        return NO_ERR;
    c->wrong = !akun_password_good(*r->arena, in.now, c->old_hash, &old);
    if (c->wrong)
        issue_say(&c->issues, r->lang, S("now"), MSG_akun_password_wrong);
    return c->wrong ? NO_ERR : akun_password_hash(r->arena, in.password, &c->hash);
}

static Err show_own_password(Req *r, const Issues *issues)
{
    FormView v = form_view(r, own_form, countof(own_form), &(OwnPassword){0}, issues);
    v.submit = say(r->lang, MSG_akun_new_submit);
    head(r, MSG_akun_password_change);
    r->page.lead = say(r->lang, MSG_akun_password_change_lead);
    r->status    = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /akun/sandi */
Err own_password_page(Req *r)
{
    TRY(akun_passwords_only(r));
    return show_own_password(r, NULL);
}

/* ... in the transaction */
Err own_password(Req *r)
{
    const Change *c = r->carry;

    if (c->wrong)
        TRY(akun_code_failed(*r->arena, r->db, r->user->id, r->now));
    if (c->issues.count)
        return show_own_password(r, &c->issues);
    TRY(akun_password_set(*r->arena, r->db, &c->u, c->hash, r->user->session_id, r->now));
    notice_set(r, MSG_akun_password_changed);
    return redirect(r, "/akun");
}

/* --- second factor --- */

typedef struct { Str code; } Code;

static const Field code_form[] = {
    FIELD(Code, code, F_CODE, .label = MSG_akun_code, .hint = MSG_akun_code_six, .required = true, .max = 40,
          .autocomplete = "one-time-code"),
};

static Err show_begin(Req *r)
{
    Confirm c = {.text = say(r->lang, MSG_akun_second_why), .action = {S("/akun/kode/mulai")},
                 .submit = say(r->lang, MSG_akun_second_begin), .back = {say(r->lang, MSG_akun_back), {S("/akun")}}};
    head(r, MSG_akun_second);
    view_confirm(r, &c);
    return NO_ERR;
}

static Err show_install(Req *r, const AkunSecond *second, const Issues *issues)
{
    Str uri = akun_totp_uri(r->arena, second->secret, r->user->nip, S("pulau"));
    AkunSecondView v;
    v.secret = akun_base32(r->arena, second->secret);
    v.form   = form_view(r, code_form, countof(code_form), &(Code){0}, issues);
    v.qr     = qr_svg(r, uri, say(r->lang, MSG_akun_second_qr));
    v.form.action = (Url){S("/akun/kode/pasang")};
    v.form.submit = say(r->lang, MSG_akun_second_on);
    head(r, MSG_akun_second_begin);
    r->status = issues && issues->count ? 422 : 200;
    view_akun_second(r, &v);
    return NO_ERR;
}

static Err show_remove(Req *r, const AkunSecond *second, const Issues *issues)
{
    FormView v = form_view(r, code_form, countof(code_form), &(Code){0}, issues);
    v.action     = (Url){S("/akun/kode/lepas")};
    v.submit     = say(r->lang, MSG_akun_second_off);
    head(r, MSG_akun_second);
    r->page.lead = say_args(r->arena, r->lang, MSG_akun_second_left, say_i64(r->arena, r->lang, second->recovery_left));
    r->status    = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /akun/kode - not begun, begun, or in use */
Err second_page(Req *r)
{
    AkunSecond second;
    TRY(akun_second(r->arena, r->db, r->user->id, &second));
    if (second.on)
        return show_remove(r, &second, NULL);
    return second.secret.len ? show_install(r, &second, NULL) : show_begin(r);
}

/* POST /akun/kode/mulai */
Err second_begin(Req *r)
{
    Str secret;
    TRY(akun_second_begin(r->arena, r->db, r->user->id, &secret));
    return redirect(r, "/akun/kode");
}

static Err wait_first(Req *r, Issues *issues)
{
    i64 wait;
    TRY(akun_code_wait(*r->arena, r->db, r->user->id, r->now, &wait));
    if (wait)
        issue_sayf(issues, r->lang, (Str){0}, MSG_akun_in_wait, say_i64(r->arena, r->lang, wait));
    return NO_ERR;
}

static Err wrong_code(Req *r, Issues *issues)
{
    issue_say(issues, r->lang, S("code"), MSG_akun_code_wrong);
    return akun_code_failed(*r->arena, r->db, r->user->id, r->now);
}

static Err show_codes(Req *r, const Str *codes)
{
    Notice  n = {TONE_GOOD, say(r->lang, MSG_akun_codes_on), say(r->lang, MSG_akun_codes_lead),
                 {say(r->lang, MSG_akun_codes_kept), {S("/akun")}}};
    Summary s = {0};

    for (int i = 0; i < AKUN_RECOVERY; i++)
        *list_add(r->arena, &s.lines) = (SummaryLine){.key = say_i64(r->arena, r->lang, i + 1), .value = codes[i]};
    head(r, MSG_akun_codes);
    view_notice(r, &n);
    view_summary(r, &s);
    return NO_ERR;
}

/* POST /akun/kode/pasang - the first good code switches it on; the recovery codes are shown this once */
Err second_on(Req *r)
{
    Code       in     = {0};
    Issues     issues = {0};
    AkunSecond second;
    AkunUser   u;
    Str        codes[AKUN_RECOVERY];
    bool       good   = false;

    TRY(akun_second(r->arena, r->db, r->user->id, &second));
    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    if (!second.secret.len || second.on)
        return redirect(r, "/akun/kode");
    form_read(r, code_form, countof(code_form), &in, &issues);
    TRY(wait_first(r, &issues));
    if (!issues.count)
        TRY(akun_second_on(r->arena, r->db, &u, in.code, r->now, &good, codes));
    if (!issues.count && !good)
        TRY(wrong_code(r, &issues));
    if (issues.count)
        return show_install(r, &second, &issues);
    return show_codes(r, codes);
}

/* POST /akun/kode/lepas */
Err second_off(Req *r)
{
    Code       in     = {0};
    Issues     issues = {0};
    AkunSecond second;
    AkunUser   u;
    bool       good   = false;

    TRY(akun_second(r->arena, r->db, r->user->id, &second));
    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    form_read(r, code_form, countof(code_form), &in, &issues);
    TRY(wait_first(r, &issues));
    if (!issues.count)
        TRY(akun_second_take(*r->arena, r->db, r->user->id, in.code, r->now, &good));
    if (!issues.count && !good)
        TRY(wrong_code(r, &issues));
    if (issues.count)
        return show_remove(r, &second, &issues);
    TRY(akun_second_off(*r->arena, r->db, &u, u.id, r->now));
    notice_set(r, MSG_akun_second_gone);
    return redirect(r, "/akun");
}
