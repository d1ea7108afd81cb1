#include "berkas/berkas_parts.h"

#include <string.h>

/* --- text --- */

static bool is_utf8_or_latin(Str in)
{
    for (isize i = 0; i < in.len; i++) {
        u8 c = (u8)in.at[i];
        if (c < 9 || (c > 13 && c < 32 && c != 27))
            return false;
    }
    return true;
}

void berkas_look_text(const Looking *l)
{
    Str in    = {(const char *)l->at, l->len};
    Str first = str_starts(in, S("\xEF\xBB\xBF")) ? str_sub(in, 3, -1) : in;

    first = str_trim(first);
    if (!first.len)
        l->found->found |= FOUND_EMPTY;
    else if (first.at[0] == '<')                /* markup, whatever libmagic takes it for */
        l->found->refused = REFUSED_HTML;
    else if (str_starts(first, S("#!")))
        l->found->refused = REFUSED_PROGRAM;
    else if (!is_utf8_or_latin(in))
        l->found->refused = REFUSED_UNKNOWN;
}

/* --- video: is the file whole?  The pictures in it are the browser's business --- */

static u64 big_endian(const u8 *p, int bytes)
{
    u64 n = 0;
    for (int i = 0; i < bytes; i++)
        n = n << 8 | p[i];
    return n;
}

/* Boxes follow each other to the end of the file; moov says what is in mdat. */
void berkas_look_mp4(const Looking *l)
{
    bool moov = false, mdat = false, whole = true;
    for (isize at = 0; whole && at < l->len; ) {
        u64 size = l->len - at < 16 ? 0 : big_endian(l->at + at, 4);
        if (size == 1)
            size = big_endian(l->at + at + 8, 8);
        else if (!size && l->len - at >= 16)
            size = (u64)(l->len - at);
        whole = size >= 8 && size <= (u64)(l->len - at);
        if (whole || l->len - at >= 8) {
            moov = moov || !memcmp(l->at + at + 4, "moov", 4);
            mdat = mdat || !memcmp(l->at + at + 4, "mdat", 4) || !memcmp(l->at + at + 4, "moof", 4);
        }
        at += whole ? (isize)size : 0;
    }
    if (!whole || !moov)
        l->found->found |= FOUND_DAMAGED;
    else if (!mdat)
        l->found->found |= FOUND_EMPTY;
}

/* An EBML number: as many bytes as the first has leading zeros, and one. -1: none here, -2: "not known". */
static i64 ebml_size(const Looking *l, isize at, int *out_bytes)
{
    int n = 1;
    if (at >= l->len || !l->at[at])
        return -1;
    while (!(l->at[at] & (0x80 >> (n - 1))))
        n++;
    *out_bytes = n;
    if (at + n > l->len)
        return -1;
    u64 value = big_endian(l->at + at, n), all = ((u64)1 << (7 * n)) - 1;
    value &= all;
    return value == all ? -2 : (i64)value;
}

void berkas_look_webm(const Looking *l)
{
    int   n    = 0;
    i64   head = l->len > 5 ? ebml_size(l, 4, &n) : -1;
    isize at   = 4 + n + (isize)(head > 0 ? head : 0);
    Str   in   = {(const char *)l->at, l->len};

    if (head < 0 || head > 4096 || at + 5 > l->len || memcmp(l->at + at, "\x18\x53\x80\x67", 4)) {
        l->found->found |= FOUND_DAMAGED;
        return;
    }
    i64 body = ebml_size(l, at + 4, &n);
    if (body == -1 || (body >= 0 && body > l->len - at - 4 - n))
        l->found->found |= FOUND_DAMAGED;
    else if (berkas_seek(in, at, l->len, "\x1F\x43\xB6\x75") < 0)     /* a cluster: some pictures at least */
        l->found->found |= FOUND_EMPTY;
}
