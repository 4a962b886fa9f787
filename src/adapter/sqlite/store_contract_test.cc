// SPDX-License-Identifier: Apache-2.0

// What the store port promises, asked of every adapter; then random calls, in which SQLite must
// answer exactly as the maps of the memory adapter do.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "adapter/memory/memory_store.h"
#include "adapter/sqlite/sqlite_store.h"

namespace genbo {
namespace {

struct MemoryHome {
    MemoryStore store;
    Store& get() { return store; }
};

struct SqliteHome {
    std::filesystem::path folder;
    std::unique_ptr<SqliteStore> store;

    SqliteHome() {
        static int homes = 0;
        folder = std::filesystem::temp_directory_path() /
                 ("genbo-contract-" + std::to_string(::getpid()) + "-" + std::to_string(homes++));
        std::filesystem::create_directories(folder);
        EXPECT_TRUE(SqliteStore::create(folder).ok());
        store = *SqliteStore::open(folder);
    }
    ~SqliteHome() { std::filesystem::remove_all(folder); }
    Store& get() { return *store; }
};

Bytes bytes_of(std::string_view text) {
    const auto bytes = as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

StoredRecord a_record(std::int64_t id, std::string_view key) {
    StoredRecord record;
    record.id = RecordId{id};
    record.source = SourceId{1};
    record.key_hash = bytes_of(key);
    record.wrapped_key = bytes_of("wrapped");
    record.version = 1;
    record.last_version = 1;
    record.content_hash = bytes_of("content");
    record.customer = NumberId{7};
    return record;
}

StoredNumber a_number(std::int64_t id, std::string text) {
    return {NumberId{id}, std::move(text), 1, NumberKind::automatic, RecordId{1}, Instant{}, {}};
}

template <typename Home>
class StoreContract : public testing::Test {
protected:
    Home home;
    std::unique_ptr<StoreWriter> writer = *home.get().writer();

    std::unique_ptr<StoreReader> reader() { return *home.get().reader(); }
};

using Homes = testing::Types<MemoryHome, SqliteHome>;
TYPED_TEST_SUITE(StoreContract, Homes);

TYPED_TEST(StoreContract, WhatIsNotCommittedIsNotSeen) {
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->set_setting("colour", "indigo").ok());
    EXPECT_EQ(this->writer->setting("colour").value_or(""), "indigo");
    EXPECT_EQ(this->reader()->setting("colour").error().fault, Fault::not_found);
    ASSERT_TRUE(this->writer->commit().ok());
    EXPECT_EQ(this->reader()->setting("colour").value_or(""), "indigo");
}

TYPED_TEST(StoreContract, ASnapshotDoesNotChangeUnderItsReader) {
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->set_setting("n", "1").ok());
    ASSERT_TRUE(this->writer->commit().ok());
    auto reader = this->reader();
    ASSERT_TRUE(reader->begin_snapshot().ok());
    EXPECT_EQ(reader->setting("n").value_or(""), "1");
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->set_setting("n", "2").ok());
    ASSERT_TRUE(this->writer->commit().ok());
    EXPECT_EQ(reader->setting("n").value_or(""), "1");
    reader->end_snapshot();
    EXPECT_EQ(reader->setting("n").value_or(""), "2");
}

TYPED_TEST(StoreContract, ThereIsOneWriter) {
    EXPECT_EQ(this->home.get().writer().error().code, "store.in_use");
    this->writer.reset();
    EXPECT_TRUE(this->home.get().writer().ok());
}

TYPED_TEST(StoreContract, TheSameKeyOfOneSourceIsOneRecord) {
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->add_record(a_record(1, "key")).ok());
    EXPECT_EQ(this->writer->add_record(a_record(2, "key")).error().fault, Fault::conflict);
    auto other_source = a_record(3, "key");
    other_source.source = SourceId{2};
    EXPECT_TRUE(this->writer->add_record(other_source).ok());
    EXPECT_EQ(this->writer->record_by_key(SourceId{1}, bytes_of("key"))->id, RecordId{1});
}

