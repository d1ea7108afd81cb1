#include "audit/audit.h"

#include "audit.sql.h"

#include <string.h>

enum { PAGE = 500, PAGES = 20 };

/* --- a row, as it is hashed --- */

typedef struct {
    i64 instansi_id, seq, actor_id, entity_id, via_id;
    Str at, action, entity, before, after;
} Row;

static void add_i64(Blake2b *h, i64 i)
{
    u8 bytes[8];
    for (int k = 0; k < 8; k++)
        bytes[k] = (u8)((u64)i >> 8 * k);
    blake2b_add(h, (Str){(char *)bytes, 8});
}

/* With its length, so that what ends one text cannot begin the next. */
static void add_text(Blake2b *h, Str s)
{
    add_i64(h, s.len);
    blake2b_add(h, s);
}

typedef struct { char hex[64]; } Link;          /* a hash of the chain; before the first row all zero bytes */

static Link link_of(Str hex)
{
    Link l = {0};
    if (hex.len == countof(l.hex))
        memcpy(l.hex, hex.at, sizeof l.hex);
    return l;
}

static Str link_str(const Link *l)
{
    return (Str){l->hex, countof(l->hex)};
}

static Link hash_row(const Row *r, const Link *before)
{
    Blake2b h;
    char    room[80];
    Arena   scratch = {room, room + sizeof room, NULL};

    blake2b_start(&h);
    add_text(&h, S("pulau audit 1"));
    add_text(&h, link_str(before));
    add_i64(&h, r->instansi_id);
    add_i64(&h, r->seq);
    add_text(&h, r->at);
    add_i64(&h, r->actor_id);
    add_text(&h, r->action);
    add_text(&h, r->entity);
    add_i64(&h, r->entity_id);
    add_text(&h, r->before);
    add_text(&h, r->after);
    if (r->via_id)                      /* rows that nobody wrote by a token are hashed as they always were */
        add_i64(&h, r->via_id);
    Digest d = blake2b_end(&h);
    return link_of(hex_of(&scratch, d.at, countof(d.at)));
}

/* --- writing --- */

static DbVal text_or_null(Str s)
{
    return s.len ? db_text(s) : db_null();
}

typedef struct { i64 instansi_id, seq; Link hash; } Head;

/* The end of a chain.  A chain begins with the first row that asks for it. */
static Err read_head(Db *db, i64 instansi_id, Head *out)
{
    char   room[128];
    Arena  scratch = {room, room + sizeof room, NULL};
    DbRows rows    = db_query(&scratch, db, &SQL_audit_head, db_i64(instansi_id));
    bool   there   = db_next(&rows);

    *out = (Head){.instansi_id = instansi_id};
    if (there) {
        out->seq  = db_get_i64(&rows);
        out->hash = link_of(db_get_text(&rows));
    }
    TRY(db_done(&rows));
    return there ? NO_ERR : db_do(db, &SQL_audit_head_start, db_i64(instansi_id));
}

static Err move_head(Db *db, const Head *h)
{
    return db_do(db, &SQL_audit_head_move, db_i64(h->instansi_id), db_i64(h->seq));
}

static Err add_chained(Db *db, const AuditEntry *e, Instant at)
{
    DbVal when = db_at(at);
    Head  head;

    TRY(read_head(db, e->instansi_id, &head));
    Row r = {
        .instansi_id = e->instansi_id, .seq = ++head.seq, .actor_id = e->actor_id, .entity_id = e->entity_id,
        .at = {when.iso, when.s.len}, .action = str_of(e->action), .entity = str_of(e->entity),
        .before = e->before, .after = e->after, .via_id = db_via(db),
    };
    Link hash = hash_row(&r, &head.hash);
    TRY(move_head(db, &head));
    return db_do(db, &SQL_audit_insert, db_i64(r.instansi_id), db_i64(r.seq), when, db_id(r.actor_id),
                 db_text(r.action), db_text(r.entity), db_id(r.entity_id), text_or_null(r.before),
                 text_or_null(r.after), db_id(r.via_id), db_text(link_str(&hash)));
}

