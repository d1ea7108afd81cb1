/* The settings of single sign-on, judged before anything is served. */
#include "akun/akun_oidc.h"
#include "app/app.h"

enum { SECRET_MOST = 4096 };

static Err read_secret(App *app, Str *out)
{
    const Config *c = &app->config;

    *out = c->text[SET_oidc_secret];
    if (!c->text[SET_oidc_secret_file].len)
        return NO_ERR;
    Err e = cli_slurp(&app->life, c->text[SET_oidc_secret_file], SECRET_MOST, out);
    if (e.kind)
        cli_say("oidc_secret_file: %s", e.why);
    *out = str_trim(*out);
    return e.kind ? FAIL(ERR_INVALID, "the secret cannot be read") : NO_ERR;
}

static bool asks_openid(Str scope)
{
    while (scope.len)
        if (str_is(str_cut(&scope, ' '), "openid"))
            return true;
    return false;
}

/* The first thing that is wrong, with what to do; NULL: nothing. */
static const char *wrong(const AkunOidcConfig *o)
{
    if (!akun_oidc_url_good(o->issuer) || str_has(o->issuer, S("?")))
        return "oidc_issuer: give an https address without a query (http only for this machine)";
    if (!akun_oidc_url_good(o->origin) || str_ends(o->origin, S("/")))
        return "origin: set the https address people use, without a slash at its end: they are sent back there";
    if (!o->client_id.len)
        return "oidc_client_id: set what pulau is called at the provider";
    if (!o->client_secret.len)
        return "oidc_secret_file: name the file with the secret, or set oidc_secret";
    if (!asks_openid(o->scope))
        return "oidc_scope: it must hold the word openid";
    return !o->nip_claim.len || !o->name.len ? "oidc_nip_claim, oidc_name: they must not be empty" : NULL;
}

Err app_oidc(App *app, int at_once, AkunOidc **out)
{
    const Config  *c = &app->config;
    AkunOidcConfig o = {.issuer = c->text[SET_oidc_issuer], .client_id = c->text[SET_oidc_client_id],
                        .scope = c->text[SET_oidc_scope], .nip_claim = c->text[SET_oidc_nip_claim],
                        .mfa_acr = c->text[SET_oidc_mfa_acr], .name = c->text[SET_oidc_name],
                        .origin = app->web.origin, .at_once = at_once > 0 ? at_once : 1};

    *out = NULL;
    if (!o.issuer.len && !c->number[SET_passwords]) {
        cli_say("passwords = no, and no oidc_issuer: nobody could sign in");
        return FAIL(ERR_INVALID, "the settings need mending");
    }
    if (!o.issuer.len)
        return NO_ERR;
    TRY(read_secret(app, &o.client_secret));
    const char *why = wrong(&o);
    if (why) {
        cli_say("%s", why);
        return FAIL(ERR_INVALID, "the settings need mending");
    }
    return akun_oidc_open(&app->life, &o, out);
}
