/* Worksheets, as the API gives them: the list, one with its gates, its items, one item with its evidence. */
#include "lke/lke_api_web.h"
#include "lke/lke_import.h"

/* --- the list --- */

typedef struct {
    Ratio total, total_exact;
    i64   answered, questions;
    LIST(Str) passes;
} ScoreOut;

static const Give score_gives[] = {
    GIVE(ScoreOut, total, G_POINTS, MSG_lke_col_total),
    GIVE(ScoreOut, total_exact, G_EXACT, MSG_lke_api_exact),
    GIVE(ScoreOut, answered, G_I64, MSG_lke_show_answered),
    GIVE(ScoreOut, questions, G_I64, MSG_lke_api_questions),
    GIVE(ScoreOut, passes, G_TEXTS, MSG_lke_api_passes),
};
static const Gives gives_score = GIVES(ScoreOut, "Score", MSG_lke_api_score, score_gives);

typedef struct {
    i64  id, year;
    Str  unit_code, unit_name, target, holds, pack;
    bool closed;
    const ScoreOut *score;
} RowOut;

static const char *const held[] = {"none", "WBK", "WBBM", NULL};

static const Give row_gives[] = {
    GIVE(RowOut, id, G_ID, MSG_lke_api_id),
    GIVE(RowOut, year, G_I64, MSG_lke_col_year),
    GIVE(RowOut, unit_code, G_TEXT, MSG_lke_col_unit_code),
    GIVE(RowOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(RowOut, target, G_TEXT, MSG_lke_col_target),
    GIVE(RowOut, holds, G_ENUM, MSG_lke_col_holds, .choices = held),
    GIVE(RowOut, pack, G_TEXT, MSG_lke_api_pack),
    GIVE(RowOut, closed, G_BOOL, MSG_lke_api_closed),
    GIVE(RowOut, score, G_REF, MSG_lke_api_score_null, .of = &gives_score),
};
const Gives gives_lke_row = GIVES(RowOut, "WorksheetRow", MSG_lke_api_row, row_gives);

static ScoreOut score_of(Req *r, const Pack *p, Ratio total, int answered, i64 passes)
{
    ScoreOut v = {.total = total, .total_exact = total, .answered = answered, .questions = p->nquestions};
    for (int i = 0; i < p->npredicates; i++)
        if (passes >> i & 1)
            *list_add(r->arena, &v.passes) = p->predicates[i].code;
    return v;
}

typedef struct { i64 year; Str target, result; } RowsAsked;

static const Choice targets[] = {{"WBK", MSG_lke_target_wbk}, {"WBBM", MSG_lke_target_wbbm}, {0}};
static const Choice results[] = {{"lulus", MSG_lke_passes}, {"belum", MSG_lke_fails}, {0}};

const Field lke_api_fields[LKE_API_FIELDS] = {
    {.name = "tahun", .offset = offsetof(RowsAsked, year), .kind = F_I64, .label = MSG_lke_col_year},
    {.name = "target", .offset = offsetof(RowsAsked, target), .kind = F_CHOICE, .label = MSG_lke_col_target,
     .choices = targets},
    {.name = "hasil", .offset = offsetof(RowsAsked, result), .kind = F_CHOICE, .label = MSG_lke_col_result,
     .choices = results},
};

static bool wanted(const RowsAsked *asked, const LkeRow *row)
{
    int  p    = pack_predicate(row->pack, row->target);
    bool pass = p >= 0 && (row->passes >> p & 1);

    return (!asked->year || asked->year == row->year) && (!asked->target.len || str_eq(asked->target, row->target))
        && (!asked->result.len || (row->reads && pass == str_is(asked->result, "lulus")));
}

/* GET /api/v1/lke */
Err lke_api_list(Req *r)
{
    RowsAsked asked  = {0};
    Issues    issues = {0};
    LkeAsker  by     = lke_asker(r);
    LkeRows   all    = {0};
    LIST(RowOut) rows = {0};

    form_read(r, lke_api_fields, countof(lke_api_fields), &asked, &issues);
    if (issues.count)
        return api_refuse(r, &issues);
    TRY(lke_list(r->arena, r->db, &by, r->web->regulasi, TABLE_MAX, &all));
    for (isize i = 0; i < all.count; i++) {
        const LkeRow *x = &all.at[i];
        ScoreOut     *s = NULL;
        if (!wanted(&asked, x))
            continue;
        if (x->reads) {
            s  = new(r->arena, ScoreOut, 1);
            *s = score_of(r, x->pack, x->total, x->answered, x->passes);
        }
        *list_add(r->arena, &rows) = (RowOut){x->id, x->year, x->unit_code, x->unit_name, x->target, x->holds,
                                              x->pack->id, x->closed, s};
    }
    return api_give_all(r, &rows);
}

/* --- one worksheet --- */

typedef struct {
    Str   predicate, code, name;
    Ratio have, have_exact, need, need_exact, lacks;
    bool  pass, judged, prior;
} GateOut;

static const Give gate_gives[] = {
    GIVE(GateOut, predicate, G_TEXT, MSG_lke_col_predicate),
    GIVE(GateOut, code, G_TEXT, MSG_lke_api_gate_code),
    GIVE(GateOut, name, G_TEXT, MSG_lke_col_gate),
    GIVE(GateOut, pass, G_BOOL, MSG_lke_passes),
    GIVE(GateOut, judged, G_BOOL, MSG_lke_api_judged),
    GIVE(GateOut, prior, G_BOOL, MSG_lke_gate_prior),
    GIVE(GateOut, have, G_POINTS, MSG_lke_col_have),
    GIVE(GateOut, have_exact, G_EXACT, MSG_lke_api_exact),
    GIVE(GateOut, need, G_POINTS, MSG_lke_col_need),
    GIVE(GateOut, need_exact, G_EXACT, MSG_lke_api_exact),
    GIVE(GateOut, lacks, G_POINTS, MSG_lke_api_lacks),
};
static const Gives gives_gate = GIVES(GateOut, "Gate", MSG_lke_api_gate, gate_gives);

typedef struct { Str code, name; Ratio points, points_exact, weight; i64 answered, questions, files; } AreaOut;

static const Give area_gives[] = {
    GIVE(AreaOut, code, G_TEXT, MSG_lke_col_code),
    GIVE(AreaOut, name, G_TEXT, MSG_lke_col_area),
    GIVE(AreaOut, points, G_POINTS, MSG_lke_col_points),
    GIVE(AreaOut, points_exact, G_EXACT, MSG_lke_api_exact),
    GIVE(AreaOut, weight, G_EXACT, MSG_lke_col_weight),
    GIVE(AreaOut, answered, G_I64, MSG_lke_show_answered),
    GIVE(AreaOut, questions, G_I64, MSG_lke_api_questions),
    GIVE(AreaOut, files, G_I64, MSG_lke_col_files),
};
static const Gives gives_area = GIVES(AreaOut, "Area", MSG_lke_col_area, area_gives);

typedef struct { Str item, text; } OddOut;
static const Give odd_gives[] = {
    GIVE(OddOut, item, G_TEXT, MSG_lke_col_code),
    GIVE(OddOut, text, G_TEXT, MSG_lke_api_odd),
};
static const Gives gives_odd = GIVES(OddOut, "Odd", MSG_lke_api_odd, odd_gives);

typedef struct { i64 id; Ratio total, total_exact; } BeforeOut;
static const Give before_gives[] = {
    GIVE(BeforeOut, id, G_ID, MSG_lke_api_id),
    GIVE(BeforeOut, total, G_POINTS, MSG_lke_col_total),
    GIVE(BeforeOut, total_exact, G_EXACT, MSG_lke_api_exact),
};
static const Gives gives_before = GIVES(BeforeOut, "YearBefore", MSG_lke_api_before, before_gives);

typedef struct {
    i64      id, unit_id, year, version;
    Str      unit_code, unit_name, target, holds, pack;
    bool     closed, held, may_fill;
    Instant  created_at;
    ScoreOut score;
    LIST(GateOut) gates;
    LIST(AreaOut) areas;
    LIST(OddOut)  odd;
    const BeforeOut *before;
} SheetOut;

static const Give sheet_gives[] = {
    GIVE(SheetOut, id, G_ID, MSG_lke_api_id),
    GIVE(SheetOut, year, G_I64, MSG_lke_col_year),
    GIVE(SheetOut, unit_id, G_ID, MSG_lke_api_unit_id),
    GIVE(SheetOut, unit_code, G_TEXT, MSG_lke_col_unit_code),
    GIVE(SheetOut, unit_name, G_TEXT, MSG_lke_col_unit),
    GIVE(SheetOut, target, G_TEXT, MSG_lke_col_target),
    GIVE(SheetOut, holds, G_ENUM, MSG_lke_col_holds, .choices = held),
    GIVE(SheetOut, pack, G_TEXT, MSG_lke_api_pack),
    GIVE(SheetOut, closed, G_BOOL, MSG_lke_api_closed),
    GIVE(SheetOut, held, G_BOOL, MSG_lke_api_held),
    GIVE(SheetOut, may_fill, G_BOOL, MSG_lke_api_may_fill),
    GIVE(SheetOut, created_at, G_AT, MSG_lke_api_created),
    GIVE(SheetOut, score, G_MAP, MSG_lke_api_score, .of = &gives_score),
    GIVE(SheetOut, gates, G_LIST, MSG_lke_link_gates, .of = &gives_gate),
    GIVE(SheetOut, areas, G_LIST, MSG_lke_api_areas, .of = &gives_area),
    GIVE(SheetOut, odd, G_LIST, MSG_lke_api_odd, .of = &gives_odd),
    GIVE(SheetOut, before, G_REF, MSG_lke_api_before, .of = &gives_before),
    GIVE(SheetOut, version, G_I64, MSG_lke_api_version),
};
const Gives gives_lke = GIVES(SheetOut, "Worksheet", MSG_lke_api_sheet, sheet_gives);

static void add_gates(Req *r, const Sheet *s, SheetOut *v)
{
    for (int i = 0; i < s->score->nverdicts; i++) {
        const NilaiVerdict *verdict = &s->score->verdicts[i];
        for (int k = 0; k < verdict->ngates; k++) {
            const NilaiGate *g = &verdict->gates[k];
            *list_add(r->arena, &v->gates) = (GateOut){
                .predicate = verdict->predicate->code, .code = g->gate->code, .name = sheet_gate_name(r, s, g->gate),
                .have = g->have, .have_exact = g->have, .need = g->gate->need, .need_exact = g->gate->need,
                .lacks = g->gate->prior ? ratio(0, 1) : nilai_short(g), .pass = g->pass, .judged = g->judged,
                .prior = g->gate->prior};
        }
    }
}

static void add_areas(Req *r, const Sheet *s, SheetOut *v)
{
    for (int i = 0; i <= s->pack->nareas; i++) {
        int     place = i < s->pack->nareas ? i : PLACE_RESULT;
        AreaOut a     = {.code = sheet_area_letter(s, place), .name = sheet_area_name(r, s, place)};
        for (int n = 0; n < s->pack->nnodes; n++) {
            if (!sheet_in_area(s, n, place))
                continue;
            a.points = ratio_add(a.points, s->score->points[n]);
            a.weight = ratio_add(a.weight, s->pack->nodes[n].weight);
            a.questions++;
            a.answered += s->sheet.at[n].answered;
            a.files    += s->files[n];
        }
        a.points_exact = a.points;
        *list_add(r->arena, &v->areas) = a;
    }
}

static void add_odd(Req *r, const Sheet *s, SheetOut *v)
{
    Issues issues = {.arena = r->arena};
    nilai_warnings(&s->sheet, r->lang, &issues);
    for (isize i = 0; i < issues.count; i++)
        *list_add(r->arena, &v->odd) = (OddOut){issues.at[i].field, issues.at[i].text};
}

/* GET /api/v1/lke/:id */
Err lke_api_show(Req *r)
{
    Sheet     s;
    i64       passes = 0;
    BeforeOut before = {0};

    TRY(sheet_open(r, &s));
    TRY(sheet_evidence(r, &s));
    for (int i = 0; i < s.score->nverdicts; i++)
        passes |= (i64)!s.score->verdicts[i].failed << i;
    SheetOut v = {.id = s.w.id, .unit_id = s.w.unit_id, .year = s.w.year, .version = s.w.version,
                  .unit_code = s.w.unit_code, .unit_name = s.w.unit_name, .target = s.w.target, .holds = s.w.holds,
                  .pack = s.pack->id, .closed = s.w.closed, .held = s.w.held, .may_fill = s.w.may_fill,
                  .created_at = s.w.created_at,
                  .score = score_of(r, s.pack, s.score->points[0], s.w.answered, passes)};
    if (lke_exact(s.w.before_total, &before.total)) {
        before.id          = s.w.before_id;
        before.total_exact = before.total;
        v.before           = &before;
    }
    add_gates(r, &s, &v);
    add_areas(r, &s, &v);
    add_odd(r, &s, &v);
    return api_give(r, &v);
}

/* --- its items --- */

typedef struct {
    Str   code, area, topic, kind, answer, answer_text, note;
    bool  answered;
    Ratio points, points_exact, weight;
    i64   files, flagged;
} LineOut;

static const char *const kinds[] = {"choice", "numbers", NULL};

static const Give line_gives[] = {
    GIVE(LineOut, code, G_TEXT, MSG_lke_col_code),
    GIVE(LineOut, area, G_TEXT, MSG_lke_api_area),
    GIVE(LineOut, topic, G_TEXT, MSG_lke_col_item),
    GIVE(LineOut, kind, G_ENUM, MSG_lke_api_kind, .choices = kinds),
    GIVE(LineOut, answered, G_BOOL, MSG_lke_show_answered),
    GIVE(LineOut, answer, G_TREE, MSG_lke_api_answer),
    GIVE(LineOut, answer_text, G_TEXT, MSG_lke_col_answer, .maybe = true),
    GIVE(LineOut, points, G_POINTS, MSG_lke_col_points),
    GIVE(LineOut, points_exact, G_EXACT, MSG_lke_api_exact),
    GIVE(LineOut, weight, G_EXACT, MSG_lke_col_weight),
    GIVE(LineOut, note, G_TEXT, MSG_lke_col_note, .maybe = true),
    GIVE(LineOut, files, G_I64, MSG_lke_col_files),
    GIVE(LineOut, flagged, G_I64, MSG_lke_api_flagged),
};
const Gives gives_lke_line = GIVES(LineOut, "ItemRow", MSG_lke_api_line, line_gives);

Str lke_api_json(Req *r, const PackNode *n, const NilaiAnswer *x)
{
    Buf     b = {.arena = r->arena};
    JsonOut o = {.to = &b};
    if (!x->answered)
        return (Str){0};
    nilai_put_answer(&o, NO_KEY, n, x);
    return buf_str(&b);
}

static LineOut line_of(Req *r, const Sheet *s, int node, Str note)
{
    const PackNode    *n = &s->pack->nodes[node];
    const NilaiAnswer *x = &s->sheet.at[node];

    return (LineOut){.code = n->code, .area = sheet_area_letter(s, sheet_area_of(s, node)),
                     .topic = sheet_topic(r, s, node), .kind = str_of(kinds[n->kind != PACK_CHOICE]),
                     .answered = x->answered, .answer = lke_api_json(r, n, x),
                     .answer_text = x->answered ? sheet_answer_text(r, s, node, x) : (Str){0}, .note = note,
                     .points = s->score->points[node], .points_exact = s->score->points[node], .weight = n->weight,
                     .files = s->files[node], .flagged = s->flagged[node]};
}

typedef struct { Str part, show; } LinesAsked;

static const Choice shows[] = {{"belum", MSG_lke_filter_open}, {"hilang", MSG_lke_filter_losing}, {0}};

const Field lke_api_line_fields[LKE_API_LINE_FIELDS] = {
    {.name = "bagian", .offset = offsetof(LinesAsked, part), .kind = F_TEXT, .label = MSG_lke_api_part},
    {.name = "tampil", .offset = offsetof(LinesAsked, show), .kind = F_CHOICE, .label = MSG_lke_filter,
     .choices = shows},
};

static bool shown(const Sheet *s, int node, Str which)
{
    bool loses = ratio_cmp(s->score->points[node], s->pack->nodes[node].weight) < 0;
    if (str_is(which, "belum"))
        return !s->sheet.at[node].answered;
    return !which.len || (s->sheet.at[node].answered && loses);
}

/* GET /api/v1/lke/:id/butir */
Err lke_api_items(Req *r)
{
    Sheet      s;
    Str       *notes;
    LinesAsked asked  = {0};
    Issues     issues = {0};
    LIST(LineOut) rows = {0};

    form_read(r, lke_api_line_fields, countof(lke_api_line_fields), &asked, &issues);
    TRY(sheet_open(r, &s));
    int top = asked.part.len ? pack_find(s.pack, asked.part) : 0;
    if (top < 0)
        issue_say(&issues, r->lang, S("bagian"), MSG_form_not_a_choice);
    if (issues.count)
        return api_refuse(r, &issues);
    TRY(sheet_evidence(r, &s));
    TRY(lke_notes(r->arena, r->db, &s.w, &notes));
    for (int i = top; i < s.pack->nodes[top].end; i++)
        if (pack_is_question(&s.pack->nodes[i]) && shown(&s, i, asked.show))
            *list_add(r->arena, &rows) = line_of(r, &s, i, notes[i]);
    return api_give_all(r, &rows);
}

/* --- one item --- */

static const Give option_gives[] = {
    GIVE(LkeOptionOut, letter, G_TEXT, MSG_lke_api_letter),
    GIVE(LkeOptionOut, text, G_TEXT, MSG_lke_api_words, .maybe = true),
    GIVE(LkeOptionOut, points, G_EXACT, MSG_lke_api_option_points),
};
const Gives gives_lke_option = GIVES(LkeOptionOut, "ItemOption", MSG_lke_api_option, option_gives);

static const Give input_gives[] = {
    GIVE(LkeInputOut, key, G_TEXT, MSG_lke_api_input_key),
    GIVE(LkeInputOut, text, G_TEXT, MSG_lke_api_words, .maybe = true),
    GIVE(LkeInputOut, decimal, G_BOOL, MSG_lke_api_decimal),
    GIVE(LkeInputOut, optional, G_BOOL, MSG_lke_api_optional),
    GIVE(LkeInputOut, least, G_I64, MSG_lke_api_least),
    GIVE(LkeInputOut, most, G_I64, MSG_lke_api_most),
};
const Gives gives_lke_input = GIVES(LkeInputOut, "ItemInput", MSG_lke_api_input, input_gives);

typedef struct {
    LineOut   line;
    LkeAskOut ask;
    Str       working, saved_by, locked_why;
    bool      may_fill;
    i64       effort, version;
    Instant   saved_at;
} ItemOut;

static const Give item_gives[] = {
    GIVE(ItemOut, line, G_MAP, MSG_lke_api_line, .of = &gives_lke_line),
    LKE_GIVES_ASK(ItemOut, ask),
    GIVE(ItemOut, working, G_TEXT, MSG_lke_api_working, .maybe = true),
    GIVE(ItemOut, effort, G_I64, MSG_lke_item_effort_label),
    GIVE(ItemOut, may_fill, G_BOOL, MSG_lke_api_may_fill),
    GIVE(ItemOut, locked_why, G_TEXT, MSG_lke_api_locked, .maybe = true),
    GIVE(ItemOut, saved_at, G_AT, MSG_lke_api_saved_at),
    GIVE(ItemOut, saved_by, G_TEXT, MSG_lke_api_saved_by, .maybe = true),
    GIVE(ItemOut, version, G_I64, MSG_lke_api_version),
};
const Gives gives_lke_item = GIVES(ItemOut, "Item", MSG_lke_api_item, item_gives);

static void add_choices(Req *r, const Sheet *s, int node, LkeAskOut *v)
{
    const PackNode  *n = &s->pack->nodes[node];
    const NodeWords *w = &s->words->nodes[node];

    for (int i = 0; i < n->noptions; i++)
        *list_add(r->arena, &v->options) =
            (LkeOptionOut){n->options[i].letter, w->options[i][r->lang], ratio_mul(n->weight, n->options[i].value)};
    for (int i = 0; i < n->ninputs; i++)
        *list_add(r->arena, &v->inputs) =
            (LkeInputOut){n->inputs[i].key, w->inputs[i][r->lang], n->inputs[i].decimal, n->inputs[i].optional,
                          n->inputs[i].least, n->inputs[i].most};
}

Err lke_api_ask(Req *r, const Sheet *s, int node, LkeAskOut *v)
{
    BerkasOwner owner;
    BerkasUses  uses = {0};

    *v = (LkeAskOut){.question = s->words->nodes[node].ask[r->lang]};
    TRY(lke_wording(r->arena, r->db, &s->w, node, &v->help));
    add_choices(r, s, node, v);
    TRY(lke_evidence_uses(r, s, node, &owner, &uses));
    for (isize i = 0; i < uses.count; i++)
        *list_add(r->arena, &v->evidence) = berkas_out(r, &uses.at[i]);
    return NO_ERR;
}

static Err item_of(Req *r, Sheet *s, int node, const LkeItem *stored, ItemOut *v)
{
    const PackNode *n = &s->pack->nodes[node];
    int            *efforts;

    TRY(sheet_evidence(r, s));
    TRY(lke_efforts(r->arena, r->db, &s->w, &efforts));
    *v = (ItemOut){.line = line_of(r, s, node, stored->note), .may_fill = s->w.may_fill, .effort = efforts[node],
                   .version = stored->version, .saved_at = stored->at, .saved_by = stored->by_name};
    if (!s->w.may_fill)
        v->locked_why = sheet_locked_why(r, s);
    if (n->kind != PACK_CHOICE && s->sheet.at[node].answered)
        v->working = nilai_working(r->arena, &s->sheet, s->score, node, r->lang);
    return lke_api_ask(r, s, node, &v->ask);
}

static Err load(Req *r, Sheet *s, int *node, LkeItem *stored)
{
    TRY(sheet_open(r, s));
    TRY(sheet_node(r, s, r->args[0], node));
    return lke_item(r->arena, r->db, &s->w, *node, stored);
}

/* GET /api/v1/lke/:id/butir/:code */
Err lke_api_item(Req *r)
{
    Sheet   s;
    int     node;
    LkeItem stored;
    ItemOut v;

    TRY(load(r, &s, &node, &stored));
    TRY(item_of(r, &s, node, &stored, &v));
    api_version(r, stored.version);
    return api_give(r, &v);
}

/* --- answering it --- */

typedef struct { Str note; i64 version; } AnswerSent;

const Field lke_api_answer_fields[LKE_API_ANSWER_FIELDS] = {
    {.name = "answer", .kind = F_TREE, .label = MSG_lke_col_answer, .hint = MSG_lke_api_answer},
    {.name = "note", .offset = offsetof(AnswerSent, note), .kind = F_LONG, .max = LKE_NOTE_MAX,
     .label = MSG_lke_col_note, .hint = MSG_lke_api_left_out},
    {.name = "version", .offset = offsetof(AnswerSent, version), .kind = F_I64, .label = MSG_lke_api_version,
     .hint = MSG_lke_api_version_seen},
};

static bool is_input(const PackNode *n, Str key)
{
    for (int i = 0; i < n->ninputs; i++)
        if (str_eq(key, n->inputs[i].key))
            return true;
    return false;
}

/* "answer" alone for an option or a single number, "answer.agen" for one of several. */
static void check_parts(Req *r, const PackNode *n, Issues *issues)
{
    for (isize i = 0; i < r->http->form_count; i++) {
        Str name = r->http->form[i].name, key = name;
        if (!str_is(str_cut(&key, '.'), "answer"))
            continue;
        bool whole = !key.len && (n->kind == PACK_CHOICE || n->ninputs == 1 || !form_value(r, "answer").len);
        if (!whole && !(n->kind != PACK_CHOICE && is_input(n, key)))
            issue_say(issues, r->lang, name, key.len ? MSG_api_unknown_name : MSG_lke_api_parts);
    }
}

static bool read_answer(Req *r, const PackNode *n, Issues *issues, NilaiAnswer *x)
{
    Str    texts[PACK_INPUTS] = {{0}};
    Issues found              = {.arena = r->arena};

    check_parts(r, n, issues);
    for (int i = 0; i < n->ninputs; i++)
        texts[i] = form_value(r, str_c(r->arena, str_fmt(r->arena, "answer.%.*s", STRF(n->inputs[i].key))));
    if (form_value(r, "answer").len)
        texts[0] = form_value(r, "answer");
    if (issues->count || nilai_answer(n, texts, r->lang, &found, x))
        return !issues->count;
    for (isize i = 0; i < found.count; i++)
        issue_add(issues, S("answer"), found.at[i].text);
    return false;
}

/* What is not sent stays as it is stored. */
static Err read_edit(Req *r, const Sheet *s, const LkeItem *stored, LkeEdit *e, Issues *issues)
{
    AnswerSent  sent = {.note = stored->note};
    NilaiAnswer x    = {0};

    form_read(r, lke_api_answer_fields, countof(lke_api_answer_fields), &sent, issues);
    api_seen(r, issues, &e->seen);
    e->note  = api_sent(r, "note") ? form_value(r, "note") : stored->note;
    e->value = stored->value;
    if (!api_sent(r, "answer") && !api_sent(r, "note"))
        issue_say(issues, r->lang, S("answer"), MSG_form_required);
    if (api_sent(r, "answer") && read_answer(r, &s->pack->nodes[e->node], issues, &x))
        e->value = lke_value(r->arena, &s->pack->nodes[e->node], &x);
    return NO_ERR;
}

/* POST /api/v1/lke/:id/butir/:code */
Err lke_api_answer(Req *r)
{
    Sheet    s;
    LkeItem  stored;
    LkeSaved done;
    ItemOut  v;
    Issues   issues = {0};
    LkeEdit  e      = {.by_id = r->user->id, .at = r->now};

    TRY(load(r, &s, &e.node, &stored));
    TRY(sheet_may_fill(r, &s));
    TRY(read_edit(r, &s, &stored, &e, &issues));
    if (issues.count)
        return api_refuse(r, &issues);
    TRY(lke_save(r->arena, r->db, &s.w, &e, &done));
    TRY(lke_item(r->arena, r->db, &s.w, e.node, &stored));
    sheet_score(r, &s);
    TRY(item_of(r, &s, e.node, &stored, &v));
    if (done.clash)
        return api_conflict(r, &gives_lke_item, &v);
    api_version(r, stored.version);
    return api_give(r, &v);
}
