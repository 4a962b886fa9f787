// SPDX-License-Identifier: Apache-2.0
#include "app/erasures.h"

#include <sys/stat.h>

#include <charconv>

#include "base/log.h"
#include "crypto/random.h"
#include "register/inspection.h"

namespace genbo {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNightSetting = "night.last";
constexpr std::string_view kNightLease = "night";
// Long enough for the roll of a large master; its holder dies with it, and the next night goes on.
constexpr std::chrono::hours kNightLeaseTime{2};
constexpr std::chrono::hours kJapan{9};

fs::path keyring_of(const Master& master) {
    return keyring_path(master.directory(), master.config());
}

// The day in Japan whose night it is, and how far that day is.
std::pair<Day, std::chrono::minutes> night_of(Instant now) {
    const auto local = now + kJapan;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return {Day{day}, std::chrono::floor<std::chrono::minutes>(local - day)};
}

Result<> copy_file_private(const fs::path& from, const fs::path& to) {
    std::error_code error;
    if (!fs::exists(from, error) || fs::exists(to, error)) return {};
    fs::copy_file(from, to, error);
    if (error) return Error{Fault::unavailable, "app.cannot_write", {to.filename().string()}};
    ::chmod(to.c_str(), 0600);
    return {};
}

}  // namespace

Result<> revive_old_keys(Store& store, const Keyring& keyring, const fs::path& file) {
    {
        auto reader = TRY(store.reader());
        if (!TRY(keys_are_dead(*reader, keyring))) return {};
    }
    const auto keys = TRY(read_key_store(file, keyring));
    auto writer = TRY(store.writer());
    const auto done = TRY(revive_keys(*writer, keyring, keys));
    log_info(
        "keys.revived",
        {{"records", done.records}, {"revived", done.revived}, {"buried", done.buried}});
    return {};
}

Result<std::size_t> replay_erasures(Master& master) {
    Erasures erasures(master);
    const auto finished = TRY(erasures.desk().finish_started());
    const auto replayed = TRY(erasures.desk().replay());
    if (finished + replayed > 0)
        log_info("erasures.replayed", {{"finished", finished}, {"replayed", replayed}});
    return replayed;
}

Result<> copy_key_companions(const fs::path& from_keyring, const fs::path& to_keyring) {
    TRY(copy_file_private(ledger_path(from_keyring), ledger_path(to_keyring)));
    return copy_file_private(key_store_path(from_keyring), key_store_path(to_keyring));
}

Erasures::Erasures(Master& master)
    : master_(master),
      ledger_(ledger_path(keyring_of(master)), master.keyring()),
      desk_(master.writer(), ledger_, {master.config().recipients}),
      retention_(master.writer(), master.sessions(), desk_, master.config().retention) {}

EpochRoll Erasures::roll() {
    return EpochRoll(
        master_.writer(), master_.store(), master_.keyring(), key_store_path(keyring_of(master_)));
}

Result<Erasure> Erasures::execute(ErasureId id, const Actor& actor) {
    auto erasure = TRY(desk_.execute(id, actor));
    std::error_code error;
    fs::remove(master_.directory() / kIndexSnapshotFile, error);
    return erasure;
}

Night::Night(Master& master)
    : master_(master), erasures_(master), holder_(this_thread_random().id()) {}

Result<bool> Night::is_due() {
    const auto [day, minute] = night_of(master_.clock().now());
    if (minute < std::chrono::minutes{master_.config().night_minute}) return false;
    auto session = TRY(master_.sessions().borrow());
    const auto last = session->store().setting(kNightSetting);
    if (!last.ok() && last.error().fault != Fault::not_found) return last.error();
    return !last.ok() || *last != format_day(day);
}

Result<NightReport> Night::look() {
    if (!TRY(is_due())) return NightReport{};
    const Day night = night_of(master_.clock().now()).first;
    bool ours = false;
    TRY(master_.writer().run([&](WriteContext& context) -> Result<> {
        ours = false;
        const auto lease = TRY(context.store.take_lease(
            kNightLease, holder_, context.now, context.now + kNightLeaseTime));
        if (!lease) return {};
        ours = true;
        // Noted first: what fails tonight is tried tomorrow, not every minute.
        return context.store.set_setting(kNightSetting, format_day(night));
    }));
    if (!ours) return NightReport{};
    return run(Actor{}, ClockTrust::ask);
}

Result<NightReport> Night::run(const Actor& actor, ClockTrust trust) {
    NightReport report;
    report.ran = true;
    TRY(master_.writer().run([&](WriteContext& context) -> Result<> {
        report.stop = TRY(check_clock(context, trust));
        return {};
    }));
    if (report.stop == RunStop::none) {
        const auto now = master_.clock().now();
        for (const auto id : TRY(erasures_.desk().due(now))) {
            const auto done = erasures_.execute(id, actor);
            if (done.ok())
                report.executed.push_back(id);
            else
                log_warn("erasure.not_done", {{"code", LogToken{done.error().code}}});
        }
        if (!master_.config().retention.rules.empty())
            report.retention = TRY(erasures_.retention().run(now, actor));
        if (report.retention && report.retention->stop != RunStop::none)
            report.stop = report.retention->stop;
    } else if (report.stop != RunStop::first) {
        log_warn("night.stopped", {{"why", LogToken{run_stop_name(report.stop)}}});
    }
    auto roll = erasures_.roll();
    bool due = TRY(roll.under_way()) || master_.config().roll == EpochRollMode::nightly;
    if (!due) {
        auto session = TRY(master_.sessions().borrow());
        due = TRY(burial_due(session->store()));
    }
    if (due && master_.config().roll != EpochRollMode::off) report.roll = TRY(roll.run(actor));
    return report;
}

NightThread::NightThread(Master& master) : night_(master), thread_([this] { work(); }) {}

NightThread::~NightThread() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void NightThread::work() {
    std::unique_lock lock(mutex_);
    while (!closing_) {
        lock.unlock();
        const auto report = night_.look();
        if (!report.ok()) log_warn("night.failed", {{"code", LogToken{report.error().code}}});
        lock.lock();
        wake_.wait_for(lock, std::chrono::minutes{1}, [this] { return closing_; });
    }
}

}  // namespace genbo
