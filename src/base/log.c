#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static LogLevel most = LOG_INFO;

static const char *const names[] = {"error", "warn", "info", "debug"};

void log_level(LogLevel level)
{
    most = level;
}

static void put(LogLine *l, const char *s, isize n)
{
    for (isize i = 0; i < n && l->len < countof(l->at) - 2; i++)
        l->at[l->len++] = s[i];
}

static void putf(LogLine *l, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void putf(LogLine *l, const char *fmt, ...)
{
    char    text[128];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    put(l, text, n < countof(text) ? n : countof(text) - 1);
}

LogLine log_line(LogLevel level, const char *at)
{
    LogLine l = {0};
    if (level <= most)
        putf(&l, "level=%s at=%s", names[level], at ? at : "?");
    return l;
}

void log_i64(LogLine *l, const char *key, i64 value)
{
    if (l->len)
        putf(l, " %s=%lld", key, (long long)value);
}

static bool is_plain(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if (s.at[i] <= ' ' || s.at[i] == '"' || s.at[i] == '=' || s.at[i] == 127)
            return false;
    return s.len > 0;
}

void log_text(LogLine *l, const char *key, Str value)
{
    if (!l->len)
        return;
    value = str_sub(value, 0, 200);
    if (is_plain(value)) {
        putf(l, " %s=", key);
        put(l, value.at, value.len);
        return;
    }
    putf(l, " %s=\"", key);
    for (isize i = 0; i < value.len; i++) {
        u8 c = (u8)value.at[i];
        if (c < ' ' || c == 127)
            putf(l, "\\x%02x", c);
        else if (c == '"' || c == '\\')
            putf(l, "\\%c", c);
        else
            put(l, &value.at[i], 1);
    }
    put(l, "\"", 1);
}

void log_write(const LogLine *line)
{
    LogLine l = *line;
    if (!l.len)
        return;
    l.at[l.len++] = '\n';
    ssize_t n = write(STDERR_FILENO, l.at, (size_t)l.len);
    (void)n;                    /* nowhere left to say that the log is gone */
}

void log_err(const char *at, Err e)
{
    LogLine l = log_line(e.kind == ERR_DB || e.kind == ERR_IO ? LOG_ERROR : LOG_WARN, at);
    log_text(&l, "where", str_of(e.where));
    log_text(&l, "why", str_of(e.why));
    log_write(&l);
}
