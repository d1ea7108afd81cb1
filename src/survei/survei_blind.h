/* survei_blind.h - strict campaigns: one answer for each finished service, and nobody can tell whose it is.
 *
 * The code of an invitation lets a browser have one blinded message signed, once (base/blind.h, RFC 9474).  What
 * the browser makes of it, a token and its signature, is the right to one answer.  Whoever reads all that is stored
 * finds no invitation that fits an answer better than another: decision 0174 has what that rests on, and where it ends.
 */
#ifndef SURVEI_BLIND_H
#define SURVEI_BLIND_H

#include "survei/survei.h"

/* Make the key of one open strict campaign that has none, or drop the signing half of one that has closed.  It thinks
 * for up to seconds outside of any transaction, and begins its own: for background work.  *out_more: call again. */
Err survei_blind_keep(Arena scratch, Db *db, Instant now, bool *out_more) MUST_USE;

/* Lay the tokens that one campaign has taken down anew, so that neither age nor place of a row says which answer came
 * with it.  Needed on PostgreSQL alone; in a writing transaction.  *out_more: call again. */
Err survei_blind_mix(Arena scratch, Db *db, bool *out_more) MUST_USE;

/* --- handing out a right --- */

typedef enum {
    BLIND_FRESH,                /* the code is good, and was not used */
    BLIND_AGAIN,                /* this very message was signed for it: the reply was lost */
    BLIND_USED,                 /* it was used, for another message or for an answer */
    BLIND_UNKNOWN,              /* the campaign has no such code */
} SurveiBlindFate;

typedef struct {
    i64             campaign_id, instansi_id;
    Digest          code, blinded;      /* BLAKE2b of both: neither is kept itself */
    SurveiBlindFate fate;
    Str             secret;             /* the key that signs; empty: there is none yet, or no longer */
} SurveiBlindAsk;

/* As people type a code: spaces, hyphens and capitals are forgiven. */
Str survei_blind_code(Arena *a, Str typed);

/* How does it stand with this code and this blinded message? */
Err survei_blind_look(Arena *a, Db *db, const SurveiCampaign *c, Str code, Str blinded, SurveiBlindAsk *out) MUST_USE;

/* Use the code up.  *out: the signature may leave, also after BLIND_AGAIN.  Neither a time nor an order stays. */
Err survei_blind_issue(Arena scratch, Db *db, const SurveiBlindAsk *ask, Instant now, bool *out) MUST_USE;

/* --- and taking it back with an answer --- */

/* The fields "token" and "sig" of a form, in base64url.  *out_token is what SurveiAnswer.token wants.
 * ERR_INVALID: not signed with this campaign's key. */
Err survei_blind_check(Arena *a, const SurveiCampaign *c, Str token, Str sig, Str *out_token) MUST_USE;

/* base64url without padding, both ways. */
Str  survei_blind_text(Arena *a, Str bytes);
bool survei_blind_bytes(Arena *a, Str text, Str *out);

#endif
