/* Assessments, as the API gives them: where one stands, what its layers score, what was done, how it was frozen.
 *
 * Only reading: a step is signed by a person with password or code, and a program is none.
 */
#include "evaluasi/evaluasi_page_web.h"
#include "web/api.h"

static const char *const stages[] = {
#define X(name, text, msg) text,
    STAGES(X)
#undef X
    NULL
};
static const char *const layers[] = {"unit", "pendahuluan", "tpi", "tpn", "anggota", "anggota-2", "ketua", "dalnis",
                                     NULL};

/* --- where one stands --- */

typedef struct { Str seat, name; bool turn; } SeatOut;
static const Give seat_gives[] = {
    GIVE(SeatOut, seat, G_TEXT, MSG_evaluasi_api_seat),
    GIVE(SeatOut, name, G_TEXT, MSG_evaluasi_api_holder, .maybe = true),
    GIVE(SeatOut, turn, G_BOOL, MSG_evaluasi_turn),
};
static const Gives gives_seat = GIVES(SeatOut, "Seat", MSG_evaluasi_api_seat, seat_gives);

typedef struct { Str move, text; bool signs, second; LIST(Str) barred; } MoveOut;
static const Give move_gives[] = {
    GIVE(MoveOut, move, G_TEXT, MSG_evaluasi_col_move),
    GIVE(MoveOut, text, G_TEXT, MSG_evaluasi_api_move_text),
    GIVE(MoveOut, signs, G_BOOL, MSG_evaluasi_need_sign),
    GIVE(MoveOut, second, G_BOOL, MSG_evaluasi_api_second),
    GIVE(MoveOut, barred, G_TEXTS, MSG_evaluasi_barred),
};
static const Gives gives_move = GIVES(MoveOut, "Move", MSG_evaluasi_api_move, move_gives);

typedef struct { Str layer, name; Ratio total, total_exact; i64 answered, questions; bool passes; } LayerOut;
static const Give layer_gives[] = {
    GIVE(LayerOut, layer, G_ENUM, MSG_evaluasi_api_layer, .choices = layers),
    GIVE(LayerOut, name, G_TEXT, MSG_evaluasi_api_layer),
    GIVE(LayerOut, total, G_POINTS, MSG_lke_col_total),
    GIVE(LayerOut, total_exact, G_EXACT, MSG_lke_api_exact),
    GIVE(LayerOut, answered, G_I64, MSG_lke_show_answered),
    GIVE(LayerOut, questions, G_I64, MSG_lke_api_questions),
    GIVE(LayerOut, passes, G_BOOL, MSG_evaluasi_api_passes),
};
static const Gives gives_layer = GIVES(LayerOut, "Layer", MSG_evaluasi_api_layer, layer_gives);

typedef struct { Str move, by, why; Instant at; } PendingOut;
static const Give pending_gives[] = {
    GIVE(PendingOut, move, G_TEXT, MSG_evaluasi_col_move),
    GIVE(PendingOut, by, G_TEXT, MSG_evaluasi_col_who),
    GIVE(PendingOut, why, G_TEXT, MSG_evaluasi_api_why, .maybe = true),
    GIVE(PendingOut, at, G_AT, MSG_evaluasi_api_at),
};
static const Gives gives_pending = GIVES(PendingOut, "Pending", MSG_evaluasi_api_pending, pending_gives);

typedef struct {
    i64     id, year;
    Str     unit_code, unit_name, target, stage;
    Instant since;
    const PendingOut *pending;
    LIST(SeatOut)  seats;
    LIST(MoveOut)  moves;
    LIST(LayerOut) layers;
} EvalOut;

