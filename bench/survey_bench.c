/* survey_bench - a campaign with as many answers as one likes, taken and summed as every answer is.
 *
 *     survey_bench FOLDER|URI ANSWERS          fills an empty database; signs in: 199001012015031001 ten-million-answers
 *     survey_bench FOLDER|URI prove            counts every answer again: how many sums are wrong, and of how many
 *     survey_bench FOLDER|URI loop CLIENTS SECONDS     answers a second through the shared commit, without HTTP: so
 *                                              many threads hand one in and wait until it is on disk
 *     survey_bench FOLDER|URI seals COUNT      so many forms that were begun two minutes ago: see survey_load.c
 *     survey_bench FOLDER|URI request          the request that hands one in, with a run of k for its seal
 *
 * An SKM with a SPAK, 12 services, four quarters.  Marks, attributes, days and comments are thrown.
 */
#include "akun/akun_sign.h"
#include "db/migrate.h"
#include "db/works.h"
#include "survei/survei_fill.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SERVICES = 12, DAYS = 360, IN_ONE = 2000 };

static Arena life;
static u64   state = 1;

static void must(Err e)
{
    if (!e.kind)
        return;
    fprintf(stderr, "survey_bench: %s: %s\n", e.where, e.why);
    exit(1);
}

static int dice(int sides)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (int)((state >> 33) % (u64)sides);
}

typedef struct { Db *db; UnitAsker by; UnitAct act; Unit unit; SurveiCampaign c; } Land;

static void raw(Land *l, const char *text, isize n, const DbVal *vals)
{
    must(db_run_to_end(l->db, &(Sql){"bench", text, NULL}, n, vals));
}
#define RAW(l, text, ...) raw(l, text, countof(((DbVal[]){__VA_ARGS__})), (DbVal[]){__VA_ARGS__})

static void add_people(Land *l)
{
    UnitFacts u = {.code = S("N"), .name = S("Kantor Uji Survei"), .utc_minutes = 420};
    AkunFacts f = {.nip = S("199001012015031001"), .name = S("Tim Uji"), .email = S("tim@contoh.example")};
    AkunGrant g = {.bit = WHO(TIM_KERJA), .from_on = l->by.today, .why = S("uji")};
    AkunUser  who;
    Str       hash;
    i64       id;

    must(unit_add(life, l->db, &l->act, UNIT_INSTANSI, &u, &id));
    must(unit_find(&life, l->db, id, id, &l->unit));
    l->by.instansi_id = id;
    must(akun_user_add(life, l->db, &l->by, &l->unit, &f, &id));
    must(akun_user_find(&life, l->db, id, &who));
    g.user_id = id;
    must(akun_role_grant(life, l->db, &l->by, &l->unit, &g, &id));
    must(akun_password_hash(&life, S("ten-million-answers"), &hash));
    must(akun_password_set(life, l->db, &who, hash, 0, l->by.now));
}

static void add_campaign(Land *l)
{
    i64  campaign = id_new();
    Date from     = {l->by.today.days - DAYS};

    RAW(l, "INSERT INTO survei_campaign (id, instansi_id, unit_id, title, slug, mode, plain_too, state, opens_on, "
           "closes_on, served_from, embed, kiosk, made_by, made_at, version) VALUES ($1, $2, $3, 'Survei uji', 'uji', 'open', 0, "
           "'open', $4, $5, $4, '', 'kios-uji', 1, $6, 1)",
        db_i64(campaign), db_i64(l->unit.id), db_i64(l->unit.id), db_date(from), db_date((Date){l->by.today.days + 30}),
        db_at(l->by.now));
    for (int i = 0; i < SERVICES; i++) {
        i64 service = id_new();
        RAW(l, "INSERT INTO survei_service (id, instansi_id, unit_id, name, name_en, online, version) "
               "VALUES ($1, $2, $2, $3, '', 0, 1)",
            db_i64(service), db_i64(l->unit.id), db_text(str_fmt(&life, "Layanan %02d", i + 1)));
        RAW(l, "INSERT INTO survei_target (instansi_id, campaign_id, service_id, population, quota) "
               "VALUES ($1, $2, $3, 900000, 400)", db_i64(l->unit.id), db_i64(campaign), db_i64(service));
    }
    for (int i = 0; i < 2; i++)
        RAW(l, "INSERT INTO survei_form (instansi_id, campaign_id, place, pack_id, scale, elements) "
               "VALUES ($1, $2, $3, $4, 4, $5)", db_i64(l->unit.id), db_i64(campaign), db_i64(i),
            db_text(i ? S("spak-90-2021") : S("skm-14-2017")), db_i64(i ? 5 : 9));
    must(survei_by_slug(&life, l->db, S("uji"), &l->c));
}

