#include "http/http_inside.h"

#include "base/date.h"
#include "http/http_parse.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- listening --- */

typedef struct {
    struct sockaddr_storage at;
    socklen_t               len;
} Place;

/* "127.0.0.1:8080" or "[::1]:8080"; numbers only, so that a name server has no say. */
static Err place_read(Str listen, Place *out)
{
    char  room[256];
    Arena scratch = {.beg = room, .end = room + sizeof room};
    isize colon   = listen.len - 1;

    while (colon >= 0 && listen.at[colon] != ':')
        colon--;
    if (colon < 1 || listen.len > 80)
        return FAIL(ERR_INVALID, "listen must be address:port, such as 127.0.0.1:8080 or [::1]:8080");
    Str host = str_sub(listen, 0, colon), port = str_sub(listen, colon + 1, -1);
    if (str_starts(host, S("[")) && str_ends(host, S("]")))
        host = str_sub(host, 1, host.len - 2);

    struct addrinfo *found, hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    if (getaddrinfo(str_c(&scratch, host), str_c(&scratch, port), &hints, &found))
        return FAIL(ERR_INVALID, "listen must be address:port, such as 127.0.0.1:8080 or [::1]:8080");
    memcpy(&out->at, found->ai_addr, found->ai_addrlen);
    out->len = found->ai_addrlen;
    freeaddrinfo(found);
    return NO_ERR;
}

static in_port_t *port_of(Place *p)
{
    return p->at.ss_family == AF_INET6 ? &((struct sockaddr_in6 *)&p->at)->sin6_port
                                       : &((struct sockaddr_in *)&p->at)->sin_port;
}

/* A bound socket, or -1.  `shared`: one of several, one a loop thread. */
static int bind_one(Place *p, bool shared)
{
    int one = 1, fd = socket(p->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    if ((shared && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one))
        || bind(fd, (struct sockaddr *)&p->at, p->len)
        || getsockname(fd, (struct sockaddr *)&p->at, &p->len)) {
        close(fd);
        return -1;
    }
    return fd;
}

static Err listen_all(HttpServer *s)
{
    Place p;

    TRY(place_read(s->config.listen, &p));
    int alone = bind_one(&p, false);    /* a shared port would let a second pulau slip in unnoticed */
    if (alone < 0)
        return FAIL(ERR_IO, errno == EADDRINUSE ? "another program listens on this port"
                            : errno == EACCES   ? "this port needs a right that the program does not have"
                                                : "the address to listen on is not of this machine");
    close(alone);
    for (int i = 0; i < s->config.threads; i++) {
        int fd = s->loops[i].listening = bind_one(&p, true);
        if (fd < 0 || listen(fd, 1024))
            return FAIL(ERR_IO, "the port cannot be listened on");
    }
    s->port = ntohs(*port_of(&p));
    return NO_ERR;
}

/* --- settings --- */

static Err file_read(Arena *a, Str path, char **out)
{
    Arena       scratch = *a;
    struct stat st;
    int         fd = open(str_c(&scratch, path), O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return FAIL(ERR_NOT_FOUND, "the TLS certificate or key cannot be read");
    bool  ok   = !fstat(fd, &st) && st.st_size > 0 && st.st_size < 1 << 20;
    char *text = ok ? new(a, char, st.st_size + 1) : NULL;
    ok         = ok && read(fd, text, (size_t)st.st_size) == st.st_size;
    close(fd);
    *out = text;
    return ok ? NO_ERR : FAIL(ERR_INVALID, "the TLS certificate or key is not a PEM file");
}

static Err config_check(const HttpConfig *c)
{
    if (c->threads < 1 || c->head_ms < 1 || c->body_ms < 1 || c->idle_ms < 1 || c->body_min_rate < 1
        || c->head_max < 1024 || c->conn_max < 1 || c->conn_per_address < 1 || c->inflight_max < 1)
        return FAIL(ERR_INVALID, "a limit of the HTTP server is missing");
    if (c->arena_bytes < 4 << 20)
        return FAIL(ERR_INVALID, "an arena must have room for 4 MB");
    if (c->quarantine.len > 2000)
        return FAIL(ERR_INVALID, "the path of the quarantine is too long");
    if (!c->tls_cert.len != !c->tls_key.len)
        return FAIL(ERR_INVALID, "TLS needs both a certificate and a key");
    return NO_ERR;
}

/* Every connection is a descriptor, and an upload a second one. */
static Err files_allow(const HttpConfig *c)
{
    struct rlimit l;
    rlim_t        want = (rlim_t)(c->conn_max + c->inflight_max + 64 * c->threads + 512);

    if (getrlimit(RLIMIT_NOFILE, &l) || l.rlim_cur >= want)
        return NO_ERR;
    l.rlim_cur = want < l.rlim_max ? want : l.rlim_max;
    if (l.rlim_cur < want || setrlimit(RLIMIT_NOFILE, &l))
        return FAIL(ERR_INVALID, "so many connections need more open files than are allowed (ulimit -n)");
    return NO_ERR;
}

/* What a process that was killed has left in the quarantine; nobody has written to it for a day. */
static void sweep(Str quarantine)
{
    char           room[2048];
    Arena          scratch = {.beg = room, .end = room + sizeof room};
    DIR           *d       = quarantine.len ? opendir(str_c(&scratch, quarantine)) : NULL;
    struct dirent *e;
    struct stat    st;

    while (d && (e = readdir(d)))
        if (!fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode)
            && clock_now().s - st.st_mtime > 86400)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}

