#include "evaluasi/evaluasi_board_web.h"
#include "evaluasi/evaluasi_fixture_test.h"

static const Room *const rooms[] = {&evaluasi_board_room};

static Req *get(EvalWorld *w, const User *u, const char *path)
{
    w->lke.web.regulasi = &w->lke.packs;
    return test_ask(w->lke.a, &w->lke.web, w->lke.db, &(TestAsk){.method = S("GET"), .path = str_of(path), .user = u});
}

static Req *get_as(EvalWorld *w, int person, const char *path)
{
    return get(w, &w->users[person], path);
}

static bool shows_as(EvalWorld *w, int person, const char *path, const char *text)
{
    Req *r = get_as(w, person, path);
    CHECK(r->status == 200);
    return test_shows(r, text);
}

static void to_ketua(EvalWorld *w)
{
    CHECK(!eval_world_move(w, EVAL_HEAD, "ajukan", ""));
    eval_world_judge(w, EVAL_ONE);
    CHECK(!eval_world_move(w, EVAL_ONE, "serahkan", ""));
}

TEST(a_unit_sees_what_it_does_next_until_its_head_has_handed_in)
{
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    CHECK(shows_as(&w, EVAL_ANI, "/evaluasi", "Minta konfirmasi kepala unit"));
    CHECK(shows_as(&w, EVAL_HEAD, "/evaluasi", "Ajukan untuk dinilai"));
    lke_world_save(&w.lke, "A.I.1.i.a", "", "");
    CHECK(shows_as(&w, EVAL_ANI, "/evaluasi", "Jawab 1 butir yang masih kosong"));
    CHECK(shows_as(&w, EVAL_ANI, "/evaluasi", "Belum bisa"));
    lke_world_save(&w.lke, "A.I.1.i.a", "Ya", "");
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(shows_as(&w, EVAL_ANI, "/evaluasi", "Tidak ada yang perlu dilakukan unit sekarang"));
    CHECK(!eval_world_move(&w, EVAL_ONE, "kembalikan", "bukti <b>A.I.1</b> belum ada"));
    Req *r = get_as(&w, EVAL_ANI, "/evaluasi");
    CHECK(test_shows(r, "Dikembalikan oleh Satu") && test_shows(r, "bukti &lt;b&gt;A.I.1&lt;/b&gt; belum ada"));
}

TEST(a_unit_without_a_worksheet_is_told_how_to_begin)
{
    EvalWorld w    = eval_world(&a, false, false, rooms, countof(rooms));
    Req      *budi = get(&w, &w.lke.budi, "/evaluasi");
    CHECK(budi->status == 200 && test_shows(budi, "/lke/baru") && !test_shows(budi, "X11"));
}

TEST(an_assessor_sees_the_queue_and_a_leader_the_team)
{
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    CHECK(shows_as(&w, EVAL_ONE, "/evaluasi", "Tidak ada lembar kerja yang menunggu Anda sekarang"));
    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    CHECK(shows_as(&w, EVAL_ONE, "/evaluasi", "Nama X11, 2026"));
    CHECK(shows_as(&w, EVAL_ONE, "/evaluasi", "113 butir belum dinilai"));
    CHECK(shows_as(&w, EVAL_ONE, "/evaluasi/antrean", "Menunggu Anda"));
    CHECK(shows_as(&w, EVAL_KETUA, "/evaluasi", "Anggota TPI, di tangan Satu selama 0 hari"));
    CHECK(shows_as(&w, EVAL_KETUA, "/evaluasi/tim", "Anggota TPI: 0 dari 113"));
    CHECK(!shows_as(&w, EVAL_KETUA, "/evaluasi/tim?tahap=ketua", "Nama X11"));
    eval_world_judge(&w, EVAL_ONE);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    CHECK(shows_as(&w, EVAL_ONE, "/evaluasi/antrean", "Selesai"));
    CHECK(shows_as(&w, EVAL_KETUA, "/evaluasi/tim?tahap=ketua", "Nama X11"));
}

TEST(the_board_of_all_units_is_for_those_who_lead_them)
{
    static const struct { int person; int all, team, queue, home; } may[] = {
        {EVAL_ANI, 403, 403, 403, 200},    {EVAL_HEAD, 403, 403, 403, 200},      {EVAL_LOOK, 403, 403, 200, 200},
        {EVAL_ONE, 403, 403, 200, 200},    {EVAL_KETUA, 403, 200, 200, 200},     {EVAL_DALNIS, 403, 200, 200, 200},
        {EVAL_INSPEKTUR, 200, 403, 403, 200}, {EVAL_PIMPINAN, 200, 403, 403, 200},
    };
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    for (isize i = 0; i < countof(may); i++) {
        CHECK(get_as(&w, may[i].person, "/evaluasi/semua")->status == may[i].all);
        CHECK(get_as(&w, may[i].person, "/evaluasi/semua?format=csv")->status == may[i].all);
        CHECK(get_as(&w, may[i].person, "/evaluasi/tim")->status == may[i].team);
        CHECK(get_as(&w, may[i].person, "/evaluasi/antrean")->status == may[i].queue);
        CHECK(get_as(&w, may[i].person, "/evaluasi")->status == may[i].home);
    }
}

