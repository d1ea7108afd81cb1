#include "hasil/hasil_export_web.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hasil/hasil_export.h"
#include "hasil/hasil_report.h"
#include "survei/survei_poster.h"
#include "web/html.h"
#include "web/parts.h"

/* The team of the unit, its head, and who assesses it. */
#define ROWS (WHO_FILLS | WHO_ASSESSES)

static Err find(Req *r, Who roles, SurveiCampaign *out)
{
    UnitAsker by = {r->user->id, r->user->instansi_id, roles, r->today, r->now, r->lang};
    TRY(survei_find(r->arena, r->db, &by, r->id, out));
    return survei_dress(out, r->web->survei);
}

static void attach(Req *r, const SurveiCampaign *c, const char *what, const char *ending)
{
    header_add(r, "Content-Disposition", str_fmt(r->arena, "attachment; filename=\"%s-%.*s.%s\"", what,
                                                 STRF(url_part(r->arena, c->slug)), ending));
}

/* --- answers --- */

static bool format_of(Str word, HasilFormat *out)
{
    int i = str_among(word, hasil_formats, HASIL_FORMATS);
    if (i >= 0)
        *out = (HasilFormat)i;
    return i >= 0;
}

/* Written beside, opened, and forgotten by its name before it is sent. */
static Err write_beside(Req *r, const HasilExport *x, HasilFormat format)
{
    char        dir[] = "/tmp/pulau-XXXXXX";
    struct stat st;
    i64         rows;

    if (!mkdtemp(dir))
        return FAIL(ERR_IO, "no temporary folder");
    Str path = str_fmt(r->arena, "%s/answers", dir);
    Err e    = hasil_export(*r->arena, r->db, x, format, path, &rows);
    int fd   = e.kind ? -1 : open(str_c(r->arena, path), O_RDONLY | O_CLOEXEC);
    unlink(str_c(r->arena, path));
    rmdir(dir);
    TRY(e);
    if (fd < 0 || fstat(fd, &st))
        return FAIL(ERR_IO, "the file of answers cannot be read");
    r->file.fd       = fd;
    r->file.fd_bytes = st.st_size;
    return NO_ERR;
}

/* GET /survei/:id/jawaban/:format - row by row: csv, xlsx, sav */
static Err page_export(Req *r)
{
    static const char *const types[HASIL_FORMATS] = {
        "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-spss-sav",
    };
    SurveiCampaign c;
    HasilFormat   format;

    TRY(find(r, ROWS, &c));
    if (!format_of(r->args[0], &format))
        return FAIL(ERR_NOT_FOUND, "a format that answers do not have");
    HasilExport x = {.c = &c, .lang = r->lang, .now = r->now};
    Err          e = write_beside(r, &x, format);
    if (e.kind == ERR_CONFLICT)
        r->refused = say(r->lang, MSG_hasil_export_none_yet);
    TRY(e);
    r->type = str_of(types[format]);
    attach(r, &c, "jawaban", hasil_formats[format]);
    return NO_ERR;
}

/* --- papers --- */

static Err agency_of(Req *r, const SurveiCampaign *c, Str *out_name)
{
    Unit u;
    TRY(unit_find(r->arena, r->db, c->instansi_id, c->instansi_id, &u));
    *out_name = u.facts.name;
    return NO_ERR;
}

static Err give_pdf(Req *r, const SurveiCampaign *c, const char *what, Str pdf)
{
    r->out  = (Buf){.arena = r->arena, .at = (char *)pdf.at, .len = pdf.len, .cap = pdf.len};
    r->type = S("application/pdf");
    attach(r, c, what, "pdf");
    return NO_ERR;
}

/* GET /survei/:id/poster - for the counter */
static Err page_poster(Req *r)
{
    SurveiCampaign c;
    SurveiPoster   p = {.c = &c, .origin = r->web->origin, .now = r->now};
    Str            pdf;

    TRY(find(r, SURVEI_READS, &c));
    TRY(agency_of(r, &c, &p.agency));
    TRY(survei_poster(r->arena, &p, &pdf));
    return give_pdf(r, &c, "poster", pdf);
}

