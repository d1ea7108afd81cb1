#include "evaluasi/evaluasi_board.h"

#include "evaluasi_board.sql.h"

/* --- what stands on the board --- */

static bool is_decided(EvalStage s)
{
    return s == STAGE_MEMENUHI || s == STAGE_BELUM;
}

/* The layers of the TPI that may be done at a stage, the highest first.  Two who scored blind may differ: of theirs
 * none counts for the unit. */
static const int *layers_of(EvalStage s, bool blind)
{
    static const int none[] = {-1}, anggota[] = {LAYER_ANGGOTA, -1}, ketua[] = {LAYER_KETUA, -1},
                     either[] = {LAYER_KETUA, LAYER_ANGGOTA, -1}, tpi[] = {LAYER_TPI, -1};

    if (is_decided(s))
        return tpi;
    if (s == STAGE_DALNIS)
        return blind ? ketua : either;
    return s == STAGE_KETUA && !blind ? anggota : none;
}

typedef struct {
    i64         instansi_id, worksheet_id;
    const Pack *pack;
    EvalStage   stage;
    Instant     since;
    bool        blind;
} Standing;

/* A layer that somebody took over before it was finished is not done. */
static Err standing(Arena scratch, Db *db, const Standing *s, PapanStage *out)
{
    *out = (PapanStage){s->worksheet_id, s->instansi_id, 1 << s->stage, s->since, false, 0, 0};
    for (const int *layer = layers_of(s->stage, s->blind); *layer >= 0 && !out->judged; layer++) {
        DbRows rows = db_query(&scratch, db, &SQL_evaluasi_board_layer, db_i64(s->instansi_id),
                               db_i64(s->worksheet_id), db_i64(*layer));
        Ratio  total;
        if (db_next(&rows) && db_get_i64(&rows) >= s->pack->nquestions && lke_exact(db_get_text(&rows), &total)) {
            out->judged    = true;
            out->tpi       = papan_cut(scratch, total);
            out->tpi_gates = lke_gates(s->pack, db_get_i64(&rows));
        }
        TRY(db_done(&rows));
    }
    return NO_ERR;
}

static Err moved(Arena *a, Db *db, const Evaluasi *e, const EvalMoved *what)
{
    Standing   at = {e->w.instansi_id, e->w.id, e->w.pack, what->step->move->to, what->step->at, e->cycle.blind};
    PapanStage s;

    if (what->how != EVAL_WENT)
        return NO_ERR;
    TRY(standing(*a, db, &at, &s));
    return papan_stage(*a, db, &s);
}

const EvalPart evaluasi_board_part = {.moved = moved};

/* --- all units --- */

static const Sql *const sorts[BOARD_SORTS][2] = {
    [BOARD_BY_UNIT]   = {&SQL_evaluasi_board_unit_up,   &SQL_evaluasi_board_unit_down},
    [BOARD_BY_STAGE]  = {&SQL_evaluasi_board_stage_up,  &SQL_evaluasi_board_stage_down},
    [BOARD_BY_SINCE]  = {&SQL_evaluasi_board_since_up,  &SQL_evaluasi_board_since_down},
    [BOARD_BY_POINTS] = {&SQL_evaluasi_board_points_up, &SQL_evaluasi_board_points_down},
    [BOARD_BY_TPI]    = {&SQL_evaluasi_board_tpi_up,    &SQL_evaluasi_board_tpi_down},
    [BOARD_BY_GAP]    = {&SQL_evaluasi_board_gap_up,    &SQL_evaluasi_board_gap_down},
    [BOARD_BY_GATES]  = {&SQL_evaluasi_board_gates_up,  &SQL_evaluasi_board_gates_down},
    [BOARD_BY_TREND]  = {&SQL_evaluasi_board_trend_up,  &SQL_evaluasi_board_trend_down},
};

/* The same for who sees decisions alone: a score that is not shown must not show in the order either. */
static const Sql *const decided_sorts[BOARD_SORTS][2] = {
    [BOARD_BY_TPI]   = {&SQL_evaluasi_board_decided_up,       &SQL_evaluasi_board_decided_down},
    [BOARD_BY_GAP]   = {&SQL_evaluasi_board_decided_gap_up,   &SQL_evaluasi_board_decided_gap_down},
    [BOARD_BY_GATES] = {&SQL_evaluasi_board_decided_gates_up, &SQL_evaluasi_board_decided_gates_down},
};

