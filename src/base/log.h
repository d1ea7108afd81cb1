/* log.h - logfmt on standard error, one line an event.
 *
 * Only the edge logs (http/, web/route.c, app/); rules and storage return an Err instead.  Never names,
 * contents of reports, passwords or tokens.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

typedef enum { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG } LogLevel;

typedef struct {
    char  at[1000];
    isize len;
} LogLine;

void    log_level(LogLevel most);               /* what is said from now on; LOG_INFO at first */
LogLine log_line(LogLevel level, const char *at);
void    log_text(LogLine *l, const char *key, Str value);       /* quoted, cut, control bytes escaped */
void    log_i64(LogLine *l, const char *key, i64 value);
void    log_write(const LogLine *l);            /* one write(2), so lines never mix */
void    log_err(const char *at, Err e);         /* the usual line for a failure */

#endif
