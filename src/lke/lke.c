#include "lke/lke.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "berkas/berkas.h"
#include "format/json.h"
#include "unit/unit.h"

#include "lke.sql.h"

const char *const lke_layers[LAYERS] = {"unit", "pendahuluan", "tpi", "tpn", "anggota", "anggota-2", "ketua", "dalnis"};

bool lke_layer_parse(Str name, int *out)
{
    for (int i = 0; i <= LAYER_TPN; i++) {
        if (str_eq_nocase(name, str_of(lke_layers[i]))) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* --- finding --- */

static Err read_worksheet(DbRows *rows, const Regulasi *packs, Worksheet *w)
{
    *w = (Worksheet){0};
    w->id           = db_get_i64(rows);
    w->instansi_id  = db_get_i64(rows);
    w->unit_id      = db_get_i64(rows);
    w->year         = (int)db_get_i64(rows);
    Str pack_id     = db_get_text(rows);
    w->pack         = regulasi_pack(packs, pack_id);
    w->target       = db_get_text(rows);
    w->holds        = db_get_text(rows);
    w->closed       = str_is(db_get_text(rows), "closed");
    w->version      = db_get_i64(rows);
    w->created_at   = db_get_at(rows);
    w->unit_code    = db_get_text(rows);
    w->unit_name    = db_get_text(rows);
    w->line         = db_get_text(rows);
    w->answered     = (int)db_get_i64(rows);
    w->total        = db_get_text(rows);
    w->parts        = db_get_text(rows);
    w->passes       = db_get_i64(rows);
    w->may_fill     = db_get_bool(rows);
    w->held         = db_get_bool(rows);
    w->before_id    = db_get_i64(rows);
    Str before_pack = db_get_text(rows);
    if (str_eq(before_pack, pack_id)) {
        w->before_total = db_get_text(rows);
        w->before_parts = db_get_text(rows);
    }
    return w->pack ? NO_ERR : FAIL(ERR_DB, "the worksheet's rule pack is not in this program");
}

static Err find_one(DbRows *rows, const Regulasi *packs, Worksheet *out)
{
    Worksheet w;
    bool      there = db_next(rows);
    Err       e     = there ? read_worksheet(rows, packs, &w) : NO_ERR;

    TRY(db_done(rows));
    TRY(e);
    if (!there)
        return FAIL(ERR_NOT_FOUND, "no such worksheet, or it is not the asker's to see");
    *out = w;
    return NO_ERR;
}

Err lke_find(Arena *a, Db *db, const LkeAsker *by, const Regulasi *packs, i64 id, Worksheet *out)
{
    DbRows rows = db_query(a, db, &SQL_lke_find, db_i64(by->instansi_id), db_i64(id), db_i64(by->user_id),
                           db_i64(by->reads), db_i64(by->fills), db_date(by->today), db_i64(LAYER_UNIT));
    return find_one(&rows, packs, out);
}

Err lke_reached(Arena scratch, Db *db, const LkeAsker *by, i64 id)
{
    DbRows rows = db_query(&scratch, db, &SQL_lke_reached, db_i64(by->instansi_id), db_i64(id), db_i64(by->user_id),
                           db_i64(by->reads), db_date(by->today));
    return db_one_or(rows, FAIL(ERR_NOT_FOUND, "no such worksheet, or it is not the asker's to see"));
}

Err lke_get(Arena *a, Db *db, const Regulasi *packs, LkeKey key, Worksheet *out)
{
    DbRows rows = db_query(a, db, &SQL_lke_get, db_i64(key.instansi_id), db_i64(key.id), db_i64(key.layer));
    TRY(find_one(&rows, packs, out));
    out->layer = key.layer;
    return NO_ERR;
}

Err lke_of_unit(Arena scratch, Db *db, i64 instansi_id, i64 unit_id, int year, i64 *out_id)
{
    DbRows rows = db_query(&scratch, db, &SQL_lke_of_unit, db_i64(instansi_id), db_i64(unit_id), db_i64(year));
    return db_one_i64(rows, out_id);
}

Err lke_begin_layer(Arena scratch, Db *db, const Regulasi *packs, LkeKey key)
{
    Worksheet w;
    Err       e = lke_get(&scratch, db, packs, key, &w);

    if (e.kind != ERR_NOT_FOUND || key.layer == LAYER_UNIT)
        return e;
    TRY(lke_get(&scratch, db, packs, (LkeKey){key.instansi_id, key.id, LAYER_UNIT}, &w));
    w.layer = key.layer;
    return lke_score_store(&scratch, db, &w, nilai_sheet(&scratch, w.pack).at);
}

Err lke_layer_shown(Db *db, LkeKey key, bool shown)
{
    return db_do(db, &SQL_lke_layer_shown, db_i64(key.instansi_id), db_i64(key.id), db_i64(key.layer), db_bool(shown));
}

Err lke_units(Arena *a, Db *db, Str instansi, Str code, LkeUnits *out)
{
    DbRows rows = db_query(a, db, &SQL_lke_units, db_text(code), db_text(instansi));
    *out = (LkeUnits){0};
    while (db_next(&rows)) {
        LkeUnit *u     = list_add(a, out);
        u->id          = db_get_i64(&rows);
        u->instansi_id = db_get_i64(&rows);
        u->name        = db_get_text(&rows);
    }
    return db_done(&rows);
}

static void read_row(DbRows *rows, const Regulasi *packs, LkeRow *l)
{
    Str total;

    l->id        = db_get_i64(rows);
    l->year      = (int)db_get_i64(rows);
    l->pack      = regulasi_pack(packs, db_get_text(rows));
    l->target    = db_get_text(rows);
    l->holds     = db_get_text(rows);
    l->closed    = str_is(db_get_text(rows), "closed");
    l->unit_code = db_get_text(rows);
    l->unit_name = db_get_text(rows);
    l->reads     = db_get_bool(rows);
    l->answered  = (int)db_get_i64(rows);
    total        = db_get_text(rows);
    l->parts     = db_get_text(rows);
    l->passes    = db_get_i64(rows);
    lke_exact(total, &l->total);
}

Err lke_list(Arena *a, Db *db, const LkeAsker *by, const Regulasi *packs, i64 limit, LkeRows *out)
{
    DbRows rows = db_query(a, db, &SQL_lke_list, db_i64(by->instansi_id), db_i64(by->user_id), db_i64(by->reads),
                           db_i64(by->knows), db_date(by->today), db_i64(limit));
    *out = (LkeRows){0};
    while (db_next(&rows)) {
        LkeRow l = {0};
        read_row(&rows, packs, &l);
        if (l.pack)
            *list_add(a, out) = l;
    }
    return db_done(&rows);
}

/* --- making, aiming, closing --- */

static Err log_change(Arena *a, Db *db, const Worksheet *w, const char *action, const LkeAim *was, const LkeAim *is)
{
    Buf     before = {.arena = a}, after = {.arena = a};
    JsonOut b      = {.to = &before}, c = {.to = &after};

    json_open_map(&b, NO_KEY);
    json_put_text(&b, S("target"), was->target);
    json_put_text(&b, S("holds"), was->holds);
    json_close(&b);
    json_open_map(&c, NO_KEY);
    json_put_text(&c, S("target"), is->target);
    json_put_text(&c, S("holds"), is->holds);
    json_close(&c);
    return audit_add(db, &(AuditEntry){w->instansi_id, is->by_id, action, "lke_worksheet", w->id, buf_str(&before),
                                       buf_str(&after)}, is->at);
}

static Err log_new(Arena *a, Db *db, const LkeNew *n, i64 id)
{
    Buf     after = {.arena = a};
    JsonOut o     = {.to = &after};

    json_open_map(&o, NO_KEY);
    json_put_id(&o, S("unit"), n->unit_id);
    json_put_i64(&o, S("year"), n->year);
    json_put_text(&o, S("instrument"), n->pack->id);
    json_put_text(&o, S("target"), n->target);
    json_put_text(&o, S("holds"), n->holds);
    if (n->copy_id)
        json_put_id(&o, S("answers_of"), n->copy_id);
    json_close(&o);
    return audit_add(db, &(AuditEntry){n->instansi_id, n->by_id, "lke_create", "lke_worksheet", id, {0},
                                       buf_str(&after)}, n->at);
}

typedef LIST(LkeEdit) LkeEdits;

/* The answers of an older worksheet; what this pack does not know or would not take is left out. */
static Err copied(Arena *a, Db *db, const LkeNew *n, LkeEdits *out)
{
    DbRows rows = db_query(a, db, &SQL_lke_copy, db_i64(n->instansi_id), db_i64(n->copy_id));
    while (db_next(&rows)) {
        NilaiAnswer answer;
        int         node  = pack_find(n->pack, db_get_text(&rows));
        Str         value = db_get_text(&rows), note = db_get_text(&rows);
        if (node < 0 || !pack_is_question(&n->pack->nodes[node]))
            continue;
        if (!lke_value_parse(&n->pack->nodes[node], value, &answer))
            value = (Str){0};
        if (value.len || note.len)
            *list_add(a, out) = (LkeEdit){node, value, note, LKE_ANY_VERSION, n->by_id, n->at};
    }
    return db_done(&rows);
}

/* Evidence belongs to a worksheet: whose it is, which days it should be about, who may add to it. */
static Err own_evidence(Arena *a, Db *db, const LkeNew *n, i64 id)
{
    BerkasOwner o = {.id = id, .instansi_id = n->instansi_id, .unit_id = n->unit_id, .kind = S("lke"),
                     .title = str_fmt(a, "LKE %d", n->year), .item_url = str_fmt(a, "/lke/%lld/butir/", (long long)id),
                     .window_from = date_ymd(n->year, 1, 1), .window_until = date_ymd(n->year, 12, 31),
                     .fill_bits = n->fills};
    return berkas_owner_set(db, &o);
}

const KabarKind lke_kinds[LKE_KINDS] = {
    [LKE_TOLD_OPENED] = {"lke_opened", MSG_lke_kabar_opened, MSG_lke_kabar_opened_text, MSG_kabar_mail_task, KABAR_NOW},
};

/* Those who fill it hear of it, unless they began it themselves. */
static Err tell_opened(Arena scratch, Db *db, const LkeNew *n, i64 id)
{
    Unit u;
    TRY(unit_find(&scratch, db, n->instansi_id, n->unit_id, &u));
    Kabar k = {.kind = &lke_kinds[LKE_TOLD_OPENED], .instansi_id = n->instansi_id, .from_id = n->by_id, .at = n->at,
               .url = str_fmt(&scratch, "/lke/%lld", (long long)id), .entity = "lke_worksheet", .entity_id = id,
               .args = {{.text = u.facts.name}, {.text = str_fmt(&scratch, "%d", n->year)}}};
    return kabar_tell_role(scratch, db, &k, n->fills, n->unit_id, instant_date(n->at, (int)u.facts.utc_minutes));
}

LkeYears lke_years(const Regulasi *packs, Date today)
{
    LkeYears y = {.last = date_split(today).year + LKE_YEARS_AHEAD};
    y.first    = y.last;
    for (isize i = 0; packs && i < packs->packs.count; i++) {
        int year = date_split(packs->packs.at[i]->from).year;
        y.first  = year < y.first ? year : y.first;
    }
    return y;
}

Err lke_create(Arena scratch, Db *db, const LkeNew *n, i64 *out_id)
{
    i64       id    = id_new();
    LkeEdits  edits = {0};
    Worksheet w     = {.id = id, .instansi_id = n->instansi_id, .unit_id = n->unit_id, .year = n->year,
                       .pack = n->pack, .target = n->target, .holds = n->holds, .created_at = n->at};
    DbRows    rows  = db_query(&scratch, db, &SQL_lke_insert, db_i64(id), db_i64(n->instansi_id), db_i64(n->unit_id),
                               db_i64(n->year), db_text(n->pack->id), db_text(n->target), db_text(n->holds),
                               db_id(n->by_id), db_at(n->at));
    bool      made;

    *out_id = 0;
    TRY(db_any(rows, &made));
    if (!made)
        return NO_ERR;
    TRY(own_evidence(&scratch, db, n, id));
    TRY(log_new(&scratch, db, n, id));
    TRY(tell_opened(scratch, db, n, id));
    if (n->copy_id)
        TRY(copied(&scratch, db, n, &edits));
    TRY(lke_save_all(&scratch, db, &w, edits.at, edits.count));
    *out_id = id;
    return NO_ERR;
}

Err lke_set_aim(Arena scratch, Db *db, const Worksheet *w, const LkeAim *aim)
{
    Worksheet now  = *w;
    DbRows rows = db_query(&scratch, db, &SQL_lke_set_aim, db_i64(w->instansi_id), db_i64(w->id),
                           db_i64(w->version), db_text(aim->target), db_text(aim->holds));
    TRY(db_one_or(rows, FAIL(ERR_CONFLICT, "the worksheet was changed meanwhile, or is closed")));
    now.target = aim->target;
    now.holds  = aim->holds;
    TRY(log_change(&scratch, db, w, "lke_aim", &(LkeAim){w->target, w->holds, 0, {0}}, aim));
    return lke_rescore(scratch, db, &now);      /* the gate that asks for a predicate held */
}

typedef struct { bool closed, held; } Shut;

static Err shut(Arena scratch, Db *db, const Worksheet *w, Shut to, const LkeAim *by)
{
    LkeAim same = {w->target, w->holds, by->by_id, by->at};
    DbRows rows = db_query(&scratch, db, &SQL_lke_set_state, db_i64(w->instansi_id), db_i64(w->id),
                           db_i64(w->version), db_text(to.closed ? S("closed") : S("open")), db_bool(to.held));
    TRY(db_one_or(rows, FAIL(ERR_CONFLICT, "the worksheet was changed meanwhile")));
    BerkasOwner o;
    TRY(berkas_owner_find(&scratch, db, w->instansi_id, w->id, &o));
    o.locked = to.closed;
    TRY(berkas_owner_set(db, &o));
    return log_change(&scratch, db, w, to.closed ? "lke_close" : "lke_open", &same, &same);
}

Err lke_set_closed(Arena scratch, Db *db, const Worksheet *w, bool closed, const LkeAim *by)
{
    if (w->held)
        return FAIL(ERR_FORBIDDEN, "the worksheet is in assessment");
    return shut(scratch, db, w, (Shut){closed, false}, by);
}

Err lke_hold(Arena scratch, Db *db, const Worksheet *w, bool held, const LkeAim *by)
{
    return shut(scratch, db, w, (Shut){held, held}, by);
}

/* --- one item --- */

static LkeItem read_item(DbRows *rows)
{
    LkeItem x = {.value = db_get_text(rows)};
    x.version = db_get_i64(rows);
    x.by_id   = db_get_i64(rows);
    x.at      = db_get_at(rows);
    x.note    = db_get_text(rows);
    x.by_name = db_get_text(rows);
    return x;
}

Err lke_item(Arena *a, Db *db, const Worksheet *w, int node, LkeItem *out)
{
    DbRows rows = db_query(a, db, &SQL_lke_item, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer),
                           db_text(w->pack->nodes[node].code));
    *out = db_next(&rows) ? read_item(&rows) : (LkeItem){0};
    return db_done(&rows);
}

Err lke_items(Arena *a, Db *db, const Worksheet *w, LkeItem **out)
{
    DbRows rows = db_query(a, db, &SQL_lke_items, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer));
    *out = new(a, LkeItem, w->pack->nnodes);
    while (db_next(&rows)) {
        LkeItem x    = read_item(&rows);
        int     node = pack_find(w->pack, db_get_text(&rows));
        if (node >= 0)
            (*out)[node] = x;
    }
    return db_done(&rows);
}

