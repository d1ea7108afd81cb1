/* evaluasi_cycle_web.h - the pages of cycles: what each begins with, and the handlers, one a row of the table. */
#ifndef EVALUASI_CYCLE_WEB_H
#define EVALUASI_CYCLE_WEB_H

#include "evaluasi/evaluasi_seat.h"
#include "unit/unit_web.h"
#include "web/parts.h"

extern const Room evaluasi_cycle_room;

/* The cycle of the address (:id) with its limits; trail, title and section are set.  `runs`: only for who may run it,
 * otherwise ERR_NOT_FOUND. */
Err cycle_page(Req *r, Msg title, bool runs, Siklus *c, EvalLimits *law) MUST_USE;
Url cycle_url(Req *r, const Siklus *c, const char *rest);       /* "/siklus/12" and rest */
Str cycle_name(Req *r, const Siklus *c);                        /* "Siklus 2026" */
Str cycle_span(Req *r, const EvalWindow *w);                    /* "1 Agustus 2026 sampai 14 September 2026" */
Tag cycle_window_tag(Req *r, const EvalWindow *w);              /* open, to come, over */
void cycle_cell(Req *r, Filter *f, const char *name, Str value, Str label);     /* one choice of a filter */

/* evaluasi_cycle_web.c */
Err cycle_page_all(Req *r);             /* GET  /siklus */
Err cycle_page_show(Req *r);            /* GET  /siklus/:id */

/* evaluasi_form_web.c */
Err cycle_page_new(Req *r);             /* GET  /siklus/baru */
Err cycle_make(Req *r);                 /* POST /siklus/baru */
Err cycle_page_settings(Req *r);        /* GET  /siklus/:id/atur */
Err cycle_settings(Req *r);             /* POST /siklus/:id/atur */

/* evaluasi_date_web.c */
Err cycle_page_dates(Req *r);           /* GET  /siklus/:id/jadwal */
Err cycle_ics(Req *r);                  /* GET  /siklus/:id/jadwal.ics */
Err cycle_feed(Req *r);                 /* GET  /kalender/:token */
Err cycle_set_feed(Req *r);             /* POST /siklus/:id/langganan */

/* evaluasi_team_web.c */
Err cycle_page_teams(Req *r);           /* GET  /siklus/:id/tim */
Err cycle_page_team_new(Req *r);        /* GET  /siklus/:id/tim/baru */
Err cycle_page_team(Req *r);            /* GET  /siklus/:id/tim/:id */
Err cycle_team(Req *r);                 /* POST /siklus/:id/tim/baru, /siklus/:id/tim/:id */
Err cycle_team_drop(Req *r);            /* POST /siklus/:id/tim/:id/hapus */
Err cycle_page_ties(Req *r);            /* GET  /siklus/:id/ikatan */
Err cycle_tie(Req *r);                  /* POST /siklus/:id/ikatan */
Err cycle_page_tie_end(Req *r);         /* GET  /siklus/:id/ikatan/:id */
Err cycle_tie_end(Req *r);              /* POST /siklus/:id/ikatan/:id */
i64 cycle_team_room(const Siklus *c, const Team *t);            /* how many units it can take */
i64 cycle_team_units(const Bench *b, const Team *t);            /* and how many it has */
bool cycle_tie_shown(const Req *r, const Bench *b, const Tie *t);       /* the own ones; all to who runs the cycle */
Str cycle_tie_text(Req *r, const Tie *t);

/* evaluasi_cycle_api_web.c: /api/v1/siklus */
extern const struct Gives gives_cycle, gives_cycle_seats, gives_cycle_team, gives_cycle_tie;
Err cycle_api_all(Req *r);
Err cycle_api_seats(Req *r);
Err cycle_api_teams(Req *r);
Err cycle_api_ties(Req *r);

/* evaluasi_seat_web.c */
Err cycle_bench(Req *r, Msg title, bool runs, Bench *b) MUST_USE;       /* cycle_page(), and its bench */
Err cycle_page_seats(Req *r);           /* GET  /siklus/:id/penugasan */
Err cycle_page_proposal(Req *r);        /* GET  /siklus/:id/penugasan/usul */
Err cycle_accept(Req *r);               /* POST /siklus/:id/penugasan/usul */
Err cycle_page_hand_over(Req *r);       /* GET  /siklus/:id/penugasan/ganti */
Err cycle_hand_over(Req *r);            /* POST /siklus/:id/penugasan/ganti */
Err cycle_page_unit(Req *r);            /* GET  /siklus/:id/penugasan/:id */
Err cycle_unit(Req *r);                 /* POST /siklus/:id/penugasan/:id */

#endif
