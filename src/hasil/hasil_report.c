#include "hasil/hasil_report.h"

#include "hasil/hasil_follow.h"

#include <math.h>

#include "format/pdf.h"

enum { TREND = 8, MARK_COLUMNS = SURVEI_POINTS + 2 };

typedef struct {
    Arena              *a;
    const HasilReport  *x;
    Pdf                *p;
    Hasil               results[SURVEI_FORMS];
    ResultPoints        points[SURVEI_FORMS];
    HasilActions        actions;
} Setting;

static Str words(const Setting *s, Msg msg) { return say(s->x->lang, msg); }
static Str number(const Setting *s, i64 n) { return say_i64(s->a, s->x->lang, n); }
static Str decimals(const Setting *s, Ratio r, int n) { return say_ratio(s->a, s->x->lang, r, n); }
static Str day(const Setting *s, Date d) { return say_date(s->a, s->x->lang, d); }

#define SAY(s, msg, ...) say_args((s)->a, (s)->x->lang, msg, __VA_ARGS__)

/* Of what statistics reckon, with two decimals. */
static Str rounded(const Setting *s, double d)
{
    return decimals(s, ratio((i64)llround(d * 100), 100), 2);
}

static Str percent(const Setting *s, i64 part, i64 whole)
{
    return str_fmt(s->a, "%.*s %%", STRF(decimals(s, whole ? ratio(part * 100, whole) : (Ratio){0}, 1)));
}

static Str index_words(const Setting *s, const SurveiForm *f, Ratio index)
{
    return survei_index(s->a, f->pack, index, s->x->lang == LANG_ID ? ',' : '.');
}

static Str form_title(const Setting *s, const SurveiForm *f) { return f->pack->title[s->x->lang]; }

static void table(const Setting *s, const PdfColumn *cols, isize ncols, const PdfRow *rows, isize nrows)
{
    pdf_table(s->p, &(PdfTable){.columns = cols, .column_count = ncols, .rows = rows, .row_count = nrows});
}

typedef LIST(PdfRow) Rows;

/* Room for a row's cells. */
static PdfCell *row_add(const Setting *s, Rows *rows, isize cells)
{
    PdfCell *at = new(s->a, PdfCell, cells);
    *list_add(s->a, rows) = (PdfRow){.cells = at};
    return at;
}

/* --- first page --- */

/* Bands go from the best to the last. */
static PdfTone tone_of(const SurveiForm *f, const SurveiBand *b)
{
    isize at = b - f->pack->bands;
    return at <= 1 ? PDF_GOOD : at < f->pack->nbands - 1 ? PDF_WARN : PDF_BAD;
}

static void put_verdict(const Setting *s, const Hasil *r)
{
    const SurveiForm    *f = r->asked;
    const SurveiMeasure *m = &r->all;
    Str title = SAY(s, MSG_hasil_report_band,
                    SAY(s, MSG_hasil_report_index_of, index_words(s, f, m->index), decimals(s, m->top, 0)),
                    m->band->title[s->x->lang]);
    Str under = {0};

    if (m->has_interval)
        under = SAY(s, MSG_hasil_report_interval, number(s, survei_set(f->pack, SURVEI_CONFIDENCE_PERCENT)),
                    rounded(s, m->low), rounded(s, m->high));
    pdf_panel(s->p, &(PdfPanel){hasil_few(r) ? PDF_MUTED : tone_of(f, m->band), f->pack->index, title, under});
}

/* Before any index, as the page has it: what is below rests on fewer than a unit's survey needs. */
static void put_few(const Setting *s, const Hasil *r)
{
    i64 least = survei_set(r->asked->pack, SURVEI_RESPONDENTS_LEAST);

    if (hasil_few(r))
        pdf_panel(s->p, &(PdfPanel){PDF_WARN, words(s, MSG_hasil_report_answers), words(s, MSG_hasil_report_few),
                                    SAY(s, MSG_hasil_few, number(s, r->n), number(s, least))});
}

