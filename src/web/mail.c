#include "web/mail.h"

#include "base/secret.h"
#include "web/job.h"

#include "web.sql.h"

#include <curl/curl.h>
#include <sodium.h>
#include <string.h>

static bool is_one_line(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if ((u8)s.at[i] < ' ' || s.at[i] == 127)
            return false;
    return s.len > 0;
}

static bool is_address(Str s)
{
    return is_one_line(s) && str_find(s, S("@")) > 0 && !str_has(s, S(" ")) && !str_has(s, S("<"))
        && !str_has(s, S(">")) && s.len <= 254;
}

enum { LETTER_KEPT_S = 30 * 86400 };

/* The payload of the job: address, mark and stop address in one line, the subject in the next, and then the body. */
Err mail_queue(Arena scratch, Db *db, const Letter *l, Instant now)
{
    if (!is_address(l->to) || !is_one_line(l->subject) || (l->stop_url.len && !is_one_line(l->stop_url)))
        return FAIL(ERR_INVALID, "address or subject is not one plain line");
    Str payload = str_fmt(&scratch, "%.*s\t%s\t%.*s\n%.*s\n%.*s", STRF(l->to), l->keep ? "keep" : "",
                          STRF(l->stop_url), STRF(l->subject), STRF(l->body));
    return job_add(db, S("mail"), payload, now);
}

static Letter letter_of(Str payload)
{
    Letter l    = {.body = payload};
    Str    rest = str_cut(&l.body, '\n');
    l.subject  = str_cut(&l.body, '\n');
    l.to       = str_cut(&rest, '\t');
    l.keep     = str_is(str_cut(&rest, '\t'), "keep");
    l.stop_url = rest;
    return l;
}

/* --- the letter as it goes over the wire (RFC 5322, 2045, 2047) --- */

static Str base64(Arena *a, Str s)
{
    size_t room = sodium_base64_encoded_len((size_t)s.len, sodium_base64_VARIANT_ORIGINAL);
    char  *p    = new(a, char, (isize)room);
    sodium_bin2base64(p, room, (const u8 *)s.at, (size_t)s.len, sodium_base64_VARIANT_ORIGINAL);
    return str_of(p);
}

/* Pieces of at most 42 bytes, cut between characters, so that no encoded word passes 75 letters. */
static void add_subject(Arena *a, Buf *b, Str s)
{
    buf_add(b, S("Subject:"));
    while (s.len) {
        isize n = s.len < 42 ? s.len : 42;
        while (n < s.len && ((u8)s.at[n] & 0xc0) == 0x80)
            n--;
        Str word = base64(a, str_sub(s, 0, n));
        buf_addf(b, " =?utf-8?B?%.*s?=\r\n", STRF(word));
        s = str_sub(s, n, -1);
    }
}