Err audit_add(Db *db, const AuditEntry *e, Instant at)
{
    if (db_engine(db) == DB_SQLITE)
        return add_chained(db, e, at);
    return db_do(db, &SQL_audit_wait, db_i64(id_new()), db_i64(e->instansi_id), db_at(at), db_id(e->actor_id),
                 db_text(str_of(e->action)), db_text(str_of(e->entity)), db_id(e->entity_id),
                 text_or_null(e->before), text_or_null(e->after), db_id(db_via(db)));
}

/* --- chaining what waits --- */

typedef LIST(Head) Heads;

static Err head_of(Arena *a, Db *db, Heads *heads, i64 instansi_id, Head **out)
{
    for (isize i = 0; i < heads->count; i++)
        if (heads->at[i].instansi_id == instansi_id) {
            *out = &heads->at[i];
            return NO_ERR;
        }
    *out = list_add(a, heads);
    return read_head(db, instansi_id, *out);
}

static Row read_row(DbRows *rows)       /* from done_at on, in the order of the table */
{
    Row r = {0};
    r.at        = db_get_text(rows);
    r.actor_id  = db_get_i64(rows);
    r.action    = db_get_text(rows);
    r.entity    = db_get_text(rows);
    r.entity_id = db_get_i64(rows);
    r.before    = db_get_text(rows);
    r.after     = db_get_text(rows);
    r.via_id    = db_get_i64(rows);
    return r;
}

/* Each row that waits gets its place and its hash: [[id, seq, "hash"], ...] */
static Err place_waiting(Arena *a, Db *db, Heads *heads, Buf *out_places, isize *out_n)
{
    DbRows rows = db_query(a, db, &SQL_audit_waiting_list, db_i64(PAGE));
    isize  n    = 0;

    while (db_next(&rows)) {
        i64   id          = db_get_i64(&rows);
        i64   instansi_id = db_get_i64(&rows);
        Row   r           = read_row(&rows);
        Head *head;
        TRY(head_of(a, db, heads, instansi_id, &head));
        r.instansi_id = instansi_id;
        r.seq         = ++head->seq;
        head->hash    = hash_row(&r, &head->hash);
        buf_addf(out_places, "%s[%lld,%lld,\"%.*s\"]", n++ ? "," : "[", (long long)id, (long long)r.seq,
                 STRF(link_str(&head->hash)));
    }
    buf_char(out_places, ']');
    *out_n = n;
    return db_done(&rows);
}

static Err seal_page(Arena scratch, Db *db, isize *out_n)
{
    Heads heads  = {0};
    Buf   places = {.arena = &scratch};

    TRY(place_waiting(&scratch, db, &heads, &places, out_n));
    if (!*out_n)
        return NO_ERR;
    TRY(db_do(db, &SQL_audit_chain_waiting, db_text(buf_str(&places))));
    TRY(db_do(db, &SQL_audit_waiting_remove, db_text(buf_str(&places))));
    for (isize i = 0; i < heads.count; i++)
        TRY(move_head(db, &heads.at[i]));
    return NO_ERR;
}

static Err my_turn(Arena scratch, Db *db, bool *out)
{
    return db_one_bool(db_query0(&scratch, db, &SQL_audit_seal_turn), out);
}

Err audit_seal(Arena scratch, Db *db)
{
    bool  mine;
    isize n = PAGE;

    TRY(my_turn(scratch, db, &mine));
    for (int page = 0; mine && n == PAGE && page < PAGES; page++)
        TRY(seal_page(scratch, db, &n));
    return NO_ERR;
}

/* --- reading --- */

static DbVal moment(Arena *a, Instant t)
{
    return db_text(t.s ? instant_iso(a, t) : (Str){0});
}

Err audit_list(Arena *a, Db *db, const AuditFilter *f, AuditRows *out)
{
    DbVal vals[] = {db_i64(f->instansi_id), db_i64(f->before_seq ? f->before_seq : INT64_MAX), db_i64(f->limit),
                    db_text(f->action), db_text(f->entity), db_i64(f->actor_id), moment(a, f->from),
                    moment(a, f->until), db_i64(f->bare), db_i64(f->entity_id)};
    DbRows rows = f->entity_id ? db_run(a, db, &SQL_audit_list_entity, 10, vals)
                               : db_run(a, db, &SQL_audit_list, 9, vals);

    while (db_next(&rows)) {
        AuditRow *r = list_add(a, out);
        r->seq       = db_get_i64(&rows);
        r->at        = db_get_at(&rows);
        r->actor_id  = db_get_i64(&rows);
        r->action    = db_get_text(&rows);
        r->entity    = db_get_text(&rows);
        r->entity_id = db_get_i64(&rows);
        r->before    = db_get_text(&rows);
        r->after     = db_get_text(&rows);
        r->via_id    = db_get_i64(&rows);
    }
    return db_done(&rows);
}

