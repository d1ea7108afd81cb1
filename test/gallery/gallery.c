/* gallery - every part in every state, drawn to files that a browser can open.
 *
 *     build/debug/gallery FOLDER          FOLDER/<page>.html and the assets they ask for
 *
 * test/browser/gallery.js serves the folder, looks at it, and takes pictures.
 */
#include "base/embed.h"
#include "test/ask.h"
#include "web/answer.h"
#include "web/asset.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A list written out; its things are kept in the arena of the program. */
#define ALL(T, ...) {.at = keep((T[]){__VA_ARGS__}, sizeof((T[]){__VA_ARGS__})), .count = countof(((T[]){__VA_ARGS__}))}
#define HERE(name)  ((Url){S("/galeri/" name)})

static Arena life;

static void *keep(const void *things, isize bytes)
{
    return memcpy(new(&life, max_align_t, bytes / (isize)sizeof(max_align_t) + 1), things, (size_t)bytes);
}

static Date day(int m, int d) { return date_ymd(2026, m, d); }

static Instant at(int m, int d, int minute) { return (Instant){(i64)day(m, d).days * 86400 + minute * 60}; }

static void heading(Req *r, const char *text)
{
    buf_addf(&r->out, "<h2>%s</h2>", text);
}

/* --- the unit at work --- */

static Margin margin(const char *label, i64 hundredths, i64 weight, int wbk, int wbbm)
{
    return (Margin){.label = str_of(label), .url = HERE("butir"), .points = ratio(hundredths, 100), .weight = ratio(weight, 100),
                    .wbk = ratio(wbk, 100), .wbbm = ratio(wbbm, 100)};
}

static void areas(Req *r)
{
    Margins list = {ALL(Margin,
        margin("A. Manajemen perubahan", 672, 800, 480, 600),
        margin("B. Penataan tatalaksana", 410, 700, 420, 525),
        margin("C. Sistem manajemen SDM", 786, 1000, 600, 750),
        margin("D. Penguatan akuntabilitas", 599, 1000, 600, 750),
        margin("E. Penguatan pengawasan", 1191, 1500, 900, 1125),
        margin("F. Kualitas pelayanan publik", 838, 1000, 600, 750))};
    list.of.at[3].points = ratio(59999, 10000);
    view_margins(r, &list);
}

static void radar(Req *r)
{
    Radar c = {
        .title = S("Enam area pengungkit, bagian dari bobot"), .now_label = S("2026"), .before_label = S("2025"),
        .wbk = ratio(60, 100), .wbbm = ratio(75, 100),
        .axes = ALL(RadarAxis,
            {S("A"), S("Manajemen perubahan"), HERE("butir"), ratio(84, 100), ratio(70, 100)},
            {S("B"), S("Penataan tatalaksana"), HERE("butir"), ratio(586, 1000), ratio(55, 100)},
            {S("C"), S("Sistem manajemen SDM"), HERE("butir"), ratio(786, 1000), ratio(60, 100)},
            {S("D"), S("Penguatan akuntabilitas"), HERE("butir"), ratio(60, 100), ratio(66, 100)},
            {S("E"), S("Penguatan pengawasan"), HERE("butir"), ratio(794, 1000), ratio(71, 100)},
            {S("F"), S("Kualitas pelayanan publik"), HERE("butir"), ratio(838, 1000), ratio(80, 100)}),
    };
    view_radar(r, &c);
}

static void trend(Req *r)
{
    Trend c = {
        .title = S("Nilai total per tahun"), .value_head = S("Nilai"), .low = ratio(50, 1), .high = ratio(100, 1),
        .wbk = ratio(75, 1), .wbbm = ratio(85, 1),
        .points = ALL(TrendPoint, {S("2021"), ratio(5512, 100), false}, {S("2022"), ratio(6140, 100), false},
                      {S("2023"), {0}, true}, {S("2024"), ratio(6875, 100), false}, {S("2025"), ratio(7433, 100), false},
                      {S("2026"), ratio(7821, 100), false}),
    };
    view_trend(r, &c);
}

