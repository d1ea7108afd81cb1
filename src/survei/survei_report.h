/* survei_report.h - what a unit publishes after a quarter: method, index, elements, respondents, trend, as a PDF. */
#ifndef SURVEI_REPORT_H
#define SURVEI_REPORT_H

#include "survei/survei_result.h"

typedef struct {
    const SurveiCampaign *c;            /* found by who asks, and dressed */
    const SurveiPacks    *packs;
    Str                   agency;       /* above the unit's name */
    Str                   origin;       /* "https://zi.instansi.go.id" */
    Lang                  lang;
    Instant               now;
} SurveiReport;

/* Says what results show and nothing else; before there are enough answers, how far it has come. */
Err survei_report(Arena *a, Db *db, const SurveiReport *x, Str *out_pdf) MUST_USE;

#endif
