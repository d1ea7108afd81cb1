/* Units from a spreadsheet: send, see every problem or what would change, say yes. */
#include "unit/unit_import.h"
#include "unit/unit_pages_web.h"
#include "web/import.h"

static const ImportKind kind = {"unit", unit_sheet_cols, UNIT_COLS, {"unit", 4}};

static void head(Req *r, Msg title)
{
    r->page.section = S("unit");
    r->page.title   = say(r->lang, title);
    crumb_add(r, say(r->lang, MSG_unit_units), (Url){S("/unit")});
}

/* GET /unit/impor */
Err unit_import_page(Req *r)
{
    head(r, MSG_unit_import);
    r->page.lead = say(r->lang, MSG_unit_import_lead);
    import_form(r, &kind, NULL);
    return NO_ERR;
}

Err unit_import_before(Req *r)
{
    return import_before(r, &kind);
}

/* POST /unit/impor */
Err unit_import_read(Req *r)
{
    head(r, MSG_unit_import);
    return import_keep(r, &kind, "/unit/impor");
}

static const Col cols[] = {
    {"baris", MSG_unit_import_line, COL_NUMBER},
    {"apa",   MSG_unit_import_what, COL_STATE},
    {"kode",  MSG_unit_code,        COL_TEXT},
    {"nama",  MSG_unit_name,        COL_TEXT},
    {"jenis", MSG_unit_kind,        COL_TEXT},
    {"induk", MSG_unit_parent,      COL_TEXT},
};

static Err show_plan(Req *r, const UnitImport *plan)
{
    Table t = {.name = "impor-unit", .caption = say(r->lang, MSG_unit_import_plan), .cols = cols,
               .cols_count = countof(cols), .empty = say(r->lang, MSG_unit_import_nothing)};

    for (isize i = 0; i < plan->rows.count; i++) {
        const UnitImportRow *x = &plan->rows.at[i];
        if (x->fate == UNIT_ROW_SAME)
            continue;
        Cell *c = table_row(r, &t);
        c[0].number = x->row->line;
        c[1].text   = say(r->lang, x->fate == UNIT_ROW_NEW ? MSG_unit_import_new : MSG_unit_import_changed);
        c[1].tone   = x->fate == UNIT_ROW_NEW ? TONE_GOOD : TONE_INFO;
        c[2].text   = x->facts.code;
        c[3].text   = x->facts.name;
        c[4].text   = say(r->lang, unit_kind_msg(x->kind));
        c[5].text   = x->parent_code;
    }
    return table_show(r, &t);
}

static Str counted(Req *r, const UnitImport *plan)
{
    return say_args(r->arena, r->lang, MSG_unit_import_counts, say_i64(r->arena, r->lang, plan->made),
                    say_i64(r->arena, r->lang, plan->changed), say_i64(r->arena, r->lang, plan->same));
}

static Err show(Req *r, const Import *in, const UnitImport *plan, const Issues *issues)
{
    head(r, MSG_unit_import_check);
    crumb_add(r, say(r->lang, MSG_unit_import), (Url){S("/unit/impor")});
    r->page.lead = in->file_name;
    if (issues->count) {
        view_notice(r, &(Notice){TONE_BAD, say_args(r->arena, r->lang, MSG_unit_import_bad,
                                                    say_i64(r->arena, r->lang, issues->count)),
                                 say(r->lang, MSG_unit_import_again),
                                 {say(r->lang, MSG_unit_import), {S("/unit/impor")}}});
        import_problems(r, issues);
        return NO_ERR;
    }
    if (plan->made + plan->changed) {
        Confirm c = {.text = counted(r, plan), .action = url_for(r, "/unit/impor/%lld", (long long)in->id),
                     .submit = say(r->lang, MSG_unit_import_write),
                     .back = {say(r->lang, MSG_unit_back), {S("/unit/impor")}}};
        view_confirm(r, &c);
    }
    return show_plan(r, plan);
}

static Err judge(Req *r, UnitAsker *by, Import *in, UnitImport *plan, Issues *issues)
{
    *by = unit_asker(r, WHO(ADMIN));
    *issues = (Issues){.arena = r->arena};
    TRY(import_find(r, &kind, r->id, in));
    return unit_import_judge(r->arena, r->db, by, &in->sheet, issues, plan);
}

/* GET /unit/impor/:id */
Err unit_import_show(Req *r)
{
    UnitAsker  by;
    Import     in = {0};
    UnitImport plan;
    Issues     issues;

    TRY(judge(r, &by, &in, &plan, &issues));
    return show(r, &in, &plan, &issues);
}

/* POST /unit/impor/:id - judged anew: the tree may have changed since it was shown */
Err unit_import_confirm(Req *r)
{
    UnitAsker  by;
    Import     in = {0};
    UnitImport plan;
    Issues     issues;

    TRY(judge(r, &by, &in, &plan, &issues));
    if (issues.count) {
        r->status = 422;
        return show(r, &in, &plan, &issues);
    }
    TRY(unit_import_write(*r->arena, r->db, &by, &plan,
                          say_args(r->arena, LANG_ID, MSG_unit_import_why, in.file_name)));
    TRY(import_drop(r, in.id));
    notice_set(r, MSG_unit_import_done);
    return redirect(r, "/unit");
}

/* GET /unit/impor/templat.csv */
Err unit_template_csv(Req *r)
{
    return import_template_csv(r, &kind);
}

/* GET /unit/impor/templat.xlsx */
Err unit_template_xlsx(Req *r)
{
    return import_template_xlsx(r, &kind);
}
