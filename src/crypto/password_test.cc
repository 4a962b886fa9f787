// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.h"

#include <gtest/gtest.h>

#include <set>

namespace genbo {
namespace {

// Cheap enough for many calls; the default is tried once.
constexpr PasswordCost kTestCost{.memory_kib = 64, .passes = 1};

TEST(Password, VerifiesItsOwnHashesAndNothingElse) {
    const auto hash = hash_password("桜の木の下で", kTestCost);
    ASSERT_TRUE(hash.ok());
    EXPECT_TRUE(verify_password(*hash, "桜の木の下で"));
    EXPECT_FALSE(verify_password(*hash, "桜の木の下"));
    EXPECT_FALSE(verify_password(*hash, ""));
    EXPECT_FALSE(verify_password("", "桜の木の下で"));
    EXPECT_FALSE(verify_password("plain text", "plain text"));
    EXPECT_FALSE(verify_password(std::string(500, '$'), "x"));
    EXPECT_NE(*hash, *hash_password("桜の木の下で", kTestCost)) << "the salt is new each time";
}

// The reference implementation's own test (P-H-C/phc-winner-argon2, src/test.c).
TEST(Password, AgreesWithTheReferenceImplementation) {
    const std::string hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    EXPECT_TRUE(verify_password(hash, "password"));
    EXPECT_FALSE(verify_password(hash, "Password"));
}

TEST(Password, TheDefaultIs46MiBInOnePass) {
    const auto hash = hash_password("x");
    ASSERT_TRUE(hash.ok());
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=47104,t=1,p=1$")) << *hash;
    EXPECT_FALSE(needs_rehash(*hash));
    EXPECT_TRUE(needs_rehash(*hash, {.memory_kib = 64 * 1024, .passes = 3}));
    EXPECT_TRUE(needs_rehash(*hash_password("x", kTestCost)));
    EXPECT_TRUE(needs_rehash("no hash at all"));
}

TEST(Password, AnUnknownAccountCostsAsMuchAndNeverFits) {
    const auto& hash = unmatchable_password_hash();
    EXPECT_FALSE(needs_rehash(hash));
    EXPECT_FALSE(verify_password(hash, ""));
    EXPECT_EQ(&hash, &unmatchable_password_hash());
}

TEST(Password, RandomOnesAreReadableAndLong) {
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const auto password = random_password();
        EXPECT_EQ(password.size(), 24U);
        EXPECT_EQ(password.find_first_of("0O1IL"), std::string::npos) << password;
        EXPECT_EQ(
            password.find_first_not_of("23456789ABCDEFGHJKMNPQRSTUVWXYZ-"), std::string::npos);
        seen.insert(password);
    }
    EXPECT_EQ(seen.size(), 200U);
}

TEST(Password, AKeyDependsOnPassphraseSaltAndCost) {
    const Bytes salt(16, 1);
    const auto key = key_from_passphrase("合言葉", salt, kTestCost);
    ASSERT_TRUE(key.ok());
    EXPECT_TRUE(*key == *key_from_passphrase("合言葉", salt, kTestCost));
    EXPECT_FALSE(*key == *key_from_passphrase("合言葉!", salt, kTestCost));
    EXPECT_FALSE(*key == *key_from_passphrase("合言葉", Bytes(16, 2), kTestCost));
    EXPECT_FALSE(*key == *key_from_passphrase("合言葉", salt, {.memory_kib = 64, .passes = 2}));
}

}  // namespace
}  // namespace genbo
