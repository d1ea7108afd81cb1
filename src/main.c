/* main.c - the command line: one table of commands. */
#include "app/app.h"
#include "app/demo.h"
#include "base/secret.h"
#include "format/json.h"
#include "lke/lke_xlsx_cli.h"
#include "regulasi/regulasi_cli.h"
#include "survei/survei_cli.h"

#include <stdio.h>

typedef struct {
    const char *name, *args;
    Msg         help;
    int       (*run)(int argc, char **argv);
} Command;

static int help_cli(int argc, char **argv);

static const Command commands[] = {
    {"serve",   "[--listen 127.0.0.1:8080] [--json] [--data DIR] [--db URI]", MSG_cli_serve,   serve_cli},
    {"demo",    "[--json] [--data DIR] [--db URI]",                  MSG_cli_demo,    demo_cli},
    {"migrate", "[--plan] [--json] [--data DIR] [--db URI]",         MSG_cli_migrate, migrate_cli},
    {"config",  "[--json] [--data DIR]",                             MSG_cli_config,  config_cli},
    {"backup",  "FILE [--json] [--data DIR] [--db URI]",             MSG_cli_backup,  backup_cli},
    {"restore", "FILE [--json] [--data DIR] [--db URI]",             MSG_cli_restore, restore_cli},
    {"verify",  "[--json] [--data DIR] [--db URI]",                  MSG_cli_verify,  verify_cli},
    {"verify-report", "FILE [--key FILE] [--json] [--data DIR] [--db URI]", MSG_cli_verify_report, verify_report_cli},
    {"doctor",  "[--json] [--data DIR] [--db URI]",                  MSG_cli_doctor,  doctor_cli},
    {"unit add",  "CODE NAME --kind KIND [--below CODE] [--instansi CODE] [--zone WIB|WITA|WIT] [--json]",
                  MSG_cli_unit_add, unit_add_cli},
    {"unit list", "[--instansi CODE] [--json]",                      MSG_cli_unit_list, unit_list_cli},
    {"user add",  "NIP NAME --unit CODE [--email E] [--role ROLE] [--instansi CODE] [--json]", MSG_cli_user_add,
                  user_add_cli},
    {"user list", "[--json]",                                        MSG_cli_user_list, user_list_cli},
    {"user role", "NIP ROLE [--unit CODE] [--from DAY] [--until DAY] [--why TEXT] [--revoke] [--json]",
                  MSG_cli_user_role, user_role_cli},
    {"user reset-link", "NIP [--json]",                              MSG_cli_user_link, user_link_cli},
    {"routes",  "[--json]",                                          MSG_cli_routes,  routes_cli},
    {"openapi", "[--lang id|en] [--json]",                           MSG_cli_openapi, openapi_cli},
    {"lke import", "FILE.xlsx --unit CODE --year Y [--layer L] [--instansi CODE] [--partial] [--json]",
     MSG_cli_lke_import, lke_import_cli},
    {"lke export", "--unit CODE --year Y [--out FILE] [--instansi CODE] [--json]", MSG_cli_lke_export, lke_export_cli},
    {"lke score", "FILE [--lang id|en] [--data DIR] [--db URI]", MSG_cli_lke_score, rules_score_cli},
    {"lke plan",  "FILE --target WBK|WBBM [--effort FILE] [--lang id|en] [--data DIR] [--db URI]", MSG_cli_lke_plan,
                  rules_plan_cli},
    {"lke workbook", "FILE.json OUT.xlsx [--unit NAME] [--year Y] [--lang id|en] [--json]", MSG_cli_lke_workbook,
     lke_workbook_cli},
    {"lke read",     "FILE.xlsx [--layer unit|pendahuluan|tpi|tpn] [--instrument ID]", MSG_cli_lke_read, lke_read_cli},
    {"survei score", "FILE [--lang id|en]", MSG_cli_survei_score, survei_score_cli},
    {"survei check", "FILE [--json] [--lang id|en]", MSG_cli_survei_check, survei_check_cli},
    {"regulasi list",  "[--json] [--data DIR] [--db URI]",     MSG_cli_regulasi_list, rules_list_cli},
    {"regulasi show",  "ID [--json] [--data DIR] [--db URI]",  MSG_cli_regulasi_show, rules_show_cli},
    {"regulasi diff",  "A B [--json] [--data DIR] [--db URI]", MSG_cli_regulasi_diff, rules_diff_cli},
    {"regulasi check", "FILE [--json]",      MSG_cli_regulasi_check, survei_rules_check_cli},
    {"regulasi add",   "FILE... [--json] [--data DIR] [--db URI]", MSG_cli_regulasi_add, regulasi_add_cli},
    {"regulasi seal",  "FILE",               MSG_cli_regulasi_seal,  regulasi_seal_cli},
    {"help",    "[COMMAND] [--json]",                                MSG_cli_help,    help_cli},
};

