#include "web/frame.h"

#include "web/asset.h"
#include "web/parts.h"

typedef struct {
    Str   title, lead;
    Tag   state;
    Trail trail, quiet;
    Link  action;
    bool  actions;
} HeadOfPage;
#include "frame_head.html.h"

typedef struct {
    Str  lang, title, name;
    bool signed_in, sign_in;
    bool at_notices;            /* the bell leads to this page */
    Str  waits;                 /* at the bell: "3", "99+"; empty: nothing */
    bool pieces;
    Html menu, head, body;
    Notice notice;
    Url  css, js, htmx, icon, letters, other_url;
    Str  other_lang, other_text;
} FrameView;
#include "frame_page.html.h"

typedef struct {
    Str     text, number, not_kept;
    bool    sign_in, again;
    Url     action;
    Summary typed;
    LIST(Hidden) sent;
} ErrorView;
#include "frame_error_page.html.h"

/* What was written since the page began; the page begins anew. */
static Html taken(Req *r)
{
    Html made = {buf_str(&r->out)};
    r->out    = (Buf){.arena = r->arena};
    return made;
}

void frame_prepare(Req *r)
{
    const Page *p    = &r->page;
    Buf         body = r->out;
    HeadOfPage  head = {
        .title   = p->title,
        .lead    = p->lead,
        .state   = {(Tone)p->state_tone, p->state},
        .action  = {p->action_text, p->action},
        .actions = p->action_text.len || p->quiet.count,
    };
    for (isize i = 0; i < p->trail.count; i++)
        *list_add(r->arena, &head.trail.of) = p->trail.at[i];
    for (isize i = 0; i < p->quiet.count; i++)
        *list_add(r->arena, &head.quiet.of) = p->quiet.at[i];
    r->out = (Buf){.arena = r->arena};
    view_frame_head(r, &head);
    r->page.head   = buf_str(&r->out);
    r->page.pieces = str_has(buf_str(&body), S(" hx-"));
    r->out         = body;
}

static Str waits_text(Req *r)
{
    if (!r->waits)
        return (Str){0};
    return r->waits > 99 ? S("99+") : say_i64(r->arena, r->lang, r->waits);
}

enum { FRAME_ROOM = 8 << 10 };

static void draw(const Web *w, Req *r, bool with_menu)
{
    Lang other = r->lang == LANG_ID ? LANG_EN : LANG_ID;

    if (!r->page.head.len)
        frame_prepare(r);
    FrameView v = {
        .body       = taken(r),
        .head       = {r->page.head},
        .pieces     = r->page.pieces,
        .lang       = str_of(lang_code(r->lang)),
        .title      = str_fmt(r->arena, "%.*s – pulau", STRF(r->page.title)),
        .signed_in  = with_menu && r->user && !r->user->half && r->page.frame == FRAME_SIGNED_IN,
        .sign_in    = !r->user,
        .css        = asset_url(r, "pulau.css"),
        .js         = asset_url(r, "pulau.js"),
        .htmx       = asset_url(r, "htmx.min.js"),
        .icon       = asset_url(r, "pulau.svg"),
        .letters    = asset_url(r, "plus-jakarta-sans-latin-wght-normal.woff2"),
        .other_url  = url_with(r, "bahasa", str_of(lang_code(other))),
        .other_lang = str_of(lang_code(other)),
        .other_text = say(r->lang, MSG_frame_other_language),
        .notice     = {.tone = TONE_GOOD, .title = notice_take(r)},
    };

    if (v.signed_in) {
        v.name       = r->user->name;
        v.at_notices = str_is(r->page.section, "kabar");
        v.waits      = waits_text(r);
        if (w->menu)
            w->menu(r);
        v.menu = taken(r);
    }
    isize room = v.body.s.len + v.menu.s.len + v.head.s.len + FRAME_ROOM;       /* the whole page moves once */
    r->out = (Buf){.arena = r->arena, .at = new(r->arena, char, room), .cap = room};
    view_frame_page(r, &v);
}

void frame_draw(const Web *w, Req *r)
{
    draw(w, r, true);
}

/* --- pages of failure --- */

typedef struct { int status; Msg what, todo; } ErrorText;

