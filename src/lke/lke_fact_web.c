#include "lke/lke_page_web.h"

Err lke_facts(Req *r, const Sheet *s, int node, Facts *out)
{
    FactAsk ask = {s->w.instansi_id, s->w.unit_id, s->w.year, s->pack->id, s->pack->nodes[node].code};

    *out = (Facts){0};
    for (isize i = 0; i < r->web->rooms_count; i++)
        if (r->web->rooms[i]->facts)
            TRY(r->web->rooms[i]->facts(r, &ask, out));
    return NO_ERR;
}

static Tag state_of(Req *r, const SheetItem *i, const Fact *f, bool *out_same)
{
    const PackNode    *n      = &i->s->pack->nodes[i->node];
    const NilaiAnswer *given  = &i->s->sheet.at[i->node];
    Issues             issues = {.arena = r->arena};
    NilaiAnswer        x;

    *out_same = false;
    if (!f->answers || !given->answered || !nilai_answer(n, f->texts, r->lang, &issues, &x))
        return (Tag){0};
    *out_same = str_eq(lke_value(r->arena, n, given), lke_value(r->arena, n, &x));
    if (*out_same)
        return (Tag){TONE_GOOD, say(r->lang, MSG_lke_fact_same)};
    return (Tag){TONE_WARN, say_args(r->arena, r->lang, MSG_lke_fact_differs,
                                     sheet_answer_short(r, i->s, i->node, given), f->shows)};
}

Err lke_facts_view(Req *r, const SheetItem *i, FactsView *out)
{
    Facts facts;

    *out = (FactsView){.seen   = i->seen,
                       .action = url_for(r, "/lke/%lld/butir/%.*s/fakta", (long long)i->s->w.id,
                                         STRF(url_part(r->arena, i->s->pack->nodes[i->node].code)))};
    TRY(lke_facts(r, i->s, i->node, &facts));
    for (isize k = 0; k < facts.of.count; k++) {
        const Fact *f = &facts.of.at[k];
        bool        same;
        FactLine   *l = list_add(r->arena, &out->of);
        *l = (FactLine){.number = k, .says = f->says, .warning = f->warning, .link_text = f->link_text,
                        .link = f->link};
        l->state = state_of(r, i, f, &same);
        l->takes = f->answers && i->s->w.may_fill && !same;
        l->take  = say_args(r->arena, r->lang, MSG_lke_fact_take, f->shows);
    }
    return NO_ERR;
}

Err lke_item_url(Req *r, const FactAsk *ask, Url *out)
{
    LkeAsker by = lke_asker(r);
    i64      id;

    *out = (Url){{0}};
    TRY(lke_of_unit(*r->arena, r->db, ask->instansi_id, ask->unit_id, ask->year, &id));
    Err e = id ? lke_reached(*r->arena, r->db, &by, id) : NO_ERR;
    if (!id || e.kind == ERR_NOT_FOUND)
        return NO_ERR;
    TRY(e);
    *out = url_for(r, "/lke/%lld/butir/%.*s", (long long)id, STRF(url_part(r->arena, ask->item)));
    return NO_ERR;
}
