/* kept.h - pages kept as they were drawn, until anything at all in the database changes.
 *
 * A page with ROUTE_KEPT is made of the address, the person with roles and language, the day and the database, and of
 * nothing else: no clock, no form.  So it is the same page for as long as db_state() is the same.  Who may see it is
 * asked anew each time, before (Route.who, Route.look); and menu, token and notice stand in the frame, drawn each time.
 */
#ifndef WEB_KEPT_H
#define WEB_KEPT_H

#include "web/web.h"

/* Runs the handler of the route, or takes what it drew for this person in this state. */
Err kept_run(Req *r) MUST_USE;

#endif
