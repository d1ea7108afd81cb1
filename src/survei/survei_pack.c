#include "survei/survei_pack.h"

#include "base/log.h"
#include "regulasi/strict.h"

#include <gsl/gsl_errno.h>

const char *const survei_settings[SURVEI_SETTINGS] = {
    [SURVEI_RESPONDENTS_LEAST] = "respondents_least", [SURVEI_GROUP_LEAST] = "group_least",
    [SURVEI_CONFIDENCE_PERCENT] = "confidence_percent", [SURVEI_QUESTION_SECONDS] = "question_seconds",
    [SURVEI_BURST_ANSWERS] = "burst_answers", [SURVEI_BURST_MINUTES] = "burst_minutes",
    [SURVEI_TIMES_LEAST] = "times_least", [SURVEI_TIMES_FULL] = "times_full",
    [SURVEI_SAMPLE_CHI2] = "sample_chi2", [SURVEI_SAMPLE_SHARE] = "sample_share",
    [SURVEI_SAMPLE_ERROR] = "sample_error",
};

const char *const survei_words[TONGUE_WORDS] = {
    [TONGUE_LANGUAGE] = "language", [TONGUE_BEGIN] = "begin", [TONGUE_NEXT] = "next", [TONGUE_BACK] = "back",
    [TONGUE_SEND] = "send", [TONGUE_CHANGE] = "change", [TONGUE_QUESTION] = "question",
    [TONGUE_CHOOSE] = "choose", [TONGUE_MISSING] = "missing", [TONGUE_TROUBLE] = "trouble",
    [TONGUE_SERVICE] = "service", [TONGUE_SERVICE_DAY] = "service_day", [TONGUE_FINISHED] = "finished",
    [TONGUE_ONLY_FINISHED] = "only_finished", [TONGUE_ABOUT_YOU] = "about_you",
    [TONGUE_OPTIONAL] = "optional", [TONGUE_NOT_SAID] = "not_said", [TONGUE_COMMENT] = "comment",
    [TONGUE_CHECK] = "check", [TONGUE_PRIVACY] = "privacy", [TONGUE_MINUTES] = "minutes",
    [TONGUE_THANKS] = "thanks", [TONGUE_THANKS_TEXT] = "thanks_text", [TONGUE_RESULT] = "result",
    [TONGUE_AGAIN] = "again", [TONGUE_CLOSED] = "closed", [TONGUE_TAKEN] = "taken",
    [TONGUE_OFFLINE] = "offline", [TONGUE_WAITING] = "waiting", [TONGUE_MONTHS] = "months",
    [TONGUE_CODE] = "code", [TONGUE_CODE_HINT] = "code_hint", [TONGUE_CODE_BAD] = "code_bad",
    [TONGUE_CODE_FOR] = "code_for",
    [TONGUE_OFTEN] = "often", [TONGUE_OLD] = "old", [TONGUE_LONG] = "long", [TONGUE_PERIOD] = "period",
    [TONGUE_NONE] = "none", [TONGUE_NONE_TEXT] = "none_text", [TONGUE_SOON] = "soon", [TONGUE_OF] = "of",
    [TONGUE_STAY] = "stay", [TONGUE_STAY_ON] = "stay_on", [TONGUE_TABLET] = "tablet",
    [TONGUE_NO_SCRIPT] = "no_script", [TONGUE_NO_SCRIPT_GO] = "no_script_go",
    [TONGUE_QUEUE_SAVE] = "queue_save", [TONGUE_QUEUE_REFUSED] = "queue_refused",
    [TONGUE_QUEUE_DROP] = "queue_drop", [TONGUE_QUEUE_FULL] = "queue_full",
    [TONGUE_QUEUE_CLOSED] = "queue_closed", [TONGUE_QUEUE_KEY] = "queue_key",
    [TONGUE_QUEUE_OTHER] = "queue_other", [TONGUE_RIGHT_LEAD] = "right_lead",
    [TONGUE_RIGHT_CODE] = "right_code", [TONGUE_RIGHT_CODE_HINT] = "right_code_hint",
    [TONGUE_RIGHT_FETCH] = "right_fetch", [TONGUE_RIGHT_WORKING] = "right_working",
    [TONGUE_RIGHT_LOST] = "right_lost", [TONGUE_RIGHT_FAILED] = "right_failed",
    [TONGUE_RIGHT_HAVE] = "right_have", [TONGUE_RIGHT_ON] = "right_on", [TONGUE_RIGHT_NEED] = "right_need",
    [TONGUE_RIGHT_NEED_GO] = "right_need_go", [TONGUE_RIGHT_NONE] = "right_none",
    [TONGUE_RIGHT_HOW] = "right_how", [TONGUE_RIGHT_HOW_1] = "right_how_1",
    [TONGUE_RIGHT_HOW_2] = "right_how_2", [TONGUE_RIGHT_HOW_3] = "right_how_3",
    [TONGUE_RIGHT_KEY] = "right_key", [TONGUE_RIGHT_KEY_FILE] = "right_key_file",
    [TONGUE_RIGHT_PLAIN] = "right_plain", [TONGUE_RIGHT_PLAIN_TEXT] = "right_plain_text",
    [TONGUE_RIGHT_PLAIN_TOO] = "right_plain_too", [TONGUE_RIGHT_PLAIN_GO] = "right_plain_go",
    [TONGUE_RIGHT_SOON] = "right_soon", [TONGUE_RIGHT_SOON_TEXT] = "right_soon_text",
    [TONGUE_RIGHT_SHUT] = "right_shut", [TONGUE_RIGHT_SHUT_TEXT] = "right_shut_text",
    [TONGUE_RIGHT_UNKNOWN] = "right_unknown", [TONGUE_RIGHT_USED] = "right_used",
    [TONGUE_RIGHT_BAD] = "right_bad",
};

