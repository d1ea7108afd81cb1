#include "app/demo.h"

#include "evaluasi/evaluasi_advice.h"

enum { JUDGED_BEFORE = 7200 };          /* seconds: an answer is older than the hand-over of its layer */

/* One worksheet on its way: a letter for each step of the path. */
typedef struct {
    const DemoAssess *x;
    Db               *db;
    Arena             a;
    Dice              dice;
    Instant           at;
    i64               who;      /* whose turn it is now */
    Evaluasi          e;
} Walk;

static Err open_as(Walk *w, i64 user_id)
{
    EvalAsker by = {user_id, w->x->instansi_id, instant_date(w->at, 420), w->at, LANG_ID};
    w->who = user_id;
    return evaluasi_open(&w->a, w->db, &by, w->x->packs, w->x->worksheet_id, &w->e);
}

static Err make(Walk *w, i64 user_id, const char *move, Str why)
{
    Issues      issues = {.arena = &w->a};
    EvalChances all    = {0};
    EvalStep    step   = {.why = why, .proven = true, .at = w->at, .lang = LANG_ID};
    i64         snapshot;

    TRY(open_as(w, user_id));
    TRY(evaluasi_chances(&w->a, w->db, w->x->packs, &w->e, LANG_ID, &all));
    for (isize i = 0; i < all.count; i++)
        if (str_is(str_of(all.at[i].move->name), move))
            step.move = all.at[i].move;
    if (!step.move)
        return FAIL(ERR_INVALID, "a step of the demo that nobody could make");
    step.seen = w->e.version;
    TRY(evaluasi_move(&w->a, w->db, w->x->packs, &w->e, &step, &issues, &snapshot));
    return issues.count ? (Err){ERR_INVALID, move, str_c(&w->a, issues.at[0].text)} : NO_ERR;
}

/* --- judging: mostly what is below, sometimes an option worse, with a note that says why --- */

static Str doubt_of(Dice *d)
{
    static const char *const notes[] = {
        "Bukti mendukung sebagian; dua triwulan belum terdokumentasi.",
        "Dokumen ada tetapi belum ditandatangani pimpinan unit.",
        "Kegiatan berjalan, tindak lanjutnya belum terlihat dalam bukti.",
        "Bukti tentang periode sebelumnya; yang tahun ini belum dilampirkan.",
    };
    return str_of(notes[dice(d, countof(notes))]);
}

static LkeEdit judge_item(Walk *w, int node, NilaiAnswer x, bool alone)
{
    const PackNode *n    = &w->e.w.pack->nodes[node];
    bool            down = n->kind == PACK_CHOICE && n->changeable && (int)dice(&w->dice, 100) < w->x->strict
                        && x.option + 1 < n->noptions;
    Str             note = down ? doubt_of(&w->dice) : alone ? S("Sesuai bukti.") : (Str){0};

    x.option += down;
    return (LkeEdit){.node = node, .value = lke_value(&w->a, n, &x), .note = note, .seen = LKE_ANY_VERSION,
                     .by_id = w->who, .at = {w->at.s - JUDGED_BEFORE}};
}

/* Of what was doubted: a question for the unit now and then, and something to do about every other. */
static Err say_so(Walk *w, const LkeEdit *edits, isize n)
{
    static const char *const asks[] = {
        "Mohon lampirkan notulen yang ditandatangani.", "Periode mana yang dimaksud dokumen ini?",
        "Tunjukkan tindak lanjut dari rapat terakhir.",
    };
    static const char *const todo[] = {
        "Lengkapi dokumentasi untuk dua triwulan yang belum ada.",
        "Tetapkan dokumen dengan tanda tangan pimpinan unit.",
        "Catat tindak lanjut setiap monev dan bahas setiap triwulan.",
        "Susun dokumen untuk tahun yang dinilai.",
    };
    i64 id, doubts = 0;

    for (isize i = 0; i < n; i++) {
        Str code = w->e.w.pack->nodes[edits[i].node].code;
        if (!edits[i].note.len || str_is(edits[i].note, "Sesuai bukti.") || doubts++ > 7)
            continue;
        if (doubts % 3 == 1)
            TRY(evaluasi_mark(w->a, w->db, &w->e, code, str_of(asks[dice(&w->dice, countof(asks))]), w->at));
        if (doubts % 2)
            continue;
        Date due = {instant_date(w->at, 420).days + 14 + (i32)dice(&w->dice, 90)};
        EvalAdviceNew a = {code, str_of(todo[dice(&w->dice, countof(todo))]), due, w->at};
        TRY(evaluasi_advice_add(w->a, w->db, &w->e, &a, &id));
    }
    return NO_ERR;
}

/* Who scores blind looks at the evidence; here that is what the unit answered. */
static Err judge(Walk *w, i64 user_id, int percent)
{
    EvalBelow     below;
    Worksheet     unit;
    LkeSaved      saved;
    LIST(LkeEdit) edits = {0};

    TRY(open_as(w, user_id));
    int layer = evaluasi_my_layer(&w->e);
    if (layer < 0)
        return FAIL(ERR_INVALID, "the demo judges where it is nobody's turn");
    TRY(evaluasi_below(&w->a, w->db, w->x->packs, &w->e, layer, &below));
    TRY(lke_get(&w->a, w->db, w->x->packs, (LkeKey){w->x->instansi_id, w->x->worksheet_id, LAYER_UNIT}, &unit));
    NilaiSheet sheet = lke_sheet(&w->a, &unit);
    for (int i = 0; i < unit.pack->nnodes; i++) {
        int from = below.from[i];
        if (!pack_is_question(&unit.pack->nodes[i]) || (int)dice(&w->dice, 100) >= percent)
            continue;
        *list_add(&w->a, &edits) = judge_item(w, i, from < 0 ? sheet.at[i] : below.sheets[from].at[i], from < 0);
    }
    TRY(evaluasi_judge(&w->a, w->db, w->x->packs, &w->e, edits.at, edits.count, &saved));
    return say_so(w, edits.at, edits.count);
}

