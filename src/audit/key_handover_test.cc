// SPDX-License-Identifier: Apache-2.0
#include "audit/key_handover.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/audit_leaf.h"
#include "audit/log_export.h"
#include "audit/outside_copy.h"
#include "audit/receipt.h"

namespace genbo {
namespace {

constexpr const char* kHandoverOrigin = "genbo/test";

SigningKey key_numbered(std::uint8_t number) { return SigningKey{Key{Bytes(32, number)}}; }
NoteKey note_key(std::uint8_t number) {
    return {kHandoverOrigin, key_numbered(number).public_key()};
}
Instant at(std::int64_t second) {
    return instant_from_micros(1'700'000'000'000'000 + second * 1'000'000);
}

std::string handover(std::uint8_t from, std::uint8_t to, std::int64_t second = 0) {
    return sign_handover(
        {note_key(from), note_key(to), at(second)}, key_numbered(from), key_numbered(to));
}

std::string listed(const std::string& note) { return outside_entry(at(0), note); }

template <typename T>
std::string code_of(const Result<T>& result) {
    return result.ok() ? "ok" : result.error().code;
}

TEST(KeyHandover, IsSignedByBothAndEveryChangeIsRefused) {
    const auto note = handover(1, 2);
    const auto opened = open_handover(note);
    ASSERT_TRUE(opened.ok()) << opened.error().code;
    EXPECT_EQ(*opened, (KeyHandover{note_key(1), note_key(2), at(0)}));
    for (std::size_t i = 0; i < note.size(); ++i) {
        auto changed = note;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(open_handover(changed).ok()) << i;
    }
    // One signature is not enough, whichever it is.
    const auto text = note.substr(0, note.find("\n\n") + 1);
    for (const auto& alone : {key_numbered(1), key_numbered(2)})
        EXPECT_FALSE(open_handover(sign_note(text, kHandoverOrigin, alone)).ok());
}

TEST(TrailKeysTest, AreFollowedBothWaysInAnyOrder) {
    const auto list = listed(handover(2, 3)) + listed(handover(1, 2)) + listed(handover(3, 4));
    for (std::uint8_t given = 1; given <= 4; ++given) {
        TrailKeys keys{note_key(given)};
        ASSERT_TRUE(keys.follow(list).ok()) << int{given};
        EXPECT_EQ(
            keys.keys(),
            (std::vector<NoteKey>{note_key(1), note_key(2), note_key(3), note_key(4)}));
        ASSERT_TRUE(keys.follow(list).ok());
        EXPECT_EQ(keys.keys().size(), 4U);
    }
}

TEST(TrailKeysTest, NobodyElseIsFollowed) {
    TrailKeys keys{note_key(1)};
    EXPECT_EQ(code_of(keys.follow(listed(handover(7, 8)))), "audit.bad_handover");
    ASSERT_TRUE(keys.follow(listed(handover(1, 2))).ok());
    // A thief with the old key hands it over once more.
    EXPECT_EQ(code_of(keys.follow(listed(handover(1, 9)))), "audit.bad_handover");
    // And the newest is nobody's former.
    EXPECT_EQ(code_of(keys.follow(listed(handover(2, 1)))), "audit.bad_handover");
    EXPECT_EQ(keys.newest(), note_key(2));
}

// A trail of so many leaves; key 2 takes over with the leaf at `place`, key 1 signs a copy at each
// size of `first`, key 2 at each of `second`.
struct Told {
    std::uint64_t size = 40;
    std::uint64_t place = 20;
    std::vector<std::uint64_t> first = {5, 20};
    std::vector<std::uint64_t> second = {21, 30};
    bool leaf = true;
    bool file = true;
};

MemoryFolder trail_of(const Told& told, std::string* outside = nullptr) {
    MemoryFolder folder;
    LogExport log(folder);
    AuditTree tree;
    std::string copies;
    const auto note = handover(1, 2);
    const auto copy = [&] {
        for (const auto& [sizes, key] : {std::pair{&told.first, 1}, std::pair{&told.second, 2}})
            if (std::ranges::count(*sizes, tree.size()) > 0)
                copies += listed(sign_checkpoint(
                    {kHandoverOrigin, tree.size(), tree.root()},
                    key_numbered(static_cast<std::uint8_t>(key))));
    };
    for (std::uint64_t seq = 0; seq < told.size; ++seq) {
        AuditLeaf leaf;
        leaf.seq = seq;
        leaf.at = at(static_cast<std::int64_t>(seq));
        leaf.actor = "staff:1";
        leaf.action = "customer.show";
        leaf.object_type = "record";
        if (seq == told.place && told.leaf) {
            leaf.action = std::string{kHandoverAction};
            leaf.detail_commit = sha256(as_bytes(note));
        }
        const auto bytes = encode_leaf(leaf);
        EXPECT_TRUE(log.append(bytes).ok());
        tree.append(leaf_hash(bytes));
        copy();
    }
    EXPECT_TRUE(log.finish(
                       kHandoverOrigin, key_numbered(2), outside == nullptr ? copies : "",
                       told.file ? listed(note) : "")
                    .ok());
    if (outside != nullptr) *outside = copies;
    return folder;
}

TEST(HandedOverTrail, HoldsUnderTheOldKeyAndUnderTheNew) {
    auto folder = trail_of({});
    for (std::uint8_t given = 1; given <= 2; ++given) {
        const auto report = verify_log(folder, note_key(given), {});
        ASSERT_EQ(code_of(report), "ok") << int{given};
        EXPECT_EQ(report->outside_checkpoints, 4U);
        EXPECT_EQ(report->keys.newest(), note_key(2));
        const auto receipt = make_receipt(folder, note_key(given), 7);
        ASSERT_TRUE(receipt.ok()) << receipt.error().code;
        EXPECT_EQ(code_of(verify_receipt(*receipt, note_key(2))), "ok");
        EXPECT_EQ(code_of(verify_receipt(*receipt, note_key(1))), "audit.receipt_of_other_key");
        TrailKeys keys{note_key(1)};
        ASSERT_TRUE(keys.follow(listed(handover(1, 2))).ok());
        EXPECT_EQ(code_of(verify_receipt(*receipt, keys)), "ok");
    }
    EXPECT_NE(code_of(verify_log(folder, note_key(3), {})), "ok");
}

TEST(HandedOverTrail, TheOldKeyStandsForNothingAfterIt) {
    // Of the tree without the leaf, and of the first with it.
    for (const std::uint64_t last : {20U, 21U}) {
        Told told;
        told.first = {5, last};
        auto folder = trail_of(told);
        EXPECT_EQ(
            code_of(verify_log(folder, note_key(2), {})), last == 20 ? "ok" : "audit.key_retired");
    }
    Told stolen;
    stolen.first = {5, 35};
    std::string outside;
    auto folder = trail_of(stolen, &outside);
    EXPECT_EQ(code_of(verify_log(folder, note_key(2), {})), "ok");
    EXPECT_EQ(code_of(verify_log(folder, note_key(2), {outside})), "audit.key_retired");
}

// A receipt has no hand-over in it that would say when it was made.
TEST(HandedOverTrail, AReceiptOfTheOldKeyIsNone) {
    MemoryFolder folder;
    LogExport log(folder);
    for (std::uint64_t seq = 0; seq < 30; ++seq) {
        AuditLeaf leaf;
        leaf.seq = seq;
        leaf.at = at(1000);
        leaf.actor = "staff:1";
        leaf.action = "customer.show";
        leaf.object_type = "record";
        ASSERT_TRUE(log.append(encode_leaf(leaf)).ok());
    }
    ASSERT_TRUE(log.finish(kHandoverOrigin, key_numbered(1), "").ok());
    const auto forged = make_receipt(folder, note_key(1), 25);
    ASSERT_TRUE(forged.ok());
    TrailKeys keys{note_key(2)};
    ASSERT_TRUE(keys.follow(listed(handover(1, 2))).ok());
    EXPECT_EQ(code_of(verify_receipt(*forged, keys)), "audit.key_replaced");
    EXPECT_EQ(code_of(verify_receipt(*forged, note_key(2))), "audit.receipt_of_other_key");
}

std::string forked(std::uint8_t signer, std::uint64_t restored, std::uint64_t known) {
    return listed(sign_fork(
        {{kHandoverOrigin, restored, {}}, {kHandoverOrigin, known, {}}, at(50)},
        key_numbered(signer)));
}

TEST(TrailKeysTest, AForkRecordMakesLaterKeysVoid) {
    const auto copy = [](std::uint64_t size, std::uint8_t key) {
        return listed(sign_checkpoint({kHandoverOrigin, size, {}}, key_numbered(key)));
    };
    const auto branch =
        copy(5, 1) + listed(handover(1, 2)) + copy(8, 2) + listed(handover(2, 3)) + copy(9, 3);
    const auto list = branch + forked(1, 5, 9) + copy(7, 1) + listed(handover(1, 4)) + copy(12, 4);
    for (const std::uint8_t given : {std::uint8_t{1}, std::uint8_t{4}}) {
        TrailKeys keys{note_key(given)};
        ASSERT_EQ(code_of(keys.follow(list)), "ok") << int{given};
        EXPECT_EQ(keys.keys(), (std::vector<NoteKey>{note_key(1), note_key(4)}));
        const auto copies = OutsideCopies::read(list, keys);
        ASSERT_EQ(code_of(copies), "ok");
        EXPECT_EQ(copies->checkpoints(), 5U);
        EXPECT_EQ(copies->voided(), 2U);
        // What a void key signs after the record is nobody's.
        EXPECT_EQ(code_of(OutsideCopies::read(list + copy(13, 3), keys)), "audit.not_signed");
    }
    // Of the branch itself, as long as nobody has said that it is no more.
    TrailKeys keys{note_key(3)};
    ASSERT_TRUE(keys.follow(branch).ok());
    EXPECT_EQ(keys.keys().size(), 3U);
    // A fork record by the last key leaves the hand-overs to it alone.
    TrailKeys same{note_key(1)};
    ASSERT_TRUE(same.follow(branch + forked(3, 5, 9)).ok());
    EXPECT_EQ(same.newest(), note_key(3));
    // Who was given a key of the lost branch learns that something is wrong.
    TrailKeys lost{note_key(3)};
    const auto followed = lost.follow(list);
    EXPECT_FALSE(followed.ok() && OutsideCopies::read(list, lost).ok());
}

// Wherever a power cut tears what is appended: it is cut off, and the list goes on.
TEST(TrailKeysTest, ATornEntryIsCutOff) {
    const auto first = listed(sign_checkpoint({kHandoverOrigin, 5, {}}, key_numbered(1)));
    const auto torn = listed(handover(1, 2));
    const auto next = torn + listed(sign_checkpoint({kHandoverOrigin, 8, {}}, key_numbered(2)));
    for (std::size_t size = 0; size < torn.size(); ++size) {
        auto list = first + torn.substr(0, size);
        TrailKeys before{note_key(1)};
        ASSERT_EQ(code_of(before.follow(list)), "ok") << size;
        EXPECT_EQ(before.keys().size(), 1U) << size;
        list.resize(whole_part(list));
        ASSERT_EQ(list, first) << size;
        list += next;
        TrailKeys keys{note_key(1)};
        ASSERT_EQ(code_of(keys.follow(list)), "ok") << size;
        EXPECT_EQ(OutsideCopies::read(list, keys)->checkpoints(), 2U) << size;
    }
    EXPECT_EQ(whole_part(first + torn), (first + torn).size());
    EXPECT_EQ(whole_part(""), 0U);
}

TEST(HandedOverTrail, AHandoverWithoutItsLeafIsNone) {
    Told told;
    told.leaf = false;
    auto folder = trail_of(told);
    EXPECT_EQ(code_of(verify_log(folder, note_key(2), {})), "audit.handover_unlogged");
    EXPECT_EQ(code_of(verify_log(folder, note_key(1), {})), "audit.handover_unlogged");
}

TEST(HandedOverTrail, TheListOfHandoversIsUnderTheManifest) {
    Told told;
    told.first = {};
    told.file = false;
    auto without = trail_of(told);
    EXPECT_EQ(code_of(verify_log(without, note_key(2), {})), "ok");
    EXPECT_EQ(code_of(verify_log(without, note_key(1), {})), "audit.not_signed");
    ASSERT_TRUE(without.write("handovers", as_bytes(listed(handover(1, 2)))).ok());
    EXPECT_NE(code_of(verify_log(without, note_key(2), {})), "ok");
    // Followed from a copy outside it serves as well.
    auto plain = trail_of(told);
    EXPECT_EQ(code_of(verify_log(plain, note_key(1), {listed(handover(1, 2))})), "ok");
}

}  // namespace
}  // namespace genbo
