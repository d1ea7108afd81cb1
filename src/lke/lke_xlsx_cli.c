#include "lke/lke_xlsx_cli.h"

#include "base/cli.h"
#include "lke/lke.h"
#include "lke/lke_xlsx.h"

enum { FILE_MOST = 4 << 20, USAGE = 64 };

static int failed(const Issues *issues, Err e)
{
    if (!issues->count)
        return cli_fail(e);
    cli_say_issues(issues);
    return err_exit(e.kind);
}

/* --- answers as JSON -> workbook --- */

int lke_workbook_cli(int argc, char **argv)
{
    enum { UNIT, YEAR, LANGUAGE, JSON, OPTIONS };
    CliOption o[OPTIONS] = {{.name = "--unit", .takes_value = true}, {.name = "--year", .takes_value = true},
                            {.name = "--lang", .takes_value = true}, {.name = "--json"}};
    Arena     a    = arena_reserve((isize)1 << 30);
    Lang      lang;
    CliWords  words;
    Regulasi  rules;
    Str       text;
    i64       year = 0;
    NilaiSaid said = {.problems = {.arena = &a}, .warnings = {.arena = &a}};
    LkeXlsxPlan  plan = {0};
    LkeXlsxLayer out[LKE_XLSX_LAYERS] = {{0}};

    if (!cli_read(argc, argv, o, OPTIONS, &words) || words.count != 2
        || (o[YEAR].given && (!str_i64(o[YEAR].value, &year) || year < 0 || year > 9999))) {
        cli_say("%.*s", STRF(say(LANG_EN, MSG_cli_lke_workbook)));
        return USAGE;
    }
    said.lang = lang = lang_of(o[LANGUAGE].value, LANG_ID);
    Err        e = regulasi_start(&a, &rules);
    NilaiSheet sheet;
    if (!e.kind)
        e = cli_slurp(&a, words.words[0], FILE_MOST, &text);
    if (!e.kind)
        e = nilai_read(&a, &rules, text, &said, &sheet);
    if (!e.kind)
        e = words_for(&a, &rules, sheet.pack, &plan.words);
    if (e.kind)
        return failed(&said.problems, e);

    out[0]       = lke_xlsx_layer(&a, sheet.pack);
    out[0].sheet = sheet;
    plan.pack    = sheet.pack;
    plan.lang    = lang;
    plan.unit    = o[UNIT].given ? o[UNIT].value : S("-");
    plan.year    = (int)year;
    plan.layers  = out;
    e = lke_xlsx_write(&a, words.words[1], &plan);
    return cli_fail(e.kind || !o[JSON].given ? e : cli_print(S("{\"ok\":true}\n")));
}

/* --- workbook -> answers as JSON --- */

static void put_texts(JsonOut *o, const LkeXlsx *x, const LkeXlsxLayer *l)
{
    json_open_map(o, S("notes"));
    for (int i = 0; i < x->pack->nnodes; i++)
        if (l->notes[i].len)
            json_put_text(o, x->pack->nodes[i].code, l->notes[i]);
    json_close(o);
    json_open_map(o, S("evidence"));
    for (int i = 0; i < x->pack->nnodes; i++) {
        if (!l->evidence[i].count)
            continue;
        json_open_list(o, x->pack->nodes[i].code);
        for (isize k = 0; k < l->evidence[i].count; k++)
            json_put_text(o, NO_KEY, l->evidence[i].at[k]);
        json_close(o);
    }
    json_close(o);
}

static void put_differs(JsonOut *o, const LkeXlsx *x, int layer)
{
    json_open_list(o, S("differs"));
    for (isize i = 0; i < x->differs.count; i++) {
        const LkeXlsxDiff *d = &x->differs.at[i];
        if (d->layer != layer)
            continue;
        json_open_map(o, NO_KEY);
        json_put_text(o, S("item"), x->pack->nodes[d->node].code);
        json_put_text(o, S("cell"), d->where);
        json_put_points(o, S("printed"), d->printed);
        json_put_points(o, S("ours"), d->ours);
        json_close(o);
    }
    json_close(o);
}

static void put_holds(JsonOut *o, const LkeXlsx *x, const NilaiSheet *s)
{
    if (!s->holds_said)
        return;
    Str held = S("none");
    for (int i = 0; i < x->pack->npredicates; i++)
        if (s->holds >> i & 1)
            held = x->pack->predicates[i].code;
    json_put_text(o, S("holds"), held);
}

static void put_book(JsonOut *o, const LkeXlsx *x, int layer)
{
    const LkeXlsxLayer *l = &x->layers[layer];
    json_open_map(o, NO_KEY);
    json_put_text(o, S("instrument"), x->pack->id);
    json_put_text(o, S("layer"), str_of(lke_layers[layer]));
    json_open_map(o, S("answers"));
    for (int i = 0; i < x->pack->nnodes; i++)
        if (l->sheet.at[i].answered)
            nilai_put_answer(o, x->pack->nodes[i].code, &x->pack->nodes[i], &l->sheet.at[i]);
    json_close(o);
    put_holds(o, x, &l->sheet);
    put_texts(o, x, l);
    put_differs(o, x, layer);
    json_open_list(o, S("doubts"));
    for (isize i = 0; i < x->doubts.count; i++) {
        json_open_map(o, NO_KEY);
        json_put_text(o, S("at"), x->doubts.at[i].field);
        json_put_text(o, S("say"), x->doubts.at[i].text);
        json_close(o);
    }
    json_close(o);
    json_close(o);
}

int lke_read_cli(int argc, char **argv)
{
    enum { LAYER, INSTRUMENT, LANGUAGE, JSON, OPTIONS };
    CliOption o[OPTIONS] = {{.name = "--layer", .takes_value = true}, {.name = "--instrument", .takes_value = true},
                            {.name = "--lang", .takes_value = true}, {.name = "--json"}};
    Arena    a = arena_reserve((isize)1 << 30);
    CliWords words;
    Regulasi rules;
    LkeXlsx  x;
    Xlsx    *book   = NULL;
    Buf      b      = {.arena = &a};
    Issues   issues = {.arena = &a};
    bool     good   = cli_read(argc, argv, o, OPTIONS, &words) && words.count == 1;
    int      layer  = LAYER_UNIT;
    Lang     lang   = lang_of(o[LANGUAGE].value, LANG_ID);
    Str      id     = o[INSTRUMENT].given ? o[INSTRUMENT].value : S("permenpanrb-90-2021");

    if (!good || (o[LAYER].given && !lke_layer_parse(o[LAYER].value, &layer))) {
        cli_say("%.*s", STRF(say(LANG_EN, MSG_cli_lke_read)));
        return USAGE;
    }
    Err         e    = regulasi_start(&a, &rules);
    const Pack *pack = e.kind ? NULL : regulasi_pack(&rules, id);
    if (!e.kind && !pack)
        e = FAIL(ERR_NOT_FOUND, "no such instrument");
    if (!e.kind)
        e = xlsx_open(&a, &(XlsxIn){.path = words.words[0], .lang = lang, .issues = &issues}, &book);
    if (!e.kind)
        e = lke_xlsx_read(&a, book, pack, lang, &issues, &x);
    xlsx_close(book);
    if (e.kind)
        return failed(&issues, e);
    put_book(&(JsonOut){.to = &b}, &x, layer);
    buf_char(&b, '\n');
    return cli_fail(cli_print(buf_str(&b)));
}
