#include "survei/survei_cli.h"

#include "base/cli.h"
#include "format/json.h"

#include <math.h>

enum { FILE_MOST = 16 << 20, USAGE = 64 };

/* --- answers in --- */

typedef struct {
    Arena        *a;
    Lang          lang;
    Issues       *issues;
    SurveiSheet  *sheet;
} Reader;

static void find_pack(Reader *r, const SurveiPacks *all, const Json *doc)
{
    Str id = json_text(json_get(doc, "instrument"));
    Buf known = {.arena = r->a};

    r->sheet->pack = survei_pack(all, id);
    for (isize i = 0; i < all->packs.count; i++)
        buf_addf(&known, "%s%.*s", i ? ", " : "", STRF(all->packs.at[i]->id));
    if (!r->sheet->pack)
        issue_sayf(r->issues, r->lang, S("instrument"), MSG_survei_score_instrument, id, buf_str(&known));
}

static void find_scale(Reader *r, const Json *asked)
{
    const SurveiPack *p     = r->sheet->pack;
    i64               want  = 0;
    Buf               known = {.arena = r->a};

    r->sheet->scale = asked->kind == JSON_ABSENT ? &p->scales[0]
                      : json_i64(asked, &want)   ? survei_scale(p, want) : NULL;
    for (int i = 0; i < p->nscales; i++)
        buf_addf(&known, "%s1-%d", i ? ", " : "", p->scales[i].points);
    if (!r->sheet->scale)
        issue_sayf(r->issues, r->lang, S("scale"), MSG_survei_score_scale, asked->text, p->id, buf_str(&known));
}

static Str as_written(Arena *a, const Json *j)
{
    switch (j->kind) {
    case JSON_NUMBER: return j->text;
    case JSON_TEXT:   return str_fmt(a, "\"%.*s\"", STRF(j->text));
    case JSON_BOOL:   return j->truth ? S("true") : S("false");
    case JSON_LIST:   return S("[...]");
    case JSON_MAP:    return S("{...}");
    case JSON_NONE:
    case JSON_ABSENT: break;
    }
    return S("null");
}

static bool read_marks(Reader *r, const Json *row, Str number, u8 *marks)
{
    const SurveiSheet *s    = r->sheet;
    bool               good = true;

    for (int e = 0; e < s->pack->nelements; e++) {
        i64 mark = 0;
        if (json_i64(&row->at[e], &mark) && mark >= 1 && mark <= s->scale->points) {
            marks[e] = (u8)mark;
            continue;
        }
        Str where = say_args(r->a, r->lang, MSG_survei_score_cell, number, str_fmt(r->a, "%d", e + 1),
                             s->pack->elements[e].code);
        issue_sayf(r->issues, r->lang, where, MSG_survei_score_mark, as_written(r->a, &row->at[e]),
                   str_fmt(r->a, "%d", s->scale->points));
        good = false;
    }
    return good;
}

static void read_row(Reader *r, const Json *row, isize i)
{
    const SurveiPack *p      = r->sheet->pack;
    u8                marks[SURVEI_ELEMENTS];
    Arena             before = *r->a;
    Str               number = str_fmt(r->a, "%lld", (long long)i + 1);

    if (row->kind != JSON_LIST || row->count != p->nelements) {
        Str where = say_args(r->a, r->lang, MSG_survei_score_row, number);
        if (row->kind != JSON_LIST)
            issue_say(r->issues, r->lang, where, MSG_survei_score_row_list);
        else
            issue_sayf(r->issues, r->lang, where, MSG_survei_score_row_count,
                       str_fmt(r->a, "%lld", (long long)row->count), str_fmt(r->a, "%d", p->nelements), p->id);
        return;
    }
    if (read_marks(r, row, number, marks)) {
        survei_sums_add(p, &r->sheet->sums, marks);
        *r->a = before;
    }
}

