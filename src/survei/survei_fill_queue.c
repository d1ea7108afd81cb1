/* What a tablet without network takes with it, and what it hands in. */
#include "survei/survei_fill.h"

#include "survei/survei_blind.h"

#include <string.h>

/* --- handed in --- */

static void read_key(Arena scratch, Str hex, SurveiAnswer *x, bool *out_good)
{
    Str raw;
    *out_good = hex.len == 2 * SURVEI_KEY && hex_bytes(&scratch, hex, &raw);
    if (*out_good)
        memcpy(x->key, raw.at, SURVEI_KEY);
}

static void read_digits(Str digits, u8 *at, isize n)
{
    for (isize i = 0; i < n && i < digits.len; i++)
        at[i] = digits.at[i] >= '0' && digits.at[i] <= '9' ? (u8)(digits.at[i] - '0') : 0;
}

static void read_said(const SurveiCampaign *c, const Json *list, SurveiAnswer *x)
{
    for (isize i = 0; i < list->count && x->nsaid < countof(x->said); i++) {
        const Json *pair = &list->at[i];
        i64         question;
        if (pair->kind != JSON_LIST || pair->count != 2 || !str_i64(json_text(&pair->at[0]), &question))
            continue;
        bool known = !question;
        for (int q = 0; q < c->nquestions; q++)
            known |= c->questions[q].text && c->questions[q].id == question;
        for (int s = 0; s < x->nsaid; s++)
            known &= x->said[s].question_id != question;
        Str say = str_trim(json_text(&pair->at[1]));
        if (known && say.len)
            x->said[x->nsaid++] = (SurveiSaid){question, say};
    }
}

bool survei_fill_read(Arena *a, const SurveiCampaign *c, const Json *j, SurveiAnswer *x)
{
    bool good;
    i64  seconds = 0;

    *x = (SurveiAnswer){.channel = SURVEI_OFFLINE};
    read_key(*a, json_text(json_get(j, "key")), x, &good);
    if (!good)
        return false;
    if (!str_i64(json_text(json_get(j, "service")), &x->service_id))
        x->service_id = 0;
    if (!date_parse(json_text(json_get(j, "day")), &x->answered_on))
        x->answered_on = (Date){0};
    if (!date_parse(json_text(json_get(j, "served_on")), &x->served_on))
        x->served_on = (Date){0};
    if (json_i64(json_get(j, "seconds"), &seconds) && seconds > 0)
        x->seconds = seconds > 86400 ? 86400 : (int)seconds;
    read_digits(json_text(json_get(j, "about")), x->about, countof(x->about));
    read_digits(json_text(json_get(j, "marks")), x->marks, countof(x->marks));
    read_said(c, json_get(j, "said"), x);
    x->code = survei_blind_code(a, json_text(json_get(j, "code")));
    return true;
}

/* --- what is wrong, in the respondent's language --- */

static Str said_to(const SurveiCampaign *c, const SurveiAnswer *x, Str field)
{
    i64 q = 0, question = 0;

    if (field.at[0] == 't' && str_i64(str_sub(field, 1, -1), &q) && q >= 0 && q < c->nquestions)
        question = c->questions[q].id;
    for (int s = 0; s < x->nsaid; s++)
        if (x->said[s].question_id == question)
            return x->said[s].say;
    return (Str){0};
}

Str survei_fill_wrong(Arena *a, const SurveiCampaign *c, const SurveiTongue *t, const SurveiAnswer *x, Str field)
{
    if (!field.len)
        return survei_tell(a, t, TONGUE_PERIOD, survei_tell_date(a, t, c->opens_on),
                           survei_tell_date(a, t, c->closes_on));
    if (str_is(field, "served_on"))
        return t->words[x->served_on.days ? TONGUE_ONLY_FINISHED : TONGUE_MISSING];
    if (field.at[0] == 'a')
        return t->words[TONGUE_CHOOSE];
    if ((str_is(field, "said") || field.at[0] == 't') && said_to(c, x, field).len)
        return survei_tell(a, t, TONGUE_LONG, str_fmt(a, "%d", SURVEI_SAID_MOST), (Str){0});
    return t->words[TONGUE_MISSING];
}

/* --- taken along --- */

static void put_texts(JsonOut *o, Str key, const Str *at, isize n)
{
    json_open_list(o, key);
    for (isize i = 0; i < n; i++)
        json_put_text(o, NO_KEY, at[i]);
    json_close(o);
}

static void put_ask(JsonOut *o, const SurveiForm *f, const SurveiAsk *ask)
{
    isize scale = f->scale - f->pack->scales;

    json_open_map(o, NO_KEY);
    json_put_text(o, S("topic"), ask->topic);
    put_texts(o, S("ask"), ask->ask, 2);
    json_open_list(o, S("answers"));
    for (int online = 0; online < 2; online++)
        put_texts(o, NO_KEY, ask->answers[online][scale], f->points);
    json_close(o);
    json_close(o);
}

