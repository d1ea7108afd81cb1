#include "regulasi/regulasi_cli.h"

#include "base/cli.h"
#include "format/json.h"
#include "regulasi/regulasi.h"

enum { FILE_MOST = 4 << 20, USAGE = 64 };

typedef struct {
    Arena    a;
    CliWords words;
    bool     json;
    Lang     lang;
    Regulasi rules;
    Issues   issues;
    Buf      out;
} Cli;

static int start(Cli *c, int argc, char **argv, isize words, const Regulasi *rules)
{
    *c = (Cli){.a = arena_reserve((isize)64 << 20)};
    CliOption options[] = {{.name = "--json"}, {.name = "--lang", .takes_value = true}};
    if (!cli_read(argc, argv, options, countof(options), &c->words))
        return USAGE;
    c->json         = options[0].given;
    c->lang         = lang_of(options[1].value, LANG_ID);
    c->issues.arena = c->out.arena = &c->a;
    if (options[1].given && !str_is(options[1].value, lang_code(c->lang))) {
        cli_say("%.*s", STRF(say(c->lang, MSG_regulasi_cli_lang)));
        return USAGE;
    }
    if (c->words.count != words) {
        Str s = say_args(&c->a, c->lang, MSG_regulasi_cli_words, say_i64(&c->a, c->lang, words));
        cli_say("%.*s", STRF(s));
        return USAGE;
    }
    if (!rules)
        return cli_fail(regulasi_start(&c->a, &c->rules));
    c->rules = *rules;
    return 0;
}

static int finish(Cli *c)
{
    if (c->json)
        buf_char(&c->out, '\n');
    return cli_fail(cli_print(buf_str(&c->out)));
}

/* A pack by its id or regulation, or else a file. */
static Err pack_named(Cli *c, Str name, const Pack **out)
{
    Str text;
    *out = regulasi_pack(&c->rules, name);
    if (*out)
        return NO_ERR;
    TRY(cli_slurp(&c->a, name, FILE_MOST, &text));
    return regulasi_read(&c->a, text, c->lang, &c->issues, out);
}

static Str until(Cli *c, const Pack *p)
{
    return p->until.days ? date_iso(&c->a, p->until) : S("");
}

static void put_head(Cli *c, JsonOut *o, const Pack *p)
{
    json_put_text(o, S("id"), p->id);
    json_put_text(o, S("regulation"), p->regulation);
    json_put_text(o, S("title"), p->title[c->lang]);
    json_put_date(o, S("valid_from"), p->from);
    json_put_date(o, S("valid_until"), p->until);
    json_put_text(o, S("sha256"), p->sha256);
}

/* --- instruments of surveys: here they are what their file says, judged by their own room --- */

static const Json *survey_read(Cli *c, Str json)
{
    const Json *doc;
    return json_read(&c->a, json, (JsonMost){.bytes = FILE_MOST, .depth = 8}, &doc).kind ? NULL : doc;
}

static Str text_of(const Json *doc, const char *key) { return json_text(json_get(doc, key)); }

static void list_survey(Cli *c, JsonOut *o, Str json)
{
    static const char *const keys[] = {"id", "regulation", "valid_from", "valid_until", "sha256"};
    const Json *doc   = survey_read(c, json);
    Str         title = doc ? text_of(json_get(doc, "title"), lang_code(c->lang)) : (Str){0};

    if (!doc)
        return;
    if (!c->json) {
        buf_addf(&c->out, "%-24.*s %.*s - %-10.*s  %.*s\n", STRF(text_of(doc, "id")), STRF(text_of(doc, "valid_from")),
                 STRF(text_of(doc, "valid_until")), STRF(title));
        return;
    }
    json_open_map(o, NO_KEY);
    json_put_text(o, S("title"), title);
    for (int i = 0; i < countof(keys); i++)
        if (text_of(doc, keys[i]).len)
            json_put_text(o, str_of(keys[i]), text_of(doc, keys[i]));
        else
            json_put_null(o, str_of(keys[i]));
    json_close(o);
}

/* The latest of that id; empty if there is none. */
static Str survey_named(Cli *c, Str name)
{
    for (isize i = c->rules.surveys.count; i-- > 0;) {
        const Json *doc = survey_read(c, c->rules.surveys.at[i]);
        if (doc && str_eq(text_of(doc, "id"), name))
            return c->rules.surveys.at[i];
    }
    return (Str){0};
}

