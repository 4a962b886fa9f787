// SPDX-License-Identifier: Apache-2.0
#include "app/honey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "app/master_house_test_helper.h"
#include "app/watch_duty.h"
#include "server/session_book.h"

namespace genbo {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

SourceValues neighbour_values(int number) {
    SourceValues values;
    values.set(Field::source_key, "k" + std::to_string(number));
    values.set(Field::name_full, "姓" + std::to_string(number) + "　名" + std::to_string(number));
    values.set(Field::kana_full, "ｾｲ" + std::to_string(number));
    values.set(Field::birth_date, "1980/02/0" + std::to_string(1 + number % 9));
    values.set(Field::gender, number % 2 == 0 ? "男性" : "女性");
    values.set(Field::postal_code, "4600008");
    values.set(Field::address_full, "名古屋市中区栄" + std::to_string(number));
    values.set(Field::phone, "0901234" + std::to_string(1000 + number));
    values.set(Field::store, "栄店");
    return values;
}

// A master with a watch over it, and two who are in charge of the watch.
class HoneyTest : public testing::Test, protected MasterHouse {
protected:
    ~HoneyTest() override { watch.reset(); }

    void open() {
        MasterHouse::open();
        watch = std::make_unique<WatchDuty>(*master, *log, &sessions, &metrics.watch);
    }
    void import_neighbours(int people) {
        std::vector<SourceValues> rows;
        for (int i = 0; i < people; ++i) rows.push_back(neighbour_values(i));
        import("pos", rows);
    }
    // Everything noted is in the store and looked at.
    void round() {
        check(log->flush().ok());
        clock.pass(std::chrono::seconds{11});
        const auto done = watch->run_once();
        ASSERT_TRUE(done.ok()) << done.error().code;
    }
    std::set<std::string> alerts() {
        std::set<std::string> kinds;
        for (const auto& alert : kept_alerts_now())
            kinds.insert(alert.what.actor + " " + alert.what.kind);
        return kinds;
    }
    std::string metric(const std::string& name) const {
        const auto text = registry.text();
        const auto at = text.find("\n" + name);
        return at == text.npos ? "" : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    }

    MetricRegistry registry;
    RegisterMetrics metrics{registry};
    SessionBook sessions{SessionLimits{}};
    std::unique_ptr<WatchDuty> watch;
};

TEST(HoneyValues, AreThoseOfANeighbourAndOfNobody) {
    std::set<std::string> names;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const auto like = neighbour_values(3);
        const auto values = honey_values(like, seed * 7919, "");
        names.insert(std::string{values.get(Field::name_full)});
        EXPECT_NE(values.get(Field::name_full).find("　"), std::string_view::npos);
        EXPECT_TRUE(values.get(Field::kana_full).starts_with("\xEF"))
            << values.get(Field::kana_full);
        // 090-0 belongs to no carrier; the neighbour writes no hyphens.
        EXPECT_TRUE(values.get(Field::phone).starts_with("0900")) << values.get(Field::phone);
        EXPECT_EQ(values.get(Field::phone).size(), 11U);
        EXPECT_EQ(values.get(Field::birth_date).size(), 10U);
        EXPECT_NE(values.get(Field::birth_date).find('/'), std::string_view::npos);
        EXPECT_THAT(values.get(Field::gender), testing::AnyOf("男性", "女性"));
        EXPECT_EQ(values.get(Field::postal_code).size(), 7U);
        EXPECT_EQ(values.get(Field::store), "栄店");
        EXPECT_EQ(values.get(Field::email), "");
        EXPECT_EQ(values.get(Field::source_key), "");
    }
    EXPECT_GE(names.size(), 38U);
    auto with_mail = neighbour_values(3);
    with_mail.set(Field::email, "x@example.jp");
    EXPECT_TRUE(honey_values(with_mail, 7, "post.example.jp")
                    .get(Field::email)
                    .ends_with("@post.example.jp"));
}

