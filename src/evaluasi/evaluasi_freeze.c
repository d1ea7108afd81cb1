/* A worksheet as it stands at a hand-over: canonical JSON, its hash, and the proof of both. */
#include "evaluasi/evaluasi_inside.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "berkas/berkas.h"
#include "format/json.h"

#include "evaluasi.sql.h"

typedef struct { Arena *a; Db *db; const EvalFreeze *f; JsonOut *o; } Freezing;

/* --- what goes in --- */

static Err put_place(const Freezing *z)
{
    const Worksheet *w    = &z->f->e->w;
    DbRows           rows = db_query(z->a, z->db, &SQL_evaluasi_place, db_i64(w->instansi_id), db_i64(w->unit_id));

    if (db_next(&rows)) {
        json_open_map(z->o, S("instansi"));
        json_put_text(z->o, S("code"), db_get_text(&rows));
        json_put_text(z->o, S("name"), db_get_text(&rows));
        json_close(z->o);
    }
    TRY(db_done(&rows));
    json_open_map(z->o, S("unit"));
    json_put_id(z->o, S("id"), w->unit_id);
    json_put_text(z->o, S("code"), w->unit_code);
    json_put_text(z->o, S("name"), w->unit_name);
    json_close(z->o);
    return NO_ERR;
}

static void put_head(const Freezing *z)
{
    const Evaluasi *e = z->f->e;

    json_put_i64(z->o, S("v"), 1);
    json_put_id(z->o, S("worksheet"), e->w.id);
    json_put_i64(z->o, S("year"), e->w.year);
    json_put_text(z->o, S("instrument"), e->w.pack->id);
    json_put_text(z->o, S("target"), e->w.target);
    json_put_text(z->o, S("holds"), e->w.holds);
    json_put_text(z->o, S("move"), str_of(z->f->move->name));
    json_put_text(z->o, S("from"), str_of(evaluasi_stages[z->f->move->from]));
    json_put_text(z->o, S("to"), str_of(evaluasi_stages[z->f->move->to]));
    json_put_text(z->o, S("at"), instant_iso(z->a, z->f->at));
    json_put_bool(z->o, S("blind"), e->cycle.blind);
}

static void put_seats(const Freezing *z)
{
    const Evaluasi *e = z->f->e;

    json_open_map(z->o, S("seats"));
    for (int i = 0; i < SEAT_COUNT; i++) {
        if (!e->seats[i].user_id)
            continue;
        json_open_map(z->o, str_of(evaluasi_seats[i].name));
        json_put_id(z->o, S("id"), e->seats[i].user_id);
        json_put_text(z->o, S("name"), e->seats[i].name);
        json_close(z->o);
    }
    json_close(z->o);
}

static void put_gate(JsonOut *o, const NilaiGate *g)
{
    json_open_map(o, g->gate->code);
    json_put_bool(o, S("pass"), g->pass);
    if (!g->gate->prior) {
        json_put_exact(o, S("need"), g->gate->need);
        json_put_exact(o, S("have"), g->have);
    }
    json_close(o);
}

Str evaluasi_point_key(const Pack *p, int node)
{
    return p->nodes[node].code.len ? p->nodes[node].code : S("total");
}

static void put_score(const Freezing *z, const NilaiSheet *sheet)
{
    const Pack *p     = sheet->pack;
    NilaiScore *score = nilai_score_new(z->a, p);

    nilai_score(sheet, score);
    json_open_map(z->o, S("points"));
    for (int i = 0; i < p->nnodes; i++)
        json_put_exact(z->o, evaluasi_point_key(p, i), score->points[i]);
    json_close(z->o);
    json_open_map(z->o, S("gates"));
    for (int v = 0; v < score->nverdicts; v++) {
        json_open_map(z->o, score->verdicts[v].predicate->code);
        for (int i = 0; i < score->verdicts[v].ngates; i++)
            put_gate(z->o, &score->verdicts[v].gates[i]);
        json_close(z->o);
    }
    json_close(z->o);
}