static void tasks(Req *r)
{
    Tasks list = {S("Yang perlu dikerjakan"), ALL(Task,
        {.text = S("Lengkapi bukti penanganan pengaduan"), .url = HERE("butir"), .next = true, .whose = S("Siti Rahmawati"),
         .hint = S("Dua butir area E belum punya bukti dari tahun ini."), .due = day(5, 31), .state = {TONE_WARN, S("Belum lengkap")}},
        {.text = S("Jawab 14 butir area B"), .url = HERE("butir"), .whose = S("Tim tatalaksana"), .due = day(5, 12), .late = true,
         .state = {TONE_BAD, S("Terlambat")}},
        {.text = S("Susun rencana kerja ZI"), .url = HERE("butir"), .whose = S("Budi Santoso"), .done = true,
         .state = {TONE_GOOD, S("Selesai")}},
        {.text = S("Tinjauan kepala unit"), .whose = S("Kepala unit"), .due = day(6, 5), .state = {TONE_NONE, S("Menunggu")}})};
    view_tasks(r, &list);
}

static void heat(Req *r)
{
    HeatMap map = {S("Di mana dua penilai berbeda"), ALL(HeatRow,
        {S("A. Manajemen perubahan"), S("sepakat 3 dari 4"), ALL(HeatCell,
            {S("="), S("A.I.1.i.a: sama"), HERE("butir"), .same = true}, {S("="), S("A.I.1.i.b: sama"), HERE("butir"), .same = true},
            {S("1"), S("A.I.1.i.c: berbeda satu tingkat"), HERE("butir"), .near = true},
            {S("="), S("A.I.1.ii.a: sama"), HERE("butir"), .same = true})},
        {S("B. Penataan tatalaksana"), S("sepakat 0 dari 2"), ALL(HeatCell,
            {S("3"), S("A.I.2.i.a: berbeda tiga tingkat"), HERE("butir"), .far = true},
            {S("–"), S("A.I.2.i.b: belum dinilai keduanya"), HERE("butir")})}),
        ALL(HeatCell, {S("="), S("sama"), .same = true}, {S("1"), S("berbeda sedikit"), .near = true},
            {S("3"), S("berbeda jauh"), .far = true})};
    view_heat_map(r, &map);
}

static void stages(Req *r)
{
    Stages list = {S("Tahapan tahun 2026"), ALL(Stage,
        {.text = S("Pencanangan"), .when = S("12 Januari"), .done = true, .url = HERE("kerja")},
        {.text = S("Penilaian mandiri"), .when = S("sampai 31 Mei"), .now = true,
         .note = S("113 butir, 87 sudah dijawab. Kirim ke penilai pendahuluan paling lambat 31 Mei.")},
        {.text = S("Penilaian pendahuluan"), .when = S("Juni")},
        {.text = S("Penilaian TPI"), .when = S("Juli–Agustus")},
        {.text = S("Evaluasi TPN"), .when = S("September–November")})};
    view_stages(r, &list);
}

