// SPDX-License-Identifier: Apache-2.0

// Contradictions, relations and reconciliations as the API's backend answers them: who may, what
// each role sees, and that nothing is decided over what somebody else has changed meanwhile.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/master_house_test_helper.h"

namespace genbo {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

SourceValues cared_for(const std::string& key, const char* given, const char* born) {
    SourceValues values;
    values.set(Field::source_key, key);
    values.set(Field::surname, "高橋");
    values.set(Field::given_name, given);
    values.set(Field::phone, std::string{"090-2211-33"} + (key.back() % 2 == 0 ? "44" : "55"));
    values.set(Field::email, std::string{given} + "@example.jp");
    values.set(Field::birth_date, born);
    values.set(Field::purchase_amount, "1,200円");
    return values;
}

class BackendCareTest : public testing::Test, protected MasterHouse {
protected:
    BackendCareTest() {
        open();
        import("pos", {cared_for("1", "花子", "1980-02-03"), cared_for("2", "次郎", "1990-05-05")});
        import("ec", {cared_for("1", "花子", "1980-02-13")});
        hanako = number_of(1);
        jiro = number_of(2);
    }

    static std::vector<std::string> values_of_sides(const ApiConflict& conflict) {
        std::vector<std::string> out;
        for (const auto& side : conflict.sides) out.push_back(side.values.at(0).raw);
        std::ranges::sort(out);
        return out;
    }
    std::string upload(const std::string& text) {
        auto file = *backend->begin_upload(text.size());
        check(file->write(text).ok());
        check(file->finish().ok());
        return backend->add_upload(steward, "店.csv", *file)->upload_id;
    }

    Result<ApiReconciliation> reconcile(const std::string& upload_id, const char* source) {
        ApiImportRequest request;
        request.upload_id = upload_id;
        request.source = source;
        return backend->reconcile(steward, request);
    }

