/* survey_load - respondents who hand in answers, each as fast as it is answered; one thread, so that the server has the
 * other core to itself.
 *
 *     survey_load PORT CLIENTS SECONDS FILE KEYS       prints: answers a second, and the 50th and 99th of 100 in
 *                                                      milliseconds
 *
 * FILE is one whole request; a run of "k" in it stands for what makes an answer one of its own, and is as long as each
 * line of KEYS, of which every one is used once.  Anything but 200 or 303 ends it.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST = 16384, ANSWER = 65536, TIMES = 1 << 22 };

typedef struct { int socket; long got, want; double from; char text[ANSWER]; } Client;

static char   request[REQUEST];
static size_t length, key_length, keys_length;
static char  *key, *keys, *next;
static long   done;
static float *ms;

static void die(const char *what, const char *more)
{
    fprintf(stderr, "survey_load: %s: %s\n", what, more);
    exit(1);
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void ask(Client *c)
{
    if (next + key_length > keys + keys_length)
        die("no more keys", "give it more, or less time");
    memcpy(key, next, key_length);
    next  += key_length + 1;
    c->got = c->want = 0;
    c->from = now_ms();
    if (send(c->socket, request, length, 0) != (ssize_t)length)
        die("send", strerror(errno));
}

/* The head has come: how long is the whole? */
static long whole(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n"), *says = strcasestr(text, "\r\ncontent-length:");
    if (!end)
        return 0;
    if (strncmp(text, "HTTP/1.1 303 ", 13) && strncmp(text, "HTTP/1.1 200 ", 13))
        die("refused", text);
    if (!says || says > end)
        die("an answer without a length", text);
    return end + 4 - text + strtol(says + 17, NULL, 10);
}

static void hear(Client *c)
{
    ssize_t n = recv(c->socket, c->text + c->got, (size_t)(ANSWER - 1 - c->got), 0);
    if (n <= 0)
        die("an answer is cut or too long", n ? strerror(errno) : "closed");
    c->text[c->got += n] = 0;
    if (!c->want)
        c->want = whole(c->text);
    if (!c->want || c->got < c->want)
        return;
    ms[done++ % TIMES] = (float)(now_ms() - c->from);
    ask(c);
}

static int dial(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof to))
        die("connect", strerror(errno));
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return s;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static size_t read_file(const char *path, char *into, size_t most)
{
    FILE  *f = fopen(path, "rb");
    size_t n = f ? fread(into, 1, most, f) : 0;
    if (!n)
        die("cannot read", path);
    fclose(f);
    return n;
}

static void read_files(const char *one, const char *many)
{
    struct stat s;
    if (stat(many, &s))
        die("cannot read", many);
    keys        = next = malloc((size_t)s.st_size + 1);
    keys_length = read_file(many, keys, (size_t)s.st_size);
    length      = read_file(one, request, REQUEST - 1);
    key_length  = strcspn(keys, "\n");
    for (key = request; *key && strspn(key, "k") != key_length; key++)
        ;
    if (!*key)
        die("no place for a key in", one);
}

int main(int argc, char **argv)
{
    if (argc != 6)
        die("usage", "survey_load PORT CLIENTS SECONDS FILE KEYS");
    int     n = (int)strtol(argv[2], NULL, 10), poll = epoll_create1(0);
    Client *all = calloc((size_t)n, sizeof *all);
    double  seconds = strtod(argv[3], NULL);

    ms = malloc(sizeof *ms * TIMES);
    read_files(argv[4], argv[5]);
    for (int i = 0; i < n; i++) {
        all[i].socket = dial((int)strtol(argv[1], NULL, 10));
        epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &(struct epoll_event){.events = EPOLLIN, .data.ptr = &all[i]});
    }
    double from = now_ms();
    for (int i = 0; i < n; i++)
        ask(&all[i]);
    while (now_ms() - from < seconds * 1e3) {
        struct epoll_event ready[256];
        int count = epoll_wait(poll, ready, 256, 1000);
        for (int i = 0; i < count; i++)
            hear(ready[i].data.ptr);
    }
    double took = (now_ms() - from) / 1e3;
    long   kept = done < TIMES ? done : TIMES;
    qsort(ms, (size_t)kept, sizeof *ms, by_size);
    if (!kept)
        die("nothing", "was answered");
    printf("%.0f %.1f %.1f\n", (double)done / took, (double)ms[kept / 2], (double)ms[kept * 99 / 100]);
    return 0;
}
