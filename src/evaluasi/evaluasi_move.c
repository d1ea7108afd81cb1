/* The table of moves, what stands in the way of each, and making one. */
#include "evaluasi/evaluasi.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "evaluasi/evaluasi_inside.h"
#include "evaluasi/evaluasi_seat.h"
#include "format/json.h"

#include "evaluasi.sql.h"

#define TEAM  WHO(TIM_KERJA)
#define HEAD  WHO(KEPALA_UNIT)
#define CHIEF WHO(INSPEKTUR)
#define M(x)  MSG_evaluasi_do_##x, MSG_evaluasi_did_##x, MSG_evaluasi_does_##x

enum {
    SEND = GUARD_COMPLETE | GUARD_WINDOW | GUARD_CYCLE | GUARD_SEATED,
    PASS = GUARD_JUDGED | GUARD_WINDOW | GUARD_SEATED,
};

/* name, from, to, roles, seat, guards, signs, second, freezes, tells, words */
const EvalMove evaluasi_moves[] = {
    {"konfirmasi", STAGE_ISI, STAGE_KONFIRMASI, TEAM, -1, GUARD_COMPLETE | GUARD_CYCLE | GUARD_WINDOW, false, 0, false,
     TELL_HEAD, M(konfirmasi)},
    {"tarik", STAGE_KONFIRMASI, STAGE_ISI, TEAM, -1, 0, false, 0, false, TELL_HEAD, M(tarik)},
    {"perbaiki", STAGE_KONFIRMASI, STAGE_ISI, HEAD, -1, GUARD_WHY, false, 0, false, TELL_TEAM, M(perbaiki)},

    {"ajukan", STAGE_ISI, STAGE_PENDAHULUAN, HEAD, -1, SEND | GUARD_LOOK, true, 0, true, TELL_NEXT | TELL_TEAM,
     M(ajukan)},
    {"ajukan", STAGE_ISI, STAGE_ANGGOTA, HEAD, -1, SEND | GUARD_NO_LOOK, true, 0, true, TELL_NEXT | TELL_TEAM,
     M(ajukan)},
    {"ajukan", STAGE_KONFIRMASI, STAGE_PENDAHULUAN, HEAD, -1, SEND | GUARD_LOOK, true, 0, true, TELL_NEXT | TELL_TEAM,
     M(ajukan)},
    {"ajukan", STAGE_KONFIRMASI, STAGE_ANGGOTA, HEAD, -1, SEND | GUARD_NO_LOOK, true, 0, true, TELL_NEXT | TELL_TEAM,
     M(ajukan)},

    {"kembalikan", STAGE_PENDAHULUAN, STAGE_ISI, 0, SEAT_PENDAHULUAN, GUARD_WHY, false, 0, true, TELL_TEAM | TELL_HEAD,
     M(kembalikan_unit)},
    {"teruskan", STAGE_PENDAHULUAN, STAGE_ANGGOTA, 0, SEAT_PENDAHULUAN, PASS, true, 0, true, TELL_NEXT | TELL_HEAD,
     M(teruskan)},

    {"kembalikan", STAGE_ANGGOTA, STAGE_ISI, 0, SEAT_ANGGOTA, GUARD_WHY | GUARD_OPEN, false, 0, true,
     TELL_TEAM | TELL_HEAD, M(kembalikan_unit)},
    {"serahkan", STAGE_ANGGOTA, STAGE_KETUA, 0, SEAT_ANGGOTA, PASS, false, 0, true, TELL_NEXT, M(serahkan)},
    {"serahkan", STAGE_ANGGOTA, STAGE_KETUA, 0, SEAT_ANGGOTA_2, PASS | GUARD_BLIND, false, 0, true, TELL_NEXT,
     M(serahkan)},
    {"ambil", STAGE_ANGGOTA, STAGE_KETUA, 0, SEAT_KETUA, GUARD_WHY | GUARD_OPEN, false, 0, true, TELL_BEFORE, M(ambil)},

    {"kembalikan", STAGE_KETUA, STAGE_ANGGOTA, 0, SEAT_KETUA, GUARD_WHY, false, 0, true, TELL_BEFORE, M(kembalikan)},
    {"ke-unit", STAGE_KETUA, STAGE_ISI, 0, SEAT_KETUA, GUARD_WHY, false, 0, true, TELL_TEAM | TELL_HEAD | TELL_BEFORE,
     M(kembalikan_unit)},
    {"serahkan", STAGE_KETUA, STAGE_DALNIS, 0, SEAT_KETUA, PASS, false, 0, true, TELL_NEXT, M(serahkan)},
    {"ambil", STAGE_KETUA, STAGE_DALNIS, 0, SEAT_DALNIS, GUARD_WHY, false, 0, true, TELL_BEFORE, M(ambil)},

    {"kembalikan", STAGE_DALNIS, STAGE_KETUA, 0, SEAT_DALNIS, GUARD_WHY, false, 0, true, TELL_BEFORE, M(kembalikan)},
    {"memenuhi", STAGE_DALNIS, STAGE_MEMENUHI, 0, SEAT_DALNIS, GUARD_JUDGED | GUARD_PASSES | GUARD_WINDOW, true, CHIEF,
     true, TELL_TEAM | TELL_HEAD | TELL_BEFORE | TELL_LEADERS, M(memenuhi)},
    {"belum", STAGE_DALNIS, STAGE_BELUM, 0, SEAT_DALNIS, GUARD_JUDGED | GUARD_WHY | GUARD_WINDOW, true, CHIEF, true,
     TELL_TEAM | TELL_HEAD | TELL_BEFORE | TELL_LEADERS, M(belum)},

    {"buka", STAGE_MEMENUHI, STAGE_DALNIS, CHIEF, -1, GUARD_WHY, true, WHO(PIMPINAN), true,
     TELL_TEAM | TELL_HEAD | TELL_NEXT | TELL_LEADERS, M(buka)},
    {"buka", STAGE_BELUM, STAGE_DALNIS, CHIEF, -1, GUARD_WHY, true, WHO(PIMPINAN), true,
     TELL_TEAM | TELL_HEAD | TELL_NEXT | TELL_LEADERS, M(buka)},
};
const isize evaluasi_moves_count = countof(evaluasi_moves);

