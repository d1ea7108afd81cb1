/* http_parse.h - what came in a request's address, cookies and body, taken apart.
 *
 * No sockets and no files: every byte is hostile and every reader here is fuzzed.  Results are statuses:
 * 0 is good, otherwise 400, 413 or 415.  Every text that comes out is UTF-8 without NUL.
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http/http.h"

enum {
    HTTP_FIELDS_MAX    = 2000,  /* names and values of one form */
    HTTP_FILES_MAX     = 100,
    HTTP_PART_HEAD_MAX = 4096,  /* the headers of one part of a multipart body */
};

int http_path(Arena *a, Str raw, Str *out);             /* percent-decoded */
int http_query_check(Arena scratch, Str query);
int http_form(Arena *a, Str body, HttpPair **out, isize *out_count);    /* name=value&... */
Str http_cookie_in(Str header, Str name);               /* empty if it is not there */

/* An address alone in sixteen bytes, those of IPv4 behind ten zeros and two 255; false if it is none. */
bool http_address(Str s, u8 at[16]);
bool http_address_is_v4(const u8 at[16]);

/* multipart/form-data in pieces.  The callbacks return 0 to go on, or the status to refuse with. */
typedef struct {
    void *ctx;
    int (*begin)(void *ctx, Str name, Str filename, bool is_file);  /* texts live until the call returns */
    int (*data)(void *ctx, Str piece);
    int (*end)(void *ctx);
} PartSink;

typedef enum { MP_FIRST, MP_AFTER, MP_HEAD, MP_DATA, MP_DONE } MultipartState;

typedef struct {
    MultipartState state;
    char           mark[80];    /* CRLF "--" boundary */
    isize          mark_len;
    isize          matched;     /* how much of it the last bytes were */
    isize          head_len;
    char           head[HTTP_PART_HEAD_MAX];
} Multipart;

int multipart_start(Multipart *m, Str content_type);
int multipart_feed(Multipart *m, Str piece, const PartSink *to);
int multipart_end(const Multipart *m);                  /* 400 if the closing boundary has not come */

#endif
