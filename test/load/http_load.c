/* http_load.c - what takes too long for `make check`: thousands of connections, a large upload, throughput.
 *
 *   http_load                           all checks; closing line as everywhere
 *   http_load serve PORT [CERT KEY]     2 KB answers on 127.0.0.1:PORT, for comparing with other servers
 *
 * The server runs in a child process, so that its memory and its processor time are its own.
 */
#include "base/date.h"
#include "base/secret.h"
#include "http/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int passed, failed;

static void judge(bool good, const char *what)
{
    good ? passed++ : failed++;
    printf("%s  %s\n", good ? "ok    " : "FAILED", what);
    fflush(stdout);
}

/* --- the server --- */

enum { DEADLINE_MS = 3000 };

static char filler[2048];

static HttpLimits head(void *app, const HttpReq *req)
{
    (void)app, (void)req;
    return (HttpLimits){.body_max = 1 << 16, .upload_max = (i64)300 << 20};
}

static void answer(HttpReq *req)
{
    static _Thread_local i64 count;

    char *page = new(req->arena, char, 2048);
    memcpy(page, filler, sizeof filler);
    snprintf(page, 40, "%lld %lld", (long long)++count, (long long)(req->files_count ? req->files[0].bytes : 0));
    HttpPair headers[] = {{S("Cache-Control"), S("no-store")}, {S("X-Content-Type-Options"), S("nosniff")}};
    HttpPair *kept = new(req->arena, HttpPair, 2);
    memcpy(kept, headers, sizeof headers);
    http_answer(req, &(HttpAnswer){.status = 200, .type = S("text/html; charset=utf-8"), .body = {page, 2048},
                                   .headers = kept, .headers_count = 2});
}

/* Two workers, as the database has: what they answer goes back to the loop by way of sleep and waking. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  more = PTHREAD_COND_INITIALIZER;
static HttpReq        *queue[4096];
static unsigned        put, taken;

static void *work(void *x)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        while (put == taken)
            pthread_cond_wait(&more, &lock);
        HttpReq *req = queue[taken++ % countof(queue)];
        pthread_mutex_unlock(&lock);
        answer(req);
    }
    return x;
}

static void handle(void *app, HttpReq *req)
{
    (void)app;
    if (!str_is(req->path, "/nanti")) {
        answer(req);
        return;
    }
    pthread_mutex_lock(&lock);
    queue[put++ % countof(queue)] = req;
    pthread_cond_signal(&more);
    pthread_mutex_unlock(&lock);
}

static HttpServer *serve(Arena *life, Str listen, Str quarantine, char **tls)
{
    HttpServer *s;
    HttpConfig  config = {
        .listen = listen, .quarantine = quarantine, .threads = 1,
        .head_ms = DEADLINE_MS, .body_ms = DEADLINE_MS, .idle_ms = 60000, .body_min_rate = 1024,
        .head_max = 8192, .conn_max = 2000, .conn_per_address = 2000,
        .arena_bytes = (isize)64 << 20, .inflight_max = 2000, .head = head, .handle = handle,
        .tls_cert = str_of(tls[0]), .tls_key = str_of(tls[0] ? tls[1] : NULL),
    };
    pthread_t worker;
    memset(filler, 'x', sizeof filler);
    for (int i = 0; i < 2; i++)
        pthread_create(&worker, NULL, work, NULL);
    Err e = http_start(life, &config, &s);
    if (e.kind) {
        fprintf(stderr, "%s\n", e.why);
        exit(1);
    }
    return s;
}

typedef struct {
    pid_t pid;
    int   port;
    char  dir[32];
} Child;

static Child child_start(void)
{
    Child c = {.dir = "/tmp/pulau-load-XXXXXX"};
    int   pipes[2];

    if (!mkdtemp(c.dir) || pipe(pipes))
        abort();
    c.pid = fork();
    if (!c.pid) {
        Arena       life = arena_reserve((isize)64 << 20);
        HttpServer *s    = serve(&life, S("127.0.0.1:0"), str_of(c.dir), (char *[]){NULL});
        int         port = http_port(s);
        if (write(pipes[1], &port, sizeof port) != sizeof port)
            abort();
        for (;;)
            pause();
    }
    if (read(pipes[0], &c.port, sizeof c.port) != sizeof c.port)
        abort();
    close(pipes[0]);
    close(pipes[1]);
    return c;
}

static void child_stop(Child *c)
{
    kill(c->pid, SIGKILL);
    waitpid(c->pid, NULL, 0);
    rmdir(c->dir);
}

/* Kilobytes of a process that are its own in memory. */
static long resident_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (!strncmp(line, "VmRSS:", 6))
            kb = strtol(line + 6, NULL, 10);
    if (f)
        fclose(f);
    return kb;
}