static Str item_json(Arena *a, const Worksheet *w, Str value, Str note)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("layer"), str_of(lke_layers[w->layer]));
    json_put_text(&o, S("value"), value);
    json_put_text(&o, S("note"), note);
    json_close(&o);
    return buf_str(&b);
}

/* The item's code stands in the entity, so that its own history is found without reading all of it.  What assessors
 * answer is another kind of thing: the unit reads its history while they are still at it. */
static Err log_item(Arena *a, Db *db, const Worksheet *w, const LkeEdit *e, const LkeItem *was)
{
    bool unit   = w->layer == LAYER_UNIT;
    Str  entity = str_fmt(a, "%s %.*s", unit ? "lke_answer" : "lke_layer", STRF(w->pack->nodes[e->node].code));
    Str  before = was->version ? item_json(a, w, was->value, was->note) : (Str){0};

    if (e->blind)
        return audit_add(db, &(AuditEntry){w->instansi_id, e->by_id, "lke_judge", "lke_layer", w->id, {0},
                                           S("{\"blind\":true}")}, e->at);
    return audit_add(db, &(AuditEntry){w->instansi_id, e->by_id, unit ? "lke_answer" : "lke_judge", str_c(a, entity),
                                       w->id, before, item_json(a, w, e->value, e->note)}, e->at);
}

