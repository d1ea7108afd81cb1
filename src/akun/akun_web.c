#include "akun/akun_web.h"

#include "akun/akun_pages_web.h"
#include "akun/akun_prove_web.h"
#include "web/import.h"

/* --- who is asking: each request, so two statements on indexes --- */

Err akun_whois(Req *r, Str token, const User **out)
{
    AkunSession s = {0};
    i64         bits;
    Err         e = akun_session_find(r->arena, r->db, token, r->now, &s);

    if (e.kind == ERR_NOT_FOUND)
        return NO_ERR;
    TRY(e);
    TRY(akun_role_held(*r->arena, r->db, s.user_id, instant_date(r->now, (int)s.utc_minutes), &bits));
    User *u = new(r->arena, User, 1);
    *u = (User){
        .id = s.user_id, .session_id = s.id, .instansi_id = s.instansi_id, .unit_id = s.unit_id, .name = s.name,
        .nip = s.nip, .csrf = s.csrf, .lang = s.lang, .utc_minutes = (int)s.utc_minutes, .half = s.half,
        .roles = SIGNED_IN | (s.half ? 0 : bits | WHO(PEGAWAI)),
        .idle = !s.half && r->now.s - s.seen_at.s >= AKUN_SEEN_S,
    };
    *out = u;
    return NO_ERR;
}

/* The roles are those held now: what was taken away is gone at the next request. */
Err akun_whose(Req *r, Str token, const User **out)
{
    AkunBearer b = {0};
    i64        bits;
    Err        e = akun_token_find(r->arena, r->db, token, r->now, &b);

    if (e.kind == ERR_NOT_FOUND)
        return NO_ERR;
    TRY(e);
    TRY(akun_role_held(*r->arena, r->db, b.user_id, instant_date(r->now, (int)b.utc_minutes), &bits));
    User *u = new(r->arena, User, 1);
    *u = (User){
        .id = b.user_id, .instansi_id = b.instansi_id, .unit_id = b.unit_id, .name = b.user_name, .nip = b.nip,
        .lang = b.lang, .utc_minutes = (int)b.utc_minutes, .roles = SIGNED_IN | bits | WHO(PEGAWAI),
        .token_id = b.token.id, .scope = b.token.scope, .idle = r->now.s - b.token.used_at.s >= AKUN_TOKEN_SEEN_S,
    };
    *out = u;
    return NO_ERR;
}

Err akun_seen(Db *db, const User *u, Instant now)
{
    return u->token_id ? akun_token_seen(db, u->token_id, now) : akun_session_seen(db, u->session_id, now);
}

Err akun_tidy(Db *db, Instant now)
{
    TRY(import_sweep(db, now));
    return akun_sweep(db, now);
}

/* --- the table of this room --- */

static const char DOOR[]   = "open to the public; never says whether an account exists";
static const char OWN[]    = "only the person's own account";
static const char LINK[]   = "whoever holds the one-time link, once, until it expires";
static const char VISIT[]  = "the browser that began this visit to the agency's provider, once, within ten minutes";
static const char TOLD[]   = "the agency's provider, by a token that it signed; ends sessions, shows nothing";
static const char REACH[]  = "people who work at or below a unit for which the asker is ADMIN today";
static const char MANAGE[] =
    "people at or below a unit for which the asker is ADMIN today, unless they hold a role beyond it";
static const char GRANT[]  = "people and units at or below one for which the asker is ADMIN today; never for oneself";
static const char MINE[]   = "only the import that this person began";

