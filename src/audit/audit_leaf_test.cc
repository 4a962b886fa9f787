// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_leaf.h"

#include <gtest/gtest.h>

#include <random>

namespace genbo {
namespace {

AuditLeaf full_leaf() {
    AuditLeaf leaf;
    leaf.seq = 70'000;
    leaf.at = instant_from_micros(1'795'000'000'123'456);
    leaf.actor = "staff:12";
    leaf.action = "customer.show";
    leaf.object_type = "customer";
    leaf.alias = AuditAlias{0xA1, 0xB2, 0xC3};
    leaf.fields = {"phone", "email"};
    leaf.purpose = "support";
    leaf.decision = AuditDecision::masked;
    leaf.request_id = "r-1";
    leaf.count = 300;
    leaf.detail_commit = Hash{0xD4};
    return leaf;
}

TEST(AuditLeaf, IsSpelledAsTheTableSays) {
    AuditLeaf leaf;
    leaf.at = instant_from_micros(-1);
    leaf.actor = "system";
    leaf.action = "init";
    // Map of 6: format 1, seq 0, at -1, actor, action, decision 0.
    EXPECT_EQ(
        to_hex(encode_leaf(leaf)),
        "a600010100022003"
        "6673797374656d"
        "0464696e6974"
        "0900");
    EXPECT_EQ(
        to_hex(encode_leaf(full_leaf())),
        "ad"
        "0001"
        "011a00011170"
        "021b0006608b01611240"
        "03687374616666"
        "3a3132"
        "046d637573746f6d65722e73686f77"
        "0568637573746f6d6572"
        "0650a1b2c300000000000000000000000000"
        "0782"
        "6570686f6e65"
        "65656d61696c"
        "0867737570706f7274"
        "0901"
        "0a63722d31"
        "0b19012c"
        "0c5820d400000000000000000000000000000000000000000000000000000000000000");
}

TEST(AuditLeaf, ReadsWhatItWrote) {
    EXPECT_EQ(*decode_leaf(encode_leaf(full_leaf())), full_leaf());
    EXPECT_EQ(*decode_leaf(encode_leaf({})), AuditLeaf{});
    std::mt19937_64 dice(23);
    const auto text = [&](std::size_t limit) {
        std::string made;
        while (made.size() + 3 <= limit && dice() % 8 != 0) made += dice() % 2 == 0 ? "原" : "g";
        return made;
    };
    for (int i = 0; i < 2000; ++i) {
        AuditLeaf leaf;
        leaf.seq = dice() >> dice() % 64;
        const auto micros = static_cast<std::int64_t>(dice()) >> dice() % 64;
        leaf.at = instant_from_micros(micros);
        leaf.actor = text(128);
        leaf.action = text(30);
        leaf.object_type = text(30);
        if (dice() % 2 == 0) leaf.alias = AuditAlias{static_cast<std::uint8_t>(dice())};
        for (auto fields = dice() % 65; fields > 0; --fields) leaf.fields.push_back(text(3));
        leaf.purpose = text(30);
        leaf.decision = static_cast<AuditDecision>(dice() % 4);
        leaf.request_id = text(40);
        leaf.count = dice() >> dice() % 64;
        if (dice() % 2 == 0) leaf.detail_commit = Hash{static_cast<std::uint8_t>(dice())};
        const auto again = decode_leaf(encode_leaf(leaf));
        ASSERT_TRUE(again.ok()) << i;
        ASSERT_EQ(*again, leaf) << i;
    }
}

// One meaning has one spelling: each of these means a leaf, and none of them is how it is written.
TEST(AuditLeaf, RefusesEveryOtherSpelling) {
    const auto refused = [](std::string_view hex) {
        const auto leaf = decode_leaf(*from_hex(hex));
        return !leaf.ok() && leaf.error() == Error{Fault::corrupt, "audit.bad_leaf"};
    };
    const std::string good =
        "a5"
        "0001"
        "0100"
        "0200"
        "0361"
        "61"
        "0900";
    EXPECT_FALSE(refused(good));
    EXPECT_TRUE(
        refused("a5"
                "0001"
                "0200"
                "0100"
                "0361"
                "61"
                "0900"))
        << "order";
    EXPECT_TRUE(
        refused("a5"
                "0001"
                "011800"
                "0200"
                "0361"
                "61"
                "0900"))
        << "longer integer";
    EXPECT_TRUE(
        refused("b805"
                "0001"
                "0100"
                "0200"
                "0361"
                "61"
                "0900"))
        << "longer map head";
    EXPECT_TRUE(
        refused("bf"
                "0001"
                "0100"
                "0200"
                "0361"
                "61"
                "0900"
                "ff"))
        << "open length";
    EXPECT_TRUE(
        refused("a5"
                "0001"
                "0100"
                "0200"
                "0378"
                "0161"
                "0900"))
        << "longer text head";
    EXPECT_TRUE(
        refused("a6"
                "0001"
                "0100"
                "0200"
                "0361"
                "61"
                "0900"
                "0b01"))
        << "count 1";
    EXPECT_TRUE(
        refused("a6"
                "0001"
                "0100"
                "0200"
                "0361"
                "61"
                "0460"
                "0900"))
        << "empty text";
    EXPECT_TRUE(
        refused("a6"
                "0001"
                "0100"
                "0200"
                "0361"
                "61"
                "0780"
                "0900"))
        << "empty list";
    EXPECT_TRUE(
        refused("a6"
                "0001"
                "0100"
                "0100"
                "0200"
                "0361"
                "61"
                "0900"))
        << "twice";
    EXPECT_TRUE(
        refused("a6"
                "0001"
                "0100"
                "0200"
                "0361"
                "61"
                "0900"
                "0d00"))
        << "unknown key";
    EXPECT_TRUE(
        refused("a4"
                "0100"
                "0200"
                "0361"
                "61"
                "0900"))
        << "no format";
    EXPECT_TRUE(
        refused("a5"
                "0002"
                "0100"
                "0200"
                "0361"
                "61"
                "0900"))
        << "another format";
    EXPECT_TRUE(
        refused("a5"
                "0001"
                "0100"
                "0200"
                "0361"
                "61"
                "0904"))
        << "unknown decision";
    EXPECT_TRUE(
        refused("a5"
                "0001"
                "0100"
                "0200"
                "0361"
                "ff"
                "0900"))
        << "no UTF-8";
    EXPECT_TRUE(
        refused("a5"
                "0001"
                "0100"
                "0200"
                "0341"
                "61"
                "0900"))
        << "bytes for text";
    EXPECT_TRUE(
        refused("a5"
                "0001"
                "0100"
                "021bffffffffffffffff"
                "0361"
                "61"
                "0900"))
        << "time";
    EXPECT_TRUE(refused(good + "00")) << "more after the end";
    EXPECT_TRUE(refused(""));
    EXPECT_TRUE(refused("80"));
    for (std::size_t size = 0; size < good.size(); size += 2) {
        EXPECT_TRUE(refused(good.substr(0, size))) << size;
    }
}

TEST(AuditLeaf, LimitsAreKeptOnBothSides) {
    AuditLeaf leaf;
    leaf.actor = std::string(kAuditTextBytesMax, 'a');
    EXPECT_TRUE(decode_leaf(encode_leaf(leaf)).ok());
    leaf.actor += 'a';
    EXPECT_DEATH(encode_leaf(leaf), "");
    leaf.actor = "a";
    leaf.fields.assign(kAuditFieldsMax + 1, "f");
    EXPECT_DEATH(encode_leaf(leaf), "");
    // 129 bytes of text, written by somebody else.
    const std::string long_text = "a5000101000200037881" + std::string(258, '6') + "0900";
    EXPECT_FALSE(decode_leaf(*from_hex(long_text)).ok());
}

// Whatever is changed in a leaf either does not read or reads as another leaf: no two byte strings
// mean the same.
TEST(AuditLeaf, EveryMutationIsRefusedOrMeansSomethingElse) {
    std::mt19937_64 dice(31);
    const Bytes good = encode_leaf(full_leaf());
    for (int i = 0; i < 10'000; ++i) {
        Bytes changed = good;
        switch (dice() % 4) {
            case 0:
                changed[dice() % changed.size()] ^= static_cast<std::uint8_t>(1 + dice() % 255);
                break;
            case 1: changed.resize(dice() % changed.size()); break;
            case 2:
                changed.insert(
                    changed.begin() + static_cast<std::ptrdiff_t>(dice() % changed.size()),
                    static_cast<std::uint8_t>(dice()));
                break;
            default:
                changed.erase(
                    changed.begin() + static_cast<std::ptrdiff_t>(dice() % changed.size()));
        }
        if (changed == good) continue;
        const auto leaf = decode_leaf(changed);
        ASSERT_TRUE(!leaf.ok() || !(*leaf == full_leaf())) << to_hex(changed);
    }
}

TEST(AuditLeaf, ACommitmentNeedsTheKeyAndTheDetail) {
    const Key key(Bytes(32, 1));
    const Hash commit = commit_detail(key, as_bytes("phone: old -> new"));
    EXPECT_EQ(commit, commit_detail(key, as_bytes("phone: old -> new")));
    EXPECT_NE(commit, commit_detail(key, as_bytes("phone: old -> newer")));
    EXPECT_NE(commit, commit_detail(Key(Bytes(32, 2)), as_bytes("phone: old -> new")));
    EXPECT_NE(commit, sha256(as_bytes("phone: old -> new"))) << "no key, no guessing";
}

TEST(AuditLeaf, DecisionsHaveNames) {
    EXPECT_EQ(decision_name(AuditDecision::allowed), "allowed");
    EXPECT_EQ(decision_name(AuditDecision::denied), "denied");
    EXPECT_EQ(decision_name(AuditDecision::masked), "masked");
    EXPECT_EQ(decision_name(AuditDecision::failed), "failed");
}

}  // namespace
}  // namespace genbo