static void put_first(const Setting *s)
{
    const Hasil *r     = &s->results[0];
    PdfFigure           all[] = {
        {words(s, MSG_hasil_report_answers), number(s, r->n), SAY(s, MSG_hasil_report_wanted, number(s, r->wanted))},
        {words(s, MSG_hasil_report_response), percent(s, r->n, r->population),
         SAY(s, MSG_hasil_report_response_of, number(s, r->population))},
    };

    if (r->shown) {
        put_few(s, r);
        for (int i = 0; i < s->x->c->nforms; i++)
            put_verdict(s, &s->results[i]);
    } else if (r->open) {
        pdf_panel(s->p, &(PdfPanel){PDF_MUTED, words(s, MSG_hasil_report_result), words(s, MSG_hasil_sealed),
                                    SAY(s, MSG_hasil_sealed_why, number(s, r->n), day(s, s->x->c->closes_on))});
    } else {
        pdf_panel(s->p, &(PdfPanel){PDF_WARN, words(s, MSG_hasil_report_result),
                                    SAY(s, MSG_hasil_report_too_few, number(s, r->n)),
                                    SAY(s, MSG_hasil_report_too_few_why, number(s, r->least))});
    }
    pdf_figures(s->p, all, r->population ? 2 : 1);
}

static Str instruments(const Setting *s)
{
    Buf b = {.arena = s->a};
    for (int i = 0; i < s->x->c->nforms; i++) {
        const SurveiForm *f = &s->x->c->forms[i];
        buf_addf(&b, "%s%.*s", i ? "\n" : "", STRF(SAY(s, MSG_hasil_report_instrument, form_title(s, f),
                                                       number(s, f->elements), number(s, f->points))));
    }
    return buf_str(&b);
}

static void put_method(const Setting *s)
{
    static const Msg modes[SURVEI_MODES] = {
        MSG_hasil_report_how_open, MSG_hasil_report_how_token, MSG_hasil_report_how_strict,
    };
    const SurveiCampaign *c = s->x->c;
    const Hasil   *r = &s->results[0];
    Str     served = r->population ? SAY(s, MSG_hasil_report_population_text, number(s, r->population))
                                   : words(s, MSG_hasil_report_population_unknown);
    PdfFact facts[] = {
        {words(s, MSG_hasil_report_period),
         SAY(s, MSG_survei_poster_from_to, day(s, c->opens_on), day(s, survei_until(c)))},
        {words(s, MSG_hasil_report_instruments), instruments(s)},
        {words(s, MSG_hasil_report_who), SAY(s, MSG_hasil_report_who_text, day(s, c->served_from))},
        {words(s, MSG_hasil_report_how), words(s, modes[c->mode])},
        {words(s, MSG_hasil_report_population), served},
        {words(s, MSG_hasil_report_sample), SAY(s, MSG_hasil_report_sample_text, number(s, r->wanted))},
    };

    pdf_heading(s->p, 1, words(s, MSG_hasil_report_method));
    pdf_facts(s->p, facts, countof(facts));
}

/* --- one instrument --- */

static Str element_name(const Setting *s, const Hasil *r, int e)
{
    return str_fmt(s->a, "%.*s  %.*s", STRF(r->asked->pack->elements[e].code), STRF(r->tongue->at[e].topic));
}

static void put_elements(const Setting *s, const Hasil *r)
{
    LIST(PdfMargin) all = {0};
    const SurveiForm *f = r->asked;

    for (int e = 0; e < f->pack->nelements; e++)
        *list_add(s->a, &all) = (PdfMargin){
            .label = element_name(s, r, e), .points = r->all.at[e].given, .weight = ratio(f->points, 1),
            .value = SAY(s, MSG_hasil_report_index_of, decimals(s, r->all.at[e].given, 2), number(s, f->points))};
    pdf_heading(s->p, 2, words(s, MSG_hasil_report_elements));
    pdf_margins(s->p, all.at, all.count);
}

