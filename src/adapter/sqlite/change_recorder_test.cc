// SPDX-License-Identifier: Apache-2.0

// From commits of a real store to a place and back: every commit can be restored and is the
// database as it was, over checkpoints, restarts, kills, full disks and places that were away.

#include "adapter/sqlite/change_recorder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>

#include "adapter/sqlite/sqlite_store.h"
#include "adapter/sqlite/sqlite_writer.h"
#include "backup/restorer.h"
#include "backup/shipper.h"
#include "crypto/hash.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

class StillClock final : public Clock {
public:
    Instant now() const override { return at; }
    Instant at = instant_from_micros(1'700'000'000'000'000);
};

// A place that can be away, and whose pieces can be spoilt.
class MemoryPlace final : public BackupPlace {
public:
    Result<> put(std::string_view name, ByteView bytes) override {
        TRY(reach());
        pieces[std::string{name}] = Bytes(bytes.begin(), bytes.end());
        return {};
    }
    Result<Bytes> get(std::string_view name) override {
        TRY(reach());
        const auto at = pieces.find(name);
        if (at == pieces.end())
            return Error{Fault::not_found, "backup.piece_missing", {std::string{name}}};
        return at->second;
    }
    Result<std::vector<std::string>> list(std::string_view prefix) override {
        TRY(reach());
        std::vector<std::string> names;
        for (const auto& [name, bytes] : pieces)
            if (name.starts_with(prefix)) names.push_back(name);
        return names;
    }
    Result<> remove(std::string_view name) override {
        TRY(reach());
        pieces.erase(std::string{name});
        return {};
    }
    std::string label() const override { return "memory"; }