static Err put_layer(const Freezing *z, const Worksheet *w)
{
    NilaiSheet sheet = lke_sheet(z->a, w);
    Str       *notes;

    TRY(lke_notes(z->a, z->db, w, &notes));
    json_open_map(z->o, str_of(lke_layers[w->layer]));
    json_open_map(z->o, S("items"));
    for (int i = 0; i < w->pack->nnodes; i++) {
        if (!sheet.at[i].answered && !notes[i].len)
            continue;
        json_open_map(z->o, w->pack->nodes[i].code);
        json_put_text(z->o, S("value"), lke_value(z->a, &w->pack->nodes[i], &sheet.at[i]));
        json_put_text(z->o, S("note"), notes[i]);
        json_close(z->o);
    }
    json_close(z->o);
    put_score(z, &sheet);
    json_close(z->o);
    return NO_ERR;
}

static Err put_layers(const Freezing *z)
{
    const Worksheet *unit = &z->f->e->w;

    json_open_map(z->o, S("layers"));
    for (int i = 0; i < LAYERS; i++) {
        Worksheet w;
        Err       e = lke_get(z->a, z->db, z->f->packs, (LkeKey){unit->instansi_id, unit->id, i}, &w);
        if (e.kind == ERR_NOT_FOUND)
            continue;
        TRY(e);
        TRY(put_layer(z, &w));
    }
    json_close(z->o);
    return NO_ERR;
}

static Err put_evidence(const Freezing *z)
{
    BerkasOwner owner = {.id = z->f->e->w.id, .instansi_id = z->f->e->w.instansi_id};
    BerkasUses  uses  = {0};

    TRY(berkas_of_owner(z->a, z->db, &owner, &uses));
    json_open_list(z->o, S("evidence"));
    for (isize i = 0; i < uses.count; i++) {
        const BerkasUse *u = &uses.at[i];
        json_open_map(z->o, NO_KEY);
        json_put_text(z->o, S("item"), u->item);
        json_put_text(z->o, S("name"), u->name);
        json_put_text(z->o, S("sha256"), u->sha256);
        json_put_i64(z->o, S("bytes"), u->bytes);
        json_put_date(z->o, S("from"), u->from);
        json_put_date(z->o, S("until"), u->until);
        json_close(z->o);
    }
    json_close(z->o);
    return NO_ERR;
}

static Err put_steps(const Freezing *z)
{
    EvalDones steps = {0};

    TRY(evaluasi_steps(z->a, z->db, z->f->e, &steps));
    json_open_list(z->o, S("steps"));
    for (isize i = 0; i < steps.count; i++) {
        const EvalDone *d = &steps.at[i];
        json_open_map(z->o, NO_KEY);
        json_put_text(z->o, S("move"), d->move_name);
        json_put_text(z->o, S("from"), str_of(evaluasi_stages[d->from]));
        json_put_text(z->o, S("to"), str_of(evaluasi_stages[d->to]));
        json_put_text(z->o, S("at"), instant_iso(z->a, d->at));
        json_put_text(z->o, S("by"), d->by_name);
        json_put_bool(z->o, S("signed"), d->with_proof);
        json_close(z->o);
    }
    json_close(z->o);
    return NO_ERR;
}

static Err put_all(const Freezing *z)
{
    json_open_map(z->o, NO_KEY);
    put_head(z);
    TRY(put_place(z));
    put_seats(z);
    TRY(put_layers(z));
    TRY(put_evidence(z));
    TRY(put_steps(z));
    for (isize i = 0; i < evaluasi_parts_count; i++)
        if (evaluasi_parts[i]->freeze)
            TRY(evaluasi_parts[i]->freeze(z->a, z->db, z->f->e, z->o));
    json_close(z->o);
    return NO_ERR;
}

/* --- freezing --- */

static Str sha256_hex(Arena *a, Str s)
{
    Digest d = hash_sha256(s);
    return hex_of(a, d.at, sizeof d.at);
}

static Err canonical(Arena *a, Str loose, Str *out)
{
    const Json *tree;
    Buf         b = {.arena = a};
    JsonOut     o = {.to = &b};

    TRY(json_read(a, loose, (JsonMost){0}, &tree));
    json_put_sorted(a, &o, NO_KEY, tree);
    *out = buf_str(&b);
    return NO_ERR;
}

