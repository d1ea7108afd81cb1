/* lke_api_web.h - what an item asks, and its evidence, as the API of every room gives it that draws items. */
#ifndef LKE_API_WEB_H
#define LKE_API_WEB_H

#include "berkas/berkas_web.h"
#include "lke/lke_page_web.h"
#include "web/api.h"

typedef struct { Str letter, text; Ratio points; } LkeOptionOut;
typedef struct { Str key, text; bool decimal, optional; i64 least, most; } LkeInputOut;
extern const Gives gives_lke_option, gives_lke_input;

typedef struct {
    Str                question, help;
    LIST(LkeOptionOut) options;
    LIST(LkeInputOut)  inputs;
    BerkasOuts         evidence;
} LkeAskOut;

#define LKE_GIVES_ASK_ONE(T, in, member, ...) {.name = #member, .offset = offsetof(T, in.member), .kind = __VA_ARGS__}

/* Rows for the table of a struct T that has a LkeAskOut called `in`. */
#define LKE_GIVES_ASK(T, in)                                                                             \
    LKE_GIVES_ASK_ONE(T, in, question, G_TEXT, MSG_lke_api_question, .maybe = true),                     \
    LKE_GIVES_ASK_ONE(T, in, help, G_TEXT, MSG_lke_api_help, .maybe = true),                             \
    LKE_GIVES_ASK_ONE(T, in, options, G_LIST, MSG_lke_api_option, .of = &gives_lke_option),              \
    LKE_GIVES_ASK_ONE(T, in, inputs, G_LIST, MSG_lke_api_input, .of = &gives_lke_input),                 \
    LKE_GIVES_ASK_ONE(T, in, evidence, G_LIST, MSG_lke_col_files, .of = &gives_berkas)

Err lke_api_ask(Req *r, const Sheet *s, int node, LkeAskOut *out) MUST_USE;
Str lke_api_json(Req *r, const PackNode *n, const NilaiAnswer *x);      /* an answer; empty if there is none */

#endif
