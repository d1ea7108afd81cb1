/* board_bench - an instansi with as many units as one likes on the board, and an inspektur to look at it.
 *
 *     board_bench FOLDER|URI UNITS     fills an empty database; who signs in: 199001012015031001 board-of-all-units
 *
 * 34 units of eselon I, below them the others, each with a worksheet of this year and of the last, in the years of
 * papan alone: a board reads no answers.  Points, stages, days and differences are thrown.
 */
#include "akun/akun_sign.h"
#include "base/secret.h"
#include "db/migrate.h"
#include "evaluasi/evaluasi_board.h"
#include "regulasi/words.h"

#include <stdio.h>
#include <stdlib.h>

enum { ABOVE = 34, YEARS = 2 };

static Arena    life;
static Regulasi packs;
static u64      state = 1;

static void must(Err e)
{
    if (!e.kind)
        return;
    fprintf(stderr, "board_bench: %s: %s\n", e.where, e.why);
    exit(1);
}

static int dice(int sides)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (u64)sides);
}

typedef struct { Db *db; UnitAsker by; UnitAct act; Unit top, above[ABOVE]; int year; } Land;

static Unit add(Land *l, const Unit *below, UnitKind kind, Str code, Str name)
{
    Unit      u;
    i64       id;
    UnitFacts f = {.code = code, .name = name, .utc_minutes = 420};

    l->act.unit = below;
    must(unit_add(life, l->db, &l->act, kind, &f, &id));
    must(unit_find(&life, l->db, below ? below->instansi_id : id, id, &u));
    return u;
}

static void assess(Land *l, Arena scratch, i64 sheet, i64 points)
{
    int stage = dice(STAGE_COUNT), tpi = (int)points - dice(12 * PAPAN_POINT) + dice(4 * PAPAN_POINT);
    must(papan_stage(scratch, l->db, &(PapanStage){
        sheet, l->top.id, 1 << stage, {l->by.now.s - dice(90) * 86400}, stage >= STAGE_KETUA,
        tpi < 0 ? 0 : tpi, dice(3) ? 0 : PAPAN_WBK}));
}

static void add_sheets(Land *l, Arena scratch, const Unit *u)
{
    const Pack *pack = packs.packs.at[0];
    for (int year = l->year - YEARS + 1; year <= l->year; year++) {
        i64    sheet, points = (i64)(45 * PAPAN_POINT) + dice(50 * PAPAN_POINT);
        LkeNew n = {.instansi_id = l->top.id, .unit_id = u->id, .fills = WHO_FILLS, .year = year, .pack = pack,
                    .target = dice(5) ? S("WBK") : S("WBBM"), .holds = S("none"), .at = l->by.now};
        must(lke_create(scratch, l->db, &n, &sheet));
        must(papan_score(scratch, l->db, &(PapanScore){sheet, l->top.id, u->id, year, dice(2), pack->id, n.target,
                                                       points, n.at}));
        assess(l, scratch, sheet, points);
    }
}

static void add_inspektur(Land *l)
{
    AkunFacts f = {.nip = S("199001012015031001"), .name = S("Inspektur Uji"), .email = S("inspektur@contoh.example")};
    AkunUser  u;
    Str       hash;
    i64       id;

    must(akun_user_add(life, l->db, &l->by, &l->top, &f, &id));
    must(akun_user_find(&life, l->db, id, &u));
    must(akun_role_grant(life, l->db, &l->by, &l->top,
                         &(AkunGrant){.user_id = id, .bit = WHO(INSPEKTUR), .from_on = l->by.today, .why = S("uji")}, &id));
    must(akun_password_hash(&life, S("board-of-all-units"), &hash));
    must(akun_password_set(life, l->db, &u, hash, 0, l->by.now));
}

static void fill(Db *db, int units)
{
    Land  l    = {.db = db, .by = {.now = clock_now()}};
    Arena room = arena_reserve((isize)64 << 20);

    l.by.today = instant_date(l.by.now, 420);
    l.year     = date_split(l.by.today).year;
    l.act      = (UnitAct){&l.by, NULL, date_ymd(2020, 1, 2), S("bench")};
    must(db_begin(db, true));
    l.top            = add(&l, NULL, UNIT_INSTANSI, S("N"), S("Badan Uji Papan"));
    l.by.instansi_id = l.top.id;
    for (int i = 0; i < ABOVE; i++)
        l.above[i] = add(&l, &l.top, UNIT_ESELON1, str_fmt(&life, "N%02d", i), str_fmt(&life, "Wilayah %02d", i));
    add_inspektur(&l);
    for (int i = 0; i < units; i++) {
        Arena a = room;
        Unit  u = add(&l, &l.above[i % ABOVE], UNIT_SATKER, str_fmt(&life, "N%02d-%04d", i % ABOVE, i),
                      str_fmt(&life, "Kantor Pelayanan %d Kabupaten %d", i * 7919 % 10007, i));
        add_sheets(&l, a, &u);
        if (i % 200 == 199) {
            must(db_end(db, true));
            must(db_begin(db, true));
        }
    }
    must(db_end(db, true));
}

int main(int argc, char **argv)
{
    Db *db;

    if (argc != 3 || !base_start())
        return 64;
    life     = arena_reserve((isize)1 << 30);
    Str at   = str_of(argv[1]);
    Str path = str_starts(at, S("postgresql:")) ? at : str_fmt(&life, "%s/pulau.db", argv[1]);
    must(regulasi_start(&life, &packs));
    must(words_start(&life, &packs));
    must(db_open(&life, path, DB_READ_WRITE, &db));
    must(schema_migrate(life, db, clock_now()));
    fill(db, (int)strtol(argv[2], NULL, 10));
    db_close(db);
    return 0;
}
