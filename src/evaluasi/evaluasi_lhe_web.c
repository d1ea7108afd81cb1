/* The report as a page and as a file; the public page that says whether a document is genuine; the public key. */
#include "evaluasi/evaluasi_lhe_web.h"

#include "evaluasi/evaluasi_lhe.h"
#include "evaluasi/evaluasi_page_web.h"
#include "web/api.h"
#include "web/qr.h"

/* --- the report as a page --- */

typedef struct { Str name, lever, result, total, verdicts; } LayerRow;
typedef struct { Str name, need, have; Tag margin; } GateRow;
typedef struct { Str title; LIST(GateRow) gates; } GateTable;
typedef struct { Str code, topic, note, advice, unit, final; bool changed; } FindingRow;
typedef struct { Str title; LIST(FindingRow) findings; } AreaPart;
typedef struct { Str head, text; bool changed; } ChangeCell;
typedef struct { Str code, topic, effect; LIST(ChangeCell) cells; } ChangeRow;

typedef struct {
    Notice  verdict, state;
    Figures figures;
    Summary facts, hands;
    Margin  total;
    Margins areas;
    Radar   radar;
    bool    has_radar;
    LIST(LayerRow)  layers;
    LIST(GateTable) verdicts;
    LIST(AreaPart)  findings;
    Str             calm;       /* the areas without findings */
    LIST(Str)       heads;
    LIST(ChangeRow) changes;
    Html    qr;
    Url     check;
    Str     check_text;
    LIST(Link) others;
} LheView;
#include "evaluasi_lhe.html.h"

static Str points(Req *r, Ratio x) { return say_ratio(r->arena, r->lang, x, 2); }

static Str of(Req *r, Ratio part, Ratio whole)
{
    return say_args(r->arena, r->lang, MSG_lhe_of, points(r, part), points(r, whole));
}

static Str signed_points(Req *r, Ratio x)
{
    Str text = points(r, x.minus ? ratio_sub((Ratio){0}, x) : x);
    return ratio_cmp(x, (Ratio){0}) ? str_fmt(r->arena, "%s%.*s", x.minus ? "−" : "+", STRF(text)) : text;
}

static Str or_dash(Str s) { return s.len ? s : S("–"); }

static Str area_name(Req *r, const LheArea *x)
{
    return x->letter.len ? str_fmt(r->arena, "%.*s. %.*s", STRF(x->letter), STRF(x->name)) : x->name;
}

static void put_head(Req *r, const LheDoc *d, LheView *v)
{
    const Lhe *l = d->lhe;
    Str        said = say_args(r->arena, r->lang, d->meets ? MSG_lhe_meets : MSG_lhe_not_yet, d->target);
    v->verdict = (Notice){.tone = d->meets ? TONE_GOOD : TONE_WARN, .title = said, .text = d->verdict};
    Figure figures[] = {
        {say(r->lang, MSG_lhe_total), points(r, d->total),
         say_args(r->arena, r->lang, MSG_lhe_out_of, points(r, d->weight)), {{0}}},
        {say(r->lang, MSG_lhe_self), points(r, d->unit_total),
         say_args(r->arena, r->lang, MSG_lhe_difference, signed_points(r, ratio_sub(d->total, d->unit_total))), {{0}}},
        {say(r->lang, MSG_lhe_lever), points(r, d->lever),
         say_args(r->arena, r->lang, MSG_lhe_out_of, points(r, d->lever_weight)), {{0}}},
        {say(r->lang, MSG_lke_result), points(r, d->result),
         say_args(r->arena, r->lang, MSG_lhe_out_of, points(r, d->result_weight)), {{0}}},
    };
    SummaryLine facts[] = {
        {.key = say(r->lang, MSG_lhe_number), .value = l->number},
        {.key   = say(r->lang, MSG_lhe_about),
         .value = str_fmt(r->arena, "%.*s (%.*s)", STRF(d->unit), STRF(d->unit_code))},
        {.key = say(r->lang, MSG_lhe_rules), .value = d->rules},
        {.key   = say(r->lang, MSG_lhe_decided),
         .value = say_instant(r->arena, r->lang, l->decided_at, d->utc_minutes)},
        {.key = say(r->lang, MSG_lhe_content), .value = lhe_spaced(r->arena, l->content_hash)},
    };
    for (isize i = 0; i < countof(figures); i++)
        *list_add(r->arena, &v->figures.of) = figures[i];
    for (isize i = 0; i < countof(facts); i++)
        *list_add(r->arena, &v->facts.lines) = facts[i];
}

