/* survei_fill_pages_web.h - between the files that answer below /s/; nobody else needs it. */
#ifndef SURVEI_FILL_PAGES_WEB_H
#define SURVEI_FILL_PAGES_WEB_H

#include "survei/survei_fill.h"
#include "survei/survei_fill_web.h"
#include "web/form.h"

/* One respondent's form on its way. */
typedef struct {
    SurveiCampaign      c;
    FillWalk            walk;
    const SurveiTongue *t;      /* the language of the page */
    bool         there, kiosk;  /* the campaign exists and is no draft; at a counter's tablet */
    Str          base;          /* "/s/loket" or "/s/loket/kios/<secret>" */
    SurveiAnswer x;
    Str          served_on;     /* as it was typed */
    bool         finished;      /* "my service is finished" */
    Str          code;
    SurveiCode   stands;        /* how it stands with it, where the campaign takes codes */
    bool         bound;         /* the service is the one it was given for */
    FillBegin    begin;
    Str          sealed;
    bool         fresh;         /* what was sent was not sealed here, or is too old: this is a new one */
    Str          alert;         /* one thing to know, above everything */
    Issues       issues;        /* fields as survei_check() names them, texts in the page's language */
} Fill;

/* survei_fill_web.c: the campaign of the address, and the language asked for. */
Err fill_load(Req *r, Fill *f) MUST_USE;

/* survei_fill_read_web.c */
void fill_read(Req *r, Fill *f);                /* what the form says; a new seal where the old one is no good */
void fill_judge(Req *r, Fill *f, int step);     /* issues of one screen; -1: of all */
bool fill_asks_service(const Fill *f);          /* or does the code say which? */
int  fill_bits(Req *r, const Fill *f);          /* of work asked for now */

/* survei_fill_draw_web.c */
Err fill_draw_step(Req *r, Fill *f, int step) MUST_USE;
Err fill_draw_end(Req *r, Fill *f, Str title, Str text, bool thanks) MUST_USE;
Err fill_draw_none(Req *r) MUST_USE;
Err fill_draw_tablet(Req *r, Fill *f) MUST_USE;
Err fill_draw_whole(Req *r, const Fill *f, Str title) MUST_USE;         /* the document round what was drawn */
void fill_head(Req *r, const Fill *f);          /* what every answer of these pages says in its head */

/* survei_fill_queue_web.c */
Err fill_tablet(Req *r);
Err fill_tablet_asks(Req *r);
Err fill_tablet_manifest(Req *r);
Err fill_tablet_worker(Req *r);
Err fill_queue_before(Req *r);
Err fill_queue(Req *r);

#endif
