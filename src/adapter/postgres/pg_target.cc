// SPDX-License-Identifier: Apache-2.0
#include "adapter/postgres/pg_target.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>

namespace genbo {

namespace {

struct FreeConninfo {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

Error bad_url() { return {Fault::invalid, "store.bad_url"}; }

Result<PgTarget> parse_url(const std::string& url) {
    // An empty one would silently mean "whatever is here".
    if (url.empty()) return bad_url();
    char* message = nullptr;
    const std::unique_ptr<PQconninfoOption, FreeConninfo> options(
        PQconninfoParse(url.c_str(), &message));
    // The message may quote the password.
    PQfreemem(message);
    if (options == nullptr) return bad_url();
    PgTarget out;
    for (const auto* option = options.get(); option->keyword != nullptr; ++option)
        if (option->val != nullptr) out[option->keyword] = option->val;
    return out;
}

// What libpq would take from the environment, taken here, so that the policy sees it.
void take_environment(PgTarget& target) {
    constexpr std::array<std::pair<const char*, const char*>, 4> kNames = {
        {{"host", "PGHOST"},
         {"hostaddr", "PGHOSTADDR"},
         {"port", "PGPORT"},
         {"service", "PGSERVICE"}}};
    // A host in the address makes a PGHOSTADDR meaningless, and the other way round.
    const bool placed = target.contains("host") || target.contains("hostaddr");
    for (const auto& [keyword, variable] : kNames) {
        const std::string_view name = keyword;
        if (placed && name.starts_with("host")) continue;
        const char* value = std::getenv(variable);
        if (value != nullptr && *value != '\0') target.try_emplace(keyword, value);
    }
}

std::vector<std::string> take_list(PgTarget& target, const char* keyword) {
    const auto found = target.extract(keyword);
    std::vector<std::string> out;
    if (found.empty() || found.mapped().empty()) return out;
    std::string_view rest = found.mapped();
    for (;;) {
        const auto comma = rest.find(',');
        out.emplace_back(rest.substr(0, comma));
        if (comma == rest.npos) return out;
        rest.remove_prefix(comma + 1);
    }
}

// "host=a,b port=1,2" becomes two.
Result<std::vector<PgTarget>> split_hosts(PgTarget all) {
    const auto hosts = take_list(all, "host");
    const auto addresses = take_list(all, "hostaddr");
    const auto ports = take_list(all, "port");
    const std::size_t count = std::max({hosts.size(), addresses.size(), std::size_t{1}});
    const auto fits = [&](const auto& list) { return list.empty() || list.size() == count; };
    if (!fits(hosts) || !fits(addresses) || (ports.size() != 1 && !fits(ports))) return bad_url();
    std::vector<PgTarget> out(count, all);
    for (std::size_t i = 0; i < count; ++i) {
        if (!hosts.empty() && !hosts[i].empty()) out[i]["host"] = hosts[i];
        if (!addresses.empty() && !addresses[i].empty()) out[i]["hostaddr"] = addresses[i];
        const std::string port = ports.empty() ? "" : ports[ports.size() == 1 ? 0 : i];
        if (!port.empty()) out[i]["port"] = port;
    }
    return out;
}

std::string_view value_of(const PgTarget& target, const std::string& keyword) {
    const auto found = target.find(keyword);
    return found == target.end() ? std::string_view{} : found->second;
}

// By its address, and nothing that only looks like one: "127.0.0.1.1" is a name, and who answers
// for it is anybody's guess.
bool is_loopback(std::string_view host) {
    const std::string text{host};
    in_addr four{};
    if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
    in6_addr six{};
    return ::inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

bool leaves_the_machine(const PgTarget& target) {
    auto host = value_of(target, "hostaddr");
    if (host.empty()) host = value_of(target, "host");
    // Without a host libpq takes its socket; with a service it may be anything.
    if (host.empty()) return !value_of(target, "service").empty();
    const bool socket = host.front() == '/' || host.front() == '@';
    return !socket && host != "localhost" && !is_loopback(host);
}

Result<> apply_tls_policy(PgTarget& target, bool allow_plain) {
    constexpr std::array<std::string_view, 3> kPlain = {"disable", "allow", "prefer"};
    constexpr std::array<std::string_view, 3> kSealed = {"require", "verify-ca", "verify-full"};
    // libpq does not look at sslmode on a socket, so this harms nobody.
    const auto mode = target.try_emplace("sslmode", "verify-full").first->second;
    // Kerberos' own encryption would come before TLS and check no certificate.
    target.try_emplace("gssencmode", "disable");
    if (std::ranges::find(kSealed, mode) != kSealed.end()) return {};
    if (std::ranges::find(kPlain, mode) == kPlain.end()) return bad_url();
    if (leaves_the_machine(target) && !allow_plain)
        return Error{Fault::invalid, "store.plain_tcp", {mode}};
    return {};
}

// As the server splits "-c a=b -c c=d": at spaces, unless a backslash is before them.
std::string escaped_setting(std::string_view setting) {
    std::string out;
    for (const char c : setting) {
        if (c == ' ' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

void add_session_settings(PgTarget& target, const PgOptions& options) {
    auto& line = target["options"];
    const auto add = [&](const std::string& setting) {
        line += (line.empty() ? "-c " : " -c ") + escaped_setting(setting);
    };
    const auto millis = [](std::chrono::milliseconds time) { return std::to_string(time.count()); };
    add("statement_timeout=" + millis(options.statement_timeout));
    add("idle_in_transaction_session_timeout=" + millis(options.idle_in_transaction_timeout));
    // A plan that was made while a table was empty would read all of it, and compare each row with
    // each of thousands of keys, until the server takes stock of the table again.
    add("enable_seqscan=off");
    add("jit=off");
    for (const auto& setting : options.settings) add(setting);
}

}  // namespace

Result<std::vector<PgTarget>> pg_targets(const PgOptions& options) {
    auto all = TRY(parse_url(options.url));
    take_environment(all);
    all["client_encoding"] = "UTF8";
    all.try_emplace("fallback_application_name", "genbo");
    // A server that is gone without a word is noticed within a minute or so.
    all.try_emplace("keepalives_idle", "30");
    all.try_emplace("keepalives_interval", "10");
    all.try_emplace("keepalives_count", "3");
    all.try_emplace("tcp_user_timeout", "30000");
    if (options.prepared) add_session_settings(all, options);
    auto targets = TRY(split_hosts(std::move(all)));
    for (auto& target : targets) TRY(apply_tls_policy(target, options.allow_plain_tcp));
    return targets;
}

}  // namespace genbo
