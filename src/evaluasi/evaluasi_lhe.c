/* Rows of reports: written with the decision, made into files afterwards, withdrawn, proven. */
#include "evaluasi/evaluasi_lhe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "akun/akun.h"
#include "audit/audit.h"
#include "base/log.h"

#include "evaluasi_lhe.sql.h"

enum { TOKEN_BYTES = 13, LEASE_S = 300, AGAIN_S = 60, AGAIN_MOST_S = 6 * 3600 };

/* --- what is frozen for it: who had the worksheet in hand, with number and position as they were --- */

typedef struct { Arena *a; Db *db; const Evaluasi *e; JsonOut *o; } Freezing;

static Err put_person(const Freezing *z, Str key, i64 id)
{
    AkunUser u = {0};
    Err      e = akun_user_find(z->a, z->db, id, &u);

    if (e.kind && e.kind != ERR_NOT_FOUND)
        return e;
    json_open_map(z->o, key);
    json_put_id(z->o, S("id"), id);
    json_put_text(z->o, S("name"), u.facts.name);
    json_put_text(z->o, S("nip"), u.facts.nip);
    json_put_text(z->o, S("position"), u.facts.position);
    return NO_ERR;
}

/* In which seat a step was made: what it hands on says so, and of two anggota who they are. */
static const char *seat_of(const Evaluasi *e, const EvalDone *d)
{
    if (d->from == STAGE_ISI || d->from == STAGE_KONFIRMASI)
        return d->to > STAGE_KONFIRMASI ? "kepala" : NULL;
    bool taken = str_is(d->move_name, "ambil");
    if (d->to < d->from || (d->to == d->from && !d->with_proof && d->from != STAGE_ANGGOTA))
        return NULL;
    switch (d->from) {
    case STAGE_PENDAHULUAN: return "pendahuluan";
    case STAGE_ANGGOTA:
        return taken ? "ketua" : d->by_id == e->seats[SEAT_ANGGOTA_2].user_id ? "anggota-2" : "anggota";
    case STAGE_KETUA:       return taken ? "dalnis" : "ketua";
    case STAGE_DALNIS:      return "dalnis";
    case STAGE_ISI: case STAGE_KONFIRMASI: case STAGE_MEMENUHI: case STAGE_BELUM: case STAGE_COUNT: break;
    }
    return NULL;
}

/* Only the last time of each seat, and nothing from before the worksheet was last with its unit. */
static bool is_last(const Evaluasi *e, const EvalDones *all, isize i)
{
    const char *seat = seat_of(e, &all->at[i]);
    if (!seat)
        return false;
    for (isize k = i + 1; k < all->count; k++) {
        const char *later = seat_of(e, &all->at[k]);
        if (all->at[k].to == STAGE_ISI || (later && !strcmp(later, seat)))
            return false;
    }
    return true;
}

static Err freeze(Arena *a, Db *db, const Evaluasi *e, JsonOut *o)
{
    Freezing  z    = {a, db, e, o};
    EvalDones all  = {0};
    Unit      unit = {0};

    TRY(evaluasi_steps(a, db, e, &all));
    TRY(unit_find(a, db, e->w.instansi_id, e->w.unit_id, &unit));
    json_open_map(o, S("lhe"));
    json_put_i64(o, S("zone"), unit.facts.utc_minutes);
    json_put_text(o, S("why"), e->pending_why);
    TRY(put_person(&z, S("by"), e->asker_id));
    json_close(o);
    json_open_list(o, S("hands"));
    for (isize i = 0; i < all.count; i++) {
        if (!is_last(e, &all, i))
            continue;
        TRY(put_person(&z, NO_KEY, all.at[i].by_id));
        json_put_text(o, S("seat"), str_of(seat_of(e, &all.at[i])));
        json_put_bool(o, S("signed"), all.at[i].with_proof);
        json_put_text(o, S("at"), instant_iso(a, all.at[i].at));
        json_close(o);
    }
    json_close(o);
    json_close(o);
    return NO_ERR;
}

/* --- the row --- */

