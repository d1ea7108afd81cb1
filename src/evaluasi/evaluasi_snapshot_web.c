/* A worksheet as it was frozen, and any two of them side by side. */
#include "evaluasi/evaluasi_page_web.h"

#include "format/json.h"
#include "web/api.h"

typedef struct { EvalSnapshot s; const Json *body; } Frozen;

static Err frozen_open(Req *r, const Evaluasi *e, i64 id, Frozen *out)
{
    TRY(evaluasi_snapshot(r->arena, r->db, e->w.instansi_id, e->w.id, id, &out->s));
    return json_read(r->arena, out->s.body, (JsonMost){0}, &out->body);
}

/* Of a frozen worksheet one sees the layers one sees today. */
static bool sees_all(const Evaluasi *e, const Frozen *f)
{
    const Json *layers = json_get(f->body, "layers");
    for (isize i = 0; i < layers->count; i++)
        for (int l = 0; l < LAYERS; l++)
            if (str_is(layers->at[i].key, lke_layers[l]) && !evaluasi_sees(e, l))
                return false;
    return true;
}

Err eval_snapshot_seen(Req *r, const Evaluasi *e, const EvalSnapshot *s)
{
    Frozen f = {.s = *s};
    TRY(json_read(r->arena, s->body, (JsonMost){0}, &f.body));
    return sees_all(e, &f) ? NO_ERR : FAIL(ERR_FORBIDDEN, "some layers in it are not the asker's to see");
}

static const Json *layer_of(const Frozen *f, int layer)
{
    return json_get(json_get(f->body, "layers"), lke_layers[layer]);
}

static Str total_points(Req *r, const Pack *p, const Json *layer)
{
    Ratio x;
    Str   exact = json_text(json_find(json_get(layer, "points"), evaluasi_point_key(p, 0)));
    return lke_exact(exact, &x) ? sheet_points(r, x) : S("–");
}

static Str answer_text(Req *r, const Sheet *s, int node, const Json *item)
{
    NilaiAnswer x;
    Str         value = json_text(json_get(item, "value"));
    if (!value.len || !lke_value_parse(&s->pack->nodes[node], value, &x) || !x.answered)
        return say(r->lang, MSG_lke_not_answered);
    return sheet_answer_short(r, s, node, &x);
}

static Str frozen_title(Req *r, const Frozen *f)
{
    return say_instant(r->arena, r->lang, f->s.at, r->utc_minutes);
}

/* --- one --- */

typedef struct { Str name, total; int answered; } LayerLine;
typedef struct {
    Summary head;
    LIST(LayerLine) layers;
    Str     hash;
    Link    raw;
} SnapshotView;
#include "evaluasi_snapshot.html.h"

static Err send_raw(Req *r, const Frozen *f)
{
    r->type       = S("application/json");
    r->page.frame = FRAME_NONE;
    header_add(r, "Content-Disposition",
               str_fmt(r->arena, "attachment; filename=\"potret-%lld.json\"", (long long)f->s.id));
    buf_add(&r->out, f->s.body);
    return NO_ERR;
}

static void put_head(Req *r, const Evaluasi *e, const Frozen *f, SnapshotView *v)
{
    const EvalMove *m    = NULL;
    Summary        *head = &v->head;

    for (isize i = 0; i < evaluasi_moves_count && !m; i++)
        if (str_eq(f->s.move, str_of(evaluasi_moves[i].name)))
            m = &evaluasi_moves[i];
    *list_add(r->arena, &head->lines) = (SummaryLine){.key = say(r->lang, MSG_evaluasi_col_move),
                                                      .value = m ? say(r->lang, m->done) : f->s.move};
    *list_add(r->arena, &head->lines) = (SummaryLine){.key = say(r->lang, MSG_evaluasi_col_who), .value = f->s.by_name};
    *list_add(r->arena, &head->lines) = (SummaryLine){
        .key   = say(r->lang, MSG_evaluasi_evidence),
        .value = say_i64(r->arena, r->lang, json_get(f->body, "evidence")->count)};
    if (sees_all(e, f))
        v->raw = (Link){say(r->lang, MSG_evaluasi_raw), url_for(r, "/evaluasi/%lld/potret/%lld?format=json",
                                                                (long long)e->w.id, (long long)f->s.id)};
    v->hash = f->s.hash;
}

