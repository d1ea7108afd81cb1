#include "berkas/berkas_pages_web.h"

#include "berkas_pick.html.h"
#include "berkas_send.html.h"

#define ACCEPT ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx,.odt,.ods,.odp,.csv,.txt,.mp4,.webm"

// clang-format off
const Field berkas_send_fields[SEND_FIELDS] = {
    FIELD(SendDraft, from,  F_DATE, .label = MSG_berkas_col_from,  .hint = MSG_berkas_from_hint, .required = true),
    FIELD(SendDraft, until, F_DATE, .label = MSG_berkas_col_until, .hint = MSG_berkas_until_hint, .required = true),
    FIELD(SendDraft, note,  F_TEXT, .label = MSG_berkas_col_note,  .hint = MSG_berkas_note_hint, .max = 300),
};
// clang-format on

/* What is known before the transaction: where the files go, and what became of each. */
typedef struct {
    BerkasOwner owner;
    Unit        unit;
    bool        is_shelf;
    Str         item;
    SendDraft   draft;
    Issues      issues;
    BerkasSents sents;
    i64         room;           /* bytes the unit may still add */
} Sending;

/* --- where to: read as the request is admitted --- */

static Err find_room(Req *r, Sending *s)
{
    i64 bytes, files;
    TRY(berkas_held(*r->arena, r->db, s->owner.instansi_id, s->owner.unit_id, &bytes, &files));
    s->room = berkas_limits_of(r)->quota - bytes;
    return NO_ERR;
}

Err berkas_shelf_look(Req *r)
{
    Sending  *s  = new(r->arena, Sending, 1);
    UnitAsker by = berkas_asker(r);

    r->carry    = s;
    s->is_shelf = true;
    TRY(unit_find_reached(r->arena, r->db, &by, r->id, &s->unit));
    s->owner = (BerkasOwner){.id = s->unit.id, .instansi_id = by.instansi_id, .unit_id = s->unit.id,
                             .kind = S("unit"), .fill_bits = BERKAS_FILLS, .unit_name = s->unit.facts.name};
    return find_room(r, s);
}

Err berkas_item_look(Req *r)
{
    Sending  *s  = new(r->arena, Sending, 1);
    UnitAsker by = berkas_asker(r);

    r->carry = s;
    s->item  = r->args[0];
    TRY(berkas_owner_reached(r->arena, r->db, &by, r->id, &s->owner));
    if (s->owner.locked)
        r->refused = say_args(r->arena, r->lang, MSG_berkas_locked, s->owner.title);
    if (s->owner.locked)
        return FAIL(ERR_FORBIDDEN, "the owner is locked");
    return may(r, s->owner.fill_bits) ? find_room(r, s) : FAIL(ERR_FORBIDDEN, "may not fill this owner");
}

/* --- the page --- */

static BerkasUse as_use(const Sending *s)
{
    return (BerkasUse){.item = s->item, .item_url = s->owner.item_url, .unit_id = s->owner.unit_id,
                       .owner_title = s->owner.title, .owner_kind = s->owner.kind};
}

Url berkas_pick_url(Req *r, const BerkasOwner *o, Str item)
{
    return url_for(r, "/berkas/untuk/%lld/%.*s/pilih", (long long)o->id, STRF(url_part(r->arena, item)));
}

static Upload upload_form(Req *r, const BerkasOwner *o, Str item, const SendDraft *typed, const Issues *issues)
{
    const BerkasLimits *l = berkas_limits_of(r);
    FormView fields = form_view(r, berkas_send_fields, SEND_FIELDS, typed, issues);
    Upload   u      = {.id = S("unggah"), .name = S("berkas"), .label = say(r->lang, MSG_berkas_files_label),
                       .accept = S(ACCEPT), .submit = say(r->lang, MSG_berkas_send_now)};

    u.action = item.len ? url_for(r, "/berkas/untuk/%lld/%.*s/unggah", (long long)o->id, STRF(url_part(r->arena, item)))
                        : url_for(r, "/berkas/unit/%lld/unggah", (long long)o->unit_id);
    u.hint   = say_args(r->arena, r->lang, MSG_berkas_files_hint, say_bytes(r->arena, r->lang, l->document_max),
                        say_bytes(r->arena, r->lang, l->picture_max), say_bytes(r->arena, r->lang, l->video_max));
    u.error  = issues ? issue_find(issues, S("unggah-file")) : (Str){0};
    for (isize i = 0; i < fields.fields.count; i++)
        *list_add(r->arena, &u.fields) = fields.fields.at[i];
    return u;
}

