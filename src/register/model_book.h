// SPDX-License-Identifier: Apache-2.0
#pragma once

// The models of a master, each under a number for ever.  A model that decided something is never
// thrown away: decisions remember its number (evidence.h) and are explained with it, however many
// models have come since.
//
// A sheet is the model with what is needed to speak of it without today's schema: the names of the
// blocking rules and of the columns behind each comparison.  Sheets are settings of the store
// ("model.sheet.3"), so they move with the master and are in every backup.
//
//   shipped     came with the program
//   learned     made from the stewards' verdicts; a candidate until somebody activates it
//
// `model.active` says which one decides now; `match.model` holds that one for the start.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "match/model.h"
#include "match/schema.h"
#include "port/store.h"

namespace genbo {

// The model that decides, as JSON: what a start reads.
inline constexpr std::string_view kModelSetting = "match.model";

struct ModelSheet {
    std::int64_t number = 0;
    Instant made;
    std::string origin;       // "shipped" or "learned".
    std::int64_t labels = 0;  // Verdicts that it was learned from.
    std::vector<std::string> rules;
    std::vector<std::vector<std::string>> columns;  // By comparison.
    Model model;
};

// Of a model of today's schema.
ModelSheet sheet_of(
    std::int64_t number, Instant made, std::string origin, std::int64_t labels, const Model& model,
    const Schema& schema);

std::string sheet_to_json(const ModelSheet& sheet);
// corrupt: register.bad_model_sheet.
Result<ModelSheet> sheet_from_json(std::string_view json);

// not_found: register.unknown_model.
Result<ModelSheet> stored_sheet(StoreReader& store, std::int64_t number);
// One that can decide under today's schema.  invalid: register.model_outdated.
Result<ModelSheet> usable_sheet(StoreReader& store, std::int64_t number);
// By number; `model` of each is read too.
Result<std::vector<ModelSheet>> stored_sheets(StoreReader& store);
// 0: none is written down yet, as in a master of an older program.
Result<std::int64_t> active_model(StoreReader& store);

// What a start reads; nothing where there is none, or only one of another program's schema.
Result<std::optional<Model>> model_in_force(StoreReader& store);

// A new sheet under the next number.
Result<ModelSheet> add_sheet(
    StoreWriter& store, Instant now, std::string origin, std::int64_t labels, const Model& model);
Result<> set_active_model(StoreWriter& store, const ModelSheet& sheet);

// The number of the active model; when the master has none written down, `model` becomes its first.
Result<std::int64_t> ensure_sheet(StoreWriter& store, Instant now, const Model& model);

// Sheets that were read once.  Safe on any thread.
class SheetShelf {
public:
    // Valid as long as the shelf.
    Result<const ModelSheet*> get(StoreReader& store, std::int64_t number);

private:
    std::mutex mutex_;
    std::map<std::int64_t, ModelSheet> sheets_;
};

}  // namespace genbo