Err eval_page_snapshot(Req *r)
{
    Evaluasi     e;
    Frozen       f = {0};
    SnapshotView v = {0};

    TRY(eval_page(r, &e));
    TRY(frozen_open(r, &e, r->ids[1], &f));
    if (str_is(query_get(r, "format"), "json")) {
        TRY(eval_snapshot_seen(r, &e, &f.s));
        return send_raw(r, &f);
    }
    crumb_add(r, say(r->lang, MSG_evaluasi_link_history), eval_url(r, &e, "/riwayat"));
    r->page.title = say_args(r->arena, r->lang, MSG_evaluasi_snapshot_of, frozen_title(r, &f));
    put_head(r, &e, &f, &v);
    for (int l = 0; l < LAYERS; l++) {
        const Json *layer = layer_of(&f, l);
        if (layer->kind == JSON_MAP && evaluasi_sees(&e, l))
            *list_add(r->arena, &v.layers) = (LayerLine){
                eval_layer_name(r, l), total_points(r, e.w.pack, layer), (int)json_get(layer, "items")->count};
    }
    view_evaluasi_snapshot(r, &v);
    return NO_ERR;
}

/* --- two --- */

typedef struct { Str name; Diff diff; } LayerDiff;
typedef struct { LIST(LayerDiff) layers; bool same, few; } CompareView;
#include "evaluasi_compare.html.h"

static void add_line(Req *r, Diff *d, Str label, Str before, Str after)
{
    if (!str_eq(before, after))
        *list_add(r->arena, &d->lines) = (DiffLine){label, before, after};
}

static Str with_note(Req *r, Str answer, const Json *item)
{
    Str note = json_text(json_get(item, "note"));
    return note.len ? str_fmt(r->arena, "%.*s\n%.*s", STRF(answer), STRF(note)) : answer;
}

static void compare_layer(Req *r, const Sheet *s, const Json *a, const Json *b, Diff *d)
{
    const Json *before = json_get(a, "items"), *after = json_get(b, "items");

    add_line(r, d, say(r->lang, MSG_lke_col_total), total_points(r, s->pack, a), total_points(r, s->pack, b));
    for (int i = 0; i < s->pack->nnodes; i++) {
        if (!pack_is_question(&s->pack->nodes[i]))
            continue;
        Str         code = s->pack->nodes[i].code;
        const Json *x = json_find(before, code), *y = json_find(after, code);
        add_line(r, d, str_fmt(r->arena, "%.*s %.*s", STRF(code), STRF(sheet_topic(r, s, i))),
                 with_note(r, answer_text(r, s, i, x), x), with_note(r, answer_text(r, s, i, y), y));
    }
}

static bool has_file(const Json *list, const Json *file)
{
    for (isize i = 0; i < list->count; i++)
        if (str_eq(json_text(json_get(&list->at[i], "sha256")), json_text(json_get(file, "sha256")))
            && str_eq(json_text(json_get(&list->at[i], "item")), json_text(json_get(file, "item"))))
            return true;
    return false;
}

static void compare_files(Req *r, const Json *before, const Json *after, Diff *d)
{
    for (isize i = 0; i < before->count; i++)
        if (!has_file(after, &before->at[i]))
            add_line(r, d, json_text(json_get(&before->at[i], "item")), json_text(json_get(&before->at[i], "name")),
                     (Str){0});
    for (isize i = 0; i < after->count; i++)
        if (!has_file(before, &after->at[i]))
            add_line(r, d, json_text(json_get(&after->at[i], "item")), (Str){0},
                     json_text(json_get(&after->at[i], "name")));
}

static void put_diff(Req *r, CompareView *v, Str name, const Diff *d)
{
    if (d->lines.count)
        *list_add(r->arena, &v->layers) = (LayerDiff){name, *d};
}

/* The two of the address; without them the first and the newest; 0 if there are no two. */
static Err pair_of(Req *r, const Evaluasi *e, i64 *a, i64 *b)
{
    EvalSnapshots all = {0};

    *a = *b = 0;
    if (str_i64(query_get(r, "a"), a) && str_i64(query_get(r, "b"), b))
        return NO_ERR;
    TRY(evaluasi_snapshots(r->arena, r->db, e, &all));
    *a = all.count > 1 ? all.at[0].id : 0;
    *b = all.count > 1 ? all.at[all.count - 1].id : 0;
    return NO_ERR;
}

typedef struct { Evaluasi e; Sheet s; Frozen a, b; CompareView v; } Compared;

static Err compare(Req *r, Compared *c)
{
    i64 first, second;

    *c = (Compared){0};
    TRY(eval_page(r, &c->e));
    TRY(pair_of(r, &c->e, &first, &second));
    TRY(eval_sheet(r, &c->e, LAYER_UNIT, &c->s));
    c->v.few = !first;
    if (c->v.few)
        return NO_ERR;
    TRY(frozen_open(r, &c->e, first, &c->a));
    TRY(frozen_open(r, &c->e, second, &c->b));
    for (int l = 0; l < LAYERS; l++) {
        Diff d = {frozen_title(r, &c->a), frozen_title(r, &c->b), {0}};
        if (!evaluasi_sees(&c->e, l))
            continue;
        compare_layer(r, &c->s, layer_of(&c->a, l), layer_of(&c->b, l), &d);
        put_diff(r, &c->v, eval_layer_name(r, l), &d);
    }
    Diff files = {frozen_title(r, &c->a), frozen_title(r, &c->b), {0}};
    compare_files(r, json_get(c->a.body, "evidence"), json_get(c->b.body, "evidence"), &files);
    put_diff(r, &c->v, say(r->lang, MSG_evaluasi_evidence), &files);
    c->v.same = !c->v.layers.count;
    return NO_ERR;
}

