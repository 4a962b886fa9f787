// SPDX-License-Identifier: Apache-2.0

// Records, explanations, numbers, the audit checkpoint.

#include <algorithm>

#include "app/backend.h"
#include "app/backend_parts.h"
#include "app/kept_answers.h"
#include "app/level_words.h"
#include "register/audit_trail.h"
#include "register/number_desk.h"
#include "register/trail_export.h"
#include "register/verdict_desk.h"

namespace genbo {

namespace {

std::string number_state(NumberState state) {
    switch (state) {
        case NumberState::live: return "live";
        case NumberState::alias: return "alias";
        case NumberState::withdrawn: return "void";
        case NumberState::reserved: return "reserved";
        case NumberState::unknown: return "unknown";
        case NumberState::erased: return "erased";
    }
    return "unknown";
}

}  // namespace

Result<ApiRecord> MasterBackend::record(const ApiCall& call, RecordId id) {
    TRY(may(call, Action::view_customer));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto member = TRY(desk.record(id));
    const auto eyes = TRY(viewer(call, *session));
    const auto subject = subject_of(eyes, TRY(desk.show(member.record.customer)));
    if (!eyes.sees_anything(subject)) return Error{Fault::not_found, "register.unknown_record"};
    TRY(charge(call, *session, {member.record.customer}));
    ApiRecord api;
    api.record_id = id;
    api.source = member.source_name;
    api.source_key = seen_source_key(member.values.get(Field::source_key), eyes, subject);
    api.number = TRY(desk.number_text(member.record.customer));
    auto versions = TRY(session->store().versions(id));
    std::ranges::reverse(versions);
    for (const auto& version : versions) {
        const auto values = TRY(session->vault().open_payload(member.record, version));
        api.versions.push_back(
            {version.version, version.at, version.import, api_values(values, eyes, subject)});
    }
    return api;
}

Result<ApiExplanation> MasterBackend::describe_pair(
    const ApiCall& call, ReadSession& session, RecordId left, RecordId right) {
    CustomerDesk desk(session, master_.config().policy);
    const auto pair = TRY(desk.two_records(left, right));
    const auto eyes = TRY(viewer(call, session));
    TRY(charge(call, session, {pair.left.record.customer, pair.right.record.customer}));
    const auto subject_left = subject_of(eyes, pair.left.record.customer, pair.left.values);
    const auto subject_right = subject_of(eyes, pair.right.record.customer, pair.right.values);
    if (!eyes.sees_anything(subject_left) || !eyes.sees_anything(subject_right))
        return Error{Fault::not_found, "register.unknown_record"};
    const auto left_values = eyes.values(pair.left.values, subject_left);
    const auto right_values = eyes.values(pair.right.values, subject_right);
    const auto why = desk.explain(pair, *TRY(master_.index().model_seen(session.store())));
    auto reasons = api_reasons(why, &left_values, &right_values, call.language);
    for (const auto& subject : {subject_left, subject_right})
        withhold(reasons.comparisons, eyes, subject, level_text("withheld", call.language));
    ApiExplanation api;
    api.left = left;
    api.right = right;
    api.bits = reasons.bits;
    api.probability = reasons.probability;
    api.base_bits = reasons.base_bits;
    api.model_version = std::move(reasons.model_version);
    api.comparisons = std::move(reasons.comparisons);
    api.blocking_keys = std::move(reasons.blocking_keys);
    api.verdict = TRY(standing_verdict(session, left, right));
    return api;
}

Result<ApiExplanation> MasterBackend::explain(const ApiCall& call, RecordId left, RecordId right) {
    TRY(may(call, Action::view_explanation));
    auto session = TRY(master_.sessions().borrow());
    return describe_pair(call, *session, left, right);
}

Result<ApiNumberCheck> MasterBackend::check_number(const ApiCall& call, std::string_view text) {
    TRY(may(call, Action::check_numbers));
    auto session = TRY(master_.sessions().borrow());
    CustomerDesk desk(*session, master_.config().policy);
    const auto lookup = TRY(desk.look_up(text));
    ApiNumberCheck api;
    api.valid = !lookup.number.empty();
    if (api.valid) api.normalised = lookup.number;
    api.state = number_state(lookup.state);
    api.resolves_to = lookup.resolves_to;
    return api;
}

Result<ApiNumberGrant> MasterBackend::grant_numbers(
    const ApiCall& call, const ApiNumberRequest& request) {
    TRY(may(call, Action::issue_numbers));
    NumberDesk desk(master_.writer());
    const auto asked =
        call.idempotency_key.empty()
            ? RequestName{}
            : request_name(call.actor.id, call.idempotency_key + "\n" + call.request_hash);
    ApiNumberGrant grant;
    grant.kind = request.kind;
    grant.owner = request.owner;
    if (request.kind == "manual") {
        grant.numbers.push_back(
            TRY(desk.issue_manual(request.number.value_or(""), actor_of(call), asked)));
        return grant;
    }
    const auto size =
        static_cast<std::size_t>(std::max<std::int64_t>(0, request.block_size.value_or(0)));
    grant.numbers = TRY(desk.reserve(size, request.owner.value_or(""), actor_of(call), asked));
    return grant;
}

Result<ApiCheckpoint> MasterBackend::checkpoint(const ApiCall& call) {
    TRY(may(call, Action::view_audit));
    auto session = TRY(master_.sessions().borrow());
    const auto tree = TRY(stored_audit_tree(session->store()));
    ApiCheckpoint api;
    api.size = static_cast<std::int64_t>(tree.size());
    api.root = to_hex(tree.root());
    api.at = master_.clock().now();
    api.origin = trail_origin(master_.keyring());
    return api;
}

}  // namespace genbo
