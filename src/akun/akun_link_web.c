/* One-time links: invitation, and the way back in for those who forgot their password. */
#include "akun/akun_pages_web.h"

#include "web/job.h"
#include "web/mail.h"

/* --- handing out --- */

static Str path_of(AkunPurpose purpose)
{
    return purpose == AKUN_INVITATION ? S("undangan") : S("atur-sandi");
}

static Str address_of(Arena *a, const Web *w, AkunPurpose purpose, Str token)
{
    return str_fmt(a, "%.*s/%.*s/%.*s", STRF(w->origin), STRF(path_of(purpose)), STRF(token));
}

Str akun_link_letter(Arena *a, const Web *w, const AkunUser *u, AkunPurpose purpose, Str token, Str *out_subject)
{
    Lang lang   = u->facts.lang;
    bool invite = purpose == AKUN_INVITATION;

    *out_subject = say(lang, invite ? MSG_akun_invite_subject : MSG_akun_reset_subject);
    Str address = address_of(a, w, purpose, token);
    Str greet   = say_args(a, lang, MSG_akun_letter_greet, u->facts.name);
    Str text    = say(lang, invite ? MSG_akun_invite_letter : MSG_akun_reset_letter);
    Str foot    = say(lang, invite ? MSG_akun_invite_foot : MSG_akun_reset_foot);
    return str_fmt(a, "%.*s\n\n%.*s\n\n%.*s\n\n%.*s\n", STRF(greet), STRF(text), STRF(address), STRF(foot));
}

static Err send_letter(Arena *a, Db *db, const Web *w, const AkunUser *u, AkunPurpose purpose, Str token, Instant now)
{
    Str subject, body = akun_link_letter(a, w, u, purpose, token, &subject);
    return mail_queue(*a, db, &(Letter){.to = u->facts.email, .subject = subject, .body = body}, now);
}

Err akun_send_link(Req *r, const AkunUser *u, AkunPurpose purpose, Str *out_shown)
{
    Str token;

    TRY(akun_link_make(r->arena, r->db, u, purpose, r->user->id, r->now, &token));
    *out_shown = (Str){0};
    if (r->web->mail && u->facts.email.len)
        return send_letter(r->arena, r->db, r->web, u, purpose, token, r->now);
    *out_shown = address_of(r->arena, r->web, purpose, token);
    return NO_ERR;
}

/* --- "I forgot": the answer is the same for everybody, so the account is looked up later --- */

typedef struct { Str name; } Forgot;

static const Field forgot_form[] = {
    FIELD(Forgot, name, F_TEXT, .label = MSG_akun_in_name, .required = true, .max = 254, .autocomplete = "username"),
};

static Err show_forgot(Req *r, const Forgot *in, const Issues *issues)
{
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_akun_forgot_title);
    r->status     = issues && issues->count ? 422 : 200;
    if (!r->web->mail) {
        view_notice(r, &(Notice){TONE_INFO, say(r->lang, MSG_akun_forgot_ask_title), say(r->lang, MSG_akun_forgot_ask),
                                 {say(r->lang, MSG_akun_in_title), {S("/masuk")}}});
        return NO_ERR;
    }
    FormView v = form_view(r, forgot_form, countof(forgot_form), in, issues);
    v.submit     = say(r->lang, MSG_akun_forgot_submit);
    r->page.lead = say(r->lang, MSG_akun_forgot_lead);
    view_form(r, &v);
    return NO_ERR;
}

/* GET /lupa-sandi */
Err forgot_page(Req *r)
{
    TRY(akun_passwords_only(r));
    return show_forgot(r, &(Forgot){0}, NULL);
}

/* POST /lupa-sandi - somebody who asks very often is thanked all the same, and nothing is sent */
Err forgot(Req *r)
{
    Forgot in     = {0};
    Issues issues = {0};
    bool   often;

    TRY(akun_passwords_only(r));
    form_read(r, forgot_form, countof(forgot_form), &in, &issues);
    if (issues.count || !r->web->mail)
        return show_forgot(r, &in, &issues);
    TRY(akun_asks_often(*r->arena, r->db, r->http->remote, r->now, &often));
    if (!often)
        TRY(job_add(r->db, S("akun_reset"), in.name, r->now));
    notice_set(r, MSG_akun_forgot_sent);
    return redirect(r, "/masuk");
}