static Ratio share(Ratio part, Ratio whole)
{
    return ratio_cmp(whole, (Ratio){0}) > 0 ? ratio_div(part, whole) : (Ratio){0};
}

static void put_charts(Req *r, const LheDoc *d, LheView *v)
{
    v->total = (Margin){.label = say(r->lang, MSG_lke_gate_total), .points = d->total, .weight = d->weight,
                        .wbk = d->total_wbk, .wbbm = d->total_wbbm};
    v->radar = (Radar){.title = say(r->lang, MSG_lhe_radar), .now_label = say(r->lang, MSG_lhe_tpi),
                       .before_label = say(r->lang, MSG_lhe_unit)};
    for (isize i = 0; i < d->areas.count; i++) {
        const LheArea *x = &d->areas.at[i];
        *list_add(r->arena, &v->areas.of) = (Margin){.label = area_name(r, x), .points = x->points, .weight = x->weight,
                                                     .wbk = x->wbk, .wbbm = x->wbbm};
        if (!x->letter.len)
            continue;
        *list_add(r->arena, &v->radar.axes) = (RadarAxis){
            .letter = x->letter, .label = x->name, .now = share(x->points, x->weight),
            .before = share(x->unit_points, x->weight)};
        v->radar.wbk  = share(x->wbk, x->weight);
        v->radar.wbbm = share(x->wbbm, x->weight);
    }
    v->has_radar = v->radar.axes.count >= 3;
}

static void put_layers(Req *r, const LheDoc *d, LheView *v)
{
    for (isize i = 0; i < d->layers.count; i++) {
        const LheLayer *l = &d->layers.at[i];
        *list_add(r->arena, &v->layers) = (LayerRow){l->name, points(r, l->lever), points(r, l->result),
                                                     points(r, l->total), l->verdicts};
    }
}

static void put_gates(Req *r, const LheDoc *d, LheView *v)
{
    for (isize i = 0; i < d->verdicts.count; i++) {
        const LheVerdict *x   = &d->verdicts.at[i];
        GateTable        *out = list_add(r->arena, &v->verdicts);
        *out = (GateTable){.title = say_args(r->arena, r->lang,
                                             x->failed ? MSG_lhe_gates_of_open : MSG_lhe_gates_of_met, x->predicate,
                                             say_i64(r->arena, r->lang, x->failed))};
        for (isize k = 0; k < x->gates.count; k++) {
            const LheGate *g = &x->gates.at[k];
            *list_add(r->arena, &out->gates) = (GateRow){
                g->name, g->prior ? S("–") : points(r, g->need), g->prior ? S("–") : points(r, g->have),
                {g->pass ? TONE_GOOD : TONE_BAD, lhe_gap(r->arena, r->lang, g)}};
        }
    }
}

static void put_findings(Req *r, const LheDoc *d, LheView *v)
{
    Buf calm = {.arena = r->arena};

    for (isize i = 0; i < d->areas.count; i++) {
        const LheArea *x = &d->areas.at[i];
        if (!x->findings.count) {
            buf_addf(&calm, "%s%.*s", calm.len ? "; " : "", STRF(area_name(r, x)));
            continue;
        }
        AreaPart *out = list_add(r->arena, &v->findings);
        *out = (AreaPart){.title = str_fmt(r->arena, "%.*s – %.*s", STRF(area_name(r, x)),
                                           STRF(of(r, x->points, x->weight)))};
        for (isize k = 0; k < x->findings.count; k++) {
            const LheFinding *f       = &x->findings.at[k];
            bool              changed = !str_eq(f->unit, f->final);
            *list_add(r->arena, &out->findings) = (FindingRow){
                .code = f->code, .topic = f->topic, .advice = f->advice, .unit = or_dash(f->unit),
                .final = or_dash(f->final), .changed = changed,
                .note  = changed && !f->note.len ? say(r->lang, MSG_lhe_no_note) : f->note};
        }
    }
    v->calm = buf_str(&calm);
}

