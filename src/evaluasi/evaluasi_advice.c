#include "evaluasi/evaluasi_advice.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "format/json.h"

#include "evaluasi_review.sql.h"

const char *const evaluasi_advice_states[ADVICE_STATES] = {"open", "answered", "done"};
static const char *const kinds[FOLLOW_KINDS] = {"follow", "again", "done", "change"};

bool evaluasi_advice_state_parse(Str text, AdviceState *out)
{
    int i = str_among(text, evaluasi_advice_states, ADVICE_STATES);
    if (i >= 0)
        *out = (AdviceState)i;
    return i >= 0;
}

/* --- who may --- */

static bool assesses(const Evaluasi *e)
{
    return e->mine || (e->roles & (WHO(INSPEKTUR) | WHO(TPN)));
}

/* Who scores blind reads the own layer's alone; a draft is read by whoever sees its layer and assesses. */
static bool reads(const Evaluasi *e, const EvalAdvice *d)
{
    bool layer = assesses(e) && evaluasi_sees(e, d->layer);
    return e->hidden ? layer : d->shown_at.s || layer;
}

bool evaluasi_may_advise(const Evaluasi *e)
{
    return evaluasi_my_layer(e) >= 0;
}

bool evaluasi_may_follow(const Evaluasi *e, const EvalAdvice *d)
{
    return (e->roles & WHO_FILLS) && d->shown_at.s && d->state != ADVICE_DONE;
}

/* A draft is its maker's; afterwards the preliminary assessor answers for the own ones, the TPI for all. */
bool evaluasi_may_judge(const Evaluasi *e, const EvalAdvice *d)
{
    int look = e->mine & (1 << SEAT_PENDAHULUAN), tpi = e->mine & ~(1 << SEAT_PENDAHULUAN);

    if (!d->shown_at.s)
        return evaluasi_my_layer(e) == d->layer;
    return !e->hidden && !e->tie && (tpi || (e->roles & WHO(INSPEKTUR)) || (look && d->layer == LAYER_PENDAHULUAN));
}

/* --- reading --- */

static EvalAdvice read_advice(DbRows *rows)
{
    EvalAdvice d = {.id = db_get_i64(rows)};
    d.worksheet_id = db_get_i64(rows);
    d.layer        = (int)db_get_i64(rows);
    d.item         = db_get_text(rows);
    d.text         = db_get_text(rows);
    d.due_on       = db_get_date(rows);
    (void)evaluasi_advice_state_parse(db_get_text(rows), &d.state);
    d.by_id        = db_get_i64(rows);
    d.by_name      = db_get_text(rows);
    d.made_at      = db_get_at(rows);
    d.shown_at     = db_get_at(rows);
    d.version      = db_get_i64(rows);
    return d;
}

Err evaluasi_advices(Arena *a, Db *db, const Evaluasi *e, Str item, EvalAdvices *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_advices, db_i64(e->w.instansi_id), db_i64(e->w.id), db_text(item));

    *out = (EvalAdvices){0};
    while (db_next(&rows)) {
        EvalAdvice d = read_advice(&rows);
        if (reads(e, &d))
            *list_add(a, out) = d;
    }
    return db_done(&rows);
}

Err evaluasi_advice(Arena *a, Db *db, const Evaluasi *e, i64 id, EvalAdvice *out)
{
    EvalAdvices all = {0};

    TRY(evaluasi_advices(a, db, e, (Str){0}, &all));
    for (isize i = 0; i < all.count; i++) {
        if (all.at[i].id == id) {
            *out = all.at[i];
            return NO_ERR;
        }
    }
    return FAIL(ERR_NOT_FOUND, "no such recommendation, or it is not the asker's to see");
}

Err evaluasi_advice_home(Arena scratch, Db *db, i64 instansi_id, i64 id, i64 *out_worksheet)
{
    DbRows rows  = db_query(&scratch, db, &SQL_evaluasi_advice_worksheet, db_i64(instansi_id), db_i64(id));
    bool   there = db_next(&rows);

    if (there)
        *out_worksheet = db_get_i64(&rows);
    TRY(db_done(&rows));
    return there ? NO_ERR : FAIL(ERR_NOT_FOUND, "no such recommendation");
}

