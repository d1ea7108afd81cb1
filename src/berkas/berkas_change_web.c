#include "berkas/berkas_pages_web.h"

// clang-format off
const Field berkas_edit_fields[EDIT_FIELDS] = {
    FIELD(EditDraft, name,    F_TEXT, .label = MSG_berkas_col_name,  .required = true, .max = 200),
    FIELD(EditDraft, from,    F_DATE, .label = MSG_berkas_col_from,  .hint = MSG_berkas_from_hint, .required = true),
    FIELD(EditDraft, until,   F_DATE, .label = MSG_berkas_col_until, .hint = MSG_berkas_until_hint, .required = true),
    FIELD(EditDraft, note,    F_LONG, .label = MSG_berkas_col_note,  .hint = MSG_berkas_note_hint, .max = 1000),
    FIELD(EditDraft, sort,    F_I64,  .label = MSG_berkas_sort,      .hint = MSG_berkas_sort_hint, .max = 999),
    FIELD(EditDraft, version, F_HIDDEN),
};
// clang-format on

/* The use, if it may still be changed by whoever asks. */
static Err changeable(Req *r, BerkasUse *u)
{
    TRY(berkas_use_found(r, u));
    if (u->removed_at.s)
        return FAIL(ERR_NOT_FOUND, "the use was removed");
    if (u->locked)
        r->refused = say_args(r->arena, r->lang, MSG_berkas_locked, u->owner_title);
    return u->locked ? FAIL(ERR_FORBIDDEN, "the owner is locked")
         : may(r, u->fill_bits) ? NO_ERR : FAIL(ERR_FORBIDDEN, "may not fill this owner");
}

static void edit_page(Req *r, const BerkasUse *u, const EditDraft *d, const Issues *issues)
{
    FormView form = form_view(r, berkas_edit_fields, EDIT_FIELDS, d, issues);
    r->page.title = say(r->lang, MSG_berkas_edit);
    r->page.lead  = berkas_owner_words(r, u);
    berkas_trail(r, u->unit_id, u->unit_name);
    crumb_add(r, u->name, url_for(r, "/berkas/%lld", (long long)u->id));
    form.action = url_for(r, "/berkas/%lld/ubah", (long long)u->id);
    form.submit = say(r->lang, MSG_form_save);
    view_form(r, &form);
}

/* GET /berkas/:id/ubah */
Err berkas_edit_page(Req *r)
{
    BerkasUse u = {0};
    TRY(changeable(r, &u));
    EditDraft d = {u.name, u.note, str_fmt(r->arena, "%lld", (long long)u.version), u.from, u.until, u.sort};
    edit_page(r, &u, &d, NULL);
    return NO_ERR;
}

/* POST /berkas/:id/ubah */
Err berkas_edit_save(Req *r)
{
    UnitAsker by     = berkas_asker(r);
    Issues    issues = {.arena = r->arena};
    EditDraft d      = {0};
    BerkasUse u      = {0};

    TRY(changeable(r, &u));
    form_read(r, berkas_edit_fields, EDIT_FIELDS, &d, &issues);
    berkas_check(&(BerkasUseFacts){.from = d.from, .until = d.until, .note = d.note}, &by, &issues);
    if (issues.count) {
        r->status = 422;
        edit_page(r, &u, &d, &issues);
        return NO_ERR;
    }
    if (!str_i64(d.version, &u.version))
        return FAIL(ERR_INVALID, "the form has no version");
    BerkasEdit e = {d.name, d.note, d.from, d.until, d.sort};
    TRY(berkas_edit(*r->arena, r->db, &by, &u, &e));
    notice_set(r, MSG_berkas_saved);
    return redirect(r, "/berkas/%lld", (long long)u.id);
}

/* GET /berkas/:id/lepas - asks first */
Err berkas_remove_page(Req *r)
{
    BerkasUse u = {0};
    Confirm   c = {.danger = true};

    TRY(changeable(r, &u));
    r->page.title = say(r->lang, MSG_berkas_remove_title);
    berkas_trail(r, u.unit_id, u.unit_name);
    c.text   = say(r->lang, MSG_berkas_remove_text);
    c.action = url_for(r, "/berkas/%lld/lepas", (long long)u.id);
    c.submit = say(r->lang, MSG_berkas_remove);
    c.back   = (Link){say(r->lang, MSG_berkas_keep), url_for(r, "/berkas/%lld", (long long)u.id)};
    *list_add(r->arena, &c.what.lines) = (SummaryLine){.key = say(r->lang, MSG_berkas_col_name), .value = u.name};
    *list_add(r->arena, &c.what.lines) =
        (SummaryLine){.key = say(r->lang, MSG_berkas_col_for), .value = berkas_owner_words(r, &u)};
    view_confirm(r, &c);
    return NO_ERR;
}

/* POST /berkas/:id/lepas */
Err berkas_remove_go(Req *r)
{
    UnitAsker by = berkas_asker(r);
    BerkasUse u  = {0};

    TRY(changeable(r, &u));
    TRY(berkas_remove(*r->arena, r->db, &by, &u));
    notice_set(r, MSG_berkas_removed);
    return redirect(r, "%.*s", STRF(berkas_back(r, &u).s));
}