static void put_spread(const Setting *s, const Hasil *r)
{
    const SurveiForm *f = r->asked;
    PdfColumn         cols[MARK_COLUMNS] = {{words(s, MSG_hasil_report_element), 5, false}};
    Rows              rows = {0};

    for (int k = 0; k < f->points; k++)
        cols[1 + k] = (PdfColumn){number(s, k + 1), 1, true};
    cols[1 + f->points] = (PdfColumn){words(s, MSG_hasil_report_mean), 1.4, true};
    for (int e = 0; e < f->pack->nelements; e++) {
        PdfCell *at = row_add(s, &rows, f->points + 2);
        at[0].text  = element_name(s, r, e);
        for (int k = 0; k < f->points; k++)
            at[1 + k].text = decimals(s, ratio(r->sums.marks[e][k] * 100, r->n), 1);
        at[1 + f->points] = (PdfCell){.text = decimals(s, r->all.at[e].given, 3), .strong = true};
    }
    pdf_heading(s->p, 2, words(s, MSG_hasil_report_marks));
    pdf_text(s->p, PDF_SMALL, words(s, MSG_hasil_report_marks_text));
    table(s, cols, f->points + 2, rows.at, rows.count);
}

/* What is done about an element, with who and until when; nothing planned yet: what was asked. */
static Str plan_of(const Setting *s, const Hasil *r, int e)
{
    Buf b = {.arena = s->a};

    for (isize i = 0; i < s->actions.count; i++) {
        const HasilAction *x = &s->actions.at[i];
        if (!str_eq(x->pack_id, r->asked->pack_id) || !str_eq(x->element, r->asked->pack->elements[e].code))
            continue;
        buf_addf(&b, "%s%.*s", b.len ? "\n" : "", STRF(x->what));
        buf_addf(&b, " (%.*s)", STRF(x->state == ACTION_DONE
                                     ? SAY(s, MSG_hasil_report_done, day(s, x->ended_on))
                                     : SAY(s, MSG_hasil_report_planned, x->who, day(s, x->due_on))));
    }
    return b.len ? buf_str(&b) : SAY(s, MSG_hasil_report_no_plan, r->tongue->at[e].ask[0]);
}

static void put_lowest(const Setting *s, const Hasil *r)
{
    PdfColumn cols[] = {{words(s, MSG_hasil_report_element), 3, false}, {words(s, MSG_hasil_report_mean), 1.2, true},
                        {words(s, MSG_hasil_report_plan), 5, false}};
    Rows      rows   = {0};

    for (int i = 0; i < r->all.nlowest; i++) {
        int      e  = r->all.lowest[i];
        PdfCell *at = row_add(s, &rows, countof(cols));
        at[0] = (PdfCell){.text = element_name(s, r, e), .strong = true};
        at[1] = (PdfCell){.text = decimals(s, r->all.at[e].given, 2)};
        at[2] = (PdfCell){.text = plan_of(s, r, e)};
    }
    pdf_heading(s->p, 2, words(s, MSG_hasil_report_lowest));
    table(s, cols, countof(cols), rows.at, rows.count);
    pdf_text(s->p, PDF_BODY, words(s, MSG_hasil_report_lowest_text));
}

/* "Triwulan IV 2026 – Survei loket"; of several, how many. */
static PdfMargin quarter_line(const Setting *s, const ResultQuarter *q)
{
    SurveiForm f   = {.pack = q->pack};
    Str        n   = SAY(s, MSG_hasil_report_trend_n, number(s, q->is.n));
    bool       one = q->of.count == 1, now = false;

    for (isize i = 0; i < q->of.count; i++)
        now = now || q->of.at[i]->campaign_id == s->x->c->id;
    Msg with = one ? MSG_hasil_report_trend_now : MSG_hasil_report_trend_with;
    return (PdfMargin){
        .label = str_fmt(s->a, "%.*s – %.*s", STRF(hasil_quarter_title(s->a, s->x->lang, q)),
                         STRF(one ? q->of.at[0]->title : SAY(s, MSG_hasil_report_trend_of, number(s, q->of.count)))),
        .points = q->is.index, .weight = q->is.top, .tone = PDF_MUTED,
        .gap    = now ? SAY(s, MSG_hasil_report_band, n, words(s, with)) : n,
        .value  = SAY(s, MSG_hasil_report_band, index_words(s, &f, q->is.index), q->is.band->title[s->x->lang])};
}

