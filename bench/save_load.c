/* save_load - people who save answers, one after the other and as fast as they are answered.
 *
 *     save_load PORT SECONDS < CLIENTS         prints: saves a second, and the 50th and 99th of 100 in milliseconds
 *
 * A line of CLIENTS is one person on a connection of their own: path, cookie, token, version, and two answers to go
 * to and fro between.  What is sent is the form of the page, whole: token, key, version, answer, note.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 1024, TIMES = 1 << 18 };

typedef struct {
    pthread_t thread;
    int       socket, number;
    long      version, saves;
    char      path[200], cookie[200], token[100], answers[2][20];
    float    *ms;
} Client;

static Client       all[CLIENTS];
static _Atomic bool stop;

static void die(const char *what, const char *more)
{
    fprintf(stderr, "save_load: %s: %s\n", what, more);
    exit(1);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int make_request(const Client *c, char *into, size_t size)
{
    char body[600];
    int  n = snprintf(body, sizeof body,
                      "_csrf=%s&_key=k%dx%ldx%ld&versi=%ld&jawaban=%s&catatan=A+note+of+the+usual+length%%2C+that+says"
                      "+why+this+answer+was+chosen+and+where+the+evidence+lies.+Number+%ld.", c->token, c->number,
                      (long)getpid(), c->saves, c->version, c->answers[c->saves % 2], c->saves);
    n = snprintf(into, size, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\nContent-Type: "
                 "application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", c->path, c->cookie, n, body);
    if (n < 0 || (size_t)n >= size)
        die("too long", c->path);
    return n;
}

/* The whole answer, of which a save has only a head. */
static void read_answer(const Client *c)
{
    char   text[8192];
    size_t len = 0;
    while (len < 4 || memcmp(text + len - 4, "\r\n\r\n", 4)) {
        ssize_t n = len < sizeof text - 1 ? recv(c->socket, text + len, sizeof text - 1 - len, 0) : -1;
        if (n <= 0)
            die("an answer is cut or not the expected one", text);
        text[len += (size_t)n] = 0;
    }
    if (strncmp(text, "HTTP/1.1 303 ", 13))
        die("refused", text);
}

static void *save(void *arg)
{
    Client *c = arg;
    char    request[2000];

    for (; !stop; c->saves++, c->version++) {
        double from = now_ms();
        int    n    = make_request(c, request, sizeof request);
        if (send(c->socket, request, (size_t)n, 0) != n)
            die("send", c->path);
        read_answer(c);
        c->ms[c->saves % TIMES] = (float)(now_ms() - from);
    }
    return NULL;
}

static int dial(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof to))
        die("connect", "no server there");
    return s;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void print(int n, double seconds)
{
    long   saves = 0, kept = 0;
    float *ms    = malloc(sizeof *ms * (size_t)n * TIMES);

    for (int i = 0; i < n; i++) {
        long mine = all[i].saves < TIMES ? all[i].saves : TIMES;
        memcpy(ms + kept, all[i].ms, sizeof *ms * (size_t)mine);
        kept  += mine;
        saves += all[i].saves;
    }
    qsort(ms, (size_t)kept, sizeof *ms, by_size);
    printf("%.0f %.1f %.1f\n", (double)saves / seconds, (double)ms[kept / 2], (double)ms[kept * 99 / 100]);
}

int main(int argc, char **argv)
{
    int n = 0;

    if (argc != 3)
        die("usage", "save_load PORT SECONDS < CLIENTS");
    for (Client *c = all; n < CLIENTS && scanf("%199s %199s %99s %ld %19s %19s", c->path, c->cookie, c->token, &c->version,
                                               c->answers[0], c->answers[1]) == 6; c = &all[++n]) {
        c->number = n;
        c->socket = dial((int)strtol(argv[1], NULL, 10));
        c->ms     = malloc(sizeof *c->ms * TIMES);
    }
    if (!n)
        die("usage", "no clients on standard input");
    double from = now_ms();
    for (int i = 0; i < n; i++)
        pthread_create(&all[i].thread, NULL, save, &all[i]);
    usleep((useconds_t)(strtod(argv[2], NULL) * 1e6));
    stop = true;
    for (int i = 0; i < n; i++)
        pthread_join(all[i].thread, NULL);
    print(n, (now_ms() - from) / 1e3);
    return 0;
}
