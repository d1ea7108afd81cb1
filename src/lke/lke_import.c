#include "lke/lke_import.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "berkas/berkas.h"
#include "format/json.h"

#include "lke.sql.h"

enum { KEPT_S = 86400, BOOK_BYTES_MAX = 16 << 20 };

/* --- reading a workbook --- */

static void add_line(Arena *a, Buf *b, Str line)
{
    (void)a;
    buf_add(b, b->len ? S("\n") : S(""));
    buf_add(b, line);
}

/* Names and links of evidence that the note does not have yet go below it. */
static Str note_of(Arena *a, const LkeXlsxLayer *l, int node)
{
    Buf b = {.arena = a};

    buf_add(&b, l->notes[node]);
    for (isize i = 0; i < l->evidence[node].count; i++)
        if (!str_has(l->notes[node], l->evidence[node].at[i]))
            add_line(a, &b, l->evidence[node].at[i]);
    return buf_str(&b);
}

/* Did somebody write something there?  A number item's own cell holds a formula, which is no answer. */
static bool says_something(const PackNode *n, const LkeXlsxLayer *l, int node)
{
    return l->sheet.at[node].answered || l->notes[node].len || l->evidence[node].count
        || (n->kind == PACK_CHOICE && l->read[node].len);
}

static void take_layer(Arena *a, const LkeXlsx *x, LkeImport *out)
{
    const LkeXlsxLayer *l = &x->layers[out->layer];

    for (int i = 0; i < x->pack->nnodes; i++) {
        const PackNode *n = &x->pack->nodes[i];
        if (!pack_is_question(n) || !says_something(n, l, i))
            continue;
        *list_add(a, &out->found) = (LkeFound){
            .node = i, .where = l->where[i], .read = l->read[i], .value = lke_value(a, n, &l->sheet.at[i]),
            .note = note_of(a, l, i),
            .understood = l->sheet.at[i].answered || n->kind != PACK_CHOICE || !l->read[i].len};
    }
}

Err lke_import_open(Arena *a, const LkeBook *book, LkeXlsx *out)
{
    XlsxIn in = {.path = book->path, .bytes = book->bytes, .lang = book->lang, .issues = book->issues};
    Xlsx  *x  = NULL;
    Err    e  = xlsx_open(a, &in, &x);

    if (!e.kind)
        e = lke_xlsx_read(a, x, book->pack, book->lang, book->issues, out);
    xlsx_close(x);
    return e;
}

Err lke_import_read(Arena *a, const LkeBook *book, LkeImport *out)
{
    LkeXlsx x = {0};

    *out = (LkeImport){.layer = book->layer, .file_name = book->name, .doubts = {.arena = a}};
    TRY(lke_import_open(a, book, &x));
    if (!x.layers[book->layer].there) {
        issue_say(book->issues, book->lang, (Str){0}, MSG_lke_import_no_layer);
        return FAIL(ERR_INVALID, "the workbook has no answers of that layer");
    }
    out->heading = x.heading;
    take_layer(a, &x, out);
    for (isize i = 0; i < x.differs.count; i++)
        if (x.differs.at[i].layer == book->layer)
            *list_add(a, &out->misprints) = (LkeMisprint){x.differs.at[i].node, x.differs.at[i].where,
                                                          ratio_round(a, x.differs.at[i].printed, 2, '.'),
                                                          ratio_round(a, x.differs.at[i].ours, 2, '.')};
    for (isize i = 0; i < x.doubts.count; i++)
        issue_add(&out->doubts, x.doubts.at[i].field, x.doubts.at[i].text);
    return NO_ERR;
}

/* --- against what is stored --- */

/* A workbook that is silent about an answer or a note takes nothing away. */
static Str would_be(Str found, Str stored)
{
    return found.len ? found : stored;
}

static FoundState state_of(const LkeFound *f)
{
    if (!f->understood)
        return FOUND_UNREAD;
    if (str_eq(would_be(f->value, f->stored_value), f->stored_value)
        && str_eq(would_be(f->note, f->stored_note), f->stored_note))
        return FOUND_SAME;
    return f->stored_value.len || f->stored_note.len ? FOUND_OTHER : FOUND_NEW;
}

/* Evidence of the worksheet itself, which an export names beside the item, is no news for the note. */
static Str without_own(Arena *a, const BerkasUses *uses, Str item, Str note)
{
    Buf b = {.arena = a};
    while (note.len) {
        Str  line = str_cut(&note, '\n');
        bool own  = false;
        for (isize i = 0; i < uses->count && !own; i++)
            own = str_eq(uses->at[i].item, item) && str_eq(uses->at[i].name, str_trim(line));
        if (!own)
            add_line(a, &b, line);
    }
    return buf_str(&b);
}