static void put_changes(Req *r, const LheDoc *d, LheView *v)
{
    for (int i = 0; i < d->nshown; i++)
        *list_add(r->arena, &v->heads) = lhe_layer_name(r->lang, d->shown[i]);
    for (isize i = 0; i < d->changes.count; i++) {
        const LheChange *x   = &d->changes.at[i];
        ChangeRow       *out = list_add(r->arena, &v->changes);
        *out = (ChangeRow){.code = x->code, .topic = x->topic, .effect = signed_points(r, x->effect)};
        for (int k = 0; k < d->nshown; k++)
            *list_add(r->arena, &out->cells) = (ChangeCell){v->heads.at[k], x->values[k],
                                                            k && !str_eq(x->values[k], x->values[k - 1])};
    }
}

static void put_hands(Req *r, const LheDoc *d, LheView *v)
{
    for (isize i = 0; i < d->hands.count; i++) {
        const LheHand *h = &d->hands.at[i];
        *list_add(r->arena, &v->hands.lines) = (SummaryLine){.key = h->role, .value = h->name, .note = h->what};
    }
    v->check      = url_for(r, "/lhe/%.*s", STRF(url_part(r->arena, d->lhe->token)));
    v->check_text = d->url;
    v->qr         = qr_svg(r, d->url, say(r->lang, MSG_lhe_qr_title));
}

/* What is to be known of the document before reading on. */
static Notice state_of(Req *r, const Lhe *l)
{
    if (l->withdrawn_at.s)
        return (Notice){.tone = TONE_BAD, .text = l->withdrawn_why,
                        .title = say_args(r->arena, r->lang, MSG_lhe_withdrawn,
                                          say_instant(r->arena, r->lang, l->withdrawn_at, r->utc_minutes))};
    if (!l->sha256.len)
        return (Notice){.tone  = l->trouble.len ? TONE_WARN : TONE_INFO,
                        .title = say(r->lang, MSG_lhe_making),
                        .text  = say(r->lang, l->trouble.len ? MSG_lhe_making_late : MSG_lhe_making_text)};
    if (r->lang != LANG_ID)
        return (Notice){.tone = TONE_INFO, .title = say(r->lang, MSG_lhe_translation)};
    return (Notice){0};
}

/* The report of the address: the newest, or ?laporan=ID. */
static Err pick(Req *r, const Lhes *all, i64 id, const Lhe **out)
{
    for (isize i = 0; i < all->count; i++)
        if (!id || all->at[i].id == id) {
            *out = &all->at[i];
            return NO_ERR;
        }
    r->refused = say(r->lang, MSG_lhe_none);
    return FAIL(ERR_NOT_FOUND, "no report");
}

static Err open_page(Req *r, Evaluasi *e, Lhes *all)
{
    TRY(eval_page(r, e));
    if (e->hidden)
        return FAIL(ERR_NOT_FOUND, "scores blind");
    return lhe_list(r->arena, r->db, e, all);
}

static void put_others(Req *r, const Evaluasi *e, const Lhes *all, const Lhe *now, LheView *v)
{
    for (isize i = 0; i < all->count; i++)
        if (all->at[i].id != now->id)
            *list_add(r->arena, &v->others) = (Link){
                say_args(r->arena, r->lang, all->at[i].withdrawn_at.s ? MSG_lhe_other_withdrawn : MSG_lhe_other,
                         all->at[i].number, say_instant(r->arena, r->lang, all->at[i].decided_at, r->utc_minutes)),
                url_for(r, "/evaluasi/%lld/lhe?laporan=%lld", (long long)e->w.id, (long long)all->at[i].id)};
}

