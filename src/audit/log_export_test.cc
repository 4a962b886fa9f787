// SPDX-License-Identifier: Apache-2.0
#include "audit/log_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "audit/audit_leaf.h"
#include "audit/receipt.h"

namespace genbo {
namespace {

using testing::ElementsAre;

const SigningKey& our_key() {
    static const SigningKey key{Key{Bytes(32, 7)}};
    return key;
}

constexpr const char* kOrigin = "genbo/test";

NoteKey our_note_key() { return NoteKey{kOrigin, our_key().public_key()}; }

Bytes leaf_at(std::uint64_t seq) {
    AuditLeaf leaf;
    leaf.seq = seq;
    leaf.at = instant_from_micros(1'700'000'000'000'000 + static_cast<std::int64_t>(seq) * 1000);
    leaf.actor = "staff:" + std::to_string(seq % 7);
    leaf.action = seq % 3 == 0 ? "customer.show" : "import.row";
    leaf.object_type = "record";
    return encode_leaf(leaf);
}

struct Exported {
    MemoryFolder folder;
    Checkpoint checkpoint;
    // As they were at each size asked for.
    std::vector<Checkpoint> early;
};

Exported exported(std::uint64_t size, const std::vector<std::uint64_t>& copies_at = {}) {
    Exported out;
    LogExport log(out.folder);
    AuditTree tree;
    std::string copies;
    const auto note = [&] {
        if (std::ranges::count(copies_at, tree.size()) == 0) return;
        out.early.push_back({kOrigin, tree.size(), tree.root()});
        copies += outside_entry(
            instant_from_micros(1'700'000'000'000'000),
            sign_checkpoint(out.early.back(), our_key()));
    };
    note();
    for (std::uint64_t seq = 0; seq < size; ++seq) {
        const auto leaf = leaf_at(seq);
        EXPECT_TRUE(log.append(leaf).ok());
        tree.append(leaf_hash(leaf));
        note();
    }
    out.checkpoint = *log.finish(kOrigin, our_key(), copies);
    return out;
}

std::string code_of(const Result<LogReport>& result) {
    return result.ok() ? "ok" : result.error().code;
}

TEST(LogTiles, PathsAreThoseOfTheSpecification) {
    EXPECT_EQ(tile_path(0, 0, 256), "tile/0/000");
    EXPECT_EQ(tile_path(1, 1234067, 256), "tile/1/x001/x234/067");
    EXPECT_EQ(tile_path(2, 5, 112), "tile/2/005.p/112");
    EXPECT_EQ(bundle_path(1000, 1), "tile/entries/x001/000.p/1");
    // The specification's own example: 274 of level 0, 2 of level 1, 1 of level 2, and 274 bundles.
    EXPECT_EQ(tile_file_count(70'000), 274 + 274 + 2 + 1);
    EXPECT_EQ(tile_file_count(256), 1 + 1 + 1);
    EXPECT_EQ(tile_file_count(0), 0);
}

TEST(LogTiles, EveryNodeIsThatOfTheTree) {
    for (const std::uint64_t size : {1u, 2u, 3u, 255u, 256u, 257u, 511u, 513u, 1025u}) {
        auto log = exported(size);
        NodeTable table;
        for (std::uint64_t seq = 0; seq < size; ++seq) table.append(leaf_hash(leaf_at(seq)));
        TileNodes tiles(log.folder, size);
        for (unsigned level = 0; size >> level > 0; ++level)
            for (std::uint64_t i = 0; i < size >> level; ++i)
                ASSERT_EQ(*tiles.node(level, i), *table.node(level, i)) << size << " " << level;
    }
}

TEST(LogTiles, ThreeLevelsOfTiles) {
    const std::uint64_t size = 65'536 + 300;
    auto log = exported(size);
    EXPECT_TRUE(log.folder.files().contains("tile/2/000.p/1"));
    const auto report = verify_log(log.folder, our_note_key(), {});
    ASSERT_EQ(code_of(report), "ok");
    EXPECT_EQ(report->files, tile_file_count(size));
    for (const std::uint64_t index : {0u, 255u, 256u, 65'535u, 65'536u, 65'835u}) {
        const auto receipt = make_receipt(log.folder, our_note_key(), index);
        ASSERT_TRUE(receipt.ok()) << receipt.error().code;
        EXPECT_EQ(verify_receipt(*receipt, our_note_key())->leaf.seq, index);
    }
}

// Every tree up to 26 leaves: each leaf has its receipt, and a receipt fits no other place.
TEST(Receipt, ExhaustiveOverSmallTrees) {
    std::size_t proofs = 0;
    for (std::uint64_t size = 1; size <= 26; ++size) {
        auto log = exported(size);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto text = make_receipt(log.folder, our_note_key(), index);
            ASSERT_TRUE(text.ok());
            auto other = *read_receipt(*text);
            EXPECT_EQ(write_receipt(other), *text);
            ++proofs;
            for (other.index = 0; other.index < size; ++other.index)
                EXPECT_EQ(
                    verify_receipt(write_receipt(other), our_note_key()).ok(),
                    other.index == index);
        }
    }
    EXPECT_EQ(proofs, 26u * 27 / 2);
}

TEST(Between, EveryPairOfSmallTreesAndNoForgedOne) {
    constexpr std::uint64_t kSize = 24;
    std::vector<std::uint64_t> sizes(kSize + 1);
    for (std::uint64_t i = 0; i <= kSize; ++i) sizes[i] = i;
    auto log = exported(kSize, sizes);
    const auto key = our_note_key();
    for (const auto& older : log.early)
        for (const auto& newer : log.early) {
            EXPECT_EQ(verify_between(log.folder, key, older, newer).ok(), older.size <= newer.size);
            auto forged = older;
            forged.root[3] ^= 1;
            EXPECT_FALSE(verify_between(log.folder, key, forged, newer).ok());
            forged = newer;
            forged.root[3] ^= 1;
            EXPECT_FALSE(verify_between(log.folder, key, older, forged).ok());
        }
}

TEST(VerifyLog, SaysWhatItSaw) {
    auto log = exported(700, {0, 1, 300, 699, 700});
    const auto report = verify_log(log.folder, our_note_key(), {});
    ASSERT_EQ(code_of(report), "ok");
    EXPECT_EQ(report->checkpoint, log.checkpoint);
    EXPECT_EQ(report->outside_checkpoints, 5u);
    EXPECT_TRUE(report->forks.empty());
    auto empty = exported(0);
    EXPECT_EQ(code_of(verify_log(empty.folder, our_note_key(), {})), "ok");
}

TEST(VerifyLog, AnOlderWholeFolderIsNoticedByOutsideCopies) {
    auto now = exported(700, {300, 600});
    auto old = exported(500);
    const std::string copies{as_text(now.folder.files().at("checkpoints"))};
    EXPECT_EQ(code_of(verify_log(old.folder, our_note_key(), {})), "ok");
    EXPECT_EQ(code_of(verify_log(old.folder, our_note_key(), {copies})), "audit.rolled_back");
}

TEST(VerifyLog, AForkRecordVoidsWhatCameAfterAndIsTold) {
    const auto long_one = exported(700, {300, 600});
    const auto was = exported(500).checkpoint;
    auto restored = exported(520);
    auto copies = outside_entry({}, sign_checkpoint(long_one.early[0], our_key())) +
                  outside_entry({}, sign_checkpoint(long_one.early[1], our_key()));
    const ForkRecord fork{was, long_one.early[1], instant_from_micros(5)};
    const auto with_fork = copies + outside_entry({}, sign_fork(fork, our_key())) +
                           outside_entry({}, sign_checkpoint(restored.checkpoint, our_key()));
    const auto report = verify_log(restored.folder, our_note_key(), {with_fork});
    ASSERT_EQ(code_of(report), "ok");
    EXPECT_THAT(report->forks, ElementsAre(fork));
    EXPECT_EQ(report->voided, 1u);
    // What was before the fork must hold all the same.
    auto lie = long_one.early[0];
    lie.root[0] ^= 1;
    const auto with_lie = outside_entry({}, sign_checkpoint(lie, our_key())) + with_fork;
    EXPECT_EQ(
        code_of(verify_log(restored.folder, our_note_key(), {with_lie})), "audit.copies_disagree");
}

TEST(OutsideCopies, ATornEndIsPassedOverATornMiddleIsNot) {
    auto log = exported(20, {5, 15});
    const std::string copies{as_text(log.folder.files().at("checkpoints"))};
    const auto second = copies.find("== ", 3);
    for (std::size_t cut = second; cut < copies.size(); ++cut) {
        const auto read = OutsideCopies::read(copies.substr(0, cut), our_note_key());
        ASSERT_TRUE(read.ok()) << cut << copies.substr(0, cut);
        EXPECT_EQ(read->checkpoints(), 1u);
    }
    auto torn = copies;
    torn.erase(second - 9, 8);
    EXPECT_FALSE(OutsideCopies::read(torn, our_note_key()).ok());
}

// --- Random mutations ---------------------------------------------------------------------------

class Mutations {
public:
    explicit Mutations(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return random_() % n; }

    // Never the same bytes again.
    Bytes mutate(const Bytes& bytes) {
        while (true) {
            Bytes changed = once(bytes);
            if (changed != bytes) return changed;
        }
    }

private:
    using Offset = std::ptrdiff_t;

    Bytes once(Bytes bytes) {
        const auto at = [&](std::size_t n) { return bytes.begin() + static_cast<Offset>(n); };
        if (bytes.empty()) return {static_cast<std::uint8_t>(random_())};
        const auto begin = below(bytes.size());
        const auto length = 1 + below(std::min<std::size_t>(bytes.size() - begin, 80));
        switch (below(6)) {
            case 0: bytes[begin] ^= static_cast<std::uint8_t>(1u << below(8)); break;
            case 1: bytes.erase(at(begin), at(begin + length)); break;
            case 2: {
                Bytes some(length);
                for (auto& byte : some) byte = static_cast<std::uint8_t>(random_());
                bytes.insert(at(begin), some.begin(), some.end());
                break;
            }
            case 3: {  // A piece twice.
                const Bytes piece(at(begin), at(begin + length));
                bytes.insert(at(begin), piece.begin(), piece.end());
                break;
            }
            case 4: bytes.resize(begin); break;
            default: {  // Two pieces change places.
                const auto other = below(bytes.size() - length + 1);
                std::swap_ranges(at(begin), at(begin + length), at(other));
            }
        }
        return bytes;
    }

    std::mt19937_64 random_;
};

// A folder with one thing changed: a file mutated, removed, added, or exchanged with another; or
// leaves removed, doubled or exchanged in a bundle whose lengths still add up.
void mutate_folder(Mutations& mutations, MemoryFolder& folder) {
    auto& files = folder.files();
    const auto pick = [&] {
        return std::next(files.begin(), static_cast<std::ptrdiff_t>(mutations.below(files.size())));
    };
    const auto one = pick();
    switch (mutations.below(8)) {
        case 0: files.erase(one); return;
        case 1: {
            const auto other = pick();
            if (other->second != one->second) {
                std::swap(one->second, other->second);
                return;
            }
            break;
        }
        case 2: files.emplace(one->first + ".1", one->second); return;
        case 3: {
            const auto bundle = files.find(bundle_path(0, 256));
            auto leaves = *split_bundle(bundle->second, 256, "");
            const auto at = mutations.below(leaves.size());
            const auto to = (at + 1 + mutations.below(leaves.size() - 1)) % leaves.size();
            std::swap(leaves[at], leaves[to]);
            bundle->second.clear();
            for (const auto& leaf : leaves) {
                bundle->second.push_back(static_cast<std::uint8_t>(leaf.size() >> 8));
                bundle->second.push_back(static_cast<std::uint8_t>(leaf.size() & 0xff));
                bundle->second.insert(bundle->second.end(), leaf.begin(), leaf.end());
            }
            return;
        }
        default: break;
    }
    one->second = mutations.mutate(one->second);
}

TEST(VerifyLog, EveryOneOfManyRandomMutationsIsDetected) {
    auto log = exported(300, {100, 256, 299});
    const auto files = log.folder.files();
    Mutations mutations(20261122);
    for (int round = 0; round < 5'000; ++round) {
        log.folder.files() = files;
        mutate_folder(mutations, log.folder);
        if (log.folder.files() == files) continue;
        ASSERT_FALSE(verify_log(log.folder, our_note_key(), {}).ok()) << round;
    }
    log.folder.files() = files;
    EXPECT_EQ(code_of(verify_log(log.folder, our_note_key(), {})), "ok");
}

TEST(Receipt, EveryOneOfManyRandomMutationsIsDetected) {
    auto log = exported(300);
    Mutations mutations(7);
    for (int round = 0; round < 5'000; ++round) {
        const auto text = *make_receipt(log.folder, our_note_key(), mutations.below(300));
        const auto bytes = as_bytes(text);
        const Bytes changed = mutations.mutate(Bytes(bytes.begin(), bytes.end()));
        ASSERT_FALSE(verify_receipt(as_text(changed), our_note_key()).ok()) << round << "\n"
                                                                            << as_text(changed);
    }
}

TEST(OutsideCopies, EveryMutationOfAListIsNoticedOrATornEnd) {
    auto log = exported(60, {10, 20, 30});
    const auto original = log.folder.files().at("checkpoints");
    const auto key = our_note_key();
    // The times between the notes are for people and are not signed.
    Mutations mutations(99);
    int unnoticed = 0;
    for (int round = 0; round < 3'000; ++round) {
        const auto text = as_text(original);
        const auto begin = text.find('\n') + 1;
        const auto length = text.find("\n== ") + 1 - begin;
        const auto note = as_bytes(text.substr(begin, length));
        const auto changed = mutations.mutate(Bytes(note.begin(), note.end()));
        const auto opened = open_checkpoint(as_text(changed), key);
        if (opened.ok() && *opened != log.early[0]) ++unnoticed;
    }
    EXPECT_EQ(unnoticed, 0);
}

TEST(LogFolder, ADiskFolderIsAsAMapOfFiles) {
    const auto root = std::filesystem::temp_directory_path() / "genbo_log_folder_test";
    std::filesystem::remove_all(root);
    DiskFolder disk(root);
    LogExport log(disk);
    for (std::uint64_t seq = 0; seq < 300; ++seq) ASSERT_TRUE(log.append(leaf_at(seq)).ok());
    ASSERT_TRUE(log.finish(kOrigin, our_key(), {}).ok());
    EXPECT_EQ(code_of(verify_log(disk, our_note_key(), {})), "ok");
    ASSERT_TRUE(write_log_file(root / "tile" / "0" / "more", "x").ok());
    EXPECT_EQ(code_of(verify_log(disk, our_note_key(), {})), "audit.unexpected_file");
    EXPECT_EQ(read_log_file(root / "none").error().code, "audit.missing_file");
    std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace genbo
