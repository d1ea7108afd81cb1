#include "evaluasi/evaluasi_seat.h"

#include "evaluasi.sql.h"

/* --- names --- */

const char *const evaluasi_stages[STAGE_COUNT] = {
#define X(name, text, msg) text,
    STAGES(X)
#undef X
};

bool evaluasi_stage_parse(Str text, EvalStage *out)
{
    int i = str_among(text, evaluasi_stages, STAGE_COUNT);
    if (i >= 0)
        *out = (EvalStage)i;
    return i >= 0;
}

Msg evaluasi_stage_msg(EvalStage s)
{
    static const Msg msgs[STAGE_COUNT] = {
#define X(name, text, msg) MSG_##msg,
        STAGES(X)
#undef X
    };
    return msgs[s];
}

const EvalSeatKind evaluasi_seats[SEAT_COUNT] = {
    {"pendahuluan", LAYER_PENDAHULUAN, STAGE_PENDAHULUAN, WHO(PENDAHULUAN), MSG_evaluasi_seat_pendahuluan},
    {"anggota",     LAYER_ANGGOTA,     STAGE_ANGGOTA,     WHO(TPI_ANGGOTA), MSG_evaluasi_seat_anggota},
    {"anggota-2",   LAYER_ANGGOTA_2,   STAGE_ANGGOTA,     WHO(TPI_ANGGOTA), MSG_evaluasi_seat_anggota_2},
    {"ketua",       LAYER_KETUA,       STAGE_KETUA,       WHO(TPI_KETUA),   MSG_evaluasi_seat_ketua},
    {"dalnis",      LAYER_DALNIS,      STAGE_DALNIS,      WHO(TPI_DALNIS),  MSG_evaluasi_seat_dalnis},
};

bool evaluasi_seat_parse(Str text, EvalSeat *out)
{
    for (int i = 0; i < SEAT_COUNT; i++) {
        if (str_is(text, evaluasi_seats[i].name)) {
            *out = (EvalSeat)i;
            return true;
        }
    }
    return false;
}

/* --- opening --- */

static Err read_state(Arena *a, Db *db, const EvalAsker *by, Evaluasi *e)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_find, db_i64(by->instansi_id), db_i64(e->w.id), db_i64(by->user_id));
    Str    pending = {0};
    bool   known   = false;

    if (db_next(&rows)) {
        known                = evaluasi_stage_parse(db_get_text(&rows), &e->stage);
        e->since             = db_get_at(&rows);
        e->version           = db_get_i64(&rows);
        pending              = db_get_text(&rows);
        e->pending_by        = db_get_i64(&rows);
        e->pending_name      = db_get_text(&rows);
        e->pending_why       = db_get_text(&rows);
        e->pending_at        = db_get_at(&rows);
        e->cycle.id          = db_get_i64(&rows);
        e->cycle.version     = db_get_i64(&rows);
        e->cycle.year        = (int)db_get_i64(&rows);
        e->cycle.pendahuluan = db_get_bool(&rows);
        e->cycle.blind       = db_get_bool(&rows);
        e->hidden            = db_get_bool(&rows);
        e->again             = e->cycle.blind && db_get_bool(&rows);
    }
    TRY(db_done(&rows));
    e->pending = pending.len ? evaluasi_move_named(pending, e->stage) : NULL;
    return known ? NO_ERR : FAIL(ERR_DB, "a worksheet without a known stage");
}

static Err read_seats(Arena *a, Db *db, Evaluasi *e)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_seats, db_i64(e->w.instansi_id), db_i64(e->cycle.id),
                           db_i64(e->w.unit_id));
    while (db_next(&rows)) {
        EvalSeat       seat = SEAT_COUNT;
        bool           good = evaluasi_seat_parse(db_get_text(&rows), &seat);
        EvalSeatHolder h    = {.user_id = db_get_i64(&rows)};
        h.name              = db_get_text(&rows);
        h.final_at          = db_get_at(&rows);
        if (good)
            e->seats[seat] = h;
    }
    return db_done(&rows);
}

static Err read_roles(Arena *a, Db *db, Evaluasi *e)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_roles, db_i64(e->asker_id), db_i64(e->w.unit_id), db_date(e->today));
    while (db_next(&rows))
        e->roles |= db_get_i64(&rows);
    for (int i = 0; i < SEAT_COUNT; i++)
        if (e->asker_id && e->seats[i].user_id == e->asker_id && (e->roles & evaluasi_seats[i].who))
            e->mine |= 1 << i;
    return db_done(&rows);
}

Err evaluasi_open(Arena *a, Db *db, const EvalAsker *by, const Regulasi *packs, i64 worksheet_id, Evaluasi *out)
{
    Evaluasi e = {.asker_id = by->user_id, .today = by->today};

    TRY(lke_get(a, db, packs, (LkeKey){by->instansi_id, worksheet_id, LAYER_UNIT}, &e.w));
    TRY(read_state(a, db, by, &e));
    TRY(read_seats(a, db, &e));
    TRY(read_roles(a, db, &e));
    if (e.mine || (e.roles & (WHO(INSPEKTUR) | WHO(PIMPINAN))))
        TRY(evaluasi_tied(a, db, packs, &e, &e.tie));
    if (!e.mine && !(e.roles & EVALUASI_READS))
        return FAIL(ERR_NOT_FOUND, "not the asker's to see");
    *out = e;
    return NO_ERR;
}

/* --- layers --- */

static bool decided(const Evaluasi *e)
{
    return e->stage == STAGE_MEMENUHI || e->stage == STAGE_BELUM;
}