static Err work(Req *r)
{
    Margin  total = margin("Nilai total", 7210, 10000, 7500, 8500);
    Figures f     = {ALL(Figure, {S("Butir dijawab"), S("87 dari 113"), S("26 belum"), HERE("daftar")},
                         {S("Bukti dukung"), S("214"), S("9 di luar periode"), HERE("daftar")},
                         {S("Responden survei"), S("142"), S("paling sedikit 30"), {{0}}},
                         {S("IPAK"), S("3,71"), S("setara 16,23 poin"), {{0}}})};

    r->page.title       = S("LKE 2026");
    r->page.lead        = S("Kantor Pelayanan Maritim Teluk Senja. Masih kurang 2,90 poin untuk WBK.");
    r->page.section     = S("lke");
    r->page.action      = HERE("butir");
    r->page.action_text = S("Lanjut mengisi");
    crumb_add(r, S("Beranda"), HERE("kerja"));
    crumb_add(r, S("Teluk Senja"), HERE("daftar"));
    page_state(r, TONE_INFO, S("Penilaian mandiri"));
    page_quiet(r, S("Jalan menuju WBK"), HERE("bagian"));
    page_quiet(r, S("Unduh xlsx"), HERE("daftar"));
    total.has_before = true;
    total.before     = ratio(6875, 100);
    view_margin(r, &total);
    view_figures(r, &f);
    tasks(r);
    heat(r);
    heading(r, "Area pengungkit");
    areas(r);
    buf_add(&r->out, S("<div class=\"columns\">"));
    radar(r);
    trend(r);
    buf_add(&r->out, S("</div>"));
    heading(r, "Tahun ini");
    stages(r);
    return NO_ERR;
}

/* --- one item --- */

static Files evidence(void)
{
    return (Files){.empty = S("Belum ada bukti."), .of = ALL(FileItem,
        {.name = S("SK tim kerja ZI 2026.pdf"), .kind = S("PDF"), .size = S("1,4 MB"), .period = S("2026"), .open = HERE("butir"),
         .remove = HERE("hapus")},
        {.name = S("Notulen rapat pemilihan anggota tim, lengkap dengan daftar hadir dan foto kegiatan.pdf"), .kind = S("PDF"),
         .size = S("860 kB"), .period = S("3 Februari 2024"), .note = S("Juga dipakai di A.I.1.ii.a."), .open = HERE("butir"),
         .remove = HERE("hapus"), .flags = ALL(Tag, {TONE_WARN, S("Di luar periode")}, {TONE_INFO, S("Dipakai 2 kali")})},
        {.name = S("foto-apel.jpg"), .kind = S("JPG"), .size = S("3,2 MB"), .open = HERE("butir"), .preview = HERE("pulau.svg"),
         .remove = HERE("hapus"), .flags = ALL(Tag, {TONE_BAD, S("Mirip foto di unit lain")})})};
}

static Answer answer(void)
{
    return (Answer){
        .code = S("A.I.1.i.b"), .topic = S("Cara seleksi anggota tim"),
        .question = S("Bagaimana anggota tim kerja Zona Integritas dipilih?"),
        .help = S("Yang dinilai adalah cara memilih, bukan banyaknya anggota. Sebutkan prosedur tertulis dan penerapannya."),
        .action = HERE("butir"),
        .options = ALL(Option,
            {S("A"), S("A. Prosedur jelas dan dipakai untuk semua"), S("Ada prosedur tertulis dan seluruh anggota dipilih dengannya."), {ratio(1, 4)}, false},
            {S("B"), S("B. Prosedur dipakai untuk sebagian"), S("Ada prosedur tertulis, tetapi sebagian anggota ditunjuk langsung."), {ratio(1, 8)}, true},
            {S("C"), S("C. Tanpa prosedur"), S("Anggota ditunjuk tanpa prosedur tertulis."), {{0}}, false}),
        .note = S("Prosedur seleksi berlaku sejak Januari. Dua anggota lama belum melaluinya."), .note_max = 2000,
        .note_hint = S("Jelaskan singkat apa yang dibuktikan oleh berkas di bawah."),
        .state = {.id = S("butir"), .version = 3, .answered = true, .points = {ratio(1, 8)}, .weight = {ratio(1, 4)},
                  .saved_at = at(5, 4, 425), .saved_by = S("Siti Rahmawati")},
        .kinds = ALL(Str, S("Prosedur atau pedoman seleksi"), S("Notulen rapat seleksi"), S("SK tim kerja")),
        .files = evidence(),
        .upload = {.id = S("unggah"), .action = HERE("butir"), .name = S("berkas"), .label = S("Tambah bukti"),
                   .hint = S("PDF, gambar, berkas kantor, atau video. Paling besar 200 MB bersama-sama."), .accept = S(".pdf,.jpg,.png"),
                   .submit = S("Unggah"),
                   .fields = ALL(FieldView,
                       {.name = S("dari"), .label = S("Periode dari"), .input_type = S("date"), .is_input = true, .required = true},
                       {.name = S("sampai"), .label = S("sampai"), .input_type = S("date"), .is_input = true, .required = true})},
        .system = {ALL(SummaryLine, {.key = S("Anggota tim tahun ini"), .value = S("12 orang"), .url = HERE("daftar")},
                       {.key = S("Lewat seleksi"), .value = S("10 orang"), .tag = {TONE_INFO, S("B")}})},
        .history = {.of = ALL(Event,
            {.at = at(5, 4, 425), .who = S("Siti Rahmawati"), .what = S("Jawaban diubah dari C menjadi B"), .tone = TONE_GOOD},
            {.at = at(4, 20, 130), .who = S("Budi Santoso"), .what = S("Bukti ditambah"), .detail = S("SK tim kerja ZI 2026.pdf")})},
        .before = {S("A.I.1.i.a Keberadaan tim ZI"), HERE("butir-angka")}, .after = {S("A.I.1.ii.a Rencana kerja"), HERE("butir-konflik")},
    };
}

