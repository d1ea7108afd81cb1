#include "berkas/berkas_parts.h"

#include <string.h>
#include <zip.h>

enum { ENTRIES_MAX = 10000, CHUNK = 1 << 16 };
static const zip_uint64_t INFLATED_MAX = (zip_uint64_t)512 << 20, RATIO_MAX = 250, RATIO_FROM = 20 << 20;

// clang-format off
static const struct { const char *main; BerkasType type; const char *text, *media; } layouts[] = {
    {"word/document.xml",    TYPE_DOCX, "<w:t", "word/media/"},
    {"xl/workbook.xml",      TYPE_XLSX, "<v>",  "xl/media/"},
    {"ppt/presentation.xml", TYPE_PPTX, "<a:t>", "ppt/media/"},
};
static const char *const open_documents[] = {       /* in the order of TYPE_ODT ... */
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
};
// clang-format on

typedef struct {
    zip_t *zip;
    const Looking *look;
    bool   has_types, has_vba, has_text, has_media, has_odf_text;
    int    layout;              /* of Office Open XML, or -1 */
    char   odf[80];
} Office;

/* A name that would leave the folder it is unpacked in. */
static bool leads_out(Str name)
{
    Str rest = name;
    if (str_starts(name, S("/")) || str_has(name, S("\\")) || (name.len > 1 && name.at[1] == ':'))
        return true;
    while (rest.len)
        if (str_is(str_cut(&rest, '/'), ".."))
            return true;
    return false;
}

static bool ends_nocase(Str s, Str with)
{
    return s.len >= with.len && str_eq_nocase(str_sub(s, s.len - with.len, -1), with);
}

/* Read one entry to its end, so that its checksum is proved; does it hold the word? */
static bool read_entry(Office *o, zip_uint64_t i, const char *word, bool *out_has)
{
    Arena       scratch = o->look->scratch;
    char       *chunk   = new(&scratch, char, CHUNK + 64);
    size_t      n = word ? strlen(word) : 0, kept = 0;
    zip_file_t *f = zip_fopen_index(o->zip, i, 0);
    zip_int64_t got = f ? 0 : -1;

    while (f && (got = zip_fread(f, chunk + kept, CHUNK)) > 0) {
        size_t have = kept + (size_t)got;
        if (word && memmem(chunk, have, word, n))
            *out_has = true;
        kept = n && have >= n ? n - 1 : 0;      /* the word may lie across two chunks */
        memmove(chunk, chunk + have - kept, kept);
    }
    bool good = f && !zip_fclose(f) && got == 0;
    return good;
}

static void note_name(Office *o, Str name)
{
    for (int k = 0; k < (int)countof(layouts); k++) {
        if (str_is(name, layouts[k].main))
            o->layout = k;
        o->has_media = o->has_media || str_starts(name, str_of(layouts[k].media));
    }
    o->has_media = o->has_media || str_starts(name, S("Pictures/")) || str_starts(name, S("ppt/slides/media"))
        || str_starts(name, S("Object "));
    o->has_types = o->has_types || str_is(name, "[Content_Types].xml");
    o->has_vba   = o->has_vba || ends_nocase(name, S("vbaproject.bin")) || str_starts(name, S("Basic/"))
        || str_starts(name, S("Scripts/")) || ends_nocase(name, S("/vbadata.xml"));
}

/* Names, sizes and locks of all entries; REFUSED_NOT if the archive may be read. */
static BerkasRefusal survey(Office *o, zip_int64_t entries)
{
    zip_uint64_t sum = 0;
    for (zip_int64_t i = 0; i < entries; i++) {
        zip_stat_t st;
        if (zip_stat_index(o->zip, (zip_uint64_t)i, 0, &st) || !(st.valid & ZIP_STAT_NAME)) {
            o->look->found->found |= FOUND_DAMAGED;
            return REFUSED_NOT;
        }
        Str name = str_of(st.name);
        if (leads_out(name))
            return REFUSED_PATHS;
        if (st.valid & ZIP_STAT_SIZE)
            sum += st.size < INFLATED_MAX ? st.size : INFLATED_MAX;
        if (sum >= INFLATED_MAX || (sum > RATIO_FROM && sum / RATIO_MAX > (zip_uint64_t)o->look->len))
            return REFUSED_BOMB;
        if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
            o->look->found->found |= FOUND_ENCRYPTED;
        note_name(o, name);
    }
    return REFUSED_NOT;
}

static BerkasType type_of(Office *o)
{
    zip_int64_t at = zip_name_locate(o->zip, "mimetype", 0);
    zip_file_t *f  = at < 0 ? NULL : zip_fopen_index(o->zip, (zip_uint64_t)at, 0);
    zip_int64_t n  = f ? zip_fread(f, o->odf, sizeof o->odf - 1) : 0;

    if (f)
        zip_fclose(f);
    o->odf[n > 0 ? n : 0] = 0;
    for (int k = 0; k < (int)countof(open_documents); k++)
        if (!strcmp(o->odf, open_documents[k]))
            return (BerkasType)(TYPE_ODT + k);
    return o->has_types && o->layout >= 0 ? layouts[o->layout].type : TYPE_NONE;
}

