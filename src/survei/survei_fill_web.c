#include "survei/survei_fill_pages_web.h"

enum { GUESS_WAIT_S = 60 };

/* --- the campaign of the address --- */

static Err find(Req *r, Fill *f)
{
    f->kiosk = str_has(str_of(r->route->path), S("/kios/"));
    Err e = f->kiosk ? survei_by_kiosk(r->arena, r->db, r->args[1], &f->c)
                     : survei_by_slug(r->arena, r->db, r->args[0], &f->c);
    if (e.kind && e.kind != ERR_NOT_FOUND)
        return e;
    f->there = !e.kind && f->c.state != SURVEI_DRAFT && str_eq(f->c.slug, r->args[0]) && f->c.nforms;
    return NO_ERR;
}

Err fill_load(Req *r, Fill *f)
{
    Str asked = r->method == POST ? form_value(r, "b") : query_get(r, "b");

    *f = (Fill){0};
    TRY(find(r, f));
    if (!f->there)
        return NO_ERR;
    r->utc_minutes = f->c.utc_minutes;
    r->today       = survei_today(&f->c, r->now);
    TRY(survei_dress(&f->c, r->web->survei));
    survei_fill_walk(&f->c, &f->walk);
    f->t    = survei_fill_tongue(&f->c, asked);
    r->lang = str_is(f->t->code, "en") ? LANG_EN : LANG_ID;
    f->base = f->kiosk ? str_fmt(r->arena, "/s/%.*s/kios/%.*s", STRF(f->c.slug), STRF(url_part(r->arena, f->c.kiosk)))
                       : str_fmt(r->arena, "/s/%.*s", STRF(f->c.slug));
    return NO_ERR;
}

static Err draw_shut(Req *r, Fill *f)
{
    bool soon = f->c.state == SURVEI_OPEN && r->today.days < f->c.opens_on.days;
    Str  day  = survei_tell_date(r->arena, f->t, f->c.opens_on);
    Str  text = soon ? survei_tell(r->arena, f->t, TONGUE_SOON, day, (Str){0}) : (Str){0};
    return fill_draw_end(r, f, soon ? f->c.title : f->t->words[TONGUE_CLOSED], text, false);
}

/* So many codes that are none may come from one address; the next is not even looked at. */
static bool guesses(Req *r, const Fill *f, bool one_more)
{
    u64  from = rate_key("survei kode", r->http->remote);
    Rate most = {r->web->survei_rate, r->web->survei_rate};

    if (f->kiosk || !r->web->rates || !r->web->survei_rate)
        return false;
    return one_more ? !rate_take(r->web->rates, from, most, clock_ms()).ok
                    : !rate_look(r->web->rates, from, most, clock_ms()).ok;
}

/* Where codes are taken: how it stands with this one, and which service it was given for. */
static Err look_at_code(Req *r, Fill *f, bool *out_guesses)
{
    bool address = r->args[1].len && !f->kiosk;
    bool takes   = f->c.mode == SURVEI_TOKEN || (f->c.mode == SURVEI_STRICT && (f->c.plain_too || address));
    i64  service;

    *out_guesses = takes && f->x.code.len && guesses(r, f, false);
    if (!takes || !f->x.code.len || *out_guesses)
        return NO_ERR;
    TRY(survei_code(*r->arena, r->db, &f->c, f->x.code, &service, &f->stands));
    if (f->stands == CODE_UNKNOWN)
        (void)guesses(r, f, true);
    f->bound = f->c.mode == SURVEI_TOKEN && service;
    if (f->bound)
        f->x.service_id = service;
    return NO_ERR;
}

static Err draw_often(Req *r, Fill *f, int step, i64 wait)
{
    header_add(r, "Retry-After", str_fmt(r->arena, "%lld", (long long)wait));
    f->alert  = survei_tell(r->arena, f->t, TONGUE_OFTEN, say_i64(r->arena, r->lang, wait), (Str){0});
    r->status = 429;
    return fill_draw_step(r, f, step);
}

/* The form of an address that can be answered today; otherwise *out_drawn says that the page is there already. */
static Err begin(Req *r, Fill *f, bool *out_drawn)
{
    TRY(fill_load(r, f));
    *out_drawn = !f->there || !survei_answerable(&f->c, r->today);
    if (*out_drawn)
        return f->there ? draw_shut(r, f) : fill_draw_none(r);
    fill_read(r, f);
    bool guessed = false;
    TRY(look_at_code(r, f, &guessed));
    *out_drawn = guessed;
    return guessed ? draw_often(r, f, 0, GUESS_WAIT_S) : NO_ERR;
}

