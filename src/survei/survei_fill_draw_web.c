/* The screens. */
#include "survei/survei_fill_pages_web.h"

#include "survei/survei_blind_web.h"
#include "web/asset.h"

typedef struct {
    Str  lang, title, unit, home, seconds, idle, stay, stay_on;
    bool kiosk;
    Url  css, icon, manifest, script;
    Html body;
} FillPage;

typedef struct { Str name, value; } FillPair;
typedef struct { LIST(FillPair) of; } FillHidden;
typedef struct { Str id, text; } FillWrong;
typedef struct { Str head, text; LIST(FillWrong) wrong; } FillTrouble;
typedef struct { Str name, value, label, lang; bool chosen; } FillChoice;

typedef struct {
    Str  name, number, ask, note, hint, error, value, max, lang;
    bool radio, select, check, date, words, line, known;        /* which kind of input; known: none, it is certain */
    bool checked, scale;
    LIST(FillChoice) options;
} FillAsk;

typedef struct {
    bool start;
    Str  title, lang, privacy, minutes, language, hint, next, back, work, bits, tablet_text;
    Html right;                 /* to answer, in a strict campaign */
    int  percent;
    Url  action, worker, tablet;
    FillHidden  hidden, all;
    FillTrouble trouble;
    LIST(FillChoice) languages;
    LIST(FillAsk) asks;
} FillForm;

typedef struct { Str id, ask, ask_lang, say, lang; bool wrong; } FillLine;
typedef struct { Str title, step, change; Url to; LIST(FillLine) lines; } FillSection;
typedef struct {
    Str title, send, back, work, bits;
    Html right;
    Url action, to, worker;
    FillHidden  hidden;
    FillTrouble trouble;
    LIST(FillSection) sections;
} FillCheck;

typedef struct { Str name, value, band, lang; } FillFigure;
typedef struct {
    Html done;                  /* the browser may forget its right */
    Str title, text, result, of, link_text, again_text;
    LIST(FillFigure) figures;
    Url link, again;
} FillEnd;

#include "survei_fill_page.html.h"
#include "survei_fill_form.html.h"
#include "survei_fill_check.html.h"
#include "survei_fill_end.html.h"

enum { RADIOS_MOST = 7, NO_TOUCH_FACTOR = 5, THANKS_SECONDS = 12 };

/* --- what stands round every page --- */

void fill_head(Req *r, const Fill *f)
{
    bool framed = f->c.embed.len && !f->kiosk;
    Str  by     = framed ? f->c.embed : S("'none'");

    header_add(r, "Content-Security-Policy",
               str_fmt(r->arena, "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; "
                       "img-src 'self'; manifest-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
                       "frame-ancestors %.*s", STRF(by)));
    header_add(r, "Cache-Control", f->there && !f->kiosk ? S("private, no-cache") : S("no-store"));
}

static int idle_seconds(const Req *r)
{
    return r->web->survei_idle_s ? r->web->survei_idle_s : 60;
}

static Url url_of(Req *r, const Fill *f, const char *more)
{
    return url_for(r, "%.*s%s", STRF(f->base), more);
}

static Str home_of(Req *r, const Fill *f)
{
    return str_fmt(r->arena, "%.*s?b=%.*s", STRF(f->base), STRF(f->c.forms[0].pack->tongues.at[0]->code));
}

/* The body is drawn; now the document round it.  timed: left alone, it goes back to the start without a script, too. */
static Err whole(Req *r, const Fill *f, Str title, bool timed)
{
    FillPage v = {.lang = f->t->code, .title = title, .unit = f->c.unit_name, .kiosk = f->kiosk,
                  .css = asset_url(r, "survei.css"), .icon = asset_url(r, "pulau.svg"),
                  .script = asset_url(r, "survei.js"), .body = {buf_str(&r->out)}};

    if (f->there)
        v.title = str_fmt(r->arena, "%.*s – %.*s", STRF(title), STRF(f->c.unit_name));
    if (v.kiosk) {
        v.home     = home_of(r, f);
        v.seconds  = str_fmt(r->arena, "%d", idle_seconds(r));
        v.idle     = timed ? str_fmt(r->arena, "%d;url=%.*s", NO_TOUCH_FACTOR * idle_seconds(r), STRF(v.home)) : v.idle;
        v.stay     = f->t->words[TONGUE_STAY];
        v.stay_on  = f->t->words[TONGUE_STAY_ON];
        v.manifest = url_of(r, f, "/manifes");
    }
    r->out        = (Buf){.arena = r->arena};
    r->page.frame = FRAME_NONE;
    fill_head(r, f);
    view_survei_fill_page(r, &v);
    return NO_ERR;
}

