/* http_inside.h - what the files of http/ share among themselves; nobody else includes it.
 *
 * A seat (HttpConn) is a connection's place, with the request under way on it.  It belongs to one loop thread;
 * only `stage` is touched by others, in http_answer().
 */
#ifndef HTTP_INSIDE_H
#define HTTP_INSIDE_H

#include "http/http_body.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

typedef struct HttpConn HttpConn;
typedef struct Loop Loop;

/* What a connection is waiting for; each has its deadline. */
typedef enum {
    FRESH,                      /* accepted, the first request line is not here yet */
    IDLE,                       /* kept alive between requests */
    HEAD,                       /* the rest of a head */
    BODY,                       /* a body, or its rest */
    HANDLING,                   /* the layer above; no deadline */
    SENDING,                    /* the peer, to take the answer */
    CUT,                        /* shut down; the library will notice in a moment */
} Phase;

/* Whose turn it is with a request that is being handled. */
typedef enum { RUNNING, WAITING, ANSWERED, ABANDONED } Stage;

typedef struct Address Address;
struct Address {                /* how many connections come from one place */
    u8       at[16];            /* of IPv6 the first 64 bits, since that is what one subscriber gets */
    int      count;
    Address *next;
};

enum { HTTP_TARGET_MAX = 7680 };        /* longer: 414 */

struct HttpConn {
    Loop                  *loop;
    struct MHD_Connection *mhd;
    HttpConn              *next, *prev; /* of the loop, or of the free seats */
    HttpConn              *next_done, *next_drowsy;
    Address               *address;
    int                    fd;
    Phase                  phase;
    i64                    since, until;        /* clock_ms() */
    i64                    moved;       /* bytes since the phase began */
    int                    refuse;      /* what to answer instead of serving; 0: serve */
    bool                   close;       /* the connection ends with this answer */
    bool                   linger;      /* the peer may still be sending when we close */
    char                   remote[INET6_ADDRSTRLEN];

    HttpReq               *req;         /* the request under way, in .arena */
    Arena                  whole, arena;
    HttpBody              *body;
    _Atomic int            stage;
    HttpAnswer             answer;
    int                    status;
    bool                   handled, streaming;
    bool                   awake;       /* resumed: the answer may be taken */
    bool                   lost;        /* a worker may still look at this seat: nobody sits here again */

    isize                  target_len;
    const char            *target_at;   /* where it lay when it arrived */
    char                   target[HTTP_TARGET_MAX];
};

typedef struct { int fd; i64 until; } Lingering;

struct Loop {
    HttpServer        *server;
    struct MHD_Daemon *daemon;
    pthread_t          thread;
    bool               running;
    int                epoll, wake, listening;
    HttpConn *_Atomic  done;            /* answered, to be resumed */
    atomic_int         waking;          /* threads inside http_answer() */
    HttpConn          *drowsy;          /* waiting, to be suspended after this turn of the library */
    HttpConn          *conns, *incoming;
    i64                now, watch_at;
    bool               quiet;           /* takes no new connections any more */
    Lingering          lingering[64];
    int                lingering_count;
    atomic_llong       requests, refused, bytes_in, bytes_out;
    char               text[16384];     /* header lines on their way to the library */
};

struct HttpServer {
    HttpConfig      config;
    Arena          *life;
    Loop           *loops;
    int             port, tick_ms;
    bool            tls;
    char           *cert, *key;
    _Atomic i64     stop_by;            /* 0: not stopping */
    atomic_uint     rests;              /* of arenas */

    pthread_mutex_t lock;               /* of all below */
    Arena           seats;              /* never used yet */
    HttpConn       *free;
    int             connections;
    Address        *addresses, *buckets[1024];
    Arena          *arenas;             /* those at rest */
    int             arenas_count, in_flight;
    unsigned        cooled;
};

/* --- http_seat.c: how many connections, from where, and how many requests --- */

void      seats_make(HttpServer *s, Arena *life);
HttpConn *seat_take(Loop *l, const struct sockaddr *from);      /* NULL: close it at once */
void      seat_free(HttpConn *c);
bool      arena_take(HttpServer *s, Arena *out);
void      arena_give(HttpServer *s, Arena whole, const char *used_to);

/* --- http_request.c: the library's calls, one request at a time --- */

enum MHD_Result on_request(void *loop, struct MHD_Connection *mhd, const char *url, const char *method,
                           const char *version, const char *data, size_t *size, void **conn);
void *on_target(void *loop, const char *uri, struct MHD_Connection *mhd);
void  request_ends(HttpConn *c);
bool  request_abandon(HttpConn *c);     /* if the layer above still has it; then it stays where it is */
void  phase_set(HttpConn *c, Phase phase);

/* --- http_answer.c: what goes out --- */

bool answer_send(HttpConn *c);          /* the answer of the layer above; false: close */
bool refusal_send(HttpConn *c, int status);
bool is_answering(HttpConn *c);         /* the library has an answer under way, maybe one of its own */
void answer_drop(const HttpAnswer *a);  /* one that cannot be sent */

/* Written past the library, which still waits for the rest of a request; then the connection must end. */
void refusal_cut(HttpConn *c, int status);

/* --- http_loop.c: one thread, one daemon --- */

Err   loop_start(Loop *l) MUST_USE;
void  loop_stop(Loop *l);
void  loop_wake(Loop *l);

#endif
