#include "survei/survei_pack_web.h"

#include "survei/survei_pack.h"
#include "web/parts.h"

static const char LAW[] = "the instruments; nobody's in particular";

/* --- words --- */

static Tag sure(Req *r, const PackSource *s)
{
    bool high = str_is(s->confidence, "high"), low = str_is(s->confidence, "low");
    return (Tag){high ? TONE_GOOD : TONE_WARN, say(r->lang, high  ? MSG_regulasi_sure_high
                                                            : low ? MSG_regulasi_sure_low : MSG_regulasi_sure_medium)};
}

/* As people write it where that is exact, otherwise as a fraction: 88,31 and 1/9. */
static Str number_text(Req *r, Ratio x)
{
    enum { EXACT = 10000 };
    i64 num, den;
    bool tenths = ratio_split(x, &num, &den) && EXACT % den == 0;
    return tenths ? html_text_ratio(r, x) : ratio_exact(r->arena, x);
}

static Str source_text(Req *r, const PackSource *s)
{
    return str_fmt(r->arena, "%.*s, %.*s", STRF(s->regulation), STRF(s->place));
}

static Msg setting_msg(SurveiSetting which)
{
    static const Msg msgs[SURVEI_SETTINGS] = {
        [SURVEI_RESPONDENTS_LEAST] = MSG_survei_set_respondents_least,
        [SURVEI_GROUP_LEAST]       = MSG_survei_set_group_least,
        [SURVEI_CONFIDENCE_PERCENT] = MSG_survei_set_confidence_percent,
        [SURVEI_QUESTION_SECONDS] = MSG_survei_set_question_seconds,
        [SURVEI_BURST_ANSWERS] = MSG_survei_set_burst_answers, [SURVEI_BURST_MINUTES] = MSG_survei_set_burst_minutes,
        [SURVEI_TIMES_LEAST] = MSG_survei_set_times_least, [SURVEI_TIMES_FULL] = MSG_survei_set_times_full,
        [SURVEI_SAMPLE_CHI2] = MSG_survei_set_sample_chi2, [SURVEI_SAMPLE_SHARE] = MSG_survei_set_sample_share,
        [SURVEI_SAMPLE_ERROR] = MSG_survei_set_sample_error,
    };
    return msgs[which];
}

/* --- where one is --- */

static Url pack_url(Req *r, const SurveiPack *p)
{
    return url_for(r, "/survei/instrumen/%.*s", STRF(url_part(r->arena, p->id)));
}

static Url words_url(Req *r, const SurveiPack *p, const SurveiTongue *t)
{
    return url_for(r, "%.*s/kata/%.*s", STRF(pack_url(r, p).s), STRF(url_part(r->arena, t->code)));
}

static Err pack_asked(Req *r, const SurveiPack **out)
{
    *out = r->web->survei ? survei_pack(r->web->survei, r->args[0]) : NULL;
    if (!*out)
        return FAIL(ERR_NOT_FOUND, "no instrument of this name");
    r->page.section = S("regulasi");
    crumb_add(r, say(r->lang, MSG_regulasi_title), (Url){S("/regulasi")});
    crumb_add(r, say(r->lang, MSG_survei_packs_title), (Url){S("/survei/instrumen")});
    return NO_ERR;
}

static bool in_force(Req *r, const SurveiPack *p)
{
    const SurveiPack *now;
    return !survei_pack_for(r->web->survei, p->family, r->today, &now).kind && now == p;
}

/* --- GET /survei/instrumen --- */

static const Col pack_cols[] = {
    {"judul",   MSG_regulasi_col_title,      COL_TEXT},
    {"aturan",  MSG_regulasi_col_regulation, COL_TEXT},
    {"sejak",   MSG_regulasi_col_from,       COL_DATE},
    {"sampai",  MSG_regulasi_col_until,      COL_DATE},
    {"hari_ini", MSG_regulasi_col_state,     COL_STATE},
    {"unsur",   MSG_survei_col_elements,     COL_NUMBER},
    {"bahasa",  MSG_survei_col_languages,    COL_NUMBER},
    {"sidik",   MSG_regulasi_sha,            COL_TEXT, .only_export = true},
    {"id",      MSG_regulasi_col_code,       COL_TEXT, .only_export = true},
};

static void add_pack(Req *r, Table *t, const SurveiPack *p)
{
    bool  now = in_force(r, p);
    Cell *c   = table_row(r, t);

    c[0].text   = p->title[r->lang];
    c[0].url    = pack_url(r, p);
    c[1].text   = p->regulation;
    c[2].date   = p->from;
    c[3].date   = p->until;
    c[3].none   = !p->until.days;
    c[4].text   = say(r->lang, now ? MSG_regulasi_in_force : MSG_regulasi_not_in_force);
    c[4].tone   = now ? TONE_GOOD : TONE_NONE;
    c[5].number = p->nelements;
    c[6].number = p->tongues.count;
    c[7].text   = p->sha256;
    c[8].text   = p->id;
}