/* --- which moves there are --- */

const EvalMove *evaluasi_move_named(Str name, EvalStage from)
{
    for (isize i = 0; i < evaluasi_moves_count; i++)
        if (str_is(name, evaluasi_moves[i].name) && evaluasi_moves[i].from == from)
            return &evaluasi_moves[i];
    return NULL;
}

static bool has_look(const EvalMove *m, const EvalCycle *c)
{
    return !(m->guards & (c->pendahuluan ? GUARD_NO_LOOK : GUARD_LOOK))
        && !(m->guards & (c->blind ? GUARD_OPEN : GUARD_BLIND));
}

static bool is_first(const Evaluasi *e, const EvalMove *m)
{
    if (m->seat >= 0)
        return (e->mine >> m->seat & 1) && !e->seats[m->seat].final_at.s;
    return e->roles & m->who;
}

static bool is_second(const Evaluasi *e, const EvalMove *m)
{
    return e->pending == m && (e->roles & m->second) && e->pending_by != e->asker_id;
}

static bool offered(const Evaluasi *e, const EvalMove *m)
{
    if (m->from != e->stage || !has_look(m, &e->cycle))
        return false;
    return e->pending ? is_second(e, m) : is_first(e, m);
}

/* --- guards --- */

typedef struct { Arena *a; Db *db; const Regulasi *packs; const Evaluasi *e; Lang lang; Issues *issues;
                 Date *closed_on; } Guarding;

static void object(const Guarding *g, const char *field, Msg msg)
{
    issue_say(g->issues, g->lang, str_of(field), msg);
}

static Err layer_sheet(const Guarding *g, int layer, NilaiSheet *out)
{
    Worksheet w;
    TRY(evaluasi_layer(g->a, g->db, g->packs, g->e, layer, &w));
    *out = lke_sheet(g->a, &w);
    return NO_ERR;
}

static i64 open_items(const NilaiSheet *s)
{
    i64 n = 0;
    for (int i = 0; i < s->pack->nnodes; i++)
        n += pack_is_question(&s->pack->nodes[i]) && !s->at[i].answered;
    return n;
}

