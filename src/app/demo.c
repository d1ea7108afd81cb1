#include "app/demo.h"

#include "akun/akun_sign.h"
#include "akun/akun_token.h"
#include "audit/audit.h"
#include "berkas/berkas.h"
#include "format/json.h"
#include "regulasi/words.h"
#include "unit/unit.h"

#include <zlib.h>

/* What the steps of filling share. */
typedef struct {
    App       *app;
    Db        *db;
    Arena      scratch;         /* of one step */
    UnitAsker  by;              /* the program itself: nobody signed in */
    Date       today;
    int        year;
    Unit       instansi, eselon1[2], units[DEMO_UNITS];
    i64        people[DEMO_PEOPLE];
    Str        hash;
    i64        head_id;         /* of the unit whose evidence is added, and when */
    Instant    sent_at;
    DemoSignIns *signins;
} Demo;

static const char *const eselon1[2] = {"Direktorat Jenderal Layanan Pesisir", "Direktorat Jenderal Perizinan Laut"};

static const char *const places[DEMO_UNITS] = {
    "Teluk Biru", "Tanjung Camar", "Muara Tenang", "Pulau Lokan", "Karang Putih", "Pasir Panjang", "Selat Angin",
    "Teluk Bakau", "Tanjung Layar", "Muara Kembar", "Pulau Penyu", "Karang Jingga", "Teluk Mutiara", "Selat Nila",
    "Pantai Fajar", "Tanjung Melati", "Muara Senja", "Pulau Kelapa", "Karang Lintang", "Teluk Purnama", "Selat Mega",
    "Pantai Cemara", "Tanjung Tirta", "Inspektorat",
};

/* How good and how far each unit is; the last but one is ready but for its anti-corruption index. */
static int skill_of(int unit) { return unit >= 22 ? 99 : 22 + unit * 2 + unit / 20 * 12; }
static int done_of(int unit)  { return unit == 1 ? 0 : unit >= 7 && unit != 12 ? 100 : 20 + unit * 6; }

/* --- units --- */

static Err add_unit(Demo *d, const Unit *parent, UnitKind kind, UnitFacts facts, Unit *out)
{
    UnitAct act = {&d->by, parent, date_ymd(d->year - 6, 1, 2), S("Data contoh")};
    i64     id;

    facts.opened_on = act.on_day;
    TRY(unit_add(d->scratch, d->db, &act, kind, &facts, &id));
    if (kind == UNIT_INSTANSI)
        d->by.instansi_id = id;
    return unit_find(&d->app->life, d->db, d->by.instansi_id, id, out);
}

static Err add_units(Demo *d)
{
    TRY(add_unit(d, NULL, UNIT_INSTANSI,
                 (UnitFacts){.code = S("KPP"), .name = S("Kementerian Pesisir dan Pulau"), .short_name = S("KPP"),
                             .city = S("Kota Bahari"), .province = S("Provinsi Contoh"), .utc_minutes = 420},
                 &d->instansi));
    for (int i = 0; i < 2; i++)
        TRY(add_unit(d, &d->instansi, UNIT_ESELON1,
                     (UnitFacts){.code = str_fmt(&d->app->life, "KPP-%d", i + 1), .name = str_of(eselon1[i]),
                                 .city = S("Kota Bahari"), .province = S("Provinsi Contoh"), .utc_minutes = 420},
                     &d->eselon1[i]));
    for (int i = 0; i < DEMO_UNITS; i++) {
        bool        last = i == DEMO_UNITS - 1;
        const char *kind = i % 2 ? "Kantor Perizinan Laut" : "Kantor Layanan Pesisir";
        Str         name = last ? str_of(places[i]) : str_fmt(&d->app->life, "%s %s", kind, places[i]);
        TRY(add_unit(d, last ? &d->instansi : &d->eselon1[i % 2], last ? UNIT_KERJA : UNIT_SATKER,
                     (UnitFacts){.code = str_fmt(&d->app->life, "KPP-%d%02d", last ? 9 : i % 2 + 1, i / 2 + 1),
                                 .name = name, .city = str_of(places[i]), .province = S("Provinsi Contoh"),
                                 .utc_minutes = 420 + i % 3 * 60, .serves_public = !last, .core_service = !last},
                     &d->units[i]));
    }
    return NO_ERR;
}