/* *out_kept is false when another save came first. */
static Err keep(Arena *a, Db *db, const Worksheet *w, const LkeEdit *e, const LkeItem *was, bool *out_kept)
{
    Str    code = w->pack->nodes[e->node].code;
    DbRows rows = db_query(a, db, &SQL_lke_keep, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer),
                           db_text(code), db_text(e->value), db_i64(was->version + 1), db_id(e->by_id), db_at(e->at),
                           db_i64(was->version));
    *out_kept = db_next(&rows);
    TRY(db_done(&rows));
    if (!*out_kept)
        return NO_ERR;
    if (!str_eq(e->note, was->note))
        TRY(db_do(db, &SQL_lke_keep_note, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer), db_text(code),
                  db_text(e->note)));
    return log_item(a, db, w, e, was);
}

Err lke_save(Arena *a, Db *db, Worksheet *w, const LkeEdit *e, LkeSaved *out)
{
    bool       kept  = true;
    NilaiSheet sheet = lke_sheet(a, w);

    *out = (LkeSaved){0};
    if (w->closed && w->layer == LAYER_UNIT)
        return FAIL(ERR_FORBIDDEN, "the worksheet is closed");
    TRY(lke_item(a, db, w, e->node, &out->now));
    if (e->seen != LKE_ANY_VERSION && e->seen != out->now.version) {
        out->clash = !str_eq(e->value, out->now.value) || !str_eq(e->note, out->now.note);
        return NO_ERR;                          /* both typed the same: nothing to choose between */
    }
    if (str_eq(e->value, out->now.value) && str_eq(e->note, out->now.note))
        return NO_ERR;
    if (!lke_value_parse(&w->pack->nodes[e->node], e->value, &sheet.at[e->node]))
        return FAIL(ERR_INVALID, "not an answer of this item");
    TRY(keep(a, db, w, e, &out->now, &kept));
    if (!kept) {
        out->clash = true;
        return lke_item(a, db, w, e->node, &out->now);
    }
    out->now = (LkeItem){e->value, e->note, out->now.version + 1, e->by_id, (Str){0}, e->at};
    return lke_score_store(a, db, w, sheet.at);
}

