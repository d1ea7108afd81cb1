#include "survei/survei_blind_web.h"

#include "base/blind.h"
#include "format/json.h"
#include "survei/survei_blind.h"
#include "web/asset.h"
#include "web/parts.h"

typedef struct {
    Str    slug, key, print;    /* the public key for the script, and its fingerprint for people; empty: not now */
    Url    action, next, pem, script;
    Notice shut, plain;
} BlindView;

#include "survei_blind.html.h"

typedef struct { Str slug, token, sig; Url get, script; bool done; } BlindFields;
#include "survei_blind_fields.html.h"

enum { IN_GROUP = 4 };

/* Sixty-four digits in groups, so that two people can compare them. */
static Str grouped(Arena *a, Str hex)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < hex.len; i += IN_GROUP)
        buf_addf(&b, "%s%.*s", i ? " " : "", STRF(str_sub(hex, i, IN_GROUP)));
    return buf_str(&b);
}

static Notice notice_of(Req *r, Tone tone, Msg title, Msg text)
{
    return (Notice){.tone = tone, .title = say(r->lang, title), .text = say(r->lang, text)};
}

/* The strict campaign of the address; any other has no such page. */
static Err strict(Req *r, SurveiCampaign *out)
{
    TRY(survei_by_slug(r->arena, r->db, r->args[0], out));
    if (out->mode != SURVEI_STRICT || out->state == SURVEI_DRAFT)
        return FAIL(ERR_NOT_FOUND, "no strict campaign is there");
    return NO_ERR;
}

static Notice without_script(Req *r, const SurveiCampaign *c)
{
    Notice n = notice_of(r, TONE_WARN, MSG_blind_plain_title, MSG_blind_plain_text);
    if (c->plain_too) {
        n.text = str_fmt(r->arena, "%.*s %.*s", STRF(n.text), STRF(say(r->lang, MSG_blind_plain_too)));
        n.link = (Link){say(r->lang, MSG_blind_plain_go), url_for(r, "/s/%.*s", STRF(c->slug))};
    }
    return n;
}

static Err show(Req *r, const SurveiCampaign *c, Notice shut)
{
    BlindView v = {.slug = c->slug, .shut = shut, .plain = without_script(r, c)};

    v.action = url_for(r, "/s/%.*s/token", STRF(c->slug));
    v.next   = url_for(r, "/s/%.*s", STRF(c->slug));
    v.pem    = url_for(r, "/s/%.*s/token/kunci.pem", STRF(c->slug));
    v.script = asset_url(r, "survei-blind.js");
    if (survei_answerable(c, r->today) && c->blind_public.len) {
        v.key   = survei_blind_text(r->arena, c->blind_public);
        v.print = grouped(r->arena, blind_key_id(r->arena, c->blind_public));
    }
    header_add(r, "Cache-Control", S("no-store"));
    r->page.frame = FRAME_PUBLIC;
    r->page.title = c->title;
    r->page.lead  = say(r->lang, MSG_blind_lead);
    view_survei_blind(r, &v);
    return NO_ERR;
}

/* GET /s/:slug/token - here the script covers a number, and has it signed */
static Err page(Req *r)
{
    SurveiCampaign c;
    Notice         shut = {0};

    TRY(strict(r, &c));
    if (!survei_answerable(&c, r->today))
        shut = notice_of(r, TONE_INFO, MSG_blind_shut_title, MSG_blind_shut);
    else if (!c.blind_public.len)
        shut = notice_of(r, TONE_INFO, MSG_blind_soon_title, MSG_blind_soon);
    return show(r, &c, shut);
}

/* GET /s/:slug/token/kunci.pem - the public key, as other programs read it */
static Err pem(Req *r)
{
    SurveiCampaign c;

    TRY(strict(r, &c));
    if (!c.blind_public.len)
        return FAIL(ERR_NOT_FOUND, "the campaign has no key yet");
    r->type = S("application/x-pem-file");
    buf_add(&r->out, blind_pem(r->arena, c.blind_public));
    return NO_ERR;
}

/* --- signing: looked up while admitting, signed off the loop, used up in the transaction --- */

typedef struct {
    SurveiCampaign c;
    SurveiBlindAsk ask;
    Str            blinded, signature;
    bool           script;      /* it sends what it has blinded; a plain form sends the code alone */
    Msg            wrong;
} Fetch;

