/* survei.h - surveys: services, campaigns, what was answered, and running sums of it.
 *
 * PermenPANRB 90/2021 asks for 30 respondents or more in each unit, only users whose service has ended, in
 * proportion to the kinds of services; PermenPANRB 14/2017 has the elements of the SKM.  What an instrument asks and
 * how it counts is in survei_pack.h and survei_score.h: here a form is so and so many marks from 1 to its scale.
 *
 * NOBODY IS KNOWN BY AN ANSWER.  It is kept under a random key of the sender's and with the day alone; neither an
 * invitation nor a token is written beside it, and the log of changes has the campaign and a digest,
 * of the key as well, so that nobody can try what it was of.
 *
 * The owner is in the statement: see akun.h.
 */
#ifndef SURVEI_H
#define SURVEI_H

#include "akun/akun.h"
#include "base/secret.h"
#include "survei/survei_score.h"
#include "web/who.h"

enum { SURVEI_FORMS = 4, SURVEI_QUESTIONS = 20, SURVEI_SERVICES = 60, SURVEI_CHOICES = 9 };
enum { SURVEI_KEY = 16, SURVEI_SAID_MOST = 2000 };      /* bytes of an answer's key; of each thing that is written */

#define SURVEI_RUNS  WHO_FILLS                                          /* makes and runs a unit's campaigns */
#define SURVEI_READS (WHO_FILLS | WHO_ASSESSES | WHO(PIMPINAN))         /* sees them and their results */

typedef enum { SURVEI_OPEN_LINK, SURVEI_TOKEN, SURVEI_STRICT, SURVEI_MODES } SurveiMode;
typedef enum { SURVEI_DRAFT, SURVEI_OPEN, SURVEI_CLOSED, SURVEI_STATES } SurveiState;
typedef enum { SURVEI_WEB, SURVEI_KIOSK, SURVEI_OFFLINE, SURVEI_CHANNELS } SurveiChannel;

extern const char *const survei_modes[SURVEI_MODES];            /* "open", "token", "strict" */
extern const char *const survei_states[SURVEI_STATES];          /* "draft", "open", "closed" */
extern const char *const survei_channels[SURVEI_CHANNELS];      /* "web", "kiosk", "offline" */

/* --- what is asked --- */

typedef struct {
    i64  id, instansi_id, unit_id, version;
    Str  name, name_en;
    bool online;
    Date closed_on;             /* none: it is given */
} SurveiService;
typedef LIST(SurveiService) SurveiServices;

typedef struct { i64 service_id, population, quota; Str name, name_en; bool online; } SurveiTarget;
typedef struct {
    Str pack_id;
    int points, elements;       /* marks are 1 to points */
    const SurveiPack  *pack;    /* by survei_dress() */
    const SurveiScale *scale;
} SurveiForm;
typedef struct {
    i64  id;
    bool text;                  /* words; otherwise one of `options`, one a line */
    bool required;
    Str  ask, ask_en, options, options_en;
} SurveiQuestion;

typedef struct {
    i64            id, instansi_id, unit_id, version;
    Str            unit_code, unit_name, title, slug, embed, kiosk;
    SurveiMode     mode;
    bool           plain_too;
    SurveiState    state;
    Date           opens_on, closes_on, served_from;
    Date           closed_on;   /* the day it was really closed; none: it is not */
    int            utc_minutes; /* the clock of its unit, by which its days begin and end */
    Instant        published_at, made_at;
    Str            blind_public;        /* strict mode, once it is open */
    i64            n;           /* answers in the sums */
    SurveiForm     forms[SURVEI_FORMS];
    int            nforms;
    SurveiQuestion questions[SURVEI_QUESTIONS];
    int            nquestions;
    SurveiTarget   targets[SURVEI_SERVICES];
    int            ntargets;
    bool           runs;        /* the asker may change it */
} SurveiCampaign;

/* The campaign of a public address, whatever its state; the caller looks at state and days. */
Err survei_by_slug(Arena *a, Db *db, Str slug, SurveiCampaign *out) MUST_USE;
Err survei_by_kiosk(Arena *a, Db *db, Str secret, SurveiCampaign *out) MUST_USE;

/* by->role_bits: SURVEI_READS or fewer must reach its unit.  ERR_NOT_FOUND otherwise. */
Err survei_find(Arena *a, Db *db, const UnitAsker *by, i64 id, SurveiCampaign *out) MUST_USE;

/* The instruments of its forms.  ERR_NOT_FOUND if this program has one of them no longer. */
Err survei_dress(SurveiCampaign *c, const SurveiPacks *packs) MUST_USE;

/* The day it is at its unit: a counter in Jayapura opens two hours before one in Jakarta. */
Date survei_today(const SurveiCampaign *c, Instant now);

/* May it be answered on that day (survei_today)? */
bool survei_answerable(const SurveiCampaign *c, Date today);

/* Its last day: as planned, or the one on which it was closed before. */
Date survei_until(const SurveiCampaign *c);

int survei_marks(const SurveiCampaign *c);              /* digits in an answer's marks: elements and own choices */
int survei_marks_from(const SurveiCampaign *c, int form);       /* where a form's begin; nforms: the own choices */
int survei_options(const SurveiQuestion *q);            /* how many lines */

/* --- answering --- */

