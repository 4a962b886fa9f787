// SPDX-License-Identifier: Apache-2.0
#include "adapter/place/s3_place.h"

#include <algorithm>

namespace genbo {

namespace {

constexpr std::string_view kTls = "s3://";
constexpr std::string_view kPlain = "s3+http://";
constexpr std::string_view kRegionParameter = "?region=";
constexpr std::string_view kDefaultRegion = "us-east-1";
// A log piece is as large as the largest commit (change_recorder.cc).
constexpr std::size_t kAnswerBytesMax = std::size_t{1} << 30;
constexpr std::chrono::milliseconds kCallTime{120'000};
constexpr int kOk = 200;
constexpr int kNoContent = 204;
constexpr int kNotFound = 404;

// What stands between the tags, each time.  Our own names are all that is looked for: they hold
// nothing that XML writes in another way.
std::vector<std::string> between(
    std::string_view text, std::string_view open, std::string_view close) {
    std::vector<std::string> out;
    for (auto at = text.find(open); at != text.npos; at = text.find(open, at)) {
        at += open.size();
        const auto end = text.find(close, at);
        if (end == text.npos) break;
        out.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

// A continuation token may hold an ampersand or a quotation mark.
std::string plain_xml(std::string text) {
    constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
        {"&quot;", "\""}, {"&apos;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}};
    for (const auto& [entity, character] : kEntities)
        for (auto at = text.find(entity); at != text.npos; at = text.find(entity, at + 1))
            text.replace(at, entity.size(), character);
    return text;
}

// S3 says in a word what it minds; that word is of a closed list and nobody's data.
Error refused(const HttpAnswer& answer) {
    const auto codes = between(answer.body, "<Code>", "</Code>");
    std::string why = std::to_string(answer.status);
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (!codes.empty() && codes[0].size() < 60 && std::ranges::all_of(codes[0], is_letter))
        why += " " + codes[0];
    return {Fault::unavailable, "backup.place_refused", {why}};
}

}  // namespace

Result<S3Address> parse_s3_address(std::string_view text) {
    const Error bad{Fault::invalid, "backup.bad_address"};
    S3Address address;
    if (text.starts_with(kTls)) {
        address.scheme = "https";
        text.remove_prefix(kTls.size());
    } else if (text.starts_with(kPlain)) {
        address.scheme = "http";
        text.remove_prefix(kPlain.size());
    } else {
        return bad;
    }
    address.region = kDefaultRegion;
    if (const auto at = text.find('?'); at != text.npos) {
        const auto parameter = text.substr(at);
        if (!parameter.starts_with(kRegionParameter)) return bad;
        address.region = parameter.substr(kRegionParameter.size());
        text = text.substr(0, at);
    }
    const auto slash = text.find('/');
    if (slash == text.npos || slash == 0 || text.find('@') != text.npos) return bad;
    address.host = text.substr(0, slash);
    text.remove_prefix(slash + 1);
    const auto end = text.find('/');
    address.bucket = text.substr(0, end);
    if (end != text.npos) address.prefix = text.substr(end + 1);
    while (address.prefix.ends_with('/')) address.prefix.pop_back();
    if (!address.prefix.empty()) address.prefix += '/';
    if (address.bucket.empty() || address.region.empty()) return bad;
    return address;
}

std::string S3Place::label() const {
    return "s3://" + address_.host + "/" + address_.bucket + "/" + address_.prefix;
}

Result<HttpAnswer> S3Place::ask(
    std::string_view method, std::string_view key, const Query& query, ByteView body) {
    std::string path = "/" + percent_encoded(address_.bucket, false);
    if (!key.empty()) path += "/" + percent_encoded(address_.prefix + std::string{key}, true);
    const S3Request request{method, address_.host, path, query, sha256(body)};
    HttpCall call;
    call.method = method;
    call.url = address_.scheme + "://" + address_.host + path;
    if (!query.empty()) call.url += "?" + query_text(query);
    call.headers = s3_headers(request, keys_, address_.region, clock_.now());
    call.body = as_text(body);
    call.time = kCallTime;
    call.answer_bytes_max = kAnswerBytesMax;
    auto answer = caller_->call(call);
    if (answer.ok()) return answer;
    if (answer.error().code == "http.timeout") {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(call.time).count();
        return Error{Fault::unavailable, "backup.place_hangs", {label(), std::to_string(seconds)}};
    }
    return Error{Fault::unavailable, "backup.place_unreachable", {label()}};
}

Result<> S3Place::put(std::string_view name, ByteView bytes) {
    const auto answer = TRY(ask("PUT", name, {}, bytes));
    if (answer.status != kOk) return refused(answer);
    return {};
}

Result<Bytes> S3Place::get(std::string_view name) {
    const auto answer = TRY(ask("GET", name, {}, {}));
    if (answer.status == kNotFound)
        return Error{Fault::not_found, "backup.piece_missing", {std::string{name}}};
    if (answer.status != kOk) return refused(answer);
    const auto bytes = as_bytes(answer.body);
    return Bytes(bytes.begin(), bytes.end());
}

Result<std::vector<std::string>> S3Place::list(std::string_view prefix) {
    std::vector<std::string> names;
    std::string token;
    while (true) {
        Query query;
        if (!token.empty()) query.emplace_back("continuation-token", token);
        query.emplace_back("list-type", "2");
        query.emplace_back("prefix", address_.prefix + std::string{prefix});
        const auto answer = TRY(ask("GET", {}, query, {}));
        if (answer.status != kOk) return refused(answer);
        for (auto& key : between(answer.body, "<Key>", "</Key>"))
            if (key.starts_with(address_.prefix))
                names.push_back(key.substr(address_.prefix.size()));
        const auto more = between(answer.body, "<IsTruncated>", "</IsTruncated>");
        const auto next =
            between(answer.body, "<NextContinuationToken>", "</NextContinuationToken>");
        if (more.empty() || more[0] != "true") break;
        // Saying that there is more and not where would make a backup look shorter than it is.
        if (next.empty() || plain_xml(next[0]) == token) return refused(answer);
        token = plain_xml(next[0]);
    }
    std::ranges::sort(names);
    return names;
}

Result<> S3Place::remove(std::string_view name) {
    const auto answer = TRY(ask("DELETE", name, {}, {}));
    const bool gone =
        answer.status == kOk || answer.status == kNoContent || answer.status == kNotFound;
    if (!gone) return refused(answer);
    return {};
}

}  // namespace genbo
