/* evaluasi_board_web.h - the boards: GET /evaluasi and the lists behind it. */
#ifndef EVALUASI_BOARD_WEB_H
#define EVALUASI_BOARD_WEB_H

#include "evaluasi/evaluasi_board.h"
#include "web/parts.h"

#define BOARD_OWN   (WHO_FILLS | WHO(AGEN))
#define BOARD_LEADS (WHO(TPI_KETUA) | WHO(TPI_DALNIS))
#define BOARD_SEATS (WHO(PENDAHULUAN) | WHO(TPI_ANGGOTA) | BOARD_LEADS)
#define BOARD_ALL   (WHO(INSPEKTUR) | WHO(PIMPINAN))
#define BOARD_SEES  (BOARD_OWN | BOARD_SEATS | BOARD_ALL)

extern const Room evaluasi_board_room;

/* evaluasi_board_api_web.c: /api/v1/evaluasi/... */
extern const struct Gives gives_board_queue, gives_board_team, gives_board_all;
enum { BOARD_TEAM_FIELDS = 1 };
extern const Field board_team_fields[BOARD_TEAM_FIELDS];
Err board_api_queue(Req *r);
Err board_api_team(Req *r);
Err board_api_all(Req *r);

/* evaluasi_board_all_web.c */
enum { BOARD_FIELDS = 9 };
extern const Choice board_stages[STAGE_COUNT + 1];
extern const Field  board_fields[BOARD_FIELDS];         /* what its address may ask, and that of the API */
Err board_page_all(Req *r);                     /* GET  /evaluasi/semua */
Err board_all_figures(Req *r, Figures *out);    /* of this year, each leading there */
/* The rows that the address asks for, in its order if it names a column of the page.  What is wrong: issues. */
Err board_all_rows(Req *r, Issues *issues, BoardRows *out, int *out_late, bool *out_sorted);

#endif
