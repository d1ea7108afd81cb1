/* Results as the API gives them: what a page shows of them, and no more. */
#include "hasil/hasil_web.h"

#include "unit/unit_web.h"

typedef struct { Str code, topic; Ratio mean; } ElementOut;
static const Give element_gives[] = {
    GIVE(ElementOut, code, G_TEXT, MSG_hasil_element),
    GIVE(ElementOut, topic, G_TEXT, MSG_hasil_element),
    GIVE(ElementOut, mean, G_POINTS, MSG_hasil_mean),
};
static const Gives gives_element = GIVES(ElementOut, "SurveyElement", MSG_hasil_elements, element_gives);

typedef struct { i64 n; Str index, low, high, band; } MeasureOut;
static const Give measure_gives[] = {
    GIVE(MeasureOut, n, G_I64, MSG_hasil_field_n),
    GIVE(MeasureOut, index, G_TEXT, MSG_hasil_field_index, .maybe = true),
    GIVE(MeasureOut, low, G_TEXT, MSG_hasil_field_low, .maybe = true),
    GIVE(MeasureOut, high, G_TEXT, MSG_hasil_field_high, .maybe = true),
    GIVE(MeasureOut, band, G_TEXT, MSG_hasil_field_band, .maybe = true),
};
static const Gives gives_measure = GIVES(MeasureOut, "SurveyMeasure", MSG_hasil_weight, measure_gives);

typedef struct { Str by, name; const MeasureOut *is; } GroupOut;
static const Give group_gives[] = {
    GIVE(GroupOut, by, G_TEXT, MSG_hasil_field_by),
    GIVE(GroupOut, name, G_TEXT, MSG_hasil_field_group),
    GIVE(GroupOut, is, G_REF, MSG_hasil_field_shown, .of = &gives_measure),
};
static const Gives gives_group = GIVES(GroupOut, "SurveyGroup", MSG_hasil_groups, group_gives);

typedef struct { Str quarter, instrument; i64 scale, surveys; const MeasureOut *is; } QuarterOut;
static const Give quarter_gives[] = {
    GIVE(QuarterOut, quarter, G_TEXT, MSG_hasil_by_quarter),
    GIVE(QuarterOut, instrument, G_TEXT, MSG_hasil_instrument),
    GIVE(QuarterOut, scale, G_I64, MSG_hasil_scale),
    GIVE(QuarterOut, surveys, G_I64, MSG_hasil_compare_times),
    GIVE(QuarterOut, is, G_REF, MSG_hasil_field_index, .of = &gives_measure),
};
static const Gives gives_quarter = GIVES(QuarterOut, "SurveyQuarter", MSG_hasil_trend, quarter_gives);

typedef struct {
    Str  instrument, index_name;
    i64  waiting, wanted, population, flagged;
    const MeasureOut *all, *without_flagged;
    LIST(ElementOut)  elements;
    LIST(GroupOut)    groups;
    LIST(QuarterOut)  quarters;
} ResultOut;
static const Give result_gives[] = {
    GIVE(ResultOut, instrument, G_TEXT, MSG_hasil_instrument),
    GIVE(ResultOut, index_name, G_TEXT, MSG_hasil_weight),
    GIVE(ResultOut, all, G_REF, MSG_hasil_field_index, .of = &gives_measure),
    GIVE(ResultOut, without_flagged, G_REF, MSG_hasil_field_plain, .of = &gives_measure),
    GIVE(ResultOut, wanted, G_I64, MSG_hasil_field_wanted),
    GIVE(ResultOut, population, G_I64, MSG_hasil_api_population),
    GIVE(ResultOut, flagged, G_I64, MSG_hasil_field_flagged),
    GIVE(ResultOut, waiting, G_I64, MSG_hasil_api_waiting),
    GIVE(ResultOut, elements, G_LIST, MSG_hasil_field_elements, .of = &gives_element),
    GIVE(ResultOut, groups, G_LIST, MSG_hasil_groups, .of = &gives_group),
    GIVE(ResultOut, quarters, G_LIST, MSG_hasil_trend, .of = &gives_quarter),
};
const Gives gives_hasil = GIVES(ResultOut, "SurveyResult", MSG_hasil_title, result_gives);

static const MeasureOut *measure_out(Req *r, const SurveiPack *p, const SurveiMeasure *m)
{
    MeasureOut *x = new(r->arena, MeasureOut, 1);

    x->n = m->n;
    if (m->n) {
        x->index = survei_index(r->arena, p, m->index, '.');
        x->band  = m->band ? m->band->code : (Str){0};
    }
    if (m->has_interval) {
        x->low  = str_fmt(r->arena, "%.4f", m->low);
        x->high = str_fmt(r->arena, "%.4f", m->high);
    }
    return x;
}

static void put_groups(Req *r, const Hasil *x, ResultOut *out)
{
    for (int i = 0; i < x->ncuts; i++)
        for (isize g = 0; x->cuts[i].shown && g < x->cuts[i].groups.count; g++) {
            const ResultGroup *of = &x->cuts[i].groups.at[g];
            *list_add(r->arena, &out->groups) = (GroupOut){
                x->cuts[i].code, of->name, of->shown ? measure_out(r, x->asked->pack, &of->is) : NULL};
        }
}

/* "2026-4" */
static Err put_quarters(Req *r, const Hasil *x, ResultOut *out)
{
    ResultShow     show = {.campaign = x->campaign, .form = x->form};
    ResultQuarters all;

    TRY(result_quarters(r, &show, x->asked->pack, &all));
    for (isize i = 0; i < all.count; i++) {
        const ResultQuarter *q = &all.at[i];
        *list_add(r->arena, &out->quarters) = (QuarterOut){
            str_fmt(r->arena, "%lld-%lld", (long long)(q->quarter / 10), (long long)(q->quarter % 10)), q->pack->id,
            q->scale->points, q->of.count, measure_out(r, q->pack, &q->is)};
    }
    return NO_ERR;
}

static Err result_out(Req *r, const SurveiCampaign *c, int form, ResultOut *out)
{
    Hasil x;

    TRY(hasil_of(r->arena, r->db, c, form, r->lang, &x));
    const SurveiPack *p = x.asked->pack;
    *out = (ResultOut){.instrument = p->id, .index_name = p->index, .waiting = x.waiting, .wanted = x.wanted,
                       .population = x.population, .flagged = x.flagged};
    if (!x.shown)
        return NO_ERR;
    out->all = measure_out(r, p, &x.all);
    if (x.plain_shown)
        out->without_flagged = measure_out(r, p, &x.plain);
    for (int e = 0; e < x.asked->elements; e++)
        *list_add(r->arena, &out->elements) =
            (ElementOut){p->elements[e].code, x.tongue->at[e].topic, x.all.at[e].mean};
    put_groups(r, &x, out);
    return put_quarters(r, &x, out);
}

/* GET /api/v1/survei/:id/hasil - one for each form of the campaign */
Err result_api(Req *r)
{
    UnitAsker       by  = unit_asker(r, SURVEI_READS);
    LIST(ResultOut) out = {0};
    SurveiCampaign  c;

    TRY(survei_find(r->arena, r->db, &by, r->id, &c));
    TRY(survei_dress(&c, r->web->survei));
    for (int f = 0; f < c.nforms; f++)
        TRY(result_out(r, &c, f, list_add(r->arena, &out)));
    return api_give_all(r, &out);
}
