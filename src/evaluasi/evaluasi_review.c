#include "evaluasi/evaluasi_review.h"

#include "audit/audit.h"
#include "base/secret.h"
#include "berkas/berkas.h"
#include "format/json.h"

#include "evaluasi_review.sql.h"

/* --- how each item stands --- */

/* From the top down; what the TPI says to the outside is the dalnis's layer. */
static Err topmost(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, Review *v)
{
    static const int order[] = {LAYER_DALNIS,  LAYER_KETUA,       LAYER_ANGGOTA,
                                LAYER_ANGGOTA_2, LAYER_PENDAHULUAN, LAYER_UNIT};
    bool found = false;

    for (isize i = 0; i < countof(order); i++) {
        Worksheet w;
        if (!evaluasi_sees(e, order[i]))
            continue;
        TRY(evaluasi_layer(a, db, packs, e, order[i], &w));
        if (!found || (!v->w.answered && w.answered)) {
            v->layer = order[i];
            v->w     = w;
            found    = true;
        }
    }
    return found ? NO_ERR : FAIL(ERR_NOT_FOUND, "nothing of this assessment is the asker's to see");
}

static bool is_split(const Evaluasi *e, const Review *v, int node)
{
    const NilaiSheet *x = &v->below.sheets[LAYER_ANGGOTA], *y = &v->below.sheets[LAYER_ANGGOTA_2];
    bool above = v->layer == LAYER_KETUA || v->layer == LAYER_DALNIS;

    return above && x->at && y->at && x->at[node].answered && y->at[node].answered
        && !nilai_same(&e->w.pack->nodes[node], &x->at[node], &y->at[node]);
}

static ReviewState state_of(const Review *v, const PackNode *n, int node)
{
    int from = v->below.from[node];

    if (!v->sheet.at[node].answered)
        return REVIEW_OPEN;
    if (from < 0)
        return v->split[node] ? REVIEW_DIFFERS : REVIEW_JUDGED;
    return nilai_same(n, &v->sheet.at[node], &v->below.sheets[from].at[node]) ? REVIEW_AGREES : REVIEW_DIFFERS;
}

Err evaluasi_review(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, Review *v)
{
    const Pack *p = e->w.pack;

    *v       = (Review){.layer = evaluasi_my_layer(e)};
    v->mine  = v->layer >= 0;
    v->state = new(a, ReviewState, p->nnodes);
    v->split = new(a, bool, p->nnodes);
    TRY(v->mine ? evaluasi_layer(a, db, packs, e, v->layer, &v->w) : topmost(a, db, packs, e, v));
    if (e->hidden)
        v->w.before_total = v->w.before_parts = (Str){0};
    v->sheet = lke_sheet(a, &v->w);
    TRY(evaluasi_below(a, db, packs, e, v->layer, &v->below));
    for (int i = 0; i < p->nnodes; i++) {
        if (!pack_is_question(&p->nodes[i]))
            continue;
        v->split[i] = is_split(e, v, i);
        v->state[i] = state_of(v, &p->nodes[i], i);
        v->count[v->state[i]]++;
        v->splits += v->split[i] && v->state[i] == REVIEW_OPEN;
        v->questions++;
    }
    return NO_ERR;
}

bool evaluasi_may_agree(const Review *v, int node)
{
    return v->mine && pack_is_question(&v->w.pack->nodes[node]) && v->state[node] == REVIEW_OPEN
        && v->below.from[node] >= 0 && !v->split[node];
}

Err evaluasi_agree(Arena *a, Db *db, const Regulasi *packs, const Evaluasi *e, const Review *v, const bool *nodes,
                   Instant at, i64 *out_count)
{
    LIST(LkeEdit) edits = {0};
    Str          *notes;
    LkeSaved      saved;

    *out_count = 0;
    if (!v->mine)
        return FAIL(ERR_FORBIDDEN, "it is not the asker's turn");
    TRY(lke_notes(a, db, &v->w, &notes));
    for (int i = 0; i < e->w.pack->nnodes; i++) {
        const PackNode *n = &e->w.pack->nodes[i];
        if (!nodes[i] || !evaluasi_may_agree(v, i))
            continue;
        Str value = lke_value(a, n, &v->below.sheets[v->below.from[i]].at[i]);
        *list_add(a, &edits) = (LkeEdit){.node = i, .value = value, .note = notes[i], .seen = LKE_ANY_VERSION,
                                         .by_id = e->asker_id, .at = at};
    }
    *out_count = edits.count;
    return edits.count ? evaluasi_judge(a, db, packs, e, edits.at, edits.count, &saved) : NO_ERR;
}

