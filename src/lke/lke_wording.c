#include "lke/lke_import.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "format/json.h"

#include "lke.sql.h"

/* --- from a workbook --- */

/* Did pulau write this row, in either language? */
static bool is_ours(Arena scratch, const LkeXlsx *x, const PackWords *ours, int node)
{
    for (int l = 0; l < LANG_COUNT; l++) {
        Str title = lke_xlsx_title(x->pack, ours, node, (Lang)l);
        Str rest  = lke_xlsx_criteria(&scratch, x->pack, ours, node, (Lang)l);
        if (str_eq(str_trim(title), str_trim(x->titles[node]))
            && (!x->criteria[node].len || str_eq(str_trim(rest), str_trim(x->criteria[node]))))
            return true;
    }
    return false;
}

Err lke_wording_read(Arena *a, const LkeBook *book, const PackWords *ours, LkeOfficials *out)
{
    LkeXlsx x = {0};

    *out = (LkeOfficials){0};
    TRY(lke_import_open(a, book, &x));
    for (int i = 0; i < x.pack->nnodes; i++)
        if (pack_is_question(&x.pack->nodes[i]) && x.titles[i].len && !is_ours(*a, &x, ours, i))
            *list_add(a, out) = (LkeOfficial){
                i, str_fmt(a, "%.*s%s%.*s", STRF(x.titles[i]), x.criteria[i].len ? "\n" : "", STRF(x.criteria[i]))};
    return NO_ERR;
}

/* --- stored --- */

Err lke_wording_all(Arena *a, Db *db, i64 instansi_id, const Pack *pack, LkeOfficials *out)
{
    Str   *texts = new(a, Str, pack->nnodes);
    DbRows rows  = db_query(a, db, &SQL_lke_wording_all, db_i64(instansi_id), db_text(pack->id));

    *out = (LkeOfficials){0};
    while (db_next(&rows)) {
        int node = pack_find(pack, db_get_text(&rows));
        Str text = db_get_text(&rows);
        if (node >= 0)
            texts[node] = text;
    }
    for (int i = 0; i < pack->nnodes; i++)
        if (texts[i].len)
            *list_add(a, out) = (LkeOfficial){i, texts[i]};
    return db_done(&rows);
}

Err lke_wording(Arena *a, Db *db, const Worksheet *w, int node, Str *out)
{
    DbRows rows = db_query(a, db, &SQL_lke_wording, db_i64(w->instansi_id), db_text(w->pack->id),
                           db_text(w->pack->nodes[node].code));
    return db_one_text(rows, out);
}

/* For the log: how many, from which file, and a digest by which the texts can be recognized. */
static Str told(Arena *a, const Pack *pack, Str file_name, const LkeOfficials *texts)
{
    Buf     b = {.arena = a}, all = {.arena = a};
    JsonOut o = {.to = &b};

    for (isize i = 0; i < texts->count; i++)
        buf_addf(&all, "%.*s\n%.*s\n", STRF(pack->nodes[texts->at[i].node].code), STRF(texts->at[i].text));
    Digest d = hash_sha256(buf_str(&all));
    json_open_map(&o, NO_KEY);
    json_put_i64(&o, S("items"), texts->count);
    if (file_name.len)
        json_put_text(&o, S("file"), file_name);
    if (texts->count)
        json_put_text(&o, S("sha256"), hex_of(a, d.at, sizeof d.at));
    json_close(&o);
    return buf_str(&b);
}

Err lke_wording_set(Arena scratch, Db *db, const LkeWordingBy *by, const LkeOfficials *texts)
{
    LkeOfficials was;
    Str          entity = str_fmt(&scratch, "lke_wording %.*s", STRF(by->pack->id));

    TRY(lke_wording_all(&scratch, db, by->instansi_id, by->pack, &was));
    TRY(db_do(db, &SQL_lke_wording_drop, db_i64(by->instansi_id), db_text(by->pack->id)));
    for (isize i = 0; i < texts->count; i++)
        TRY(db_do(db, &SQL_lke_wording_keep, db_i64(by->instansi_id), db_text(by->pack->id),
                  db_text(by->pack->nodes[texts->at[i].node].code), db_text(texts->at[i].text)));
    return audit_add(db, &(AuditEntry){.instansi_id = by->instansi_id, .actor_id = by->by_id,
                                       .action = texts->count ? "lke_wording_set" : "lke_wording_drop",
                                       .entity = str_c(&scratch, entity), .entity_id = by->instansi_id,
                                       .before = told(&scratch, by->pack, (Str){0}, &was),
                                       .after  = told(&scratch, by->pack, by->file_name, texts)}, by->at);
}
