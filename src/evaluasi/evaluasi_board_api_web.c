/* Boards as the API gives them: my queue, my team, all units. */
#include "evaluasi/evaluasi_board_web.h"
#include "evaluasi/evaluasi_page_web.h"
#include "web/api.h"

static const char *const stages[] = {
#define X(name, text, msg) text,
    STAGES(X)
#undef X
    NULL
};

/* --- my queue --- */

typedef struct {
    i64     worksheet_id, year, open_items;
    Str     unit_name, seat, turn, stage;
    Instant since;
    Date    closes_on;
} QueueOut;

static const char *const turns[] = {[TURN_NOW] = "now", [TURN_LATER] = "later", [TURN_DONE] = "done", NULL};
static const Give queue_gives[] = {
    GIVE(QueueOut, worksheet_id, G_ID, MSG_lke_api_id),
    GIVE(QueueOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(QueueOut, year, G_I64, MSG_lke_col_year),
    GIVE(QueueOut, seat, G_TEXT, MSG_board_api_seat),
    GIVE(QueueOut, turn, G_ENUM, MSG_board_api_turn, .choices = turns),
    GIVE(QueueOut, stage, G_ENUM, MSG_board_stage, .choices = stages),
    GIVE(QueueOut, since, G_AT, MSG_evaluasi_api_since),
    GIVE(QueueOut, open_items, G_I64, MSG_board_api_open_items),
    GIVE(QueueOut, closes_on, G_DATE, MSG_board_api_closes),
};
const Gives gives_board_queue = GIVES(QueueOut, "QueueRow", MSG_board_queue_lead, queue_gives);

/* GET /api/v1/evaluasi/antrean */
Err board_api_queue(Req *r)
{
    EvalAsker   by  = eval_asker(r);
    BoardTasks  all = {0};
    BoardCloses c   = {0};
    LIST(QueueOut) rows = {0};

    TRY(evaluasi_board_queue(r->arena, r->db, &by, r->user->roles, r->web->regulasi, &all));
    for (isize i = 0; i < all.count; i++) {
        const BoardTask *t = &all.at[i];
        TRY(evaluasi_board_closes(*r->arena, r->db, by.instansi_id, t->year, &c));
        *list_add(r->arena, &rows) = (QueueOut){
            .worksheet_id = t->id, .year = t->year, .unit_name = t->unit_name, .since = t->since,
            .open_items   = t->pack->nquestions - t->judged, .turn = str_of(turns[t->turn]),
            .seat         = str_of(evaluasi_seats[t->seat].name), .stage = str_of(evaluasi_stages[t->stage]),
            .closes_on    = c.of[evaluasi_seats[t->seat].stage]};
    }
    return api_give_all(r, &rows);
}

/* --- my team: of two who score blind only whether each is done --- */

typedef struct { Str seat, name; bool final; i64 judged; } MateOut;
static const Give mate_gives[] = {
    GIVE(MateOut, seat, G_TEXT, MSG_board_api_seat),
    GIVE(MateOut, name, G_TEXT, MSG_evaluasi_api_holder),
    GIVE(MateOut, final, G_BOOL, MSG_board_api_final),
    GIVE(MateOut, judged, G_I64, MSG_board_api_judged, .maybe = true),
};
static const Gives gives_mate = GIVES(MateOut, "TeamMate", MSG_board_api_mates, mate_gives);

typedef struct {
    i64     worksheet_id, year;
    Str     unit_name, stage;
    Instant since;
    Date    closes_on;
    LIST(MateOut) at_work;
} TeamOut;
static const Give team_gives[] = {
    GIVE(TeamOut, worksheet_id, G_ID, MSG_lke_api_id),
    GIVE(TeamOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(TeamOut, year, G_I64, MSG_lke_col_year),
    GIVE(TeamOut, stage, G_ENUM, MSG_board_stage, .choices = stages),
    GIVE(TeamOut, since, G_AT, MSG_evaluasi_api_since),
    GIVE(TeamOut, closes_on, G_DATE, MSG_board_api_closes),
    GIVE(TeamOut, at_work, G_LIST, MSG_board_api_mates, .of = &gives_mate),
};
const Gives gives_board_team = GIVES(TeamOut, "TeamRow", MSG_board_team_lead, team_gives);

static TeamOut team_out(Req *r, const BoardTeamRow *row)
{
    TeamOut v = {.worksheet_id = row->t.id, .year = row->t.year, .unit_name = row->t.unit_name,
                 .stage = str_of(evaluasi_stages[row->t.stage]), .since = row->t.since};

    for (int i = 0; i < SEAT_COUNT; i++) {
        const BoardMate *m = &row->mates[i];
        if (m->name.len && evaluasi_seats[i].stage == row->t.stage && (i != SEAT_ANGGOTA_2 || row->t.blind))
            *list_add(r->arena, &v.at_work) = (MateOut){str_of(evaluasi_seats[i].name), m->name, m->final, m->judged};
    }
    return v;
}

typedef struct { Str stage; } TeamAsked;
const Field board_team_fields[BOARD_TEAM_FIELDS] = {
    {.name = "tahap", .offset = offsetof(TeamAsked, stage), .kind = F_CHOICE, .label = MSG_board_stage,
     .choices = board_stages},
};

/* GET /api/v1/evaluasi/tim */
Err board_api_team(Req *r)
{
    EvalAsker   by     = eval_asker(r);
    TeamAsked   asked  = {0};
    Issues      issues = {0};
    BoardTeam   all    = {0};
    BoardCloses c      = {0};
    LIST(TeamOut) rows = {0};

    form_read(r, board_team_fields, countof(board_team_fields), &asked, &issues);
    if (issues.count)
        return api_refuse(r, &issues);
    TRY(evaluasi_board_team(r->arena, r->db, &by, r->user->roles, r->web->regulasi, &all));
    for (isize i = 0; i < all.count; i++) {
        if (asked.stage.len && !str_is(asked.stage, evaluasi_stages[all.at[i].t.stage]))
            continue;
        TeamOut *v = list_add(r->arena, &rows);
        *v = team_out(r, &all.at[i]);
        TRY(evaluasi_board_closes(*r->arena, r->db, by.instansi_id, all.at[i].t.year, &c));
        v->closes_on = c.of[all.at[i].t.stage];
    }
    return api_give_all(r, &rows);
}

/* --- all units of a year --- */

typedef struct { Ratio points, gap; i64 rank; } TpiOut;
static const Give tpi_gives[] = {
    GIVE(TpiOut, points, G_POINTS, MSG_board_col_tpi),
    GIVE(TpiOut, gap, G_POINTS, MSG_board_api_gap),
    GIVE(TpiOut, rank, G_I64, MSG_board_col_rank),
};
static const Gives gives_tpi = GIVES(TpiOut, "TpiScore", MSG_board_api_tpi, tpi_gives);

typedef struct {
    i64     worksheet_id;
    Str     unit_code, unit_name, above_name, target, stage;
    Instant since;
    Ratio   points, last_year;
    TpiOut *tpi;
    LIST(Str) meets;
    bool    late;
} BoardOut;
static const Give board_gives[] = {
    GIVE(BoardOut, worksheet_id, G_ID, MSG_lke_api_id),
    GIVE(BoardOut, unit_code, G_TEXT, MSG_lke_col_unit_code),
    GIVE(BoardOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(BoardOut, above_name, G_TEXT, MSG_board_col_above, .maybe = true),
    GIVE(BoardOut, target, G_TEXT, MSG_lke_col_target),
    GIVE(BoardOut, stage, G_ENUM, MSG_board_stage, .choices = stages),
    GIVE(BoardOut, since, G_AT, MSG_evaluasi_api_since),
    GIVE(BoardOut, late, G_BOOL, MSG_board_overdue),
    GIVE(BoardOut, points, G_POINTS, MSG_board_col_self),
    GIVE(BoardOut, last_year, G_POINTS, MSG_board_api_last_year, .maybe = true),
    GIVE(BoardOut, tpi, G_REF, MSG_board_api_tpi, .of = &gives_tpi),
    GIVE(BoardOut, meets, G_TEXTS, MSG_board_api_meets),
};
const Gives gives_board_all = GIVES(BoardOut, "BoardRow", MSG_board_all_lead, board_gives);

static BoardOut board_out(Req *r, const BoardRow *row, int late)
{
    BoardOut v = {.worksheet_id = row->id, .unit_code = row->unit_code, .unit_name = row->unit_name,
                  .above_name = row->above_name, .target = row->target, .since = row->since,
                  .stage = str_of(evaluasi_stages[row->stage]), .points = papan_exact(row->points),
                  .late = late >> row->stage & 1};

    if (row->has_trend)
        v.last_year = papan_exact(row->points - row->trend);
    if (row->judged) {
        v.tpi  = new(r->arena, TpiOut, 1);
        *v.tpi = (TpiOut){papan_exact(row->tpi), papan_exact(row->gap), row->rank};
    }
    if (row->gates & PAPAN_WBK)
        *list_add(r->arena, &v.meets) = S("WBK");
    if (row->gates & PAPAN_WBBM)
        *list_add(r->arena, &v.meets) = S("WBBM");
    return v;
}

/* GET /api/v1/evaluasi/semua - what the page shows, asked for with the page's own names */
Err board_api_all(Req *r)
{
    Issues    issues = {0};
    BoardRows all    = {0};
    int       late   = 0;
    bool      sorted = false;
    LIST(BoardOut) rows = {0};

    TRY(board_all_rows(r, &issues, &all, &late, &sorted));
    if (issues.count)
        return api_refuse(r, &issues);
    for (isize i = 0; i < all.count; i++)
        *list_add(r->arena, &rows) = board_out(r, &all.at[i], late);
    return api_give_found(r, &rows, sorted);
}
