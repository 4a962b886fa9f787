// SPDX-License-Identifier: Apache-2.0

// Random calls, in which every store must answer exactly as the maps of the memory adapter do.
// Each call is a savepoint of its own: refused calls leave nothing, and a store may tell of them
// only when the savepoint is released.

#include <gtest/gtest.h>

#include <random>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/postgres/test_rows.h"

namespace genbo {
namespace {

std::vector<HomeKind> real_homes() {
    auto homes = all_homes();
    std::erase_if(homes, [](const auto& kind) { return kind.engine == HomeEngine::memory; });
    return homes;
}

class TwoStores {
public:
    TwoStores(StoreHome& real, unsigned seed)
        : real_home_(real),
          model_(must(memory_.store().writer())),
          real_(must(real.store().writer())),
          random_(seed) {}

    void run(int steps) {
        begin();
        for (int step = 0; step < steps; ++step) {
            SCOPED_TRACE("step " + std::to_string(step));
            one_call();
            compare_something();
            if (step % 20 == 19) {
                end();
                begin();
            }
            if (testing::Test::HasFailure()) return;
        }
        model_->rollback();
        real_->rollback();
        const auto reader = must(real_home_.store().reader());
        must(reader->verify());
        ++outcomes_.rounds;
    }

    // How many calls were taken and how many refused.
    struct Outcomes {
        int taken = 0;
        int refused = 0;
        int rounds = 0;
    };
    const Outcomes& outcomes() const { return outcomes_; }

private:
    std::int64_t pick(int below) {
        return static_cast<std::int64_t>(random_() % static_cast<unsigned>(below)) + 1;
    }
    bool chance(int of) { return pick(of) == 1; }

    // A batch: mostly a few, sometimes so many that they go in by bulk.
    template <typename Make>
    auto some(Make make) {
        std::vector<decltype(make())> out;
        const auto count = chance(12) ? 30 : pick(4) - 1;
        for (std::int64_t i = 0; i < count; ++i) out.push_back(make());
        return out;
    }
    // A fresh identity now and then, so that batches can succeed.
    std::int64_t an_id() { return chance(2) ? pick(8) : 10 + ++fresh_; }

    void begin() {
        const auto scope = chance(2) ? WriteScope::partition : WriteScope::rows;
        for (auto* writer : {model_.get(), real_.get()})
            EXPECT_EQ(must(writer->begin(scope, fresh_mark())), Began::fresh);
    }
    void end() {
        const bool keep = !chance(4);
        for (auto* writer : {model_.get(), real_.get()}) {
            if (keep)
                must(writer->commit());
            else
                writer->rollback();
        }
        const auto model = must(memory_.store().reader());
        const auto real = must(real_home_.store().reader());
        for (int what = 0; what < kReads; ++what) compare(*model, *real, what);
    }

    using Call = std::function<Result<>(StoreWriter&)>;

    void both(const Call& call) {
        const auto tried = [&](StoreWriter& writer) {
            must(writer.savepoint());
            auto told = call(writer);
            if (told.ok()) told = writer.release();
            if (!told.ok()) writer.rollback_to_savepoint();
            return told;
        };
        const auto model = tried(*model_);
        const auto real = tried(*real_);
        ++(model.ok() ? outcomes_.taken : outcomes_.refused);
        ASSERT_EQ(model.ok(), real.ok()) << (model.ok() ? real.error().code : model.error().code);
        if (!model.ok()) ASSERT_EQ(model.error().fault, real.error().fault);
    }

    StoredRecord random_record() {
        auto record = a_record(an_id(), "key " + std::to_string(an_id()), pick(4) - 1);
        record.version = pick(3) - 1;
        record.source = SourceId{pick(2)};
        return record;
    }
    StoredLease random_lease() {
        const auto name = "lease " + std::to_string(pick(2));
        auto lease = model_->lease(name).value_or(StoredLease{name, "nobody", 0, {}});
        if (chance(4)) ++lease.epoch;
        return lease;
    }

