/* Letters that did not arrive: for the ADMIN of those they were written to.  What stood in them is not shown. */
#include "akun/akun.h"
#include "audit/audit.h"
#include "kabar/kabar_pages_web.h"
#include "web/mail.h"

#include "kabar.sql.h"

enum { MOST = 200 };

const KabarKind kabar_kinds[KABAR_KINDS] = {
    {"kabar_lost", MSG_kabar_lost, MSG_kabar_lost_told, MSG_kabar_mail_admin, KABAR_APP, .who = WHO(ADMIN)},
};

typedef struct {
    i64     id, tries;
    Str     who, address, subject, why;
    Url     person;
    Instant at;
    bool    again;
} LostLine;

typedef struct { LIST(LostLine) rows; Empty empty; Exports exports; } KabarLostView;
#include "kabar_lost.html.h"

static Err lost_lines(Req *r, i64 most, KabarLostView *v)
{
    DbRows rows = db_query(r->arena, r->db, &SQL_kabar_lost, db_i64(r->user->instansi_id), db_i64(r->user->id),
                           db_i64(r->route->who), db_date(r->today), db_i64(most));
    while (db_next(&rows)) {
        LostLine l = {.id = db_get_i64(&rows)};
        l.person  = url_for(r, "/orang/%lld", (long long)db_get_i64(&rows));
        l.who     = db_get_text(&rows);
        l.address = db_get_text(&rows);
        l.subject = db_get_text(&rows);
        l.why     = db_get_text(&rows);
        l.tries   = db_get_i64(&rows);
        l.at      = db_get_at(&rows);
        l.again   = db_get_bool(&rows);
        *list_add(r->arena, &v->rows) = l;
    }
    return db_done(&rows);
}

static const Col cols[] = {
    {"kepada",  MSG_kabar_lost_to,      COL_TEXT,   false}, {"alamat",  MSG_kabar_lost_address, COL_TEXT, false},
    {"perihal", MSG_kabar_lost_subject, COL_TEXT,   false}, {"jawaban", MSG_kabar_lost_why,     COL_TEXT, false},
    {"dicoba",  MSG_kabar_lost_times,   COL_NUMBER, false}, {"dihentikan", MSG_kabar_lost_at,   COL_AT,   false},
};

static Err lost_file(Req *r)
{
    KabarLostView v = {0};
    Table         t = {.name = "surat-tidak-sampai", .caption = say(r->lang, MSG_kabar_lost), .cols = cols,
                       .cols_count = countof(cols)};

    TRY(lost_lines(r, TABLE_MAX, &v));
    for (isize i = 0; i < v.rows.count; i++) {
        const LostLine *l = &v.rows.at[i];
        Cell           *c = table_row(r, &t);
        c[0].text   = l->who;
        c[1].text   = l->address;
        c[2].text   = l->subject;
        c[3].text   = l->why;
        c[4].number = l->tries;
        c[5].at     = l->at;
    }
    return table_show(r, &t);
}

/* GET /kabar/surat */
Err kabar_lost_page(Req *r)
{
    KabarLostView v = {.empty = {say(r->lang, MSG_kabar_lost_none), say(r->lang, MSG_kabar_lost_none_text), {{0}}}};

    if (table_is_asked(r))
        return lost_file(r);
    TRY(lost_lines(r, MOST, &v));
    v.exports       = table_exports(r, NULL);
    r->page.section = S("kabar");
    r->page.title   = say(r->lang, MSG_kabar_lost);
    r->page.lead    = say(r->lang, MSG_kabar_lost_lead);
    crumb_add(r, say(r->lang, MSG_kabar_title), (Url){S("/kabar")});
    view_kabar_lost(r, &v);
    return NO_ERR;
}

/* POST /kabar/surat/:id/lagi */
Err kabar_lost_again(Req *r)
{
    DbRows rows = db_query(r->arena, r->db, &SQL_kabar_lost_find, db_i64(r->user->instansi_id), db_i64(r->user->id),
                           db_i64(r->route->who), db_date(r->today), db_i64(r->id));
    TRY(db_one_or(rows, FAIL(ERR_NOT_FOUND, "no such letter to somebody within reach")));
    TRY(mail_again(*r->arena, r->db, r->id, r->now));
    TRY(audit_add(r->db, &(AuditEntry){.instansi_id = r->user->instansi_id, .actor_id = r->user->id,
                                       .action = "kabar_again", .entity = "web_letter", .entity_id = r->id}, r->now));
    notice_set(r, MSG_kabar_again_done);
    return redirect(r, "/kabar/surat");
}

/* --- that there are such letters, once a day --- */

typedef struct { i64 instansi_id, unit_id; } Place;
typedef LIST(Place) Places;

static Err lost_lately(Arena *a, Db *db, Instant now, Places *out)
{
    DbRows rows = db_query(a, db, &SQL_kabar_lost_units, db_at((Instant){now.s - 86400}));
    while (db_next(&rows)) {
        Place p = {.instansi_id = db_get_i64(&rows)};
        p.unit_id = db_get_i64(&rows);
        *list_add(a, out) = p;
    }
    return db_done(&rows);
}

/* Room.remind */
Err kabar_remind(Arena scratch, Db *db, const KabarDay *day)
{
    Places all = {0};
    Str    key = str_fmt(&scratch, "kabar_lost:%.*s", STRF(date_iso(&scratch, day->today)));

    TRY(lost_lately(&scratch, db, day->now, &all));
    for (isize i = 0; i < all.count; i++) {
        Kabar k = {.kind = &kabar_kinds[0], .instansi_id = all.at[i].instansi_id, .url = S("/kabar/surat"),
                   .once_key = key, .at = day->now};
        TRY(kabar_tell_role(scratch, db, &k, WHO(ADMIN), all.at[i].unit_id, day->today));
    }
    return NO_ERR;
}
