/* lke_page_web.h - what every page of one worksheet begins with, and the handlers.  Other rooms draw items with it. */
#ifndef LKE_PAGE_WEB_H
#define LKE_PAGE_WEB_H

#include "berkas/berkas.h"
#include "lke/lke.h"
#include "lke/lke_web.h"
#include "regulasi/words.h"
#include "web/answer.h"
#include "web/fact.h"

typedef struct {
    Worksheet        w;
    const Pack      *pack;
    const PackWords *words;
    NilaiSheet       sheet;
    NilaiScore      *score;
    const char      *room;              /* "lke": whose pages its items lead to */
    i64             *files, *flagged;   /* evidence below each node, and how many of them should be looked at;
                                           after sheet_evidence() */
} Sheet;

LkeAsker  lke_asker(const Req *r);
UnitAsker lke_unit_asker(const Req *r, i64 roles);
Err       lke_words(const Req *r, const Pack *pack, const PackWords **out) MUST_USE;

/* Before a page that is kept: does the person still reach the worksheet of the address? */
Err  lke_look(Req *r) MUST_USE;

/* The worksheet of the address (:id), scored; trail and section are set.  ERR_NOT_FOUND if it is not reached. */
Err  sheet_open(Req *r, Sheet *s) MUST_USE;
/* One that `room` has opened, for reading; its items lead to that room's pages. */
Err  sheet_of(Req *r, const Worksheet *w, const char *room, Sheet *s) MUST_USE;
Err  sheet_evidence(Req *r, Sheet *s) MUST_USE;
void sheet_score(Req *r, Sheet *s);             /* again, after w.line has changed */
Err  sheet_node(Req *r, const Sheet *s, Str code, int *out) MUST_USE;  /* a question; ERR_NOT_FOUND otherwise */

Str  sheet_locked_why(const Req *r, const Sheet *s);     /* why this person may change nothing in it */
Err  sheet_may_fill(Req *r, const Sheet *s) MUST_USE;    /* ERR_FORBIDDEN, and the page says why */

/* --- places in the questionnaire --- */

enum { PLACE_RESULT = -1 };                     /* items of no area: what the pack's second component asks */
int  sheet_area_of(const Sheet *s, int node);   /* an index of pack->areas, or PLACE_RESULT */
Str  sheet_area_name(Req *r, const Sheet *s, int area);         /* "Manajemen Perubahan" */
Str  sheet_area_letter(const Sheet *s, int area);               /* "A"; of results "hasil" */
bool sheet_in_area(const Sheet *s, int node, int area);         /* a question of that area */
int  sheet_next_open(const Sheet *s, int after);                /* an unanswered question, or -1 */
bool sheet_open_item(const Sheet *s, int node);                 /* a question without an answer */

/* --- numbers --- */

Str  sheet_topic(const Req *r, const Sheet *s, int node);
Str  sheet_answer_text(Req *r, const Sheet *s, int node, const NilaiAnswer *x);     /* "B. Sebagian anggota ..." */
Str  sheet_answer_short(Req *r, const Sheet *s, int node, const NilaiAnswer *x);    /* "B"; "4 dan 15" */
Ratio sheet_weight(const Sheet *s, Str gate);                   /* of the nodes a gate adds up */
Str  sheet_gate_name(Req *r, const Sheet *s, const PackGate *g);
Url  sheet_gate_url(Req *r, const Sheet *s, const PackGate *g); /* where its number comes from */
Margin sheet_margin(Req *r, const Sheet *s, Str gate);          /* bar of what a gate looks at, with both marks */
const NilaiVerdict *sheet_verdict(const Sheet *s, Str predicate);
Str  sheet_points(Req *r, Ratio x);                             /* "72,10" */

Url  sheet_url(Req *r, const Sheet *s, const char *rest);       /* "/lke/12" and rest */
Url  sheet_item_url(Req *r, const Sheet *s, int node);

/* --- an item as a page shows it: stored, or as somebody has just typed it --- */

typedef struct {
    Sheet   *s;
    int      node;
    LkeItem  stored;
    bool     typed;             /* .texts and .note come from the form */
    Str      texts[PACK_INPUTS];
    Str      note;
    i64      seen;              /* the version that goes into the form */
    Issues  *issues;
    LkeItem *theirs;            /* somebody else saved first ... */
    Str      mine;              /* ... and this is what was to be saved */
} SheetItem;

Err  sheet_item(Req *r, Sheet *s, Str code, SheetItem *out) MUST_USE;   /* ERR_NOT_FOUND: no question of the pack */
bool sheet_item_read(Req *r, SheetItem *i, Issues *issues, NilaiAnswer *out);   /* what was sent; all that is wrong */
AnswerState sheet_item_state(Req *r, const SheetItem *i);
void sheet_item_card(Req *r, const SheetItem *i, Answer *out);  /* question, options, note, state, items next to it */

