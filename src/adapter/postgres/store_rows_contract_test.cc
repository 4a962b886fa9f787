// SPDX-License-Identifier: Apache-2.0

// What the store port promises about what it keeps, asked of every adapter: each method at least
// once, many at once, in order, without what is not there.

#include <gtest/gtest.h>

#include <limits>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/postgres/test_rows.h"

namespace genbo {
namespace {

class StoreRows : public testing::TestWithParam<HomeKind> {
protected:
    void SetUp() override {
        home_ = make_home(GetParam());
        writer_ = must(home_->store().writer());
    }

    template <typename Work>
    void committed(Work work) {
        EXPECT_EQ(must(writer_->begin(WriteScope::partition, fresh_mark())), Began::fresh);
        must(work(*writer_));
        must(writer_->commit());
    }
    std::unique_ptr<StoreReader> reader() { return must(home_->store().reader()); }

    // Asks the writer before the commit and a reader after it.
    template <typename Change, typename Ask>
    void expect_after(Change change, Ask ask) {
        EXPECT_EQ(must(writer_->begin(WriteScope::partition, fresh_mark())), Began::fresh);
        must(change(*writer_));
        {
            SCOPED_TRACE("the writer");
            ask(static_cast<StoreReader&>(*writer_));
        }
        must(writer_->commit());
        SCOPED_TRACE("a reader");
        ask(*reader());
    }

    std::unique_ptr<StoreHome> home_;
    std::unique_ptr<StoreWriter> writer_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreRows, testing::ValuesIn(all_homes()), home_name);

std::vector<RecordId> record_ids(std::initializer_list<std::int64_t> ids) {
    std::vector<RecordId> out;
    for (const auto id : ids) out.emplace_back(id);
    return out;
}

std::vector<NumberId> number_ids(std::initializer_list<std::int64_t> ids) {
    std::vector<NumberId> out;
    for (const auto id : ids) out.emplace_back(id);
    return out;
}

// In any order.
std::vector<CustomerMember> sorted(std::vector<CustomerMember> members) {
    std::ranges::sort(members, {}, [](const auto& m) { return std::pair{m.customer, m.record}; });
    return members;
}

CustomerMember member(std::int64_t customer, std::int64_t record) {
    return {NumberId{customer}, RecordId{record}};
}

TEST_P(StoreRows, SettingsAreFoundByNameAndByPrefix) {
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.set_setting("test.b", "2"));
            TRY(w.set_setting("test.a", "1"));
            TRY(w.set_setting("testament", "0"));
            TRY(w.set_setting("店.名", "玄武"));
            TRY(w.set_setting("test.empty", ""));
            return w.set_setting("test.b", "3");
        },
        [](StoreReader& r) {
            using Settings = std::vector<std::pair<std::string, std::string>>;
            EXPECT_EQ(must(r.setting("test.b")), "3");
            EXPECT_EQ(must(r.setting("test.empty")), "");
            EXPECT_EQ(must(r.setting("店.名")), "玄武");
            EXPECT_EQ(r.setting("test").error().fault, Fault::not_found);
            EXPECT_EQ(
                must(r.settings("test.")),
                (Settings{{"test.a", "1"}, {"test.b", "3"}, {"test.empty", ""}}));
            EXPECT_EQ(must(r.settings("店")), (Settings{{"店.名", "玄武"}}));
            EXPECT_TRUE(must(r.settings("none")).empty());
        });
}

TEST_P(StoreRows, SourcesAreListedAndRelabelled) {
    auto first = a_source(2, "shop");
    const auto second = a_source(1, "ec");
    committed([&](StoreWriter& w) -> Result<> {
        TRY(w.put_source(first));
        return w.put_source(second);
    });
    first.label = "本店";
    first.rank = 100;
    expect_after(
        [&](StoreWriter& w) { return w.put_source(first); },
        [&](StoreReader& r) { EXPECT_EQ(must(r.sources()), (std::vector{second, first})); });
}

TEST_P(StoreRows, RecordsAreFoundByIdByKeyAndByCustomer) {
    const std::vector<StoredRecord> records{
        a_record(1, "a", 7), a_record(2, "b", 8), a_record(3, "c", 7), a_record(4, "d", 0)};
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.add_records({}));
            TRY(w.add_records(std::span{records}.subspan(2)));
            return w.add_records(std::span{records}.first(2));
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.record(RecordId{3})), records[2]);
            EXPECT_EQ(r.record(RecordId{9}).error().fault, Fault::not_found);
            EXPECT_TRUE(must(r.records({})).empty());
            EXPECT_EQ(
                must(r.records(record_ids({3, 9, 1, 3}))), (std::vector{records[0], records[2]}));
            EXPECT_EQ(
                must(r.records_by_keys(SourceId{1}, each_bytes_of({"d", "?", "a", "d"}))),
                (std::vector{records[0], records[3]}));
            EXPECT_TRUE(must(r.records_by_keys(SourceId{2}, each_bytes_of({"a"}))).empty());
            EXPECT_TRUE(must(r.records_by_keys(SourceId{1}, {})).empty());
            EXPECT_EQ(must(r.records_of(NumberId{7})), (std::vector{records[0], records[2]}));
            EXPECT_TRUE(must(r.records_of(NumberId{9})).empty());
            // Those that are nobody's belong to nobody.
            EXPECT_TRUE(must(r.records_of(NumberId{0})).empty());
            EXPECT_EQ(
                must(r.members_of(number_ids({8, 7, 0, 9, 7}))),
                (std::vector{member(7, 1), member(7, 3), member(8, 2)}));
            EXPECT_TRUE(must(r.members_of({})).empty());
            EXPECT_EQ(
                sorted(must(r.customers_of(record_ids({4, 3, 9, 2, 3})))),
                (std::vector{member(7, 3), member(8, 2)}));
            EXPECT_TRUE(must(r.customers_of({})).empty());
        });
}

