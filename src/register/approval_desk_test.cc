// SPDX-License-Identifier: Apache-2.0
#include "register/approval_desk.h"

#include <gtest/gtest.h>

#include <thread>

#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

using std::chrono::hours;

// A clock that tests set.
class SetClock final : public Clock {
public:
    Instant now() const override { return now_.load(); }
    void advance(std::chrono::microseconds by) { now_ = now_.load() + by; }

private:
    std::atomic<Instant> now_{instant_from_micros(1'800'000'000'000'000)};
};

constexpr StaffId kAsker{2};
constexpr StaffId kOther{3};

Actor actor(StaffId staff, const char* role = "administrator") { return {staff, role, {}}; }

// A writer with a clock of its own on the store of a house.
template <typename House>
class ApprovalTest : public testing::Test {
protected:
    ApprovalTest() { restart(); }

    void restart() {
        writer.reset();
        auto opened = Writer::open(house.get(), keyring, clock, *index());
        EXPECT_TRUE(opened.ok());
        writer = *std::move(opened);
        desk = std::make_unique<ApprovalDesk>(*writer);
    }
    RegisterIndex* index() {
        if (house.get().sharing() == Sharing::shared)
            index_ = std::make_unique<TableIndex>(
                test_model(), LiveOptions{}, keyring, std::chrono::milliseconds{0});
        else
            index_ = std::make_unique<Resident>(test_model(), LiveOptions{});
        return index_.get();
    }

    struct Bare : House {
        Bare() { this->open.close(); }
    };
    Bare house;
    Keyring keyring = Keyring::ephemeral(Key(Bytes(32, 7)));
    SetClock clock;
    std::unique_ptr<RegisterIndex> index_;
    std::unique_ptr<Writer> writer;
    std::unique_ptr<ApprovalDesk> desk;

    Result<> use(ApprovalId id, ApprovalKind kind, std::string_view subject) {
        return writer->run([&](WriteContext& context) -> Result<> {
            TRY(use_approval(context, id, kind, subject, actor(kAsker)));
            return {};
        });
    }
    std::vector<Approval> list(ApprovalsOf which) {
        auto reader = house.get().reader();
        return *stored_approvals(**reader, RecordVault{keyring}, which, clock.now());
    }
    std::vector<std::string> actions() {
        auto reader = house.get().reader();
        std::vector<std::string> out;
        for (const auto& leaf : *(*reader)->leaves(0, 100))
            out.push_back(decode_leaf(leaf)->action);
        for (const auto& leaf : *(*reader)->pending_leaves(100))
            out.push_back(decode_leaf(leaf.leaf)->action);
        // Leaves of one moment wait in any order.
        std::ranges::sort(out);
        return out;
    }
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ApprovalTest, Houses);

const ApprovalRequest kRestore{ApprovalKind::restore, "backup=7", "試験です"};

TYPED_TEST(ApprovalTest, OneAsksAnotherDecidesAndItIsUsedOnce) {
    const auto asked = this->desk->ask(kRestore, actor(kAsker));
    ASSERT_TRUE(asked.ok()) << asked.error().code;
    EXPECT_EQ(
        this->use(asked->id, kRestore.kind, kRestore.subject).error().code,
        "register.approval_state");
    EXPECT_EQ(
        this->desk->approve(asked->id, "", actor(kAsker), Role::administrator).error().code,
        "register.approval_own");
    const auto approved =
        this->desk->approve(asked->id, "確かめた", actor(kOther), Role::administrator);
    ASSERT_TRUE(approved.ok()) << approved.error().code;
    EXPECT_EQ(approved->decided_by, kOther);
    // Survives a restart, and is of this act alone.
    this->restart();
    EXPECT_EQ(
        this->use(asked->id, ApprovalKind::key_act, kRestore.subject).error().code,
        "register.approval_other");
    EXPECT_EQ(
        this->use(asked->id, kRestore.kind, "backup=8").error().code, "register.approval_other");
    EXPECT_TRUE(this->use(asked->id, kRestore.kind, kRestore.subject).ok());
    EXPECT_EQ(
        this->use(asked->id, kRestore.kind, kRestore.subject).error().code,
        "register.approval_state");
    EXPECT_TRUE(this->list(ApprovalsOf::open).empty());
    const auto all = this->list(ApprovalsOf::all);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].state, ApprovalState::used);
    EXPECT_EQ(all[0].reason, "試験です");
    EXPECT_EQ(all[0].remark, "確かめた");
    EXPECT_EQ(
        this->actions(),
        (std::vector<std::string>{"approval.approve", "approval.ask", "approval.use"}));
}

TYPED_TEST(ApprovalTest, WhoMayNotDecideDoesNot) {
    const auto id = this->desk->ask(kRestore, actor(kAsker))->id;
    for (const auto role : {Role::steward, Role::support, Role::auditor})
        EXPECT_EQ(this->desk->approve(id, "", actor(kOther), role).error().code, "access.denied");
    // An erasure is decided by stewards too.
    const auto erasure =
        this->desk->ask({ApprovalKind::erasure, "number=1", "本人の求め"}, actor(kAsker))->id;
    EXPECT_FALSE(this->desk->approve(erasure, "", actor(kOther), Role::support).ok());
    EXPECT_TRUE(this->desk->approve(erasure, "", actor(kOther), Role::steward).ok());
    EXPECT_EQ(
        this->desk->approve(ApprovalId{99}, "", actor(kOther), Role::administrator).error().code,
        "register.unknown_approval");
}

