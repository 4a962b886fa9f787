// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace genbo {
namespace {

// The key and the note of Go's reference implementation (golang.org/x/mod/sumdb/note,
// note_test.go).
constexpr std::string_view kGoKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kGoSeed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view kGoText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view kGoSignature =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
    "E6RyyBwJnAM=\n";

SigningKey trail_key() { return SigningKey{Key(Bytes(32, 0x33))}; }

NoteKey trail_note_key() { return {"genbo.example/main", trail_key().public_key()}; }

std::string code_of(const Result<Checkpoint>& result) {
    return result.ok() ? "opened" : result.error().code;
}
std::string code_of(const Result<std::string>& result) {
    return result.ok() ? "opened" : result.error().code;
}

Checkpoint some_checkpoint() {
    return {.origin = "genbo.example/main", .size = 20852163, .root = sha256(as_bytes("root"))};
}

TEST(SignedNote, AgreesWithGo) {
    const auto key = NoteKey::parse(kGoKey);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key->id(), 0xC74F20A3);
    EXPECT_EQ(key->str(), kGoKey);
    const std::string note = std::string(kGoText) + "\n" + std::string(kGoSignature);
    EXPECT_EQ(*open_note(note, *key), kGoText);
    const Bytes seed = *from_base64(kGoSeed);
    EXPECT_EQ(sign_note(kGoText, "PeterNeumann", SigningKey{Key(ByteView(seed).subspan(1))}), note);
}

