/* The document of the API, for machines (OpenAPI 3.1) and for people (the page /api), from the same tables. */
#include "web/api.h"

#include "format/json.h"
#include "web/parts.h"

#include <string.h>

static bool is_row(const Route *row)
{
    return row->gives && api_is(str_of(row->path));
}

/* Has somebody who comes in by a token to be allowed this? */
static bool is_closed(const Route *row)
{
    return !(row->who & ANYONE);
}

static Str scope_of(Arena *a, const Room *room, const Route *row)
{
    return str_fmt(a, "%s:%s", room->name, row->touch == WRITES ? "write" : "read");
}

static bool has_field(const Route *row, const char *name)
{
    for (isize i = 0; i < row->form_count; i++)
        if (!strcmp(row->form[i].name, name))
            return true;
    return false;
}

/* "/api/v1/lke/:id/butir/:code" as "/api/v1/lke/{id}/butir/{code}"; a second :id is {id2}. */
static Str template_of(Arena *a, const char *path)
{
    Buf b    = {.arena = a};
    Str rest = str_sub(str_of(path), 1, -1);
    int ids  = 0;
    do {
        Str part = str_cut(&rest, '/');
        if (str_is(part, ":id") && ids++)
            buf_addf(&b, "/{id%d}", ids);
        else if (part.len && part.at[0] == ':')
            buf_addf(&b, "/{%.*s}", STRF(str_sub(part, 1, -1)));
        else
            buf_addf(&b, "/%.*s", STRF(part));
    } while (rest.at);
    return buf_str(&b);
}

typedef struct {
    Arena     *a;
    JsonOut    o;
    const Web *w;
    Lang       lang;
    LIST(const Gives *) shapes;         /* in the order they are first met */
} Doc;

static void put(Doc *d, const char *key, const char *value)
{
    json_put_text(&d->o, str_of(key), str_of(value));
}

static void open_map(Doc *d, const char *key)
{
    json_open_map(&d->o, key ? str_of(key) : NO_KEY);
}

static void open_list(Doc *d, const char *key)
{
    json_open_list(&d->o, str_of(key));
}

static void shut(Doc *d)
{
    json_close(&d->o);
}

static void put_about(Doc *d, Msg about)
{
    if (about)
        json_put_text(&d->o, S("description"), say(d->lang, about));
}

static void put_ref(Doc *d, const char *kind, const char *name)
{
    json_put_text(&d->o, S("$ref"), str_fmt(d->a, "#/components/%s/%s", kind, name));
}

/* --- what is given out --- */

static void collect(Doc *d, const Gives *of)
{
    for (isize i = 0; i < d->shapes.count; i++)
        if (d->shapes.at[i] == of)
            return;
    *list_add(d->a, &d->shapes) = of;
    for (isize i = 0; i < of->count; i++)
        if (of->at[i].of)
            collect(d, of->at[i].of);
}

static void put_type(Doc *d, const char *type, bool maybe)
{
    if (!maybe) {
        put(d, "type", type);
        return;
    }
    open_list(d, "type");
    json_put_text(&d->o, NO_KEY, str_of(type));
    json_put_text(&d->o, NO_KEY, S("null"));
    shut(d);
}

static void put_text_like(Doc *d, const char *how, const char *value, bool maybe)
{
    put_type(d, "string", maybe);
    put(d, how, value);
}

static void put_choices(Doc *d, const char *const *choices, bool maybe)
{
    put_type(d, "string", maybe);
    open_list(d, "enum");
    for (; *choices; choices++)
        json_put_text(&d->o, NO_KEY, str_of(*choices));
    if (maybe)
        json_put_null(&d->o, NO_KEY);
    shut(d);
}

static void put_list_of(Doc *d, const Gives *of)
{
    put(d, "type", "array");
    open_map(d, "items");
    if (of)
        put_ref(d, "schemas", of->name);
    else
        put(d, "type", "string");
    shut(d);
}

#define EXACT_FORM  "^-?[0-9]+(/[0-9]+)?$"
#define POINTS_FORM "^-?[0-9]+[.][0-9]{2}$"

