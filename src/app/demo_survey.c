#include "app/demo.h"

#include "hasil/hasil_follow.h"
#include "survei/survei_campaign.h"

/* Three services and a campaign each quarter: the newest is running, the others are closed and mostly published. */

enum { SERVICES = 3, BACK = 3, MANY = 64, FEW = 40, LINES = 12, MAY_SAY = 6 };
enum { ASKS = 1 };                      /* the second form, on the quality of service, is followed up */

static const struct { const char *name, *english; bool online; int population; } services[SERVICES] = {
    {"Surat izin usaha kelautan", "Marine business permit", false, 420},
    {"Perpanjangan dokumen kapal", "Renewal of vessel papers", false, 260},
    {"Konsultasi dan data pesisir", "Advice and coastal data", true, 120},
};

static const char *const says[LINES] = {
    "Petugas ramah dan menjelaskan dengan sabar.",
    "Antrean pagi masih lama, mohon tambah satu loket.",
    "Persyaratan di situs belum sama dengan di loket.",
    "Prosesnya sekarang jauh lebih cepat, terima kasih.",
    "Ruang tunggu panas, tolong kipasnya diperbaiki.",
    "Biayanya jelas, sesuai yang ditempel di dinding.",
    "Formulir daring sempat tidak bisa disimpan.",
    "Tidak ada pungutan apa pun. Pertahankan.",
    "Mohon ada pemberitahuan lewat pesan bila dokumen siap.",
    "Parkir sempit pada hari Senin.",
    "Calo masih menawarkan jasa di depan gerbang.",
    "Nomor pengaduan sulit dihubungi setelah jam dua.",
};

typedef struct {
    const DemoSurvey *is;
    Arena             scratch;
    Db               *db;
    UnitAsker         by;
    i64               service_ids[SERVICES];
    Dice              dice;
} Filling;

static Date quarter(Date d, int back)
{
    Ymd y = date_split(d);
    int m = y.year * 12 + (y.month - 1) / 3 * 3 - back * 3;
    return date_ymd(m / 12, m % 12 + 1, 1);
}

static Err add_services(Filling *f)
{
    for (int i = 0; i < SERVICES; i++) {
        SurveiService s = {.unit_id = f->is->unit_id, .name = str_of(services[i].name),
                           .name_en = str_of(services[i].english), .online = services[i].online};
        TRY(survei_service_save(f->scratch, f->db, &f->by, &s, &f->service_ids[i]));
    }
    return NO_ERR;
}

/* --- a campaign --- */

static void add_form(Filling *f, SurveiCampaign *c, const char *family)
{
    const SurveiPack *p;
    if (survei_pack_for(f->is->packs, str_of(family), c->opens_on, &p).kind)
        return;
    c->forms[c->nforms++] = (SurveiForm){p->id, p->scales[0].points, p->nelements, p, &p->scales[0]};
}

static SurveiCampaign draft(Filling *f, int back, SurveiMode mode)
{
    static const char *const numbers[] = {"I", "II", "III", "IV"};
    Arena         *a = &f->scratch;
    SurveiCampaign c = {.instansi_id = f->is->instansi_id, .unit_id = f->is->unit_id, .mode = mode,
                        .opens_on = quarter(f->is->today, back)};
    Ymd            y = date_split(c.opens_on);

    c.closes_on   = (Date){quarter(c.opens_on, -1).days - 1};
    c.served_from = (Date){c.opens_on.days - 30};
    c.title       = str_fmt(a, "Survei layanan triwulan %s %d", numbers[(y.month - 1) / 3], y.year);
    c.slug        = str_fmt(a, "%.*s-%d-%d", STRF(str_lower(a, f->is->unit_code)), y.year, (y.month + 2) / 3);
    add_form(f, &c, "spak");
    add_form(f, &c, "spkp");
    if (f->is->rich)
        add_form(f, &c, "skm");
    for (int i = 0; i < SERVICES; i++)
        c.targets[c.ntargets++] = (SurveiTarget){.service_id = f->service_ids[i],
                                                 .population = services[i].population / (f->is->rich ? 10 : 16)};
    survei_share(c.forms[0].pack, c.targets, c.ntargets);
    c.questions[c.nquestions++] = (SurveiQuestion){
        .ask = S("Dari mana Anda tahu layanan ini?"), .ask_en = S("How did you hear of this service?"),
        .options    = S("Teman atau keluarga\nMedia sosial\nPapan pengumuman\nSitus unit"),
        .options_en = S("Friends or family\nSocial media\nNotice board\nThe unit's site")};
    if (f->is->rich)
        c.questions[c.nquestions++] = (SurveiQuestion){
            .text = true, .ask = S("Satu hal yang paling perlu diperbaiki?"),
            .ask_en = S("One thing that needs mending most?")};
    return c;
}

/* --- its answers --- */

static u8 mark(Filling *f, int points, int skill)
{
    int n = points;
    while (n > 1 && (int)dice(&f->dice, 100) >= skill)
        n--;
    return (u8)n;
}