static bool sees_work(const BoardAsker *by)
{
    return by->role == WHO(INSPEKTUR);
}

static const Sql *sort_of(const BoardAsker *by, const BoardCut *cut)
{
    const Sql *own = decided_sorts[cut->by][cut->down];
    return own && !sees_work(by) ? own : sorts[cut->by][cut->down];
}

enum { REACH = 5, WANT = 18, CUT = 20, WORDS = 4 };

static void bind(Arena *a, const BoardAsker *by, const BoardFilter *f, DbVal *v)
{
    v[0]  = db_i64(by->instansi_id);
    v[1]  = db_i64(by->year);
    v[2]  = db_i64(by->user_id);
    v[3]  = db_i64(by->role);
    v[4]  = db_date(by->today);
    v[5]  = db_bool(sees_work(by));
    v[6]  = db_i64(f->stages ? f->stages : BOARD_ALL_STAGES);
    v[7]  = db_i64(f->above_id);
    v[8]  = db_text(f->target);
    v[9]  = db_i64(f->meets);
    v[10] = db_i64(f->gap * PAPAN_POINT);
    v[11] = db_text(f->of);
    v[12] = db_i64(f->from * PAPAN_POINT);
    v[13] = db_i64(f->below * PAPAN_POINT);
    db_words(a, f->search, WORDS, v + 14);
}

static int bit_of(i64 stage)
{
    int bit = 0;
    while (stage >> bit > 1)
        bit++;
    return bit;
}

static void read_row(DbRows *rows, BoardRow *o)
{
    o->id         = db_get_i64(rows);
    o->unit_code  = db_get_text(rows);
    o->unit_name  = db_get_text(rows);
    o->above_name = db_get_text(rows);
    o->target     = db_get_text(rows);
    o->stage      = (EvalStage)bit_of(db_get_i64(rows));
    o->since      = db_get_at(rows);
    o->points     = db_get_i64(rows);
    o->gates      = (int)db_get_i64(rows);
    o->has_trend  = !db_is_null(rows);
    o->trend      = db_get_i64(rows);
    o->judged     = !db_is_null(rows);
    o->tpi        = db_get_i64(rows);
    o->gap        = db_get_i64(rows);
    o->rank       = db_get_i64(rows);   /* behind whom of the same whole point */
}

static Err read_bands(Arena *a, DbRows *rows, const BoardAsker *by, BoardTallies *out)
{
    while (db_next(rows)) {
        BoardBand b = {db_get_text(rows), db_get_i64(rows), db_get_i64(rows)};
        if (str_is(b.of, sees_work(by) ? "decided" : "tpi"))
            continue;
        b.of = str_is(b.of, "unit") ? b.of : S("tpi");
        *list_add(a, &out->bands) = b;
    }
    return db_done(rows);
}

/* How many are better by whole points, and by what is behind the comma, make the rank. */
static Err rank(Arena *a, Db *db, const BoardAsker *by, BoardRows *rows)
{
    BoardTallies t    = {0};
    DbRows       read = db_query(a, db, &SQL_evaluasi_board_bands, db_i64(by->instansi_id), db_i64(by->year));

    TRY(read_bands(a, &read, by, &t));
    for (isize i = 0; i < rows->count; i++) {
        BoardRow *row = &rows->at[i];
        row->rank++;
        for (isize k = 0; k < t.bands.count; k++)
            if (str_is(t.bands.at[k].of, "tpi") && t.bands.at[k].from > row->tpi / PAPAN_POINT)
                row->rank += t.bands.at[k].n;
    }
    return NO_ERR;
}

Err evaluasi_board_rows(Arena *a, Db *db, const BoardAsker *by, const BoardFilter *f, BoardCut cut, BoardRows *out)
{
    DbVal v[CUT];

    *out = (BoardRows){0};
    bind(a, by, f, v);
    v[WANT]     = db_i64(cut.most);
    v[WANT + 1] = db_i64(cut.after);
    DbRows rows = db_run(a, db, sort_of(by, &cut), CUT, v);
    while (db_next(&rows)) {
        BoardRow *o = list_add(a, out);
        read_row(&rows, o);
    }
    TRY(db_done(&rows));
    return rank(a, db, by, out);
}

