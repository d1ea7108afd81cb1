/* base.h - the words every other room is written in.
 *
 * Knows nothing of HTTP, SQL or the business.  Arena, Str, Err, Buf, Issues.
 * Days and instants are in date.h, exact fractions in ratio.h.
 */
#ifndef BASE_H
#define BASE_H

#include <assert.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t   u8;
typedef int32_t   i32;
typedef uint32_t  u32;
typedef int64_t   i64;
typedef uint64_t  u64;
typedef ptrdiff_t isize;

#define countof(a) ((isize)(sizeof(a) / sizeof(*(a))))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define MUST_USE __attribute__((warn_unused_result))

/* --- memory: one arena a request, nothing is freed one by one --- */

typedef struct {
    char    *beg, *end;
    jmp_buf *on_full;           /* where to go when it is full; NULL means abort */
} Arena;

#define new(a, T, n) ((T *)arena_alloc(a, sizeof(T), _Alignof(T), n))

/* Zeroed memory for `count` things of `size` bytes; never NULL. */
void *arena_alloc(Arena *a, isize size, isize align, isize count);

/* Address space for an arena, touched only as it is used; an empty arena if the system has none. */
Arena arena_reserve(isize bytes);

/* All of a reserved arena back to the system; nothing in it may be used again. */
void arena_release(Arena whole);

/* Give the pages of a reserved arena back to the system, keeping the first `keep` bytes warm. */
void arena_rest(Arena whole, const char *used_to, isize keep);

/* --- text: pointer and length, passed by value, never assumed to end in NUL --- */

typedef struct {
    const char *at;
    isize       len;
} Str;

#define S(lit)  ((Str){"" lit, countof(lit) - 1})
#define STRF(s) (int)(s).len, (s).at ? (s).at : ""      /* for "%.*s" */

Str   str_of(const char *cstr);
bool  str_eq(Str a, Str b);
bool  str_is(Str a, const char *cstr);          /* equal to a C string */
int   str_among(Str s, const char *const *names, isize n);     /* its place in a list of names; -1: none of them */
bool  str_eq_nocase(Str a, Str b);              /* ASCII letters only */
int   str_cmp(Str a, Str b);                    /* by bytes: <0, 0, >0 */
Str   str_trim(Str s);
Str   str_cut(Str *rest, char sep);             /* the part before sep; *rest moves past it */
Str   str_sub(Str s, isize from, isize len);    /* clipped to what is there; len < 0: to the end */
Str   str_copy(Arena *a, Str s);
char *str_c(Arena *a, Str s);                   /* NUL-terminated copy, for the border with C */
Str   str_fmt(Arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
bool  str_i64(Str s, i64 *out);                 /* digits, an optional leading minus; no overflow */
bool  str_has(Str s, Str part);
isize str_find(Str s, Str part);                /* -1 if it is not there */
bool  str_starts(Str s, Str with);
bool  str_ends(Str s, Str with);
Str   str_lower(Arena *a, Str s);               /* ASCII letters only */
isize str_letters(Str s);                       /* how many characters, of UTF-8 */
bool  str_is_utf8(Str s);                       /* well formed, and without NUL */
bool  str_same_secret(Str a, Str b);            /* equal, in time that depends on length alone */

/* --- failure: a value that says what kind, where, and why --- */

typedef enum {
    OK,
    ERR_NOT_FOUND,      /* 404: or the asker may not know that it exists */
    ERR_SIGN_IN,        /* 401: nobody is signed in and the page needs somebody */
    ERR_FORBIDDEN,      /* 403 */
    ERR_INVALID,        /* 400: malformed; not a form with mistakes in it */
    ERR_CONFLICT,       /* 409: someone else changed it first */
    ERR_LIMIT,          /* 413 */
    ERR_TYPE,           /* 415 */
    ERR_OFTEN,          /* 429: this asker has asked too often */
    ERR_BUSY,           /* 503: try again in a moment */
    ERR_AWAY,           /* 503: a service that is needed does not answer */
    ERR_DB,             /* 500 */
    ERR_IO,             /* 500 */
} ErrKind;

typedef struct {
    ErrKind     kind;
    const char *where;  /* function or statement name */
    const char *why;    /* static text or in the request's arena; for the log, not for the page */
} Err;

#define NO_ERR            ((Err){0})
#define FAIL(kind_, why_) ((Err){kind_, __func__, why_})

/* The only macro in the tree that hides a return. */
#define TRY(expr) do { Err err_ = (expr); if (err_.kind) return err_; } while (0)

/* The exit status of a command that ended so: 0, 64, 65, 66, 69, 70 or 74 (sysexits). */
int err_exit(ErrKind kind);

/* --- what is wrong with a form or a file, for the person who filled it in --- */

typedef struct {
    Str field;          /* which input, line, cell or item; empty for the whole */
    Str text;           /* what is wrong and what to do, in the reader's language */
    Str label;          /* what the input is called; empty: not known, or no input */
} Issue;

typedef struct {
    Arena *arena;
    Issue *at;
    isize  count, cap;
} Issues;

void issue_add(Issues *l, Str field, Str text);
Str  issue_find(const Issues *l, Str field);    /* the first text for a field, or empty */

/* --- growing output --- */

typedef struct {
    Arena *arena;
    char  *at;
    isize  len, cap;
    isize  max;         /* 0: as far as the arena goes; past it the text is cut and .cut is set */
    bool   cut;
} Buf;

void buf_add(Buf *b, Str s);
void buf_char(Buf *b, char c);
void buf_addf(Buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
Str  buf_str(const Buf *b);

/* --- growing lists: list_add(a, &list, T) gives room for one more and counts it --- */

#define LIST(T) struct { T *at; isize count, cap; }
#define list_add(a, l) \
    ((l)->count == (l)->cap \
         ? (void)((l)->at = list_grow(a, (l)->at, &(l)->cap, (l)->count, sizeof *(l)->at)) : (void)0, \
     &(l)->at[(l)->count++])
void *list_grow(Arena *a, void *at, isize *cap, isize count, isize size);

#endif
