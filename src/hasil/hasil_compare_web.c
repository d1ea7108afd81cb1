/* GET /survei/banding: units side by side, for those who lead them. */
#include "hasil/hasil_compare.h"
#include "hasil/hasil_web.h"

#include "unit/unit_web.h"

#include <stdlib.h>

enum { YEARS = 5, FAMILIES = 16 };

static const Col cols[] = {
    {"unit",      MSG_hasil_compare_unit,      COL_TEXT},
    {"kode",      MSG_unit_code,                COL_TEXT, .only_export = true},
    {"instrumen", MSG_hasil_instrument, COL_TEXT, .only_export = true},
    {"indeks",    MSG_hasil_weight,     COL_POINTS},
    {"mutu",      MSG_hasil_band,       COL_STATE},
    {"selang",    MSG_hasil_interval,   COL_TEXT},
    {"jawaban",   MSG_hasil_answers,    COL_NUMBER},
    {"survei",    MSG_hasil_compare_times,     COL_NUMBER},
    {"terendah",  MSG_hasil_compare_lowest,    COL_TEXT},
};

enum { C_UNIT, C_CODE, C_PACK, C_INDEX, C_BAND, C_INTERVAL, C_N, C_TIMES, C_LOWEST };

typedef struct {
    CompareRow *row;
    double      key;
    bool        by_name, down;
} Ranked;

typedef struct {
    Req          *r;
    CompareSpan   span;
    int           year, quarter;        /* quarter 0: the whole year */
    Str           band, families[FAMILIES];
    int           nfamilies;
    CompareRows   all;
    LIST(Ranked)  ranked;
    Bars          bands;
} Compare;

typedef struct { Bars bands; } CompareView;
#include "hasil_compare.html.h"

/* --- what the address asks --- */

static void read_families(Compare *v)
{
    const SurveiPacks *packs = v->r->web->survei;

    for (isize i = 0; i < packs->packs.count; i++) {
        Str  family = packs->packs.at[i]->family;
        bool known  = v->nfamilies == FAMILIES;
        for (int k = 0; k < v->nfamilies; k++)
            known = known || str_eq(v->families[k], family);
        if (!known)
            v->families[v->nfamilies++] = family;
        if (str_eq(query_get(v->r, "keluarga"), family))
            v->span.family = family;
    }
    for (int k = 0; k < v->nfamilies && !v->span.family.len; k++)
        if (str_is(v->families[k], "skm") || k == v->nfamilies - 1)
            v->span.family = v->families[k];
}

static void read_asked(Compare *v)
{
    i64 year = 0, quarter = 0;
    int now  = date_split(v->r->today).year;

    read_families(v);
    v->year    = str_i64(query_get(v->r, "tahun"), &year) && year > now - YEARS && year <= now ? (int)year : now;
    v->quarter = str_i64(query_get(v->r, "triwulan"), &quarter) && quarter >= 1 && quarter <= 4 ? (int)quarter : 0;
    v->band    = query_get(v->r, "mutu");
    int first  = v->quarter ? 3 * v->quarter - 2 : 1, last = v->quarter ? 3 * v->quarter : 12;
    v->span.from  = date_ymd(v->year, first, 1);
    v->span.until = last == 12 ? date_ymd(v->year, 12, 31) : (Date){date_ymd(v->year, last + 1, 1).days - 1};
}

/* --- which rows, and in which order --- */

static bool has_words(Req *r, const CompareRow *x, Str search)
{
    if (!search.len)
        return true;
    Str text = str_lower(r->arena, str_fmt(r->arena, "%.*s %.*s", STRF(x->unit_code), STRF(x->unit_name)));
    for (Str rest = search; rest.len;)
        if (!str_has(text, str_cut(&rest, ' ')))
            return false;
    return true;
}

static int by_rank(const void *x, const void *y)
{
    const Ranked *p = x, *q = y;
    int d = p->by_name ? str_cmp(p->row->unit_name, q->row->unit_name) : (p->key > q->key) - (p->key < q->key);

    d = d ? d : str_cmp(p->row->unit_code, q->row->unit_code);
    return p->down ? -d : d;
}

static void rank(Compare *v, const TableAsk *ask)
{
    for (isize i = 0; i < v->ranked.count; i++) {
        Ranked *x = &v->ranked.at[i];
        x->by_name = ask->col == C_UNIT || ask->col == C_CODE;
        x->down    = ask->col < 0 || ask->down;
        x->key     = ask->col == C_N ? (double)x->row->n
                   : ask->col == C_TIMES ? (double)x->row->campaigns : x->key;
    }
    if (v->ranked.count)
        qsort(v->ranked.at, (size_t)v->ranked.count, sizeof *v->ranked.at, by_rank);
}