Err evaluasi_follows(Arena *a, Db *db, const Evaluasi *e, i64 advice_id, EvalFollows *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_follows, db_i64(e->w.instansi_id), db_i64(e->w.id), db_i64(advice_id));

    *out = (EvalFollows){0};
    while (db_next(&rows)) {
        EvalFollow f = {.id = db_get_i64(&rows)};
        f.advice_id  = db_get_i64(&rows);
        f.kind       = (FollowKind)db_get_name(&rows, kinds, FOLLOW_KINDS);
        f.text       = db_get_text(&rows);
        f.use_id     = db_get_i64(&rows);
        f.use_name   = db_get_text(&rows);
        f.by_id      = db_get_i64(&rows);
        f.by_name    = db_get_text(&rows);
        f.at         = db_get_at(&rows);
        *list_add(a, out) = f;
    }
    return db_done(&rows);
}

/* --- notices --- */

enum { KIND_NEW, KIND_FOLLOWED, KIND_AGAIN, KIND_DONE, KIND_DUE };

#define WORDS(x) MSG_evaluasi_kind_advice_##x, MSG_evaluasi_tell_advice_##x, MSG_evaluasi_mail_advice_##x

const KabarKind evaluasi_advice_kinds[ADVICE_NOTICES] = {
    [KIND_NEW]      = {"evaluasi_advice_new",      WORDS(new),      KABAR_NOW,   true,  WHO_FILLS},
    [KIND_FOLLOWED] = {"evaluasi_advice_followed", WORDS(followed), KABAR_DAILY, false, WHO_ASSESSES},
    [KIND_AGAIN]    = {"evaluasi_advice_again",    WORDS(again),    KABAR_NOW,   true,  WHO_FILLS},
    [KIND_DONE]     = {"evaluasi_advice_done",     WORDS(done),     KABAR_APP,   false, WHO_FILLS},
    [KIND_DUE]      = {"evaluasi_advice_due",      WORDS(due),      KABAR_NOW,   false, WHO_FILLS},
};

static Err tell(Arena *a, Db *db, const Evaluasi *e, const EvalAdvice *d, const EvalFollowNew *n)
{
    static const int heard[FOLLOW_KINDS] = {KIND_FOLLOWED, KIND_AGAIN, KIND_DONE, KIND_AGAIN};
    Kabar k = {.kind = &evaluasi_advice_kinds[heard[n->kind]], .instansi_id = e->w.instansi_id, .from_id = e->asker_id,
               .url = str_fmt(a, "/rekomendasi/%lld", (long long)d->id), .entity = "evaluasi_advice",
               .entity_id = d->id, .at = n->at};

    k.args[0] = (KabarArg){.text = e->w.unit_name};
    k.args[1] = (KabarArg){.text = d->item};
    if (n->kind != FOLLOW_FOLLOW)
        return kabar_tell_role(*a, db, &k, WHO_FILLS, e->w.unit_id, e->today);
    k.user_id = d->by_id;
    return kabar_tell(*a, db, &k);
}

/* --- doing --- */

static Str advice_json(Arena *a, const EvalAdvice *d)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};

    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("text"), d->text);
    json_put_date(&o, S("due_on"), d->due_on);
    json_put_text(&o, S("state"), str_of(evaluasi_advice_states[d->state]));
    json_close(&o);
    return buf_str(&b);
}

/* What two score blind stays out of the log until it is frozen: see lke_save(). */
static Err log_advice(Arena *a, Db *db, const Evaluasi *e, const char *action, const EvalAdvice *was,
                      const EvalAdvice *is, Instant at)
{
    bool       blind = e->cycle.blind && e->stage == STAGE_ANGGOTA && !(is ? is : was)->shown_at.s;
    AuditEntry entry = {e->w.instansi_id, e->asker_id, action, "evaluasi_advice", (is ? is : was)->id, {0}, {0}};

    if (!blind && was)
        entry.before = advice_json(a, was);
    if (!blind && is)
        entry.after = advice_json(a, is);
    if (blind)
        entry.after = S("{\"blind\":true}");
    return audit_add(db, &entry, at);
}

