#include "format/xlsx_part.h"

#include <errno.h>
#include <expat.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

enum {
    ENTRIES_MOST = 5000,
    PIECE        = 16 << 10,
    QUIET_MOST   = 1 << 20,     /* one tag or comment */
    DEPTH_MOST   = 64,
    RATIO_MOST   = 300,         /* unpacked to packed, of parts over RATIO_FROM: sheets reach about 60 */
    RATIO_FROM   = 8 << 20,
};

bool package_fail(Package *p, ErrKind kind, Msg fault)
{
    if (!p->fault) {
        p->fault = fault;
        p->kind  = kind;
    }
    return false;
}

/* --- what kind of file it is --- */

static isize read_at(int fd, Str bytes, i64 at, char *into, isize max)
{
    if (fd >= 0)
        return (isize)pread(fd, into, (size_t)max, at);
    Str piece = str_sub(bytes, at < bytes.len ? (isize)at : bytes.len, max);
    if (piece.len)
        memcpy(into, piece.at, (size_t)piece.len);
    return piece.len;
}

/* An OLE file whose directory names this stream in UTF-16 is a locked .xlsx; any other is an old .xls. */
static bool is_locked(int fd, Str bytes)
{
    static const char mark[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    const Str seek = {mark, sizeof mark};
    char  piece[PIECE + sizeof mark];
    i64   at = 0;

    for (isize n; (n = read_at(fd, bytes, at, piece, sizeof piece)) > 0; at += PIECE) {
        if (str_has((Str){piece, n}, seek))
            return true;
        if (n < (isize)sizeof piece)
            break;
    }
    return false;
}

static bool check_magic(Package *p, int fd, Str bytes)
{
    char head[8] = {0};
    Str  magic   = {head, read_at(fd, bytes, 0, head, sizeof head)};

    if (str_starts(magic, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return package_fail(p, ERR_TYPE, is_locked(fd, bytes) ? MSG_format_xlsx_locked : MSG_format_xlsx_old);
    if (!str_starts(magic, S("PK\3\4")))
        return package_fail(p, ERR_TYPE, magic.len > 0 ? MSG_format_xlsx_other : MSG_format_xlsx_empty);
    return true;
}

static bool check_file(Package *p, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return package_fail(p, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, MSG_format_xlsx_missing);
    bool good = check_magic(p, fd, (Str){0});
    close(fd);
    return good;
}

/* --- the archive --- */

static bool opened(Package *p, const char *path, Str bytes)
{
    if (path) {
        p->zip = zip_open(path, ZIP_RDONLY, NULL);
    } else {
        zip_source_t *source = zip_source_buffer_create(bytes.at, (zip_uint64_t)bytes.len, 0, NULL);
        p->zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
        if (source && !p->zip)
            zip_source_free(source);
    }
    return p->zip || package_fail(p, ERR_INVALID, MSG_format_xlsx_cut);
}

static bool check_entry(Package *p, zip_uint64_t i)
{
    zip_stat_t st;
    if (zip_stat_index(p->zip, i, 0, &st) || !(st.valid & ZIP_STAT_SIZE) || !(st.valid & ZIP_STAT_NAME))
        return package_fail(p, ERR_INVALID, MSG_format_xlsx_cut);
    if (st.encryption_method != ZIP_EM_NONE)
        return package_fail(p, ERR_TYPE, MSG_format_xlsx_locked);
    if (st.size > RATIO_FROM && st.size / RATIO_MOST > st.comp_size)
        return package_fail(p, ERR_LIMIT, MSG_format_xlsx_bomb);

    Str name = str_of(st.name);
    isize slash = name.len;
    while (slash && name.at[slash - 1] != '/' && name.at[slash - 1] != '\\')
        slash--;
    if (str_eq_nocase(str_sub(name, slash, -1), S("vbaProject.bin")) || str_has(name, S("/macrosheets/")))
        return package_fail(p, ERR_TYPE, MSG_format_xlsx_macro);
    if (str_has(name, S("xl/externalLinks/")))
        return package_fail(p, ERR_TYPE, MSG_format_xlsx_links);
    return true;
}

bool package_has(const Package *p, Str name)
{
    char text[512];
    if (name.len >= (isize)sizeof text)
        return false;
    memcpy(text, name.at, (size_t)name.len);
    text[name.len] = 0;
    return zip_name_locate(p->zip, text, ZIP_FL_NOCASE) >= 0;
}

bool package_open(Package *p, Str path, Str bytes, i64 unpacked)
{
    char text[4096];
    bool from_file = path.len > 0;

    *p = (Package){.left = unpacked};
    if (path.len >= (isize)sizeof text)
        return package_fail(p, ERR_NOT_FOUND, MSG_format_xlsx_missing);
    if (from_file)
        memcpy(text, path.at, (size_t)path.len);
    text[path.len] = 0;
    if (from_file ? !check_file(p, text) : !check_magic(p, -1, bytes))
        return false;
    if (!opened(p, from_file ? text : NULL, bytes))
        return false;

    zip_int64_t n = zip_get_num_entries(p->zip, 0);
    if (n > ENTRIES_MOST)
        return package_fail(p, ERR_LIMIT, MSG_format_xlsx_bomb);
    for (zip_int64_t i = 0; i < n; i++)
        if (!check_entry(p, (zip_uint64_t)i))
            return false;
    if (package_has(p, S("[Content_Types].xml")) && package_has(p, S("_rels/.rels")))
        return true;
    return package_fail(p, ERR_TYPE, MSG_format_xlsx_other);
}

void package_close(Package *p)
{
    if (p->zip)
        zip_discard(p->zip);
    p->zip = NULL;
}

/* --- one part --- */

static Str bare(const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_of(colon ? colon + 1 : name);
}

static void stop(Part *part, ErrKind kind, Msg fault)
{
    package_fail(part->package, kind, fault);
    XML_StopParser(part->xml, XML_FALSE);
}

static void on_open(void *ctx, const char *name, const char **attrs)
{
    Part *part  = ctx;
    part->quiet = 0;
    if (++part->depth > DEPTH_MOST)
        stop(part, ERR_INVALID, MSG_format_xlsx_cut);
    else
        part->to.open(part->ctx, bare(name), attrs);
}

static void on_close(void *ctx, const char *name)
{
    Part *part  = ctx;
    part->quiet = 0;
    part->depth--;
    if (part->to.close)
        part->to.close(part->ctx, bare(name));
}

static void on_text(void *ctx, const char *text, int len)
{
    Part *part  = ctx;
    part->quiet = 0;
    if (part->to.text)
        part->to.text(part->ctx, (Str){text, len});
}

/* Workbooks have no document type; what has one wants to play with entities. */
static void on_doctype(void *ctx, const char *name, const char *system, const char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    stop(ctx, ERR_INVALID, MSG_format_xlsx_cut);
}

bool part_open(Part *part, Package *p, Str name, XmlTo to, void *ctx)
{
    char text[512];
    *part = (Part){.package = p, .to = to, .ctx = ctx};
    if (p->fault || name.len >= (isize)sizeof text)
        return package_fail(p, ERR_INVALID, MSG_format_xlsx_cut);
    memcpy(text, name.at, (size_t)name.len);
    text[name.len] = 0;

    zip_int64_t i = zip_name_locate(p->zip, text, ZIP_FL_NOCASE);
    part->file = i < 0 ? NULL : zip_fopen_index(p->zip, (zip_uint64_t)i, 0);
    part->xml  = part->file ? XML_ParserCreate(NULL) : NULL;
    if (!part->xml) {
        part_close(part);
        return package_fail(p, ERR_INVALID, MSG_format_xlsx_cut);
    }
    XML_SetUserData(part->xml, part);
    XML_SetElementHandler(part->xml, on_open, on_close);
    XML_SetCharacterDataHandler(part->xml, on_text);
    XML_SetStartDoctypeDeclHandler(part->xml, on_doctype);
    return true;
}

static enum XML_Status feed(Part *part)
{
    Package *p    = part->package;
    void    *into = XML_GetBuffer(part->xml, PIECE);
    i64      n    = into ? zip_fread(part->file, into, PIECE) : -1;

    if (n < 0 || part->quiet > QUIET_MOST) {
        package_fail(p, ERR_INVALID, MSG_format_xlsx_cut);
        return XML_STATUS_ERROR;
    }
    if ((p->left -= n) < 0) {
        package_fail(p, ERR_LIMIT, MSG_format_xlsx_bomb);
        return XML_STATUS_ERROR;
    }
    part->quiet += (isize)n;
    part->ended  = n == 0;
    return XML_ParseBuffer(part->xml, (int)n, part->ended);
}

bool part_more(Part *part)
{
    if (part->package->fault || (part->ended && !part->suspended))
        return false;
    enum XML_Status status = part->suspended ? XML_ResumeParser(part->xml) : feed(part);
    part->suspended = status == XML_STATUS_SUSPENDED;
    if (status == XML_STATUS_ERROR)
        package_fail(part->package, ERR_INVALID, MSG_format_xlsx_cut);
    return !part->package->fault;
}

void part_pause(Part *part)
{
    XML_StopParser(part->xml, XML_TRUE);
}

void part_close(Part *part)
{
    if (part->xml)
        XML_ParserFree(part->xml);
    if (part->file)
        zip_fclose(part->file);
    part->xml  = NULL;
    part->file = NULL;
}

bool part_read(Part *part, Package *p, Str name, XmlTo to, void *ctx)
{
    if (!part_open(part, p, name, to, ctx))
        return false;
    while (part_more(part))
        ;
    part_close(part);
    return !p->fault;
}

Str xml_attr(const char **attrs, const char *name)
{
    Str want = str_of(name);
    for (; *attrs; attrs += 2)
        if (str_eq(bare(attrs[0]), want))
            return str_of(attrs[1]);
    return (Str){0};
}