TYPED_TEST(ApprovalTest, NotBeforeItsDayAndNotAfterItsEnd) {
    const ApprovalRequest erasure{ApprovalKind::erasure, "number=1", "本人の求め"};
    const auto id = this->desk->ask(erasure, actor(kAsker))->id;
    ASSERT_TRUE(this->desk->approve(id, "", actor(kOther), Role::steward).ok());
    const auto early = this->use(id, erasure.kind, erasure.subject);
    EXPECT_EQ(early.error().code, "register.approval_early");
    this->clock.advance(hours{24 * 7 + 1});
    EXPECT_TRUE(this->use(id, erasure.kind, erasure.subject).ok());

    const auto second = this->desk->ask(kRestore, actor(kAsker))->id;
    this->clock.advance(hours{24 * 7});
    const auto late = this->desk->approve(second, "", actor(kOther), Role::administrator);
    EXPECT_EQ(late.error().code, "register.approval_state");
    EXPECT_EQ(late.error().args, std::vector<std::string>{"expired"});
    EXPECT_TRUE(this->list(ApprovalsOf::open).empty());
}

TYPED_TEST(ApprovalTest, TheSameIsAskedOnceAndCanBeWithdrawn) {
    EXPECT_EQ(
        this->desk->ask({ApprovalKind::restore, "backup=7", ""}, actor(kAsker)).error().code,
        "register.reason_needed");
    const auto id = this->desk->ask(kRestore, actor(kAsker))->id;
    EXPECT_EQ(this->desk->ask(kRestore, actor(kOther)).error().code, "register.approval_asked");
    EXPECT_EQ(this->desk->withdraw(id, actor(kOther), Role::steward).error().code, "access.denied");
    ASSERT_TRUE(this->desk->withdraw(id, actor(kAsker), Role::steward).ok());
    EXPECT_EQ(
        this->desk->withdraw(id, actor(kAsker), Role::steward).error().code,
        "register.approval_state");
    EXPECT_FALSE(this->desk->approve(id, "", actor(kOther), Role::administrator).ok());
    const auto again = this->desk->ask(kRestore, actor(kOther));
    ASSERT_TRUE(again.ok());
    EXPECT_NE(again->id, id);
    const auto refused = this->desk->refuse(again->id, "", actor(kAsker), Role::administrator);
    ASSERT_TRUE(refused.ok());
    EXPECT_FALSE(this->use(again->id, kRestore.kind, kRestore.subject).ok());
}

TYPED_TEST(ApprovalTest, OfManyAtOnceOneDecides) {
    const auto id = this->desk->ask(kRestore, actor(kAsker))->id;
    std::vector<std::thread> people;
    std::atomic<int> worked = 0;
    for (int i = 0; i < 4; ++i)
        people.emplace_back([&, i] {
            const auto who = actor(StaffId{10 + i});
            const auto done = i % 2 == 0 ? this->desk->approve(id, "", who, Role::administrator)
                                         : this->desk->refuse(id, "", who, Role::administrator);
            worked += done.ok() ? 1 : 0;
        });
    for (auto& one : people) one.join();
    EXPECT_EQ(worked, 1);
}

TYPED_TEST(ApprovalTest, NothingOfItIsReadableInTheStore) {
    const auto id = this->desk->ask(kRestore, actor(kAsker))->id;
    auto reader = this->house.get().reader();
    const auto paper = (*reader)->paper("approval/00000000000" + std::to_string(id.value()));
    ASSERT_TRUE(paper.ok());
    const auto bytes = as_text(paper->sealed);
    EXPECT_EQ(bytes.find("試験です"), std::string_view::npos);
    EXPECT_EQ(bytes.find("backup"), std::string_view::npos);
}

// Every state and every step: only what the picture in approval.h allows.
TEST(ApprovalRules, AsDrawn) {
    const Instant now = instant_from_micros(1'800'000'000'000'000);
    for (const auto& kind : approval_kinds())
        for (int state = 0; state < 6; ++state)
            for (const bool expired : {false, true})
                for (const bool own : {false, true})
                    for (const auto role : all_roles()) {
                        Approval approval;
                        approval.kind = kind.kind;
                        approval.state = static_cast<ApprovalState>(state);
                        approval.asked_by = kAsker;
                        approval.not_before = now;
                        approval.expires = expired ? now : now + hours{1};
                        const bool decides =
                            may_decide(approval, own ? kAsker : kOther, role, now).ok();
                        const bool heads = role == Role::administrator || role == Role::owner ||
                                           role == Role::machine_operator;
                        const bool deputy = role == Role::steward || role == Role::privacy_officer;
                        const bool has_right = heads || (deputy && kind.steward_decides);
                        EXPECT_EQ(decides, state == 0 && !expired && !own && has_right);
                        EXPECT_EQ(
                            may_use(approval, kind.kind, "", now).ok(), state == 1 && !expired);
                        const auto again =
                            approval_from_text(approval.id, approval_to_text(approval));
                        ASSERT_TRUE(again.ok());
                        EXPECT_EQ(*again, approval);
                    }
}

TEST(ApprovalRules, ADamagedPaperIsSaidSo) {
    for (const auto* text : {"", "[]", "{}", R"({"kind":"erasure","state":"?"})"})
        EXPECT_EQ(approval_from_text(ApprovalId{1}, text).error().code, "register.bad_paper");
}

}  // namespace
}  // namespace genbo
