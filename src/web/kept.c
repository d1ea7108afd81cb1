#include "web/kept.h"

#include "web/frame.h"

enum { BUCKETS = 256, SLACK = 1024 };

typedef struct Kept Kept;
struct Kept {
    Str   key, title, section, head, body;
    bool  pieces;
    Kept *next;                 /* in its bucket */
};

/* What one connection keeps; all of one state, so all is forgotten at once. */
typedef struct {
    Arena whole, rest;
    i64   state;
    Kept *bucket[BUCKETS];
} Shelf;

static Shelf *shelf_of(Req *r)
{
    void **at = db_pocket(r->db, 0);
    if (!*at) {
        Arena whole = arena_reserve((isize)sizeof(Shelf) + r->web->kept_bytes);
        if (!whole.beg)
            return NULL;
        Shelf *s = new(&whole, Shelf, 1);
        s->whole = s->rest = whole;
        *at      = s;
    }
    return *at;
}

static void forget(Shelf *s)
{
    *s = (Shelf){.whole = s->whole, .rest = s->whole};
}

static Kept **bucket_of(Shelf *s, Str key)
{
    u64 h = 14695981039346656037u;      /* FNV-1a */
    for (isize i = 0; i < key.len; i++)
        h = (h ^ (u8)key.at[i]) * 1099511628211u;
    return &s->bucket[h % BUCKETS];
}

static Str key_of(Req *r)
{
    const User *u = r->user;
    return str_fmt(r->arena, "%lld %llx %d %d %d %.*s?%.*s", (long long)u->id, (unsigned long long)u->roles, r->lang,
                   r->today.days, r->utc_minutes, STRF(r->path), STRF(r->query));
}

/* Copied, so that it stays whole whatever becomes of the shelf before the answer has left. */
static bool take(Req *r, Shelf *s, Str key)
{
    const Kept *k = *bucket_of(s, key);
    while (k && !str_eq(k->key, key))
        k = k->next;
    if (!k)
        return false;
    r->page = (Page){.title = str_copy(r->arena, k->title), .section = str_copy(r->arena, k->section),
                     .head = str_copy(r->arena, k->head), .pieces = k->pieces};
    buf_add(&r->out, k->body);
    return true;
}

/* A whole page with nothing in it that is one session's or one answer's. */
static bool may_keep(const Req *r, isize headers)
{
    return (!r->status || r->status == 200) && !r->type.len && !r->location.len && r->headers.count == headers
        && r->file.fd <= 0 && !r->file.stream && r->page.frame == FRAME_SIGNED_IN
        && !str_has(buf_str(&r->out), r->user->csrf);
}

static void keep(Req *r, Shelf *s, Str key)
{
    const Page *p    = &r->page;
    Str         body = buf_str(&r->out);
    isize       size = key.len + p->title.len + p->section.len + p->head.len + body.len + SLACK;

    if (s->rest.end - s->rest.beg < size)
        forget(s);
    if (s->rest.end - s->rest.beg < size)
        return;
    Arena *a = &s->rest;
    Kept **bucket = bucket_of(s, key), *k = new(a, Kept, 1);
    *k = (Kept){str_copy(a, key), str_copy(a, p->title), str_copy(a, p->section), str_copy(a, p->head),
                str_copy(a, body), p->pieces, *bucket};
    *bucket = k;
}

Err kept_run(Req *r)
{
    Shelf *s       = r->web->kept_bytes && r->user && !r->partial ? shelf_of(r) : NULL;
    isize  headers = r->headers.count;
    Str    key;
    i64    state;

    if (!s)
        return r->route->run(r);
    TRY(db_state(*r->arena, r->db, &state));
    if (!state || state != s->state)
        forget(s);
    s->state = state;
    key      = key_of(r);
    if (take(r, s, key))
        return NO_ERR;
    TRY(r->route->run(r));
    if (state && may_keep(r, headers)) {
        frame_prepare(r);
        keep(r, s, key);
    }
    return NO_ERR;
}
