/* What a provider sends, judged: its discovery document, its keys, the tokens it signed. */
#include "akun/akun_oidc.h"

#include "base/secret.h"

#include <cjose/cjose.h>
#include <curl/curl.h>
#include <sodium.h>
#include <string.h>

enum { DOCUMENT_MOST = 64 << 10, TOKEN_MOST = 32 << 10, DEPTH = 8, RSA_LEAST = 256, RSA_MOST = 1024,
       ID_OLD_S = 600, OUT_OLD_S = 300 };

/* --- addresses --- */

static bool is_this_machine(Str host)
{
    return str_is(host, "localhost") || str_is(host, "127.0.0.1") || str_is(host, "[::1]");
}

bool akun_oidc_url_good(Str url)
{
    char   room[2048];
    CURLU *u    = curl_url();
    char  *host = NULL, *scheme = NULL, *user = NULL;
    bool   good = false;

    for (isize i = 0; i < url.len; i++)
        if ((u8)url.at[i] <= ' ' || (u8)url.at[i] >= 127)
            url.len = 0;
    if (u && url.len && url.len < countof(room)) {
        memcpy(room, url.at, (size_t)url.len);
        room[url.len] = 0;
        good = !curl_url_set(u, CURLUPART_URL, room, 0) && !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0)
            && !curl_url_get(u, CURLUPART_HOST, &host, 0) && curl_url_get(u, CURLUPART_USER, &user, 0)
            && !str_has(url, S("#"))
            && (!strcmp(scheme, "https") || (!strcmp(scheme, "http") && is_this_machine(str_of(host))));
    }
    curl_free(host);
    curl_free(scheme);
    curl_free(user);
    curl_url_cleanup(u);
    return good;
}

/* --- the discovery document --- */

static bool lists(const Json *list, const char *word)
{
    for (isize i = 0; i < list->count; i++)
        if (str_is(json_text(&list->at[i]), word))
            return true;
    return false;
}

/* Something the document may leave out, and then the standard's default holds. */
static bool offers(const Json *doc, const char *key, const char *word, bool otherwise)
{
    const Json *list = json_get(doc, key);
    return list->kind == JSON_LIST ? lists(list, word) : otherwise;
}

static bool read_address(const Json *doc, const char *key, bool needed, Str *out)
{
    *out = json_text(json_get(doc, key));
    return out->len ? akun_oidc_url_good(*out) : !needed;
}

Err akun_oidc_published(Arena *a, Str text, Str issuer, AkunOidcPublished *out)
{
    const Json *doc;

    *out = (AkunOidcPublished){.issuer = issuer};
    if (json_read(a, text, (JsonMost){DOCUMENT_MOST, DEPTH}, &doc).kind || doc->kind != JSON_MAP)
        return FAIL(ERR_INVALID, "the discovery document is no JSON object");
    if (!str_eq(json_text(json_get(doc, "issuer")), issuer))
        return FAIL(ERR_INVALID, "the discovery document is of another issuer");
    if (!read_address(doc, "authorization_endpoint", true, &out->authorize)
        || !read_address(doc, "token_endpoint", true, &out->token)
        || !read_address(doc, "jwks_uri", true, &out->keys)
        || !read_address(doc, "userinfo_endpoint", false, &out->userinfo)
        || !read_address(doc, "end_session_endpoint", false, &out->leave))
        return FAIL(ERR_INVALID, "an address in the discovery document is missing or not https");
    if (!offers(doc, "response_types_supported", "code", false))
        return FAIL(ERR_INVALID, "the provider does not offer the code flow");
    if (!offers(doc, "code_challenge_methods_supported", "S256", true))
        return FAIL(ERR_INVALID, "the provider does not offer PKCE with S256");
    bool basic = offers(doc, "token_endpoint_auth_methods_supported", "client_secret_basic", true);
    bool post  = offers(doc, "token_endpoint_auth_methods_supported", "client_secret_post", false);
    if (!basic && !post)
        return FAIL(ERR_INVALID, "the provider takes no client secret");
    out->secret_in_body = !basic;
    out->names_itself   = json_get(doc, "authorization_response_iss_parameter_supported")->truth;
    return NO_ERR;
}

