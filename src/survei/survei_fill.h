/* survei_fill.h - how a campaign is answered: screens one after the other, and what proves that a form was begun here.
 *
 * Nothing is stored before the end.  What a respondent has said so far travels in the form itself, and with it a seal:
 * the answer's key, when the form was begun, and how much work was asked for, proven with a secret of the campaign.
 * So two processes on one database need to share nothing, and no cookie is set.
 */
#ifndef SURVEI_FILL_H
#define SURVEI_FILL_H

#include "format/json.h"
#include "survei/survei.h"

enum { FILL_GROUP = 5, FILL_STEPS = 40, FILL_HOURS = 36 };      /* questions on a screen; how long a form is good */

typedef enum { FILL_START, FILL_MARKS, FILL_ABOUT, FILL_SAID, FILL_CHECK } FillKind;

typedef struct {
    FillKind kind;
    int      form;              /* of FILL_MARKS: which instrument ... */
    int      from, n;           /* ... and which of its elements */
    int      number;            /* the first question's number in the whole, from 1 */
} FillStep;

typedef struct {
    FillStep at[FILL_STEPS];
    int      n;
    int      questions;         /* that are numbered: elements and own questions */
} FillWalk;

/* The screens of a campaign that is dressed: start, groups of an instrument each, about, own words, check. */
void survei_fill_walk(const SurveiCampaign *c, FillWalk *out);

/* On which screen a field of survei_check() stands; -1: on none. */
int  survei_fill_step_of(const SurveiCampaign *c, const FillWalk *w, Str field);

/* Nobody reads its questions in fewer seconds. */
int survei_fill_seconds(const SurveiCampaign *c);

/* --- when it was begun --- */

typedef struct {
    u8            key[SURVEI_KEY];
    Instant       began;
    int           bits;         /* of work asked for; 0: none */
    SurveiChannel channel;
} FillBegin;

FillBegin survei_fill_begin(Instant now, int bits, SurveiChannel channel);
Str       survei_fill_seal(Arena *a, const SurveiCampaign *c, const FillBegin *b);

/* false: not sealed here for this campaign, or not of the last FILL_HOURS. */
bool survei_fill_open(Arena scratch, const SurveiCampaign *c, Str sealed, Instant now, FillBegin *out);

/* SHA-256 of "<seal>:<work>" begins with so many zero bits.  For one seal, so for one answer. */
bool survei_fill_proven(Arena scratch, Str sealed, Str work, int bits);

/* --- answers that waited on a tablet --- */

/* One of the list it hands in: {"key": 32 hex, "day", "service", "served_on", "about", "marks": digits, "said":
 * [["0", "..."]], "seconds", "code"}.  false: it has no key; what else is wrong is for survei_check(). */
bool survei_fill_read(Arena *a, const SurveiCampaign *c, const Json *j, SurveiAnswer *out);

/* What survei_check() has against a field, in words of the campaign's language. */
Str survei_fill_wrong(Arena *a, const SurveiCampaign *c, const SurveiTongue *t, const SurveiAnswer *x, Str field);

/* What such a tablet needs to ask without network: everything about a dressed campaign, in every language. */
void survei_fill_write(Arena *a, const SurveiCampaign *c, Date today, JsonOut *o);

/* --- languages --- */

/* The language of that name if every instrument of the campaign is in it; otherwise Indonesian. */
const SurveiTongue *survei_fill_tongue(const SurveiCampaign *c, Str code);
void survei_fill_tongues(Arena *a, const SurveiCampaign *c, SurveiTongues *out);

/* Option i of an own question, from 0, in one of the two languages these are written in. */
Str survei_fill_option(const SurveiQuestion *q, Lang lang, int i);

/* --- what is shown in return --- */

typedef struct {
    SurveiCampaign c;           /* the last of the unit's campaigns whose result is public; dressed; id 0: none */
    SurveiMeasure  at[SURVEI_FORMS];
} FillResult;

Err survei_fill_result(Arena *a, Db *db, const SurveiCampaign *c, const SurveiPacks *packs, FillResult *out) MUST_USE;

#endif