/* GET /evaluasi/:id/lhe - in the reader's language; what is signed is the Indonesian document */
static Err show(Req *r)
{
    Evaluasi   e;
    Lhes       all  = {0};
    const Lhe *l;
    LheWith    with = {r->web->regulasi, r->web->origin, r->lang};
    LheDoc     d;
    i64        id   = 0;
    LheView    v    = {0};

    (void)str_i64(query_get(r, "laporan"), &id);
    TRY(open_page(r, &e, &all));
    TRY(pick(r, &all, id, &l));
    TRY(lhe_read(r->arena, r->db, l, &with, &d));
    r->page.title = say(r->lang, MSG_lhe_title);
    r->page.lead  = say_args(r->arena, r->lang, MSG_lhe_under, d.unit, html_bare_i64(r, l->year), d.target);
    if (l->sha256.len) {
        r->page.action      = url_for(r, "/evaluasi/%lld/lhe/%lld/unduh", (long long)e.w.id, (long long)l->id);
        r->page.action_text = say_args(r->arena, r->lang, MSG_lhe_download, say_bytes(r->arena, r->lang, l->bytes));
    }
    v.state = state_of(r, l);
    put_head(r, &d, &v);
    put_charts(r, &d, &v);
    put_layers(r, &d, &v);
    put_gates(r, &d, &v);
    put_findings(r, &d, &v);
    put_changes(r, &d, &v);
    put_hands(r, &d, &v);
    put_others(r, &e, &all, l, &v);
    view_evaluasi_lhe(r, &v);
    return NO_ERR;
}

/* "LHE-0012-ITJEN-2026.pdf": nothing of a name that could leave a folder or a header */
static Str file_name(Arena *a, Str number)
{
    char *at = str_c(a, number);
    for (isize i = 0; i < number.len; i++)
        if (!((at[i] >= '0' && at[i] <= '9') || (at[i] >= 'A' && at[i] <= 'Z') || (at[i] >= 'a' && at[i] <= 'z')))
            at[i] = '-';
    return (Str){at, number.len};
}

/* GET /evaluasi/:id/lhe/:id/unduh */
static Err download(Req *r)
{
    Evaluasi   e;
    Lhes       all = {0};
    const Lhe *l;
    Digest     sum;
    i64        bytes;

    TRY(open_page(r, &e, &all));
    TRY(pick(r, &all, r->ids[1], &l));
    if (!hex_digest(l->sha256, &sum)) {
        r->refused = say(r->lang, MSG_lhe_making_text);
        return FAIL(ERR_NOT_FOUND, "the report is being made");
    }
    TRY(blob_open(*r->arena, r->web->blobs, sum, &r->file.fd, &bytes));
    r->file.fd_bytes = bytes;
    r->type          = S("application/pdf");
    header_add(r, "Content-Disposition",
               str_fmt(r->arena, "attachment; filename=\"%.*s.pdf\"", STRF(file_name(r->arena, l->number))));
    return NO_ERR;
}

/* --- the public page: is this document genuine? --- */

typedef struct {
    Notice  state, file;
    Summary facts;
    bool    asks;
    Upload  upload;
} CheckView;
#include "lhe_check.html.h"

static Notice genuine(Req *r, const Lhe *l, bool found)
{
    if (!found)
        return (Notice){.tone = TONE_BAD, .title = say(r->lang, MSG_lhe_unknown),
                        .text = say(r->lang, MSG_lhe_unknown_text)};
    if (l->withdrawn_at.s)
        return (Notice){.tone  = TONE_BAD, .text = say(r->lang, MSG_lhe_withdrawn_text),
                        .title = say_args(r->arena, r->lang, MSG_lhe_withdrawn,
                                          say_date(r->arena, r->lang, instant_date(l->withdrawn_at, r->utc_minutes)))};
    if (!l->sha256.len)
        return (Notice){.tone = TONE_INFO, .title = say(r->lang, MSG_lhe_making),
                        .text = say(r->lang, MSG_lhe_making_text)};
    return (Notice){.tone = TONE_GOOD, .title = say(r->lang, MSG_lhe_genuine),
                    .text = say(r->lang, MSG_lhe_genuine_text)};
}

