#include "survei/survei_fill.h"

#include "survei_fill.sql.h"

#include <sodium.h>
#include <string.h>

/* --- screens --- */

static FillStep *add_step(FillWalk *w, FillKind kind)
{
    assert(w->n < FILL_STEPS);
    FillStep *s = &w->at[w->n++];
    *s = (FillStep){.kind = kind, .number = w->questions + 1};
    return s;
}

/* Nine questions are five and four, not five, three and one: groups of nearly the same size. */
static void add_groups(const SurveiCampaign *c, FillWalk *w, int form)
{
    int all = c->forms[form].elements, groups = (all + FILL_GROUP - 1) / FILL_GROUP;

    for (int g = 0, from = 0; g < groups; g++) {
        FillStep *s = add_step(w, FILL_MARKS);
        s->form = form;
        s->from = from;
        s->n    = (all - from + groups - g - 1) / (groups - g);
        from         += s->n;
        w->questions += s->n;
    }
}

void survei_fill_walk(const SurveiCampaign *c, FillWalk *w)
{
    *w = (FillWalk){0};
    add_step(w, FILL_START);
    for (int f = 0; f < c->nforms; f++)
        add_groups(c, w, f);
    if (c->nforms && c->forms[0].pack->nattributes)
        add_step(w, FILL_ABOUT);
    add_step(w, FILL_SAID)->n = c->nquestions;
    w->questions += c->nquestions;
    add_step(w, FILL_CHECK);
}

static int step_of_kind(const FillWalk *w, FillKind kind)
{
    for (int i = 0; i < w->n; i++)
        if (w->at[i].kind == kind)
            return i;
    return -1;
}

static int step_of_mark(const SurveiCampaign *c, const FillWalk *w, i64 mark)
{
    for (int i = 0; i < w->n; i++) {
        const FillStep *s = &w->at[i];
        int from = s->kind == FILL_MARKS ? survei_marks_from(c, s->form) + s->from : -1;
        if (from >= 0 && mark >= from && mark < from + s->n)
            return i;
    }
    return step_of_kind(w, FILL_SAID);
}

int survei_fill_step_of(const SurveiCampaign *c, const FillWalk *w, Str field)
{
    i64 n;

    if (str_is(field, "service") || str_is(field, "served_on") || str_is(field, "finished") || str_is(field, "code"))
        return 0;
    if (str_is(field, "said"))
        return step_of_kind(w, FILL_SAID);
    if (!field.len || !str_i64(str_sub(field, 1, -1), &n))
        return -1;
    switch (field.at[0]) {
    case 'm': return step_of_mark(c, w, n);
    case 'a': return step_of_kind(w, FILL_ABOUT);
    case 't': return step_of_kind(w, FILL_SAID);
    }
    return -1;
}

int survei_fill_seconds(const SurveiCampaign *c)
{
    return (int)survei_set(c->forms[0].pack, SURVEI_QUESTION_SECONDS) * survei_marks_from(c, c->nforms);
}

/* --- when it was begun --- */

enum { SEAL_AT = 16, SEAL_BITS = 24, SEAL_CHANNEL = 25, SEAL_PROOF = 26, SEAL_PROVEN = 16, SEAL_BYTES = 42 };

FillBegin survei_fill_begin(Instant now, int bits, SurveiChannel channel)
{
    FillBegin b = {.began = now, .bits = bits, .channel = channel};
    randombytes_buf(b.key, sizeof b.key);
    return b;
}

/* The secret is the tablets' one: whoever knows it answers without any of this anyway. */
static Digest prove(const SurveiCampaign *c, const u8 *bytes)
{
    Blake2b h;
    Digest  secret;

    blake2b_start(&h);
    blake2b_add(&h, S("pulau survei: a form was begun\n"));
    blake2b_add(&h, c->kiosk);
    secret = blake2b_end(&h);
    blake2b_start(&h);
    blake2b_add(&h, (Str){(const char *)secret.at, sizeof secret.at});
    blake2b_add(&h, (Str){(const char *)&c->id, sizeof c->id});
    blake2b_add(&h, (Str){(const char *)bytes, SEAL_PROOF});
    return blake2b_end(&h);
}

