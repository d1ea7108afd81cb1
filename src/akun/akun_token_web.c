/* Personal tokens: one's own list, making one, revoking; and, for an admin, those of the people looked after. */
#include "akun/akun_pages_web.h"
#include "akun/akun_prove_web.h"
#include "web/api.h"

#include "akun_token.html.h"

/* --- shown --- */

void akun_token_lines(Req *r, const AkunTokens *all, AkunTokenList *out)
{
    for (isize i = 0; i < all->count; i++) {
        const AkunToken *t = &all->at[i];
        AkunTokenLine   *l = list_add(r->arena, &out->of);
        bool stands = akun_token_stands(t, r->now);
        *l = (AkunTokenLine){.id = t->id, .name = t->name, .scope = t->scope, .made_at = t->made_at,
                             .ends_at = t->ends_at, .used_at = t->used_at, .used = t->used_at.s, .stands = stands};
        l->state = stands ? (Tag){TONE_GOOD, say(r->lang, MSG_akun_token_stands)}
                          : (Tag){TONE_NONE, say(r->lang, t->revoked_at.s ? MSG_akun_token_revoked
                                                                          : MSG_akun_token_over)};
    }
}

static void head(Req *r, Msg title)
{
    r->page.title   = say(r->lang, title);
    r->page.section = S("akun");
    crumb_add(r, say(r->lang, MSG_akun_self), (Url){S("/akun")});
    if (title != MSG_akun_tokens)
        crumb_add(r, say(r->lang, MSG_akun_tokens), (Url){S("/akun/token")});
}

static const Col cols[] = {
    {"nama",    MSG_akun_token_name,   COL_TEXT, false}, {"lingkup",  MSG_akun_token_scope,  COL_TEXT,  false},
    {"dibuat",  MSG_akun_token_made_at, COL_AT,  false}, {"sampai",   MSG_akun_token_ends,   COL_AT,    false},
    {"dipakai", MSG_akun_session_used, COL_AT,   false}, {"keadaan",  MSG_akun_state,        COL_STATE, false},
};

static Err list_file(Req *r, const AkunTokenList *v)
{
    Table t = {.name = "token", .caption = say(r->lang, MSG_akun_tokens), .cols = cols, .cols_count = countof(cols)};

    for (isize i = 0; i < v->of.count; i++) {
        const AkunTokenLine *l = &v->of.at[i];
        Cell                *c = table_row(r, &t);
        c[0].text = l->name;
        c[1].text = l->scope;
        c[2].at   = l->made_at;
        c[3].at   = l->ends_at;
        c[4].at   = l->used_at;
        c[4].none = !l->used;
        c[5].text = l->state.text;
    }
    return table_show(r, &t);
}

/* GET /akun/token */
Err token_page(Req *r)
{
    AkunTokens    all = {0};
    AkunTokenList v   = {0};

    TRY(akun_tokens(r->arena, r->db, r->user->id, &all));
    akun_token_lines(r, &all, &v);
    if (table_is_asked(r))
        return list_file(r, &v);
    v.exports = table_exports(r, NULL);
    for (isize i = 0; i < v.of.count; i++)
        v.of.at[i].revoke = url_for(r, "/akun/token/%lld/cabut", (long long)v.of.at[i].id);
    head(r, MSG_akun_tokens);
    r->page.lead        = say(r->lang, MSG_akun_tokens_lead);
    r->page.action      = (Url){S("/akun/token/baru")};
    r->page.action_text = say(r->lang, MSG_akun_token_new);
    page_quiet(r, say(r->lang, MSG_api_title), (Url){S("/api")});
    if (v.of.count)
        view_akun_token(r, &v);
    else
        view_empty(r, &(Empty){say(r->lang, MSG_akun_token_none), say(r->lang, MSG_akun_token_none_text),
                               {say(r->lang, MSG_akun_token_new), {S("/akun/token/baru")}}});
    return NO_ERR;
}

/* --- making one: a name, how long, and for each room nothing, reading, or writing too; and a proof of who asks, since
 * whoever finds a browser open must not leave with a year's way in --- */

enum { FIXED = AKUN_TOKEN_FIELDS, ROOMS_MOST = 40, PROOFS = 2 };

typedef struct {
    Str       name, days;
    AkunProve prove;
    Str       rooms[ROOMS_MOST];
} TokenForm;

static const Choice days[] = {{"7", MSG_akun_token_7}, {"30", MSG_akun_token_30}, {"90", MSG_akun_token_90},
                              {"180", MSG_akun_token_180}, {"365", MSG_akun_token_365}, {0}};
static const Choice reads[]  = {{"", MSG_akun_token_nothing}, {"read", MSG_akun_token_read}, {0}};
static const Choice writes[] = {{"", MSG_akun_token_nothing}, {"read", MSG_akun_token_read},
                                {"write", MSG_akun_token_write}, {0}};

const Field akun_token_fields[FIXED] = {
    FIELD(TokenForm, name, F_TEXT, .label = MSG_akun_token_name, .hint = MSG_akun_token_name_hint, .required = true,
          .max = 80),
    FIELD(TokenForm, days, F_CHOICE, .label = MSG_akun_token_days, .required = true, .choices = days),
    AKUN_PROVE_FIELDS(TokenForm, prove),
};

typedef struct { Field at[FIXED + ROOMS_MOST]; isize count; } Fields;

