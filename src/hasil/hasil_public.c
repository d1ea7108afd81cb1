#include "hasil/hasil_public.h"

#include "format/csv.h"
#include "format/json.h"

#include "hasil_public.sql.h"

enum { WORDS = 4 };

#define LICENCE     S("CC-BY-4.0")
#define LICENCE_URL S("https://creativecommons.org/licenses/by/4.0/")

/* --- the list --- */

Err hasil_public_count(Arena scratch, Db *db, Str search, i64 *out_all)
{
    DbVal  w[WORDS];
    db_words(&scratch, search, WORDS, w);
    DbRows rows = search.len ? db_query(&scratch, db, &SQL_hasil_public_count, w[0], w[1], w[2], w[3])
                             : db_query0(&scratch, db, &SQL_hasil_public_all);
    return db_one_i64(rows, out_all);
}

static Err read_indexes(Arena *a, Db *db, const SurveiPacks *packs, i64 id, ResultPoints *out)
{
    DbRows rows = db_query(a, db, &SQL_hasil_public_indexes, db_i64(id));

    while (db_next(&rows)) {
        ResultPoint *p = list_add(a, out);
        *p             = (ResultPoint){.campaign_id = id, .form = (int)out->count - 1};
        hasil_point_read(packs, &rows, p);
    }
    return db_done(&rows);
}

Err hasil_public_list(Arena *a, Db *db, const SurveiPacks *packs, const PublicAsk *ask, PublicRows *out)
{
    DbVal     w[WORDS];
    LIST(i64) ids = {0};

    db_words(a, ask->search, WORDS, w);
    DbRows rows = db_query(a, db, &SQL_hasil_public_list, w[0], w[1], w[2], w[3], db_i64(ask->most),
                           db_i64(ask->after));
    *out = (PublicRows){0};
    while (db_next(&rows)) {
        PublicRow *x          = list_add(a, out);
        *list_add(a, &ids)    = db_get_i64(&rows);
        *x                    = (PublicRow){.slug = db_get_text(&rows)};
        x->title              = db_get_text(&rows);
        x->unit_name          = db_get_text(&rows);
        x->opens_on           = db_get_date(&rows);
        x->closes_on          = db_get_date(&rows);
    }
    TRY(db_done(&rows));
    for (isize i = 0; i < out->count; i++)
        TRY(read_indexes(a, db, packs, ids.at[i], &out->at[i].of));
    return NO_ERR;
}

Err hasil_public_find(Arena *a, Db *db, const SurveiPacks *packs, Str slug, SurveiCampaign *out)
{
    TRY(survei_by_slug(a, db, slug, out));
    if (out->state != SURVEI_CLOSED || !out->published_at.s)
        return FAIL(ERR_NOT_FOUND, "its result is not public");
    return survei_dress(out, packs);
}

/* --- the same numbers, in whatever form they leave --- */

typedef struct {
    Arena              *a;
    const Hasil        *x;
    CsvOut             *csv;
    JsonOut            *json;
    Str                 by, group;
} Out;

static Str places(const Out *o, double x)
{
    return str_fmt(o->a, "%.4f", x);
}

static void csv_line(const Out *o, Str measure, Str value)
{
    csv_put_text(o->csv, o->x ? o->x->asked->pack->id : (Str){0});
    csv_put_text(o->csv, o->by);
    csv_put_text(o->csv, o->group);
    csv_put_text(o->csv, measure);
    csv_put_text(o->csv, value);
    csv_end_row(o->csv);
}

static void put_number(const Out *o, Str measure, Str value)
{
    if (o->csv)
        csv_line(o, measure, value);
    else
        json_put_text(o->json, measure, value);
}

static void put_count(const Out *o, Str measure, i64 n)
{
    if (o->csv)
        csv_line(o, measure, str_fmt(o->a, "%lld", (long long)n));
    else
        json_put_i64(o->json, measure, n);
}

static void put_elements(const Out *o, const SurveiMeasure *m)
{
    const SurveiPack *p = o->x->asked->pack;

    if (o->json)
        json_open_map(o->json, S("elements"));
    for (int e = 0; e < p->nelements; e++)
        put_number(o, p->elements[e].code, ratio_round(o->a, m->at[e].mean, 4, '.'));
    if (o->json)
        json_close(o->json);
}