/* --- the steps --- */

static i64 seat(const Walk *w, EvalSeat s)
{
    return w->e.seats[s].user_id;
}

static Err hand_in(Walk *w, EvalSeat s, const char *move)
{
    TRY(judge(w, seat(w, s), 100));
    return make(w, seat(w, s), move, (Str){0});
}

static Err anggota(Walk *w)
{
    TRY(hand_in(w, SEAT_ANGGOTA, "serahkan"));
    return w->e.cycle.blind ? hand_in(w, SEAT_ANGGOTA_2, "serahkan") : NO_ERR;
}

static Err decide(Walk *w)
{
    Worksheet mine;
    i64       who = seat(w, SEAT_DALNIS);

    TRY(judge(w, who, 100));
    TRY(evaluasi_layer(&w->a, w->db, w->x->packs, &w->e, LAYER_DALNIS, &mine));
    int target = pack_predicate(mine.pack, mine.target);
    if (target >= 0 && mine.passes >> target & 1)
        return make(w, who, "memenuhi", (Str){0});
    return make(w, who, "belum", S("Gerbang yang belum terpenuhi disebut dalam laporan; rekomendasi terlampir."));
}

/* The unit does something about two of three recommendations; the ketua accepts the first. */
static Err follow_up(Walk *w)
{
    EvalAdvices   all = {0};
    EvalFollowNew did = {FOLLOW_FOLLOW, S("Sudah kami lengkapi; dokumennya ada di rak bukti unit."), 0, {0}, w->at};
    EvalFollowNew yes = {FOLLOW_DONE, S("Sudah kami periksa."), 0, {0}, w->at};

    TRY(open_as(w, w->x->team_id));
    TRY(evaluasi_advices(&w->a, w->db, &w->e, (Str){0}, &all));
    for (isize i = 0; i < all.count; i++)
        if (i % 3)
            TRY(evaluasi_advice_follow(w->a, w->db, &w->e, &all.at[i], &did));
    if (all.count < 2)
        return NO_ERR;
    TRY(open_as(w, seat(w, SEAT_KETUA)));
    TRY(evaluasi_advice(&w->a, w->db, &w->e, all.at[1].id, &all.at[1]));
    return evaluasi_advice_follow(w->a, w->db, &w->e, &all.at[1], &yes);
}

static Err sign(Walk *w)
{
    TRY(open_as(w, w->x->inspektur_id));
    if (!w->e.pending)
        return FAIL(ERR_INVALID, "the demo signs what nobody signed before");
    TRY(make(w, w->x->inspektur_id, w->e.pending->name, (Str){0}));
    return follow_up(w);
}

/* Whoever has it now hands it back to the unit. */
static Err send_back(Walk *w)
{
    Str why = S("Mohon lengkapi bukti yang kami tandai, lalu ajukan lagi sebelum jadwal ditutup.");
    if (w->e.stage == STAGE_PENDAHULUAN)
        return make(w, seat(w, SEAT_PENDAHULUAN), "kembalikan", why);
    if (w->e.stage == STAGE_KETUA)
        return make(w, seat(w, SEAT_KETUA), "ke-unit", why);
    return make(w, seat(w, SEAT_ANGGOTA), "kembalikan", why);
}

static Err begin_judging(Walk *w)
{
    for (int s = 0; s < SEAT_COUNT; s++)
        if (evaluasi_seats[s].stage == w->e.stage && (s != SEAT_ANGGOTA_2 || w->e.cycle.blind))
            TRY(judge(w, seat(w, (EvalSeat)s), 55));
    return NO_ERR;
}

static Err walk_one(Walk *w, char step)
{
    TRY(open_as(w, w->x->head_id));
    switch (step) {
    case 'c': return make(w, w->x->team_id, "konfirmasi", (Str){0});
    case 'a': return make(w, w->x->head_id, "ajukan", (Str){0});
    case 'l': return w->e.cycle.pendahuluan ? hand_in(w, SEAT_PENDAHULUAN, "teruskan") : NO_ERR;
    case 'm': return anggota(w);
    case 'k': return hand_in(w, SEAT_KETUA, "serahkan");
    case 'd': return decide(w);
    case 's': return sign(w);
    case 'r': return send_back(w);
    case 'h': return begin_judging(w);
    }
    return FAIL(ERR_INVALID, "no such step of the demo");
}

Err demo_assess(Arena scratch, Db *db, const DemoAssess *x)
{
    Walk w = {.x = x, .db = db, .dice = {x->seed}, .at = x->at};

    for (const char *p = x->path; *p; p++) {
        w.a = scratch;                          /* each step begins with an empty one */
        TRY(walk_one(&w, *p));
        w.at.s += x->pause_s;
    }
    return NO_ERR;
}
