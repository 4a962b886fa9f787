// SPDX-License-Identifier: Apache-2.0
#include "app/checkpoint_keeper.h"

#include <gtest/gtest.h>

#include "app/master_house_test_helper.h"
#include "register/trail_export.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

// Takes whatever is posted.
class WillingHttp final : public HttpCaller {
public:
    Result<HttpAnswer> call(const HttpCall&) override { return HttpAnswer{.status = 200}; }
};

class CheckpointKeeperTest : public testing::Test, protected MasterHouse {
protected:
    void act(int times = 1) {
        for (int i = 0; i < times; ++i)
            ASSERT_TRUE(master->writer()
                            .run([](WriteContext& context) {
                                return context.trail.record(
                                    context.store, Actor{}, context.now, {"keys.seal"});
                            })
                            .ok());
    }
    // A process's first checkpoint; what became of it, of each destination.
    std::vector<std::string> sign() {
        CheckpointKeeper keeper(*master, http);
        return sign_with(keeper);
    }
    std::vector<std::string> sign_with(CheckpointKeeper& keeper) {
        clock.pass(std::chrono::minutes{5});
        EXPECT_TRUE(keeper.run_once().ok());
        auto session = *master->sessions().borrow();
        std::vector<std::string> failures;
        for (const auto& state : *outside_states(session->store()))
            failures.push_back(state.failure);
        return failures;
    }
    std::string last_signed_note() {
        auto session = *master->sessions().borrow();
        return last_signed(session->store())->value().note;
    }
    Checkpoint checkpoint_now() {
        auto session = *master->sessions().borrow();
        return *trail_checkpoint(session->store(), master->keyring());
    }
    // As another node would.
    void tell_outside(const Checkpoint& checkpoint) {
        auto session = *master->sessions().borrow();
        const auto key = *trail_signing_key(session->store(), master->keyring());
        std::ofstream(folder / "copies.txt", std::ios::app)
            << outside_entry(clock.now(), sign_checkpoint(checkpoint, key));
    }
    std::vector<std::string> outside_wrong() {
        auto session = *master->sessions().borrow();
        std::vector<std::string> codes;
        for (const auto& error : inspect_outside(*master, *session).examples)
            codes.push_back(error.code);
        return codes;
    }
    std::int64_t leaves() {
        auto session = *master->sessions().borrow();
        return *session->store().leaf_count();
    }
    // The keyring gets a new root; its key stands for the trail from the next start on.
    void rotate() {
        ASSERT_TRUE(master->keyring().begin_root().ok());
        close();
        open();
    }
    void save(const std::string& name) {
        close();
        for (const char* file : {"genbo.db", "genbo.keyring"})
            fs::copy_file(folder / file, folder / (name + file));
        open();
    }
    enum class With { database, keyring_too };
    void put_back(const std::string& name, With with) {
        close();
        for (const char* file : {"genbo.db", "genbo.db-wal", "genbo.db-shm", "index.snapshot"})
            fs::remove(folder / file);
        fs::copy_file(folder / (name + "genbo.db"), folder / "genbo.db");
        if (with == With::keyring_too)
            fs::copy_file(
                folder / (name + "genbo.keyring"), folder / "genbo.keyring",
                fs::copy_options::overwrite_existing);
        open();
    }
    std::string text_of(const std::string& file) {
        std::ifstream in(folder / file);
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    const std::vector<std::string> well{""};
    const std::vector<std::string> nothing_wrong;
    WillingHttp http;
};

constexpr const char* kOneFile = "outside_files = [\"copies.txt\"]\ncheckpoint_s = 1\n";

// The start after the restore hands the trail over before anybody can say what was restored.
TEST_F(CheckpointKeeperTest, ARestoreFromBeforeARotationIsExplained) {
    configure("audit", kOneFile);
    open();
    act();
    EXPECT_EQ(sign(), well);
    save("old");
    act();
    EXPECT_EQ(sign(), well);
    act(2);
    EXPECT_EQ(sign(), well);
    rotate();
    EXPECT_EQ(sign(), well);
    put_back("old", With::database);
    const auto restored = leaves() - 1;
    const auto fork = note_restore(*master);
    ASSERT_TRUE(fork.ok()) << fork.error().code;
    ASSERT_TRUE(*fork);
    EXPECT_EQ((*fork)->restored.size, static_cast<std::uint64_t>(restored));
    EXPECT_EQ(outside_wrong(), nothing_wrong);
    act();
    EXPECT_EQ(sign(), well);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
    EXPECT_FALSE(note_restore(*master)->has_value());
}

// Somebody worked on with what was restored before it was explained.
TEST_F(CheckpointKeeperTest, ABranchThatOutgrewItsCopiesIsExplained) {
    configure("audit", kOneFile);
    open();
    act();
    EXPECT_EQ(sign(), well);
    save("old");
    act(3);
    EXPECT_EQ(sign(), well);
    put_back("old", With::database);
    act(7);
    EXPECT_EQ(outside_wrong(), std::vector<std::string>{"audit.not_consistent"});
    const auto fork = note_restore(*master);
    ASSERT_TRUE(fork.ok()) << fork.error().code;
    ASSERT_TRUE(*fork);
    EXPECT_LT((*fork)->restored.size, (*fork)->known.size);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
    EXPECT_EQ(sign(), well);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
}

TEST_F(CheckpointKeeperTest, ARestoreWithTheKeyringOfThatTimeIsExplained) {
    configure("audit", kOneFile);
    open();
    act();
    EXPECT_EQ(sign(), well);
    save("old");
    act(3);
    EXPECT_EQ(sign(), well);
    rotate();
    EXPECT_EQ(sign(), well);
    rotate();
    act();
    EXPECT_EQ(sign(), well);
    put_back("old", With::keyring_too);
    const auto fork = note_restore(*master);
    ASSERT_TRUE(fork.ok()) << fork.error().code;
    ASSERT_TRUE(*fork);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
    act();
    EXPECT_EQ(sign(), well);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
    // Another successor than the one that is no more.
    rotate();
    act();
    EXPECT_EQ(sign(), well);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
}

// A fresh signature would make official what nobody has explained, however long it has become.
TEST_F(CheckpointKeeperTest, WhatWasPutBackIsNotSignedBeforeItIsExplained) {
    configure("audit", kOneFile);
    open();
    act();
    EXPECT_EQ(sign(), well);
    save("old");
    act(9);
    EXPECT_EQ(sign(), well);
    const auto told = text_of("copies.txt");
    put_back("old", With::database);
    EXPECT_EQ(sign(), std::vector<std::string>{"audit.rolled_back"});
    const auto signed_then = last_signed_note();
    act(20);
    EXPECT_EQ(sign(), std::vector<std::string>{"audit.not_consistent"});
    EXPECT_EQ(text_of("copies.txt"), told);
    EXPECT_EQ(last_signed_note(), signed_then);
    ASSERT_TRUE(note_restore(*master)->has_value());
    EXPECT_EQ(sign(), well);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
}

// Of several copies every one has to be so, not the last alone.
TEST_F(CheckpointKeeperTest, NoCopyMayContradictTheTrail) {
    configure("audit", kOneFile);
    open();
    act();
    EXPECT_EQ(sign(), well);
    save("old");
    act(3);
    EXPECT_EQ(sign(), well);
    const auto of_another_branch = text_of("copies.txt");
    put_back("old", With::database);
    fs::remove(folder / "copies.txt");
    act(7);
    EXPECT_EQ(sign(), well);
    std::ofstream(folder / "copies.txt", std::ios::trunc)
        << of_another_branch << text_of("copies.txt");
    act();
    EXPECT_EQ(sign(), std::vector<std::string>{"audit.not_consistent"});
}

// Nodes take turns: what another one told since is looked at as well, and its word counts.
TEST_F(CheckpointKeeperTest, AKeeperThatRunsSeesWhatOthersTold) {
    configure("audit", kOneFile);
    open();
    CheckpointKeeper keeper(*master, http);
    act();
    EXPECT_EQ(sign_with(keeper), well);
    act();
    EXPECT_EQ(sign_with(keeper), well);
    auto of_a_larger_trail = checkpoint_now();
    of_a_larger_trail.size += 100;
    const auto told = text_of("copies.txt");
    tell_outside(of_a_larger_trail);
    act();
    EXPECT_EQ(sign_with(keeper), std::vector<std::string>{"audit.rolled_back"});
    EXPECT_EQ(sign_with(keeper), std::vector<std::string>{"audit.rolled_back"});
    std::ofstream(folder / "copies.txt", std::ios::trunc) << told;
    tell_outside(checkpoint_now());
    EXPECT_EQ(sign_with(keeper), well);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
}

// One that was away when the key changed, and one that is new.
TEST_F(CheckpointKeeperTest, EveryDestinationLearnsOfANewKey) {
    configure("audit", "outside_files = [\"copies.txt\", \"away/copies.txt\"]\ncheckpoint_s = 1\n");
    fs::create_directories(folder / "away");
    open();
    EXPECT_EQ(sign(), (std::vector<std::string>{"", ""}));
    fs::rename(folder / "away", folder / "elsewhere");
    rotate();
    EXPECT_EQ(sign(), (std::vector<std::string>{"", "audit.cannot_write"}));
    fs::rename(folder / "elsewhere", folder / "away");
    act();
    EXPECT_EQ(sign(), (std::vector<std::string>{"", ""}));
    const auto told = [&](const char* file) {
        return text_of(file).find("genbo-handover/1") != std::string::npos;
    };
    EXPECT_TRUE(told("copies.txt"));
    EXPECT_TRUE(told("away/copies.txt"));
    const auto size = text_of("away/copies.txt").size();
    act();
    sign();
    EXPECT_EQ(text_of("away/copies.txt").find("genbo-handover/1", size), std::string::npos);
    EXPECT_EQ(outside_wrong(), nothing_wrong);
    close();
    auto config = text_of("genbo.toml");
    const std::string old = "away/copies.txt";
    config.replace(config.find(old), old.size(), "new.txt");
    std::ofstream(folder / "genbo.toml") << config;
    open();
    act();
    sign();
    EXPECT_TRUE(told("new.txt"));
}

}  // namespace
}  // namespace genbo
