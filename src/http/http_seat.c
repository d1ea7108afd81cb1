#include "http/http_inside.h"

#include <arpa/inet.h>
#include <string.h>

enum {
    SEATS_SPARE   = 64,         /* beyond conn_max, to say 503 and 429 from */
    ADDRESS_SPARE = 8,          /* beyond conn_per_address */
    ARENA_WARM    = 256 << 10,
    ARENAS_HOT    = 32,
};

/* --- connections --- */

void seats_make(HttpServer *s, Arena *life)
{
    isize count = s->config.conn_max + SEATS_SPARE;

    s->seats     = arena_reserve(count * (isize)sizeof(HttpConn));      /* touched as they are used */
    s->addresses = new(life, Address, count + 1);       /* one more, for who finds no seat */
    s->arenas    = new(life, Arena, s->config.inflight_max);
    for (isize i = 0; i < count; i++)
        s->addresses[i].next = &s->addresses[i + 1];
    pthread_mutex_init(&s->lock, NULL);
}

static HttpConn *seat_find(HttpServer *s)
{
    HttpConn *c = s->free;
    if (c)
        s->free = c->next;
    else if (s->seats.end - s->seats.beg >= (isize)sizeof *c) {
        c = (HttpConn *)(void *)s->seats.beg;
        s->seats.beg += sizeof *c;
    }
    return c;
}

static void address_of(const struct sockaddr *from, u8 at[16], char text[INET6_ADDRSTRLEN])
{
    const u8 mapped[12] = {[10] = 0xff, [11] = 0xff};

    memset(at, 0, 16);
    if (from->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)from;
        memcpy(at + 12, &v4->sin_addr, 4);
    } else if (from->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)from;
        memcpy(at, &v6->sin6_addr, 16);
    }
    if (from->sa_family == AF_INET || !memcmp(at, mapped, 12)) {
        inet_ntop(AF_INET, at + 12, text, INET6_ADDRSTRLEN);
        memcpy(at, mapped, 12);
    } else {
        inet_ntop(AF_INET6, at, text, INET6_ADDRSTRLEN);
        memset(at + 8, 0, 8);
    }
}

static Address **bucket_of(HttpServer *s, const u8 at[16])
{
    u32 hash = 2166136261u;
    for (int i = 0; i < 16; i++)
        hash = (hash ^ at[i]) * 16777619u;
    return &s->buckets[hash % countof(s->buckets)];
}

static Address *address_find(HttpServer *s, const u8 at[16])
{
    Address **bucket = bucket_of(s, at), *a;

    for (a = *bucket; a; a = a->next)
        if (!memcmp(a->at, at, 16))
            return a;
    a            = s->addresses;
    s->addresses = a->next;
    memcpy(a->at, at, 16);
    a->count = 0;
    a->next  = *bucket;
    return *bucket = a;
}

static void address_leave(HttpServer *s, Address *a)
{
    if (--a->count)
        return;
    Address **at = bucket_of(s, a->at);
    while (*at != a)
        at = &(*at)->next;
    *at          = a->next;
    a->next      = s->addresses;
    s->addresses = a;
}

HttpConn *seat_take(Loop *l, const struct sockaddr *from)
{
    HttpServer *s = l->server;
    u8          at[16];
    char        text[INET6_ADDRSTRLEN];

    address_of(from, at, text);
    bool trusted = str_is(s->config.trusted_proxy, text);

    pthread_mutex_lock(&s->lock);
    Address  *a = address_find(s, at);
    HttpConn *c = trusted || a->count < s->config.conn_per_address + ADDRESS_SPARE ? seat_find(s) : NULL;
    a->count++;
    if (c) {
        s->connections++;
        memset(c, 0, offsetof(HttpConn, target));
        memcpy(c->remote, text, sizeof text);
        c->loop    = l;
        c->address = a;
        c->fd      = -1;
        if (!trusted && a->count > s->config.conn_per_address)
            c->refuse = 429;
        else if (s->connections > s->config.conn_max)
            c->refuse = 503;
    } else {
        address_leave(s, a);
    }
    pthread_mutex_unlock(&s->lock);
    return c;
}

void seat_free(HttpConn *c)
{
    HttpServer *s = c->loop->server;

    pthread_mutex_lock(&s->lock);
    address_leave(s, c->address);
    s->connections--;
    if (!c->lost) {
        c->next = s->free;
        s->free = c;
    }
    pthread_mutex_unlock(&s->lock);
}

/* --- arenas: one a request under way --- */

bool arena_take(HttpServer *s, Arena *out)
{
    pthread_mutex_lock(&s->lock);
    bool ok = s->in_flight < s->config.inflight_max;
    if (ok) {
        s->in_flight++;
        *out = s->arenas_count ? s->arenas[--s->arenas_count] : (Arena){0};
    }
    pthread_mutex_unlock(&s->lock);

    if (ok && !out->beg)
        *out = arena_reserve(s->config.arena_bytes);
    if (ok && !out->beg)
        arena_give(s, *out, NULL);
    return ok && out->beg;
}

/* After a rush, arenas that are no longer needed lie deep in the pile: empty one of them. */
static void cool_one(HttpServer *s)
{
    int deep = s->arenas_count - ARENAS_HOT;
    if (deep > 0) {
        Arena cold = s->arenas[s->cooled++ % (unsigned)deep];
        arena_rest(cold, cold.end, 0);
    }
}

/* What a scratch copy touched lies beyond the mark, so now and then the whole range goes back to the system. */
void arena_give(HttpServer *s, Arena whole, const char *used_to)
{
    bool thorough = atomic_fetch_add(&s->rests, 1) % 64 == 0;
    if (whole.beg && (used_to - whole.beg > ARENA_WARM || thorough))
        arena_rest(whole, whole.end, ARENA_WARM);

    pthread_mutex_lock(&s->lock);
    s->in_flight--;
    if (thorough)
        cool_one(s);
    if (whole.beg)
        s->arenas[s->arenas_count++] = whole;
    pthread_mutex_unlock(&s->lock);
}
