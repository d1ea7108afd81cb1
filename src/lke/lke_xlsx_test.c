#include "lke/lke_xlsx.h"

#include "test/test.h"

static const Pack *the_pack(Arena *a, const PackWords **words)
{
    Regulasi r = {0};
    CHECK_OK(regulasi_start(a, &r));
    const Pack *p = regulasi_pack(&r, S("permenpanrb-90-2021"));
    if (words)
        CHECK_OK(words_for(a, &r, p, words));
    return p;
}

static Err read_path(Arena *a, const Pack *p, Str path, LkeXlsx *out)
{
    Issues issues = {.arena = a};
    XlsxIn in     = {.path = path, .issues = &issues};
    Xlsx  *book   = NULL;
    Err    e      = xlsx_open(a, &in, &book);
    if (!e.kind)
        e = lke_xlsx_read(a, book, p, LANG_ID, &issues, out);
    xlsx_close(book);
    return e;
}

static void show_doubts(const LkeXlsx *x)
{
    for (isize i = 0; i < x->doubts.count; i++)
        test_fail(x->doubts.at[i].field.at ? "doubt" : "", 0, "", x->doubts.at[i].text);
}

static void check_same(const Pack *p, const LkeXlsxLayer *was, const LkeXlsxLayer *now)
{
    for (int i = 0; i < p->nnodes; i++) {
        if (!nilai_same(&p->nodes[i], &was->sheet.at[i], &now->sheet.at[i]))
            test_fail(__FILE__, __LINE__, "another answer", p->nodes[i].code);
        CHECK_STR(now->notes[i], was->notes[i]);
        CHECK(now->evidence[i].count == was->evidence[i].count);
        for (isize k = 0; k < was->evidence[i].count && k < now->evidence[i].count; k++)
            CHECK_STR(now->evidence[i].at[k], was->evidence[i].at[k]);
    }
}

/* The answers of a worked case; false if it is about another instrument. */
static bool case_answers(Arena *a, const Pack *p, const Json *one, LkeXlsxLayer *out)
{
    Issues      issues  = {.arena = a};
    const Json *answers = json_get(one, "answers");
    *out = lke_xlsx_layer(a, p);
    for (isize i = 0; i < answers->count; i++) {
        int n = pack_find(p, answers->at[i].key);
        if (n < 0 || !pack_is_question(&p->nodes[n]))
            return false;
        CHECK(nilai_answer_json(&p->nodes[n], &answers->at[i], LANG_ID, &issues, &out->sheet.at[n]));
    }
    return true;
}

static const Json *the_cases(Arena *a)
{
    const Json *cases = NULL;
    CHECK_OK(json_read(a, test_read(a, "test/golden/lke_cases.json"), (JsonMost){0}, &cases));
    return cases;
}

LONG_TEST(every_worked_case_goes_out_and_comes_back_the_same)
{
    const PackWords *words;
    const Pack *p     = the_pack(&a, &words);
    const Json *cases = the_cases(&a);
    Str         path  = str_fmt(&a, "%.*s/lke.xlsx", STRF(test_dir(&a)));
    int         done  = 0;

    for (isize c = 0; c < cases->count; c++) {
        Arena        scratch = a;
        LkeXlsxLayer layers[LKE_XLSX_LAYERS] = {{0}};
        LkeXlsx      back;
        if (!case_answers(&scratch, p, &cases->at[c], &layers[0]))
            continue;
        LkeXlsxPlan plan = {p, words, LANG_ID, S("Balai Contoh"), 2026, layers};
        CHECK_OK(lke_xlsx_write(&scratch, path, &plan));
        CHECK_OK(read_path(&scratch, p, path, &back));
        show_doubts(&back);
        CHECK(back.differs.count == 0);
        check_same(p, &layers[0], &back.layers[0]);
        done++;
    }
    CHECK(done >= 7);
}