/* The rooms in whose addresses of the API the person has business now are those a token can be for. */
static Fields fields_of(Req *r)
{
    Fields f = {.count = FIXED};

    for (int i = 0; i < FIXED; i++)
        f.at[i] = akun_token_fields[i];
    for (isize i = 0; i < r->web->rooms_count && f.count < countof(f.at); i++) {
        const Room *room = r->web->rooms[i];
        if (api_first(r->web, room) != room || !api_scope_open(r, room, READS))
            continue;
        f.at[f.count] = (Field){.name = room->name, .kind = F_CHOICE, .label = room->about, .radio = true,
                                .choices = api_scope_open(r, room, WRITES) ? writes : reads,
                                .offset = offsetof(TokenForm, rooms) + (size_t)(f.count - FIXED) * sizeof(Str)};
        f.count++;
    }
    return f;
}

static Str scope_of(Req *r, const Fields *f, const TokenForm *in)
{
    Buf b = {.arena = r->arena};
    for (isize i = FIXED; i < f->count; i++)
        if (in->rooms[i - FIXED].len)
            buf_addf(&b, "%s%s:%.*s", b.len ? " " : "", f->at[i].name, STRF(in->rooms[i - FIXED]));
    return buf_str(&b);
}

/* The proof stands last; of each room something is always chosen. */
static Err show_form(Req *r, const TokenForm *in, const Issues *issues)
{
    Fields    f = fields_of(r);
    FormView  v = form_view(r, f.at, f.count, in, issues);
    FieldView proofs[PROOFS] = {v.fields.at[FIXED - PROOFS], v.fields.at[FIXED - PROOFS + 1]};

    v.fields.count = FIXED - PROOFS;
    for (isize i = FIXED; i < f.count; i++) {
        v.fields.at[v.fields.count]            = v.fields.at[i];
        v.fields.at[v.fields.count++].required = true;
    }
    for (int i = 0; i < PROOFS; i++)
        v.fields.at[v.fields.count++] = proofs[i];
    TRY(akun_prove_draw(r, &v));
    v.submit = say(r->lang, MSG_akun_token_make);
    head(r, MSG_akun_token_new);
    r->page.lead = say(r->lang, MSG_akun_token_new_lead);
    r->status    = issues && issues->count ? 422 : 200;
    view_form(r, &v);
    return NO_ERR;
}

/* GET /akun/token/baru */
Err token_new_page(Req *r)
{
    return show_form(r, &(TokenForm){.days = S("90")}, NULL);
}

/* Who signs in elsewhere and has no code has nothing to prove it by but the session itself. */
static Err check_proof(Req *r, Issues *issues)
{
    AkunUser u;
    bool     proven = false;
    isize    before = issues->count;

    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    TRY(akun_prove_take(r, issues, &proven));
    if (!proven && issues->count == before && (u.has_password || u.has_second))
        issue_say(issues, r->lang, u.has_password ? S("sandi") : S("kode"), MSG_form_required);
    return NO_ERR;
}

static Err show_token(Req *r, Str token, const AkunTokenNew *t)
{
    Notice  n = {TONE_GOOD, say(r->lang, MSG_akun_token_made), say(r->lang, MSG_akun_token_once),
                 {say(r->lang, MSG_akun_token_kept), {S("/akun/token")}}};
    Summary s = {0};

    *list_add(r->arena, &s.lines) = (SummaryLine){.key = say(r->lang, MSG_akun_token), .value = token};
    *list_add(r->arena, &s.lines) = (SummaryLine){.key = say(r->lang, MSG_akun_token_scope), .value = t->scope};
    *list_add(r->arena, &s.lines) = (SummaryLine){
        .key = say(r->lang, MSG_akun_token_ends), .value = say_instant(r->arena, r->lang, t->ends_at, r->utc_minutes)};
    head(r, MSG_akun_token_made);
    view_notice(r, &n);
    view_summary(r, &s);
    return NO_ERR;
}

/* POST /akun/token/baru - shown this once */
Err token_make(Req *r)
{
    TokenForm in     = {0};
    Issues    issues = {0};
    Fields    f      = fields_of(r);
    i64       lasts  = 0;
    Str       token;

    form_read(r, f.at, f.count, &in, &issues);
    (void)str_i64(in.days, &lasts);
    AkunTokenNew n = {r->user->id, r->user->instansi_id, in.name, scope_of(r, &f, &in), r->now,
                      {r->now.s + lasts * 86400}};
    if (!n.scope.len)
        issue_say(&issues, r->lang, f.count > FIXED ? str_of(f.at[FIXED].name) : (Str){0}, MSG_akun_token_no_scope);
    TRY(check_proof(r, &issues));
    if (issues.count)
        return show_form(r, &in, &issues);
    Err e = akun_token_make(r->arena, r->db, &n, &token);
    if (e.kind == ERR_LIMIT) {
        issue_say(&issues, r->lang, (Str){0}, MSG_akun_token_many);
        return show_form(r, &in, &issues);
    }
    TRY(e);
    return show_token(r, token, &n);
}

/* --- revoking --- */

static Err revoke(Req *r, i64 user_id, i64 id)
{
    AkunTokenAct act = {user_id, r->user->instansi_id, r->user->id, r->now};
    TRY(akun_token_revoke(*r->arena, r->db, &act, id));
    notice_set(r, MSG_akun_token_revoked_now);
    return NO_ERR;
}

/* POST /akun/token/:id/cabut */
Err token_revoke(Req *r)
{
    TRY(revoke(r, r->user->id, r->id));
    return redirect(r, "/akun/token");
}

/* POST /orang/:id/token/:id/cabut */
Err person_token_revoke(Req *r)
{
    AkunUser u;
    TRY(akun_managed(r, &u));
    TRY(revoke(r, u.id, r->ids[1]));
    return redirect(r, "/orang/%lld", (long long)u.id);
}
