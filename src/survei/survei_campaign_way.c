/* The way of a campaign from draft to published result, and the invitations on it. */
#include "survei/survei_campaign_log.h"

#include "audit/audit.h"
#include "format/json.h"

#include "survei_campaign.sql.h"

/* --- the log --- */

static void put_parts(JsonOut *o, const SurveiCampaign *c)
{
    json_open_list(o, S("instruments"));
    for (int i = 0; i < c->nforms; i++) {
        json_open_map(o, NO_KEY);
        json_put_text(o, S("pack"), c->forms[i].pack_id);
        json_put_i64(o, S("scale"), c->forms[i].points);
        json_close(o);
    }
    json_close(o);
    json_open_list(o, S("services"));
    for (int i = 0; i < c->ntargets; i++) {
        json_open_map(o, NO_KEY);
        json_put_id(o, S("service"), c->targets[i].service_id);
        json_put_i64(o, S("population"), c->targets[i].population);
        json_put_i64(o, S("quota"), c->targets[i].quota);
        json_close(o);
    }
    json_close(o);
    json_open_list(o, S("questions"));
    for (int i = 0; i < c->nquestions; i++)
        json_put_text(o, NO_KEY, c->questions[i].ask);
    json_close(o);
}

static Str campaign_json(Arena *a, const SurveiCampaign *c)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("title"), c->title);
    json_put_text(&o, S("slug"), c->slug);
    json_put_text(&o, S("mode"), str_of(survei_modes[c->mode]));
    json_put_bool(&o, S("plain_too"), c->plain_too);
    json_put_text(&o, S("state"), str_of(survei_states[c->state]));
    json_put_date(&o, S("opens_on"), c->opens_on);
    json_put_date(&o, S("closes_on"), c->closes_on);
    json_put_date(&o, S("served_from"), c->served_from);
    json_put_text(&o, S("embed"), c->embed);
    json_put_bool(&o, S("published"), c->published_at.s != 0);
    put_parts(&o, c);
    json_close(&o);
    return buf_str(&b);
}

Err campaign_log(Arena *a, Db *db, const UnitAsker *by, const char *action, const SurveiCampaign *before,
                 const SurveiCampaign *after)
{
    AuditEntry e = {.instansi_id = by->instansi_id, .actor_id = by->user_id, .action = action,
                    .entity = "survei_campaign", .entity_id = after ? after->id : before->id};
    if (before)
        e.before = campaign_json(a, before);
    if (after)
        e.after = campaign_json(a, after);
    return audit_add(db, &e, by->now);
}

Err campaign_changed(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "the campaign was changed meanwhile, or is no longer in that state"));
}

/* --- its way --- */

const char *const survei_doings[SURVEI_DOINGS] = {"buka", "tutup", "terbit", "tarik", "kios", "hapus"};

bool survei_may_do(const SurveiCampaign *c, SurveiDoing what)
{
    switch (what) {
    case SURVEI_DO_OPEN:
    case SURVEI_DO_DROP:     return c->state == SURVEI_DRAFT;
    case SURVEI_DO_CLOSE:    return c->state == SURVEI_OPEN;
    case SURVEI_DO_KIOSK:    return c->state != SURVEI_CLOSED;
    case SURVEI_DO_PUBLISH:  return c->state == SURVEI_CLOSED && !c->published_at.s && c->n;
    case SURVEI_DO_WITHDRAW: return c->state == SURVEI_CLOSED && c->published_at.s;
    case SURVEI_DOINGS:      break;
    }
    return false;
}

Who survei_who_does(SurveiDoing what)
{
    return what == SURVEI_DO_PUBLISH || what == SURVEI_DO_WITHDRAW ? WHO(KEPALA_UNIT) : SURVEI_RUNS;
}

static Err move(Arena *a, Db *db, const UnitAsker *by, SurveiCampaign *c, SurveiState to)
{
    SurveiState from = c->state;

    c->state     = to;
    c->closed_on = to == SURVEI_CLOSED ? by->today : (Date){0};
    TRY(campaign_changed(db_query(a, db, &SQL_campaign_move, CAMPAIGN_BY(by, c),
                                  db_text(str_of(survei_states[from])), db_text(str_of(survei_states[to])),
                                  db_date(c->closed_on))));
    return to == SURVEI_CLOSED ? survei_outcome(db, c->id) : NO_ERR;
}

static Err publish(Arena *a, Db *db, const UnitAsker *by, SurveiCampaign *c, Instant at)
{
    c->published_at = at;
    TRY(campaign_changed(db_query(a, db, &SQL_campaign_publish, CAMPAIGN_BY(by, c), db_at(at))));
    return at.s ? campaign_tell_published(*a, db, by, c) : NO_ERR;
}