static void item_page(Req *r)
{
    r->page.title   = S("Tim kerja ZI");
    r->page.section = S("lke");
    crumb_add(r, S("LKE 2026"), HERE("kerja"));
    crumb_add(r, S("A. Manajemen perubahan"), HERE("daftar"));
    crumb_add(r, S("Tim kerja ZI"), (Url){{0}});
}

static Err item(Req *r)
{
    Answer a = answer();
    item_page(r);
    view_answer(r, &a);
    return NO_ERR;
}

static Err item_numbers(Req *r)
{
    Answer a = answer();
    item_page(r);
    a.code     = S("A.II.5.ii.a");
    a.topic    = S("Penanganan pengaduan masyarakat");
    a.question = S("Berapa pengaduan yang selesai ditindaklanjuti?");
    a.options.count = 0;
    *list_add(r->arena, &a.numbers) = (NumberField){S("harus"), S("Harus ditindaklanjuti"), S("170"), {0}};
    *list_add(r->arena, &a.numbers) = (NumberField){S("selesai"), S("Selesai ditindaklanjuti"), S("seratus"),
                                                    S("Tulis dengan angka saja, misalnya 12.")};
    a.state.working = S("157 dibagi 170 = 92,35 %");
    a.state.points  = (Points){ratio(157 * 3, 170)};
    a.state.weight  = (Points){ratio(3, 1)};
    a.files.of.count = 0;
    view_answer(r, &a);
    return NO_ERR;
}

static Err item_conflict(Req *r)
{
    Answer a = answer();
    item_page(r);
    a.state.conflict = (Conflict){S("Jawaban Anda"), S("Tersimpan oleh Budi, 14.02"), ALL(DiffLine,
        {S("Jawaban"), S("B. Prosedur dipakai untuk sebagian"), S("A. Prosedur jelas dan dipakai untuk semua")},
        {S("Catatan"), S("Prosedur seleksi berlaku sejak Januari."), S("Semua anggota dipilih ulang pada bulan Maret.")})};
    view_answer(r, &a);
    return NO_ERR;
}

static Err item_locked(Req *r)
{
    Answer a = answer();
    item_page(r);
    a.locked     = true;
    a.locked_why = S("Lembar ini sudah dikirim pada 31 Mei 2026 dan tidak dapat diubah.");
    a.upload     = (Upload){0};
    view_answer(r, &a);
    return NO_ERR;
}

static Err item_new(Req *r)
{
    Answer a = answer();
    item_page(r);
    a.options.at[1].chosen = false;
    a.note  = (Str){0};
    a.state = (AnswerState){.id = S("butir"), .weight = {ratio(1, 4)}};
    a.files.of.count = a.history.of.count = a.system.lines.count = 0;
    view_answer(r, &a);
    return NO_ERR;
}

