/* akun.h - people, and the roles they hold: for a unit and all below it, and for a time.
 *
 * THE OWNER IS IN THE STATEMENT.  A route row says which roles may call it; which unit's things a person then
 * gets is decided where they are fetched, by the view akun_reach(user_id, role_bits, unit_id, from_on, until_on):
 *
 *     SELECT ... FROM lke_sheet s
 *      WHERE s.id = $1 AND s.instansi_id = $2
 *        AND EXISTS (SELECT 1 FROM akun_reach x
 *                     WHERE x.user_id = $3 AND (x.role_bits & $4) <> 0 AND x.unit_id = s.unit_id
 *                       AND x.from_on <= $5 AND x.until_on >= $5)
 *
 *     db_i64(id), db_i64(r->user->instansi_id), db_i64(r->user->id), db_i64(r->route->who), db_date(r->today)
 *
 * $4 is a set of roles as web/who.h makes it; every employee's own unit (PEGAWAI) is r->user->unit_id, not a role
 * held.  A role that is taken away is gone from the view at the next statement.
 *
 * How somebody proves who it is stands in akun_sign.h.
 */
#ifndef AKUN_H
#define AKUN_H

#include "unit/unit.h"

typedef struct {
    Str  nip, email, name, position;
    Lang lang;
} AkunFacts;

typedef struct {
    i64       id, instansi_id, unit_id, version;
    AkunFacts facts;
    i64       utc_minutes;      /* 0: as the unit's */
    Str       unit_code, unit_name;
    bool      active, has_password, has_second;
    Instant   made_at, signed_in_at;
    i64       role_bits;        /* held today, for whatever unit */
} AkunUser;

typedef LIST(AkunUser) AkunUsers;

typedef struct {
    i64     id, user_id, role_bits, unit_id;
    Str     unit_code, unit_name, why, granted_by, revoked_why;
    Date    from_on, until_on;
    Instant granted_at, revoked_at;
    bool    holds;              /* today */
} AkunRole;

typedef LIST(AkunRole) AkunRoles;

/* --- people; UnitAsker.role_bits says which role must reach the unit the person works in --- */

Err akun_user_find(Arena *a, Db *db, i64 id, AkunUser *out) MUST_USE;           /* oneself; the command line */
Err akun_user_find_nip(Arena *a, Db *db, Str nip, AkunUser *out) MUST_USE;      /* the command line, demo */
Err akun_user_find_email(Arena *a, Db *db, Str email, AkunUser *out) MUST_USE;
Err akun_user_reached(Arena *a, Db *db, const UnitAsker *by, i64 id, AkunUser *out) MUST_USE;
Err akun_users_reached(Arena *a, Db *db, const UnitAsker *by, i64 below_unit_id, AkunUsers *out) MUST_USE;
Err akun_users_all(Arena *a, Db *db, AkunUsers *out) MUST_USE;                  /* the command line */

/* May the asker manage this person's account?  Not if the person holds a role beyond the asker's reach: whoever
 * hands out a link to an account could become its owner. */
Err akun_may_manage(Arena scratch, Db *db, const UnitAsker *by, i64 user_id, bool *out) MUST_USE;

/* Every problem with what was typed, a NIP or address that somebody else has included.  user_id 0: a new person. */
Err akun_user_check(Arena scratch, Db *db, const UnitAsker *by, i64 user_id, const AkunFacts *f, Issues *l) MUST_USE;
Str akun_email(Arena *a, Str typed);            /* as it is stored and compared: trimmed, lower case */
Str akun_nip(Arena *a, Str typed);              /* without the spaces people put between its parts */

Err akun_user_add(Arena scratch, Db *db, const UnitAsker *by, const Unit *unit, const AkunFacts *f,
                  i64 *out_id) MUST_USE;
Err akun_user_edit(Arena scratch, Db *db, const UnitAsker *by, const AkunUser *u, const Unit *unit,
                   const AkunFacts *f) MUST_USE;                                /* ERR_CONFLICT: changed meanwhile */
Err akun_user_active(Arena scratch, Db *db, const UnitAsker *by, const AkunUser *u, bool active) MUST_USE;
Err akun_user_settings(Db *db, i64 id, Lang lang, i64 utc_minutes) MUST_USE;

/* --- roles; `bit` is one role's bit, as WHO(ROLE) of web/who.h --- */

typedef struct {
    i64  user_id, bit;
    Date from_on, until_on;     /* no until_on: until it is taken away */
    Str  why;
} AkunGrant;

Err akun_roles(Arena *a, Db *db, i64 user_id, Date today, AkunRoles *out) MUST_USE;     /* all, newest first */
Err akun_role_check(Arena scratch, Db *db, const UnitAsker *by, const Unit *unit, const AkunGrant *g,
                    Issues *l) MUST_USE;
Err akun_role_grant(Arena scratch, Db *db, const UnitAsker *by, const Unit *unit, const AkunGrant *g,
                    i64 *out_id) MUST_USE;

/* Only a role for a unit that the asker reaches; ERR_NOT_FOUND otherwise, and for one that is gone already. */
Err akun_role_revoke(Arena scratch, Db *db, const UnitAsker *by, i64 role_id, Str why) MUST_USE;
Err akun_role_held(Arena scratch, Db *db, i64 user_id, Date today, i64 *out_bits) MUST_USE;     /* each request */

#endif