/* What a setting may be: a fraction or whole, above 0 and below this. */
static const struct { bool fraction; i64 below; } bounds[SURVEI_SETTINGS] = {
    [SURVEI_RESPONDENTS_LEAST] = {false, 1000001}, [SURVEI_GROUP_LEAST] = {false, 1001},
    [SURVEI_CONFIDENCE_PERCENT] = {true, 100}, [SURVEI_QUESTION_SECONDS] = {true, 3601},
    [SURVEI_BURST_ANSWERS] = {false, 1000001}, [SURVEI_BURST_MINUTES] = {false, 1441},
    [SURVEI_TIMES_LEAST] = {false, 367}, [SURVEI_TIMES_FULL] = {false, 367},
    [SURVEI_SAMPLE_CHI2] = {true, 100}, [SURVEI_SAMPLE_SHARE] = {true, 1}, [SURVEI_SAMPLE_ERROR] = {true, 1},
};

/* --- numbers with source and doubt --- */

/* What is not certain says so in words; what is may. */
static void read_doubt(Strict *s, Str where, const Json *map, const PackSource *from, Str *out)
{
    const Json *doubt = json_get(map, "doubt");
    if (doubt->kind != JSON_ABSENT || (from && !str_is(from->confidence, "high")))
        strict_both(s, strict_in(s, where, "doubt"), doubt, out);
}

static SurveiNumber read_number(Strict *s, Str where, const Json *map)
{
    SurveiNumber n = {.is = strict_ratio(s, where, map, "value"), .source = strict_source(s, where, map)};
    read_doubt(s, where, map, n.source, n.doubt);
    return n;
}

static i64 read_whole(Strict *s, Str where, const Json *map, const char *key)
{
    i64 n    = 0;
    Str text = json_text(json_get(map, key));
    if (!str_i64(text, &n) || n < 1)
        strict_wrong(s, strict_in(s, where, key), MSG_regulasi_pack_number, text);
    return n;
}

/* A list that has room in the pack; empty if it has not. */
static const Json *read_list(Strict *s, const char *key, int most, int *count)
{
    static const Json none = {.kind = JSON_LIST};
    const Json       *l    = strict_list(s, (Str){0}, s->doc, key);
    if (l->count > most) {
        strict_wrong(s, str_of(key), MSG_regulasi_pack_many, str_fmt(s->a, "%d", most));
        return &none;
    }
    *count = (int)l->count;
    return l;
}

static Str place_of(Strict *s, const char *list, const Json *map, isize i)
{
    Str code = json_text(json_get(map, "code"));
    return code.len ? strict_in(s, str_of(list), str_c(s->a, code)) : str_fmt(s->a, "%s.%lld", list, (long long)i + 1);
}

/* --- the parts of a pack --- */

static void read_head(Strict *s, SurveiPack *p)
{
    const Json *d = s->doc;
    strict_only(s, (Str){0}, d,
                "id kind sha256 family regulation title name index valid_from valid_until doubt sources weight times "
                "decimals scales bands elements attributes settings feeds");
    if (!str_is(json_text(json_get(d, "kind")), "survey"))
        strict_wrong(s, S("kind"), MSG_regulasi_pack_value, json_text(json_get(d, "kind")));
    p->id         = strict_text(s, (Str){0}, d, "id");
    p->family     = strict_text(s, (Str){0}, d, "family");
    p->regulation = strict_text(s, (Str){0}, d, "regulation");
    p->name       = strict_text(s, (Str){0}, d, "name");
    p->index      = strict_text(s, (Str){0}, d, "index");
    strict_both(s, S("title"), json_get(d, "title"), p->title);
    strict_dates(s, d, &p->from, &p->until);
    read_doubt(s, (Str){0}, d, NULL, p->doubt);
    strict_sources(s);
}

