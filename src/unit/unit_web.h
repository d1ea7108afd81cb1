/* unit_web.h - the pages of the tree; and what pages of other rooms ask of it. */
#ifndef UNIT_WEB_H
#define UNIT_WEB_H

#include "unit/unit.h"
#include "web/form.h"

extern const Room unit_room;

/* The person of this request as one who asks for units, by these roles. */
UnitAsker unit_asker(const Req *r, Who roles);

/* A field of kind F_TEXT that takes a unit's code: few units are offered in a list, many are typed. */
void unit_offer(Req *r, FormView *v, const char *field, const Units *units);

/* The unit whose code was typed, within reach; otherwise an issue at the field and out->id 0. */
Err unit_typed(Req *r, const UnitAsker *by, const char *field, Str code, Unit *out, Issues *issues) MUST_USE;

#endif