    // Each of the records that there are, once, with its customer as it is or nearly so.
    std::vector<CustomerOfRecord> random_changes() {
        std::vector<CustomerOfRecord> changes;
        for (const auto& record : some([&] { return RecordId{pick(9)}; })) {
            const auto known = model_->record(record);
            if (!known.ok() && !chance(8)) continue;
            if (std::ranges::count(changes, record, &CustomerOfRecord::record) > 0) continue;
            const auto now = known.ok() ? known->customer : NumberId{1};
            changes.push_back(
                {record, chance(12) ? NumberId{pick(4) - 1} : now, NumberId{pick(4) - 1}});
        }
        return changes;
    }

    void one_call() {
        switch (pick(12)) {
            case 1: return change_records();
            case 2: return change_records();
            case 3: return change_customers();
            case 4: return change_imports();
            case 5: return change_numbers();
            case 6: return change_verdicts();
            case 7: return change_people();
            case 8: return change_audit();
            case 9: return change_events();
            case 10: return change_leases();
            case 11: return change_versions();
            default: return change_settings();
        }
    }

    void change_records() {
        if (chance(2)) {
            const auto records = some([&] { return random_record(); });
            return both([&](auto& w) { return w.add_records(records); });
        }
        const auto records = some([&] {
            auto record = random_record();
            record.id = RecordId{pick(9)};
            return record;
        });
        both([&](auto& w) { return w.set_current(records); });
    }
    void change_customers() {
        const auto changes = random_changes();
        both([&](auto& w) { return w.set_customers(changes); });
        const auto moves = some([&] { return a_move(pick(5), pick(4) - 1, pick(4) - 1); });
        both([&](auto& w) { return w.add_moves(moves); });
    }
    void change_versions() {
        const auto versions = some([&] { return a_version(an_id(), pick(4), pick(4)); });
        both([&](auto& w) { return w.add_versions(versions); });
    }
    void change_imports() {
        auto import = an_import(pick(12));
        if (chance(2)) {
            import.state = static_cast<ImportState>(pick(5) - 1);
            import.source = SourceId{pick(5)};
            return both([&](auto& w) { return w.update_import(import); });
        }
        both([&](auto& w) { return w.add_import(import); });
        const auto rejections = some([&] { return a_rejection(pick(5), 100 * an_id() + pick(9)); });
        both([&](auto& w) { return w.add_rejections(rejections); });
    }
    void change_numbers() {
        if (chance(2)) {
            const auto numbers = some([&] {
                const auto id = an_id();
                return a_number(id, std::to_string(chance(4) ? pick(9) : 1000 + id), pick(4) - 1);
            });
            return both([&](auto& w) { return w.add_numbers(numbers); });
        }
        const NumberId number{pick(9)};
        const auto known = model_->number(number);
        const auto from = known.ok() && !chance(6) ? known->anchor : RecordId{pick(3) - 1};
        const RecordId to{pick(4) - 1};
        both([&](auto& w) { return w.set_anchor(number, from, to); });
    }
    void change_verdicts() {
        const auto verdict = a_verdict(pick(30), pick(3), pick(6) + 3);
        const VerdictId withdrawn{pick(30)};
        const auto when = at(pick(9));
        both([&](auto& w) { return w.add_verdict(verdict); });
        both([&](auto& w) { return w.withdraw_verdict(withdrawn, when); });
    }
    void change_people() {
        const auto id = pick(6);
        // A name stays with its identity; others may want it.
        auto staff = a_staff(id, "name " + std::to_string(id % 3));
        staff.must_change_password = chance(2);
        staff.role = chance(2) ? "clerk" : "owner";
        both([&](auto& w) { return w.put_staff(staff); });
        auto source = a_source(id, "name " + std::to_string(id % 4));
        source.rank = pick(100);
        both([&](auto& w) { return w.put_source(source); });
        const auto session = a_session("token " + std::to_string(pick(6)), pick(3), pick(90));
        both([&](auto& w) { return w.put_session(session); });
        const auto gone = bytes_of("token " + std::to_string(pick(6)));
        both([&](auto& w) { return w.remove_session(gone); });
        const auto answer = an_answer("key " + std::to_string(pick(30)), pick(90));
        both([&](auto& w) { return w.add_answer(answer); });
        if (!chance(5)) return;
        const auto older = at(pick(40));
        both([&](auto& w) { return w.sweep(older); });
    }
    void change_audit() {
        const auto first = chance(4) ? pick(9) : must(model_->leaf_count());
        const auto leaves = some([&] { return bytes_of(std::to_string(pick(99))); });
        both([&](auto& w) { return w.add_leaves(first, leaves); });
        const auto pending = [&] {
            const auto number = an_id();
            return a_pending_leaf(number % 3, number);
        };
        const auto come = some(pending);
        both([&](auto& w) { return w.add_pending_leaves(come); });
        const auto gone = chance(2) ? some(pending) : must(model_->pending_leaves(3));
        both([&](auto& w) { return w.remove_pending_leaves(gone); });
    }
    void change_events() {
        const auto event = [&] { return an_event(pick(3), an_id()); };
        const auto come = some(event);
        both([&](auto& w) { return w.add_events(come); });
        const auto gone = chance(2) ? some(event) : must(model_->events(pick(3), 3));
        both([&](auto& w) { return w.remove_events(gone); });
    }
    void change_leases() {
        const auto name = "lease " + std::to_string(pick(2));
        const auto holder = "node " + std::to_string(pick(3));
        const auto now = at(pick(90));
        const auto until = at(pick(90));
        both([&](auto& w) -> Result<> {
            leases_.push_back(TRY(w.take_lease(name, holder, now, until)));
            return {};
        });
        ASSERT_EQ(leases_.size(), 2U);
        ASSERT_EQ(leases_[0], leases_[1]);
        leases_.clear();
        const auto lease = random_lease();
        both([&](auto& w) { return w.keep_lease(lease, until); });
    }
    void change_settings() {
        const auto name = "test." + std::to_string(pick(9));
        const auto value = std::to_string(pick(9));
        both([&](auto& w) { return w.set_setting(name, value); });
        const auto kind = static_cast<IdKind>(pick(kIdKinds) - 1);
        const auto count = pick(5);
        both([&](auto& w) -> Result<> {
            TRY(w.take_ids(kind, count));
            return {};
        });
    }

