#include "web/api.h"

#include "format/json.h"
#include "web/frame.h"

#include <stdlib.h>
#include <string.h>

const Gives gives_file = {.name = "File", .about = MSG_api_file};

bool api_is(Str path)
{
    return path.len > 6 && str_starts(path, S("/api/v")) && path.at[6] >= '1' && path.at[6] <= '9';
}

/* --- a struct as JSON --- */

typedef struct { const char *at; isize count, cap; } Any;       /* a LIST of whatever */

static Any any_of(const void *list)
{
    Any l;
    memcpy(&l, list, sizeof l);
    return l;
}

static bool nothing(const Give *g, const void *slot)
{
    switch (g->kind) {
    case G_TEXT:
    case G_ENUM:   return !((const Str *)slot)->len;
    case G_I64:
    case G_ID:     return !*(const i64 *)slot;
    case G_EXACT:
    case G_POINTS: return !ratio_cmp(*(const Ratio *)slot, (Ratio){0});
    case G_BOOL:
    case G_DATE:
    case G_AT:
    case G_MAP:
    case G_REF:
    case G_LIST:
    case G_TEXTS:
    case G_TREE:   break;
    }
    return false;
}

static void put_map(JsonOut *o, Str key, const Gives *of, const void *thing);

static void put_list(JsonOut *o, Str key, const Gives *of, Any l)
{
    json_open_list(o, key);
    for (isize i = 0; i < l.count; i++)
        put_map(o, NO_KEY, of, l.at + i * (isize)of->size);
    json_close(o);
}

static void put_texts(JsonOut *o, Str key, Any l)
{
    json_open_list(o, key);
    for (isize i = 0; i < l.count; i++)
        json_put_text(o, NO_KEY, ((const Str *)(const void *)l.at)[i]);
    json_close(o);
}

static void put_at(JsonOut *o, Str key, Instant at)
{
    if (at.s)
        json_put_text(o, key, instant_iso(o->to->arena, at));
    else
        json_put_null(o, key);
}

static void put_ref(JsonOut *o, Str key, const Gives *of, const void *thing)
{
    if (thing)
        put_map(o, key, of, thing);
    else
        json_put_null(o, key);
}

static void put_tree(JsonOut *o, Str key, Str json)
{
    if (json.len)
        json_put_raw(o, key, json);
    else
        json_put_null(o, key);
}

static void put(JsonOut *o, const Give *g, const void *slot)
{
    Str key = str_of(g->name);

    if (g->maybe && nothing(g, slot)) {
        json_put_null(o, key);
        return;
    }
    switch (g->kind) {
    case G_TEXT:
    case G_ENUM:   json_put_text(o, key, *(const Str *)slot); break;
    case G_I64:    json_put_i64(o, key, *(const i64 *)slot); break;
    case G_ID:     json_put_id(o, key, *(const i64 *)slot); break;
    case G_BOOL:   json_put_bool(o, key, *(const bool *)slot); break;
    case G_EXACT:  json_put_exact(o, key, *(const Ratio *)slot); break;
    case G_POINTS: json_put_points(o, key, *(const Ratio *)slot); break;
    case G_DATE:   json_put_date(o, key, *(const Date *)slot); break;
    case G_AT:     put_at(o, key, *(const Instant *)slot); break;
    case G_MAP:    put_map(o, key, g->of, slot); break;
    case G_REF:    put_ref(o, key, g->of, *(const void *const *)slot); break;
    case G_LIST:   put_list(o, key, g->of, any_of(slot)); break;
    case G_TEXTS:  put_texts(o, key, any_of(slot)); break;
    case G_TREE:   put_tree(o, key, *(const Str *)slot); break;
    }
}

static void put_map(JsonOut *o, Str key, const Gives *of, const void *thing)
{
    json_open_map(o, key);
    for (const Give *g = of->at; g < of->at + of->count; g++)
        put(o, g, (const char *)thing + g->offset);
    json_close(o);
}

