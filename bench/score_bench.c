/* score_bench - every worksheet of a nation, read from the database and scored on one core.
 *
 *     score_bench DIR UNITS    fills DIR: three layers of answers for each unit, by the ways of the program
 *     score_bench DIR          reads and scores them three times; prints layers, answers, how many pass, and
 *                              milliseconds by the clock and of the core
 */
#include "base/secret.h"
#include "db/migrate.h"
#include "lke/lke.h"
#include "regulasi/words.h"
#include "unit/unit.h"
#include "web/who.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static Arena    life;
static Regulasi packs;

static void must(Err e)
{
    if (!e.kind)
        return;
    fprintf(stderr, "score_bench: %s: %s\n", e.where, e.why);
    exit(1);
}

static u64 state = 1;

static int dice(int sides)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (u64)sides);
}

static Str throw_value(Arena *a, const PackNode *n)
{
    NilaiAnswer x = {.answered = true, .per = 1};
    if (n->kind == PACK_CHOICE)
        x.option = dice(n->noptions);
    else if (n->formula.kind == FORMULA_INDEX)
        x.in[0] = 300 + dice(100), x.per = 100;
    else
        for (int i = 0; i < n->ninputs; i++)
            x.in[i] = (n->formula.part >> i & 1) ? dice(20) : 20 + dice(30);
    return lke_value(a, n, &x);
}

static void add_layer(Arena scratch, Db *db, LkeKey key)
{
    Worksheet     w;
    LIST(LkeEdit) edits = {0};
    must(lke_get(&scratch, db, &packs, (LkeKey){key.instansi_id, key.id, LAYER_UNIT}, &w));
    w.layer = key.layer;                        /* a layer begins with its first answer */
    w.line  = (Str){0};
    for (int i = 0; i < w.pack->nnodes; i++)
        if (w.pack->nodes[i].kind == PACK_CHOICE || w.pack->nodes[i].kind == PACK_NUMBERS)
            *list_add(&scratch, &edits) = (LkeEdit){.node = i, .value = throw_value(&scratch, &w.pack->nodes[i]),
                                                    .seen = LKE_ANY_VERSION, .at = {1}};
    must(lke_save_all(&scratch, db, &w, edits.at, edits.count));
}

static void fill(Db *db, int units)
{
    UnitAsker by   = {.today = date_ymd(2026, 6, 30), .now = {1782777600}};
    UnitAct   act  = {&by, NULL, date_ymd(2020, 1, 2), S("bench")};
    Arena     room = arena_reserve((isize)64 << 20);
    Unit      top;
    i64       id;

    must(db_begin(db, true));
    must(unit_add(room, db, &act, UNIT_INSTANSI, &(UnitFacts){.code = S("N"), .name = S("Nasional"), .utc_minutes = 420}, &id));
    by.instansi_id = id;
    must(unit_find(&life, db, id, id, &top));
    act.unit = &top;
    for (int u = 0; u < units; u++) {
        Arena a = room;
        i64   unit_id, sheet;
        must(unit_add(a, db, &act, UNIT_SATKER,
                      &(UnitFacts){.code = str_fmt(&a, "N-%05d", u), .name = S("Satker"), .utc_minutes = 420}, &unit_id));
        must(lke_create(a, db, &(LkeNew){.instansi_id = id, .unit_id = unit_id, .fills = WHO_FILLS, .year = 2026,
                                         .pack = packs.packs.at[0], .target = S("WBK"), .holds = S("none"), .at = by.now},
                        &sheet));
        for (int layer = 0; layer < 3; layer++)
            add_layer(a, db, (LkeKey){id, sheet, layer});
        if (u % 200 == 199) {
            must(db_end(db, true));
            must(db_begin(db, true));
        }
    }
    must(db_end(db, true));
}

typedef struct { NilaiScore *score; i64 layers, answers, passes; } Count;

static Err score_one(void *ctx, Arena scratch, const LkeLayer *layer)
{
    Count *c = ctx;
    (void)scratch;
    nilai_score(&layer->sheet, c->score);
    c->layers++;
    c->answers += layer->sheet.pack->nquestions - c->score->unanswered;
    c->passes += !c->score->verdicts[0].failed;
    return NO_ERR;
}

static double core_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    Arena scratch = arena_reserve((isize)256 << 20);
    Str   path;
    Db   *db;

    if (argc < 2 || !base_start())
        return 64;
    life = arena_reserve((isize)256 << 20);
    path = str_fmt(&life, "%s/score.db", argv[1]);
    must(regulasi_start(&life, &packs));
    must(words_start(&life, &packs));
    must(db_open(&life, path, DB_READ_WRITE, &db));
    if (argc > 2) {
        must(schema_migrate(scratch, db, (Instant){1}));
        fill(db, (int)strtol(argv[2], NULL, 10));
        return 0;
    }
    for (int round = 0; round < 3; round++) {
        Count  c     = {.score = nilai_score_new(&life, packs.packs.at[0])};
        i64    start = clock_ms();
        double core  = core_ms();
        must(db_begin(db, false));
        must(lke_year(scratch, db, &packs, 2026, score_one, &c));
        must(db_end(db, false));
        printf("layers %lld answers %lld passing %lld clock %lld core %.0f\n", (long long)c.layers,
               (long long)c.answers, (long long)c.passes, (long long)(clock_ms() - start), core_ms() - core);
    }
    return 0;
}