/* --- lists --- */

static const Col cols[] = {
    {"unit", MSG_part_diff_what, COL_TEXT}, {"nilai", MSG_answer_worth, COL_MARGIN}, {"butir", MSG_answer_note, COL_NUMBER},
    {"terkirim", MSG_chart_when, COL_DATE}, {"ukuran", MSG_answer_evidence, COL_BYTES}, {"status", MSG_table_filter, COL_STATE},
};

static Table list_of(Req *r, int rows)
{
    Table t = {.name = "unit", .caption = S("Unit kerja dan nilainya"), .cols = cols, .cols_count = countof(cols), .search = true,
               .empty = S("Belum ada unit. Tambahkan yang pertama, atau impor dari berkas.")};
    Filter f = {S("status"), S("Status"), ALL(ChoiceView, {.label = S("Semua")}, {.value = S("lulus"), .label = S("Lulus WBK")})};

    *list_add(r->arena, &t.filters) = f;
    for (int i = 0; i < rows; i++) {
        Margin *m = new(r->arena, Margin, 1);
        *m        = margin("Nilai", 6000 + i * 53 % 4000, 10000, 7500, 8500);
        Cell *c   = table_row(r, &t);
        c[0] = (Cell){.text = str_fmt(r->arena, "Kantor Pelayanan Maritim %d", i + 1), .url = HERE("butir")};
        c[1] = (Cell){.margin = m};
        c[2] = (Cell){.number = 113 - i};
        c[3] = i % 3 ? (Cell){.date = day(5, 1 + i % 28)} : (Cell){.none = true};
        c[4] = (Cell){.number = 1234567 * (i + 1)};
        c[5] = (Cell){.text = i % 2 ? S("Terkirim") : S("Diisi"), .tone = i % 2 ? TONE_GOOD : TONE_INFO};
    }
    return t;
}

static Err list(Req *r)
{
    Table t = list_of(r, 60);
    r->page.title = S("Unit kerja");
    r->page.section = S("unit");
    return table_show(r, &t);
}

static Err list_none(Req *r)
{
    Table t = list_of(r, 0);
    r->page.title = S("Unit kerja");
    r->page.section = S("unit");
    return table_show(r, &t);
}

/* --- forms --- */

static FormView form(Req *r, bool wrong)
{
    FormView v = {.action = HERE("formulir"), .submit = S("Simpan unit"), .upload = true, .fields = ALL(FieldView,
        {.name = S("nama"), .label = S("Nama unit"), .hint = S("Seperti tertulis di SK."), .value = S("KPM Teluk Senja"), .is_input = true,
         .input_type = S("text"), .required = true, .max = 120},
        {.name = S("pegawai"), .label = S("Banyak pegawai"), .value = S("empat puluh"), .is_input = true, .input_type = S("text"),
         .input_mode = S("numeric"), .required = true},
        {.name = S("mulai"), .label = S("Mulai berlaku"), .value = S("2026-01-12"), .is_input = true, .input_type = S("date")},
        {.name = S("jenis"), .label = S("Jenis"), .is_select = true, .required = true,
         .choices = ALL(ChoiceView, {S("satker"), S("Satuan kerja"), {0}, true}, {S("kawasan"), S("Kawasan"), {0}, false})},
        {.name = S("predikat"), .label = S("Predikat yang dipegang"), .is_radio = true, .required = true,
         .choices = ALL(ChoiceView, {S("-"), S("Belum ada"), {0}, true},
                        {S("wbk"), S("WBK"), S("Wilayah Bebas dari Korupsi"), false}, {S("wbbm"), S("WBBM"), S("Wilayah Birokrasi Bersih dan Melayani"), false})},
        {.name = S("uraian"), .label = S("Uraian"), .is_long = true, .max = 500, .value = S("Melayani kapal rakyat di Teluk Senja.")},
        {.name = S("aktif"), .label = S("Unit ini masih melayani"), .is_bool = true, .checked = true},
        {.name = S("sk"), .label = S("Berkas SK"), .is_file = true, .multiple = true},
        {.name = S("asal"), .value = S("galeri"), .is_hidden = true})};

    if (wrong) {
        v.fields.at[1].error = S("Tulis dengan angka saja, misalnya 12.");
        v.fields.at[4].error = S("Pilih salah satu yang tersedia.");
        v.issues = (Issues){.arena = r->arena};
        issue_add(&v.issues, S("pegawai"), S("Tulis dengan angka saja, misalnya 12."));
        issue_add(&v.issues, S("predikat"), S("Pilih salah satu yang tersedia."));
    }
    return v;
}