    const ApiCall steward = call_of(7, "steward");
    const ApiCall support = call_of(8, "support");
    const ApiCall shop = call_of(9, "shop");
    std::string hanako;
    std::string jiro;
};

TEST_F(BackendCareTest, ConflictsAreListedDecidedAndTakenBack) {
    const auto page = backend->conflicts(steward, {.limit = 10});
    ASSERT_TRUE(page.ok()) << page.error().code;
    EXPECT_EQ(page->found, 1);
    EXPECT_EQ(page->customers, 1);
    EXPECT_TRUE(page->surveyed_at);
    ASSERT_THAT(page->items, SizeIs(1));
    const auto& conflict = page->items[0];
    EXPECT_EQ(conflict.number, hanako);
    EXPECT_EQ(conflict.field, "birth_date");
    EXPECT_THAT(values_of_sides(conflict), ElementsAre("1980-02-03", "1980-02-13"));
    ASSERT_THAT(page->fields, SizeIs(1));
    EXPECT_EQ(page->fields[0].count, 1);
    EXPECT_THAT(backend->conflicts(steward, {.limit = 10, .field = "email"})->items, IsEmpty());
    EXPECT_EQ(backend->conflicts(steward, {.field = "colour"}).error().code, "app.unknown_field");
    EXPECT_EQ(backend->conflicts(steward, {.cursor = "x"}).error().code, "app.bad_cursor");

    // The record that is not golden is right.
    const auto right = conflict.sides[1].claims[0].record_id;
    const ApiRulingWish wish{hanako, "birth_date", "value", right.value(), "運転免許証"};
    auto seen = steward;
    seen.if_match = conflict.version;
    const auto ruled = backend->rule(seen, wish);
    ASSERT_TRUE(ruled.ok()) << ruled.error().code;
    EXPECT_THAT(ruled->items, IsEmpty());
    ASSERT_THAT(ruled->rulings, SizeIs(1));
    EXPECT_EQ(ruled->rulings[0].reason, "運転免許証");
    EXPECT_EQ(ruled->rulings[0].record_id, right);
    EXPECT_FALSE(ruled->rulings[0].withdrawn_at);
    // What was decided falls out at once, and of a register of this size the count is right again.
    const auto nothing = backend->conflicts(steward, {.limit = 10});
    EXPECT_THAT(nothing->items, IsEmpty());
    EXPECT_EQ(nothing->found, 0);
    EXPECT_EQ(nothing->customers, 0);
    EXPECT_THAT(nothing->fields, IsEmpty());
    const auto golden = backend->customer(steward, hanako)->golden;
    const auto birth = std::ranges::find(golden, "birth_date", &ApiGoldenField::field);
    ASSERT_NE(birth, golden.end());
    EXPECT_EQ(birth->value, conflict.sides[1].values[0].raw);
    EXPECT_EQ(birth->lineage.rule, "ruling");
    // What the second one saw is no longer so.
    EXPECT_EQ(backend->rule(seen, wish).error().fault, Fault::conflict);

    const auto back = backend->withdraw_ruling(steward, ruled->rulings[0].id);
    ASSERT_TRUE(back.ok()) << back.error().code;
    EXPECT_THAT(*back, ElementsAre(hanako));
    const auto after = backend->customer_conflicts(steward, hanako);
    EXPECT_THAT(after->items, SizeIs(1));
    ASSERT_THAT(after->rulings, SizeIs(1));
    EXPECT_TRUE(after->rulings[0].withdrawn_at);
    EXPECT_EQ(
        backend->withdraw_ruling(steward, ruled->rulings[0].id).error().code, "register.no_ruling");
    EXPECT_EQ(backend->withdraw_ruling(steward, "7-x").error().code, "register.no_ruling");
}

TEST_F(BackendCareTest, ARulingSaysWhatItIsAbout) {
    const auto refused = [&](const ApiRulingWish& wish) {
        const auto done = backend->rule(steward, wish);
        return done.ok() ? std::string{} : done.error().code;
    };
    EXPECT_EQ(refused({hanako, "source_key", "both", {}, ""}), "app.unknown_field");
    EXPECT_EQ(refused({hanako, "birth_date", "value", {}, ""}), "register.ruling_record");
    EXPECT_EQ(refused({hanako, "birth_date", "both", 1, ""}), "register.ruling_record");
    EXPECT_EQ(refused({hanako, "birth_date", "value", 2, ""}), "register.ruling_record");
    EXPECT_EQ(refused({hanako, "email", "both", {}, ""}), "register.ruling_nothing");
    EXPECT_EQ(refused({jiro, "birth_date", "both", {}, ""}), "register.ruling_nothing");
    EXPECT_THAT(backend->customer_conflicts(steward, hanako)->rulings, IsEmpty());
}

TEST_F(BackendCareTest, WhoDoesNotDecideIsDenied) {
    for (const auto& call : {support, shop}) {
        EXPECT_EQ(backend->conflicts(call, {}).error().code, "access.denied");
        EXPECT_EQ(backend->customer_conflicts(call, hanako).error().code, "access.denied");
        EXPECT_EQ(
            backend->rule(call, {hanako, "birth_date", "both", {}, ""}).error().code,
            "access.denied");
        EXPECT_EQ(backend->withdraw_ruling(call, "1-1").error().code, "access.denied");
        EXPECT_EQ(
            backend->relate(call, {hanako, "household", "up", jiro, {}, {}, "", ""}).error().code,
            "access.denied");
        EXPECT_EQ(
            backend->end_relation(call, hanako, 1, "2026-01-01").error().code, "access.denied");
        EXPECT_EQ(backend->withdraw_relation(call, hanako, 1).error().code, "access.denied");
        EXPECT_EQ(backend->relation_lines(call, "", 10).error().code, "access.denied");
        EXPECT_EQ(backend->reconcile(call, {}).error().code, "access.denied");
        EXPECT_EQ(backend->reconciliations(call).error().code, "access.denied");
    }
}

TEST_F(BackendCareTest, HitsShowBirthDatesAsOtherDays) {
    auto whole = cared_for("3", "三郎", "昭和55年2月3日");
    whole.set(Field::email, "saburo@example.jp");
    auto year = cared_for("6", "六郎", "昭和55年");
    year.set(Field::email, "rokuro@example.jp");
    year.set(Field::phone, "03-3211-1111");
    import("paper", {whole, year});
    ApiSearch wish;
    wish.text = "saburo@example.jp";
    const auto hits = backend->search(steward, wish);
    ASSERT_TRUE(hits.ok()) << hits.error().code;
    ASSERT_THAT(hits->items, SizeIs(1));
    EXPECT_EQ(hits->items[0].birth_date, "1980-02-03");
    wish.text = "rokuro@example.jp";
    EXPECT_EQ(backend->search(steward, wish)->items.at(0).birth_date, "昭和55年");
}

TEST_F(BackendCareTest, RelationsFromBothEnds) {
    const ApiRelationWish wish{jiro,         "household", "up",   hanako,
                               "2020-04-01", {},          "長男", "本人から"};
    const auto made = backend->relate(steward, wish);
    ASSERT_TRUE(made.ok()) << made.error().code;
    ASSERT_THAT(made->items, SizeIs(1));
    EXPECT_EQ(made->items[0].direction, "up");
    EXPECT_EQ(made->items[0].number, hanako);
    EXPECT_EQ(made->items[0].title, "長男");
    EXPECT_TRUE(made->items[0].holds);
    const auto id = made->items[0].id;
    const auto other = backend->relations(support, hanako);
    ASSERT_THAT(other->items, SizeIs(1));
    EXPECT_EQ(other->items[0].direction, "down");
    EXPECT_EQ(other->items[0].id, id);
    EXPECT_THAT(other->proposals, IsEmpty()) << "only who decides is proposed anything";
    EXPECT_EQ(backend->relate(steward, wish).error().code, "register.relation_exists");
    auto odd = wish;
    odd.since = "2020-02-30";
    EXPECT_EQ(backend->relate(steward, odd).error().code, "app.bad_day");
    odd = wish;
    odd.kind = "friend";
    EXPECT_EQ(backend->relate(steward, odd).error().code, "app.bad_relation_kind");

    const auto group = backend->group(steward, hanako, {});
    ASSERT_TRUE(group.ok()) << group.error().code;
    ASSERT_THAT(group->members, SizeIs(2));
    EXPECT_EQ(group->members[1].number, jiro);
    EXPECT_EQ(group->members[1].above, 0);
    EXPECT_EQ(group->purchase_amount, 2400);
    EXPECT_THAT(backend->group(steward, hanako, "2019-01-01")->members, SizeIs(1));

    const auto lines = backend->relation_lines(steward, "", 10);
    ASSERT_THAT(lines->items, SizeIs(1));
    EXPECT_EQ(lines->items[0].lower, jiro);
    EXPECT_EQ(lines->items[0].upper, hanako);
    EXPECT_EQ(lines->next_cursor, "");
    EXPECT_EQ(backend->relation_lines(steward, "keys/1", 10).error().code, "app.bad_cursor");

    const auto ended = backend->end_relation(steward, jiro, id, "2024-03-31");
    EXPECT_FALSE(ended->items.at(0).holds);
    EXPECT_EQ(ended->items.at(0).until, "2024-03-31");
    EXPECT_THAT(backend->group(steward, hanako, {})->members, SizeIs(1));
    EXPECT_EQ(
        backend->end_relation(steward, jiro, id + 1, "2024-03-31").error().code,
        "register.no_relation");
    EXPECT_THAT(backend->withdraw_relation(steward, hanako, id)->items, IsEmpty());
    EXPECT_THAT(backend->relation_lines(steward, "", 10)->items, IsEmpty());
    EXPECT_EQ(backend->withdraw_relation(steward, hanako, id).error().code, "register.no_relation");
}

TEST_F(BackendCareTest, ReconcilesAnUploadAndKeepsTheOutcome) {
    const std::string header =
        "source_key,surname,given_name,phone,email,birth_date,purchase_amount\n";
    const std::string first = "1,高橋,花子,090-2211-3355,花子@example.jp,1980-02-03,\"1,200円\"\n";
    const auto drift =
        reconcile(upload(header + first + "3,田中,四郎,,shiro@example.jp,,70\n"), "pos");
    ASSERT_TRUE(drift.ok()) << drift.error().code;
    EXPECT_FALSE(drift->agrees);
    EXPECT_EQ(drift->same, 1);
    EXPECT_EQ(drift->only_file, 1);
    EXPECT_EQ(drift->only_register, 1);
    EXPECT_EQ(drift->file.purchase_amount, 1270);
    EXPECT_EQ(drift->in_register.purchase_amount, 2400);
    ASSERT_THAT(drift->examples, SizeIs(2));
    EXPECT_THAT(drift->imports, SizeIs(1));
    EXPECT_TRUE(drift->imports[0].balanced);
    const auto kept = *backend->reconciliations(steward);
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(kept[0].id, drift->id);
    EXPECT_EQ(kept[0].file_name, "店.csv");
    // What was kept names nobody.
    EXPECT_THAT(kept[0].examples, IsEmpty());
    EXPECT_EQ(reconcile(upload(header + first), "none").error().code, "app.unknown_source");
    EXPECT_FALSE(reconcile("0000", "pos").ok());
}

}  // namespace
}  // namespace genbo