Err lke_import_compare(Arena *a, Db *db, const Worksheet *w, LkeImport *x)
{
    BerkasOwner owner = {.id = w->id, .instansi_id = w->instansi_id};
    BerkasUses  uses  = {0};
    NilaiSheet  sheet = lke_sheet(a, w);
    Str        *notes;

    TRY(lke_notes(a, db, w, &notes));
    TRY(berkas_of_owner(a, db, &owner, &uses));
    for (isize i = 0; i < x->found.count; i++) {
        LkeFound       *f = &x->found.at[i];
        const PackNode *n = &w->pack->nodes[f->node];
        f->note         = without_own(a, &uses, n->code, f->note);
        f->stored_value = lke_value(a, n, &sheet.at[f->node]);
        f->stored_note  = notes[f->node];
        f->state        = state_of(f);
    }
    return NO_ERR;
}

/* --- waiting --- */

static Str as_json(Arena *a, const Pack *p, const LkeImport *x)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_open_list(&o, S("heading"));
    for (isize i = 0; i < x->heading.count; i++)
        json_put_text(&o, NO_KEY, x->heading.at[i]);
    json_close(&o);
    json_open_list(&o, S("found"));
    for (isize i = 0; i < x->found.count; i++) {
        const LkeFound *f = &x->found.at[i];
        json_open_map(&o, NO_KEY);
        json_put_text(&o, S("item"), p->nodes[f->node].code);
        json_put_text(&o, S("where"), f->where);
        json_put_text(&o, S("read"), f->read);
        json_put_text(&o, S("value"), f->value);
        json_put_text(&o, S("note"), f->note);
        json_put_bool(&o, S("understood"), f->understood);
        json_close(&o);
    }
    json_close(&o);
    json_open_list(&o, S("misprints"));
    for (isize i = 0; i < x->misprints.count; i++) {
        const LkeMisprint *m = &x->misprints.at[i];
        json_open_map(&o, NO_KEY);
        json_put_text(&o, S("item"), p->nodes[m->node].code);
        json_put_text(&o, S("where"), m->where);
        json_put_text(&o, S("printed"), m->printed);
        json_put_text(&o, S("ours"), m->ours);
        json_close(&o);
    }
    json_close(&o);
    json_open_list(&o, S("doubts"));
    for (isize i = 0; i < x->doubts.count; i++) {
        json_open_map(&o, NO_KEY);
        json_put_text(&o, S("where"), x->doubts.at[i].field);
        json_put_text(&o, S("text"), x->doubts.at[i].text);
        json_close(&o);
    }
    json_close(&o);
    json_close(&o);
    return buf_str(&b);
}

static Str text(const Json *j, const char *key)
{
    return json_text(json_get(j, key));
}

/* It was written here and nobody else can: what does not fit is left out, and a node that is gone too. */
static void from_json(Arena *a, const Pack *p, const Json *j, LkeImport *x)
{
    const Json *heading = json_get(j, "heading"), *found = json_get(j, "found"), *wrong = json_get(j, "misprints");
    const Json *doubts  = json_get(j, "doubts");

    for (isize i = 0; i < heading->count; i++)
        *list_add(a, &x->heading) = json_text(&heading->at[i]);
    for (isize i = 0; i < found->count; i++) {
        const Json *f    = &found->at[i];
        int         node = pack_find(p, text(f, "item"));
        if (node >= 0)
            *list_add(a, &x->found) = (LkeFound){
                .node = node, .where = text(f, "where"), .read = text(f, "read"), .value = text(f, "value"),
                .note = text(f, "note"), .understood = json_get(f, "understood")->truth};
    }
    for (isize i = 0; i < wrong->count; i++)
        *list_add(a, &x->misprints) = (LkeMisprint){pack_find(p, text(&wrong->at[i], "item")),
                                                    text(&wrong->at[i], "where"), text(&wrong->at[i], "printed"),
                                                    text(&wrong->at[i], "ours")};
    for (isize i = 0; i < doubts->count; i++)
        issue_add(&x->doubts, text(&doubts->at[i], "where"), text(&doubts->at[i], "text"));
}

Err lke_import_keep(Arena scratch, Db *db, const Worksheet *w, i64 by_id, Instant at, LkeImport *x)
{
    x->id = id_new();
    TRY(db_do(db, &SQL_lke_import_sweep, db_at(at)));
    return db_do(db, &SQL_lke_import_add, db_i64(x->id), db_i64(w->instansi_id), db_i64(w->id), db_i64(x->layer),
                 db_i64(by_id), db_at(at), db_at((Instant){at.s + KEPT_S}), db_text(x->file_name),
                 db_text(as_json(&scratch, w->pack, x)));
}