/* Both answers ask the same and draw the same page. */
static Err check(Req *r, const HttpFile *file)
{
    Lhe       l     = {0};
    Err       e     = lhe_of_token(r->arena, r->db, r->args[0], &l);
    bool      found = !e.kind;
    CheckView v     = {.state = genuine(r, &l, found)};

    if (e.kind && e.kind != ERR_NOT_FOUND)
        return e;
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_lhe_check_title);
    r->page.lead  = say(r->lang, MSG_lhe_check_lead);
    header_add(r, "X-Robots-Tag", S("noindex"));
    if (!found) {
        r->status = 404;
        view_lhe_check(r, &v);
        return NO_ERR;
    }
    Instant     issued  = l.issued_at.s ? l.issued_at : l.decided_at;
    SummaryLine facts[] = {
        {.key = say(r->lang, MSG_lhe_by), .value = l.instansi},
        {.key = say(r->lang, MSG_lhe_number), .value = l.number},
        {.key = say(r->lang, MSG_lhe_issued), .value = say_instant(r->arena, r->lang, issued, r->utc_minutes)},
        {.key = say(r->lang, MSG_lhe_content), .value = lhe_spaced(r->arena, l.content_hash),
         .note = say(r->lang, MSG_lhe_content_hint)},
    };
    for (isize i = 0; i < countof(facts); i++)
        *list_add(r->arena, &v.facts.lines) = facts[i];
    v.asks   = l.sha256.len;
    v.upload = (Upload){.id = S("periksa"), .name = S("berkas"), .label = say(r->lang, MSG_lhe_file),
                        .hint = say(r->lang, MSG_lhe_file_hint), .accept = S(".pdf,application/pdf"),
                        .submit = say(r->lang, MSG_lhe_file_submit),
                        .action = url_for(r, "/lhe/%.*s", STRF(url_part(r->arena, l.token)))};
    if (file && v.asks) {
        bool same = lhe_is_file(r->arena, &l, file->sha256);
        v.file    = (Notice){.tone  = same ? TONE_GOOD : TONE_BAD,
                             .title = say(r->lang, same ? MSG_lhe_file_same : MSG_lhe_file_other),
                             .text  = say(r->lang, same ? MSG_lhe_file_same_text : MSG_lhe_file_other_text)};
        if (!same && !l.withdrawn_at.s)         /* said of another file: no green beside the warning */
            v.state = (Notice){.tone = TONE_INFO, .title = say(r->lang, MSG_lhe_genuine_other),
                               .text = say(r->lang, MSG_lhe_genuine_other_text)};
    }
    view_lhe_check(r, &v);
    return NO_ERR;
}

/* GET /lhe/:token */
static Err check_page(Req *r)
{
    return check(r, NULL);
}

/* POST /lhe/:token - the file was hashed as it passed by, and is gone with the answer */
static Err check_file(Req *r)
{
    const HttpFile *f = r->http->files_count && r->http->files[0].bytes ? &r->http->files[0] : NULL;
    if (!f) {
        r->refused = say(r->lang, MSG_lhe_file_missing);
        return FAIL(ERR_INVALID, "no file");
    }
    return check(r, f);
}

/* GET /lhe/kunci - every key that ever signed here, newest first */
static Err key(Req *r)
{
    SealKeys keys;

    TRY(lhe_keys(r->arena, r->db, &keys));
    for (isize i = 0; i < keys.count; i++)
        buf_add(&r->out, seal_pem(r->arena, keys.at[i]));
    r->type = S("application/x-pem-file");
    header_add(r, "Content-Disposition", S("attachment; filename=\"pulau-kunci.pem\""));
    return NO_ERR;
}

/* --- the table --- */

#define SEES  "unit tree, or a seat"
#define TOKEN "who has the token"

enum { FILE_MAX = 8 << 20 };           /* a report of 300 pages has 2 MB */

/* --- the same for the API --- */

