#include "base/blind.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sodium.h>

#include "base/secret.h"

enum { LEAST_BITS = 2048, MOST_BITS = 8 * BLIND_MOST, SALT = 48, EXPONENT = 65537 };

/* The library keeps its complaints in a queue of the thread: nothing of one request may be there for the next. */
static Err failed(ErrKind kind, const char *where, const char *why)
{
    ERR_clear_error();
    return (Err){kind, where, why};
}

/* Ours are RSA, neither small nor odd: a key that came to harm in the table must not sign. */
static EVP_PKEY *checked(EVP_PKEY *key)
{
    BIGNUM *e  = NULL;
    bool    ok = key && EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) >= LEAST_BITS
              && EVP_PKEY_get_bits(key) <= MOST_BITS && EVP_PKEY_get_bn_param(key, "e", &e)
              && BN_is_word(e, EXPONENT);
    BN_free(e);
    if (ok)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

static EVP_PKEY *private_of(Str der)
{
    const u8 *at = (const u8 *)der.at;
    return der.len ? checked(d2i_PrivateKey(EVP_PKEY_RSA, NULL, &at, (long)der.len)) : NULL;
}

static EVP_PKEY *public_of(Str der)
{
    const u8 *at = (const u8 *)der.at;
    return der.len ? checked(d2i_PUBKEY(NULL, &at, (long)der.len)) : NULL;
}

/* What i2d_... writes, in the arena; the library's own copy is wiped. */
static Str der_of(Arena *a, const EVP_PKEY *key, int (*write)(const EVP_PKEY *, u8 **))
{
    u8 *der = NULL;
    int n   = write(key, &der);
    if (n <= 0)
        return (Str){0};
    Str out = str_copy(a, (Str){(char *)der, n});
    OPENSSL_clear_free(der, (size_t)n);
    return out;
}

Err blind_key_new(Arena *a, BlindKey *out)
{
    EVP_PKEY *key = EVP_RSA_gen(BLIND_BITS);

    if (!key)
        return failed(ERR_IO, __func__, "the library made no key");
    BlindKey made = {der_of(a, key, i2d_PrivateKey), der_of(a, key, i2d_PUBKEY)};
    EVP_PKEY_free(key);
    if (!made.private_der.len || !made.public_der.len)
        return failed(ERR_IO, __func__, "the library wrote no key");
    *out = made;
    return NO_ERR;
}

Str blind_key_id(Arena *a, Str public_der)
{
    Digest d = hash_sha256(public_der);
    return hex_of(a, d.at, sizeof d.at);
}

Str blind_pem(Arena *a, Str public_der)
{
    enum { LINE = 64 };
    isize cap  = (isize)sodium_base64_encoded_len((size_t)public_der.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = new(a, char, cap);
    Buf   b    = {.arena = a};

    sodium_bin2base64(text, (size_t)cap, (const u8 *)public_der.at, (size_t)public_der.len,
                      sodium_base64_VARIANT_ORIGINAL);
    buf_add(&b, S("-----BEGIN PUBLIC KEY-----\n"));
    for (isize i = 0; i < cap - 1; i += LINE)
        buf_addf(&b, "%.*s\n", STRF(str_sub((Str){text, cap - 1}, i, LINE)));
    buf_add(&b, S("-----END PUBLIC KEY-----\n"));
    return buf_str(&b);
}

/* Raw RSA: the padding of a blinded message is inside the blinding.  The library works with the remainders of p and q
 * in constant time and blinds the base with a number of its own. */
static bool sign_raw(EVP_PKEY *key, Str blinded, u8 *out, size_t *out_n)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    bool ok = ctx && EVP_PKEY_sign_init(ctx) > 0 && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) > 0
              && EVP_PKEY_sign(ctx, out, out_n, (const u8 *)blinded.at, (size_t)blinded.len) > 0;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

/* One wrong bit in half of that calculation would give away the key: the signature is raised to e, and compared. */
static bool comes_back(EVP_PKEY *key, const u8 *signature, size_t n, Str blinded)
{
    u8            back[BLIND_MOST];
    size_t        back_n = sizeof back;
    EVP_PKEY_CTX *ctx    = EVP_PKEY_CTX_new(key, NULL);
    bool ok = ctx && EVP_PKEY_verify_recover_init(ctx) > 0 && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) > 0
              && EVP_PKEY_verify_recover(ctx, back, &back_n, signature, n) > 0 && back_n == (size_t)blinded.len
              && CRYPTO_memcmp(back, blinded.at, back_n) == 0;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

/* Neither is it a message to sign if it is no number below the modulus. */
static bool below_modulus(EVP_PKEY *key, Str blinded)
{
    BIGNUM *n = NULL, *m = BN_bin2bn((const u8 *)blinded.at, (int)blinded.len, NULL);
    bool    ok = m && EVP_PKEY_get_bn_param(key, "n", &n) && BN_cmp(m, n) < 0;
    BN_free(m);
    BN_free(n);
    return ok;
}

Err blind_sign(Arena *a, Str private_der, Str blinded, Str *out)
{
    u8        signature[BLIND_MOST];
    size_t    n   = sizeof signature;
    EVP_PKEY *key = private_of(private_der);
    Err       e   = NO_ERR;

    if (!key)
        e = failed(ERR_IO, __func__, "the private key cannot be used");
    else if (blinded.len != EVP_PKEY_get_size(key))
        e = failed(ERR_INVALID, __func__, "a blinded message is as long as the key");
    else if (!below_modulus(key, blinded))
        e = failed(ERR_INVALID, __func__, "a blinded message is a number below the modulus");
    else if (!sign_raw(key, blinded, signature, &n) || !comes_back(key, signature, n, blinded))
        e = failed(ERR_IO, __func__, "the signature does not come back as what was signed");
    else
        *out = str_copy(a, (Str){(char *)signature, (isize)n});
    EVP_PKEY_free(key);
    return e;
}

static bool verified(EVP_PKEY *key, Str message, Str signature)
{
    EVP_PKEY_CTX *ctx = NULL;
    EVP_MD_CTX   *md  = EVP_MD_CTX_new();
    bool ok = md && EVP_DigestVerifyInit(md, &ctx, EVP_sha384(), NULL, key) > 0
              && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0
              && EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha384()) > 0 && EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, SALT) > 0
              && EVP_DigestVerify(md, (const u8 *)signature.at, (size_t)signature.len, (const u8 *)message.at,
                                  (size_t)message.len) == 1;
    EVP_MD_CTX_free(md);
    return ok;
}

Err blind_verify(Str public_der, Str message, Str signature)
{
    EVP_PKEY *key = public_of(public_der);
    Err       e   = NO_ERR;

    if (!key)
        e = failed(ERR_IO, __func__, "the public key cannot be used");
    else if (message.len < BLIND_PREFIX || signature.len != EVP_PKEY_get_size(key)
             || !verified(key, message, signature))
        e = failed(ERR_INVALID, __func__, "this was not signed with the key");
    EVP_PKEY_free(key);
    return e;
}