/* --- people: twelve a unit, six an eselon I --- */

static const Unit *place_of(const Demo *d, int person)
{
    return person < DEMO_UNITS * 12 ? &d->units[person / 12] : &d->eselon1[(person - DEMO_UNITS * 12) / 6 % 2];
}

static Err add_people(Demo *d)
{
    for (int i = 0; i < DEMO_PEOPLE; i++) {
        Arena      a = d->scratch;
        DemoPerson p = demo_person(&a, i);
        AkunUser   u;
        TRY(akun_user_add(a, d->db, &d->by, place_of(d, i), &(AkunFacts){p.nip, p.email, p.name, p.position, LANG_ID},
                          &d->people[i]));
        TRY(akun_user_find(&a, d->db, d->people[i], &u));
        TRY(akun_password_set(a, d->db, &u, d->hash, 0, d->by.now));
    }
    return NO_ERR;
}

static Err grant(Demo *d, int person, Role role, const Unit *unit)
{
    i64 id;
    return akun_role_grant(d->scratch, d->db, &d->by, unit,
                           &(AkunGrant){d->people[person], (i64)1 << role, date_ymd(d->year - 2, 1, 1), {0},
                                        S("Data contoh")},
                           &id);
}

static Err tell(Demo *d, int person, Role role)
{
    AkunUser u;
    TRY(akun_user_find(&d->app->life, d->db, d->people[person], &u));
    *list_add(&d->app->life, d->signins) = (DemoSignIn){u.facts.nip, u.unit_name, role};
    return NO_ERR;
}

/* In each unit the first is its head, three more fill the worksheet, two are change agents. */
static Err grant_in_units(Demo *d)
{
    static const Role seats[] = {ROLE_KEPALA_UNIT, ROLE_TIM_KERJA, ROLE_TIM_KERJA, ROLE_TIM_KERJA, ROLE_AGEN,
                                 ROLE_AGEN};
    for (int u = 0; u < DEMO_UNITS - 1; u++)
        for (int s = 0; s < countof(seats); s++)
            TRY(grant(d, u * 12 + s, seats[s], &d->units[u]));
    return NO_ERR;
}

/* The inspectorate's twelve, and others for the whole agency. */
static Err grant_above(Demo *d)
{
    static const struct { int person; Role role; bool told; } seats[] = {
        {276, ROLE_INSPEKTUR, true},   {277, ROLE_TPI_DALNIS, true},  {278, ROLE_TPI_KETUA, true},
        {279, ROLE_TPI_ANGGOTA, true}, {280, ROLE_TPI_ANGGOTA, false}, {281, ROLE_UPG, false},
        {282, ROLE_WBS, false},        {283, ROLE_KUSTODIAN, false},  {284, ROLE_RISIKO, false},
        {285, ROLE_ADMIN, true},       {286, ROLE_PENGADUAN, false},  {287, ROLE_PPID, false},
        {288, ROLE_PIMPINAN, true},    {289, ROLE_SDM, false},        {290, ROLE_TPN, false},
        {291, ROLE_MENTERI, false},   {281, ROLE_TPI_KETUA, false},   {284, ROLE_TPI_ANGGOTA, false},
        {286, ROLE_TPI_ANGGOTA, false},
    };
    for (int i = 0; i < countof(seats); i++) {
        TRY(grant(d, seats[i].person, seats[i].role, &d->instansi));
        if (seats[i].told)
            TRY(tell(d, seats[i].person, seats[i].role));
    }
    for (int i = 0; i < 2; i++)
        TRY(grant(d, 292 + i * 6 % 8, ROLE_PENDAHULUAN, &d->eselon1[i]));
    TRY(tell(d, 292, ROLE_PENDAHULUAN));
    TRY(tell(d, 22 * 12, ROLE_KEPALA_UNIT));
    TRY(tell(d, 22 * 12 + 1, ROLE_TIM_KERJA));
    TRY(tell(d, 12 * 12 + 1, ROLE_TIM_KERJA));
    TRY(tell(d, 12 * 12 + 4, ROLE_AGEN));
    return tell(d, 12 * 12 + 7, ROLE_PEGAWAI);
}

