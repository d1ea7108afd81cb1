/* hasil_web.h - results on pages: of a unit's own, compared, and public; between these files of the room. */
#ifndef HASIL_WEB_H
#define HASIL_WEB_H

#include "hasil/hasil.h"
#include "web/api.h"
#include "web/fact.h"
#include "web/parts.h"

extern const Room hasil_room;

/* A result drawn into the page; the same numbers for everybody, other links. */
typedef struct {
    const SurveiCampaign *campaign;
    int  form;
    bool open_to_all;           /* the public page: trend and links lead to public pages alone */
    Url  self;                  /* this page, for its other forms: ?form=1 is put behind it */
    LIST(Link) links;
} ResultShow;
Err result_show(Req *r, const ResultShow *show) MUST_USE;

/* The unit's quarters with the instruments of this one's family, as the page has them. */
Err result_quarters(Req *r, const ResultShow *show, const SurveiPack *p, ResultQuarters *out) MUST_USE;

Str result_index(Req *r, const SurveiPack *p, Ratio index);             /* "87,56" */
Str result_interval(Req *r, const SurveiPack *p, const SurveiMeasure *m);       /* "86,9 sampai 88,2"; may be empty */
Str result_band(Req *r, const SurveiMeasure *m);                        /* "B, baik" */
Tag result_tag(Req *r, const SurveiPack *p, const SurveiMeasure *m);
Str result_period(Req *r, const SurveiCampaign *c);                     /* "1 Juli 2026 sampai 30 September 2026" */
int result_form(const Req *r, const SurveiCampaign *c);                 /* of the address; 0 if it names none */

Str hasil_family_name(const Req *r, Str family);                       /* "SKM (IKM)" */

/* hasil_fact.c: what the unit's surveys of a year say about an item of its worksheet */
Err result_facts(Req *r, const FactAsk *ask, Facts *out) MUST_USE;

/* --- the handlers, for the table in hasil_web.c --- */

/* hasil_web.c */
Err result_page(Req *r);                /* GET  /survei/:id/hasil */
Err result_said(Req *r);                /* GET  /survei/:id/saran */

/* hasil_api_web.c */
extern const Gives gives_hasil;
Err result_api(Req *r);                 /* GET  /api/v1/survei/:id/hasil */

/* hasil_compare_web.c */
extern const Gives gives_hasil_compare;
enum { COMPARE_FIELDS = 3 };
extern const Field compare_fields[COMPARE_FIELDS];
Err compare_api(Req *r);                /* GET  /api/v1/survei/banding */
Err compare_page(Req *r);               /* GET  /survei/banding */

#endif