TEST_P(StoreRows, RecordsChangeTheirVersionAndTheirCustomer) {
    auto first = a_record(1, "a", 7);
    auto second = a_record(2, "b", 0);
    committed([&](StoreWriter& w) { return w.add_records(std::vector{first, second}); });
    first.version = 0;
    first.content_hash = {};
    first.customer = NumberId{0};
    second.version = 5;
    second.last_version = 6;
    second.content_hash = bytes_of("new");
    second.customer = NumberId{8};
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            // What is not a projection stays as it is, whatever is given.
            auto given = second;
            given.wrapped_key = bytes_of("?");
            given.key_hash = bytes_of("?");
            TRY(w.set_current({}));
            TRY(w.set_current(std::vector{given, first}));
            TRY(w.set_customers({}));
            return w.set_customers(std::vector<CustomerOfRecord>{
                {RecordId{1}, NumberId{7}, NumberId{0}}, {RecordId{2}, NumberId{0}, NumberId{8}}});
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.records(record_ids({1, 2}))), (std::vector{first, second}));
            EXPECT_TRUE(must(r.records_of(NumberId{7})).empty());
            EXPECT_EQ(must(r.records_of(NumberId{8})), std::vector{second});
            must(r.verify());
        });
    // To where it is already.
    committed([](StoreWriter& w) {
        return w.set_customers(
            std::vector<CustomerOfRecord>{{RecordId{2}, NumberId{8}, NumberId{8}}});
    });
    EXPECT_EQ(must(reader()->records_of(NumberId{8})), std::vector{second});
}

TEST_P(StoreRows, VersionsAreKeptForever) {
    auto first = a_record(1, "a");
    first.version = 2;
    auto gone = a_record(2, "b", 0);
    gone.version = 0;
    auto bare = a_record(3, "c");
    const std::vector<StoredVersion> versions{
        a_version(1, 1), a_version(1, 2, 2), a_version(1, 3), a_version(2, 1, 2)};
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.add_records(std::vector{first, gone, bare}));
            TRY(w.add_versions({}));
            return w.add_versions(versions);
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.version(RecordId{1}, 3)), versions[2]);
            EXPECT_EQ(r.version(RecordId{1}, 4).error().fault, Fault::not_found);
            EXPECT_EQ(
                must(r.versions(RecordId{1})), std::vector(versions.begin(), versions.begin() + 3));
            EXPECT_TRUE(must(r.versions(RecordId{9})).empty());
            // In the order of what was given; not of what is withdrawn or has none.
            EXPECT_EQ(
                must(r.current_versions(std::vector{gone, bare, first})), std::vector{versions[1]});
            auto earlier = first;
            earlier.version = 1;
            EXPECT_EQ(
                must(r.current_versions(std::vector{first, earlier})),
                (std::vector{versions[1], versions[0]}));
            EXPECT_TRUE(must(r.current_versions({})).empty());
            EXPECT_EQ(must(r.records_of_import(ImportId{2})), record_ids({1, 2}));
            EXPECT_EQ(must(r.records_of_import(ImportId{1})), record_ids({1}));
            EXPECT_TRUE(must(r.records_of_import(ImportId{9})).empty());
        });
}

// More than any adapter holds in memory at once.
TEST_P(StoreRows, EveryLiveRecordIsWalkedOverOnce) {
    constexpr std::int64_t kRecords = 20'030;
    committed([&](StoreWriter& w) -> Result<> {
        std::vector<StoredRecord> records;
        std::vector<StoredVersion> versions;
        for (std::int64_t id = 1; id <= kRecords; ++id) {
            auto record = a_record(id, "k" + std::to_string(id), id % 5);
            if (id % 5 == 0) record.version = 0;
            records.push_back(record);
            versions.push_back(a_version(id, 1));
        }
        TRY(w.add_records(records));
        return w.add_versions(versions);
    });
    auto looking = reader();
    std::int64_t expected = 0;
    std::int64_t seen = 0;
    must(looking->each_live_record(
        [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
            if (++expected % 5 == 0) ++expected;
            EXPECT_EQ(record.id, RecordId{expected});
            EXPECT_EQ(version.record, record.id);
            EXPECT_EQ(version.version, record.version);
            ++seen;
            return {};
        }));
    EXPECT_EQ(seen, kRecords * 4 / 5);
    seen = 0;
    const auto stopped = looking->each_live_record(
        [&](const StoredRecord& record, const StoredVersion&) -> Result<> {
            ++seen;
            // The same reader may be asked meanwhile.
            EXPECT_EQ(must(looking->record(record.id)), record);
            if (seen == 3) return Error{Fault::limit, "test.enough"};
            return {};
        });
    EXPECT_EQ(stopped.error().code, "test.enough");
    EXPECT_EQ(seen, 3);
    const auto counts = must(looking->counts());
    EXPECT_EQ(counts.records, kRecords * 4 / 5);
    EXPECT_EQ(counts.versions, kRecords);
    EXPECT_EQ(counts.customers, 4);
    must(looking->verify());
}