/* --- what the unit changed since it was sent back --- */

static Err sent_back(Arena *a, Db *db, const Evaluasi *e, EvalDone *out)
{
    EvalDones steps = {0};

    *out = (EvalDone){0};
    TRY(evaluasi_steps(a, db, e, &steps));
    for (isize i = 0; i < steps.count; i++)
        if (steps.at[i].to == STAGE_ISI && steps.at[i].snapshot_id)
            *out = steps.at[i];
    return NO_ERR;
}

/* One text for all evidence of an item: which contents, in order. */
static void gather(Arena *a, const Pack *p, Str *of, Str item, Str sha256)
{
    int node = pack_find(p, item);
    if (node >= 0)
        of[node] = str_fmt(a, "%.*s %.*s", STRF(of[node]), STRF(sha256));
}

/* By content, so that both sides stand in the same order. */
static Err evidence_now(Arena *a, Db *db, const Evaluasi *e, Str *of)
{
    BerkasOwner owner = {.id = e->w.id, .instansi_id = e->w.instansi_id};
    BerkasUses  uses  = {0};

    TRY(berkas_of_owner(a, db, &owner, &uses));
    for (isize i = 0; i < uses.count; i++)
        gather(a, e->w.pack, of, uses.at[i].item, uses.at[i].sha256);
    return NO_ERR;
}

static void evidence_then(Arena *a, const Pack *p, const Json *body, Str *of)
{
    const Json *list = json_get(body, "evidence");
    for (isize i = 0; i < list->count; i++)
        gather(a, p, of, json_text(json_get(&list->at[i], "item")), json_text(json_get(&list->at[i], "sha256")));
}

Err evaluasi_changed(Arena *a, Db *db, const Evaluasi *e, bool **out, Instant *out_since)
{
    const Pack  *p = e->w.pack;
    EvalDone     back;
    EvalSnapshot then;
    const Json  *body;
    Str         *notes, *had = new(a, Str, p->nnodes), *has = new(a, Str, p->nnodes);
    NilaiSheet   now = lke_sheet(a, &e->w);

    *out       = new(a, bool, p->nnodes);
    *out_since = (Instant){0};
    TRY(sent_back(a, db, e, &back));
    if (!back.id || !evaluasi_sees(e, LAYER_UNIT))
        return NO_ERR;
    TRY(evaluasi_snapshot(a, db, e->w.instansi_id, e->w.id, back.snapshot_id, &then));
    TRY(json_read(a, then.body, (JsonMost){0}, &body));
    TRY(lke_notes(a, db, &e->w, &notes));
    TRY(evidence_now(a, db, e, has));
    evidence_then(a, p, body, had);
    const Json *items = json_get(json_get(json_get(body, "layers"), lke_layers[LAYER_UNIT]), "items");
    for (int i = 0; i < p->nnodes; i++) {
        const Json *item = json_find(items, p->nodes[i].code);
        (*out)[i] = pack_is_question(&p->nodes[i])
                 && (!str_eq(lke_value(a, &p->nodes[i], &now.at[i]), json_text(json_get(item, "value")))
                     || !str_eq(notes[i], json_text(json_get(item, "note"))) || !str_eq(has[i], had[i]));
    }
    *out_since = back.at;
    return NO_ERR;
}

/* --- marks --- */

/* Until it is sent a mark is the business of those who assess, and of whom sees that layer. */
static bool reads_mark(const Evaluasi *e, const EvalMark *m)
{
    bool assesses = e->mine || (e->roles & (WHO(INSPEKTUR) | WHO(TPN)));

    if (e->hidden)
        return assesses && evaluasi_sees(e, m->layer);
    return m->sent_at.s || (assesses && evaluasi_sees(e, m->layer));
}

Err evaluasi_marks(Arena *a, Db *db, const Evaluasi *e, Str item, EvalMarks *out)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_marks, db_i64(e->w.instansi_id), db_i64(e->w.id), db_text(item));

    *out = (EvalMarks){0};
    while (db_next(&rows)) {
        EvalMark m = {.id = db_get_i64(&rows)};
        m.layer    = (int)db_get_i64(&rows);
        m.item     = db_get_text(&rows);
        m.text     = db_get_text(&rows);
        m.by_id    = db_get_i64(&rows);
        m.by_name  = db_get_text(&rows);
        m.at       = db_get_at(&rows);
        m.sent_at  = db_get_at(&rows);
        m.back_at  = db_get_at(&rows);
        if (reads_mark(e, &m))
            *list_add(a, out) = m;
    }
    return db_done(&rows);
}