TEST(notes_evidence_layers_and_the_predicate_held_survive_the_way_there_and_back)
{
    const PackWords *words;
    const Pack  *p    = the_pack(&a, &words);
    Str          path = str_fmt(&a, "%.*s/lke.xlsx", STRF(test_dir(&a)));
    LkeXlsxLayer layers[LKE_XLSX_LAYERS];
    LkeXlsx      back;
    for (int k = 0; k < LKE_XLSX_LAYERS; k++)
        layers[k] = lke_xlsx_layer(&a, p);
    CHECK(case_answers(&a, p, &the_cases(&a)->at[0], &layers[0]));
    CHECK(case_answers(&a, p, &the_cases(&a)->at[5], &layers[2]));
    layers[2].there = true;
    layers[0].sheet.holds_said = true;
    layers[0].sheet.holds      = 1;

    int i = pack_find(p, S("A.I.1.i.b")), n = pack_find(p, S("A.II.5.iii.a"));
    layers[0].notes[i] = S("Dipilih oleh pimpinan.\nLihat notula; =1+1");
    layers[2].notes[n] = S("Rincian belum lengkap");
    *list_add(&a, &layers[0].evidence[i]) = S("SK Tim Kerja ZI 2026.pdf");
    *list_add(&a, &layers[0].evidence[i]) = S("https://drive.example/abc");
    *list_add(&a, &layers[2].evidence[n]) = S("=HYPERLINK(\"x\")");

    LkeXlsxPlan plan = {p, words, LANG_ID, S("Balai Contoh"), 2026, layers};
    CHECK_OK(lke_xlsx_write(&a, path, &plan));
    CHECK_OK(read_path(&a, p, path, &back));
    show_doubts(&back);
    CHECK(back.differs.count == 0);
    check_same(p, &layers[0], &back.layers[0]);
    check_same(p, &layers[2], &back.layers[2]);
    CHECK(back.layers[0].there && !back.layers[1].there && back.layers[2].there && !back.layers[3].there);
    CHECK(back.layers[0].sheet.holds_said && back.layers[0].sheet.holds == 1);
    CHECK_STR(back.heading.at[1], S("Balai Contoh, 2026"));
    CHECK_STR(back.titles[i], words->nodes[i].ask[LANG_ID]);
}

TEST(the_wording_of_a_workbook_becomes_a_layer_of_words)
{
    const PackWords *words;
    const Pack  *p    = the_pack(&a, &words);
    Str          path = str_fmt(&a, "%.*s/lke.xlsx", STRF(test_dir(&a)));
    LkeXlsxLayer layers[LKE_XLSX_LAYERS] = {lke_xlsx_layer(&a, p)};
    LkeXlsx      back;
    LkeXlsxPlan  plan = {p, words, LANG_ID, S("Balai Contoh"), 2026, layers};
    CHECK_OK(lke_xlsx_write(&a, path, &plan));
    CHECK_OK(read_path(&a, p, path, &back));

    PackWords over   = *words;
    Issues    issues = {.arena = &a};
    CHECK_OK(words_over(&a, lke_xlsx_words(&a, &back), LANG_ID, &issues, p, &over));
    int i = pack_find(p, S("A.I.2.i.b"));
    CHECK_STR(over.nodes[i].ask[LANG_ID], words->nodes[i].ask[LANG_ID]);
    CHECK_STR(over.nodes[i].options[4][LANG_ID], words->nodes[i].options[4][LANG_ID]);
}

TEST(the_meaning_of_options_is_cut_from_one_cell)
{
    const Pack *p = the_pack(&a, NULL);
    Str         out[8];
    const PackNode *n = &p->nodes[pack_find(p, S("A.I.1.i.b"))];
    CHECK(lke_xlsx_options(&a, n, S("a. Semua\n  dan lagi\n b) Sebagian\nC: Tidak"), out));
    CHECK_STR(out[0], S("Semua\n  dan lagi"));
    CHECK_STR(out[1], S("Sebagian"));
    CHECK_STR(out[2], S("Tidak"));
    CHECK(!lke_xlsx_options(&a, n, S("a. Semua\nb. Sebagian"), out));
    CHECK(!lke_xlsx_options(&a, n, S(""), out));
}

