// SPDX-License-Identifier: Apache-2.0

// What the store port promises about what nodes leave for each other: notes that are held, uploads
// in pieces, sessions that stay closed.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapter/postgres/homes_test_helper.h"
#include "adapter/postgres/test_rows.h"

namespace genbo {
namespace {

class StoreNotes : public testing::TestWithParam<HomeKind> {
protected:
    void SetUp() override {
        home_ = make_home(GetParam());
        writer_ = must(home_->store().writer());
    }

    template <typename Work>
    void in_rows(Work work) {
        EXPECT_EQ(must(writer_->begin(WriteScope::rows, fresh_mark())), Began::fresh);
        must(work(*writer_));
        must(writer_->commit());
    }
    std::unique_ptr<StoreReader> reader() { return must(home_->store().reader()); }

    std::unique_ptr<StoreHome> home_;
    std::unique_ptr<StoreWriter> writer_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreNotes, testing::ValuesIn(all_homes()), home_name);

// Where there may be two writers.
class SharedNotes : public StoreNotes {};

INSTANTIATE_TEST_SUITE_P(Stores, SharedNotes, testing::ValuesIn(pg_homes()), home_name);

StoredNote a_note(std::string name, std::int64_t when, std::string_view value) {
    return {std::move(name), at(when), bytes_of(value)};
}

TEST_P(StoreNotes, AreReadByNameAndByPrefix) {
    in_rows([](StoreWriter& writer) -> Result<> {
        TRY(writer.put_note(a_note("job.2", 20, "two")));
        TRY(writer.put_note(a_note("job.1", 10, "one")));
        TRY(writer.put_note(a_note("jobs", 30, "another word")));
        TRY(writer.put_note(a_note("job.1", 11, "one again")));
        return writer.put_note(a_note("gone", 40, "soon"));
    });
    in_rows([](StoreWriter& writer) -> Result<> {
        TRY(writer.remove_note("never there"));
        return writer.remove_note("gone");
    });
    EXPECT_EQ(must(reader()->note("job.1")), a_note("job.1", 11, "one again"));
    EXPECT_EQ(reader()->note("gone").error().fault, Fault::not_found);
    const std::vector<StoredNote> jobs{
        a_note("job.1", 11, "one again"), a_note("job.2", 20, "two")};
    EXPECT_EQ(must(reader()->notes("job.")), jobs);
    EXPECT_TRUE(must(reader()->notes("job.3")).empty());
}

TEST_P(StoreNotes, HoldingShowsTheNoteOrMakesOne) {
    in_rows([](StoreWriter& writer) -> Result<> {
        EXPECT_EQ(TRY(writer.hold_note("counter", at(5))), a_note("counter", 5, ""));
        TRY(writer.put_note(a_note("counter", 6, "1")));
        EXPECT_EQ(TRY(writer.hold_note("counter", at(7))), a_note("counter", 6, "1"));
        return {};
    });
    EXPECT_EQ(must(reader()->note("counter")), a_note("counter", 6, "1"));
}

// Two writers that read, add one and write: nothing is lost, because each holds the note.
TEST_P(SharedNotes, AHeldNoteIsNobodyElses) {
    constexpr int kRounds = 40;
    std::atomic<int> failed = 0;
    const auto count = [&](StoreWriter& writer) {
        for (int i = 0; i < kRounds; ++i) {
            const auto once = [&]() -> Result<> {
                TRY(writer.begin(WriteScope::rows, fresh_mark()));
                const auto held = TRY(writer.hold_note("counter", at(1)));
                const int before =
                    held.value.empty() ? 0 : std::stoi(std::string{as_text(held.value)});
                TRY(writer.put_note(a_note("counter", 1, std::to_string(before + 1))));
                return writer.commit();
            }();
            if (!once.ok()) ++failed;
        }
    };
    auto other = must(home_->store().writer());
    std::thread beside([&] { count(*other); });
    count(*writer_);
    beside.join();
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(must(reader()->note("counter")), a_note("counter", 1, std::to_string(2 * kRounds)));
}

TEST_P(StoreNotes, UploadsAreReadInPiecesAndGoWhole) {
    const auto piece = [](std::string upload, std::int64_t chunk, std::int64_t when) {
        return StoredUploadChunk{
            std::move(upload), chunk, at(when), bytes_of("piece " + std::to_string(chunk))};
    };
    in_rows([&](StoreWriter& writer) -> Result<> {
        for (std::int64_t chunk = 0; chunk < 3; ++chunk)
            TRY(writer.add_upload_chunk(piece("a", chunk, 10)));
        TRY(writer.add_upload_chunk(piece("b", 0, 20)));
        return writer.add_upload_chunk(piece("c", 0, 30));
    });
    EXPECT_EQ(must(reader()->upload_chunk("a", 2)), piece("a", 2, 10));
    EXPECT_EQ(reader()->upload_chunk("a", 3).error().fault, Fault::not_found);
    in_rows([](StoreWriter& writer) -> Result<> {
        TRY(writer.remove_upload("a"));
        return writer.remove_uploads_before(at(30));
    });
    for (std::int64_t chunk = 0; chunk < 3; ++chunk)
        EXPECT_FALSE(reader()->upload_chunk("a", chunk).ok());
    EXPECT_FALSE(reader()->upload_chunk("b", 0).ok());
    EXPECT_EQ(must(reader()->upload_chunk("c", 0)), piece("c", 0, 30));
}

TEST_P(StoreNotes, AClosedSessionIsNotTouchedBackToLife) {
    const StoredSession session{bytes_of("token"), StaffId{3}, at(10), at(10)};
    in_rows([&](StoreWriter& writer) -> Result<> {
        TRY(writer.put_session(session));
        return writer.touch_session(bytes_of("token"), at(70));
    });
    EXPECT_EQ(must(reader()->session(bytes_of("token"))).used, at(70));
    in_rows([](StoreWriter& writer) {  // Two nodes; the later word came first.
        return writer.touch_session(bytes_of("token"), at(60));
    });
    EXPECT_EQ(must(reader()->session(bytes_of("token"))).used, at(70));
    in_rows([](StoreWriter& writer) -> Result<> {
        TRY(writer.remove_session(bytes_of("token")));
        return writer.touch_session(bytes_of("token"), at(80));
    });
    EXPECT_FALSE(reader()->session(bytes_of("token")).ok());
}

TEST_P(StoreNotes, SweepTakesWhatIsOld) {
    in_rows([](StoreWriter& writer) -> Result<> {
        TRY(writer.put_note(a_note("old", 10, "x")));
        TRY(writer.put_note(a_note("new", 20, "y")));
        TRY(writer.add_upload_chunk({"old", 0, at(10), bytes_of("x")}));
        TRY(writer.add_upload_chunk({"new", 0, at(20), bytes_of("y")}));
        return writer.sweep(at(20));
    });
    EXPECT_FALSE(reader()->note("old").ok());
    EXPECT_TRUE(reader()->note("new").ok());
    EXPECT_FALSE(reader()->upload_chunk("old", 0).ok());
    EXPECT_TRUE(reader()->upload_chunk("new", 0).ok());
}

}  // namespace
}  // namespace genbo
