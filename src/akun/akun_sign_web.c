/* Through the door: password, code, and out again. */
#include "akun/akun_pages_web.h"

#include "akun/akun_oidc.h"

#include "akun_door.html.h"

typedef struct { Str name, password; } SignIn;

static const Field sign_in_form[] = {
    FIELD(SignIn, name, F_TEXT, .label = MSG_akun_in_name, .hint = MSG_akun_in_name_hint, .required = true, .max = 254,
          .autocomplete = "username"),
    FIELD(SignIn, password, F_PASSWORD, .label = MSG_akun_in_password, .required = true,
          .autocomplete = "current-password"),
};

/* From look over before to run. */
typedef struct {
    AkunTry look;
    bool    good, old;
    Str     newer_hash;
} Tried;

/* Where the person wanted to go: a path on this site, and not too long for a redirect. */
Url akun_next(Req *r)
{
    Url home = {S("/")};
    Url next = url_local(query_get(r, "lanjut"), home);
    return next.s.len > 300 || str_starts(next.s, S("/masuk")) || str_starts(next.s, S("/keluar")) ? home : next;
}

static Url with_next(Req *r, const char *path)
{
    Str next = akun_next(r).s;
    return (Url){str_is(next, "/") ? str_of(path)
                                   : str_fmt(r->arena, "%s?lanjut=%.*s", path, STRF(url_part(r->arena, next)))};
}

static Err show_sign_in(Req *r, const SignIn *in, const Issues *issues)
{
    AkunDoorView v = {.form = form_view(r, sign_in_form, countof(sign_in_form), in, issues),
                      .password = !r->web->no_passwords, .both = r->web->oidc && !r->web->no_passwords};
    v.form.action = with_next(r, "/masuk");
    v.form.submit = say(r->lang, MSG_akun_in_submit);
    if (r->web->oidc)
        v.sso = (Link){say_args(r->arena, r->lang, MSG_akun_sso_button, akun_oidc_config(r->web->oidc)->name),
                       with_next(r, "/masuk/sso")};
    if (r->method == GET)
        header_add(r, "Cache-Control", S("no-store"));  /* its form holds this visitor's token */
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_akun_in_title);
    r->page.lead  = say(r->lang, r->web->oidc ? MSG_akun_sso_lead : MSG_akun_in_lead);
    r->status     = issues && issues->count ? 422 : 200;
    view_akun_door(r, &v);
    return NO_ERR;
}

/* GET /masuk */
Err sign_in_page(Req *r)
{
    if (r->user && !r->user->half)
        return redirect(r, "%.*s", STRF(akun_next(r).s));
    return show_sign_in(r, &(SignIn){0}, NULL);
}

/* POST /masuk, at the loop: what there is to compare with */
Err sign_in_look(Req *r)
{
    Tried *t = new(r->arena, Tried, 1);
    r->carry = t;
    TRY(akun_passwords_only(r));
    return akun_try_look(r->arena, r->db, form_value(r, "name"), r->http->remote, r->now, &t->look);
}

/* ... off the loop and off the writer: compare.  An account that is not there costs as much as one that is. */
Err sign_in_before(Req *r)
{
    Tried *t        = r->carry;
    Str    password = form_value(r, "password");

    if (t->look.wait_s || !password.len || password.len > AKUN_PASSWORD_MAX * 4)
        return NO_ERR;
    t->good = akun_password_good(*r->arena, password, t->look.hash, &t->old);
    if (t->old)
        TRY(akun_password_hash(r->arena, password, &t->newer_hash));
    return NO_ERR;
}

static Err judge(Req *r, const SignIn *in, const Tried *t, Issues *issues)
{
    AkunTry now;

    TRY(akun_try_look(r->arena, r->db, in->name, r->http->remote, r->now, &now));
    if (now.wait_s) {
        issue_sayf(issues, r->lang, (Str){0}, MSG_akun_in_wait, say_i64(r->arena, r->lang, now.wait_s));
    } else if (!t->good) {
        issue_say(issues, r->lang, (Str){0}, MSG_akun_in_wrong);
        return akun_try_failed(*r->arena, r->db, in->name, r->http->remote, r->now);
    }
    return NO_ERR;
}

