/* A result as a page shows it: all that may be told of it is in Hasil, and here it gets its words. */
#include "hasil/hasil_web.h"

#include <math.h>

/* --- numbers in words --- */

static Str decimal(Req *r, double x, int decimals)
{
    i64 scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    return say_ratio(r->arena, r->lang, ratio((i64)llround(x * (double)scale), scale), decimals);
}

Str result_index(Req *r, const SurveiPack *p, Ratio index)
{
    return survei_index(r->arena, p, index, r->lang == LANG_ID ? ',' : '.');
}

/* An interval is no surer than a tenth of what the index is rounded to on a scale of a hundred. */
Str result_interval(Req *r, const SurveiPack *p, const SurveiMeasure *m)
{
    enum { WIDE = 10 };
    i64 num = 0, den = 1;

    if (!m->has_interval)
        return (Str){0};
    ratio_split(p->decimals.is, &num, &den);
    int decimals = (int)num - (num > 0 && ratio_cmp(m->top, ratio(WIDE, 1)) > 0);
    return say_args(r->arena, r->lang, MSG_hasil_between, decimal(r, m->low, decimals),
                    decimal(r, m->high, decimals));
}

Str result_band(Req *r, const SurveiMeasure *m)
{
    return m->band ? str_fmt(r->arena, "%.*s: %.*s", STRF(m->band->code), STRF(m->band->title[r->lang])) : (Str){0};
}

Tag result_tag(Req *r, const SurveiPack *p, const SurveiMeasure *m)
{
    static const Tone tones[SURVEI_BANDS] = {TONE_GOOD, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_BAD, TONE_BAD};
    return m->band ? (Tag){tones[m->band - p->bands], result_band(r, m)} : (Tag){0};
}

Str result_period(Req *r, const SurveiCampaign *c)
{
    return say_args(r->arena, r->lang, MSG_hasil_between, say_date(r->arena, r->lang, c->opens_on),
                    say_date(r->arena, r->lang, survei_until(c)));
}

int result_form(const Req *r, const SurveiCampaign *c)
{
    i64 form = 0;
    return str_i64(query_get(r, "form"), &form) && form > 0 && form < c->nforms ? (int)form : 0;
}

/* --- the index on its scale --- */

typedef struct { Str at, code; } ScaleMark;
typedef struct {
    Str  label, index, of, desc, note, at, low, wide;
    Tag  band;
    bool interval;
    LIST(ScaleMark) bounds, bands;
} ScaleView;

static Str percent_at(Req *r, const SurveiMeasure *m, double x)
{
    double least = ratio_double(m->least), top = ratio_double(m->top);
    double p     = top > least ? 100 * (x - least) / (top - least) : 0;
    return str_fmt(r->arena, "%.2f%%", p < 0 ? 0 : p > 100 ? 100 : p);
}

static void put_bands(Req *r, const Hasil *x, ScaleView *v)
{
    const SurveiPack *p     = x->asked->pack;
    double            above = ratio_double(x->all.top), least = ratio_double(x->all.least);

    for (int i = 0; i < p->nbands; i++) {
        double from = fmax(ratio_double(p->bands[i].from.is), least);
        if (i < p->nbands - 1 && from > least)
            *list_add(r->arena, &v->bounds) = (ScaleMark){percent_at(r, &x->all, from), {0}};
        if (above > from)
            *list_add(r->arena, &v->bands) =
                (ScaleMark){percent_at(r, &x->all, (from + above) / 2), p->bands[i].code};
        above = from;
    }
}

static Str bands_words(Req *r, const SurveiPack *p)
{
    Buf b = {.arena = r->arena};
    for (int i = 0; i < p->nbands; i++)
        buf_addf(&b, "%s%.*s", i ? "; " : "",
                 STRF(say_args(r->arena, r->lang, MSG_hasil_band_from, p->bands[i].code,
                               p->bands[i].title[r->lang], result_index(r, p, p->bands[i].from.is))));
    return buf_str(&b);
}

