/* Written from the description of the format in the developers' guide of GNU PSPP.  Little-endian, byte codes. */
#include "format/sav.h"

#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    SHORT = 8, LONG = 64, VAR_LABEL = 255, VALUE_LABEL = 120, FILE_LABEL = 64, NOTE = 80,
    SEGMENT = 255, SEGMENT_PAYS = 252,          /* of a longer text: see segments() */
    BIAS = 100, CODE_MOST = 251,                /* small whole numbers are a byte */
    CODE_END = 252, CODE_PLAIN = 253, CODE_BLANK = 254, CODE_NONE = 255,
    ROWS_AT = 80, ROWS_UNKNOWN = -1,            /* where the head has the number of rows */
    EPOCH_DAYS = 141428, DAY_S = 86400,         /* 1970-01-01, counted from 14 October 1582 */
    FORMAT_TEXT = 1, FORMAT_NUMBER = 5, FORMAT_DATE = 39, NUMBER_WIDTH = 8, DATE_WIDTH = 10,
    UTF8_PAGE = 65001, BUFFER = 64 << 10,
};

typedef struct { char at[SHORT + 1]; } ShortName;

typedef struct {
    SavKind   kind;
    int       width, segments;
    Str       name;
    ShortName *shorts;          /* one for each segment */
} Column;

struct SavOut {
    char   *path, *part;        /* written beside its place, then moved there */
    int     fd;
    bool    failed;
    Column *columns;
    isize   count, next;        /* the column that is put next */
    i64     rows, cuts, wide_rows_at;
    u8      codes[8], plain[64];
    int     codes_count, plain_bytes;
    char   *buffer;
    isize   filled;
    i64     written;
};

/* --- bytes --- */

static void flush(SavOut *x)
{
    for (isize done = 0; done < x->filled && !x->failed;) {
        ssize_t n = write(x->fd, x->buffer + done, (size_t)(x->filled - done));
        x->failed = n <= 0;
        done += n > 0 ? n : 0;
    }
    x->written += x->filled;
    x->filled = 0;
}

static void put(SavOut *x, const void *bytes, isize n)
{
    const char *from = bytes;
    while (n > 0) {
        if (x->filled == BUFFER)
            flush(x);
        isize one = n < BUFFER - x->filled ? n : BUFFER - x->filled;
        memcpy(x->buffer + x->filled, from, (size_t)one);
        x->filled += one;
        from += one;
        n -= one;
    }
}

static void put_i32(SavOut *x, i64 n)
{
    u8 b[4];
    for (int i = 0; i < 4; i++)
        b[i] = (u8)((u64)n >> (8 * i));
    put(x, b, 4);
}

static void little_endian(u64 n, u8 *b)
{
    for (int i = 0; i < 8; i++)
        b[i] = (u8)(n >> (8 * i));
}

static void put_i64(SavOut *x, i64 n)
{
    u8 b[8];
    little_endian((u64)n, b);
    put(x, b, 8);
}

static void double_bytes(double d, u8 *b)
{
    u64 n;
    memcpy(&n, &d, 8);
    little_endian(n, b);
}

static void put_double(SavOut *x, double d)
{
    u8 b[8];
    double_bytes(d, b);
    put(x, b, 8);
}

static void put_padding(SavOut *x, isize n, char c)
{
    for (; n > 0; n--)
        put(x, &c, 1);
}

/* At most `most` bytes of it, ending where a letter ends. */
static Str cut(Str s, isize most)
{
    if (s.len <= most)
        return s;
    while (most > 0 && ((u8)s.at[most] & 0xc0) == 0x80)
        most--;
    return (Str){s.at, most};
}

static void put_padded(SavOut *x, Str s, isize width)
{
    s = cut(s, width);
    put(x, s.at, s.len);
    put_padding(x, width - s.len, ' ');
}

static void put_counted(SavOut *x, Str s)
{
    put_i32(x, s.len);
    put(x, s.at, s.len);
}

