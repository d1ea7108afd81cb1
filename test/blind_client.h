/* blind_client.h - the other half of base/blind.h, which browsers do: blinding a message, and taking it off again.
 *
 * For tests only.  Padding and arithmetic are the library's; what is random can be given, for the vectors of the RFC.
 */
#ifndef TEST_BLIND_CLIENT_H
#define TEST_BLIND_CLIENT_H

#include "base/base.h"

/* A private key from two primes and 65537, and the public half of it. */
void client_key(Arena *a, Str p, Str q, Str *out_private, Str *out_public);

Str client_prepare(Arena *a, Str message);              /* 32 random bytes before it */
Str client_encode(Arena *a, Str public_der, Str prepared, int salt);    /* EMSA-PSS with a salt of so many bytes */

/* r^e times the encoded message; `inverse` of r if it is given, else *inverse becomes that of a random one. */
Str client_blind(Arena *a, Str public_der, Str encoded, Str *inverse);
Str client_unblind(Arena *a, Str public_der, Str blind_signature, Str inverse);
Str client_open(Arena *a, Str public_der, Str signature);              /* signature^e: the encoded message in it */
bool client_says(Arena scratch, Str public_der, Str encoded, Str prepared, int salt);  /* is it that of `prepared`? */

/* All of it for one token: a message of 32 random bytes, prepared and blinded. */
typedef struct { Str prepared, blinded, inverse; } ClientToken;
ClientToken client_token(Arena *a, Str public_der);

#endif
