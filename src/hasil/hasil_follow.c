#include "hasil/hasil_follow.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "format/json.h"

#include "hasil_follow.sql.h"

const char *const hasil_action_states[ACTION_STATES] = {"open", "done", "dropped"};
const char *const hasil_forum_kinds[FORUM_KINDS]     = {"forum", "webinar", "meeting"};

Msg hasil_action_msg(HasilActionState state)
{
    static const Msg msgs[ACTION_STATES] = {MSG_follow_open, MSG_follow_done, MSG_follow_dropped};
    return msgs[state];
}

Msg hasil_forum_msg(HasilForumKind kind)
{
    static const Msg msgs[FORUM_KINDS] = {MSG_follow_kind_forum, MSG_follow_kind_webinar, MSG_follow_kind_meeting};
    return msgs[kind];
}

bool hasil_action_parse(Str text, HasilActionState *out)
{
    int i = str_among(text, hasil_action_states, ACTION_STATES);
    *out  = (HasilActionState)(i < 0 ? 0 : i);
    return i >= 0;
}

bool hasil_forum_parse(Str text, HasilForumKind *out)
{
    int i = str_among(text, hasil_forum_kinds, FORUM_KINDS);
    *out  = (HasilForumKind)(i < 0 ? 0 : i);
    return i >= 0;
}

/* What the statements ask first: the wall, who, by which roles, when, and which of them may change. */
#define ASKER(by) \
    db_i64((by)->instansi_id), db_i64((by)->user_id), db_i64((by)->role_bits), db_date((by)->today), db_i64(SURVEI_RUNS)

static Err note(Db *db, const UnitAsker *by, const char *action, const char *entity, i64 id, Str after)
{
    AuditEntry e = {.instansi_id = by->instansi_id, .actor_id = by->user_id, .action = action, .entity = entity,
                    .entity_id = id, .after = after};
    return audit_add(db, &e, by->now);
}

/* Changed by the statement: then it gave back the number. */
static Err changed(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "changed by somebody else, or not the asker's to change"));
}

/* --- actions --- */

static HasilAction read_action(DbRows *rows)
{
    HasilAction x = {.id = db_get_i64(rows)};
    x.instansi_id    = db_get_i64(rows);
    x.unit_id        = db_get_i64(rows);
    x.campaign_id    = db_get_i64(rows);
    x.version        = db_get_i64(rows);
    x.pack_id        = db_get_text(rows);
    x.element        = db_get_text(rows);
    x.lke_item       = db_get_text(rows);
    x.what           = db_get_text(rows);
    x.who            = db_get_text(rows);
    x.outcome        = db_get_text(rows);
    x.due_on         = db_get_date(rows);
    x.ended_on       = db_get_date(rows);
    (void)hasil_action_parse(db_get_text(rows), &x.state);
    x.unit_code      = db_get_text(rows);
    x.unit_name      = db_get_text(rows);
    x.campaign_title = db_get_text(rows);
    x.runs           = db_get_bool(rows);
    return x;
}

Err hasil_actions(Arena *a, Db *db, const UnitAsker *by, i64 campaign_id, HasilActions *out)
{
    DbRows rows = db_query(a, db, &SQL_follow_actions, ASKER(by), db_i64(campaign_id), db_i64(0));
    *out = (HasilActions){0};
    while (db_next(&rows))
        *list_add(a, out) = read_action(&rows);
    return db_done(&rows);
}

Err hasil_action(Arena *a, Db *db, const UnitAsker *by, i64 id, HasilAction *out)
{
    DbRows rows  = db_query(a, db, &SQL_follow_actions, ASKER(by), db_i64(0), db_i64(id));
    bool   there = db_next(&rows);
    if (there)
        *out = read_action(&rows);
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such action within reach");
}