static Err list_page(Req *r)
{
    const SurveiPacks *all = r->web->survei;
    Table t = {.name = "instrumen", .caption = say(r->lang, MSG_survei_packs_title), .cols = pack_cols,
               .cols_count = countof(pack_cols), .empty = say(r->lang, MSG_regulasi_none)};

    for (isize i = 0; all && i < all->packs.count; i++)
        add_pack(r, &t, all->packs.at[i]);
    r->page.section = S("regulasi");
    r->page.title   = say(r->lang, MSG_survei_packs_title);
    r->page.lead    = say(r->lang, MSG_survei_packs_lead);
    crumb_add(r, say(r->lang, MSG_regulasi_title), (Url){S("/regulasi")});
    return table_show(r, &t);
}

/* --- GET /survei/instrumen/:instrument --- */

typedef struct { Str name, value, source, doubt; Tag sure; } NumberLine;
typedef struct { Str id, title, text; LIST(NumberLine) lines; } NumberTable;
typedef struct {
    Summary facts, languages;
    Notice  note;
    LIST(NumberTable) tables;
} SurveiPackView;
#include "survei_pack.html.h"

static NumberTable *add_table(Req *r, SurveiPackView *v, const char *id, Msg title, Msg text)
{
    NumberTable *t = list_add(r->arena, &v->tables);
    *t = (NumberTable){.id = str_of(id), .title = say(r->lang, title), .text = say(r->lang, text)};
    return t;
}

static void add_number(Req *r, NumberTable *t, Str name, const SurveiNumber *n)
{
    *list_add(r->arena, &t->lines) = (NumberLine){name, number_text(r, n->is), source_text(r, n->source),
                                                  n->doubt[r->lang], sure(r, n->source)};
}

static void add_reckoning(Req *r, const SurveiPack *p, SurveiPackView *v)
{
    NumberTable *t = add_table(r, v, "hitungan", MSG_survei_reckoning, MSG_survei_reckoning_text);
    add_number(r, t, say(r->lang, MSG_survei_weight), &p->weight);
    add_number(r, t, say(r->lang, MSG_survei_times), &p->times);
    add_number(r, t, say(r->lang, MSG_survei_decimals), &p->decimals);
    for (int i = 0; i < p->nscales; i++) {
        Str points = say_i64(r->arena, r->lang, p->scales[i].points);
        add_number(r, t, say_args(r->arena, r->lang, MSG_survei_factor, points), &p->scales[i].factor);
    }
}

static void add_bands(Req *r, const SurveiPack *p, SurveiPackView *v)
{
    NumberTable *t = add_table(r, v, "pita", MSG_survei_bands, MSG_survei_bands_text);
    for (int i = 0; i < p->nbands; i++)
        add_number(r, t, str_fmt(r->arena, "%.*s. %.*s", STRF(p->bands[i].code), STRF(p->bands[i].title[r->lang])),
                   &p->bands[i].from);
}

static void add_settings(Req *r, const SurveiPack *p, SurveiPackView *v)
{
    NumberTable *t = add_table(r, v, "setelan", MSG_survei_settings_title, MSG_survei_settings_text);
    for (int i = 0; i < SURVEI_SETTINGS; i++)
        add_number(r, t, say(r->lang, setting_msg((SurveiSetting)i)), &p->set[i]);
}

static void add_elements(Req *r, const SurveiPack *p, SurveiPackView *v)
{
    const SurveiTongue *words = survei_tongue(p, str_of(lang_code(r->lang)));
    NumberTable        *t     = add_table(r, v, "unsur", MSG_survei_elements, MSG_survei_elements_text);
    for (int i = 0; i < p->nelements; i++) {
        const SurveiElement *e = &p->elements[i];
        *list_add(r->arena, &t->lines) = (NumberLine){words->at[i].topic, e->code, source_text(r, e->source),
                                                      e->doubt[r->lang], sure(r, e->source)};
    }
    for (int i = 0; i < p->nattributes; i++) {
        const SurveiAttribute *x = &p->attributes[i];
        Buf                    b = {.arena = r->arena};
        for (int k = 0; k < x->noptions; k++)
            buf_addf(&b, "%s%.*s", k ? "; " : "", STRF(words->options[i][k]));
        *list_add(r->arena, &t->lines) = (NumberLine){words->attributes[i], buf_str(&b), source_text(r, x->source),
                                                      x->doubt[r->lang], sure(r, x->source)};
    }
}

static Summary facts(Req *r, const SurveiPack *p)
{
    Summary s = {0};
    Buf     b = {.arena = r->arena};

    summary_add(r, &s, MSG_regulasi_col_regulation, p->regulation);
    summary_add(r, &s, MSG_survei_names, str_fmt(r->arena, "%.*s, %.*s", STRF(p->name), STRF(p->index)));
    summary_add(r, &s, MSG_regulasi_col_from, say_date(r->arena, r->lang, p->from));
    summary_add(r, &s, MSG_regulasi_col_until,
                p->until.days ? say_date(r->arena, r->lang, p->until) : say(r->lang, MSG_regulasi_open_end));
    for (isize i = 0; i < p->sha256.len; i += 8)
        buf_addf(&b, "%s%.*s", i ? " " : "", STRF(str_sub(p->sha256, i, 8)));
    summary_add(r, &s, MSG_regulasi_sha, buf_str(&b));
    return s;
}

