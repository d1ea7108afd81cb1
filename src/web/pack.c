#include "web/pack.h"

#include <zlib.h>

enum { LEAST = 32 << 10, LEVEL = 3, GZIP = 15 + 16, MEMORY = 8, SPARE = 64 << 10 };

/* "gzip;q=0" asks for none; what is more artful gets none either. */
static bool takes_gzip(const Req *r)
{
    Str sent = http_header(r->http, "Accept-Encoding");
    return str_has(sent, S("gzip")) && !str_has(sent, S("gzip;q=0"));
}

void page_pack(Req *r)
{
    z_stream z = {0};

    if (r->method != GET || r->status != 200 || r->query.len || r->out.len < LEAST)
        return;
    header_add(r, "Vary", S("Accept-Encoding"));
    if (!takes_gzip(r) || deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    isize room = (isize)deflateBound(&z, (uLong)r->out.len);
    if (r->arena->end - r->arena->beg > room + SPARE) {
        char *to    = new(r->arena, char, room);
        z.next_in   = (Bytef *)(uintptr_t)r->out.at;
        z.avail_in  = (uInt)r->out.len;
        z.next_out  = (Bytef *)to;
        z.avail_out = (uInt)room;
        if (deflate(&z, Z_FINISH) == Z_STREAM_END && (isize)z.total_out < r->out.len) {
            header_add(r, "Content-Encoding", S("gzip"));
            r->out = (Buf){.arena = r->arena, .at = to, .len = (isize)z.total_out, .cap = room};
        }
    }
    deflateEnd(&z);
}
