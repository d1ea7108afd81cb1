/* Every route, asked by every role, for its own unit, for another unit, and for another agency.  What was answered
 * is compared with test/golden/access.txt, which is written for people: `make bless` renews it, and the difference
 * is read. */
#include "app/demo.h"

#include "akun/akun_oidc.h"
#include "akun/akun_token.h"
#include "berkas/berkas.h"
#include "kabar/kabar_web.h"
#include "lke/lke_web.h"
#include "survei/survei.h"
#include "test/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* A unit with one of everything that has a number in an address. */
typedef struct {
    i64 instansi, unit, person, role, token, sheet, use, notice, letter, snapshot, report, advice, cycle, team, tie,
        campaign, service;
} Place;

enum { OWN, OTHER, FOREIGN, PLACES };

typedef struct {
    Db       *db;
    Arena     a;
    Web       web;
    Regulasi  packs;
    SurveiPacks instruments;
    Blobs     blobs;
    Place     at[PLACES];
    User      asks[ROLE_COUNT + 1];     /* each role held for the own unit; the last has none */
} World;

static UnitAsker program(i64 instansi)
{
    return (UnitAsker){.instansi_id = instansi, .today = date_ymd(2026, 8, 21), .now = {1787281445}};
}

static Unit add_unit(World *w, const Unit *parent, const char *code, i64 instansi)
{
    UnitAsker by  = program(instansi);
    UnitAct   act = {&by, parent, date_ymd(2020, 1, 2), S("try")};
    Unit      u   = {0};
    i64       id  = 0;
    CHECK_OK(unit_add(w->a, w->db, &act, parent ? UNIT_SATKER : UNIT_INSTANSI,
                      &(UnitFacts){.code = str_of(code), .name = str_of(code), .utc_minutes = 420}, &id));
    CHECK_OK(unit_find(&w->a, w->db, parent ? instansi : id, id, &u));
    return u;
}

static i64 add_person(World *w, const Unit *u, int n)
{
    UnitAsker  by = program(u->instansi_id);
    DemoPerson p  = demo_person(&w->a, n);
    i64        id = 0;
    CHECK_OK(akun_user_add(w->a, w->db, &by, u, &(AkunFacts){p.nip, p.email, p.name, p.position, LANG_ID}, &id));
    return id;
}

static i64 grant(World *w, const Unit *u, i64 person, Role role)
{
    UnitAsker by = program(u->instansi_id);
    i64       id = 0;
    CHECK_OK(akun_role_grant(w->a, w->db, &by, u,
                             &(AkunGrant){person, (i64)1 << role, date_ymd(2026, 1, 1), {0}, S("try")}, &id));
    return id;
}

static i64 add_use(World *w, const Unit *u, i64 head, i64 sheet)
{
    UnitAsker      by = program(u->instansi_id);
    BerkasOwner    o  = {0};
    Str            content;
    Str            dir = test_dir(&w->a);
    BerkasSent     s   = {.name = S("a.pdf"), .path = str_fmt(&w->a, "%.*s/up%lld", STRF(dir), (long long)sheet)};
    BerkasSents    all = {.at = &s, .count = 1, .cap = 1};
    BerkasUseFacts f   = {.owner = &o, .item = S("A.I.1.i.a"), .from = date_ymd(2026, 1, 1),
                          .until = date_ymd(2026, 6, 30)};

    by.user_id   = head;
    by.role_bits = WHO_FILLS;
    CHECK_OK(demo_pdf(w->a, s.path, u->facts.code, S("x")));
    content = test_read(&w->a, str_c(&w->a, s.path));
    s.sha256 = hash_sha256(content);
    s.bytes  = content.len;
    s.crc32  = (u32)crc32(0, (const u8 *)content.at, (unsigned)content.len);
    CHECK_OK(berkas_owner_find(&w->a, w->db, u->instansi_id, sheet, &o));
    CHECK_OK(berkas_receive(w->a, &w->blobs, &berkas_limits, &all));
    CHECK_OK(berkas_take(w->a, w->db, &by, &f, &berkas_limits, &s));
    return s.use_id;
}

