/* api.h - a table says what a struct gives out; it writes the JSON, sorts and searches lists, and is the document.
 *
 * An address of the API is an ordinary row of a room: the page's own address after /api/v1, the same `who`, the same
 * functions.  .gives names the table of its answer, .form what comes in (the body of a POST, the query of a GET; JSON
 * or a form, one table), .about says in a sentence what it is for.  The handler fetches what the page fetches, fills a
 * struct and ends with one of the functions below.  OpenAPI, the page /api and the scopes of tokens follow by
 * themselves; a failure becomes application/problem+json (RFC 9457) wherever it happens.
 */
#ifndef WEB_API_H
#define WEB_API_H

#include "web/form.h"

typedef enum {
    G_TEXT,                     /* Str */
    G_ENUM,                     /* Str, one of .choices */
    G_I64,                      /* i64: counts, years, versions */
    G_ID,                       /* i64, written as text: scripts round past 2^53 */
    G_BOOL,                     /* bool */
    G_EXACT,                    /* Ratio, exact: "3", "2/3" */
    G_POINTS,                   /* Ratio, rounded to two decimals as people read it: "0.67" */
    G_DATE,                     /* Date: "2026-08-21"; null for none */
    G_AT,                       /* Instant: "2026-08-21T03:04:05Z"; null for none */
    G_MAP,                      /* a struct inside this one, written by .of */
    G_REF,                      /* a pointer to a struct; null where it is NULL */
    G_LIST,                     /* LIST(a struct), each written by .of */
    G_TEXTS,                    /* LIST(Str) */
    G_TREE,                     /* Str that is JSON already; null if it is empty */
} GiveKind;

typedef struct Gives Gives;

typedef struct {
    const char  *name;
    size_t       offset;
    GiveKind     kind;
    Msg          about;
    bool         maybe;         /* an empty text, a zero, is null */
    const char *const *choices; /* G_ENUM: ends with NULL */
    const Gives *of;            /* G_MAP, G_LIST */
} Give;

struct Gives {
    const char *name;           /* "Worksheet": what OpenAPI calls it */
    Msg         about;
    const Give *at;
    isize       count;
    size_t      size;           /* of the struct */
};

/* GIVE(SheetOut, total, G_POINTS, MSG_lke_col_total, .maybe = true) */
#define GIVE(T, member, ...) {.name = #member, .offset = offsetof(T, member), .kind = __VA_ARGS__}
#define GIVES(T, name_, about_, table) {name_, about_, table, countof(table), sizeof(T)}

extern const Gives gives_file;          /* the answer is a file: Content-Type and Content-Disposition say which */

/* --- the end of a handler --- */

/* The struct that the route's .gives describes. */
Err api_give(Req *r, const void *thing) MUST_USE;

/* For ROUTE_MANY.  All rows that match, a LIST: searched by "cari", sorted by "urut" (a member, or -member), and cut
 * to page "hal" of "banyak" rows, as the lists of pages are. */
Err api_give_all(Req *r, const void *list) MUST_USE;

/* The same for rows that the handler has searched, and put in the order of "urut" if `sorted`. */
Err api_give_found(Req *r, const void *list, bool sorted) MUST_USE;

/* The same for what is too long to be fetched whole: the statement has cut it, and `next` leads on; none: the end. */
Err api_give_part(Req *r, const void *list, Url next) MUST_USE;

/* 422: what is wrong with what was sent, field by field, in the words of the pages. */
Err api_refuse(Req *r, const Issues *issues) MUST_USE;

/* --- versions --- */

/* The answer is version n of a thing: its ETag begins with it. */
void api_version(Req *r, i64 n);

/* Was this field sent at all, be it empty?  For what leaves alone whatever is not mentioned. */
bool api_sent(const Req *r, const char *name);

/* The version that the asker has seen: the field "version", or If-Match.  false, and an issue: neither. */
bool api_seen(Req *r, Issues *issues, i64 *out);

/* Somebody was first: 409, or 412 if If-Match was sent; `now` is what is stored, as `of` describes it. */
Err api_conflict(Req *r, const Gives *of, const void *now) MUST_USE;

/* --- for the web layer --- */

bool api_is(Str path);                          /* /api/v1...: JSON, tokens, problems */
Err  api_read(Req *r) MUST_USE;                 /* JSON body or query into r->http->form; names that mean nothing */
void api_problem(Req *r, int status, Str number);       /* r->out becomes application/problem+json */
void api_tag(Req *r);                           /* ETag, and 304 for who has it already */
Str  api_refusal(int status);                   /* static, for refusals made in http/ */

/* What a token must say to be let through a row: "lke:read", "lke:write".  Rooms without rows of the API have none. */
bool api_scope_allows(Str scope, const char *room, Touch touch);
const Room *api_first(const Web *w, const Room *room);           /* rooms of one name share one scope */
bool api_scope_open(const Req *r, const Room *room, Touch touch);      /* has this person something to do with it? */

/* What every list of ROUTE_MANY takes in its query. */
extern const Field api_list_fields[];
extern const isize api_list_fields_count;

/* --- the document --- */

void openapi_put(Arena *a, Buf *to, const Web *w, Lang lang);   /* OpenAPI 3.1 */
extern const Room api_room;                                     /* GET /api, /api/:room, /api/v1/openapi.json */

#endif