static ScaleView scale_of(Req *r, const Hasil *x)
{
    const SurveiPack *p = x->asked->pack;
    ScaleView         v = {.label = p->index, .index = result_index(r, p, x->all.index),
                           .of    = say_args(r->arena, r->lang, MSG_hasil_of,
                                             html_text_ratio(r, x->all.least), html_text_ratio(r, x->all.top)),
                           .band  = result_tag(r, p, &x->all), .interval = x->all.has_interval,
                           .desc  = bands_words(r, p),
                           .at    = percent_at(r, &x->all, ratio_double(x->all.index))};

    put_bands(r, x, &v);
    if (!v.interval)
        return v;
    double least = ratio_double(x->all.least);
    v.low  = percent_at(r, &x->all, x->all.low);
    v.wide = percent_at(r, &x->all, least + x->all.high - x->all.low);
    v.note = say_args(r->arena, r->lang, MSG_hasil_interval_note,
                      html_bare_i64(r, survei_set(p, SURVEI_CONFIDENCE_PERCENT)), result_interval(r, p, &x->all));
    return v;
}

/* --- the whole page --- */

typedef struct { Str text; Url url; bool current; } FormTab;
typedef struct { Str text; } MarkCount;
typedef struct { Str name, mean; LIST(MarkCount) counts; } MarkLine;
typedef struct { Str name, n, goal, index, interval, band; bool shown; } GroupLine;
typedef struct { Str name, why; bool shown, goals, open; LIST(GroupLine) groups; } CutLines;
typedef struct { Str quarter, n, index, interval, band; LIST(Link) of; } PointLine;
typedef struct { Str name, why, n, without; } FlagLine;
typedef struct { bool shown; Str why; Bars bars; } OwnLines;

typedef struct {
    LIST(FormTab)  tabs;
    Notice         notice;
    Empty          none;
    bool           shown, has_trend;
    ScaleView      scale;
    Figures        figures;
    Tasks          lowest;
    Bars           elements;
    LIST(MarkCount) heads;
    LIST(MarkLine) marks;
    Str            groups_about, index_name, trend_caption, flags_sentence, without_head, links_title, licence;
    LIST(CutLines) cuts;
    Trend          trend;
    LIST(PointLine) points;
    LIST(OwnLines) choices;
    LIST(FlagLine) flags;
    Summary        how;
    LIST(MarkCount) doubts;
    LIST(Link)     links;
} ResultView;
#include "hasil.html.h"

static Str number(Req *r, i64 n) { return say_i64(r->arena, r->lang, n); }

static Str element_name(Req *r, const Hasil *x, int e)
{
    return str_fmt(r->arena, "%.*s %.*s", STRF(x->asked->pack->elements[e].code), STRF(x->tongue->at[e].topic));
}

/* --- figures, elements --- */

static Msg alpha_msg(Ratio alpha)
{
    return ratio_cmp(alpha, ratio(9, 10)) >= 0   ? MSG_hasil_alpha_high
           : ratio_cmp(alpha, ratio(7, 10)) >= 0 ? MSG_hasil_alpha_good
           : ratio_cmp(alpha, ratio(1, 2)) >= 0  ? MSG_hasil_alpha_fair
                                                 : MSG_hasil_alpha_low;
}

static void put_figures(Req *r, const Hasil *x, ResultView *v)
{
    Msg enough = x->n >= x->wanted ? MSG_hasil_enough : MSG_hasil_wanted;
    Str share  = x->population ? say_args(r->arena, r->lang, MSG_hasil_population, number(r, x->population))
                               : say(r->lang, MSG_hasil_population_none);

    *list_add(r->arena, &v->figures.of) = (Figure){
        .label = say(r->lang, MSG_hasil_answers), .value = number(r, x->n),
        .note  = str_fmt(r->arena, "%.*s %.*s",
                         STRF(say_args(r->arena, r->lang, enough, number(r, x->wanted))), STRF(share)),
        .url   = (Url){S("#cara")}};
    if (x->all.has_alpha)
        *list_add(r->arena, &v->figures.of) = (Figure){
            .label = say(r->lang, MSG_hasil_alpha), .value = say_ratio(r->arena, r->lang, x->all.alpha, 2),
            .note  = say(r->lang, alpha_msg(x->all.alpha))};
    *list_add(r->arena, &v->figures.of) = (Figure){
        .label = say(r->lang, MSG_hasil_flagged), .value = number(r, x->flagged),
        .note  = x->plain_shown && x->flagged
                     ? say_args(r->arena, r->lang, MSG_hasil_plain,
                                result_index(r, x->asked->pack, x->plain.index))
                     : (Str){0},
        .url   = (Url){S("#tanda")}};
}

