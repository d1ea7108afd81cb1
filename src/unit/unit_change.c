/* What may become of a unit, and becomes of it.  Every change leaves a line in the history and in the audit log. */
#include "unit/unit.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "format/json.h"
#include "unit/unit_rows.h"

/* --- checks --- */

static void need(Issues *l, const UnitAsker *by, const char *field, Str v, isize most)
{
    if (!v.len)
        issue_say(l, by->lang, str_of(field), MSG_unit_need);
    else if (v.len > most)
        issue_sayf(l, by->lang, str_of(field), MSG_unit_long, say_i64(l->arena, by->lang, most));
}

void unit_check(const UnitFacts *f, const UnitAsker *by, Issues *issues)
{
    need(issues, by, "code", f->code, 40);
    need(issues, by, "name", f->name, 400);
    if (str_has(f->code, S(" ")))
        issue_say(issues, by->lang, S("code"), MSG_unit_code_space);
    if (f->utc_minutes != 420 && f->utc_minutes != 480 && f->utc_minutes != 540)
        issue_say(issues, by->lang, S("zone"), MSG_unit_zone_unknown);
    if (f->opened_on.days > by->today.days)
        issue_say(issues, by->lang, S("opened_on"), MSG_unit_day_future);
}

void unit_check_act(const UnitAct *act, Issues *issues)
{
    if (!act->on_day.days || act->on_day.days > act->by->today.days)
        issue_say(issues, act->by->lang, S("on_day"), MSG_unit_day_future);
    if (!act->why.len)
        issue_say(issues, act->by->lang, S("why"), MSG_unit_need_why);
}

bool unit_fits_below(UnitKind kind, UnitKind parent)
{
    switch (kind) {
    case UNIT_INSTANSI: return false;
    case UNIT_ESELON1:
    case UNIT_KAWASAN:  return parent == UNIT_INSTANSI;
    case UNIT_KERJA:    return parent == UNIT_INSTANSI || parent == UNIT_ESELON1 || parent == UNIT_KERJA;
    case UNIT_SATKER:   return parent != UNIT_KAWASAN;
    case UNIT_KINDS:    break;
    }
    return false;
}

static Err is_below(Arena scratch, Db *db, const Unit *high, const Unit *low, bool *out)
{
    i64 n;
    TRY(db_one_i64(db_query(&scratch, db, &SQL_unit_below, db_i64(high->id), db_i64(low->id)), &n));
    *out = n > 0;
    return NO_ERR;
}

Err unit_check_move(Arena scratch, Db *db, const UnitAct *act, const Unit *below, Issues *issues)
{
    Lang lang = act->by->lang;
    Str  at   = S("below");
    bool inside;

    TRY(is_below(scratch, db, act->unit, below, &inside));
    unit_check_act(act, issues);
    if (inside)
        issue_say(issues, lang, at, MSG_unit_move_inside);
    else if (below->id == act->unit->parent_id)
        issue_say(issues, lang, at, MSG_unit_move_same);
    else if (below->closed_on.days)
        issue_say(issues, lang, at, MSG_unit_is_closed);
    else if (!unit_fits_below(act->unit->kind, below->kind))
        issue_sayf(issues, lang, at, MSG_unit_wrong_place, say(lang, unit_kind_msg(act->unit->kind)),
                   say(lang, unit_kind_msg(below->kind)));
    return NO_ERR;
}

Err unit_check_merge(Arena scratch, Db *db, const UnitAct *act, const Unit *into, Issues *issues)
{
    Lang lang = act->by->lang;
    Str  at   = S("into");
    bool inside;

    TRY(is_below(scratch, db, act->unit, into, &inside));
    unit_check_act(act, issues);
    if (inside)
        issue_say(issues, lang, at, MSG_unit_merge_inside);
    else if (into->closed_on.days)
        issue_say(issues, lang, at, MSG_unit_is_closed);
    else if ((into->kind == UNIT_KAWASAN) != (act->unit->kind == UNIT_KAWASAN))
        issue_say(issues, lang, at, MSG_unit_merge_kind);
    if (act->unit->kind == UNIT_INSTANSI || act->unit->closed_on.days)
        issue_say(issues, lang, (Str){0}, MSG_unit_cannot_close);
    if (inside)
        return NO_ERR;

    Units children = {0};
    TRY(unit_children(&scratch, db, act->unit->instansi_id, act->unit->id, &children));
    for (isize i = 0; i < children.count; i++)
        if (!unit_fits_below(children.at[i].kind, into->kind))
            issue_sayf(issues, lang, at, MSG_unit_merge_child, children.at[i].facts.name);
    return NO_ERR;
}