/* --- what was answered so far, in fields that nobody sees --- */

static void hide(Req *r, FillHidden *h, const char *name, Str value)
{
    if (value.len)
        *list_add(r->arena, &h->of) = (FillPair){str_of(name), value};
}

static void hide_number(Req *r, const Fill *f, FillHidden *h, int not_of, Str name)
{
    const char *key = str_c(r->arena, name);
    if (not_of < 0 || survei_fill_step_of(&f->c, &f->walk, name) != not_of)
        hide(r, h, key, form_value(r, key));
}

static FillHidden hidden_of(Req *r, const Fill *f, int step, int not_of)
{
    FillHidden h = {0};

    hide(r, &h, "mulai", f->sealed);
    hide(r, &h, "dari", str_fmt(r->arena, "%d", step));
    hide(r, &h, "cek", f->walk.at[step].kind == FILL_CHECK ? S("1") : form_value(r, "cek"));
    if (not_of != 0) {
        hide(r, &h, "finished", f->finished ? S("1") : (Str){0});
        hide(r, &h, "service", f->x.service_id ? str_fmt(r->arena, "%lld", (long long)f->x.service_id) : (Str){0});
        hide(r, &h, "served_on", f->served_on);
        hide(r, &h, "code", f->code);
    }
    for (int i = 0; i < survei_marks(&f->c); i++)
        hide_number(r, f, &h, not_of, str_fmt(r->arena, "m%d", i));
    for (int i = 0; i < ABOUTS; i++)
        hide_number(r, f, &h, not_of, str_fmt(r->arena, "a%d", i));
    for (int i = 0; i < f->c.nquestions; i++)
        hide_number(r, f, &h, not_of, str_fmt(r->arena, "t%d", i));
    hide_number(r, f, &h, not_of, S("said"));
    return h;
}

/* Fields that scripts fill: they are there even when empty. */
static void hide_for_scripts(Req *r, const Fill *f, FillHidden *h)
{
    *list_add(r->arena, &h->of) = (FillPair){S("b"), f->t->code};
    if (f->begin.bits)
        *list_add(r->arena, &h->of) = (FillPair){S("usaha"), form_value(r, "usaha")};
}

static FillTrouble trouble_of(const Fill *f)
{
    FillTrouble t = {0};

    if (f->issues.count || f->alert.len)
        t.head = f->alert.len && !f->issues.count ? f->alert : f->t->words[TONGUE_TROUBLE];
    t.text = f->issues.count ? f->alert : (Str){0};
    if (!t.text.len)
        t.text = issue_find(&f->issues, (Str){0});      /* what is wrong with the whole */
    return t;
}

Err fill_draw_whole(Req *r, const Fill *f, Str title)
{
    return whole(r, f, title, false);
}

/* --- questions --- */

static bool is_english(const Fill *f)
{
    return str_is(f->t->code, "en");
}

/* What a unit wrote itself is Indonesian or English; on a page in another language that is said. */
static Str own_lang(const Fill *f)
{
    return is_english(f) || str_is(f->t->code, "id") ? (Str){0} : S("id");
}

static Str own_ask(const Fill *f, const SurveiQuestion *q)
{
    return is_english(f) && q->ask_en.len ? q->ask_en : q->ask;
}

static Str service_name(const Fill *f, const SurveiTarget *t)
{
    return is_english(f) && t->name_en.len ? t->name_en : t->name;
}

static bool is_online(const Fill *f)
{
    for (int i = 0; i < f->c.ntargets; i++)
        if (f->c.targets[i].service_id == f->x.service_id)
            return f->c.targets[i].online;
    return false;
}

static void choice(Req *r, FillAsk *a, Str value, Str label, bool chosen)
{
    *list_add(r->arena, &a->options) = (FillChoice){a->name, value, label, a->lang, chosen};
}