static Err guard_answers(const Guarding *g, int layer, Msg msg)
{
    NilaiSheet s;
    TRY(layer_sheet(g, layer, &s));
    i64 n = open_items(&s);
    if (n)
        issue_sayf(g->issues, g->lang, S("butir"), msg, say_i64(g->a, g->lang, n));
    return NO_ERR;
}

static Err guard_passes(const Guarding *g, int layer)
{
    NilaiSheet  s;
    NilaiScore *score = nilai_score_new(g->a, g->e->w.pack);
    i64         failed = 0;

    TRY(layer_sheet(g, layer, &s));
    nilai_score(&s, score);
    for (int i = 0; i < score->nverdicts; i++)
        if (str_eq(score->verdicts[i].predicate->code, g->e->w.target))
            failed = score->verdicts[i].failed;
    if (failed)
        issue_sayf(g->issues, g->lang, S("gerbang"), MSG_evaluasi_bar_gates, say_i64(g->a, g->lang, failed),
                   g->e->w.target);
    return NO_ERR;
}

/* Whoever assesses it sent it back once, or a decision was opened again: from then on it is later than planned through
 * no fault of who has it.  What the unit takes back itself does not count. */
static Err came_back(const Guarding *g, bool *out)
{
    EvalDones steps = {0};

    TRY(evaluasi_steps(g->a, g->db, g->e, &steps));
    *out = false;
    for (isize i = 0; i < steps.count; i++)
        *out = *out || (steps.at[i].from > STAGE_KONFIRMASI && steps.at[i].to < steps.at[i].from);
    return NO_ERR;
}

static Err guard_closed(const Guarding *g, Date closes)
{
    bool back;

    TRY(came_back(g, &back));
    if (back)
        *g->closed_on = closes;
    else
        issue_sayf(g->issues, g->lang, S("jadwal"), MSG_evaluasi_bar_late, say_date(g->a, g->lang, closes));
    return NO_ERR;
}

/* A stage without a window is always open. */
static Err guard_window(const Guarding *g, const EvalMove *m)
{
    EvalStage of   = m->from == STAGE_KONFIRMASI ? STAGE_ISI : m->from;
    Str       name = str_of(m->second ? "putusan" : evaluasi_stages[of]);
    DbRows    rows = db_query(g->a, g->db, &SQL_evaluasi_window, db_i64(g->e->w.instansi_id), db_i64(g->e->cycle.id),
                              db_text(name));
    Date opens = {0}, closes = {0};

    if (db_next(&rows)) {
        opens  = db_get_date(&rows);
        closes = db_get_date(&rows);
    }
    TRY(db_done(&rows));
    if (opens.days && g->e->today.days < opens.days)
        issue_sayf(g->issues, g->lang, S("jadwal"), MSG_evaluasi_bar_early, say_date(g->a, g->lang, opens));
    return closes.days && g->e->today.days > closes.days ? guard_closed(g, closes) : NO_ERR;
}

static bool seated(const Evaluasi *e, EvalStage stage)
{
    for (int i = 0; i < SEAT_COUNT; i++)
        if (evaluasi_seats[i].stage == stage && (i != SEAT_ANGGOTA_2 || e->cycle.blind) && !e->seats[i].user_id)
            return false;
    return true;
}

/* What the unit does itself needs nobody who is free of it. */
static bool is_tied(const Evaluasi *e, const EvalMove *m)
{
    return e->tie && (m->seat >= 0 || (m->who & CHIEF));
}

static Msg role_called(Who who)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (who >> i & 1)
            return role_msg((Role)i);
    return MSG_NONE;
}

static void object_tie(const Guarding *g, const EvalMove *m)
{
    const Evaluasi *e    = g->e;
    Str             what = evaluasi_tie_say(g->a, g->lang, e->tie);
    Who             who  = e->pending ? m->second : m->who;

    if (m->seat >= 0 && !e->pending)
        issue_sayf(g->issues, g->lang, S("ikatan"), MSG_evaluasi_bar_tied_seat, what);
    else
        issue_sayf(g->issues, g->lang, S("ikatan"), MSG_evaluasi_bar_tied_sign, what, say(g->lang, role_called(who)));
}

