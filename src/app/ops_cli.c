/* What whoever looks after the machine needs: backup, restore, verify. */
#include "app/app.h"

#include "app/backup.h"
#include "app/verify.h"
#include "audit/audit.h"
#include "base/log.h"
#include "lke/lke_import.h"
#include "nilai/nilai_cli.h"
#include "regulasi/regulasi_cli.h"

#include <stdio.h>
#include <unistd.h>

static App app;

enum { JSON = CONFIG_OPTIONS, OPTIONS = CONFIG_OPTIONS + 1, ANY = -1 };

/* Options and exactly `want` plain words (ANY: one or more); then folders and settings.  Otherwise the exit status. */
static int begin(int argc, char **argv, CliOption *options, CliWords *words, isize want, DataWant data)
{
    options[0] = config_options[0];
    options[1] = config_options[1];
    options[2] = config_options[2];
    options[JSON] = (CliOption){"--json"};
    if (!cli_read(argc, argv, options, OPTIONS, words))
        return 64;
    if (want == ANY ? !words->count : words->count != want) {
        cli_say(want ? "give one file" : "no words are expected here");
        return 64;
    }
    Err e = app_open(&app, options, data);
    return e.kind == ERR_INVALID ? 64 : cli_fail(e);
}

/* With a server for the database the folder may be another machine's: without files a backup is none. */
static Err open_all(Db **db)
{
    TRY(app_db(&app, DB_READ_ONLY, db));
    Arena scratch = app.life;
    if (!access(str_c(&scratch, app.blobs.dir), F_OK))
        return NO_ERR;
    db_close(*db);
    return FAIL(ERR_NOT_FOUND, "the files are not there: --data names the folder that has berkas/");
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
    int         bad = begin(argc, argv, options, &words, 1, DATA_THERE);
    if (bad)
        return bad;
    Err e = open_all(&db);
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
    int         bad = begin(argc, argv, options, &words, 1, DATA_MADE);
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

/* An instrument of surveys, or words of one: its own room judges it. */
static Err add_survey(Db *db, const RegulasiNew *n, Issues *issues, Str *out_id)
{
    Regulasi     rules;
    SurveiPacks  known;
    RegulasiFile file;
    TRY(regulasi_start(&app.life, &rules));
    TRY(regulasi_stored(&app.life, db, &rules));
    TRY(survei_packs_start(&app.life, &rules, &known));
    TRY(survei_pack_judge(&app.life, &known, n->json, n->lang, issues, &file));
    if (survei_pack_taken(&known, file.id))
        return FAIL(ERR_CONFLICT, "there is an instrument with this id already");
    *out_id = file.id;
    return regulasi_keep(&app.life, db, n, &file);
}

/* One file and the note of it in the log. */
static Err add_file(Db *db, Str json, Issues *issues, Str *out_id)
{
    RegulasiNew n = {.json = json, .at = clock_now(), .lang = LANG_ID};
    Digest      d = hash_blake2b(json);
    Err e = survei_is_file(app.life, json) ? add_survey(db, &n, issues, out_id)
                                           : regulasi_add(&app.life, db, &n, issues, out_id);
    if (!e.kind) {
        Str after = str_fmt(&app.life, "{\"id\": \"%.*s\", \"blake2b\": \"%.*s\"}", STRF(*out_id),
                            STRF(hex_of(&app.life, d.at, countof(d.at))));
        e = audit_add(db, &(AuditEntry){.action = "regulasi_add", .entity = "rule_pack", .after = after}, n.at);
    }
    return e;
}

typedef LIST(Str) Texts;

/* Those with words come last, in whatever order they were named: words are judged by their instrument. */
static Err slurp_rules(const CliWords *words, Texts *out)
{
    Texts last = {0};
    for (isize i = 0; i < words->count; i++) {
        Str json;
        TRY(cli_slurp(&app.life, words->words[i], 4 << 20, &json));
        *list_add(&app.life, regulasi_is_words(app.life, json) ? &last : out) = json;
    }
    for (isize i = 0; i < last.count; i++)
        *list_add(&app.life, out) = last.at[i];
    return NO_ERR;
}

/* All of them, or none. */
static Err add_rules(Db *db, const Texts *files, Issues *issues, Texts *out_ids)
{
    Err e = db_begin(db, true);
    if (e.kind)
        return e;
    for (isize i = 0; !e.kind && i < files->count; i++)
        e = add_file(db, files->at[i], issues, list_add(&app.life, out_ids));
    Err end = db_end(db, !e.kind);
    return e.kind ? e : end;
}

int regulasi_add_cli(int argc, char **argv)
{
    CliOption options[OPTIONS];
    CliWords  words  = {0};
    Issues    issues = {.arena = &app.life};
    Texts     files  = {0}, ids = {0};
    Db       *db;
    int       bad = begin(argc, argv, options, &words, ANY, DATA_THERE);
    if (bad)
        return bad;
    Err e = slurp_rules(&words, &files);
    if (!e.kind)
        e = app_db(&app, DB_READ_WRITE, &db);
    if (e.kind)
        return cli_fail(e);
    e = add_rules(db, &files, &issues, &ids);
    db_close(db);
    cli_say_issues(&issues);
    if (e.kind)
        return issues.count ? err_exit(e.kind) : cli_fail(e);
    for (isize i = 0; i < ids.count; i++)
        printf(options[JSON].given ? "{\"ok\": true, \"id\": \"%.*s\"}\n" : "%.*s\n", STRF(ids.at[i]));
    return 0;
}

/* --- commands that choose among rule packs: those that were added are known where --data or --db says --- */

static int with_rules(int argc, char **argv, int (*run)(int argc, char **argv, const Regulasi *rules))
{
    CliOption options[CONFIG_OPTIONS] = {config_options[0], config_options[1], config_options[2]};
    int       left = cli_take(argc, argv, options + 1, CONFIG_OPTIONS - 1);
    Db       *db;

    if (left < 0)
        return 64;
    if (!options[1].given && !options[2].given)
        return run(left, argv, NULL);
    Err e = app_open(&app, options, DATA_THERE);
    if (e.kind == ERR_INVALID)
        return 64;
    if (!e.kind)
        e = app_db(&app, DB_READ_ONLY, &db);
    if (!e.kind) {
        e = app_rules(&app, db);
        db_close(db);
    }
    return e.kind ? cli_fail(e) : run(left, argv, &app.packs);
}

int rules_list_cli(int argc, char **argv)  { return with_rules(argc, argv, regulasi_list_cli); }
int rules_show_cli(int argc, char **argv)  { return with_rules(argc, argv, regulasi_show_cli); }
int rules_diff_cli(int argc, char **argv)  { return with_rules(argc, argv, regulasi_diff_cli); }
int rules_score_cli(int argc, char **argv) { return with_rules(argc, argv, lke_score_cli); }
int rules_plan_cli(int argc, char **argv)  { return with_rules(argc, argv, lke_plan_cli); }

int verify_cli(int argc, char **argv)
{
    CliOption options[OPTIONS];
    CliWords  words = {0};
    Db       *db;
    int       bad = begin(argc, argv, options, &words, 0, DATA_THERE);
    if (bad)
        return bad;
    Err e = open_all(&db);
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

/* --- worksheets: the options, the database, and the transaction round the room's own work --- */

enum { O_LISTEN, O_DATA, O_DB, O_UNIT, O_YEAR, O_LAYER, O_INSTANSI, O_OUT, O_PARTIAL, O_JSON, O_LANG, O_COUNT };

typedef struct {
    CliOption options[O_COUNT];
    CliWords  words;
    LkeOrder  order;
    Db       *db;
} Command;

static int begin_lke(Command *c, int argc, char **argv, bool imports)
{
    *c = (Command){.options = {config_options[0], config_options[1], config_options[2], {"--unit", true},
                               {"--year", true}, {"--layer", true}, {"--instansi", true}, {"--out", true},
                               {"--partial", false}, {"--json", false}, {"--lang", true}}};
    CliOption *o = c->options;

    if (!cli_read(argc, argv, o, O_COUNT, &c->words))
        return 64;
    if (c->words.count != (imports ? 1 : 0) || !o[O_UNIT].value.len || !o[O_YEAR].value.len) {
        cli_say("%.*s", STRF(say(lang_of(o[O_LANG].value, LANG_ID),
                                 imports ? MSG_lke_cli_import_needs : MSG_lke_cli_export_needs)));
        return 64;
    }
    Err e = app_open(&app, o, DATA_THERE);
    if (!e.kind)
        e = app_db(&app, imports ? DB_READ_WRITE : DB_READ_ONLY, &c->db);
    if (!e.kind)
        e = app_rules(&app, c->db);
    if (e.kind)
        return cli_fail(e);
    c->order = (LkeOrder){.packs = &app.packs, .file = imports ? c->words.words[0] : o[O_OUT].value,
                          .unit = o[O_UNIT].value, .instansi = o[O_INSTANSI].value, .year = o[O_YEAR].value,
                          .layer = o[O_LAYER].value, .partial = o[O_PARTIAL].given, .json = o[O_JSON].given,
                          .lang = lang_of(o[O_LANG].value, LANG_ID), .now = clock_now()};
    return 0;
}

static int run_lke(Command *c, bool writes, int (*work)(Arena a, Db *db, const LkeOrder *order))
{
    Err e = db_begin(c->db, writes);
    if (e.kind)
        return cli_fail(e);
    int status = work(app.life, c->db, &c->order);
    e          = db_end(c->db, writes && !status);
    db_close(c->db);
    return status ? status : cli_fail(e);
}

int lke_import_cli(int argc, char **argv)
{
    Command c;
    int     bad = begin_lke(&c, argc, argv, true);
    return bad ? bad : run_lke(&c, true, lke_import_run);
}

int lke_export_cli(int argc, char **argv)
{
    Command c;
    int     bad = begin_lke(&c, argc, argv, false);
    return bad ? bad : run_lke(&c, false, lke_export_run);
}
