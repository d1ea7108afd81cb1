#include "test/test.h"

#include "web/job.h"
#include "web/mail.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const Instant noon = {1787313600};

/* A mail server for a few letters: says what a server says, keeps what it was told. */
typedef struct {
    int         fd, port, connections;
    const char *to_rcpt;        /* its answer to RCPT TO */
    char        heard[8192];
    size_t      len;
    pthread_t   thread;
} Sink;

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

static Sink *sink_start(Arena *a, int connections, const char *to_rcpt)
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

static Str sink_stop(Sink *s)
{
    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
    return (Str){s->heard, (isize)s->len};
}

static MailConfig config_for(Arena *a, const Sink *s)
{
    return (MailConfig){.url = str_fmt(a, "smtp://127.0.0.1:%d", s->port), .from = S("pulau@instansi.go.id"),
                        .user = S("pulau"), .password = S("rahasia-surel")};
}

TEST(a_letter_reaches_the_mail_server_once_with_its_words_in_utf8)
{
    Db        *db = test_db(&a);
    Sink      *s  = sink_start(&a, 1, "250 good\r\n");
    MailConfig c  = config_for(&a, s);
    int        sent;
    Str        body = S("Halo Ani,\nselamat datang.\n");

    CHECK_OK(mail_queue(a, db, S("ani@instansi.go.id"), S("Undangan – Ani"), body, noon));
    CHECK_OK(mail_send_due(a, db, &c, 10, noon, &sent));
    CHECK(sent == 1);
    CHECK_OK(mail_send_due(a, db, &c, 10, noon, &sent));
    CHECK(sent == 0);
    Str heard = sink_stop(s);
    CHECK(str_has(heard, S("MAIL FROM:<pulau@instansi.go.id>")));
    CHECK(str_has(heard, S("RCPT TO:<ani@instansi.go.id>")));
    CHECK(str_has(heard, S("Date: Fri, 21 Aug 2026 12:00:00 +0000\r\n")));
    CHECK(str_has(heard, S("Subject: =?utf-8?B?VW5kYW5nYW4g4oCTIEFuaQ==?=\r\n")));
    CHECK(str_has(heard, S("SGFsbyBBbmksCnNlbGFtYXQgZGF0YW5nLgo=")));
    CHECK(str_has(heard, S("AUTH PLAIN")));
}

TEST(a_letter_that_is_refused_is_tried_again_and_its_failure_holds_no_words_of_it)
{
    Db        *db = test_db(&a);
    Sink      *s  = sink_start(&a, 1, "451 later\r\n");
    MailConfig c  = config_for(&a, s);
    int        sent;
    JobCount   n;

    CHECK_OK(mail_queue(a, db, S("ani@instansi.go.id"), S("Tautan"), S("https://zi/rahasia"), noon));
    CHECK_OK(mail_send_due(a, db, &c, 10, noon, &sent));
    CHECK(sent == 0);
    sink_stop(s);
    CHECK_OK(job_count(a, db, noon, &n));
    CHECK(n.waiting == 1 && n.overdue == 0);
    DbRows rows = db_query0(&a, db, (&(Sql){"peek", "SELECT last_error FROM web_job", 0}));
    CHECK(db_next(&rows));
    Str why = db_get_text(&rows);
    CHECK(str_has(why, S("451")));
    CHECK(!str_has(why, S("rahasia")) && !str_has(why, S("ani@")));
    CHECK_OK(db_done(&rows));
}

TEST(a_server_without_tls_gets_no_letter_where_tls_is_demanded)
{
    Db        *db = test_db(&a);
    Sink      *s  = sink_start(&a, 1, "250 good\r\n");
    MailConfig c  = config_for(&a, s);
    int        sent;

    c.tls = true;
    CHECK_OK(mail_queue(a, db, S("ani@instansi.go.id"), S("Tautan"), S("https://zi/rahasia"), noon));
    CHECK_OK(mail_send_due(a, db, &c, 10, noon, &sent));
    CHECK(sent == 0);
    Str heard = sink_stop(s);
    CHECK(!str_has(heard, S("AUTH")) && !str_has(heard, S("MAIL FROM")));
}

TEST(an_address_that_would_break_out_of_its_line_is_refused)
{
    Db *db = test_db(&a);
    CHECK(mail_queue(a, db, S("ani@x\r\nBcc: b@y"), S("s"), S("b"), noon).kind == ERR_INVALID);
    CHECK(mail_queue(a, db, S("ani@x>"), S("s"), S("b"), noon).kind == ERR_INVALID);
    CHECK(mail_queue(a, db, S("ani@x"), S("a\nBcc: b@y"), S("b"), noon).kind == ERR_INVALID);
}