/* "feeds": {"pack": "permenpanrb-90-2021", "index": "B.I.a"}: where it flows to, if anywhere. */
static void read_feeds(Strict *s, SurveiPack *p)
{
    const Json *j = json_get(s->doc, "feeds");
    if (j->kind == JSON_ABSENT)
        return;
    strict_only(s, S("feeds"), j, "pack index times");
    p->feeds = strict_text(s, S("feeds"), j, "pack");
    if (json_get(j, "index")->kind != JSON_ABSENT)
        p->feeds_index = strict_text(s, S("feeds"), j, "index");
    if (json_get(j, "times")->kind != JSON_ABSENT)
        p->feeds_times = strict_text(s, S("feeds"), j, "times");
}

static SurveiNumber read_one(Strict *s, const char *key)
{
    const Json *j = json_get(s->doc, key);
    strict_only(s, str_of(key), j, "value source doubt");
    return read_number(s, str_of(key), j);
}

static void read_scales(Strict *s, SurveiPack *p)
{
    const Json *l = read_list(s, "scales", SURVEI_SCALES, &p->nscales);
    for (int i = 0; i < p->nscales; i++) {
        SurveiScale *c     = &p->scales[i];
        Str          where = str_fmt(s->a, "scales.%d", i + 1);
        i64          points;
        strict_only(s, where, &l->at[i], "points value answers source doubt");
        points     = read_whole(s, where, &l->at[i], "points");
        c->points  = points > SURVEI_POINTS ? 0 : (int)points;
        c->factor  = read_number(s, where, &l->at[i]);
        c->answers = json_text(json_get(&l->at[i], "answers"));
        if (c->points < 2 || !c->factor.is.n)
            strict_wrong(s, where, MSG_regulasi_pack_value, json_text(json_get(&l->at[i], "points")));
        for (int k = 0; k < i; k++) {
            Ratio top  = ratio_mul(ratio(c->points, 1), c->factor.is);
            Ratio same = ratio_mul(ratio(p->scales[k].points, 1), p->scales[k].factor.is);
            if (p->scales[k].points == c->points)
                strict_wrong(s, where, MSG_regulasi_pack_twice, str_fmt(s->a, "%d", c->points));
            if (ratio_cmp(top, same))
                strict_wrong(s, where, MSG_survei_pack_top, ratio_exact(s->a, same));
        }
    }
}

/* Is it a whole number of the smallest steps that a rounded index can make? */
static bool is_step(const SurveiPack *p, Ratio from)
{
    i64 num, den;
    return ratio_split(ratio_mul(from, survei_step(p)), &num, &den) && den == 1;
}

static void read_bands(Strict *s, SurveiPack *p)
{
    const Json *l = read_list(s, "bands", SURVEI_BANDS, &p->nbands);
    for (int i = 0; i < p->nbands; i++) {
        SurveiBand *b     = &p->bands[i];
        Str         where = place_of(s, "bands", &l->at[i], i);
        strict_only(s, where, &l->at[i], "code value title source doubt");
        b->code = strict_text(s, where, &l->at[i], "code");
        b->from = read_number(s, where, &l->at[i]);
        strict_both(s, strict_in(s, where, "title"), json_get(&l->at[i], "title"), b->title);
        if (!is_step(p, b->from.is))
            strict_wrong(s, where, MSG_survei_pack_step, ratio_exact(s->a, p->decimals.is));
        if (i && ratio_cmp(b->from.is, b[-1].from.is) >= 0)
            strict_wrong(s, where, MSG_survei_pack_band_order, b->code);
        for (int k = 0; k < i; k++)
            if (str_eq(p->bands[k].code, b->code))
                strict_wrong(s, where, MSG_regulasi_pack_twice, b->code);
    }
}