/* What an action says itself, without the names around it. */
static Err read_actions(Arena *a, DbRows rows, HasilActions *out)
{
    *out = (HasilActions){0};
    while (db_next(&rows)) {
        HasilAction *x = list_add(a, out);
        *x          = (HasilAction){.id = db_get_i64(&rows)};
        x->version  = db_get_i64(&rows);
        x->pack_id  = db_get_text(&rows);
        x->element  = db_get_text(&rows);
        x->lke_item = db_get_text(&rows);
        x->what     = db_get_text(&rows);
        x->who      = db_get_text(&rows);
        x->outcome  = db_get_text(&rows);
        x->due_on   = db_get_date(&rows);
        x->ended_on = db_get_date(&rows);
        (void)hasil_action_parse(db_get_text(&rows), &x->state);
    }
    return db_done(&rows);
}

Err hasil_actions_of(Arena *a, Db *db, const SurveiCampaign *c, HasilActions *out)
{
    return read_actions(a, db_query(a, db, &SQL_follow_actions_of, db_i64(c->instansi_id), db_i64(c->id)), out);
}

#define ITEM(by, x) \
    db_i64((by)->instansi_id), db_i64((by)->user_id), db_i64((by)->role_bits), db_date((by)->today), \
    db_i64((x)->unit_id), db_text((x)->item), db_date(date_ymd((x)->year, 1, 1)), db_date(date_ymd((x)->year, 12, 31))

Err hasil_item_actions(Arena *a, Db *db, const UnitAsker *by, const HasilItem *x, HasilActions *out)
{
    return read_actions(a, db_query(a, db, &SQL_follow_item_actions, ITEM(by, x)), out);
}

static Str action_json(Arena *a, const HasilAction *x)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("pack"), x->pack_id);
    json_put_text(&o, S("element"), x->element);
    json_put_text(&o, S("lke_item"), x->lke_item);
    json_put_text(&o, S("what"), x->what);
    json_put_text(&o, S("who"), x->who);
    json_put_text(&o, S("due_on"), date_iso(a, x->due_on));
    json_put_text(&o, S("state"), str_of(hasil_action_states[x->state]));
    json_put_text(&o, S("outcome"), x->outcome);
    json_close(&o);
    return buf_str(&b);
}

Err hasil_action_add(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, const HasilAction *x,
                      i64 *out_id)
{
    if (!c->runs)
        return FAIL(ERR_NOT_FOUND, "somebody else's campaign");
    *out_id = id_new();
    TRY(db_do(db, &SQL_follow_action_add, db_i64(*out_id), db_i64(by->instansi_id), db_i64(c->unit_id), db_i64(c->id),
              db_text(x->pack_id), db_text(x->element), db_text(x->lke_item), db_text(x->what), db_text(x->who),
              db_date(x->due_on), db_i64(by->user_id), db_at(by->now)));
    return note(db, by, "survei_action_add", "survei_action", *out_id, action_json(&scratch, x));
}

Err hasil_action_edit(Arena scratch, Db *db, const UnitAsker *by, const HasilAction *x)
{
    DbRows rows = db_query(&scratch, db, &SQL_follow_action_edit, ASKER(by), db_i64(x->id), db_i64(x->version),
                           db_text(x->pack_id), db_text(x->element), db_text(x->lke_item), db_text(x->what),
                           db_text(x->who), db_date(x->due_on), db_text(str_of(hasil_action_states[x->state])),
                           db_text(x->outcome), db_date(x->ended_on));
    TRY(changed(rows));
    return note(db, by, "survei_action_edit", "survei_action", x->id, action_json(&scratch, x));
}

/* --- forums --- */

