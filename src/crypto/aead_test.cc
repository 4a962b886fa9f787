// SPDX-License-Identifier: Apache-2.0
#include "crypto/aead.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <memory>
#include <random>
#include <set>

namespace genbo {
namespace {

Bytes xaes_seal(const Key& key, ByteView nonce, ByteView associated, ByteView plaintext) {
    Xaes cipher;
    Bytes out(plaintext.size() + Xaes::kTagSize);
    cipher.encrypt(key, nonce.first<Xaes::kNonceSize>(), {&associated, 1}, plaintext, out);
    return out;
}

// The two vectors of c2sp.org/XAES-256-GCM: CMAC's L without and with its top bit.
TEST(Xaes, AgreesWithC2sp) {
    const auto nonce = as_bytes("ABCDEFGHIJKLMNOPQRSTUVWX");
    const auto text = as_bytes("XAES-256-GCM");
    EXPECT_EQ(
        to_hex(xaes_seal(Key(Bytes(32, 1)), nonce, {}, text)),
        "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
    EXPECT_EQ(
        to_hex(xaes_seal(Key(Bytes(32, 3)), nonce, as_bytes("c2sp.org/XAES-256-GCM"), text)),
        "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
}

// C2SP's accumulated test: 10,000 keys, nonces, texts and associated data out of SHAKE-128, all
// ciphertexts into one SHAKE-128.
TEST(Xaes, AgreesWithC2spOnTenThousandRandomMessages) {
    using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
    const Context source(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const Context sink(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    ASSERT_EQ(EVP_DigestInit_ex2(source.get(), EVP_shake128(), nullptr), 1);
    ASSERT_EQ(EVP_DigestInit_ex2(sink.get(), EVP_shake128(), nullptr), 1);
    Bytes stream(10'000 * (32 + 24 + 2 * 256));
    ASSERT_EQ(EVP_DigestFinalXOF(source.get(), stream.data(), stream.size()), 1);
    ASSERT_EQ(to_hex(ByteView(stream).first(16)), "7f9c2ba4e88f827d616045507605853e");

    ByteView rest = stream;
    const auto take = [&](std::size_t size) {
        const auto taken = rest.first(size);
        rest = rest.subspan(size);
        return taken;
    };
    Xaes cipher;
    for (int i = 0; i < 10'000; ++i) {
        const Key key(take(32));
        const auto nonce = take(24).first<24>();
        const ByteView plaintext = take(take(1)[0]);
        const ByteView associated = take(take(1)[0]);
        Bytes sealed(plaintext.size() + Xaes::kTagSize);
        cipher.encrypt(key, nonce, {&associated, 1}, plaintext, sealed);
        ASSERT_EQ(EVP_DigestUpdate(sink.get(), sealed.data(), sealed.size()), 1);
        Bytes opened(plaintext.size());
        ASSERT_TRUE(cipher.decrypt(key, nonce, {&associated, 1}, sealed, opened));
        ASSERT_TRUE(std::ranges::equal(opened, plaintext));
    }
    Bytes digest(32);
    ASSERT_EQ(EVP_DigestFinalXOF(sink.get(), digest.data(), digest.size()), 1);
    EXPECT_EQ(to_hex(digest), "e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
}

TEST(Aead, OpensWhatItSealed) {
    const Key key = Key::random();
    const auto place = AssociatedData("version").number(7).number(2);
    for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 100U, 4096U, 100'000U}) {
        const Bytes payload(size, 0x5A);
        const Bytes box = seal(key, 3, place, payload);
        EXPECT_EQ(box.size(), size + kBoxOverhead);
        EXPECT_EQ(*key_version_of(box), 3U);
        const auto opened = unseal(key, place, box);
        ASSERT_TRUE(opened.ok()) << size;
        EXPECT_EQ(*opened, payload);
    }
}

TEST(Aead, EveryChangedBitIsRefused) {
    const Key key = Key::random();
    const AssociatedData place("version");
    const Bytes box = seal(key, 1, place, as_bytes("山田 太郎"));
    for (std::size_t bit = 0; bit < box.size() * 8; ++bit) {
        Bytes changed = box;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        EXPECT_FALSE(unseal(key, place, changed).ok()) << bit;
    }
    for (std::size_t size = 0; size < box.size(); ++size) {
        EXPECT_FALSE(unseal(key, place, ByteView(box).first(size)).ok()) << size;
    }
    Bytes longer = box;
    longer.push_back(0);
    EXPECT_FALSE(unseal(key, place, longer).ok());
}

TEST(Aead, ABoxOpensOnlyUnderItsKeyAndInItsPlace) {
    const Key key = Key::random();
    const Bytes box = seal(key, 1, AssociatedData("version").number(1), as_bytes("secret"));
    const auto code = [](const Result<Bytes>& result) { return result.error().code; };
    EXPECT_EQ(
        code(unseal(Key::random(), AssociatedData("version").number(1), box)),
        "crypto.does_not_open");
    EXPECT_EQ(code(unseal(key, AssociatedData("version").number(2), box)), "crypto.does_not_open");
    EXPECT_EQ(code(unseal(key, AssociatedData("reject").number(1), box)), "crypto.does_not_open");
    EXPECT_EQ(code(unseal(key, {}, box)), "crypto.does_not_open");
    EXPECT_TRUE(unseal(key, AssociatedData("version").number(1), box).ok());
}

TEST(Aead, AlternatingKeysDoNotMixTheirSchedules) {
    Sealer sealer;
    const Key a(Bytes(32, 1));
    const Key b(Bytes(32, 2));
    for (int i = 0; i < 4; ++i) {
        const Bytes under_a = sealer.seal(a, 1, {}, as_bytes("a"));
        const Bytes under_b = sealer.seal(b, 1, {}, as_bytes("b"));
        EXPECT_EQ(*sealer.unseal(a, {}, under_a), Bytes{'a'});
        EXPECT_FALSE(sealer.unseal(a, {}, under_b).ok());
        EXPECT_EQ(*sealer.unseal(b, {}, under_b), Bytes{'b'});
    }
}

TEST(Aead, PartsOfAssociatedDataCannotRunIntoEachOther) {
    const auto view = [](const AssociatedData& data) {
        return Bytes(data.view().begin(), data.view().end());
    };
    std::set<Bytes> all;
    all.insert(view(AssociatedData("ab").text("c")));
    all.insert(view(AssociatedData("a").text("bc")));
    all.insert(view(AssociatedData("abc")));
    all.insert(view(AssociatedData("abc").text("")));
    all.insert(view(AssociatedData("abc").number(0)));
    all.insert(view(AssociatedData("abc").number(-1)));
    EXPECT_EQ(all.size(), 6U);
}

TEST(Aead, NoncesAreNeverUsedTwice) {
    const Key key(Bytes(32, 9));
    Sealer sealer;
    std::set<Bytes> nonces;
    for (int i = 0; i < 20'000; ++i) {
        const Bytes box = sealer.seal(key, 1, {}, {});
        nonces.emplace(box.begin() + 6, box.begin() + 30);
    }
    EXPECT_EQ(nonces.size(), 20'000U);
}

// One box of every algorithm that was ever released.  Never edit a line; add one.
TEST(Aead, BoxesOfEveryAlgorithmOpenForEver) {
    struct Fixture {
        AeadAlgorithm algorithm;
        std::string_view box;
    };
    const Fixture fixtures[] = {
        {AeadAlgorithm::xaes_256_gcm,
         "010100000007e76e4e807f31eb8ca964c2b73200721770f20fcdac5e13b05ca2d8d908521c7dec3dff29aa8d9"
         "c4baa81cdb8578e138f592c70db"},
    };
    const Key key(Bytes(32, 0x42));
    for (const auto& fixture : fixtures) {
        const auto opened =
            unseal(key, AssociatedData("fixture").number(1), *from_hex(fixture.box));
        ASSERT_TRUE(opened.ok());
        EXPECT_EQ(as_text(*opened), "原簿 genbo");
    }
    EXPECT_EQ(std::size(fixtures), aead_algorithms().size());
}

TEST(Aead, AnAlgorithmOfTheFutureIsNamed) {
    const Key key(Bytes(32, 1));
    Bytes box = seal(key, 1, {}, as_bytes("x"));
    box[1] = 200;
    const auto refused = unseal(key, {}, box);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error(), (Error{Fault::corrupt, "crypto.unknown_algorithm", {"200"}}));
}

}  // namespace
}  // namespace genbo
