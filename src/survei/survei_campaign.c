/* A draft: what is wrong with it, what its quotas should be, and how it is kept. */
#include "survei/survei_campaign_log.h"

#include "survei_campaign.sql.h"

enum { SLUG_LEAST = 3, SLUG_PROPOSED = 40, DAYS_MOST = 366 };

/* --- quotas --- */

const SurveiTarget *survei_target_of(const SurveiCampaign *c, i64 service_id)
{
    for (int i = 0; i < c->ntargets; i++)
        if (c->targets[i].service_id == service_id)
            return &c->targets[i];
    return NULL;
}

i64 survei_share(const SurveiPack *p, SurveiTarget *t, int n)
{
    i64 all = 0, left, rest[SURVEI_SERVICES] = {0};

    for (int i = 0; i < n; i++)
        all += t[i].population;
    if (!all)
        return 0;
    i64 sample = left = survei_target(p, all);
    for (int i = 0; i < n; i++) {
        if (!t[i].population)
            continue;
        t[i].quota = sample * t[i].population / all;
        rest[i]    = sample * t[i].population % all;
        left      -= t[i].quota;
    }
    for (; left > 0; left--) {
        int most = 0;
        for (int i = 1; i < n; i++)
            if (rest[i] > rest[most])
                most = i;
        t[most].quota++;
        rest[most] = 0;
    }
    return sample;
}

/* --- the address --- */

static bool slug_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool slug_good(Str s)
{
    if (s.len < SLUG_LEAST || s.len > SURVEI_SLUG_MOST)
        return false;
    for (isize i = 0; i < s.len; i++) {
        bool hyphen = s.at[i] == '-' && i > 0 && i + 1 < s.len && s.at[i - 1] != '-';
        if (!slug_char(s.at[i]) && !hyphen)
            return false;
    }
    return true;
}

static void add_slug(Buf *b, Str text)
{
    for (isize i = 0; i < text.len && b->len < SLUG_PROPOSED; i++) {
        if (slug_char(text.at[i]))
            buf_char(b, text.at[i]);
        else if (b->len && b->at[b->len - 1] != '-')
            buf_char(b, '-');
    }
}

Str survei_slug(Arena *a, Str title, Str unit)
{
    Buf b = {.arena = a};

    add_slug(&b, str_lower(a, unit));
    if (b.len && b.at[b.len - 1] != '-')
        buf_char(&b, '-');
    add_slug(&b, str_lower(a, title));
    while (b.len && b.at[b.len - 1] == '-')
        b.len--;
    return b.len < SLUG_LEAST ? str_fmt(a, "survei-%.*s", STRF(buf_str(&b))) : buf_str(&b);
}

static Err slug_taken(Arena scratch, Db *db, Str slug, i64 but_id, bool *out)
{
    return db_any(db_query(&scratch, db, &SQL_campaign_slug, db_text(slug), db_i64(but_id)), out);
}

Err survei_slug_free(Arena *a, Db *db, Str wanted, i64 but_id, Str *out)
{
    bool taken = true;

    *out = wanted;
    for (int n = 2; n < 1000; n++) {
        TRY(slug_taken(*a, db, *out, but_id, &taken));
        if (!taken)
            return NO_ERR;
        *out = str_fmt(a, "%.*s-%d", STRF(wanted), n);
    }
    return FAIL(ERR_LIMIT, "a thousand campaigns have this address");
}

/* --- what is wrong --- */

/* "https://unit.go.id", with a port if need be: what a browser calls an origin. */
static bool origin_good(Str s)
{
    Str host = str_sub(s, 8, -1), name = str_cut(&host, ':');

    if (!str_starts(s, S("https://")) || !name.len || s.len > 200 || (host.at && !host.len))
        return false;
    for (isize i = 0; i < name.len; i++)
        if (!slug_char(name.at[i]) && name.at[i] != '-' && (name.at[i] != '.' || !i || i + 1 == name.len))
            return false;
    for (isize i = 0; i < host.len; i++)
        if (host.at[i] < '0' || host.at[i] > '9' || i > 4)
            return false;
    return true;
}

static void check_days(const SurveiCampaign *c, Lang lang, Issues *l)
{
    if (c->closes_on.days < c->opens_on.days)
        issue_say(l, lang, S("selesai"), MSG_campaign_must_days);
    else if (c->closes_on.days - c->opens_on.days > DAYS_MOST)
        issue_say(l, lang, S("selesai"), MSG_campaign_must_year);
    if (c->served_from.days > c->closes_on.days)
        issue_say(l, lang, S("sejak"), MSG_campaign_must_served);
}

static void check_forms(const SurveiCampaign *c, const SurveiPacks *packs, Lang lang, Issues *l)
{
    for (int i = 0; i < c->nforms; i++) {
        const SurveiPack *p = survei_pack(packs, c->forms[i].pack_id);
        if (!p || c->opens_on.days < p->from.days || (p->until.days && c->opens_on.days > p->until.days))
            issue_sayf(l, lang, str_fmt(l->arena, "alat_%.*s", STRF(p ? p->family : c->forms[i].pack_id)),
                       MSG_campaign_must_force, say_date(l->arena, lang, c->opens_on));
    }
}

void survei_campaign_check(const SurveiCampaign *c, const SurveiPacks *packs, Lang lang, Issues *l)
{
    if (!slug_good(c->slug))
        issue_sayf(l, lang, S("alamat"), MSG_campaign_must_slug, say_i64(l->arena, lang, SLUG_LEAST),
                   say_i64(l->arena, lang, SURVEI_SLUG_MOST));
    if (c->embed.len && !origin_good(c->embed))
        issue_say(l, lang, S("sematan"), MSG_campaign_must_embed);
    check_days(c, lang, l);
    check_forms(c, packs, lang, l);
}