Err lke_save_all(Arena *a, Db *db, Worksheet *w, const LkeEdit *edits, isize n)
{
    NilaiSheet sheet = lke_sheet(a, w);

    if (w->closed && w->layer == LAYER_UNIT)
        return FAIL(ERR_FORBIDDEN, "the worksheet is closed");
    for (const LkeEdit *e = edits; e < edits + n; e++) {
        Arena   scratch = *a;
        LkeItem was;
        bool    kept = true;
        TRY(lke_item(&scratch, db, w, e->node, &was));
        if (str_eq(e->value, was.value) && str_eq(e->note, was.note))
            continue;
        if (!lke_value_parse(&w->pack->nodes[e->node], e->value, &sheet.at[e->node]))
            return FAIL(ERR_INVALID, "not an answer of this item");
        TRY(keep(&scratch, db, w, e, &was, &kept));
        if (!kept)
            return FAIL(ERR_CONFLICT, "an item was changed meanwhile");
    }
    return lke_score_store(a, db, w, sheet.at);
}

/* --- notes, effort --- */

static Err each_node(Arena *a, Db *db, const Worksheet *w, const Sql *sql, Str **out)
{
    DbRows rows = db_query(a, db, sql, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer));
    *out = new(a, Str, w->pack->nnodes);
    while (db_next(&rows)) {
        int node = pack_find(w->pack, db_get_text(&rows));
        Str text = db_get_text(&rows);
        if (node >= 0)
            (*out)[node] = text;
    }
    return db_done(&rows);
}

