#include "akun/akun_prove_web.h"

#include "akun/akun_sign.h"

typedef struct { Str hash; i64 wait_s; bool good; } Proof;

Err akun_prove_look(Req *r)
{
    Proof   *p = new(r->arena, Proof, 1);
    AkunUser u;
    AkunTry  t;

    r->carry = p;
    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    TRY(akun_try_look(r->arena, r->db, u.facts.nip, S("own"), r->now, &t));
    p->hash = t.hash;
    return akun_code_wait(*r->arena, r->db, r->user->id, r->now, &p->wait_s);
}

Err akun_prove_before(Req *r)
{
    Proof *p        = r->carry;
    Str    password = form_value(r, "sandi");
    bool   old;

    if (password.len && password.len <= AKUN_PASSWORD_MAX * 4 && !p->wait_s)
        p->good = akun_password_good(*r->arena, password, p->hash, &old);
    return NO_ERR;
}

static void drop(FormView *v, const char *name)
{
    isize n = 0;

    for (isize i = 0; i < v->fields.count; i++)
        if (!str_is(v->fields.at[i].name, name))
            v->fields.at[n++] = v->fields.at[i];
    v->fields.count = n;
}

/* What is wrong with the proof is said of the password; here there is no such field. */
static void code_alone(Req *r, FormView *v)
{
    FieldView *f     = form_field(v, "kode");
    Str        error = form_field(v, "sandi")->error;

    f->label    = say(r->lang, MSG_akun_prove_code_alone);
    f->hint     = say(r->lang, MSG_akun_prove_code_alone_hint);
    f->either   = false;
    f->required = true;
    f->error    = f->error.len ? f->error : error;
    for (isize i = 0; i < v->issues.count; i++)
        if (str_is(v->issues.at[i].field, "sandi"))
            v->issues.at[i] = (Issue){S("kode"), error, f->label};
    drop(v, "sandi");
}

Err akun_prove_draw(Req *r, FormView *v)
{
    AkunUser u;

    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    form_field(v, "sandi")->required = !u.has_second;
    form_field(v, "sandi")->either   = u.has_second;
    form_field(v, "kode")->either    = u.has_second;
    if (!u.has_second)
        drop(v, "kode");
    if (!u.has_password && u.has_second)
        code_alone(r, v);
    else if (!u.has_password)
        drop(v, "sandi");
    return NO_ERR;
}

Err akun_prove_take(Req *r, Issues *issues, bool *out_proven)
{
    const Proof *p    = r->carry;
    Str          code = form_value(r, "kode");
    bool         good = p->good;

    *out_proven = false;
    if (p->wait_s && (code.len || form_value(r, "sandi").len)) {
        issue_sayf(issues, r->lang, S("sandi"), MSG_akun_in_wait, say_i64(r->arena, r->lang, p->wait_s));
        return NO_ERR;
    }
    if (!good && code.len)
        TRY(akun_second_take(*r->arena, r->db, r->user->id, code, r->now, &good));
    if (!good && (code.len || form_value(r, "sandi").len)) {
        issue_say(issues, r->lang, code.len ? S("kode") : S("sandi"), MSG_akun_prove_wrong);
        return akun_code_failed(*r->arena, r->db, r->user->id, r->now);
    }
    *out_proven = good;
    return NO_ERR;
}
