// SPDX-License-Identifier: Apache-2.0
#include "register/writer.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/log.h"
#include "crypto/random.h"
#include "register/entry_id.h"

namespace genbo {

namespace {

// More commands than this wait for the next commit, so that one group cannot grow without end.
constexpr std::size_t kGroupMax = 256;

// Doubling, and by chance up to half less, so that nodes that collided do not collide again.
std::chrono::milliseconds wait_before(int attempt, const WriterRetries& retries) {
    const auto full =
        std::min(retries.longest_wait, retries.first_wait * (1 << std::min(attempt, 16)));
    const auto less = this_thread_random().below(static_cast<std::uint64_t>(full.count()) / 2 + 1);
    return full - std::chrono::milliseconds{less};
}

RetryReason reason_of(const Error& error) {
    const std::string_view state = error.args.empty() ? std::string_view{} : error.args.front();
    if (state == "40001") return RetryReason::serialization;
    if (state == "40P01") return RetryReason::deadlock;
    if (state == "55P03") return RetryReason::busy;
    if (state.starts_with("57P")) return RetryReason::server_stopping;
    if (error.code == "store.connection_lost") return RetryReason::connection_lost;
    return RetryReason::other;
}

}  // namespace

// One queue with its thread and its connection.
class Writer::Lane {
public:
    Lane(
        std::unique_ptr<StoreWriter> store, const Keyring& keyring, const Clock& clock,
        RegisterIndex& index, AuditTrail trail, NumberBook numbers, WriteScope scope,
        const WriterRetries& retries, WriterStatistics& statistics, Pause& pause,
        RegisterMetrics* metrics)
        : store_(std::move(store)),
          vault_(keyring),
          clock_(clock),
          index_(index),
          trail_(std::move(trail)),
          numbers_(std::move(numbers)),
          scope_(scope),
          retries_(retries),
          statistics_(statistics),
          pause_(pause),
          metrics_(metrics),
          thread_([this] { work(); }) {}

    ~Lane() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

    std::future<Result<>> submit(Command command) {
        std::promise<Result<>> promise;
        auto future = promise.get_future();
        {
            const std::lock_guard lock(mutex_);
            waiting_.push_back({std::move(command), std::move(promise)});
        }
        statistics_.waiting.fetch_add(1, std::memory_order_relaxed);
        wake_.notify_one();
        return future;
    }

private:
    struct Waiting {
        Command command;
        std::promise<Result<>> promise;
    };

    void work() {
        while (true) {
            std::vector<Waiting> group;
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
                if (waiting_.empty()) break;
                const auto count = std::min(waiting_.size(), kGroupMax);
                const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
                std::move(waiting_.begin(), end, std::back_inserter(group));
                waiting_.erase(waiting_.begin(), end);
            }
            statistics_.waiting.fetch_sub(group.size(), std::memory_order_relaxed);
            run_group(group);
            const std::lock_guard lock(pause_.mutex);
            if (pause_.run) pause_.run();
        }
        if (!stopped_ && !store_->checkpoint().ok()) log_warn("store.checkpoint_failed");
    }

    void run_group(std::vector<Waiting>& group) {
        const Bytes mark = random_mark();
        std::vector<Result<>> results(group.size());
        Result<> all = try_group(group, mark, results);
        for (int attempt = 0; !all.ok() && retryable(all.error()) && attempt < retries_.most;
             ++attempt) {
            statistics_.retries.fetch_add(1, std::memory_order_relaxed);
            if (metrics_ != nullptr) metrics_->writer.retries[reason_of(all.error())].add(1);
            log_warn("store.retry", {{"code", LogToken{all.error().code}}, {"attempt", attempt}});
            std::this_thread::sleep_for(wait_before(attempt, retries_));
            all = try_group(group, mark, results);
        }
        if (!all.ok()) log_error("store.commit_failed", {{"code", LogToken{all.error().code}}});
        statistics_.groups.fetch_add(1, std::memory_order_relaxed);
        statistics_.commands.fetch_add(group.size(), std::memory_order_relaxed);
        if (metrics_ != nullptr) {
            metrics_->writer.group_commands.observe(static_cast<double>(group.size()));
            metrics_->writer.queue_commands.set(
                static_cast<double>(statistics_.waiting.load(std::memory_order_relaxed)));
        }
        for (std::size_t i = 0; i < group.size(); ++i)
            group[i].promise.set_value(all.ok() ? results[i] : Result<>{all.error()});
    }

