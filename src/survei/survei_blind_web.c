#include "survei/survei_fill_pages_web.h"

#include "base/blind.h"
#include "format/json.h"
#include "survei/survei_blind.h"
#include "survei/survei_blind_web.h"
#include "web/asset.h"

typedef struct { Str code, name; Url to; bool here; } BlindTongue;

typedef struct {
    Str title, lang, lead, tongue, language, shut, shut_text, wrong;
    Str slug, key, print;       /* the public key for the script, and its fingerprint for people; empty: not now */
    Str code, code_hint, fetch, working, lost, failed, have, on;
    Str plain, plain_text, plain_go, how, how_1, how_2, how_3, key_is, key_file;
    Url action, next, pem, script;
    bool bare;                  /* it was sent without a script: what is left is said first */
    LIST(BlindTongue) languages;
} BlindView;

#include "survei_blind.html.h"

typedef struct { Str slug, token, sig, need, need_go; Url get, script; bool done; } BlindFields;
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

/* The strict campaign of the address, and the language asked for; any other has no such page. */
static Err strict(Req *r, Fill *out)
{
    TRY(fill_load(r, out));
    if (!out->there || out->c.mode != SURVEI_STRICT)
        return FAIL(ERR_NOT_FOUND, "no strict campaign is there");
    return NO_ERR;
}

/* Every sentence of the page in the respondent's language. */
static BlindView words(Arena *a, const SurveiTongue *t, bool plain_too)
{
    const Str *w    = t->words;
    Str        both = str_fmt(a, "%.*s %.*s", STRF(w[TONGUE_RIGHT_PLAIN_TEXT]), STRF(w[TONGUE_RIGHT_PLAIN_TOO]));

    return (BlindView){
        .tongue = t->code, .lead = w[TONGUE_RIGHT_LEAD], .language = w[TONGUE_LANGUAGE],
        .code = w[TONGUE_RIGHT_CODE], .code_hint = w[TONGUE_RIGHT_CODE_HINT], .fetch = w[TONGUE_RIGHT_FETCH],
        .working = w[TONGUE_RIGHT_WORKING], .lost = w[TONGUE_RIGHT_LOST], .failed = w[TONGUE_RIGHT_FAILED],
        .have = w[TONGUE_RIGHT_HAVE], .on = w[TONGUE_RIGHT_ON], .how = w[TONGUE_RIGHT_HOW],
        .how_1 = w[TONGUE_RIGHT_HOW_1], .how_2 = w[TONGUE_RIGHT_HOW_2], .how_3 = w[TONGUE_RIGHT_HOW_3],
        .key_is = w[TONGUE_RIGHT_KEY], .key_file = w[TONGUE_RIGHT_KEY_FILE], .plain = w[TONGUE_RIGHT_PLAIN],
        .plain_text = plain_too ? both : w[TONGUE_RIGHT_PLAIN_TEXT],
        .plain_go   = plain_too ? w[TONGUE_RIGHT_PLAIN_GO] : (Str){0},
    };
}

static void add_languages(Req *r, const Fill *f, BlindView *v)
{
    SurveiTongues all;

    survei_fill_tongues(r->arena, &f->c, &all);
    for (isize i = 0; all.count > 1 && i < all.count; i++)
        *list_add(r->arena, &v->languages) = (BlindTongue){
            all.at[i]->code, all.at[i]->name,
            url_for(r, "/s/%.*s/token?b=%.*s", STRF(f->c.slug), STRF(all.at[i]->code)), all.at[i] == f->t};
}

/* Of the code that an address had in it (survei_fill_web.c): what is wrong with it, before anybody presses anything. */
static Str said_of_code(Req *r, const SurveiTongue *t)
{
    Str how = query_get(r, "kode");
    return str_is(how, "dipakai") ? t->words[TONGUE_RIGHT_USED]
         : str_is(how, "salah")   ? t->words[TONGUE_RIGHT_UNKNOWN] : (Str){0};
}

static Err show(Req *r, const Fill *f, bool bare)
{
    const SurveiCampaign *c    = &f->c;
    bool                  open = survei_answerable(c, r->today);
    BlindView             v    = words(r->arena, f->t, c->plain_too);

    v.title  = c->title;
    v.wrong  = said_of_code(r, f->t);
    v.lang   = str_is(f->t->code, "id") || str_is(f->t->code, "en") ? (Str){0} : S("id");
    v.slug   = c->slug;
    v.bare   = bare;
    v.action = url_for(r, "/s/%.*s/token", STRF(c->slug));
    v.next   = url_for(r, "/s/%.*s?b=%.*s", STRF(c->slug), STRF(f->t->code));
    v.pem    = url_for(r, "/s/%.*s/token/kunci.pem", STRF(c->slug));
    v.script = asset_url(r, "survei-blind.js");
    if (open && c->blind_public.len) {
        v.key   = survei_blind_text(r->arena, c->blind_public);
        v.print = grouped(r->arena, blind_key_id(r->arena, c->blind_public));
    } else {
        v.shut      = f->t->words[open ? TONGUE_RIGHT_SOON : TONGUE_RIGHT_SHUT];
        v.shut_text = f->t->words[open ? TONGUE_RIGHT_SOON_TEXT : TONGUE_RIGHT_SHUT_TEXT];
    }
    add_languages(r, f, &v);
    view_survei_blind(r, &v);
    return fill_draw_whole(r, f, c->title);
}

