#include "app/app.h"

#include "base/log.h"
#include "db/migrate.h"

#include <signal.h>
#include <stdio.h>

static App app;

/* Every thread inherits the mask, so the two signals wait for sigwait() below. */
static void hold_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int serve_cli(int argc, char **argv)
{
    CliOption options[CONFIG_OPTIONS] = {config_options[0], config_options[1], config_options[2]};
    CliWords  words = {0};
    sigset_t  set;
    Db       *db;
    int       got;

    if (!cli_read(argc, argv, options, countof(options), &words) || words.count)
        return 64;
    hold_signals(&set);
    Err e = app_open(&app, options, countof(options));
    if (!e.kind)
        e = app_db(&app, DB_READ_WRITE, &db);   /* migrates an empty one, refuses a strange one */
    if (!e.kind) {
        e = app_rules(&app, db);
        db_close(db);
    }
    if (!e.kind)
        e = app_start(&app);
    if (e.kind)
        return e.kind == ERR_INVALID ? 64 : cli_fail(e);
    printf("pulau: %.*s (port %d)\n", STRF(app.web.origin), serve_port(app.serve));
    fflush(stdout);
    sigwait(&set, &got);
    app_stop(&app);
    return 0;
}

int migrate_cli(int argc, char **argv)
{
    CliOption options[CONFIG_OPTIONS + 1] = {config_options[0], config_options[1], config_options[2], {"--plan"}};
    CliWords    words = {0};
    SchemaState state;
    int         have;
    Db         *db;

    if (!cli_read(argc, argv, options, countof(options), &words) || words.count)
        return 64;
    Err e = app_open(&app, options, CONFIG_OPTIONS);
    if (!e.kind)
        e = db_open(&app.life, config_db_uri(&app.life, &app.config), DB_READ_WRITE, &db);
    if (!e.kind)
        e = schema_state(app.life, db, &state, &have);
    if (e.kind)
        return cli_fail(e);
    for (isize i = 0; i < migrations_count; i++)
        if (migrations[i].number > have)
            printf("%s\n", migrations[i].name);
    if (!options[CONFIG_OPTIONS].given)
        e = schema_migrate(app.life, db, clock_now());
    db_close(db);
    return cli_fail(e);
}
