// SPDX-License-Identifier: Apache-2.0
#include "adapter/http/curl_caller.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>

#include "base/check.h"

namespace genbo {

namespace {

void start_curl() {
    static std::once_flag once;
    std::call_once(once, [] { check(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

struct Taken {
    HttpAnswer answer;
    std::size_t bytes_max = 0;
    bool too_large = false;
};

std::size_t take_body(char* data, std::size_t one, std::size_t count, void* context) {
    auto& taken = *static_cast<Taken*>(context);
    const std::size_t size = one * count;
    if (taken.answer.body.size() + size > taken.bytes_max) {
        taken.too_large = true;
        return 0;
    }
    taken.answer.body.append(data, size);
    return size;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t take_header(char* data, std::size_t one, std::size_t count, void* context) {
    auto& taken = *static_cast<Taken*>(context);
    const std::string_view line(data, one * count);
    // "100 Continue" and its like come before the answer's own headers.
    if (line.starts_with("HTTP/")) taken.answer.headers.clear();
    const auto colon = line.find(':');
    if (colon != line.npos && taken.answer.headers.size() < 256) {
        std::string name(trimmed(line.substr(0, colon)));
        std::ranges::transform(name, name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        taken.answer.headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
    }
    return line.size();
}

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

std::string part_of(CURLU* url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

bool is_this_machine(std::string_view host) {
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

// The host of an address that may be called.
Result<std::string> host_of(const std::string& address) {
    const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
    check(url != nullptr);
    if (curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK)
        return Error{Fault::invalid, "http.address"};
    const auto scheme = part_of(url.get(), CURLUPART_SCHEME);
    auto host = part_of(url.get(), CURLUPART_HOST);
    const bool allowed = scheme == "https" || (scheme == "http" && is_this_machine(host));
    if (!allowed || host.empty() || !part_of(url.get(), CURLUPART_USER).empty())
        return Error{Fault::invalid, "http.address"};
    return host;
}

Error why(CURLcode code, const std::string& host) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: return {Fault::unavailable, "http.timeout", {host}};
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR: return {Fault::unavailable, "http.tls", {host}};
        default: return {Fault::unavailable, "http.unreachable", {host}};
    }
}

// A line break in a header would be another header.
bool is_one_line(std::string_view text) { return text.find_first_of("\r\n") == text.npos; }

Result<HeaderList> header_list(const HttpCall& call) {
    HeaderList list;
    const auto add = [&](const std::string& line) {
        auto* const grown = curl_slist_append(list.get(), line.c_str());
        check(grown != nullptr);
        static_cast<void>(list.release());
        list.reset(grown);
    };
    // libcurl would wait a second for a server's consent to a body.
    add("Expect:");
    for (const auto& [name, value] : call.headers) {
        if (!is_one_line(name) || !is_one_line(value)) return Error{Fault::invalid, "http.address"};
        add(name + (value.empty() ? ";" : ": " + value));
    }
    return list;
}

}  // namespace

struct CurlCaller::Handle {
    Handle() : curl(curl_easy_init()) { check(curl != nullptr); }
    ~Handle() { curl_easy_cleanup(curl); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    template <typename T>
    void set(CURLoption option, T value) {
        check(curl_easy_setopt(curl, option, value) == CURLE_OK);
    }

    CURL* curl;
};

CurlCaller::CurlCaller(CurlOptions options) : options_(std::move(options)) {
    start_curl();
    handle_ = std::make_unique<Handle>();
}

CurlCaller::~CurlCaller() = default;

Result<HttpAnswer> CurlCaller::call(const HttpCall& call) {
    const auto host = TRY(host_of(call.url));
    const auto headers = TRY(header_list(call));
    Taken taken;
    taken.bytes_max = call.answer_bytes_max;
    auto& handle = *handle_;
    curl_easy_reset(handle.curl);  // Keeps the connections.
    handle.set(CURLOPT_URL, call.url.c_str());
    handle.set(CURLOPT_PROTOCOLS_STR, "http,https");
    handle.set(CURLOPT_FOLLOWLOCATION, 0L);
    handle.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!options_.authorities.empty()) handle.set(CURLOPT_CAINFO, options_.authorities.c_str());
    // Our own machine is not reached through anybody's proxy.
    if (is_this_machine(host)) handle.set(CURLOPT_NOPROXY, "*");
    handle.set(CURLOPT_NOSIGNAL, 1L);
    handle.set(CURLOPT_TIMEOUT_MS, static_cast<long>(call.time.count()));
    handle.set(CURLOPT_HTTPHEADER, headers.get());
    handle.set(CURLOPT_WRITEFUNCTION, &take_body);
    handle.set(CURLOPT_WRITEDATA, &taken);
    handle.set(CURLOPT_HEADERFUNCTION, &take_header);
    handle.set(CURLOPT_HEADERDATA, &taken);
    if (call.method == "HEAD") {
        handle.set(CURLOPT_NOBODY, 1L);
    } else if (call.method != "GET" || !call.body.empty()) {
        handle.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
        handle.set(CURLOPT_POSTFIELDS, call.body.data());
        handle.set(CURLOPT_CUSTOMREQUEST, call.method.c_str());
    }
    const auto done = curl_easy_perform(handle.curl);
    if (taken.too_large) return Error{Fault::limit, "http.answer_too_large", {host}};
    if (done != CURLE_OK) return why(done, host);
    long status = 0;
    check(curl_easy_getinfo(handle.curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
    taken.answer.status = static_cast<int>(status);
    return std::move(taken.answer);
}

}  // namespace genbo