static void read_elements(Strict *s, SurveiPack *p)
{
    const Json *l = read_list(s, "elements", SURVEI_ELEMENTS, &p->nelements);
    for (int i = 0; i < p->nelements; i++) {
        SurveiElement *e     = &p->elements[i];
        Str            where = place_of(s, "elements", &l->at[i], i);
        strict_only(s, where, &l->at[i], "code answers online online_answers source doubt");
        e->code           = strict_text(s, where, &l->at[i], "code");
        e->online         = json_get(&l->at[i], "online")->truth;
        e->answers        = json_text(json_get(&l->at[i], "answers"));
        e->online_answers = json_text(json_get(&l->at[i], "online_answers"));
        e->source         = strict_source(s, where, &l->at[i]);
        read_doubt(s, where, &l->at[i], e->source, e->doubt);
        if (e->online_answers.len && !e->online)
            strict_wrong(s, where, MSG_regulasi_pack_value, e->online_answers);
        for (int k = 0; k < p->nscales; k++)
            if (!p->scales[k].answers.len && !e->answers.len)
                strict_wrong(s, strict_in(s, where, "answers"), MSG_regulasi_pack_text, S("answers"));
        for (int k = 0; k < i; k++)
            if (str_eq(p->elements[k].code, e->code))
                strict_wrong(s, where, MSG_regulasi_pack_twice, e->code);
    }
    if (p->nelements && ratio_cmp(ratio_mul(p->weight.is, ratio(p->nelements, 1)), ratio(1, 1)))
        strict_wrong(s, S("weight"), MSG_survei_pack_weight, ratio_exact(s->a, ratio(1, p->nelements)));
}

static void read_options(Strict *s, Str where, const Json *map, SurveiAttribute *t)
{
    const Json *l = strict_list(s, where, map, "options");
    if (l->count > SURVEI_OPTIONS) {
        strict_wrong(s, where, MSG_regulasi_pack_many, str_fmt(s->a, "%d", SURVEI_OPTIONS));
        return;
    }
    for (isize i = 0; i < l->count; i++) {
        Str code = json_text(&l->at[i]);
        if (!code.len)
            strict_wrong(s, where, MSG_regulasi_pack_text, S("options"));
        for (isize k = 0; k < i; k++)
            if (str_eq(t->options[k], code))
                strict_wrong(s, where, MSG_regulasi_pack_twice, code);
        t->options[t->noptions++] = code;
    }
}

static void read_attributes(Strict *s, SurveiPack *p)
{
    const Json *l = read_list(s, "attributes", SURVEI_ATTRIBUTES, &p->nattributes);
    for (int i = 0; i < p->nattributes; i++) {
        SurveiAttribute *t     = &p->attributes[i];
        Str              where = place_of(s, "attributes", &l->at[i], i);
        strict_only(s, where, &l->at[i], "code options source doubt");
        t->code   = strict_text(s, where, &l->at[i], "code");
        t->source = strict_source(s, where, &l->at[i]);
        read_doubt(s, where, &l->at[i], t->source, t->doubt);
        read_options(s, where, &l->at[i], t);
        for (int k = 0; k < i; k++)
            if (str_eq(p->attributes[k].code, t->code))
                strict_wrong(s, where, MSG_regulasi_pack_twice, t->code);
    }
}

static void read_settings(Strict *s, SurveiPack *p)
{
    int         count = 0;
    const Json *l     = read_list(s, "settings", SURVEI_SETTINGS, &count);
    for (int i = 0; i < count; i++) {
        Str where = place_of(s, "settings", &l->at[i], i), code = json_text(json_get(&l->at[i], "code"));
        int which = str_among(code, survei_settings, SURVEI_SETTINGS);
        i64 num = 0, den = 1;
        strict_only(s, where, &l->at[i], "code value source doubt");
        if (which < 0 || p->set[which].source) {
            strict_wrong(s, where, which < 0 ? MSG_regulasi_pack_value : MSG_regulasi_pack_twice, code);
            continue;
        }
        SurveiNumber *n = &p->set[which];
        *n = read_number(s, where, &l->at[i]);
        if (!n->is.n || ratio_cmp(n->is, ratio(bounds[which].below, 1)) >= 0 || !ratio_split(n->is, &num, &den)
            || (!bounds[which].fraction && den != 1))
            strict_wrong(s, where, MSG_regulasi_pack_value, json_text(json_get(&l->at[i], "value")));
    }
    for (int i = 0; i < SURVEI_SETTINGS; i++)
        if (!p->set[i].source)
            strict_wrong(s, S("settings"), MSG_survei_pack_setting, str_of(survei_settings[i]));
}

Err survei_pack_read(Arena *life, Str json, Lang lang, Issues *issues, SurveiPack **out)
{
    isize       before = issues->count;
    SurveiPack *p      = new(life, SurveiPack, 1);
    Strict      s      = {.a = life, .issues = issues, .lang = lang};

    gsl_set_error_handler_off();        /* what it cannot reckon is told by its result, and ends nothing */
    p->json = str_copy(life, json);
    TRY(strict_open(&s, p->json));
    p->sha256 = strict_seal(&s, p->json);
    read_head(&s, p);
    p->weight   = read_one(&s, "weight");
    p->times    = read_one(&s, "times");
    p->decimals = read_one(&s, "decimals");
    if (!p->times.is.n || !survei_step(p).n)
        strict_wrong(&s, S("decimals"), MSG_regulasi_pack_value, ratio_exact(life, p->decimals.is));
    read_scales(&s, p);
    read_bands(&s, p);
    read_elements(&s, p);
    read_attributes(&s, p);
    read_settings(&s, p);
    read_feeds(&s, p);
    if (issues->count > before)
        return FAIL(ERR_INVALID, "the instrument has mistakes");
    *out = p;
    return NO_ERR;
}