TEST_P(StoreRows, ImportsAreListedNewestFirst) {
    committed([](StoreWriter& w) -> Result<> {
        for (const std::int64_t id : {2, 1, 3, 4}) TRY(w.add_import(an_import(id)));
        return {};
    });
    auto done = an_import(3);
    done.state = ImportState::done;
    done.finished = at(900);
    done.counts = {.rows = 20, .added = 5, .changed = 6, .same = 7, .rejected = 8};
    done.detail = "{}";
    expect_after(
        [&](StoreWriter& w) {
            // What it began as does not change.
            auto given = done;
            given.file_name = "?";
            given.source = SourceId{9};
            given.actor = StaffId{9};
            given.started = at(0);
            given.file_hash = {};
            return w.update_import(given);
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.import(ImportId{3})), done);
            EXPECT_EQ(r.import(ImportId{9}).error().fault, Fault::not_found);
            EXPECT_EQ(must(r.imports(ImportId{0}, 2)), (std::vector{an_import(4), done}));
            EXPECT_EQ(must(r.imports(ImportId{3}, 9)), (std::vector{an_import(2), an_import(1)}));
            EXPECT_TRUE(must(r.imports(ImportId{1}, 9)).empty());
        });
}

TEST_P(StoreRows, RejectionsAreListedByRowAndCountUnlessUndone) {
    auto import = an_import(1);
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.add_import(import));
            TRY(w.add_import(an_import(2)));
            return w.add_rejections(std::vector{
                a_rejection(1, 30), a_rejection(1, 4), a_rejection(1, 5), a_rejection(2, 1)});
        },
        [&](StoreReader& r) {
            EXPECT_EQ(
                must(r.rejections(ImportId{1}, 0, 2)),
                (std::vector{a_rejection(1, 4), a_rejection(1, 5)}));
            EXPECT_EQ(must(r.rejections(ImportId{1}, 5, 9)), std::vector{a_rejection(1, 30)});
            EXPECT_TRUE(must(r.rejections(ImportId{3}, 0, 9)).empty());
            EXPECT_EQ(must(r.counts()).rejections, 4);
        });
    import.state = ImportState::undone;
    expect_after(
        [&](StoreWriter& w) { return w.update_import(import); },
        [&](StoreReader& r) { EXPECT_EQ(must(r.counts()).rejections, 1); });
}

TEST_P(StoreRows, NumbersAreFoundByIdByTextAndByAnchor) {
    auto reserved = a_number(4, "40", 0);
    reserved.kind = NumberKind::reserved;
    reserved.owner = "駅前店";
    const std::vector<StoredNumber> numbers{
        a_number(1, "10", 5), a_number(2, "20", 6), a_number(3, "30", 5), reserved};
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.add_numbers({}));
            return w.add_numbers(std::vector{numbers[3], numbers[1], numbers[0], numbers[2]});
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.number(NumberId{4})), reserved);
            EXPECT_EQ(r.number(NumberId{9}).error().fault, Fault::not_found);
            EXPECT_EQ(
                must(r.numbers_by_id(number_ids({3, 9, 1, 3}))),
                (std::vector{numbers[0], numbers[2]}));
            EXPECT_TRUE(must(r.numbers_by_id({})).empty());
            EXPECT_EQ(must(r.number_by_text("20")), numbers[1]);
            EXPECT_EQ(r.number_by_text("2").error().fault, Fault::not_found);
            auto taken = must(r.taken_texts(std::vector<std::string>{"40", "50", "10", "10", ""}));
            std::ranges::sort(taken);
            EXPECT_EQ(taken, (std::vector<std::string>{"10", "40"}));
            EXPECT_TRUE(must(r.taken_texts({})).empty());
            EXPECT_EQ(
                must(r.numbers_anchored_on(record_ids({6, 5, 9, 6}))),
                (std::vector{numbers[0], numbers[1], numbers[2]}));
            // What stands for no record stands for none.
            EXPECT_TRUE(must(r.numbers_anchored_on(record_ids({0}))).empty());
            EXPECT_TRUE(must(r.first_anchors(record_ids({0}))).empty());
            EXPECT_TRUE(must(r.numbers_anchored_on({})).empty());
            EXPECT_EQ(
                sorted(must(r.first_anchors(record_ids({6, 5, 9, 5})))),
                (std::vector{member(1, 5), member(2, 6)}));
            EXPECT_TRUE(must(r.first_anchors({})).empty());
            EXPECT_EQ(must(r.numbers(NumberId{0}, 2)), (std::vector{numbers[0], numbers[1]}));
            EXPECT_EQ(must(r.numbers(NumberId{2}, 9)), (std::vector{numbers[2], reserved}));
            EXPECT_EQ(must(r.counts()).numbers, 4);
        });
}

