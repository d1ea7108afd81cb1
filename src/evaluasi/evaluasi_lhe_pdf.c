/* The report as a document. */
#include "evaluasi/evaluasi_lhe.h"

#include "format/pdf.h"

typedef struct { Arena *a; const LheDoc *d; Pdf *p; } Setting;

static Str points(const Setting *s, Ratio x) { return say_ratio(s->a, s->d->lang, x, 2); }
static Str words(const Setting *s, Msg msg) { return say(s->d->lang, msg); }

static Str of(const Setting *s, Ratio part, Ratio whole)
{
    return say_args(s->a, s->d->lang, MSG_lhe_of, points(s, part), points(s, whole));
}

static Str signed_points(const Setting *s, Ratio x)
{
    Ratio none = {0};
    int   cmp  = ratio_cmp(x, none);
    Str   text = points(s, cmp < 0 ? ratio_sub(none, x) : x);
    return !cmp ? text : str_fmt(s->a, "%s%.*s", cmp < 0 ? "−" : "+", STRF(text));
}

static Str area_name(const Setting *s, const LheArea *x)
{
    return x->letter.len ? str_fmt(s->a, "%.*s. %.*s", STRF(x->letter), STRF(x->name)) : x->name;
}

static void put_table(const Setting *s, const PdfColumn *cols, isize ncols, const PdfRow *rows, isize nrows)
{
    pdf_table(s->p, &(PdfTable){.columns = cols, .column_count = ncols, .rows = rows, .row_count = nrows});
}

/* --- first page --- */

static void put_verdict(const Setting *s)
{
    const LheDoc *d = s->d;
    pdf_panel(s->p, &(PdfPanel){d->meets ? PDF_GOOD : PDF_WARN, words(s, MSG_lhe_decision),
                                say_args(s->a, d->lang, d->meets ? MSG_lhe_meets : MSG_lhe_not_yet, d->target),
                                d->verdict});
}

static void put_summary(const Setting *s)
{
    const LheDoc *d    = s->d;
    const Lhe    *l    = d->lhe;
    Str           less = signed_points(s, ratio_sub(d->total, d->unit_total));
    Str           diff = say_args(s->a, d->lang, MSG_lhe_difference, less);
    PdfFigure     figures[] = {
        {words(s, MSG_lhe_total), points(s, d->total), say_args(s->a, d->lang, MSG_lhe_out_of, points(s, d->weight))},
        {words(s, MSG_lhe_self), points(s, d->unit_total), diff},
        {words(s, MSG_lhe_lever), points(s, d->lever),
         say_args(s->a, d->lang, MSG_lhe_out_of, points(s, d->lever_weight))},
        {words(s, MSG_lke_result), points(s, d->result),
         say_args(s->a, d->lang, MSG_lhe_out_of, points(s, d->result_weight))},
    };
    PdfFact facts[] = {
        {words(s, MSG_lhe_number), l->number},
        {words(s, MSG_lhe_about), str_fmt(s->a, "%.*s (%.*s)", STRF(d->unit), STRF(d->unit_code))},
        {words(s, MSG_lhe_year), str_fmt(s->a, "%d", l->year)},
        {words(s, MSG_lhe_rules), d->rules},
        {words(s, MSG_lhe_decided), say_instant(s->a, d->lang, l->decided_at, d->utc_minutes)},
        {words(s, MSG_lhe_content), lhe_spaced(s->a, l->content_hash)},
    };
    pdf_figures(s->p, figures, countof(figures));
    pdf_facts(s->p, facts, countof(facts));
}

/* --- scores --- */

static PdfMargin margin(const Setting *s, Str label, Ratio have, Ratio weight)
{
    return (PdfMargin){.label = label, .value = of(s, have, weight), .points = have, .weight = weight};
}