/* --- what respondents read --- */

typedef struct {
    Strict        s;
    const Json   *answers;              /* sets by name */
    SurveiTongue  frame;                /* what all instruments share */
    const SurveiTongue *kept;           /* of a file added earlier: whose words stand in for those it cannot know */
} Words;

/* One of twelve names with a space between each; empty if there are more or fewer. */
static Str month_of(Str months, int month)
{
    Str one = {0};
    int n   = 1;

    for (isize at; (at = str_find(months, S(" "))) >= 0; n++, months = str_sub(months, at + 1, -1))
        one = n == month ? str_sub(months, 0, at) : one;
    return n != 12 ? (Str){0} : n == month ? months : one;
}

/* A word that takes something has a place for it. */
static void read_frame(Words *w)
{
    static const struct { SurveiWord word; const char *needs; } places[] = {
        {TONGUE_QUESTION, "{1}"}, {TONGUE_QUESTION, "{2}"}, {TONGUE_MINUTES, "{1}"}, {TONGUE_WAITING, "{1}"},
        {TONGUE_WAITING, "{2}"}, {TONGUE_OFTEN, "{1}"}, {TONGUE_LONG, "{1}"}, {TONGUE_PERIOD, "{1}"},
        {TONGUE_PERIOD, "{2}"}, {TONGUE_SOON, "{1}"}, {TONGUE_OF, "{1}"}, {TONGUE_OF, "{2}"}, {TONGUE_STAY, "{1}"},
        {TONGUE_QUEUE_REFUSED, "{1}"}, {TONGUE_CODE_FOR, "{1}"},
    };
    const Json *frame = json_get(w->s.doc, "frame");
    for (int i = 0; i < TONGUE_WORDS; i++)
        w->frame.words[i] = w->kept && json_get(frame, survei_words[i])->kind == JSON_ABSENT
                                ? w->kept->words[i] : strict_text(&w->s, S("frame"), frame, survei_words[i]);
    for (isize i = 0; !w->kept && frame->kind == JSON_MAP && i < frame->count; i++)
        if (str_among(frame->at[i].key, survei_words, TONGUE_WORDS) < 0)
            strict_wrong(&w->s, S("frame"), MSG_regulasi_pack_unknown_key, frame->at[i].key);
    for (isize i = 0; i < countof(places); i++) {
        Str text = w->frame.words[places[i].word];
        if (text.len && !str_has(text, str_of(places[i].needs)))
            strict_wrong(&w->s, strict_in(&w->s, S("frame"), survei_words[places[i].word]), MSG_survei_words_place,
                         str_of(places[i].needs));
    }
    if (w->frame.words[TONGUE_MONTHS].len && !month_of(w->frame.words[TONGUE_MONTHS], 12).len)
        strict_wrong(&w->s, S("frame.months"), MSG_survei_words_answers, S("12"));
}

static void read_answers(Words *w, Str name, int points, Str *out)
{
    const Json *set = json_find(w->answers, name);
    if (set->kind != JSON_LIST || set->count != points) {
        strict_wrong(&w->s, strict_in(&w->s, S("answers"), str_c(w->s.a, name)), MSG_survei_words_answers,
                     str_fmt(w->s.a, "%d", points));
        return;
    }
    for (int i = 0; i < points; i++)
        if (!(out[i] = json_text(&set->at[i])).len)
            strict_wrong(&w->s, strict_in(&w->s, S("answers"), str_c(w->s.a, name)), MSG_regulasi_pack_text, name);
}

static void read_ask(Words *w, Str where, const Json *map, const SurveiPack *p, int element, SurveiTongue *t)
{
    const SurveiElement *e = &p->elements[element];
    SurveiAsk           *q = &t->at[element];

    strict_only(&w->s, where, map, e->online ? "topic ask online" : "topic ask");
    q->topic  = strict_text(&w->s, where, map, "topic");
    q->ask[0] = strict_text(&w->s, where, map, "ask");
    q->ask[1] = e->online ? strict_text(&w->s, where, map, "online") : q->ask[0];
    for (int k = 0; k < p->nscales; k++)
        for (int online = 0; online < 2; online++) {
            Str own = online && e->online_answers.len ? e->online_answers : e->answers;
            read_answers(w, p->scales[k].answers.len ? p->scales[k].answers : own, p->scales[k].points,
                         q->answers[online][k]);
        }
}

