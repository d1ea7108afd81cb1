/* The tree of units, as the API gives it. */
#include "unit/unit_pages_web.h"
#include "web/api.h"

typedef struct { i64 id; Str code, name; } UnitRef;

static const Give ref_gives[] = {
    GIVE(UnitRef, id, G_ID, MSG_unit_api_id),
    GIVE(UnitRef, code, G_TEXT, MSG_unit_code),
    GIVE(UnitRef, name, G_TEXT, MSG_unit_name),
};
static const Gives gives_ref = GIVES(UnitRef, "UnitRef", MSG_unit_api_ref, ref_gives);

typedef struct {
    i64  id, parent_id, depth, merged_into_id, utc_minutes, version;
    Str  code, name, short_name, kind, parent_code, address, city, province;
    bool serves_public, core_service, high_risk, open;
    Date opened_on, closed_on;
} UnitOut;

static const char *const kinds[] = {"instansi", "eselon1", "unit", "satker", "kawasan", NULL};

static const Give unit_gives[] = {
    GIVE(UnitOut, id, G_ID, MSG_unit_api_id),
    GIVE(UnitOut, code, G_TEXT, MSG_unit_code),
    GIVE(UnitOut, name, G_TEXT, MSG_unit_name),
    GIVE(UnitOut, short_name, G_TEXT, MSG_unit_short, .maybe = true),
    GIVE(UnitOut, kind, G_ENUM, MSG_unit_kind, .choices = kinds),
    GIVE(UnitOut, parent_id, G_ID, MSG_unit_api_parent, .maybe = true),
    GIVE(UnitOut, parent_code, G_TEXT, MSG_unit_parent, .maybe = true),
    GIVE(UnitOut, depth, G_I64, MSG_unit_api_depth),
    GIVE(UnitOut, address, G_TEXT, MSG_unit_address, .maybe = true),
    GIVE(UnitOut, city, G_TEXT, MSG_unit_city, .maybe = true),
    GIVE(UnitOut, province, G_TEXT, MSG_unit_province, .maybe = true),
    GIVE(UnitOut, utc_minutes, G_I64, MSG_unit_zone),
    GIVE(UnitOut, serves_public, G_BOOL, MSG_unit_serves_public),
    GIVE(UnitOut, core_service, G_BOOL, MSG_unit_core_service),
    GIVE(UnitOut, high_risk, G_BOOL, MSG_unit_high_risk),
    GIVE(UnitOut, opened_on, G_DATE, MSG_unit_opened),
    GIVE(UnitOut, open, G_BOOL, MSG_unit_works),
    GIVE(UnitOut, closed_on, G_DATE, MSG_unit_closed_on),
    GIVE(UnitOut, merged_into_id, G_ID, MSG_unit_merged_into, .maybe = true),
    GIVE(UnitOut, version, G_I64, MSG_unit_api_version),
};
const Gives gives_unit = GIVES(UnitOut, "Unit", MSG_unit_api_unit, unit_gives);

static UnitOut out_of(const Unit *u)
{
    return (UnitOut){
        .id = u->id, .parent_id = u->parent_id, .depth = u->depth, .merged_into_id = u->merged_into_id,
        .utc_minutes = u->facts.utc_minutes, .version = u->version, .code = u->facts.code, .name = u->facts.name,
        .short_name = u->facts.short_name, .kind = unit_kind_code(u->kind), .parent_code = u->parent_code,
        .address = u->facts.address, .city = u->facts.city, .province = u->facts.province,
        .serves_public = u->facts.serves_public, .core_service = u->facts.core_service,
        .high_risk = u->facts.high_risk, .open = !u->closed_on.days, .opened_on = u->facts.opened_on,
        .closed_on = u->closed_on,
    };
}

/* --- all of them, parents before children --- */

typedef struct { Str kind, state; } UnitsAsked;

static const Choice asked_states[] = {{"semua", MSG_unit_all_states}, {0}};