/* --- worksheets --- */

enum { LAST_YEARS_DAYS = 365 + 14, CLOSED_DAYS = 330 };

/* Days before today of the first step; letters of demo.h.  Nobody in the list: the unit has not handed in. */
static const struct { int unit; const char *path; int days, strict; } ways[] = {
    {7, "c", 2, 0},       {8, "alr", 12, 8},     {9, "ah", 4, 8},        {10, "a", 3, 0},      {11, "alh", 9, 10},
    {13, "al", 8, 6},     {14, "almh", 14, 8},   {15, "alm", 13, 8},     {16, "almkh", 16, 6}, {17, "almk", 15, 6},
    {18, "almkd", 16, 5}, {19, "almkds", 18, 9}, {20, "almkds", 18, 1},  {21, "calm", 17, 3},
};
static const int last_years[] = {9, 13, 16, 19, 20, 21};

/* When the unit was done with a worksheet: what it filled in is older than the hand-over, if there was one. */
static Instant filled_at(const Demo *d, int unit, int year)
{
    int days = year < d->year ? LAST_YEARS_DAYS : 0;

    for (isize i = 0; i < countof(ways) && year == d->year; i++)
        if (ways[i].unit == unit)
            days = ways[i].days;
    return (Instant){d->by.now.s - days * (i64)86400 - 3600};
}

static Err add_worksheet(Demo *d, int unit, int year, const DemoWork *work, Worksheet *out)
{
    const Pack *pack;
    Arena       a    = d->scratch;
    i64         head = d->people[unit * 12], id;
    Instant     done = filled_at(d, unit, year);
    bool        won  = unit == 21 && year == d->year;     /* last year: now it goes on to WBBM */
    TRY(regulasi_pack_for(&d->app->packs, date_ymd(year, 6, 30), &pack));
    LkeNew n = {.instansi_id = d->instansi.id, .unit_id = d->units[unit].id, .fills = WHO_FILLS, .year = year,
                .pack = pack, .target = won ? S("WBBM") : S("WBK"), .holds = won ? S("WBK") : S("none"),
                .by_id = head, .at = {done.s - (DEMO_FILL_DAYS + 1) * (i64)86400}};
    TRY(lke_create(a, d->db, &n, &id));
    TRY(lke_get(&d->app->life, d->db, &d->app->packs, (LkeKey){d->instansi.id, id, LAYER_UNIT}, out));
    if (work->done)
        TRY(demo_answers(a, d->db, out, work, head, done));
    return NO_ERR;
}

/* Last year's index is a little lower; the unit that is nearly there misses by a hundredth. */
static DemoWork work_of(int unit, bool last_year)
{
    int  cents = last_year ? 300 + unit * 2 : 310 + unit * 3;
    bool won   = (unit == 21 && last_year) || (unit == 20 && !last_year);      /* passed, or is about to */
    if (unit == 22)
        cents = 359;
    if (won || unit == 21)
        cents = 372;
    return (DemoWork){.skill = won ? 120 : last_year ? skill_of(unit) * 8 / 10 : skill_of(unit),
                      .done  = last_year ? 100 : done_of(unit),
                      .seed  = (u64)unit * 2 + last_year,
                      .ipak  = ratio(cents, 100),
                      .ipkp  = ratio(cents + 4, 100)};
}

/* --- evidence --- */

static Err take(Demo *d, Arena a, const BerkasOwner *owner, Str item, BerkasSent *sent, int months_ago)
{
    Date           mid = date_ymd(d->year, 6, 30);
    Date           day = {(mid.days < d->today.days ? mid : d->today).days - months_ago * 30};
    BerkasSents    all = {.at = sent, .count = 1, .cap = 1};
    BerkasUseFacts f   = {.owner = owner, .item = item, .from = {day.days - 90}, .until = day};
    UnitAsker      by  = d->by;

    by.user_id   = d->head_id;
    by.now       = d->sent_at;
    by.role_bits = WHO_FILLS;
    TRY(berkas_receive(a, &d->app->blobs, &berkas_limits, &all));
    return sent->refused ? FAIL(ERR_INVALID, "a file of the demo was refused")
                         : berkas_take(a, d->db, &by, &f, &berkas_limits, sent);
}