static void put_trend(const Setting *s, int form)
{
    ResultQuarters  all;
    LIST(PdfMargin) shown = {0};

    hasil_quarters(s->a, &s->points[form], &all);
    for (isize i = all.count > TREND ? all.count - TREND : 0; i < all.count; i++)
        *list_add(s->a, &shown) = quarter_line(s, &all.at[i]);
    if (shown.count < 2)
        return;
    pdf_heading(s->p, 2, words(s, MSG_hasil_report_trend));
    pdf_margins(s->p, shown.at, shown.count);
}

static void put_form(const Setting *s, int form)
{
    const Hasil *r = &s->results[form];

    pdf_heading(s->p, 1, form_title(s, r->asked));
    put_elements(s, r);
    put_lowest(s, r);
    put_spread(s, r);
    if (r->all.has_alpha) {
        pdf_heading(s->p, 2, words(s, MSG_hasil_report_reliable));
        pdf_text(s->p, PDF_BODY, str_fmt(s->a, "%.*s. %.*s",
                                         STRF(SAY(s, MSG_hasil_report_alpha, decimals(s, r->all.alpha, 2))),
                                         STRF(words(s, MSG_hasil_report_alpha_text))));
    }
    put_trend(s, form);
}

/* --- who answered --- */

static const ResultGroup *group_at(const Hasil *r, const ResultCut *k, i64 cell)
{
    for (int i = 0; i < r->ncuts; i++) {
        const ResultCut *x = &r->cuts[i];
        for (isize g = 0; str_eq(x->code, k->code) && g < x->groups.count; g++)
            if (x->groups.at[g].cell == cell)
                return &x->groups.at[g];
    }
    return NULL;
}

/* Group, answers, share, and the index of each instrument. */
static void put_cut(const Setting *s, const ResultCut *k)
{
    int       forms = s->x->c->nforms, ncols = 3 + forms;
    PdfColumn cols[3 + SURVEI_FORMS] = {{k->name, 4, false}, {words(s, MSG_hasil_report_n), 1.9, true},
                                        {words(s, MSG_hasil_report_share), 1.2, true}};
    Rows      rows = {0};

    for (int i = 0; i < forms; i++)
        cols[3 + i] = (PdfColumn){s->x->c->forms[i].pack->index, 1.2, true};
    for (isize g = 0; g < k->groups.count; g++) {
        const ResultGroup *x = &k->groups.at[g];
        if (x->shown && !x->n)
            continue;
        PdfCell *at = row_add(s, &rows, ncols);
        at[0].text = x->name;
        at[1] = (PdfCell){.text = x->shown ? number(s, x->n) : words(s, MSG_hasil_report_hidden),
                          .tone = x->shown ? PDF_PLAIN : PDF_MUTED};
        at[2].text = x->shown ? percent(s, x->n, s->results[0].n) : S("–");
        for (int i = 0; i < forms; i++) {
            const ResultGroup *of = group_at(&s->results[i], k, x->cell);
            at[3 + i].text = of && of->shown && of->n ? index_words(s, s->results[i].asked, of->is.index) : S("–");
        }
    }
    pdf_heading(s->p, 2, SAY(s, MSG_hasil_report_by, str_lower(s->a, k->name)));
    table(s, cols, ncols, rows.at, rows.count);
}

