/* Files: the evidence of an item; the workbook, sent, looked at line by line and taken over; what goes out. */
#include "berkas/berkas_web.h"
#include "lke/lke_import.h"
#include "lke/lke_page_web.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- evidence --- */

Err lke_evidence_uses(Req *r, const Sheet *s, int node, BerkasOwner *owner, BerkasUses *out)
{
    TRY(berkas_owner_find(r->arena, r->db, s->w.instansi_id, s->w.id, owner));
    return berkas_of_item(r->arena, r->db, owner, s->pack->nodes[node].code, out);
}

Err lke_evidence(Req *r, const Sheet *s, int node, Answer *into)
{
    BerkasOwner owner;
    BerkasUses  uses = {0};
    Str         code = s->pack->nodes[node].code;

    TRY(lke_evidence_uses(r, s, node, &owner, &uses));
    into->files       = berkas_files(r, &uses, s->w.may_fill);
    into->files.title = (Str){0};
    into->files.empty = say(r->lang, MSG_lke_item_no_files);
    if (!s->w.may_fill)
        return NO_ERR;
    Date first   = date_ymd(s->w.year, 1, 1), last = date_ymd(s->w.year, 12, 31);
    bool now     = r->today.days >= first.days && r->today.days < last.days;
    into->upload = berkas_upload(r, &owner, code, first, now ? r->today : last);
    into->reuse  = (Link){say(r->lang, MSG_lke_item_reuse), berkas_pick_url(r, &owner, code)};
    return NO_ERR;
}

/* "A.I.1 Manajemen Perubahan/A.I.1.i Tim kerja ZI/A.I.1.i.a Tim kerja ZI sudah dibentuk" */
static Str folder_of(Req *r, const Sheet *s, int node)
{
    const PackNode *nodes = s->pack->nodes;
    Buf             b     = {.arena = r->arena};
    int             up[8], n = 0;

    for (; node > 0 && nodes[node].kind != PACK_COMPONENT && n < countof(up); node = nodes[node].parent)
        if (nodes[node].kind != PACK_SUBCOMPONENT || n == 1)
            up[n++] = node;
    while (n-- > 0)
        buf_addf(&b, "%.*s %.*s%s", STRF(s->pack->nodes[up[n]].code), STRF(sheet_topic(r, s, up[n])), n ? "/" : "");
    return buf_str(&b);
}

Err lke_zip(Req *r)
{
    Sheet         s;
    BerkasOwner   owner;
    BerkasFolders folders = {0};

    TRY(sheet_open(r, &s));
    TRY(berkas_owner_find(r->arena, r->db, s.w.instansi_id, s.w.id, &owner));
    for (int i = 0; i < s.pack->nnodes; i++)
        if (pack_is_question(&s.pack->nodes[i]))
            *list_add(r->arena, &folders) = (BerkasFolder){s.pack->nodes[i].code, folder_of(r, &s, i)};
    return berkas_zip_answer(r, &owner, &folders, str_fmt(r->arena, "bukti-%.*s-%d", STRF(s.w.unit_code), s.w.year));
}

/* --- a workbook is sent --- */

typedef struct { Issues issues; Upload upload; } UploadView;
#include "lke_upload.html.h"

typedef struct {
    Sheet     s;
    LkeImport found;
    Issues    issues;
} Sending;

static Err draw_upload(Req *r, const Sheet *s, const Issues *issues)
{
    UploadView v = {.issues = *issues};

    r->page.title   = say(r->lang, MSG_lke_link_import);
    v.upload.id     = S("impor");
    v.upload.action = sheet_url(r, s, "/impor");
    v.upload.name   = S("berkas");
    v.upload.label  = say(r->lang, MSG_lke_import_file);
    v.upload.hint   = say(r->lang, MSG_lke_import_file_hint);
    v.upload.accept = S(".xlsx");
    v.upload.submit = say(r->lang, MSG_lke_import_submit);
    v.upload.error  = issues->count ? issues->at[0].text : (Str){0};
    view_lke_upload(r, &v);
    return NO_ERR;
}

Err lke_page_import(Req *r)
{
    Sheet  s;
    Issues none = {.arena = r->arena};
    TRY(sheet_open(r, &s));
    TRY(sheet_may_fill(r, &s));
    return draw_upload(r, &s, &none);
}

/* As the request is admitted: which worksheet, and by which pack its workbook is to be read. */
Err lke_import_look(Req *r)
{
    Sending *k = new(r->arena, Sending, 1);
    r->carry   = k;
    TRY(sheet_open(r, &k->s));
    return sheet_may_fill(r, &k->s);
}

