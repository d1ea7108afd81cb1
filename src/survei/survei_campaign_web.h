/* survei_campaign_web.h - the pages of units: services, campaigns, own questions, invitations; one handler a row. */
#ifndef SURVEI_CAMPAIGN_WEB_H
#define SURVEI_CAMPAIGN_WEB_H

#include "kabar/kabar.h"
#include "survei/survei_campaign.h"
#include "unit/unit_web.h"
#include "web/parts.h"

extern const Room survei_room;

enum { SURVEI_CAMPAIGN_KINDS = 2 };
extern const KabarKind survei_campaign_kinds[SURVEI_CAMPAIGN_KINDS];

/* Room.remind: what closes soon without its quotas; and closes what is over. */
Err survei_campaign_remind(Arena scratch, Db *db, const KabarDay *day) MUST_USE;

/* The campaign of the address (:id), dressed; trail, title and section are set.  `runs`: only for who may change it,
 * otherwise ERR_NOT_FOUND. */
Err campaign_page(Req *r, Msg title, bool runs, SurveiCampaign *c) MUST_USE;
Url campaign_url(Req *r, const SurveiCampaign *c, const char *rest);    /* "/survei/12" and rest */
/* On a day of its unit. */
Tag campaign_tag(Req *r, Date today, SurveiState state, Date opens, Date closes, Instant published);
Str campaign_address(Req *r, const SurveiCampaign *c);                  /* "https://zi.go.id/s/loket" */
Str campaign_forms(Req *r, const SurveiCampaign *c);                    /* "SPAK, SPKP" */
Msg campaign_mode_msg(SurveiMode mode);
Msg campaign_mode_why_msg(SurveiMode mode);                             /* what it prevents, what it costs */
bool campaign_seen(Req *r, i64 *out_version);                           /* the version of the form */

/* survei_campaign_web.c */
Err campaign_show(Req *r);              /* GET  /survei/:id */
Err campaign_ask_step(Req *r);          /* GET  /survei/:id/langkah/:step */
Err campaign_step(Req *r);              /* POST /survei/:id/langkah/:step */

/* survei_campaign_list_web.c */
Err campaign_list(Req *r);              /* GET  /survei */
Err campaign_api_list(Req *r);          /* GET  /api/v1/survei */
Err campaign_api_one(Req *r);           /* GET  /api/v1/survei/:id */
extern const struct Gives gives_survei, gives_survei_whole;
enum { SURVEI_API_FIELDS = 2 };
extern const struct Field survei_api_fields[SURVEI_API_FIELDS];

/* survei_campaign_form_web.c */
Err campaign_new(Req *r);               /* GET  /survei/baru */
Err campaign_make(Req *r);              /* POST /survei/baru */
Err campaign_edit(Req *r);              /* GET  /survei/:id/atur */
Err campaign_save(Req *r);              /* POST /survei/:id/atur */

/* survei_campaign_ask_web.c */
Err campaign_questions(Req *r);         /* GET  /survei/:id/pertanyaan */
Err campaign_question_add(Req *r);      /* POST /survei/:id/pertanyaan */
Err campaign_question(Req *r);          /* GET  /survei/:id/pertanyaan/:id */
Err campaign_question_set(Req *r);      /* POST /survei/:id/pertanyaan/:id */
Err campaign_question_do(Req *r);       /* POST /survei/:id/pertanyaan/:id/:what */

/* survei_campaign_invite_web.c */
Err campaign_invites(Req *r);           /* GET  /survei/:id/undangan */
Err campaign_invite(Req *r);            /* POST /survei/:id/undangan */
Err campaign_codes(Req *r);             /* POST /survei/:id/undangan/kode */
Err campaign_import(Req *r);            /* GET  /survei/:id/undangan/impor */
Err campaign_import_before(Req *r);
Err campaign_import_read(Req *r);       /* POST /survei/:id/undangan/impor */
Err campaign_import_show(Req *r);       /* GET  /survei/:id/undangan/impor/:id */
Err campaign_import_write(Req *r);      /* POST /survei/:id/undangan/impor/:id */
Err campaign_template_csv(Req *r);      /* GET  /survei/impor/templat.csv */
Err campaign_template_xlsx(Req *r);     /* GET  /survei/impor/templat.xlsx */

/* survei_service_web.c */
Err service_list(Req *r);               /* GET  /survei/layanan */
Err service_add(Req *r);                /* POST /survei/layanan */
Err service_edit(Req *r);               /* GET  /survei/layanan/:id */
Err service_save(Req *r);               /* POST /survei/layanan/:id */
Err service_close(Req *r);              /* POST /survei/layanan/:id/tutup */

/* Below a list: the form for one more. */
typedef struct { Str title; FormView form; } SurveiAddView;
void campaign_draw_add(Req *r, const SurveiAddView *v);

/* The unit whose services or new campaign are asked about: by its code, or the only one that the person runs.
 * out->id 0: it has to be chosen first, and the page for that was drawn. */
Err campaign_unit(Req *r, Str code, Unit *out) MUST_USE;

#endif
