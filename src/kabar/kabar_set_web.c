/* How one wants to hear of things; and the link in the foot of a letter that ends them. */
#include "kabar/kabar_pages_web.h"

#include "akun/akun.h"

typedef struct { FormView form; Summary where; } KabarSetView;
#include "kabar_set.html.h"

static const Msg way_msgs[KABAR_WAYS] = {MSG_kabar_way_now, MSG_kabar_way_daily, MSG_kabar_way_app, MSG_kabar_way_none};

static KabarWay way_chosen(const KabarChoices *all, const KabarKind *kind)
{
    for (isize i = 0; i < all->count; i++)
        if (str_is(all->at[i].kind, kind->name))
            return all->at[i].way;
    return kind->way;
}

static bool concerns(const Req *r, const KabarKind *kind)
{
    return !kind->who || may(r, kind->who);
}

/* --- drawing --- */

static void add_kind(Req *r, FormView *v, const KabarKind *kind, KabarWay way)
{
    FieldView f = {.name = str_of(kind->name), .label = say(r->lang, kind->title), .required = true, .is_select = true};

    for (int i = 0; i < KABAR_WAYS; i++)
        if (i != KABAR_NONE || !kind->must)
            *list_add(r->arena, &f.choices) = (ChoiceView){str_of(kabar_ways[i]), say(r->lang, way_msgs[i]),
                                                           .chosen = i == (int)way};
    if (kind->must)
        f.hint = say(r->lang, MSG_kabar_must);
    *list_add(r->arena, &v->fields) = f;
}

static void add_hours(Req *r, FormView *v, i64 chosen)
{
    FieldView f = {.name = S("jam"), .label = say(r->lang, MSG_kabar_hour), .hint = say(r->lang, MSG_kabar_hour_hint),
                   .required = true, .is_select = true};

    for (int hour = 0; hour < 24; hour++) {
        Str label = str_fmt(r->arena, "%02d%c00", hour, r->lang == LANG_EN ? ':' : '.');
        *list_add(r->arena, &f.choices) = (ChoiceView){str_fmt(r->arena, "%d", hour), label, .chosen = hour == chosen};
    }
    *list_add(r->arena, &v->fields) = f;
}

static void add_box(Req *r, FormView *v, const char *name, Msg label, bool checked)
{
    *list_add(r->arena, &v->fields) = (FieldView){.name = str_of(name), .label = say(r->lang, label), .required = true,
                                                  .is_bool = true, .checked = checked};
}

static Summary where_letters_go(Req *r, const AkunUser *u)
{
    Summary s    = {0};
    Str     zone = say_instant(r->arena, r->lang, r->now, r->utc_minutes);
    Link    set  = {say(r->lang, MSG_akun_change), {S("/akun/bahasa")}};

    *list_add(r->arena, &s.lines) = (SummaryLine){
        .key = say(r->lang, MSG_akun_email),
        .value = u->facts.email.len ? u->facts.email : say(r->lang, MSG_kabar_no_address)};
    *list_add(r->arena, &s.lines) = (SummaryLine){
        .key = say(r->lang, MSG_akun_language), .change = set,
        .value = say(r->lang, u->facts.lang == LANG_EN ? MSG_akun_lang_en : MSG_akun_lang_id)};
    *list_add(r->arena, &s.lines) = (SummaryLine){.key = say(r->lang, MSG_kabar_clock), .value = zone, .change = set};
    return s;
}

