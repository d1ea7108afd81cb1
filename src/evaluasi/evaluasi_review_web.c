/* The work list of one assessment, agreeing with many items at once, and the addresses of this part of the room. */
#include "evaluasi/evaluasi_review_web.h"

#include "evaluasi/evaluasi_seat.h"

typedef struct { Str text; Url url; bool now; } FilterLink;
typedef struct { Str title; Tasks tasks; } WorkGroup;
typedef struct { Str title; Link agree; LIST(WorkGroup) groups; } WorkArea;

typedef struct {
    Figures figures;
    LIST(FilterLink) which, areas;
    LIST(WorkArea)   parts;
    Notice  since;
    bool    has_since;
} WorkView;
#include "evaluasi_work.html.h"

/* --- what every page begins with --- */

Err judging_open(Req *r, Judging *j)
{
    *j = (Judging){0};
    TRY(eval_page(r, &j->e));
    TRY(evaluasi_review(r->arena, r->db, r->web->regulasi, &j->e, &j->v));
    TRY(evaluasi_changed(r->arena, r->db, &j->e, &j->changed, &j->since));
    return sheet_of(r, &j->v.w, "evaluasi", &j->s);
}

int judging_next(const Judging *j, int after)
{
    int n = j->s.pack->nnodes;
    for (int step = 1; j->v.mine && step <= n; step++) {
        int node = (after + step) % n;
        if (pack_is_question(&j->s.pack->nodes[node]) && j->v.state[node] == REVIEW_OPEN)
            return node;
    }
    return -1;
}

Str judging_closed_why(const Req *r, const Judging *j)
{
    if (j->e.tie && j->e.mine)
        return say_args(r->arena, r->lang, MSG_evaluasi_bar_tied_seat, evaluasi_tie_say(r->arena, r->lang, j->e.tie));
    if (j->e.hidden)
        return say(r->lang, j->e.stage == STAGE_ANGGOTA ? MSG_evaluasi_review_wait_both
                                                       : MSG_evaluasi_review_wait_blind);
    return say(r->lang, MSG_evaluasi_review_not_turn);
}

Err judging_turn(Req *r, const Judging *j)
{
    if (j->v.mine)
        return NO_ERR;
    r->refused = judging_closed_why(r, j);
    return FAIL(ERR_FORBIDDEN, "it is not the asker's turn");
}

/* --- which items are listed --- */

typedef enum { WORK_ALL, WORK_OPEN, WORK_DIFFERS, WORK_CHANGED, WORK_ASKED, WORK_KINDS } WorkWhich;

static const struct { const char *value; Msg text; } works[WORK_KINDS] = {
    [WORK_ALL]     = {"",        MSG_evaluasi_review_show_all},
    [WORK_OPEN]    = {"belum",   MSG_evaluasi_review_show_open},
    [WORK_DIFFERS] = {"beda",    MSG_evaluasi_review_show_differs},
    [WORK_CHANGED] = {"berubah", MSG_evaluasi_review_show_changed},
    [WORK_ASKED]   = {"tanya",   MSG_evaluasi_review_show_asked},
};

enum { REVIEW_ALL = -2 };        /* beside PLACE_RESULT: every area */

typedef struct {
    Judging   j;
    WorkWhich which;
    Str       area;             /* "A", "hasil"; empty: all */
    bool     *asked;            /* has a mark that is not dealt with */
    i64       changed;
} Work;

static Err open_work(Req *r, Work *w)
{
    EvalMarks marks = {0};
    Str       q     = query_get(r, "tampil");

    *w = (Work){.area = query_get(r, "area")};
    TRY(judging_open(r, &w->j));
    TRY(evaluasi_marks(r->arena, r->db, &w->j.e, (Str){0}, &marks));
    w->asked = new(r->arena, bool, w->j.s.pack->nnodes);
    for (isize i = 0; i < marks.count; i++) {
        int node = pack_find(w->j.s.pack, marks.at[i].item);
        if (node >= 0 && !marks.at[i].back_at.s)
            w->asked[node] = true;
    }
    for (int i = 0; i < WORK_KINDS; i++)
        if (str_is(q, works[i].value))
            w->which = (WorkWhich)i;
    for (int i = 0; i < w->j.s.pack->nnodes; i++)
        w->changed += w->j.changed[i];
    return NO_ERR;
}