Err evaluasi_advice_add(Arena scratch, Db *db, const Evaluasi *e, const EvalAdviceNew *n, i64 *out_id)
{
    EvalAdvice d = {.id = id_new(), .item = n->item, .text = n->text, .due_on = n->due_on, .by_id = e->asker_id};

    d.layer = evaluasi_my_layer(e);
    if (!evaluasi_may_advise(e))
        return FAIL(ERR_FORBIDDEN, "it is not the asker's turn");
    TRY(db_do(db, &SQL_evaluasi_advice_add, db_i64(d.id), db_i64(e->w.instansi_id), db_i64(e->w.id), db_i64(d.layer),
              db_text(d.item), db_text(d.text), db_date(d.due_on), db_i64(d.by_id), db_at(n->at)));
    *out_id = d.id;
    return log_advice(&scratch, db, e, "evaluasi_advice_add", NULL, &d, n->at);
}

static Err one_row(DbRows rows)
{
    return db_one_or(rows, FAIL(ERR_CONFLICT, "somebody else changed the recommendation meanwhile"));
}

static Err set_state(Arena *a, Db *db, const Evaluasi *e, const EvalAdvice *d, AdviceState state)
{
    return one_row(db_query(a, db, &SQL_evaluasi_advice_state, db_i64(e->w.instansi_id), db_i64(d->id),
                            db_i64(d->version), db_text(str_of(evaluasi_advice_states[state]))));
}

static Err set_words(Arena *a, Db *db, const Evaluasi *e, const EvalAdvice *d, const EvalAdvice *to)
{
    return one_row(db_query(a, db, &SQL_evaluasi_advice_change, db_i64(e->w.instansi_id), db_i64(d->id),
                            db_i64(d->version), db_text(to->text), db_date(to->due_on)));
}

static bool allowed(const Evaluasi *e, const EvalAdvice *d, FollowKind kind)
{
    switch (kind) {
    case FOLLOW_FOLLOW: return evaluasi_may_follow(e, d);
    case FOLLOW_AGAIN:  return evaluasi_may_judge(e, d) && d->shown_at.s && d->state != ADVICE_OPEN;
    case FOLLOW_DONE:   return evaluasi_may_judge(e, d) && d->shown_at.s && d->state != ADVICE_DONE;
    case FOLLOW_CHANGE: return evaluasi_may_judge(e, d) && d->state != ADVICE_DONE;
    case FOLLOW_KINDS:  break;
    }
    return false;
}

/* Nobody has read a draft: its words change without a trace but the log's. */
static Err change_draft(Arena *a, Db *db, const Evaluasi *e, const EvalAdvice *d, const EvalFollowNew *n)
{
    EvalAdvice to = *d;
    to.text   = n->text;
    to.due_on = n->due_on;
    TRY(set_words(a, db, e, d, &to));
    return log_advice(a, db, e, "evaluasi_advice_edit", d, &to, n->at);
}

Err evaluasi_advice_follow(Arena scratch, Db *db, const Evaluasi *e, const EvalAdvice *d, const EvalFollowNew *n)
{
    static const AdviceState becomes[FOLLOW_KINDS] = {ADVICE_ANSWERED, ADVICE_OPEN, ADVICE_DONE, ADVICE_OPEN};
    EvalAdvice to = *d;

    if (!allowed(e, d, n->kind))
        return FAIL(ERR_FORBIDDEN, "not this person's to do now");
    if (!d->shown_at.s)
        return change_draft(&scratch, db, e, d, n);
    to.state  = n->kind == FOLLOW_CHANGE ? d->state : becomes[n->kind];
    to.due_on = n->due_on.days ? n->due_on : d->due_on;
    if (to.due_on.days != d->due_on.days) {
        TRY(set_words(&scratch, db, e, d, &to));
        to.version++;
    }
    if (n->kind != FOLLOW_CHANGE)
        TRY(set_state(&scratch, db, e, &to, to.state));
    TRY(db_do(db, &SQL_evaluasi_follow_add, db_i64(id_new()), db_i64(e->w.instansi_id), db_i64(d->id),
              db_text(str_of(kinds[n->kind])), db_text(n->text), db_id(n->use_id), db_i64(e->asker_id), db_at(n->at)));
    TRY(log_advice(&scratch, db, e, "evaluasi_advice_follow", d, &to, n->at));
    return tell(&scratch, db, e, d, n);
}