/* What respondents say of themselves: the attributes of the first form's pack, by the option's number, 0 not said. */
enum { ABOUTS = SURVEI_ATTRIBUTES };

/* What is odd about an answer: shown and explained, never a reason to leave it out silently. */
enum {
    FLAG_STRAIGHT,              /* the same mark for every element */
    FLAG_QUICK,                 /* sent sooner than anybody reads the questions */
    FLAG_BURST,                 /* one of very many within minutes */
    FLAG_ALIKE,                 /* another answer says the very same */
    FLAG_EARLY,                 /* the service ended before the period that is asked about */
    SURVEI_FLAGS
};
Msg survei_flag_msg(int flag);
Msg survei_flag_why_msg(int flag);

typedef struct { i64 question_id; Str say; } SurveiSaid;        /* question_id 0: what they say besides */

typedef struct {
    u8             key[SURVEI_KEY];     /* random, made by the sender: what comes twice is stored once */
    i64            service_id;
    Date           served_on, answered_on;
    u8             about[ABOUTS];
    u8             marks[SURVEI_FORMS * SURVEI_ELEMENTS + SURVEI_QUESTIONS];    /* survei_marks() of them */
    int            seconds;             /* 0: not known */
    SurveiChannel  channel;
    int            flags;               /* what the one who took it saw: FLAG_QUICK, FLAG_BURST */
    SurveiSaid     said[SURVEI_QUESTIONS + 1];
    int            nsaid;
    Str            code;                /* of the invitation, in SURVEI_TOKEN and where plain_too allows it */
    Str            token;               /* in SURVEI_STRICT: proven by the caller already (survei_blind.h) */
} SurveiAnswer;

/* Every problem with an answer, field by field: "m3" the fourth mark, "t0" the first own question, "a0" the first
 * attribute, "service", "served_on", "said"; empty: the day is outside the campaign.  The campaign is dressed. */
void survei_check(const SurveiCampaign *c, const SurveiAnswer *x, Date today, Lang lang, Issues *issues);

/* How it stands with the code of an invitation, mended by survei_blind_code().  *out_service: what it was given for, if
 * the campaign asks about that; otherwise 0.  In SURVEI_TOKEN that is the service of the answer. */
typedef enum { CODE_GOOD, CODE_USED, CODE_UNKNOWN } SurveiCode;
Err survei_code(Arena scratch, Db *db, const SurveiCampaign *c, Str code, i64 *out_service, SurveiCode *out) MUST_USE;

typedef enum { TAKEN, TAKEN_BEFORE, TAKEN_USED } SurveiTaken;

/* Store a checked answer, durable when the transaction is.  TAKEN_BEFORE: this very answer is there already: good.
 * TAKEN_USED: the code or token was used for another one, or the campaign has no such code; nothing is stored.
 * ERR_CONFLICT: the key is there with other content. */
Err survei_take(Arena scratch, Db *db, const SurveiCampaign *c, const SurveiAnswer *x, Instant now,
                SurveiTaken *out) MUST_USE;

/* --- running sums --- */

/* Bring some hundred new answers into the sums; *out_more: call again.  For the background; several at once do no
 * harm. */
Err survei_fold(Arena scratch, Db *db, bool *out_more) MUST_USE;

/* Keep what came of a closed campaign where lists and comparisons read it.  Whoever closes one calls it, in that
 * transaction; survei_fold() does for answers that come later. */
Err survei_outcome(Db *db, i64 campaign_id) MUST_USE;

enum {                          /* by what answers are grouped */
    CUT_ALL, CUT_SERVICE, CUT_MONTH,
    CUT_ABOUT,                  /* the first attribute, and so on */
    CUT_FLAG = CUT_ABOUT + ABOUTS,      /* cell: the flag; SURVEI_FLAGS: answers without any */
    SURVEI_CUTS
};

typedef struct {
    int cut;
    i64 cell;                   /* a service, 202611, an option's number, a flag; 0 for all */
    i64 n, total, total_sq;     /* answers; their marks added up; the square of each answer's, added up */
    i64 marks[SURVEI_QUESTIONS][SURVEI_CHOICES + 1];    /* [element][mark]; of own choices [question][option], 0 none */
} SurveiCell;
typedef LIST(SurveiCell) SurveiCells;

/* The sums of a form (nforms: the own choices) by all cuts, or by one (cut >= 0).  The campaign was found before. */
Err survei_cells(Arena *a, Db *db, const SurveiCampaign *c, int form, int cut, SurveiCells *out) MUST_USE;

SurveiSums survei_sums_of(const SurveiForm *f, const SurveiCell *x);    /* for survei_measure() */

/* Answers that wait for survei_fold(). */
Err survei_waiting(Arena scratch, Db *db, i64 campaign_id, i64 *out) MUST_USE;

/* For `pulau verify`: how many sums, or copies of them (survei_outcome, survei_campaign.answers), are not
 * what counting the answers says, over everything; and answers seen. */
Err survei_miscounted(Arena scratch, Db *db, i64 *out_bad, i64 *out_answers) MUST_USE;

/* Answers one after the other, in an order that says nothing of time; `each` may keep nothing of what it is given. */
typedef Err (*SurveiEach)(void *to, const SurveiAnswer *x);
Err survei_each(Arena scratch, Db *db, const SurveiCampaign *c, SurveiEach each, void *to) MUST_USE;

#endif
