/* Invitations: one code for one finished service.  Whoever makes them sees them once. */
#include "survei/survei_campaign_web.h"
#include "survei/survei_poster.h"

#include "format/csv.h"
#include "web/import.h"
#include "web/mail.h"

#include <stdlib.h>

typedef struct { i64 service, count; Str label; } Typed;

static const Field fields[] = {
    {.name = "layanan", .offset = offsetof(Typed, service), .kind = F_ID, .label = MSG_campaign_service,
     .required = true},
    {.name = "banyak", .offset = offsetof(Typed, count), .kind = F_I64, .label = MSG_campaign_invite_count,
     .hint = MSG_campaign_invite_count_hint, .required = true, .min = 1, .max = SURVEI_BATCH_MOST},
    {.name = "label", .offset = offsetof(Typed, label), .kind = F_TEXT, .label = MSG_campaign_invite_label,
     .hint = MSG_campaign_invite_label_hint, .max = 60},
};

static const Col cols[] = {
    {"label",   MSG_campaign_invite_label, COL_TEXT}, {"layanan", MSG_campaign_service, COL_TEXT},
    {"dipakai", MSG_campaign_invite_state, COL_STATE},
};

/* --- who may --- */

static Err open_page(Req *r, Msg title, SurveiCampaign *c)
{
    TRY(campaign_page(r, title, true, c));
    if (title != MSG_campaign_invites)
        crumb_add(r, say(r->lang, MSG_campaign_invites), campaign_url(r, c, "/undangan"));
    if (c->mode != SURVEI_OPEN_LINK)
        return NO_ERR;
    r->refused = say(r->lang, MSG_campaign_invite_not_needed);
    return FAIL(ERR_CONFLICT, "an open link takes no codes");
}

static Err may_add(Req *r, const SurveiCampaign *c)
{
    if (c->state != SURVEI_CLOSED)
        return NO_ERR;
    r->refused = say(r->lang, MSG_campaign_no_state);
    return FAIL(ERR_CONFLICT, "the campaign is closed");
}

/* --- the list --- */

static Err list(Req *r, const SurveiCampaign *c)
{
    Table            t = {.name = "undangan", .cols = cols, .cols_count = countof(cols), .search = true};
    SurveiInviteRows all;

    TRY(survei_invites(r->arena, r->db, c->id, &all));
    t.caption = say(r->lang, MSG_campaign_invites);
    t.empty   = say(r->lang, MSG_campaign_invites_none);
    for (isize i = 0; i < all.count; i++) {
        Cell *x = table_row(r, &t);
        x[0] = (Cell){.text = all.at[i].label, .none = !all.at[i].label.len};
        x[1].text = all.at[i].service;
        x[2] = all.at[i].used ? (Cell){.text = say(r->lang, MSG_campaign_invite_used), .tone = TONE_GOOD}
                              : (Cell){.text = say(r->lang, MSG_campaign_invite_unused)};
    }
    return table_show(r, &t);
}

static Err draw(Req *r, const SurveiCampaign *c, const Typed *t, const Issues *issues)
{
    bool adds = c->state != SURVEI_CLOSED && c->ntargets;

    r->page.lead = say(r->lang, c->mode == SURVEI_STRICT ? MSG_campaign_invites_lead_strict
                                                         : MSG_campaign_invites_lead);
    if (adds)
        page_quiet(r, say(r->lang, MSG_campaign_invite_import), campaign_url(r, c, "/undangan/impor"));
    r->status = issues->count ? 422 : 200;
    TRY(list(r, c));
    if (!adds || table_is_asked(r))
        return NO_ERR;
    SurveiAddView v = {say(r->lang, MSG_campaign_invite_new), form_view(r, fields, countof(fields), t, issues)};
    for (int i = 0; i < c->ntargets; i++)
        form_choice(r, &v.form, "layanan", html_bare_i64(r, c->targets[i].service_id), c->targets[i].name);
    v.form.action = campaign_url(r, c, "/undangan");
    v.form.submit = say(r->lang, MSG_campaign_invite_make);
    campaign_draw_add(r, &v);
    return NO_ERR;
}

