/* One's own notices, as the API gives them. */
#include "kabar/kabar_pages_web.h"
#include "web/api.h"

enum { MOST = 1000 };           /* the newest; older ones are read or swept */

typedef struct {
    i64     id;
    Str     kind, text, url;
    Instant at, read_at;
} NoticeOut;

static const Give notice_gives[] = {
    GIVE(NoticeOut, id, G_ID, MSG_kabar_api_id),
    GIVE(NoticeOut, kind, G_TEXT, MSG_kabar_kind),
    GIVE(NoticeOut, text, G_TEXT, MSG_kabar_api_text),
    GIVE(NoticeOut, url, G_TEXT, MSG_kabar_api_url),
    GIVE(NoticeOut, at, G_AT, MSG_kabar_api_at),
    GIVE(NoticeOut, read_at, G_AT, MSG_kabar_api_read_at),
};
const Gives gives_notice = GIVES(NoticeOut, "Notice", MSG_kabar_api_notice, notice_gives);

typedef struct { Str read, kind; } Asked;

static const Choice reads[] = {{"belum", MSG_kabar_show_unread}, {0}};

const Field kabar_api_fields[KABAR_API_FIELDS] = {
    {.name = "baca", .offset = offsetof(Asked, read), .kind = F_CHOICE, .label = MSG_kabar_show, .choices = reads},
    {.name = "jenis", .offset = offsetof(Asked, kind), .kind = F_TEXT, .label = MSG_kabar_kind, .max = 60},
};

/* GET /api/v1/kabar */
Err kabar_api_list(Req *r)
{
    Asked     in     = {0};
    Issues    issues = {0};
    KabarRows all    = {0};
    i64       of     = 0;
    LIST(NoticeOut) rows = {0};

    form_read(r, kabar_api_fields, countof(kabar_api_fields), &in, &issues);
    if (issues.count)
        return api_refuse(r, &issues);
    KabarAsk ask = {.user_id = r->user->id, .kind = in.kind, .unread = in.read.len, .limit = MOST};
    TRY(kabar_list(r->arena, r->db, &ask, &all, &of));
    for (isize i = 0; i < all.count; i++) {
        const KabarRow *k    = &all.at[i];
        Str             text = kabar_text(r->arena, r->lang, kabar_kind(r->web, k->kind), k->args);
        *list_add(r->arena, &rows) = (NoticeOut){k->id, k->kind, text, k->url, k->at, k->read_at};
    }
    return api_give_all(r, &rows);
}

/* POST /api/v1/kabar/:id/baca */
Err kabar_api_read(Req *r)
{
    KabarRow k;

    TRY(kabar_read(*r->arena, r->db, r->user->id, r->id, r->now));
    TRY(kabar_find(r->arena, r->db, r->user->id, r->id, &k));
    Str       text = kabar_text(r->arena, r->lang, kabar_kind(r->web, k.kind), k.args);
    NoticeOut v    = {k.id, k.kind, text, k.url, k.at, k.read_at};
    return api_give(r, &v);
}
