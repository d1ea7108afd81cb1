#include "format/csv.h"
#include "test/fuzz/fuzz.h"

/* A spreadsheet's apostrophe, which keeps a text from being a formula, is all that may differ. */
static bool is_same(Str was, Str now)
{
    return str_eq(was, now) || (now.len == was.len + 1 && now.at[0] == '\'' && str_eq(was, str_sub(now, 1, -1)));
}

static void write_and_read_again(Arena a, const CsvRow *row)
{
    Buf    b      = {.arena = &a};
    CsvOut o      = {.to = &b, .separator = ';'};
    Issues issues = {.arena = &a};
    Csv    c;
    CsvRow now;

    for (isize i = 0; i < row->count; i++)
        csv_put_text(&o, row->cells[i]);
    csv_end_row(&o);
    Str text = str_fmt(&a, "sep=;\n%.*s", STRF(buf_str(&b)));
    MUST(!csv_open(&c, text, (CsvMost){0}, LANG_EN, &issues).kind && csv_next(&a, &c, &now));
    MUST(now.count == row->count);
    for (isize i = 0; i < row->count; i++)
        MUST(is_same(row->cells[i], now.cells[i]));
}

FUZZ(csv)
{
    Issues issues = {.arena = &a};
    Csv    c;
    CsvRow row;
    if (csv_open(&c, in, (CsvMost){.rows = 1000, .columns = 100}, LANG_ID, &issues).kind) {
        MUST(issues.count == 1);
        return;
    }
    while (csv_next(&a, &c, &row)) {
        MUST(row.count > 0 && row.count <= 100);
        if (row.count > 1)                      /* one empty cell alone is an empty line */
            write_and_read_again(a, &row);
    }
    MUST((csv_done(&c).kind != OK) == (issues.count == 1));
}