typedef struct {
    i64     id, bytes;
    Str     number, verdict, sha256, withdrawn_why, check, content;
    Instant decided_at, issued_at, withdrawn_at;
} LheOut;

static const Give lhe_gives[] = {
    GIVE(LheOut, id, G_ID, MSG_evaluasi_api_lhe_id),
    GIVE(LheOut, number, G_TEXT, MSG_evaluasi_api_lhe_number),
    GIVE(LheOut, verdict, G_TEXT, MSG_evaluasi_api_lhe_verdict),
    GIVE(LheOut, decided_at, G_AT, MSG_evaluasi_api_lhe_decided),
    GIVE(LheOut, issued_at, G_AT, MSG_evaluasi_api_lhe_issued),
    GIVE(LheOut, withdrawn_at, G_AT, MSG_evaluasi_api_lhe_withdrawn),
    GIVE(LheOut, withdrawn_why, G_TEXT, MSG_evaluasi_api_lhe_why, .maybe = true),
    GIVE(LheOut, sha256, G_TEXT, MSG_evaluasi_api_lhe_sha, .maybe = true),
    GIVE(LheOut, bytes, G_I64, MSG_berkas_api_bytes, .maybe = true),
    GIVE(LheOut, check, G_TEXT, MSG_evaluasi_api_lhe_check),
    GIVE(LheOut, content, G_TEXT, MSG_evaluasi_api_lhe_content, .maybe = true),
};
static const Gives gives_lhe = GIVES(LheOut, "Lhe", MSG_evaluasi_api_lhe, lhe_gives);

static LheOut lhe_out(Req *r, const Lhe *l)
{
    LheOut v = {l->id, l->bytes, l->number, l->verdict, l->sha256, l->withdrawn_why,
                str_fmt(r->arena, "/lhe/%.*s", STRF(l->token)), {0}, l->decided_at, l->issued_at, l->withdrawn_at};
    if (l->sha256.len)
        v.content = str_fmt(r->arena, "/api/v1/evaluasi/%lld/lhe/%lld/unduh", (long long)l->worksheet_id,
                            (long long)l->id);
    return v;
}

/* GET /api/v1/evaluasi/:id/lhe */
static Err api_lhes(Req *r)
{
    Evaluasi e;
    Lhes     all = {0};
    LIST(LheOut) rows = {0};

    TRY(open_page(r, &e, &all));
    for (isize i = 0; i < all.count; i++)
        *list_add(r->arena, &rows) = lhe_out(r, &all.at[i]);
    return api_give_all(r, &rows);
}

/* --- what one says --- */

static const Give layer_gives[] = {
    GIVE(LheLayer, name, G_TEXT, MSG_evaluasi_api_layer),
    GIVE(LheLayer, lever, G_POINTS, MSG_lhe_lever),
    GIVE(LheLayer, result, G_POINTS, MSG_lke_result),
    GIVE(LheLayer, total, G_POINTS, MSG_lke_col_total),
    GIVE(LheLayer, verdicts, G_TEXT, MSG_lke_api_passes),
};
static const Gives gives_lhe_layer = GIVES(LheLayer, "LheLayer", MSG_evaluasi_api_layer, layer_gives);

static const Give gate_gives[] = {
    GIVE(LheGate, name, G_TEXT, MSG_lke_col_gate),
    GIVE(LheGate, need, G_EXACT, MSG_lke_col_need),
    GIVE(LheGate, have, G_EXACT, MSG_lke_col_have),
    GIVE(LheGate, pass, G_BOOL, MSG_lke_passes),
    GIVE(LheGate, prior, G_BOOL, MSG_lke_gate_prior),
};
static const Gives gives_lhe_gate = GIVES(LheGate, "LheGate", MSG_lke_api_gate, gate_gives);

static const Give verdict_gives[] = {
    GIVE(LheVerdict, predicate, G_TEXT, MSG_lke_col_predicate),
    GIVE(LheVerdict, gates, G_LIST, MSG_lke_link_gates, .of = &gives_lhe_gate),
};
static const Gives gives_lhe_verdict = GIVES(LheVerdict, "LheVerdict", MSG_lke_link_gates, verdict_gives);