static bool holds(const Evaluasi *e, EvalSeat seat)
{
    return e->mine >> seat & 1;
}

bool evaluasi_sees(const Evaluasi *e, int layer)
{
    bool above   = e->roles & WHO(INSPEKTUR);
    bool tpi     = above || (e->mine & ~(1 << SEAT_PENDAHULUAN)) || (e->roles & WHO(TPN));
    bool scoring = e->cycle.blind && e->stage == STAGE_ANGGOTA;

    switch (layer) {
    case LAYER_UNIT:
        return !e->hidden;
    case LAYER_PENDAHULUAN:
        return !e->hidden && e->cycle.pendahuluan && (holds(e, SEAT_PENDAHULUAN) || e->stage > STAGE_PENDAHULUAN);
    case LAYER_ANGGOTA:
    case LAYER_ANGGOTA_2:
        if (layer == LAYER_ANGGOTA_2 && !e->cycle.blind)
            return false;
        if (holds(e, layer == LAYER_ANGGOTA ? SEAT_ANGGOTA : SEAT_ANGGOTA_2))
            return true;
        return !scoring && !e->hidden && (tpi || decided(e)) && e->stage >= STAGE_ANGGOTA;
    case LAYER_KETUA:
        return holds(e, SEAT_KETUA) || (!e->hidden && (tpi || decided(e)) && e->stage > STAGE_KETUA);
    case LAYER_DALNIS:
        return holds(e, SEAT_DALNIS) || (!e->hidden && (above || decided(e)) && e->stage >= STAGE_DALNIS);
    case LAYER_TPI:
        return !e->hidden && decided(e);
    case LAYER_TPN:
        return !e->hidden && (e->roles & WHO(TPN));
    }
    return false;
}

int evaluasi_my_layer(const Evaluasi *e)
{
    if (e->pending || e->tie)
        return -1;
    for (int i = SEAT_COUNT - 1; i >= 0; i--)
        if (holds(e, (EvalSeat)i) && evaluasi_seats[i].stage == e->stage && !e->seats[i].final_at.s
            && (i != SEAT_ANGGOTA_2 || e->cycle.blind))
            return evaluasi_seats[i].layer;
    return -1;
}

Err evaluasi_layer(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, int layer, Worksheet *out)
{
    LkeKey key  = {e->w.instansi_id, e->w.id, layer};
    Err    none = lke_get(a, db, packs, key, out);

    if (none.kind != ERR_NOT_FOUND)
        return none;
    *out       = e->w;
    out->layer = layer;
    out->line  = (Str){0};
    out->answered = 0;
    return NO_ERR;
}

static bool differ(const EvalBelow *b, const Pack *pack, int node)
{
    return !nilai_same(&pack->nodes[node], &b->sheets[LAYER_ANGGOTA].at[node], &b->sheets[LAYER_ANGGOTA_2].at[node]);
}

/* From the top down: the first layer below that has an answer. */
static int below_of(const Evaluasi *e, const EvalBelow *b, int layer, int node)
{
    static const int order[] = {LAYER_DALNIS,  LAYER_KETUA,       LAYER_ANGGOTA_2,
                                LAYER_ANGGOTA, LAYER_PENDAHULUAN, LAYER_UNIT};
    bool below = false;

    for (isize i = 0; i < countof(order); i++) {
        int l = order[i];
        if (below && b->sheets[l].at && b->sheets[l].at[node].answered) {
            if (l == LAYER_ANGGOTA_2 && b->sheets[LAYER_ANGGOTA].at[node].answered)
                return differ(b, e->w.pack, node) ? -1 : LAYER_ANGGOTA;
            return l;
        }
        below = below || l == layer;
    }
    return -1;
}

Err evaluasi_below(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, int layer, EvalBelow *out)
{
    bool alone = e->cycle.blind && (layer == LAYER_ANGGOTA || layer == LAYER_ANGGOTA_2);

    *out = (EvalBelow){.from = new(a, int, e->w.pack->nnodes)};
    for (int l = 0; l < LAYERS; l++) {
        Worksheet w;
        if (!evaluasi_sees(e, l) || (alone && l != layer))
            continue;
        TRY(evaluasi_layer(a, db, packs, e, l, &w));
        out->sheets[l] = lke_sheet(a, &w);
    }
    for (int i = 0; i < e->w.pack->nnodes; i++)
        out->from[i] = pack_is_question(&e->w.pack->nodes[i]) && !alone ? below_of(e, out, layer, i) : -1;
    return NO_ERR;
}

Err evaluasi_judge(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const LkeEdit *edits, isize n,
                   LkeSaved *out)
{
    int       layer = evaluasi_my_layer(e);
    LkeKey    key   = {e->w.instansi_id, e->w.id, layer};
    Worksheet w;

    *out = (LkeSaved){0};
    if (layer < 0)
        return FAIL(ERR_FORBIDDEN, "it is not the asker's turn");
    Err begun = lke_get(a, db, packs, key, &w);
    if (begun.kind == ERR_NOT_FOUND) {
        TRY(lke_begin_layer(*a, db, packs, key));
        TRY(lke_layer_shown(db, key, false));
        begun = lke_get(a, db, packs, key, &w);
    }
    TRY(begun);
    bool     blind = e->cycle.blind && e->stage == STAGE_ANGGOTA;
    LkeEdit *told  = new(a, LkeEdit, n);
    for (isize i = 0; i < n; i++) {
        told[i]       = edits[i];
        told[i].blind = blind;
    }
    return n == 1 ? lke_save(a, db, &w, told, out) : lke_save_all(a, db, &w, told, n);
}
