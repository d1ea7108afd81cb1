/* Answers as people and files write them, in and out. */
#include "nilai/nilai.h"

static void wrong(const PackNode *n, Lang lang, Issues *issues, Msg msg, Str one, Str two)
{
    issue_sayf(issues, lang, n->code, msg, one, two);
}

static Str letters(Arena *a, const PackNode *n)
{
    Buf b = {.arena = a};
    for (int i = 0; i < n->noptions; i++) {
        buf_add(&b, i ? S(", ") : S(""));
        buf_add(&b, n->options[i].letter);
    }
    return buf_str(&b);
}

static bool read_choice(const PackNode *n, Str text, Lang lang, Issues *issues, NilaiAnswer *out)
{
    int option = pack_option(n, text);
    if (option < 0) {
        wrong(n, lang, issues, MSG_nilai_wrong_letter, text, letters(issues->arena, n));
        return false;
    }
    *out = (NilaiAnswer){.answered = true, .option = option};
    return true;
}

static bool read_input(const PackNode *n, int k, Str text, Lang lang, Issues *issues, NilaiAnswer *x)
{
    const PackInput *in = &n->inputs[k];
    Ratio            r;
    i64              num, den;

    if (!text.len && in->optional) {
        x->in[k] = NILAI_LEFT_OUT;
        return true;
    }
    if (!text.len) {
        wrong(n, lang, issues, MSG_nilai_wrong_missing, in->key, (Str){0});
        return false;
    }
    if (str_has(text, S("/")) || !ratio_parse(text, &r) || !ratio_split(r, &num, &den)) {
        wrong(n, lang, issues, in->decimal ? MSG_nilai_wrong_decimal : MSG_nilai_wrong_number, in->key, text);
        return false;
    }
    if (ratio_cmp(r, ratio(in->least, 1)) < 0 || ratio_cmp(r, ratio(in->most, 1)) > 0) {
        issue_sayf(issues, lang, n->code, MSG_nilai_wrong_range, in->key, text,
                   say_i64(issues->arena, lang, in->least), say_i64(issues->arena, lang, in->most));
        return false;
    }
    if (!in->decimal && den != 1) {
        wrong(n, lang, issues, MSG_nilai_wrong_number, in->key, text);
        return false;
    }
    x->in[k] = num;
    x->per   = den;
    return true;
}

bool nilai_answer(const PackNode *n, const Str *texts, Lang lang, Issues *issues, NilaiAnswer *out)
{
    NilaiAnswer x     = {.answered = true, .per = 1};
    bool        empty = true, good = true;
    int         count = n->kind == PACK_CHOICE ? 1 : n->ninputs;

    for (int i = 0; i < count; i++)
        empty = empty && !str_trim(texts[i]).len;
    if (empty) {
        *out = (NilaiAnswer){0};
        return true;
    }
    if (n->kind == PACK_CHOICE)
        return read_choice(n, str_trim(texts[0]), lang, issues, out);
    for (int i = 0; i < n->ninputs; i++)
        good = read_input(n, i, str_trim(texts[i]), lang, issues, &x) && good;
    if (good)
        *out = x;
    return good;
}

/* The letters of a text or a number; nothing for what is neither. */
static Str scalar(const Json *j)
{
    return j->kind == JSON_NUMBER || j->kind == JSON_TEXT ? j->text : (Str){0};
}

static bool input_known(const PackNode *n, Str key)
{
    for (int i = 0; i < n->ninputs; i++)
        if (str_eq(n->inputs[i].key, key))
            return true;
    return false;
}