static bool is_lowest(const Hasil *x, int e)
{
    for (int i = 0; i < x->all.nlowest; i++)
        if (x->all.lowest[i] == e)
            return true;
    return false;
}

static void put_lowest(Req *r, const ResultShow *show, const Hasil *x, ResultView *v)
{
    v->lowest.title = say(r->lang, MSG_hasil_lowest);
    for (int i = 0; i < x->all.nlowest; i++) {
        int   e = x->all.lowest[i];
        Task *t = list_add(r->arena, &v->lowest.of);
        *t = (Task){.text = element_name(r, x, e),
                    .hint = say_args(r->arena, r->lang, MSG_hasil_lowest_mean,
                                     say_ratio(r->arena, r->lang, x->all.at[e].mean, 2))};
        if (show->campaign->runs && !show->open_to_all)
            t->url = url_for(r, "/survei/%lld/tindak/baru?unsur=%.*s", (long long)show->campaign->id,
                             STRF(url_part(r->arena, x->asked->pack->elements[e].code)));
    }
}

static void put_elements(Req *r, const Hasil *x, ResultView *v)
{
    Ratio top = ratio_mul(ratio(x->asked->points, 1), x->asked->scale->factor.is);

    v->elements = (Bars){.title      = say_args(r->arena, r->lang, MSG_hasil_means, html_text_ratio(r, top)),
                         .label_head = say(r->lang, MSG_hasil_element),
                         .value_head = say(r->lang, MSG_hasil_mean)};
    for (int m = 1; m <= x->asked->points; m++)
        *list_add(r->arena, &v->heads) = (MarkCount){html_bare_i64(r, m)};
    for (int e = 0; e < x->asked->elements; e++) {
        Str       mean = say_ratio(r->arena, r->lang, x->all.at[e].mean, 2);
        MarkLine *line = list_add(r->arena, &v->marks);
        *list_add(r->arena, &v->elements.of) = (Bar){.label  = element_name(r, x, e), .text = mean,
                                                     .share  = ratio_div(x->all.at[e].mean, top),
                                                     .strong = is_lowest(x, e)};
        *line = (MarkLine){.name = element_name(r, x, e), .mean = mean};
        for (int m = 0; m < x->asked->points; m++)
            *list_add(r->arena, &line->counts) = (MarkCount){number(r, x->sums.marks[e][m])};
    }
}

/* --- groups --- */

static GroupLine group_line(Req *r, const Hasil *x, const ResultGroup *g)
{
    GroupLine l = {.name = g->name, .shown = g->shown, .n = number(r, g->n), .goal = number(r, g->quota)};
    if (g->shown && g->n) {
        l.index    = result_index(r, x->asked->pack, g->is.index);
        l.interval = result_interval(r, x->asked->pack, &g->is);
        l.band     = result_band(r, &g->is);
    }
    return l;
}

static void put_cut(Req *r, const Hasil *x, const ResultCut *k, ResultView *v)
{
    CutLines *c = list_add(r->arena, &v->cuts);

    *c = (CutLines){.name = k->name, .shown = k->shown, .goals = k->cut == CUT_SERVICE && x->quota > 0,
                    .open = k->cut == CUT_SERVICE};
    if (!k->shown)
        c->why = say_args(r->arena, r->lang, MSG_hasil_all_hidden, k->name, number(r, x->least));
    for (isize i = 0; k->shown && i < k->groups.count; i++)
        *list_add(r->arena, &c->groups) = group_line(r, x, &k->groups.at[i]);
}

/* One group alone says what all say: it is left out; so are quarters where there is but one. */
static void put_cuts(Req *r, const Hasil *x, ResultView *v)
{
    v->groups_about = say_args(r->arena, r->lang, MSG_hasil_groups_about, number(r, x->least));
    for (int i = 0; i < x->ncuts; i++)
        if (x->cuts[i].groups.count > 1)
            put_cut(r, x, &x->cuts[i], v);
}

/* --- over time --- */