static void put_measure(const Out *o, const SurveiMeasure *m)
{
    const SurveiPack *p = o->x->asked->pack;

    put_count(o, S("n"), m->n);
    if (!m->n)
        return;
    put_number(o, S("index"), survei_index(o->a, p, m->index, '.'));
    if (m->band)
        put_number(o, S("band"), m->band->code);
    if (m->has_interval) {
        put_number(o, S("low"), places(o, m->low));
        put_number(o, S("high"), places(o, m->high));
    }
    put_elements(o, m);
}

static void put_all(Out *o)
{
    const Hasil *x = o->x;

    o->by    = S("all");
    o->group = (Str){0};
    if (o->json)
        json_open_map(o->json, o->by);
    put_measure(o, &x->all);
    if (x->all.has_alpha)
        put_number(o, S("alpha"), ratio_round(o->a, x->all.alpha, 4, '.'));
    put_count(o, S("wanted"), x->wanted);
    put_count(o, S("population"), x->population);
    put_count(o, S("flagged"), x->flagged);
    if (o->json)
        json_close(o->json);
    if (!x->plain_shown)
        return;
    o->by = S("without_flagged");
    if (o->json)
        json_open_map(o->json, o->by);
    put_measure(o, &x->plain);
    if (o->json)
        json_close(o->json);
}

static void put_marks(Out *o)
{
    const Hasil *x = o->x;

    o->by = S("marks");
    if (o->json)
        json_open_map(o->json, o->by);
    for (int e = 0; e < x->asked->elements; e++) {
        o->group = x->asked->pack->elements[e].code;
        if (o->json)
            json_open_map(o->json, o->group);
        for (int m = 0; m < x->asked->points; m++)
            put_count(o, str_fmt(o->a, "%d", m + 1), x->sums.marks[e][m]);
        if (o->json)
            json_close(o->json);
    }
    if (o->json)
        json_close(o->json);
}

static void put_group(Out *o, const ResultGroup *g)
{
    o->group = g->name;
    if (o->json) {
        json_open_map(o->json, NO_KEY);
        json_put_text(o->json, S("name"), g->name);
        json_put_bool(o->json, S("shown"), g->shown);
    } else if (!g->shown) {
        csv_line(o, S("n"), (Str){0});
    }
    if (g->shown)
        put_measure(o, &g->is);
    if (o->json)
        json_close(o->json);
}

static void put_cuts(Out *o)
{
    for (int i = 0; i < o->x->ncuts; i++) {
        const ResultCut *k = &o->x->cuts[i];
        o->by = k->code;
        if (o->json)
            json_open_list(o->json, k->code);
        for (isize g = 0; k->shown && g < k->groups.count; g++)
            put_group(o, &k->groups.at[g]);
        if (o->json)
            json_close(o->json);
    }
}

/* Of one that may not be told there is its name. */
static void put_option(Out *o, const ResultOption *x)
{
    if (x->shown)
        put_count(o, x->text, x->n);
    else if (o->json)
        json_put_null(o->json, x->text);
    else
        csv_line(o, x->text, (Str){0});
}

static void put_choices(Out *o)
{
    if (o->json)
        json_open_list(o->json, S("questions"));
    o->by = S("question");
    for (isize i = 0; i < o->x->choices.count; i++) {
        const ResultChoice *c = &o->x->choices.at[i];
        o->group = c->ask;
        if (o->json) {
            json_open_map(o->json, NO_KEY);
            json_put_text(o->json, S("ask"), c->ask);
            json_put_bool(o->json, S("shown"), c->shown);
            json_open_map(o->json, S("options"));
        }
        for (isize k = 0; k < c->options.count; k++)
            put_option(o, &c->options.at[k]);
        if (o->json) {
            json_close(o->json);
            json_close(o->json);
        }
    }
    if (o->json)
        json_close(o->json);
}

/* --- csv --- */

