#include "akun/akun_oidc.h"

#include "akun/akun_test.h"
#include "audit/audit.h"

#include <cjose/cjose.h>
#include <string.h>

/* Real keys and real signatures; what is wrong about each token stands in its test. */

static const char issuer[] = "https://sso.contoh.go.id/realms/asn";

typedef struct {
    Arena       *a;
    cjose_jwk_t *rsa, *ec, *other, *small;
    const Json  *keys;          /* of rsa and ec */
} Provider;

static Str public_of(Arena *a, const cjose_jwk_t *k)
{
    char *json = cjose_jwk_to_json(k, false, NULL);
    Str   s    = str_copy(a, str_of(json));
    cjose_get_dealloc()(json);
    return s;
}

static cjose_jwk_t *rsa_key(size_t bits, const char *kid)
{
    cjose_jwk_t *k = cjose_jwk_create_RSA_random(bits, (const u8 *)"\1\0\1", 3, NULL);
    CHECK(k && cjose_jwk_set_kid(k, kid, strlen(kid), NULL));
    return k;
}

static Provider made;           /* once: keys take a while */

static Provider provider(Arena *a)
{
    if (!made.rsa) {
        made = (Provider){NULL, rsa_key(2048, "satu"), cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, NULL),
                          rsa_key(2048, "asing"), rsa_key(1024, "kecil"), NULL};
        CHECK(cjose_jwk_set_kid(made.ec, "dua", 3, NULL));
    }
    Provider p = made;
    p.a = a;
    Str text = str_fmt(a, "{\"keys\":[%.*s,%.*s,%.*s]}", STRF(public_of(a, p.rsa)), STRF(public_of(a, p.ec)),
                       STRF(public_of(a, p.small)));
    CHECK_OK(json_read(a, text, (JsonMost){0}, &p.keys));
    return p;
}

typedef struct {
    const char *alg, *kid, *crit;       /* "RS256" and "satu" unless said */
    cjose_jwk_t *key;
    Str  claims;                        /* the good ones unless said */
} Sign;

/* The good claims, with one replaced: with("\"aud\"", "\"lain\"").  An empty value leaves it out. */
static Str with(Arena *a, const char *key, const char *value)
{
    static const char *const good[][2] = {
        {"iss", "\"https://sso.contoh.go.id/realms/asn\""}, {"sub", "\"f3a1\""}, {"aud", "\"pulau\""},
        {"exp", "1787281745"}, {"iat", "1787281440"}, {"nonce", "\"nonce-kita\""}, {"nip", "\"10003\""},
    };
    Buf  b    = {.arena = a};
    bool seen = !key;

    buf_char(&b, '{');
    for (isize i = 0; i < countof(good); i++) {
        bool        mine = key && !strcmp(key, good[i][0]);
        const char *text = mine ? value : good[i][1];
        seen = seen || mine;
        if (*text)
            buf_addf(&b, "%s\"%s\":%s", b.len > 1 ? "," : "", good[i][0], text);
    }
    if (!seen)
        buf_addf(&b, ",\"%s\":%s", key, value);
    buf_char(&b, '}');
    return buf_str(&b);
}

static Str signed_token(Provider *p, Sign s)
{
    cjose_header_t *h = cjose_header_new(NULL);
    const char     *text;
    Str             claims = s.claims.len ? s.claims : with(p->a, NULL, NULL), out;

    CHECK(cjose_header_set(h, "alg", s.alg ? s.alg : "RS256", NULL));
    if (!s.kid || *s.kid)
        CHECK(cjose_header_set(h, "kid", s.kid ? s.kid : "satu", NULL));
    if (s.crit)
        CHECK(cjose_header_set_raw(h, "crit", s.crit, NULL));
    cjose_jws_t *jws = cjose_jws_sign(s.key ? s.key : p->rsa, h, (const u8 *)claims.at, (size_t)claims.len, NULL);
    CHECK(jws && cjose_jws_export(jws, &text, NULL));
    out = str_copy(p->a, str_of(text));
    cjose_jws_release(jws);
    cjose_header_release(h);
    return out;
}

