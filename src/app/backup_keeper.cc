// SPDX-License-Identifier: Apache-2.0
#include "app/backup_keeper.h"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "app/backup_places.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "base/version.h"
#include "crypto/secret_file.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kFirstPause{1000};
constexpr std::chrono::milliseconds kLongestPause{60'000};
// Behind for longer than this is worth an alarm (docs/alarms.yaml).
constexpr std::chrono::seconds kLagAlarm{60};
constexpr std::chrono::milliseconds kBulkPause{100};
constexpr std::string_view kStateFile = "backup.state";
constexpr std::string_view kCopyFile = "snapshot.db";

// Gone when it goes, whatever happened.
class PassingFile {
public:
    explicit PassingFile(fs::path path) : path_(std::move(path)) { remove(); }
    ~PassingFile() { remove(); }
    PassingFile(const PassingFile&) = delete;
    PassingFile& operator=(const PassingFile&) = delete;
    const fs::path& path() const { return path_; }

private:
    void remove() const {
        std::error_code error;
        fs::remove(path_, error);
        fs::remove(path_.string() + "-journal", error);
    }
    fs::path path_;
};

std::vector<SnapshotSource> snapshot_sources(const fs::path& master, const fs::path& copy) {
    std::vector<SnapshotSource> sources{{"genbo.db", copy}, {"genbo.toml", master / "genbo.toml"}};
    std::error_code error;
    fs::directory_iterator at(master / "reference", error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".ref")
            sources.push_back({"reference/" + at->path().filename().string(), at->path()});
    std::ranges::sort(sources.begin() + 2, sources.end(), {}, &SnapshotSource::name);
    return sources;
}

double seconds_since(
    std::chrono::steady_clock::time_point then, std::chrono::steady_clock::time_point now) {
    return std::chrono::duration<double>(now - then).count();
}

}  // namespace

std::optional<BackupDrill> last_drill(const fs::path& master) {
    std::ifstream file(master / kStateFile, std::ios::binary);
    if (!file) return {};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    boost::json::error_code failed;
    const auto value = boost::json::parse(text, failed);
    if (failed || !value.is_object()) return {};
    const auto* drill = value.get_object().if_contains("drill");
    if (drill == nullptr || !drill->is_object()) return {};
    try {
        const auto& object = drill->get_object();
        BackupDrill last;
        last.at = instant_from_micros(object.at("at").to_number<std::int64_t>());
        last.sound = object.at("sound").as_bool();
        last.records = object.at("records").to_number<std::int64_t>();
        last.seconds = object.at("seconds").to_number<double>();
        last.commit = object.at("commit").to_number<std::uint64_t>();
        return last;
    } catch (const std::exception&) {
        return {};
    }
}

Result<> note_drill(const fs::path& master, const BackupDrill& drill) {
    JsonWriter json;
    json.object([&] {
        json.field("drill").object([&] {
            json.field("at", to_micros(drill.at));
            json.field("sound", drill.sound);
            json.field("records", drill.records);
            json.field("seconds", drill.seconds);
            json.field("commit", drill.commit);
        });
    });
    return replace_secret_file(master / kStateFile, std::move(json).str());
}

Result<std::unique_ptr<BackupKeeper>> BackupKeeper::open(
    Master& master, const BackupMetrics* metrics) {
    std::unique_ptr<BackupKeeper> keeper(new BackupKeeper(master, metrics));
    const auto& config = master.config().backup;
    for (const auto& address : config.to) {
        Visited visited;
        visited.number = std::to_string(keeper->places_.size() + 1);
        visited.place =
            TRY(open_configured_place(address, master.directory(), config, master.clock()));
        visited.shipper =
            std::make_unique<Shipper>(*visited.place, master.keyring(), master.clock());
        visited.level = std::chrono::steady_clock::now();
        keeper->places_.push_back(std::move(visited));
    }
    return keeper;
}

Result<> BackupKeeper::take_snapshot(Visited& visited) {
    const auto files = spool_files(spool());
    if (files.empty()) return Error{Fault::unavailable, "backup.spool_unreadable"};
    const PassingFile copy(spool() / kCopyFile);
    TRY(master_.store().copy_to(copy.path().string()));
    auto session = TRY(master_.sessions().borrow());
    const auto counts = TRY(session->store().counts());
    const auto manifest = TRY(visited.shipper->ship_snapshot(
        files.back().line, snapshot_sources(master_.directory(), copy.path()),
        std::string{kGenboVersion}, counts.records, counts.leaves));
    log_info(
        "backup.snapshot", {{"place", LogToken{visited.number}},
                            {"commit", manifest.name.commit},
                            {"bytes", manifest.bytes()}});
    return {};
}

Result<> BackupKeeper::visit(Visited& visited, bool force, BackupRound& round) {
    const auto& config = master_.config().backup;
    const auto report = TRY(visited.shipper->ship(spool()));
    round.commits += report.commits;
    if (metrics_ != nullptr) metrics_->commits.add(report.commits);
    const auto every = std::chrono::hours{config.snapshot_hours};
    const auto due = TRY(visited.shipper->snapshot_due(spool(), every));
    if (!force && due == SnapshotDue::no) return {};
    TRY(take_snapshot(visited));
    ++round.snapshots;
    // What was committed while it was taken.
    round.commits += TRY(visited.shipper->ship(spool())).commits;
    TRY(visited.shipper->join_logs());
    TRY(visited.shipper->prune(std::chrono::hours{24 * config.keep_days}));
    return {};
}