/* A service that was closed since is asked about no more. */
static Err check_targets(Db *db, const SurveiCampaign *c, const UnitAsker *by, Issues *l)
{
    for (int i = 0; i < c->ntargets; i++) {
        const SurveiTarget *t = &c->targets[i];
        SurveiServiceRow    s;
        TRY(survei_service_find(l->arena, db, by, t->service_id, &s));
        if (s.is.closed_on.days && s.is.closed_on.days < c->opens_on.days)
            issue_sayf(l, by->lang, S("layanan"), MSG_campaign_must_given, t->name);
        if (!t->quota)
            issue_sayf(l, by->lang, S("layanan"), MSG_campaign_must_quota, t->name);
    }
    return NO_ERR;
}

Err survei_campaign_ready(Db *db, const SurveiCampaign *c, const UnitAsker *by, const SurveiPacks *packs, Issues *l)
{
    survei_campaign_check(c, packs, by->lang, l);
    if (!c->nforms)
        issue_say(l, by->lang, S("alat"), MSG_campaign_must_form);
    if (!c->ntargets)
        issue_say(l, by->lang, S("layanan"), MSG_campaign_must_service);
    if (c->closes_on.days < by->today.days)
        issue_say(l, by->lang, S("selesai"), MSG_campaign_must_future);
    return check_targets(db, c, by, l);
}

/* --- keeping it --- */

static Err put_parts(Arena *a, Db *db, const SurveiCampaign *c)
{
    TRY(db_do(db, &SQL_campaign_forms_drop, db_i64(c->id)));
    TRY(db_do(db, &SQL_campaign_targets_drop, db_i64(c->id)));
    for (int i = 0; i < c->nforms; i++)
        TRY(db_do(db, &SQL_campaign_form_add, db_i64(c->instansi_id), db_i64(c->id), db_i64(i),
                  db_text(c->forms[i].pack_id), db_i64(c->forms[i].points), db_i64(c->forms[i].elements)));
    for (int i = 0; i < c->ntargets; i++) {
        const SurveiTarget *t = &c->targets[i];
        TRY(db_one_or(db_query(a, db, &SQL_campaign_target_add, db_i64(c->instansi_id), db_i64(c->id),
                               db_i64(t->service_id), db_i64(t->population), db_i64(t->quota)),
                      FAIL(ERR_NOT_FOUND, "a service of another unit")));
    }
    return NO_ERR;
}

static Err put_questions(Db *db, const SurveiCampaign *c)
{
    TRY(db_do(db, &SQL_campaign_questions_drop, db_i64(c->id)));
    for (int i = 0; i < c->nquestions; i++) {
        const SurveiQuestion *q = &c->questions[i];
        TRY(db_do(db, &SQL_campaign_question_add, db_i64(q->id ? q->id : id_new()), db_i64(c->instansi_id),
                  db_i64(c->id), db_i64(i), db_text(q->text ? S("text") : S("choice")), db_text(q->ask),
                  db_text(q->ask_en), db_text(q->options), db_text(q->options_en), db_bool(q->required)));
    }
    return NO_ERR;
}

static Err add(Arena *a, Db *db, const UnitAsker *by, SurveiCampaign *c)
{
    bool reached = false;

    TRY(unit_reaches(*a, db, by, c->unit_id, &reached));
    if (!reached)
        return FAIL(ERR_NOT_FOUND, "no such unit within reach");
    c->id          = id_new();
    c->instansi_id = by->instansi_id;
    TRY(db_do(db, &SQL_campaign_add, db_i64(c->id), db_i64(c->instansi_id), db_i64(c->unit_id), db_text(c->title),
              db_text(c->slug), db_text(str_of(survei_modes[c->mode])), db_bool(c->plain_too), db_date(c->opens_on),
              db_date(c->closes_on), db_date(c->served_from), db_text(c->embed),
              db_text(token_new(a, SURVEI_CODE_BYTES)), db_i64(by->user_id), db_at(by->now)));
    TRY(put_parts(a, db, c));
    TRY(put_questions(db, c));          /* of the campaign it was copied from */
    return campaign_log(a, db, by, "survei_add", NULL, c);
}

static Err set(Arena *a, Db *db, const UnitAsker *by, const SurveiCampaign *c)
{
    SurveiCampaign before;

    TRY(survei_find(a, db, by, c->id, &before));
    TRY(campaign_changed(db_query(a, db, &SQL_campaign_set, CAMPAIGN_BY(by, c), db_text(c->title), db_text(c->slug),
                                  db_text(str_of(survei_modes[c->mode])), db_bool(c->plain_too), db_date(c->opens_on),
                                  db_date(c->closes_on), db_date(c->served_from), db_text(c->embed))));
    TRY(put_parts(a, db, c));
    return campaign_log(a, db, by, "survei_set", &before, c);
}

Err survei_campaign_save(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c, i64 *out_id)
{
    SurveiCampaign x     = *c;
    bool           taken = false;

    *out_id = 0;
    TRY(slug_taken(scratch, db, c->slug, c->id, &taken));
    if (taken)
        return NO_ERR;
    if (x.id)
        TRY(set(&scratch, db, by, &x));
    else
        TRY(add(&scratch, db, by, &x));
    *out_id = x.id;
    return NO_ERR;
}

Err survei_campaign_ask(Arena scratch, Db *db, const UnitAsker *by, const SurveiCampaign *c)
{
    SurveiCampaign before;

    TRY(survei_find(&scratch, db, by, c->id, &before));
    TRY(campaign_changed(db_query(&scratch, db, &SQL_campaign_touch, CAMPAIGN_BY(by, c))));
    TRY(put_questions(db, c));
    return campaign_log(&scratch, db, by, "survei_questions", &before, c);
}
