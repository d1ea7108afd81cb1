#include "test/test.h"

#include "nilai/nilai_cli.h"
#include "regulasi/regulasi_cli.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct { int status; Str out, err; } Run;

static Str file_with(Arena *a, const char *name, const char *text)
{
    Str   path = str_fmt(a, "%.*s/%s", STRF(test_dir(a)), name);
    FILE *f    = fopen(str_c(a, path), "wb");
    CHECK(f && fputs(text, f) >= 0 && !fclose(f));
    return path;
}

/* A command as a shell would run it: what it prints and says goes to files. */
static Run run(Arena *a, int (*command)(int, char **, const Regulasi *), const char *words)
{
    char *argv[12];
    int   argc = 0;
    Str   rest = str_of(words), names[2] = {file_with(a, "out", ""), file_with(a, "err", "")};
    int   kept[2];
    while (rest.len)
        argv[argc++] = str_c(a, str_cut(&rest, ' '));
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        int fd  = open(str_c(a, names[i]), O_WRONLY | O_TRUNC | O_CLOEXEC);
        kept[i] = dup(1 + i);
        CHECK(fd >= 0 && kept[i] >= 0 && dup2(fd, 1 + i) >= 0);
        close(fd);
    }
    Run r = {.status = command(argc, argv, NULL)};
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        CHECK(dup2(kept[i], 1 + i) >= 0);
        close(kept[i]);
    }
    r.out = test_read(a, str_c(a, names[0]));
    r.err = test_read(a, str_c(a, names[1]));
    return r;
}

static Run run_on(Arena *a, int (*command)(int, char **, const Regulasi *), const char *text, const char *more)
{
    Str path = file_with(a, "in.json", text);
    return run(a, command, str_c(a, str_fmt(a, "%.*s%s", STRF(path), more)));
}

/* These two choose among no packs. */
static int check(int argc, char **argv, const Regulasi *rules) { return rules ? 70 : regulasi_check_cli(argc, argv); }
static int seal(int argc, char **argv, const Regulasi *rules)  { return rules ? 70 : regulasi_seal_cli(argc, argv); }

static const char small[] = "{\"instrument\":\"permenpanrb-90-2021\",\"answers\":{\"A.I.1.ii.a\":\"Ya\","
                            "\"A.I.1.ii.b\":\"B\",\"A.I.1.ii.c\":\"B\",\"B.I.a\":\"3.59\"}}";

TEST(score_prints_every_field_of_its_contract)
{
    static const char *const want[] = {
        "{\"instrument\":\"permenpanrb-90-2021\",\"nodes\":{",
        "\"A.I.1.ii\":{\"weight\":\"1\",\"points\":\"0.67\",\"exact\":\"2/3\",\"percent\":\"66.67\"}",
        "\"total\":{\"points\":\"16.37\",\"exact\":\"",
        "\"verdict\":{\"WBK\":{\"pass\":false,\"failed\":[{\"gate\":\"total\",\"need\":\"75.00\",\"have\":\"16.37\","
        "\"short\":\"58.63\"}",
        "{\"gate\":\"B.I.a\",\"need\":\"15.75\",\"have\":\"15.71\",\"short\":\"0.04\"}",
        "\"unanswered\":[\"A.I.1.i.a\",\"A.I.1.i.b\",\"A.I.1.iii.a\"",
        "\"warnings\":[]}\n",
    };
    Run r = run_on(&a, lke_score_cli, small, " --json");
    CHECK(r.status == 0 && !r.err.len && !str_has(r.out, S("\"prior\"")));
    for (int i = 0; i < countof(want); i++)
        if (!str_has(r.out, str_of(want[i])))
            test_fail(__FILE__, __LINE__, want[i], str_sub(r.out, 0, 300));
}

