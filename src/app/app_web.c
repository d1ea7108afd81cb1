#include "app/app_web.h"

#include "evaluasi/evaluasi_board_web.h"
#include "format/json.h"
#include "lke/lke_web.h"
#include "web/html.h"
#include "web/job.h"

#include "home.html.h"

/* GET / - the front door; who is signed in goes on to work */
static Err home(Req *r)
{
    if (r->user && !r->user->half)
        return redirect(r, "%s", may(r, BOARD_SEES) ? "/evaluasi" : may(r, LKE_KNOWS) ? "/lke" : "/akun");
    r->page.title = say(r->lang, MSG_home_title);
    view_home(r, &(HomeView){.first = true});
    return NO_ERR;
}

/* GET /healthz - does the database answer? */
static Err health(Req *r)
{
    JsonOut o = {.to = &r->out};
    Err     e = db_ping(r->db);

    r->type   = S("application/json");
    r->status = e.kind ? 503 : 200;
    json_open_map(&o, NO_KEY);
    json_put_bool(&o, S("ok"), !e.kind);
    json_put_text(&o, S("database"), db_engine(r->db) == DB_PGSQL ? S("postgresql") : S("sqlite"));
    json_put_i64(&o, S("up_seconds"), r->now.s - r->app->started.s);
    json_close(&o);
    return NO_ERR;
}

static void metric(Req *r, const char *name, const char *kind, i64 value)
{
    buf_addf(&r->out, "# TYPE pulau_%s %s\npulau_%s %lld\n", name, kind, name, (long long)value);
}

static bool is_loopback(Str address)
{
    return str_starts(address, S("127.")) || str_is(address, "::1");
}

static Err letter_metrics(Req *r)
{
    JobCount n       = {0};
    i64      given_up = 0;

    TRY(job_count(*r->arena, r->db, r->now, &n));
    TRY(mail_given_up(*r->arena, r->db, &given_up));
    metric(r, "letters_waiting", "gauge", n.waiting);
    metric(r, "letters_overdue", "gauge", n.overdue);
    metric(r, "letters_given_up", "gauge", given_up);
    return NO_ERR;
}

/* GET /metrics - Prometheus text, for this machine alone unless the setting says otherwise */
static Err metrics(Req *r)
{
    const App *app = r->app;

    if (!app->config.number[SET_metrics_open] && !is_loopback(r->http->remote))
        return FAIL(ERR_NOT_FOUND, "metrics are for this machine alone");
    ServeCount s = serve_count(app->serve);
    WorksCount w = works_count(app->works);
    r->type      = S("text/plain; version=0.0.4; charset=utf-8");
    buf_add(&r->out, S("# TYPE pulau_requests_total counter\n"));
    for (int i = 2; i < 6; i++)
        buf_addf(&r->out, "pulau_requests_total{status=\"%dxx\"} %lld\n", i, (long long)s.answered[i]);
    metric(r, "request_milliseconds_total", "counter", s.ms_total);
    metric(r, "refused_total", "counter", s.http.refused);
    metric(r, "connections", "gauge", s.http.connections);
    metric(r, "in_flight", "gauge", s.http.in_flight);
    metric(r, "received_bytes_total", "counter", s.http.bytes_in);
    metric(r, "sent_bytes_total", "counter", s.http.bytes_out);
    metric(r, "writes_total", "counter", w.writes);
    metric(r, "commits_total", "counter", w.batches);
    metric(r, "reads_total", "counter", w.reads);
    metric(r, "queue_refused_total", "counter", w.refused);
    metric(r, "waiting_writes", "gauge", w.waiting_writes);
    metric(r, "waiting_reads", "gauge", w.waiting_reads);
    metric(r, "up_seconds", "gauge", r->now.s - app->started.s);
    return letter_metrics(r);
}

static const Route rows[] = {
    {GET, "/",        ANYONE, READS, home,    "open"},
    {GET, "/healthz", ANYONE, READS, health,  "open"},
    {GET, "/metrics", ANYONE, READS, metrics, "this machine"},
};
const Room app_room = {"app", rows, countof(rows)};
