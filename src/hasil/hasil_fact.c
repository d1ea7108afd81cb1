/* What surveys know about items of a worksheet; which instrument answers which item stands in the instrument. */
#include "hasil/hasil_web.h"

enum { DECIMALS = 4 };                          /* of what is taken over: the worksheet reckons with it unrounded */

typedef struct {
    i64   n, times, done, open; /* answers; surveys; those of them that have a result; that still run */
    i64   few;                  /* of those with a result: with fewer answers than a unit's survey needs */
    Buf   few_names, flagged_names;     /* these, and those of which most answers are flagged */
    Ratio sum;                  /* of the indices, each times its answers */
    const ResultPoint *newest;  /* with a result, if one has */
} Year;

static void name_add(Buf *b, Str title)
{
    buf_addf(b, "%s%.*s", b->len ? ", " : "", STRF(title));
}

static Year year_of(Arena *a, const ResultPoints *points)
{
    Year y = {.few_names = {.arena = a}, .flagged_names = {.arena = a}};
    for (isize i = 0; i < points->count; i++) {
        const ResultPoint *p = &points->at[i];
        y.times++;
        y.newest = y.newest && !p->shown ? y.newest : p;
        y.open += p->open;
        if (!p->shown)
            continue;
        if (p->is.n < survei_set(p->pack, SURVEI_RESPONDENTS_LEAST)) {
            y.few++;
            name_add(&y.few_names, p->title);
        }
        if (2 * p->flagged > p->is.n)
            name_add(&y.flagged_names, p->title);
        y.n += p->is.n;
        y.done++;
        y.sum = ratio_add(y.sum, ratio_mul(p->is.index, ratio(p->is.n, 1)));
    }
    return y;
}

static Str number(Req *r, i64 n) { return say_i64(r->arena, r->lang, n); }

/* One survey: its result; several: the list of them, each with its index and its answers. */
static Fact *fact_add(Req *r, const FactAsk *ask, Facts *out, const Year *y)
{
    Fact *f = list_add(r->arena, &out->of);

    *f = y->times > 1
             ? (Fact){.link_text = say(r->lang, MSG_hasil_fact_link_all),
                      .link = url_for(r, "/survei?unit=%lld&tahun=%d", (long long)ask->unit_id, ask->year)}
             : (Fact){.link_text = say(r->lang, MSG_hasil_fact_link),
                      .link = url_for(r, "/survei/%lld/hasil?form=%d", (long long)y->newest->campaign_id,
                                      y->newest->form)};
    return f;
}

static void warn(Buf *b, Str sentence)
{
    buf_addf(b, "%s%.*s", b->len ? " " : "", STRF(sentence));
}

/* What to think of before relying on the number. */
static Str warning_of(Req *r, const SurveiPack *p, const Year *y)
{
    i64 least = survei_set(p, SURVEI_RESPONDENTS_LEAST);
    Buf b     = {.arena = r->arena};

    if (y->n < least)
        warn(&b, say_args(r->arena, r->lang, MSG_hasil_few, number(r, y->n), number(r, least)));
    else if (y->few)
        warn(&b, say_args(r->arena, r->lang, MSG_hasil_fact_few, number(r, y->few), number(r, y->done),
                          number(r, least), buf_str(&y->few_names)));
    if (y->flagged_names.len)
        warn(&b, say_args(r->arena, r->lang, MSG_hasil_fact_flagged, buf_str(&y->flagged_names)));
    if (y->open)
        warn(&b, say(r->lang, MSG_hasil_fact_running));
    return buf_str(&b);
}

static void index_fact(Req *r, const FactAsk *ask, const SurveiPack *p, const Year *y, Facts *out)
{
    Fact *f     = fact_add(r, ask, out, y);
    Ratio index = ratio_div(y->sum, ratio(y->n, 1));

    f->shows    = result_index(r, p, index);
    f->says     = say_args(r->arena, r->lang, MSG_hasil_fact_index, p->index, f->shows, number(r, y->n),
                           number(r, y->done), html_bare_i64(r, ask->year));
    f->answers  = true;
    f->texts[0] = ratio_round(r->arena, index, DECIMALS, '.');
    f->note     = say_args(r->arena, r->lang, MSG_hasil_fact_note, f->says, say_date(r->arena, r->lang, r->today));
    f->warning  = warning_of(r, p, y);
}

static void times_fact(Req *r, const FactAsk *ask, const SurveiPack *p, const Year *y, Facts *out)
{
    Fact *f = fact_add(r, ask, out, y);
    f->says = say_args(r->arena, r->lang, MSG_hasil_fact_times, p->name, number(r, y->done),
                       html_bare_i64(r, ask->year), number(r, survei_set(p, SURVEI_TIMES_FULL)));
}

static Err facts_of(Req *r, const FactAsk *ask, const SurveiPack *p, Facts *out)
{
    ResultPoints points;
    ResultSpan   span = {ask->instansi_id, ask->unit_id, p->family, false, date_ymd(ask->year, 1, 1),
                         date_ymd(ask->year, 12, 31)};

    TRY(hasil_points(r->arena, r->db, r->web->survei, &span, &points));
    Year y = year_of(r->arena, &points);
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