static Err log_mark(Arena *a, Db *db, const Evaluasi *e, Str item, Str text, Instant at)
{
    bool    blind = e->cycle.blind && e->stage == STAGE_ANGGOTA;
    Buf     b     = {.arena = a};
    JsonOut o     = {.to = &b};

    json_open_map(&o, NO_KEY);
    if (blind)
        json_put_bool(&o, S("blind"), true);
    else
        json_put_text(&o, S("note"), text);
    json_close(&o);
    Str entity = blind ? S("evaluasi_mark") : str_fmt(a, "evaluasi_mark %.*s", STRF(item));
    return audit_add(db, &(AuditEntry){e->w.instansi_id, e->asker_id, "evaluasi_mark", str_c(a, entity), e->w.id, {0},
                                       buf_str(&b)}, at);
}

Err evaluasi_mark(Arena scratch, Db *db, const Evaluasi *e, Str item, Str text, Instant at)
{
    int    layer = evaluasi_my_layer(e);
    DbRows rows;

    if (layer < 0)
        return FAIL(ERR_FORBIDDEN, "it is not the asker's turn");
    rows = db_query(&scratch, db, &SQL_evaluasi_mark_own, db_i64(e->w.instansi_id), db_i64(e->w.id), db_i64(layer),
                    db_text(item));
    i64 id  = db_next(&rows) ? db_get_i64(&rows) : 0;
    Str was = id ? db_get_text(&rows) : (Str){0};
    TRY(db_done(&rows));
    if (str_eq(was, text))
        return NO_ERR;
    if (!text.len)
        TRY(db_do(db, &SQL_evaluasi_mark_drop, db_i64(e->w.instansi_id), db_i64(id)));
    else if (id)
        TRY(db_do(db, &SQL_evaluasi_mark_change, db_i64(e->w.instansi_id), db_i64(id), db_text(text),
                  db_i64(e->asker_id), db_at(at)));
    else
        TRY(db_do(db, &SQL_evaluasi_mark_add, db_i64(id_new()), db_i64(e->w.instansi_id), db_i64(e->w.id),
                  db_i64(layer), db_text(item), db_text(text), db_i64(e->asker_id), db_at(at)));
    return log_mark(&scratch, db, e, item, text, at);
}

/* --- marks at a hand-over --- */

static Err freeze_marks(Arena *a, Db *db, const Evaluasi *e, JsonOut *o)
{
    DbRows rows = db_query(a, db, &SQL_evaluasi_marks, db_i64(e->w.instansi_id), db_i64(e->w.id), db_text((Str){0}));

    json_open_list(o, S("marks"));
    while (db_next(&rows)) {
        json_open_map(o, NO_KEY);
        json_put_id(o, S("id"), db_get_i64(&rows));
        json_put_text(o, S("layer"), str_of(lke_layers[db_get_i64(&rows)]));
        json_put_text(o, S("item"), db_get_text(&rows));
        json_put_text(o, S("text"), db_get_text(&rows));
        json_put_id(o, S("by"), db_get_i64(&rows));
        json_put_text(o, S("by_name"), db_get_text(&rows));
        json_put_text(o, S("at"), db_get_text(&rows));
        json_close(o);
    }
    json_close(o);
    return db_done(&rows);
}

/* The unit reads marks when it has the worksheet back; when it submits again they are dealt with. */
static Err moved(Arena *a, Db *db, const Evaluasi *e, const EvalMoved *what)
{
    const EvalMove *m = what->step->move;

    (void)a;
    if (what->how != EVAL_WENT)
        return NO_ERR;
    if (m->to == STAGE_ISI && m->from > STAGE_KONFIRMASI)
        return db_do(db, &SQL_evaluasi_marks_send, db_i64(e->w.instansi_id), db_i64(e->w.id), db_at(what->step->at));
    if (m->from <= STAGE_KONFIRMASI && m->to > STAGE_KONFIRMASI)
        return db_do(db, &SQL_evaluasi_marks_back, db_i64(e->w.instansi_id), db_i64(e->w.id), db_at(what->step->at));
    return NO_ERR;
}

const EvalPart evaluasi_mark_part = {.freeze = freeze_marks, .moved = moved};
