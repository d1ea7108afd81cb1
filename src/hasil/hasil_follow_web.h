/* hasil_follow_web.h - the pages of follow-up: actions on findings, forums with stakeholders. */
#ifndef HASIL_FOLLOW_WEB_H
#define HASIL_FOLLOW_WEB_H

#include "hasil/hasil.h"
#include "hasil/hasil_follow.h"
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

/* A row of an earlier version, or of somebody else: the page asks to look again. */
Err  follow_conflict(Req *r, Err e, Issues *issues) MUST_USE;

/* hasil_forum_web.c */
Err forum_page_all(Req *r);             /* GET  /survei/forum */
Err forum_page_new(Req *r);             /* GET  /survei/forum/baru */
Err forum_make(Req *r);                 /* POST /survei/forum/baru */
Err forum_page(Req *r);                 /* GET  /survei/forum/:id */
Err forum_page_edit(Req *r);            /* GET  /survei/forum/:id/ubah */
Err forum_edit(Req *r);                 /* POST /survei/forum/:id/ubah */
Err forum_page_ask(Req *r);             /* GET  /survei/forum/:id/tanya, /survei/forum/:id/tanya/:id */
Err forum_ask(Req *r);                  /* POST the same */

enum { FORUM_FIELDS = 10, ASKED_FIELDS = 7 };
extern const Field forum_fields[FORUM_FIELDS], asked_fields[ASKED_FIELDS];

#endif
