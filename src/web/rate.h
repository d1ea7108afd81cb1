/* rate.h - how often somebody may ask: a bucket of tokens that fills with time, one for each who comes.
 *
 * In memory and per process, in a table of fixed size: whoever has not come for longest makes room, which is
 * whose bucket is full again.
 */
#ifndef WEB_RATE_H
#define WEB_RATE_H

#include "base/base.h"

typedef struct { i64 per_minute, burst; } Rate; /* per_minute 0: no limit */
typedef struct Rates Rates;

typedef struct {
    bool ok;
    i64  left;                  /* requests that may still come at once */
    i64  wait_s;                /* until the next one may, if !ok */
} RateLeft;

Rates *rates_new(Arena *life);

/* rate_key("token", S("17")): what a bucket is kept under; 0 never. */
u64 rate_key(const char *kind, Str who);

/* One request; any thread.  now_ms: clock_ms(). */
RateLeft rate_take(Rates *r, u64 key, Rate limit, i64 now_ms);

/* Would one be let through?  Nothing is taken. */
RateLeft rate_look(Rates *r, u64 key, Rate limit, i64 now_ms);

/* Has this one been here lately, so that its bucket is still kept? */
bool rate_known(Rates *r, u64 key);

#endif