/* --- forms as offices have them --- */

typedef enum { FORM_SPREAD, FORM_ONE_COLUMN, FORM_TITLE_WITH_NUMBER } Numbering;

typedef struct {
    Numbering   numbering;
    bool        dots, upper, running, block_above, second_heads, official_v, no_dash, heads_again;
    const char *sheet, *answer_head, *note_head, *evidence_head;
    bool        tpi_beside;     /* a second layer to the right, under a merged head "TPI" */
    bool        total_only;     /* of LHKPN and LHKASN */
    bool        indicator_asks; /* the row of an indicator carries what its only question would */
} Form;

typedef struct { Arena *a; XlsxOut *x; const Pack *p; const Form *f; const NilaiSheet *s; int row; } Maker;

enum { F_NUMBER = 1, F_WEIGHT = 8, F_CRITERIA, F_KIND, F_ANSWER, F_SCORE, F_PERCENT, F_NOTE, F_EVIDENCE, F_TPI };

static Str part_of(Maker *m, Str code)
{
    isize dot = code.len;
    while (dot && code.at[dot - 1] != '.')
        dot--;
    Str part = str_copy(m->a, str_sub(code, dot, -1));
    for (isize i = 0; i < part.len && m->f->upper; i++)
        if (part.at[i] >= 'a')
            ((char *)part.at)[i] = (char)(part.at[i] - 32);
    return m->f->dots ? str_fmt(m->a, " %.*s. ", STRF(part)) : part;
}

static void make_number(Maker *m, int level, Str part, Str code, Str title)
{
    int col = F_NUMBER;
    if (m->f->running)
        xlsx_i64(m->x, (XlsxAt){m->row, 0}, m->row, XS_PLAIN);
    if (m->f->numbering == FORM_TITLE_WITH_NUMBER) {
        title = part.len ? str_fmt(m->a, "%.*s. %.*s", STRF(str_trim(part)), STRF(title)) : title;
        part  = (Str){0};
    }
    if (m->f->numbering == FORM_ONE_COLUMN && level >= 3 && part.len && !str_is(part, "-")) {
        part = code;                            /* "1.i.a" */
        str_cut(&part, '.');
        str_cut(&part, '.');
    }
    if (m->f->numbering == FORM_SPREAD)
        col += level;
    if (part.len)
        xlsx_text(m->x, (XlsxAt){m->row, col}, part, XS_PLAIN);
    xlsx_text(m->x, (XlsxAt){m->row, col + 1}, title, XS_PLAIN);
}

static void make_heads(Maker *m)
{
    static const char *const heads[] = {"Bobot", "Penjelasan", "Pilihan Jawaban"};
    int row = m->row;
    if (m->f->second_heads) {
        for (int k = 0; k < 3; k++)
            xlsx_merge(m->x, (XlsxAt){row, F_WEIGHT + k}, (XlsxAt){row + 1, F_WEIGHT + k}, str_of(heads[k]), XS_HEAD);
        xlsx_merge(m->x, (XlsxAt){row, F_ANSWER}, (XlsxAt){row, F_EVIDENCE}, S("Penilaian Unit Kerja"), XS_HEAD);
        if (m->f->tpi_beside)
            xlsx_merge(m->x, (XlsxAt){row, F_TPI}, (XlsxAt){row, F_TPI + 2}, S("Penilaian TPI"), XS_HEAD);
        row++;
    } else {
        for (int k = 0; k < 3; k++)
            xlsx_text(m->x, (XlsxAt){row, F_WEIGHT + k}, str_of(heads[k]), XS_HEAD);
    }
    xlsx_text(m->x, (XlsxAt){row, F_ANSWER}, str_of(m->f->answer_head), XS_HEAD);
    xlsx_text(m->x, (XlsxAt){row, F_SCORE}, S("Nilai"), XS_HEAD);
    xlsx_text(m->x, (XlsxAt){row, F_PERCENT}, S("%"), XS_HEAD);
    xlsx_text(m->x, (XlsxAt){row, F_NOTE}, str_of(m->f->note_head), XS_HEAD);
    xlsx_text(m->x, (XlsxAt){row, F_EVIDENCE}, str_of(m->f->evidence_head), XS_HEAD);
    if (m->f->tpi_beside) {
        xlsx_text(m->x, (XlsxAt){row, F_TPI}, m->f->second_heads ? S("Jawaban") : S("Jawaban TPI"), XS_HEAD);
        xlsx_text(m->x, (XlsxAt){row, F_TPI + 1}, S("Nilai"), XS_HEAD);
        xlsx_text(m->x, (XlsxAt){row, F_TPI + 2}, S("Catatan TPI"), XS_HEAD);
    }
    m->row = row + 1;
}

