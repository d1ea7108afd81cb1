#include "app/demo.h"

/* The better the work, the more often the best option: two throws, the better one counts above the middle. */
static int throw_option(const PackNode *n, const DemoWork *w, Dice *d)
{
    int miss = (int)dice(d, 100) - w->skill;
    if (miss < 0)
        return 0;
    int worse = 1 + miss * n->noptions / 120;
    return worse < n->noptions ? worse : n->noptions - 1;
}

/* Numbers in the order of the pack's inputs, the part within the whole. */
static void throw_numbers(const PackNode *n, const DemoWork *w, Dice *d, NilaiAnswer *x)
{
    i64 whole = 4 + dice(d, 9);
    x->per = 1;
    for (int i = 0; i < n->ninputs; i++) {
        bool in_part = n->formula.part >> i & 1;
        x->in[i] = in_part ? (whole * (w->skill + (int)dice(d, 20)) + 50) / 100 : whole;
        if (in_part && x->in[i] > whole)
            x->in[i] = whole;
        if (n->formula.kind == FORMULA_DECREASE && in_part)
            x->in[i] = whole - x->in[i];
    }
    if (n->formula.taken_from >= 0 && n->formula.taken_from < n->ninputs)
        x->in[n->formula.taken_from] = 0;
}

static void throw_index(Ratio index, NilaiAnswer *x)
{
    Arena scratch = arena_reserve(4096), all = scratch;
    Str   text    = ratio_round(&scratch, index, 2, '.'), whole = str_cut(&text, '.');
    i64   units = 0, cents = 0;
    if (str_i64(whole, &units) && str_i64(text, &cents))
        *x = (NilaiAnswer){.answered = true, .in = {units * 100 + cents}, .per = 100};
    arena_release(all);
}

static bool is_first_index(const Pack *p, int node)
{
    for (int i = 0; i < node; i++)
        if (p->nodes[i].formula.kind == FORMULA_INDEX && p->nodes[i].kind == PACK_NUMBERS)
            return false;
    return true;
}

static NilaiAnswer throw_answer(const Pack *p, int node, const DemoWork *w, Dice *d)
{
    const PackNode *n = &p->nodes[node];
    NilaiAnswer     x = {.answered = true};

    if (n->kind == PACK_CHOICE)
        x.option = throw_option(n, w, d);
    else if (n->formula.kind == FORMULA_INDEX)
        throw_index(is_first_index(p, node) ? w->ipak : w->ipkp, &x);
    else
        throw_numbers(n, w, d, &x);
    return x;
}

static Str note_for(Dice *d)
{
    static const char *const notes[] = {
        "Dilaksanakan sesuai rencana kerja; notulen dan daftar hadir terlampir.",
        "Sudah ditetapkan pimpinan unit pada triwulan pertama.",
        "Masih berjalan; sisa kegiatan dijadwalkan sebelum akhir semester.",
        "Hasil monev dibahas bersama pimpinan setiap triwulan.",
        "Dokumen diperbarui setelah reviu internal.",
    };
    return str_of(notes[dice(d, countof(notes))]);
}

/* Not all on one day: the first items first. */
static Instant answered_at(Instant last, int node, int nodes)
{
    i32 days = (i32)((i64)(nodes - node) * DEMO_FILL_DAYS / nodes);
    return (Instant){last.s - days * (i64)86400 - (nodes - node) * 20};
}

Err demo_answers(Arena scratch, Db *db, Worksheet *w, const DemoWork *work, i64 by_id, Instant at)
{
    LIST(LkeEdit) edits = {0};
    Dice          d     = {work->seed};

    for (int i = 0; i < w->pack->nnodes; i++) {
        const PackNode *n = &w->pack->nodes[i];
        if (n->kind != PACK_CHOICE && n->kind != PACK_NUMBERS)
            continue;
        NilaiAnswer x    = throw_answer(w->pack, i, work, &d);
        bool        done = (int)dice(&d, 100) < work->done;
        Str         note = dice(&d, 3) ? (Str){0} : note_for(&d);
        if (!done)
            continue;
        *list_add(&scratch, &edits) = (LkeEdit){.node = i, .value = lke_value(&scratch, n, &x), .note = note,
                                                .seen = LKE_ANY_VERSION, .by_id = by_id,
                                                .at = answered_at(at, i, w->pack->nnodes)};
    }
    return lke_save_all(&scratch, db, w, edits.at, edits.count);
}
