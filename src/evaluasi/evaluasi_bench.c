/* Reading the bench, and the one question that it answers: may this person sit there? */
#include "evaluasi/evaluasi_seat.h"

#include "evaluasi_cycle.sql.h"

/* --- looking things up: lists are by id --- */

static int node_of(const Bench *b, i64 unit_id)
{
    isize low = 0, high = b->tree.count;
    while (low < high) {
        isize mid = low + (high - low) / 2;
        if (b->tree.at[mid].id < unit_id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < b->tree.count && b->tree.at[low].id == unit_id ? (int)low : -1;
}

int bench_person(const Bench *b, i64 user_id)
{
    isize low = 0, high = b->people.count;
    while (low < high) {
        isize mid = low + (high - low) / 2;
        if (b->people.at[mid].id < user_id)
            low = mid + 1;
        else
            high = mid;
    }
    return low < b->people.count && b->people.at[low].id == user_id ? (int)low : -1;
}

int bench_unit(const Bench *b, i64 unit_id)
{
    for (isize i = 0; i < b->units.count; i++)
        if (b->units.at[i].id == unit_id)
            return (int)i;
    return -1;
}

bool bench_uses(const Bench *b, EvalSeat seat)
{
    return (seat != SEAT_PENDAHULUAN || b->c.is.pendahuluan) && (seat != SEAT_ANGGOTA_2 || b->c.is.blind);
}

bool bench_sits(const BenchUnit *u, i64 user_id)
{
    for (int s = 0; s < SEAT_COUNT; s++)
        if (u->seats[s].user_id == user_id)
            return true;
    return false;
}

bool bench_is_open(const BenchUnit *u)
{
    return u->stage != STAGE_MEMENUHI && u->stage != STAGE_BELUM;
}

i64 bench_load(const Bench *b, int person, EvalSeat seat)
{
    i64 n = 0;
    for (isize u = 0; u < b->units.count; u++) {
        bool here = false;
        for (int s = 0; s < SEAT_COUNT; s++)
            here = here || ((seat == SEAT_COUNT || seat == (EvalSeat)s)
                            && b->units.at[u].seats[s].user_id == b->people.at[person].id);
        n += here;
    }
    return n;
}

/* --- the tree: each node numbered as one walks down, so that "below" is two comparisons --- */

typedef struct { int *child, *next; } Kin;

static void number(Bench *b, const Kin *kin, int root, int *count)
{
    for (int n = root; n >= 0;) {
        b->tree.at[n].low = (*count)++;
        if (kin->child[n] >= 0) {
            n = kin->child[n];
            continue;
        }
        b->tree.at[n].high = *count;
        while (n != root && kin->next[n] < 0) {
            n = b->tree.at[n].parent;
            b->tree.at[n].high = *count;
        }
        n = n == root ? -1 : kin->next[n];
    }
}

static void number_tree(Arena scratch, Bench *b)
{
    int n = (int)b->tree.count, count = 0;
    Kin kin = {new(&scratch, int, n), new(&scratch, int, n)};

    for (int i = 0; i < n; i++)
        kin.child[i] = kin.next[i] = -1;
    for (int i = n - 1; i >= 0; i--) {
        int up = b->tree.at[i].parent;
        if (up < 0)
            continue;
        kin.next[i]   = kin.child[up];
        kin.child[up] = i;
    }
    for (int i = 0; i < n; i++)
        if (b->tree.at[i].parent < 0)
            number(b, &kin, i, &count);
}

typedef struct { i64 up, into; } Above;

static Err read_tree(Arena *a, Db *db, Bench *b)
{
    LIST(Above) ids = {0};
    DbRows rows = db_query(a, db, &SQL_bench_tree, db_i64(b->c.instansi_id));

    while (db_next(&rows)) {
        *list_add(a, &b->tree) = (BenchNode){.id = db_get_i64(&rows)};
        Above up = {.up = db_get_i64(&rows)};
        up.into  = db_get_i64(&rows);
        *list_add(a, &ids) = up;
    }
    TRY(db_done(&rows));
    for (isize i = 0; i < ids.count; i++) {
        b->tree.at[i].parent = ids.at[i].up ? node_of(b, ids.at[i].up) : -1;
        b->tree.at[i].into   = ids.at[i].into ? node_of(b, ids.at[i].into) : -1;
    }
    number_tree(*a, b);
    return NO_ERR;
}

static bool is_below(const Bench *b, int node, int above)
{
    const BenchNode *x = &b->tree.at[node], *y = &b->tree.at[above];
    return y->low <= x->low && x->low < y->high;
}

static bool is_top(const Bench *b, int node)
{
    return b->tree.at[node].parent < 0;
}

/* Where a unit is now: in the one that took it in. */
static int place_of(const Bench *b, i64 unit_id)
{
    int node = node_of(b, unit_id);
    return node >= 0 && b->tree.at[node].into >= 0 ? b->tree.at[node].into : node;
}

/* --- reading --- */

static Err read_units(Arena *a, Db *db, Bench *b)
{
    DbRows rows = db_query(a, db, &SQL_bench_units, db_i64(b->c.instansi_id), db_i64(b->c.is.year));
    while (db_next(&rows)) {
        BenchUnit *u    = list_add(a, &b->units);
        *u              = (BenchUnit){.id = db_get_i64(&rows)};
        u->worksheet_id = db_get_i64(&rows);
        u->code         = db_get_text(&rows);
        u->name         = db_get_text(&rows);
        (void)evaluasi_stage_parse(db_get_text(&rows), &u->stage);
        u->begun = db_get_bool(&rows);
        u->node  = node_of(b, u->id);
    }
    return db_done(&rows);
}

/* Seats come in the order of the units. */
static Err read_seats(Arena *a, Db *db, Bench *b)
{
    DbRows rows = db_query(a, db, &SQL_bench_seats, db_i64(b->c.instansi_id), db_i64(b->c.is.id));
    isize  u    = 0;
    while (db_next(&rows)) {
        i64       unit_id = db_get_i64(&rows);
        EvalSeat  seat    = SEAT_COUNT;
        bool      known   = evaluasi_seat_parse(db_get_text(&rows), &seat);
        BenchSeat s       = {.user_id = db_get_i64(&rows)};
        s.why      = db_get_text(&rows);
        s.final_at = db_get_at(&rows);
        isize at = u;
        while (at < b->units.count && b->units.at[at].id != unit_id)
            at++;
        if (at == b->units.count || !known)     /* of a unit that is closed, or has no worksheet any more */
            continue;
        u = at;
        b->units.at[u].seats[seat] = s;
    }
    return db_done(&rows);
}

static Err read_seen(Arena *a, Db *db, Bench *b)
{
    DbRows rows = db_query(a, db, &SQL_bench_seen, db_i64(b->c.instansi_id), db_i64(b->c.is.id));
    while (db_next(&rows)) {
        BenchSeen s = {.unit = bench_unit(b, db_get_i64(&rows))};
        s.user_id   = db_get_i64(&rows);
        if (evaluasi_seat_parse(db_get_text(&rows), &s.seat) && s.unit >= 0)
            *list_add(a, &b->seen) = s;
    }
    return db_done(&rows);
}

static Err read_people(Arena *a, Db *db, const UnitAsker *by, Bench *b)
{
    DbRows rows = db_query(a, db, &SQL_bench_people, db_i64(b->c.instansi_id), db_i64(b->c.is.id),
                           db_i64(CYCLE_TPI | WHO(PENDAHULUAN)), db_date(by->today));
    while (db_next(&rows)) {
        BenchPerson *p = list_add(a, &b->people);
        *p           = (BenchPerson){.id = db_get_i64(&rows), .team = -1};
        p->name      = db_get_text(&rows);
        p->nip       = db_get_text(&rows);
        p->unit_id   = db_get_i64(&rows);
        p->unit_name = db_get_text(&rows);
        p->active    = db_get_bool(&rows);
    }
    return db_done(&rows);
}

static Err read_roles(Arena *a, Db *db, const UnitAsker *by, Bench *b)
{
    DbRows rows = db_query(a, db, &SQL_bench_roles, db_i64(b->c.instansi_id), db_i64(CYCLE_TPI | WHO(PENDAHULUAN)),
                           db_date(by->today));
    while (db_next(&rows)) {
        int       p = bench_person(b, db_get_i64(&rows));
        BenchRole r = {.role_bits = db_get_i64(&rows)};
        r.node = node_of(b, db_get_i64(&rows));
        if (p < 0 || r.node < 0)
            continue;
        if (!b->people.at[p].nroles++)
            b->people.at[p].roles = (int)b->roles.count;
        *list_add(a, &b->roles) = r;
    }
    return db_done(&rows);
}

static void place_teams(Bench *b)
{
    for (isize t = 0; t < b->teams.count; t++) {
        const Team *team = &b->teams.at[t];
        int         k    = bench_person(b, team->ketua_id);
        if (k >= 0)
            b->people.at[k].team = (int)t;
        for (int i = 0; i < team->count; i++) {
            int p = bench_person(b, team->members[i].user_id);
            if (p < 0)
                continue;
            b->people.at[p].team    = (int)t;
            b->people.at[p].minutes = team->members[i].minutes;
        }
    }
}

/* --- ties --- */

typedef LIST(Tie) TieList;

static void add_tie(Arena *a, const Bench *b, TieList *into, Tie t)
{
    t.node = place_of(b, t.unit_id);
    if (t.node >= 0 && bench_person(b, t.user_id) >= 0)
        *list_add(a, into) = t;
}

static void works_now(Arena *a, const Bench *b, TieList *into)
{
    for (isize i = 0; i < b->people.count; i++) {
        const BenchPerson *p = &b->people.at[i];
        add_tie(a, b, into,
                (Tie){.how = TIE_WORKS, .user_id = p->id, .unit_id = p->unit_id, .unit_name = p->unit_name});
    }
}

static Err read_worked(Arena *a, Db *db, const Bench *b, Date since, TieList *into)
{
    DbRows rows = db_query(a, db, &SQL_bench_worked, db_i64(b->c.instansi_id), db_date(since));
    while (db_next(&rows)) {
        Tie t = {.how = TIE_WORKED, .user_id = db_get_i64(&rows)};
        t.unit_id   = db_get_i64(&rows);
        t.unit_name = db_get_text(&rows);
        t.until_on  = db_get_date(&rows);
        add_tie(a, b, into, t);
    }
    return db_done(&rows);
}

static Err read_held(Arena *a, Db *db, const Bench *b, Date since, Date today, TieList *into)
{
    DbRows rows = db_query(a, db, &SQL_bench_held, db_i64(b->c.instansi_id), db_i64(TIE_ROLES), db_date(since),
                           db_i64(CYCLE_TPI | WHO(PENDAHULUAN)), db_date(today));
    while (db_next(&rows)) {
        Tie t = {.how = TIE_ROLE, .user_id = db_get_i64(&rows)};
        t.unit_id   = db_get_i64(&rows);
        t.unit_name = db_get_text(&rows);
        t.role_bits = db_get_i64(&rows);
        t.from_on   = db_get_date(&rows);
        t.until_on  = db_get_date(&rows);
        add_tie(a, b, into, t);
    }
    return db_done(&rows);
}

/* From the tie's number on, as both statements have it. */
static Tie declared_by(i64 user_id, DbRows *rows)
{
    Tie t = {.how = TIE_DECLARED, .user_id = user_id, .id = db_get_i64(rows)};
    t.unit_id   = db_get_i64(rows);
    t.unit_name = db_get_text(rows);
    t.kind      = db_get_text(rows);
    t.why       = db_get_text(rows);
    t.from_on   = db_get_date(rows);
    t.until_on  = db_get_date(rows);
    return t;
}

static Err read_declared(Arena *a, Db *db, const Bench *b, Date since, TieList *into)
{
    DbRows rows = db_query(a, db, &SQL_bench_declared, db_i64(b->c.instansi_id), db_date(since));
    while (db_next(&rows)) {
        i64 user_id = db_get_i64(&rows);
        add_tie(a, b, into, declared_by(user_id, &rows));
    }
    return db_done(&rows);
}

static Date years_before(Date day, i64 years)
{
    Ymd x = date_split(day);
    return date_ymd(x.year - (int)years, x.month, x.month == 2 && x.day == 29 ? 28 : x.day);
}

/* --- what ties one person to one unit --- */

typedef struct { TieList ties; i64 own_years; } Declared;

static Err read_own(Arena *a, Db *db, const Evaluasi *e, Declared *out)
{
    DbRows rows = db_query(a, db, &SQL_cycle_tied, db_i64(e->w.instansi_id), db_i64(e->asker_id),
                           db_i64(e->w.unit_id), db_i64(e->cycle.id));
    while (db_next(&rows)) {
        *list_add(a, &out->ties) = declared_by(e->asker_id, &rows);
        out->own_years           = db_get_i64(&rows);
    }
    return db_done(&rows);
}

/* From which day on a tie that has ended counts still; the pack is asked only where something has ended. */
static Err counts_since(Arena *a, const Regulasi *packs, const Evaluasi *e, i64 own_years, Date *out)
{
    EvalLimits law;
    i64        years = own_years;

    if (!years) {
        TRY(evaluasi_limits_for(a, packs, date_ymd(e->w.year, 12, 31), &law));
        years = law.at[LIMIT_TIE_YEARS].value;
    }
    *out = years_before(e->today, years);
    return NO_ERR;
}

Err evaluasi_tied(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const Tie **out)
{
    Declared d = {0};

    *out = NULL;
    TRY(read_own(a, db, e, &d));
    for (isize i = 0; i < d.ties.count && !*out; i++) {
        const Tie *t     = &d.ties.at[i];
        Date       since = e->today;
        if (t->until_on.days && t->until_on.days < e->today.days)
            TRY(counts_since(a, packs, e, d.own_years, &since));
        if (!t->until_on.days || t->until_on.days >= since.days)
            *out = t;
    }
    if (*out || !(e->roles & TIE_ROLES))
        return NO_ERR;
    Tie *held = new(a, Tie, 1);
    *held = (Tie){.how = TIE_ROLE, .user_id = e->asker_id, .unit_id = e->w.unit_id, .unit_name = e->w.unit_name,
                  .role_bits = e->roles & TIE_ROLES};
    *out = held;
    return NO_ERR;
}

/* By person, those of one person as they were read. */
static void sort_ties(Arena *a, Bench *b, const TieList *all)
{
    for (isize i = 0; i < all->count; i++)
        b->people.at[bench_person(b, all->at[i].user_id)].nties++;
    for (isize i = 0, at = 0; i < b->people.count; i++) {
        b->people.at[i].ties = (int)at;
        at += b->people.at[i].nties;
        b->people.at[i].nties = 0;
    }
    b->ties.at    = new(a, Tie, all->count);
    b->ties.count = b->ties.cap = all->count;
    for (isize i = 0; i < all->count; i++) {
        BenchPerson *p = &b->people.at[bench_person(b, all->at[i].user_id)];
        b->ties.at[p->ties + p->nties++] = all->at[i];
    }
}

static Err read_ties(Arena *a, Db *db, const UnitAsker *by, Bench *b)
{
    Date    since = years_before(by->today, b->c.limit[LIMIT_TIE_YEARS]);
    TieList all   = {0};

    works_now(a, b, &all);
    TRY(read_worked(a, db, b, since, &all));
    TRY(read_held(a, db, b, since, by->today, &all));
    TRY(read_declared(a, db, b, since, &all));
    sort_ties(a, b, &all);
    return NO_ERR;
}

Err evaluasi_bench(Arena *a, Db *db, const UnitAsker *by, const Siklus *c, Bench *out)
{
    Bench b = {.c = *c};

    TRY(evaluasi_teams(a, db, c, &b.teams));
    TRY(read_tree(a, db, &b));
    TRY(read_units(a, db, &b));
    TRY(read_seats(a, db, &b));
    TRY(read_seen(a, db, &b));
    TRY(read_people(a, db, by, &b));
    TRY(read_roles(a, db, by, &b));
    TRY(read_ties(a, db, by, &b));
    place_teams(&b);
    *out = b;
    return NO_ERR;
}

/* --- may this person sit there? --- */

static bool has_role(const Bench *b, const BenchPerson *p, const BenchUnit *u, EvalSeat seat)
{
    for (int i = 0; i < p->nroles; i++) {
        const BenchRole *r = &b->roles.at[p->roles + i];
        if ((r->role_bits & evaluasi_seats[seat].who) && is_below(b, u->node, r->node))
            return true;
    }
    return false;
}

static bool ties(const Bench *b, const Tie *t, const BenchUnit *u, EvalSeat seat)
{
    bool at_or_above = is_below(b, u->node, t->node), below = is_below(b, t->node, u->node);

    switch (t->how) {
    case TIE_WORKS:
    case TIE_WORKED:
        return below || (at_or_above && !is_top(b, t->node) && seat != SEAT_PENDAHULUAN);
    case TIE_ROLE:
        return below || at_or_above;
    case TIE_DECLARED:
        return at_or_above;
    }
    return true;
}

static bool sits_there(const BenchUnit *u, i64 user_id, EvalSeat but)
{
    for (int s = 0; s < SEAT_COUNT; s++)
        if (s != (int)but && u->seats[s].user_id == user_id)
            return true;
    return false;
}

static bool same_office(const Bench *b, const BenchPerson *p, const BenchUnit *u, EvalSeat seat)
{
    EvalSeat other = seat == SEAT_ANGGOTA ? SEAT_ANGGOTA_2 : SEAT_ANGGOTA;

    if (!b->c.is.blind || !b->c.apart || (seat != SEAT_ANGGOTA && seat != SEAT_ANGGOTA_2))
        return false;
    int q = bench_person(b, u->seats[other].user_id);
    return q >= 0 && b->people.at[q].unit_id == p->unit_id;
}

/* In a blind cycle nobody scores who sat in another seat of this unit since it handed in. */
static bool has_seen(const Bench *b, int unit, EvalSeat seat, i64 user_id)
{
    if (!b->c.is.blind || (seat != SEAT_ANGGOTA && seat != SEAT_ANGGOTA_2))
        return false;
    for (isize i = 0; i < b->seen.count; i++)
        if (b->seen.at[i].unit == unit && b->seen.at[i].user_id == user_id && b->seen.at[i].seat != seat)
            return true;
    return false;
}

Sit bench_may_sit(const Bench *b, int person, int unit, EvalSeat seat, const Tie **out_tie)
{
    const BenchPerson *p = &b->people.at[person];
    const BenchUnit   *u = &b->units.at[unit];

    if (!p->active)
        return SIT_NO_ACCOUNT;
    if (!has_role(b, p, u, seat))
        return SIT_NO_ROLE;
    for (int i = 0; i < p->nties; i++) {
        if (!ties(b, &b->ties.at[p->ties + i], u, seat))
            continue;
        if (out_tie)
            *out_tie = &b->ties.at[p->ties + i];
        return SIT_TIED;
    }
    if (has_seen(b, unit, seat, p->id))
        return SIT_HAS_SEEN;
    if (sits_there(u, p->id, seat))
        return SIT_TWICE;
    return same_office(b, p, u, seat) ? SIT_SAME_OFFICE : SIT_OK;
}

/* --- saying so --- */

const char *const evaluasi_tie_kinds[] = {"keluarga", "usaha", "pembinaan", "sengketa", "lain", NULL};

Msg evaluasi_tie_kind_msg(Str kind)
{
    static const Msg msgs[] = {MSG_cycle_tie_keluarga, MSG_cycle_tie_usaha, MSG_cycle_tie_pembinaan,
                               MSG_cycle_tie_sengketa, MSG_cycle_tie_lain};
    int i = str_among(kind, evaluasi_tie_kinds, countof(msgs));
    return i < 0 ? MSG_cycle_tie_lain : msgs[i];
}

static Msg role_name(i64 role_bits)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (role_bits >> i & 1)
            return role_msg((Role)i);
    return MSG_NONE;
}

Str evaluasi_tie_say(Arena *a, Lang lang, const Tie *t)
{
    Str until = t->until_on.days ? say_date(a, lang, t->until_on) : (Str){0};
    Str role  = say(lang, role_name(t->role_bits));

    switch (t->how) {
    case TIE_WORKS:
        return say_args(a, lang, MSG_cycle_tie_works, t->unit_name);
    case TIE_WORKED:
        return say_args(a, lang, MSG_cycle_tie_worked, t->unit_name, until);
    case TIE_ROLE:
        return until.len ? say_args(a, lang, MSG_cycle_tie_held_until, role, t->unit_name, until)
                         : say_args(a, lang, MSG_cycle_tie_holds, role, t->unit_name);
    case TIE_DECLARED:
        return say_args(a, lang, MSG_cycle_tie_declared, say(lang, evaluasi_tie_kind_msg(t->kind)), t->unit_name);
    }
    return (Str){0};
}

Str bench_sit_say(Arena *a, Lang lang, const Bench *b, int person, Sit why, const Tie *tie)
{
    Str name = person >= 0 ? b->people.at[person].name : (Str){0};

    switch (why) {
    case SIT_OK:          return (Str){0};
    case SIT_NO_ACCOUNT:  return say_args(a, lang, MSG_cycle_sit_no_account, name);
    case SIT_NO_ROLE:     return say_args(a, lang, MSG_cycle_sit_no_role, name);
    case SIT_TIED:        return say_args(a, lang, MSG_cycle_sit_tied, name, evaluasi_tie_say(a, lang, tie));
    case SIT_TWICE:       return say_args(a, lang, MSG_cycle_sit_twice, name);
    case SIT_SAME_OFFICE: return say_args(a, lang, MSG_cycle_sit_same_office, name);
    case SIT_HAS_SEEN:    return say_args(a, lang, MSG_cycle_sit_has_seen, name);
    }
    return (Str){0};
}