/* Something this person has not read; and a letter to the same person that was given up. */
static void add_notice(World *w, Place *p)
{
    static const Sql put = {"put", "INSERT INTO web_letter (id, address, subject, body, stop_url, why, tries, "
                                   "gave_up_at) VALUES ($1, $2, 's', 'b', '', 'w', 10, '2026-08-20T00:00:00Z')", 0};
    KabarRows rows = {0};
    AkunUser  u;
    i64       of;
    Kabar     k = {.kind = &kabar_room.kinds[0], .instansi_id = p->instansi, .user_id = p->person, .url = S("/akun"),
                   .at = {1787281445}};
    CHECK_OK(kabar_tell(w->a, w->db, &k));
    CHECK_OK(kabar_list(&w->a, w->db, &(KabarAsk){.user_id = p->person, .limit = 1}, &rows, &of));
    CHECK(rows.count == 1);
    p->notice = rows.at[0].id;
    p->letter = id_new();
    CHECK_OK(akun_user_find(&w->a, w->db, p->person, &u));
    CHECK_OK(db_do(w->db, &put, db_i64(p->letter), db_text(u.facts.email)));
}

static i64 add_token(World *w, const Unit *u, i64 person)
{
    AkunTokens   all = {0};
    Str          token;
    AkunTokenNew n = {person, u->instansi_id, S("try"), S("lke:read"), {1787281445}, {1787281445 + 86400}};
    CHECK_OK(akun_token_make(&w->a, w->db, &n, &token));
    CHECK_OK(akun_tokens(&w->a, w->db, person, &all));
    return all.at[0].id;
}

static void add_snapshot(World *w, Place *p)
{
    static const Sql put = {"put", "INSERT INTO evaluasi_snapshot (id, instansi_id, worksheet_id, move, made_by, "
                                   "made_at, hash, body) "
                                   "VALUES ($1, $2, $3, 'ajukan', $4, '2026-08-20T00:00:00Z', '', $5)", 0};
    static const Sql step = {"step", "INSERT INTO evaluasi_step (id, instansi_id, worksheet_id, move, from_stage, "
                                     "to_stage, by_id, signed, at, why) "
                                     "VALUES ($1, $2, $3, 'lain', 1, 1, $4, 0, '2026-08-20T00:00:00Z', 'w')", 0};
    static const char body[] = "{\"instrument\":\"permenpanrb-90-2021\",\"layers\":{\"unit\":{}}}";
    p->snapshot = id_new();
    CHECK_OK(db_do(w->db, &put, db_i64(p->snapshot), db_i64(p->instansi), db_i64(p->sheet), db_i64(p->person),
                   db_text(str_of(body))));
    CHECK_OK(db_do(w->db, &step, db_i64(id_new()), db_i64(p->instansi), db_i64(p->sheet), db_i64(p->person)));
}

/* Its file is the one that is there already. */
static void add_report(World *w, Place *p)
{
    static const Sql put = {"put", "INSERT INTO evaluasi_lhe (id, instansi_id, worksheet_id, snapshot_id, year, seq, "
                                   "number, token, token_hash, verdict, content_hash, decided_at, tries, due_at, "
                                   "trouble, sha256, bytes, withdrawn_why) "
                                   "SELECT $1, $2, $3, $4, 2026, $6, 'LHE-1', 't', $7, 'memenuhi', '', "
                                   "'2026-08-20T00:00:00Z', 1, '2026-08-20T00:00:00Z', '', f.sha256, 1, '' "
                                   "FROM berkas_use u JOIN berkas_file f ON f.id = u.file_id WHERE u.id = $5", 0};
    p->report = id_new();
    CHECK_OK(db_do(w->db, &put, db_i64(p->report), db_i64(p->instansi), db_i64(p->sheet), db_i64(p->snapshot),
                   db_i64(p->use), db_i64(p->sheet % 1000000), db_text(str_fmt(&w->a, "%lld", (long long)p->report))));
}

