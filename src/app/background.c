#include "app/app.h"

#include "akun/akun_web.h"
#include "audit/audit.h"
#include "base/log.h"
#include "evaluasi/evaluasi_lhe.h"
#include "kabar/kabar_web.h"
#include "survei/survei.h"
#include "survei/survei_blind.h"
#include "web.sql.h"

#include <pthread.h>
#include <time.h>

/* The one thread that works without being asked.  Whatever it does is claimed or idempotent, so several
 * processes on one database may all do it. */
static struct {
    App            *app;
    Db             *db;
    Arena           scratch;
    pthread_t       thread;
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    const Room     *room;       /* whose reminders are due */
    bool            running, stop;
} bg = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

enum { EVERY_S = 1, KEYS_EVERY = 10, SWEEP_EVERY = 600, REMIND_EVERY = 3600, LETTERS = 20, WEST = 420 };

typedef struct { Job job; Err (*run)(Db *db); bool done; Err e; } Errand;

static Err errand_run(Job *job, Db *db)
{
    return ((Errand *)(void *)job)->run(db);
}

static void errand_done(Job *job, Err e)
{
    Errand *errand = (Errand *)(void *)job;
    pthread_mutex_lock(&bg.lock);
    errand->e    = e;
    errand->done = true;
    pthread_cond_broadcast(&bg.wake);
    pthread_mutex_unlock(&bg.lock);
}

/* Through the queue of writes like everybody else, so that SQLite keeps its one writer. */
static void do_errand(const char *name, Err (*run)(Db *db))
{
    Errand errand = {.job = {.run = errand_run, .done = errand_done}, .run = run};
    if (!works_write(bg.app->works, &errand.job))
        return;
    pthread_mutex_lock(&bg.lock);
    while (!errand.done)
        pthread_cond_wait(&bg.wake, &bg.lock);
    pthread_mutex_unlock(&bg.lock);
    if (errand.e.kind)
        log_err(name, errand.e);
}

/* The background thread waits for its errand, so its memory is free to use. */
static Err seal(Db *db)
{
    return audit_seal(bg.scratch, db);
}

/* Answers of surveys into their running sums, some at a time so that others write in between. */
static bool more_to_fold;

static Err fold(Db *db)
{
    return survei_fold(bg.scratch, db, &more_to_fold);
}

static bool stopping(void)
{
    pthread_mutex_lock(&bg.lock);
    bool stop = bg.stop;
    pthread_mutex_unlock(&bg.lock);
    return stop;
}

static void fold_all(void)
{
    do {
        more_to_fold = false;
        do_errand("fold", fold);
    } while (more_to_fold && !stopping());
}

static Err sweep(Db *db)
{
    TRY(db_do(db, &SQL_once_sweep, db_at((Instant){clock_now().s - 2 * 86400})));
    TRY(kabar_sweep(db, clock_now(), bg.app->config.number[SET_notice_days]));
    TRY(mail_sweep(db, clock_now()));
    return akun_tidy(db, clock_now());
}

static Err remind_room(Db *db)
{
    KabarDay day = bg.app->remind;
    day.now   = clock_now();
    day.today = instant_date(day.now, WEST);
    return bg.room->remind(bg.scratch, db, &day);
}

/* Each room in a transaction of its own: what fails in one keeps no other from reminding. */
static void remind(void)
{
    for (isize i = 0; i < app_rooms_count; i++) {
        bg.room = app_rooms[i];
        if (bg.room->remind)
            do_errand(bg.room->name, remind_room);
    }
}

static void letters(Arena scratch)
{
    int sent = 0;
    if (!bg.app->web.mail)
        return;
    Err e = akun_reset_due(scratch, bg.db, &bg.app->web, clock_now());
    if (e.kind)
        log_err("resets", e);
    e = kabar_letters(scratch, bg.db, &bg.app->web, clock_now());
    if (e.kind)
        log_err("notices", e);
    e = mail_send_due(scratch, bg.db, bg.app->web.mail, LETTERS, clock_now(), &sent);
    if (e.kind)
        log_err("letters", e);
}

/* Reports of decisions: one a turn, off every request. */
static void reports(Arena scratch)
{
    App     *app = bg.app;
    LheMaker m   = {&app->packs, &app->blobs, app->web.origin, config_path(&scratch, &app->config, "quarantine"),
                    clock_now()};
    int      made;
    Err      e   = lhe_make_due(scratch, bg.db, &m, &made);
    if (e.kind)
        log_err("reports", e);
}

/* Of strict campaigns: each key is thought of here, off every request. */
static void survey_keys(Arena scratch)
{
    bool more = true;
    while (more) {
        Err e = survei_blind_keep(scratch, bg.db, clock_now(), &more);
        if (e.kind)
            log_err("survey keys", e);
        more = more && !e.kind;
    }
}

static Err mix_tokens(Db *db)
{
    bool more = true;
    while (more)
        TRY(survei_blind_mix(bg.scratch, db, &more));
    return NO_ERR;
}

static bool wait_a_moment(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);      /* whatever becomes of the clock on the wall */
    until.tv_sec += EVERY_S;
    pthread_mutex_lock(&bg.lock);
    if (!bg.stop)
        pthread_cond_clockwait(&bg.wake, &bg.lock, CLOCK_MONOTONIC, &until);
    bool go_on = !bg.stop;
    pthread_mutex_unlock(&bg.lock);
    return go_on;
}

static void *work(void *x)
{
    (void)x;
    bg.scratch = arena_reserve((isize)256 << 20);
    for (i64 turn = 0; wait_a_moment(); turn++) {
        if (db_engine(bg.db) == DB_PGSQL)
            do_errand("seal", seal);        /* on SQLite a row is chained as it is written */
        fold_all();
        if (turn % SWEEP_EVERY == 0)
            do_errand("sweep", sweep);
        if (turn % SWEEP_EVERY == 0)
            do_errand("tokens", mix_tokens);
        if (turn % KEYS_EVERY == 0)
            survey_keys(bg.scratch);
        if (turn % REMIND_EVERY == 0)
            remind();
        letters(bg.scratch);
        reports(bg.scratch);
    }
    return NULL;
}

Err background_start(App *app)
{
    bg.app = app;
    TRY(app_db(app, DB_READ_WRITE, &bg.db));
    bg.running = !pthread_create(&bg.thread, NULL, work, NULL);
    return bg.running ? NO_ERR : FAIL(ERR_IO, "no thread for background work");
}

void background_stop(void)
{
    if (!bg.running)
        return;
    pthread_mutex_lock(&bg.lock);
    bg.stop = true;
    pthread_cond_broadcast(&bg.wake);
    pthread_mutex_unlock(&bg.lock);
    pthread_join(bg.thread, NULL);
    db_close(bg.db);
    bg.running = false;
}