static void read_about(Words *w, const SurveiPack *p, SurveiTongue *t)
{
    const Json *all = json_get(w->s.doc, "attributes");
    for (int i = 0; i < p->nattributes; i++) {
        const SurveiAttribute *has   = &p->attributes[i];
        const Json            *map   = json_find(all, has->code);
        Str                    where = strict_in(&w->s, S("attributes"), str_c(w->s.a, has->code));
        strict_only(&w->s, where, map, "ask options");
        t->attributes[i] = strict_text(&w->s, where, map, "ask");
        for (int k = 0; k < has->noptions; k++)
            t->options[i][k] = strict_text(&w->s, where, json_get(map, "options"), str_c(w->s.a, has->options[k]));
    }
}

/* Indonesian and English are in the instrument itself; other languages say what a band is called. */
static void read_bands_said(Words *w, const SurveiPack *p, SurveiTongue *t)
{
    const Json *all   = json_find(json_get(w->s.doc, "bands"), p->id);
    Str         where = strict_in(&w->s, S("bands"), str_c(w->s.a, p->id));

    for (int i = 0; i < p->nbands; i++)
        if (str_is(t->code, lang_code(LANG_ID)) || str_is(t->code, lang_code(LANG_EN)))
            t->bands[i] = p->bands[i].title[lang_of(t->code, LANG_ID)];
        else
            t->bands[i] = strict_text(&w->s, where, all, str_c(w->s.a, p->bands[i].code));
}

static void attach(Arena *life, SurveiPack *p, const SurveiTongue *t)
{
    for (isize i = 0; i < p->tongues.count; i++)
        if (str_eq(p->tongues.at[i]->code, t->code)) {
            p->tongues.at[i] = t;
            return;
        }
    *list_add(life, &p->tongues) = t;
    for (isize i = p->tongues.count - 1; i > 0 && str_is(t->code, lang_code(LANG_ID)); i--) {
        p->tongues.at[i]     = p->tongues.at[i - 1];
        p->tongues.at[i - 1] = t;
    }
}

static SurveiPack *pack_in(const SurveiPackList *all, Str id)
{
    for (isize i = all->count; i-- > 0;)
        if (str_eq(all->at[i]->id, id))
            return all->at[i];
    return NULL;
}

static SurveiPack *pack_of(const SurveiPacks *all, Str id)
{
    SurveiPack *p = pack_in(&all->packs, id);
    return p ? p : pack_in(&all->wordless, id);
}

static const SurveiTongue *read_tongue(Words *w, const Json *asks, const SurveiPack *p)
{
    SurveiTongue *t = new(w->s.a, SurveiTongue, 1);
    *t = w->frame;
    for (int i = 0; i < p->nelements; i++) {
        Str where = str_fmt(w->s.a, "%.*s.%.*s", STRF(p->id), STRF(p->elements[i].code));
        read_ask(w, where, json_find(asks, p->elements[i].code), p, i, t);
    }
    for (isize i = 0; asks->kind == JSON_MAP && i < asks->count; i++)
        if (survei_element(p, asks->at[i].key) < 0)
            strict_wrong(&w->s, p->id, MSG_regulasi_words_node, asks->at[i].key);
    read_about(w, p, t);
    read_bands_said(w, p, t);
    return t;
}

static void read_language(Words *w)
{
    const Json *d = w->s.doc;
    strict_only(&w->s, (Str){0}, d, "kind language name doubt frame answers bands attributes instruments");
    if (!str_is(json_text(json_get(d, "kind")), "survey-words"))
        strict_wrong(&w->s, S("kind"), MSG_regulasi_pack_value, json_text(json_get(d, "kind")));
    w->frame.code = strict_text(&w->s, (Str){0}, d, "language");
    w->frame.name = strict_text(&w->s, (Str){0}, d, "name");
    w->answers    = json_get(d, "answers");
    for (isize i = 0; i < w->frame.code.len; i++)       /* it stands in addresses and in the attribute lang */
        if (w->frame.code.at[i] != '-' && (w->frame.code.at[i] < 'a' || w->frame.code.at[i] > 'z')) {
            strict_wrong(&w->s, S("language"), MSG_regulasi_pack_value, w->frame.code);
            break;
        }
    read_doubt(&w->s, (Str){0}, d, NULL, w->frame.doubt);
    read_frame(w);
}

