#include "base/seal.h"

#include <string.h>

#include "test/test.h"

static SealVerdict verdict(Str file, const SealPublic *key)
{
    return seal_read(file, (SealKeys){key, 1}).verdict;
}

TEST(a_sealed_file_proves_itself_and_says_what_it_is)
{
    SealKey    key  = seal_key_new();
    SealPublic pub  = seal_public(&key);
    Str        file = seal_add(&a, S("%PDF-1.4\nbody\n%%EOF"), S("{\"kind\":\"lhe\"}"), &key);
    SealRead   read = seal_read(file, (SealKeys){&pub, 1});

    CHECK(read.verdict == SEAL_GOOD);
    CHECK_STR(read.says, S("{\"kind\":\"lhe\"}"));
    CHECK_STR(read.key_id, seal_key_id(&a, pub));
    CHECK(str_starts(file, S("%PDF-1.4\nbody\n%%EOF\n%pulau {")));
}

TEST(no_byte_of_a_sealed_file_can_be_changed_taken_or_added)
{
    SealKey    key  = seal_key_new();
    SealPublic pub  = seal_public(&key);
    Str        file = seal_add(&a, S("%PDF-1.4\nbody\n%%EOF\n"), S("{}"), &key);

    for (isize i = 0; i < file.len; i++) {
        Str other = str_copy(&a, file);
        ((char *)other.at)[i] ^= 1;
        CHECK(verdict(other, &pub) != SEAL_GOOD);
        CHECK(verdict(str_sub(file, 0, i), &pub) != SEAL_GOOD);
        CHECK(verdict(str_fmt(&a, "%.*sx%.*s", (int)i, file.at, STRF(str_sub(file, i, -1))), &pub) != SEAL_GOOD);
    }
    CHECK(verdict(str_fmt(&a, "%.*s\n1 0 obj\n%%%%EOF\n", STRF(file)), &pub) == SEAL_CHANGED);
    CHECK(verdict(str_fmt(&a, "%.*s%.*s", STRF(file), STRF(file)), &pub) == SEAL_CHANGED);
}

TEST(a_file_of_others_is_told_from_one_that_was_changed)
{
    SealKey    key = seal_key_new(), other = seal_key_new();
    SealPublic pub = seal_public(&key), both[] = {seal_public(&other), pub};
    Str        file = seal_add(&a, S("text"), S("{}"), &key);

    CHECK(verdict(S("%PDF-1.4\n%%EOF\n"), &pub) == SEAL_NONE);
    CHECK(verdict((Str){0}, &pub) == SEAL_NONE);
    CHECK(verdict(file, both) == SEAL_STRANGE);
    CHECK(seal_read(file, (SealKeys){both, 2}).verdict == SEAL_GOOD);
    CHECK(seal_read(file, (SealKeys){0}).verdict == SEAL_STRANGE);
}

TEST(public_keys_go_out_and_come_back_as_pem)
{
    SealKey    one = seal_key_new(), two = seal_key_new();
    SealPublic p = seal_public(&one), q = seal_public(&two);
    Str        pem = str_fmt(&a, "# kunci\n%.*s\n%.*s", STRF(seal_pem(&a, p)), STRF(seal_pem(&a, q)));
    SealKeys   keys;

    CHECK(seal_pem_read(&a, pem, &keys) && keys.count == 2);
    CHECK(!memcmp(keys.at[0].at, p.at, 32) && !memcmp(keys.at[1].at, q.at, 32));
    CHECK(!seal_pem_read(&a, S("nothing"), &keys));
    CHECK(!seal_pem_read(&a, S("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"), &keys));
    CHECK(!seal_pem_read(&a, S("-----BEGIN PUBLIC KEY-----"), &keys));
}
