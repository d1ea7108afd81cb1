#include "berkas/berkas_parts.h"

#include <string.h>
#include <zlib.h>

enum { TAIL = 2048, SLACK = 4096, INFLATE_MAX = 1 << 20, STREAMS_MAX = 2000, BLANK_BYTES = 20000 };

/* The last place of `part` in the file, or -1. */
static isize seek_last(Str in, isize low, const char *part)
{
    isize n = (isize)strlen(part);
    for (isize i = in.len - n; i >= low; i--)
        if (!memcmp(in.at + i, part, (size_t)n))
            return i;
    return -1;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static isize skip_space(Str in, isize at)
{
    while (at < in.len && is_space(in.at[at]))
        at++;
    return at;
}

/* The number at `at`, after white space; -1 if there is none. */
static i64 number_at(Str in, isize at)
{
    i64 n = -1;
    for (at = skip_space(in, at); at < in.len && in.at[at] >= '0' && in.at[at] <= '9' && n < (i64)1 << 40; at++)
        n = (n < 0 ? 0 : n) * 10 + (in.at[at] - '0');
    return n;
}

/* Where the table of objects begins, by the file's own last words; -1 if they are not in order. */
static isize xref_at(Str in)
{
    isize low   = in.len > TAIL ? in.len - TAIL : 0;
    isize end   = seek_last(in, low, "%%EOF");
    isize start = seek_last(in, low, "startxref");

    if (end < 0 || start < 0 || start > end)
        return -1;
    i64 at = number_at(in, start + 9);
    if (at <= 0 || at >= in.len)
        return -1;
    isize word = skip_space(in, (isize)at);
    bool  table = str_starts(str_sub(in, word, -1), S("xref"));
    bool  stream = number_at(in, word) >= 0 && berkas_seek(in, word, word + 40, "obj") > 0;
    return table || stream ? word : -1;
}

/* The dictionary that says how the file is locked stands in the trailer, or in the table's own object. */
static bool is_locked(Str in, isize xref)
{
    bool  table = str_starts(str_sub(in, xref, -1), S("xref"));
    isize from  = table ? berkas_seek(in, xref, in.len, "trailer") : xref;
    isize to    = from < 0 ? -1 : berkas_seek(in, from, in.len, table ? "startxref" : "stream");
    return from >= 0 && berkas_seek(in, from, to < 0 ? in.len : to, "/Encrypt") >= 0;
}

typedef struct {
    i32  pages;                 /* objects that are a page */
    i32  said;                  /* the highest /Count of a /Pages */
    bool has_marks;             /* a font, a picture or a form that could put something on a page */
} PdfSeen;

static void see_type(Str in, isize at, PdfSeen *seen)
{
    Str word = str_sub(in, skip_space(in, at), 7);
    if (!str_starts(word, S("/Page")))
        return;
    if (word.len > 5 && word.at[5] == 's') {
        isize from  = at > 300 ? at - 300 : 0;
        isize open  = seek_last(str_sub(in, 0, at), from, "<<");
        isize count = berkas_seek(in, open < 0 ? at : open, at + 300, "/Count");
        i64   n     = count < 0 ? 0 : number_at(in, count + 6);
        if (n > seen->said && n < 1000000)
            seen->said = (i32)n;
    } else if (word.len < 6 || !is_letter(word.at[5])) {
        seen->pages += seen->pages < 1000000;
    }
}

static void see(Str in, PdfSeen *seen)
{
    for (isize at = 0; (at = berkas_seek(in, at, in.len, "/Type")) >= 0; at += 5)
        see_type(in, at + 5, seen);
    seen->has_marks = seen->has_marks || berkas_seek(in, 0, in.len, "/Font") >= 0
        || berkas_seek(in, 0, in.len, "/XObject") >= 0 || berkas_seek(in, 0, in.len, "/Image") >= 0;
}

/* Newer files keep their small objects packed together; at most 1 MB of each pack is read. */
static void see_packed(Arena scratch, Str in, isize from, PdfSeen *seen)
{
    z_stream z     = {0};
    char    *into  = new(&scratch, char, INFLATE_MAX);
    isize    start = berkas_seek(in, from, from + 600, "stream");

    if (start < 0)
        return;
    start += 6;
    start += start < in.len && in.at[start] == '\r';
    start += start < in.len && in.at[start] == '\n';
    if (start >= in.len || inflateInit(&z) != Z_OK)
        return;
    z.next_in   = (Bytef *)in.at + start;
    z.avail_in  = (uInt)(in.len - start < INFLATE_MAX ? in.len - start : INFLATE_MAX);
    z.next_out  = (Bytef *)into;
    z.avail_out = INFLATE_MAX;
    inflate(&z, Z_SYNC_FLUSH);
    see((Str){into, INFLATE_MAX - (isize)z.avail_out}, seen);
    inflateEnd(&z);
}

void berkas_look_pdf(const Looking *l)
{
    Str     in   = {(const char *)l->at, l->len};
    isize   xref = xref_at(in);
    PdfSeen seen = {0};
    int     left = STREAMS_MAX;
    bool    packed = false;

    if (!str_starts(in, S("%PDF-"))) {          /* tolerated by some readers, and a mask for something else */
        l->found->refused = REFUSED_TWO_TYPES;
        return;
    }
    if (xref < 0)
        l->found->found |= FOUND_DAMAGED;
    else if (is_locked(in, xref))
        l->found->found |= FOUND_ENCRYPTED;
    see(in, &seen);
    for (isize at = 0; left-- && (at = berkas_seek(in, at, in.len, "/ObjStm")) >= 0; at += 7) {
        see_packed(l->scratch, in, at, &seen);
        packed = true;
    }
    l->found->pages = seen.said ? seen.said : seen.pages;
    bool readable = !l->found->found;
    if (readable && !seen.pages && !seen.said && !packed)
        l->found->found |= FOUND_DAMAGED;
    else if (readable && !seen.has_marks && l->len < BLANK_BYTES)
        l->found->found |= FOUND_EMPTY;
}
