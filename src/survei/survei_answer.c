#include "survei/survei_inside.h"

#include "audit/audit.h"
#include "format/json.h"

#include "survei.sql.h"

#include <string.h>

enum { SECONDS_MOST = 86400 };

Str survei_digits(Arena *a, const u8 *at, int n)
{
    char *s = new(a, char, n + 1);
    for (int i = 0; i < n; i++)
        s[i] = (char)('0' + at[i]);
    return (Str){s, n};
}

void survei_digits_read(Str digits, u8 *at, int n)
{
    for (int i = 0; i < n; i++)
        at[i] = i < digits.len && digits.at[i] >= '0' && digits.at[i] <= '9' ? (u8)(digits.at[i] - '0') : 0;
}

/* --- what may be wrong --- */

static Str field(Arena *a, const char *letter, int i)
{
    return str_fmt(a, "%s%d", letter, i);
}

static void check_marks(const SurveiCampaign *c, const SurveiAnswer *x, Lang lang, Issues *l)
{
    int at = 0;

    for (int f = 0; f < c->nforms; f++)
        for (int e = 0; e < c->forms[f].elements; e++, at++)
            if (x->marks[at] < 1 || x->marks[at] > c->forms[f].points)
                issue_say(l, lang, field(l->arena, "m", at), MSG_survei_must_mark);
    for (int q = 0; q < c->nquestions; q++) {
        if (c->questions[q].text)
            continue;
        bool none = !x->marks[at] && !c->questions[q].required;
        if (!none && (x->marks[at] < 1 || x->marks[at] > survei_options(&c->questions[q])))
            issue_say(l, lang, field(l->arena, "m", at), MSG_survei_must_mark);
        at++;
    }
}

static Str said_to(const SurveiAnswer *x, i64 question_id)
{
    for (int i = 0; i < x->nsaid; i++)
        if (x->said[i].question_id == question_id)
            return x->said[i].say;
    return (Str){0};
}

static void check_said(const SurveiCampaign *c, const SurveiAnswer *x, Lang lang, Issues *l)
{
    Str most = say_i64(l->arena, lang, SURVEI_SAID_MOST);

    for (int q = 0; q < c->nquestions; q++) {
        Str say = said_to(x, c->questions[q].id);
        if (c->questions[q].text && c->questions[q].required && !say.len)
            issue_say(l, lang, field(l->arena, "t", q), MSG_survei_must_answer);
        if (say.len > SURVEI_SAID_MOST || (say.len && !str_is_utf8(say)))
            issue_sayf(l, lang, field(l->arena, "t", q), MSG_survei_must_say, most);
    }
    Str besides = said_to(x, 0);
    if (besides.len > SURVEI_SAID_MOST || (besides.len && !str_is_utf8(besides)))
        issue_sayf(l, lang, S("said"), MSG_survei_must_say, most);
}

static bool asks_about(const SurveiCampaign *c, i64 service_id)
{
    for (int i = 0; i < c->ntargets; i++)
        if (c->targets[i].service_id == service_id)
            return true;
    return false;
}

void survei_check(const SurveiCampaign *c, const SurveiAnswer *x, Date today, Lang lang, Issues *l)
{
    const SurveiPack *p = c->forms[0].pack;

    if (!asks_about(c, x->service_id))
        issue_say(l, lang, S("service"), MSG_survei_must_service);
    if (!x->served_on.days || x->served_on.days > x->answered_on.days)
        issue_say(l, lang, S("served_on"), MSG_survei_must_served);
    i32 on = x->answered_on.days;
    if (on < c->opens_on.days || on > c->closes_on.days || on > today.days)
        issue_sayf(l, lang, S(""), MSG_survei_must_day, say_date(l->arena, lang, c->opens_on),
                   say_date(l->arena, lang, c->closes_on));
    for (int i = 0; i < ABOUTS; i++)
        if (x->about[i] > (i < p->nattributes ? p->attributes[i].noptions : 0))
            issue_say(l, lang, field(l->arena, "a", i), MSG_survei_must_about);
    check_marks(c, x, lang, l);
    check_said(c, x, lang, l);
}

/* --- what an answer is --- */

static bool is_straight(const SurveiCampaign *c, const SurveiAnswer *x)
{
    int n = survei_marks_from(c, c->nforms);
    for (int i = 1; i < n; i++)
        if (x->marks[i] != x->marks[0])
            return false;
    return n > 1;
}

/* Everything that was answered, in one text. */
static Str content(Arena *a, const SurveiCampaign *c, const SurveiAnswer *x)
{
    Buf b = {.arena = a};
    buf_addf(&b, "%lld %.*s %.*s %.*s", (long long)x->service_id, STRF(date_iso(a, x->served_on)),
             STRF(survei_digits(a, x->about, ABOUTS)), STRF(survei_digits(a, x->marks, survei_marks(c))));
    for (int i = 0; i < x->nsaid; i++)
        buf_addf(&b, "\n%lld %.*s", (long long)x->said[i].question_id, STRF(x->said[i].say));
    return buf_str(&b);
}

/* A number of all that an answer says, to find the same again; 0: too plain to mean anything. */
static i64 number_of(const SurveiCampaign *c, const SurveiAnswer *x, const Digest *d)
{
    u64 n = 0;

    if (is_straight(c, x) && !x->nsaid)
        return 0;
    for (int i = 0; i < 8; i++)
        n = n << 8 | d->at[i];
    return (i64)(n >> 1 | 1);
}

/* --- taking it --- */

static DbVal key_val(const SurveiAnswer *x)
{
    return db_blob((Str){(const char *)x->key, SURVEI_KEY});
}

