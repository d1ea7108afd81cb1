#include "akun/akun_token.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "format/json.h"

#include "akun.sql.h"

#include <zlib.h>

#define PREFIX S("pulau_")
enum { RANDOM = 20, LETTERS = 32, SUM = 8 };

static Str sum_of(Arena *a, Str letters)
{
    return str_fmt(a, "%08lx", crc32(0, (const u8 *)letters.at, (unsigned)letters.len));
}

bool akun_token_shaped(Str token)
{
    char  room[64];
    Arena a       = {.beg = room, .end = room + sizeof room};
    Str   letters = str_sub(token, PREFIX.len, LETTERS);

    return token.len == PREFIX.len + LETTERS + SUM && str_starts(token, PREFIX)
        && str_eq(sum_of(&a, letters), str_sub(token, PREFIX.len + LETTERS, -1));
}

static Str content(Arena *a, const AkunTokenNew *n)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("name"), n->name);
    json_put_text(&o, S("scope"), n->scope);
    json_put_text(&o, S("ends_at"), instant_iso(a, n->ends_at));
    json_close(&o);
    return buf_str(&b);
}

bool akun_token_stands(const AkunToken *t, Instant now)
{
    return !t->revoked_at.s && t->ends_at.s > now.s;
}

Err akun_token_make(Arena *a, Db *db, const AkunTokenNew *n, Str *out_token)
{
    AkunTokens all     = {0};
    int        stand   = 0;
    i64        id      = id_new();
    Str        letters = token_new(a, RANDOM);
    Str        token   = str_fmt(a, "pulau_%.*s%.*s", STRF(letters), STRF(sum_of(a, letters)));
    Digest     hash    = hash_blake2b(token);
    AuditEntry e       = {.instansi_id = n->instansi_id, .actor_id = n->user_id, .action = "akun_token_make",
                          .entity = "akun_token", .entity_id = id, .after = content(a, n)};

    assert(n->ends_at.s <= n->now.s + (i64)AKUN_TOKEN_DAYS * 86400);
    TRY(akun_tokens(a, db, n->user_id, &all));
    for (isize i = 0; i < all.count; i++)
        stand += akun_token_stands(&all.at[i], n->now);
    if (stand >= AKUN_TOKENS_MOST)
        return FAIL(ERR_LIMIT, "too many tokens stand");
    TRY(db_do(db, &SQL_akun_token_insert, db_i64(id), db_digest(&hash), db_i64(n->user_id), db_text(n->name),
              db_text(n->scope), db_at(n->now), db_at(n->ends_at)));
    *out_token = token;
    return audit_add(db, &e, n->now);
}

Err akun_tokens(Arena *a, Db *db, i64 user_id, AkunTokens *out)
{
    DbRows rows = db_query(a, db, &SQL_akun_tokens, db_i64(user_id));
    while (db_next(&rows)) {
        AkunToken *t = list_add(a, out);
        t->id         = db_get_i64(&rows);
        t->name       = db_get_text(&rows);
        t->scope      = db_get_text(&rows);
        t->made_at    = db_get_at(&rows);
        t->ends_at    = db_get_at(&rows);
        t->used_at    = db_get_at(&rows);
        t->revoked_at = db_get_at(&rows);
    }
    return db_done(&rows);
}

Err akun_token_find(Arena *a, Db *db, Str token, Instant now, AkunBearer *out)
{
    if (!akun_token_shaped(token))
        return FAIL(ERR_NOT_FOUND, "this is no token");
    Digest hash  = hash_blake2b(token);
    DbRows rows  = db_query(a, db, &SQL_akun_token_find, db_digest(&hash), db_at(now));
    bool   found = db_next(&rows);

    if (found) {
        out->token.id      = db_get_i64(&rows);
        out->user_id       = db_get_i64(&rows);
        out->instansi_id   = db_get_i64(&rows);
        out->unit_id       = db_get_i64(&rows);
        out->user_name     = db_get_text(&rows);
        out->nip           = db_get_text(&rows);
        out->lang          = lang_of(db_get_text(&rows), LANG_ID);
        out->utc_minutes   = db_get_i64(&rows);
        out->token.name    = db_get_text(&rows);
        out->token.scope   = db_get_text(&rows);
        out->token.ends_at = db_get_at(&rows);
        out->token.used_at = db_get_at(&rows);
    }
    TRY(db_done(&rows));
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such token");
}

Err akun_token_seen(Db *db, i64 id, Instant now)
{
    return db_do(db, &SQL_akun_token_seen, db_i64(id), db_at(now));
}

Err akun_token_name(Arena *a, Db *db, i64 instansi_id, i64 id, Str *out)
{
    return db_one_text(db_query(a, db, &SQL_akun_token_named, db_i64(id), db_i64(instansi_id)), out);
}

Err akun_token_revoke(Arena scratch, Db *db, const AkunTokenAct *act, i64 id)
{
    AuditEntry e    = {.instansi_id = act->instansi_id, .actor_id = act->by_id, .action = "akun_token_revoke",
                       .entity = "akun_token", .entity_id = id};
    DbRows     rows = db_query(&scratch, db, &SQL_akun_token_revoke, db_i64(act->user_id), db_i64(id),
                               db_at(act->now), db_id(act->by_id));
    TRY(db_one_or(rows, FAIL(ERR_NOT_FOUND, "no such token stands")));
    return audit_add(db, &e, act->now);
}

Err akun_token_revoke_all(Db *db, const AkunTokenAct *act)
{
    return db_do(db, &SQL_akun_token_revoke_all, db_i64(act->user_id), db_at(act->now), db_id(act->by_id));
}
