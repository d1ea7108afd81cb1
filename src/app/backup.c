#include "app/backup.h"

#include "app/tables.h"
#include "db/migrate.h"
#include "format/json.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 256 << 10, ROW_MAX = 64 << 20 };

/* --- writing --- */

typedef struct {
    struct archive *to;
    Sha256          sum;        /* of the entry under way */
    Buf             sums;       /* in an arena of its own, because it grows all along */
    Arena           scratch;
    FILE           *rows;       /* a table's rows, until their length is known */
    i64             bytes;
} Writer;

static Err put_head(Writer *w, const char *name, i64 bytes)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name);
    archive_entry_set_size(e, bytes);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0600);
    int rc = archive_write_header(w->to, e);
    archive_entry_free(e);
    sha256_start(&w->sum);
    return rc == ARCHIVE_OK ? NO_ERR : FAIL(ERR_IO, "the backup cannot be written");
}

static Err put_piece(Writer *w, Str piece)
{
    sha256_add(&w->sum, piece);
    w->bytes += piece.len;
    return archive_write_data(w->to, piece.at, (size_t)piece.len) == piece.len
         ? NO_ERR : FAIL(ERR_IO, "the backup cannot be written");
}

static void put_end(Writer *w, const char *name)
{
    Digest d = sha256_end(&w->sum);
    Arena  a = w->scratch;
    Str  hex = hex_of(&a, d.at, sizeof d.at);
    buf_addf(&w->sums, "%.*s  %s\n", STRF(hex), name);
}

static Err put_whole(Writer *w, const char *name, Str content)
{
    TRY(put_head(w, name, content.len));
    TRY(put_piece(w, content));
    put_end(w, name);
    return NO_ERR;
}

static Err put_stream(Writer *w, const char *name, int fd, i64 bytes)
{
    static _Thread_local char piece[PIECE];
    i64                       left = bytes;

    TRY(put_head(w, name, bytes));
    while (left > 0) {
        ssize_t n = read(fd, piece, left < PIECE ? (size_t)left : PIECE);
        if (n <= 0)
            return FAIL(ERR_IO, "a file could not be read to its end");
        TRY(put_piece(w, (Str){piece, n}));
        left -= n;
    }
    put_end(w, name);
    return NO_ERR;
}

static Err keep_row(void *to, Str line)
{
    Writer *w = to;
    return fwrite(line.at, 1, (size_t)line.len, w->rows) == (size_t)line.len
         ? NO_ERR : FAIL(ERR_IO, "no room for the rows of a table");
}

static Err put_table(Arena scratch, Writer *w, Db *db, const TableDef *t, i64 *rows)
{
    w->rows = tmpfile();
    if (!w->rows)
        return FAIL(ERR_IO, "no room for the rows of a table");
    Str name = str_fmt(&scratch, "tables/%s.jsonl", t->name);
    Err e    = table_out(scratch, db, t, keep_row, w, rows);
    if (!e.kind && !fflush(w->rows)) {
        i64 bytes = ftell(w->rows);
        rewind(w->rows);
        e = put_stream(w, str_c(&scratch, name), fileno(w->rows), bytes);
    }
    fclose(w->rows);
    return e;
}

static Str manifest(Arena *a, Instant now)
{
    Buf     b = {.arena = a};
    JsonOut o = {.to = &b};
    json_open_map(&o, NO_KEY);
    json_put_text(&o, S("made_at"), instant_iso(a, now));
    json_open_list(&o, S("migrations"));
    for (isize i = 0; i < migrations_count; i++)
        json_put_text(&o, NO_KEY, str_of(migrations[i].sha256));
    json_close(&o);
    json_close(&o);
    return buf_str(&b);
}

typedef struct { Writer *w; const Blobs *blobs; Arena scratch; BackupCount *count; Err e; } Files;

static Err put_blob(void *to, Digest sha256)
{
    Files *f       = to;
    Arena  scratch = f->scratch;
    int    fd;
    i64    bytes;
    TRY(blob_open(scratch, f->blobs, sha256, &fd, &bytes));
    Str name = str_fmt(&scratch, "berkas/%.*s", STRF(hex_of(&scratch, sha256.at, sizeof sha256.at)));
    Err e    = put_stream(f->w, str_c(&scratch, name), fd, bytes);
    close(fd);
    f->count->files++;
    return e;
}

