/* What surveys know about items of a worksheet; which instrument answers which item stands in the instrument. */
#include "hasil/hasil_web.h"

enum { DECIMALS = 4 };                          /* of what is taken over: the worksheet reckons with it unrounded */

typedef struct {
    i64   n, times, done;       /* answers; surveys; those of them that have a result */
    Ratio sum;                  /* of the indices, each times its answers */
    const ResultPoint *newest;  /* with a result, if one has */
} Year;

static Year year_of(const ResultPoints *points)
{
    Year y = {0};
    for (isize i = 0; i < points->count; i++) {
        const ResultPoint *p = &points->at[i];
        y.times++;
        y.newest = y.newest && !p->shown ? y.newest : p;
        if (!p->shown)
            continue;
        y.n += p->is.n;
        y.done++;
        y.sum = ratio_add(y.sum, ratio_mul(p->is.index, ratio(p->is.n, 1)));
    }
    return y;
}

static Str number(Req *r, i64 n) { return say_i64(r->arena, r->lang, n); }

static Fact *fact_add(Req *r, Facts *out, const Year *y)
{
    Fact *f = list_add(r->arena, &out->of);
    *f = (Fact){.link_text = say(r->lang, MSG_hasil_fact_link),
                .link      = url_for(r, "/survei/%lld/hasil?form=%d", (long long)y->newest->campaign_id,
                                     y->newest->form)};
    return f;
}

static void index_fact(Req *r, const FactAsk *ask, const SurveiPack *p, const Year *y, Facts *out)
{
    Fact *f     = fact_add(r, out, y);
    Ratio index = ratio_div(y->sum, ratio(y->n, 1));
    i64   least = survei_set(p, SURVEI_RESPONDENTS_LEAST);

    f->shows    = result_index(r, p, index);
    f->says     = say_args(r->arena, r->lang, MSG_hasil_fact_index, p->index, f->shows, number(r, y->n),
                           number(r, y->done), html_bare_i64(r, ask->year));
    f->answers  = true;
    f->texts[0] = ratio_round(r->arena, index, DECIMALS, '.');
    f->note     = say_args(r->arena, r->lang, MSG_hasil_fact_note, f->says, say_date(r->arena, r->lang, r->today));
    if (y->n < least)
        f->warning = say_args(r->arena, r->lang, MSG_hasil_few, number(r, y->n), number(r, least));
    else if (y->done < y->times)
        f->warning = say(r->lang, MSG_hasil_fact_running);
}

static void times_fact(Req *r, const FactAsk *ask, const SurveiPack *p, const Year *y, Facts *out)
{
    Fact *f = fact_add(r, out, y);
    f->says = say_args(r->arena, r->lang, MSG_hasil_fact_times, p->name, number(r, y->done),
                       html_bare_i64(r, ask->year), number(r, survei_set(p, SURVEI_TIMES_FULL)));
}

static Err facts_of(Req *r, const FactAsk *ask, const SurveiPack *p, Facts *out)
{
    ResultPoints points;
    ResultSpan   span = {ask->instansi_id, ask->unit_id, p->family, false, date_ymd(ask->year, 1, 1),
                         date_ymd(ask->year, 12, 31)};

    TRY(hasil_points(r->arena, r->db, r->web->survei, &span, &points));
    Year y = year_of(&points);
    if (y.n && str_eq(p->feeds_index, ask->item))
        index_fact(r, ask, p, &y, out);
    if (y.times && str_eq(p->feeds_times, ask->item))
        times_fact(r, ask, p, &y, out);
    return NO_ERR;
}

Err result_facts(Req *r, const FactAsk *ask, Facts *out)
{
    const SurveiPacks *packs = r->web->survei;
    Str                done  = {0};             /* a family is asked once, whichever of its instruments says so */

    for (isize i = 0; packs && i < packs->packs.count; i++) {
        const SurveiPack *p    = packs->packs.at[i];
        bool              here = str_eq(p->feeds_index, ask->item) || str_eq(p->feeds_times, ask->item);
        if (!here || !str_eq(p->feeds, ask->pack) || str_eq(p->family, done))
            continue;
        done = p->family;
        TRY(facts_of(r, ask, p, out));
    }
    return NO_ERR;
}