static Str small(Req *r, int n)
{
    return str_fmt(r->arena, "%d", n);
}

static const SurveiAsk *words_of(const Fill *f, int form, int element)
{
    return &survei_tongue(f->c.forms[form].pack, f->t->code)->at[element];
}

static FillAsk mark_ask(Req *r, const Fill *f, const FillStep *s, int i)
{
    const SurveiForm *form  = &f->c.forms[s->form];
    const SurveiAsk  *ask   = words_of(f, s->form, s->from + i);
    isize             scale = form->scale - form->pack->scales;
    int   mark = survei_marks_from(&f->c, s->form) + s->from + i, online = is_online(f);
    FillAsk a  = {.name = str_fmt(r->arena, "m%d", mark), .ask = ask->ask[online], .radio = true, .scale = true,
                  .number = str_fmt(r->arena, "%d.", s->number + i)};

    for (int p = 0; p < form->points; p++)
        choice(r, &a, small(r, p + 1), ask->answers[online][scale][p], f->x.marks[mark] == p + 1);
    return a;
}

static FillAsk about_ask(Req *r, const Fill *f, int i)
{
    FillAsk a = {.name = str_fmt(r->arena, "a%d", i), .ask = f->t->attributes[i], .radio = true};

    for (int o = 0; o < f->c.forms[0].pack->attributes[i].noptions; o++)
        choice(r, &a, small(r, o + 1), f->t->options[i][o], f->x.about[i] == o + 1);
    choice(r, &a, S("0"), f->t->words[TONGUE_NOT_SAID], !f->x.about[i] && form_value(r, "cek").len);
    return a;
}

/* Where the own choices among all marks are: the next after `mark`. */
static FillAsk own_ask_of(Req *r, const Fill *f, const FillStep *s, int q, int *mark)
{
    const SurveiQuestion *x = &f->c.questions[q];
    FillAsk a = {.ask = own_ask(f, x), .number = str_fmt(r->arena, "%d.", s->number + q), .lang = own_lang(f),
                 .radio = !x->text, .words = x->text,
                 .note = x->required ? (Str){0} : f->t->words[TONGUE_OPTIONAL]};

    a.name = x->text ? str_fmt(r->arena, "t%d", q) : str_fmt(r->arena, "m%d", *mark);
    a.value = x->text ? form_value(r, str_c(r->arena, a.name)) : (Str){0};
    for (int o = 0; !x->text && o < survei_options(x); o++)
        choice(r, &a, small(r, o + 1), survei_fill_option(x, r->lang, o), f->x.marks[*mark] == o + 1);
    *mark += !x->text;
    return a;
}

static FillAsk service_ask(Req *r, const Fill *f)
{
    FillAsk a = {.name = S("service"), .ask = f->t->words[TONGUE_SERVICE], .lang = (Str){0}};

    a.radio  = f->c.ntargets <= RADIOS_MOST;
    a.select = !a.radio;
    for (int i = 0; i < f->c.ntargets; i++) {
        const SurveiTarget *t = &f->c.targets[i];
        choice(r, &a, str_fmt(r->arena, "%lld", (long long)t->service_id), service_name(f, t),
               t->service_id == f->x.service_id);
        a.options.at[i].lang = own_lang(f);
    }
    return a;
}

/* The service of a code is not asked: the page says which it is. */
static FillAsk service_known(Req *r, const Fill *f)
{
    const SurveiTarget *t = f->c.targets;

    while (t->service_id != f->x.service_id)
        t++;
    return (FillAsk){.name = S("service"), .ask = f->t->words[TONGUE_SERVICE], .known = true, .lang = own_lang(f),
                     .value = service_name(f, t),
                     .note = survei_tell(r->arena, f->t, TONGUE_CODE_FOR, service_name(f, t), (Str){0})};
}