/* GET /survei/:id/laporan - as the unit publishes it */
static Err page_report(Req *r)
{
    SurveiCampaign c;
    HasilReport   x = {.c = &c, .packs = r->web->survei, .origin = r->web->origin, .lang = r->lang, .now = r->now};
    Str            pdf;

    TRY(find(r, SURVEI_READS, &c));
    TRY(agency_of(r, &c, &x.agency));
    TRY(hasil_report(r->arena, r->db, &x, &pdf));
    return give_pdf(r, &c, "laporan", pdf);
}

/* --- all of it on a page --- */

typedef struct { Notice wait; Summary papers, rows; Str until; } ExportView;
#include "hasil_export.html.h"

static void line_add(Req *r, Summary *s, Str key, Str format, const char *path, Str note)
{
    *list_add(r->arena, &s->lines) = (SummaryLine){
        .key = key, .value = format, .note = note, .url = url_for(r, "/survei/%lld/%s", (long long)r->id, path)};
}

static void put_rows(Req *r, const SurveiCampaign *c, ExportView *v)
{
    static const Msg about[HASIL_FORMATS] = {
        MSG_hasil_export_csv, MSG_hasil_export_xlsx, MSG_hasil_export_sav,
    };
    static const char *const paths[HASIL_FORMATS] = {"jawaban/csv", "jawaban/xlsx", "jawaban/sav"};
    static const char *const short_of[HASIL_FORMATS] = {"CSV", "XLSX", "SAV"};
    static const Str         names[HASIL_FORMATS] = {{"CSV", 3}, {"Excel (xlsx)", 12}, {"SPSS (sav)", 10}};

    if (c->state != SURVEI_CLOSED || c->n < survei_set(c->forms[0].pack, SURVEI_GROUP_LEAST)) {
        v->wait = (Notice){.tone = TONE_INFO, .title = say(r->lang, MSG_hasil_export_wait),
                           .text = say(r->lang, MSG_hasil_export_none_yet)};
        return;
    }
    v->until = say_args(r->arena, r->lang, MSG_hasil_export_until, say_date(r->arena, r->lang, survei_until(c)));
    for (int i = 0; i < HASIL_FORMATS; i++)
        line_add(r, &v->rows, names[i], say_args(r->arena, r->lang, MSG_hasil_export_take, str_of(short_of[i])),
                 paths[i], say(r->lang, about[i]));
}

/* GET /survei/:id/unduh - what can be taken away */
static Err page_all(Req *r)
{
    SurveiCampaign c;
    ExportView     v   = {0};
    Str            pdf = say(r->lang, MSG_hasil_export_pdf);

    TRY(find(r, SURVEI_READS, &c));
    r->page.title   = say(r->lang, MSG_hasil_export);
    r->page.lead    = say(r->lang, MSG_hasil_export_lead);
    r->page.section = S("survei");
    crumb_add(r, say(r->lang, MSG_hasil_home), url_for(r, "/survei"));
    crumb_add(r, c.title, url_for(r, "/survei/%lld", (long long)c.id));
    line_add(r, &v.papers, say(r->lang, MSG_survei_poster), pdf, "poster", say(r->lang, MSG_hasil_export_poster_text));
    line_add(r, &v.papers, say(r->lang, MSG_hasil_report), pdf, "laporan",
             say(r->lang, MSG_hasil_export_report_text));
    if (may(r, ROWS))
        put_rows(r, &c, &v);
    view_hasil_export(r, &v);
    return NO_ERR;
}

static const Route rows[] = {
    {GET, "/survei/:id/unduh", SURVEI_READS, READS, page_all, "unit tree"},
    {GET, "/survei/:id/jawaban/:format", ROWS, READS, page_export, "unit tree", .flags = ROUTE_SLOW},
    {GET, "/survei/:id/poster", SURVEI_READS, READS, page_poster, "unit tree", .flags = ROUTE_SLOW},
    {GET, "/survei/:id/laporan", SURVEI_READS, READS, page_report, "unit tree", .flags = ROUTE_SLOW},
};
const Room hasil_export_room = {"survei", rows, countof(rows)};
