/* The table of the room's addresses, and what its pages begin with. */
#include "evaluasi/evaluasi_web.h"

#include "akun/akun_prove_web.h"
#include "evaluasi/evaluasi_page_web.h"
#include "evaluasi/evaluasi_tell.h"

EvalAsker eval_asker(const Req *r)
{
    return (EvalAsker){r->user->id, r->user->instansi_id, r->today, r->now, r->lang};
}

Err eval_page(Req *r, Evaluasi *e)
{
    EvalAsker by = eval_asker(r);

    TRY(evaluasi_open(r->arena, r->db, &by, r->web->regulasi, r->id, e));
    r->page.section = S("evaluasi");
    crumb_add(r, say(r->lang, MSG_evaluasi_title), url_for(r, "/evaluasi"));
    crumb_add(r, say_args(r->arena, r->lang, MSG_lke_of, e->w.unit_name, html_bare_i64(r, e->w.year)),
              eval_url(r, e, ""));
    return NO_ERR;
}

Err eval_sheet(Req *r, const Evaluasi *e, int layer, Sheet *s)
{
    Worksheet w;
    TRY(evaluasi_layer(r->arena, r->db, r->web->regulasi, e, layer, &w));
    return sheet_of(r, &w, "evaluasi", s);
}

bool eval_is_inside(const Evaluasi *e)
{
    return e->mine || (e->roles & (WHO_ASSESSES | WHO(PIMPINAN))) || e->stage == STAGE_MEMENUHI
        || e->stage == STAGE_BELUM;
}

Str eval_layer_name(const Req *r, int layer)
{
    for (int i = 0; i < SEAT_COUNT; i++)
        if (evaluasi_seats[i].layer == layer)
            return say(r->lang, evaluasi_seats[i].msg);
    return say(r->lang, layer == LAYER_UNIT ? MSG_evaluasi_layer_unit
                      : layer == LAYER_TPI  ? MSG_evaluasi_layer_tpi : MSG_evaluasi_layer_tpn);
}

Url eval_url(Req *r, const Evaluasi *e, const char *rest)
{
    return url_for(r, "/evaluasi/%lld%s", (long long)e->w.id, rest);
}

Tag eval_stage_tag(Req *r, EvalStage stage)
{
    Tone tone = stage == STAGE_MEMENUHI ? TONE_GOOD : stage == STAGE_BELUM ? TONE_WARN
              : stage == STAGE_ISI ? TONE_NONE : TONE_INFO;
    return (Tag){tone, say(r->lang, evaluasi_stage_msg(stage))};
}

/* --- the table --- */

#define SEES "unit tree, or a seat"

static const Route routes[] = {
    {GET,  "/evaluasi/alur",                 SIGNED_IN,      READS,  eval_page_flow,     "open"},
    {GET,  "/evaluasi/:id",                  EVALUASI_READS, READS,  eval_page_show,     SEES},
    {GET,  "/evaluasi/:id/langkah/:move",    EVALUASI_READS, READS,  eval_page_step,     SEES},
    {POST, "/evaluasi/:id/langkah/:move",    EVALUASI_READS, WRITES, eval_step,          SEES, .look = akun_prove_look,
     .before = akun_prove_before},
    {GET,  "/evaluasi/:id/riwayat",          EVALUASI_READS, READS,  eval_page_history,  SEES},
    {GET,  "/evaluasi/:id/potret/:id",       EVALUASI_READS, READS,  eval_page_snapshot, SEES},
    {GET,  "/evaluasi/:id/banding",          EVALUASI_READS, READS,  eval_page_compare,  SEES},

    {GET,  "/api/v1/rekomendasi",            EVALUASI_READS, READS,  eval_api_advice_all, SEES,
     .gives = &gives_advice, .about = MSG_evaluasi_api_advice_all, .flags = ROUTE_MANY,
     .form = eval_api_advice_fields, .form_count = EVAL_API_ADVICE_FIELDS},
    {GET,  "/api/v1/evaluasi/:id/butir",     EVALUASI_READS, READS,  eval_api_items,     SEES,
     .gives = &gives_eval_item, .about = MSG_evaluasi_api_items, .flags = ROUTE_MANY},
    {GET,  "/api/v1/evaluasi/:id/butir/:code", EVALUASI_READS, READS, eval_api_item,     SEES,
     .gives = &gives_eval_judgement, .about = MSG_evaluasi_api_judgement},
    {GET,  "/api/v1/evaluasi/:id/rekomendasi", EVALUASI_READS, READS, eval_api_advices,  SEES,
     .gives = &gives_advice, .about = MSG_evaluasi_api_advices, .flags = ROUTE_MANY},
    {GET,  "/api/v1/evaluasi/:id",           EVALUASI_READS, READS,  eval_api_show,      SEES,
     .gives = &gives_evaluasi, .about = MSG_evaluasi_api_one},
    {GET,  "/api/v1/evaluasi/:id/riwayat",   EVALUASI_READS, READS,  eval_api_steps,     SEES,
     .gives = &gives_eval_step, .about = MSG_evaluasi_api_steps, .flags = ROUTE_MANY},
    {GET,  "/api/v1/evaluasi/:id/potret",    EVALUASI_READS, READS,  eval_api_snapshots, SEES,
     .gives = &gives_eval_snapshot, .about = MSG_evaluasi_api_snapshots, .flags = ROUTE_MANY},
    {GET,  "/api/v1/evaluasi/:id/potret/:id", EVALUASI_READS, READS, eval_api_snapshot,  SEES,
     .gives = &gives_eval_snapshot, .about = MSG_evaluasi_api_snapshot},
    {GET,  "/api/v1/evaluasi/:id/banding",   EVALUASI_READS, READS,  eval_api_compare,   SEES,
     .gives = &gives_eval_compare, .about = MSG_evaluasi_api_compare, .form = eval_api_compare_fields,
     .form_count = EVAL_API_COMPARE_FIELDS},
};

const Room evaluasi_room = {"evaluasi", routes, countof(routes), evaluasi_kinds, EVALUASI_KINDS,
                            .about = MSG_evaluasi_title};
