/* survei_inside.h - between the files of the core; nobody else needs it. */
#ifndef SURVEI_INSIDE_H
#define SURVEI_INSIDE_H

#include "survei/survei.h"

Err survei_raw(Arena *a, Db *db, i64 id, SurveiCampaign *out) MUST_USE;        /* whoever asks: for background work */

/* A number of all that an answer says, to find the same again; 0: too plain to mean anything. */
i64  survei_alike(Arena scratch, const SurveiCampaign *c, const SurveiAnswer *x);
bool survei_straight(const SurveiCampaign *c, const SurveiAnswer *x);

/* Use an invitation up, once: for an answer, or for the blinded message of that hash.  *out: it was not used. */
Err survei_invite_use(Arena scratch, Db *db, i64 campaign_id, const Digest *code, const Digest *signed_for,
                      bool *out) MUST_USE;

Str  survei_digits(Arena *a, const u8 *at, int n);
void survei_digits_read(Str digits, u8 *at, int n);

#endif