/* GET /kabar/atur */
Err kabar_set_page(Req *r)
{
    KabarChoices chosen = {0};
    KabarHabits  habits;
    AkunUser     u;
    KabarSetView v = {.form = {.action = {S("/kabar/atur")}, .submit = say(r->lang, MSG_kabar_save)}};

    TRY(akun_user_find(r->arena, r->db, r->user->id, &u));
    TRY(kabar_choices(r->arena, r->db, r->user->id, &chosen));
    TRY(kabar_habits(*r->arena, r->db, r->user->id, &habits));
    add_box(r, &v.form, "surat", MSG_kabar_letters, habits.letters);
    for (isize i = 0; i < r->web->rooms_count; i++) {
        const Room *room = r->web->rooms[i];
        for (isize k = 0; k < room->kinds_count; k++)
            if (concerns(r, &room->kinds[k]))
                add_kind(r, &v.form, &room->kinds[k], way_chosen(&chosen, &room->kinds[k]));
    }
    add_hours(r, &v.form, habits.digest_hour);
    add_box(r, &v.form, "libur", MSG_kabar_weekends, habits.weekends);
    r->page.section = S("kabar");
    r->page.title   = say(r->lang, MSG_kabar_set);
    r->page.lead    = say(r->lang, r->web->mail ? MSG_kabar_set_lead : MSG_kabar_set_no_mail);
    crumb_add(r, say(r->lang, MSG_kabar_title), (Url){S("/kabar")});
    v.where = where_letters_go(r, &u);
    view_kabar_set(r, &v);
    return NO_ERR;
}

/* --- saving --- */

/* Only what differs is written: a kind one never touched follows its default. */
static Err save_kind(Req *r, const KabarKind *kind, KabarWay before)
{
    Str sent = form_value(r, kind->name);
    int way  = str_among(sent, kabar_ways, KABAR_WAYS);

    if (way < 0)
        return sent.len ? FAIL(ERR_INVALID, "no such way") : NO_ERR;
    return way == (int)before ? NO_ERR : kabar_choose(r->db, r->user->id, kind, (KabarWay)way);
}

/* POST /kabar/atur */
Err kabar_set(Req *r)
{
    KabarChoices chosen = {0};
    KabarHabits  habits = {.letters = form_value(r, "surat").len, .weekends = form_value(r, "libur").len};

    if (!str_i64(form_value(r, "jam"), &habits.digest_hour) || habits.digest_hour < 0 || habits.digest_hour > 23)
        return FAIL(ERR_INVALID, "no such hour");
    TRY(kabar_choices(r->arena, r->db, r->user->id, &chosen));
    for (isize i = 0; i < r->web->rooms_count; i++) {
        const Room *room = r->web->rooms[i];
        for (isize k = 0; k < room->kinds_count; k++)
            if (concerns(r, &room->kinds[k]))
                TRY(save_kind(r, &room->kinds[k], way_chosen(&chosen, &room->kinds[k])));
    }
    TRY(kabar_set_habits(*r->arena, r->db, r->user->id, &habits, r->now));
    notice_set(r, MSG_kabar_saved);
    return redirect(r, "/kabar/atur");
}

/* --- the link in the foot of a letter --- */

static void stop_head(Req *r)
{
    r->page.frame = FRAME_PUBLIC;
    r->page.title = say(r->lang, MSG_kabar_stop);
}

/* GET /kabar/henti/:token - asks first: programs that look into letters follow links */
Err kabar_stop_page(Req *r)
{
    TRY(kabar_stop(*r->arena, r->db, r->args[0], false));
    Confirm c = {.text = say(r->lang, MSG_kabar_stop_text), .submit = say(r->lang, MSG_kabar_stop),
                 .action = url_for(r, "/kabar/henti/%.*s", STRF(url_part(r->arena, r->args[0])))};
    stop_head(r);
    view_confirm(r, &c);
    return NO_ERR;
}

/* POST /kabar/henti/:token - also what a mail program sends by itself (RFC 8058) */
Err kabar_stop_do(Req *r)
{
    TRY(kabar_stop(*r->arena, r->db, r->args[0], true));
    stop_head(r);
    view_notice(r, &(Notice){TONE_GOOD, say(r->lang, MSG_kabar_stopped), say(r->lang, MSG_kabar_stopped_text), {{0}}});
    return NO_ERR;
}