Err evaluasi_advice_drop(Arena scratch, Db *db, const Evaluasi *e, const EvalAdvice *d, Instant at)
{
    if (d->shown_at.s || !evaluasi_may_judge(e, d))
        return FAIL(ERR_FORBIDDEN, "not a draft of this person");
    TRY(one_row(db_query(&scratch, db, &SQL_evaluasi_advice_drop, db_i64(e->w.instansi_id), db_i64(d->id),
                         db_i64(d->version))));
    return log_advice(&scratch, db, e, "evaluasi_advice_drop", d, NULL, at);
}

/* --- over many worksheets --- */

static EvalAdviceRow read_row(DbRows *rows)
{
    EvalAdviceRow l = {.d = {.id = db_get_i64(rows)}};
    l.d.worksheet_id = db_get_i64(rows);
    l.d.item         = db_get_text(rows);
    l.d.text         = db_get_text(rows);
    l.d.due_on       = db_get_date(rows);
    (void)evaluasi_advice_state_parse(db_get_text(rows), &l.d.state);
    l.d.by_name      = db_get_text(rows);
    l.d.shown_at     = db_get_at(rows);
    l.year           = (int)db_get_i64(rows);
    l.unit_id        = db_get_i64(rows);
    l.unit_code      = db_get_text(rows);
    l.unit_name      = db_get_text(rows);
    l.pack_id        = db_get_text(rows);
    (void)instant_parse(db_get_text(rows), &l.followed_at);
    return l;
}

Err evaluasi_advice_list(Arena *a, Db *db, const EvalAsker *by, const EvalAdviceFilter *f, EvalAdviceRows *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_advice_list, db_i64(by->instansi_id), db_i64(by->user_id),
                           db_i64(EVALUASI_READS), db_date(by->today),
                           db_text(f->any_state ? (Str){0} : str_of(evaluasi_advice_states[f->state])),
                           db_text(f->before.days ? date_iso(a, f->before) : (Str){0}), db_i64(f->limit));
    *out = (EvalAdviceRows){0};
    while (db_next(&rows))
        *list_add(a, out) = read_row(&rows);
    return db_done(&rows);
}

/* --- reminders --- */

typedef struct { i64 id, instansi_id, worksheet_id, unit_id; Str item, unit_name; Date due_on; } DueAdvice;
typedef LIST(DueAdvice) DueAdvices;

static Err due_soon(Arena *a, Db *db, const KabarDay *day, DueAdvices *out)
{
    Date   until = {day->today.days + (i32)kabar_longest(day)};
    DbRows rows  = db_query(a, db, &SQL_evaluasi_advice_due, db_date(day->today), db_date(until));
    while (db_next(&rows)) {
        DueAdvice d    = {.id = db_get_i64(&rows)};
        d.instansi_id  = db_get_i64(&rows);
        d.worksheet_id = db_get_i64(&rows);
        d.item         = db_get_text(&rows);
        d.due_on       = db_get_date(&rows);
        d.unit_id      = db_get_i64(&rows);
        d.unit_name    = db_get_text(&rows);
        *list_add(a, out) = d;
    }
    return db_done(&rows);
}

Err evaluasi_advice_remind(Arena scratch, Db *db, const KabarDay *day)
{
    DueAdvices due = {0};

    TRY(due_soon(&scratch, db, day, &due));
    for (isize i = 0; i < due.count; i++) {
        const DueAdvice *d    = &due.at[i];
        i64              left = kabar_days_before(day, d->due_on);
        Arena            a    = scratch;
        if (left < 0)
            continue;
        Kabar k = {.kind = &evaluasi_advice_kinds[KIND_DUE], .instansi_id = d->instansi_id,
                   .url = str_fmt(&a, "/rekomendasi/%lld", (long long)d->id), .entity = "evaluasi_advice",
                   .entity_id = d->id, .at = day->now,
                   .once_key = str_fmt(&a, "evaluasi:advice:%lld:%d:%lld", (long long)d->id, d->due_on.days,
                                       (long long)left)};
        k.args[0] = (KabarArg){.text = d->item};
        k.args[1] = (KabarArg){.text = d->unit_name};
        k.args[2] = (KabarArg){.date = d->due_on};
        TRY(kabar_tell_role(a, db, &k, WHO_FILLS, d->unit_id, day->today));
    }
    return NO_ERR;
}