/* Said of the next gate that is missed, otherwise of the last. */
static void add_gap(const Setting *s, PdfMargin *m, Ratio wbk, Ratio wbbm)
{
    bool    first = ratio_cmp(wbbm, (Ratio){0}) <= 0 || ratio_cmp(m->points, wbk) < 0;
    LheGate g     = {.have = m->points, .need = first ? wbk : wbbm};

    m->wbk  = wbk;
    m->wbbm = wbbm;
    if (ratio_cmp(g.need, (Ratio){0}) <= 0)
        return;
    m->tone = ratio_cmp(g.have, g.need) < 0 ? PDF_WARN : PDF_GOOD;
    m->gap  = say_args(s->a, s->d->lang, MSG_lhe_gap_for, lhe_gap(s->a, s->d->lang, &g), first ? S("WBK") : S("WBBM"));
}

static void put_margins(const Setting *s)
{
    const LheDoc   *d   = s->d;
    LIST(PdfMargin) all = {0};
    PdfMargin      *m   = list_add(s->a, &all);

    *m        = margin(s, words(s, MSG_lke_gate_total), d->total, d->weight);
    m->strong = true;
    add_gap(s, m, d->total_wbk, d->total_wbbm);
    for (isize i = 0; i < d->areas.count; i++) {
        const LheArea *x = &d->areas.at[i];
        m  = list_add(s->a, &all);
        *m = margin(s, area_name(s, x), x->points, x->weight);
        add_gap(s, m, x->wbk, x->wbbm);
    }
    pdf_heading(s->p, 1, words(s, MSG_lhe_scores));
    pdf_margins(s->p, all.at, all.count);
}

static Ratio share(Ratio part, Ratio whole)
{
    return ratio_cmp(whole, (Ratio){0}) > 0 ? ratio_div(part, whole) : (Ratio){0};
}

static Str percent(const Setting *s, Ratio x)
{
    return str_fmt(s->a, "%.*s %%", STRF(say_ratio(s->a, s->d->lang, ratio_mul(x, ratio(100, 1)), 1)));
}

static void put_radar(const Setting *s)
{
    const LheDoc *d = s->d;
    PdfAxis      *axes = new(s->a, PdfAxis, d->areas.count);
    PdfRadar      r = {.title = words(s, MSG_lhe_radar), .now_label = words(s, MSG_lhe_tpi),
                       .before_label = words(s, MSG_lhe_unit), .note = words(s, MSG_lhe_rings), .axes = axes};

    for (isize i = 0; i < d->areas.count; i++) {
        const LheArea *x = &d->areas.at[i];
        if (!x->letter.len)
            continue;
        Ratio now = share(x->points, x->weight), before = share(x->unit_points, x->weight);
        axes[r.count++] = (PdfAxis){x->letter, x->name, percent(s, now), percent(s, before), now, before};
        r.wbk  = share(x->wbk, x->weight);
        r.wbbm = share(x->wbbm, x->weight);
    }
    if (r.count < 3 || r.count > 12)
        return;
    pdf_heading(s->p, 2, words(s, MSG_lhe_radar));
    pdf_radar(s->p, &r);
}

static void put_layers(const Setting *s)
{
    const LheDoc   *d    = s->d;
    const PdfColumn cols[] = {
        {words(s, MSG_lhe_assessor), 4, false}, {words(s, MSG_lhe_lever), 2, true}, {words(s, MSG_lke_result), 2, true},
        {words(s, MSG_lhe_total), 2, true},     {words(s, MSG_lhe_meets_short), 2.2, false},
    };
    PdfRow *rows = new(s->a, PdfRow, d->layers.count);

    for (isize i = 0; i < d->layers.count; i++) {
        const LheLayer *l = &d->layers.at[i];
        PdfCell        *c = new(s->a, PdfCell, countof(cols));
        c[0].text = l->name;
        c[1].text = points(s, l->lever);
        c[2].text = points(s, l->result);
        c[3]      = (PdfCell){.text = points(s, l->total), .strong = true};
        c[4].text = l->verdicts;
        rows[i]   = (PdfRow){.cells = c};
    }
    pdf_heading(s->p, 2, words(s, MSG_lhe_layers));
    put_table(s, cols, countof(cols), rows, d->layers.count);
}

