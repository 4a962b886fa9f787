// SPDX-License-Identifier: Apache-2.0

// Who is this, and entering somebody by hand.

#include <algorithm>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/disk_reserve.h"
#include "app/level_words.h"
#include "register/entry_desk.h"
#include "register/field_check.h"
#include "register/resolve_desk.h"

namespace genbo {

namespace {

Result<SourceValues> entered(const std::vector<ApiEnteredValue>& typed) {
    SourceValues values;
    for (const auto& one : typed) {
        const auto field = field_by_name(one.field);
        if (!field || *field == Field::custom || *field == Field::source_key)
            return Error{Fault::invalid, "app.unknown_field", {one.field}};
        if (!values.get(*field).empty())
            return Error{Fault::invalid, "app.field_twice", {one.field}};
        values.set(*field, one.raw);
    }
    return values;
}

std::vector<ApiFieldFinding> api_findings(const std::vector<FieldFinding>& findings) {
    std::vector<ApiFieldFinding> out;
    for (const auto& finding : findings)
        out.push_back(
            {std::string{field_info(finding.field).name},
             std::string{field_fault_name(finding.fault)}, finding.code, finding.proposal,
             finding.certain});
    return out;
}

// Figures that say nothing beyond "the same" or "maybe": of a match of values that are not shown.
void tell_zone_only(ApiResolveMatch& match, const LiveOptions& matching) {
    const auto told =
        match.bits >= in_bits(matching.auto_bits) ? matching.auto_bits : matching.review_bits;
    match.bits = match.mean_bits = in_bits(told);
    match.probability = probability_of(told);
    match.reasons.bits = match.bits;
    match.reasons.probability = match.probability;
}

}  // namespace

double in_bits(Millibits bits) { return static_cast<double>(bits) / 1000; }

std::optional<std::string> values_of(
    const SourceValues& values, const std::vector<std::string>& columns) {
    std::string text;
    for (const auto& column : columns) {
        const auto field = field_by_name(column);
        const auto value = field ? values.get(*field) : std::string_view{};
        if (value.empty()) continue;
        if (!text.empty()) text += " · ";
        text += value;
    }
    if (text.empty()) return std::nullopt;
    return text;
}

ApiReasons api_reasons(
    const Explanation& why, const SourceValues* left, const SourceValues* right,
    Language language) {
    ApiReasons api;
    api.bits = in_bits(why.total);
    api.probability = why.probability;
    api.base_bits = in_bits(why.base);
    api.model_version = why.model_version;
    for (const auto& entry : why.entries) {
        ApiComparison comparison;
        comparison.name = entry.comparison;
        comparison.label = comparison_label(entry.comparison, language);
        comparison.fields = entry.columns;
        if (left != nullptr) comparison.left_value = values_of(*left, entry.columns);
        if (right != nullptr) comparison.right_value = values_of(*right, entry.columns);
        comparison.level = entry.level;
        comparison.level_text = level_text(entry.level, language);
        comparison.bits = in_bits(entry.bits);
        comparison.m = entry.m;
        comparison.u = entry.u;
        if (entry.term_frequency > 0) comparison.frequency = entry.term_frequency;
        api.comparisons.push_back(std::move(comparison));
    }
    const auto add = [&](std::string_view name, Millibits bits) {
        if (bits == 0) return;
        ApiComparison comparison;
        comparison.name = name;
        comparison.label = comparison_label(name, language);
        comparison.level = name;
        comparison.level_text = level_text(name, language);
        comparison.bits = in_bits(bits);
        api.comparisons.push_back(std::move(comparison));
    };
    add("household", why.household);
    add("calibration", why.calibration);
    api.blocking_keys = why.shared_keys;
    return api;
}

Result<ApiResolution> MasterBackend::resolve(const ApiCall& call, const ApiQuestion& question) {
    TRY(may(call, Action::search_customers));
    const auto values = TRY(entered(question.values));
    auto session = TRY(master_.sessions().borrow());
    ResolveDesk desk(*session, master_.index(), master_.config().policy, master_.config().matching);
    const auto eyes = TRY(viewer(call, *session));
    const auto resolution = TRY(desk.resolve({values, question.limit, 0}));
    ApiResolution api;
    api.zone = resolve_zone_name(resolution.zone);
    if (resolution.margin) api.margin_bits = in_bits(*resolution.margin);
    std::vector<NumberId> shown;
    api.model_version = resolution.model_version;
    api.findings = api_findings(check_fields(values, day_in_japan(master_.clock().now())));
    for (const auto& match : resolution.matches) {
        const auto subject = subject_of(eyes, match.view);
        if (!eyes.sees_anything(subject)) continue;
        shown.push_back(match.view.id);
        ApiResolveMatch one;
        one.customer =
            api_person(eyes.golden(match.view.golden, subject), match.view.number, match.members);
        one.record_id = match.record;
        one.bits = in_bits(match.bits);
        one.mean_bits = in_bits(match.mean);
        one.probability = probability_of(match.bits);
        const auto member = std::ranges::find_if(match.view.members, [&](const MemberView& view) {
            return view.record.id == match.record;
        });
        const bool here = member != match.view.members.end();
        const auto known = here ? eyes.values(member->values, subject) : SourceValues{};
        one.reasons = api_reasons(match.why, &values, here ? &known : nullptr, call.language);
        if (withhold(
                one.reasons.comparisons, eyes, subject, level_text("withheld", call.language))) {
            tell_zone_only(one, master_.config().matching);
            api.margin_bits = std::nullopt;
        }
        api.matches.push_back(std::move(one));
    }
    std::string asked;
    for (const auto& value : question.values) asked += value.field + "\n" + value.raw + "\n";
    TRY(charge(call, *session, shown, asked));
    return api;
}

Result<ApiNewCustomer> MasterBackend::enter_customer(
    const ApiCall& call, const ApiNewCustomerRequest& request) {
    TRY(may(call, Action::enter_customer));
    TRY(room_to_grow(master_));
    const auto values = TRY(entered(request.values));
    const auto findings = check_fields(values, day_in_japan(master_.clock().now()));
    for (const auto& finding : findings)
        if (finding.fault == FieldFault::wrong) return Error{Fault::invalid, finding.code};
    if (!request.confirmed) {
        const auto seen = TRY(resolve(call, {.values = request.values, .limit = 1}));
        if (!seen.matches.empty()) return Error{Fault::conflict, "app.duplicate_likely"};
        for (const auto& finding : findings)
            if (finding.fault == FieldFault::doubtful)
                return Error{Fault::conflict, "app.value_doubtful"};
    }
    // The key that a retry has too, and nobody else.
    const auto key = std::to_string(call.actor.id.value()) + "-" + call.idempotency_key;
    EntryDesk desk(master_.writer(), RecordVault{master_.keyring()});
    const auto record = TRY(desk.enter(request.source, key, values, actor_of(call)));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk customers(*session, master_.config().policy);
    return ApiNewCustomer{
        TRY(customers.number_text(record.customer)), record.record, record.import, record.joined};
}

}  // namespace genbo
