#include "base/seal.h"
#include "test/fuzz/fuzz.h"

/* Whatever comes, only what this key has signed is good, and what is sealed stays good for its own key alone. */
FUZZ(seal)
{
    SealKey    key = {{7}}, other = {{8}};
    SealPublic pub = seal_public(&key), strange = seal_public(&other);
    SealKeys   keys;

    MUST(seal_read(in, (SealKeys){&strange, 1}).verdict != SEAL_GOOD);
    Str sealed = seal_add(&a, in, S("{}"), &key);
    MUST(seal_read(sealed, (SealKeys){&pub, 1}).verdict == SEAL_GOOD);
    MUST(seal_read(sealed, (SealKeys){&strange, 1}).verdict == SEAL_STRANGE);
    if (seal_pem_read(&a, in, &keys))
        MUST(keys.count > 0 && seal_pem_read(&a, seal_pem(&a, keys.at[0]), &keys) && keys.count == 1);
}