static Err insert(Arena *a, Db *db, const SurveiCampaign *c, const SurveiAnswer *x, i64 alike, bool *out_new)
{
    int seconds = x->seconds < 0 ? 0 : x->seconds > SECONDS_MOST ? SECONDS_MOST : x->seconds;
    int flags   = x->flags | is_straight(c, x) << FLAG_STRAIGHT
                | (x->served_on.days < c->served_from.days) << FLAG_EARLY;

    return db_any(db_query(a, db, &SQL_survei_answer_add, db_i64(c->instansi_id), db_i64(c->id),
                           db_date(x->answered_on), key_val(x), db_i64(x->service_id), db_date(x->served_on),
                           db_text(survei_digits(a, x->about, ABOUTS)),
                           db_text(survei_digits(a, x->marks, survei_marks(c))), db_i64(seconds),
                           db_text(str_of(survei_channels[x->channel])), db_i64(flags), db_id(alike)), out_new);
}

/* The key is there: with the very same content? */
static Err came_before(Arena *a, Db *db, const SurveiCampaign *c, const SurveiAnswer *x)
{
    DbRows rows = db_query(a, db, &SQL_survei_answer_find, db_i64(c->id), db_date(x->answered_on), key_val(x));
    bool   same = db_next(&rows);

    if (same) {
        same  = db_get_i64(&rows) == x->service_id;
        same &= db_get_date(&rows).days == x->served_on.days;
        same &= str_eq(db_get_text(&rows), survei_digits(a, x->about, ABOUTS));
        same &= str_eq(db_get_text(&rows), survei_digits(a, x->marks, survei_marks(c)));
    }
    TRY(db_done(&rows));
    return same ? NO_ERR : FAIL(ERR_CONFLICT, "this key came before with another answer");
}

Err survei_code(Arena scratch, Db *db, const SurveiCampaign *c, Str code, i64 *out_service, SurveiCode *out)
{
    Digest d    = hash_blake2b(code);
    DbRows rows = db_query(&scratch, db, &SQL_survei_invite_find, db_i64(c->id), db_digest(&d));

    *out         = CODE_UNKNOWN;
    *out_service = 0;
    if (db_next(&rows)) {
        i64 service  = db_get_i64(&rows);
        *out         = db_get_bool(&rows) ? CODE_USED : CODE_GOOD;
        *out_service = asks_about(c, service) ? service : 0;
    }
    return db_done(&rows);
}

Err survei_invite_use(Arena scratch, Db *db, i64 campaign_id, const Digest *code, const Digest *signed_for, bool *out)
{
    return db_any(db_query(&scratch, db, &SQL_survei_invite_use, db_i64(campaign_id), db_digest(code),
                           db_digest(signed_for)), out);
}

/* The right to answer is used up with the answer. */
static Err use_up(Arena *a, Db *db, const SurveiCampaign *c, const SurveiAnswer *x, bool *out)
{
    bool   strict = c->mode == SURVEI_STRICT && x->token.len;
    Digest d      = hash_blake2b(strict ? x->token : x->code);

    *out = true;
    if (c->mode == SURVEI_OPEN_LINK)
        return NO_ERR;
    if (strict)
        return db_any(db_query(a, db, &SQL_survei_spend, db_i64(c->instansi_id), db_i64(c->id), db_digest(&d)), out);
    *out = x->code.len && (c->mode == SURVEI_TOKEN || c->plain_too);
    if (!*out)
        return NO_ERR;
    return survei_invite_use(*a, db, c->id, &d, &d, out);
}

/* Of its key and of what it says.  The key leaves the database with nothing: else whoever reads the log beside rows or
 * results tries what an answer may have been, its service and its day, until the digest fits. */
static Err audit(Arena *a, Db *db, const SurveiCampaign *c, const SurveiAnswer *x, const Digest *said, Instant now)
{
    u8     both[SURVEI_KEY + sizeof said->at];
    Digest d;

    memcpy(both, x->key, SURVEI_KEY);
    memcpy(both + SURVEI_KEY, said->at, sizeof said->at);
    d = hash_blake2b((Str){(const char *)both, sizeof both});
    Str        hex = hex_of(a, d.at, sizeof d.at);
    AuditEntry e = {.instansi_id = c->instansi_id, .action = "survei_answer", .entity = "survei_campaign",
                    .entity_id = c->id, .after = str_fmt(a, "{\"digest\":\"%.*s\"}", STRF(hex))};
    return audit_add(db, &e, (Instant){now.s - now.s % 86400});        /* no time finer than a day */
}

Err survei_take(Arena scratch, Db *db, const SurveiCampaign *c, const SurveiAnswer *x, Instant now, SurveiTaken *out)
{
    Arena *a = &scratch;
    Digest d = hash_blake2b(content(a, c, x));
    bool   fresh, allowed;

    TRY(insert(a, db, c, x, number_of(c, x, &d), &fresh));
    *out = TAKEN_BEFORE;
    if (!fresh)
        return came_before(a, db, c, x);
    TRY(use_up(a, db, c, x, &allowed));
    *out = allowed ? TAKEN : TAKEN_USED;
    if (!allowed)
        return db_do(db, &SQL_survei_answer_drop, db_i64(c->id), db_date(x->answered_on), key_val(x));
    for (int i = 0; i < x->nsaid; i++)
        TRY(db_do(db, &SQL_survei_said_add, db_i64(c->instansi_id), db_i64(c->id), db_date(x->answered_on), key_val(x),
                  db_i64(x->said[i].question_id), db_text(x->said[i].say)));
    TRY(db_do(db, &SQL_survei_fresh_add, db_i64(c->id), db_date(x->answered_on), key_val(x)));
    return audit(a, db, c, x, &d, now);
}