/* A token that was there before is worth nothing now: a new one each time somebody passes the door. */
Err akun_let_in(Req *r, i64 user_id, bool half, const AkunSession *way)
{
    AkunSession from = *way;
    Str         token;

    from.address = r->http->remote;
    from.agent   = http_header(r->http, "User-Agent");
    if (r->user)
        TRY(akun_session_end(r->db, r->user->id, r->user->session_id));
    if (!str_is_utf8(from.agent))
        from.agent = (Str){0};
    TRY(akun_session_start(r->arena, r->db, user_id, half, &from, r->now, &token));
    cookie_set(r, "sesi", token, AKUN_SESSION_S);
    if (!r->user)               /* whoever sat here before: from now on the account's own, until another is chosen */
        cookie_set(r, "bahasa", S(""), 0);
    return NO_ERR;
}

/* POST /masuk, in the transaction */
Err sign_in(Req *r)
{
    SignIn       in     = {0};
    Issues       issues = {0};
    const Tried *t      = r->carry;

    form_read(r, sign_in_form, countof(sign_in_form), &in, &issues);
    if (!issues.count)
        TRY(judge(r, &in, t, &issues));
    if (issues.count)
        return show_sign_in(r, &in, &issues);
    TRY(akun_try_passed(*r->arena, r->db, in.name, t->look.user_id, r->now));
    if (t->newer_hash.len)
        TRY(akun_password_upgrade(r->db, t->look.user_id, t->newer_hash));
    TRY(akun_let_in(r, t->look.user_id, t->look.has_second, &(AkunSession){0}));
    return redirect(r, "%.*s", STRF((t->look.has_second ? with_next(r, "/masuk/kode") : akun_next(r)).s));
}

/* --- the second factor --- */

typedef struct { Str code; } Code;

static const Field code_form[] = {
    FIELD(Code, code, F_CODE, .label = MSG_akun_code, .hint = MSG_akun_code_hint, .required = true, .max = 40,
          .autocomplete = "one-time-code"),
};

static Err show_code(Req *r, const Code *in, const Issues *issues)
{
    FormView v = form_view(r, code_form, countof(code_form), in, issues);
    v.action = with_next(r, "/masuk/kode");
    v.submit = say(r->lang, MSG_akun_in_submit);
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_akun_code_title);
    r->status     = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /masuk/kode */
Err code_page(Req *r)
{
    if (!r->user->half)
        return redirect(r, "%.*s", STRF(akun_next(r).s));
    return show_code(r, &(Code){0}, NULL);
}

/* POST /masuk/kode */
Err code_enter(Req *r)
{
    Code        in     = {0};
    Issues      issues = {0};
    AkunSession way    = {0};
    i64         wait;
    bool        good = false;

    if (!r->user->half)
        return redirect(r, "%.*s", STRF(akun_next(r).s));
    form_read(r, code_form, countof(code_form), &in, &issues);
    TRY(akun_code_wait(*r->arena, r->db, r->user->id, r->now, &wait));
    if (wait)
        issue_sayf(&issues, r->lang, (Str){0}, MSG_akun_in_wait, say_i64(r->arena, r->lang, wait));
    if (!issues.count)
        TRY(akun_second_take(*r->arena, r->db, r->user->id, in.code, r->now, &good));
    if (!issues.count && !good) {
        issue_say(&issues, r->lang, S("code"), MSG_akun_code_wrong);
        TRY(akun_code_failed(*r->arena, r->db, r->user->id, r->now));
    }
    if (issues.count)
        return show_code(r, &in, &issues);
    TRY(akun_session_way(r->arena, r->db, r->user->session_id, &way));
    TRY(akun_let_in(r, r->user->id, false, &way));
    return redirect(r, "%.*s", STRF(akun_next(r).s));
}

/* --- out --- */

/* GET /keluar */
Err sign_out_page(Req *r)
{
    Confirm c = {.text = say(r->lang, MSG_akun_out_ask), .action = {S("/keluar")},
                 .submit = say(r->lang, MSG_akun_out), .back = {say(r->lang, MSG_akun_back), {S("/")}}};
    r->page.title = say(r->lang, MSG_akun_out);
    view_confirm(r, &c);
    return NO_ERR;
}

/* POST /keluar */
Err sign_out(Req *r)
{
    AkunSession way = {0};

    TRY(akun_session_way(r->arena, r->db, r->user->session_id, &way));
    TRY(akun_session_end(r->db, r->user->id, r->user->session_id));
    cookie_set(r, "sesi", S(""), 0);
    if (way.sso && r->web->oidc)
        return redirect(r, "/keluar/selesai");
    notice_set(r, MSG_akun_out_done);
    return redirect(r, "/masuk");
}