static SurveiAnswer throw(Land *l)
{
    SurveiAnswer x = {.service_id = l->c.targets[dice(SERVICES)].service_id, .seconds = 40 + dice(400)};

    x.answered_on = (Date){l->by.today.days - dice(DAYS)};
    x.served_on   = (Date){x.answered_on.days - dice(5)};
    for (int i = 0; i < SURVEI_KEY; i++)
        x.key[i] = (u8)dice(256);
    for (int i = 0; i < 4; i++)
        x.about[i] = (u8)dice(3);
    for (int i = 0; i < survei_marks(&l->c); i++)
        x.marks[i] = (u8)(4 - dice(dice(3) + 1));
    if (!dice(20))
        x.said[x.nsaid++] = (SurveiSaid){0, S("Petugasnya ramah, antreannya lama.")};
    return x;
}

static void sum_up(Land *l, Arena room)
{
    for (bool more = true; more;)
        must(survei_fold(room, l->db, &more));
}

static void fill(Land *l, i64 answers)
{
    Arena       room = arena_reserve((isize)256 << 20);
    SurveiTaken taken;

    for (i64 i = 0; i < answers;) {
        must(db_begin(l->db, true));
        for (int n = 0; n < IN_ONE && i < answers; n++, i++) {
            SurveiAnswer x = throw(l);
            must(survei_take(room, l->db, &l->c, &x, l->by.now, &taken));
        }
        sum_up(l, room);
        must(db_end(l->db, true));
    }
}

/* --- the shared commit alone --- */

typedef struct {
    Job             job;                /* first, so that a Job is a Hand */
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    SurveiAnswer    x;
    i64             taken;
    bool            told;
} Hand;

static _Atomic bool    stop;
static Works          *works;
static Land           *land;
static Arena           loop_room;       /* SQLite has one writing thread */
static pthread_mutex_t thrown = PTHREAD_MUTEX_INITIALIZER;

static Err hand_run(Job *job, Db *db)
{
    SurveiTaken taken;
    return survei_take(loop_room, db, &land->c, &((Hand *)job)->x, land->by.now, &taken);
}

static void hand_done(Job *job, Err e)
{
    Hand *h = (Hand *)job;
    must(e);
    pthread_mutex_lock(&h->lock);
    h->told = true;
    pthread_cond_signal(&h->wake);
    pthread_mutex_unlock(&h->lock);
}

static void *hand_in(void *arg)
{
    Hand *h = arg;
    for (; !stop; h->taken++) {
        pthread_mutex_lock(&thrown);
        h->x = throw(land);
        pthread_mutex_unlock(&thrown);
        if (!works_write(works, &h->job))
            abort();
        pthread_mutex_lock(&h->lock);
        while (!h->told)
            pthread_cond_wait(&h->wake, &h->lock);
        h->told = false;
        pthread_mutex_unlock(&h->lock);
    }
    return NULL;
}