static void put_give(Doc *d, const Give *g)
{
    open_map(d, g->name);
    put_about(d, g->about);
    switch (g->kind) {
    case G_TEXT:   put_type(d, "string", g->maybe); break;
    case G_ENUM:   put_choices(d, g->choices, g->maybe); break;
    case G_I64:    put_type(d, "integer", g->maybe); break;
    case G_ID:     put_text_like(d, "pattern", "^[0-9]+$", g->maybe); break;
    case G_BOOL:   put(d, "type", "boolean"); break;
    case G_EXACT:  put_text_like(d, "pattern", EXACT_FORM, g->maybe); break;
    case G_POINTS: put_text_like(d, "pattern", POINTS_FORM, g->maybe); break;
    case G_DATE:   put_text_like(d, "format", "date", true); break;
    case G_AT:     put_text_like(d, "format", "date-time", true); break;
    case G_MAP:    put_ref(d, "schemas", g->of->name); break;
    case G_REF:
        open_list(d, "anyOf");
        open_map(d, NULL);
        put_ref(d, "schemas", g->of->name);
        shut(d);
        open_map(d, NULL);
        put(d, "type", "null");
        shut(d);
        shut(d);
        break;
    case G_LIST:   put_list_of(d, g->of); break;
    case G_TEXTS:  put_list_of(d, NULL); break;
    case G_TREE:   break;                       /* anything */
    }
    shut(d);
}

static void put_shape(Doc *d, const Gives *of)
{
    open_map(d, of->name);
    put(d, "type", "object");
    put_about(d, of->about);
    open_map(d, "properties");
    for (isize i = 0; i < of->count; i++)
        put_give(d, &of->at[i]);
    shut(d);
    open_list(d, "required");
    for (isize i = 0; i < of->count; i++)
        json_put_text(&d->o, NO_KEY, str_of(of->at[i].name));
    shut(d);
    shut(d);
}

static void put_answer_schema(Doc *d, const Route *row)
{
    open_map(d, "schema");
    if (!(row->flags & ROUTE_MANY)) {
        put_ref(d, "schemas", row->gives->name);
        shut(d);
        return;
    }
    put(d, "type", "object");
    open_map(d, "properties");
    open_map(d, "items");
    put_list_of(d, row->gives);
    shut(d);
    open_map(d, "total");
    put_type(d, "integer", true);
    put_about(d, MSG_api_list_total);
    shut(d);
    open_map(d, "next");
    put_type(d, "string", true);
    put_about(d, MSG_api_list_next);
    shut(d);
    shut(d);
    open_list(d, "required");
    json_put_text(&d->o, NO_KEY, S("items"));
    json_put_text(&d->o, NO_KEY, S("total"));
    json_put_text(&d->o, NO_KEY, S("next"));
    shut(d);
    shut(d);
}

/* --- what comes in --- */

static void put_whole(Doc *d, const Field *f)
{
    put(d, "type", "integer");
    json_put_i64(&d->o, S("minimum"), f->min);
    if (f->max)
        json_put_i64(&d->o, S("maximum"), f->max);
}

static void put_field_schema(Doc *d, const Field *f)
{
    switch (f->kind) {
    case F_I64:
    case F_MONEY:   put_whole(d, f); break;
    case F_DECIMAL: put_text_like(d, "pattern", "^[0-9]+([.,][0-9]+)?$", false); break;
    case F_DATE:    put_text_like(d, "format", "date", false); break;
    case F_BOOL:    put(d, "type", "boolean"); break;
    case F_ID:      put_text_like(d, "pattern", "^[0-9]+$", false); break;
    case F_CHOICE:
        put(d, "type", "string");
        if (f->choices)
            open_list(d, "enum");
        for (const Choice *c = f->choices; c && c->value; c++)
            json_put_text(&d->o, NO_KEY, str_of(c->value));
        if (f->choices)
            shut(d);
        break;
    case F_EMAIL:   put_text_like(d, "format", "email", false); break;
    case F_TREE:
    case F_FILE:    break;
    case F_TEXT:
    case F_LONG:
    case F_PASSWORD:
    case F_CODE:
    case F_HIDDEN:
        put(d, "type", "string");
        if (f->max)
            json_put_i64(&d->o, S("maxLength"), f->max);
    }
}

static Str field_about(Arena *a, Lang lang, const Field *f)
{
    Str label = say(lang, f->label), hint = say(lang, f->hint);
    return hint.len ? str_fmt(a, "%.*s. %.*s", STRF(label), STRF(hint)) : label;
}

