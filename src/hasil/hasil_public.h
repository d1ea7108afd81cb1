/* hasil_public.h - what anybody may see of surveys: results that are closed, published and counted to the end.
 *
 * A campaign that still runs shows nothing: who looks twice would see what came between.
 */
#ifndef HASIL_PUBLIC_H
#define HASIL_PUBLIC_H

#include "hasil/hasil.h"

typedef struct {
    Str  slug, title, unit_name;
    Date opens_on, closes_on;
    ResultPoints of;            /* its forms, in their order */
} PublicRow;
typedef LIST(PublicRow) PublicRows;

/* Those with every word of `search` in unit or title, newest first; *out_all: how many match. */
typedef struct { Str search; i64 most, after; } PublicAsk;
Err hasil_public_count(Arena scratch, Db *db, Str search, i64 *out_all) MUST_USE;
Err hasil_public_list(Arena *a, Db *db, const SurveiPacks *packs, const PublicAsk *ask, PublicRows *out) MUST_USE;

/* Dressed.  ERR_NOT_FOUND unless it is closed and published. */
Err hasil_public_find(Arena *a, Db *db, const SurveiPacks *packs, Str slug, SurveiCampaign *out) MUST_USE;

/* Every form of it, with its meaning and licence; line by line, one number each; and as JSON that describes itself. */
Err hasil_public_csv(Arena *a, Db *db, const SurveiCampaign *c, Lang lang, Buf *to) MUST_USE;
Err hasil_public_json(Arena *a, Db *db, const SurveiCampaign *c, Lang lang, Buf *to) MUST_USE;

#endif