static Err hash_file(Arena scratch, BerkasSent *sent)
{
    Str    content;
    TRY(cli_slurp(&scratch, sent->path, 8 << 20, &content));
    sent->sha256 = hash_sha256(content);
    sent->bytes  = content.len;
    sent->crc32  = (u32)crc32(0, (const u8 *)content.at, (unsigned)content.len);
    return NO_ERR;
}

static const char *const kinds[] = {"Notulen rapat", "Laporan monev", "Keputusan tim", "Foto kegiatan", "Data layanan",
                                    "Rekap bulanan"};

/* A paper, a picture or a list for one item.  Some contents are the same in several units, as happens.  Where the dice
 * of the unit stand says what is in it: identifiers and hours differ from one demo to the next. */
static Err add_file(Demo *d, const BerkasOwner *owner, const Worksheet *w, int node, Dice *dice_)
{
    Arena      a    = d->scratch;
    int        kind = (int)dice(dice_, countof(kinds));
    u64        seed = dice(dice_, 12) ? dice_->state : 7;
    Str        code = w->pack->nodes[node].code;
    Str        title = str_fmt(&a, "%s %.*s", kinds[kind], STRF(code));
    BerkasSent sent = {.path = str_fmt(&a, "%.*s/demo-%lld-%d", STRF(config_path(&a, &d->app->config, "quarantine")),
                                       (long long)w->id, node)};
    const char *ending = kind < 3 ? "pdf" : kind == 3 ? "png" : kind == 4 ? "xlsx" : "csv";
    Str         lines  = str_fmt(&a, "Unit: %.*s\nButir: %.*s\nTahun: %d\n\nDokumen contoh; isinya rekaan.",
                                 STRF(seed == 7 ? S("Seluruh unit") : w->unit_name), STRF(code), w->year);
    Err e = kind < 3   ? demo_pdf(a, sent.path, title, lines)
          : kind == 3  ? demo_png(a, sent.path, seed)
          : kind == 4  ? demo_xlsx(a, sent.path, title, seed) : demo_csv(a, sent.path, S("layanan"), seed);
    TRY(e);
    TRY(hash_file(a, &sent));
    sent.name = str_fmt(&a, "%.*s.%s", STRF(title), ending);
    return take(d, a, owner, code, &sent, dice(dice_, 9) ? (int)dice(dice_, 5) : 30);
}

static Err add_evidence(Demo *d, int unit, const Worksheet *w)
{
    Dice        dice_ = {(u64)unit + 1000};
    BerkasOwner owner;
    d->head_id = d->people[unit * 12];
    d->sent_at = filled_at(d, unit, d->year);
    TRY(berkas_owner_find(&d->app->life, d->db, d->instansi.id, w->id, &owner));
    for (int i = 0; i < w->pack->nnodes; i++) {
        PackKind k = w->pack->nodes[i].kind;
        if ((k == PACK_CHOICE || k == PACK_NUMBERS) && (int)dice(&dice_, 100) < unit)
            TRY(add_file(d, &owner, w, i, &dice_));
    }
    return NO_ERR;
}

static Err add_worksheets(Demo *d)
{
    for (int unit = 0; unit < DEMO_UNITS - 1; unit++) {
        Worksheet now, before;
        DemoWork  old = work_of(unit, true), new_ = work_of(unit, false);
        TRY(db_begin(d->db, true));
        TRY(add_worksheet(d, unit, d->year - 1, &old, &before));
        TRY(lke_set_closed(d->scratch, d->db, &before, true,
                           &(LkeAim){.by_id = d->people[unit * 12], .at = {d->by.now.s - CLOSED_DAYS * (i64)86400}}));
        for (int seat = 0; seat < 12; seat++)   /* that it was opened is old news */
            TRY(kabar_read_all(d->db, d->people[unit * 12 + seat], d->by.now, d->by.now));
        if (unit)               /* the first has not begun */
            TRY(add_worksheet(d, unit, d->year, &new_, &now));
        if (unit)
            TRY(add_evidence(d, unit, &now));
        TRY(audit_seal(d->scratch, d->db));
        TRY(db_end(d->db, true));
    }
    return NO_ERR;
}