TYPED_TEST(StoreContract, ANumberIsGivenOnce) {
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->add_number(a_number(1, "1000000008")).ok());
    EXPECT_EQ(this->writer->add_number(a_number(2, "1000000008")).error().fault, Fault::conflict);
    // A refused statement does not end the transaction.
    EXPECT_TRUE(this->writer->add_number(a_number(2, "1000000015")).ok());
    ASSERT_TRUE(this->writer->commit().ok());
    EXPECT_EQ(this->reader()->number_by_text("1000000015")->id, NumberId{2});
}

TYPED_TEST(StoreContract, ASavepointFailsAlone) {
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->savepoint().ok());
    ASSERT_TRUE(this->writer->set_setting("kept", "yes").ok());
    ASSERT_TRUE(this->writer->release().ok());
    ASSERT_TRUE(this->writer->savepoint().ok());
    ASSERT_TRUE(this->writer->set_setting("dropped", "yes").ok());
    this->writer->rollback_to_savepoint();
    ASSERT_TRUE(this->writer->commit().ok());
    EXPECT_TRUE(this->reader()->setting("kept").ok());
    EXPECT_FALSE(this->reader()->setting("dropped").ok());
}

TYPED_TEST(StoreContract, BytesWithZerosComeBack) {
    const Bytes zeros{0, 1, 0, 255};
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->add_leaf(0, zeros).ok());
    ASSERT_TRUE(this->writer->commit().ok());
    EXPECT_EQ(this->reader()->leaves(0, 10)->front(), zeros);
}

TYPED_TEST(StoreContract, RejectionsOfUndoneImportsDoNotCount) {
    StoredImport import;
    import.id = ImportId{1};
    ASSERT_TRUE(this->writer->begin().ok());
    ASSERT_TRUE(this->writer->add_import(import).ok());
    ASSERT_TRUE(this->writer->add_rejection({import.id, 3, "code", "column", {}}).ok());
    EXPECT_EQ(this->writer->counts()->rejections, 1);
    import.state = ImportState::undone;
    ASSERT_TRUE(this->writer->update_import(import).ok());
    EXPECT_EQ(this->writer->counts()->rejections, 0);
}

// Draws random calls and makes them on both writers.
class TwoStores {
public:
    TwoStores() : model_(*memory_.get().writer()), real_(*sqlite_.get().writer()) {}

    void run(unsigned seed, int steps) {
        std::mt19937 random(seed);
        ASSERT_TRUE(model_->begin().ok() && real_->begin().ok());
        for (int step = 0; step < steps; ++step) {
            one_call(random);
            if (step % 20 == 19) {
                const bool keep = random() % 4 != 0;
                for (auto* writer : {model_.get(), real_.get()}) {
                    if (keep)
                        ASSERT_TRUE(writer->commit().ok());
                    else
                        writer->rollback();
                    ASSERT_TRUE(writer->begin().ok());
                }
            }
            compare(random);
        }
    }

private:
    template <typename Call>
    void both(Call call) {
        const auto model = call(*model_);
        const auto real = call(*real_);
        ASSERT_EQ(model.ok(), real.ok());
        if (!model.ok()) {
            ASSERT_EQ(model.error().fault, real.error().fault);
        }
    }

