/* hasil_follow.h - what a unit does about what its users said: actions, forums, and what was asked there.
 *
 * PermenPANRB 90/2021 scores whether results of surveys are followed up; the question of the LKE that a thing is
 * evidence for is written beside it.  Whoever reads surveys of a unit reads these; whoever runs them changes them.
 *
 * The owner is in the statement.  by->role_bits: SURVEI_READS.
 */
#ifndef HASIL_FOLLOW_H
#define HASIL_FOLLOW_H

#include "survei/survei.h"

typedef enum { ACTION_OPEN, ACTION_DONE, ACTION_DROPPED, ACTION_STATES } HasilActionState;
typedef enum { FORUM_FORUM, FORUM_WEBINAR, FORUM_MEETING, FORUM_KINDS } HasilForumKind;

extern const char *const hasil_action_states[ACTION_STATES];   /* "open", "done", "dropped" */
extern const char *const hasil_forum_kinds[FORUM_KINDS];       /* "forum", "webinar", "meeting" */
Msg  hasil_action_msg(HasilActionState state);
Msg  hasil_forum_msg(HasilForumKind kind);
bool hasil_action_parse(Str text, HasilActionState *out);
bool hasil_forum_parse(Str text, HasilForumKind *out);

typedef struct {
    i64  id, instansi_id, unit_id, campaign_id, version;
    Str  pack_id, element;              /* both empty: about no single element */
    Str  lke_item, what, who, outcome;
    Date due_on, ended_on;
    HasilActionState state;
    Str  unit_code, unit_name, campaign_title;
    bool runs;                          /* the asker may change it */
} HasilAction;
typedef LIST(HasilAction) HasilActions;

/* campaign_id 0: of every campaign in reach; the soonest due first, ended ones last. */
Err hasil_actions(Arena *a, Db *db, const UnitAsker *by, i64 campaign_id, HasilActions *out) MUST_USE;
Err hasil_action(Arena *a, Db *db, const UnitAsker *by, i64 id, HasilAction *out) MUST_USE;

/* Those of a campaign that was found before, for its report: neither who may change them nor other rooms' names. */
Err hasil_actions_of(Arena *a, Db *db, const SurveiCampaign *c, HasilActions *out) MUST_USE;

/* Of a campaign that survei_find() said the asker runs. */
Err hasil_action_add(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, const HasilAction *x,
                      i64 *out_id) MUST_USE;
/* x as hasil_action() found it, changed.  ERR_CONFLICT: somebody else was quicker; ERR_NOT_FOUND: not the asker's. */
Err hasil_action_edit(Arena scratch, Db *db, const UnitAsker *by, const HasilAction *x) MUST_USE;

typedef struct {
    i64  id, instansi_id, unit_id, campaign_id, version;        /* campaign_id 0: about no survey */
    HasilForumKind kind;
    Str  title, place, groups, lke_item, summary;
    Date held_on;
    i64  invited, attended, asked, done;        /* asked, done: how many of its questions */
    Str  unit_code, unit_name, campaign_title;
    bool runs;
} HasilForum;
typedef LIST(HasilForum) HasilForums;

Err hasil_forums(Arena *a, Db *db, const UnitAsker *by, HasilForums *out) MUST_USE;          /* newest first */
Err hasil_forum(Arena *a, Db *db, const UnitAsker *by, i64 id, HasilForum *out) MUST_USE;
/* x->unit_id is a unit that the asker runs surveys of; ERR_NOT_FOUND otherwise. */
Err hasil_forum_add(Arena scratch, Db *db, const UnitAsker *by, const HasilForum *x, i64 *out_id) MUST_USE;
Err hasil_forum_edit(Arena scratch, Db *db, const UnitAsker *by, const HasilForum *x) MUST_USE;

typedef struct {
    i64  id, forum_id, version;
    Str  asked, by_whom, answer, done;
    Date due_on, done_on;
    Str  pack_id, element;              /* of the forum's survey; both empty: about no single element */
} HasilAsked;
typedef LIST(HasilAsked) HasilAskeds;

/* Of a forum that was found before. */
Err hasil_asked(Arena *a, Db *db, const HasilForum *f, HasilAskeds *out) MUST_USE;
Err hasil_asked_find(Arena *a, Db *db, const HasilForum *f, i64 id, HasilAsked *out) MUST_USE;
/* About elements of a campaign that was found before, in whichever forum. */
Err hasil_asked_of(Arena *a, Db *db, const SurveiCampaign *c, HasilAskeds *out) MUST_USE;
/* x->id 0: a new one.  The forum is one that the asker runs. */
Err hasil_asked_put(Arena scratch, Db *db, const UnitAsker *by, const HasilForum *f, const HasilAsked *x) MUST_USE;

/* What stands beside an item of a unit's worksheet of a year: what is due, ended or held in it, or about its surveys.
 * No dropped actions; only what a HasilAction or HasilForum says below is read. */
typedef struct { i64 unit_id; Str item; int year; } HasilItem;
Err hasil_item_actions(Arena *a, Db *db, const UnitAsker *by, const HasilItem *x, HasilActions *out) MUST_USE;
Err hasil_item_forums(Arena *a, Db *db, const UnitAsker *by, const HasilItem *x, HasilForums *out) MUST_USE;

#endif
