/* unit.h - the tree of units: instansi, eselon I, unit kerja, satker, kawasan; and what became of each.
 *
 * Two walls stand in every statement here: the instansi, and for whoever changes something the units that
 * person reaches by a role held today (view akun_reach).  To change a unit you must first have found it with
 * unit_find_reached(); the command line finds with unit_find().
 */
#ifndef UNIT_H
#define UNIT_H

#include "base/say.h"
#include "db/db.h"

typedef enum { UNIT_INSTANSI, UNIT_ESELON1, UNIT_KERJA, UNIT_SATKER, UNIT_KAWASAN, UNIT_KINDS } UnitKind;

Str  unit_kind_code(UnitKind kind);             /* "eselon1": stored, in files, on the command line */
Msg  unit_kind_msg(UnitKind kind);
bool unit_kind_parse(Str code, UnitKind *out);  /* also as people write it: "Eselon I", "Unit kerja" */

/* What people say about a unit. */
typedef struct {
    Str  code, name, short_name, address, city, province;
    i64  utc_minutes;           /* 420 WIB, 480 WITA, 540 WIT */
    bool serves_public, core_service, high_risk;
    Date opened_on;
} UnitFacts;

typedef struct {
    i64       id, instansi_id, parent_id, merged_into_id, version;
    UnitKind  kind, parent_kind;
    UnitFacts facts;
    Date      closed_on;        /* its last day; none: it works */
    Str       parent_code, parent_name, merged_into_name;
    int       depth;            /* below the first of a list */
} Unit;

typedef LIST(Unit) Units;

/* Who asks.  role_bits: the roles (as in web/who.h) of which one must reach the unit today. */
typedef struct {
    i64     user_id, instansi_id, role_bits;
    Date    today;
    Instant now;
    Lang    lang;               /* of what is written into the history */
} UnitAsker;

/* A change: by whom, of which unit, from which day on, and why. */
typedef struct {
    const UnitAsker *by;        /* its user_id is 0 on the command line */
    const Unit      *unit;
    Date             on_day;
    Str              why;
} UnitAct;

/* --- finding; ERR_NOT_FOUND for another instansi's unit, and for one that the asker does not reach --- */

Err unit_find(Arena *a, Db *db, i64 instansi_id, i64 id, Unit *out) MUST_USE;
Err unit_find_code(Arena *a, Db *db, i64 instansi_id, Str code, Unit *out) MUST_USE;
Err unit_find_reached(Arena *a, Db *db, const UnitAsker *by, i64 id, Unit *out) MUST_USE;
Err unit_find_code_reached(Arena *a, Db *db, const UnitAsker *by, Str code, Unit *out) MUST_USE;
Err unit_instansi(Arena *a, Db *db, Units *out) MUST_USE;       /* every one: for the command line */
Err unit_reaches(Arena scratch, Db *db, const UnitAsker *by, i64 id, bool *out) MUST_USE;

/* A unit and all below it, parents before children, siblings by code. */
Err unit_tree(Arena *a, Db *db, i64 instansi_id, i64 top_id, Units *out) MUST_USE;
Err unit_reached(Arena *a, Db *db, const UnitAsker *by, Units *out) MUST_USE;   /* open ones, by code */
Err unit_children(Arena *a, Db *db, i64 instansi_id, i64 id, Units *out) MUST_USE;

/* --- making and changing; the checks add every problem they find --- */

void unit_check(const UnitFacts *f, const UnitAsker *by, Issues *issues);
void unit_check_act(const UnitAct *act, Issues *issues);        /* its day and reason */
bool unit_fits_below(UnitKind kind, UnitKind parent);

/* parent is act->unit; for an instansi, NULL.  A code that is taken is ERR_CONFLICT: ask unit_find_code() first. */
Err unit_add(Arena scratch, Db *db, const UnitAct *act, UnitKind kind, const UnitFacts *f, i64 *out_id) MUST_USE;

/* Somebody else's change in between is ERR_CONFLICT in all of these. */
Err unit_edit(Arena scratch, Db *db, const UnitAct *act, const UnitFacts *f) MUST_USE;     /* all but the names */
Err unit_rename(Arena scratch, Db *db, const UnitAct *act, Str name, Str short_name) MUST_USE;

Err  unit_check_move(Arena scratch, Db *db, const UnitAct *act, const Unit *below, Issues *issues) MUST_USE;
Err  unit_move(Arena scratch, Db *db, const UnitAct *act, const Unit *below) MUST_USE;

/* The unit closes and points to the other; its children move there.  Roles do not: they are granted anew. */
Err  unit_check_merge(Arena scratch, Db *db, const UnitAct *act, const Unit *into, Issues *issues) MUST_USE;
Err  unit_merge(Arena scratch, Db *db, const UnitAct *act, const Unit *into) MUST_USE;

Err  unit_check_close(Arena scratch, Db *db, const UnitAct *act, Issues *issues) MUST_USE;
Err  unit_close(Arena scratch, Db *db, const UnitAct *act) MUST_USE;
Err  unit_reopen(Arena scratch, Db *db, const UnitAct *act) MUST_USE;

/* --- kawasan: act->unit is one --- */

Err unit_check_join(Arena scratch, Db *db, const UnitAct *act, const Unit *member, Issues *issues) MUST_USE;
Err unit_join(Arena scratch, Db *db, const UnitAct *act, const Unit *member) MUST_USE;
Err unit_leave(Arena scratch, Db *db, const UnitAct *act, const Unit *member) MUST_USE;
Err unit_members(Arena *a, Db *db, i64 instansi_id, i64 kawasan_id, Units *out) MUST_USE;       /* of today */

/* --- history --- */

typedef struct {
    Instant at;
    Date    on_day;
    i64     user_id;
    Str     action, before, after, why;
} UnitEvent;
typedef LIST(UnitEvent) UnitEvents;

Err unit_events(Arena *a, Db *db, i64 instansi_id, i64 id, UnitEvents *out) MUST_USE;           /* newest first */
Msg unit_event_msg(Str action);

#endif
