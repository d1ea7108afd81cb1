/* survei_campaign.h - making and running campaigns: services, quotas, the way from draft to published result.
 *
 * A draft may be changed in everything; while it is open only its last day and where it is shown: what respondents
 * were asked stays what it was.  Every change needs a role of SURVEI_RUNS (by->role_bits) that reaches the unit, is
 * written to the log, and is refused as ERR_CONFLICT if somebody else was first.
 */
#ifndef SURVEI_CAMPAIGN_H
#define SURVEI_CAMPAIGN_H

#include "survei/survei.h"

enum { SURVEI_SLUG_MOST = 60, SURVEI_BATCH_MOST = 500, SURVEI_CODE_BYTES = 10 };

/* --- services: the unit was found before, and is reached --- */

typedef struct { SurveiService is; i64 used; } SurveiServiceRow;        /* used: by how many campaigns */
typedef LIST(SurveiServiceRow) SurveiServiceRows;

Err survei_services(Arena *a, Db *db, i64 unit_id, SurveiServiceRows *out) MUST_USE;   /* those given first */
Err survei_service_find(Arena *a, Db *db, const UnitAsker *by, i64 id, SurveiServiceRow *out) MUST_USE;

/* id 0: a new one.  *out_id 0: the unit has one of that name; nothing is stored. */
Err survei_service_save(Arena scratch, Db *db, const UnitAsker *by, const SurveiService *s, i64 *out_id) MUST_USE;
Err survei_service_close(Arena scratch, Db *db, const UnitAsker *by, const SurveiService *s, bool closed) MUST_USE;

/* --- quotas --- */

/* Of a campaign's services the one of this number; NULL if it asks about another. */
const SurveiTarget *survei_target_of(const SurveiCampaign *c, i64 service_id);

/* The sample for all of them together (survei_target), shared in proportion to their populations by the largest
 * remainder: they add up to it.  Where a population is 0 its quota stays.  Returns the sample; 0: nobody is known. */
i64 survei_share(const SurveiPack *p, SurveiTarget *targets, int n);

/* --- a campaign; id 0: a new one --- */

/* Every problem, by the fields of the form.  The first day decides which instruments are in force. */
void survei_campaign_check(const SurveiCampaign *c, const SurveiPacks *packs, Lang lang, Issues *issues);

/* Besides, what keeps it from being opened now; field empty where it belongs to none. */
Err  survei_campaign_ready(Db *db, const SurveiCampaign *c, const UnitAsker *by, const SurveiPacks *packs,
                           Issues *issues) MUST_USE;

Str  survei_slug(Arena *a, Str title, Str unit);        /* "layanan-loket-tw-iv-x11": what may stand in an address */
Err  survei_slug_free(Arena *a, Db *db, Str wanted, i64 but_id, Str *out) MUST_USE;     /* itself, or with a number */

/* *out_id 0: the slug is taken; nothing is stored.  ERR_CONFLICT: it is no draft any more. */
Err survei_campaign_save(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, i64 *out_id) MUST_USE;

/* Its own questions, in their order; those without a number are new. */
Err survei_campaign_ask(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c) MUST_USE;

/* While it is open: its last day and the site that shows it. */
Err survei_campaign_extend(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c) MUST_USE;

typedef enum { SURVEI_DO_OPEN, SURVEI_DO_CLOSE, SURVEI_DO_PUBLISH, SURVEI_DO_WITHDRAW, SURVEI_DO_KIOSK, SURVEI_DO_DROP,
               SURVEI_DOINGS } SurveiDoing;

extern const char *const survei_doings[SURVEI_DOINGS];  /* "buka": in the address */
bool survei_may_do(const SurveiCampaign *c, SurveiDoing what);  /* does its state allow it? */
Who  survei_who_does(SurveiDoing what);                         /* publishing is for the head alone */

/* by->role_bits: survei_who_does().  Whether it is ready to be opened was asked before. */
Err survei_campaign_do(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, SurveiDoing what) MUST_USE;

/* --- invitations: the code is handed out here and kept nowhere --- */

typedef struct { i64 service_id; Str label; } SurveiInvite;
typedef struct { Str label, service; bool used; } SurveiInviteRow;
typedef LIST(SurveiInviteRow) SurveiInviteRows;

Err survei_invite_add(Arena *a, Db *db, const SurveiCampaign *c, const SurveiInvite *x, Str *out_code) MUST_USE;

/* One entry in the log for many. */
Err survei_invite_log(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, i64 count) MUST_USE;
Err survei_invites(Arena *a, Db *db, i64 campaign_id, SurveiInviteRows *out) MUST_USE;  /* in no order of time */
Err survei_invite_count(Arena scratch, Db *db, i64 campaign_id, i64 *out_all, i64 *out_used) MUST_USE;

/* --- the list --- */

typedef enum { SORT_OPENS_DOWN, SORT_OPENS, SORT_CLOSES, SORT_CLOSES_DOWN, SORT_UNIT, SORT_UNIT_DOWN,
               SORT_TITLE, SORT_TITLE_DOWN, SORT_KEY, SORT_KEY_DOWN, SURVEI_SORTS } SurveiSort;

typedef struct {
    Str        state;           /* "draft", "open", "closed", "published"; empty: all */
    int        year;            /* of the first day; 0: all */
    i64        unit_id;         /* 0: all */
    Str        search;
    SurveiSort sort;
    Str        key;             /* of SORT_KEY: "cara", "keadaan", "jawaban", "sasaran", "indeks" */
    i64        least;           /* the index of fewer answers is no order */
    i64        most, after;
} SurveiWanted;

typedef struct { Str pack_id; int points; i64 n, total; } SurveiListForm;       /* total 0 until it is closed */
typedef struct {
    i64         id, unit_id, version, n, quota;
    Str         unit_code, unit_name, title, slug;
    SurveiMode  mode;
    SurveiState state;
    Date        opens_on, closes_on;
    Instant     published_at;
    SurveiListForm forms[SURVEI_FORMS];
    int         nforms, utc_minutes;    /* the clock of its unit */
} SurveiListRow;
typedef LIST(SurveiListRow) SurveiList;

/* by->role_bits: SURVEI_READS or fewer. */
Err survei_list(Arena *a, Db *db, const UnitAsker *by, const SurveiWanted *ask, SurveiList *out, i64 *out_of) MUST_USE;
Err survei_list_years(Arena scratch, Db *db, i64 instansi_id, int *out_first, int *out_last) MUST_USE;

/* An index from the sum of all marks: what survei_measure() says, since all elements weigh the same. */
Ratio survei_index_of(const SurveiPack *p, const SurveiScale *scale, i64 n, i64 total);

#endif