Err unit_check_close(Arena scratch, Db *db, const UnitAct *act, Issues *issues)
{
    i64 open;

    unit_check_act(act, issues);
    TRY(db_one_i64(db_query(&scratch, db, &SQL_unit_open_children, db_i64(act->unit->instansi_id),
                            db_i64(act->unit->id)), &open));
    if (open)
        issue_sayf(issues, act->by->lang, (Str){0}, MSG_unit_has_children, say_i64(issues->arena, act->by->lang, open));
    if (act->unit->kind == UNIT_INSTANSI || act->unit->closed_on.days)
        issue_say(issues, act->by->lang, (Str){0}, MSG_unit_cannot_close);
    return NO_ERR;
}

Err unit_check_join(Arena scratch, Db *db, const UnitAct *act, const Unit *member, Issues *issues)
{
    i64 n;

    unit_check_act(act, issues);
    TRY(db_one_i64(db_query(&scratch, db, &SQL_unit_is_member, db_i64(act->unit->id), db_i64(member->id),
                            db_date(act->on_day)), &n));
    if (n)
        issue_say(issues, act->by->lang, S("member"), MSG_unit_is_member);
    else if (member->closed_on.days)
        issue_say(issues, act->by->lang, S("member"), MSG_unit_is_closed);
    else if (member->kind == UNIT_KAWASAN || member->kind == UNIT_INSTANSI)
        issue_say(issues, act->by->lang, S("member"), MSG_unit_no_member);
    return NO_ERR;
}

/* --- changes --- */

static Str as_json(Arena *a, Str state, Str why)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("state"), state);
    if (why.len)
        json_put_text(&o, S("why"), why);
    json_close(&o);
    return buf_str(&b);
}

static Err note(Arena scratch, Db *db, const UnitAct *act, const char *action, Str before, Str after)
{
    AuditEntry e = {.instansi_id = act->unit->instansi_id, .actor_id = act->by->user_id, .entity = "unit",
                    .entity_id = act->unit->id, .before = as_json(&scratch, before, (Str){0}),
                    .after = as_json(&scratch, after, act->why),
                    .action = str_c(&scratch, str_fmt(&scratch, "unit_%s", action))};
    TRY(db_do(db, &SQL_unit_event_add, db_i64(id_new()), db_i64(act->unit->instansi_id), db_i64(act->unit->id),
              db_at(act->by->now), db_date(act->on_day), db_id(act->by->user_id), db_text(str_of(action)),
              db_text(before), db_text(after), db_text(act->why)));
    return audit_add(db, &e, act->by->now);
}

/* A statement that changes one row, or none if somebody was first. */
static Err changed_one(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "the unit was changed by somebody else"));
}

static Str titled(Arena *a, const Unit *u)
{
    return str_fmt(a, "%.*s %.*s", STRF(u->facts.code), STRF(u->facts.name));
}

Err unit_add(Arena scratch, Db *db, const UnitAct *act, UnitKind kind, const UnitFacts *f, i64 *out_id)
{
    i64  id     = id_new();
    Unit made   = {.id = id, .instansi_id = act->unit ? act->unit->instansi_id : id, .kind = kind, .facts = *f};
    i64  parent = act->unit ? act->unit->id : 0;

    assert(act->unit ? unit_fits_below(kind, act->unit->kind) : kind == UNIT_INSTANSI);
    TRY(db_do(db, &SQL_unit_insert, db_i64(id), db_i64(made.instansi_id), db_id(parent), db_text(unit_kind_code(kind)),
              db_text(f->code), db_text(f->name), db_text(f->short_name), db_text(f->address), db_text(f->city),
              db_text(f->province), db_i64(f->utc_minutes), db_bool(f->serves_public), db_bool(f->core_service),
              db_bool(f->high_risk), db_date(f->opened_on)));
    TRY(db_do(db, &SQL_unit_closure_insert, db_i64(id), db_i64(parent)));
    UnitAct by = *act;
    by.unit = &made;
    TRY(note(scratch, db, &by, "made", (Str){0}, titled(&scratch, &made)));
    *out_id = id;
    return NO_ERR;
}

static Str zone(i64 utc_minutes)
{
    return utc_minutes == 540 ? S("WIT") : utc_minutes == 480 ? S("WITA") : S("WIB");
}

static Str summary(Arena *a, const UnitFacts *f)
{
    Str opened = date_iso(a, f->opened_on);
    return str_fmt(a, "%.*s; %.*s; %.*s; %.*s; %.*s; %s%s%s%.*s", STRF(f->code), STRF(f->address), STRF(f->city),
                   STRF(f->province), STRF(zone(f->utc_minutes)), f->serves_public ? "publik; " : "",
                   f->core_service ? "inti; " : "", f->high_risk ? "risiko; " : "", STRF(opened));
}

