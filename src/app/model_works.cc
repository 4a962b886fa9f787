// SPDX-License-Identifier: Apache-2.0
#include "app/model_works.h"

#include <array>
#include <boost/json.hpp>
#include <utility>

#include "base/json_writer.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "register/entry_id.h"

namespace genbo {

namespace {

constexpr std::string_view kWorkNote = "model.work";
constexpr std::array kKindNames = {"compare", "activate"};
constexpr std::array kStateNames = {"running", "done", "failed", "stopped"};

Error model_work_stopped() { return {Fault::unavailable, "app.model.stopped"}; }

Bytes note_of_work(const ModelWork& work) {
    JsonWriter json;
    json.object([&] {
        json.field("kind", static_cast<std::int64_t>(work.kind));
        json.field("state", static_cast<std::int64_t>(work.state));
        json.field("number", work.number);
        json.field("step", work.step);
        json.field("records_done", work.records_done);
        json.field("records_total", work.records_total);
        json.field("started_by", work.started_by.value());
        json.field("started", to_micros(work.started));
        json.field("finished", work.finished ? to_micros(*work.finished) : 0);
        json.field("error", work.error_code);
        json.field("moved", work.moved);
        json.field("holder", work.holder);
        json.field("stop", static_cast<std::int64_t>(work.stop ? 1 : 0));
        json.field("error_args").array([&] {
            for (const auto& arg : work.error_args) json.value(arg);
        });
    });
    const std::string text = std::move(json).str();
    return {text.begin(), text.end()};
}

// nullopt: a new note without a value, or one of a later program.
std::optional<ModelWork> work_of_note(const Bytes& value) {
    boost::system::error_code failed;
    const auto json = boost::json::parse(
        boost::json::string_view{reinterpret_cast<const char*>(value.data()), value.size()},
        failed);
    if (failed || !json.is_object()) return std::nullopt;
    bool good = true;
    const auto integer = [&](const char* name) {
        const auto* at = json.get_object().if_contains(name);
        good = good && at != nullptr && at->is_int64();
        return good ? at->get_int64() : 0;
    };
    const auto text = [&](const char* name) {
        const auto* at = json.get_object().if_contains(name);
        good = good && at != nullptr && at->is_string();
        return good ? std::string{at->get_string()} : std::string{};
    };
    ModelWork work;
    const auto kind = integer("kind");
    const auto state = integer("state");
    if (kind < 0 || kind >= std::ssize(kKindNames) || state < 0 || state >= std::ssize(kStateNames))
        return std::nullopt;
    work.kind = static_cast<ModelWork::Kind>(kind);
    work.state = static_cast<ModelWork::State>(state);
    work.number = integer("number");
    work.step = text("step");
    work.records_done = integer("records_done");
    work.records_total = integer("records_total");
    work.started_by = StaffId{integer("started_by")};
    work.started = instant_from_micros(integer("started"));
    if (const auto finished = integer("finished"); finished != 0)
        work.finished = instant_from_micros(finished);
    work.error_code = text("error");
    work.moved = integer("moved");
    work.holder = text("holder");
    work.stop = integer("stop") != 0;
    if (const auto* args = json.get_object().if_contains("error_args");
        args != nullptr && args->is_array())
        for (const auto& arg : args->get_array())
            if (arg.is_string()) work.error_args.emplace_back(arg.get_string());
    return good ? std::optional{std::move(work)} : std::nullopt;
}

Result<std::optional<std::pair<ModelWork, Instant>>> kept_work(StoreReader& store) {
    using Kept = std::optional<std::pair<ModelWork, Instant>>;
    const auto note = store.note(kWorkNote);
    if (!note.ok() && note.error().fault == Fault::not_found) return Kept{};
    if (!note.ok()) return note.error();
    auto work = work_of_note(note->value);
    if (!work) return Kept{};
    return Kept{{*std::move(work), note->at}};
}

}  // namespace

std::string_view model_work_kind_name(ModelWork::Kind kind) {
    return kKindNames.at(static_cast<std::size_t>(kind));
}

std::string_view model_work_state_name(ModelWork::State state) {
    return kStateNames.at(static_cast<std::size_t>(state));
}

ModelWorks::ModelWorks(Master& master) : master_(master), holder_(to_hex(random_mark())) {}

ModelWorks::~ModelWorks() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool ModelWorks::is_alive(const ModelWork& work, Instant told) const {
    if (work.state != ModelWork::State::running || work.holder == holder_) return false;
    if (master_.store().sharing() == Sharing::embedded) return false;
    return master_.clock().now() - told <= kModelWorkSilence;
}

Result<ModelWork> ModelWorks::compare(std::int64_t number, const Actor& actor) {
    Job job;
    job.work.kind = ModelWork::Kind::compare;
    job.work.number = number;
    job.actor = actor;
    return start(std::move(job));
}

Result<ModelWork> ModelWorks::activate(
    std::int64_t number, std::int64_t seen_active, const Actor& actor) {
    Job job;
    job.work.kind = ModelWork::Kind::activate;
    job.work.number = number;
    job.seen_active = seen_active;
    job.actor = actor;
    return start(std::move(job));
}

Result<ModelWork> ModelWorks::start(Job job) {
    {
        auto session = TRY(master_.sessions().borrow());
        TRY(usable_sheet(session->store(), job.work.number));
        job.work.records_total = TRY(session->store().counts()).records;
    }
    job.work.step = "reading";
    job.work.started_by = job.actor.staff;
    job.work.started = master_.clock().now();
    job.work.holder = holder_;
    ModelWork former;
    {
        // From before its note is there, so that nobody finds a note of ours that nobody works on.
        const std::lock_guard lock(mutex_);
        if (at_work_) return Error{Fault::conflict, "app.model.work_running"};
        at_work_ = true;
        former = std::exchange(work_, job.work);
    }
    if (thread_.joinable()) thread_.join();
    const auto told = tell_start(job.work);
    // Its end waits for the lock: nobody begins the next one while thread_ is set.
    const std::lock_guard lock(mutex_);
    if (!told.ok()) {
        at_work_ = false;
        work_ = std::move(former);
        return told.error();
    }
    beating_ = true;
    thread_ = std::thread([this, job] { run(job); });
    return job.work;
}

Result<> ModelWorks::tell_start(const ModelWork& work) {
    return master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            // Nobody else begins before this is written.
            const auto held = TRY(context.store.hold_note(kWorkNote, context.now));
            if (const auto kept = work_of_note(held.value); kept && is_alive(*kept, held.at))
                return Error{Fault::conflict, "app.model.work_running"};
            return context.store.put_note(
                {std::string{kWorkNote}, context.now, note_of_work(work)});
        },
        WriteScope::rows);
}