static Err next_seq(Arena scratch, Db *db, const Evaluasi *e, i64 *out)
{
    return db_one_i64(db_query(&scratch, db, &SQL_lhe_next, db_i64(e->w.instansi_id), db_i64(e->w.year)), out);
}

static Str token_hash(Arena *a, Str token)
{
    return hex_of(a, hash_blake2b(str_fmt(a, "lhe:%.*s", STRF(token))).at, 32);
}

static Err log_it(Arena *a, Db *db, const Evaluasi *e, const AuditEntry *what, Instant at)
{
    AuditEntry entry  = *what;
    (void)a;
    entry.instansi_id = e->w.instansi_id;
    entry.actor_id    = e->asker_id;
    entry.entity      = "evaluasi_lhe";
    return audit_add(db, &entry, at);
}

static Err add(Arena *a, Db *db, const Evaluasi *e, const EvalMoved *what)
{
    Instant      at  = what->step->at;
    i64          seq = 1, id = id_new();
    Unit         top = {0};
    EvalSnapshot snapshot;
    Str          token = token_new(a, TOKEN_BYTES);

    TRY(evaluasi_snapshot(a, db, e->w.instansi_id, e->w.id, what->snapshot_id, &snapshot));
    TRY(unit_find(a, db, e->w.instansi_id, e->w.instansi_id, &top));
    TRY(next_seq(*a, db, e, &seq));
    Str number = str_fmt(a, "LHE-%04lld/%.*s/%d", (long long)seq, STRF(top.facts.code), e->w.year);
    TRY(db_do(db, &SQL_lhe_add, db_i64(id), db_i64(e->w.instansi_id), db_i64(e->w.id), db_i64(what->snapshot_id),
              db_i64(e->w.year), db_i64(seq), db_text(number), db_text(token), db_text(token_hash(a, token)),
              db_text(str_of(evaluasi_stages[what->step->move->to])), db_text(snapshot.hash), db_at(at)));
    Str after = str_fmt(a, "{\"number\":\"%.*s\",\"content\":\"%.*s\"}", STRF(number), STRF(snapshot.hash));
    return log_it(a, db, e, &(AuditEntry){.action = "lhe_add", .entity_id = id, .after = after}, at);
}

static Err withdraw(Arena *a, Db *db, const Evaluasi *e, const EvalStep *step)
{
    Str       why  = e->pending_why.len ? e->pending_why : step->why;
    DbRows    rows = db_query(a, db, &SQL_lhe_withdraw, db_i64(e->w.instansi_id), db_i64(e->w.id), db_at(step->at),
                              db_i64(e->asker_id), db_text(why));
    LIST(i64) gone = {0};

    while (db_next(&rows))
        *list_add(a, &gone) = db_get_i64(&rows);
    TRY(db_done(&rows));
    for (isize i = 0; i < gone.count; i++)
        TRY(log_it(a, db, e, &(AuditEntry){.action = "lhe_withdraw", .entity_id = gone.at[i]}, step->at));
    return NO_ERR;
}

static bool is_decided(EvalStage s)
{
    return s == STAGE_MEMENUHI || s == STAGE_BELUM;
}

static Err moved(Arena *a, Db *db, const Evaluasi *e, const EvalMoved *what)
{
    if (what->how != EVAL_WENT)
        return NO_ERR;
    if (is_decided(what->step->move->from))
        TRY(withdraw(a, db, e, what->step));
    return is_decided(what->step->move->to) ? add(a, db, e, what) : NO_ERR;
}

const EvalPart evaluasi_lhe_part = {.freeze = freeze, .moved = moved};

/* --- reading --- */

static void read_row(DbRows *rows, Lhe *l)
{
    l->id            = db_get_i64(rows);
    l->instansi_id   = db_get_i64(rows);
    l->worksheet_id  = db_get_i64(rows);
    l->snapshot_id   = db_get_i64(rows);
    l->year          = (int)db_get_i64(rows);
    l->number        = db_get_text(rows);
    l->token         = db_get_text(rows);
    l->verdict       = db_get_text(rows);
    l->content_hash  = db_get_text(rows);
    l->sha256        = db_get_text(rows);
    l->bytes         = db_get_i64(rows);
    l->tries         = db_get_i64(rows);
    l->trouble       = db_get_text(rows);
    l->decided_at    = db_get_at(rows);
    l->issued_at     = db_get_at(rows);
    l->withdrawn_at  = db_get_at(rows);
    l->withdrawn_why = db_get_text(rows);
    l->instansi      = db_get_text(rows);
    l->instansi_code = db_get_text(rows);
}