Err unit_edit(Arena scratch, Db *db, const UnitAct *act, const UnitFacts *f)
{
    const Unit *u = act->unit;

    TRY(changed_one(db_query(&scratch, db, &SQL_unit_update, db_i64(u->instansi_id), db_i64(u->id), db_i64(u->version),
                             db_text(f->code), db_text(f->address), db_text(f->city), db_text(f->province),
                             db_i64(f->utc_minutes), db_bool(f->serves_public), db_bool(f->core_service),
                             db_bool(f->high_risk), db_date(f->opened_on))));
    Str before = summary(&scratch, &u->facts);
    return note(scratch, db, act, "edited", before, summary(&scratch, f));
}

Err unit_rename(Arena scratch, Db *db, const UnitAct *act, Str name, Str short_name)
{
    const Unit *u = act->unit;

    TRY(changed_one(db_query(&scratch, db, &SQL_unit_rename, db_i64(u->instansi_id), db_i64(u->id), db_i64(u->version),
                             db_text(name), db_text(short_name))));
    return note(scratch, db, act, "renamed", u->facts.name, name);
}

static Err hang_below(Arena scratch, Db *db, const UnitAct *act, const Unit *below)
{
    const Unit *u = act->unit;

    TRY(changed_one(db_query(&scratch, db, &SQL_unit_set_parent, db_i64(u->instansi_id), db_i64(u->id),
                             db_i64(u->version), db_i64(below->id))));
    TRY(db_do(db, &SQL_unit_closure_cut, db_i64(u->id)));
    TRY(db_do(db, &SQL_unit_closure_hang, db_i64(u->id), db_i64(below->id)));
    Str before = str_fmt(&scratch, "%.*s %.*s", STRF(u->parent_code), STRF(u->parent_name));
    return note(scratch, db, act, "moved", before, titled(&scratch, below));
}

Err unit_move(Arena scratch, Db *db, const UnitAct *act, const Unit *below)
{
    return hang_below(scratch, db, act, below);
}

Err unit_merge(Arena scratch, Db *db, const UnitAct *act, const Unit *into)
{
    const Unit *u        = act->unit;
    Units       children = {0};

    TRY(unit_children(&scratch, db, u->instansi_id, u->id, &children));
    for (isize i = 0; i < children.count; i++) {
        UnitAct one = *act;
        one.unit = &children.at[i];
        TRY(hang_below(scratch, db, &one, into));
    }
    TRY(changed_one(db_query(&scratch, db, &SQL_unit_set_closed, db_i64(u->instansi_id), db_i64(u->id),
                             db_i64(u->version), db_date(act->on_day), db_i64(into->id))));
    TRY(db_do(db, &SQL_unit_follow_merge, db_i64(u->instansi_id), db_i64(u->id), db_i64(into->id)));
    TRY(note(scratch, db, act, "merged", titled(&scratch, u), titled(&scratch, into)));
    UnitAct other = *act;
    other.unit = into;
    return note(scratch, db, &other, "took_in", titled(&scratch, u), titled(&scratch, into));
}

Err unit_close(Arena scratch, Db *db, const UnitAct *act)
{
    const Unit *u = act->unit;

    TRY(changed_one(db_query(&scratch, db, &SQL_unit_set_closed, db_i64(u->instansi_id), db_i64(u->id),
                             db_i64(u->version), db_date(act->on_day), db_id(0))));
    return note(scratch, db, act, "closed", titled(&scratch, u), (Str){0});
}

Err unit_reopen(Arena scratch, Db *db, const UnitAct *act)
{
    const Unit *u = act->unit;

    TRY(changed_one(db_query(&scratch, db, &SQL_unit_set_closed, db_i64(u->instansi_id), db_i64(u->id),
                             db_i64(u->version), db_date((Date){0}), db_id(0))));
    return note(scratch, db, act, "reopened", (Str){0}, titled(&scratch, u));
}

Err unit_join(Arena scratch, Db *db, const UnitAct *act, const Unit *member)
{
    TRY(db_do(db, &SQL_unit_join, db_i64(act->unit->instansi_id), db_i64(act->unit->id), db_i64(member->id),
              db_date(act->on_day)));
    return note(scratch, db, act, "joined", (Str){0}, titled(&scratch, member));
}

Err unit_leave(Arena scratch, Db *db, const UnitAct *act, const Unit *member)
{
    TRY(changed_one(db_query(&scratch, db, &SQL_unit_leave, db_i64(act->unit->instansi_id), db_i64(act->unit->id),
                             db_i64(member->id), db_date(act->on_day))));
    return note(scratch, db, act, "left", titled(&scratch, member), (Str){0});
}
