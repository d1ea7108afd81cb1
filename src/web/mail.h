/* mail.h - letters: queued in the transaction that causes them, sent later over SMTP.
 *
 * Nothing is sent that was rolled back, and a mail server that is away delays nobody.  TLS is demanded of every
 * server that is not on this machine.
 */
#ifndef WEB_MAIL_H
#define WEB_MAIL_H

#include "db/db.h"

typedef struct MailConfig {
    Str  url;                   /* "smtps://surel.go.id", "smtp://127.0.0.1:25" */
    Str  user, password;        /* empty: the server asks for none */
    Str  from;                  /* "pulau@instansi.go.id" */
    bool tls;                   /* demand it on loopback too */
} MailConfig;

typedef struct {
    Str  to, subject, body;     /* plain text */
    Str  stop_url;              /* where the reader ends such letters, without signing in; may be empty */
    bool keep;                  /* nothing in it opens an account: given up, it is kept to be sent once more */
} Letter;

/* ERR_INVALID for an address, a subject or a stop_url that would break out of its line. */
Err mail_queue(Arena scratch, Db *db, const Letter *l, Instant now) MUST_USE;

/* Send what is due, at most `most`; needs a Db that is in no transaction.  A letter that the server does not
 * take is tried again later and is no error here. */
Err mail_send_due(Arena scratch, Db *db, const MailConfig *c, int most, Instant now, int *out_sent) MUST_USE;

/* --- letters that were tried too often: rows of web_letter, listed by the room that knows their readers --- */

Err mail_given_up(Arena scratch, Db *db, i64 *out) MUST_USE;            /* how many */
Err mail_again(Arena scratch, Db *db, i64 id, Instant now) MUST_USE;    /* ERR_NOT_FOUND also if it was not kept */
Err mail_sweep(Db *db, Instant now) MUST_USE;                           /* those of more than a month ago */

/* Is the server on this machine, so that its letters may go without TLS? */
bool mail_is_here(Arena scratch, Str url);

#endif