static void put_quarter(Req *r, const ResultShow *show, const ResultQuarter *q, ResultView *v)
{
    PointLine *l = list_add(r->arena, &v->points);

    *list_add(r->arena, &v->trend.points) =
        (TrendPoint){.label = str_fmt(r->arena, "%lld/%lld", (long long)(q->quarter % 10),
                                      (long long)(q->quarter / 10)), .value = q->is.index};
    *l = (PointLine){.quarter  = hasil_quarter_title(r->arena, r->lang, q), .n = number(r, q->is.n),
                     .index    = result_index(r, q->pack, q->is.index),
                     .interval = result_interval(r, q->pack, &q->is), .band = result_band(r, &q->is)};
    for (isize i = 0; i < q->of.count; i++) {
        const ResultPoint *p = q->of.at[i];
        *list_add(r->arena, &l->of) =
            (Link){p->title, show->open_to_all
                                 ? url_for(r, "/s/%.*s/hasil?form=%d", STRF(url_part(r->arena, p->slug)), p->form)
                                 : url_for(r, "/survei/%lld/hasil?form=%d", (long long)p->campaign_id, p->form)};
    }
}

Err result_quarters(Req *r, const ResultShow *show, const SurveiPack *p, ResultQuarters *out)
{
    ResultPoints *points = new(r->arena, ResultPoints, 1);
    ResultSpan    span   = {show->campaign->instansi_id, show->campaign->unit_id, p->family, show->open_to_all,
                            {0}, {0}};

    TRY(hasil_points(r->arena, r->db, r->web->survei, &span, points));
    hasil_quarters(r->arena, points, out);
    return NO_ERR;
}

static Err put_trend(Req *r, const ResultShow *show, const Hasil *x, ResultView *v)
{
    ResultQuarters all;

    TRY(result_quarters(r, show, x->asked->pack, &all));
    v->trend_caption = say_args(r->arena, r->lang, MSG_hasil_trend_of, x->asked->pack->index,
                                show->campaign->unit_name);
    v->trend = (Trend){.title = v->trend_caption, .value_head = x->asked->pack->index, .low = x->all.least,
                       .high  = x->all.top};
    for (isize i = 0; i < all.count; i++)
        put_quarter(r, show, &all.at[i], v);
    v->has_trend = all.count > 1;
    return NO_ERR;
}

/* --- own questions, flags, how it was reckoned --- */

static void put_choices(Req *r, const Hasil *x, ResultView *v)
{
    for (isize i = 0; i < x->choices.count; i++) {
        const ResultChoice *c = &x->choices.at[i];
        OwnLines           *l = list_add(r->arena, &v->choices);
        l->shown = c->shown;
        l->why   = say_args(r->arena, r->lang, MSG_hasil_own_hidden, c->ask, number(r, x->least));
        l->bars  = (Bars){c->ask, say(r->lang, MSG_hasil_option), say(r->lang, MSG_hasil_answers), {0}};
        for (isize k = 0; k < c->options.count; k++) {
            const ResultOption *o = &c->options.at[k];
            *list_add(r->arena, &l->bars.of) =
                (Bar){.label = o->text, .text = o->shown ? number(r, o->n) : say(r->lang, MSG_hasil_hidden),
                      .share = ratio(o->n, x->n)};
        }
    }
}

static void put_flags(Req *r, const Hasil *x, ResultView *v)
{
    const SurveiPack *p = x->asked->pack;

    v->without_head   = say_args(r->arena, r->lang, MSG_hasil_without, p->index);
    v->flags_sentence = !x->flagged ? say(r->lang, MSG_hasil_flags_none)
                        : x->plain_shown
                            ? say_args(r->arena, r->lang, MSG_hasil_flags_plain, number(r, x->flagged),
                                       p->index, result_index(r, p, x->all.index), result_index(r, p, x->plain.index))
                            : say_args(r->arena, r->lang, MSG_hasil_flags_few, number(r, x->flagged),
                                       number(r, x->least));
    for (int i = 0; i < SURVEI_FLAGS; i++)
        if (x->flags[i].n)
            *list_add(r->arena, &v->flags) = (FlagLine){
                say(r->lang, survei_flag_msg(i)), say(r->lang, survei_flag_why_msg(i)), number(r, x->flags[i].n),
                x->flags[i].shown ? result_index(r, p, x->flags[i].without.index)
                                  : say(r->lang, MSG_hasil_not_told)};
}

static void how_line(Req *r, ResultView *v, Msg key, Str value)
{
    if (value.len)
        *list_add(r->arena, &v->how.lines) = (SummaryLine){.key = say(r->lang, key), .value = value};
}

static void doubt(Req *r, ResultView *v, const Str *text)
{
    if (text[r->lang].len)
        *list_add(r->arena, &v->doubts) = (MarkCount){text[r->lang]};
}

