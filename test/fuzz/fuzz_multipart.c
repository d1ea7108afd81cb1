#include "http/http_parse.h"
#include "test/fuzz/fuzz.h"

typedef struct {
    Buf  told;
    bool inside;
} Seen;

static int begin(void *ctx, Str name, Str filename, bool is_file)
{
    Seen *s = ctx;
    MUST(!s->inside && str_is_utf8(name) && str_is_utf8(filename) && (is_file || !filename.len));
    s->inside = true;
    buf_addf(&s->told, "<%.*s|%.*s|%d>", STRF(name), STRF(filename), is_file);
    return str_is(name, "stop") ? 418 : 0;
}

static int data(void *ctx, Str piece)
{
    Seen *s = ctx;
    MUST(s->inside && piece.len > 0);
    buf_add(&s->told, piece);
    return 0;
}

static int end(void *ctx)
{
    Seen *s = ctx;
    MUST(s->inside);
    s->inside = false;
    buf_addf(&s->told, "</>");
    return 0;
}

static int read_in_pieces(Arena *a, Str type, Str body, isize piece, Str *out_told)
{
    Seen       s  = {.told = {.arena = a}};
    PartSink   to = {&s, begin, data, end};
    Multipart *m  = new(a, Multipart, 1);
    int        status = multipart_start(m, type);

    for (isize i = 0; i < body.len && !status; i += piece)
        status = multipart_feed(m, str_sub(body, i, piece), &to);
    if (!status)
        status = multipart_end(m);
    MUST(status || !s.inside);
    *out_told = buf_str(&s.told);
    return status;
}

/* The first line is the Content-Type.  However the body is cut, it must read the same. */
FUZZ(multipart)
{
    Str body = in, type = str_cut(&body, '\n'), whole, cut;
    int status = read_in_pieces(&a, type, body, body.len + 1, &whole);

    for (isize piece = 1; piece < 9; piece++) {
        Arena scratch = a;
        MUST(read_in_pieces(&scratch, type, body, piece, &cut) == status);
        MUST(str_eq(cut, whole));
    }
}