static void put_parameter(Doc *d, const char *in, const Field *f)
{
    open_map(d, NULL);
    put(d, "name", f->name);
    put(d, "in", in);
    json_put_bool(&d->o, S("required"), f->required);
    json_put_text(&d->o, S("description"), field_about(d->a, d->lang, f));
    open_map(d, "schema");
    put_field_schema(d, f);
    shut(d);
    shut(d);
}

static void put_parts_of_path(Doc *d, Str path)
{
    while (path.len) {
        Str part = path;
        (void)str_cut(&part, '{');
        path = part;
        Str name = str_cut(&path, '}');
        if (!name.len)
            return;
        open_map(d, NULL);
        json_put_text(&d->o, S("name"), name);
        put(d, "in", "path");
        json_put_bool(&d->o, S("required"), true);
        open_map(d, "schema");
        put(d, "type", "string");
        if (str_starts(name, S("id")))
            put(d, "pattern", "^[0-9]+$");
        shut(d);
        shut(d);
    }
}

static void put_parameters(Doc *d, const Route *row)
{
    static const Field match = {.name = "If-Match", .kind = F_TEXT, .label = MSG_api_if_match};

    open_list(d, "parameters");
    put_parts_of_path(d, template_of(d->a, row->path));
    for (isize i = 0; row->method == GET && i < row->form_count; i++)
        put_parameter(d, "query", &row->form[i]);
    for (isize i = 0; (row->flags & ROUTE_MANY) && i < api_list_fields_count; i++)
        if (!has_field(row, "sebelum"))
            put_parameter(d, "query", &api_list_fields[i]);
    if (row->method == POST && has_field(row, "version"))
        put_parameter(d, "header", &match);
    open_map(d, NULL);
    put_ref(d, "parameters", "bahasa");
    shut(d);
    shut(d);
}

static void put_body(Doc *d, const Route *row)
{
    static const char *const types[] = {"application/json", "application/x-www-form-urlencoded"};

    if (row->method == GET || !row->form_count)
        return;
    open_map(d, "requestBody");
    json_put_bool(&d->o, S("required"), true);
    open_map(d, "content");
    for (isize t = 0; t < countof(types); t++) {
        open_map(d, types[t]);
        open_map(d, "schema");
        put(d, "type", "object");
        open_map(d, "properties");
        for (isize i = 0; i < row->form_count; i++) {
            open_map(d, row->form[i].name);
            json_put_text(&d->o, S("description"), field_about(d->a, d->lang, &row->form[i]));
            put_field_schema(d, &row->form[i]);
            shut(d);
        }
        shut(d);
        open_list(d, "required");
        for (isize i = 0; i < row->form_count; i++)
            if (row->form[i].required)
                json_put_text(&d->o, NO_KEY, str_of(row->form[i].name));
        shut(d);
        shut(d);
        shut(d);
    }
    shut(d);
    shut(d);
}

/* --- one row --- */

static void put_problem_at(Doc *d, const char *status)
{
    open_map(d, status);
    put_ref(d, "responses", "Problem");
    shut(d);
}

static void put_responses(Doc *d, const Route *row)
{
    static const char *const always[] = {"400", "401", "403", "404", "429", "default"};

    open_map(d, "responses");
    open_map(d, "200");
    json_put_text(&d->o, S("description"), say(d->lang, row->gives->about));
    if (row->gives != &gives_file) {
        open_map(d, "headers");
        open_map(d, "ETag");
        open_map(d, "schema");
        put(d, "type", "string");
        shut(d);
        shut(d);
        shut(d);
    }
    open_map(d, "content");
    open_map(d, row->gives == &gives_file ? "*/*" : "application/json");
    if (row->gives != &gives_file)
        put_answer_schema(d, row);
    shut(d);
    shut(d);
    shut(d);
    for (isize i = 0; i < countof(always); i++)
        put_problem_at(d, always[i]);
    if (row->method == POST)
        put_problem_at(d, "422");
    if (has_field(row, "version")) {
        put_problem_at(d, "409");
        put_problem_at(d, "412");
    }
    shut(d);
}

