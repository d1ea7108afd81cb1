/* What whoever looks after the machine needs: backup, restore, verify. */
#include "app/app.h"

#include "app/backup.h"
#include "app/verify.h"
#include "audit/audit.h"
#include "base/log.h"

#include <stdio.h>
#include <unistd.h>

static App app;

enum { JSON = CONFIG_OPTIONS, OPTIONS = CONFIG_OPTIONS + 1 };

/* Options and exactly `words` plain words; then the folders and settings.  Otherwise the exit status. */
static int begin(int argc, char **argv, CliOption *options, CliWords *words, isize want)
{
    options[0] = config_options[0];
    options[1] = config_options[1];
    options[2] = config_options[2];
    options[JSON] = (CliOption){"--json"};
    if (!cli_read(argc, argv, options, OPTIONS, words))
        return 64;
    if (words->count != want) {
        cli_say(want ? "give one file" : "no words are expected here");
        return 64;
    }
    Err e = app_open(&app, options, CONFIG_OPTIONS);
    return e.kind == ERR_INVALID ? 64 : cli_fail(e);
}

static void say_count(const char *what, const BackupCount *c, bool json)
{
    if (json)
        printf("{\"ok\": true, \"tables\": %lld, \"rows\": %lld, \"files\": %lld}\n", (long long)c->tables,
               (long long)c->rows, (long long)c->files);
    else
        printf("%s: %lld tables, %lld rows, %lld files\n", what, (long long)c->tables, (long long)c->rows,
               (long long)c->files);
}

/* When and where the last backup went, for doctor. */
static Err note_backup(Str path)
{
    Arena a    = app.life;
    FILE *file = fopen(str_c(&a, config_path(&a, &app.config, "backup.last")), "w");
    if (!file)
        return FAIL(ERR_IO, "the data folder cannot be written");
    fprintf(file, "%.*s %.*s\n", STRF(instant_iso(&a, clock_now())), STRF(path));
    return fclose(file) ? FAIL(ERR_IO, "the data folder cannot be written") : NO_ERR;
}

int backup_cli(int argc, char **argv)
{
    CliOption   options[OPTIONS];
    CliWords    words = {0};
    BackupCount count;
    Db         *db;
    int         bad = begin(argc, argv, options, &words, 1);
    if (bad)
        return bad;
    Err e = app_db(&app, DB_READ_ONLY, &db);
    if (e.kind)
        return cli_fail(e);
    e = backup_write(app.life, db, &app.blobs, words.words[0], clock_now(), &count);
    if (!e.kind)
        e = backup_check(app.life, words.words[0], &count);
    if (!e.kind)
        e = note_backup(words.words[0]);
    if (!e.kind)
        say_count("written and read again", &count, options[JSON].given);
    db_close(db);
    return cli_fail(e);
}

int restore_cli(int argc, char **argv)
{
    CliOption   options[OPTIONS];
    CliWords    words = {0};
    BackupCount count;
    Db         *db;
    int         bad = begin(argc, argv, options, &words, 1);
    if (bad)
        return bad;
    Err e = backup_check(app.life, words.words[0], &count);     /* before a database is even made */
    if (!e.kind)
        e = app_db(&app, DB_READ_WRITE, &db);
    if (e.kind)
        return cli_fail(e);
    e = backup_restore(app.life, db, &app.blobs, config_path(&app.life, &app.config, "quarantine"), words.words[0],
                       &count);
    if (!e.kind)
        say_count("restored", &count, options[JSON].given);
    db_close(db);
    return cli_fail(e);
}

/* The pack and the note of it in the log, or neither. */
static Err add_rules(Db *db, Str json, Issues *issues, Str *out_id)
{
    RegulasiNew n = {.json = json, .at = clock_now(), .lang = LANG_ID};
    Digest      d = hash_blake2b(json);
    TRY(db_begin(db, true));
    Err e = regulasi_add(&app.life, db, &n, issues, out_id);
    if (!e.kind) {
        Str after = str_fmt(&app.life, "{\"id\": \"%.*s\", \"blake2b\": \"%.*s\"}", STRF(*out_id),
                            STRF(hex_of(&app.life, d.at, countof(d.at))));
        e = audit_add(db, &(AuditEntry){.action = "regulasi_add", .entity = "rule_pack", .after = after}, n.at);
    }
    Err end = db_end(db, !e.kind);
    return e.kind ? e : end;
}

int regulasi_add_cli(int argc, char **argv)
{
    CliOption options[OPTIONS];
    CliWords  words  = {0};
    Issues    issues = {.arena = &app.life};
    Str       json, id;
    Db       *db;
    int       bad = begin(argc, argv, options, &words, 1);
    if (bad)
        return bad;
    Err e = cli_slurp(&app.life, words.words[0], 4 << 20, &json);
    if (!e.kind)
        e = app_db(&app, DB_READ_WRITE, &db);
    if (e.kind)
        return cli_fail(e);
    e = add_rules(db, json, &issues, &id);
    db_close(db);
    for (isize i = 0; i < issues.count; i++)
        cli_say("%.*s: %.*s", STRF(issues.at[i].field), STRF(issues.at[i].text));
    if (e.kind)
        return issues.count ? err_exit(e.kind) : cli_fail(e);
    if (options[JSON].given)
        printf("{\"ok\": true, \"id\": \"%.*s\"}\n", STRF(id));
    else
        printf("%.*s\n", STRF(id));
    return 0;
}

int verify_cli(int argc, char **argv)
{
    CliOption options[OPTIONS];
    CliWords  words = {0};
    Db       *db;
    int       bad = begin(argc, argv, options, &words, 0);
    if (bad)
        return bad;
    Err e = app_db(&app, DB_READ_ONLY, &db);
    if (e.kind)
        return cli_fail(e);
    Arena room = arena_reserve((isize)64 << 20);
    Buf   out  = {.arena = &room};
    bool  good = false;
    e = app_rules(&app, db);
    if (!e.kind)
        e = verify_all(&app, db, options[JSON].given, &out, &good);
    db_close(db);
    if (!e.kind)
        e = cli_print(buf_str(&out));
    return e.kind ? cli_fail(e) : good ? 0 : 65;
}
