#include "db/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 << 10 };

/* --- names --- */

typedef struct { char *dir, *first, *second, *file; } Place;   /* dir/ab/cd/abcd... */

static Place place_of(Arena *a, const Blobs *b, Digest sha256)
{
    Str   hex = hex_of(a, sha256.at, countof(sha256.at));
    Place p   = {.dir = str_c(a, b->dir)};
    p.first   = str_c(a, str_fmt(a, "%s/%.2s", p.dir, hex.at));
    p.second  = str_c(a, str_fmt(a, "%s/%.2s", p.first, hex.at + 2));
    p.file    = str_c(a, str_fmt(a, "%s/%.*s", p.second, STRF(hex)));
    return p;
}

Str blob_path(Arena *a, const Blobs *b, Digest sha256)
{
    return str_of(place_of(a, b, sha256).file);
}

/* --- what must be on disk --- */

static Err sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FAIL(ERR_IO, strerrordesc_np(errno));
    int failed = fsync(fd) ? errno : 0;
    close(fd);
    return failed ? FAIL(ERR_IO, strerrordesc_np(failed)) : NO_ERR;
}

/* A folder and its entry in the one above; another thread may make it at the same time. */
static Err make_dir(const char *path, const char *above)
{
    if (mkdir(path, 0700) && errno != EEXIST)
        return FAIL(ERR_IO, strerrordesc_np(errno));
    return sync_path(above);
}

static bool has_bytes(const char *path, i64 bytes)
{
    struct stat st;
    return !stat(path, &st) && st.st_size == bytes;
}

/* --- the door --- */

Err blob_keep(Arena scratch, const Blobs *b, Str quarantine_path, Digest sha256)
{
    Place       p    = place_of(&scratch, b, sha256);
    char       *from = str_c(&scratch, quarantine_path);
    struct stat st;

    if (stat(from, &st)) {
        if (errno != ENOENT)
            return FAIL(ERR_IO, strerrordesc_np(errno));
        return access(p.file, F_OK) ? FAIL(ERR_NOT_FOUND, "there is no file to keep") : NO_ERR;
    }
    if (has_bytes(p.file, st.st_size)) {
        TRY(sync_path(p.second));       /* whoever put it there may not have come so far yet */
        return unlink(from) ? FAIL(ERR_IO, strerrordesc_np(errno)) : NO_ERR;
    }
    TRY(make_dir(p.first, p.dir));
    TRY(make_dir(p.second, p.first));
    TRY(sync_path(from));
    if (chmod(from, 0400) || rename(from, p.file))
        return FAIL(ERR_IO, strerrordesc_np(errno));
    return sync_path(p.second);
}

Err blob_open(Arena scratch, const Blobs *b, Digest sha256, int *out_fd, i64 *out_bytes)
{
    Place       p  = place_of(&scratch, b, sha256);
    int         fd = open(p.file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;

    if (fd < 0)
        return FAIL(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, strerrordesc_np(errno));
    if (fstat(fd, &st)) {
        close(fd);
        return FAIL(ERR_IO, strerrordesc_np(errno));
    }
    *out_fd    = fd;
    *out_bytes = st.st_size;
    return NO_ERR;
}

Err blob_remove(Arena scratch, const Blobs *b, Digest sha256)
{
    Place p = place_of(&scratch, b, sha256);
    if (unlink(p.file))
        return FAIL(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, strerrordesc_np(errno));
    return sync_path(p.second);
}

static Err digest_of(Arena scratch, int fd, Digest *out)
{
    char   *piece = new(&scratch, char, PIECE);
    Sha256  hash;
    ssize_t n;

    sha256_start(&hash);
    while ((n = read(fd, piece, PIECE)) > 0)
        sha256_add(&hash, (Str){piece, n});
    if (n < 0)
        return FAIL(ERR_IO, strerrordesc_np(errno));
    *out = sha256_end(&hash);
    return NO_ERR;
}

Err blob_verify(Arena scratch, const Blobs *b, Digest sha256)
{
    Digest found;
    i64    bytes;
    int    fd;

    TRY(blob_open(scratch, b, sha256, &fd, &bytes));
    Err e = digest_of(scratch, fd, &found);
    close(fd);
    TRY(e);
    if (memcmp(found.at, sha256.at, sizeof found.at))
        return FAIL(ERR_INVALID, "the content is not what its name says");
    return NO_ERR;
}

/* --- all of them: two levels of folders named by two hex digits, then the files --- */

typedef struct { Err (*with)(void *x, Digest sha256); void *x; } Each;

static bool is_hex_pair(const char *name)
{
    for (int i = 0; i < 2; i++)
        if (!((name[i] >= '0' && name[i] <= '9') || (name[i] >= 'a' && name[i] <= 'f')))
            return false;
    return !name[2];
}

static Err each_below(Arena scratch, Str dir, int level, const Each *each)
{
    DIR           *d = opendir(str_c(&scratch, dir));
    struct dirent *entry;
    Err            e = NO_ERR;

    if (!d)
        return errno == ENOENT ? NO_ERR : FAIL(ERR_IO, "the folder of files cannot be read");
    while (!e.kind && (entry = readdir(d))) {
        Arena  room = scratch;
        Digest sha256;
        if (level && is_hex_pair(entry->d_name))
            e = each_below(room, str_fmt(&room, "%.*s/%s", STRF(dir), entry->d_name), level - 1, each);
        else if (!level && hex_digest(str_of(entry->d_name), &sha256))
            e = each->with(each->x, sha256);
    }
    closedir(d);
    return e;
}

Err blob_each(Arena scratch, const Blobs *b, Err (*with)(void *x, Digest sha256), void *x)
{
    return each_below(scratch, b->dir, 2, &(Each){with, x});
}