static JsonOut begin(Req *r, Str type)
{
    r->out.len = 0;
    r->type    = type;
    return (JsonOut){.to = &r->out};
}

Err api_give(Req *r, const void *thing)
{
    JsonOut o = begin(r, S("application/json"));
    put_map(&o, NO_KEY, r->route->gives, thing);
    return NO_ERR;
}

/* --- lists --- */

enum { ROWS_USUAL = 100, ROWS_MOST = 500 };

const Field api_list_fields[] = {
    {.name = "cari", .kind = F_TEXT, .label = MSG_api_q_search},
    {.name = "urut", .kind = F_TEXT, .label = MSG_api_q_sort},
    {.name = "hal", .kind = F_I64, .label = MSG_api_q_page, .min = 1},
    {.name = "banyak", .kind = F_I64, .label = MSG_api_q_rows, .min = 1, .max = ROWS_MOST},
};
const isize api_list_fields_count = countof(api_list_fields);

typedef struct {
    const Give  *by;
    const char **rows;
    isize        count;
    bool         down;
} Rows;

static int order(i64 x, i64 y)
{
    return (x > y) - (x < y);
}

static int compare_slots(const Give *g, const void *x, const void *y)
{
    switch (g->kind) {
    case G_TEXT:
    case G_ENUM:   return str_cmp(*(const Str *)x, *(const Str *)y);
    case G_I64:
    case G_ID:     return order(*(const i64 *)x, *(const i64 *)y);
    case G_BOOL:   return *(const bool *)x - *(const bool *)y;
    case G_EXACT:
    case G_POINTS: return ratio_cmp(*(const Ratio *)x, *(const Ratio *)y);
    case G_DATE:   return order(((const Date *)x)->days, ((const Date *)y)->days);
    case G_AT:     return order(((const Instant *)x)->s, ((const Instant *)y)->s);
    case G_MAP:
    case G_REF:
    case G_LIST:
    case G_TEXTS:
    case G_TREE:   break;
    }
    return 0;
}

static bool sorts(GiveKind kind)
{
    return kind < G_MAP;
}

/* Equal rows stay as they came. */
static int compare_rows(const void *a, const void *b, void *ctx)
{
    const Rows *rows = ctx;
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    int         n = compare_slots(rows->by, x + rows->by->offset, y + rows->by->offset);
    return n ? rows->down ? -n : n : (x > y) - (x < y);
}

/* All the words, wherever they stand in the row's texts. */
static bool found(Arena scratch, const Gives *of, const char *row, Str asked)
{
    Buf text = {.arena = &scratch};

    for (const Give *g = of->at; g < of->at + of->count; g++) {
        if (g->kind == G_TEXT || g->kind == G_ENUM)
            buf_add(&text, str_lower(&scratch, *(const Str *)(const void *)(row + g->offset)));
        buf_char(&text, '\n');
    }
    while (asked.len) {
        Str word = str_cut(&asked, ' ');
        if (!str_has(buf_str(&text), word))
            return false;
    }
    return true;
}

static Err sort_by(Req *r, Rows *rows)
{
    const Gives *of   = r->route->gives;
    Str          asked = query_get(r, "urut"), name = asked;

    rows->down = str_starts(asked, S("-"));
    name       = str_sub(asked, rows->down, -1);
    for (const Give *g = of->at; g < of->at + of->count; g++)
        if (str_is(name, g->name) && sorts(g->kind))
            rows->by = g;
    if (asked.len && !rows->by) {
        Issues *bad = new(r->arena, Issues, 1);
        bad->arena = r->arena;
        issue_say(bad, r->lang, S("urut"), MSG_api_no_such_sort);
        r->issues = bad;
        return FAIL(ERR_INVALID, "cannot be sorted by that");
    }
    if (rows->by && rows->count)
        qsort_r(rows->rows, (size_t)rows->count, sizeof *rows->rows, compare_rows, rows);
    return NO_ERR;
}

static i64 number_asked(Req *r, const char *name, i64 otherwise, i64 most)
{
    i64 n;
    if (!str_i64(query_get(r, name), &n) || n < 1)
        return otherwise;
    return n > most ? most : n;
}

