#include "format/json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { BYTES_MOST = 16 << 20, DEPTH_MOST = 32, DEPTH_WRITTEN = 63, NUMBER_LONGEST = 40 };

static const Json absent;

/* --- in --- */

static Err wrong(Arena *a, ErrKind kind, int line, int column, Str what)
{
    Str why = str_fmt(a, "line %d, column %d: %.*s", line, column, STRF(what));
    return (Err){kind, "json_read", str_c(a, why)};
}

/* jansson's message up to " near", which would quote the text itself. */
static Str without_quote(Str what)
{
    isize near = str_find(what, S(" near "));
    return near < 0 ? what : str_sub(what, 0, near);
}

static Err too_deep(Arena *a, Str text, isize at)
{
    int line = 1, column = 1;
    for (isize i = 0; i < at; i++) {
        if (text.at[i] == '\n')
            line++, column = 1;
        else if ((text.at[i] & 0xC0) != 0x80)
            column++;
    }
    return wrong(a, ERR_LIMIT, line, column, S("nested too deeply"));
}

/* jansson recurses, so the nesting is known to be harmless before it starts. */
static Err check_depth(Arena *a, Str text, int most)
{
    bool quoted = false;
    int  depth  = 0;

    for (isize i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{') && ++depth > most)
            return too_deep(a, text, i);
        else if (!quoted && (c == ']' || c == '}'))
            depth--;
    }
    return NO_ERR;
}

/* What a tree takes in the arena, at most; asked first, so that a full arena cannot leave jansson's
 * memory behind. */
static isize measure(json_t *j)
{
    isize       n = (isize)(sizeof(Json) + _Alignof(Json));
    size_t      i;
    const char *key;
    json_t     *each;

    if (json_is_string(j))
        return n + (isize)json_string_length(j);
    if (json_is_number(j))
        return n + NUMBER_LONGEST;
    json_array_foreach(j, i, each)
        n += measure(each);
    json_object_foreach(j, key, each)
        n += measure(each) + (isize)strlen(key);
    return n;
}

/* "3.6" for 3.6, "100" for 1e2: the shortest decimal that reads back as the same number, without a power of
 * ten as long as that is readable. */
static Str real_text(Arena *a, json_t *j)
{
    char   text[NUMBER_LONGEST];
    double v     = json_real_value(j), size = v < 0 ? -v : v;
    bool   plain = size >= 1e-6 && size < 1e15;
    int    n     = 0;

    if (size <= 0)
        return S("0");
    for (int digits = plain ? 0 : 1; digits <= 22; digits++) {
        n = snprintf(text, sizeof text, plain ? "%.*f" : "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    return str_copy(a, (Str){text, n});
}

static Str whole_text(Arena *a, json_t *j)
{
    return str_fmt(a, "%lld", (long long)json_integer_value(j));
}

Str json_begin(Str text)
{
    return str_starts(text, S("\xEF\xBB\xBF")) ? str_sub(text, 3, -1) : text;
}

static Json taken(Arena *a, json_t *j);

static Json taken_list(Arena *a, json_t *j)
{
    Json    out = {.kind = JSON_LIST, .count = (isize)json_array_size(j)};
    Json   *at  = new(a, Json, out.count);
    size_t  i;
    json_t *each;

    json_array_foreach(j, i, each)
        at[i] = taken(a, each);
    out.at = at;
    return out;
}

static Json taken_map(Arena *a, json_t *j)
{
    Json        out = {.kind = JSON_MAP, .count = (isize)json_object_size(j)};
    Json       *at  = new(a, Json, out.count), *next = at;
    const char *key;
    json_t     *each;

    json_object_foreach(j, key, each) {
        *next = taken(a, each);
        next++->key = str_copy(a, str_of(key));
    }
    out.at = at;
    return out;
}

static Str taken_text(Arena *a, json_t *j)
{
    return str_copy(a, (Str){json_string_value(j), (isize)json_string_length(j)});
}

static Json taken(Arena *a, json_t *j)
{
    switch (json_typeof(j)) {
    case JSON_OBJECT:  return taken_map(a, j);
    case JSON_ARRAY:   return taken_list(a, j);
    case JSON_STRING:  return (Json){.kind = JSON_TEXT, .text = taken_text(a, j)};
    case JSON_INTEGER: return (Json){.kind = JSON_NUMBER, .text = whole_text(a, j)};
    case JSON_REAL:    return (Json){.kind = JSON_NUMBER, .text = real_text(a, j)};
    case JSON_TRUE:    return (Json){.kind = JSON_BOOL, .truth = true};
    case JSON_FALSE:   return (Json){.kind = JSON_BOOL};
    case JSON_NULL:    return (Json){.kind = JSON_NONE};
    }
    return absent;
}

Err json_read(Arena *a, Str text, JsonMost most, const Json **out)
{
    text = json_begin(text);
    if (text.len > (most.bytes ? most.bytes : BYTES_MOST))
        return FAIL(ERR_LIMIT, "the JSON text is too long");
    TRY(check_depth(a, text, most.depth ? most.depth : DEPTH_MOST));

    json_error_t e;
    json_t      *j = json_loadb(text.len ? text.at : "", (size_t)text.len,
                                JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!j)
        return wrong(a, ERR_INVALID, e.line, e.column, without_quote(str_of(e.text)));
    if (measure(j) > a->end - a->beg) {
        json_decref(j);
        return FAIL(ERR_LIMIT, "the JSON text holds too much");
    }
    Json *root = new(a, Json, 1);
    *root = taken(a, j);
    json_decref(j);
    *out = root;
    return NO_ERR;
}

const Json *json_find(const Json *map, Str key)
{
    if (map->kind == JSON_MAP)
        for (isize i = 0; i < map->count; i++)
            if (str_eq(map->at[i].key, key))
                return &map->at[i];
    return &absent;
}

const Json *json_get(const Json *map, const char *key)
{
    return json_find(map, str_of(key));
}

Str json_text(const Json *j)
{
    return j->kind == JSON_TEXT ? j->text : (Str){0};
}

bool json_i64(const Json *j, i64 *out)
{
    return j->kind == JSON_NUMBER && str_i64(j->text, out);
}

bool json_ratio(const Json *j, Ratio *out)
{
    return (j->kind == JSON_NUMBER || j->kind == JSON_TEXT) && ratio_parse(j->text, out);
}

/* --- out --- */

/* `<` so that "</script" cannot be spelt; two separators because old scripts end a line there. */
static void add_char(Buf *to, utf8proc_int32_t c, Str bytes)
{
    switch (c) {
    case '"':  buf_add(to, S("\\\"")); return;
    case '\\': buf_add(to, S("\\\\")); return;
    case '\n': buf_add(to, S("\\n")); return;
    case '\r': buf_add(to, S("\\r")); return;
    case '\t': buf_add(to, S("\\t")); return;
    }
    if (c < 0x20 || c == '<' || c == 0x7F || c == 0x2028 || c == 0x2029)
        buf_addf(to, "\\u%04x", (unsigned)c);
    else
        buf_add(to, bytes);
}

static void add_text(Buf *to, Str s)
{
    buf_char(to, '"');
    while (s.len) {
        utf8proc_int32_t c;
        isize            n = utf8proc_iterate((const u8 *)s.at, s.len, &c);
        if (n > 0) {
            add_char(to, c, str_sub(s, 0, n));
        } else {
            buf_add(to, S("\xEF\xBF\xBD"));
            n = 1;
        }
        s = str_sub(s, n, -1);
    }
    buf_char(to, '"');
}

static void start(JsonOut *o, Str key)
{
    bool in_list = !o->depth || (o->lists >> o->depth & 1);
    assert(in_list == !key.at);

    if (o->more)
        buf_char(o->to, ',');
    if (key.at) {
        add_text(o->to, key);
        buf_char(o->to, ':');
    }
    o->more = true;
}

static void open_level(JsonOut *o, Str key, bool list)
{
    assert(o->depth < DEPTH_WRITTEN);
    start(o, key);
    o->depth++;
    o->lists = (o->lists & ~((u64)1 << o->depth)) | (u64)list << o->depth;
    o->more  = false;
    buf_char(o->to, list ? '[' : '{');
}

void json_open_map(JsonOut *o, Str key)
{
    open_level(o, key, false);
}

void json_open_list(JsonOut *o, Str key)
{
    open_level(o, key, true);
}

void json_close(JsonOut *o)
{
    assert(o->depth > 0);
    buf_char(o->to, o->lists >> o->depth & 1 ? ']' : '}');
    o->depth--;
    o->more = true;
}

void json_put_text(JsonOut *o, Str key, Str text)
{
    start(o, key);
    add_text(o->to, text);
}

void json_put_i64(JsonOut *o, Str key, i64 n)
{
    start(o, key);
    buf_addf(o->to, "%lld", (long long)n);
}

void json_put_id(JsonOut *o, Str key, i64 id)
{
    start(o, key);
    buf_addf(o->to, "\"%lld\"", (long long)id);
}

void json_put_bool(JsonOut *o, Str key, bool truth)
{
    start(o, key);
    buf_add(o->to, truth ? S("true") : S("false"));
}

void json_put_null(JsonOut *o, Str key)
{
    start(o, key);
    buf_add(o->to, S("null"));
}

void json_put_exact(JsonOut *o, Str key, Ratio r)
{
    json_put_text(o, key, ratio_exact(o->to->arena, r));
}

void json_put_points(JsonOut *o, Str key, Ratio r)
{
    json_put_text(o, key, ratio_round(o->to->arena, r, 2, '.'));
}

void json_put_date(JsonOut *o, Str key, Date d)
{
    if (!d.days)
        json_put_null(o, key);
    else
        json_put_text(o, key, date_iso(o->to->arena, d));
}

void json_put_raw(JsonOut *o, Str key, Str json)
{
    start(o, key);
    buf_add(o->to, json);
}

void json_put_tree(JsonOut *o, Str key, const Json *j)
{
    switch (j->kind) {
    case JSON_ABSENT:
    case JSON_NONE: json_put_null(o, key); return;
    case JSON_BOOL: json_put_bool(o, key, j->truth); return;
    case JSON_TEXT: json_put_text(o, key, j->text); return;
    case JSON_NUMBER:
        start(o, key);
        buf_add(o->to, j->text);
        return;
    case JSON_LIST:
    case JSON_MAP:
        open_level(o, key, j->kind == JSON_LIST);
        for (isize i = 0; i < j->count; i++)
            json_put_tree(o, j->at[i].key, &j->at[i]);
        json_close(o);
        return;
    }
}

static int by_key(const void *x, const void *y)
{
    const Json *const *a = x, *const *b = y;
    return str_cmp((*a)->key, (*b)->key);
}

void json_put_sorted(Arena *a, JsonOut *o, Str key, const Json *j)
{
    if (j->kind != JSON_LIST && j->kind != JSON_MAP) {
        json_put_tree(o, key, j);
        return;
    }
    const Json **members = new(a, const Json *, j->count);
    for (isize i = 0; i < j->count; i++)
        members[i] = &j->at[i];
    if (j->kind == JSON_MAP && j->count)
        qsort(members, (size_t)j->count, sizeof *members, by_key);
    open_level(o, key, j->kind == JSON_LIST);
    for (isize i = 0; i < j->count; i++)
        json_put_sorted(a, o, members[i]->key, members[i]);
    json_close(o);
}
