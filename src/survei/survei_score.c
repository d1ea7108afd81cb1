#include "survei/survei_score.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { POPULATION_MOST = 1000000000 };          /* from here on the sample is the same */

bool survei_marks_good(const SurveiPack *p, const SurveiScale *scale, const u8 *marks)
{
    for (int e = 0; e < p->nelements; e++)
        if (marks[e] < 1 || marks[e] > scale->points)
            return false;
    return true;
}

void survei_sums_add(const SurveiPack *p, SurveiSums *s, const u8 *marks)
{
    i64 total = 0;
    for (int e = 0; e < p->nelements; e++) {
        assert(marks[e] >= 1 && marks[e] <= SURVEI_POINTS);
        s->marks[e][marks[e] - 1]++;
        total += marks[e];
    }
    s->n++;
    s->total += total;
    s->total_sq += total * total;
}

void survei_sums_merge(SurveiSums *into, const SurveiSums *from)
{
    into->n += from->n;
    into->total += from->total;
    into->total_sq += from->total_sq;
    for (int e = 0; e < SURVEI_ELEMENTS; e++)
        for (int m = 0; m < SURVEI_POINTS; m++)
            into->marks[e][m] += from->marks[e][m];
}

/* n times the sum of squares less the square of the sum: the variance times n (n - 1), exactly. */
static Ratio spread(i64 n, i64 sum, i64 sum_sq)
{
    return ratio_sub(ratio_mul(ratio(n, 1), ratio(sum_sq, 1)), ratio_mul(ratio(sum, 1), ratio(sum, 1)));
}

static double sd_of(Ratio spread, i64 n)
{
    return sqrt(ratio_double(ratio_div(spread, ratio_mul(ratio(n, 1), ratio(n - 1, 1)))));
}

/* Of each element: the mean, the deviation; the spreads added up are what alpha asks for. */
static Ratio measure_parts(const SurveiPack *p, const SurveiScale *scale, const SurveiSums *s, SurveiMeasure *out)
{
    Ratio spreads = {0};
    for (int e = 0; e < p->nelements; e++) {
        SurveiPart *part = &out->at[e];
        i64         sum = 0, sum_sq = 0;
        for (int m = 0; m < SURVEI_POINTS; m++) {
            sum += s->marks[e][m] * (m + 1);
            sum_sq += s->marks[e][m] * (m + 1) * (m + 1);
        }
        Ratio own   = spread(s->n, sum, sum_sq);
        spreads     = ratio_add(spreads, own);
        part->given = ratio(sum, s->n);
        part->mean  = ratio_mul(part->given, scale->factor.is);
        part->sd    = s->n > 1 ? sd_of(own, s->n) * ratio_double(scale->factor.is) : 0;
    }
    return spreads;
}

static void find_lowest(const SurveiPack *p, SurveiMeasure *out)
{
    for (int e = 0; e < p->nelements; e++) {
        int at = out->nlowest;
        while (at > 0 && ratio_cmp(out->at[e].mean, out->at[out->lowest[at - 1]].mean) < 0)
            at--;
        for (int k = SURVEI_LOWEST - 1; k > at; k--)
            out->lowest[k] = out->lowest[k - 1];
        if (at < SURVEI_LOWEST) {
            out->lowest[at] = e;
            out->nlowest += out->nlowest < SURVEI_LOWEST;
        }
    }
}

static void find_interval(const SurveiPack *p, SurveiMeasure *out)
{
    double tail = (1 - ratio_double(p->set[SURVEI_CONFIDENCE_PERCENT].is) / 100) / 2;
    double half = gsl_cdf_tdist_Qinv(tail, (double)(out->n - 1)) * out->sd / sqrt((double)out->n);
    double mid  = ratio_double(out->index);
    out->has_interval = isfinite(half);
    out->low          = fmax(mid - half, ratio_double(out->least));
    out->high         = fmin(mid + half, ratio_double(out->top));
}

void survei_measure(const SurveiPack *p, const SurveiScale *scale, const SurveiSums *s, SurveiMeasure *out)
{
    Ratio each = ratio_mul(ratio_mul(p->times.is, p->weight.is), scale->factor.is);    /* what a mark adds */

    *out = (SurveiMeasure){.n = s->n};
    out->least = ratio_mul(each, ratio(p->nelements, 1));
    out->top   = ratio_mul(out->least, ratio(scale->points, 1));
    if (!s->n)
        return;
    out->index    = ratio_mul(each, ratio(s->total, s->n));
    out->band     = survei_band(p, out->index);
    Ratio spreads = measure_parts(p, scale, s, out), all = spread(s->n, s->total, s->total_sq);
    find_lowest(p, out);
    if (s->n < 2)
        return;
    out->sd = sd_of(all, s->n) * ratio_double(each);
    find_interval(p, out);
    out->has_alpha = p->nelements > 1 && all.n;
    if (out->has_alpha)
        out->alpha = ratio_mul(ratio(p->nelements, p->nelements - 1), ratio_sub(ratio(1, 1), ratio_div(spreads, all)));
}

/* A rounded index reaches a bound of whole steps just when the index comes within half a step of it. */
const SurveiBand *survei_band(const SurveiPack *p, Ratio index)
{
    Ratio reach = ratio_add(index, ratio_div(ratio(1, 2), survei_step(p)));
    for (int i = 0; i < p->nbands - 1; i++)
        if (ratio_cmp(reach, p->bands[i].from.is) >= 0)
            return &p->bands[i];
    return &p->bands[p->nbands - 1];
}

Str survei_index(Arena *a, const SurveiPack *p, Ratio index, char point)
{
    i64 num = 0, den = 1;
    ratio_split(p->decimals.is, &num, &den);
    return ratio_round(a, index, (int)num, point);
}

/* To the nearest whole number, a half upwards. */
static i64 whole(Ratio r)
{
    i64 num, den;
    return ratio_split(ratio_add(r, ratio(1, 2)), &num, &den) ? num / den : 0;
}

i64 survei_sample(const SurveiPack *p, i64 population)
{
    if (population < 1)
        return 0;
    Ratio n = ratio(population < POPULATION_MOST ? population : POPULATION_MOST, 1), one = ratio(1, 1);
    Ratio share  = p->set[SURVEI_SAMPLE_SHARE].is, error = p->set[SURVEI_SAMPLE_ERROR].is;
    Ratio varies = ratio_mul(p->set[SURVEI_SAMPLE_CHI2].is, ratio_mul(share, ratio_sub(one, share)));
    Ratio below  = ratio_add(ratio_mul(ratio_mul(error, error), ratio_sub(n, one)), varies);
    return whole(ratio_div(ratio_mul(varies, n), below));
}

i64 survei_target(const SurveiPack *p, i64 population)
{
    i64 sample = survei_sample(p, population), least = survei_set(p, SURVEI_RESPONDENTS_LEAST);
    return population < least || sample > least ? sample : least;
}
