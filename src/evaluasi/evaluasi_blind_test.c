/* Two who score blind learn nothing of each other or of the unit's answers before both are done: every page, export
 * and file of the whole program is asked for, in two worlds that differ only in what must not be seen. */
#include "app/app.h"
#include "evaluasi/evaluasi_fixture_test.h"
#include "evaluasi/evaluasi_review_web.h"
#include "format/xlsx_read.h"
#include "test/packs.h"

#include <string.h>
#include <unistd.h>

#define SECRET "RAHASIA"

typedef struct { Str path; int status; Digest digest; bool secret; } Seen;
typedef LIST(Seen) SeenAll;

typedef struct {
    EvalWorld w;
    Blobs     blobs;
    const SurveiPacks *instruments;
    Arena     room;             /* of one request, used anew for each */
    i64       advice[2], snapshot;
} World;

/* --- every address --- */

static i64 number_for(const World *x, Str before, int nth)
{
    if (str_ends(before, S("/potret/")))
        return x->snapshot;
    if (str_ends(before, S("/orang/")))
        return x->w.people[EVAL_TWO].id;
    if (nth == 0 && (str_ends(before, S("/lke/")) || str_ends(before, S("/evaluasi/"))
                     || str_ends(before, S("/berkas/untuk/"))))
        return x->w.lke.id;
    return str_has(before, S("/unit/")) ? x->w.lke.people.x.left.id : 1;
}

static Str path_for(Arena *a, const World *x, const char *pattern)
{
    Buf b    = {.arena = a};
    Str rest = str_sub(str_of(pattern), 1, -1);
    int ids  = 0;
    do {
        Str part = str_cut(&rest, '/');
        buf_char(&b, '/');
        if (str_is(part, ":id"))
            buf_addf(&b, "%lld", (long long)number_for(x, buf_str(&b), ids++));
        else if (str_is(part, ":code"))
            buf_add(&b, str_ends(buf_str(&b), S("/area/")) ? S("A") : S("A.I.1.i.b"));
        else if (str_is(part, ":pack"))
            buf_add(&b, S("permenpanrb-90-2021"));
        else if (str_is(part, ":move"))
            buf_add(&b, S("serahkan"));
        else if (str_is(part, ":item"))
            buf_add(&b, S("A.I.1.i.b"));
        else
            buf_add(&b, part.len && part.at[0] == ':' ? S("x") : part);
    } while (rest.at);
    return buf_str(&b);
}

typedef LIST(Str) Paths;

/* One page for each route, as a page and as each file that a list can be. */
static Paths every_path(Arena *a, const World *x)
{
    static const char *const more[] = {"", "?format=csv", "?format=json", "?format=xlsx", "?bahasa=en"};
    Paths out = {0};

    for (isize i = 0; i < app_rooms_count; i++) {
        for (const Route *row = app_rooms[i]->routes; row < app_rooms[i]->routes + app_rooms[i]->count; row++) {
            if (row->method != GET || (row->flags & ROUTE_PLAIN) || str_is(str_of(row->path), "/metrics"))
                continue;
            Str path = path_for(a, x, row->path);
            for (isize k = 0; k < countof(more); k++)
                *list_add(a, &out) = str_fmt(a, "%.*s%s", STRF(path), more[k]);
        }
    }
    return out;
}

/* And what is found only by asking for more: every item, every view of the work list, each recommendation. */
static void more_paths(Arena *a, const World *x, Paths *out)
{
    static const char *const views[] = {"?tampil=belum", "?tampil=beda", "?tampil=berubah", "?tampil=tanya",
                                        "?area=A", "?tampil=belum&area=B"};
    const Pack *p  = x->w.lke.pack;
    long long   id = x->w.lke.id;

    for (int i = 0; i < p->nnodes; i += 3) {
        if (!pack_is_question(&p->nodes[i]))
            continue;
        *list_add(a, out) = str_fmt(a, "/evaluasi/%lld/butir/%.*s", id, STRF(p->nodes[i].code));
        *list_add(a, out) = str_fmt(a, "/lke/%lld/butir/%.*s", id, STRF(p->nodes[i].code));
    }
    for (isize i = 0; i < countof(views); i++)
        *list_add(a, out) = str_fmt(a, "/evaluasi/%lld/butir%s", id, views[i]);
    *list_add(a, out) = str_fmt(a, "/rekomendasi/%lld", (long long)x->advice[0]);
    *list_add(a, out) = str_fmt(a, "/evaluasi/%lld/banding?a=%lld&b=%lld", id, (long long)x->snapshot,
                                (long long)x->snapshot);
    *list_add(a, out) = str_fmt(a, "/evaluasi/kesepakatan?tahun=2026&menurut=pasangan");
}

