#include "app/app.h"

#include "akun/akun_web.h"
#include "base/log.h"
#include "base/secret.h"
#include "db/migrate.h"
#include "evaluasi/evaluasi_review_web.h"
#include "kabar/kabar_web.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static Err make_folder(Arena scratch, Str path)
{
    if (mkdir(str_c(&scratch, path), 0700) && errno != EEXIST)
        return FAIL(ERR_IO, "the data folder cannot be made");
    return NO_ERR;
}

/* SQLite knows one writer: a second process would wait for it for ever.  The lock goes with the process. */
static Err lock_folder(App *app)
{
    Arena scratch = app->life;
    app->lock_fd  = open(str_c(&scratch, config_path(&scratch, &app->config, "pulau.lock")),
                         O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (app->lock_fd < 0)
        return FAIL(ERR_IO, "the data folder cannot be written");
    if (flock(app->lock_fd, LOCK_EX | LOCK_NB))
        return FAIL(ERR_BUSY, "another pulau is running on this data folder");
    return NO_ERR;
}

/* "7, 3, 1": whole days, the longest first. */
static Err read_remind_days(App *app)
{
    KabarDay *d    = &app->remind;
    Str       rest = app->config.text[SET_remind_days];

    while (rest.len) {
        i64 n;
        if (d->count == countof(d->before) || !str_i64(str_trim(str_cut(&rest, ',')), &n) || n < 0 || n > 365
            || (d->count && n >= d->before[d->count - 1])) {
            cli_say("remind_days: whole days, at most eight, the longest first, such as 7, 3, 1");
            return FAIL(ERR_INVALID, "remind_days");
        }
        d->before[d->count++] = n;
    }
    return NO_ERR;
}

static Err no_data(App *app)
{
    Str why = str_fmt(&app->life, "no data in %.*s; `pulau serve` or `pulau demo` makes it",
                      STRF(app->config.text[SET_data]));
    return FAIL(ERR_NOT_FOUND, str_c(&app->life, why));
}

static bool on_server(const App *app) { return str_starts(app->config.text[SET_db], S("postgres")); }

bool app_has_database(const App *app)
{
    Arena scratch = app->life;
    return on_server(app) || !access(str_c(&scratch, config_db_uri(&scratch, &app->config)), F_OK);
}

/* With a server for the database a folder is asked for only where one is named. */
static Err must_be_there(App *app)
{
    const Config *c       = &app->config;
    Arena         scratch = app->life;

    if (app->want == DATA_MADE || (on_server(app) && c->from[SET_data] == FROM_DEFAULT))
        return NO_ERR;
    if (access(str_c(&scratch, c->text[SET_data]), F_OK) || (app->want == DATA_THERE && !app_has_database(app)))
        return errno == ENOENT || errno == ENOTDIR ? no_data(app) : FAIL(ERR_IO, "the data folder cannot be read");
    return NO_ERR;
}

Err app_open(App *app, const CliOption *options, DataWant want)
{
    if (!base_start())
        return FAIL(ERR_IO, "the system gives no randomness");
    app->life = arena_reserve((isize)64 << 20);
    if (!config_read(&app->life, options, CONFIG_OPTIONS, &app->config))
        return FAIL(ERR_INVALID, "the settings need mending");
    TRY(read_remind_days(app));
    app->want = want;
    TRY(must_be_there(app));
    TRY(regulasi_start(&app->life, &app->packs));
    TRY(words_start(&app->life, &app->packs));
    TRY(survei_packs_start(&app->life, &app->packs, &app->survei));
    app->blobs.dir = config_path(&app->life, &app->config, "berkas");
    app->started   = clock_now();
    app->mail      = (MailConfig){.url      = app->config.text[SET_smtp_url],
                                  .user     = app->config.text[SET_smtp_user],
                                  .password = app->config.text[SET_smtp_password],
                                  .from     = app->config.text[SET_mail_from]};
    app->web.origin = app->config.text[SET_origin];
    if (!app->web.origin.len)
        app->web.origin = str_fmt(&app->life, "http%s://%.*s", app->config.text[SET_tls_cert].len ? "s" : "",
                                  STRF(app->config.text[SET_listen]));
    return NO_ERR;
}

static Err make_folders(App *app)
{
    static const char *const below[] = {"berkas", "quarantine"};

    TRY(make_folder(app->life, app->config.text[SET_data]));
    for (isize i = 0; i < countof(below); i++) {
        Arena scratch = app->life;
        TRY(make_folder(scratch, config_path(&scratch, &app->config, below[i])));
    }
    return NO_ERR;
}

/* SQLite keeps its log beside the database: even a reader writes there. */
static Err may_write(const App *app)
{
    Arena scratch = app->life;
    if (!app->config.text[SET_db].len && access(str_c(&scratch, app->config.text[SET_data]), W_OK))
        return FAIL(ERR_IO, "the data folder cannot be written");
    return NO_ERR;
}

Err app_db(App *app, DbMode mode, Db **out)
{
    SchemaState state;
    int         have;

    if (app->want == DATA_MADE)
        TRY(make_folders(app));
    TRY(may_write(app));
    TRY(db_open(&app->life, config_db_uri(&app->life, &app->config), mode, out));
    TRY(schema_state(app->life, *out, &state, &have));
    switch (state) {
    case SCHEMA_SAME:    return NO_ERR;
    case SCHEMA_EMPTY:
        return app->want == DATA_MADE ? schema_migrate(app->life, *out, clock_now()) : no_data(app);
    case SCHEMA_OLDER:   return FAIL(ERR_CONFLICT, "the database is of an older pulau: run pulau migrate");
    case SCHEMA_NEWER:   return FAIL(ERR_CONFLICT, "the database is of a newer pulau: install that version");
    case SCHEMA_ALTERED: return FAIL(ERR_CONFLICT, "the database was migrated with altered files: restore a backup");
    }
    return FAIL(ERR_DB, "unknown state of the schema");
}

Err app_rules(App *app, Db *db)
{
    TRY(regulasi_stored(&app->life, db, &app->packs));
    app->packs.worded.count = 0;        /* wording may have been added for a pack that had some */
    TRY(words_start(&app->life, &app->packs));
    return survei_packs_start(&app->life, &app->packs, &app->survei);
}

static HttpConfig http_config(const App *app)
{
    const Config *c   = &app->config;
    long          cpu = sysconf(_SC_NPROCESSORS_ONLN);
    return (HttpConfig){
        .listen           = c->text[SET_listen],
        .quarantine       = config_path(&((App *)(void *)app)->life, c, "quarantine"),
        .trusted_proxy    = c->text[SET_trusted_proxy],
        .tls_cert         = c->text[SET_tls_cert],
        .tls_key          = c->text[SET_tls_key],
        .threads          = c->number[SET_threads] ? (int)c->number[SET_threads] : cpu > 0 ? (int)cpu : 1,
        .head_ms          = (int)c->number[SET_head_ms],
        .body_ms          = (int)c->number[SET_body_ms],
        .idle_ms          = (int)c->number[SET_idle_ms],
        .body_min_rate    = 10000,
        .head_max         = 8 << 10,
        .conn_max         = (int)c->number[SET_conn_max],
        .conn_per_address = (int)c->number[SET_conn_per_address],
        .arena_bytes      = (isize)64 << 20,
        .inflight_max     = (int)c->number[SET_conn_max],      /* a survey in a hall: everybody sends at once */
    };
}

/* A conversation with the provider holds a reading thread; half of them are left for pages. */
enum { SSO_READERS = 8 };

Err app_start(App *app)
{
    const Config *c    = &app->config;
    bool          lite = !c->text[SET_db].len;
    bool          sso  = c->text[SET_oidc_issuer].len > 0;
    int           many = lite ? (sso ? SSO_READERS : 2) : (int)c->number[SET_db_connections];
    WorksConfig   works = {.uri           = config_db_uri(&app->life, c),
                           .readers       = many,
                           .writers       = (int)c->number[SET_db_connections],
                           .queue_max     = (isize)c->number[SET_queue_max],
                           .budget_ms     = 50};

    app->web.rooms       = app_rooms;
    app->web.rooms_count = app_rooms_count;
    app->web.app         = app;
    app->web.blobs       = &app->blobs;
    app->web.regulasi    = &app->packs;
    app->web.survei      = &app->survei;
    app->web.menu        = app_menu;
    app->web.beside_item = evaluasi_beside;
    app->web.item_url    = lke_item_url;
    app->web.whois       = akun_whois;
    app->web.whose       = akun_whose;
    app->web.rates       = rates_new(&app->life);
    app->web.api_rate    = (Rate){c->number[SET_api_rate], c->number[SET_api_burst]};
    app->web.survei_bits   = (int)c->number[SET_survei_bits];
    app->web.survei_rate   = (int)c->number[SET_survei_rate];
    app->web.survei_idle_s = (int)c->number[SET_survei_idle_s];
    app->web.page_rate   = (Rate){c->number[SET_page_rate], c->number[SET_page_burst]};
    app->web.seen        = akun_seen;
    app->web.waits       = kabar_waits;
    app->web.secure      = str_starts(c->text[SET_origin], S("https://")) || c->text[SET_tls_cert].len;
    app->web.no_passwords = !c->number[SET_passwords];
    TRY(app_oidc(app, many / 2, &app->web.oidc));
    app->web.mail        = app->mail.url.len ? &app->mail : NULL;
    app->web.upload_max  = c->number[SET_upload_max_mb] * 1000000;
    app->limits          = berkas_limits;
    app->limits.quota    = c->number[SET_quota_mb] * 1000000;
    app->web.berkas      = &app->limits;
    app->web.kept_bytes  = c->number[SET_kept_mb] << 20;
    HttpConfig http      = http_config(app);
    if (lite)
        TRY(lock_folder(app));
    TRY(works_start(&app->life, &works, &app->works));
    TRY(serve_start(&app->life, &app->web, app->works, works.uri, &http, &app->serve));
    return background_start(app);
}

void app_stop(App *app)
{
    background_stop();
    if (app->serve)
        serve_stop(app->serve, 10000);
    if (app->works)
        works_stop(app->works);
}