void ModelWorks::run(const Job& job) {
    std::thread beats([this] { beat(); });
    const auto result =
        job.work.kind == ModelWork::Kind::compare ? compare_now(job) : activate_now(job);
    {
        const std::lock_guard lock(mutex_);
        beating_ = false;
    }
    wake_.notify_all();
    beats.join();
    ModelWork ended;
    {
        const std::lock_guard lock(mutex_);
        ended = work_;
    }
    ended.finished = master_.clock().now();
    ended.state = ModelWork::State::done;
    if (!result.ok()) {
        const bool stopped = result.error().code == model_work_stopped().code;
        ended.state = stopped ? ModelWork::State::stopped : ModelWork::State::failed;
        ended.error_code = result.error().code;
        ended.error_args = result.error().args;
        if (!stopped) log_warn("model.failed", {{"code", LogToken{result.error().code}}});
    }
    // Whoever sees the end may begin the next one: so it is written first.
    const auto told = tell(ended);
    if (!told.ok()) log_warn("model.not_told", {{"code", LogToken{told.error().code}}});
    const std::lock_guard lock(mutex_);
    work_ = std::move(ended);
    at_work_ = false;
}

Resident::Watch ModelWorks::watch() {
    return [this](Resident::Step step, std::int64_t records) -> Result<> {
        const std::lock_guard lock(mutex_);
        work_.step = step == Resident::Step::reading ? "reading" : "deciding";
        work_.records_done = records;
        return goes_on();
    };
}

Result<> ModelWorks::goes_on() const {
    if (closing_ || work_.stop) return model_work_stopped();
    return {};
}