static void ask_start(Req *r, const Fill *f, FillForm *v)
{
    const SurveiTongue *t    = f->t;
    bool                code = f->c.mode == SURVEI_TOKEN || (f->c.mode == SURVEI_STRICT && f->c.plain_too);

    if (f->bound)
        *list_add(r->arena, &v->asks) = service_known(r, f);
    *list_add(r->arena, &v->asks) = (FillAsk){.name = S("finished"), .ask = t->words[TONGUE_FINISHED], .check = true,
                                              .checked = f->finished};
    if (fill_asks_service(f))
        *list_add(r->arena, &v->asks) = service_ask(r, f);
    *list_add(r->arena, &v->asks) = (FillAsk){.name = S("served_on"), .ask = t->words[TONGUE_SERVICE_DAY], .date = true,
        .value = f->x.served_on.days ? date_iso(r->arena, f->x.served_on) : f->served_on,
        .max = date_iso(r->arena, r->today)};
    if (code || f->code.len)
        *list_add(r->arena, &v->asks) = (FillAsk){.name = S("code"), .ask = t->words[TONGUE_CODE], .line = true,
            .hint = t->words[TONGUE_CODE_HINT], .value = f->code};
}

static void ask_all(Req *r, const Fill *f, const FillStep *s, FillForm *v)
{
    int mark = survei_marks_from(&f->c, f->c.nforms);

    switch (s->kind) {
    case FILL_START:
        ask_start(r, f, v);
        break;
    case FILL_MARKS:
        if (f->bound && s->number == 1)
            *list_add(r->arena, &v->asks) = service_known(r, f);
        for (int i = 0; i < s->n; i++)
            *list_add(r->arena, &v->asks) = mark_ask(r, f, s, i);
        break;
    case FILL_ABOUT:
        for (int i = 0; i < f->c.forms[0].pack->nattributes; i++)
            *list_add(r->arena, &v->asks) = about_ask(r, f, i);
        break;
    case FILL_SAID:
        for (int q = 0; q < f->c.nquestions; q++)
            *list_add(r->arena, &v->asks) = own_ask_of(r, f, s, q, &mark);
        *list_add(r->arena, &v->asks) = (FillAsk){.name = S("said"), .ask = f->t->words[TONGUE_COMMENT], .words = true,
            .note = f->t->words[TONGUE_OPTIONAL], .value = form_value(r, "said")};
        break;
    case FILL_CHECK:
        break;
    }
}

/* "Pertanyaan 6–9 dari 15" */
static Str step_title(Req *r, const Fill *f, const FillStep *s)
{
    Arena *a    = r->arena;
    int    last = s->number + s->n - 1;
    Str    from = last > s->number ? str_fmt(a, "%d–%d", s->number, last) : small(r, s->number);

    switch (s->kind) {
    case FILL_START: return f->c.title;
    case FILL_MARKS: return survei_tell(a, f->t, TONGUE_QUESTION, from, small(r, f->walk.questions));
    case FILL_ABOUT: return f->t->words[TONGUE_ABOUT_YOU];
    case FILL_SAID:
        return s->n ? survei_tell(a, f->t, TONGUE_QUESTION, from, small(r, f->walk.questions))
                    : f->t->words[TONGUE_COMMENT];
    case FILL_CHECK: return f->t->words[TONGUE_CHECK];
    }
    return (Str){0};
}

static void add_languages(Req *r, const Fill *f, FillForm *v)
{
    SurveiTongues all;

    survei_fill_tongues(r->arena, &f->c, &all);
    for (isize i = 0; all.count > 1 && i < all.count; i++)
        *list_add(r->arena, &v->languages) =
            (FillChoice){.value = all.at[i]->code, .label = all.at[i]->name, .chosen = all.at[i] == f->t};
}

/* Five questions a minute, and one for the rest. */
static Str minutes_of(Req *r, const Fill *f)
{
    return survei_tell(r->arena, f->t, TONGUE_MINUTES, small(r, 1 + (f->walk.questions + 4) / 5), (Str){0});
}