static void put_gates(const Setting *s, const LheVerdict *v)
{
    const PdfColumn cols[] = {
        {words(s, MSG_lhe_gate), 5, false}, {words(s, MSG_lhe_need), 1.5, true}, {words(s, MSG_lhe_have), 1.5, true},
        {words(s, MSG_lhe_margin), 2, true},
    };
    PdfRow *rows = new(s->a, PdfRow, v->gates.count);

    for (isize i = 0; i < v->gates.count; i++) {
        const LheGate *g = &v->gates.at[i];
        PdfCell       *c = new(s->a, PdfCell, countof(cols));
        c[0].text = g->name;
        c[1].text = g->prior ? S("–") : points(s, g->need);
        c[2].text = g->prior ? S("–") : points(s, g->have);
        c[3]      = (PdfCell){lhe_gap(s->a, s->d->lang, g), g->pass ? PDF_GOOD : PDF_BAD, !g->pass};
        rows[i]   = (PdfRow){.cells = c};
    }
    Msg head = v->failed ? MSG_lhe_gates_of_open : MSG_lhe_gates_of_met;
    pdf_heading(s->p, 2, say_args(s->a, s->d->lang, head, v->predicate, say_i64(s->a, s->d->lang, v->failed)));
    put_table(s, cols, countof(cols), rows, v->gates.count);
}

/* --- findings and changes --- */

static void put_findings(const Setting *s, const LheArea *x)
{
    const PdfColumn cols[] = {
        {words(s, MSG_lhe_item), 3.2, false}, {words(s, MSG_lhe_finding), 4.4, false},
        {words(s, MSG_lhe_unit), 1, false},   {words(s, MSG_lhe_tpi), 1, false},
    };
    PdfRow *rows = new(s->a, PdfRow, x->findings.count);

    for (isize i = 0; i < x->findings.count; i++) {
        const LheFinding *f    = &x->findings.at[i];
        PdfCell          *c    = new(s->a, PdfCell, countof(cols));
        bool              same = str_eq(f->unit, f->final);
        Str               note = f->note.len || same ? f->note : words(s, MSG_lhe_no_note);
        if (f->advice.len)
            note = str_fmt(s->a, "%.*s%s%.*s %.*s", STRF(note), note.len ? "\n" : "", STRF(words(s, MSG_lhe_advice)),
                           STRF(f->advice));
        c[0].text = str_fmt(s->a, "%.*s\n%.*s", STRF(f->code), STRF(f->topic));
        c[1]      = (PdfCell){.text = note, .tone = f->note.len || f->advice.len ? PDF_PLAIN : PDF_MUTED};
        c[2].text = f->unit.len ? f->unit : S("–");
        c[3]      = (PdfCell){.text = f->final.len ? f->final : S("–"), .strong = !same};
        rows[i]   = (PdfRow){.cells = c};
    }
    put_table(s, cols, countof(cols), rows, x->findings.count);
}


static void put_areas(const Setting *s)
{
    LIST(Str) calm = {0};       /* areas that nothing is to be said of, in one list at the end */

    pdf_heading(s->p, 1, words(s, MSG_lhe_findings));
    pdf_text(s->p, PDF_BODY, words(s, MSG_lhe_findings_lead));
    for (isize i = 0; i < s->d->areas.count; i++) {
        const LheArea *x = &s->d->areas.at[i];
        Str name = str_fmt(s->a, "%.*s – %.*s", STRF(area_name(s, x)), STRF(of(s, x->points, x->weight)));
        if (!x->findings.count) {
            *list_add(s->a, &calm) = name;
            continue;
        }
        pdf_heading(s->p, 2, name);
        put_findings(s, x);
    }
    if (!calm.count)
        return;
    pdf_heading(s->p, 2, words(s, MSG_lhe_no_findings));
    pdf_items(s->p, calm.at, calm.count);
}

