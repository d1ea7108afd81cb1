/* The evidence of an item, and all evidence of a worksheet as one archive. */
#include "berkas/berkas_web.h"
#include "lke/lke_page_web.h"

Err lke_evidence(Req *r, const Sheet *s, int node, Answer *into, Url *out_reuse)
{
    BerkasOwner owner;
    BerkasUses  uses = {0};
    Str         code = s->pack->nodes[node].code;

    TRY(berkas_owner_find(r->arena, r->db, s->w.instansi_id, s->w.id, &owner));
    TRY(berkas_of_item(r->arena, r->db, &owner, code, &uses));
    into->files       = berkas_files(r, &uses, s->w.may_fill);
    into->files.title = (Str){0};
    into->files.empty = say(r->lang, MSG_lke_item_no_files);
    if (!s->w.may_fill)
        return NO_ERR;
    Date first   = date_ymd(s->w.year, 1, 1), last = date_ymd(s->w.year, 12, 31);
    bool now     = r->today.days >= first.days && r->today.days < last.days;
    into->upload = berkas_upload(r, &owner, code, first, now ? r->today : last);
    *out_reuse   = berkas_pick_url(r, &owner, code);
    return NO_ERR;
}

/* "A.I.1 Manajemen Perubahan/A.I.1.i Tim kerja ZI/A.I.1.i.a Tim kerja ZI sudah dibentuk" */
static Str folder_of(Req *r, const Sheet *s, int node)
{
    const PackNode *nodes = s->pack->nodes;
    Buf             b     = {.arena = r->arena};
    int             up[8], n = 0;

    for (; node > 0 && nodes[node].kind != PACK_COMPONENT && n < countof(up); node = nodes[node].parent)
        if (nodes[node].kind != PACK_SUBCOMPONENT || n == 1)
            up[n++] = node;
    while (n-- > 0)
        buf_addf(&b, "%.*s %.*s%s", STRF(s->pack->nodes[up[n]].code), STRF(sheet_topic(r, s, up[n])), n ? "/" : "");
    return buf_str(&b);
}

Err lke_zip(Req *r)
{
    Sheet         s;
    BerkasOwner   owner;
    BerkasFolders folders = {0};

    TRY(sheet_open(r, &s));
    TRY(berkas_owner_find(r->arena, r->db, s.w.instansi_id, s.w.id, &owner));
    for (int i = 0; i < s.pack->nnodes; i++)
        if (pack_is_question(&s.pack->nodes[i]))
            *list_add(r->arena, &folders) = (BerkasFolder){s.pack->nodes[i].code, folder_of(r, &s, i)};
    return berkas_zip_answer(r, &owner, &folders, str_fmt(r->arena, "bukti-%.*s-%d", STRF(s.w.unit_code), s.w.year));
}
