/* survei_poster.h - what stands on the counter: an A4 poster, and cards with one-time codes to cut out. */
#ifndef SURVEI_POSTER_H
#define SURVEI_POSTER_H

#include "survei/survei.h"

typedef struct {
    const SurveiCampaign *c;            /* dressed */
    Str                   agency;       /* above the unit's name */
    Str                   origin;       /* "https://zi.instansi.go.id" */
    Instant               now;
} SurveiPoster;

/* One page in Indonesian with English below it. */
Err survei_poster(Arena *a, const SurveiPoster *p, Str *out_pdf) MUST_USE;

/* The codes are kept nowhere: whoever makes them prints their cards then, or never. */
typedef struct { Str code, service, label; } SurveiCard;        /* label: what the unit calls it; may be empty */
Err survei_poster_cards(Arena *a, const SurveiPoster *p, const SurveiCard *all, isize count, Str *out_pdf) MUST_USE;

/* How long it takes to answer so many questions, in minutes: what the poster and the first page promise. */
int survei_minutes(const SurveiCampaign *c);

#endif