/* Looks at the deadlines often enough to keep the shortest within a quarter. */
static int tick_of(const HttpConfig *c)
{
    int least = c->head_ms < c->body_ms ? c->head_ms : c->body_ms;
    least     = (c->idle_ms < least ? c->idle_ms : least) / 4;
    return least < 10 ? 10 : least > 250 ? 250 : least;
}

/* --- the door --- */

static Err start(Arena *life, HttpServer *s)
{
    TRY(config_check(&s->config));
    TRY(files_allow(&s->config));
    sweep(s->config.quarantine);
    s->tls     = s->config.tls_cert.len > 0;
    s->tick_ms = tick_of(&s->config);
    if (s->tls) {
        TRY(file_read(life, s->config.tls_cert, &s->cert));
        TRY(file_read(life, s->config.tls_key, &s->key));
    }
    seats_make(s, life);
    s->loops = new(life, Loop, s->config.threads);
    for (int i = 0; i < s->config.threads; i++)
        s->loops[i] = (Loop){.server = s, .epoll = -1, .wake = -1, .listening = -1};
    TRY(listen_all(s));
    for (int i = 0; i < s->config.threads; i++)
        TRY(loop_start(&s->loops[i]));
    return NO_ERR;
}

/* As seat_take() writes the addresses of peers: ::ffff:10.0.0.1 and 2001:DB8:0::1 have one spelling each. */
static Str one_spelling(Arena *a, Str address)
{
    char text[INET6_ADDRSTRLEN];
    u8   at[16];

    if (!http_address(address, at))
        return str_copy(a, address);
    bool v4 = http_address_is_v4(at);
    return str_copy(a, str_of(inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? at + 12 : at, text, sizeof text)));
}

Err http_start(Arena *life, const HttpConfig *config, HttpServer **out)
{
    HttpServer *s = new(life, HttpServer, 1);

    s->config               = *config;
    s->config.listen        = str_copy(life, config->listen);
    s->config.quarantine    = str_copy(life, config->quarantine);
    s->config.trusted_proxy = one_spelling(life, config->trusted_proxy);
    Err e = start(life, s);
    if (e.kind)
        http_stop(s, 0);
    else
        *out = s;
    return e;
}

int http_port(const HttpServer *s)
{
    return s->port;
}

void http_stop(HttpServer *s, int grace_ms)
{
    atomic_store(&s->stop_by, clock_ms() + grace_ms);
    for (int i = 0; s->loops && i < s->config.threads; i++)
        if (s->loops[i].running)
            loop_wake(&s->loops[i]);
    for (int i = 0; s->loops && i < s->config.threads; i++)
        loop_stop(&s->loops[i]);
}

HttpCount http_count(const HttpServer *s)
{
    HttpCount    n     = {0};
    HttpServer  *whole = (HttpServer *)(uintptr_t)s;    /* the lock is not part of what is promised constant */

    for (int i = 0; i < s->config.threads; i++) {
        n.requests  += atomic_load(&s->loops[i].requests);
        n.refused   += atomic_load(&s->loops[i].refused);
        n.bytes_in  += atomic_load(&s->loops[i].bytes_in);
        n.bytes_out += atomic_load(&s->loops[i].bytes_out);
    }
    pthread_mutex_lock(&whole->lock);
    n.connections = s->connections;
    n.in_flight   = s->in_flight;
    pthread_mutex_unlock(&whole->lock);
    return n;
}