/* Given to the unit. */
static void add_advice(World *w, Place *p)
{
    static const Sql put = {"put", "INSERT INTO evaluasi_advice (id, instansi_id, worksheet_id, layer, item, text, "
                                   "due_on, state, by_id, made_at, shown_at, version) "
                                   "VALUES ($1, $2, $3, 6, 'A.I.1.i.a', 't', '2026-12-31', 'open', $4, "
                                   "'2026-08-20T00:00:00Z', '2026-08-20T00:00:00Z', 1)", 0};
    p->advice = id_new();
    CHECK_OK(db_do(w->db, &put, db_i64(p->advice), db_i64(p->instansi), db_i64(p->sheet), db_i64(p->person)));
}

/* One of the whole instansi, with a team, and a tie that somebody declared. */
static void add_cycle(World *w, Place *p)
{
    static const Sql cycle = {"cycle", "INSERT INTO evaluasi_cycle (id, instansi_id, year, pendahuluan, blind, feed, "
                                       "made_at, version) VALUES ($1, $2, 2026, 0, 0, $3, '2026-01-01T00:00:00Z', 1)",
                              0};
    static const Sql team  = {"team", "INSERT INTO evaluasi_team (id, instansi_id, cycle_id, name, ketua_id, "
                                      "dalnis_id, version) VALUES ($1, $2, $3, 'Tim 1', $4, $4, 1)", 0};
    static const Sql tie   = {"tie", "INSERT INTO evaluasi_tie (id, instansi_id, user_id, unit_id, kind, from_on, why, "
                                     "by_id, at, gone_why) VALUES ($1, $2, $3, $4, 'lain', '2026-01-01', 'w', $3, "
                                     "'2026-01-01T00:00:00Z', '')", 0};
    p->cycle = id_new();
    p->team  = id_new();
    p->tie   = id_new();
    CHECK_OK(db_do(w->db, &cycle, db_i64(p->cycle), db_i64(p->instansi),
                   db_text(p == &w->at[OWN] ? S("x") : S("y"))));      /* x is what an address is asked with */
    CHECK_OK(db_do(w->db, &team, db_i64(p->team), db_i64(p->instansi), db_i64(p->cycle), db_i64(p->person)));
    CHECK_OK(db_do(w->db, &tie, db_i64(p->tie), db_i64(p->instansi), db_i64(p->person), db_i64(p->unit)));
}

/* A survey that is open, for people with invitations. */
static void add_campaign(World *w, Place *p, Str slug)
{
    static const Sql put = {"put", "INSERT INTO survei_campaign (id, instansi_id, unit_id, title, slug, mode, "
                                   "plain_too, state, opens_on, closes_on, served_from, embed, kiosk, made_by, "
                                   "made_at, version, "
                                   "blind_public) "
                                   "VALUES ($1, $2, $3, 't', $4, 'strict', 0, 'open', '2026-01-01', "
                                   "'2026-12-31', '2026-01-01', '', $5, $6, '2026-01-01T00:00:00Z', 1, $7)", 0};
    static const Sql form = {"form", "INSERT INTO survei_form (instansi_id, campaign_id, place, pack_id, scale, "
                                     "elements) VALUES ($1, $2, 0, 'skm-14-2017', 4, 9)", 0};
    static const Sql service = {"service", "INSERT INTO survei_service (id, instansi_id, unit_id, name, name_en, "
                                           "online, version) VALUES ($1, $2, $3, 's', '', 0, 1)", 0};
    p->campaign = id_new();
    CHECK_OK(db_do(w->db, &put, db_i64(p->campaign), db_i64(p->instansi), db_i64(p->unit), db_text(slug),
                   db_text(slug), db_i64(p->person), db_blob(S("no key"))));
    CHECK_OK(db_do(w->db, &form, db_i64(p->instansi), db_i64(p->campaign)));
    p->service = id_new();
    CHECK_OK(db_do(w->db, &service, db_i64(p->service), db_i64(p->instansi), db_i64(p->unit)));
}

