#include "lke/lke_import.h"

#include "base/cli.h"
#include "format/json.h"
#include "lke/lke_web.h"

enum { USAGE = 64, BAD_INPUT = 65 };

/* A unit, a year and a layer, found or said to be wrong. */
typedef struct {
    LkeUnit unit;
    int     year, layer;
    i64     id;                 /* of the worksheet; 0: none yet */
} Place;

static int refuse(Arena a, const LkeOrder *o, Msg msg, Str what)
{
    cli_say("%.*s", STRF(say_args(&a, o->lang, msg, what)));
    return BAD_INPUT;
}

static int usage(Arena a, const LkeOrder *o, Msg msg, Str what)
{
    (void)refuse(a, o, msg, what);
    return USAGE;
}

static int read_place(Arena *a, Db *db, const LkeOrder *o, Place *p)
{
    LkeUnits units;
    i64      year;

    *p = (Place){0};
    if (!str_i64(o->year, &year) || year < 2000 || year > 2199)
        return usage(*a, o, MSG_lke_cli_year, o->year);
    if (o->layer.len && !lke_layer_parse(o->layer, &p->layer))
        return usage(*a, o, MSG_lke_cli_layer, o->layer);
    Err e = lke_units(a, db, o->instansi, o->unit, &units);
    if (e.kind)
        return cli_fail(e);
    if (units.count != 1)
        return refuse(*a, o, units.count ? MSG_lke_cli_many_units : MSG_lke_cli_no_unit, o->unit);
    p->unit = units.at[0];
    p->year = (int)year;
    e       = lke_of_unit(*a, db, p->unit.instansi_id, p->unit.id, p->year, &p->id);
    return e.kind ? cli_fail(e) : 0;
}

/* --- import --- */

static Err worksheet(Arena *a, Db *db, const LkeOrder *o, Place *p, const Pack *pack, Worksheet *out)
{
    if (!p->id) {
        LkeNew n = {p->unit.instansi_id, p->unit.id, LKE_FILLS, p->year, pack, S("WBK"), S("none"), 0, 0, o->now};
        TRY(lke_create(*a, db, &n, &p->id));
    }
    LkeKey key = {p->unit.instansi_id, p->id, p->layer};
    TRY(lke_begin_layer(*a, db, o->packs, key));
    return lke_get(a, db, o->packs, key, out);
}

static Err pack_of(Arena *a, Db *db, const LkeOrder *o, const Place *p, const Pack **out)
{
    Worksheet w;
    Date      first = date_ymd(p->year, 1, 1), last = date_ymd(p->year, 12, 31), today = instant_date(o->now, 420);

    if (!p->id)
        return regulasi_pack_for(o->packs, today.days < first.days  ? first
                                           : today.days > last.days ? last
                                                                    : today, out);
    TRY(lke_get(a, db, o->packs, (LkeKey){p->unit.instansi_id, p->id, LAYER_UNIT}, &w));
    *out = w.pack;
    return NO_ERR;
}

/* A worksheet that is begun by an import is for one of the years that a page would take. */
static int check_year(Arena a, const LkeOrder *o, const Place *p)
{
    LkeYears may = lke_years(o->packs, instant_date(o->now, 420));

    if (p->id || (p->year >= may.first && p->year <= may.last))
        return 0;
    cli_say("%.*s", STRF(say_args(&a, o->lang, MSG_lke_form_years, str_fmt(&a, "%d", may.first),
                                  str_fmt(&a, "%d", may.last))));
    return BAD_INPUT;
}

/* Answers that could not be read, each on its line; how many. */
static isize say_unread(Arena a, const LkeOrder *o, const Pack *pack, const LkeImport *x)
{
    isize n = 0;
    for (isize i = 0; i < x->found.count; i++) {
        const LkeFound *f = &x->found.at[i];
        if (f->understood)
            continue;
        n++;
        Str text = say_args(&a, o->lang, MSG_lke_cli_unread, f->where, f->read);
        cli_say("%.*s: %.*s", STRF(pack->nodes[f->node].code), STRF(text));
    }
    return n;
}

