/* akun_sign.h - how somebody proves who it is: password, second factor, session, one-time link.
 *
 * Nothing secret is stored as it is: passwords under argon2id, tokens and codes under BLAKE2b.  What is slow
 * (two functions, both say so) touches no database.
 */
#ifndef AKUN_SIGN_H
#define AKUN_SIGN_H

#include "akun/akun.h"

enum {
    AKUN_PASSWORD_MIN  = 12,    /* characters */
    AKUN_PASSWORD_MAX  = 200,
    AKUN_IDLE_S        = 2 * 3600,
    AKUN_SESSION_S     = 12 * 3600,
    AKUN_HALF_S        = 10 * 60,       /* to type the second factor's code */
    AKUN_SEEN_S        = 300,           /* how exact "last seen" is */
    AKUN_INVITATION_S  = 7 * 86400,
    AKUN_RESET_S       = 86400,
    AKUN_RECOVERY      = 10,            /* codes */
};

/* --- passwords --- */

/* Slow, about 70 ms and 64 MB; at most two at once, the others wait.  ERR_LIMIT if memory is short. */
Err  akun_password_hash(Arena *a, Str password, Str *out) MUST_USE;

/* Slow too, also when there is no hash to compare with.  *out_old: good, but made with older parameters. */
bool akun_password_good(Arena scratch, Str password, Str hash, bool *out_old);

void akun_password_check(Str password, const AkunUser *u, Lang lang, Issues *l);

/* Stores it, ends every session but `keep` (0: all), makes links useless, forgets the failures. */
Err  akun_password_set(Arena scratch, Db *db, const AkunUser *u, Str hash, i64 keep_session, Instant now) MUST_USE;
Err  akun_password_upgrade(Db *db, i64 user_id, Str hash) MUST_USE;     /* same password, newer parameters */

/* --- signing in: look, then judge off the database, then go on or note the failure --- */

typedef struct {
    i64  user_id;               /* 0: no such account, or not active */
    Str  hash;                  /* empty: there is no password to match */
    bool has_second;
    i64  wait_s;                /* not before so many seconds; whether the account exists has no part in it */
} AkunTry;

Err akun_try_look(Arena *a, Db *db, Str typed, Str address, Instant now, AkunTry *out) MUST_USE;
Err akun_try_failed(Arena scratch, Db *db, Str typed, Str address, Instant now) MUST_USE;
Err akun_try_passed(Arena scratch, Db *db, Str typed, i64 user_id, Instant now) MUST_USE;

Err akun_user_typed(Arena *a, Db *db, Str typed, AkunUser *out) MUST_USE;       /* by NIP or e-mail, as typed */
Err akun_asks_often(Arena scratch, Db *db, Str address, Instant now, bool *out) MUST_USE;       /* counts this one */

/* The same for codes of the second factor. */
Err akun_code_wait(Arena scratch, Db *db, i64 user_id, Instant now, i64 *out_s) MUST_USE;
Err akun_code_failed(Arena scratch, Db *db, i64 user_id, Instant now) MUST_USE;

/* --- sessions --- */

typedef struct {
    i64     id, user_id, instansi_id, unit_id;
    Str     csrf, name, nip;
    Lang    lang;
    i64     utc_minutes;
    bool    half;
    Instant made_at, seen_at;
    Str     address, agent;
    bool    sso;                /* begun through the agency's provider */
    Str     sso_sid;            /* what the provider calls its own session; only given to akun_session_start() */
} AkunSession;

typedef LIST(AkunSession) AkunSessions;

/* A new token each time; only its hash is kept.  half: the second factor is still to come. */
Err akun_session_start(Arena *a, Db *db, i64 user_id, bool half, const AkunSession *from, Instant now,
                       Str *out_token) MUST_USE;
Err akun_session_find(Arena *a, Db *db, Str token, Instant now, AkunSession *out) MUST_USE;     /* each request */
Err akun_session_way(Arena *a, Db *db, i64 session_id, AkunSession *out) MUST_USE;     /* .sso and .sso_sid */
Err akun_session_seen(Db *db, i64 session_id, Instant now) MUST_USE;
Err akun_sessions(Arena *a, Db *db, i64 user_id, Instant now, AkunSessions *out) MUST_USE;
Err akun_session_end(Db *db, i64 user_id, i64 session_id) MUST_USE;
Err akun_session_end_others(Db *db, i64 user_id, i64 keep) MUST_USE;    /* keep 0: all */

/* --- second factor (RFC 6238: SHA-1, 30 s, 6 digits) --- */

Str  akun_totp_code(Arena *a, Str secret, i64 step, int digits);
bool akun_totp_good(Str secret, Str code, Instant now, i64 last_step, i64 *out_step);   /* this step, one either side */
Str  akun_totp_uri(Arena *a, Str secret, Str nip, Str issuer);
Str  akun_base32(Arena *a, Str bytes);          /* to type it by hand */

typedef struct { Str secret; bool on; i64 last_step; i64 recovery_left; } AkunSecond;
Err akun_second(Arena *a, Db *db, i64 user_id, AkunSecond *out) MUST_USE;
Err akun_second_begin(Arena *a, Db *db, i64 user_id, Str *out_secret) MUST_USE;         /* not in use before a code */

/* A code from the telephone or a recovery code; each is taken once.  *out_good says whether it was one. */
Err akun_second_take(Arena scratch, Db *db, i64 user_id, Str code, Instant now, bool *out_good) MUST_USE;
Err akun_second_on(Arena *a, Db *db, const AkunUser *u, Str code, Instant now, bool *out_good,
                   Str *out_codes) MUST_USE;    /* AKUN_RECOVERY codes, to be shown once */
Err akun_second_off(Arena scratch, Db *db, const AkunUser *u, i64 by_id, Instant now) MUST_USE;

/* --- one-time links --- */

typedef enum { AKUN_INVITATION, AKUN_RESET } AkunPurpose;

/* Older links of this person become useless.  The token is shown or sent now, and kept nowhere. */
Err akun_link_make(Arena *a, Db *db, const AkunUser *u, AkunPurpose purpose, i64 by_id, Instant now,
                   Str *out_token) MUST_USE;
Err akun_link_find(Arena *a, Db *db, AkunPurpose purpose, Str token, Instant now, AkunUser *out) MUST_USE;
Err akun_link_use(Arena scratch, Db *db, AkunPurpose purpose, Str token, Instant now) MUST_USE; /* as find */
Err akun_link_lately(Arena scratch, Db *db, i64 user_id, Instant now, bool *out) MUST_USE;      /* a reset was made */

/* Sessions, links and failures that no longer count. */
Err akun_sweep(Db *db, Instant now) MUST_USE;

#endif