static Err read_alike(Arena *a, DbRows *rows, const BoardAsker *by, BoardTallies *out)
{
    while (db_next(rows)) {
        BoardTally *t = list_add(a, &out->alike);
        t->stage  = (EvalStage)bit_of(db_get_i64(rows));
        t->target = db_get_text(rows);
        t->gates  = (int)db_get_i64(rows);
        int tpi   = (int)db_get_i64(rows);
        t->n      = db_get_i64(rows);
        t->judged = tpi >= 0 && (sees_work(by) || is_decided(t->stage));
        t->gates  = t->judged ? tpi : t->gates;
    }
    return db_done(rows);
}

/* Counted beforehand for the whole instansi; whoever reaches a part of it has its rows counted. */
Err evaluasi_board_tallies(Arena *a, Db *db, const BoardAsker *by, BoardTallies *out)
{
    DbVal  v[REACH] = {db_i64(by->instansi_id), db_i64(by->year), db_i64(by->user_id), db_i64(by->role),
                       db_date(by->today)};
    DbRows rows     = db_run(a, db, &SQL_evaluasi_board_tally, REACH, v);

    *out = (BoardTallies){0};
    TRY(read_alike(a, &rows, by, out));
    if (out->alike.count) {
        rows = db_run(a, db, &SQL_evaluasi_board_bands, 2, v);
        return read_bands(a, &rows, by, out);
    }
    rows = db_run(a, db, &SQL_evaluasi_board_counted, REACH, v);
    TRY(read_alike(a, &rows, by, out));
    rows = db_run(a, db, &SQL_evaluasi_board_bands_counted, REACH, v);
    return read_bands(a, &rows, by, out);
}

bool evaluasi_board_meets(const BoardTally *t)
{
    return t->gates & (str_is(t->target, "WBBM") ? PAPAN_WBBM : PAPAN_WBK);
}

static bool tally_wanted(const BoardTally *t, const BoardFilter *f)
{
    return (!f->stages || (f->stages >> t->stage & 1)) && (!f->target.len || str_eq(f->target, t->target))
        && (f->meets == MEETS_ALL || (f->meets == MEETS_YES) == evaluasi_board_meets(t));
}

Err evaluasi_board_count(Arena scratch, Db *db, const BoardAsker *by, const BoardFilter *f, const BoardTallies *t,
                         i64 *out)
{
    DbVal v[WANT];

    *out = 0;
    if (!f->above_id && !f->gap && !f->of.len && !str_trim(f->search).len) {
        for (isize i = 0; i < t->alike.count; i++)
            *out += tally_wanted(&t->alike.at[i], f) ? t->alike.at[i].n : 0;
        return NO_ERR;
    }
    bind(&scratch, by, f, v);
    return db_one_i64(db_run(&scratch, db, &SQL_evaluasi_board_count, WANT, v), out);
}

Err evaluasi_board_years(Arena *a, Db *db, i64 instansi_id, BoardYears *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_board_years, db_i64(instansi_id));
    *out        = (BoardYears){0};
    while (db_next(&rows)) {
        BoardYear *y = list_add(a, out);
        y->year      = (int)db_get_i64(&rows);
        y->open      = db_get_bool(&rows);
    }
    return db_done(&rows);
}

int evaluasi_board_newest(const BoardYears *years, Date today)
{
    int now = date_split(today).year;
    for (isize i = 0; i < years->count; i++)
        if (years->at[i].year <= now)
            return years->at[i].year;
    return now;
}

Err evaluasi_board_above(Arena *a, Db *db, const BoardAsker *by, BoardAboves *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_board_above, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(by->role), db_date(by->today));
    *out        = (BoardAboves){0};
    while (db_next(&rows)) {
        BoardAbove *o = list_add(a, out);
        o->id         = db_get_i64(&rows);
        o->name       = db_get_text(&rows);
    }
    return db_done(&rows);
}

/* --- closing days --- */

