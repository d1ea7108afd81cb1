/* pack.h - long pages travel compressed to who takes gzip.
 *
 * The worksheet as it is printed holds every note of 113 items.  Short pages are sent as they are: pressing them
 * would cost more time than sending them does.
 */
#ifndef WEB_PACK_H
#define WEB_PACK_H

#include "web/web.h"

/* Presses r->out, a page in its frame, if it has 32 KB or more and was asked for without a query: beside text of a
 * stranger's choice the length of what is pressed would help to guess the token of the forms (BREACH).  Where memory
 * is short or the page does not shrink it stays as it is. */
void page_pack(Req *r);

#endif
