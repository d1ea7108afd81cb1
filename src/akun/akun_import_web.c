/* People from a spreadsheet: send, see every problem or what would change, say yes. */
#include "akun/akun_import.h"
#include "akun/akun_pages_web.h"
#include "web/import.h"

static const ImportKind kind = {"akun", akun_sheet_cols, AKUN_COLS, {"orang", 5}};

static void head(Req *r, Msg title)
{
    r->page.section = S("orang");
    r->page.title   = say(r->lang, title);
    crumb_add(r, say(r->lang, MSG_akun_people), (Url){S("/orang")});
}

/* GET /orang/impor */
Err people_import_page(Req *r)
{
    head(r, MSG_akun_import);
    r->page.lead = say(r->lang, MSG_akun_import_lead);
    import_form(r, &kind, NULL);
    return NO_ERR;
}

Err people_import_before(Req *r)
{
    return import_before(r, &kind);
}

/* POST /orang/impor */
Err people_import_read(Req *r)
{
    head(r, MSG_akun_import);
    return import_keep(r, &kind, "/orang/impor");
}

/* "TIM_KERJA" as the program writes it, "Tim kerja ZI" as pages do. */
static bool parse_role(Str text, i64 *out_bit)
{
    for (int i = 1; i < ROLE_COUNT; i++)
        if (str_eq_nocase(text, str_of(role_names[i])) || str_eq_nocase(text, say(LANG_ID, role_msg((Role)i)))
            || str_eq_nocase(text, say(LANG_EN, role_msg((Role)i)))) {
            *out_bit = (i64)1 << i;
            return true;
        }
    return false;
}

static const Col cols[] = {
    {"baris", MSG_unit_import_line, COL_NUMBER},
    {"apa",   MSG_unit_import_what, COL_STATE},
    {"nip",   MSG_akun_nip,         COL_TEXT},
    {"nama",  MSG_akun_name,        COL_TEXT},
    {"surel", MSG_akun_email,       COL_TEXT},
    {"unit",  MSG_akun_unit,        COL_TEXT},
    {"peran", MSG_akun_roles,       COL_TEXT},
};

static Err show_plan(Req *r, const AkunImport *plan)
{
    Table t = {.name = "impor-orang", .caption = say(r->lang, MSG_unit_import_plan), .cols = cols,
               .cols_count = countof(cols), .empty = say(r->lang, MSG_unit_import_nothing)};

    for (isize i = 0; i < plan->rows.count; i++) {
        const AkunImportRow *x = &plan->rows.at[i];
        if (x->fate == AKUN_ROW_SAME)
            continue;
        Cell *c = table_row(r, &t);
        c[0].number = x->row->line;
        c[1].text   = say(r->lang, x->fate == AKUN_ROW_NEW ? MSG_unit_import_new : MSG_unit_import_changed);
        c[1].tone   = x->fate == AKUN_ROW_NEW ? TONE_GOOD : TONE_INFO;
        c[2].text   = x->facts.nip;
        c[3].text   = x->facts.name;
        c[4].text   = x->facts.email;
        c[5].text   = x->unit.facts.name;
        c[6].text   = akun_roles_text(r, x->bits);
    }
    return table_show(r, &t);
}

static Err show(Req *r, const Import *in, const AkunImport *plan, const Issues *issues)
{
    head(r, MSG_unit_import_check);
    crumb_add(r, say(r->lang, MSG_akun_import), (Url){S("/orang/impor")});
    r->page.lead = in->file_name;
    if (issues->count) {
        view_notice(r, &(Notice){TONE_BAD, say_args(r->arena, r->lang, MSG_unit_import_bad,
                                                    say_i64(r->arena, r->lang, issues->count)),
                                 say(r->lang, MSG_unit_import_again),
                                 {say(r->lang, MSG_akun_import), {S("/orang/impor")}}});
        import_problems(r, issues);
        return NO_ERR;
    }
    if (plan->made + plan->changed) {
        Str     text = say_args(r->arena, r->lang, MSG_akun_import_counts, say_i64(r->arena, r->lang, plan->made),
                                say_i64(r->arena, r->lang, plan->changed), say_i64(r->arena, r->lang, plan->same));
        Confirm c    = {.text = text, .action = url_for(r, "/orang/impor/%lld", (long long)in->id),
                        .submit = say(r->lang, MSG_unit_import_write),
                        .back = {say(r->lang, MSG_akun_back), {S("/orang/impor")}}};
        view_confirm(r, &c);
    }
    return show_plan(r, plan);
}

static Err judge(Req *r, UnitAsker *by, Import *in, AkunImport *plan, Issues *issues)
{
    *by     = unit_asker(r, WHO(ADMIN));
    *issues = (Issues){.arena = r->arena};
    TRY(import_find(r, &kind, r->id, in));
    return akun_import_judge(r->arena, r->db, by, &in->sheet, parse_role, issues, plan);
}

/* GET /orang/impor/:id */
Err people_import_show(Req *r)
{
    UnitAsker  by;
    Import     in = {0};
    AkunImport plan;
    Issues     issues;

    TRY(judge(r, &by, &in, &plan, &issues));
    return show(r, &in, &plan, &issues);
}

/* POST /orang/impor/:id - judged anew; invitations are handed out person by person, or asked for at the door */
Err people_import_write(Req *r)
{
    UnitAsker  by;
    Import     in = {0};
    AkunImport plan;
    Issues     issues;

    TRY(judge(r, &by, &in, &plan, &issues));
    if (issues.count) {
        r->status = 422;
        return show(r, &in, &plan, &issues);
    }
    TRY(akun_import_write(*r->arena, r->db, &by, &plan,
                          say_args(r->arena, LANG_ID, MSG_unit_import_why, in.file_name)));
    TRY(import_drop(r, in.id));
    notice_set(r, MSG_akun_import_done);
    return redirect(r, "/orang");
}

/* GET /orang/impor/templat.csv */
Err people_template_csv(Req *r)
{
    return import_template_csv(r, &kind);
}

/* GET /orang/impor/templat.xlsx */
Err people_template_xlsx(Req *r)
{
    return import_template_xlsx(r, &kind);
}
