/* evaluasi_cycle_tell.h - who hears of a cycle: changed seats, and windows that close soon. */
#ifndef EVALUASI_CYCLE_TELL_H
#define EVALUASI_CYCLE_TELL_H

#include "evaluasi/evaluasi_seat.h"
#include "kabar/kabar.h"

enum { CYCLE_KINDS = 4 };
extern const KabarKind evaluasi_cycle_kinds[CYCLE_KINDS];

/* To each person one notice: how many units came, how many went. */
Err evaluasi_tell_seats(Arena scratch, Db *db, const UnitAsker *by, const Bench *b, const SeatChanges *all) MUST_USE;

/* Room.remind: whose turn it is in a stage that closes soon. */
Err evaluasi_cycle_remind(Arena scratch, Db *db, const KabarDay *day) MUST_USE;

#endif