static void put_about(JsonOut *o, const SurveiPack *p, const SurveiTongue *t)
{
    json_open_list(o, S("about"));
    for (int i = 0; i < p->nattributes; i++) {
        json_open_map(o, NO_KEY);
        json_put_text(o, S("ask"), t->attributes[i]);
        put_texts(o, S("options"), t->options[i], p->attributes[i].noptions);
        json_close(o);
    }
    json_close(o);
}

/* One language: words of the frame, every question, what is asked about the respondent. */
static void put_tongue(JsonOut *o, const SurveiCampaign *c, const SurveiTongue *t)
{
    json_open_map(o, NO_KEY);
    json_put_text(o, S("code"), t->code);
    json_put_text(o, S("name"), t->name);
    json_open_map(o, S("words"));
    for (int w = 0; w < TONGUE_RIGHT_LEAD; w++)         /* the others are of a page it cannot show */
        json_put_text(o, str_of(survei_words[w]), t->words[w]);
    json_close(o);
    json_open_list(o, S("forms"));
    for (int f = 0; f < c->nforms; f++) {
        const SurveiTongue *own = survei_tongue(c->forms[f].pack, t->code);
        json_open_list(o, NO_KEY);
        for (int e = 0; e < c->forms[f].elements; e++)
            put_ask(o, &c->forms[f], &own->at[e]);
        json_close(o);
    }
    json_close(o);
    put_about(o, c->forms[0].pack, t);
    json_close(o);
}

static void put_options(JsonOut *o, Str key, const SurveiQuestion *q, Lang lang)
{
    json_open_list(o, key);
    for (int i = 0; i < survei_options(q); i++)
        json_put_text(o, NO_KEY, survei_fill_option(q, lang, i));
    json_close(o);
}

static void put_questions(JsonOut *o, const SurveiCampaign *c)
{
    json_open_list(o, S("questions"));
    for (int i = 0; i < c->nquestions; i++) {
        const SurveiQuestion *q = &c->questions[i];
        json_open_map(o, NO_KEY);
        json_put_id(o, S("id"), q->id);
        json_put_bool(o, S("text"), q->text);
        json_put_bool(o, S("required"), q->required);
        json_put_text(o, S("ask"), q->ask);
        json_put_text(o, S("ask_en"), q->ask_en.len ? q->ask_en : q->ask);
        put_options(o, S("options"), q, LANG_ID);
        put_options(o, S("options_en"), q, LANG_EN);
        json_close(o);
    }
    json_close(o);
}

static void put_services(JsonOut *o, const SurveiCampaign *c)
{
    json_open_list(o, S("services"));
    for (int i = 0; i < c->ntargets; i++) {
        const SurveiTarget *t = &c->targets[i];
        json_open_map(o, NO_KEY);
        json_put_id(o, S("id"), t->service_id);
        json_put_text(o, S("name"), t->name);
        json_put_text(o, S("name_en"), t->name_en.len ? t->name_en : t->name);
        json_put_bool(o, S("online"), t->online);
        json_close(o);
    }
    json_close(o);
}

static void put_walk(JsonOut *o, const SurveiCampaign *c)
{
    FillWalk w;

    survei_fill_walk(c, &w);
    json_put_i64(o, S("count"), w.questions);
    json_open_list(o, S("groups"));
    for (int i = 0; i < w.n; i++) {
        if (w.at[i].kind != FILL_MARKS)
            continue;
        json_open_map(o, NO_KEY);
        json_put_i64(o, S("form"), w.at[i].form);
        json_put_i64(o, S("from"), w.at[i].from);
        json_put_i64(o, S("n"), w.at[i].n);
        json_put_i64(o, S("mark"), survei_marks_from(c, w.at[i].form) + w.at[i].from);
        json_put_i64(o, S("number"), w.at[i].number);
        json_close(o);
    }
    json_close(o);
}

void survei_fill_write(Arena *a, const SurveiCampaign *c, Date today, JsonOut *o)
{
    SurveiTongues all;

    survei_fill_tongues(a, c, &all);
    json_open_map(o, NO_KEY);
    json_put_text(o, S("title"), c->title);
    json_put_text(o, S("unit"), c->unit_name);
    json_put_date(o, S("opens"), c->opens_on);
    json_put_date(o, S("closes"), c->closes_on);
    json_put_date(o, S("today"), today);
    json_put_bool(o, S("code"), c->mode != SURVEI_OPEN_LINK);
    put_services(o, c);
    put_walk(o, c);
    put_questions(o, c);
    json_open_list(o, S("tongues"));
    for (isize i = 0; i < all.count; i++)
        put_tongue(o, c, all.at[i]);
    json_close(o);
    json_close(o);
}
