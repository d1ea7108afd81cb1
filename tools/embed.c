/* embed - put files inside the program.
 *
 *     embed NAME file ... > NAME.c         const Embedded NAME[]: base name, bytes, gzip, SHA-256 in hex
 */
#include "tool.h"

#include <sodium.h>
#include <zlib.h>

static void put_bytes(const char *name, int i, const unsigned char *p, long n)
{
    printf("static const unsigned char %s_%d[] = {", name, i);
    for (long k = 0; k < n; k++)
        printf("%s%d,", k % 32 ? "" : "\n", p[k]);
    printf("0};\n");
}

/* As gzip, at its best; 0 if that saves less than a tenth. */
static long pack(const char *p, long n, unsigned char **out)
{
    long     room = n + n / 100 + 100;
    z_stream z    = {0};

    if (!(*out = calloc(1, (size_t)room)) || deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("out of memory");
    z.next_in   = (unsigned char *)p;
    z.avail_in  = (unsigned)n;
    z.next_out  = *out;
    z.avail_out = (unsigned)room;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        die("cannot be compressed");
    deflateEnd(&z);
    return (long)z.total_out < n - n / 10 ? (long)z.total_out : 0;
}

int main(int argc, char **argv)
{
    long *packed = calloc((size_t)argc, sizeof *packed);

    if (argc < 2 || !packed)
        die("usage: embed NAME file ...");
    printf("/* made by embed; do not edit */\n#include \"base/embed.h\"\n\n");
    for (int i = 2; i < argc; i++) {
        long           n;
        unsigned char *small;
        char          *p = slurp(argv[i], &n);
        put_bytes("file", i, (unsigned char *)p, n);
        packed[i] = pack(p, n, &small);
        put_bytes("gzip", i, small, packed[i]);
        free(small);
        free(p);
    }
    printf("\nconst Embedded %s[] = {\n", argv[1]);
    for (int i = 2; i < argc; i++) {
        long  n;
        char *p = slurp(argv[i], &n), hex[65];
        unsigned char sum[32];
        const char   *base = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
        crypto_hash_sha256(sum, (unsigned char *)p, (unsigned long long)n);
        printf("    {\"%s\", {(const char *)file_%d, %ld}, {(const char *)gzip_%d, %ld}, \"%s\"},\n", base, i, n, i,
               packed[i], sodium_bin2hex(hex, sizeof hex, sum, sizeof sum));
        free(p);
    }
    printf("    {0},\n};\n");
    return 0;
}
