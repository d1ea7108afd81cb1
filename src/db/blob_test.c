#include "test/test.h"

#include "db/blob.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_to(Arena a, Str path, Str bytes)
{
    int fd = open(str_c(&a, path), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(fd >= 0);
    CHECK(write(fd, bytes.at, (size_t)bytes.len) == bytes.len);
    close(fd);
}

static bool is_there(Arena a, Str path)
{
    return !access(str_c(&a, path), F_OK);
}

typedef struct { Blobs blobs; Str upload, text; Digest hash; } Stored;

static Stored store(Arena *a)
{
    Stored s = {.text = S("a scan of the decree")};
    s.blobs.dir = str_fmt(a, "%.*s/berkas", STRF(test_dir(a)));
    s.upload    = str_fmt(a, "%.*s/upload", STRF(test_dir(a)));
    s.hash      = hash_sha256(s.text);
    mkdir(str_c(a, s.blobs.dir), 0700);
    write_to(*a, s.upload, s.text);
    CHECK_OK(blob_keep(*a, &s.blobs, s.upload, s.hash));
    return s;
}

TEST(a_kept_file_is_found_under_its_hash)
{
    Stored s = store(&a);
    char   read_back[64];
    int    fd = -1;
    i64    bytes = 0;
    CHECK(!is_there(a, s.upload));
    CHECK(str_ends(blob_path(&a, &s.blobs, s.hash), hex_of(&a, s.hash.at, 32)));
    CHECK_OK(blob_open(a, &s.blobs, s.hash, &fd, &bytes));
    CHECK(bytes == s.text.len);
    CHECK(read(fd, read_back, sizeof read_back) == bytes);
    CHECK_STR(((Str){read_back, bytes}), s.text);
    close(fd);
    CHECK_OK(blob_verify(a, &s.blobs, s.hash));
}

TEST(a_file_that_is_there_already_is_kept_once)
{
    Stored s = store(&a);
    write_to(a, s.upload, s.text);
    CHECK_OK(blob_keep(a, &s.blobs, s.upload, s.hash));
    CHECK(!is_there(a, s.upload));
    CHECK_OK(blob_keep(a, &s.blobs, s.upload, s.hash));
    CHECK_OK(blob_verify(a, &s.blobs, s.hash));
}

TEST(a_file_that_was_altered_or_cut_is_noticed_and_mended_by_a_new_copy)
{
    Stored s    = store(&a);
    Str    path = blob_path(&a, &s.blobs, s.hash);
    chmod(str_c(&a, path), 0600);
    write_to(a, path, S("a scan of another one"));
    CHECK(blob_verify(a, &s.blobs, s.hash).kind == ERR_INVALID);
    write_to(a, path, S("a scan"));
    CHECK(blob_verify(a, &s.blobs, s.hash).kind == ERR_INVALID);
    write_to(a, s.upload, s.text);
    CHECK_OK(blob_keep(a, &s.blobs, s.upload, s.hash));
    CHECK_OK(blob_verify(a, &s.blobs, s.hash));
}

TEST(a_removed_file_is_not_found)
{
    Stored s = store(&a);
    int    fd;
    i64    bytes;
    CHECK_OK(blob_remove(a, &s.blobs, s.hash));
    CHECK(blob_open(a, &s.blobs, s.hash, &fd, &bytes).kind == ERR_NOT_FOUND);
    CHECK(blob_verify(a, &s.blobs, s.hash).kind == ERR_NOT_FOUND);
    CHECK(blob_remove(a, &s.blobs, s.hash).kind == ERR_NOT_FOUND);
    CHECK(blob_keep(a, &s.blobs, s.upload, s.hash).kind == ERR_NOT_FOUND);
}

TEST(a_file_that_cannot_be_moved_is_an_error_and_stays_where_it_was)
{
    Stored s = store(&a);
    Str    other = str_fmt(&a, "%.*s/other", STRF(test_dir(&a)));
    write_to(a, other, S("x"));
    CHECK(blob_keep(a, &(Blobs){S("/nonexistent")}, other, hash_sha256(S("x"))).kind == ERR_IO);
    CHECK(is_there(a, other));
    (void)s;
}
