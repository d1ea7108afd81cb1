#include "akun/akun.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "format/json.h"

#include "akun.sql.h"

/* --- people --- */

static void read_user(DbRows *rows, AkunUser *u)
{
    u->id             = db_get_i64(rows);
    u->instansi_id    = db_get_i64(rows);
    u->unit_id        = db_get_i64(rows);
    u->version        = db_get_i64(rows);
    u->facts.nip      = db_get_text(rows);
    u->facts.email    = db_get_text(rows);
    u->facts.name     = db_get_text(rows);
    u->facts.position = db_get_text(rows);
    u->facts.lang     = lang_of(db_get_text(rows), LANG_ID);
    u->utc_minutes    = db_get_i64(rows);
    u->unit_code      = db_get_text(rows);
    u->unit_name      = db_get_text(rows);
    u->active         = db_get_bool(rows);
    u->has_password   = db_get_bool(rows);
    u->has_second     = db_get_bool(rows);
    u->made_at        = db_get_at(rows);
    u->signed_in_at   = db_get_at(rows);
}

static Err read_one(DbRows rows, AkunUser *out)
{
    AkunUser u     = {0};
    bool     found = db_next(&rows);
    if (found)
        read_user(&rows, &u);
    TRY(db_done(&rows));
    if (!found)
        return FAIL(ERR_NOT_FOUND, "no such person within these walls");
    *out = u;
    return NO_ERR;
}

Err akun_user_find(Arena *a, Db *db, i64 id, AkunUser *out)
{
    return read_one(db_query(a, db, &SQL_akun_user_find, db_i64(id)), out);
}

Err akun_user_find_nip(Arena *a, Db *db, Str nip, AkunUser *out)
{
    return read_one(db_query(a, db, &SQL_akun_user_find_nip, db_text(nip)), out);
}

Err akun_user_find_email(Arena *a, Db *db, Str email, AkunUser *out)
{
    return read_one(db_query(a, db, &SQL_akun_user_find_email, db_text(email)), out);
}

Err akun_user_reached(Arena *a, Db *db, const UnitAsker *by, i64 id, AkunUser *out)
{
    return read_one(db_query(a, db, &SQL_akun_user_reached, db_i64(by->instansi_id), db_i64(by->user_id),
                             db_i64(by->role_bits), db_date(by->today), db_i64(id)), out);
}

static Err read_all(Arena *a, DbRows rows, AkunUsers *out)
{
    while (db_next(&rows)) {
        AkunUser u = {0};
        read_user(&rows, &u);
        *list_add(a, out) = u;
    }
    return db_done(&rows);
}

Err akun_users_all(Arena *a, Db *db, AkunUsers *out)
{
    return read_all(a, db_query0(a, db, &SQL_akun_users_all), out);
}

typedef struct { i64 user_id, bits; } Bits;

/* Open addressing on the id; twice as many places as people. */
static Bits *bits_of(Bits *table, isize places, i64 user_id)
{
    u64 at = (u64)user_id * 0x9e3779b97f4a7c15u;
    for (isize i = (isize)(at % (u64)places);; i = (i + 1) % places)
        if (!table[i].user_id || table[i].user_id == user_id)
            return &table[i];
}

static Err add_bits(Arena scratch, Db *db, const UnitAsker *by, AkunUsers *users)
{
    isize  places = 2 * users->count + 1;
    Bits  *table  = new(&scratch, Bits, places);
    DbRows rows   = db_query(&scratch, db, &SQL_akun_bits_all, db_i64(by->instansi_id), db_date(by->today));

    for (isize i = 0; i < users->count; i++)
        bits_of(table, places, users->at[i].id)->user_id = users->at[i].id;
    while (db_next(&rows)) {
        Bits *b = bits_of(table, places, db_get_i64(&rows));
        i64   bits = db_get_i64(&rows);
        if (b->user_id)
            b->bits |= bits;
    }
    TRY(db_done(&rows));
    for (isize i = 0; i < users->count; i++)
        users->at[i].role_bits = bits_of(table, places, users->at[i].id)->bits;
    return NO_ERR;
}

