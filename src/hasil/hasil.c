#include "hasil/hasil.h"

#include "hasil.sql.h"

enum { GROUPS = 120, SAID_PAGE = 50 };                  /* services, months or options of one cut */

/* --- what may be told --- */

/* Hide the smallest of those still shown, and all of the same size: which of them it was would tell. */
static int hide_next(const i64 *n, int count, bool *shown)
{
    i64 least = INT64_MAX;
    int more  = 0;

    for (int i = 0; i < count; i++)
        least = shown[i] && n[i] < least ? n[i] : least;
    for (int i = 0; i < count; i++)
        if (shown[i] && n[i] == least) {
            shown[i] = false;
            more++;
        }
    return more;
}

/* Hidden together they hold `least` or more, or their sum would be a small group; they are two or more, or subtracting
 * tells the one; and not all as large as a small group can be, or their sum tells each of them.  Empty groups are
 * hidden with the small ones for the same reason: five groups that hold five answers would have one each. */
bool hasil_suppress(const i64 *n, int count, i64 least, bool *out_shown)
{
    i64 sum = 0, all = 0;
    int hidden = 0;

    for (int i = 0; i < count; i++) {
        out_shown[i] = n[i] >= least;
        hidden += !out_shown[i];
        sum += out_shown[i] ? 0 : n[i];
        all += n[i];
    }
    if (all >= least && !sum) {
        for (int i = 0; i < count; i++)
            out_shown[i] = true;
        return true;
    }
    if (hidden < 2 || sum < least || sum == hidden * (least - 1))
        hidden += hide_next(n, count, out_shown);
    return hidden < count;
}

bool hasil_suppress_own(const i64 *n, int count, bool must, i64 least, bool *out_shown)
{
    int from = must && !n[0];

    out_shown[0] = true;
    return hasil_suppress(n + from, count - from, least, out_shown + from);
}

/* No sum or difference of them comes to less than `least` answers.  One that comes to none is no better: two sets of
 * the same size may differ by one person each. */
static bool apart(const i64 *n, int count, i64 so_far, i64 least)
{
    if (!count)
        return so_far >= least || so_far <= -least;
    return apart(n + 1, count - 1, so_far, least) && apart(n + 1, count - 1, so_far + n[0], least)
        && apart(n + 1, count - 1, so_far - n[0], least);
}

/* Told so far, and this one besides. */
static bool may_join(const i64 *told, int ntold, i64 n, i64 least)
{
    return n && apart(told, ntold, n, least);
}

/* Of two sets and all that are flagged, every combination is about as many as some sum or difference; of three it need
 * not be, so two are told. */
enum { FLAGS_ALONE = 2 };

void hasil_suppress_flags(const i64 n[FLAG_SETS], i64 least, bool out_shown[FLAG_SETS])
{
    i64 told[FLAG_SETS] = {n[0]}, flagged = n[0] - n[1];
    int ntold = 1, alone = 0;

    out_shown[0] = true;
    out_shown[1] = may_join(told, ntold, n[1], least);
    if (out_shown[1])
        told[ntold++] = n[1];
    for (int i = 2; i < FLAG_SETS; i++) {
        bool all_of_them = n[i] && n[i] == flagged;     /* the very same answers as those without any flag leave out */
        out_shown[i] = all_of_them ? out_shown[1] : alone < FLAGS_ALONE && may_join(told, ntold, n[i], least);
        if (!out_shown[i] || all_of_them)
            continue;
        told[ntold++] = n[i];
        alone++;
    }
}

/* --- reading --- */

typedef struct {
    Arena             *a;
    Lang               lang;
    Hasil             *out;
    const SurveiCells *cells;
} Make;

static const SurveiCell *cell_at(const SurveiCells *cells, int cut, i64 cell)
{
    for (isize i = 0; i < cells->count; i++)
        if (cells->at[i].cut == cut && cells->at[i].cell == cell)
            return &cells->at[i];
    return NULL;
}