/* --- the assessment: last year's decided by two who scored blind, this year's at every stage --- */

static Err add_cycle(Demo *d, bool last_year)
{
    const i64 *p   = d->people;
    int        ago = last_year ? 365 : 0;
    DemoCycle  c   = {&d->app->packs, d->instansi.id, p[276], p[277], {p[278], p[281]},
                      {p[279], p[280], p[284], p[286]}, last_year ? 0 : d->units[3].id, d->year - last_year,
                      last_year, {d->today.days - ago},
                      {d->by.now.s - ago * (i64)86400}};
    TRY(db_begin(d->db, true));
    TRY(demo_cycle(d->scratch, d->db, &c));
    TRY(audit_seal(d->scratch, d->db));
    return db_end(d->db, true);
}

static Err walk(Demo *d, int unit, int year, const char *path, int days, int strict)
{
    DemoAssess x = {.packs = &d->app->packs, .instansi_id = d->instansi.id, .head_id = d->people[unit * 12],
                    .team_id = d->people[unit * 12 + 1], .inspektur_id = d->people[276], .path = path,
                    .at = {d->by.now.s - days * (i64)86400}, .pause_s = 3 * 86400 - 5400, .strict = strict,
                    .seed = (u64)(unit + year)};

    TRY(db_begin(d->db, true));
    TRY(lke_of_unit(d->scratch, d->db, d->instansi.id, d->units[unit].id, year, &x.worksheet_id));
    TRY(demo_assess(d->scratch, d->db, &x));
    TRY(audit_seal(d->scratch, d->db));
    return db_end(d->db, true);
}

static Err add_assessments(Demo *d)
{
    TRY(add_cycle(d, true));
    for (isize i = 0; i < countof(last_years); i++)
        TRY(walk(d, last_years[i], d->year - 1, "amkds", LAST_YEARS_DAYS, last_years[i] == 21 ? 0 : 7));
    TRY(add_cycle(d, false));
    for (isize i = 0; i < countof(ways); i++)
        TRY(walk(d, ways[i].unit, d->year, ways[i].path, ways[i].days, ways[i].strict));
    return NO_ERR;
}

/* --- surveys: four units have asked for a year, the others since last quarter --- */

static Err add_surveys(Demo *d)
{
    for (int unit = 0; unit < DEMO_UNITS - 1; unit++) {
        bool       rich = unit == 12 || unit >= 20;
        DemoSurvey s    = {.packs = &d->app->survei, .instansi_id = d->instansi.id, .unit_id = d->units[unit].id,
                           .team_id = d->people[unit * 12 + 1], .head_id = d->people[unit * 12],
                           .unit_code = d->units[unit].facts.code, .skill = 58 + unit, .rich = rich,
                           .mode = unit == 20 ? SURVEI_STRICT : unit == 21 ? SURVEI_TOKEN : SURVEI_OPEN_LINK,
                           .today = d->today, .now = d->by.now, .seed = (u64)unit + 500};
        TRY(db_begin(d->db, true));
        TRY(demo_survey(d->scratch, d->db, &s));
        TRY(audit_seal(d->scratch, d->db));
        TRY(db_end(d->db, true));
    }
    return NO_ERR;
}

