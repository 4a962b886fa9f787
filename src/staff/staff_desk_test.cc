// SPDX-License-Identifier: Apache-2.0

// Accounts and second factors on each store.
#include "staff/staff_desk.h"

#include <gtest/gtest.h>

#include "access/decision.h"
#include "audit/audit_leaf.h"
#include "crypto/password.h"
#include "crypto/random.h"
#include "crypto/totp.h"
#include "register/open_register_test_helper.h"
#include "staff/factor_desk.h"

namespace genbo {
namespace {

const Actor kBoss{.staff = StaffId{1}};

template <typename House>
class StaffTest : public testing::Test {
protected:
    StaffTest() {
        EXPECT_TRUE(
            house.open.writer()
                .run([&](WriteContext& context) -> Result<> {
                    TRY(context.store.take_ids(IdKind::staff, 1));
                    return context.store.put_staff(
                        {StaffId{1}, "boss", "administrator", "$argon2id$x", false, context.now});
                })
                .ok());
    }
    StoredStaff row(StaffId id) {
        const auto reader = house.get().reader();
        const auto staff = (*reader)->staff();
        for (const auto& one : *staff)
            if (one.id == id) return one;
        ADD_FAILURE() << "no such row";
        return {};
    }
    StaffId add(const std::string& name, const std::string& role) {
        const auto made = desk.add({.name = name, .label = "髙橋 花子", .role = role}, kBoss);
        EXPECT_TRUE(made.ok()) << made.error().code;
        return made->account.id;
    }
    std::vector<std::string> acts() {
        const auto reader = house.get().reader();
        std::vector<std::string> names;
        const auto note = [&](ByteView bytes) {
            const auto leaf = decode_leaf(bytes);
            EXPECT_TRUE(leaf.ok());
            if (leaf.ok()) names.push_back(leaf->action);
        };
        for (const auto& leaf : *(*reader)->leaves(0, 1000)) note(leaf);
        for (const auto& leaf : *(*reader)->pending_leaves(1000)) note(leaf.leaf);
        return names;
    }
    // With the codes that a telephone shows at a moment of the writer's clock.
    Bytes enrol(StaffId id) {
        const auto offer = factors.offer_totp(id, "hanako", {.staff = id});
        EXPECT_TRUE(offer.ok()) << offer.error().code;
        const auto seed = *from_base32(offer->secret);
        const auto codes =
            factors.confirm_totp(id, totp_code(seed, totp_step(house.open.clock.now())), {});
        EXPECT_TRUE(codes.ok()) << codes.error().code;
        recovery = *codes;
        return seed;
    }

