// SPDX-License-Identifier: Apache-2.0
#include "register/root_change.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "audit/receipt.h"
#include "register/access_book.h"
#include "register/alert_desk.h"
#include "register/approval_desk.h"
#include "register/erasure_desk.h"
#include "register/legal_hold.h"
#include "register/open_register_test_helper.h"
#include "register/paper_json.h"
#include "register/trail_export.h"

namespace genbo {
namespace {

const Actor kKeeper{StaffId{1}, "owner", {}};

template <typename House>
class RootChangeTest : public testing::Test {
protected:
    // Texts of each kind, and one box of a room above.
    void fill() {
        house.open.import("pos", {hanako("1"), taro("2")});
        HoldDesk holds(house.open.writer());
        for (const char* key : {"1", "2"})
            ASSERT_TRUE(
                holds.set(house.open.customer_with_key(key), "訴訟 12号", Instant{}, kKeeper).ok());
        ASSERT_TRUE(house.open.writer()
                        .run([&](WriteContext& context) -> Result<> {
                            for (int i = 0; i < 7; ++i) {
                                const auto name = "erased/" + std::to_string(1000 + i);
                                const std::vector papers{context.vault.lasting_paper(
                                    name, context.now, "紙 " + std::to_string(i))};
                                TRY(context.store.put_papers(papers));
                            }
                            const std::string note = "access.export.7";
                            TRY(context.store.put_note(
                                {note, context.now,
                                 context.vault.seal_text(*note_place(note), "書き出し")}));
                            WatchAlert alert;
                            alert.at = context.now;
                            alert.kind = "volume";
                            alert.actor = "staff:3";
                            alert.role = "steward";
                            TRY(raise_alert(context, alert));
                            other = keys.seal(AssociatedData("other"), as_bytes("ほか"));
                            return {};
                        })
                        .ok());
    }
    RootChange change(std::size_t batch = 2) {
        return RootChange(
            house.open.writer(), house.get(), house.open.keyring,
            [this](StoreWriter&) -> Result<std::int64_t> {
                if (!TRY(keys.needs_resealing(other))) return std::int64_t{0};
                const auto text = TRY(keys.unseal(AssociatedData("other"), other));
                other = keys.seal(AssociatedData("other"), text);
                return std::int64_t{1};
            },
            batch);
    }
    // Key versions of everything that is under the root.
    std::set<std::uint32_t> roots() {
        std::set<std::uint32_t> found;
        const auto add = [&](ByteView box) {
            if (const auto version = *key_version_of(box); version < kTextEpochs)
                found.insert(version);
        };
        auto reader = house.get().reader();
        for (const auto& paper : *(*reader)->papers("", "~", 1000)) add(paper.sealed);
        for (const auto& alert : *(*reader)->alerts(1000)) add(alert.sealed);
        for (const auto& note : *(*reader)->notes("access.export.")) add(note.value);
        add(other);
        return found;
    }
    void expect_readable() {
        auto reader = house.get().reader();
        const RecordVault vault{house.open.keyring};
        for (int i = 0; i < 7; ++i) {
            const auto paper = (*reader)->paper("erased/" + std::to_string(1000 + i));
            ASSERT_TRUE(paper.ok());
            EXPECT_EQ(*vault.open_paper(*paper), "紙 " + std::to_string(i));
        }
        for (const auto& paper : *(*reader)->papers("hold/", "hold0", 9))
            EXPECT_NE(vault.open_paper(paper)->find("訴訟 12号"), std::string::npos);
        const auto note = (*reader)->note("access.export.7");
        EXPECT_EQ(*vault.open_text(*note_place(note->name), note->value), "書き出し");
        for (const auto& alert : *(*reader)->alerts(9))
            EXPECT_NE(
                vault.open_text(alert_place(alert.entry), alert.sealed)->find("steward"),
                std::string::npos);
        EXPECT_EQ(as_text(*keys.unseal(AssociatedData("other"), other)), "ほか");
        house.open.expect_sound();
    }