static Err say_result(Arena *a, const LkeOrder *o, const Worksheet *w, const LkeImport *x, i64 changed)
{
    Buf     b = {.arena = a};
    JsonOut j = {.to = &b};
    Ratio   total = {0};

    (void)lke_exact(w->total, &total);
    if (!o->json) {
        Str points = ratio_round(a, total, 2, '.');
        buf_addf(&b, "%.*s %d: %lld read, %lld changed, %lld misprints, total %.*s\n", STRF(w->unit_code), w->year,
                 (long long)x->found.count, (long long)changed, (long long)x->misprints.count, STRF(points));
        return cli_print(buf_str(&b));
    }
    json_open_map(&j, NO_KEY);
    json_put_id(&j, S("worksheet"), w->id);
    json_put_i64(&j, S("read"), x->found.count);
    json_put_i64(&j, S("changed"), changed);
    json_put_points(&j, S("total"), total);
    json_put_text(&j, S("exact"), w->total);
    json_open_list(&j, S("misprints"));
    for (isize i = 0; i < x->misprints.count; i++)
        json_put_text(&j, NO_KEY, x->misprints.at[i].where);
    json_close(&j);
    json_open_list(&j, S("doubts"));
    for (isize i = 0; i < x->doubts.count; i++)
        json_put_text(&j, NO_KEY, x->doubts.at[i].text);
    json_close(&j);
    json_close(&j);
    buf_char(&b, '\n');
    return cli_print(buf_str(&b));
}

static Err take_over(Arena *a, Db *db, const LkeOrder *o, Place *p, LkeImport *x)
{
    Worksheet   w;
    const Pack *pack;
    i64         changed = 0;

    TRY(pack_of(a, db, o, p, &pack));
    TRY(worksheet(a, db, o, p, pack, &w));
    TRY(lke_import_compare(a, db, &w, x));
    TRY(lke_import_apply(a, db, &w, x, &(LkeChoice){.at = o->now}, &changed));
    return say_result(a, o, &w, x, changed);
}

int lke_import_run(Arena a, Db *db, const LkeOrder *o)
{
    Place       p;
    const Pack *pack   = NULL;
    LkeImport   x      = {0};
    Issues      issues = {.arena = &a};
    int         bad    = read_place(&a, db, o, &p);

    bad = bad ? bad : check_year(a, o, &p);
    if (bad)
        return bad;
    Err e = pack_of(&a, db, o, &p, &pack);
    if (e.kind)
        return cli_fail(e);
    LkeBook book = {.path = o->file, .name = o->file, .pack = pack, .layer = p.layer, .lang = o->lang,
                    .issues = &issues};
    e = lke_import_read(&a, &book, &x);
    cli_say_issues(&issues);
    if (e.kind)
        return !issues.count ? cli_fail(e) : e.kind == ERR_NOT_FOUND ? err_exit(e.kind) : BAD_INPUT;
    cli_say_issues(&x.doubts);
    if (say_unread(a, o, pack, &x) && !o->partial)
        return refuse(a, o, MSG_lke_cli_nothing_changed, o->file);
    return cli_fail(take_over(&a, db, o, &p, &x));
}

/* --- export --- */

int lke_export_run(Arena a, Db *db, const LkeOrder *o)
{
    Place            p;
    Worksheet        w;
    const PackWords *words;
    int              bad = read_place(&a, db, o, &p);

    if (bad)
        return bad;
    if (!p.id)
        return refuse(a, o, MSG_lke_cli_no_sheet, o->unit);
    Err e = lke_get(&a, db, o->packs, (LkeKey){p.unit.instansi_id, p.id, LAYER_UNIT}, &w);
    if (!e.kind)
        e = words_for(&a, o->packs, w.pack, &words);
    Str path = o->file.len || e.kind ? o->file : str_fmt(&a, "LKE-%.*s-%d.xlsx", STRF(w.unit_code), w.year);
    if (!e.kind)
        e = lke_export(&a, db, &w, words, o->lang, path);
    Buf     b = {.arena = &a};
    JsonOut j = {.to = &b};
    if (o->json) {
        json_open_map(&j, NO_KEY);
        json_put_text(&j, S("file"), path);
        json_close(&j);
    }
    buf_addf(&b, "%.*s\n", STRF(o->json ? (Str){0} : path));
    return cli_fail(e.kind ? e : cli_print(buf_str(&b)));
}
