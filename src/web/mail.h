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

/* One plain text letter.  ERR_INVALID for an address or a subject that would break out of its line. */
Err mail_queue(Arena scratch, Db *db, Str to, Str subject, Str body, Instant now) MUST_USE;

/* Send what is due, at most `most`; needs a Db that is in no transaction.  A letter that the server does not
 * take is tried again later and is no error here. */
Err mail_send_due(Arena scratch, Db *db, const MailConfig *c, int most, Instant now, int *out_sent) MUST_USE;

#endif
