/* fact.h - what the program itself knows about an item of a worksheet: rooms offer it, who has worksheets asks.
 *
 * A fact is a sentence with its numbers and a link to where they come from.  If it can be the answer, it says how
 * people would type it; taking it over is a choice of the unit and goes the way of any other answer.
 */
#ifndef WEB_FACT_H
#define WEB_FACT_H

#include "web/html.h"

enum { FACT_TEXTS = 8 };

/* The unit was reached by the asker before. */
typedef struct FactAsk {
    i64 instansi_id, unit_id;
    int year;
    Str pack, item;             /* "permenpanrb-90-2021", "B.I.a" */
} FactAsk;

typedef struct {
    Str  says;                  /* "IPAK 3,72 dari 214 jawaban ..." */
    Str  warning;               /* what to think of before relying on it; may be empty */
    bool answers;               /* .texts is an answer; otherwise a hint */
    Str  texts[FACT_TEXTS];     /* a letter, or a number for each input of the item */
    Str  shows;                 /* the same in words: "3,72" */
    Str  note;                  /* where it comes from: goes into the note of the answer */
    Str  link_text;
    Url  link;
} Fact;
typedef struct Facts { LIST(Fact) of; } Facts;

#endif
