#include "base/blind.h"

#include <string.h>

#include "test/blind_client.h"
#include "test/test.h"

/* --- appendix A of the RFC: lines "name value" --- */

typedef struct { Str p, q, n, name, msg, msg_prefix, salt, inv, blinded_msg, blind_sig, sig; } Vector;

static const struct { const char *name; isize at; } parts[] = {
    {"p", offsetof(Vector, p)}, {"q", offsetof(Vector, q)}, {"n", offsetof(Vector, n)}, {"msg", offsetof(Vector, msg)},
    {"msg_prefix", offsetof(Vector, msg_prefix)}, {"salt", offsetof(Vector, salt)}, {"inv", offsetof(Vector, inv)},
    {"blinded_msg", offsetof(Vector, blinded_msg)}, {"blind_sig", offsetof(Vector, blind_sig)},
    {"sig", offsetof(Vector, sig)},
};

/* The next of them; false when there is none.  The key before the first stays. */
static bool vector_next(Arena *a, Str *rest, Vector *v)
{
    Vector key = {.p = v->p, .q = v->q, .n = v->n};

    while (rest->len) {
        Str line = str_cut(rest, '\n'), name = str_cut(&line, ' ');
        if (str_is(name, "name")) {
            *v      = key;
            v->name = line;
        }
        for (isize i = 0; i < countof(parts); i++)
            if (str_is(name, parts[i].name))
                CHECK(hex_bytes(a, line, (Str *)(void *)((char *)v + parts[i].at)));
        if (str_is(name, "sig"))
            return true;
        if (!v->name.len)
            key = *v;
    }
    return false;
}

static Str joined(Arena *a, Str x, Str y)
{
    Buf b = {.arena = a};
    buf_add(&b, x);
    buf_add(&b, y);
    return buf_str(&b);
}

/* Every number of one vector: what is signed, what comes back, what is unblinded, and the salt within. */
static void vector_holds(Arena a, const Vector *v)
{
    Str private_der, public_der, prepared = joined(&a, v->msg_prefix, v->msg), signature, inverse = v->inv;

    client_key(&a, v->p, v->q, &private_der, &public_der);
    CHECK_OK(blind_sign(&a, private_der, v->blinded_msg, &signature));
    CHECK(str_eq(signature, v->blind_sig));
    CHECK(str_eq(client_unblind(&a, public_der, signature, v->inv), v->sig));
    Str encoded = client_open(&a, public_der, v->sig);
    CHECK(client_says(a, public_der, encoded, prepared, (int)v->salt.len));
    CHECK(str_eq(client_blind(&a, public_der, encoded, &inverse), v->blinded_msg));
    CHECK((blind_verify(public_der, prepared, v->sig).kind == OK) == (v->salt.len == 48));
    if (!v->salt.len)
        CHECK(str_eq(client_encode(&a, public_der, prepared, 0), encoded));
}

TEST(the_numbers_of_rfc_9474_hold_for_all_four_variants)
{
    Str    rest = test_read(&a, "test/base/rfc9474.txt");
    Vector v    = {0};
    int    n    = 0;

    for (; vector_next(&a, &rest, &v); n++) {
        vector_holds(a, &v);
        CHECK(str_starts(v.name, S("RSABSSA-SHA384-PSS")));
    }
    CHECK(n == 4);
}

/* The key of the RFC: making one takes a second where memory is watched. */
static BlindKey known_key(Arena *a)
{
    Str      rest = test_read(a, "test/base/rfc9474.txt");
    Vector   v    = {0};
    BlindKey key  = {0};

    CHECK(vector_next(a, &rest, &v));
    client_key(a, v.p, v.q, &key.private_der, &key.public_der);
    return key;
}

LONG_TEST(a_message_is_signed_unseen_and_verified)
{
    BlindKey key;
    Str      blind, again;

    CHECK_OK(blind_key_new(&a, &key));
    ClientToken t = client_token(&a, key.public_der);
    CHECK(t.blinded.len == BLIND_BYTES);
    CHECK_OK(blind_sign(&a, key.private_der, t.blinded, &blind));
    CHECK_OK(blind_sign(&a, key.private_der, t.blinded, &again));
    CHECK(str_eq(blind, again));                        /* a lost answer can be given once more */
    Str signature = client_unblind(&a, key.public_der, blind, t.inverse);
    CHECK_OK(blind_verify(key.public_der, t.prepared, signature));
    CHECK(!str_eq(blind, signature) && !str_has(t.blinded, str_sub(t.prepared, 0, 8)));
    CHECK(blind_key_id(&a, key.public_der).len == 64);
}

