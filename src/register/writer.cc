// SPDX-License-Identifier: Apache-2.0
#include "register/writer.h"

#include "base/log.h"

namespace genbo {

namespace {

// More commands than this wait for the next commit, so that one group cannot grow without end.
constexpr std::size_t kGroupMax = 256;

}  // namespace

Result<std::unique_ptr<Writer>> Writer::open(
    Store& store, const Keyring& keyring, const Clock& clock, Resident& resident) {
    auto writer = TRY(store.writer());
    if (!resident.ready()) TRY(resident.load(*writer, RecordVault{keyring}));
    auto trail = TRY(AuditTrail::open(*writer, keyring));
    auto numbers = TRY(NumberBook::open(*writer, keyring));
    const auto heads = TRY(writer->heads());
    return std::unique_ptr<Writer>(new Writer(
        std::move(writer), keyring, clock, resident, std::move(trail), std::move(numbers), heads));
}

Writer::Writer(
    std::unique_ptr<StoreWriter> store, const Keyring& keyring, const Clock& clock,
    Resident& resident, AuditTrail trail, NumberBook numbers, StoreHeads heads)
    : store_(std::move(store)),
      vault_(keyring),
      clock_(clock),
      resident_(resident),
      trail_(std::move(trail)),
      numbers_(std::move(numbers)),
      heads_(heads),
      thread_([this] { work(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

std::future<Result<>> Writer::submit(Command command) {
    std::promise<Result<>> promise;
    auto future = promise.get_future();
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({std::move(command), std::move(promise)});
    }
    wake_.notify_one();
    return future;
}

void Writer::work() {
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
        run_group(group);
    }
    if (!stopped_ && !store_->checkpoint().ok()) log_warn("store.checkpoint_failed");
}

void Writer::run_group(std::vector<Waiting>& group) {
    const Error stopped{Fault::unavailable, "register.stopped"};
    Result<> all = stopped_ ? Result<>{stopped} : store_->begin();
    if (!all.ok()) {
        for (auto& waiting : group) waiting.promise.set_value(all.error());
        return;
    }
    const AuditTree tree = trail_.tree();
    const NumberBook numbers = numbers_;
    const StoreHeads heads = heads_;
    bool touched = false;
    std::vector<Result<>> results;
    for (auto& waiting : group)
        results.push_back(stopped_ ? Result<>{stopped} : run_command(waiting.command, touched));
    all = finish_group();
    if (!all.ok()) {
        log_error("store.commit_failed", {{"code", LogToken{all.error().code}}});
        store_->rollback();
        trail_.rewind(tree);
        numbers_ = numbers;
        heads_ = heads;
        if (touched) recover();
    }
    for (std::size_t i = 0; i < group.size(); ++i)
        group[i].promise.set_value(all.ok() ? results[i] : Result<>{all.error()});
}

Result<> Writer::run_command(const Command& command, bool& touched) {
    const AuditTree tree = trail_.tree();
    const NumberBook numbers = numbers_;
    const StoreHeads heads = heads_;
    TRY(store_->savepoint());
    WriteContext context{*store_, vault_, trail_, numbers_, heads_, resident_, clock_.now(), false};
    const auto result = command(context);
    if (result.ok()) {
        touched = touched || context.resident_touched;
        return store_->release();
    }
    store_->rollback_to_savepoint();
    trail_.rewind(tree);
    numbers_ = numbers;
    heads_ = heads;
    if (context.resident_touched) recover();
    return result;
}

Result<> Writer::finish_group() {
    TRY(trail_.save(*store_));
    TRY(numbers_.save(*store_));
    return store_->commit();
}

void Writer::recover() {
    const auto loaded = resident_.load(*store_, vault_);
    if (loaded.ok()) return;
    stopped_ = true;
    log_error("register.stopped", {{"code", LogToken{loaded.error().code}}});
}

}  // namespace genbo
