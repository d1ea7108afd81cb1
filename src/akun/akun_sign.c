#include "akun/akun_sign.h"

#include "audit/audit.h"
#include "base/secret.h"

#include "akun_sign.sql.h"

static DbVal hash_val(const Digest *d)
{
    return db_blob((Str){(const char *)d->at, sizeof d->at});
}

/* --- slowing down --- */

/* After `free` failures each one doubles the wait, up to `most`; an hour of peace forgets them all.  An address
 * is shared by a whole office, an account is not. */
typedef struct { i64 free, most_s; } Slow;

static const Slow by_account = {5, 60}, by_address = {30, 900}, by_code = {5, 900};
enum { FORGET_S = 3600 };

typedef struct { i64 fails; Instant last, wait_until; } Fails;

static Err fails_of(Arena scratch, Db *db, const Digest *key, Instant now, Fails *out)
{
    DbRows rows = db_query(&scratch, db, &SQL_akun_slow_find, hash_val(key));
    *out = (Fails){0};
    if (db_next(&rows)) {
        out->fails      = db_get_i64(&rows);
        out->last       = db_get_at(&rows);
        out->wait_until = db_get_at(&rows);
    }
    if (out->last.s + FORGET_S <= now.s)
        *out = (Fails){0};
    return db_done(&rows);
}

static Err one_more(Arena scratch, Db *db, const Digest *key, const Slow *slow, Instant now)
{
    Fails f;
    i64   wait = 0;

    TRY(fails_of(scratch, db, key, now, &f));
    for (i64 i = slow->free; i <= f.fails && wait < slow->most_s; i++)
        wait = wait ? wait * 2 : 1;
    if (wait > slow->most_s)
        wait = slow->most_s;
    return db_do(db, &SQL_akun_slow_set, hash_val(key), db_i64(f.fails + 1), db_at(now),
                 db_at((Instant){now.s + wait}));
}

static Err wait_of(Arena scratch, Db *db, const Digest *key, Instant now, i64 *longest)
{
    Fails f;
    TRY(fails_of(scratch, db, key, now, &f));
    if (f.wait_until.s - now.s > *longest)
        *longest = f.wait_until.s - now.s;
    return NO_ERR;
}

static Digest key_of(Arena scratch, const char *kind, Str text)
{
    return hash_blake2b(str_fmt(&scratch, "%s:%.*s", kind, STRF(text)));
}

static Digest code_key(Arena scratch, i64 user_id)
{
    return key_of(scratch, "code", str_fmt(&scratch, "%lld", (long long)user_id));
}

/* Failures are counted for what was typed, whether an account is behind it or not: so they tell nothing. */
static Str tidy(Arena *a, Str typed)
{
    return akun_email(a, akun_nip(a, typed));
}

Err akun_try_look(Arena *a, Db *db, Str typed, Str address, Instant now, AkunTry *out)
{
    Str    name    = tidy(a, typed);
    Digest account = key_of(*a, "account", name), from = key_of(*a, "address", address);

    *out = (AkunTry){0};
    TRY(wait_of(*a, db, &account, now, &out->wait_s));
    TRY(wait_of(*a, db, &from, now, &out->wait_s));
    DbRows rows = db_query(a, db, &SQL_akun_try, db_text(name));
    if (db_next(&rows)) {
        out->user_id    = db_get_i64(&rows);
        out->hash       = db_get_text(&rows);
        out->has_second = db_get_bool(&rows);
    }
    return db_done(&rows);
}

Err akun_try_failed(Arena scratch, Db *db, Str typed, Str address, Instant now)
{
    Digest account = key_of(scratch, "account", tidy(&scratch, typed)), from = key_of(scratch, "address", address);

    TRY(one_more(scratch, db, &account, &by_account, now));
    return one_more(scratch, db, &from, &by_address, now);
}

Err akun_try_passed(Arena scratch, Db *db, Str typed, i64 user_id, Instant now)
{
    Digest account = key_of(scratch, "account", tidy(&scratch, typed));

    TRY(db_do(db, &SQL_akun_slow_clear, hash_val(&account)));
    return db_do(db, &SQL_akun_signed_in, db_i64(user_id), db_at(now));
}

Err akun_code_wait(Arena scratch, Db *db, i64 user_id, Instant now, i64 *out_s)
{
    Digest key = code_key(scratch, user_id);
    *out_s = 0;
    return wait_of(scratch, db, &key, now, out_s);
}

Err akun_code_failed(Arena scratch, Db *db, i64 user_id, Instant now)
{
    Digest key = code_key(scratch, user_id);
    return one_more(scratch, db, &key, &by_code, now);
}

/* --- passwords, as they are stored --- */

Err akun_password_set(Arena scratch, Db *db, const AkunUser *u, Str hash, i64 keep_session, Instant now)
{
    AuditEntry e   = {.instansi_id = u->instansi_id, .actor_id = u->id, .action = "akun_password",
                      .entity = "akun_user", .entity_id = u->id};
    Digest     nip = key_of(scratch, "account", tidy(&scratch, u->facts.nip));
    Digest     own = key_of(scratch, "account", u->facts.email);

    TRY(db_do(db, &SQL_akun_password_set, db_i64(u->id), db_text(hash), db_at(now)));
    TRY(db_do(db, &SQL_akun_session_end_others, db_i64(u->id), db_i64(keep_session)));
    TRY(db_do(db, &SQL_akun_link_overtake, db_i64(u->id), db_at(now)));
    TRY(db_do(db, &SQL_akun_slow_clear, hash_val(&nip)));
    TRY(db_do(db, &SQL_akun_slow_clear, hash_val(&own)));
    return audit_add(db, &e, now);
}

Err akun_password_upgrade(Db *db, i64 user_id, Str hash)
{
    return db_do(db, &SQL_akun_password_upgrade, db_i64(user_id), db_text(hash));
}

