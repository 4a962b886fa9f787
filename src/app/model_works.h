// SPDX-License-Identifier: Apache-2.0
#pragma once

// Comparing models and switching from one to another, in the background of a server and one at a
// time in the whole house.
//
// What goes on is a note of the store ("model.work"), written anew every two seconds by the process
// that does it: any node tells it, and asks it to stop.  A note that has been silent for
// kModelWorkSilence is of a process that died; on an embedded master, which has one process, any
// other process's is.  Nothing is lost with it: a comparison is made again, and a switch is one
// transaction (register/model_switch.h).
//
//   reading    opening the records (may be stopped)
//   deciding   finding who belongs together, and what would change (may be stopped)
//   switching  the writer's one command: it goes to its end
//
// Thread safety: safe on any thread.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/master.h"
#include "register/model_switch.h"

namespace genbo {

inline constexpr std::chrono::seconds kModelWorkBeat{2};
inline constexpr std::chrono::seconds kModelWorkSilence{60};

struct ModelWork {
    enum class Kind { compare, activate };
    enum class State { running, done, failed, stopped };

    Kind kind = Kind::compare;
    State state = State::running;
    std::int64_t number = 0;
    std::string step;
    std::int64_t records_done = 0;
    std::int64_t records_total = 0;
    StaffId started_by;
    Instant started;
    std::optional<Instant> finished;
    std::string error_code;
    std::vector<std::string> error_args;
    std::int64_t moved = 0;
    std::string holder;  // The process.
    bool stop = false;   // Somebody asked.
};

std::string_view model_work_kind_name(ModelWork::Kind kind);
std::string_view model_work_state_name(ModelWork::State state);

class ModelWorks {
public:
    // The master outlives it.
    explicit ModelWorks(Master& master);
    // Stops what can be stopped.
    ~ModelWorks();
    ModelWorks(const ModelWorks&) = delete;
    ModelWorks& operator=(const ModelWorks&) = delete;

    // not_found: register.unknown_model.  conflict: app.model.work_running.
    Result<ModelWork> compare(std::int64_t number, const Actor& actor);
    // `seen_active` as in switch_model().
    Result<ModelWork> activate(std::int64_t number, std::int64_t seen_active, const Actor& actor);
    // What runs, or ran last, on whichever node.
    Result<std::optional<ModelWork>> now(ReadSession& session);
    // conflict: app.model.no_work.
    Result<ModelWork> stop();

private:
    struct Job {
        ModelWork work;
        std::int64_t seen_active = 0;
        Actor actor;
    };

    Result<ModelWork> start(Job job);
    Result<> tell_start(const ModelWork& work);
    void run(const Job& job);
    Result<> compare_now(const Job& job);
    Result<> activate_now(const Job& job);
    Resident::Watch watch();
    // REQUIRES: mutex_ is held.
    Result<> goes_on() const;
    void beat();
    // Writes the note; says whether it is still ours, and takes over what others asked for.
    Result<> tell(ModelWork work);
    // Whether another process still works on what the note says.
    bool is_alive(const ModelWork& work, Instant told) const;

    Master& master_;
    const std::string holder_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    ModelWork work_;
    bool closing_ = false;
    bool beating_ = false;
    bool at_work_ = false;  // From before the start is told until the end is.
    std::thread thread_;
};

}  // namespace genbo