static Rows rows_of(Req *r, Any l)
{
    Rows rows = {.rows = new(r->arena, const char *, l.count)};
    for (isize i = 0; i < l.count; i++)
        rows.rows[rows.count++] = l.at + i * (isize)r->route->gives->size;
    return rows;
}

static void give_rows(Req *r, const Rows *rows)
{
    i64     many = number_asked(r, "banyak", ROWS_USUAL, ROWS_MOST), page = number_asked(r, "hal", 1, 1 << 20);
    i64     from = (page - 1) * many, to = from + many < rows->count ? from + many : rows->count;
    JsonOut o    = begin(r, S("application/json"));

    json_open_map(&o, NO_KEY);
    json_open_list(&o, S("items"));
    for (i64 i = from; i < to; i++)
        put_map(&o, NO_KEY, r->route->gives, rows->rows[i]);
    json_close(&o);
    json_put_i64(&o, S("total"), rows->count);
    if (to < rows->count)
        json_put_text(&o, S("next"), url_with(r, "hal", html_bare_i64(r, page + 1)).s);
    else
        json_put_null(&o, S("next"));
    json_close(&o);
}

Err api_give_found(Req *r, const void *list, bool sorted)
{
    Rows rows = rows_of(r, any_of(list));

    if (!sorted)
        TRY(sort_by(r, &rows));
    give_rows(r, &rows);
    return NO_ERR;
}

Err api_give_all(Req *r, const void *list)
{
    Str   asked = str_lower(r->arena, query_get(r, "cari"));
    Rows  rows  = rows_of(r, any_of(list));
    isize kept  = 0;

    for (isize i = 0; i < rows.count; i++)
        if (!asked.len || found(*r->arena, r->route->gives, rows.rows[i], asked))
            rows.rows[kept++] = rows.rows[i];
    rows.count = kept;
    TRY(sort_by(r, &rows));
    give_rows(r, &rows);
    return NO_ERR;
}

Err api_give_part(Req *r, const void *list, Url next)
{
    JsonOut o = begin(r, S("application/json"));
    json_open_map(&o, NO_KEY);
    put_list(&o, S("items"), r->route->gives, any_of(list));
    json_put_null(&o, S("total"));
    if (next.s.len)
        json_put_text(&o, S("next"), next.s);
    else
        json_put_null(&o, S("next"));
    json_close(&o);
    return NO_ERR;
}

/* --- what went wrong (RFC 9457) --- */

static void put_issues(JsonOut *o, const Issues *l)
{
    json_open_list(o, S("issues"));
    for (isize i = 0; i < l->count; i++) {
        json_open_map(o, NO_KEY);
        json_put_text(o, S("field"), l->at[i].field);
        json_put_text(o, S("text"), l->at[i].text);
        json_close(o);
    }
    json_close(o);
}

static Msg title_of(int status)
{
    switch (status) {
    case 400: return MSG_api_400;
    case 401: return MSG_api_401;
    case 403: return MSG_api_403;
    case 404: return MSG_api_404;
    case 405: return MSG_api_405;
    case 412: return MSG_error_409;
    case 429: return MSG_api_429;
    }
    return frame_error_title(status);
}

static void put_problem(Req *r, JsonOut *o, int status, Str number)
{
    json_put_text(o, S("type"), S("about:blank"));
    json_put_text(o, S("title"), say(r->lang, title_of(status)));
    json_put_i64(o, S("status"), status);
    if (r->refused.len)
        json_put_text(o, S("detail"), r->refused);
    if (status >= 500 && number.len)
        json_put_text(o, S("number"), number);
    if (r->issues)
        put_issues(o, r->issues);
}

void api_problem(Req *r, int status, Str number)
{
    JsonOut o = begin(r, S("application/problem+json"));

    json_open_map(&o, NO_KEY);
    put_problem(r, &o, status, number);
    json_close(&o);
    if (status == 401)
        header_add(r, "WWW-Authenticate", S("Bearer realm=\"pulau\""));
}