/* Each number with its name: "group_least 5"; of elements, their codes. */
static void show_numbers(Cli *c, const Json *doc, const char *list)
{
    const Json *all = json_get(doc, list);

    for (isize i = 0; i < all->count; i++) {
        const Json *one = &all->at[i];
        Str         code = text_of(one, text_of(one, "points").len ? "points" : "code");
        buf_addf(&c->out, "%-10s %-20.*s %.*s\n", list, STRF(code), STRF(text_of(one, "value")));
    }
}

static int show_survey(Cli *c, Str json)
{
    static const char *const ones[] = {"weight", "times", "decimals"};
    static const char *const lists[] = {"scales", "bands", "elements", "settings"};
    const Json *doc = survey_read(c, json);

    if (c->json) {
        buf_add(&c->out, str_trim(json));
        return finish(c);
    }
    buf_addf(&c->out, "%.*s\n%.*s - %.*s\nsha256 %.*s\n\n", STRF(text_of(json_get(doc, "title"), lang_code(c->lang))),
             STRF(text_of(doc, "valid_from")), STRF(text_of(doc, "valid_until")), STRF(text_of(doc, "sha256")));
    for (int i = 0; i < countof(ones); i++)
        buf_addf(&c->out, "%-31s %.*s\n", ones[i], STRF(text_of(json_get(doc, ones[i]), "value")));
    for (int i = 0; i < countof(lists); i++)
        show_numbers(c, doc, lists[i]);
    return finish(c);
}

/* --- the commands --- */

int regulasi_list_cli(int argc, char **argv, const Regulasi *rules)
{
    Cli c;
    int status = start(&c, argc, argv, 0, rules);
    if (status)
        return status;
    JsonOut o = {.to = &c.out};
    if (c.json)
        json_open_list(&o, NO_KEY);
    for (isize i = 0; i < c.rules.packs.count; i++) {
        const Pack *p = c.rules.packs.at[i];
        if (c.json) {
            json_open_map(&o, NO_KEY);
            put_head(&c, &o, p);
            json_close(&o);
        } else {
            buf_addf(&c.out, "%-24.*s %.*s - %-10.*s  %.*s\n", STRF(p->id), STRF(date_iso(&c.a, p->from)),
                     STRF(until(&c, p)), STRF(p->title[c.lang]));
        }
    }
    for (isize i = 0; i < c.rules.surveys.count; i++)
        list_survey(&c, &o, c.rules.surveys.at[i]);
    if (c.json)
        json_close(&o);
    return finish(&c);
}

static void show_gates(Cli *c, const Pack *p)
{
    for (int i = 0; i < p->npredicates; i++)
        for (int k = 0; k < p->predicates[i].ngates; k++) {
            const PackGate *g = &p->predicates[i].gates[k];
            Str need = g->prior ? S("-") : ratio_round(&c->a, g->need, 2, '.');
            buf_addf(&c->out, "%.*s %-8.*s >= %6.*s   %.*s\n", STRF(p->predicates[i].code), STRF(g->code), STRF(need),
                     STRF(g->source->place));
        }
}

static void show_nodes(Cli *c, const Pack *p)
{
    for (int i = 0; i < p->nnodes; i++) {
        const PackNode *n = &p->nodes[i];
        buf_addf(&c->out, "%-14.*s %8.*s  ", STRF(n->code), STRF(ratio_exact(&c->a, n->weight)));
        for (int k = 0; k < n->noptions; k++)
            buf_addf(&c->out, "%.*s=%.*s ", STRF(n->options[k].letter),
                     STRF(ratio_round(&c->a, n->options[k].value, 2, '.')));
        for (int k = 0; k < n->ninputs; k++)
            buf_addf(&c->out, "%.*s ", STRF(n->inputs[k].key));
        buf_char(&c->out, '\n');
    }
}