static Place add_place(World *w, const Unit *u, int n)
{
    const Pack *pack;
    i64         head = add_person(w, u, n);
    Place       p    = {.instansi = u->instansi_id, .unit = u->id, .person = add_person(w, u, n + 1)};

    grant(w, u, head, ROLE_KEPALA_UNIT);
    p.role  = grant(w, u, p.person, ROLE_AGEN);
    p.token = add_token(w, u, p.person);
    CHECK_OK(regulasi_pack_for(&w->packs, date_ymd(2026, 6, 30), &pack));
    CHECK_OK(lke_create(w->a, w->db, &(LkeNew){.instansi_id = p.instansi, .unit_id = u->id, .fills = WHO_FILLS,
                                               .year = 2026, .pack = pack, .target = S("WBK"), .holds = S("none"),
                                               .by_id = head, .at = {1787281445}}, &p.sheet));
    p.use = add_use(w, u, head, p.sheet);
    add_notice(w, &p);
    add_snapshot(w, &p);
    add_report(w, &p);
    add_advice(w, &p);
    return p;
}

static void people_who_ask(World *w, const Unit *own)
{
    for (int i = 0; i <= ROLE_COUNT; i++) {
        i64 id = add_person(w, own, 100 + i);
        w->asks[i] = (User){.id = id, .instansi_id = own->instansi_id, .unit_id = own->id, .name = S("Penanya"),
                            .roles = SIGNED_IN | WHO(PEGAWAI), .csrf = S("good"), .utc_minutes = 420};
        if (i == ROLE_COUNT || i == ROLE_PEGAWAI)
            continue;
        grant(w, own, id, (Role)i);
        w->asks[i].roles |= (Who)1 << i;
    }
}

static void build(World *w)
{
    Unit top = add_unit(w, NULL, "SATU", 0), own = add_unit(w, &top, "SATU-A", top.instansi_id);
    Unit other = add_unit(w, &top, "SATU-B", top.instansi_id);
    Unit top2 = add_unit(w, NULL, "DUA", 0), foreign = add_unit(w, &top2, "DUA-A", top2.instansi_id);

    w->at[OWN]     = add_place(w, &own, 0);
    w->at[OTHER]   = add_place(w, &other, 10);
    w->at[FOREIGN] = add_place(w, &foreign, 20);
    add_cycle(w, &w->at[OWN]);
    add_cycle(w, &w->at[FOREIGN]);
    add_campaign(w, &w->at[OWN], S("x"));               /* as above */
    add_campaign(w, &w->at[OTHER], S("y"));
    add_campaign(w, &w->at[FOREIGN], S("z"));
    w->at[OTHER].cycle = w->at[OWN].cycle;
    w->at[OTHER].team  = w->at[OWN].team;
    w->at[OTHER].tie   = w->at[OWN].tie;
    people_who_ask(w, &own);
}

/* --- asking --- */

static i64 number_for(const Place *p, Str before, int nth)
{
    if (str_ends(before, S("/unit/")) || str_ends(before, S("/berkas/unit/")))
        return p->unit;
    if (str_ends(before, S("/orang/")))
        return p->person;
    if (str_ends(before, S("/kabar/")) || str_ends(before, S("/kabar/surat/")))
        return str_ends(before, S("/kabar/")) ? p->notice : p->letter;
    if (str_ends(before, S("/potret/")))
        return p->snapshot;
    if (str_ends(before, S("/lhe/")))
        return p->report;
    if (str_ends(before, S("/rekomendasi/")))
        return p->advice;
    if (str_ends(before, S("/siklus/")))
        return p->cycle;
    if (str_ends(before, S("/tim/")) || str_ends(before, S("/ikatan/")))
        return str_ends(before, S("/tim/")) ? p->team : p->tie;
    if (str_ends(before, S("/layanan/")))
        return p->service;
    if (str_ends(before, S("/survei/")))
        return p->campaign;
    if (nth == 1)
        return str_has(before, S("/peran/")) ? p->role : str_has(before, S("/token/")) ? p->token : p->unit;
    if (str_ends(before, S("/lke/")) || str_ends(before, S("/evaluasi/")) || str_ends(before, S("/berkas/untuk/")))
        return p->sheet;
    return str_ends(before, S("/berkas/")) ? p->use : 1;
}