TEST(no_board_shows_another_instansi)
{
    static const char *const paths[] = {"/evaluasi", "/evaluasi/semua", "/evaluasi/semua?format=json",
                                        "/evaluasi/semua?cari=X11", "/evaluasi/semua?tahun=2026&tahap=ketua",
                                        "/api/v1/evaluasi/semua"};
    EvalWorld w    = eval_world(&a, false, false, rooms, countof(rooms));
    AkunUser  boss = akun_world_user(&w.lke.people, &w.lke.people.y.top, S("2990"), S("Inspektur Y"));
    User      u    = akun_test_user(&boss, WHO(INSPEKTUR));

    akun_world_role(&w.lke.people, &boss, WHO(INSPEKTUR), &w.lke.people.y.top);
    to_ketua(&w);
    lke_world_sheet(&w.lke, &w.lke.people.y.left, 2026);
    for (isize i = 0; i < countof(paths); i++) {
        Req *r = get(&w, &u, paths[i]);
        CHECK(r->status == 200 && !test_shows(r, "Nama X"));
    }
    CHECK(test_shows(get(&w, &u, "/evaluasi/semua"), "Nama Y11"));
}

TEST(a_filter_and_a_search_narrow_the_board_and_what_is_asked_stays_in_the_address)
{
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    to_ketua(&w);
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua", "Menampilkan 1–2 dari 2"));
    CHECK(!shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?tahap=ketua", "Nama X12</a>"));
    CHECK(!shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?cari=x12", "Nama X11</a></th>"));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?hasil=ya&urut=-tpi", "<option value=\"ya\" selected>"));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?hasil=ya&urut=-tpi", "aria-sort=\"descending\""));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?lewat=ya", "Tidak ada yang cocok"));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?nilai=tpi-100", "Nama X11"));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?tahun=2019", "Tidak ada yang cocok"));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?tahap=x&hasil=x&selisih=-1&eselon1=x&nilai=y-1&tahun=x",
                   "Menampilkan 1–2 dari 2"));
}