static SurveiSums sums_at(const Make *m, int cut, i64 cell)
{
    const SurveiCell *x = cell_at(m->cells, cut, cell);
    return x ? survei_sums_of(m->out->asked, x) : (SurveiSums){0};
}

static SurveiSums sums_less(SurveiSums all, const SurveiSums *part)
{
    all.n -= part->n;
    all.total -= part->total;
    all.total_sq -= part->total_sq;
    for (int e = 0; e < SURVEI_ELEMENTS; e++)
        for (int k = 0; k < SURVEI_POINTS; k++)
            all.marks[e][k] -= part->marks[e][k];
    return all;
}

static void measure(const Make *m, const SurveiSums *s, SurveiMeasure *out)
{
    survei_measure(m->out->asked->pack, m->out->asked->scale, s, out);
}

/* --- flags --- */

static void put_flags(const Make *m)
{
    Hasil     *out   = m->out;
    SurveiSums plain = sums_at(m, CUT_FLAG, SURVEI_FLAGS), flag[SURVEI_FLAGS];
    i64        n[FLAG_SETS] = {out->n, plain.n};
    bool       shown[FLAG_SETS];

    for (int i = 0; i < SURVEI_FLAGS; i++) {
        flag[i]  = sums_at(m, CUT_FLAG, i);
        n[2 + i] = out->flags[i].n = flag[i].n;
    }
    hasil_suppress_flags(n, out->least, shown);
    out->flagged     = out->n - plain.n;
    out->plain_shown = shown[1];
    if (out->plain_shown)
        measure(m, &plain, &out->plain);
    for (int i = 0; i < SURVEI_FLAGS; i++) {
        SurveiSums rest     = sums_less(out->sums, &flag[i]);
        out->flags[i].shown = shown[2 + i];
        if (out->flags[i].shown)
            measure(m, &rest, &out->flags[i].without);
    }
}

/* --- groups --- */

static ResultCut *cut_add(const Make *m, int cut, Str code, Str name)
{
    ResultCut *k = &m->out->cuts[m->out->ncuts++];
    *k = (ResultCut){.cut = cut, .code = code, .name = name, .shown = true};
    return k;
}

static ResultGroup *group_add(const Make *m, ResultCut *k, i64 cell, Str name)
{
    ResultGroup      *g = list_add(m->a, &k->groups);
    const SurveiCell *x = cell_at(m->cells, k->cut, cell);
    *g = (ResultGroup){.cell = cell, .name = name, .n = x ? x->n : 0};
    return g;
}

static void hide(ResultGroup *g)
{
    g->shown = false;
    g->n     = 0;
    g->is    = (SurveiMeasure){0};
}

/* Groups from..until of a cut make up something that is told. */
static bool suppress(const Make *m, ResultCut *k, isize from, isize until)
{
    i64  n[GROUPS];
    bool shown[GROUPS];
    int  count = (int)(until - from < GROUPS ? until - from : GROUPS);

    for (int i = 0; i < count; i++)
        n[i] = k->groups.at[from + i].n;
    bool any = hasil_suppress(n, count, m->out->least, shown);
    for (isize i = from; i < until; i++) {
        k->groups.at[i].shown = i - from < GROUPS && shown[i - from];
        if (!k->groups.at[i].shown)
            hide(&k->groups.at[i]);
        k->hidden += !k->groups.at[i].shown;
    }
    return any;
}

static void put_measures(const Make *m, ResultCut *k)
{
    for (isize i = 0; i < k->groups.count; i++) {
        ResultGroup *g    = &k->groups.at[i];
        SurveiSums   sums = sums_at(m, k->cut, g->cell);
        if (g->shown && g->n)
            measure(m, &sums, &g->is);
    }
}