Err akun_users_reached(Arena *a, Db *db, const UnitAsker *by, i64 below_unit_id, AkunUsers *out)
{
    TRY(read_all(a, db_query(a, db, &SQL_akun_users_reached, db_i64(by->instansi_id), db_i64(by->user_id),
                             db_i64(by->role_bits), db_date(by->today), db_i64(below_unit_id)), out));
    return add_bits(*a, db, by, out);
}

Err akun_may_manage(Arena scratch, Db *db, const UnitAsker *by, i64 user_id, bool *out)
{
    AkunUser u;
    i64      beyond;
    Err      e = akun_user_reached(&scratch, db, by, user_id, &u);

    *out = false;
    if (e.kind == ERR_NOT_FOUND)
        return NO_ERR;
    TRY(e);
    TRY(db_one_i64(db_query(&scratch, db, &SQL_akun_beyond, db_i64(by->instansi_id), db_i64(by->user_id),
                            db_i64(by->role_bits), db_date(by->today), db_i64(user_id)), &beyond));
    *out = !beyond;
    return NO_ERR;
}

/* --- what may be typed --- */

Str akun_email(Arena *a, Str typed)
{
    return str_lower(a, str_trim(typed));
}

Str akun_nip(Arena *a, Str typed)
{
    char *p = new(a, char, typed.len);
    isize n = 0;
    for (isize i = 0; i < typed.len; i++)
        if (typed.at[i] != ' ')
            p[n++] = typed.at[i];
    return (Str){p, n};
}

/* Day of birth, month of appointment, sex and a running number; PPPK's are as long. */
enum { NIP_DIGITS = 18 };

static bool is_nip(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len == NIP_DIGITS;
}

/* A number that was taken down before it was looked at so closely stays good until it is changed. */
static Err judge_nip(Arena scratch, Db *db, i64 user_id, Str nip, bool *out_good)
{
    AkunUser u = {0};

    *out_good = is_nip(nip);
    if (*out_good || !user_id)
        return NO_ERR;
    TRY(akun_user_find(&scratch, db, user_id, &u));
    *out_good = str_eq(u.facts.nip, nip);
    return NO_ERR;
}

static bool is_email(Str s)
{
    Str host = s, local = str_cut(&host, '@');
    for (isize i = 0; i < s.len; i++)
        if ((u8)s.at[i] <= ' ' || s.at[i] == 127 || s.at[i] == '<' || s.at[i] == '>' || s.at[i] == ',')
            return false;
    return local.len && str_has(host, S(".")) && !str_has(host, S("@")) && s.len <= 254;
}

Err akun_user_check(Arena scratch, Db *db, const UnitAsker *by, i64 user_id, const AkunFacts *f, Issues *l)
{
    bool nip_good;

    TRY(judge_nip(scratch, db, user_id, f->nip, &nip_good));
    if (!f->name.len || f->name.len > 200)
        issue_say(l, by->lang, S("name"), MSG_akun_name_need);
    if (f->email.len && !is_email(f->email))
        issue_say(l, by->lang, S("email"), MSG_akun_email_form);
    if (f->position.len > 200)
        issue_say(l, by->lang, S("position"), MSG_akun_position_long);

    DbRows rows  = db_query(&scratch, db, &SQL_akun_taken, db_text(f->nip),
                            f->email.len ? db_text(f->email) : db_null(), db_i64(user_id));
    bool   there = db_next(&rows);
    i64    nips  = there ? db_get_i64(&rows) : 0, emails = there ? db_get_i64(&rows) : 0;
    TRY(db_done(&rows));
    if (nips || !nip_good)
        issue_say(l, by->lang, S("nip"), nips ? MSG_akun_nip_taken : MSG_akun_nip_form);
    if (emails)
        issue_say(l, by->lang, S("email"), MSG_akun_email_taken);
    return NO_ERR;
}

/* --- changing people --- */

static Str facts_json(Arena *a, const AkunFacts *f, Str unit)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("nip"), f->nip);
    json_put_text(&o, S("email"), f->email);
    json_put_text(&o, S("name"), f->name);
    json_put_text(&o, S("position"), f->position);
    json_put_text(&o, S("unit"), unit);
    json_close(&o);
    return buf_str(&b);
}

