/* survei_fixture_test.h - the instruments of this program, as tests ask for them. */
#ifndef SURVEI_FIXTURE_TEST_H
#define SURVEI_FIXTURE_TEST_H

#include "survei/survei_score.h"
#include "test/test.h"

static inline const SurveiPacks *test_instruments(Arena *a)
{
    Regulasi    *rules = new(a, Regulasi, 1);
    SurveiPacks *packs = new(a, SurveiPacks, 1);
    CHECK_OK(regulasi_start(a, rules));
    CHECK_OK(survei_packs_start(a, rules, packs));
    return packs;
}

static inline const SurveiPack *test_instrument(Arena *a, const char *id)
{
    return survei_pack(test_instruments(a), str_of(id));
}

#endif