/* Reading a workbook takes a while, so it is done before the transaction. */
Err lke_import_before(Req *r)
{
    Sending        *k = r->carry;
    const HttpFile *f = r->http->files_count ? &r->http->files[0] : NULL;

    k->issues = (Issues){.arena = r->arena};
    if (!f || !f->bytes) {
        issue_say(&k->issues, r->lang, S("impor-file"), MSG_lke_import_no_file);
        return NO_ERR;
    }
    LkeBook book = {.path = f->path, .name = f->name, .pack = k->s.pack, .layer = LAYER_UNIT, .lang = r->lang,
                    .issues = &k->issues};
    Err e = lke_import_read(r->arena, &book, &k->found);
    return e.kind && !k->issues.count ? e : NO_ERR;
}

Err lke_import_send(Req *r)
{
    Sending *k = r->carry;

    if (k->issues.count) {
        for (isize i = 0; i < k->issues.count; i++)
            k->issues.at[i].field = S("impor-file");
        r->status = 422;
        return draw_upload(r, &k->s, &k->issues);
    }
    TRY(lke_import_keep(*r->arena, r->db, &k->s.w, r->user->id, r->now, &k->found));
    return redirect(r, "/lke/%lld/impor/%lld", (long long)k->s.w.id, (long long)k->found.id);
}

/* --- looking at what was found --- */

typedef struct {
    Str  code, topic, where, read, note, stored, stored_note;
    Url  url;
    Tag  state;
    bool can;
} FoundRow;

typedef struct {
    Summary facts, doubts, misprints;
    Figures figures;
    LIST(FoundRow) rows;
    i64     answers;            /* in the file, whether or not they are news */
    Url     action, back;
} ImportView;
#include "lke_import.html.h"

static Str heading_of(Req *r, const LkeImport *x)
{
    Buf b = {.arena = r->arena, .max = 600};
    for (isize i = 0; i < x->heading.count; i++)
        buf_addf(&b, "%s%.*s", i ? " · " : "", STRF(x->heading.at[i]));
    return buf_str(&b);
}

static Summary facts_of(Req *r, const LkeImport *x)
{
    Summary s       = {0};
    Str     heading = heading_of(r, x);
    *list_add(r->arena, &s.lines) = (SummaryLine){.key = say(r->lang, MSG_lke_import_file), .value = x->file_name};
    if (heading.len)
        *list_add(r->arena, &s.lines) = (SummaryLine){.key = say(r->lang, MSG_lke_import_heading), .value = heading};
    return s;
}

static Figure figure(Req *r, const LkeImport *x, FoundState state, Msg label)
{
    i64 n = 0;
    for (isize i = 0; i < x->found.count; i++)
        n += x->found.at[i].state == state;
    return (Figure){.label = say(r->lang, label), .value = say_i64(r->arena, r->lang, n)};
}

static Figures figures_of(Req *r, const LkeImport *x)
{
    Figures f = {0};
    *list_add(r->arena, &f.of) = figure(r, x, FOUND_NEW, MSG_lke_import_new);
    *list_add(r->arena, &f.of) = figure(r, x, FOUND_OTHER, MSG_lke_import_other);
    *list_add(r->arena, &f.of) = figure(r, x, FOUND_SAME, MSG_lke_import_same);
    *list_add(r->arena, &f.of) = figure(r, x, FOUND_UNREAD, MSG_lke_import_unread);
    return f;
}

static Tag state_tag(Req *r, FoundState state)
{
    switch (state) {
    case FOUND_SAME:   return (Tag){TONE_NONE, say(r->lang, MSG_lke_import_same)};
    case FOUND_NEW:    return (Tag){TONE_GOOD, say(r->lang, MSG_lke_import_new)};
    case FOUND_OTHER:  return (Tag){TONE_WARN, say(r->lang, MSG_lke_import_other)};
    case FOUND_UNREAD: return (Tag){TONE_BAD, say(r->lang, MSG_lke_import_unread)};
    }
    return (Tag){0};
}

static Str words_of_value(Req *r, const Sheet *s, int node, Str value)
{
    NilaiAnswer x;
    if (!value.len || !lke_value_parse(&s->pack->nodes[node], value, &x))
        return value;
    return sheet_answer_text(r, s, node, &x);
}

static void put_rows(Req *r, const Sheet *s, const LkeImport *x, ImportView *v)
{
    for (isize i = 0; i < x->found.count; i++) {
        const LkeFound *f = &x->found.at[i];
        if (f->state == FOUND_SAME)
            continue;
        *list_add(r->arena, &v->rows) = (FoundRow){
            .code = s->pack->nodes[f->node].code, .topic = sheet_topic(r, s, f->node), .where = f->where,
            .read = f->understood ? words_of_value(r, s, f->node, f->value) : f->read,
            .note = str_eq(f->note, f->stored_note) ? (Str){0} : f->note,
            .stored = words_of_value(r, s, f->node, f->stored_value),
            .stored_note = str_eq(f->note, f->stored_note) ? (Str){0} : f->stored_note,
            .url = sheet_item_url(r, s, f->node), .state = state_tag(r, f->state), .can = f->state != FOUND_UNREAD};
    }
}