    House house;
    StaffDesk desk{house.open.writer(), house.get(), house.open.keyring};
    FactorDesk factors{house.open.writer(), house.get(), house.open.keyring};
    std::vector<std::string> recovery;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(StaffTest, Houses);

TYPED_TEST(StaffTest, ANewAccountWaitsForItsFirstPassword) {
    const auto made =
        this->desk.add({.name = "hanako", .label = "髙橋 花子", .role = "steward"}, kBoss);
    ASSERT_TRUE(made.ok()) << made.error().code;
    EXPECT_TRUE(made->account.must_change_password);
    EXPECT_TRUE(made->account.one_time_until.has_value());
    const auto row = this->row(made->account.id);
    EXPECT_TRUE(row.password_hash.starts_with("sealed:"));
    const auto hash = this->desk.vault().open_hash(row);
    ASSERT_TRUE(hash.ok());
    EXPECT_TRUE(verify_password(*hash, made->password));
    EXPECT_EQ(
        this->desk.add({.name = "hanako", .label = "", .role = "support"}, kBoss).error().code,
        "staff.name_taken");
    EXPECT_EQ(
        this->desk.add({.name = "taro", .label = "", .role = "root"}, kBoss).error().code,
        "staff.unknown_role");
    EXPECT_EQ(
        this->desk.add({.name = "ta ro", .label = "", .role = "support"}, kBoss).error().code,
        "staff.bad_name");
    EXPECT_EQ(this->desk.accounts()->size(), 2U);
    EXPECT_EQ(this->acts(), std::vector<std::string>{"staff.add"});
}

TYPED_TEST(StaffTest, OnesOwnHashDoesNotOpenAnothersAccount) {
    const auto hanako = this->row(this->add("hanako", "steward"));
    auto taro = this->row(this->add("taro", "steward"));
    taro.password_hash = hanako.password_hash;
    EXPECT_FALSE(this->desk.vault().open_hash(taro).ok());
}

TYPED_TEST(StaffTest, DisablingTakesRoleAndSessionsAtOnce) {
    const auto id = this->add("hanako", "steward");
    ASSERT_TRUE(this->house.open.writer()
                    .run([&](WriteContext& context) {
                        return context.store.put_session(
                            {Bytes(32, 1), id, context.now, context.now});
                    })
                    .ok());
    const auto disabled = this->desk.disable(id, kBoss);
    ASSERT_TRUE(disabled.ok()) << disabled.error().code;
    EXPECT_TRUE(disabled->disabled);
    EXPECT_EQ(disabled->role, "steward");
    EXPECT_FALSE(role_by_name(this->row(id).role).has_value());
    EXPECT_TRUE((*this->house.get().reader())->sessions_of(id)->empty());
    // Twice is once.
    EXPECT_EQ(this->desk.disable(id, kBoss)->role, "steward");
    EXPECT_EQ(this->desk.change(id, {"support", "x"}, kBoss)->role, "support");
    EXPECT_FALSE(role_by_name(this->row(id).role).has_value());
    EXPECT_EQ(this->desk.enable(id, kBoss)->role, "support");
    EXPECT_EQ(this->row(id).role, "support");
    EXPECT_EQ(
        this->acts(),
        (std::vector<std::string>{
            "staff.add", "staff.disable", "staff.disable", "staff.change", "staff.enable"}));
}

TYPED_TEST(StaffTest, OneAdministratorIsAlwaysLeft) {
    const StaffId boss{1};
    EXPECT_EQ(this->desk.disable(boss, {}).error().code, "staff.last_administrator");
    EXPECT_EQ(
        this->desk.change(boss, {"support", ""}, {}).error().code, "staff.last_administrator");
    EXPECT_EQ(this->desk.disable(boss, kBoss).error().code, "staff.oneself");
    EXPECT_EQ(this->desk.change(boss, {"support", ""}, kBoss).error().code, "staff.oneself");
    const auto second = this->add("second", "administrator");
    ASSERT_TRUE(this->desk.disable(boss, {.staff = second}).ok());
    EXPECT_EQ(this->desk.disable(second, {}).error().code, "staff.last_administrator");
    EXPECT_EQ(this->desk.disable(StaffId{99}, kBoss).error().code, "staff.unknown");
}

TYPED_TEST(StaffTest, ACodeCountsOnceAndOnlyWithinAStep) {
    const auto id = this->add("hanako", "steward");
    const auto seed = this->enrol(id);
    const auto step = totp_step(this->house.open.clock.now());
    const auto prove = [&](std::string_view code) {
        return this->factors.prove_code(id, code, {.staff = id}).ok();
    };
    EXPECT_FALSE(prove(totp_code(seed, step)));  // Used for setting up.
    EXPECT_FALSE(prove(totp_code(seed, step - 1)));
    EXPECT_FALSE(prove(totp_code(seed, step + 2)));
    EXPECT_TRUE(prove(totp_code(seed, step + 1)));
    EXPECT_FALSE(prove(totp_code(seed, step + 1)));
    EXPECT_FALSE(prove("000000"));
    EXPECT_FALSE(prove(""));
}

TYPED_TEST(StaffTest, OfTwoAtTheSameTimeOneCounts) {
    const auto id = this->add("hanako", "steward");
    const auto seed = this->enrol(id);
    const auto code = totp_code(seed, totp_step(this->house.open.clock.now()) + 1);
    std::atomic<int> taken = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] { taken += this->factors.prove_code(id, code, {}).ok() ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(taken, 1);
}

TYPED_TEST(StaffTest, RecoveryCodesWorkOnceEach) {
    const auto id = this->add("hanako", "steward");
    this->enrol(id);
    ASSERT_EQ(this->recovery.size(), kRecoveryCodes);
    std::string typed = this->recovery[3];
    for (char& c : typed) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    std::erase(typed, '-');
    const auto kind = this->factors.prove_code(id, typed, {});
    ASSERT_TRUE(kind.ok());
    EXPECT_EQ(*kind, CodeKind::recovery);
    EXPECT_FALSE(this->factors.prove_code(id, this->recovery[3], {}).ok());
    EXPECT_EQ(this->desk.account(id)->recovery_codes, 9);
    const auto renewed = this->factors.renew_recovery_codes(id, {});
    ASSERT_TRUE(renewed.ok());
    EXPECT_FALSE(this->factors.prove_code(id, this->recovery[0], {}).ok());
    EXPECT_TRUE(this->factors.prove_code(id, renewed->front(), {}).ok());
}

TYPED_TEST(StaffTest, AResetLeavesTheFactorsAndForgettingTakesThem) {
    const auto id = this->add("hanako", "steward");
    this->enrol(id);
    ASSERT_TRUE(this->desk.reset_password(id, kBoss).ok());
    EXPECT_TRUE(this->desk.account(id)->totp);
    EXPECT_EQ(this->factors.remove_totp(id, true, {}).error().code, "staff.factor_needed");
    EXPECT_EQ(this->desk.forget_factors(id, {}, {.staff = id}).error().code, "staff.oneself");
    ASSERT_TRUE(this->desk.forget_factors(id, {}, kBoss).ok());
    EXPECT_FALSE(this->desk.account(id)->totp);
    EXPECT_EQ(this->desk.account(id)->recovery_codes, 0);
}

TYPED_TEST(StaffTest, AnUnconfirmedSeedIsNoFactor) {
    const auto id = this->add("hanako", "steward");
    EXPECT_EQ(this->factors.confirm_totp(id, "123456", {}).error().code, "staff.no_totp_offer");
    const auto offer = this->factors.offer_totp(id, "hanako", {});
    ASSERT_TRUE(offer.ok());
    EXPECT_FALSE(this->desk.account(id)->totp);
    const auto seed = *from_base32(offer->secret);
    const auto code = totp_code(seed, totp_step(this->house.open.clock.now()));
    EXPECT_FALSE(this->factors.prove_code(id, code, {}).ok());
    EXPECT_TRUE(this->factors.confirm_totp(id, code, {}).ok());
    EXPECT_EQ(this->factors.offer_totp(id, "hanako", {}).error().code, "staff.totp_is_set");
}

// Nothing of it is in the database in the clear.
TYPED_TEST(StaffTest, TheStoreSeesNeitherNameNorSeed) {
    const auto id = this->add("hanako", "steward");
    const auto seed = this->enrol(id);
    const auto reader = this->house.get().reader();
    const auto settings = (*reader)->settings("");
    ASSERT_TRUE(settings.ok());
    bool found = false;
    for (const auto& [name, value] : *settings) {
        EXPECT_EQ(value.find("花子"), std::string::npos);
        EXPECT_EQ(value.find(to_base32(seed)), std::string::npos);
        EXPECT_EQ(value.find(as_text(seed)), std::string::npos);
        found = found || name == "staff.file." + std::to_string(id.value());
    }
    EXPECT_TRUE(found);
}

}  // namespace
}  // namespace genbo
