#include "app/verify.h"

#include "app/tables.h"
#include "audit/audit.h"
#include "berkas/berkas.h"
#include "evaluasi/evaluasi_board.h"
#include "evaluasi/evaluasi_lhe.h"
#include "format/json.h"
#include "lke/lke.h"
#include "survei/survei.h"

#include <unistd.h>

/* One proof: good or not, and a line that says what was looked at or what is wrong first. */
typedef struct { bool good; Str say; } Proof;

static Err prove_chain(App *app, Arena *a, Db *db, Proof *out)
{
    static const char *const faults[] = {"", "was changed", "was moved", "was inserted", "is missing", "is cut off"};
    AuditProof p;
    TRY(audit_verify(app->life, db, NULL, &p));
    out->good = p.fault == AUDIT_GOOD;
    out->say  = out->good ? str_fmt(a, "%lld rows, %lld waiting", (long long)p.rows, (long long)p.waiting)
                          : str_fmt(a, "instansi %lld: row %lld %s", (long long)p.instansi_id, (long long)p.seq,
                                    faults[p.fault]);
    return NO_ERR;
}

typedef struct { App *app; i64 files, bad; Digest first; } Files;

static Err prove_file(void *x, Digest sha256)
{
    Files *f = x;
    Err    e = blob_verify(f->app->life, &f->app->blobs, sha256);
    if (e.kind == ERR_INVALID && !f->bad++)
        f->first = sha256;
    f->files++;
    return e.kind == ERR_INVALID ? NO_ERR : e;
}

static Err prove_files(App *app, Arena *a, Db *db, Proof *out)
{
    Files f = {.app = app};
    (void)db;
    TRY(blob_each(app->life, &app->blobs, prove_file, &f));
    out->good = !f.bad;
    out->say  = f.bad ? str_fmt(a, "%lld of %lld files are damaged, first %.*s", (long long)f.bad, (long long)f.files,
                                STRF(hex_of(a, f.first.at, 32)))
                      : str_fmt(a, "%lld files", (long long)f.files);
    return NO_ERR;
}

static bool on_disk(Arena scratch, App *app, Str hash)
{
    Digest d;
    int    fd;
    i64    bytes;
    if (!hex_digest(hash, &d) || blob_open(scratch, &app->blobs, d, &fd, &bytes).kind)
        return false;
    close(fd);
    return true;
}

/* Every content that a row names is on disk, and every use names a content. */
static Err prove_uses(App *app, Arena *a, Db *db, Proof *out)
{
    i64 holes = 0, missing = 0, seen = 0;
    Str after = {0};

    TRY(berkas_holes(app->life, db, &holes));
    for (BerkasHashes page = {.count = 1}; page.count;) {
        Arena room = app->life;
        page       = (BerkasHashes){0};
        TRY(berkas_contents(&room, db, after, &page));
        for (isize i = 0; i < page.count; i++, seen++)
            missing += !on_disk(room, app, page.at[i]);
        after = page.count ? str_copy(a, page.at[page.count - 1]) : after;
    }
    out->good = !holes && !missing;
    out->say  = out->good ? str_fmt(a, "%lld contents, all on disk", (long long)seen)
                          : str_fmt(a, "%lld uses without content, %lld contents not on disk", (long long)holes,
                                    (long long)missing);
    return NO_ERR;
}

static Err count_row(void *x, Str line)
{
    (void)line;
    ++*(i64 *)x;
    return NO_ERR;
}

/* Every row of every table can be read; on SQLite the file's own structure and references are looked at too. */
static Err prove_tables(App *app, Arena *a, Db *db, Proof *out)
{
    i64 rows = 0, n;
    for (isize i = 0; i < tables_count; i++)
        TRY(table_out(app->life, db, &tables[i], count_row, &rows, &n));
    out->good = true;
    out->say  = str_fmt(a, "%lld tables, %lld rows", (long long)tables_count, (long long)rows);
    return db_integrity(a, db, &out->good, &out->say);
}

