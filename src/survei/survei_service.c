#include "survei/survei_campaign.h"

#include "audit/audit.h"
#include "format/json.h"

#include "survei_campaign.sql.h"

static void read_service(DbRows *rows, SurveiServiceRow *out)
{
    SurveiService *s = &out->is;

    s->id          = db_get_i64(rows);
    s->instansi_id = db_get_i64(rows);
    s->unit_id     = db_get_i64(rows);
    s->version     = db_get_i64(rows);
    s->name        = db_get_text(rows);
    s->name_en     = db_get_text(rows);
    s->online      = db_get_bool(rows);
    s->closed_on   = db_get_date(rows);
    out->used      = db_get_i64(rows);
}

Err survei_services(Arena *a, Db *db, i64 unit_id, SurveiServiceRows *out)
{
    DbRows rows = db_query(a, db, &SQL_campaign_services, db_i64(unit_id));

    *out = (SurveiServiceRows){0};
    while (db_next(&rows))
        read_service(&rows, list_add(a, out));
    return db_done(&rows);
}

Err survei_service_find(Arena *a, Db *db, const UnitAsker *by, i64 id, SurveiServiceRow *out)
{
    DbRows rows = db_query(a, db, &SQL_campaign_service_find, db_i64(by->user_id), db_i64(by->role_bits),
                           db_date(by->today), db_i64(by->instansi_id), db_i64(id));
    bool   there;

    *out = (SurveiServiceRow){0};
    if ((there = db_next(&rows)))
        read_service(&rows, out);
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such service within reach");
}

/* --- changing --- */

static Str service_json(Arena *a, const SurveiService *s)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("name"), s->name);
    json_put_text(&o, S("name_en"), s->name_en);
    json_put_bool(&o, S("online"), s->online);
    json_put_date(&o, S("closed_on"), s->closed_on);
    json_close(&o);
    return buf_str(&b);
}

static Err audit(Arena *a, Db *db, const UnitAsker *by, const char *action, const SurveiService *before,
                 const SurveiService *after)
{
    AuditEntry e = {.instansi_id = by->instansi_id, .actor_id = by->user_id, .action = action,
                    .entity = "survei_service", .entity_id = after->id, .after = service_json(a, after)};
    if (before)
        e.before = service_json(a, before);
    return audit_add(db, &e, by->now);
}

static Err name_taken(Arena *a, Db *db, const SurveiService *s, bool *out)
{
    DbRows rows = db_query(a, db, &SQL_campaign_service_named, db_i64(s->unit_id), db_text(s->name), db_i64(s->id));
    return db_any(rows, out);
}

static Err add(Arena *a, Db *db, const UnitAsker *by, SurveiService *s)
{
    bool reached = false;

    TRY(unit_reaches(*a, db, by, s->unit_id, &reached));
    if (!reached)
        return FAIL(ERR_NOT_FOUND, "no such unit within reach");
    s->id = id_new();
    TRY(db_do(db, &SQL_campaign_service_add, db_i64(s->id), db_i64(by->instansi_id), db_i64(s->unit_id),
              db_text(s->name), db_text(s->name_en), db_bool(s->online)));
    return audit(a, db, by, "survei_service_add", NULL, s);
}

static Err set(Arena *a, Db *db, const UnitAsker *by, const SurveiService *s, const char *action)
{
    SurveiServiceRow before;

    TRY(survei_service_find(a, db, by, s->id, &before));
    DbRows rows = db_query(a, db, &SQL_campaign_service_set, db_i64(by->user_id), db_i64(by->role_bits),
                           db_date(by->today), db_i64(by->instansi_id), db_i64(s->id), db_i64(s->version),
                           db_text(s->name), db_text(s->name_en), db_bool(s->online), db_date(s->closed_on));
    TRY(db_one_or(rows, FAIL(ERR_CONFLICT, "the service was changed meanwhile")));
    TRY(db_do(db, &SQL_campaign_service_named_anew, db_i64(s->id)));
    return audit(a, db, by, action, &before.is, s);
}

Err survei_service_save(Arena scratch, Db *db, const UnitAsker *by, const SurveiService *s, i64 *out_id)
{
    SurveiService x     = *s;
    bool          taken = false;

    *out_id = 0;
    TRY(name_taken(&scratch, db, s, &taken));
    if (taken)
        return NO_ERR;
    if (x.id)
        TRY(set(&scratch, db, by, &x, "survei_service_set"));
    else
        TRY(add(&scratch, db, by, &x));
    *out_id = x.id;
    return NO_ERR;
}

Err survei_service_close(Arena scratch, Db *db, const UnitAsker *by, const SurveiService *s, bool closed)
{
    SurveiService x = *s;
    x.closed_on = closed ? by->today : (Date){0};
    return set(&scratch, db, by, &x, closed ? "survei_service_close" : "survei_service_reopen");
}