TEST_F(HoneyTest, WhoOpensAHoneyCustomerIsAskedWithinAMinute) {
    open();
    import_neighbours(12);
    const auto officer = call_of(2, "privacy_officer");
    const auto support = call_of(3, "support");
    const auto before = *backend->home(support);
    ASSERT_TRUE(watch->run_once().ok());
    const auto planted =
        backend->plant_honey(officer, {.count = 3, .source = "pos", .reason = "見張り"});
    ASSERT_TRUE(planted.ok()) << planted.error().code;
    ASSERT_THAT(*planted, SizeIs(3));
    // Figures pass them over, and their imports are in no list.
    const auto after = *backend->home(support);
    EXPECT_EQ(after.customers, before.customers);
    EXPECT_EQ(after.records, before.records);
    EXPECT_THAT(backend->imports(support, {})->items, SizeIs(1));
    EXPECT_EQ((*backend->sources(support))[0].records, 12);
    // They look like the others.
    const auto number = (*planted)[1].number;
    const auto customer = backend->customer(support, number);
    ASSERT_TRUE(customer.ok()) << customer.error().code;
    EXPECT_EQ(customer->members.size(), 1U);
    EXPECT_EQ(customer->members[0].source, "pos");
    round();
    EXPECT_THAT(alerts(), Contains("staff:3 honey"));
    EXPECT_EQ(
        metric("genbo_watch_alerts_total{severity=\"high\"}"),
        "genbo_watch_alerts_total{severity=\"high\"} 1");
    EXPECT_NE(metric("genbo_watch_round_timestamp_seconds"), "");
    // The officer's own look is no exception.
    ASSERT_TRUE(backend
                    ->customer(
                        [&] {
                            auto call = officer;
                            call.purpose = "investigation";
                            return call;
                        }(),
                        number)
                    .ok());
    round();
    EXPECT_THAT(alerts(), Contains("staff:2 honey"));
    // Lifted, it is gone.
    const auto lifted = backend->lift_mark(officer, (*planted)[1].id, "終わり");
    ASSERT_TRUE(lifted.ok()) << lifted.error().code;
    EXPECT_FALSE(backend->customer(support, number).ok());
    EXPECT_THAT(*backend->marks(officer), SizeIs(2));
    EXPECT_EQ(backend->home(support)->customers, before.customers);
}

TEST_F(HoneyTest, WhoMayNotKeepTheMarksIsNotToldWhoIsMadeUp) {
    open();
    import_neighbours(6);
    const auto officer = call_of(2, "privacy_officer");
    ASSERT_TRUE(watch->run_once().ok());
    const auto number =
        (*backend->plant_honey(officer, {.count = 1, .source = "pos", .reason = "見張り"}))[0]
            .number;
    // The one who looks is asked, but not told what about.
    ASSERT_TRUE(backend->customer(call_of(3, "steward"), number).ok());
    round();
    EXPECT_THAT(alerts(), Contains("staff:3 honey"));
    const auto kinds = [&](const ApiCall& call, bool own) {
        std::set<std::string> seen;
        const auto told = *backend->alerts(call, own);
        for (const auto& alert : told) {
            seen.insert(alert.kind);
            for (const auto& why : alert.contributions) seen.insert(why.feature);
        }
        return seen;
    };
    EXPECT_THAT(kinds(officer, false), Contains("honey"));
    EXPECT_THAT(kinds(call_of(3, "steward"), true), testing::ElementsAre("unexplained"));
    // Beside a real one of the kind that it is told as, it does not stand out.
    ASSERT_TRUE(master->writer()
                    .run([&](WriteContext& context) {
                        return raise_alert(
                            context, {clock.now(),
                                      "staff:4",
                                      "steward",
                                      "unexplained",
                                      2,
                                      {{"unexplained", 9, 1, 3}, {"records", 9, 1, 3}}});
                    })
                    .ok());
    for (const char* role : {"owner", "administrator"}) {
        int unexplained = 0;
        for (const auto& alert : *backend->alerts(call_of(1, role), false)) {
            if (alert.kind == "unexplained") ++unexplained;
            EXPECT_TRUE(alert.contributions.empty()) << role;
        }
        EXPECT_GE(unexplained, 2) << role;
    }
    EXPECT_THAT(kinds(officer, false), Contains("records"));
    const auto marks = [&](const ApiCall& call) {
        std::set<std::string> seen;
        const auto looks = *backend->access_of(call, number, {"", 50});
        for (const auto& look : looks.items) seen.insert(look.marks.begin(), look.marks.end());
        return seen;
    };
    EXPECT_THAT(marks(officer), Contains("honey"));
    for (const char* role : {"owner", "administrator"}) {
        EXPECT_THAT(kinds(call_of(1, role), false), Not(Contains("honey"))) << role;
        EXPECT_THAT(kinds(call_of(1, role), false), Contains("unexplained")) << role;
        EXPECT_THAT(marks(call_of(1, role)), Not(Contains("honey"))) << role;
    }
    // Nothing in the trail says it, either.
    ApiActQuery everything;
    everything.page.limit = 500;
    const auto acts = *backend->acts(call_of(1, "owner"), everything);
    for (const auto& act : acts.items)
        EXPECT_THAT(act.fields, Not(Contains("honey"))) << act.action;
    EXPECT_EQ(backend->export_audit(call_of(1, "owner"))->content.find("honey"), std::string::npos);
}