/* An object of inputs: each must be known, a number or a text, and all that count must be there. */
static bool read_object(const PackNode *n, const Json *j, Lang lang, Issues *issues, NilaiAnswer *out)
{
    NilaiAnswer x    = {.answered = true, .per = 1};
    bool        good = true;
    for (isize i = 0; i < j->count; i++) {
        if (input_known(n, j->at[i].key))
            continue;
        wrong(n, lang, issues, MSG_nilai_wrong_input, j->at[i].key, (Str){0});
        good = false;
    }
    for (int i = 0; i < n->ninputs; i++) {
        const Json *v = json_find(j, n->inputs[i].key);
        if (v->kind == JSON_ABSENT || v->kind == JSON_NUMBER || v->kind == JSON_TEXT) {
            good = read_input(n, i, str_trim(scalar(v)), lang, issues, &x) && good;
        } else {
            wrong(n, lang, issues, MSG_nilai_wrong_missing, n->inputs[i].key, (Str){0});
            good = false;
        }
    }
    if (good)
        *out = x;
    return good;
}

bool nilai_answer_json(const PackNode *n, const Json *j, Lang lang, Issues *issues, NilaiAnswer *out)
{
    bool index = n->kind == PACK_NUMBERS && n->formula.kind == FORMULA_INDEX;

    if (j->kind == JSON_NONE) {
        *out = (NilaiAnswer){0};
        return true;
    }
    if (index ? j->kind == JSON_TEXT || j->kind == JSON_NUMBER : n->kind == PACK_CHOICE && j->kind == JSON_TEXT)
        return nilai_answer(n, (Str[PACK_INPUTS]){scalar(j)}, lang, issues, out);
    if (n->kind == PACK_NUMBERS && j->kind == JSON_MAP)
        return read_object(n, j, lang, issues, out);
    if (n->kind == PACK_CHOICE)
        wrong(n, lang, issues, MSG_nilai_wrong_letter, scalar(j), letters(issues->arena, n));
    else if (index)
        wrong(n, lang, issues, MSG_nilai_wrong_decimal, n->inputs[0].key, (Str){0});
    else
        wrong(n, lang, issues, MSG_nilai_wrong_object, n->inputs[0].key, (Str){0});
    return false;
}

/* A decimal with all its places; an index has nothing but twos and fives below the line. */
static Str decimal(Arena *a, i64 num, i64 per)
{
    int places = 0;
    for (i64 scale = 1; places < 9 && num % per * scale % per; places++)
        scale *= 10;
    return ratio_round(a, ratio(num, per), places, '.');
}

void nilai_put_answer(JsonOut *o, Str key, const PackNode *n, const NilaiAnswer *x)
{
    if (!x->answered) {
        json_put_null(o, key);
    } else if (n->kind == PACK_CHOICE) {
        json_put_text(o, key, n->options[x->option].letter);
    } else if (n->formula.kind == FORMULA_INDEX) {
        json_put_text(o, key, decimal(o->to->arena, x->in[0], x->per ? x->per : 1));
    } else {
        json_open_map(o, key);
        for (int i = 0; i < n->ninputs; i++)
            if (x->in[i] != NILAI_LEFT_OUT)
                json_put_i64(o, n->inputs[i].key, x->in[i]);
        json_close(o);
    }
}

bool nilai_same(const PackNode *n, const NilaiAnswer *x, const NilaiAnswer *y)
{
    if (x->answered != y->answered || !x->answered)
        return x->answered == y->answered;
    if (n->kind == PACK_CHOICE)
        return x->option == y->option;
    for (int i = 0; i < n->ninputs; i++)
        if (ratio_cmp(ratio(x->in[i], x->per ? x->per : 1), ratio(y->in[i], y->per ? y->per : 1)))
            return false;
    return true;
}

/* --- a whole sheet --- */

static void read_answers(const Json *answers, NilaiSaid *said, NilaiSheet *out)
{
    for (isize i = 0; i < answers->count; i++) {
        const Json *j    = &answers->at[i];
        int         node = pack_find(out->pack, j->key);
        if (node < 0 || !pack_is_question(&out->pack->nodes[node]))
            issue_sayf(&said->problems, said->lang, j->key,
                       node < 0 ? MSG_nilai_wrong_code : MSG_nilai_wrong_not_item, out->pack->id);
        else
            (void)nilai_answer_json(&out->pack->nodes[node], j, said->lang, &said->problems, &out->at[node]);
    }
}