TEST_P(StoreRows, AnAnchorMoves) {
    committed([](StoreWriter& w) {
        return w.add_numbers(std::vector{a_number(1, "10", 5), a_number(2, "20", 0)});
    });
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.set_anchor(NumberId{1}, RecordId{5}, RecordId{6}));
            return w.set_anchor(NumberId{2}, RecordId{0}, RecordId{6});
        },
        [](StoreReader& r) {
            EXPECT_TRUE(must(r.numbers_anchored_on(record_ids({5}))).empty());
            EXPECT_EQ(
                must(r.numbers_anchored_on(record_ids({6}))),
                (std::vector{a_number(1, "10", 6), a_number(2, "20", 6)}));
        });
    expect_after(
        [](StoreWriter& w) { return w.set_anchor(NumberId{1}, RecordId{6}, RecordId{0}); },
        [](StoreReader& r) {
            EXPECT_EQ(must(r.number(NumberId{1})), a_number(1, "10", 0));
            EXPECT_EQ(must(r.first_anchors(record_ids({6}))), std::vector{member(2, 6)});
        });
}

TEST_P(StoreRows, VerdictsStandUntilWithdrawn) {
    const std::vector<StoredVerdict> verdicts{
        a_verdict(1, 5, 6), a_verdict(2, 6, 7), a_verdict(3, 8, 9)};
    auto withdrawn = verdicts[0];
    withdrawn.withdrawn = at(900);
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            for (const auto& verdict : {verdicts[2], verdicts[0], verdicts[1]})
                TRY(w.add_verdict(verdict));
            return w.withdraw_verdict(VerdictId{1}, at(900));
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.verdict(VerdictId{1})), withdrawn);
            EXPECT_EQ(r.verdict(VerdictId{9}).error().fault, Fault::not_found);
            EXPECT_EQ(must(r.standing_verdicts()), (std::vector{verdicts[1], verdicts[2]}));
            EXPECT_EQ(must(r.verdicts_of(record_ids({6}))), (std::vector{withdrawn, verdicts[1]}));
            EXPECT_EQ(
                must(r.verdicts_of(record_ids({9, 7, 6, 5, 1}))),
                (std::vector{withdrawn, verdicts[1], verdicts[2]}));
            EXPECT_EQ(
                must(r.verdicts(VerdictId{}, 9)),
                (std::vector{verdicts[2], verdicts[1], withdrawn}));
            EXPECT_EQ(must(r.verdicts(VerdictId{3}, 1)), std::vector{verdicts[1]});
            EXPECT_TRUE(must(r.verdicts(VerdictId{1}, 9)).empty());
            EXPECT_TRUE(must(r.verdicts_of({})).empty());
            EXPECT_TRUE(must(r.verdicts_of(record_ids({1}))).empty());
        });
}

TEST_P(StoreRows, EvidenceIsKeptBesideItsRecord) {
    committed([](StoreWriter& w) { return w.add_evidence(std::vector{an_evidence(1, "b")}); });
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.add_evidence({}));
            return w.add_evidence(
                std::vector{an_evidence(2, "b"), an_evidence(1, "c"), an_evidence(1, "a")});
        },
        [](StoreReader& r) {
            EXPECT_EQ(
                must(r.evidence_of(RecordId{1})),
                (std::vector{an_evidence(1, "a"), an_evidence(1, "b"), an_evidence(1, "c")}));
            EXPECT_EQ(must(r.evidence_of(RecordId{2})), std::vector{an_evidence(2, "b")});
            EXPECT_TRUE(must(r.evidence_of(RecordId{3})).empty());
        });
}

TEST_P(StoreRows, DetailsAreKeptBesideTheirRecord) {
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.add_details({}));
            return w.add_details(std::vector{a_detail(2, "b"), a_detail(1, "c"), a_detail(1, "a")});
        },
        [](StoreReader& r) {
            EXPECT_EQ(
                must(r.details_of(RecordId{1})), (std::vector{a_detail(1, "a"), a_detail(1, "c")}));
            EXPECT_TRUE(must(r.details_of(RecordId{3})).empty());
        });
}