static Err draw_form(Req *r, Fill *f, int step)
{
    const FillStep *s = &f->walk.at[step];
    FillForm v = {.title = step_title(r, f, s), .action = url_of(r, f, ""), .next = f->t->words[TONGUE_NEXT],
                  .back = f->t->words[TONGUE_BACK], .percent = 100 * step / (f->walk.n - 1), .start = !step,
                  .hidden = hidden_of(r, f, step, step), .trouble = trouble_of(f)};

    hide_for_scripts(r, f, &v.hidden);
    ask_all(r, f, s, &v);
    for (isize i = 0; i < v.asks.count; i++) {
        FillAsk *a = &v.asks.at[i];
        a->error = issue_find(&f->issues, a->name);
        if (a->error.len)
            *list_add(r->arena, &v.trouble.wrong) = (FillWrong){a->name, str_fmt(r->arena, "%.*s %.*s", STRF(a->ask),
                                                                                STRF(a->error))};
    }
    if (s->kind == FILL_MARKS)
        v.hint = f->t->words[TONGUE_CHOOSE];
    if (s->kind == FILL_ABOUT)
        v.hint = f->t->words[TONGUE_OPTIONAL];
    if (v.start) {
        v.lang     = own_lang(f);
        v.tablet   = f->kiosk ? url_of(r, f, "/lepas") : (Url){0};
        v.tablet_text = f->t->words[TONGUE_TABLET];
        v.back     = (Str){0};
        v.next     = f->t->words[TONGUE_BEGIN];
        v.privacy  = f->t->words[TONGUE_PRIVACY];
        v.minutes  = minutes_of(r, f);
        v.language = f->t->words[TONGUE_LANGUAGE];
        v.all      = hidden_of(r, f, 0, -1);
        hide(r, &v.all, "ke", S("0"));
        add_languages(r, f, &v);
    }
    if (f->begin.bits) {
        v.work   = f->sealed;
        v.bits   = small(r, f->begin.bits);
        v.worker = asset_url(r, "survei-kerja.js");
    }
    v.right = f->kiosk ? (Html){0} : survei_blind_fields(r, &f->c, f->t);
    view_survei_fill_form(r, &v);
    return whole(r, f, v.title, true);
}

/* --- everything once more --- */

static Str chosen_of(const FillAsk *a)
{
    for (isize i = 0; i < a->options.count; i++)
        if (a->options.at[i].chosen)
            return a->options.at[i].label;
    return (Str){0};
}

static FillLine line_of(Req *r, const Fill *f, const FillAsk *a)
{
    FillLine l = {.id = a->name, .ask = a->ask, .ask_lang = a->lang};

    l.say = a->radio || a->select ? chosen_of(a) : a->check ? (a->checked ? S("✓") : (Str){0}) : a->value;
    if (a->date && f->x.served_on.days)
        l.say = survei_tell_date(r->arena, f->t, f->x.served_on);
    l.lang  = a->options.count ? a->options.at[0].lang : (Str){0};
    l.wrong = issue_find(&f->issues, a->name).len > 0;
    if (!l.say.len)
        l.say = S("–");
    return l;
}

static void add_section(Req *r, const Fill *f, int step, FillCheck *v)
{
    const FillStep *s = &f->walk.at[step];
    FillForm     asks = {0};
    FillSection   *to = list_add(r->arena, &v->sections);

    *to = (FillSection){.title = step ? step_title(r, f, s) : f->t->words[TONGUE_SERVICE], .step = small(r, step),
                        .change = f->t->words[TONGUE_CHANGE], .to = v->to};
    ask_all(r, f, s, &asks);
    for (isize i = 0; i < asks.asks.count; i++) {
        const FillAsk *a = &asks.asks.at[i];
        if (a->known && step)           /* it stands with the first screen already */
            continue;
        *list_add(r->arena, &to->lines) = line_of(r, f, a);
        Str error = issue_find(&f->issues, a->name);
        if (error.len)
            *list_add(r->arena, &v->trouble.wrong) = (FillWrong){a->name, str_fmt(r->arena, "%.*s %.*s", STRF(a->ask),
                                                                                 STRF(error))};
    }
}

static Err draw_check(Req *r, Fill *f, int step)
{
    FillCheck v = {.title = f->t->words[TONGUE_CHECK], .send = f->t->words[TONGUE_SEND],
                   .back = f->t->words[TONGUE_BACK], .action = url_of(r, f, "/kirim"), .to = url_of(r, f, ""),
                   .hidden = hidden_of(r, f, step, -1), .trouble = trouble_of(f)};

    hide_for_scripts(r, f, &v.hidden);
    for (int i = 0; i < step; i++)
        add_section(r, f, i, &v);
    if (f->begin.bits) {
        v.work   = f->sealed;
        v.bits   = small(r, f->begin.bits);
        v.worker = asset_url(r, "survei-kerja.js");
    }
    v.right = f->kiosk ? (Html){0} : survei_blind_fields(r, &f->c, f->t);
    view_survei_fill_check(r, &v);
    return whole(r, f, v.title, true);
}