static void make_kind(Maker *m, const char *kind)
{
    xlsx_text(m->x, (XlsxAt){m->row, F_KIND}, str_of(kind), XS_PLAIN);
}

static void make_answer(Maker *m, Str text)
{
    xlsx_text(m->x, (XlsxAt){m->row, F_ANSWER}, text, XS_PLAIN);
    if (m->f->tpi_beside)
        xlsx_text(m->x, (XlsxAt){m->row, F_TPI}, text, XS_PLAIN);
}

static void make_count(Maker *m, const char *title, i64 n)
{
    m->row++;
    xlsx_text(m->x, (XlsxAt){m->row, F_NUMBER + 5}, str_of(title), XS_PLAIN);
    make_kind(m, "Jumlah");
    if (n < 0)
        return;
    if (m->row % 2)
        make_answer(m, str_fmt(m->a, "%lld", (long long)n));
    else
        xlsx_i64(m->x, (XlsxAt){m->row, F_ANSWER}, n, XS_PLAIN);
    if (m->f->tpi_beside)
        xlsx_i64(m->x, (XlsxAt){m->row, F_TPI}, n, XS_PLAIN);
}

static void make_numbers(Maker *m, int i, int level)
{
    const PackNode    *n    = &m->p->nodes[i];
    const NilaiAnswer *x    = &m->s->at[i];
    bool               sums = (n->formula.whole & (n->formula.whole - 1)) != 0;
    Str                part = part_of(m, n->code);
    i64                sum  = 0;

    if (sums) {
        make_number(m, level - 1, part, n->code, S("Kepatuhan"));
        xlsx_i64(m->x, (XlsxAt){m->row, F_WEIGHT}, 1, XS_PLAIN);
        m->row++;
        part = (Str){0};
    } else if (m->p->nodes[n->parent].children == 1) {
        part = S("-");
        m->row -= m->f->indicator_asks;
    }
    if (!m->f->indicator_asks || !str_is(part, "-"))
        make_number(m, level, part, n->code, S("Persentase"));
    make_kind(m, "%");
    xlsx_put_ratio(m->x, (XlsxAt){m->row, F_ANSWER}, ratio(1, 3), XS_PERCENT);
    for (int k = 0; k < n->ninputs; k++)
        sum += n->formula.whole >> k & 1 ? x->in[k] : 0;
    if (sums)
        make_count(m, "- Jumlah yang harus melaporkan", sum);
    for (int k = 0; k < n->ninputs; k++)
        make_count(m, "- Jumlah", m->f->total_only && sums && (n->formula.whole >> k & 1) ? -1 : x->in[k]);
}