/* The head confirms within the unit's time; the last layer ends with the decision. */
Err evaluasi_board_closes(Arena scratch, Db *db, i64 instansi_id, int year, BoardCloses *out)
{
    DbRows rows     = db_query(&scratch, db, &SQL_evaluasi_board_windows, db_i64(instansi_id), db_i64(year));
    Date   decision = {0};

    *out = (BoardCloses){0};
    while (db_next(&rows)) {
        Str       name = db_get_text(&rows);
        Date      last = db_get_date(&rows);
        EvalStage s;
        if (str_is(name, "putusan"))
            decision = last;
        else if (evaluasi_stage_parse(name, &s))
            out->of[s] = last;
    }
    out->of[STAGE_KONFIRMASI] = out->of[STAGE_ISI];
    if (decision.days)
        out->of[STAGE_DALNIS] = decision;
    return db_done(&rows);
}

int evaluasi_board_late(const BoardCloses *c, Date today)
{
    int late = 0;
    for (int i = 0; i < STAGE_MEMENUHI; i++)
        late |= c->of[i].days && c->of[i].days < today.days ? 1 << i : 0;
    return late;
}

/* --- my worksheets --- */

static BoardTurn turn_of(const BoardTask *t, bool final)
{
    EvalStage own = evaluasi_seats[t->seat].stage;

    if (t->stage > own || (t->stage == own && final))
        return TURN_DONE;
    return t->stage == own && !t->signing ? TURN_NOW : t->stage < own ? TURN_LATER : TURN_DONE;
}

static bool read_task(DbRows *rows, const Regulasi *packs, BoardTask *t)
{
    t->id        = db_get_i64(rows);
    (void)db_get_i64(rows);
    t->unit_name = db_get_text(rows);
    t->year      = (int)db_get_i64(rows);
    t->pack      = regulasi_pack(packs, db_get_text(rows));
    t->blind     = db_get_bool(rows);
    bool known   = evaluasi_stage_parse(db_get_text(rows), &t->stage);
    t->since     = db_get_at(rows);
    t->signing   = db_get_text(rows).len;
    bool final   = db_get_at(rows).s;
    t->judged    = (int)db_get_i64(rows);
    t->hidden    = db_get_bool(rows);
    t->turn      = turn_of(t, final);
    return t->pack && known && (t->seat != SEAT_ANGGOTA_2 || t->blind);
}

static Err of_seat(Arena *a, Db *db, const EvalAsker *by, EvalSeat seat, const Regulasi *packs, BoardTasks *out)
{
    const EvalSeatKind *k    = &evaluasi_seats[seat];
    DbRows              rows = db_query(a, db, &SQL_evaluasi_board_seat, db_i64(by->instansi_id), db_i64(by->user_id),
                                        db_text(str_of(k->name)), db_i64(date_split(by->today).year),
                                        db_i64(k->layer), db_i64(k->who), db_date(by->today));
    while (db_next(&rows)) {
        BoardTask t = {.seat = seat};
        if (read_task(&rows, packs, &t))
            *list_add(a, out) = t;
    }
    return db_done(&rows);
}

/* Those of each turn in the order in which they came. */
static void by_turn(Arena *a, BoardTasks *all)
{
    BoardTasks sorted = {0};
    for (int turn = TURN_NOW; turn <= TURN_DONE; turn++) {
        isize from = sorted.count;
        for (isize i = 0; i < all->count; i++) {
            if ((int)all->at[i].turn != turn)
                continue;
            *list_add(a, &sorted) = all->at[i];
            for (isize k = sorted.count - 1; k > from && sorted.at[k].since.s < sorted.at[k - 1].since.s; k--) {
                BoardTask t      = sorted.at[k];
                sorted.at[k]     = sorted.at[k - 1];
                sorted.at[k - 1] = t;
            }
        }
    }
    *all = sorted;
}

Err evaluasi_board_queue(Arena *a, Db *db, const EvalAsker *by, Who roles, const Regulasi *packs, BoardTasks *out)
{
    *out = (BoardTasks){0};
    for (int i = 0; i < SEAT_COUNT; i++)
        if (roles & evaluasi_seats[i].who)
            TRY(of_seat(a, db, by, (EvalSeat)i, packs, out));
    by_turn(a, out);
    return NO_ERR;
}

static BoardTeamRow *row_of(BoardTeam *team, i64 id)
{
    for (isize i = 0; i < team->count; i++)
        if (team->at[i].t.id == id)
            return &team->at[i];
    return NULL;
}

