#include "survei/survei_cli.h"

#include "base/cli.h"
#include "format/json.h"
#include "regulasi/regulasi_cli.h"

#include <math.h>

enum { FILE_MOST = 16 << 20, USAGE = 64 };     /* of a file that is read as one document */

/* --- answers in --- */

typedef struct {
    Arena        *a;
    Lang          lang;
    Issues       *issues;
    SurveiSheet  *sheet;
    i64           wrong;        /* mistakes in answers, also those that are not said */
} Reader;

/* A million rows with the same slip in each are told once, and how many times. */
static bool says(Reader *r)
{
    return ++r->wrong <= SURVEI_SCORE_ISSUES;
}

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
        good = false;
        if (!says(r))
            continue;
        Str where = say_args(r->a, r->lang, MSG_survei_score_cell, number, str_fmt(r->a, "%d", e + 1),
                             s->pack->elements[e].code);
        issue_sayf(r->issues, r->lang, where, MSG_survei_score_mark, as_written(r->a, &row->at[e]),
                   str_fmt(r->a, "%d", s->scale->points));
    }
    return good;
}

static void read_row(Reader *r, const Json *row, Str number)
{
    const SurveiPack *p = r->sheet->pack;
    u8                marks[SURVEI_ELEMENTS];

    if (row->kind == JSON_LIST && row->count == p->nelements) {
        if (read_marks(r, row, number, marks))
            survei_sums_add(p, &r->sheet->sums, marks);
        return;
    }
    if (!says(r))
        return;
    Str where = say_args(r->a, r->lang, MSG_survei_score_row, number);
    if (row->kind != JSON_LIST)
        issue_say(r->issues, r->lang, where, MSG_survei_score_row_list);
    else
        issue_sayf(r->issues, r->lang, where, MSG_survei_score_row_count,
                   str_fmt(r->a, "%lld", (long long)row->count), str_fmt(r->a, "%d", p->nelements), p->id);
}

/* --- rows by the million: each is read by itself, so that the whole never stands in memory as a tree --- */

static isize after_space(Str s, isize at)
{
    while (at < s.len && (s.at[at] == ' ' || s.at[at] == '\n' || s.at[at] == '\r' || s.at[at] == '\t'))
        at++;
    return at;
}

/* Where the value that begins here ends; the end of the text if it never does. */
static isize after_value(Str s, isize at)
{
    bool quoted = false;
    int  depth  = 0;

    for (; at < s.len; at++) {
        char c    = s.at[at];
        bool ends = c == ']' || c == '}';
        if (quoted && c == '\\')
            at++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{'))
            depth++;
        else if (!quoted && !depth && (ends || c == ','))
            return at;
        else if (!quoted && ends)
            depth--;
    }
    return s.len;
}

/* The list of answers inside its brackets, and what is left without it: {"answers": [], ...}.  No rows: it was not
 * found, and the document says what is wrong with it. */
static Str without_rows(Arena *a, Str json, Str *out_rows)
{
    isize at = after_space(json, 0);

    *out_rows = (Str){0};
    for (at++; at < json.len; at++) {
        isize key = after_space(json, at), colon = key;
        while (colon < json.len && json.at[colon] != ':')
            colon++;
        isize from = after_space(json, colon + 1), to = after_value(json, from);
        Str   name = str_trim(str_sub(json, key, colon - key)), list = str_trim(str_sub(json, from, to - from));
        if (str_is(name, "\"answers\"") && list.len > 1 && list.at[0] == '[' && list.at[list.len - 1] == ']') {
            *out_rows = str_sub(list, 1, list.len - 2);
            return str_fmt(a, "%.*s[]%.*s", STRF(str_sub(json, 0, from)), STRF(str_sub(json, to, -1)));
        }
        at = to;
    }
    return json;
}

static void read_rows(Reader *r, Str rows)
{
    i64  n    = 0;
    bool more = after_space(rows, 0) < rows.len;

    for (isize at = 0, to; more; at = to + 1) {
        Arena       before = *r->a;
        isize       said   = r->issues->count;
        Str         number = str_fmt(r->a, "%lld", (long long)++n);
        const Json *row;
        to    = after_value(rows, at);
        more  = to < rows.len;
        Err e = json_read(r->a, str_trim(str_sub(rows, at, to - at)), (JsonMost){.depth = 3}, &row);
        if (!e.kind)
            read_row(r, row, number);
        else if (says(r))
            issue_sayf(r->issues, r->lang, say_args(r->a, r->lang, MSG_survei_score_row, number),
                       MSG_regulasi_pack_json, str_copy(r->a, str_of(e.why)));
        if (r->issues->count == said)
            *r->a = before;
    }
}

Err survei_sheet_read(Arena *a, const SurveiPacks *all, Str json, Lang lang, Issues *issues, SurveiSheet *out)
{
    SurveiSheet sheet  = {0};
    Reader      r      = {a, lang, issues, &sheet};
    isize       before = issues->count;
    const Json *doc;
    Str         rows;
    Str         head = without_rows(a, json_begin(json), &rows);
    Err         e    = json_read(a, head, (JsonMost){.bytes = FILE_MOST, .depth = 4}, &doc);

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
        read_row(&r, &answers->at[i], str_fmt(a, "%lld", (long long)i + 1));
    if (sheet.scale)
        read_rows(&r, rows);
    if (r.wrong > SURVEI_SCORE_ISSUES)
        issue_sayf(issues, lang, (Str){0}, MSG_survei_score_more, say_i64(a, lang, r.wrong - SURVEI_SCORE_ISSUES));
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
static int start(Cli *c, int argc, char **argv, isize most)
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
        e = cli_slurp(&c->a, c->name, most, &c->text);
    if (e.kind == ERR_LIMIT)
        issue_sayf(&c->issues, c->lang, c->name, MSG_survei_cli_large, say_i64(&c->a, c->lang, most >> 20));
    return e.kind ? cli_refuse(&c->issues, c->name, e) : 0;
}

int survei_score_cli(int argc, char **argv)
{
    Cli         c;
    SurveiSheet sheet;
    int         status = start(&c, argc, argv, (isize)SURVEI_SCORE_MB << 20);
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
    int          status = start(&c, argc, argv, FILE_MOST);
    if (status)
        return status;
    Err e = survei_pack_judge(&c.a, &c.packs, c.text, c.lang, &c.issues, &file);
    if (e.kind)
        return cli_refuse(&c.issues, c.name, e);
    Str out = c.json ? str_fmt(&c.a, "{\"ok\":true,\"id\":\"%.*s\"}\n", STRF(file.id))
                     : str_fmt(&c.a, "%.*s\n", STRF(file.id));
    return cli_fail(cli_print(out));
}

/* How many elements it asks about; of words, how many instruments they are for. */
static Err judge_rules(Arena *a, const Regulasi *all, Str json, Lang lang, Issues *issues, RegulasiKnown *out)
{
    SurveiPacks  known;
    RegulasiFile file;
    const Json  *doc;
    TRY(survei_packs_start(a, all, &known));
    TRY(survei_pack_judge(a, &known, json, lang, issues, &file));
    TRY(json_read(a, json, (JsonMost){0}, &doc));
    *out = (RegulasiKnown){file.id, json_get(doc, file.words ? "instruments" : "elements")->count};
    return NO_ERR;
}

int survei_rules_check_cli(int argc, char **argv)
{
    return regulasi_check_with(argc, argv, judge_rules);
}
