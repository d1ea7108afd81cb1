/* web.h - from a request to a page: routes, who may, transactions, answers.
 *
 * Sockets and HTTP syntax are next door, in http/.  Handlers are in the rooms.  Forms are in form.h, writing
 * HTML in html.h, lists in table.h, the parts of pages in parts.h.
 */
#ifndef WEB_H
#define WEB_H

#include "base/date.h"
#include "base/say.h"
#include "db/blob.h"
#include "db/db.h"
#include "http/http.h"
#include "web/rate.h"
#include "web/who.h"

typedef enum { GET, POST } Method;              /* HEAD is answered as GET without its body */
typedef enum { READS, WRITES } Touch;           /* the transaction a handler runs in */
typedef struct App App;                         /* settings, stores and threads: app/app.h knows it all */
typedef struct { Str s; } Url;                  /* a checked address on this site, starting with '/' */

typedef struct { Str text; Url url; } Crumb;    /* one step of the trail above a title */
typedef enum { FRAME_SIGNED_IN, FRAME_PUBLIC, FRAME_NONE } Frame;

/* What stands round a page; set by the handler, drawn after it. */
typedef struct {
    Str   title;                /* the one h1, and the window's title */
    Str   lead;                 /* a sentence under it; may be empty */
    LIST(Crumb) trail;
    Frame frame;                /* nobody signed in: always FRAME_PUBLIC */
    Str   section;              /* which entry of the menu is current: "lke", "unit" */
    Url   action;               /* the page's one main action: a link at its head; may be empty */
    Str   action_text;
    LIST(Crumb) quiet;          /* page_quiet() of parts.h */
    Str   state;                /* page_state() of parts.h */
    int   state_tone;
    Str   head;                 /* HTML: all of that drawn already, see kept.h ... */
    bool  pieces;               /* ... and whether the body has pieces that htmx renews */
} Page;

typedef struct Req Req;
typedef struct Route Route;

struct Req {
    Arena       *arena;         /* dies with the answer */
    Db          *db;            /* already in a transaction; see Touch.  NULL in Route.before */
    const User  *user;          /* NULL when nobody is signed in */
    Lang         lang;
    Date         today;         /* in the reader's zone */
    Instant      now;
    int          utc_minutes;
    Method       method;
    Str          path, query;
    i64          id;            /* the first :id of the path */
    i64          ids[4];        /* all of them, in order */
    Str          args[4];       /* the other :parts of the path, in order */
    HttpReq     *http;          /* form fields and files */
    const Route *route;
    const struct Room *room;    /* whose row it is */
    const App   *app;
    bool         partial;       /* htmx asks for a piece: no frame is drawn */
    void        *carry;         /* from Route.before to Route.run */

    int          status;        /* the answer; 0 becomes 200 */
    Str          location, type;        /* a redirect; the type if it is not a page */
    Buf          out;
    Page         page;
    LIST(HttpPair) headers;
    HttpAnswer   file;          /* .fd or .stream: a download instead of out */
    struct Deferred *deferred;
    Str          refused;       /* said on the error page, if the handler knows better than the status */
    Str          refused_title; /* and its heading */
    bool         again;         /* what was sent stands on the error page, to be sent anew */
    Str          noted;         /* for the line in the log: why it ended as it did; no names, nothing that was sent */
    const Issues *issues;       /* and field by field, in an answer of the API */
    i64          version;       /* of what is given out: api_version() of api.h */
    const struct Web *web;      /* the origin of links in letters, the mail server */
    i64          waits;         /* notices not read yet, at the bell: see Web.waits */
    Str          visitor_token; /* of the forms of somebody who is not signed in, once made */
};

enum {                          /* Route.flags */
    ROUTE_SLOW    = 1,          /* a read that may take long: not on the loop thread */
    ROUTE_UPLOAD  = 2,          /* takes files, up to the setting upload_max */
    ROUTE_NO_CSRF = 4,          /* the path itself carries a secret token */
    ROUTE_HALF    = 8,          /* also for a person whose second factor is still to come */
    ROUTE_PLAIN   = 16,         /* asks neither who comes nor the database */
    ROUTE_KEPT    = 32,         /* a page made of nothing but what kept.h names; needs a .look that says who may */
    ROUTE_MANY    = 64,         /* .gives describes one of a list: see api.h */
    ROUTE_NAMELESS = 128,       /* who comes is neither asked nor logged, even if signed in; no cookie is read or set */
};

struct Route {
    Method      method;
    const char *path;           /* /lke/:id/butir/:code  (:id is a number) */
    Who         who;            /* closed unless said */
    Touch       touch;
    Err       (*run)(Req *);
    const char *scope;          /* whose things, in words, for `pulau routes`: "unit tree", "own", "instansi", "open" */
    Err       (*before)(Req *); /* slow work ahead of the transaction, off the loop and off the writer */
    int         flags;
    const struct Field *form;   /* what a POST takes: drawn, checked and documented from one table */
    isize       form_count;
    Err       (*look)(Req *);   /* a quick read while admitting, for `before` (into r->carry) or to say who may */
    const struct Gives *gives;  /* what a route of the API answers, and in a sentence what it is for: see api.h */
    Msg         about;
    i64         upload_max;     /* bytes of a ROUTE_UPLOAD where that is less than the setting; 0: the setting */
};