static void put_security(Doc *d, const Room *room, const Route *row)
{
    open_list(d, "security");
    if (is_closed(row)) {
        open_map(d, NULL);
        open_list(d, "token");
        json_put_text(&d->o, NO_KEY, scope_of(d->a, room, row));
        shut(d);
        shut(d);
        open_map(d, NULL);
        open_list(d, "session");
        shut(d);
        shut(d);
    }
    shut(d);
    open_list(d, "x-pulau-who");
    for (int i = 0; i < ROLE_COUNT; i++)
        if (row->who & (Who)1 << i)
            json_put_text(&d->o, NO_KEY, str_of(role_names[i]));
    shut(d);
}

/* "get_lke_id_butir_code": what generators name a function after. */
static Str operation_of(Arena *a, const Route *row)
{
    Buf b    = {.arena = a};
    Str rest = str_sub(template_of(a, row->path), 8, -1);

    buf_add(&b, row->method == GET ? S("get") : S("post"));
    while (rest.len) {
        Str part = str_cut(&rest, '/');
        buf_char(&b, '_');
        for (isize i = 0; i < part.len; i++)
            if (part.at[i] != '{' && part.at[i] != '}')
                buf_char(&b, part.at[i] == '.' || part.at[i] == '-' ? '_' : part.at[i]);
    }
    return buf_str(&b);
}

static void put_row(Doc *d, const Room *room, const Route *row)
{
    open_map(d, row->method == GET ? "get" : "post");
    json_put_text(&d->o, S("operationId"), operation_of(d->a, row));
    json_put_text(&d->o, S("summary"), say(d->lang, row->about));
    open_list(d, "tags");
    json_put_text(&d->o, NO_KEY, str_of(room->name));
    shut(d);
    put_security(d, room, row);
    put_parameters(d, row);
    put_body(d, row);
    put_responses(d, row);
    shut(d);
}

static void put_paths(Doc *d)
{
    open_map(d, "paths");
    for (isize i = 0; i < d->w->rooms_count; i++) {
        const Room *room = d->w->rooms[i];
        for (const Route *row = room->routes; row < room->routes + room->count; row++) {
            bool first = is_row(row);
            for (const Route *x = room->routes; x < row; x++)
                first = first && !(is_row(x) && !strcmp(x->path, row->path));
            if (!first)
                continue;
            json_open_map(&d->o, template_of(d->a, row->path));
            for (const Route *x = row; x < room->routes + room->count; x++)
                if (is_row(x) && !strcmp(x->path, row->path))
                    put_row(d, room, x);
            shut(d);
        }
    }
    shut(d);
}

/* --- the whole --- */

typedef struct { Str field, text; } IssueOut;
typedef struct {
    Str  type, title, detail, number, now;
    i64  status;
    LIST(IssueOut) issues;
} ProblemOut;

static const Give issue_gives[] = {
    GIVE(IssueOut, field, G_TEXT, MSG_api_issue_field),
    GIVE(IssueOut, text, G_TEXT, MSG_api_issue_text),
};
static const Gives gives_issue = GIVES(IssueOut, "Issue", MSG_api_issue, issue_gives);

static const Give problem_gives[] = {
    GIVE(ProblemOut, type, G_TEXT, MSG_api_problem_type),
    GIVE(ProblemOut, title, G_TEXT, MSG_api_problem_title),
    GIVE(ProblemOut, status, G_I64, MSG_api_problem_status),
    GIVE(ProblemOut, detail, G_TEXT, MSG_api_problem_detail),
    GIVE(ProblemOut, number, G_TEXT, MSG_api_problem_number),
    GIVE(ProblemOut, issues, G_LIST, MSG_api_problem_issues, .of = &gives_issue),
    GIVE(ProblemOut, now, G_TREE, MSG_api_problem_now),
};
static const Gives gives_problem = GIVES(ProblemOut, "Problem", MSG_api_problem, problem_gives);
enum { PROBLEM_ALWAYS = 3 };            /* type, title and status are there in every one */

static void put_problem_shape(Doc *d)
{
    open_map(d, gives_problem.name);
    put(d, "type", "object");
    put_about(d, gives_problem.about);
    open_map(d, "properties");
    for (isize i = 0; i < gives_problem.count; i++)
        put_give(d, &gives_problem.at[i]);
    shut(d);
    open_list(d, "required");
    for (isize i = 0; i < PROBLEM_ALWAYS; i++)
        json_put_text(&d->o, NO_KEY, str_of(gives_problem.at[i].name));
    shut(d);
    shut(d);
}