/* What every layer of every worksheet scores, against its answers. */
static Err prove_scores(App *app, Arena *a, Db *db, Proof *out)
{
    Issues issues = {.arena = a};
    i64    layers;
    TRY(lke_verify(app->life, db, &app->packs, &issues, &layers));
    out->good = !issues.count;
    out->say  = issues.count ? str_fmt(a, "%lld of %lld layers are wrong, first %.*s: %.*s", (long long)issues.count,
                                       (long long)layers, STRF(issues.at[0].field), STRF(issues.at[0].text))
                             : str_fmt(a, "%lld layers of worksheets", (long long)layers);
    return NO_ERR;
}

static Err judge(Arena *a, const Issues *issues, Str good, Proof *out)
{
    out->good = !issues->count;
    out->say  = issues->count ? str_fmt(a, "%lld wrong, first %.*s: %.*s", (long long)issues->count,
                                        STRF(issues->at[0].field), STRF(issues->at[0].text)) : good;
    return NO_ERR;
}

/* Worksheets frozen at a hand-over, against their hashes and the audit log. */
static Err prove_snapshots(App *app, Arena *a, Db *db, Proof *out)
{
    Issues issues = {.arena = a};
    i64    n;
    TRY(evaluasi_verify(app->life, db, &issues, &n));
    return judge(a, &issues, str_fmt(a, "%lld frozen worksheets", (long long)n), out);
}

/* Reports: file, hash, signature, and the worksheet they were made from. */
static Err prove_reports(App *app, Arena *a, Db *db, Proof *out)
{
    Issues issues = {.arena = a};
    i64    n;
    TRY(lhe_verify(app->life, db, &app->blobs, &issues, &n));
    return judge(a, &issues, str_fmt(a, "%lld reports", (long long)n), out);
}

/* What boards sort and count by, against worksheets and layers. */
static Err prove_boards(App *app, Arena *a, Db *db, Proof *out)
{
    Issues issues = {.arena = a};
    i64    n;
    TRY(evaluasi_board_verify(app->life, db, &app->packs, &issues, &n));
    return judge(a, &issues, str_fmt(a, "%lld worksheets on boards", (long long)n), out);
}

static Err prove_surveys(App *app, Arena *a, Db *db, Proof *out)
{
    i64 bad, answers;
    TRY(survei_miscounted(app->life, db, &bad, &answers));
    out->good = !bad;
    out->say  = bad ? str_fmt(a, "%lld sums of answers are not what the answers say", (long long)bad)
                    : str_fmt(a, "%lld answers, summed as they are", (long long)answers);
    return NO_ERR;
}

static const struct {
    const char *name;
    Err       (*prove)(App *app, Arena *a, Db *db, Proof *out);
} proofs[] = {
    {"chain",  prove_chain},
    {"files",  prove_files},
    {"uses",   prove_uses},
    {"tables", prove_tables},
    {"scores", prove_scores},
    {"frozen", prove_snapshots},
    {"boards", prove_boards},
    {"surveys", prove_surveys},
    {"reports", prove_reports},
};

Err verify_all(App *app, Db *db, bool json, Buf *out, bool *out_good)
{
    JsonOut o = {.to = out};

    *out_good = true;
    if (json)
        json_open_map(&o, NO_KEY);
    TRY(db_begin(db, false));
    for (isize i = 0; i < countof(proofs); i++) {
        Arena all = arena_reserve((isize)64 << 20), a = all;
        Proof p = {0};
        Err   e = proofs[i].prove(app, &a, db, &p);
        if (e.kind)
            p = (Proof){false, str_of(e.why)};
        *out_good = *out_good && p.good;
        if (json) {
            json_open_map(&o, str_of(proofs[i].name));
            json_put_bool(&o, S("ok"), p.good);
            json_put_text(&o, S("say"), p.say);
            json_close(&o);
        } else {
            buf_addf(out, "%-4s %-8s %.*s\n", p.good ? "ok" : "BAD", proofs[i].name, STRF(p.say));
        }
        arena_release(all);
    }
    if (json) {
        json_put_bool(&o, S("ok"), *out_good);
        json_close(&o);
        buf_char(out, '\n');
    }
    return db_end(db, false);
}