static bool listed(const Work *w, int node)
{
    const Review *v = &w->j.v;

    switch (w->which) {
    case WORK_OPEN:    return v->state[node] == REVIEW_OPEN;
    case WORK_DIFFERS: return v->state[node] == REVIEW_DIFFERS || (v->split[node] && v->state[node] == REVIEW_OPEN);
    case WORK_CHANGED: return w->j.changed[node];
    case WORK_ASKED:   return w->asked[node];
    case WORK_ALL:
    case WORK_KINDS:   break;
    }
    return true;
}

/* Who scores blind has nothing to compare with. */
static bool offers(const Work *w, WorkWhich which)
{
    if (which == WORK_DIFFERS)
        return !w->j.e.hidden && w->j.v.layer != LAYER_UNIT;
    return which != WORK_CHANGED || w->j.since.s;
}

static bool in_area(const Work *w, int area)
{
    return !w->area.len || str_eq_nocase(w->area, sheet_area_letter(&w->j.s, area));
}

/* --- one line --- */

static Tag state_tag(Req *r, const Work *w, int node)
{
    const Review *v = &w->j.v;

    switch (v->state[node]) {
    case REVIEW_OPEN:
        if (v->split[node])
            return (Tag){TONE_WARN, say(r->lang, MSG_evaluasi_review_split)};
        return (Tag){TONE_NONE, say(r->lang, v->layer == LAYER_UNIT ? MSG_lke_not_answered
                                                                   : MSG_evaluasi_review_open)};
    case REVIEW_JUDGED:
        return (Tag){TONE_GOOD, say(r->lang, v->layer == LAYER_UNIT ? MSG_evaluasi_review_answered
                                                                   : MSG_evaluasi_review_judged)};
    case REVIEW_AGREES:  return (Tag){TONE_GOOD, say(r->lang, MSG_evaluasi_review_agrees)};
    case REVIEW_DIFFERS: return (Tag){TONE_WARN, say(r->lang, MSG_evaluasi_review_differs)};
    }
    return (Tag){0};
}

static void say_layer(Req *r, const Work *w, Buf *b, int layer, const NilaiSheet *sheet, int node)
{
    if (!sheet->at || !sheet->at[node].answered)
        return;
    Str who = w->j.v.mine && layer == w->j.v.layer ? say(r->lang, MSG_evaluasi_review_you) : eval_layer_name(r, layer);
    buf_addf(b, " · %.*s: %.*s", STRF(who), STRF(sheet_answer_short(r, &w->j.s, node, &sheet->at[node])));
}

/* "A.I.1.i.a · Unit: B · Ketua tim: A · diubah unit" */
static Str hint_of(Req *r, const Work *w, int node)
{
    static const int order[] = {LAYER_UNIT,      LAYER_PENDAHULUAN, LAYER_ANGGOTA,
                                LAYER_ANGGOTA_2, LAYER_KETUA,       LAYER_DALNIS};
    const Review    *v = &w->j.v;
    Buf              b = {.arena = r->arena};

    buf_add(&b, w->j.s.pack->nodes[node].code);
    for (isize i = 0; i < countof(order); i++)
        say_layer(r, w, &b, order[i], order[i] == v->layer ? &v->sheet : &v->below.sheets[order[i]], node);
    if (w->j.changed[node])
        buf_addf(&b, " · %.*s", STRF(say(r->lang, MSG_evaluasi_review_changed)));
    if (w->asked[node])
        buf_addf(&b, " · %.*s", STRF(say(r->lang, MSG_evaluasi_review_asked)));
    return buf_str(&b);
}

/* --- the list --- */

static i64 agreeable(const Work *w, int area)
{
    i64 n = 0;
    for (int i = 0; i < w->j.s.pack->nnodes; i++)
        n += evaluasi_may_agree(&w->j.v, i) && (area == REVIEW_ALL || sheet_area_of(&w->j.s, i) == area);
    return n;
}

static Str area_title(Req *r, const Work *w, int area)
{
    Str name = sheet_area_name(r, &w->j.s, area);
    if (area == PLACE_RESULT)
        return name;
    return str_fmt(r->arena, "%.*s. %.*s", STRF(sheet_area_letter(&w->j.s, area)), STRF(name));
}

static WorkArea *area_new(Req *r, const Work *w, WorkView *v, int area)
{
    WorkArea *part = list_add(r->arena, &v->parts);
    i64       n    = agreeable(w, area);

    *part = (WorkArea){.title = area_title(r, w, area)};
    if (n)
        part->agree = (Link){say_args(r->arena, r->lang, MSG_evaluasi_review_agree_n, say_i64(r->arena, r->lang, n)),
                             url_for(r, "/evaluasi/%lld/setuju?area=%.*s", (long long)w->j.e.w.id,
                                     STRF(sheet_area_letter(&w->j.s, area)))};
    return part;
}