static Str path_for(Arena *a, const Place *p, const char *pattern)
{
    Buf b    = {.arena = a};
    Str rest = str_sub(str_of(pattern), 1, -1);
    int ids  = 0;
    do {
        Str part = str_cut(&rest, '/');
        buf_char(&b, '/');
        if (str_is(part, ":id"))
            buf_addf(&b, "%lld", (long long)number_for(p, buf_str(&b), ids++));
        else if (str_is(part, ":code"))
            buf_add(&b, str_ends(buf_str(&b), S("/area/")) ? S("A") : S("A.I.1.i.a"));
        else if (str_is(part, ":pack"))
            buf_add(&b, S("permenpanrb-90-2021"));
        else if (str_is(part, ":format"))
            buf_add(&b, S("csv"));
        else if (str_is(part, ":instrument"))
            buf_add(&b, S("skm-14-2017"));
        else if (str_is(part, ":language"))
            buf_add(&b, S("jv"));
        else if (str_is(part, ":room"))
            buf_add(&b, S("unit"));
        else if (str_is(part, ":move"))
            buf_add(&b, S("ajukan"));
        else if (str_is(part, ":step"))
            buf_add(&b, S("tutup"));
        else if (str_is(part, ":item"))
            buf_add(&b, S("A.I.1.i.a"));
        else
            buf_add(&b, part.len && part.at[0] == ':' ? S("x") : part);
    } while (rest.at);
    return buf_str(&b);
}

static const User *named;           /* who sits behind the cookie, or behind the token if it has a number */

static Err whois(Req *r, Str token, const User **out)
{
    (void)r, (void)token;
    *out = named;
    return NO_ERR;
}

/* One request whose every change is taken back, so that the next one finds the same world.  What is answered lies
 * behind w->a, where the next one begins. */
static ErrKind send(World *w, const Route *row, const Place *p, const User *u, Str query, Req *out)
{
    Arena    room = w->a;
    HttpPair csrf = {S("_csrf"), u ? u->csrf : S("visitor")}, cookie = {S("Cookie"), S("sesi=x; formulir=visitor")};
    if (u && u->token_id)
        cookie = (HttpPair){S("Authorization"), S("Bearer x")};
    HttpReq  http = {.arena = &room, .method = row->method == POST ? S("POST") : S("GET"), .form = &csrf,
                     .form_count = row->method == POST, .headers = &cookie, .headers_count = 1,
                     .remote = S("127.0.0.1"), .path = path_for(&room, p, row->path), .query = query};
    Req      r    = {.now = {1787281445}};

    named = u;
    web_prepare(&w->web, &r, &http);
    r.db = w->db;
    CHECK_OK(db_begin(w->db, true));
    Err e = web_guard(&w->web, &r, web_admit);
    if (!e.kind && row->before)
        e = row->before(&r);
    if (!e.kind)
        e = web_guard(&w->web, &r, web_run);
    CHECK_OK(db_end(w->db, false));
    web_finish(&w->web, &r, e);
    if (r.file.fd > 0)
        close(r.file.fd);
    if (r.file.stream)
        r.file.stream_end(r.file.stream_ctx);
    CHECK(e.kind != ERR_DB && e.kind != ERR_IO && e.kind != ERR_AWAY);
    *out = r;
    return e.kind;
}

static bool allowed(World *w, const Route *row, const Place *p, const User *u)
{
    Req     r;
    ErrKind e = send(w, row, p, u, (Str){0}, &r);
    return !(e == ERR_FORBIDDEN || e == ERR_NOT_FOUND || e == ERR_SIGN_IN);
}

