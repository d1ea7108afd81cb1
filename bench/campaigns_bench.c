/* campaigns_bench - a year of surveys of as many units as one likes, and an inspektur to look at them.
 *
 *     campaigns_bench FOLDER|URI UNITS     fills an empty database; who signs in: 199001012015031001 surveys-of-a-year
 *
 * Four campaigns each, one a quarter of last year, with an SKM and a SPAK: closed, most of them published, and the last
 * quarter's still open or drafts here and there.  No answers: lists and comparisons read sums, and these are thrown.
 */
#include "akun/akun_sign.h"
#include "db/migrate.h"
#include "survei/survei.h"

#include <stdio.h>
#include <stdlib.h>

enum { ABOVE = 34, QUARTERS = 4, FORMS = 2, SERVICES = 2 };

static Arena life;
static u64   state = 1;

static void must(Err e)
{
    if (!e.kind)
        return;
    fprintf(stderr, "campaigns_bench: %s: %s\n", e.where, e.why);
    exit(1);
}

static int dice(int sides)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (u64)sides);
}

typedef struct { Db *db; UnitAsker by; UnitAct act; Unit top, above[ABOVE]; int year; } Land;

static const Sql insert_campaign = {"bench_campaign",
    "INSERT INTO survei_campaign (id, instansi_id, unit_id, title, slug, mode, plain_too, state, opens_on, closes_on, "
    "served_from, embed, kiosk, published_at, made_by, made_at, version, answers) "
    "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $8, '', $10, $11, 1, $12, 1, $13)", NULL};
static const Sql insert_service = {"bench_service",
    "INSERT INTO survei_service (id, instansi_id, unit_id, name, name_en, online, version) VALUES ($1, $2, $3, $4, '', 0, 1)",
    NULL};
static const Sql insert_target = {"bench_target",
    "INSERT INTO survei_target (instansi_id, campaign_id, service_id, population, quota) VALUES ($1, $2, $3, 0, $4)", NULL};
static const Sql insert_form = {"bench_form",
    "INSERT INTO survei_form (instansi_id, campaign_id, place, pack_id, scale, elements) VALUES ($1, $2, $3, $4, 4, $5)", NULL};
static const Sql insert_sum = {"bench_sum",
    "INSERT INTO survei_sum (instansi_id, campaign_id, form, cut, cell, n, total, total_sq) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", NULL};
static const Sql insert_mark = {"bench_mark",
    "INSERT INTO survei_mark (instansi_id, campaign_id, form, cut, cell, element, mark, n) "
    "VALUES ($1, $2, $3, 0, 0, $4, $5, $6)", NULL};

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

static void add_sums(Land *l, i64 campaign, int form, int elements, i64 n)
{
    i64 total = 0;

    for (int e = 0; e < elements; e++)
        for (i64 mark = 1, left = n; mark <= 4; mark++) {
            i64 so_many = mark < 4 ? dice((int)(left / (5 - mark) + 1)) : left;
            left  -= so_many;
            total += so_many * mark;
            if (so_many)
                must(db_do(l->db, &insert_mark, db_i64(l->top.id), db_i64(campaign), db_i64(form), db_i64(e), db_i64(mark),
                           db_i64(so_many)));
        }
    for (int cut = 0; cut < 12; cut++)
        must(db_do(l->db, &insert_sum, db_i64(l->top.id), db_i64(campaign), db_i64(form), db_i64(cut), db_i64(0),
                   db_i64(n), db_i64(total), db_i64(total * total / n + n)));
}

static void add_campaign(Land *l, const Unit *u, int quarter, const i64 *services)
{
    i64         id   = id_new(), n = 5 + dice(300);
    int         now  = quarter == QUARTERS - 1 ? dice(6) : 0;           /* 1: open, 2: a draft */
    SurveiState is   = now == 1 ? SURVEI_OPEN : now == 2 ? SURVEI_DRAFT : SURVEI_CLOSED;
    Date        from = date_ymd(l->year, 3 * quarter + 1, 1), until = {from.days + 80};
    Instant     out  = is == SURVEI_CLOSED && dice(4) ? (Instant){l->by.now.s - dice(300 * 86400)} : (Instant){0};
    Str         slug = str_fmt(&life, "%.*s-%d", STRF(str_lower(&life, u->facts.code)), quarter + 1);

    must(db_do(l->db, &insert_campaign, db_i64(id), db_i64(l->top.id), db_i64(u->id),
               db_text(str_fmt(&life, "Survei %d triwulan %d %s", dice(1000), quarter + 1, dice(2) ? "loket" : "daring")),
               db_text(slug), db_text(str_of(survei_modes[dice(SURVEI_MODES)])), db_text(str_of(survei_states[is])),
               db_date(from), db_date(until), db_text(str_fmt(&life, "kios-%.*s", STRF(slug))), db_at(out),
               db_at(l->by.now), db_i64(is == SURVEI_DRAFT ? 0 : n)));
    for (int i = 0; i < SERVICES; i++)
        must(db_do(l->db, &insert_target, db_i64(l->top.id), db_i64(id), db_i64(services[i]), db_i64(30 + dice(60))));
    for (int i = 0; i < FORMS; i++) {
        must(db_do(l->db, &insert_form, db_i64(l->top.id), db_i64(id), db_i64(i),
                   db_text(i ? S("spak-90-2021") : S("skm-14-2017")), db_i64(i ? 5 : 9)));
        if (is != SURVEI_DRAFT)
            add_sums(l, id, i, i ? 5 : 9, n);
    }
    if (is == SURVEI_CLOSED)
        must(survei_outcome(l->db, id));
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
    must(akun_password_hash(&life, S("surveys-of-a-year"), &hash));
    must(akun_password_set(life, l->db, &u, hash, 0, l->by.now));
}

static void add_unit(Land *l, int i)
{
    Unit u = add(l, &l->above[i % ABOVE], UNIT_SATKER, str_fmt(&life, "N%02d-%04d", i % ABOVE, i),
                 str_fmt(&life, "Kantor Pelayanan %d Kabupaten %d", i * 7919 % 10007, i));
    i64  services[SERVICES];

    for (int s = 0; s < SERVICES; s++) {
        services[s] = id_new();
        must(db_do(l->db, &insert_service, db_i64(services[s]), db_i64(l->top.id), db_i64(u.id),
                   db_text(str_fmt(&life, "Layanan %d", s + 1))));
    }
    for (int q = 0; q < QUARTERS; q++)
        add_campaign(l, &u, q, services);
}

static void fill(Db *db, int units)
{
    Land l = {.db = db, .by = {.now = clock_now()}};

    l.by.today = instant_date(l.by.now, 420);
    l.year     = date_split(l.by.today).year - 1;
    l.act      = (UnitAct){&l.by, NULL, date_ymd(2020, 1, 2), S("bench")};
    must(db_begin(db, true));
    l.top            = add(&l, NULL, UNIT_INSTANSI, S("N"), S("Badan Uji Survei"));
    l.by.instansi_id = l.top.id;
    for (int i = 0; i < ABOVE; i++)
        l.above[i] = add(&l, &l.top, UNIT_ESELON1, str_fmt(&life, "N%02d", i), str_fmt(&life, "Wilayah %02d", i));
    add_inspektur(&l);
    for (int i = 0; i < units; i++) {
        add_unit(&l, i);
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
    must(db_open(&life, path, DB_READ_WRITE, &db));
    must(schema_migrate(life, db, clock_now()));
    fill(db, (int)strtol(argv[2], NULL, 10));
    db_close(db);
    return 0;
}
