// SPDX-License-Identifier: Apache-2.0
#include "server/problem.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json_writer.h"

namespace genbo {

namespace {

constexpr auto kCodeStatus = std::to_array<std::pair<std::string_view, int>>({
    {"server.bad_cursor", 400},
    {"server.bad_file_name", 400},
    {"server.bad_idempotency_key", 400},
    {"server.bad_if_match", 400},
    {"server.bad_json", 400},
    {"server.bad_purpose", 400},
    {"server.bad_query", 400},
    {"server.bad_request", 400},
    {"server.bad_target", 400},
    {"server.field_missing", 400},
    {"server.field_out_of_range", 400},
    {"server.field_unknown", 400},
    {"server.field_wrong_type", 400},
    {"server.unexpected_body", 400},
    {"server.signed_out", 401},
    {"server.wrong_name_or_password", 401},
    {"server.watch_token_needed", 401},
    {"access.key_wrong", 401},
    {"access.key_ended", 401},
    {"access.key_expired", 401},
    {"access.key_network", 401},
    {"server.method_not_allowed", 405},
    {"server.too_slow", 408},
    {"server.body_too_large", 413},
    {"server.bad_content_type", 415},
    {"server.foreign_host", 421},
    {"server.if_match_needed", 428},
    {"server.sign_in_delayed", 429},
    {"server.header_too_large", 431},
    {"server.busy", 503},
    {"server.internal", 500},
    {"store.disk_full", 507},
});

constexpr std::array<std::pair<std::string_view, int>, 3> kEndingStatus = {{
    {".version_changed", 412},
    {".bad_cursor", 400},
    {".too_large", 413},
}};

int status_of_fault(Fault fault) {
    switch (fault) {
        case Fault::invalid: return 422;
        case Fault::not_found: return 404;
        case Fault::conflict: return 409;
        case Fault::forbidden: return 403;
        case Fault::limit: return 429;
        case Fault::unavailable: return 503;
        case Fault::corrupt: return 500;
    }
    check_failed(std::source_location::current());
}

// Up to and with the first full stop that ends a sentence.
std::string first_sentence(const std::string& text) {
    constexpr std::string_view kJapaneseStop = "。";
    const std::size_t ja = text.find(kJapaneseStop);
    const std::size_t en = text.find(". ");
    if (ja == std::string::npos && en == std::string::npos) return text;
    if (ja < en) return text.substr(0, ja + kJapaneseStop.size());
    return text.substr(0, en + 1);
}

}  // namespace

int status_of(const Error& error) {
    const auto exact =
        std::ranges::find(kCodeStatus, error.code, &std::pair<std::string_view, int>::first);
    if (exact != kCodeStatus.end()) return exact->second;
    for (const auto& [ending, status] : kEndingStatus)
        if (std::string_view{error.code}.ends_with(ending)) return status;
    return status_of_fault(error.fault);
}

std::string problem_json(const Error& error, Language language, const MessageCatalogue& messages) {
    const std::string detail = messages.text(language, error.code, error.args);
    JsonWriter json;
    json.object([&] {
        json.field("type", "/problems/" + error.code);
        json.field("title", first_sentence(detail));
        json.field("status", status_of(error));
        json.field("detail", detail);
        json.field("code", error.code);
        json.field("args").array([&] {
            for (const std::string& arg : error.args) json.value(arg);
        });
    });
    return std::move(json).str();
}

Response problem_response(const Error& error, Language language, const MessageCatalogue& messages) {
    const int status = status_of(error);
    Response response =
        text_response(status, "application/problem+json", problem_json(error, language, messages));
    response.header("Content-Language", language == Language::ja ? "ja" : "en");
    const bool says_when =
        error.code == "server.sign_in_delayed" || error.code == "access.budget_spent";
    if (says_when && !error.args.empty())
        response.header("Retry-After", error.args.front());
    else if (status == 429 || status == 503 || error.code == "server.request_running")
        response.header("Retry-After", "2");
    response.problem = error.code;
    if (error.code == "server.watch_token_needed" ||
        (status == 401 && error.code.starts_with("access.key_")))
        response.header("WWW-Authenticate", "Bearer");
    return response;
}

}  // namespace genbo
