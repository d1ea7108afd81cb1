#include "base/base.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <utf8proc.h>

/* --- memory --- */

void *arena_alloc(Arena *a, isize size, isize align, isize count)
{
    assert(size > 0 && count >= 0);

    isize pad  = (isize)(-(uintptr_t)a->beg & (uintptr_t)(align - 1));
    isize room = a->end - a->beg - pad;

    if (room < 0 || count > room / size) {
        if (a->on_full)
            longjmp(*a->on_full, 1);
        abort();
    }
    char *p = a->beg + pad;
    a->beg = p + size * count;
    return memset(p, 0, (size_t)(size * count));
}

/* What lies in an arena may hold the only pointer to a library's own memory; the leak check must know. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#define look_here(p, n)  __lsan_register_root_region(p, n)
#define look_away(p, n)  __lsan_unregister_root_region(p, n)
#else
#define look_here(p, n)  ((void)0)
#define look_away(p, n)  ((void)0)
#endif

Arena arena_reserve(isize bytes)
{
    void *p = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return (Arena){0};
    look_here(p, (size_t)bytes);
    return (Arena){.beg = p, .end = (char *)p + bytes};
}

void arena_release(Arena whole)
{
    if (!whole.beg)
        return;
    look_away(whole.beg, (size_t)(whole.end - whole.beg));
    munmap(whole.beg, (size_t)(whole.end - whole.beg));
}

void arena_rest(Arena whole, const char *used_to, isize keep)
{
    if (used_to - whole.beg > keep)
        madvise(whole.beg + keep, (size_t)(used_to - whole.beg - keep), MADV_DONTNEED);
}

void *list_grow(Arena *a, void *at, isize *cap, isize count, isize size)
{
    isize more = *cap ? *cap * 2 : 8;
    void *p    = arena_alloc(a, size, _Alignof(max_align_t), more);

    if (count)
        memcpy(p, at, (size_t)(count * size));
    *cap = more;
    return p;
}

/* --- text --- */

Str str_of(const char *cstr)
{
    return (Str){cstr, cstr ? (isize)strlen(cstr) : 0};
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && (!a.len || !memcmp(a.at, b.at, (size_t)a.len));
}

