/* Notices of campaigns, and what the program does by itself when one is over. */
#include "survei/survei_campaign_log.h"
#include "survei/survei_campaign_web.h"

#include "audit/audit.h"

#include "survei_campaign.sql.h"

enum { KIND_CLOSING, KIND_PUBLISHED };
enum { LATE_DAYS = 3 };         /* after the last day: what a tablet without network still hands in */

#define WORDS(x) MSG_campaign_kind_##x, MSG_campaign_tell_##x, MSG_campaign_mail_##x

const KabarKind survei_campaign_kinds[SURVEI_CAMPAIGN_KINDS] = {
    [KIND_CLOSING]   = {"survei_closing",   WORDS(closing),   KABAR_DAILY, false, SURVEI_RUNS},
    [KIND_PUBLISHED] = {"survei_published", WORDS(published), KABAR_DAILY, false, SURVEI_RUNS},
};

Err campaign_tell_published(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c)
{
    Kabar k = {.kind = &survei_campaign_kinds[KIND_PUBLISHED], .instansi_id = c->instansi_id, .from_id = by->user_id,
               .url = str_fmt(&scratch, "/survei/%lld", (long long)c->id), .entity = "survei_campaign",
               .entity_id = c->id, .at = by->now,
               .args = {{.text = str_sub(c->title, 0, 200)}, {.text = str_sub(c->unit_name, 0, 200)}}};
    return kabar_tell_role(scratch, db, &k, SURVEI_RUNS, c->unit_id, by->today);
}

/* --- by itself --- */

typedef struct { i64 id, instansi_id, unit_id, missing; Str title; Date closes_on; } Closing;
typedef LIST(Closing) Closings;

static Err read_closings(Arena *a, Db *db, const KabarDay *day, Closings *out)
{
    Date   last = {day->today.days + (i32)kabar_longest(day)};
    DbRows rows = db_query(a, db, &SQL_campaign_closing, db_date(day->today), db_date(last));

    while (db_next(&rows)) {
        Closing *c = list_add(a, out);
        c->id          = db_get_i64(&rows);
        c->instansi_id = db_get_i64(&rows);
        c->unit_id     = db_get_i64(&rows);
        c->title       = db_get_text(&rows);
        c->closes_on   = db_get_date(&rows);
        c->missing     = db_get_i64(&rows);
    }
    return db_done(&rows);
}

static Err remind_closing(Arena scratch, Db *db, const KabarDay *day)
{
    Closings all = {0};

    TRY(read_closings(&scratch, db, day, &all));
    for (isize i = 0; i < all.count; i++) {
        const Closing *c    = &all.at[i];
        i64            days = kabar_days_before(day, c->closes_on);
        Arena          a    = scratch;
        if (days < 0 || c->missing <= 0)
            continue;
        Kabar k = {.kind = &survei_campaign_kinds[KIND_CLOSING], .instansi_id = c->instansi_id,
                   .url = str_fmt(&a, "/survei/%lld", (long long)c->id), .entity = "survei_campaign",
                   .entity_id = c->id,
                   .args = {{.text = str_sub(c->title, 0, 200)}, {.date = c->closes_on}, {.number = c->missing}},
                   .once_key = str_fmt(&a, "survei:%lld:closing:%lld", (long long)c->id, (long long)days),
                   .at = day->now};
        TRY(kabar_tell_role(a, db, &k, SURVEI_RUNS, c->unit_id, day->today));
    }
    return NO_ERR;
}

/* Nobody has to remember to close what is over. */
static Err close_over(Arena scratch, Db *db, const KabarDay *day)
{
    LIST(AuditEntry) all = {0};
    DbRows rows = db_query(&scratch, db, &SQL_campaign_over, db_date((Date){day->today.days - LATE_DAYS}));

    while (db_next(&rows)) {
        AuditEntry *e = list_add(&scratch, &all);
        *e = (AuditEntry){.action = "survei_close", .entity = "survei_campaign", .before = S("{\"state\":\"open\"}"),
                          .after = S("{\"state\":\"closed\"}")};
        e->entity_id   = db_get_i64(&rows);
        e->instansi_id = db_get_i64(&rows);
    }
    TRY(db_done(&rows));
    for (isize i = 0; i < all.count; i++) {
        bool done;
        TRY(db_any(db_query(&scratch, db, &SQL_campaign_end, db_i64(all.at[i].entity_id), db_date(day->today)), &done));
        if (!done)
            continue;
        TRY(survei_outcome(db, all.at[i].entity_id));
        TRY(audit_add(db, &all.at[i], day->now));
    }
    return NO_ERR;
}

Err survei_campaign_remind(Arena scratch, Db *db, const KabarDay *day)
{
    TRY(close_over(scratch, db, day));
    return remind_closing(scratch, db, day);
}
