/* papan.h - what boards of worksheets are sorted and counted by: a short row for each, and how many are alike.
 *
 * Who stores a score or moves a worksheet says so here, in the same transaction; what the numbers mean is theirs
 * alone.  Points stand here in millionths, cut and not rounded, so that they compare with every gate and round for
 * people as the exact ones do.  The rows are read by the room that draws the boards.
 */
#ifndef PAPAN_H
#define PAPAN_H

#include "base/ratio.h"
#include "db/db.h"

enum { PAPAN_WBK = 1, PAPAN_WBBM = 2 };         /* predicates whose every gate is met */
enum { PAPAN_DECIDED = 64 };                    /* stages from here on are decisions, for everybody to see */
enum { PAPAN_POINT = 1000000 };                 /* one point */

i64   papan_cut(Arena scratch, Ratio exact);
Ratio papan_exact(i64 millionths);

/* The unit's own layer was scored; the row is made if it is the first time.  Next year's trend follows. */
typedef struct {
    i64     worksheet_id, instansi_id, unit_id;
    int     year, gates;
    Str     pack_id, target;
    i64     points;
    Instant made_at;            /* since when a new one is with the unit */
} PapanScore;
Err papan_score(Arena scratch, Db *db, const PapanScore *s) MUST_USE;

/* The assessment went on: where it stands, and what the TPI says so far. */
typedef struct {
    i64     worksheet_id, instansi_id;
    int     stage;              /* a bit */
    Instant since;
    bool    judged;             /* tpi and tpi_gates are known */
    i64     tpi;
    int     tpi_gates;
} PapanStage;
Err papan_stage(Arena scratch, Db *db, const PapanStage *s) MUST_USE;

/* How many tallies are not what counting the rows says. */
Err papan_miscounted(Arena scratch, Db *db, i64 *out) MUST_USE;

#endif
