#include "akun/akun_oidc.h"
#include "test/fuzz/fuzz.h"

static const AkunOidcWant want = {{"https://i.example", 17}, {"pulau", 5}, {"n", 1}, {"kartu", 5}, {1787281445}};

/* As a discovery document; and as keys on the first line, a token on the second. */
FUZZ(oidc)
{
    AkunOidcPublished p;
    const Json       *keys, *claims;
    Str               token = in, first = str_cut(&token, '\n'), nip;

    if (!akun_oidc_published(&a, in, want.issuer, &p).kind) {
        MUST(akun_oidc_url_good(p.authorize) && akun_oidc_url_good(p.token) && akun_oidc_url_good(p.keys));
        MUST(!p.userinfo.len || akun_oidc_url_good(p.userinfo));
    }
    if (json_read(&a, first, (JsonMost){0}, &keys).kind)
        return;
    if (!akun_oidc_token(&a, token, keys, &want, &claims).kind) {
        MUST(str_eq(json_text(json_get(claims, "iss")), want.issuer));
        MUST(str_eq(json_text(json_get(claims, "nonce")), want.nonce));
    }
    MUST(akun_oidc_nip(&a, keys, S("nip"), &nip).kind || nip.len <= 40);
    akun_oidc_mfa(keys, S("2 mfa"));
}