/* --- pieces of a token --- */

static bool base64url(Arena *a, Str s, Str *out)
{
    size_t n;
    char  *p = new(a, char, s.len + 1);
    if (sodium_base642bin((u8 *)p, (size_t)s.len + 1, s.at, (size_t)s.len, NULL, &n, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING))
        return false;
    *out = (Str){p, (isize)n};
    return true;
}

typedef struct {
    Str         alg, kid, typ;
    const Json *claims;
} Token;

static bool read_piece(Arena *a, Str s, const Json **out)
{
    Str text;
    return s.len && base64url(a, s, &text) && !json_read(a, text, (JsonMost){TOKEN_MOST, DEPTH}, out).kind
        && (*out)->kind == JSON_MAP;
}

static Err take_apart(Arena *a, Str token, Token *out)
{
    Str         rest = token, head_text = str_cut(&rest, '.'), body_text = str_cut(&rest, '.');
    const Json *head;
    Str         signature;

    if (token.len > TOKEN_MOST || !rest.len || str_has(rest, S(".")) || !read_piece(a, head_text, &head)
        || !read_piece(a, body_text, &out->claims) || !base64url(a, rest, &signature))
        return FAIL(ERR_INVALID, "the token is malformed");
    if (json_get(head, "crit")->kind != JSON_ABSENT)
        return FAIL(ERR_INVALID, "the token demands an extension");
    out->alg = json_text(json_get(head, "alg"));
    out->kid = json_text(json_get(head, "kid"));
    out->typ = json_text(json_get(head, "typ"));
    return NO_ERR;
}

/* --- the signature --- */

/* What we take, and the one kind of key each goes with: never "none", never a shared secret (RFC 8725, 3.1). */
static const struct { const char *alg, *kty, *crv; } algs[] = {
    {"RS256", "RSA", ""}, {"PS256", "RSA", ""}, {"ES256", "EC", "P-256"},
};

static int alg_of(Str alg)
{
    for (int i = 0; i < countof(algs); i++)
        if (str_is(alg, algs[i].alg))
            return i;
    return -1;
}

static bool fits(const Json *key, int alg, Str kid)
{
    Str use = json_text(json_get(key, "use")), said = json_text(json_get(key, "alg"));

    return str_is(json_text(json_get(key, "kty")), algs[alg].kty)
        && str_is(json_text(json_get(key, "crv")), algs[alg].crv)
        && (!use.len || str_is(use, "sig")) && (!said.len || str_is(said, algs[alg].alg))
        && (!kid.len || str_eq(json_text(json_get(key, "kid")), kid));
}

/* A token that names no key is taken only if there is no choice. */
static const Json *key_for(const Json *keys, const Token *t, int alg)
{
    const Json *found = NULL, *list = json_get(keys, "keys");
    for (isize i = 0; i < list->count; i++) {
        if (!fits(&list->at[i], alg, t->kid))
            continue;
        if (found && !t->kid.len)
            return NULL;
        found = found ? found : &list->at[i];
    }
    return found;
}

/* Nothing of a key but its public numbers gets as far as the library. */
static cjose_jwk_t *import(Arena *a, const Json *key, int alg)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    Str     n, x;

    /* The library stops the program at letters that are not of base64url. */
    for (const char *const *name = *algs[alg].crv ? (const char *const[]){"x", "y", NULL}
                                                  : (const char *const[]){"n", "e", NULL}; *name; name++)
        if (!base64url(a, json_text(json_get(key, *name)), &x))
            return NULL;
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("kty"), str_of(algs[alg].kty));
    if (*algs[alg].crv) {
        json_put_text(&o, S("crv"), str_of(algs[alg].crv));
        json_put_text(&o, S("x"), json_text(json_get(key, "x")));
        json_put_text(&o, S("y"), json_text(json_get(key, "y")));
    } else {
        if (!base64url(a, json_text(json_get(key, "n")), &n) || n.len < RSA_LEAST || n.len > RSA_MOST)
            return NULL;
        json_put_text(&o, S("n"), json_text(json_get(key, "n")));
        json_put_text(&o, S("e"), json_text(json_get(key, "e")));
    }
    json_close(&o);
    return cjose_jwk_import(b.at, (size_t)b.len, NULL);
}