static Err add_mates(Arena *a, Db *db, const EvalAsker *by, EvalSeat leader, BoardTeam *team)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_board_team, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_text(str_of(evaluasi_seats[leader].name)),
                           db_i64(date_split(by->today).year));
    while (db_next(&rows)) {
        BoardTeamRow *row   = row_of(team, db_get_i64(&rows));
        EvalSeat      seat  = SEAT_COUNT;
        bool          known = evaluasi_seat_parse(db_get_text(&rows), &seat);
        BoardMate     m     = {.name = db_get_text(&rows)};
        m.final             = db_get_at(&rows).s;
        m.judged            = (int)db_get_i64(&rows);
        if (!row || !known)
            continue;
        if (row->scoring && evaluasi_seats[seat].stage == STAGE_ANGGOTA)
            m.judged = 0;
        row->mates[seat] = m;
    }
    return db_done(&rows);
}

Err evaluasi_board_team(Arena *a, Db *db, const EvalAsker *by, Who roles, const Regulasi *packs, BoardTeam *out)
{
    *out = (BoardTeam){0};
    for (int seat = SEAT_KETUA; seat <= SEAT_DALNIS; seat++) {
        BoardTasks all = {0};
        if (!(roles & evaluasi_seats[seat].who))
            continue;
        TRY(of_seat(a, db, by, (EvalSeat)seat, packs, &all));
        for (isize i = 0; i < all.count; i++) {
            const BoardTask *t = &all.at[i];
            if (!t->hidden && !row_of(out, t->id))
                *list_add(a, out) = (BoardTeamRow){*t, {{{0}}}, t->blind && t->stage == STAGE_ANGGOTA};
        }
        TRY(add_mates(a, db, by, (EvalSeat)seat, out));
    }
    return NO_ERR;
}

Err evaluasi_board_own(Arena *a, Db *db, const EvalAsker *by, i64 most, BoardOwn *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_board_own, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(WHO_FILLS | WHO(AGEN)), db_date(by->today), db_i64(most));
    *out        = (BoardOwn){0};
    while (db_next(&rows))
        *list_add(a, out) = db_get_i64(&rows);
    return db_done(&rows);
}

static Err signing_of(Arena *a, Db *db, const EvalAsker *by, Who role, BoardSignings *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_board_signing, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(role), db_date(by->today));
    while (db_next(&rows)) {
        BoardSigning s = {.id = db_get_i64(&rows)};
        EvalStage    stage;
        s.unit_name = db_get_text(&rows);
        bool known  = evaluasi_stage_parse(db_get_text(&rows), &stage);
        s.move      = known ? evaluasi_move_named(db_get_text(&rows), stage) : NULL;
        if (!s.move || !(s.move->second & role))
            continue;
        s.at        = db_get_at(&rows);
        s.by_name   = db_get_text(&rows);
        *list_add(a, out) = s;
    }
    return db_done(&rows);
}

Err evaluasi_board_signing(Arena *a, Db *db, const EvalAsker *by, Who roles, BoardSignings *out)
{
    *out = (BoardSignings){0};
    for (int i = 0; i < ROLE_COUNT; i++)
        if (roles >> i & 1)
            TRY(signing_of(a, db, by, (Who)1 << i, out));
    return NO_ERR;
}

/* --- keeping and proving --- */

typedef struct {
    Standing at;
    Str      unit_code, target;
    int      year;
    Ratio    total;
    i64      passes;
    bool     known;             /* its stage, pack and total can be read */
    /* the row as it is */
    i64      stage, points, gates, trend, tpi, tpi_gates, gap, last_year;
    Str      said_target;
    Instant  since;
    bool     has_trend, judged, has_last_year;
} Proof;
typedef LIST(Proof) Proofs;

