/* One's own account and the people an admin looks after, as the API gives them. */
#include "akun/akun_pages_web.h"
#include "web/api.h"

typedef struct { Str role, unit_code, unit_name; i64 unit_id; Date from_on, until_on; } RoleOut;

static const Give role_gives[] = {
    GIVE(RoleOut, role, G_TEXT, MSG_akun_role),
    GIVE(RoleOut, unit_id, G_ID, MSG_akun_api_unit_id),
    GIVE(RoleOut, unit_code, G_TEXT, MSG_akun_unit_code),
    GIVE(RoleOut, unit_name, G_TEXT, MSG_akun_role_unit),
    GIVE(RoleOut, from_on, G_DATE, MSG_akun_role_from_on),
    GIVE(RoleOut, until_on, G_DATE, MSG_akun_role_until_on),
};
static const Gives gives_role = GIVES(RoleOut, "RoleHeld", MSG_akun_api_role, role_gives);

typedef LIST(RoleOut) RolesOut;

/* Those that hold today. */
static Err roles_held(Req *r, i64 user_id, RolesOut *out)
{
    AkunRoles all = {0};
    TRY(akun_roles(r->arena, r->db, user_id, r->today, &all));
    for (isize i = 0; i < all.count; i++) {
        const AkunRole *x = &all.at[i];
        for (int b = 0; x->holds && b < ROLE_COUNT; b++)
            if (x->role_bits == (i64)1 << b)
                *list_add(r->arena, out) = (RoleOut){str_of(role_names[b]), x->unit_code, x->unit_name, x->unit_id,
                                                     x->from_on, x->until_on};
    }
    return NO_ERR;
}

/* --- oneself --- */

typedef struct {
    i64  id, unit_id, utc_minutes;
    Str  name, nip, email, position, unit_code, unit_name, lang, token, scope;
    bool second;
    RolesOut roles;
} AccountOut;

static const char *const langs[] = {"id", "en", NULL};

static const Give account_gives[] = {
    GIVE(AccountOut, id, G_ID, MSG_akun_api_id),
    GIVE(AccountOut, name, G_TEXT, MSG_akun_name),
    GIVE(AccountOut, nip, G_TEXT, MSG_akun_nip),
    GIVE(AccountOut, email, G_TEXT, MSG_akun_email, .maybe = true),
    GIVE(AccountOut, position, G_TEXT, MSG_akun_position, .maybe = true),
    GIVE(AccountOut, unit_id, G_ID, MSG_akun_api_unit_id),
    GIVE(AccountOut, unit_code, G_TEXT, MSG_akun_unit_code),
    GIVE(AccountOut, unit_name, G_TEXT, MSG_akun_unit),
    GIVE(AccountOut, lang, G_ENUM, MSG_akun_language, .choices = langs),
    GIVE(AccountOut, utc_minutes, G_I64, MSG_akun_api_zone),
    GIVE(AccountOut, second, G_BOOL, MSG_akun_second),
    GIVE(AccountOut, roles, G_LIST, MSG_akun_self_roles, .of = &gives_role),
    GIVE(AccountOut, token, G_TEXT, MSG_akun_api_token, .maybe = true),
    GIVE(AccountOut, scope, G_TEXT, MSG_akun_token_scope, .maybe = true),
};
const Gives gives_account = GIVES(AccountOut, "Account", MSG_akun_api_self, account_gives);

/* GET /api/v1/akun */
Err api_self(Req *r)
{
    AkunUser   u;
    AccountOut v = {.utc_minutes = r->utc_minutes, .scope = r->user->scope};

    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    v.id        = u.id;
    v.name      = u.facts.name;
    v.nip       = u.facts.nip;
    v.email     = u.facts.email;
    v.position  = u.facts.position;
    v.unit_id   = u.unit_id;
    v.unit_code = u.unit_code;
    v.unit_name = u.unit_name;
    v.lang      = str_of(lang_code(u.facts.lang));
    v.second    = u.has_second;
    TRY(roles_held(r, u.id, &v.roles));
    if (r->user->token_id)
        TRY(akun_token_name(r->arena, r->db, u.instansi_id, r->user->token_id, &v.token));
    return api_give(r, &v);
}

/* --- the people --- */