Err fill_draw_step(Req *r, Fill *f, int step)
{
    if (f->issues.count && !r->status)
        r->status = 422;
    return f->walk.at[step].kind == FILL_CHECK ? draw_check(r, f, step) : draw_form(r, f, step);
}

/* --- the page that asks without network --- */

typedef struct { Str title, secret, idle, no_script, no_script_go; Url asks, queue, home, script; } FillTablet;
#include "survei_fill_tablet.html.h"

Err fill_draw_tablet(Req *r, Fill *f)
{
    FillTablet v = {.title = f->c.title, .asks = url_of(r, f, "/soal"), .home = url_of(r, f, ""), .secret = f->c.kiosk,
                    .queue = url_for(r, "/s/%.*s/antrean", STRF(f->c.slug)), .idle = small(r, idle_seconds(r)),
                    .script = asset_url(r, "survei-lepas.js"), .no_script = f->t->words[TONGUE_NO_SCRIPT],
                    .no_script_go = f->t->words[TONGUE_NO_SCRIPT_GO]};
    view_survei_fill_tablet(r, &v);
    return whole(r, f, v.title, false);
}

/* --- the end --- */

static void add_figures(Req *r, const Fill *f, FillEnd *v, const FillResult *x)
{
    for (int i = 0; i < x->c.nforms; i++) {
        const SurveiPack    *p = x->c.forms[i].pack;
        const SurveiMeasure *m = &x->at[i];
        if (!m->n)
            continue;
        char point = is_english(f) ? '.' : ',';
        const SurveiTongue  *t = survei_tongue(p, f->t->code);
        *list_add(r->arena, &v->figures) = (FillFigure){p->index, survei_index(r->arena, p, m->index, point),
                                                        m->band ? t->bands[m->band - p->bands] : (Str){0},
                                                        str_eq(t->code, f->t->code) ? (Str){0} : t->code};
        v->of = survei_tell(r->arena, f->t, TONGUE_OF, x->c.title, say_i64(r->arena, r->lang, m->n));
    }
}

Err fill_draw_end(Req *r, Fill *f, Str title, Str text, bool thanks)
{
    FillResult x;
    FillEnd    v = {.title = title, .text = text, .result = f->c.unit_name};

    TRY(survei_fill_result(r->arena, r->db, &f->c, r->web->survei, &x));
    if (x.c.id) {
        add_figures(r, f, &v, &x);
        v.link      = url_for(r, "/s/%.*s/hasil", STRF(x.c.slug));
        v.link_text = f->t->words[TONGUE_RESULT];
    }
    if (thanks)
        v.done = survei_blind_done(r, &f->c);
    if (f->kiosk) {
        v.link       = (Url){0};
        v.again      = (Url){home_of(r, f)};
        v.again_text = f->t->words[TONGUE_AGAIN];
        header_add(r, "Refresh", str_fmt(r->arena, "%d;url=%.*s", THANKS_SECONDS, STRF(v.again.s)));
    }
    view_survei_fill_end(r, &v);
    return whole(r, f, title, false);
}

Err fill_draw_none(Req *r)
{
    const SurveiPacks  *all = r->web->survei;
    const SurveiTongue *t   = survei_tongue(all->packs.at[0], (Str){0});

    for (isize i = 0; i < all->packs.count; i++)        /* of no instrument: any that speaks the language will do */
        if (str_eq(survei_tongue(all->packs.at[i], query_get(r, "b"))->code, query_get(r, "b")))
            t = survei_tongue(all->packs.at[i], query_get(r, "b"));
    FillEnd v = {.title = t->words[TONGUE_NONE], .text = t->words[TONGUE_NONE_TEXT]};

    r->status = 404;
    view_survei_fill_end(r, &v);
    return whole(r, &(Fill){.t = t}, v.title, false);
}