Err api_refuse(Req *r, const Issues *issues)
{
    r->status = 422;
    r->issues = issues;
    api_problem(r, 422, (Str){0});
    return NO_ERR;
}

Str api_refusal(int status)
{
#define PROBLEM(n, title) case n: \
    return S("{\"type\":\"about:blank\",\"title\":\"" title "\",\"status\":" #n "}\n")
    switch (status) {
    PROBLEM(404, "Not found");
    PROBLEM(405, "Method not allowed: GET, HEAD or POST");
    PROBLEM(408, "The request took too long");
    PROBLEM(413, "The request is too large");
    PROBLEM(414, "The address is too long");
    PROBLEM(415, "This kind of content is not accepted");
    PROBLEM(417, "The expectation cannot be met");
    PROBLEM(429, "Too many connections: wait a moment");
    PROBLEM(431, "The head of the request is too large");
    PROBLEM(500, "Something went wrong");
    PROBLEM(501, "Not implemented");
    PROBLEM(503, "Busy: try again in a moment");
    PROBLEM(505, "This version of HTTP is not served");
    PROBLEM(507, "No room for it");
    }
    return S("{\"type\":\"about:blank\",\"title\":\"The request cannot be read\",\"status\":400}\n");
}

/* --- versions --- */

void api_version(Req *r, i64 n)
{
    r->version = n;
}

/* Of "\"3-9f86d081\"" the 3: what stands behind it changes with evidence and names, which nobody edits here. */
static bool matched(Req *r, i64 *out)
{
    Str tag = http_header(r->http, "If-Match");
    if (!str_starts(tag, S("\"")))
        return false;
    tag = str_sub(tag, 1, -1);
    tag = str_cut(&tag, '"');
    return str_i64(str_cut(&tag, '-'), out);
}

bool api_seen(Req *r, Issues *issues, i64 *out)
{
    Str sent = form_value(r, "version");

    if (str_i64(sent, out) || (!sent.len && matched(r, out)))
        return true;
    issue_say(issues, r->lang, S("version"), MSG_api_need_version);
    return false;
}

Err api_conflict(Req *r, const Gives *of, const void *now)
{
    JsonOut o = begin(r, S("application/problem+json"));

    r->status = form_value(r, "version").len ? 409 : 412;
    json_open_map(&o, NO_KEY);
    put_problem(r, &o, r->status, (Str){0});
    put_map(&o, S("now"), of, now);
    json_close(&o);
    return NO_ERR;
}

void api_tag(Req *r)
{
    Digest d   = hash_blake2b(buf_str(&r->out));
    Str    hex = hex_of(r->arena, d.at, 8), sent = http_header(r->http, "If-None-Match");
    Str    tag = r->version ? str_fmt(r->arena, "\"%lld-%.*s\"", (long long)r->version, STRF(hex))
                            : str_fmt(r->arena, "\"%.*s\"", STRF(hex));

    header_add(r, "ETag", tag);
    if (r->method == GET && str_has(sent, tag)) {
        r->status  = 304;
        r->out.len = 0;
    }
}

/* --- what comes in --- */

bool api_sent(const Req *r, const char *name)
{
    isize n = (isize)strlen(name);
    for (isize i = 0; i < r->http->form_count; i++) {
        Str key = r->http->form[i].name;
        if (str_is(key, name) || (key.len > n && key.at[n] == '.' && str_starts(key, str_of(name))))
            return true;
    }
    return false;
}

typedef LIST(HttpPair) Pairs;

static Str scalar(const Json *j)
{
    return j->kind == JSON_BOOL ? j->truth ? S("1") : (Str){0} : j->text;
}

/* {"a": {"b": 1}, "c": [2, 3]} is a.b=1&c=2&c=3: forms and JSON are read by one table. */
static void flatten(Req *r, const Json *j, Str name, Pairs *to)
{
    for (isize i = 0; i < j->count; i++) {
        const Json *x   = &j->at[i];
        Str         key = j->kind == JSON_LIST ? name
                        : name.len ? str_fmt(r->arena, "%.*s.%.*s", STRF(name), STRF(x->key)) : x->key;
        if (x->kind == JSON_MAP || x->kind == JSON_LIST)
            flatten(r, x, key, to);
        else
            *list_add(r->arena, to) = (HttpPair){key, scalar(x)};
    }
}

static Err read_json(Req *r, Pairs *to)
{
    const Json *j = NULL;
    Err         e = json_read(r->arena, r->http->body, (JsonMost){.depth = 8}, &j);

    if (!e.kind && j->kind != JSON_MAP)
        e = FAIL(ERR_INVALID, "not an object");
    if (e.kind) {
        r->refused = str_fmt(r->arena, "JSON: %s", e.why);
        return e;
    }
    flatten(r, j, (Str){0}, to);
    return NO_ERR;
}

static void read_query(Req *r, Pairs *to)
{
    Str rest = r->query;
    while (rest.len) {
        Str part = str_cut(&rest, '&'), name = str_cut(&part, '=');
        if (name.len)
            *list_add(r->arena, to) = (HttpPair){name, query_get(r, str_c(r->arena, name))};
    }
}

static bool is_field(const Field *fields, isize n, Str name)
{
    for (const Field *f = fields; f < fields + n; f++)
        if (str_is(name, f->name)
            || (f->kind == F_TREE && str_starts(name, str_of(f->name)) && name.at[strlen(f->name)] == '.'))
            return true;
    return false;
}

static bool means_something(const Req *r, Str name)
{
    const Route *row = r->route;
    return is_field(row->form, row->form_count, name) || str_is(name, "bahasa") || str_is(name, "_csrf")
        || str_is(name, "_key")
        || ((row->flags & ROUTE_MANY) && !is_field(row->form, row->form_count, S("sebelum"))
            && is_field(api_list_fields, api_list_fields_count, name));
}

static bool is_json(Str type)
{
    return str_eq_nocase(str_trim(str_cut(&type, ';')), S("application/json"));
}

Err api_read(Req *r)
{
    Pairs   pairs = {0};
    Issues *bad   = new(r->arena, Issues, 1);

    bad->arena = r->arena;
    if (r->method == GET) {
        read_query(r, &pairs);
    } else if (is_json(http_header(r->http, "Content-Type"))) {
        TRY(read_json(r, &pairs));
    } else {
        if (r->http->body.len)
            return FAIL(ERR_TYPE, "neither JSON nor a form");
        pairs = (Pairs){r->http->form, r->http->form_count, r->http->form_count};
    }
    r->http->form       = pairs.at;
    r->http->form_count = pairs.count;
    for (isize i = 0; i < pairs.count; i++)
        if (!means_something(r, pairs.at[i].name))
            issue_say(bad, r->lang, pairs.at[i].name, MSG_api_unknown_name);
    if (!bad->count)
        return NO_ERR;
    r->issues = bad;
    return FAIL(ERR_INVALID, "a name that means nothing here");
}

/* --- scopes of tokens --- */

bool api_scope_allows(Str scope, const char *room, Touch touch)
{
    while (scope.len) {
        Str what = str_cut(&scope, ' '), of = str_cut(&what, ':');
        if (str_is(of, room) && (str_is(what, "write") || (touch == READS && str_is(what, "read"))))
            return true;
    }
    return false;
}

const Room *api_first(const Web *w, const Room *room)
{
    for (isize i = 0; i < w->rooms_count; i++)
        if (!strcmp(w->rooms[i]->name, room->name) && w->rooms[i]->about)
            return w->rooms[i];
    return room;
}

bool api_scope_open(const Req *r, const Room *room, Touch touch)
{
    for (const Route *row = room->routes; row < room->routes + room->count; row++)
        if (row->gives && !(row->who & ANYONE) && (touch == READS || row->touch == WRITES) && may(r, row->who))
            return true;
    return false;
}