TEST_P(StoreRows, AccessIsFoundByAliasAndByTime) {
    // Two records seen in one act share its entry.
    committed([](StoreWriter& w) {
        return w.add_access(std::vector{an_access("alias 1", "t1"), an_access("alias 2", "t1")});
    });
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.add_access({}));
            return w.add_access(
                std::vector{an_access("alias 1", "t3"), an_access("alias 1", "t2")});
        },
        [](StoreReader& r) {
            EXPECT_EQ(
                must(r.access_of(bytes_of("alias 1"), {}, 2)),
                (std::vector{an_access("alias 1", "t3"), an_access("alias 1", "t2")}));
            EXPECT_EQ(
                must(r.access_of(bytes_of("alias 1"), bytes_of("t2"), 9)),
                std::vector{an_access("alias 1", "t1")});
            EXPECT_TRUE(must(r.access_of(bytes_of("alias 3"), {}, 9)).empty());
            EXPECT_EQ(must(r.access_after({}, 9)).size(), 4U);
            EXPECT_EQ(
                must(r.access_after(bytes_of("t1"), 9)),
                (std::vector{an_access("alias 1", "t2"), an_access("alias 1", "t3")}));
            EXPECT_EQ(
                must(r.access_after(bytes_of("t1"), 1)), std::vector{an_access("alias 1", "t2")});
        });
}

TEST_P(StoreRows, AccessDaysAndAlertsAreReplaced) {
    committed([](StoreWriter& w) -> Result<> {
        TRY(w.put_access_days(
            std::vector{an_access_day("staff:2", 7, 4), an_access_day("staff:1", 8, 6)}));
        TRY(w.put_alert(an_alert("t1", 0)));
        return w.put_alert(an_alert("t2", 0));
    });
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.put_access_days(std::vector{an_access_day("staff:2", 7, 9)}));
            return w.put_alert(an_alert("t1", 2));
        },
        [](StoreReader& r) {
            EXPECT_EQ(
                must(r.access_days(7)),
                (std::vector{an_access_day("staff:1", 8, 6), an_access_day("staff:2", 7, 9)}));
            EXPECT_EQ(must(r.access_days(8)), std::vector{an_access_day("staff:1", 8, 6)});
            EXPECT_EQ(must(r.alerts(9)), (std::vector{an_alert("t2", 0), an_alert("t1", 2)}));
            EXPECT_EQ(must(r.alerts(1)), std::vector{an_alert("t2", 0)});
            EXPECT_EQ(must(r.alert(bytes_of("t1"))), an_alert("t1", 2));
            EXPECT_EQ(r.alert(bytes_of("t9")).error().fault, Fault::not_found);
        });
}

StoredPaper a_paper(const std::string& name, std::string_view text, std::int64_t at = 5) {
    const auto bytes = as_bytes(text);
    return {name, instant_from_micros(at), Bytes{bytes.begin(), bytes.end()}};
}

TEST_P(StoreRows, PapersAreFoundByNameAndInOrder) {
    committed([](StoreWriter& w) {
        return w.put_papers(std::vector{a_paper("k/2", "old"), a_paper("k/3", "gone")});
    });
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.put_papers({}));
            TRY(w.put_papers(
                std::vector{a_paper("k/2", "new", 6), a_paper("k/10", "ten"), a_paper("l/1", "")}));
            return w.remove_papers(std::vector<std::string>{"k/3", "k/4"});
        },
        [](StoreReader& r) {
            EXPECT_EQ(must(r.paper("k/2")), a_paper("k/2", "new", 6));
            EXPECT_EQ(r.paper("k/3").error().code, "store.not_found");
            EXPECT_EQ(
                must(r.papers_named(std::vector<std::string>{"l/1", "k/3", "k/10", "l/1"})),
                (std::vector{a_paper("k/10", "ten"), a_paper("l/1", "")}));
            EXPECT_TRUE(must(r.papers_named({})).empty());
            EXPECT_EQ(
                must(r.papers("k/", "k0", 9)),
                (std::vector{a_paper("k/10", "ten"), a_paper("k/2", "new", 6)}));
            EXPECT_EQ(must(r.papers("k/10", "k0", 9)), std::vector{a_paper("k/2", "new", 6)});
            EXPECT_EQ(must(r.papers("k/", "k0", 1)), std::vector{a_paper("k/10", "ten")});
        });
}

TEST_P(StoreRows, AKeyIsChangedOnlyFromWhatItWas) {
    committed([](StoreWriter& w) {
        return w.add_records(std::vector{a_record(1, "a"), a_record(2, "b")});
    });
    const Bytes was = a_record(1, "a").wrapped_key;
    const Bytes is(3, 9);
    expect_after(
        [&](StoreWriter& w) {
            return w.set_wrapped_keys(std::vector{WrappedKeyChange{RecordId{1}, was, is}});
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.record(RecordId{1})).wrapped_key, is);
            const auto all = must(r.all_records(RecordId{}, 9));
            ASSERT_EQ(all.size(), 2U);
            EXPECT_EQ(all[0].wrapped_key, is);
            EXPECT_EQ(all[1], a_record(2, "b"));
            EXPECT_EQ(must(r.all_records(RecordId{1}, 9)).size(), 1U);
            EXPECT_EQ(must(r.all_records(RecordId{}, 1)).size(), 1U);
        });
    EXPECT_EQ(must(writer_->begin(WriteScope::partition, fresh_mark())), Began::fresh);
    const auto changed =
        writer_->set_wrapped_keys(std::vector{WrappedKeyChange{RecordId{1}, Bytes(2, 8), is}});
    ASSERT_FALSE(changed.ok());
    EXPECT_EQ(changed.error().code, "store.not_found");
    EXPECT_FALSE(writer_->commit().ok());
    writer_->rollback();
}