static Err form_wrong(Req *r)
{
    FormView v = form(r, true);
    r->page.title = S("Tambah unit");
    r->page.section = S("unit");
    crumb_add(r, S("Unit kerja"), HERE("daftar"));
    view_steps(r, &(Steps){ALL(Step, {S("Identitas"), HERE("formulir"), true, false}, {S("Pegawai"), {{0}}, false, true},
                               {S("Periksa"), {{0}}, false, false})});
    view_form(r, &v);
    return NO_ERR;
}

static Err sign_in(Req *r)
{
    FormView v = {.action = HERE("masuk"), .submit = S("Masuk"), .fields = ALL(FieldView,
        {.name = S("siapa"), .label = S("NIP atau surel"), .is_input = true, .input_type = S("text"), .autocomplete = S("username"), .required = true},
        {.name = S("sandi"), .label = S("Kata sandi"), .is_input = true, .input_type = S("password"), .autocomplete = S("current-password"), .required = true})};
    r->page.title = S("Masuk");
    r->page.lead  = S("Gunakan akun yang diberikan admin instansi Anda.");
    r->page.frame = FRAME_PUBLIC;
    view_form(r, &v);
    return NO_ERR;
}

/* --- the small parts --- */

static void tags(Req *r)
{
    buf_add(&r->out, S("<p class=\"tags\">"));
    view_tag(r, &(Tag){TONE_NONE, S("Belum mulai")});
    view_tag(r, &(Tag){TONE_GOOD, S("Lulus WBK")});
    view_tag(r, &(Tag){TONE_WARN, S("Kurang 2,90")});
    view_tag(r, &(Tag){TONE_BAD, S("Dikembalikan")});
    view_tag(r, &(Tag){TONE_INFO, S("Sedang dinilai")});
    buf_add(&r->out, S("</p>"));
}

static void notices(Req *r)
{
    view_notice(r, &(Notice){TONE_GOOD, S("Jawaban tersimpan."), {0}, {{0}, {{0}}}});
    view_notice(r, &(Notice){TONE_WARN, S("Indeks survei menahan WBK."),
                             S("IPAK 3,59 setara 15,71 poin; batasnya 15,75. Ini tidak dapat diubah dari LKE."), {S("Lihat survei"), HERE("daftar")}});
    view_notice(r, &(Notice){TONE_INFO, S("Lembar tahun lalu dapat disalin."), S("Jawaban dan bukti yang masih berlaku ikut tersalin."), {{0}, {{0}}}});
}

static void margins(Req *r)
{
    Margin list[] = {margin("Di bawah semua batas", 5820, 10000, 7500, 8500), margin("Tepat di batas WBK", 7500, 10000, 7500, 8500),
                     margin("Di antara dua batas", 8012, 10000, 7500, 8500), margin("Di atas semua batas", 9133, 10000, 7500, 8500),
                     margin("Kosong", 0, 10000, 7500, 8500), margin("Penuh", 10000, 10000, 7500, 8500),
                     margin("IPAK: satu batas untuk keduanya", 1571, 1750, 1575, 1575), margin("Capaian kinerja", 250, 500, 250, 375),
                     margin("Tanpa batas", 310, 500, 0, 0)};
    for (isize i = 0; i < countof(list); i++)
        view_margin(r, &list[i]);
}