static void make_choice(Maker *m, int i, int level)
{
    static const char *const kinds[] = {"", "", "", "A/B/C", "A/B/C/D", "A/B/C/D/E"};
    const PackNode    *n = &m->p->nodes[i];
    const NilaiAnswer *x = &m->s->at[i];
    Str  code = n->code, part = part_of(m, code);
    if (m->f->official_v && str_is(code, "A.I.6.v.b"))
        part = part_of(m, S("A.I.6.v.c"));
    else if (m->f->official_v && str_is(code, "A.I.6.v.c"))
        part = part_of(m, S("A.I.6.v.b"));
    if (m->p->nodes[n->parent].children == 1)
        part = m->f->no_dash ? (Str){0} : S("-");
    if (m->f->indicator_asks && m->p->nodes[n->parent].children == 1)
        m->row--;
    else
        make_number(m, level, part, code, S("Apakah sudah?"));
    make_kind(m, n->noptions == 2 ? "Ya/Tidak" : kinds[n->noptions]);
    Str letter = x->answered ? n->options[x->option].letter : (Str){0};
    if (m->row % 3 == 0)
        letter = str_lower(m->a, letter);
    else if (m->row % 3 == 1 && letter.len == 1)
        letter = str_fmt(m->a, "%.*s. seperti di atas", STRF(letter));
    make_answer(m, letter);
    xlsx_text(m->x, (XlsxAt){m->row, F_NOTE}, str_fmt(m->a, "catatan %.*s", STRF(code)), XS_PLAIN);
    xlsx_text(m->x, (XlsxAt){m->row, F_EVIDENCE}, S("- SK.pdf\n\n\xE2\x80\xA2 https://drive.example/x\n-"), XS_PLAIN);
}

static void make_row(Maker *m, int i)
{
    const PackNode *n     = &m->p->nodes[i];
    int             level = 0;
    for (int up = n->parent; up > 0; up = m->p->nodes[up].parent)
        level++;
    if (n->kind == PACK_CHOICE) {
        make_choice(m, i, level);
    } else if (n->kind == PACK_NUMBERS && n->formula.kind != FORMULA_INDEX) {
        make_numbers(m, i, level);
    } else if (n->kind == PACK_NUMBERS) {
        make_number(m, level, part_of(m, n->code), n->code, S("Nilai survei"));
        make_kind(m, "Nilai (0-4)");
        make_answer(m, S("3,60"));
    } else {
        if (m->f->heads_again && n->kind == PACK_COMPONENT && m->row > 20)
            make_heads(m);
        make_number(m, level, part_of(m, n->code), n->code, S("Judul"));
        xlsx_put_ratio(m->x, (XlsxAt){m->row, F_WEIGHT}, n->weight, XS_PLAIN);
        xlsx_put_ratio(m->x, (XlsxAt){m->row, F_SCORE}, ratio(12345, 100), XS_PLAIN);
    }
    m->row++;
}

static void make_sheet(Maker *m)
{
    m->row = 0;
    xlsx_sheet_add(m->x, str_of(m->f->sheet));
    if (m->f->block_above) {
        xlsx_merge(m->x, (XlsxAt){0, 0}, (XlsxAt){0, F_TPI}, S("LKE ZI UNIT KERJA"), XS_TITLE);
        xlsx_text(m->x, (XlsxAt){2, 0}, S("Unit: Balai Contoh"), XS_PLAIN);
        xlsx_text(m->x, (XlsxAt){3, 0}, S("Jawaban diisi sebelum 31 Maret"), XS_PLAIN);
        m->row = 6;
    }
    make_heads(m);
    for (int i = 1; i < m->p->nnodes; i++)
        make_row(m, i);
    xlsx_text(m->x, (XlsxAt){m->row, 1}, S("NILAI EVALUASI ZI"), XS_PLAIN);
    xlsx_put_ratio(m->x, (XlsxAt){m->row, F_SCORE}, ratio(9999, 100), XS_PLAIN);
}

