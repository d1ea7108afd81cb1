#include "test/sink.h"

#include "web/job.h"
#include "web/mail.h"

static const Instant noon = {1787313600};
static const Letter secret = {{"ani@instansi.go.id", 18}, {"Tautan", 6}, {"https://zi/rahasia", 18}};

TEST(a_letter_reaches_the_mail_server_once_with_its_words_in_utf8)
{
    Db        *db = test_db(&a);
    Sink      *s  = sink_start(&a, 1, SINK_TAKES);
    MailConfig c  = sink_config(&a, s);
    int        sent;
    Letter     l    = {S("ani@instansi.go.id"), S("Undangan – Ani"), S("Halo Ani,\nselamat datang.\n")};

    CHECK_OK(mail_queue(a, db, &l, noon));
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
    MailConfig c  = sink_config(&a, s);
    int        sent;
    JobCount   n;

    CHECK_OK(mail_queue(a, db, &secret, noon));
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
    Sink      *s  = sink_start(&a, 1, SINK_TAKES);
    MailConfig c  = sink_config(&a, s);
    int        sent;

    c.tls = true;
    CHECK_OK(mail_queue(a, db, &secret, noon));
    CHECK_OK(mail_send_due(a, db, &c, 10, noon, &sent));
    CHECK(sent == 0);
    Str heard = sink_stop(s);
    CHECK(!str_has(heard, S("AUTH")) && !str_has(heard, S("MAIL FROM")));
}

TEST(an_address_that_would_break_out_of_its_line_is_refused)
{
    static const char *const bad[][3] = {{"ani@x\r\nBcc: b@y", "s", ""}, {"ani@x>", "s", ""},
                                         {"ani@x", "a\nBcc: b@y", ""}, {"ani@x", "s", "https://x\r\nBcc: b@y"},
                                         {"ani@x\tkeep", "s", ""}};
    Db *db = test_db(&a);
    for (isize i = 0; i < countof(bad); i++) {
        Letter l = {str_of(bad[i][0]), str_of(bad[i][1]), S("b"), str_of(bad[i][2])};
        CHECK(mail_queue(a, db, &l, noon).kind == ERR_INVALID);
    }
}

/* Try it until it is given up, against a port where nobody listens. */
static Instant tire(Arena a, Db *db)
{
    MailConfig nobody = {.url = S("smtp://127.0.0.1:1"), .from = S("pulau@instansi.go.id")};
    Instant    now    = noon;
    i64        gone   = 0;
    for (int sent, i = 0; i < 200 && !gone; i++, now.s += 1800) {
        CHECK_OK(mail_send_due(a, db, &nobody, 5, now, &sent));
        CHECK_OK(mail_given_up(a, db, &gone));
    }
    CHECK(gone);
    return now;
}

TEST(a_letter_that_is_given_up_is_kept_without_its_secret_and_without_a_way_to_send_it_again)
{
    Db      *db  = test_db(&a);
    JobCount n;

    CHECK_OK(mail_queue(a, db, &secret, noon));
    Instant now  = tire(a, db);
    DbRows  rows = db_query0(&a, db, (&(Sql){"peek", "SELECT id, address, body, why FROM web_letter", 0}));
    CHECK(db_next(&rows));
    i64 id = db_get_i64(&rows);
    CHECK_STR(db_get_text(&rows), secret.to);
    CHECK_STR(db_get_text(&rows), S(""));
    CHECK(db_get_text(&rows).len);
    CHECK_OK(db_done(&rows));
    CHECK(mail_again(a, db, id, now).kind == ERR_NOT_FOUND);
    CHECK_OK(job_count(a, db, now, &n));
    CHECK(n.waiting == 0 && n.given_up == 0);
    CHECK_OK(mail_sweep(db, (Instant){now.s + 31 * 86400}));
    CHECK_OK(mail_given_up(a, db, &id));
    CHECK(id == 0);
}

TEST(a_letter_without_a_secret_that_was_given_up_is_sent_once_more_with_the_way_to_end_such_letters)
{
    Db        *db = test_db(&a);
    Letter     l  = {S("ani@instansi.go.id"), S("Ringkasan"), S("isi"), S("https://zi/kabar/henti/abc"), true};
    int        sent;

    CHECK_OK(mail_queue(a, db, &l, noon));
    Instant now  = tire(a, db);
    DbRows  rows = db_query0(&a, db, (&(Sql){"peek", "SELECT id FROM web_letter", 0}));
    CHECK(db_next(&rows));
    i64 id = db_get_i64(&rows), left = 1;
    CHECK_OK(db_done(&rows));
    CHECK_OK(mail_again(a, db, id, now));
    CHECK(mail_again(a, db, id, now).kind == ERR_NOT_FOUND);
    Sink      *s = sink_start(&a, 1, SINK_TAKES);
    MailConfig c = sink_config(&a, s);
    CHECK_OK(mail_send_due(a, db, &c, 10, now, &sent));
    CHECK(sent == 1);
    Str heard = sink_stop(s);
    CHECK(str_has(heard, S("List-Unsubscribe: <https://zi/kabar/henti/abc>\r\n")));
    CHECK(str_has(heard, S("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")));
    CHECK_OK(mail_given_up(a, db, &left));
    CHECK(left == 0);
}

TEST(only_a_server_on_this_machine_may_be_spoken_to_without_tls)
{
    CHECK(mail_is_here(a, S("smtp://127.0.0.1:25")) && mail_is_here(a, S("smtp://[::1]")));
    CHECK(mail_is_here(a, S("smtp://localhost")));
    CHECK(!mail_is_here(a, S("smtp://127.jahat.example")) && !mail_is_here(a, S("smtp://localhost.jahat.example")));
    CHECK(!mail_is_here(a, S("smtp://surel.go.id")) && !mail_is_here(a, S("127.0.0.1 x")));
}