Upload berkas_upload(Req *r, const BerkasOwner *o, Str item, Date from, Date until)
{
    SendDraft proposed = {.from = from, .until = until};
    return upload_form(r, o, item, &proposed, NULL);
}

/* The year so far, cut to the owner's window: right for most, and easily changed. */
static SendDraft proposal(const Req *r, const BerkasOwner *o)
{
    Date jan = date_ymd(date_split(r->today).year, 1, 1), from = o->window_from;
    return (SendDraft){.from = from.days > jan.days && from.days <= r->today.days ? from : jan, .until = r->today};
}

static Err send_page(Req *r, Sending *s, BerkasSendView *v)
{
    i64       quota = berkas_limits_of(r)->quota;
    BerkasUse at    = as_use(s);

    TRY(find_room(r, s));
    r->page.title = say(r->lang, MSG_berkas_send);
    r->page.lead  = s->is_shelf ? say(r->lang, MSG_berkas_send_shelf)
                                : say_args(r->arena, r->lang, MSG_berkas_send_for, berkas_owner_words(r, &at));
    berkas_trail(r, s->owner.unit_id, s->owner.unit_name);
    v->upload    = upload_form(r, &s->owner, s->item, &s->draft, &s->issues);
    v->issues    = s->issues;
    v->back      = berkas_back(r, &at);
    v->back_text = say(r->lang, s->item.len ? MSG_berkas_back_item : MSG_berkas_back_unit);
    v->can_pick  = s->item.len != 0;
    if (v->can_pick)
        v->pick = berkas_pick_url(r, &s->owner, s->item);
    v->room = say_args(r->arena, r->lang, MSG_berkas_room, say_bytes(r->arena, r->lang, quota - s->room),
                       say_bytes(r->arena, r->lang, quota));
    view_berkas_send(r, v);
    return NO_ERR;
}

/* GET .../unggah - choose files and say what days they are about */
Err berkas_send_page(Req *r)
{
    Sending *s = r->carry;
    s->draft = proposal(r, &s->owner);
    return send_page(r, s, &(BerkasSendView){0});
}

/* --- receiving --- */

/* Ahead of the transaction: what was typed, and a look into every file. */
Err berkas_send_before(Req *r)
{
    Sending       *s  = r->carry;
    UnitAsker      by = berkas_asker(r);
    BerkasUseFacts f;

    s->issues = (Issues){.arena = r->arena};
    form_read(r, berkas_send_fields, SEND_FIELDS, &s->draft, &s->issues);
    f = (BerkasUseFacts){.from = s->draft.from, .until = s->draft.until, .note = s->draft.note};
    berkas_check(&f, &by, &s->issues);
    for (isize i = 0; i < r->http->files_count; i++) {
        const HttpFile *h = &r->http->files[i];
        if (str_is(h->field, "berkas") && (h->name.len || h->bytes))    /* an empty input sends a nameless nothing */
            *list_add(r->arena, &s->sents) = (BerkasSent){.name = h->name, .path = h->path, .bytes = h->bytes,
                                                          .sha256 = h->sha256, .crc32 = h->crc32};
    }
    if (!s->sents.count)
        issue_say(&s->issues, r->lang, S("unggah-file"), MSG_berkas_none_chosen);
    if (s->issues.count)
        return NO_ERR;
    return berkas_receive_within(*r->arena, r->web->blobs, berkas_limits_of(r), s->room, &s->sents);
}

static Str limit_words(Req *r, const BerkasSent *s)
{
    const BerkasLimits *l = berkas_limits_of(r);
    if (s->refused == REFUSED_TOO_MANY)
        return say_i64(r->arena, r->lang, l->files_max);
    if (s->refused == REFUSED_QUOTA)
        return say_bytes(r->arena, r->lang, l->quota);
    return say_bytes(r->arena, r->lang, berkas_most_bytes(l, s->look.type));
}