static HasilForum read_forum(DbRows *rows)
{
    HasilForum x = {.id = db_get_i64(rows)};
    x.instansi_id = db_get_i64(rows);
    x.unit_id     = db_get_i64(rows);
    x.campaign_id = db_get_i64(rows);
    x.version     = db_get_i64(rows);
    (void)hasil_forum_parse(db_get_text(rows), &x.kind);
    x.title    = db_get_text(rows);
    x.place    = db_get_text(rows);
    x.groups   = db_get_text(rows);
    x.lke_item = db_get_text(rows);
    x.summary  = db_get_text(rows);
    x.held_on  = db_get_date(rows);
    x.invited  = db_get_i64(rows);
    x.attended = db_get_i64(rows);
    x.asked    = db_get_i64(rows);
    x.done     = db_get_i64(rows);
    x.unit_code      = db_get_text(rows);
    x.unit_name      = db_get_text(rows);
    x.campaign_title = db_get_text(rows);
    x.runs           = db_get_bool(rows);
    return x;
}

Err hasil_forums(Arena *a, Db *db, const UnitAsker *by, HasilForums *out)
{
    DbRows rows = db_query(a, db, &SQL_follow_forums, ASKER(by), db_i64(0));
    *out = (HasilForums){0};
    while (db_next(&rows))
        *list_add(a, out) = read_forum(&rows);
    return db_done(&rows);
}

Err hasil_forum(Arena *a, Db *db, const UnitAsker *by, i64 id, HasilForum *out)
{
    DbRows rows  = db_query(a, db, &SQL_follow_forums, ASKER(by), db_i64(id));
    bool   there = db_next(&rows);
    if (there)
        *out = read_forum(&rows);
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such forum within reach");
}

Err hasil_item_forums(Arena *a, Db *db, const UnitAsker *by, const HasilItem *x, HasilForums *out)
{
    DbRows rows = db_query(a, db, &SQL_follow_item_forums, ITEM(by, x));

    *out = (HasilForums){0};
    while (db_next(&rows)) {
        HasilForum *f = list_add(a, out);
        *f          = (HasilForum){.id = db_get_i64(&rows)};
        (void)hasil_forum_parse(db_get_text(&rows), &f->kind);
        f->title    = db_get_text(&rows);
        f->held_on  = db_get_date(&rows);
        f->attended = db_get_i64(&rows);
        f->asked    = db_get_i64(&rows);
        f->done     = db_get_i64(&rows);
    }
    return db_done(&rows);
}

static Str forum_json(Arena *a, const HasilForum *x)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("kind"), str_of(hasil_forum_kinds[x->kind]));
    json_put_text(&o, S("title"), x->title);
    json_put_text(&o, S("held_on"), date_iso(a, x->held_on));
    json_put_text(&o, S("place"), x->place);
    json_put_i64(&o, S("invited"), x->invited);
    json_put_i64(&o, S("attended"), x->attended);
    json_put_text(&o, S("groups"), x->groups);
    json_put_text(&o, S("lke_item"), x->lke_item);
    json_put_text(&o, S("summary"), x->summary);
    json_close(&o);
    return buf_str(&b);
}

Err hasil_forum_add(Arena scratch, Db *db, const UnitAsker *by, const HasilForum *x, i64 *out_id)
{
    *out_id     = id_new();
    DbRows rows = db_query(&scratch, db, &SQL_follow_forum_add, ASKER(by), db_i64(*out_id), db_i64(x->unit_id),
                           db_id(x->campaign_id), db_text(str_of(hasil_forum_kinds[x->kind])), db_text(x->title),
                           db_date(x->held_on), db_text(x->place), db_i64(x->invited), db_i64(x->attended),
                           db_text(x->groups), db_text(x->lke_item), db_text(x->summary), db_at(by->now));
    TRY(db_one_or(rows, FAIL(ERR_NOT_FOUND, "somebody else's unit, or a campaign of another one")));
    return note(db, by, "survei_forum_add", "survei_forum", *out_id, forum_json(&scratch, x));
}