static const Form forms[] = {
    {FORM_SPREAD, .dots = true, .sheet = "Jawaban", .answer_head = "Jawaban",
     .note_head = "Catatan/Keterangan/Penjelasan", .evidence_head = "Bukti Dukung"},
    {FORM_SPREAD, .upper = true, .running = true, .block_above = true, .official_v = true, .sheet = "LKE ZI",
     .answer_head = "JAWABAN", .note_head = "Keterangan", .evidence_head = "EVIDEN"},
    {FORM_SPREAD, .dots = true, .second_heads = true, .tpi_beside = true, .block_above = true, .sheet = "Sheet1",
     .answer_head = "Jawaban", .note_head = "Penjelasan", .evidence_head = "Data dukung"},
    {FORM_TITLE_WITH_NUMBER, .tpi_beside = true, .heads_again = true, .sheet = "LKE", .answer_head = "Jawaban Unit",
     .note_head = "Catatan", .evidence_head = "Tautan"},
    {FORM_SPREAD, .dots = true, .indicator_asks = true, .sheet = "LKE", .answer_head = "Jawaban",
     .note_head = "Catatan", .evidence_head = "Bukti"},
    {FORM_ONE_COLUMN, .no_dash = true, .sheet = "Unit", .answer_head = "Jawaban", .note_head = "Catatan",
     .evidence_head = "Link Bukti"},
};

static void check_form(Arena a, const Form *f, const Pack *p, const LkeXlsxLayer *want, Str path)
{
    Maker   m = {.a = &a, .p = p, .f = f, .s = &want->sheet};
    LkeXlsx got;
    CHECK_OK(xlsx_create(&a, path, false, &m.x));
    xlsx_sheet_add(m.x, S("Ringkasan"));
    xlsx_text(m.x, (XlsxAt){0, 0}, S("Nilai"), XS_PLAIN);
    make_sheet(&m);
    CHECK_OK(xlsx_finish(m.x));
    CHECK_OK(read_path(&a, p, path, &got));
    if (!f->official_v)
        show_doubts(&got);
    for (int k = 0; k <= (f->tpi_beside ? 2 : 0); k += 2)
        for (int i = 0; i < p->nnodes; i++)
            if (!nilai_same(&p->nodes[i], &want->sheet.at[i], &got.layers[k].sheet.at[i]))
                test_fail(f->sheet, k, "another answer", p->nodes[i].code);
    int i = pack_find(p, S("A.I.1.i.b"));
    CHECK_STR(got.layers[0].notes[i], S("catatan A.I.1.i.b"));
    CHECK(got.layers[0].evidence[i].count == 2);
    CHECK_STR(got.layers[0].evidence[i].at[1], S("https://drive.example/x"));
    CHECK(got.differs.count > 50);
}

TEST(forms_of_every_shape_are_read)
{
    const Pack  *p    = the_pack(&a, NULL);
    Str          path = str_fmt(&a, "%.*s/form.xlsx", STRF(test_dir(&a)));
    LkeXlsxLayer want;
    CHECK(case_answers(&a, p, &the_cases(&a)->at[6], &want));
    Issues issues = {.arena = &a};
    for (int i = 0; i < p->nnodes; i++)
        if (p->nodes[i].kind == PACK_NUMBERS && p->nodes[i].formula.kind == FORMULA_INDEX)
            CHECK(nilai_answer(&p->nodes[i], (Str[PACK_INPUTS]){S("3.6")}, LANG_ID, &issues, &want.sheet.at[i]));
    for (isize k = 0; k < countof(forms); k++)
        check_form(a, &forms[k], p, &want, path);
}