/* How many units are in each band, by the one instrument most of them were asked with. */
static void put_bands(Compare *v, const i64 *count, const SurveiPack *p)
{
    Req *r   = v->r;
    i64  all = 0;

    for (int i = 0; i < p->nbands; i++)
        all += count[i];
    v->bands = (Bars){say_args(r->arena, r->lang, MSG_hasil_compare_bands, p->index),
                      say(r->lang, MSG_hasil_band), say(r->lang, MSG_hasil_compare_units), {0}};
    for (int i = 0; all && i < p->nbands; i++) {
        Bar *b = list_add(r->arena, &v->bands.of);
        *b = (Bar){.label = str_fmt(r->arena, "%.*s: %.*s", STRF(p->bands[i].code), STRF(p->bands[i].title[r->lang])),
                   .text = say_i64(r->arena, r->lang, count[i]), .share = ratio(count[i], all)};
        if (count[i])
            b->url = url_with(r, "mutu", p->bands[i].code);
    }
}

/* Counted over all rows; listed are those of the band and the words that were asked for. */
static void pick(Compare *v, Str search)
{
    i64               count[SURVEI_BANDS] = {0};
    const SurveiPack *p                   = NULL;
    CompareRule       rule                = {0};

    for (isize i = 0; i < v->all.count; i++) {
        CompareRow *x = &v->all.at[i];
        hasil_compare_rule(x, &rule);
        const SurveiBand *band = hasil_compare_band(&rule, x);
        p = p ? p : x->pack;
        if (x->pack == p)
            count[band - p->bands]++;
        if ((!v->band.len || str_eq(v->band, band->code)) && has_words(v->r, x, search))
            *list_add(v->r->arena, &v->ranked) =
                (Ranked){.row = x, .key = ratio_double(rule.each) * (double)x->total / (double)x->n};
    }
    if (p)
        put_bands(v, count, p);
}

/* --- the list --- */

static Err add_row(Compare *v, Table *t, CompareRow *x)
{
    Req          *r = v->r;
    Cell         *c = table_row(r, t);
    SurveiMeasure m;
    SurveiSums    sums;

    TRY(hasil_compare_sums(*r->arena, r->db, r->web->survei, &(CompareOne){&v->span, x}, &sums));
    survei_measure(x->pack, x->scale, &sums, &m);
    const SurveiTongue *words = survei_tongue(x->pack, str_of(lang_code(r->lang)));
    Tag                 tag   = result_tag(r, x->pack, &m);
    int                 low   = m.lowest[0];
    c[C_UNIT]     = (Cell){.text = x->unit_name,
                           .url  = url_for(r, "/survei/%lld/hasil", (long long)x->newest_id)};
    c[C_CODE].text     = x->unit_code;
    c[C_PACK].text     = x->pack->id;
    c[C_INDEX].ratio   = m.index;
    c[C_BAND]          = (Cell){.text = tag.text, .tone = tag.tone};
    c[C_INTERVAL].text = result_interval(r, x->pack, &m);
    c[C_N].number      = m.n;
    c[C_TIMES].number  = x->campaigns;
    c[C_LOWEST].text   = str_fmt(r->arena, "%.*s %.*s (%.*s)", STRF(x->pack->elements[low].code),
                                 STRF(words->at[low].topic), STRF(say_ratio(r->arena, r->lang, m.at[low].mean, 2)));
    return NO_ERR;
}

static Filter *filter_add(Compare *v, Table *t, const char *name, Msg label)
{
    Filter *f = list_add(v->r->arena, &t->filters);
    *f        = (Filter){.name = str_of(name), .label = say(v->r->lang, label)};
    return f;
}

static void choice(Compare *v, Filter *f, Str value, Str label)
{
    *list_add(v->r->arena, &f->choices) = (ChoiceView){value, label, {0}, false};
}

/* The first choice is what nothing asked means. */
static void add_filters(Compare *v, Table *t)
{
    Req    *r   = v->r;
    int     now = date_split(r->today).year;
    Filter *f   = filter_add(v, t, "keluarga", MSG_hasil_instrument);

    choice(v, f, v->span.family, hasil_family_name(r, v->span.family));
    for (int k = 0; k < v->nfamilies; k++)
        if (!str_eq(v->families[k], v->span.family))
            choice(v, f, v->families[k], hasil_family_name(r, v->families[k]));
    f = filter_add(v, t, "tahun", MSG_hasil_compare_year);
    choice(v, f, html_bare_i64(r, v->year), html_bare_i64(r, v->year));
    for (int y = now; y > now - YEARS; y--)
        if (y != v->year)
            choice(v, f, html_bare_i64(r, y), html_bare_i64(r, y));
    f = filter_add(v, t, "triwulan", MSG_hasil_by_quarter);
    choice(v, f, (Str){0}, say(r->lang, MSG_hasil_compare_whole));
    for (int q = 1; q <= 4; q++)
        choice(v, f, html_bare_i64(r, q), hasil_quarter_name(r->arena, r->lang, v->year * 10 + q));
    f = filter_add(v, t, "mutu", MSG_hasil_band);
    choice(v, f, (Str){0}, say(r->lang, MSG_hasil_compare_all));
    const SurveiPack *p = v->all.count ? v->all.at[0].pack : NULL;
    for (int i = 0; p && i < p->nbands; i++)
        choice(v, f, p->bands[i].code,
               str_fmt(r->arena, "%.*s: %.*s", STRF(p->bands[i].code), STRF(p->bands[i].title[r->lang])));
}