static void put_services(const Make *m)
{
    const SurveiCampaign *c = m->out->campaign;
    ResultCut *k = cut_add(m, CUT_SERVICE, S("service"), say(m->lang, MSG_hasil_by_service));

    for (int i = 0; i < c->ntargets; i++) {
        const SurveiTarget *t = &c->targets[i];
        ResultGroup *g = group_add(m, k, t->service_id, m->lang == LANG_EN && t->name_en.len ? t->name_en : t->name);
        g->population  = t->population;
        g->quota       = t->quota;
    }
    i64 named = 0;
    for (isize i = 0; i < k->groups.count; i++)
        named += k->groups.at[i].n;
    for (isize i = 0; named < m->out->n && i < m->cells->count; i++) {
        const SurveiCell *x = &m->cells->at[i];
        bool known = x->cut != CUT_SERVICE;
        for (int j = 0; j < c->ntargets; j++)
            known = known || c->targets[j].service_id == x->cell;
        if (!known)
            group_add(m, k, x->cell, say(m->lang, MSG_hasil_service_other));
    }
    k->shown = suppress(m, k, 0, k->groups.count);
    put_measures(m, k);
}

i64 hasil_quarter_of(Date d)
{
    Ymd at = date_split(d);
    return at.year * 10 + (at.month + 2) / 3;
}

Str hasil_quarter_name(Arena *a, Lang lang, i64 quarter)
{
    static const char *const roman[] = {"I", "II", "III", "IV"};
    i64 q    = quarter % 10;
    Str name = lang == LANG_ID && q >= 1 && q <= 4 ? str_of(roman[q - 1]) : str_fmt(a, "%lld", (long long)q);
    return say_args(a, lang, MSG_hasil_quarter, name, str_fmt(a, "%lld", (long long)(quarter / 10)));
}

static i64 quarter_of_month(i64 month)
{
    return month / 100 * 10 + (month % 100 + 2) / 3;
}

/* The sums of the months of a quarter. */
static SurveiSums quarter_sums(const Make *m, i64 quarter)
{
    SurveiSums all = {0};
    for (int i = 2; i >= 0; i--) {
        SurveiSums one = sums_at(m, CUT_MONTH, quarter / 10 * 100 + quarter % 10 * 3 - i);
        survei_sums_merge(&all, &one);
    }
    return all;
}

static void put_quarters(const Make *m, const ResultCut *months)
{
    ResultCut *k = cut_add(m, CUT_MONTH, S("quarter"), say(m->lang, MSG_hasil_by_quarter));

    for (isize i = 0; i < months->groups.count; i++) {
        i64          q = quarter_of_month(months->groups.at[i].cell);
        ResultGroup *g = k->groups.count ? &k->groups.at[k->groups.count - 1] : NULL;
        if (!g || g->cell != q)
            g = group_add(m, k, q, hasil_quarter_name(m->a, m->lang, q));
        g->n += months->groups.at[i].n;
    }
    k->shown = suppress(m, k, 0, k->groups.count);
    for (isize i = 0; i < k->groups.count; i++) {
        ResultGroup *g    = &k->groups.at[i];
        SurveiSums   sums = quarter_sums(m, g->cell);
        if (g->shown && g->n)
            measure(m, &sums, &g->is);
    }
}

/* Months make up quarters, so they are told quarter by quarter, and of none that is hidden. */
static void suppress_months(const Make *m, ResultCut *months, const ResultCut *quarters)
{
    isize from = 0;

    months->shown = false;
    for (isize i = 0; i < quarters->groups.count; i++) {
        isize until = from;
        while (until < months->groups.count
               && quarter_of_month(months->groups.at[until].cell) == quarters->groups.at[i].cell)
            until++;
        if (quarters->groups.at[i].shown) {
            months->shown |= suppress(m, months, from, until);
        } else {
            months->hidden += (int)(until - from);
            for (isize j = from; j < until; j++)
                hide(&months->groups.at[j]);
        }
        from = until;
    }
}

