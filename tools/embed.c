/* embed - put files inside the program.
 *
 *     embed NAME file ... > NAME.c         const Embedded NAME[]: base name, bytes, SHA-256 in hex
 */
#include "tool.h"

#include <sodium.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        die("usage: embed NAME file ...");
    printf("/* made by embed; do not edit */\n#include \"base/embed.h\"\n\n");
    for (int i = 2; i < argc; i++) {
        long  n;
        char *p = slurp(argv[i], &n);
        printf("static const unsigned char file_%d[] = {", i);
        for (long k = 0; k < n; k++)
            printf("%s%d,", k % 32 ? "" : "\n", (unsigned char)p[k]);
        printf("0};\n");
        free(p);
    }
    printf("\nconst Embedded %s[] = {\n", argv[1]);
    for (int i = 2; i < argc; i++) {
        long  n;
        char *p = slurp(argv[i], &n), hex[65];
        unsigned char sum[32];
        const char   *base = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
        crypto_hash_sha256(sum, (unsigned char *)p, (unsigned long long)n);
        printf("    {\"%s\", {(const char *)file_%d, %ld}, \"%s\"},\n", base, i, n,
               sodium_bin2hex(hex, sizeof hex, sum, sizeof sum));
        free(p);
    }
    printf("    {0},\n};\n");
    return 0;
}
