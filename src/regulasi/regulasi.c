#include "regulasi/regulasi.h"

#include "base/embed.h"
#include "format/json.h"
#include "regulasi/words.h"

#include "regulasi.sql.h"

/* --- which packs there are --- */

/* Where files of a kind are kept as they are; NULL for an instrument, which is read at once. */
static RegulasiTexts *texts_of(Regulasi *r, Str kind)
{
    return str_is(kind, "words")        ? &r->words
         : str_is(kind, "limits")       ? &r->limits
         : str_is(kind, "survey")       ? &r->surveys
         : str_is(kind, "survey-words") ? &r->survey_words : NULL;
}

static Err take(Arena *life, Str json, Regulasi *r)
{
    const Json *doc;
    const Pack *pack;
    Issues      issues  = {.arena = life};
    Arena       scratch = *life;
    RegulasiTexts *kept;

    TRY(json_read(&scratch, json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &doc));
    kept = texts_of(r, json_text(json_get(doc, "kind")));
    if (kept) {
        *list_add(life, kept) = str_copy(life, json);
        return NO_ERR;
    }
    TRY(regulasi_read(life, json, LANG_EN, &issues, &pack));
    *list_add(life, &r->packs) = pack;
    return NO_ERR;
}

Err regulasi_start(Arena *life, Regulasi *out)
{
    *out = (Regulasi){0};
    for (const Embedded *e = regulasi_embedded; e->name; e++)
        TRY(take(life, e->bytes, out));
    return NO_ERR;
}

Err regulasi_stored(Arena *life, Db *db, Regulasi *r)
{
    DbRows rows = db_query0(life, db, &SQL_regulasi_all);
    while (db_next(&rows)) {
        Str    json = db_get_text(&rows), kept = db_get_text(&rows);
        Digest want, have = hash_sha256(json);
        if (!hex_digest(kept, &want) || !str_same_secret((Str){(char *)have.at, 32}, (Str){(char *)want.at, 32}))
            rows.err = FAIL(ERR_INVALID, "a stored rule pack is not what was stored");
        else
            rows.err = take(life, json, r);
    }
    return db_done(&rows);
}

const Pack *regulasi_pack(const Regulasi *r, Str id)
{
    for (isize i = r->packs.count; i-- > 0;)
        if (str_eq(r->packs.at[i]->id, id) || str_eq_nocase(r->packs.at[i]->regulation, id))
            return r->packs.at[i];
    return NULL;
}

Err regulasi_pack_for(const Regulasi *r, Date day, const Pack **out)
{
    const Pack *best = NULL;
    for (isize i = 0; day.days && i < r->packs.count; i++) {
        const Pack *p  = r->packs.at[i];
        bool        in = day.days >= p->from.days && (!p->until.days || day.days <= p->until.days);
        if (in && (!best || p->from.days >= best->from.days))
            best = p;
    }
    if (!best)
        return FAIL(ERR_NOT_FOUND, "no rule pack was in force on that day");
    *out = best;
    return NO_ERR;
}

/* --- adding one --- */

/* Is the wording right for a pack that is known? */
static Err judge_words(Arena *a, const Regulasi *known, const RegulasiNew *n, const Json *doc, Issues *issues)
{
    const Pack      *pack = regulasi_pack(known, json_text(json_get(doc, "for")));
    const PackWords *below;
    PackWords        over;
    if (!pack) {
        issue_sayf(issues, n->lang, S("for"), MSG_regulasi_words_for, json_text(json_get(doc, "for")));
        return FAIL(ERR_INVALID, "wording for a pack that is not known");
    }
    TRY(words_for(a, known, pack, &below));
    over = *below;
    return words_over(a, n->json, n->lang, issues, pack, &over);
}

/* Is the pack right, new, and not in force from the very day another one is? */
static Err judge_pack(Arena *a, const Regulasi *known, const RegulasiNew *n, const Pack **out, Issues *issues)
{
    TRY(regulasi_read(a, n->json, n->lang, issues, out));
    if (regulasi_pack(known, (*out)->id))
        return FAIL(ERR_CONFLICT, "there is a pack with this id already");
    for (isize i = 0; i < known->packs.count; i++)
        if (known->packs.at[i]->from.days == (*out)->from.days) {
            issue_sayf(issues, n->lang, S("valid_from"), MSG_regulasi_pack_overlap_dates, known->packs.at[i]->id);
            return FAIL(ERR_INVALID, "two packs would come into force on one day");
        }
    return NO_ERR;
}

Err regulasi_keep(Arena *a, Db *db, const RegulasiNew *n, const RegulasiFile *file)
{
    Digest d = hash_sha256(n->json);
    return db_do(db, &SQL_regulasi_add, db_text(file->id), db_text(file->words ? S("words") : S("instrument")),
                 db_date(file->from), db_date(file->until), db_text(n->json), db_text(hex_of(a, d.at, countof(d.at))),
                 db_at(n->at), db_id(n->by_id));
}

