/* blind.h - signing what one may not see: RSABSSA-SHA384-PSS-Randomized of RFC 9474, the signer's half.
 *
 * The other side blinds a message (the browser: assets/survei-blind.js), has it signed here once, takes the blinding
 * off, and later shows message and signature.  Nothing in what was signed is in what is shown.
 * That half is not in this program: a server that blinded for people would know both.
 */
#ifndef BASE_BLIND_H
#define BASE_BLIND_H

#include "base/base.h"

enum {
    BLIND_BITS      = 3072,             /* of the keys made here; any from 2048 to 4096 is taken: decision 0173 */
    BLIND_BYTES     = BLIND_BITS / 8,   /* of a blinded message, of what is answered, and of a signature */
    BLIND_PREFIX    = 32,               /* random bytes every message begins with: the "Randomized" of the name */
    BLIND_MOST      = 512,              /* bytes of a message or signature of the largest key */
};

typedef struct {
    Str private_der;            /* PKCS #8: whoever has it can make tokens, and can link none of them */
    Str public_der;             /* SubjectPublicKeyInfo, as WebCrypto takes "spki" */
} BlindKey;

/* Takes a tenth of a second to several: never on the writing thread. */
MUST_USE Err blind_key_new(Arena *a, BlindKey *out);

/* SHA-256 of the public key in lower-case hex: what people compare. */
Str blind_key_id(Arena *a, Str public_der);

/* The public key as other programs read it: "BEGIN PUBLIC KEY". */
Str blind_pem(Arena *a, Str public_der);

/* Sign a blinded message.  Constant time, blinded once more within, and checked against the public half before it
 * leaves (RFC 9474, section 7.1).  ERR_INVALID: not as long as the key, or not below its modulus.
 * ERR_IO: the key cannot be used, or the machine miscalculated. */
MUST_USE Err blind_sign(Arena *a, Str private_der, Str blinded, Str *out);

/* Was this message, prefix and all, signed so?  ERR_INVALID: no.  ERR_IO: the public key cannot be used. */
MUST_USE Err blind_verify(Str public_der, Str message, Str signature);

#endif
