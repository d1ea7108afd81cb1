#define OPENSSL_SUPPRESS_DEPRECATED     /* RSA_padding_...: PSS without a private key is nowhere else */
#include "test/blind_client.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "test/test.h"

static BIGNUM *number(Str s)
{
    return BN_bin2bn((const u8 *)s.at, (int)s.len, NULL);
}

static Str bytes(Arena *a, const BIGNUM *n, int len)
{
    u8 *p = new(a, u8, len);
    CHECK(BN_bn2binpad(n, p, len) == len);
    return (Str){(char *)p, len};
}

static Str written(Arena *a, EVP_PKEY *key, int (*write)(const EVP_PKEY *, u8 **))
{
    u8 *der = NULL;
    int n   = write(key, &der);
    CHECK(n > 0);
    Str out = str_copy(a, (Str){(char *)der, n});
    OPENSSL_free(der);
    return out;
}

/* The numbers of a key: d is the inverse of e in (p - 1)(q - 1). */
static OSSL_PARAM *key_params(BIGNUM *p, BIGNUM *q, BN_CTX *c)
{
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    BIGNUM *n = BN_new(), *e = BN_new(), *phi = BN_new(), *p1 = BN_dup(p), *q1 = BN_dup(q);

    BN_mul(n, p, q, c);
    BN_set_word(e, 65537);
    BN_sub_word(p1, 1);
    BN_sub_word(q1, 1);
    BN_mul(phi, p1, q1, c);
    BIGNUM *d = BN_mod_inverse(NULL, e, phi, c), *dp = BN_new(), *dq = BN_new(), *qi = BN_mod_inverse(NULL, q, p, c);
    BN_mod(dp, d, p1, c);
    BN_mod(dq, d, q1, c);
    const char *names[] = {OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D,
                           OSSL_PKEY_PARAM_RSA_FACTOR1, OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1,
                           OSSL_PKEY_PARAM_RSA_EXPONENT2, OSSL_PKEY_PARAM_RSA_COEFFICIENT1};
    BIGNUM *values[] = {n, e, d, p, q, dp, dq, qi};
    for (isize i = 0; i < countof(names); i++)
        CHECK(OSSL_PARAM_BLD_push_BN(bld, names[i], values[i]));
    OSSL_PARAM *out = OSSL_PARAM_BLD_to_param(bld);
    OSSL_PARAM_BLD_free(bld);
    BN_free(phi), BN_free(p1), BN_free(q1), BN_free(n), BN_free(e), BN_free(d), BN_free(dp), BN_free(dq), BN_free(qi);
    return out;
}

void client_key(Arena *a, Str p, Str q, Str *out_private, Str *out_public)
{
    BN_CTX       *c   = BN_CTX_new();
    BIGNUM       *pn  = number(p), *qn = number(q);
    OSSL_PARAM   *of  = key_params(pn, qn, c);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY     *key = NULL;

    CHECK(EVP_PKEY_fromdata_init(ctx) > 0 && EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, of) > 0);
    *out_private = written(a, key, i2d_PrivateKey);
    *out_public  = written(a, key, i2d_PUBKEY);
    EVP_PKEY_free(key), EVP_PKEY_CTX_free(ctx), OSSL_PARAM_free(of), BN_free(pn), BN_free(qn), BN_CTX_free(c);
}

/* --- the public half --- */

typedef struct { RSA *rsa; const BIGNUM *n, *e; int len; BN_CTX *c; } Public;

static Public open_public(Str der)
{
    const u8 *at  = (const u8 *)der.at;
    RSA      *rsa = d2i_RSA_PUBKEY(NULL, &at, (long)der.len);
    CHECK(rsa);
    return (Public){rsa, RSA_get0_n(rsa), RSA_get0_e(rsa), RSA_size(rsa), BN_CTX_new()};
}

static void close_public(Public k)
{
    RSA_free(k.rsa);
    BN_CTX_free(k.c);
}

static Str random_bytes(Arena *a, int n)
{
    u8 *p = new(a, u8, n);
    CHECK(RAND_bytes(p, n) == 1);
    return (Str){(char *)p, n};
}

Str client_prepare(Arena *a, Str message)
{
    Buf b = {.arena = a};
    buf_add(&b, random_bytes(a, 32));
    buf_add(&b, message);
    return buf_str(&b);
}

static void digest(Str prepared, u8 out[48])
{
    CHECK(EVP_Digest(prepared.at, (size_t)prepared.len, out, NULL, EVP_sha384(), NULL));
}

Str client_encode(Arena *a, Str public_der, Str prepared, int salt)
{
    Public k = open_public(public_der);
    u8     hash[48], *em = new(a, u8, k.len);
    digest(prepared, hash);
    CHECK(RSA_padding_add_PKCS1_PSS_mgf1(k.rsa, em, hash, EVP_sha384(), EVP_sha384(), salt));
    Str out = {(char *)em, k.len};
    close_public(k);
    return out;
}

bool client_says(Arena scratch, Str public_der, Str encoded, Str prepared, int salt)
{
    Public k = open_public(public_der);
    u8     hash[48];
    digest(prepared, hash);
    bool ok = RSA_verify_PKCS1_PSS_mgf1(k.rsa, hash, EVP_sha384(), EVP_sha384(),
                                        (const u8 *)str_copy(&scratch, encoded).at, salt) == 1;
    close_public(k);
    return ok;
}

Str client_blind(Arena *a, Str public_der, Str encoded, Str *inverse)
{
    Public  k = open_public(public_der);
    BIGNUM *m = number(encoded), *r = BN_new(), *inv = NULL, *x = BN_new();

    if (inverse->len) {
        inv = number(*inverse);
        CHECK(BN_mod_inverse(r, inv, k.n, k.c));
    } else {
        CHECK(BN_priv_rand_range(r, k.n) && (inv = BN_mod_inverse(NULL, r, k.n, k.c)));
        *inverse = bytes(a, inv, k.len);
    }
    CHECK(BN_mod_exp(x, r, k.e, k.n, k.c) && BN_mod_mul(x, m, x, k.n, k.c));
    Str out = bytes(a, x, k.len);
    BN_free(m), BN_free(r), BN_free(inv), BN_free(x);
    close_public(k);
    return out;
}

Str client_unblind(Arena *a, Str public_der, Str blind_signature, Str inverse)
{
    Public  k = open_public(public_der);
    BIGNUM *z = number(blind_signature), *inv = number(inverse), *s = BN_new();

    CHECK(BN_mod_mul(s, z, inv, k.n, k.c));
    Str out = bytes(a, s, k.len);
    BN_free(z), BN_free(inv), BN_free(s);
    close_public(k);
    return out;
}

Str client_open(Arena *a, Str public_der, Str signature)
{
    Public  k = open_public(public_der);
    BIGNUM *s = number(signature), *m = BN_new();

    CHECK(BN_mod_exp(m, s, k.e, k.n, k.c));
    Str out = bytes(a, m, k.len);
    BN_free(s), BN_free(m);
    close_public(k);
    return out;
}

ClientToken client_token(Arena *a, Str public_der)
{
    ClientToken t = {.prepared = client_prepare(a, random_bytes(a, 32))};
    t.blinded     = client_blind(a, public_der, client_encode(a, public_der, t.prepared, 48), &t.inverse);
    return t;
}
