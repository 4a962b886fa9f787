// SPDX-License-Identifier: Apache-2.0
#include "server/site.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/log.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "server/problem.h"
#include "server/session_keeper.h"

namespace genbo {

namespace {

Error forbidden(std::string_view code) {
    return {.fault = Fault::forbidden, .code = std::string{code}};
}

// Of the hash of a session's token: enough to tell sessions apart in a log.
constexpr std::ptrdiff_t kSessionNameBytes = 8;

bool has_media_type(const RequestHead& head, std::string_view wanted) {
    const std::string* field = head.header("content-type");
    if (field == nullptr) return false;
    std::string_view type{*field};
    type = type.substr(0, std::min(type.find(';'), type.size()));
    while (type.ends_with(' ')) type.remove_suffix(1);
    return std::ranges::equal(
        type, wanted, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// Empty when what follows the name is no port.
std::string_view without_port(std::string_view host) {
    const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
    if (bracket == std::string_view::npos) return {};
    const std::size_t colon = std::min(host.find(':', bracket), host.size());
    const std::string_view port = host.substr(std::min(colon + 1, host.size()));
    const bool digits = std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
    return digits ? host.substr(0, colon) : std::string_view{};
}

bool knows_query(const Route& route, std::string_view name) {
    std::string_view rest = route.query;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, end) == name) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

Result<std::string> idempotency_key_of(const RequestHead& head) {
    const std::string* key = head.header("idempotency-key");
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"_.:-"}.find(c) != std::string_view::npos;
    };
    if (key == nullptr || key->size() < 8 || key->size() > 128 || !std::ranges::all_of(*key, fits))
        return Error{.fault = Fault::invalid, .code = "server.bad_idempotency_key"};
    return *key;
}

// The tag inside its quotes.  Weak tags and lists are refused: a change is made on one exact
// version.
Result<std::string> if_match_of(const RequestHead& head) {
    const std::string* field = head.header("if-match");
    if (field == nullptr) return Error{.fault = Fault::invalid, .code = "server.if_match_needed"};
    const std::string_view text{*field};
    const bool quoted = text.size() > 2 && text.size() <= 128 && text.starts_with('"') &&
                        text.ends_with('"') &&
                        text.substr(1, text.size() - 2).find('"') == std::string_view::npos;
    if (!quoted) return Error{.fault = Fault::invalid, .code = "server.bad_if_match"};
    return std::string{text.substr(1, text.size() - 2)};
}

// "Authorization: Bearer genbo_…"; a token of another form is none of ours.
std::optional<std::string> api_token_of(const RequestHead& head) {
    constexpr std::string_view kScheme = "bearer ";
    const std::string* field = head.header("authorization");
    if (field == nullptr || field->size() <= kScheme.size()) return std::nullopt;
    const std::string_view scheme = std::string_view{*field}.substr(0, kScheme.size());
    const bool bearer = std::ranges::equal(
        scheme, kScheme, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
    if (!bearer) return std::nullopt;
    return field->substr(kScheme.size());
}

// As claimed; without a claim the usual one of the role, and of a key the only one it has.
Result<std::string> purpose_of(const RequestHead& head, const ApiCall& call) {
    constexpr std::size_t kPurposeMax = 40;
    if (const std::string* claimed = head.header("genbo-purpose")) {
        // Which there are, and whose they are, is the backend's to say, and to write down.
        const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
        if (claimed->empty() || claimed->size() > kPurposeMax ||
            !std::ranges::all_of(*claimed, plain))
            return Error{.fault = Fault::invalid, .code = "server.bad_purpose"};
        return *claimed;
    }
    if (call.key && call.key->purposes.size() == 1)
        return std::string{purpose_name(*call.key->purposes.begin())};
    const auto role = role_by_name(call.actor.role);
    const auto usual = role && !call.key ? default_purpose(*role) : std::nullopt;
    return usual ? std::string{purpose_name(*usual)} : std::string{};
}

std::string request_hash_of(const Route& route, const ApiRequest& call) {
    Sha256 hash;
    const auto add = [&](std::string_view text) {
        hash.add(as_bytes(std::to_string(text.size())));
        hash.add(as_bytes(":"));
        hash.add(as_bytes(text));
    };
    add(route.operation);
    for (const std::string& param : call.params) add(param);
    add(call.http.body);
    return to_hex(hash.finish());
}

// See idempotency.h: what will not become different by trying again.
bool is_final(int status) {
    return (status >= 200 && status < 300) || status == 404 || status == 409 || status == 412 ||
           status == 422;
}

KeptAnswer kept(const Response& response, std::string hash) {
    KeptAnswer answer{
        .request_hash = std::move(hash),
        .status = response.status,
        .etag = {},
        .location = {},
        .body = response.body};
    if (const std::string* etag = response.find("ETag")) answer.etag = *etag;
    if (const std::string* location = response.find("Location")) answer.location = *location;
    return answer;
}

Response replay(const KeptAnswer& answer) {
    Response response = text_response(
        answer.status, answer.status < 400 ? "application/json" : "application/problem+json",
        answer.body);
    if (!answer.etag.empty()) response.header("ETag", answer.etag);
    if (!answer.location.empty()) response.header("Location", answer.location);
    response.header("Idempotent-Replayed", "true");
    return response;
}

}  // namespace

Site::Site(const ServerConfig& config, const ServerParts& parts)
    : config_(config),
      parts_(parts),
      own_metrics_(parts.metrics == nullptr ? std::make_unique<MetricRegistry>() : nullptr),
      metrics_(parts.metrics == nullptr ? *own_metrics_ : *parts.metrics),
      meters_(metrics_),
      assets_(parts.assets),
      own_sessions_(config.sessions),
      sessions_(parts.sessions == nullptr ? own_sessions_ : *parts.sessions),
      house_{
          .backend = parts.backend,
          .sessions = sessions_,
          .gate = parts.gate == nullptr ? own_gate_ : *parts.gate,
          .hashes = hashes_,
          .clock = parts.clock,
          .messages = parts.messages,
          .metrics = metrics_,
          .meters = meters_,
          .openapi = parts.openapi,
          .cookie =
              {.secure = config.behind_https,
               .lifetime =
                   std::chrono::duration_cast<std::chrono::seconds>(config.sessions.absolute),
               .mark = parts.cookie_mark},
          .device_key = parts.device_key ? *parts.device_key : Key::random(),
          .flow_key = parts.flow_key ? *parts.flow_key : Key::random(),
          .oidc = parts.oidc} {}

// --- What HttpServer asks ---------------------------------------------------------------------

Admission Site::admit(const RequestHead& head) {
    const Found found = find_route(head);
    if (found.route == nullptr) return {};
    if (found.route->body != RouteBody::file)
        return {.body_bytes_max = found.route->body_bytes_max};
    return {.body_bytes_max = kUploadBytesMax, .body = Admission::Body::file};
}

// A gigabyte is only taken in from someone who may send it.
HttpApp::Opening Site::open(const RequestHead& head, std::uint64_t declared_size) {
    const Request request{.head = head};
    const Found found = find_route(head);
    const auto call = admit_call(request, found, this_thread_random().id());
    if (!call.ok()) return {.file = nullptr, .refusal = refuse(call.error(), &head)};
    auto file = parts_.backend.begin_upload(declared_size);
    if (!file.ok()) return {.file = nullptr, .refusal = refuse(file.error(), &head)};
    return {.file = *std::move(file), .refusal = std::nullopt};
}

Response Site::refuse(const Error& error, const RequestHead* head) {
    const std::string id = this_thread_random().id();
    const LogRequest lines{LogToken{id}};
    const Language language = head == nullptr ? Language::ja : preferred_language(*head);
    Response response = problem(error, language);
    const Whereabouts where = head == nullptr ? Whereabouts{.elsewhere = Elsewhere::malformed}
                                              : Whereabouts{.route = find_route(*head).route};
    note(where, head, response, {});
    return finish(std::move(response), head, id);
}

std::optional<Response> Site::answer_at_once(const Request& request) {
    if (request.head.segments.size() != 1) return std::nullopt;  // Nearly all, and cheaply.
    const Found found = find_route(request.head);
    if (found.route == nullptr || found.route->turn != Turn::at_once) return std::nullopt;
    return answer(request);
}

Response Site::answer(Request request) {
    using Steady = std::chrono::steady_clock;
    const auto began = request.received == Steady::time_point{} ? Steady::now() : request.received;
    const std::string id = this_thread_random().id();
    const LogRequest lines{LogToken{id}};
    const Found found = find_route(request.head);
    Answered answered = [&]() -> Answered {
        // Whatever a library throws, this request fails, is counted where it belongs, and has an
        // id.
        try {
            return answer_found(request, found, id);
        } catch (...) {
            const Error failed{.fault = Fault::corrupt, .code = "server.internal"};
            return {problem(failed, preferred_language(request.head)), {.route = found.route}};
        }
    }();
    const auto took = Steady::now() - began;
    meters_.observe(answered.where, took);
    note(
        answered.where, &request.head, answered.response, std::chrono::duration_cast<Micros>(took));
    return finish(std::move(answered.response), &request.head, id);
}

Site::Answered Site::answer_found(
    const Request& request, const Found& found, const std::string& id) {
    const RequestHead& head = request.head;
    const Whereabouts where{.route = found.route};
    const auto let_in = check_way_in(head, found.route);
    if (!let_in.ok()) return {problem(let_in.error(), preferred_language(head)), where};
    const bool is_api = !head.segments.empty() && head.segments.front() == "api";
    if (found.route == nullptr && found.allow.empty() && !is_api) {
        const bool reads = head.method == HttpMethod::get || head.method == HttpMethod::head;
        if (auto file = reads ? assets_.serve(head) : std::nullopt)
            return {*std::move(file), {.elsewhere = Elsewhere::console}};
    }
    return {answer_api(request, found, id), where};
}

Response Site::problem(const Error& error, Language language) {
    if (const auto limit = limit_of(error.code)) meters_.rejected[*limit].add();
    return problem_response(error, language, parts_.messages);
}

// Counts the request and writes its line.  Neither knows more of it than its route.
void Site::note(
    const Whereabouts& where, const RequestHead* head, const Response& response, Micros took) {
    const HttpMethod method = head == nullptr ? HttpMethod::other : head->method;
    meters_.count(where, method, response.status);
    // A probe that hears "not ready" has its own line, with the reason.
    const bool probe = where.route != nullptr && where.route->watch != Watch::none;
    // Of those who were turned away the server itself tells, once a second for all of them.
    const bool shed = response.problem == "server.busy";
    const bool failed = response.status >= 500 && !probe && !shed;
    // Who tries what he may not is worth a line: a role, a token of another page, a foreign host.
    const LogLevel level = failed                   ? LogLevel::error
                           : response.status == 403 ? LogLevel::info
                                                    : LogLevel::debug;
    const LogField operation{"operation", LogToken{where.operation()}};
    const LogField verb{"method", LogToken{method_name(method)}};
    const LogField status{"status", response.status};
    const LogField micros{"micros", took.count()};
    if (response.problem.empty())
        log_line(level, "http.request", {operation, verb, status, micros});
    else
        log_line(
            level, "http.request",
            {operation, verb, status, micros, {"code", LogToken{response.problem}}});
}

// --- The API ----------------------------------------------------------------------------------

Site::Found Site::find_route(const RequestHead& head) {
    Found found;
    const HttpMethod method = head.method == HttpMethod::head ? HttpMethod::get : head.method;
    for (const Route& route : api_routes()) {
        auto params = match_pattern(route.pattern, head.segments);
        if (!params) continue;
        if (!found.allow.empty()) found.allow += ", ";
        found.allow += method_name(route.method);
        if (route.method == HttpMethod::get) found.allow += ", HEAD";
        if (route.method != method || found.route != nullptr) continue;
        found.route = &route;
        found.params = *std::move(params);
    }
    return found;
}

Response Site::answer_api(const Request& request, const Found& found, const std::string& id) {
    const Language language = preferred_language(request.head);
    if (found.route == nullptr) {
        if (found.allow.empty()) {
            const Error error{.fault = Fault::not_found, .code = "server.no_such_path"};
            return problem(error, language);
        }
        const Error error{.fault = Fault::invalid, .code = "server.method_not_allowed"};
        Response response = request.head.method == HttpMethod::options ? empty_response(204)
                                                                       : problem(error, language);
        return response.header("Allow", found.allow + ", OPTIONS");
    }
    const Route& route = *found.route;
    auto call = admit_call(request, found, id);
    Result<Response> result = [&]() -> Result<Response> {
        if (!call.ok()) return call.error();
        return route.retry == Retry::by_key ? run_once(route, *call) : run(route, *call);
    }();
    return result.ok() ? *std::move(result) : problem(result.error(), language);
}

// Everything that stands before the handler.
Result<ApiRequest> Site::admit_call(
    const Request& request, const Found& found, const std::string& id) {
    const RequestHead& head = request.head;
    const Route& route = *found.route;
    TRY(check_way_in(head, &route));
    ApiRequest call{.http = request, .params = found.params, .call = {}};
    call.call.language = preferred_language(head);
    call.call.at = parts_.clock.now();
    call.call.remote = caller_address(head, config_.behind_https ? Proxy::in_front : Proxy::none);
    call.call.request_id = id;
    const auto api_token = api_token_of(head);
    if (!api_token) call.session_token = cookie_value(head, house_.cookie.name());
    if (route.roles != kOpen) {
        if (api_token)
            TRY(identify_key(route, call, *api_token));
        else
            TRY(identify(route, call));
        call.call.purpose = TRY(purpose_of(head, call.call));
    }
    // A browser does not send a key by itself, as it does a cookie, so no page can misuse it.
    if (!is_safe(route.method) && !call.call.key) {
        TRY(check_origin(head));
        const std::string* token = head.header("x-genbo-csrf");
        if (route.roles != kOpen &&
            (token == nullptr || !same_secret(*token, csrf_token_of(call.session_token))))
            return forbidden("server.csrf");
    }
    const std::string_view type =
        route.body == RouteBody::file ? "application/octet-stream" : "application/json";
    if (route.body != RouteBody::none && !has_media_type(head, type))
        return Error{
            .fault = Fault::invalid,
            .code = "server.bad_content_type",
            .args = {std::string{type}}};
    if (route.body == RouteBody::none && head.has_body)
        return Error{.fault = Fault::invalid, .code = "server.unexpected_body"};
    for (const QueryItem& item : head.query)
        if (!knows_query(route, item.name))
            return Error{.fault = Fault::invalid, .code = "server.bad_query", .args = {"?"}};
    if (route.retry == Retry::by_key) {
        call.call.idempotency_key = TRY(idempotency_key_of(head));
        call.call.request_hash = request_hash_of(route, call);
    }
    if (route.version == Version::if_match) call.call.if_match = TRY(if_match_of(head));
    return call;
}

Result<> Site::identify(const Route& route, ApiRequest& call) {
    const Error signed_out = forbidden("server.signed_out");
    if (call.session_token.empty()) return signed_out;
    const auto session = TRY(sessions_.use(call.session_token, call.call.at));
    if (!session) return signed_out;
    auto staff = parts_.backend.staff(session->staff);
    if (!staff.ok() && staff.error().fault != Fault::not_found) return staff.error();
    if (!staff.ok() || staff->disabled) {
        TRY(sessions_.close_all_of(session->staff));
        return signed_out;
    }
    call.staff = *std::move(staff);
    call.proof = session->proof;
    call.call.proven_at = session->proof.at;
    const Hash name = session_hash(call.session_token);
    call.call.session.assign(name.begin(), name.begin() + kSessionNameBytes);
    call.call.actor = {call.staff.id, call.staff.name, call.staff.role};
    // Nobody signs in as a system.
    if ((role_named(call.staff.role) & ~kIntegration & route.roles) == 0)
        return forbidden("server.role_forbids");
    if (call.half_way() && route.early != Early::half_way)
        return forbidden("server.second_factor_needed");
    if (call.staff.must_change_password && route.before_new_password == BeforeNewPassword::refused)
        return forbidden("server.must_change_password");
    return check_factors(route, call);
}

Result<> Site::check_factors(const Route& route, const ApiRequest& call) {
    const bool must_enrol = call.staff.needs_second_factor && !call.staff.has_second_factor();
    if (must_enrol && route.early == Early::refused) return forbidden("server.must_enrol");
    if (route.proof == ProofAge::fresh) return require_fresh(call.call);
    return {};
}

Result<> Site::identify_key(const Route& route, ApiRequest& call, std::string_view token) {
    auto pass = TRY(parts_.backend.admit_key(token, call.call.remote, call.call.request_id));
    call.call.actor = {pass.principal, std::move(pass.name), "integration"};
    call.call.key = std::move(pass.limits);
    if ((kIntegration & route.roles) == 0) return forbidden("server.role_forbids");
    return {};
}

Result<> Site::check_way_in(const RequestHead& head, const Route* route) const {
    if (route == nullptr || route->watch == Watch::none) return check_host(head);
    return check_watcher(head, route->watch);
}

Result<> Site::check_watcher(const RequestHead& head, Watch watch) const {
    const WatchToken token = watch_token_of(head, config_.metrics_token_sha256);
    // No page in a browser has it, so the name that the request came under says nothing more.
    if (token == WatchToken::right) return {};
    const bool here = is_loopback_address(head.remote);
    const bool proxied = config_.behind_https || is_forwarded(head);
    if (token == WatchToken::wrong || !here || (watch == Watch::figures && proxied))
        return forbidden("server.watch_token_needed");
    return check_host(head);
}

Result<> Site::check_host(const RequestHead& head) const {
    constexpr std::array<std::string_view, 3> kLoopback = {"localhost", "127.0.0.1", "[::1]"};
    const std::string_view host = without_port(head.host);
    const bool ours = std::ranges::find(kLoopback, host) != kLoopback.end() ||
                      std::ranges::find(config_.hosts, host) != config_.hosts.end();
    if (!ours) return Error{.fault = Fault::invalid, .code = "server.foreign_host"};
    return {};
}

Result<> Site::check_origin(const RequestHead& head) const {
    const std::string* site = head.header("sec-fetch-site");
    if (site != nullptr && *site != "same-origin" && *site != "none")
        return forbidden("server.csrf");
    if (const std::string* origin = head.header("origin")) {
        const std::string ours = (config_.behind_https ? "https://" : "http://") + head.host;
        if (*origin != ours) return forbidden("server.csrf");
    }
    return {};
}

Result<Response> Site::run(const Route& route, const ApiRequest& call) {
    return route.handler(house_, call);
}

Result<Response> Site::run_once(const Route& route, const ApiRequest& call) {
    const StaffId actor = call.call.actor.id;
    const std::string& key = call.call.idempotency_key;
    {
        const std::lock_guard lock{running_mutex_};
        if (!running_.emplace(actor, key).second)
            return Error{.fault = Fault::conflict, .code = "server.request_running"};
    }
    const auto leave = [&](void*) {
        const std::lock_guard lock{running_mutex_};
        running_.erase({actor, key});
    };
    const std::unique_ptr<void, decltype(leave)> at_end{this, leave};

    if (!TRY(parts_.idempotency.claim(actor, key)))
        return Error{.fault = Fault::conflict, .code = "server.request_running"};
    auto answered = answer_once(route, call);
    if (!answered.ok() || !answered->kept) parts_.idempotency.release(actor, key);
    if (!answered.ok()) return answered.error();
    return std::move(answered->response);
}

// REQUIRES: nobody else runs a request under this key.
Result<Site::AnsweredOnce> Site::answer_once(const Route& route, const ApiRequest& call) {
    const StaffId actor = call.call.actor.id;
    const std::string& key = call.call.idempotency_key;
    const auto known = TRY(parts_.idempotency.find(actor, key));
    if (known) {
        if (known->request_hash != call.call.request_hash)
            return Error{.fault = Fault::conflict, .code = "server.idempotency_key_reused"};
        return AnsweredOnce{.response = replay(*known), .kept = false};
    }
    Result<Response> result = run(route, call);
    Response response =
        result.ok() ? *std::move(result) : problem(result.error(), call.call.language);
    if (!is_final(response.status))
        return AnsweredOnce{.response = std::move(response), .kept = false};
    const auto done = parts_.idempotency.keep(actor, key, kept(response, call.call.request_hash));
    // The work is done; a retry will find that out from the backend.
    if (!done.ok()) log_error("http.answer_not_kept", {{"code", LogToken{done.error().code}}});
    return AnsweredOnce{.response = std::move(response), .kept = done.ok()};
}

// --- Headers of every answer ------------------------------------------------------------------

Response Site::finish(
    Response response, const RequestHead* head, std::string_view request_id) const {
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Referrer-Policy", "no-referrer");
    response.header("Cross-Origin-Opener-Policy", "same-origin");
    response.header("Cross-Origin-Resource-Policy", "same-origin");
    response.header("X-Frame-Options", "DENY");
    response.header(
        "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    if (config_.behind_https)
        response.header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    // Only the console's page runs anything; a picture may bring its own styles.
    if (response.find("Content-Security-Policy") == nullptr) {
        const std::string* type = response.find("Content-Type");
        const bool picture = type != nullptr && *type == "image/svg+xml";
        response.header(
            "Content-Security-Policy",
            picture
                ? "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
                : "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    if (response.find("Cache-Control") == nullptr) response.header("Cache-Control", "no-store");
    if (head != nullptr && response.find("Vary") == nullptr && response.status != 204)
        response.header("Vary", "Accept-Language, Cookie");
    response.header("X-Request-Id", request_id);
    return response;
}

}  // namespace genbo
