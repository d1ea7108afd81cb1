/* survei_campaign_log.h - between the files that change campaigns: the log, and who was first. */
#ifndef SURVEI_CAMPAIGN_LOG_H
#define SURVEI_CAMPAIGN_LOG_H

#include "survei/survei_campaign.h"

/* The first six values of every statement that changes one. */
#define CAMPAIGN_BY(by, c) db_i64((by)->user_id), db_i64((by)->role_bits), db_date((by)->today), \
    db_i64((by)->instansi_id), db_i64((c)->id), db_i64((c)->version)

/* One row, or ERR_CONFLICT. */
Err campaign_changed(DbRows rows) MUST_USE;

/* before and after may be NULL. */
Err campaign_log(Arena *a, Db *db, const UnitAsker *by, const char *action, const SurveiCampaign *before,
                 const SurveiCampaign *after) MUST_USE;

/* To those who run the unit's surveys: its result is public. */
Err campaign_tell_published(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c) MUST_USE;

#endif