TEST_F(HoneyTest, TheWatchedDoNotKeepTheMarks) {
    open();
    import_neighbours(3);
    for (const char* role : {"owner", "administrator", "steward", "support", "shop", "marketer"}) {
        EXPECT_EQ(backend->marks(call_of(5, role)).error().code, "access.denied") << role;
        EXPECT_EQ(
            backend->plant_honey(call_of(5, role), {1, "pos", "x"}).error().code, "access.denied");
    }
    const auto auditor = call_of(2, "auditor");
    EXPECT_THAT(*backend->marks(auditor), IsEmpty());
    EXPECT_EQ(
        backend->plant_honey(auditor, {1, "nowhere", "x"}).error().code, "app.unknown_source");
    EXPECT_EQ(backend->plant_honey(auditor, {51, "pos", "x"}).error().code, "app.honey_count");
    EXPECT_FALSE(backend->set_mark(auditor, {"48213-90576", "notable", {}, "x"}).ok());
}

TEST_F(HoneyTest, OneselfAndOnesFamilyAreAlerts) {
    open();
    import_neighbours(4);
    const auto auditor = call_of(2, "auditor");
    std::vector<std::string> numbers;
    for (std::int64_t record = 1; record <= 3; ++record) {
        auto session = *master->sessions().borrow();
        CustomerDesk desk(*session, master->config().policy);
        numbers.push_back(*desk.number_text(session->store().record(RecordId{record})->customer));
    }
    // "admin" is staff 1.
    ASSERT_TRUE(backend->set_mark(auditor, {numbers[0], "own_person", "admin", "届け出"}).ok());
    ASSERT_TRUE(backend->set_mark(auditor, {numbers[1], "family", "admin", "届け出"}).ok());
    const auto notable = backend->set_mark(auditor, {numbers[2], "notable", {}, "選手"});
    ASSERT_TRUE(notable.ok()) << notable.error().code;
    EXPECT_EQ(notable->number, numbers[2]);
    EXPECT_EQ(
        backend->set_mark(auditor, {numbers[2], "family", "nobody", "x"}).error().code,
        "app.unknown_staff");
    ASSERT_TRUE(watch->run_once().ok());
    for (const auto& number : numbers)
        ASSERT_TRUE(backend->customer(call_of(1, "owner"), number).ok());
    ASSERT_TRUE(backend->customer(call_of(7, "support"), numbers[0]).ok());
    round();
    EXPECT_THAT(alerts(), Contains("staff:1 own_person"));
    EXPECT_THAT(alerts(), Contains("staff:1 family"));
    EXPECT_THAT(alerts(), Contains("staff:1 notable"));
    EXPECT_THAT(alerts(), Contains("staff:7 colleague"));
    // Nobody takes the watch off himself.
    const auto marks = *backend->marks(auditor);
    EXPECT_EQ(
        backend->lift_mark(call_of(1, "auditor"), marks[0].id, "x").error().code,
        "register.mark_own");
    EXPECT_EQ(marks[0].staff, "admin");
}

