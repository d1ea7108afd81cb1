/* json.h - JSON in and out.
 *
 * In: jansson checks and parses, a tree in the arena is what comes out; nobody else sees jansson.
 * Out: written straight into a Buf, canonical and safe to stand inside a page.
 */
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/base.h"
#include "base/date.h"
#include "base/ratio.h"

/* --- in --- */

/* JSON_NONE is null, JSON_MAP an object; JSON_ABSENT is what is not there. */
typedef enum {
    JSON_ABSENT, JSON_NONE, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_MAP
} JsonKind;

typedef struct Json Json;
struct Json {
    JsonKind    kind;
    bool        truth;          /* of a JSON_BOOL */
    Str         key;            /* of a member of an object */
    Str         text;           /* of a JSON_TEXT; of a JSON_NUMBER, its shortest form */
    const Json *at;             /* elements, or members in the order they were written */
    isize       count;
};

typedef struct {
    isize bytes;                /* of the whole text; 0: 16 MB */
    int   depth;                /* lists and objects inside one another; 0: 32 */
} JsonMost;

Str json_begin(Str text);       /* without the byte order mark that some editors put before it */

/* Passes over a byte order mark; refuses what RFC 8259 does, bad UTF-8, NUL, a key that is there twice, what is over
 * the limits: ERR_INVALID or ERR_LIMIT, whose `why` says "line 3, column 7: ...". */
Err json_read(Arena *a, Str text, JsonMost most, const Json **out) MUST_USE;

/* A member; of kind JSON_ABSENT if there is none or this is no map, so questions can be chained. */
const Json *json_get(const Json *map, const char *key);
const Json *json_find(const Json *map, Str key);
Str         json_text(const Json *j);                   /* empty unless it is a text */
bool        json_i64(const Json *j, i64 *out);          /* a whole number */
bool        json_ratio(const Json *j, Ratio *out);      /* a number, or a text that is one: "3,60" */

/* --- out --- */

typedef struct {
    Buf *to;
    u64  lists;                 /* one bit a level: a list, not a map */
    int  depth;
    bool more;                  /* a comma comes before the next thing */
} JsonOut;

#define NO_KEY ((Str){0})       /* for an element of a list, and for the outermost thing */

void json_open_map(JsonOut *o, Str key);
void json_open_list(JsonOut *o, Str key);
void json_close(JsonOut *o);                            /* the innermost open one */

void json_put_text(JsonOut *o, Str key, Str text);      /* what is not UTF-8 becomes U+FFFD */
void json_put_i64(JsonOut *o, Str key, i64 n);
void json_put_id(JsonOut *o, Str key, i64 id);          /* as text: scripts round past 2^53 */
void json_put_bool(JsonOut *o, Str key, bool truth);
void json_put_null(JsonOut *o, Str key);
void json_put_exact(JsonOut *o, Str key, Ratio r);      /* "2/3" */
void json_put_points(JsonOut *o, Str key, Ratio r);     /* "0.67", for people */
void json_put_date(JsonOut *o, Str key, Date d);        /* "2026-08-21"; null for none */
void json_put_tree(JsonOut *o, Str key, const Json *j); /* something that was read, again */
void json_put_sorted(Arena *a, JsonOut *o, Str key, const Json *j);     /* the same, keys in the order of their bytes */
void json_put_raw(JsonOut *o, Str key, Str json);       /* what a JsonOut has written before */

#endif