static void put_how(Req *r, const Hasil *x, ResultView *v)
{
    const SurveiPack *p = x->asked->pack;

    how_line(r, v, MSG_hasil_instrument, p->title[r->lang]);
    how_line(r, v, MSG_hasil_scale, say_args(r->arena, r->lang, MSG_hasil_scale_of,
                                                     html_bare_i64(r, x->asked->points), number(r, p->nelements)));
    how_line(r, v, MSG_hasil_weight, say_args(r->arena, r->lang, MSG_hasil_weight_of,
                                                      ratio_exact(r->arena, p->weight.is),
                                                      html_text_ratio(r, p->times.is)));
    how_line(r, v, MSG_hasil_bands, bands_words(r, p));
    how_line(r, v, MSG_hasil_sample,
             x->population ? say_args(r->arena, r->lang, MSG_hasil_sample_of, number(r, x->population),
                                      number(r, x->wanted))
                           : say_args(r->arena, r->lang, MSG_hasil_sample_least, number(r, x->wanted)));
    how_line(r, v, MSG_hasil_period, result_period(r, x->campaign));
    doubt(r, v, p->doubt);
    doubt(r, v, p->weight.doubt);
    doubt(r, v, x->asked->scale->factor.doubt);
    doubt(r, v, p->bands[0].from.doubt);
    doubt(r, v, p->set[SURVEI_SAMPLE_CHI2].doubt);
}

/* --- all of it --- */

static void put_tabs(Req *r, const ResultShow *show, ResultView *v)
{
    const SurveiCampaign *c = show->campaign;

    for (int i = 0; c->nforms > 1 && i < c->nforms; i++)
        *list_add(r->arena, &v->tabs) =
            (FormTab){str_fmt(r->arena, "%.*s (%.*s)", STRF(c->forms[i].pack->name), STRF(c->forms[i].pack->index)),
                      i ? url_for(r, "%.*s?form=%d", STRF(show->self.s), i) : show->self, i == show->form};
}

static void put_notice(Req *r, const Hasil *x, ResultView *v)
{
    i64 least = survei_set(x->asked->pack, SURVEI_RESPONDENTS_LEAST);

    if (x->waiting)
        v->notice = (Notice){.tone = TONE_INFO, .text = say_args(r->arena, r->lang, MSG_hasil_waiting,
                                                                 number(r, x->waiting))};
    else if (hasil_few(x))
        v->notice = (Notice){.tone = TONE_WARN, .text = say_args(r->arena, r->lang, MSG_hasil_few,
                                                                 number(r, x->n), number(r, least))};
}

static Empty none_of(Req *r, const Hasil *x)
{
    if (x->campaign->state == SURVEI_OPEN)
        return (Empty){.title = say(r->lang, MSG_hasil_sealed),
                       .text  = say_args(r->arena, r->lang, MSG_hasil_sealed_why, number(r, x->n),
                                         say_date(r->arena, r->lang, x->campaign->closes_on))};
    return (Empty){.title = say(r->lang, MSG_hasil_none),
                   .text  = say_args(r->arena, r->lang, MSG_hasil_none_why, number(r, x->least))};
}

Err result_show(Req *r, const ResultShow *show)
{
    Hasil      x;
    ResultView v = {0};

    TRY(hasil_of(r->arena, r->db, show->campaign, show->form, r->lang, &x));
    v.shown      = x.shown;
    v.index_name = x.asked->pack->index;
    put_tabs(r, show, &v);
    put_notice(r, &x, &v);
    v.links.at    = show->links.at;
    v.links.count = show->links.count;
    v.links_title = say(r->lang, show->open_to_all ? MSG_hasil_data : MSG_hasil_more);
    v.licence     = show->open_to_all ? say(r->lang, MSG_hasil_licence) : (Str){0};
    if (x.shown) {
        v.scale = scale_of(r, &x);
        put_figures(r, &x, &v);
        put_lowest(r, show, &x, &v);
        put_elements(r, &x, &v);
        put_cuts(r, &x, &v);
        TRY(put_trend(r, show, &x, &v));
        put_choices(r, &x, &v);
        put_flags(r, &x, &v);
        put_how(r, &x, &v);
    } else {
        v.none = none_of(r, &x);
    }
    view_hasil(r, &v);
    return NO_ERR;
}