static void put_items(Req *r, const Work *w, WorkView *v, int area)
{
    const Sheet *s     = &w->j.s;
    WorkArea    *part  = NULL;
    int          group = -1, next = judging_next(&w->j, s->pack->nnodes - 1);

    for (int i = 0; i < s->pack->nnodes; i++) {
        if (!sheet_in_area(s, i, area) || !listed(w, i))
            continue;
        if (!part)
            part = area_new(r, w, v, area);
        if (s->pack->nodes[i].parent != group) {
            group = s->pack->nodes[i].parent;
            Str title = str_fmt(r->arena, "%.*s %.*s", STRF(s->pack->nodes[group].code),
                                STRF(sheet_topic(r, s, group)));
            *list_add(r->arena, &part->groups) = (WorkGroup){.title = title};
        }
        *list_add(r->arena, &part->groups.at[part->groups.count - 1].tasks.of) = (Task){
            .text = sheet_topic(r, s, i), .hint = hint_of(r, w, i), .url = sheet_item_url(r, &w->j.s, i),
            .state = state_tag(r, w, i), .next = i == next};
    }
}

static void put_filters(Req *r, const Work *w, WorkView *v)
{
    for (int i = 0; i < WORK_KINDS; i++)
        if (offers(w, (WorkWhich)i))
            *list_add(r->arena, &v->which) = (FilterLink){
                say(r->lang, works[i].text), url_with(r, "tampil", str_of(works[i].value)), i == (int)w->which};
    *list_add(r->arena, &v->areas) = (FilterLink){say(r->lang, MSG_evaluasi_review_all_areas),
                                                  url_with(r, "area", (Str){0}), !w->area.len};
    for (int area = 0; area <= w->j.s.pack->nareas; area++) {
        int place = area < w->j.s.pack->nareas ? area : PLACE_RESULT;
        Str letter = sheet_area_letter(&w->j.s, place);
        *list_add(r->arena, &v->areas) = (FilterLink){place == PLACE_RESULT ? area_title(r, w, place) : letter,
                                                      url_with(r, "area", letter), str_eq_nocase(w->area, letter)};
    }
}

static void figure(Req *r, WorkView *v, Msg label, Str value, const char *which)
{
    Url url = which ? url_with(r, "tampil", str_of(which)) : (Url){{0}};
    *list_add(r->arena, &v->figures.of) = (Figure){say(r->lang, label), value, {0}, url};
}

static void put_figures(Req *r, const Work *w, WorkView *v)
{
    const Review *x    = &w->j.v;
    i64           done = x->questions - x->count[REVIEW_OPEN];

    figure(r, v, x->layer == LAYER_UNIT ? MSG_lke_show_answered : MSG_evaluasi_review_done,
           say_args(r->arena, r->lang, MSG_lke_of_all, say_i64(r->arena, r->lang, done),
                    say_i64(r->arena, r->lang, x->questions)), "belum");
    if (offers(w, WORK_DIFFERS))
        figure(r, v, MSG_evaluasi_review_differs, say_i64(r->arena, r->lang, x->count[REVIEW_DIFFERS]), "beda");
    if (x->splits)
        figure(r, v, MSG_evaluasi_review_split, say_i64(r->arena, r->lang, x->splits), "beda");
    if (w->j.since.s)
        figure(r, v, MSG_evaluasi_review_show_changed, say_i64(r->arena, r->lang, w->changed), "berubah");
}

static void put_since(Req *r, const Work *w, WorkView *v)
{
    v->has_since = w->j.since.s && w->j.e.stage > STAGE_KONFIRMASI;
    v->since     = (Notice){.tone = TONE_INFO};
    v->since.title = say_args(r->arena, r->lang, MSG_evaluasi_review_since,
                              say_instant(r->arena, r->lang, w->j.since, r->utc_minutes));
    v->since.text  = say_args(r->arena, r->lang, MSG_evaluasi_review_since_text,
                              say_i64(r->arena, r->lang, w->changed));
}

