/* evaluasi_review_web.h - the pages on which a worksheet is judged item by item; between the files of this room. */
#ifndef EVALUASI_REVIEW_WEB_H
#define EVALUASI_REVIEW_WEB_H

#include "evaluasi/evaluasi_advice.h"
#include "evaluasi/evaluasi_page_web.h"

extern const Room evaluasi_review_room;

/* An assessment that the asker has opened: what the pages of one worksheet begin with. */
typedef struct {
    Evaluasi e;
    Review   v;
    Sheet    s;                 /* questions, words and scores of v.layer */
    bool    *changed;           /* by the unit since it was sent back: one for each node */
    Instant  since;             /* when that was; none: never */
} Judging;

Err judging_open(Req *r, Judging *j) MUST_USE;          /* of the address; trail and section are set */
int judging_next(const Judging *j, int after);          /* an item that is still to be judged, or -1 */
Err judging_turn(Req *r, const Judging *j) MUST_USE;    /* ERR_FORBIDDEN, and why, if the asker may not write */
Str judging_closed_why(const Req *r, const Judging *j);

/* --- recommendations as other pages draw them --- */

typedef struct { Str who, what, text; Instant at; Link proof; } FollowLine;

typedef struct {
    Str     item, topic, text, by;
    Url     url;
    Date    due;
    bool    late;
    Tag     state;
    LIST(FollowLine) follows;
} AdviceLine;

typedef struct { LIST(AdviceLine) of; } AdviceTable;

/* Of one item or (empty) of all; words of `s`. */
Err advice_table(Req *r, const Evaluasi *e, const Sheet *s, Str item, AdviceTable *out) MUST_USE;

typedef struct { Str text; Date due; } AdviceTyped;
enum { ADVICE_FIELDS = 2 };
extern const Field advice_fields[ADVICE_FIELDS];
void advice_check(Req *r, const AdviceTyped *typed, Issues *issues);    /* beyond what form_read() looks at */

/* Marks and recommendations for the unit, beside its own item: Web.beside_item. */
Err evaluasi_beside(Req *r, i64 worksheet_id, Str item) MUST_USE;

/* --- the handlers, for the table in evaluasi_review_web.c --- */

/* evaluasi_judge_web.c */
Err judge_page(Req *r);                 /* GET  /evaluasi/:id/butir/:code */
Err judge_answer(Req *r);               /* POST /evaluasi/:id/butir/:code */
Err judge_mark(Req *r);                 /* POST /evaluasi/:id/butir/:code/tanya */
Err judge_advise(Req *r);               /* POST /evaluasi/:id/butir/:code/rekomendasi */

/* evaluasi_advice_web.c */
Err advice_of_sheet(Req *r);            /* GET  /evaluasi/:id/rekomendasi */
Err advice_all(Req *r);                 /* GET  /rekomendasi */
Err advice_page(Req *r);                /* GET  /rekomendasi/:id */
Err advice_follow(Req *r);              /* POST /rekomendasi/:id/tindak-lanjut */
Err advice_accept(Req *r);              /* POST /rekomendasi/:id/terima */
Err advice_again(Req *r);               /* POST /rekomendasi/:id/ulangi */
Err advice_change(Req *r);              /* POST /rekomendasi/:id/ubah */
Err advice_drop(Req *r);                /* POST /rekomendasi/:id/hapus */

/* evaluasi_agree_web.c */
Err agree_of_sheet(Req *r);             /* GET  /evaluasi/:id/kesepakatan */
Err agree_of_cycle(Req *r);             /* GET  /evaluasi/kesepakatan */
enum { AGREE_FIELDS = 2 };
extern const Field agree_fields[AGREE_FIELDS];
extern const struct Gives gives_agree_row, gives_agree_sheet;
Err agree_api_sheet(Req *r);            /* GET  /api/v1/evaluasi/:id/kesepakatan */
Err agree_api_cycle(Req *r);            /* GET  /api/v1/evaluasi/kesepakatan */

#endif