/* --- sessions --- */

Err akun_session_start(Arena *a, Db *db, i64 user_id, bool half, const AkunSession *from, Instant now,
                       Str *out_token)
{
    Str     token = token_new(a, 32);
    Digest  hash  = hash_blake2b(token);
    Instant idle  = {now.s + (half ? AKUN_HALF_S : AKUN_IDLE_S)}, ends = {now.s + AKUN_SESSION_S};

    TRY(db_do(db, &SQL_akun_session_insert, hash_val(&hash), db_i64(id_new()), db_i64(user_id),
              db_text(token_new(a, 20)), db_bool(half), db_at(now), db_at(idle), db_at(ends),
              db_text(str_sub(from->address, 0, 60)), db_text(str_sub(from->agent, 0, 200))));
    *out_token = token;
    return NO_ERR;
}

Err akun_session_find(Arena *a, Db *db, Str token, Instant now, AkunSession *out)
{
    Digest hash  = hash_blake2b(token);
    DbRows rows  = db_query(a, db, &SQL_akun_session_find, hash_val(&hash), db_at(now));
    bool   found = db_next(&rows);

    if (found) {
        out->id          = db_get_i64(&rows);
        out->user_id     = db_get_i64(&rows);
        out->instansi_id = db_get_i64(&rows);
        out->unit_id     = db_get_i64(&rows);
        out->csrf        = db_get_text(&rows);
        out->name        = db_get_text(&rows);
        out->nip         = db_get_text(&rows);
        out->lang        = lang_of(db_get_text(&rows), LANG_ID);
        out->utc_minutes = db_get_i64(&rows);
        out->half        = db_get_bool(&rows);
        out->made_at     = db_get_at(&rows);
        out->seen_at     = db_get_at(&rows);
        out->address     = db_get_text(&rows);
        out->agent       = db_get_text(&rows);
    }
    TRY(db_done(&rows));
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such session");
}

Err akun_session_seen(Db *db, i64 session_id, Instant now)
{
    return db_do(db, &SQL_akun_session_seen, db_i64(session_id), db_at(now), db_at((Instant){now.s + AKUN_IDLE_S}));
}

Err akun_sessions(Arena *a, Db *db, i64 user_id, Instant now, AkunSessions *out)
{
    DbRows rows = db_query(a, db, &SQL_akun_sessions, db_i64(user_id), db_at(now));
    while (db_next(&rows)) {
        AkunSession *s = list_add(a, out);
        s->user_id = user_id;
        s->id      = db_get_i64(&rows);
        s->made_at = db_get_at(&rows);
        s->seen_at = db_get_at(&rows);
        s->address = db_get_text(&rows);
        s->agent   = db_get_text(&rows);
    }
    return db_done(&rows);
}

Err akun_session_end(Db *db, i64 user_id, i64 session_id)
{
    return db_do(db, &SQL_akun_session_end, db_i64(user_id), db_i64(session_id));
}

Err akun_session_end_others(Db *db, i64 user_id, i64 keep)
{
    return db_do(db, &SQL_akun_session_end_others, db_i64(user_id), db_i64(keep));
}

/* --- links --- */

static Str purpose_code(AkunPurpose p)
{
    return p == AKUN_INVITATION ? S("undangan") : S("sandi");
}

Err akun_link_make(Arena *a, Db *db, const AkunUser *u, AkunPurpose purpose, i64 by_id, Instant now, Str *out_token)
{
    Str        token = token_new(a, 20);
    Digest     hash  = hash_blake2b(token);
    Instant    ends  = {now.s + (purpose == AKUN_INVITATION ? AKUN_INVITATION_S : AKUN_RESET_S)};
    AuditEntry e     = {.instansi_id = u->instansi_id, .actor_id = by_id, .entity = "akun_user", .entity_id = u->id,
                        .action = purpose == AKUN_INVITATION ? "akun_invite" : "akun_reset_link"};

    TRY(db_do(db, &SQL_akun_link_overtake, db_i64(u->id), db_at(now)));
    TRY(db_do(db, &SQL_akun_link_insert, hash_val(&hash), db_i64(u->id), db_text(purpose_code(purpose)), db_at(now),
              db_id(by_id), db_at(ends)));
    *out_token = token;
    return audit_add(db, &e, now);
}

static Err user_of_link(DbRows rows, i64 *out)
{
    *out = db_next(&rows) ? db_get_i64(&rows) : 0;
    TRY(db_done(&rows));
    return *out ? NO_ERR : FAIL(ERR_NOT_FOUND, "the link is used, over, or never was");
}

Err akun_link_find(Arena *a, Db *db, AkunPurpose purpose, Str token, Instant now, AkunUser *out)
{
    Digest hash = hash_blake2b(token);
    i64    id;

    TRY(user_of_link(db_query(a, db, &SQL_akun_link_find, hash_val(&hash), db_text(purpose_code(purpose)),
                                 db_at(now)), &id));
    return akun_user_find(a, db, id, out);
}

Err akun_link_use(Arena scratch, Db *db, AkunPurpose purpose, Str token, Instant now)
{
    Digest hash = hash_blake2b(token);
    i64    id;

    return user_of_link(db_query(&scratch, db, &SQL_akun_link_use, hash_val(&hash),
                                           db_text(purpose_code(purpose)), db_at(now)), &id);
}

Err akun_sweep(Db *db, Instant now)
{
    TRY(db_do(db, &SQL_akun_sweep_sessions, db_at(now)));
    TRY(db_do(db, &SQL_akun_sweep_links, db_at((Instant){now.s - 30 * 86400})));
    return db_do(db, &SQL_akun_sweep_slow, db_at((Instant){now.s - FORGET_S}));
}