static void put_schemas(Doc *d)
{
    for (isize i = 0; i < d->w->rooms_count; i++)
        for (isize k = 0; k < d->w->rooms[i]->count; k++)
            if (is_row(&d->w->rooms[i]->routes[k]) && d->w->rooms[i]->routes[k].gives != &gives_file)
                collect(d, d->w->rooms[i]->routes[k].gives);
    collect(d, &gives_issue);
    open_map(d, "schemas");
    for (isize i = 0; i < d->shapes.count; i++)
        put_shape(d, d->shapes.at[i]);
    put_problem_shape(d);
    shut(d);
}

static void put_components(Doc *d)
{
    open_map(d, "components");
    put_schemas(d);
    open_map(d, "responses");
    open_map(d, "Problem");
    put_about(d, MSG_api_problem);
    open_map(d, "content");
    open_map(d, "application/problem+json");
    open_map(d, "schema");
    put_ref(d, "schemas", "Problem");
    for (int i = 0; i < 5; i++)         /* schema, type, content, Problem, responses */
        shut(d);
    open_map(d, "parameters");
    open_map(d, "bahasa");
    put(d, "name", "bahasa");
    put(d, "in", "query");
    put_about(d, MSG_api_q_lang);
    open_map(d, "schema");
    put_choices(d, (const char *const[]){"id", "en", NULL}, false);
    for (int i = 0; i < 3; i++)         /* schema, bahasa, parameters */
        shut(d);
    open_map(d, "securitySchemes");
    open_map(d, "token");
    put(d, "type", "http");
    put(d, "scheme", "bearer");
    put_about(d, MSG_api_token_about);
    shut(d);
    open_map(d, "session");
    put(d, "type", "apiKey");
    put(d, "in", "cookie");
    put(d, "name", "sesi");
    put_about(d, MSG_api_session_about);
    shut(d);
    shut(d);
    shut(d);
}

/* Rooms of one name are one to people: the first of them stands for all. */
static bool has_rows(const Web *w, const Room *room)
{
    if (api_first(w, room) != room)
        return false;
    for (isize k = 0; k < room->count; k++)
        if (is_row(&room->routes[k]))
            return true;
    return false;
}

void openapi_put(Arena *a, Buf *to, const Web *w, Lang lang)
{
    Doc d = {.a = a, .o = {.to = to}, .w = w, .lang = lang};

    open_map(&d, NULL);
    put(&d, "openapi", "3.1.0");
    open_map(&d, "info");
    put(&d, "title", "pulau");
    put(&d, "version", "1");
    put_about(&d, MSG_api_lead);
    open_map(&d, "license");
    put(&d, "name", "AGPL-3.0-or-later");
    put(&d, "identifier", "AGPL-3.0-or-later");
    shut(&d);
    shut(&d);
    open_list(&d, "servers");
    open_map(&d, NULL);
    put(&d, "url", "/");
    shut(&d);
    shut(&d);
    open_list(&d, "tags");
    for (isize i = 0; i < w->rooms_count; i++) {
        if (!has_rows(w, w->rooms[i]))
            continue;
        open_map(&d, NULL);
        put(&d, "name", w->rooms[i]->name);
        put_about(&d, w->rooms[i]->about);
        shut(&d);
    }
    shut(&d);
    put_paths(&d);
    put_components(&d);
    shut(&d);
}

/* GET /api/v1/openapi.json */
static Err document(Req *r)
{
    r->type = S("application/json");
    openapi_put(r->arena, &r->out, r->web, r->lang);
    return NO_ERR;
}

/* --- for people: /api and a page for each room --- */

typedef struct { Str name, kind, about; bool required; } ApiLine;

typedef struct {
    Str  method, path, about, scope, who, gives;
    Str  anchor, shape;         /* shape: of .gives, if it is described */
    LIST(ApiLine) takes;
} ApiRow;

typedef struct { Str name, about; LIST(ApiLine) lines; } ApiShape;