/* --- asking --- */

/* Without the keys that make each form another one. */
static void digest_page(Sha256 *h, Str page)
{
    Str key = S("name=\"_key\" value=\"");
    for (isize at; (at = str_find(page, key)) >= 0;) {
        sha256_add(h, str_sub(page, 0, at));
        page = str_sub(page, at + key.len, -1);
        (void)str_cut(&page, '"');
    }
    sha256_add(h, page);
}

/* What stands in its cells: a workbook also says when it was made. */
static void digest_workbook(Arena scratch, Sha256 *h, Str bytes)
{
    Issues issues = {.arena = &scratch};
    XlsxIn in     = {.bytes = bytes, .issues = &issues};
    Xlsx  *book   = NULL;
    XlsxRow row;

    CHECK_OK(xlsx_open(&scratch, &in, &book));
    for (isize i = 0; i < xlsx_sheets(book); i++) {
        CHECK_OK(xlsx_start(book, i));
        while (xlsx_next(book, &row))
            for (isize k = 0; k < row.count; k++) {
                sha256_add(h, row.cells[k].text);
                sha256_add(h, S("|"));
            }
    }
    xlsx_close(book);
}

static void digest_file(Arena scratch, Sha256 *h, const Req *r)
{
    Str bytes = buf_str(&r->out);

    if (r->file.fd > 0) {
        char *at = new(&scratch, char, r->file.fd_bytes);
        CHECK(pread(r->file.fd, at, (size_t)r->file.fd_bytes, 0) == r->file.fd_bytes);
        bytes = (Str){at, r->file.fd_bytes};
    }
    if (str_starts(bytes, S("PK")))
        digest_workbook(scratch, h, bytes);
    else
        digest_page(h, bytes);
}

static Seen ask_one(World *x, int person, Str path)
{
    Arena  scratch = x->room;
    Sha256 h;

    x->w.lke.web.regulasi = &x->w.lke.packs;
    x->w.lke.web.blobs    = &x->blobs;
    x->w.lke.web.survei   = x->instruments;
    Req   *r = test_ask(&scratch, &x->w.lke.web, x->w.lke.db,
                        &(TestAsk){.method = S("GET"), .path = path, .user = &x->w.users[person], .now = akun_now});
    Seen   s = {.path = path, .status = r->status, .secret = test_shows(r, SECRET)};

    sha256_start(&h);
    digest_file(scratch, &h, r);
    sha256_add(&h, r->location);
    if (r->file.stream)
        r->file.stream_end(r->file.stream_ctx);
    s.digest = sha256_end(&h);
    return s;
}

static SeenAll look(Arena *a, World *x, int person)
{
    SeenAll out   = {0};
    Paths   paths = every_path(a, x);

    more_paths(a, x, &paths);
    for (isize i = 0; i < paths.count; i++) {
        Seen s = ask_one(x, person, paths.at[i]);
        if (s.status >= 500)
            test_fail(__FILE__, __LINE__, "fails", paths.at[i]);
        *list_add(a, &out) = s;
    }
    return out;
}

static void same(int line, const SeenAll *before, const SeenAll *after, const char *unless)
{
    CHECK(before->count == after->count && before->count > 300);
    for (isize i = 0; i < before->count; i++) {
        const Seen *x = &before->at[i], *y = &after->at[i];
        if (unless && str_has(x->path, str_of(unless)))
            continue;
        if (x->status != y->status || memcmp(&x->digest, &y->digest, sizeof x->digest))
            test_fail(__FILE__, line, "another answer", x->path);
    }
}

static void no_secret(int line, const SeenAll *all)
{
    isize pages = 0;
    for (isize i = 0; i < all->count; i++) {
        if (all->at[i].secret)
            test_fail(__FILE__, line, "shows what is secret", all->at[i].path);
        pages += all->at[i].status == 200;
    }
    CHECK(pages > 60);          /* the person did get in somewhere */
}

/* --- the two worlds --- */