Err survei_sheet_read(Arena *a, const SurveiPacks *all, Str json, Lang lang, Issues *issues, SurveiSheet *out)
{
    SurveiSheet sheet  = {0};
    Reader      r      = {a, lang, issues, &sheet};
    isize       before = issues->count;
    const Json *doc;
    Err         e = json_read(a, json, (JsonMost){.bytes = FILE_MOST, .depth = 4}, &doc);

    if (e.kind || doc->kind != JSON_MAP) {
        issue_sayf(issues, lang, (Str){0}, MSG_regulasi_pack_json, e.kind ? str_of(e.why) : S("{...}"));
        return e.kind == ERR_LIMIT ? e : FAIL(ERR_INVALID, "the answers are not a JSON object");
    }
    for (isize i = 0; i < doc->count; i++) {
        Str key = doc->at[i].key;
        if (!str_is(key, "instrument") && !str_is(key, "answers") && !str_is(key, "scale"))
            issue_sayf(issues, lang, (Str){0}, MSG_regulasi_pack_unknown_key, key);
    }
    const Json *answers = json_get(doc, "answers");
    if (answers->kind != JSON_LIST)
        issue_say(issues, lang, S("answers"), MSG_survei_score_answers);
    find_pack(&r, all, doc);
    if (sheet.pack)
        find_scale(&r, json_get(doc, "scale"));
    for (isize i = 0; sheet.scale && answers->kind == JSON_LIST && i < answers->count; i++)
        read_row(&r, &answers->at[i], i);
    if (issues->count > before)
        return FAIL(ERR_INVALID, "the answers have mistakes");
    *out = sheet;
    return NO_ERR;
}

/* --- results out --- */

typedef struct { JsonOut *o; Arena *a; const SurveiSheet *s; SurveiMeasure m; } Writer;

/* As many decimals as the index has; rounded from a floating number, so for people. */
static Str rounded(Writer *w, double x)
{
    i64 places = 0, den;
    ratio_split(w->s->pack->decimals.is, &places, &den);
    return str_fmt(w->a, "%.*f", (int)places, x);
}

static Str precise(Writer *w, double x)
{
    return str_fmt(w->a, "%.12f", x);
}

static void put_pair(Writer *w, const char *key, Str low, Str high)
{
    if (!w->m.has_interval) {
        json_put_null(w->o, str_of(key));
        return;
    }
    json_open_list(w->o, str_of(key));
    json_put_text(w->o, NO_KEY, low);
    json_put_text(w->o, NO_KEY, high);
    json_close(w->o);
}

static void put_text_or_null(Writer *w, const char *key, bool there, Str text)
{
    if (there)
        json_put_text(w->o, str_of(key), text);
    else
        json_put_null(w->o, str_of(key));
}

static void put_elements(Writer *w, Lang lang)
{
    const SurveiPack   *p = w->s->pack;
    const SurveiTongue *t = survei_tongue(p, str_of(lang_code(lang)));

    json_open_list(w->o, S("elements"));
    for (int e = 0; e < p->nelements; e++) {
        const SurveiPart *part = &w->m.at[e];
        bool              some = w->m.n > 0;
        json_open_map(w->o, NO_KEY);
        json_put_text(w->o, S("code"), p->elements[e].code);
        put_text_or_null(w, "mean", some, some ? survei_index(w->a, p, part->mean, '.') : (Str){0});
        put_text_or_null(w, "exact", some, some ? ratio_exact(w->a, part->mean) : (Str){0});
        put_text_or_null(w, "sd", w->m.n > 1, precise(w, part->sd));
        json_put_text(w->o, S("topic"), t->at[e].topic);
        json_open_list(w->o, S("marks"));
        for (int m = 0; m < w->s->scale->points; m++)
            json_put_i64(w->o, NO_KEY, w->s->sums.marks[e][m]);
        json_close(w->o);
        json_close(w->o);
    }
    json_close(w->o);
}

