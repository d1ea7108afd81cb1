/* akun_pages_web.h - the handlers of this room, one a row of the table in akun_web.c; and what they share. */
#ifndef AKUN_PAGES_WEB_H
#define AKUN_PAGES_WEB_H

#include "akun/akun_token.h"
#include "akun/akun_web.h"
#include "unit/unit_web.h"
#include "web/parts.h"

/* akun_sign_web.c, for the other way in */
Url akun_next(Req *r);          /* where the person wanted to go, from ?lanjut= */
Err akun_let_in(Req *r, i64 user_id, bool half, const AkunSession *way) MUST_USE;

/* akun_sign_web.c */
Err sign_in_page(Req *r);
Err sign_in_look(Req *r);
Err sign_in_before(Req *r);
Err sign_in(Req *r);
Err code_page(Req *r);
Err code_enter(Req *r);
Err sign_out_page(Req *r);
Err sign_out(Req *r);

/* akun_oidc_web.c */
Err akun_passwords_only(Req *r) MUST_USE;       /* ERR_FORBIDDEN where nobody signs in by password */
Err sso_begin_before(Req *r);
Err sso_begin(Req *r);
Err sso_return_look(Req *r);
Err sso_return_before(Req *r);
Err sso_return(Req *r);
Err sso_left_page(Req *r);
Err sso_leave_before(Req *r);
Err sso_leave(Req *r);
Err sso_told_before(Req *r);
Err sso_told(Req *r);

/* akun_link_web.c */
Err forgot_page(Req *r);
Err forgot(Req *r);
Err invitation_page(Req *r);
Err reset_page(Req *r);
Err invitation_look(Req *r);
Err reset_look(Req *r);
Err password_before(Req *r);
Err invitation_take(Req *r);
Err reset_take(Req *r);

/* akun_self_web.c */
Err self_page(Req *r);
Err settings_page(Req *r);
Err settings_save(Req *r);
Err session_end(Req *r);
Err session_end_others(Req *r);
Err own_password_page(Req *r);
Err own_password_look(Req *r);
Err own_password_before(Req *r);
Err own_password(Req *r);
Err second_page(Req *r);
Err second_begin(Req *r);
Err second_on(Req *r);
Err second_off(Req *r);

/* akun_token_web.c */
Err token_page(Req *r);
Err token_new_page(Req *r);
Err token_make(Req *r);
Err token_revoke(Req *r);
Err person_token_revoke(Req *r);

/* akun_api_web.c */
extern const struct Gives gives_account, gives_person;
enum { API_PEOPLE_FIELDS = 2 };
extern const struct Field api_people_fields[API_PEOPLE_FIELDS];
Err api_self(Req *r);
Err api_people(Req *r);
Err api_person(Req *r);

/* akun_people_web.c */
Err people_page(Req *r);
Err person_page(Req *r);
Err person_new_page(Req *r);
Err person_add(Req *r);
Err person_edit_page(Req *r);
Err person_edit(Req *r);
Err person_link(Req *r);
Err person_second_off(Req *r);
Err person_sso_off(Req *r);
Err person_active(Req *r);
Err role_new_page(Req *r);
Err role_grant(Req *r);
Err role_revoke_page(Req *r);
Err role_revoke(Req *r);

/* The person of the address, whom the asker may manage: whoever could become this person must not be let in by a
 * lower admin. */
Err akun_managed(Req *r, AkunUser *out) MUST_USE;

/* akun_import_web.c */
Err people_import_page(Req *r);
Err people_import_before(Req *r);
Err people_import_read(Req *r);
Err people_import_show(Req *r);
Err people_import_write(Req *r);
Err people_template_csv(Req *r);
Err people_template_xlsx(Req *r);

/* Tell somebody the way in: by letter if there is a mail server, otherwise *out_shown is the address to hand over. */
Err akun_send_link(Req *r, const AkunUser *u, AkunPurpose purpose, Str *out_shown) MUST_USE;
Str akun_link_letter(Arena *a, const Web *w, const AkunUser *u, AkunPurpose purpose, Str token, Str *out_subject);

/* --- what the templates are drawn from --- */

typedef struct {
    Link     sso;               /* none: there is no other way in */
    bool     password, both;
    FormView form;
} AkunDoorView;

typedef struct {
    i64     id;
    Str     device, address, way;
    Instant seen_at, made_at;
    bool    mine;
} AkunSessionLine;

typedef struct {
    Summary facts, roles;
    LIST(AkunSessionLine) sessions;
    Exports exports;            /* of the sessions */
    bool    others;
} AkunSelfView;

typedef struct {
    Html     qr;
    Str      secret;
    FormView form;
} AkunSecondView;

typedef struct {
    i64     id;
    Str     name, scope;
    Instant made_at, ends_at, used_at;
    bool    used, stands;
    Tag     state;
    Url     revoke;             /* none: not by the reader */
} AkunTokenLine;

typedef struct { LIST(AkunTokenLine) of; Exports exports; } AkunTokenList;
void akun_token_lines(Req *r, const AkunTokens *all, AkunTokenList *out);

enum { AKUN_TOKEN_FIELDS = 4 };
extern const struct Field akun_token_fields[AKUN_TOKEN_FIELDS];         /* and one more for each room */

/* One thing an admin can do to an account, by a button of its own. */
typedef struct { Str text, hint; Url action; } AkunButton;

typedef struct {
    Url  url;                   /* where it can be taken away; none: not by this admin, or it is over */
    Str  role, unit, period, why;
    Tag  state;
} AkunRoleLine;

Str akun_roles_text(Req *r, i64 bits);          /* "Tim kerja ZI, Kepala unit" */

typedef struct {
    i64     id;
    Summary facts;
    LIST(AkunRoleLine) roles;
    LIST(AkunButton)   buttons;
    AkunTokenList tokens;
    bool    manage, sso;        /* sso: an identity at the provider is tied to it */
} AkunPersonView;

#endif