Err eval_page_compare(Req *r)
{
    Compared c;

    TRY(compare(r, &c));
    crumb_add(r, say(r->lang, MSG_evaluasi_link_history), eval_url(r, &c.e, "/riwayat"));
    r->page.title = say(r->lang, MSG_evaluasi_compare);
    if (!c.v.few)
        r->page.lead = say_args(r->arena, r->lang, MSG_evaluasi_compare_lead, frozen_title(r, &c.a),
                                frozen_title(r, &c.b));
    view_evaluasi_compare(r, &c.v);
    return NO_ERR;
}

/* --- the same for the API --- */

typedef struct { Str item, what, before, after; } LineOut;
static const Give line_gives[] = {
    GIVE(LineOut, item, G_TEXT, MSG_lke_col_code, .maybe = true),
    GIVE(LineOut, what, G_TEXT, MSG_evaluasi_api_compare_what),
    GIVE(LineOut, before, G_TEXT, MSG_evaluasi_api_before, .maybe = true),
    GIVE(LineOut, after, G_TEXT, MSG_evaluasi_api_after, .maybe = true),
};
static const Gives gives_line = GIVES(LineOut, "Difference", MSG_evaluasi_api_compare_line, line_gives);

typedef struct { Str name; LIST(LineOut) lines; } PartOut;
static const Give part_gives[] = {
    GIVE(PartOut, name, G_TEXT, MSG_evaluasi_api_compare_part),
    GIVE(PartOut, lines, G_LIST, MSG_evaluasi_api_compare_line, .of = &gives_line),
};
static const Gives gives_part = GIVES(PartOut, "Differences", MSG_evaluasi_api_compare_part, part_gives);

typedef struct { i64 a, b; Instant a_at, b_at; LIST(PartOut) parts; } CompareOut;
static const Give compare_gives[] = {
    GIVE(CompareOut, a, G_ID, MSG_evaluasi_api_compare_a, .maybe = true),
    GIVE(CompareOut, a_at, G_AT, MSG_evaluasi_api_at),
    GIVE(CompareOut, b, G_ID, MSG_evaluasi_api_compare_b, .maybe = true),
    GIVE(CompareOut, b_at, G_AT, MSG_evaluasi_api_at),
    GIVE(CompareOut, parts, G_LIST, MSG_evaluasi_api_compare_part, .of = &gives_part),
};
const Gives gives_eval_compare = GIVES(CompareOut, "Comparison", MSG_evaluasi_api_compare, compare_gives);

typedef struct { i64 a, b; } PairAsked;
const Field eval_api_compare_fields[EVAL_API_COMPARE_FIELDS] = {
    {.name = "a", .offset = offsetof(PairAsked, a), .kind = F_ID, .label = MSG_evaluasi_api_compare_a},
    {.name = "b", .offset = offsetof(PairAsked, b), .kind = F_ID, .label = MSG_evaluasi_api_compare_b},
};

/* GET /api/v1/evaluasi/:id/banding?a=&b= */
Err eval_api_compare(Req *r)
{
    PairAsked asked  = {0};
    Issues    issues = {0};
    Compared  c;

    form_read(r, eval_api_compare_fields, EVAL_API_COMPARE_FIELDS, &asked, &issues);
    if (!asked.a != !asked.b)
        issue_say(&issues, r->lang, asked.a ? S("b") : S("a"), MSG_form_required);
    if (issues.count)
        return api_refuse(r, &issues);
    TRY(compare(r, &c));
    CompareOut v = {c.a.s.id, c.b.s.id, c.a.s.at, c.b.s.at, {0}};
    for (isize i = 0; i < c.v.layers.count; i++) {
        const LayerDiff *d   = &c.v.layers.at[i];
        PartOut         *out = list_add(r->arena, &v.parts);
        out->name = d->name;
        for (isize k = 0; k < d->diff.lines.count; k++) {
            const DiffLine *l    = &d->diff.lines.at[k];
            Str             rest = l->label, code = str_cut(&rest, ' ');
            *list_add(r->arena, &out->lines) = (LineOut){pack_find(c.s.pack, code) > 0 ? code : (Str){0}, l->label,
                                                         l->before, l->after};
        }
    }
    return api_give(r, &v);
}