static Err check_signature(Arena *a, Str token, const Json *key, int alg)
{
    cjose_jwk_t *jwk  = import(a, key, alg);
    cjose_jws_t *jws  = cjose_jws_import(token.at, (size_t)token.len, NULL);
    bool         good = jwk && jws && cjose_jws_verify(jws, jwk, NULL);

    cjose_jws_release(jws);
    cjose_jwk_release(jwk);
    return good ? NO_ERR : FAIL(ERR_INVALID, "the signature of the token is wrong");
}

/* --- the claims --- */

static Err check_audience(const Json *c, Str client_id)
{
    const Json *aud = json_get(c, "aud"), *azp = json_get(c, "azp");
    bool        one = aud->kind == JSON_TEXT || aud->count == 1, ours = str_eq(json_text(aud), client_id);

    for (isize i = 0; aud->kind == JSON_LIST && i < aud->count; i++)
        ours = ours || str_eq(json_text(&aud->at[i]), client_id);
    if (!client_id.len || !ours)
        return FAIL(ERR_INVALID, "the token is for another audience");
    if ((!one || azp->kind != JSON_ABSENT) && !str_eq(json_text(azp), client_id))
        return FAIL(ERR_INVALID, "the token was issued to another party");
    return NO_ERR;
}

static Err check_times(const Json *c, const AkunOidcWant *want)
{
    i64 exp = 0, iat = 0, nbf = 0, now = want->now.s, skew = AKUN_OIDC_SKEW_S;
    i64 old = want->nonce.len ? ID_OLD_S : OUT_OLD_S;
    bool expires = json_i64(json_get(c, "exp"), &exp);

    if (!expires && (want->nonce.len || json_get(c, "exp")->kind != JSON_ABSENT))
        return FAIL(ERR_INVALID, "the token does not say when it expires");
    if (expires && exp <= now - skew)
        return FAIL(ERR_INVALID, "the token has expired");
    if (!json_i64(json_get(c, "iat"), &iat) || iat > now + skew)
        return FAIL(ERR_INVALID, "the token is from the future: are both clocks right?");
    if (iat < now - old - skew)
        return FAIL(ERR_INVALID, "the token is too old");
    if (json_i64(json_get(c, "nbf"), &nbf) && nbf > now + skew)
        return FAIL(ERR_INVALID, "the token does not hold yet");
    return NO_ERR;
}

static bool is_name(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if ((u8)s.at[i] < ' ' || (u8)s.at[i] >= 127)
            return false;
    return s.len > 0 && s.len <= 255;
}

/* The left half of the hash of the access token that came along. */
static Err check_at_hash(Arena *a, const Json *c, Str access_token)
{
    Digest      d;
    Str         half;
    const Json *said = json_get(c, "at_hash");

    if (said->kind == JSON_ABSENT)
        return NO_ERR;
    d = hash_sha256(access_token);
    if (!access_token.len || !base64url(a, json_text(said), &half)
        || !str_same_secret(half, (Str){(const char *)d.at, 16}))
        return FAIL(ERR_INVALID, "the access token is not the one the ID token speaks of");
    return NO_ERR;
}

