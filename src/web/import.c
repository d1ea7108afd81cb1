#include "web/import.h"

#include "base/cli.h"
#include "base/secret.h"

#include "web.sql.h"

typedef struct { Issues list; } ImportProblems;

#include "import_problems.html.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 8 << 20, KEPT_S = 86400 };

typedef struct { Str berkas; } ImportForm;

static const Field form[] = {
    FIELD(ImportForm, berkas, F_FILE, .label = MSG_import_file, .hint = MSG_import_file_hint, .required = true),
};

typedef struct {
    Str    file_name;
    Sheet  sheet;
    Issues issues;
} Read;

/* --- in --- */

Err import_before(Req *r, const ImportKind *kind)
{
    Read *d = new(r->arena, Read, 1);
    Str   bytes;

    r->carry        = d;
    d->issues.arena = r->arena;
    if (!r->http->files_count || !r->http->files[0].bytes) {
        issue_say(&d->issues, r->lang, S("berkas"), MSG_import_none);
        return NO_ERR;
    }
    d->file_name = str_sub(r->http->files[0].name, 0, 200);
    if (r->http->files[0].bytes > FILE_MAX) {
        issue_sayf(&d->issues, r->lang, S("berkas"), MSG_import_large, say_bytes(r->arena, r->lang, FILE_MAX));
        return NO_ERR;
    }
    TRY(cli_slurp(r->arena, r->http->files[0].path, FILE_MAX, &bytes));
    return sheet_read(r->arena, bytes, kind->cols, kind->cols_count, r->lang, &d->issues, &d->sheet);
}

void import_form(Req *r, const ImportKind *kind, const Issues *issues)
{
    FormView v = form_view(r, form, countof(form), &(ImportForm){0}, issues);

    v.submit  = say(r->lang, MSG_import_read);
    r->status = issues && issues->count ? 422 : 200;
    page_quiet(r, say(r->lang, MSG_import_template_xlsx),
               url_for(r, "/%.*s/impor/templat.xlsx", STRF(kind->template_name)));
    page_quiet(r, say(r->lang, MSG_import_template_csv),
               url_for(r, "/%.*s/impor/templat.csv", STRF(kind->template_name)));
    view_form(r, &v);
}

Err import_keep(Req *r, const ImportKind *kind, const char *base)
{
    const Read *d  = r->carry;
    i64         id = id_new();

    if (d->issues.count) {
        import_form(r, kind, &d->issues);
        return NO_ERR;
    }
    TRY(db_do(r->db, &SQL_import_insert, db_i64(id), db_i64(r->user->id), db_text(str_of(kind->kind)),
              db_text(d->file_name), db_text(sheet_json(r->arena, &d->sheet)), db_at(r->now),
              db_at((Instant){r->now.s + KEPT_S})));
    return redirect(r, "%s/%lld", base, (long long)id);
}

Err import_find(Req *r, const ImportKind *kind, i64 id, Import *out)
{
    DbRows rows  = db_query(r->arena, r->db, &SQL_import_find, db_i64(id), db_i64(r->user->id),
                            db_text(str_of(kind->kind)), db_at(r->now));
    bool   found = db_next(&rows);
    Str    sheet = {0};

    if (found) {
        out->id        = id;
        out->file_name = db_get_text(&rows);
        sheet          = db_get_text(&rows);
    }
    TRY(db_done(&rows));
    if (!found)
        return FAIL(ERR_NOT_FOUND, "no such import of this person");
    return sheet_from_json(r->arena, sheet, &out->sheet);
}

Err import_drop(Req *r, i64 id)
{
    return db_do(r->db, &SQL_import_drop, db_i64(id), db_i64(r->user->id));
}

Err import_sweep(Db *db, Instant now)
{
    return db_do(db, &SQL_import_sweep, db_at(now));
}

/* "C7" is row 7, column 3; what concerns the whole file comes first. */
static i64 place_of(Str cell)
{
    i64 row = 0, col = 0;
    for (isize i = 0; i < cell.len; i++) {
        if (cell.at[i] >= 'A' && cell.at[i] <= 'Z')
            col = col * 26 + cell.at[i] - 'A' + 1;
        else
            row = row * 10 + cell.at[i] - '0';
    }
    return row << 20 | col;
}

static void sort(Issue *list, Issue *room, isize n)
{
    if (n < 2)
        return;
    isize half = n / 2, i = 0, k = half;
    sort(list, room, half);
    sort(list + half, room, n - half);
    for (isize to = 0; to < n; to++) {
        bool first = k == n || (i < half && place_of(list[i].field) <= place_of(list[k].field));
        room[to]   = first ? list[i++] : list[k++];
    }
    for (isize to = 0; to < n; to++)
        list[to] = room[to];
}

void import_problems(Req *r, const Issues *issues)
{
    sort(issues->at, new(r->arena, Issue, issues->count), issues->count);
    view_import_problems(r, &(ImportProblems){*issues});
}

/* --- empty forms --- */

static void as_file(Req *r, const ImportKind *kind, const char *ending)
{
    header_add(r, "Content-Disposition",
               str_fmt(r->arena, "attachment; filename=\"templat-%.*s.%s\"", STRF(kind->template_name), ending));
    r->page.frame = FRAME_NONE;
}

Err import_template_csv(Req *r, const ImportKind *kind)
{
    r->type = S("text/csv; charset=utf-8");
    as_file(r, kind, "csv");
    buf_add(&r->out, sheet_template_csv(r->arena, kind->cols, kind->cols_count));
    return NO_ERR;
}

/* The workbook is written beside the temporary files of the system, opened, and gone by name before it is sent. */
Err import_template_xlsx(Req *r, const ImportKind *kind)
{
    char        dir[] = "/tmp/pulau-XXXXXX";
    struct stat st;

    if (!mkdtemp(dir))
        return FAIL(ERR_IO, "no temporary folder");
    Str path = str_fmt(r->arena, "%s/t.xlsx", dir);
    Err e    = sheet_template_xlsx(r->arena, path, kind->template_name, kind->cols, kind->cols_count);
    int fd   = e.kind ? -1 : open(str_c(r->arena, path), O_RDONLY | O_CLOEXEC);
    unlink(str_c(r->arena, path));
    rmdir(dir);
    TRY(e);
    if (fd < 0 || fstat(fd, &st))
        return FAIL(ERR_IO, "the template cannot be read");
    r->type          = S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    r->file.fd       = fd;
    r->file.fd_bytes = st.st_size;
    as_file(r, kind, "xlsx");
    return NO_ERR;
}