struct KabarKind;
struct KabarDay;
struct FactAsk;
struct Facts;

typedef struct Room {
    const char  *name;          /* "lke" */
    const Route *routes;
    isize        count;
    const struct KabarKind *kinds;      /* the notices it gives: kabar/kabar.h */
    isize        kinds_count;
    Err        (*remind)(Arena scratch, Db *db, const struct KabarDay *day);    /* of what closes soon */
    Msg          about;         /* of a room with routes of the API: what people call what it keeps */
    Err        (*facts)(Req *r, const struct FactAsk *ask, struct Facts *out);  /* about an item: fact.h */
} Room;

void defer(Req *r, void (*fn)(void *), void *x);        /* run on every way out, newest first */

Err  redirect(Req *r, const char *fmt, ...) PRINTF_LIKE(2, 3) MUST_USE;         /* 303, after a POST */
void header_add(Req *r, const char *name, Str value);
void cookie_set(Req *r, const char *name, Str value, i64 seconds);      /* HttpOnly, SameSite=Lax; 0: remove */
Str  cookie_get(Req *r, const char *name);
Str  query_get(const Req *r, const char *name);         /* decoded; empty if it is not there */
void crumb_add(Req *r, Str text, Url url);              /* url {0}: no link */
void notice_set(Req *r, Msg msg);                       /* said once, on the page that follows a redirect */
bool may(const Req *r, Who who);                        /* does the person hold one of these roles? */

/* --- what app/ gives the web layer, and tests give it instead --- */

typedef struct Web Web;
struct Web {
    const Room *const *rooms;
    isize       rooms_count;
    const App  *app;
    Err       (*whois)(Req *r, Str token, const User **out);    /* *out stays NULL for no one */
    Err       (*whose)(Req *r, Str token, const User **out);    /* the same for a token of the API */
    Err       (*seen)(Db *db, const User *u, Instant now);      /* moves the last-seen mark of an idle one */
    Err       (*waits)(Req *r, i64 *out);       /* how many notices a signed-in person has not read */
    Err       (*beside_item)(Req *r, i64 worksheet_id, Str item);      /* what later rooms say of an item of it */
    Err       (*item_url)(Req *r, const struct FactAsk *ask, Url *out);        /* where r->user reads it; or empty */
    void      (*menu)(Req *r);  /* writes the menu of the signed-in person; current: r->page.section */
    bool        secure;         /* served over TLS: __Host- cookies, HSTS */
    Str         origin;         /* "https://zi.instansi.go.id": for links in letters, which leave the site */
    const struct MailConfig *mail;      /* NULL: no mail server; links are handed over by the admin */
    i64         upload_max;
    i64         kept_bytes;     /* memory of each connection for kept pages; 0: none are kept */
    const Blobs *blobs;         /* where files are kept */
    const struct BerkasLimits *berkas;  /* what a file and a unit may hold; NULL: as shipped */
    struct AkunOidc *oidc;      /* sign-in through the agency's own provider; NULL: there is none */
    bool        no_passwords;   /* ... and it is the only way in */
    const struct Regulasi *regulasi;    /* every rule pack this program knows; NULL where a test needs none */
    const struct SurveiPacks *survei;   /* and every instrument of surveys */
    struct Rates *rates;        /* how often one may ask (rate.h); NULL: nobody counts */
    Rate        api_rate, page_rate;
    int         survei_bits, survei_rate, survei_idle_s;        /* of public surveys: app/config.h */
};

/* The row for a request, its :parts in r; NULL: none.  *out_method_wrong: the path exists for another method. */
const Route *web_route(const Web *w, Req *r, bool *out_method_wrong);

/* One request from start to end in the calling thread: sign-in, who may, CSRF, before, transaction, run, frame.
 * web_prepare() comes before it. */
void web_answer(const Web *w, Req *r, Db *db);

/* Its pieces, for web/serve.c, which spreads them over threads. */
void web_prepare(const Web *w, Req *r, HttpReq *http);  /* method, path, language, route; nothing is asked yet */
Err  web_admit(const Web *w, Req *r);                   /* needs r->db in a reading transaction: who, CSRF */
Err  web_run(const Web *w, Req *r);                     /* needs r->db in its transaction: once-keys, handler */
void web_finish(const Web *w, Req *r, Err e);           /* frame or error page, deferred, log line */
HttpAnswer web_http_answer(const Web *w, Req *r);

/* Run one piece; a full arena becomes ERR_LIMIT, and leaves enough of it for the error page. */
Err  web_guard(const Web *w, Req *r, Err (*piece)(const Web *w, Req *r));

#endif
