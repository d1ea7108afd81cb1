/* survei_follow.h - what a unit does about what its users said: actions, forums, and what was asked there.
 *
 * PermenPANRB 90/2021 scores whether results of surveys are followed up; the question of the LKE that a thing is
 * evidence for is written beside it.  Whoever reads surveys of a unit reads these; whoever runs them changes them.
 *
 * The owner is in the statement.  by->role_bits: SURVEI_READS.
 */
#ifndef SURVEI_FOLLOW_H
#define SURVEI_FOLLOW_H

#include "survei/survei.h"

typedef enum { ACTION_OPEN, ACTION_DONE, ACTION_DROPPED, ACTION_STATES } SurveiActionState;
typedef enum { FORUM_FORUM, FORUM_WEBINAR, FORUM_MEETING, FORUM_KINDS } SurveiForumKind;

extern const char *const survei_action_states[ACTION_STATES];   /* "open", "done", "dropped" */
extern const char *const survei_forum_kinds[FORUM_KINDS];       /* "forum", "webinar", "meeting" */
Msg  survei_action_msg(SurveiActionState state);
Msg  survei_forum_msg(SurveiForumKind kind);
bool survei_action_parse(Str text, SurveiActionState *out);
bool survei_forum_parse(Str text, SurveiForumKind *out);

typedef struct {
    i64  id, instansi_id, unit_id, campaign_id, version;
    Str  pack_id, element;              /* both empty: about no single element */
    Str  lke_item, what, who, outcome;
    Date due_on, ended_on;
    SurveiActionState state;
    Str  unit_code, unit_name, campaign_title;
    bool runs;                          /* the asker may change it */
} SurveiAction;
typedef LIST(SurveiAction) SurveiActions;

/* campaign_id 0: of every campaign in reach; the soonest due first, ended ones last. */
Err survei_actions(Arena *a, Db *db, const UnitAsker *by, i64 campaign_id, SurveiActions *out) MUST_USE;
Err survei_action(Arena *a, Db *db, const UnitAsker *by, i64 id, SurveiAction *out) MUST_USE;

/* Those of a campaign that was found before, for its report: neither who may change them nor other rooms' names. */
Err survei_actions_of(Arena *a, Db *db, const SurveiCampaign *c, SurveiActions *out) MUST_USE;

/* Of a campaign that survei_find() said the asker runs. */
Err survei_action_add(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, const SurveiAction *x,
                      i64 *out_id) MUST_USE;
/* x as survei_action() found it, changed.  ERR_CONFLICT: somebody else was quicker; ERR_NOT_FOUND: not the asker's. */
Err survei_action_edit(Arena scratch, Db *db, const UnitAsker *by, const SurveiAction *x) MUST_USE;

typedef struct {
    i64  id, instansi_id, unit_id, campaign_id, version;        /* campaign_id 0: about no survey */
    SurveiForumKind kind;
    Str  title, place, groups, lke_item, summary;
    Date held_on;
    i64  invited, attended, asked, done;        /* asked, done: how many of its questions */
    Str  unit_code, unit_name, campaign_title;
    bool runs;
} SurveiForum;
typedef LIST(SurveiForum) SurveiForums;

Err survei_forums(Arena *a, Db *db, const UnitAsker *by, SurveiForums *out) MUST_USE;          /* newest first */
Err survei_forum(Arena *a, Db *db, const UnitAsker *by, i64 id, SurveiForum *out) MUST_USE;
/* x->unit_id is a unit that the asker runs surveys of; ERR_NOT_FOUND otherwise. */
Err survei_forum_add(Arena scratch, Db *db, const UnitAsker *by, const SurveiForum *x, i64 *out_id) MUST_USE;
Err survei_forum_edit(Arena scratch, Db *db, const UnitAsker *by, const SurveiForum *x) MUST_USE;

typedef struct {
    i64  id, forum_id, version;
    Str  asked, by_whom, answer, done;
    Date due_on, done_on;
} SurveiAsked;
typedef LIST(SurveiAsked) SurveiAskeds;

/* Of a forum that was found before. */
Err survei_asked(Arena *a, Db *db, const SurveiForum *f, SurveiAskeds *out) MUST_USE;
Err survei_asked_find(Arena *a, Db *db, const SurveiForum *f, i64 id, SurveiAsked *out) MUST_USE;
/* x->id 0: a new one.  The forum is one that the asker runs. */
Err survei_asked_put(Arena scratch, Db *db, const UnitAsker *by, const SurveiForum *f, const SurveiAsked *x) MUST_USE;

#endif