TEST(layers_on_sheets_of_their_own_are_told_by_the_sheets_names)
{
    const Pack  *p    = the_pack(&a, NULL);
    Str          path = str_fmt(&a, "%.*s/form.xlsx", STRF(test_dir(&a)));
    LkeXlsxLayer unit, tpi;
    LkeXlsx      got;
    Form         form = forms[0];
    CHECK(case_answers(&a, p, &the_cases(&a)->at[4], &unit));
    CHECK(case_answers(&a, p, &the_cases(&a)->at[5], &tpi));

    Maker m = {.a = &a, .p = p, .f = &form, .s = &tpi.sheet};
    CHECK_OK(xlsx_create(&a, path, false, &m.x));
    form.sheet = "Jawaban TPI";
    make_sheet(&m);
    form.sheet = "Jawaban Unit";
    m.s        = &unit.sheet;
    make_sheet(&m);
    CHECK_OK(xlsx_finish(m.x));
    CHECK_OK(read_path(&a, p, path, &got));
    int i = pack_find(p, S("A.I.1.i.b")), n = pack_find(p, S("A.II.5.iii.a"));
    CHECK(nilai_same(&p->nodes[i], &unit.sheet.at[i], &got.layers[0].sheet.at[i]));
    CHECK(nilai_same(&p->nodes[i], &tpi.sheet.at[i], &got.layers[2].sheet.at[i]));
    CHECK(nilai_same(&p->nodes[n], &tpi.sheet.at[n], &got.layers[2].sheet.at[n]));
    CHECK(str_starts(got.layers[2].where[i], S("Jawaban TPI!L")));
}

TEST(a_total_without_its_parts_scores_the_same_and_is_asked_about)
{
    const Pack  *p    = the_pack(&a, NULL);
    Str          path = str_fmt(&a, "%.*s/form.xlsx", STRF(test_dir(&a)));
    LkeXlsxLayer want;
    LkeXlsx      got;
    Form         form = forms[0];
    form.total_only   = true;
    CHECK(case_answers(&a, p, &the_cases(&a)->at[4], &want));
    Maker m = {.a = &a, .p = p, .f = &form, .s = &want.sheet};
    CHECK_OK(xlsx_create(&a, path, false, &m.x));
    make_sheet(&m);
    CHECK_OK(xlsx_finish(m.x));
    CHECK_OK(read_path(&a, p, path, &got));
    int n = pack_find(p, S("A.II.5.iii.a"));
    CHECK(got.doubts.count == 2);
    CHECK(!ratio_cmp(nilai_share(&p->nodes[n], &want.sheet.at[n]),
                     nilai_share(&p->nodes[n], &got.layers[0].sheet.at[n])));
}

/* One question's row, changed by hand. */
static LkeXlsx one_row(Arena *a, const Pack *p, const char *kind, const char *answer, Str *where)
{
    Str      path = str_fmt(a, "%.*s/row.xlsx", STRF(test_dir(a)));
    XlsxOut *x;
    LkeXlsx  got = {0};
    CHECK_OK(xlsx_create(a, path, false, &x));
    xlsx_sheet_add(x, S("LKE"));
    const char *const rows[][4] = {
        {"", "Bobot", "Pilihan Jawaban", "Jawaban"}, {"A.", "60"}, {"I.", "30"}, {"1.", "4"}, {"i.", "0.5"},
        {"a.", "", kind, answer},
    };
    for (int r = 0; r < countof(rows); r++)
        for (int c = 0; c < 4; c++)
            if (rows[r][c])
                xlsx_text(x, (XlsxAt){r, c}, str_of(rows[r][c]), XS_PLAIN);
    CHECK_OK(xlsx_finish(x));
    CHECK_OK(read_path(a, p, path, &got));
    *where = S("LKE!D6");
    return got;
}

TEST(what_stands_in_a_cell_is_read_as_people_write_it_or_asked_about)
{
    static const struct { const char *answer; int option; } tries[] = {
        {"Ya", 0}, {"YA", 0}, {" y ", 0}, {"Tidak", 1}, {"tdk", 1}, {"t", 1},
        {"", -1}, {"-", -1}, {"A", -2}, {"mungkin", -2},
    };
    const Pack *p = the_pack(&a, NULL);
    int         i = pack_find(p, S("A.I.1.i.a"));
    for (isize k = 0; k < countof(tries); k++) {
        Arena   scratch = a;
        Str     where;
        LkeXlsx x = one_row(&scratch, p, "Ya/Tidak", tries[k].answer, &where);
        const NilaiAnswer *got = &x.layers[0].sheet.at[i];
        if (got->answered != (tries[k].option >= 0) || (got->answered && got->option != tries[k].option))
            test_fail(__FILE__, __LINE__, "read otherwise", str_of(tries[k].answer));
        CHECK((issue_find(&x.doubts, where).len > 0) == (tries[k].option == -2));
        CHECK(x.doubts.count >= p->nquestions - 1);
    }
}

