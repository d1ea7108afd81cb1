/* akun_prove_web.h - whoever signs something proves once more who it is: with the password, or with a code.
 *
 * A route that signs has akun_prove_look and akun_prove_before in its row, akun_prove_form in its form, and asks
 * akun_prove_take() in its transaction.  Wrong tries slow down as they do at the door.
 */
#ifndef AKUN_PROVE_WEB_H
#define AKUN_PROVE_WEB_H

#include "web/form.h"

typedef struct { Str sandi, kode; } AkunProve;
#define AKUN_PROVE_FIELDS(T, member)                                                                             \
    {.name = "sandi", .offset = offsetof(T, member.sandi), .kind = F_PASSWORD, .label = MSG_akun_prove_password, \
     .hint = MSG_akun_prove_hint, .autocomplete = "current-password"},                                           \
    {.name = "kode", .offset = offsetof(T, member.kode), .kind = F_CODE, .label = MSG_akun_prove_code,           \
     .hint = MSG_akun_prove_code_hint, .max = 40, .autocomplete = "one-time-code"}

/* A form with the two fields, as this person can fill them: what there is nothing to prove by is left out, one alone is
 * required, of both either. */
Err akun_prove_draw(Req *r, FormView *v) MUST_USE;

Err akun_prove_look(Req *r) MUST_USE;           /* both use r->carry */
Err akun_prove_before(Req *r) MUST_USE;         /* slow: compares the password */

/* Was it this person?  Otherwise an issue says what was wrong; nothing typed is no issue, and not proven. */
Err akun_prove_take(Req *r, Issues *issues, bool *out_proven) MUST_USE;

#endif