static void put_index(Writer *w, Lang lang)
{
    const SurveiPack *p    = w->s->pack;
    bool              some = w->m.n > 0;

    json_put_text(w->o, S("instrument"), p->id);
    json_put_i64(w->o, S("scale"), w->s->scale->points);
    json_put_i64(w->o, S("n"), w->m.n);
    put_text_or_null(w, "index", some, some ? survei_index(w->a, p, w->m.index, '.') : (Str){0});
    put_text_or_null(w, "exact", some, some ? ratio_exact(w->a, w->m.index) : (Str){0});
    put_text_or_null(w, "band", some, some ? w->m.band->code : (Str){0});
    put_text_or_null(w, "band_title", some, some ? w->m.band->title[lang] : (Str){0});
    put_pair(w, "interval", rounded(w, w->m.low), rounded(w, w->m.high));
    put_pair(w, "interval_precise", precise(w, w->m.low), precise(w, w->m.high));
    put_text_or_null(w, "alpha", w->m.has_alpha, w->m.has_alpha ? ratio_round(w->a, w->m.alpha, 2, '.') : (Str){0});
    put_text_or_null(w, "alpha_exact", w->m.has_alpha, w->m.has_alpha ? ratio_exact(w->a, w->m.alpha) : (Str){0});
    json_open_list(w->o, S("lowest"));
    for (int i = 0; i < w->m.nlowest; i++)
        json_put_text(w->o, NO_KEY, p->elements[w->m.lowest[i]].code);
    json_close(w->o);
}

Str survei_sheet_result(Arena *a, const SurveiSheet *s, Lang lang)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    Writer  w = {.o = &o, .a = a, .s = s};

    survei_measure(s->pack, s->scale, &s->sums, &w.m);
    json_open_map(&o, NO_KEY);
    put_index(&w, lang);
    put_elements(&w, lang);
    json_close(&o);
    buf_char(&b, '\n');
    return buf_str(&b);
}

/* --- the commands --- */

typedef struct {
    Arena       a;
    Lang        lang;
    bool        json;
    Str         name, text;
    Regulasi    rules;
    SurveiPacks packs;
    Issues      issues;
} Cli;

static int usage(Lang lang, Msg msg)
{
    cli_say("%.*s", STRF(say(lang, msg)));
    return USAGE;
}

/* What every command does first: options, one file, the instruments there are.  0, or the exit status. */
static int start(Cli *c, int argc, char **argv)
{
    *c = (Cli){.a = arena_reserve((isize)4 << 30)};
    CliOption options[] = {{.name = "--json"}, {.name = "--lang", .takes_value = true}};
    CliWords  words     = {0};
    bool      good      = cli_read(argc, argv, options, countof(options), &words);

    c->lang         = lang_of(options[1].value, LANG_ID);
    c->json         = options[0].given;
    c->issues.arena = &c->a;
    if (!good)
        return USAGE;
    if (options[1].given && !str_is(options[1].value, lang_code(c->lang)))
        return usage(c->lang, MSG_survei_cli_lang);
    if (words.count != 1)
        return usage(c->lang, MSG_survei_cli_one_file);
    c->name = words.words[0];
    Err e = regulasi_start(&c->a, &c->rules);
    if (!e.kind)
        e = survei_packs_start(&c->a, &c->rules, &c->packs);
    if (!e.kind)
        e = cli_slurp(&c->a, c->name, FILE_MOST, &c->text);
    return e.kind ? cli_refuse(&c->issues, c->name, e) : 0;
}

int survei_score_cli(int argc, char **argv)
{
    Cli         c;
    SurveiSheet sheet;
    int         status = start(&c, argc, argv);
    if (status)
        return status;
    Err e = survei_sheet_read(&c.a, &c.packs, c.text, c.lang, &c.issues, &sheet);
    if (e.kind)
        return cli_refuse(&c.issues, c.name, e);
    return cli_fail(cli_print(survei_sheet_result(&c.a, &sheet, c.lang)));
}

int survei_check_cli(int argc, char **argv)
{
    Cli          c;
    RegulasiFile file;
    int          status = start(&c, argc, argv);
    if (status)
        return status;
    Err e = survei_pack_judge(&c.a, &c.packs, c.text, c.lang, &c.issues, &file);
    if (e.kind)
        return cli_refuse(&c.issues, c.name, e);
    Str out = c.json ? str_fmt(&c.a, "{\"ok\":true,\"id\":\"%.*s\"}\n", STRF(file.id))
                     : str_fmt(&c.a, "%.*s\n", STRF(file.id));
    return cli_fail(cli_print(out));
}
