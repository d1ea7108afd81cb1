/* parts.h - the pieces pages are made of.  Fill a struct; {{> name path}} in a template draws it.
 *
 * doc/looks.md says when to use which.  A zero member is left out of the page.  Charts are in chart.h, forms and
 * fields in form.h, lists in table.h, the answer card of the questionnaire in answer.h.
 */
#ifndef WEB_PARTS_H
#define WEB_PARTS_H

#include "web/chart.h"
#include "web/form.h"
#include "web/table.h"

/* --- the head of a page, beyond r->page.title, .lead, .trail and .action --- */

void page_state(Req *r, Tone tone, Str text);           /* the tag beside the title */
void page_quiet(Req *r, Str text, Url url);             /* a second action; two at most */

/* --- small pieces --- */

typedef struct { Str text; Url url; } Link;
typedef struct { Tone tone; Str text; } Tag;            /* {{> tag t}}: one or two words with a sign */
typedef struct { LIST(Crumb) of; } Trail;

typedef struct { Tone tone; Str title, text; Link link; } Notice;       /* one thing to know before reading on */
typedef struct { Str title, text; Link link; } Empty;                   /* nothing here yet, and how to begin */

/* What belongs to a thing, line by line; with .change it is the page that checks a long form. */
typedef struct {
    Str  key, value, note;
    Url  url;
    Tag  tag;
    Link change;
} SummaryLine;

typedef struct { LIST(SummaryLine) lines; } Summary;
void summary_add(Req *r, Summary *s, Msg key, Str value);               /* none without a value */

/* A few numbers that matter on this page. */
typedef struct { Str label, value, note; Url url; } Figure;
typedef struct { LIST(Figure) of; } Figures;

/* --- what is to be done --- */

typedef struct {
    Str  text, hint, whose;
    Url  url;
    Tag  state;
    Date due;
    bool done, late;
    bool next;                  /* the one to do now */
} Task;

typedef struct { Str title; LIST(Task) of; } Tasks;

/* Where a unit is in its year, or a case on its way. */
typedef struct { Str text, when, note; Url url; bool done, now; } Stage;
typedef struct { Str label; LIST(Stage) of; } Stages;

/* Where one is in a long form. */
typedef struct { Str text; Url url; bool done, now; } Step;
typedef struct { LIST(Step) of; } Steps;

/* --- files --- */

typedef struct {
    Str  name, kind, size;      /* "notulen.pdf", "PDF", "1,4 MB" */
    Str  period, note;          /* what it is about in time; what it proves, or where else it is used */
    LIST(Tag) flags;
    Url  open, preview;         /* preview: an image of this site */
    Url  remove;                /* a page that asks first */
} FileItem;

typedef struct { Str title, empty; LIST(FileItem) of; } Files;

/* Several files at once, with progress where the browser can; a whole form. */
typedef struct {
    Str id;                     /* of the form in the page */
    Url action;
    Str name, label, hint, error, accept;       /* accept: ".pdf,.jpg" */
    LIST(FieldView) fields;     /* what else to ask: the period */
    Str submit;
} Upload;

/* --- what changed --- */

typedef struct { Str label, before, after; } DiffLine;
typedef struct { Str before_head, after_head; LIST(DiffLine) lines; } Diff;     /* words that differ are marked */

typedef struct { Instant at; Str who, what, detail; Tone tone; Url url; } Event;
typedef struct { LIST(Event) of; Link more; } Timeline;
Err timeline_file(Req *r, const char *name, const Timeline *v) MUST_USE;       /* as table_show(), of what happened */

/* Where two differ among many things, and how far: a row of small squares for each group.  The sign says it too. */
typedef struct { Str sign, text; Url url; bool same, near, far; } HeatCell;      /* text: for who cannot see the row */
typedef struct { Str label, note; LIST(HeatCell) of; } HeatRow;
typedef struct { Str title; LIST(HeatRow) rows; LIST(HeatCell) keys; } HeatMap; /* keys: what the signs mean */

/* --- asking first --- */

typedef struct { Str name, value; } Hidden;
typedef struct {
    Str  text;                  /* what will happen, and whether it can be undone */
    Summary what;
    Url  action;
    LIST(Hidden) hidden;
    Str  submit;
    bool danger;
    Link back;
} Confirm;

/* --- a month, and what lasts how long in it --- */

typedef struct { Str text; Tone tone; Date from, until; } Span;         /* both days included */
typedef struct {
    Date  month;                /* any day of it */
    Date  today;
    LIST(Span) spans;
    Link  before, after;        /* other months; may be empty */
} Calendar;

/* --- paging --- */

typedef struct { i64 from, to, of; Url before, after; } Pager;

/* --- this list as a file --- */

typedef struct { LIST(Link) of; } Exports;
Exports table_exports(Req *r, const char *without);     /* of this address without one of its values (or NULL) */

/* --- the menu of the signed-in frame: Web.menu fills one and draws it --- */

typedef struct { Str key, text; Url url; i64 waits; bool current; } MenuItem;   /* waits: how many things */
typedef struct { Str text; LIST(MenuItem) of; } MenuGroup;
typedef struct {
    Str place, year;            /* the unit and the year one works in */
    Url place_url;              /* where another is chosen */
    LIST(MenuGroup) groups;
} Menu;

void view_menu(Req *r, const Menu *m);          /* marks the item whose key is r->page.section */

void view_tag(Req *r, const Tag *v);
void view_trail(Req *r, const Trail *v);
void view_notice(Req *r, const Notice *v);
void view_empty(Req *r, const Empty *v);
void view_summary(Req *r, const Summary *v);
void view_figures(Req *r, const Figures *v);
void view_tasks(Req *r, const Tasks *v);
void view_stages(Req *r, const Stages *v);
void view_steps(Req *r, const Steps *v);
void view_files(Req *r, const Files *v);
void view_upload(Req *r, const Upload *v);
void view_diff(Req *r, const Diff *v);
void view_timeline(Req *r, const Timeline *v);
void view_heat_map(Req *r, const HeatMap *v);
void view_confirm(Req *r, const Confirm *v);
void view_calendar(Req *r, const Calendar *v);
void view_pager(Req *r, const Pager *v);
void view_exports(Req *r, const Exports *v);
void view_field(Req *r, const FieldView *v);
void view_form(Req *r, const FormView *v);
void view_error_summary(Req *r, const Issues *v);

#endif