static DbVal email_or_null(const AkunFacts *f)
{
    return f->email.len ? db_text(f->email) : db_null();
}

Err akun_user_add(Arena scratch, Db *db, const UnitAsker *by, const Unit *unit, const AkunFacts *f, i64 *out_id)
{
    i64        id = id_new();
    AuditEntry e  = {.instansi_id = unit->instansi_id, .actor_id = by->user_id, .action = "akun_add",
                     .entity = "akun_user", .entity_id = id, .after = facts_json(&scratch, f, unit->facts.code)};

    TRY(db_do(db, &SQL_akun_user_insert, db_i64(id), db_i64(unit->instansi_id), db_i64(unit->id), db_text(f->nip),
              email_or_null(f), db_text(f->name), db_text(f->position), db_text(str_of(lang_code(f->lang))),
              db_at(by->now)));
    TRY(db_do(db, &SQL_akun_secret_insert, db_i64(id)));
    *out_id = id;
    return audit_add(db, &e, by->now);
}

static Err changed_one(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "the account was changed by somebody else"));
}

Err akun_user_edit(Arena scratch, Db *db, const UnitAsker *by, const AkunUser *u, const Unit *unit,
                   const AkunFacts *f)
{
    AuditEntry e = {.instansi_id = u->instansi_id, .actor_id = by->user_id, .action = "akun_edit",
                    .entity = "akun_user", .entity_id = u->id, .before = facts_json(&scratch, &u->facts, u->unit_code),
                    .after = facts_json(&scratch, f, unit->facts.code)};

    TRY(changed_one(db_query(&scratch, db, &SQL_akun_user_update, db_i64(u->instansi_id), db_i64(u->id),
                             db_i64(u->version), db_i64(unit->id), db_text(f->nip), email_or_null(f), db_text(f->name),
                             db_text(f->position))));
    if (u->unit_id != unit->id)
        TRY(db_do(db, &SQL_akun_worked_add, db_i64(u->instansi_id), db_i64(u->id), db_i64(u->unit_id),
                  db_date(by->today)));
    return audit_add(db, &e, by->now);
}

Err akun_user_active(Arena scratch, Db *db, const UnitAsker *by, const AkunUser *u, bool active)
{
    AuditEntry e = {.instansi_id = u->instansi_id, .actor_id = by->user_id, .entity = "akun_user",
                    .action = active ? "akun_resume" : "akun_suspend", .entity_id = u->id};

    TRY(changed_one(db_query(&scratch, db, &SQL_akun_user_active, db_i64(u->instansi_id), db_i64(u->id),
                             db_i64(u->version), db_bool(active))));
    return audit_add(db, &e, by->now);
}

Err akun_user_settings(Db *db, i64 id, Lang lang, i64 utc_minutes)
{
    return db_do(db, &SQL_akun_user_settings, db_i64(id), db_text(str_of(lang_code(lang))), db_id(utc_minutes));
}

/* --- roles --- */

Err akun_role_held(Arena scratch, Db *db, i64 user_id, Date today, i64 *out_bits)
{
    DbRows rows = db_query(&scratch, db, &SQL_akun_role_held, db_i64(user_id), db_date(today));
    *out_bits = 0;
    while (db_next(&rows))
        *out_bits |= db_get_i64(&rows);
    return db_done(&rows);
}

Err akun_roles(Arena *a, Db *db, i64 user_id, Date today, AkunRoles *out)
{
    DbRows rows = db_query(a, db, &SQL_akun_roles, db_i64(user_id));
    while (db_next(&rows)) {
        AkunRole *r = list_add(a, out);
        r->id          = db_get_i64(&rows);
        r->user_id     = db_get_i64(&rows);
        r->role_bits   = db_get_i64(&rows);
        r->unit_id     = db_get_i64(&rows);
        r->unit_code   = db_get_text(&rows);
        r->unit_name   = db_get_text(&rows);
        r->why         = db_get_text(&rows);
        r->granted_by  = db_get_text(&rows);
        r->revoked_why = db_get_text(&rows);
        r->from_on     = db_get_date(&rows);
        r->until_on    = db_get_date(&rows);
        r->granted_at  = db_get_at(&rows);
        r->revoked_at  = db_get_at(&rows);
        r->holds = !r->revoked_at.s && r->from_on.days <= today.days
                && (!r->until_on.days || r->until_on.days >= today.days);
    }
    return db_done(&rows);
}

