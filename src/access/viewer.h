// SPDX-License-Identifier: Apache-2.0
#pragma once

// One caller's eyes: holds the decision function's arguments that belong to a request, and turns
// values into what the caller sees.  Every way out of a customer's data goes through one:
//
//   const Viewer viewer{caller, classes, &token_mac};
//   const auto seen = viewer.values(values, {customer, standing});
//   api.values = api_values(seen);
//
// Order of the questions: a value that was unmasked for this caller, the API key's classes, the
// policy table (policy.h).  Values that are not seen are not in what comes out, so that nobody can
// write them down by mistake.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "access/policy.h"
#include "crypto/mac.h"
#include "port/store_rows.h"
#include "record/golden_record.h"
#include "record/source_record.h"

namespace genbo {

// What a staff member is near to.
struct StaffScope {
    std::set<std::string> stores;
    std::set<std::string> region_stores;  // Of the regions that are his.
    std::set<std::int64_t> assigned;      // Ids of customers' numbers.

    friend bool operator==(const StaffScope&, const StaffScope&) = default;
};

struct UnmaskedValue {
    NumberId customer;
    Field field = Field::custom;
    std::string custom_name = {};

    friend auto operator<=>(const UnmaskedValue&, const UnmaskedValue&) = default;
};

struct Caller {
    Role role = Role::auditor;
    Purpose purpose = Purpose::operation;
    StaffScope scope = {};
    // Of an API key: no class outside shows anything.
    std::optional<std::set<FieldClass>> only = {};
    std::set<UnmaskedValue> unmasked = {};
};

// Of whom a value is, as the caller stands to him.
struct Subject {
    NumberId customer;
    Nearness standing = {};
};

class Viewer {
public:
    // `tokens` is copied; without one, tokenised values are not shown.
    Viewer(Caller caller, FieldClasses classes, const std::optional<Mac>& tokens);

    const Caller& caller() const { return caller_; }

    Nearness standing(NumberId customer, const std::vector<std::string>& stores) const;
    bool sees_anything(const Subject& subject) const;

    Effect effect(Field field, std::string_view custom_name, const Subject& subject) const;
    // Sees all of the classes in full, so that there is nothing to hide from it.
    bool sees_all(FieldClass up_to, const Subject& subject) const;

    // Nothing where nothing is to be seen.
    std::optional<std::string> value(
        Field field, std::string_view custom_name, std::string_view value,
        const Subject& subject) const;
    SourceValues values(const SourceValues& values, const Subject& subject) const;
    GoldenRecord golden(const GoldenRecord& golden, const Subject& subject) const;

private:
    std::string token(Field field, std::string_view custom_name, std::string_view value) const;

    Caller caller_;
    FieldClasses classes_;
    std::optional<Mac> tokens_;
};

}  // namespace genbo