static void head_of(Req *r, const Work *w)
{
    int next = judging_next(&w->j, w->j.s.pack->nnodes - 1);
    i64 n    = agreeable(w, REVIEW_ALL);

    r->page.title = say(r->lang, MSG_evaluasi_review_title);
    r->page.lead  = say_args(r->arena, r->lang, w->j.v.mine ? MSG_evaluasi_review_lead_mine : MSG_evaluasi_review_lead,
                             eval_layer_name(r, w->j.v.layer));
    page_state(r, TONE_INFO, say(r->lang, evaluasi_stage_msg(w->j.e.stage)));
    if (next >= 0) {
        r->page.action      = sheet_item_url(r, &w->j.s, next);
        r->page.action_text = say(r->lang, MSG_evaluasi_review_next);
    }
    if (n)
        page_quiet(r, say_args(r->arena, r->lang, MSG_evaluasi_review_agree_n, say_i64(r->arena, r->lang, n)),
                   eval_url(r, &w->j.e, "/setuju"));
    page_quiet(r, say(r->lang, MSG_evaluasi_advice_title), eval_url(r, &w->j.e, "/rekomendasi"));
}

/* GET /evaluasi/:id/butir */
static Err work_page(Req *r)
{
    Work     w;
    WorkView v = {0};

    TRY(open_work(r, &w));
    head_of(r, &w);
    put_figures(r, &w, &v);
    put_since(r, &w, &v);
    put_filters(r, &w, &v);
    for (int area = 0; area <= w.j.s.pack->nareas; area++) {
        int place = area < w.j.s.pack->nareas ? area : PLACE_RESULT;
        if (in_area(&w, place))
            put_items(r, &w, &v, place);
    }
    view_evaluasi_work(r, &v);
    return NO_ERR;
}

/* --- agreeing with all that is open --- */

static Err area_asked(Req *r, const Work *w, Str letter, int *out)
{
    *out = REVIEW_ALL;
    for (int area = 0; area <= w->j.s.pack->nareas && letter.len; area++) {
        int place = area < w->j.s.pack->nareas ? area : PLACE_RESULT;
        if (str_eq_nocase(letter, sheet_area_letter(&w->j.s, place)))
            *out = place;
    }
    (void)r;
    return letter.len && *out == REVIEW_ALL ? FAIL(ERR_NOT_FOUND, "the pack has no such area") : NO_ERR;
}

static i64 splits_in(const Work *w, int area)
{
    i64 n = 0;
    for (int i = 0; i < w->j.s.pack->nnodes; i++)
        n += w->j.v.split[i] && w->j.v.state[i] == REVIEW_OPEN
          && (area == REVIEW_ALL || sheet_area_of(&w->j.s, i) == area);
    return n;
}

/* GET /evaluasi/:id/setuju - how many, before it is done */
static Err agree_page(Req *r)
{
    Work    w;
    Confirm c = {0};
    int     area;

    TRY(open_work(r, &w));
    TRY(judging_turn(r, &w.j));
    TRY(area_asked(r, &w, w.area, &area));
    i64 n = agreeable(&w, area), splits = splits_in(&w, area);
    Str where = area == REVIEW_ALL ? say(r->lang, MSG_evaluasi_review_all_areas) : area_title(r, &w, area);
    r->page.title = say(r->lang, MSG_evaluasi_review_agree_all);
    crumb_add(r, say(r->lang, MSG_evaluasi_review_title), eval_url(r, &w.j.e, "/butir"));
    c.action = eval_url(r, &w.j.e, "/setuju");
    c.submit = say_args(r->arena, r->lang, MSG_evaluasi_review_agree_n, say_i64(r->arena, r->lang, n));
    c.text   = say(r->lang, n ? MSG_evaluasi_review_agree_text : MSG_evaluasi_review_agree_none);
    c.back   = (Link){say(r->lang, MSG_lke_back), eval_url(r, &w.j.e, "/butir")};
    *list_add(r->arena, &c.hidden)     = (Hidden){S("area"), w.area};
    *list_add(r->arena, &c.what.lines) = (SummaryLine){.key = say(r->lang, MSG_lke_col_area), .value = where};
    *list_add(r->arena, &c.what.lines) = (SummaryLine){.key = say(r->lang, MSG_evaluasi_review_agree_count),
                                                       .value = say_i64(r->arena, r->lang, n)};
    if (splits)
        *list_add(r->arena, &c.what.lines) = (SummaryLine){.key = say(r->lang, MSG_evaluasi_review_agree_splits),
                                                           .value = say_i64(r->arena, r->lang, splits)};
    if (n)
        view_confirm(r, &c);
    else
        view_empty(r, &(Empty){c.submit, c.text, c.back});
    return NO_ERR;
}

