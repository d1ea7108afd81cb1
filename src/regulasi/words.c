#include "regulasi/words.h"

#include "format/json.h"

typedef struct {
    Arena      *a;
    Issues     *issues;
    Lang        lang;
    const Pack *p;
    PackWords  *w;
} Reader;

static void wrong(Reader *r, Str where, Msg msg, Str what)
{
    issue_sayf(r->issues, r->lang, where, msg, what);
}

/* A text that is there covers the one below it. */
static void cover(Str *over, const Json *text)
{
    if (json_text(text).len)
        *over = json_text(text);
}

static int input_find(const PackNode *n, Str key)
{
    for (int i = 0; i < n->ninputs; i++)
        if (str_eq(n->inputs[i].key, key))
            return i;
    return -1;
}

static void read_language(Reader *r, const Json *j, int node, Lang l)
{
    const PackNode *n = &r->p->nodes[node];
    NodeWords      *w = &r->w->nodes[node];

    for (isize i = 0; j->kind == JSON_MAP && i < j->count; i++)
        if (!str_is(j->at[i].key, "topic") && !str_is(j->at[i].key, "ask") && !str_is(j->at[i].key, "about")
            && !str_is(j->at[i].key, "options") && !str_is(j->at[i].key, "inputs"))
            wrong(r, n->code, MSG_regulasi_pack_unknown_key, j->at[i].key);
    cover(&w->topic[l], json_get(j, "topic"));
    cover(&w->ask[l], json_get(j, "ask"));
    cover(&w->about[l], json_get(j, "about"));

    const Json *options = json_get(j, "options"), *inputs = json_get(j, "inputs");
    for (isize i = 0; options->kind == JSON_MAP && i < options->count; i++) {
        int k = pack_option(n, options->at[i].key);
        if (k < 0)
            wrong(r, n->code, MSG_regulasi_words_node, options->at[i].key);
        else
            cover(&w->options[k][l], &options->at[i]);
    }
    for (isize i = 0; inputs->kind == JSON_MAP && i < inputs->count; i++) {
        int k = input_find(n, inputs->at[i].key);
        if (k < 0)
            wrong(r, n->code, MSG_regulasi_words_node, inputs->at[i].key);
        else
            cover(&w->inputs[k][l], &inputs->at[i]);
    }
}

static void read_nodes(Reader *r, const Json *nodes)
{
    for (isize i = 0; nodes->kind == JSON_MAP && i < nodes->count; i++) {
        const Json *j    = &nodes->at[i];
        int         node = pack_find(r->p, j->key);
        if (node < 0) {
            wrong(r, j->key, MSG_regulasi_words_node, j->key);
            continue;
        }
        read_language(r, json_get(j, "id"), node, LANG_ID);
        read_language(r, json_get(j, "en"), node, LANG_EN);
    }
}

/* A later file's list of evidence for a question stands in the place of the earlier one. */
static void read_evidence(Reader *r, const Json *all)
{
    for (isize i = 0; all->kind == JSON_MAP && i < all->count; i++) {
        const Json *l    = &all->at[i];
        int         node = pack_find(r->p, l->key);
        if (node < 0 || l->kind != JSON_LIST) {
            wrong(r, l->key, MSG_regulasi_words_node, l->key);
            continue;
        }
        EvidenceWords *at = new(r->a, EvidenceWords, l->count);
        for (isize k = 0; k < l->count; k++)
            at[k] = (EvidenceWords){
                json_text(json_get(&l->at[k], "class")),
                {json_text(json_get(&l->at[k], "id")), json_text(json_get(&l->at[k], "en"))},
            };
        r->w->nodes[node].evidence  = at;
        r->w->nodes[node].nevidence = (int)l->count;
    }
}

static void read_classes(Reader *r, const Json *all)
{
    if (all->kind != JSON_MAP)
        return;
    ClassWords *at = new(r->a, ClassWords, r->w->nclasses + all->count);
    int         n  = 0;
    for (isize i = 0; i < all->count; i++)
        at[n++] = (ClassWords){all->at[i].key, {json_text(json_get(&all->at[i], "id")),
                                                json_text(json_get(&all->at[i], "en"))}};
    for (int i = 0; i < r->w->nclasses; i++)        /* those of the layer below, behind */
        at[n++] = r->w->classes[i];
    r->w->classes  = at;
    r->w->nclasses = n;
}