static Err drop(Arena *a, Db *db, const UnitAsker *by, const SurveiCampaign *c)
{
    static const Sql *const parts[] = {&SQL_campaign_invites_drop, &SQL_campaign_questions_drop,
                                       &SQL_campaign_targets_drop, &SQL_campaign_forms_drop};
    for (isize i = 0; i < countof(parts); i++)
        TRY(db_do(db, parts[i], db_i64(c->id)));
    return campaign_changed(db_query(a, db, &SQL_campaign_drop, CAMPAIGN_BY(by, c)));
}

static Err act(Arena *a, Db *db, const UnitAsker *by, SurveiCampaign *c, SurveiDoing what)
{
    switch (what) {
    case SURVEI_DO_OPEN:     return move(a, db, by, c, SURVEI_OPEN);
    case SURVEI_DO_CLOSE:    return move(a, db, by, c, SURVEI_CLOSED);
    case SURVEI_DO_PUBLISH:  return publish(a, db, by, c, by->now);
    case SURVEI_DO_WITHDRAW: return publish(a, db, by, c, (Instant){0});
    case SURVEI_DO_DROP:     return drop(a, db, by, c);
    case SURVEI_DO_KIOSK:
        return campaign_changed(db_query(a, db, &SQL_campaign_kiosk, CAMPAIGN_BY(by, c),
                                         db_text(token_new(a, SURVEI_CODE_BYTES))));
    case SURVEI_DOINGS:      break;
    }
    return FAIL(ERR_INVALID, "no such thing to do");
}

Err survei_campaign_do(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, SurveiDoing what)
{
    static const char *const actions[SURVEI_DOINGS] = {"survei_open",     "survei_close", "survei_publish",
                                                       "survei_withdraw", "survei_kiosk", "survei_drop"};
    SurveiCampaign after = *c;

    if (!survei_may_do(c, what))
        return FAIL(ERR_CONFLICT, "the campaign is in no state for that");
    TRY(act(&scratch, db, by, &after, what));
    return campaign_log(&scratch, db, by, actions[what], c, what == SURVEI_DO_DROP ? NULL : &after);
}

Err survei_campaign_extend(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c)
{
    SurveiCampaign before;

    TRY(survei_find(&scratch, db, by, c->id, &before));
    TRY(campaign_changed(db_query(&scratch, db, &SQL_campaign_extend, CAMPAIGN_BY(by, c), db_date(c->closes_on),
                                  db_text(c->embed))));
    return campaign_log(&scratch, db, by, "survei_extend", &before, c);
}

/* --- invitations --- */

/* Its number is random too, so that rows stand in no order of time. */
static i64 number_of(const Digest *d)
{
    u64 n = 0;
    for (int i = 0; i < 8; i++)
        n = n << 8 | d->at[i];
    return (i64)(n >> 1 | 1);
}

Err survei_invite_add(Arena *a, Db *db, const SurveiCampaign *c, const SurveiInvite *x, Str *out_code)
{
    *out_code = token_new(a, SURVEI_CODE_BYTES);
    Digest hash = hash_blake2b(*out_code), id = hash_blake2b(token_new(a, SURVEI_CODE_BYTES));

    return db_do(db, &SQL_campaign_invite_add, db_i64(number_of(&id)), db_i64(c->instansi_id), db_i64(c->id),
                 db_digest(&hash), db_i64(x->service_id), db_text(x->label));
}

Err survei_invite_log(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, i64 count)
{
    AuditEntry e = {.instansi_id = by->instansi_id, .actor_id = by->user_id, .action = "survei_invite",
                    .entity = "survei_campaign", .entity_id = c->id,
                    .after = str_fmt(&scratch, "{\"invitations\":%lld}", (long long)count)};
    return audit_add(db, &e, by->now);
}

Err survei_invites(Arena *a, Db *db, i64 campaign_id, SurveiInviteRows *out)
{
    DbRows rows = db_query(a, db, &SQL_campaign_invites, db_i64(campaign_id));

    *out = (SurveiInviteRows){0};
    while (db_next(&rows)) {
        SurveiInviteRow *x = list_add(a, out);
        x->label   = db_get_text(&rows);
        x->service = db_get_text(&rows);
        x->used    = db_get_bool(&rows);
    }
    return db_done(&rows);
}

Err survei_invite_count(Arena scratch, Db *db, i64 campaign_id, i64 *out_all, i64 *out_used)
{
    DbRows rows = db_query(&scratch, db, &SQL_campaign_invite_count, db_i64(campaign_id));

    *out_all = *out_used = 0;
    if (db_next(&rows)) {
        *out_all  = db_get_i64(&rows);
        *out_used = db_get_i64(&rows);
    }
    return db_done(&rows);
}