static void judge(World *x, int person, int from, int step, const char *note)
{
    const Pack   *p     = x->w.lke.pack;
    Evaluasi      e     = eval_world_open(&x->w, person);
    LIST(LkeEdit) edits = {0};
    LkeSaved      saved;

    for (int i = from; i < p->nnodes; i += step) {
        const PackNode *n = &p->nodes[i];
        if (!pack_is_question(n))
            continue;
        NilaiAnswer worst = {.answered = true, .per = 1, .option = n->noptions - 1};
        Str value = n->kind == PACK_CHOICE ? lke_value(x->w.lke.a, n, &worst) : lke_world_best(x->w.lke.a, n);
        *list_add(x->w.lke.a, &edits) = (LkeEdit){.node = i, .value = value, .note = str_of(note),
                                                  .seen = LKE_ANY_VERSION, .by_id = x->w.people[person].id,
                                                  .at = akun_now};
    }
    CHECK_OK(db_begin(x->w.lke.db, true));
    CHECK_OK(evaluasi_judge(x->w.lke.a, x->w.lke.db, &x->w.lke.packs, &e, edits.at, edits.count, &saved));
    CHECK_OK(db_end(x->w.lke.db, true));
}

static i64 advise(World *x, int person, const char *item, const char *text)
{
    Evaluasi      e  = eval_world_open(&x->w, person);
    EvalAdviceNew n  = {str_of(item), str_of(text), date_ymd(2026, 12, 31), akun_now};
    i64           id = 0;

    CHECK_OK(db_begin(x->w.lke.db, true));
    CHECK_OK(evaluasi_advice_add(*x->w.lke.a, x->w.lke.db, &e, &n, &id));
    CHECK_OK(evaluasi_mark(*x->w.lke.a, x->w.lke.db, &e, str_of(item), str_of(text), akun_now));
    CHECK_OK(db_end(x->w.lke.db, true));
    return id;
}

/* What the unit answered, changed under everybody's hands, in the worksheet and in what was frozen. */
static void change_unit(World *x, const char *value)
{
    static const Sql open   = {"test_open", "UPDATE lke_worksheet SET state = 'open', held = 0", NULL};
    static const Sql shut   = {"test_shut", "UPDATE lke_worksheet SET state = 'closed', held = 1", NULL};
    static const Sql frozen = {"test_frozen", "UPDATE evaluasi_snapshot SET body = $1 WHERE id = $2", NULL};
    bool             held   = lke_world_get(&x->w.lke).held;
    EvalSnapshot     s;

    CHECK_OK(db_begin(x->w.lke.db, true));
    CHECK_OK(db_do0(x->w.lke.db, &open));
    CHECK_OK(db_end(x->w.lke.db, true));
    CHECK(lke_world_save(&x->w.lke, "A.I.1.i.b", value, SECRET "-UNIT").now.version);
    if (!held)
        return;
    CHECK_OK(db_begin(x->w.lke.db, true));
    CHECK_OK(db_do0(x->w.lke.db, &shut));
    CHECK_OK(evaluasi_snapshot(x->w.lke.a, x->w.lke.db, x->w.lke.people.x.top.id, x->w.lke.id, x->snapshot, &s));
    Str  from = S("\"A.I.1.i.b\":{\"note\":\"");
    isize at  = str_find(s.body, from) + from.len;
    Str  body = str_fmt(x->w.lke.a, "%.*s" SECRET "-BEKU%.*s", STRF(str_sub(s.body, 0, at)),
                        STRF(str_sub(s.body, at, -1)));
    CHECK_OK(db_do(x->w.lke.db, &frozen, db_text(body), db_i64(x->snapshot)));
    CHECK_OK(db_end(x->w.lke.db, true));
}

/* The unit is still at it, the two sit in their seats. */
static World young_world(Arena *a, bool look)
{
    World x = {.w = eval_world(a, look, true, app_rooms, app_rooms_count)};

    x.blobs.dir             = test_dir(a);
    x.instruments           = test_instruments();
    x.room                  = arena_reserve((isize)64 << 20);
    x.w.lke.web.app         = new(a, App, 1);
    x.w.lke.web.beside_item = evaluasi_beside;
    return x;
}

static World world(Arena *a)
{
    World         x   = young_world(a, false);
    EvalSnapshots all = {0};

    CHECK(!eval_world_move(&x.w, EVAL_HEAD, "ajukan", ""));
    Evaluasi e = eval_world_open(&x.w, EVAL_INSPEKTUR);
    CHECK_OK(evaluasi_snapshots(a, x.w.lke.db, &e, &all));
    x.snapshot = all.at[0].id;
    judge(&x, EVAL_ONE, 0, 5, "catatan sendiri");
    x.advice[0] = advise(&x, EVAL_ONE, "A.I.1.i.a", "saran sendiri");
    return x;
}

