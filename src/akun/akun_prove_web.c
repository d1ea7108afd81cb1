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