    // An Error is of the whole group; those of single commands are in `results`.
    Result<> try_group(std::vector<Waiting>& group, ByteView mark, std::vector<Result<>>& results) {
        if (stopped_) return Error{Fault::unavailable, "register.stopped"};
        const AuditTree tree = trail_.tree();
        bool touched = false;
        const auto done = [&]() -> Result<> {
            if (TRY(store_->begin(scope_, mark)) == Began::done_before) {
                // The results are those of the attempt that got there.
                statistics_.found_committed.fetch_add(1, std::memory_order_relaxed);
                log_info("store.found_committed");
                store_->rollback();
                // The index is the partition lane's alone.
                if (scope_ == WriteScope::rows) return {};
                touched = true;
                return index_.recover(*store_, vault_);
            }
            // What is sealed under an epoch that is about to end would be lost with it.
            TRY(vault_.follow_epoch(*store_));
            // A crash of the server takes the index tables with it.
            if (scope_ == WriteScope::partition && !index_.ready())
                TRY(index_.open(*store_, vault_));
            for (std::size_t i = 0; i < group.size(); ++i) {
                results[i] = run_command(group[i].command, touched);
                if (!results[i].ok() && (retryable(results[i].error()) || stopped_))
                    return results[i].error();
            }
            TRY(trail_.save(*store_));
            const auto from = std::chrono::steady_clock::now();
            TRY(store_->commit());
            if (metrics_ != nullptr)
                metrics_->writer.commit_seconds.observe(
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count());
            return {};
        }();
        if (done.ok()) return done;
        if (done.error().code == "store.sync_failed") stop(done.error());
        store_->rollback();
        trail_.rewind(tree);
        if (touched) recover();
        return done;
    }

    void stop(const Error& why) {
        stopped_ = true;
        statistics_.stopped.store(true, std::memory_order_relaxed);
        log_error("register.stopped", {{"code", LogToken{why.code}}});
    }

    Result<> run_command(const Command& command, bool& touched) {
        const AuditTree tree = trail_.tree();
        TRY(store_->savepoint());
        WriteContext context{*store_, vault_, trail_, numbers_, index_, clock_.now(), false};
        auto result = command(context);
        touched = touched || context.index_touched;
        if (result.ok()) result = store_->release();
        if (result.ok() || retryable(result.error())) return result;
        store_->rollback_to_savepoint();
        trail_.rewind(tree);
        if (context.index_touched) recover();
        return result;
    }

    void recover() {
        const auto recovered = index_.recover(*store_, vault_);
        if (recovered.ok()) return;
        stop(recovered.error());
    }

    std::unique_ptr<StoreWriter> store_;
    RecordVault vault_;
    const Clock& clock_;
    RegisterIndex& index_;
    AuditTrail trail_;
    NumberBook numbers_;
    const WriteScope scope_;
    const WriterRetries retries_;
    WriterStatistics& statistics_;
    Pause& pause_;
    RegisterMetrics* metrics_;
    bool stopped_ = false;  // This lane's thread only.

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Waiting> waiting_;
    bool closing_ = false;
    std::thread thread_;
};

Writer::Writer() = default;
Writer::~Writer() = default;

namespace {

// Opening the index may have to build it: alone, and more than once if the server says so.
Result<> open_index(
    StoreWriter& store, RegisterIndex& index, const RecordVault& vault,
    const WriterRetries& retries) {
    for (int attempt = 0;; ++attempt) {
        const auto opened = [&]() -> Result<> {
            TRY(store.begin(WriteScope::partition, random_mark()));
            TRY(index.open(store, vault));
            return store.commit();
        }();
        if (opened.ok()) return opened;
        store.rollback();
        if (!retryable(opened.error()) || attempt == retries.most) return opened;
        std::this_thread::sleep_for(wait_before(attempt, retries));
    }
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::open(
    Store& store, const Keyring& keyring, const Clock& clock, RegisterIndex& index,
    const WriterRetries& retries, RegisterMetrics* metrics) {
    auto connection = TRY(store.writer());
    TRY(open_index(*connection, index, RecordVault{keyring}, retries));
    const Sharing sharing = store.sharing();
    auto trail = TRY(AuditTrail::open(*connection, keyring, sharing));
    auto numbers = TRY(NumberBook::open(*connection, keyring));
    std::unique_ptr<Writer> writer(new Writer);
    if (sharing == Sharing::shared) {
        auto second = TRY(store.writer());
        writer->rows_ = std::make_unique<Lane>(
            std::move(second), keyring, clock, index, trail, numbers, WriteScope::rows, retries,
            writer->statistics_, writer->pause_, metrics);
    }
    writer->partition_ = std::make_unique<Lane>(
        std::move(connection), keyring, clock, index, std::move(trail), std::move(numbers),
        WriteScope::partition, retries, writer->statistics_, writer->pause_, metrics);
    return writer;
}

std::future<Result<>> Writer::submit(Command command, WriteScope scope) {
    auto& lane = rows_ && scope == WriteScope::rows ? *rows_ : *partition_;
    return lane.submit(std::move(command));
}

void Writer::between_groups(std::function<void()> pause) {
    const std::lock_guard lock(pause_.mutex);
    pause_.run = std::move(pause);
}

}  // namespace genbo