static const Give eval_gives[] = {
    GIVE(EvalOut, id, G_ID, MSG_lke_api_id),
    GIVE(EvalOut, year, G_I64, MSG_lke_col_year),
    GIVE(EvalOut, unit_code, G_TEXT, MSG_lke_col_unit_code),
    GIVE(EvalOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(EvalOut, target, G_TEXT, MSG_lke_col_target),
    GIVE(EvalOut, stage, G_ENUM, MSG_evaluasi_stages, .choices = stages),
    GIVE(EvalOut, since, G_AT, MSG_evaluasi_api_since),
    GIVE(EvalOut, pending, G_REF, MSG_evaluasi_api_pending, .of = &gives_pending),
    GIVE(EvalOut, seats, G_LIST, MSG_evaluasi_api_seat, .of = &gives_seat),
    GIVE(EvalOut, moves, G_LIST, MSG_evaluasi_api_move, .of = &gives_move),
    GIVE(EvalOut, layers, G_LIST, MSG_evaluasi_api_layers, .of = &gives_layer),
};
const Gives gives_evaluasi = GIVES(EvalOut, "Assessment", MSG_evaluasi_api_one, eval_gives);

static void add_seats(Req *r, const Evaluasi *e, EvalOut *v)
{
    for (int i = 0; e->cycle.id && i < SEAT_COUNT; i++)
        if (!(i == SEAT_PENDAHULUAN && !e->cycle.pendahuluan) && !(i == SEAT_ANGGOTA_2 && !e->cycle.blind))
            *list_add(r->arena, &v->seats) = (SeatOut){str_of(evaluasi_seats[i].name), e->seats[i].name,
                                                       evaluasi_seats[i].stage == e->stage};
}

static Err add_moves(Req *r, const Evaluasi *e, EvalOut *v)
{
    EvalChances c = {0};

    TRY(evaluasi_chances(r->arena, r->db, r->web->regulasi, e, r->lang, &c));
    for (isize i = 0; i < c.count; i++) {
        const EvalChance *x = &c.at[i];
        MoveOut          *m = list_add(r->arena, &v->moves);
        *m = (MoveOut){.move = str_of(x->move->name), .text = say(r->lang, x->move->msg), .signs = x->move->signs,
                       .second = x->second};
        for (isize k = 0; k < x->issues.count; k++)
            *list_add(r->arena, &m->barred) = x->issues.at[k].text;
    }
    return NO_ERR;
}

/* Those the asker sees on the page; nobody reads another's scoring here before its time. */
static Err add_layers(Req *r, const Evaluasi *e, EvalOut *v)
{
    for (int l = 0; l < LAYERS; l++) {
        Sheet s;
        if (l == LAYER_TPN || !evaluasi_sees(e, l))
            continue;
        TRY(eval_sheet(r, e, l, &s));
        *list_add(r->arena, &v->layers) = (LayerOut){
            .layer = str_of(layers[l]), .name = eval_layer_name(r, l), .total = s.score->points[0],
            .total_exact = s.score->points[0], .answered = s.pack->nquestions - s.score->unanswered,
            .questions = s.pack->nquestions, .passes = !sheet_verdict(&s, e->w.target)->failed};
    }
    return NO_ERR;
}

/* GET /api/v1/evaluasi/:id */
Err eval_api_show(Req *r)
{
    Evaluasi   e;
    PendingOut pending;

    TRY(eval_page(r, &e));
    EvalOut v = {.id = e.w.id, .year = e.w.year, .unit_code = e.w.unit_code, .unit_name = e.w.unit_name,
                 .target = e.w.target, .stage = str_of(evaluasi_stages[e.stage]), .since = e.since};
    if (e.pending && eval_is_inside(&e)) {
        pending   = (PendingOut){str_of(e.pending->name), e.pending_name, e.pending_why, e.pending_at};
        v.pending = &pending;
    }
    add_seats(r, &e, &v);
    TRY(add_moves(r, &e, &v));
    TRY(add_layers(r, &e, &v));
    return api_give(r, &v);
}

/* --- what was done --- */

typedef struct { i64 snapshot_id; Str move, from, to, by, why; Instant at; } StepOut;
static const Give step_gives[] = {
    GIVE(StepOut, at, G_AT, MSG_evaluasi_api_at),
    GIVE(StepOut, move, G_TEXT, MSG_evaluasi_col_move),
    GIVE(StepOut, from, G_ENUM, MSG_evaluasi_api_from, .choices = stages),
    GIVE(StepOut, to, G_ENUM, MSG_evaluasi_api_to, .choices = stages),
    GIVE(StepOut, by, G_TEXT, MSG_evaluasi_col_who, .maybe = true),
    GIVE(StepOut, why, G_TEXT, MSG_evaluasi_api_why, .maybe = true),
    GIVE(StepOut, snapshot_id, G_ID, MSG_evaluasi_api_snapshot_id, .maybe = true),
};
const Gives gives_eval_step = GIVES(StepOut, "Step", MSG_evaluasi_api_step, step_gives);

/* GET /api/v1/evaluasi/:id/riwayat */
Err eval_api_steps(Req *r)
{
    Evaluasi  e;
    EvalDones all = {0};
    LIST(StepOut) rows = {0};

    TRY(eval_page(r, &e));
    TRY(evaluasi_steps(r->arena, r->db, &e, &all));
    for (isize i = all.count - 1; i >= 0; i--) {
        const EvalDone *d = &all.at[i];
        if (eval_step_shown(&e, d))
            *list_add(r->arena, &rows) =
                (StepOut){d->snapshot_id, d->move_name, str_of(evaluasi_stages[d->from]),
                          str_of(evaluasi_stages[d->to]), d->by_name, d->why, d->at};
    }
    return api_give_all(r, &rows);
}

/* --- how it was frozen --- */

typedef struct { i64 id; Str move, by, hash, body; Instant at; } SnapshotOut;
static const Give snapshot_gives[] = {
    GIVE(SnapshotOut, id, G_ID, MSG_evaluasi_api_snapshot_id),
    GIVE(SnapshotOut, at, G_AT, MSG_evaluasi_api_at),
    GIVE(SnapshotOut, move, G_TEXT, MSG_evaluasi_col_move),
    GIVE(SnapshotOut, by, G_TEXT, MSG_evaluasi_col_who, .maybe = true),
    GIVE(SnapshotOut, hash, G_TEXT, MSG_evaluasi_api_hash),
    GIVE(SnapshotOut, body, G_TREE, MSG_evaluasi_api_body),
};
const Gives gives_eval_snapshot = GIVES(SnapshotOut, "Snapshot", MSG_evaluasi_api_snapshot, snapshot_gives);

/* GET /api/v1/evaluasi/:id/potret - the bodies are one address further on */
Err eval_api_snapshots(Req *r)
{
    Evaluasi      e;
    EvalSnapshots all   = {0};
    EvalDones     steps = {0};
    LIST(SnapshotOut) rows = {0};

    TRY(eval_page(r, &e));
    TRY(evaluasi_snapshots(r->arena, r->db, &e, &all));
    TRY(evaluasi_steps(r->arena, r->db, &e, &steps));
    for (isize i = 0; i < steps.count; i++)             /* those of steps that the asker may know of */
        for (isize k = 0; k < all.count && eval_step_shown(&e, &steps.at[i]); k++)
            if (all.at[k].id == steps.at[i].snapshot_id)
                *list_add(r->arena, &rows) = (SnapshotOut){all.at[k].id, all.at[k].move, all.at[k].by_name,
                                                           all.at[k].hash, {0}, all.at[k].at};
    return api_give_all(r, &rows);
}

/* GET /api/v1/evaluasi/:id/potret/:id */
Err eval_api_snapshot(Req *r)
{
    Evaluasi     e;
    EvalSnapshot s = {0};

    TRY(eval_page(r, &e));
    TRY(evaluasi_snapshot(r->arena, r->db, e.w.instansi_id, e.w.id, r->ids[1], &s));
    TRY(eval_snapshot_seen(r, &e, &s));
    SnapshotOut v = {s.id, s.move, s.by_name, s.hash, s.body, s.at};
    return api_give(r, &v);
}