Result<> ModelWorks::compare_now(const Job& job) {
    ModelDiff diff;
    {
        auto session = TRY(master_.sessions().borrow());
        const auto sheet = TRY(usable_sheet(session->store(), job.work.number));
        const auto reviews = TRY(master_.index().review_count(session->store()));
        const auto candidate =
            TRY(register_under(*session, sheet.model, master_.config().matching, watch()));
        diff = TRY(diff_under(*session, *candidate, reviews, watch()));
        TRY(watch()(Resident::Step::deciding, diff.records));
    }
    diff.number = job.work.number;
    diff.at = master_.clock().now();
    return master_.writer().run(
        [&](WriteContext& context) { return keep_diff(context.store, diff); }, WriteScope::rows);
}

Result<> ModelWorks::activate_now(const Job& job) {
    std::unique_ptr<Resident> candidate;
    {
        auto session = TRY(master_.sessions().borrow());
        const auto sheet = TRY(usable_sheet(session->store(), job.work.number));
        candidate = TRY(register_under(*session, sheet.model, master_.config().matching, watch()));
    }
    {
        const auto records = static_cast<std::int64_t>(candidate->live().statistics().records);
        const std::lock_guard lock(mutex_);
        TRY(goes_on());
        work_.records_done = records;
        work_.step = "switching";
    }
    const auto report = TRY(
        switch_model(master_.writer(), *candidate, job.work.number, job.seen_active, job.actor));
    const std::lock_guard lock(mutex_);
    work_.moved = report.moved;
    return {};
}

Result<> ModelWorks::tell(ModelWork work) {
    bool ours = true;
    bool stop = false;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            const auto held = TRY(context.store.hold_note(kWorkNote, context.now));
            const auto kept = work_of_note(held.value);
            ours = !kept || kept->holder == holder_;
            stop = kept && kept->stop;
            if (!ours) return {};
            work.stop = work.stop || stop;
            return context.store.put_note(
                {std::string{kWorkNote}, context.now, note_of_work(work)});
        },
        WriteScope::rows));
    // Taken for dead, and somebody else has begun: he is the one who goes on.
    const std::lock_guard lock(mutex_);
    if (!ours || stop) work_.stop = true;
    return {};
}

void ModelWorks::beat() {
    while (true) {
        ModelWork work;
        {
            std::unique_lock lock(mutex_);
            if (wake_.wait_for(lock, kModelWorkBeat, [this] { return !beating_; })) return;
            work = work_;
        }
        const auto told = tell(std::move(work));
        if (!told.ok()) log_warn("model.not_told", {{"code", LogToken{told.error().code}}});
    }
}

Result<std::optional<ModelWork>> ModelWorks::now(ReadSession& session) {
    auto kept = TRY(kept_work(session.store()));
    {
        // What is ours is known better here than from a note that this session may see too late.
        const std::lock_guard lock(mutex_);
        if (at_work_ || (kept && kept->first.holder == holder_)) return std::optional{work_};
    }
    if (!kept) return std::optional<ModelWork>{};
    auto& [work, told] = *kept;
    if (work.state == ModelWork::State::running && !is_alive(work, told)) {
        work.state = ModelWork::State::failed;
        work.finished = told;
        work.error_code = "app.model.interrupted";
    }
    return std::optional{std::move(work)};
}

Result<ModelWork> ModelWorks::stop() {
    {
        // Ours hears it at once, and its next beat tells the other nodes.
        const std::lock_guard lock(mutex_);
        if (at_work_) {
            work_.stop = true;
            return work_;
        }
    }
    ModelWork work;
    TRY(master_.writer().run(
        [&](WriteContext& context) -> Result<> {
            const auto held = TRY(context.store.hold_note(kWorkNote, context.now));
            auto kept = work_of_note(held.value);
            if (!kept || !is_alive(*kept, held.at))
                return Error{Fault::conflict, "app.model.no_work"};
            kept->stop = true;
            work = *kept;
            return context.store.put_note({std::string{kWorkNote}, held.at, note_of_work(*kept)});
        },
        WriteScope::rows));
    return work;
}

}  // namespace genbo