/* --- names --- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_reserved(Str s)
{
    static const char *const words[] = {
        "ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH",
    };
    for (isize i = 0; i < countof(words); i++)
        if (str_eq_nocase(s, str_of(words[i])))
            return true;
    return false;
}

static bool name_taken(const SavOut *x, isize before, Str name)
{
    for (isize i = 0; i < before; i++)
        if (str_eq_nocase(x->columns[i].name, name))
            return true;
    return false;
}

static Str long_name(Arena *a, const SavOut *x, isize var, Str wanted)
{
    bool  letter = wanted.len && is_word(*wanted.at) && *wanted.at != '_' && !(*wanted.at >= '0' && *wanted.at <= '9');
    Str   s      = str_fmt(a, "%s%.*s", letter && !is_reserved(wanted) ? "" : "v_", STRF(wanted));
    char *at     = str_c(a, str_sub(s, 0, LONG));
    isize len    = (isize)strlen(at);

    for (isize i = 0; i < len; i++)
        at[i] = is_word(at[i]) ? at[i] : '_';
    Str name = {at, len};
    for (int n = 2; name_taken(x, var, name); n++) {
        Str tail = str_fmt(a, "_%d", n);
        name = str_fmt(a, "%.*s%.*s", STRF(str_sub((Str){at, len}, 0, LONG - tail.len)), STRF(tail));
    }
    return name;
}

static bool short_taken(const SavOut *x, isize var, int segment, const char *name)
{
    for (isize i = 0; i <= var; i++) {
        int most = i < var ? x->columns[i].segments : segment;
        for (int k = 0; k < most; k++)
            if (!strcmp(x->columns[i].shorts[k].at, name))
                return true;
    }
    return false;
}

/* Eight bytes in capitals, as files of long ago had them; with a number where that is not one of its own. */
static void short_name(const SavOut *x, isize var, int segment)
{
    const Column *c  = &x->columns[var];
    char         *to = c->shorts[segment].at, tail[12] = "";

    for (int n = 1;; n++) {
        int keep = SHORT - snprintf(tail, sizeof tail, n > 1 ? "_%X" : "", (unsigned)n), at = 0;
        for (; at < keep && at < c->name.len; at++) {
            char one = c->name.at[at];
            to[at] = (char)(one >= 'a' && one <= 'z' ? one - 32 : one);
        }
        snprintf(to + at, (size_t)(SHORT + 1 - at), "%s", tail);
        if (!short_taken(x, var, segment, to))
            return;
    }
}

/* A text of more than 255 bytes is as many variables of 255 as it has 252s; its bytes fill them without a gap. */
static int segments(int width)
{
    return width <= SEGMENT ? 1 : (width + SEGMENT_PAYS - 1) / SEGMENT_PAYS;
}

static int segment_width(const Column *c, int segment)
{
    return segment < c->segments - 1 ? SEGMENT : c->width - (c->segments - 1) * SEGMENT_PAYS;
}

static isize eights(isize bytes)
{
    return bytes ? (bytes + 7) / 8 : 1;
}

static void name_columns(Arena *a, SavOut *x, const SavOpen *o)
{
    for (isize i = 0; i < o->count; i++) {
        const SavVar *v = &o->vars[i];
        Column       *c = &x->columns[i];
        int       width = v->width < 1 ? 1 : v->width > SAV_WIDTH_MAX ? SAV_WIDTH_MAX : v->width;

        *c = (Column){.kind = v->kind, .width = v->kind == SAV_TEXT ? width : 0};
        c->segments = segments(c->width);
        c->name   = long_name(a, x, i, v->name);
        c->shorts = new(a, ShortName, c->segments);
        for (int s = 0; s < c->segments; s++)
            short_name(x, i, s);
    }
}

/* --- the head --- */

static isize all_eights(const SavOut *x)
{
    isize n = 0;
    for (isize i = 0; i < x->count; i++)
        for (int s = 0; s < x->columns[i].segments; s++)
            n += eights(segment_width(&x->columns[i], s));
    return n;
}