static AkunOidcWant wanted(void)
{
    return (AkunOidcWant){str_of(issuer), S("pulau"), S("nonce-kita"), {0}, akun_now};
}

static Err judged(Provider *p, Str token)
{
    AkunOidcWant want = wanted();
    const Json  *claims;
    return akun_oidc_token(p->a, token, p->keys, &want, &claims);
}

static void refused(Provider *p, const char *key, const char *value, const char *why)
{
    Err e = judged(p, signed_token(p, (Sign){.claims = with(p->a, key, value)}));
    CHECK(e.kind == ERR_INVALID);
    CHECK_STR(str_of(e.why ? e.why : ""), str_of(why));
}

static Str base64url(Arena *a, Str s)
{
    size_t room = sodium_base64_encoded_len((size_t)s.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char  *at   = new(a, char, (isize)room);
    sodium_bin2base64(at, room, (const u8 *)s.at, (size_t)s.len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_of(at);
}

/* --- the signature --- */

TEST(a_good_token_is_taken_in_each_of_the_three_ways_it_may_be_signed)
{
    Provider p = provider(&a);
    CHECK_OK(judged(&p, signed_token(&p, (Sign){0})));
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.alg = "PS256"})));
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.alg = "ES256", .kid = "dua", .key = p.ec})));
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.alg = "ES256", .kid = "", .key = p.ec})));     /* no choice of keys */
}

TEST(a_token_that_is_not_signed_or_signed_with_a_shared_secret_is_refused)
{
    Provider     p      = provider(&a);
    Str          claims = base64url(&a, with(&a, NULL, NULL)), pub = public_of(&a, p.rsa);
    cjose_jwk_t *oct    = cjose_jwk_create_oct_spec((const u8 *)pub.at, (size_t)pub.len, NULL);

    static const char *const none[] = {"{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"\"}", "{}"};
    for (isize i = 0; i < countof(none); i++) {
        Str head = base64url(&a, str_of(none[i]));
        CHECK(judged(&p, str_fmt(&a, "%.*s.%.*s.", STRF(head), STRF(claims))).kind == ERR_INVALID);
        CHECK(judged(&p, str_fmt(&a, "%.*s.%.*s.AAAA", STRF(head), STRF(claims))).kind == ERR_INVALID);
    }
    Err e = judged(&p, signed_token(&p, (Sign){.alg = "HS256", .key = oct}));
    CHECK(e.kind == ERR_INVALID && str_has(str_of(e.why), S("not allowed")));
    cjose_jwk_release(oct);
}

TEST(a_token_of_another_key_another_kind_of_key_or_a_weak_one_is_refused)
{
    Provider p = provider(&a);
    CHECK(judged(&p, signed_token(&p, (Sign){.kid = "asing", .key = p.other})).kind == ERR_NOT_FOUND);
    CHECK(judged(&p, signed_token(&p, (Sign){.key = p.other})).kind == ERR_INVALID);    /* it says "satu" */
    CHECK(judged(&p, signed_token(&p, (Sign){.kid = ""})).kind == ERR_NOT_FOUND);       /* two RSA keys: which? */
    CHECK(judged(&p, signed_token(&p, (Sign){.kid = "dua"})).kind == ERR_NOT_FOUND);    /* that is an EC key */
    CHECK(judged(&p, signed_token(&p, (Sign){.kid = "kecil", .key = p.small})).kind == ERR_INVALID);
    CHECK(judged(&p, signed_token(&p, (Sign){.alg = "RS512"})).kind == ERR_INVALID);
}

TEST(a_key_for_encryption_or_for_another_algorithm_is_not_used)
{
    Provider p   = provider(&a);
    Str      pub = public_of(&a, p.rsa);
    static const char *const said[] = {"\"use\":\"enc\"", "\"alg\":\"PS256\"", "\"use\":\"sig\",\"alg\":\"RS256\""};
    for (isize i = 0; i < countof(said); i++) {
        Str text = str_fmt(&a, "{\"keys\":[{%s,%.*s]}", said[i], STRF(str_sub(pub, 1, -1)));
        CHECK_OK(json_read(&a, text, (JsonMost){0}, &p.keys));
        CHECK(judged(&p, signed_token(&p, (Sign){0})).kind == (i < 2 ? ERR_NOT_FOUND : OK));
    }
}