const Field api_unit_fields[API_UNIT_FIELDS] = {
    {.name = "jenis", .offset = offsetof(UnitsAsked, kind), .kind = F_TEXT, .label = MSG_unit_kind},
    {.name = "keadaan", .offset = offsetof(UnitsAsked, state), .kind = F_CHOICE, .choices = asked_states,
     .label = MSG_unit_api_closed_too},
};

/* GET /api/v1/unit */
Err api_units(Req *r)
{
    UnitsAsked asked  = {0};
    Issues     issues = {0};
    Units      all    = {0};
    UnitKind   kind   = UNIT_KINDS;
    LIST(UnitOut) rows = {0};

    form_read(r, api_unit_fields, countof(api_unit_fields), &asked, &issues);
    if (asked.kind.len && !unit_kind_parse(asked.kind, &kind))
        issue_say(&issues, r->lang, S("jenis"), MSG_form_not_a_choice);
    if (issues.count)
        return api_refuse(r, &issues);
    TRY(unit_tree(r->arena, r->db, r->user->instansi_id, r->user->instansi_id, &all));
    for (isize i = 0; i < all.count; i++)
        if ((kind == UNIT_KINDS || all.at[i].kind == kind) && (asked.state.len || !all.at[i].closed_on.days))
            *list_add(r->arena, &rows) = out_of(&all.at[i]);
    return api_give_all(r, &rows);
}

/* --- one, with those below and the members of a kawasan --- */

typedef struct { Instant at; Date on_day; Str action, before, after, why; } EventOut;

static const Give event_gives[] = {
    GIVE(EventOut, at, G_AT, MSG_unit_api_at),
    GIVE(EventOut, on_day, G_DATE, MSG_unit_api_on),
    GIVE(EventOut, action, G_TEXT, MSG_unit_api_action),
    GIVE(EventOut, before, G_TEXT, MSG_unit_api_before, .maybe = true),
    GIVE(EventOut, after, G_TEXT, MSG_unit_api_after, .maybe = true),
    GIVE(EventOut, why, G_TEXT, MSG_unit_api_why, .maybe = true),
};
static const Gives gives_event = GIVES(EventOut, "UnitEvent", MSG_unit_api_event, event_gives);

typedef struct {
    UnitOut unit;
    LIST(UnitRef)  children, members;
    LIST(EventOut) history;
} UnitWhole;

static const Give whole_gives[] = {
    GIVE(UnitWhole, unit, G_MAP, MSG_unit_api_unit, .of = &gives_unit),
    GIVE(UnitWhole, children, G_LIST, MSG_unit_api_children, .of = &gives_ref),
    GIVE(UnitWhole, members, G_LIST, MSG_unit_api_members, .of = &gives_ref),
    GIVE(UnitWhole, history, G_LIST, MSG_unit_api_history, .of = &gives_event),
};
const Gives gives_unit_whole = GIVES(UnitWhole, "UnitWhole", MSG_unit_api_whole, whole_gives);

/* GET /api/v1/unit/:id */
Err api_unit(Req *r)
{
    UnitWhole  v = {0};
    Unit       u;
    Units      children = {0}, members = {0};
    UnitEvents events   = {0};

    TRY(unit_find(r->arena, r->db, r->user->instansi_id, r->id, &u));
    TRY(unit_children(r->arena, r->db, u.instansi_id, u.id, &children));
    TRY(unit_members(r->arena, r->db, u.instansi_id, u.id, &members));
    TRY(unit_events(r->arena, r->db, u.instansi_id, u.id, &events));
    v.unit = out_of(&u);
    for (isize i = 0; i < children.count; i++)
        *list_add(r->arena, &v.children) = (UnitRef){children.at[i].id, children.at[i].facts.code,
                                                     children.at[i].facts.name};
    for (isize i = 0; i < members.count; i++)
        *list_add(r->arena, &v.members) = (UnitRef){members.at[i].id, members.at[i].facts.code,
                                                    members.at[i].facts.name};
    for (isize i = 0; i < events.count; i++) {
        const UnitEvent *e = &events.at[i];
        *list_add(r->arena, &v.history) = (EventOut){e->at, e->on_day, e->action, e->before, e->after, e->why};
    }
    api_version(r, u.version);
    return api_give(r, &v);
}