static Err guard_all(const Guarding *g, const EvalMove *m)
{
    int layer = m->seat >= 0 ? evaluasi_seats[m->seat].layer : LAYER_UNIT;

    if (is_tied(g->e, m)) {
        object_tie(g, m);
        return NO_ERR;
    }
    if ((m->guards & GUARD_CYCLE) && !g->e->cycle.id)
        object(g, "jadwal", MSG_evaluasi_bar_no_cycle);
    else if ((m->guards & GUARD_SEATED) && !seated(g->e, m->to))
        object(g, "penilai", MSG_evaluasi_bar_no_seat);
    if (m->guards & GUARD_COMPLETE)
        TRY(guard_answers(g, LAYER_UNIT, MSG_evaluasi_bar_incomplete));
    if (m->guards & GUARD_JUDGED)
        TRY(guard_answers(g, layer, MSG_evaluasi_bar_unjudged));
    if (m->guards & GUARD_PASSES)
        TRY(guard_passes(g, layer));
    if (m->guards & GUARD_WINDOW)
        TRY(guard_window(g, m));
    return NO_ERR;
}

Err evaluasi_chances(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, Lang lang, EvalChances *out)
{
    *out = (EvalChances){0};
    for (isize i = 0; i < evaluasi_moves_count; i++) {
        const EvalMove *m = &evaluasi_moves[i];
        if (!offered(e, m))
            continue;
        EvalChance *c = list_add(a, out);
        *c = (EvalChance){.move = m, .second = e->pending == m, .issues = {.arena = a}};
        TRY(guard_all(&(Guarding){a, db, packs, e, lang, &c->issues, &c->closed_on}, m));
    }
    return NO_ERR;
}

/* --- making a move --- */

typedef struct {
    Arena          *a;
    Db             *db;
    const Regulasi *packs;
    const Evaluasi *e;
    const EvalStep *step;
    i64             snapshot;
    EvalStage       to;
} Moving;

static Err one_row(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "somebody else moved the worksheet meanwhile"));
}

static Err set_stage(const Moving *m)
{
    const Evaluasi *e = m->e;
    return one_row(db_query(m->a, m->db, &SQL_evaluasi_go, db_i64(e->w.instansi_id), db_i64(e->w.id),
                            db_i64(m->step->seen), db_text(str_of(evaluasi_stages[m->to])), db_at(m->step->at)));
}

static Err write_step(const Moving *m, const char *name, bool is_signed)
{
    const Evaluasi *e = m->e;
    i64             id = id_new();
    Buf             after = {.arena = m->a};
    JsonOut         o     = {.to = &after};

    TRY(db_do(m->db, &SQL_evaluasi_step_add, db_i64(id), db_i64(e->w.instansi_id), db_i64(e->w.id),
              db_text(str_of(name)), db_text(str_of(evaluasi_stages[e->stage])),
              db_text(str_of(evaluasi_stages[m->to])), db_i64(e->asker_id), db_bool(is_signed),
              db_at(m->step->at), db_text(m->step->why), db_id(m->snapshot)));
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("stage"), str_of(evaluasi_stages[m->to]));
    json_put_text(&o, S("move"), str_of(name));
    json_put_bool(&o, S("signed"), is_signed);
    json_close(&o);
    return audit_add(m->db, &(AuditEntry){e->w.instansi_id, e->asker_id, "evaluasi_move", "lke_worksheet", e->w.id,
                                          str_fmt(m->a, "{\"stage\":\"%s\"}", evaluasi_stages[e->stage]),
                                          buf_str(&after)}, m->step->at);
}

/* The unit's part stands still from the first hand-over on, and is the unit's again when it comes back. */
static Err hold(const Moving *m)
{
    bool was = m->e->stage != STAGE_ISI, is = m->to != STAGE_ISI;
    if (was == is)
        return NO_ERR;
    return lke_hold(*m->a, m->db, &m->e->w, is, &(LkeAim){.by_id = m->e->asker_id, .at = m->step->at});
}

