/* tool.h - the few words the build tools share: read a file, complain, write a C string. */
#ifndef TOOL_H
#define TOOL_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

/* The whole file, with a NUL after it; ends the program if it cannot be read. */
static inline char *slurp(const char *path, long *out_len)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        die("%s: cannot be opened", path);
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    rewind(f);
    char *p = calloc(1, (size_t)n + 1);
    if (!p || fread(p, 1, (size_t)n, f) != (size_t)n)
        die("%s: cannot be read", path);
    fclose(f);
    if (out_len)
        *out_len = n;
    return p;
}

/* The text as the inside of a C string literal. */
static inline void c_text(const char *p, long n)
{
    for (long i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c == '\n')
            printf("\\n");
        else if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < ' ' || c == '?')
            printf("\\%03o", c);
        else
            putchar(c);
    }
}

/* "src/lke/lke_page.html" becomes "lke_page" */
static inline void stem(const char *path, char *into, size_t room)
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    snprintf(into, room, "%.*s", (int)strcspn(base, "."), base);
}

#endif
