#include "berkas/berkas_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <magic.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEADLINE_MS = 20000, MAGIC_BYTES = 1 << 18, ZIP_TAIL = 65557 };

// clang-format off
const BerkasTypeInfo berkas_types[TYPE_COUNT] = {
    [TYPE_NONE] = {"", "",      "",             BERKAS_OTHER,   MSG_berkas_type_none},
    [TYPE_PDF]  = {"application/pdf", ".pdf", ".pdf", BERKAS_PDF, MSG_berkas_type_pdf},
    [TYPE_JPEG] = {"image/jpeg", ".jpg", ".jpg .jpeg .jpe .jfif", BERKAS_PICTURE, MSG_berkas_type_jpeg},
    [TYPE_PNG]  = {"image/png", ".png", ".png", BERKAS_PICTURE, MSG_berkas_type_png},
    [TYPE_WEBP] = {"image/webp", ".webp", ".webp", BERKAS_PICTURE, MSG_berkas_type_webp},
    [TYPE_DOCX] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", ".docx",
                   BERKAS_OFFICE, MSG_berkas_type_docx},
    [TYPE_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", ".xlsx",
                   BERKAS_OFFICE, MSG_berkas_type_xlsx},
    [TYPE_PPTX] = {"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx", ".pptx .ppsx",
                   BERKAS_OFFICE, MSG_berkas_type_pptx},
    [TYPE_ODT]  = {"application/vnd.oasis.opendocument.text", ".odt", ".odt", BERKAS_OFFICE, MSG_berkas_type_odt},
    [TYPE_ODS]  = {"application/vnd.oasis.opendocument.spreadsheet", ".ods", ".ods", BERKAS_OFFICE,
                   MSG_berkas_type_ods},
    [TYPE_ODP]  = {"application/vnd.oasis.opendocument.presentation", ".odp", ".odp", BERKAS_OFFICE,
                   MSG_berkas_type_odp},
    [TYPE_LOCKED_OFFICE] = {"application/x-ole-storage", ".docx", ".docx .xlsx .pptx", BERKAS_OFFICE,
                            MSG_berkas_type_locked},
    [TYPE_CSV]  = {"text/csv", ".csv", ".csv .txt", BERKAS_OTHER, MSG_berkas_type_csv},
    [TYPE_TXT]  = {"text/plain", ".txt", ".txt .csv .log .md", BERKAS_OTHER, MSG_berkas_type_txt},
    [TYPE_MP4]  = {"video/mp4", ".mp4", ".mp4 .m4v", BERKAS_VIDEO, MSG_berkas_type_mp4},
    [TYPE_WEBM] = {"video/webm", ".webm", ".webm", BERKAS_VIDEO, MSG_berkas_type_webm},
};