/* Every entry is read, so what is damaged shows; on the way, whether anything is written in it. */
static void read_all(Office *o, zip_int64_t entries)
{
    bool odf = o->odf[0] != 0;
    for (zip_int64_t i = 0; i < entries; i++) {
        Str  name = str_of(zip_get_name(o->zip, (zip_uint64_t)i, 0));
        bool macro = false;
        const char *word = odf ? (str_is(name, "content.xml") ? "</text:" : NULL) : layouts[o->layout].text;
        if (str_is(name, "[Content_Types].xml")) {
            if (!read_entry(o, (zip_uint64_t)i, "macroEnabled", &macro))
                o->look->found->found |= FOUND_DAMAGED;
            o->has_vba = o->has_vba || macro;
        } else if (!read_entry(o, (zip_uint64_t)i, word, &o->has_text)) {
            o->look->found->found |= FOUND_DAMAGED;
        }
    }
}

static void judge(Office *o)
{
    BerkasLook *found   = o->look->found;
    zip_int64_t entries = zip_get_num_entries(o->zip, 0);

    found->refused = entries > ENTRIES_MAX ? REFUSED_BOMB : survey(o, entries);
    if (found->refused)
        return;
    found->type = type_of(o);
    if (!found->type) {
        found->refused = REFUSED_ARCHIVE;
        return;
    }
    if (!(found->found & FOUND_ENCRYPTED))
        read_all(o, entries);
    if (o->has_vba)
        found->refused = REFUSED_MACRO;
    else if (!found->found && !o->has_text && !o->has_media)
        found->found |= FOUND_EMPTY;
}

/* Is there an entry whose name begins so?  Asked of the heads that stand before each entry. */
static bool has_entry(Str in, const char *begin)
{
    enum { HEAD = 30 };
    for (isize at = 0; (at = berkas_seek(in, at, in.len, "PK\3\4")) >= 0; at += 4)
        if (str_starts(str_sub(in, at + HEAD, -1), str_of(begin)))
            return true;
    return false;
}

/* A broken archive still says in its first entries what it was meant to be; otherwise it is just broken. */
static void guess_broken(const Looking *l)
{
    static const char *const folders[] = {"word/", "xl/", "ppt/"};      /* in the order of layouts */
    Str in = {(const char *)l->at, l->len};

    l->found->refused = REFUSED_DAMAGED;
    for (int k = 0; k < (int)(countof(layouts) + countof(open_documents)); k++) {
        bool ooxml = k < (int)countof(layouts);
        int  odf   = k - (int)countof(layouts);
        if (ooxml ? !has_entry(in, folders[k]) : berkas_seek(in, 0, in.len, open_documents[odf]) < 0)
            continue;
        l->found->type    = ooxml ? layouts[k].type : (BerkasType)(TYPE_ODT + odf);
        l->found->refused = REFUSED_NOT;
        l->found->found  |= FOUND_DAMAGED;
        return;
    }
}

void berkas_look_office(const Looking *l)
{
    Office        o   = {.look = l, .layout = -1};
    Str           in  = {(const char *)l->at, l->len};
    zip_error_t   why = {0};
    zip_source_t *src;

    if (berkas_seek(in, 0, 1024, "%PDF-") >= 0) {
        l->found->refused = REFUSED_TWO_TYPES;
        return;
    }
    src   = zip_source_buffer_create(l->at, (zip_uint64_t)l->len, 0, &why);
    o.zip = src ? zip_open_from_source(src, ZIP_RDONLY, &why) : NULL;
    if (o.zip) {
        judge(&o);
        zip_discard(o.zip);
    } else {
        zip_source_free(src);
        guess_broken(l);
    }
}

static bool has_utf16(const Looking *l, Str ascii)
{
    for (isize i = 0; i + 2 * ascii.len <= l->len; i++) {
        isize k = 0;
        while (k < ascii.len && l->at[i + 2 * k] == (u8)ascii.at[k] && !l->at[i + 2 * k + 1])
            k++;
        if (k == ascii.len)
            return true;
    }
    return false;
}

void berkas_look_ole(const Looking *l)
{
    if (has_utf16(l, S("EncryptedPackage"))) {
        l->found->type    = TYPE_LOCKED_OFFICE;
        l->found->refused = REFUSED_NOT;
        l->found->found   = FOUND_ENCRYPTED;
    } else {
        l->found->refused = has_utf16(l, S("WordDocument")) || has_utf16(l, S("Workbook"))
            || has_utf16(l, S("PowerPoint Document")) ? REFUSED_OLD_OFFICE : REFUSED_UNKNOWN;
    }
}
