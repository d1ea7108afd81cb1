/* packs.h - the rule packs and instruments inside the program, read once for all tests, since reading takes long.
 *
 * They lie in memory that cannot be written.
 */
#ifndef TEST_PACKS_H
#define TEST_PACKS_H

#include "survei/survei_pack.h"

const Regulasi    *test_packs(void);            /* worded too */
const SurveiPacks *test_instruments(void);
const SurveiPack  *test_instrument(const char *id);
SurveiPacks       *test_own_instruments(Arena *a);      /* read anew, to be changed */

#endif