TEST(one_changed_letter_anywhere_makes_a_token_worthless)
{
    Provider p     = provider(&a);
    Str      token = signed_token(&p, (Sign){.alg = "ES256", .kid = "dua", .key = p.ec});
    CHECK_OK(judged(&p, token));
    for (isize i = 0; i < token.len - 1; i++) {         /* the last letter has bits that mean nothing */
        Arena room = a;
        Str   bad  = str_copy(&room, token);
        ((char *)bad.at)[i] = bad.at[i] == 'A' ? 'B' : 'A';
        AkunOidcWant want = wanted();
        const Json  *claims;
        CHECK(akun_oidc_token(&room, bad, p.keys, &want, &claims).kind);
    }
}

TEST(what_is_no_token_at_all_is_refused)
{
    Provider p = provider(&a);
    Str      t = signed_token(&p, (Sign){0});
    const Str bad[] = {S(""), S("."), S(".."), S("a.b.c"), S("e30.e30.e30"), str_fmt(&a, "%.*s.", STRF(t)),
                       str_fmt(&a, " %.*s", STRF(t)), str_sub(t, 0, t.len / 2), str_fmt(&a, "%.*s=", STRF(t)),
                       str_fmt(&a, "%.*s.%.*s", STRF(t), STRF(t))};
    for (isize i = 0; i < countof(bad); i++)
        CHECK(judged(&p, bad[i]).kind);
    CHECK(judged(&p, signed_token(&p, (Sign){.crit = "[\"exp\"]"})).kind == ERR_INVALID);
    CHECK(judged(&p, signed_token(&p, (Sign){.claims = S("[]")})).kind == ERR_INVALID);
    Str twice = S("{\"aud\":\"pulau\",\"aud\":\"pulau\"}");
    CHECK(judged(&p, signed_token(&p, (Sign){.claims = twice})).kind == ERR_INVALID);
}

/* --- the claims --- */

TEST(issuer_audience_and_party_must_be_exactly_right)
{
    Provider p = provider(&a);
    const char *const other = "the token is from another issuer";
    refused(&p, "iss", "\"https://sso.contoh.go.id/realms/asn/\"", other);
    refused(&p, "iss", "\"http://sso.contoh.go.id/realms/asn\"", other);
    refused(&p, "iss", "", other);
    refused(&p, "aud", "\"pulau2\"", "the token is for another audience");
    refused(&p, "aud", "[]", "the token is for another audience");
    refused(&p, "aud", "", "the token is for another audience");
    refused(&p, "aud", "[\"pulau\",\"lain\"]", "the token was issued to another party");
    refused(&p, "azp", "\"lain\"", "the token was issued to another party");
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.claims = with(&a, "aud", "[\"pulau\"]")})));
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.claims = with(&a, "aud", "[\"lain\",\"pulau\"],\"azp\":\"pulau\"")})));
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.claims = with(&a, "azp", "\"pulau\"")})));
}

TEST(a_token_holds_in_its_time_with_a_minute_for_clocks_that_differ)
{
    Provider p = provider(&a);
    Arena   *x = &a;
#define AT(off) str_c(x, str_fmt(x, "%lld", (long long)(akun_now.s + (off))))
    refused(&p, "exp", AT(-60), "the token has expired");
    refused(&p, "exp", "", "the token does not say when it expires");
    refused(&p, "exp", "\"1787281745\"", "the token does not say when it expires");
    refused(&p, "iat", AT(61), "the token is from the future: are both clocks right?");
    refused(&p, "iat", "", "the token is from the future: are both clocks right?");
    refused(&p, "iat", AT(-661), "the token is too old");
    refused(&p, "nbf", AT(61), "the token does not hold yet");
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.claims = with(&a, "exp", AT(-59))})));
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.claims = with(&a, "iat", AT(60))})));
    CHECK_OK(judged(&p, signed_token(&p, (Sign){.claims = with(&a, "nbf", AT(60))})));
}

