#include "format/zip.h"
#include "lke/lke_xlsx.h"
#include "test/fuzz/fuzz.h"

/* A sheet as text: rows by newline, cells by tab, another sheet after "\1name\n".  "#3.5" is a number. */
static const char rels_head[] = "<Relationships>";
static const char rel[] = "<Relationship Id='s%d' Type='/worksheet' Target='s%d.xml'/>";

static void add_escaped(Buf *b, Str s)
{
    for (isize i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '<' || c == '&' || ((u8)c < 0x20) || (u8)c > 0x7E)
            buf_addf(b, "&#%d;", (u8)c < 0x20 ? ' ' : (u8)c);
        else
            buf_char(b, c);
    }
}

static Str sheet_xml(Arena *a, Str text)
{
    Buf b = {.arena = a};
    buf_add(&b, S("<worksheet><sheetData>"));
    while (text.len) {
        Str row = str_cut(&text, '\n');
        buf_add(&b, S("<row>"));
        while (row.len) {
            Str cell = str_cut(&row, '\t');
            bool number = str_starts(cell, S("#"));
            buf_add(&b, number ? S("<c><v>") : S("<c t='str'><v>"));
            add_escaped(&b, str_sub(cell, number, -1));
            buf_add(&b, S("</v></c>"));
        }
        buf_add(&b, S("</row>"));
    }
    buf_add(&b, S("</sheetData></worksheet>"));
    return buf_str(&b);
}

static Str book_of(Arena *a, Str in)
{
    enum { SHEETS = 4 };
    ZipEntry e[SHEETS + 4] = {
        {.name = S("[Content_Types].xml"), .content = S("<Types/>")},
        {.name = S("_rels/.rels"),
         .content = S("<Relationships><Relationship Id='r' Type='/officeDocument' Target='b.xml'/></Relationships>")},
    };
    Buf   book = {.arena = a}, rels = {.arena = a};
    isize n    = 4;
    buf_add(&book, S("<workbook><sheets>"));
    buf_add(&rels, str_of(rels_head));
    for (int i = 0; i < SHEETS && (i == 0 || in.len); i++) {
        Str sheet = str_cut(&in, 1), name = i ? str_cut(&sheet, '\n') : S("LKE");
        buf_add(&book, S("<sheet name='"));
        add_escaped(&book, name.len && !str_has(name, S("'")) ? name : S("x"));
        buf_addf(&book, "' r:id='s%d'/>", i);
        buf_addf(&rels, rel, i, i);
        e[n++] = (ZipEntry){.name = str_fmt(a, "s%d.xml", i), .content = sheet_xml(a, sheet)};
    }
    buf_add(&book, S("</sheets></workbook>"));
    buf_add(&rels, S("</Relationships>"));
    e[2] = (ZipEntry){.name = S("b.xml"), .content = buf_str(&book)};
    e[3] = (ZipEntry){.name = S("_rels/b.xml.rels"), .content = buf_str(&rels)};

    Zip z;
    zip_start(a, &z, &(ZipPlan){.entries = e, .count = n});
    char *p = new(a, char, z.bytes);
    MUST(zip_read(&z, p, z.bytes) == z.bytes);
    zip_stop(&z);
    return (Str){p, z.bytes};
}

/* What was understood is an answer of its item, and lies in a cell. */
static void check(const LkeXlsx *x)
{
    for (int k = 0; k < LKE_XLSX_LAYERS; k++) {
        for (int i = 0; i < x->pack->nnodes; i++) {
            const NilaiAnswer *answer = &x->layers[k].sheet.at[i];
            MUST(!answer->answered || (pack_is_question(&x->pack->nodes[i]) && x->layers[k].where[i].len));
            MUST(!answer->answered || x->layers[k].there);
        }
    }
}

FUZZ(lke)
{
    static Arena    life;
    static Regulasi rules;
    if (!life.beg) {
        life = arena_reserve((isize)64 << 20);
        MUST(!regulasi_start(&life, &rules).kind);
    }
    Issues  issues = {.arena = &a};
    XlsxIn  how    = {.bytes = book_of(&a, in), .issues = &issues};
    Xlsx   *book   = NULL;
    LkeXlsx x;
    Err     e = xlsx_open(&a, &how, &book);
    if (!e.kind)
        e = lke_xlsx_read(&a, book, regulasi_pack(&rules, S("permenpanrb-90-2021")), LANG_ID, &issues, &x);
    xlsx_close(book);
    if (!e.kind) {
        check(&x);
        lke_xlsx_words(&a, &x);
    }
}
