#include "http/http_body.h"

#include "http/http_parse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

typedef enum { BODY_NONE, BODY_FORM, BODY_PARTS, BODY_WHOLE } BodyKind;

struct HttpBody {
    BodyKind   kind;
    HttpReq   *req;
    Str        quarantine;
    i64        room, upload_room;       /* bytes that may still come */
    bool       uploads;                 /* files are welcome */
    Str        raw;                     /* of a form or a whole body; the value of the part under way */
    LIST(HttpPair) fields;
    LIST(HttpFile) files;
    Str        name, filename;          /* of the part under way */
    bool       is_file, is_open;
    Sha256     sha256;
    uLong      crc32;
    Multipart  parts;
};

enum { PARTS_OVERHEAD = 256 << 10 };    /* boundaries and headers of parts, beside what they hold */

/* Append to a text that was the last thing made in the arena, or begin it. */
static int keep(HttpBody *b, Str *text, Str piece)
{
    if (piece.len > b->room)
        return 413;
    b->room -= piece.len;
    Str copy = str_copy(b->req->arena, piece);
    if (!text->len)
        *text = copy;
    else
        text->len += copy.len;
    return 0;
}

/* --- one part of a multipart body --- */

static int file_open(HttpBody *b)
{
    if (!b->uploads)
        return 415;
    if (b->files.count == HTTP_FILES_MAX)
        return 413;
    Arena    *a = b->req->arena;
    HttpFile *f = list_add(a, &b->files);
    *f = (HttpFile){.field = b->name, .name = b->filename};
    f->path = str_fmt(a, "%.*s/%.*s", STRF(b->quarantine), STRF(token_new(a, 20)));
    f->fd   = open(str_c(a, f->path), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (f->fd < 0) {
        b->files.count--;
        return 507;
    }
    sha256_start(&b->sha256);
    b->crc32   = crc32(0, NULL, 0);
    b->is_open = true;
    return 0;
}

static int part_begin(void *ctx, Str name, Str filename, bool is_file)
{
    HttpBody *b      = ctx;
    int       status = 0;

    b->name = b->filename = b->raw = (Str){0};
    b->is_file = is_file;
    b->is_open = false;
    if (b->fields.count + b->files.count >= HTTP_FIELDS_MAX)
        return 413;
    if ((status = keep(b, &b->name, name)) || (status = keep(b, &b->filename, filename)))
        return status;
    return is_file && filename.len ? file_open(b) : 0;
}

static int file_write(HttpBody *b, Str piece)
{
    int status = b->is_open ? 0 : file_open(b);         /* a file without a name, but with something in it */
    if (status)
        return status;
    if (piece.len > b->upload_room)
        return 413;
    b->upload_room -= piece.len;

    HttpFile *f = &b->files.at[b->files.count - 1];
    sha256_add(&b->sha256, piece);
    b->crc32 = crc32(b->crc32, (const Bytef *)piece.at, (uInt)piece.len);
    f->bytes += piece.len;
    while (piece.len) {
        ssize_t n = write(f->fd, piece.at, (size_t)piece.len);
        if (n < 0 && errno != EINTR)
            return 507;
        piece = str_sub(piece, n < 0 ? 0 : n, -1);
    }
    return 0;
}

static int part_data(void *ctx, Str piece)
{
    HttpBody *b = ctx;
    return b->is_file ? file_write(b, piece) : keep(b, &b->raw, piece);
}

static int part_end(void *ctx)
{
    HttpBody *b = ctx;

    if (b->is_open) {
        HttpFile *f = &b->files.at[b->files.count - 1];
        f->sha256 = sha256_end(&b->sha256);
        f->crc32  = (u32)b->crc32;
        if (lseek(f->fd, 0, SEEK_SET))
            return 507;
    }
    if (b->is_file)             /* an empty one without a name: nothing was chosen */
        return 0;
    if (!str_is_utf8(b->raw))
        return 400;
    *list_add(b->req->arena, &b->fields) = (HttpPair){b->name, b->raw};
    return 0;
}

/* --- the whole --- */

static BodyKind kind_of(Str content_type)
{
    Str type = str_trim(str_cut(&content_type, ';'));

    if (str_eq_nocase(type, S("application/x-www-form-urlencoded")))
        return BODY_FORM;
    if (str_eq_nocase(type, S("multipart/form-data")))
        return BODY_PARTS;
    if (str_eq_nocase(type, S("application/json")))
        return BODY_WHOLE;
    return BODY_NONE;
}

int http_body_start(HttpReq *req, const HttpHead *head, HttpLimits limits, Str quarantine, HttpBody **out)
{
    Str  type = http_header(req, "Content-Type");
    bool bare = !head->has_body;
    i64  most = limits.body_max;

    *out = NULL;
    if (bare)
        return 0;
    HttpBody *b = new(req->arena, HttpBody, 1);
    b->kind        = kind_of(type);
    b->req         = req;
    b->quarantine  = quarantine;
    b->room        = limits.body_max;
    b->upload_room = limits.upload_max;
    b->uploads     = limits.upload_max > 0;
    if (b->kind == BODY_NONE)
        return 415;
    if (b->kind == BODY_PARTS) {
        int status = multipart_start(&b->parts, type);
        if (status)
            return status;
        most += limits.upload_max + PARTS_OVERHEAD;
    }
    if (head->length > most)
        return 413;
    *out = b;
    return 0;
}

int http_body_add(HttpBody *b, Str piece)
{
    PartSink sink = {b, part_begin, part_data, part_end};
    return b->kind == BODY_PARTS ? multipart_feed(&b->parts, piece, &sink) : keep(b, &b->raw, piece);
}

int http_body_end(HttpBody *b)
{
    HttpReq *req = b->req;

    switch (b->kind) {
    case BODY_NONE:
        return 415;
    case BODY_FORM:
        return http_form(req->arena, b->raw, &req->form, &req->form_count);
    case BODY_WHOLE:
        req->body = b->raw;
        return str_is_utf8(b->raw) ? 0 : 400;
    case BODY_PARTS:
        req->form        = b->fields.at;
        req->form_count  = b->fields.count;
        req->files       = b->files.at;
        req->files_count = b->files.count;
        return multipart_end(&b->parts);
    }
    return 400;
}

void http_body_drop(HttpBody *b)
{
    for (isize i = 0; b && i < b->files.count; i++) {
        char  room[4096];
        Arena scratch = {.beg = room, .end = room + sizeof room};
        close(b->files.at[i].fd);
        unlink(str_c(&scratch, b->files.at[i].path));
    }
}
