/* survei_pack.h - instruments of surveys as dated data: what is asked, how it is reckoned, which numbers hold.
 *
 * A pack is read once, strictly, and is constant from then on.  Every number in it has its source, and says in two
 * languages what is not sure about it.  What respondents read is a layer apart, one file for each language.
 */
#ifndef SURVEI_PACK_H
#define SURVEI_PACK_H

#include "regulasi/regulasi.h"

enum { SURVEI_ELEMENTS = 16, SURVEI_POINTS = 6, SURVEI_SCALES = 2, SURVEI_BANDS = 6, SURVEI_ATTRIBUTES = 6,
       SURVEI_OPTIONS = 10 };

typedef struct {
    Ratio             is;
    const PackSource *source;
    Str               doubt[LANG_COUNT];        /* empty where nothing is in doubt */
} SurveiNumber;

typedef struct {
    Str  code;                  /* "U1" */
    bool online;                /* is asked otherwise about a digital service */
    Str  answers, online_answers;       /* names of sets of answers, where the scale names none */
    const PackSource *source;
    Str  doubt[LANG_COUNT];
} SurveiElement;

typedef struct {
    int          points;        /* marks are 1 to this */
    Str          answers;       /* the name of a set of answers for all elements; empty: each has its own */
    SurveiNumber factor;        /* a mark times this is what the index is made of: 2/3 where 6 becomes 4 */
} SurveiScale;

typedef struct { Str code, title[LANG_COUNT]; SurveiNumber from; } SurveiBand;

/* What may be asked about a respondent, in groups: "sex", "age". */
typedef struct {
    Str  code, options[SURVEI_OPTIONS];
    int  noptions;
    const PackSource *source;
    Str  doubt[LANG_COUNT];
} SurveiAttribute;

typedef enum {
    SURVEI_RESPONDENTS_LEAST,   /* of a unit */
    SURVEI_GROUP_LEAST,         /* a smaller group is not shown */
    SURVEI_CONFIDENCE_PERCENT,
    SURVEI_QUESTION_SECONDS,    /* quicker than this nobody reads a question */
    SURVEI_BURST_ANSWERS, SURVEI_BURST_MINUTES,         /* so many answers in so short a time are a burst */
    SURVEI_TIMES_LEAST, SURVEI_TIMES_FULL,              /* surveys a year: that must be, that give full points */
    SURVEI_SAMPLE_CHI2, SURVEI_SAMPLE_SHARE, SURVEI_SAMPLE_ERROR,       /* of the table of samples */
    SURVEI_SETTINGS
} SurveiSetting;

extern const char *const survei_settings[SURVEI_SETTINGS];      /* "respondents_least" */

/* --- what respondents read --- */

typedef enum {
    TONGUE_LANGUAGE, TONGUE_BEGIN, TONGUE_NEXT, TONGUE_BACK, TONGUE_SEND, TONGUE_CHANGE, TONGUE_QUESTION,
    TONGUE_CHOOSE, TONGUE_MISSING, TONGUE_TROUBLE, TONGUE_SERVICE, TONGUE_SERVICE_DAY, TONGUE_FINISHED,
    TONGUE_ONLY_FINISHED, TONGUE_ABOUT_YOU, TONGUE_OPTIONAL, TONGUE_NOT_SAID, TONGUE_COMMENT, TONGUE_CHECK,
    TONGUE_PRIVACY, TONGUE_MINUTES, TONGUE_THANKS, TONGUE_THANKS_TEXT, TONGUE_RESULT, TONGUE_AGAIN,
    TONGUE_CLOSED, TONGUE_TAKEN, TONGUE_OFFLINE, TONGUE_WAITING, TONGUE_MONTHS, TONGUE_CODE,
    TONGUE_CODE_HINT, TONGUE_CODE_BAD, TONGUE_CODE_FOR, TONGUE_OFTEN, TONGUE_OLD, TONGUE_LONG,
    TONGUE_PERIOD, TONGUE_NONE, TONGUE_NONE_TEXT, TONGUE_SOON, TONGUE_OF, TONGUE_STAY, TONGUE_STAY_ON,
    TONGUE_TABLET, TONGUE_NO_SCRIPT, TONGUE_NO_SCRIPT_GO, TONGUE_QUEUE_SAVE, TONGUE_QUEUE_REFUSED,
    TONGUE_QUEUE_DROP, TONGUE_QUEUE_FULL, TONGUE_QUEUE_CLOSED, TONGUE_QUEUE_KEY, TONGUE_QUEUE_OTHER,
    TONGUE_RIGHT_LEAD,          /* from here on: of the page that hands out the right to answer a strict campaign */
    TONGUE_RIGHT_CODE, TONGUE_RIGHT_CODE_HINT, TONGUE_RIGHT_FETCH,
    TONGUE_RIGHT_WORKING, TONGUE_RIGHT_LOST, TONGUE_RIGHT_FAILED, TONGUE_RIGHT_HAVE, TONGUE_RIGHT_ON,
    TONGUE_RIGHT_NEED, TONGUE_RIGHT_NEED_GO, TONGUE_RIGHT_NONE, TONGUE_RIGHT_HOW, TONGUE_RIGHT_HOW_1,
    TONGUE_RIGHT_HOW_2, TONGUE_RIGHT_HOW_3, TONGUE_RIGHT_KEY, TONGUE_RIGHT_KEY_FILE, TONGUE_RIGHT_PLAIN,
    TONGUE_RIGHT_PLAIN_TEXT, TONGUE_RIGHT_PLAIN_TOO, TONGUE_RIGHT_PLAIN_GO, TONGUE_RIGHT_SOON,
    TONGUE_RIGHT_SOON_TEXT, TONGUE_RIGHT_SHUT, TONGUE_RIGHT_SHUT_TEXT, TONGUE_RIGHT_UNKNOWN,
    TONGUE_RIGHT_USED, TONGUE_RIGHT_BAD, TONGUE_WORDS
} SurveiWord;

