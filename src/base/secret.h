/* secret.h - identifiers, random tokens and digests.
 *
 * Everything here rests on libsodium; base_start() must have run.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/base.h"

/* Once, before anything else; false if the system gives no randomness. */
bool base_start(void);

/* A row's number: 63 bits, rising with time in one process, made without asking the database.
 * 41 bits of milliseconds since 2025, 10 bits of this process, 12 bits of counter. */
i64 id_new(void);

/* `bytes` (at most 64) of randomness in base32 without look-alikes: 10 bytes make 16 letters. */
Str token_new(Arena *a, int bytes);

typedef struct { u8 at[32]; } Digest;

Digest hash_blake2b(Str s);
Digest hash_sha256(Str s);
Str    hex_of(Arena *a, const u8 *at, isize n);         /* lower case */
bool   hex_bytes(Arena *a, Str hex, Str *out);
bool   hex_digest(Str hex, Digest *out);

/* The same in pieces. */
typedef struct { _Alignas(64) u8 state[384]; } Blake2b;

void   blake2b_start(Blake2b *h);
void   blake2b_add(Blake2b *h, Str piece);
Digest blake2b_end(Blake2b *h);

/* SHA-256 in pieces, for files that pass by. */
typedef struct { _Alignas(8) u8 state[128]; } Sha256;

void   sha256_start(Sha256 *h);
void   sha256_add(Sha256 *h, Str piece);
Digest sha256_end(Sha256 *h);

#endif