/* Who scores anew is not done yet. */
static Err unfinal(const Moving *m)
{
    const Evaluasi *e = m->e;
    if (m->to == STAGE_ANGGOTA || m->to == STAGE_ISI)
        return db_do(m->db, &SQL_evaluasi_unfinal, db_i64(e->w.instansi_id), db_i64(e->cycle.id), db_i64(e->w.unit_id));
    return NO_ERR;
}

/* What the TPI says to the outside is the dalnis's layer at the decision. */
static Err publish(const Moving *m)
{
    const Evaluasi *e    = m->e;
    LkeKey          tpi  = {e->w.instansi_id, e->w.id, LAYER_TPI};
    Worksheet       from, to;
    Str            *notes;
    LIST(LkeEdit)   edits = {0};

    TRY(evaluasi_layer(m->a, m->db, m->packs, e, LAYER_DALNIS, &from));
    NilaiSheet sheet = lke_sheet(m->a, &from);
    TRY(lke_notes(m->a, m->db, &from, &notes));
    TRY(lke_begin_layer(*m->a, m->db, m->packs, tpi));
    TRY(lke_get(m->a, m->db, m->packs, tpi, &to));
    for (int i = 0; i < e->w.pack->nnodes; i++)
        if (pack_is_question(&e->w.pack->nodes[i]))
            *list_add(m->a, &edits) = (LkeEdit){i, lke_value(m->a, &e->w.pack->nodes[i], &sheet.at[i]), notes[i],
                                                LKE_ANY_VERSION, e->asker_id, m->step->at};
    return lke_save_all(m->a, m->db, &to, edits.at, edits.count);
}

static bool is_decided(EvalStage s)
{
    return s == STAGE_MEMENUHI || s == STAGE_BELUM;
}

static Err show_layers(const Moving *m)
{
    LkeKey look = {m->e->w.instansi_id, m->e->w.id, LAYER_PENDAHULUAN};
    if (m->e->stage == STAGE_PENDAHULUAN)
        TRY(lke_layer_shown(m->db, look, true));
    if (m->to == STAGE_PENDAHULUAN)
        TRY(lke_layer_shown(m->db, look, false));
    return lke_layer_shown(m->db, (LkeKey){look.instansi_id, look.id, LAYER_TPI}, is_decided(m->to));
}

static Err tell_parts(const Moving *m, EvalHow how)
{
    for (isize i = 0; i < evaluasi_parts_count; i++)
        if (evaluasi_parts[i]->moved)
            TRY(evaluasi_parts[i]->moved(m->a, m->db, m->e, &(EvalMoved){m->step, how, m->snapshot}));
    return NO_ERR;
}

static Err go(Moving *m)
{
    const EvalMove *move = m->step->move;

    m->to = move->to;
    if (is_decided(move->to))
        TRY(publish(m));
    if (move->freezes)
        TRY(evaluasi_freeze(m->a, m->db, &(EvalFreeze){m->packs, m->e, move, m->step->at}, &m->snapshot));
    TRY(set_stage(m));
    TRY(write_step(m, move->name, move->signs));
    TRY(hold(m));
    TRY(unfinal(m));
    TRY(show_layers(m));
    return tell_parts(m, EVAL_WENT);
}

/* The first of two signatures: nothing moves yet. */
static Err await(Moving *m)
{
    const Evaluasi *e = m->e;
    m->to = e->stage;
    TRY(one_row(db_query(m->a, m->db, &SQL_evaluasi_await, db_i64(e->w.instansi_id), db_i64(e->w.id),
                         db_i64(m->step->seen), db_text(str_of(m->step->move->name)), db_i64(e->asker_id),
                         db_at(m->step->at), db_text(m->step->why))));
    TRY(write_step(m, m->step->move->name, true));
    return tell_parts(m, EVAL_AWAITS);
}

static Err refuse(Moving *m)
{
    m->to = m->e->stage;
    TRY(set_stage(m));
    TRY(write_step(m, "tolak", false));
    return tell_parts(m, EVAL_REFUSED);
}

/* The other anggota is still at it: only this one is done. */
static bool waits_for_other(const Evaluasi *e, const EvalMove *m)
{
    EvalSeat other = m->seat == SEAT_ANGGOTA ? SEAT_ANGGOTA_2 : SEAT_ANGGOTA;
    return e->cycle.blind && e->stage == STAGE_ANGGOTA && m->to == STAGE_KETUA && !e->seats[other].final_at.s;
}