// clang-format off
static const Route rows[] = {
    {GET,  "/masuk",                  ANYONE,      READS,  sign_in_page,     DOOR},
    {POST, "/masuk",                  ANYONE,      WRITES, sign_in,          DOOR, .look = sign_in_look,
                                                                             .before = sign_in_before},
    {GET,  "/masuk/sso",              ANYONE,      WRITES, sso_begin,        DOOR, .before = sso_begin_before},
    {GET,  "/masuk/sso/kembali",      ANYONE,      WRITES, sso_return,       VISIT, .look = sso_return_look,
                                                                             .before = sso_return_before},
    {POST, "/masuk/sso/keluar",       ANYONE,      WRITES, sso_told,         TOLD, .flags = ROUTE_NO_CSRF,
                                                                             .before = sso_told_before},
    {GET,  "/keluar/selesai",         ANYONE,      READS,  sso_left_page,    DOOR},
    {GET,  "/keluar/sso",             ANYONE,      READS,  sso_leave,        DOOR, .before = sso_leave_before},
    {GET,  "/masuk/kode",             SIGNED_IN,   READS,  code_page,        OWN,  .flags = ROUTE_HALF},
    {POST, "/masuk/kode",             SIGNED_IN,   WRITES, code_enter,       OWN,  .flags = ROUTE_HALF},
    {GET,  "/keluar",                 SIGNED_IN,   READS,  sign_out_page,    OWN,  .flags = ROUTE_HALF},
    {POST, "/keluar",                 SIGNED_IN,   WRITES, sign_out,         OWN,  .flags = ROUTE_HALF},
    {GET,  "/lupa-sandi",             ANYONE,      READS,  forgot_page,      DOOR},
    {POST, "/lupa-sandi",             ANYONE,      WRITES, forgot,           DOOR},
    {GET,  "/undangan/:token",        ANYONE,      READS,  invitation_page,  LINK, .look = invitation_look},
    {POST, "/undangan/:token",        ANYONE,      WRITES, invitation_take,  LINK, .look = invitation_look,
                                                                             .before = password_before},
    {GET,  "/atur-sandi/:token",      ANYONE,      READS,  reset_page,       LINK, .look = reset_look},
    {POST, "/atur-sandi/:token",      ANYONE,      WRITES, reset_take,       LINK, .look = reset_look,
                                                                             .before = password_before},
    {GET,  "/akun",                   SIGNED_IN,   READS,  self_page,        OWN},
    {GET,  "/akun/bahasa",            SIGNED_IN,   READS,  settings_page,    OWN},
    {POST, "/akun/bahasa",            SIGNED_IN,   WRITES, settings_save,    OWN},
    {POST, "/akun/sesi/:id/akhiri",   SIGNED_IN,   WRITES, session_end,      OWN},
    {POST, "/akun/sesi/akhiri-lain",  SIGNED_IN,   WRITES, session_end_others, OWN},
    {GET,  "/akun/sandi",             SIGNED_IN,   READS,  own_password_page, OWN},
    {POST, "/akun/sandi",             SIGNED_IN,   WRITES, own_password,     OWN,  .look = own_password_look,
                                                                             .before = own_password_before},
    {GET,  "/akun/kode",              SIGNED_IN,   READS,  second_page,      OWN},
    {POST, "/akun/kode/mulai",        SIGNED_IN,   WRITES, second_begin,     OWN},
    {POST, "/akun/kode/pasang",       SIGNED_IN,   WRITES, second_on,        OWN},
    {POST, "/akun/kode/lepas",        SIGNED_IN,   WRITES, second_off,       OWN},
    {GET,  "/akun/token",             SIGNED_IN,   READS,  token_page,       OWN},
    {GET,  "/akun/token/baru",        SIGNED_IN,   READS,  token_new_page,   OWN},
    {POST, "/akun/token/baru",        SIGNED_IN,   WRITES, token_make,       OWN,  .look = akun_prove_look,
     .before = akun_prove_before, .form = akun_token_fields, .form_count = AKUN_TOKEN_FIELDS},
    {POST, "/akun/token/:id/cabut",   SIGNED_IN,   WRITES, token_revoke,     OWN},
    {GET,  "/api/v1/akun",            SIGNED_IN,   READS,  api_self,         OWN,  .gives = &gives_account,
     .about = MSG_akun_api_self},
    {GET,  "/orang",                  WHO(ADMIN),  READS,  people_page,      REACH},
    {GET,  "/orang/baru",             WHO(ADMIN),  READS,  person_new_page,  REACH},
    {POST, "/orang/baru",             WHO(ADMIN),  WRITES, person_add,       REACH},
    {GET,  "/orang/impor",            WHO(ADMIN),  READS,  people_import_page, "open to any ADMIN"},
    {POST, "/orang/impor",            WHO(ADMIN),  WRITES, people_import_read, MINE, .flags = ROUTE_UPLOAD,
                                                                             .before = people_import_before},
    {GET,  "/orang/impor/templat.csv",  WHO(ADMIN), READS, people_template_csv,  "an empty form; no data"},
    {GET,  "/orang/impor/templat.xlsx", WHO(ADMIN), READS, people_template_xlsx, "an empty form; no data",
                                                                             .flags = ROUTE_SLOW},
    {GET,  "/orang/impor/:id",        WHO(ADMIN),  READS,  people_import_show, MINE, .flags = ROUTE_SLOW},
    {POST, "/orang/impor/:id",        WHO(ADMIN),  WRITES, people_import_write, GRANT},
    {GET,  "/orang/:id",              WHO(ADMIN),  READS,  person_page,      REACH},
    {GET,  "/orang/:id/ubah",         WHO(ADMIN),  READS,  person_edit_page, MANAGE},
    {POST, "/orang/:id/ubah",         WHO(ADMIN),  WRITES, person_edit,      MANAGE},
    {POST, "/orang/:id/tautan",       WHO(ADMIN),  WRITES, person_link,      MANAGE},
    {POST, "/orang/:id/lepas-kode",   WHO(ADMIN),  WRITES, person_second_off, MANAGE},
    {POST, "/orang/:id/lepas-sso",    WHO(ADMIN),  WRITES, person_sso_off,   MANAGE},
    {POST, "/orang/:id/nonaktifkan",  WHO(ADMIN),  WRITES, person_active,    MANAGE},
    {POST, "/orang/:id/aktifkan",     WHO(ADMIN),  WRITES, person_active,    MANAGE},
    {POST, "/orang/:id/token/:id/cabut", WHO(ADMIN), WRITES, person_token_revoke, MANAGE},
    {GET,  "/orang/:id/peran",        WHO(ADMIN),  READS,  role_new_page,    GRANT},
    {POST, "/orang/:id/peran",        WHO(ADMIN),  WRITES, role_grant,       GRANT},
    {GET,  "/orang/:id/peran/:id/cabut",  WHO(ADMIN), READS,  role_revoke_page, GRANT},
    {POST, "/orang/:id/peran/:id/cabut",  WHO(ADMIN), WRITES, role_revoke,      GRANT},
};

static const Route api_rows[] = {
    {GET,  "/api/v1/orang",           WHO(ADMIN),  READS,  api_people,       REACH, .gives = &gives_person,
     .about = MSG_akun_api_people, .flags = ROUTE_MANY, .form = api_people_fields, .form_count = API_PEOPLE_FIELDS},
    {GET,  "/api/v1/orang/:id",       WHO(ADMIN),  READS,  api_person,       REACH, .gives = &gives_person,
     .about = MSG_akun_api_person},
};
// clang-format on

const Room akun_room  = {"akun", rows, countof(rows), .about = MSG_akun_self};
const Room orang_room = {"orang", api_rows, countof(api_rows), .about = MSG_akun_people};
