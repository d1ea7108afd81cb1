#include "test/sink.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct Sink {
    int         fd, port, connections;
    const char *to_rcpt;        /* its answer to RCPT TO */
    char        heard[1 << 16];
    size_t      len;
    pthread_t   thread;
};

static void answer(int fd, const char *line)
{
    CHECK(write(fd, line, strlen(line)) > 0);
}

/* One line of the client, kept; false when it has gone. */
static bool hear(Sink *s, int fd, char *line, size_t room)
{
    size_t n = 0;
    char   c;
    while (n + 1 < room && read(fd, &c, 1) == 1) {
        line[n++] = c;
        if (c == '\n')
            break;
    }
    line[n] = 0;
    if (s->len + n < sizeof s->heard)
        memcpy(s->heard + s->len, line, n), s->len += n;
    return n > 0;
}

static void talk(Sink *s, int fd)
{
    char line[1024];
    bool data = false;
    answer(fd, "220 sink\r\n");
    while (hear(s, fd, line, sizeof line)) {
        if (data && strcmp(line, ".\r\n"))
            continue;
        if (data)
            answer(fd, "250 kept\r\n");
        else if (!strncmp(line, "EHLO", 4))
            answer(fd, "250-sink\r\n250 AUTH PLAIN\r\n");
        else if (!strncmp(line, "AUTH", 4))
            answer(fd, "235 welcome\r\n");
        else if (!strncmp(line, "RCPT", 4))
            answer(fd, s->to_rcpt);
        else if (!strncmp(line, "DATA", 4))
            answer(fd, "354 go on\r\n");
        else
            answer(fd, "250 good\r\n");
        data = !data && !strncmp(line, "DATA", 4);
    }
}

static void *serve(void *arg)
{
    Sink *s = arg;
    for (int fd; s->connections-- && (fd = accept(s->fd, NULL, NULL)) >= 0; close(fd))
        talk(s, fd);
    return NULL;
}

Sink *sink_start(Arena *a, int connections, const char *to_rcpt)
{
    Sink              *s    = new(a, Sink, 1);
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          n    = sizeof addr;

    s->connections = connections;
    s->to_rcpt     = to_rcpt;
    s->fd          = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(!bind(s->fd, (struct sockaddr *)&addr, sizeof addr) && !listen(s->fd, 8));
    getsockname(s->fd, (struct sockaddr *)&addr, &n);
    s->port = ntohs(addr.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
    return s;
}

Str sink_stop(Sink *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
    return (Str){s->heard, (isize)s->len};
}

MailConfig sink_config(Arena *a, const Sink *s)
{
    return (MailConfig){.url = str_fmt(a, "smtp://127.0.0.1:%d", s->port), .from = S("pulau@instansi.go.id"),
                        .user = S("pulau"), .password = S("rahasia-surel")};
}

static void add_decoded(Arena *a, Buf *b, Str base64)
{
    char  *p = new(a, char, base64.len + 4);
    size_t n = 0;
    CHECK(!sodium_base642bin((u8 *)p, (size_t)base64.len + 4, base64.at, (size_t)base64.len, "\r\n ", &n, NULL,
                             sodium_base64_VARIANT_ORIGINAL));
    buf_add(b, (Str){p, (isize)n});
}

Str sink_texts(Arena *a, Str heard)
{
    Buf b = {.arena = a};
    while (heard.len) {
        Str   line = str_cut(&heard, '\n'), mark = S("=?utf-8?B?");
        isize word = str_find(line, mark);
        if (word >= 0) {
            Str rest = str_sub(line, word + mark.len, -1);
            add_decoded(a, &b, str_cut(&rest, '?'));
        }
        if (!str_is(line, "Auto-Submitted: auto-generated\r"))
            continue;
        str_cut(&heard, '\n');
        isize end = str_find(heard, S("\r\n.\r\n"));
        buf_add(&b, S("\n"));
        add_decoded(a, &b, str_sub(heard, 0, end));
        heard = str_sub(heard, end, -1);
    }
    return buf_str(&b);
}