int regulasi_show_cli(int argc, char **argv, const Regulasi *rules)
{
    Cli         c;
    const Pack *p;
    int         status = start(&c, argc, argv, 1, rules);
    if (status)
        return status;
    Str survey = survey_named(&c, c.words.words[0]);
    if (survey.len)
        return show_survey(&c, survey);
    Err e = pack_named(&c, c.words.words[0], &p);
    if (e.kind)
        return cli_refuse(&c.issues, c.words.words[0], e);
    if (c.json) {
        buf_add(&c.out, str_trim(p->json));         /* the pack is JSON already */
        return finish(&c);
    }
    buf_addf(&c.out, "%.*s\n%.*s - %.*s\nsha256 %.*s\n\n", STRF(p->title[c.lang]), STRF(date_iso(&c.a, p->from)),
             STRF(until(&c, p)), STRF(p->sha256));
    show_gates(&c, p);
    buf_char(&c.out, '\n');
    show_nodes(&c, p);
    return finish(&c);
}

int regulasi_diff_cli(int argc, char **argv, const Regulasi *rules)
{
    Cli         c;
    const Pack *p, *q;
    int         status = start(&c, argc, argv, 2, rules);
    if (status)
        return status;
    Err e = pack_named(&c, c.words.words[0], &p);
    if (e.kind)
        return cli_refuse(&c.issues, c.words.words[0], e);
    e = pack_named(&c, c.words.words[1], &q);
    if (e.kind)
        return cli_refuse(&c.issues, c.words.words[1], e);

    JsonOut o = {.to = &c.out};
    regulasi_diff(p, q, c.lang, &c.issues);
    if (c.json)
        json_open_list(&o, NO_KEY);
    for (isize i = 0; i < c.issues.count; i++) {
        Issue d = c.issues.at[i];
        if (c.json) {
            json_open_map(&o, NO_KEY);
            json_put_text(&o, S("where"), d.field);
            json_put_text(&o, S("say"), d.text);
            json_close(&o);
        } else {
            buf_addf(&c.out, "%.*s: %.*s\n", STRF(d.field), STRF(d.text));
        }
    }
    if (c.json)
        json_close(&o);
    return finish(&c);
}

static Err check(Cli *c, Str text, RegulasiJudge surveys, const Pack **out_pack, RegulasiKnown *out)
{
    const Json *doc;

    *out_pack = NULL;
    if (surveys && !json_read(&c->a, text, (JsonMost){.bytes = FILE_MOST, .depth = 8}, &doc).kind
        && str_starts(text_of(doc, "kind"), S("survey")))
        return surveys(&c->a, &c->rules, text, c->lang, &c->issues, out);
    TRY(regulasi_read(&c->a, text, c->lang, &c->issues, out_pack));
    *out = (RegulasiKnown){(*out_pack)->id, (*out_pack)->nquestions};
    return NO_ERR;
}

int regulasi_check_with(int argc, char **argv, RegulasiJudge surveys)
{
    Cli           c;
    Str           text;
    const Pack   *p;
    RegulasiKnown known;
    int           status = start(&c, argc, argv, 1, NULL);
    if (status)
        return status;
    Err e = cli_slurp(&c.a, c.words.words[0], FILE_MOST, &text);
    if (!e.kind)
        e = check(&c, text, surveys, &p, &known);
    if (e.kind)
        return cli_refuse(&c.issues, c.words.words[0], e);
    JsonOut o = {.to = &c.out};
    if (c.json) {
        json_open_map(&o, NO_KEY);
        if (p)
            put_head(&c, &o, p);
        else
            json_put_text(&o, S("id"), known.id);
        json_put_i64(&o, S("items"), known.items);
        json_close(&o);
    } else {
        buf_addf(&c.out, "%.*s\n", STRF(say_args(&c.a, c.lang, MSG_regulasi_cli_good, known.id,
                                                 say_i64(&c.a, c.lang, known.items))));
    }
    return finish(&c);
}

int regulasi_check_cli(int argc, char **argv)
{
    return regulasi_check_with(argc, argv, NULL);
}

int regulasi_seal_cli(int argc, char **argv)
{
    Cli c;
    Str text, sealed;
    int status = start(&c, argc, argv, 1, NULL);
    if (status)
        return status;
    Err e = cli_slurp(&c.a, c.words.words[0], FILE_MOST, &text);
    if (!e.kind)
        e = regulasi_seal(&c.a, text, &sealed);
    if (e.kind)
        return cli_refuse(&c.issues, c.words.words[0], e);
    buf_add(&c.out, sealed);
    c.json = false;
    return finish(&c);
}
