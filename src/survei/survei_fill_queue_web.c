/* The tablet that asks without network, and hands in later. */
#include "survei/survei_fill_pages_web.h"

#include "web/asset.h"

#include <string.h>

enum { BATCH = 50 };            /* answers handed in at once */

/* GET /s/:slug/kios/:secret/lepas - one page that asks everything, kept by the tablet */
Err fill_tablet(Req *r)
{
    Fill f;
    TRY(fill_load(r, &f));
    return f.there ? fill_draw_tablet(r, &f) : fill_draw_none(r);
}

static Err as_json(Req *r, const Fill *f, const char *type)
{
    r->type = str_of(type);
    fill_head(r, f);
    return NO_ERR;
}

/* GET /s/:slug/kios/:secret/soal - what it asks */
Err fill_tablet_asks(Req *r)
{
    Fill    f;
    JsonOut o = {.to = &r->out};

    TRY(fill_load(r, &f));
    if (!f.there)
        return FAIL(ERR_NOT_FOUND, "no such campaign");
    survei_fill_write(r->arena, &f.c, r->today, &o);
    return as_json(r, &f, "application/json");
}

/* GET /s/:slug/kios/:secret/manifes - as what it is installed */
Err fill_tablet_manifest(Req *r)
{
    Fill    f;
    JsonOut o = {.to = &r->out};

    TRY(fill_load(r, &f));
    if (!f.there)
        return FAIL(ERR_NOT_FOUND, "no such campaign");
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("name"), f.c.title);
    json_put_text(&o, S("short_name"), f.c.unit_code);
    json_put_text(&o, S("lang"), S("id"));
    json_put_text(&o, S("id"), f.base);
    json_put_text(&o, S("start_url"), str_fmt(r->arena, "%.*s/lepas", STRF(f.base)));
    json_put_text(&o, S("scope"), S("/s/"));
    json_put_text(&o, S("display"), S("standalone"));
    json_put_text(&o, S("background_color"), S("#fefdfb"));
    json_put_text(&o, S("theme_color"), S("#0f5e63"));
    json_open_list(&o, S("icons"));
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("src"), asset_url(r, "pulau.svg").s);
    json_put_text(&o, S("type"), S("image/svg+xml"));
    json_put_text(&o, S("sizes"), S("any"));
    json_close(&o);
    json_close(&o);
    json_close(&o);
    return as_json(r, &f, "application/manifest+json");
}

/* GET /s/pekerja.js - the service worker of everything below /s/; its address stays the same */
Err fill_tablet_worker(Req *r)
{
    header_add(r, "Cache-Control", S("no-cache"));
    return asset_give(r, "survei-pekerja.js");
}

/* --- handing in --- */

typedef struct {
    Fill        f;
    const Json *answers;        /* NULL: what came cannot be read */
    Str         lang;           /* of the page on the tablet */
} Queue;

/* Read and judged ahead of the transaction. */
Err fill_queue_before(Req *r)
{
    Queue      *q = new(r->arena, Queue, 1);
    const Json *all;

    r->carry = q;
    if (json_read(r->arena, r->http->body, (JsonMost){.bytes = 256 << 10, .depth = 5}, &all).kind)
        return NO_ERR;
    q->answers  = json_get(all, "answers");
    q->lang     = str_copy(r->arena, json_text(json_get(all, "lang")));
    r->args[1]  = str_copy(r->arena, json_text(json_get(all, "kios")));
    if (q->answers->kind != JSON_LIST || q->answers->count > BATCH)
        q->answers = NULL;
    return NO_ERR;
}

static Str why_of(Req *r, Queue *q, const SurveiAnswer *x)
{
    Issues issues = {.arena = r->arena};

    if (q->f.c.state != SURVEI_OPEN)
        return q->f.t->words[TONGUE_QUEUE_CLOSED];
    survei_check(&q->f.c, x, r->today, r->lang, &issues);
    return issues.count ? survei_fill_wrong(r->arena, &q->f.c, q->f.t, x, issues.at[0].field) : (Str){0};
}

/* A tablet without network cannot ask what a code was given for: the unit that gave it knows better than its screen. */
static Err bind(Req *r, const Queue *q, SurveiAnswer *x)
{
    i64        service;
    SurveiCode stands;

    TRY(survei_code(*r->arena, r->db, &q->f.c, x->code, &service, &stands));
    x->service_id = service ? service : x->service_id;
    return NO_ERR;
}

static Err hand_in(Req *r, Queue *q, const Json *one, JsonOut *o)
{
    SurveiAnswer x;
    SurveiTaken  taken = TAKEN_BEFORE;
    bool         key   = survei_fill_read(r->arena, &q->f.c, one, &x);
    if (key && q->f.c.mode == SURVEI_TOKEN)
        TRY(bind(r, q, &x));
    Str          why   = key ? why_of(r, q, &x) : q->f.t->words[TONGUE_QUEUE_KEY];

    if (x.seconds < survei_fill_seconds(&q->f.c))
        x.flags |= 1 << FLAG_QUICK;
    if (!why.len) {
        Err e = survei_take(*r->arena, r->db, &q->f.c, &x, r->now, &taken);
        if (e.kind && e.kind != ERR_CONFLICT)
            return e;
        why = e.kind ? q->f.t->words[TONGUE_QUEUE_OTHER] : taken == TAKEN_USED ? q->f.t->words[TONGUE_CODE_BAD] : why;
    }
    json_open_map(o, NO_KEY);
    json_put_text(o, S("key"), json_text(json_get(one, "key")));
    json_put_text(o, S("state"), why.len ? S("refused") : taken == TAKEN ? S("taken") : S("before"));
    if (why.len)
        json_put_text(o, S("why"), why);
    json_close(o);
    return NO_ERR;
}

/* POST /s/:slug/antrean - {"kios", "answers": [...]}: what became of each.  One transaction, so that an answer that
 * is acknowledged is on disk. */
Err fill_queue(Req *r)
{
    Queue  *q = r->carry;
    JsonOut o = {.to = &r->out};

    if (!q->answers)
        return FAIL(ERR_INVALID, "no list of answers, or too many at once");
    Err e = survei_by_kiosk(r->arena, r->db, r->args[1], &q->f.c);
    if (e.kind && e.kind != ERR_NOT_FOUND)
        return e;
    if (e.kind || !str_eq(q->f.c.slug, r->args[0]) || q->f.c.state == SURVEI_DRAFT)
        return FAIL(ERR_NOT_FOUND, "no such campaign for this tablet");
    TRY(survei_dress(&q->f.c, r->web->survei));
    q->f.t = survei_fill_tongue(&q->f.c, q->lang);
    json_open_map(&o, NO_KEY);
    json_open_list(&o, S("answers"));
    for (isize i = 0; i < q->answers->count; i++)
        TRY(hand_in(r, q, &q->answers->at[i], &o));
    json_close(&o);
    json_close(&o);
    header_add(r, "Cache-Control", S("no-store"));
    r->type = S("application/json");
    return NO_ERR;
}
