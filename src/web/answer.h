/* answer.h - the card on which one item of the questionnaire is answered, noted, proven and looked back on.
 *
 * It is one form: .action takes the fields "jawaban" (an option's value), the numbers by their names,
 * "catatan" and "versi" (what the person has seen).  With JavaScript it is sent while one types, as a partial
 * request; the handler then answers with the pieces that changed (view_answer_state, margins ...): each element
 * with an id takes the place of its namesake in the page.  On a conflict the status is 409 and .conflict is set.
 */
#ifndef WEB_ANSWER_H
#define WEB_ANSWER_H

#include "web/parts.h"

typedef struct { Str value, title, text; Points worth; bool chosen; } Option;   /* worth: points if chosen */
typedef struct { Str name, label, value, error; } NumberField;

/* Two people answered at once: both versions, and buttons that send "pilih" = "saya" or "tersimpan". */
typedef struct { Str mine_head, theirs_head; LIST(DiffLine) lines; } Conflict;

typedef struct {
    Str      id;                /* of the card in the page: its form is <id>-form, its state <id>-state */
    i64      version;           /* goes into "versi" */
    bool     answered;
    Points   points, weight;
    Str      working;           /* "15 dari 4: paling tinggi 1" */
    Instant  saved_at;
    Str      saved_by;
    Str      error;             /* why it could not be saved */
    Conflict conflict;
} AnswerState;

/* What others answered before, above one's own; and the words on a button that sends "setuju" = .value. */
typedef struct {
    Str      title;
    Timeline of;
    Str      agree, value;
} AnswerBelow;

typedef struct {
    Str   code, topic, question, help;
    Url   action;
    AnswerBelow below;
    LIST(Option) options;       /* radio cards; or .numbers, not both */
    LIST(NumberField) numbers;
    Str   note, note_hint, note_error;
    i64   note_max;
    bool  locked;               /* shown, not asked; .locked_why says why */
    Str   locked_why;
    AnswerState state;
    LIST(Str) kinds;            /* of evidence that would prove it */
    Files    files;
    Upload   upload;
    Link     reuse;             /* where evidence is chosen that was uploaded before */
    Summary  system;            /* what the program itself knows */
    Timeline history;
    Link  before, after;        /* the items next to it */
} Answer;

void view_answer(Req *r, const Answer *v);
void view_answer_state(Req *r, const AnswerState *v);   /* also alone, as the answer to a background save */

#endif
