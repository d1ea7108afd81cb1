#include "app/app.h"

#include "base/log.h"
#include "db/migrate.h"
#include "evaluasi/evaluasi_board.h"
#include "format/json.h"

#include <signal.h>
#include <stdio.h>

static App app;

enum { JSON = CONFIG_OPTIONS, PLAN, OPTIONS = PLAN };

/* Every thread inherits the mask, so the two signals wait for sigwait() below. */
static void hold_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void say_ready(bool json)
{
    Arena   a = app.life;
    Buf     b = {.arena = &a};
    JsonOut o = {.to = &b};

    if (!json) {
        printf("pulau: %.*s (port %d)\n", STRF(app.web.origin), serve_port(app.serve));
    } else {
        json_open_map(&o, NO_KEY);
        json_put_text(&o, S("origin"), app.web.origin);
        json_put_i64(&o, S("port"), serve_port(app.serve));
        json_close(&o);
        printf("%.*s\n", STRF(buf_str(&b)));
    }
    fflush(stdout);
}

/* Not a failure: somebody has added the first half of an instrument. */
static void say_wordless(void)
{
    for (isize i = 0; i < app.survei.wordless.count; i++) {
        LogLine l = log_line(LOG_WARN, "survei_packs");
        log_text(&l, "instrument", app.survei.wordless.at[i]->id);
        log_text(&l, "why", S("it has no words yet, so nobody can be asked: add them with pulau regulasi add"));
        log_write(&l);
    }
}

int serve_cli(int argc, char **argv)
{
    CliOption options[OPTIONS] = {config_options[0], config_options[1], config_options[2], {"--json"}};
    sigset_t  set;
    Db       *db;
    int       got;

    if (!cli_read_options(argc, argv, options, countof(options)))
        return 64;
    hold_signals(&set);
    Err e = app_open(&app, options, DATA_MADE);
    if (!e.kind)
        e = app_db(&app, DB_READ_WRITE, &db);   /* migrates an empty one, refuses a strange one */
    if (!e.kind) {
        e = app_rules(&app, db);
        db_close(db);
        say_wordless();
    }
    if (!e.kind)
        e = app_start(&app);
    if (e.kind)
        return e.kind == ERR_INVALID ? 64 : cli_fail(e);
    say_ready(options[JSON].given);
    sigwait(&set, &got);
    app_stop(&app);
    return 0;
}

/* What a migration cannot reckon in SQL: scores of worksheets that were there before the boards. */
static Err mend_boards(Db *db)
{
    i64 mended;
    TRY(app_rules(&app, db));
    TRY(db_begin(db, true));
    TRY(evaluasi_board_mend(app.life, db, &app.packs, &mended));
    return db_end(db, true);
}

static void say_migrations(int have, bool json, bool done)
{
    Arena   a = app.life;
    Buf     b = {.arena = &a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_open_list(&o, S("migrations"));
    for (isize i = 0; i < migrations_count; i++) {
        if (migrations[i].number <= have)
            continue;
        json_put_text(&o, NO_KEY, str_of(migrations[i].name));
        if (!json)
            printf("%s\n", migrations[i].name);
    }
    json_close(&o);
    json_put_bool(&o, S("done"), done);
    json_close(&o);
    if (json)
        printf("%.*s\n", STRF(buf_str(&b)));
}

int migrate_cli(int argc, char **argv)
{
    CliOption options[] = {config_options[0], config_options[1], config_options[2], {"--json"}, {"--plan"}};
    SchemaState state;
    int         have;
    Db         *db;

    if (!cli_read_options(argc, argv, options, countof(options)))
        return 64;
    Err  e    = app_open(&app, options, DATA_FOLDER);
    bool plan = options[PLAN].given, json = options[JSON].given;
    if (!e.kind && plan && !app_has_database(&app)) {
        say_migrations(0, json, false);
        return 0;
    }
    if (!e.kind)
        e = db_open(&app.life, config_db_uri(&app.life, &app.config), DB_READ_WRITE, &db);
    if (!e.kind)
        e = schema_state(app.life, db, &state, &have);
    if (e.kind)
        return e.kind == ERR_INVALID ? 64 : cli_fail(e);
    if (!plan)
        e = schema_migrate(app.life, db, clock_now());
    if (!plan && !e.kind)
        e = mend_boards(db);
    db_close(db);
    if (!e.kind)
        say_migrations(have, json, !plan);
    return cli_fail(e);
}