Err audit_hash(Arena *a, Db *db, i64 instansi_id, i64 seq, Str *out_hex)
{
    DbRows rows  = db_query(a, db, &SQL_audit_hash_at, db_i64(instansi_id), db_i64(seq));
    bool   there = db_next(&rows);

    *out_hex = there ? db_get_text(&rows) : (Str){0};
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_NOT_FOUND, "no entry with this number");
}

Err audit_heads(Arena *a, Db *db, AuditHeads *out)
{
    DbRows rows = db_query0(a, db, &SQL_audit_head_list);
    while (db_next(&rows)) {
        AuditHead *h = list_add(a, out);
        h->instansi_id = db_get_i64(&rows);
        h->seq         = db_get_i64(&rows);
        if (!hex_digest(db_get_text(&rows), &h->hash))
            h->hash = (Digest){0};      /* its row is gone: audit_verify() will say so */
    }
    return db_done(&rows);
}

/* --- proving --- */

typedef struct {
    Db         *db;
    AuditHeads  heads;
    i64         instansi_id, seq;       /* where the walk is */
    Link        hash;                   /* of the row there */
    bool        started;
    AuditProof *proof;
} Walk;

static bool is_same(const Link *a, const Link *b)
{
    return !memcmp(a->hex, b->hex, sizeof a->hex);
}

static void found(Walk *w, AuditFault fault, i64 instansi_id, i64 seq)
{
    if (w->proof->fault)
        return;
    w->proof->fault       = fault;
    w->proof->instansi_id = instansi_id;
    w->proof->seq         = seq;
}

static DbRows rows_after(Arena *a, Db *db, i64 instansi_id, i64 seq)
{
    return db_query(a, db, &SQL_audit_walk, db_i64(instansi_id), db_i64(seq), db_i64(PAGE));
}

static Row read_entry(DbRows *rows, Link *out_hash)
{
    i64 instansi_id = db_get_i64(rows);
    i64 seq         = db_get_i64(rows);
    Row r           = read_row(rows);
    r.instansi_id = instansi_id;
    r.seq         = seq;
    *out_hash     = link_of(db_get_text(rows));
    return r;
}

static i64 recorded_end(const Walk *w, i64 instansi_id)
{
    for (isize i = 0; i < w->heads.count; i++)
        if (w->heads.at[i].instansi_id == instansi_id)
            return w->heads.at[i].seq;
    return 0;
}

/* Does the row that was written for this place stand further on in its chain? */
static Err stands_further_on(Arena scratch, const Walk *w, Row here, bool *out)
{
    i64 seq = here.seq, n = PAGE;

    for (*out = false; n == PAGE && !*out;) {
        Arena  page = scratch;
        DbRows rows = rows_after(&page, w->db, here.instansi_id, seq);
        for (n = 0; db_next(&rows); n++) {
            Link hash;
            Row  r = read_entry(&rows, &hash);
            if (r.instansi_id != here.instansi_id)
                break;
            seq   = r.seq;
            r.seq = here.seq;
            Link as_if = hash_row(&r, &w->hash);
            *out = *out || is_same(&as_if, &hash);
        }
        TRY(db_done(&rows));
    }
    return NO_ERR;
}

static Err count_rows(Arena scratch, Db *db, i64 instansi_id, i64 *out)
{
    return db_one_i64(db_query(&scratch, db, &SQL_audit_count, db_i64(instansi_id)), out);
}

/* The row here does not fit the hash before it: what has been done? */
static Err explain(Arena scratch, Walk *w, Row here)
{
    i64  end = recorded_end(w, here.instansi_id), count = 0;
    bool further;

    TRY(count_rows(scratch, w->db, here.instansi_id, &count));
    TRY(stands_further_on(scratch, w, here, &further));
    AuditFault fault = count < end                              ? AUDIT_MISSING
                     : count > end && (further || here.seq > end) ? AUDIT_INSERTED
                     : further                                  ? AUDIT_MOVED
                                                                : AUDIT_CHANGED;
    found(w, fault, here.instansi_id, here.seq);
    return NO_ERR;
}

