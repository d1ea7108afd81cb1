#include "web/parts.h"

#include "web/answer.h"

static Str tone_class(Tone tone)
{
    switch (tone) {
    case TONE_NONE: return S("plain");
    case TONE_GOOD: return S("good");
    case TONE_WARN: return S("warn");
    case TONE_BAD:  return S("bad");
    case TONE_INFO: return S("info");
    }
    return S("plain");
}

/* --- the head of a page --- */

void page_state(Req *r, Tone tone, Str text)
{
    r->page.state      = text;
    r->page.state_tone = (int)tone;
}

void page_quiet(Req *r, Str text, Url url)
{
    *list_add(r->arena, &r->page.quiet) = (Crumb){text, url};
}

void summary_add(Req *r, Summary *s, Msg key, Str value)
{
    if (value.len)
        *list_add(r->arena, &s->lines) = (SummaryLine){.key = say(r->lang, key), .value = value};
}

/* --- parts that choose a class, or compare, before they are drawn --- */

void view_tag(Req *r, const Tag *v)
{
    buf_add(&r->out, S("<span class=\"tag "));
    buf_add(&r->out, tone_class(v->tone));
    buf_add(&r->out, S("\">"));
    html_put(r, v->text);
    buf_add(&r->out, S("</span>"));
}

typedef struct { Str cls, role; Notice n; } NoticeBox;
#include "notice_box.html.h"

void view_notice(Req *r, const Notice *v)
{
    NoticeBox box = {tone_class(v->tone), v->tone == TONE_BAD ? S("alert") : S("status"), *v};
    view_notice_box(r, &box);
}

typedef struct { Str cls; Event event; } TimelineEvent;
typedef struct { LIST(TimelineEvent) of; Link more; } TimelineView;
#include "timeline_list.html.h"

void view_timeline(Req *r, const Timeline *v)
{
    TimelineView t = {.more = v->more};
    for (isize i = 0; i < v->of.count; i++)
        *list_add(r->arena, &t.of) = (TimelineEvent){tone_class(v->of.at[i].tone), v->of.at[i]};
    view_timeline_list(r, &t);
}

#include "menu_list.html.h"

void view_menu(Req *r, const Menu *m)
{
    Menu shown = *m;
    for (isize g = 0; g < shown.groups.count; g++)
        for (isize i = 0; i < shown.groups.at[g].of.count; i++)
            shown.groups.at[g].of.at[i].current = str_eq(shown.groups.at[g].of.at[i].key, r->page.section);
    view_menu_list(r, &shown);
}

/* --- differences, word by word --- */

enum { DIFF_WORDS = 400 };      /* longer texts are marked as a whole */

typedef LIST(Str) Words;

static bool is_gap(char c) { return c == ' ' || c == '\n' || c == '\t'; }

/* Words with the gap that follows them, so that put together they are the text again. */
static Words words_of(Arena *a, Str s)
{
    Words w = {0};
    for (isize i = 0, from = 0; i < s.len; from = i) {
        while (i < s.len && !is_gap(s.at[i]))
            i++;
        while (i < s.len && is_gap(s.at[i]))
            i++;
        *list_add(a, &w) = str_sub(s, from, i - from);
    }
    return w;
}

static void put_word(Arena *a, Buf *b, Str word, bool marked)
{
    Req text = {.out = {.arena = a}};
    if (marked)
        buf_add(b, S("<mark>"));
    html_put_text(&text, str_trim(word));
    buf_add(b, buf_str(&text.out));
    if (marked)
        buf_add(b, S("</mark>"));
    buf_add(b, str_sub(word, str_trim(word).len, -1));
}

/* The longest common run of words, by the table everybody knows; what is outside it is marked. */
static void mark_words(Arena *a, Words x, Words y, Buf *in_x, Buf *in_y)
{
    isize  wide = y.count + 1, i = 0, j = 0;
    short *same = new(a, short, (x.count + 1) * wide);

    for (isize m = x.count - 1; m >= 0; m--)
        for (isize n = y.count - 1; n >= 0; n--) {
            short down = same[(m + 1) * wide + n], right = same[m * wide + n + 1];
            same[m * wide + n] = str_eq(str_trim(x.at[m]), str_trim(y.at[n]))
                                     ? (short)(same[(m + 1) * wide + n + 1] + 1) : down > right ? down : right;
        }
    while (i < x.count || j < y.count) {
        bool both = i < x.count && j < y.count;
        if (both && str_eq(str_trim(x.at[i]), str_trim(y.at[j]))) {
            put_word(a, in_x, x.at[i++], false);
            put_word(a, in_y, y.at[j++], false);
        } else if (j == y.count || (i < x.count && same[(i + 1) * wide + j] >= same[i * wide + j + 1])) {
            put_word(a, in_x, x.at[i++], true);
        } else {
            put_word(a, in_y, y.at[j++], true);
        }
    }
}

typedef struct { Str label; Html before, after; bool same; } DiffRow;
typedef struct { Str before_head, after_head; LIST(DiffRow) lines; } DiffView;
#include "diff_table.html.h"

