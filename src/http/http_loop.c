#include "http/http_inside.h"

#include "base/date.h"
#include "base/log.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINGER_MS = 2000 };

void loop_wake(Loop *l)
{
    ssize_t n = write(l->wake, &(u64){1}, 8);
    (void)n;                            /* it is never full */
}

/* --- connections come and go --- */

static enum MHD_Result may_connect(void *loop, const struct sockaddr *from, socklen_t len)
{
    Loop *l = loop;
    (void)len;

    if (l->incoming)                    /* taken for one that the library then could not make */
        seat_free(l->incoming);
    l->incoming = seat_take(l, from);
    if (!l->incoming)
        atomic_fetch_add(&l->refused, 1);
    return l->incoming ? MHD_YES : MHD_NO;
}

static void sits(Loop *l, struct MHD_Connection *mhd, void **context)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    HttpConn                       *c    = l->incoming;

    l->incoming = NULL;
    c->mhd      = mhd;
    c->fd       = info->connect_fd;
    c->next     = l->conns;
    if (c->next)
        c->next->prev = c;
    l->conns = c;
    phase_set(c, FRESH);
    *context = c;
}

/* Closing while the peer still sends would reset the connection and take our last words from it.  So keep a
 * second handle for a moment, and read what comes. */
static void linger(Loop *l, int fd)
{
    if (l->lingering_count == countof(l->lingering))
        return;
    int                copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    struct epoll_event ev   = {.events = EPOLLIN | EPOLLRDHUP, .data.fd = copy};
    if (copy < 0)
        return;
    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, copy, &ev))
        close(copy);
    else
        l->lingering[l->lingering_count++] = (Lingering){copy, l->now + LINGER_MS};
}

static void leaves(Loop *l, HttpConn *c)
{
    int unread = 0;

    request_ends(c);
    if (c->linger || (!ioctl(c->fd, FIONREAD, &unread) && unread > 0))
        linger(l, c->fd);
    *(c->prev ? &c->prev->next : &l->conns) = c->next;
    if (c->next)
        c->next->prev = c->prev;
    c->prev = c->next = NULL;
    seat_free(c);
}

static void on_connection(void *loop, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    Loop *l = loop;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        sits(l, mhd, context);
    else if (*context)
        leaves(l, *context);
}

static void on_completed(void *loop, struct MHD_Connection *mhd, void **conn, enum MHD_RequestTerminationCode why)
{
    HttpConn *c = *conn;
    (void)loop, (void)mhd, (void)why;

    request_ends(c);
    c->refuse = 0;
    phase_set(c, c->phase == CUT ? CUT : IDLE);
}

/* The library finds a mistake in a complete head before it calls us (a Content-Length that is no number), and
 * 0.9.75 then writes its answer's head twice.  It does report the mistake first, so this answers in its place
 * and takes its voice away.  The connection is the one whose head is complete but has not been shown to us. */
static PRINTF_LIKE(2, 0) void on_mistake(void *loop, const char *format, va_list args)
{
    Loop *l = loop;

    if (!str_starts(str_of(format), S("Error processing request (HTTP response code is %u")))
        return;
    int       status = (int)va_arg(args, unsigned);
    HttpConn *c      = l->conns;
    while (c && !(c->phase == HEAD && !is_answering(c)
                  && MHD_get_connection_info(c->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)))
        c = c->next;
    if (c) {
        refusal_cut(c, status);
        shutdown(c->fd, SHUT_WR);
    } else {
        atomic_fetch_add(&l->refused, 1);       /* the library's own page goes out, once */
    }
}

/* --- deadlines --- */

static bool tcp_moved(const HttpConn *c, struct tcp_info *info)
{
    socklen_t len = sizeof *info;
    memset(info, 0, sizeof *info);
    return !getsockopt(c->fd, IPPROTO_TCP, TCP_INFO, info, &len);
}