Err demo_fill(App *app, Db *db, Instant now, DemoSignIns *out)
{
    Demo     *d     = new(&app->life, Demo, 1);
    AkunUsers users = {0};

    *d = (Demo){.app = app, .db = db, .scratch = arena_reserve((isize)256 << 20), .signins = out};
    d->by.now   = now;
    d->today    = instant_date(d->by.now, 420);
    d->by.today = d->today;
    d->year     = demo_year(d->today);
    TRY(akun_password_hash(&app->life, S(DEMO_PASSWORD), &d->hash));
    TRY(db_begin(db, true));
    TRY(akun_users_all(&d->scratch, db, &users));
    if (users.count)
        return FAIL(ERR_CONFLICT, "there are people in this database already: the demo wants an empty data folder");
    TRY(add_units(d));
    TRY(add_people(d));
    TRY(grant_in_units(d));
    TRY(grant_above(d));
    TRY(audit_seal(d->scratch, db));
    TRY(db_end(db, true));
    TRY(add_worksheets(d));
    TRY(add_assessments(d));
    return add_surveys(d);
}

/* --- pulau demo --- */

/* For the example client: reads what the inspector reads, and can be revoked on /akun/token like any other. */
static Err add_token(App *app, Db *db, const DemoSignIns *all, Str *out)
{
    AkunUser u = {0};
    Instant  now = clock_now();

    for (isize i = 0; i < all->count; i++)
        if (all->at[i].role == ROLE_INSPEKTUR)
            TRY(akun_user_find_nip(&app->life, db, all->at[i].nip, &u));
    AkunTokenNew t = {u.id, u.instansi_id, S("contoh"),
                      S("akun:read unit:read lke:read evaluasi:read lhe:read berkas:read regulasi:read"), now,
                      {now.s + 90 * 86400}};
    TRY(db_begin(db, true));
    Err e = akun_token_make(&app->life, db, &t, out);
    if (!e.kind)
        e = audit_seal(app->life, db);
    Err done = db_end(db, !e.kind);
    return e.kind ? e : done;
}

static void put_text(Buf *b, const DemoSignIns *all, Str token)
{
    buf_add(b, S("Masuk dengan NIP; kata sandi semua akun demo: " DEMO_PASSWORD "\n"));
    for (isize i = 0; i < all->count; i++)
        buf_addf(b, "  %.*s  %-26.*s %.*s\n", STRF(all->at[i].nip), STRF(say(LANG_ID, role_msg(all->at[i].role))),
                 STRF(all->at[i].unit));
    buf_addf(b, "API (/api): token baca milik Inspektur, 90 hari, dapat dicabut di /akun/token. Contoh program:\n"
                "  PULAU_TOKEN=%.*s doc/pulau_client.py lke\n", STRF(token));
}

static void put_json(Buf *b, const DemoSignIns *all, Str token)
{
    JsonOut o = {.to = b};
    json_open_map(&o, NO_KEY);
    json_open_list(&o, S("sign_ins"));
    for (isize i = 0; i < all->count; i++) {
        json_open_map(&o, NO_KEY);
        json_put_text(&o, S("role"), str_of(role_names[all->at[i].role]));
        json_put_text(&o, S("name"), all->at[i].nip);
        json_put_text(&o, S("unit"), all->at[i].unit);
        json_put_text(&o, S("password"), S(DEMO_PASSWORD));
        json_close(&o);
    }
    json_close(&o);
    json_put_text(&o, S("token"), token);
    json_close(&o);
    buf_char(b, '\n');
}

int demo_cli(int argc, char **argv)
{
    static App  app;
    CliOption   options[CONFIG_OPTIONS + 1] = {config_options[0], config_options[1], config_options[2], {"--json"}};
    Arena       room    = arena_reserve((isize)4 << 20);
    Buf         b       = {.arena = &room};
    DemoSignIns signins = {0};
    Str         token   = {0};
    Db         *db;

    if (!cli_read_options(argc, argv, options, countof(options)))
        return 64;
    Err e = app_open(&app, options, DATA_MADE);
    if (e.kind == ERR_INVALID)
        return 64;                              /* a setting, and it was said which */
    if (!e.kind)
        e = app_db(&app, DB_READ_WRITE, &db);
    if (!e.kind)
        e = demo_fill(&app, db, clock_now(), &signins);
    if (!e.kind)
        e = add_token(&app, db, &signins, &token);
    if (e.kind)
        return cli_fail(e);
    db_close(db);
    options[CONFIG_OPTIONS].given ? put_json(&b, &signins, token) : put_text(&b, &signins, token);
    return cli_fail(cli_print(buf_str(&b)));
}
