/* hasil_report.h - what a unit publishes after a quarter: method, index, elements, respondents, trend, as a PDF. */
#ifndef HASIL_REPORT_H
#define HASIL_REPORT_H

#include "hasil/hasil.h"

typedef struct {
    const SurveiCampaign *c;            /* found by who asks, and dressed */
    const SurveiPacks    *packs;
    Str                   agency;       /* above the unit's name */
    Str                   origin;       /* "https://zi.instansi.go.id" */
    Lang                  lang;
    Instant               now;
} HasilReport;

/* Says what results show and nothing else; before there are enough answers, how far it has come. */
Err hasil_report(Arena *a, Db *db, const HasilReport *x, Str *out_pdf) MUST_USE;

#endif