static void put_composition(const Setting *s)
{
    const Hasil *r = &s->results[0];

    pdf_heading(s->p, 1, words(s, MSG_hasil_report_composition));
    for (int i = 0; i < r->ncuts; i++)
        if (r->cuts[i].shown && r->cuts[i].groups.count > 1 && !str_is(r->cuts[i].code, "month"))
            put_cut(s, &r->cuts[i]);
    pdf_text(s->p, PDF_SMALL, SAY(s, MSG_hasil_report_hidden_text, number(s, r->least)));
}

/* --- the unit's own questions --- */

static void put_choice(const Setting *s, const ResultChoice *x)
{
    PdfColumn cols[] = {{words(s, MSG_hasil_option), 4, false}, {words(s, MSG_hasil_report_n), 1.9, true},
                        {words(s, MSG_hasil_report_share), 1.2, true}};
    Rows      rows   = {0};

    if (!x->shown) {
        pdf_text(s->p, PDF_BODY, SAY(s, MSG_hasil_own_hidden, x->ask, number(s, s->results[0].least)));
        return;
    }
    for (isize i = 0; i < x->options.count; i++) {
        const ResultOption *o  = &x->options.at[i];
        PdfCell            *at = row_add(s, &rows, countof(cols));
        at[0].text = o->text;
        at[1] = (PdfCell){.text = o->shown ? number(s, o->n) : words(s, MSG_hasil_report_hidden),
                          .tone = o->shown ? PDF_PLAIN : PDF_MUTED};
        at[2].text = o->shown ? percent(s, o->n, s->results[0].n) : S("–");
    }
    pdf_heading(s->p, 2, x->ask);
    table(s, cols, countof(cols), rows.at, rows.count);
}

/* What was written is for the unit's own people, as on the pages: here is what was asked alone. */
static void put_own(const Setting *s)
{
    const SurveiCampaign *c    = s->x->c;
    const Hasil          *r    = &s->results[0];
    LIST(Str)             asks = {0};

    if (!c->nquestions)
        return;
    pdf_heading(s->p, 1, words(s, MSG_hasil_own));
    pdf_text(s->p, PDF_SMALL, words(s, MSG_hasil_own_about));
    for (isize i = 0; i < r->choices.count; i++)
        put_choice(s, &r->choices.at[i]);
    for (int i = 0; i < c->nquestions; i++)
        if (c->questions[i].text)
            *list_add(s->a, &asks) = s->x->lang == LANG_EN && c->questions[i].ask_en.len ? c->questions[i].ask_en
                                                                                         : c->questions[i].ask;
    if (!asks.count)
        return;
    pdf_text(s->p, PDF_BODY, words(s, MSG_hasil_report_written));
    pdf_items(s->p, asks.at, asks.count);
}

/* --- what is odd, on what it rests, who signs --- */

static void put_quality(const Setting *s)
{
    const Hasil *r      = &s->results[0];
    PdfColumn           cols[] = {
        {words(s, MSG_hasil_report_flag), 2.2, false}, {words(s, MSG_hasil_report_why), 5, false},
        {words(s, MSG_hasil_report_n), 1.1, true}, {words(s, MSG_hasil_report_without), 1.2, true},
    };
    Rows rows = {0};

    pdf_heading(s->p, 1, words(s, MSG_hasil_report_quality));
    if (!r->flagged) {
        pdf_text(s->p, PDF_BODY, words(s, MSG_hasil_report_no_flag));
        return;
    }
    for (int i = 0; i < SURVEI_FLAGS; i++) {
        const ResultFlag *f  = &r->flags[i];
        PdfCell          *at = row_add(s, &rows, countof(cols));
        at[0] = (PdfCell){.text = words(s, survei_flag_msg(i)), .strong = true};
        at[1].text = words(s, survei_flag_why_msg(i));
        at[2].text = number(s, f->n);
        at[3].text = f->shown ? index_words(s, r->asked, f->without.index) : S("–");
    }
    pdf_text(s->p, PDF_BODY, SAY(s, MSG_hasil_report_quality_text, number(s, r->flagged), number(s, r->n),
                                 r->asked->pack->index));
    table(s, cols, countof(cols), rows.at, rows.count);
}

