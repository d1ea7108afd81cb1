/* hasil.h - what came out of a form of a campaign: for pages, reports, programs and open data.
 *
 * From the running sums alone, so that it costs the same after ten answers and after ten million.
 *
 * WHAT IS NOT SHOWN CANNOT BE RECKONED.  A group under the instrument's group_least is not shown, nor one that would
 * tell its size or marks by subtraction; hasil_suppress() says which.  Whoever shows a result in whatever form shows
 * what is .shown here and nothing else, so that no two forms of it tell more than one.
 *
 * AND NOT FROM TWO DAYS.  A result opens once, when its campaign is closed and every answer is counted, and never moves
 * again.  Until then there is how many answered: who saw a mean yesterday and today would have today's answers.
 */
#ifndef HASIL_H
#define HASIL_H

#include "survei/survei.h"

/* Sizes of groups that make up all of something whose size is known: which of them may be told?  Even who knows this
 * rule and every shown size cannot tell the size of a hidden one.  false: none; and nothing was said of any. */
bool hasil_suppress(const i64 *n, int count, i64 least, bool *out_shown);

/* The same for an own question: n[0] did not answer it, the others chose an option each.  `must`: nobody could leave it
 * out, which everybody knows; then n[0] is no group that could hide another. */
bool hasil_suppress_own(const i64 *n, int count, bool must, i64 least, bool *out_shown);

/* Marks of flagged answers: of all (n[0]), of those without any flag (n[1]), of those without the first, the second and
 * so on (n[2 + i], how many have it).  Sets of answers that overlap unseen: whatever is told of them together is never
 * about fewer than `least`. */
enum { FLAG_SETS = 2 + SURVEI_FLAGS };
void hasil_suppress_flags(const i64 n[FLAG_SETS], i64 least, bool out_shown[FLAG_SETS]);

typedef struct {
    i64  cell;                          /* a service, 202611, 20264 for a quarter, an option's number (0 not said) */
    Str  name;
    i64  population, quota;             /* of a service; 0: not known */
    bool shown;                         /* otherwise nothing below is known */
    i64  n;
    SurveiMeasure is;                   /* of n > 0 */
} ResultGroup;
typedef LIST(ResultGroup) ResultGroups;

typedef struct {
    int  cut;                           /* CUT_SERVICE, CUT_MONTH or an attribute */
    Str  code, name;                    /* "service", "quarter", "month", "sex"; in the reader's language */
    bool shown;                         /* false: every group of it is too small to be told from the others */
    int  hidden;                        /* groups that are not shown */
    ResultGroups groups;
} ResultCut;

typedef struct {
    i64  n;                             /* answers with this flag; it says nothing of what they answered */
    bool shown;                         /* .without may be told */
    SurveiMeasure without;              /* all but these answers */
} ResultFlag;

typedef struct { Str text; bool shown; i64 n; } ResultOption;   /* n: nothing unless it is shown */
typedef struct {
    i64  question_id;
    Str  ask;
    bool shown;                         /* false: nothing may be told of any of its options */
    LIST(ResultOption) options;         /* in their order; those who gave no answer last, if it could be left out */
} ResultChoice;                         /* one of the unit's own questions */

enum { RESULT_CUTS = 3 + ABOUTS };

typedef struct {
    const SurveiCampaign *campaign;
    int  form;
    const SurveiForm   *asked;
    const SurveiTongue *tongue;         /* topics and attributes in the reader's language */
    i64  least;                         /* answers a group must have: the most that any form of the campaign asks */
    i64  waiting;                       /* answers that are not counted yet */
    i64  population, quota, wanted;     /* of all services; wanted by survei_target(), or the least of a unit */

    bool open;                          /* it is not closed yet: only .n is there */
    bool shown;                         /* false: open, answers wait, or fewer than .least; only .n is there */
    i64  n;
    SurveiSums    sums;                 /* how often each mark was given to each element */
    SurveiMeasure all;

    i64  flagged;                       /* with one flag or more */
    bool plain_shown;
    SurveiMeasure plain;                /* without any flagged answer */
    ResultFlag    flags[SURVEI_FLAGS];

    ResultCut cuts[RESULT_CUTS];        /* service, quarter, month, attributes; those that say anything */
    int       ncuts;
    LIST(ResultChoice) choices;
} Hasil;

/* The campaign was found and dressed; names in `lang`. */
Err hasil_of(Arena *a, Db *db, const SurveiCampaign *c, int form, Lang lang, Hasil *out) MUST_USE;

/* Its result is there, and rests on fewer answers than a unit's survey needs. */
bool hasil_few(const Hasil *x);

/* One campaign's index with an instrument; nothing of an open one, or of fewer than the instrument's group_least. */
typedef struct {
    i64  campaign_id;
    int  form;
    Str  slug, title;
    bool open;
    Date opens_on;
    const SurveiPack  *pack;
    const SurveiScale *scale;
    bool shown;                         /* otherwise nothing below is known */
    SurveiSums    sums;                 /* n, total and total_sq alone */
    SurveiMeasure is;                   /* index, interval and band alone */
    i64  flagged;                       /* of sums.n: with one flag or more */
} ResultPoint;
typedef LIST(ResultPoint) ResultPoints;

typedef struct {
    i64  instansi_id, unit_id;
    Str  family;                        /* "skm" */
    bool only_public;
    Date from, until;                   /* they begin inside; none: whenever */
} ResultSpan;

/* A unit's campaigns in the order of time, the newest so many.  The asker was let in before. */
enum { RESULT_POINTS = 400 };
Err hasil_points(Arena *a, Db *db, const SurveiPacks *packs, const ResultSpan *span,
                         ResultPoints *out) MUST_USE;

/* The campaigns that began in a quarter, put together from their sums as the comparison of units does it: with one
 * instrument on one scale.  Those not shown are not in it, so it tells nothing that they do not tell themselves. */
typedef struct {
    i64  quarter;                       /* 20264 */
    const SurveiPack  *pack;
    const SurveiScale *scale;
    bool alone;                         /* the quarter has no other instrument or scale */
    SurveiSums    sums;
    SurveiMeasure is;
    LIST(const ResultPoint *) of;       /* in the order of time */
} ResultQuarter;
typedef LIST(ResultQuarter) ResultQuarters;
void hasil_quarters(Arena *a, const ResultPoints *points, ResultQuarters *out);        /* in the order of time */

/* The rest of a row: instrument, scale, elements, n, total, total_sq. */
void hasil_point_read(const SurveiPacks *packs, DbRows *rows, ResultPoint *p);

/* ",skm-14-2017,": the instruments of a family, for statements. */
Str hasil_family(Arena *a, const SurveiPacks *packs, Str family);

/* What respondents wrote, page by page from 0, in an order that says nothing of time: words stand beside marks in the
 * rows that go out, and a day beside the words would stand beside the marks.  Nothing until the campaign is closed. */
typedef struct { i64 question_id; Str say; } ResultSaid;
typedef struct { LIST(ResultSaid) of; bool more; } ResultSaids;
Err hasil_said(Arena *a, Db *db, const SurveiCampaign *c, int page, ResultSaids *out) MUST_USE;

Str hasil_quarter_name(Arena *a, Lang lang, i64 quarter);      /* 20264: "Triwulan IV 2026" */
Str hasil_quarter_title(Arena *a, Lang lang, const ResultQuarter *q);  /* with its instrument if it is not alone */
i64 hasil_quarter_of(Date d);

#endif