TEST(a_workbook_without_a_questionnaire_is_refused)
{
    const Pack *p    = the_pack(&a, NULL);
    Str         path = str_fmt(&a, "%.*s/other.xlsx", STRF(test_dir(&a)));
    XlsxOut    *x;
    LkeXlsx     got;
    CHECK_OK(xlsx_create(&a, path, false, &x));
    xlsx_sheet_add(x, S("Pegawai"));
    xlsx_text(x, (XlsxAt){0, 0}, S("Nama"), XS_HEAD);
    xlsx_text(x, (XlsxAt){0, 1}, S("Jawaban"), XS_HEAD);
    CHECK_OK(xlsx_finish(x));
    CHECK(read_path(&a, p, path, &got).kind == ERR_INVALID);
}

LONG_TEST(a_workbook_that_does_not_fit_is_told_so)
{
    const Pack *p    = the_pack(&a, NULL);
    Str         path = str_fmt(&a, "%.*s/many.xlsx", STRF(test_dir(&a)));
    XlsxOut    *x;
    CHECK_OK(xlsx_create(&a, path, false, &x));
    xlsx_sheet_add(x, S("LKE"));
    for (int r = 0; r < 3000; r++)
        for (int c = 0; c < 20; c++)
            xlsx_i64(x, (XlsxAt){r, c}, r, XS_PLAIN);
    CHECK_OK(xlsx_finish(x));

    Issues  issues = {.arena = &a};
    XlsxIn  in     = {.path = path, .issues = &issues};
    Xlsx   *book   = NULL;
    LkeXlsx got;
    enum { SMALL = 12 << 20 };
    char  *room  = new(&a, char, SMALL);
    Arena  small = {.beg = room, .end = room + SMALL};
    CHECK_OK(xlsx_open(&small, &in, &book));
    CHECK(lke_xlsx_read(&small, book, p, LANG_ID, &issues, &got).kind == ERR_LIMIT);
    CHECK(issues.count == 1);
    xlsx_close(book);
}

TEST(counts_are_read_without_the_row_that_divides_them)
{
    static const char *const rows[][5] = {
        {"", "", "Bobot", "Pilihan Jawaban", "Jawaban"}, {"A."}, {"II."}, {"5."}, {"iii."}, {"a.", "LHKPN", "1"},
        {"", "- Jumlah wajib", "", "Jumlah", "3"}, {"", "- Kepala", "", "Jumlah", "1"},
        {"", "- Pejabat", "", "Jumlah", "2 orang"}, {"", "- Lainnya", "", "Jumlah"}, {"", "- Lapor", "", "Jumlah", "3"},
    };
    const Pack *p    = the_pack(&a, NULL);
    Str         path = str_fmt(&a, "%.*s/counts.xlsx", STRF(test_dir(&a)));
    XlsxOut    *x;
    LkeXlsx     got;
    CHECK_OK(xlsx_create(&a, path, false, &x));
    xlsx_sheet_add(x, S("LKE"));
    for (int r = 0; r < countof(rows); r++)
        for (int c = 0; c < 5; c++)
            if (rows[r][c])
                xlsx_text(x, (XlsxAt){r, c}, str_of(rows[r][c]), XS_PLAIN);
    CHECK_OK(xlsx_finish(x));
    CHECK_OK(read_path(&a, p, path, &got));
    int i = pack_find(p, S("A.II.5.iii.a"));
    const NilaiAnswer *answer = &got.layers[0].sheet.at[i];
    CHECK(got.layers[0].there && answer->answered);
    CHECK(answer->in[0] == 1 && answer->in[1] == 2 && answer->in[2] == 0 && answer->in[3] == 3);
}