    std::map<std::string, Bytes, std::less<>> pieces;
    bool away = false;

private:
    Result<> reach() const {
        if (away) return Error{Fault::unavailable, "backup.place_unreachable", {"memory"}};
        return {};
    }
};

// Short enough for a message.
std::string short_text(const std::string& text) {
    return to_hex(sha256(as_bytes(text))).substr(0, 16);
}

// The settings of a database, all of them.
std::string dump(const fs::path& folder) {
    auto db = SqliteDatabase::open((folder / "genbo.db").string(), SqliteAccess::read_only);
    EXPECT_TRUE(db.ok());
    std::string out;
    auto rows = db->prepare("SELECT name, value FROM setting ORDER BY name");
    EXPECT_TRUE(rows.ok());
    while (true) {
        const auto row = rows->step();
        EXPECT_TRUE(row.ok());
        if (!row.ok() || !*row) break;
        out += rows->text(0) + "=" + rows->text(1) + "\n";
    }
    auto sound = db->prepare("PRAGMA integrity_check");
    EXPECT_TRUE(sound.ok() && *sound->step());
    EXPECT_EQ(sound->text(0), "ok");
    return short_text(out);
}

// Hundreds of databases are made here, and none has to survive a power cut.
fs::path in_memory() {
    const fs::path shm = "/dev/shm";
    return ::access(shm.c_str(), W_OK) == 0 ? shm : fs::temp_directory_path();
}

class ChangeRecorderTest : public testing::Test {
protected:
    ChangeRecorderTest() : folder_(in_memory() / ("genbo-changes-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "m");
        EXPECT_TRUE(SqliteStore::create(folder_ / "m").ok());
        open();
    }
    ~ChangeRecorderTest() override {
        writer_.reset();
        store_.reset();
        fs::remove_all(folder_);
    }

    fs::path spool() const { return folder_ / "m" / "changes"; }

    void open(std::uint64_t spool_bytes = std::uint64_t{1} << 30) {
        SqliteOptions options;
        options.changes = spool();
        options.changes_bytes_max = spool_bytes;
        options.clock = &clock_;
        auto store = SqliteStore::open(folder_ / "m", options);
        ASSERT_TRUE(store.ok());
        store_ = *std::move(store);
        auto writer = store_->writer();
        ASSERT_TRUE(writer.ok()) << writer.error().code;
        writer_ = *std::move(writer);
    }
    void close() {
        writer_.reset();
        store_.reset();
    }

    std::uint64_t commit_number() {
        auto db =
            SqliteDatabase::open((folder_ / "m" / "genbo.db").string(), SqliteAccess::read_only);
        return *db->commit_number();
    }

    // A commit that changes a few settings, as drawn; remembers what the master then was.
    void change() {
        const int settings = std::uniform_int_distribution(1, 6)(random_);
        ASSERT_TRUE(writer_->begin(WriteScope::partition, mark_).ok());
        for (int i = 0; i < settings; ++i) {
            const auto name = "s" + std::to_string(random_() % 400);
            const std::string value(
                random_() % 900, static_cast<char>('a' + static_cast<char>(random_() % 26)));
            ASSERT_TRUE(writer_->set_setting(name, value).ok());
            state_[name] = value;
        }
        ASSERT_TRUE(writer_->commit().ok());
        ++commit_;
        std::string text;
        for (const auto& [name, value] : state_) text += name + "=" + value + "\n";
        model_[commit_] = {short_text(text), clock_.at};
        clock_.at += std::chrono::milliseconds{random_() % 5 == 0 ? 0 : random_() % 2000};
    }
    void learn_start() {
        commit_ = commit_number();
        state_.clear();
        auto reader = *store_->reader();
        for (const auto& [name, value] : *reader->settings("")) state_[name] = value;
    }

    void snapshot(Shipper& shipper) {
        fs::remove(folder_ / "copy.db");
        ASSERT_TRUE(store_->copy_to((folder_ / "copy.db").string()).ok());
        const std::vector<SnapshotSource> files{{"genbo.db", folder_ / "copy.db"}};
        const auto line = spool_files(spool()).back().line;
        const auto shipped = shipper.ship_snapshot(line, files, "test", 0, 0);
        ASSERT_TRUE(shipped.ok()) << shipped.error().code;
    }

    // What is restored to the commit; the error code when it is refused.
    std::string restored(RestoreTarget target) {
        fs::remove_all(folder_ / "r");
        fs::create_directories(folder_ / "r");
        Restorer restorer(place_, keyring_);
        const auto plan = restorer.plan(target);
        if (!plan.ok()) return plan.error().code;
        const auto outcome = restorer.restore(*plan, folder_ / "r");
        if (!outcome.ok()) return outcome.error().code;
        outcome_ = *outcome;
        return dump(folder_ / "r");
    }

    struct Moment {
        std::string text;
        Instant at;
    };

    fs::path folder_;
    StillClock clock_;
    const Keyring keyring_ = Keyring::ephemeral(Key(Bytes(32, 9)));
    MemoryPlace place_;
    std::unique_ptr<SqliteStore> store_;
    std::unique_ptr<StoreWriter> writer_;
    const Bytes mark_ = Bytes(16, 7);
    std::mt19937 random_{20261122};
    std::uint64_t commit_ = 0;
    std::map<std::string, std::string> state_;
    std::map<std::uint64_t, Moment> model_;
    RestoreOutcome outcome_;
};

TEST_F(ChangeRecorderTest, TwoHundredRandomMomentsAreTheMasterAsItWas) {
    learn_start();
    Shipper shipper(place_, keyring_, clock_);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    for (int i = 0; i < 600; ++i) {
        change();
        if (random_() % 9 == 0) ASSERT_TRUE(shipper.ship(spool()).ok());
        if (random_() % 40 == 0) ASSERT_TRUE(writer_->checkpoint().ok());
        if (random_() % 150 == 0) snapshot(shipper);
        if (random_() % 60 == 0) {
            close();
            open();
        }
    }
    ASSERT_TRUE(shipper.ship(spool()).ok());
    EXPECT_EQ(*shipper.snapshot_due(spool(), std::chrono::hours{24 * 365}), SnapshotDue::no);
    ASSERT_EQ(model_.size(), 600U);
    for (int i = 0; i < 200; ++i) {
        auto at = model_.begin();
        std::advance(at, static_cast<long>(random_() % model_.size()));
        if (i % 2 == 0) {
            ASSERT_EQ(restored({.commit = at->first}), at->second.text) << at->first;
            ASSERT_EQ(outcome_.commit, at->first);
        } else {
            // Somewhere between this commit and the next; several commits may share a moment.
            const auto moment = at->second.at + std::chrono::microseconds{random_() % 400'000};
            auto expected = at;
            while (std::next(expected) != model_.end() && std::next(expected)->second.at <= moment)
                ++expected;
            ASSERT_EQ(restored({.at = moment}), expected->second.text);
            ASSERT_EQ(outcome_.commit, expected->first);
        }
    }
    EXPECT_EQ(restored({}), std::prev(model_.end())->second.text);
}

TEST_F(ChangeRecorderTest, ACommitThatWasNotSpooledIsFoundInTheLog) {
    learn_start();
    Shipper shipper(place_, keyring_, clock_);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    for (int i = 0; i < 20; ++i) change();
    // As a power cut leaves it: the log is on the disk, the spool has lost its end.
    fs::create_directories(folder_ / "cut");
    for (const auto* name : {"genbo.db", "genbo.db-wal"})
        fs::copy_file(folder_ / "m" / name, folder_ / "cut" / name);
    const auto files = spool_files(spool());
    const auto kept = fs::file_size(files.back().path) * 2 / 3;
    fs::create_directories(folder_ / "cut" / "changes");
    for (const auto& file : files)
        fs::copy_file(file.path, folder_ / "cut" / "changes" / file.path.filename());
    fs::resize_file(folder_ / "cut" / "changes" / files.back().path.filename(), kept);
    close();
    fs::remove_all(folder_ / "m");
    fs::rename(folder_ / "cut", folder_ / "m");
    open();
    for (int i = 0; i < 20; ++i) change();
    ASSERT_TRUE(shipper.ship(spool()).ok());
    EXPECT_EQ(*shipper.snapshot_due(spool(), std::chrono::hours{24}), SnapshotDue::no);
    for (const auto& [commit, moment] : model_)
        ASSERT_EQ(restored({.commit = commit}), moment.text) << commit;
}

TEST_F(ChangeRecorderTest, APlaceThatWasAwayIsCaughtUpWith) {
    learn_start();
    Shipper shipper(place_, keyring_, clock_);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    place_.away = true;
    for (int i = 0; i < 30; ++i) {
        change();
        EXPECT_EQ(shipper.ship(spool()).error().code, "backup.place_unreachable");
    }
    place_.away = false;
    const auto report = shipper.ship(spool());
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->commits, 30U);
    EXPECT_EQ(restored({}), model_[commit_].text);
}

TEST_F(ChangeRecorderTest, ASpoolThatOverflowsCostsMomentsAndNothingElse) {
    learn_start();
    Shipper shipper(place_, keyring_, clock_);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    close();
    open(1);  // Not even one closed file may stay.
    const auto before = commit_;
    ASSERT_TRUE(writer_->begin(WriteScope::partition, mark_).ok());
    std::string large(std::size_t{18} << 20, 'x');
    for (auto& c : large) c = static_cast<char>(' ' + random_() % 90);
    ASSERT_TRUE(writer_->set_setting("large", large).ok());
    ASSERT_TRUE(writer_->commit().ok());
    ++commit_;
    state_["large"] = large;
    change();
    ASSERT_TRUE(shipper.ship(spool()).ok());
    EXPECT_EQ(*shipper.snapshot_due(spool(), std::chrono::hours{24}), SnapshotDue::gap);
    EXPECT_EQ(restored({}), "backup.gap");
    EXPECT_EQ(restored({.commit = before}).empty(), false);
    snapshot(shipper);
    EXPECT_EQ(*shipper.snapshot_due(spool(), std::chrono::hours{24}), SnapshotDue::no);
    change();
    ASSERT_TRUE(shipper.ship(spool()).ok());
    EXPECT_EQ(restored({}), model_[commit_].text);
}

TEST_F(ChangeRecorderTest, ADatabaseThatWasChangedElsewhereBeginsALine) {
    learn_start();
    Shipper shipper(place_, keyring_, clock_);
    change();
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    const auto line = spool_files(spool()).back().line;
    close();
    {
        // Without a recorder: the number goes on, the spool does not.
        const auto plain = *SqliteStore::open(folder_ / "m");
        auto writer = *plain->writer();
        ASSERT_TRUE(writer->begin(WriteScope::partition, mark_).ok());
        ASSERT_TRUE(writer->set_setting("beside", "it").ok());
        ASSERT_TRUE(writer->commit().ok());
    }
    clock_.at += std::chrono::seconds{5};
    open();
    learn_start();
    EXPECT_NE(spool_files(spool()).back().line, line);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    EXPECT_EQ(*shipper.snapshot_due(spool(), std::chrono::hours{24}), SnapshotDue::first);
    snapshot(shipper);
    change();
    ASSERT_TRUE(shipper.ship(spool()).ok());
    EXPECT_EQ(restored({}), model_[commit_].text);
}

TEST_F(ChangeRecorderTest, WhatIsMissingOrChangedIsNamed) {
    learn_start();
    Shipper shipper(place_, keyring_, clock_);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    for (int i = 0; i < 40; ++i) {
        change();
        if (i % 5 == 0) ASSERT_TRUE(shipper.ship(spool()).ok());
    }
    ASSERT_TRUE(shipper.ship(spool()).ok());
    const auto whole = place_.pieces;
    for (int i = 0; i < 1500; ++i) {
        place_.pieces = whole;
        auto at = place_.pieces.begin();
        std::advance(at, static_cast<long>(random_() % place_.pieces.size()));
        const auto name = at->first;
        auto& bytes = at->second;
        const auto kind = random_() % 3;
        if (kind == 0) place_.pieces.erase(at);
        if (kind == 1)
            bytes[random_() % bytes.size()] ^= static_cast<std::uint8_t>(1U << (random_() % 8));
        if (kind == 2) bytes.resize(random_() % bytes.size());
        const auto text = restored({});
        const bool refused = text.starts_with("backup.");
        // The last log missing, and the record of the line's beginning: neither is on the way, or
        // the end is earlier and says so by its commit.
        const bool earlier =
            !refused && model_.contains(outcome_.commit) && text == model_[outcome_.commit].text;
        ASSERT_TRUE(refused || earlier) << name << " " << kind << " " << text;
        if (earlier && kind != 0) ASSERT_EQ(outcome_.commit, commit_) << name << " " << kind;
    }
}

TEST_F(ChangeRecorderTest, OldPiecesGoAndJoinedOnesStay) {
    learn_start();
    Shipper shipper(place_, keyring_, clock_);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    for (int day = 0; day < 6; ++day) {
        for (int i = 0; i < 10; ++i) {
            change();
            ASSERT_TRUE(shipper.ship(spool()).ok());
        }
        clock_.at += std::chrono::hours{24};
        snapshot(shipper);
    }
    const auto pieces = place_.pieces.size();
    const auto joined = shipper.join_logs();
    ASSERT_TRUE(joined.ok());
    EXPECT_GT(*joined, 40U);
    EXPECT_LT(place_.pieces.size(), pieces - 40);
    for (const auto& [commit, moment] : model_)
        ASSERT_EQ(restored({.commit = commit}), moment.text) << commit;
    // Three days are kept; each call takes one snapshot away at most.
    for (int i = 0; i < 8; ++i) ASSERT_TRUE(shipper.prune(std::chrono::hours{72}).ok());
    const auto since = clock_.at - std::chrono::hours{72};
    std::size_t gone = 0;
    for (const auto& [commit, moment] : model_) {
        const auto text = restored({.commit = commit});
        if (moment.at >= since) ASSERT_EQ(text, moment.text) << commit;
        gone += text == "backup.no_such_commit" ? 1 : 0;
    }
    EXPECT_GE(gone, 20U);
}

TEST_F(ChangeRecorderTest, AnotherKeyringIsNamedAndRefused) {
    Shipper shipper(place_, keyring_, clock_);
    ASSERT_TRUE(shipper.ship(spool()).ok());
    snapshot(shipper);
    const auto other = Keyring::ephemeral(Key(Bytes(32, 10)));
    Restorer restorer(place_, other);
    const auto plan = restorer.plan({});
    ASSERT_FALSE(plan.ok());
    EXPECT_EQ(plan.error().code, "backup.other_keyring");
    EXPECT_EQ(plan.error().args, std::vector<std::string>{keyring_.id()});
}

}  // namespace
}  // namespace genbo