bool regulasi_is_words(Arena scratch, Str json)
{
    const Json *doc;
    if (json_read(&scratch, json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &doc).kind)
        return false;
    Str kind = json_text(json_get(doc, "kind"));
    return str_is(kind, "words") || str_is(kind, "survey-words");
}

Err regulasi_add(Arena *a, Db *db, const RegulasiNew *n, Issues *issues, Str *out_id)
{
    Regulasi    known;
    const Json *doc;
    const Pack *pack  = NULL;
    bool        words = !json_read(a, n->json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &doc).kind
                 && str_is(json_text(json_get(doc, "kind")), "words");
    TRY(regulasi_start(a, &known));
    TRY(regulasi_stored(a, db, &known));
    if (words)
        TRY(judge_words(a, &known, n, doc, issues));
    else
        TRY(judge_pack(a, &known, n, &pack, issues));
    *out_id = words ? str_fmt(a, "%.*s.words", STRF(json_text(json_get(doc, "for")))) : pack->id;
    return regulasi_keep(a, db, n, &(RegulasiFile){*out_id, words, pack ? pack->from : (Date){0},
                                                   pack ? pack->until : (Date){0}});
}

/* --- comparing two --- */

static void changed(Issues *out, Lang lang, Str where, Msg msg, Ratio was, Ratio is)
{
    if (ratio_cmp(was, is))
        issue_sayf(out, lang, where, msg, ratio_exact(out->arena, was), ratio_exact(out->arena, is));
}

static void diff_node(const PackNode *x, const PackNode *y, Lang lang, Issues *out)
{
    const Formula *f = &x->formula, *g = &y->formula;
    bool other = x->kind != y->kind || x->noptions != y->noptions || x->ninputs != y->ninputs
                 || x->changeable != y->changeable || f->kind != g->kind || f->part != g->part || f->whole != g->whole
                 || f->when_zero != g->when_zero || ratio_cmp(f->most, g->most) || ratio_cmp(f->top, g->top);
    changed(out, lang, x->code, MSG_regulasi_diff_weight, x->weight, y->weight);
    if (other) {
        issue_say(out, lang, x->code, MSG_regulasi_diff_kind);
        return;
    }
    for (int i = 0; i < x->noptions; i++)
        if (ratio_cmp(x->options[i].value, y->options[i].value) || !str_eq(x->options[i].letter, y->options[i].letter))
            issue_sayf(out, lang, x->code, MSG_regulasi_diff_option, ratio_exact(out->arena, x->options[i].value),
                       ratio_exact(out->arena, y->options[i].value), y->options[i].letter);
}

/* The gates of x against those of y; what only y has is said when they are asked the other way round. */
static void diff_gates(const PackPredicate *x, const PackPredicate *y, Lang lang, Issues *out)
{
    for (int i = 0; i < x->ngates; i++) {
        const PackGate *g     = &x->gates[i], *h = pack_gate(y, g->code);
        Str             where = str_fmt(out->arena, "%.*s.%.*s", STRF(x->code), STRF(g->code));
        if (!h)
            issue_say(out, lang, where, MSG_regulasi_diff_removed);
        else
            changed(out, lang, where, MSG_regulasi_diff_need, g->need, h->need);
    }
    for (int i = 0; y && i < y->ngates; i++)
        if (!pack_gate(x, y->gates[i].code))
            issue_say(out, lang, str_fmt(out->arena, "%.*s.%.*s", STRF(x->code), STRF(y->gates[i].code)),
                      MSG_regulasi_diff_added);
}

static Str span(Arena *a, const Pack *p)
{
    return str_fmt(a, "%.*s/%.*s", STRF(date_iso(a, p->from)), STRF(p->until.days ? date_iso(a, p->until) : S("...")));
}

void regulasi_diff(const Pack *a, const Pack *b, Lang lang, Issues *out)
{
    Str from = span(out->arena, a), to = span(out->arena, b);
    if (!str_eq(from, to))
        issue_sayf(out, lang, S("valid_from"), MSG_regulasi_diff_dates, from, to);
    for (int i = 0; i < a->nnodes; i++) {
        int k = pack_find(b, a->nodes[i].code);
        if (k < 0)
            issue_say(out, lang, a->nodes[i].code, MSG_regulasi_diff_removed);
        else
            diff_node(&a->nodes[i], &b->nodes[k], lang, out);
    }
    for (int i = 0; i < b->nnodes; i++)
        if (pack_find(a, b->nodes[i].code) < 0)
            issue_say(out, lang, b->nodes[i].code, MSG_regulasi_diff_added);
    for (int i = 0; i < a->npredicates; i++) {
        int k = pack_predicate(b, a->predicates[i].code);
        diff_gates(&a->predicates[i], k < 0 ? NULL : &b->predicates[k], lang, out);
    }
}