/* --- clients --- */

static int dial(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};
    struct timeval     t  = {10, 0};
    int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    if (connect(fd, (struct sockaddr *)&at, sizeof at))
        abort();
    return fd;
}

static const char plain[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

/* Milliseconds until a new visitor has the first bytes of a good answer; -1 if there is none. */
static i64 visit(int port)
{
    char room[4096];
    i64  began = clock_ms();
    int  fd    = dial(port);
    bool good  = send(fd, plain, sizeof plain - 1, MSG_NOSIGNAL) > 0 && recv(fd, room, sizeof room, 0) > 12
             && !memcmp(room, "HTTP/1.1 200", 12);
    close(fd);
    return good ? clock_ms() - began : -1;
}

/* How many of these connections the server has closed by now. */
static int closed_of(const int *fds, int n)
{
    char room[512];
    int  count = 0;
    for (int i = 0; i < n; i++) {
        ssize_t got;
        while ((got = recv(fds[i], room, sizeof room, MSG_DONTWAIT)) > 0)
            ;
        count += got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
    }
    return count;
}

static void slow_clients(void)
{
    enum { N = 1000 };
    static int  fds[N];
    static const char *const starts[] = {
        "GET / HTTP/1.1\r\nHost: x\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{",
    };
    Child c     = child_start();
    i64   began = clock_ms(), worst = 0;
    bool  served = true;
    int   early = -1, gone = 0;

    for (int i = 0; i < N; i++) {
        fds[i] = dial(c.port);
        send(fds[i], starts[i % 2], strlen(starts[i % 2]), MSG_NOSIGNAL);
    }
    while (gone < N && clock_ms() - began < 5 * DEADLINE_MS) {
        i64 ms = visit(c.port);
        served = served && ms >= 0;
        worst  = ms > worst ? ms : worst;
        for (int i = 0; i < N; i++)
            send(fds[i], i % 2 ? "x" : "X-A: b\r\n", i % 2 ? 1 : 8, MSG_NOSIGNAL);
        usleep(200 * 1000);
        gone = closed_of(fds, N);
        if (early < 0 && clock_ms() - began > DEADLINE_MS / 2)
            early = gone;
    }
    printf("        all gone after %lld ms (deadline %d ms); a new visitor waited %lld ms at most; server %ld kB\n",
           (long long)(clock_ms() - began), DEADLINE_MS, (long long)worst, resident_kb(c.pid));
    judge(early == 0, "nobody is dropped before the deadline");
    judge(gone == N, "1,000 slow clients are dropped at the deadline");
    judge(served && worst < 1000, "a new visitor is served within a second meanwhile");
    for (int i = 0; i < N; i++)
        close(fds[i]);
    judge(visit(c.port) >= 0, "and afterwards");
    child_stop(&c);
}

/* Answers a second over so many connections, each asking again as soon as it has its answer. */
static i64 rate(int port, const char *ask, int connections, int ms)
{
    static int got[512];
    int        fds[512], ep = epoll_create1(EPOLL_CLOEXEC);
    char       room[8192];
    i64        answers = 0, began = clock_ms();

    for (int i = 0; i < connections; i++) {
        struct epoll_event ev = {.events = EPOLLIN, .data.u32 = (u32)i};
        fds[i] = dial(port);
        got[i] = 0;
        epoll_ctl(ep, EPOLL_CTL_ADD, fds[i], &ev);
        send(fds[i], ask, strlen(ask), MSG_NOSIGNAL);
    }
    while (clock_ms() - began < ms) {
        struct epoll_event ev[64];
        int                n = epoll_wait(ep, ev, 64, 100);
        for (int k = 0; k < n; k++) {
            int     i = (int)ev[k].data.u32;
            ssize_t r = recv(fds[i], room, sizeof room, MSG_DONTWAIT);
            if (r <= 0)
                continue;
            got[i] += (int)r;
            if (got[i] > 2048 && room[r - 1] == 'x') {          /* head and body have come */
                answers++;
                got[i] = 0;
                send(fds[i], ask, strlen(ask), MSG_NOSIGNAL);
            }
        }
    }
    for (int i = 0; i < connections; i++)
        close(fds[i]);
    close(ep);
    return answers * 1000 / ms;
}

/* Of what 64 connections get in the moment before, so that a busy machine weighs on both alike. */
static double ratio_to_64(int port, const char *ask, int connections)
{
    i64 base = rate(port, ask, 64, 500), now = rate(port, ask, connections, 500);
    return base ? (double)now / (double)base : 0;
}

static void throughput(const char *ask, const char *how)
{
    static const int counts[] = {128, 129, 256, 384, 512};
    char   what[100];
    Child  c     = child_start();
    double worst = 1;

    printf("        %lld answers a second over 64 connections, %s; client and server on this machine\n",
           (long long)rate(c.port, ask, 64, 500), how);
    for (isize i = 0; i < countof(counts); i++) {
        double best = 0;
        for (int again = 0; again < 3 && best < 0.25; again++) {
            double r = ratio_to_64(c.port, ask, counts[i]);
            best     = r > best ? r : best;
        }
        printf("        %3d connections: %.2f of that\n", counts[i], best);
        worst = best < worst ? best : worst;
    }
    snprintf(what, sizeof what, "throughput does not collapse with the number of connections, %s", how);
    judge(worst >= 0.25, what);
    child_stop(&c);
}

static void upload(void)
{
    enum { PIECE = 1 << 16, PIECES = 3200 };    /* 200 MB */
    static char piece[PIECE];
    static const char first[] = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"besar.bin\"\r\n\r\n";
    static const char last[] = "\r\n--b--\r\n";
    char  room[4096];
    Child c = child_start();
    judge(visit(c.port) >= 0, "a server for the upload");
    long  before = resident_kb(c.pid), most = 0;
    int   fd     = dial(c.port);
    i64   began  = clock_ms();
    int   n      = snprintf(room, sizeof room, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
                           "multipart/form-data; boundary=b\r\nContent-Length: %lld\r\n\r\n%s",
                           (long long)PIECE * PIECES + (i64)sizeof first + (i64)sizeof last - 2, first);
    send(fd, room, (size_t)n, MSG_NOSIGNAL);
    for (int i = 0; i < PIECE; i++)
        piece[i] = (char)(i * 7 + i / 251);
    for (int i = 0; i < PIECES; i++) {
        if (send(fd, piece, PIECE, MSG_NOSIGNAL) != PIECE)
            break;
        long now = i % 64 ? 0 : resident_kb(c.pid);
        most     = now > most ? now : most;
    }
    send(fd, last, sizeof last - 1, MSG_NOSIGNAL);
    ssize_t got = recv(fd, room, sizeof room - 1, 0);
    room[got > 0 ? got : 0] = 0;
    printf("        200 MB in %lld ms; memory grew by %ld kB\n", (long long)(clock_ms() - began), most - before);
    judge(strstr(room, "HTTP/1.1 200") && strstr(room, " 209715200"), "an upload of 200 MB arrives whole");
    judge(most - before < 8 << 10, "and the server's memory grows by less than 8 MB");
    close(fd);
    child_stop(&c);
}

int main(int argc, char **argv)
{
    struct rlimit files = {8192, 8192};

    setrlimit(RLIMIT_NOFILE, &files);
    if (!base_start())
        return 70;
    if ((argc == 3 || argc == 5) && !strcmp(argv[1], "serve")) {
        char  listen[64];
        Arena life = arena_reserve((isize)64 << 20);
        snprintf(listen, sizeof listen, "127.0.0.1:%s", argv[2]);
        printf("%d\n", http_port(serve(&life, str_of(listen), S("/tmp"), argv + 3)));
        fflush(stdout);
        for (;;)
            pause();
    }
    slow_clients();
    throughput(plain, "answered at once");
    throughput("GET /nanti HTTP/1.1\r\nHost: x\r\n\r\n", "answered by workers");
    upload();
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