Str hasil_family_name(const Req *r, Str family)
{
    const SurveiPacks *packs = r->web->survei;
    for (isize i = 0; i < packs->packs.count; i++)
        if (str_eq(packs->packs.at[i]->family, family))
            return str_fmt(r->arena, "%.*s (%.*s)", STRF(packs->packs.at[i]->name), STRF(packs->packs.at[i]->index));
    return family;
}

Err compare_page(Req *r)
{
    Compare   v  = {.r = r};
    UnitAsker by = unit_asker(r, SURVEI_READS);
    Table     t  = {.name = "banding-survei", .caption = say(r->lang, MSG_hasil_compare_title), .cols = cols,
                    .cols_count = countof(cols), .empty = say(r->lang, MSG_hasil_compare_none), .search = true,
                    .part = true};

    read_asked(&v);
    TRY(hasil_compare(r->arena, r->db, &by, r->web->survei, &v.span, &v.all));
    r->page.section = S("survei");
    crumb_add(r, say(r->lang, MSG_hasil_home), url_for(r, "/survei"));
    r->page.title = say(r->lang, MSG_hasil_compare_title);
    r->page.lead  = say(r->lang, MSG_hasil_compare_lead);
    pick(&v, table_ask(r, &t).search);
    t.of         = v.ranked.count;
    TableAsk ask = table_ask(r, &t);
    rank(&v, &ask);
    for (i64 i = ask.after; i < v.ranked.count && i < ask.after + ask.most; i++)
        TRY(add_row(&v, &t, v.ranked.at[i].row));
    add_filters(&v, &t);
    if (!table_is_asked(r)) {
        CompareView page = {.bands = v.bands};
        view_hasil_compare(r, &page);
    }
    return table_show(r, &t);
}

/* --- GET /api/v1/survei/banding --- */

typedef struct {
    i64   unit_id, campaigns, n, newest_id;
    Str   unit_code, unit_name, instrument, index, band;
    Ratio exact;
} CompareOut;
static const Give compare_gives[] = {
    GIVE(CompareOut, unit_id, G_ID, MSG_hasil_compare_unit),
    GIVE(CompareOut, unit_code, G_TEXT, MSG_unit_code),
    GIVE(CompareOut, unit_name, G_TEXT, MSG_hasil_compare_unit),
    GIVE(CompareOut, instrument, G_TEXT, MSG_hasil_instrument),
    GIVE(CompareOut, index, G_TEXT, MSG_hasil_field_index),
    GIVE(CompareOut, exact, G_EXACT, MSG_hasil_api_exact),
    GIVE(CompareOut, band, G_TEXT, MSG_hasil_field_band),
    GIVE(CompareOut, n, G_I64, MSG_hasil_field_n),
    GIVE(CompareOut, campaigns, G_I64, MSG_hasil_compare_times),
    GIVE(CompareOut, newest_id, G_ID, MSG_hasil_api_newest),
};
const Gives gives_hasil_compare = GIVES(CompareOut, "SurveyOfUnit", MSG_hasil_compare_title, compare_gives);

typedef struct { Str keluarga; i64 tahun, triwulan; } CompareAsked;
const Field compare_fields[COMPARE_FIELDS] = {
    FIELD(CompareAsked, keluarga, F_TEXT, .label = MSG_hasil_instrument, .max = 40),
    FIELD(CompareAsked, tahun,    F_I64,  .label = MSG_hasil_compare_year),
    FIELD(CompareAsked, triwulan, F_I64,  .label = MSG_hasil_by_quarter, .max = 4),
};

Err compare_api(Req *r)
{
    Compare          v   = {.r = r};
    UnitAsker        by  = unit_asker(r, SURVEI_READS);
    LIST(CompareOut) out = {0};
    CompareRule      rule = {0};

    read_asked(&v);
    TRY(hasil_compare(r->arena, r->db, &by, r->web->survei, &v.span, &v.all));
    for (isize i = 0; i < v.all.count; i++) {
        const CompareRow *x = &v.all.at[i];
        hasil_compare_rule(x, &rule);
        Ratio index = hasil_compare_index(&rule, x);
        *list_add(r->arena, &out) = (CompareOut){
            .unit_id = x->unit_id, .campaigns = x->campaigns, .n = x->n, .newest_id = x->newest_id,
            .unit_code = x->unit_code, .unit_name = x->unit_name, .instrument = x->pack->id,
            .index = survei_index(r->arena, x->pack, index, '.'), .band = hasil_compare_band(&rule, x)->code,
            .exact = index};
    }
    return api_give_all(r, &out);
}
