#include "format/xlsx_read.h"
#include "format/zip.h"
#include "test/fuzz/fuzz.h"

/* Either a file as it is, or its parts as "\1name\2content\1name\2content": a zip with right checksums is made
 * of those here, since no fuzzer guesses a CRC. */
static Str packed(Arena *a, Str in)
{
    ZipEntry entries[16] = {{.name = S("[Content_Types].xml"), .content = S("<Types/>")}};
    isize    n           = 1;
    str_cut(&in, 1);
    while (in.len && n < countof(entries)) {
        Str part = str_cut(&in, 1), name = str_cut(&part, 2);
        entries[n++] = (ZipEntry){.name = name, .content = part.at ? part : S("")};
    }
    Zip z;
    zip_start(a, &z, &(ZipPlan){.entries = entries, .count = n});
    char *p = new(a, char, z.bytes);
    MUST(zip_read(&z, p, z.bytes) == z.bytes && zip_read(&z, p, 1) == 0);
    zip_stop(&z);
    return (Str){p, z.bytes};
}

static void look_at(Arena *a, const XlsxRow *row)
{
    Ratio r;
    for (isize i = 0; i < row->count; i++) {
        const XlsxCell *c = &row->cells[i];
        MUST(c->row == row->number && c->col >= 0 && c->col < 16384);
        MUST(str_is_utf8(c->text) && xlsx_address(a, c->row, c->col).len >= 2);
        xlsx_ratio(c, &r);
    }
}

FUZZ(xlsx)
{
    Issues  issues = {.arena = &a};
    XlsxIn  how    = {.bytes = in.len && in.at[0] == 1 ? packed(&a, in) : in, .unpacked = 4 << 20, .issues = &issues};
    Xlsx   *x      = NULL;
    XlsxRow row;
    isize   n;
    Err     e = xlsx_open(&a, &how, &x);

    for (isize i = 0; !e.kind && i < xlsx_sheets(x); i++) {
        e = xlsx_start(x, i);
        while (!e.kind && xlsx_next(x, &row)) {
            Arena scratch = a;
            look_at(&scratch, &row);
        }
        if (!e.kind)
            e = xlsx_done(x);
        xlsx_merged(x, &n);
        xlsx_links(x, &n);
        xlsx_column_hidden(x, 1);
    }
    MUST((e.kind != OK) == (issues.count == 1));
    xlsx_close(x);
}
