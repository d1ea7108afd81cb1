#include "web/rate.h"

#include "base/secret.h"

#include <pthread.h>
#include <string.h>

/* 8,192 who come in turn are told apart; a table of 256 KB. */
enum { SLOTS = 8192, NEAR = 8, MINUTE_MS = 60000 };

typedef struct {
    u64 key;                    /* 0: free */
    i64 level;                  /* in parts of a request: one is MINUTE_MS */
    i64 at_ms;
} Bucket;

struct Rates {
    pthread_mutex_t lock;
    Bucket          at[SLOTS];
};

Rates *rates_new(Arena *life)
{
    Rates *r = new(life, Rates, 1);
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

u64 rate_key(const char *kind, Str who)
{
    Blake2b h;
    u64     key;

    blake2b_start(&h);
    blake2b_add(&h, str_of(kind));
    blake2b_add(&h, S(":"));
    blake2b_add(&h, who);
    Digest d = blake2b_end(&h);
    memcpy(&key, d.at, sizeof key);
    return key ? key : 1;
}

static Bucket *kept(Rates *r, u64 key)
{
    for (u64 i = 0; i < NEAR; i++)
        if (r->at[(key + i) % SLOTS].key == key)
            return &r->at[(key + i) % SLOTS];
    return NULL;
}

/* Its own; or a free one of those near its place, or of these the one longest at rest. */
static Bucket *place_for(Rates *r, u64 key)
{
    Bucket *b = kept(r, key), *oldest = &r->at[key % SLOTS];
    for (u64 i = 0; !b && i < NEAR; i++) {
        Bucket *x = &r->at[(key + i) % SLOTS];
        if (!x->key || x->at_ms < oldest->at_ms)
            oldest = x;
        if (!x->key)
            break;
    }
    return b ? b : oldest;
}

static i64 filled(const Bucket *b, Rate limit, i64 now_ms)
{
    i64 most = limit.burst * MINUTE_MS, gone = now_ms - b->at_ms;
    if (gone > most / limit.per_minute)
        return most;
    i64 level = b->level + gone * limit.per_minute;
    return level > most ? most : level;
}

static RateLeft ask(Rates *r, u64 key, Rate limit, i64 now_ms, bool take)
{
    RateLeft out = {.ok = true, .left = limit.burst};

    if (!r || !limit.per_minute)
        return out;
    pthread_mutex_lock(&r->lock);
    Bucket *b     = take ? place_for(r, key) : kept(r, key);
    i64     level = b && b->key == key ? filled(b, limit, now_ms) : limit.burst * MINUTE_MS;
    out.ok = level >= MINUTE_MS;
    if (take)
        *b = (Bucket){key, level - (out.ok ? MINUTE_MS : 0), now_ms};
    pthread_mutex_unlock(&r->lock);
    out.left = level / MINUTE_MS - (take && out.ok);
    if (!out.ok)
        out.wait_s = (MINUTE_MS - level + limit.per_minute * 1000 - 1) / (limit.per_minute * 1000);
    return out;
}

RateLeft rate_take(Rates *r, u64 key, Rate limit, i64 now_ms)
{
    return ask(r, key, limit, now_ms, true);
}

RateLeft rate_look(Rates *r, u64 key, Rate limit, i64 now_ms)
{
    return ask(r, key, limit, now_ms, false);
}

bool rate_known(Rates *r, u64 key)
{
    if (!r)
        return false;
    pthread_mutex_lock(&r->lock);
    bool known = kept(r, key) != NULL;
    pthread_mutex_unlock(&r->lock);
    return known;
}