Err hasil_forum_edit(Arena scratch, Db *db, const UnitAsker *by, const HasilForum *x)
{
    TRY(changed(db_query(&scratch, db, &SQL_follow_forum_edit, ASKER(by), db_i64(x->id), db_i64(x->version),
                         db_id(x->campaign_id), db_text(str_of(hasil_forum_kinds[x->kind])), db_text(x->title),
                         db_date(x->held_on), db_text(x->place), db_i64(x->invited), db_i64(x->attended),
                         db_text(x->groups), db_text(x->lke_item), db_text(x->summary))));
    return note(db, by, "survei_forum_edit", "survei_forum", x->id, forum_json(&scratch, x));
}

/* --- what was asked --- */

static Err read_asked(Arena *a, DbRows rows, HasilAskeds *out)
{
    *out = (HasilAskeds){0};
    while (db_next(&rows)) {
        HasilAsked *x = list_add(a, out);
        x->id       = db_get_i64(&rows);
        x->forum_id = db_get_i64(&rows);
        x->version  = db_get_i64(&rows);
        x->asked    = db_get_text(&rows);
        x->by_whom  = db_get_text(&rows);
        x->answer   = db_get_text(&rows);
        x->done     = db_get_text(&rows);
        x->due_on   = db_get_date(&rows);
        x->done_on  = db_get_date(&rows);
        x->pack_id  = db_get_text(&rows);
        x->element  = db_get_text(&rows);
    }
    return db_done(&rows);
}

static Err asked(Arena *a, Db *db, const HasilForum *f, i64 id, HasilAskeds *out)
{
    return read_asked(a, db_query(a, db, &SQL_follow_asked, db_i64(f->instansi_id), db_i64(f->id), db_i64(id)), out);
}

Err hasil_asked_of(Arena *a, Db *db, const SurveiCampaign *c, HasilAskeds *out)
{
    return read_asked(a, db_query(a, db, &SQL_follow_asked_of, db_i64(c->instansi_id), db_i64(c->id)), out);
}

Err hasil_asked(Arena *a, Db *db, const HasilForum *f, HasilAskeds *out)
{
    return asked(a, db, f, 0, out);
}

Err hasil_asked_find(Arena *a, Db *db, const HasilForum *f, i64 id, HasilAsked *out)
{
    HasilAskeds all;
    TRY(asked(a, db, f, id, &all));
    if (!id || !all.count)
        return FAIL(ERR_NOT_FOUND, "nothing of that number was asked there");
    *out = all.at[0];
    return NO_ERR;
}

static Str asked_json(Arena *a, const HasilAsked *x)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("asked"), x->asked);
    json_put_text(&o, S("by_whom"), x->by_whom);
    json_put_text(&o, S("answer"), x->answer);
    json_put_text(&o, S("done"), x->done);
    json_put_text(&o, S("pack"), x->pack_id);
    json_put_text(&o, S("element"), x->element);
    json_close(&o);
    return buf_str(&b);
}

Err hasil_asked_put(Arena scratch, Db *db, const UnitAsker *by, const HasilForum *f, const HasilAsked *x)
{
    i64 id = x->id ? x->id : id_new();

    if (!f->runs)
        return FAIL(ERR_NOT_FOUND, "somebody else's forum");
    if (x->id)
        TRY(changed(db_query(&scratch, db, &SQL_follow_asked_edit, db_i64(f->instansi_id), db_i64(f->id), db_i64(id),
                             db_i64(x->version), db_text(x->asked), db_text(x->by_whom), db_text(x->answer),
                             db_text(x->done), db_date(x->due_on), db_date(x->done_on), db_text(x->pack_id),
                             db_text(x->element))));
    else
        TRY(db_do(db, &SQL_follow_asked_add, db_i64(id), db_i64(f->instansi_id), db_i64(f->id), db_text(x->asked),
                  db_text(x->by_whom), db_text(x->answer), db_text(x->done), db_date(x->due_on), db_date(x->done_on),
                  db_text(x->pack_id), db_text(x->element)));
    return note(db, by, x->id ? "survei_asked_edit" : "survei_asked_add", "survei_asked", id, asked_json(&scratch, x));
}