static Err parts(Req *r)
{
    r->page.title = S("Bagian kecil");
    r->page.section = S("unit");
    heading(r, "Label");
    tags(r);
    heading(r, "Pemberitahuan");
    notices(r);
    heading(r, "Batang margin");
    margins(r);
    heading(r, "Batang");
    view_bars(r, &(Bars){S("Jawaban per area"), S("Area"), S("Dijawab"), ALL(Bar,
        {S("Manajemen perubahan"), S("15 dari 15"), ratio(1, 1), HERE("butir"), false}, {S("Tatalaksana"), S("8 dari 12"), ratio(2, 3), HERE("butir"), true},
        {S("SDM"), S("0 dari 18"), {0}, HERE("butir"), false})});
    heading(r, "Rincian");
    view_summary(r, &(Summary){ALL(SummaryLine,
        {.key = S("Nama unit"), .value = S("Kantor Pelayanan Maritim Teluk Senja"), .change = {S("Ubah"), HERE("formulir")}},
        {.key = S("Eselon I"), .value = S("Direktorat Jenderal Laut"), .url = HERE("daftar"), .note = S("sejak 2019"), .change = {S("Ubah"), HERE("formulir")}},
        {.key = S("Predikat"), .value = S("WBK"), .tag = {TONE_GOOD, S("berlaku")}, .change = {S("Ubah"), HERE("formulir")}})});
    heading(r, "Perbedaan");
    view_diff(r, &(Diff){S("31 Mei 2026"), S("12 Juni 2026"), ALL(DiffLine,
        {S("Jawaban"), S("B"), S("A")},
        {S("Catatan"), S("Prosedur seleksi berlaku sejak Januari dan dipakai sebagian."), S("Prosedur seleksi berlaku sejak Maret dan dipakai seluruhnya.")},
        {S("Bukti"), S("SK tim kerja"), S("SK tim kerja")})});
    heading(r, "Bulan");
    view_calendar(r, &(Calendar){
        .month = day(8, 1), .today = day(8, 21), .before = {S("Juli 2026"), HERE("bulan")},
        .after = {S("September 2026"), HERE("bulan")},
        .spans = ALL(Span, {S("Pengisian oleh unit"), TONE_NONE, day(7, 1), day(8, 19)},
                     {S("Penilaian pendahuluan"), TONE_INFO, day(8, 20), day(8, 20)},
                     {S("Anggota TPI"), TONE_GOOD, day(8, 21), day(9, 30)}, {S("Ketua tim"), TONE_WARN, day(8, 27), day(9, 4)},
                     {S("Terlambat"), TONE_BAD, day(8, 31), day(8, 31)})});
    heading(r, "Kosong");
    view_empty(r, &(Empty){S("Belum ada bukti."), S("Unggah berkas pertama, atau pakai berkas dari butir lain."), {S("Unggah bukti"), HERE("butir")}});
    return NO_ERR;
}

static Err confirm(Req *r)
{
    r->page.title = S("Lepas bukti ini?");
    r->page.section = S("lke");
    view_confirm(r, &(Confirm){.text = S("Berkas dilepas dari butir ini saja. Di butir lain tetap dipakai."), .action = HERE("hapus"),
        .submit = S("Lepas bukti"), .danger = true, .back = {S("Batal"), HERE("butir")}, .hidden = ALL(Hidden, {S("id"), S("7")}),
        .what = {ALL(SummaryLine, {.key = S("Berkas"), .value = S("SK tim kerja ZI 2026.pdf")}, {.key = S("Butir"), .value = S("A.I.1.i.b")})}});
    return NO_ERR;
}