Err akun_role_check(Arena scratch, Db *db, const UnitAsker *by, const Unit *unit, const AkunGrant *g, Issues *l)
{
    i64 same;

    if (!g->from_on.days)
        issue_say(l, by->lang, S("from_on"), MSG_akun_role_from);
    else if (g->until_on.days && g->until_on.days < g->from_on.days)
        issue_say(l, by->lang, S("until_on"), MSG_akun_role_period);
    else if (g->until_on.days && g->until_on.days < by->today.days)
        issue_say(l, by->lang, S("until_on"), MSG_akun_role_over);
    if (!g->why.len)
        issue_say(l, by->lang, S("why"), MSG_akun_role_why);
    if (g->user_id == by->user_id)
        issue_say(l, by->lang, (Str){0}, MSG_akun_role_self);
    if (unit->closed_on.days)
        issue_say(l, by->lang, S("unit"), MSG_unit_is_closed);
    if (l->count)
        return NO_ERR;
    Date until = g->until_on.days ? g->until_on : date_ymd(9999, 12, 31);
    TRY(db_one_i64(db_query(&scratch, db, &SQL_akun_role_overlaps, db_i64(g->user_id), db_i64(g->bit),
                            db_i64(unit->id), db_date(g->from_on), db_date(until)), &same));
    if (same)
        issue_say(l, by->lang, S("role"), MSG_akun_role_twice);
    return NO_ERR;
}

static Str role_json(Arena *a, i64 user_id, i64 bit, i64 unit_id, Str why)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_id(&o, S("user_id"), user_id);
    json_put_i64(&o, S("role_bits"), bit);
    json_put_id(&o, S("unit_id"), unit_id);
    json_put_text(&o, S("why"), why);
    json_close(&o);
    return buf_str(&b);
}

Err akun_role_grant(Arena scratch, Db *db, const UnitAsker *by, const Unit *unit, const AkunGrant *g, i64 *out_id)
{
    i64        id = id_new();
    AuditEntry e  = {.instansi_id = unit->instansi_id, .actor_id = by->user_id, .action = "akun_grant",
                     .entity = "akun_role", .entity_id = id,
                     .after = role_json(&scratch, g->user_id, g->bit, unit->id, g->why)};

    TRY(db_do(db, &SQL_akun_role_insert, db_i64(id), db_i64(unit->instansi_id), db_i64(g->user_id), db_i64(g->bit),
              db_i64(unit->id), db_date(g->from_on), db_date(g->until_on), db_id(by->user_id), db_at(by->now),
              db_text(g->why)));
    *out_id = id;
    return audit_add(db, &e, by->now);
}

/* user_id 0 is the command line, which has no reach to be asked for. */
Err akun_role_revoke(Arena scratch, Db *db, const UnitAsker *by, i64 role_id, Str why)
{
    DbRows rows = by->user_id
        ? db_query(&scratch, db, &SQL_akun_role_revoke, db_i64(by->instansi_id), db_i64(by->user_id),
                   db_i64(by->role_bits), db_date(by->today), db_i64(role_id), db_at(by->now), db_text(why))
        : db_query(&scratch, db, &SQL_akun_role_revoke_here, db_i64(role_id), db_at(by->now), db_text(why));
    bool found = db_next(&rows);
    i64  user  = found ? db_get_i64(&rows) : 0, bit = found ? db_get_i64(&rows) : 0;
    i64  unit  = found ? db_get_i64(&rows) : 0;

    TRY(db_done(&rows));
    if (!found)
        return FAIL(ERR_NOT_FOUND, "no such role within reach");
    AuditEntry e = {.instansi_id = by->instansi_id, .actor_id = by->user_id, .action = "akun_revoke",
                    .entity = "akun_role", .entity_id = role_id, .after = role_json(&scratch, user, bit, unit, why)};
    return audit_add(db, &e, by->now);
}