/* "WBK"; null or "none" for a unit that holds nothing; not there at all: nobody said. */
static void read_holds(const Json *j, NilaiSaid *said, NilaiSheet *out)
{
    if (j->kind == JSON_ABSENT)
        return;
    out->holds_said = true;
    if (j->kind == JSON_NONE || str_is(json_text(j), "none"))
        return;
    int predicate = pack_predicate(out->pack, json_text(j));
    if (predicate < 0)
        issue_sayf(&said->problems, said->lang, S("holds"), MSG_nilai_wrong_holds, scalar(j));
    else
        out->holds = 1u << predicate;
}

Err nilai_read(Arena *a, const Regulasi *r, Str json, NilaiSaid *said, NilaiSheet *out)
{
    const Json *doc, *answers;
    Err         e = json_read(a, json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &doc);
    if (e.kind || doc->kind != JSON_MAP) {
        issue_sayf(&said->problems, said->lang, (Str){0}, MSG_nilai_wrong_json, str_of(e.kind ? e.why : "{...}"));
        return FAIL(ERR_INVALID, "the sheet is not a JSON object");
    }
    Str         id   = json_text(json_get(doc, "instrument"));
    const Pack *pack = regulasi_pack(r, id);
    if (!pack) {
        issue_sayf(&said->problems, said->lang, S("instrument"), MSG_nilai_wrong_instrument, id);
        return FAIL(ERR_INVALID, "the instrument is not known");
    }
    *out    = nilai_sheet(a, pack);
    answers = json_get(doc, "answers");
    if (answers->kind != JSON_MAP)
        issue_say(&said->problems, said->lang, S("answers"), MSG_nilai_wrong_answers);
    else
        read_answers(answers, said, out);
    read_holds(json_get(doc, "holds"), said, out);
    for (isize i = 0; i < doc->count; i++) {
        Str key = doc->at[i].key;
        if (!str_is(key, "instrument") && !str_is(key, "answers") && !str_is(key, "holds"))
            issue_say(&said->warnings, said->lang, key, MSG_nilai_warn_key);
    }
    return said->problems.count ? FAIL(ERR_INVALID, "the sheet has mistakes") : NO_ERR;
}

/* --- what is odd --- */

static Str keys(Arena *a, const PackNode *n, u8 mask)
{
    Buf b = {.arena = a};
    for (int i = 0; i < n->ninputs; i++)
        if (mask >> i & 1) {
            buf_add(&b, b.len ? S(" + ") : S(""));
            buf_add(&b, n->inputs[i].key);
        }
    return buf_str(&b);
}

static void check(const PackNode *n, const NilaiAnswer *x, const PackCheck *c, Lang lang, Issues *out)
{
    i64 part = 0, whole = 0;
    for (int i = 0; i < n->ninputs; i++) {
        if (((c->part | c->whole) >> i & 1) && x->in[i] == NILAI_LEFT_OUT)
            return;
        part += c->part >> i & 1 ? x->in[i] : 0;
        whole += c->whole >> i & 1 ? x->in[i] : 0;
    }
    if (c->kind == CHECK_ADDS_UP ? part == whole : part <= whole)
        return;
    Msg msg = c->kind == CHECK_ADDS_UP ? MSG_nilai_warn_adds_up : MSG_nilai_warn_within;
    issue_sayf(out, lang, n->code, msg, keys(out->arena, n, c->part), say_i64(out->arena, lang, part),
               keys(out->arena, n, c->whole), say_i64(out->arena, lang, whole));
}

void nilai_warnings(const NilaiSheet *s, Lang lang, Issues *out)
{
    for (int i = 0; i < s->pack->nnodes; i++) {
        const PackNode *n = &s->pack->nodes[i];
        for (int k = 0; k < n->nchecks && s->at[i].answered; k++)
            check(n, &s->at[i], &n->checks[k], lang, out);
    }
}

