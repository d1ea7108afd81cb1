/* The second factor: time-based codes (RFC 6238) and recovery codes. */
#include "akun/akun_sign.h"

#include "audit/audit.h"
#include "base/secret.h"

#include "akun_sign.sql.h"

#include <liboath/oath.h>
#include <sodium.h>

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

static Err touched(DbRows rows, bool *out)
{
    *out = db_next(&rows);
    return db_done(&rows);
}

Err akun_second_begin(Arena *a, Db *db, i64 user_id, Str *out_secret)
{
    char *secret = new(a, char, SECRET);
    bool  begun;

    randombytes_buf(secret, SECRET);
    TRY(touched(db_query(a, db, &SQL_akun_second_begin, db_i64(user_id), db_blob((Str){secret, SECRET})), &begun));
    if (!begun)
        return FAIL(ERR_CONFLICT, "the second factor is in use already");
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

static DbVal hash_val(const Digest *d)
{
    return db_blob((Str){(const char *)d->at, sizeof d->at});
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
        return touched(db_query(&scratch, db, &SQL_akun_second_step, db_i64(user_id), db_i64(step)), out_good);
    if (!second.on)
        return NO_ERR;
    Digest hash = hash_blake2b(code);
    return touched(db_query(&scratch, db, &SQL_akun_recovery_take, db_i64(user_id), hash_val(&hash)), out_good);
}

static Err new_recovery(Arena *a, Db *db, i64 user_id, Str *out_codes)
{
    TRY(db_do(db, &SQL_akun_recovery_clear, db_i64(user_id)));
    for (int i = 0; i < AKUN_RECOVERY; i++) {
        Str    code = token_new(a, 10);
        Digest hash = hash_blake2b(code);
        TRY(db_do(db, &SQL_akun_recovery_add, db_i64(user_id), hash_val(&hash)));
        out_codes[i] = str_fmt(a, "%.4s-%.4s-%.4s-%.4s", code.at, code.at + 4, code.at + 8, code.at + 12);
    }
    return NO_ERR;
}

Err akun_second_on(Arena *a, Db *db, const AkunUser *u, Str code, Instant now, bool *out_good, Str *out_codes)
{
    AuditEntry e = {.instansi_id = u->instansi_id, .actor_id = u->id, .action = "akun_second_on",
                    .entity = "akun_user", .entity_id = u->id};
    bool       on;

    TRY(akun_second_take(*a, db, u->id, code, now, out_good));
    if (!*out_good)
        return NO_ERR;
    TRY(touched(db_query(a, db, &SQL_akun_second_on, db_i64(u->id), db_at(now)), &on));
    if (!on)
        return FAIL(ERR_CONFLICT, "the second factor is in use already");
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