static void csv_meta(const Out *o, Lang lang, const SurveiCampaign *c)
{
    static const struct { const char *name; Msg about; } fields[] = {
        {"instrument", MSG_hasil_field_instrument}, {"by", MSG_hasil_field_by}, {"group", MSG_hasil_field_group},
        {"measure", MSG_hasil_field_measure}, {"value", MSG_hasil_field_value},
    };

    for (isize i = 0; i < countof(fields); i++)
        csv_put_text(o->csv, str_of(fields[i].name));
    csv_end_row(o->csv);
    csv_line(o, S("title"), c->title);
    csv_line(o, S("unit"), c->unit_name);
    csv_line(o, S("from"), date_iso(o->a, c->opens_on));
    csv_line(o, S("until"), date_iso(o->a, survei_until(c)));
    csv_line(o, S("licence"), str_fmt(o->a, "%.*s %.*s", STRF(LICENCE), STRF(LICENCE_URL)));
    for (isize i = 0; i < countof(fields); i++)
        csv_line(o, str_fmt(o->a, "field %s", fields[i].name), say(lang, fields[i].about));
}

Err hasil_public_csv(Arena *a, Db *db, const SurveiCampaign *c, Lang lang, Buf *to)
{
    CsvOut csv = {.to = to};
    Out    o   = {.a = a, .csv = &csv, .by = S("meta")};

    csv_bom(&csv);
    csv_meta(&o, lang, c);
    for (int f = 0; f < c->nforms; f++) {
        Hasil x;
        TRY(hasil_of(a, db, c, f, lang, &x));
        if (!x.shown)
            continue;
        o.x = &x;
        put_all(&o);
        put_marks(&o);
        put_cuts(&o);
        if (!f)
            put_choices(&o);
    }
    return NO_ERR;
}

/* --- json --- */

static void json_meta(JsonOut *j, Lang lang)
{
    static const struct { const char *name; Msg about; } fields[] = {
        {"index", MSG_hasil_field_index}, {"low", MSG_hasil_field_low}, {"high", MSG_hasil_field_high},
        {"band", MSG_hasil_field_band}, {"n", MSG_hasil_field_n}, {"elements", MSG_hasil_field_elements},
        {"marks", MSG_hasil_field_marks}, {"shown", MSG_hasil_field_shown}, {"wanted", MSG_hasil_field_wanted},
        {"flagged", MSG_hasil_field_flagged}, {"without_flagged", MSG_hasil_field_plain},
        {"alpha", MSG_hasil_field_alpha},
    };

    json_open_map(j, S("meta"));
    json_put_text(j, S("licence"), LICENCE);
    json_put_text(j, S("licence_url"), LICENCE_URL);
    json_put_text(j, S("licence_text"), say(lang, MSG_hasil_licence));
    json_put_text(j, S("numbers"), say(lang, MSG_hasil_field_numbers));
    json_open_map(j, S("fields"));
    for (isize i = 0; i < countof(fields); i++)
        json_put_text(j, str_of(fields[i].name), say(lang, fields[i].about));
    json_close(j);
    json_close(j);
}

static void json_form(Out *o)
{
    const SurveiPack *p = o->x->asked->pack;

    json_open_map(o->json, NO_KEY);
    json_put_text(o->json, S("instrument"), p->id);
    json_put_text(o->json, S("index_name"), p->index);
    json_put_i64(o->json, S("scale"), o->x->asked->points);
    json_put_bool(o->json, S("shown"), o->x->shown);
    json_open_map(o->json, S("topics"));
    for (int e = 0; e < p->nelements; e++)
        json_put_text(o->json, p->elements[e].code, o->x->tongue->at[e].topic);
    json_close(o->json);
    if (o->x->shown) {
        put_all(o);
        put_marks(o);
        put_cuts(o);
        if (!o->x->form)
            put_choices(o);
    }
    json_close(o->json);
}

Err hasil_public_json(Arena *a, Db *db, const SurveiCampaign *c, Lang lang, Buf *to)
{
    JsonOut j = {.to = to};
    Out     o = {.a = a, .json = &j};

    json_open_map(&j, NO_KEY);
    json_put_text(&j, S("title"), c->title);
    json_put_text(&j, S("unit"), c->unit_name);
    json_put_text(&j, S("unit_code"), c->unit_code);
    json_put_date(&j, S("from"), c->opens_on);
    json_put_date(&j, S("until"), survei_until(c));
    json_meta(&j, lang);
    json_open_list(&j, S("forms"));
    for (int f = 0; f < c->nforms; f++) {
        Hasil x;
        TRY(hasil_of(a, db, c, f, lang, &x));
        o.x = &x;
        json_form(&o);
    }
    json_close(&j);
    json_close(&j);
    return NO_ERR;
}
