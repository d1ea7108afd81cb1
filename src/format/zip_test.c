#include "format/zip.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zip.h>

#include "test/test.h"

static Str pulled(Arena *a, Zip *z, isize step)
{
    char *p = new(a, char, z->bytes + step);
    isize n = 0, got;
    while ((got = zip_read(z, p + n, step)) > 0)
        n += got;
    zip_stop(z);
    return got < 0 ? S("failed") : (Str){p, n};
}

static zip_t *open_bytes(Str s)
{
    zip_source_t *source = zip_source_buffer_create(s.at, (zip_uint64_t)s.len, 0, NULL);
    zip_t        *zip    = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    CHECK(zip != NULL);
    return zip;
}

static int open_file(void *ctx, isize entry)
{
    (void)entry;
    return open(ctx, O_RDONLY);
}

static void write_file(const char *path, Str s)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(write(fd, s.at, (size_t)s.len) == s.len);
    close(fd);
}

/* The verdict of another program. */
static int run(const char *program, const char *option, const char *path)
{
    int   status;
    pid_t child = fork();
    if (!child) {
        close(1);
        execlp(program, program, option, path, (char *)NULL);
        _exit(127);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(an_archive_is_as_long_as_it_said_in_pieces_of_any_size)
{
    ZipEntry entries[] = {
        {.name = S("1. Manajemen Perubahan/SK Tim.pdf"), .content = S("first"), .at = {1787194800}},
        {.name = S("catatan \xE2\x80\x94 rapat.txt"), .content = S("")},
        {.name = S("third"), .content = S("3")},
    };
    Zip z;
    zip_start(&a, &z, &(ZipPlan){.entries = entries, .count = 3});
    i64 promised = z.bytes;
    Str whole    = pulled(&a, &z, 4096);
    CHECK(whole.len == promised);
    for (isize step = 1; step < 50; step += 7) {
        zip_start(&a, &z, &(ZipPlan){.entries = entries, .count = 3});
        CHECK(str_eq(pulled(&a, &z, step), whole));
    }
    zip_t *zip = open_bytes(whole);
    CHECK(zip_get_num_entries(zip, 0) == 3);
    CHECK(zip_name_locate(zip, "catatan \xE2\x80\x94 rapat.txt", 0) == 1);
    zip_discard(zip);
}

TEST(an_empty_archive_is_still_an_archive)
{
    Zip z;
    zip_start(&a, &z, &(ZipPlan){0});
    Str whole = pulled(&a, &z, 100);
    CHECK(whole.len == 22 && z.bytes == 22);
}

TEST(unzip_accepts_an_archive_of_files)
{
    Str   dir     = test_dir(&a);
    char *file    = str_c(&a, str_fmt(&a, "%.*s/x", STRF(dir)));
    char *archive = str_c(&a, str_fmt(&a, "%.*s/x.zip", STRF(dir)));
    Buf   content = {.arena = &a};
    for (int i = 0; i < 30000; i++)
        buf_addf(&content, "%d ", i);
    write_file(file, buf_str(&content));

    ZipEntry entries[2] = {{.name = S("a/x.txt"), .bytes = content.len, .crc32 = zip_crc32(0, buf_str(&content))},
                           {.name = S("a/x.txt"), .bytes = content.len, .crc32 = zip_crc32(0, buf_str(&content))}};
    ZipPlan  plan = {.entries = entries, .count = 2, .open = open_file, .ctx = file, .utc_minutes = 420};
    Zip      z;
    zip_start(&a, &z, &plan);
    Str whole = pulled(&a, &z, 1000);
    CHECK(whole.len == z.bytes);
    write_file(archive, whole);
    CHECK(run("unzip", "-tqq", archive) == 0);
    zip_discard(open_bytes(whole));

    entries[1].crc32 ^= 1;
    zip_start(&a, &z, &plan);
    CHECK_STR(pulled(&a, &z, 1000), S("failed"));
    entries[1].crc32 ^= 1;
    entries[1].bytes++;
    zip_start(&a, &z, &plan);
    CHECK_STR(pulled(&a, &z, 1000), S("failed"));
}

TEST(names_in_an_archive_are_safe_and_unique)
{
    static const char *const wished[][2] = {
        {"../../etc/passwd", "etc/passwd"},       {"/abs/./x//y", "abs/x/y"},
        {"a\\b:c*?.pdf", "a_b_c__.pdf"},          {"tab\there\x7F", "tab_here_"},
        {"CON.txt", "_CON.txt"},                  {"lpt1", "_lpt1"},
        {"", "berkas"},                           {"..", "berkas (2)"},
        {"SK.pdf", "SK.pdf"},                     {"sk.PDF", "sk (2).PDF"},
        {"SK.pdf", "SK (3).pdf"},                 {"bad\xFFutf", "bad_utf"},
        {"x\xE2\x80\xAEgpj.exe", "x_gpj.exe"},    {" name. ", "name"},
    };
    ZipEntry entries[countof(wished)] = {0};
    for (isize i = 0; i < countof(wished); i++)
        entries[i] = (ZipEntry){.name = str_of(wished[i][0]), .content = S("x")};
    Zip z;
    zip_start(&a, &z, &(ZipPlan){.entries = entries, .count = countof(wished)});
    for (isize i = 0; i < countof(wished); i++)
        CHECK_STR(entries[i].name, str_of(wished[i][1]));

    Buf longest = {.arena = &a};
    for (int i = 0; i < 300; i++)
        buf_add(&longest, S("\xC3\xA9"));
    buf_add(&longest, S(".pdf"));
    ZipEntry one = {.name = buf_str(&longest), .content = S("x")};
    zip_start(&a, &z, &(ZipPlan){.entries = &one, .count = 1});
    CHECK(one.name.len <= 180 && str_is_utf8(one.name) && str_ends(one.name, S(".pdf")));
}

LONG_TEST(seventy_thousand_entries_need_zip64_and_have_it)
{
    enum { MANY = 70000 };
    ZipEntry *entries = new(&a, ZipEntry, MANY);
    for (isize i = 0; i < MANY; i++)
        entries[i] = (ZipEntry){.name = str_fmt(&a, "%td", i), .content = S("x")};
    Zip z;
    zip_start(&a, &z, &(ZipPlan){.entries = entries, .count = MANY});
    Str    whole = pulled(&a, &z, 1 << 20);
    CHECK(whole.len == z.bytes);
    zip_t *zip   = open_bytes(whole);
    CHECK(zip_get_num_entries(zip, 0) == MANY);
    zip_discard(zip);
}

TEST(a_file_over_four_gigabytes_is_placed_right)
{
    Str   dir     = test_dir(&a);
    char *sparse  = str_c(&a, str_fmt(&a, "%.*s/sparse", STRF(dir)));
    char *archive = str_c(&a, str_fmt(&a, "%.*s/big.zip", STRF(dir)));
    i64   size    = ((i64)4 << 30) + 10;
    int   fd      = open(sparse, O_RDWR | O_CREAT, 0600);
    CHECK(ftruncate(fd, size) == 0);
    close(fd);

    ZipEntry entries[] = {{.name = S("big"), .bytes = size}, {.name = S("after"), .content = S("here")}};
    Zip      z;
    zip_start(&a, &z, &(ZipPlan){.entries = entries, .count = 2});

    /* The data itself is skipped: only the records around it are looked at. */
    int   out = open(archive, O_RDWR | O_CREAT, 0600);
    char *p   = new(&a, char, 4096);
    isize n   = zip_read(&z, p, 30 + 3 + 20);
    CHECK(pwrite(out, p, (size_t)n, 0) == n);
    z.plan.open = open_file;
    z.plan.ctx  = sparse;
    CHECK(zip_read(&z, p, 1) == 1);
    z.at  += z.left;
    i64 at = z.at;
    z.left = 0;
    close(z.fd);
    z.fd = -1;
    n    = zip_read(&z, p, 4096);
    CHECK(pwrite(out, p, (size_t)n, at) == n);
    CHECK(at + n == z.bytes);
    close(out);

    zip_t     *zip = zip_open(archive, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    zip_stat_t st;
    CHECK(zip && !zip_stat(zip, "big", 0, &st) && st.size == (zip_uint64_t)size);
    zip_file_t *f = zip ? zip_fopen(zip, "after", 0) : NULL;
    char        text[5] = {0};
    CHECK(f && zip_fread(f, text, 4) == 4 && !strcmp(text, "here"));
    if (f)
        zip_fclose(f);
    if (zip)
        zip_discard(zip);
}