static void put_changes(const Setting *s)
{
    const LheDoc *d = s->d;
    PdfColumn    *cols = new(s->a, PdfColumn, d->nshown + 2);
    PdfRow       *rows = new(s->a, PdfRow, d->changes.count);
    int           n    = 0;

    pdf_heading(s->p, 1, words(s, MSG_lhe_changes));
    if (!d->changes.count) {
        pdf_text(s->p, PDF_BODY, words(s, MSG_lhe_no_changes));
        return;
    }
    cols[n++] = (PdfColumn){words(s, MSG_lhe_item), d->nshown > 4 ? 3.6 : 4.2, false};
    for (int i = 0; i < d->nshown; i++)
        cols[n++] = (PdfColumn){lhe_layer_name(d->lang, d->shown[i]), d->nshown > 4 ? 1.5 : 1.3, false};
    cols[n++] = (PdfColumn){words(s, MSG_lhe_effect), 1.2, true};
    for (isize i = 0; i < d->changes.count; i++) {
        const LheChange *x = &d->changes.at[i];
        PdfCell         *c = new(s->a, PdfCell, n);
        c[0].text = str_fmt(s->a, "%.*s %.*s", STRF(x->code), STRF(x->topic));
        for (int k = 0; k < d->nshown; k++)
            c[1 + k] = (PdfCell){.text = x->values[k], .strong = k && !str_eq(x->values[k], x->values[k - 1])};
        c[n - 1] = (PdfCell){.text = signed_points(s, x->effect),
                             .tone = x->effect.minus ? PDF_BAD : PDF_PLAIN};
        rows[i]  = (PdfRow){.cells = c};
    }
    pdf_text(s->p, PDF_BODY, words(s, MSG_lhe_changes_lead));
    put_table(s, cols, n, rows, d->changes.count);
}

/* --- the end --- */

static void put_hands(const Setting *s)
{
    const LheDoc *d = s->d;
    PdfSign      *signs = new(s->a, PdfSign, d->hands.count);

    for (isize i = 0; i < d->hands.count; i++) {
        const LheHand *h   = &d->hands.at[i];
        Str            nip = h->nip.len ? str_fmt(s->a, "NIP %.*s", STRF(h->nip)) : (Str){0};
        if (h->position.len)
            nip = str_fmt(s->a, "%.*s%s%.*s", STRF(h->position), nip.len ? " · " : "", STRF(nip));
        signs[i] = (PdfSign){h->role, h->name, nip, h->what};
    }
    pdf_heading(s->p, 1, words(s, MSG_lhe_hands));
    pdf_text(s->p, PDF_SMALL, words(s, MSG_lhe_hands_lead));
    pdf_gap(s->p, 6);
    pdf_signs(s->p, signs, d->hands.count);
    pdf_qr(s->p, &(PdfQr){.text = d->url, .title = words(s, MSG_lhe_qr_title), .under = words(s, MSG_lhe_qr_under)});
}

Err lhe_pdf(Arena *a, const LheDoc *d, Str *out_bytes)
{
    const Lhe *l     = d->lhe;
    Str        title = say(d->lang, MSG_lhe_title);
    PdfOpen    open  = {
        .title   = str_fmt(a, "%.*s – %.*s %d", STRF(title), STRF(d->unit), l->year),
        .subject = l->number, .author = l->instansi, .made_at = l->decided_at, .lang = d->lang,
        .head    = str_fmt(a, "%.*s %d · %.*s", STRF(title), l->year, STRF(d->unit)),
        .foot    = str_fmt(a, "%.*s · %.*s", STRF(l->number),
                           STRF(say_args(a, d->lang, MSG_lhe_foot, lhe_spaced(a, str_sub(l->content_hash, 0, 16))))),
    };
    Setting s = {a, d, pdf_open(a, &open)};

    pdf_title(s.p, say_args(a, d->lang, MSG_lhe_over, l->instansi), title,
              say_args(a, d->lang, MSG_lhe_under, d->unit, str_fmt(a, "%d", l->year), d->target));
    put_verdict(&s);
    put_summary(&s);
    put_margins(&s);
    put_radar(&s);
    put_layers(&s);
    for (isize i = 0; i < d->verdicts.count; i++)
        put_gates(&s, &d->verdicts.at[i]);
    put_areas(&s);
    put_changes(&s);
    put_hands(&s);
    return pdf_close(s.p, out_bytes);
}