static const Give finding_gives[] = {
    GIVE(LheFinding, code, G_TEXT, MSG_lke_col_code),
    GIVE(LheFinding, topic, G_TEXT, MSG_lke_col_item),
    GIVE(LheFinding, unit, G_TEXT, MSG_lhe_unit, .maybe = true),
    GIVE(LheFinding, final, G_TEXT, MSG_lhe_tpi, .maybe = true),
    GIVE(LheFinding, note, G_TEXT, MSG_lke_col_note, .maybe = true),
    GIVE(LheFinding, advice, G_TEXT, MSG_evaluasi_api_advice, .maybe = true),
};
static const Gives gives_lhe_finding = GIVES(LheFinding, "LheFinding", MSG_evaluasi_api_lhe_finding, finding_gives);

static const Give area_gives[] = {
    GIVE(LheArea, letter, G_TEXT, MSG_lke_api_area, .maybe = true),
    GIVE(LheArea, name, G_TEXT, MSG_lke_col_area),
    GIVE(LheArea, points, G_POINTS, MSG_lhe_tpi),
    GIVE(LheArea, unit_points, G_POINTS, MSG_lhe_unit),
    GIVE(LheArea, weight, G_EXACT, MSG_lke_col_weight),
    GIVE(LheArea, wbk, G_EXACT, MSG_evaluasi_api_lhe_wbk, .maybe = true),
    GIVE(LheArea, wbbm, G_EXACT, MSG_evaluasi_api_lhe_wbbm, .maybe = true),
    GIVE(LheArea, findings, G_LIST, MSG_evaluasi_api_lhe_finding, .of = &gives_lhe_finding),
};
static const Gives gives_lhe_area = GIVES(LheArea, "LheArea", MSG_lke_col_area, area_gives);

typedef struct { Str code, topic; Ratio effect; LIST(Str) values; } LheChangeOut;
static const Give change_gives[] = {
    GIVE(LheChangeOut, code, G_TEXT, MSG_lke_col_code),
    GIVE(LheChangeOut, topic, G_TEXT, MSG_lke_col_item),
    GIVE(LheChangeOut, values, G_TEXTS, MSG_evaluasi_api_lhe_values),
    GIVE(LheChangeOut, effect, G_POINTS, MSG_evaluasi_api_lhe_effect),
};
static const Gives gives_lhe_change = GIVES(LheChangeOut, "LheChange", MSG_evaluasi_api_lhe_change, change_gives);

static const Give hand_gives[] = {
    GIVE(LheHand, role, G_TEXT, MSG_evaluasi_api_seat),
    GIVE(LheHand, name, G_TEXT, MSG_evaluasi_col_who),
    GIVE(LheHand, what, G_TEXT, MSG_evaluasi_api_step),
    GIVE(LheHand, at, G_AT, MSG_evaluasi_api_at),
};
static const Gives gives_lhe_hand = GIVES(LheHand, "LheHand", MSG_evaluasi_api_lhe_hand, hand_gives);

typedef struct { LheOut lhe; LheDoc doc; LIST(Str) layers_shown; LIST(LheChangeOut) changed; } LheDocOut;