/* POST /evaluasi/:id/setuju */
static Err agree_all(Req *r)
{
    Work  w;
    int   area;
    i64   n;
    bool *nodes;

    TRY(open_work(r, &w));
    TRY(judging_turn(r, &w.j));
    TRY(area_asked(r, &w, form_value(r, "area"), &area));
    nodes = new(r->arena, bool, w.j.s.pack->nnodes);
    for (int i = 0; i < w.j.s.pack->nnodes; i++)
        nodes[i] = area == REVIEW_ALL || sheet_area_of(&w.j.s, i) == area;
    TRY(evaluasi_agree(r->arena, r->db, r->web->regulasi, &w.j.e, &w.j.v, nodes, r->now, &n));
    notice_set(r, n ? MSG_evaluasi_review_agreed_all : MSG_evaluasi_review_agree_none);
    return redirect(r, "/evaluasi/%lld/butir", (long long)w.j.e.w.id);
}

/* --- the table --- */

#define JUDGES (WHO(PENDAHULUAN) | WHO(TPI_ANGGOTA) | WHO(TPI_KETUA) | WHO(TPI_DALNIS))
#define TEAM   (WHO(TPI_KETUA) | WHO(TPI_DALNIS) | WHO(INSPEKTUR))

static const char TREE[] = "unit tree";
static const char SEAT[] = "who sits there now, and the unit is within reach of the role";

// clang-format off
static const Route routes[] = {
    {GET,  "/evaluasi/kesepakatan",                 TEAM,           READS,  agree_of_cycle,   TREE,
     .flags = ROUTE_SLOW},
    {GET,  "/evaluasi/:id/butir",                   EVALUASI_READS, READS,  work_page,        TREE},
    {GET,  "/evaluasi/:id/butir/:code",             EVALUASI_READS, READS,  judge_page,       TREE},
    {POST, "/evaluasi/:id/butir/:code",             JUDGES,         WRITES, judge_answer,     SEAT},
    {POST, "/evaluasi/:id/butir/:code/tanya",       JUDGES,         WRITES, judge_mark,       SEAT},
    {POST, "/evaluasi/:id/butir/:code/rekomendasi", JUDGES,         WRITES, judge_advise,     SEAT},
    {GET,  "/evaluasi/:id/setuju",                  JUDGES,         READS,  agree_page,       SEAT},
    {POST, "/evaluasi/:id/setuju",                  JUDGES,         WRITES, agree_all,        SEAT},
    {GET,  "/evaluasi/:id/rekomendasi",             EVALUASI_READS, READS,  advice_of_sheet,  TREE},
    {GET,  "/evaluasi/:id/kesepakatan",             WHO_ASSESSES,   READS,  agree_of_sheet,   TREE},
    {GET,  "/rekomendasi",                          EVALUASI_READS, READS,  advice_all,       TREE,
     .flags = ROUTE_SLOW},
    {GET,  "/rekomendasi/:id",                      EVALUASI_READS, READS,  advice_page,      TREE},
    {POST, "/rekomendasi/:id/tindak-lanjut",        WHO_FILLS,      WRITES, advice_follow,    TREE},
    {POST, "/rekomendasi/:id/terima",               WHO_ASSESSES,   WRITES, advice_accept,    SEAT},
    {POST, "/rekomendasi/:id/ulangi",               WHO_ASSESSES,   WRITES, advice_again,     SEAT},
    {POST, "/rekomendasi/:id/ubah",                 WHO_ASSESSES,   WRITES, advice_change,    SEAT},
    {POST, "/rekomendasi/:id/hapus",                WHO_ASSESSES,   WRITES, advice_drop,      SEAT},
    {GET,  "/api/v1/evaluasi/kesepakatan",          TEAM,           READS,  agree_api_cycle,  TREE,
     .flags = ROUTE_MANY | ROUTE_SLOW, .gives = &gives_agree_row, .about = MSG_evaluasi_api_kappa_cycle,
     .form = agree_fields, .form_count = AGREE_FIELDS},
    {GET,  "/api/v1/evaluasi/:id/kesepakatan",      WHO_ASSESSES,   READS,  agree_api_sheet,  TREE,
     .gives = &gives_agree_sheet, .about = MSG_evaluasi_api_kappa_sheet},
};
// clang-format on

const Room evaluasi_review_room = {"evaluasi", routes, countof(routes), evaluasi_advice_kinds, ADVICE_NOTICES,
                                   evaluasi_advice_remind, .about = MSG_evaluasi_title};
