#include "test/packs.h"

#include "regulasi/words.h"
#include "test/test.h"

#include <sys/mman.h>

static Regulasi    packs;
static SurveiPacks instruments;

static void read_all(void)
{
    enum { ROOM = 64 << 20 };
    static bool ready;

    if (ready)
        return;
    Arena whole = arena_reserve(ROOM), rest = whole;
    CHECK_OK(regulasi_start(&rest, &packs));
    CHECK_OK(words_start(&rest, &packs));
    CHECK_OK(survei_packs_start(&rest, &packs, &instruments));
    ready = !mprotect(whole.beg, ROOM, PROT_READ);      /* whoever changes them all the same dies of it */
    CHECK(ready);
}

const Regulasi *test_packs(void)
{
    read_all();
    return &packs;
}

const SurveiPacks *test_instruments(void)
{
    read_all();
    return &instruments;
}

const SurveiPack *test_instrument(const char *id)
{
    return survei_pack(test_instruments(), str_of(id));
}

SurveiPacks *test_own_instruments(Arena *a)
{
    Regulasi    *rules = new(a, Regulasi, 1);
    SurveiPacks *own   = new(a, SurveiPacks, 1);
    CHECK_OK(regulasi_start(a, rules));
    CHECK_OK(survei_packs_start(a, rules, own));
    return own;
}