/* The month of the campaign's last day, or of the last answers if they came later. */
static Ymd last_month(const Make *m)
{
    Ymd last = date_split(survei_until(m->out->campaign));

    for (isize i = 0; i < m->cells->count; i++) {
        const SurveiCell *x = &m->cells->at[i];
        if (x->cut == CUT_MONTH && x->n && x->cell > last.year * 100 + last.month)
            last = (Ymd){(int)(x->cell / 100), (int)(x->cell % 100), 1};
    }
    return last;
}

/* Months from the first to the last day of the campaign: a month after it was closed early is known to be empty, so it
 * hides no other. */
static void put_times(const Make *m)
{
    const SurveiCampaign *c    = m->out->campaign;
    ResultCut             k    = {.cut = CUT_MONTH, .code = S("month"), .name = say(m->lang, MSG_hasil_by_month)};
    Ymd                   at   = date_split(c->opens_on), last = last_month(m);

    while ((at.year < last.year || (at.year == last.year && at.month <= last.month)) && k.groups.count < GROUPS) {
        group_add(m, &k, at.year * 100 + at.month, say_month(m->a, m->lang, date_ymd(at.year, at.month, 1)));
        at = at.month == 12 ? (Ymd){at.year + 1, 1, 1} : (Ymd){at.year, at.month + 1, 1};
    }
    put_quarters(m, &k);
    suppress_months(m, &k, &m->out->cuts[m->out->ncuts - 1]);
    put_measures(m, &k);
    m->out->cuts[m->out->ncuts++] = k;
}

/* Attributes are those of the first form, whatever form the marks are of. */
static void put_abouts(const Make *m)
{
    const SurveiPack   *p = m->out->campaign->forms[0].pack;
    const SurveiTongue *t = survei_tongue(p, str_of(lang_code(m->lang)));

    for (int i = 0; i < p->nattributes && i < ABOUTS; i++) {
        ResultCut *k = cut_add(m, CUT_ABOUT + i, p->attributes[i].code, t->attributes[i]);
        for (int o = 0; o < p->attributes[i].noptions; o++)
            group_add(m, k, o + 1, t->options[i][o]);
        group_add(m, k, 0, t->words[TONGUE_NOT_SAID]);
        k->shown = suppress(m, k, 0, k->groups.count);
        put_measures(m, k);
    }
}

/* --- the unit's own questions --- */

static void put_choice(const Make *m, const SurveiQuestion *q, const i64 *marks)
{
    ResultChoice *x    = list_add(m->a, &m->out->choices);
    bool          en   = m->lang == LANG_EN, shown[SURVEI_CHOICES + 1];
    Str           rest = en && q->options_en.len ? q->options_en : q->options;
    int           last = 0;

    *x = (ResultChoice){.question_id = q->id, .ask = en && q->ask_en.len ? q->ask_en : q->ask};
    while (rest.len && last < SURVEI_CHOICES) {
        Str text = str_trim(str_cut(&rest, '\n'));
        if (text.len)
            *list_add(m->a, &x->options) = (ResultOption){.text = text, .n = marks[++last]};
    }
    x->shown = hasil_suppress_own(marks, last + 1, q->required, m->out->least, shown);
    for (int i = 1; i <= last; i++) {
        ResultOption *o = &x->options.at[i - 1];
        o->shown = x->shown && shown[i];
        o->n     = o->shown ? o->n : 0;
    }
    if (!q->required || marks[0])
        *list_add(m->a, &x->options) = (ResultOption){say(m->lang, MSG_hasil_own_none), x->shown && shown[0],
                                                      x->shown && shown[0] ? marks[0] : 0};
}

static Err put_choices(const Make *m, Db *db)
{
    const SurveiCampaign *c = m->out->campaign;
    SurveiCells           own;
    int                   at = 0;

    TRY(survei_cells(m->a, db, c, c->nforms, CUT_ALL, &own));
    for (int i = 0; own.count && i < c->nquestions; i++)
        if (!c->questions[i].text)
            put_choice(m, &c->questions[i], own.at[0].marks[at++]);
    return NO_ERR;
}