/* GET /s/:slug/token - here the script covers a number, and has it signed */
static Err page(Req *r)
{
    Fill f;

    TRY(strict(r, &f));
    return show(r, &f, false);
}

/* GET /s/:slug/token/kunci.pem - the public key, as other programs read it */
static Err pem(Req *r)
{
    Fill f;

    TRY(strict(r, &f));
    if (!f.c.blind_public.len)
        return FAIL(ERR_NOT_FOUND, "the campaign has no key yet");
    r->type = S("application/x-pem-file");
    buf_add(&r->out, blind_pem(r->arena, f.c.blind_public));
    return NO_ERR;
}

/* --- signing: looked up while admitting, signed off the loop, used up in the transaction --- */

typedef struct {
    Fill           f;
    SurveiBlindAsk ask;
    Str            blinded, signature;
    bool           script;      /* it sends what it has blinded; a plain form sends the code alone */
    SurveiWord     wrong;       /* TONGUE_WORDS: nothing */
} Fetch;

static Err fetch_look(Req *r)
{
    Fetch *f  = new(r->arena, Fetch, 1);
    Str  code = survei_blind_code(r->arena, form_value(r, "kode")), text = form_value(r, "blinded");

    r->carry = f;
    f->wrong = TONGUE_WORDS;
    TRY(strict(r, &f->f));
    f->script = text.len > 0;
    if (!survei_answerable(&f->f.c, r->today)) {
        f->wrong = TONGUE_RIGHT_SHUT_TEXT;
        return NO_ERR;
    }
    if (f->script && (text.len > 2 * BLIND_MOST || !survei_blind_bytes(r->arena, text, &f->blinded)))
        f->wrong = TONGUE_RIGHT_BAD;
    if (f->wrong != TONGUE_WORDS || !f->script)
        return NO_ERR;
    TRY(survei_blind_look(r->arena, r->db, &f->f.c, code, f->blinded, &f->ask));
    f->wrong = f->ask.fate == BLIND_UNKNOWN ? TONGUE_RIGHT_UNKNOWN
             : f->ask.fate == BLIND_USED    ? TONGUE_RIGHT_USED
             : !f->ask.secret.len           ? TONGUE_RIGHT_SOON_TEXT : TONGUE_WORDS;
    return NO_ERR;
}

/* Three thousandths of a second of arithmetic.  It goes nowhere unless the invitation is used up for it below. */
static Err fetch_before(Req *r)
{
    Fetch *f = r->carry;

    if (f->wrong != TONGUE_WORDS || !f->script)
        return NO_ERR;
    Err e = blind_sign(r->arena, f->ask.secret, f->blinded, &f->signature);
    if (e.kind == ERR_INVALID) {
        f->wrong = TONGUE_RIGHT_BAD;
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
        return show(r, &f->f, true);
    }
    if (f->wrong == TONGUE_WORDS) {
        TRY(survei_blind_issue(*r->arena, r->db, &f->ask, r->now, &ours));
        f->wrong = ours ? TONGUE_WORDS : TONGUE_RIGHT_USED;
    }
    if (f->wrong == TONGUE_WORDS)
        return give(r, "signed", survei_blind_text(r->arena, f->signature));
    r->status = f->wrong == TONGUE_RIGHT_USED ? 409 : 422;
    return give(r, "wrong", f->f.t->words[f->wrong]);
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

Html survei_blind_fields(Req *r, const SurveiCampaign *c, const SurveiTongue *t)
{
    if (c->mode != SURVEI_STRICT)
        return (Html){0};
    return drawn(r, &(BlindFields){.slug = c->slug, .token = form_value(r, "token"), .sig = form_value(r, "sig"),
                                   .get = url_for(r, "/s/%.*s/token?b=%.*s", STRF(c->slug), STRF(t->code)),
                                   .need = t->words[TONGUE_RIGHT_NEED], .need_go = t->words[TONGUE_RIGHT_NEED_GO],
                                   .script = asset_url(r, "survei-token.js")});
}

Html survei_blind_done(Req *r, const SurveiCampaign *c)
{
    if (c->mode != SURVEI_STRICT)
        return (Html){0};
    return drawn(r, &(BlindFields){.slug = c->slug, .done = true, .script = asset_url(r, "survei-token.js")});
}

void survei_blind_read(Req *r, const SurveiCampaign *c, const SurveiTongue *t, SurveiAnswer *x, Issues *issues)
{
    Str token = form_value(r, "token");

    if (c->mode != SURVEI_STRICT || (c->plain_too && x->code.len && !token.len))
        return;
    if (survei_blind_check(r->arena, c, token, form_value(r, "sig"), &x->token).kind)
        issue_add(issues, (Str){0}, t->words[TONGUE_RIGHT_NONE]);
}

/* No token of a form, so no cookie: whoever asks must know the code.  Nobody who is signed in stands in the log. */
#define OPEN_TO_ALL ROUTE_NO_CSRF | ROUTE_NAMELESS

static const Route rows[] = {
    {GET,  "/s/:slug/token",           ANYONE, READS,  page,  "open", .flags = OPEN_TO_ALL},
    {POST, "/s/:slug/token",           ANYONE, WRITES, fetch, "open", .look = fetch_look, .before = fetch_before,
                                                              .flags = OPEN_TO_ALL},
    {GET,  "/s/:slug/token/kunci.pem", ANYONE, READS,  pem,   "open", .flags = OPEN_TO_ALL},
};
const Room survei_blind_room = {"survei", rows, countof(rows)};