TEST_P(StoreRows, WhatIsErasedIsGoneWithAllThatHangsOnIt) {
    const auto verdict = a_verdict(1, 1, 2);
    const auto other = a_verdict(2, 2, 3);
    const auto answer = an_answer("a", 5);
    const auto rejection = a_rejection(4, 7);
    committed([&](StoreWriter& w) -> Result<> {
        TRY(w.add_records(std::vector{a_record(1, "a", 0), a_record(2, "b"), a_record(3, "c")}));
        TRY(w.add_versions(std::vector{a_version(1, 1), a_version(2, 1)}));
        TRY(w.add_evidence(std::vector{an_evidence(1, "e"), an_evidence(2, "e")}));
        TRY(w.add_moves(std::vector{a_move(1, 0, 7), a_move(2, 0, 7)}));
        TRY(w.add_verdict(verdict));
        TRY(w.add_verdict(other));
        TRY(w.add_answer(answer));
        return w.add_rejections(std::vector{rejection, a_rejection(4, 8)});
    });
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.erase_verdicts(std::vector{verdict}));
            TRY(w.erase_records(std::vector{a_record(1, "a", 0)}));
            TRY(w.erase_answers(std::vector{answer}));
            return w.erase_rejections(std::vector{rejection});
        },
        [&](StoreReader& r) {
            EXPECT_FALSE(r.record(RecordId{1}).ok());
            EXPECT_TRUE(must(r.records_by_keys(SourceId{1}, each_bytes_of({"a"}))).empty());
            EXPECT_TRUE(must(r.versions(RecordId{1})).empty());
            EXPECT_TRUE(must(r.evidence_of(RecordId{1})).empty());
            EXPECT_TRUE(must(r.moves_of(RecordId{1})).empty());
            EXPECT_TRUE(must(r.verdicts_of(record_ids({1}))).empty());
            EXPECT_EQ(must(r.verdicts_of(record_ids({2}))), std::vector{other});
            EXPECT_FALSE(r.verdict(VerdictId{1}).ok());
            EXPECT_TRUE(must(r.answers("", 9)).empty());
            EXPECT_EQ(must(r.rejections(ImportId{4}, 0, 9)), std::vector{a_rejection(4, 8)});
            EXPECT_EQ(must(r.versions(RecordId{2})).size(), 1U);
            EXPECT_EQ(must(r.evidence_of(RecordId{2})).size(), 1U);
            EXPECT_EQ(must(r.moves_of(RecordId{2})).size(), 1U);
            EXPECT_TRUE(r.verify().ok());
        });
}

TEST_P(StoreRows, WhatIsSealedAnewIsOtherwiseTheSame) {
    auto verdict = a_verdict(1, 1, 2);
    auto answer = an_answer("a", 5);
    auto rejection = a_rejection(4, 7);
    committed([&](StoreWriter& w) -> Result<> {
        TRY(w.add_verdict(verdict));
        TRY(w.add_answer(answer));
        return w.add_rejections(std::vector{rejection});
    });
    verdict.sealed_reason = answer.sealed_body = rejection.sealed = Bytes(4, 1);
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.reseal_verdicts(std::vector{verdict}));
            TRY(w.reseal_answers(std::vector{answer}));
            return w.reseal_rejections(std::vector{rejection});
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.verdict(VerdictId{1})), verdict);
            EXPECT_EQ(must(r.answers("", 9)), std::vector{answer});
            EXPECT_EQ(must(r.answer("a")), answer);
            EXPECT_EQ(must(r.rejections(ImportId{4}, 0, 9)), std::vector{rejection});
        });
}

TEST_P(StoreRows, MovesAreNumberedWithinTheirRecord) {
    committed([](StoreWriter& w) { return w.add_moves(std::vector{a_move(1, 0, 7)}); });
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.add_moves({}));
            TRY(w.add_moves(std::vector{a_move(1, 7, 8), a_move(2, 0, 8), a_move(1, 8, 9)}));
            // Again, before anything was looked at.
            return w.add_moves(std::vector{a_move(2, 8, 0)});
        },
        [](StoreReader& r) {
            const auto numbered = [](StoredMove move, std::int64_t seq) {
                move.seq = seq;
                return move;
            };
            EXPECT_EQ(
                must(r.moves_of(RecordId{1})),
                (std::vector{
                    numbered(a_move(1, 0, 7), 1), numbered(a_move(1, 7, 8), 2),
                    numbered(a_move(1, 8, 9), 3)}));
            EXPECT_EQ(
                must(r.moves_of(RecordId{2})),
                (std::vector{numbered(a_move(2, 0, 8), 1), numbered(a_move(2, 8, 0), 2)}));
            EXPECT_TRUE(must(r.moves_of(RecordId{3})).empty());
        });
}