/* The language of the file as the program speaks it already. */
static const SurveiTongue *spoken(const Strict *s, const SurveiPacks *packs)
{
    Str code = json_text(json_get(s->doc, "language"));
    for (isize i = 0; i < packs->packs.count; i++)
        for (isize k = 0; k < packs->packs.at[i]->tongues.count; k++)
            if (str_eq(packs->packs.at[i]->tongues.at[k]->code, code))
                return packs->packs.at[i]->tongues.at[k];
    return NULL;
}

/* `kept`: it was whole when it was added; what the frame has gained or lost since is no mistake of it. */
static Err read_words(Arena *life, Str json, Issues *issues, SurveiPacks *packs, Lang lang, bool kept)
{
    isize          before = issues->count;
    Words          w      = {.s = {.a = life, .issues = issues, .lang = lang}};
    SurveiPackList of     = {0};
    const Json    *all;
    LIST(const SurveiTongue *) read = {0};

    TRY(strict_open(&w.s, json));
    w.kept = kept ? spoken(&w.s, packs) : NULL;
    read_language(&w);
    all = json_get(w.s.doc, "instruments");
    if (all->kind != JSON_MAP || !all->count)
        strict_wrong(&w.s, S("instruments"), MSG_regulasi_pack_map, S("instruments"));
    for (isize i = 0; all->kind == JSON_MAP && i < all->count; i++) {
        SurveiPack *p = pack_of(packs, all->at[i].key);
        if (!p) {
            strict_wrong(&w.s, S("instruments"), MSG_survei_words_for, all->at[i].key);
            continue;
        }
        *list_add(life, &of)   = p;
        *list_add(life, &read) = read_tongue(&w, &all->at[i], p);
    }
    if (issues->count > before)
        return FAIL(ERR_INVALID, "the words of a survey have mistakes");
    for (isize i = 0; i < of.count; i++)        /* all of them, or none */
        attach(life, of.at[i], read.at[i]);
    return NO_ERR;
}

Err survei_words_read(Arena *life, Str json, Lang lang, Issues *issues, SurveiPacks *packs)
{
    return read_words(life, json, issues, packs, lang, false);
}

/* --- all of them --- */

/* What nobody can be asked in yet is set aside: its words are still to be added. */
static void set_aside(Arena *life, SurveiPacks *all)
{
    SurveiPackList read = all->packs;

    *all = (SurveiPacks){0};
    for (isize i = 0; i < read.count; i++)
        *list_add(life, read.at[i]->tongues.count ? &all->packs : &all->wordless) = read.at[i];
}

Err survei_packs_start(Arena *life, const Regulasi *r, SurveiPacks *out)
{
    Issues issues = {.arena = life};

    *out = (SurveiPacks){0};
    for (isize i = 0; i < r->surveys.count; i++) {
        SurveiPack *p;
        TRY(survei_pack_read(life, r->surveys.at[i], LANG_EN, &issues, &p));
        *list_add(life, &out->packs) = p;
    }
    for (isize i = 0; i < r->survey_words.count; i++) {
        Err e = read_words(life, r->survey_words.at[i], &issues, out, LANG_EN, true);
        if (e.kind == ERR_INVALID)          /* kept by an earlier release, with fewer words: nobody is asked in it */
            log_err("survei_packs_start", e);
        else if (e.kind)
            return e;
    }
    set_aside(life, out);
    return NO_ERR;
}

static Str kind_of(Arena *a, Str json, Str *language)
{
    const Json *doc;
    if (json_read(a, json, (JsonMost){.bytes = 4 << 20, .depth = 8}, &doc).kind)
        return (Str){0};
    *language = json_text(json_get(doc, "language"));
    return json_text(json_get(doc, "kind"));
}

bool survei_is_file(Arena scratch, Str json)
{
    Str language, kind = kind_of(&scratch, json, &language);
    return str_is(kind, "survey") || str_is(kind, "survey-words");
}

/* All that may be worded, with words of their own: what is attached to these is seen by nobody. */
static SurveiPacks copies_of(Arena *a, const SurveiPacks *known)
{
    const SurveiPackList *both[] = {&known->packs, &known->wordless};
    SurveiPacks           out    = {0};

    for (int k = 0; k < countof(both); k++)
        for (isize i = 0; i < both[k]->count; i++) {
            SurveiPack *p = new(a, SurveiPack, 1);
            *p         = *both[k]->at[i];
            p->tongues = (SurveiTongues){0};
            *list_add(a, &out.packs) = p;
        }
    return out;
}

/* Each file of words is kept beside those before it, so its name is that of its content. */
static Str words_id(Arena *a, Str language, Str json)
{
    enum { LETTERS = 12 };
    Digest d = hash_sha256(json);
    return str_fmt(a, "survei-%.*s-%.*s.words", STRF(language), STRF(hex_of(a, d.at, LETTERS / 2)));
}

