/* evaluasi_board.h - boards: what waits for whom, and how all units of an instansi stand.
 *
 * All units are read from papan, which the moves of this room keep in step.  Who sees the TPI at work (INSPEKTUR)
 * gets the points of its highest layer that is done; others (PIMPINAN) those of decisions alone.  While two score
 * blind nothing here tells of either, nor to them of the unit or of each other.
 */
#ifndef EVALUASI_BOARD_H
#define EVALUASI_BOARD_H

#include "evaluasi/evaluasi.h"
#include "papan/papan.h"

extern const EvalPart evaluasi_board_part;

enum { BOARD_ALL_STAGES = (1 << STAGE_COUNT) - 1 };

/* --- all units: one role asks, and its reach counts --- */

typedef struct {
    i64  user_id, instansi_id;
    Who  role;                  /* INSPEKTUR or PIMPINAN */
    Date today;
    int  year;
} BoardAsker;

typedef enum { MEETS_ALL, MEETS_YES, MEETS_NO } BoardMeets;     /* every gate of the unit's own target */

typedef struct {
    int        stages;          /* a bit each; 0: all */
    i64        above_id;        /* units below this one; 0: all */
    Str        target;          /* empty: all */
    BoardMeets meets;
    i64        gap;             /* at least that many points between TPI and unit; 0: all */
    Str        of;              /* "unit", "tpi": from and below are of these points; empty: all */
    i64        from, below;     /* whole points */
    Str        search;          /* words of the unit's code and names */
} BoardFilter;

typedef enum {
    BOARD_BY_UNIT, BOARD_BY_STAGE, BOARD_BY_SINCE, BOARD_BY_POINTS, BOARD_BY_TPI, BOARD_BY_GAP, BOARD_BY_GATES,
    BOARD_BY_TREND, BOARD_SORTS
} BoardSort;

typedef struct { BoardSort by; bool down; i64 most, after; } BoardCut;

typedef struct {
    i64       id;               /* the worksheet */
    Str       unit_code, unit_name, above_name, target;
    EvalStage stage;
    Instant   since;
    i64       points, trend, tpi, gap;          /* in millionths: see papan_exact() */
    int       gates;            /* of the TPI where it is judged, otherwise of the unit: PAPAN_... */
    i64       rank;             /* by tpi among all units of the instansi */
    bool      judged, has_trend;
} BoardRow;
typedef LIST(BoardRow) BoardRows;

Err evaluasi_board_rows(Arena *a, Db *db, const BoardAsker *by, const BoardFilter *f, BoardCut cut,
                        BoardRows *out) MUST_USE;

/* How many units are alike, of those the asker reaches. */
typedef struct { EvalStage stage; Str target; int gates; bool judged; i64 n; } BoardTally;
typedef struct { Str of; i64 from; i64 n; } BoardBand;          /* "unit" in steps of five points, "tpi" of one */
typedef struct {
    LIST(BoardTally) alike;
    LIST(BoardBand)  bands;
} BoardTallies;
Err  evaluasi_board_tallies(Arena *a, Db *db, const BoardAsker *by, BoardTallies *out) MUST_USE;
bool evaluasi_board_meets(const BoardTally *t);                 /* every gate of its target */

/* How many rows the filter leaves; from the tallies, where they can say it. */
Err evaluasi_board_count(Arena scratch, Db *db, const BoardAsker *by, const BoardFilter *f, const BoardTallies *t,
                         i64 *out) MUST_USE;

typedef struct { int year; bool open; } BoardYear;               /* open: assessors have some of it */
typedef LIST(BoardYear) BoardYears;
Err evaluasi_board_years(Arena *a, Db *db, i64 instansi_id, BoardYears *out) MUST_USE;          /* newest first */
int evaluasi_board_newest(const BoardYears *years, Date today);        /* not after this year */
typedef struct { i64 id; Str name; } BoardAbove;
typedef LIST(BoardAbove) BoardAboves;
Err evaluasi_board_above(Arena *a, Db *db, const BoardAsker *by, BoardAboves *out) MUST_USE;    /* eselon I */

/* The last day of each stage in that year's cycle; none where nothing is set, and for decisions. */
typedef struct { Date of[STAGE_COUNT]; } BoardCloses;
Err evaluasi_board_closes(Arena scratch, Db *db, i64 instansi_id, int year, BoardCloses *out) MUST_USE;
int evaluasi_board_late(const BoardCloses *c, Date today);      /* stages that are over: a bit each */

/* --- my worksheets: by the seats I hold and have the role for; of the newest cycle, and older ones on their way --- */

typedef enum { TURN_NOW, TURN_LATER, TURN_DONE } BoardTurn;

typedef struct {
    i64         id;             /* the worksheet */
    int         year;
    const Pack *pack;
    Str         unit_name;
    EvalSeat    seat;
    EvalStage   stage;
    BoardTurn   turn;
    Instant     since;
    int         judged;         /* items of my own layer */
    bool        blind, signing; /* signing: it waits for a second signature */
    bool        hidden;         /* from me: nothing of the others may be told */
} BoardTask;
typedef LIST(BoardTask) BoardTasks;
Err evaluasi_board_queue(Arena *a, Db *db, const EvalAsker *by, Who roles, const Regulasi *packs,
                         BoardTasks *out) MUST_USE;             /* whose turn it is first, then oldest first */

/* The units of the teams I lead, oldest first; without those that are hidden from me. */
typedef struct { Str name; bool final; int judged; } BoardMate;
typedef struct {
    BoardTask t;
    BoardMate mates[SEAT_COUNT];
    bool      scoring;          /* blind, and not both are final: how far they are is nobody's to know */
} BoardTeamRow;
typedef LIST(BoardTeamRow) BoardTeam;
Err evaluasi_board_team(Arena *a, Db *db, const EvalAsker *by, Who roles, const Regulasi *packs,
                        BoardTeam *out) MUST_USE;

/* What waits for the asker's second signature, oldest first. */
typedef struct { i64 id; Str unit_name, by_name; const EvalMove *move; Instant at; } BoardSigning;
typedef LIST(BoardSigning) BoardSignings;
Err evaluasi_board_signing(Arena *a, Db *db, const EvalAsker *by, Who roles, BoardSignings *out) MUST_USE;

/* --- my unit's worksheets: the newest of each unit reached --- */

typedef LIST(i64) BoardOwn;
Err evaluasi_board_own(Arena *a, Db *db, const EvalAsker *by, i64 most, BoardOwn *out) MUST_USE;

/* --- keeping and proving --- */

/* Rows of papan that are missing, after an upgrade from before there was one.  In a writing transaction. */
Err evaluasi_board_mend(Arena scratch, Db *db, const Regulasi *packs, i64 *out_mended) MUST_USE;

/* Every row and tally of papan against what it follows from.  Each difference is an issue. */
Err evaluasi_board_verify(Arena scratch, Db *db, const Regulasi *packs, Issues *out, i64 *out_rows) MUST_USE;

#endif