static void other_works(World *x)
{
    judge(x, EVAL_TWO, 0, 2, SECRET "-DUA");
    x->advice[1] = advise(x, EVAL_TWO, "A.I.1.i.b", SECRET "-SARAN");
}

LONG_TEST(who_will_score_blind_learns_nothing_while_the_unit_fills_in_and_others_look_first)
{
    World    x = young_world(&a, true);
    Evaluasi e = eval_world_open(&x.w, EVAL_ONE);

    CHECK(e.hidden && !evaluasi_sees(&e, LAYER_UNIT));
    change_unit(&x, "B");
    SeenAll before = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &before);
    change_unit(&x, "C");
    SeenAll after = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &after);
    same(__LINE__, &before, &after, NULL);

    CHECK(!eval_world_move(&x.w, EVAL_HEAD, "ajukan", ""));
    before = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &before);
    judge(&x, EVAL_LOOK, 0, 1, SECRET "-AWAL");
    after = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &after);
    same(__LINE__, &before, &after, NULL);
    arena_release(x.room);
}

LONG_TEST(who_scores_blind_gets_the_same_answers_whatever_the_other_and_the_unit_say)
{
    World   x      = world(&a);
    SeenAll before = look(&a, &x, EVAL_ONE);

    no_secret(__LINE__, &before);
    change_unit(&x, "C");
    other_works(&x);
    SeenAll after = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &after);
    same(__LINE__, &before, &after, NULL);
    CHECK(ask_one(&x, EVAL_ONE, str_fmt(&a, "/rekomendasi/%lld", (long long)x.advice[1])).status == 404);

    judge(&x, EVAL_TWO, 0, 1, SECRET "-DUA");
    CHECK(!eval_world_move(&x.w, EVAL_TWO, "serahkan", ""));
    after = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &after);
    same(__LINE__, &before, &after, NULL);              /* not even that the other is done */
    arena_release(x.room);
}

LONG_TEST(who_is_done_first_learns_nothing_while_the_other_goes_on)
{
    World x = world(&a);

    change_unit(&x, "B");
    judge(&x, EVAL_ONE, 0, 1, "catatan sendiri");
    CHECK(!eval_world_move(&x.w, EVAL_ONE, "serahkan", ""));
    SeenAll before = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &before);
    other_works(&x);
    change_unit(&x, "C");
    SeenAll after = look(&a, &x, EVAL_ONE);
    no_secret(__LINE__, &after);
    same(__LINE__, &before, &after, NULL);
    arena_release(x.room);
}

/* Ketua, dalnis, inspektur, the unit and the leaders: nothing of the two, and no counting how far they are.  The log's
 * own pages say that somebody did something, to those whose office it is to read it, and no more. */
LONG_TEST(nobody_else_learns_what_two_score_blind_or_how_far_they_are)
{
    static const int people[] = {EVAL_KETUA, EVAL_DALNIS, EVAL_INSPEKTUR, EVAL_HEAD, EVAL_PIMPINAN, EVAL_LOOK};
    World x    = world(&a);
    Arena kept = arena_reserve((isize)8 << 20);

    other_works(&x);
    for (isize p = 0; p < countof(people); p++) {
        Arena   mine   = kept;
        SeenAll before = look(&mine, &x, people[p]);
        no_secret(__LINE__, &before);
        judge(&x, EVAL_TWO, (int)p, 7, SECRET "-LAGI");
        judge(&x, EVAL_ONE, (int)p, 11, SECRET "-LAGI");
        SeenAll after = look(&mine, &x, people[p]);
        no_secret(__LINE__, &after);
        same(__LINE__, &before, &after, "/audit");
    }
    arena_release(kept);
    arena_release(x.room);
}

LONG_TEST(when_both_are_done_each_reads_the_other)
{
    World x = world(&a);
    bool  found = false;

    judge(&x, EVAL_ONE, 0, 1, "catatan sendiri");
    judge(&x, EVAL_TWO, 0, 1, SECRET "-DUA");
    CHECK(!eval_world_move(&x.w, EVAL_ONE, "serahkan", ""));
    CHECK(!eval_world_move(&x.w, EVAL_TWO, "serahkan", ""));
    SeenAll all = look(&a, &x, EVAL_ONE);
    for (isize i = 0; i < all.count; i++)
        found = found || all.at[i].secret;
    CHECK(found);
    arena_release(x.room);
}
