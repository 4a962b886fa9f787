// SPDX-License-Identifier: Apache-2.0
#include "register/model_desk.h"

#include <gtest/gtest.h>

#include "register/evidence_trail.h"
#include "register/model_switch.h"
#include "register/open_register_test_helper.h"

namespace genbo {
namespace {

TEST(RulesModel, JoinsByRulesAlone) {
    const auto model = rules_model(register_schema());
    const Scorer scorer{register_schema(), model};
    const auto bits = [&](const SourceValues& left, const SourceValues& right) {
        const auto a = match_row_of(left);
        const auto b = match_row_of(right);
        return scorer.score(a.view(), b.view());
    };
    const LiveOptions options;
    EXPECT_GE(bits(hanako("1"), hanako("2")), options.auto_bits);
    EXPECT_LT(bits(hanako("1"), taro("2")), options.review_bits);
    auto no_contact = hanako("2");
    for (const auto field : {Field::phone, Field::email, Field::address_full})
        no_contact.set(field, "");
    EXPECT_LT(bits(hanako("1"), no_contact), options.auto_bits);
    auto with_mail = no_contact;
    with_mail.set(Field::email, "hanako@example.jp");
    EXPECT_GE(bits(hanako("1"), with_mail), options.auto_bits);
    auto sister = hanako("2");
    sister.set(Field::given_name, "桜子");
    sister.set(Field::kana_full, "タカハシ サクラコ");
    sister.set(Field::birth_date, "1983-05-06");
    EXPECT_LT(bits(hanako("1"), sister), options.auto_bits);
    // A rare name is worth no more than a common one.
    EXPECT_TRUE(model.frequencies.entries().empty());
    const auto again = model_from_json(model_to_json(model));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(model_to_json(*again), model_to_json(model));
}

template <typename House>
class ModelDeskTest : public testing::Test {
protected:
    std::vector<std::string> told(std::int64_t record) {
        auto session = open.sessions().borrow();
        const auto stored = *(*session)->store().record(RecordId{record});
        SheetShelf shelf;
        std::vector<std::string> out;
        for (const auto& one : *kept_evidence((*session)->store(), (*session)->vault(), stored)) {
            const auto sheet = *shelf.get((*session)->store(), one.evidence.model);
            const auto why = *tell_again(one.evidence, *sheet);
            auto& text = out.emplace_back(why.model_version);
            for (const auto& entry : why.entries)
                text += " " + entry.level + ":" + std::to_string(entry.bits);
            text += " " + std::to_string(why.total);
        }
        return out;
    }

    std::unique_ptr<Resident> candidate(const Model& model) {
        auto session = this->open.sessions().borrow();
        return *register_under(**session, model, this->open.options);
    }

    House house;
    OpenRegister& open = house.open;
};

using Houses = testing::Types<MemoryHouse, SqliteHouse, PgHouse>;
TYPED_TEST_SUITE(ModelDeskTest, Houses);

TYPED_TEST(ModelDeskTest, OldDecisionsAreToldWithTheOldModel) {
    this->open.import("pos", {hanako("1")});
    this->open.import("ec", {hanako("2")});
    const auto before = this->told(2);
    ASSERT_EQ(before.size(), 1U);
    ModelDesk desk(this->open.writer());
    const auto rules = desk.rules(Actor{});
    ASSERT_TRUE(rules.ok()) << rules.error().code;
    EXPECT_EQ(rules->number, 2);
    EXPECT_EQ(desk.rules(Actor{})->number, 2);
    const auto candidate = this->candidate(rules->model);
    ASSERT_TRUE(switch_model(this->open.writer(), *candidate, 2, 0, Actor{}).ok());
    EXPECT_EQ(this->told(2), before);
    auto session = this->open.sessions().borrow();
    EXPECT_EQ(*active_model((*session)->store()), 2);
    EXPECT_EQ(stored_sheets((*session)->store())->size(), 2U);
    EXPECT_EQ(
        *(*session)->store().setting(kModelSetting), model_to_json(rules_model(register_schema())));
}

TYPED_TEST(ModelDeskTest, LearnsFromVerdictsAndShowsWhatWouldChange) {
    this->open.import("pos", some_rows(41, 80));
    ModelDesk desk(this->open.writer());
    {
        auto session = this->open.sessions().borrow();
        ASSERT_TRUE(this->open.writer()
                        .run([](WriteContext& context) -> Result<> {
                            TRY(ensure_sheet(context.store, context.now, *context.index.model()));
                            return {};
                        })
                        .ok());
    }
    {
        auto session = this->open.sessions().borrow();
        EXPECT_EQ(desk.learn(**session, Actor{}).error().code, "register.too_few_labels");
    }
    VerdictDesk verdicts(this->open.writer());
    std::size_t given = 0;
    for (const auto& pair : this->open.review_queue(100)) {
        const auto kind = pair.bits > 2000 ? StoredVerdictKind::same : StoredVerdictKind::not_same;
        if (verdicts.decide(RecordId{pair.a}, RecordId{pair.b}, kind, "", Actor{}).ok()) ++given;
    }
    for (std::int64_t i = 1; given < kLabelsMin; ++i, ++given)
        ASSERT_TRUE(
            verdicts.decide(RecordId{i}, RecordId{i + 40}, StoredVerdictKind::not_same, "", Actor{})
                .ok());
    auto session = this->open.sessions().borrow();
    const auto learned = desk.learn(**session, Actor{});
    ASSERT_TRUE(learned.ok()) << learned.error().code;
    EXPECT_EQ(learned->origin, "learned");
    EXPECT_GE(learned->labels, static_cast<std::int64_t>(kLabelsMin));
    // Whatever decides meanwhile, the same verdicts teach the same.
    const auto candidate = this->candidate(learned->model);
    ASSERT_TRUE(switch_model(this->open.writer(), *candidate, learned->number, 0, Actor{}).ok());
    const auto again = desk.learn(**session, Actor{});
    ASSERT_TRUE(again.ok()) << again.error().code;
    EXPECT_EQ(model_to_json(again->model), model_to_json(learned->model));
}

}  // namespace
}  // namespace genbo
