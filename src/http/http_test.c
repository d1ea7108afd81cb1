#include "http/http.h"

#include "base/date.h"
#include "http/http_parse.h"
#include "test/test.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- a small site --- */

typedef struct {
    HttpServer *http;
    int         port;
    atomic_int  handled, ended, streams_ended;
    HttpReq *_Atomic later;             /* waits for somebody to answer it */
    atomic_bool held;                   /* a request stays unanswered as long as this is set */
} Site;

static HttpLimits site_head(void *app, const HttpReq *req)
{
    (void)app;
    if (str_is(req->path, "/tiada"))
        return (HttpLimits){.refuse = 404};
    return (HttpLimits){.body_max = 2000, .upload_max = str_is(req->path, "/unggah") ? 100000 : 0};
}

static void answer_text(HttpReq *req, Str text)
{
    http_answer(req, &(HttpAnswer){.status = 200, .type = S("text/plain"), .body = text});
}

static Str told_of(HttpReq *req)
{
    Buf b = {.arena = req->arena};
    buf_addf(&b, "%.*s %.*s?%.*s from %.*s\n", STRF(req->method), STRF(req->path), STRF(req->query), STRF(req->remote));
    for (isize i = 0; i < req->form_count; i++)
        buf_addf(&b, "[%.*s=%.*s]", STRF(req->form[i].name), STRF(req->form[i].value));
    for (isize i = 0; i < req->files_count; i++) {
        const HttpFile *f = &req->files[i];
        buf_addf(&b, "(%.*s %.*s %lld %.*s %08x)", STRF(f->field), STRF(f->name), (long long)f->bytes,
                 STRF(hex_of(req->arena, f->sha256.at, 4)), (unsigned)f->crc32);
    }
    buf_add(&b, req->body);
    return buf_str(&b);
}

static isize count_down(void *ctx, char *into, isize max)
{
    int *left = ctx;
    if (*left <= 0)
        return 0;
    isize n = max < *left ? max : *left;
    memset(into, 'x', (size_t)n);
    *left -= (int)n;
    return n;
}

static Site *stream_site;

static void count_end(void *ctx)
{
    (void)ctx;
    atomic_fetch_add(&stream_site->streams_ended, 1);
}

static void site_handle(void *app, HttpReq *req)
{
    Site *site = app;
    atomic_fetch_add(&site->handled, 1);
    if (str_is(req->path, "/nanti")) {
        atomic_store(&site->later, req);
    } else if (str_is(req->path, "/alir")) {
        int *left   = new(req->arena, int, 1);
        *left       = str_is(req->query, "banyak") ? 50000000 : 100000;
        stream_site = site;
        http_answer(req, &(HttpAnswer){.status = 200, .stream = count_down, .stream_end = count_end, .stream_ctx = left,
                                       .stream_bytes = str_is(req->query, "tahu") ? 100000 : -1});
    } else if (str_is(req->path, "/berkas")) {
        int fd = open("Makefile", O_RDONLY | O_CLOEXEC);
        http_answer(req, &(HttpAnswer){.status = 206, .fd = fd, .fd_from = 2, .fd_bytes = 5});
    } else if (str_is(req->path, "/salah")) {
        HttpPair bad = {S("X-Bad"), S("a\r\nSet-Cookie: b")};
        http_answer(req, &(HttpAnswer){.status = 200, .headers = &bad, .headers_count = 1});
    } else {
        answer_text(req, told_of(req));
    }
}

static void site_end(void *app, HttpReq *req, int status)
{
    Site *site = app;
    (void)req, (void)status;
    atomic_fetch_add(&site->ended, 1);
}

static HttpRefusal site_refusal(void *app, int status, Str path)
{
    (void)app, (void)status, (void)path;
    return (HttpRefusal){S("text/html; charset=utf-8"), S("<h1>maaf</h1>")};
}

static void *answers_later(void *app)
{
    Site *site = app;
    for (;;) {
        HttpReq *req = atomic_load(&site->later);
        if (req && req->user == app)
            return NULL;
        if (req && !atomic_load(&site->held) && atomic_exchange(&site->later, NULL))
            answer_text(req, S("akhirnya"));
        usleep(200);
    }
}

static HttpConfig config_of(Arena *a)
{
    return (HttpConfig){
        .listen = S("127.0.0.1:0"), .quarantine = test_dir(a), .threads = 1,
        .head_ms = 5000, .body_ms = 5000, .idle_ms = 5000, .body_min_rate = 1000,
        .head_max = 8192, .conn_max = 100, .conn_per_address = 100,
        .arena_bytes = (isize)8 << 20, .inflight_max = 50,
        .head = site_head, .handle = site_handle, .end = site_end, .refusal = site_refusal,
    };
}