static void put_basis(const Setting *s)
{
    LIST(Str) notes = {0};

    for (int i = 0; i < s->x->c->nforms; i++) {
        const SurveiForm *f     = &s->x->c->forms[i];
        Str               all[] = {f->pack->doubt[s->x->lang], f->scale->factor.doubt[s->x->lang],
                                   f->pack->weight.doubt[s->x->lang]};
        for (int k = 0; k < countof(all); k++)
            if (all[k].len)
                *list_add(s->a, &notes) = str_fmt(s->a, "%.*s: %.*s", STRF(f->pack->name), STRF(all[k]));
    }
    if (!notes.count)
        return;
    pdf_heading(s->p, 1, words(s, MSG_hasil_report_basis));
    pdf_items(s->p, notes.at, notes.count);
}

static void put_end(const Setting *s)
{
    const SurveiCampaign *c     = s->x->c;
    Str                   name  = words(s, MSG_hasil_report_name);
    PdfSign               two[] = {{.role = SAY(s, MSG_hasil_report_head_of, c->unit_name), .number = name},
                                   {.role = words(s, MSG_hasil_report_team), .number = name}};

    if (c->published_at.s)
        pdf_qr(s->p, &(PdfQr){.text  = str_fmt(s->a, "%.*s/s/%.*s/hasil", STRF(s->x->origin), STRF(c->slug)),
                              .title = words(s, MSG_hasil_report_public),
                              .under = words(s, MSG_hasil_report_public_text), .side = 72});
    pdf_heading(s->p, 1, words(s, MSG_hasil_report_sign));
    pdf_gap(s->p, 40);
    pdf_signs(s->p, two, countof(two));
}

/* --- the whole --- */

static Err read_all(Setting *s, Db *db)
{
    const SurveiCampaign *c = s->x->c;

    TRY(hasil_actions_of(s->a, db, c, &s->actions));
    for (int i = 0; i < c->nforms; i++) {
        ResultSpan span = {.instansi_id = c->instansi_id, .unit_id = c->unit_id, .family = c->forms[i].pack->family};
        TRY(hasil_of(s->a, db, c, i, s->x->lang, &s->results[i]));
        TRY(hasil_points(s->a, db, s->x->packs, &span, &s->points[i]));
    }
    return NO_ERR;
}

Err hasil_report(Arena *a, Db *db, const HasilReport *x, Str *out_pdf)
{
    Setting s    = {.a = a, .x = x};
    Str     made = day(&s, instant_date(x->now, 420)), name = x->c->unit_name;
    Str     foot = say_args(a, x->lang, MSG_hasil_report_foot, name, made);
    Str     about = SAY(&s, MSG_hasil_report_subject, x->c->title, day(&s, x->c->opens_on),
                        day(&s, survei_until(x->c)));

    TRY(read_all(&s, db));
    s.p = pdf_open(a, &(PdfOpen){
        .title = words(&s, MSG_hasil_report_title), .subject = about, .author = name, .foot = foot,
        .head = str_fmt(a, "%.*s – %.*s", STRF(words(&s, MSG_hasil_report_title)), STRF(x->c->title)),
        .made_at = x->now, .lang = x->lang});
    pdf_title(s.p, str_fmt(a, "%.*s – %.*s", STRF(x->agency), STRF(name)), words(&s, MSG_hasil_report_title), about);
    put_first(&s);
    put_method(&s);
    if (s.results[0].shown) {
        pdf_new_page(s.p);
        for (int i = 0; i < x->c->nforms; i++)
            put_form(&s, i);
        put_composition(&s);
        put_own(&s);
        put_quality(&s);
    }
    put_basis(&s);
    if (s.results[0].shown)
        put_end(&s);
    return pdf_close(s.p, out_pdf);
}