    House house;
    SealingKeys keys{house.open.keyring, "other"};
    Bytes other;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(RootChangeTest, Houses);

TYPED_TEST(RootChangeTest, SealsEverythingUnderTheNewRoot) {
    this->fill();
    EXPECT_EQ(this->roots(), (std::set<std::uint32_t>{1}));
    const auto report = this->change().run(kKeeper);
    ASSERT_TRUE(report.ok()) << report.error().code;
    EXPECT_EQ(report->generation, 2U);
    EXPECT_EQ(report->boxes, 2 + 7 + 1 + 1 + 1);
    EXPECT_EQ(this->roots(), (std::set<std::uint32_t>{2}));
    this->expect_readable();
    EXPECT_FALSE(*this->change().under_way());
    // The next epoch roll takes the texts too.
    auto reader = this->house.get().reader();
    EXPECT_EQ(*(*reader)->setting("erasure.burial"), "due");
    // And again.
    EXPECT_EQ(this->change().run(kKeeper)->generation, 3U);
    EXPECT_EQ(this->roots(), (std::set<std::uint32_t>{3}));
    this->expect_readable();
}

// The process dies between any two steps; whoever comes after knows only what is in the store and
// in the keyring.
TYPED_TEST(RootChangeTest, GoesOnAfterAnyStep) {
    this->fill();
    int steps = 0;
    while (true) {
        ASSERT_LT(++steps, 40);
        if (steps % 3 == 0) this->house.open.reopen();
        const auto done = this->change(1 + static_cast<std::size_t>(steps) % 3).step(kKeeper);
        ASSERT_TRUE(done.ok()) << done.error().code;
        this->expect_readable();
        if (*done) break;
    }
    EXPECT_GT(steps, 6);
    EXPECT_EQ(this->house.open.keyring.root_generation(), 2U);
    EXPECT_EQ(this->roots(), (std::set<std::uint32_t>{2}));
}

// Who has the keyring of before cannot sign for the trail any more, and who was given the old
// verifier's key follows to the new one.
TYPED_TEST(RootChangeTest, TheTrailIsHandedOverToAKeyOfTheNewRoot) {
    this->fill();
    auto& keyring = this->house.open.keyring;
    const auto sequenced = [&] {
        ASSERT_TRUE(this->house.open.writer()
                        .run([](WriteContext& context) -> Result<> {
                            TRY(sequence_leaves(context.store, 10'000));
                            return {};
                        })
                        .ok());
    };
    const auto exported = [&] {
        auto reader = *this->house.get().reader();
        MemoryFolder folder;
        EXPECT_TRUE(export_trail(*reader, keyring, folder, "").ok());
        return folder;
    };
    const auto key_now = [&] {
        auto reader = *this->house.get().reader();
        EXPECT_FALSE(*handover_due(*reader, keyring));
        return *trail_note_key(*reader, keyring);
    };
    std::vector<NoteKey> keys{key_now()};
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(this->change().run(kKeeper).ok());
        keys.push_back(key_now());
    }
    EXPECT_EQ(keys[0].name, keys[2].name);
    EXPECT_NE(keys[1].key, keys[2].key);
    EXPECT_NE(keys[0].key, keys[1].key);
    if (this->house.get().sharing() == Sharing::shared) sequenced();
    auto folder = exported();
    for (const auto& given : keys) {
        const auto report = verify_log(folder, given, {});
        ASSERT_TRUE(report.ok()) << report.error().code;
        EXPECT_EQ(report->keys.keys(), keys);
    }
    auto reader = *this->house.get().reader();
    const auto receipt = receipt_of_leaf(*reader, keyring, 0);
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(verify_receipt(*receipt, keys[0]).error().code, "audit.receipt_of_other_key");
    EXPECT_TRUE(verify_receipt(*receipt, *trail_keys(*reader, keyring)).ok());
}

// A database of before the new root beside the keyring of now.
TYPED_TEST(RootChangeTest, ARestoredTrailIsHandedOverAnew) {
    this->fill();
    auto& open = this->house.open;
    ASSERT_EQ(*open.keyring.begin_root(), 2U);
    {
        auto reader = *this->house.get().reader();
        EXPECT_TRUE(*handover_due(*reader, open.keyring));
    }
    for (int i = 0; i < 2; ++i)
        ASSERT_TRUE(open.writer()
                        .run([&](WriteContext& context) {
                            return hand_over_trail(context, open.keyring, kKeeper);
                        })
                        .ok());
    auto reader = *this->house.get().reader();
    EXPECT_FALSE(*handover_due(*reader, open.keyring));
    EXPECT_EQ(trail_keys(*reader, open.keyring)->keys().size(), 2U);
}

// It dies between the file and the store: the root that nobody noted is the next one's.
TYPED_TEST(RootChangeTest, ARootThatNobodyNotedIsTaken) {
    this->fill();
    ASSERT_EQ(*this->house.open.keyring.begin_root(), 2U);
    EXPECT_EQ(this->change().run(kKeeper)->generation, 2U);
    EXPECT_EQ(this->roots(), (std::set<std::uint32_t>{2}));
    this->expect_readable();
}

// Keys of match and search tables are of the newest root: the next who opens the tables makes them
// anew, and nothing of what a thief of the old keyring could try his guesses against is left.
TEST(RootChangeOfTables, LookUpTablesAreMadeAnewUnderTheNewRoot) {
    PgHouse house;
    house.open.import("pos", {hanako("1"), taro("2")});
    house.open.import("ec", {hanako("3")});
    const auto before = index_tables_at(house.url);
    const auto picture = house.open.picture();
    const auto no_others = [](StoreWriter&) -> Result<std::int64_t> { return std::int64_t{0}; };
    RootChange change(house.open.writer(), house.get(), house.open.keyring, no_others);
    ASSERT_TRUE(change.run(kKeeper).ok());
    house.open.reopen();
    const auto after = index_tables_at(house.url);
    for (const char* table : {"match_key", "search_key"}) {
        ASSERT_EQ(before.at(table).size(), after.at(table).size()) << table;
        std::vector<std::string> same;
        std::ranges::set_intersection(before.at(table), after.at(table), std::back_inserter(same));
        EXPECT_TRUE(same.empty()) << table;
    }
    EXPECT_EQ(before.at("match_edge"), after.at("match_edge"));
    EXPECT_EQ(house.open.picture(), picture);
    house.open.expect_sound();
    house.open.import("ec", {taro("4")});
    EXPECT_EQ(house.open.customer_with_key("4"), house.open.customer_with_key("2"));
}

std::string state_of_tables(Store& store) {
    auto reader = *store.reader();
    return *reader->index_tables()->state();
}

// One that runs since before the new root, one that was started after it, and one whose keyring
// file nobody replaced: the tables are made once, and all answer from them.
TEST(RootChangeOfTables, NodesOfDifferentRootsDoNotMakeThemInTurn) {
    namespace fs = std::filesystem;
    const auto folder = fs::temp_directory_path() / ("genbo-roots-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
    ASSERT_TRUE(Keyring::create(folder / "keyring").ok());
    fs::copy_file(folder / "keyring", folder / "forgotten");
    const auto url = make_pg_master();
    const auto ring = [&](const char* name) { return *Keyring::open(folder / name); };
    const auto store = open_pg_store(url, PgCommits::quick);
    const auto second_store = open_pg_store(url, PgCommits::quick);
    OpenRegister first(*store, {}, {}, ring("keyring"));
    OpenRegister second(*second_store, {}, {}, ring("keyring"));
    first.import("pos", {hanako("1"), taro("2")});
    const auto no_others = [](StoreWriter&) -> Result<std::int64_t> { return std::int64_t{0}; };
    RootChange change(first.writer(), *store, first.keyring, no_others);
    ASSERT_TRUE(change.run(kKeeper).ok());
    // Until somebody is started anew, the tables stay what they are.
    const auto before = state_of_tables(*store);
    second.import("ec", {hanako("3")});
    EXPECT_EQ(state_of_tables(*store), before);
    first.reopen();
    const auto after = state_of_tables(*store);
    EXPECT_NE(after, before);
    const auto made = index_tables_at(url);
    // The other one has not written since.
    EXPECT_EQ(second.search("花子").size(), first.search("花子").size());
    EXPECT_FALSE(second.search("花子").empty());
    for (int i = 0; i < 3; ++i) {
        auto& node = i % 2 == 0 ? second : first;
        node.import("web", {taro(std::to_string(10 + i))});
        EXPECT_EQ(state_of_tables(*store), after) << i;
        EXPECT_EQ(node.customer_with_key(std::to_string(10 + i)), node.customer_with_key("2"));
    }
    const auto grown = index_tables_at(url);
    for (const char* table : {"match_key", "search_key"})
        EXPECT_TRUE(std::ranges::includes(grown.at(table), made.at(table))) << table;
    first.expect_sound();
    second.expect_sound();

    const auto third_store = open_pg_store(url, PgCommits::quick);
    const auto forgotten = ring("forgotten");
    TableIndex index(test_model(), {}, forgotten);
    const auto third = Writer::open(*third_store, forgotten, first.clock, index);
    ASSERT_FALSE(third.ok());
    EXPECT_EQ(third.error().code, "register.keyring_behind");
    EXPECT_EQ(state_of_tables(*store), after);
    fs::remove_all(folder);
}

}  // namespace
}  // namespace genbo
