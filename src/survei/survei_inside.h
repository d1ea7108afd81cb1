/* survei_inside.h - between the files of the core; nobody else needs it. */
#ifndef SURVEI_INSIDE_H
#define SURVEI_INSIDE_H

#include "survei/survei.h"

Err survei_raw(Arena *a, Db *db, i64 id, SurveiCampaign *out) MUST_USE;        /* whoever asks: for background work */

/* survei_known.c: what a campaign asks, if this connection read it before; and that it has read it now. */
bool survei_known(Arena *a, Db *db, SurveiCampaign *c);
void survei_know(Db *db, const SurveiCampaign *c);

/* Use an invitation up, once: for an answer, or for the blinded message of that hash.  *out: it was not used. */
Err survei_invite_use(Arena scratch, Db *db, i64 campaign_id, const Digest *code, const Digest *signed_for,
                      bool *out) MUST_USE;

Str  survei_digits(Arena *a, const u8 *at, int n);
void survei_digits_read(Str digits, u8 *at, int n);

#endif