    // --- looking

    static constexpr int kReads = 32;

    void compare_something() {
        for (int i = 0; i < 4; ++i) compare(*model_, *real_, static_cast<int>(pick(kReads)) - 1);
    }

    template <typename Ask>
    static void same(StoreReader& model, StoreReader& real, Ask ask) {
        const auto expected = ask(model);
        const auto got = ask(real);
        ASSERT_EQ(expected.ok(), got.ok());
        if (expected.ok())
            ASSERT_TRUE(*expected == *got);
        else
            ASSERT_EQ(expected.error().fault, got.error().fault);
    }

    template <typename Id>
    std::vector<Id> some_ids() {
        return some([&] { return Id{pick(9)}; });
    }

    static Result<std::vector<CustomerMember>> in_order(Result<std::vector<CustomerMember>> given) {
        if (given.ok())
            std::ranges::sort(
                *given, {}, [](const auto& m) { return std::pair{m.record, m.customer}; });
        return given;
    }

    void compare(StoreReader& model, StoreReader& real, int what) {
        SCOPED_TRACE("read " + std::to_string(what));
        const auto id = pick(9);
        const RecordId record{id};
        const auto limit = static_cast<std::size_t>(pick(5));
        const auto records = some_ids<RecordId>();
        const auto numbers = some_ids<NumberId>();
        const auto keys = some([&] { return bytes_of("key " + std::to_string(pick(9))); });
        const auto texts = some([&] { return std::to_string(pick(9)); });
        const auto ask = [&](auto question) { same(model, real, question); };
        switch (what) {
            case 0: return ask([&](auto& r) { return r.record(record); });
            case 1: return ask([&](auto& r) { return r.records(records); });
            case 2: return ask([&](auto& r) { return r.records_by_keys(SourceId{1}, keys); });
            case 3: return ask([&](auto& r) { return r.records_of(NumberId{id % 4}); });
            case 4: return ask([&](auto& r) { return r.members_of(numbers); });
            case 5: return ask([&](auto& r) { return in_order(r.customers_of(records)); });
            case 6: return ask([&](auto& r) { return r.version(record, id % 4); });
            case 7: return ask([&](auto& r) { return r.versions(record); });
            case 8:
                return ask([&](auto& r) { return r.current_versions(*model.records(records)); });
            case 9: return ask([&](auto& r) { return walk(r); });
            case 10: return ask([&](auto& r) { return r.import(ImportId{id}); });
            case 11: return ask([&](auto& r) { return r.imports(ImportId{id % 5}, limit); });
            case 12: return ask([&](auto& r) { return r.records_of_import(ImportId{id % 5}); });
            case 13:
                return ask([&](auto& r) { return r.rejections(ImportId{id % 5}, 500, limit); });
            case 14: return ask([&](auto& r) { return r.number(NumberId{id}); });
            case 15: return ask([&](auto& r) { return r.numbers_by_id(numbers); });
            case 16: return ask([&](auto& r) { return r.number_by_text(std::to_string(id)); });
            case 17: return ask([&](auto& r) { return taken(r, texts); });
            case 18: return ask([&](auto& r) { return r.numbers_anchored_on(records); });
            case 19: return ask([&](auto& r) { return in_order(r.first_anchors(records)); });
            case 20: return ask([&](auto& r) { return r.numbers(NumberId{id}, limit); });
            case 21: return ask([&](auto& r) { return r.verdicts_of(records); });
            case 22: return ask([&](auto& r) { return r.standing_verdicts(); });
            case 23: return ask([&](auto& r) { return r.moves_of(record); });
            case 24: return ask([&](auto& r) { return r.staff(); });
            case 25: return ask([&](auto& r) { return r.sources(); });
            case 26: return ask([&](auto& r) { return r.sessions_of(StaffId{id % 4}); });
            case 27: return ask([&](auto& r) { return r.leaves(id, limit); });
            case 28: return ask([&](auto& r) { return r.pending_leaves(limit); });
            case 29: return ask([&](auto& r) { return r.events(id % 4, limit); });
            case 30: return ask([&](auto& r) { return r.settings("test."); });
            default: return ask([&](auto& r) { return counted(r); });
        }
    }

