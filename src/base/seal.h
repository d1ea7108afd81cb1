/* seal.h - a file that can prove, to whoever has the public key, that it is as it was issued.
 *
 * Two lines stand at its end: what it says of itself, and an Ed25519 signature over all bytes before that last line.
 *
 *     %pulau {"kind":"lhe","number":"..."}
 *     %pulau-ed25519 <16 hex: the key> <128 hex: the signature>
 *
 * PDF takes a line with % for a remark.  Nothing may follow: what was added afterwards is a change.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/base.h"

typedef struct { u8 at[32]; } SealPublic;
typedef struct { u8 seed[32]; } SealKey;

SealKey    seal_key_new(void);
SealPublic seal_public(const SealKey *key);
Str        seal_key_id(Arena *a, SealPublic key);       /* 16 hex digits */

/* The file with its two lines; `says` is one line of text. */
Str seal_add(Arena *a, Str file, Str says, const SealKey *key);

typedef enum {
    SEAL_GOOD,
    SEAL_NONE,                  /* no signature: never issued here, or its end is cut off */
    SEAL_STRANGE,               /* signed with a key that is not among those given */
    SEAL_CHANGED,               /* something was changed or added after signing */
} SealVerdict;

typedef struct {
    SealVerdict verdict;
    Str         says, key_id;   /* says: only of a good one */
} SealRead;

typedef struct { const SealPublic *at; isize count; } SealKeys;

/* Any bytes at all may come; nothing is taken from an arena. */
SealRead seal_read(Str file, SealKeys known);

/* Public keys as other programs read them (PEM, "BEGIN PUBLIC KEY"), any number one after the other. */
Str  seal_pem(Arena *a, SealPublic key);
bool seal_pem_read(Arena *a, Str text, SealKeys *out);  /* false: none, or one that is no Ed25519 key */

#endif