Err evaluasi_freeze(Arena *a, Db *db, const EvalFreeze *f, i64 *out_id)
{
    const Evaluasi *e     = f->e;
    Buf             loose = {.arena = a};
    JsonOut         o     = {.to = &loose};
    i64             id    = id_new();
    Str             body;

    TRY(put_all(&(Freezing){a, db, f, &o}));
    TRY(canonical(a, buf_str(&loose), &body));
    Str hash = sha256_hex(a, body);
    TRY(db_do(db, &SQL_evaluasi_snapshot_add, db_i64(id), db_i64(e->w.instansi_id), db_i64(e->w.id),
              db_text(str_of(f->move->name)), db_i64(e->asker_id), db_at(f->at), db_text(hash), db_text(body)));
    *out_id = id;
    return audit_add(db, &(AuditEntry){e->w.instansi_id, e->asker_id, "evaluasi_freeze", "evaluasi_snapshot", id, {0},
                                       str_fmt(a, "{\"sha256\":\"%.*s\"}", STRF(hash))}, f->at);
}

/* --- reading --- */

static void read_snapshot(DbRows *rows, EvalSnapshot *s)
{
    *s         = (EvalSnapshot){.id = db_get_i64(rows)};
    s->move    = db_get_text(rows);
    s->made_by = db_get_i64(rows);
    s->by_name = db_get_text(rows);
    s->at      = db_get_at(rows);
    s->hash    = db_get_text(rows);
}

Err evaluasi_snapshots(Arena *a, Db *db, const Evaluasi *e, EvalSnapshots *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_snapshots, db_i64(e->w.instansi_id), db_i64(e->w.id));
    *out = (EvalSnapshots){0};
    while (db_next(&rows))
        read_snapshot(&rows, list_add(a, out));
    return db_done(&rows);
}

Err evaluasi_snapshot(Arena *a, Db *db, i64 instansi_id, i64 worksheet_id, i64 id, EvalSnapshot *out)
{
    DbRows rows  = db_query(a, db, &SQL_evaluasi_snapshot, db_i64(instansi_id), db_i64(worksheet_id), db_i64(id));
    bool   there = db_next(&rows);

    if (there) {
        read_snapshot(&rows, out);
        out->body = db_get_text(&rows);
    }
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such snapshot");
}

/* --- proof --- */

typedef struct { i64 id, instansi_id; Str hash, body; } Frozen;
typedef LIST(Frozen) Frozens;

static Err some_frozen(Arena *a, Db *db, i64 after, Frozens *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_snapshots_all, db_i64(after));
    while (db_next(&rows)) {
        Frozen *f      = list_add(a, out);
        f->id          = db_get_i64(&rows);
        f->instansi_id = db_get_i64(&rows);
        f->hash        = db_get_text(&rows);
        f->body        = db_get_text(&rows);
    }
    return db_done(&rows);
}

/* What is not chained yet is not in the list: then another hash is a fault, and none is not. */
static Err logged(Arena *a, Db *db, const Frozen *f, bool some_wait, bool *out)
{
    AuditRows rows  = {0};
    bool      found = false, same = false;

    TRY(audit_list(a, db, &(AuditFilter){.instansi_id = f->instansi_id, .limit = 10, .entity_id = f->id}, &rows));
    for (isize i = 0; i < rows.count; i++) {
        bool is = str_is(rows.at[i].action, "evaluasi_freeze");
        found   = found || is;
        same    = same || (is && str_has(rows.at[i].after, f->hash));
    }
    *out = same || (!found && some_wait);
    return NO_ERR;
}

static Err prove_one(Arena *a, Db *db, const Frozen *f, bool some_wait, Issues *out)
{
    Str  where = str_fmt(out->arena, "snapshot %lld", (long long)f->id);
    bool in_log;

    TRY(logged(a, db, f, some_wait, &in_log));
    if (!str_eq(sha256_hex(a, f->body), f->hash))
        issue_add(out, where, S("its content is not what was frozen"));
    else if (!in_log)
        issue_add(out, where, S("the audit log has another hash, or none"));
    return NO_ERR;
}

Err evaluasi_verify(Arena scratch, Db *db, Issues *out, i64 *out_snapshots)
{
    i64 last = 0, waiting = 0;

    *out_snapshots = 0;
    TRY(audit_waiting(scratch, db, &waiting));
    for (bool more = true; more;) {
        Arena   a    = scratch;
        Frozens page = {0};
        TRY(some_frozen(&a, db, last, &page));
        more = page.count > 0;
        for (isize i = 0; i < page.count; i++, ++*out_snapshots) {
            TRY(prove_one(&a, db, &page.at[i], waiting > 0, out));
            last = page.at[i].id;
        }
    }
    return NO_ERR;
}