/* --- all of it --- */

static void put_goals(Hasil *out)
{
    const SurveiCampaign *c = out->campaign;

    for (int i = 0; i < c->ntargets; i++) {
        out->population += c->targets[i].population;
        out->quota      += c->targets[i].quota;
    }
    out->wanted = out->population ? survei_target(out->asked->pack, out->population)
                                  : survei_set(out->asked->pack, SURVEI_RESPONDENTS_LEAST);
    for (int i = 0; i < c->nforms; i++) {
        i64 least  = survei_set(c->forms[i].pack, SURVEI_GROUP_LEAST);
        out->least = least > out->least ? least : out->least;
    }
}

Err hasil_of(Arena *a, Db *db, const SurveiCampaign *c, int form, Lang lang, Hasil *out)
{
    SurveiCells cells;
    Make        m = {a, lang, out, &cells};

    if (form < 0 || form >= c->nforms)
        return FAIL(ERR_NOT_FOUND, "the campaign has no such form");
    *out        = (Hasil){.campaign = c, .form = form, .asked = &c->forms[form]};
    out->tongue = survei_tongue(out->asked->pack, str_of(lang_code(lang)));
    put_goals(out);
    TRY(survei_waiting(*a, db, c->id, &out->waiting));
    TRY(survei_cells(a, db, c, form, -1, &cells));
    SurveiSums all = sums_at(&m, CUT_ALL, 0);
    out->n     = all.n;
    out->open  = c->state != SURVEI_CLOSED;
    out->shown = !out->open && !out->waiting && out->n && out->n >= out->least;
    if (!out->shown)
        return NO_ERR;
    out->sums = all;
    measure(&m, &out->sums, &out->all);
    put_flags(&m);
    put_services(&m);
    put_times(&m);
    put_abouts(&m);
    return put_choices(&m, db);
}

bool hasil_few(const Hasil *x)
{
    return x->shown && x->n < x->wanted && x->n < survei_set(x->asked->pack, SURVEI_RESPONDENTS_LEAST);
}

/* --- one campaign after the other --- */

Str hasil_family(Arena *a, const SurveiPacks *packs, Str family)
{
    Buf b = {.arena = a};
    buf_char(&b, ',');
    for (isize i = 0; i < packs->packs.count; i++)
        if (str_eq(packs->packs.at[i]->family, family))
            buf_addf(&b, "%.*s,", STRF(packs->packs.at[i]->id));
    return buf_str(&b);
}

void hasil_point_read(const SurveiPacks *packs, DbRows *rows, ResultPoint *p)
{
    Str pack   = db_get_text(rows);
    i64 points = db_get_i64(rows), elements = db_get_i64(rows);
    SurveiSums s = {.n = db_get_i64(rows)};

    s.total    = db_get_i64(rows);
    s.total_sq = db_get_i64(rows);
    p->sums    = s;
    p->pack    = survei_pack(packs, pack);
    p->scale   = p->pack ? survei_scale(p->pack, points) : NULL;
    p->shown   = p->scale && elements == p->pack->nelements && s.n && s.n >= survei_set(p->pack, SURVEI_GROUP_LEAST);
    if (p->shown)
        survei_measure(p->pack, p->scale, &s, &p->is);
}

static void read_point(const SurveiPacks *packs, DbRows *rows, ResultPoint *p)
{
    p->campaign_id = db_get_i64(rows);
    p->slug        = db_get_text(rows);
    p->title       = db_get_text(rows);
    p->open        = str_is(db_get_text(rows), survei_states[SURVEI_OPEN]);
    p->opens_on    = db_get_date(rows);
    p->form        = (int)db_get_i64(rows);
    hasil_point_read(packs, rows, p);
    p->flagged  = p->sums.n - db_get_i64(rows);
    p->shown    = p->shown && !p->open;
    if (p->shown)
        return;
    p->sums    = (SurveiSums){0};
    p->is      = (SurveiMeasure){0};
    p->flagged = 0;
}

