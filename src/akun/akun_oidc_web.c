/* Through the agency's own provider: out to it, back with an answer, and what to do when the door stays shut. */
#include "akun/akun_oidc.h"
#include "akun/akun_pages_web.h"

enum { COOKIE = 52 };           /* letters of the cookie that ties a visit to its browser */

/* How a visit ended. */
typedef enum { GOOD, STALE, DENIED, REFUSED, AWAY, BUSY, UNTRUSTED } Fate;

typedef struct {
    Fate         fate;
    AkunOidcBack back;
    AkunOidcWho  who;
    Str          url;
    Str          noted;
} Visit;

static Str name_of(const Req *r)
{
    return akun_oidc_config(r->web->oidc)->name;
}

Err akun_passwords_only(Req *r)
{
    if (!r->web->no_passwords)
        return NO_ERR;
    r->refused = say_args(r->arena, r->lang, MSG_akun_sso_only, r->web->oidc ? name_of(r) : S("SSO"));
    return FAIL(ERR_FORBIDDEN, "nobody signs in by password here");
}

static Err must_have(const Req *r)
{
    return r->web->oidc ? NO_ERR : FAIL(ERR_NOT_FOUND, "no provider is set");
}

static Fate fate_of(Err e)
{
    return !e.kind ? GOOD : e.kind == ERR_AWAY ? AWAY : e.kind == ERR_BUSY ? BUSY : UNTRUSTED;
}

/* --- the door stays shut: what happened, and what to do --- */

typedef struct { int status; Msg title, text; Tone tone; } Shut;

static const Shut fates[] = {
    [STALE]     = {400, MSG_akun_sso_stale,     MSG_akun_sso_stale_do,     TONE_WARN},
    [DENIED]    = {403, MSG_akun_sso_denied,    MSG_akun_sso_denied_do,    TONE_INFO},
    [REFUSED]   = {403, MSG_akun_sso_refused,   MSG_akun_sso_refused_do,   TONE_BAD},
    [AWAY]      = {503, MSG_akun_sso_away,      MSG_akun_sso_away_do,      TONE_BAD},
    [BUSY]      = {503, MSG_akun_sso_busy,      MSG_akun_sso_busy_do,      TONE_WARN},
    [UNTRUSTED] = {403, MSG_akun_sso_untrusted, MSG_akun_sso_untrusted_do, TONE_BAD},
};

static const Shut matches[] = {
    [AKUN_OIDC_NO_NIP]   = {403, MSG_akun_sso_no_nip,   MSG_akun_sso_no_nip_do,   TONE_BAD},
    [AKUN_OIDC_UNKNOWN]  = {403, MSG_akun_sso_unknown,  MSG_akun_sso_unknown_do,  TONE_BAD},
    [AKUN_OIDC_INACTIVE] = {403, MSG_akun_sso_inactive, MSG_akun_sso_inactive_do, TONE_BAD},
    [AKUN_OIDC_OTHER]    = {403, MSG_akun_sso_other,    MSG_akun_sso_other_do,    TONE_BAD},
};

static Err show_shut(Req *r, const Shut *s, Str nip)
{
    Notice n = {s->tone, say_args(r->arena, r->lang, s->title, name_of(r), nip),
                say_args(r->arena, r->lang, s->text, name_of(r), nip),
                {say(r->lang, MSG_akun_sso_back), {S("/masuk")}}};

    header_add(r, "Cache-Control", S("no-store"));
    r->status     = s->status;
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_akun_sso_shut);
    view_notice(r, &n);
    return NO_ERR;
}

static Err go_to(Req *r, Str url)
{
    header_add(r, "Cache-Control", S("no-store"));
    r->status   = 303;
    r->location = url;
    return NO_ERR;
}

/* --- out to the provider --- */

static Str browser_cookie(Req *r)
{
    Str kept = cookie_get(r, "sso");
    return kept.len == COOKIE ? kept : (Str){0};
}

/* GET /masuk/sso, off the loop: where is its door? */
Err sso_begin_before(Req *r)
{
    Visit *v = new(r->arena, Visit, 1);

    TRY(must_have(r));
    r->carry  = v;
    v->back.t = akun_oidc_try(r->arena, browser_cookie(r));
    Err e     = akun_oidc_begin(r->arena, r->web->oidc, &v->back.t, r->lang, r->now, &v->url);
    v->fate   = fate_of(e);
    v->noted  = str_of(e.why);
    return NO_ERR;
}

/* ... in the transaction.  A link, not a form: where forms may lead is this site alone (form-action). */
Err sso_begin(Req *r)
{
    const Visit *v = r->carry;

    r->noted = v->noted;
    if (r->user && !r->user->half)
        return redirect(r, "%.*s", STRF(akun_next(r).s));
    if (v->fate != GOOD)
        return show_shut(r, &fates[v->fate], (Str){0});
    TRY(akun_oidc_try_add(r->db, &v->back.t, akun_next(r).s, r->now));
    cookie_set(r, "sso", v->back.t.browser, AKUN_OIDC_TRY_S);
    return go_to(r, v->url);
}

/* --- and back --- */

/* GET /masuk/sso/kembali, at the loop: did this browser begin this visit? */
Err sso_return_look(Req *r)
{
    Visit *v = new(r->arena, Visit, 1);
    Str    next;

    TRY(must_have(r));
    r->carry = v;
    v->back  = (AkunOidcBack){{query_get(r, "state"), browser_cookie(r)}, query_get(r, "code"), query_get(r, "iss")};
    Err e    = akun_oidc_try_find(r->arena, r->db, &v->back.t, r->now, &next);
    if (e.kind == ERR_NOT_FOUND) {
        v->fate  = STALE;
        v->noted = str_of(e.why);
        return NO_ERR;
    }
    return e;
}