Err campaign_invites(Req *r)
{
    Issues         issues = {.arena = r->arena};
    SurveiCampaign c;

    TRY(open_page(r, MSG_campaign_invites, &c));
    return draw(r, &c, &(Typed){0}, &issues);
}

/* --- codes, shown once --- */

typedef struct { Str code, service, label; i64 service_id; } Made;
typedef LIST(Made) Mades;
typedef struct { Url action, back; Str lines, caption; Mades made; } CodesView;
#include "survei_campaign_codes.html.h"

/* The code stands behind a #, as on cards: no log on the way has it beside an address and a time. */
static Str link_of(Req *r, const SurveiCampaign *c, Str code)
{
    return str_fmt(r->arena, "%.*s%s#kode=%.*s", STRF(campaign_address(r, c)),
                   c->mode == SURVEI_STRICT ? "/token" : "", STRF(code));
}

/* The page itself holds them, a line each, for the file that one may still want: nothing here keeps them. */
static Err show_codes(Req *r, const SurveiCampaign *c, const Mades *all)
{
    Buf       lines = {.arena = r->arena};
    CodesView v = {.action = campaign_url(r, c, "/undangan/kode"), .back = campaign_url(r, c, "/undangan")};

    r->page.title = say(r->lang, MSG_campaign_codes);
    r->page.lead  = say(r->lang, MSG_campaign_codes_lead);
    header_add(r, "Cache-Control", S("no-store"));
    for (isize i = 0; i < all->count; i++) {
        const Made *m = &all->at[i];
        buf_addf(&lines, "%.*s %lld %.*s\n", STRF(m->code), (long long)m->service_id, STRF(m->label));
    }
    v.made    = *all;
    v.lines   = buf_str(&lines);
    v.caption = say_args(r->arena, r->lang, MSG_campaign_codes_count, say_i64(r->arena, r->lang, all->count));
    view_survei_campaign_codes(r, &v);
    return NO_ERR;
}

Err campaign_invite(Req *r)
{
    UnitAsker      by     = unit_asker(r, SURVEI_RUNS);
    Issues         issues = {.arena = r->arena};
    Typed          t      = {0};
    Mades          all    = {0};
    SurveiCampaign c;

    TRY(open_page(r, MSG_campaign_invites, &c));
    TRY(may_add(r, &c));
    form_read(r, fields, countof(fields), &t, &issues);
    const SurveiTarget *target = survei_target_of(&c, t.service);
    if (!target && !issue_find(&issues, S("layanan")).len)
        issue_say(&issues, r->lang, S("layanan"), MSG_form_not_a_choice);
    if (issues.count)
        return draw(r, &c, &t, &issues);
    for (i64 i = 0; i < t.count; i++) {
        Made *m = list_add(r->arena, &all);
        *m = (Made){.service = target->name, .service_id = t.service, .label = t.label};
        if (t.label.len && t.count > 1)
            m->label = str_fmt(r->arena, "%.*s %03lld", STRF(t.label), (long long)i + 1);
        TRY(survei_invite_add(r->arena, r->db, &c, &(SurveiInvite){t.service, m->label}, &m->code));
    }
    TRY(survei_invite_log(*r->arena, r->db, &by, &c, t.count));
    return show_codes(r, &c, &all);
}

static bool looks_like_code(Str s)
{
    for (isize i = 0; i < s.len; i++)
        if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9')))
            return false;
    return s.len > 0 && s.len <= 32;
}

/* What the page of codes holds, read again: nobody can print a service that is not the campaign's. */
static Err read_lines(Req *r, const SurveiCampaign *c, Mades *out)
{
    Str text = form_value(r, "baris");

    while (text.len) {
        Str  rest = str_trim(str_cut(&text, '\n')), code = str_cut(&rest, ' '), number = str_cut(&rest, ' ');
        i64  id   = 0;
        const SurveiTarget *t = str_i64(number, &id) ? survei_target_of(c, id) : NULL;
        if (!t || !looks_like_code(code))
            return FAIL(ERR_INVALID, "not what the page of codes sends");
        *list_add(r->arena, out) = (Made){code, t->name, rest, id};
    }
    return NO_ERR;
}