static void say_something(Filling *f, const SurveiCampaign *c, SurveiAnswer *x)
{
    for (int q = 0; q < c->nquestions; q++)
        if (c->questions[q].text && !dice(&f->dice, 4))
            x->said[x->nsaid++] = (SurveiSaid){c->questions[q].id, str_of(says[dice(&f->dice, LINES)])};
    if (!dice(&f->dice, MAY_SAY))
        x->said[x->nsaid++] = (SurveiSaid){0, str_of(says[dice(&f->dice, LINES)])};
}

/* Who is content is content with most of it: what one person answers hangs together. */
static void judge(Filling *f, const SurveiCampaign *c, SurveiAnswer *x, int skill)
{
    int at = 0;

    skill += 18 * ((int)dice(&f->dice, 5) - 2);
    for (int k = 0; k < c->nforms; k++)
        for (int e = 0; e < c->forms[k].elements; e++)
            x->marks[at++] = mark(f, c->forms[k].points, skill - (e * 7 + k * 5) % 4 * 7);
    if (!dice(&f->dice, 14))            /* all the same, in no time */
        for (int i = 1; i < at; i++)
            x->marks[i] = x->marks[0] = (u8)c->forms[c->nforms - 1].points;
    if (!dice(&f->dice, 20))
        x->flags |= 1 << FLAG_QUICK;
    for (int q = 0; q < c->nquestions; q++)
        if (!c->questions[q].text)
            x->marks[at++] = (u8)dice(&f->dice, (u32)survei_options(&c->questions[q]) + 1);
}

static SurveiAnswer answer(Filling *f, const SurveiCampaign *c, int skill)
{
    const SurveiPack *p    = c->forms[0].pack;
    i32               last = c->closes_on.days < f->is->today.days ? c->closes_on.days : f->is->today.days;
    SurveiAnswer      x    = {.seconds = 70 + (int)dice(&f->dice, 300), .channel = (SurveiChannel)dice(&f->dice, 3)};
    u32               s    = dice(&f->dice, 10);

    for (int i = 0; i < SURVEI_KEY; i++)
        x.key[i] = (u8)dice(&f->dice, 256);
    x.service_id  = f->service_ids[s < 5 ? 0 : s < 8 ? 1 : 2];
    x.answered_on = (Date){c->opens_on.days + (i32)dice(&f->dice, (u32)(last - c->opens_on.days) + 1)};
    x.served_on   = (Date){x.answered_on.days - (i32)dice(&f->dice, 20)};
    for (int i = 0; i < p->nattributes && i < ABOUTS; i++)
        x.about[i] = (u8)dice(&f->dice, (u32)p->attributes[i].noptions + 1);
    judge(f, c, &x, skill);
    say_something(f, c, &x);
    return x;
}

/* The right to answer, as each mode wants it. */
static Err allow(Filling *f, Arena *a, const SurveiCampaign *c, SurveiAnswer *x)
{
    SurveiInvite one = {x->service_id, S("Loket")};

    if (c->mode == SURVEI_TOKEN)
        return survei_invite_add(a, f->db, c, &one, &x->code);
    if (c->mode == SURVEI_STRICT)
        x->token = token_new(a, 32);
    return NO_ERR;
}

static Err add_answers(Filling *f, const SurveiCampaign *c, int n, int skill)
{
    for (int i = 0; i < n; i++) {
        Arena        a = f->scratch;
        SurveiAnswer x = answer(f, c, skill);
        SurveiTaken  taken;
        TRY(allow(f, &a, c, &x));
        TRY(survei_take(a, f->db, c, &x, f->by.now, &taken));
    }
    return NO_ERR;
}

static Err step(Filling *f, i64 id, SurveiDoing what)
{
    UnitAsker      by = f->by;
    SurveiCampaign c;

    by.role_bits = survei_who_does(what);
    by.user_id   = by.role_bits & WHO(TIM_KERJA) ? f->is->team_id : f->is->head_id;
    TRY(survei_find(&f->scratch, f->db, &by, id, &c));
    return survei_campaign_do(f->scratch, f->db, &by, &c, what);
}

/* --- what came of it --- */

static const struct { const char *what, *who, *outcome; int days; } actions[] = {
    {"Menempel alur dan waktu layanan di setiap loket, dengan nomor untuk bertanya.", "Koordinator loket",
     "Alur ditempel di tiga loket dan di situs.", -20},
    {"Membuka satu loket tambahan pada Senin dan Selasa pagi.", "Kepala subbagian umum", "", 25},
    {"Memasang papan tarif yang terbaca dari kursi tunggu.", "Tim kerja ZI", "", -4},
};

static const struct { const char *asked, *by, *answer, *done; } asked[] = {
    {"Mengapa antrean Senin lebih lama?", "Nelayan", "Pemohon Senin dua kali hari lain; loket ditambah.",
     "Loket kedua dibuka setiap Senin sejak minggu lalu."},
    {"Bisakah dokumen kapal diperpanjang tanpa datang?", "Pemilik kapal", "Sedang disiapkan untuk kapal kecil.", ""},
};