static void end_chain(Walk *w)
{
    i64 end = recorded_end(w, w->instansi_id);

    if (!w->started)
        return;
    if (w->seq < end)
        found(w, AUDIT_CUT, w->instansi_id, w->seq + 1);
    if (w->seq > end)
        found(w, AUDIT_INSERTED, w->instansi_id, end + 1);
    for (isize i = 0; i < w->heads.count; i++)
        if (w->heads.at[i].instansi_id == w->instansi_id)
            w->heads.at[i].seq = 0;     /* seen */
}

static Err look_at(Arena scratch, Walk *w, Row r, const Link *stored)
{
    if (!w->started || r.instansi_id != w->instansi_id) {
        end_chain(w);
        w->started     = true;
        w->instansi_id = r.instansi_id;
        w->seq         = 0;
        w->hash        = (Link){0};
    }
    if (w->proof->fault)
        return NO_ERR;
    w->proof->rows++;
    Link hash = hash_row(&r, &w->hash);
    if (r.seq != w->seq + 1)
        found(w, AUDIT_MISSING, r.instansi_id, w->seq + 1);
    else if (!is_same(&hash, stored))
        return explain(scratch, w, r);
    w->seq  = r.seq;
    w->hash = *stored;
    return NO_ERR;
}

static Err walk_page(Arena scratch, Walk *w, isize *out_n)
{
    DbRows rows = rows_after(&scratch, w->db, w->started ? w->instansi_id : INT64_MIN, w->seq);

    for (*out_n = 0; !w->proof->fault && db_next(&rows); ++*out_n) {
        Link hash;
        Row  r = read_entry(&rows, &hash);
        TRY(look_at(scratch, w, r, &hash));
    }
    return db_done(&rows);
}

/* A head that was kept elsewhere must still be in its chain. */
static Err check_anchor(Arena scratch, Walk *w, const AuditHead *anchor)
{
    Digest now  = {0};
    DbRows rows = db_query(&scratch, w->db, &SQL_audit_hash_at, db_i64(anchor->instansi_id), db_i64(anchor->seq));
    bool   there = db_next(&rows);

    if (there && !hex_digest(db_get_text(&rows), &now))
        now = (Digest){0};
    if (!there)
        found(w, AUDIT_CUT, anchor->instansi_id, anchor->seq);
    else if (memcmp(now.at, anchor->hash.at, sizeof now.at))
        found(w, AUDIT_CHANGED, anchor->instansi_id, anchor->seq);
    return db_done(&rows);
}

Err audit_newest(Arena scratch, Db *db, Instant *out)
{
    DbRows rows = db_query0(&scratch, db, &SQL_audit_newest);
    Str    text = db_next(&rows) ? db_get_text(&rows) : (Str){0};

    if (!instant_parse(text, out))
        *out = (Instant){0};
    return db_done(&rows);
}

Err audit_waiting(Arena scratch, Db *db, i64 *out)
{
    return db_one_i64(db_query0(&scratch, db, &SQL_audit_waiting_count), out);
}

Err audit_verify(Arena scratch, Db *db, const AuditHeads *anchors, AuditProof *out)
{
    Walk  w = {.db = db, .proof = out};
    isize n = PAGE;

    *out = (AuditProof){0};
    TRY(audit_waiting(scratch, db, &out->waiting));
    TRY(audit_heads(&scratch, db, &w.heads));
    while (n == PAGE && !out->fault)
        TRY(walk_page(scratch, &w, &n));
    if (!out->fault)
        end_chain(&w);
    for (isize i = 0; i < w.heads.count; i++)
        if (w.heads.at[i].seq > 0)      /* not one row of it is left */
            found(&w, AUDIT_CUT, w.heads.at[i].instansi_id, 1);
    for (isize i = 0; anchors && i < anchors->count; i++)
        TRY(check_anchor(scratch, &w, &anchors->at[i]));
    return NO_ERR;
}
