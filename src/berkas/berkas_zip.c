#include "berkas/berkas_zip.h"

#include "format/csv.h"

static int open_use(void *ctx, isize entry)
{
    BerkasZip *z  = ctx;
    int        fd = -1;
    i64        bytes;
    Digest     sha;
    Str        hex = z->uses.at[entry - 1].sha256;      /* entry 0 is the index, which is in memory */

    if (!hex_digest(hex, &sha) || blob_open(z->arena, z->blobs, sha, &fd, &bytes).kind)
        return -1;
    return fd;
}

/* "03 Notula.pdf": in the order of the item, and with an ending that opens it. */
static Str entry_name(Arena *a, const BerkasUse *u, Str folder, i64 place)
{
    bool honest = !berkas_name_lies(u->name, u->type) && str_has(u->name, S("."));
    return str_fmt(a, "%.*s/%02lld %.*s%s", STRF(folder), (long long)place, STRF(u->name),
                   honest ? "" : berkas_types[u->type].ending);
}

static void sort_into_folders(Arena *a, BerkasZip *z, const BerkasUses *uses, const BerkasFolders *folders,
                              ZipEntry *entries)
{
    bool *done = new(a, bool, uses->count);
    for (isize f = 0; f <= folders->count; f++) {       /* the last round takes what has no folder */
        bool rest  = f == folders->count;
        i64  place = 0;
        for (isize i = 0; i < uses->count; i++) {
            const BerkasUse *u = &uses->at[i];
            if (done[i] || (!rest && !str_eq(u->item, folders->at[f].item)))
                continue;
            done[i] = true;
            entries[z->uses.count + 1] = (ZipEntry){
                .name  = entry_name(a, u, rest ? S("Lainnya") : folders->at[f].folder, ++place),
                .bytes = u->bytes, .crc32 = u->crc32, .at = u->added_at,
            };
            *list_add(a, &z->uses) = *u;
        }
    }
}

static Str flag_words(Arena *a, Lang lang, int flags)
{
    Buf b = {.arena = a};
    for (int bit = 1; bit < 1 << FLAG_KINDS; bit <<= 1)
        if (flags & bit)
            buf_addf(&b, "%s%.*s", b.len ? "; " : "", STRF(say(lang, berkas_flag_msg(bit))));
    return buf_str(&b);
}

static Str index_of(Arena *a, const BerkasZip *z, const ZipEntry *entries, Lang lang)
{
    static const Msg heads[] = {
        MSG_berkas_col_path, MSG_berkas_col_item, MSG_berkas_col_name, MSG_berkas_col_from, MSG_berkas_col_until,
        MSG_berkas_col_note, MSG_berkas_col_type, MSG_berkas_col_size, MSG_berkas_col_flags, MSG_berkas_col_added,
        MSG_berkas_col_sha256,
    };
    Buf    b = {.arena = a};
    CsvOut o = {.to = &b, .separator = ';'};

    csv_bom(&o);
    for (isize i = 0; i < countof(heads); i++)
        csv_put_text(&o, say(lang, heads[i]));
    csv_end_row(&o);
    for (isize i = 0; i < z->uses.count; i++) {
        const BerkasUse *u = &z->uses.at[i];
        csv_put_text(&o, entries[i + 1].name);
        csv_put_text(&o, u->item);
        csv_put_text(&o, u->name);
        csv_put_date(&o, u->from);
        csv_put_date(&o, u->until);
        csv_put_text(&o, u->note);
        csv_put_text(&o, say(lang, berkas_types[u->type].name));
        csv_put_i64(&o, u->bytes);
        csv_put_text(&o, flag_words(a, lang, u->flags));
        csv_put_text(&o, instant_iso(a, u->added_at));
        csv_put_text(&o, u->sha256);
        csv_end_row(&o);
    }
    return buf_str(&b);
}

void berkas_zip_start(Arena *a, BerkasZip *z, const Blobs *blobs, const BerkasUses *uses, const BerkasFolders *folders,
                      Lang lang)
{
    isize     n       = uses->count + 1;
    ZipEntry *entries = new(a, ZipEntry, n);
    ZipPlan   plan    = {.entries = entries, .count = n, .open = open_use, .ctx = z, .utc_minutes = 420};

    *z = (BerkasZip){.blobs = blobs};
    entries[0].name = S("index.csv");
    sort_into_folders(a, z, uses, folders, entries);
    zip_start(a, &z->zip, &plan);               /* makes the names safe and unique, as the index must show them */
    entries[0].content = index_of(a, z, entries, lang);
    entries[0].at      = uses->count ? uses->at[0].added_at : (Instant){0};
    zip_start(a, &z->zip, &plan);
    z->arena = (Arena){.beg = arena_alloc(a, 1, 1, 8192)};
    z->arena.end = z->arena.beg + 8192;
}