Err lke_notes(Arena *a, Db *db, const Worksheet *w, Str **out)
{
    return each_node(a, db, w, &SQL_lke_notes, out);
}

Err lke_noted(Arena *a, Db *db, const Worksheet *w, bool **out)
{
    DbRows rows = db_query(a, db, &SQL_lke_noted, db_i64(w->instansi_id), db_i64(w->id), db_i64(w->layer));
    *out = new(a, bool, w->pack->nnodes);
    while (db_next(&rows)) {
        int node = pack_find(w->pack, db_get_text(&rows));
        if (node >= 0)
            (*out)[node] = true;
    }
    return db_done(&rows);
}

Err lke_efforts(Arena *a, Db *db, const Worksheet *w, int **out)
{
    DbRows rows = db_query(a, db, &SQL_lke_efforts, db_i64(w->instansi_id), db_i64(w->id));
    *out = new(a, int, w->pack->nnodes);
    for (int i = 0; i < w->pack->nnodes; i++)
        (*out)[i] = 1;
    while (db_next(&rows)) {
        int node = pack_find(w->pack, db_get_text(&rows));
        int cost = (int)db_get_i64(&rows);
        if (node >= 0)
            (*out)[node] = cost;
    }
    return db_done(&rows);
}

Err lke_set_effort(Arena scratch, Db *db, const Worksheet *w, const LkeEffort *e)
{
    int *was;
    Str  code = w->pack->nodes[e->node].code;

    TRY(lke_efforts(&scratch, db, w, &was));
    if (was[e->node] == e->effort)
        return NO_ERR;
    TRY(db_do(db, &SQL_lke_effort_keep, db_i64(w->instansi_id), db_i64(w->id), db_text(code), db_i64(e->effort)));
    return audit_add(db, &(AuditEntry){w->instansi_id, e->by_id, "lke_effort",
                                       str_c(&scratch, str_fmt(&scratch, "lke_answer %.*s", STRF(code))), w->id,
                                       str_fmt(&scratch, "{\"effort\":%d}", was[e->node]),
                                       str_fmt(&scratch, "{\"effort\":%d}", e->effort)}, e->at);
}

Err lke_name(Arena *a, Db *db, i64 instansi_id, i64 user_id, Str *out)
{
    return db_one_text(db_query(a, db, &SQL_lke_name, db_i64(instansi_id), db_i64(user_id)), out);
}