/* A peer that takes its answer too slowly: judged by what it has acknowledged since we last looked. */
static bool takes_enough(HttpConn *c)
{
    const HttpConfig *config = &c->loop->server->config;
    struct tcp_info   info;
    i64               now = c->loop->now;

    if (!tcp_moved(c, &info))
        return false;
    i64  acked = (i64)info.tcpi_bytes_acked;
    bool ok    = !c->moved || (acked + 1 - c->moved) * 1000 >= (now - c->since) * config->body_min_rate;
    c->moved   = acked + 1;             /* 0 stays "not looked yet" */
    c->since   = now;
    c->until   = now + config->body_ms;
    return ok;
}

static void overdue(HttpConn *c)
{
    struct tcp_info info;

    switch (c->phase) {
    case FRESH:
        if (tcp_moved(c, &info) && info.tcpi_bytes_received)
            refusal_cut(c, 408);
        break;
    case HEAD:
    case BODY:
        refusal_cut(c, 408);
        break;
    case SENDING:
        if (takes_enough(c))
            return;
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
        break;
    case IDLE:
        break;
    case HANDLING:
    case CUT:
        return;
    }
    phase_set(c, CUT);
    shutdown(c->fd, SHUT_RDWR);
}

static void watch(Loop *l)
{
    l->watch_at = l->now + l->server->tick_ms;
    for (HttpConn *c = l->conns; c; c = c->next)
        if (l->now >= c->until)
            overdue(c);
    for (int i = l->lingering_count - 1; i >= 0; i--)
        if (l->now >= l->lingering[i].until) {
            close(l->lingering[i].fd);
            l->lingering[i] = l->lingering[--l->lingering_count];
        }
}

static void linger_read(Loop *l, int fd)
{
    ssize_t n = recv(fd, l->text, sizeof l->text, MSG_DONTWAIT | MSG_TRUNC);
    for (int i = 0; n <= 0 && i < l->lingering_count; i++)
        if (l->lingering[i].fd == fd) {
            close(fd);
            l->lingering[i] = l->lingering[--l->lingering_count];
        }
}

/* --- turns --- */

static void wake_up(HttpConn *c)
{
    c->awake = true;
    MHD_resume_connection(c->mhd);
}

/* Only this thread resumes, and runs the library right after: it does not notice a resume by itself. */
static void resume_done(Loop *l)
{
    for (HttpConn *c = atomic_exchange(&l->done, NULL), *next; c; c = next) {
        next = c->next_done;
        wake_up(c);
    }
}

static void run_library(Loop *l)
{
    MHD_run(l->daemon);
    for (HttpConn *c = l->drowsy; c; c = c->next_drowsy)
        MHD_suspend_connection(c->mhd);
    l->drowsy = NULL;
}

static int wait_ms(const Loop *l)
{
    MHD_UNSIGNED_LONG_LONG ms;
    i64                    most = l->watch_at - l->now;

    if (MHD_get_timeout(l->daemon, &ms) == MHD_YES && (i64)ms < most)
        most = (i64)ms;
    return most < 0 ? 0 : (int)most;
}

static void wake_clear(Loop *l)
{
    u64     count;
    ssize_t n = read(l->wake, &count, sizeof count);
    (void)n;
}

static void turn(Loop *l)
{
    struct epoll_event ev[16];
    int                n = epoll_wait(l->epoll, ev, countof(ev), wait_ms(l));

    l->now = clock_ms();
    for (int i = 0; i < n; i++) {
        if (ev[i].data.fd == l->wake)
            wake_clear(l);
        else if (ev[i].data.fd >= 0)
            linger_read(l, ev[i].data.fd);
    }
    resume_done(l);
    run_library(l);
    if (l->now >= l->watch_at)
        watch(l);
}

/* --- the end --- */

static void stop_listening(Loop *l)
{
    MHD_quiesce_daemon(l->daemon);
    close(l->listening);
    l->quiet = true;
    run_library(l);                     /* a request that had arrived is still served */
}

