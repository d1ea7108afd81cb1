/* hasil_follow_web.h - the pages of follow-up: actions on findings, forums with stakeholders. */
#ifndef HASIL_FOLLOW_WEB_H
#define HASIL_FOLLOW_WEB_H

#include "hasil/hasil.h"
#include "hasil/hasil_follow.h"
#include "web/fact.h"
#include "web/parts.h"

extern const Room hasil_follow_room;

/* The title of a page below the surveys. */
void follow_head(Req *r, Str title);

/* The element in the reader's language: "Biaya", with the instrument's name before it where `whole`. */
Str  follow_topic(Req *r, Str pack_id, Str element, bool whole);
Tag  follow_action_tag(Req *r, const HasilAction *x);
UnitAsker follow_asker(const Req *r);

/* A question of the LKE that somebody typed: in capitals as the pack writes it; an issue if there is none such. */
Str  follow_item(Req *r, const char *field, Str typed, Issues *issues);

/* "skm-14-2017.U3": an element of a survey as forms name it; empty for none.  false: the survey has no such. */
Str  follow_finding(Arena *a, Str pack_id, Str element);
bool follow_finding_read(const SurveiCampaign *c, Str text, Str *out_pack_id, Str *out_element);
void follow_findings(Req *r, const SurveiCampaign *c, FormView *v);            /* offered by the field "temuan" */

/* Where the asker reads an item of the unit's worksheet; empty: nowhere.  FactAsk: fact.h */
Err  follow_item_url(Req *r, const struct FactAsk *ask, Url *out) MUST_USE;

/* hasil_follow_fact.c: what was done, beside the item of the worksheet that it is evidence for */
Err  follow_facts(Req *r, const struct FactAsk *ask, struct Facts *out) MUST_USE;

/* A row of an earlier version, or of somebody else: the page asks to look again. */
Err  follow_conflict(Req *r, Err e, Issues *issues) MUST_USE;

/* hasil_forum_web.c */
Tag follow_asked_tag(Req *r, const HasilAsked *q);
Err forum_page_all(Req *r);             /* GET  /survei/forum */
Err forum_page_new(Req *r);             /* GET  /survei/forum/baru */
Err forum_make(Req *r);                 /* POST /survei/forum/baru */
Err forum_page(Req *r);                 /* GET  /survei/forum/:id */
Err forum_page_edit(Req *r);            /* GET  /survei/forum/:id/ubah */
Err forum_edit(Req *r);                 /* POST /survei/forum/:id/ubah */
Err forum_page_ask(Req *r);             /* GET  /survei/forum/:id/tanya, /survei/forum/:id/tanya/:id */
Err forum_ask(Req *r);                  /* POST the same */

enum { FORUM_FIELDS = 10, ASKED_FIELDS = 8 };
extern const Field forum_fields[FORUM_FIELDS], asked_fields[ASKED_FIELDS];

#endif