Err lhe_list(Arena *a, Db *db, const Evaluasi *e, Lhes *out)
{
    DbRows rows = db_query(a, db, &SQL_lhe_of_worksheet, db_i64(e->w.instansi_id), db_i64(e->w.id));
    *out = (Lhes){0};
    while (db_next(&rows))
        read_row(&rows, list_add(a, out));
    return db_done(&rows);
}

static Err of_hash(Arena *a, Db *db, Str hash, Lhe *out)
{
    DbRows rows  = db_query(a, db, &SQL_lhe_of_token, db_text(hash));
    bool   there = db_next(&rows);
    if (there)
        read_row(&rows, out);
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such report");
}

Err lhe_of_token(Arena *a, Db *db, Str token, Lhe *out)
{
    return of_hash(a, db, token_hash(a, token), out);
}

Err lhe_has_newer(Arena scratch, Db *db, const Lhe *l, bool *out)
{
    return db_any(db_query(&scratch, db, &SQL_lhe_newer, db_i64(l->worksheet_id), db_i64(l->id)), out);
}

/* --- keys --- */

Err lhe_keys(Arena *a, Db *db, SealKeys *out)
{
    DbRows           rows = db_query0(a, db, &SQL_lhe_keys);
    LIST(SealPublic) all  = {0};

    while (db_next(&rows)) {
        Digest d;
        if (hex_digest(db_get_text(&rows), &d))
            memcpy(list_add(a, &all)->at, d.at, sizeof d.at);
    }
    *out = (SealKeys){all.at, all.count};
    return db_done(&rows);
}

/* In a writing transaction: the first report of all makes the key. */
static Err key_for(Arena *a, Db *db, Instant now, SealKey *out)
{
    DbRows rows  = db_query0(a, db, &SQL_lhe_key);
    Digest seed;
    bool   there = db_next(&rows) && hex_digest(db_get_text(&rows), &seed);

    TRY(db_done(&rows));
    if (there) {
        memcpy(out->seed, seed.at, sizeof out->seed);
        return NO_ERR;
    }
    *out = seal_key_new();
    SealPublic pub = seal_public(out);
    return db_do(db, &SQL_lhe_key_add, db_i64(id_new()), db_text(hex_of(a, pub.at, 32)),
                 db_text(hex_of(a, out->seed, 32)), db_at(now));
}

/* --- making what is due --- */

typedef struct {
    Arena          *a;
    Db             *db;
    const LheMaker *m;
    Lhe             lhe;        /* id 0: nothing is due */
    SealKey         key;
} Making;

static Err find_due(Making *k, i64 *out_id)
{
    return db_one_i64(db_query(k->a, k->db, &SQL_lhe_due, db_at(k->m->now)), out_id);
}

static Err claim_row(Making *k, i64 id)
{
    DbRows rows = db_query(k->a, k->db, &SQL_lhe_claim, db_i64(id), db_at(k->m->now),
                           db_at((Instant){k->m->now.s + LEASE_S}));
    Str    hash;

    TRY(db_one_text(rows, &hash));
    if (!hash.len)
        return NO_ERR;
    TRY(key_for(k->a, k->db, k->m->now, &k->key));
    return of_hash(k->a, k->db, hash, &k->lhe);
}

static Err claim(Making *k)
{
    i64 id = 0;
    TRY(db_begin(k->db, false));
    Err e = find_due(k, &id), done = db_end(k->db, false);
    TRY(e);
    TRY(done);
    if (!id)
        return NO_ERR;
    TRY(db_begin(k->db, true));
    e    = claim_row(k, id);
    done = db_end(k->db, !e.kind);
    if (e.kind || done.kind)
        k->lhe.id = 0;
    if (e.kind == ERR_CONFLICT || done.kind == ERR_CONFLICT)    /* another process was quicker */
        return NO_ERR;
    return e.kind ? e : done;
}