/* Not again within minutes, so that nobody's letter box is flooded. */
static Err answer_one(Arena *a, Db *db, const Web *w, const JobClaim *j, Instant now)
{
    AkunUser u;
    Str      token;
    bool     lately;
    Err      e = akun_user_typed(a, db, j->payload, &u);

    if (!e.kind && u.active && u.facts.email.len) {
        TRY(akun_link_lately(*a, db, u.id, now, &lately));
        if (!lately) {
            TRY(akun_link_make(a, db, &u, AKUN_RESET, 0, now, &token));
            TRY(send_letter(a, db, w, &u, AKUN_RESET, token, now));
        }
    } else if (e.kind && e.kind != ERR_NOT_FOUND) {
        return e;
    }
    return job_done(db, j);
}

Err akun_reset_due(Arena scratch, Db *db, const Web *w, Instant now)
{
    for (int i = 0; i < 20; i++) {
        Arena    a = scratch;
        JobClaim j = {0};
        TRY(db_begin(db, true));
        Err e = job_claim(&a, db, S("akun_reset"), now, &j);
        if (!e.kind && j.id)
            e = answer_one(&a, db, w, &j, now);
        Err done = db_end(db, !e.kind);
        TRY(e);
        TRY(done);
        if (!j.id)
            break;
    }
    return NO_ERR;
}

/* --- using a link: choose a password --- */

typedef struct { Str password, again; } NewPassword;

static const Field password_form[] = {
    FIELD(NewPassword, password, F_PASSWORD, .label = MSG_akun_new_password, .hint = MSG_akun_new_password_hint,
          .required = true, .autocomplete = "new-password"),
    FIELD(NewPassword, again, F_PASSWORD, .label = MSG_akun_new_again, .required = true,
          .autocomplete = "new-password"),
};

typedef struct {
    AkunUser u;
    Issues   issues;
    Str      hash;
} Chosen;

static Err look(Req *r, AkunPurpose purpose)
{
    Chosen *c = new(r->arena, Chosen, 1);

    TRY(akun_passwords_only(r));
    Err e = akun_link_find(r->arena, r->db, purpose, r->args[0], r->now, &c->u);

    if (e.kind == ERR_NOT_FOUND)
        r->refused = say(r->lang, MSG_akun_link_over);
    r->carry = c;
    return e;
}

Err invitation_look(Req *r)
{
    return look(r, AKUN_INVITATION);
}

Err reset_look(Req *r)
{
    return look(r, AKUN_RESET);
}

/* POST, off the loop: judge and hash */
Err password_before(Req *r)
{
    Chosen     *c  = r->carry;
    NewPassword in = {0};

    form_read(r, password_form, countof(password_form), &in, &c->issues);
    if (!c->issues.count)
        akun_password_check(in.password, &c->u, r->lang, &c->issues);
    if (!c->issues.count && !str_eq(in.password, in.again))
        issue_say(&c->issues, r->lang, S("again"), MSG_akun_new_differs);
    if (c->issues.count)
        return NO_ERR;
    return akun_password_hash(r->arena, in.password, &c->hash);
}

static Err show_choose(Req *r, const Chosen *c, Msg title)
{
    FormView v = form_view(r, password_form, countof(password_form), &(NewPassword){0}, &c->issues);
    v.submit = say(r->lang, MSG_akun_new_submit);
    if (r->method == GET)
        header_add(r, "Cache-Control", S("no-store"));
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, title);
    r->page.lead  = say_args(r->arena, r->lang, MSG_akun_new_lead, c->u.facts.name, c->u.unit_name);
    r->status     = c->issues.count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /undangan/:token */
Err invitation_page(Req *r)
{
    return show_choose(r, r->carry, MSG_akun_invite_title);
}

/* GET /atur-sandi/:token */
Err reset_page(Req *r)
{
    return show_choose(r, r->carry, MSG_akun_reset_title);
}

static Err take(Req *r, AkunPurpose purpose, Msg title)
{
    const Chosen *c = r->carry;

    if (c->issues.count)
        return show_choose(r, c, title);
    Err e = akun_link_use(*r->arena, r->db, purpose, r->args[0], r->now);
    if (e.kind == ERR_NOT_FOUND)
        r->refused = say(r->lang, MSG_akun_link_over);
    TRY(e);
    TRY(akun_password_set(*r->arena, r->db, &c->u, c->hash, 0, r->now));
    cookie_set(r, "sesi", S(""), 0);
    notice_set(r, MSG_akun_new_done);
    return redirect(r, "/masuk");
}

/* POST /undangan/:token */
Err invitation_take(Req *r)
{
    return take(r, AKUN_INVITATION, MSG_akun_invite_title);
}

/* POST /atur-sandi/:token */
Err reset_take(Req *r)
{
    return take(r, AKUN_RESET, MSG_akun_reset_title);
}