TEST_P(StoreRows, StaffChangeRolesAndPasswords) {
    auto second = a_staff(2, "sato");
    committed([&](StoreWriter& w) -> Result<> {
        TRY(w.put_staff(second));
        return w.put_staff(a_staff(1, "suzuki"));
    });
    second.role = "auditor";
    second.password_hash = "other";
    second.must_change_password = false;
    expect_after(
        [&](StoreWriter& w) {
            auto given = second;
            given.created = at(0);
            return w.put_staff(given);
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.staff()), (std::vector{a_staff(1, "suzuki"), second}));
        });
}

TEST_P(StoreRows, SessionsAreKeptWhileTheyAreUsed) {
    const auto one = a_session("one", 1, 30);
    const auto two = a_session("two", 1, 10);
    const auto other = a_session("other", 2, 20);
    committed([&](StoreWriter& w) -> Result<> {
        for (const auto& session : {one, two, other}) TRY(w.put_session(session));
        return {};
    });
    auto used = two;
    used.used = at(40);
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            auto given = used;
            given.opened = at(0);
            given.staff = StaffId{9};
            TRY(w.put_session(given));
            TRY(w.remove_session(other.token_hash));
            return w.remove_session(bytes_of("nobody's"));
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.session(two.token_hash)), used);
            EXPECT_EQ(r.session(other.token_hash).error().fault, Fault::not_found);
            EXPECT_EQ(must(r.sessions_of(StaffId{1})), (std::vector{one, used}));
            EXPECT_TRUE(must(r.sessions_of(StaffId{2})).empty());
        });
}

TEST_P(StoreRows, SweepingTakesWhatIsOld) {
    const auto old_mark = fresh_mark();
    EXPECT_EQ(must(writer_->begin(WriteScope::rows, old_mark)), Began::fresh);
    must(writer_->add_answer(an_answer("old", 10)));
    must(writer_->add_answer(an_answer("new", 20)));
    must(writer_->put_session(a_session("old", 1, 19, 1)));
    must(writer_->put_session(a_session("new", 1, 20, 1)));
    must(writer_->commit());
    EXPECT_EQ(must(reader()->answer("old")), an_answer("old", 10));
    expect_after(
        [](StoreWriter& w) { return w.sweep(at(20)); },
        [](StoreReader& r) {
            EXPECT_EQ(r.answer("old").error().fault, Fault::not_found);
            EXPECT_EQ(must(r.answer("new")), an_answer("new", 20));
            EXPECT_EQ(must(r.sessions_of(StaffId{1})).size(), 1U);
            EXPECT_TRUE(r.session(bytes_of("new")).ok());
        });
    if (home_->store().sharing() != Sharing::shared) return;
    // Marks are of the machine's time: ours is young, until the sweep is of the future.
    EXPECT_EQ(must(writer_->begin(WriteScope::rows, old_mark)), Began::done_before);
    writer_->rollback();
    const auto tomorrow = std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now() + std::chrono::hours(24));
    committed([&](StoreWriter& w) { return w.sweep(tomorrow); });
    EXPECT_EQ(must(writer_->begin(WriteScope::rows, old_mark)), Began::fresh);
    writer_->rollback();
}

TEST_P(StoreRows, LeavesHaveTheirPlaces) {
    EXPECT_EQ(must(reader()->leaf_count()), 0);
    std::vector<Bytes> leaves;
    for (int i = 0; i < 40; ++i) leaves.push_back(bytes_of("leaf " + std::to_string(i)));
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.add_leaves(0, std::span{leaves}.first(3)));
            TRY(w.add_leaves(3, {}));
            return w.add_leaves(3, std::span{leaves}.subspan(3));
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.leaf_count()), 40);
            EXPECT_EQ(must(r.counts()).leaves, 40);
            EXPECT_EQ(must(r.leaves(0, 100)), leaves);
            EXPECT_EQ(must(r.leaves(2, 2)), (std::vector{leaves[2], leaves[3]}));
            EXPECT_TRUE(must(r.leaves(40, 2)).empty());
        });
}

TEST_P(StoreRows, PendingLeavesComeOldestFirst) {
    const std::vector<StoredPendingLeaf> leaves{
        a_pending_leaf(9, 1), a_pending_leaf(0, 2), a_pending_leaf(9, 3), a_pending_leaf(5, 4)};
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.add_pending_leaves({}));
            return w.add_pending_leaves(std::vector{leaves[3], leaves[0], leaves[2], leaves[1]});
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.pending_leaves(9)), leaves);
            EXPECT_EQ(must(r.pending_leaves(2)), (std::vector{leaves[0], leaves[1]}));
            EXPECT_EQ(must(r.pending_leaf_count()), 4);
        });
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.remove_pending_leaves({}));
            return w.remove_pending_leaves(
                std::vector{leaves[0], leaves[3], a_pending_leaf(9, 99)});
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.pending_leaves(9)), (std::vector{leaves[1], leaves[2]}));
            EXPECT_EQ(must(r.pending_leaf_count()), 2);
        });
}