static void put_csv(Req *r, const SurveiCampaign *c, const Mades *all)
{
    static const Msg heads[] = {MSG_campaign_code, MSG_campaign_invite_label, MSG_campaign_service, MSG_campaign_link};
    CsvOut o = {.to = &r->out};

    csv_bom(&o);
    for (isize i = 0; i < countof(heads); i++)
        csv_put_text(&o, say(r->lang, heads[i]));
    csv_end_row(&o);
    for (isize i = 0; i < all->count; i++) {
        csv_put_text(&o, all->at[i].code);
        csv_put_text(&o, all->at[i].label);
        csv_put_text(&o, all->at[i].service);
        csv_put_text(&o, link_of(r, c, all->at[i].code));
        csv_end_row(&o);
    }
}

static Err put_cards(Req *r, const SurveiCampaign *c, const Mades *all)
{
    SurveiCard *cards = new(r->arena, SurveiCard, all->count);
    Str         pdf;
    Unit        agency;

    for (isize i = 0; i < all->count; i++)
        cards[i] = (SurveiCard){all->at[i].code, all->at[i].service, all->at[i].label};
    TRY(unit_find(r->arena, r->db, c->instansi_id, c->instansi_id, &agency));
    SurveiPoster p = {.c = c, .agency = agency.facts.name, .origin = r->web->origin, .now = r->now};
    TRY(survei_poster_cards(r->arena, &p, cards, all->count, &pdf));
    r->out = (Buf){.arena = r->arena, .at = (char *)pdf.at, .len = pdf.len, .cap = pdf.len};
    return NO_ERR;
}

Err campaign_codes(Req *r)
{
    SurveiCampaign c;
    Mades          all   = {0};
    bool           cards = str_is(form_value(r, "sebagai"), "kartu");

    TRY(open_page(r, MSG_campaign_codes, &c));
    TRY(read_lines(r, &c, &all));
    if (cards)
        TRY(put_cards(r, &c, &all));
    else
        put_csv(r, &c, &all);
    r->type       = cards ? S("application/pdf") : S("text/csv; charset=utf-8");
    r->page.frame = FRAME_NONE;
    header_add(r, "Content-Disposition", str_fmt(r->arena, "attachment; filename=\"kode-%.*s.%s\"", STRF(c.slug),
                                                 cards ? "pdf" : "csv"));
    header_add(r, "Cache-Control", S("no-store"));
    return NO_ERR;
}

/* --- from a file --- */

enum { COL_LABEL, COL_SERVICE, COL_EMAIL, IN_COLS };

static const SheetCol in_cols[IN_COLS] = {
    [COL_LABEL]   = {"nomor", "label|tiket|nomor tiket|ticket", false, "TIKET-0017"},
    [COL_SERVICE] = {"layanan", "jenis layanan|service", false, "Surat izin"},
    [COL_EMAIL]   = {"surel", "email|e-mail|alamat surel", false, "nama@contoh.id"},
};
static const ImportKind kind = {"survei", in_cols, IN_COLS, {"survei", 6}};

Err campaign_template_csv(Req *r)
{
    return import_template_csv(r, &kind);
}

Err campaign_template_xlsx(Req *r)
{
    return import_template_xlsx(r, &kind);
}

Err campaign_import(Req *r)
{
    SurveiCampaign c;

    TRY(open_page(r, MSG_campaign_invite_import, &c));
    TRY(may_add(r, &c));
    r->page.lead = say(r->lang, MSG_campaign_import_lead);
    import_form(r, &kind, NULL);
    return NO_ERR;
}

Err campaign_import_before(Req *r)
{
    return import_before(r, &kind);
}

Err campaign_import_read(Req *r)
{
    SurveiCampaign c;

    TRY(open_page(r, MSG_campaign_invite_import, &c));
    TRY(may_add(r, &c));
    return import_keep(r, &kind, str_c(r->arena, str_fmt(r->arena, "/survei/%lld/undangan/impor", (long long)c.id)));
}

typedef struct { const SheetRow *row; const SurveiTarget *target; Str label, email; } InRow;
typedef LIST(InRow) InRows;

static void problem(Req *r, const Import *in, const SheetRow *row, int col, Msg msg, Issues *issues)
{
    issue_say(issues, r->lang, sheet_cell(r->arena, &in->sheet, row, col), msg);
}