bool str_is(Str a, const char *cstr)
{
    return str_eq(a, str_of(cstr));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

int str_among(Str s, const char *const *names, isize n)
{
    for (isize i = 0; i < n; i++)
        if (str_is(s, names[i]))
            return (int)i;
    return -1;
}

bool str_eq_nocase(Str a, Str b)
{
    if (a.len != b.len)
        return false;
    for (isize i = 0; i < a.len; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

int str_cmp(Str a, Str b)
{
    isize n = a.len < b.len ? a.len : b.len;
    int   c = n ? memcmp(a.at, b.at, (size_t)n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

Str str_trim(Str s)
{
    while (s.len && is_blank(s.at[0]))
        s.at++, s.len--;
    while (s.len && is_blank(s.at[s.len - 1]))
        s.len--;
    return s;
}

Str str_cut(Str *rest, char sep)
{
    Str         head = *rest;
    const char *hit  = rest->len ? memchr(rest->at, sep, (size_t)rest->len) : NULL;

    if (!hit) {
        *rest = (Str){0};
        return head;
    }
    head.len = hit - head.at;
    rest->at += head.len + 1;
    rest->len -= head.len + 1;
    return head;
}

Str str_sub(Str s, isize from, isize len)
{
    if (from > s.len)
        from = s.len;
    isize left = s.len - from;
    return (Str){s.at + from, len < 0 || len > left ? left : len};
}

Str str_copy(Arena *a, Str s)
{
    char *p = new(a, char, s.len);
    if (s.len)
        memcpy(p, s.at, (size_t)s.len);
    return (Str){p, s.len};
}

char *str_c(Arena *a, Str s)
{
    char *p = new(a, char, s.len + 1);
    if (s.len)
        memcpy(p, s.at, (size_t)s.len);
    return p;
}

bool str_i64(Str s, i64 *out)
{
    bool minus = s.len > 1 && s.at[0] == '-';
    i64  n     = 0;

    if (minus)
        s = str_sub(s, 1, -1);
    if (!s.len)
        return false;
    for (isize i = 0; i < s.len; i++) {
        int digit = s.at[i] - '0';
        if (digit < 0 || digit > 9 || n > (INT64_MAX - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *out = minus ? -n : n;
    return true;
}

isize str_find(Str s, Str part)
{
    if (!part.len || !s.len)
        return part.len ? -1 : 0;
    const char *found = memmem(s.at, (size_t)s.len, part.at, (size_t)part.len);
    return found ? found - s.at : -1;
}

bool str_has(Str s, Str part)
{
    return str_find(s, part) >= 0;
}

bool str_starts(Str s, Str with)
{
    return s.len >= with.len && str_eq(str_sub(s, 0, with.len), with);
}

bool str_ends(Str s, Str with)
{
    return s.len >= with.len && str_eq(str_sub(s, s.len - with.len, -1), with);
}

Str str_lower(Arena *a, Str s)
{
    char *p = new(a, char, s.len);
    for (isize i = 0; i < s.len; i++)
        p[i] = lower(s.at[i]);
    return (Str){p, s.len};
}

isize str_letters(Str s)
{
    isize n = 0;
    for (isize i = 0; i < s.len; i++)
        n += ((u8)s.at[i] & 0xc0) != 0x80;
    return n;
}

bool str_is_utf8(Str s)
{
    isize i = 0;
    while (i < s.len) {
        utf8proc_int32_t point;
        isize            n = utf8proc_iterate((const u8 *)s.at + i, s.len - i, &point);
        if (n <= 0 || point == 0)
            return false;
        i += n;
    }
    return true;
}

bool str_same_secret(Str a, Str b)
{
    return a.len == b.len && (!a.len || !sodium_memcmp(a.at, b.at, (size_t)a.len));
}

/* --- failure --- */

int err_exit(ErrKind kind)
{
    switch (kind) {
    case OK:            return 0;
    case ERR_NOT_FOUND: return 66;
    case ERR_INVALID:
    case ERR_CONFLICT:
    case ERR_LIMIT:
    case ERR_TYPE:      return 65;
    case ERR_SIGN_IN:
    case ERR_FORBIDDEN: return 77;
    case ERR_OFTEN:
    case ERR_BUSY:
    case ERR_AWAY:      return 69;
    case ERR_DB:        return 70;
    case ERR_IO:        return 74;
    }
    return 70;
}

void issue_add(Issues *l, Str field, Str text)
{
    *list_add(l->arena, l) = (Issue){.field = field, .text = text};
}

Str issue_find(const Issues *l, Str field)
{
    for (isize i = 0; i < l->count; i++)
        if (str_eq(l->at[i].field, field))
            return l->at[i].text;
    return (Str){0};
}

/* --- growing output --- */

/* How many of `want` more bytes fit under the maximum, having made room for them. */
static isize buf_room(Buf *b, isize want)
{
    if (b->max && want > b->max - b->len) {
        b->cut = true;
        want   = b->max - b->len;
    }
    if (b->cap - b->len < want) {
        isize cap = (b->cap ? b->cap * 2 : 1024) + want;
        char *p   = new(b->arena, char, cap);
        if (b->len)
            memcpy(p, b->at, (size_t)b->len);
        b->at  = p;
        b->cap = cap;
    }
    return want;
}

void buf_add(Buf *b, Str s)
{
    isize n = buf_room(b, s.len);
    if (n)
        memcpy(b->at + b->len, s.at, (size_t)n);
    b->len += n;
}

void buf_char(Buf *b, char c)
{
    buf_add(b, (Str){&c, 1});
}

/* --- the few directives that pages are full of, without the price of vsnprintf: a fifth of a page's time --- */

static void add_u64(Buf *b, u64 n, int least)
{
    char  at[24];
    isize from = countof(at);
    for (; n || least > 0; n /= 10, least--)
        at[--from] = (char)('0' + n % 10);
    buf_add(b, (Str){at + from, countof(at) - from});
}

static void add_i64(Buf *b, i64 n)
{
    if (n < 0)
        buf_char(b, '-');
    add_u64(b, n < 0 ? 0 - (u64)n : (u64)n, 1);
}

/* One or two decimals, halves away from zero: places in drawings. */
static void add_fixed(Buf *b, double v, int decimals)
{
    u64 scale = decimals == 1 ? 10 : 100;
    u64 n     = (u64)((v < 0 ? -v : v) * (double)scale + 0.5);
    if (v < 0 && n)
        buf_char(b, '-');
    add_u64(b, n / scale, 1);
    buf_char(b, '.');
    add_u64(b, n % scale, decimals);
}

enum { Q_NONE, Q_TEXT, Q_INT, Q_I64, Q_ISIZE, Q_STR, Q_FIXED1, Q_FIXED2, Q_CHAR, Q_PERCENT };

static int directive(const char *at, isize *len)
{
    *len = 2;
    switch (at[1]) {
    case 's': return Q_TEXT;
    case 'd': return Q_INT;
    case 'c': return Q_CHAR;
    case '%': return Q_PERCENT;
    case 't': *len = 3; return at[2] == 'd' ? Q_ISIZE : Q_NONE;
    case 'l': *len = 4; return at[2] == 'l' && at[3] == 'd' ? Q_I64 : Q_NONE;
    case '.': *len = 4; break;
    default:  return Q_NONE;
    }
    return at[2] == '*' && at[3] == 's' ? Q_STR : at[2] == '1' && at[3] == 'f' ? Q_FIXED1
         : at[2] == '2' && at[3] == 'f' ? Q_FIXED2 : Q_NONE;
}

static bool all_quick(const char *fmt)
{
    isize len;
    while ((fmt = strchr(fmt, '%'))) {
        if (directive(fmt, &len) == Q_NONE)
            return false;
        fmt += len;
    }
    return true;
}

/* A number that does not fit a drawing is left to nobody: it is far outside and prints as zero. */
static double sane(double v)
{
    return v > -1e12 && v < 1e12 ? v : 0;
}

static void add_quick(Buf *b, const char *fmt, va_list ap)
{
    while (*fmt) {
        const char *hit = strchr(fmt, '%');
        isize       n   = hit ? hit - fmt : (isize)strlen(fmt), len = 0;
        buf_add(b, (Str){fmt, n});
        if (!hit)
            return;
        switch (directive(hit, &len)) {
        case Q_TEXT:    buf_add(b, str_of(va_arg(ap, const char *))); break;
        case Q_INT:     add_i64(b, va_arg(ap, int)); break;
        case Q_I64:     add_i64(b, va_arg(ap, long long)); break;
        case Q_ISIZE:   add_i64(b, va_arg(ap, ptrdiff_t)); break;
        case Q_STR:     n = va_arg(ap, int); buf_add(b, (Str){va_arg(ap, const char *), n}); break;
        case Q_FIXED1:  add_fixed(b, sane(va_arg(ap, double)), 1); break;
        case Q_FIXED2:  add_fixed(b, sane(va_arg(ap, double)), 2); break;
        case Q_CHAR:    buf_char(b, (char)va_arg(ap, int)); break;
        case Q_PERCENT: buf_char(b, '%'); break;
        }
        fmt = hit + len;
    }
}

static void add_slowly(Buf *b, const char *fmt, va_list ap)
{
    char    small[256];
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    if (n < countof(small)) {
        buf_add(b, (Str){small, n});
    } else {
        isize room = buf_room(b, n + 1);
        if (room > 0)
            vsnprintf(b->at + b->len, (size_t)room, fmt, again);
        b->len += room > 0 ? room - 1 : 0;
    }
    va_end(again);
}

static void buf_addv(Buf *b, const char *fmt, va_list ap)
{
    all_quick(fmt) ? add_quick(b, fmt, ap) : add_slowly(b, fmt, ap);
}

void buf_addf(Buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    buf_addv(b, fmt, ap);
    va_end(ap);
}

Str str_fmt(Arena *a, const char *fmt, ...)
{
    char    small[256];
    Buf     b = {.arena = a, .at = small, .cap = countof(small)};
    va_list ap;
    va_start(ap, fmt);
    buf_addv(&b, fmt, ap);
    va_end(ap);
    return (Str){str_c(a, buf_str(&b)), b.len};         /* with the NUL that some of C wants behind it */
}

Str buf_str(const Buf *b)
{
    return (Str){b->at, b->len};
}
