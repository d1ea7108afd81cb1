#include "nilai/nilai_cli.h"

#include "base/cli.h"
#include "nilai/nilai.h"
#include "nilai/plan.h"

enum { FILE_MOST = 4 << 20, USAGE = 64 };
enum { OPT_JSON, OPT_LANG, OPT_TARGET, OPT_EFFORT, OPTIONS };

typedef struct {
    Arena      a;
    CliOption  options[OPTIONS];
    CliWords   words;
    NilaiSaid  said;
    Regulasi   rules;
    NilaiSheet sheet;
} Cli;

static int usage(Lang lang, Msg msg)
{
    cli_say("%.*s", STRF(say(lang, msg)));
    return USAGE;
}

/* What both commands do first: options, one file, the answers in it.  0, or the exit status. */
static int start(Cli *c, int argc, char **argv, int options, const Regulasi *rules)
{
    *c = (Cli){.a = arena_reserve((isize)128 << 20),
               .options = {{.name = "--json"}, {.name = "--lang", .takes_value = true},
                           {.name = "--target", .takes_value = true}, {.name = "--effort", .takes_value = true}}};
    bool good = cli_read(argc, argv, c->options, options, &c->words);
    Str  lang = c->options[OPT_LANG].value;

    c->said.lang           = lang_of(lang, LANG_ID);
    c->said.problems.arena = c->said.warnings.arena = &c->a;
    if (!good)
        return USAGE;
    if (c->options[OPT_LANG].given && !str_is(lang, lang_code(c->said.lang)))
        return usage(c->said.lang, MSG_nilai_cli_lang);
    if (c->words.count != 1)
        return usage(c->said.lang, MSG_nilai_cli_one_file);

    Str text, name = c->words.words[0];
    Err e = NO_ERR;
    if (rules)
        c->rules = *rules;
    else
        e = regulasi_start(&c->a, &c->rules);
    if (!e.kind)
        e = cli_slurp(&c->a, name, FILE_MOST, &text);
    if (!e.kind)
        e = nilai_read(&c->a, &c->rules, text, &c->said, &c->sheet);
    return e.kind ? cli_refuse(&c->said.problems, name, e) : 0;
}

static int finish(Buf *b)
{
    buf_char(b, '\n');
    return cli_fail(cli_print(buf_str(b)));
}

int lke_score_cli(int argc, char **argv, const Regulasi *rules)
{
    Cli c;
    int status = start(&c, argc, argv, OPT_TARGET, rules);
    if (status)
        return status;

    Buf         b     = {.arena = &c.a};
    NilaiScore *score = nilai_score_new(&c.a, c.sheet.pack);
    nilai_score(&c.sheet, score);
    nilai_warnings(&c.sheet, c.said.lang, &c.said.warnings);
    nilai_put_score(&(JsonOut){.to = &b}, &c.sheet, score, &c.said.warnings);
    return finish(&b);
}

int lke_plan_cli(int argc, char **argv, const Regulasi *rules)
{
    Cli c;
    int status = start(&c, argc, argv, OPTIONS, rules);
    if (status)
        return status;
    if (!c.options[OPT_TARGET].given)
        return usage(c.said.lang, MSG_nilai_cli_target);

    Str    text, target = c.options[OPT_TARGET].value, file = c.options[OPT_EFFORT].value;
    int    predicate = pack_predicate(c.sheet.pack, target);
    Ratio *effort    = NULL;
    Err    e         = NO_ERR;
    if (predicate < 0) {
        Str why = say_args(&c.a, c.said.lang, MSG_nilai_wrong_target, target, c.sheet.pack->id);
        cli_say("--target: %.*s", STRF(why));
        return USAGE;
    }
    if (c.options[OPT_EFFORT].given)
        e = cli_slurp(&c.a, file, FILE_MOST, &text);
    if (!e.kind && c.options[OPT_EFFORT].given)
        e = plan_read_effort(&c.a, c.sheet.pack, text, &c.said, &effort);
    if (e.kind)
        return cli_refuse(&c.said.problems, file, e);

    Buf        b = {.arena = &c.a};
    PlanResult r;
    plan_find(&c.a, &c.sheet, predicate, effort, &r);
    plan_put(&(JsonOut){.to = &b}, &c.sheet, &r, c.said.lang);
    return finish(&b);
}
