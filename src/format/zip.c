#include "format/zip.h"

#include <string.h>
#include <unistd.h>
#include <utf8proc.h>
#include <zlib.h>

/* From the .ZIP File Format Specification, 4.3 and 4.5; everything is little-endian. */
enum {
    LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50, END64 = 0x06064b50, FIND64 = 0x07064b50,
    FLAG_UTF8 = 0x0800, PLAIN_FILE = 0100644, UNIX_4_5 = 3 << 8 | 45,
    STEP_HEAD = 0, STEP_DATA, STEP_FOLDER, STEP_END, STEP_DONE,
    LOCAL_LEN = 30, CENTRAL_LEN = 46, END_LEN = 22, END64_LEN = 56, FIND64_LEN = 20,
    NAME_MOST = 480, PART_MOST = 180,
};
static const i64 BIG = 0xFFFFFFFF;      /* sizes and places from here on need ZIP64 */

/* --- names --- */

/* Letters that a file system may not have, or that make a name look like another one. */
static bool is_bad(utf8proc_int32_t c)
{
    return c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || (c < 0x80 && strchr("\\:*?\"<>|", c))
        || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

static bool is_device(Str name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul"};
    Str rest = name, stem = str_cut(&rest, '.');
    for (isize i = 0; i < countof(devices); i++)
        if (str_eq_nocase(stem, str_of(devices[i])))
            return true;
    return stem.len == 4 && stem.at[3] >= '1' && stem.at[3] <= '9'
        && (str_eq_nocase(str_sub(stem, 0, 3), S("com")) || str_eq_nocase(str_sub(stem, 0, 3), S("lpt")));
}

static isize extension_at(Str s)        /* of the last dot within the last ten bytes, or the end */
{
    for (isize i = s.len - 1; i > 0 && s.len - i <= 10 && s.at[i] != '/'; i--)
        if (s.at[i] == '.')
            return i;
    return s.len;
}

static Str cut_at_letter(Str s, isize most)
{
    if (s.len <= most)
        return s;
    while (most > 0 && (s.at[most] & 0xC0) == 0x80)
        most--;
    return str_sub(s, 0, most);
}

/* One step of the path, without what would lead elsewhere; may come out empty. */
static Str safe_part(Arena *a, Str part)
{
    Buf b = {.arena = a};
    while (part.len) {
        utf8proc_int32_t c;
        isize n    = utf8proc_iterate((const u8 *)part.at, part.len, &c);
        bool  good = n > 0 && !is_bad(c);
        n = n > 0 ? n : 1;
        buf_add(&b, good ? str_sub(part, 0, n) : S("_"));
        part = str_sub(part, n, -1);
    }
    Str   s   = str_trim(buf_str(&b));
    isize ext = extension_at(s);
    if (s.len > PART_MOST)
        s = str_fmt(a, "%.*s%.*s", STRF(cut_at_letter(s, PART_MOST - (s.len - ext))), STRF(str_sub(s, ext, -1)));
    while (s.len && (s.at[s.len - 1] == '.' || s.at[s.len - 1] == ' '))
        s.len--;
    return is_device(s) ? str_fmt(a, "_%.*s", STRF(s)) : s;
}

static Str safe_name(Arena *a, Str name)
{
    Buf b = {.arena = a};
    for (Str rest = name; rest.len;) {
        Str part = safe_part(a, str_cut(&rest, '/'));
        if (!part.len || b.len + part.len + 1 > NAME_MOST)
            continue;
        if (b.len)
            buf_char(&b, '/');
        buf_add(&b, part);
    }
    return b.len ? buf_str(&b) : S("berkas");
}

typedef struct { Str *at; isize size; } NameSet;        /* open addressing; size is a power of two */

static bool name_is_new(NameSet *set, Str lower)
{
    u64 h = 14695981039346656037u;
    for (isize i = 0; i < lower.len; i++)
        h = (h ^ (u8)lower.at[i]) * 1099511628211u;
    for (isize i = (isize)(h & (u64)(set->size - 1));; i = (i + 1) & (set->size - 1)) {
        if (str_eq(set->at[i], lower))
            return false;
        if (!set->at[i].len) {
            set->at[i] = lower;
            return true;
        }
    }
}

/* "SK.pdf", "SK (2).pdf": different also where capitals do not count. */
static void name_all(Arena *a, ZipPlan *plan)
{
    NameSet set = {.size = 16};
    while (set.size < plan->count * 2)
        set.size *= 2;
    set.at = new(a, Str, set.size);
    for (isize i = 0; i < plan->count; i++) {
        Str   name = safe_name(a, plan->entries[i].name), tried = name;
        isize ext  = extension_at(name);
        for (isize n = 2; !name_is_new(&set, str_lower(a, tried)); n++)
            tried = str_fmt(a, "%.*s (%td)%.*s", (int)ext, name.at, n, STRF(str_sub(name, ext, -1)));
        plan->entries[i].name = tried;
    }
}

/* --- records --- */

static void put(Zip *z, u64 n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        z->head[z->head_len++] = (char)(n >> (8 * i));
}

static void put_text(Zip *z, Str s)
{
    memcpy(z->head + z->head_len, s.at, (size_t)s.len);
    z->head_len += s.len;
}

static u32 dos_time(Instant at, int utc_minutes)
{
    i64 local = at.s + (i64)utc_minutes * 60;
    Ymd d     = date_split(instant_date(at, utc_minutes));
    int s     = (int)(local % 86400);
    if (d.year < 1980 || d.year > 2107)
        return 1 << 21 | 1 << 16;               /* 1980-01-01, the first day there is */
    return (u32)(d.year - 1980) << 25 | (u32)d.month << 21 | (u32)d.day << 16
         | (u32)(s / 3600) << 11 | (u32)(s / 60 % 60) << 5 | (u32)(s % 60 / 2);
}

static int extra_len(bool big_size, bool big_start, bool local)
{
    int n = (big_size ? 16 : 0) + (big_start && !local ? 8 : 0);
    return n ? n + 4 : 0;
}

static u64 small(i64 n)
{
    return n >= BIG ? (u64)BIG : (u64)n;
}

/* What local and central headers share: from the version to the length of the extra field. */
static void put_common(Zip *z, const ZipEntry *e, int extra)
{
    put(z, extra ? 45 : 20, 2);
    put(z, FLAG_UTF8, 2);
    put(z, 0, 2);                               /* stored */
    put(z, dos_time(e->at, z->plan.utc_minutes), 4);
    put(z, e->crc32, 4);
    put(z, small(e->bytes), 4);
    put(z, small(e->bytes), 4);
    put(z, (u64)e->name.len, 2);
    put(z, (u64)extra, 2);
}

static void put_extra(Zip *z, const ZipEntry *e, i64 start, int extra)
{
    if (!extra)
        return;
    put(z, 1, 2);
    put(z, (u64)extra - 4, 2);
    if (e->bytes >= BIG) {
        put(z, (u64)e->bytes, 8);
        put(z, (u64)e->bytes, 8);
    }
    if (start >= BIG)
        put(z, (u64)start, 8);
}

static void make_local(Zip *z, isize i)
{
    const ZipEntry *e = &z->plan.entries[i];
    int extra = extra_len(e->bytes >= BIG, false, true);
    put(z, LOCAL, 4);
    put_common(z, e, extra);
    put_text(z, e->name);
    put_extra(z, e, 0, extra);
}

static void make_central(Zip *z, isize i)
{
    const ZipEntry *e = &z->plan.entries[i];
    int extra = extra_len(e->bytes >= BIG, z->starts[i] >= BIG, false);
    put(z, CENTRAL, 4);
    put(z, UNIX_4_5, 2);
    put_common(z, e, extra);
    put(z, 0, 2 + 2 + 2);                       /* comment, disk, internal attributes */
    put(z, (u64)PLAIN_FILE << 16, 4);
    put(z, small(z->starts[i]), 4);
    put_text(z, e->name);
    put_extra(z, e, z->starts[i], extra);
}

static bool needs_end64(const Zip *z, i64 end)
{
    return z->plan.count >= 0xFFFF || end >= BIG;
}

static void make_end64(Zip *z, i64 end)
{
    put(z, END64, 4);
    put(z, END64_LEN - 12, 8);
    put(z, UNIX_4_5, 2);
    put(z, 45, 2);
    put(z, 0, 8);                               /* this disk, and the one with the list */
    put(z, (u64)z->plan.count, 8);
    put(z, (u64)z->plan.count, 8);
    put(z, (u64)(end - z->folder), 8);
    put(z, (u64)z->folder, 8);
    put(z, FIND64, 4);
    put(z, 0, 4);
    put(z, (u64)end, 8);
    put(z, 1, 4);
}

static void make_end(Zip *z)
{
    i64 end = z->at;
    u64 n   = z->plan.count >= 0xFFFF ? 0xFFFF : (u64)z->plan.count;
    if (needs_end64(z, end))
        make_end64(z, end);
    put(z, END, 4);
    put(z, 0, 4);
    put(z, n, 2);
    put(z, n, 2);
    put(z, small(end - z->folder), 4);
    put(z, small(z->folder), 4);
    put(z, 0, 2);
}

/* --- the stream --- */

u32 zip_crc32(u32 so_far, Str piece)
{
    return (u32)crc32_z(so_far, (const u8 *)piece.at, (size_t)piece.len);
}

void zip_start(Arena *a, Zip *z, const ZipPlan *plan)
{
    *z = (Zip){.plan = *plan, .fd = -1};
    z->starts = new(a, i64, plan->count);
    name_all(a, &z->plan);

    i64 at = 0, folder = 0;
    for (isize i = 0; i < plan->count; i++) {
        ZipEntry *e = &plan->entries[i];
        if (e->content.at) {
            e->bytes = e->content.len;
            e->crc32 = zip_crc32(0, e->content);
        }
        bool big     = e->bytes >= BIG;
        z->starts[i] = at;
        folder += CENTRAL_LEN + e->name.len + extra_len(big, at >= BIG, false);
        at     += LOCAL_LEN + e->name.len + extra_len(big, false, true) + e->bytes;
    }
    z->folder = at;
    z->bytes  = at + folder + END_LEN + (needs_end64(z, at + folder) ? END64_LEN + FIND64_LEN : 0);
}

static bool begin_data(Zip *z)
{
    const ZipEntry *e = &z->plan.entries[z->entry];
    z->crc = 0;
    if (e->content.at) {
        z->content = e->content;
        return true;
    }
    z->fd   = z->plan.open(z->plan.ctx, z->entry);
    z->left = e->bytes;
    return z->fd >= 0;
}

/* One step further, once the piece before has been handed out. */
static bool advance(Zip *z)
{
    z->head_len = z->head_at = 0;
    switch (z->step) {
    case STEP_HEAD:
        z->step = z->plan.count ? STEP_DATA : STEP_END;
        if (z->plan.count)
            make_local(z, z->entry);
        return true;
    case STEP_DATA:
        z->step = STEP_HEAD;
        if (!begin_data(z))
            return false;
        if (++z->entry == z->plan.count) {
            z->step  = STEP_FOLDER;
            z->entry = 0;
        }
        return true;
    case STEP_FOLDER:
        make_central(z, z->entry++);
        if (z->entry == z->plan.count)
            z->step = STEP_END;
        return true;
    case STEP_END:
        make_end(z);
        z->step = STEP_DONE;
        return true;
    }
    return true;
}

static isize take(Str *from, char *into, isize max)
{
    Str piece = str_sub(*from, 0, max);
    memcpy(into, piece.at, (size_t)piece.len);
    *from = str_sub(*from, piece.len, -1);
    return piece.len;
}

/* From the open file; what is not as long as promised, or not the same bytes, ends the stream. */
static isize take_file(Zip *z, char *into, isize max)
{
    isize   n    = z->left < max ? (isize)z->left : max;
    isize   done = n ? (isize)read(z->fd, into, (size_t)n) : 0;
    isize   i    = z->step == STEP_FOLDER ? z->plan.count - 1 : z->entry - 1;

    if (done < 0 || (n && !done))
        return -1;
    z->crc   = zip_crc32(z->crc, (Str){into, done});
    z->left -= done;
    if (z->left)
        return done;
    close(z->fd);
    z->fd = -1;
    return z->crc == z->plan.entries[i].crc32 ? done : -1;
}

isize zip_read(void *zip, char *into, isize max)
{
    Zip  *z    = zip;
    isize done = 0;

    while (done < max) {
        isize n   = 0;
        Str   head = {z->head + z->head_at, z->head_len - z->head_at};
        if (head.len)
            z->head_at += n = take(&head, into + done, max - done);
        else if (z->content.len)
            n = take(&z->content, into + done, max - done);
        else if (z->fd >= 0)
            n = take_file(z, into + done, max - done);
        else if (z->step == STEP_DONE)
            break;
        else if (!advance(z))
            n = -1;
        if (n < 0)
            return -1;
        done  += n;
        z->at += n;
    }
    return done;
}

void zip_stop(void *zip)
{
    Zip *z = zip;
    if (z->fd >= 0)
        close(z->fd);
    z->fd = -1;
}
