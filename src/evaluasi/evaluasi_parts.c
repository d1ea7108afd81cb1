/* Which parts of the room hear of every step, and add to a frozen worksheet. */
#include "evaluasi/evaluasi.h"
#include "evaluasi/evaluasi_advice.h"
#include "evaluasi/evaluasi_board.h"
#include "evaluasi/evaluasi_lhe.h"
#include "evaluasi/evaluasi_tell.h"

const EvalPart *const evaluasi_parts[] = {
    &evaluasi_tell_part,
    &evaluasi_mark_part,
    &evaluasi_advice_part,
    &evaluasi_lhe_part,
    &evaluasi_board_part,
};
const isize evaluasi_parts_count = countof(evaluasi_parts);