static Site *site_start(Arena *a, HttpConfig config)
{
    Site *site = new(a, Site, 1);
    config.app = site;
    CHECK_OK(http_start(a, &config, &site->http));
    site->port = site->http ? http_port(site->http) : 0;
    return site;
}

/* --- a client that can misbehave --- */

static int dial(const Site *site)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((in_port_t)site->port)};
    struct timeval     t  = {5, 0};
    int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    if (connect(fd, (struct sockaddr *)&at, sizeof at))
        test_fail(__FILE__, __LINE__, "connect", (Str){0});
    return fd;
}

static void say_to(int fd, Str s)
{
    ssize_t n = send(fd, s.at, (size_t)s.len, MSG_NOSIGNAL);
    (void)n;
}

/* Everything up to the end of the connection; "HUNG" at the end if it does not end in five seconds. */
static Str rest_of(Arena *a, int fd)
{
    Buf     b = {.arena = a};
    char    room[4096];
    ssize_t n;
    while ((n = recv(fd, room, sizeof room, 0)) > 0)
        buf_add(&b, (Str){room, n});
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        buf_add(&b, S("HUNG"));
    close(fd);
    return buf_str(&b);
}

static Str ask(Arena *a, const Site *site, Str raw)
{
    int fd = dial(site);
    say_to(fd, raw);
    return rest_of(a, fd);
}

static Str post(Arena *a, const Site *site, const char *path, const char *type, Str body)
{
    return ask(a, site, str_fmt(a, "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: %s\r\n"
                                   "Content-Length: %td\r\n\r\n%.*s", path, type, body.len, STRF(body)));
}

static Str body_of(Str answer)
{
    isize at = str_find(answer, S("\r\n\r\n"));
    return at < 0 ? S("no body") : str_sub(answer, at + 4, -1);
}

static int status_of(Str answer)
{
    i64 status = 0;
    return str_starts(answer, S("HTTP/1.1 ")) && str_i64(str_sub(answer, 9, 3), &status) ? (int)status : 0;
}