/* What the file says of itself, inside its signature. */
static Str says_of(Arena *a, const Lhe *l)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("kind"), S("lhe"));
    json_put_text(&o, S("number"), l->number);
    json_put_text(&o, S("instansi"), l->instansi);
    json_put_text(&o, S("decided"), instant_iso(a, l->decided_at));
    json_put_text(&o, S("content"), l->content_hash);
    json_put_text(&o, S("token"), l->token);
    json_close(&o);
    return buf_str(&b);
}

static Err draw(Making *k, Str *out)
{
    LheWith with = {k->m->packs, k->m->origin, LANG_ID};
    LheDoc  doc;
    Str     pdf;

    TRY(db_begin(k->db, false));
    Err e = lhe_read(k->a, k->db, &k->lhe, &with, &doc), done = db_end(k->db, false);
    TRY(e);
    TRY(done);
    TRY(lhe_pdf(k->a, &doc, &pdf));
    *out = seal_add(k->a, pdf, says_of(k->a, &k->lhe), &k->key);
    return NO_ERR;
}

static Err write_file(Str path, Arena scratch, Str bytes)
{
    int fd = open(str_c(&scratch, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return FAIL(ERR_IO, strerror(errno));
    bool ok = true;
    for (isize at = 0; ok && at < bytes.len;) {
        ssize_t n = write(fd, bytes.at + at, (size_t)(bytes.len - at));
        ok  = n > 0;
        at += n > 0 ? n : 0;
    }
    ok = fsync(fd) == 0 && ok;
    return close(fd) == 0 && ok ? NO_ERR : FAIL(ERR_IO, "the report could not be written");
}

static Err keep(Making *k, Str bytes, Digest sum)
{
    Str path = str_fmt(k->a, "%.*s/lhe-%.*s", STRF(k->m->quarantine), STRF(token_new(k->a, 10)));
    TRY(write_file(path, *k->a, bytes));
    return blob_keep(*k->a, k->m->blobs, path, sum);
}

static Err issue(Making *k, Str bytes, Digest sum)
{
    Str    hex  = hex_of(k->a, sum.at, sizeof sum.at);
    DbRows rows = db_query(k->a, k->db, &SQL_lhe_issue, db_i64(k->lhe.id), db_text(hex), db_i64(bytes.len),
                           db_at(k->m->now));
    bool   mine;

    TRY(db_any(rows, &mine));
    if (!mine)
        return NO_ERR;
    AuditEntry entry = {.instansi_id = k->lhe.instansi_id, .action = "lhe_issue", .entity = "evaluasi_lhe",
                        .entity_id = k->lhe.id, .after = str_fmt(k->a, "{\"sha256\":\"%.*s\"}", STRF(hex))};
    return audit_add(k->db, &entry, k->m->now);
}

static Err fail(Making *k, Err why)
{
    i64 wait = AGAIN_S;
    for (i64 i = 1; i < k->lhe.tries && wait < AGAIN_MOST_S; i++)
        wait *= 2;
    Str text = str_fmt(k->a, "%s: %s", why.where ? why.where : "", why.why ? why.why : "");
    return db_do(k->db, &SQL_lhe_trouble, db_i64(k->lhe.id), db_text(text),
                 db_at((Instant){k->m->now.s + (wait < AGAIN_MOST_S ? wait : AGAIN_MOST_S)}));
}

Err lhe_make_due(Arena scratch, Db *db, const LheMaker *m, int *out_made)
{
    Making k     = {.a = &scratch, .db = db, .m = m};
    Str    bytes = {0};
    Digest sum   = {0};

    *out_made = 0;
    TRY(claim(&k));
    if (!k.lhe.id)
        return NO_ERR;
    Err made = draw(&k, &bytes);
    if (!made.kind) {
        sum  = hash_sha256(bytes);
        made = keep(&k, bytes, sum);
    }
    TRY(db_begin(db, true));
    Err e    = made.kind ? fail(&k, made) : issue(&k, bytes, sum);
    Err done = db_end(db, !e.kind);
    TRY(made);
    TRY(e);
    *out_made = 1;
    return done;
}

Err lhe_waiting(Arena scratch, Db *db, i64 *out_waiting, i64 *out_troubled)
{
    DbRows rows = db_query0(&scratch, db, &SQL_lhe_waiting);
    if (db_next(&rows)) {
        *out_waiting  = db_get_i64(&rows);
        *out_troubled = db_get_i64(&rows);
    }
    return db_done(&rows);
}

/* --- proof --- */

typedef struct { Db *db; const Blobs *blobs; Issues *out; } Proving;

static Err read_file(Arena *a, const Blobs *blobs, const Lhe *l, Str *out)
{
    Digest sum;
    int    fd;
    i64    bytes;

    if (!hex_digest(l->sha256, &sum))
        return FAIL(ERR_INVALID, "no hash of a file");
    TRY(blob_open(*a, blobs, sum, &fd, &bytes));
    if (bytes > (i64)(a->end - a->beg) / 2) {
        close(fd);
        return FAIL(ERR_LIMIT, "the file is too large");
    }
    char *at = new(a, char, (isize)bytes + 1);
    isize n  = 0;
    for (ssize_t got = 1; got > 0 && n < bytes; n += got > 0 ? got : 0)
        got = read(fd, at + n, (size_t)(bytes - n));
    close(fd);
    *out = (Str){at, n};
    return n == bytes ? NO_ERR : FAIL(ERR_IO, "the file could not be read");
}

static Err snapshot_good(Arena *a, Db *db, const Lhe *l, bool *out)
{
    DbRows rows = db_query(a, db, &SQL_lhe_snapshot, db_i64(l->instansi_id), db_i64(l->snapshot_id));
    *out = false;
    if (db_next(&rows)) {
        Str hash = db_get_text(&rows), body = db_get_text(&rows);
        *out = str_eq(hash, l->content_hash) && str_eq(hash, hex_of(a, hash_sha256(body).at, 32));
    }
    return db_done(&rows);
}

static Err prove_one(Arena a, const Proving *p, const Lhe *l, SealKeys keys)
{
    Str  where = str_fmt(p->out->arena, "%.*s", STRF(l->number)), file;
    bool frozen;
    Err  e     = read_file(&a, p->blobs, l, &file);

    if (e.kind) {
        issue_add(p->out, where, S("its file is not there"));
        return NO_ERR;
    }
    if (!lhe_is_file(&a, l, hash_sha256(file)))
        issue_add(p->out, where, S("its file is not the one that was issued"));
    SealRead seal = seal_read(file, keys);
    if (seal.verdict != SEAL_GOOD)
        issue_add(p->out, where, S("its signature is not good"));
    else if (!str_eq(seal.says, says_of(&a, l)))
        issue_add(p->out, where, S("its file says something else than its row"));
    TRY(snapshot_good(&a, p->db, l, &frozen));
    if (!frozen)
        issue_add(p->out, where, S("the frozen worksheet is another one"));
    return NO_ERR;
}

Err lhe_verify(Arena scratch, Db *db, const Blobs *blobs, Issues *out, i64 *out_reports)
{
    Proving  p    = {db, blobs, out};
    i64      last = 0;
    SealKeys keys;

    *out_reports = 0;
    TRY(lhe_keys(&scratch, db, &keys));
    for (bool more = true; more;) {
        Arena  a    = scratch;
        Lhes   page = {0};
        DbRows rows = db_query(&a, db, &SQL_lhe_all, db_i64(last));
        while (db_next(&rows))
            read_row(&rows, list_add(&a, &page));
        TRY(db_done(&rows));
        more = page.count > 0;
        for (isize i = 0; i < page.count; i++, ++*out_reports) {
            TRY(prove_one(a, &p, &page.at[i], keys));
            last = page.at[i].id;
        }
    }
    return NO_ERR;
}