LONG_TEST(commands_end_with_the_exit_status_of_their_contract)
{
    Run r = run(&a, lke_score_cli, "/nowhere/sheet.json");
    CHECK(r.status == 66 && !r.out.len && r.err.len);
    r = run(&a, lke_score_cli, "");
    CHECK(r.status == 64 && !r.out.len);
    r = run(&a, lke_score_cli, "a b");
    CHECK(r.status == 64);
    r = run_on(&a, lke_score_cli, small, " --colour");
    CHECK(r.status == 64);
    r = run_on(&a, lke_score_cli, small, " --lang fr");
    CHECK(r.status == 64);
    r = run_on(&a, lke_plan_cli, small, "");
    CHECK(r.status == 64);
    r = run_on(&a, lke_plan_cli, small, " --target WBX");
    CHECK(r.status == 64);
    r = run_on(&a, lke_plan_cli, small, " --target WBK --effort /nowhere");
    CHECK(r.status == 66);
    r = run_on(&a, lke_score_cli, "{\"instrument\":", "");
    CHECK(r.status == 65 && !r.out.len);
    r = run_on(&a, lke_score_cli, "[]", "");
    CHECK(r.status == 65);
    r = run_on(&a, lke_score_cli, "{\"instrument\":\"permenpanrb-52-2014\",\"answers\":{}}", "");
    CHECK(r.status == 65 && str_has(r.err, S("instrument")));
    r = run_on(&a, lke_score_cli, "{\"instrument\":\"permenpanrb-90-2021\"}", "");
    CHECK(r.status == 65 && str_has(r.err, S("answers")));
}

TEST(bad_answers_are_all_listed_on_standard_error_and_nothing_is_printed)
{
    Run r = run_on(&a, lke_score_cli,
                   "{\"instrument\":\"permenpanrb-90-2021\",\"answers\":{\"A.I.1.i.a\":\"B\",\"X\":1,\"B.I.a\":4.5,"
                   "\"A.II.1.i.a\":{\"agen\":-1,\"perubahan\":1}}}",
                   " --lang en");
    CHECK(r.status == 65 && !r.out.len);
    CHECK_STR(r.err, S("pulau: A.I.1.i.a: \"B\" is not an option. The options are: Ya, Tidak.\n"
                       "pulau: X: there is no item with this code in permenpanrb-90-2021.\n"
                       "pulau: B.I.a: the input \"ipak\" = 4.5 is outside 0 to 4.\n"
                       "pulau: A.II.1.i.a: the input \"agen\" = -1 is outside 0 to 9,999,999.\n"));
}

TEST(plan_prints_plans_and_what_is_blocked)
{
    Run r = run_on(&a, lke_plan_cli, small, " --target WBK --lang en");
    CHECK(r.status == 0);
    CHECK(str_starts(r.out, S("{\"target\":\"WBK\",\"plans\":[],\"blocked\":[{\"gate\":\"B.I.a\",\"say\":\"")));
    CHECK(str_has(r.out, S("{\"item\":\"A.I.1.i.a\",\"from\":null,\"to\":\"Ya\"")));

    Str effort = file_with(&a, "effort.json", "{\"effort\":{\"A.I.1.i.a\":0.5,\"Z\":1}}");
    r = run_on(&a, lke_plan_cli, small, str_c(&a, str_fmt(&a, " --target WBK --effort %.*s", STRF(effort))));
    CHECK(r.status == 65 && !r.out.len && str_has(r.err, S("pulau: Z: ")));
}

LONG_TEST(packs_can_be_listed_checked_compared_and_sealed)
{
    Run r = run(&a, regulasi_list_cli, "");
    CHECK(r.status == 0 && str_starts(r.out, S("permenpanrb-90-2021")));
    r = run(&a, regulasi_list_cli, "--json");
    CHECK(str_starts(r.out, S("[{\"id\":\"permenpanrb-90-2021\"")));
    r = run(&a, regulasi_show_cli, "permenpanrb-90-2021");
    CHECK(r.status == 0 && str_has(r.out, S("WBBM area.F   >=   7.50")));
    r = run(&a, check, "regulasi/permenpanrb-90-2021.json");
    CHECK(r.status == 0);
    r = run(&a, regulasi_diff_cli, "permenpanrb-90-2021 regulasi/permenpanrb-90-2021.json");
    CHECK(r.status == 0 && !r.out.len);

    char *text = str_c(&a, test_read(&a, "regulasi/permenpanrb-90-2021.json"));
    char *need = strstr(text, "\"need\": \"75\"");
    CHECK(need);
    need[9] = '8';
    r = run_on(&a, check, text, " --lang en");
    CHECK(r.status == 65 && str_starts(r.err, S("pulau: sha256: The pack is not what its digest says")));
    r = run_on(&a, seal, text, "");
    CHECK(r.status == 0);
    Str sealed = file_with(&a, "sealed.json", str_c(&a, r.out));
    r = run(&a, regulasi_diff_cli, str_c(&a, str_fmt(&a, "permenpanrb-90-2021 %.*s --lang en", STRF(sealed))));
    CHECK(r.status == 0);
    CHECK_STR(r.out, S("WBK.total: gate 75 -> 85\n"));
}