static const SurveiTarget *named(const SurveiCampaign *c, Str name)
{
    if (!name.len && c->ntargets == 1)
        return &c->targets[0];
    for (int i = 0; i < c->ntargets; i++)
        if (str_eq_nocase(c->targets[i].name, name) || (name.len && str_eq_nocase(c->targets[i].name_en, name)))
            return &c->targets[i];
    return NULL;
}

static bool email_good(Str s)
{
    Str host = s, local = str_cut(&host, '@');
    return local.len && host.len > 2 && s.len <= 254 && !str_has(host, S("@")) && !str_has(s, S(" "))
        && !str_has(s, S("<")) && !str_has(s, S(">")) && str_has(host, S("."));
}

static void judge_email(Req *r, const SurveiCampaign *c, const Import *in, const InRow *x, Issues *issues)
{
    if (!x->email.len)
        return;
    if (!email_good(x->email))
        problem(r, in, x->row, COL_EMAIL, MSG_form_not_email, issues);
    else if (!r->web->mail)
        problem(r, in, x->row, COL_EMAIL, MSG_campaign_import_no_mail, issues);
    else if (!survei_answerable(c, survei_today(c, r->now)))
        problem(r, in, x->row, COL_EMAIL, MSG_campaign_import_not_open, issues);
}

static int by_label(const void *a, const void *b)
{
    return str_cmp((*(const InRow *const *)a)->label, (*(const InRow *const *)b)->label);
}

/* Numbers that stand there twice: found by sorting, said at the second. */
static void look_for_twins(Req *r, const Import *in, const InRows *all, Issues *issues)
{
    const InRow **sorted = new(r->arena, const InRow *, all->count);

    for (isize i = 0; i < all->count; i++)
        sorted[i] = &all->at[i];
    if (all->count)
        qsort(sorted, (size_t)all->count, sizeof *sorted, by_label);
    for (isize i = 1; i < all->count; i++)
        if (sorted[i]->label.len && str_eq(sorted[i]->label, sorted[i - 1]->label))
            problem(r, in, sorted[i]->row->line > sorted[i - 1]->row->line ? sorted[i]->row : sorted[i - 1]->row,
                    COL_LABEL, MSG_campaign_import_twice, issues);
}

static Err judge(Req *r, const SurveiCampaign *c, Import *in, InRows *out, Issues *issues)
{
    TRY(import_find(r, &kind, r->ids[1], in));
    *issues = (Issues){.arena = r->arena};
    sheet_surplus(r->arena, &in->sheet, r->lang, issues);
    for (isize i = 0; i < in->sheet.rows.count; i++) {
        const SheetRow *row = &in->sheet.rows.at[i];
        InRow          *x   = list_add(r->arena, out);
        *x = (InRow){row, named(c, row->cells[COL_SERVICE]), row->cells[COL_LABEL], row->cells[COL_EMAIL]};
        if (!x->target)
            problem(r, in, row, COL_SERVICE, MSG_campaign_import_service, issues);
        if (x->label.len > 60)
            problem(r, in, row, COL_LABEL, MSG_campaign_import_long, issues);
        judge_email(r, c, in, x, issues);
    }
    look_for_twins(r, in, out, issues);
    return NO_ERR;
}

static const Col plan_cols[] = {
    {"baris", MSG_unit_import_line, COL_NUMBER},       {"nomor", MSG_campaign_invite_label, COL_TEXT},
    {"layanan", MSG_campaign_service, COL_TEXT},       {"surel", MSG_campaign_import_letter, COL_TEXT},
};

