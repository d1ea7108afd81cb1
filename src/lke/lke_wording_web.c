/* The agency's official words for the items of a pack: sent as a workbook, looked at, taken back. */
#include "lke/lke_import.h"

#include "lke/lke_page_web.h"
#include "regulasi/regulasi_web.h"

typedef struct { Str code, topic, text; Url url; } WordingRow;

typedef struct {
    Issues  issues;
    Summary facts;
    Upload  upload;
    Confirm drop;
    LIST(WordingRow) rows;
} WordingView;
#include "lke_wording.html.h"

typedef struct {
    const Pack      *pack;
    const PackWords *words;
    LkeOfficials     found;
    Issues           issues;
} Sending;

static Url page_url(Req *r, const Pack *p, const char *rest)
{
    return url_for(r, "/lke/bunyi/%.*s%s", STRF(url_part(r->arena, p->id)), rest);
}

/* The pack of the address, for who may word it. */
static Err open_pack(Req *r, Sending *k)
{
    bool may;

    k->issues = (Issues){.arena = r->arena};
    k->pack   = r->web->regulasi ? regulasi_pack(r->web->regulasi, r->args[0]) : NULL;
    if (!k->pack)
        return FAIL(ERR_NOT_FOUND, "no rule pack of this name");
    TRY(regulasi_may_word(r, &may));
    if (!may) {
        r->refused = say(r->lang, MSG_lke_wording_whose);
        return FAIL(ERR_FORBIDDEN, "no role for the whole agency");
    }
    return lke_words(r, k->pack, &k->words);
}

static Str topic_of(const Req *r, const Sending *k, int node)
{
    return k->words ? k->words->nodes[node].topic[r->lang] : (Str){0};
}

static void put_rows(Req *r, const Sending *k, const LkeOfficials *texts, WordingView *v)
{
    for (isize i = 0; i < texts->count; i++) {
        Str code = k->pack->nodes[texts->at[i].node].code;
        *list_add(r->arena, &v->rows) = (WordingRow){
            code, topic_of(r, k, texts->at[i].node), texts->at[i].text,
            url_for(r, "/regulasi/%.*s/butir/%.*s", STRF(url_part(r->arena, k->pack->id)),
                    STRF(url_part(r->arena, code)))};
    }
}

static Err draw(Req *r, const Sending *k)
{
    WordingView  v = {.issues = k->issues};
    LkeOfficials texts;

    TRY(lke_wording_all(r->arena, r->db, r->user->instansi_id, k->pack, &texts));
    r->page.section = S("regulasi");
    r->page.title   = say(r->lang, MSG_lke_wording_title);
    r->page.lead    = say(r->lang, MSG_lke_wording_lead);
    crumb_add(r, say(r->lang, MSG_regulasi_title), (Url){S("/regulasi")});
    crumb_add(r, k->pack->regulation, url_for(r, "/regulasi/%.*s", STRF(url_part(r->arena, k->pack->id))));
    summary_add(r, &v.facts, MSG_lke_wording_now,
                texts.count ? say_args(r->arena, r->lang, MSG_lke_wording_of,
                                       say_i64(r->arena, r->lang, texts.count),
                                       say_i64(r->arena, r->lang, k->pack->nquestions))
                            : say(r->lang, MSG_lke_wording_none));
    v.upload = (Upload){.id = S("bunyi"), .action = page_url(r, k->pack, ""), .name = S("berkas"),
                        .label = say(r->lang, MSG_lke_import_file), .hint = say(r->lang, MSG_lke_import_file_hint),
                        .accept = S(".xlsx"), .submit = say(r->lang, MSG_lke_wording_submit),
                        .error = k->issues.count ? k->issues.at[0].text : (Str){0}};
    v.drop   = (Confirm){.text = say(r->lang, MSG_lke_wording_drop_text), .action = page_url(r, k->pack, "/lepas"),
                         .submit = say(r->lang, MSG_lke_wording_drop)};
    put_rows(r, k, &texts, &v);
    view_lke_wording(r, &v);
    return NO_ERR;
}

Err lke_page_wording(Req *r)
{
    Sending k = {0};
    TRY(open_pack(r, &k));
    return draw(r, &k);
}

Err lke_wording_look(Req *r)
{
    Sending *k = new(r->arena, Sending, 1);
    r->carry   = k;
    return open_pack(r, k);
}

Err lke_wording_before(Req *r)
{
    Sending        *k = r->carry;
    const HttpFile *f = r->http->files_count ? &r->http->files[0] : NULL;

    if (!f || !f->bytes) {
        issue_say(&k->issues, r->lang, (Str){0}, MSG_lke_import_no_file);
        return NO_ERR;
    }
    LkeBook book = {.path = f->path, .name = f->name, .pack = k->pack, .lang = r->lang, .issues = &k->issues};
    Err     e    = lke_wording_read(r->arena, &book, k->words, &k->found);
    if (!e.kind && !k->found.count)
        issue_say(&k->issues, r->lang, (Str){0}, MSG_lke_wording_no_words);
    return e.kind && !k->issues.count ? e : NO_ERR;
}

Err lke_wording_send(Req *r)
{
    Sending *k = r->carry;

    if (k->issues.count) {
        for (isize i = 0; i < k->issues.count; i++)
            k->issues.at[i].field = S("bunyi-file");
        r->status = 422;
        return draw(r, k);
    }
    LkeWordingBy by = {r->user->instansi_id, k->pack, r->http->files[0].name, r->user->id, r->now};
    TRY(lke_wording_set(*r->arena, r->db, &by, &k->found));
    notice_set(r, MSG_lke_wording_done);
    return redirect(r, "%.*s", STRF(page_url(r, k->pack, "").s));
}

Err lke_wording_take_back(Req *r)
{
    Sending k = {0};
    TRY(open_pack(r, &k));
    LkeWordingBy by = {r->user->instansi_id, k.pack, (Str){0}, r->user->id, r->now};
    TRY(lke_wording_set(*r->arena, r->db, &by, &(LkeOfficials){0}));
    notice_set(r, MSG_lke_wording_dropped);
    return redirect(r, "%.*s", STRF(page_url(r, k.pack, "").s));
}