static Err add_actions(Filling *f, const SurveiCampaign *c)
{
    SurveiCells   cells;
    SurveiMeasure m;

    TRY(survei_cells(&f->scratch, f->db, c, ASKS, CUT_ALL, &cells));
    SurveiSums s = survei_sums_of(&c->forms[ASKS], &cells.at[0]);
    survei_measure(c->forms[ASKS].pack, c->forms[ASKS].scale, &s, &m);
    for (int i = 0; i < m.nlowest && i < countof(actions); i++) {
        HasilAction x = {.pack_id = c->forms[ASKS].pack_id, .element = c->forms[ASKS].pack->elements[m.lowest[i]].code,
                          .what = str_of(actions[i].what), .who = str_of(actions[i].who),
                          .lke_item = S("A.I.6.iv.c"), .due_on = {f->is->today.days + actions[i].days}, .version = 1};
        TRY(hasil_action_add(f->scratch, f->db, &f->by, c, &x, &x.id));
        if (!*actions[i].outcome)
            continue;
        x.state    = ACTION_DONE;
        x.outcome  = str_of(actions[i].outcome);
        x.ended_on = x.due_on;
        TRY(hasil_action_edit(f->scratch, f->db, &f->by, &x));
    }
    return NO_ERR;
}

static Err add_forum(Filling *f, const SurveiCampaign *c)
{
    HasilForum x = {.unit_id = c->unit_id, .campaign_id = c->id, .kind = FORUM_FORUM,
                     .title = S("Forum konsultasi publik hasil survei"), .place = S("Aula kantor"),
                     .invited = 60, .attended = 43, .groups = S("Nelayan, pemilik kapal, pelaku usaha, media setempat"),
                     .held_on = {f->is->today.days - 30}, .lke_item = S("A.I.6.iv.b"),
                     .summary = S("Hasil survei dibacakan, lalu dibahas per unsur.")};
    i64         id;

    TRY(hasil_forum_add(f->scratch, f->db, &f->by, &x, &id));
    TRY(hasil_forum(&f->scratch, f->db, &f->by, id, &x));
    for (int i = 0; i < countof(asked); i++) {
        HasilAsked q = {.asked = str_of(asked[i].asked), .by_whom = str_of(asked[i].by),
                         .answer = str_of(asked[i].answer), .done = str_of(asked[i].done),
                         .due_on = {f->is->today.days + 20}};
        if (q.done.len)
            q.done_on = (Date){f->is->today.days - 6};
        TRY(hasil_asked_put(f->scratch, f->db, &f->by, &x, &q));
    }
    return NO_ERR;
}

/* Of the last survey that is over. */
static Err follow_up(Filling *f, i64 campaign_id)
{
    SurveiCampaign c;

    TRY(survei_find(&f->scratch, f->db, &f->by, campaign_id, &c));
    TRY(survei_dress(&c, f->is->packs));
    TRY(add_actions(f, &c));
    return add_forum(f, &c);
}

static Err add_campaign(Filling *f, int back, SurveiMode mode)
{
    SurveiCampaign c = draft(f, back, mode);
    i64            id;
    bool           more = true;
    int            days = f->is->today.days - c.opens_on.days + 1;
    int            n    = f->is->rich ? MANY + back * 6 : FEW;

    if (!back)                                  /* as far as the quarter is */
        n = 4 + n * (days < 90 ? days : 90) / 100;
    TRY(survei_campaign_save(f->scratch, f->db, &f->by, &c, &id));
    TRY(step(f, id, SURVEI_DO_OPEN));
    TRY(survei_find(&f->scratch, f->db, &f->by, id, &c));
    TRY(survei_dress(&c, f->is->packs));
    TRY(add_answers(f, &c, n, f->is->skill - back * 4));
    while (more)
        TRY(survei_fold(f->scratch, f->db, &more));
    if (!back)
        return NO_ERR;
    TRY(step(f, id, SURVEI_DO_CLOSE));
    if (back < BACK)
        TRY(step(f, id, SURVEI_DO_PUBLISH));
    return f->is->rich && back == 1 ? follow_up(f, id) : NO_ERR;
}

Err demo_survey(Arena scratch, Db *db, const DemoSurvey *s)
{
    static const SurveiMode modes[] = {SURVEI_OPEN_LINK, SURVEI_OPEN_LINK, SURVEI_TOKEN, SURVEI_STRICT};
    Filling f = {.is = s, .scratch = scratch, .db = db, .dice = {s->seed}};

    f.by = (UnitAsker){s->team_id, s->instansi_id, SURVEI_RUNS, s->today, s->now, LANG_ID};
    TRY(add_services(&f));
    for (int back = s->rich ? BACK : 1; back >= 0; back--) {
        Arena whole = f.scratch;
        TRY(add_campaign(&f, back, back ? modes[back] : s->mode));
        f.scratch = whole;
    }
    return NO_ERR;
}