void BackupKeeper::drop_shipped() {
    const auto files = spool_files(spool());
    if (files.empty()) return;
    const auto line = files.back().line;
    std::uint64_t everywhere = ~std::uint64_t{0};
    for (const auto& visited : places_) {
        const auto& shipped = visited.shipper->shipped();
        everywhere = std::min(
            everywhere, shipped && shipped->line == line ? shipped->commit : std::uint64_t{0});
    }
    for (std::size_t i = 0; i + 1 < files.size(); ++i) {
        const bool former = files[i].line != line;
        const bool everybody_has = !former && files[i + 1].first <= everywhere + 1;
        std::error_code error;
        if (former || everybody_has) fs::remove(files[i].path, error);
    }
}

void BackupKeeper::note(SteadyTime now) {
    std::int64_t troubles = 0;
    const auto too_old = std::chrono::hours{2 * master_.config().backup.snapshot_hours};
    for (const auto& visited : places_) {
        const auto lag = visited.well ? 0.0 : seconds_since(visited.level, now);
        const auto& newest = visited.shipper->newest_snapshot();
        const auto age =
            newest ? std::chrono::duration<double>(master_.clock().now() - newest->at).count()
                   : 0.0;
        const bool late = lag > std::chrono::duration<double>(kLagAlarm).count();
        if (late || age > std::chrono::duration<double>(too_old).count()) ++troubles;
        if (metrics_ == nullptr) continue;
        const LogToken number{visited.number};
        metrics_->up(number).set(visited.well ? 1 : 0);
        metrics_->lag_seconds(number).set(lag);
        metrics_->snapshot_age_seconds(number).set(std::max(age, 0.0));
    }
    troubles_.store(troubles, std::memory_order_relaxed);
    if (metrics_ == nullptr) return;
    metrics_->spool_bytes.set(static_cast<double>(spool_bytes(spool())));
    const auto drill = last_drill(master_.directory());
    metrics_->drill_sound.set(drill && drill->sound ? 1 : 0);
    const auto age =
        drill ? std::chrono::duration<double>(master_.clock().now() - drill->at).count() : 0.0;
    metrics_->drill_age_seconds.set(std::max(age, 0.0));
}

BackupRound BackupKeeper::round(bool force) {
    BackupRound round;
    for (auto& visited : places_) {
        const auto now = std::chrono::steady_clock::now();
        round.errors.emplace_back();
        if (!force && now < visited.next) continue;
        const auto done = visit(visited, force, round);
        if (done.ok()) {
            if (!visited.well) log_info("backup.caught_up", {{"place", LogToken{visited.number}}});
            visited.well = true;
            visited.pause = {};
            visited.level = std::chrono::steady_clock::now();
            continue;
        }
        round.errors.back() = done.error();
        visited.shipper->forget();
        if (visited.well)
            log_error(
                "backup.place_failed",
                {{"place", LogToken{visited.number}}, {"code", LogToken{done.error().code}}});
        visited.well = false;
        visited.pause = std::clamp(2 * visited.pause, kFirstPause, kLongestPause);
        visited.next = now + visited.pause;
    }
    drop_shipped();
    note(std::chrono::steady_clock::now());
    well_.store(
        std::ranges::all_of(places_, [](const Visited& visited) { return visited.well; }),
        std::memory_order_relaxed);
    return round;
}

BackupThread::BackupThread(BackupKeeper& keeper, std::chrono::milliseconds every)
    : keeper_(keeper), thread_([this, every] { work(every); }) {}

BackupThread::~BackupThread() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
    // What the last requests wrote.
    keeper_.round();
}

void BackupThread::work(std::chrono::milliseconds every) {
    std::unique_lock lock(mutex_);
    while (!closing_) {
        lock.unlock();
        keeper_.round();
        lock.lock();
        wake_.wait_for(lock, every, [this] { return closing_; });
    }
}

BulkShipping::BulkShipping(Master& master, std::unique_ptr<BackupKeeper> keeper)
    : master_(master),
      spool_(master.directory() / kChangesFolder),
      most_(static_cast<std::uint64_t>(master.config().backup.spool_mib) << 20),
      keeper_(std::move(keeper)) {}

Result<std::unique_ptr<BulkShipping>> BulkShipping::beside(Master& master, Begin begin) {
    if (master.store().sharing() == Sharing::shared || master.config().backup.to.empty())
        return std::unique_ptr<BulkShipping>{};
    auto keeper = TRY(BackupKeeper::open(master, nullptr));
    std::unique_ptr<BulkShipping> shipping(new BulkShipping(master, std::move(keeper)));
    if (begin == Begin::at_once) {
        shipping->keeper_->round();
        shipping->thread_ = std::make_unique<BackupThread>(*shipping->keeper_, kBulkPause);
    }
    master.writer().between_groups([raw = shipping.get()] { raw->breathe(); });
    return shipping;
}

BulkShipping::~BulkShipping() { master_.writer().between_groups({}); }

// On the writer's thread.
void BulkShipping::breathe() {
    if (!thread_ && spool_bytes(spool_) < most_ / 4) return;
    if (!thread_) thread_ = std::make_unique<BackupThread>(*keeper_, kBulkPause);
    // The newest file stays, shipped or not.
    const auto half_full = [&] {
        const auto files = spool_files(spool_);
        const auto newest = files.empty() ? 0 : files.back().bytes;
        return spool_bytes(spool_) - std::min(spool_bytes(spool_), newest) > most_ / 2;
    };
    while (keeper_->well() && half_full()) std::this_thread::sleep_for(kBulkPause);
    if (warned_ || !half_full()) return;
    warned_ = true;
    log_warn("backup.spool_filling", {{"bytes", spool_bytes(spool_)}});
}

}  // namespace genbo