/* Who gets in, in words: "everybody", "nobody", or the roles. */
static void put_roles(World *w, Buf *b, const Route *row, const Place *p, const char *where)
{
    bool visitor = allowed(w, row, p, NULL), plain = allowed(w, row, p, &w->asks[ROLE_COUNT]);
    int  n       = 0;

    buf_addf(b, "    %-16s", where);
    if (visitor || plain) {
        buf_add(b, visitor ? S("everybody\n") : S("everybody who is signed in\n"));
        return;
    }
    for (int i = 0; i < ROLE_COUNT; i++)
        if (allowed(w, row, p, &w->asks[i]))
            buf_addf(b, "%s%s", n++ ? ", " : "", role_names[i]);
    buf_add(b, n ? S("\n") : S("nobody\n"));
}

static void put_route(World *w, Buf *b, const Route *row)
{
    buf_addf(b, "%s %s   (%s)\n", row->method == POST ? "POST" : "GET", row->path, row->scope ? row->scope : "?");
    CHECK(row->scope && *row->scope);
    if (!str_has(str_of(row->path), S(":id"))) {
        put_roles(w, b, row, &w->at[OWN], "");
        return;
    }
    put_roles(w, b, row, &w->at[OWN], "own unit:");
    put_roles(w, b, row, &w->at[OTHER], "another unit:");
    put_roles(w, b, row, &w->at[FOREIGN], "another agency:");
}

/* Open to all: /metrics looks at the address one comes from, /aset at the content's own name. */
static bool is_by_address(const char *path)
{
    return str_is(str_of(path), "/metrics") || str_starts(str_of(path), S("/aset/"));
}

static World *start(Arena *a)
{
    World    *w = new(a, World, 1);
    AkunOidc *oidc;

    w->db        = test_db(a);
    w->a         = arena_reserve((isize)512 << 20);
    w->blobs.dir = str_fmt(a, "%.*s/berkas", STRF(test_dir(a)));
    mkdir(str_c(a, w->blobs.dir), 0700);
    CHECK_OK(regulasi_start(&w->a, &w->packs));
    CHECK_OK(words_start(&w->a, &w->packs));
    CHECK_OK(survei_packs_start(&w->a, &w->packs, &w->instruments));
    CHECK_OK(akun_oidc_open(&w->a, &(AkunOidcConfig){.issuer = S("http://127.0.0.1:1"), .name = S("SSO")}, &oidc));
    w->web = (Web){.rooms = app_rooms, .rooms_count = app_rooms_count, .whois = whois, .whose = whois,
                   .blobs = &w->blobs, .regulasi = &w->packs, .survei = &w->instruments, .app = new(a, App, 1),
                   .kept_bytes = 1 << 20, .oidc = oidc};
    CHECK_OK(db_begin(w->db, true));
    build(w);
    CHECK_OK(db_end(w->db, true));
    return w;
}

TEST(every_route_lets_in_whom_the_access_matrix_names_and_nobody_else)
{
    World *w    = start(&a);
    Buf    b    = {.arena = &a};
    Arena  text = arena_reserve((isize)4 << 20);

    b.arena = &text;
    buf_add(&b, S("# Who may use which address, as asked and answered.  A role is held for the asker's own unit.\n\n"));
    for (isize i = 0; i < app_rooms_count; i++)
        for (isize k = 0; k < app_rooms[i]->count; k++)
            if (!is_by_address(app_rooms[i]->routes[k].path))
                put_route(w, &b, &app_rooms[i]->routes[k]);

    if (getenv("PULAU_BLESS")) {
        FILE *f = fopen("test/golden/access.txt", "w");
        CHECK(f && fwrite(b.at, 1, (size_t)b.len, f) == (size_t)b.len && !fclose(f));
    }
    CHECK_STR(buf_str(&b), test_read(&a, "test/golden/access.txt"));
}

/* The same person with a token of this scope. */
static User by_token(const User *u, const char *scope)
{
    User t = *u;
    t.token_id = 1;
    t.scope    = str_of(scope);
    return t;
}