static Err take_all(Req *r, Sending *s, isize *out_refused)
{
    UnitAsker      by = berkas_asker(r);
    BerkasUseFacts f  = {.owner = &s->owner, .item = s->item, .from = s->draft.from, .until = s->draft.until,
                         .note = s->draft.note};
    *out_refused = 0;
    for (isize i = 0; i < s->sents.count; i++) {
        TRY(berkas_take(*r->arena, r->db, &by, &f, berkas_limits_of(r), &s->sents.at[i]));
        *out_refused += s->sents.at[i].refused != REFUSED_NOT;
    }
    return NO_ERR;
}

static Err result_page(Req *r, Sending *s)
{
    BerkasSendView v  = {.tried = true};
    UnitAsker      by = berkas_asker(r);
    BerkasUses     taken = {0};

    for (isize i = 0; i < s->sents.count; i++) {
        const BerkasSent *sent = &s->sents.at[i];
        if (!sent->refused) {
            TRY(berkas_find(r->arena, r->db, &by, sent->use_id, list_add(r->arena, &taken)));
            continue;
        }
        Str name = sent->name.len ? sent->name : S("-");
        list_add(r->arena, &v.refused)->why =
            say_args(r->arena, r->lang, berkas_refusal_msg(sent->refused), name, limit_words(r, sent));
    }
    v.taken = berkas_files(r, &taken, false);
    r->status = 422;
    return send_page(r, s, &v);
}

/* POST .../unggah - the good ones are kept; if any was refused, the page says which and why */
Err berkas_send(Req *r)
{
    Sending  *s    = r->carry;
    BerkasUse back = as_use(s);
    isize     refused;

    if (s->issues.count) {
        r->status = 422;
        return send_page(r, s, &(BerkasSendView){0});
    }
    if (s->is_shelf)
        TRY(berkas_shelf(r->arena, r->db, &s->unit, say(LANG_ID, MSG_berkas_shelf), BERKAS_FILLS, &s->owner));
    TRY(take_all(r, s, &refused));
    if (refused)
        return result_page(r, s);
    notice_set(r, MSG_berkas_taken_all);
    return redirect(r, "%.*s", STRF(berkas_back(r, &back).s));
}

/* --- using again --- */

static Err pick_page(Req *r, const Sending *s, Str error)
{
    UnitAsker      by   = berkas_asker(r);
    BerkasUse      at   = as_use(s);
    BerkasUses     uses = {0};
    BerkasPickView v    = {.error = error, .search = query_get(r, "cari")};

    TRY(berkas_to_reuse(r->arena, r->db, &by, s->owner.unit_id, v.search, &uses));
    r->page.title = say(r->lang, MSG_berkas_pick);
    r->page.lead  = say_args(r->arena, r->lang, MSG_berkas_pick_for, berkas_owner_words(r, &at));
    berkas_trail(r, s->owner.unit_id, s->owner.unit_name);
    v.action    = berkas_pick_url(r, &s->owner, s->item);
    v.back      = berkas_back(r, &at);
    v.back_text = say(r->lang, MSG_berkas_back_item);
    for (isize i = 0; i < uses.count; i++) {
        const BerkasUse *u = &uses.at[i];
        if (u->owner_id != s->owner.id || !str_eq(u->item, s->item))
            *list_add(r->arena, &v.lines) = (PickLine){{u->id}, u->name, berkas_owner_words(r, u),
                                                       berkas_period(r, u->from, u->until)};
    }
    view_berkas_pick(r, &v);
    return NO_ERR;
}

/* GET .../pilih - files of the unit that could prove this item too */
Err berkas_pick_page(Req *r)
{
    return pick_page(r, r->carry, (Str){0});
}

/* POST .../pilih */
Err berkas_pick(Req *r)
{
    Sending       *s     = r->carry;
    UnitAsker      by    = berkas_asker(r);
    BerkasUseFacts f     = {.owner = &s->owner, .item = s->item};
    BerkasUse      back  = as_use(s);
    Str           *picked;
    isize          n     = form_values(r, "pakai", &picked);

    if (!n) {
        r->status = 422;
        return pick_page(r, s, say(r->lang, MSG_berkas_none_picked));
    }
    for (isize i = 0; i < n; i++) {
        i64  id;
        bool again;
        if (!str_i64(picked[i], &id))
            return FAIL(ERR_INVALID, "not the number of a file");
        TRY(berkas_reuse(*r->arena, r->db, &by, &f, id, &again));
    }
    notice_set(r, MSG_berkas_reused);
    return redirect(r, "%.*s", STRF(berkas_back(r, &back).s));
}
