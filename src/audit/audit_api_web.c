/* The log, as the API gives it: who, when and what in one's own instansi, and never how it stood. */
#include "akun/akun_token.h"
#include "audit/audit.h"
#include "audit/audit_web.h"
#include "web/api.h"

enum { PAGE = 100 };

typedef struct {
    i64     seq, actor_id, entity_id, token_id;
    Instant at;
    Str     action, entity, actor, token;
} EntryOut;

static const Give entry_gives[] = {
    GIVE(EntryOut, seq, G_I64, MSG_audit_col_seq),
    GIVE(EntryOut, at, G_AT, MSG_audit_col_when),
    GIVE(EntryOut, actor_id, G_ID, MSG_audit_api_actor_id, .maybe = true),
    GIVE(EntryOut, actor, G_TEXT, MSG_audit_col_who, .maybe = true),
    GIVE(EntryOut, action, G_TEXT, MSG_audit_col_what),
    GIVE(EntryOut, entity, G_TEXT, MSG_audit_col_thing),
    GIVE(EntryOut, entity_id, G_ID, MSG_audit_api_entity_id, .maybe = true),
    GIVE(EntryOut, token_id, G_ID, MSG_audit_api_token_id, .maybe = true),
    GIVE(EntryOut, token, G_TEXT, MSG_audit_via, .maybe = true),
};
const Gives gives_audit = GIVES(EntryOut, "LogEntry", MSG_audit_api_entry, entry_gives);

typedef struct { i64 before; Str action, entity; } Asked;

const Field api_audit_fields[API_AUDIT_FIELDS] = {
    {.name = "sebelum", .offset = offsetof(Asked, before), .kind = F_I64, .label = MSG_audit_api_before},
    {.name = "perubahan", .offset = offsetof(Asked, action), .kind = F_TEXT, .label = MSG_audit_col_what},
    {.name = "hal", .offset = offsetof(Asked, entity), .kind = F_TEXT, .label = MSG_audit_col_thing},
};

typedef LIST(EntryOut) Entries;

/* One name is asked for once, however often a person or a token stands on the page. */
static Err name(Req *r, const Entries *rows, EntryOut *v)
{
    AkunUser u = {0};

    for (isize i = 0; i < rows->count; i++) {
        if (rows->at[i].actor_id == v->actor_id)
            v->actor = rows->at[i].actor;
        if (rows->at[i].token_id == v->token_id)
            v->token = rows->at[i].token;
    }
    if (v->actor_id && !v->actor.len) {
        Err e = akun_user_find(r->arena, r->db, v->actor_id, &u);
        if (e.kind && e.kind != ERR_NOT_FOUND)
            return e;
        v->actor = u.instansi_id == r->user->instansi_id ? u.facts.name : (Str){0};
    }
    if (v->token_id && !v->token.len)
        return akun_token_name(r->arena, r->db, r->user->instansi_id, v->token_id, &v->token);
    return NO_ERR;
}

/* GET /api/v1/audit */
Err audit_api_list(Req *r)
{
    Asked     asked  = {0};
    Issues    issues = {0};
    AuditRows rows   = {0};
    Entries   out    = {0};
    Url       next   = {{0}};

    form_read(r, api_audit_fields, countof(api_audit_fields), &asked, &issues);
    if (issues.count)
        return api_refuse(r, &issues);
    AuditFilter f = {.instansi_id = r->user->instansi_id, .limit = PAGE + 1, .before_seq = asked.before,
                     .action = asked.action, .entity = asked.entity};
    TRY(audit_list(r->arena, r->db, &f, &rows));
    for (isize i = 0; i < rows.count && i < PAGE; i++) {
        const AuditRow *x = &rows.at[i];
        EntryOut v = {.seq = x->seq, .actor_id = x->actor_id, .entity_id = x->entity_id, .token_id = x->via_id,
                      .at = x->at, .action = x->action, .entity = x->entity};
        TRY(name(r, &out, &v));
        *list_add(r->arena, &out) = v;
    }
    if (rows.count > PAGE)
        next = url_with(r, "sebelum", html_bare_i64(r, rows.at[PAGE - 1].seq));
    return api_give_part(r, &out, next);
}
