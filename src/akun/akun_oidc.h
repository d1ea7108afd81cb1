/* akun_oidc.h - sign-in through the agency's own provider: OpenID Connect, authorization code with PKCE.
 *
 * The provider says who somebody is, by NIP.  What that person may do is said here alone: nothing the provider
 * sends makes an account or a role.  What talks to the provider is slow and touches no database; it says so.
 *
 * By the book: OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated and Back-Channel Logout 1.0; RFC 6749, 7636,
 * 8176, 8725, 9207.
 */
#ifndef AKUN_OIDC_H
#define AKUN_OIDC_H

#include "akun/akun_sign.h"
#include "format/json.h"

enum {
    AKUN_OIDC_TRY_S  = 600,     /* from leaving for the provider to coming back */
    AKUN_OIDC_SKEW_S = 60,      /* two clocks may differ by so much */
};

typedef struct {
    Str issuer;                 /* exactly as the provider calls itself */
    Str client_id, client_secret;
    Str scope;                  /* "openid profile" */
    Str nip_claim;              /* where the NIP stands: "nip" */
    Str mfa_acr;                /* words of acr, with spaces between, that mean two factors; may be empty */
    Str name;                   /* on the button: "SSO Kementerian Contoh" */
    Str origin;                 /* of pulau: where the provider sends people back to */
    int at_once;                /* conversations with the provider; more are told to come again */
} AkunOidcConfig;

typedef struct AkunOidc AkunOidc;       /* the settings, and what the provider published; shared by threads */

Err  akun_oidc_open(Arena *life, const AkunOidcConfig *c, AkunOidc **out) MUST_USE;    /* talks to nobody yet */
const AkunOidcConfig *akun_oidc_config(const AkunOidc *o);
bool akun_oidc_url_good(Str url);       /* https, or http on this very machine */
Str  akun_oidc_redirect_uri(Arena *a, const AkunOidc *o);

/* --- one visit to the provider ---
 *
 * state travels in addresses, browser in a cookie.  The nonce and the PKCE verifier are made from both, so they are
 * stored nowhere, and whoever has one of the two alone can do nothing. */

typedef struct { Str state, browser; } AkunOidcTry;

AkunOidcTry akun_oidc_try(Arena *a, Str browser);               /* browser: of the cookie, or empty for a new one */
Str         akun_oidc_nonce(Arena *a, const AkunOidcTry *t);
Str         akun_oidc_verifier(Arena *a, const AkunOidcTry *t);

/* Stored, each for one use within AKUN_OIDC_TRY_S; ERR_NOT_FOUND: never begun, used, over, or another browser's. */
Err akun_oidc_try_add(Db *db, const AkunOidcTry *t, Str next, Instant now) MUST_USE;
Err akun_oidc_try_find(Arena *a, Db *db, const AkunOidcTry *t, Instant now, Str *out_next) MUST_USE;
Err akun_oidc_try_take(Arena *a, Db *db, const AkunOidcTry *t, Instant now, Str *out_next) MUST_USE;

/* --- talking with the provider: slow.  ERR_AWAY: it does not answer; ERR_BUSY: too many at once; ERR_INVALID: what
 * it said cannot be trusted, and `why` says which check failed, without a word of what was received --- */

typedef struct {
    AkunOidcTry t;
    Str         code, iss;      /* as they came back; iss: who answers (RFC 9207), may be empty */
} AkunOidcBack;

typedef struct {
    Str  subject, sid;          /* the identity and the session, as the provider calls them; sid may be empty */
    Str  nip;                   /* empty: it was not given */
    bool mfa;                   /* signed in with two factors */
} AkunOidcWho;

typedef struct { Str subject, sid; Instant at; } AkunOidcOut;           /* one of subject and sid is there */

typedef struct { i64 skew_s; bool skew_known; isize keys; } AkunOidcHealth;

Err akun_oidc_begin(Arena *a, AkunOidc *o, const AkunOidcTry *t, Lang lang, Instant now, Str *out_url) MUST_USE;
Err akun_oidc_redeem(Arena *a, AkunOidc *o, const AkunOidcBack *b, Instant now, AkunOidcWho *out) MUST_USE;
Err akun_oidc_told(Arena *a, AkunOidc *o, Str logout_token, Instant now, AkunOidcOut *out) MUST_USE;
Err akun_oidc_look(Arena *a, AkunOidc *o, Instant now, AkunOidcHealth *out) MUST_USE;  /* for pulau doctor */

/* Where one signs out there too; ERR_NOT_FOUND if the provider has no such page. */
Err akun_oidc_leave(Arena *a, AkunOidc *o, Instant now, Str *out_url) MUST_USE;

/* --- what was received, judged; no network, no database --- */

typedef struct {
    Str     issuer, client_id;
    Str     nonce;              /* of an ID token; empty: a logout token is wanted */
    Str     access_token;       /* at_hash must fit it */
    Instant now;
} AkunOidcWant;

typedef struct {
    Str  issuer, authorize, token, keys, userinfo, leave;       /* the last two may be empty */
    bool secret_in_body;        /* client_secret_post, not client_secret_basic */
    bool names_itself;          /* in every answer that a browser brings back (RFC 9207) */
} AkunOidcPublished;

/* The discovery document of exactly this issuer, with addresses that may be talked to. */
Err akun_oidc_published(Arena *a, Str text, Str issuer, AkunOidcPublished *out) MUST_USE;

/* A signed token against the provider's keys and against what is wanted.  ERR_NOT_FOUND: signed with a key that is
 * not among them, so they may be older than it.  *out: its claims. */
Err akun_oidc_token(Arena *a, Str token, const Json *keys, const AkunOidcWant *want, const Json **out) MUST_USE;

Err  akun_oidc_nip(Arena *a, const Json *claims, Str name, Str *out) MUST_USE; /* empty: not there */
bool akun_oidc_mfa(const Json *claims, Str mfa_acr);

/* --- the account behind an identity --- */

typedef enum {
    AKUN_OIDC_MATCHED,
    AKUN_OIDC_NO_NIP,           /* the provider gave none */
    AKUN_OIDC_UNKNOWN,          /* nobody here has this NIP */
    AKUN_OIDC_INACTIVE,
    AKUN_OIDC_OTHER,            /* another identity came with this NIP before, or this one with another NIP */
} AkunOidcMatch;

/* The first time, the identity is tied to the account.  Only AKUN_OIDC_MATCHED changes anything. */
Err akun_oidc_account(Arena *a, Db *db, Str issuer, const AkunOidcWho *w, Instant now, AkunOidcMatch *out,
                      AkunUser *out_user) MUST_USE;
Err akun_oidc_bound(Arena scratch, Db *db, i64 user_id, bool *out) MUST_USE;

/* Unties it, and ends the sessions that came through it. */
Err akun_oidc_release(Arena scratch, Db *db, const AkunUser *u, i64 by_id, Instant now) MUST_USE;

/* The provider says that somebody is signed out: those sessions end that were begun through it before. */
Err akun_oidc_ended(Arena scratch, Db *db, Str issuer, const AkunOidcOut *x, Instant now) MUST_USE;

#endif