extern const char *const survei_words[TONGUE_WORDS];            /* "next" */

typedef struct {
    Str topic;                  /* "Persyaratan" */
    Str ask[2];                 /* [1]: of a digital service; the same where the element knows no other */
    Str answers[2][SURVEI_SCALES][SURVEI_POINTS];
} SurveiAsk;

/* One language for one pack: whole, or not there at all. */
typedef struct {
    Str       code, name;       /* "jv", also for the attribute lang; "Basa Jawa" */
    Str       doubt[LANG_COUNT];        /* what a reader who speaks it should confirm; empty if somebody has */
    Str       words[TONGUE_WORDS];
    SurveiAsk at[SURVEI_ELEMENTS];
    Str       bands[SURVEI_BANDS];
    Str       attributes[SURVEI_ATTRIBUTES], options[SURVEI_ATTRIBUTES][SURVEI_OPTIONS];
} SurveiTongue;
typedef LIST(const SurveiTongue *) SurveiTongues;

/* --- a pack --- */

typedef struct SurveiPack {
    Str             id, family;         /* "skm-14-2017", "skm" */
    Str             regulation, title[LANG_COUNT], name, index;         /* "SKM", "IKM" */
    Date            from, until;        /* both inside; until is none while it is in force */
    Str             doubt[LANG_COUNT];  /* about the whole: its days, its wording */
    Str             sha256, json;
    SurveiNumber    weight;             /* of each element: exactly one part of all */
    SurveiNumber    times;              /* from the mean of all to the index */
    SurveiNumber    decimals;           /* the index is rounded to, before it meets the bands */
    SurveiScale     scales[SURVEI_SCALES];      /* the usual one first; all have the same top */
    SurveiBand      bands[SURVEI_BANDS];        /* best first; the last takes all that is left */
    SurveiElement   elements[SURVEI_ELEMENTS];
    SurveiAttribute attributes[SURVEI_ATTRIBUTES];
    SurveiNumber    set[SURVEI_SETTINGS];
    Str             feeds, feeds_index, feeds_times;    /* of a worksheet's pack: items that its index answers, and
                                                           how often it was asked in a year; may be empty */
    int             nscales, nbands, nelements, nattributes;
    SurveiTongues   tongues;            /* Indonesian first */
} SurveiPack;

/* Every instrument this program knows: those inside it, and those of the database once they are in `r`.  Nobody is
 * asked in one without words: it waits for them aside. */
typedef LIST(SurveiPack *) SurveiPackList;
typedef struct SurveiPacks { SurveiPackList packs, wordless; } SurveiPacks;
Err survei_packs_start(Arena *life, const Regulasi *r, SurveiPacks *out) MUST_USE;

/* Strict: every problem is an issue (field: the place, text: in `lang`), and then ERR_INVALID.  Without languages. */
Err survei_pack_read(Arena *life, Str json, Lang lang, Issues *issues, SurveiPack **out) MUST_USE;

/* A file of words over every pack it speaks of: a later file of a language takes the place of the earlier one. */
Err survei_words_read(Arena *life, Str json, Lang lang, Issues *issues, SurveiPacks *packs) MUST_USE;

/* A file that somebody wants to add, of either kind: what it is, for regulasi_keep(), or every problem. */
bool survei_is_file(Arena scratch, Str json);           /* is it one of this room's kinds at all? */
Err  survei_pack_judge(Arena *a, const SurveiPacks *known, Str json, Lang lang, Issues *issues,
                       RegulasiFile *out) MUST_USE;

const SurveiPack *survei_pack(const SurveiPacks *all, Str id);          /* NULL if unknown */
bool              survei_pack_taken(const SurveiPacks *all, Str id);    /* also by one without words */

/* The instrument of a family ("skm") in force on a day.  ERR_NOT_FOUND, never a guess. */
Err survei_pack_for(const SurveiPacks *all, Str family, Date day, const SurveiPack **out) MUST_USE;

const SurveiScale  *survei_scale(const SurveiPack *p, i64 points);      /* NULL if it has none of so many */
const SurveiTongue *survei_tongue(const SurveiPack *p, Str code);       /* the first if it has none of the name */
int  survei_element(const SurveiPack *p, Str code);                     /* an index, or -1 */
i64  survei_set(const SurveiPack *p, SurveiSetting which);              /* a setting that is a whole number */

Ratio survei_step(const SurveiPack *p); /* steps of a rounded index in one: 100 for two decimals; 0: no such rounding */

/* A word of the frame with what belongs into it: "Pertanyaan {1} dari {2}". */
Str  survei_tell(Arena *a, const SurveiTongue *t, SurveiWord word, Str one, Str two);
Str  survei_tell_date(Arena *a, const SurveiTongue *t, Date day);       /* "21 Agustus 2026"; empty for none */

#endif