typedef struct {
    LIST(ApiRow)   rows;
    LIST(ApiShape) shapes;
} ApiRoomView;
#include "api_room.html.h"

typedef struct { Str about, addresses, reads, writes; Url to; } ApiRoomLine;

typedef struct {
    Str curl;
    LIST(ApiRoomLine) rooms;
    ApiShape          problem;
} ApiView;
#include "api_docs.html.h"

static Str give_kind(Req *r, const Give *g)
{
    static const Msg kinds[] = {
        [G_TEXT] = MSG_api_kind_text,   [G_ENUM] = MSG_api_kind_text,     [G_I64] = MSG_api_kind_number,
        [G_ID] = MSG_api_kind_id,       [G_BOOL] = MSG_api_kind_bool,     [G_EXACT] = MSG_api_kind_exact,
        [G_POINTS] = MSG_api_kind_points, [G_DATE] = MSG_api_kind_date,   [G_AT] = MSG_api_kind_at,
        [G_TEXTS] = MSG_api_kind_texts, [G_TREE] = MSG_api_kind_tree,     [G_MAP] = MSG_NONE, [G_REF] = MSG_NONE,
        [G_LIST] = MSG_NONE,
    };
    Buf b = {.arena = r->arena};

    if (g->kind == G_MAP)
        return str_of(g->of->name);
    if (g->kind == G_REF)
        return str_fmt(r->arena, "%s | null", g->of->name);
    if (g->kind == G_LIST)
        return say_args(r->arena, r->lang, MSG_api_kind_list, str_of(g->of->name));
    for (int i = 0; g->kind == G_ENUM && g->choices[i]; i++)
        buf_addf(&b, "%s%s", i ? " | " : "", g->choices[i]);
    if (!b.len)
        buf_add(&b, say(r->lang, kinds[g->kind]));
    if (g->maybe || g->kind == G_DATE || g->kind == G_AT)
        buf_addf(&b, " | null");
    return buf_str(&b);
}

static Str field_kind(Req *r, const Field *f)
{
    Buf b = {.arena = r->arena};
    switch (f->kind) {
    case F_I64:
    case F_MONEY:   return say(r->lang, MSG_api_kind_number);
    case F_ID:      return say(r->lang, MSG_api_kind_id);
    case F_BOOL:    return say(r->lang, MSG_api_kind_bool);
    case F_DATE:    return say(r->lang, MSG_api_kind_date);
    case F_TREE:    return say(r->lang, MSG_api_kind_tree);
    case F_CHOICE:
        for (const Choice *c = f->choices; c && c->value; c++)
            buf_addf(&b, "%s%s", b.len ? " | " : "", c->value);
        return buf_str(&b);
    default:        return say(r->lang, MSG_api_kind_text);
    }
}

static Str who_words(Req *r, Who who)
{
    Buf b = {.arena = r->arena};
    if (who & (ANYONE | SIGNED_IN))
        return say(r->lang, who & ANYONE ? MSG_api_who_anyone : MSG_api_who_signed_in);
    for (int i = 0; i < ROLE_COUNT; i++)
        if (who & (Who)1 << i)
            buf_addf(&b, "%s%.*s", b.len ? ", " : "", STRF(say(r->lang, role_msg((Role)i))));
    return buf_str(&b);
}

static void add_takes(Req *r, const Field *fields, isize n, ApiRow *to)
{
    for (const Field *f = fields; f < fields + n; f++)
        *list_add(r->arena, &to->takes) =
            (ApiLine){str_of(f->name), field_kind(r, f), field_about(r->arena, r->lang, f), f->required};
}

static ApiRow row_of(Req *r, const Room *room, const Route *row)
{
    ApiRow v = {.method = row->method == GET ? S("GET") : S("POST"),
                .path   = template_of(r->arena, row->path),
                .about  = say(r->lang, row->about),
                .scope  = is_closed(row) ? scope_of(r->arena, room, row) : (Str){0},
                .who    = who_words(r, row->who),
                .anchor = operation_of(r->arena, row),
                .gives  = str_of(row->gives->name),
                .shape  = row->gives->count ? str_of(row->gives->name) : (Str){0}};

    add_takes(r, row->form, row->form_count, &v);
    if (row->flags & ROUTE_MANY)
        v.gives = say_args(r->arena, r->lang, MSG_api_kind_list, v.gives);
    if ((row->flags & ROUTE_MANY) && !has_field(row, "sebelum"))
        add_takes(r, api_list_fields, api_list_fields_count, &v);
    return v;
}

