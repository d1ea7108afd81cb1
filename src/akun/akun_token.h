/* akun_token.h - personal tokens: by which a program comes in as the person who made one, and does less.
 *
 * "pulau_", 160 random bits in base32, and their CRC-32 in hex: a scanner for secrets can tell a true one from a
 * misprint without asking.  Only its BLAKE2b hash is stored.  What a token may do is asked anew at each request: its
 * scope, and the roles its owner holds then.
 */
#ifndef AKUN_TOKEN_H
#define AKUN_TOKEN_H

#include "akun/akun.h"

enum {
    AKUN_TOKEN_DAYS   = 365,    /* it ends after so long at most */
    AKUN_TOKENS_MOST  = 20,     /* that stand at a time, of one person */
    AKUN_TOKEN_SEEN_S = 300,    /* how exact "last used" is */
};

typedef struct {
    i64     id;
    Str     name, scope;        /* "laporan bulanan", "lke:read unit:read" */
    Instant made_at, ends_at, used_at, revoked_at;
} AkunToken;

typedef LIST(AkunToken) AkunTokens;

typedef struct {
    i64     user_id, instansi_id;
    Str     name, scope;
    Instant now, ends_at;
} AkunTokenNew;

/* The token is shown now, and never again.  ERR_LIMIT: too many stand already. */
Err akun_token_make(Arena *a, Db *db, const AkunTokenNew *n, Str *out_token) MUST_USE;
Err akun_tokens(Arena *a, Db *db, i64 user_id, AkunTokens *out) MUST_USE;       /* newest first; those gone too */
bool akun_token_stands(const AkunToken *t, Instant now);

typedef struct {
    AkunToken token;
    i64       user_id, instansi_id, unit_id, utc_minutes;
    Str       user_name, nip;
    Lang      lang;
} AkunBearer;

/* Each request.  ERR_NOT_FOUND: never was, is over, was revoked, or its owner is suspended. */
Err akun_token_find(Arena *a, Db *db, Str token, Instant now, AkunBearer *out) MUST_USE;
Err akun_token_seen(Db *db, i64 id, Instant now) MUST_USE;
Err akun_token_name(Arena *a, Db *db, i64 instansi_id, i64 id, Str *out) MUST_USE;      /* empty: not of this one */

/* By its owner or by an admin of theirs, who has been asked for; ERR_NOT_FOUND for one that is gone already. */
typedef struct { i64 user_id, instansi_id, by_id; Instant now; } AkunTokenAct;
Err akun_token_revoke(Arena scratch, Db *db, const AkunTokenAct *act, i64 id) MUST_USE;
Err akun_token_revoke_all(Db *db, const AkunTokenAct *act) MUST_USE;

bool akun_token_shaped(Str token);              /* prefix, length and sum are right: worth asking for */

#endif