static Err broken(Req *r)
{
    (void)r;
    return FAIL(ERR_IO, "the gallery shows how this looks");
}

static Err denied(Req *r)
{
    (void)r;
    return FAIL(ERR_FORBIDDEN, "the gallery shows how this looks");
}

/* --- the program --- */

static const Route rows[] = {
    {GET, "/galeri/kerja", ANYONE, READS, work, "open"},
    {GET, "/galeri/butir", ANYONE, READS, item, "open"},
    {GET, "/galeri/butir-baru", ANYONE, READS, item_new, "open"},
    {GET, "/galeri/butir-angka", ANYONE, READS, item_numbers, "open"},
    {GET, "/galeri/butir-konflik", ANYONE, READS, item_conflict, "open"},
    {GET, "/galeri/butir-terkunci", ANYONE, READS, item_locked, "open"},
    {GET, "/galeri/daftar", ANYONE, READS, list, "open"},
    {GET, "/galeri/daftar-kosong", ANYONE, READS, list_none, "open"},
    {GET, "/galeri/formulir", ANYONE, READS, form_wrong, "open"},
    {GET, "/galeri/masuk", ANYONE, READS, sign_in, "open"},
    {GET, "/galeri/bagian", ANYONE, READS, parts, "open"},
    {GET, "/galeri/hapus", ANYONE, READS, confirm, "open"},
    {GET, "/galeri/gangguan", ANYONE, READS, broken, "open"},
    {GET, "/galeri/ditolak", ANYONE, READS, denied, "open"},
};

static void menu(Req *r)
{
    Menu m = {S("KPM Teluk Senja"), S("2026"), HERE("daftar"), ALL(MenuGroup,
        {S("Zona Integritas"), ALL(MenuItem, {S("lke"), S("Lembar kerja"), HERE("kerja"), 3, false},
                                   {S("berkas"), S("Bukti dukung"), HERE("butir"), 0, false}, {S("jalan"), S("Jalan menuju WBK"), HERE("bagian"), 0, false})},
        {S("Instansi"), ALL(MenuItem, {S("unit"), S("Unit kerja"), HERE("daftar"), 0, false}, {S("akun"), S("Orang dan peran"), HERE("formulir"), 0, false})})};
    view_menu(r, &m);
}

static bool write_file(Arena scratch, const char *folder, Str name, Str bytes)
{
    FILE *f = fopen(str_c(&scratch, str_fmt(&scratch, "%s/%.*s", folder, STRF(name))), "wb");
    bool  ok = f && fwrite(bytes.at, 1, (size_t)bytes.len, f) == (size_t)bytes.len;
    return f && !fclose(f) && ok;
}

int main(int argc, char **argv)
{
    static const User user = {.id = 1, .name = {"Siti Rahmawati", 14}, .csrf = {"token", 5}, .roles = SIGNED_IN, .utc_minutes = 420};
    const Room  room  = {"galeri", rows, countof(rows)}, *all[] = {&room};
    const Web   web   = {.rooms = all, .rooms_count = 1, .menu = menu};
    Db         *db;

    life = arena_reserve((isize)512 << 20);
    if (argc != 2 || !base_start() || db_open(&life, S(":memory:"), DB_READ_WRITE, &db).kind)
        return 64;
    mkdir(argv[1], 0755);
    for (isize i = 0; i < countof(rows); i++) {
        Str  path = str_of(rows[i].path), name = str_sub(path, 8, -1);
        bool out  = str_is(name, "masuk");
        Req *r    = test_ask(&life, &web, db, &(TestAsk){.method = S("GET"), .path = path, .user = out ? NULL : &user});
        if (!write_file(life, argv[1], str_fmt(&life, "%.*s.html", STRF(name)), buf_str(&r->out)))
            return 74;
    }
    for (const Embedded *e = assets_embedded; e->name; e++)
        if (!write_file(life, argv[1], str_of(e->name), e->bytes))
            return 74;
    db_close(db);
    return 0;
}