TEST_F(HoneyTest, WhoHasLeftIsNoticedAndHisSessionsEndWhereThatIsSet) {
    configure("watch", "end_sessions = [\"left\"]\n");
    open();
    import_neighbours(2);
    StaffDesk desk(master->writer(), master->store(), master->keyring());
    const auto made = *desk.add({"hanako", "花子", "support"}, {.staff = StaffId{1}});
    const auto id = made.account.id;
    StaffChange change{"support", "花子", day_in_japan(clock.now()), true};
    ASSERT_TRUE(desk.change(id, change, {.staff = StaffId{1}}).ok());
    EXPECT_EQ(desk.account(id)->leaves_on, day_in_japan(clock.now()));
    const auto token = *sessions.open({.staff = id}, clock.now());
    const auto number = [&] {
        auto session = *master->sessions().borrow();
        CustomerDesk customers(*session, master->config().policy);
        return *customers.number_text(session->store().record(RecordId{1})->customer);
    }();
    // The last day is a day of work.
    ASSERT_TRUE(backend->customer(call_of(id.value(), "support"), number).ok());
    round();
    EXPECT_THAT(alerts(), IsEmpty());
    clock.pass(std::chrono::hours{24});
    const auto again = *sessions.open({.staff = id}, clock.now());
    ASSERT_TRUE(backend->customer(call_of(id.value(), "support"), number).ok());
    round();
    EXPECT_THAT(alerts(), Contains("staff:" + std::to_string(id.value()) + " left"));
    EXPECT_FALSE(sessions.use(again, clock.now())->has_value());
    EXPECT_EQ(sessions.size(), 0U);
    static_cast<void>(token);
    // The day is taken back: he is here.
    change.leaves_on.reset();
    ASSERT_TRUE(desk.change(id, change, {.staff = StaffId{1}}).ok());
    EXPECT_FALSE(desk.account(id)->leaves_on.has_value());
}

TEST_F(HoneyTest, ADisabledAccountThatKnowsThePasswordIsAnAlertAndSoIsANewPlace) {
    open();
    StaffDesk desk(master->writer(), master->store(), master->keyring());
    const auto id = desk.add({"hanako", "花子", "support"}, {.staff = StaffId{1}})->account.id;
    ApiArrival arrival;
    arrival.staff = id;
    arrival.role = "support";
    arrival.name = "hanako";
    arrival.device = "Chromium / Linux";
    const auto from = [&](const char* address, bool first = false, bool ended = false) {
        arrival.address = address;
        arrival.first = first;
        arrival.ended = ended;
        arrival.at = clock.now();
        ASSERT_TRUE(backend->note_arrival(arrival).ok());
    };
    const auto who = "staff:" + std::to_string(id.value());
    ASSERT_TRUE(watch->run_once().ok());
    // The first place is where somebody works, and another address of the same network is it too.
    from("192.0.2.7");
    from("192.0.2.9");
    round();
    EXPECT_THAT(alerts(), IsEmpty());
    from("198.51.100.7");
    round();
    EXPECT_THAT(alerts(), Contains(who + " new_device"));
    EXPECT_THAT(alerts(), Not(Contains(who + " left")));
    // What is told of a sign-in is nobody's data.
    {
        auto session = *master->sessions().borrow();
        for (const auto& day : *session->store().access_days(0))
            if (day.actor != "watch") EXPECT_EQ(day.records, 0) << day.actor;
    }
    ASSERT_TRUE(desk.disable(id, {.staff = StaffId{1}}).ok());
    clock.pass(std::chrono::seconds{30});
    from("192.0.2.7", false, true);
    round();
    EXPECT_THAT(alerts(), Contains(who + " left"));
}

}  // namespace
}  // namespace genbo