TEST(files_of_the_board_have_every_row_and_what_the_page_leaves_out)
{
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    to_ketua(&w);
    Req *csv = get_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?format=csv");
    CHECK(test_shows(csv, "Nama X11,X11,Nama X1,WBK,Ketua tim,2026-08-21,100.00,100.00,0.00,WBK (TPI),1,"));
    CHECK(test_shows(get_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?format=json&tahap=isi"), "[]"));
    CHECK(get_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua?format=xlsx")->file.fd > 0);
}

TEST(before_a_decision_no_board_or_file_of_the_pimpinan_has_anything_of_the_tpi)
{
    static const char *const paths[] = {"/evaluasi/semua", "/evaluasi/semua?format=csv", "/evaluasi",
                                        "/evaluasi/semua?urut=-tpi", "/evaluasi/semua?sebagai=inspektur"};
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    to_ketua(&w);
    for (isize i = 0; i < countof(paths); i++)
        CHECK(!shows_as(&w, EVAL_PIMPINAN, paths[i], "(TPI)"));
    CHECK(shows_as(&w, EVAL_PIMPINAN, "/api/v1/evaluasi/semua", "\"tpi\":null"));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/api/v1/evaluasi/semua", "\"tpi\":{\"points\":\"100.00\""));
    CHECK(shows_as(&w, EVAL_PIMPINAN, "/evaluasi/semua?nilai=tpi-100", "Tidak ada yang cocok"));
    CHECK(shows_as(&w, EVAL_PIMPINAN, "/evaluasi/semua?format=csv", "100.00,,,WBK (unit),,"));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi/semua", "WBK (TPI)"));
}

/* Without the frame, which has a new key each time. */
static Str body(EvalWorld *w, int person, const char *path)
{
    Str   out  = buf_str(&get_as(w, person, path)->out);
    isize main = str_find(out, S("<main"));
    return main < 0 ? out : str_sub(out, main, -1);
}

/* One is done and two is not: what each board says is the same as before one began, but for "done". */
TEST(while_two_score_blind_no_board_or_file_differs_by_what_either_answers)
{
    static const struct { int person; const char *path; } pages[] = {
        {EVAL_TWO, "/evaluasi"},           {EVAL_TWO, "/evaluasi/antrean"},  {EVAL_TWO, "/evaluasi/antrean?format=csv"},
        {EVAL_INSPEKTUR, "/evaluasi"},     {EVAL_INSPEKTUR, "/evaluasi/semua"},
        {EVAL_INSPEKTUR, "/evaluasi/semua?format=csv"}, {EVAL_PIMPINAN, "/evaluasi/semua?format=json"},
        {EVAL_KETUA, "/evaluasi"},         {EVAL_KETUA, "/evaluasi/tim"},    {EVAL_KETUA, "/evaluasi/tim?format=csv"},
        {EVAL_DALNIS, "/evaluasi/tim"},    {EVAL_ANI, "/evaluasi"},
        {EVAL_TWO, "/api/v1/evaluasi/antrean"}, {EVAL_INSPEKTUR, "/api/v1/evaluasi/semua"},
        {EVAL_KETUA, "/api/v1/evaluasi/tim"},
    };
    EvalWorld w = eval_world(&a, false, true, rooms, countof(rooms));
    Str       before[countof(pages)];

    CHECK(!eval_world_move(&w, EVAL_HEAD, "ajukan", ""));
    for (isize i = 0; i < countof(pages); i++)
        before[i] = body(&w, pages[i].person, pages[i].path);
    eval_world_judge(&w, EVAL_ONE);
    for (isize i = 0; i < countof(pages); i++)
        CHECK_STR(body(&w, pages[i].person, pages[i].path), before[i]);
    CHECK(!eval_world_move(&w, EVAL_ONE, "serahkan", ""));
    for (isize i = 0; i < countof(pages); i++)
        if (pages[i].person != EVAL_KETUA && pages[i].person != EVAL_DALNIS)
            CHECK_STR(body(&w, pages[i].person, pages[i].path), before[i]);
    CHECK(shows_as(&w, EVAL_KETUA, "/evaluasi/tim", "Anggota TPI: selesai, Anggota TPI kedua: belum"));
    Req *two = get_as(&w, EVAL_TWO, "/evaluasi/antrean");
    CHECK(!test_shows(two, "Satu") && !test_shows(two, "100,00") && test_shows(two, ">113<"));
}

TEST(the_inspektur_finds_what_waits_for_a_second_signature)
{
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    to_ketua(&w);
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "ambil", "ketua sakit"));
    eval_world_judge(&w, EVAL_DALNIS);
    CHECK(!shows_as(&w, EVAL_INSPEKTUR, "/evaluasi", "Menunggu tanda tangan Anda"));
    CHECK(!eval_world_move(&w, EVAL_DALNIS, "memenuhi", ""));
    CHECK(shows_as(&w, EVAL_INSPEKTUR, "/evaluasi", "Menunggu tanda tangan Anda"));
    CHECK(!shows_as(&w, EVAL_PIMPINAN, "/evaluasi", "Menunggu tanda tangan Anda"));
}

TEST(the_api_takes_the_filters_the_search_and_the_order_of_the_page)
{
    static const struct { const char *asked, *has, *lacks; } cases[] = {
        {"", "Nama X11", "Nama Y"},                  {"?tahap=ketua", "Nama X11", "Nama X12"},
        {"?tahap=isi", "Nama X12", "Nama X11"},      {"?cari=x12", "Nama X12", "Nama X11"},
        {"?hasil=ya", "Nama X11", "Nama X12"},       {"?hasil=belum", "Nama X12", "Nama X11"},
        {"?nilai=tpi-100", "Nama X11", "Nama X12"},  {"?nilai=unit-0", "Nama X12", "Nama X11"},
        {"?target=WBK", "Nama X11", "Nama Y"},       {"?target=WBBM", "[]", "Nama X"},
        {"?selisih=1", "[]", "Nama X"},              {"?eselon1=77", "[]", "Nama X"},
        {"?tahun=2020", "[]", "Nama X"},             {"?tahap=ketua&cari=x12", "[]", "Nama X"},
    };
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    to_ketua(&w);
    for (isize i = 0; i < countof(cases); i++) {
        Req *page = get_as(&w, EVAL_INSPEKTUR, str_c(&a, str_fmt(&a, "/evaluasi/semua%s%sformat=json", cases[i].asked,
                                                                 cases[i].asked[0] ? "&" : "?")));
        Req *r    = get_as(&w, EVAL_INSPEKTUR, str_c(&a, str_fmt(&a, "/api/v1/evaluasi/semua%s", cases[i].asked)));
        if (r->status != 200 || !test_shows(r, cases[i].has) || test_shows(r, cases[i].lacks)
            || test_shows(page, "Nama X11") != test_shows(r, "Nama X11")
            || test_shows(page, "Nama X12") != test_shows(r, "Nama X12"))
            test_fail(__FILE__, __LINE__, cases[i].asked, buf_str(&r->out));
    }
}