typedef struct {
    i64     id, unit_id, version;
    Str     name, nip, email, position, unit_code, unit_name, state;
    bool    second;
    Instant signed_in_at;
    LIST(Str) roles;
} PersonOut;

static const char *const states[] = {"active", "invited", "suspended", NULL};

static const Give person_gives[] = {
    GIVE(PersonOut, id, G_ID, MSG_akun_api_id),
    GIVE(PersonOut, name, G_TEXT, MSG_akun_name),
    GIVE(PersonOut, nip, G_TEXT, MSG_akun_nip),
    GIVE(PersonOut, email, G_TEXT, MSG_akun_email, .maybe = true),
    GIVE(PersonOut, position, G_TEXT, MSG_akun_position, .maybe = true),
    GIVE(PersonOut, unit_id, G_ID, MSG_akun_api_unit_id),
    GIVE(PersonOut, unit_code, G_TEXT, MSG_akun_unit_code),
    GIVE(PersonOut, unit_name, G_TEXT, MSG_akun_unit),
    GIVE(PersonOut, roles, G_TEXTS, MSG_akun_roles),
    GIVE(PersonOut, state, G_ENUM, MSG_akun_state, .choices = states),
    GIVE(PersonOut, second, G_BOOL, MSG_akun_second),
    GIVE(PersonOut, signed_in_at, G_AT, MSG_akun_last_in),
    GIVE(PersonOut, version, G_I64, MSG_akun_api_version),
};
const Gives gives_person = GIVES(PersonOut, "Person", MSG_akun_api_person, person_gives);

static PersonOut person_of(Req *r, const AkunUser *u)
{
    PersonOut v = {.id = u->id, .unit_id = u->unit_id, .version = u->version, .name = u->facts.name,
                   .nip = u->facts.nip, .email = u->facts.email, .position = u->facts.position,
                   .unit_code = u->unit_code, .unit_name = u->unit_name, .second = u->has_second,
                   .signed_in_at = u->signed_in_at};

    v.state = str_of(states[!u->active ? 2 : u->has_password ? 0 : 1]);
    for (int b = 0; b < ROLE_COUNT; b++)
        if (u->role_bits & (i64)1 << b)
            *list_add(r->arena, &v.roles) = str_of(role_names[b]);
    return v;
}

typedef struct { Str role; i64 unit_id; } PeopleAsked;

const Field api_people_fields[API_PEOPLE_FIELDS] = {
    {.name = "peran", .offset = offsetof(PeopleAsked, role), .kind = F_TEXT, .label = MSG_akun_role},
    {.name = "unit", .offset = offsetof(PeopleAsked, unit_id), .kind = F_ID, .label = MSG_akun_api_unit_below},
};

/* GET /api/v1/orang */
Err api_people(Req *r)
{
    UnitAsker   by     = unit_asker(r, WHO(ADMIN));
    PeopleAsked asked  = {0};
    Issues      issues = {0};
    Role        role   = ROLE_PEGAWAI;
    Unit        unit;
    AkunUsers   all    = {0};
    LIST(PersonOut) rows = {0};

    form_read(r, api_people_fields, countof(api_people_fields), &asked, &issues);
    if (asked.role.len && !role_parse(asked.role, &role))
        issue_say(&issues, r->lang, S("peran"), MSG_form_not_a_choice);
    if (issues.count)
        return api_refuse(r, &issues);
    if (asked.unit_id)
        TRY(unit_find_reached(r->arena, r->db, &by, asked.unit_id, &unit));
    TRY(akun_users_reached(r->arena, r->db, &by, asked.unit_id ? asked.unit_id : r->user->instansi_id, &all));
    for (isize i = 0; i < all.count; i++)
        if (!asked.role.len || (all.at[i].role_bits & (i64)1 << role))
            *list_add(r->arena, &rows) = person_of(r, &all.at[i]);
    return api_give_all(r, &rows);
}

/* GET /api/v1/orang/:id */
Err api_person(Req *r)
{
    UnitAsker by = unit_asker(r, WHO(ADMIN));
    AkunUser  u;

    TRY(akun_user_reached(r->arena, r->db, &by, r->id, &u));
    PersonOut v = person_of(r, &u);
    api_version(r, u.version);
    return api_give(r, &v);
}