/* The evidence of an item: its files and, for who fills, where more are uploaded and older ones found. */
Err  lke_evidence(Req *r, const Sheet *s, int node, Answer *into) MUST_USE;
Err  lke_evidence_uses(Req *r, const Sheet *s, int node, BerkasOwner *owner, BerkasUses *out) MUST_USE;

/* --- what other rooms know about an item: Room.facts, and web/fact.h --- */

/* Of every room, in their order. */
Err lke_facts(Req *r, const Sheet *s, int node, Facts *out) MUST_USE;

typedef struct {
    i64  number;                /* among the item's facts */
    Str  says, warning, link_text, take;
    Url  link;
    Tag  state;                 /* the answer is the same, or another */
    bool takes;                 /* the person may take it over */
} FactLine;
typedef struct { LIST(FactLine) of; Url action; i64 seen; } FactsView;

Err lke_facts_view(Req *r, const SheetItem *i, FactsView *out) MUST_USE;

/* --- the handlers, for the table in lke_web.c --- */

/* lke_list_web.c */
Err lke_page_all(Req *r);               /* GET  /lke */
Err lke_page_new(Req *r);               /* GET  /lke/baru */
Err lke_make(Req *r);                   /* POST /lke/baru */
Err lke_page_settings(Req *r);          /* GET  /lke/:id/atur */
Err lke_settings(Req *r);               /* POST /lke/:id/atur */
Err lke_close(Req *r);                  /* POST /lke/:id/tutup */

/* lke_show_web.c */
Err lke_page_show(Req *r);              /* GET  /lke/:id */
Err lke_page_area(Req *r);              /* GET  /lke/:id/area/:code */
Err lke_page_items(Req *r);             /* GET  /lke/:id/butir */
Err lke_page_gates(Req *r);             /* GET  /lke/:id/gerbang */
Err lke_page_print(Req *r);             /* GET  /lke/:id/cetak */
Err lke_page_history(Req *r);           /* GET  /lke/:id/riwayat */

/* lke_item_web.c */
Err lke_take_fact(Req *r);              /* POST /lke/:id/butir/:code/fakta */
Err lke_page_item(Req *r);              /* GET  /lke/:id/butir/:code */
Err lke_answer(Req *r);                 /* POST /lke/:id/butir/:code */
Err lke_effort(Req *r);                 /* POST /lke/:id/butir/:code/usaha */

/* lke_file_web.c */
Err lke_zip(Req *r);                    /* GET  /lke/:id/bukti.zip */
Err lke_page_import(Req *r);            /* GET  /lke/:id/impor */
Err lke_import_look(Req *r);            /* POST /lke/:id/impor, in three steps */
Err lke_import_before(Req *r);
Err lke_import_send(Req *r);
Err lke_page_preview(Req *r);           /* GET  /lke/:id/impor/:id */
Err lke_import_take(Req *r);            /* POST /lke/:id/impor/:id */
Err lke_page_export(Req *r);            /* GET  /lke/:id/ekspor.xlsx */

/* lke_wording_web.c */
Err lke_page_wording(Req *r);           /* GET  /lke/bunyi/:pack */
Err lke_wording_look(Req *r);           /* POST /lke/bunyi/:pack, in three steps */
Err lke_wording_before(Req *r);
Err lke_wording_send(Req *r);
Err lke_wording_take_back(Req *r);      /* POST /lke/bunyi/:pack/lepas */

/* lke_plan_web.c */
Err lke_page_plan(Req *r);              /* GET  /lke/:id/jalan */

/* lke_api_web.c, and the plan in lke_plan_web.c: /api/v1/lke */
extern const struct Gives gives_lke_row, gives_lke, gives_lke_line, gives_lke_item, gives_lke_plan;
enum { LKE_API_FIELDS = 3, LKE_API_LINE_FIELDS = 2, LKE_API_ANSWER_FIELDS = 3, LKE_API_PLAN_FIELDS = 1 };
extern const Field lke_api_fields[LKE_API_FIELDS], lke_api_line_fields[LKE_API_LINE_FIELDS],
    lke_api_answer_fields[LKE_API_ANSWER_FIELDS], lke_api_plan_fields[LKE_API_PLAN_FIELDS];
Err lke_api_list(Req *r);
Err lke_api_show(Req *r);
Err lke_api_items(Req *r);
Err lke_api_item(Req *r);
Err lke_api_answer(Req *r);
Err lke_api_plan(Req *r);

#endif
