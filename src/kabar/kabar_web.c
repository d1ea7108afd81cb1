#include "kabar/kabar_pages_web.h"

#include "akun/akun.h"

enum { PAGE = 30, SHORT = 10 };         /* a short list needs no filters */

typedef struct {
    i64     id;
    Str     text, title;
    Instant at;
    Url     open;
    bool    unread;
    Tag     tag;
} NoticeLine;

typedef struct {
    LIST(Filter)     filters;
    LIST(NoticeLine) rows;
    bool    narrowed, unread;
    Str     here, until;        /* where one comes back to; the moment of this page */
    Pager   pager;
    Exports exports;
    Empty   empty;
} KabarListView;
#include "kabar_list.html.h"

const KabarKind *kabar_kind(const Web *w, Str name)
{
    for (isize i = 0; i < w->rooms_count; i++)
        for (isize k = 0; k < w->rooms[i]->kinds_count; k++)
            if (str_is(name, w->rooms[i]->kinds[k].name))
                return &w->rooms[i]->kinds[k];
    return NULL;
}

Err kabar_waits(Req *r, i64 *out)
{
    return kabar_unread(*r->arena, r->db, r->user->id, out);
}

/* --- the list --- */

static Filter choose(Req *r, const char *name, Msg label, Msg any)
{
    Filter f = {.name = str_of(name), .label = say(r->lang, label)};
    *list_add(r->arena, &f.choices) = (ChoiceView){.label = say(r->lang, any)};
    return f;
}

static void offer(Req *r, Filter *f, Str value, Str label)
{
    bool chosen = str_eq(query_get(r, str_c(r->arena, f->name)), value);
    *list_add(r->arena, &f->choices) = (ChoiceView){value, label, .chosen = chosen};
}

static void add_filters(Req *r, KabarListView *v)
{
    Filter unread = choose(r, "baca", MSG_kabar_show, MSG_kabar_show_all);
    Filter kind   = choose(r, "jenis", MSG_kabar_kind, MSG_kabar_kind_any);

    offer(r, &unread, S("belum"), say(r->lang, MSG_kabar_show_unread));
    for (isize i = 0; i < r->web->rooms_count; i++) {
        const Room *room = r->web->rooms[i];
        for (isize k = 0; k < room->kinds_count; k++)
            if (!room->kinds[k].who || may(r, room->kinds[k].who))
                offer(r, &kind, str_of(room->kinds[k].name), say(r->lang, room->kinds[k].title));
    }
    *list_add(r->arena, &v->filters) = unread;
    *list_add(r->arena, &v->filters) = kind;
}

static void add_rows(Req *r, KabarListView *v, const KabarRows *rows)
{
    for (isize i = 0; i < rows->count; i++) {
        const KabarRow  *k    = &rows->at[i];
        const KabarKind *kind = kabar_kind(r->web, k->kind);
        *list_add(r->arena, &v->rows) = (NoticeLine){
            .id = k->id, .at = k->at, .unread = !k->read_at.s, .open = url_for(r, "/kabar/%lld", (long long)k->id),
            .text = kabar_text(r->arena, r->lang, kind, k->args), .title = kind ? say(r->lang, kind->title) : S("-"),
            .tag = {TONE_INFO, say(r->lang, MSG_kabar_new)},
        };
        v->unread = v->unread || !k->read_at.s;
    }
}

static void add_pager(Req *r, KabarListView *v, i64 page, i64 of)
{
    i64 from = (page - 1) * PAGE;
    v->pager = (Pager){.from = from + 1, .to = from + v->rows.count, .of = of};
    if (page > 1)
        v->pager.before = url_with(r, "hal", page > 2 ? html_bare_i64(r, page - 1) : (Str){0});
    if (v->pager.to < of)
        v->pager.after = url_with(r, "hal", html_bare_i64(r, page + 1));
}

/* What was asked for: the page is at least 1, however it is spelt in the address. */
static KabarAsk asked(const Req *r, i64 *out_page)
{
    if (!str_i64(query_get(r, "hal"), out_page) || *out_page < 1 || *out_page > 100000)
        *out_page = 1;
    return (KabarAsk){.user_id = r->user->id, .kind = query_get(r, "jenis"),
                      .unread = str_is(query_get(r, "baca"), "belum"), .skip = (*out_page - 1) * PAGE, .limit = PAGE};
}

static const Col cols[] = {
    {"kabar",  MSG_kabar_one,     COL_TEXT, false}, {"jenis",  MSG_kabar_kind,    COL_TEXT, false},
    {"waktu",  MSG_kabar_told_at, COL_AT,   false}, {"dibaca", MSG_kabar_read_at, COL_AT,   false},
};

static Err list_file(Req *r, KabarAsk ask)
{
    Table     t    = {.name = "kabar", .caption = say(r->lang, MSG_kabar_title), .cols = cols,
                      .cols_count = countof(cols), .part = true};
    KabarRows rows = {0};
    i64       of;

    ask.skip  = 0;
    ask.limit = TABLE_MAX;
    TRY(kabar_list(r->arena, r->db, &ask, &rows, &of));
    t.of      = rows.count;
    for (isize i = 0; i < rows.count; i++) {
        const KabarRow  *k    = &rows.at[i];
        const KabarKind *kind = kabar_kind(r->web, k->kind);
        Cell            *c    = table_row(r, &t);
        c[0].text = kabar_text(r->arena, r->lang, kind, k->args);
        c[1].text = kind ? say(r->lang, kind->title) : (Str){0};
        c[2].at   = k->at;
        c[3].at   = k->read_at;
        c[3].none = !k->read_at.s;
    }
    return table_show(r, &t);
}