Err hasil_points(Arena *a, Db *db, const SurveiPacks *packs, const ResultSpan *span, ResultPoints *out)
{
    Date   from  = span->from.days ? span->from : date_ymd(1900, 1, 1);
    Date   until = span->until.days ? span->until : date_ymd(9999, 12, 31);
    DbRows rows  = db_query(a, db, &SQL_hasil_trend, db_i64(span->unit_id), db_i64(span->instansi_id),
                            db_text(hasil_family(a, packs, span->family)), db_i64(span->only_public), db_date(from),
                            db_date(until), db_i64(CUT_FLAG), db_i64(SURVEI_FLAGS), db_i64(RESULT_POINTS));

    *out = (ResultPoints){0};
    while (db_next(&rows))
        read_point(packs, &rows, list_add(a, out));
    TRY(db_done(&rows));
    for (isize i = 0; i < out->count / 2; i++) {
        ResultPoint x                  = out->at[i];
        out->at[i]                     = out->at[out->count - 1 - i];
        out->at[out->count - 1 - i]    = x;
    }
    return NO_ERR;
}

/* --- quarter after quarter --- */

static ResultQuarter *quarter_of(Arena *a, const ResultPoint *p, ResultQuarters *all)
{
    i64   quarter = hasil_quarter_of(p->opens_on);
    bool  alone   = true;
    isize i       = all->count;

    for (; i > 0 && all->at[i - 1].quarter == quarter; i--) {
        ResultQuarter *q = &all->at[i - 1];
        if (q->pack == p->pack && q->scale == p->scale)
            return q;
        q->alone = alone = false;
    }
    ResultQuarter *fresh = list_add(a, all);
    *fresh = (ResultQuarter){.quarter = quarter, .pack = p->pack, .scale = p->scale, .alone = alone};
    return fresh;
}

void hasil_quarters(Arena *a, const ResultPoints *points, ResultQuarters *out)
{
    /* Where there are more campaigns than were read, the first quarter may lack some. */
    bool cut   = points->count == RESULT_POINTS;
    i64  first = cut ? hasil_quarter_of(points->at[0].opens_on) : 0;

    *out = (ResultQuarters){0};
    for (isize i = 0; i < points->count; i++) {
        const ResultPoint *p = &points->at[i];
        if (!p->shown || (cut && hasil_quarter_of(p->opens_on) == first))
            continue;
        ResultQuarter *q = quarter_of(a, p, out);
        survei_sums_merge(&q->sums, &p->sums);
        *list_add(a, &q->of) = p;
    }
    for (isize i = 0; i < out->count; i++)
        survei_measure(out->at[i].pack, out->at[i].scale, &out->at[i].sums, &out->at[i].is);
}

Str hasil_quarter_title(Arena *a, Lang lang, const ResultQuarter *q)
{
    Str name = hasil_quarter_name(a, lang, q->quarter);
    return q->alone ? name
                    : str_fmt(a, "%.*s (%.*s, 1–%lld)", STRF(name), STRF(q->pack->id), (long long)q->scale->points);
}

/* --- what they wrote --- */

Err hasil_said(Arena *a, Db *db, const SurveiCampaign *c, int page, ResultSaids *out)
{
    *out = (ResultSaids){0};
    if (c->state != SURVEI_CLOSED)
        return NO_ERR;
    DbRows rows = db_query(a, db, &SQL_hasil_said, db_i64(c->id), db_i64(SAID_PAGE + 1), db_i64((i64)page * SAID_PAGE));
    while (out->of.count < SAID_PAGE && db_next(&rows)) {
        ResultSaid *x  = list_add(a, &out->of);
        x->question_id = db_get_i64(&rows);
        x->say         = db_get_text(&rows);
    }
    out->more = out->of.count == SAID_PAGE && db_next(&rows);
    return db_done(&rows);
}