/* A code is a right to fetch there; that it is none, or was fetched, is said where it would be. */
static Err to_token(Req *r, const Fill *f)
{
    static const char *const says[] = {[CODE_GOOD] = "", [CODE_USED] = "&kode=dipakai", [CODE_UNKNOWN] = "&kode=salah"};
    return redirect(r, "/s/%.*s/token?b=%.*s%s#kode=%.*s", STRF(f->c.slug), STRF(f->t->code), says[f->stands],
                    STRF(url_part(r->arena, f->code)));
}

/* GET /s/:slug, /s/:slug/u/:code, /s/:slug/kios/:secret */
static Err start(Req *r)
{
    Fill f;
    bool drawn;

    TRY(begin(r, &f, &drawn));
    if (drawn)
        return NO_ERR;
    if (f.c.mode == SURVEI_STRICT && r->args[1].len && !f.kiosk)
        return to_token(r, &f);
    f.issues = (Issues){.arena = r->arena};
    if (f.stands != CODE_GOOD)          /* of the address: said before anything is asked */
        issue_add(&f.issues, S("code"), f.t->words[TONGUE_CODE_BAD]);
    return fill_draw_step(r, &f, 0);
}

/* --- from screen to screen --- */

static int number_of(Req *r, const Fill *f, const char *name)
{
    i64 n;
    return str_i64(form_value(r, name), &n) && n >= 0 && n < f->walk.n ? (int)n : 0;
}

/* At a counter the next person's time begins with the first screen left, not with the one before leaving. */
static void begin_anew(Req *r, Fill *f)
{
    f->begin  = survei_fill_begin(r->now, 0, SURVEI_KIOSK);
    f->sealed = survei_fill_seal(r->arena, &f->c, &f->begin);
}

static int next_of(Req *r, Fill *f, int from)
{
    fill_judge(r, f, from);
    if (f->issues.count)
        return from;
    if (f->kiosk && !from)
        begin_anew(r, f);
    return form_value(r, "cek").len ? f->walk.n - 1 : from + 1 < f->walk.n ? from + 1 : from;
}

/* POST /s/:slug: one screen was left; nothing is stored */
static Err step(Req *r)
{
    Fill f;
    bool drawn;

    TRY(begin(r, &f, &drawn));
    if (drawn)
        return NO_ERR;
    int from = number_of(r, &f, "dari"), to = from;
    Str go   = form_value(r, "ke");
    if (str_is(go, "kembali"))
        to = from > 0 ? from - 1 : 0;
    else if (go.len)
        to = number_of(r, &f, "ke");
    else
        to = next_of(r, &f, from);
    return fill_draw_step(r, &f, to);
}

/* --- sending --- */

enum { RAISED_MOST = 24 };

static const Rate crowd = {30, 60};     /* answers to one campaign: beyond it the work asked for grows */

static u64 crowd_key(Req *r, const Fill *f)
{
    return rate_key("survei ramai", str_fmt(r->arena, "%lld", (long long)f->c.id));
}

/* Each bit doubles the work: none for a quiet campaign, sixteen times as much in a flood. */
int fill_bits(Req *r, const Fill *f)
{
    int bits = r->web->survei_bits;

    if (f->kiosk || f->c.mode != SURVEI_OPEN_LINK || !bits)
        return 0;
    i64 left = rate_look(r->web->rates, crowd_key(r, f), crowd, clock_ms()).left;
    bits += left > crowd.burst / 2 ? 0 : left > crowd.burst / 4 ? 1 : left > 0 ? 2 : 4;
    return bits < RAISED_MOST ? bits : RAISED_MOST;
}

/* Counted by address, in memory alone; whoever has done the work may come ten times as often. */
static bool too_many(Req *r, Fill *f, i64 *out_wait)
{
    bool worked = survei_fill_proven(*r->arena, f->sealed, form_value(r, "usaha"), f->begin.bits);
    i64  often  = worked ? r->web->survei_rate : (r->web->survei_rate + 9) / 10;
    u64  from   = rate_key(worked ? "survei" : "survei tanpa kerja", r->http->remote);

    if (f->kiosk || !r->web->rates || !r->web->survei_rate)
        return false;
    RateLeft left = rate_take(r->web->rates, from, (Rate){often, often}, clock_ms());
    *out_wait = left.wait_s;
    return !left.ok;
}