/* ... off the loop: who is it? */
Err sso_return_before(Req *r)
{
    Visit *v     = r->carry;
    Str    error = query_get(r, "error");

    if (v->fate == STALE)
        return NO_ERR;
    if (error.len || !v->back.code.len) {
        v->fate  = str_is(error, "access_denied") ? DENIED : REFUSED;
        v->noted = S("the provider sends the person back without a code");
        return NO_ERR;
    }
    Err e    = akun_oidc_redeem(r->arena, r->web->oidc, &v->back, r->now, &v->who);
    v->fate  = fate_of(e);
    v->noted = str_of(e.why);
    return NO_ERR;
}

static Err enter(Req *r, const AkunOidcWho *who, const AkunUser *u, Str next)
{
    bool        half = u->has_second && !who->mfa;
    AkunSession way  = {.sso = true, .sso_sid = who->sid};
    Url         to   = url_local(next, (Url){S("/")});

    TRY(akun_let_in(r, u->id, half, &way));
    return half ? redirect(r, "/masuk/kode?lanjut=%.*s", STRF(url_part(r->arena, to.s)))
                : redirect(r, "%.*s", STRF(to.s));
}

/* ... in the transaction: the visit is over however it ended */
Err sso_return(Req *r)
{
    const Visit  *v = r->carry;
    AkunOidcMatch match;
    AkunUser      u = {0};
    Str           next;

    r->noted = v->noted;
    if (v->fate == STALE && r->user && !r->user->half)
        return redirect(r, "/");        /* gone back in the browser, or two windows: in already */
    if (v->fate == STALE)
        return show_shut(r, &fates[STALE], (Str){0});
    cookie_set(r, "sso", S(""), 0);
    Err e = akun_oidc_try_take(r->arena, r->db, &v->back.t, r->now, &next);
    if (e.kind == ERR_NOT_FOUND)
        return show_shut(r, &fates[STALE], (Str){0});
    TRY(e);
    if (v->fate != GOOD)
        return show_shut(r, &fates[v->fate], (Str){0});
    Str issuer = akun_oidc_config(r->web->oidc)->issuer;
    TRY(akun_oidc_account(r->arena, r->db, issuer, &v->who, r->now, &match, &u));
    if (match != AKUN_OIDC_MATCHED) {
        r->noted = S("the provider's answer is good, and no account goes with it");
        return show_shut(r, &matches[match], v->who.nip);
    }
    return enter(r, &v->who, &u, next);
}

/* --- signing out there too --- */

/* GET /keluar/selesai - out of pulau; the provider may still know the person, and says so to whoever asks it */
Err sso_left_page(Req *r)
{
    TRY(must_have(r));
    Notice n = {TONE_INFO, say(r->lang, MSG_akun_out_done), say_args(r->arena, r->lang, MSG_akun_sso_still, name_of(r)),
                {say_args(r->arena, r->lang, MSG_akun_sso_leave, name_of(r)), {S("/keluar/sso")}}};
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_akun_out);
    view_notice(r, &n);
    buf_add(&r->out, S("<p><a href=\"/masuk\">"));
    html_put_text(r, say(r->lang, MSG_akun_sso_again));
    buf_add(&r->out, S("</a></p>\n"));
    return NO_ERR;
}

/* GET /keluar/sso, off the loop */
Err sso_leave_before(Req *r)
{
    Visit *v = new(r->arena, Visit, 1);

    TRY(must_have(r));
    r->carry = v;
    Err e    = akun_oidc_leave(r->arena, r->web->oidc, r->now, &v->url);
    v->fate  = e.kind == ERR_NOT_FOUND ? GOOD : fate_of(e);
    v->noted = str_of(e.why);
    return NO_ERR;
}

Err sso_leave(Req *r)
{
    const Visit *v = r->carry;

    r->noted = v->noted;
    if (v->fate != GOOD)
        return show_shut(r, &fates[v->fate], (Str){0});
    if (v->url.len)
        return go_to(r, v->url);
    return show_shut(r, &(Shut){200, MSG_akun_sso_no_leave, MSG_akun_sso_no_leave_do, TONE_INFO}, (Str){0});
}

/* --- the provider tells us (Back-Channel Logout): no browser, no cookie, only its signature --- */

typedef struct { AkunOidcOut out; Err e; } Told;

/* POST /masuk/sso/keluar, off the loop */
Err sso_told_before(Req *r)
{
    Told *t = new(r->arena, Told, 1);

    TRY(must_have(r));
    r->carry = t;
    t->e     = akun_oidc_told(r->arena, r->web->oidc, form_value(r, "logout_token"), r->now, &t->out);
    return NO_ERR;
}

Err sso_told(Req *r)
{
    const Told *t = r->carry;

    header_add(r, "Cache-Control", S("no-store"));
    r->type  = S("application/json");
    r->noted = str_of(t->e.why);
    if (t->e.kind) {
        r->status = fate_of(t->e) == UNTRUSTED ? 400 : 503;
        buf_add(&r->out, S("{\"error\":\"invalid_request\"}\n"));
        return NO_ERR;
    }
    TRY(akun_oidc_ended(*r->arena, r->db, akun_oidc_config(r->web->oidc)->issuer, &t->out, r->now));
    buf_add(&r->out, S("{}\n"));
    return NO_ERR;
}