/* --- the result --- */

static void put_node(JsonOut *o, const PackNode *n, Ratio points)
{
    json_open_map(o, n->code);
    json_put_exact(o, S("weight"), n->weight);
    json_put_points(o, S("points"), points);
    json_put_exact(o, S("exact"), points);
    json_put_points(o, S("percent"), ratio_mul(ratio_div(points, n->weight), ratio(100, 1)));
    json_close(o);
}

/* The highest predicate among those of the mask, or the lowest. */
static Str named(const Pack *p, u32 mask, bool highest)
{
    for (int i = 0; i < p->npredicates; i++) {
        int k = highest ? p->npredicates - 1 - i : i;
        if (mask >> k & 1)
            return p->predicates[k].code;
    }
    return S("none");
}

static void put_gate(JsonOut *o, const NilaiSheet *s, const NilaiGate *g, bool all)
{
    json_open_map(o, NO_KEY);
    json_put_text(o, S("gate"), g->gate->code);
    if (g->gate->prior) {
        Str need = named(s->pack, g->gate->holds, false);
        json_put_text(o, S("need"), need);
        json_put_text(o, S("have"), named(s->pack, s->holds, true));
        json_put_text(o, S("short"), g->pass ? S("") : need);
    } else {
        json_put_points(o, S("need"), g->gate->need);
        json_put_points(o, S("have"), g->have);
        json_put_points(o, S("short"), nilai_short(g));
    }
    if (all) {
        json_put_bool(o, S("pass"), g->pass);
        if (!g->gate->prior)
            json_put_exact(o, S("margin"), ratio_sub(g->have, g->gate->need));
    }
    json_close(o);
}

/* `failed` is what the contract asks for; `gates` has all of them, with the exact margin. */
static void put_verdict(JsonOut *o, const NilaiSheet *s, const NilaiVerdict *v)
{
    json_open_map(o, v->predicate->code);
    json_put_bool(o, S("pass"), !v->failed);
    json_open_list(o, S("failed"));
    for (int i = 0; i < v->ngates; i++)
        if (!v->gates[i].pass)
            put_gate(o, s, &v->gates[i], false);
    json_close(o);
    json_open_list(o, S("gates"));
    for (int i = 0; i < v->ngates; i++)
        if (v->gates[i].judged)
            put_gate(o, s, &v->gates[i], true);
    json_close(o);
    json_close(o);
}

static void put_lists(JsonOut *o, const NilaiSheet *s, const Issues *warnings)
{
    const Pack *p = s->pack;
    json_open_list(o, S("unanswered"));
    for (int i = 0; i < p->nnodes; i++)
        if (pack_is_question(&p->nodes[i]) && !s->at[i].answered)
            json_put_text(o, NO_KEY, p->nodes[i].code);
    json_close(o);
    json_open_list(o, S("warnings"));
    for (isize i = 0; i < warnings->count; i++) {
        json_open_map(o, NO_KEY);
        json_put_text(o, S("item"), warnings->at[i].field);
        json_put_text(o, S("say"), warnings->at[i].text);
        json_close(o);
    }
    json_close(o);
}

void nilai_put_score(JsonOut *o, const NilaiSheet *s, const NilaiScore *score, const Issues *warnings)
{
    const Pack *p = s->pack;
    json_open_map(o, NO_KEY);
    json_put_text(o, S("instrument"), p->id);
    json_open_map(o, S("nodes"));
    for (int i = 0; i < p->nnodes; i++)
        put_node(o, &p->nodes[i], score->points[i]);
    json_close(o);
    json_open_map(o, S("total"));
    json_put_points(o, S("points"), score->points[0]);
    json_put_exact(o, S("exact"), score->points[0]);
    json_close(o);
    json_open_map(o, S("verdict"));
    for (int i = 0; i < score->nverdicts; i++)
        put_verdict(o, s, &score->verdicts[i]);
    json_close(o);
    put_lists(o, s, warnings);
    json_close(o);
}
