/* What a form says. */
#include "survei/survei_fill_pages_web.h"

#include "survei/survei_blind.h"
#include "survei/survei_blind_web.h"

enum { NUMBERED = 100 };

typedef struct { Str m[NUMBERED], a[NUMBERED], t[NUMBERED]; } Fields;

static Str *field_of(Fields *all, char letter)
{
    switch (letter) {
    case 'm': return all->m;
    case 'a': return all->a;
    case 't': return all->t;
    }
    return NULL;
}

/* "m0" to "m99" in one look at the form; of those sent twice the first, as form_value() has it. */
static void read_fields(const Req *r, Fields *all)
{
    for (isize i = r->http->form_count; i-- > 0;) {
        Str  name = r->http->form[i].name;
        Str *to   = name.len == 2 || name.len == 3 ? field_of(all, name.at[0]) : NULL;
        i64  n;
        if (to && str_i64(str_sub(name, 1, -1), &n) && n >= 0 && n < NUMBERED)
            to[n] = str_trim(r->http->form[i].value);
    }
}

static u8 digit(Str s)
{
    return s.len == 1 && s.at[0] >= '0' && s.at[0] <= '9' ? (u8)(s.at[0] - '0') : 0;
}

/* 2026-08-21 as a date input sends it, 21/08/2026 as people type it where there is none. */
static Date day_of(Req *r, Str typed)
{
    Date d = {0};
    if (typed.len == 10 && typed.at[2] == '/' && typed.at[5] == '/')
        typed = str_fmt(r->arena, "%.4s-%.2s-%.2s", typed.at + 6, typed.at + 3, typed.at);
    return date_parse(typed, &d) ? d : (Date){0};
}

static void read_said(Req *r, Fill *f, const Fields *all)
{
    SurveiAnswer *x = &f->x;

    for (int q = 0; q < f->c.nquestions; q++) {
        Str say = f->c.questions[q].text ? all->t[q] : (Str){0};
        if (say.len)
            x->said[x->nsaid++] = (SurveiSaid){f->c.questions[q].id, say};
    }
    Str besides = form_value(r, "said");
    if (besides.len)
        x->said[x->nsaid++] = (SurveiSaid){0, besides};
}

/* The day an answer belongs to is the day it was begun, so that sending it again after midnight changes nothing. */
static void read_begin(Req *r, Fill *f)
{
    SurveiChannel channel = f->kiosk ? SURVEI_KIOSK : SURVEI_WEB;

    f->sealed = form_value(r, "mulai");
    f->fresh  = !survei_fill_open(*r->arena, &f->c, f->sealed, r->now, &f->begin) || f->begin.channel != channel;
    if (f->fresh) {
        f->begin  = survei_fill_begin(r->now, fill_bits(r, f), channel);
        f->sealed = survei_fill_seal(r->arena, &f->c, &f->begin);
    }
    for (int i = 0; i < SURVEI_KEY; i++)
        f->x.key[i] = f->begin.key[i];
    i64 seconds = r->now.s - f->begin.began.s;
    f->x.seconds     = f->fresh ? 0 : seconds > 0 ? (int)seconds : 1;
    f->x.channel     = channel;
    f->x.answered_on = instant_date(f->begin.began, r->utc_minutes);
}

void fill_read(Req *r, Fill *f)
{
    SurveiAnswer *x   = &f->x;
    Fields        all = {0};

    read_begin(r, f);
    read_fields(r, &all);
    f->finished  = form_value(r, "finished").len > 0;
    f->served_on = form_value(r, "served_on");
    x->served_on = day_of(r, f->served_on);
    if (!str_i64(form_value(r, "service"), &x->service_id))
        x->service_id = f->c.ntargets == 1 ? f->c.targets[0].service_id : 0;
    for (int i = 0; i < ABOUTS; i++)
        x->about[i] = digit(all.a[i]);
    for (int i = 0; i < survei_marks(&f->c); i++)
        x->marks[i] = digit(all.m[i]);
    read_said(r, f, &all);
    f->code = r->args[1].len && !f->kiosk ? r->args[1] : form_value(r, "code");
    x->code = survei_blind_code(r->arena, f->code);
}

/* --- what is wrong with it --- */

static void wrong(Fill *f, Str field_name, SurveiWord word)
{
    issue_add(&f->issues, field_name, f->t->words[word]);
}

/* What survei_check() finds is said in the page's own language. */
static void translate(Req *r, Fill *f, Str field_name)
{
    issue_add(&f->issues, field_name, survei_fill_wrong(r->arena, &f->c, f->t, &f->x, field_name));
}

static bool is_wanted(const Fill *f, Str field_name, int step)
{
    return step < 0 || survei_fill_step_of(&f->c, &f->walk, field_name) == step;
}

bool fill_asks_service(const Fill *f)
{
    return f->c.mode != SURVEI_TOKEN || (f->x.code.len && f->stands != CODE_UNKNOWN && !f->bound);
}

/* Said on the first screen; one that was used meanwhile is for survei_take() to judge, which knows an answer again. */
static void judge_code(Req *r, Fill *f, int step)
{
    bool token = f->c.mode == SURVEI_TOKEN || (f->c.mode == SURVEI_STRICT && f->kiosk);

    if (token && !f->x.code.len)
        wrong(f, S("code"), TONGUE_MISSING);
    else if (f->stands == CODE_UNKNOWN || (f->stands == CODE_USED && !step && !form_value(r, "token").len))
        wrong(f, S("code"), TONGUE_CODE_BAD);
}

void fill_judge(Req *r, Fill *f, int step)
{
    Issues all = {.arena = r->arena};

    f->issues = (Issues){.arena = r->arena};
    if (!f->finished && is_wanted(f, S("finished"), step))
        wrong(f, S("finished"), TONGUE_ONLY_FINISHED);
    survei_check(&f->c, &f->x, r->today, r->lang, &all);
    for (isize i = 0; i < all.count; i++)
        if (is_wanted(f, all.at[i].field, step) && (fill_asks_service(f) || !str_is(all.at[i].field, "service")))
            translate(r, f, all.at[i].field);
    if (step <= 0)
        judge_code(r, f, step);
    if (step < 0 || (!step && !f->kiosk))
        survei_blind_read(r, &f->c, f->t, &f->x, &f->issues);
}