/* Connections that wait for a request go; those in the middle of one stay.  True if there are none. */
static bool is_calm(Loop *l)
{
    bool calm = true;
    for (HttpConn *c = l->conns; c; c = c->next) {
        if (c->phase == FRESH || c->phase == IDLE) {
            phase_set(c, CUT);
            shutdown(c->fd, SHUT_RDWR);
        }
        calm = calm && c->phase == CUT;
    }
    return calm;
}

/* The grace is over: who still waits for the layer above is told 503.  Its request stays where it is, since
 * a worker may still be looking at it. */
static bool abandon(Loop *l)
{
    bool none = true;
    for (HttpConn *c = l->conns; c; c = c->next) {
        if (c->phase != HANDLING)
            continue;
        none = false;
        if (request_abandon(c))
            wake_up(c);
    }
    return none;
}

static bool is_over(Loop *l)
{
    i64 stop_by = atomic_load(&l->server->stop_by);

    if (!stop_by)
        return false;
    if (!l->quiet)
        stop_listening(l);
    return is_calm(l) || (l->now >= stop_by && abandon(l));
}

static void *run(void *loop)
{
    Loop *l = loop;

    l->now = clock_ms();
    while (!is_over(l))
        turn(l);
    MHD_run(l->daemon);
    MHD_stop_daemon(l->daemon);
    if (l->incoming)
        seat_free(l->incoming);
    for (int i = 0; i < l->lingering_count; i++)
        close(l->lingering[i].fd);
    return NULL;
}

/* --- the beginning --- */

static struct MHD_Daemon *daemon_start(Loop *l)
{
    const HttpServer *s     = l->server;
    unsigned          flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME | (s->tls ? MHD_USE_TLS : 0);
    size_t            pool  = (size_t)s->config.head_max * 2;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, s->key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(flags, 0, may_connect, l, on_request, l,
                            MHD_OPTION_EXTERNAL_LOGGER, on_mistake, l,
                            MHD_OPTION_LISTEN_SOCKET, l->listening,
                            MHD_OPTION_CONNECTION_LIMIT, 1u << 30,
                            MHD_OPTION_CONNECTION_TIMEOUT, 0u,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, pool,
                            MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
                            MHD_OPTION_URI_LOG_CALLBACK, on_target, l,
                            MHD_OPTION_NOTIFY_CONNECTION, on_connection, l,
                            MHD_OPTION_NOTIFY_COMPLETED, on_completed, l,
                            MHD_OPTION_ARRAY, s->tls ? tls : tls + countof(tls) - 1, MHD_OPTION_END);
}

Err loop_start(Loop *l)
{
    sigset_t all, before;

    l->daemon = daemon_start(l);
    l->epoll  = epoll_create1(EPOLL_CLOEXEC);
    l->wake   = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!l->daemon)
        return FAIL(ERR_IO, "the HTTP library did not start: is the certificate in order?");
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct epoll_event          library = {.events = EPOLLIN, .data.fd = -1};
    struct epoll_event          wake    = {.events = EPOLLIN, .data.fd = l->wake};
    if (l->epoll < 0 || l->wake < 0 || epoll_ctl(l->epoll, EPOLL_CTL_ADD, info->epoll_fd, &library)
        || epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->wake, &wake))
        return FAIL(ERR_IO, "no descriptors left for the event loop");

    sigfillset(&all);                   /* signals are the main thread's; SIGPIPE is nobody's */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    l->running = !pthread_create(&l->thread, NULL, run, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return l->running ? NO_ERR : FAIL(ERR_IO, "no thread for the event loop");
}

void loop_stop(Loop *l)
{
    if (l->running) {
        loop_wake(l);
        pthread_join(l->thread, NULL);
        while (atomic_load(&l->waking))         /* a worker is on its last two lines in http_answer() */
            sched_yield();
    } else if (l->daemon) {
        MHD_stop_daemon(l->daemon);     /* which closes its listening socket */
    } else if (l->listening >= 0) {
        close(l->listening);
    }
    if (l->epoll >= 0)
        close(l->epoll);
    if (l->wake >= 0)
        close(l->wake);
}