#define DOC(member, ...) {.name = #member, .offset = offsetof(LheDocOut, doc.member), .kind = __VA_ARGS__}
static const Give doc_gives[] = {
    GIVE(LheDocOut, lhe, G_MAP, MSG_evaluasi_api_lhe, .of = &gives_lhe),
    DOC(unit, G_TEXT, MSG_lke_col_unit),
    DOC(unit_code, G_TEXT, MSG_lke_col_unit_code),
    DOC(target, G_TEXT, MSG_lke_col_target),
    DOC(rules, G_TEXT, MSG_lhe_rules),
    DOC(meets, G_BOOL, MSG_evaluasi_api_passes),
    DOC(verdict, G_TEXT, MSG_evaluasi_api_lhe_verdict),
    DOC(total, G_POINTS, MSG_lhe_total),
    DOC(unit_total, G_POINTS, MSG_lhe_self),
    DOC(lever, G_POINTS, MSG_lhe_lever),
    DOC(result, G_POINTS, MSG_lke_result),
    DOC(weight, G_EXACT, MSG_lke_col_weight),
    DOC(lever_weight, G_EXACT, MSG_lke_col_weight),
    DOC(result_weight, G_EXACT, MSG_lke_col_weight),
    DOC(layers, G_LIST, MSG_evaluasi_api_layer, .of = &gives_lhe_layer),
    DOC(verdicts, G_LIST, MSG_lke_link_gates, .of = &gives_lhe_verdict),
    DOC(areas, G_LIST, MSG_lke_api_areas, .of = &gives_lhe_area),
    GIVE(LheDocOut, layers_shown, G_TEXTS, MSG_evaluasi_api_lhe_shown),
    {.name = "changes", .offset = offsetof(LheDocOut, changed), .kind = G_LIST, .about = MSG_evaluasi_api_lhe_change,
     .of = &gives_lhe_change},
    DOC(hands, G_LIST, MSG_evaluasi_api_lhe_hand, .of = &gives_lhe_hand),
};
static const Gives gives_lhe_doc = GIVES(LheDocOut, "LheContent", MSG_evaluasi_api_lhe_doc, doc_gives);

/* GET /api/v1/evaluasi/:id/lhe/:id - in the reader's language, as the page */
static Err api_lhe(Req *r)
{
    Evaluasi   e;
    Lhes       all  = {0};
    const Lhe *l;
    LheWith    with = {r->web->regulasi, r->web->origin, r->lang};
    LheDocOut  v    = {0};

    TRY(open_page(r, &e, &all));
    TRY(pick(r, &all, r->ids[1], &l));
    TRY(lhe_read(r->arena, r->db, l, &with, &v.doc));
    v.lhe = lhe_out(r, l);
    for (int i = 0; i < v.doc.nshown; i++)
        *list_add(r->arena, &v.layers_shown) = lhe_layer_name(r->lang, v.doc.shown[i]);
    for (isize i = 0; i < v.doc.changes.count; i++) {
        const LheChange *x   = &v.doc.changes.at[i];
        LheChangeOut    *out = list_add(r->arena, &v.changed);
        *out = (LheChangeOut){.code = x->code, .topic = x->topic, .effect = x->effect};
        for (int k = 0; k < v.doc.nshown; k++)
            *list_add(r->arena, &out->values) = x->values[k];
    }
    return api_give(r, &v);
}

static const Route rows[] = {
    {GET,  "/evaluasi/:id/lhe",           EVALUASI_READS, READS, show,       SEES},
    {GET,  "/evaluasi/:id/lhe/:id/unduh", EVALUASI_READS, READS, download,   SEES},
    {GET,  "/api/v1/evaluasi/:id/lhe",    EVALUASI_READS, READS, api_lhes,   SEES, .gives = &gives_lhe,
     .about = MSG_evaluasi_api_lhes, .flags = ROUTE_MANY},
    {GET,  "/api/v1/evaluasi/:id/lhe/:id", EVALUASI_READS, READS, api_lhe,   SEES, .gives = &gives_lhe_doc,
     .about = MSG_evaluasi_api_lhe_doc},
    {GET,  "/api/v1/evaluasi/:id/lhe/:id/unduh", EVALUASI_READS, READS, download, SEES, .gives = &gives_file,
     .about = MSG_evaluasi_api_lhe_pdf},
    {GET,  "/lhe/kunci",                  ANYONE,         READS, key,        "open"},
    {GET,  "/lhe/:token",                 ANYONE,         READS, check_page, TOKEN},
    {POST, "/lhe/:token",                 ANYONE,         READS, check_file, TOKEN,
     .flags = ROUTE_UPLOAD | ROUTE_NO_CSRF, .upload_max = FILE_MAX},
};

const Room lhe_room = {"lhe", rows, countof(rows), .about = MSG_lhe_title};
