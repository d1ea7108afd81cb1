#include "base/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/secret.h"

enum { SIGNATURE = crypto_sign_BYTES, ID_LEN = 16, HEAD_LEN = 12, DER_LEN = HEAD_LEN + 32, KEYS_MAX = 50 };

static const char SAYS[] = "%pulau ", SIGNED[] = "%pulau-ed25519 ";

SealKey seal_key_new(void)
{
    SealKey key;
    randombytes_buf(key.seed, sizeof key.seed);
    return key;
}

SealPublic seal_public(const SealKey *key)
{
    SealPublic out;
    u8         secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(out.at, secret, key->seed);
    sodium_memzero(secret, sizeof secret);
    return out;
}

static void id_of(SealPublic key, char out[ID_LEN + 1])
{
    u8 hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, key.at, sizeof key.at);
    sodium_bin2hex(out, ID_LEN + 1, hash, ID_LEN / 2);
}

Str seal_key_id(Arena *a, SealPublic key)
{
    char id[ID_LEN + 1];
    id_of(key, id);
    return str_copy(a, (Str){id, ID_LEN});
}

Str seal_add(Arena *a, Str file, Str says, const SealKey *key)
{
    Buf b = {.arena = a, .at = new(a, char, file.len + says.len + 512), .cap = file.len + says.len + 512};
    u8  pub[32], secret[crypto_sign_SECRETKEYBYTES], signature[SIGNATURE];

    buf_add(&b, file);
    buf_addf(&b, "%s%s%.*s\n", file.len && file.at[file.len - 1] != '\n' ? "\n" : "", SAYS, STRF(says));
    crypto_sign_seed_keypair(pub, secret, key->seed);
    crypto_sign_detached(signature, NULL, (const u8 *)b.at, (unsigned long long)b.len, secret);
    sodium_memzero(secret, sizeof secret);
    Str id = seal_key_id(a, seal_public(key)), hex = hex_of(a, signature, SIGNATURE);
    buf_addf(&b, "%s%.*s %.*s\n", SIGNED, STRF(id), STRF(hex));
    return buf_str(&b);
}

/* --- reading --- */

/* Where the last line that begins so begins; -1: nowhere. */
static isize last_line(Str file, Str with)
{
    for (isize at = file.len - with.len; at >= 0; at--)
        if ((at == 0 || file.at[at - 1] == '\n') && !memcmp(file.at + at, with.at, (size_t)with.len))
            return at;
    return -1;
}

static bool hex_in(Str hex, u8 *out, size_t bytes)
{
    size_t      got;
    const char *end;
    return sodium_hex2bin(out, bytes, hex.at, (size_t)hex.len, NULL, &got, &end) == 0 && got == bytes
           && end == hex.at + hex.len;
}

static const SealPublic *key_named(SealKeys known, Str id)
{
    for (isize i = 0; i < known.count; i++) {
        char has[ID_LEN + 1];
        id_of(known.at[i], has);
        if (str_is(id, has))
            return &known.at[i];
    }
    return NULL;
}

SealRead seal_read(Str file, SealKeys known)
{
    Str   mark = {SIGNED, countof(SIGNED) - 1}, says = {SAYS, countof(SAYS) - 1};
    isize at   = last_line(file, mark);
    u8    signature[SIGNATURE];

    if (at < 0)
        return (SealRead){.verdict = SEAL_NONE};
    Str      line = str_sub(file, at + mark.len, -1), signature_hex = str_sub(line, ID_LEN + 1, 2 * SIGNATURE);
    SealRead out  = {.verdict = SEAL_CHANGED, .key_id = str_sub(line, 0, ID_LEN)};
    if (line.len != ID_LEN + 1 + 2 * SIGNATURE + 1 || line.at[ID_LEN] != ' ' || line.at[line.len - 1] != '\n'
        || !hex_in(signature_hex, signature, SIGNATURE))
        return out;
    const SealPublic *key = key_named(known, out.key_id);
    if (!key) {
        out.verdict = SEAL_STRANGE;
        return out;
    }
    if (crypto_sign_verify_detached(signature, (const u8 *)file.at, (unsigned long long)at, key->at))
        return out;
    isize said  = last_line(str_sub(file, 0, at), says);
    Str   rest  = said < 0 ? (Str){0} : str_sub(file, said + says.len, at - said - says.len);
    out.verdict = SEAL_GOOD;
    out.says    = str_cut(&rest, '\n');
    return out;
}

/* --- PEM: a fixed head of twelve bytes before the 32 of the key (RFC 8410) --- */

static const u8 der_head[HEAD_LEN] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
static const char PEM_BEGIN[] = "-----BEGIN PUBLIC KEY-----", PEM_END[] = "-----END PUBLIC KEY-----";

Str seal_pem(Arena *a, SealPublic key)
{
    u8   der[DER_LEN];
    char text[sodium_base64_ENCODED_LEN(DER_LEN, sodium_base64_VARIANT_ORIGINAL)];

    memcpy(der, der_head, HEAD_LEN);
    memcpy(der + HEAD_LEN, key.at, sizeof key.at);
    sodium_bin2base64(text, sizeof text, der, DER_LEN, sodium_base64_VARIANT_ORIGINAL);
    return str_fmt(a, "%s\n%s\n%s\n", PEM_BEGIN, text, PEM_END);
}

static bool pem_key(Str text, SealPublic *out)
{
    u8          der[DER_LEN];
    size_t      got;
    const char *end;

    if (sodium_base642bin(der, DER_LEN, text.at, (size_t)text.len, "\r\n ", &got, &end, sodium_base64_VARIANT_ORIGINAL)
        || got != DER_LEN || end != text.at + text.len || memcmp(der, der_head, HEAD_LEN))
        return false;
    memcpy(out->at, der + HEAD_LEN, sizeof out->at);
    return true;
}

bool seal_pem_read(Arena *a, Str text, SealKeys *out)
{
    SealPublic *keys = new(a, SealPublic, KEYS_MAX);
    isize       n    = 0, begin;

    while ((begin = str_find(text, str_of(PEM_BEGIN))) >= 0 && n < KEYS_MAX) {
        text      = str_sub(text, begin + countof(PEM_BEGIN) - 1, -1);
        isize end = str_find(text, str_of(PEM_END));
        if (end < 0 || !pem_key(str_trim(str_sub(text, 0, end)), &keys[n++]))
            return false;
        text = str_sub(text, end + countof(PEM_END) - 1, -1);
    }
    *out = (SealKeys){keys, n};
    return n > 0;
}