TEST(the_nonce_must_be_that_of_this_visit)
{
    Provider p = provider(&a);
    refused(&p, "nonce", "\"nonce-lain\"", "the nonce of the token is not ours");
    refused(&p, "nonce", "", "the nonce of the token is not ours");
    refused(&p, "sub", "", "the token names nobody");
    refused(&p, "sub", "\"\"", "the token names nobody");
    refused(&p, "sub", "\"a\\nb\"", "the token names nobody");
}

/* The vector of OpenID Connect Core 1.0, A.4: the access token and the at_hash that belongs to it. */
LONG_TEST(an_at_hash_must_fit_the_access_token_that_came_along)
{
    Provider     p    = provider(&a);
    AkunOidcWant want = wanted();
    const Json  *claims;
    Str good = signed_token(&p, (Sign){.claims = with(&a, "at_hash", "\"77QmUPtjPfzWtF2AnpK9RQ\"")});

    want.access_token = S("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    CHECK_OK(akun_oidc_token(&a, good, p.keys, &want, &claims));
    want.access_token = S("yang lain");
    CHECK(akun_oidc_token(&a, good, p.keys, &want, &claims).kind == ERR_INVALID);
    want.access_token = (Str){0};
    CHECK(akun_oidc_token(&a, good, p.keys, &want, &claims).kind == ERR_INVALID);
}

/* --- the logout token --- */

#define EVENT "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}"

static Err told(Provider *p, const char *more, const char *sub)
{
    AkunOidcWant want = wanted();
    const Json  *claims;
    Str text = str_fmt(p->a, "{\"iss\":\"%s\",\"aud\":\"pulau\",\"iat\":%lld,\"jti\":\"x\"%s%s}", issuer,
                       (long long)akun_now.s, sub, more);
    want.nonce = (Str){0};
    return akun_oidc_token(p->a, signed_token(p, (Sign){.claims = text}), p->keys, &want, &claims);
}

LONG_TEST(an_id_token_is_no_logout_token_and_the_other_way_round)
{
    Provider     p    = provider(&a);
    AkunOidcWant want = wanted();
    const Json  *claims;

    CHECK_OK(told(&p, "," EVENT, ",\"sub\":\"f3a1\""));
    CHECK_OK(told(&p, "," EVENT, ",\"sid\":\"s1\""));
    CHECK(told(&p, "," EVENT, "").kind == ERR_INVALID);
    CHECK(told(&p, "", ",\"sub\":\"f3a1\"").kind == ERR_INVALID);
    CHECK(told(&p, "," EVENT ",\"nonce\":\"x\"", ",\"sub\":\"f3a1\"").kind == ERR_INVALID);
    want.nonce = (Str){0};
    CHECK(akun_oidc_token(&a, signed_token(&p, (Sign){0}), p.keys, &want, &claims).kind == ERR_INVALID);
}

/* --- what is read from good claims --- */

static const Json *claims_of(Arena *a, const char *text)
{
    const Json *j;
    CHECK_OK(json_read(a, str_of(text), (JsonMost){0}, &j));
    return j;
}

TEST(a_nip_is_a_text_a_number_or_a_list_of_one_and_two_are_refused)
{
    Str nip;
    static const char *const good[] = {"{\"nip\":\"19800101 200501 1 001\"}", "{\"nip\":198001012005011001}",
                                       "{\"nip\":[\"198001012005011001\"]}"};
    for (isize i = 0; i < countof(good); i++) {
        CHECK_OK(akun_oidc_nip(&a, claims_of(&a, good[i]), S("nip"), &nip));
        CHECK_STR(nip, S("198001012005011001"));
    }
    static const char *const none[] = {"{}", "{\"nip\":null}", "{\"nip\":[]}", "{\"nip\":{}}", "{\"nip\":true}",
                                       "{\"nip\":\"\"}"};
    for (isize i = 0; i < countof(none); i++) {
        CHECK_OK(akun_oidc_nip(&a, claims_of(&a, none[i]), S("nip"), &nip));
        CHECK(!nip.len);
    }
    CHECK(akun_oidc_nip(&a, claims_of(&a, "{\"nip\":[\"1\",\"2\"]}"), S("nip"), &nip).kind == ERR_INVALID);
}

TEST(two_factors_are_believed_only_where_the_provider_says_so)
{
    static const struct { const char *claims; bool mfa; } cases[] = {
        {"{}", false}, {"{\"amr\":[\"pwd\"]}", false}, {"{\"amr\":[\"otp\"]}", false}, {"{\"amr\":\"mfa\"}", false},
        {"{\"amr\":[\"mfa\"]}", true}, {"{\"amr\":[\"pwd\",\"otp\"]}", true}, {"{\"amr\":[\"fpt\",\"pin\"]}", true},
        {"{\"acr\":\"2\"}", true}, {"{\"acr\":2}", true}, {"{\"acr\":\"urn:mfa\"}", true}, {"{\"acr\":\"1\"}", false},
        {"{\"acr\":\"\"}", false},
    };
    for (isize i = 0; i < countof(cases); i++)
        CHECK(akun_oidc_mfa(claims_of(&a, cases[i].claims), S(" 2  urn:mfa ")) == cases[i].mfa);
    CHECK(!akun_oidc_mfa(claims_of(&a, "{\"acr\":\"2\"}"), (Str){0}));
}

/* --- discovery --- */

TEST(addresses_are_https_or_on_this_very_machine)
{
    static const char *const good[] = {"https://sso.contoh.go.id", "https://sso.contoh.go.id:8443/realms/asn",
                                       "http://127.0.0.1:8080", "http://localhost/x", "http://[::1]:9/"};
    static const char *const bad[]  = {"", "sso.contoh.go.id", "http://sso.contoh.go.id", "https://a@b.example",
                                       "http://127.0.0.1.jahat.example", "http://localhost.jahat.example",
                                       "https://x/#y", "file:///etc/passwd", "ftp://127.0.0.1/", "https://x y/",
                                       "https://", "http://10.0.0.1/"};
    for (isize i = 0; i < countof(good); i++)
        CHECK(akun_oidc_url_good(str_of(good[i])));
    for (isize i = 0; i < countof(bad); i++)
        CHECK(!akun_oidc_url_good(str_of(bad[i])));
}

static Err discovered(Arena *a, const char *from, const char *to, AkunOidcPublished *out)
{
    Str text = S("{\"issuer\":\"https://i.example\",\"authorization_endpoint\":\"https://i.example/a\","
                 "\"token_endpoint\":\"https://i.example/t\",\"jwks_uri\":\"https://i.example/k\","
                 "\"response_types_supported\":[\"code\"],\"code_challenge_methods_supported\":[\"S256\"],"
                 "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\",\"client_secret_basic\"]}");
    isize at = str_find(text, str_of(from));
    CHECK(at >= 0);
    text = str_fmt(a, "%.*s%s%.*s", (int)at, text.at, to, STRF(str_sub(text, at + (isize)strlen(from), -1)));
    return akun_oidc_published(a, text, S("https://i.example"), out);
}

TEST(a_discovery_document_must_be_of_this_issuer_and_offer_what_is_needed)
{
    AkunOidcPublished p;
    CHECK_OK(discovered(&a, "{", "{", &p));
    CHECK(!p.secret_in_body && !p.leave.len && !p.names_itself);
    CHECK_STR(p.token, S("https://i.example/t"));
    CHECK_OK(discovered(&a, ",\"client_secret_basic\"", "", &p));
    CHECK(p.secret_in_body);
    CHECK_OK(discovered(&a, "\"code\"]", "\"code\"],\"authorization_response_iss_parameter_supported\":true", &p));
    CHECK(p.names_itself);
    static const char *const bad[][2] = {
        {"\"https://i.example\"", "\"https://i.example/\""}, {"https://i.example/t", "http://i.example/t"},
        {"https://i.example/k", ""}, {"[\"code\"]", "[\"id_token\"]"}, {"S256", "plain"},
        {"\"client_secret_post\",\"client_secret_basic\"", "\"private_key_jwt\""},
        {"\"code\"]", "\"code\"],\"userinfo_endpoint\":\"http://i.example/u\""}, {"{", "["},
    };
    for (isize i = 0; i < countof(bad); i++)
        CHECK(discovered(&a, bad[i][0], bad[i][1], &p).kind == ERR_INVALID);
}

/* --- one visit --- */

TEST(nonce_and_verifier_need_both_the_state_and_the_cookie)
{
    AkunOidcTry t = akun_oidc_try(&a, (Str){0}), u = t, v = akun_oidc_try(&a, t.browser);
    CHECK(t.state.len == 52 && t.browser.len == 52 && !str_eq(t.state, v.state) && str_eq(t.browser, v.browser));
    CHECK(akun_oidc_verifier(&a, &t).len == 43 && !str_eq(akun_oidc_verifier(&a, &t), akun_oidc_nonce(&a, &t)));
    u.browser = S("lain");
    CHECK(!str_eq(akun_oidc_nonce(&a, &t), akun_oidc_nonce(&a, &u)));
    CHECK(!str_eq(akun_oidc_nonce(&a, &t), akun_oidc_nonce(&a, &v)));
}

TEST(a_visit_is_taken_back_once_by_its_own_browser_within_ten_minutes)
{
    AkunWorld   w = akun_world(&a);
    AkunOidcTry t = akun_oidc_try(&a, (Str){0}), stranger = {t.state, S("lain")}, other = {S("lain"), t.browser};
    Instant     last = {akun_now.s + AKUN_OIDC_TRY_S - 1}, late = {akun_now.s + AKUN_OIDC_TRY_S};
    Str         next;

    CHECK_OK(akun_oidc_try_add(w.db, &t, S("/lke"), akun_now));
    CHECK(akun_oidc_try_find(&a, w.db, &stranger, akun_now, &next).kind == ERR_NOT_FOUND);
    CHECK(akun_oidc_try_take(&a, w.db, &other, akun_now, &next).kind == ERR_NOT_FOUND);
    CHECK(akun_oidc_try_take(&a, w.db, &t, late, &next).kind == ERR_NOT_FOUND);
    CHECK_OK(akun_oidc_try_take(&a, w.db, &t, last, &next));
    CHECK_STR(next, S("/lke"));
    CHECK(akun_oidc_try_take(&a, w.db, &t, last, &next).kind == ERR_NOT_FOUND);
}

/* --- accounts --- */

static AkunOidcMatch matched(AkunWorld *w, const char *subject, Str nip, AkunUser *u)
{
    AkunOidcWho   who = {.subject = str_of(subject), .nip = nip};
    AkunOidcMatch m   = AKUN_OIDC_NO_NIP;
    CHECK_OK(akun_oidc_account(w->a, w->db, str_of(issuer), &who, akun_now, &m, u));
    return m;
}

static isize noted(AkunWorld *w, const char *action)
{
    AuditRows   rows = {0};
    AuditFilter f    = {.instansi_id = w->x.top.id, .limit = 100, .action = str_of(action)};
    CHECK_OK(audit_seal(*w->a, w->db));
    CHECK_OK(audit_list(w->a, w->db, &f, &rows));
    return rows.count;
}

TEST(an_identity_finds_the_active_account_with_its_nip_and_makes_none)
{
    AkunWorld w  = akun_world(&a);
    UnitAsker by = akun_by(w.x.top.id, w.x.admin.id);
    AkunUser  u  = {0}, budi = w.x.budi;
    AkunUsers before = {0}, after = {0};

    CHECK_OK(akun_users_all(&a, w.db, &before));
    CHECK_OK(akun_user_active(a, w.db, &by, &budi, false));
    CHECK(matched(&w, "s-ani", w.x.ani.facts.nip, &u) == AKUN_OIDC_MATCHED && u.id == w.x.ani.id);
    CHECK(matched(&w, "s-budi", w.x.budi.facts.nip, &u) == AKUN_OIDC_INACTIVE);
    CHECK(matched(&w, "s-x", S("99999"), &u) == AKUN_OIDC_UNKNOWN);
    CHECK(matched(&w, "s-x", S(""), &u) == AKUN_OIDC_NO_NIP);
    CHECK_OK(akun_users_all(&a, w.db, &after));
    CHECK(before.count == after.count);
    CHECK(noted(&w, "akun_sso_bind") == 1 && noted(&w, "akun_sso_in") == 1);
}

static Str begun(AkunWorld *w, const AkunUser *u, const char *sid, Instant at)
{
    AkunSession from = {.address = S("127.0.0.1"), .sso = sid != NULL, .sso_sid = str_of(sid ? sid : "")};
    Str         token = {0};
    CHECK_OK(akun_session_start(w->a, w->db, u->id, false, &from, at, &token));
    return token;
}

static bool lives(AkunWorld *w, Str token)
{
    AkunSession s;
    return !akun_session_find(w->a, w->db, token, akun_now, &s).kind;
}

TEST(a_second_identity_with_the_same_nip_is_refused_until_an_admin_releases_the_first)
{
    AkunWorld w = akun_world(&a);
    AkunUser  u;
    bool      bound;

    CHECK(matched(&w, "pertama", w.x.ani.facts.nip, &u) == AKUN_OIDC_MATCHED);
    CHECK(matched(&w, "pertama", w.x.ani.facts.nip, &u) == AKUN_OIDC_MATCHED);
    CHECK(matched(&w, "kedua", w.x.ani.facts.nip, &u) == AKUN_OIDC_OTHER);
    CHECK(matched(&w, "pertama", w.x.budi.facts.nip, &u) == AKUN_OIDC_OTHER);
    Str came = begun(&w, &w.x.ani, "s1", akun_now), own = begun(&w, &w.x.ani, NULL, akun_now);
    CHECK_OK(akun_oidc_release(a, w.db, &w.x.ani, w.x.admin.id, akun_now));
    CHECK_OK(akun_oidc_bound(a, w.db, w.x.ani.id, &bound));
    CHECK(!bound && !lives(&w, came) && lives(&w, own));
    CHECK(matched(&w, "kedua", w.x.ani.facts.nip, &u) == AKUN_OIDC_MATCHED);
    CHECK(matched(&w, "pertama", w.x.ani.facts.nip, &u) == AKUN_OIDC_OTHER);
    CHECK(noted(&w, "akun_sso_bind") == 2 && noted(&w, "akun_sso_release") == 1);
}

TEST(a_logout_at_the_provider_ends_the_sessions_it_began_and_no_other)
{
    AkunWorld w = akun_world(&a);
    AkunUser  u;
    Instant   later = {akun_now.s + 1};

    CHECK(matched(&w, "s-ani", w.x.ani.facts.nip, &u) == AKUN_OIDC_MATCHED);
    Str one = begun(&w, &w.x.ani, "s1", akun_now), two = begun(&w, &w.x.ani, "s2", akun_now);
    Str own = begun(&w, &w.x.ani, NULL, akun_now), newer = begun(&w, &w.x.ani, "s1", later);
    Str budi = begun(&w, &w.x.budi, "s9", akun_now);

    CHECK_OK(akun_oidc_ended(a, w.db, str_of(issuer), &(AkunOidcOut){S("s-ani"), S("s1"), akun_now}, akun_now));
    CHECK(!lives(&w, one) && lives(&w, two) && lives(&w, own) && lives(&w, newer));
    CHECK_OK(akun_oidc_ended(a, w.db, str_of(issuer), &(AkunOidcOut){S("s-ani"), {0}, akun_now}, akun_now));
    CHECK(!lives(&w, two) && lives(&w, own) && lives(&w, newer) && lives(&w, budi));
    CHECK_OK(akun_oidc_ended(a, w.db, str_of(issuer), &(AkunOidcOut){{0}, S("s9"), akun_now}, akun_now));
    CHECK(!lives(&w, budi) && lives(&w, own));
    CHECK(noted(&w, "akun_sso_out") == 3);
}