static PackWords copy(Arena *a, const Pack *p, const PackWords *w)
{
    PackWords out = *w;
    out.nodes     = new(a, NodeWords, p->nnodes);
    for (int i = 0; i < p->nnodes; i++) {
        out.nodes[i]         = w->nodes[i];
        out.nodes[i].options = arena_alloc(a, sizeof(Str[LANG_COUNT]), _Alignof(Str), p->nodes[i].noptions);
        for (int k = 0; k < p->nodes[i].noptions; k++)
            for (int l = 0; l < LANG_COUNT; l++)
                out.nodes[i].options[k][l] = w->nodes[i].options[k][l];
    }
    return out;
}

Err words_over(Arena *life, Str json, Lang lang, Issues *issues, const Pack *p, PackWords *w)
{
    isize       before = issues->count;
    PackWords   over   = copy(life, p, w);
    Reader      r      = {life, issues, lang, p, &over};
    const Json *doc;
    Err         e = json_read(life, json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &doc);
    if (e.kind) {
        wrong(&r, (Str){0}, MSG_regulasi_pack_json, str_of(e.why));
        return FAIL(ERR_INVALID, "the wording is not JSON");
    }
    if (!str_is(json_text(json_get(doc, "kind")), "words") || !str_eq(json_text(json_get(doc, "for")), p->id))
        wrong(&r, S("for"), MSG_regulasi_words_for, json_text(json_get(doc, "for")));
    read_classes(&r, json_get(doc, "classes"));
    read_nodes(&r, json_get(doc, "nodes"));
    read_evidence(&r, json_get(doc, "evidence"));
    if (issues->count > before)
        return FAIL(ERR_INVALID, "the wording has mistakes");
    *w = over;
    return NO_ERR;
}

/* What stands where nobody wrote anything: the code, the key. */
static PackWords bare(Arena *a, const Pack *p)
{
    PackWords w = {.nodes = new(a, NodeWords, p->nnodes)};
    for (int i = 0; i < p->nnodes; i++) {
        const PackNode *n = &p->nodes[i];
        w.nodes[i].options = arena_alloc(a, sizeof(Str[LANG_COUNT]), _Alignof(Str), n->noptions);
        for (int l = 0; l < LANG_COUNT; l++) {
            w.nodes[i].topic[l] = n->code;
            for (int k = 0; k < n->ninputs; k++)
                w.nodes[i].inputs[k][l] = n->inputs[k].key;
        }
    }
    return w;
}

static bool is_for(Arena scratch, Str json, const Pack *p)
{
    const Json *doc;
    return !json_read(&scratch, json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &doc).kind
           && str_eq(json_text(json_get(doc, "for")), p->id);
}

Err words_for(Arena *life, const Regulasi *r, const Pack *p, const PackWords **out)
{
    PackWords *w      = new(life, PackWords, 1);
    Issues     issues = {.arena = life};
    *w                = bare(life, p);
    for (isize i = 0; i < r->words.count; i++)
        if (is_for(*life, r->words.at[i], p))
            TRY(words_over(life, r->words.at[i], LANG_ID, &issues, p, w));
    *out = w;
    return NO_ERR;
}

Err words_start(Arena *life, Regulasi *r)
{
    for (isize i = r->worded.count; i < r->packs.count; i++) {
        const PackWords *w;
        TRY(words_for(life, r, r->packs.at[i], &w));
        *list_add(life, &r->worded) = w;
    }
    return NO_ERR;
}

const PackWords *words_of(const Regulasi *r, const Pack *p)
{
    for (isize i = 0; i < r->worded.count; i++)
        if (r->packs.at[i] == p)
            return r->worded.at[i];
    return NULL;
}

Str words_class(const PackWords *w, Str code, Lang lang)
{
    for (int i = 0; i < w->nclasses; i++)
        if (str_eq(w->classes[i].code, code) && w->classes[i].text[lang].len)
            return w->classes[i].text[lang];
    return code;
}
