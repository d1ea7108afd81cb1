/* regulasi_web.h - the pages that say where the numbers come from: packs, their items, what differs between two. */
#ifndef REGULASI_WEB_H
#define REGULASI_WEB_H

#include "web/web.h"

extern const Room regulasi_room;

/* The agency's official wording of a pack is shown to all its units, so it is supplied by who holds one of these roles
 * for the whole agency: does this person? */
#define REGULASI_WORDS (WHO(ADMIN) | WHO(INSPEKTUR))
Err regulasi_may_word(const Req *r, bool *out) MUST_USE;

/* regulasi_api_web.c */
extern const struct Gives gives_pack, gives_pack_whole, gives_rule_node, gives_rule_option, gives_rule_input;
Err regulasi_api_packs(Req *r);
Err regulasi_api_pack(Req *r);
Err regulasi_api_nodes(Req *r);
Err regulasi_api_node(Req *r);

#endif