static void loop(Land *l, Str uri, int n, double seconds)
{
    Hand *all = new(&life, Hand, n);
    i64   taken = 0, from = clock_ms();

    land      = l;
    loop_room = arena_reserve((isize)64 << 20);
    state     = (u64)from;
    must(works_start(&life, &(WorksConfig){.uri = uri, .readers = 1, .writers = 1, .queue_max = 4096}, &works));
    for (int i = 0; i < n; i++) {
        all[i].job = (Job){.run = hand_run, .done = hand_done};
        pthread_mutex_init(&all[i].lock, NULL);
        pthread_cond_init(&all[i].wake, NULL);
        pthread_create(&all[i].thread, NULL, hand_in, &all[i]);
    }
    nanosleep(&(struct timespec){(time_t)seconds, 0}, NULL);
    stop = true;
    for (int i = 0; i < n; i++) {
        pthread_join(all[i].thread, NULL);
        taken += all[i].taken;
    }
    printf("%.0f\n", (double)taken * 1000 / (double)(clock_ms() - from));
    works_stop(works);
    must(db_begin(l->db, true));        /* not measured, and not left for the server that is measured next */
    sum_up(l, arena_reserve((isize)256 << 20));
    must(db_end(l->db, true));
}

/* --- what is sent over HTTP --- */

static Str sealed(const Land *l, Arena *a)
{
    FillBegin b = survei_fill_begin((Instant){clock_now().s - 120}, 0, SURVEI_WEB);
    return survei_fill_seal(a, &l->c, &b);
}

static void seals(const Land *l, i64 count)
{
    for (i64 i = 0; i < count; i++) {
        Arena a = life;
        Str   s = sealed(l, &a);
        printf("%.*s\n", STRF(s));
    }
}

static void request(const Land *l)
{
    Buf b = {.arena = &life};

    buf_addf(&b, "finished=1&b=id&dari=0&service=%lld&served_on=%.*s&said=&a0=1&a1=2&a2=3&a3=0&mulai=",
             (long long)l->c.targets[0].service_id, STRF(date_iso(&life, (Date){l->by.today.days - 1})));
    for (isize i = sealed(l, &life).len; i > 0; i--)
        buf_char(&b, 'k');
    for (int i = 0; i < survei_marks(&l->c); i++)
        buf_addf(&b, "&m%d=%d", i, 1 + (i + 2) % 4);
    printf("POST /s/uji/kirim HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
           "Content-Length: %lld\r\n\r\n%.*s", (long long)b.len, STRF(buf_str(&b)));
}

static int prove(Db *db)
{
    i64 bad, answers;

    must(db_begin(db, false));
    must(survei_miscounted(life, db, &bad, &answers));
    must(db_end(db, false));
    printf("%lld %lld\n", (long long)bad, (long long)answers);
    return bad != 0;
}

int main(int argc, char **argv)
{
    Land l = {.by = {.now = clock_now()}};

    if (argc < 3 || argc > 5 || !base_start())
        return 64;
    life     = arena_reserve((isize)1 << 30);
    Str at   = str_of(argv[1]);
    Str path = str_starts(at, S("postgresql:")) ? at : str_fmt(&life, "%s/pulau.db", argv[1]);
    must(db_open(&life, path, DB_READ_WRITE, &l.db));
    if (str_is(str_of(argv[2]), "prove"))
        return prove(l.db);
    l.by.today = instant_date(l.by.now, 420);
    if (argv[2][0] > '9') {
        must(survei_by_slug(&life, l.db, S("uji"), &l.c));
        if (argc == 5)
            loop(&l, path, (int)strtol(argv[3], NULL, 10), strtod(argv[4], NULL));
        else if (argc == 4)
            seals(&l, strtol(argv[3], NULL, 10));
        else
            request(&l);
        return 0;
    }
    l.act      = (UnitAct){&l.by, NULL, date_ymd(2020, 1, 2), S("bench")};
    must(schema_migrate(life, l.db, clock_now()));
    must(db_begin(l.db, true));
    add_people(&l);
    add_campaign(&l);
    must(db_end(l.db, true));
    fill(&l, strtol(argv[2], NULL, 10));
    db_close(l.db);
    return 0;
}