Str survei_fill_seal(Arena *a, const SurveiCampaign *c, const FillBegin *b)
{
    u8 bytes[SEAL_BYTES] = {0};

    memcpy(bytes, b->key, SURVEI_KEY);
    for (int i = 0; i < 8; i++)
        bytes[SEAL_AT + i] = (u8)((u64)b->began.s >> (8 * i));
    bytes[SEAL_BITS]    = (u8)b->bits;
    bytes[SEAL_CHANNEL] = (u8)b->channel;
    Digest d = prove(c, bytes);
    memcpy(bytes + SEAL_PROOF, d.at, SEAL_PROVEN);
    return hex_of(a, bytes, sizeof bytes);
}

bool survei_fill_open(Arena scratch, const SurveiCampaign *c, Str sealed, Instant now, FillBegin *out)
{
    Str raw;

    *out = (FillBegin){0};
    if (sealed.len != 2 * SEAL_BYTES || !hex_bytes(&scratch, sealed, &raw))
        return false;
    const u8 *bytes = (const u8 *)raw.at;
    Digest    d     = prove(c, bytes);
    u64       began = 0;
    if (sodium_memcmp(d.at, bytes + SEAL_PROOF, SEAL_PROVEN))
        return false;
    for (int i = 7; i >= 0; i--)
        began = began << 8 | bytes[SEAL_AT + i];
    memcpy(out->key, bytes, SURVEI_KEY);
    out->began   = (Instant){(i64)began};
    out->bits    = bytes[SEAL_BITS];
    out->channel = bytes[SEAL_CHANNEL] < SURVEI_CHANNELS ? (SurveiChannel)bytes[SEAL_CHANNEL] : SURVEI_WEB;
    return out->began.s <= now.s + 60 && now.s - out->began.s < FILL_HOURS * 3600;
}

bool survei_fill_proven(Arena scratch, Str sealed, Str work, int bits)
{

    if (bits <= 0)
        return true;
    if (!work.len || work.len > 20)
        return false;
    Digest d = hash_sha256(str_fmt(&scratch, "%.*s:%.*s", STRF(sealed), STRF(work)));
    for (int i = 0; i < bits; i++)
        if (i >= 256 || d.at[i / 8] >> (7 - i % 8) & 1)
            return false;
    return true;
}

/* --- languages --- */

static bool has_tongue(const SurveiCampaign *c, Str code)
{
    for (int f = 0; f < c->nforms; f++)
        if (!str_eq(survei_tongue(c->forms[f].pack, code)->code, code))
            return false;
    return true;
}

const SurveiTongue *survei_fill_tongue(const SurveiCampaign *c, Str code)
{
    const SurveiPack *p = c->forms[0].pack;
    return has_tongue(c, code) ? survei_tongue(p, code) : p->tongues.at[0];
}

void survei_fill_tongues(Arena *a, const SurveiCampaign *c, SurveiTongues *out)
{
    const SurveiTongues *all = &c->forms[0].pack->tongues;

    *out = (SurveiTongues){0};
    for (isize i = 0; i < all->count; i++)
        if (has_tongue(c, all->at[i]->code))
            *list_add(a, out) = all->at[i];
}

Str survei_fill_option(const SurveiQuestion *q, Lang lang, int i)
{
    Str rest = lang == LANG_EN && q->options_en.len ? q->options_en : q->options;

    while (rest.len) {
        Str line = str_trim(str_cut(&rest, '\n'));
        if (line.len && !i--)
            return line;
    }
    return (Str){0};
}

/* --- what is shown in return --- */

Err survei_fill_result(Arena *a, Db *db, const SurveiCampaign *c, const SurveiPacks *packs, FillResult *out)
{
    Str slug;

    *out = (FillResult){0};
    TRY(db_one_text(db_query(a, db, &SQL_survei_fill_result, db_i64(c->unit_id)), &slug));
    if (!slug.len)
        return NO_ERR;
    TRY(survei_by_slug(a, db, slug, &out->c));
    if (survei_dress(&out->c, packs).kind) {            /* its instrument was taken away: nothing to show, no failure */
        out->c.id = 0;
        return NO_ERR;
    }
    for (int f = 0; f < out->c.nforms; f++) {
        const SurveiForm *form = &out->c.forms[f];
        SurveiCells cells;
        SurveiSums  sums = {0};
        TRY(survei_cells(a, db, &out->c, f, CUT_ALL, &cells));
        if (cells.count)
            sums = survei_sums_of(form, &cells.at[0]);
        if (sums.n >= survei_set(form->pack, SURVEI_GROUP_LEAST))
            survei_measure(form->pack, form->scale, &sums, &out->at[f]);
    }
    return NO_ERR;
}