static void flag(Req *r, Fill *f)
{
    const SurveiPack *p    = f->c.forms[0].pack;
    i64               many = survei_set(p, SURVEI_BURST_ANSWERS), minutes = survei_set(p, SURVEI_BURST_MINUTES);
    Rate burst = {minutes > 0 && many / minutes > 1 ? many / minutes : 1, many};
    u64  key   = rate_key("survei beruntun", str_fmt(r->arena, "%lld", (long long)f->c.id));

    if (f->x.seconds < survei_fill_seconds(&f->c))
        f->x.flags |= 1 << FLAG_QUICK;
    if (!rate_take(r->web->rates, key, burst, clock_ms()).ok)
        f->x.flags |= 1 << FLAG_BURST;
    (void)rate_take(r->web->rates, crowd_key(r, f), crowd, clock_ms());
}

static Err draw_again(Req *r, Fill *f, Str alert, int status)
{
    f->alert  = alert;
    r->status = status;
    return fill_draw_step(r, f, f->walk.n - 1);
}

static Err take(Req *r, Fill *f)
{
    SurveiTaken taken = TAKEN_BEFORE;

    flag(r, f);
    Err e = survei_take(*r->arena, r->db, &f->c, &f->x, r->now, &taken);
    if (e.kind && e.kind != ERR_CONFLICT)       /* it was sent, changed and sent again: the first one stays */
        return e;
    if (taken == TAKEN_USED)
        return draw_again(r, f, f->t->words[TONGUE_CODE_BAD], 409);
    return redirect(r, "%.*s/terima-kasih?b=%.*s%s", STRF(f->base), STRF(f->t->code), e.kind ? "&dulu=1" : "");
}

/* POST /s/:slug/kirim */
static Err send(Req *r)
{
    Fill f;
    bool drawn;
    i64  wait = 0;

    TRY(begin(r, &f, &drawn));
    if (drawn)
        return NO_ERR;
    if (f.fresh)
        return draw_again(r, &f, f.t->words[TONGUE_OLD], 422);
    fill_judge(r, &f, -1);
    if (f.issues.count)
        return fill_draw_step(r, &f, f.walk.n - 1);
    if (too_many(r, &f, &wait))
        return draw_often(r, &f, f.walk.n - 1, wait);
    return take(r, &f);
}

/* GET /s/:slug/terima-kasih */
static Err thanks(Req *r)
{
    Fill f;

    TRY(fill_load(r, &f));
    if (!f.there)
        return fill_draw_none(r);
    Str text = f.t->words[query_get(r, "dulu").len ? TONGUE_TAKEN : TONGUE_THANKS_TEXT];
    return fill_draw_end(r, &f, f.t->words[TONGUE_THANKS], text, true);
}

/* No token of a form, so no cookie: nothing here belongs to who is signed in. */
#define OPEN_TO_ALL ROUTE_NO_CSRF | ROUTE_NAMELESS

static const Route rows[] = {
    {GET,  "/s/pekerja.js",                     ANYONE, READS,  fill_tablet_worker,   "open", .flags = ROUTE_PLAIN},
    {GET,  "/s/:slug",                          ANYONE, READS,  start,  "open", .flags = OPEN_TO_ALL},
    {POST, "/s/:slug",                          ANYONE, READS,  step,   "open", .flags = OPEN_TO_ALL},
    {POST, "/s/:slug/kirim",                    ANYONE, WRITES, send,   "open", .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/terima-kasih",             ANYONE, READS,  thanks, "open", .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/u/:code",                  ANYONE, READS,  start,  "open", .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/kios/:secret",             ANYONE, READS,  start,  "open", .flags = OPEN_TO_ALL},
    {POST, "/s/:slug/kios/:secret",             ANYONE, READS,  step,   "open", .flags = OPEN_TO_ALL},
    {POST, "/s/:slug/kios/:secret/kirim",       ANYONE, WRITES, send,   "open", .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/kios/:secret/terima-kasih", ANYONE, READS, thanks, "open", .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/kios/:secret/lepas",       ANYONE, READS,  fill_tablet,          "open", .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/kios/:secret/soal",        ANYONE, READS,  fill_tablet_asks,     "open", .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/kios/:secret/manifes",     ANYONE, READS,  fill_tablet_manifest, "open", .flags = OPEN_TO_ALL},
    {POST, "/s/:slug/antrean",                  ANYONE, WRITES, fill_queue,           "open", .flags = OPEN_TO_ALL,
                                                .before = fill_queue_before},
};
const Room survei_fill_room = {"survei", rows, countof(rows)};