/* The table in words, or as JSON; only commands that begin with `only`. */
static Str help(Arena *a, Str only, bool json)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    if (json)
        json_open_list(&o, NO_KEY);
    for (const Command *c = commands; c < commands + countof(commands); c++) {
        Str text = say(LANG_EN, c->help);
        if (!str_starts(str_of(c->name), only))
            continue;
        if (!json) {
            buf_addf(&b, "pulau %-10s %s\n           %.*s\n", c->name, c->args, STRF(text));
            continue;
        }
        json_open_map(&o, NO_KEY);
        json_put_text(&o, S("command"), str_of(c->name));
        json_put_text(&o, S("words"), str_of(c->args));
        json_put_text(&o, S("help"), text);
        json_close(&o);
    }
    if (json) {
        json_close(&o);
        buf_char(&b, '\n');
    }
    return buf_str(&b);
}

static int help_cli(int argc, char **argv)
{
    Arena     a         = arena_reserve((isize)1 << 20);
    CliOption options[] = {{"--json"}};
    CliWords  words     = {0};
    Str       only      = {0};

    if (!cli_read(argc, argv, options, countof(options), &words))
        return 64;
    for (isize i = 0; i < words.count; i++)
        only = str_fmt(&a, "%.*s%s%.*s", STRF(only), i ? " " : "", STRF(words.words[i]));
    return cli_fail(cli_print(help(&a, only, options[0].given)));
}

/* How many words of argv name the command: "lke score" has two. */
static int named(const Command *c, int argc, char **argv)
{
    Str rest = str_of(c->name);
    int n    = 0;
    for (; rest.len; n++) {
        Str word = str_cut(&rest, ' ');
        if (n + 1 >= argc || !str_is(word, argv[n + 1]))
            return 0;
    }
    return n;
}

/* "--help" or "-h" behind a command asks for its line alone, whatever else is there. */
static bool asks_help(int argc, char **argv, int from)
{
    for (int i = from; i < argc; i++)
        if (str_is(str_of(argv[i]), "--help") || str_is(str_of(argv[i]), "-h"))
            return true;
    return false;
}

static int print_help(const char *only)
{
    Arena a = arena_reserve((isize)1 << 20);
    return cli_fail(cli_print(help(&a, str_of(only), false)));
}

/* "pulau lke" is the first word of several: say which. */
static int unknown(char **argv)
{
    Arena a = arena_reserve((isize)1 << 20);
    Str   few = help(&a, str_fmt(&a, "%s ", argv[1]), false);

    cli_say(few.len ? "this command needs one more word: %s" : "no such command: %s", argv[1]);
    Err e = cli_print(few.len ? few : help(&a, (Str){0}, false));
    return e.kind ? cli_fail(e) : 64;
}

int main(int argc, char **argv)
{
    if (!base_start())
        return 70;
    for (isize i = 0; i < countof(commands); i++) {
        int words = named(&commands[i], argc, argv);
        if (words)
            return asks_help(argc, argv, 1 + words) ? print_help(commands[i].name)
                                                    : commands[i].run(argc - 1 - words, argv + 1 + words);
    }
    if (asks_help(argc < 2 ? argc : 2, argv, 1))
        return print_help("");
    if (argc > 1)
        return unknown(argv);
    help_cli(0, NULL);
    return 64;
}