    static Result<std::vector<std::int64_t>> counted(StoreReader& reader) {
        const auto counts = TRY(reader.counts());
        return std::vector{
            counts.records,
            counts.versions,
            counts.customers,
            counts.numbers,
            counts.rejections,
            counts.leaves,
            TRY(reader.pending_leaf_count())};
    }

    static Result<std::vector<std::string>> taken(
        StoreReader& reader, std::span<const std::string> texts) {
        auto found = TRY(reader.taken_texts(texts));
        std::ranges::sort(found);
        return found;
    }

    static Result<std::vector<std::pair<StoredRecord, StoredVersion>>> walk(StoreReader& reader) {
        std::vector<std::pair<StoredRecord, StoredVersion>> out;
        TRY(reader.each_live_record(
            [&](const StoredRecord& record, const StoredVersion& version) -> Result<> {
                out.emplace_back(record, version);
                return {};
            }));
        return out;
    }

    MemoryHome memory_;
    StoreHome& real_home_;
    std::unique_ptr<StoreWriter> model_;
    std::unique_ptr<StoreWriter> real_;
    std::mt19937 random_;
    std::int64_t fresh_ = 0;
    std::vector<std::optional<StoredLease>> leases_;
    Outcomes outcomes_;
};

class StoreModel : public testing::TestWithParam<HomeKind> {};

INSTANTIATE_TEST_SUITE_P(Stores, StoreModel, testing::ValuesIn(real_homes()), home_name);

TEST_P(StoreModel, BehavesAsTheModelDoes) {
    for (const unsigned seed : {1U, 2U, 3U}) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const auto home = make_home(GetParam());
        TwoStores stores(*home, seed);
        stores.run(500);
        if (HasFailure()) return;
        // A test in which everything is refused would prove little.
        EXPECT_EQ(stores.outcomes().rounds, 1);
        EXPECT_GT(stores.outcomes().taken, 400);
        EXPECT_GT(stores.outcomes().refused, 100);
    }
}

}  // namespace
}  // namespace genbo