static const ErrorText errors[] = {
    {400, MSG_error_400, MSG_error_400_do},
    {401, MSG_error_401, MSG_error_401_do},
    {403, MSG_error_403, MSG_error_403_do},
    {404, MSG_error_404, MSG_error_404_do},
    {405, MSG_error_405, MSG_error_405_do},
    {409, MSG_error_409, MSG_error_409_do},
    {413, MSG_error_413, MSG_error_413_do},
    {415, MSG_error_415, MSG_error_415_do},
    {422, MSG_error_422, MSG_error_422_do},
    {429, MSG_error_429, MSG_error_429_do},
    {503, MSG_error_503, MSG_error_503_do},
    {500, MSG_error_500, MSG_error_500_do},     /* and whatever is not above */
};

static const ErrorText *error_text(int status)
{
    const ErrorText *e = errors;
    while (e->status != status && e < errors + countof(errors) - 1)
        e++;
    return e;
}

Msg frame_error_title(int status)
{
    return error_text(status)->what;
}

/* How the form called it; prose that has no such name is shown all the same, other values are only carried. */
static Str label_of(const Req *r, const HttpPair *field)
{
    for (isize i = 0; i < r->route->form_count; i++)
        if (str_is(field->name, r->route->form[i].name) && r->route->form[i].label)
            return say(r->lang, r->route->form[i].label);
    return str_has(field->value, S(" ")) ? field->name : (Str){0};
}

static void put_sent(Req *r, ErrorView *v)
{
    bool lost = r->http->files_count;

    v->again  = true;
    v->action = url_with(r, "", (Str){0});
    for (isize i = 0; i < r->http->form_count; i++) {
        const HttpPair *f = &r->http->form[i];
        lost = lost || form_is_secret(f->name);
        if (form_is_secret(f->name) || str_is(f->name, "_csrf") || str_is(f->name, "_key"))
            continue;
        *list_add(r->arena, &v->sent) = (Hidden){f->name, f->value};
        Str label = label_of(r, f);
        if (label.len && f->value.len)
            *list_add(r->arena, &v->typed.lines) = (SummaryLine){.key = label, .value = f->value};
    }
    if (lost)
        v->not_kept = say(r->lang, MSG_form_not_kept);
}

void frame_error(const Web *w, Req *r, int status, Str number)
{
    Str title = r->refused_title.len ? r->refused_title : say(r->lang, error_text(status)->what);
    const ErrorText *e = error_text(status);
    ErrorView v = {
        .text    = r->refused.len ? r->refused : say(r->lang, e->todo),
        .number  = status >= 500 ? number : (Str){0},
        .sign_in = status == 401 && !r->user && r->route && !(r->route->who & ANYONE),
    };
    r->out = (Buf){.arena = r->arena};
    if (r->partial) {
        view_notice(r, &(Notice){.tone = TONE_BAD, .title = title, .text = v.text});
        return;
    }
    Str section = r->page.section;
    r->page = (Page){.title = title, .section = section};
    if (r->again)
        put_sent(r, &v);
    view_frame_error_page(r, &v);
    draw(w, r, status < 500);           /* the menu may need the very thing that failed */
}

/* Refusals before there is a request have no language and no arena: both languages, one small page each. */
#define REFUSAL(id, en) S("<!DOCTYPE html>\n<html lang=\"id\"><head><meta charset=\"utf-8\">"                  \
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" id "</title></head>"   \
    "<body><main><h1>" id "</h1><p lang=\"en\">" en "</p></main></body></html>\n")

Str frame_refusal(int status)
{
    switch (status) {
    case 404: return REFUSAL("Halaman tidak ditemukan.", "Page not found.");
    case 405: return REFUSAL("Halaman ini tidak dapat dipakai dengan cara itu.", "This page cannot be used that way.");
    case 408: return REFUSAL("Kiriman terlalu lama. Coba lagi.", "The request took too long. Try again.");
    case 413: return REFUSAL("Kiriman terlalu besar.", "The request is too large.");
    case 415: return REFUSAL("Jenis kiriman ini tidak diterima.", "This kind of content is not accepted.");
    case 429: return REFUSAL("Terlalu banyak sambungan. Tunggu sebentar.", "Too many connections. Wait a moment.");
    case 431: return REFUSAL("Kepala permintaan terlalu besar.", "The head of the request is too large.");
    case 503: return REFUSAL("Layanan sedang sibuk. Coba lagi sebentar lagi.", "The service is busy. Try again soon.");
    }
    return REFUSAL("Permintaan tidak dapat dibaca.", "The request cannot be read.");
}
