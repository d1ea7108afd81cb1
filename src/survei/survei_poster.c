#include "survei/survei_poster.h"

#include "format/pdf.h"

enum { QUESTION_S = 12, REST_S = 40, CARDS_MOST = 4000 };

int survei_minutes(const SurveiCampaign *c)
{
    int questions = c->nquestions;
    for (int i = 0; i < c->nforms; i++)
        questions += c->forms[i].elements;
    return (questions * QUESTION_S + REST_S + 59) / 60;
}

static Str in(Lang lang, Msg msg) { return say(lang, msg); }
static PdfPair both(Msg msg) { return (PdfPair){in(LANG_ID, msg), in(LANG_EN, msg)}; }

/* The question and what to do about it: two lines in large letters, one in small. */
static PdfPair asked(Arena *a)
{
    return (PdfPair){
        str_fmt(a, "%.*s\n%.*s", STRF(in(LANG_ID, MSG_survei_poster_ask)), STRF(in(LANG_ID, MSG_survei_poster_tell))),
        str_fmt(a, "%.*s %.*s", STRF(in(LANG_EN, MSG_survei_poster_ask)), STRF(in(LANG_EN, MSG_survei_poster_tell))),
    };
}

static PdfPair both_with(Arena *a, Msg msg, Str arg)
{
    return (PdfPair){say_args(a, LANG_ID, msg, arg), say_args(a, LANG_EN, msg, arg)};
}

/* An address as people type it. */
static Str without_scheme(Str url)
{
    isize at = str_find(url, S("://"));
    return at < 0 ? url : str_sub(url, at + 3, -1);
}

static Str address_of(Arena *a, const SurveiPoster *p)
{
    return str_fmt(a, "%.*s/s/%.*s", STRF(p->origin), STRF(p->c->slug));
}

/* "Survei kepuasan masyarakat (9 pertanyaan); ..." */
static Str forms_words(Arena *a, const SurveiPoster *p)
{
    Buf b = {.arena = a};

    for (int i = 0; i < p->c->nforms; i++) {
        Str title = p->c->forms[i].pack->title[LANG_ID], n = say_i64(a, LANG_ID, p->c->forms[i].elements);
        Str form  = say_args(a, LANG_ID, MSG_survei_poster_form, str_cut(&title, ','), n);
        buf_addf(&b, "%s%.*s", i ? "; " : "", STRF(form));
    }
    return buf_str(&b);
}

static Str period_words(Arena *a, Lang lang, const SurveiCampaign *c)
{
    return say_args(a, lang, MSG_survei_poster_from_to, say_date(a, lang, c->opens_on),
                    say_date(a, lang, c->closes_on));
}

static Pdf *opened(Arena *a, const SurveiPoster *p, Msg title)
{
    return pdf_open(a, &(PdfOpen){.title = say_args(a, LANG_ID, title, p->c->unit_name), .author = p->c->unit_name,
                                  .subject = p->c->title, .made_at = p->now, .lang = LANG_ID, .bare = true});
}

Err survei_poster(Arena *a, const SurveiPoster *p, Str *out_pdf)
{
    const SurveiCampaign *c       = p->c;
    Pdf                  *pdf     = opened(a, p, MSG_survei_poster_title);
    Str                   address = address_of(a, p);
    bool                  coded   = c->mode != SURVEI_OPEN_LINK;
    PdfFact               facts[] = {
        {in(LANG_ID, MSG_survei_poster_forms), forms_words(a, p)},
        {in(LANG_ID, MSG_survei_poster_period), period_words(a, LANG_ID, c)},
        {in(LANG_ID, MSG_survei_poster_code), in(LANG_ID, MSG_survei_poster_code_from)},
    };
    PdfPoster poster = {
        .over = p->agency, .name = c->unit_name, .ask = asked(a),
        .steps = {both(MSG_survei_poster_step_1),
                  both(coded ? MSG_survei_poster_step_code : MSG_survei_poster_step_2),
                  both(coded ? MSG_survei_poster_step_send : MSG_survei_poster_step_3)},
        .promises = {both_with(a, MSG_survei_poster_minutes, say_i64(a, LANG_ID, survei_minutes(c))),
                     both(MSG_survei_poster_no_name), both(MSG_survei_poster_used)},
        .url = address, .address = without_scheme(address), .typed = in(LANG_ID, MSG_survei_poster_typed),
        .facts = facts, .facts_count = countof(facts) - !coded, .foot = in(LANG_ID, MSG_survei_poster_foot),
    };

    pdf_poster(pdf, &poster);
    return pdf_close(pdf, out_pdf);
}

/* The code stands behind a #, which no browser sends: no log between here and the server has it. */
Err survei_poster_cards(Arena *a, const SurveiPoster *p, const SurveiCard *all, isize count, Str *out_pdf)
{
    const SurveiCampaign *c       = p->c;
    bool                  strict  = c->mode == SURVEI_STRICT;      /* where plain codes are taken, that page says so */
    Str                   address = str_fmt(a, "%.*s%s", STRF(address_of(a, p)), strict ? "/token" : "");
    Str                   until   = say_args(a, LANG_ID, MSG_survei_poster_once, say_date(a, LANG_ID, c->closes_on));

    if (count > CARDS_MOST)
        return FAIL(ERR_LIMIT, "too many cards for one document");
    Pdf     *pdf   = opened(a, p, MSG_survei_poster_cards_title);
    PdfCard *cards = new(a, PdfCard, count);
    for (isize i = 0; i < count; i++)
        cards[i] = (PdfCard){
            .over = c->unit_name, .ask = asked(a), .address = without_scheme(address),
            .url  = str_fmt(a, "%.*s#kode=%.*s", STRF(address), STRF(all[i].code)),
            .code = all[i].code, .foot = until,
            .what = all[i].label.len ? str_fmt(a, "%.*s · %.*s", STRF(all[i].service), STRF(all[i].label))
                                     : all[i].service,
        };
    pdf_cards(pdf, cards, count);
    return pdf_close(pdf, out_pdf);
}