static void put_head(SavOut *x, const SavOpen *o)
{
    static const char *const months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    };
    Ymd  d = date_split(instant_date(o->made_at, 0));
    i64  s = o->made_at.s % DAY_S;
    char at[32];

    put(x, "$FL2", 4);
    put_padded(x, S("@(#) SPSS DATA FILE pulau"), 60);
    put_i32(x, 2);
    put_i32(x, all_eights(x));
    put_i32(x, 1);                              /* byte codes */
    put_i32(x, 0);                              /* no weights */
    put_i32(x, ROWS_UNKNOWN);
    put_double(x, BIAS);
    snprintf(at, sizeof at, "%02d %s %02d%02d:%02d:%02d", d.day, months[d.month - 1], d.year % 100,
             (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
    put_padded(x, str_of(at), 9 + 8);
    put_padded(x, o->label, FILE_LABEL);
    put_padding(x, 3, '\0');
}

/* --- variables --- */

static i64 shown_as(const Column *c, const SavVar *v, int width)
{
    switch (c->kind) {
    case SAV_NUMBER: return FORMAT_NUMBER << 16 | (NUMBER_WIDTH + v->decimals) << 8 | v->decimals;
    case SAV_DATE:   return FORMAT_DATE << 16 | DATE_WIDTH << 8;
    case SAV_TEXT:   return FORMAT_TEXT << 16 | width << 8;
    }
    return 0;
}

static void put_value(SavOut *x, const Column *c, const SavValue *v)
{
    if (c->kind == SAV_TEXT)
        put_padded(x, v->text, 8);
    else
        put_double(x, (double)v->number);
}

static bool is_long(const Column *c)
{
    return c->width > 8;
}

static void put_variable(SavOut *x, const Column *c, const SavVar *v, int segment)
{
    int   width   = segment_width(c, segment);
    bool  first   = segment == 0;
    Str   label   = cut(v->label, VAR_LABEL);
    isize missing = !first || is_long(c) ? 0 : v->missing_count;

    put_i32(x, 2);
    put_i32(x, width);
    put_i32(x, first && label.len);
    put_i32(x, missing);
    put_i32(x, shown_as(c, v, width));
    put_i32(x, shown_as(c, v, width));
    put_padded(x, str_of(c->shorts[segment].at), SHORT);
    if (first && label.len) {
        put_counted(x, label);
        put_padding(x, (4 - label.len % 4) % 4, ' ');
    }
    for (isize i = 0; i < missing; i++)
        put_value(x, c, &v->missing[i]);
    for (isize more = eights(width) - 1; more > 0; more--) {
        put_i32(x, 2);
        put_i32(x, -1);
        put_padding(x, 4 * 4, '\0');
        put_padding(x, SHORT, ' ');
    }
}

/* Labels of numbers and short texts: the values, then which variable has them, counted in eights. */
static void put_labels(SavOut *x, const Column *c, const SavVar *v, isize place)
{
    if (!v->values_count || is_long(c))
        return;
    put_i32(x, 3);
    put_i32(x, v->values_count);
    for (isize i = 0; i < v->values_count; i++) {
        Str label = cut(v->values[i].label, VALUE_LABEL);
        u8  len   = (u8)label.len;
        put_value(x, c, &v->values[i]);
        put(x, &len, 1);
        put(x, label.at, label.len);
        put_padding(x, (8 - (label.len + 1) % 8) % 8, ' ');
    }
    put_i32(x, 4);
    put_i32(x, 1);
    put_i32(x, place);
}

static void put_notes(SavOut *x, const SavOpen *o)
{
    if (!o->notes_count)
        return;
    put_i32(x, 6);
    put_i32(x, o->notes_count);
    for (isize i = 0; i < o->notes_count; i++)
        put_padded(x, o->notes[i], NOTE);
}

/* --- what came later, each with its kind, the size of its pieces and their number --- */

static void put_extension(SavOut *x, int kind, int size, i64 count)
{
    put_i32(x, 7);
    put_i32(x, kind);
    put_i32(x, size);
    put_i32(x, count);
}

static void put_machine(SavOut *x)
{
    static const int numbers[] = {1, 0, 0, -1, 1, 1, 2, UTF8_PAGE};    /* version, machine, IEEE 754, codes, little */

    put_extension(x, 3, 4, countof(numbers));
    for (isize i = 0; i < countof(numbers); i++)
        put_i32(x, numbers[i]);
    put_extension(x, 4, 8, 3);
    put_double(x, -DBL_MAX);                    /* missing */
    put_double(x, DBL_MAX);
    put_double(x, nextafter(-DBL_MAX, 0));
}

static void put_measures(SavOut *x, const SavOpen *o)
{
    isize all = 0;
    for (isize i = 0; i < x->count; i++)
        all += x->columns[i].segments;
    put_extension(x, 11, 4, 3 * all);
    for (isize i = 0; i < x->count; i++) {
        const Column *c = &x->columns[i];
        for (int s = 0; s < c->segments; s++) {
            put_i32(x, o->vars[i].measure ? o->vars[i].measure : SAV_NOMINAL);
            put_i32(x, c->kind != SAV_TEXT ? 10 : c->width < 40 ? c->width : 40);
            put_i32(x, c->kind == SAV_TEXT ? 0 : 1);            /* left, right */
        }
    }
}

static void put_text_extension(SavOut *x, int kind, const Buf *b)
{
    if (!b->len)
        return;
    put_extension(x, kind, 1, b->len);
    put(x, b->at, b->len);
}

static void put_names(Arena scratch, SavOut *x)
{
    Buf names = {.arena = &scratch};

    for (isize i = 0; i < x->count; i++)
        buf_addf(&names, "%s%s=%.*s", i ? "\t" : "", x->columns[i].shorts[0].at, STRF(x->columns[i].name));
    put_text_extension(x, 13, &names);
}

static void put_very_long(Arena scratch, SavOut *x)
{
    Buf wide = {.arena = &scratch};

    for (isize i = 0; i < x->count; i++) {
        if (x->columns[i].segments == 1)
            continue;
        buf_addf(&wide, "%s=%05d", x->columns[i].shorts[0].at, x->columns[i].width);
        buf_add(&wide, (Str){"\0\t", 2});
    }
    put_text_extension(x, 14, &wide);
}

static void put_rows_unknown(SavOut *x)
{
    put_extension(x, 16, 8, 2);
    put_i64(x, 1);
    x->wide_rows_at = x->written + x->filled;
    put_i64(x, ROWS_UNKNOWN);
}

static i64 long_labels_bytes(const SavOut *x, const SavOpen *o)
{
    i64 n = 0;
    for (isize i = 0; i < x->count; i++) {
        const SavVar *v = &o->vars[i];
        if (!is_long(&x->columns[i]) || !v->values_count)
            continue;
        n += 3 * 4 + x->columns[i].name.len;
        for (isize k = 0; k < v->values_count; k++)
            n += 4 + x->columns[i].width + 4 + cut(v->values[k].label, VALUE_LABEL).len;
    }
    return n;
}

static void put_long_labels(SavOut *x, const SavOpen *o)
{
    i64 bytes = long_labels_bytes(x, o);
    if (!bytes)
        return;
    put_extension(x, 21, 1, bytes);
    for (isize i = 0; i < x->count; i++) {
        const Column *c = &x->columns[i];
        const SavVar *v = &o->vars[i];
        if (!is_long(c) || !v->values_count)
            continue;
        put_counted(x, c->name);
        put_i32(x, c->width);
        put_i32(x, v->values_count);
        for (isize k = 0; k < v->values_count; k++) {
            put_i32(x, c->width);
            put_padded(x, v->values[k].text, c->width);
            put_counted(x, cut(v->values[k].label, VALUE_LABEL));
        }
    }
}

static void put_long_missing(SavOut *x, const SavOpen *o)
{
    i64 bytes = 0;
    for (isize i = 0; i < x->count; i++)
        if (is_long(&x->columns[i]) && o->vars[i].missing_count)
            bytes += 4 + x->columns[i].name.len + 1 + 4 + 8 * o->vars[i].missing_count;
    if (!bytes)
        return;
    put_extension(x, 22, 1, bytes);
    for (isize i = 0; i < x->count; i++) {
        const SavVar *v = &o->vars[i];
        u8            n = (u8)v->missing_count;
        if (!is_long(&x->columns[i]) || !n)
            continue;
        put_counted(x, x->columns[i].name);
        put(x, &n, 1);
        put_i32(x, 8);
        for (isize k = 0; k < n; k++)
            put_padded(x, v->missing[k].text, 8);
    }
}

static void put_dictionary(Arena scratch, SavOut *x, const SavOpen *o)
{
    isize place = 1;

    put_head(x, o);
    for (isize i = 0; i < x->count; i++)
        for (int s = 0; s < x->columns[i].segments; s++)
            put_variable(x, &x->columns[i], &o->vars[i], s);
    for (isize i = 0; i < x->count; i++) {
        put_labels(x, &x->columns[i], &o->vars[i], place);
        for (int s = 0; s < x->columns[i].segments; s++)
            place += eights(segment_width(&x->columns[i], s));
    }
    put_notes(x, o);
    put_machine(x);
    put_measures(x, o);
    put_names(scratch, x);
    put_very_long(scratch, x);
    put_rows_unknown(x);
    put_extension(x, 20, 1, 5);
    put(x, "UTF-8", 5);
    put_long_labels(x, o);
    put_long_missing(x, o);
    put_i32(x, 999);
    put_i32(x, 0);
}

/* --- rows: eight codes, then in full what they could not say --- */

static void flush_codes(SavOut *x)
{
    put(x, x->codes, 8);
    put(x, x->plain, x->plain_bytes);
    memset(x->codes, 0, sizeof x->codes);
    x->codes_count = x->plain_bytes = 0;
}

static void put_code(SavOut *x, int code, const void *plain)
{
    x->codes[x->codes_count++] = (u8)code;
    if (plain) {
        memcpy(x->plain + x->plain_bytes, plain, 8);
        x->plain_bytes += 8;
    }
    if (x->codes_count == 8)
        flush_codes(x);
}

static void put_number(SavOut *x, double d)
{
    u8 b[8];

    assert(x->next < x->count && x->columns[x->next].kind != SAV_TEXT);
    x->next++;
    if (d >= 1 - BIAS && d <= CODE_MOST - BIAS && d == (int)d) {
        put_code(x, (int)d + BIAS, NULL);
        return;
    }
    double_bytes(d, b);
    put_code(x, CODE_PLAIN, b);
}

void sav_put_i64(SavOut *x, i64 n)
{
    put_number(x, (double)n);
}

void sav_put_ratio(SavOut *x, Ratio r)
{
    put_number(x, ratio_double(r));
}

void sav_put_date(SavOut *x, Date d)
{
    if (d.days)
        put_number(x, (double)(d.days + EPOCH_DAYS) * DAY_S);
    else
        sav_put_none(x);
}

static void put_segment(SavOut *x, Str s, int width)
{
    char b[8];
    for (isize at = 0; at < eights(width); at++) {
        Str part = str_sub(s, at * 8, 8);
        memset(b, ' ', 8);
        if (part.len > 0)
            memcpy(b, part.at, (size_t)part.len);
        put_code(x, memcmp(b, "        ", 8) ? CODE_PLAIN : CODE_BLANK, memcmp(b, "        ", 8) ? b : NULL);
    }
}

void sav_put_text(SavOut *x, Str s)
{
    assert(x->next < x->count && x->columns[x->next].kind == SAV_TEXT);
    const Column *c  = &x->columns[x->next++];
    Str           in = cut(s, c->width);

    x->cuts += in.len < s.len;
    for (int i = 0; i < c->segments; i++)
        put_segment(x, str_sub(in, (isize)i * SEGMENT, SEGMENT), segment_width(c, i));
}

void sav_put_none(SavOut *x)
{
    assert(x->next < x->count);
    if (x->columns[x->next].kind == SAV_TEXT) {
        sav_put_text(x, (Str){0});
        return;
    }
    x->next++;
    put_code(x, CODE_NONE, NULL);
}

void sav_end_row(SavOut *x)
{
    while (x->next < x->count)
        sav_put_none(x);
    x->next = 0;
    x->rows++;
}

/* --- the file --- */

static bool missing_fit(const SavOpen *o)
{
    for (isize i = 0; i < o->count; i++) {
        const SavVar *v = &o->vars[i];
        if (v->missing_count > SAV_MISSING_MAX)
            return false;
        for (isize k = 0; k < v->missing_count; k++)
            if (v->missing[k].text.len > 8)
                return false;
    }
    return true;
}

Err sav_create(Arena *a, Str path, const SavOpen *o, SavOut **out)
{
    SavOut *x = new(a, SavOut, 1);

    if (!o->count)
        return FAIL(ERR_INVALID, "a system file has at least one variable");
    if (!missing_fit(o))
        return FAIL(ERR_LIMIT, "missing values that a variable cannot have");
    *x = (SavOut){
        .path    = str_c(a, path), .part = str_c(a, str_fmt(a, "%.*s.part", STRF(path))),
        .columns = new(a, Column, o->count), .count = o->count, .buffer = new(a, char, BUFFER),
    };
    name_columns(a, x, o);
    x->fd = open(x->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (x->fd < 0)
        return FAIL(ERR_IO, "the system file cannot be made");
    put_dictionary(*a, x, o);
    *out = x;
    return NO_ERR;
}

/* The old place holds no more than 31 bits. */
static bool write_rows(const SavOut *x)
{
    u8  b[8], wide[8];
    i64 small = x->rows <= INT32_MAX ? x->rows : ROWS_UNKNOWN;

    little_endian((u64)small, b);
    little_endian((u64)x->rows, wide);
    return pwrite(x->fd, b, 4, ROWS_AT) == 4 && pwrite(x->fd, wide, 8, x->wide_rows_at) == 8;
}

Err sav_finish(SavOut *x)
{
    assert(!x->next);
    put_code(x, CODE_END, NULL);
    if (x->codes_count)
        flush_codes(x);
    flush(x);
    bool bad = x->failed || !write_rows(x);
    bad |= close(x->fd) != 0;
    x->fd = -1;
    if (bad || rename(x->part, x->path)) {
        unlink(x->part);
        return FAIL(ERR_IO, "the system file could not be written");
    }
    return NO_ERR;
}

void sav_abandon(SavOut *x)
{
    if (!x || x->fd < 0)
        return;
    close(x->fd);
    x->fd = -1;
    unlink(x->part);
}

Str sav_name(const SavOut *x, isize var)
{
    return x->columns[var].name;
}

i64 sav_rows(const SavOut *x)
{
    return x->rows;
}

i64 sav_cuts(const SavOut *x)
{
    return x->cuts;
}