static DiffRow diff_row(Req *r, const DiffLine *l)
{
    Buf   before = {.arena = r->arena}, after = {.arena = r->arena};
    Words x = words_of(r->arena, l->before), y = words_of(r->arena, l->after);
    bool  same = str_eq(l->before, l->after), quick = same || x.count > DIFF_WORDS || y.count > DIFF_WORDS;

    if (quick) {
        put_word(r->arena, &before, l->before, !same);
        put_word(r->arena, &after, l->after, !same);
    } else {
        mark_words(r->arena, x, y, &before, &after);
    }
    return (DiffRow){l->label, {buf_str(&before)}, {buf_str(&after)}, same};
}

void view_diff(Req *r, const Diff *v)
{
    DiffView d = {.before_head = v->before_head, .after_head = v->after_head};
    for (isize i = 0; i < v->lines.count; i++)
        *list_add(r->arena, &d.lines) = diff_row(r, &v->lines.at[i]);
    view_diff_table(r, &d);
}

static const Col event_cols[] = {
    {"waktu",   MSG_part_event_at,     COL_AT,   false}, {"apa",  MSG_part_event_what, COL_TEXT, false},
    {"rincian", MSG_part_event_detail, COL_TEXT, false}, {"oleh", MSG_part_event_who,  COL_TEXT, false},
};

Err timeline_file(Req *r, const char *name, const Timeline *v)
{
    Table t = {.name = name, .caption = r->page.title, .cols = event_cols, .cols_count = countof(event_cols),
               .part = true, .of = v->of.count};

    for (isize i = 0; i < v->of.count; i++) {
        Cell *c = table_row(r, &t);
        c[0].at   = v->of.at[i].at;
        c[1].text = v->of.at[i].what;
        c[2].text = v->of.at[i].detail;
        c[3].text = v->of.at[i].who;
    }
    return table_show(r, &t);
}

/* --- parts that are a template and nothing else --- */

#include "answer.html.h"
#include "answer_state.html.h"
#include "confirm.html.h"
#include "empty.html.h"
#include "error_summary.html.h"
#include "exports.html.h"
#include "field.html.h"
#include "figures.html.h"
#include "files.html.h"
#include "form.html.h"
#include "pager.html.h"
#include "stages.html.h"
#include "steps.html.h"
#include "summary.html.h"
#include "heat_map.html.h"
#include "tasks.html.h"
#include "trail.html.h"
#include "upload.html.h"

/* --- a month --- */

typedef struct { Str shown, rest; } CalHead;
typedef struct { int number; Str cls; bool today; } CalDay;
typedef struct { int wide; Str text, cls; } CalCell;
typedef struct { LIST(CalCell) cells; } CalRow;
typedef struct { LIST(CalDay) days; LIST(CalRow) rows; } CalWeek;
typedef struct { Str title; LIST(CalHead) heads; LIST(CalWeek) weeks; Link before, after; } CalendarView;
#include "calendar_month.html.h"

/* The first letters are seen, the whole word is read out. */
static void add_heads(Req *r, CalendarView *v)
{
    static const Msg names[7] = {MSG_part_monday, MSG_part_tuesday,  MSG_part_wednesday, MSG_part_thursday,
                                 MSG_part_friday, MSG_part_saturday, MSG_part_sunday};
    for (int i = 0; i < 7; i++) {
        Str name = say(r->lang, names[i]);
        *list_add(r->arena, &v->heads) = (CalHead){str_sub(name, 0, 3), str_sub(name, 3, -1)};
    }
}

static void add_cell(Req *r, CalRow *row, int wide, Str text, Str cls)
{
    if (wide)
        *list_add(r->arena, &row->cells) = (CalCell){wide, text, cls};
}

/* One line a span in each week that it touches. */
static void add_spans(Req *r, const Calendar *c, CalWeek *w, Date monday)
{
    for (isize i = 0; i < c->spans.count; i++) {
        const Span *s    = &c->spans.at[i];
        int         from = s->from.days - monday.days, until = s->until.days - monday.days;
        if (until < 0 || from > 6)
            continue;
        CalRow *row = list_add(r->arena, &w->rows);
        *row  = (CalRow){0};
        from  = from < 0 ? 0 : from;
        until = until > 6 ? 6 : until;
        add_cell(r, row, from, (Str){0}, (Str){0});
        add_cell(r, row, until - from + 1, s->text, tone_class(s->tone));
        add_cell(r, row, 6 - until, (Str){0}, (Str){0});
    }
}

void view_calendar(Req *r, const Calendar *c)
{
    Ymd          m     = date_split(c->month);
    Date         first = date_ymd(m.year, m.month, 1);
    Date         next  = date_ymd(m.month == 12 ? m.year + 1 : m.year, m.month == 12 ? 1 : m.month + 1, 1);
    CalendarView v     = {.before = c->before, .after = c->after};

    v.title = say_month(r->arena, r->lang, c->month);
    add_heads(r, &v);
    for (Date day = {first.days - (date_weekday(first) + 6) % 7}; day.days < next.days; day.days += 7) {
        CalWeek *w = list_add(r->arena, &v.weeks);
        *w = (CalWeek){0};
        for (int i = 0; i < 7; i++) {
            Date d    = {day.days + i};
            bool here = d.days >= first.days && d.days < next.days;
            *list_add(r->arena, &w->days) = (CalDay){date_split(d).day, here ? S("here") : S("beside"),
                                                     d.days == c->today.days};
        }
        add_spans(r, c, w, day);
    }
    view_calendar_month(r, &v);
}