static void read_proof(DbRows *rows, const Regulasi *packs, Proof *p)
{
    p->at.worksheet_id = db_get_i64(rows);
    p->at.instansi_id  = db_get_i64(rows);
    p->unit_code       = db_get_text(rows);
    p->year            = (int)db_get_i64(rows);
    p->at.pack         = regulasi_pack(packs, db_get_text(rows));
    p->target          = db_get_text(rows);
    p->known           = lke_exact(db_get_text(rows), &p->total) && p->at.pack;
    p->passes          = db_get_i64(rows);
    p->known           = evaluasi_stage_parse(db_get_text(rows), &p->at.stage) && p->known;
    p->at.since        = db_get_at(rows);
    p->at.blind        = db_get_bool(rows);
    p->stage           = db_get_i64(rows);
    p->said_target     = db_get_text(rows);
    p->points          = db_get_i64(rows);
    p->gates           = db_get_i64(rows);
    p->since           = db_get_at(rows);
    p->has_trend       = !db_is_null(rows);
    p->trend           = db_get_i64(rows);
    p->judged          = !db_is_null(rows);
    p->tpi             = db_get_i64(rows);
    p->tpi_gates       = db_get_i64(rows);
    p->gap             = db_get_i64(rows);
    p->has_last_year   = !db_is_null(rows);
    p->last_year       = db_get_i64(rows);
}

static Err some_proofs(Arena *a, Db *db, const Regulasi *packs, i64 after, Proofs *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_board_proof, db_i64(after));
    *out        = (Proofs){0};
    while (db_next(&rows)) {
        Proof *p = list_add(a, out);
        *p       = (Proof){0};
        read_proof(&rows, packs, p);
    }
    return db_done(&rows);
}

static const char *wrong(Arena scratch, const Proof *p, const PapanStage *s)
{
    if (!p->stage)
        return "it is on no board";
    if (p->points != papan_cut(scratch, p->total) || p->gates != lke_gates(p->at.pack, p->passes))
        return "the board has other points than the unit's answers";
    if (p->has_trend != p->has_last_year || (p->has_trend && p->trend != p->points - p->last_year))
        return "the board has another trend";
    if (p->stage != s->stage || p->since.s != s->since.s || !str_eq(p->said_target, p->target))
        return "the board has another stage or target";
    if (p->judged != s->judged || p->tpi != s->tpi || p->tpi_gates != s->tpi_gates
        || (p->judged && p->gap != p->tpi - p->points))
        return "the board has other points than the layer of the TPI";
    return NULL;
}

static Err prove(Arena scratch, Db *db, const Proof *p, Issues *out)
{
    PapanStage  s;
    const char *fault = "its stage, rule pack or total cannot be read";

    if (p->known) {
        TRY(standing(scratch, db, &p->at, &s));
        fault = wrong(scratch, p, &s);
    }
    if (fault)
        issue_add(out, str_fmt(out->arena, "%.*s %d", STRF(p->unit_code), p->year), str_of(fault));
    return NO_ERR;
}

Err evaluasi_board_verify(Arena scratch, Db *db, const Regulasi *packs, Issues *out, i64 *out_rows)
{
    i64 last = 0, miscounted = 0;

    *out_rows = 0;
    for (bool more = true; more;) {
        Arena  a    = scratch;
        Proofs page = {0};
        TRY(some_proofs(&a, db, packs, last, &page));
        more = page.count > 0;
        for (isize i = 0; i < page.count; i++, ++*out_rows) {
            TRY(prove(a, db, &page.at[i], out));
            last = page.at[i].at.worksheet_id;
        }
    }
    TRY(papan_miscounted(scratch, db, &miscounted));
    if (miscounted)
        issue_add(out, S("tallies"), S("the tallies are not what the rows count"));
    return NO_ERR;
}

static Err mend(Arena scratch, Db *db, const Regulasi *packs, const Proof *p)
{
    Worksheet  w;
    PapanStage s;

    TRY(lke_get(&scratch, db, packs, (LkeKey){p->at.instansi_id, p->at.worksheet_id, LAYER_UNIT}, &w));
    TRY(lke_rescore(scratch, db, &w));
    TRY(standing(scratch, db, &p->at, &s));
    return papan_stage(scratch, db, &s);
}

Err evaluasi_board_mend(Arena scratch, Db *db, const Regulasi *packs, i64 *out_mended)
{
    i64 last = 0;

    *out_mended = 0;
    for (bool more = true; more;) {
        Arena  a    = scratch;
        Proofs page = {0};
        TRY(some_proofs(&a, db, packs, last, &page));
        more = page.count > 0;
        for (isize i = 0; i < page.count; i++) {
            last = page.at[i].at.worksheet_id;
            if (page.at[i].stage || !page.at[i].known)
                continue;
            TRY(mend(a, db, packs, &page.at[i]));
            ++*out_mended;
        }
    }
    return NO_ERR;
}
