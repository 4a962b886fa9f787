// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the API asks about match models: which there are, what people's verdicts teach, what another
// model would change, and that it decides from now on.  A part of ApiBackend.
//
// Comparing and switching take seconds to minutes.  They go on in the background, one at a time in
// the whole house; whoever asks for the list is told how far they are.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "record/ids.h"
#include "server/api_call.h"

namespace genbo {

struct ApiModelLevel {
    std::string level;
    std::string level_text;
    double bits = 0;
};

struct ApiModelComparison {
    std::string name;
    std::string label;
    std::vector<ApiModelLevel> levels;
};

struct ApiModel {
    std::int64_t number = 0;
    std::string version;
    std::string origin;  // shipped, learned, rules.
    Instant made_at{};
    std::int64_t labels = 0;
    bool active = false;
    bool usable = true;  // False: of a program that compared in other ways.
    double base_bits = 0;
    std::vector<ApiModelComparison> comparisons;
};

// What goes on in the background, or went on last.
struct ApiModelWork {
    std::string kind;  // compare, activate.
    std::int64_t number = 0;
    // running, done, failed, stopped.
    std::string state;
    // reading, deciding, switching; while it runs.
    std::string step;
    std::int64_t records_done = 0;
    std::int64_t records_total = 0;
    std::string started_by;
    Instant started_at{};
    std::optional<Instant> finished_at;
    std::optional<Error> error;
    std::int64_t moved = 0;  // Of a switch: records that belong to another customer since.
};

struct ApiModels {
    std::vector<ApiModel> items;
    std::int64_t verdicts = 0;         // That could be learned from now …
    std::int64_t verdicts_needed = 0;  // … and how many it takes.
    std::optional<ApiModelWork> work;
};

struct ApiRuleFinding {
    std::string name;
    std::string label;
    std::string level;
    std::string level_text;
};

struct ApiSuggestedRule {
    std::vector<ApiRuleFinding> findings;
    bool same = false;
    std::int64_t support = 0;
    std::int64_t agreeing = 0;
    std::int64_t surprising = 0;
};

struct ApiDiffCustomer {
    std::string number;
    std::optional<std::string> name;  // As the caller sees it.
};

struct ApiDiffRecord {
    RecordId record_id;
    std::string source;
    std::string number;  // Of today.
};

// Who would be together: some of them, and how many there are.
struct ApiDiffGroup {
    std::vector<ApiDiffRecord> records;
    std::int64_t count = 0;
};

struct ApiDiffExample {
    std::vector<ApiDiffCustomer> before;
    std::int64_t before_count = 0;
    std::vector<ApiDiffGroup> after;
    std::int64_t after_count = 0;
};

struct ApiModelDiff {
    std::int64_t number = 0;
    std::int64_t active = 0;  // What it was compared with.
    Instant at{};
    std::string version;   // For If-Match.
    bool current = false;  // Still what is in force.
    std::int64_t records = 0;
    std::int64_t customers_before = 0;
    std::int64_t customers_after = 0;
    std::int64_t joins = 0;
    std::int64_t splits = 0;
    std::int64_t reviews_before = 0;
    std::int64_t reviews_after = 0;
    std::vector<ApiDiffExample> examples;
};

enum class ApiModelOrigin { verdicts, rules };

class ModelBackend {
public:
    virtual ~ModelBackend() = default;

    virtual Result<ApiModels> models(const ApiCall& call) = 0;
    // Its work alone: for whoever asks each second.
    virtual Result<std::optional<ApiModelWork>> model_work(const ApiCall& call) = 0;
    // A candidate; nothing decides by it yet.  limit: register.too_few_labels.
    virtual Result<ApiModel> make_model(const ApiCall& call, ApiModelOrigin origin) = 0;
    virtual Result<std::vector<ApiSuggestedRule>> suggested_rules(const ApiCall& call) = 0;
    // conflict: app.model.work_running, register.model_is_active.
    virtual Result<ApiModelWork> compare_model(const ApiCall& call, std::int64_t number) = 0;
    // not_found: app.model.not_compared.
    virtual Result<ApiModelDiff> model_diff(const ApiCall& call, std::int64_t number) = 0;
    // If-Match: the version of the diff that was looked at.  conflict: app.model.version_changed,
    // app.model.work_running, register.model_is_active.
    virtual Result<ApiModelWork> activate_model(const ApiCall& call, std::int64_t number) = 0;
    // A switch that is being written down cannot be stopped any more.  conflict:
    // app.model.no_work.
    virtual Result<ApiModelWork> stop_model_work(const ApiCall& call) = 0;
};

}  // namespace genbo