/* What a token lets through at one place: nothing, reading, or all that its owner may. */
static void try_tokens(World *w, const Room *room, const Route *row, const Place *p)
{
    char *reads  = str_c(&w->a, str_fmt(&w->a, "%s:read", room->name));         /* w->a: requests begin behind it */
    char *writes = str_c(&w->a, str_fmt(&w->a, "%s:write", room->name));

    for (int i = 0; i <= ROLE_COUNT; i++) {
        const User *u   = &w->asks[i];
        bool        may = allowed(w, row, p, u), open = row->who & ANYONE;
        User none = by_token(u, ""), other = by_token(u, "lain:write"), read = by_token(u, reads),
             write = by_token(u, writes);
        if (allowed(w, row, p, &none) != open || allowed(w, row, p, &other) != open
            || allowed(w, row, p, &read) != (open || (may && row->touch == READS))
            || allowed(w, row, p, &write) != (open || may))
            test_fail(__FILE__, __LINE__, row->path, str_of(i < ROLE_COUNT ? role_names[i] : "nobody's role"));
    }
}

LONG_TEST(a_token_lets_through_what_its_owner_may_and_its_scope_says)
{
    World *w = start(&a);
    int    n = 0;
    for (isize i = 0; i < app_rooms_count; i++) {
        for (const Route *row = app_rooms[i]->routes; row < app_rooms[i]->routes + app_rooms[i]->count; row++) {
            if (!str_starts(str_of(row->path), S("/api/")))
                continue;
            n++;
            for (int p = 0; p < PLACES; p++)
                try_tokens(w, app_rooms[i], row, &w->at[p]);
        }
    }
    CHECK(n > 15);
}

TEST(a_token_opens_no_page)
{
    World *w    = start(&a);
    User   boss = by_token(&w->asks[ROLE_ADMIN], "lke:write akun:write unit:write orang:write");
    boss.roles = ~NO_ONE & ~ANYONE;
    for (isize i = 0; i < app_rooms_count; i++)
        for (const Route *row = app_rooms[i]->routes; row < app_rooms[i]->routes + app_rooms[i]->count; row++)
            if (!str_starts(str_of(row->path), S("/api/")) && !(row->who & ANYONE)
                && allowed(w, row, &w->at[OWN], &boss))
                test_fail(__FILE__, __LINE__, row->path, S("a token came in"));
}

TEST(a_row_of_the_api_says_what_it_gives_and_what_it_is_for)
{
    for (isize i = 0; i < app_rooms_count; i++) {
        for (const Route *row = app_rooms[i]->routes; row < app_rooms[i]->routes + app_rooms[i]->count; row++) {
            bool api = str_starts(str_of(row->path), S("/api/v1/")), open = row->who & ANYONE;
            if (api && !open && (!row->gives || !row->about || !app_rooms[i]->about))
                test_fail(__FILE__, __LINE__, row->path, S("has no .gives or no .about, or its room has none"));
            if (!api && row->gives)
                test_fail(__FILE__, __LINE__, row->path, S("gives something and is not below /api/v1"));
        }
    }
}

TEST(a_page_that_is_kept_asks_who_may_before_it_is_taken)
{
    int kept = 0;
    for (isize i = 0; i < app_rooms_count; i++) {
        for (const Route *row = app_rooms[i]->routes; row < app_rooms[i]->routes + app_rooms[i]->count; row++) {
            if (!(row->flags & ROUTE_KEPT))
                continue;
            kept++;
            if (row->method != GET || row->touch != READS || !row->look || (row->who & ANYONE))
                test_fail(__FILE__, __LINE__, row->path, S("may not be kept"));
        }
    }
    CHECK(kept);
}

/* --- lists --- */

