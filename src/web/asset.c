#include "web/asset.h"

#include "base/embed.h"

enum { TAG_LEN = 8 };

static const Embedded *find(Str name)
{
    for (const Embedded *e = assets_embedded; e->name; e++)
        if (str_is(name, e->name))
            return e;
    return NULL;
}

Url asset_url(Req *r, const char *name)
{
    const Embedded *e = find(str_of(name));
    assert(e);
    return (Url){str_fmt(r->arena, "/aset/%.*s/%s", TAG_LEN, e->sha256, e->name)};
}

static Str type_of(Str name)
{
    return str_ends(name, S(".css")) ? S("text/css; charset=utf-8")
         : str_ends(name, S(".js")) ? S("text/javascript; charset=utf-8")
         : str_ends(name, S(".woff2")) ? S("font/woff2")
         : str_ends(name, S(".svg")) ? S("image/svg+xml") : S("application/octet-stream");
}

/* The bytes are sent from where they lie. */
static void answer_with(Req *r, Str bytes)
{
    r->out = (Buf){.arena = r->arena, .at = (char *)bytes.at, .len = bytes.len, .cap = bytes.len};
}

static Err give(Req *r, const Embedded *e)
{
    Str etag = str_fmt(r->arena, "\"%.16s\"", e->sha256);

    header_add(r, "ETag", etag);
    header_add(r, "Vary", S("Accept-Encoding"));
    r->type = type_of(str_of(e->name));
    if (str_has(http_header(r->http, "If-None-Match"), etag)) {
        r->status = 304;
        return NO_ERR;
    }
    bool packed = e->gzip.len && str_has(http_header(r->http, "Accept-Encoding"), S("gzip"));
    if (packed)
        header_add(r, "Content-Encoding", S("gzip"));
    answer_with(r, packed ? e->gzip : e->bytes);
    return NO_ERR;
}

Err asset_give(Req *r, const char *name)
{
    const Embedded *e = find(str_of(name));
    assert(e);
    return give(r, e);
}

/* GET /aset/:tag/:name - an address with an old tag still answers, but is not kept. */
static Err show(Req *r)
{
    const Embedded *e = find(r->args[1]);
    if (!e)
        return FAIL(ERR_NOT_FOUND, "no such asset");

    bool same = str_eq(r->args[0], (Str){e->sha256, TAG_LEN});
    header_add(r, "Cache-Control", same ? S("public, max-age=31536000, immutable") : S("no-cache"));
    return give(r, e);
}

static const Route rows[] = {
    {GET, "/aset/:tag/:name", ANYONE, READS, show, "open", .flags = ROUTE_PLAIN},
};
const Room asset_room = {"aset", rows, countof(rows)};
