// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: a real master in a folder of its own, with a clock set by hand and the logged backend
// over it; the operations are called as the site would call them.
//
//   class CareTest : public testing::Test, protected MasterHouse { … };
//   import("pos", {values});
//   backend->conflicts(call_of(7, "steward"), {});

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "app/catalogue.h"
#include "app/logged_backend.h"
#include "base/check.h"
#include "register/alert_desk.h"
#include "register/import_desk.h"

namespace genbo {

class HandClock final : public Clock {
public:
    Instant now() const override { return instant_from_micros(micros); }
    mutable std::atomic<std::int64_t> micros = 1'800'000'000'000'000;  // 2027-01-15
    void pass(std::chrono::microseconds time) { micros += time.count(); }
};

class MasterHouse {
protected:
    MasterHouse() : folder(new_folder()) { check(Master::create(folder, clock).ok()); }
    ~MasterHouse() {
        close();
        std::filesystem::remove_all(folder);
    }
    MasterHouse(const MasterHouse&) = delete;
    MasterHouse& operator=(const MasterHouse&) = delete;

    // Puts lines at the top of a section, which `genbo init` has written.
    void configure(const std::string& section, const std::string& lines) {
        std::ifstream in(folder / "genbo.toml");
        std::string text{std::istreambuf_iterator<char>{in}, {}};
        in.close();
        const auto head = "[" + section + "]\n";
        const auto at = text.find(head);
        check(at != text.npos);
        text.insert(at + head.size(), lines);
        std::ofstream(folder / "genbo.toml") << text;
    }

    void open() {
        auto opened = Master::open(folder, clock);
        check(opened.ok());
        master = *std::move(opened);
        check(master->start_writing().ok());
        log = std::make_unique<AccessLog>(master->sessions(), master->writer(), clock);
        backend = std::make_unique<LoggedBackend>(*master, messages, *log);
    }
    void close() {
        backend.reset();
        log.reset();
        master.reset();
    }

    ImportId import(const std::string& source_name, const std::vector<SourceValues>& people) {
        ImportDesk desk(master->writer());
        const auto source = *desk.source(source_name, {});
        const auto id = *desk.begin({source, source_name + ".csv", {}, "{}", {}});
        std::vector<MappedRow> rows;
        for (const auto& one : people) rows.push_back({std::ssize(rows) + 2, one, {}, {}});
        const auto batch = std::make_shared<const PreparedBatch>(
            prepare_rows(rows, {}, source, RecordVault{master->keyring()}, WithFeatures::yes));
        auto outcome = std::make_shared<BatchOutcome>();
        check(desk.take(id, source, {}, batch, outcome).get().ok());
        check(desk.finish(id, ImportState::done, "{}", {}).ok());
        return id;
    }

    std::string number_of(std::int64_t record) {
        auto session = *master->sessions().borrow();
        const auto stored = *session->store().record(RecordId{record});
        return *CustomerDesk(*session, master->config().policy).number_text(stored.customer);
    }

    ApiCall call_of(std::int64_t staff, const char* role) const {
        ApiCall call;
        call.actor = {StaffId{staff}, "somebody", role};
        call.request_id = "r-" + std::to_string(staff);
        call.session = "12345678";
        call.at = call.proven_at = clock.now();
        return call;
    }

    std::vector<Alert> kept_alerts_now() {
        auto session = *master->sessions().borrow();
        return *kept_alerts(*session, 100);
    }

    HandClock clock;
    const std::filesystem::path folder;
    const MessageCatalogue messages = all_messages();
    std::unique_ptr<Master> master;
    std::unique_ptr<AccessLog> log;
    std::unique_ptr<LoggedBackend> backend;

private:
    static std::filesystem::path new_folder() {
        static std::atomic<int> houses = 0;
        auto path = std::filesystem::temp_directory_path() /
                    ("genbo-master-" + std::to_string(::getpid()) + "-" + std::to_string(houses++));
        std::filesystem::remove_all(path);
        return path;
    }
};

}  // namespace genbo
