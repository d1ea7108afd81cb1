#include "base/secret.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(Sha256), "the state must fit");
_Static_assert(sizeof(crypto_generichash_state) <= sizeof(Blake2b), "the state must fit");

static _Atomic i64 last_id;
static i64         process_bits;

bool base_start(void)
{
    if (sodium_init() < 0)
        return false;
    process_bits = (i64)randombytes_uniform(1 << 10) << 12;
    return true;
}

/* Two calls in one millisecond differ in the counter; a full counter borrows from the next one. */
i64 id_new(void)
{
    const i64       epoch_ms = 1735689600000;   /* 2025-01-01T00:00:00Z */
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    i64 ms   = (i64)t.tv_sec * 1000 + t.tv_nsec / 1000000 - epoch_ms;
    i64 want = ms << 12;
    i64 last = atomic_load(&last_id);
    i64 mine;
    do
        mine = want > last ? want : last + 1;
    while (!atomic_compare_exchange_weak(&last_id, &last, mine));
    return (mine >> 12) << 22 | process_bits | (mine & 0xfff);
}

Str token_new(Arena *a, int bytes)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz023456789";
    u8    raw[64];
    int   count = (bytes * 8 + 4) / 5;
    char *p     = new(a, char, count);

    assert(bytes > 0 && bytes <= countof(raw));
    randombytes_buf(raw, (size_t)bytes);
    for (int i = 0; i < count; i++) {
        int bit  = i * 5;
        int pair = raw[bit / 8] << 8 | (bit / 8 + 1 < bytes ? raw[bit / 8 + 1] : 0);
        p[i] = letters[pair >> (11 - bit % 8) & 31];
    }
    sodium_memzero(raw, sizeof raw);
    return (Str){p, count};
}

Digest hash_blake2b(Str s)
{
    Digest d;
    crypto_generichash(d.at, sizeof d.at, (const u8 *)s.at, (size_t)s.len, NULL, 0);
    return d;
}

Str hex_of(Arena *a, const u8 *at, isize n)
{
    char *p = new(a, char, n * 2 + 1);
    sodium_bin2hex(p, (size_t)n * 2 + 1, at, (size_t)n);
    return (Str){p, n * 2};
}

bool hex_bytes(Arena *a, Str hex, Str *out)
{
    size_t n;
    char  *p = new(a, char, hex.len / 2);
    if (sodium_hex2bin((u8 *)p, (size_t)(hex.len / 2), hex.at, (size_t)hex.len, NULL, &n, NULL)
        || (isize)n * 2 != hex.len)
        return false;
    *out = (Str){p, (isize)n};
    return true;
}

bool hex_digest(Str hex, Digest *out)
{
    size_t n;
    return hex.len == 64
        && !sodium_hex2bin(out->at, sizeof out->at, hex.at, (size_t)hex.len, NULL, &n, NULL)
        && n == sizeof out->at;
}

void blake2b_start(Blake2b *h)
{
    crypto_generichash_init((crypto_generichash_state *)(void *)h->state, NULL, 0, sizeof(Digest));
}

void blake2b_add(Blake2b *h, Str piece)
{
    crypto_generichash_update((crypto_generichash_state *)(void *)h->state, (const u8 *)piece.at, (u64)piece.len);
}

Digest blake2b_end(Blake2b *h)
{
    Digest d;
    crypto_generichash_final((crypto_generichash_state *)(void *)h->state, d.at, sizeof d.at);
    return d;
}

void sha256_start(Sha256 *h)
{
    crypto_hash_sha256_init((crypto_hash_sha256_state *)(void *)h->state);
}

void sha256_add(Sha256 *h, Str piece)
{
    crypto_hash_sha256_update((crypto_hash_sha256_state *)(void *)h->state, (const u8 *)piece.at,
                              (u64)piece.len);
}

Digest sha256_end(Sha256 *h)
{
    Digest d;
    crypto_hash_sha256_final((crypto_hash_sha256_state *)(void *)h->state, d.at);
    return d;
}

Digest hash_sha256(Str s)
{
    Sha256 h;
    sha256_start(&h);
    sha256_add(&h, s);
    return sha256_end(&h);
}
