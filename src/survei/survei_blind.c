#include "survei/survei_blind.h"

#include <sodium.h>

#include "audit/audit.h"
#include "base/blind.h"
#include "survei/survei_inside.h"

#include "survei_blind.sql.h"

enum { B64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING, TEXT_MOST = 2 * BLIND_MOST };

Str survei_blind_text(Arena *a, Str bytes)
{
    isize cap = (isize)sodium_base64_encoded_len((size_t)bytes.len, B64);
    char *p   = new(a, char, cap);
    sodium_bin2base64(p, (size_t)cap, (const u8 *)bytes.at, (size_t)bytes.len, B64);
    return (Str){p, cap - 1};
}

bool survei_blind_bytes(Arena *a, Str text, Str *out)
{
    size_t      n;
    const char *end;
    char       *p = new(a, char, text.len + 1);

    if (!text.len || sodium_base642bin((u8 *)p, (size_t)text.len, text.at, (size_t)text.len, NULL, &n, &end, B64)
        || end != text.at + text.len)
        return false;
    *out = (Str){p, (isize)n};
    return true;
}

Str survei_blind_code(Arena *a, Str typed)
{
    Buf b = {.arena = a};
    for (isize i = 0; i < typed.len; i++)
        if (typed.at[i] != ' ' && typed.at[i] != '-')
            buf_char(&b, typed.at[i]);
    return str_lower(a, buf_str(&b));
}

/* A day, not a moment: what is written here stands in a row with answers. */
static Instant day_of(Instant now)
{
    return (Instant){now.s - now.s % 86400};
}

/* --- keys --- */

typedef struct { i64 id, instansi_id; } Which;

static Err first_of(Arena *a, Db *db, const Sql *sql, Which *out)
{
    DbRows rows = db_query0(a, db, sql);
    *out = (Which){0};
    if (db_next(&rows)) {
        out->id          = db_get_i64(&rows);
        out->instansi_id = db_get_i64(&rows);
    }
    return db_done(&rows);
}

static Err audit_key(Arena *a, Db *db, const Which *c, Str public_der, Instant now)
{
    AuditEntry e = {.instansi_id = c->instansi_id, .action = public_der.len ? "survei_key" : "survei_key_drop",
                    .entity = "survei_campaign", .entity_id = c->id};
    if (public_der.len)
        e.after = str_fmt(a, "{\"key\":\"%.*s\"}", STRF(blind_key_id(a, public_der)));
    return audit_add(db, &e, now);
}

/* Two processes may have made one each: the first that is written stays. */
static Err store(Arena *a, Db *db, const Which *c, const BlindKey *key, Instant now)
{
    DbRows rows = db_query(a, db, &SQL_survei_blind_key_set, db_i64(c->id), db_blob(key->public_der),
                           db_blob(key->private_der));
    bool   ours;
    TRY(db_any(rows, &ours));
    return ours ? audit_key(a, db, c, key->public_der, now) : NO_ERR;
}

static Err drop(Arena *a, Db *db, const Which *c, Instant now)
{
    TRY(db_do(db, &SQL_survei_blind_key_drop, db_i64(c->id)));
    return audit_key(a, db, c, (Str){0}, now);
}

Err survei_blind_keep(Arena scratch, Db *db, Instant now, bool *out_more)
{
    Arena   *a = &scratch;
    Which    bare, closed;
    BlindKey key = {0};

    *out_more = false;
    TRY(db_begin(db, false));
    Err e   = first_of(a, db, &SQL_survei_blind_bare, &bare);
    e       = e.kind ? e : first_of(a, db, &SQL_survei_blind_closed, &closed);
    Err end = db_end(db, false);
    TRY(e);
    TRY(end);
    if (!bare.id && !closed.id)
        return NO_ERR;
    if (bare.id)
        TRY(blind_key_new(a, &key));
    TRY(db_begin(db, true));
    e = bare.id ? store(a, db, &bare, &key, now) : drop(a, db, &closed, now);
    TRY(db_end(db, !e.kind));
    *out_more = !e.kind;
    return e;
}

Err survei_blind_mix(Arena scratch, Db *db, bool *out_more)
{
    i64 id;
    TRY(db_one_i64(db_query0(&scratch, db, &SQL_survei_blind_mix_due), &id));
    *out_more = id != 0;
    return id ? db_do(db, &SQL_survei_blind_mix, db_i64(id)) : NO_ERR;
}

/* --- handing out a right --- */

static Err stands(Arena *a, Db *db, SurveiBlindAsk *ask)
{
    DbRows rows = db_query(a, db, &SQL_survei_blind_look, db_i64(ask->campaign_id), db_digest(&ask->code),
                           db_digest(&ask->blinded));
    ask->fate = BLIND_UNKNOWN;
    if (db_next(&rows)) {
        bool used   = db_get_bool(&rows), same = db_get_bool(&rows);
        ask->fate   = !used ? BLIND_FRESH : same ? BLIND_AGAIN : BLIND_USED;
        ask->secret = db_get_blob(&rows);
    }
    return db_done(&rows);
}

Err survei_blind_look(Arena *a, Db *db, const SurveiCampaign *c, Str code, Str blinded, SurveiBlindAsk *out)
{
    *out = (SurveiBlindAsk){.campaign_id = c->id, .instansi_id = c->instansi_id, .code = hash_blake2b(code),
                            .blinded = hash_blake2b(blinded)};
    return stands(a, db, out);
}

Err survei_blind_issue(Arena scratch, Db *db, const SurveiBlindAsk *ask, Instant now, bool *out)
{
    AuditEntry e = {.instansi_id = ask->instansi_id, .action = "survei_token", .entity = "survei_campaign",
                    .entity_id = ask->campaign_id};

    *out = ask->fate == BLIND_AGAIN;
    if (ask->fate != BLIND_FRESH)
        return NO_ERR;
    TRY(survei_invite_use(scratch, db, ask->campaign_id, &ask->code, &ask->blinded, out));
    if (*out)
        return audit_add(db, &e, day_of(now));
    SurveiBlindAsk again = *ask;        /* somebody was quicker: perhaps the same browser, pressing twice */
    TRY(stands(&scratch, db, &again));
    *out = again.fate == BLIND_AGAIN;
    return NO_ERR;
}

/* --- and taking it back with an answer --- */

Err survei_blind_check(Arena *a, const SurveiCampaign *c, Str token, Str sig, Str *out_token)
{
    Str message, signature;

    if (token.len > TEXT_MOST || sig.len > TEXT_MOST || !survei_blind_bytes(a, token, &message)
        || !survei_blind_bytes(a, sig, &signature))
        return FAIL(ERR_INVALID, "a token and its signature are base64url");
    if (!c->blind_public.len)
        return FAIL(ERR_INVALID, "the campaign has signed nothing yet");
    TRY(blind_verify(c->blind_public, message, signature));
    *out_token = message;
    return NO_ERR;
}