/* Which of two holds that come into force on one day? */
static void judge_day(const SurveiPacks *known, const SurveiPack *p, Lang lang, Issues *issues)
{
    const SurveiPackList *both[] = {&known->packs, &known->wordless};

    for (int k = 0; k < countof(both); k++)
        for (isize i = 0; i < both[k]->count; i++) {
            const SurveiPack *q = both[k]->at[i];
            if (str_eq(q->family, p->family) && q->from.days == p->from.days && !str_eq(q->id, p->id))
                issue_sayf(issues, lang, S("valid_from"), MSG_regulasi_pack_overlap_dates, q->id);
        }
}

Err survei_pack_judge(Arena *a, const SurveiPacks *known, Str json, Lang lang, Issues *issues, RegulasiFile *out)
{
    SurveiPack *p;
    Str         language;

    if (str_is(kind_of(a, json, &language), "survey-words")) {
        SurveiPacks copy = copies_of(a, known);
        *out = (RegulasiFile){.id = words_id(a, language, json), .words = true};
        return survei_words_read(a, json, lang, issues, &copy);
    }
    TRY(survei_pack_read(a, json, lang, issues, &p));
    judge_day(known, p, lang, issues);
    if (issues->count)
        return FAIL(ERR_INVALID, "two instruments of one family would come into force on one day");
    *out = (RegulasiFile){p->id, false, p->from, p->until};
    return NO_ERR;
}

const SurveiPack *survei_pack(const SurveiPacks *all, Str id)
{
    return pack_in(&all->packs, id);
}

bool survei_pack_taken(const SurveiPacks *all, Str id)
{
    return pack_of(all, id) != NULL;
}

Err survei_pack_for(const SurveiPacks *all, Str family, Date day, const SurveiPack **out)
{
    const SurveiPack *best = NULL;
    for (isize i = 0; day.days && i < all->packs.count; i++) {
        const SurveiPack *p  = all->packs.at[i];
        bool              in = day.days >= p->from.days && (!p->until.days || day.days <= p->until.days);
        if (in && str_eq(p->family, family) && (!best || p->from.days >= best->from.days))
            best = p;
    }
    if (!best)
        return FAIL(ERR_NOT_FOUND, "no instrument of this family was in force on that day");
    *out = best;
    return NO_ERR;
}

const SurveiScale *survei_scale(const SurveiPack *p, i64 points)
{
    for (int i = 0; i < p->nscales; i++)
        if (p->scales[i].points == points)
            return &p->scales[i];
    return NULL;
}

const SurveiTongue *survei_tongue(const SurveiPack *p, Str code)
{
    for (isize i = 0; i < p->tongues.count; i++)
        if (str_eq(p->tongues.at[i]->code, code))
            return p->tongues.at[i];
    return p->tongues.at[0];
}

int survei_element(const SurveiPack *p, Str code)
{
    for (int i = 0; i < p->nelements; i++)
        if (str_eq_nocase(p->elements[i].code, code))
            return i;
    return -1;
}

i64 survei_set(const SurveiPack *p, SurveiSetting which)
{
    i64 num = 0, den = 1;
    return ratio_split(p->set[which].is, &num, &den) ? num / den : 0;
}

Ratio survei_step(const SurveiPack *p)
{
    Ratio step = ratio(1, 1);
    i64   num, den;
    if (!ratio_split(p->decimals.is, &num, &den) || den != 1 || num < 0 || num > 6)
        return (Ratio){0};
    for (i64 i = 0; i < num; i++)
        step = ratio_mul(step, ratio(10, 1));
    return step;
}

Str survei_tell_date(Arena *a, const SurveiTongue *t, Date day)
{
    Ymd d = date_split(day);
    Str m = month_of(t->words[TONGUE_MONTHS], d.month);
    return day.days ? str_fmt(a, "%d %.*s %d", d.day, STRF(m), d.year) : (Str){0};
}

Str survei_tell(Arena *a, const SurveiTongue *t, SurveiWord word, Str one, Str two)
{
    Buf b    = {.arena = a};
    Str rest = t->words[word];
    for (isize at; (at = str_find(rest, S("{"))) >= 0; rest = str_sub(rest, at + 3, -1)) {
        bool first = str_starts(str_sub(rest, at, -1), S("{1}")), second = str_starts(str_sub(rest, at, -1), S("{2}"));
        buf_add(&b, str_sub(rest, 0, at));
        buf_add(&b, first ? one : second ? two : str_sub(rest, at, 3));
    }
    buf_add(&b, rest);
    return buf_str(&b);
}