/* GET /kabar */
Err kabar_list_page(Req *r)
{
    KabarListView v    = {.until = instant_iso(r->arena, r->now)};
    KabarRows     rows = {0};
    i64           page, of = 0;
    KabarAsk      ask  = asked(r, &page);

    if (table_is_asked(r))
        return list_file(r, ask);
    v.exports = table_exports(r, "hal");
    TRY(kabar_list(r->arena, r->db, &ask, &rows, &of));
    if (!rows.count && of)
        return redirect(r, "/kabar");           /* the last page went away */
    v.narrowed = ask.kind.len || ask.unread;
    v.here     = url_with(r, "hal", page > 1 ? html_bare_i64(r, page) : (Str){0}).s;
    add_rows(r, &v, &rows);
    add_pager(r, &v, page, of);
    if (of > SHORT || v.narrowed)
        add_filters(r, &v);
    v.empty = v.narrowed ? (Empty){.title = say(r->lang, MSG_kabar_none_such)}
                         : (Empty){say(r->lang, MSG_kabar_none), say(r->lang, MSG_kabar_none_text), {{0}}};
    r->page.section = S("kabar");
    r->page.title   = say(r->lang, MSG_kabar_title);
    r->page.lead    = say(r->lang, MSG_kabar_lead);
    page_quiet(r, say(r->lang, MSG_kabar_set), (Url){S("/kabar/atur")});
    if (may(r, WHO(ADMIN)))
        page_quiet(r, say(r->lang, MSG_kabar_lost), (Url){S("/kabar/surat")});
    view_kabar_list(r, &v);
    return NO_ERR;
}

/* GET /kabar/:id - on to the thing itself; from then on it is read */
Err kabar_open(Req *r)
{
    KabarRow k;
    TRY(kabar_find(r->arena, r->db, r->user->id, r->id, &k));
    TRY(kabar_read(*r->arena, r->db, r->user->id, r->id, r->now));
    return redirect(r, "%.*s", STRF(k.url));
}

/* POST /kabar/:id/baca - read, and back to the list */
Err kabar_mark(Req *r)
{
    TRY(kabar_read(*r->arena, r->db, r->user->id, r->id, r->now));
    Url back = url_local(form_value(r, "kembali"), (Url){S("/kabar")});
    return redirect(r, "%.*s", STRF(back.s));
}

/* POST /kabar/baca - what came after the page was drawn stays unread */
Err kabar_mark_all(Req *r)
{
    Instant until;
    if (!instant_parse(form_value(r, "sampai"), &until))
        return FAIL(ERR_INVALID, "until when is not said");
    TRY(kabar_read_all(r->db, r->user->id, until, r->now));
    notice_set(r, MSG_kabar_marked_all);
    return redirect(r, "/kabar");
}

/* --- the table of this room --- */

static const char OWN[]  = "only one's own notices";
static const char STOP[] = "whoever holds a letter's own token: it ends that reader's letters, and no more";
static const char LOST[] = "letters to people who work at or below a unit for which the asker is ADMIN today";

// clang-format off
static const Route rows[] = {
    {GET,  "/kabar",                SIGNED_IN,  READS,  kabar_list_page,  OWN},
    {POST, "/kabar/baca",           SIGNED_IN,  WRITES, kabar_mark_all,   OWN},
    {GET,  "/kabar/atur",           SIGNED_IN,  READS,  kabar_set_page,   OWN},
    {POST, "/kabar/atur",           SIGNED_IN,  WRITES, kabar_set,        OWN},
    {GET,  "/kabar/henti/:token",   ANYONE,     READS,  kabar_stop_page,  STOP},
    {POST, "/kabar/henti/:token",   ANYONE,     WRITES, kabar_stop_do,    STOP, .flags = ROUTE_NO_CSRF},
    {GET,  "/kabar/surat",          WHO(ADMIN), READS,  kabar_lost_page,  LOST},
    {POST, "/kabar/surat/:id/lagi", WHO(ADMIN), WRITES, kabar_lost_again, LOST},
    {GET,  "/kabar/:id",            SIGNED_IN,  WRITES, kabar_open,       OWN},
    {POST, "/kabar/:id/baca",       SIGNED_IN,  WRITES, kabar_mark,       OWN},
    {GET,  "/api/v1/kabar",         SIGNED_IN,  READS,  kabar_api_list,   OWN, .gives = &gives_notice,
     .about = MSG_kabar_api_list, .flags = ROUTE_MANY, .form = kabar_api_fields, .form_count = KABAR_API_FIELDS},
    {POST, "/api/v1/kabar/:id/baca", SIGNED_IN, WRITES, kabar_api_read,   OWN, .gives = &gives_notice,
     .about = MSG_kabar_api_mark},
};
// clang-format on

const Room kabar_room = {"kabar", rows, countof(rows), .kinds = kabar_kinds, .kinds_count = KABAR_KINDS,
                         .remind = kabar_remind, .about = MSG_kabar_title};