Err lke_import_find(Arena *a, Db *db, const Worksheet *w, i64 by_id, Instant now, LkeImport *x)
{
    const Json *j;
    Str         content = {0};
    DbRows      rows    = db_query(a, db, &SQL_lke_import_find, db_i64(w->instansi_id), db_i64(w->id), db_i64(x->id),
                                   db_i64(by_id), db_at(now));
    bool        there   = db_next(&rows);

    *x = (LkeImport){.id = x->id, .doubts = {.arena = a}};
    if (there) {
        x->layer     = (int)db_get_i64(&rows);
        x->at        = db_get_at(&rows);
        x->file_name = db_get_text(&rows);
        content      = db_get_text(&rows);
    }
    TRY(db_done(&rows));
    if (!there)
        return FAIL(ERR_NOT_FOUND, "no such preview, or it has expired");
    TRY(json_read(a, content, (JsonMost){0}, &j));
    from_json(a, w->pack, j, x);
    return lke_import_compare(a, db, w, x);
}

/* --- taking over --- */

static Err log_import(Arena *a, Db *db, const Worksheet *w, const LkeImport *x, const LkeChoice *c, i64 changed)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("file"), x->file_name);
    json_put_text(&o, S("layer"), str_of(lke_layers[x->layer]));
    json_put_i64(&o, S("changed"), changed);
    json_close(&o);
    return audit_add(db, &(AuditEntry){w->instansi_id, c->by_id, "lke_import", "lke_worksheet", w->id, {0},
                                       buf_str(&b)}, c->at);
}

Err lke_import_apply(Arena *a, Db *db, Worksheet *w, const LkeImport *x, const LkeChoice *c, i64 *out_changed)
{
    LIST(LkeEdit) edits = {0};

    for (isize i = 0; i < x->found.count; i++) {
        const LkeFound *f = &x->found.at[i];
        if (f->state == FOUND_SAME || f->state == FOUND_UNREAD || (c->chosen && !c->chosen[f->node]))
            continue;
        *list_add(a, &edits) = (LkeEdit){f->node, would_be(f->value, f->stored_value),
                                         would_be(f->note, f->stored_note), LKE_ANY_VERSION, c->by_id, c->at};
    }
    TRY(lke_save_all(a, db, w, edits.at, edits.count));
    TRY(log_import(a, db, w, x, c, edits.count));
    *out_changed = edits.count;
    return x->id ? db_do(db, &SQL_lke_import_drop, db_i64(w->instansi_id), db_i64(x->id)) : NO_ERR;
}

/* --- out --- */

static Err fill_layer(Arena *a, Db *db, const Worksheet *w, LkeXlsxLayer *l)
{
    *l       = lke_xlsx_layer(a, w->pack);
    l->there = true;
    l->sheet = lke_sheet(a, w);
    return lke_notes(a, db, w, &l->notes);
}

static Err fill_evidence(Arena *a, Db *db, const Worksheet *w, LkeXlsxLayer *l)
{
    BerkasOwner owner = {.id = w->id, .instansi_id = w->instansi_id};
    BerkasUses  uses  = {0};

    TRY(berkas_of_owner(a, db, &owner, &uses));
    for (isize i = 0; i < uses.count; i++) {
        int node = pack_find(w->pack, uses.at[i].item);
        if (node >= 0)
            *list_add(a, &l->evidence[node]) = uses.at[i].name;
    }
    return NO_ERR;
}

static Err layers_there(Arena scratch, Db *db, const Worksheet *w, bool *out)
{
    DbRows rows = db_query(&scratch, db, &SQL_lke_layers, db_i64(w->instansi_id), db_i64(w->id));
    while (db_next(&rows)) {
        i64 layer = db_get_i64(&rows);
        if (layer >= 0 && layer <= LAYER_TPN)
            out[layer] = true;
    }
    return db_done(&rows);
}

Err lke_export(Arena *a, Db *db, const Worksheet *w, const PackWords *words, Lang lang, Str path)
{
    LkeXlsxLayer layers[LKE_XLSX_LAYERS] = {{0}};
    bool         there[LKE_XLSX_LAYERS]  = {false};
    Regulasi     known          = {0};
    LkeXlsxPlan  plan           = {w->pack, words, lang, w->unit_name, w->year, layers};

    *list_add(a, &known.packs) = w->pack;
    TRY(layers_there(*a, db, w, there));
    for (int i = 0; i < LKE_XLSX_LAYERS; i++) {
        Worksheet one;
        if (!there[i])
            continue;
        TRY(lke_get(a, db, &known, (LkeKey){w->instansi_id, w->id, i}, &one));
        TRY(fill_layer(a, db, &one, &layers[i]));
    }
    TRY(fill_evidence(a, db, w, &layers[LAYER_UNIT]));
    return lke_xlsx_write(a, path, &plan);
}