static int files_in(Str dir)
{
    char path[256];
    int  n = 0;
    snprintf(path, sizeof path, "%.*s", STRF(dir));
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        n += e->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

/* --- answers --- */

TEST(a_request_is_answered_and_its_parts_are_decoded)
{
    Site *site = site_start(&a, config_of(&a));
    Str   got  = ask(&a, site, S("GET /a%20b/%C3%A9?x=1&y=%41 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

    CHECK(status_of(got) == 200);
    CHECK(str_has(got, S("Content-Type: text/plain\r\n")));
    CHECK(!str_has(got, S("\r\nServer:")));
    CHECK_STR(body_of(got), S("GET /a b/\xC3\xA9?x=1&y=%41 from 127.0.0.1\n"));
    http_stop(site->http, 1000);
    CHECK(site->ended == 1);
}

TEST(a_connection_serves_one_request_after_another)
{
    Site *site = site_start(&a, config_of(&a));
    Str   got  = ask(&a, site, S("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "POST /3 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                                 "Content-Type: application/x-www-form-urlencoded\r\n\r\na=1"
                                 "GET /4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

    CHECK(str_has(got, S("GET /1?")) && str_has(got, S("GET /2?")));
    CHECK(str_has(got, S("POST /3? from 127.0.0.1\n[a=1]")) && str_has(got, S("GET /4?")));
    http_stop(site->http, 1000);
}

TEST(an_answer_may_come_later_from_another_thread)
{
    Site     *site = site_start(&a, config_of(&a));
    pthread_t worker;
    HttpReq   end = {.user = site};

    pthread_create(&worker, NULL, answers_later, site);
    for (int i = 0; i < 20; i++) {
        Str got = ask(&a, site, S("GET /nanti HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        CHECK_STR(body_of(got), S("akhirnya"));
    }
    atomic_store(&site->later, &end);
    pthread_join(worker, NULL);
    http_stop(site->http, 1000);
    CHECK(site->ended == 20);
}

TEST(a_stream_a_file_and_a_head_request_tell_their_length)
{
    Site *site  = site_start(&a, config_of(&a));
    Str   known = ask(&a, site, S("GET /alir?tahu HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    Str   piece = ask(&a, site, S("GET /alir HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    Str   head  = ask(&a, site, S("HEAD /alir?tahu HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    Str   file  = ask(&a, site, S("GET /berkas HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

    CHECK(str_has(known, S("Content-Length: 100000\r\n")) && body_of(known).len == 100000);
    CHECK(str_has(piece, S("Transfer-Encoding: chunked\r\n")) && str_ends(piece, S("\r\n0\r\n\r\n")));
    CHECK(str_has(head, S("Content-Length: 100000\r\n")) && body_of(head).len == 0);
    CHECK(status_of(file) == 206 && str_has(file, S("Content-Length: 5\r\n")));
    CHECK_STR(body_of(file), S("pulau"));
    http_stop(site->http, 1000);
    CHECK(site->streams_ended == 3);
}

TEST(an_answer_with_a_broken_header_becomes_500_and_splits_nothing)
{
    Site *site = site_start(&a, config_of(&a));
    Str   got  = ask(&a, site, S("GET /salah HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

    CHECK(status_of(got) == 500);
    CHECK(!str_has(got, S("Set-Cookie")));
    http_stop(site->http, 1000);
}

TEST(the_layer_above_can_refuse_before_the_body)
{
    Site *site = site_start(&a, config_of(&a));
    Str   got  = ask(&a, site, S("GET /tiada HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "GET /ada HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

    CHECK(status_of(got) == 404);
    CHECK(str_has(got, S("X-Content-Type-Options: nosniff")) && str_has(got, S("<h1>maaf</h1>")));
    CHECK(str_has(got, S("GET /ada?")));        /* and the connection lives on */
    CHECK(site->handled == 1);
    http_stop(site->http, 1000);
}

TEST(only_the_trusted_proxy_is_believed_about_the_peer)
{
    HttpConfig config = config_of(&a);
    Str        raw    = S("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                          "X-Forwarded-For: 10.0.0.9, 192.0.2.7\r\n\r\n");
    Site      *plain  = site_start(&a, config);

    config.trusted_proxy = S("127.0.0.1");
    Site *behind = site_start(&a, config);
    CHECK(str_has(ask(&a, plain, raw), S("from 127.0.0.1\n")));
    CHECK(str_has(ask(&a, behind, raw), S("from 192.0.2.7\n")));
    http_stop(plain->http, 1000);
    http_stop(behind->http, 1000);
}

/* --- bodies --- */

TEST(forms_are_read_in_both_encodings)
{
    Site *site  = site_start(&a, config_of(&a));
    Str   plain = post(&a, site, "/form", "application/x-www-form-urlencoded; charset=UTF-8",
                       S("nama=Siti+A%C3%A9&x=&y"));
    Str   parts = post(&a, site, "/form", "multipart/form-data; boundary=b",
                       S("--b\r\nContent-Disposition: form-data; name=\"nama\"\r\n\r\nSiti\r\n--\r\n-b\r\n--b\r\n"
                         "Content-Disposition: form-data; name=\"kosong\"; filename=\"\"\r\n\r\n\r\n--b--\r\n"));
    Str   json  = post(&a, site, "/form", "application/json", S("{\"a\":1}"));

    CHECK(str_has(body_of(plain), S("[nama=Siti A\xC3\xA9][x=][y=]")));
    CHECK(str_ends(body_of(parts), S("\n[nama=Siti\r\n--\r\n-b]")));
    CHECK(str_ends(body_of(json), S("\n{\"a\":1}")));
    http_stop(site->http, 1000);
}

TEST(several_files_are_kept_in_the_quarantine_until_the_answer_has_left)
{
    Site *site = site_start(&a, config_of(&a));
    Str   got  = post(&a, site, "/unggah", "multipart/form-data; boundary=b",
                      S("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../a%22b.pdf\"\r\n\r\n"
                        "abc\r\n--b\r\n"
                        "Content-Disposition: form-data; name=\"f\"; filename=\"kosong\"\r\n\r\n\r\n--b--\r\n"));

    CHECK(str_has(got, S("(f ../a\"b.pdf 3 ba7816bf 352441c2)(f kosong 0 e3b0c442 00000000)")));
    http_stop(site->http, 1000);
    CHECK(files_in(test_dir(&a)) == 0);
}

TEST(a_chunked_body_is_read_and_its_connection_is_closed)
{
    Site *site = site_start(&a, config_of(&a));
    Str   got  = ask(&a, site, S("POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                 "Content-Type: application/json\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n"
                                 "GET /selundup HTTP/1.1\r\nHost: x\r\n\r\n"));

    CHECK(str_ends(got, S("\n[1,2]")) && str_has(got, S("Connection: close")));
    CHECK(site->handled == 1);
    http_stop(site->http, 1000);
}

typedef struct {
    const char *about;
    int         status;
    const char *path, *type, *body;
} Bad;

static const Bad bad_bodies[] = {
    {"a type nobody reads", 415, "/form", "text/plain", "a=1"},
    {"no type", 415, "/form", "", "a=1"},
    {"half a percent sign", 400, "/form", "application/x-www-form-urlencoded", "a=%4"},
    {"not UTF-8", 400, "/form", "application/x-www-form-urlencoded", "a=%FF"},
    {"NUL in a value", 400, "/form", "application/x-www-form-urlencoded", "a=%00"},
    {"NUL in a path", 400, "/a%00b", "application/json", "{}"},
    {"a path that is not UTF-8", 400, "/a%FFb", "application/json", "{}"},
    {"NUL in a query", 400, "/a?b=%00", "application/json", "{}"},
    {"no boundary", 400, "/form", "multipart/form-data", "--b--"},
    {"not multipart inside", 400, "/form", "multipart/form-data; boundary=b", "a=1"},
    {"never closed", 400, "/form", "multipart/form-data; boundary=b",
     "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1"},
    {"a part without a name", 400, "/form", "multipart/form-data; boundary=b", "--b\r\nX: y\r\n\r\n1\r\n--b--"},
    {"a file where none is wanted", 415, "/form", "multipart/form-data; boundary=b",
     "--b\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n1\r\n--b--"},
};

TEST(bodies_that_cannot_be_read_are_refused)
{
    Site *site = site_start(&a, config_of(&a));

    for (isize i = 0; i < countof(bad_bodies); i++) {
        const Bad *b   = &bad_bodies[i];
        Str        got = post(&a, site, b->path, b->type, str_of(b->body));
        if (status_of(got) != b->status)
            test_fail(__FILE__, __LINE__, b->about, got);
    }
    CHECK(site->handled == 0);
    http_stop(site->http, 1000);
    CHECK(files_in(test_dir(&a)) == 0);
}

static Str repeated(Arena *a, const char *what, isize times)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < times; i++)
        buf_add(&b, str_of(what));
    return buf_str(&b);
}

#define JSON "POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

TEST(what_is_too_large_is_refused_before_it_is_read)
{
    Site *site = site_start(&a, config_of(&a));
    Str   many = repeated(&a, "X-A: bbbbbbbbbbbbbbbbbbbb\r\n", 180);
    Str   line = repeated(&a, "c", 9000);
    struct { int status; Str raw; } large[] = {
        {413, str_fmt(&a, "%sContent-Length: 2001\r\n\r\n", JSON)},
        {413, str_fmt(&a, "%sContent-Length: 2001\r\nExpect: 100-continue\r\n\r\n", JSON)},
        {413, str_fmt(&a, "%sContent-Length: 99999999999999999999\r\n\r\n", JSON)},
        {413, str_fmt(&a, "%sTransfer-Encoding: chunked\r\n\r\n7d1\r\n%.*s", JSON, 2001, line.at)},
        {431, str_fmt(&a, "GET / HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", STRF(line))},
        {431, str_fmt(&a, "GET / HTTP/1.1\r\nHost: x\r\n%.*s\r\n", STRF(many))},
        {414, str_fmt(&a, "GET /%.*s HTTP/1.1\r\nHost: x\r\n\r\n", 7800, line.at)},
    };

    for (isize i = 0; i < countof(large); i++) {
        Str got = ask(&a, site, large[i].raw);
        if (status_of(got) != large[i].status)
            test_fail(__FILE__, __LINE__, "another status", got);
    }
    CHECK(site->handled == 0);
    http_stop(site->http, 1000);
}

TEST(an_upload_that_is_too_large_is_refused_and_removed)
{
    Site *site = site_start(&a, config_of(&a));
    Str   got  = ask(&a, site, str_fmt(&a, "POST /unggah HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                           "Content-Type: multipart/form-data; boundary=b\r\n\r\n20000\r\n"
                                           "--b\r\nContent-Disposition: form-data; name=f; filename=g\r\n\r\n%.*s",
                                       STRF(repeated(&a, "0123456789", 11000))));

    CHECK(status_of(got) == 413);
    http_stop(site->http, 1000);
    CHECK(files_in(test_dir(&a)) == 0);
}

TEST(a_client_that_asks_first_is_told_to_go_on)
{
    Site *site = site_start(&a, config_of(&a));
    int   fd   = dial(site);
    char  room[100];

    say_to(fd, S("POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                 "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
    ssize_t n = recv(fd, room, sizeof room, 0);
    CHECK_STR(((Str){room, n}), S("HTTP/1.1 100 Continue\r\n\r\n"));
    say_to(fd, S("{}"));
    CHECK(str_ends(rest_of(&a, fd), S("\n{}")));
    http_stop(site->http, 1000);
}

/* --- requests that hide something --- */

#define H "Host: x\r\n"
#define SECOND "GET /selundup HTTP/1.1\r\nHost: x\r\n\r\n"
#define GETS "GET / HTTP/1.1\r\n"
#define POSTS "POST / HTTP/1.1\r\n" H
#define CHUNKS "POST /form HTTP/1.1\r\n" H "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

typedef struct {
    const char *about;
    Str         raw;
} Probe;

#define P(about, raw) {about, {"" raw, sizeof(raw) - 1}}

static const Probe probes[] = {
    P("a length and chunks", POSTS "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND),
    P("chunks and a length", POSTS "Transfer-Encoding: chunked\r\nContent-Length: 40\r\n\r\n0\r\n\r\n" SECOND),
    P("two lengths that differ", POSTS "Content-Length: 0\r\nContent-Length: 37\r\n\r\n" SECOND),
    P("two lengths alike", POSTS "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" SECOND),
    P("a length with a plus", POSTS "Content-Length: +0\r\n\r\n" SECOND),
    P("a negative length", POSTS "Content-Length: -1\r\n\r\n" SECOND),
    P("a list of lengths", POSTS "Content-Length: 0, 0\r\n\r\n" SECOND),
    P("a length in hexadecimal", POSTS "Content-Length: 0x5\r\n\r\n" SECOND),
    P("an empty length", POSTS "Content-Length:\r\n\r\n" SECOND),
    P("a blank inside a length", POSTS "Content-Length: 1 0\r\n\r\n" SECOND),
    P("a blank before the colon", POSTS "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" SECOND),
    P("a coding nobody knows", POSTS "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SECOND),
    P("the identity coding", POSTS "Transfer-Encoding: identity\r\n\r\n" SECOND),
    P("chunked twice", POSTS "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND),
    P("a list of codings", POSTS "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" SECOND),
    P("chunks in HTTP/1.0", "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND),
    P("no host", GETS "\r\n" SECOND),
    P("two hosts", GETS H "Host: y\r\n\r\n" SECOND),
    P("an empty host", GETS "Host:\r\n\r\n" SECOND),
    P("a host with a slash", GETS "Host: x/y\r\n\r\n" SECOND),
    P("NUL in a value", GETS H "X: a\0b\r\n\r\n" SECOND),
    P("NUL in a value in the middle", GETS "X: a\0b\r\n" H "\r\n" SECOND),
    P("NUL after a host", GETS "Host: x\0y\r\n\r\n" SECOND),
    P("NUL in a name", GETS H "X\0Y: a\r\n\r\n" SECOND),
    P("NUL in the target", "GET /a\0b HTTP/1.1\r\n" H "\r\n" SECOND),
    P("NUL in the method", "GE\0T / HTTP/1.1\r\n" H "\r\n" SECOND),
    P("a folded line", GETS H "X: a\r\n b\r\n\r\n" SECOND),
    P("a folded line in the middle", GETS "X: a\r\n\tb\r\n" H "\r\n" SECOND),
    P("a folded first line", GETS " " H "\r\n" SECOND),
    P("a folded line that is blank", GETS H "X: a\r\n \r\n\r\n" SECOND),
    P("lines that end in LF alone", "GET / HTTP/1.1\nHost: x\n\n" SECOND),
    P("one line that ends in LF alone", GETS "X: a\n" H "\r\n" SECOND),
    P("a last line that ends in LF alone", GETS H "\n" SECOND),
    P("CR inside a value", GETS H "X: a\rb\r\n\r\n" SECOND),
    P("CR before CRLF", GETS H "X: a\r\r\n\r\n" SECOND),
    P("a control byte in a value", GETS H "X: a\x01\r\n\r\n" SECOND),
    P("a blank inside a name", GETS H "X Y: a\r\n\r\n" SECOND),
    P("no colon", GETS H "Nonsense\r\n\r\n" SECOND),
    P("no name", GETS H ": a\r\n\r\n" SECOND),
    P("a method that is no word", "G@T / HTTP/1.1\r\n" H "\r\n" SECOND),
    P("a method nobody knows", "BREW / HTTP/1.1\r\n" H "\r\n" SECOND),
    P("a version of the future", "GET / HTTP/9.9\r\n" H "\r\n" SECOND),
    P("a version that is none", "GET / HTTQ/1.1\r\n" H "\r\n" SECOND),
    P("no version", "GET /\r\n" H "\r\n" SECOND),
    P("two blanks in the first line", "GET  / HTTP/1.1\r\n" H "\r\n" SECOND),
    P("a blank in the target", "GET /a b HTTP/1.1\r\n" H "\r\n" SECOND),
    P("a blank after the version", "GET / HTTP/1.1 \r\n" H "\r\n" SECOND),
    P("another site's address", "GET http://y/ HTTP/1.1\r\n" H "\r\n" SECOND),
    P("a tunnel", "CONNECT y:443 HTTP/1.1\r\n" H "\r\n" SECOND),
    P("a chunk size without end", CHUNKS "fffffffffffffffff\r\n" SECOND),
    P("a negative chunk size", CHUNKS "-1\r\n" SECOND),
    P("a chunk size that is no number", CHUNKS "zz\r\n" SECOND),
    P("a chunk longer than its size", CHUNKS "1\r\nabcdef\r\n0\r\n\r\n" SECOND),
    P("a GET with a body", GETS H "Content-Length: 37\r\n\r\n" SECOND),
    P("TLS spoken to a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n" SECOND),
    P("an expectation nobody knows", POSTS "Expect: miracles\r\nContent-Length: 1\r\n\r\n" SECOND),
};

/* Refused or closed, once, and nothing behind it is taken for a second request. */
TEST(malformed_requests_get_at_most_one_answer_and_it_is_a_refusal)
{
    HttpConfig config = config_of(&a);
    config.head_ms = config.idle_ms = config.body_ms = 1000;
    Site *site = site_start(&a, config);

    for (isize i = 0; i < countof(probes); i++) {
        Arena scratch = a;
        Str   got     = ask(&scratch, site, probes[i].raw);
        isize second  = str_find(str_sub(got, 1, -1), S("HTTP/1.1 "));
        if (second >= 0 || str_has(got, S("HUNG")) || (got.len && status_of(got) < 400))
            test_fail(__FILE__, __LINE__, probes[i].about, got);
    }
    CHECK(site->handled == 0);
    CHECK(status_of(ask(&a, site, S("GET / HTTP/1.1\r\n" H "X:a\r\nY: \t b \r\nConnection: close\r\n\r\n"))) == 200);
    http_stop(site->http, 1000);
}

TEST(a_head_that_comes_byte_by_byte_is_read_like_any_other)
{
    Site *site = site_start(&a, config_of(&a));
    Str   head = str_fmt(&a, "GET /pelan?a=b HTTP/1.1\r\nHost: x\r\nCookie: a=1; b=2; c=3\r\nX: %.*s\r\n"
                             "Connection: close\r\n\r\n", STRF(repeated(&a, "y", 5000)));
    int   fd   = dial(site);

    say_to(fd, str_sub(head, 0, 4000));
    for (isize i = 4000; i < head.len; i += 7)
        say_to(fd, str_sub(head, i, 7));
    CHECK(str_has(rest_of(&a, fd), S("GET /pelan?a=b from")));
    http_stop(site->http, 1000);
}

/* --- limits --- */

static void wait_until_alone(const Site *site)
{
    for (int i = 0; i < 5000 && http_count(site->http).connections; i++)
        usleep(1000);
}

/* A site with this deadline alone; the others are further away than a test waits. */
static Site *site_with(Arena *a, int head_ms, int body_ms, int idle_ms)
{
    enum { FAR_MS = 600000 };
    HttpConfig config = config_of(a);
    config.head_ms = head_ms ? head_ms : FAR_MS;
    config.body_ms = body_ms ? body_ms : FAR_MS;
    config.idle_ms = idle_ms ? idle_ms : FAR_MS;
    config.body_min_rate = 1000000;
    return site_start(a, config);
}

static void stop_alone(Site *site)
{
    wait_until_alone(site);
    CHECK(http_count(site->http).connections == 0 && http_count(site->http).in_flight == 0);
    http_stop(site->http, 1000);
}

/* The deadline runs from the moment of connecting: on a busy machine a client may come to speak too late for it,
 * and is then dropped like one that never speaks.  Such a one tries again. */
TEST(slow_heads_and_connections_that_never_speak_are_dropped)
{
    Site *site = site_with(&a, 100, 0, 0);
    Str   slow = {0};

    for (int tries = 0; tries < 50 && !slow.len; tries++)
        slow = ask(&a, site, S("GET / HTTP/1.1\r\nHost: x\r\nX: "));
    CHECK(status_of(slow) == 408 && !str_has(slow, S("HUNG")));
    CHECK_STR(ask(&a, site, (Str){0}), S(""));
    stop_alone(site);
}

TEST(slow_bodies_are_dropped)
{
    Site *site = site_with(&a, 0, 100, 0);
    Str   part = ask(&a, site, S("POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                 "Content-Length: 9\r\n\r\n1"));
    CHECK(status_of(part) == 408 && !str_has(part, S("HUNG")));
    stop_alone(site);
}

TEST(idle_connections_are_dropped)
{
    Site *site = site_with(&a, 0, 0, 100);
    Str   kept = ask(&a, site, S("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    CHECK(status_of(kept) == 200 && str_ends(kept, S("from 127.0.0.1\n")));
    stop_alone(site);
}

TEST(who_does_not_take_the_answer_is_dropped)
{
    HttpConfig config = config_of(&a);
    config.body_ms    = 50;
    Site *site = site_start(&a, config);
    int   lazy = dial(site);

    say_to(lazy, S("GET /alir?banyak HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (!atomic_load(&site->handled))
        usleep(100);
    wait_until_alone(site);
    CHECK(http_count(site->http).connections == 0 && site->streams_ended == 1 && site->ended == 1);
    close(lazy);
    http_stop(site->http, 1000);
}

typedef struct { i64 bytes, away; bool whole; } Taken;

/* A long answer, taken piece by piece; away: the longest this client was kept from it, in milliseconds. */
static Taken taken_in_pieces(const Site *site)
{
    char    room[400000];
    Taken   t  = {0};
    int     fd = dial(site);
    i64     last = clock_ms();
    ssize_t n;

    say_to(fd, S("GET /alir?banyak HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    do {
        n = recv(fd, room, sizeof room, 0);
        i64 now  = clock_ms();
        t.away   = now - last > t.away ? now - last : t.away;
        last     = now;
        t.bytes += n > 0 ? n : 0;
        usleep(1000);
    } while (n > 0);
    close(fd);
    t.whole = n == 0;
    return t;
}

/* A busy machine may keep the client itself away for a whole deadline: that was no fair pace, and it tries again. */
TEST(who_takes_it_at_a_fair_pace_is_not)
{
    HttpConfig config = config_of(&a);
    config.body_ms    = 40;
    Site *site = site_start(&a, config);
    Taken t    = taken_in_pieces(site);

    for (int tries = 0; tries < 50 && !t.whole && t.away > config.body_ms / 2; tries++)
        t = taken_in_pieces(site);
    CHECK(t.whole && t.bytes > 50000000);
    http_stop(site->http, 1000);
}

TEST(who_stops_sending_still_gets_an_answer)
{
    Site *site = site_start(&a, config_of(&a));
    int   fd   = dial(site), later = dial(site);

    say_to(later, S("GET /nanti HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    shutdown(later, SHUT_WR);
    say_to(fd, S("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    shutdown(fd, SHUT_WR);
    CHECK(str_has(rest_of(&a, fd), S("GET /a?")));
    while (!atomic_load(&site->later))
        usleep(100);
    answer_text(atomic_exchange(&site->later, NULL), S("selesai"));
    CHECK(str_ends(rest_of(&a, later), S("selesai")));
    http_stop(site->http, 1000);
}

/* At the latest at the deadline: an end that came together with data is not always noticed before. */
TEST(who_goes_away_leaves_nothing_behind)
{
    HttpConfig config = config_of(&a);
    config.head_ms = config.body_ms = config.idle_ms = 100;
    Site *site = site_start(&a, config);
    Str   head = S("POST /unggah HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                   "Content-Length: 5000\r\n\r\n--b\r\n"
                   "Content-Disposition: form-data; name=f; filename=g\r\n\r\nawal");

    for (isize cut = 10; cut <= head.len; cut += 10) {
        int fd = dial(site);
        say_to(fd, str_sub(head, 0, cut));
        close(fd);
    }
    /* Who connects is taken in turn: when the next one is answered, all of them have come. */
    Str next = {0};
    for (int tries = 0; tries < 50 && status_of(next) != 200; tries++)
        next = ask(&a, site, S("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    CHECK(status_of(next) == 200);
    wait_until_alone(site);
    CHECK(http_count(site->http).connections == 0 && http_count(site->http).in_flight == 0);
    CHECK(site->handled == 1 && site->ended == 1);
    http_stop(site->http, 1000);
    CHECK(files_in(test_dir(&a)) == 0);
}

TEST(a_refusal_reaches_a_client_that_is_still_sending)
{
    Site   *site = site_start(&a, config_of(&a));
    Str     much = repeated(&a, "0123456789", 300000);
    int     fd   = dial(site);

    say_to(fd, str_fmt(&a, "%sContent-Length: %td\r\n\r\n", JSON, much.len));
    say_to(fd, much);
    CHECK(status_of(rest_of(&a, fd)) == 413);
    http_stop(site->http, 1000);
}

TEST(connections_over_the_limits_are_told_so)
{
    HttpConfig config = config_of(&a);
    Str        raw    = S("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    config.conn_per_address = 2;
    Site *few   = site_start(&a, config);
    int   one   = dial(few), two = dial(few);
    Str   third = ask(&a, few, raw);
    close(one);
    close(two);
    http_stop(few->http, 1000);
    CHECK(status_of(third) == 429 && str_has(third, S("Retry-After: ")));

    config.conn_per_address = 100;
    config.conn_max         = 2;
    few   = site_start(&a, config);
    one   = dial(few), two = dial(few);
    third = ask(&a, few, raw);
    close(one);
    close(two);
    http_stop(few->http, 1000);
    CHECK(status_of(third) == 503 && str_has(third, S("Retry-After: ")));
}

TEST(requests_beyond_those_that_may_be_under_way_get_503)
{
    HttpConfig config   = config_of(&a);
    Str        raw      = S("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    config.inflight_max = 1;
    Site *site = site_start(&a, config);
    int   busy = dial(site);

    say_to(busy, S("GET /nanti HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    while (!atomic_load(&site->later))
        usleep(100);
    CHECK(status_of(ask(&a, site, raw)) == 503);
    answer_text(atomic_exchange(&site->later, NULL), S("selesai"));
    CHECK(str_ends(rest_of(&a, busy), S("selesai")));
    CHECK(status_of(ask(&a, site, raw)) == 200);
    http_stop(site->http, 1000);
}

/* --- the end --- */

static void *stops(void *app)
{
    Site *site = app;
    http_stop(site->http, 3000);
    return NULL;
}

TEST(stopping_waits_for_requests_under_way_and_takes_no_new_ones)
{
    Site     *site = site_start(&a, config_of(&a));
    int       busy = dial(site), idle = dial(site);
    pthread_t stopper;

    say_to(busy, S("GET /nanti HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (!atomic_load(&site->later))
        usleep(100);
    pthread_create(&stopper, NULL, stops, site);
    CHECK_STR(rest_of(&a, idle), S(""));
    answer_text(atomic_exchange(&site->later, NULL), S("selesai"));
    Str got = rest_of(&a, busy);
    CHECK(str_ends(got, S("selesai")) && str_has(got, S("Connection: close")));
    pthread_join(stopper, NULL);
    CHECK(site->ended == 1);
}

TEST(a_request_that_outlasts_the_grace_is_told_503_and_may_still_be_answered_into_the_void)
{
    Site *site = site_start(&a, config_of(&a));
    int   busy = dial(site);

    say_to(busy, S("GET /nanti HTTP/1.1\r\nHost: x\r\n\r\n"));
    while (!atomic_load(&site->later))
        usleep(100);
    http_stop(site->http, 0);
    CHECK(status_of(rest_of(&a, busy)) == 503);
    answer_text(atomic_exchange(&site->later, NULL), S("terlambat"));
    CHECK(site->ended == 0);
}

TEST(a_port_in_use_and_a_wrong_address_are_reported)
{
    Site       *site   = site_start(&a, config_of(&a));
    HttpConfig  config = config_of(&a);
    HttpServer *second;

    config.listen = str_fmt(&a, "127.0.0.1:%d", site->port);
    CHECK(http_start(&a, &config, &second).kind == ERR_IO);
    config.listen = S("localhost");
    CHECK(http_start(&a, &config, &second).kind == ERR_INVALID);
    config = config_of(&a);
    config.tls_cert = config.tls_key = S("Makefile");
    CHECK(http_start(&a, &config, &second).kind);
    http_stop(site->http, 1000);
}

TEST(it_listens_on_version_six_and_with_several_threads)
{
    HttpConfig config = config_of(&a);
    config.listen     = S("[::1]:0");
    config.threads    = 3;
    Site               *site = site_start(&a, config);
    struct sockaddr_in6 at   = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};

    at.sin6_port = htons((in_port_t)site->port);
    for (int i = 0; i < 12; i++) {
        int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
        CHECK(!connect(fd, (struct sockaddr *)&at, sizeof at));
        say_to(fd, S("GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n"));
        CHECK(str_has(rest_of(&a, fd), S("from ::1\n")));
    }
    CHECK(http_count(site->http).requests == 12);
    http_stop(site->http, 1000);
}