    void one_call(std::mt19937& random) {
        const auto pick = [&](int below) {
            return static_cast<std::int64_t>(random() % static_cast<unsigned>(below)) + 1;
        };
        const auto id = pick(8);
        switch (random() % 9) {
            case 0: {
                const auto record = a_record(id, std::to_string(pick(6)));
                both([&](StoreWriter& w) { return w.add_record(record); });
                return;
            }
            case 1:
                both([&](StoreWriter& w) { return w.set_customer(RecordId{id}, NumberId{3}); });
                return;
            case 2: {
                const auto number = a_number(id, std::to_string(pick(6)));
                both([&](StoreWriter& w) { return w.add_number(number); });
                return;
            }
            case 3:
                both([&](StoreWriter& w) { return w.set_anchor(NumberId{id}, RecordId{2}); });
                return;
            case 4: {
                const StoredVersion version{RecordId{id}, pick(3),       ImportId{pick(3)},
                                            Instant{},    bytes_of("c"), bytes_of("sealed")};
                both([&](StoreWriter& w) { return w.add_version(version); });
                return;
            }
            case 5: {
                const StoredVerdict verdict{VerdictId{id},
                                            RecordId{pick(3)},
                                            RecordId{pick(6) + 3},
                                            StoredVerdictKind::same,
                                            StaffId{1},
                                            Instant{},
                                            Instant{},
                                            bytes_of("why")};
                both([&](StoreWriter& w) { return w.add_verdict(verdict); });
                return;
            }
            case 6:
                both([&](StoreWriter& w) {
                    return w.withdraw_verdict(VerdictId{id}, instant_from_micros(5));
                });
                return;
            case 7: {
                const auto name = "test." + std::to_string(id);
                both([&](StoreWriter& w) { return w.set_setting(name, "v"); });
                return;
            }
            default:
                both([&](StoreWriter& w) {
                    return w.add_move({0, Instant{}, RecordId{id}, NumberId{1}, NumberId{2}, "c"});
                });
                return;
        }
    }

    void compare(std::mt19937& random) {
        const auto id = static_cast<std::int64_t>(random() % 8) + 1;
        ASSERT_EQ(model_->record(RecordId{id}), real_->record(RecordId{id}));
        ASSERT_EQ(model_->versions(RecordId{id}), real_->versions(RecordId{id}));
        ASSERT_EQ(model_->records_of(NumberId{3}), real_->records_of(NumberId{3}));
        ASSERT_EQ(model_->number(NumberId{id}), real_->number(NumberId{id}));
        ASSERT_EQ(
            model_->numbers_anchored_on(RecordId{2}), real_->numbers_anchored_on(RecordId{2}));
        ASSERT_EQ(model_->standing_verdicts(), real_->standing_verdicts());
        ASSERT_EQ(model_->verdicts_of(RecordId{id}), real_->verdicts_of(RecordId{id}));
        ASSERT_EQ(model_->moves_of(RecordId{id}), real_->moves_of(RecordId{id}));
        ASSERT_EQ(model_->settings("test."), real_->settings("test."));
        ASSERT_EQ(model_->records_of_import(ImportId{1}), real_->records_of_import(ImportId{1}));
        ASSERT_EQ(model_->heads()->number, real_->heads()->number);
    }

    MemoryHome memory_;
    SqliteHome sqlite_;
    std::unique_ptr<StoreWriter> model_;
    std::unique_ptr<StoreWriter> real_;
};

TEST(StoreModel, SqliteBehavesLikeTheModel) {
    for (const unsigned seed : {1U, 2U, 3U}) {
        SCOPED_TRACE(seed);
        TwoStores stores;
        stores.run(seed, 1500);
        if (HasFatalFailure()) return;
    }
}

TEST(SqliteStore, RefusesAFolderWithoutAMaster) {
    const auto store = SqliteStore::open("/nonexistent/genbo");
    EXPECT_EQ(store.error().code, "store.no_master");
}

TEST(SqliteStore, ACopyIsAMomentOfItsOwn) {
    SqliteHome home;
    auto writer = *home.get().writer();
    ASSERT_TRUE(writer->begin().ok());
    ASSERT_TRUE(writer->set_setting("kept", "yes").ok());
    ASSERT_TRUE(writer->commit().ok());
    ASSERT_TRUE(writer->begin().ok());
    ASSERT_TRUE(writer->set_setting("later", "no").ok());
    const auto copy = home.folder / "copy";
    std::filesystem::create_directories(copy);
    ASSERT_TRUE(home.get().copy_to((copy / "genbo.db").string()).ok());
    auto copied = *SqliteStore::open(copy);
    auto reader = *copied->reader();
    EXPECT_TRUE(reader->setting("kept").ok());
    EXPECT_FALSE(reader->setting("later").ok());
}

}  // namespace
}  // namespace genbo
