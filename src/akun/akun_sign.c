#include "akun/akun_sign.h"

#include "audit/audit.h"
#include "base/secret.h"

#include "akun.sql.h"

#include <liboath/oath.h>
#include <sodium.h>

/* --- slowing down --- */

/* After `free` failures each one doubles the wait, up to `most`; an hour of peace forgets them all.  An address
 * is shared by a whole office, an account is not. */
typedef struct { i64 free, most_s; } Slow;

static const Slow by_account = {5, 60}, by_address = {30, 900}, by_code = {5, 900}, by_asking = {10, 900};
enum { FORGET_S = 3600, LATELY_S = 300 };

typedef struct { i64 fails; Instant last, wait_until; } Fails;

static Err fails_of(Arena scratch, Db *db, const Digest *key, Instant now, Fails *out)
{
    DbRows rows = db_query(&scratch, db, &SQL_akun_slow_find, db_digest(key));
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
    return db_do(db, &SQL_akun_slow_set, db_digest(key), db_i64(f.fails + 1), db_at(now),
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

    TRY(db_do(db, &SQL_akun_slow_clear, db_digest(&account)));
    return db_do(db, &SQL_akun_signed_in, db_i64(user_id), db_at(now));
}

Err akun_user_typed(Arena *a, Db *db, Str typed, AkunUser *out)
{
    Str name = tidy(a, typed);
    return str_has(name, S("@")) ? akun_user_find_email(a, db, name, out) : akun_user_find_nip(a, db, name, out);
}

Err akun_asks_often(Arena scratch, Db *db, Str address, Instant now, bool *out)
{
    Digest key  = key_of(scratch, "asking", address);
    i64    wait = 0;

    TRY(wait_of(scratch, db, &key, now, &wait));
    *out = wait > 0;
    return one_more(scratch, db, &key, &by_asking, now);
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
    TRY(db_do(db, &SQL_akun_slow_clear, db_digest(&nip)));
    TRY(db_do(db, &SQL_akun_slow_clear, db_digest(&own)));
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

    TRY(db_do(db, &SQL_akun_session_insert, db_digest(&hash), db_i64(id_new()), db_i64(user_id),
              db_text(token_new(a, 20)), db_bool(half), db_at(now), db_at(idle), db_at(ends),
              db_text(str_sub(from->address, 0, 60)), db_text(str_sub(from->agent, 0, 200)),
              db_text(from->sso ? S("sso") : S("sandi")), db_text(from->sso_sid)));
    *out_token = token;
    return NO_ERR;
}

Err akun_session_find(Arena *a, Db *db, Str token, Instant now, AkunSession *out)
{
    Digest hash  = hash_blake2b(token);
    DbRows rows  = db_query(a, db, &SQL_akun_session_find, db_digest(&hash), db_at(now));
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

Err akun_session_way(Arena *a, Db *db, i64 session_id, AkunSession *out)
{
    DbRows rows = db_query(a, db, &SQL_akun_session_way, db_i64(session_id));
    if (db_next(&rows)) {
        out->sso     = str_is(db_get_text(&rows), "sso");
        out->sso_sid = db_get_text(&rows);
    }
    return db_done(&rows);
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
        s->sso     = str_is(db_get_text(&rows), "sso");
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
    TRY(db_do(db, &SQL_akun_link_insert, db_digest(&hash), db_i64(u->id), db_text(purpose_code(purpose)), db_at(now),
              db_id(by_id), db_at(ends)));
    *out_token = token;
    return audit_add(db, &e, now);
}

static Err user_of_link(DbRows rows, i64 *out)
{
    TRY(db_one_i64(rows, out));
    return *out ? NO_ERR : FAIL(ERR_NOT_FOUND, "the link is used, over, or never was");
}

Err akun_link_find(Arena *a, Db *db, AkunPurpose purpose, Str token, Instant now, AkunUser *out)
{
    Digest hash = hash_blake2b(token);
    i64    id;

    TRY(user_of_link(db_query(a, db, &SQL_akun_link_find, db_digest(&hash), db_text(purpose_code(purpose)),
                                 db_at(now)), &id));
    return akun_user_find(a, db, id, out);
}

Err akun_link_use(Arena scratch, Db *db, AkunPurpose purpose, Str token, Instant now)
{
    Digest hash = hash_blake2b(token);
    i64    id;

    return user_of_link(db_query(&scratch, db, &SQL_akun_link_use, db_digest(&hash),
                                           db_text(purpose_code(purpose)), db_at(now)), &id);
}

Err akun_link_lately(Arena scratch, Db *db, i64 user_id, Instant now, bool *out)
{
    Instant since = {now.s - LATELY_S};
    return db_one_bool(db_query(&scratch, db, &SQL_akun_link_lately, db_i64(user_id), db_at(since)), out);
}

/* --- the second factor: time-based codes (RFC 6238) and recovery codes --- */

enum { STEP_S = 30, DIGITS = 6, SECRET = 20 };

Str akun_totp_code(Arena *a, Str secret, i64 step, int digits)
{
    char *text = new(a, char, digits + 1);
    int   rc   = oath_hotp_generate(secret.at, (size_t)secret.len, (u64)step, (unsigned)digits, false,
                                    OATH_HOTP_DYNAMIC_TRUNCATION, text);
    return rc == OATH_OK ? str_of(text) : (Str){0};
}

/* One step either side, for clocks that are not quite right; never one that was taken already. */
bool akun_totp_good(Str secret, Str code, Instant now, i64 last_step, i64 *out_step)
{
    char  room[64];
    i64   step = now.s / STEP_S;
    bool  good = false;

    for (i64 s = step - 1; s <= step + 1; s++) {
        Arena a = {.beg = room, .end = room + sizeof room};
        if (str_same_secret(akun_totp_code(&a, secret, s, DIGITS), code) && s > last_step) {
            good      = true;
            *out_step = s;
        }
    }
    return good;
}

Str akun_base32(Arena *a, Str bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    isize count = (bytes.len * 8 + 4) / 5;
    char *p     = new(a, char, count);

    for (isize i = 0; i < count; i++) {
        isize bit  = i * 5;
        int   pair = (u8)bytes.at[bit / 8] << 8 | (bit / 8 + 1 < bytes.len ? (u8)bytes.at[bit / 8 + 1] : 0);
        p[i] = letters[pair >> (11 - bit % 8) & 31];
    }
    return (Str){p, count};
}

Str akun_totp_uri(Arena *a, Str secret, Str nip, Str issuer)
{
    Str key = akun_base32(a, secret);
    return str_fmt(a, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s", STRF(issuer), STRF(nip), STRF(key),
                   STRF(issuer));
}

/* --- stored --- */

Err akun_second(Arena *a, Db *db, i64 user_id, AkunSecond *out)
{
    DbRows rows = db_query(a, db, &SQL_akun_second, db_i64(user_id));
    *out = (AkunSecond){0};
    if (db_next(&rows)) {
        out->secret        = db_get_blob(&rows);
        out->on            = db_get_bool(&rows);
        out->last_step     = db_get_i64(&rows);
        out->recovery_left = db_get_i64(&rows);
    }
    return db_done(&rows);
}

Err akun_second_begin(Arena *a, Db *db, i64 user_id, Str *out_secret)
{
    char *secret = new(a, char, SECRET);

    randombytes_buf(secret, SECRET);
    TRY(db_one_or(db_query(a, db, &SQL_akun_second_begin, db_i64(user_id), db_blob((Str){secret, SECRET})),
                  FAIL(ERR_CONFLICT, "the second factor is in use already")));
    *out_secret = (Str){secret, SECRET};
    return NO_ERR;
}

static Str plain_code(Arena *a, Str code)
{
    char *p = new(a, char, code.len);
    isize n = 0;
    for (isize i = 0; i < code.len; i++)
        if (code.at[i] != ' ' && code.at[i] != '-')
            p[n++] = code.at[i];
    return str_lower(a, (Str){p, n});
}

Err akun_second_take(Arena scratch, Db *db, i64 user_id, Str code, Instant now, bool *out_good)
{
    AkunSecond second;
    i64        step;

    *out_good = false;
    code      = plain_code(&scratch, code);
    TRY(akun_second(&scratch, db, user_id, &second));
    if (!second.secret.len)
        return NO_ERR;
    if (akun_totp_good(second.secret, code, now, second.last_step, &step))
        return db_any(db_query(&scratch, db, &SQL_akun_second_step, db_i64(user_id), db_i64(step)), out_good);
    if (!second.on)
        return NO_ERR;
    Digest hash = hash_blake2b(code);
    return db_any(db_query(&scratch, db, &SQL_akun_recovery_take, db_i64(user_id), db_digest(&hash)), out_good);
}

static Err new_recovery(Arena *a, Db *db, i64 user_id, Str *out_codes)
{
    TRY(db_do(db, &SQL_akun_recovery_clear, db_i64(user_id)));
    for (int i = 0; i < AKUN_RECOVERY; i++) {
        Str    code = token_new(a, 10);
        Digest hash = hash_blake2b(code);
        TRY(db_do(db, &SQL_akun_recovery_add, db_i64(user_id), db_digest(&hash)));
        out_codes[i] = str_fmt(a, "%.4s-%.4s-%.4s-%.4s", code.at, code.at + 4, code.at + 8, code.at + 12);
    }
    return NO_ERR;
}

Err akun_second_on(Arena *a, Db *db, const AkunUser *u, Str code, Instant now, bool *out_good, Str *out_codes)
{
    AuditEntry e = {.instansi_id = u->instansi_id, .actor_id = u->id, .action = "akun_second_on",
                    .entity = "akun_user", .entity_id = u->id};

    TRY(akun_second_take(*a, db, u->id, code, now, out_good));
    if (!*out_good)
        return NO_ERR;
    TRY(db_one_or(db_query(a, db, &SQL_akun_second_on, db_i64(u->id), db_at(now)),
                  FAIL(ERR_CONFLICT, "the second factor is in use already")));
    TRY(new_recovery(a, db, u->id, out_codes));
    return audit_add(db, &e, now);
}

Err akun_second_off(Arena scratch, Db *db, const AkunUser *u, i64 by_id, Instant now)
{
    AuditEntry e = {.instansi_id = u->instansi_id, .actor_id = by_id, .action = "akun_second_off",
                    .entity = "akun_user", .entity_id = u->id};
    (void)scratch;
    TRY(db_do(db, &SQL_akun_second_off, db_i64(u->id)));
    TRY(db_do(db, &SQL_akun_recovery_clear, db_i64(u->id)));
    return audit_add(db, &e, now);
}

/* --- and out with what is over --- */

Err akun_sweep(Db *db, Instant now)
{
    TRY(db_do(db, &SQL_akun_sweep_sessions, db_at(now)));
    TRY(db_do(db, &SQL_akun_oidc_try_sweep, db_at(now)));
    TRY(db_do(db, &SQL_akun_sweep_links, db_at((Instant){now.s - 30 * 86400})));
    return db_do(db, &SQL_akun_sweep_slow, db_at((Instant){now.s - FORGET_S}));
}
