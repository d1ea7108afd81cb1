/* fuzz.h - FUZZ(a_name) { ... } makes a libFuzzer target of a body that has an arena `a` and a Str `in`.
 *
 * One target a file, test/fuzz/fuzz_<name>.c; seeds in test/fuzz/corpus/<name>/.  `make fuzz-short` runs each for
 * some seconds, `make fuzz` for longer.  Say what must hold with MUST().
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdlib.h>

#include "base/base.h"
#include "base/secret.h"

#define MUST(cond) do { if (!(cond)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ(id)                                                                        \
    static void id(Arena a, Str in);                                                    \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                        \
    {                                                                                   \
        static Arena whole;                                                             \
        if (!whole.beg && (!base_start() || !(whole = arena_reserve((isize)512 << 20)).beg)) \
            abort();                                                                    \
        id(whole, (Str){(const char *)data, (isize)size});                              \
        return 0;                                                                       \
    }                                                                                   \
    static void id(__attribute__((unused)) Arena a, __attribute__((unused)) Str in)

#endif
