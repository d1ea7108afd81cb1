#include "test/test.h"
#include "web/parts.h"

static Req page_in(Arena *a)
{
    return (Req){.arena = a, .out = {.arena = a}, .lang = LANG_ID};
}

static bool shows(const Req *r, const char *text)
{
    return str_has(buf_str(&r->out), str_of(text));
}

static Str margin_html(Arena *a, Ratio points, int wbk, int wbbm)
{
    Req    r = page_in(a);
    Margin m = {.label = S("Total <b>"), .points = points, .weight = ratio(100, 1), .wbk = ratio(wbk, 1),
                .wbbm = ratio(wbbm, 1)};
    view_margin(&r, &m);
    return buf_str(&r.out);
}

TEST(a_margin_says_what_is_short_over_or_exact)
{
    CHECK(str_has(margin_html(&a, ratio(721, 10), 75, 85), S("WBK kurang 2,90")));
    CHECK(str_has(margin_html(&a, ratio(721, 10), 75, 85), S("WBBM kurang 12,90")));
    CHECK(str_has(margin_html(&a, ratio(75, 1), 75, 85), S("WBK tepat")));
    CHECK(str_has(margin_html(&a, ratio(9133, 100), 75, 85), S("WBBM lebih 6,33")));
    CHECK(!str_has(margin_html(&a, ratio(31, 10), 0, 0), S("WBK")));
}

TEST(a_margin_that_is_not_nothing_is_never_written_as_nothing)
{
    CHECK(str_has(margin_html(&a, ratio(749999, 10000), 75, 0), S("WBK kurang 0,0001")));
    CHECK(str_has(margin_html(&a, ratio(7499999, 100000), 75, 0), S("WBK kurang 0,00001")));
    CHECK(str_has(margin_html(&a, ratio(74995, 1000), 75, 0), S("WBK kurang 0,01")));
    CHECK(str_has(margin_html(&a, ratio(74996, 1000), 75, 0), S("WBK kurang 0,004")));
}

TEST(a_margin_draws_the_fill_to_its_share_and_the_lack_up_to_the_gate)
{
    Str s = margin_html(&a, ratio(721, 10), 75, 85);
    CHECK(str_has(s, S("class=\"fill\" y=\"17\" width=\"72.10%\"")));
    CHECK(str_has(s, S("class=\"lack\" x1=\"72.10%\"")));
    CHECK(str_has(s, S("x2=\"75.00%\"")));
    CHECK(!str_has(s, S("class=\"over\"")));
    CHECK(str_has(margin_html(&a, ratio(80, 1), 75, 85), S("class=\"over\" x=\"75.00%\" y=\"17\" width=\"5.00%\"")));
    CHECK(!str_has(margin_html(&a, ratio(90, 1), 75, 85), S("class=\"lack\"")));
    CHECK(str_has(margin_html(&a, ratio(130, 1), 75, 85), S("width=\"100.00%\" height=\"12\"")));
}

TEST(every_chart_has_a_title_a_description_and_its_numbers_and_escapes_labels)
{
    Req   r = page_in(&a);
    Radar radar = {.title = S("Enam & area"), .now_label = S("2026")};
    for (int i = 0; i < 6; i++)
        *list_add(&a, &radar.axes) = (RadarAxis){.letter = S("A"), .label = S("<area>"), .now = ratio(i, 6)};
    view_radar(&r, &radar);
    CHECK(shows(&r, "role=\"img\""));
    CHECK(shows(&r, "<title>Enam &amp; area</title><desc>&lt;area&gt;: 0,0 %"));
    CHECK(shows(&r, "<table"));
    CHECK(!shows(&r, "<area>"));
    CHECK(!shows(&r, "style="));
    CHECK(str_has(margin_html(&a, ratio(1, 1), 75, 85), S("<title>Total &lt;b&gt;</title><desc>1,00 dari 100.")));
}

TEST(a_trend_leaves_a_gap_where_nothing_is_known)
{
    Req   r = page_in(&a);
    Trend t = {.title = S("Nilai"), .value_head = S("Nilai"), .high = ratio(100, 1)};
    *list_add(&a, &t.points) = (TrendPoint){.label = S("2024"), .value = ratio(50, 1)};
    *list_add(&a, &t.points) = (TrendPoint){.label = S("2025"), .none = true};
    *list_add(&a, &t.points) = (TrendPoint){.label = S("2026"), .value = ratio(70, 1)};
    view_trend(&r, &t);
    CHECK(!shows(&r, "class=\"now\""));
    CHECK(shows(&r, "2025: tidak ada data"));
    t.points.at[1] = (TrendPoint){.label = S("2025"), .value = ratio(60, 1)};
    r.out.len = 0;
    view_trend(&r, &t);
    CHECK(shows(&r, "class=\"now\""));
}

TEST(a_difference_marks_only_the_words_that_differ)
{
    Req  r = page_in(&a);
    Diff d = {.before_head = S("dulu"), .after_head = S("kini")};
    *list_add(&a, &d.lines) = (DiffLine){S("Catatan"), S("berlaku sejak Januari <b>"), S("berlaku sejak Maret <b>")};
    *list_add(&a, &d.lines) = (DiffLine){S("Bukti"), S("SK"), S("SK")};
    view_diff(&r, &d);
    CHECK(shows(&r, "berlaku sejak <mark>Januari</mark> &lt;b&gt;"));
    CHECK(shows(&r, "berlaku sejak <mark>Maret</mark> &lt;b&gt;"));
    CHECK(shows(&r, "<tr class=\"same\">"));
}

TEST(a_difference_of_long_texts_is_marked_as_a_whole)
{
    Req  r = page_in(&a);
    Buf  b = {.arena = &a};
    Diff d = {.before_head = S("dulu"), .after_head = S("kini")};
    for (int i = 0; i < 500; i++)
        buf_addf(&b, "kata%d ", i);
    *list_add(&a, &d.lines) = (DiffLine){S("Catatan"), buf_str(&b), S("pendek")};
    view_diff(&r, &d);
    CHECK(shows(&r, "<mark>kata0 kata1"));
    CHECK(shows(&r, "<mark>pendek</mark>"));
}

TEST(the_menu_marks_the_section_of_the_page_alone)
{
    Req       r = page_in(&a);
    Menu      m = {.place = S("Unit"), .year = S("2026"), .place_url = {S("/unit")}};
    MenuGroup g = {0};
    *list_add(&a, &g.of) = (MenuItem){.key = S("lke"), .text = S("LKE"), .url = {S("/lke")}, .waits = 3};
    *list_add(&a, &g.of) = (MenuItem){.key = S("unit"), .text = S("Unit"), .url = {S("/unit")}};
    *list_add(&a, &m.groups) = g;
    r.page.section = S("unit");
    view_menu(&r, &m);
    CHECK(shows(&r, "<a href=\"/unit\" aria-current=\"true\">Unit</a>"));
    CHECK(shows(&r, "<a href=\"/lke\">LKE"));
}
