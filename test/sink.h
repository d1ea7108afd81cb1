/* sink.h - a mail server on this machine for a few letters: says what a server says, keeps what it was told. */
#ifndef TEST_SINK_H
#define TEST_SINK_H

#include "test/test.h"
#include "web/mail.h"

typedef struct Sink Sink;

#define SINK_TAKES "250 good\r\n"

/* It hangs up after so many connections; to_rcpt is its answer to RCPT TO. */
Sink *sink_start(Arena *a, int connections, const char *to_rcpt);

/* All it heard, as it came over the wire. */
Str sink_stop(Sink *s);

MailConfig sink_config(Arena *a, const Sink *s);        /* the settings that lead there */

/* The texts of all letters in what was heard, one after another, as a person reads them. */
Str sink_texts(Arena *a, Str heard);

#endif
