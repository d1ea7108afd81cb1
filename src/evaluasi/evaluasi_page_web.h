/* evaluasi_page_web.h - what every page of one assessment begins with; for this room's pages alone. */
#ifndef EVALUASI_PAGE_WEB_H
#define EVALUASI_PAGE_WEB_H

#include "evaluasi/evaluasi.h"
#include "evaluasi/evaluasi_web.h"
#include "lke/lke_page_web.h"
#include "web/parts.h"

EvalAsker eval_asker(const Req *r);

/* The assessment of the address (:id, the worksheet's); trail and section are set.  ERR_NOT_FOUND if it is not the
 * asker's to see. */
Err eval_page(Req *r, Evaluasi *e) MUST_USE;

/* A layer as the questionnaire's pages draw one: s->w is that layer, scored. */
Err eval_sheet(Req *r, const Evaluasi *e, int layer, Sheet *s) MUST_USE;

/* An assessor or a leader, or everything is decided: may know what happens between the assessors. */
bool eval_is_inside(const Evaluasi *e);

Str eval_layer_name(const Req *r, int layer);                   /* "Ketua tim" */
Url eval_url(Req *r, const Evaluasi *e, const char *rest);      /* "/evaluasi/12" and rest */
Tag eval_stage_tag(Req *r, EvalStage stage);
Stages eval_stages(Req *r, const Evaluasi *e);                  /* all of this cycle's, and where it stands */

/* evaluasi_show_web.c */
Err eval_page_show(Req *r);             /* GET  /evaluasi/:id */
Err eval_page_flow(Req *r);             /* GET  /evaluasi/alur */

/* evaluasi_step_web.c */
Err eval_page_step(Req *r);             /* GET  /evaluasi/:id/langkah/:move */
Err eval_step(Req *r);                  /* POST /evaluasi/:id/langkah/:move */
Err eval_page_history(Req *r);          /* GET  /evaluasi/:id/riwayat */

/* May the asker know of this step?  What passes between assessors is not the unit's to read before the decision; and
 * while two score blind, that one of them is done is nobody's to know. */
bool eval_step_shown(const Evaluasi *e, const EvalDone *d);

/* Of a frozen worksheet one sees the layers one sees today: ERR_FORBIDDEN unless that is all of it. */
Err eval_snapshot_seen(Req *r, const Evaluasi *e, const EvalSnapshot *s) MUST_USE;

/* evaluasi_api_web.c: /api/v1/evaluasi */
extern const struct Gives gives_evaluasi, gives_eval_step, gives_eval_snapshot;
Err eval_api_show(Req *r);
Err eval_api_steps(Req *r);
Err eval_api_snapshots(Req *r);
Err eval_api_snapshot(Req *r);

/* evaluasi_snapshot_web.c */
extern const struct Gives gives_eval_compare;
enum { EVAL_API_COMPARE_FIELDS = 2 };
extern const Field eval_api_compare_fields[EVAL_API_COMPARE_FIELDS];
Err eval_api_compare(Req *r);

/* evaluasi_review_api_web.c */
extern const struct Gives gives_eval_item, gives_eval_judgement, gives_advice;
enum { EVAL_API_ADVICE_FIELDS = 2 };
extern const Field eval_api_advice_fields[EVAL_API_ADVICE_FIELDS];
Err eval_api_items(Req *r);
Err eval_api_item(Req *r);
Err eval_api_advices(Req *r);
Err eval_api_advice_all(Req *r);

/* evaluasi_snapshot_web.c */
Err eval_page_snapshot(Req *r);         /* GET  /evaluasi/:id/potret/:id */
Err eval_page_compare(Req *r);          /* GET  /evaluasi/:id/banding */

#endif