static void add_date(Buf *b, Instant now)
{
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Date d    = instant_date(now, 0);
    Ymd  y    = date_split(d);
    i64  s    = now.s - (i64)d.days * 86400;
    buf_addf(b, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n", days + 3 * date_weekday(d), y.day,
             months + 3 * (y.month - 1), y.year, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

/* RFC 2369; RFC 8058 lets the reader's own program do it, over TLS only. */
static void add_stop(Buf *b, Str url)
{
    if (url.len)
        buf_addf(b, "List-Unsubscribe: <%.*s>\r\n", STRF(url));
    if (str_starts(url, S("https://")))
        buf_add(b, S("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

static Str wire(Arena *a, const MailConfig *c, const Letter *l, Instant now)
{
    Buf b    = {.arena = a};
    Str host = c->from;

    str_cut(&host, '@');
    add_date(&b, now);
    buf_addf(&b, "From: <%.*s>\r\nTo: <%.*s>\r\n", STRF(c->from), STRF(l->to));
    add_subject(a, &b, l->subject);
    buf_addf(&b, "Message-ID: <%.*s@%.*s>\r\n", STRF(token_new(a, 15)), STRF(host));
    add_stop(&b, l->stop_url);
    buf_add(&b, S("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                  "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n"));
    for (Str text = base64(a, l->body); text.len; text = str_sub(text, 76, -1)) {
        buf_add(&b, str_sub(text, 0, 76));
        buf_add(&b, S("\r\n"));
    }
    return buf_str(&b);
}

/* --- one letter to the server --- */

bool mail_is_here(Arena scratch, Str url)
{
    CURLU *u    = curl_url();
    char  *host = NULL;
    bool   yes  = u && !curl_url_set(u, CURLUPART_URL, str_c(&scratch, url), CURLU_NON_SUPPORT_SCHEME)
               && !curl_url_get(u, CURLUPART_HOST, &host, 0)
               && (!strcmp(host, "localhost") || !strcmp(host, "127.0.0.1") || !strcmp(host, "[::1]"));
    curl_free(host);
    curl_url_cleanup(u);
    return yes;
}

static size_t read_letter(char *into, size_t size, size_t n, void *ctx)
{
    Str  *rest = ctx;
    isize take = rest->len < (isize)(size * n) ? rest->len : (isize)(size * n);
    if (take)
        memcpy(into, rest->at, (size_t)take);
    *rest = str_sub(*rest, take, -1);
    return (size_t)take;
}

static void set_up(CURL *h, const MailConfig *c, Arena *a)
{
    long tls = !c->tls && mail_is_here(*a, c->url) ? CURLUSESSL_TRY : CURLUSESSL_ALL;

    curl_easy_setopt(h, CURLOPT_URL, str_c(a, c->url));
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(h, CURLOPT_USE_SSL, tls);
    curl_easy_setopt(h, CURLOPT_PROXY, "");
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT, 30L);
    if (c->user.len) {
        curl_easy_setopt(h, CURLOPT_SASL_IR, 1L);
        curl_easy_setopt(h, CURLOPT_USERNAME, str_c(a, c->user));
        curl_easy_setopt(h, CURLOPT_PASSWORD, str_c(a, c->password));
    }
}

/* Why the server did not take it, in words that hold nothing of the letter; empty if it did. */
static Str send_one(Arena *a, const MailConfig *c, Str to, Str text)
{
    CURL              *h   = curl_easy_init();
    struct curl_slist *rcpt = curl_slist_append(NULL, str_c(a, to));
    CURLcode           rc   = CURLE_OUT_OF_MEMORY;
    long               code = 0;

    if (h && rcpt) {
        set_up(h, c, a);
        curl_easy_setopt(h, CURLOPT_MAIL_FROM, str_c(a, c->from));
        curl_easy_setopt(h, CURLOPT_MAIL_RCPT, rcpt);
        curl_easy_setopt(h, CURLOPT_READFUNCTION, read_letter);
        curl_easy_setopt(h, CURLOPT_READDATA, &text);
        curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
        rc = curl_easy_perform(h);
        curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &code);
    }
    curl_slist_free_all(rcpt);
    curl_easy_cleanup(h);
    return rc ? str_fmt(a, "%s (%ld)", curl_easy_strerror(rc), code) : (Str){0};
}

/* Another process that claims at the same moment may win: then there is nothing for us this time. */
static Err claim(Arena *a, Db *db, Instant now, JobClaim *out)
{
    TRY(db_begin(db, true));
    Err e    = job_claim(a, db, S("mail"), now, out);
    Err done = db_end(db, !e.kind);
    if (e.kind || done.kind)
        out->id = 0;
    if (e.kind == ERR_CONFLICT || done.kind == ERR_CONFLICT)
        return NO_ERR;
    return e.kind ? e : done;
}

/* What held a secret link loses its text.  Who comes back too late finds no job to give up. */
static Err give_up(Arena scratch, Db *db, const JobClaim *j, Str why, Instant now)
{
    Letter l = letter_of(j->payload);
    bool   mine;

    TRY(db_any(db_query(&scratch, db, &SQL_job_take, db_i64(j->id), db_i64(j->tries)), &mine));
    if (!mine)
        return NO_ERR;
    return db_do(db, &SQL_letter_keep, db_i64(j->id), db_text(l.to), db_text(l.subject),
                 db_text(l.keep ? l.body : S("")), db_text(l.stop_url), db_text(why), db_i64(j->tries), db_at(now));
}

static Err report(Arena scratch, Db *db, const JobClaim *j, Str why, Instant now)
{
    bool last = why.len && j->tries >= JOB_TRIES_MAX;

    TRY(db_begin(db, true));
    Err e    = last ? give_up(scratch, db, j, why, now) : why.len ? job_failed(db, j, why, now) : job_done(db, j);
    Err done = db_end(db, !e.kind);
    return e.kind ? e : done;
}

Err mail_send_due(Arena scratch, Db *db, const MailConfig *c, int most, Instant now, int *out_sent)
{
    *out_sent = 0;
    for (int i = 0; i < most; i++) {
        Arena    a = scratch;
        JobClaim j;
        TRY(claim(&a, db, now, &j));
        if (!j.id)
            break;
        Letter l   = letter_of(j.payload);
        Str    why = send_one(&a, c, l.to, wire(&a, c, &l, now));
        TRY(report(a, db, &j, why, now));
        *out_sent += !why.len;
    }
    return NO_ERR;
}

/* --- letters that were tried too often --- */

Err mail_given_up(Arena scratch, Db *db, i64 *out)
{
    return db_one_i64(db_query0(&scratch, db, &SQL_letter_count), out);
}

Err mail_again(Arena scratch, Db *db, i64 id, Instant now)
{
    Letter l    = {.keep = true};
    DbRows rows = db_query(&scratch, db, &SQL_letter_take, db_i64(id));
    bool   kept = db_next(&rows);

    if (kept) {
        l.to       = db_get_text(&rows);
        l.subject  = db_get_text(&rows);
        l.body     = db_get_text(&rows);
        l.stop_url = db_get_text(&rows);
    }
    TRY(db_done(&rows));
    return kept ? mail_queue(scratch, db, &l, now) : FAIL(ERR_NOT_FOUND, "no letter that was kept");
}

Err mail_sweep(Db *db, Instant now)
{
    return db_do(db, &SQL_letter_sweep, db_at((Instant){now.s - LETTER_KEPT_S}));
}