static bool stands_before(const Req *r, const char *x, const char *y)
{
    isize at = str_find(buf_str(&r->out), str_of(x)), after = str_find(buf_str(&r->out), str_of(y));
    CHECK(r->status == 200 && at >= 0 && after >= 0);
    return at < after;
}

TEST(the_board_of_the_api_is_sorted_by_columns_of_the_page_and_by_its_own_members)
{
    static const char *const down[] = {"", "?urut=-tpi", "?urut=-mandiri", "?urut=-points", "?urut=unit_name",
                                       "?urut=peringkat", "?urut=-tahap", "?urut=-gerbang"};
    static const char *const up[]   = {"?urut=mandiri", "?urut=points", "?urut=-unit_code", "?urut=tahap"};
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    lke_world_sheet(&w.lke, &w.lke.people.x.right, 2026);
    to_ketua(&w);
    for (isize i = 0; i < countof(down); i++)
        CHECK(stands_before(get_as(&w, EVAL_INSPEKTUR, str_c(&a, str_fmt(&a, "/api/v1/evaluasi/semua%s", down[i]))),
                            "Nama X11", "Nama X12"));
    for (isize i = 0; i < countof(up); i++)
        CHECK(stands_before(get_as(&w, EVAL_INSPEKTUR, str_c(&a, str_fmt(&a, "/api/v1/evaluasi/semua%s", up[i]))),
                            "Nama X12", "Nama X11"));
    Req *r = get_as(&w, EVAL_INSPEKTUR, "/api/v1/evaluasi/semua?urut=-tpi&banyak=1&hal=2");
    CHECK(test_shows(r, "Nama X12") && !test_shows(r, "Nama X11") && test_shows(r, "\"total\":2,\"next\":null"));
}

TEST(what_a_board_cannot_be_asked_is_refused_by_the_api_and_passed_over_by_the_page)
{
    static const char *const wrong[] = {"tahap=entah", "hasil=mungkin", "nilai=tpi", "nilai=lke-70", "selisih=101",
                                        "tahun=1999", "eselon1=x", "target=A", "lewat=tidak", "sebagai=inspektur"};
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    for (isize i = 0; i < countof(wrong); i++) {
        Req *r = get_as(&w, EVAL_INSPEKTUR, str_c(&a, str_fmt(&a, "/api/v1/evaluasi/semua?%s", wrong[i])));
        Str  rest = str_of(wrong[i]), name = str_cut(&rest, '=');
        CHECK(r->status == 422 && test_shows(r, str_c(&a, str_fmt(&a, "\"field\":\"%.*s\"", STRF(name)))));
        r = get_as(&w, EVAL_INSPEKTUR, str_c(&a, str_fmt(&a, "/evaluasi/semua?%s", wrong[i])));
        if (r->status != 200 || !test_shows(r, "Nama X11"))
            test_fail(__FILE__, __LINE__, "the page stumbles", str_of(wrong[i]));
    }
    CHECK(get_as(&w, EVAL_INSPEKTUR, "/api/v1/evaluasi/semua?urut=eselon1")->status == 400);
    CHECK(get_as(&w, EVAL_INSPEKTUR, "/api/v1/evaluasi/semua?lain=1")->status == 400);
    CHECK(get_as(&w, EVAL_KETUA, "/api/v1/evaluasi/tim?tahap=entah")->status == 422);
    CHECK(!test_shows(get_as(&w, EVAL_KETUA, "/api/v1/evaluasi/tim?tahap=dalnis"), "Nama X11"));
}

/* Neither the points nor a filter, an order or a count that follows from them. */
TEST(who_sees_decisions_alone_finds_nothing_of_the_tpi_at_work_by_asking_the_api)
{
    static const char *const asked[] = {"?nilai=tpi-95", "?nilai=tpi-100", "?selisih=1", "?nilai=tpi-95&urut=-selisih"};
    EvalWorld w = eval_world(&a, false, false, rooms, countof(rooms));

    to_ketua(&w);
    for (isize i = 0; i < countof(asked); i++) {
        const char *path = str_c(&a, str_fmt(&a, "/api/v1/evaluasi/semua%s", asked[i]));
        CHECK(test_shows(get_as(&w, EVAL_PIMPINAN, path), "\"items\":[],\"total\":0"));
    }
    CHECK(test_shows(get_as(&w, EVAL_PIMPINAN, "/api/v1/evaluasi/semua?urut=-tpi"), "\"tpi\":null"));
    CHECK(test_shows(get_as(&w, EVAL_INSPEKTUR, "/api/v1/evaluasi/semua?nilai=tpi-100"), "\"rank\":1"));
    CHECK(get_as(&w, EVAL_HEAD, "/api/v1/evaluasi/semua?tahap=ketua")->status == 403);
}