/* What is no list, though its page draws it as one; each with its reason. */
static const struct { const char *path, *why; } no_list[] = {
    {"/api",                     "documentation: no data of the agency"},
    {"/evaluasi/alur",           "documentation: the steps of any assessment"},
    {"/regulasi/:pack",          "a rule pack's head; its items are the list /regulasi/:pack/butir"},
    {"/unit/:id",                "one unit, and what became of it"},
    {"/orang/:id",               "one person, with roles and tokens; the list is /orang"},
    {"/berkas/:id",              "one file, and what became of it"},
    {"/rekomendasi/:id",         "one recommendation, and what was said about it"},
    {"/lke/:id",                 "figures beside a chart"},
    {"/lke/:id/cetak",           "the printed form; the workbook is /lke/:id/ekspor.xlsx"},
    {"/lke/:id/jalan",           "a calculation: some plans, each with a few steps"},
    {"/lke/:id/butir/:code",     "the last ten changes of /lke/:id/riwayat"},
    {"/evaluasi/:id",            "one assessment: its three sums"},
    {"/evaluasi/:id/butir/:code", "an item's part of /evaluasi/:id/rekomendasi"},
    {"/evaluasi/:id/lhe",        "one report; its file is /evaluasi/:id/lhe.pdf"},
    {"/evaluasi/:id/potret/:id", "one snapshot, and it has a JSON of its own"},
};

static bool is_page(const Req *r)
{
    return r->status == 200 && !r->location.len && !r->type.len && r->file.fd <= 0 && !r->file.stream;
}

/* In one of the ways in which pages draw many things of a kind. */
static bool draws_a_list(Str page)
{
    static const char *const signs[] = {"<table class=\"data", "<ol class=\"timeline", "<ul class=\"notices",
                                        "<ul class=\"sessions"};
    for (isize i = 0; i < countof(signs); i++)
        if (str_has(page, str_of(signs[i])))
            return true;
    return false;
}

static bool is_no_list(const char *path)
{
    for (isize i = 0; i < countof(no_list); i++)
        if (str_is(str_of(path), no_list[i].path))
            return true;
    return false;
}

/* In each of the three formats: a link on the page, and a file behind it. */
static void try_exports(World *w, const Route *row, const User *u, bool listed)
{
    static const struct { const char *format, *link, *type; } files[] = {
        {"format=csv", "format=csv\" download>", "text/csv"},
        {"format=json", "format=json\" download>", "application/json"},
        {"format=xlsx", "format=xlsx\" download>", "application/vnd.openxmlformats"},
    };
    Req page, file;

    for (isize i = 0; i < countof(files); i++) {
        send(w, row, &w->at[OWN], u, (Str){0}, &page);
        bool linked = str_has(buf_str(&page.out), str_of(files[i].link));
        send(w, row, &w->at[OWN], u, str_of(files[i].format), &file);
        bool given = file.status == 200 && str_starts(file.type, str_of(files[i].type));
        if (listed && (!linked || !given))
            test_fail(__FILE__, __LINE__, row->path, str_fmt(&w->a, "a list without %s", files[i].format));
        if (linked && !given)
            test_fail(__FILE__, __LINE__, row->path, str_fmt(&w->a, "has a link and no %s", files[i].format));
        if (is_page(&file))
            test_fail(__FILE__, __LINE__, row->path, str_fmt(&w->a, "answers %s with a page", files[i].format));
    }
}

LONG_TEST(every_list_is_given_as_csv_xlsx_and_json_and_no_page_pretends_to_be_one)
{
    World *w     = start(&a);
    int    lists = 0;

    test_seal(a, w->db);                /* histories are read from what is chained */
    for (isize i = 0; i < app_rooms_count; i++) {
        for (const Route *row = app_rooms[i]->routes; row < app_rooms[i]->routes + app_rooms[i]->count; row++) {
            if (row->method != GET || str_starts(str_of(row->path), S("/api/")) || is_by_address(row->path))
                continue;
            bool seen = false;
            for (int k = 0; k <= ROLE_COUNT; k++) {
                Req page;
                send(w, row, &w->at[OWN], &w->asks[k], (Str){0}, &page);
                if (!is_page(&page))
                    continue;
                bool listed = draws_a_list(buf_str(&page.out)) && !is_no_list(row->path);
                seen = seen || listed;
                try_exports(w, row, &w->asks[k], listed);
            }
            lists += seen;
        }
    }
    CHECK(lists >= 22);                         /* an empty list has nothing to give */
}