static Err fetch_look(Req *r)
{
    Fetch *f  = new(r->arena, Fetch, 1);
    Str  code = survei_blind_code(r->arena, form_value(r, "kode")), text = form_value(r, "blinded");

    r->carry = f;
    TRY(strict(r, &f->c));
    f->script = text.len > 0;
    if (!survei_answerable(&f->c, r->today)) {
        f->wrong = MSG_blind_shut;
        return NO_ERR;
    }
    if (f->script && (text.len > 2 * BLIND_MOST || !survei_blind_bytes(r->arena, text, &f->blinded)))
        f->wrong = MSG_blind_bad;
    if (f->wrong || !f->script)
        return NO_ERR;
    TRY(survei_blind_look(r->arena, r->db, &f->c, code, f->blinded, &f->ask));
    f->wrong = f->ask.fate == BLIND_UNKNOWN ? MSG_blind_unknown
             : f->ask.fate == BLIND_USED    ? MSG_blind_used
             : !f->ask.secret.len           ? MSG_blind_soon : MSG_NONE;
    return NO_ERR;
}

/* Three thousandths of a second of arithmetic.  It goes nowhere unless the invitation is used up for it below. */
static Err fetch_before(Req *r)
{
    Fetch *f = r->carry;

    if (f->wrong || !f->script)
        return NO_ERR;
    Err e = blind_sign(r->arena, f->ask.secret, f->blinded, &f->signature);
    if (e.kind == ERR_INVALID) {
        f->wrong = MSG_blind_bad;
        return NO_ERR;
    }
    return e;
}

static Err give(Req *r, const char *key, Str text)
{
    JsonOut o = {.to = &r->out};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, str_of(key), text);
    json_close(&o);
    header_add(r, "Cache-Control", S("no-store"));
    r->type = S("application/json");
    return NO_ERR;
}

/* POST /s/:slug/token - one signature for each invitation; the same again after a lost reply */
static Err fetch(Req *r)
{
    Fetch *f = r->carry;
    bool   ours;

    if (!f->script) {
        r->status = 422;
        return show(r, &f->c, without_script(r, &f->c));
    }
    if (!f->wrong) {
        TRY(survei_blind_issue(*r->arena, r->db, &f->ask, r->now, &ours));
        f->wrong = ours ? MSG_NONE : MSG_blind_used;
    }
    if (!f->wrong)
        return give(r, "signed", survei_blind_text(r->arena, f->signature));
    r->status = f->wrong == MSG_blind_used ? 409 : 422;
    return give(r, "wrong", say(r->lang, f->wrong));
}

/* --- on the pages where it is answered --- */

static Html drawn(Req *r, const BlindFields *v)
{
    Buf page = r->out;
    r->out   = (Buf){.arena = r->arena};
    view_survei_blind_fields(r, v);
    Html made = {buf_str(&r->out)};
    r->out    = page;
    return made;
}

Html survei_blind_fields(Req *r, const SurveiCampaign *c)
{
    if (c->mode != SURVEI_STRICT)
        return (Html){0};
    return drawn(r, &(BlindFields){.slug = c->slug, .token = form_value(r, "token"), .sig = form_value(r, "sig"),
                                   .get = url_for(r, "/s/%.*s/token", STRF(c->slug)),
                                   .script = asset_url(r, "survei-token.js")});
}

Html survei_blind_done(Req *r, const SurveiCampaign *c)
{
    if (c->mode != SURVEI_STRICT)
        return (Html){0};
    return drawn(r, &(BlindFields){.slug = c->slug, .done = true, .script = asset_url(r, "survei-token.js")});
}

void survei_blind_read(Req *r, const SurveiCampaign *c, SurveiAnswer *x, Issues *issues)
{
    Str token = form_value(r, "token");

    if (c->mode != SURVEI_STRICT || (c->plain_too && x->code.len && !token.len))
        return;
    if (survei_blind_check(r->arena, c, token, form_value(r, "sig"), &x->token).kind)
        issue_say(issues, r->lang, (Str){0}, MSG_blind_none);
}

/* No token of a form, so no cookie: whoever asks must know the code. */
static const Route rows[] = {
    {GET,  "/s/:slug/token",           ANYONE, READS,  page,  "open"},
    {POST, "/s/:slug/token",           ANYONE, WRITES, fetch, "open", .look = fetch_look, .before = fetch_before,
                                                              .flags = ROUTE_NO_CSRF},
    {GET,  "/s/:slug/token/kunci.pem", ANYONE, READS,  pem,   "open"},
};
const Room survei_blind_room = {"survei", rows, countof(rows)};
