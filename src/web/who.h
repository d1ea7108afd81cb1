/* who.h - who may be asking: the roles of the field, and the person behind a request.
 *
 * A role is held for a unit (and so for the units below it) and for a period.  A route names the roles that
 * may call it; the statement it runs names the units.  Zero is no one.
 */
#ifndef WEB_WHO_H
#define WEB_WHO_H

#include "base/say.h"

/* name, bit, what it is called on a page.  The bits are stored: never renumber. */
#define ROLES(X)                                                                        \
    X(PEGAWAI,      0, role_pegawai)        /* every employee with an account */        \
    X(TIM_KERJA,    1, role_tim_kerja)      /* ZI work team: fills the LKE */           \
    X(AGEN,         2, role_agen)           /* change agent */                          \
    X(KEPALA_UNIT,  3, role_kepala_unit)    /* head of the unit: confirms, signs */     \
    X(PENDAHULUAN,  4, role_pendahuluan)    /* first review, echelon I or province */   \
    X(TPI_ANGGOTA,  5, role_tpi_anggota)                                                \
    X(TPI_KETUA,    6, role_tpi_ketua)                                                  \
    X(TPI_DALNIS,   7, role_tpi_dalnis)                                                 \
    X(INSPEKTUR,    8, role_inspektur)                                                  \
    X(TPN,          9, role_tpn)                                                        \
    X(UPG,         10, role_upg)            /* gratification control */                 \
    X(WBS,         11, role_wbs)            /* whistleblowing officer */                \
    X(KUSTODIAN,   12, role_kustodian)      /* keeps identities sealed */               \
    X(PENGADUAN,   13, role_pengaduan)      /* complaint officer */                     \
    X(PPID,        14, role_ppid)           /* public information officer */            \
    X(SDM,         15, role_sdm)            /* human resources */                       \
    X(RISIKO,      16, role_risiko)         /* risk owner */                            \
    X(PIMPINAN,    17, role_pimpinan)       /* head of the instansi */                  \
    X(MENTERI,     18, role_menteri)                                                    \
    X(ADMIN,       19, role_admin)          /* sets up, grants roles; reads no case */

typedef enum {
#define X(name, bit, msg) ROLE_##name = bit,
    ROLES(X)
#undef X
    ROLE_COUNT
} Role;

typedef i64 Who;                /* a set of roles */

#define WHO(role)   ((Who)1 << ROLE_##role)
#define NO_ONE      ((Who)0)
#define SIGNED_IN   ((Who)1 << 40)      /* any account, whatever its roles */
#define ANYONE      ((Who)1 << 41)      /* the public too */

#define WHO_ASSESSES (WHO(PENDAHULUAN) | WHO(TPI_ANGGOTA) | WHO(TPI_KETUA) | WHO(TPI_DALNIS) \
                      | WHO(INSPEKTUR) | WHO(TPN))
#define WHO_FILLS    (WHO(TIM_KERJA) | WHO(KEPALA_UNIT))

extern const char *const role_names[ROLE_COUNT];        /* "TIM_KERJA": in tables, on the command line */
Msg  role_msg(Role role);
bool role_parse(Str name, Role *out);

/* The person who asks, as the session says; in the request's arena. */
typedef struct {
    i64  id, session_id;
    i64  instansi_id;
    i64  unit_id;               /* where this person works */
    Str  name, nip;
    Who  roles;                 /* held today, for whatever unit, and SIGNED_IN */
    Str  csrf;                  /* the token of this session's forms */
    Lang lang;
    int  utc_minutes;           /* 420 WIB, 480 WITA, 540 WIT */
    bool half;                  /* password given, second factor still to come */
    bool idle;                  /* the last-seen mark of the session or token is old: it is written after the answer */
    i64  token_id;              /* came by a personal token of the API, not by a session; 0: a session */
    Str  scope;                 /* of that token: "lke:read unit:write" */
} User;

#endif