static ApiShape shape_of(Req *r, const Gives *g)
{
    ApiShape s = {.name = str_of(g->name), .about = say(r->lang, g->about)};

    for (isize k = 0; k < g->count; k++)
        *list_add(r->arena, &s.lines) =
            (ApiLine){str_of(g->at[k].name), give_kind(r, &g->at[k]), say(r->lang, g->at[k].about), false};
    return s;
}

/* How many rows the rooms of this one's name have; 0: this one does not stand for them, or there are none. */
static int count_rows(const Web *w, const Room *room, Touch touch)
{
    int n = 0;

    for (isize i = 0; api_first(w, room) == room && i < w->rooms_count; i++)
        for (isize k = 0; api_first(w, w->rooms[i]) == room && k < w->rooms[i]->count; k++)
            n += is_row(&w->rooms[i]->routes[k]) && w->rooms[i]->routes[k].touch == touch;
    return n;
}

/* GET /api - how it is used, and which parts there are */
static Err docs(Req *r)
{
    ApiView v = {.curl    = str_fmt(r->arena, "curl -H 'Authorization: Bearer pulau_...' %.*s/api/v1/akun",
                                    STRF(r->web->origin)),
                 .problem = shape_of(r, &gives_problem)};

    for (isize i = 0; i < r->web->rooms_count; i++) {
        const Room *room  = r->web->rooms[i];
        int         reads = count_rows(r->web, room, READS), writes = count_rows(r->web, room, WRITES);
        if (reads + writes)
            *list_add(r->arena, &v.rooms) =
                (ApiRoomLine){.about     = say(r->lang, room->about),
                              .addresses = str_fmt(r->arena, "%d", reads + writes),
                              .reads     = reads ? str_fmt(r->arena, "%s:read", room->name) : (Str){0},
                              .writes    = writes ? str_fmt(r->arena, "%s:write", room->name) : (Str){0},
                              .to        = {str_fmt(r->arena, "/api/%s", room->name)}};
    }
    r->page.title   = say(r->lang, MSG_api_title);
    r->page.lead    = say(r->lang, MSG_api_lead);
    r->page.section = S("akun");
    if (r->user)
        page_quiet(r, say(r->lang, MSG_api_to_tokens), (Url){S("/akun/token")});
    page_quiet(r, S("openapi.json"), (Url){S("/api/v1/openapi.json")});
    view_api_docs(r, &v);
    return NO_ERR;
}

/* GET /api/:room - its addresses, what they take, and what they give */
static Err room_docs(Req *r)
{
    ApiRoomView v     = {0};
    Doc         d     = {.a = r->arena, .w = r->web};
    const Room *first = NULL;

    for (isize i = 0; i < r->web->rooms_count; i++) {
        const Room *room = r->web->rooms[i];
        if (!str_is(r->args[0], room->name))
            continue;
        first = api_first(r->web, room);
        for (const Route *row = room->routes; row < room->routes + room->count; row++) {
            if (!is_row(row))
                continue;
            *list_add(r->arena, &v.rows) = row_of(r, room, row);
            if (row->gives->count)
                collect(&d, row->gives);
        }
    }
    if (!v.rows.count)
        return FAIL(ERR_NOT_FOUND, "no part of the API has this name");
    for (isize i = 0; i < d.shapes.count; i++)
        *list_add(r->arena, &v.shapes) = shape_of(r, d.shapes.at[i]);
    crumb_add(r, say(r->lang, MSG_api_title), (Url){S("/api")});
    r->page.title   = say(r->lang, first->about);
    r->page.section = S("akun");
    view_api_room(r, &v);
    return NO_ERR;
}

static const Route rows[] = {
    {GET, "/api",                 ANYONE, READS, docs,      "open: how the API is used; no data"},
    {GET, "/api/:room",           ANYONE, READS, room_docs, "open: how the API is used; no data"},
    {GET, "/api/v1/openapi.json", ANYONE, READS, document,  "open: how the API is used; no data"},
};
const Room api_room = {"api", rows, countof(rows)};