static Err write_all(Arena scratch, Writer *w, Db *db, const Blobs *blobs, Instant now, BackupCount *out)
{
    Files files = {w, blobs, scratch, out, NO_ERR};

    TRY(put_whole(w, "manifest.json", manifest(&scratch, now)));
    for (isize i = 0; i < tables_count; i++) {
        i64 rows = 0;
        TRY(put_table(scratch, w, db, &tables[i], &rows));
        out->rows += rows;
        out->tables++;
    }
    TRY(blob_each(scratch, blobs, put_blob, &files));
    return put_whole(w, "SUMS", buf_str(&w->sums));
}

static Err sync_and_name(Arena scratch, Str part, Str path)
{
    int fd = open(str_c(&scratch, part), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FAIL(ERR_IO, "the backup cannot be written");
    int bad = fsync(fd);
    close(fd);
    if (bad || rename(str_c(&scratch, part), str_c(&scratch, path)))
        return FAIL(ERR_IO, "the backup cannot be given its name");
    return NO_ERR;
}

Err backup_write(Arena scratch, Db *db, const Blobs *blobs, Str path, Instant now, BackupCount *out)
{
    Str    part = str_fmt(&scratch, "%.*s.part", STRF(path));
    Arena  all  = arena_reserve((isize)256 << 20), sums = all;
    Writer w    = {.to = archive_write_new(), .sums = {.arena = &sums}, .scratch = scratch};
    Err    e    = FAIL(ERR_IO, "the backup cannot be written there");

    *out = (BackupCount){0};
    archive_write_set_format_pax_restricted(w.to);
    archive_write_add_filter_gzip(w.to);
    umask(0077);
    if (archive_write_open_filename(w.to, str_c(&scratch, part)) == ARCHIVE_OK) {
        e        = db_begin(db, false);
        Err done = NO_ERR;
        if (!e.kind) {
            e    = write_all(scratch, &w, db, blobs, now, out);
            done = db_end(db, false);
        }
        e = e.kind ? e : done;
        if (archive_write_close(w.to) != ARCHIVE_OK && !e.kind)
            e = FAIL(ERR_IO, "the backup cannot be written to its end");
    }
    archive_write_free(w.to);
    arena_release(all);
    out->bytes = w.bytes;
    if (!e.kind)
        return sync_and_name(scratch, part, path);
    unlink(str_c(&scratch, part));
    return e;
}

/* --- reading --- */

/* What is done with each entry; both may be NULL. */
typedef struct {
    Err (*begin)(void *x, Str name, i64 bytes);
    Err (*piece)(void *x, Str piece);
    Err (*end)(void *x, Digest sum);
    void *x;
} Taker;

static Err take_entry(struct archive *from, const Taker *t, Str name, i64 bytes, Digest *out)
{
    Sha256      sum;
    const void *piece;
    size_t      n;
    la_int64_t  at;
    int         rc;

    sha256_start(&sum);
    TRY(t->begin(t->x, name, bytes));
    while ((rc = archive_read_data_block(from, &piece, &n, &at)) == ARCHIVE_OK) {
        sha256_add(&sum, (Str){piece, (isize)n});
        TRY(t->piece(t->x, (Str){piece, (isize)n}));
    }
    if (rc != ARCHIVE_EOF)
        return FAIL(ERR_INVALID, "the backup is damaged: an entry breaks off");
    *out = sha256_end(&sum);
    return t->end(t->x, *out);
}

/* The list of sums is the last entry and must be, to the byte, what was computed on the way. */
static bool sums_match(Arena scratch, struct archive *from, Str want)
{
    char *have = new(&scratch, char, want.len + 1);
    return archive_read_data(from, have, (size_t)want.len + 1) == want.len && str_eq((Str){have, want.len}, want);
}

static Err take_all(Arena scratch, struct archive *from, const Taker *t, Buf *sums)
{
    bool  closed = false;
    struct archive_entry *entry;
    int   rc;

    while ((rc = archive_read_next_header(from, &entry)) == ARCHIVE_OK) {
        Arena  room = scratch;
        Digest sum;
        Str    name = str_copy(&room, str_of(archive_entry_pathname(entry)));
        if (closed)
            return FAIL(ERR_INVALID, "the backup goes on after its end");
        if (str_is(name, "SUMS")) {
            closed = sums_match(room, from, buf_str(sums));
            if (!closed)
                return FAIL(ERR_INVALID, "the backup is damaged: the sums do not match");
            continue;
        }
        TRY(take_entry(from, t, name, archive_entry_size(entry), &sum));
        Str hex = hex_of(&room, sum.at, sizeof sum.at);
        buf_addf(sums, "%.*s  %.*s\n", STRF(hex), STRF(name));
    }
    if (rc != ARCHIVE_EOF || !closed)
        return FAIL(ERR_INVALID, "the backup is damaged: it breaks off");
    return NO_ERR;
}

/* libarchive does not look at the sum of a gzip file: what was changed where tar only fills up would pass. */
static bool gzip_whole(Arena scratch, Str path)
{
    char  *piece = new(&scratch, char, PIECE);
    gzFile from  = gzopen(str_c(&scratch, path), "rb");
    int    n     = 0;

    while (from && (n = gzread(from, piece, PIECE)) > 0)
        ;
    return from && gzclose(from) == Z_OK && !n;
}

static Err take_file(Arena scratch, Str path, const Taker *t)
{
    struct archive *from = archive_read_new();
    Arena           all  = arena_reserve((isize)256 << 20), room = all;
    Buf             sums = {.arena = &room};
    archive_read_support_format_tar(from);
    archive_read_support_filter_gzip(from);
    Err e = access(str_c(&scratch, path), R_OK) ? FAIL(ERR_NOT_FOUND, "there is no such backup")
          : !gzip_whole(scratch, path) ? FAIL(ERR_INVALID, "this is no backup of pulau, or it is damaged")
         : archive_read_open_filename(from, str_c(&scratch, path), PIECE) != ARCHIVE_OK
                ? FAIL(ERR_INVALID, "this is not a backup of pulau") : NO_ERR;
    if (!e.kind)
        e = take_all(scratch, from, t, &sums);
    archive_read_free(from);
    arena_release(all);
    return e;
}

/* --- checking: the sums are compared above, a file's hash with its name here --- */

typedef struct { Str name; BackupCount *count; char hold[200]; } Check;

static Err check_begin(void *x, Str name, i64 bytes)
{
    Check *c = x;
    if (name.len >= countof(c->hold))
        return FAIL(ERR_INVALID, "the backup has an entry that does not belong there");
    for (isize i = 0; i < name.len; i++)
        c->hold[i] = name.at[i];
    c->name = (Str){c->hold, name.len};
    c->count->bytes += bytes;
    c->count->tables += str_starts(name, S("tables/"));
    c->count->files += str_starts(name, S("berkas/"));
    return NO_ERR;
}

static Err check_piece(void *x, Str piece)
{
    Check *c = x;
    if (str_starts(c->name, S("tables/")))
        for (isize i = 0; i < piece.len; i++)
            c->count->rows += piece.at[i] == '\n';
    return NO_ERR;
}

static Err check_end(void *x, Digest sum)
{
    Check *c = x;
    Digest want;
    if (!str_starts(c->name, S("berkas/")))
        return NO_ERR;
    if (!hex_digest(str_sub(c->name, 7, -1), &want)
        || !str_same_secret((Str){(char *)want.at, 32}, (Str){(char *)sum.at, 32}))
        return FAIL(ERR_INVALID, "the backup is damaged: a file is not what its name says");
    return NO_ERR;
}

Err backup_check(Arena scratch, Str path, BackupCount *out)
{
    Check c = {.count = out};
    *out    = (BackupCount){0};
    return take_file(scratch, path, &(Taker){check_begin, check_piece, check_end, &c});
}

/* --- restoring --- */

typedef struct {
    Arena           scratch;
    Db             *db;
    const Blobs    *blobs;
    Str             quarantine;
    const TableDef *table;
    Buf             line;       /* a row that has not ended yet, or the manifest */
    Arena           room, whole;
    Str             part;
    int             fd;
    bool            is_manifest;
    BackupCount    *count;
} Restore;

static Err restore_begin(void *x, Str name, i64 bytes)
{
    Restore *r = x;
    (void)bytes;
    r->room        = r->whole;
    r->line        = (Buf){.arena = &r->room, .max = ROW_MAX};
    r->table       = NULL;
    r->fd          = -1;
    r->is_manifest = str_is(name, "manifest.json");
    if (str_starts(name, S("tables/"))) {
        r->table = table_named(str_sub(name, 7, name.len - 7 - 6));
        return r->table ? NO_ERR : FAIL(ERR_INVALID, "the backup has a table that this pulau does not know");
    }
    if (str_starts(name, S("berkas/"))) {
        Arena a = r->scratch;
        r->fd   = open(str_c(&a, r->part), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        return r->fd >= 0 ? NO_ERR : FAIL(ERR_IO, "the data folder cannot be written");
    }
    return r->is_manifest ? NO_ERR : FAIL(ERR_INVALID, "the backup has an entry that does not belong there");
}

static Err restore_rows(Restore *r, Str piece)
{
    while (piece.len) {
        Str  rest = piece, head = str_cut(&rest, '\n');
        bool ends = head.len < piece.len;
        buf_add(&r->line, head);
        piece = rest;
        if (!ends)
            break;
        TRY(table_in(r->scratch, r->db, r->table, buf_str(&r->line)));
        r->count->rows++;
        r->line.len = 0;
    }
    return r->line.cut ? FAIL(ERR_INVALID, "the backup has a row that is too long") : NO_ERR;
}

static Err restore_piece(void *x, Str piece)
{
    Restore *r = x;
    if (r->table)
        return restore_rows(r, piece);
    if (r->fd < 0) {
        buf_add(&r->line, piece);
        return NO_ERR;
    }
    return write(r->fd, piece.at, (size_t)piece.len) == piece.len ? NO_ERR : FAIL(ERR_IO, "the data folder is full");
}

static Err same_schema(Arena scratch, Str text)
{
    const Json *j;
    TRY(json_read(&scratch, text, (JsonMost){0}, &j));
    const Json *have = json_get(j, "migrations");
    bool        same = have->count == migrations_count;
    for (isize i = 0; same && i < have->count; i++)
        same = str_is(have->at[i].text, migrations[i].sha256);
    return same ? NO_ERR
                : FAIL(ERR_CONFLICT, "the backup is of another version: restore it there, then run pulau migrate");
}

static Err restore_end(void *x, Digest sum)
{
    Restore *r = x;
    if (r->table)
        r->count->tables++;
    if (r->is_manifest)
        return same_schema(r->scratch, buf_str(&r->line));
    if (r->fd < 0)
        return NO_ERR;
    int bad = fsync(r->fd);
    bad |= close(r->fd);
    if (bad)
        return FAIL(ERR_IO, "the data folder cannot be written");
    r->count->files++;
    return blob_keep(r->scratch, r->blobs, r->part, sum);
}

static Err must_be_empty(Arena scratch, Db *db)
{
    for (isize i = 0; i < tables_count; i++) {
        Arena a = scratch;
        bool  any;
        TRY(db_any(db_query0(&a, db, &tables[i].first), &any));
        if (any)
            return FAIL(ERR_CONFLICT, "the database already holds data: restore into an empty data folder");
    }
    return NO_ERR;
}

Err backup_restore(Arena scratch, Db *db, const Blobs *blobs, Str quarantine, Str path, BackupCount *out)
{
    TRY(backup_check(scratch, path, out));
    *out      = (BackupCount){0};
    Restore r = {.db = db, .blobs = blobs, .count = out, .fd = -1, .whole = arena_reserve((isize)256 << 20)};
    r.part    = str_fmt(&scratch, "%.*s/restore.part", STRF(quarantine));
    r.scratch = arena_reserve((isize)128 << 20);        /* apart from what take_file() holds in its own */
    TRY(db_begin(db, true));
    Err e = must_be_empty(scratch, db);
    if (!e.kind)
        e = take_file(scratch, path, &(Taker){restore_begin, restore_piece, restore_end, &r});
    Err done = db_end(db, !e.kind);
    arena_release(r.whole);
    arena_release(r.scratch);
    return e.kind ? e : done;
}