static Err pack_page(Req *r)
{
    const SurveiPack *p;
    SurveiPackView    v = {0};

    TRY(pack_asked(r, &p));
    v.facts = facts(r, p);
    if (p->doubt[r->lang].len)
        v.note = (Notice){.tone = TONE_WARN, .title = say(r->lang, MSG_regulasi_col_doubt), .text = p->doubt[r->lang]};
    for (isize i = 0; i < p->tongues.count; i++) {
        const SurveiTongue *t = p->tongues.at[i];
        SummaryLine l = {.key = t->name, .value = say(r->lang, MSG_survei_words_see), .url = words_url(r, p, t)};
        if (t->doubt[r->lang].len)
            l.tag = (Tag){TONE_WARN, say(r->lang, MSG_survei_words_unread)};
        *list_add(r->arena, &v.languages.lines) = l;
    }
    add_reckoning(r, p, &v);
    add_bands(r, p, &v);
    add_elements(r, p, &v);
    add_settings(r, p, &v);
    r->page.title = p->title[r->lang];
    r->page.lead  = say(r->lang, MSG_survei_pack_lead);
    page_state(r, in_force(r, p) ? TONE_GOOD : TONE_NONE,
               say(r->lang, in_force(r, p) ? MSG_regulasi_in_force : MSG_regulasi_not_in_force));
    view_survei_pack(r, &v);
    return NO_ERR;
}

/* --- GET /survei/instrumen/:instrument/kata/:language --- */

typedef struct { Str code, topic, ask, online, answers, online_answers; } AskLine;
typedef struct { Str before, after; } FrameLine;
typedef struct {
    Str    code, page_lang;     /* of the words and of the page, for the attribute lang */
    Notice note;
    LIST(AskLine)   asks;
    LIST(FrameLine) frame;
} SurveiWordsView;
#include "survei_words.html.h"

static Str answers_text(Req *r, const SurveiPack *p, const SurveiAsk *q, int online)
{
    Buf b = {.arena = r->arena};
    for (int s = 0; s < p->nscales; s++)
        for (int m = 0; m < p->scales[s].points; m++)
            buf_addf(&b, "%s%d %.*s", m ? "; " : s ? " | " : "", m + 1, STRF(q->answers[online][s][m]));
    return buf_str(&b);
}

static Err words_page(Req *r)
{
    const SurveiPack *p;
    SurveiWordsView   v = {0};

    TRY(pack_asked(r, &p));
    const SurveiTongue *t = survei_tongue(p, r->args[1]), *ours = survei_tongue(p, str_of(lang_code(r->lang)));
    if (!str_eq(t->code, r->args[1]))
        return FAIL(ERR_NOT_FOUND, "the instrument has no words in this language");
    v.code      = t->code;
    v.page_lang = str_of(lang_code(r->lang));
    if (t->doubt[r->lang].len)
        v.note = (Notice){.tone = TONE_WARN, .title = say(r->lang, MSG_survei_words_unread), .text = t->doubt[r->lang]};
    for (int i = 0; i < p->nelements; i++) {
        const SurveiAsk *q = &t->at[i];
        AskLine          l = {p->elements[i].code, q->topic, q->ask[0], {0}, answers_text(r, p, q, 0), {0}};
        if (p->elements[i].online) {
            l.online         = q->ask[1];
            l.online_answers = answers_text(r, p, q, 1);
            if (str_eq(l.online_answers, l.answers))
                l.online_answers = (Str){0};
        }
        *list_add(r->arena, &v.asks) = l;
    }
    for (int i = 0; i < TONGUE_WORDS; i++)
        *list_add(r->arena, &v.frame) = (FrameLine){ours->words[i], t->words[i]};
    r->page.title = str_fmt(r->arena, "%.*s: %.*s", STRF(p->name), STRF(t->name));
    r->page.lead  = say(r->lang, MSG_survei_words_lead);
    crumb_add(r, p->title[r->lang], pack_url(r, p));
    view_survei_words(r, &v);
    return NO_ERR;
}

static const Route rows[] = {
    {GET, "/survei/instrumen",                            SIGNED_IN, READS, list_page,  LAW, .flags = ROUTE_SLOW},
    {GET, "/survei/instrumen/:instrument",                SIGNED_IN, READS, pack_page,  LAW},
    {GET, "/survei/instrumen/:instrument/kata/:language", SIGNED_IN, READS, words_page, LAW},
};
const Room survei_pack_room = {"survei_pack", rows, countof(rows)};