static Err show_plan(Req *r, const SurveiCampaign *c, const Import *in, const InRows *rows, const Issues *issues)
{
    i64   letters = 0;
    Table t = {.name = "impor-undangan", .caption = say(r->lang, MSG_unit_import_plan), .cols = plan_cols,
               .cols_count = countof(plan_cols), .empty = say(r->lang, MSG_unit_import_nothing)};

    r->page.lead = in->file_name;
    if (issues->count) {
        view_notice(r, &(Notice){TONE_BAD, say_args(r->arena, r->lang, MSG_unit_import_bad,
                                                    say_i64(r->arena, r->lang, issues->count)),
                                 say(r->lang, MSG_unit_import_again),
                                 {say(r->lang, MSG_campaign_invite_import), campaign_url(r, c, "/undangan/impor")}});
        import_problems(r, issues);
        return NO_ERR;
    }
    for (isize i = 0; i < rows->count; i++) {
        const InRow *x    = &rows->at[i];
        Cell        *cell = table_row(r, &t);
        cell[0].number = x->row->line;
        cell[1] = (Cell){.text = x->label, .none = !x->label.len};
        cell[2].text = x->target->name;
        cell[3] = (Cell){.text = x->email, .none = !x->email.len};
        letters += x->email.len > 0;
    }
    if (rows->count)
        view_confirm(r, &(Confirm){.text = say_args(r->arena, r->lang, MSG_campaign_import_counts,
                                                    say_i64(r->arena, r->lang, rows->count),
                                                    say_i64(r->arena, r->lang, letters)),
                                   .action = {r->path}, .submit = say(r->lang, MSG_campaign_import_write),
                                   .back = {say(r->lang, MSG_campaign_back), campaign_url(r, c, "/undangan")}});
    return table_show(r, &t);
}

Err campaign_import_show(Req *r)
{
    SurveiCampaign c;
    Import         in   = {0};
    InRows         rows = {0};
    Issues         issues;

    TRY(open_page(r, MSG_unit_import_check, &c));
    TRY(may_add(r, &c));
    TRY(judge(r, &c, &in, &rows, &issues));
    return show_plan(r, &c, &in, &rows, &issues);
}

/* In both languages: nobody here knows which one the reader has. */
static Err send(Req *r, const SurveiCampaign *c, const InRow *x, Str code)
{
    Arena *a = r->arena;
    Buf    b = {.arena = a};

    for (int l = 0; l < LANG_COUNT; l++) {
        buf_addf(&b, "%s%.*s\n\n%.*s\n\n", l ? "\n---\n\n" : "",
                 STRF(say_args(a, (Lang)l, MSG_campaign_letter, c->unit_name, x->target->name,
                               say_date(a, (Lang)l, c->closes_on))),
                 STRF(link_of(r, c, code)));
        buf_addf(&b, "%.*s\n\n", STRF(say_args(a, (Lang)l, MSG_campaign_letter_code, code)));
        buf_add(&b, say(l ? LANG_EN : LANG_ID, MSG_campaign_letter_privacy));
        buf_char(&b, '\n');
    }
    Letter letter = {.to = x->email, .body = buf_str(&b),
                     .subject = say_args(a, LANG_ID, MSG_campaign_letter_subject, c->unit_name)};
    return mail_queue(*a, r->db, &letter, r->now);
}

static Err write_rows(Req *r, const SurveiCampaign *c, const InRows *rows, Mades *left)
{
    for (isize i = 0; i < rows->count; i++) {
        const InRow *x = &rows->at[i];
        Str          code;
        TRY(survei_invite_add(r->arena, r->db, c, &(SurveiInvite){x->target->service_id, x->label}, &code));
        if (x->email.len)
            TRY(send(r, c, x, code));
        else
            *list_add(r->arena, left) = (Made){code, x->target->name, x->label, x->target->service_id};
    }
    return NO_ERR;
}

Err campaign_import_write(Req *r)
{
    UnitAsker      by   = unit_asker(r, SURVEI_RUNS);
    SurveiCampaign c;
    Import         in   = {0};
    InRows         rows = {0};
    Mades          left = {0};
    Issues         issues;

    TRY(open_page(r, MSG_unit_import_check, &c));
    TRY(may_add(r, &c));
    TRY(judge(r, &c, &in, &rows, &issues));
    if (issues.count) {
        r->status = 422;
        return show_plan(r, &c, &in, &rows, &issues);
    }
    TRY(write_rows(r, &c, &rows, &left));
    TRY(survei_invite_log(*r->arena, r->db, &by, &c, rows.count));
    TRY(import_drop(r, in.id));
    if (left.count)
        return show_codes(r, &c, &left);
    notice_set(r, MSG_campaign_import_done);
    return redirect(r, "/survei/%lld/undangan", (long long)c.id);
}
