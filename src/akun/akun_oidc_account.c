/* What is stored of sign-in through the provider: visits that have begun, and which identity belongs to whom. */
#include "akun/akun_oidc.h"

#include "audit/audit.h"
#include "base/secret.h"

#include "akun.sql.h"

/* --- visits --- */

Err akun_oidc_try_add(Db *db, const AkunOidcTry *t, Str next, Instant now)
{
    Digest state = hash_blake2b(t->state), browser = hash_blake2b(t->browser);
    return db_do(db, &SQL_akun_oidc_try_add, db_digest(&state), db_digest(&browser), db_text(next),
                 db_at((Instant){now.s + AKUN_OIDC_TRY_S}));
}

static Err one_visit(Arena *a, Db *db, const Sql *sql, const AkunOidcTry *t, Instant now, Str *out_next)
{
    Digest state = hash_blake2b(t->state), browser = hash_blake2b(t->browser);
    DbRows rows  = db_query(a, db, sql, db_digest(&state), db_digest(&browser), db_at(now));
    bool   found = db_next(&rows);

    *out_next = found ? db_get_text(&rows) : (Str){0};
    TRY(db_done(&rows));
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "this visit never began, is over, or is another browser's");
}

Err akun_oidc_try_find(Arena *a, Db *db, const AkunOidcTry *t, Instant now, Str *out_next)
{
    return one_visit(a, db, &SQL_akun_oidc_try_find, t, now, out_next);
}

Err akun_oidc_try_take(Arena *a, Db *db, const AkunOidcTry *t, Instant now, Str *out_next)
{
    return one_visit(a, db, &SQL_akun_oidc_try_take, t, now, out_next);
}

/* --- who an identity is --- */

static AuditEntry entry(const AkunUser *u, i64 by_id, const char *action)
{
    return (AuditEntry){.instansi_id = u->instansi_id, .actor_id = by_id, .action = action, .entity = "akun_user",
                        .entity_id = u->id};
}

typedef struct { bool tied, other; } Ties;

static Err ties_of(Arena scratch, Db *db, Str issuer, Str subject, i64 user_id, Ties *out)
{
    DbRows rows = db_query(&scratch, db, &SQL_akun_oidc_bound, db_text(issuer), db_i64(user_id), db_text(subject));

    *out = (Ties){0};
    while (db_next(&rows)) {
        bool same = db_get_i64(&rows) == user_id && str_eq(db_get_text(&rows), subject);
        out->tied  = out->tied || same;
        out->other = out->other || !same;
    }
    return db_done(&rows);
}

static Err tie(Db *db, Str issuer, const AkunOidcWho *w, const AkunUser *u, Instant now)
{
    AuditEntry e = entry(u, u->id, "akun_sso_bind");
    TRY(db_do(db, &SQL_akun_oidc_bind, db_i64(u->id), db_text(issuer), db_text(w->subject), db_at(now)));
    return audit_add(db, &e, now);
}

Err akun_oidc_account(Arena *a, Db *db, Str issuer, const AkunOidcWho *w, Instant now, AkunOidcMatch *out,
                      AkunUser *out_user)
{
    Ties ties;

    *out = AKUN_OIDC_NO_NIP;
    if (!w->nip.len)
        return NO_ERR;
    *out  = AKUN_OIDC_UNKNOWN;
    Err e = akun_user_find_nip(a, db, w->nip, out_user);
    if (e.kind == ERR_NOT_FOUND)
        return NO_ERR;
    TRY(e);
    TRY(ties_of(*a, db, issuer, w->subject, out_user->id, &ties));
    *out = !out_user->active ? AKUN_OIDC_INACTIVE : ties.other ? AKUN_OIDC_OTHER : AKUN_OIDC_MATCHED;
    if (*out != AKUN_OIDC_MATCHED)
        return NO_ERR;
    if (!ties.tied)
        TRY(tie(db, issuer, w, out_user, now));
    AuditEntry in = entry(out_user, out_user->id, "akun_sso_in");
    TRY(db_do(db, &SQL_akun_signed_in, db_i64(out_user->id), db_at(now)));
    return audit_add(db, &in, now);
}

Err akun_oidc_bound(Arena scratch, Db *db, i64 user_id, bool *out)
{
    return db_one_bool(db_query(&scratch, db, &SQL_akun_oidc_is_bound, db_i64(user_id)), out);
}

Err akun_oidc_release(Arena scratch, Db *db, const AkunUser *u, i64 by_id, Instant now)
{
    AuditEntry e = entry(u, by_id, "akun_sso_release");
    bool       was;

    TRY(db_any(db_query(&scratch, db, &SQL_akun_oidc_release, db_i64(u->id)), &was));
    TRY(db_do(db, &SQL_akun_oidc_end, db_i64(u->id), db_at(now), db_text(S(""))));
    return was ? audit_add(db, &e, now) : NO_ERR;
}

/* --- the provider says somebody left --- */

static Err end_for(Arena scratch, Db *db, const AkunUser *u, const AkunOidcOut *x, Instant now)
{
    AuditEntry e = entry(u, 0, "akun_sso_out");
    bool       any;

    TRY(db_any(db_query(&scratch, db, &SQL_akun_oidc_end, db_i64(u->id), db_at(x->at), db_text(x->sid)), &any));
    return any ? audit_add(db, &e, now) : NO_ERR;
}

Err akun_oidc_ended(Arena scratch, Db *db, Str issuer, const AkunOidcOut *x, Instant now)
{
    LIST(AkunUser) whom = {0};
    DbRows rows = x->subject.len
        ? db_query(&scratch, db, &SQL_akun_oidc_subject, db_text(issuer), db_text(x->subject))
        : db_query(&scratch, db, &SQL_akun_oidc_sid, db_text(x->sid));

    while (db_next(&rows)) {
        AkunUser *u    = list_add(&scratch, &whom);
        u->id          = db_get_i64(&rows);
        u->instansi_id = db_get_i64(&rows);
    }
    TRY(db_done(&rows));
    for (isize i = 0; i < whom.count; i++)
        TRY(end_for(scratch, db, &whom.at[i], x, now));
    return NO_ERR;
}