static Err check_id(Arena *a, const Json *c, const AkunOidcWant *want)
{
    if (!is_name(json_text(json_get(c, "sub"))))
        return FAIL(ERR_INVALID, "the token names nobody");
    if (!str_same_secret(json_text(json_get(c, "nonce")), want->nonce))
        return FAIL(ERR_INVALID, "the nonce of the token is not ours");
    return check_at_hash(a, c, want->access_token);
}

/* OpenID Connect Back-Channel Logout 1.0, 2.6. */
static Err check_logout(const Json *c, const Token *t)
{
    Str         sub    = json_text(json_get(c, "sub")), sid = json_text(json_get(c, "sid"));
    const Json *events = json_get(c, "events");

    if (t->typ.len && !str_eq_nocase(t->typ, S("logout+jwt")) && !str_eq_nocase(t->typ, S("JWT")))
        return FAIL(ERR_INVALID, "this is no logout token");
    if (json_get(events, "http://schemas.openid.net/event/backchannel-logout")->kind != JSON_MAP)
        return FAIL(ERR_INVALID, "the token speaks of no logout");
    if (json_get(c, "nonce")->kind != JSON_ABSENT)
        return FAIL(ERR_INVALID, "a logout token has no nonce");
    if ((!sub.len && !sid.len) || (sub.len && !is_name(sub)) || (sid.len && !is_name(sid)))
        return FAIL(ERR_INVALID, "the token names nobody");
    return NO_ERR;
}

Err akun_oidc_token(Arena *a, Str token, const Json *keys, const AkunOidcWant *want, const Json **out)
{
    Token t = {0};

    TRY(take_apart(a, token, &t));
    int alg = alg_of(t.alg);
    if (alg < 0)
        return FAIL(ERR_INVALID, "the token is signed in a way that is not allowed");
    const Json *key = key_for(keys, &t, alg);
    if (!key)
        return FAIL(ERR_NOT_FOUND, "the token is signed with an unknown key");
    TRY(check_signature(a, token, key, alg));
    if (!str_eq(json_text(json_get(t.claims, "iss")), want->issuer))
        return FAIL(ERR_INVALID, "the token is from another issuer");
    TRY(check_audience(t.claims, want->client_id));
    TRY(check_times(t.claims, want));
    TRY(want->nonce.len ? check_id(a, t.claims, want) : check_logout(t.claims, &t));
    *out = t.claims;
    return NO_ERR;
}

/* --- what is read from good claims --- */

/* A text, a whole number, or a list of exactly one: whoever has two NIPs has none. */
Err akun_oidc_nip(Arena *a, const Json *claims, Str name, Str *out)
{
    const Json *j = json_find(claims, name);

    *out = (Str){0};
    if (j->kind == JSON_LIST) {
        if (j->count > 1)
            return FAIL(ERR_INVALID, "the provider gives more than one NIP");
        j = j->count ? &j->at[0] : json_get(j, "");
    }
    *out = akun_nip(a, j->kind == JSON_NUMBER ? j->text : json_text(j));
    if (out->len > 40)
        return FAIL(ERR_INVALID, "the NIP is too long to be one");
    return NO_ERR;
}

static bool any(const Json *amr, const char *const *words)
{
    for (; *words; words++)
        if (lists(amr, *words))
            return true;
    return false;
}

/* RFC 8176: "mfa" itself, or something known together with something had or been. */
bool akun_oidc_mfa(const Json *claims, Str mfa_acr)
{
    static const char *const known[] = {"pwd", "pin", "kba", NULL};
    static const char *const had[]   = {"otp", "hwk", "swk", "sc", "sms", "tel", "fpt", "face", "iris", NULL};
    const Json *amr = json_get(claims, "amr"), *acr = json_get(claims, "acr");
    Str         level = acr->kind == JSON_NUMBER ? acr->text : json_text(acr);

    while (mfa_acr.len) {
        Str word = str_cut(&mfa_acr, ' ');
        if (word.len && str_eq(word, level))
            return true;
    }
    return lists(amr, "mfa") || (any(amr, known) && any(amr, had));
}