/* What libmagic says, and what follows from it.  A name that ends in '/' or '-' stands for all that begin so. */
static const struct { const char *mime; BerkasType type; BerkasRefusal refused; void (*look)(const Looking *); }
judges[] = {
    {"application/pdf",          TYPE_PDF,  REFUSED_NOT, berkas_look_pdf},
    {"image/jpeg",               TYPE_JPEG, REFUSED_NOT, berkas_look_jpeg},
    {"image/png",                TYPE_PNG,  REFUSED_NOT, berkas_look_png},
    {"image/webp",               TYPE_WEBP, REFUSED_NOT, berkas_look_webp},
    {"video/mp4",                TYPE_MP4,  REFUSED_NOT, berkas_look_mp4},
    {"video/x-m4v",              TYPE_MP4,  REFUSED_NOT, berkas_look_mp4},
    {"video/webm",               TYPE_WEBM, REFUSED_NOT, berkas_look_webm},
    {"image/svg",                TYPE_NONE, REFUSED_HTML, NULL},
    {"image/",                   TYPE_NONE, REFUSED_PICTURE_TYPE, NULL},
    {"video/",                   TYPE_NONE, REFUSED_VIDEO_TYPE, NULL},
    {"text/html",                TYPE_NONE, REFUSED_HTML, NULL},
    {"text/xml",                 TYPE_NONE, REFUSED_HTML, NULL},
    {"application/xml",          TYPE_NONE, REFUSED_HTML, NULL},
    {"application/javascript",   TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"text/x-shellscript",       TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"text/x-msdos-batch",       TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/x-dosexec",    TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/vnd.microsoft.portable-executable", TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/x-executable", TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/x-pie-executable", TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/x-sharedlib",  TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/x-object",     TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/x-mach-binary", TYPE_NONE, REFUSED_PROGRAM, NULL},
    {"application/x-rar",        TYPE_NONE, REFUSED_ARCHIVE, NULL},
    {"application/x-7z-compressed", TYPE_NONE, REFUSED_ARCHIVE, NULL},
    {"application/gzip",         TYPE_NONE, REFUSED_ARCHIVE, NULL},
    {"application/x-tar",        TYPE_NONE, REFUSED_ARCHIVE, NULL},
    {"application/x-bzip2",      TYPE_NONE, REFUSED_ARCHIVE, NULL},
    {"application/x-xz",         TYPE_NONE, REFUSED_ARCHIVE, NULL},
    {"application/csv",          TYPE_CSV,  REFUSED_NOT, berkas_look_text},
    {"text/csv",                 TYPE_CSV,  REFUSED_NOT, berkas_look_text},
    {"text/",                    TYPE_TXT,  REFUSED_NOT, berkas_look_text},
};
// clang-format on

BerkasType berkas_type_of(Str mime)
{
    for (int t = 1; t < TYPE_COUNT; t++)
        if (str_is(mime, berkas_types[t].mime))
            return (BerkasType)t;
    return TYPE_NONE;
}

Msg berkas_refusal_msg(BerkasRefusal why)
{
    static const Msg words[REFUSED_COUNT] = {
        [REFUSED_NO_BYTES]     = MSG_berkas_refused_no_bytes,
        [REFUSED_UNKNOWN]      = MSG_berkas_refused_unknown,
        [REFUSED_HTML]         = MSG_berkas_refused_html,
        [REFUSED_PROGRAM]      = MSG_berkas_refused_program,
        [REFUSED_MACRO]        = MSG_berkas_refused_macro,
        [REFUSED_OLD_OFFICE]   = MSG_berkas_refused_old_office,
        [REFUSED_ARCHIVE]      = MSG_berkas_refused_archive,
        [REFUSED_PICTURE_TYPE] = MSG_berkas_refused_picture_type,
        [REFUSED_VIDEO_TYPE]   = MSG_berkas_refused_video_type,
        [REFUSED_TWO_TYPES]    = MSG_berkas_refused_two_types,
        [REFUSED_PIXELS]       = MSG_berkas_refused_pixels,
        [REFUSED_BOMB]         = MSG_berkas_refused_bomb,
        [REFUSED_PATHS]        = MSG_berkas_refused_paths,
        [REFUSED_DAMAGED]      = MSG_berkas_refused_damaged,
        [REFUSED_TOO_BIG]      = MSG_berkas_refused_too_big,
        [REFUSED_TOO_MANY]     = MSG_berkas_refused_too_many,
        [REFUSED_QUOTA]        = MSG_berkas_refused_quota,
    };
    return words[why];
}

bool berkas_name_lies(Str name, BerkasType type)
{
    isize dot = name.len;
    while (dot > 0 && name.at[dot - 1] != '.' && name.len - dot < 8)
        dot--;
    if (!dot || name.at[dot - 1] != '.')
        return false;
    Str have = str_sub(name, dot - 1, -1);
    Str honest = str_of(berkas_types[type].endings);
    while (honest.len)
        if (str_eq_nocase(str_cut(&honest, ' '), have))
            return false;
    return true;
}

isize berkas_seek(Str in, isize from, isize to, const char *part)
{
    if (to > in.len)
        to = in.len;
    if (from < 0 || from >= to)
        return -1;
    const char *hit = memmem(in.at + from, (size_t)(to - from), part, strlen(part));
    return hit ? hit - in.at : -1;
}

bool berkas_ends_as_zip(const u8 *at, isize len)
{
    isize low = len > ZIP_TAIL ? len - ZIP_TAIL : 0;
    for (isize i = len - 22; i >= low; i--)
        if (!memcmp(at + i, "PK\5\6", 4) && i + 22 + at[i + 20] + 256 * at[i + 21] == len)
            return true;
    return false;
}

/* --- in the child --- */

_Noreturn void berkas_leave(const Looking *l)
{
    isize n = write(l->out, l->found, sizeof *l->found);
    _exit(n == (isize)sizeof *l->found ? 0 : 1);
}

/* What is known so far, in case the rest of the looking ends badly. */
static void tell(const Looking *l)
{
    if (write(l->out, l->found, sizeof *l->found) < 0)
        _exit(1);
}

static void look_by_magic(const Looking *l, const char *mime)
{
    l->found->refused = REFUSED_UNKNOWN;
    for (isize i = 0; i < countof(judges); i++) {
        Str want = str_of(judges[i].mime);
        if (!str_starts(str_of(mime), want))
            continue;
        l->found->type    = judges[i].type;
        l->found->refused = judges[i].refused;
        if (judges[i].look && berkas_ends_as_zip(l->at, l->len))
            l->found->refused = REFUSED_TWO_TYPES;
        if (!l->found->refused) {
            tell(l);
            judges[i].look(l);
        }
        return;
    }
}

_Noreturn static void look(int fd, int out, isize bytes)
{
    BerkasLook  found = {.refused = REFUSED_UNKNOWN};
    Looking     l     = {.len = bytes, .found = &found, .out = out, .scratch = arena_reserve(8 << 20)};
    magic_t     magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
    const char *mime;

    l.at = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (!magic || magic_load(magic, NULL) || l.at == MAP_FAILED || !berkas_shut_in())
        _exit(2);
    if (bytes > 8 && !memcmp(l.at, "PK\3\4", 4)) {
        berkas_look_office(&l);
    } else if (bytes > 8 && !memcmp(l.at, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)) {
        berkas_look_ole(&l);
    } else {
        mime = magic_buffer(magic, l.at, (size_t)(bytes < MAGIC_BYTES ? bytes : MAGIC_BYTES));
        look_by_magic(&l, mime ? mime : "");
    }
    berkas_leave(&l);
}

/* --- in the parent --- */

/* The child may have been taken over by the file: nothing it says is used unchecked. */
static bool is_sane(const BerkasLook *l)
{
    return (int)l->type >= 0 && l->type < TYPE_COUNT && (int)l->refused >= 0 && l->refused < REFUSED_COUNT
        && (l->type || l->refused) && !(l->found & ~FOUND_ALL) && l->pages >= 0 && l->width >= 0 && l->height >= 0;
}

/* The last whole report; what came before it was a promise for the case of death.  *out_alive: not ended yet. */
static bool listen_to(int from, BerkasLook *out, bool *out_alive)
{
    union { BerkasLook look; char bytes[sizeof(BerkasLook)]; } got;
    i64   until = clock_ms() + DEADLINE_MS;
    isize have  = 0;
    bool  any   = false;

    for (;;) {
        i64 left = until - clock_ms();
        int n    = poll(&(struct pollfd){from, POLLIN, 0}, 1, left > 0 ? (int)left : 0);
        if (n < 0 && errno == EINTR)
            continue;
        *out_alive = n <= 0;
        if (n <= 0)
            return any;
        isize r = read(from, got.bytes + have, sizeof got.bytes - (size_t)have);
        if (r <= 0)
            return any;
        have += r;
        if (have < (isize)sizeof got.bytes)
            continue;
        have = 0;
        if (is_sane(&got.look)) {
            *out = got.look;
            any  = true;
        }
    }
}

static Err watch(pid_t child, int from, BerkasLook *out)
{
    bool alive = true;
    int  status = 0;
    bool any   = listen_to(from, out, &alive);

    if (alive)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
        return FAIL(ERR_AWAY, "the looking child could not be set up (libmagic, seccomp)");
    if (!any)
        *out = (BerkasLook){.refused = REFUSED_UNKNOWN};
    else if (!WIFEXITED(status) || WEXITSTATUS(status))
        out->found |= FOUND_DAMAGED;
    return NO_ERR;
}

/* Only the file and the pipe go with the child; sockets and databases stay out of its reach. */
_Noreturn static void go(int fd, int out, isize bytes)
{
    int file = fcntl(fd, F_DUPFD, 3), pipe_end = fcntl(out, F_DUPFD, 3);
    if (file < 0 || pipe_end < 0 || dup2(file, 100) < 0 || dup2(pipe_end, 101) < 0)
        _exit(2);
    close_range(3, 99, 0);
    close_range(102, ~0U, 0);
    look(100, 101, bytes);
}

static Err look_at(int fd, isize bytes, BerkasLook *out)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC))
        return FAIL(ERR_IO, "no pipe to the looking child");
    pid_t child = fork();
    if (!child)
        go(fd, ends[1], bytes);
    close(ends[1]);
    Err e = child < 0 ? FAIL(ERR_IO, "no looking child") : watch(child, ends[0], out);
    close(ends[0]);
    return e;
}

Err berkas_look(Str path, BerkasLook *out)
{
    char        name[4096];
    struct stat st;

    *out = (BerkasLook){.refused = REFUSED_NO_BYTES};
    if (path.len >= (isize)sizeof name)
        return FAIL(ERR_IO, "the path is too long");
    memcpy(name, path.at, (size_t)path.len);
    name[path.len] = 0;
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return FAIL(ERR_IO, "the file cannot be opened");
    }
    Err e = st.st_size ? look_at(fd, st.st_size, out) : NO_ERR;
    close(fd);
    return e;
}

Err berkas_look_ready(void)
{
    BerkasLook look;
    int        fd = memfd_create("siap", MFD_CLOEXEC);
    if (fd < 0 || write(fd, "siap\n", 5) != 5) {
        if (fd >= 0)
            close(fd);
        return FAIL(ERR_IO, "no memory for a small file");
    }
    Err e = look_at(fd, 5, &look);
    close(fd);
    if (!e.kind && look.type != TYPE_TXT)
        return FAIL(ERR_AWAY, "a text was not known as one");
    return e;
}