TEST_P(StoreRows, ManyPendingLeavesGoAtOnce) {
    std::vector<StoredPendingLeaf> leaves;
    for (int i = 0; i < 450; ++i) leaves.push_back(a_pending_leaf(i % 7, 1000 + i));
    expect_after(
        [&](StoreWriter& w) { return w.add_pending_leaves(leaves); },
        [&](StoreReader& r) { EXPECT_EQ(must(r.pending_leaf_count()), 450); });
    const std::span all{leaves};
    expect_after(
        [&](StoreWriter& w) { return w.remove_pending_leaves(all.first(447)); },
        [&](StoreReader& r) {
            EXPECT_EQ(
                must(r.pending_leaves(9)),
                (std::vector<StoredPendingLeaf>(leaves.begin() + 447, leaves.end())));
        });
}

TEST_P(StoreRows, EventsKeepTheirOrderInTheirLane) {
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.add_events({}));
            return w.add_events(
                std::vector{an_event(3, 5), an_event(3, 2), an_event(4, 3), an_event(3, 9)});
        },
        [](StoreReader& r) {
            EXPECT_EQ(must(r.events(3, 2)), (std::vector{an_event(3, 2), an_event(3, 5)}));
            EXPECT_EQ(must(r.events(4, 9)), std::vector{an_event(4, 3)});
            EXPECT_TRUE(must(r.events(5, 9)).empty());
        });
    expect_after(
        [](StoreWriter& w) -> Result<> {
            TRY(w.remove_events({}));
            return w.remove_events(std::vector{an_event(3, 2), an_event(4, 3), an_event(4, 5)});
        },
        [](StoreReader& r) {
            EXPECT_EQ(must(r.events(3, 9)), (std::vector{an_event(3, 5), an_event(3, 9)}));
            EXPECT_TRUE(must(r.events(4, 9)).empty());
        });
}

TEST_P(StoreRows, ValuesComeBackAsTheyWere) {
    Bytes all(256);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
    auto version = a_version(1, 1);
    version.at = at(std::numeric_limits<std::int64_t>::min() / 1000);
    version.content_hash = {};
    version.sealed = Bytes(1'500'000, 0x5c);
    auto import = an_import(1);
    import.file_name = "\\N \"引用\", 'x' \t\n%s $1 ?1 𠮷.csv";
    import.counts.rows = std::numeric_limits<std::int64_t>::max();
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            TRY(w.add_leaves(0, std::vector{all, Bytes{}, Bytes{0}}));
            TRY(w.add_versions(std::vector{version}));
            return w.add_import(import);
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.leaves(0, 3)), (std::vector{all, Bytes{}, Bytes{0}}));
            EXPECT_TRUE(must(r.version(RecordId{1}, 1)) == version);
            EXPECT_EQ(must(r.import(ImportId{1})), import);
        });
    // The same by bulk.
    expect_after(
        [&](StoreWriter& w) -> Result<> {
            std::vector<Bytes> many(30, all);
            many[7] = {};
            TRY(w.add_leaves(3, many));
            std::vector<StoredRejection> rejections;
            for (int i = 0; i < 30; ++i) {
                rejections.push_back(a_rejection(1, i));
                rejections.back().column = import.file_name;
                rejections.back().code = i == 5 ? "" : "x";
                rejections.back().sealed = all;
            }
            return w.add_rejections(rejections);
        },
        [&](StoreReader& r) {
            EXPECT_EQ(must(r.leaves(10, 2)), (std::vector{Bytes{}, all}));
            const auto found = must(r.rejections(ImportId{1}, 4, 1));
            ASSERT_EQ(found.size(), 1U);
            EXPECT_EQ(found[0].column, import.file_name);
            EXPECT_EQ(found[0].code, "");
            EXPECT_EQ(found[0].sealed, all);
        });
}

TEST_P(StoreRows, AnEmptyStoreHasNothing) {
    auto r = reader();
    EXPECT_EQ(must(r->counts()).records, 0);
    EXPECT_TRUE(must(r->sources()).empty());
    EXPECT_TRUE(must(r->staff()).empty());
    EXPECT_TRUE(must(r->standing_verdicts()).empty());
    EXPECT_TRUE(must(r->imports(ImportId{0}, 9)).empty());
    EXPECT_TRUE(must(r->numbers(NumberId{0}, 9)).empty());
    EXPECT_TRUE(must(r->pending_leaves(9)).empty());
    EXPECT_EQ(must(r->pending_leaf_count()), 0);
    EXPECT_EQ(r->answer("k").error().fault, Fault::not_found);
    must(r->each_live_record([](const StoredRecord&, const StoredVersion&) -> Result<> {
        ADD_FAILURE();
        return {};
    }));
    must(r->verify());
    must(writer_->checkpoint());
}

}  // namespace
}  // namespace genbo