static Err make_final(Moving *m)
{
    const Evaluasi *e = m->e;
    m->to = e->stage;
    TRY(write_step(m, m->step->move->name, false));
    return tell_parts(m, EVAL_FINAL);
}

static Err set_final(const Moving *m)
{
    const Evaluasi *e = m->e;
    if (!e->cycle.blind || e->stage != STAGE_ANGGOTA || m->step->move->to != STAGE_KETUA)
        return NO_ERR;
    return db_do(m->db, &SQL_evaluasi_final, db_i64(e->w.instansi_id), db_i64(e->cycle.id), db_i64(e->w.unit_id),
                 db_text(str_of(evaluasi_seats[m->step->move->seat].name)), db_at(m->step->at));
}

static Err check(const Moving *m, Issues *issues)
{
    const EvalMove *move = m->step->move;
    Date            over = {0};
    Guarding        g    = {m->a, m->db, m->packs, m->e, m->step->lang, issues, &over};
    bool            why  = (move->guards & GUARD_WHY) && !m->e->pending;

    if (m->step->refuse) {
        if (!m->step->why.len)
            object(&g, "alasan", MSG_evaluasi_bar_why);
        if (is_tied(m->e, move) && m->e->pending_by != m->e->asker_id)  /* the own signature may be taken back */
            object_tie(&g, move);
        return NO_ERR;
    }
    if (why && !m->step->why.len)
        object(&g, "alasan", MSG_evaluasi_bar_why);
    if (m->step->why.len > EVALUASI_WHY_MAX)
        issue_sayf(issues, m->step->lang, S("alasan"), MSG_form_too_long,
                   say_i64(m->a, m->step->lang, EVALUASI_WHY_MAX));
    if (move->signs && !m->step->proven)
        object(&g, "sandi", MSG_evaluasi_bar_unproven);
    return guard_all(&g, move);
}

/* May this asker do that?  A pending move may be refused by the second person and withdrawn by the first. */
static bool allowed(const Evaluasi *e, const EvalStep *step)
{
    if (step->refuse)
        return e->pending == step->move && ((e->roles & step->move->second) || e->pending_by == e->asker_id);
    return offered(e, step->move);
}

Err evaluasi_move(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const EvalStep *step, Issues *issues,
                  i64 *out_snapshot)
{
    Moving m = {.a = a, .db = db, .packs = packs, .e = e, .step = step};

    *out_snapshot = 0;
    if (!allowed(e, step))
        return FAIL(ERR_FORBIDDEN, "not this person's move now");
    TRY(check(&m, issues));
    if (issues->count)
        return NO_ERR;
    TRY(db_do(db, &SQL_evaluasi_begin, db_i64(e->w.id), db_i64(e->w.instansi_id), db_i64(e->w.unit_id),
              db_i64(e->w.year), db_at(step->at)));
    TRY(set_final(&m));
    Err done = step->refuse ? refuse(&m)
             : step->move->second && !e->pending ? await(&m)
             : waits_for_other(e, step->move) ? make_final(&m) : go(&m);
    *out_snapshot = m.snapshot;
    return done;
}

/* --- what was done --- */

Err evaluasi_steps(Arena *a, Db *db, const Evaluasi *e, EvalDones *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_steps, db_i64(e->w.instansi_id), db_i64(e->w.id));
    *out = (EvalDones){0};
    while (db_next(&rows)) {
        EvalDone *d  = list_add(a, out);
        *d           = (EvalDone){.id = db_get_i64(&rows)};
        d->move_name = db_get_text(&rows);
        (void)evaluasi_stage_parse(db_get_text(&rows), &d->from);
        (void)evaluasi_stage_parse(db_get_text(&rows), &d->to);
        d->move        = evaluasi_move_named(d->move_name, d->from);
        d->by_id       = db_get_i64(&rows);
        d->by_name     = db_get_text(&rows);
        d->with_proof     = db_get_bool(&rows);
        d->at          = db_get_at(&rows);
        d->why         = db_get_text(&rows);
        d->snapshot_id = db_get_i64(&rows);
    }
    return db_done(&rows);
}