TEST(SignedNote, AVerifierKeyHasOneSpelling) {
    for (std::size_t i = 0; i <= kGoKey.size(); ++i) {
        for (std::size_t j = i + 1; j <= kGoKey.size(); ++j) {
            if (i == 0 && j == kGoKey.size()) continue;
            EXPECT_FALSE(NoteKey::parse(kGoKey.substr(i, j - i)).ok()) << i << ' ' << j;
        }
    }
    for (std::size_t i = 0; i < kGoKey.size(); ++i) {
        std::string changed(kGoKey);
        ++changed[i];
        EXPECT_FALSE(NoteKey::parse(changed).ok()) << changed;
    }
    // From Go's test: a wrong length and an unknown algorithm, each with a fitting key id.
    EXPECT_FALSE(
        NoteKey::parse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")
            .ok());
    EXPECT_FALSE(
        NoteKey::parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").ok());
    EXPECT_EQ(NoteKey::parse("").error().code, "audit.bad_note_key");
}

TEST(SignedNote, SignaturesOfOthersArePassedOver) {
    const std::string text = checkpoint_text(some_checkpoint());
    const std::string mine = sign_note(text, "genbo.example/main", trail_key());
    const SigningKey witness{Key(Bytes(32, 0x44))};
    const std::string witnessed = sign_note(text, "witness.example", witness);
    const auto line_of = [&](const std::string& note) { return note.substr(text.size() + 1); };

    EXPECT_EQ(code_of(open_note(mine + line_of(witnessed), trail_note_key())), "opened");
    EXPECT_EQ(code_of(open_note(witnessed + line_of(mine), trail_note_key())), "opened");
    EXPECT_EQ(code_of(open_note(witnessed, trail_note_key())), "audit.not_signed");
    EXPECT_EQ(code_of(open_note(witnessed, {"witness.example", witness.public_key()})), "opened");
    // The same name with another key is another key.
    const std::string impostor = sign_note(text, "genbo.example/main", witness);
    EXPECT_EQ(code_of(open_note(impostor, trail_note_key())), "audit.not_signed");
    EXPECT_EQ(code_of(open_note(mine + line_of(impostor), trail_note_key())), "opened");
}

TEST(SignedNote, MalformedNotesAreRefused) {
    const std::string good = sign_checkpoint(some_checkpoint(), trail_key());
    const auto key = trail_note_key();
    ASSERT_EQ(code_of(open_note(good, key)), "opened");
    for (std::size_t size = 0; size < good.size(); ++size) {
        EXPECT_NE(code_of(open_note(good.substr(0, size), key)), "opened") << size;
    }
    EXPECT_EQ(code_of(open_note(good + "\n", key)), "audit.bad_note");
    EXPECT_EQ(code_of(open_note(good + "more\n", key)), "audit.bad_note");
    EXPECT_EQ(code_of(open_note("\r" + good, key)), "audit.bad_note");
    EXPECT_EQ(code_of(open_note("\xFF" + good, key)), "audit.bad_note");
    EXPECT_EQ(code_of(open_note(std::string(300'000, 'a') + "\n" + good, key)), "audit.bad_note");
    // A hyphen for the dash, two spaces, broken base 64.
    auto changed = good;
    changed.replace(changed.find("— "), 3, "-");
    EXPECT_EQ(code_of(open_note(changed, key)), "audit.bad_note");
    changed = good;
    changed.insert(changed.rfind(' '), " ");
    EXPECT_EQ(code_of(open_note(changed, key)), "audit.bad_note");
    changed = good;
    changed.insert(changed.rfind(' ') + 1, "!");
    EXPECT_EQ(code_of(open_note(changed, key)), "audit.bad_note");
    // More signatures than anybody has.
    std::string crowded = good;
    const auto line = good.substr(good.find("— "));
    for (int i = 0; i < 40; ++i) crowded += line;
    EXPECT_EQ(code_of(open_note(crowded, key)), "audit.bad_note");
}

TEST(Checkpoint, IsTheTextOfTheSpecification) {
    Checkpoint checkpoint{.origin = "example.com/behind-the-sofa", .size = 20852163};
    std::ranges::copy(
        *from_base64("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="), checkpoint.root.begin());
    EXPECT_EQ(
        checkpoint_text(checkpoint),
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
}

TEST(Checkpoint, OpensWhatItSigned) {
    const auto checkpoint = some_checkpoint();
    const auto opened = open_checkpoint(sign_checkpoint(checkpoint, trail_key()), trail_note_key());
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(*opened, checkpoint);
    const Checkpoint empty{.origin = "genbo.example/main", .size = 0, .root = sha256(ByteView{})};
    EXPECT_EQ(*open_checkpoint(sign_checkpoint(empty, trail_key()), trail_note_key()), empty);
}

TEST(Checkpoint, EveryChangedByteIsRefused) {
    const auto note = sign_checkpoint(some_checkpoint(), trail_key());
    for (std::size_t i = 0; i < note.size(); ++i) {
        for (const int bit : {1, 2, 16, 64}) {
            auto changed = note;
            changed[i] = static_cast<char>(changed[i] ^ bit);
            EXPECT_NE(code_of(open_checkpoint(changed, trail_note_key())), "opened") << changed;
        }
    }
}

// Signed by the right key, and still no checkpoint of this trail.
TEST(Checkpoint, TheTextMustBeACheckpoint) {
    const auto root = to_base64(sha256(as_bytes("root")));
    const auto code = [](const std::string& text) {
        return code_of(
            open_checkpoint(sign_note(text, "genbo.example/main", trail_key()), trail_note_key()));
    };
    EXPECT_EQ(code("genbo.example/main\n7\n" + root + "\n"), "opened");
    EXPECT_EQ(code("genbo.example/other\n7\n" + root + "\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n07\n" + root + "\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n-7\n" + root + "\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n+7\n" + root + "\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n\n" + root + "\n"), "audit.bad_checkpoint");
    EXPECT_EQ(
        code("genbo.example/main\n99999999999999999999\n" + root + "\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n7\n" + root + "\nmore\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n7\nAAAA\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n7\n"), "audit.bad_checkpoint");
    EXPECT_EQ(code("genbo.example/main\n0\n" + root + "\n"), "audit.bad_checkpoint");
}

}  // namespace
}  // namespace genbo
