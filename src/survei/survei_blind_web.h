/* survei_blind_web.h - /s/:slug/token hands out the right to answer a strict campaign; what its answering pages carry.
 *
 * The page with the form of an answer draws survei_blind_fields() inside the form; its handler gives what comes back to
 * survei_blind_read(), and the page that thanks draws survei_blind_done(), so that the browser forgets the token.
 */
#ifndef SURVEI_BLIND_WEB_H
#define SURVEI_BLIND_WEB_H

#include "survei/survei.h"
#include "web/html.h"

extern const Room survei_blind_room;

/* Hidden fields "token" and "sig", filled by a script or with what came, and where to get them.  Nothing for any other
 * campaign. */
Html survei_blind_fields(Req *r, const SurveiCampaign *c, const SurveiTongue *t);
Html survei_blind_done(Req *r, const SurveiCampaign *c);

/* The token of the request, proven, into x->token.  An issue without a field if it is missing or another campaign's,
 * unless the campaign takes plain codes as well and x->code has one.  Nothing for any other campaign. */
void survei_blind_read(Req *r, const SurveiCampaign *c, const SurveiTongue *t, SurveiAnswer *x, Issues *issues);

#endif
