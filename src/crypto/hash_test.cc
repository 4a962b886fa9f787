// SPDX-License-Identifier: Apache-2.0

// SHA-256, HMAC and HKDF against the examples of their standards.

#include "crypto/hash.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "crypto/mac.h"
#include "crypto/random.h"

namespace genbo {
namespace {

Bytes hash_test_hex(std::string_view text) { return *from_hex(text); }

TEST(Sha256, AgreesWithFips180) {
    EXPECT_EQ(
        to_hex(sha256(as_bytes("abc"))),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(
        to_hex(sha256(ByteView{})),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        to_hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, PiecesAreHashedAsOneText) {
    const auto whole = sha256(as_bytes("abcdef"));
    EXPECT_EQ(sha256({as_bytes("abc"), ByteView{}, as_bytes("def")}), whole);
    Sha256 hasher;
    hasher.add(as_bytes("ab"));
    hasher.add(as_bytes("cdef"));
    EXPECT_EQ(hasher.finish(), whole);
    hasher.add(as_bytes("abcdef"));
    EXPECT_EQ(hasher.finish(), whole) << "finish() begins anew";
}

// RFC 4231, test cases 1, 2 and 6.
TEST(Mac, HmacAgreesWithRfc4231) {
    EXPECT_EQ(
        to_hex(hmac_sha256(Bytes(20, 0x0b), as_bytes("Hi There"))),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(
        to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(
        to_hex(hmac_sha256(
            Bytes(131, 0xaa), as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// OpenSSL's HMAC behind Mac, and the one that mac.cc writes out, are each other's oracle.
TEST(Mac, BothImplementationsAgree) {
    std::mt19937_64 dice(11);
    for (int i = 0; i < 300; ++i) {
        Bytes key(Key::kSize);
        Bytes message(dice() % 200);
        for (auto& byte : key) byte = static_cast<std::uint8_t>(dice());
        for (auto& byte : message) byte = static_cast<std::uint8_t>(dice());
        const Mac mac{Key(key)};
        const Mac copy = mac;  // NOLINT(performance-unnecessary-copy-initialization)
        ASSERT_EQ(mac.tag(message), hmac_sha256(key, message)) << i;
        ASSERT_EQ(copy.tag(message), mac.tag(message)) << i;
    }
}

TEST(Mac, VerifiesWholeAndShortenedTags) {
    const Mac mac(Key(Bytes(32, 7)));
    const auto message = as_bytes("+819012345678");
    const Hash tag = mac.tag(message);
    EXPECT_TRUE(mac.verify(message, tag));
    EXPECT_TRUE(mac.verify(message, ByteView(tag).first(16)));
    EXPECT_FALSE(mac.verify(message, ByteView(tag).first(15))) << "too short to mean anything";
    EXPECT_FALSE(mac.verify(message, {}));
    EXPECT_FALSE(mac.verify(as_bytes("+819012345679"), tag));
    for (std::size_t i = 0; i < tag.size(); ++i) {
        Hash changed = tag;
        changed[i] ^= 1;
        EXPECT_FALSE(mac.verify(message, changed)) << i;
    }
}

// RFC 5869, appendix A.1 and A.3.
TEST(Hkdf, AgreesWithRfc5869) {
    EXPECT_EQ(
        to_hex(hkdf_sha256(
            Bytes(22, 0x0b), hash_test_hex("000102030405060708090a0b0c"),
            hash_test_hex("f0f1f2f3f4f5f6f7f8f9"), 42)),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        "34007208d5b887185865");
    EXPECT_EQ(
        to_hex(hkdf_sha256(Bytes(22, 0x0b), {}, {}, 42)),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        "9d201395faa4b61a96c8");
}

TEST(Hkdf, LabelAndContextAndRootEachChangeTheKey) {
    const Key root(Bytes(32, 1));
    const Key key = derive_key(root, "index.phone");
    EXPECT_TRUE(key == derive_key(root, "index.phone"));
    EXPECT_FALSE(key == derive_key(root, "index.mail"));
    EXPECT_FALSE(key == derive_key(root, "index.phone", as_bytes("1")));
    EXPECT_FALSE(key == derive_key(Key(Bytes(32, 2)), "index.phone"));
    // The label ends at its zero byte: text cannot move between label and context.
    EXPECT_FALSE(derive_key(root, "ab", as_bytes("c")) == derive_key(root, "a", as_bytes("bc")));
    // Frozen: a change would make every derived key, and so every index, unreadable.
    EXPECT_EQ(
        to_hex(key.bytes()), "dcdde181127cd5ec032aeae8da57e80d09af42306330123edef3b9794003dd65");
}

TEST(Key, ComparesInConstantTimeAndWipes) {
    EXPECT_TRUE(constant_time_equal(as_bytes("abc"), as_bytes("abc")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("abd")));
    EXPECT_FALSE(constant_time_equal(as_bytes("abc"), as_bytes("ab")));
    EXPECT_TRUE(constant_time_equal({}, {}));
    Bytes secret(32, 0xEE);
    wipe(secret);
    EXPECT_EQ(secret, Bytes(32, 0));
    EXPECT_FALSE(Key::random() == Key::random());
}

TEST(Key, MemoryStaysOutOfDumps) {
    // In a child, because the test program itself may want to be debugged.
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        keep_memory_out_of_dumps();
        ::_exit(::prctl(PR_GET_DUMPABLE));
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace genbo
