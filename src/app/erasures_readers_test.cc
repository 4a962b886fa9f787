// SPDX-License-Identifier: Apache-2.0

// The drill of mission row A10: all keys are made anew while people read and write.

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "adapter/postgres/test_server.h"
#include "app/erasures.h"
#include "register/customer_desk.h"
#include "register/entry_desk.h"
#include "register/inspection.h"

namespace genbo {
namespace {

namespace fs = std::filesystem;

constexpr int kPeople = 40;
constexpr int kReaders = 3;
constexpr std::uint32_t kRolls = 4;

class RollDrill : public testing::TestWithParam<const char*> {
protected:
    RollDrill() : root_(fs::temp_directory_path() / ("genbo-drill-" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    ~RollDrill() override {
        master_.reset();
        fs::remove_all(root_);
    }

    void open() {
        const std::string database = std::string_view{GetParam()} == "postgres"
                                         ? PgTestServer::shared().make_database()
                                         : std::string{};
        const auto made = Master::create(root_ / "m", clock_, database);
        ASSERT_TRUE(made.ok()) << made.error().code;
        auto master = Master::open(root_ / "m", clock_);
        ASSERT_TRUE(master.ok()) << master.error().code;
        master_ = *std::move(master);
        ASSERT_TRUE(master_->start_writing().ok());
    }

    Result<EnteredRecord> enter(int number) {
        SourceValues values;
        values.set(Field::name_full, "計画 " + std::to_string(number) + "子");
        values.set(Field::email, "p" + std::to_string(number) + "@example.jp");
        EntryDesk desk(master_->writer(), RecordVault{master_->keyring()});
        return desk.enter("crm", "k" + std::to_string(number), values, Actor{});
    }

    // Looks at everybody again and again, as a page of the console does.
    void read(const std::atomic<bool>& over, std::atomic<int>& pages, std::string& wrong) {
        while (!over && wrong.empty())
            for (const auto customer : customers_) {
                auto session = master_->sessions().borrow();
                if (!session.ok()) return void(wrong = session.error().code);
                const auto view = CustomerDesk(**session, master_->config().policy).show(customer);
                if (!view.ok()) return void(wrong = view.error().code);
                if (view->members.size() != 1) return void(wrong = "a record is missing");
                ++pages;
            }
    }

    fs::path root_;
    SystemClock clock_;
    std::unique_ptr<Master> master_;
    std::vector<NumberId> customers_;
};

INSTANTIATE_TEST_SUITE_P(Stores, RollDrill, testing::Values("sqlite", "postgres"), [](auto& info) {
    return std::string{info.param};
});

TEST_P(RollDrill, KeysAreMadeAnewWhilePeopleReadAndWrite) {
    open();
    for (int i = 0; i < kPeople; ++i) {
        const auto entered = enter(i);
        ASSERT_TRUE(entered.ok()) << entered.error().code;
        customers_.push_back(entered->customer);
    }
    std::atomic<bool> over = false;
    std::atomic<int> pages = 0;
    std::vector<std::string> wrong(kReaders + 1);
    std::vector<std::thread> people;
    for (int i = 0; i < kReaders; ++i)
        people.emplace_back([&, i] { read(over, pages, wrong[static_cast<std::size_t>(i)]); });
    people.emplace_back([&] {
        for (int i = kPeople; !over && wrong.back().empty(); ++i)
            if (const auto entered = enter(i); !entered.ok()) wrong.back() = entered.error().code;
    });

    for (std::uint32_t i = 0; i < kRolls; ++i) {
        const int before = pages;
        EpochRoll roll = Erasures(*master_).roll();
        const auto rolled = roll.run(Actor{});
        EXPECT_TRUE(rolled.ok()) << rolled.error().code;
        while (pages < before + kPeople && wrong[0].empty()) std::this_thread::yield();
    }
    over = true;
    for (auto& one : people) one.join();

    for (const auto& error : wrong) EXPECT_EQ(error, "");
    EXPECT_EQ(master_->keyring().epochs(), std::vector<std::uint32_t>{kRolls + 1});
    auto session = master_->sessions().borrow();
    for (const auto& part : inspect(**session, master_->model(), master_->config().matching).parts)
        EXPECT_EQ(part.wrong, 0) << part.name;
}

}  // namespace
}  // namespace genbo