/* --- at a hand-over --- */

static void freeze_follows(Arena *a, JsonOut *o, const EvalFollows *all, i64 advice_id)
{
    json_open_list(o, S("follow"));
    for (isize i = 0; i < all->count; i++) {
        const EvalFollow *f = &all->at[i];
        if (f->advice_id != advice_id)
            continue;
        json_open_map(o, NO_KEY);
        json_put_text(o, S("kind"), str_of(kinds[f->kind]));
        json_put_text(o, S("text"), f->text);
        json_put_text(o, S("by_name"), f->by_name);
        json_put_text(o, S("at"), instant_iso(a, f->at));
        json_close(o);
    }
    json_close(o);
}

static Err freeze_advice(Arena *a, Db *db, const Evaluasi *e, JsonOut *o)
{
    EvalFollows follows = {0};
    TRY(evaluasi_follows(a, db, e, 0, &follows));
    DbRows rows = db_query(a, db, &SQL_evaluasi_advices, db_i64(e->w.instansi_id), db_i64(e->w.id), db_text((Str){0}));

    json_open_list(o, S("advice"));
    while (db_next(&rows)) {
        EvalAdvice d = read_advice(&rows);
        json_open_map(o, NO_KEY);
        json_put_id(o, S("id"), d.id);
        json_put_text(o, S("layer"), str_of(lke_layers[d.layer]));
        json_put_text(o, S("item"), d.item);
        json_put_text(o, S("text"), d.text);
        json_put_date(o, S("due_on"), d.due_on);
        json_put_text(o, S("state"), str_of(evaluasi_advice_states[d.state]));
        json_put_text(o, S("by_name"), d.by_name);
        freeze_follows(a, o, &follows, d.id);
        json_close(o);
    }
    json_close(o);
    return db_done(&rows);
}

/* How many became the unit's to read. */
static Err show(Arena *a, Db *db, const Evaluasi *e, int layer, Instant at, i64 *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_advice_show, db_i64(e->w.instansi_id), db_i64(e->w.id), db_at(at),
                           db_i64(layer));
    for (*out = 0; db_next(&rows);)
        ++*out;
    return db_done(&rows);
}

/* The unit reads what is recommended when the worksheet comes back to it, goes to the TPI, or is decided. */
static Err moved(Arena *a, Db *db, const Evaluasi *e, const EvalMoved *what)
{
    EvalStage from = what->step->move->from, to = what->step->move->to;
    bool      all  = (to == STAGE_ISI && from > STAGE_KONFIRMASI) || to == STAGE_MEMENUHI || to == STAGE_BELUM;
    i64       n    = 0;

    if (what->how != EVAL_WENT || (!all && from != STAGE_PENDAHULUAN))
        return NO_ERR;
    TRY(show(a, db, e, all ? -1 : LAYER_PENDAHULUAN, what->step->at, &n));
    if (!n)
        return NO_ERR;
    Kabar k = {.kind = &evaluasi_advice_kinds[KIND_NEW], .instansi_id = e->w.instansi_id, .from_id = e->asker_id,
               .url = str_fmt(a, "/evaluasi/%lld/rekomendasi", (long long)e->w.id), .entity = "lke_worksheet",
               .entity_id = e->w.id, .at = what->step->at};
    k.args[0] = (KabarArg){.number = n};
    k.args[1] = (KabarArg){.text = e->w.unit_name};
    return kabar_tell_role(*a, db, &k, WHO_FILLS, e->w.unit_id, e->today);
}

const EvalPart evaluasi_advice_part = {.freeze = freeze_advice, .moved = moved};