TEST(no_bit_of_a_token_or_its_signature_can_be_other)
{
    BlindKey key = known_key(&a);
    Str      blind;

    ClientToken t = client_token(&a, key.public_der);
    CHECK_OK(blind_sign(&a, key.private_der, t.blinded, &blind));
    Str signature = client_unblind(&a, key.public_der, blind, t.inverse);
    for (isize i = 0; i < signature.len; i += 7) {
        Str other = str_copy(&a, signature);
        ((char *)other.at)[i] ^= 1;
        CHECK(blind_verify(key.public_der, t.prepared, other).kind == ERR_INVALID);
    }
    for (isize i = 0; i < t.prepared.len; i++) {
        Str other = str_copy(&a, t.prepared);
        ((char *)other.at)[i] ^= 1;
        CHECK(blind_verify(key.public_der, other, signature).kind == ERR_INVALID);
    }
    CHECK(blind_verify(key.public_der, t.prepared, blind).kind == ERR_INVALID);
    CHECK(blind_verify(key.public_der, t.prepared, str_sub(signature, 1, -1)).kind == ERR_INVALID);
    CHECK(blind_verify(key.public_der, t.prepared, joined(&a, signature, S("x"))).kind == ERR_INVALID);
    CHECK(blind_verify(key.public_der, t.prepared, (Str){0}).kind == ERR_INVALID);
    CHECK(blind_verify(key.public_der, (Str){0}, signature).kind == ERR_INVALID);
}

TEST(a_key_signs_only_numbers_that_are_as_long_and_below_it)
{
    BlindKey key = known_key(&a);
    Str      out;
    char     high[BLIND_MOST];

    ClientToken t = client_token(&a, key.public_der);
    memset(high, 0xff, sizeof high);
    CHECK(blind_sign(&a, key.private_der, (Str){high, sizeof high}, &out).kind == ERR_INVALID);
    CHECK(blind_sign(&a, key.private_der, str_sub(t.blinded, 0, BLIND_MOST - 1), &out).kind == ERR_INVALID);
    CHECK(blind_sign(&a, key.private_der, joined(&a, S("\0"), t.blinded), &out).kind == ERR_INVALID);
    CHECK(blind_sign(&a, key.private_der, (Str){0}, &out).kind == ERR_INVALID);
}

LONG_TEST(a_foreign_or_broken_key_verifies_and_signs_nothing)
{
    BlindKey key = known_key(&a), other;
    Str      blind, out;

    CHECK_OK(blind_key_new(&a, &other));
    ClientToken t = client_token(&a, key.public_der);
    ClientToken strange = client_token(&a, other.public_der);
    CHECK_OK(blind_sign(&a, other.private_der, strange.blinded, &blind));
    Str signature = client_unblind(&a, other.public_der, blind, strange.inverse);
    CHECK_OK(blind_verify(other.public_der, strange.prepared, signature));
    CHECK(blind_verify(key.public_der, strange.prepared, signature).kind == ERR_INVALID);
    CHECK(blind_sign(&a, other.private_der, t.blinded, &out).kind == ERR_INVALID);
    CHECK(!str_eq(blind_key_id(&a, key.public_der), blind_key_id(&a, other.public_der)));
    CHECK(blind_sign(&a, str_sub(key.private_der, 0, 700), t.blinded, &out).kind == ERR_IO);
    CHECK(blind_sign(&a, key.public_der, t.blinded, &out).kind == ERR_IO);
    CHECK(blind_sign(&a, (Str){0}, t.blinded, &out).kind == ERR_IO);
    CHECK(blind_verify((Str){0}, t.prepared, blind).kind == ERR_IO);
    CHECK(blind_verify(S("no key"), t.prepared, blind).kind == ERR_IO);
}

LONG_TEST(a_miscalculated_signature_never_leaves)
{
    BlindKey key = known_key(&a);
    Str      out = {0};

    ClientToken t = client_token(&a, key.public_der);
    for (isize i = 1200; i < key.private_der.len; i += 131) {     /* within p, q and what is derived from them */
        Str harmed = str_copy(&a, key.private_der);
        ((char *)harmed.at)[i] ^= 4;
        Err e = blind_sign(&a, harmed, t.blinded, &out);
        CHECK(e.kind == ERR_IO ? !out.len : e.kind == OK);
        if (e.kind == OK)       /* the library noticed, and went the long way round */
            CHECK_OK(blind_verify(key.public_der, t.prepared, client_unblind(&a, key.public_der, out, t.inverse)));
        out = (Str){0};
    }
}