static void put_oddities(Req *r, const Sheet *s, const LkeImport *x, ImportView *v)
{
    for (isize i = 0; i < x->doubts.count; i++)
        *list_add(r->arena, &v->doubts.lines) = (SummaryLine){.key = x->doubts.at[i].field,
                                                              .value = x->doubts.at[i].text};
    for (isize i = 0; i < x->misprints.count; i++) {
        const LkeMisprint *m = &x->misprints.at[i];
        if (m->node >= 0)
            *list_add(r->arena, &v->misprints.lines) = (SummaryLine){
                .key = s->pack->nodes[m->node].code, .note = m->where,
                .value = say_args(r->arena, r->lang, MSG_lke_import_printed, m->printed, m->ours)};
    }
}

static Err find(Req *r, Sheet *s, LkeImport *x)
{
    TRY(sheet_open(r, s));
    TRY(sheet_may_fill(r, s));
    x->id      = r->ids[1];
    r->refused = say(r->lang, MSG_lke_import_gone);
    TRY(lke_import_find(r->arena, r->db, &s->w, r->user->id, r->now, x));
    r->refused = (Str){0};
    return NO_ERR;
}

Err lke_page_preview(Req *r)
{
    Sheet      s;
    LkeImport  x = {0};
    ImportView v = {0};

    TRY(find(r, &s, &x));
    r->page.title = say(r->lang, MSG_lke_import_preview);
    r->page.lead  = say(r->lang, MSG_lke_import_preview_lead);
    crumb_add(r, say(r->lang, MSG_lke_link_import), sheet_url(r, &s, "/impor"));
    v.facts   = facts_of(r, &x);
    v.figures = figures_of(r, &x);
    v.answers = x.found.count;
    v.action  = url_for(r, "/lke/%lld/impor/%lld", (long long)s.w.id, (long long)x.id);
    v.back    = sheet_url(r, &s, "/impor");
    put_rows(r, &s, &x, &v);
    put_oddities(r, &s, &x, &v);
    view_lke_import(r, &v);
    return NO_ERR;
}

/* --- taking it over --- */

Err lke_import_take(Req *r)
{
    Sheet     s;
    LkeImport x = {0};
    Str      *codes;
    i64       changed;

    TRY(find(r, &s, &x));
    bool *chosen = new(r->arena, bool, s.pack->nnodes);
    for (isize n = form_values(r, "ambil", &codes), i = 0; i < n; i++) {
        int node = pack_find(s.pack, codes[i]);
        if (node >= 0)
            chosen[node] = true;
    }
    LkeChoice c = {chosen, r->user->id, r->now};
    TRY(lke_import_apply(r->arena, r->db, &s.w, &x, &c, &changed));
    notice_set(r, MSG_lke_import_done);
    return redirect(r, "/lke/%lld", (long long)s.w.id);
}

/* --- the worksheet as a workbook --- */

/* Written beside, opened, and forgotten by its name before it is sent. */
static Err export_to(Req *r, const Sheet *s)
{
    char        dir[] = "/tmp/pulau-XXXXXX";
    struct stat st;

    if (!mkdtemp(dir))
        return FAIL(ERR_IO, "no temporary folder");
    Str path = str_fmt(r->arena, "%s/lke.xlsx", dir);
    Err e    = lke_export(r->arena, r->db, &s->w, s->words, r->lang, path);
    int fd   = e.kind ? -1 : open(str_c(r->arena, path), O_RDONLY | O_CLOEXEC);
    unlink(str_c(r->arena, path));
    rmdir(dir);
    TRY(e);
    if (fd < 0 || fstat(fd, &st))
        return FAIL(ERR_IO, "the workbook cannot be read");
    r->file.fd       = fd;
    r->file.fd_bytes = st.st_size;
    return NO_ERR;
}

Err lke_page_export(Req *r)
{
    Sheet s;

    TRY(sheet_open(r, &s));
    TRY(export_to(r, &s));
    r->type = S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    header_add(r, "Content-Disposition",
               str_fmt(r->arena, "attachment; filename=\"LKE-%.*s-%d.xlsx\"",
                       STRF(url_part(r->arena, s.w.unit_code)), s.w.year));
    return NO_ERR;
}
